"""Les feuilles que le logiciel écrit : `Contrôles`, `À suivre`, `Journal`, et la `Notice`, tirée
des déclarations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

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
from workbook.modele.saisie import COLONNES_SEANCES, HAUT, ecrire, valeurs_fixes
from workbook.modele.styles import BLEU, Styles, hauteur, largeur_de
from workbook.modele.styles import lignes as lignes_de


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

TITRES = {
    "Contrôles": (
        "Controles",
        CONTROLES,
        "Écrit par le bouton « Vérifier » : ce qu’il faut savoir, puis une ligne par anomalie, les "
        "bloquantes d’abord. Un clic sur « Cellule » y mène (Ctrl+clic dans LibreOffice).",
    ),
    "À suivre": (
        "ASuivre",
        A_SUIVRE,
        "Écrit par le bouton « Vérifier » : personnes inscrites sans premier rendez-vous tenu, "
        "personnes éligibles non inscrites (sauf refus, ou titre n’ouvrant pas l’inscription).",
    ),
    "Journal": (
        "Journal",
        JOURNAL,
        (
            "Écrit par le logiciel : une ligne par jeu de rapports produit, sans aucun nom de "
            "personne."
        ),
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
A_SAVOIR = (
    (
        "Les colonnes d’Entretiens se reconnaissent à leur titre : vous pouvez les déplacer, en "
        "ajouter, trier, filtrer, masquer. Ne changez pas les titres."
    ),
    (
        "Après la dernière ligne prête, Excel agrandit le tableau de lui-même. Dans LibreOffice, "
        "insérez des lignes avant la dernière, puis recopiez vers le bas (Ctrl+D)."
    ),
    (
        "Annuler (Ctrl+Z) après un bouton : dans LibreOffice, une fois annule tout ce que le "
        "bouton a écrit, une fois de plus votre dernière saisie. Excel, lui, n’annule plus rien de "
        "ce qui précède un bouton."
    ),
    (
        "Imprimer : Excel, et LibreOffice avec le .ods et ses macros, n’impriment que les lignes "
        "remplies. Sinon, filtrez d’abord la première colonne : « Filtrer par condition », « Non "
        "vide »."
    ),
    (
        "Ne tapez rien dans une colonne calculée. Si la vérification signale « la formule manque "
        f"» : {REMEDE}."
    ),
    (
        "« À vérifier » dans une colonne calculée : une réponse n’est pas dans sa liste, ou une "
        "date n’en est pas une. Choisissez dans la liste, ou retapez la date."
    ),
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
    nom, colonnes, aide = TITRES[feuille]
    colonnes = (
        *colonnes,
        *(_c(titre, max(14, min(40, largeur_de(titre) + 3))) for titre in en_plus),
    )
    f.hide_gridlines(2)
    f.set_row(0, 30)
    f.set_row(HAUT, 32)
    for rang, c in enumerate(colonnes):
        f.set_column(rang, rang, c.largeur, styles[_STYLES.get(c.titre, "tableau")])
        f.write_blank(0, rang, None, styles["fond"])
        f.write_blank(1, rang, None, styles["fond"])
    f.write(0, 0, feuille, styles["titre"])
    f.write(1, 0, aide, styles["sous_titre"])
    entetes = [{"header": c.titre, "header_format": styles.entete(BLEU)} for c in colonnes]
    f.add_table(
        HAUT,
        0,
        HAUT + max(1, len(lignes)),
        len(colonnes) - 1,
        {"name": nom, "style": None, "columns": entetes},
    )
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
    f.write(
        1,
        0,
        "Toutes les colonnes à remplir, puis toutes les règles de contrôle. Feuille écrite par le "
        "logiciel.",
        styles["sous_titre"],
    )
    f.write(3, 0, "À savoir", styles["section"])
    for colonne in range(1, len(LARGEURS_NOTICE)):
        f.write_blank(3, colonne, None, styles["section"])
    for rang, phrase in enumerate(A_SAVOIR, 4):
        f.write(rang, 0, phrase, styles["fond"])
    rang = _dictionnaire(f, styles, 5 + len(A_SAVOIR), cadre)
    f.set_h_pagebreaks([rang + 1])
    f.repeat_rows(rang + 2)  # les titres des règles, sur chaque page qui les suit
    rang = _regles(f, styles, rang + 1, definir)
    f.freeze_panes(2, 0)


def _entete(f: Worksheet, styles: Styles, rang: int, titre: str, titres: Sequence[str]) -> int:
    f.set_row(rang, 22)
    for colonne in range(len(titres)):
        f.write_blank(rang, colonne, None, styles["section"])
        f.write(rang + 1, colonne, titres[colonne], styles["entete"])
    f.write(rang, 0, titre, styles["section"])
    return rang + 2


def _dictionnaire(f: Worksheet, styles: Styles, rang: int, cadre: Cadre) -> int:
    rang = _entete(
        f,
        styles,
        rang,
        "Les colonnes et les paramètres",
        ("Feuille", "Colonne", "Valeurs", "À savoir", "Nature", "Nominative"),
    )
    feuilles = (
        ("Entretiens", ENTRETIENS),
        ("Séances", COLONNES_SEANCES),
        ("Décisions", DECISIONS),
        *((nom, colonnes) for nom, (_, colonnes, _) in TITRES.items()),
    )
    for feuille, colonnes in feuilles:
        for c in colonnes:
            aide = c.aide + (" Obligatoire." if c.requise else "")
            perso = "Oui : reste dans ce classeur" if c.nominative else "Non"
            _ligne(f, styles, rang, (feuille, c.titre, _valeurs(c, cadre), aide, _nature(c), perso))
            rang += 1
    for titre, valeur, source in tables_par_defaut()["Convention"]:
        _ligne(f, styles, rang, ("Paramètres", titre, afficher(valeur), source, "Paramètre", "Non"))
        rang += 1
    for nom, titres in (*list(TABLES.items())[1:], ("Listes", ("une colonne par liste",))):
        _ligne(
            f,
            styles,
            rang,
            ("Paramètres", f"Table {nom}", ", ".join(titres), AIDES[nom], "Table", "Non"),
        )
        rang += 1
    return rang


def _regles(f: Worksheet, styles: Styles, rang: int, definir: Callable[[str, str], Any]) -> int:
    titres = (
        "Code",
        "Gravité",
        "Règle",
        "Ce que dit le contrôle, par exemple",
        "Fondement",
        "Colonnes lues",
        "Exemple signalé",
        "Exemple qui passe",
    )
    premier = rang = _entete(f, styles, rang, "Les règles de contrôle", titres)
    for r in sorted(REGLES, key=lambda r: (ORDRE_DES_CODES.index(r.code[0]), r.code)):
        lues = ", ".join(dict.fromkeys(PAR_CHAMP[c].titre for c in r.colonnes))
        cas = exemple(r.code)
        _ligne(
            f,
            styles,
            rang,
            (
                r.code,
                f"{SYMBOLES[r.gravite]} {r.gravite.libelle}",
                r.titre,
                cas.dit,
                r.fonde,
                lues,
                cas.signale,
                cas.passe,
            ),
        )
        rang += 1
    definir("ListeCodes", f"=Notice!$A${premier + 1}:$A${rang}")
    return rang


def _ligne(f: Worksheet, styles: Styles, rang: int, textes: Sequence[str]) -> None:
    f.set_row(
        rang,
        hauteur(
            max(lignes_de(t, largeur) for t, largeur in zip(textes, LARGEURS_NOTICE, strict=False))
        ),
    )
    for colonne, t in enumerate(textes):
        f.write_string(rang, colonne, t, styles["tableau_code" if colonne == 0 else "tableau_long"])


def _nature(c: Colonne) -> str:
    return {
        "date": "Date",
        "liste": "Liste",
        "texte": "Texte",
        "code": "Texte (chiffres)",
        "nombre": "Nombre",
        "calcul": "Calculée",
        "logiciel": "Logiciel",
    }[c.nature.value]


def _valeurs(c: Colonne, cadre: Cadre) -> str:
    if not c.liste:
        return {Nature.DATE: "jj/mm/aaaa", Nature.NOMBRE: "Nombre entier"}.get(c.nature, "")
    return " · ".join(valeurs_fixes(c) or cadre.valeurs(c.liste))
