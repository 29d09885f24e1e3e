"""Qui est la personne : son numéro, son nom, son sexe, son âge."""

import re
from datetime import date

from workbook.declarations.cadre import Cadre
from workbook.declarations.colonnes import FEMME, HOMME
from workbook.declarations.dates import annee_seule
from workbook.declarations.lignes import Entretien
from workbook.declarations.texte import compte, enumere, nom_normalise
from workbook.jugement.messages import Prive
from workbook.jugement.regle import BLOQUANT, INFORMATION, NON_EVALUEE, VERIFIER, Constat, regle
from workbook.jugement.reparations import (
    naissance_incomplete,
    remede_de_code,
    remede_de_date,
    remede_de_jour,
    remede_de_liste,
)

AGE = ("date_naissance", "date_entretien")
NUMERO = re.compile(r"(?!(.)\1+$)[0-9]{10}")


@regle(
    "D01",
    VERIFIER,
    "N° étranger manquant",
    lit=("n_etranger",),
    vide_admis=("n_etranger",),
    fonde="« Le nombre de personnes » (OFII Metz, « Pour évaluer cette intervention ») : on compte "
    "des personnes distinctes",
    message="Le N° étranger manque : sans lui, la personne est reconnue seulement par ses nom, "
    "prénom et date de naissance. Recopiez les 10 chiffres du titre de séjour.",
)
def numero_present(e: Entretien, p: Cadre) -> Constat:
    return {} if e.n_etranger is None else None


@regle(
    "D02",
    VERIFIER,
    "N° étranger de 9 chiffres",
    lit=("n_etranger",),
    fonde="Excel efface le zéro du début d’un numéro tapé comme un nombre",
    message="Le N° étranger « {valeur} » n’a que 9 chiffres : le zéro du début a sans doute "
    "disparu. {suggestion} ? Si oui, tapez-le précédé d’une apostrophe : '{suggestion} (elle ne "
    "s’affiche pas).",
)
def numero_complet(e: Entretien, p: Cadre) -> Constat:
    return (
        {"suggestion": Prive(e.numero)} if len(e.n_etranger) == 9 and e.numero is not None else None
    )


@regle(
    "D03",
    BLOQUANT,
    "N° étranger mal formé",
    lit=("n_etranger",),
    fonde="Le numéro AGDREF a 10 chiffres",
    message="Le N° étranger « {valeur} » {pourquoi} : il ne permet pas de reconnaître la personne. "
    "{remede}",
)
def numero_bien_forme(e: Entretien, p: Cadre) -> Constat:
    if e.numero is not None:
        return None
    n = e.n_etranger
    if not (n.isascii() and n.isdigit()):
        pourquoi = (
            "a été abrégé par Excel"
            if n[:1].isdigit() and "E+" in n.upper()
            else "contient autre chose que des chiffres"
        )
    elif len(n) in (9, 10):
        pourquoi = "répète un seul chiffre"
    else:
        pourquoi = f"a {compte(len(n), 'chiffre')} au lieu de 10"
    return {
        "pourquoi": pourquoi,
        "remede": remede_de_code(n, NUMERO, "Recopiez les 10 chiffres du titre de séjour."),
    }


@regle(
    "D04",
    VERIFIER,
    "Nom ou prénom manquant",
    lit=("nom", "prenom"),
    sur=("nom", "prenom"),
    vide_admis=("nom", "prenom"),
    fonde="« Le nombre de personnes » (OFII Metz, « Pour évaluer cette intervention ») : on compte "
    "des personnes distinctes",
    message="Le {quoi} manque : la personne risque d’être comptée deux fois. Recopiez-le du titre "
    "de séjour ; si le titre n’en porte qu’un, tapez-le dans les deux colonnes.",
)
def nom_present(e: Entretien, p: Cadre, champ: str) -> Constat:
    if getattr(e, champ) is not None:
        return None
    return {"quoi": "nom" if champ == "nom" else "prénom"}


@regle(
    "D05",
    BLOQUANT,
    "Personne non identifiable",
    lit=("n_etranger", "nom", "prenom", "date_naissance"),
    vide_admis=("n_etranger", "nom", "prenom", "date_naissance"),
    fonde="« Le nombre de personnes » (OFII Metz, « Pour évaluer cette intervention ») : on compte "
    "des personnes distinctes",
    message="Rien ne distingue cette personne d’une autre : il faut un N° étranger de 10 chiffres, "
    "ou le nom, le prénom et la date de naissance. Complétez l’un ou l’autre.",
)
def identifiable(e: Entretien, p: Cadre) -> Constat:
    if e.numero is not None:
        return None
    complete = (
        e.nom and e.prenom and e.date_naissance and nom_normalise(e.nom) and nom_normalise(e.prenom)
    )
    return None if complete else {}


@regle(
    "D06",
    VERIFIER,
    "Sexe manquant",
    lit=("sexe",),
    vide_admis=("sexe",),
    fonde="« Par sexe (F/H) » (OFII Metz, « Pour évaluer cette intervention »)",
    message="Le sexe manque : la personne sera comptée « non renseigné ». Choisissez {choix}.",
)
def sexe_present(e: Entretien, p: Cadre) -> Constat:
    return {"choix": enumere((FEMME, HOMME))} if e.sexe is None and "sexe" not in e.ecarts else None


@regle(
    "D07",
    BLOQUANT,
    "Sexe autre que F ou H",
    lit=("sexe",),
    vide_admis=("sexe",),
    fonde="« Par sexe (F/H) » (OFII Metz, « Pour évaluer cette intervention »)",
    message="Le sexe « {valeur} » n’est ni F ni H : la personne ne serait comptée ni dans l’un ni "
    "dans l’autre. {remede}",
)
def sexe_connu(e: Entretien, p: Cadre) -> Constat:
    return {"remede": remede_de_liste(e, p, "sexe")} if "sexe" in e.ecarts else None


@regle(
    "D08",
    BLOQUANT,
    "Date de naissance impossible",
    lit=AGE,
    vide_admis=AGE,
    fonde="« Par tranches d’âges » (OFII Metz, « Pour évaluer cette intervention »)",
    message="{constat} : l’âge ne peut pas être calculé. {remede}",
)
def naissance_possible(e: Entretien, p: Cadre) -> Constat:
    sinon = "Recopiez-la du titre de séjour."
    illisible = e.illisible("date_naissance")
    if not illisible and (e.date_naissance is None or e.date_entretien is None):
        return NON_EVALUEE
    if e.age is not None:
        return None
    brut = e.ecarts["date_naissance"].brut if "date_naissance" in e.ecarts else e.date_naissance
    if annee := annee_seule(brut):
        constat = (
            "Le {valeur} est ce que le tableur fait de l’année {annee} tapée seule"
            if isinstance(brut, date)
            else "« {annee} » est une année seule"
        )
        return {"constat": constat, "annee": Prive(annee)} | naissance_incomplete(annee)
    if illisible:
        valeurs = naissance_incomplete(brut) or {
            "remede": remede_de_date(e, p, "date_naissance", sinon)
        }
        return {"constat": "« {valeur} » n’est pas une date de naissance"} | valeurs
    plus_vieux, plus_jeune = (
        date(max(1, e.date_entretien.year - age), 1, 1) for age in (p.age_eleve, p.age_minimum + 1)
    )
    remede = (
        remede_de_jour(e.date_naissance, plus_vieux, plus_jeune, sinon, prive=True)
        if p.debut <= e.date_entretien <= p.fin
        else sinon
    )
    valeurs = {"remede": remede, "entretien": e.date_entretien}
    if e.date_naissance > e.date_entretien:
        return valeurs | {
            "constat": "La date de naissance {valeur} est après l’entretien ({entretien})"
        }
    return valeurs | {
        "constat": "La date de naissance {valeur} donne {limite} ans ou plus",
        "limite": p.age_impossible,
    }


@regle(
    "D09",
    VERIFIER,
    "Date de naissance manquante",
    lit=("date_naissance",),
    vide_admis=("date_naissance",),
    fonde="« Par tranches d’âges » (OFII Metz, « Pour évaluer cette intervention »)",
    message="La date de naissance manque : la personne sera comptée sans tranche d’âge. "
    "Recopiez-la du titre de séjour.",
)
def naissance_presente(e: Entretien, p: Cadre) -> Constat:
    return {} if e.date_naissance is None and "date_naissance" not in e.ecarts else None


@regle(
    "D10",
    BLOQUANT,
    "Moins de 16 ans",
    lit=("age",),
    fonde="CESEDA, L413-2 : le contrat d’intégration républicaine se signe dès 16 ans",
    message="{age} au jour de l’entretien (naissance le {valeur}) : un CIR se signe à partir de "
    "{mini} ans. Vérifiez la date de naissance.",
)
def age_minimum(e: Entretien, p: Cadre) -> Constat:
    return {"age": compte(e.age, "an"), "mini": p.age_minimum} if e.age < p.age_minimum else None


@regle(
    "D11",
    INFORMATION,
    "16 ou 17 ans",
    lit=("age",),
    fonde="CESEDA, L413-2 ; code civil, 414 : le représentant légal d’un mineur signe",
    message="{age} au jour de l’entretien (naissance le {valeur}) : c’est le représentant légal "
    "qui signe le CIR. Rien à corriger si la date de naissance est juste.",
)
def age_de_signature(e: Entretien, p: Cadre) -> Constat:
    return {"age": compte(e.age, "an")} if p.age_minimum <= e.age < p.age_majorite else None


@regle(
    "D12",
    VERIFIER,
    "Plus de 80 ans",
    lit=("age",),
    fonde="Vraisemblance : au-delà de 80 ans, la date est à relire",
    message="{age} au jour de l’entretien (naissance le {valeur}) : c’est rare. Vérifiez l’année "
    "de naissance.",
)
def age_vraisemblable(e: Entretien, p: Cadre) -> Constat:
    return {"age": compte(e.age, "an")} if e.age > p.age_eleve else None


@regle(
    "D13",
    INFORMATION,
    "25 ans, ou 65 ans et plus",
    lit=("age",),
    fonde="« Inférieur à 25 ans, 26–45 ans, 46-64 ans » (OFII Metz, « Pour évaluer cette "
    "intervention ») : 25 ans et 65 ans n’y sont pas",
    message="{age} au jour de l’entretien (naissance le {valeur}) : hors des trois tranches de la "
    "convention, la personne est comptée sous « {tranche} ». Rien à corriger.",
)
def age_hors_tranches(e: Entretien, p: Cadre) -> Constat:
    isole, seuil = p.ages_hors_tranches
    return (
        {"age": compte(e.age, "an"), "tranche": p.tranche_par_age[e.age]}
        if e.age == isole or e.age >= seuil
        else None
    )
