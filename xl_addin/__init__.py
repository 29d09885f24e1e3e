"""Ce qu'une personne lance : commandes et boutons. Importe les trois autres pièces."""
