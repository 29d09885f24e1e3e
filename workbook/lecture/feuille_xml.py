"""Ce que le XML d'une feuille dit d'elle, et que le lecteur de cellules tait.

On cherche dans ses octets, sans l'analyser (docs/vitesse.md).
Une feuille écrite d'une façon que l'on ne connaît pas n'est pas `ordinaire` : elle sera nettoyée,
et c'est alors son analyse qui le dit (`nettoyage`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from workbook.declarations.adresses import (
    COLONNES_MAX,
    LIGNES_MAX,
    Zone,
    colonne_en_nombre,
    plage,
    plage_large,
)
from workbook.lecture.paquet import est_en_utf8

BLOC = 8 << 20
"""Octets d'une feuille examinés ensemble. Une feuille d'à peine moins l'est d'un seul trait."""
RECOUVREMENT = 1 << 16
"""Octets communs à deux blocs : plus que n'en prend la plus longue formule."""
CELLULES_MAX = 100_000_000
"""Étendue au-delà de laquelle une cellule est égarée très loin : la lire remplirait la mémoire."""

_PREMIERE = re.compile(rb"<c[\s/>]")
_ORDINAIRE = re.compile(rb'<c r="[A-Z]+[0-9]+"[^>]*(?:/>|><)')
_SANS_ADRESSE = re.compile(rb"<c(?:>|/>|\s(?!r=))")
_MAL_LUS = (b"<![CDATA[", b"<!--")
"""Ce qui fait perdre à calamine le contenu d'une cellule."""
_DIMENSION = re.compile(rb'<dimension ref="([A-Z0-9:]+)"')
_LOIN = re.compile(rb""" r=["'](?:[A-Za-z]{3}|[A-Za-z]{0,2}[0-9]{6})""")
_CELLULE = re.compile(
    rb"""<(?:\w+:)?(?:row\b[^>]*?\br=["'](?P<rangee>[0-9]+)"""
    rb"""|c\b[^>]*?\br=["'](?P<colonne>[A-Za-z]+)(?P<ligne>[0-9]+)["'][^>]*(?<!/)>)"""
)
_FUSION = re.compile(rb'<mergeCell\s[^>]*?ref="([^"]+)"')
_SANS_VALEUR = re.compile(  # « t="str" » : un résultat vide est un résultat
    rb'<c r="([A-Z]+[0-9]+)"[^t>]*(?:t="(?!str")[^>]*)?>'
    rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v></v>|<v ?/>)?</c>"
)


@dataclass
class Examen:
    """Ce que le XML d'une feuille dit d'elle.

    `ordinaire` : calamine la lit bien telle quelle. `bas`, `droite` : son étendue, 0 si ce qu'elle
    en déclare a été cru. `jamais_calculees` : les formules sans valeur.
    """

    ordinaire: bool = True
    bas: int = 0
    droite: int = 0
    fusions: list[Zone] = field(default_factory=list)
    jamais_calculees: list[str] = field(default_factory=list)

    @property
    def trop_loin(self) -> bool:
        """Vrai si une cellule remplie est égarée."""
        return (
            self.bas * self.droite > CELLULES_MAX
            or self.droite > COLONNES_MAX
            or self.bas > LIGNES_MAX
        )


def examiner(flux: IO[bytes]) -> Examen:
    """Ce que dit le XML d'une feuille."""
    examen, sure, apres = Examen(), True, False
    for rang, (bloc, suite) in enumerate(_blocs(flux)):
        if rang == 0:
            examen.ordinaire = est_ordinaire(bloc)
            sure = _etendue_sure(bloc, entiere=not suite)
        if any(mal_lu in bloc for mal_lu in _MAL_LUS) or _SANS_ADRESSE.search(bloc):
            examen.ordinaire = False
        if not sure:
            _etendre(examen, bloc)
        if b"<f" in bloc:
            examen.jamais_calculees += [a.decode() for a in _SANS_VALEUR.findall(bloc)]
        fin = 0 if apres else bloc.rfind(b"</sheetData>")
        if fin >= 0:
            apres = True
            _noter_fusions(examen, bloc[fin:])
    # Deux blocs se recouvrent.
    examen.fusions = list(dict.fromkeys(examen.fusions))
    examen.jamais_calculees = list(dict.fromkeys(examen.jamais_calculees))
    return examen


def est_ordinaire(debut: bytes) -> bool:
    """Vrai si les cellules de cette feuille sont écrites comme Excel les écrit."""
    premiere = _PREMIERE.search(debut)
    return (
        b"<worksheet" in debut[:4096]
        and est_en_utf8(debut[:200])
        and (premiere is None or _ORDINAIRE.match(debut, premiere.start()) is not None)
    )


def _blocs(flux: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Une feuille par blocs qui se recouvrent, chacun avec ce qui le suit."""
    bloc = flux.read(BLOC)
    while bloc:
        suite = flux.read(BLOC)
        yield bloc, suite
        bloc = bloc[-RECOUVREMENT:] + suite if suite else b""


def _etendue_sure(debut: bytes, *, entiere: bool) -> bool:
    """Vrai si l'étendue déclarée est raisonnable, et que rien ne la dément.

    D'une feuille trop grande pour être examinée d'un trait, écrite par un tableur, elle est crue.
    """
    m = _DIMENSION.search(debut[:4096])
    zone = plage(m[1].decode()) if m else None
    if zone is None or (zone.bas + 1) * (zone.droite + 1) > CELLULES_MAX:
        return False
    return not (entiere and _LOIN.search(debut))


def _etendre(examen: Examen, bloc: bytes) -> None:
    for m in _CELLULE.finditer(bloc):
        examen.bas = max(examen.bas, int(m["ligne"] or m["rangee"] or 0))
        if m["colonne"]:
            droite = colonne_en_nombre(m["colonne"].decode().upper()) + 1
            examen.droite = max(examen.droite, droite)


def _noter_fusions(examen: Examen, apres: bytes) -> None:
    for m in _FUSION.finditer(apres):
        reference = m[1].decode("utf-8", "replace").upper()
        zone = plage(reference)
        if zone is None:  # calamine ne connaît pas les lignes et colonnes entières
            examen.ordinaire = False
            zone = plage_large(reference)
        if zone:
            examen.fusions.append(zone)
