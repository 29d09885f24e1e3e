"""Les commentaires posés sur des cellules, que le lecteur de cellules ne donne pas."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from workbook.declarations.adresses import adresse
from workbook.lecture.enveloppe import Enveloppe
from workbook.lecture.paquet import Paquet, balise

MARQUE = "Suivi CIR ▸ "
"""Ce qui commence les notes du logiciel ; les autres sont à la personne."""
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ANNOTATION = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
_PARAGRAPHE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"


def de_la_personne(
    chemin: Path, enveloppe: Enveloppe
) -> tuple[list[tuple[str, str, str]], list[str]]:
    """(feuille, cellule, texte) de chaque commentaire, sauf les notes du logiciel, qu'il réécrit ;
    et les feuilles dont les commentaires sont illisibles."""
    trouves: list[tuple[str, str, str]] = []
    illisibles = []
    with zipfile.ZipFile(chemin) as archive:
        paquet = Paquet(archive)
        for feuille, partie in enveloppe.parties.items():
            try:
                trouves += [(feuille, *c) for c in _xlsx(paquet, partie)]
            except (ParseError, DefusedXmlException, zipfile.BadZipFile):
                illisibles.append(feuille)
        if not enveloppe.parties:
            with archive.open("content.xml") as flux:
                trouves = list(_ods(flux))
    return [c for c in trouves if c[2].strip() and not c[2].startswith(MARQUE)], illisibles


def _xlsx(paquet: Paquet, partie: str) -> Iterator[tuple[str, str]]:
    for cible in paquet.desservies(partie, "comments") if partie else ():
        for element in paquet.arbre(cible).iter():
            if balise(element) == "comment":
                yield (
                    element.get("ref", ""),
                    "".join(t.text or "" for t in element.iter() if balise(t) == "t"),
                )


def _ods(flux: IO[bytes]) -> Iterator[tuple[str, str, str]]:
    feuille, ligne = "", 0
    for quand, element in iterparse(flux, ("start", "end")):
        if quand == "start":
            if element.tag == f"{_TABLE}table":
                feuille, ligne = element.get(f"{_TABLE}name", ""), 0
        elif element.tag == f"{_TABLE}table-row":
            colonne = 0
            for cellule in element:
                note = cellule.find(_ANNOTATION)
                if note is not None:
                    texte = "\n".join("".join(p.itertext()) for p in note.iter(_PARAGRAPHE))
                    yield feuille, adresse(ligne, colonne), texte
                colonne += int(cellule.get(f"{_TABLE}number-columns-repeated", "1"))
            ligne += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            element.clear()
