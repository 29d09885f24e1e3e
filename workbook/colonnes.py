"""Chaque colonne, déclarée une fois : titre, nature, liste, aide (contrat 1).

Le modèle, la lecture, les formules, la notice et le schéma en découlent. Les titres sont une interface publique.
"""

from dataclasses import dataclass
from enum import Enum


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


# Les valeurs de listes que les règles et les indicateurs nomment : on peut en ajouter d'autres (sauf aux listes closes), pas retirer celles-ci.
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
PERSONNES_DISTINCTES, ANOMALIE_CONFIRMEE = "Personnes distinctes", "Anomalie confirmée"
VALEURS_FIXES = {
    "Décision": (PERSONNES_DISTINCTES, ANOMALIE_CONFIRMEE),
    "Raison": ("Vérifié sur le titre de séjour", "Vérifié avec la personne", "Vérifié avec l’OFII", "Vérifié avec France Travail", "Autre"),
}
"""Les listes de la feuille `Décisions`, que le cadre ne porte pas."""


@dataclass(frozen=True)
class Colonne:
    """Une colonne du classeur.

    `champ` : nom dans le code. `liste` : d'où viennent ses valeurs (colonne de `Listes`, ou table `Antennes`/`Situations`).
    `requise` : le fichier est refusé sans elle. `nominative` : sa valeur ne sort jamais du classeur.
    """

    champ: str
    titre: str
    nature: Nature
    aide: str
    liste: str = ""
    requise: bool = False
    nominative: bool = False
    largeur: int = 14


def _c(champ: str, titre: str, nature: Nature, aide: str, **options) -> Colonne:
    return Colonne(champ, titre, nature, aide, **options)


ENTRETIENS: tuple[Colonne, ...] = (
    _c(
        "date_entretien",
        "Date entretien",
        Nature.DATE,
        "Jour de l’entretien individuel, par exemple 27/01/2026. Ctrl+D recopie la cellule du dessus.",
        requise=True,
    ),
    _c("dt", "DT", Nature.LISTE, "Direction territoriale de l’OFII. Ctrl+D recopie la cellule du dessus.", liste="Antennes", requise=True, largeur=12),
    _c(
        "demi_journee",
        "Demi-journée",
        Nature.LISTE,
        "Matin ou Après-midi : avec la date et la DT, c’est la PFA. Ctrl+D recopie la cellule du dessus.",
        liste="Demi-journée",
    ),
    _c("n_etranger", "N° étranger", Nature.CODE, "Numéro AGDREF : 10 chiffres, zéro du début compris.", requise=True, nominative=True, largeur=15),
    _c("nom", "Nom", Nature.TEXTE, "Nom de famille, comme sur le titre de séjour.", requise=True, nominative=True, largeur=20),
    _c("prenom", "Prénom", Nature.TEXTE, "Prénom usuel, comme sur le titre de séjour.", requise=True, nominative=True, largeur=20),
    _c("sexe", "Sexe", Nature.LISTE, "F ou H.", liste="Sexe", requise=True, largeur=8),
    _c("date_naissance", "Date de naissance", Nature.DATE, "Jour, mois, année, par exemple 05/09/1991.", requise=True, nominative=True, largeur=14),
    _c(
        "situation",
        "Situation",
        Nature.LISTE,
        "Première question de l’entretien : travail, formation, études, ou sans emploi.",
        liste="Situations",
        requise=True,
        largeur=24,
    ),
    _c("agir", "AGIR", Nature.LISTE, "Oui si la personne est orientée vers le programme AGIR.", liste="Oui/Non", requise=True, largeur=9),
    _c("rsa", "RSA", Nature.LISTE, "Oui si la personne perçoit le RSA.", liste="Oui/Non", requise=True, largeur=9),
    _c(
        "inscrit_ft",
        "Inscrit FT",
        Nature.LISTE,
        "Oui si la personne était déjà inscrite à France Travail avant l’entretien.",
        liste="Oui/Non",
        requise=True,
        largeur=11,
    ),
    _c(
        "inscription_cip",
        "Inscription CIP",
        Nature.LISTE,
        "L’inscription faite pendant l’entretien. Laissez vide si elle n’est pas à faire.",
        liste="Inscription CIP",
        largeur=15,
    ),
    _c(
        "motif_non_inscription",
        "Motif non-inscription",
        Nature.LISTE,
        "Pourquoi une personne éligible n’a pas été inscrite.",
        liste="Motif non-inscription",
        largeur=26,
    ),
    _c("date_inscription", "Date inscription", Nature.DATE, "Jour de l’inscription. Vide : le jour de l’entretien."),
    _c(
        "identifiant_ft",
        "Identifiant FT",
        Nature.CODE,
        "11 chiffres, ou l’ancien format : 7 chiffres et une lettre ou un chiffre.",
        nominative=True,
        largeur=15,
    ),
    _c("date_rdv_ft", "Date RDV FT", Nature.DATE, "Premier rendez-vous à France Travail : la date prévue, puis celle où il a eu lieu."),
    _c("rdv_ft", "RDV FT", Nature.LISTE, "Prévu, puis ce qui s’est passé. Accompagné = le CIP y était.", liste="RDV FT", largeur=14),
    _c(
        "observations",
        "Observations",
        Nature.TEXTE,
        "Seulement ce que les listes ne permettent pas de noter. Ni santé, ni religion, ni origine, ni téléphone, ni courriel, ni NIR.",
        nominative=True,
        largeur=40,
    ),
    _c("age", "Âge", Nature.CALCUL, "Calculé : années révolues le jour de l’entretien.", largeur=8),
    _c("tranche", "Tranche", Nature.CALCUL, "Calculée d’après l’âge et la table Tranches.", largeur=17),
    _c("eligibilite", "Éligibilité", Nature.CALCUL, "Calculée : Éligible, Non éligible ou À qualifier.", largeur=15),
    _c("motif", "Motif", Nature.CALCUL, "Calculé : pourquoi la personne est ou n’est pas à inscrire.", largeur=30),
    _c(
        "controle",
        "Contrôle",
        Nature.LOGICIEL,
        "Écrit par le bouton « Vérifier » : ✔ Conforme, ⛔ n bloquants, ⚠ n à vérifier, et les colonnes à revoir.",
        largeur=20,
    ),
)

SAISIES = tuple(c for c in ENTRETIENS if c.nature not in (Nature.CALCUL, Nature.LOGICIEL))
CHAMPS = tuple(c.champ for c in SAISIES)
REQUISES = tuple(c for c in SAISIES if c.requise)
PAR_CHAMP = {c.champ: c for c in ENTRETIENS}

SEANCES: tuple[Colonne, ...] = (
    _c("date", "Date", Nature.DATE, "Jour de la session d’accueil (PFA).", requise=True),
    _c("dt", "DT", Nature.LISTE, "Direction territoriale de l’OFII.", liste="Antennes", requise=True),
    _c("demi_journee", "Demi-journée", Nature.LISTE, "Matin ou Après-midi.", liste="Demi-journée", requise=True),
    _c("convoques", "Convoqués", Nature.NOMBRE, "Personnes convoquées ; vide = la valeur de « Convoqués par PFA ».", largeur=12),
    _c("presents", "Présents", Nature.NOMBRE, "Personnes venues.", largeur=12),
    _c("presentation", "Présentation collective", Nature.LISTE, "Oui si la présentation des outils France Travail a eu lieu.", liste="Oui/Non", largeur=22),
    _c("duree", "Durée (min)", Nature.NOMBRE, "15 minutes au plus.", largeur=12),
    _c("observations", "Observations", Nature.TEXTE, "Sans donnée personnelle.", largeur=40),
)

DECISIONS: tuple[Colonne, ...] = (
    _c("date", "Date", Nature.DATE, "Jour de la décision."),
    _c("decision", "Décision", Nature.LISTE, "Personnes distinctes, ou Anomalie confirmée.", liste="Décision", largeur=22),
    _c("code", "Code", Nature.TEXTE, "Code de la règle, par exemple X07.", largeur=9),
    _c("personne", "Personne", Nature.TEXTE, "N° étranger, ou « NOM Prénom jj/mm/aaaa ».", nominative=True, largeur=34),
    _c(
        "autre_personne",
        "Autre personne",
        Nature.TEXTE,
        "Pour « Personnes distinctes » : l’autre personne, écrite de la même façon.",
        nominative=True,
        largeur=34,
    ),
    _c("raison", "Raison", Nature.LISTE, "Pourquoi cette décision.", liste="Raison", largeur=34),
)
