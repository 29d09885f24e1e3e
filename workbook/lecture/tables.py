"""Une table se trouve par ses titres, jamais par la place de ses colonnes (contrat 1)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from workbook.declarations.lignes import Ecart
from workbook.declarations.texte import comparable

Grille = Sequence[Sequence[Any]]
"""Les lignes d'une feuille depuis A1, toutes de même largeur ; une cellule vide vaut ""."""


@dataclass(frozen=True)
class Titres:
    """Les titres d'une table : leur ligne (0 = ligne 1), et la colonne de chaque champ (0 = A)."""

    rang: int
    colonnes: Mapping[str, int]


@dataclass(frozen=True)
class Rangee:
    """Une ligne lue : son numéro dans la feuille, ses valeurs par champ, et leurs écarts."""

    numero: int
    valeurs: Mapping[str, Any]
    ecarts: dict[str, Ecart]


def lignes_de_titres(
    grille: Grille, champs: Mapping[str, str], entre: Sequence[int] | None = None
) -> Iterator[Titres]:
    """Chaque ligne où se lit au moins un titre ; d'un titre écrit deux fois, la première place.

    `champs` : titre -> champ ; `entre` : les seules colonnes à regarder.
    """
    connus = {comparable(titre): champ for titre, champ in champs.items()}
    for rang, rangee in enumerate(grille):
        places: dict[str, int] = {}
        for colonne, cellule in enumerate(rangee):
            champ = connus.get(comparable(cellule)) if isinstance(cellule, str) else None
            if champ is not None and (entre is None or colonne in entre):
                places.setdefault(champ, colonne)
        if places:
            yield Titres(rang, places)


def chercher(
    grille: Grille, champs: Mapping[str, str], suffisent: Callable[[Set[str]], bool]
) -> Titres | None:
    """La première ligne dont les champs suffisent ; None s'il n'y en a pas."""
    trouvees = lignes_de_titres(grille, champs)
    return next((t for t in trouvees if suffisent(t.colonnes.keys())), None)


def la_moitie(champs: Iterable[str]) -> Callable[[Set[str]], bool]:
    """Ce qui suffit à `chercher` : au moins la moitié de ces champs."""
    attendus = frozenset(champs)
    return lambda lus: 2 * len(attendus & lus) >= len(attendus)


def lire_rangees(
    grille: Grille,
    titres: Titres,
    lecteurs: Mapping[str, Callable[[Any], Any]],
    totaux: Set[int] = frozenset(),
) -> Iterator[Rangee]:
    """Les lignes sous les titres, jusqu'au bas ; ni les vides, ni les totaux (rangs depuis 0).

    `lecteurs` : champ -> de quoi lire une cellule : sa valeur, None si elle est vide, un `Ecart`.
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
