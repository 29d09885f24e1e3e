"""La copie datée du classeur, gardée avant que le logiciel n'y écrive : les dix dernières, dans `Sauvegardes/`, à côté de lui."""

import shutil
from datetime import datetime
from pathlib import Path

from reports.livraison import empreinte

DOSSIER, GARDEES = "Sauvegardes", 10


def sauvegarder(classeur: Path, instant: datetime) -> Path | None:
    """Copie le classeur tel qu'il est enregistré, sauf si la dernière copie est la même ; rend la copie, ou None.

    Lève `OSError` si le dossier ne peut pas être écrit.
    """
    dossier = classeur.parent / DOSSIER
    anciennes = sorted(dossier.glob(f"{_sans_jokers(classeur.stem)} ????-??-?? ??h??m??{classeur.suffix}"))
    if anciennes and empreinte(anciennes[-1].read_bytes()) == empreinte(classeur.read_bytes()):
        return None
    dossier.mkdir(exist_ok=True)
    copie = dossier / f"{classeur.stem} {instant:%Y-%m-%d %Hh%Mm%S}{classeur.suffix}"
    shutil.copy2(classeur, copie)
    for perimee in [*anciennes, copie][:-GARDEES]:
        perimee.unlink()
    return copie


def _sans_jokers(nom: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in nom)
