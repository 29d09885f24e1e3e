"""Trouver les tables de la feuille `Paramètres` : par leurs titres, et jusqu'où elles vont."""

from collections.abc import Sequence
from typing import Any

from workbook.enveloppe import Table
from workbook.parametres import TABLES, listes_par_defaut
from workbook.texte import comparable, sans_controle

Grille = Sequence[Sequence[Any]]


def lire_tables(grille: Grille, tables: Sequence[Table], feuille: str) -> tuple[dict[str, list[tuple]], dict[str, tuple]]:
    """Les lignes de chaque table trouvée, cellules brutes, et les valeurs de chaque colonne de `Listes`.

    Une table est là où se suivent ses titres ; l'objet table du classeur, s'il y en a un sous ces titres, dit jusqu'où elle va au moins.
    """
    trouvees = {}
    for nom, titres in TABLES.items():
        place = _chercher(grille, titres)
        if place is not None:
            haut, gauche = place
            trouvees[nom] = _lignes(grille, haut, gauche, len(titres), tables, feuille)
    listes = {}
    for titre in listes_par_defaut():
        place = _chercher_liste(grille, titre)
        if place is not None:
            haut, gauche = place
            listes[titre] = tuple(ligne[0] for ligne in _lignes(grille, haut, gauche, 1, tables, feuille))
    return trouvees, listes


def _chercher(grille: Grille, titres: Sequence[str]) -> tuple[int, int] | None:
    voulus = [comparable(t) for t in titres]
    for haut, ligne in enumerate(grille):
        lus = [comparable(b) if isinstance(b, str) else "" for b in ligne]
        for gauche in range(len(lus) - len(voulus) + 1):
            if lus[gauche : gauche + len(voulus)] == voulus:
                return haut, gauche
    return None


def _chercher_liste(grille: Grille, titre: str) -> tuple[int, int] | None:
    """La colonne d'une liste : son titre, sur la ligne qui porte le plus de titres de listes."""
    voulus = {comparable(t) for t in listes_par_defaut()}
    lignes = [[comparable(b) if isinstance(b, str) else "" for b in ligne] for ligne in grille]
    if not lignes:
        return None
    haut = max(range(len(lignes)), key=lambda rang: (len(voulus.intersection(lignes[rang])), -rang))
    return (haut, lignes[haut].index(comparable(titre))) if comparable(titre) in lignes[haut] else None


def _lignes(grille: Grille, haut: int, gauche: int, largeur: int, tables: Sequence[Table], feuille: str) -> list[tuple]:
    objet = next((t for t in tables if t.feuille == feuille and t.haut == haut and t.gauche <= gauche <= t.droite), None)
    au_moins = objet.bas - objet.totaux if objet else haut
    totaux = range(objet.bas - objet.totaux + 1, objet.bas + 1) if objet else range(0)
    lignes = []
    for rang in range(haut + 1, len(grille)):
        ligne = tuple(sans_controle(b) if isinstance(b, str) else b for b in grille[rang][gauche : gauche + largeur])
        vide = not any(b != "" and not (isinstance(b, str) and b.isspace()) for b in ligne)
        if vide and rang > au_moins:
            break
        if not vide and rang not in totaux:
            lignes.append(ligne)
    return lignes
