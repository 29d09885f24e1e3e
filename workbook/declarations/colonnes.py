"""Ce qu'est une colonne du classeur, et les valeurs de listes que le logiciel nomme (contrat 1)."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import get_type_hints


class Nature(Enum):
    """Ce qu'une colonne attend."""

    DATE = "date"
    LISTE = "liste"
    TEXTE = "texte"
    CODE = "code"  # chiffres à garder comme du texte, espaces ignorées
    NOMBRE = "nombre"
    CALCUL = "calcul"  # formule vive : jamais lue
    LOGICIEL = "logiciel"  # écrite par le logiciel : jamais lue
    LIBRE = "libre"  # ajoutée par le CIP : gardée, jamais lue


# Les valeurs de listes que les règles et les indicateurs nomment : on peut en ajouter d'autres
# (sauf aux listes closes), pas retirer celles-ci.
OUI, NON = "Oui", "Non"
FEMME, HOMME = "F", "H"
MATIN, APRES_MIDI = "Matin", "Après-midi"
REALISEE = "Réalisée"
ACCOMPAGNE, HONORE_SEUL = "Accompagné", "Honoré seul"
RDV_TENU = (ACCOMPAGNE, HONORE_SEUL)
VALEURS_NOMMEES = {
    "Demi-journée": (MATIN, APRES_MIDI),
    "Sexe": (FEMME, HOMME),
    "Oui/Non": (OUI, NON),
    "Inscription CIP": (REALISEE,),
    "RDV FT": RDV_TENU,
}
LISTES_CLOSES = ("Sexe", "Oui/Non")
"""Celles qui n'ont que leurs valeurs nommées : les rapports n'ont pas de place pour d'autres."""
REFUSEE = "Refusée"
"""« Inscription CIP » : la personne ne veut pas. Comme les motifs qui suivent, se compare par
`comparable` et peut être ôté des listes."""
MOTIFS_SANS_RELANCE = ("Refus", "Titre n’ouvrant pas l’inscription")
"""Les motifs de non-inscription après lesquels il n'y a plus rien à faire."""
PERSONNES_DISTINCTES, ANOMALIE_CONFIRMEE = "Personnes distinctes", "Anomalie confirmée"
VALEURS_FIXES = {
    "Décision": (PERSONNES_DISTINCTES, ANOMALIE_CONFIRMEE),
    "Raison": (
        "Vérifié sur le titre de séjour",
        "Vérifié avec la personne",
        "Vérifié avec l’OFII",
        "Vérifié avec France Travail",
        "Autre",
    ),
}
"""Les listes de la feuille `Décisions`, que le cadre ne porte pas."""


@dataclass(frozen=True)
class Colonne:
    """Une colonne du classeur.

    `liste` : d'où viennent ses valeurs (colonne de `Listes`, ou table `Antennes`/`Situations`).
    `requise` : le fichier est refusé sans elle. `nominative` : sa valeur ne sort jamais du
    classeur. `champ` : nom dans le code, celui de l'attribut qu'elle annote.
    """

    titre: str
    nature: Nature
    aide: str
    liste: str = ""
    requise: bool = False
    nominative: bool = False
    largeur: int = 14
    champ: str = ""


def colonnes_de(ligne: type) -> tuple[Colonne, ...]:
    """Les colonnes d'une feuille, dans l'ordre : celles qui annotent les attributs de la classe de
    ses lignes."""
    return tuple(
        replace(annotation, champ=champ)
        for champ, indice in get_type_hints(ligne, include_extras=True).items()
        for annotation in getattr(indice, "__metadata__", ())
        if isinstance(annotation, Colonne)
    )
