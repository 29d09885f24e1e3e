"""L'apparence des rapports."""

from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook

from workbook.declarations.texte import sans_accents
from workbook.presentation import apparence
from workbook.presentation.apparence import (
    ACCORD,
    ALERTE,
    ALERTE_PALE,
    BLEU,
    BLEU_PALE,
    CELLULE,
    ENTETE,
    ESTOMPE,
    Formats,
)

SERIES = ("#1F4E79", "#C2571A", "#1B7A74", "#7A5195")
"""Les couleurs des graphiques : au moins 3:1 sur fond blanc, et distinctes en gris."""

_MILLIERS = '"\u202f"000'
NOMBRE = f"[>=1000000]0{_MILLIERS}{_MILLIERS};[>=1000]0{_MILLIERS};0"
"""Les milliers à la française (espace fine insécable), quelle que soit la langue du tableur."""
ECART, ECART_MILLE = "+0;−0;0", f"+0{_MILLIERS};−0{_MILLIERS};0"

_BASE = apparence.BASE
_CELLULE = _BASE | CELLULE
_DROITE = {"num_format": NOMBRE, "align": "right", "indent": 1}
_ENTETE = _BASE | ENTETE
_TOTAL = _CELLULE | {"bold": True, "bg_color": BLEU_PALE}
_BANDEAU = _BASE | {"bold": True, "font_size": 11}
STYLES: dict[str, dict[str, Any]] = {
    "texte": _BASE,
    "titre": _BASE | {"bold": True, "font_size": 16, "font_color": BLEU},
    "sous_titre": _BASE | {"font_color": ESTOMPE},
    "section": _BASE | {"bold": True, "font_size": 12, "font_color": BLEU, "bottom": 2, "bottom_color": BLEU},
    "provisoire": _BANDEAU | {"font_color": ALERTE, "bg_color": ALERTE_PALE},
    "definitif": _BANDEAU | {"font_color": BLEU, "bg_color": BLEU_PALE},
    "entete": _ENTETE,
    "entete_centre": _ENTETE | {"align": "center"},
    "entete_nombre": _ENTETE | {"align": "right", "indent": 1},
    "cellule": _CELLULE,
    "centre": _CELLULE | {"align": "center"},
    "nombre": _CELLULE | _DROITE,
    "total": _TOTAL,
    "nombre_total": _TOTAL | _DROITE,
    "clef": _CELLULE | {"text_wrap": True},
    "grand": _CELLULE | _DROITE | {"bold": True, "font_size": 16, "font_color": BLEU},
    "long": _CELLULE | {"text_wrap": True, "valign": "top"},
    "ecart": _CELLULE | {"num_format": ECART, "align": "right", "indent": 1},
    "ecart_mille": _CELLULE | {"num_format": ECART_MILLE, "align": "right", "indent": 1},
    "faux": _CELLULE | {"bold": True, "font_color": ALERTE, "bg_color": ALERTE_PALE},
    "faux_long": _CELLULE | {"text_wrap": True, "bold": True, "font_color": ALERTE, "bg_color": ALERTE_PALE},
    "nombre_faux": _CELLULE | _DROITE | {"bold": True, "font_color": ALERTE, "bg_color": ALERTE_PALE},
    "accord": _BASE | {"bold": True, "font_color": ACCORD},
    "alerte": _BASE | {"bold": True, "font_color": ALERTE},
    "donnee": _BASE | _DROITE,
    "jour": _BASE | {"num_format": "dd/mm/yyyy", "align": "left", "valign": "bottom"},
    "rang": _BASE | {"align": "left", "valign": "bottom"},
    "note": _BASE | {"font_size": 9, "font_color": ESTOMPE},
    "gras": _BASE | {"bold": True},
    "precision": _BASE | {"font_size": 9, "font_color": ESTOMPE},
}  # fmt: skip


class Styles(Formats):
    """Les formats d'un rapport, créés à la demande : `styles["titre"]`."""

    def __init__(self, classeur: Workbook):
        super().__init__(classeur, STYLES)


_CHASSES = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 "
    "611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 "
    "833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_LARGEURS = {chr(32 + n): int(chasse) / 1000 for n, chasse in enumerate(_CHASSES.split())} | {
    "’": 0.222,
    "·": 0.278,
    "•": 0.35,
    "\u202f": 0.2,
    "\u00a0": 0.278,
}
"""La chasse des caractères d'Arial, en cadratins : les mesures publiques de la police."""


@lru_cache(maxsize=4_000)
def place(texte: str, points: float = 10, *, gras: bool = False) -> float:
    """La largeur d'un texte d'une ligne en Arial, en pixels."""
    cadratins = sum(_LARGEURS.get(c) or _LARGEURS.get(sans_accents(c)[:1], 1.0) for c in texte)
    return cadratins * points * 96 / 72 * (1.08 if gras else 1)


def pixels(largeur: float) -> float:
    """La largeur utile d'une colonne de tant de caractères, en pixels."""
    return 7 * largeur - 3


@lru_cache(maxsize=4_000)
def couper(
    texte: str, largeur: float, points: float = 10, *, gras: bool = False
) -> tuple[str, ...]:
    """Un texte en lignes dont chacune tient dans une largeur (en caractères de colonne), coupé entre les mots."""
    dispo, espace, lignes = pixels(largeur), place(" ", points, gras=gras), []
    for paragraphe in texte.split("\n"):
        ligne: list[str] = []
        prise = 0.0
        for mot in paragraphe.split(" "):
            longueur = place(mot, points, gras=gras)
            if ligne and prise + espace + longueur > dispo:
                lignes.append(" ".join(ligne))
                ligne, prise = [], 0.0
            prise += longueur + (espace if ligne else 0)
            ligne.append(mot)
        lignes.append(" ".join(ligne))
    return tuple(lignes)


def hauteur(combien: int) -> float:
    """La hauteur d'une rangée de tant de lignes de texte, en points."""
    return 13 * combien + 4
