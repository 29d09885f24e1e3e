"""Livrer des textes quelconques comme le jeu de rapports d'un mois. Rien n'y est vrai."""

from pathlib import Path

from reports import disque, livraison
from reports.manifeste import Manifeste, Version
from reports.mois import Mois

MOIS = Mois(2026, 1)


def livrer(base: Path, fichiers: dict[str, str], retirer: list[str]) -> None:
    """Livre ces textes ; le manifeste dit quels fichiers font le jeu."""
    with livraison.chantier(base, MOIS) as chantier:
        octets = {nom: texte.encode() for nom, texte in fichiers.items()}
        version = Version(
            "PROVISOIRE",
            1,
            "2026-11-23T12:00:00+00:00",
            "",
            "",
            "",
            "",
            disque.empreintes(octets),
            [],
        )
        chantier.livrer(octets, Manifeste("2026-01", provisoire=version), retirer)
