"""Les indicateurs, déclarés une fois : code, libellé, phrase de la source, méthode, limites (contrat 2)."""

from dataclasses import dataclass

from workbook.cadre import Cadre
from workbook.categories import CATEGORIES
from workbook.texte import enumere

VERSION = "1"
"""Version de la mise en page et des définitions des rapports."""

TRANSMISSION = "Le prestataire transmettra chaque fin de mois à chaque direction territoriale OFII et à la DREETS : "


@dataclass(frozen=True)
class Indicateur:
    """Un indicateur : `demande` est vrai pour les quatre que la convention demande ; `court` : son titre de colonne ; `sens` : lui en une ligne."""

    code: str
    libelle: str
    court: str
    sens: str
    source: str
    methode: str
    limites: str = ""
    demande: bool = False


PRINCIPAUX = (
    Indicateur(
        "I1",
        "Personnes accompagnées",
        "Accompagnées (I1)",
        "Personnes {definition}, à leur premier entretien de la période.",
        "« le nombre de personnes accompagnées »",
        "Selon le paramètre « Définition personnes accompagnées » : éligibles = personnes Éligibles ; reçues = toutes les personnes reçues.",
        "Le texte ne définit pas « accompagnées » : la définition retenue est écrite dans les paramètres, ci-dessous.",
        demande=True,
    ),
    Indicateur(
        "I2",
        "Personnes déjà inscrites à France Travail",
        "Déjà inscrites FT (I2)",
        "Inscrites avant l’entretien ; ni RSA, ni AGIR, ni emploi, ni formation.",
        "« le nombre de personnes d’ores et déjà inscrites à France Travail »",
        "Personnes dont la première réponse qui décide est « Inscrit FT = Oui » ; ni au travail, ni en formation, ni AGIR, ni RSA.",
        "Qui est au RSA ou à l’AGIR et inscrit n’est compté que dans « RSA ou AGIR » : personne n’est compté deux fois.",
        demande=True,
    ),
    Indicateur(
        "I3",
        "Personnes déjà au RSA ou orientées vers AGIR",
        "RSA ou AGIR (I3)",
        "Bénéficiaires du RSA et personnes orientées vers AGIR, une fois chacune.",
        "« le nombre de personnes d’ores et déjà inscrites au RSA ou orientées vers AGIR »",
        "Personnes Orienté AGIR, plus personnes Bénéficiaire du RSA ; une fois chacune.",
        "Qui travaille, se forme ou étudie et perçoit le RSA est compté dans sa situation, première question de l’entretien.",
        demande=True,
    ),
    Indicateur(
        "I4",
        "Accompagnements au premier entretien France Travail",
        "1ers entretiens FT (I4)",
        "Premiers entretiens tenus avec le conseiller, au mois du rendez-vous.",
        "« le nombre d’accompagnements au premier entretien FT effectivement réalisés »",
        "Lignes « RDV FT = Accompagné », au mois de la « Date RDV FT », quel que soit le mois de l’entretien ; une par personne, la plus ancienne.",
        "Un rendez-vous honoré sans le conseiller n’est pas compté.",
        demande=True,
    ),
    Indicateur(
        "R0",
        "Personnes reçues en entretien individuel",
        "Reçues (R0)",
        "Personnes différentes reçues par le conseiller.",
        "« Le CIP a reçu en entretien l’ensemble des signataires CIR présents »",
        "Personnes distinctes reçues dans la période, chacune à son premier entretien de la période.",
        "Une personne vue dans deux DT compte dans chaque DT, et une seule fois dans la région.",
    ),
    Indicateur(
        "C1",
        "Inscriptions réalisées par le conseiller (complément)",
        "Inscriptions CIP (C1)",
        "Inscriptions à France Travail faites par le conseiller, à leur date.",
        "« dans la négative, il effectue son inscription »",
        "Lignes « Inscription CIP = Réalisée », à la date d’inscription, ou à celle de l’entretien si elle est vide ; une par personne.",
        "Une date d’inscription illisible n’est pas comptée.",
    ),
    Indicateur(
        "M1",
        "Personnes revues (mémoire)",
        "Revues (M1)",
        "Parmi les personnes reçues ce mois, celles déjà reçues un mois précédent.",
        "Complément de l’opérateur",
        "Personnes reçues ce mois, déjà reçues un mois précédent de la convention dans le même périmètre ; 0 dans le cumul.",
        "Sert à passer des mois au cumul : reçues de chaque mois − revues = reçues du cumul.",
    ),
)
REPARTITION = tuple(
    Indicateur(
        k.code,
        f"Répartition : {k.libelle}",
        f"{k.libelle} ({k.code})",
        "",
        "« ne seront pas concernées les personnes ayant un travail, suivant une formation professionnelle, les étudiants, etc. »",
        "Personnes reçues, selon la première réponse de l’entretien qui n’est pas « non » : situation, AGIR, RSA, Inscrit FT.",
    )
    for k in CATEGORIES
)
INDICATEURS = (*PRINCIPAUX, *REPARTITION)
CODES = tuple(i.code for i in INDICATEURS)
PAR_CODE = {i.code: i for i in INDICATEURS}

_CHOIX = (
    (
        "Une personne, une fois",
        "Une personne vue plusieurs fois dans la période compte une fois, avec la catégorie, le sexe, l’âge et la DT de son premier entretien.",
        "Le texte demande des personnes, non des entretiens.",
    ),
    ("Âge", "Années révolues le jour de l’entretien qui décide ; NR si la date de naissance manque ou est impossible.", "L’âge au moment du service rendu."),
    ("NR (non renseigné)", "La réponse manque ; la personne est comptée, sur une ligne à part.", "Personne n’est écarté en silence : les sommes tiennent."),
    ("À qualifier", "Une réponse manque pour dire si la personne est éligible : elle est comptée à part.", "Ne rien deviner."),
    ("Cumul", "Du début de la convention à la fin du mois.", "Les entretiens hors convention ne comptent pas."),
)


def choix(cadre: Cadre) -> list[tuple[str, str, str]]:
    """Chaque point laissé ouvert par le texte, le choix fait, pourquoi ; les âges hors des tranches demandées, selon la table `Tranches`."""
    isole, seuil = cadre.ages_hors_tranches
    demandees = "Les trois tranches demandées (inférieur à 25 ans, 26–45 ans, 46–64 ans) les laissent de côté"
    if {(isole, isole), (seuil, None)} <= {(t.mini, t.maxi) for t in cadre.tranches}:
        dit, raison = "Ils ont leurs propres lignes.", f"{demandees} ; les mettre ailleurs les cacherait."
    else:
        du_seuil = enumere([f"« {t} »" for t in dict.fromkeys(cadre.tranche_par_age[seuil:])], "et")
        dit = f"{isole} ans compte dans « {cadre.tranche_par_age[isole]} », {seuil} ans et plus dans {du_seuil}."
        raison = f"{demandees} ; la table Tranches du classeur dit où les compter."
    return [(f"{isole} ans, et {seuil} ans et plus", dit, raison), *_CHOIX]
