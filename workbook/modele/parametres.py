"""La feuille `Paramètres`, et ce que les formules et les listes déroulantes en tirent : noms
définis et calculs cachés.

Une zone commence sous son titre et va jusqu'où la lecture la lit (`tables_parametres`) : au moins
la table, puis les lignes qui se suivent sans vide. Ainsi une ligne ajoutée compte aussi là où la
table ne s'agrandit pas d'elle-même (LibreOffice).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbook.declarations.affichage import MOIS
from workbook.declarations.cadre import ELIGIBLES, RECUES, TABLES, Cadre
from workbook.declarations.categories import DE_SITUATION
from workbook.declarations.dates import serie_de_date
from workbook.declarations.texte import sans_accents
from workbook.modele import formules
from workbook.modele.styles import BLEU, TITRE_DE_BULLE, Styles

FEUILLE = "Paramètres"
HAUT = 4
"""Rang (depuis 0) de la ligne de titres de toutes les tables de la feuille."""
LIGNES_MAX = 300
"""Lignes d'une table, au plus, que suivent les formules vives et les listes déroulantes."""
CALCULS = "Accueil"
GAUCHE_DES_CALCULS = 10
"""Les calculs intermédiaires sont dans des colonnes masquées de l'Accueil : aucune insertion de
ligne dans `Paramètres` ne les décale."""
MOIS_MAX = 36

_LARGEURS = {
    "Paramètre": 34,
    "Valeur": 18,
    "Source": 82,
    "DT": 14,
    "Départements": 15,
    "Courriel": 26,
    "Situation": 26,
    "Catégorie": 19,
    "Tranche": 17,
}
_LARGEURS |= {
    "Âge min": 10,
    "Âge max": 10,
    "Demi-journée": 15,
    "Sexe": 8,
    "Oui/Non": 10,
    "Inscription CIP": 17,
    "Motif non-inscription": 34,
    "RDV FT": 15,
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


def nom_de_liste(liste: str) -> str:
    """Le nom défini d'une liste déroulante : « Demi-journée » donne « ListeDemiJournee »."""
    mots = (
        sans_accents("DT" if liste == "Antennes" else liste)
        .replace("/", " ")
        .replace("-", " ")
        .split()
    )
    return "Liste" + "".join(m[0].upper() + m[1:] for m in mots)


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
    f.write(0, 0, "Paramètres", styles["titre"])
    f.write(
        1,
        0,
        "Réservé au responsable du CIP : ce qu’une nouvelle instruction peut changer. Le "
        "classeur, les contrôles et les rapports suivent aussitôt.",
        styles["sous_titre"],
    )
    f.set_row(HAUT - 2, 24)
    f.set_row(HAUT - 1, 32)
    f.set_row(HAUT, 20)
    for nom, gauche in p.gauches.items():
        titres = p.titres(nom)
        f.write(HAUT - 2, gauche, nom, styles["section"])
        for rang in range(gauche + 1, gauche + len(titres)):
            f.write_blank(HAUT - 2, rang, None, styles["section"])
        f.merge_range(
            HAUT - 1, gauche, HAUT - 1, gauche + len(titres) - 1, AIDES[nom], styles["aide"]
        )
        lignes = max(len(p.valeurs(nom, titre)) for titre in titres)
        f.add_table(
            HAUT,
            gauche,
            HAUT + max(lignes, 1),
            gauche + len(titres) - 1,
            {
                "name": nom,
                "style": None,
                "autofilter": False,
                "columns": [
                    {
                        "header": t,
                        "header_format": styles.entete(BLEU, filtre=False),
                        "format": styles[_style(t)],
                    }
                    for t in titres
                ],
            },
        )
        for titre in titres:
            colonne, style = p.place(nom, titre), styles[_style(titre)]
            f.set_column(colonne, colonne, _LARGEURS.get(titre, 16))
            valeurs = p.valeurs(nom, titre)
            for rang in range(lignes):
                valeur = valeurs[rang] if rang < len(valeurs) else ""
                if isinstance(valeur, date):
                    f.write_datetime(HAUT + 1 + rang, colonne, valeur, styles["tableau_date"])
                elif valeur == "":
                    f.write_blank(HAUT + 1 + rang, colonne, None, style)
                else:
                    f.write(HAUT + 1 + rang, colonne, valeur, style)
        f.set_column(gauche + len(titres), gauche + len(titres), 3)
    _valider(f, p)
    f.freeze_panes(HAUT + 1, 0)


def _style(titre: str) -> str:
    return {
        "Valeur": "tableau_valeur",
        "Départements": "saisie_code",
        "Âge min": "saisie_nombre",
        "Âge max": "saisie_nombre",
    }.get(titre, "tableau")


def _valider(f: Worksheet, p: Parametres) -> None:
    colonne = p.place("Convention", "Valeur")
    for rang, (titre, valeur, _) in enumerate(p.tables["Convention"], HAUT + 1):
        regle: dict[str, Any] = {"validate": "any"}
        if isinstance(valeur, date):
            regle = {
                "validate": "date",
                "criteria": ">=",
                "value": date(2020, 1, 1),
                "error_message": "Tapez une date, par exemple 08/12/2025.",
            }
        elif isinstance(valeur, int):
            regle = {
                "validate": "integer",
                "criteria": "between",
                "minimum": 0,
                "maximum": 9999,
                "error_message": "Tapez un nombre entier.",
            }
        elif valeur in (ELIGIBLES, RECUES):
            regle = {
                "validate": "list",
                "source": [ELIGIBLES, RECUES],
                "error_message": f"Choisissez {ELIGIBLES} ou {RECUES}.",
            }
        if regle["validate"] != "any":
            court = titre if len(titre) <= TITRE_DE_BULLE else titre.partition(" ")[2].capitalize()
            f.data_validation(
                rang,
                colonne,
                rang,
                colonne,
                regle
                | {
                    "error_title": "Valeur refusée",
                    "input_title": court,
                    "input_message": AIDES["Convention"],
                },
            )
    colonne = p.place("Situations", "Catégorie")
    choix = {
        "validate": "list",
        "source": list(DE_SITUATION),
        "error_title": "Catégorie inconnue",
        "error_message": "Choisissez une catégorie de la liste.",
    }
    aide = {
        "input_title": "Catégorie",
        "input_message": (
            "« Éligible » : les questions AGIR, RSA et Inscrit FT décident. Toute autre catégorie "
            ": non éligible."
        ),
    }
    f.data_validation(HAUT + 1, colonne, HAUT + LIGNES_MAX, colonne, choix | aide)
    for titre, maxi in (("Âge min", 120), ("Âge max", 120)):
        colonne = p.place("Tranches", titre)
        entier = {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": maxi,
            "error_title": "Âge refusé",
            "error_message": "Tapez un âge entier.",
        }
        f.data_validation(HAUT + 1, colonne, HAUT + LIGNES_MAX, colonne, entier)


class Calculs:
    """Écrit les calculs cachés, colonne après colonne, et définit leurs noms."""

    def __init__(self, f: Worksheet, styles: Styles, definir: Callable[[str, str], Any]):
        self.f, self.style, self.definir = f, styles["cache"], definir
        self.colonne = GAUCHE_DES_CALCULS

    def ajouter(self, nom: str, formules_et_valeurs: Sequence[tuple[str, Any]]) -> None:
        """Une colonne de formules, avec leurs valeurs ; `nom` la désigne."""
        self.f.write(0, self.colonne, nom, self.style)
        for rang, (formule, valeur) in enumerate(formules_et_valeurs, 1):
            self.f.write_formula(rang, self.colonne, formule, self.style, valeur)
        self.definir(
            nom,
            f"={CALCULS}!{xl_range_abs(1, self.colonne, len(formules_et_valeurs), self.colonne)}",
        )
        self.colonne += 1

    def ajouter_une(self, nom: str, formule: str, valeur: Any) -> str:
        """Une seule cellule ; rend sa référence absolue."""
        self.ajouter(nom, [(formule, valeur)])
        return f"{CALCULS}!{xl_rowcol_to_cell(1, self.colonne - 1, row_abs=True, col_abs=True)}"

    def reserver(self, nom: str, valeur: Any) -> None:
        """Une cellule sans formule, que le logiciel remplit."""
        self.f.write(0, self.colonne, nom, self.style)
        self.f.write(1, self.colonne, valeur, self.style)
        self.definir(
            nom, f"={CALCULS}!{xl_rowcol_to_cell(1, self.colonne, row_abs=True, col_abs=True)}"
        )
        self.colonne += 1


def calculer(calculs: Calculs, p: Parametres) -> None:
    """Pose les noms des listes déroulantes, les clés que cherchent les formules vives, les dates de
    la convention et les mois à choisir."""
    etendues: dict[tuple[str, str], tuple[str, int]] = {}
    for table, titre, liste in _zones(p):
        etendue, n = p.etendue(table, titre), len(p.valeurs(table, titre))
        fin = calculs.ajouter_une(
            f"Lignes{nom_de_liste(liste)[5:]}", _derniere_ligne(table, titre, etendue), n
        )
        etendues[table, titre] = (fin, n)
        calculs.definir(
            nom_de_liste(liste), f"={etendue.split(':')[0]}:INDEX({etendue},MAX(1,{fin}))"
        )
    for z in formules.ZONES:
        fin, n = etendues[z.table, z.titre if z.table == "Listes" else p.titres(z.table)[0]]
        etendue, valeurs = p.etendue(z.table, z.titre), p.valeurs(z.table, z.titre)
        ailleurs = formules.texte(z.ailleurs) if isinstance(z.ailleurs, str) else z.ailleurs
        formules_ = [
            f"=IF({k}<={fin},{z.formule.format(f'INDEX({etendue},{k})')},{ailleurs})"
            for k in range(1, z.combien + 1)
        ]
        calculs.ajouter(
            z.nom,
            [(x, z.calcul(valeurs[k]) if k < n else z.ailleurs) for k, x in enumerate(formules_)],
        )
    _dates(calculs, p)


def _zones(p: Parametres) -> list[tuple[str, str, str]]:
    """(table, colonne, liste) de chaque liste déroulante."""
    return [
        ("Antennes", "DT", "Antennes"),
        ("Situations", "Situation", "Situations"),
        ("Tranches", "Tranche", "Tranches"),
        *(("Listes", t, t) for t in p.listes),
    ]


def _derniere_ligne(table: str, titre: str, etendue: str) -> str:
    """Combien de lignes va la zone : la dernière remplie avant le premier vide qui suit la
    table."""
    haut = f"ROW({etendue.split(':')[0].replace('$' + str(HAUT + 2), '$' + str(HAUT + 1))})"
    rempli = f'(TRIM({etendue})<>"")'
    dans_la_table = f"(ROW({etendue})<={haut}+ROWS({formules.colonne(table, titre)}))"
    vide = f"SUMPRODUCT(MIN(ROW({etendue})+1000000*({rempli}+{dans_la_table}>0)))"
    return f"=IFERROR(SUMPRODUCT(MAX({rempli}*(ROW({etendue})<{vide})*(ROW({etendue})-{haut}))),ROWS({formules.colonne(table, titre)}))"


def _dates(calculs: Calculs, p: Parametres) -> None:
    cadre = p.cadre
    for nom, champ, valeur in (
        ("DebutConvention", "Début", cadre.debut),
        ("FinConvention", "Fin", cadre.fin),
        ("ConvoquesParPFA", "Convoqués par PFA", cadre.convoques_par_pfa),
    ):
        defaut = (
            f"DATE({valeur.year},{valeur.month},{valeur.day})"
            if isinstance(valeur, date)
            else str(valeur)
        )
        lu = valeur_de(champ)
        calculs.ajouter_une(
            nom,
            f"=IFERROR(IF(ISNUMBER({lu}),{lu},{defaut}),{defaut})",
            serie_de_date(valeur) if isinstance(valeur, date) else valeur,
        )
    premiers = mois_proposes(cadre)
    debut = "DATE(YEAR(DebutConvention),MONTH(DebutConvention),1)"
    cases = [
        (
            f'=IF(EDATE({debut},{k})<=EDATE(FinConvention,3),EDATE({debut},{k}),"")',
            serie_de_date(premiers[k]) if k < len(premiers) else "",
        )
        for k in range(MOIS_MAX)
    ]
    calculs.ajouter("DebutsDeMois", cases)
    en_lettres = ",".join(f'"{m}"' for m in MOIS)
    cases = [
        ((f'=IF(ISNUMBER(INDEX(DebutsDeMois,{k + 1})),CHOOSE(MONTH(INDEX(DebutsDeMois,{k + 1})),{en_lettres})&" '
            f'"&YEAR(INDEX(DebutsDeMois,{k + 1})),"")'),
         mois_en_lettres(premiers[k]) if k < len(premiers) else "")
        for k in range(MOIS_MAX)
    ]  # fmt: skip
    calculs.ajouter("MoisProposes", cases)
    calculs.definir(
        "ListeMois", "=INDEX(MoisProposes,1):INDEX(MoisProposes,MAX(1,COUNT(DebutsDeMois)))"
    )


def valeur_de(parametre: str) -> str:
    """La valeur d'un paramètre de la table `Convention`."""
    return f'INDEX({formules.colonne("Convention", "Valeur")},MATCH("{parametre}",{formules.colonne("Convention", "Paramètre")},0))'


def mois_en_lettres(mois: date) -> str:
    """« janvier 2026 »."""
    return f"{MOIS[mois.month - 1]} {mois.year}"


def mois_proposes(cadre: Cadre) -> list[date]:
    """Les mois de la convention, et trois de plus pour les premiers rendez-vous tenus après sa
    fin."""
    premier, fin = (
        cadre.debut.year * 12 + cadre.debut.month - 1,
        cadre.fin.year * 12 + cadre.fin.month - 1,
    )
    return [date(m // 12, m % 12 + 1, 1) for m in range(premier, fin + 4)][:MOIS_MAX]
