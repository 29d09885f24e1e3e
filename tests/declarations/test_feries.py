"""Les jours fériés du cadre, relus par une bibliothèque qui les calcule (elle ne sert qu'ici : trop
lente pour un clic)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from fabrique import convention, ecrire, lignes_distinctes
from holidays import country_holidays

from workbook.declarations.cadre import cadre_par_defaut, feries_jusqu_a
from workbook.jugement.moteur import juger
from workbook.jugement.personnes import Groupes, attribuer_cles
from workbook.lecture.classeur import lire

ANNEES = (2025, 2026, 2027)
CALENDRIERS = {"Metz": "57", "Strasbourg": "6AE", "Reims": None}
"""DT -> subdivision de la France selon `holidays` : Moselle, Alsace, le reste."""


@pytest.mark.parametrize("dt", CALENDRIERS)
def test_feries_du_cadre(dt: str) -> None:
    """Les jours fériés du cadre sont, DT par DT et jusqu'à fin 2027, ceux que calcule la
    bibliothèque, ni plus ni moins."""
    calcules = set(country_holidays("FR", subdiv=CALENDRIERS[dt], years=ANNEES))
    assert cadre_par_defaut().feries[dt] == calcules
    assert feries_jusqu_a() == max(calcules & set(country_holidays("FR", years=ANNEES)))
    assert set(CALENDRIERS) == set(cadre_par_defaut().dts)


@pytest.mark.parametrize(("fin", "dit"), [(date(2027, 12, 31), False), (date(2028, 1, 1), True)])
def test_convention_plus_longue_que_les_feries_connus(tmp_path: Path, fin: date, dit: bool) -> None:
    """Une convention prolongée au-delà des jours fériés connus se dit : ses lundis de Pâques ne
    seraient pas signalés."""
    messages = lire(
        ecrire(
            tmp_path / "a.xlsx",
            lignes_distinctes(1),
            parametres={"Convention": convention(**{"Fin": fin})},
        )
    ).messages
    assert [m for m in messages if "jours fériés" in m] == [
        (
            "La convention va jusqu’au 01/01/2028, mais les jours fériés ne sont connus que "
            "jusqu’à fin 2027 : mettez le logiciel à jour."
        )
    ] * dit


@pytest.mark.parametrize(
    ("jour", "dts"),
    [
        (date(2026, 4, 3), {"Metz", "Strasbourg"}),  # Vendredi saint
        (date(2025, 12, 26), {"Metz", "Strasbourg"}),
        (date(2026, 12, 26), {"Metz", "Strasbourg"}),
        (date(2027, 3, 26), {"Metz", "Strasbourg"}),
        (date(2026, 5, 14), {"Metz", "Strasbourg", "Reims"}),  # Ascension
        (date(2026, 4, 2), set()),
    ],
)
def test_jours_d_alsace_moselle(jour: date, dts: set[str]) -> None:
    """Vendredi saint et 26 décembre ne sont fériés qu'à Metz et Strasbourg."""
    assert {dt for dt, feries in cadre_par_defaut().feries.items() if jour in feries} == dts


def test_jours_ouvres_de_la_convention(tmp_path: Path) -> None:
    """Chaque jour de la convention, dans chaque DT : E05 sort les samedis, dimanches et jours
    fériés, et eux seuls."""
    cadre = cadre_par_defaut()
    jours = [cadre.debut + timedelta(days=n) for n in range((cadre.fin - cadre.debut).days + 1)]
    lignes = [
        ligne | {"Date entretien": jour, "DT": dt}
        for jour in jours
        for dt, ligne in zip(cadre.dts, lignes_distinctes(3), strict=True)
    ]
    lu = lire(ecrire(tmp_path / "jours.xlsx", lignes))
    jugement = juger(Groupes(lu.lignes, attribuer_cles(lu.lignes), []), lu.cadre, cadre.fin)
    signales = {
        (a.entretien.date_entretien, a.entretien.dt) for a in jugement.anomalies if a.code == "E05"
    }
    feries = {
        dt: country_holidays("FR", subdiv=subdivision, years=ANNEES)
        for dt, subdivision in CALENDRIERS.items()
    }
    assert signales == {
        (jour, dt)
        for jour in jours
        for dt in cadre.dts
        if jour.weekday() >= 5 or jour in feries[dt]
    }
    assert len(lu.lignes) == len(jours) * 3
