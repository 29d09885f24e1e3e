"""Une longue liste s’écrit d’un trait : la feuille est celle que XlsxWriter aurait écrite. Toutes les valeurs sont inventées."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from reports.classeur import ClasseurFrancais
from reports.liste import FeuilleDeListe
from reports.styles import Styles

LISTES: dict[str, list[list[Any]]] = {
    "textes, jours, nombres": [["Metz", date(2026, 1, 27), 12], ["Reims", date(1900, 3, 1), 0]],
    "cellules vides": [["a", None, 1], [None, None, None], [None, date(2026, 2, 28), 3]],
    "à protéger": [["<b>&amp;", ' « à » "b" ', "=1+1"], ["  ", " a  b", "ﬁ ’ 🙂"]],
    "le même nombre en texte": [["12", 12, 12], ["12", 12, 12]],
    "rien": [],
}


def _ecrite(lignes: list[list[Any]], d_un_trait: bool) -> list[list[tuple[Any, str, str]]]:
    """Les cellules relues : valeur, format, police."""
    sortie = BytesIO()
    with ClasseurFrancais(sortie) as classeur:
        styles, feuille = Styles(classeur), classeur.add_worksheet("Liste")
        assert isinstance(feuille, FeuilleDeListe)
        feuille.write_string(0, 0, "Au-dessus")
        texte, jour, nombre = styles["texte"], styles["jour"], styles["donnee"]
        if d_un_trait:
            feuille.lister(2, lignes, texte=texte, jour=jour, nombre=nombre)
        for rang, ligne in enumerate(() if d_un_trait else lignes, 2):
            for colonne, valeur in enumerate(ligne):
                if isinstance(valeur, str):
                    feuille.write_string(rang, colonne, valeur, texte)
                elif valeur is not None:
                    feuille.write(rang, colonne, valeur, jour if isinstance(valeur, date) else nombre)
    relue = openpyxl.load_workbook(BytesIO(sortie.getvalue()))["Liste"]
    return [[(c.value, c.number_format, c.font.name) if c.value is not None else (None, "", "") for c in rangee] for rangee in relue]


@pytest.mark.parametrize("lignes", LISTES.values(), ids=list(LISTES))
def test_d_un_trait_comme_une_a_une(lignes: list[list[Any]]) -> None:
    """Mêmes valeurs, mêmes formats que cellule par cellule ; ce qui est écrit au-dessus y reste."""
    assert _ecrite(lignes, True) == _ecrite(lignes, False)
    assert _ecrite(lignes, True)[0][0][0] == "Au-dessus"
