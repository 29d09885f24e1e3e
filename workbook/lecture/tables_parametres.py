"""Trouver les tables de la feuille `Paramètres` : par leurs titres, et jusqu'où elles vont."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from workbook.declarations.cadre import TABLES, Ligne, listes_par_defaut
from workbook.declarations.erreurs import ParametresRefuses
from workbook.declarations.texte import comparable, enumere, sans_controle
from workbook.lecture.enveloppe import Enveloppe, Table
from workbook.lecture.tables import Grille, Titres, lignes_de_titres, lire_rangees

_FACULTATIVES = ("Source", "Départements", "Courriel")
"""Les colonnes que rien n'oblige à garder ; sans elles, leurs cellules sont vides."""


class Saisies(NamedTuple):
    """Ce que porte la feuille, cellules brutes. `tables` : celles qui s'y trouvent, leurs lignes
    dans l'ordre de `TABLES` ; `listes` : les valeurs de chaque colonne de `Listes`."""

    tables: dict[str, list[Ligne]]
    listes: dict[str, Ligne]


def lire_tables(grille: Grille, paquet: Enveloppe, feuille: str) -> Saisies:
    """Une table se trouve à ses titres, dans un ordre quelconque et même entremêlés de colonnes
    ajoutées ; l'objet table du classeur qui porte son nom dit où les chercher, et celui qui est
    sous ces titres jusqu'où elle va au moins. Lève `ParametresRefuses` si un titre manque.
    """
    siennes = [t for t in paquet.tables if t.feuille == feuille]
    lues = Saisies({}, {})
    for nom, attendus in TABLES.items():
        titres = _titres(grille, nom, attendus, siennes)
        if titres is not None:
            lues.tables[nom] = _lignes(grille, titres, attendus, paquet, feuille)
    listes = _les_plus_nombreux(grille, listes_par_defaut())
    for liste, colonne in listes.colonnes.items():
        titre = Titres(listes.rang, {liste: colonne})
        lignes = _lignes(grille, titre, [liste], paquet, feuille)
        lues.listes[liste] = tuple(valeur for (valeur,) in lignes)
    return lues


def _titres(
    grille: Grille, nom: str, attendus: Sequence[str], tables: Sequence[Table]
) -> Titres | None:
    """Où sont les titres d'une table ; None si rien n'y ressemble."""
    objet = next((t for t in tables if comparable(t.nom) == comparable(nom)), None)
    if objet is None:
        titres = _les_plus_nombreux(grille, attendus)
        if len(titres.colonnes) < 2:
            return None
    else:
        entre = range(objet.gauche, objet.droite + 1)
        ici = _les_plus_nombreux(grille[objet.haut : objet.haut + 1], attendus, entre)
        titres = Titres(objet.haut, ici.colonnes)
    manquants = [
        f"« {t} »" for t in attendus if t not in titres.colonnes and t not in _FACULTATIVES
    ]
    if manquants:
        pluriel = "les colonnes" if len(manquants) > 1 else "la colonne"
        raise ParametresRefuses(
            f"Feuille « Paramètres », table « {nom} », ligne {titres.rang + 1} : il manque "
            f"{pluriel} {enumere(manquants, 'et')}. Rendez-lui son titre, puis recommencez."
        )
    return titres


def _les_plus_nombreux(
    grille: Grille, attendus: Collection[str], entre: Sequence[int] | None = None
) -> Titres:
    lignes = lignes_de_titres(grille, {titre: titre for titre in attendus}, entre)
    return max(lignes, key=lambda titres: len(titres.colonnes), default=Titres(0, {}))


def _lignes(
    grille: Grille, titres: Titres, attendus: Sequence[str], paquet: Enveloppe, feuille: str
) -> list[Ligne]:
    """Les lignes sous ces titres : au moins la table, et jusqu'au premier vide qui la suit."""
    colonnes = titres.colonnes.values()
    objets = [t for t in paquet.couvrant(feuille, colonnes) if t.haut == titres.rang]
    bas = objets[0].bas - objets[0].totaux if objets else titres.rang
    vide = (
        rang
        for rang, rangee in enumerate(grille)
        if rang > bas and all(_tape(rangee[c]) is None for c in colonnes)
    )
    lecteurs, totaux = dict.fromkeys(titres.colonnes, _tape), paquet.totaux(feuille, colonnes)
    rangees = lire_rangees(grille[: next(vide, None)], titres, lecteurs, totaux)
    absents = dict.fromkeys(attendus)
    return [
        tuple("" if v is None else v for v in (absents | {**r.valeurs}).values()) for r in rangees
    ]


def _tape(brut: Any) -> Any:
    lu = sans_controle(brut) if isinstance(brut, str) else brut
    return None if isinstance(lu, str) and not lu.strip() else lu
