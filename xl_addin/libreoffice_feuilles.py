"""Le moteur xlwings de LibreOffice, suite : feuilles, plages, notes et tables.

Lignes et colonnes y sont comptées depuis 1, comme dans xlwings ; celles d'UNO le sont depuis 0.
"""
# mypy: disable-error-code="misc"

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import xlwings as xw
from xlwings import base_classes

DATE, BOOLEEN = 2, 1024
"""Natures de formats de nombre (com.sun.star.util.NumberFormat)."""
CONTENU, ANNOTATION = 1 | 2 | 4 | 16, 8
"""Ce que `clearContents` efface (com.sun.star.sheet.CellFlags) : le contenu, ou la note."""


class Sheet(base_classes.Sheet):
    def __init__(self, book: Any, feuille: Any):
        self._book, self.feuille = book, feuille

    @property
    def api(self) -> Any:
        return self.feuille

    @property
    def book(self) -> Any:
        return self._book

    @cached_property
    def name(self) -> str:
        return str(self.feuille.Name)

    @property
    def used_range(self) -> "Range":
        curseur = self.feuille.createCursor()
        curseur.gotoEndOfUsedArea(True)
        zone = curseur.RangeAddress
        return Range(self, 1, 1, zone.EndRow + 1, zone.EndColumn + 1)

    def range(self, arg1: Any, arg2: Any = None) -> "Range":
        haut, gauche = (arg1.row, arg1.column) if isinstance(arg1, Range) else arg1
        if arg2 is None:
            return arg1 if isinstance(arg1, Range) else Range(self, haut, gauche, haut, gauche)
        bas, droite = (arg2.bas, arg2.droite) if isinstance(arg2, Range) else arg2
        return Range(self, haut, gauche, bas, droite)

    def activate(self) -> None:
        self.book.document.CurrentController.setActiveSheet(self.feuille)

    @property
    def notes(self) -> list["Note"]:
        toutes, notes = self.feuille.Annotations, {}
        for rang in range(toutes.getCount()):
            annotation = toutes.getByIndex(rang)
            place = annotation.Position.Row + 1, annotation.Position.Column + 1
            notes[place] = Note(self, place, annotation)
        self.annotees = set(notes)
        return list(notes.values())

    @cached_property
    def annotees(self) -> set[tuple[int, int]]:
        """Les cellules qui portent une note."""
        return {(note.location.row, note.location.column) for note in self.notes}

    @property
    def tables(self) -> "Tables":
        return Tables(self)


class Range(base_classes.Range):
    def __init__(self, sheet: "Sheet", haut: int, gauche: int, bas: int, droite: int):
        self._sheet, self.options = sheet, dict[str, Any]()
        self.haut, self.gauche, self.bas, self.droite = haut, gauche, bas, droite

    @classmethod
    def de(cls, sheet: Sheet, zone: Any) -> "Range":
        """La plage d'une adresse d'UNO."""
        haut, gauche = zone.StartRow + 1, zone.StartColumn + 1
        return cls(sheet, haut, gauche, zone.EndRow + 1, zone.EndColumn + 1)

    @property
    def zone(self) -> Any:
        """La plage d'UNO."""
        return self._sheet.feuille.getCellRangeByPosition(
            self.gauche - 1, self.haut - 1, self.droite - 1, self.bas - 1
        )

    @property
    def api(self) -> Any:
        return self

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    @property
    def row(self) -> int:
        return self.haut

    @property
    def column(self) -> int:
        return self.gauche

    @property
    def shape(self) -> tuple[int, int]:
        return self.bas - self.haut + 1, self.droite - self.gauche + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, ligne: int, colonne: int | None = None) -> "Range":
        if colonne is None:
            ligne, colonne = divmod(ligne - 1, self.shape[1])
            ligne, colonne = ligne + 1, colonne + 1
        return self._sheet.range((self.haut + ligne - 1, self.gauche + colonne - 1))

    def _lire(self) -> list[list[Any]]:
        """Les cellules, dates et booléens selon leur format ; celles en erreur sont vides."""
        zone, origine = self.zone, self._origine()
        donnees = [["" if v is None else v for v in ligne] for ligne in zone.getDataArray()]
        if not any(type(v) is float for ligne in donnees for v in ligne):
            return donnees
        for nature, plage in self._natures(zone):
            lire: Callable[[Any], Any] = (lambda n: _date(origine, n)) if nature & DATE else bool
            gauche, droite = plage.StartColumn - self.gauche + 1, plage.EndColumn - self.gauche + 2
            for ligne in donnees[plage.StartRow - self.haut + 1 : plage.EndRow - self.haut + 2]:
                for rang in range(gauche, droite):
                    if type(ligne[rang]) is float:
                        ligne[rang] = lire(ligne[rang])
        return donnees

    def _remplir(self, valeur: Any) -> None:
        self._exiger_ouverte()
        origine = self._origine()
        if not isinstance(valeur, list | tuple) and self.shape == (1, 1):
            cellule, ecrit = self.zone.getCellByPosition(0, 0), _cellule(valeur, origine)
            setattr(cellule, "String" if isinstance(ecrit, str) else "Value", ecrit)
            return
        if not isinstance(valeur, list | tuple):
            valeur = [[valeur] * self.shape[1]] * self.shape[0]
        self._preparer_l_annulation()
        cellules = tuple(tuple(_cellule(v, origine) for v in ligne) for ligne in valeur)
        self.zone.setDataArray(cellules)

    raw_value = property(_lire, _remplir)

    def _preparer_l_annulation(self) -> None:
        """Fait que l'annulation de l'écriture qui suit vide aussi les cellules qui étaient vides.

        LibreOffice ne le fait pas d'une écriture de plage par UNO ; il le fait d'une formule
        matricielle : on en pose une, effacée aussitôt.
        """
        vides = self.zone.queryEmptyCells().RangeAddresses
        if vides:
            haut, bas = min(v.StartRow for v in vides) + 1, max(v.EndRow for v in vides) + 1
            atteinte = Range(self._sheet, haut, self.gauche, bas, self.droite)
            atteinte.zone.setArrayFormula('=""')
        self.zone.clearContents(CONTENU)

    def _natures(self, zone: Any) -> Iterator[tuple[int, Any]]:
        """Les plages dont les nombres sont des dates ou des booléens, et la nature de leur format.

        UNO les rend par format : autant de questions que de formats. Par `CellFormatRanges`,
        chacune des plages serait à demander, et LibreOffice les recompterait toutes à chaque fois :
        dix secondes quand une saisie sur deux n'a pas le format de sa voisine.
        """
        formats, groupes = self._sheet.book.document.NumberFormats, zone.UniqueCellFormatRanges
        for rang in range(groupes.getCount()):
            groupe = groupes.getByIndex(rang)
            nature = formats.getByKey(groupe.NumberFormat).Type
            if nature & (DATE | BOOLEEN):
                yield from ((nature, plage) for plage in groupe.RangeAddresses)

    def _origine(self) -> datetime:
        origine = self._sheet.book.document.NullDate
        return datetime(origine.Year, origine.Month, origine.Day)

    def _exiger_ouverte(self) -> None:
        if self._sheet.feuille.isProtected():
            raise xw.XlwingsError(f"la feuille {self._sheet.name} est protégée")
        self._sheet.book.gestes.un_de_plus()

    @property
    def formula(self) -> Any:
        return self.zone.getFormulaArray()

    @formula.setter
    def formula(self, valeur: Any) -> None:
        self._exiger_ouverte()
        self._preparer_l_annulation()
        self.zone.setFormulaArray(tuple(tuple(map(_formule, ligne)) for ligne in valeur))

    def clear_contents(self) -> None:
        self._exiger_ouverte()
        self.zone.clearContents(CONTENU)

    def select(self) -> None:
        self._sheet.book.document.CurrentController.select(self.zone)

    @property
    def note(self) -> "Note | None":
        place = self.haut, self.gauche
        return Note(self._sheet, place) if place in self._sheet.annotees else None

    def add_note(self, text: str) -> "Note":
        self._exiger_ouverte()
        cellule = self.zone.getCellByPosition(0, 0)
        self._sheet.feuille.Annotations.insertNew(cellule.CellAddress, text)
        self._sheet.annotees.add((self.haut, self.gauche))
        return Note(self._sheet, (self.haut, self.gauche))


def _cellule(v: Any, origine: datetime) -> Any:
    """Ce qu'UNO écrit : un nombre ou un texte."""
    if isinstance(v, date):
        instant = v if isinstance(v, datetime) else datetime(v.year, v.month, v.day)
        return (instant - origine) / timedelta(days=1)
    return float(v) if isinstance(v, int) else "" if v is None else v


def _date(origine: datetime, nombre: float) -> Any:
    try:
        return origine + timedelta(days=nombre)
    except OverflowError:
        return nombre


def _formule(texte: str) -> str:
    """La formule d'Excel en anglais, telle qu'UNO la lit : « ; » entre les arguments, « .

    » après la feuille d'un lien.
    """
    morceaux = texte.split('"')
    dehors = [m.replace(",", ";") for m in morceaux[::2]]
    dedans = [m.replace("!", ".") if m.startswith("#") else m for m in morceaux[1::2]]
    if not dedans:
        return texte
    return '"'.join(x for couple in zip(dehors, [*dedans, ""], strict=True) for x in couple)[:-1]


class Note(base_classes.Note):
    def __init__(self, sheet: Sheet, place: tuple[int, int], annotation: Any = None):
        self._sheet, self._place, self._annotation = sheet, place, annotation

    @property
    def annotation(self) -> Any:
        """L'annotation d'UNO, demandée seulement si l'on s'en sert."""
        if self._annotation is None:
            self._annotation = self.location.zone.getCellByPosition(0, 0).Annotation
        return self._annotation

    @property
    def api(self) -> Any:
        return self.annotation

    @property
    def text(self) -> str:
        return str(self.annotation.String)

    @property
    def location(self) -> Range:
        return self._sheet.range(self._place)

    def delete(self) -> None:
        plage = self.location
        plage._exiger_ouverte()
        plage.zone.clearContents(ANNOTATION)
        self._sheet.annotees.discard(self._place)


class Tables(base_classes.Tables):
    """Les tables d'une feuille : des « plages de données », que LibreOffice a dans le classeur."""

    def __init__(self, sheet: Sheet):
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return self._sheet.book.document.DatabaseRanges

    def _siennes(self) -> list["Table"]:
        plages = self._sheet.book.plages_par_feuille[self._sheet.feuille.RangeAddress.Sheet]
        return [Table(self._sheet, plage) for plage in plages]

    def __call__(self, key: str | int) -> "Table":
        siennes = self._siennes()
        if isinstance(key, int):
            return siennes[key - 1]
        return {t.name: t for t in siennes}[key]

    def __len__(self) -> int:
        return len(self._siennes())

    def __iter__(self) -> Iterator["Table"]:
        return iter(self._siennes())

    def __contains__(self, key: str) -> bool:
        return any(t.name == key for t in self._siennes())


class Table(base_classes.Table):
    show_totals = False

    def __init__(self, sheet: Sheet, plage: Any):
        self._sheet, self.plage = sheet, plage

    @property
    def api(self) -> Any:
        return self.plage

    @property
    def name(self) -> str:
        return str(self.plage.Name)

    @property
    def parent(self) -> Sheet:
        return self._sheet

    @property
    def range(self) -> Range:
        return Range.de(self._sheet, self.plage.DataArea)

    def resize(self, range: Any) -> None:
        self._sheet.book.gestes.un_de_plus()
        self.plage.setDataArea(range.impl.zone.RangeAddress)
