"""Ce qu'une personne lance : commandes et boutons. Importe les trois autres pièces."""

import os

# Les greffons d'autres logiciels ne s'invitent pas dans la lecture d'un classeur.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
