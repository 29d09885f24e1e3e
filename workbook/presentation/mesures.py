"""Ce que tient un texte : sa largeur en Arial, ses lignes, leur hauteur."""

from functools import lru_cache
from math import ceil

from workbook.declarations.texte import sans_accents

_CHASSES = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 "
    "556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 "
    "722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 "
    "556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 "
    "260 334 584"
)
_AUTRES = {"’": 222, "·": 278, "•": 350, "\u202f": 200, "\u00a0": 278}
_LARGEURS = {chr(32 + n): int(c) for n, c in enumerate(_CHASSES.split())} | _AUTRES
"""La chasse des caractères d'Arial, en millièmes de cadratin : les mesures publiques de la police.

Des entiers : une somme de décimaux diffère un peu d'un Python à l'autre.
"""
_GRAS = 1.08
"""De combien le gras est plus large."""


@lru_cache(maxsize=4_000)
def place(texte: str, points: float = 10, *, gras: bool = False) -> float:
    """La largeur d'un texte d'une ligne en Arial, en pixels."""
    milliemes = sum(_LARGEURS.get(c) or _LARGEURS.get(sans_accents(c)[:1], 1000) for c in texte)
    return milliemes / 1000 * points * 96 / 72 * (_GRAS if gras else 1)


def pixels(largeur: float) -> float:
    """La largeur utile d'une colonne de tant de caractères, en pixels."""
    return 7 * largeur - 3


@lru_cache(maxsize=4_000)
def couper(
    texte: str, largeur: float, points: float = 10, *, gras: bool = False
) -> tuple[str, ...]:
    """Un texte en lignes dont chacune tient dans une largeur de colonne, coupé entre les mots."""
    dispo = pixels(largeur)
    lignes: list[str] = []
    for paragraphe in texte.split("\n"):
        ligne, *mots = paragraphe.split(" ")
        for mot in mots:
            longue = f"{ligne} {mot}"
            if ligne and place(longue, points, gras=gras) > dispo:
                lignes.append(ligne)
                longue = mot
            ligne = longue
        lignes.append(ligne)
    return tuple(lignes)


def hauteur(combien: int, points: float = 10) -> float:
    """La hauteur d'une rangée de tant de lignes de texte, en points."""
    return (points + 3) * combien + 4


def largeur_de(texte: str) -> int:
    """La largeur de colonne, en caractères, où un texte tient sur une ligne, même en gras."""
    return ceil((place(texte, gras=True) + 8) / 7)
