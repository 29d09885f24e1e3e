"""Le programme `suivi-cir`, ou `python -m xl_addin`. Ctrl-C y est entendu dès le chargement."""

import gc
import os
import sys

INTERROMPU = 130


def lancer() -> None:
    """Exécute la commande donnée au terminal, sans ramasse-miettes : rien n'y est jeté."""
    gc.disable()
    for flux in ("stdout", "stderr"):
        if getattr(sys, flux) is None:  # fermé par qui lance le programme : l'écrit va nulle part
            setattr(sys, flux, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        from xl_addin import cli

        cli.lancer()
    except KeyboardInterrupt:
        print("Interrompu : rien n’a été laissé à moitié écrit.", file=sys.stderr, flush=True)
        os._exit(INTERROMPU)


if __name__ == "__main__":
    lancer()
