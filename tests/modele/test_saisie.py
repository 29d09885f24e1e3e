"""La saisie au clavier, tapée pour de vrai dans LibreOffice, comme pendant un entretien. Toutes les
personnes sont inventées."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from clics import Bureau, Document, attendre

from workbook.modele import classeur as modele
from workbook.modele import exemple

JANVIER = date(2026, 1, 1)


@pytest.fixture(scope="module")
def doc(bureau: Bureau, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """L'exemple, ouvert ; la première ligne libre est la 25."""
    chemin: Path = tmp_path_factory.mktemp("saisie") / "saisie.xlsx"
    chemin.write_bytes(
        modele.construire(lignes=exemple.entretiens(), seances=exemple.seances(), mois=JANVIER)
    )
    with bureau.ouvrir(chemin) as ouvert:
        yield ouvert


def test_ctrl_d(doc: Document) -> None:
    """Ctrl+D recopie la cellule du dessus, comme le disent les aides : date, DT, demi-journée, sans
    rien sélectionner."""
    doc.taper("A25")
    for _ in range(3):
        doc.bureau.xdotool("key", "ctrl+d")
        doc.bureau.xdotool("key", "Tab")
    attendre(lambda: doc.selection == "Entretiens.D25", "la cellule D25")
    assert doc.lire("Entretiens", "A25:C25") == doc.lire("Entretiens", "A24:C24")


@pytest.mark.parametrize(
    ("cellule", "texte", "dit"),
    [
        ("T5", "99", "Cette cellule se calcule seule"),
        ("V5", "x", "Cette cellule se calcule seule"),
        ("X5", "ok", "Cette cellule est écrite par le bouton"),
        ("I5", "chomage", "Choisissez dans la liste"),
        ("A5", "demain", "Tapez jour/mois/année"),
        ("H5", "01/01/2099", "une date passée"),
        ("H5", "1980", "tapez le 1er janvier de cette année"),
    ],
)
def test_frappe_refusee(doc: Document, cellule: str, texte: str, dit: str) -> None:
    """Taper sur une cellule calculée, hors d'une liste ou hors des dates est refusé, en français,
    et la cellule garde sa valeur."""
    avant = doc.lire("Entretiens", cellule)
    doc.montrer("Entretiens", cellule)
    doc.cliquer_sur_la_cellule("Entretiens", cellule)
    doc.bureau.xdotool("type", "--delay", 8, texte)
    doc.bureau.xdotool("key", "Return")
    assert dit in doc.bureau.boite(20)
    doc.bureau.repondre("OK", "Cancel", "Annuler")
    doc.bureau.xdotool("key", "Escape")
    attendre(lambda: doc.lire("Entretiens", cellule) == avant, "la valeur d'avant")
