"""Les règles du contrat 3 : chaque module déclare les siennes en se chargeant."""

from workbook.jugement.regle import Regle, declarees
from workbook.jugement.regles import croisees as croisees
from workbook.jugement.regles import france_travail, observations, personne, saisie, situation

REGLES: tuple[Regle, ...] = declarees()
FAMILLES = ((saisie, personne), (situation, france_travail, observations))
"""Modules dont les règles se mémorisent ensemble : celles d'une famille lisent des colonnes qui se
combinent peu."""
PAR_CODE: dict[str, Regle] = {r.code: r for r in REGLES}
VERSION = "2026.2.1"
"""Version du jeu de règles, inscrite dans chaque rapport et chaque manifeste : la changer dès qu'un
verdict peut changer."""
