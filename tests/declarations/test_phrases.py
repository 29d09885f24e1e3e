"""Ce que lit une personne est en français courant : ni tournure, ni demi-mot, ni code ou document
interne, ni anglais.

Les phrases sont prises là où elles sont écrites : textes du code (docstrings non comprises),
macros, ruban, cadre, documentation."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.definitions import INDICATEURS
from reports.explication import UNE_FOIS
from xl_addin.analyseur import TRADUCTIONS

RACINE = Path(__file__).resolve().parents[2]
DU_CONTRAT = {*(i.contrat for i in INDICATEURS), UNE_FOIS, "Indicators", "A person"}
"""Les citations que `expliquer --json` donne aux programmes : le contrat, mot pour mot."""
TAPE_EXPRES = {"titre n'ouvrant pas l'inscription"}
"""Dans un cas, ce qu'une personne tape sans apostrophe courbe."""
CODES_DITS = {"xl_addin/analyseur.py"}
"""L'aide du terminal, où l'on tape ces codes, et où chacun est expliqué."""

GENRES = {
    "document interne": (
        r"\bcontrats? [1-3]\b|\bIndicators\b|\bA person\b",
        "Fondé sur le contrat 2, « Indicators »",
    ),
    "code interne": (
        r"\bK_[A-Z]+|\b(?:I[1-4]|R0|C1|M1)\b",
        "I2 + I3 + éligibles = personnes reçues",
    ),
    "anglais": (
        r"\b(?:persons?|interviews?|rows|whatever)\b",
        "distinct persons interviewed in the period",
    ),
    "« qui » sans nom": (
        (
            r"(?:^|[.:;] |« )Qui \w+ (?!.*\?)|, qui (?:le|la|les) \w+ra\b|(?:inscrit|compte|sait) "
            r"pas qui\b|\bde qui est\b"
        ),
        "Contradiction : on n’inscrit pas qui l’est déjà",
    ),
    "demi-mot": (
        r"\bdites\b|\b(?:ligne|qui) (?:le|la) dit\b|\b(?:qui|réponse) (?:en )?décide\b|\bn’est "
        r"qu’à\b|\b[Nn]e rien deviner\b|\ben silence\b"
        r"|\b(?:sommes|égalités) (?:ne )?tiennent\b|\bécri(?:vez|te) de même\b|\bfait taire\b",
        "Tapez l’identifiant, ou dites pourquoi il manque",
    ),
    "élision": (
        r"(?<![-\w])(?:[Dd]e|[Qq]ue|[Ll]e|[Ll]a|[Nn]e|[Ss]e) [aeiouéèêâ]",
        "rapport de avril 2026",
    ),
    "apostrophe droite": (r"\b[cdjlmnstCDJLMNST]'[a-zà-ÿA-Z]{2}", "l'entretien"),
    "espace manquante": (r"[\wà-ÿ)][?!;»](?=\s|$)|[a-zà-ÿ)]:\s|«\S", "Attendre encore?"),
    "espace double": (r"[a-zà-ÿ,;.»] {2}[a-zà-ÿ«]", "rien  à corriger"),
}
"""Chaque genre de phrase à ne pas écrire : ce qui le reconnaît, et une phrase qui en est."""
DE_LA_DOCUMENTATION = ("« qui » sans nom", "demi-mot", "élision", "espace manquante")


def litteraux(source: str) -> Iterator[tuple[int, str]]:
    """Les textes d'un module, ce qui y varie remplacé par « … » ; ni docstrings, ni explications de
    constantes."""
    arbre = ast.parse(source)
    muets = {id(n.value) for n in ast.walk(arbre) if isinstance(n, ast.Expr)}
    muets |= {id(v) for n in ast.walk(arbre) if isinstance(n, ast.JoinedStr) for v in n.values}
    for n in ast.walk(arbre):
        if isinstance(n, ast.JoinedStr):
            yield (
                n.lineno,
                "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in n.values),
            )
        elif isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in muets:
            yield n.lineno, n.value


def est_une_phrase(texte: str) -> bool:
    """Vrai pour des mots à lire ; faux pour une formule, une expression rationnelle, du XML, un
    programme, un texte à comparer."""
    return bool(re.search(r"[A-Za-zÀ-ÿ]{2,} [A-Za-zÀ-ÿ«(]", texte)) and not re.search(
        r"\(\?|\\[bdw]|</|/>|=\"|\b(?:import|with) \w", texte
    )


def du_code() -> Iterator[tuple[str, str]]:
    """(où, phrase) de chaque texte que le code peut montrer."""
    for dossier in ("workbook", "reports", "macros", "xl_addin"):
        for chemin in sorted((RACINE / dossier).rglob("*.py")):
            ici = chemin.relative_to(RACINE).as_posix()
            for ligne, texte in litteraux(chemin.read_text(encoding="utf-8")):
                if est_une_phrase(texte) and texte not in DU_CONTRAT | TAPE_EXPRES | set(
                    TRADUCTIONS
                ):
                    yield f"{ici}:{ligne}", texte
    for ici, motif in (
        ("macros/SuiviCir.bas", r'"([^"]*)"'),
        ("macros/LibreOffice.bas", r'"([^"]*)"'),
        ("macros/ruban.xml", r'tip="([^"]*)"'),
    ):
        lignes = (RACINE / ici).read_text(encoding="utf-8").splitlines()
        siens = [
            texte
            for ligne in lignes
            if not ligne.lstrip().startswith("'")
            for texte in re.findall(motif, ligne)
            if est_une_phrase(texte)
        ]
        assert siens
        yield from ((ici, texte) for texte in siens)
    cadre = (RACINE / "workbook/declarations/cadre.toml").read_text(encoding="utf-8")
    yield from (
        ("workbook/declarations/cadre.toml", texte)
        for texte in re.findall(r'^source = "(.*)"$', cadre, re.M)
    )


def de_la_documentation() -> Iterator[tuple[str, str]]:
    """(où, paragraphe) de la documentation en français, sans ce qui est du code."""
    for chemin in (RACINE / "README.md", *sorted((RACINE / "docs").glob("*.md"))):
        texte = re.sub(r"(?s)```.*?```|`[^`]*`", "code", chemin.read_text(encoding="utf-8"))
        yield from (
            (f"{chemin.name}:{n}", ligne)
            for n, ligne in enumerate(texte.splitlines(), 1)
            if not ligne.startswith("*In English")
        )


def de_la_page() -> Iterator[tuple[str, str]]:
    """(où, texte) de ce que montre la page « Suivi CIR.html » : son HTML, et les textes de son
    code."""
    ici = RACINE / "xl_addin/page"
    yield from (
        ("page.html", " ".join(t.split()))
        for t in re.findall(r">([^<>]+)<", (ici / "page.html").read_text(encoding="utf-8"))
    )
    for module in sorted(m for m in (ici / "js").glob("*.js") if m.stem != "ouvrier"):
        code = re.sub(r"(?m)^\s*(//|/?\*).*$", "", module.read_text(encoding="utf-8"))
        textes = [
            t
            for paire in re.findall(r'"((?:[^"\\\n])+)"|`([^`]+)`', code)
            for t in paire
            if " " in t
        ]
        yield from ((module.name, re.sub(r"\$\{[^}]*\}", "…", t)) for t in textes)


@pytest.mark.parametrize("genre", GENRES)
def test_un_genre_se_reconnait(genre: str) -> None:
    """Ce qui reconnaît un genre reconnaît sa phrase."""
    motif, exemple = GENRES[genre]
    assert re.search(motif, exemple)


PHRASES = tuple(du_code())
SIGNES = set("■⚠✔✘➜×◄▸↓→°−≠✱\N{REPLACEMENT CHARACTER}")
"""Ceux que montrent les polices de Windows, de Mac et de LibreOffice. Pas ⛔ : ni celles de
LibreOffice, ni un Windows ancien ne l'ont. (Le dernier est lu, jamais écrit.)"""


def test_signes_montres_partout() -> None:
    """Aucun texte du code ne porte un signe qui peut s'afficher comme un carré vide."""
    vus = set()
    for dossier in (
        "reports",
        "macros",
        "xl_addin",
        *(f"workbook/{s}" for s in ("declarations", "jugement", "lecture", "modele")),
    ):
        for chemin in (RACINE / dossier).rglob("*.py"):
            textes = "".join(texte for _, texte in litteraux(chemin.read_text(encoding="utf-8")))
            vus |= {
                (c, chemin.name)
                for c in textes
                if unicodedata.category(c) in ("So", "Sm") and ord(c) > 0x7F
            }
    assert {c for c, _ in vus} >= set("■⚠✔✘")
    assert not [(c, ou) for c, ou in vus if c not in SIGNES]


@pytest.mark.parametrize("genre", GENRES)
def test_phrases_du_code(genre: str) -> None:
    """Aucun texte que le code montre n'est de ce genre."""
    phrases = [
        (ou, texte)
        for ou, texte in PHRASES
        if genre != "code interne" or ou.partition(":")[0] not in CODES_DITS
    ]
    assert len(phrases) > 500
    assert not [(ou, texte) for ou, texte in phrases if re.search(GENRES[genre][0], texte, re.M)]


@pytest.mark.parametrize("genre", DE_LA_DOCUMENTATION)
def test_phrases_de_la_documentation(genre: str) -> None:
    """Ni la documentation en français."""
    assert not [
        (ou, texte) for ou, texte in de_la_documentation() if re.search(GENRES[genre][0], texte)
    ]


@pytest.mark.parametrize("genre", DE_LA_DOCUMENTATION)
def test_phrases_de_la_page(genre: str) -> None:
    """Ni la page."""
    phrases = list(de_la_page())
    assert len(phrases) > 100
    assert not [(ou, texte) for ou, texte in phrases if re.search(GENRES[genre][0], texte)]
