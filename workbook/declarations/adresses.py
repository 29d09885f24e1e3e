"""Les adresses des cellules : « D14 » et « A1:S12 » en rangs, comptés depuis 0, et retour."""

import re
from typing import NamedTuple

COLONNES_MAX, LIGNES_MAX = 16_384, 1_048_576
"""Ce qu'une feuille d'Excel peut avoir."""

_PLAGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?")
_LIGNES = re.compile(r"\$?([0-9]+):\$?([0-9]+)")
_COLONNES = re.compile(r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})")


class Zone(NamedTuple):
    """Un rectangle de cellules, bords compris."""

    haut: int
    gauche: int
    bas: int
    droite: int


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


def adresse(ligne: int, colonne: int) -> str:
    """(13, 3) donne « D14 »."""
    return f"{colonne_en_lettres(colonne)}{ligne + 1}"


def plage(reference: str) -> Zone | None:
    """« $B$2:D9 » donne (1, 1, 8, 3). None si ce n'est pas une plage."""
    m = _PLAGE.fullmatch(reference)
    if m is None:
        return None
    haut, gauche = int(m[2]) - 1, colonne_en_nombre(m[1])
    return Zone(haut, gauche, int(m[4] or m[2]) - 1, colonne_en_nombre(m[3] or m[1]))


def plage_large(reference: str) -> Zone | None:
    """Comme `plage`, et aussi des lignes ou des colonnes entières : « 1:3 », « A:A »."""
    lignes, colonnes = _LIGNES.fullmatch(reference), _COLONNES.fullmatch(reference)
    if lignes:
        return Zone(int(lignes[1]) - 1, 0, int(lignes[2]) - 1, COLONNES_MAX - 1)
    if colonnes:
        gauche, droite = map(colonne_en_nombre, colonnes.groups())
        return Zone(0, gauche, LIGNES_MAX - 1, droite)
    return plage(reference)
