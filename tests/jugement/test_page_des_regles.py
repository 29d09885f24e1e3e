"""La page `docs/regles.md` et la feuille Notice montrent les règles et les cas d'aujourd'hui."""

from io import BytesIO
from pathlib import Path

import openpyxl

from workbook.cas.page import page
from workbook.cas.recit import exemple
from workbook.declarations.lignes import PAR_CHAMP
from workbook.jugement.regles import REGLES
from workbook.modele.classeur import construire

DOCS = Path(__file__).resolve().parents[2] / "docs" / "regles.md"


def test_page_a_jour() -> None:
    """`docs/regles.md` est ce que `make docs` écrirait aujourd'hui."""
    assert DOCS.read_text(encoding="utf-8") == page(), "lancez « make docs »"


def test_notice() -> None:
    """La Notice du modèle donne pour chaque règle sa gravité, un message, ce qui la fonde, un
    exemple signalé et un qui passe."""
    rangees = openpyxl.load_workbook(BytesIO(construire()))["Notice"].iter_rows(values_only=True)
    par_code = {rangee[0]: rangee for rangee in rangees}
    for r in REGLES:
        cas = exemple(r.code)
        _, gravite, titre, dit, fonde, lues, signale, passe = par_code[r.code][:8]
        assert gravite.endswith(r.gravite.libelle)
        assert (titre, dit, fonde, signale, passe) == (
            r.titre,
            cas.dit,
            r.fonde,
            cas.signale,
            cas.passe,
        )
        assert set(lues.split(", ")) == {PAR_CHAMP[c].titre for c in r.colonnes}


def test_exemples() -> None:
    """Tout exemple montré dit quelque chose, et le message d'une règle n'est celui d'aucune
    autre."""
    exemples = [exemple(r.code) for r in REGLES]
    assert all(cas.signale and cas.dit and cas.passe for cas in exemples)
    assert len({cas.dit for cas in exemples}) == len(REGLES)
