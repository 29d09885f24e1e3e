"""Les entretiens d'un classeur, ligne par ligne et colonne par colonne."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress
from operator import attrgetter
from typing import Any

from workbook.entretien import Entretien


class Lignes(list[Entretien]):
    """Des entretiens, dans l'ordre de la feuille, que l'on parcourt aussi par colonne : bien moins cher que d'objet en objet.

    Une colonne se garde dès qu'elle est connue : ni la suite des lignes, ni leurs valeurs ne changent ensuite, sauf par ces méthodes.
    """

    def __init__(self, lignes: Iterable[Entretien] = (), lire: Callable[[str], Iterable[Any]] | None = None):
        super().__init__(lignes)
        self._colonnes: dict[str, list[Any]] = {}
        self._lire = lire or (lambda champ: map(attrgetter(champ), self))

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
        return [e for e, valeur in zip(self, self.colonne(champ), strict=True) if valeur is None]

    def avec(self, champ: str, voulue: str) -> list[Entretien]:
        """Les lignes où ce champ a cette valeur."""
        return [e for e, valeur in zip(self, self.colonne(champ), strict=True) if valeur == voulue]

    def poser_cles(self, cles: list[Any]) -> None:
        """Dit de chaque ligne qui est la personne."""
        for e, cle in zip(self, cles, strict=True):
            e.cle = cle
        self._colonnes["cle"] = cles

    def ajouter(self, lignes: Sequence[Entretien], colonnes: Mapping[str, Sequence[Any]]) -> None:
        """Ajoute des lignes et leurs valeurs ; toujours les mêmes champs."""
        self.extend(lignes)
        for champ, valeurs in colonnes.items():
            self._colonnes.setdefault(champ, []).extend(valeurs)

    def choisir(self, gardees: Sequence[Any]) -> "Lignes":
        """Les lignes dont la valeur de `gardees` est vraie."""
        return Lignes(compress(self, gardees), lambda champ: compress(self.colonne(champ), gardees))
