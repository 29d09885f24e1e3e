"""Une liste écrite se relit la même : valeurs, formats, cellules vides. Tout est inventé."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.classeur import ClasseurFrancais
from reports.styles import Styles
from workbook.declarations.dates import date_de_serie, serie_de_date
from workbook.presentation.feuille import lister

LISTES: dict[str, list[list[Any]]] = {
    "textes, jours, nombres": [["Metz", date(2026, 1, 27), 12], ["Reims", date(1900, 3, 1), 0]],
    "cellules vides": [["a", None, 1], [None, date(2026, 2, 28), 3]],
    "ce qui ressemble à du XML": [["<b>&amp;", ' « à » "b" ', "=1+1"], ["  ", " a  b", "ﬁ ’ 🙂"]],
    "le même nombre en texte": [["12", 12], [12, "12"]],
    "rien": [],
}


def relue(lignes: list[list[Any]]) -> list[list[Any]]:
    """Ce que lit un autre lecteur, sous une ligne de titre."""
    sortie = BytesIO()
    with ClasseurFrancais(sortie) as classeur:
        styles, feuille = Styles(classeur), classeur.add_worksheet("Liste")
        feuille.write_string(0, 0, "Au-dessus")
        lister(feuille, 1, lignes, jour=styles["jour"], nombre=styles["donnee"])
    ecrite = openpyxl.load_workbook(BytesIO(sortie.getvalue()))["Liste"]
    rangees = [[_valeur(c) for c in rangee] for rangee in ecrite.iter_rows(min_row=2)]
    return rangees if lignes else []


def _valeur(cellule: Any) -> Any:
    if isinstance(cellule.value, datetime):
        assert cellule.number_format == "dd/mm/yyyy"
        return cellule.value.date()
    return cellule.value


@pytest.mark.parametrize("lignes", LISTES.values(), ids=list(LISTES))
def test_une_liste_se_relit(lignes: list[list[Any]]) -> None:
    """Chaque valeur revient, avec son type."""
    assert relue(lignes) == lignes


def test_un_jour_qu_une_feuille_ne_date_pas() -> None:
    """Un jour d’avant 1900 est écrit en lettres : un numéro négatif s’afficherait « ##### »."""
    assert relue([[date(1888, 7, 4), date(1899, 12, 31)]]) == [["04/07/1888", "31/12/1899"]]


def test_un_caractere_invisible_devient_une_espace() -> None:
    """Aucun fichier n'en veut."""
    assert relue([["a\x0bb", "c\u200ed"]]) == [["a b", "c d"]]


@given(st.dates())
@example(date(1899, 12, 31))
@example(date(1900, 1, 1))
@example(date(1900, 2, 28))
@example(date(1900, 3, 1))
def test_un_jour_et_son_numero(jour: date) -> None:
    """Depuis 1900, un jour écrit par son numéro se relit le même ; avant, il n’en a pas."""
    serie = serie_de_date(jour)
    assert serie is None if jour.year < 1900 else date_de_serie(serie or 0) == jour
