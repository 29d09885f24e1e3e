"""Du fichier aux lignes : où sont les cellules. Toutes les personnes sont inventées."""

from pathlib import Path

import openpyxl
import pytest

from workbook import exemple
from workbook.colonnes import SAISIES
from workbook.lecture import lire

LIGNE = exemple.entretiens()[3]


@pytest.mark.parametrize("gauche", [0, 1, 3])
@pytest.mark.parametrize("haut", [0, 2])
def test_adresses_dans_une_feuille_decalee(tmp_path: Path, gauche: int, haut: int) -> None:
    """Des colonnes et des lignes vides devant le tableau ne décalent ni la lecture, ni les adresses que citent les anomalies."""
    classeur = openpyxl.Workbook()
    feuille = classeur.create_sheet("Entretiens")
    for rang, c in enumerate(SAISIES, gauche + 1):
        feuille.cell(haut + 1, rang, c.titre)
        feuille.cell(haut + 2, rang, LIGNE.get(c.titre))
    classeur.save(tmp_path / "decale.xlsx")
    lu = lire(tmp_path / "decale.xlsx")
    (e,) = lu.lignes
    assert (e.nom, e.ligne) == (LIGNE["Nom"], haut + 2)
    assert feuille[lu.cellule("nom", e.ligne)].value == LIGNE["Nom"]
