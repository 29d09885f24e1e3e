"""La feuille `Décisions`, telle que tapée : `jugement.decisions` dit ce que chacune vaut."""

from functools import partial
from typing import Any

from workbook.declarations.dates import lire_date
from workbook.declarations.lignes import DECISIONS, Decision
from workbook.declarations.valeurs import en_texte
from workbook.lecture.cellules import Lecteur
from workbook.lecture.enveloppe import Enveloppe
from workbook.lecture.tables import Grille, Rangee, chercher, la_moitie, lire_rangees


def lire_decisions(grille: Grille, paquet: Enveloppe, feuille: str) -> list[Decision]:
    """Les décisions d'une feuille ; aucune si ses titres n'y sont pas."""
    champs = {c.titre: c.champ for c in DECISIONS}
    titres = chercher(grille, champs, la_moitie(champs.values()))
    if titres is None:
        return []
    lecteurs: dict[str, Lecteur] = {c.champ: _texte_tape for c in DECISIONS}
    lecteurs["jour"] = partial(lire_date, calendrier_1904=paquet.calendrier_1904)
    colonne = titres.colonnes.get("decision", min(titres.colonnes.values()))
    totaux = paquet.totaux(feuille, titres.colonnes.values())
    rangees = lire_rangees(grille, titres, lecteurs, totaux)
    return [Decision(ligne=r.numero, colonne=colonne, **_tapes(r)) for r in rangees]


def _tapes(r: Rangee) -> dict[str, Any]:
    return {champ: lu for champ, lu in r.valeurs.items() if lu is not None}


def _texte_tape(brut: Any) -> str | None:
    return en_texte(brut).strip() or None
