"""La page se lit et se mène par tous : WCAG 2.2 AA (axe-core), au clavier seul, à 1366 × 768, à 200 % et sur un écran sombre."""

import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from mener import ETATS, mener
from navigateur import Onglet, absent

from workbook.declarations.erreurs import Refus
from xl_addin.page import composants

AXE = ("axe-core", "4.14.1", "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745")
"""Paquet npm, version, SHA-256 ; pris par le client npm, gardé dans le cache de la page."""
NORMES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe() -> str:
    """Le texte d'axe-core."""

    try:
        archive = composants.paquet_npm(*AXE, composants.cache_du_poste())
    except Refus as refus:
        absent(f"axe-core manque : {refus}")
    with tarfile.open(fileobj=BytesIO(archive)) as paquet:
        flux = paquet.extractfile("package/axe.min.js")
        assert flux
        return flux.read().decode()


@pytest.mark.parametrize("etat", ETATS)
def test_wcag(ouvrir: Callable[[], Onglet], axe: str, exemple: Path, sale: Path, etat: str) -> None:
    """Aucune règle manquée : écran clair, écran sombre, et grossi deux fois."""
    onglet = ouvrir()
    mener(onglet, etat, exemple, sale)
    onglet.page.evaluate(axe)
    fautes = {}
    for ecran, (largeur, hauteur), teinte in (
        ("clair", (1366, 768), "light"),
        ("sombre", (1366, 768), "dark"),
        ("200 %", (683, 384), "light"),
    ):
        onglet.page.set_viewport_size({"width": largeur, "height": hauteur})
        onglet.page.emulate_media(color_scheme=teinte)  # type: ignore[arg-type]
        trouvees = onglet.page.evaluate(
            "(normes) => axe.run(document, { runOnly: normes })", NORMES
        )["violations"]
        for faute in trouvees:
            fautes[ecran, faute["id"]] = [noeud["html"][:160] for noeud in faute["nodes"][:3]]
        debord = onglet.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if debord > 0:
            fautes[ecran, "défile en largeur"] = [f"{debord} points de trop"]
    assert fautes == {}


def test_un_mois_au_clavier_seul(onglet: Onglet, exemple: Path) -> None:
    """De la première tabulation au rapport, sans souris : l'ordre est celui de l'écran, et l'on voit où l'on est."""
    page = onglet.page
    onglet.choisir(exemple)
    vus = []
    for _ in range(24):  # un champ de mois ou de date a plusieurs arrêts
        page.keyboard.press("Tab")
        vus.append(page.evaluate("() => document.activeElement.id"))
    ordre = [
        un
        for un in (
            "ouvrir-nouveau",
            "ouvrir-historique",
            "ouvrir-apropos",
            "classeur",
            "verifier",
            "mois",
            "aujourdhui",
            "provisoire",
            "generer",
        )
        if un in vus
    ]
    assert sorted(ordre, key=vus.index) == ordre
    assert len(ordre) == 9
    page.locator("#verifier").focus()
    page.keyboard.press("Enter")
    assert onglet.attendre() == "vérifié"
    assert page.evaluate("() => document.activeElement.id") == "verifier"
    page.locator("#onglet-corriger").focus()
    for attendu in ("onglet-eligibilite", "onglet-suivre", "onglet-rapport", "onglet-corriger"):
        page.keyboard.press("ArrowRight")
        assert page.evaluate("() => document.activeElement.id") == attendu
    page.locator("#generer").focus()
    page.keyboard.press("Space")
    assert onglet.attendre() == "produit"


def test_le_focus_se_voit(onglet: Onglet) -> None:
    """Chaque arrêt de tabulation a un contour, y compris le champ de fichier, qui le prête à son bouton."""
    page = onglet.page
    for _ in range(10):
        page.keyboard.press("Tab")
        contour = page.evaluate("""() => {
          const e = document.activeElement;
          const vu = e.classList.contains("hors-vue") ? e.nextElementSibling : e;
          return parseFloat(getComputedStyle(vu).outlineWidth);
        }""")
        assert contour >= 2, page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)")
