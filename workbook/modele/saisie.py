"""Les feuilles que le CIP remplit : `Entretiens`, `Séances`, `Décisions`.

Elles ne sont pas protégées : une table ne s'agrandit pas sur une feuille protégée. Une validation
refuse la frappe dans les cellules calculées. Formats, validations et formats conditionnels valent
pour toute la colonne, au-delà des lignes prêtes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import A_QUALIFIER, ELIGIBLE, NON_ELIGIBLE, QUESTIONS
from workbook.declarations.colonnes import (
    ACCOMPAGNE,
    LISTES_CLOSES,
    OUI,
    REALISEE,
    VALEURS_FIXES,
    Colonne,
    Nature,
)
from workbook.declarations.lignes import DECISIONS, ENTRETIENS, SAISIES, SEANCES
from workbook.declarations.valeurs import en_texte
from workbook.jugement.controle import CONFORME, SYMBOLES, est_a_revoir
from workbook.jugement.regle import Gravite
from workbook.modele import formules
from workbook.modele.parametres import nom_de_liste
from workbook.modele.styles import (
    ARDOISE,
    BLEU,
    ECARTE,
    PRUNE,
    SARCELLE,
    TERRE,
    TITRE_DE_BULLE,
    Styles,
    largeur_de,
)

HAUT = 2
"""Rang (depuis 0) de la ligne de titres de toutes les feuilles en tableau ; au-dessus, le titre de
la feuille, et dans Entretiens les groupes de colonnes."""
DERNIERE = 1_048_575
LIGNES_VUES = 24
"""Lignes remplies montrées au-dessus de la première ligne libre, à l’ouverture."""
LIGNES_PRETES = {"Entretiens": 2000, "Seances": 500, "Decisions": 200}
RECUS = Colonne(
    "Reçus / convoqués",
    Nature.CALCUL,
    "Calculé : lignes d’entretien de cette PFA, et personnes convoquées.",
    champ="recus",
)
COLONNES_SEANCES = (*SEANCES, RECUS)

GROUPES = (
    ("date_entretien", "PFA", BLEU),
    ("n_etranger", "Personne", SARCELLE),
    ("situation", "Questions, dans l’ordre", PRUNE),
    ("inscription_cip", "Inscription, puis premier rendez-vous", TERRE),
    ("observations", "Notes", ARDOISE),
    ("age", "Calculé : ne rien taper", ARDOISE),
    ("controle", "Vérification", ARDOISE),
)
LEGENDE = {
    "sexe": (
        "➜ à inscrire   ✔ inscrite   ✘ non éligible, et pourquoi (ligne grise)   ⚠ à corriger   "
        "×2 déjà dans la PFA"
    ),
    "inscription_cip": "pointillé : à remplir   Ctrl+D : recopie la cellule du dessus   Alt+↓ : ouvre la liste",
}

_STYLES = {
    Nature.DATE: "saisie_date",
    Nature.LISTE: "saisie_texte",
    Nature.TEXTE: "saisie_texte",
    Nature.CODE: "saisie_code",
    Nature.NOMBRE: "saisie_nombre",
    Nature.CALCUL: "calcul",
    Nature.LOGICIEL: "calcul",
    Nature.LIBRE: "saisie_texte",
}

_STYLES_DE_DATE = {
    date: "saisie_date",
    datetime: "saisie_instant",
    time: "saisie_heure",
    timedelta: "saisie_duree",
}


class Table:
    """Une table à remplir : sa feuille, ses colonnes, où elle commence."""

    def __init__(
        self,
        f: Worksheet,
        styles: Styles,
        nom: str,
        colonnes: Sequence[Colonne],
        cadre: Cadre,
        en_plus: Sequence[str] = (),
    ):
        ajoutees = [
            Colonne(
                titre,
                Nature.LIBRE,
                "",
                largeur=max(14, min(40, largeur_de(titre) + 3)),
                champ=f"en_plus_{n}",
            )
            for n, titre in enumerate(en_plus)
        ]
        self.f, self.styles, self.nom, self.colonnes, self.cadre = (
            f,
            styles,
            nom,
            (*colonnes, *ajoutees),
            cadre,
        )
        self.rang = {c.champ: r for r, c in enumerate(self.colonnes)}
        self.par_titre = {c.titre: c for c in self.colonnes}

    def case(self, champ: str) -> str:
        """La cellule de cette colonne sur la première ligne, colonne fixe : ce qu'attend un format
        conditionnel."""
        return f"${xl_col_to_name(self.rang[champ])}{HAUT + 2}"

    def toute(self, champ: str) -> str:
        """Toute la colonne, sous son titre."""
        lettre = xl_col_to_name(self.rang[champ])
        return f"${lettre}${HAUT + 2}:${lettre}${DERNIERE + 1}"

    def style(self, c: Colonne) -> str:
        """Le format de la colonne."""
        return {
            "age": "calcul_court",
            "recus": "calcul_court",
            "personne": "saisie_code",
            "autre_personne": "saisie_code",
        }.get(c.champ, _STYLES[c.nature])

    def largeur(self, c: Colonne) -> float:
        """La largeur déclarée, ou celle de la plus longue valeur de sa liste."""
        valeurs = valeurs_fixes(c) or (self.cadre.valeurs(c.liste) if c.liste else ())
        marque = f" {ECARTE}" if c.champ == "situation" else ""
        return max([c.largeur, *(largeur_de(v + marque) + len(marque) // 2 for v in valeurs)])

    def poser(
        self,
        titre: str,
        sous_titre: str,
        lignes: Sequence[Mapping[str, Any]],
        couleurs: Mapping[str, str],
        vives: Mapping[str, str],
        fige: int = 0,
    ) -> int:
        """Écrit titre, table, formats et lignes ; rend le nombre de lignes de la table. `vives` :
        champ -> formule ; `fige` : colonnes figées."""
        f, styles = self.f, self.styles
        combien = max(LIGNES_PRETES[self.nom], len(lignes))
        f.hide_gridlines(2)
        f.set_default_row(18)
        f.set_row(0, 30)
        f.set_row(HAUT, 32)
        for rang, c in enumerate(self.colonnes):
            f.set_column(rang, rang, self.largeur(c), styles[self.style(c)])
            f.write_blank(0, rang, None, styles["fond"])
            f.write_blank(1, rang, None, styles["fond"])
        f.write(0, 0, titre, styles["titre"])
        f.write(1, 0, sous_titre, styles["sous_titre"])
        entetes: list[dict[str, Any]] = []
        for c in self.colonnes:
            entete = {
                "header": c.titre,
                "header_format": styles.entete(couleurs.get(c.champ, ARDOISE)),
                "format": styles[self.style(c)],
            }
            entetes.append(entete | ({"formula": vives[c.champ]} if c.champ in vives else {}))
        f.add_table(
            HAUT,
            0,
            HAUT + combien,
            len(self.colonnes) - 1,
            {"name": self.nom, "style": None, "columns": entetes},
        )
        for rang, ligne in enumerate(lignes, HAUT + 1):
            for titre_de_colonne, valeur in ligne.items():
                self._ecrire(rang, self.par_titre[titre_de_colonne], valeur)
        for c in self.colonnes:
            if c.nature is not Nature.LIBRE:
                self._valider(c)
        codes = [
            self.toute(c.champ).replace("$", "") for c in self.colonnes if c.nature is Nature.CODE
        ]
        if codes:
            f.ignore_errors({"number_stored_as_text": " ".join(codes)})
        libre = HAUT + 1 + len(lignes)
        f.set_selection(libre, 0, libre, 0)
        f.freeze_panes(HAUT + 1, fige, max(HAUT + 1, libre - LIGNES_VUES), fige)
        return combien

    def _ecrire(self, rang: int, c: Colonne, valeur: Any) -> None:
        ecrire(self.f, self.styles, rang, self.rang[c.champ], valeur, self.style(c))

    def ecrire_vives(
        self, combien: int, vives: Mapping[str, str], valeurs: Sequence[Mapping[str, Any]]
    ) -> None:
        """Les formules sur toutes les lignes de la table, avec leurs valeurs (vides au-delà des
        lignes données)."""
        for champ, formule in vives.items():
            colonne = self.rang[champ]
            style = self.styles[self.style(self.colonnes[colonne])]
            for rang in range(combien):
                self.f.write_formula(
                    HAUT + 1 + rang,
                    colonne,
                    formule,
                    style,
                    valeurs[rang][champ] if rang < len(valeurs) else "",
                )

    def _valider(self, c: Colonne) -> None:
        rang = self.rang[c.champ]
        aide = c.aide + (" Obligatoire." if c.requise else "")
        regle = validation(c, self.nom, self.case(c.champ)) | {
            "input_title": c.titre[:TITRE_DE_BULLE],
            "input_message": aide,
        }
        self.f.data_validation(HAUT + 1, rang, DERNIERE, rang, regle)


def ecrire(f: Worksheet, styles: Styles, rang: int, colonne: int, valeur: Any, style: str) -> None:
    """Une cellule, du type de sa valeur : un texte reste un texte (même =1+1), une date une date,
    un nombre un nombre même sous un titre de date."""
    if valeur is None or valeur == "":
        return
    if isinstance(valeur, float) and not isfinite(valeur):  # qu'aucune feuille n'admet
        valeur = en_texte(valeur)
    if isinstance(valeur, str):
        f.write_string(rang, colonne, valeur, styles[style])
    elif isinstance(valeur, bool):
        f.write_boolean(rang, colonne, valeur, styles[style])
    elif isinstance(valeur, int | float):
        f.write_number(
            rang, colonne, valeur, styles["saisie_texte" if style == "saisie_date" else style]
        )
    elif isinstance(valeur, date) and valeur.year < 1900:  # ce qu'une feuille ne sait pas dater
        f.write_string(
            rang, colonne, f"{valeur.day:02}/{valeur.month:02}/{valeur.year}", styles[style]
        )
    else:
        f.write_datetime(rang, colonne, valeur, styles[_STYLES_DE_DATE[type(valeur)]])


def validation(c: Colonne, table: str, case: str) -> dict[str, Any]:
    """Ce que la colonne accepte, et ce qui se dit quand elle refuse. `case` : sa première
    cellule."""
    if c.nature in (Nature.CALCUL, Nature.LOGICIEL):
        quoi = (
            "Cette cellule se calcule seule"
            if c.nature is Nature.CALCUL
            else "Cette cellule est écrite par le bouton « Vérifier »"
        )
        return {
            "validate": "custom",
            "value": "=FALSE",
            "error_title": "Ne rien taper ici",
            "error_message": f"{quoi}. Échap pour revenir.",
        }
    if c.nature is Nature.LISTE:
        fixes = valeurs_fixes(c)
        quoi = "Choisissez dans la liste (Alt+flèche bas)."
        ajouter = (
            " Le responsable du CIP peut y ajouter une valeur : feuille Paramètres."
            if not (fixes or c.liste in LISTES_CLOSES)
            else ""
        )
        return {
            "validate": "list",
            "source": list(fixes) if fixes else f"={nom_de_liste(c.liste)}",
            "error_title": "Hors de la liste",
            "error_message": quoi + ajouter,
            "error_type": "warning" if c.liste == "Raison" else "stop",
        }
    if c.nature is Nature.DATE:
        return _date(c, table)
    if c.nature is Nature.NOMBRE:
        maxi = 15 if c.champ == "duree" else 999
        message = (
            "15 minutes au plus. Garder cette durée ?"
            if c.champ == "duree"
            else "Tapez un nombre entier."
        )
        return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": maxi, "error_title": "Nombre inattendu", "error_message": message,
                "error_type": "warning" if c.champ == "duree" else "stop"}  # fmt: skip
    if c.champ in ("n_etranger", "identifiant_ft"):
        attendu = (
            "10 chiffres"
            if c.champ == "n_etranger"
            else "11 chiffres (ou 7 chiffres et une lettre ou un chiffre)"
        )
        return {"validate": "custom", "value": f"={_longueur(c.champ, case)}", "error_title": "Longueur inattendue", "error_type": "warning",
                "error_message": f"{c.titre} : {attendu} attendus. Garder quand même ?"}  # fmt: skip
    if c.champ == "code":
        return {
            "validate": "list",
            "source": "=ListeCodes",
            "error_title": "Code inconnu",
            "error_message": "Choisissez le code d’une règle : feuille Notice.",
        }
    return {"validate": "any"}


def valeurs_fixes(c: Colonne) -> tuple[str, ...]:
    """Les valeurs d’une liste que le cadre ne porte pas."""
    return VALEURS_FIXES.get(c.liste, ())


def _date(c: Colonne, table: str) -> dict[str, Any]:
    regle: dict[str, Any] = {"validate": "date", "error_title": "Date refusée"}
    if c.champ == "date_naissance":
        # D'une année tapée seule, le tableur fait un jour de 1905, ou de 1909 au calendrier 1904.
        bornes = {"criteria": "between", "minimum": date(1910, 1, 1), "maximum": "=TODAY()"}
        message = (
            "Tapez jour/mois/année, par exemple 05/09/1991 : une date passée. Si le titre ne "
            "porte que l’année, tapez le 1er janvier de cette année."
        )
        return regle | bornes | {"error_message": message}
    if c.champ == "date_entretien" or table == "Seances":
        bornes = {"criteria": "between", "minimum": "=DebutConvention", "maximum": "=FinConvention"}
        return (
            regle
            | bornes
            | {
                "error_message": (
                    "Tapez jour/mois/année, par exemple 27/01/2026 : un jour de la convention "
                    "(ses dates sont dans Paramètres)."
                )
            }
        )
    return regle | {
        "criteria": ">=",
        "value": "=DebutConvention",
        "error_message": (
            "Tapez jour/mois/année, par exemple 12/02/2026 : une date depuis le début de la "
            "convention."
        ),
    }


def _longueur(champ: str, case: str) -> str:
    longueurs = (10,) if champ == "n_etranger" else (8, 11)
    code = f"""SUBSTITUTE(SUBSTITUTE({formules.sans_espaces_autour(case)}," ",""),"'","")"""
    return f"OR({','.join(f'LEN({code})={n}' for n in longueurs)})"


def poser_entretiens(
    f: Worksheet,
    styles: Styles,
    lignes: Sequence[Mapping[str, Any]],
    cadre: Cadre,
    en_plus: Sequence[str] = (),
) -> Table:
    """La feuille `Entretiens`, ses lignes, ses formules vives et ses formats conditionnels.
    `en_plus` : les titres des colonnes du CIP."""
    table = Table(f, styles, "Entretiens", ENTRETIENS, cadre, en_plus)
    couleurs, couleur = {}, BLEU
    debuts = {champ: (titre, c) for champ, titre, c in GROUPES}
    for c in ENTRETIENS:
        couleur = debuts[c.champ][1] if c.champ in debuts else couleur
        couleurs[c.champ] = couleur
    vives = formules.vives(cadre)
    combien = table.poser("Entretiens", "", lignes, couleurs, vives, fige=table.rang["sexe"])
    for rang, c in enumerate(ENTRETIENS):
        titre = debuts[c.champ][0] if c.champ in debuts else None
        f.write(1, rang, titre, styles.entete(couleurs[c.champ], bandeau=True))
    for champ, symboles in LEGENDE.items():
        f.write(0, table.rang[champ], symboles, styles["sous_titre"])
    valeurs = [formules.valeurs_vives(formules.par_champ(ligne), cadre) for ligne in lignes]
    table.ecrire_vives(combien, vives, valeurs)
    _signaler(table)
    return table


def _signaler(t: Table) -> None:
    """Les formats conditionnels : d'abord ce qui est faux, puis ce qui manque, puis ce que dit le
    verdict."""
    c = t.case

    def si(champs: Sequence[str], condition: str, style: str) -> None:
        for champ in champs:
            rang = t.rang[champ]
            criteres = {
                "type": "formula",
                "criteria": "=" + condition.replace("{}", c(champ)),
                "format": t.styles[style],
            }
            t.f.conditional_format(HAUT + 1, rang, DERNIERE, rang, criteres)

    saisies = f"{c('date_entretien')}:{c('observations')}"
    commencee = f"COUNTA({saisies})>0"
    for x in SAISIES:
        si((x.champ,), est_a_revoir(x.champ, c("controle")), "mc_a_revoir")
    for symbole, style in (
        (SYMBOLES[Gravite.BLOQUANT], "mc_faux"),
        (SYMBOLES[Gravite.VERIFIER], "mc_a_relire"),
        (CONFORME, "mc_eligible"),
    ):
        si(("controle",), f'LEFT({{}},{len(symbole)})="{symbole}"', style)
    si(
        ("date_entretien", "date_naissance", "date_inscription"),
        "AND(ISNUMBER({}),{}>=TODAY()+1)",
        "mc_date",
    )
    si(
        ("date_rdv_ft",),
        f'AND({c("rdv_ft")}="{ACCOMPAGNE}",ISNUMBER({{}}),{{}}>=TODAY()+1)',
        "mc_date",
    )
    si(
        [x.champ for x in t.colonnes if x.nature is Nature.DATE],
        'AND({}<>"",NOT(ISNUMBER({})))',
        "mc_texte",
    )
    for x in t.colonnes:
        if x.nature is Nature.LISTE:
            si(
                (x.champ,),
                f'AND({{}}<>"",COUNTIF({nom_de_liste(x.liste)},{formules.critere("{}")})=0)',
                "mc_texte",
            )
    si(
        ("inscrit_ft", "inscription_cip"),
        f'AND({c("inscrit_ft")}="{OUI}",{c("inscription_cip")}="{REALISEE}")',
        "mc_texte",
    )
    for champ in ("n_etranger", "identifiant_ft"):
        si((champ,), f'AND({{}}<>"",NOT({_longueur(champ, "{}")}))', "mc_texte")
    pfa = ("date_entretien", "dt", "demi_journee")
    memes = (f"{t.toute(x)},{formules.critere(c(x))}" for x in (*pfa[1:], "n_etranger"))
    meme_pfa = ",".join(
        (formules.meme_jour(t.toute("date_entretien"), c("date_entretien")), *memes)
    )
    remplie = ",".join(f'{c(x)}<>""' for x in (*pfa, "n_etranger"))
    # Un critère avant quatre : LibreOffice compare chaque ligne à toutes, et n'a plus à le faire
    # que pour les numéros revus.
    revu = f"COUNTIF({t.toute('n_etranger')},{formules.critere(c('n_etranger'))})>1"
    si(
        ("n_etranger",),
        f"IF(AND({remplie}),IF({revu},COUNTIFS({meme_pfa})>1,FALSE),FALSE)",
        "mc_double",
    )
    toujours = (*pfa, "n_etranger", "nom", "prenom", "sexe", "date_naissance", "situation")
    si(toujours, f'AND(TRIM({{}})="",{commencee})', "mc_a_remplir")
    si(
        ("agir", "rsa", "inscrit_ft"),
        f'AND({{}}="",{c("eligibilite")}="{A_QUALIFIER}")',
        "mc_a_remplir",
    )
    si(
        ("inscription_cip",),
        f'AND({{}}="",{c("eligibilite")}="{ELIGIBLE}",{c("motif_non_inscription")}="")',
        "mc_a_remplir",
    )
    refusee = f'{c("inscription_cip")}<>"",{c("inscription_cip")}<>"{REALISEE}"'
    si(
        ("motif_non_inscription",),
        f'AND({{}}="",{c("eligibilite")}="{ELIGIBLE}",{refusee})',
        "mc_a_remplir",
    )
    si(
        ("identifiant_ft",),
        f'AND({{}}="",{c("inscription_cip")}="{REALISEE}",{c("motif_non_inscription")}="")',
        "mc_a_remplir",
    )
    si(("date_rdv_ft",), f'AND({{}}="",{c("rdv_ft")}="{ACCOMPAGNE}")', "mc_a_remplir")
    si(
        ("nom",),
        f'AND({c("eligibilite")}="{ELIGIBLE}",{c("inscription_cip")}="{REALISEE}")',
        "mc_inscrite",
    )
    si(
        ("nom",),
        f'AND({c("eligibilite")}="{ELIGIBLE}",{c("motif_non_inscription")}="")',
        "mc_a_inscrire",
    )
    si(("nom",), f'{c("eligibilite")}="{NON_ELIGIBLE}"', "mc_ecartee")
    si(("eligibilite",), f'{{}}="{ELIGIBLE}"', "mc_eligible")
    si(("age",), f'{{}}="{formules.A_VERIFIER}"', "mc_faux")
    si(
        ("tranche", "eligibilite", "motif"),
        f'OR({{}}="{formules.A_VERIFIER}",{{}}="{A_QUALIFIER}")',
        "mc_inconnue",
    )
    pas_une_question = ",".join(f'{c("motif")}<>"{k.libelle}"' for _, k in QUESTIONS)
    si(("situation",), f'AND({c("eligibilite")}="{NON_ELIGIBLE}",{pas_une_question})', "mc_decide")
    for champ, categorie in QUESTIONS:
        si((champ,), f'{c("motif")}="{categorie.libelle}"', "mc_decide")
    toute_la_ligne = {
        "type": "formula",
        "criteria": f'={c("eligibilite")}="{NON_ELIGIBLE}"',
        "format": t.styles["mc_ineligible"],
    }
    t.f.conditional_format(HAUT + 1, 0, DERNIERE, t.rang["controle"], toute_la_ligne)


def poser_seances(
    f: Worksheet,
    styles: Styles,
    lignes: Sequence[Mapping[str, Any]],
    entretiens: Sequence[Mapping[str, Any]],
    cadre: Cadre,
    en_plus: Sequence[str] = (),
) -> Table:
    """La feuille `Séances`, avec le compte vif des lignes d'entretien de chaque PFA."""
    table = Table(f, styles, "Seances", COLONNES_SEANCES, cadre, en_plus)
    ici = {
        champ: f"Seances[[#This Row],[{c.titre}]]" for champ, c in ((c.champ, c) for c in SEANCES)
    }
    jour, dt, demi = (formules.colonne("Entretiens", c.titre) for c in ENTRETIENS[:3])
    compte = f"COUNTIFS({formules.meme_jour(jour, ici['jour'])},{dt},{formules.critere(ici['dt'])},{demi},{formules.critere(ici['demi_journee'])})"
    convoques = f"IF(ISNUMBER({ici['convoques']}),{ici['convoques']},ConvoquesParPFA)"
    complete = f'OR(NOT(ISNUMBER({ici["jour"]})),{ici["dt"]}="",{ici["demi_journee"]}="")'
    vives = {
        "recus": f'=IF({complete},"",IF({compte}>{convoques},"⚠ ","")&{compte}&" / "&{convoques})'
    }
    combien = table.poser(
        "Séances",
        "Une ligne par session d’accueil (PFA), même si personne n’est venu.",
        lignes,
        {c.champ: BLEU for c in COLONNES_SEANCES} | {"recus": ARDOISE},
        vives,
    )
    valeurs = [{"recus": _recus(s, entretiens, cadre)} for s in lignes]
    table.ecrire_vives(combien, vives, valeurs)
    return table


def _recus(seance: Mapping[str, Any], entretiens: Sequence[Mapping[str, Any]], cadre: Cadre) -> str:
    """Comme la formule, en Python : les textes se comparent sans casse, une heure ne change pas le
    jour."""
    pfa = [_comme_countifs(seance.get(titre)) for titre in ("Date", "DT", "Demi-journée")]
    if not isinstance(pfa[0], date) or not all(pfa):
        return ""
    recus = sum(
        [_comme_countifs(e.get(titre)) for titre in ("Date entretien", "DT", "Demi-journée")] == pfa
        for e in entretiens
    )
    lu = seance.get("Convoqués")
    convoques = (
        lu if isinstance(lu, int | float) and not isinstance(lu, bool) else cadre.convoques_par_pfa
    )
    return f"{'⚠ ' if recus > convoques else ''}{recus} / {en_texte(convoques)}"


def _comme_countifs(valeur: Any) -> Any:
    return (
        valeur.date()
        if isinstance(valeur, datetime)
        else valeur.lower()
        if isinstance(valeur, str)
        else valeur
    )


def poser_decisions(
    f: Worksheet,
    styles: Styles,
    lignes: Sequence[Mapping[str, Any]],
    cadre: Cadre,
    en_plus: Sequence[str] = (),
) -> Table:
    """La feuille `Décisions` et ses lignes."""
    table = Table(f, styles, "Decisions", DECISIONS, cadre, en_plus)
    aide = (
        "Ce que le CIP a vérifié : « Personnes distinctes » (deux personnes qui se ressemblent) "
        "ou « Anomalie confirmée » (signalée, mais exacte)."
    )
    table.poser("Décisions", aide, lignes, dict.fromkeys(table.rang, BLEU), {})
    return table
