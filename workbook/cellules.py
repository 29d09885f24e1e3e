"""Lire une cellule selon la nature de sa colonne (contrat 1) : ce qui n'est pas compris est gardé, jamais deviné."""

from collections.abc import Callable, Sequence
from typing import Any

from workbook.dates import nombre_de
from workbook.entretien import HORS_LISTE, Ecart
from workbook.messages import afficher
from workbook.texte import comparable, sans_espaces


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
    """Une cellule comme du texte ; un nombre donne ses chiffres, même dans une cellule au format durée (« 57:30 » reste une durée)."""
    if isinstance(brut, str):
        return brut
    nombre = nombre_de(brut)
    if nombre is not None and float(nombre).is_integer():
        return f"{nombre:.0f}"
    return repr(brut).replace(".", ",") if isinstance(brut, float) else afficher(brut)


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


def lire_entier(brut: Any) -> int | None:
    """Un nombre entier positif ou nul (aussi tapé en texte), None sinon."""
    nombre = nombre_de(brut)
    if nombre is not None:
        return int(nombre) if nombre >= 0 and float(nombre).is_integer() else None
    propre = sans_espaces(texte(brut))
    return int(propre) if propre.isascii() and propre.isdigit() and len(propre) < 10 else None
