"""Les indicateurs, déclarés une fois : code, libellé, phrase de la source, méthode, limites (contrat 2)."""

from dataclasses import dataclass

from workbook.categories import CATEGORIES

VERSION = "1"
"""Version de la mise en page et des définitions des rapports."""

TRANSMISSION = "Le prestataire transmettra chaque fin de mois à chaque direction territoriale OFII et à la DREETS : "


@dataclass(frozen=True)
class Indicateur:
    """Un indicateur : `demande` est vrai pour les quatre que la convention demande."""

    code: str
    libelle: str
    source: str
    methode: str
    limites: str = ""
    demande: bool = False


PRINCIPAUX = (
    Indicateur(
        "I1",
        "Personnes accompagnées",
        "« le nombre de personnes accompagnées »",
        "Selon le paramètre « Définition personnes accompagnées » : éligibles = personnes Éligibles ; reçues = toutes les personnes reçues.",
        "Le texte ne définit pas « accompagnées » : la définition retenue est écrite dans les paramètres.",
        demande=True,
    ),
    Indicateur(
        "I2",
        "Personnes déjà inscrites à France Travail",
        "« le nombre de personnes d’ores et déjà inscrites à France Travail »",
        "Personnes dont la première réponse qui décide est « Inscrit FT = Oui » ; ni au travail, ni en formation, ni AGIR, ni RSA.",
        "Qui est au RSA ou à l’AGIR et inscrit n’est compté que dans « RSA ou AGIR » : personne n’est compté deux fois.",
        demande=True,
    ),
    Indicateur(
        "I3",
        "Personnes déjà au RSA ou orientées vers AGIR",
        "« le nombre de personnes d’ores et déjà inscrites au RSA ou orientées vers AGIR »",
        "Personnes Orienté AGIR, plus personnes Bénéficiaire du RSA ; une fois chacune.",
        demande=True,
    ),
    Indicateur(
        "I4",
        "Accompagnements au premier entretien France Travail",
        "« le nombre d’accompagnements au premier entretien FT effectivement réalisés »",
        "Lignes « RDV FT = Accompagné », au mois de la « Date RDV FT », quel que soit le mois de l’entretien ; une par personne, la plus ancienne.",
        "Un rendez-vous honoré sans le conseiller n’est pas compté.",
        demande=True,
    ),
    Indicateur(
        "R0",
        "Personnes reçues en entretien individuel",
        "« Le CIP a reçu en entretien l’ensemble des signataires CIR présents »",
        "Personnes distinctes reçues dans la période, dans l’ordre de leur premier entretien.",
        "Une personne vue dans deux DT compte dans chaque DT, et une seule fois dans la région.",
    ),
    Indicateur(
        "C1",
        "Inscriptions réalisées par le conseiller (complément)",
        "« dans la négative, il effectue son inscription »",
        "Lignes « Inscription CIP = Réalisée », à la date d’inscription, ou à celle de l’entretien si elle est vide ; une par personne.",
        "Une date d’inscription illisible n’est pas comptée.",
    ),
    Indicateur(
        "M1",
        "Personnes revues (mémoire)",
        "Complément de l’opérateur",
        "Personnes reçues ce mois, déjà reçues un mois précédent de la convention dans le même périmètre ; 0 dans le cumul.",
    ),
)
REPARTITION = tuple(
    Indicateur(
        k.code,
        f"Répartition : {k.libelle}",
        "« ne seront pas concernées les personnes ayant un travail, suivant une formation professionnelle, les étudiants, etc. »",
        "Personnes reçues, selon la première réponse de l’entretien qui n’est pas « non » : situation, AGIR, RSA, Inscrit FT.",
    )
    for k in CATEGORIES
)
INDICATEURS = (*PRINCIPAUX, *REPARTITION)
CODES = tuple(i.code for i in INDICATEURS)
PAR_CODE = {i.code: i for i in INDICATEURS}

CHOIX = (
    ("25 ans", "Les trois tranches demandées (inférieur à 25 ans, 26–45 ans, 46–64 ans) laissent de côté 25 ans et 65 ans et plus : ils ont leurs lignes."),
    (
        "Une personne, une fois",
        "Une personne vue plusieurs fois dans la période compte une fois, avec la catégorie, le sexe, l’âge et la DT de son premier entretien.",
    ),
    ("Âge", "Années révolues le jour de l’entretien qui décide ; NR si la date de naissance manque ou est impossible."),
    ("NR", "Non renseigné : la réponse manque. La personne est comptée, jamais écartée en silence."),
    ("À qualifier", "Une réponse manque pour dire si la personne est éligible : elle est comptée à part."),
    ("Cumul", "Du début de la convention à la fin du mois ; les entretiens hors convention ne comptent pas."),
)
