"""La feuille `Séances` : une ligne par PFA ; ce qui n'y est pas compris est lu comme vide, et
dit."""

from collections.abc import Iterator, Mapping

from workbook.declarations.cadre import Cadre
from workbook.declarations.dits import Dit
from workbook.declarations.lignes import PAS_UN_NOMBRE, SEANCES, Seance
from workbook.lecture.cellules import lecteur_de
from workbook.lecture.enveloppe import Enveloppe
from workbook.lecture.tables import Grille, chercher, lire_rangees

_REQUIS = frozenset(c.champ for c in SEANCES if c.requise)


def lire_seances(
    grille: Grille, cadre: Cadre, paquet: Enveloppe, feuille: str, messages: list[str]
) -> list[Seance] | None:
    """Les séances d'une feuille ; None si ses titres manquent. `messages` reçoit ce qu'il faut en
    dire."""
    titres = chercher(grille, {c.titre: c.champ for c in SEANCES}, _REQUIS.issubset)
    if titres is None:
        messages.append(Dit.SEANCES_SANS_TITRES.avec(feuille=feuille))
        return None
    lecteurs = {c.champ: lecteur_de(c, cadre, paquet.calendrier_1904) for c in SEANCES}
    totaux = paquet.totaux(feuille, titres.colonnes.values())
    seances: list[Seance] = []
    deja: dict[tuple[object, ...], int] = {}
    for r in lire_rangees(grille, titres, lecteurs, totaux):
        if all(r.valeurs[champ] is None and champ not in r.ecarts for champ in _REQUIS):
            continue
        pas_des_nombres = [champ for champ, e in r.ecarts.items() if e.nature == PAS_UN_NOMBRE]
        seance = Seance(ligne=r.numero, **r.valeurs, illisibles=tuple(pas_des_nombres))
        ou = f"Feuille « {feuille} », ligne {r.numero} :"
        messages += [f"{ou} {dit}" for dit in _a_dire(seance, deja)]
        deja.setdefault(_pfa(seance), r.numero)
        seances.append(seance)
    return seances


def _pfa(s: Seance) -> tuple[object, ...]:
    return s.jour, s.dt, s.demi_journee


def _a_dire(s: Seance, deja: Mapping[tuple[object, ...], int]) -> Iterator[str]:
    for c in SEANCES:
        if c.champ in s.illisibles:
            yield f"« {c.titre} » n’est pas un nombre entier. Corrigez-le."
    if None not in _pfa(s) and _pfa(s) in deja:
        yield (
            f"c’est la PFA de la ligne {deja[_pfa(s)]} : elle compte une seule fois. Effacez "
            "l’une des deux."
        )
    if s.jour is None or s.dt is None:
        yield "date ou DT manquante ou inconnue ; la séance n’est pas comptée. Complétez-la."
