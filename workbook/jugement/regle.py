"""Ce qu'est une règle : une fonction décorée, lisible sur un écran, avec son code, sa gravité, son
message et son texte (contrat 3)."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum, auto
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import Any

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import REPONSES
from workbook.declarations.lignes import PAR_CHAMP, Entretien
from workbook.declarations.texte import compte


class Gravite(StrEnum):
    """La lettre publique d'une gravité."""

    BLOQUANT = "B"
    VERIFIER = "V"
    INFORMATION = "I"

    @property
    def libelle(self) -> str:
        """Ce que le CIP lit."""
        return {"B": "Bloquant", "V": "À vérifier", "I": "Information"}[self.value]


BLOQUANT, VERIFIER, INFORMATION = Gravite.BLOQUANT, Gravite.VERIFIER, Gravite.INFORMATION

Fonction = Callable[..., Any]
Valeurs = dict[str, Any]
"""Les valeurs du message d’une anomalie ; vide : le message n’en a pas."""


class NonEvaluee(Enum):
    """Ce que rend une règle dont il manque de quoi juger : ni conforme, ni anomalie."""

    NON_EVALUEE = auto()


NON_EVALUEE = NonEvaluee.NON_EVALUEE
Constat = Valeurs | NonEvaluee | None
"""Ce que rend une règle d’une ligne : rien si elle est conforme, les valeurs du message sinon."""
DERIVES = {
    "age": ("date_naissance", "date_entretien"),
    "numero": ("n_etranger",),
    "verdict": REPONSES,
    "cle": ("n_etranger", "nom", "prenom", "date_naissance"),
}
"""Les colonnes dont est tirée une valeur calculée d'une ligne : une règle qui lit l'une lit les
autres."""


@dataclass(frozen=True, eq=False)
class Regle:
    """Une règle du contrat 3.

    `lit` : les champs lus, ou des valeurs calculées de `DERIVES`. Un vide dans l'un d'eux, sauf
    dans `vide_admis`, fait une règle « non évaluée ». `facultatif` : les champs dont la colonne
    peut manquer sans que la règle se taise. `sur` : les champs visés ; s'il y en a plusieurs, la
    règle vaut pour chacun, et une anomalie par cellule fautive. `cite_la_saisie` : son message cite
    la cellule telle qu'elle est tapée, même si elle est comprise. `depuis`, `jusqua` : jours
    d'entretien pour lesquels elle est en vigueur, compris.
    """

    code: str
    gravite: Gravite
    titre: str
    lit: tuple[str, ...]
    sur: tuple[str, ...]
    fonde: str
    message: str
    fonction: Fonction = field(repr=False, compare=False)
    vide_admis: tuple[str, ...] = ()
    facultatif: tuple[str, ...] = ()
    cite_la_saisie: bool = False
    croisee: bool = False
    depuis: date | None = None
    jusqua: date | None = None

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Les champs du classeur que la règle lit, valeurs calculées comprises."""
        return _colonnes(self.lit)

    def en_vigueur(self, jour: date | None) -> bool:
        """Vrai si la règle vaut pour un entretien de ce jour ; datée, elle se tait si le jour n’est
        pas connu."""
        if self.depuis is None and self.jusqua is None:
            return True
        return jour is not None and (self.depuis or date.min) <= jour <= (self.jusqua or date.max)

    def juge(self, champ: str) -> Callable[[Entretien, Cadre], Constat]:
        """Ce qui juge une ligne quand la règle vise `champ`."""
        return partial(self.fonction, champ=champ) if len(self.sur) > 1 else self.fonction

    def lus(self, champ: str) -> tuple[str, ...]:
        """Ce qu'elle lit quand elle vise `champ` : les autres cellules visées n'y sont pour
        rien."""
        return (
            tuple(c for c in self.lit if c == champ or c not in self.sur)
            if len(self.sur) > 1
            else self.lit
        )

    def muette(self, absentes: Set[str], champ: str) -> bool:
        """Vrai si une colonne qu'elle lit manque au fichier : la règle ne peut pas être évaluée."""
        return any(c in absentes and c not in self.facultatif for c in _colonnes(self.lus(champ)))

    def requis(self, champ: str) -> frozenset[str]:
        """Ce dont un vide empêche d'évaluer la règle."""
        return frozenset(self.lus(champ)).difference(self.vide_admis)


def _colonnes(lit: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for nom in lit for c in DERIVES.get(nom, (nom,))))


_DECLAREES: list[Regle] = []


def regle(
    code: str,
    gravite: Gravite,
    titre: str,
    *,
    lit: tuple[str, ...],
    fonde: str,
    message: str,
    sur: tuple[str, ...] = (),
    **options: Any,
) -> Callable[[Fonction], Fonction]:
    """Déclare une règle d'une ligne : `f(e, p)` (ou `f(e, p, champ)` si elle vise plusieurs
    colonnes) rend None si la ligne est conforme, les valeurs du message sinon, ou `NON_EVALUEE`.
    `sur` : par défaut, la première colonne lue."""

    def declarer(fonction: Fonction) -> Fonction:
        _DECLAREES.append(
            Regle(
                code,
                gravite,
                titre,
                lit,
                sur or _colonnes(lit)[:1],
                fonde,
                message,
                fonction,
                **options,
            )
        )
        return fonction

    return declarer


def regle_croisee(
    code: str, gravite: Gravite, titre: str, **declaration: Any
) -> Callable[[Fonction], Fonction]:
    """Déclare une règle sur plusieurs lignes : `f(groupes, p)` rend des couples (ligne, valeurs du
    message)."""
    return regle(code, gravite, titre, croisee=True, **declaration)


def declarees() -> tuple[Regle, ...]:
    """Les règles déclarées jusqu'ici, dans l'ordre des modules."""
    return tuple(_DECLAREES)


@dataclass(frozen=True, eq=False, slots=True)
class Anomalie:
    """Une anomalie : la règle, la cellule, et les valeurs de son message."""

    regle: Regle
    champ: str
    entretien: Entretien
    """La ligne concernée ; ne sort jamais telle quelle du classeur."""
    valeurs: Valeurs

    @property
    def ligne(self) -> int:
        """Le numéro de la ligne dans la feuille."""
        return self.entretien.ligne

    @property
    def code(self) -> str:
        """Code public de la règle."""
        return self.regle.code

    @property
    def gravite(self) -> Gravite:
        """Gravité publique de la règle."""
        return self.regle.gravite

    @property
    def colonne(self) -> str:
        """Titre de la colonne visée."""
        return PAR_CHAMP[self.champ].titre


@dataclass(eq=False, slots=True)
class Autres:
    """Les autres lignes qu'une règle croisée nomme : un groupe partagé, dont chaque anomalie
    retranche sa propre ligne.

    `groupe` : dans l'ordre des lignes. `sauf` : les clés des personnes à ne pas nommer ;
    `combien` : les lignes qui restent sans elles. Un groupe peut avoir un million de lignes (un
    même nom recopié partout) : rien n'en est copié, et en citer cinq ne le parcourt pas.
    """

    groupe: list[Any]
    sauf: frozenset[Any] = frozenset()
    combien: int = -1

    def citer(self, ligne: int, maximum: int = 5) -> str:
        """« aucune autre ligne », « ligne 12 », « lignes 12, 14 et 18 », « lignes 3, 4, 5, 6, 7 et
        12 autres »."""
        numeros = list(
            islice(
                (e.ligne for e in self.groupe if e.ligne != ligne and e.cle not in self.sauf),
                maximum + 1,
            )
        )
        if not numeros:
            return "aucune autre ligne"
        if len(numeros) == 1:
            return f"ligne {numeros[0]}"
        if len(numeros) > maximum:
            rang = bisect_left(self.groupe, ligne, key=attrgetter("ligne"))
            sienne = (
                rang < len(self.groupe)
                and self.groupe[rang].ligne == ligne
                and self.groupe[rang].cle not in self.sauf
            )
            combien = (self.combien if self.sauf else len(self.groupe)) - sienne
            return (
                f"lignes {', '.join(map(str, numeros[:maximum]))} et "
                f"{compte(combien - maximum, 'autre')}"
            )
        return f"lignes {', '.join(map(str, numeros[:-1]))} et {numeros[-1]}"
