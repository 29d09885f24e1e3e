"""Ce dont les rapports d'un mois sont faits.

Les lignes vérifiées, leurs figures, leurs anomalies.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from reports.comptage import compter
from reports.destinataires import Destinataire
from reports.egalites import egalites
from reports.mois import Mois
from reports.rapport import AnomaliesDUneRegle, Rapport
from reports.resultat import Resultat
from reports.seances import frequentations
from workbook.declarations.cadre import REGION, Cadre
from workbook.declarations.colonnes import ACCOMPAGNE, REALISEE
from workbook.declarations.dits import Publiable
from workbook.declarations.lignes import Entretien, Seance
from workbook.jugement.moteur import Jugement, croiser
from workbook.jugement.personnes import Groupes
from workbook.jugement.regle import Anomalie, Gravite
from workbook.jugement.regles import REGLES

SANS_MOIS = ("E01", "E02", "P01")
"""Bloquantes pour tous les mois.

Le vrai mois, ou la DT, de la ligne n'est pas connu (contrat 3).
"""
HORS_CONVENTION = "E03"
"""De même, sauf après la fin : elle ne bloque alors ni n'attend rien des mois d'avant le sien."""
ENTRE_DT = "X04"
"""Elle parlerait d'une autre DT : elle n'est jamais comptée dans la copie d'une DT (contrat 2)."""


class Relevee(NamedTuple):
    """Une anomalie, pour la compter : sa règle, la DT de sa ligne, si elle touche le mois.

    `decidee_le` : le jour de la décision qui l'écarte ; None : elle reste à traiter.
    """

    code: str
    dt: str | None
    du_mois: bool
    decidee_le: date | None


@dataclass(frozen=True)
class Matiere:
    """Les lignes vérifiées d'un mois et leurs figures.

    `du_mois` : les lignes qui touchent le mois.
    """

    mois: Mois
    groupes: Groupes
    jugement: Jugement
    cadre: Cadre
    ref: date
    seances: Sequence[Seance] | None
    absentes: frozenset[str]
    resultat: Resultat
    du_mois: Set[Entretien]
    messages: tuple[Publiable, ...] = ()

    @property
    def lignes(self) -> Sequence[Entretien]:
        """Toutes les lignes d'entretien."""
        return self.groupes.lignes

    @cached_property
    def relevees(self) -> Counter[Relevee]:
        """Combien d'anomalies de chaque sorte, toutes DT ensemble."""
        return relever(self.jugement, self)


def rassembler(
    mois: Mois,
    groupes: Groupes,
    jugement: Jugement,
    cadre: Cadre,
    ref: date,
    seances: Sequence[Seance] | None,
    absentes: frozenset[str] = frozenset(),
    messages: Sequence[Publiable] = (),
) -> Matiere:
    """Compte le mois et garde ce qu'il faut pour écrire chaque rapport."""
    resultat = compter(groupes.lignes, cadre, mois)
    du_mois = {e for e in groupes.lignes if concerne(e, mois)}
    dits = tuple(messages)
    return Matiere(mois, groupes, jugement, cadre, ref, seances, absentes, resultat, du_mois, dits)


def concerne(e: Entretien, mois: Mois) -> bool:
    """Vrai si la ligne touche le mois.

    Par son entretien, son accompagnement ou son inscription comptés.
    """
    dates = [e.date_entretien]
    if e.rdv_ft == ACCOMPAGNE:
        dates.append(e.date_rdv_ft)
    if e.inscription_cip == REALISEE:
        dates.append(e.date_inscription)
    return any(j is not None and j.month == mois.numero and j.year == mois.annee for j in dates)


def bloquantes(jugement: Jugement, mois: Mois, cadre: Cadre) -> list[Anomalie]:
    """Les anomalies bloquantes qui empêchent un rapport définitif de ce mois."""
    return [
        a
        for a in jugement.de_gravite(Gravite.BLOQUANT)
        if concerne(a.entretien, mois) or _touche_sans_en_etre(a, mois, cadre)
    ]


def _touche_sans_en_etre(a: Anomalie, mois: Mois, cadre: Cadre) -> bool:
    """Vrai si l'anomalie laisse douter de ce mois, bien qu'aucune date de sa ligne n'y tombe."""
    if a.code == HORS_CONVENTION:
        jour = a.entretien.date_entretien
        return jour <= cadre.fin or Mois.de(jour) <= mois
    return a.code in SANS_MOIS


def rapport_pour(d: Destinataire, m: Matiere) -> Rapport:
    """Le rapport d'un destinataire. Celui d'une DT est refait sur ses seules lignes."""
    resultat, frequentation = m.resultat.restreint_a(d.perimetres), None
    if m.seances is not None:
        frequentation = frequentations(m.seances, m.lignes, d.perimetres, m.mois, m.cadre)
    relevees = m.relevees if d.perimetre == REGION else _de_la_dt(m, d.perimetre)
    anomalies, sommes = tuple(_par_regle(relevees)), tuple(egalites(resultat))
    return Rapport(
        m.mois, d, resultat, frequentation, anomalies, sommes, m.cadre, m.ref, messages=m.messages
    )


def _par_regle(relevees: Counter[Relevee]) -> Iterator[AnomaliesDUneRegle]:
    toutes, du_mois = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    decidees: dict[str, date] = {}
    for a, n in relevees.items():
        sorte = (a.code, a.decidee_le is not None)
        toutes[sorte] += n
        du_mois[sorte] += n * a.du_mois
        if a.decidee_le is not None:
            decidees[a.code] = max(a.decidee_le, decidees.get(a.code, a.decidee_le))
    for r in REGLES:
        reste, confirmee = (r.code, False), (r.code, True)
        if toutes[reste] or toutes[confirmee]:
            nombres = (du_mois[reste], toutes[reste], du_mois[confirmee], toutes[confirmee])
            yield AnomaliesDUneRegle(r, *nombres, decidees.get(r.code))


def _de_la_dt(m: Matiere, dt: str) -> Counter[Relevee]:
    """Les anomalies des lignes d'une DT, et les règles entre lignes refaites sur elle seule.

    Une règle croisée qui lit la DT ne compare déjà que des lignes d'une même DT, sauf X04, qui en
    parlerait d'une autre.
    """
    refaites = [r for r in REGLES if r.croisee and "dt" not in r.colonnes]
    ecartees = {ENTRE_DT, *(r.code for r in refaites)}
    toutes = m.relevees.items()
    siennes = Counter({a: n for a, n in toutes if a.dt == dt and a.code not in ecartees})
    cadre = replace(m.cadre, ref=m.ref)
    return siennes + relever(croiser(m.groupes.restreints_a(dt), cadre, m.absentes, refaites), m)


def relever(jugement: Jugement, m: Matiere) -> Counter[Relevee]:
    """Combien d'anomalies de chaque sorte. Quelques règles touchent le mois par d'autres lignes."""
    relevees = Counter[Relevee]()
    for a in jugement.anomalies:
        e = a.entretien
        par_ailleurs = a.code in (*SANS_MOIS, HORS_CONVENTION)
        touche = e in m.du_mois or (par_ailleurs and _touche_sans_en_etre(a, m.mois, m.cadre))
        relevees[Relevee(a.code, e.dt, touche, None)] += 1
    for c in jugement.confirmees:
        e = c.anomalie.entretien
        relevees[Relevee(c.anomalie.code, e.dt, e in m.du_mois, c.decision.jour)] += 1
    return relevees
