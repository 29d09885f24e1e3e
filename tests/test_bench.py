"""Ce que mesure le banc de vitesse. Toutes les personnes sont inventées."""

import subprocess
import sys
from datetime import date
from pathlib import Path

from workbook.regle import Gravite
from xl_addin.commandes import verifier

GENERER = Path(__file__).resolve().parent.parent / "bench" / "generer.py"


def test_cinq_pour_cent_de_lignes_fautives(tmp_path: Path) -> None:
    """Une ligne sur vingt porte une faute à corriger ; les autres n’ont rien, hors ce que dit le retour d’une personne déjà reçue."""
    classeur = tmp_path / "2000.xlsx"
    subprocess.run([sys.executable, str(GENERER), "2000", str(classeur)], check=True)
    verification = verifier(classeur, date(2026, 11, 27))
    fautives = {a.ligne for a in verification.bilan.en_ordre(Gravite.BLOQUANT, Gravite.VERIFIER) if not a.regle.croisee}
    assert verification.bilan.lignes == 2_000
    assert 0.03 < len(fautives) / 2_000 < 0.06
