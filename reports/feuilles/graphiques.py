"""Les graphiques, natifs.

Titre, légende et texte de remplacement dans chacun, deux couleurs distinctes même en gris.
"""

from collections.abc import Sequence
from typing import Any

from reports.definitions import DEMANDES
from reports.feuilles.page import Page
from reports.rapport import Rapport
from reports.resultat import MOIS, NR, TOTAL
from reports.styles import NOMBRE, SERIES
from workbook.presentation.apparence import ENCRE, FILET

_PETIT = {"name": "Arial", "size": 9, "color": ENCRE}
_COLONNE, _RANGEE = 96, 17  # pixels d'une colonne de 13 caractères, d'une rangée de 12,75 points


def _graphique(page: Page, genre: str, titre: str, **options: Any) -> Any:
    g = page.classeur.add_chart({"type": genre, **options})
    g.set_title(
        {
            "name": titre,
            "name_font": {"name": "Arial", "size": 11, "bold": True, "color": SERIES[0]},
            "overlay": False,
        }
    )
    g.set_legend({"position": "bottom", "font": _PETIT})
    g.set_chartarea({"border": {"color": FILET}})
    return g


def _axes(g: Any, *, valeurs: bool = True, horizontal: bool = False) -> None:
    """Des axes sobres.

    `valeurs` : montrer celui des nombres, quand les barres ne portent pas le leur ; `horizontal` :
    la première barre en haut.
    """
    categories: dict[str, Any] = {"num_font": _PETIT, "line": {"color": FILET}}
    nombres: dict[str, Any] = {
        "min": 0,
        "num_font": _PETIT,
        "num_format": "0",
        "major_gridlines": {"visible": valeurs, "line": {"color": FILET, "width": 0.5}},
    }
    nombres |= {"line": {"none": True}} if valeurs else {"visible": False}
    if horizontal:  # XlsxWriter : dans un graphique en barres, l'axe y est celui des catégories
        g.set_y_axis(categories | {"reverse": True})
        g.set_x_axis(nombres)
    else:
        g.set_x_axis(categories)
        g.set_y_axis(nombres)


def _poser(
    page: Page,
    g: Any,
    rang: int,
    colonne: int,
    largeur: int,
    hauteur: int,
    description: str,
    decalage: int = 0,
) -> None:
    g.set_size({"width": largeur, "height": hauteur})
    page.feuille.insert_chart(
        rang,
        colonne,
        g,
        {"description": description, "object_position": 1, "x_offset": 8 + decalage, "y_offset": 2},
    )


def femmes_et_hommes(page: Page, r: Rapport, periode: str, haut_du_tableau: int, haut: int) -> None:
    """Femmes et hommes par tranche d'âges connue, à droite des indicateurs, à partir du rang
    `haut`."""
    f = r.resultat.valeurs[r.perimetre, periode]
    titre = "Personnes reçues " + (
        f"en {r.mois.en_francais}" if periode == MOIS else "depuis le début (cumul)"
    )
    titre += " (âge connu)" if f["R0", TOTAL, NR] else ""
    g = _graphique(page, "column", titre)
    combien = len(r.resultat.tranches) - 1
    for n, sexe in enumerate(("Femmes", "Hommes")):
        rang = haut_du_tableau + 1 + n
        g.add_series(
            {
                "name": sexe,
                "categories": [page.nom, haut_du_tableau, 1, haut_du_tableau, combien],
                "values": [page.nom, rang, 1, rang, combien],
                "fill": {"color": SERIES[n]},
                "data_labels": {"value": True, "font": _PETIT, "num_format": "0;;"},
                "gap": 60,
            }
        )
    _axes(g, valeurs=False)
    description = (
        f"{titre}, par sexe et tranche d’âges : {f['R0', 'F', TOTAL]} femmes, "
        f"{f['R0', 'H', TOTAL]} hommes ; les nombres sont dans le tableau au-dessous."
    )
    hauteur = 4 * 46 + 3 * _RANGEE + 30
    _poser(page, g, haut, 4, 4 * _COLONNE - 12, hauteur, description)


def mois_par_mois(page: Page, r: Rapport, rang: int, premiere: int, derniere: int) -> None:
    """Les quatre indicateurs mois par mois ; `premiere` et `derniere`.

    Les lignes des mois dans le tableau.
    """
    g = _graphique(page, "column", f"Les quatre indicateurs, mois par mois – {r.perimetre}")
    for n, i in enumerate(DEMANDES):
        g.add_series(
            {
                "name": i.libelle,
                "categories": [page.nom, premiere, 0, derniere, 0],
                "values": [page.nom, premiere, n + 1, derniere, n + 1],
                "fill": {"color": SERIES[n]},
                "gap": 80,
            }
        )
    _axes(g)
    _poser(
        page,
        g,
        rang,
        0,
        1010,
        15 * _RANGEE,
        f"Histogramme des quatre indicateurs, mois par mois, {r.perimetre} ; les nombres sont dans "
        "le tableau au-dessous.",
    )


def entonnoir(
    page: Page,
    r: Rapport,
    rang: int,
    premiere: int,
    derniere: int,
    colonnes: Sequence[tuple[int, str]],
) -> None:
    """Le parcours en barres, de la convocation à l'accompagnement : un graphique par période."""
    for n, (colonne, periode) in enumerate(colonnes):
        g = _graphique(page, "bar", f"{r.perimetre} – {periode}")
        g.add_series(
            {
                "name": periode,
                "categories": [page.nom, premiere, 0, derniere, 0],
                "values": [page.nom, premiere, colonne, derniere, colonne],
                "fill": {"color": SERIES[n]},
                "data_labels": {"value": True, "font": _PETIT, "num_format": NOMBRE},
                "gap": 35,
            }
        )
        _axes(g, valeurs=False, horizontal=True)
        g.set_legend({"none": True})
        description = (
            f"Parcours, {r.perimetre}, {periode} : une barre par étape ; les nombres sont dans le "
            "tableau au-dessus."
        )
        _poser(page, g, rang, 0, 490, 15 * _RANGEE, description, decalage=n * 500)
