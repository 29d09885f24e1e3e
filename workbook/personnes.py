"""Qui est la même personne que qui (contrat 2), et les groupes de lignes que regardent les règles croisées."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import compress, product
from typing import Any

from workbook.decisions import Decision, Decisions
from workbook.entretien import Entretien, Seance, identifiant_bien_forme
from workbook.lignes import Lignes
from workbook.texte import nom_normalise
from workbook.voisinage import MEME_PERSONNE, Identite, Rapprochement, Voisines, meme_son, rapprocher


def attribuer_cles(lignes: Sequence[Entretien]) -> list[Identite | None]:
    """Pose `cle` sur chaque ligne et rend son identité (None si une partie manque).

    La clé est le numéro bien formé ; à défaut, celui de la seule autre personne de mêmes nom, prénom et naissance ; à défaut,
    cette identité ; à défaut, la ligne elle-même. Les clés valent pour tout le classeur, puis dans chaque périmètre.
    """
    lignes = Lignes.de(lignes)
    formes, numeros = _Formes({None: ""}), lignes.colonne("numero")
    noms, prenoms = (list(map(formes.__getitem__, lignes.colonne(champ))) for champ in ("nom", "prenom"))
    identites = [identite if all(identite) else None for identite in zip(noms, prenoms, lignes.colonne("date_naissance"), strict=True)]
    cles: list[Any] = list(numeros)
    sans_numero = [rang for rang, numero in enumerate(numeros) if numero is None]
    cherchees: dict[Identite, set[str]] = {identite: set() for rang in sans_numero if (identite := identites[rang]) is not None}
    noms_cherches = {nom for nom, _, _ in cherchees}
    for identite, numero in compress(zip(identites, numeros, strict=True), map(noms_cherches.__contains__, noms)):
        if identite in cherchees and numero is not None:
            cherchees[identite].add(numero)
    for rang in sans_numero:
        identite = identites[rang]
        candidats = cherchees[identite] if identite is not None else ()
        cles[rang] = next(iter(candidats)) if len(candidats) == 1 else identite or ("ligne", lignes[rang].ligne)
    lignes.poser_cles(cles)
    return identites


class _Formes(dict):
    """Nom -> sa forme normalisée."""

    def __missing__(self, nom: str) -> str:
        self[nom] = nom_normalise(nom)
        return self[nom]


class Groupes:
    """Les lignes d'un périmètre, groupées comme les règles croisées les regardent. Chaque groupe est dans l'ordre des lignes."""

    def __init__(self, lignes: Sequence[Entretien], identites: Sequence[Identite | None], seances: Sequence[Seance], decisions: Decisions | None = None):
        self.lignes = Lignes.de(lignes)
        self.identites = identites
        self.seances = seances
        self.decisions = decisions or Decisions()

    def restreints_a(self, dt: str) -> "Groupes":
        """Les groupes des seules lignes et séances d'une DT : rien n'y vient d'une autre."""
        return _GroupesDUneDT(self, dt)

    @cached_property
    def personnes_revues(self) -> list[list[Entretien]]:
        """Les lignes des personnes qui en ont plusieurs."""
        cles = self.lignes.colonne("cle")
        return _repetes(Counter(cles), cles, self.lignes)

    @property
    def meme_numero(self) -> list[list[Entretien]]:
        """Les lignes qui portent un même numéro bien formé."""
        return [[e for e in groupe if e.numero is not None] for groupe in self.personnes_revues]

    @cached_property
    def meme_identifiant(self) -> list[list[Entretien]]:
        """Les lignes qui portent un même identifiant FT bien formé, sans égard à la casse."""
        portes = [code and code.upper() for code in self.lignes.colonne("identifiant_ft")]
        groupes = _repetes(Counter(portes), portes, self.lignes)
        return [groupe for groupe in groupes if identifiant_bien_forme(groupe[0].identifiant_ft)]

    @cached_property
    def homonymes(self) -> list[list[Entretien]]:
        """Les lignes de mêmes nom, prénom et date de naissance, quand il y en a plusieurs."""
        return _repetes(self._comptes_identites, self.identites, self.lignes)

    @cached_property
    def voisines(self) -> list[Voisines]:
        """Les couples d'identités nées le même jour dont les noms se ressemblent, et en quoi ; sauf frère et sœur jumeaux."""
        voisines = self._rapprochement.paires
        sexes: dict[Identite, set[str]] = {identite: set() for une, autre, _ in voisines for identite in (une, autre)}
        for identite, e in zip(self.identites, self.lignes, strict=True) if sexes else ():
            if identite in sexes and e.sexe is not None:
                sexes[identite].add(e.sexe)
        return [v for v in voisines if v[2] in MEME_PERSONNE or meme_son(v[0][1], v[1][1]) or not (a := sexes[v[0]]) or not (b := sexes[v[1]]) or a & b]

    @cached_property
    def _rapprochement(self) -> Rapprochement:
        return rapprocher([identite for identite in self._comptes_identites if identite is not None])

    @cached_property
    def _comptes_identites(self) -> Counter[Identite | None]:
        return Counter(self.identites)

    @cached_property
    def pfa(self) -> dict[tuple[date, str, str], list[Entretien]]:
        """Les lignes de chaque PFA : date, DT et demi-journée connues."""
        groupes: dict[tuple[date, str, str], list[Entretien]] = defaultdict(list)
        for pfa, e in zip(self.lignes.colonnes("date_entretien", "dt", "demi_journee"), self.lignes, strict=True):
            groupes[pfa].append(e)
        return {pfa: lignes for pfa, lignes in groupes.items() if None not in pfa}


class _GroupesDUneDT(Groupes):
    """Les groupes d'une DT : ceux que rassemblent une clé ou une identité sont ceux du classeur, réduits à ses lignes ; le reste est refait."""

    def __init__(self, tout: Groupes, dt: str):
        gardees = [sienne == dt for sienne in tout.lignes.colonne("dt")]
        super().__init__(tout.lignes.choisir(gardees), list(compress(tout.identites, gardees)), [s for s in tout.seances if s.dt == dt], tout.decisions)
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
        """Ce qui serait trouvé sans les autres DT : l'extrait de ce qui l'est avec elles, ou le même travail refait."""
        tout = self._tout._rapprochement
        if not tout.entier:
            return super()._rapprochement
        siennes = set(self.identites) if tout.paires else ()
        return Rapprochement([v for v in tout.paires if v[0] in siennes and v[1] in siennes], entier=True)


SANS_OBJET = "ne sert plus : aucune anomalie n’y correspond. Si vous n’avez rien corrigé depuis, relisez son code et sa personne."
"""Ce que dit une décision devenue inutile, dans sa ligne et nulle part ailleurs : c'est le sort normal d'une décision."""


def sans_objet(g: Groupes, confirmees: Mapping[Any, Sequence[tuple[Entretien, Decision]]]) -> list[Decision]:
    """Les décisions valables qui n'écartent plus rien, dans l'ordre des lignes."""
    inutiles = set(g.decisions.valables).difference(decision for ecartees in confirmees.values() for _, decision in ecartees)
    if inutiles:
        identites: dict[Any, set[Identite | None]] = {cle: set() for couple in g.decisions.distinctes for cle in couple}
        for e, identite in zip(g.lignes, g.identites, strict=True):
            if e.cle in identites:
                identites[e.cle].add(identite)
        voisines = {frozenset(v[:2]) for v in g.voisines}
        for couple, decision in g.decisions.distinctes.items():
            if any(une == autre or {une, autre} in voisines for une, autre in product(*(identites[cle] for cle in couple))):
                inutiles.discard(decision)
    return sorted(inutiles, key=lambda d: d.ligne)


def _repetes(comptes: Counter, cles: Sequence, lignes: Sequence[Entretien]) -> list[list[Entretien]]:
    plusieurs = {cle for cle, n in comptes.items() if n > 1 and cle is not None}
    groupes: dict = defaultdict(list)
    for cle, e in compress(zip(cles, lignes, strict=True), map(plusieurs.__contains__, cles)):
        groupes[cle].append(e)
    return list(groupes.values())
