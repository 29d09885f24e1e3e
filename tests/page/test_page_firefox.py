"""La même page dans Firefox : sans dossier où écrire, le rapport est donné en .zip."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fabrique import ecrire, lignes_distinctes
from firefox import Firefox
from mener import JOUR
from navigateur import absent, jeu, jeu_recu, parties_du_zip
from terminal import executer


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Le Firefox de Debian."""
    programme = shutil.which("firefox-esr")
    if programme is None:
        absent("Firefox manque (paquet Debian « firefox-esr »)")
    navigateur = Firefox(programme, tmp_path_factory.mktemp("firefox"))
    yield navigateur
    navigateur.fermer()


def test_un_mois_dans_firefox(
    firefox: Firefox, page_html: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Vérifier, générer, corriger, rectifier par l'ancien .zip : les mêmes documents et les mêmes
    parties qu'au terminal.
    """
    lignes = lignes_distinctes(3, **{"Date entretien": date(2026, 3, 10)})
    classeur = ecrire(tmp_path / "Suivi.xlsx", lignes)
    firefox.ouvrir(page_html)
    assert firefox.etat == "prêt"
    assert firefox.evaluer('document.getElementById("ou-dossier").hidden') is True
    assert firefox.choisir("#classeur", classeur) == "prêt"
    firefox.remplir("#mois", "2026-03")
    firefox.remplir("#aujourdhui", JOUR)
    assert firefox.cliquer("#verifier") == "vérifié"
    assert firefox.cliquer("#generer") == "produit"
    assert firefox.dit == "Rapport de mars 2026 : DÉFINITIF v1"
    octets = firefox.telecharge("Rapports_2026-03.zip")
    ici = tmp_path / "T"
    executer(
        capsys, "rapport", classeur, "--mois", "2026-03", "--sortie", ici, "--aujourdhui", JOUR
    )
    assert jeu_recu(parties_du_zip(octets), "2026-03") == jeu(ici / "2026-03")
    ancien = tmp_path / "ancien.zip"
    ancien.write_bytes(octets)
    (firefox.telecharges / "Rapports_2026-03.zip").unlink()
    ecrire(classeur, lignes[:2])
    firefox.choisir("#classeur", classeur)
    firefox.choisir("#precedent", ancien)
    assert firefox.cliquer("#generer") == "produit"
    assert firefox.dit == "Rapport de mars 2026 : RECTIFICATIF v2"
    assert "2026-03/Rapport_DREETS_2026-03_v2.xlsx" in parties_du_zip(
        firefox.telecharge("Rapports_2026-03.zip")
    )


def test_le_classeur_enregistre_depuis(firefox: Firefox, page_html: Path, tmp_path: Path) -> None:
    """Firefox relit-il un fichier changé ? Qu'il le relise ou que la page le demande à nouveau,
    jamais de vieilles lignes.
    """
    classeur = ecrire(tmp_path / "Suivi.xlsx", lignes_distinctes(2))
    firefox.ouvrir(page_html)
    firefox.choisir("#classeur", classeur)
    ecrire(classeur, lignes_distinctes(20))
    etat = firefox.cliquer("#verifier")
    assert (
        (etat, firefox.json.get("lignes")) == ("vérifié", 20)
        if etat == "vérifié"
        else "Choisissez-le à nouveau" in firefox.dit
    )
