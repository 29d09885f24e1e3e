"""La page, assemblée une fois, et les navigateurs qui l'ouvrent depuis le disque."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from generer import generer
from mener import faire_exemple, faire_sale
from navigateur import Chromium, Onglet, absent

from workbook.declarations.erreurs import Refus
from xl_addin.page import assembler, composants


@pytest.fixture(scope="session")
def page_html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """« Suivi CIR.html », telle que la fait la commande, dans un dossier au nom difficile."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        absent("la page s’assemble avec node et npm, qui manquent")
    chemin = tmp_path_factory.mktemp("page") / "Été d’Anaïs & Cie (100%)" / "Suivi CIR.html"
    try:
        assembler.ecrire(chemin, composants.cache_du_poste(), boutons=True)
    except Refus as refus:
        absent(f"la page ne s’assemble pas : {refus}")
    return chemin


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Le Chromium de Debian, conduit par Playwright."""
    programme = shutil.which("chromium")
    if programme is None:
        absent("Chromium manque (paquet Debian « chromium »)")
    navigateur = Chromium(
        programme,
        tmp_path_factory.mktemp("profil"),
        tmp_path_factory.mktemp("journal") / "reseau.json",
    )
    yield navigateur
    navigateur.fermer()


@pytest.fixture
def ouvrir(chromium: Chromium, page_html: Path) -> Iterator[Callable[[], Onglet]]:
    """De quoi ouvrir la page : Python y est prêt."""
    onglets: list[Onglet] = []

    def un_onglet() -> Onglet:
        onglets.append(chromium.ouvrir(page_html))
        return onglets[-1]

    yield un_onglet
    for onglet in onglets:
        onglet.fermer()


@pytest.fixture
def onglet(ouvrir: Callable[[], Onglet]) -> Onglet:
    """La page ouverte, prête."""
    return ouvrir()


@pytest.fixture(scope="session")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """L'exemple du 27 janvier 2026, personnes inventées."""
    return faire_exemple(tmp_path_factory.mktemp("exemple"))


@pytest.fixture(scope="session")
def sale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un classeur sale : de tout, à corriger (personnes inventées)."""
    return faire_sale(tmp_path_factory.mktemp("sale"))


@pytest.fixture(scope="session")
def grand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cinq mille lignes, comme en fait le banc de vitesse (personnes inventées)."""
    chemin = tmp_path_factory.mktemp("grand") / "Suivi 5000.xlsx"
    generer(5000, chemin)
    return chemin
