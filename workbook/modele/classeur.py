"""Construire le modèle du classeur (contrat 1), en mémoire, à partir des colonnes et du cadre
déclarés : mêmes octets deux fois."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import cell_autofit_width, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from workbook.declarations.cadre import listes_par_defaut, tables_par_defaut, version_du_cadre
from workbook.declarations.colonnes import Nature
from workbook.declarations.lignes import ENTRETIENS
from workbook.lecture.classeur import VERSIONS_DU_MODELE
from workbook.lecture.enveloppe import FEUILLE_REGLAGES
from workbook.lecture.parametres import lire_parametres
from workbook.modele import accueil as modele_accueil
from workbook.modele import notice
from workbook.modele import parametres as modele_parametres
from workbook.modele.parametres import Parametres
from workbook.modele.saisie import poser_decisions, poser_entretiens, poser_seances
from workbook.modele.styles import Styles
from workbook.modele.table import HAUT, Table, ecrire
from workbook.presentation.apparence import POLICE
from workbook.presentation.feuille import mettre_en_page

VERSION = VERSIONS_DU_MODELE[-1]
FEUILLES = (
    "Accueil", "Séances", "Entretiens", "Contrôles", "À suivre", "Décisions", "Paramètres",
    "Journal", "Notice",
)  # fmt: skip
BOUTONS = (("Vérifier", "VerifierEntretiens"), ("Générer rapport mensuel", "GenererRapportMensuel"))
AUTRES_BOUTONS = (
    ("Ouvrir le dossier", "OuvrirDossier"),
    ("Aide", "Aide"),
    ("Diagnostic", "Diagnostic"),
)
"""Sur l'Accueil seulement : LibreOffice n'a pas le ruban qui les porte dans Excel."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
MARGES = {"left": 0.35, "right": 0.35, "top": 0.6, "bottom": 0.6}
NE_PAS_DIFFUSER = "Données personnelles : ne pas diffuser"
# openpyxl avertit de toute zone d'impression où il croit lire une cellule : ces noms n'ont aucune
# lettre qu'il prenne pour une colonne.
ZONES_IMPRIMEES = {"Séances": "_È_", "Entretiens": "_É_", "Décisions": "_Ê_"}
LIGNES_IMPRIMEES = 20_000
"""Lignes d'une table, au plus, qu'Excel imprime."""


def _preparer_une_fois(f: Worksheet) -> Worksheet:
    """Fait qu'XlsxWriter ne prépare qu'une fois une formule recopiée sur des milliers de lignes
    (docs/vitesse.md)."""
    f._prepare_formula = cache(f._prepare_formula)
    return f


@contextmanager
def _avertissements_en_erreurs() -> Iterator[None]:
    """XlsxWriter avertit seulement de ce qu'il n'écrit pas (liste trop longue, titre en double…) :
    ici, c'est une erreur."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@_avertissements_en_erreurs()
def construire(
    *,
    lignes: Sequence[Mapping[str, Any]] = (),
    seances: Sequence[Mapping[str, Any]] = (),
    decisions: Sequence[Mapping[str, Any]] = (),
    journal: Sequence[Mapping[str, Any]] = (),
    en_plus: Mapping[str, Sequence[str]] | None = None,
    ecrit: Mapping[str, Any] | None = None,
    feuilles: Mapping[str, Iterable[Sequence[Any]]] | None = None,
    mois: date | None = None,
    tables: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    listes: Mapping[str, Sequence[str]] | None = None,
    avec_boutons: bool = False,
    reglages: Sequence[tuple[str, str]] | None = None,
) -> bytes:
    """Le classeur, en octets.

    `lignes`, `seances`, `decisions`, `journal` : titre de colonne -> valeur. `en_plus` : feuille ->
    titres des colonnes que le CIP y a ajoutées ; `ecrit` : nom -> valeur des cellules d'Accueil que
    le logiciel remplit ; `feuilles` : celles du CIP, après les nôtres. `mois` : celui du rapport
    (None : à choisir). `tables`, `listes` : `Paramètres`, par défaut ceux du cadre ; lève
    `ParametresRefuses` s'ils ne se tiennent pas. `avec_boutons` : place les boutons, pour un
    classeur qui recevra ses macros. `reglages` : les couples (clé, valeur) de la feuille masquée
    `xlwings.conf`.
    """
    tables, listes = tables or tables_par_defaut(), listes or listes_par_defaut()
    lues = {nom: [tuple(ligne) for ligne in table] for nom, table in tables.items()}
    cadre, _ = lire_parametres(lues, dict(listes))
    parametres = Parametres(tables, listes, cadre)
    en_plus = en_plus or {}
    sortie = BytesIO()
    classeur = xlsxwriter.Workbook(sortie, OPTIONS | {"default_format_properties": {**POLICE}})
    classeur.set_properties(
        {
            "title": "Suivi CIR",
            "comments": f"Modèle {VERSION}, cadre {version_du_cadre()}",
            "created": datetime(2026, 1, 1),
        }
    )
    classeur.set_calc_mode("auto")
    classeur.set_size(1600, 930)
    styles = Styles(classeur)
    f = {nom: _preparer_une_fois(classeur.add_worksheet(nom)) for nom in FEUILLES}
    accueil = modele_accueil.Accueil(f["Accueil"], styles, parametres, classeur.define_name)
    accueil.poser(mois, lignes, VERSION, ecrit or {}, avec_boutons=avec_boutons)
    tables_a_remplir = [
        poser_seances(f["Séances"], styles, seances, lignes, cadre, en_plus.get("Séances", ())),
        poser_entretiens(f["Entretiens"], styles, lignes, cadre, en_plus.get("Entretiens", ())),
        poser_decisions(f["Décisions"], styles, decisions, cadre, en_plus.get("Décisions", ())),
    ]
    modele_parametres.poser(f["Paramètres"], styles, parametres)
    for nom in notice.DU_LOGICIEL:
        anciennes = journal if nom == "Journal" else ()
        notice.poser_feuille_du_logiciel(f[nom], styles, nom, anciennes, en_plus.get(nom, ()))
    notice.poser_notice(f["Notice"], styles, cadre, classeur.define_name)
    for nom, feuille in f.items():
        if nom != "Accueil":
            _imprimer(feuille, nom, parametres)
    for table in tables_a_remplir:
        _zone_imprimee(classeur, table)
    if avec_boutons:
        _boutons(f)
    for nom, rangees in (feuilles or {}).items():
        _recopier(classeur.add_worksheet(nom), styles, rangees)
    if reglages is not None:
        _regler(classeur.add_worksheet(FEUILLE_REGLAGES), reglages)
    f["Accueil"].activate()
    classeur.close()
    return sortie.getvalue()


def _recopier(f: Worksheet, styles: Styles, rangees: Iterable[Sequence[Any]]) -> None:
    """Une feuille du CIP : ses valeurs, sans leur mise en forme."""
    for rang, rangee in enumerate(rangees):
        for colonne, valeur in enumerate(rangee):
            ecrire(f, styles, rang, colonne, valeur, "fond")


def _regler(f: Worksheet, reglages: Sequence[tuple[str, str]]) -> None:
    f.hide()
    for rang, couple in enumerate(reglages):
        for colonne, valeur in enumerate(couple):
            f.write_string(rang, colonne, valeur)


def _imprimer(f: Worksheet, nom: str, parametres: Parametres) -> None:
    mettre_en_page(f, MARGES, "&RPage &P sur &N")
    nominative = nom in ("Entretiens", "Contrôles", "À suivre", "Décisions")
    f.set_header(f"&L&A&R{NE_PAS_DIFFUSER}" if nominative else "&L&A")
    if nom == "Entretiens":
        # Trois pages de large, le nom répété sur chacune.
        f.set_print_scale(74)
        f.repeat_rows(HAUT - 1, HAUT)
        champs = [c.champ for c in ENTRETIENS]
        f.repeat_columns(champs.index("nom"), champs.index("prenom"))
        f.set_v_pagebreaks([champs.index("inscription_cip"), champs.index("observations")])
    elif nom == "Paramètres":
        # Deux pages de large, coupées entre deux tables.
        f.set_print_scale(72)
        f.set_v_pagebreaks([parametres.gauches["Situations"]])
    else:
        f.fit_to_pages(1, 0)
        if nom != "Notice":
            f.repeat_rows(HAUT)


def _zone_imprimee(classeur: xlsxwriter.Workbook, table: Table) -> None:
    """N'imprimer que les lignes remplies. Excel suit ce nom ; LibreOffice l'ignore : dans le .ods,
    une macro fait de même."""
    feuille, haut = table.f.name, HAUT
    tapees = max(
        rang
        for rang, c in enumerate(table.colonnes)
        if c.nature not in (Nature.CALCUL, Nature.LOGICIEL, Nature.LIBRE)
    )
    saisies = f"{feuille}!{xl_range_abs(haut, 0, LIGNES_IMPRIMEES, tapees)}"
    derniere = f"SUMPRODUCT(MAX((1-ISBLANK({saisies}))*ROW({saisies})))"
    droite = len(table.colonnes) - 1
    bord = f"{feuille}!{xl_range_abs(0, droite, LIGNES_IMPRIMEES, droite)}"
    zone = f"={feuille}!$A$1:INDEX({bord},{derniere})"
    classeur.define_name(ZONES_IMPRIMEES[feuille], zone)
    classeur.define_name(f"{feuille}!_xlnm.Print_Area", f"={ZONES_IMPRIMEES[feuille]}")


def _boutons(f: Mapping[str, Worksheet]) -> None:
    for feuille, rang, colonne, boutons in (
        ("Accueil", modele_accueil.LIGNE_DES_BOUTONS, 1, BOUTONS + AUTRES_BOUTONS),
        ("Entretiens", 0, 2, BOUTONS),
    ):
        gauche = 4
        for texte, macro in boutons:
            largeur = 60 + cell_autofit_width(texte)
            options = {
                "macro": macro,
                "caption": texte,
                "width": largeur,
                "height": 30,
                "x_offset": gauche,
                "y_offset": 4,
                "description": texte,
            }
            f[feuille].insert_button(rang, colonne, options)
            gauche += largeur + (10 if (texte, macro) != BOUTONS[-1] else 40)
