"""Lire une cellule selon la nature de sa colonne (contrat 1) : ce qui n'est pas compris est gardé, jamais deviné."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from workbook.entretien import DATE_SERIE, DATE_TEXTE, HORS_LISTE, ILLISIBLE, Ecart
from workbook.messages import afficher
from workbook.texte import comparable, sans_espaces

_DATE_FRANCAISE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_ORIGINE_1900, _ORIGINE_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIE_MAX = 2_958_465  # 31/12/9999


class Lecteur(dict):
    """Lit les cellules d'une colonne, en se souvenant des valeurs déjà lues : `lecteur[brut]` rend la valeur, None ou un `Ecart`.

    Une valeur qui se répète est ainsi le même objet d'une ligne à l'autre : ce qui les parcourt ensuite va moins loin en mémoire.
    Ne sont retenus ni les nombres (pour Python 1.0 et VRAI sont la même clé) ni les écarts, comptés dans `ecarts`.
    """

    def __init__(self, lire: Callable[[Any], Any]):
        super().__init__({"": None})
        self.lire = lire
        self.ecarts = 0

    def __missing__(self, brut: Any) -> Any:
        valeur = self.lire(brut)
        if isinstance(valeur, Ecart):
            self.ecarts += 1
        elif not isinstance(brut, float | int):
            self[brut] = valeur
        return valeur

    def colonne(self, brutes: Sequence[Any]) -> list[Any]:
        """Les valeurs d'une suite de cellules."""
        return list(map(self.__getitem__, brutes))


class LecteurDeCodes(Lecteur):
    """Un code sans espace se rend tel quel ; rien n'est retenu, ils sont presque tous différents."""

    def __missing__(self, brut: Any) -> Any:
        return self.lire(brut)

    def colonne(self, brutes: Sequence[Any]) -> list[Any]:
        """Les valeurs d'une suite de cellules."""
        return [brut if type(brut) is str and brut.isalnum() else self[brut] for brut in brutes]


def texte(brut: Any) -> str:
    """Une cellule comme du texte ; un nombre donne ses chiffres."""
    if isinstance(brut, str):
        return brut
    if isinstance(brut, float | int) and not isinstance(brut, bool):
        return f"{brut:.0f}" if float(brut).is_integer() else repr(brut).replace(".", ",")
    return afficher(brut)


def lire_texte(brut: Any) -> str | None:
    """Du texte, tel quel ; None s'il n'y a que des espaces."""
    lu = texte(brut)
    return lu if lu and not lu.isspace() else None


def lire_code(brut: Any) -> str | None:
    """Un identifiant : ses caractères sans espaces ; un nombre est lu comme ses chiffres.

    Ce qui ne peut pas en être un (« en attente ») garde ses espaces : c'est ainsi que le message le citera.
    """
    mots = (brut if type(brut) is str else texte(brut)).split()
    code = "".join(mots)
    return code if code[:-1].isdigit() else " ".join(mots) or None


def lecteur_de_liste(valeurs: Sequence[str]) -> Callable[[Any], Any]:
    """Lit une valeur de liste sans égard à la casse, aux accents ni aux espaces de trop, et rend son écriture dans la liste."""
    connues = {comparable(v): v for v in reversed(valeurs)}

    def lire(brut: Any) -> Any:
        cle = comparable(texte(brut))
        return (connues.get(cle) or Ecart(brut, HORS_LISTE)) if cle else None

    return lire


def lecteur_de_date(calendrier_1904: bool) -> Callable[[Any], Any]:
    """Lit une date : cellule date (heure retirée), texte j/m/aaaa, ou numéro de série nu ; sinon illisible."""

    def lire(brut: Any) -> Any:
        if isinstance(brut, datetime):
            return brut.date()
        if isinstance(brut, date):
            return brut
        if isinstance(brut, str):
            return _date_de_texte(brut)
        if isinstance(brut, float | int) and not isinstance(brut, bool):
            jour = date_de_serie(brut, calendrier_1904)
            return Ecart(brut, DATE_SERIE, jour) if jour else Ecart(brut, ILLISIBLE)
        return Ecart(brut, ILLISIBLE)

    return lire


def _date_de_texte(brut: str) -> Any:
    propre = brut.strip()
    if not propre:
        return None
    m = _DATE_FRANCAISE.fullmatch(propre)
    try:
        return Ecart(brut, DATE_TEXTE, date(int(m[3]), int(m[2]), int(m[1]))) if m else Ecart(brut, ILLISIBLE)
    except ValueError:
        return Ecart(brut, ILLISIBLE)


def date_de_serie(nombre: float, calendrier_1904: bool = False) -> date | None:
    """Le jour d'un numéro de série d'Excel (sa partie entière), None s'il n'en désigne pas un.

    Calendrier 1900 : 1 est le 1er janvier 1900, et 60 est un 29 février 1900 qui n'a pas existé.
    """
    if not abs(nombre) <= _SERIE_MAX:  # infini et « pas un nombre » compris
        return None
    jours = int(nombre)
    if calendrier_1904:
        return _ORIGINE_1904 + timedelta(days=jours) if 0 <= jours <= _SERIE_MAX - 1462 else None
    if not 1 <= jours <= _SERIE_MAX or jours == 60:
        return None
    return _ORIGINE_1900 + timedelta(days=jours + (jours < 60))


def serie_de_date(jour: date) -> int | None:
    """Le numéro de série d'un jour dans Excel (calendrier 1900) ; None avant le 1er janvier 1900 : il n'en a pas."""
    jours = (jour - _ORIGINE_1900).days
    return jours if jours > 60 else jours - 1 if jours > 1 else None


def lire_entier(brut: Any) -> int | None:
    """Un nombre entier positif ou nul (aussi tapé en texte), None sinon."""
    if isinstance(brut, float | int) and not isinstance(brut, bool):
        return int(brut) if brut >= 0 and float(brut).is_integer() else None
    propre = sans_espaces(texte(brut))
    return int(propre) if propre.isascii() and propre.isdigit() and len(propre) < 10 else None
