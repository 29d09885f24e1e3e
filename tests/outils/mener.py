"""Amener la page à chacun de ses états, pour l'éprouver ou la regarder."""

from datetime import date
from pathlib import Path

from fabrique import ecrire, lignes_distinctes
from navigateur import Onglet

from xl_addin import commandes
from xl_addin.neuf import nouveau

JOUR = "2026-04-02"
"""Le jour pris pour aujourd'hui."""
ETATS = (
    "prête",
    "choisi",
    "vérifié",
    "à suivre",
    "refusé",
    "produit",
    "explication",
    "historique",
    "nouveau",
    "à propos",
    "mauvais fichier",
)
BOITES = {"historique": "Historique", "nouveau": "Nouveau classeur", "à propos": "À propos"}
"""Le bouton qui ouvre chaque boîte."""


def faire_exemple(dossier: Path) -> Path:
    """L'exemple du 27 janvier 2026, personnes inventées."""
    chemin = dossier / "Suivi CIR - exemple.xlsx"
    nouveau(chemin, exemple=True)
    return chemin


def faire_sale(dossier: Path) -> Path:
    """Un classeur sale : de tout, à corriger (personnes inventées)."""
    lignes = lignes_distinctes(8, **{"Date entretien": date(2026, 3, 10)})
    lignes[0] |= {"Sexe": "Femme", "Date de naissance": "vers 1990"}
    lignes[1] |= {"Date entretien": date(2027, 3, 10)}
    lignes[2] |= {"Situation": "chômeur", "N° étranger": "12"}
    lignes[3] |= {"RSA": None, "Observations": "malade, 06 12 34 56 78"}
    lignes[4] |= {"DT": "Nancy"}
    lignes[5] |= {
        "Nom": '<b>Balise</b> & "guillemets"',
        "Inscription CIP": "Réalisée",
        "Identifiant FT": "x",
    }
    lignes[6] |= {"RDV FT": None, "Date RDV FT": None}
    lignes[7] |= {
        "Inscription CIP": None,
        "Identifiant FT": None,
        "RDV FT": None,
        "Date RDV FT": None,
    }
    return ecrire(dossier / "Été d’Anaïs & Cie (100%).xlsx", lignes)


def mener(onglet: Onglet, etat: str, exemple: Path, sale: Path) -> None:
    """Amène la page, qui vient de s'ouvrir, à un état."""
    if etat in ("choisi", "vérifié", "à suivre", "refusé", "produit", "explication"):
        onglet.choisir(sale if etat in ("vérifié", "à suivre", "refusé") else exemple)
        onglet.regler(aujourdhui=JOUR)
    if etat in ("vérifié", "à suivre"):
        onglet.verifier()
    if etat == "à suivre":
        onglet.page.locator("#onglet-suivre").click()
    if etat == "refusé":
        onglet.regler(mois="2026-03")
    if etat in ("refusé", "produit", "explication"):
        onglet.generer()
    if etat == "explication":
        onglet.page.get_by_role(
            "button", name="21 : Personnes reçues en entretien individuel, total, ce mois"
        ).click()
        onglet.page.locator("#boite-explication tbody tr").first.wait_for()
    if etat in BOITES:
        onglet.cliquer(BOITES[etat])
    if etat == "historique":
        base = exemple.parent / "Rapports produits"
        commandes.rapport(exemple, date.fromisoformat(JOUR), mois="2026-01", sortie=base)
        onglet.page.locator("#dossier-historique").set_input_files(base)
        onglet.page.locator("#historique tbody tr").first.wait_for()
    if etat == "mauvais fichier":
        onglet.choisir(Path(__file__))
