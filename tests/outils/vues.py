"""Dessine chaque feuille du modèle (LibreOffice → PDF → PNG), pour la regarder : `python
tests/vues.py [dossier]`.

Écrit dans build/vues/. L'exemple est inventé. Demande soffice, pdftoppm, Xvfb et xdotool.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(RACINE), str(RACINE / "tests" / "outils")]

from capture import en_png  # noqa: E402
from libreoffice import SOFFICE, convertir, profil  # noqa: E402

from workbook.modele import classeur as modele  # noqa: E402
from workbook.modele import exemple  # noqa: E402
from workbook.modele import table as modele_table  # noqa: E402

ECRAN = ":87"
LIGNES_DESSINEES = {"Entretiens": 40, "Seances": 10, "Decisions": 10}
"""LibreOffice imprime aussi les lignes prêtes, vides : on en dessine peu."""


def dessiner(contenu: bytes, nom: str, dossier: Path, points_par_pouce: int = 90) -> list[Path]:
    """Une image PNG par page imprimée du classeur."""
    dossier.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as travail:
        source = Path(travail) / f"{nom}.xlsx"
        source.write_bytes(contenu)
        (pdf,) = convertir(
            [source], Path(travail) / "pdf", profils=Path(travail) / "profils", format_="pdf"
        )
        for ancien in dossier.glob(f"{nom}-*.png"):
            ancien.unlink()
        subprocess.run(
            ["pdftoppm", "-r", str(points_par_pouce), "-png", str(pdf), str(dossier / nom)],
            check=True,
        )
    return sorted(dossier.glob(f"{nom}-*.png"))


def en_cours() -> list[dict[str, Any]]:
    """Des lignes inventées, en cours de saisie ou fautives : ce que montrent les formats
    conditionnels.
    """
    jour = {"Date entretien": date(2026, 1, 27), "DT": "Metz", "Demi-journée": "Matin"}
    qui = {
        "N° étranger": "9900000112",
        "Nom": "Inventée",
        "Prénom": "Ligne",
        "Sexe": "F",
        "Date de naissance": date(1990, 5, 4),
    }
    libre = {"Situation": "Sans emploi", "AGIR": "Non", "RSA": "Non", "Inscrit FT": "Non"}
    return [
        jour,
        jour | qui,
        jour | qui | {"N° étranger": "9900000113", "Situation": "Sans emploi"},
        jour | qui | {"N° étranger": "9900000114"} | libre,
        jour | qui | {"N° étranger": "9900000115"} | libre | {"Inscription CIP": "Réalisée"},
        jour
        | qui
        | {"N° étranger": "9900000116"}
        | libre
        | {
            "Inscription CIP": "Réalisée",
            "Identifiant FT": "1234",
            "Date inscription": date(2099, 1, 1),
        },
        jour
        | qui
        | {"N° étranger": "9900000117"}
        | libre
        | {"Inscrit FT": "Oui", "Inscription CIP": "Réalisée"},
        jour
        | qui
        | {"N° étranger": "123"}
        | libre
        | {"Motif non-inscription": "Pièce manquante", "RDV FT": "Accompagné"},
        jour
        | qui
        | {"N° étranger": "9900000118"}
        | libre
        | {"Situation": "chômeur", "Date de naissance": "vers 1990"},
        jour
        | qui
        | {"N° étranger": "9900000119"}
        | libre
        | {"Situation": "CDI", "Date entretien": date(2099, 3, 3)},
    ]


def photographier(
    contenu: bytes,
    nom: str,
    dossier: Path,
    gestes: Sequence[Sequence[str]] = (),
    taille: str = "1920x1080",
) -> Path:
    """La fenêtre de LibreOffice, sur un écran virtuel, après quelques gestes au clavier (arguments
    de xdotool).
    """
    dossier.mkdir(parents=True, exist_ok=True)
    image = dossier / f"{nom}.png"
    with tempfile.TemporaryDirectory() as travail:
        source = Path(travail) / f"{nom}.xlsx"
        source.write_bytes(contenu)
        ecran = subprocess.Popen(
            ["Xvfb", ECRAN, "-screen", "0", f"{taille}x24", "-fbdir", travail],
            stderr=subprocess.DEVNULL,
        )
        environnement = os.environ | {"DISPLAY": ECRAN, "LC_ALL": "C.UTF-8"}
        programme = None
        try:
            time.sleep(1)
            commande = [
                str(SOFFICE),
                profil(Path(travail) / "profil", macros=True),
                "--norestore",
                "--nologo",
                "--calc",
                str(source),
            ]
            programme = subprocess.Popen(
                commande, env=environnement, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            cherchee = ["xdotool", "search", "--sync", "--onlyvisible", "--name", source.stem]
            fenetre = subprocess.run(
                cherchee, env=environnement, capture_output=True, text=True, timeout=60, check=True
            ).stdout.split()[0]
            time.sleep(6)
            largeur, hauteur = taille.split("x")
            for geste in (
                ["windowmove", fenetre, "0", "0"],
                ["windowsize", fenetre, largeur, hauteur],
                ["windowfocus", fenetre],
                *gestes,
            ):
                subprocess.run(["xdotool", *geste], env=environnement, check=True)
                time.sleep(1)
            en_png(Path(travail), image)
        finally:
            for processus in (programme, ecran):
                if processus is not None:
                    processus.terminate()
                    processus.wait(20)
    return image


def principal(dossier: Path) -> None:
    """Dessine le modèle rempli de l'exemple, puis des lignes en cours de saisie."""
    modele_table.LIGNES_PRETES.update(LIGNES_DESSINEES)
    contenu = modele.construire(
        lignes=exemple.entretiens(), seances=exemple.seances(), mois=exemple.MOIS
    )
    for page in (
        *dessiner(contenu, "modele", dossier),
        *dessiner(modele.construire(lignes=en_cours()), "saisie", dossier),
    ):
        print(page)
    feuille_suivante = ["key", "ctrl+Next"]
    a_boutons = modele.construire(
        lignes=[*exemple.entretiens(), *en_cours()],
        seances=exemple.seances(),
        mois=exemple.MOIS,
        avec_boutons=True,
    )
    print(photographier(a_boutons, "ecran-accueil", dossier))
    print(
        photographier(a_boutons, "ecran-entretiens", dossier, [feuille_suivante, feuille_suivante])
    )
    print(
        photographier(
            contenu, "ecran-petit", dossier, [feuille_suivante, feuille_suivante], "1366x768"
        )
    )


if __name__ == "__main__":
    principal(Path(sys.argv[1]) if len(sys.argv) > 1 else RACINE / "build" / "vues")
