"""`make bench` : la commande `rapport` contre le script d'un analyste (le pair), processus entiers.

Mêmes fichiers, même passage, paire par paire : affiche la médiane des rapports de temps, et le plus
haut de la mémoire contre celle de la seule lecture de la feuille. N'affirme rien. Linux et Mac.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ICI = Path(__file__).resolve().parent
LIRE = """
import sys, python_calamine
python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_name("Entretiens").to_python()
"""
MOIS, AUJOURDHUI = "2026-03", "2026-12-01"
PAIRES = {500: 15, 5_000: 9, 120_000: 3}


@dataclass(frozen=True)
class Mesure:
    """Secondes d'un processus entier, et le plus haut de sa mémoire (Kio sous Linux)."""

    duree: float
    memoire: int


def mesurer(*commande: str | Path) -> Mesure:
    """Lance un Python et attend sa fin. Lève `RuntimeError` s'il échoue."""
    debut = time.perf_counter()
    processus = subprocess.Popen(
        [sys.executable, "-W", "ignore", *map(str, commande)],
        stdout=subprocess.DEVNULL,
        cwd=ICI.parent,
    )
    _, etat, ressources = os.wait4(processus.pid, 0)
    if etat != 0:
        raise RuntimeError(f"{commande} : sortie {etat}")
    return Mesure(time.perf_counter() - debut, ressources.ru_maxrss)


def comparer(lignes: int, paires: int, dossier: Path) -> str:
    """Ce qu'il faut dire d'un classeur de tant de lignes."""
    classeur = dossier / f"{lignes}.xlsx"
    mesurer(ICI / "generer.py", str(lignes), classeur)
    lecture = mesurer("-c", LIRE, classeur)
    temps, memoires = [], []
    for tour in range(paires):
        demande = ["--mois", MOIS, "--aujourdhui", AUJOURDHUI, "--provisoire"]
        sortie = dossier / f"{lignes}-{tour}"
        produit = mesurer("-m", "xl_addin", "rapport", classeur, *demande, "--sortie", sortie)
        pair = mesurer(ICI / "script_pair.py", classeur, MOIS, dossier / "pair")
        temps.append(produit.duree / pair.duree)
        memoires.append(produit.memoire / lecture.memoire)
    return (
        f"{lignes:>8} lignes : {statistics.median(temps):.2f} x le temps du pair "
        f"(de {min(temps):.2f} à {max(temps):.2f}, {paires} paires), "
        f"{max(memoires):.2f} x la mémoire de la seule lecture"
    )


def main() -> None:
    """Compare à 500, 5 000 et 120 000 lignes."""
    with tempfile.TemporaryDirectory() as nom:
        for lignes, paires in PAIRES.items():
            print(comparer(lignes, paires, Path(nom)), flush=True)


if __name__ == "__main__":
    main()
