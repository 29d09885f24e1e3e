"""La situation de la personne : travail, formation, AGIR, RSA, inscription à France Travail."""

from workbook.declarations.cadre import Cadre, cadre_par_defaut
from workbook.declarations.categories import K_QUALIFIER, REPONSES
from workbook.declarations.colonnes import NON, OUI
from workbook.declarations.lignes import PAR_CHAMP, Entretien
from workbook.declarations.texte import compte
from workbook.jugement.regle import BLOQUANT, INFORMATION, VERIFIER, Constat, regle
from workbook.jugement.reparations import remede_de_liste

OUI_OU_NON = REPONSES[1:]


@regle(
    "S01",
    BLOQUANT,
    "Situation manquante",
    lit=("situation",),
    vide_admis=("situation",),
    fonde="« Ne seront pas concernées les personnes ayant un travail… » : première question (OFII "
    "Metz, « L’expérimentation : détails des missions »)",
    message="La situation manque : on ne sait pas si la personne est à inscrire. {remede}",
)
def situation_presente(e: Entretien, p: Cadre) -> Constat:
    return (
        {"remede": remede_de_liste(e, p, "situation")}
        if e.situation is None and "situation" not in e.ecarts
        else None
    )


@regle(
    "S02",
    BLOQUANT,
    "Situation hors de la liste",
    lit=("situation",),
    vide_admis=("situation",),
    fonde="Règle du classeur : les situations sont celles de la table Situations, dans Paramètres",
    message="La situation « {valeur} » n’est pas dans la liste : on ne sait pas si la personne est "
    "à inscrire. {remede}",
)
def situation_connue(e: Entretien, p: Cadre) -> Constat:
    return {"remede": remede_de_liste(e, p, "situation")} if "situation" in e.ecarts else None


@regle(
    "S03",
    BLOQUANT,
    "Réponse autre que Oui ou Non",
    lit=OUI_OU_NON,
    sur=OUI_OU_NON,
    vide_admis=OUI_OU_NON,
    fonde="Règle du classeur : la réponse est Oui ou Non",
    message="« {valeur} » n’est pas une réponse à « {colonne} » : on ne peut pas en tenir compte. "
    "{remede}",
)
def reponse_connue(e: Entretien, p: Cadre, champ: str) -> Constat:
    return (
        {"colonne": PAR_CHAMP[champ].titre, "remede": remede_de_liste(e, p, champ)}
        if champ in e.ecarts
        else None
    )


@regle(
    "S04",
    BLOQUANT,
    "Réponse manquante",
    lit=REPONSES,
    sur=("agir",),
    vide_admis=REPONSES,
    fonde="Règle du classeur : sans cette réponse, on ne sait pas si la personne est éligible",
    message="La réponse à « {colonne} » manque : on ne sait pas si la personne est à inscrire. "
    "Choisissez Oui ou Non.",
)
def reponse_presente(e: Entretien, p: Cadre) -> Constat:
    champ = e.verdict.decide_par
    if (
        e.verdict.categorie is not K_QUALIFIER
        or champ == "situation"
        or champ in e.ecarts
        or getattr(e, champ) is not None
    ):
        return None
    return {"colonne": PAR_CHAMP[champ].titre, "champ": champ}


@regle(
    "S05",
    VERIFIER,
    "RSA avant 25 ans",
    lit=("rsa", "age"),
    fonde="CASF, L262-4 et L262-7-1 : le RSA se demande à 25 ans, sauf enfant à charge ou activité",
    message="RSA = Oui à {age} : avant {mini} ans, le RSA est rare (enfant à charge, jeune actif). "
    "Vérifiez la réponse et la date de naissance.",
)
def rsa_et_age(e: Entretien, p: Cadre) -> Constat:
    return (
        {"age": compte(e.age, "an"), "mini": p.age_rsa}
        if e.rsa == OUI and e.age < p.age_rsa
        else None
    )


@regle(
    "S06",
    VERIFIER,
    "RSA sans inscription à France Travail",
    lit=("rsa", "inscrit_ft"),
    depuis=cadre_par_defaut().rsa_inscription_auto,
    fonde="Loi n° 2023-1196 du 18 décembre 2023 pour le plein emploi : inscription automatique "
    "depuis le 1er janvier 2025",
    message="RSA = Oui et Inscrit FT = Non : depuis le {depuis}, une personne au RSA est inscrite "
    "d’office. Vérifiez les deux réponses.",
)
def rsa_inscrit_d_office(e: Entretien, p: Cadre) -> Constat:
    return {"depuis": p.rsa_inscription_auto} if e.rsa == OUI and e.inscrit_ft == NON else None


@regle(
    "S07",
    INFORMATION,
    "RSA et AGIR",
    lit=("rsa", "agir"),
    fonde="« Inscrites au RSA ou orientées vers AGIR » : un seul indicateur (OFII Metz, « Pour "
    "évaluer cette intervention »)",
    message="RSA = Oui et AGIR = Oui : la personne est comptée une fois au plus dans « RSA ou AGIR "
    "». Rien à corriger.",
)
def rsa_et_agir(e: Entretien, p: Cadre) -> Constat:
    return {} if e.rsa == OUI and e.agir == OUI else None
