"""Écrire d'un trait les longues listes d'une feuille."""

from collections.abc import Sequence
from datetime import date
from html import escape
from operator import getitem
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbook.declarations.adresses import colonne_en_lettres
from workbook.declarations.affichage import afficher
from workbook.declarations.dates import serie_de_date
from workbook.declarations.texte import sans_controle


class FeuilleDeListe(Worksheet):
    """Une feuille dont une longue liste s'écrit d'un trait : cellule par cellule, XlsxWriter y mettrait dix fois plus de temps."""

    dim_rowmax: int
    liste: tuple[int, str] | None = None

    def lister(self, haut: int, lignes: Sequence[Sequence[Any]], **styles: Format) -> None:
        """Écrit des lignes à partir du rang `haut`, sous tout le reste. `styles` : celui d'un `texte`, d'un `jour`, d'un `nombre` ; None laisse la cellule vide.

        Le numéro d'une ligne revient dans l'adresse de chacune de ses cellules, et les sépare : une ligne est ce qui est entre, joint par lui.
        """
        if not lignes:
            return
        self._check_dimensions(haut, 0)
        self._check_dimensions(haut + len(lignes) - 1, len(lignes[0]) - 1)
        adresses = [f'<c r="{colonne_en_lettres(n)}' for n in range(len(lignes[0]))]
        ouvre = '<row r="', f'">{adresses[0]}'
        formats = {nature: f' s="{style._get_xf_index()}"' for nature, style in styles.items()}
        colonnes = [_Cellules(suite, **formats) for suite in (*adresses[1:], "</row>")]
        rangees = [
            str(rang).join((*ouvre, *map(getitem, colonnes, ligne)))
            for rang, ligne in enumerate(lignes, haut + 1)
        ]
        self.liste = haut, "".join(rangees)

    def delimiter(self, haut: int, bas: int, droite: int, options: dict[str, Any]) -> None:
        """Comme `add_table` depuis la colonne A, sans chercher cellule par cellule, sur toute sa hauteur, si la table en croise une autre."""
        self.add_table(haut, 0, haut + 1, droite, options)
        table = self.tables[-1]
        etendue = f"A{haut + 1}:{colonne_en_lettres(droite)}{bas + 1}"
        table |= {"range": etendue, "a_range": etendue, "autofilter": etendue}

    def _write_rows(self) -> None:
        if self.liste is None:
            return super()._write_rows()
        bas = self.dim_rowmax
        self.dim_rowmax = self.liste[0] - 1
        super()._write_rows()
        self.dim_rowmax = bas
        self.fh.write(self.liste[1])
        return None


class _Cellules(dict):
    """Une valeur d'une colonne -> sa cellule, adresse ôtée, et la `suite` de la ligne ; la plupart se répètent d'une ligne à l'autre."""

    def __init__(self, suite: str, texte: str = "", jour: str = "", nombre: str = ""):
        super().__init__({None: f'"/>{suite}'})
        self.texte, self.fin_du_texte = f'"{texte} t="inlineStr"><is><t', f"</t></is></c>{suite}"
        self.jour, self.nombre, self.fin = f'"{jour}><v>', f'"{nombre}><v>', f"</v></c>{suite}"

    def __missing__(self, valeur: str | date | int) -> str:
        if isinstance(valeur, str):
            texte = valeur if valeur.isalnum() else escape(sans_controle(valeur))
            espace = "" if texte == texte.strip() else ' xml:space="preserve"'
            cellule = f"{self.texte}{espace}>{texte}{self.fin_du_texte}"
        elif isinstance(valeur, date):
            serie = serie_de_date(valeur)
            cellule = self[afficher(valeur)] if serie is None else f"{self.jour}{serie}{self.fin}"
        else:
            cellule = f"{self.nombre}{valeur}{self.fin}"
        self[valeur] = cellule
        return cellule
