"""Ce que la comparaison de textes égale, et ce qu'elle distingue (contrats 1 et 2), au logiciel
comme au second comptage."""

from collections.abc import Callable

import pytest
import recompte

from workbook.declarations.texte import comparable, nom_normalise

Normer = Callable[[str], str]

EGAUX = (
    ("Réalisée", "realisee"),
    ("RÉALISÉE", "Re\u0301alise\u0301e"),
    ("Titre n’ouvrant pas", "titre  n'ouvrant\u00a0pas "),
    ("RDV FT", "\u202fRdv\u00a0\u00a0FT"),
    ("Île", "ILE"),
    *(("Après-midi", f"Après{tiret}midi") for tiret in "\u00ad‐‑‒–—―−⁃˗﹘﹣－"),
    *(("n'ouvrant", f"n{apostrophe}ouvrant") for apostrophe in "`´’‘‛′ʹʻʼʾʿ՚ꞌ＇"),
)
DISTINCTS = (
    ("Non", "Ｎｏｎ"),  # lettres pleine chasse
    ("1", "１"),
    ("1", "¹"),
    ("n°", "nº"),
    ("Oui", "Oui\u200f"),  # marque de droite à gauche
    ("Oui", "Oui\u200b"),  # espace sans chasse
    ("n'ouvrant", "n ouvrant"),
    ("n'ouvrant", "n-ouvrant"),
    ('n"ouvrant', "n'ouvrant"),
    ("Après-midi", "Après midi"),
    ("Après-midi", "Après_midi"),
    ("Après-midi", "Après·midi"),
    ("cœur", "coeur"),
    ("Oui", "Oui."),
)
MEMES_NOMS = (
    ("Abd-El", "ABD  el"),
    ("N’Diaye", "n diaye"),
    ("José", "Jose\u0301"),
    ("BEN-ALI", "Ben — Ali"),
    ("LEBŒUF", "Leboeuf"),
    ("Œdipe", "OEDIPE"),
    ("Læticia", "LAETICIA"),
    ("Ǽlfred", "aelfred"),
    ("STRAßER", "Strasser"),
    ("GROẞ", "gross"),
    *(("Ngo-Bell", f"Ngo{tiret}Bell") for tiret in "\u00ad‐‑‒–—―−⁃˗﹘﹣－"),
    *(("D'Almeida", f"d{apostrophe}almeida") for apostrophe in "`´’‘‛′ʹʻʼʾʿ՚ꞌ＇"),
)
NOMS_DISTINCTS = (
    ("Abd-El", "Abdel"),
    ("Ａwa", "Awa"),
    ("Ngo_Bell", "Ngo-Bell"),
    ("Øster", "Oster"),
)


@pytest.mark.parametrize("normer", [comparable, recompte.norme])
def test_valeurs(normer: Normer) -> None:
    """Casse, accents, espaces de trop, sorte de tiret ou d’apostrophe ne distinguent pas deux
    valeurs ; tout le reste, si."""
    assert all(normer(a) == normer(b) for a, b in EGAUX)
    assert [(a, b) for a, b in DISTINCTS if normer(a) == normer(b)] == []


@pytest.mark.parametrize("normer", [nom_normalise, recompte.nom_normalise])
def test_noms(normer: Normer) -> None:
    """Tirets, apostrophes et espaces sont dans un nom une seule espace ; œ, æ et ß y valent leurs
    deux lettres, aucune autre n'en vaut une autre."""
    assert all(normer(a) == normer(b) for a, b in MEMES_NOMS)
    assert [(a, b) for a, b in NOMS_DISTINCTS if normer(a) == normer(b)] == []
