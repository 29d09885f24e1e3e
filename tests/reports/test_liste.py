"""Une longue liste s’écrit d’un trait : la feuille est celle que XlsxWriter aurait écrite. Toutes les valeurs sont inventées."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.classeur import ClasseurFrancais
from reports.liste import FeuilleDeListe
from reports.styles import Styles
from workbook.declarations.dates import date_de_serie, serie_de_date

LISTES: dict[str, list[list[Any]]] = {
    "textes, jours, nombres": [["Metz", date(2026, 1, 27), 12], ["Reims", date(1900, 3, 1), 0]],
    "cellules vides": [["a", None, 1], [None, None, None], [None, date(2026, 2, 28), 3]],
    "naissance inconnue, tapée au plus tôt": [
        [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1)]
    ],
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
                    feuille.write(
                        rang, colonne, valeur, jour if isinstance(valeur, date) else nombre
                    )
    relue = openpyxl.load_workbook(BytesIO(sortie.getvalue()))["Liste"]
    return [
        [
            (c.value, c.number_format, c.font.name) if c.value is not None else (None, "", "")
            for c in rangee
        ]
        for rangee in relue
    ]


@pytest.mark.parametrize("lignes", LISTES.values(), ids=list(LISTES))
def test_d_un_trait_comme_une_a_une(lignes: list[list[Any]]) -> None:
    """Mêmes valeurs, mêmes formats que cellule par cellule ; ce qui est écrit au-dessus y reste."""
    assert _ecrite(lignes, True) == _ecrite(lignes, False)
    assert _ecrite(lignes, True)[0][0][0] == "Au-dessus"


@given(st.dates())
@example(date(1899, 12, 31))
@example(date(1900, 1, 1))
@example(date(1900, 2, 28))
@example(date(1900, 3, 1))
def test_un_jour_et_son_numero(jour: date) -> None:
    """Depuis 1900, un jour écrit par son numéro se relit le même ; avant, il n’a pas de numéro."""
    serie = serie_de_date(jour)
    assert serie is None if jour.year < 1900 else date_de_serie(serie or 0) == jour


def test_un_jour_qu_une_feuille_ne_date_pas() -> None:
    """Un jour d’avant 1900 est écrit en toutes lettres : un numéro négatif s’afficherait « ##### »."""
    assert (
        _ecrite([[date(1888, 7, 4), date(1899, 12, 31)]], True)[2]
        == _ecrite([["04/07/1888", "31/12/1899"]], False)[2]
    )
