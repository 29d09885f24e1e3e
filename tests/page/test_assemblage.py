"""De quoi la page est faite : des versions verrouillées, des empreintes vérifiées, des modules qui
se tiennent. Sans navigateur.
"""

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import RACINE, executer

from workbook.declarations.erreurs import Refus
from xl_addin.page import composants
from xl_addin.page.assembler import (
    DANS_LA_PAGE,
    ICI,
    MODULES,
    NOTRES,
    en_liasse,
    reunir_les_modules,
)
from xl_addin.page.vue import en_page

VERROU = composants.lire_le_verrou()


def test_les_versions_sont_celles_des_contraintes() -> None:
    """La page et le logiciel installé ont les mêmes bibliothèques."""
    contraintes = dict(
        re.findall(
            r"^([\w.-]+)==(\S+)", (RACINE / "contraintes.txt").read_text(encoding="utf-8"), re.M
        )
    )
    versions = {composants.normaliser(nom): version for nom, version in contraintes.items()}
    assert {roue["nom"]: roue["version"] for roue in VERROU["roues"]} == {
        roue["nom"]: versions[roue["nom"]] for roue in VERROU["roues"]
    }


def test_chaque_dependance_a_sa_roue() -> None:
    """Une dépendance de plus, sans roue ni raison de s'en passer, arrête tout et se nomme."""
    assert composants.dependances_sans_roue(composants.dependances("suivi-cir"), VERROU) == []
    une_de_moins = VERROU | {
        "roues": [roue for roue in VERROU["roues"] if roue["nom"] != "xlsxwriter"]
    }
    assert composants.dependances_sans_roue(composants.dependances("suivi-cir"), une_de_moins) == [
        "xlsxwriter"
    ]


def test_rien_de_trop_dans_le_verrou() -> None:
    """Chaque roue est une dépendance, d'ici ou d'une autre ; chaque absence est celle d'une
    dépendance.
    """
    utiles = set(composants.dependances("suivi-cir"))
    for roue in VERROU["roues"]:
        utiles |= set(composants.dependances(roue["nom"]))
    assert {roue["nom"] for roue in VERROU["roues"]} <= utiles
    assert set(VERROU["sans"]) <= utiles


def test_un_fichier_du_cache_qui_n_est_pas_le_bon(tmp_path: Path) -> None:
    """Rien n'entre dans la page sans l'empreinte du verrou."""
    (tmp_path / f"pyodide-{VERROU['pyodide']['version']}.tgz").write_bytes(b"autre chose")
    with pytest.raises(Refus, match="n’est pas le fichier attendu"):
        composants.reunir(tmp_path)


def test_sans_npm_ni_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ce qui manque sur le poste est nommé."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refus, match="« npm » n’est pas sur ce poste"):
        composants.reunir(tmp_path / "cache")


def test_la_commande_veut_un_html(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un autre nom est refusé, et rien n’est écrit."""
    code, _, erreurs = executer(capsys, "page", tmp_path / "page.xlsx")
    assert (code, erreurs) == (2, "« page.xlsx » doit finir par .html.\n")
    assert list(tmp_path.iterdir()) == []


def test_la_liasse_se_relit() -> None:
    """Longueur de la table, table, octets : ce que lit l'ouvrier."""
    liasse = en_liasse({"b/é.txt": b"deux", "a.txt": b"un"})
    longueur = int.from_bytes(liasse[:4], "little")
    table = json.loads(liasse[4 : 4 + longueur])
    corps = liasse[4 + longueur :]
    assert {nom: corps[debut : debut + taille] for nom, (debut, taille) in table.items()} == {
        "a.txt": b"un",
        "b/é.txt": b"deux",
    }


def test_les_modules_de_la_page() -> None:
    """Chacun n'importe que ceux qui le précèdent, et ce qu'ils exportent ; aucun n'est oublié ;
    aucun nom ne sert deux fois.
    """
    exportes: dict[str, set[str]] = {}
    tous: list[str] = []
    for nom in MODULES:
        texte = (ICI / "js" / f"{nom}.js").read_text(encoding="utf-8")
        for noms, autre in re.findall(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', texte, re.M):
            demandes = set(re.findall(r"[\w$]+", noms))
            assert demandes <= exportes[autre], (nom, autre, demandes - exportes[autre])
            for demande in demandes:
                assert len(re.findall(rf"\b{re.escape(demande)}\b", texte)) > 1 or demande == "$", (
                    f"{nom} importe {demande} pour rien"
                )
        exportes[nom] = set(
            re.findall(r"^export (?:async )?(?:function|class|const|let) ([\w$]+)", texte, re.M)
        )
        tous += re.findall(
            r"^(?:export )?(?:async )?(?:function|class|const|let) ([\w$]+)", texte, re.M
        )
    assert sorted(tous) == sorted(set(tous))
    assert {f.stem for f in (ICI / "js").glob("*.js")} == {*MODULES, "ouvrier"}
    assert "import " not in re.sub(r"//.*", "", reunir_les_modules())


def test_chaque_element_cherche_existe() -> None:
    """Les identifiants que le code cherche sont dans la page, ou créés par lui."""
    html, code = (ICI / "page.html").read_text(encoding="utf-8"), reunir_les_modules()
    cherches = set(re.findall(r'\$\("([\w-]+)"\)', code)) | set(
        re.findall(r'(?:for|aria-controls|aria-labelledby|aria-describedby)="([\w-]+)"', html)
    )
    presents = (
        set(re.findall(r'\bid="([\w-]+)"', html))
        | set(re.findall(r'\bid: "([\w-]+)"', code))
        | set(re.findall(r'caseACocher\(\s*"([\w-]+)"', code))
    )
    assert cherches <= presents, cherches - presents


@pytest.mark.parametrize("public", ["classeur", "mois", "provisoire", "aujourdhui", "resultat"])
def test_les_identifiants_publics(public: str) -> None:
    """Ceux que des essais d'ailleurs connaissent."""
    assert (ICI / "page.html").read_text(encoding="utf-8").count(f'id="{public}"') == 1


def test_le_pont_ne_charge_rien_de_trop() -> None:
    """Ouvrir la page ne charge ni de quoi écrire un classeur, ni pydantic : elle est prête plus
    tôt.
    """
    assert "pont.py" in DANS_LA_PAGE
    lourds = {"xlsxwriter", "pydantic", "openpyxl", "pandas", "xlwings", "rapidfuzz"}
    programme = f"import sys, xl_addin.page.pont; print(sorted({lourds} & set(sys.modules)))"
    dit = subprocess.run(
        [sys.executable, "-c", programme], capture_output=True, text=True, cwd=RACINE, check=True
    )
    assert dit.stdout.strip() == "[]"


DU_TERMINAL = re.compile(r"--[a-z]{2}|terminal|commande tapée")
"""Ce qui n'a de sens qu'au terminal."""
DE_RECIT = ("echec", "conclusion", "titre", "defauts")
"""Les phrases de `recit` que la page montre."""


def textes(module: Path) -> Iterator[str]:
    """Les textes d'un module, sans ses docstrings."""
    arbre = ast.parse(module.read_text(encoding="utf-8"))
    if module.name == "recit.py":
        arbre.body = [n for n in arbre.body if getattr(n, "name", "") in DE_RECIT]
    noeuds = [*ast.walk(arbre)]
    docstrings = {id(n.value) for n in noeuds if isinstance(n, ast.Expr)}
    for n in noeuds:
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docstrings:
            yield n.value


def test_rien_du_terminal_dans_la_page() -> None:
    """Ce que la page montre ne nomme ni option ni commande à taper."""
    salles = [RACINE / "workbook" / salle for salle in ("declarations", "lecture", "jugement")]
    modules = [m for salle in (*salles, RACINE / "reports") for m in salle.rglob("*.py")]
    modules += [RACINE / "xl_addin" / nom for nom in ("commandes.py", "recit.py")]
    du_terminal = [t for m in modules for t in textes(m) if DU_TERMINAL.search(t)]
    assert len(du_terminal) > 3
    assert [t for t in du_terminal if DU_TERMINAL.search(en_page(t))] == []


def test_lignes_courtes() -> None:
    """Cent signes au plus, dans chaque source de la page."""
    sources = [*ICI.glob("page.*"), *ICI.glob("*.mjs"), *ICI.glob("js/*.js")]
    assert len(sources) == 3 + len(MODULES) + 1
    longues = [
        f"{s.name}:{rang}"
        for s in sources
        for rang, ligne in enumerate(s.read_text(encoding="utf-8").splitlines(), 1)
        if len(ligne) > 100
    ]
    assert longues == []


def test_le_paquet_construit_porte_la_page(tmp_path: Path) -> None:
    """Installé d'une roue, le logiciel assemble la page des mêmes octets qu'ici."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    roue = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(RACINE)]
    subprocess.run(roue, check=True, cwd=tmp_path)
    (construite,) = tmp_path.glob("suivi_cir-*.whl")
    installe = tmp_path / "installé"
    with zipfile.ZipFile(construite) as archive:
        archive.extractall(installe)
    assert matiere(installe) == matiere(RACINE)


MATIERE = """
import hashlib, json
from xl_addin.page import assembler, composants
lus = dict(assembler._nos_paquets())
lus |= {nom: (assembler.ICI / nom).read_bytes() for nom in %r}
lus["modules"] = assembler.reunir_les_modules().encode()
lus["licence"] = assembler._texte_de_notre_licence().encode()
lus["dépendances"] = json.dumps(composants.dependances("suivi-cir")).encode()
lus["verrou"] = json.dumps(composants.lire_le_verrou()).encode()
empreintes = {nom: hashlib.sha256(octets).hexdigest() for nom, octets in lus.items()}
print(json.dumps([str(assembler.RACINE), empreintes]))
"""
"""Où est le logiciel, et l'empreinte de chaque chose de nous qui entre dans la page."""


def matiere(racine: Path) -> dict[str, str]:
    """Ce que donne `MATIERE`, pour le logiciel qui est là."""
    des_notres = ("page.html", "page.css", "precompiler.mjs", "js/ouvrier.js")
    dit = subprocess.run(
        [sys.executable, "-c", MATIERE % (des_notres,)],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(racine), "PYTHONIOENCODING": "utf-8"},
        cwd=racine,
        check=True,
    )
    ou, empreintes = json.loads(dit.stdout)
    assert Path(ou) == racine
    assert {nom.partition("/")[0] for nom in empreintes} >= set(NOTRES)
    return dict(empreintes)
