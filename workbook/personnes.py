"""Qui est la même personne que qui (contrat 2), et les groupes de lignes que regardent les règles croisées."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from workbook.entretien import Entretien, Seance
from workbook.texte import nom_normalise

Identite = tuple[str, str, date]
"""Nom et prénom normalisés, date de naissance : la clé d'une personne sans numéro."""


def attribuer_cles(lignes: Sequence[Entretien]) -> list[Identite | None]:
    """Pose `cle` sur chaque ligne et rend son identité (None si une partie manque).

    La clé est le numéro bien formé ; à défaut, celui de la seule autre personne de mêmes nom, prénom et naissance ; à défaut,
    cette identité ; à défaut, la ligne elle-même. Les clés valent pour tout le classeur, puis dans chaque périmètre.
    """
    formes: dict[str | None, str] = {None: ""}
    identites: list[Identite | None] = []
    sans_numero: list[int] = []
    for rang, e in enumerate(lignes):
        nom, prenom = e.nom, e.prenom
        try:
            n = formes[nom]
        except KeyError:
            n = formes[nom] = nom_normalise(nom)
        try:
            m = formes[prenom]
        except KeyError:
            m = formes[prenom] = nom_normalise(prenom)
        identites.append((n, m, e.date_naissance) if n and m and e.date_naissance is not None else None)
        e.cle = e.numero
        if e.cle is None:
            sans_numero.append(rang)
    if sans_numero:
        cherchees: dict[Identite | None, set[str]] = {identites[rang]: set() for rang in sans_numero}
        for e, identite in zip(lignes, identites, strict=True):
            if identite in cherchees and e.numero is not None:
                cherchees[identite].add(e.numero)
        for rang in sans_numero:
            identite = identites[rang]
            numeros = cherchees[identite] if identite is not None else ()
            lignes[rang].cle = next(iter(numeros)) if len(numeros) == 1 else identite or ("ligne", lignes[rang].ligne)
    return identites


class Groupes:
    """Les lignes d'un périmètre, groupées comme les règles croisées les regardent. Chaque groupe est dans l'ordre des lignes."""

    def __init__(self, lignes: Sequence[Entretien], identites: Sequence[Identite | None], seances: Sequence[Seance]):
        self.lignes = lignes
        self.identites = identites
        self.seances = seances

    def restreints_a(self, dt: str) -> "Groupes":
        """Les mêmes groupes, des seules lignes et séances d'une DT : rien n'y vient d'une autre."""
        gardees = [(e, i) for e, i in zip(self.lignes, self.identites, strict=True) if e.dt == dt]
        return Groupes([e for e, _ in gardees], [i for _, i in gardees], [s for s in self.seances if s.dt == dt])

    @cached_property
    def personnes_revues(self) -> list[list[Entretien]]:
        """Les lignes des personnes qui en ont plusieurs."""
        return _repetes([e.cle for e in self.lignes], self.lignes)

    @cached_property
    def homonymes(self) -> list[list[Entretien]]:
        """Les lignes de mêmes nom, prénom et date de naissance, quand il y en a plusieurs."""
        return _repetes(self.identites, self.lignes)

    @cached_property
    def pfa(self) -> dict[tuple[date, str, str], list[Entretien]]:
        """Les lignes de chaque PFA : date, DT et demi-journée connues."""
        groupes: dict[tuple[date, str, str], list[Entretien]] = defaultdict(list)
        for e in self.lignes:
            if e.date_entretien is not None and e.dt is not None and e.demi_journee is not None:
                groupes[e.date_entretien, e.dt, e.demi_journee].append(e)
        return groupes

    @cached_property
    def par_naissance(self) -> Iterable[list[tuple[Entretien, Identite]]]:
        """Les personnes nées le même jour, quand il y en a plusieurs : une ligne par clé et identité."""
        memes_jours = {jour for jour, n in Counter(i[2] for i in self.identites if i is not None).items() if n > 1}
        groupes: dict[date, dict[tuple, tuple[Entretien, Identite]]] = defaultdict(dict)
        for e, identite in zip(self.lignes, self.identites, strict=True):
            if identite is not None and identite[2] in memes_jours:
                groupes[identite[2]].setdefault((e.cle, identite), (e, identite))
        return [list(g.values()) for g in groupes.values() if len(g) > 1]


def _repetes(cles: Sequence, lignes: Sequence[Entretien]) -> list[list[Entretien]]:
    plusieurs = {cle for cle, n in Counter(cles).items() if n > 1 and cle is not None}
    groupes: dict = defaultdict(list)
    for cle, e in zip(cles, lignes, strict=True):
        if cle in plusieurs:
            groupes[cle].append(e)
    return list(groupes.values())
