"""Ce que lit une personne est en français courant : ni tournure, ni demi-mot, ni code ou document interne, ni anglais.

Les phrases sont prises là où elles sont écrites : textes du code (sans les docstrings), macros, ruban, cadre, pages de documentation.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).parent.parent

GENRES = {
    "document interne": (r"\bcontrats? [1-3]\b|Indicators|A person\b", "Fondé sur le contrat 2, « Indicators »"),
    "code interne": (r"\bK_[A-Z]+|\b(?:I[1-4]|R0|C1|M1)\b", "I2 + I3 + éligibles = personnes reçues"),
    "anglais": (r"\b(?:persons?|interviews?|rows?|whatever|period)\b", "distinct persons interviewed in the period"),
    "« qui » sans nom": (
        r"(?:^|[.:;] )Qui (?!est-ce)\w+ (?!.*\?$)|, qui (?:le|la|les) \w+ra\b|\bpas qui\b|: (?:depuis|avant) [^,]*, qui |\b[Dd]e qui est\b",
        "Contradiction : on n’inscrit pas qui l’est déjà",
    ),
    "demi-mot": (
        r"\bdites\b|\bla ligne le dit\b|\bqui (?:le dit|en décide|décide)\b|\bqu’à une\b|\bNe rien deviner\b|\ben silence\b|\bSes? tien(?:t|nent)\b|\bsommes tiennent\b",
        "Aucun motif : dites pourquoi",
    ),
    "élision": (r"\b(?:de|que|le|la|ne|se) (?:août|avril|octobre)\b", "rapport de avril 2026"),
    "apostrophe droite": (r"[A-Za-zÀ-ÿ]'[a-zà-ÿ]{2}", "l'entretien"),
    "espace manquante": (r"[\wÀ-ÿ)»](?:[?!;»]|:(?= ))(?=\s|$)|«\S", "Attendre encore?"),
    "espace double": (r"[a-zà-ÿ,;:.»] {2,}[a-zà-ÿ«]", "rien  à corriger"),
}
"""Chaque genre de phrase à ne pas écrire : ce qui le reconnaît, et une phrase qui en est."""


def litteraux(source: str) -> Iterator[tuple[int, str]]:
    """Les textes d'un module, ce qui varie remplacé par « … » ; ni docstrings, ni textes posés là pour expliquer une constante."""
    arbre = ast.parse(source)
    muets = {id(n.value) for n in ast.walk(arbre) if isinstance(n, ast.Expr)}
    muets |= {id(partie) for n in ast.walk(arbre) if isinstance(n, ast.JoinedStr) for v in n.values for partie in ast.walk(v) if v is partie}
    for n in ast.walk(arbre):
        if isinstance(n, ast.JoinedStr):
            yield n.lineno, "".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in n.values)
        elif isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in muets:
            yield n.lineno, n.value
