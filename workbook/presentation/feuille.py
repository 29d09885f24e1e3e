"""Ce que toute feuille écrite a en commun : sa mise en page, ses tables, ses longues listes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.format import Format

from workbook.declarations.affichage import afficher
from workbook.declarations.dates import serie_de_date
from workbook.declarations.texte import sans_controle

A4 = 9


def mettre_en_page(feuille: Any, marges: Mapping[str, float], pied: str) -> None:
    """A4 couché. `marges` : en pouces ; `pied` : dans le langage des pieds de page d'Excel."""
    feuille.set_landscape()
    feuille.set_paper(A4)
    feuille.set_margins(**marges)
    feuille.set_footer(pied)


def elargir(feuille: Any, largeurs: Iterable[float], style: Format | None = None) -> None:
    """Donne aux colonnes, depuis A, ces largeurs en caractères."""
    for colonne, largeur in enumerate(largeurs):
        feuille.set_column(colonne, colonne, largeur, style)


def lister(feuille: Any, haut: int, lignes: Iterable[Sequence[Any]], **styles: Format) -> None:
    """Écrit des lignes depuis le rang `haut` (0 = ligne 1). None : une cellule vide.

    `styles` : celui d'un `texte`, d'un `jour`, d'un `nombre`. Un jour d'avant 1900, qu'une cellule
    de date ne connaît pas, s'écrit en texte.
    """
    texte, jour, nombre = (styles.get(nature) for nature in ("texte", "jour", "nombre"))
    for rang, ligne in enumerate(lignes, haut):
        for colonne, valeur in enumerate(ligne):
            if isinstance(valeur, str):
                feuille.write_string(rang, colonne, sans_controle(valeur), texte)
            elif isinstance(valeur, date):
                serie = serie_de_date(valeur)
                if serie is None:
                    feuille.write_string(rang, colonne, afficher(valeur), texte)
                else:
                    feuille.write_number(rang, colonne, serie, jour)
            elif valeur is not None:
                feuille.write_number(rang, colonne, valeur, nombre)


def delimiter(
    feuille: Any,
    nom: str,
    haut: int,
    bas: int,
    titres: Iterable[tuple[str, Format]],
    **options: Any,
) -> None:
    """Fait des lignes `haut` (celle des titres) à `bas`, depuis la colonne A, une table d'Excel."""
    colonnes = [{"header": titre, "header_format": style} for titre, style in titres]
    table = {"name": nom, "columns": colonnes, "style": None, **options}
    feuille.add_table(haut, 0, bas, len(colonnes) - 1, table)
