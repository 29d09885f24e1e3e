"""Ce que le classeur et les rapports ont en commun à l'œil : Arial, couleurs sobres, contraste d'au
moins 4,5:1, aucune marque de l'État.

Une couleur ne dit jamais rien seule : un texte ou un symbole le dit aussi.
"""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

ENCRE, BLEU, BLEU_PALE, BLANC, FILET = "#1F2933", "#1F4E79", "#E8EFF7", "#FFFFFF", "#C5CDD6"
ALERTE, ALERTE_PALE, ACCORD, ACCORD_PALE, ESTOMPE = (
    "#8A2A00",
    "#FDEBE0",
    "#1B5E20",
    "#E7F3E8",
    "#505B66",
)
POLICE = {"font_name": "Arial", "font_size": 10}

# Sans `font_scheme`, une police égale à celle du classeur suivrait le thème, et Excel montrerait
# Calibri.
BASE: dict[str, Any] = POLICE | {"font_scheme": "none", "font_color": ENCRE, "valign": "vcenter"}
CELLULE = {"border": 1, "border_color": FILET}
ENTETE = CELLULE | {
    "bold": True,
    "font_color": BLANC,
    "bg_color": BLEU,
    "text_wrap": True,
    "border_color": BLANC,
}


class Formats(dict[str, Format]):
    """Les formats d'un classeur, créés à la demande d'après leur déclaration :
    `formats["titre"]`."""

    def __init__(self, classeur: Workbook, declares: Mapping[str, dict[str, Any]]):
        super().__init__()
        self.classeur, self.declares = classeur, declares

    def __missing__(self, nom: str) -> Format:
        self[nom] = self.classeur.add_format(self.declares[nom])
        return self[nom]
