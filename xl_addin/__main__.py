"""Le programme `suivi-cir`, ou `python -m xl_addin`. Ctrl-C y est entendu dès le chargement des modules."""

import gc
import os
import sys

INTERROMPU = 130


def lancer() -> None:
    """Exécute la commande donnée au terminal.

    Lire et vérifier crée des centaines de milliers d'objets et n'en jette aucun : les parcourir à mesure coûterait un tiers du temps.
    """
    gc.disable()
    for flux in (
        "stdout",
        "stderr",
    ):  # fermé par qui lance le programme : ce qui s'y écrirait ne va nulle part, et n'arrête rien
        if getattr(sys, flux) is None:
            setattr(sys, flux, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        from xl_addin import cli

        cli.lancer()
    except KeyboardInterrupt:
        print("Interrompu : rien n’a été laissé à moitié écrit.", file=sys.stderr, flush=True)
        os._exit(INTERROMPU)


if __name__ == "__main__":
    lancer()
