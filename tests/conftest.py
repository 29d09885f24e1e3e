"""Ce que plusieurs modules d'essais partagent."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from clics import JANVIER, Bureau, manque
from fabrique import ligne_conforme
from libreoffice import libreoffice

from xl_addin.neuf import construire_classeur

__all__ = ["libreoffice"]


@pytest.fixture(scope="session")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """L'écran virtuel et LibreOffice, pour tous les vrais clics.

    S'il manque un outil, ils sont sautés ; en intégration (CI=true), ils échouent.
    """
    if absents := manque():
        if os.environ.get("CI") == "true":
            pytest.fail(f"pour les vrais clics, il manque : {absents}")
        pytest.skip(f"pour les vrais clics, il manque : {absents}")
    b = Bureau(tmp_path_factory.mktemp("clics"))
    yield b
    b.fermer()


@pytest.fixture(scope="session")
def modele_ods(bureau: Bureau, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un classeur .ods de trois lignes conformes, fait par la commande même."""
    chemin = tmp_path_factory.mktemp("modele") / "modele.ods"
    lignes = [
        ligne_conforme(
            **{
                "N° étranger": f"570000000{n}",
                "Nom": f"EXEMPLE {'ABC'[n]}",
                "Date de naissance": date(1985 + n, 6, 15),
            }
        )
        for n in range(3)
    ]
    octets, remarques = construire_classeur(".ods", lignes=lignes, mois=JANVIER)
    assert remarques == []
    chemin.write_bytes(octets)
    return chemin


@pytest.fixture
def classeur(modele_ods: Path, tmp_path: Path) -> Path:
    """Une copie à soi du classeur."""
    return Path(shutil.copy(modele_ods, tmp_path / "Suivi CIR.ods"))
