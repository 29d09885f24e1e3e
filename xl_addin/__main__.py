"""`python -m xl_addin` : la même commande que `suivi-cir`."""

from xl_addin.cli import lancer

lancer()
