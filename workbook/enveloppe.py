"""Le fichier avant son contenu : est-ce un classeur, peut-on l'ouvrir sans danger, et ce que le lecteur de cellules ne dit pas
(tables et lignes de totaux, noms définis, calendrier 1904)."""

import html
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from workbook.erreurs import ClasseurInutilisable
from workbook.texte import comparable

TAILLE_MAX = 4 << 30
PARTIE_SURVEILLEE = 100 << 20
TAUX_MAX = 200
CELLULES_MAX = 100_000_000
"""Étendue de feuille au-delà de laquelle une cellule est égarée très loin : la lire remplirait la mémoire."""
COLONNES_MAX = 16_384
PARTIE_RELUE = 8 << 20
"""Jusqu'à cette taille, l'étendue d'une feuille est vérifiée ; au-delà, un tableur l'a écrite, et ce qu'elle dit d'elle-même est cru."""
FEUILLE_REGLAGES = "xlwings.conf"
"""La feuille masquée où les macros trouvent le Python de ce poste : son nom est celui qu’xlwings cherche."""
FEUILLES_LUES = ("entretiens", "seances", "parametres", "decisions")
CELLULES_LUES = ("versionmodele", "moisrapport")
"""Les feuilles que la lecture parcourt, et les noms des cellules qu'elle lit ailleurs (`texte.comparable`)."""

_LOIN = re.compile(rb""" r=["'](?:[A-Za-z]{3}|[A-Za-z]{0,2}[0-9]{6})""")
_CELLULE = re.compile(rb"""<(?:\w+:)?(?:row\b[^>]*?\br=["'](?P<rangee>[0-9]+)|c\b[^>]*?\br=["'](?P<colonne>[A-Za-z]+)(?P<ligne>[0-9]+)["'][^>]*(?<!/)>)""")
_REF = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_ADRESSE_ODS = re.compile(r"\$?('(?:[^']|'')+'|[^.':]+)\.(\$?[A-Z]+\$?\d+)(?::[^:]*\.(\$?[A-Z]+\$?\d+))?")
_BALISE_ODS = re.compile(rb"<table:(named-range|database-range|null-date)\s([^>]*)>")
_BLOC = 1 << 16
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"


@dataclass(frozen=True)
class Table:
    """Une table du classeur : lignes et colonnes comptées depuis 0, titres en `haut`, totaux compris dans `bas`."""

    nom: str
    feuille: str
    haut: int
    gauche: int
    bas: int
    droite: int
    totaux: int
    titres: tuple[str, ...] = ()


@dataclass
class Enveloppe:
    """Ce que le paquet dit du classeur."""

    calendrier_1904: bool = False
    tables: list[Table] = field(default_factory=list)
    noms: dict[str, str] = field(default_factory=dict)
    """Noms définis -> référence, par exemple « Accueil!$C$5 »."""
    parties: dict[str, str] = field(default_factory=dict)
    """Feuille -> sa partie du paquet .xlsx."""

    def totaux(self, feuille: str, colonnes: Iterable[int]) -> set[int]:
        """Les lignes de totaux, comptées depuis 0, des tables d'une feuille qui couvrent l'une de ces colonnes.

        Une petite table que le CIP tient à côté n'efface pas la ligne d'entretien qui passe à la même hauteur que ses totaux.
        """
        siennes = [t for t in self.tables if t.feuille == feuille and any(t.gauche <= c <= t.droite for c in colonnes)]
        return {ligne for t in siennes for ligne in range(t.bas - t.totaux + 1, t.bas + 1)}


def ouvrir(chemin: Path) -> Enveloppe:
    """Contrôle le fichier et rend ce que son paquet dit du classeur.

    Lève `ClasseurInutilisable` : absent, dossier, vide, autre format, protégé par un mot de passe, tronqué, ou démesuré une fois déplié.
    """
    _controler_nature(chemin)
    try:
        with zipfile.ZipFile(chemin) as paquet:
            _controler_taille(chemin, paquet)
            parties = set(paquet.namelist())
            if _est_ods(paquet, parties):
                return _lire_ods(chemin, paquet)
            if "xl/workbook.xml" not in parties:
                raise ClasseurInutilisable(_autre_format(chemin, parties))
            return _lire(chemin, paquet, parties)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ElementTree.ParseError, RuntimeError, ValueError) as erreur:
        if isinstance(erreur, PermissionError):
            raise ClasseurInutilisable(f"« {chemin.name} » ne peut pas être lu : l’accès est refusé. Fermez-le ailleurs, ou vérifiez vos droits.") from None
        raise ClasseurInutilisable(
            f"« {chemin.name} » est abîmé ou incomplet : il ne s’ouvre pas comme un classeur. Reprenez une copie, ou ouvrez-le dans Excel et enregistrez-le à nouveau."
        ) from None


def calendrier_1904(chemin: Path) -> bool:
    """Le calendrier d'un classeur, sans lire le reste ; faux si le fichier ne se lit pas."""
    try:
        with zipfile.ZipFile(chemin) as paquet:
            if "xl/workbook.xml" in paquet.namelist():
                return re.search(rb'date1904="(1|true)"', paquet.read("xl/workbook.xml")) is not None
            with paquet.open("content.xml") as flux:
                debut = b""
                while b"<table:table " not in debut[-_BLOC - 20 :] and (bloc := flux.read(_BLOC)):
                    debut += bloc
            return re.search(rb'<table:null-date[^>]*date-value="1904-01-01"', debut) is not None
    except (zipfile.BadZipFile, OSError, KeyError):
        return False


def colonne_en_nombre(lettres: str) -> int:
    """« A » donne 0, « AA » donne 26."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    return rang - 1


def colonne_en_lettres(rang: int) -> str:
    """0 donne « A », 26 donne « AA »."""
    lettres = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres


def plage(reference: str) -> tuple[int, int, int, int] | None:
    """« $B$2:D9 » donne (1, 1, 8, 3) : haut, gauche, bas, droite, comptés depuis 0. None si ce n'est pas une plage."""
    m = _REF.fullmatch(reference)
    if m is None:
        return None
    gauche, haut = colonne_en_nombre(m[1]), int(m[2]) - 1
    return haut, gauche, int(m[4]) - 1 if m[4] else haut, colonne_en_nombre(m[3]) if m[3] else gauche


def _controler_nature(chemin: Path) -> None:
    nom = chemin.name or str(chemin)
    if not chemin.exists():
        raise ClasseurInutilisable(f"« {chemin} » n’existe pas. Vérifiez le nom et le dossier.")
    if chemin.is_dir():
        raise ClasseurInutilisable(f"« {chemin} » est un dossier. Donnez le classeur lui-même, par exemple « {chemin / 'Suivi CIR.xlsx'} ».")
    if not chemin.is_file():
        raise ClasseurInutilisable(f"« {chemin} » n’est pas un fichier. Donnez un classeur .xlsx, .xlsm ou .ods.")
    try:
        with chemin.open("rb") as fichier:
            debut = fichier.read(8)
            reste = fichier.read(1 << 16) if debut == _OLE else b""
    except OSError:
        raise ClasseurInutilisable(f"« {nom} » ne peut pas être lu : l’accès est refusé. Fermez-le ailleurs, ou vérifiez vos droits.") from None
    if not debut:
        raise ClasseurInutilisable(f"« {nom} » est vide. Reprenez la dernière copie enregistrée.")
    if debut == _OLE:
        fin = chemin.read_bytes()[-(1 << 20) :] if chemin.stat().st_size < 1 << 26 else b""
        if "EncryptedPackage".encode("utf-16-le") in reste + fin:
            raise ClasseurInutilisable(
                f"« {nom} » est protégé par un mot de passe. Ouvrez-le dans Excel, retirez le mot de passe (Fichier > Informations), puis recommencez."
            )
        raise ClasseurInutilisable(f"« {nom} » est à l’ancien format d’Excel (.xls). Ouvrez-le dans Excel et enregistrez-le en .xlsx.")
    if nom.startswith("~$"):
        raise ClasseurInutilisable(f"« {nom} » est le fichier de verrou d’Excel, pas le classeur. Donnez le classeur « {nom[2:]} ».")
    if not debut.startswith(_ZIP) and chemin.suffix.lower() == ".json":
        raise ClasseurInutilisable(
            f"« {nom} » est le manifeste d’un jeu de rapports, pas le classeur de saisie. Donnez le classeur où vous saisissez les entretiens."
        )
    if not debut.startswith(_ZIP):
        indice = " Un fichier .csv s’ouvre dans Excel : recopiez ses lignes dans le modèle." if chemin.suffix.lower() in (".csv", ".txt", ".tsv") else ""
        raise ClasseurInutilisable(f"« {nom} » n’est pas un classeur Excel. Donnez un fichier .xlsx, .xlsm ou .ods.{indice}")


def _controler_taille(chemin: Path, paquet: zipfile.ZipFile) -> None:
    parties = paquet.infolist()
    demesuree = next((p for p in parties if p.file_size > PARTIE_SURVEILLEE and p.file_size > TAUX_MAX * max(p.compress_size, 1)), None)
    if demesuree is not None or sum(p.file_size for p in parties) > TAILLE_MAX:
        raise ClasseurInutilisable(
            f"« {chemin.name} » se déplie en un contenu démesuré : par prudence, il n’est pas ouvert. Recopiez ses lignes dans un classeur neuf."
        )
    if any(p.flag_bits & 1 for p in parties):
        raise ClasseurInutilisable(f"« {chemin.name} » est protégé par un mot de passe. Retirez-le, puis recommencez.")


def _autre_format(chemin: Path, parties: set[str]) -> str:
    if "xl/workbook.bin" in parties:
        return f"« {chemin.name} » est un classeur binaire (.xlsb). Enregistrez-le en .xlsx, puis recommencez."
    return f"« {chemin.name} » n’est pas un classeur Excel. Donnez un fichier .xlsx, .xlsm ou .ods."


def _est_ods(paquet: zipfile.ZipFile, parties: set[str]) -> bool:
    return "mimetype" in parties and paquet.read("mimetype")[:200].startswith(b"application/vnd.oasis.opendocument.spreadsheet")


def _lire_ods(chemin: Path, paquet: zipfile.ZipFile) -> Enveloppe:
    """Un classeur de LibreOffice : ses noms et ses tables (« plages de données »), qui n'y ont jamais de ligne de totaux."""
    if chemin.suffix.lower() != ".ods":
        raise ClasseurInutilisable(f"« {chemin.name} » est au format de LibreOffice : renommez-le pour qu’il finisse par .ods, puis recommencez.")
    if b"encryption-data" in paquet.read("META-INF/manifest.xml"):
        raise ClasseurInutilisable(f"« {chemin.name} » est protégé par un mot de passe. Retirez-le dans LibreOffice, puis recommencez.")
    enveloppe = Enveloppe()
    with paquet.open("content.xml") as flux:
        reste = b""
        while bloc := flux.read(1 << 20):
            bloc = reste + bloc
            for m in _BALISE_ODS.finditer(bloc):
                attributs = {cle: html.unescape(v) for cle, v in re.findall(r'table:([\w-]+)="([^"]*)"', m[2].decode())}
                _noter_ods(enveloppe, m[1], attributs)
            reste = bloc[max(bloc.rfind(b"<"), 0) :]
    return enveloppe


def _noter_ods(enveloppe: Enveloppe, balise: bytes, attributs: dict[str, str]) -> None:
    if balise == b"null-date":
        enveloppe.calendrier_1904 = attributs.get("date-value") == "1904-01-01"
        return
    m = _ADRESSE_ODS.fullmatch(attributs.get("cell-range-address" if balise == b"named-range" else "target-range-address", ""))
    if m is None:
        return
    nom, reference = attributs.get("name", ""), m[2] + (f":{m[3]}" if m[3] else "")
    if balise == b"named-range":
        enveloppe.noms[comparable(nom)] = f"{m[1]}!{reference}"
    elif zone := plage(reference):
        enveloppe.tables.append(Table(nom, m[1].strip("'").replace("''", "'"), *zone, totaux=0))


def _lire(chemin: Path, paquet: zipfile.ZipFile, parties: set[str]) -> Enveloppe:
    enveloppe = Enveloppe()
    racine = ElementTree.fromstring(paquet.read("xl/workbook.xml"))
    liens = liens_de(paquet, "xl/workbook.xml", parties)
    feuilles: list[tuple[str, str]] = []
    for element in racine.iter():
        balise = _balise(element)
        if balise == "workbookPr":
            enveloppe.calendrier_1904 = element.get("date1904") in ("1", "true")
        elif balise == "definedName" and element.text:
            enveloppe.noms[comparable(element.get("name", ""))] = element.text
        elif balise == "sheet":
            ident = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            partie, nom = liens.get(ident, ("", ""))[1], element.get("name", "")
            if partie in parties and partie.startswith("xl/worksheets/"):
                feuilles.append((partie, nom))
                enveloppe.parties[nom] = partie
                enveloppe.tables += _tables(paquet, partie, nom, parties)
    lues = {*FEUILLES_LUES, *(comparable(enveloppe.noms.get(nom, "").rpartition("!")[0].strip("'")) for nom in CELLULES_LUES)}
    for partie, nom in feuilles:
        if comparable(nom) in lues:
            controler_etendue(chemin, paquet, partie, nom)
    return enveloppe


def controler_etendue(chemin: Path, paquet: zipfile.ZipFile, partie: str, feuille: str) -> None:
    """Refuse une feuille dont une cellule remplie est si loin que le lecteur, qui garde toute l'étendue, y perdrait la mémoire."""
    relue = paquet.getinfo(partie).file_size <= PARTIE_RELUE
    with paquet.open(partie) as flux:
        debut = flux.read(PARTIE_RELUE if relue else 4096)
        m = re.search(rb'<dimension ref="([A-Z0-9:]+)"', debut[:4096])
        zone = plage(m[1].decode()) if m else None
        if zone and (zone[2] + 1) * (zone[3] + 1) <= CELLULES_MAX and not (relue and _LOIN.search(debut)):
            return
        bas, droite = _etendue(debut, flux)
    if bas * droite > CELLULES_MAX or droite > COLONNES_MAX:
        raise ClasseurInutilisable(
            f"« {chemin.name} », feuille « {feuille} » : des cellules sont remplies très loin (jusqu’à la ligne {bas}, jusqu’à la colonne {colonne_en_lettres(droite - 1)}). "
            "Supprimez les lignes et colonnes vides au-delà du tableau (Ctrl+Fin y mène), enregistrez, puis recommencez."
        )


def _etendue(debut: bytes, flux: IO[bytes]) -> tuple[int, int]:
    """Les plus hauts numéros de ligne et de colonne des cellules remplies, quoi que la feuille dise de son étendue."""
    bas = droite = 0
    reste = debut
    while reste:
        for m in _CELLULE.finditer(reste):
            bas = max(bas, int(m["ligne"] or m["rangee"] or 0))
            droite = max(droite, colonne_en_nombre(m["colonne"].decode().upper()) + 1 if m["colonne"] else 0)
        suite = flux.read(1 << 20)
        reste = reste[reste.rfind(b"<") :] + suite if suite else b""
    return bas, droite


def _tables(paquet: zipfile.ZipFile, partie: str, feuille: str, parties: set[str]) -> list[Table]:
    tables = []
    for genre, cible in liens_de(paquet, partie, parties).values():
        if not genre.endswith("/table") or cible not in parties:
            continue
        racine = ElementTree.fromstring(paquet.read(cible))
        zone = plage(racine.get("ref", ""))
        if zone is not None:
            nom = racine.get("displayName") or racine.get("name") or ""
            titres = tuple(c.get("name", "") for c in racine.iter() if _balise(c) == "tableColumn")
            tables.append(Table(nom, feuille, *zone, int(racine.get("totalsRowCount", "0")), titres))
    return tables


def liens_de(paquet: zipfile.ZipFile, partie: str, parties: set[str]) -> dict[str, tuple[str, str]]:
    """Les relations d’une partie du paquet : identifiant -> (type, partie désignée)."""
    dossier, nom = posixpath.split(partie)
    chemin_liens = f"{dossier}/_rels/{nom}.rels"
    if chemin_liens not in parties:
        return {}
    liens = {}
    for lien in ElementTree.fromstring(paquet.read(chemin_liens)):
        cible = lien.get("Target", "")
        absolue = cible.lstrip("/") if cible.startswith("/") else posixpath.normpath(posixpath.join(dossier, cible))
        liens[lien.get("Id", "")] = (lien.get("Type", ""), absolue)
    return liens


def _balise(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
