"""Les valeurs telles que le CIP les voit : jours, mois, cellules."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
INVISIBLE = "[caractère invisible]"
"""Sans lui, « Oui » suivi d'une marque de sens d'écriture se montrerait comme « Oui » : le message
serait incompréhensible."""
_LONGUEUR_CITEE = 40


def en_toutes_lettres(jour: date) -> str:
    """« mardi 27 janvier 2026 », « jeudi 1er janvier 2026 »."""
    return (
        f"{JOURS[jour.weekday()]} {'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} "
        f"{jour.year}"
    )


def afficher(valeur: Any) -> str:
    """Une valeur de cellule comme le CIP la voit : dates 27/01/2026, nombres sans « .0 », virgule
    décimale, textes longs abrégés."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, datetime | date):
        return f"{valeur.day:02}/{valeur.month:02}/{valeur.year:04}"
    if isinstance(valeur, float):
        return (
            str(int(valeur))
            if valeur.is_integer() and abs(valeur) < 1e15
            else repr(valeur).replace(".", ",").upper()
        )
    if isinstance(valeur, timedelta):
        heures, reste = divmod(int(valeur.total_seconds()), 3600)
        return f"{heures}:{reste // 60:02}"
    texte = f"{valeur:%H:%M}" if isinstance(valeur, time) else " ".join(str(valeur).split())
    if not texte.isprintable():
        texte = re.sub("\0+", "\0", "".join([c if c.isprintable() else "\0" for c in texte]))
    court = texte if len(texte) <= _LONGUEUR_CITEE else texte[: _LONGUEUR_CITEE - 1] + "…"
    return court.replace("\0", INVISIBLE)
