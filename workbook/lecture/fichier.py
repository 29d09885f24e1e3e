"""Les cellules d'un classeur enregistré : des `lecture.Source`.

calamine les lit. Une feuille qu'il refuse, ou qu'il lirait mal, lui est donnée nettoyée ; si cela
ne suffit pas, openpyxl lit la feuille nettoyée.
"""

import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from python_calamine import CalamineWorkbook

from workbook.declarations.adresses import colonne_en_lettres
from workbook.declarations.erreurs import ClasseurInutilisable
from workbook.lecture.enveloppe import ILLISIBLE, Enveloppe
from workbook.lecture.feuille_xml import Examen, examiner
from workbook.lecture.nettoyage import Illisible, Nettoyeur
from workbook.lecture.paquet import Paquet

if TYPE_CHECKING:
    from workbook.lecture.opendocument import Document

T = TypeVar("T")
Grille = list[list[Any]]
"""Les lignes d'une feuille, depuis A1 et toutes de même largeur ; aucune si elle est vide."""

_ECHAPPE = re.compile(r"_x00([0-9A-Fa-f]{2})_")


def ouvrir_cellules(chemin: Path, paquet: Enveloppe) -> "Xlsx | Ods":
    """Les cellules du fichier dont `paquet` est l'enveloppe. Lève `ClasseurInutilisable`."""
    return Xlsx(chemin, paquet) if paquet.document is None else Ods(chemin, paquet.document)


class Ods:
    """Un classeur de LibreOffice."""

    def __init__(self, chemin: Path, document: "Document"):
        self.chemin, self.document = chemin, document
        self.feuilles = list(document.feuilles)

    def examen(self, feuille: str) -> Examen:
        """Ce que son XML dit d'une feuille."""
        return self.document.feuilles[feuille].examen

    def rangees(self, feuille: str) -> Grille:
        """Les lignes d'une feuille. Lève `ClasseurInutilisable` si une cellule est égarée très
        loin."""
        _refuser_si_trop_loin(self.chemin, feuille, self.examen(feuille))
        return self.document.feuilles[feuille].rangees()


class Xlsx:
    """Un classeur d'Excel : ses feuilles de calcul, dont l'enveloppe dit les parties."""

    def __init__(self, chemin: Path, enveloppe: Enveloppe):
        self.chemin, self.enveloppe = chemin, enveloppe
        self.feuilles = list(enveloppe.parties)
        octets = chemin.read_bytes()
        self.calamine = _ouvrir(octets) if enveloppe.ordinaire else None
        self.paquet = Paquet(zipfile.ZipFile(BytesIO(octets)))
        self.nettoyeur = Nettoyeur(self.paquet, enveloppe)
        self._examens: dict[str, Examen] = {}
        self._lues: dict[str, Grille] = {}

    def examen(self, feuille: str) -> Examen:
        """Ce que son XML dit d'une feuille déjà lue."""
        return self._examens[feuille]

    def rangees(self, feuille: str) -> Grille:
        """Les lignes d'une feuille. Lève `ClasseurInutilisable` si aucun lecteur n'en vient à
        bout."""
        if feuille not in self._lues:
            try:
                grille = self._lire(feuille, self.enveloppe.parties[feuille])
            except (Illisible, *ILLISIBLE):
                grille = None
            if grille is None:
                raise _abime(self.chemin, feuille)
            self._lues[feuille] = grille
        return self._lues[feuille]

    def _lire(self, feuille: str, partie: str) -> Grille | None:
        with self.paquet.ouvrir(partie) as flux:
            examen = examiner(flux)
        self._retenir(feuille, examen)
        grille = telle_quelle(self.calamine, feuille) if examen.ordinaire else None
        if grille is None:
            copie, examen = self.nettoyeur.copie(partie)
            self._retenir(feuille, examen)
            grille = nettoyee(copie)
        return _essayer(lambda: par_openpyxl(copie)) if grille is None else grille

    def _retenir(self, feuille: str, examen: Examen) -> None:
        """Garde ce qui est dit d'une feuille ; refuse celle dont une cellule est égarée très
        loin."""
        self._examens[feuille] = examen
        _refuser_si_trop_loin(self.chemin, feuille, examen)


def _refuser_si_trop_loin(chemin: Path, feuille: str, examen: Examen) -> None:
    if examen.trop_loin:
        colonne = colonne_en_lettres(examen.droite - 1)
        raise ClasseurInutilisable(
            f"« {chemin.name} », feuille « {feuille} » : des cellules sont remplies très loin "
            f"(jusqu’à la ligne {examen.bas}, jusqu’à la colonne {colonne}). Supprimez les lignes "
            "et colonnes vides au-delà du tableau (Ctrl+Fin y mène), enregistrez, puis recommencez."
        )


def _ouvrir(octets: bytes) -> CalamineWorkbook | None:
    return _essayer(lambda: CalamineWorkbook.from_filelike(BytesIO(octets)))


def telle_quelle(calamine: CalamineWorkbook | None, feuille: str) -> Grille | None:
    """Une feuille comme calamine la lit ; None s'il ne la lit pas, ou ne saurait laquelle lire."""
    if calamine is None or calamine.sheet_names.count(feuille) != 1:
        return None
    return _essayer(lambda: calamine.get_sheet_by_name(feuille).to_python(skip_empty_area=False))


def nettoyee(copie: bytes) -> Grille | None:
    """Une copie nettoyée comme calamine la lit ; None s'il ne la lit pas."""
    calamine = _ouvrir(copie)
    return None if calamine is None else telle_quelle(calamine, calamine.sheet_names[0])


def par_openpyxl(copie: bytes) -> Grille:
    """Les mêmes lignes que calamine rendrait de cette copie."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        feuille = openpyxl.load_workbook(BytesIO(copie), data_only=True).worksheets[0]
    origine = feuille.parent.epoch
    return [
        [_comme_calamine(c.value, c.data_type, origine) for c in ligne]
        for ligne in feuille.iter_rows()
    ]


def _comme_calamine(valeur: Any, genre: str, origine: datetime) -> Any:
    """Une valeur d'openpyxl : un jour sans heure est une date, et ce qui est en erreur est vide."""
    if valeur is None or genre == "e":
        return ""
    if isinstance(valeur, str):
        return _ECHAPPE.sub(lambda m: chr(int(m[1], 16)), valeur)
    if isinstance(valeur, datetime):
        if valeur <= origine:  # un nombre négatif : calamine n'en garde que l'heure
            return valeur.time()
        return valeur.date() if valeur.time() == time.min else valeur
    return float(valeur) if type(valeur) is int else valeur


def _essayer(lire: Callable[[], T]) -> T | None:
    """Ce que rend un lecteur, None s'il échoue : devant un fichier d'inconnu, il lève n'importe
    quoi."""
    try:
        return lire()
    except MemoryError:
        raise
    except Exception:
        return None
    except BaseException as erreur:
        if type(erreur).__name__ != "PanicException":  # ce que lève calamine quand il s'égare
            raise
        return None


def _abime(chemin: Path, feuille: str = "") -> ClasseurInutilisable:
    ou = f", feuille « {feuille} »," if feuille else ""
    return ClasseurInutilisable(
        f"« {chemin.name} »{ou} est abîmé : il ne se lit pas jusqu’au bout. Ouvrez-le dans Excel, "
        "enregistrez-le à nouveau, puis recommencez. Si ce message revient, recopiez vos lignes "
        "dans un classeur neuf."
    )
