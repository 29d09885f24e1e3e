"""Livrer des textes quelconques comme le jeu d'un mois, à des destinataires inventés."""

from dataclasses import replace
from pathlib import Path

from reports import disque, livraison
from reports.destinataires import Destinataire, destinataires
from reports.manifeste import Manifeste, Version
from reports.mois import Mois
from workbook.declarations.cadre import Antenne, cadre_par_defaut

MOIS = Mois(2026, 1)


def destinataire(perimetre: str) -> Destinataire:
    """Celui de ce périmètre, d'après le cadre livré."""
    return next(d for d in destinataires(cadre_par_defaut()) if d.perimetre == perimetre)


def pour(*dts: str) -> tuple[Destinataire, ...]:
    """La DREETS et ces DT."""
    antennes = tuple(Antenne(dt, "", "", frozenset()) for dt in dts)
    return destinataires(replace(cadre_par_defaut(), antennes=antennes))


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
