"""Qui le CIP doit suivre : la feuille `À suivre` et le tableau de bord, une personne par ligne
(contrat 1)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import K_ELIGIBLE
from workbook.declarations.colonnes import MOTIFS_SANS_RELANCE, RDV_TENU, REALISEE, REFUSEE
from workbook.declarations.lignes import Entretien
from workbook.declarations.texte import comparable

_SANS_RELANCE = frozenset(map(comparable, MOTIFS_SANS_RELANCE))


class Geste(StrEnum):
    """Ce qu'il y a à faire, du plus pressé au moins pressé."""

    RELANCER = "Relancer : inscrite, aucun premier rendez-vous tenu"
    INSCRIRE = "Inscrire, ou choisir un motif : éligible, pas inscrite"
    INSCRIRE_PLUS_TARD = "Inscrire dès que possible"
    ATTENDRE = "Attendre le premier rendez-vous : inscrite depuis peu"


@dataclass(frozen=True, slots=True)
class Suivi:
    """Une personne à suivre. `entretien` : la ligne qui le dit ; `depuis` : inscription ou
    entretien (None : date inconnue)."""

    geste: Geste
    entretien: Entretien
    depuis: date | None
    jours: int | None

    @property
    def a_faire(self) -> str:
        """Ce que lit le CIP : le geste, et le motif s'il en a donné un."""
        motif = self.entretien.motif_non_inscription
        explique = self.geste is Geste.INSCRIRE_PLUS_TARD
        return f"{self.geste} (motif : {motif})" if explique else str(self.geste)


def a_suivre(lignes: Sequence[Entretien], cadre: Cadre, ref: date) -> list[Suivi]:
    """Les personnes inscrites par le CIP sans premier rendez-vous tenu, et les éligibles non
    inscrites ; les plus pressées d'abord.

    Une éligible qui refuse, ou dont le titre n'ouvre pas l'inscription, n'est pas à suivre. Les
    clés des lignes sont posées. Une personne a une ligne au plus : celle de sa première
    inscription, sinon de son dernier entretien. Au-delà de `Délai de relance`, une inscription est
    à relancer (comme F10) ; un « RDV FT » hors liste laisse le doute : elle ne l'est pas.
    """
    par_personne: dict[Any, list[Entretien]] = defaultdict(list)
    for e in lignes:
        par_personne[e.cle].append(e)
    suivis = [s for siennes in par_personne.values() for s in _de_la_personne(siennes, cadre, ref)]
    rangs = {geste: rang for rang, geste in enumerate(Geste)}
    return sorted(suivis, key=lambda s: (rangs[s.geste], -(s.jours or 0), s.entretien.ligne))


def _de_la_personne(lignes: Sequence[Entretien], cadre: Cadre, ref: date) -> Iterator[Suivi]:
    inscriptions = [e for e in lignes if e.inscription_cip == REALISEE]
    if inscriptions:
        if any(e.rdv_ft in RDV_TENU or "rdv_ft" in e.ecarts for e in lignes):
            return
        e = min(inscriptions, key=lambda e: (_inscrite(e) or date.max, e.ligne))
        jours = _jours(_inscrite(e), ref)
        yield Suivi(
            Geste.RELANCER if jours is not None and jours > cadre.delai_relance else Geste.ATTENDRE,
            e,
            _inscrite(e),
            jours,
        )
        return
    e = max(
        lignes,
        key=lambda e: (
            e.date_entretien or date.min,
            cadre.rang_demi_journee.get(e.demi_journee, 9),
            e.ligne,
        ),
    )
    if e.verdict.categorie is K_ELIGIBLE and not _sans_relance(e):
        geste = Geste.INSCRIRE_PLUS_TARD if e.motif_non_inscription else Geste.INSCRIRE
        yield Suivi(geste, e, e.date_entretien, _jours(e.date_entretien, ref))


def _sans_relance(e: Entretien) -> bool:
    if comparable(e.inscription_cip or "") == comparable(REFUSEE):
        return True
    return comparable(e.motif_non_inscription or "") in _SANS_RELANCE


def _inscrite(e: Entretien) -> date | None:
    return None if e.illisible("date_inscription") else e.date_inscription or e.date_entretien


def _jours(depuis: date | None, ref: date) -> int | None:
    return None if depuis is None else max(0, (ref - depuis).days)
