"""Ce que chaque colonne à remplir accepte, et ce qui se dit quand elle refuse."""

from datetime import date
from typing import Any

from workbook.declarations.colonnes import LISTES_CLOSES, VALEURS_FIXES, Colonne, Nature
from workbook.declarations.texte import sans_accents
from workbook.modele import formules

LONGUEURS = {"n_etranger": (10,), "identifiant_ft": (8, 11)}
"""Combien de caractères a un code."""
_ATTENDUS = {
    "n_etranger": "10 chiffres",
    "identifiant_ft": "11 chiffres (ou 7 chiffres et une lettre ou un chiffre)",
}
_TAPEZ = "Tapez jour/mois/année, par exemple"


def nom_de_liste(liste: str) -> str:
    """Le nom défini d'une liste déroulante : « Demi-journée » donne « ListeDemiJournee »."""
    titre = sans_accents("DT" if liste == "Antennes" else liste)
    mots = titre.replace("/", " ").replace("-", " ").split()
    return "Liste" + "".join(m[0].upper() + m[1:] for m in mots)


def valeurs_fixes(c: Colonne) -> tuple[str, ...]:
    """Les valeurs d’une liste que le cadre ne porte pas."""
    return VALEURS_FIXES.get(c.liste, ())


def bonne_longueur(champ: str, case: str) -> str:
    """La formule, vraie si la cellule d'un code en a la longueur."""
    sans_bords = formules.sans_espaces_autour(case)
    code = f"""SUBSTITUTE(SUBSTITUTE({sans_bords}," ",""),"'","")"""
    return f"OR({','.join(f'LEN({code})={n}' for n in LONGUEURS[champ])})"


def validation(c: Colonne, table: str, premiere: str) -> dict[str, Any]:
    """Les options d'une validation d'XlsxWriter. `premiere` : la première cellule de la colonne."""
    match c.nature:
        case Nature.CALCUL:
            return _rien_a_taper("Cette cellule se calcule seule")
        case Nature.LOGICIEL:
            return _rien_a_taper("Cette cellule est écrite par le bouton « Vérifier »")
        case Nature.LISTE:
            return _liste(c)
        case Nature.DATE:
            return {"validate": "date", "error_title": "Date refusée"} | _date(c, table)
        case Nature.NOMBRE:
            return _nombre(c)
    if c.champ in LONGUEURS:
        message = f"{c.titre} : {_ATTENDUS[c.champ]} attendus. Garder quand même ?"
        regle = {"validate": "custom", "value": f"={bonne_longueur(c.champ, premiere)}"}
        return regle | _refus("Longueur inattendue", message, bloque=False)
    if c.champ == "code":
        refus = _refus("Code inconnu", "Choisissez le code d’une règle : feuille Notice.")
        return {"validate": "list", "source": "=ListeCodes"} | refus
    return {"validate": "any"}


def _refus(titre: str, message: str, *, bloque: bool = True) -> dict[str, Any]:
    """Ce qui se dit d'une valeur refusée ; ou seulement confirmée, si elle ne `bloque` pas."""
    dit = {"error_title": titre, "error_message": message}
    return dit if bloque else dit | {"error_type": "warning"}


def _rien_a_taper(pourquoi: str) -> dict[str, Any]:
    refus = _refus("Ne rien taper ici", f"{pourquoi}. Échap pour revenir.")
    return {"validate": "custom", "value": "=FALSE"} | refus


def _liste(c: Colonne) -> dict[str, Any]:
    fixes = valeurs_fixes(c)
    message = "Choisissez dans la liste (Alt+flèche bas)."
    if not fixes and c.liste not in LISTES_CLOSES:
        message += " Le responsable du CIP peut y ajouter une valeur : feuille Paramètres."
    source = list(fixes) if fixes else f"={nom_de_liste(c.liste)}"
    refus = _refus("Hors de la liste", message, bloque=c.liste != "Raison")
    return {"validate": "list", "source": source} | refus


def _nombre(c: Colonne) -> dict[str, Any]:
    duree = c.champ == "duree"
    message = "15 minutes au plus. Garder cette durée ?" if duree else "Tapez un nombre entier."
    regle = {"validate": "integer", "criteria": "between", "minimum": 0}
    refus = _refus("Nombre inattendu", message, bloque=not duree)
    return regle | {"maximum": 15 if duree else 999} | refus


def _date(c: Colonne, table: str) -> dict[str, Any]:
    if c.champ == "date_naissance":
        # D'une année tapée seule, le tableur fait un jour de 1905, ou de 1909 au calendrier 1904.
        bornes = {"criteria": "between", "minimum": date(1910, 1, 1), "maximum": "=TODAY()"}
        message = (
            f"{_TAPEZ} 05/09/1991 : une date passée. Si le titre ne porte que l’année, tapez le "
            "1er janvier de cette année."
        )
    elif c.champ == "date_entretien" or table == "Seances":
        bornes = {"criteria": "between", "minimum": "=DebutConvention", "maximum": "=FinConvention"}
        message = (
            f"{_TAPEZ} 27/01/2026 : un jour de la convention (ses dates sont dans Paramètres)."
        )
    else:
        bornes = {"criteria": ">=", "value": "=DebutConvention"}
        message = f"{_TAPEZ} 12/02/2026 : une date depuis le début de la convention."
    return bornes | {"error_message": message}
