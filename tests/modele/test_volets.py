"""Les volets figés, tels que la personne les voit : une vraie fenêtre, de vraies touches, les trois
formats. Tout est inventé."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clics import JANVIER, Bureau, Document, attendre

from workbook.modele import exemple
from xl_addin.neuf import construire_classeur

FIGES = {
    "Séances": (3, 0),
    "Entretiens": (3, 6),
    "Contrôles": (3, 0),
    "À suivre": (3, 0),
    "Décisions": (3, 0),
    "Paramètres": (5, 0),
    "Journal": (3, 0),
    "Notice": (2, 0),
}
"""Feuille -> rangées et colonnes qui restent en vue."""
LOIN = "R60"
"""RDV FT, une ligne que l'on n'atteint qu'en défilant."""


@pytest.fixture(scope="module", params=[".xlsx", ".xlsm", ".ods"])
def ouvert(
    request: pytest.FixtureRequest, bureau: Bureau, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Document]:
    """Le classeur de l'exemple, fait par la commande même dans chacun des trois formats, et
    ouvert."""
    lignes = [e | {"N° étranger": f"99000{n:05d}"} for n, e in enumerate(exemple.entretiens() * 4)]
    octets, remarques = construire_classeur(
        request.param, lignes=lignes, seances=exemple.seances(), mois=JANVIER
    )
    assert remarques == []
    chemin = tmp_path_factory.mktemp("volets") / f"Suivi{request.param}"
    chemin.write_bytes(octets)
    with bureau.ouvrir(chemin) as doc:
        yield doc


def test_a_l_ouverture(ouvert: Document) -> None:
    """Le mois est choisi sur l'Accueil ; Entretiens montre sa première ligne libre sous les
    dernières remplies."""
    vue = ouvert.document.CurrentController
    assert ouvert.selection == "Accueil.C4"
    ouvert.montrer("Entretiens")
    montrees = vue.getByIndex(vue.Count - 1).VisibleRange
    assert ouvert.selection == "Entretiens.A88"
    assert montrees.StartRow <= 86 <= montrees.EndRow


@pytest.mark.parametrize("feuille", FIGES)
def test_titres_et_noms_restent_en_vue(ouvert: Document, feuille: str) -> None:
    """Loin en bas et à droite, les titres (et dans Entretiens la personne) sont encore à
    l'écran."""
    rangees, colonnes = FIGES[feuille]
    ouvert.montrer(feuille, "A1")
    ouvert.cliquer_sur_la_cellule(feuille, "A1")
    ouvert.bureau.xdotool("key", "--delay", 60, *["Next"] * 8, *["alt+Next"] * 2)
    attendre(
        lambda: ouvert.document.CurrentSelection.RangeAddress.StartRow > 40, f"le bas de {feuille}"
    )
    vue = ouvert.document.CurrentController
    assert (vue.hasFrozenPanes(), vue.getSplitRow(), vue.getSplitColumn()) == (
        True,
        rangees,
        colonnes,
    )
    fige, defile = (vue.getByIndex(rang).VisibleRange for rang in (0, vue.Count - 1))
    assert (fige.StartRow, fige.EndRow) == (0, rangees - 1)
    assert not colonnes or (fige.StartColumn, fige.EndColumn, defile.StartColumn > colonnes) == (
        0,
        colonnes - 1,
        True,
    )
    assert defile.StartRow > rangees, "le reste a défilé"


def test_au_rdv_de_la_ligne_soixante_on_lit_qui_et_quoi(ouvert: Document) -> None:
    """À « RDV FT » de la ligne 60 : le nom de la personne est sur la même rangée de l'écran, le
    titre au-dessus."""
    ouvert.montrer("Entretiens", LOIN)
    rdv, nom, titre = (ouvert.place_de("Entretiens", cellule) for cellule in (LOIN, "E60", "R3"))
    assert (nom[1], titre[0]) == (rdv[1], rdv[0])
    assert nom[0] < rdv[0]
    assert titre[1] < rdv[1]


def test_verifier_se_clique_depuis_le_bas(bureau: Bureau, classeur: Path) -> None:
    """Le bouton est encore là quand la ligne 60 est à l'écran."""
    with bureau.ouvrir(classeur) as doc:
        doc.montrer("Entretiens", LOIN)
        doc.verifier("Entretiens")
        assert doc.lire("Entretiens", "X4:X7") == [["✔ Conforme"]] * 3 + [[""]]
