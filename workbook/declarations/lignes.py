"""Les lignes des feuilles que remplit le CIP : chaque colonne y est déclarée une fois, avec son
type.

Le modèle, la lecture, les formules, la notice et le schéma en découlent. Les titres sont une
interface publique (contrat 1).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from workbook.declarations.categories import Verdict
from workbook.declarations.colonnes import Colonne, Nature, colonnes_de

# Ce qu'une cellule peut avoir d'inattendu.
ILLISIBLE = "illisible"  # une date qu'on ne sait pas lire
DATE_TEXTE = "date en texte"  # lue dans l'ordre français, à confirmer
DATE_SERIE = "numéro de série"  # un nombre nu, lu comme une date, à confirmer
HORS_LISTE = "hors liste"
PAS_UN_NOMBRE = "pas un nombre"


@dataclass(frozen=True, slots=True)
class Ecart:
    """Une cellule inattendue : ce qui y est écrit, pourquoi elle surprend, ce qui en est compris
    (None : rien)."""

    brut: Any
    nature: str
    valeur: date | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class Entretien:
    """Une ligne de la feuille `Entretiens`.

    Une valeur vide, illisible ou hors liste vaut None ; `ecarts` (champ -> Ecart) dit ce qui y est
    écrit. `numero` : N° étranger bien formé, zéro rendu. `age` : années révolues le jour de
    l'entretien, None si la naissance manque ou est impossible. `verdict` : sa catégorie. `cle` : la
    personne, une fois connue. `vides` : ce qui vaut None, de ses cellules, de son numéro et de son
    âge.
    """

    # Sans « | None » : le moteur n'appelle une règle que si ce qu'elle requiert n'est pas vide.
    # fmt: off
    date_entretien: Annotated[date, Colonne("Date entretien", Nature.DATE,
        "Jour de l’entretien individuel, par exemple 27/01/2026. "
        "Ctrl+D recopie la cellule du dessus.",
        requise=True)]
    dt: Annotated[str, Colonne("DT", Nature.LISTE,
        "Direction territoriale de l’OFII. Ctrl+D recopie la cellule du dessus.", liste="Antennes",
        requise=True, largeur=12)]
    demi_journee: Annotated[str, Colonne("Demi-journée", Nature.LISTE,
        "Matin ou Après-midi : avec la date et la DT, c’est la PFA. "
        "Ctrl+D recopie la cellule du dessus.",
        liste="Demi-journée")]
    n_etranger: Annotated[str, Colonne("N° étranger", Nature.CODE,
        "Numéro AGDREF : 10 chiffres, zéro du début compris.", requise=True, nominative=True,
        largeur=15)]
    nom: Annotated[str, Colonne("Nom", Nature.TEXTE,
        "Nom de famille, comme sur le titre de séjour.", requise=True, nominative=True, largeur=20)]
    prenom: Annotated[str, Colonne("Prénom", Nature.TEXTE,
        "Prénom usuel, comme sur le titre de séjour.", requise=True, nominative=True, largeur=20)]
    sexe: Annotated[str, Colonne("Sexe", Nature.LISTE, "F ou H.", liste="Sexe", requise=True,
        largeur=8)]
    date_naissance: Annotated[date, Colonne("Date de naissance", Nature.DATE,
        "Jour, mois, année, par exemple 05/09/1991.", requise=True, nominative=True, largeur=14)]
    situation: Annotated[str, Colonne("Situation", Nature.LISTE,
        "Première question de l’entretien : travail, formation, études, ou sans emploi.",
        liste="Situations", requise=True, largeur=24)]
    agir: Annotated[str, Colonne("AGIR", Nature.LISTE,
        "Oui si la personne est orientée vers le programme AGIR.", liste="Oui/Non", requise=True,
        largeur=9)]
    rsa: Annotated[str, Colonne("RSA", Nature.LISTE, "Oui si la personne perçoit le RSA.",
        liste="Oui/Non", requise=True, largeur=9)]
    inscrit_ft: Annotated[str, Colonne("Inscrit FT", Nature.LISTE,
        "Oui si la personne était déjà inscrite à France Travail avant l’entretien.",
        liste="Oui/Non", requise=True, largeur=11)]
    inscription_cip: Annotated[str, Colonne("Inscription CIP", Nature.LISTE,
        "L’inscription faite pendant l’entretien. Laissez vide si elle n’est pas à faire.",
        liste="Inscription CIP", largeur=15)]
    motif_non_inscription: Annotated[str, Colonne("Motif non-inscription", Nature.LISTE,
        "Pourquoi une personne éligible n’a pas été inscrite.", liste="Motif non-inscription",
        largeur=26)]
    date_inscription: Annotated[date, Colonne("Date inscription", Nature.DATE,
        "Jour de l’inscription. Vide : le jour de l’entretien.")]
    identifiant_ft: Annotated[str, Colonne("Identifiant FT", Nature.CODE,
        "11 chiffres, ou l’ancien format : 7 chiffres et une lettre ou un chiffre.",
        nominative=True, largeur=15)]
    date_rdv_ft: Annotated[date, Colonne("Date RDV FT", Nature.DATE,
        "Premier rendez-vous à France Travail : la date prévue, puis celle où il a eu lieu.")]
    rdv_ft: Annotated[str, Colonne("RDV FT", Nature.LISTE,
        "Prévu, puis ce qui s’est passé. Accompagné = le CIP y était.", liste="RDV FT", largeur=14)]
    observations: Annotated[str, Colonne("Observations", Nature.TEXTE,
        "Seulement ce que les listes ne permettent pas de noter. Ni santé, ni religion, "
        "ni origine, ni téléphone, ni courriel, ni NIR.",
        nominative=True, largeur=40)]
    # fmt: on
    ligne: int
    ecarts: dict[str, Ecart]
    numero: str
    age: int
    verdict: Verdict
    cle: Any = None
    vides: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.vides = frozenset([nom for nom in _PEUT_MANQUER if getattr(self, nom) is None])

    def illisible(self, champ: str) -> bool:
        """Vrai si la cellule porte quelque chose qu'on ne sait pas lire comme une date."""
        ecart = self.ecarts.get(champ)
        return ecart is not None and ecart.nature == ILLISIBLE


@dataclass(frozen=True, kw_only=True)
class Seance:
    """Une ligne de la feuille `Séances` : une PFA. None : cellule vide, ou illisible
    (`illisibles` : champs des nombres qui ne se lisent pas)."""

    ligne: int
    # fmt: off
    jour: Annotated[date | None, Colonne("Date", Nature.DATE, "Jour de la session d’accueil (PFA).",
        requise=True)] = None
    dt: Annotated[str | None, Colonne("DT", Nature.LISTE, "Direction territoriale de l’OFII.",
        liste="Antennes", requise=True)] = None
    demi_journee: Annotated[str | None, Colonne("Demi-journée", Nature.LISTE,
        "Matin ou Après-midi.", liste="Demi-journée", requise=True)] = None
    convoques: Annotated[int | None, Colonne("Convoqués", Nature.NOMBRE,
        "Personnes convoquées ; vide = la valeur de « Convoqués par PFA ».", largeur=12)] = None
    presents: Annotated[int | None, Colonne("Présents", Nature.NOMBRE, "Personnes venues.",
        largeur=12)] = None
    presentation: Annotated[str | None, Colonne("Présentation collective", Nature.LISTE,
        "Oui si la présentation des outils France Travail a eu lieu.", liste="Oui/Non",
        largeur=22)] = None
    duree: Annotated[int | None, Colonne("Durée (min)", Nature.NOMBRE, "15 minutes au plus.",
        largeur=12)] = None
    observations: Annotated[str | None, Colonne("Observations", Nature.TEXTE,
        "Sans donnée personnelle.", largeur=40)] = None
    # fmt: on
    illisibles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Une ligne de la feuille `Décisions`, textes tels que tapés. `jour` : None s'il manque ou ne
    se lit pas."""

    ligne: int
    # fmt: off
    jour: Annotated[date | None, Colonne("Date", Nature.DATE, "Jour de la décision.")] = None
    decision: Annotated[str, Colonne("Décision", Nature.LISTE,
        "Personnes distinctes, ou Anomalie confirmée.", liste="Décision", largeur=22)] = ""
    code: Annotated[str, Colonne("Code", Nature.TEXTE, "Code de la règle, par exemple X07.",
        largeur=9)] = ""
    personne: Annotated[str, Colonne("Personne", Nature.TEXTE,
        "N° étranger, ou « NOM Prénom jj/mm/aaaa ».", nominative=True, largeur=34)] = ""
    autre_personne: Annotated[str, Colonne("Autre personne", Nature.TEXTE,
        "Pour « Personnes distinctes » : l’autre personne, écrite de la même façon.",
        nominative=True, largeur=34)] = ""
    raison: Annotated[str, Colonne("Raison", Nature.LISTE, "Pourquoi cette décision.",
        liste="Raison", largeur=34)] = ""
    # fmt: on
    colonne: int = 0
    """Le rang de sa colonne « Décision » (0 = A)."""


CALCULEES = (
    Colonne("Âge", Nature.CALCUL, "Calculé : années révolues le jour de l’entretien.", largeur=8,
            champ="age"),
    Colonne("Tranche", Nature.CALCUL, "Calculée d’après l’âge et la table Tranches.", largeur=17,
            champ="tranche"),
    Colonne("Éligibilité", Nature.CALCUL, "Calculée : Éligible, Non éligible ou À qualifier.",
            largeur=15, champ="eligibilite"),
    Colonne("Motif", Nature.CALCUL, "Calculé : pourquoi la personne est ou n’est pas à inscrire.",
            largeur=30, champ="motif"),
    Colonne("Contrôle", Nature.LOGICIEL,
            "Écrit par le bouton « Vérifier » : Conforme, ou combien d’anomalies bloquantes "
            "et à vérifier, et les colonnes à revoir.",
            largeur=20, champ="controle"),
)  # fmt: skip
"""Les colonnes d'`Entretiens` qui ne sont jamais lues : formules vives, et ce qu'écrit le
logiciel."""

SAISIES = colonnes_de(Entretien)
ENTRETIENS = (*SAISIES, *CALCULEES)
SEANCES = colonnes_de(Seance)
DECISIONS = colonnes_de(Decision)
CHAMPS = tuple(c.champ for c in SAISIES)
REQUISES = tuple(c for c in SAISIES if c.requise)
PAR_CHAMP = {c.champ: c for c in ENTRETIENS}
_PEUT_MANQUER = (*CHAMPS, "numero", "age")
