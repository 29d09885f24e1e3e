"""L'apparence commune des rapports : Arial, couleurs sobres, contraste d'au moins 4,5:1, aucune marque de l'État."""

from typing import Any

from xlsxwriter import Workbook

ENCRE, BLEU, BLEU_PALE, GRIS, BLANC = "#1F2933", "#1F4E79", "#E8EFF7", "#F3F4F6", "#FFFFFF"
ALERTE, ALERTE_PALE, ACCORD = "#8A3B00", "#FDF0E1", "#1B5E20"
FILET = "#C5CDD6"

_BASE: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "font_color": ENCRE, "valign": "vcenter"}
_CELLULE = _BASE | {"border": 1, "border_color": FILET}
_STYLES: dict[str, dict[str, Any]] = {
    "texte": _BASE,
    "titre": _BASE | {"bold": True, "font_size": 16, "font_color": BLEU},
    "sous_titre": _BASE | {"font_size": 11},
    "section": _BASE | {"bold": True, "font_size": 12, "font_color": BLEU, "top": 1, "top_color": BLEU},
    "bandeau": _BASE | {"bold": True, "font_color": ALERTE, "bg_color": ALERTE_PALE},
    "entete": _CELLULE | {"bold": True, "font_color": BLANC, "bg_color": BLEU, "text_wrap": True},
    "entete_nombre": _CELLULE | {"bold": True, "font_color": BLANC, "bg_color": BLEU, "text_wrap": True, "align": "right"},
    "cellule": _CELLULE,
    "long": _CELLULE | {"text_wrap": True, "valign": "top"},
    "nombre": _CELLULE | {"num_format": "#,##0", "align": "right"},
    "ecart": _CELLULE | {"num_format": "+#,##0;-#,##0;0", "align": "right"},
    "total": _CELLULE | {"bold": True, "bg_color": BLEU_PALE},
    "nombre_total": _CELLULE | {"bold": True, "bg_color": BLEU_PALE, "num_format": "#,##0", "align": "right"},
    "grand": _CELLULE | {"bold": True, "font_size": 14, "num_format": "#,##0", "align": "right"},
    "note": _BASE | {"italic": True, "font_size": 9},
    "accord": _CELLULE | {"bold": True, "font_color": ACCORD},
    "desaccord": _CELLULE | {"bold": True, "font_color": ALERTE, "bg_color": ALERTE_PALE},
}


class Styles(dict):
    """Les formats d'un classeur, créés à la demande : `styles["titre"]`."""

    def __init__(self, classeur: Workbook):
        super().__init__()
        self.classeur = classeur

    def __missing__(self, nom: str) -> Any:
        self[nom] = self.classeur.add_format(_STYLES[nom])
        return self[nom]
