"""Un classeur de LibreOffice (.ods) : ses feuilles, ses noms et ses tables, lus de content.xml
(norme OpenDocument 1.3).

Lu ici et non par calamine, qui ajoute au texte d'une cellule celui des formes qui y sont posées,
prend pour 0 une erreur enregistrée par Excel, et refuse un fichier mis en forme par un autre
programme.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import IO, Any

from defusedxml.ElementTree import XMLParser

from workbook.declarations.adresses import COLONNES_MAX, Zone, adresse
from workbook.lecture.feuille_xml import Examen

_BLOC = 1 << 18
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLULES = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PARAGRAPHES = (f"{_TEXTE}p", f"{_TEXTE}h")
_GENRE, _FORMULE = f"{_OFFICE}value-type", f"{_TABLE}formula"
_HAUTEUR, _LARGEUR = f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned"
_HORS_TEXTE = frozenset(
    f"{_TEXTE}{nom}" for nom in ("note", "ruby-text", "script", "tracked-changes", "deletion")
)
_IGNOREES = frozenset(
    f"{_TABLE}{nom}"
    for nom in [
        "shapes",
        "tracked-changes",
        "content-validations",
        "data-pilot-tables",
        "dde-links",
    ]
) | frozenset(
    f"{_OFFICE}{nom}"
    for nom in ["forms", "scripts", "automatic-styles", "font-face-decls", "annotation"]
)
"""Ce qui n'est ni une feuille, ni un nom, ni une table, avec tout ce qu'il contient (des feuilles
de graphique, par exemple)."""
_BLANCS = re.compile(r"[ \t\r\n]+")
_DUREE = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?")
_ERREUR = re.compile(r"#(?:N/[AD]|[^\W\d_][\w/]*[!?]|GETTING_DATA)|(?:Err|Erreur) ?: ?\d+")
_ADRESSE = re.compile(
    r"\$?(?P<feuille>'(?:[^']|'')+'|[^.':]+)\.(?P<debut>\$?[A-Z]+\$?\d+)(?::(?:[^:]*\.)?(?P<fin>\$?[A-Z]+\$?\d+))?"
)
_ESPACE, _TABULATION, _LIGNE = "\x01", "\x02", "\x03"
"""Ce que le texte dit par une balise, le temps de réduire les blancs de la mise en forme : ces
caractères n'ont pas droit de cité en XML."""
_RENDUS = str.maketrans({_ESPACE: " ", _TABULATION: "\t", _LIGNE: "\n"})


@dataclass
class Feuille:
    """Une feuille : ses suites de lignes pareilles, et combien il y en a dans chacune ; aucune si
    l'étendue est démesurée."""

    nom: str
    suites: list[tuple[list[Any], int]] = field(default_factory=list)
    examen: Examen = field(default_factory=Examen)
    erreurs: list[str] = field(default_factory=list)
    """Les adresses des cellules en erreur, lues vides."""

    def rangees(self) -> list[list[Any]]:
        """Les lignes depuis A1, toutes de même largeur."""
        for ligne, _ in self.suites:
            ligne += [""] * (self.examen.droite - len(ligne))
        return [ligne for ligne, fois in self.suites for _ in range(fois)]


@dataclass
class Document:
    """Ce que porte content.xml. `noms` : nom -> « Feuille!$C$5 » ; `tables` : (nom, feuille,
    « A3:X90 »)."""

    feuilles: dict[str, Feuille] = field(default_factory=dict)
    noms: dict[str, str] = field(default_factory=dict)
    tables: list[tuple[str, str, str]] = field(default_factory=list)
    calendrier_1904: bool = False


def lire(flux: IO[bytes]) -> Document:
    """Lit content.xml. Lève `ParseError` (XML abîmé) ou `ValueError` (entités, que rien n'écrit
    dans un classeur)."""
    analyse = _Analyse()
    analyseur = XMLParser(target=analyse)
    while bloc := flux.read(_BLOC):
        analyseur.feed(bloc)
    analyseur.close()
    return analyse.document


def calendrier_1904(flux: IO[bytes]) -> bool:
    """Le calendrier d'un content.xml, qui le dit avant sa première feuille."""
    analyse = _Analyse()
    analyseur = XMLParser(target=analyse)
    while not analyse.document.feuilles and (bloc := flux.read(_BLOC)):
        analyseur.feed(bloc)
    return analyse.document.calendrier_1904


class _Analyse:
    """Reçoit les balises et les textes dans l'ordre, et en fait un `Document`."""

    def __init__(self) -> None:
        self.document = Document()
        self.feuille: Feuille | None = None
        self.hors = 0
        """Combien de balises sont ouvertes dans une partie ignorée."""
        self.cellule: dict[str, str] | None = None
        self.paragraphes: list[str] = []
        self.bouts: list[str] | None = None
        """Le texte du paragraphe ouvert."""
        self.ligne: list[Any] = []
        self.vides = 0
        """Cellules vides depuis la dernière qui est remplie : elles ne comptent que si une autre
        suit."""
        self.remplie = False
        self.lignes_vides = 0
        self.repetees = 1
        self._debuts: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_TABLE}null-date": self._calendrier,
            f"{_TABLE}table": self._debut_de_feuille,
            f"{_TABLE}table-row": self._debut_de_ligne,
            f"{_TABLE}named-range": self._nom,
            f"{_TABLE}named-expression": self._nom,
            f"{_TABLE}database-range": self._table,
        }

    def start(self, balise: str, attributs: dict[str, str]) -> None:
        """Une balise s'ouvre."""
        if self.hors:
            self.hors += 1
        elif self.cellule is not None:
            self._dans_la_cellule(balise, attributs)
        elif balise in _CELLULES:
            self.cellule = attributs
        elif balise in self._debuts:
            self._debuts[balise](attributs)
        elif balise in _IGNOREES:
            self.hors = 1

    def data(self, texte: str) -> None:
        """Du texte."""
        if self.bouts is not None and not self.hors:
            self.bouts.append(texte)

    def end(self, balise: str) -> None:
        """Une balise se ferme."""
        if self.hors:
            self.hors -= 1
        elif self.bouts is not None:
            if balise in _PARAGRAPHES:
                self.paragraphes.append(_texte(self.bouts))
                self.bouts = None
        elif self.cellule is not None:
            if balise in _CELLULES:
                self._fin_de_cellule(self.cellule)
        elif balise == f"{_TABLE}table-row":
            self._fin_de_ligne()
        elif balise == f"{_TABLE}table":
            self.feuille = None

    def close(self) -> None:
        """Le document est fini."""

    def _dans_la_cellule(self, balise: str, attributs: dict[str, str]) -> None:
        # Une forme, un commentaire, un tableau posés là.
        if not balise.startswith(_TEXTE) or balise in _HORS_TEXTE:
            self.hors = 1
        elif self.bouts is None:
            if balise in _PARAGRAPHES:
                self.bouts = []
        elif balise == f"{_TEXTE}s":
            self.bouts.append(_ESPACE * _nombre(attributs.get(f"{_TEXTE}c")))
        elif balise == f"{_TEXTE}tab":
            self.bouts.append(_TABULATION)
        elif balise == f"{_TEXTE}line-break":
            self.bouts.append(_LIGNE)

    def _calendrier(self, attributs: dict[str, str]) -> None:
        self.document.calendrier_1904 = attributs.get(f"{_TABLE}date-value") == "1904-01-01"

    def _debut_de_feuille(self, attributs: dict[str, str]) -> None:
        self.feuille = Feuille(attributs.get(f"{_TABLE}name", ""))
        self.lignes_vides = 0
        if not self.feuille.nom.startswith("'file:"):  # la copie d'une feuille d'un autre fichier
            self.document.feuilles[self.feuille.nom] = self.feuille

    def _debut_de_ligne(self, attributs: dict[str, str]) -> None:
        self.ligne, self.vides, self.remplie = [], 0, False
        self.repetees = _nombre(attributs.get(f"{_TABLE}number-rows-repeated"))

    def _fin_de_cellule(self, attributs: dict[str, str]) -> None:
        fois = _nombre(attributs.get(f"{_TABLE}number-columns-repeated"))
        texte = "\n".join(self.paragraphes) if self.paragraphes else ""
        self.cellule, self.paragraphes = None, []
        valeur = _valeur(attributs, texte)
        if (
            (valeur == "" and (texte or _FORMULE in attributs))
            or _LARGEUR in attributs
            or _HAUTEUR in attributs
        ):
            self._noter(attributs, texte, valeur)
        if valeur == "":
            self.vides += fois
        elif self.feuille is not None:
            self.remplie = True
            droite = len(self.ligne) + self.vides + fois
            self.feuille.examen.droite = max(self.feuille.examen.droite, droite)
            if droite <= COLONNES_MAX:
                self.ligne += [""] * self.vides + [valeur] * fois
            self.vides = 0

    def _noter(self, attributs: dict[str, str], texte: str, valeur: Any) -> None:
        """Ce qu'une cellule a d'invisible : ce qu'elle recouvre, une erreur, un résultat qui
        manque."""
        f = self.feuille
        if f is None:
            return
        rang, colonne = f.examen.bas + self.lignes_vides, len(self.ligne) + self.vides
        hauteur, largeur = _nombre(attributs.get(_HAUTEUR)), _nombre(attributs.get(_LARGEUR))
        if hauteur > 1 or largeur > 1:
            f.examen.fusions.append(Zone(rang, colonne, rang + hauteur - 1, colonne + largeur - 1))
        if valeur == "" and texte:
            f.erreurs.append(adresse(rang, colonne))
        elif valeur == "" and _FORMULE in attributs and _GENRE not in attributs:
            f.examen.jamais_calculees.append(adresse(rang, colonne))

    def _fin_de_ligne(self) -> None:
        f = self.feuille
        if f is None:
            return
        if not self.remplie:
            self.lignes_vides += self.repetees
            return
        f.examen.bas += self.lignes_vides + self.repetees
        if f.examen.trop_loin:
            f.suites.clear()
        else:
            if self.lignes_vides:
                f.suites.append(([], self.lignes_vides))
            f.suites.append((self.ligne, self.repetees))
        self.lignes_vides = 0

    def _nom(self, attributs: dict[str, str]) -> None:
        expression = attributs.get(f"{_TABLE}expression", "").removeprefix("of:=").strip("[]")
        plage = attributs.get(f"{_TABLE}cell-range-address") or expression
        nom, m = attributs.get(f"{_TABLE}name", ""), _ADRESSE.fullmatch(plage)
        if m is None:
            return
        reference = f"{m['feuille']}!{m['debut']}" + (f":{m['fin']}" if m["fin"] else "")
        if self.feuille is None:
            self.document.noms[nom] = reference
        else:  # un nom d'une seule feuille cède à celui du classeur
            self.document.noms.setdefault(nom, reference)

    def _table(self, attributs: dict[str, str]) -> None:
        if m := _ADRESSE.fullmatch(attributs.get(f"{_TABLE}target-range-address", "")):
            nom, feuille = attributs.get(f"{_TABLE}name", ""), m["feuille"].strip("'")
            zone = f"{m['debut']}:{m['fin'] or m['debut']}"
            self.document.tables.append((nom, feuille.replace("''", "'"), zone))


def _nombre(brut: str | None) -> int:
    """Un nombre de répétitions : 1 s'il manque ou n'en est pas un."""
    return int(brut) if brut and brut.isascii() and brut.isdigit() and brut != "0" else 1


def _texte(bouts: list[str]) -> str:
    """Le texte d'un paragraphe : les blancs de la mise en forme n'y comptent que pour une espace,
    ceux qu'une balise dit restent."""
    texte = "".join(bouts)
    if texte.isalnum():
        return texte
    if "\n" in texte:
        texte = texte.strip(" \t\r\n")
    return _BLANCS.sub(" ", texte).lstrip(" ").translate(_RENDUS)


def _valeur(attributs: dict[str, str], texte: str) -> Any:
    """La valeur d'une cellule : "" (vide ou en erreur), un texte, un nombre, un booléen, une date
    ou une durée."""
    genre = attributs.get(_GENRE)
    if genre == "string" or genre is None:
        lu = attributs.get(f"{_OFFICE}string-value", texte)
        return "" if _FORMULE in attributs and _en_erreur(attributs, lu) else lu
    if _en_erreur(attributs, texte):
        return ""
    try:
        return _LECTURES[genre](attributs) if genre in _LECTURES else texte
    except (KeyError, ValueError):
        return texte


def _en_erreur(attributs: dict[str, str], texte: str) -> bool:
    """Vrai si la cellule est en erreur : LibreOffice le dit ; des autres, seul le texte affiché le
    montre."""
    if (genre := attributs.get(f"{_CALCEXT}value-type")) is not None:
        return genre == "error"
    return texte[:1] in ("#", "E") and _ERREUR.fullmatch(texte) is not None


def _date(attributs: dict[str, str]) -> date:
    lu = attributs[f"{_OFFICE}date-value"]
    if len(lu) == 10:
        return date.fromisoformat(lu)
    instant = datetime.fromisoformat(lu).replace(tzinfo=None)
    return instant.date() if instant.time() == time.min else instant


def _duree(attributs: dict[str, str]) -> timedelta | float:
    """Une durée ; en jours si elle dépasse ce qu'une durée peut être (un numéro tapé dans une
    cellule au format heure)."""
    m = _DUREE.fullmatch(attributs[f"{_OFFICE}time-value"])
    if m is None:
        raise ValueError
    jours, heures, minutes = (int(n or 0) for n in m.group(2, 3, 4))
    secondes = float((m[5] or "0").replace(",", "."))
    try:
        return timedelta(jours, secondes, hours=heures, minutes=minutes) * (-1 if m[1] else 1)
    except OverflowError:
        return (jours + heures / 24 + minutes / 1440 + secondes / 86_400) * (-1 if m[1] else 1)


def _reel(attributs: dict[str, str]) -> float:
    nombre = float(attributs[f"{_OFFICE}value"])
    if not isfinite(nombre):
        raise ValueError
    return nombre


def _booleen(attributs: dict[str, str]) -> bool:
    return attributs[f"{_OFFICE}boolean-value"] in ("true", "1")


_LECTURES: dict[str, Callable[[dict[str, str]], Any]] = {
    **dict.fromkeys(("float", "percentage", "currency"), _reel),
    "date": _date,
    "time": _duree,
    "boolean": _booleen,
}
