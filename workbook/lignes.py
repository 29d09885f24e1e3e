"""Les entretiens d'un classeur, ligne par ligne et colonne par colonne."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import attrgetter
from typing import Any, overload

from workbook.entretien import Entretien


class Lignes(Sequence[Entretien]):
    """Des entretiens, dans l'ordre de la feuille, que l'on parcourt aussi par colonne : bien moins cher que d'objet en objet.

    Une colonne se garde dès qu'elle est connue : ni la suite des lignes, ni leurs valeurs ne changent ensuite, sauf par ces méthodes.
    `lire` : rend les valeurs d'un champ, dans l'ordre des lignes ; par défaut, celles que portent les lignes.
    """

    def __init__(self, lignes: Iterable[Entretien] = (), lire: Callable[[str], Iterable[Any]] | None = None):
        self._lignes = list(lignes)
        self._colonnes: dict[str, list[Any]] = {}
        self._lire = lire or (lambda champ: map(attrgetter(champ), self._lignes))

    def __len__(self) -> int:
        return len(self._lignes)

    def __iter__(self) -> Iterator[Entretien]:
        return iter(self._lignes)

    @overload
    def __getitem__(self, rang: int) -> Entretien: ...
    @overload
    def __getitem__(self, rang: slice) -> list[Entretien]: ...
    def __getitem__(self, rang: int | slice) -> Entretien | list[Entretien]:
        return self._lignes[rang]

    @classmethod
    def de(cls, lignes: Sequence[Entretien]) -> "Lignes":
        """Ces lignes, telles quelles si elles ont déjà leurs colonnes."""
        return lignes if isinstance(lignes, cls) else cls(lignes)

    def colonne(self, champ: str) -> list[Any]:
        """Les valeurs d'un champ d'`Entretien`, dans l'ordre des lignes. À ne pas modifier."""
        if champ not in self._colonnes:
            self._colonnes[champ] = list(self._lire(champ))
        return self._colonnes[champ]

    def colonnes(self, *champs: str) -> Iterable[tuple]:
        """Ces valeurs de chaque ligne, dans l'ordre des lignes."""
        return zip(*map(self.colonne, champs), strict=True)

    def sans(self, champ: str) -> list[Entretien]:
        """Les lignes où ce champ est None."""
        return [self._lignes[n] for n, valeur in enumerate(self.colonne(champ)) if valeur is None]

    def avec(self, champ: str, voulue: str) -> list[Entretien]:
        """Les lignes où ce champ a cette valeur."""
        return [self._lignes[n] for n, valeur in enumerate(self.colonne(champ)) if valeur == voulue]

    def poser_cles(self, cles: list[Any]) -> None:
        """Dit de chaque ligne qui est la personne."""
        for e, cle in zip(self._lignes, cles, strict=True):
            e.cle = cle
        self._colonnes["cle"] = cles

    def ajouter(self, lignes: Sequence[Entretien], colonnes: Mapping[str, Sequence[Any]]) -> None:
        """Ajoute des lignes et leurs valeurs, champ par champ : toujours les mêmes champs, depuis la première."""
        self._lignes += lignes
        for champ, valeurs in colonnes.items():
            self._colonnes.setdefault(champ, []).extend(valeurs)

    def paquets(self, taille: int) -> Iterator["Lignes"]:
        """Les lignes, par suites de `taille`."""
        if len(self) <= taille:
            yield self
            return
        for n in range(0, len(self._lignes), taille):
            suite = slice(n, n + taille)
            yield Lignes(self._lignes[suite], lambda champ, suite=suite: self.colonne(champ)[suite])  # type: ignore[misc]

    def choisir(self, gardees: Sequence[Any]) -> "Lignes":
        """Les lignes où `gardees`, qui a une valeur par ligne, est vrai."""
        return Lignes(compress(self._lignes, gardees), lambda champ: compress(self.colonne(champ), gardees))
