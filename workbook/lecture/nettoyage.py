"""Une feuille que calamine ne lit pas, récrite pour lui : ses seules cellules, comme Excel les
écrit.

Ni préfixe, ni CDATA, ni commentaire, ni fusion ; en UTF-8 ; les textes partagés remis dans leur
cellule ; sous des noms de parties sans surprise. Les adresses, les valeurs et les formats de date
sont ceux du fichier. openpyxl lit cette copie aussi.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from workbook.declarations.adresses import adresse, colonne_en_nombre, plage_large
from workbook.lecture.enveloppe import Enveloppe
from workbook.lecture.feuille_xml import Examen, est_ordinaire
from workbook.lecture.paquet import Paquet, balise

_BLOC = 1 << 16
_SERIE_MAX = {False: 2_958_465, True: 2_957_003}
"""Le 31/12/9999 dans chaque calendrier (1900, 1904) : un plus grand nombre n'est pas une date."""
_SERIE_MIN = -600_000
"""Bien avant l'an 1, où un lecteur se perd."""
_ADRESSE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,9})")
_NOMBRE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)?")
"""Les dates que tous les lecteurs lisent de même ; une autre, avec son fuseau, reste un texte."""
_BLANCS = " \t\r\n"
_ESPACES = "{http://www.w3.org/XML/1998/namespace}space"
_VRAI_FAUX = {"1": "1", "true": "1", "0": "0", "false": "0"}


class Illisible(Exception):
    """Cette feuille ne se lit pas : son XML est abîmé, un texte ou une adresse y manque."""


class Nettoyeur:
    """Récrit les feuilles d'un paquet, dont voici l'enveloppe."""

    def __init__(self, paquet: Paquet, enveloppe: Enveloppe):
        self.paquet, self.classeur = paquet, enveloppe.classeur
        self.calendrier_1904 = enveloppe.calendrier_1904

    def copie(self, partie: str) -> tuple[bytes, Examen]:
        """Un classeur de cette seule feuille, et ce que son XML dit d'elle. Lève `Illisible`."""
        octets = BytesIO()
        with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copie:
            for nom, contenu in _AUTOUR.items():
                copie.writestr(nom, contenu.format(date1904=int(self.calendrier_1904)))
            copie.writestr("xl/styles.xml", self._styles())
            with copie.open("xl/worksheets/sheet1.xml", "w") as sortie:
                examen = self.aplanir(partie, sortie)
        return octets.getvalue(), examen

    def aplanir(self, partie: str, sortie: IO[bytes]) -> Examen:
        """Récrit une feuille dans `sortie`, et rend ce que son XML dit d'elle. Lève `Illisible`."""
        with _illisible(), self.paquet.ouvrir(partie) as flux:
            formats = len(self._formats[1])
            cible = _Aplanie(sortie, self._textes, formats, _SERIE_MAX[self.calendrier_1904])
            lecteur = DefusedXMLParser(target=cible)
            while bloc := flux.read(_BLOC):
                lecteur.feed(bloc)
            examen: Examen = lecteur.close()
            return examen

    @cached_property
    def _textes(self) -> list[str]:
        """Les textes partagés, dans l'ordre."""
        partie = self.paquet.annexe(self.classeur, "sharedStrings")
        if not partie:
            return []
        with self.paquet.ouvrir(partie) as flux:
            return list(_textes_partages(flux))

    @cached_property
    def _formats(self) -> tuple[dict[str, str], list[str]]:
        """Les formats de nombre du classeur (numéro -> code), et celui de chaque style."""
        codes: dict[str, str] = {}
        styles: list[str] = []
        partie = self.paquet.annexe(self.classeur, "styles")
        for groupe in self.paquet.arbre(partie) if partie else ():
            if balise(groupe) == "numFmts":
                codes |= {f.get("numFmtId", "0"): f.get("formatCode", "") for f in groupe}
            elif balise(groupe) == "cellXfs":
                styles += [xf.get("numFmtId", "0") for xf in groupe if balise(xf) == "xf"]
        return codes, styles

    def _styles(self) -> str:
        with _illisible():
            codes, styles = self._formats
        numeros = {n: rang for rang, n in enumerate(codes, 164)}
        formats = "".join(
            f'<numFmt numFmtId="{numeros[n]}" formatCode="{html.escape(code)}"/>'
            for n, code in codes.items()
        )
        xfs = "".join(
            (
                f'<xf numFmtId="{numeros.get(n, n if n.isdecimal() else 0)}" fontId="0" fillId="0" '
                'borderId="0" xfId="0"/>'
            )
            for n in styles or ["0"]
        )
        return _STYLES.format(formats=f"<numFmts>{formats}</numFmts>" if formats else "", xfs=xfs)


def en_clair(paquet: Paquet, enveloppe: Enveloppe, feuille: str) -> bytes:
    """Le XML d'une feuille, écrit comme Excel l'écrit : tel quel s'il l'est, sinon aplani.

    Lève `Illisible`, ou ce que lève un paquet abîmé.
    """
    partie = enveloppe.parties[feuille]
    octets = paquet.lire(partie)
    if est_ordinaire(octets[: 1 << 16]):
        return octets
    sortie = BytesIO()
    Nettoyeur(paquet, enveloppe).aplanir(partie, sortie)
    return sortie.getvalue()


@contextmanager
def _illisible() -> Iterator[None]:
    """Ce que lèvent un XML abîmé, piégé ou d'un codage inconnu, et un paquet abîmé."""
    try:
        yield
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, LookupError, ValueError) as erreur:
        raise Illisible(str(erreur)) from erreur


def _textes_partages(flux: IO[bytes]) -> Iterator[str]:
    phonetique, morceaux = False, []
    for quand, element in iterparse(flux, ("start", "end")):
        nom = balise(element)
        if nom == "rPh":
            phonetique = quand == "start"
        elif quand == "end" and nom == "t" and not phonetique:
            morceaux.append(_texte(element.text or "", element.get(_ESPACES)))
        elif quand == "end" and nom == "si":
            yield "".join(morceaux)
            morceaux = []
            element.clear()


def _texte(brut: str, espaces: str | None) -> str:
    """Un texte, sans les blancs du bord que le fichier ne demande pas de garder."""
    return brut if espaces == "preserve" else brut.strip(_BLANCS)


class _Aplanie:
    """Reçoit les balises d'une feuille (`DefusedXMLParser`) et récrit ses cellules remplies."""

    def __init__(self, sortie: IO[bytes], textes: list[str], formats: int, serie_max: int):
        self.sortie, self.textes, self.formats = sortie, textes, formats
        self.serie_max, self.examen = serie_max, Examen()
        self.dans_donnees = self.phonetique = False
        self.ligne = self.colonne = -1
        self.cellules: list[str] = []
        self.attributs: dict[str, str] | None = None
        """Ceux de la cellule ouverte."""
        self.valeur: str | None = None
        self.en_ligne: str | None = None
        self.formule = False
        self.espaces: str | None = None
        self.lu: list[str] | None = None
        """Les bouts du texte de la balise ouverte, si elle en est une qui se garde."""
        self.sortie.write(_DEBUT)

    def start(self, balise_: str, attributs: dict[str, str]) -> None:
        """Une balise s'ouvre."""
        nom = balise_.rpartition("}")[2]
        if nom == "mergeCell":
            if zone := plage_large(attributs.get("ref", "").upper()):
                self.examen.fusions.append(zone)
        elif nom == "sheetData":
            self.dans_donnees = True
        elif not self.dans_donnees:
            return
        elif nom == "row":
            numero = attributs.get("r", "")
            self.ligne = int(numero) - 1 if numero.isdecimal() else self.ligne + 1
            self.colonne = -1
        elif nom == "c":
            self._placer(attributs.get("r"))
            self.attributs = attributs
            self.valeur = self.en_ligne = None
            self.formule = False
        elif self.attributs is not None:
            self._dans_la_cellule(nom, attributs)

    def _dans_la_cellule(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "f":
            self.formule = True
        elif nom == "is":
            self.en_ligne = ""
        elif nom == "rPh":
            self.phonetique = True
        elif nom == "v" or (nom == "t" and not self.phonetique):
            self.lu, self.espaces = [], attributs.get(_ESPACES)

    def data(self, texte: str) -> None:
        """Un bout de texte."""
        if self.lu is not None:
            self.lu.append(texte)

    def end(self, balise_: str) -> None:
        """Une balise se ferme."""
        nom = balise_.rpartition("}")[2]
        if nom == "sheetData":
            self.dans_donnees = False
        elif nom == "rPh":
            self.phonetique = False
        elif nom == "v" and self.lu is not None:
            self.valeur, self.lu = "".join(self.lu), None
        elif nom == "t" and self.lu is not None:
            self.en_ligne = (self.en_ligne or "") + _texte("".join(self.lu), self.espaces)
            self.lu = None
        elif nom == "c" and self.attributs is not None:
            self._ecrire(self.attributs)
            self.attributs = None
        elif nom == "row" and self.cellules:
            rangee = f'<row r="{self.ligne + 1}">{"".join(self.cellules)}</row>'
            self.sortie.write(rangee.encode())
            self.cellules = []

    def close(self) -> Examen:
        """La feuille est finie."""
        self.sortie.write(_FIN)
        return self.examen

    def _placer(self, reference: str | None) -> None:
        """La cellule qui s'ouvre est là ; sans adresse, après la précédente."""
        if reference is None:
            self.colonne += 1
            self.ligne = max(self.ligne, 0)
            return
        m = _ADRESSE.fullmatch(reference)
        if m is None:
            raise Illisible(f"adresse « {reference} »")
        self.ligne, self.colonne = int(m[2]) - 1, colonne_en_nombre(m[1].upper())

    def _ecrire(self, attributs: dict[str, str]) -> None:
        ici = adresse(self.ligne, self.colonne)
        genre, contenu, garder_le_format = self._contenu(attributs.get("t", "n"))
        if self.formule and not contenu:
            self.examen.jamais_calculees.append(ici)
        if not contenu and not self.formule:
            return
        self.examen.bas = max(self.examen.bas, self.ligne + 1)
        self.examen.droite = max(self.examen.droite, self.colonne + 1)
        format_ = attributs.get("s", "")
        connu = format_.isdecimal() and int(format_) < self.formats
        s = f' s="{format_}"' if connu and garder_le_format else ""
        formule = "<f/>" if self.formule else ""
        self.cellules.append(f'<c r="{ici}"{s} t="{genre}">{formule}{contenu}</c>')

    def _contenu(self, genre: str) -> tuple[str, str, bool]:
        """Le type et le contenu à écrire, vide si la cellule l'est ; et s'il garde son format."""
        valeur = self.valeur
        if self.en_ligne is not None or genre in ("inlineStr", "is"):
            return "inlineStr", "" if self.en_ligne is None else _en_ligne(self.en_ligne), True
        if valeur is None or (valeur == "" and genre != "str"):
            return "n", "", True
        if genre == "s":
            return "inlineStr", _en_ligne(self._texte_partage(int(valeur))), True
        if genre == "e":
            return "e", "<v>#N/A</v>", True
        if genre == "b" and valeur.strip() in _VRAI_FAUX:
            return "b", f"<v>{_VRAI_FAUX[valeur.strip()]}</v>", True
        if genre == "d" and _DATE_ISO.fullmatch(valeur.strip()):
            return "d", f"<v>{valeur.strip()}</v>", True
        if genre not in ("str", "b", "d") and _NOMBRE.fullmatch(valeur.strip()):
            nombre = valeur.strip()
            return "n", f"<v>{nombre}</v>", _SERIE_MIN < float(nombre) <= self.serie_max
        return "str", f"<v>{_echapper(valeur)}</v>", True

    def _texte_partage(self, rang: int) -> str:
        if not 0 <= rang < len(self.textes):
            raise Illisible(f"texte partagé {rang}")
        return self.textes[rang]


def _en_ligne(texte: str) -> str:
    return f'<is><t xml:space="preserve">{_echapper(texte)}</t></is>'


def _echapper(texte: str) -> str:
    return html.escape(texte, quote=False).replace("\r", "&#13;")


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PRINCIPAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LIENS = "http://schemas.openxmlformats.org/package/2006/relationships"
_GENRE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_AUTOUR = {
    "[Content_Types].xml": f"{_XML}<Types "
    'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
    f'PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/><Override '
    f'PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/><Override '
    f'PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_LIENS}"><Relationship Id="rId1" '
        f'Type="{_GENRE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_PRINCIPAL}" xmlns:r="{_GENRE}"><workbookPr '
    f'date1904="{{date1904}}"/>'
    '<sheets><sheet name="Feuille" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_LIENS}">'
    f'<Relationship Id="rId1" Type="{_GENRE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_GENRE}/styles" Target="styles.xml"/></Relationships>',
}
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_PRINCIPAL}">{{formats}}<fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders '
    'count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    "<cellXfs>{xfs}</cellXfs></styleSheet>"
)
_DEBUT = f'{_XML}<worksheet xmlns="{_PRINCIPAL}"><sheetData>'.encode()
_FIN = b"</sheetData></worksheet>"
