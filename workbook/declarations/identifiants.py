"""Un numéro d'étranger, un identifiant France Travail, un âge : bien formés, ou non (contrats 1 et
2)."""

import re
from datetime import date

IDENTIFIANT = re.compile(r"[0-9]{11}|[0-9]{7}[0-9A-Za-z]")
"""Un identifiant France Travail : 11 chiffres, ou l'ancien, 7 chiffres et une lettre ou un
chiffre."""


def age_revolu(naissance: date, jour: date) -> int:
    """Années révolues au jour donné ; le 29 février fête son âge le 1er mars des années communes
    (contrat 2)."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))


def numero_bien_forme(n_etranger: str | None) -> str | None:
    """Les 10 chiffres d'un N° étranger, le zéro de tête rendu s'il n'en a que 9 ; None s'il est mal
    formé (contrat 2).

    Un seul chiffre répété (0000000000, 111111111) est un numéro de remplissage : mal formé.
    """
    if (
        n_etranger is None
        or not (n_etranger.isascii() and n_etranger.isdigit())
        or n_etranger in _REMPLISSAGES
    ):
        return None
    return (
        n_etranger if len(n_etranger) == 10 else "0" + n_etranger if len(n_etranger) == 9 else None
    )


def identifiant_bien_forme(identifiant_ft: str) -> bool:
    """Vrai pour un identifiant France Travail qui ne répète pas un seul chiffre : 00000000 n'est
    celui de personne."""
    return IDENTIFIANT.fullmatch(identifiant_ft) is not None and len(set(identifiant_ft)) > 1


_REMPLISSAGES = frozenset(chiffre * longueur for chiffre in "0123456789" for longueur in (9, 10))
