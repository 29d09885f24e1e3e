"""Le mois d'un rapport."""

import calendar
from dataclasses import dataclass
from datetime import date

from workbook.declarations.affichage import MOIS
from workbook.declarations.texte import de


@dataclass(frozen=True, order=True)
class Mois:
    """Un mois du calendrier."""

    annee: int
    numero: int

    @classmethod
    def de(cls, jour: date) -> "Mois":
        """Le mois qui contient ce jour."""
        return cls(jour.year, jour.month)

    def __str__(self) -> str:
        return f"{self.annee:04}-{self.numero:02}"

    @property
    def en_francais(self) -> str:
        """« janvier 2026 »."""
        return f"{MOIS[self.numero - 1]} {self.annee}"

    @property
    def avec_de(self) -> str:
        """« de janvier 2026 », « d’avril 2026 »."""
        return de(self.en_francais)

    @property
    def premier_jour(self) -> date:
        """Le 1er du mois."""
        return date(self.annee, self.numero, 1)

    @property
    def dernier_jour(self) -> date:
        """Le dernier jour du mois, compris."""
        return date(self.annee, self.numero, calendar.monthrange(self.annee, self.numero)[1])

    @property
    def precedent(self) -> "Mois":
        """Le mois d'avant."""
        return Mois(self.annee - (self.numero == 1), (self.numero - 2) % 12 + 1)

    @property
    def suivant(self) -> "Mois":
        """Le mois d'après."""
        return Mois(self.annee + (self.numero == 12), self.numero % 12 + 1)

    @property
    def trimestre(self) -> "Trimestre":
        """Le trimestre civil qui contient ce mois."""
        return Trimestre(self.annee, (self.numero + 2) // 3)

    def jusqu_a(self, fin: "Mois") -> list["Mois"]:
        """Les mois d'ici à `fin`, compris ; vide si `fin` est avant."""
        liste, courant = [], self
        while courant <= fin:
            liste.append(courant)
            courant = courant.suivant
        return liste


@dataclass(frozen=True, order=True)
class Trimestre:
    """Un trimestre civil."""

    annee: int
    numero: int

    def __str__(self) -> str:
        return f"{self.annee:04}-T{self.numero}"

    @property
    def en_francais(self) -> str:
        """« 1er trimestre 2026 »."""
        return f"{self.numero}{'er' if self.numero == 1 else 'e'} trimestre {self.annee}"
