"""Ce que la lecture compte et que personne ne voit, ou qu'elle lit comme vide : dit une fois.

Une valeur sous une cellule fusionnée est dans le fichier ; une formule que son programme n'a jamais
calculée (tableur remplacé par un outil) n'y a pas de valeur.
"""

from collections.abc import Iterator, Sequence

from workbook.declarations.adresses import Zone, adresse, plage
from workbook.declarations.colonnes import Colonne
from workbook.declarations.texte import compte
from workbook.lecture.feuille_xml import Examen
from workbook.lecture.tables import Grille, chercher, la_moitie

Place = tuple[int, int]
"""La ligne et la colonne d'une cellule, depuis 0."""


def dire(feuille: str, grille: Grille, examen: Examen, colonnes: Sequence[Colonne]) -> list[str]:
    """Deux messages au plus sur une feuille. `colonnes` : celles qui sont lues ; vide : toutes."""
    if not (examen.fusions or examen.jamais_calculees):
        return []
    champs = {c.titre: c.champ for c in colonnes}
    titres = chercher(grille, champs, la_moitie(champs.values()))

    def sert(place: Place) -> bool:
        return not titres or (place[0] > titres.rang and place[1] in titres.colonnes.values())

    sous_fusions = (place for zone in examen.fusions for place in _recouvertes(grille, zone))
    cachees = [place for place in dict.fromkeys(sous_fusions) if sert(place)]
    zones = (zone for a in examen.jamais_calculees if (zone := plage(a)))
    vides = [place for zone in zones if sert(place := (zone.haut, zone.gauche))]
    dites = [sous_fusion(feuille, cachees)] if cachees else []
    return [*dites, jamais_calculee(feuille, vides)] if vides else dites


def sous_fusion(feuille: str, places: Sequence[Place]) -> str:
    """Que des valeurs sont cachées sous des cellules fusionnées."""
    return (
        f"{_ou(feuille, places)} une cellule fusionnée cache ce qui est tapé en {_citer(places)}, "
        "et qui compte quand même. Annulez cette fusion (dans Excel : Fusionner et centrer) pour "
        "le voir, puis gardez-le ou effacez-le."
    )


def jamais_calculee(feuille: str, places: Sequence[Place]) -> str:
    """Que des formules n'ont pas de valeur."""
    return (
        f"{_ou(feuille, places)} le résultat de la formule manque en {_citer(places)} ; la cellule "
        "est lue comme vide. Ouvrez le classeur dans Excel ou LibreOffice, enregistrez-le, puis "
        "recommencez."
    )


def _recouvertes(grille: Grille, zone: Zone) -> Iterator[Place]:
    """Les cellules remplies d'une fusion, sauf la première, qui se voit."""
    for rang, ligne in enumerate(grille[zone.haut : zone.bas + 1], zone.haut):
        for colonne, valeur in enumerate(ligne[zone.gauche : zone.droite + 1], zone.gauche):
            if valeur != "" and (rang, colonne) != (zone.haut, zone.gauche):
                yield rang, colonne


def _ou(feuille: str, places: Sequence[Place]) -> str:
    return f"Feuille « {feuille} », ligne {places[0][0] + 1} :"


def _citer(places: Sequence[Place]) -> str:
    autres = f" (et {compte(len(places) - 1, 'autre')})" if len(places) > 1 else ""
    return f"{adresse(*places[0])}{autres}"
