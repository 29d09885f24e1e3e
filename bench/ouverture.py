"""Ce que coûtent les formules vives.

LibreOffice ouvre, recalcule et enregistre le modèle rempli, avec elles et sans elles, paire par
paire.

usage : ouverture.py [LIGNES] [PAIRES] 5 000 lignes, 5 paires. Toutes les personnes sont inventées.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(RACINE), str(RACINE / "tests" / "outils")]

from libreoffice import convertir  # noqa: E402

from workbook.modele import classeur as modele  # noqa: E402
from workbook.modele import exemple, formules  # noqa: E402


def principal(lignes: int, paires: int) -> None:
    """Mesure, et dit le rapport médian des paires (il doit rester sous 3)."""
    personnes = exemple.entretiens()
    contenu = [personnes[n % len(personnes)] | {"N° étranger": f"99{n:08d}"} for n in range(lignes)]
    with tempfile.TemporaryDirectory() as travail:
        dossier = Path(travail)
        vives = formules.vives
        for nom, fonction in (("avec", vives), ("sans", lambda p: {})):
            formules.vives = fonction
            (dossier / f"{nom}.xlsx").write_bytes(modele.construire(lignes=contenu))
        rapports = []
        for n in range(paires):
            temps = {}
            for nom in ("avec", "sans") if n % 2 else ("sans", "avec"):
                debut = time.perf_counter()
                convertir([dossier / f"{nom}.xlsx"], dossier / "o", profils=dossier / "profils")
                temps[nom] = time.perf_counter() - debut
            rapports.append(temps["avec"] / temps["sans"])
            print(f"avec {temps['avec']:.1f} s, sans {temps['sans']:.1f} s : {rapports[-1]:.2f}")
    print(f"médiane : {statistics.median(rapports):.2f}")


if __name__ == "__main__":
    principal(*(int(x) for x in (sys.argv[1:] + ["5000", "5"][len(sys.argv) - 1 :])))
