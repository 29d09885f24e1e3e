"""Ce que la lecture compte et que personne ne voit, ou qu'elle lit comme vide : dit une fois.

Une valeur sous une cellule fusionnée est dans le fichier ; une formule que son programme n'a jamais
calculée (tableur remplacé par un outil) n'y a pas de valeur.
"""

from collections.abc import Sequence
from string import digits as CHIFFRES
from typing import Any

from workbook.declarations.adresses import Zone, adresse, colonne_en_lettres, plage
from workbook.declarations.colonnes import Colonne
from workbook.declarations.texte import comparable, compte
from workbook.lecture.feuille_xml import Examen


def dire(
    feuille: str, grille: Sequence[Sequence[Any]], examen: Examen, colonnes: Sequence[Colonne]
) -> list[str]:
    """Les messages d'une feuille, deux au plus. `colonnes` : celles qui sont lues, toutes si
    vide."""
    if not (examen.fusions or examen.jamais_calculees):
        return []
    haut, lues = _places(grille, colonnes)
    sous_fusions = dict.fromkeys(
        c for zone in dict.fromkeys(examen.fusions) for c in _cachees(grille, zone)
    )
    cachees = [c for c in sous_fusions if _compte(c, haut, lues)]
    lettres = None if lues is None else {colonne_en_lettres(rang) for rang in lues}
    formules = [
        a for a in examen.jamais_calculees if lettres is None or a.rstrip(CHIFFRES) in lettres
    ]
    vides = [zone[:2] for a in formules if (zone := plage(a)) and zone.haut > haut]
    dites = []
    if cachees:
        dites.append(sous_fusion(feuille, cachees[0][0], [adresse(*c) for c in cachees]))
    if vides:
        dites.append(jamais_calculee(feuille, vides[0][0], [adresse(*c) for c in vides]))
    return dites


def sous_fusion(feuille: str, ligne: int, cellules: Sequence[str]) -> str:
    """Que des valeurs sont cachées sous des cellules fusionnées. `ligne` : de la première, depuis
    0."""
    return (
        f"Feuille « {feuille} », ligne {ligne + 1} : une cellule fusionnée cache ce qui est tapé "
        "en "
        f"{_citer(cellules)}, et qui compte quand même. Annulez cette fusion (dans Excel : "
        "Fusionner "
        "et centrer) pour le voir, puis gardez-le ou effacez-le."
    )


def jamais_calculee(feuille: str, ligne: int, cellules: Sequence[str]) -> str:
    """Que des formules n'ont pas de valeur. `ligne` : de la première, depuis 0."""
    return (
        f"Feuille « {feuille} », ligne {ligne + 1} : le résultat de la formule manque en "
        f"{_citer(cellules)} ; la cellule est lue comme vide. Ouvrez le classeur dans Excel ou "
        "LibreOffice, enregistrez-le, puis recommencez."
    )


def _places(
    grille: Sequence[Sequence[Any]], colonnes: Sequence[Colonne]
) -> tuple[int, set[int] | None]:
    """La ligne de titres et les rangs des colonnes lues ; (-1, None) si toute la feuille l'est."""
    voulus = {comparable(c.titre) for c in colonnes}
    for rang, ligne in enumerate(grille) if voulus else ():
        lues = {k for k, v in enumerate(ligne) if isinstance(v, str) and comparable(v) in voulus}
        if 2 * len(lues) >= len(voulus):
            return rang, lues
    return -1, None


def _cachees(grille: Sequence[Sequence[Any]], zone: Zone) -> list[tuple[int, int]]:
    """Les cellules remplies d'une fusion, sauf la première, qui se voit."""
    lignes = enumerate(grille[zone.haut : zone.bas + 1], zone.haut)
    remplies = [
        (rang, colonne)
        for rang, ligne in lignes
        for colonne, valeur in enumerate(ligne[zone.gauche : zone.droite + 1], zone.gauche)
        if valeur != ""
    ]
    return [place for place in remplies if place != (zone.haut, zone.gauche)]


def _compte(place: tuple[int, int], haut: int, lues: set[int] | None) -> bool:
    return place[0] > haut and (lues is None or place[1] in lues)


def _citer(cellules: Sequence[str]) -> str:
    autres = f" (et {compte(len(cellules) - 1, 'autre')})" if len(cellules) > 1 else ""
    return f"{cellules[0]}{autres}"
