"""Photographie la page dans chacun de ses états, pour la regarder, et fait les images de docs/ :
`python tests/outils/vues_page.py`.

Écrit dans build/vues/ et docs/images/. Les personnes sont inventées. Demande chromium,
chromium-l10n, node et npm.
"""

import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(RACINE), str(RACINE / "tests" / "outils")]

from mener import ETATS, JOUR, faire_exemple, faire_sale, mener  # noqa: E402
from navigateur import Chromium  # noqa: E402

from xl_addin.page import assembler, composants  # noqa: E402

ECRANS = (("", 1366, 768, "light"), ("-sombre", 1366, 768, "dark"), ("-200", 683, 384, "light"))
TERMINAL = """<!doctype html><meta charset="utf-8"><title>terminal</title>
<style>
body{{margin:0;padding:18px 22px;background:#10141c;color:#e8ebf2}}
pre{{margin:0;white-space:pre-wrap;font:15px/1.45 "Liberation Mono",monospace}}
</style>
<pre>{}</pre>"""


def principal(vues: Path, images: Path) -> None:
    """Une image par état et par écran ; puis celles de la documentation."""
    programme = shutil.which("chromium")
    if programme is None:
        sys.exit("Chromium manque (paquet Debian « chromium »).")
    with tempfile.TemporaryDirectory() as travail:
        dossier = Path(travail)
        page, profil = dossier / "Suivi CIR.html", dossier / "profil"
        profil.mkdir()
        assembler.ecrire(page, composants.cache_du_poste())
        exemple, sale = faire_exemple(dossier), faire_sale(dossier)
        chromium = Chromium(programme, profil, dossier / "reseau.json")
        try:
            for etat in ETATS:
                onglet = chromium.ouvrir(page)
                mener(onglet, etat, exemple, sale)
                for suffixe, largeur, hauteur, teinte in ECRANS:
                    onglet.page.set_viewport_size({"width": largeur, "height": hauteur})
                    onglet.page.emulate_media(color_scheme=teinte)  # type: ignore[arg-type]
                    image = vues / f"page-{etat.replace(' ', '-')}{suffixe}.png"
                    onglet.photographier(
                        image, entiere=onglet.page.locator("dialog[open]").count() == 0
                    )
                    print(image)
                if etat == "vérifié":
                    onglet.page.set_viewport_size({"width": 1366, "height": 900})
                    onglet.page.emulate_media(color_scheme="light")
                    onglet.page.evaluate("() => window.scrollTo(0, 0)")
                    onglet.photographier(images / "page.png")
                onglet.fermer()
            photographier_le_terminal(chromium, exemple, images / "terminal.png")
            photographier_les_boutons(images / "boutons.png")
        finally:
            chromium.fermer()


def photographier_le_terminal(chromium: Chromium, classeur: Path, image: Path) -> None:
    """La vraie sortie d'une vraie commande."""
    commande = ["verifier", classeur.name, "--aujourdhui", JOUR]
    sortie = subprocess.run(
        [sys.executable, "-m", "xl_addin", *commande],
        cwd=classeur.parent,
        env={"PYTHONPATH": str(RACINE)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    texte = f'$ suivi-cir verifier "{classeur.name}" --aujourdhui {JOUR}\n{sortie.stdout}'
    feuille = classeur.with_name("terminal.html")
    feuille.write_text(TERMINAL.format(html.escape(texte)), encoding="utf-8")
    page = chromium.contexte.new_page()
    page.set_viewport_size({"width": 1100, "height": 400})
    page.goto(feuille.as_uri())
    page.screenshot(path=image, full_page=True)
    page.close()


def photographier_les_boutons(image: Path) -> None:
    """La feuille Accueil d'un classeur à boutons, dans LibreOffice."""
    from vues import photographier

    from workbook.modele import classeur, exemple

    contenu = classeur.construire(
        lignes=exemple.entretiens(), seances=exemple.seances(), mois=exemple.MOIS, avec_boutons=True
    )
    print(photographier(contenu, image.stem, image.parent, taille="1366x768"))


if __name__ == "__main__":
    principal(RACINE / "build" / "vues", RACINE / "docs" / "images")
