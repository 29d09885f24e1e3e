"""Le fichier avant son contenu : est-ce un classeur, peut-on l'ouvrir sans danger, et ce que le
lecteur de cellules ne dit pas (feuilles, tables et lignes de totaux, noms définis, calendrier
1904)."""

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
from workbook.lecture.paquet import Paquet, balise
from workbook.lecture.tables import Grille

if TYPE_CHECKING:
    from workbook.lecture.opendocument import Document

TAILLE_MAX = 4 << 30
PARTIE_SURVEILLEE = 100 << 20
TAUX_MAX = 200
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

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"


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
    """Les noms que plusieurs feuilles portent : après la première, les autres sont ici « X (2) », «
    X (3) »…"""

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
    _controler_nature(chemin)
    try:
        with zipfile.ZipFile(chemin) as archive:
            _controler_taille(chemin, archive)
            parties = set(archive.namelist())
            if _est_ods(archive, parties):
                return _lire_ods(chemin, archive, parties)
            return _lire(chemin, Paquet(archive))
    except ILLISIBLE as erreur:
        if isinstance(erreur, PermissionError):
            raise ClasseurInutilisable(
                f"« {chemin.name} » ne peut pas être lu : l’accès est refusé. Fermez-le ailleurs, "
                "ou vérifiez vos droits."
            ) from None
        raise ClasseurInutilisable(
            f"« {chemin.name} » est abîmé ou incomplet : il ne s’ouvre pas comme un classeur. "
            "Reprenez une copie, ou ouvrez-le dans Excel et enregistrez-le à nouveau."
        ) from None


def calendrier_1904(chemin: Path) -> bool:
    """Le calendrier d'un classeur, sans lire le reste ; faux si le fichier ne se lit pas."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            paquet = Paquet(archive)
            if classeur := paquet.classeur():
                return _calendrier_1904(paquet.arbre(classeur))
            from workbook.lecture import opendocument  # pour un .ods seulement

            with archive.open("content.xml") as flux:
                return opendocument.calendrier_1904(flux)
    except ILLISIBLE:
        return False


def _controler_nature(chemin: Path) -> None:
    nom = chemin.name or str(chemin)
    if not chemin.exists():
        raise ClasseurInutilisable(f"« {chemin} » n’existe pas. Vérifiez le nom et le dossier.")
    if chemin.is_dir():
        raise ClasseurInutilisable(
            f"« {chemin} » est un dossier. Donnez le classeur lui-même, par exemple « "
            f"{chemin / 'Suivi CIR.xlsx'} »."
        )
    if not chemin.is_file():
        raise ClasseurInutilisable(
            f"« {chemin} » n’est pas un fichier. Donnez un classeur .xlsx, .xlsm ou .ods."
        )
    try:
        with chemin.open("rb") as fichier:
            debut = fichier.read(8)
            reste = fichier.read(1 << 16) if debut == _OLE else b""
    except OSError:
        raise ClasseurInutilisable(
            f"« {nom} » ne peut pas être lu : l’accès est refusé. Fermez-le ailleurs, ou vérifiez "
            "vos droits."
        ) from None
    if not debut:
        raise ClasseurInutilisable(f"« {nom} » est vide. Reprenez la dernière copie enregistrée.")
    if debut == _OLE:
        fin = chemin.read_bytes()[-(1 << 20) :] if chemin.stat().st_size < 1 << 26 else b""
        if "EncryptedPackage".encode("utf-16-le") in reste + fin:
            raise ClasseurInutilisable(
                f"« {nom} » est protégé par un mot de passe. Ouvrez-le dans Excel, retirez le mot "
                "de passe (Fichier > Informations), puis recommencez."
            )
        raise ClasseurInutilisable(
            f"« {nom} » est à l’ancien format d’Excel (.xls). Ouvrez-le dans Excel et "
            "enregistrez-le en .xlsx."
        )
    if nom.startswith("~$"):
        raise ClasseurInutilisable(
            f"« {nom} » est le fichier de verrou d’Excel, pas le classeur. Donnez le classeur « "
            f"{nom[2:]} »."
        )
    if debut.startswith(_ZIP) or zipfile.is_zipfile(
        chemin
    ):  # quelques octets avant le paquet n'empêchent pas Excel de l'ouvrir
        return
    if chemin.suffix.lower() == ".json":
        raise ClasseurInutilisable(
            f"« {nom} » est le manifeste d’un jeu de rapports, pas le classeur de saisie. Donnez "
            "le classeur où vous saisissez les entretiens."
        )
    if debut.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        indice = " C’est une page web ou du XML : s’il s’ouvre dans Excel, enregistrez-le en .xlsx."
    elif chemin.suffix.lower() in (".csv", ".txt", ".tsv"):
        indice = " Un fichier .csv s’ouvre dans Excel : recopiez ses lignes dans le modèle."
    else:
        indice = ""
    raise ClasseurInutilisable(
        f"« {nom} » n’est pas un classeur Excel. Donnez un fichier .xlsx, .xlsm ou .ods.{indice}"
    )


def _controler_taille(chemin: Path, paquet: zipfile.ZipFile) -> None:
    parties = paquet.infolist()
    demesuree = next(
        (
            p
            for p in parties
            if p.file_size > PARTIE_SURVEILLEE and p.file_size > TAUX_MAX * max(p.compress_size, 1)
        ),
        None,
    )
    if demesuree is not None or sum(p.file_size for p in parties) > TAILLE_MAX:
        raise ClasseurInutilisable(
            f"« {chemin.name} » a un contenu démesuré : par prudence, il n’est pas ouvert. "
            "Recopiez ses lignes dans un classeur neuf."
        )
    if any(p.flag_bits & 1 for p in parties):
        raise ClasseurInutilisable(
            f"« {chemin.name} » est protégé par un mot de passe. Retirez-le, puis recommencez."
        )


def _est_ods(paquet: zipfile.ZipFile, parties: set[str]) -> bool:
    """Vrai si c'est un classeur OpenDocument : il le dit, ou, s'il ne dit rien, il en a le
    contenu."""
    if "mimetype" in parties:
        return (
            paquet.read("mimetype")[:200]
            .strip()
            .startswith(b"application/vnd.oasis.opendocument.spreadsheet")
        )
    return "content.xml" in parties and "[Content_Types].xml" not in parties


def _lire_ods(chemin: Path, paquet: zipfile.ZipFile, parties: set[str]) -> Enveloppe:
    """Un classeur de LibreOffice : ses cellules, ses noms et ses tables (« plages de données »),
    qui n'y ont jamais de ligne de totaux."""
    if chemin.suffix.lower() != ".ods":
        raise ClasseurInutilisable(
            f"« {chemin.name} » est au format de LibreOffice : renommez-le pour qu’il finisse par "
            ".ods, puis recommencez."
        )
    if "META-INF/manifest.xml" in parties and b"encryption-data" in paquet.read(
        "META-INF/manifest.xml"
    ):
        raise ClasseurInutilisable(
            f"« {chemin.name} » est protégé par un mot de passe. Retirez-le dans LibreOffice, "
            "puis recommencez."
        )
    from workbook.lecture import opendocument  # pour un .ods seulement

    with paquet.open("content.xml") as flux:
        document = opendocument.lire(flux)
    if not document.feuilles:
        raise ClasseurInutilisable(
            f"« {chemin.name} » n’est pas un classeur. Donnez un fichier .xlsx, .xlsm ou .ods."
        )
    noms = {comparable(nom): reference for nom, reference in document.noms.items()}
    tables = [
        Table(nom, feuille, *zone, totaux=0)
        for nom, feuille, reference in document.tables
        if (zone := plage(reference))
    ]
    return Enveloppe(document.calendrier_1904, tables, noms, document=document)


def _lire(chemin: Path, paquet: Paquet) -> Enveloppe:
    """Un classeur d'Excel : ses feuilles de calcul, leurs tables, et ses noms ; ceux d'une feuille
    le cèdent à ceux du classeur."""
    classeur = paquet.classeur()
    if (classeur or paquet.partie("xl/workbook.bin")).lower().endswith(".bin"):
        raise ClasseurInutilisable(
            f"« {chemin.name} » est un classeur binaire (.xlsb). Enregistrez-le en .xlsx, puis "
            "recommencez."
        )
    racine = paquet.arbre(classeur) if classeur else None
    if racine is None or balise(racine) != "workbook":
        raise ClasseurInutilisable(
            f"« {chemin.name} » n’est pas un classeur Excel. Donnez un fichier .xlsx, .xlsm ou "
            ".ods."
        )
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
            nom = next(
                n for k in count(2) if (n := f"{feuille.nom} ({k})") not in enveloppe.parties
            )
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
    return any(_vrai(e.get("date1904")) for e in racine.iter() if balise(e) == "workbookPr")


def _vrai(valeur: str | None) -> bool:
    return (valeur or "").strip().lower() in ("1", "true", "on")


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
                titres = tuple(
                    c.get("name", "") for c in racine.iter() if balise(c) == "tableColumn"
                )
                if zone is not None:
                    tables.append(
                        Table(nom, feuille, *zone, int(racine.get("totalsRowCount", "0")), titres)
                    )
    return tables
