"""Trouver les tables de la feuille `Paramètres` : par leurs titres, et jusqu'où elles vont."""

from collections.abc import Sequence
from typing import Any

from workbook.declarations.cadre import TABLES, listes_par_defaut
from workbook.declarations.erreurs import ParametresRefuses
from workbook.declarations.texte import comparable, enumere, sans_controle
from workbook.lecture.enveloppe import Table

Grille = Sequence[Sequence[Any]]


_FACULTATIVES = ("Source", "Départements", "Courriel")
"""Les colonnes que rien n'oblige à garder ; sans elles, leurs cellules sont vides."""


def lire_tables(
    grille: Grille, tables: Sequence[Table], feuille: str
) -> tuple[dict[str, list[tuple]], dict[str, tuple]]:
    """Les lignes de chaque table trouvée, cellules brutes dans l'ordre de `TABLES`, et les valeurs
    de chaque colonne de `Listes`.

    Une table se trouve à ses titres, dans un ordre quelconque et même entremêlés de colonnes
    ajoutées ; l'objet table du classeur qui porte son nom dit où les chercher, et celui qui est
    sous ces titres jusqu'où elle va au moins. Lève `ParametresRefuses` si un titre manque.
    """
    titres_lus = [[comparable(b) if isinstance(b, str) else "" for b in ligne] for ligne in grille]
    trouvees = {}
    for nom, titres in TABLES.items():
        place = _chercher(titres_lus, nom, titres, [t for t in tables if t.feuille == feuille])
        if place is not None:
            trouvees[nom] = _lignes(grille, *place, tables, feuille)
    listes = {}
    for titre in listes_par_defaut():
        trouvee = _chercher_liste(titres_lus, titre)
        if trouvee is not None:
            haut, colonne = trouvee
            listes[titre] = tuple(
                ligne[0] for ligne in _lignes(grille, haut, [colonne], tables, feuille)
            )
    return trouvees, listes


def _chercher(
    titres_lus: Sequence[list[str]], nom: str, titres: Sequence[str], tables: Sequence[Table]
) -> tuple[int, list[int | None]] | None:
    """La ligne de titres d'une table, et la colonne de chaque titre (None : facultative, absente) ;
    None si rien n'y ressemble."""
    objet = next((t for t in tables if comparable(t.nom) == comparable(nom)), None)
    gauche, droite = (
        (objet.gauche, objet.droite) if objet else (0, max(map(len, titres_lus), default=0))
    )
    meilleure: tuple[int, list[int | None]] | None = None
    for haut in [objet.haut] if objet else range(len(titres_lus)):
        lus = titres_lus[haut] if haut < len(titres_lus) else []
        rangs: list[int | None] = [
            next(
                (
                    k
                    for k in range(gauche, min(droite + 1, len(lus)))
                    if lus[k] == comparable(titre)
                ),
                None,
            )
            for titre in titres
        ]
        if meilleure is None or _combien(rangs) > _combien(meilleure[1]):
            meilleure = haut, rangs
    if meilleure is None or (objet is None and _combien(meilleure[1]) < 2):
        return None
    manquants = [
        titre
        for titre, rang in zip(titres, meilleure[1], strict=True)
        if rang is None and titre not in _FACULTATIVES
    ]
    if manquants:
        pluriel = "les colonnes" if len(manquants) > 1 else "la colonne"
        raise ParametresRefuses(
            f"Feuille « Paramètres », table « {nom} », ligne {meilleure[0] + 1} : il manque "
            f"{pluriel} {enumere([f'« {t} »' for t in manquants], 'et')}. "
            "Rendez-lui son titre, puis recommencez."
        )
    return meilleure


def _combien(rangs: Sequence[int | None]) -> int:
    return sum(rang is not None for rang in rangs)


def _chercher_liste(lignes: Sequence[list[str]], titre: str) -> tuple[int, int] | None:
    """La colonne d'une liste : son titre, sur la ligne qui porte le plus de titres de listes."""
    voulus = {comparable(t) for t in listes_par_defaut()}
    if not lignes:
        return None
    haut = max(range(len(lignes)), key=lambda rang: (len(voulus.intersection(lignes[rang])), -rang))
    return (
        (haut, lignes[haut].index(comparable(titre))) if comparable(titre) in lignes[haut] else None
    )


def _lignes(
    grille: Grille, haut: int, colonnes: Sequence[int | None], tables: Sequence[Table], feuille: str
) -> list[tuple]:
    objet = next(
        (
            t
            for t in tables
            if t.feuille == feuille
            and t.haut == haut
            and any(c is not None and t.gauche <= c <= t.droite for c in colonnes)
        ),
        None,
    )
    au_moins = objet.bas - objet.totaux if objet else haut
    totaux = range(objet.bas - objet.totaux + 1, objet.bas + 1) if objet else range(0)
    lignes = []
    for rang in range(haut + 1, len(grille)):
        ligne = tuple(_cellule(grille[rang], colonne) for colonne in colonnes)
        vide = not any(b != "" and not (isinstance(b, str) and b.isspace()) for b in ligne)
        if vide and rang > au_moins:
            break
        if not vide and rang not in totaux:
            lignes.append(ligne)
    return lignes


def _cellule(ligne: Sequence[Any], colonne: int | None) -> Any:
    brut = ligne[colonne] if colonne is not None and colonne < len(ligne) else ""
    return sans_controle(brut) if isinstance(brut, str) else brut
