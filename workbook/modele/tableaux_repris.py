"""Les tableaux d'un ancien classeur, lus pour être récrits : leurs valeurs telles que tapées."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from workbook.declarations.adresses import colonne_en_lettres
from workbook.declarations.cadre import TABLES, Cadre, listes_par_defaut, tables_par_defaut
from workbook.declarations.colonnes import Colonne, Nature
from workbook.declarations.dates import DE_1904_A_1900, date_lue, lire_date
from workbook.declarations.lignes import DECISIONS, ENTRETIENS, REQUISES, SEANCES
from workbook.declarations.texte import comparable
from workbook.declarations.valeurs import en_texte, nombre_de
from workbook.lecture.enveloppe import Enveloppe
from workbook.lecture.tables import Grille, Titres, chercher, la_moitie, lire_rangees
from workbook.lecture.tables_parametres import Saisies, lire_tables
from workbook.modele.formules import par_champ, valeurs_vives
from workbook.modele.notice import JOURNAL
from workbook.modele.saisie import COLONNES_SEANCES


class Forme(NamedTuple):
    """Les colonnes d'un tableau, et celles dont la moitié suffit à le reconnaître."""

    colonnes: Sequence[Colonne]
    requises: Sequence[Colonne]

    def titres(self, grille: Grille) -> Titres | None:
        """Où sont les titres de ses colonnes, par titre ; None s'il n'y est pas."""
        champs = {c.titre: c.titre for c in self.colonnes}
        return chercher(grille, champs, la_moitie(c.titre for c in self.requises))

    def de_nature(self, nature: Nature) -> list[str]:
        """Les titres de ses colonnes de cette nature."""
        return [c.titre for c in self.colonnes if c.nature is nature]


TABLEAUX = {
    "Entretiens": Forme(ENTRETIENS, REQUISES),
    "Séances": Forme(COLONNES_SEANCES, [c for c in SEANCES if c.requise]),
    "Décisions": Forme(DECISIONS, DECISIONS),
    "Journal": Forme(JOURNAL, JOURNAL),
}


class Remplie(NamedTuple):
    """Une cellule remplie ; ligne et colonne comptées depuis 0."""

    rang: int
    colonne: int
    valeur: Any


@dataclass
class Tableau:
    """Une feuille en tableau. `lignes` : titre -> valeur ; `en_plus` : les titres que le CIP a
    ajoutés ; `autour` : les cellules qui ne sont pas du tableau."""

    lignes: list[dict[str, Any]] = field(default_factory=list)
    en_plus: list[str] = field(default_factory=list)
    autour: list[Remplie] = field(default_factory=list)


def lire_tableau(grille: Grille, forme: Forme, paquet: Enveloppe, feuille: str) -> Tableau:
    """Un tableau, colonnes ajoutées comprises."""
    titres = forme.titres(grille)
    if titres is None:
        return Tableau(autour=remplies(grille))
    places, tableau = dict(titres.colonnes), Tableau()
    utiles = {c.colonne for c in remplies(grille) if c.rang >= titres.rang}
    for colonne in sorted(utiles.difference(places.values())):
        pris = [*(c.titre for c in forme.colonnes), *tableau.en_plus]
        titre = _titre_libre(grille[titres.rang][colonne], colonne, pris)
        tableau.en_plus.append(titre)
        places[titre] = colonne
    a_ecrire = partial(_date_a_ecrire, calendrier_1904=paquet.calendrier_1904)
    lecteurs = dict.fromkeys(places, _telle_quelle) | dict.fromkeys(
        forme.de_nature(Nature.DATE), a_ecrire
    )
    de_gauche_a_droite = Titres(titres.rang, dict(sorted(places.items(), key=itemgetter(1))))
    totaux = paquet.totaux(feuille, titres.colonnes.values())
    for r in lire_rangees(grille, de_gauche_a_droite, lecteurs, totaux):
        tableau.lignes.append({titre: v for titre, v in r.valeurs.items() if v is not None})
    tableau.autour = [c for c in remplies(grille) if c.rang < titres.rang or c.rang in totaux]
    return tableau


def remplies(grille: Grille) -> list[Remplie]:
    """Les cellules remplies d'une feuille."""
    return [
        Remplie(rang, colonne, valeur)
        for rang, ligne in enumerate(grille)
        for colonne, valeur in enumerate(ligne)
        if valeur != ""
    ]


def a_cote(grille: Grille, colonnes: Sequence[Colonne]) -> list[Remplie]:
    """Les cellules d'une feuille hors des colonnes que le logiciel y réécrit."""
    titres = Forme(colonnes, colonnes).titres(grille)
    if titres is None:
        return remplies(grille)
    ecrites = titres.colonnes.values()
    return [c for c in remplies(grille) if c.rang < titres.rang or c.colonne not in ecrites]


def _telle_quelle(valeur: Any) -> Any:
    return valeur


def _date_a_ecrire(valeur: Any, calendrier_1904: bool) -> Any:
    """Une cellule de date, telle que le modèle la lira de même : un instant devient une vraie date,
    un numéro de série nu passe au calendrier 1900."""
    if isinstance(valeur, str):
        lue = lire_date(valeur)
        return lue if isinstance(lue, date) else valeur
    nombre = nombre_de(valeur)
    return nombre + DE_1904_A_1900 if calendrier_1904 and nombre is not None else valeur


def _titre_libre(lu: Any, colonne: int, pris: Iterable[str]) -> str:
    """Le titre d'une colonne ajoutée par le CIP : le sien, rendu unique ; à défaut, sa lettre."""
    deja = set(map(comparable, pris))
    base = " ".join(en_texte(lu).split())[:240] or f"Colonne {colonne_en_lettres(colonne)}"
    titre, n = base, 1
    while comparable(titre) in deja:
        n += 1
        titre = f"{base} ({n})"
    return titre


def garder_les_valeurs_tapees(tableau: Tableau, cadre: Cadre) -> None:
    """Une valeur tapée sur une formule vive, autre que ce que la formule montre, va dans une
    colonne à elle ; la formule revient."""
    calculees = {c.titre: c.champ for c in ENTRETIENS if c.nature is Nature.CALCUL}
    ajoutees = tuple(tableau.en_plus)
    a_cote = {titre: _titre_libre(f"{titre} (tapé)", 0, ajoutees) for titre in calculees}
    for ligne in tableau.lignes:
        montrees = valeurs_vives(par_champ(ligne), cadre)
        for titre, champ in calculees.items():
            lue = ligne.pop(titre, "")
            if lue != "" and lue != montrees[champ]:
                ligne[a_cote[titre]] = lue
                if a_cote[titre] not in tableau.en_plus:
                    tableau.en_plus.append(a_cote[titre])


def lire_parametres(grille: Grille, paquet: Enveloppe, feuille: str) -> Saisies:
    """Les tables et les listes telles qu'elles sont, et les paramètres que le modèle a de plus."""
    lues, defauts = lire_tables(grille, paquet, feuille), tables_par_defaut()
    tables = {
        nom: [_entiers(ligne) for ligne in lues.tables.get(nom, defauts[nom])] for nom in TABLES
    }
    livres = {
        comparable(nom): (nom, valeur, source) for nom, valeur, source in defauts["Convention"]
    }
    convention = []
    for nom, valeur, source in tables["Convention"]:
        livre = livres.pop(comparable(en_texte(nom)), None)
        if livre and isinstance(livre[1], date):
            valeur = date_lue(valeur, paquet.calendrier_1904) or valeur
        convention.append((nom, valeur, source))
    tables["Convention"] = [*convention, *livres.values()]
    listes = {
        titre: _entiers(lues.listes.get(titre, v)) for titre, v in listes_par_defaut().items()
    }
    return Saisies(tables, listes)


def _entiers(valeurs: Iterable[Any]) -> tuple[Any, ...]:
    """Les mêmes, un nombre sans décimale devenu entier."""
    return tuple(int(v) if isinstance(v, float) and v.is_integer() else v for v in valeurs)
