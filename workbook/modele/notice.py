"""Les feuilles que le logiciel écrit : `Contrôles`, `À suivre`, `Journal`, et la `Notice`, tirée
des déclarations."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

from workbook.cas.recit import exemple
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import TABLES, Cadre, tables_par_defaut
from workbook.declarations.colonnes import Colonne, Nature
from workbook.declarations.lignes import DECISIONS, ENTRETIENS, PAR_CHAMP
from workbook.jugement.controle import SYMBOLES
from workbook.jugement.regles import REGLES
from workbook.lecture.vives import REMEDE
from workbook.modele.parametres import AIDES
from workbook.modele.saisie import COLONNES_SEANCES
from workbook.modele.styles import Styles
from workbook.modele.table import HAUT, ajoutees, ecrire, poser_titres
from workbook.modele.validations import valeurs_fixes
from workbook.presentation.apparence import BLEU
from workbook.presentation.mesures import couper, hauteur


def _c(titre: str, largeur: int, aide: str = "", *, nominative: bool = False) -> Colonne:
    return Colonne(titre, Nature.LOGICIEL, aide, nominative=nominative, largeur=largeur)


CONTROLES = (
    _c(
        "Gravité",
        16,
        "Bloquant, À vérifier ou Information ; À savoir, pour ce qui ne tient pas à une seule "
        "ligne.",
    ),
    _c("Code", 9, "Le code de la règle ; les règles sont décrites plus bas."),
    _c("Ligne", 9, "Numéro de ligne dans Entretiens."),
    _c("Colonne", 24, "La colonne à revoir."),
    _c("Cellule", 10, "La cellule à revoir : cliquez pour y aller (Ctrl+clic dans LibreOffice)."),
    _c("Personne", 30, "La personne.", nominative=True),
    _c("Anomalie", 36, "Le titre de la règle."),
    _c("Que faire", 76, "Ce qui a été trouvé, et comment le corriger.", nominative=True),
)
A_SUIVRE = (
    _c("À faire", 44, "Relancer, inscrire ou attendre."),
    _c("Ligne", 9, "Numéro de ligne dans Entretiens."),
    _c("N° étranger", 15, "Celui de la personne.", nominative=True),
    _c("Personne", 30, "La personne.", nominative=True),
    _c("Date entretien", 14, "Recopiée de cette ligne."),
    _c("DT", 12, "Recopiée de cette ligne."),
    _c("Date inscription", 14, "Recopiée de cette ligne."),
    _c("Date RDV FT", 14, "Recopiée de cette ligne."),
    _c("RDV FT", 14, "Recopié de cette ligne."),
    _c("Jours écoulés", 12, "Depuis l’inscription, sinon depuis l’entretien."),
)
JOURNAL = (
    _c("Date", 18, "Jour et heure où les rapports ont été produits."),
    _c("Mois", 16, "Le mois du rapport."),
    _c("État", 16, "PROVISOIRE, DÉFINITIF ou RECTIFICATIF."),
    _c("Version", 10, "Numéro de version, si le rapport est définitif."),
    _c("Dossier", 40, "Le dossier des rapports, à partir de celui du classeur."),
    _c("Fichiers", 12, "Nombre de fichiers produits."),
    _c("Lignes comptées", 12, "Nombre d’entretiens du mois."),
    _c("Empreinte", 40, "Identique tant que les lignes comptées sont les mêmes."),
)


class DuLogiciel(NamedTuple):
    """Une feuille que le logiciel remplit : le nom de sa table, ses colonnes, ce qu'elle est."""

    table: str
    colonnes: tuple[Colonne, ...]
    aide: str


DU_LOGICIEL = {
    "Contrôles": DuLogiciel(
        "Controles",
        CONTROLES,
        "Écrit par le bouton « Vérifier » : ce qu’il faut savoir, puis une ligne par anomalie, "
        "les bloquantes d’abord. Un clic sur « Cellule » y mène (Ctrl+clic dans LibreOffice).",
    ),
    "À suivre": DuLogiciel(
        "ASuivre",
        A_SUIVRE,
        "Écrit par le bouton « Vérifier » : personnes inscrites sans premier rendez-vous tenu, "
        "personnes éligibles non inscrites (sauf refus, ou titre n’ouvrant pas l’inscription).",
    ),
    "Journal": DuLogiciel(
        "Journal",
        JOURNAL,
        "Écrit par le logiciel : une ligne par jeu de rapports produit, "
        "sans aucun nom de personne.",
    ),
}
_STYLES = (
    dict.fromkeys(("Que faire", "Anomalie", "À faire", "Dossier"), "tableau_phrase")
    | dict.fromkeys(("Code", "N° étranger", "Personne", "Mois", "Empreinte"), "tableau_texte")
    | dict.fromkeys(("Date entretien", "Date inscription", "Date RDV FT"), "tableau_date")
    | dict.fromkeys(
        ("Ligne", "Version", "Fichiers", "Lignes comptées", "Jours écoulés"), "saisie_nombre"
    )
    | {"Date": "tableau_instant", "Cellule": "tableau_lien"}
)
"""Le format des colonnes. Ce que le tableur prendrait pour un nombre ou une date est du texte."""
LARGEURS_NOTICE = (11, 18, 24, 46, 28, 22, 26, 26)
A_SAVOIR = f"""\
Les colonnes d’Entretiens se reconnaissent à leur titre : vous pouvez les déplacer, en ajouter, \
trier, filtrer, masquer. Ne changez pas les titres.
Après la dernière ligne prête, Excel agrandit le tableau de lui-même. Dans LibreOffice, insérez \
des lignes avant la dernière, puis recopiez vers le bas (Ctrl+D).
Annuler (Ctrl+Z) après un bouton : dans LibreOffice, une fois annule tout ce que le bouton a \
écrit, une fois de plus votre dernière saisie. Excel, lui, n’annule plus rien de ce qui précède \
un bouton.
Imprimer : Excel, et LibreOffice avec le .ods et ses macros, n’impriment que les lignes remplies. \
Sinon, filtrez d’abord la première colonne : « Filtrer par condition », « Non vide ».
Ne tapez rien dans une colonne calculée. Si la vérification signale « la formule manque » : \
{REMEDE}.
« À vérifier » dans une colonne calculée : une réponse n’est pas dans sa liste, ou une date n’en \
est pas une. Choisissez dans la liste, ou retapez la date.
""".splitlines()
SOUS_TITRE = (
    "Toutes les colonnes à remplir, puis toutes les règles de contrôle. "
    "Feuille écrite par le logiciel."
)
TITRES_DES_REGLES = (
    "Code",
    "Gravité",
    "Règle",
    "Ce que dit le contrôle, par exemple",
    "Fondement",
    "Colonnes lues",
    "Exemple signalé",
    "Exemple qui passe",
)
ORDRE_DES_CODES = "EPDSFXO"
"""Les familles de règles, dans l'ordre de la saisie."""


def poser_feuille_du_logiciel(
    f: Worksheet,
    styles: Styles,
    feuille: str,
    lignes: Sequence[Mapping[str, Any]] = (),
    en_plus: Sequence[str] = (),
) -> None:
    """Une feuille que le logiciel remplira : titre, table, largeurs. `lignes` : celles qu'il avait
    déjà écrites ; `en_plus` : colonnes du CIP."""
    nom, propres, aide = DU_LOGICIEL[feuille]
    colonnes = (*propres, *ajoutees(en_plus))
    poser_titres(f, styles, feuille, aide, len(colonnes))
    for rang, c in enumerate(colonnes):
        f.set_column(rang, rang, c.largeur, styles[_STYLES.get(c.titre, "tableau")])
    entetes = [{"header": c.titre, "header_format": styles.entete(BLEU)} for c in colonnes]
    options = {"name": nom, "style": None, "columns": entetes}
    f.add_table(HAUT, 0, HAUT + max(1, len(lignes)), len(colonnes) - 1, options)
    for rang, ligne in enumerate(lignes, HAUT + 1):
        for colonne, c in enumerate(colonnes):
            ecrire(f, styles, rang, colonne, ligne.get(c.titre), "tableau")
    f.freeze_panes(HAUT + 1, 0)


def poser_notice(
    f: Worksheet, styles: Styles, cadre: Cadre, definir: Callable[[str, str], Any]
) -> None:
    """La notice : chaque colonne, puis chaque règle, avec ce qui la fonde."""
    for colonne, largeur in enumerate(LARGEURS_NOTICE):
        f.set_column(colonne, colonne, largeur, styles["fond"])
    f.hide_gridlines(2)
    f.set_row(0, 30)
    f.write(0, 0, "Notice", styles["titre"])
    f.write(1, 0, SOUS_TITRE, styles["sous_titre"])
    f.write(3, 0, "À savoir", styles["section"])
    for colonne in range(1, len(LARGEURS_NOTICE)):
        f.write_blank(3, colonne, None, styles["section"])
    for rang, phrase in enumerate(A_SAVOIR, 4):
        f.write(rang, 0, phrase, styles["fond"])
    haut = 5 + len(A_SAVOIR)
    titres = ("Feuille", "Colonne", "Valeurs", "À savoir", "Nature", "Nominative")
    fin = _tableau(f, styles, haut, "Les colonnes et les paramètres", titres, _dictionnaire(cadre))
    f.set_h_pagebreaks([fin + 1])
    f.repeat_rows(fin + 2)  # les titres des règles, sur chaque page qui les suit
    bas = _tableau(f, styles, fin + 1, "Les règles de contrôle", TITRES_DES_REGLES, _regles())
    definir("ListeCodes", f"=Notice!$A${fin + 4}:$A${bas}")
    f.freeze_panes(2, 0)


def _tableau(
    f: Worksheet,
    styles: Styles,
    haut: int,
    titre: str,
    titres: Sequence[str],
    rangees: Iterable[Sequence[str]],
) -> int:
    """Écrit un tableau, et rend le rang qui le suit."""
    f.set_row(haut, 22)
    for colonne, texte in enumerate(titres):
        f.write_blank(haut, colonne, None, styles["section"])
        f.write(haut + 1, colonne, texte, styles["entete"])
    f.write(haut, 0, titre, styles["section"])
    rang = haut + 2
    for textes in rangees:
        hauteurs = [len(couper(*x)) for x in zip(textes, LARGEURS_NOTICE, strict=False)]
        f.set_row(rang, hauteur(max(hauteurs), 11))
        for colonne, texte in enumerate(textes):
            style = "tableau_long" if colonne else "tableau_code"
            f.write_string(rang, colonne, texte, styles[style])
        rang += 1
    return rang


def _dictionnaire(cadre: Cadre) -> Iterator[tuple[str, ...]]:
    """Chaque colonne, chaque paramètre, chaque table de `Paramètres`."""
    feuilles: dict[str, Sequence[Colonne]] = {
        "Entretiens": ENTRETIENS,
        "Séances": COLONNES_SEANCES,
        "Décisions": DECISIONS,
    }
    feuilles |= {nom: feuille.colonnes for nom, feuille in DU_LOGICIEL.items()}
    for nom, colonnes in feuilles.items():
        for c in colonnes:
            aide = c.aide + (" Obligatoire." if c.requise else "")
            perso = "Oui : reste dans ce classeur" if c.nominative else "Non"
            yield nom, c.titre, _valeurs(c, cadre), aide, _NATURES[c.nature], perso
    for titre, valeur, source in tables_par_defaut()["Convention"]:
        yield "Paramètres", titre, afficher(valeur), source, "Paramètre", "Non"
    tables = {nom: ", ".join(t) for nom, t in TABLES.items() if nom != "Convention"}
    for nom, titres in (tables | {"Listes": "une colonne par liste"}).items():
        yield "Paramètres", f"Table {nom}", titres, AIDES[nom], "Table", "Non"


def _regles() -> Iterator[tuple[str, ...]]:
    for r in sorted(REGLES, key=lambda r: (ORDRE_DES_CODES.index(r.code[0]), r.code)):
        gravite = f"{SYMBOLES[r.gravite]} {r.gravite.libelle}"
        lues = ", ".join(dict.fromkeys(PAR_CHAMP[c].titre for c in r.colonnes))
        cas = exemple(r.code)
        yield r.code, gravite, r.titre, cas.dit, r.fonde, lues, cas.signale, cas.passe


_NATURES = {
    Nature.DATE: "Date",
    Nature.LISTE: "Liste",
    Nature.TEXTE: "Texte",
    Nature.CODE: "Texte (chiffres)",
    Nature.NOMBRE: "Nombre",
    Nature.CALCUL: "Calculée",
    Nature.LOGICIEL: "Logiciel",
}


def _valeurs(c: Colonne, cadre: Cadre) -> str:
    if not c.liste:
        return {Nature.DATE: "jj/mm/aaaa", Nature.NOMBRE: "Nombre entier"}.get(c.nature, "")
    return " · ".join(valeurs_fixes(c) or cadre.valeurs(c.liste))
