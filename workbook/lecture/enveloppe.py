"""Ce que le paquet d'un classeur dit de lui, et que le lecteur de cellules tait : feuilles, tables
et lignes de totaux, noms définis, calendrier 1904."""

import posixpath
import zipfile
import zlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException

from workbook.declarations.adresses import plage
from workbook.declarations.erreurs import ClasseurInutilisable
from workbook.declarations.texte import comparable
from workbook.lecture import nature
from workbook.lecture.paquet import Paquet, balise
from workbook.lecture.tables import Grille

if TYPE_CHECKING:
    from workbook.lecture.opendocument import Document

FEUILLE_REGLAGES = "xlwings.conf"
"""La feuille masquée où les macros trouvent le Python de ce poste : son nom est celui qu’xlwings
cherche."""
FEUILLES_LUES = ("entretiens", "seances", "parametres", "decisions")
"""Les feuilles que la lecture parcourt (`texte.comparable`)."""
ILLISIBLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    LookupError,
    ParseError,
    DefusedXmlException,
    RuntimeError,
    ValueError,
)
"""Ce que lèvent un paquet abîmé, ou comprimé ou chiffré d'une façon inconnue, et un XML abîmé ou
piégé."""


@dataclass(frozen=True)
class Table:
    """Une table du classeur : lignes et colonnes comptées depuis 0, titres en `haut`, totaux
    compris dans `bas`."""

    nom: str
    feuille: str
    haut: int
    gauche: int
    bas: int
    droite: int
    totaux: int
    titres: tuple[str, ...] = ()


class Lieu(NamedTuple):
    """Où mène un nom défini : une feuille, et sa ligne et sa colonne, depuis 0."""

    feuille: str
    place: tuple[int, int]

    def dans(self, grille: Grille) -> Any:
        """La cellule ; None si la feuille ne va pas jusque-là."""
        rang, colonne = self.place
        return grille[rang][colonne] if rang < len(grille) and colonne < len(grille[rang]) else None


@dataclass
class Enveloppe:
    """Ce que le paquet dit du classeur."""

    calendrier_1904: bool = False
    tables: list[Table] = field(default_factory=list)
    noms: dict[str, str] = field(default_factory=dict)
    """Noms définis -> référence, par exemple « Accueil!$C$5 »."""
    parties: dict[str, str] = field(default_factory=dict)
    """Feuille de calcul -> sa partie du paquet .xlsx, vide si elle y manque. Aucune : un .ods, ou
    un classeur ouvert."""
    classeur: str = ""
    """La partie principale du paquet .xlsx."""
    ordinaire: bool = True
    """Vrai si calamine, qui ne suit pas toutes les relations, trouve les mêmes parties que nous."""
    document: "Document | None" = None
    """Le contenu d'un .ods."""
    en_double: list[str] = field(default_factory=list)
    """Les noms que plusieurs feuilles portent : après la première, les autres sont ici « X (2) »,
    « X (3) »…"""

    def lieu(self, nom: str) -> Lieu | None:
        """Où mène un nom défini ; None s'il n'existe pas, ou ne désigne pas des cellules."""
        feuille, _, cellules = self.noms.get(comparable(nom), "").rpartition("!")
        zone = plage(cellules)
        return Lieu(feuille.strip("'").replace("''", "'"), zone[:2]) if zone else None

    def couvrant(self, feuille: str, colonnes: Collection[int]) -> list[Table]:
        """Les tables d'une feuille qui couvrent l'une de ces colonnes, comptées depuis 0."""
        siennes = [t for t in self.tables if t.feuille == feuille]
        return [t for t in siennes if any(t.gauche <= c <= t.droite for c in colonnes)]

    def totaux(self, feuille: str, colonnes: Collection[int]) -> set[int]:
        """Les lignes de totaux, comptées depuis 0, des tables qui couvrent l'une de ces colonnes.

        Une petite table que le CIP tient à côté n'efface pas la ligne d'entretien qui passe à la
        même hauteur que ses totaux.
        """
        tables = self.couvrant(feuille, colonnes)
        return {rang for t in tables for rang in range(t.bas - t.totaux + 1, t.bas + 1)}


def ouvrir(chemin: Path) -> Enveloppe:
    """Contrôle le fichier et rend ce que son paquet dit du classeur.

    Lève `ClasseurInutilisable` : absent, dossier, vide, autre format, protégé par un mot de passe,
    tronqué, ou démesuré une fois déplié.
    """
    if defaut := nature.defaut_du_lieu(chemin):
        raise ClasseurInutilisable(f"« {chemin} » {defaut}")
    _refuser(chemin, nature.defaut_du_fichier(chemin))
    try:
        with zipfile.ZipFile(chemin) as archive:
            _refuser(chemin, nature.defaut_du_paquet(archive))
            lire = _lire_ods if nature.est_ods(archive) else _lire
            return lire(chemin, archive)
    except PermissionError:
        raise ClasseurInutilisable(f"« {chemin.name} » {nature.ACCES_REFUSE}") from None
    except ILLISIBLE:
        raise ClasseurInutilisable(
            f"« {chemin.name} » est abîmé ou incomplet : il ne s’ouvre pas comme un classeur. "
            "Reprenez une copie, ou ouvrez-le dans Excel et enregistrez-le à nouveau."
        ) from None


def _refuser(chemin: Path, defaut: str) -> None:
    if defaut:
        raise ClasseurInutilisable(f"« {chemin.name or chemin} » {defaut}")


def calendrier_1904(chemin: Path) -> bool:
    """Le calendrier d'un classeur, sans lire le reste ; faux si le fichier ne se lit pas."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            paquet = Paquet(archive)
            if classeur := paquet.classeur():
                return _calendrier_1904(paquet.arbre(classeur))
            from workbook.lecture import opendocument

            with archive.open("content.xml") as flux:
                return opendocument.calendrier_1904(flux)
    except ILLISIBLE:
        return False


def _lire_ods(chemin: Path, archive: zipfile.ZipFile) -> Enveloppe:
    """Un classeur de LibreOffice : ses cellules, ses noms et ses tables (« plages de données »),
    qui n'y ont jamais de ligne de totaux."""
    _refuser(chemin, nature.defaut_d_ods(chemin, archive))
    from workbook.lecture import opendocument

    with archive.open("content.xml") as flux:
        document = opendocument.lire(flux)
    if not document.feuilles:
        _refuser(chemin, "n’est pas un classeur. Donnez un fichier .xlsx, .xlsm ou .ods.")
    noms = {comparable(nom): reference for nom, reference in document.noms.items()}
    tables = [
        Table(nom, feuille, *zone, totaux=0)
        for nom, feuille, reference in document.tables
        if (zone := plage(reference))
    ]
    return Enveloppe(document.calendrier_1904, tables, noms, document=document)


def _lire(chemin: Path, archive: zipfile.ZipFile) -> Enveloppe:
    """Un classeur d'Excel : ses feuilles de calcul, leurs tables, et ses noms ; ceux d'une feuille
    le cèdent à ceux du classeur."""
    paquet = Paquet(archive)
    classeur = paquet.classeur()
    if (classeur or paquet.partie("xl/workbook.bin")).lower().endswith(".bin"):
        _refuser(
            chemin, "est un classeur binaire (.xlsb). Enregistrez-le en .xlsx, puis recommencez."
        )
    racine = paquet.arbre(classeur) if classeur else None
    if racine is None or balise(racine) != "workbook":
        raise ClasseurInutilisable(f"« {chemin.name} » {nature.PAS_UN_CLASSEUR}")
    enveloppe = Enveloppe(
        _calendrier_1904(racine),
        noms=_noms(racine),
        classeur=classeur,
        ordinaire=_est_ordinaire(paquet, classeur),
    )
    for feuille in paquet.feuilles(classeur, racine):
        nom = feuille.nom
        if nom in enveloppe.parties:
            enveloppe.en_double.append(nom)
            nom = next(n for k in count(2) if (n := f"{nom} ({k})") not in enveloppe.parties)
        enveloppe.parties[nom] = feuille.partie
        if feuille.partie:
            enveloppe.tables += _tables(paquet, feuille.partie, nom)
    return enveloppe


def _est_ordinaire(paquet: Paquet, classeur: str) -> bool:
    dossier, nom = posixpath.split(classeur.replace("\\", "/"))
    formats, textes = paquet.annexe(classeur, "styles"), paquet.annexe(classeur, "sharedStrings")
    attendues = [paquet.partie(f"{dossier}/{nom}") for nom in ("styles.xml", "sharedStrings.xml")]
    return (
        nom.lower() == "workbook.xml"
        and attendues == [formats, textes]
        and paquet.en_utf8(formats)
        and paquet.en_utf8(textes)
    )


def _calendrier_1904(racine: Element) -> bool:
    valeurs = [e.get("date1904", "") for e in racine.iter() if balise(e) == "workbookPr"]
    return any(v.strip().lower() in ("1", "true", "on") for v in valeurs)


def _noms(racine: Element) -> dict[str, str]:
    noms: dict[str, str] = {}
    definis = [e for e in racine.iter() if balise(e) == "definedName"]
    for element in sorted(definis, key=lambda e: e.get("localSheetId") is not None):
        if reference := "".join(element.itertext()).strip():
            noms.setdefault(comparable(element.get("name", "")), reference)
    return noms


def _tables(paquet: Paquet, partie: str, feuille: str) -> list[Table]:
    """Les tables d'une feuille ; celle dont la partie est abîmée n'en est plus une, comme pour
    Excel qui la retire."""
    tables: list[Table] = []
    with suppress(ParseError, DefusedXmlException):
        for cible in paquet.desservies(partie, "table"):
            with suppress(ParseError, DefusedXmlException, ValueError):
                racine = paquet.arbre(cible)
                zone = plage(racine.get("ref", "").strip().upper())
                nom = racine.get("displayName") or racine.get("name") or ""
                colonnes = [c for c in racine.iter() if balise(c) == "tableColumn"]
                titres = tuple(c.get("name", "") for c in colonnes)
                totaux = int(racine.get("totalsRowCount", "0"))
                if zone is not None:
                    tables.append(Table(nom, feuille, *zone, totaux, titres))
    return tables
