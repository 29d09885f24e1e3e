"""Le cadre d'un classeur : les tables de sa feuille `Paramètres` l'emportent sur les défauts de
`cadre.toml`.

Ce qui les vérifie n'est chargé que si elles en diffèrent (docs/vitesse.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from workbook.declarations.cadre import (
    Cadre,
    Ligne,
    cadre_par_defaut,
    feries_jusqu_a,
    listes_par_defaut,
    tables_par_defaut,
)
from workbook.declarations.dits import Dit


def lire_parametres(
    tables: dict[str, list[Ligne]] | None,
    listes: Mapping[str, Iterable[Any]] | None,
    calendrier_1904: bool = False,
) -> tuple[Cadre, list[str]]:
    """Le cadre d'un classeur, et ce qu'il faut dire des défauts pris à la place de ce qui manque.

    `tables` : lignes lues sous les titres de `TABLES`, cellules brutes ; None si la feuille manque.
    `listes` : colonne -> valeurs. `calendrier_1904` : celui où se lit un numéro de série nu.
    Lève `ParametresRefuses` sur une valeur illisible, donnée deux fois, ou retirée alors qu'une
    règle la nomme.
    """
    if tables is None or listes is None:
        return cadre_par_defaut(), [Dit.PARAMETRES_ABSENTS.avec()]
    if (
        tables == tables_par_defaut()
        and {k: tuple(v) for k, v in listes.items()} == listes_par_defaut()
    ):
        return cadre_par_defaut(), []
    from workbook.lecture.saisie_parametres import controler

    saisi, messages = controler(tables, listes, calendrier_1904)
    cadre = replace(cadre_par_defaut(), **saisi)
    if cadre.fin.year > feries_jusqu_a().year:
        messages.append(
            Dit.FERIES_INCONNUS.avec(fin=f"{cadre.fin:%d/%m/%Y}", annee=feries_jusqu_a().year)
        )
    return cadre, messages
