"""Lire une cellule selon la nature de sa colonne (contrat 1) : ce qui n'est pas compris est gardé,
jamais deviné."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from workbook.declarations.cadre import Cadre
from workbook.declarations.colonnes import VALEURS_FIXES, Colonne, Nature
from workbook.declarations.dates import lire_date
from workbook.declarations.lignes import HORS_LISTE, PAS_UN_NOMBRE, Ecart
from workbook.declarations.texte import code_tape, comparable, sans_espaces
from workbook.declarations.valeurs import en_texte, nombre_de

Lecteur = Callable[[Any], Any]
"""Rend la valeur d'une cellule, None si elle est vide, ou un `Ecart`."""


def lecteur_de(colonne: Colonne, cadre: Cadre, calendrier_1904: bool) -> Lecteur:
    """De quoi lire les cellules d'une colonne, selon sa nature."""
    match colonne.nature:
        case Nature.DATE:
            return partial(lire_date, calendrier_1904=calendrier_1904)
        case Nature.LISTE:
            return lecteur_de_liste(
                VALEURS_FIXES.get(colonne.liste) or cadre.valeurs(colonne.liste)
            )
        case Nature.CODE:
            return lire_code
        case Nature.NOMBRE:
            return lire_nombre
        case _:
            return lire_texte


def lire_texte(brut: Any) -> str | None:
    """Du texte, tel quel ; None s'il n'y a que des espaces."""
    lu = en_texte(brut)
    return lu if lu and not lu.isspace() else None


def lire_code(brut: Any) -> str | None:
    """Un identifiant : ses caractères sans espaces, ni apostrophe devant ; un nombre est lu comme
    ses chiffres.

    Ce qui ne peut pas en être un (« en attente ») garde ses espaces : c'est ainsi que le message le
    citera.
    """
    lu = brut if type(brut) is str else en_texte(brut)
    code = code_tape(lu)
    return code if code[:-1].isdigit() else " ".join(lu.split()) or None


def lecteur_de_liste(valeurs: Sequence[str]) -> Callable[[Any], Any]:
    """Lit une valeur de liste sans égard à la casse, aux accents ni aux espaces de trop, et rend
    son écriture dans la liste."""
    connues = {comparable(v): v for v in reversed(valeurs)}

    @lru_cache(maxsize=1_000, typed=True)
    def lire(brut: Any) -> Any:
        cle = comparable(en_texte(brut))
        return (connues.get(cle) or Ecart(brut, HORS_LISTE)) if cle else None

    return lire


def lire_entier(brut: Any) -> int | None:
    """Un nombre entier positif ou nul (aussi tapé en texte), None sinon."""
    nombre = nombre_de(brut)
    if nombre is not None:
        return int(nombre) if nombre >= 0 and float(nombre).is_integer() else None
    propre = sans_espaces(en_texte(brut))
    return int(propre) if propre.isascii() and propre.isdigit() and len(propre) < 10 else None


def lire_nombre(brut: Any) -> Any:
    """Un nombre entier positif ou nul ; None si la cellule est vide, un `Ecart` si ce n'en est pas
    un."""
    nombre = lire_entier(brut)
    return Ecart(brut, PAS_UN_NOMBRE) if nombre is None and lire_texte(brut) is not None else nombre
