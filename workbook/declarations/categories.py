"""La catégorie d'une ligne, dans l'ordre de l'entretien (contrat 2) : la première réponse qui n'est
pas « non » décide."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from workbook.declarations.colonnes import NON, OUI

ELIGIBLE, NON_ELIGIBLE, A_QUALIFIER = "Éligible", "Non éligible", "À qualifier"


@dataclass(frozen=True, eq=False)
class Categorie:
    """Une catégorie : code public, libellé montré au CIP, éligibilité."""

    code: str
    libelle: str
    eligibilite: str


K_QUALIFIER = Categorie("K_QUALIFIER", "À qualifier", A_QUALIFIER)
K_EMPLOI = Categorie("K_EMPLOI", "En emploi", NON_ELIGIBLE)
K_FORMATION = Categorie("K_FORMATION", "En formation", NON_ELIGIBLE)
K_ETUDIANT = Categorie("K_ETUDIANT", "Étudiant", NON_ELIGIBLE)
K_AUTRE = Categorie("K_AUTRE", "Autre hors public", NON_ELIGIBLE)
K_AGIR = Categorie("K_AGIR", "Orienté AGIR", NON_ELIGIBLE)
K_RSA = Categorie("K_RSA", "Bénéficiaire du RSA", NON_ELIGIBLE)
K_INSCRIT = Categorie("K_INSCRIT", "Déjà inscrit FT", NON_ELIGIBLE)
K_ELIGIBLE = Categorie("K_ELIGIBLE", "Éligible", ELIGIBLE)

CATEGORIES = (
    K_EMPLOI,
    K_FORMATION,
    K_ETUDIANT,
    K_AUTRE,
    K_AGIR,
    K_RSA,
    K_INSCRIT,
    K_ELIGIBLE,
    K_QUALIFIER,
)
"""Dans l'ordre des rapports."""

DE_SITUATION = {k.libelle: k for k in (K_ELIGIBLE, K_EMPLOI, K_FORMATION, K_ETUDIANT, K_AUTRE)}
"""Ce que la table `Situations` peut dire d'une situation ; « Éligible » passe aux questions
suivantes."""

QUESTIONS = (("agir", K_AGIR), ("rsa", K_RSA), ("inscrit_ft", K_INSCRIT))
"""Les questions Oui/Non, dans l'ordre de l'entretien : un Oui décide, un Non passe à la
suivante."""
REPONSES = ("situation", *(champ for champ, _ in QUESTIONS))
"""Les champs dont dépend la catégorie d'une ligne, dans l'ordre de l'entretien."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """La catégorie d'une ligne, la colonne qui en a décidé, et les autres raisons qui tiennent
    aussi."""

    categorie: Categorie
    decide_par: str
    egalement: tuple[Categorie, ...]

    @property
    def motif(self) -> str:
        """Le libellé montré dans la colonne Motif, avec « également : … »."""
        if not self.egalement:
            return self.categorie.libelle
        return (
            f"{self.categorie.libelle} (également : {', '.join(k.libelle for k in self.egalement)})"
        )


def categoriser(
    situation: str | None,
    agir: str | None,
    rsa: str | None,
    inscrit_ft: str | None,
    situations: Mapping[str, str],
) -> Verdict:
    """Le verdict d'une ligne.

    Les réponses sont des valeurs de listes, ou None si la cellule est vide ou hors liste ;
    `situations` : situation -> libellé de catégorie.
    """
    return _verdict(
        DE_SITUATION[situations[situation]] if situation is not None else None,
        agir,
        rsa,
        inscrit_ft,
    )


@cache
def _verdict(depart: Categorie | None, *reponses: str | None) -> Verdict:
    etapes: list[tuple[str, Categorie | None]] = [
        ("situation", None if depart is K_ELIGIBLE else depart or K_QUALIFIER)
    ]
    for (champ, categorie), reponse in zip(QUESTIONS, reponses, strict=True):
        etapes.append((champ, {OUI: categorie, NON: None}.get(reponse or "", K_QUALIFIER)))
    tenues = [(champ, k) for champ, k in etapes if k is not None]
    if not tenues:
        return Verdict(K_ELIGIBLE, "inscrit_ft", ())
    (champ, decide), *autres = tenues
    return Verdict(decide, champ, tuple(k for _, k in autres if k is not K_QUALIFIER))
