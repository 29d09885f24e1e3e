"""La copie datée du classeur, gardée avant que le logiciel n'y écrive : les dix dernières."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from reports.disque import empreinte

DOSSIER, GARDEES = "Sauvegardes", 10
LONGUEUR_MAX = 200
"""Octets : un nom de fichier en compte 255 au plus."""


def sauvegarder(classeur: Path, instant: datetime) -> Path | None:
    """Copie le classeur tel qu'il est enregistré ; None si la dernière copie est la même.

    Lève `OSError` si le dossier ne peut pas être écrit.
    """
    dossier = classeur.parent / DOSSIER
    racine = _racine(classeur.stem)
    anciennes = sorted(dossier.glob(f"{_sans_jokers(racine)} ????-??-?? ??h??m??{classeur.suffix}"))
    if anciennes and empreinte(anciennes[-1].read_bytes()) == empreinte(classeur.read_bytes()):
        return None
    dossier.mkdir(exist_ok=True)
    copie = dossier / f"{racine} {instant:%Y-%m-%d %Hh%Mm%S}{classeur.suffix}"
    shutil.copy2(classeur, copie)
    for perimee in [*anciennes, copie][:-GARDEES]:
        perimee.unlink()
    return copie


def _racine(nom: str) -> str:
    """Le début du nom des copies : celui du classeur, abrégé pour porter une date."""
    court = nom
    while len(os.fsencode(court)) > LONGUEUR_MAX:
        court = court[:-1]
    return nom if court == nom else f"{court} {empreinte(os.fsencode(nom))[:6]}"


def _sans_jokers(nom: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in nom)
