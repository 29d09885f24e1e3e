"""Les règles du contrat 3 : chaque module déclare les siennes en se chargeant."""

from workbook.jugement.regle import Regle, declarees
from workbook.jugement.regles import croisees as croisees
from workbook.jugement.regles import france_travail as france_travail
from workbook.jugement.regles import observations as observations
from workbook.jugement.regles import personne as personne
from workbook.jugement.regles import saisie as saisie
from workbook.jugement.regles import situation as situation

REGLES: tuple[Regle, ...] = declarees()
PAR_CODE: dict[str, Regle] = {r.code: r for r in REGLES}
VERSION = "2026.2.1"
"""Version du jeu de règles, inscrite dans chaque rapport et chaque manifeste : la changer dès qu'un
verdict peut changer."""
