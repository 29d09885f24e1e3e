"""Qui est la même personne que qui (contrat 2), et les groupes de lignes que regardent les règles
croisées."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any

from workbook.declarations.identifiants import identifiant_bien_forme
from workbook.declarations.lignes import Decision, Entretien, Seance
from workbook.declarations.texte import nom_normalise
from workbook.jugement.decisions import Decisions
from workbook.jugement.voisinage import (
    MEME_PERSONNE,
    Identite,
    Rapprochement,
    Voisines,
    meme_son,
    rapprocher,
)


def attribuer_cles(lignes: Sequence[Entretien]) -> list[Identite | None]:
    """Pose `cle` sur chaque ligne et rend son identité (None si une partie manque).

    La clé est le numéro bien formé ; à défaut, celui de la seule autre personne de mêmes nom,
    prénom et naissance ; à défaut, cette identité ; à défaut, la ligne elle-même. Les clés valent
    pour tout le classeur, puis dans chaque périmètre.
    """
    identites = [_identite(e) for e in lignes]
    numeros: dict[Identite, set[str]] = defaultdict(set)
    for e, identite in zip(lignes, identites, strict=True):
        if identite is not None and e.numero is not None:
            numeros[identite].add(e.numero)
    for e, identite in zip(lignes, identites, strict=True):
        e.cle = e.numero or _cle_sans_numero(e, identite, numeros)
    return identites


def _identite(e: Entretien) -> Identite | None:
    identite = nom_normalise(e.nom or ""), nom_normalise(e.prenom or ""), e.date_naissance
    return identite if all(identite) else None


def _cle_sans_numero(
    e: Entretien, identite: Identite | None, numeros: Mapping[Identite, set[str]]
) -> Any:
    if identite is None:
        return "ligne", e.ligne
    candidats = numeros.get(identite, ())
    return next(iter(candidats)) if len(candidats) == 1 else identite


class Groupes:
    """Les lignes d'un périmètre, groupées comme les règles croisées les regardent. Chaque groupe
    est dans l'ordre des lignes."""

    def __init__(
        self,
        lignes: Sequence[Entretien],
        identites: Sequence[Identite | None],
        seances: Sequence[Seance],
        decisions: Decisions | None = None,
    ):
        self.lignes = lignes
        self.identites = identites
        self.seances = seances
        self.decisions = decisions or Decisions()

    def restreints_a(self, dt: str) -> "Groupes":
        """Les groupes des seules lignes et séances d'une DT : rien n'y vient d'une autre."""
        return _GroupesDUneDT(self, dt)

    @cached_property
    def personnes_revues(self) -> list[list[Entretien]]:
        """Les lignes des personnes qui en ont plusieurs."""
        return _repetes([e.cle for e in self.lignes], self.lignes)

    @property
    def meme_numero(self) -> list[list[Entretien]]:
        """Les lignes qui portent un même numéro bien formé."""
        return [[e for e in groupe if e.numero is not None] for groupe in self.personnes_revues]

    @cached_property
    def meme_identifiant(self) -> list[list[Entretien]]:
        """Les lignes qui portent un même identifiant FT bien formé, sans égard à la casse."""
        groupes = _repetes(
            [e.identifiant_ft and e.identifiant_ft.upper() for e in self.lignes], self.lignes
        )
        return [groupe for groupe in groupes if identifiant_bien_forme(groupe[0].identifiant_ft)]

    @cached_property
    def homonymes(self) -> list[list[Entretien]]:
        """Les lignes de mêmes nom, prénom et date de naissance, quand il y en a plusieurs."""
        return _repetes(self.identites, self.lignes)

    @cached_property
    def voisines(self) -> list[Voisines]:
        """Les couples d'identités nées le même jour dont les noms se ressemblent, et en quoi ; sauf
        frère et sœur jumeaux."""
        voisines = self._rapprochement.paires
        sexes: dict[Identite, set[str]] = {
            identite: set() for une, autre, _ in voisines for identite in (une, autre)
        }
        for identite, e in zip(self.identites, self.lignes, strict=True) if sexes else ():
            if identite in sexes and e.sexe is not None:
                sexes[identite].add(e.sexe)
        return [
            v
            for v in voisines
            if v[2] in MEME_PERSONNE
            or meme_son(v[0][1], v[1][1])
            or not (a := sexes[v[0]])
            or not (b := sexes[v[1]])
            or a & b
        ]

    @cached_property
    def _rapprochement(self) -> Rapprochement:
        return rapprocher(
            [identite for identite in dict.fromkeys(self.identites) if identite is not None]
        )

    @cached_property
    def pfa(self) -> dict[tuple[date, str, str], list[Entretien]]:
        """Les lignes de chaque PFA : date, DT et demi-journée connues."""
        groupes: dict[tuple[date, str, str], list[Entretien]] = defaultdict(list)
        for e in self.lignes:
            if e.vides.isdisjoint(("date_entretien", "dt", "demi_journee")):
                groupes[e.date_entretien, e.dt, e.demi_journee].append(e)
        return dict(groupes)


class _GroupesDUneDT(Groupes):
    """Les groupes d'une DT : ceux que rassemblent une clé ou une identité sont ceux du classeur,
    réduits à ses lignes ; le reste est refait."""

    def __init__(self, tout: Groupes, dt: str):
        siennes = [
            (e, identite)
            for e, identite in zip(tout.lignes, tout.identites, strict=True)
            if e.dt == dt
        ]
        lignes, identites = [e for e, _ in siennes], [identite for _, identite in siennes]
        super().__init__(lignes, identites, [s for s in tout.seances if s.dt == dt], tout.decisions)
        self._tout, self._dt = tout, dt

    def _reduits(self, groupes: list[list[Entretien]]) -> list[list[Entretien]]:
        reduits = ([e for e in groupe if e.dt == self._dt] for groupe in groupes)
        return [groupe for groupe in reduits if len(groupe) > 1]

    @cached_property
    def personnes_revues(self) -> list[list[Entretien]]:
        return self._reduits(self._tout.personnes_revues)

    @cached_property
    def homonymes(self) -> list[list[Entretien]]:
        return self._reduits(self._tout.homonymes)

    @cached_property
    def _rapprochement(self) -> Rapprochement:
        """Ce qui serait trouvé sans les autres DT : l'extrait de ce qui l'est avec elles, ou le
        même travail refait."""
        tout = self._tout._rapprochement
        if not tout.entier:
            return super()._rapprochement
        siennes = set(self.identites) if tout.paires else ()
        return Rapprochement(
            [v for v in tout.paires if v[0] in siennes and v[1] in siennes], entier=True
        )


SANS_OBJET = (
    "ne sert plus : aucune anomalie n’y correspond. Si vous n’avez rien corrigé depuis, relisez "
    "son code et sa personne."
)
"""Ce que dit une décision devenue inutile, dans sa ligne et nulle part ailleurs : c'est le sort
normal d'une décision."""


def sans_objet(g: Groupes, servies: Iterable[Decision]) -> list[Decision]:
    """Les décisions valables qui n'écartent plus rien, dans l'ordre des lignes. `servies` : celles
    qui écartent."""
    inutiles = set(g.decisions.valables).difference(servies)
    if inutiles:
        identites: dict[Any, set[Identite | None]] = {
            cle: set() for couple in g.decisions.distinctes for cle in couple
        }
        for e, identite in zip(g.lignes, g.identites, strict=True):
            if e.cle in identites:
                identites[e.cle].add(identite)
        voisines = {frozenset(v[:2]) for v in g.voisines}
        for couple, decision in g.decisions.distinctes.items():
            if any(
                une == autre or {une, autre} in voisines
                for une, autre in product(*(identites[cle] for cle in couple))
            ):
                inutiles.discard(decision)
    return sorted(inutiles, key=lambda d: d.ligne)


def _repetes(cles: Sequence[Any], lignes: Sequence[Entretien]) -> list[list[Entretien]]:
    """Les lignes de même clé, quand il y en a plusieurs ; None n'est pas une clé."""
    groupes: dict[Any, list[Entretien]] = defaultdict(list)
    for cle, e in zip(cles, lignes, strict=True):
        if cle is not None:
            groupes[cle].append(e)
    return [groupe for groupe in groupes.values() if len(groupe) > 1]
