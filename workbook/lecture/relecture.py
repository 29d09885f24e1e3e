"""Relire un classeur que le logiciel vient d'écrire, par un autre programme que celui qui l'a
écrit."""

from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook


def relire(octets: bytes) -> dict[str, list[list[Any]]]:
    """Les cellules d'un classeur en mémoire : feuille -> lignes, depuis A1. Lève `CalamineError`
    s'il ne se lit pas."""
    with CalamineWorkbook.from_filelike(BytesIO(octets)) as classeur:
        return {
            nom: classeur.get_sheet_by_name(nom).to_python(skip_empty_area=False)
            for nom in classeur.sheet_names
        }
