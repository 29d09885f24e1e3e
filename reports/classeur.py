"""Écrire un rapport en classeur .xlsx : sept feuilles, des valeurs et non des liens, aucun nom d'auteur (contrat 2)."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from reports.feuilles import controles, definitions, donnees, evolution, indicateurs, parcours, synthese
from reports.feuilles.page import Cle, Page
from reports.rapport import Rapport
from reports.styles import Styles
from workbook.apparence import POLICE
from workbook.enveloppe import colonne_en_lettres
from workbook.texte import sans_controle

FEUILLES = {
    "Synthèse": synthese,
    "Indicateurs": indicateurs,
    "Parcours": parcours,
    "Évolution": evolution,
    "Définitions": definitions,
    "Contrôles": controles,
    "Données": donnees,
}
LANGUE = "fr-FR"


@dataclass(frozen=True)
class Ecrit:
    """Un classeur écrit. `figures` : feuille -> (ligne, colonne) -> ce que la cellule dit compter."""

    octets: bytes
    figures: dict[str, dict[tuple[int, int], Cle]]


def ecrire(r: Rapport) -> Ecrit:
    """Écrit le classeur d'un rapport. Les mêmes données donnent les mêmes octets."""
    sortie = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # XlsxWriter prévient là où Excel refuserait le fichier
        classeur = ClasseurFrancais(sortie)
        classeur.set_properties(
            {
                "title": f"Rapport mensuel {r.mois.en_francais} – {r.perimetre}",
                "subject": r.libelle_version,
                "company": r.cadre.operateur,
                "created": datetime(r.ref.year, r.ref.month, r.ref.day),
            }
        )
        styles, figures = Styles(classeur), {}
        for nom, module in FEUILLES.items():
            page = Page(classeur, nom, styles, r, module.largeurs(r), sur_une_page=nom == "Synthèse")
            module.remplir(page, r)
            figures[nom] = page.figures
        classeur.close()
    return Ecrit(sortie.getvalue(), figures)


class ClasseurFrancais(Workbook):
    """Un classeur en mémoire, en Arial, qui dit sa langue dans ses propriétés : XlsxWriter n'a pas de réglage pour elle."""

    def __init__(self, sortie: BytesIO):
        police = dict(POLICE)  # XlsxWriter y ajoute ses propres clés : partagée, elle changerait le rapport suivant
        textes = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        super().__init__(sortie, {"in_memory": True, "default_format_properties": police, "default_row_height": 17, "default_column_width": 64} | textes)

    def _get_packager(self) -> Packager:
        return _Emballage()


class FeuilleDeListe(Worksheet):
    """Une feuille dont une longue liste s'écrit d'un trait : cellule par cellule, XlsxWriter y mettrait dix fois plus de temps."""

    dim_rowmax: int
    liste: tuple[int, str] | None = None

    def lister(self, haut: int, lignes: Sequence[Sequence[Any]], jour: Any, nombre: Any) -> None:
        """Écrit des lignes de textes, de jours et de nombres à partir du rang `haut`, sous tout le reste ; None laisse la cellule vide."""
        if not lignes:
            return
        self._check_dimensions(haut, 0)
        self._check_dimensions(haut + len(lignes) - 1, len(lignes[0]) - 1)
        adresses = [f'<c r="{colonne_en_lettres(n)}' for n in range(len(lignes[0]))]
        cellules = _Cellules(jour._get_xf_index(), nombre._get_xf_index())
        rangees = []
        for rang, ligne in enumerate(lignes, haut + 1):
            rangee = [f"{adresse}{rang}{cellules[valeur]}" for adresse, valeur in zip(adresses, ligne, strict=True) if valeur is not None]
            rangees.append(f'<row r="{rang}">{"".join(rangee)}</row>')
        self.liste = haut, "".join(rangees)

    def delimiter(self, haut: int, bas: int, droite: int, options: dict[str, Any]) -> None:
        """Comme `add_table` depuis la colonne A, sans chercher cellule par cellule, sur toute sa hauteur, si la table en croise une autre."""
        self.add_table(haut, 0, haut + 1, droite, options)
        table = self.tables[-1]
        etendue = f"A{haut + 1}:{colonne_en_lettres(droite)}{bas + 1}"
        table |= {"range": etendue, "a_range": etendue, "autofilter": etendue}

    def _write_rows(self) -> None:
        if self.liste is None:
            return super()._write_rows()
        bas = self.dim_rowmax
        self.dim_rowmax = self.liste[0] - 1
        super()._write_rows()
        self.dim_rowmax = bas
        self.fh.write(self.liste[1])
        return None


_ORIGINE = date(1899, 12, 30).toordinal()


class _Cellules(dict):
    """Un texte, un jour ou un nombre -> sa cellule, adresse ôtée ; la plupart se répètent d'une ligne à l'autre."""

    def __init__(self, style_jour: int, style_nombre: int):
        super().__init__()
        self.style_jour, self.style_nombre = style_jour, style_nombre

    def __missing__(self, valeur: str | date | int) -> str:
        if isinstance(valeur, str):
            texte = valeur if valeur.isalnum() else escape(sans_controle(valeur))
            espace = "" if texte == texte.strip() else ' xml:space="preserve"'
            cellule = f'" t="inlineStr"><is><t{espace}>{texte}</t></is></c>'
        elif isinstance(valeur, date):
            cellule = f'" s="{self.style_jour}"><v>{valeur.toordinal() - _ORIGINE}</v></c>'
        else:
            cellule = f'" s="{self.style_nombre}"><v>{valeur}</v></c>'
        self[valeur] = cellule
        return cellule


class _Emballage(Packager):
    def _write_core_file(self) -> None:
        proprietes = _Proprietes()
        proprietes._set_properties(self.workbook.doc_properties)
        proprietes._set_xml_writer(self._filename("docProps/core.xml"))
        proprietes._assemble_xml_file()


class _Proprietes(Core):
    def _write_cp_content_status(self) -> None:
        super()._write_cp_content_status()
        self._xml_data_element("dc:language", LANGUE)
