"""L'apparence des rapports."""

from typing import Any

from xlsxwriter import Workbook

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
_FAUX = {"bold": True, "font_color": ALERTE, "bg_color": ALERTE_PALE}
_BANDEAU = _BASE | {"bold": True, "font_size": 11}
STYLES: dict[str, dict[str, Any]] = {
    "texte": _BASE,
    "titre": _BASE | {"bold": True, "font_size": 16, "font_color": BLEU},
    "sous_titre": _BASE | {"font_color": ESTOMPE},
    "section": _BASE
    | {"bold": True, "font_size": 12, "font_color": BLEU, "bottom": 2, "bottom_color": BLEU},
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
    "faux": _CELLULE | _FAUX,
    "faux_long": _CELLULE | _FAUX | {"text_wrap": True},
    "nombre_faux": _CELLULE | _DROITE | _FAUX,
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
