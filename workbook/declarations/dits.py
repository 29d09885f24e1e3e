"""Ce que la lecture a à dire d'un classeur, et qui va jusqu'aux rapports : des phrases fixes, où ne
change que ce qui est entre accolades.

La recherche de fuite les connaît ainsi : leurs mots (« colonne », « livré ») peuvent être le nom de
quelqu'un.
"""

PARAMETRES_ABSENTS = (
    "Feuille « Paramètres » absente : les valeurs livrées avec le logiciel sont appliquées."
)
PARAMETRE_INCONNU = (
    "Paramètres, table « Convention » : « {titre} » n’est pas un paramètre connu ; il est ignoré."
)
PARAMETRE_ABSENT = (
    "Paramètres, table « Convention » : « {titre} » manque ; la valeur livrée avec le logiciel "
    "est appliquée."
)
TABLE_ABSENTE = (
    "Paramètres : table « {table} » absente : les valeurs livrées avec le logiciel sont appliquées."
)
LISTE_ABSENTE = (
    "Paramètres, table « Listes » : colonne « {titre} » absente ; les valeurs livrées avec le "
    "logiciel sont appliquées."
)
SEANCES_ABSENTES = "Feuille « Séances » absente : les convoqués et les présents ne sont pas connus."
SEANCES_SANS_TITRES = (
    "Feuille « {feuille} » : titres introuvables (il faut Date, DT et Demi-journée) ; elle n’est "
    "pas lue."
)
AUCUN_ENTRETIEN = "Feuille « {feuille} » : aucun entretien n’y est saisi."
FERIES_INCONNUS = (
    "La convention va jusqu’au {fin}, mais les jours fériés ne sont connus que jusqu’à fin "
    "{annee} : mettez le logiciel à jour."
)
COLONNE_ABSENTE = (
    "Feuille « {feuille} » : la colonne « {titre} » manque ; elle est lue comme vide et ses "
    "contrôles ne sont pas faits."
)

PHRASES = tuple(phrase for nom, phrase in globals().items() if nom.isupper())
"""Toutes les phrases qui précèdent."""
