"""Une table se trouve par ses titres, jamais par la place de ses colonnes (contrat 1)."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from workbook.declarations.colonnes import Colonne
from workbook.declarations.lignes import Ecart
from workbook.declarations.texte import comparable

Grille = Sequence[Sequence[Any]]
"""Les lignes d'une feuille depuis A1, toutes de même largeur ; une cellule vide vaut ""."""


@dataclass(frozen=True)
class Titres:
    """Où sont les titres d'une table : leur ligne (0 = ligne 1), et la colonne de chaque champ (0 =
    A)."""

    rang: int
    colonnes: Mapping[str, int]


@dataclass(frozen=True)
class Rangee:
    """Une ligne lue : son numéro dans la feuille, ses valeurs par champ, et ce qu'elles ont
    d'inattendu."""

    numero: int
    valeurs: Mapping[str, Any]
    ecarts: dict[str, Ecart]


def chercher(
    grille: Grille, colonnes: Sequence[Colonne], suffisent: Callable[[Set[str]], bool]
) -> Titres | None:
    """La première ligne dont les titres suffisent ; None s'il n'y en a pas. `suffisent` reçoit
    leurs champs."""
    champs = {comparable(c.titre): c.champ for c in colonnes}
    for rang, rangee in enumerate(grille):
        places: dict[str, int] = {}
        for colonne, cellule in enumerate(rangee):
            champ = champs.get(comparable(cellule)) if isinstance(cellule, str) else None
            if champ is not None:
                places.setdefault(champ, colonne)
        if places and suffisent(places.keys()):
            return Titres(rang, places)
    return None


def lire_rangees(
    grille: Grille,
    titres: Titres,
    lecteurs: Mapping[str, Callable[[Any], Any]],
    totaux: Set[int] = frozenset(),
) -> Iterator[Rangee]:
    """Les lignes sous les titres, jusqu'au bas de la feuille ; ni les vides, ni les totaux (rangs
    depuis 0).

    `lecteurs` : champ -> de quoi en lire une cellule : une valeur, None si elle est vide, ou un
    `Ecart`.
    """
    sous_les_titres = titres.rang + 1
    colonnes = [(champ, c, lecteurs[champ]) for champ, c in titres.colonnes.items()]
    for rang, rangee in enumerate(grille[sous_les_titres:], sous_les_titres):
        lues = {champ: None if rangee[c] == "" else lire(rangee[c]) for champ, c, lire in colonnes}
        if rang in totaux or not any(lue is not None for lue in lues.values()):
            continue
        ecarts = {champ: lue for champ, lue in lues.items() if isinstance(lue, Ecart)}
        lues.update((champ, ecart.valeur) for champ, ecart in ecarts.items())
        yield Rangee(rang + 1, lues, ecarts)
