"""Les mêmes faits que Python, en formules vives : Âge, Tranche, Éligibilité et Motif se calculent
pendant la saisie.

Tirées des déclarations que suit Python (`categories`, tables de `Paramètres`). N'y sont que des
fonctions communes à Excel 2010 et LibreOffice 7.4. Une valeur hors de sa liste, ou une date qui
n'est pas une cellule date, donne « À vérifier » : jamais un autre verdict que celui de Python.

Elles sont courtes, et leurs clés calculées à part (`ZONES`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import (
    A_QUALIFIER,
    CATEGORIES,
    DE_SITUATION,
    K_ELIGIBLE,
    NON_ELIGIBLE,
    QUESTIONS,
    categoriser,
)
from workbook.declarations.colonnes import NON, OUI
from workbook.declarations.dates import date_de_serie
from workbook.declarations.identifiants import age_revolu
from workbook.declarations.lignes import PAR_CHAMP, SAISIES
from workbook.declarations.valeurs import en_texte, nombre_de
from workbook.lecture import cellules

A_VERIFIER = "À vérifier"
INSECABLE, FINE_INSECABLE = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
# Écrites telles quelles dans les formules : CHAR(160) n'est pas une espace insécable dans
# LibreOffice.
JAMAIS = 999
"""Un âge que personne n'a."""

CLES_SITUATIONS, CODES_SITUATIONS = "ClesSituations", "CodesSituations"
CLES_OUI_NON, CODES_OUI_NON = "ClesOuiNon", "CodesOuiNon"
LIBELLES_TRANCHES, AGES_MIN, AGES_MAX = "LibellesTranches", "AgesMin", "AgesMax"


def sans_espaces_autour(expression: str) -> str:
    """TRIM, insécables comprises."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE({expression},"{INSECABLE}"," "),"{FINE_INSECABLE}"," "))'


def cle(expression: str) -> str:
    """Ce qui se compare d'un texte : sans casse ni espaces autour, fins de ligne et tabulations
    comprises ; EXACT fait le reste, sans jokers."""
    sur_une_ligne = f'SUBSTITUTE(SUBSTITUTE({expression},CHAR(9)," "),CHAR(10)," ")'
    return f"LOWER({sans_espaces_autour(sur_une_ligne)})"


def critere(expression: str) -> str:
    """Un critère de COUNTIFS qui ne vaut que pour cette valeur entière : *, ? et ~ y sont des
    caractères ordinaires."""
    for joker in "~*?":
        expression = f'SUBSTITUTE({expression},"{joker}","~{joker}")'
    return f'"="&{expression}'


def meme_jour(jours: str, jour: str) -> str:
    """Les critères de COUNTIFS qui gardent d'une colonne de dates celles de ce jour, à toute
    heure."""
    return f'{jours},">="&INT({jour}),{jours},"<"&INT({jour})+1'


def texte(valeur: str) -> str:
    """Une constante de texte."""
    return '"' + valeur.replace('"', '""') + '"'


def tableau(valeurs: Sequence[str]) -> str:
    """Une constante de tableau, en ligne."""
    return "{" + ",".join(texte(v) for v in valeurs) + "}"


def _cle_de(brut: Any) -> str:
    """Comme `cle`, en Python : les mêmes espaces, et elles seules."""
    lu = en_texte(brut) if brut is not None else ""
    for espace in (INSECABLE, FINE_INSECABLE, "\t", "\n"):
        lu = lu.replace(espace, " ")
    return " ".join(mot for mot in lu.lower().split(" ") if mot)


@dataclass(frozen=True)
class Zone:
    """Une colonne de calculs cachée : pour chaque ligne d'une table, ce que les formules vives y
    cherchent.

    `formule` : en fonction de la cellule `{0}` ; `calcul` : la même chose en Python ; `ailleurs` :
    la valeur après la fin de la table. Il reste toujours au moins une ligne après la fin : c'est
    elle que trouve une cellule vide.
    """

    nom: str
    table: str
    titre: str
    combien: int
    formule: str
    calcul: Callable[[Any], Any]
    ailleurs: Any


_CATEGORIES = {_cle_de(libelle): code for code, libelle in enumerate(DE_SITUATION, 2)}
_AGE = f'VALUE("0"&TRIM({{0}}))+{JAMAIS}*(TRIM({{0}})="")'


def _age_de(brut: Any) -> int:
    lu = cellules.lire_entier(brut)
    return JAMAIS if lu is None else lu


def _sans_bords(brut: Any) -> str:
    return en_texte(brut).strip()


ZONES = (
    Zone(CLES_SITUATIONS, "Situations", "Situation", 60, cle("{0}"), _cle_de, ""),
    # Un code par suite : 1 vide, 2 et plus les catégories, dans l'ordre de DE_SITUATION ; 0, que
    # CHOOSE refuse, si elle est inconnue.
    Zone(
        CODES_SITUATIONS,
        "Situations",
        "Catégorie",
        60,
        f"IFERROR(1+MATCH({cle('{0}')},{{{tableau(tuple(_CATEGORIES))}}},0),0)",
        lambda brut: _CATEGORIES.get(_cle_de(brut), 0),
        1,
    ),
    Zone(CLES_OUI_NON, "Listes", "Oui/Non", 15, cle("{0}"), _cle_de, ""),
    # 1 vide ou autre réponse de la liste, 2 Non, 3 Oui.
    Zone(
        CODES_OUI_NON,
        "Listes",
        "Oui/Non",
        15,
        f"1+EXACT({cle('{0}')},{texte(NON.lower())})+2*EXACT({cle('{0}')},{texte(OUI.lower())})",
        lambda brut: 1 + (_cle_de(brut) == NON.lower()) + 2 * (_cle_de(brut) == OUI.lower()),
        1,
    ),
    Zone(LIBELLES_TRANCHES, "Tranches", "Tranche", 30, "TRIM({0})", _sans_bords, ""),
    Zone(AGES_MIN, "Tranches", "Âge min", 30, _AGE, _age_de, JAMAIS),
    Zone(AGES_MAX, "Tranches", "Âge max", 30, _AGE, _age_de, 0),
)


def colonne(table: str, titre: str) -> str:
    """Toute une colonne d'une table. La forme longue admet les titres à tiret ou à barre
    (Demi-journée, Oui/Non)."""
    return f"{table}[[#Data],[{titre}]]"


def cellule(champ: str) -> str:
    """La cellule de cette colonne, sur la ligne de la formule."""
    return f"Entretiens[[#This Row],[{PAR_CHAMP[champ].titre}]]"


def _choix(champ: str, cles: str, codes: str, *suites: str) -> str:
    """La suite qui répond à la cellule (en erreur : comme vide). LOOKUP rend le code de la dernière
    clé égale, et une erreur s'il n'y en a pas."""
    lue = cle(f'IFERROR({cellule(champ)},"")')
    return f"CHOOSE(LOOKUP(2,1/EXACT({lue},{cles}),{codes}),{','.join(suites)})"


def motif() -> str:
    """La catégorie de la ligne : la première réponse qui n'est pas « non », dans l'ordre de
    l'entretien.

    La ligne vide se juge colonne par colonne : une plage engloberait ce que le CIP insère, ou la
    formule elle-même s'il la déplace.
    """
    suite = texte(K_ELIGIBLE.libelle)
    for champ, categorie in reversed(QUESTIONS):
        suite = _choix(
            champ, CLES_OUI_NON, CODES_OUI_NON, texte(A_QUALIFIER), suite, texte(categorie.libelle)
        )
    autres = "&".join(cellule(c.champ) for c in SAISIES if c.champ != "situation")
    vide = f'IF(IFERROR({cle(autres)},"?")="","",{texte(A_QUALIFIER)})'
    selon_situation = [
        suite if k is K_ELIGIBLE else texte(k.libelle) for k in DE_SITUATION.values()
    ]
    choix = _choix("situation", CLES_SITUATIONS, CODES_SITUATIONS, vide, *selon_situation)
    return f"=IFERROR({choix},{texte(A_VERIFIER)})"


def eligibilite() -> str:
    """D'après le motif : à chaque catégorie son éligibilité."""
    lu = cellule("motif")
    return f"=IF(OR({lu}={tableau(_TELS_QUELS)}),{lu},{texte(NON_ELIGIBLE)})"


_TELS_QUELS = (
    "",
    *sorted({k.libelle for k in CATEGORIES if k.libelle == k.eligibilite}),
    A_VERIFIER,
)
assert all(k.eligibilite in (k.libelle, NON_ELIGIBLE) for k in CATEGORIES)


def age(p: Cadre) -> str:
    """Années révolues le jour de l'entretien ; vide si une date manque ou si la naissance est
    impossible.

    Une date vide vaut 0, VRAI 1, et les tableurs ne s'accordent qu'après 60 (le 29 février 1900,
    qui n'a pas existé) : rien de cela ne donne d'âge. Une date en texte n'est pas lue ici ; Python
    la lit, et la fait confirmer.
    """
    jour, naissance = cellule("date_entretien"), cellule("date_naissance")
    trop_tot = f"MAX(60,EDATE(INT({jour}),-{12 * p.age_impossible}))"
    ans = f'DATEDIF(INT({naissance}),INT({jour}),"y")'
    revolu = f'IF(INT({naissance})>{trop_tot},{ans},"")'
    return f'=IF(ISTEXT({jour})+ISTEXT({naissance}),{texte(A_VERIFIER)},IFERROR({revolu},""))'


def tranche() -> str:
    """Le libellé de la tranche où tombe l'âge ; ce qui n'est pas un âge est recopié (un texte
    dépasse tout nombre)."""
    lu = cellule("age")
    return f"=IFERROR(LOOKUP(2,1/(({AGES_MIN}<={lu})*({AGES_MAX}>={lu})),{LIBELLES_TRANCHES}),{lu})"


def vives(p: Cadre) -> dict[str, str]:
    """Champ -> formule des colonnes calculées."""
    return {"age": age(p), "tranche": tranche(), "eligibilite": eligibilite(), "motif": motif()}


_CHAMP = {c.titre: c.champ for c in SAISIES}


def par_champ(ligne: Mapping[str, Any]) -> dict[str, Any]:
    """Une ligne de titre à valeur, telle que l'attend `valeurs_vives` : de champ à valeur, sans les
    colonnes ajoutées par le CIP."""
    return {_CHAMP[titre]: valeur for titre, valeur in ligne.items() if titre in _CHAMP}


def valeurs_vives(ligne: Mapping[str, Any], p: Cadre) -> dict[str, Any]:
    """Champ -> ce que les formules affichent pour cette ligne (champ -> cellule brute) : les
    valeurs écrites avec elles dans le modèle."""
    calcule = _age_vif(ligne.get("date_entretien"), ligne.get("date_naissance"), p)
    lu = _motif_vif(ligne, p)
    return {
        "age": calcule,
        "tranche": p.tranche_par_age[calcule] if isinstance(calcule, int) else calcule,
        "eligibilite": lu if lu in _TELS_QUELS else NON_ELIGIBLE,
        "motif": lu,
    }


def _age_vif(jour: Any, naissance: Any, p: Cadre) -> Any:
    dates: list[date | None] = []
    for brut in (jour, naissance):
        if isinstance(brut, datetime | date):
            dates.append(brut.date() if isinstance(brut, datetime) else brut)
        elif (nombre := nombre_de(brut)) is not None:
            dates.append(date_de_serie(nombre))
        elif brut is None or brut == "":
            dates.append(None)
        else:
            return A_VERIFIER
    reference, ne_le = dates
    if reference is None or ne_le is None or ne_le > reference:
        return ""
    ans = age_revolu(ne_le, reference)
    return ans if ans < p.age_impossible else ""


def _motif_vif(ligne: Mapping[str, Any], p: Cadre) -> str:
    if not any(_cle_de(ligne.get(c.champ)) for c in SAISIES):
        return ""
    listes = {"situation": p.valeurs("Situations")} | {
        champ: p.listes["Oui/Non"] for champ, _ in QUESTIONS
    }
    reponses: dict[str, str | None] = dict.fromkeys(listes)
    for champ, valeurs in listes.items():
        lue, connues = _cle_de(ligne.get(champ)), {"": None} | {_cle_de(v): v for v in valeurs}
        if lue not in connues:
            return A_VERIFIER
        reponses[champ] = connues[lue]
        verdict = categoriser(**reponses, situations=p.categorie_de_situation)
        if verdict.decide_par == champ:
            break
    return verdict.categorie.libelle
