"""Les dates et les mois tels qu'on les tape, dans les deux calendriers d'Excel. Aucune de ces
naissances n'est celle de quelqu'un."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.declarations.dates import (
    annee_seule,
    date_a_completer,
    date_lue,
    lire_date,
    lire_mois,
    mois_refuse,
)
from workbook.declarations.lignes import DATE_SERIE, DATE_TEXTE, ILLISIBLE, Ecart

MARS = date(2026, 3, 5)


@pytest.mark.parametrize(("brut", "attendu"), [
    ("", None), ("  ", None), (MARS, MARS), (datetime(2026, 3, 5, 23, 59), MARS),
    *((iso, MARS) for iso in (
        "2026-03-05T14:30:00Z", "2026-03-05T14:30:00+01:00", "2026-03-05T14:30:00+0100",
        "2026-03-05T14:30:00+01", "2026-03-05T14:30", "2026-03-05T14",
        "2026-03-05T14:30:00", "2026-03-05T14:30:00.123", "2026-03-05T14:30:00,5Z",
        "2026-03-05T14:30:00.1234567Z", "2026-03-05T00:00:00Z",
        "2026-03-05T00:00:00+02:00", "2026-03-05Z", "2026-03-05+01:00", "2026-03-05-05:00",
        "2026-03-05t14:30:00z", " 2026-03-05T14:30:00Z\u00a0",
        "2026-03-05T1430", "2026-03-05T143000Z",
    )),
    *((texte, (DATE_TEXTE, MARS)) for texte in ("05/03/2026", "5/3/2026", " 05/03/2026\u00a0",
        "2026-03-05T23:00:00Z", "2026-03-05T22:00:00Z", "2026-03-05T20:00-05:00")),
    (46086, (DATE_SERIE, MARS)), (46086.75, (DATE_SERIE, MARS)),
     (timedelta(days=46086, hours=3), (DATE_SERIE, MARS)), (1980, (DATE_SERIE, date(1905, 6, 2))),
    (1, (DATE_SERIE, date(1900, 1, 1))), (59, (DATE_SERIE, date(1900, 2, 28))),
     (61, (DATE_SERIE, date(1900, 3, 1))), (2958465, (DATE_SERIE, date(9999, 12, 31))),
    *((illisible, (ILLISIBLE, None)) for illisible in (
        0, 60, -5, 2958466, 5701000000, 1e300, -1e300, float("inf"), float("nan"),
            timedelta(days=999999999), timedelta(days=-3), True, False, time(14, 30),
        "hier", "2026-03-05", "05.03.2026", "05-03-2026", "05/03/26", "31/02/2026",
        "2026-02-30T10:00:00Z", "2026-13-01T10:00Z", "2026-03-05T", "2026-03-05T24:00:00",
        "2026-03-05T25:00Z", "2026-03-05+99:00:00:00T", "2026-03-05 14:30:00",
        "20260305T143000", "2026-03-05-05", "05/03/2026 14:30", "T14:30", "PT10H",
        "12026-03-05T10:00Z", "-2026-03-05T10:00Z", "46086", "٠٥/٠٣/٢٠٢٦", "1980", "00/00/1980",
    )),
])  # fmt: skip
def test_date_d_une_cellule(brut: Any, attendu: Any) -> None:
    """Une cellule date, un texte français, un instant d'un programme, un numéro de série : lus ;
    tout le reste, illisible, jamais en panne."""
    lue = lire_date(brut)
    assert (lue if not isinstance(lue, Ecart) else (lue.nature, lue.valeur)) == attendu
    if isinstance(lue, Ecart):
        assert lue.brut is brut


@pytest.mark.parametrize(("serie", "jour"), [(0, date(1904, 1, 1)), (1, date(1904, 1, 2)),
    (60, date(1904, 3, 1)), (44624, MARS), (46086, date(2030, 3, 6)),
     (2957003, date(9999, 12, 31))])  # fmt: skip
def test_calendrier_1904(serie: float, jour: date) -> None:
    """Un numéro de série se lit dans le calendrier du classeur, partout ; une date en toutes
    lettres n'en dépend pas."""
    assert lire_date(serie, calendrier_1904=True) == Ecart(serie, DATE_SERIE, jour)
    assert lire_mois(serie, calendrier_1904=True) == (
        (jour.year, jour.month) if serie > 40_000 else None
    )
    assert date_lue("05/03/2026", True) == date_lue(MARS, True) == MARS
    assert lire_date(2957004, calendrier_1904=True) == Ecart(2957004, ILLISIBLE)


@pytest.mark.parametrize(("brut", "annee"), [
    (1980, 1980), (1980.0, 1980), ("1980", 1980), (" 1980 ", 1980), (timedelta(days=1980), 1980),
     (date(1905, 6, 2), 1980), (datetime(1905, 6, 2), 1980),
    (1900, 1900), (2099, 2099), (date(1905, 7, 18), 2026), (date(1980, 1, 1), None), (1980.5, None),
     (1899, None), (2100, None), (33404, None), (True, None),
    ("80", None), ("19800", None), ("1980-01", None), ("", None), (date(1850, 1, 1), None),
     (float("nan"), None),
])  # fmt: skip
def test_annee_seule(brut: Any, annee: int | None) -> None:
    """1980 tapé dans une cellule de date est une année ; le tableur en fait le 02/06/1905."""
    assert annee_seule(brut) == annee
    assert date_lue(brut) is None or annee is None


SANS_JOUR_NI_MOIS = (
    1980, "1980", date(1905, 6, 2), "00/00/1980", "0/0/1980", "00-00-1980", "00.00.1980",
        "00 00 1980", "--/--/1980", "-/-/1980", "??/??/1980", "?/?/1980",
    "xx/xx/1980", "XX/XX/1980", "**/**/1980", "__/__/1980", "99/99/1980", "1980-00-00",
    "1980/00/00", "15/00/1980", "00/1980", "né en 1980", "Née vers 1980",
    "1980 environ", "env. 1980", "en 1980", "1980 ?", "année 1980",
)  # fmt: skip
SANS_JOUR = ("00/05/1980", "0/5/1980", "--/05/1980", "?/05/1980", "xx/05/1980", "99/05/1980",
    "1980-05-00", "05/1980", "5-1980", "1980-05", "mai 1980", "Mai 1980 ?", "00 mai 1980",
    "né en mai 1980")  # fmt: skip
COMPLETES = ("12/05/1980", "31/02/1980", "00/13/1980", "32/00/1980", "00/00/80", "00/00/0000",
    "inconnue", "?", "", "0", "1980/1981", "12 mai 1980", "05/12", "19800512", date(1980, 5, 1),
    33404, True)  # fmt: skip


@pytest.mark.parametrize(("brut", "attendu"), [
    *((brut, (date(1980, 1, 1), "l’année")) for brut in SANS_JOUR_NI_MOIS),
    *((brut, (date(1980, 5, 1), "le mois et l’année")) for brut in SANS_JOUR),
    *((brut, None) for brut in COMPLETES),
])  # fmt: skip
def test_naissance_incomplete(brut: Any, attendu: Any) -> None:
    """Ce que certains titres de séjour portent à la place d'une date : on sait quoi taper ; le
    reste ne se devine pas."""
    assert date_a_completer(brut) == attendu


MARS_ECRIT = (
    date(2026, 3, 1), date(2026, 3, 31), datetime(2026, 3, 1, 8, 30), "01/03/2026", "1/3/2026",
        "31/03/2026", "01/03/26", "1-3-26", "01.03.2026", "01/03/2026 08:30",
    "mars 2026", "Mars 2026", "MARS  2026", "mars\u00a02026", "mars-2026", "mars/26", "mars 26",
    "2026 mars", "1er mars 2026", "le 1er mars 2026",
    "dimanche 1 mars 2026", "15 mars 2026", "mois de mars 2026", "03/2026", "3/2026", "03-2026",
    "03‑2026", "03.2026", "03 2026", "2026-03", "2026-3", "2026/03",
    "2026–03", "2026.03", "2026 03", "3/26", "03/26", "03-26", "202603", "032026", 202603, 202603.0,
    "2026-03-01", "2026-03-01T00:00:00Z",
    "2026-03-01T00:00:00", "2026-03-01 00:00:00", "2026-03-01T08:30:00.000+01:00", 46082, 46082.5,
    " mars 2026 ",
)  # fmt: skip
PAS_UN_MOIS = (
    "", " ", "Mars", "mars", "26-01", "26/3", "26 mars", "03/04", "2026", 2026, 2026.0,
    date(1905, 7, 18), "2026-13", "2026-00", "0", 3, 12.0, True, False, -5,
    "31/02/2026", "32/03/2026", "mars avril 2026", "mars 2026 et avril", "jui 2026", "m 2026",
    "trimestre 1 2026", "hier", "202613", "132026", "2026032", "1/2/3/2026", float("nan"),
    1e300, "٠٣/٢٠٢٦",
)  # fmt: skip


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [*((brut, (2026, 3)) for brut in MARS_ECRIT), *((brut, None) for brut in PAS_UN_MOIS)],
)
def test_mois(brut: Any, attendu: tuple[int, int] | None) -> None:
    """Un mois se lit comme on l'écrit, dans le classeur comme au terminal ; ce qui peut être un
    jour sans année n'est pas un mois."""
    assert lire_mois(brut) == attendu


@pytest.mark.parametrize(("nom", "numero"), [("janv. 2026", 1), ("févr. 2026", 2),
    ("fevrier 2026", 2), ("AOÛT 2026", 8), ("aout 2026", 8), ("sept 2026", 9), ("Déc. 2026", 12),
     ("juin 2026", 6), ("juil. 2026", 7)])  # fmt: skip
def test_mois_abrege(nom: str, numero: int) -> None:
    """Un nom de mois abrégé, s'il n'en désigne qu'un."""
    assert lire_mois(nom) == (2026, numero)


@pytest.mark.parametrize(("brut", "dit"), [
    ("Mars", "« Mars » n’est pas un mois : il y manque l’année. Écrivez par exemple mars 2026."),
    ("févr", "« févr » n’est pas un mois : il y manque l’année. Écrivez par exemple février 2026."),
    (2026, "« 2026 » n’est pas un mois, c’est une année. Écrivez par exemple avril 2026."),
    (date(1905, 7, 18),
     "« 2026 » n’est pas un mois, c’est une année. Écrivez par exemple avril 2026."),
    (True, "« VRAI » n’est pas un mois. Écrivez par exemple janvier 2026, ou 2026-01."),
    (False, "« FAUX » n’est pas un mois. Écrivez par exemple janvier 2026, ou 2026-01."),
    (12.0, "« 12 » n’est pas un mois. Écrivez par exemple janvier 2026, ou 2026-01."),
    ("x" * 60, f"« {'x' * 39}… » n’est pas un mois. Écrivez par exemple janvier 2026, ou 2026-01."),
])  # fmt: skip
def test_mois_refuse(brut: Any, dit: str) -> None:
    """Ce qui manque à un mois se dit, et comment l'écrire."""
    assert mois_refuse(brut, date(2026, 4, 2)) == dit


CELLULES = st.one_of(
    st.text(max_size=30), st.floats(), st.integers(-(10**12), 10**12), st.booleans(), st.dates(),
        st.datetimes(), st.timedeltas(), st.times(),
    st.from_regex(r"[0-9?x/.\- TZ:+]{0,25}", fullmatch=True),
        st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{0,12}([Zz]|[+-][0-9]{2}:[0-9]{2})?",
            fullmatch=True),
)  # fmt: skip


@settings(deadline=None)
@given(CELLULES, st.booleans())
def test_rien_ne_fait_echouer_une_lecture(brut: Any, calendrier_1904: bool) -> None:
    """Quelle que soit la cellule, il en sort une date, un écart ou rien ; et toute date rendue à
    compléter est un premier du mois."""
    lue = lire_date(brut, calendrier_1904)
    assert (
        lue is None
        or type(lue) is date
        or (isinstance(lue, Ecart) and (lue.valeur is None or type(lue.valeur) is date))
    )
    mois = lire_mois(brut, calendrier_1904)
    assert mois is None or 1 <= mois[1] <= 12
    a_completer = date_a_completer(brut)
    assert a_completer is None or (
        a_completer[0].day == 1 and a_completer[0].year in range(1900, 2100)
    )
    assert mois_refuse(brut, MARS).endswith(".")
