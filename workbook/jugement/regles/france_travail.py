"""L'inscription à France Travail et le premier rendez-vous."""

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import ELIGIBLE, K_QUALIFIER, NON_ELIGIBLE, REPONSES
from workbook.declarations.colonnes import ACCOMPAGNE, NON, OUI, REALISEE
from workbook.declarations.identifiants import IDENTIFIANT
from workbook.declarations.lignes import PAR_CHAMP, Entretien
from workbook.jugement.regle import BLOQUANT, NON_EVALUEE, VERIFIER, Constat, regle
from workbook.jugement.reparations import (
    remede_de_code,
    remede_de_date,
    remede_de_jour,
    remede_de_liste,
)

LISTES = ("inscription_cip", "motif_non_inscription", "rdv_ft")


@regle(
    "F01",
    BLOQUANT,
    "Inscription faite pour une personne déjà inscrite",
    lit=("inscription_cip", "inscrit_ft"),
    fonde="Contradiction : une personne déjà inscrite ne s’inscrit pas une seconde fois",
    message="Inscription CIP = Réalisée, mais Inscrit FT = Oui : une personne déjà inscrite ne "
    "s’inscrit pas une seconde fois. Si elle l’était avant l’entretien, videz « Inscription "
    "CIP » ; sinon, répondez Non à « Inscrit FT ».",
)
def deja_inscrite(e: Entretien, p: Cadre) -> Constat:
    return {} if e.inscription_cip == REALISEE and e.inscrit_ft == OUI else None


@regle(
    "F02",
    VERIFIER,
    "Inscription d’une personne non éligible",
    lit=("inscription_cip", *REPONSES),
    vide_admis=REPONSES,
    fonde="« Hors bénéficiaires du RSA et du programme » AGIR : le public visé (OFII Metz, « Le "
    "cadre de l’expérimentation »)",
    message="Inscription CIP = Réalisée, mais la personne n’est pas à inscrire (« {motif} »). "
    "Vérifiez « Inscription CIP », la situation et les réponses.",
)
def public_vise(e: Entretien, p: Cadre) -> Constat:
    if e.verdict.categorie is K_QUALIFIER:
        return NON_EVALUEE
    if (
        e.inscription_cip != REALISEE
        or e.verdict.categorie.eligibilite != NON_ELIGIBLE
        or e.inscrit_ft == OUI
    ):
        return None
    return {"motif": e.verdict.motif}


@regle(
    "F03",
    VERIFIER,
    "Personne éligible non inscrite, sans motif",
    lit=(*REPONSES, *LISTES),
    sur=("motif_non_inscription",),
    vide_admis=(*REPONSES, *LISTES),
    facultatif=("rdv_ft",),
    fonde="« Dans la négative, il effectue son inscription » (OFII Metz, « L’expérimentation : "
    "détails des missions »)",
    message="La personne est éligible, mais elle n’est pas inscrite et le motif manque. Choisissez "
    "un motif dans « Motif non-inscription », ou Inscription CIP = Réalisée.",
)
def motif_present(e: Entretien, p: Cadre) -> Constat:
    if (
        any(champ in e.ecarts for champ in LISTES) or e.verdict.categorie is K_QUALIFIER
    ):  # sous F11, elle se tait (contrat 3)
        return NON_EVALUEE
    if (
        e.verdict.categorie.eligibilite != ELIGIBLE
        or e.inscription_cip == REALISEE
        or e.motif_non_inscription is not None
    ):
        return None
    return {}


@regle(
    "F04",
    BLOQUANT,
    "Date d’inscription impossible",
    lit=("date_inscription", "date_entretien"),
    vide_admis=("date_inscription", "date_entretien"),
    fonde="Règle du classeur : une inscription est comptée au mois de sa date",
    message="{constat} : une inscription se fait à l’entretien ou après, et compte au mois de sa "
    "date. {remede}",
)
def inscription_datee(e: Entretien, p: Cadre) -> Constat:
    sinon = "Corrigez-la, ou videz-la si c’était le jour de l’entretien."
    if e.illisible("date_inscription"):
        return {
            "constat": "« {valeur} » n’est pas une date d’inscription",
            "remede": remede_de_date(e, p, "date_inscription", sinon),
        }
    if e.date_inscription is None or e.date_entretien is None:
        return NON_EVALUEE
    valeurs = {
        "remede": remede_de_jour(e.date_inscription, e.date_entretien, p.ref, sinon),
        "entretien": e.date_entretien,
        "ref": p.ref,
    }
    if e.date_inscription < e.date_entretien:
        return valeurs | {
            "constat": "La date d’inscription {valeur} précède l’entretien ({entretien})"
        }
    if e.date_inscription > p.ref:
        return valeurs | {"constat": "La date d’inscription {valeur} est après aujourd’hui ({ref})"}
    return None


@regle(
    "F05",
    BLOQUANT,
    "Identifiant FT mal formé",
    lit=("identifiant_ft",),
    fonde="France Travail : 11 chiffres, ou l’ancien identifiant de 7 chiffres et une lettre ou un "
    "chiffre",
    message="L’identifiant FT « {valeur} » n’a ni 11 chiffres, ni 7 chiffres suivis d’une lettre "
    "ou d’un chiffre : France Travail ne retrouverait pas la personne. {remede}",
)
def identifiant_bien_forme(e: Entretien, p: Cadre) -> Constat:
    if IDENTIFIANT.fullmatch(e.identifiant_ft):
        return None
    return {
        "remede": remede_de_code(
            e.identifiant_ft,
            IDENTIFIANT,
            "Recopiez-le de l’espace personnel France Travail.",
            zero_perdu=True,
        )
    }


@regle(
    "F06",
    VERIFIER,
    "Inscription sans identifiant",
    lit=("inscription_cip", "identifiant_ft", "motif_non_inscription"),
    sur=("identifiant_ft",),
    vide_admis=("identifiant_ft", "motif_non_inscription"),
    fonde="L’identifiant prouve l’inscription",
    message="Inscription CIP = Réalisée, mais sans identifiant FT : rien ne la prouve. Tapez "
    "l’identifiant, ou choisissez pourquoi il manque dans « Motif non-inscription ».",
)
def inscription_prouvee(e: Entretien, p: Cadre) -> Constat:
    if (
        e.inscription_cip != REALISEE
        or e.identifiant_ft is not None
        or e.motif_non_inscription is not None
        or "motif_non_inscription" in e.ecarts
    ):
        return None
    return {}


@regle(
    "F07",
    BLOQUANT,
    "Accompagnement à une date impossible",
    lit=("rdv_ft", "date_rdv_ft", "date_entretien"),
    sur=("date_rdv_ft",),
    fonde="« Accompagnements […] effectivement réalisés » (OFII Metz, « Pour évaluer cette "
    "intervention »)",
    message="{constat} : l’accompagnement n’a pas pu avoir lieu. {remede}",
)
def accompagnement_passe(e: Entretien, p: Cadre) -> Constat:
    if e.rdv_ft != ACCOMPAGNE:
        return None
    sinon = "Corrigez la date, ou choisissez RDV FT = Prévu en attendant le rendez-vous."
    valeurs = {
        "remede": remede_de_jour(e.date_rdv_ft, e.date_entretien, p.ref, sinon),
        "entretien": e.date_entretien,
        "ref": p.ref,
    }
    if e.date_rdv_ft < e.date_entretien:
        return valeurs | {
            "constat": "RDV FT = Accompagné le {valeur}, avant l’entretien ({entretien})"
        }
    if e.date_rdv_ft > p.ref:
        return valeurs | {"constat": "RDV FT = Accompagné le {valeur}, après aujourd’hui ({ref})"}
    return None


@regle(
    "F08",
    BLOQUANT,
    "Accompagnement sans date",
    lit=("rdv_ft", "date_rdv_ft"),
    sur=("date_rdv_ft",),
    vide_admis=("date_rdv_ft",),
    fonde="« Accompagnements […] effectivement réalisés » (OFII Metz, « Pour évaluer cette "
    "intervention ») : sans date, l’accompagnement n’est compté dans aucun mois",
    message="{constat} : l’accompagnement ne compte dans aucun mois. {remede}",
)
def accompagnement_date(e: Entretien, p: Cadre) -> Constat:
    if e.rdv_ft != ACCOMPAGNE or e.date_rdv_ft is not None:
        return None
    remede = "Tapez le jour du rendez-vous dans « Date RDV FT »."
    if "date_rdv_ft" in e.ecarts:
        return {
            "constat": "RDV FT = Accompagné, mais « {valeur} » n’est pas une date",
            "remede": remede_de_date(e, p, "date_rdv_ft", remede),
        }
    return {"constat": "RDV FT = Accompagné, sans date", "remede": remede}


@regle(
    "F09",
    VERIFIER,
    "Accompagnement d’une personne non inscrite",
    lit=("rdv_ft", "inscription_cip", "inscrit_ft"),
    vide_admis=("inscription_cip",),
    fonde="« Accompagner les signataires entre l’inscription et la première rencontre » (OFII "
    "Metz, « Objectifs ») : l’inscription vient d’abord",
    message="RDV FT = Accompagné, mais la personne n’est inscrite ni par le CIP ni avant "
    "l’entretien : ce premier rendez-vous suit une inscription. Vérifiez « Inscription CIP » et « "
    "Inscrit FT ».",
)
def accompagnement_d_inscrit(e: Entretien, p: Cadre) -> Constat:
    if "inscription_cip" in e.ecarts:
        return NON_EVALUEE
    return (
        {}
        if e.rdv_ft == ACCOMPAGNE and e.inscription_cip != REALISEE and e.inscrit_ft == NON
        else None
    )


@regle(
    "F11",
    BLOQUANT,
    "Valeur hors de la liste",
    lit=LISTES,
    sur=LISTES,
    vide_admis=LISTES,
    fonde="Règle du classeur : les valeurs sont celles de la table Listes, dans Paramètres",
    message="« {valeur} » n’est pas dans la liste de « {colonne} » : le suivi n’en tient pas "
    "compte. {remede}",
)
def valeur_de_liste(e: Entretien, p: Cadre, champ: str) -> Constat:
    if champ not in e.ecarts:
        return None
    return {"colonne": PAR_CHAMP[champ].titre, "remede": remede_de_liste(e, p, champ)}


@regle(
    "F12",
    VERIFIER,
    "Date de RDV illisible",
    lit=("date_rdv_ft", "rdv_ft"),
    sur=("date_rdv_ft",),
    vide_admis=("date_rdv_ft", "rdv_ft"),
    fonde="« Se rendre à son premier RDV » (OFII Metz, « L’expérimentation : détails des missions "
    "») : la date sert à relancer",
    message="« {valeur} » n’est pas une date de rendez-vous : on ne sait ni quand il est prévu, ni "
    "quand il a eu lieu. {remede}",
)
def rdv_lisible(e: Entretien, p: Cadre) -> Constat:
    if not e.illisible("date_rdv_ft") or e.rdv_ft == ACCOMPAGNE:
        return None
    return {
        "remede": remede_de_date(
            e, p, "date_rdv_ft", "Tapez le jour et le mois, par exemple 12/02/2026."
        )
    }
