"""Comparer des textes comme le ferait une personne : sans casse, sans accents, sans espaces de
trop."""

import re
import unicodedata
from collections.abc import Iterable

_VOYELLES = frozenset("aeiouœæ")
_TIRETS = "-\N{SOFT HYPHEN}‐‑‒–—―−⁃˗﹘﹣－"
_APOSTROPHES = "'`´’‘‛′ʹʻʼʾʿ՚ꞌ＇"
"""Les signes que l'on tape, ou que le tableur et le traitement de texte mettent, l'un pour
l'autre."""
_SIGNES = str.maketrans(dict.fromkeys(_TIRETS, "-") | dict.fromkeys(_APOSTROPHES, "'"))
_LIANTS = str.maketrans(
    dict.fromkeys(_TIRETS + _APOSTROPHES, " ") | {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}
)


def sans_accents(texte: str) -> str:
    """« Été » donne « Ete » : décomposition canonique, marques retirées ; un chiffre pleine chasse
    ou un exposant reste ce qu'il est."""
    if texte.isascii():
        return texte
    return "".join([c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c)])


def comparable(texte: str) -> str:
    """Forme sous laquelle titres, feuilles, Oui/Non et valeurs de listes se comparent (contrat 1).

    Sans casse, accents, espaces autour ou répétés (insécables compris) ; un tiret en vaut un autre,
    une apostrophe une autre. Rien d'autre n'est égalé.
    """
    return " ".join(sans_accents(texte).translate(_SIGNES).casefold().split())


def nom_normalise(texte: str) -> str:
    """Forme sous laquelle noms et prénoms se comparent (contrat 2).

    Comme `comparable`, et tirets, apostrophes et espaces sont une seule espace (Abd-El = Abd El,
    mais pas Abdel) ; œ vaut oe, æ ae, ß ss.
    """
    if texte.isascii() and texte.isalpha():
        return texte.lower()
    return " ".join(sans_accents(texte).translate(_LIANTS).casefold().split())


def code_tape(texte: str) -> str:
    """Un code sans ses espaces, ni l'apostrophe que l'on tape devant pour garder un zéro :
    LibreOffice la garde dans une cellule au format Texte."""
    return sans_espaces(texte).lstrip(_APOSTROPHES)


def sans_controle(texte: str) -> str:
    """Chaque caractère invisible (de contrôle, de sens d'écriture, non attribué) devient une
    espace : aucun fichier ni terminal n'en veut."""
    if texte.isprintable():
        return texte
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cn", "Cs") else c for c in texte)


def montrable(texte: str) -> str:
    """Un chemin tel qu'il peut s'écrire partout : un octet qui n'est d'aucun alphabet (un nom venu
    d'un autre système) y devient « � »."""
    return re.sub("[\ud800-\udfff]", "\ufffd", texte)


def sans_espaces(texte: str) -> str:
    """Retire toute espace, insécables comprises : « 57 0123 4567 » donne « 5701234567 »."""
    return "".join(texte.split())


def compte(n: int, mot: str, mots: str = "") -> str:
    """« 1 an », « 25 ans » ; `mots` : le pluriel, s'il n'est pas le mot suivi d'un s."""
    return f"{n} {mot if n < 2 else mots or f'{mot}s'}"


def de(nom: str) -> str:
    """« de Metz », « d’Épinal », « d’avril 2026 » : élidé devant une voyelle."""
    return f"d’{nom}" if sans_accents(nom[:1]).casefold() in _VOYELLES else f"de {nom}"


def enumere(valeurs: Iterable[object], liaison: str = "ou") -> str:
    """« F ou H », « Matin, Après-midi ou Soir » : une liste telle qu'on la dit."""
    mots = [str(v) for v in valeurs]
    return f" {liaison} ".join(filter(None, [", ".join(mots[:-1]), *mots[-1:]]))
