"""La feuille `Paramètres` : ses tables, et ce que chacune accepte."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from workbook.declarations.cadre import ELIGIBLES, RECUES, TABLES, Cadre
from workbook.declarations.categories import DE_SITUATION
from workbook.modele.styles import TITRE_DE_BULLE, Styles
from workbook.presentation.apparence import BLEU

FEUILLE = "Paramètres"
SOUS_TITRE = (
    "Réservé au responsable du CIP : ce qu’une nouvelle instruction peut changer. "
    "Le classeur, les contrôles et les rapports suivent aussitôt."
)
HAUT = 4
"""Rang (depuis 0) de la ligne de titres de toutes les tables de la feuille."""
LIGNES_MAX = 300
"""Lignes d'une table, au plus, que suivent les formules vives et les listes déroulantes."""

_LARGEURS = {
    "Paramètre": 34, "Valeur": 18, "Source": 82, "DT": 14, "Départements": 15, "Courriel": 26,
    "Situation": 26, "Catégorie": 19, "Tranche": 17, "Âge min": 10, "Âge max": 10,
    "Demi-journée": 15, "Sexe": 8, "Oui/Non": 10, "Inscription CIP": 17,
    "Motif non-inscription": 34, "RDV FT": 15,
}  # fmt: skip
_STYLES = {
    "Valeur": "tableau_valeur",
    "Départements": "saisie_code",
    "Âge min": "saisie_nombre",
    "Âge max": "saisie_nombre",
}

AIDES = {
    "Convention": (
        "Ce que fixe la convention. Changez « Valeur » ; gardez les noms de la première colonne. "
        "Plusieurs valeurs : séparez-les par « ; »."
    ),
    "Antennes": (
        "Les directions territoriales. Une ligne ajoutée entre dans les listes déroulantes et a "
        "son rapport."
    ),
    "Situations": (
        "Les réponses à la première question, et leur catégorie. Une ligne ajoutée entre dans la "
        "liste déroulante."
    ),
    "Tranches": "Les tranches d’âges, sans trou ni recouvrement. Âge max vide : sans limite.",
    "Listes": (
        "Les listes fermées, une colonne chacune. Ajoutez des valeurs, sauf à Sexe et à Oui/Non ; "
        "ne retirez et ne renommez pas celles dont les règles se servent (Réalisée, Accompagné…)."
    ),
}
"""Ce que chaque table de `Paramètres` dit d'elle-même."""


class Parametres:
    """Les tables à écrire, leur place sur la feuille, et le cadre qu'elles donnent."""

    def __init__(
        self,
        tables: Mapping[str, Sequence[Sequence[Any]]],
        listes: Mapping[str, Sequence[str]],
        cadre: Cadre,
    ):
        self.tables, self.listes, self.cadre = tables, listes, cadre
        self.gauches: dict[str, int] = {}
        gauche = 0
        for nom, titres in (*TABLES.items(), ("Listes", tuple(listes))):
            self.gauches[nom] = gauche
            gauche += len(titres) + 1

    def titres(self, table: str) -> tuple[str, ...]:
        """Les titres d'une table."""
        return TABLES.get(table) or tuple(self.listes)

    def place(self, table: str, titre: str) -> int:
        """Le rang de la colonne, sur la feuille."""
        return self.gauches[table] + self.titres(table).index(titre)

    def etendue(self, table: str, titre: str) -> str:
        """Tout ce que la colonne peut contenir, référence absolue."""
        colonne = self.place(table, titre)
        return f"{FEUILLE}!{xl_range_abs(HAUT + 1, colonne, HAUT + LIGNES_MAX, colonne)}"

    def valeurs(self, table: str, titre: str) -> list[Any]:
        """Les valeurs de la colonne, telles qu'elles sont écrites."""
        if table == "Listes":
            return list(self.listes[titre])
        rang = TABLES[table].index(titre)
        return [ligne[rang] for ligne in self.tables[table]]


def poser(f: Worksheet, styles: Styles, p: Parametres) -> None:
    """Écrit la feuille : les tables côte à côte, pour que chacune puisse s'allonger, séparées par
    une colonne vide."""
    f.hide_gridlines(2)
    f.set_row(0, 30)
    f.write(0, 0, FEUILLE, styles["titre"])
    f.write(1, 0, SOUS_TITRE, styles["sous_titre"])
    f.set_row(HAUT - 2, 24)
    f.set_row(HAUT - 1, 32)
    f.set_row(HAUT, 20)
    for nom in p.gauches:
        _poser_table(f, styles, p, nom)
    _valider(f, p)
    f.freeze_panes(HAUT + 1, 0)


def _poser_table(f: Worksheet, styles: Styles, p: Parametres, nom: str) -> None:
    gauche, titres = p.gauches[nom], p.titres(nom)
    droite = gauche + len(titres) - 1
    f.write(HAUT - 2, gauche, nom, styles["section"])
    for colonne in range(gauche + 1, droite + 1):
        f.write_blank(HAUT - 2, colonne, None, styles["section"])
    f.merge_range(HAUT - 1, gauche, HAUT - 1, droite, AIDES[nom], styles["aide"])
    entete = styles.entete(BLEU, filtre=False)
    formats = {titre: styles[_STYLES.get(titre, "tableau")] for titre in titres}
    colonnes = [{"header": t, "header_format": entete, "format": formats[t]} for t in titres]
    options = {"name": nom, "style": None, "autofilter": False, "columns": colonnes}
    lignes = max(len(p.valeurs(nom, titre)) for titre in titres)
    f.add_table(HAUT, gauche, HAUT + max(lignes, 1), droite, options)
    for colonne, titre in enumerate(titres, gauche):
        f.set_column(colonne, colonne, _LARGEURS.get(titre, 16))
        valeurs = p.valeurs(nom, titre)
        for rang, valeur in enumerate(valeurs + [""] * (lignes - len(valeurs)), HAUT + 1):
            if isinstance(valeur, date):
                f.write_datetime(rang, colonne, valeur, styles["tableau_date"])
            elif valeur == "":
                f.write_blank(rang, colonne, None, formats[titre])
            else:
                f.write(rang, colonne, valeur, formats[titre])
    f.set_column(droite + 1, droite + 1, 3)


def _valider(f: Worksheet, p: Parametres) -> None:
    colonne = p.place("Convention", "Valeur")
    for rang, (titre, valeur, _) in enumerate(p.tables["Convention"], HAUT + 1):
        if regle := _regle_de(valeur):
            court = titre if len(titre) <= TITRE_DE_BULLE else titre.partition(" ")[2].capitalize()
            bulle = {"input_title": court, "input_message": AIDES["Convention"]}
            regle |= bulle | {"error_title": "Valeur refusée"}
            f.data_validation(rang, colonne, rang, colonne, regle)
    _valider_colonne(f, p.place("Situations", "Catégorie"), _CATEGORIE)
    for titre in ("Âge min", "Âge max"):
        _valider_colonne(f, p.place("Tranches", titre), _AGE)


def _valider_colonne(f: Worksheet, colonne: int, regle: dict[str, Any]) -> None:
    f.data_validation(HAUT + 1, colonne, HAUT + LIGNES_MAX, colonne, regle)


def _regle_de(valeur: Any) -> dict[str, Any]:
    """Ce qu'un paramètre accepte, d'après sa valeur livrée ; vide : n'importe quoi."""
    if isinstance(valeur, date):
        depuis = {"validate": "date", "criteria": ">=", "value": date(2020, 1, 1)}
        return depuis | {"error_message": "Tapez une date, par exemple 08/12/2025."}
    if isinstance(valeur, int):
        return _entier(9999) | {"error_message": "Tapez un nombre entier."}
    if valeur in (ELIGIBLES, RECUES):
        choix = {"validate": "list", "source": [ELIGIBLES, RECUES]}
        return choix | {"error_message": f"Choisissez {ELIGIBLES} ou {RECUES}."}
    return {}


def _entier(maxi: int) -> dict[str, Any]:
    return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": maxi}


_AGE = _entier(120) | {"error_title": "Âge refusé", "error_message": "Tapez un âge entier."}
_CATEGORIE = {
    "validate": "list",
    "source": list(DE_SITUATION),
    "error_title": "Catégorie inconnue",
    "error_message": "Choisissez une catégorie de la liste.",
    "input_title": "Catégorie",
    "input_message": "« Éligible » : les questions AGIR, RSA et Inscrit FT décident. "
    "Toute autre catégorie : non éligible.",
}
