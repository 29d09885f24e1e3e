"""Le paquet d'un classeur d'Excel : ses parties, trouvées par les relations qu'il porte lui-même.

Rien n'est supposé du nom des parties : ni la casse, ni le sens des barres, ni le dossier. Excel et
LibreOffice suivent les relations ; s'en remettre à « xl/workbook.xml » refuse ce qu'ils ouvrent.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring, iterparse

CLASSEUR = "xl/workbook.xml"
"""Où est le classeur quand aucune relation ne le dit."""

_AUTRE_CODAGE = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-?8|us-ascii)""", re.IGNORECASE)


@dataclass(frozen=True)
class Lien:
    """Une relation. `genre` : le dernier mot de son type, en minuscules ; `cible` : la partie."""

    genre: str
    cible: str


@dataclass(frozen=True)
class Feuille:
    """Une feuille de calcul et sa partie, vide si elle manque au paquet."""

    nom: str
    partie: str


class Paquet:
    """Un paquet ouvert. Une partie s'y désigne par son nom dans l'archive, que rend `partie`."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self._noms = {_cle(nom): nom for nom in archive.namelist()}

    def partie(self, nom: str) -> str:
        """Le nom dans l'archive d'une partie nommée autrement ; vide si elle n'y est pas."""
        return nom if nom in self.archive.NameToInfo else self._noms.get(_cle(nom), "")

    def lire(self, partie: str) -> bytes:
        """Les octets d'une partie."""
        return self.archive.read(partie)

    def ouvrir(self, partie: str) -> IO[bytes]:
        """Une partie, à lire peu à peu."""
        return self.archive.open(partie)

    def taille(self, partie: str) -> int:
        """Les octets qu'une partie déclare, une fois dépliée."""
        return self.archive.getinfo(partie).file_size

    def arbre(self, partie: str) -> Element:
        """Le XML d'une partie. Lève `ParseError`, ou `DefusedXmlException` s'il est piégé."""
        racine: Element = fromstring(self.lire(partie))
        return racine

    def liens(self, partie: str = "") -> dict[str, Lien]:
        """Les relations d'une partie, ou du paquet, par identifiant ; aucune si elles manquent."""
        dossier, nom = posixpath.split(partie.replace("\\", "/"))
        relations = self.partie(posixpath.join(dossier, "_rels", f"{nom}.rels"))
        if not relations:
            return {}
        liens = {}
        for lien in self.arbre(relations):
            if lien.get("TargetMode", "").lower() != "external":
                genre = lien.get("Type", "").rpartition("/")[2].lower()
                cible = lien.get("Target", "").strip().replace("\\", "/")
                trouvee = self.partie(posixpath.join("/", dossier, cible)) or self.partie(cible)
                liens[lien.get("Id", "")] = Lien(genre, trouvee)
        return liens

    def desservies(self, partie: str, genre: str) -> Iterator[str]:
        """Les parties présentes auxquelles une partie est liée par ce genre de relation."""
        for lien in self.liens(partie).values():
            if lien.genre == genre and lien.cible:
                yield lien.cible

    def annexe(self, classeur: str, nom: str) -> str:
        """Les formats (« styles ») ou les textes (« sharedStrings ») ; vide s'il n'y en a pas."""
        dossier = posixpath.dirname(classeur.replace("\\", "/"))
        liee = next(self.desservies(classeur, nom.lower()), "")
        return liee or self.partie(posixpath.join("/", dossier, f"{nom}.xml"))

    def en_utf8(self, partie: str) -> bool:
        """Vrai si cette partie (vide : aucune) est en UTF-8, le seul codage que lit calamine."""
        if not partie:
            return True
        with self.ouvrir(partie) as flux:
            return est_en_utf8(flux.read(200))

    def classeur(self) -> str:
        """La partie du classeur ; vide si le paquet n'en a pas."""
        try:
            return next(self.desservies("", "officedocument"), "") or self.partie(CLASSEUR)
        except ParseError:
            return self.partie(CLASSEUR)

    def feuilles(self, classeur: str, racine: Element) -> list[Feuille]:
        """Les feuilles de calcul, dans l'ordre ; macros, graphiques et dialogues sont laissés.

        `racine` : l'arbre du classeur.
        """
        liens = self.liens(classeur)
        feuilles = []
        for element in racine.iter():
            if balise(element) == "sheet":
                lien = liens.get(_identifiant(element))
                if lien and (lien.genre == "worksheet" or self.racine(lien.cible) == "worksheet"):
                    feuilles.append(Feuille(element.get("name", ""), lien.cible))
        return feuilles

    def racine(self, partie: str) -> str:
        """Le nom de la première balise d'une partie ; vide si elle manque ou ne se lit pas."""
        if not partie:
            return ""
        with self.ouvrir(partie) as flux:
            try:
                return balise(next(iterparse(flux, ("start",)))[1])
            except (ParseError, StopIteration):
                return ""


def est_en_utf8(debut: bytes) -> bool:
    """Vrai si un XML qui commence ainsi est en UTF-8."""
    return b"\0" not in debut and not _AUTRE_CODAGE.search(debut[:200])


def balise(element: Element) -> str:
    """Le nom d'une balise, sans son espace de noms."""
    return str(element.tag).rpartition("}")[2]


def _identifiant(feuille: Element) -> str:
    """L'attribut « r:id », quel que soit son préfixe."""
    return next((v for nom, v in feuille.attrib.items() if nom.endswith("}id")), "")


def _cle(nom: str) -> str:
    """Ce que deux écritures d'un même nom de partie ont de commun."""
    return posixpath.normpath(f"/{unquote(nom).replace(chr(92), '/').lstrip('/')}").lower()
