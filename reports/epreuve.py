"""L'épreuve d'un rapport avant sa sortie.

Le fichier écrit est relu par un autre lecteur, et chaque chiffre comparé au second comptage.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.classeur import FEUILLES, Ecrit
from reports.feuilles.donnees import COLONNES
from reports.feuilles.page import INDISPONIBLE, Cle
from reports.recompte import Recompte
from workbook.declarations.adresses import colonne_en_lettres
from workbook.declarations.erreurs import Refus
from workbook.lecture.relecture import relire

LIBRES = ("Contrôles", "Données")
"""Les feuilles où un nombre peut n'être pas un indicateur : comptes d'anomalies, égalités.

`Données` est comparée ligne à ligne.
"""


class EpreuveManquee(Refus):
    """Un rapport écrit ne dit pas ce que disent les lignes : rien ne sort."""

    def __init__(self, nom: str, ou: str, quoi: str):
        super().__init__(
            f"« {nom} », {ou} : {quoi}. C’est un défaut du logiciel, pas de la saisie : aucun "
            "fichier n’est écrit, le jeu précédent est intact. Signalez-le."
        )


def eprouver(nom: str, ecrit: Ecrit, recompte: Recompte, perimetres: tuple[str, ...]) -> None:
    """Relit un rapport écrit et le compare au second comptage.

    Lève `EpreuveManquee` à la première cellule différente.
    """
    try:
        feuilles = relire(ecrit.octets)
    except Exception as erreur:  # quel que soit le défaut du fichier, il ne sort pas
        raise EpreuveManquee(
            nom, "à la relecture", f"le fichier écrit ne se relit pas ({type(erreur).__name__})"
        ) from None
    if list(feuilles) != list(FEUILLES):
        raise EpreuveManquee(nom, "à la relecture", "ses feuilles ne sont pas celles d’un rapport")
    for feuille, grille in feuilles.items():
        _chiffres(nom, feuille, grille, ecrit.figures[feuille], recompte)
    _donnees(nom, feuilles["Données"], recompte, perimetres)


def _chiffres(
    nom: str,
    feuille: str,
    grille: list[list[Any]],
    figures: Mapping[tuple[int, int], Cle],
    recompte: Recompte,
) -> None:
    for (rang, colonne), cle in figures.items():
        lu = grille[rang][colonne] if rang < len(grille) and colonne < len(grille[rang]) else ""
        n = recompte.valeur(cle)
        attendu = INDISPONIBLE if n is None else n
        if lu != attendu:
            raise EpreuveManquee(
                nom,
                _cellule(feuille, rang, colonne),
                f"{lu or 'rien'} est écrit, le second comptage trouve {attendu}",
            )
    for rang, ligne in enumerate(grille):
        for colonne, lu in enumerate(ligne):
            if type(lu) is str or (
                type(lu) is float and (feuille in LIBRES or (rang, colonne) in figures)
            ):
                continue
            if isinstance(lu, date) or feuille not in LIBRES:
                raise EpreuveManquee(
                    nom, _cellule(feuille, rang, colonne), "une valeur que rien n’explique"
                )


def _donnees(
    nom: str, grille: list[list[Any]], recompte: Recompte, perimetres: tuple[str, ...]
) -> None:
    if tuple(grille[0][:7]) != COLONNES:
        raise EpreuveManquee(
            nom, "feuille Données", "ses titres de colonnes ne sont pas ceux attendus"
        )
    lues = [tuple(ligne[:7]) for ligne in grille[1:] if any(cellule != "" for cellule in ligne[:7])]
    attendues = recompte.donnees(perimetres)
    for rang, ligne in enumerate(lues, 2):
        if ligne not in attendues:
            quoi = (
                "un autre périmètre"
                if ligne[1] not in perimetres
                else "ce que le second comptage ne trouve pas"
            )
            raise EpreuveManquee(nom, f"feuille Données, ligne {rang}", f"elle porte {quoi}")
    if len(lues) != len(attendues) or len(set(lues)) != len(lues):
        raise EpreuveManquee(
            nom,
            "feuille Données",
            f"{len(lues)} lignes écrites, le second comptage en trouve {len(attendues)}",
        )


def _cellule(feuille: str, rang: int, colonne: int) -> str:
    return f"feuille {feuille}, cellule {colonne_en_lettres(colonne)}{rang + 1}"
