"""Le cadre de l'entretien : sa date, sa DT, sa demi-journée, et les dates mal tapées."""

from datetime import date

from workbook.declarations.affichage import JOURS, en_toutes_lettres
from workbook.declarations.cadre import Cadre
from workbook.declarations.dates import annee_seule, autre_lecture
from workbook.declarations.lignes import DATE_TEXTE, ILLISIBLE, PAR_CHAMP, Entretien
from workbook.declarations.texte import enumere
from workbook.jugement.messages import Prive
from workbook.jugement.regle import BLOQUANT, INFORMATION, VERIFIER, Constat, regle
from workbook.jugement.reparations import (
    naissance_incomplete,
    remede_de_date,
    remede_de_jour,
    remede_de_liste,
)

DATES = ("date_entretien", "date_naissance", "date_inscription", "date_rdv_ft")


@regle(
    "E01",
    BLOQUANT,
    "Date d’entretien manquante ou illisible",
    lit=("date_entretien",),
    vide_admis=("date_entretien",),
    fonde="« Transmettra chaque fin de mois » (OFII Metz, « Pour évaluer cette intervention ») : "
    "sans date, l’entretien n’est compté dans aucun mois",
    message="{constat} : l’entretien ne compte dans aucun mois. {remede}",
)
def date_presente(e: Entretien, p: Cadre) -> Constat:
    remede = "Tapez le jour de l’entretien, par exemple 27/01/2026."
    if e.illisible("date_entretien"):
        return {
            "constat": "« {valeur} » n’est pas une date d’entretien",
            "remede": remede_de_date(e, p, "date_entretien", remede),
        }
    return (
        {"constat": "La date d’entretien manque", "remede": remede}
        if e.date_entretien is None
        else None
    )


@regle(
    "E02",
    BLOQUANT,
    "Date d’entretien dans l’avenir",
    lit=("date_entretien",),
    fonde="Règle du classeur : un entretien à venir n’a pas encore eu lieu",
    message="L’entretien est daté du {valeur}, après aujourd’hui ({ref}) : il n’a pas encore eu "
    "lieu. {remede}",
)
def date_passee(e: Entretien, p: Cadre) -> Constat:
    if e.date_entretien <= p.ref:
        return None
    return {
        "ref": p.ref,
        "remede": remede_de_jour(e.date_entretien, p.debut, min(p.fin, p.ref), "Corrigez la date."),
    }


@regle(
    "E03",
    BLOQUANT,
    "Date d’entretien hors de la convention",
    lit=("date_entretien",),
    fonde="Convention du 8 décembre 2025 au 30 novembre 2026 (OFII Metz, « L’appel à manifestation "
    "d’intérêt »)",
    message="{constat} : l’entretien ne compte pas. {remede}",
)
def date_dans_la_convention(e: Entretien, p: Cadre) -> Constat:
    if p.debut <= e.date_entretien <= p.fin:
        return None
    bornes = p.debut, min(p.fin, p.ref)
    if e.date_entretien > p.fin:
        sinon = "Convention prolongée : changez « Fin » dans Paramètres ; sinon, corrigez la date."
        alors = (
            "Retapez la bonne date ; si la convention est prolongée, changez « Fin » dans "
            "Paramètres."
        )
        remede = remede_de_jour(e.date_entretien, *bornes, sinon, alors=alors)
        return {
            "constat": "Le {valeur} est après la fin de la convention ({fin})",
            "fin": p.fin,
            "remede": remede,
        }
    sinon = (
        "Corrigez la date ; si la convention a commencé plus tôt, changez « Début » dans "
        "Paramètres."
    )
    constat = "Le {valeur} est avant le début de la convention ({debut})"
    return {
        "constat": constat,
        "debut": p.debut,
        "remede": remede_de_jour(e.date_entretien, *bornes, sinon),
    }


@regle(
    "E04",
    INFORMATION,
    "Entretien d’avant le recrutement du CIP",
    lit=("date_entretien",),
    fonde="Recrutement du CIP le 26-01-2026 (OFII Metz, « Un premier RETEX »)",
    message="Le {valeur} est avant l’arrivée du CIP ({recrutement}). L’entretien compte : rien à "
    "corriger si la date est la bonne.",
)
def date_avant_recrutement(e: Entretien, p: Cadre) -> Constat:
    return {"recrutement": p.recrutement} if p.debut <= e.date_entretien < p.recrutement else None


@regle(
    "E05",
    VERIFIER,
    "Entretien un samedi, un dimanche ou un jour férié",
    lit=("date_entretien", "dt"),
    vide_admis=("dt",),
    fonde="Les PFA ont lieu les jours ouvrés ; jours fériés : code du travail, L3133-1, et "
    "L3134-13 pour l’Alsace-Moselle",
    message="Le {valeur} est un {jour} : il n’y a pas de PFA ce jour-là. "
    "Vérifiez le jour et le mois.",
)
def jour_ouvre(e: Entretien, p: Cadre) -> Constat:
    jour = e.date_entretien.weekday()
    if jour >= 5:
        return {"jour": JOURS[jour]}
    ferie = (
        e.dt is not None and e.date_entretien in p.feries[e.dt]
    )  # sans DT, on ne sait pas lesquels le sont
    return {"jour": f"jour férié à {e.dt}"} if ferie else None


@regle(
    "E06",
    VERIFIER,
    "Date tapée comme un texte ou un nombre",
    lit=DATES,
    sur=DATES,
    vide_admis=DATES,
    cite_la_saisie=True,
    fonde="Excel : une date en texte se lit autrement selon la langue du poste",
    message="{constat} {remede}",
)
def date_vraie(e: Entretien, p: Cadre, champ: str) -> Constat:
    ecart = e.ecarts.get(champ)
    if ecart is None or ecart.nature == ILLISIBLE:
        return None
    if annee_seule(ecart.brut):
        remede = (
            naissance_incomplete(ecart.brut)
            if champ == "date_naissance"
            else {"remede": "Tapez aussi le jour et le mois."}
        )
        return {"constat": "« {valeur} » est une année seule, pas une date."} | remede
    lu, prive = ecart.valeur or date.min, PAR_CHAMP[champ].nominative
    autre = autre_lecture(ecart.brut) if ecart.nature == DATE_TEXTE else None
    return {
        "constat": "« {valeur} » est tapé comme {nature} ; lu {lu}.",
        "remede": "Vérifiez le jour et le mois, puis retapez la date."
        if autre
        else "Retapez la date.",
        "nature": "du texte" if ecart.nature == DATE_TEXTE else "un nombre",
        "lu": Prive(
            ", et non ".join(en_toutes_lettres(jour) for jour in (lu, autre) if jour), prive
        ),
    }


@regle(
    "P01",
    BLOQUANT,
    "DT manquante ou inconnue",
    lit=("dt",),
    vide_admis=("dt",),
    fonde="Trois directions territoriales dans le Grand Est : Metz, Reims et Strasbourg (OFII "
    "Metz, « L’appel à manifestation d’intérêt »)",
    message="{constat} : l’entretien n’entre dans aucun rapport. {remede}",
)
def dt_connue(e: Entretien, p: Cadre) -> Constat:
    if e.dt is not None:
        return None
    return {
        "constat": "La DT « {valeur} » n’est pas dans la liste"
        if "dt" in e.ecarts
        else "La DT manque",
        "remede": remede_de_liste(e, p, "dt"),
    }


@regle(
    "P02",
    VERIFIER,
    "DT hors de la convention d’AMLI",
    lit=("dt",),
    fonde="La convention d’AMLI couvre la DT de Metz (OFII Metz, « L’appel à manifestation "
    "d’intérêt »)",
    message="La convention ne couvre pas la DT « {valeur} », seulement {couvertes}. Corrigez la "
    "DT, ou complétez « DT couvertes » dans Paramètres.",
)
def dt_couverte(e: Entretien, p: Cadre) -> Constat:
    return None if e.dt in p.dt_couvertes else {"couvertes": enumere(p.dt_couvertes, "et")}


@regle(
    "P05",
    VERIFIER,
    "Demi-journée manquante ou inconnue",
    lit=("demi_journee",),
    vide_admis=("demi_journee",),
    fonde="Règle du classeur : une date, une DT et une demi-journée font une PFA",
    message="{constat} : on ne sait pas à quelle PFA rattacher l’entretien. {remede}",
)
def demi_journee_connue(e: Entretien, p: Cadre) -> Constat:
    if e.demi_journee is not None:
        return None
    constat = (
        "La demi-journée « {valeur} » n’est pas dans la liste"
        if "demi_journee" in e.ecarts
        else "La demi-journée manque"
    )
    return {"constat": constat, "remede": remede_de_liste(e, p, "demi_journee")}
