"""Les commentaires posés sur des cellules, que le lecteur de cellules ne donne pas."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from workbook.enveloppe import Enveloppe, colonne_en_lettres, liens_de
from workbook.erreurs import ClasseurInutilisable

MARQUE = "Suivi CIR ▸ "
"""Ce qui commence les notes du logiciel ; les autres sont à la personne."""
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ANNOTATION = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
_PARAGRAPHE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"


def de_la_personne(chemin: Path, paquet: Enveloppe) -> list[tuple[str, str, str]]:
    """(feuille, cellule, texte) de chaque commentaire, sauf les notes du logiciel, qu'il réécrit. Lève `ClasseurInutilisable`."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            if paquet.parties:
                tous = [(feuille, *c) for feuille, partie in paquet.parties.items() for c in _xlsx(archive, partie)]
            else:
                with archive.open("content.xml") as flux:
                    tous = list(_ods(flux))
    except ElementTree.ParseError:
        raise ClasseurInutilisable(f"« {chemin.name} » : ses commentaires sont illisibles. Ouvrez-le dans un tableur et enregistrez-le à nouveau.") from None
    return [c for c in tous if c[2].strip() and not c[2].startswith(MARQUE)]


def _xlsx(archive: zipfile.ZipFile, partie: str) -> Iterator[tuple[str, str]]:
    parties = set(archive.namelist())
    for genre, cible in liens_de(archive, partie, parties).values():
        if genre.endswith("/comments") and cible in parties:
            for element in ElementTree.fromstring(archive.read(cible)).iter():
                if element.tag.endswith("}comment"):
                    yield element.get("ref", ""), "".join(t.text or "" for t in element.iter() if t.tag.endswith("}t"))


def _ods(flux: IO[bytes]) -> Iterator[tuple[str, str, str]]:
    feuille, ligne = "", 0
    for quand, element in ElementTree.iterparse(flux, ("start", "end")):
        if quand == "start":
            if element.tag == f"{_TABLE}table":
                feuille, ligne = element.get(f"{_TABLE}name", ""), 0
        elif element.tag == f"{_TABLE}table-row":
            colonne = 0
            for cellule in element:
                note = cellule.find(_ANNOTATION)
                if note is not None:
                    texte = "\n".join("".join(p.itertext()) for p in note.iter(_PARAGRAPHE))
                    yield feuille, f"{colonne_en_lettres(colonne)}{ligne + 1}", texte
                colonne += int(cellule.get(f"{_TABLE}number-columns-repeated", "1"))
            ligne += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            element.clear()
