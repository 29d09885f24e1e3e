"""Écrire un fichier d'un geste : il est entier, ou c'est celui d'avant."""

import os
from pathlib import Path


def ecrire_neuf(chemin: Path, octets: bytes) -> None:
    """Écrit un fichier qui n'existe pas, jusqu'au disque. Lève `OSError`."""
    with chemin.open("xb") as sortie:
        sortie.write(octets)
        sortie.flush()
        os.fsync(sortie.fileno())


def remplacer(chemin: Path, octets: bytes) -> None:
    """Met un fichier en place, son dossier fait au besoin. Lève `OSError`."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    attente = chemin.with_name(f".{chemin.name}.en-cours")
    attente.unlink(missing_ok=True)
    try:
        ecrire_neuf(attente, octets)
        os.replace(attente, chemin)
    finally:
        attente.unlink(missing_ok=True)
