"""Une table à remplir : ses cellules, ses formats, ce que chaque colonne accepte.

Rien n'est protégé : une table ne s'agrandit pas sur une feuille protégée. Une validation refuse la
frappe dans les cellules calculées. Formats, validations et formats conditionnels valent pour toute
la colonne, au-delà des lignes prêtes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbook.declarations.cadre import Cadre
from workbook.declarations.colonnes import Colonne, Nature
from workbook.declarations.valeurs import en_texte
from workbook.modele.styles import ARDOISE, ECARTE, TITRE_DE_BULLE, Styles
from workbook.modele.validations import valeurs_fixes, validation
from workbook.presentation.mesures import largeur_de

HAUT = 2
"""Rang (depuis 0) de la ligne de titres de toutes les feuilles en tableau ; au-dessus, le titre de
la feuille, et dans Entretiens les groupes de colonnes."""
DERNIERE = 1_048_575
LIGNES_VUES = 24
"""Lignes remplies montrées au-dessus de la première ligne libre, à l’ouverture."""
LIGNES_PRETES = {"Entretiens": 2000, "Seances": 500, "Decisions": 200}

_STYLES = {
    Nature.DATE: "saisie_date",
    Nature.CODE: "saisie_code",
    Nature.NOMBRE: "saisie_nombre",
    Nature.CALCUL: "calcul",
    Nature.LOGICIEL: "calcul",
}
_STYLES_DE_CHAMP = {
    "age": "calcul_court",
    "recus": "calcul_court",
    "personne": "saisie_code",
    "autre_personne": "saisie_code",
}
_STYLES_DE_DATE = {
    date: "saisie_date",
    datetime: "saisie_instant",
    time: "saisie_heure",
    timedelta: "saisie_duree",
}


def ajoutees(titres: Sequence[str]) -> list[Colonne]:
    """Les colonnes que le CIP a ajoutées à droite d'un tableau."""
    return [
        Colonne(
            t, Nature.LIBRE, "", largeur=max(14, min(40, largeur_de(t) + 3)), champ=f"en_plus_{n}"
        )
        for n, t in enumerate(titres)
    ]


class Table:
    """Une table à remplir : sa feuille, ses colonnes, où elle commence."""

    def __init__(
        self,
        f: Worksheet,
        styles: Styles,
        nom: str,
        colonnes: Sequence[Colonne],
        cadre: Cadre,
        en_plus: Sequence[str] = (),
    ):
        self.f, self.styles, self.nom, self.cadre = f, styles, nom, cadre
        self.colonnes = (*colonnes, *ajoutees(en_plus))
        self.rang = {c.champ: r for r, c in enumerate(self.colonnes)}

    def case(self, champ: str) -> str:
        """La cellule de cette colonne sur la première ligne, colonne fixe : ce qu'attend un format
        conditionnel."""
        return f"${xl_col_to_name(self.rang[champ])}{HAUT + 2}"

    def toute(self, champ: str) -> str:
        """Toute la colonne, sous son titre."""
        lettre = xl_col_to_name(self.rang[champ])
        return f"${lettre}${HAUT + 2}:${lettre}${DERNIERE + 1}"

    def style(self, c: Colonne) -> str:
        """Le format de la colonne."""
        return _STYLES_DE_CHAMP.get(c.champ) or _STYLES.get(c.nature, "saisie_texte")

    def largeur(self, c: Colonne) -> float:
        """La largeur déclarée, ou celle de la plus longue valeur de sa liste."""
        valeurs = valeurs_fixes(c) or (self.cadre.valeurs(c.liste) if c.liste else ())
        marque = f" {ECARTE}" if c.champ == "situation" else ""
        return max([c.largeur, *(largeur_de(v + marque) + len(marque) // 2 for v in valeurs)])

    def poser(
        self,
        titre: str,
        sous_titre: str,
        lignes: Sequence[Mapping[str, Any]],
        couleurs: Mapping[str, str],
        vives: Mapping[str, str],
        fige: int = 0,
    ) -> int:
        """Écrit titre, table, formats et lignes ; rend le nombre de lignes de la table.

        `vives` : champ -> formule ; `fige` : colonnes figées.
        """
        f, styles = self.f, self.styles
        combien = max(LIGNES_PRETES[self.nom], len(lignes))
        f.set_default_row(18)
        poser_titres(f, styles, titre, sous_titre, len(self.colonnes))
        entetes: list[dict[str, Any]] = []
        for rang, c in enumerate(self.colonnes):
            style = styles[self.style(c)]
            f.set_column(rang, rang, self.largeur(c), style)
            couleur = couleurs.get(c.champ, ARDOISE)
            entete = {"header": c.titre, "header_format": styles.entete(couleur), "format": style}
            entetes.append(entete | ({"formula": vives[c.champ]} if c.champ in vives else {}))
        options = {"name": self.nom, "style": None, "columns": entetes}
        f.add_table(HAUT, 0, HAUT + combien, len(self.colonnes) - 1, options)
        rangs = {c.titre: rang for rang, c in enumerate(self.colonnes)}
        for rang, ligne in enumerate(lignes, HAUT + 1):
            for titre_de_colonne, valeur in ligne.items():
                colonne = rangs[titre_de_colonne]
                ecrire(f, styles, rang, colonne, valeur, self.style(self.colonnes[colonne]))
        for c in self.colonnes:
            if c.nature is not Nature.LIBRE:
                self._valider(c)
        codes = [c.champ for c in self.colonnes if c.nature is Nature.CODE]
        if codes:
            plages = " ".join(self.toute(champ).replace("$", "") for champ in codes)
            f.ignore_errors({"number_stored_as_text": plages})
        libre = HAUT + 1 + len(lignes)
        f.set_selection(libre, 0, libre, 0)
        f.freeze_panes(HAUT + 1, fige, max(HAUT + 1, libre - LIGNES_VUES), fige)
        return combien

    def ecrire_vives(
        self, combien: int, vives: Mapping[str, str], valeurs: Sequence[Mapping[str, Any]]
    ) -> None:
        """Les formules sur toutes les lignes de la table, avec leurs valeurs (vides au-delà des
        lignes données)."""
        for champ, formule in vives.items():
            colonne = self.rang[champ]
            style = self.styles[self.style(self.colonnes[colonne])]
            for rang in range(combien):
                valeur = valeurs[rang][champ] if rang < len(valeurs) else ""
                self.f.write_formula(HAUT + 1 + rang, colonne, formule, style, valeur)

    def _valider(self, c: Colonne) -> None:
        rang = self.rang[c.champ]
        aide = c.aide + (" Obligatoire." if c.requise else "")
        bulle = {"input_title": c.titre[:TITRE_DE_BULLE], "input_message": aide}
        regle = validation(c, self.nom, self.case(c.champ)) | bulle
        self.f.data_validation(HAUT + 1, rang, DERNIERE, rang, regle)


def poser_titres(f: Worksheet, styles: Styles, titre: str, sous_titre: str, colonnes: int) -> None:
    """Le haut d'une feuille en tableau : son titre, et ce qu'elle est."""
    f.hide_gridlines(2)
    f.set_row(0, 30)
    f.set_row(HAUT, 32)
    for rang in range(colonnes):
        f.write_blank(0, rang, None, styles["fond"])
        f.write_blank(1, rang, None, styles["fond"])
    f.write(0, 0, titre, styles["titre"])
    f.write(1, 0, sous_titre, styles["sous_titre"])


def ecrire(f: Worksheet, styles: Styles, rang: int, colonne: int, valeur: Any, style: str) -> None:
    """Une cellule, du type de sa valeur : un texte reste un texte (même =1+1), une date une date,
    un nombre un nombre même sous un titre de date."""
    if valeur is None or valeur == "":
        return
    if isinstance(valeur, float) and not isfinite(valeur):  # qu'aucune feuille n'admet
        valeur = en_texte(valeur)
    if isinstance(valeur, date) and valeur.year < 1900:  # ce qu'une feuille ne sait pas dater
        valeur = f"{valeur.day:02}/{valeur.month:02}/{valeur.year}"
    if isinstance(valeur, str):
        f.write_string(rang, colonne, valeur, styles[style])
    elif isinstance(valeur, bool):
        f.write_boolean(rang, colonne, valeur, styles[style])
    elif isinstance(valeur, int | float):
        style = "saisie_texte" if style == "saisie_date" else style
        f.write_number(rang, colonne, valeur, styles[style])
    else:
        f.write_datetime(rang, colonne, valeur, styles[_STYLES_DE_DATE[type(valeur)]])
