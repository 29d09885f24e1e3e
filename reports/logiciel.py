"""La version du logiciel, telle que le paquet installé la dit."""


def version() -> str:
    """« 1.0.0 »."""
    from importlib.metadata import version as installee  # long à charger, rarement utile

    return installee("suivi-cir")
