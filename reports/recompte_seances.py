"""Le second comptage des séances : leur nombre, les convoqués, les présents (contrat 2)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from workbook.declarations.cadre import Cadre
from workbook.declarations.lignes import Entretien, Seance

REGION = "Grand Est"
SEANCES = ("seances", "convoques", "presents")

_Ou = tuple[str, str]
"""Périmètre, période."""
_AnneeMois = tuple[int, int]


def recompter_les_seances(
    seances: Sequence[Seance], lignes: Sequence[Entretien], cadre: Cadre, du_mois: _AnneeMois
) -> dict[tuple[str, str, str], int | None]:
    """Par périmètre, période et code de `SEANCES`, un nombre.

    None dès qu'une séance manque, ou qu'une n'a pas ce nombre.
    """
    saisies: dict[_Ou, dict[tuple[Any, ...], list[Seance]]] = defaultdict(dict)
    oubliees: set[_Ou] = set()
    for s in seances:
        for ou in _compte_dans(s.jour, s.dt, cadre, du_mois):
            saisies[ou].setdefault((s.jour, s.dt, s.demi_journee), []).append(s)
    for jour, dt, demi in {(e.date_entretien, e.dt, e.demi_journee) for e in lignes}:
        for ou in _compte_dans(jour, dt, cadre, du_mois):
            if demi is None or (jour, dt, demi) not in saisies[ou]:
                oubliees.add(ou)
    trouves = {}
    perimetres = (REGION, *[a.dt for a in cadre.antennes])
    for ou in [(p, periode) for p in perimetres for periode in ("mois", "cumul")]:
        pfas = saisies[ou]
        entiere = ou not in oubliees and all(demi is not None for _, _, demi in pfas)
        for code in SEANCES:
            nombres = [_un_nombre(code, memes, cadre) for memes in pfas.values()]
            connus = [n for n in nombres if n is not None]
            complets = entiere and len(connus) == len(nombres)
            trouves[(*ou, code)] = sum(connus) if complets else None
    return trouves


def _compte_dans(jour: date | None, dt: str | None, cadre: Cadre, du_mois: _AnneeMois) -> list[_Ou]:
    """Les périmètres et périodes où tombe ce jour d'une DT ; aucun hors de ce qui est compté."""
    if jour is None or dt is None or not cadre.debut <= jour <= cadre.fin:
        return []
    mois = (jour.year, jour.month)
    if mois > du_mois:
        return []
    periodes = ("mois", "cumul") if mois == du_mois else ("cumul",)
    return [(perimetre, periode) for perimetre in (REGION, dt) for periode in periodes]


def _un_nombre(code: str, memes: Sequence[Seance], cadre: Cadre) -> int | None:
    """Le nombre d'une séance saisie une fois ou plus.

    None si deux saisies se contredisent, ou si l'une ne se lit pas.
    """
    if code == "seances":
        return 1
    tapes = [s.convoques if code == "convoques" else s.presents for s in memes]
    differents = {n for n in tapes if n is not None}
    if len(differents) > 1 or any(code in s.illisibles for s in memes):
        return None
    sinon = cadre.convoques_par_pfa if code == "convoques" else None
    return differents.pop() if differents else sinon
