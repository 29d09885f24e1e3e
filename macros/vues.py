"""Les vues des feuilles, du .xlsx au .ods : volets figés, cellule choisie, quadrillage.

LibreOffice convertit sans fenêtre, et n'écrit alors aucune vue : sans ce module, le .ods n'aurait
plus de volets.
"""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

_ESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FIGE, _SANS_VOLET = 2, 0
"""Genres de séparation d'une vue OpenDocument."""
_VOLETS = {"topLeft": 0, "topRight": 1, "bottomLeft": 2, "bottomRight": 3}
_TYPES = {int: "int", bool: "boolean", str: "string"}
_COURTS = ("ActiveSplitRange", "HorizontalSplitMode", "VerticalSplitMode")
"""Les entiers que LibreOffice ne lit que courts."""


def en_reglages(xlsx: bytes) -> str:
    """Les vues d'un .xlsx de XlsxWriter, telles que `settings.xml` d'un .ods les porte."""
    with zipfile.ZipFile(BytesIO(xlsx)) as paquet:
        classeur = ElementTree.fromstring(paquet.read("xl/workbook.xml"))
        noms = [f.attrib["name"] for f in classeur.iter(f"{_ESPACE}sheet")]
        vues = [
            _vue(paquet.read(f"xl/worksheets/sheet{rang}.xml")) for rang in range(1, len(noms) + 1)
        ]
    montree = next(
        (nom for nom, vue in zip(noms, vues, strict=True) if vue.get("tabSelected")), noms[0]
    )
    tables = "".join(
        _entree(_reglages_de(vue), f" config:name={quoteattr(nom)}")
        for nom, vue in zip(noms, vues, strict=True)
    )
    nommee, indexee = "config:config-item-map-named", "config:config-item-map-indexed"
    toutes = f'<{nommee} config:name="Tables">{tables}</{nommee}>'
    vue = _entree({"ViewId": "view1", "ActiveTable": montree}, suite=toutes)
    return f'<{indexee} config:name="Views">{vue}</{indexee}>'


def _vue(feuille: bytes) -> ElementTree.Element:
    """Le `sheetView` d'une feuille."""
    debut = re.search(rb"<sheetViews>(.*?)</sheetViews>", feuille, re.DOTALL)
    if debut is None:
        raise ValueError("feuille sans vue")
    avec_espace = debut[1].replace(
        b"<sheetView ", b'<sheetView xmlns="' + _ESPACE[1:-1].encode() + b'" ', 1
    )
    return ElementTree.fromstring(avec_espace)


def _reglages_de(vue: ElementTree.Element) -> dict[str, Any]:
    volets = vue.find(f"{_ESPACE}pane")
    attributs = {} if volets is None else volets.attrib
    colonnes, rangees = int(attributs.get("xSplit", 0)), int(attributs.get("ySplit", 0))
    rangee, colonne = _place(attributs.get("topLeftCell", "A1"))
    actif = attributs.get("activePane", "bottomLeft")
    choisies = [s for s in vue.iter(f"{_ESPACE}selection") if s.get("pane", actif) == actif]
    ligne_choisie, colonne_choisie = _place(
        choisies[-1].get("activeCell", "A1") if choisies else "A1"
    )
    return {
        "CursorPositionX": colonne_choisie,
        "CursorPositionY": ligne_choisie,
        "ActiveSplitRange": _VOLETS[actif],
        "HorizontalSplitMode": _FIGE if colonnes else _SANS_VOLET,
        "VerticalSplitMode": _FIGE if rangees else _SANS_VOLET,
        "HorizontalSplitPosition": colonnes,
        "VerticalSplitPosition": rangees,
        "PositionLeft": 0,
        "PositionRight": colonne,
        "PositionTop": 0,
        "PositionBottom": rangee,
        "ShowGrid": vue.get("showGridLines") != "0",
    }


def _place(adresse: str) -> tuple[int, int]:
    """« G4 » : ligne 3, colonne 6, comptées depuis 0."""
    lettres = adresse.rstrip("0123456789")
    colonne = 0
    for lettre in lettres:
        colonne = 26 * colonne + ord(lettre) - ord("A") + 1
    return int(adresse[len(lettres) :]) - 1, colonne - 1


def _entree(valeurs: Mapping[str, Any], attributs: str = "", suite: str = "") -> str:
    """Une `config-item-map-entry` de ces réglages."""
    items = "".join(
        f'<config:config-item config:name="{nom}" config:type="{_type(nom, v)}">'
        f"{_ecrite(v)}</config:config-item>"
        for nom, v in valeurs.items()
    )
    return f"<config:config-item-map-entry{attributs}>{items}{suite}</config:config-item-map-entry>"


def _type(nom: str, valeur: Any) -> str:
    return "short" if nom in _COURTS else _TYPES[type(valeur)]


def _ecrite(valeur: Any) -> str:
    return str(valeur).lower() if isinstance(valeur, bool) else escape(str(valeur))
