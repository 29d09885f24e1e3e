"""Ce que la comparaison de textes égale, et ce qu'elle distingue (contrats 1 et 2), au logiciel comme au second comptage."""

import pytest
import recompte

from workbook.texte import comparable, nom_normalise

EGAUX = (
    ("Réalisée", "realisee"),
    ("RÉALISÉE", "Re\u0301alise\u0301e"),
    ("Titre n’ouvrant pas", "titre  n'ouvrant\u00a0pas "),
    ("RDV FT", "\u202fRdv\u00a0\u00a0FT"),
    ("Île", "ILE"),
)
DISTINCTS = (
    ("Non", "Ｎｏｎ"),  # lettres pleine chasse
    ("1", "１"),
    ("1", "¹"),
    ("n°", "nº"),
    ("Oui", "Oui\u200f"),  # marque de droite à gauche
    ("Oui", "Oui\u200b"),  # espace sans chasse
    ("n'ouvrant", "n‘ouvrant"),
    ("n'ouvrant", "nʼouvrant"),
    ("n'ouvrant", "n`ouvrant"),
    ("Après-midi", "Après‑midi"),  # trait d'union insécable
    ("Après-midi", "Après midi"),
    ("Oui", "Oui."),
)
MEMES_NOMS = (("Abd-El", "ABD  el"), ("N’Diaye", "n diaye"), ("D'Almeida", "d‘almeida"), ("Ngo‑Bell", "Ngo‐Bell"), ("José", "Jose\u0301"))
NOMS_DISTINCTS = (("Abd-El", "Abdel"), ("Ngo–Bell", "Ngo-Bell"), ("Ａwa", "Awa"))


@pytest.mark.parametrize("normer", [comparable, recompte.norme])
def test_valeurs(normer) -> None:
    """Casse, accents, espaces de trop et ’ ne distinguent pas deux valeurs ; tout le reste, si."""
    assert all(normer(a) == normer(b) for a, b in EGAUX)
    assert [(a, b) for a, b in DISTINCTS if normer(a) == normer(b)] == []


@pytest.mark.parametrize("normer", [nom_normalise, recompte.nom_normalise])
def test_noms(normer) -> None:
    """Tirets, apostrophes et espaces sont dans un nom une seule espace ; aucune lettre n'y devient une autre."""
    assert all(normer(a) == normer(b) for a, b in MEMES_NOMS)
    assert [(a, b) for a, b in NOMS_DISTINCTS if normer(a) == normer(b)] == []
