"""Une feuille qu'on remplit de haut en bas : titre en A1, tableaux délimités, mise en page A4, pied de page.

Chaque chiffre s'écrit en disant ce qu'il est (`Page.figure`) : la relecture d'avant la sortie le recompte.
"""

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from reports.indicateurs import NR, TOTAL
from reports.mois import Mois, Trimestre
from reports.rapport import Etat, Rapport
from reports.styles import STYLES, Styles, couper, hauteur, place

INDISPONIBLE = "n.d."
SEXES = {"F": "Femmes", "H": "Hommes", "NR": "Non renseigné", TOTAL: "Total"}

_BAS_DE_TITRE = 70  # pixels, dans les colonnes de titres doubles les plus étroites
INSECABLE = "\u00a0"
AGE_INCONNU = "Âge non renseigné"

Cle = tuple[str, str, str, str, str]
"""Ce qu'un chiffre est : périmètre, période, indicateur, sexe, tranche."""


class Figure(NamedTuple):
    """Un chiffre et ce qu'il est."""

    valeur: int | None
    cle: Cle


class Page:
    """`rang` : la prochaine ligne libre (0 = la première) ; `figures` : (ligne, colonne) -> ce que la cellule dit compter."""

    def __init__(
        self,
        classeur: Workbook,
        nom: str,
        styles: Styles,
        r: Rapport,
        largeurs: Sequence[float],
        *,
        sur_une_page: bool = False,
    ):
        self.classeur, self.nom, self.styles, self.r, self.largeurs = (
            classeur,
            nom,
            styles,
            r,
            largeurs,
        )
        self.feuille = classeur.add_worksheet(nom)
        self.rang = 0
        self.figures: dict[tuple[int, int], Cle] = {}
        self._tableaux = 0
        self._sauts: list[int] = []
        f = self.feuille
        for colonne, largeur in enumerate(largeurs):
            f.set_column(colonne, colonne, largeur, styles["texte"])
        f.hide_gridlines(2)
        f.set_landscape()
        f.set_paper(9)
        f.center_horizontally()
        f.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.65)
        f.fit_to_pages(1, 1 if sur_une_page else 0)
        operateur = r.cadre.operateur.replace("&", "&&")
        f.set_footer(
            f'&L&"Arial"&8{operateur}&C&"Arial"&8Page &P/&N&R&"Arial"&8{r.libelle_version} · empreinte {r.empreinte_courte}'
        )

    def titre(self, texte: str, *, etat: bool = True) -> None:
        """Le titre en A1, dessous de qui et de quand, puis l'état si `etat` ; ces lignes se répètent sur chaque page imprimée."""
        r = self.r
        self.feuille.set_row(0, 27)
        self.feuille.write_string(0, 0, texte, self.styles["titre"])
        self.feuille.write_string(
            1,
            0,
            f"{r.destinataire} · {r.mois.en_francais} · {r.cadre.operateur}",
            self.styles["sous_titre"],
        )
        self.rang = 2
        if r.etat is Etat.PROVISOIRE:
            self.bandeau("PROVISOIRE : ces chiffres peuvent encore changer.", "provisoire")
        elif etat:
            self.feuille.write_string(2, 0, r.phrase_etat, self.styles["sous_titre"])
            self.rang = 3
        self.feuille.repeat_rows(0, self.rang - 1)

    def bandeau(self, texte: str, style: str) -> None:
        """Une phrase sur un fond de couleur, d'un bord à l'autre."""
        self.feuille.set_row(self.rang, 20)
        self.feuille.write_string(self.rang, 0, texte, self.styles[style])
        for colonne in range(1, len(self.largeurs)):
            self.feuille.write_blank(self.rang, colonne, None, self.styles[style])
        self.rang += 1

    def section(self, texte: str, *, nouvelle_page: bool = False) -> None:
        """Un intertitre souligné, après une ligne vide."""
        if nouvelle_page:
            self._sauts.append(self.rang)
            self.feuille.set_h_pagebreaks(self._sauts)
        self.feuille.set_row(self.rang, 8)
        self.rang += 1
        self.feuille.set_row(self.rang, 19)
        self.feuille.write_string(self.rang, 0, texte, self.styles["section"])
        for colonne in range(1, len(self.largeurs)):
            self.feuille.write_blank(self.rang, colonne, None, self.styles["section"])
        self.rang += 1

    def phrase(self, texte: str, style: str = "texte") -> None:
        """Une phrase sur toute la largeur, en plusieurs lignes s'il le faut, sans cellules fusionnées."""
        police = STYLES[style]
        for morceau in couper(
            texte, sum(self.largeurs), police["font_size"], gras=police.get("bold", False)
        ):
            self.feuille.write_string(self.rang, 0, morceau, self.styles[style])
            self.rang += 1

    def note(self, texte: str) -> None:
        """Une phrase en petit."""
        self.phrase(texte, "note")

    def figure(
        self,
        perimetre: str,
        periode: str | Mois | Trimestre,
        code: str,
        sexe: str = TOTAL,
        tranche: str = TOTAL,
    ) -> Figure:
        """Le chiffre d'un périmètre et d'une période (mois, cumul, un autre mois, un trimestre), prêt à être écrit."""
        return Figure(
            self.r.resultat.chiffre(perimetre, periode, code, sexe, tranche),
            (perimetre, str(periode), code, sexe, tranche),
        )

    @contextmanager
    def tableau(
        self,
        nom: str,
        titres: Sequence[str],
        *,
        textes: int = 1,
        fin_texte: bool = False,
        centrees: Set[int] = frozenset(),
    ) -> Iterator["Tableau"]:
        """Un tableau délimité (« table » d'Excel, sans filtre).

        Les titres des `textes` premières colonnes sont à gauche (et de la dernière, si `fin_texte`), ceux de `centrees` au milieu, les autres à droite.
        """
        gauches = {*range(textes), *([len(titres) - 1] if fin_texte else [])}
        t = Tableau(self, titres, gauches, centrees)
        yield t
        if self.rang > t.haut + 1:
            self._tableaux += 1
            colonnes = [
                {"header": titre, "header_format": t.format_titre(n)}
                for n, titre in enumerate(titres)
            ]
            options = {"name": nom, "columns": colonnes, "autofilter": False, "style": None}
            self.feuille.add_table(t.haut, 0, self.rang - 1, len(titres) - 1, options)
        else:
            for n, titre in enumerate(titres):
                self.feuille.write_string(t.haut, n, titre, t.format_titre(n))


class Tableau:
    """Les lignes d'un tableau, sous ses titres."""

    def __init__(self, page: Page, titres: Sequence[str], gauches: Set[int], centrees: Set[int]):
        self.page, self.gauches, self.centrees, self.haut = page, gauches, centrees, page.rang
        combien = max(
            len(couper(titre, page.largeurs[n] - (n not in gauches) * 1.4, gras=True))
            for n, titre in enumerate(titres)
        )
        page.feuille.set_row(page.rang, hauteur(combien) + 2)
        page.rang += 1

    def format_titre(self, colonne: int) -> Format:
        """Le format du titre d'une colonne."""
        return self.page.styles[
            "entete"
            if colonne in self.gauches
            else "entete_centre"
            if colonne in self.centrees
            else "entete_nombre"
        ]

    def ligne(
        self,
        valeurs: Sequence[Any],
        style: str = "cellule",
        style_nombre: str = "nombre",
        haut: float | None = None,
    ) -> None:
        """Une ligne : textes à gauche, nombres à droite, None = n.d. ; `haut` : sa hauteur, si elle n'est pas celle d'une ligne."""
        page, feuille, rang = self.page, self.page.feuille, self.page.rang
        texte, nombre, centre = page.styles[style], page.styles[style_nombre], page.styles["centre"]
        if haut is not None:
            feuille.set_row(rang, haut)
        for colonne, valeur in enumerate(valeurs):
            if isinstance(valeur, Figure):
                page.figures[rang, colonne] = valeur.cle
                valeur = valeur.valeur
            if valeur is None:
                feuille.write_string(rang, colonne, INDISPONIBLE, nombre)
            elif isinstance(valeur, str):
                feuille.write_string(
                    rang, colonne, valeur, centre if colonne in self.centrees else texte
                ) if valeur else feuille.write_blank(rang, colonne, None, texte)
            else:
                feuille.write_number(rang, colonne, valeur, nombre)
        page.rang += 1

    def longue(self, valeurs: Sequence[str]) -> None:
        """Une ligne de textes longs, coupés entre les mots ; sa hauteur est calculée."""
        combien = max(
            len(couper(texte, self.page.largeurs[n] - 1)) for n, texte in enumerate(valeurs)
        )
        self.ligne(valeurs, "long", haut=hauteur(combien))


def titre_double(haut: str, bas: str) -> str:
    """Un titre de colonne à couper en deux : le bas ne se coupe pas, s'il tient. Sans retour à la ligne, qu'Excel écrit autrement dans une table."""
    return (
        f"{haut} {bas.replace(' ', INSECABLE) if place(bas, gras=True) <= _BAS_DE_TITRE else bas}"
    )


def titres_des_tranches(r: Rapport) -> list[str]:
    """Les tranches d'âges telles qu'on les lit, la dernière étant celle dont l'âge manque."""
    return [AGE_INCONNU if tranche == NR else tranche for tranche in r.resultat.tranches]
