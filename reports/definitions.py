"""Les indicateurs, déclarés une fois : ce que chacun compte, ses phrases, sa source (contrat 2)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from workbook.declarations.cadre import RECUES, Cadre
from workbook.declarations.categories import (
    CATEGORIES,
    K_AGIR,
    K_ELIGIBLE,
    K_INSCRIT,
    K_RSA,
)
from workbook.declarations.colonnes import ACCOMPAGNE, REALISEE
from workbook.declarations.lignes import Entretien
from workbook.declarations.texte import enumere

VERSION = "1"
"""Version de la mise en page et des définitions des rapports."""

TRANSMISSION = (
    "Le prestataire transmettra chaque fin de mois à chaque direction territoriale OFII "
    "et à la DREETS : "
)
_TOUTES = tuple(k.code for k in CATEGORIES)


@dataclass(frozen=True)
class DesRecues:
    """Compte des personnes reçues, à leur premier entretien de la période.

    `categories` : d'un cadre, celles qu'il faut avoir ; toutes si la règle n'en dit rien.
    """

    categories: Callable[[Cadre], Collection[str]] = lambda _: _TOUTES


@dataclass(frozen=True)
class DejaRecues:
    """Compte des personnes reçues ce mois et déjà reçues un mois précédent.

    Jamais dans le cumul.
    """


@dataclass(frozen=True)
class ASaDate:
    """Compte une ligne par personne, la plus ancienne, au mois de sa propre date.

    `champ` doit valoir `reponse`. La date est celle de `champ_date` ; vide, celle de `a_defaut`.
    `fait` : ce qui est daté, et comment dire qu'il est le premier.
    """

    champ: str
    reponse: str
    champ_date: str
    fait: tuple[str, str]
    a_defaut: str = ""

    def jour(self, e: Entretien) -> date | None:
        """Le jour où cette ligne compte ; None si elle ne compte pas."""
        return self.date_de(e) if getattr(e, self.champ) == self.reponse else None

    def date_de(self, e: Entretien) -> date | None:
        """Sa date, ou celle qui en tient lieu ; illisible, elle n'est pas remplacée."""
        jour: date | None = getattr(e, self.champ_date)
        if jour is None and self.a_defaut and not e.illisible(self.champ_date):
            jour = getattr(e, self.a_defaut)
        return jour


Comptage = DesRecues | DejaRecues | ASaDate


@dataclass(frozen=True)
class Indicateur:
    """Un indicateur : ce qu'il compte, ce qui le fonde, où il se lit.

    `demande` : un des quatre que la convention demande ; `court` : son titre de colonne ; `sens` :
    lui en une ligne ; `etape` : son nom dans le parcours, vide s'il n'en est pas une. `contrat` :
    la phrase du contrat 2 (« Indicators »). `sens`, `methode` et `limites` se lisent par `dite`.
    """

    code: str
    libelle: str
    court: str
    sens: str
    source: str
    methode: str
    compte: Comptage
    contrat: str
    limites: str = ""
    demande: bool = False
    etape: str = ""

    @property
    def cumulable(self) -> bool:
        """Faux si son cumul est toujours 0."""
        return not isinstance(self.compte, DejaRecues)


def _accompagnees(cadre: Cadre) -> Collection[str]:
    return _TOUTES if cadre.definition_accompagnees == RECUES else (K_ELIGIBLE.code,)


PRINCIPAUX = (
    Indicateur(
        "I1",
        "Personnes accompagnées",
        "Accompagnées",
        "Personnes {definition}, à leur premier entretien de la période.",
        "« le nombre de personnes accompagnées »",
        "Les personnes {definition}, dans ce rapport.",
        DesRecues(_accompagnees),
        "`Définition personnes accompagnées`: éligibles → `K_ELIGIBLE`; reçues → `R0`",
        "Le texte ne définit pas les personnes « accompagnées ». {source}",
        demande=True,
    ),
    Indicateur(
        "I2",
        "Personnes déjà inscrites à France Travail",
        "Déjà inscrites à FT",
        "Inscrites avant l’entretien ; sans emploi ni formation, hors RSA et hors AGIR.",
        "« le nombre de personnes d’ores et déjà inscrites à France Travail »",
        "Personnes inscrites à France Travail avant l’entretien, sans emploi ni formation ni "
        "études, hors RSA et hors AGIR.",
        DesRecues(lambda _: (K_INSCRIT.code,)),
        "`K_INSCRIT`",
        "Une personne au RSA ou orientée vers AGIR, même inscrite, est comptée seulement dans "
        "« RSA ou AGIR ».",
        demande=True,
    ),
    Indicateur(
        "I3",
        "Personnes déjà au RSA ou orientées vers AGIR",
        "RSA ou AGIR",
        "Bénéficiaires du RSA et personnes orientées vers AGIR, une fois chacune.",
        "« le nombre de personnes d’ores et déjà inscrites au RSA ou orientées vers AGIR »",
        "Personnes au RSA et personnes orientées vers AGIR, une fois chacune.",
        DesRecues(lambda _: (K_RSA.code, K_AGIR.code)),
        "`K_RSA` + `K_AGIR`",
        "Une personne qui travaille, se forme ou étudie n’est pas comptée ici, même au RSA ou "
        "orientée vers AGIR.",
        demande=True,
    ),
    Indicateur(
        "I4",
        "Accompagnements au premier entretien France Travail",
        "1ers entretiens à FT",
        "Premiers rendez-vous où le CIP était présent, au mois du rendez-vous.",
        "« le nombre d’accompagnements au premier entretien FT effectivement réalisés »",
        "Lignes « RDV FT = Accompagné », au mois de « Date RDV FT », même si l’entretien est d’un "
        "autre mois. Une par personne : la plus ancienne.",
        ASaDate("rdv_ft", ACCOMPAGNE, "date_rdv_ft", ("accompagnement", "le premier")),
        "rows `RDV FT` = Accompagné, in the period of **`Date RDV FT`**, whatever the "
        "interview's month; one per person (the earliest)",
        "Un rendez-vous où la personne est allée sans le CIP n’est pas compté.",
        demande=True,
        etape="Accompagnements au premier entretien FT",
    ),
    Indicateur(
        "R0",
        "Personnes reçues en entretien individuel",
        "Reçues",
        "Personnes différentes reçues par le CIP.",
        "« Le CIP a reçu en entretien l’ensemble des signataires CIR présents »",
        "Chaque personne reçue dans la période compte une fois, à son premier entretien de la "
        "période.",
        DesRecues(),
        "distinct persons interviewed in the period",
        "Une personne vue dans deux DT compte dans chaque DT, et une seule fois dans la région.",
        etape="Personnes reçues en entretien individuel",
    ),
    Indicateur(
        "C1",
        "Inscriptions à France Travail faites par le CIP",
        "Inscrites par le CIP",
        "Comptées au mois de l’inscription.",
        "« dans la négative, il effectue son inscription »",
        "Lignes « Inscription CIP = Réalisée », au mois de « Date inscription », ou de l’entretien "
        "si elle est vide. Une par personne : la plus ancienne.",
        ASaDate(
            "inscription_cip",
            REALISEE,
            "date_inscription",
            ("inscription", "la première"),
            a_defaut="date_entretien",
        ),
        "rows `Inscription CIP` = Réalisée, by `Date inscription`, or `Date entretien` where it is "
        "blank (unreadable: not counted); one per person (the earliest)",
        "Une inscription dont la date est illisible n’est pas comptée.",
        etape="Inscriptions à France Travail faites par le CIP",
    ),
    Indicateur(
        "M1",
        "Personnes déjà reçues un mois précédent",
        "Déjà reçues",
        "Parmi les personnes reçues ce mois, celles déjà reçues un mois précédent.",
        "Ajouté par l’opérateur ; le texte ne le demande pas.",
        "Personnes reçues ce mois-ci et déjà reçues un mois précédent de la convention, dans la "
        "même DT (ou dans la région). Toujours 0 dans le cumul.",
        DejaRecues(),
        "persons of the month's `R0` already interviewed, in that perimeter, in an earlier month "
        "of the convention; 0 in `cumul`",
        "Relie les mois au cumul : reçues de chaque mois − déjà reçues = reçues du cumul.",
    ),
)
REPARTITION = tuple(
    Indicateur(
        k.code,
        f"Répartition : {k.libelle}",
        k.libelle,
        "",
        "« ne seront pas concernées les personnes ayant un travail, suivant une formation "
        "professionnelle, les étudiants, etc. »",
        "Chaque personne reçue a une seule catégorie, selon la première réponse de l’entretien qui "
        "n’est pas « non » : situation, AGIR, RSA, Inscrit FT.",
        DesRecues(lambda _, code=k.code: (code,)),  # type: ignore[misc]
        "distinct persons by category; Σ K = R0",
        etape="Personnes éligibles" if k is K_ELIGIBLE else "",
    )
    for k in CATEGORIES
)
INDICATEURS = (*PRINCIPAUX, *REPARTITION)
CODES = tuple(i.code for i in INDICATEURS)
PAR_CODE = {i.code: i for i in INDICATEURS}
DEMANDES = tuple(i for i in INDICATEURS if i.demande)
A_LEUR_DATE = {i.code: i.compte for i in INDICATEURS if isinstance(i.compte, ASaDate)}
DEJA_VUES = tuple(i.code for i in INDICATEURS if isinstance(i.compte, DejaRecues))


def des_recues(cadre: Cadre) -> dict[str, tuple[str, ...]]:
    """Par catégorie d'une personne reçue, les indicateurs où elle compte."""
    comptages = {
        i.code: i.compte.categories(cadre) for i in INDICATEURS if isinstance(i.compte, DesRecues)
    }
    return {k: tuple(c for c in comptages if k in comptages[c]) for k in _TOUTES}


_CHOIX = (
    (
        "Une personne, une fois",
        "Une personne vue plusieurs fois dans la période compte une fois, avec la catégorie, le "
        "sexe, l’âge et la DT de son premier entretien.",
        "Le texte demande des personnes, pas des entretiens.",
    ),
    (
        "Âge",
        "Années révolues le jour de l’entretien compté ; NR si la date de naissance manque ou est "
        "impossible.",
        "L’âge de la personne quand elle est reçue.",
    ),
    (
        "NR (non renseigné)",
        "La réponse manque : la personne est comptée à part.",
        "Personne n’est oublié ; les totaux restent justes.",
    ),
    (
        "À qualifier",
        "Une réponse manque pour dire si la personne est éligible : elle est comptée à part.",
        "La réponse manquante n’est pas supposée.",
    ),
    (
        "Cumul",
        "Du début de la convention à la fin du mois.",
        "Les entretiens hors convention ne comptent pas.",
    ),
)


def dite(phrase: str, cadre: Cadre) -> str:
    """Une phrase d'un indicateur, avec la définition que ce cadre donne des personnes accompagnées,
    et d'où elle vient."""
    definition = "reçues" if cadre.definition_accompagnees == RECUES else "éligibles"
    return phrase.format(
        definition=definition, source=cadre.sources.get("definition_accompagnees", "")
    ).rstrip()


def choix(cadre: Cadre) -> list[tuple[str, str, str]]:
    """Chaque point que le texte ne précise pas, le choix fait, pourquoi.

    Les âges hors des tranches demandées, selon la table `Tranches`.
    """
    isole, seuil = cadre.ages_hors_tranches
    demandees = (
        "Les trois tranches demandées (inférieur à 25 ans, 26–45 ans, 46–64 ans) ne comprennent "
        "pas ces âges"
    )
    if {(isole, isole), (seuil, None)} <= {(t.mini, t.maxi) for t in cadre.tranches}:
        dit, raison = (
            "Ces âges ont leurs propres lignes.",
            f"{demandees} ; les mettre ailleurs les cacherait.",
        )
    else:
        du_seuil = enumere([f"« {t} »" for t in dict.fromkeys(cadre.tranche_par_age[seuil:])], "et")
        dit = (
            f"{isole} ans compte dans « {cadre.tranche_par_age[isole]} », {seuil} ans et plus dans "
            f"{du_seuil}."
        )
        raison = f"{demandees} ; la table Tranches du classeur dit où les compter."
    return [(f"{isole} ans, et {seuil} ans et plus", dit, raison), *_CHOIX]
