"""`make bench` : la commande `rapport` contre le script d'un analyste (le pair) et contre la seule lecture de la feuille (le plancher).

Mêmes fichiers, même passage, paire par paire ; affiche les médianes des rapports de temps. N'affirme rien.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ICI = Path(__file__).resolve().parent
PLANCHER = "import sys, python_calamine as c; c.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_name('Entretiens').to_python()"


def duree(*commande: str) -> float:
    """Secondes d'un processus entier."""
    debut = time.perf_counter()
    subprocess.run([sys.executable, "-W", "ignore", *commande], check=True, stdout=subprocess.DEVNULL, cwd=ICI.parent)
    return time.perf_counter() - debut


def main() -> None:
    """Compare à 500, 5 000 et 120 000 lignes."""
    with tempfile.TemporaryDirectory() as nom:
        dossier = Path(nom)
        for lignes, fois in ((500, 7), (5_000, 5), (120_000, 3)):
            classeur = str(dossier / f"{lignes}.xlsx")
            duree(str(ICI / "generer.py"), str(lignes), classeur)
            au_pair, au_plancher = [], []
            for tour in range(fois):
                produit = duree("-m", "xl_addin", "rapport", classeur, "--mois", "2026-03", "--provisoire", "--sortie", str(dossier / f"{lignes}-{tour}"))
                au_pair.append(produit / duree(str(ICI / "script_pair.py"), classeur, "2026-03", str(dossier / "pair")))
                au_plancher.append(produit / duree("-c", PLANCHER, classeur))
            print(f"{lignes:>8} lignes : {statistics.median(au_pair):.2f} x le pair, {statistics.median(au_plancher):.2f} x le plancher", flush=True)


if __name__ == "__main__":
    main()
