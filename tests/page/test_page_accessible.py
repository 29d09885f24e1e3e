"""La page se lit et se mène par tous : WCAG 2.2 AA (axe-core), au clavier seul, à 1366 × 768, à 200
% et sur un écran sombre.
"""

import tarfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from fabrique import ecrire, lignes_distinctes
from mener import ETATS, mener
from navigateur import Chromium, Onglet, absent, attendre_que
from playwright.sync_api import FileChooser, Locator

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


def test_un_mois_au_clavier_seul(chromium: Chromium, page_html: Path, tmp_path: Path) -> None:
    """Choisir, vérifier, régler, générer, expliquer, enregistrer : sans souris, sans rien viser."""
    lignes = lignes_distinctes(3, **{"Date entretien": date(2026, 3, 10)})
    classeur = ecrire(tmp_path / "Suivi.xlsx", lignes)
    onglet = Onglet(chromium.contexte.new_page())
    page, clavier = onglet.page, onglet.page.keyboard
    choix: list[FileChooser] = []
    page.on("filechooser", lambda ouvert: choix.append(ouvert))
    page.add_init_script("window.showOpenFilePicker = undefined")  # sa boîte n'est pas de la page
    page.goto(page_html.as_uri())
    onglet.attendre()
    passes = [*tabuler(page.locator("#classeur"))]
    clavier.press("Enter")
    attendre_que(lambda: len(choix) == 1, page)
    choix[0].set_files(classeur)
    page.get_by_text("3 lignes d’entretien").wait_for()
    onglet.attendre()
    passes += tabuler(page.locator("#verifier"))
    clavier.press("Enter")
    assert onglet.attendre() == "vérifié"
    assert ou_l_on_est(onglet) == "verifier"
    passes += tabuler(page.locator("#mois"))
    clavier.type("mar")  # le champ nomme les mois : mars, ou « March »
    clavier.press("ArrowRight")
    clavier.type("2026")
    passes += tabuler(page.locator("#aujourdhui"))
    clavier.type("04042026")  # jour et mois dans un ordre ou dans l'autre
    passes += tabuler(page.locator("#provisoire"))
    clavier.press("Space")
    assert page.locator("#provisoire").is_checked()
    clavier.press("Space")
    passes += tabuler(page.locator("#generer"))
    clavier.press("Space")
    assert onglet.attendre() == "produit"
    assert page.locator("#mois").input_value() == "2026-03"
    assert page.locator("#aujourdhui").input_value() == "2026-04-04"
    assert onglet.dit == "Rapport de mars 2026 : DÉFINITIF v1"
    ordre = ["ouvrir-nouveau", "ouvrir-historique", "ouvrir-apropos", "classeur", "verifier"]
    ordre += ["mois", "aujourdhui", "provisoire", "choisir-dossier", "generer"]
    assert list(dict.fromkeys(passes)) == ordre
    tabuler(page.locator("#onglet-rapport"))
    for attendu in ("corriger", "eligibilite", "suivre", "rapport"):
        clavier.press("ArrowRight")
        assert ou_l_on_est(onglet) == f"onglet-{attendu}"
    tabuler(page.locator("#perimetre"))
    tabuler(page.locator(".chiffres td button[tabindex='0']"))
    clavier.press("End")
    clavier.press("Enter")
    page.locator("#boite-explication tbody tr").first.wait_for()
    clavier.press("Escape")
    tabuler(page.get_by_role("button", name="Enregistrer le justificatif (nominatif)"))
    clavier.press("Enter")
    attendre_que(lambda: len(onglet.telecharges) == 2, page)
    onglet.fermer()


def ou_l_on_est(onglet: Onglet) -> str:
    """L'identifiant de ce qui a le clavier."""
    return str(onglet.page.evaluate("() => document.activeElement.id"))


def tabuler(cible: Locator) -> list[str]:
    """Les arrêts de la touche Tab, jusqu'à celui-là ; un mois ou une date en ont plusieurs."""
    passes: list[str] = []
    while not cible.evaluate("(e) => e === document.activeElement"):
        assert len(passes) < 30, passes
        cible.page.keyboard.press("Tab")
        passes.append(str(cible.page.evaluate("() => document.activeElement.id")))
    return passes


def test_le_focus_se_voit(onglet: Onglet) -> None:
    """Chaque arrêt de tabulation a un contour, y compris le champ de fichier, qui le prête à son
    bouton.
    """
    page = onglet.page
    for _ in range(10):
        page.keyboard.press("Tab")
        contour = page.evaluate("""() => {
          const e = document.activeElement;
          const vu = e.classList.contains("hors-vue") ? e.nextElementSibling : e;
          return parseFloat(getComputedStyle(vu).outlineWidth);
        }""")
        assert contour >= 2, page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)")
