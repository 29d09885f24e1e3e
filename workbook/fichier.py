"""Les cellules d'un fichier, lues par calamine ; celles d'une grande feuille par morceaux, plusieurs à la fois.

Calamine déplie et lit une feuille entière d'un trait, sur un seul cœur, et nous attendons. Coupée entre deux lignes, chaque part étant
un petit classeur, elle se lit sur un cœur pendant que l'autre comprend les lignes d'avant, et jamais toute en mémoire.
"""

import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from workbook.enveloppe import Enveloppe, liens_de

if TYPE_CHECKING:
    from concurrent.futures import Future

MORCEAU = 4 << 20
"""Octets de la partie d'une feuille lus ensemble : quelque 6 000 lignes. Une feuille d'à peine plus est lue entière."""
DE_FRONT = 2
"""Morceaux lus en même temps, pendant que les lignes d'avant sont comprises."""

_DEBUT = re.compile(rb"<sheetData\s*>")
_FIN = b"</sheetData></worksheet>"
_RANGEE = b"<row "
_NUMEROTEE = re.compile(rb"""<row [^>]*?\br=["'][0-9]""")
_SERVENT = ("/styles", "/sharedStrings")
_ILLISIBLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""Ce que lève `zipfile` devant un paquet abîmé, ou comprimé ou chiffré d'une façon qu'il ne connaît pas."""


class Indecoupable(Exception):
    """Cette feuille n'est pas de celles que l'on sait couper : il faut la lire entière, et c'est calamine qui dira ce qui ne va pas."""


class Fichier:
    """Une `lecture.Source` : les cellules d'un classeur enregistré.

    `entieres` : ne couper aucune feuille. Une feuille coupée peut lever `Indecoupable` en route.
    """

    def __init__(self, chemin: Path, classeur: CalamineWorkbook, paquet: Enveloppe, *, entieres: bool = False):
        self.chemin, self.classeur, self.paquet, self.entieres = chemin, classeur, paquet, entieres
        self.feuilles = classeur.sheet_names

    def rangees(self, feuille: str) -> Iterable[list[Any]]:
        """Les lignes d'une feuille, depuis A1 et toutes de même largeur ; aucune si elle est vide."""
        partie = self.paquet.parties.get(feuille)
        if partie is not None and not self.entieres:
            with zipfile.ZipFile(self.chemin) as paquet:
                poids = paquet.getinfo(partie).file_size
                if poids >= 2 * MORCEAU:
                    reste = _reste(paquet)
                    minimum = 2 * sum(map(len, reste.values()))  # chaque morceau relit tout le reste, dont les textes partagés
                    if poids >= 2 * minimum:
                        return self._par_morceaux(feuille, partie, reste, minimum)
        return _rangees(self.classeur.get_sheet_by_name(feuille))

    def _par_morceaux(self, feuille: str, partie: str, reste: Mapping[str, bytes], minimum: int) -> Iterator[list[Any]]:
        from concurrent.futures import ThreadPoolExecutor  # chargé pour une grande feuille

        attendus: deque[Future[CalamineSheet]] = deque()
        suite = _Suite()
        try:
            with zipfile.ZipFile(self.chemin) as paquet, paquet.open(partie) as flux, ThreadPoolExecutor(DE_FRONT) as fils:
                for part in _parts(flux, minimum):
                    attendus.append(fils.submit(_lire_part, feuille, _emballer(partie, part, reste)))
                    if len(attendus) > DE_FRONT:
                        yield from suite.rangees(attendus.popleft().result())
                while attendus:
                    yield from suite.rangees(attendus.popleft().result())
        except _ILLISIBLE:
            raise Indecoupable from None


class _Suite:
    """Remet bout à bout les lignes des morceaux, comme si la feuille avait été lue entière."""

    def __init__(self) -> None:
        self.rang = 0
        self.largeur: int | None = None

    def rangees(self, lue: CalamineSheet) -> Iterator[list[Any]]:
        if lue.start is None:
            return
        haut, gauche = lue.start
        droite = gauche + lue.width
        self.largeur = droite if self.largeur is None else self.largeur
        if haut < self.rang or droite > self.largeur:
            raise Indecoupable
        for _ in range(self.rang, haut):
            yield [""] * self.largeur
        self.rang = haut + lue.height
        lignes = lue.to_python()  # depuis sa première ligne remplie ; `iter_rows` rendrait aussi toutes celles d'avant
        yield from _completes(lignes, gauche, self.largeur - droite)


def _rangees(lue: CalamineSheet) -> Iterable[list[Any]]:
    return () if lue.start is None else _completes(lue.iter_rows(), lue.start[1], 0)


def _completes(lignes: Iterable[list[Any]], gauche: int, droite: int) -> Iterable[list[Any]]:
    """Des lignes avec les colonnes vides de gauche, que calamine ne rend pas, et de droite."""
    avant, apres = [""] * gauche, [""] * droite
    if avant:
        return (avant + ligne + apres for ligne in lignes)
    if apres:
        lignes = list(lignes)
        for ligne in lignes:
            ligne += apres
    return lignes


def _reste(paquet: zipfile.ZipFile) -> dict[str, bytes]:
    """Ce qu'il faut à une feuille pour être lue seule : le classeur, ses formats, ses textes partagés."""
    parties = set(paquet.namelist())
    liens = liens_de(paquet, "xl/workbook.xml", parties)
    voulues = ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
    voulues += [cible for genre, cible in liens.values() if genre.endswith(_SERVENT)]
    return {nom: paquet.read(nom) for nom in voulues if nom in parties}


def _parts(flux: IO[bytes], minimum: int) -> Iterator[tuple[bytes | memoryview, ...]]:
    """La feuille en plusieurs feuilles, coupées entre deux lignes numérotées ; chacune en bouts à mettre à la suite.

    `minimum` : combien d'octets chacune compte au moins. Les premières sont courtes : on attend moins.
    """
    taille, plus_grande = max(minimum, MORCEAU // 16), max(minimum, MORCEAU)
    lu = flux.read(taille)
    debut = _DEBUT.search(lu)
    if debut is None:
        raise Indecoupable
    entete, avant, lu = lu[: debut.end()], b"", lu[debut.end() :]
    while suite := flux.read(taille := min(2 * taille, plus_grande)):
        coupe = lu.rfind(_RANGEE)
        apres = lu[coupe:]
        if coupe < 0 or not _NUMEROTEE.match(apres + suite[:1000]):
            raise Indecoupable
        yield entete, avant, memoryview(lu)[:coupe], _FIN
        avant, lu = apres, suite
    yield entete, avant, lu


def _emballer(partie: str, bouts: Sequence[bytes | memoryview], reste: Mapping[str, bytes]) -> BytesIO:
    """Un classeur d'une seule feuille, non comprimé."""
    octets = BytesIO()
    with zipfile.ZipFile(octets, "w") as petit:
        for nom, valeur in reste.items():
            petit.writestr(nom, valeur)
        with petit.open(partie, "w") as contenu:
            for bout in bouts:
                contenu.write(bout)
    octets.seek(0)
    return octets


def _lire_part(feuille: str, octets: BytesIO) -> CalamineSheet:
    try:
        return CalamineWorkbook.from_filelike(octets).get_sheet_by_name(feuille)
    except CalamineError:
        raise Indecoupable from None
