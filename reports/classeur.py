"""Écrire un rapport en classeur .xlsx.

Des valeurs et non des liens, aucun nom d'auteur (contrat 2).
"""

import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.packager import Packager

from reports.feuilles import (
    controles,
    definitions,
    donnees,
    evolution,
    indicateurs,
    parcours,
    synthese,
)
from reports.feuilles.page import Cle, Page
from reports.rapport import Rapport
from reports.styles import Styles
from workbook.presentation.apparence import POLICE

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
_REGLAGES = {
    "in_memory": True,
    "default_row_height": 17,
    "default_column_width": 64,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Ecrit:
    """Un classeur écrit.

    `figures` : feuille -> (ligne, colonne) -> ce que la cellule dit compter.
    """

    octets: bytes
    figures: dict[str, dict[tuple[int, int], Cle]]


def ecrire(r: Rapport) -> Ecrit:
    """Écrit le classeur d'un rapport. Les mêmes données donnent les mêmes octets."""
    sortie = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # XlsxWriter prévient là où Excel refuserait le fichier
        with ClasseurFrancais(sortie) as classeur:
            figures = composer(classeur, r)
    return Ecrit(sortie.getvalue(), figures)


def composer(classeur: Any, r: Rapport) -> dict[str, dict[tuple[int, int], Cle]]:
    """Remplit les feuilles d'un rapport ; rend, par feuille, ce que chaque cellule dit compter.

    `classeur` : un `Workbook`, ou ce qui en tient lieu pour en connaître les textes.
    """
    titre = f"Rapport mensuel {r.mois.en_francais} – {r.perimetre}"
    classeur.set_properties(proprietes(titre, r) | {"subject": r.libelle_version})
    styles, figures = Styles(classeur), {}
    for nom, feuille in FEUILLES.items():
        page = Page(classeur, nom, styles, r, feuille.largeurs(r))
        feuille.remplir(page, r)
        figures[nom] = page.figures
    return figures


def proprietes(titre: str, r: Rapport) -> dict[str, Any]:
    """Les propriétés d'un fichier fait d'un rapport.

    Sa date est celle du rapport, jamais l'heure.
    """
    jour = datetime(r.ref.year, r.ref.month, r.ref.day)
    return {"title": titre, "company": r.cadre.operateur, "created": jour}


class ClasseurFrancais(Workbook):
    """Un classeur en mémoire, en Arial, qui dit sa langue dans ses propriétés.

    XlsxWriter n'a pas de réglage pour la langue : `tests/reports/test_presentation.py` veille sur
    ce qui est redéfini ici.
    """

    def __init__(self, sortie: BytesIO):
        # XlsxWriter ajoute ses clés à la police : partagée, elle changerait le rapport suivant.
        super().__init__(sortie, _REGLAGES | {"default_format_properties": dict(POLICE)})

    def _get_packager(self) -> Packager:
        return _Emballage()


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
