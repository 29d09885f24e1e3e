"""La page dans Chromium : le temps d'être prête, de vérifier, de produire ; la mémoire.

usage : page.py [PAGE.html]        Sans page, elle est assemblée.

Médianes de cinq ouvertures, une page neuve à chaque fois.

À lancer sur une machine qui ne fait rien d'autre. Les personnes sont inventées.
"""

import re
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(RACINE), str(RACINE / "bench"), str(RACINE / "tests" / "outils")]

from generer import generer  # noqa: E402
from navigateur import Chromium, Onglet  # noqa: E402

from xl_addin.page import assembler, composants  # noqa: E402

FOIS = 5
JOUR, MOIS = "2026-12-01", "2026-11"
PLAFONDS = {
    "prête (s)": 3.0,
    "vérifier 500 (s)": 0.5,
    "produire 500 (s)": 2.0,
    "vérifier 5000 (s)": 1.5,
    "produire 5000 (s)": 5.0,
    "mémoire de l’onglet (Mio)": 600,
}
CHRONO = """(bouton) => new Promise((fini) => {
  const debut = performance.now();
  const etat = document.getElementById("etat");
  const finis = ["vérifié", "produit", "refusé"];
  new MutationObserver((_, o) => {
    if (!finis.includes(etat.dataset.etat)) return;
    o.disconnect();
    requestAnimationFrame(() => fini([etat.dataset.etat, performance.now() - debut]));
  }).observe(etat, { attributes: true });
  document.getElementById(bouton).click();
})"""
"""Du clic à l'image suivante, dans la page même."""
NOTER_PRETE = """new MutationObserver(() => {
  const etat = document.getElementById("etat")?.dataset.etat;
  if (etat === "prêt") window.pret ??= performance.now() / 1000;
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-etat"] })"""
"""Combien de temps après le début de l'ouverture la page est prête."""


def chronometrer(onglet: Onglet, bouton: str, attendu: str) -> float:
    """Les secondes d'un clic à son résultat, affiché."""
    etat, duree = onglet.page.evaluate(CHRONO, bouton)
    assert etat == attendu, onglet.dit
    return float(duree) / 1000


def memoire(onglet: Onglet) -> float:
    """La part de mémoire (PSS, en Mio) du processus de l'onglet."""
    cdp = (
        onglet.page.context.browser.new_browser_cdp_session()
        if onglet.page.context.browser
        else onglet.page.context.new_cdp_session(onglet.page)
    )
    processus = [
        p["id"]
        for p in cdp.send("SystemInfo.getProcessInfo")["processInfo"]
        if p["type"] == "renderer"
    ]
    cdp.detach()
    return max(pss(p) for p in processus) / 1024


def pss(processus: int) -> int:
    """La part de mémoire d'un processus, en Kio."""
    releve = Path(f"/proc/{processus}/smaps_rollup").read_text()
    (kio,) = re.findall(r"^Pss:\s+(\d+)", releve, re.M)
    return int(kio)


def mesurer(chromium: Chromium, page: Path, classeurs: dict[int, Path]) -> dict[str, float]:
    """Une ouverture, et tout ce qu'on y fait."""
    onglet = Onglet(chromium.contexte.new_page())
    onglet.page.add_init_script(NOTER_PRETE)
    onglet.page.goto(page.as_uri())
    onglet.attendre()
    mesures = {"prête (s)": onglet.page.evaluate("() => pret")}
    for lignes, classeur in classeurs.items():
        onglet.choisir(classeur)
        onglet.regler(mois=MOIS, aujourdhui=JOUR, provisoire=True)
        mesures[f"vérifier {lignes} (s)"] = chronometrer(onglet, "verifier", "vérifié")
        mesures[f"vérifier {lignes} à nouveau (s)"] = chronometrer(onglet, "verifier", "vérifié")
        mesures[f"produire {lignes} (s)"] = chronometrer(onglet, "generer", "produit")
    mesures["mémoire de l’onglet (Mio)"] = memoire(onglet)
    onglet.fermer()
    return mesures


def principal(page: Path | None) -> None:
    """Mesure, et dit chaque médiane auprès de son plafond."""
    programme = shutil.which("chromium")
    if programme is None:
        sys.exit("Chromium manque (paquet Debian « chromium »).")
    with tempfile.TemporaryDirectory() as travail:
        dossier = Path(travail)
        if page is None:
            page = dossier / "Suivi CIR.html"
            assembler.ecrire(page, composants.cache_du_poste())
        classeurs = {lignes: dossier / f"{lignes}.xlsx" for lignes in (500, 5000)}
        for lignes, classeur in classeurs.items():
            generer(lignes, classeur)
        toutes: dict[str, list[float]] = defaultdict(list)
        for fois in range(FOIS):
            profil = dossier / f"profil{fois}"
            profil.mkdir()
            chromium = Chromium(programme, profil, dossier / "reseau.json")
            for nom, mesure in mesurer(chromium, page, classeurs).items():
                toutes[nom].append(mesure)
            chromium.fermer()
    for nom, mesures in toutes.items():
        print(f"{nom:<28} {statistics.median(mesures):8.2f}   {dire(nom, mesures)}")


def dire(nom: str, mesures: list[Any]) -> str:
    """Le plafond, s'il y en a un, et l'étendue."""
    plafond = f"≤ {PLAFONDS[nom]:g}" if nom in PLAFONDS else ""
    return f"{plafond:<8} (de {min(mesures):.2f} à {max(mesures):.2f})"


if __name__ == "__main__":
    principal(Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else None)
