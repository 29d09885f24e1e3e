"""Ce que la lecture a à dire d'un classeur, et qui va jusqu'aux rapports.

Des phrases fixes, où ne change que ce qui est entre accolades : la recherche de fuite les connaît
ainsi, car leurs mots (« colonne », « livré ») peuvent être le nom de quelqu'un.
"""

from enum import Enum
from typing import Any


class Publiable(str):
    """Un message qui peut sortir du classeur. Tout autre texte y reste (ligne, fichier, saisie)."""


class Dit(Enum):
    """Les phrases publiables. `avec` en fait un message."""

    PARAMETRES_ABSENTS = (
        "Feuille « Paramètres » absente : les valeurs livrées avec le logiciel sont appliquées."
    )
    PARAMETRE_INCONNU = (
        "Paramètres, table « Convention » : « {titre} » n’est pas un paramètre connu ; "
        "il est ignoré."
    )
    PARAMETRE_ABSENT = (
        "Paramètres, table « Convention » : « {titre} » manque ; "
        "la valeur livrée avec le logiciel est appliquée."
    )
    TABLE_ABSENTE = (
        "Paramètres : table « {table} » absente : "
        "les valeurs livrées avec le logiciel sont appliquées."
    )
    LISTE_ABSENTE = (
        "Paramètres, table « Listes » : colonne « {titre} » absente ; "
        "les valeurs livrées avec le logiciel sont appliquées."
    )
    SEANCES_ABSENTES = (
        "Feuille « Séances » absente : les convoqués et les présents ne sont pas connus."
    )
    SEANCES_SANS_TITRES = (
        "Feuille « {feuille} » : titres introuvables (il faut Date, DT et Demi-journée) ; "
        "elle n’est pas lue."
    )
    AUCUN_ENTRETIEN = "Feuille « {feuille} » : aucun entretien n’y est saisi."
    FERIES_INCONNUS = (
        "La convention va jusqu’au {fin}, mais les jours fériés ne sont connus que jusqu’à "
        "fin {annee} : mettez le logiciel à jour."
    )
    COLONNE_ABSENTE = (
        "Feuille « {feuille} » : la colonne « {titre} » manque ; "
        "elle est lue comme vide et ses contrôles ne sont pas faits."
    )

    def avec(self, **valeurs: Any) -> Publiable:
        """La phrase, ses accolades remplies."""
        return Publiable(self.value.format(**valeurs))


PHRASES: tuple[Publiable, ...] = tuple(Publiable(dit.value) for dit in Dit)
"""Toutes, telles que déclarées."""
