"""Une cellule comme un nombre, ou comme du texte."""

from datetime import timedelta
from typing import Any

from workbook.declarations.affichage import afficher

UN_JOUR = timedelta(days=1)


def nombre_de(brut: Any) -> float | None:
    """Le nombre que porte une cellule, celui d'une durée étant ses jours ; None si ce n'en est pas
    un."""
    if isinstance(brut, timedelta):
        return brut / UN_JOUR
    return brut if isinstance(brut, float | int) and not isinstance(brut, bool) else None


def en_texte(brut: Any) -> str:
    """Une cellule comme du texte ; un nombre donne ses chiffres, même dans une cellule au format
    durée (« 57:30 » reste une durée)."""
    if isinstance(brut, str):
        return brut
    nombre = nombre_de(brut)
    if nombre is not None and float(nombre).is_integer():
        return f"{nombre:.0f}"
    return repr(brut).replace(".", ",") if isinstance(brut, float) else afficher(brut)
