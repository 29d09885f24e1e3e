"""Le classeur du banc de vitesse est celui qu'il dit : une année bien tenue, une faute sur vingt
lignes.
"""

from pathlib import Path

import generer
import pytest

from xl_addin import commandes

SANS_REMEDE = ("P02", "P03", "P04", "E03", "E04", "E05", "X03")
"""Ce qui ne dépend pas d'une cellule mal saisie : une DT non couverte, une PFA trop pleine, un
férié…
"""


@pytest.mark.parametrize("lignes", [500, 5_000])
def test_une_ligne_sur_vingt_est_fautive(lignes: int, tmp_path: Path) -> None:
    """Aucune faute qui ne serait pas d'une cellule : ni PFA trop pleine, ni DT non couverte."""
    chemin = tmp_path / "banc.xlsx"
    generer.generer(lignes, chemin)
    jugement = commandes.verifier(chemin, generer.AUJOURDHUI).jugement
    fautives = {a.ligne for a in jugement.anomalies if a.gravite != "I"}
    assert jugement.lignes == lignes
    assert 0.035 < len(fautives) / lignes < 0.065
    assert not {a.code for a in jugement.anomalies} & {*SANS_REMEDE}
