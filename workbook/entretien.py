"""Une ligne d'entretien telle que les règles la voient : valeurs typées, vides explicites, écarts de saisie gardés."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbook.categories import Verdict
from workbook.colonnes import CHAMPS

# Ce qu'une cellule peut avoir d'inattendu.
ILLISIBLE = "illisible"  # une date qu'on ne sait pas lire
DATE_TEXTE = "date en texte"  # lue dans l'ordre français, à confirmer
DATE_SERIE = "numéro de série"  # un nombre nu, lu comme une date, à confirmer
HORS_LISTE = "hors liste"

IDENTIFIANT = re.compile(r"[0-9]{11}|[0-9]{7}[0-9A-Za-z]")
"""Un identifiant France Travail : 11 chiffres, ou l'ancien, 7 chiffres et une lettre ou un chiffre."""


@dataclass(frozen=True, slots=True)
class Ecart:
    """Une cellule inattendue : ce qui y est écrit, pourquoi elle surprend, ce qui en est compris (None : rien)."""

    brut: Any
    nature: str
    valeur: date | None = None


class Entretien:
    """Une ligne de la feuille `Entretiens`.

    Une valeur vide, illisible ou hors liste vaut None ; `ecarts` (champ -> Ecart) dit ce qui y est écrit.
    `vides` : un octet par colonne de saisie, 1 si la valeur est None. `numero` : N° étranger bien formé, zéro rendu.
    `age` : années révolues le jour de l'entretien, None si la naissance manque ou est impossible. `cle` : la personne.
    """

    __slots__ = (*CHAMPS, "age", "cle", "ecarts", "ligne", "numero", "verdict", "vides")

    # Écrits sans « | None » : le moteur n'appelle une règle que si les champs qu'elle requiert ne sont pas vides.
    date_entretien: date
    dt: str
    demi_journee: str
    n_etranger: str
    nom: str
    prenom: str
    sexe: str
    date_naissance: date
    situation: str
    agir: str
    rsa: str
    inscrit_ft: str
    inscription_cip: str
    motif_non_inscription: str
    date_inscription: date
    identifiant_ft: str
    date_rdv_ft: date
    rdv_ft: str
    observations: str
    age: int
    cle: Any
    ecarts: dict[str, Ecart]
    ligne: int
    numero: str
    verdict: Verdict
    vides: bytes

    def illisible(self, champ: str) -> bool:
        """Vrai si la cellule porte quelque chose qu'on ne sait pas lire comme une date."""
        ecart = self.ecarts.get(champ)
        return ecart is not None and ecart.nature == ILLISIBLE


@dataclass(frozen=True)
class Seance:
    """Une ligne de la feuille `Séances` : une PFA. Nombres None si la cellule est vide, ou illisible (`illisibles` le dit)."""

    ligne: int
    jour: date | None
    dt: str | None
    demi_journee: str | None
    convoques: int | None
    presents: int | None
    illisibles: tuple[str, ...] = ()


def age_revolu(naissance: date, jour: date) -> int:
    """Années révolues au jour donné ; le 29 février fête son âge le 1er mars des années communes (contrat 2)."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))


def numero_bien_forme(n_etranger: str | None) -> str | None:
    """Les 10 chiffres d'un N° étranger, le zéro de tête rendu s'il n'en a que 9 ; None s'il est mal formé (contrat 2).

    Un seul chiffre répété (0000000000, 111111111) est un numéro de remplissage : mal formé.
    """
    if n_etranger is None or not (n_etranger.isascii() and n_etranger.isdigit()) or n_etranger in _REMPLISSAGES:
        return None
    return n_etranger if len(n_etranger) == 10 else "0" + n_etranger if len(n_etranger) == 9 else None


def identifiant_bien_forme(identifiant_ft: str) -> bool:
    """Vrai pour un identifiant France Travail qui ne répète pas un seul chiffre : 00000000 n'est celui de personne."""
    return IDENTIFIANT.fullmatch(identifiant_ft) is not None and len(set(identifiant_ft)) > 1


_REMPLISSAGES = frozenset(chiffre * longueur for chiffre in "0123456789" for longueur in (9, 10))
