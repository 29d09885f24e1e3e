"""Une feuille qu'on remplit de haut en bas : titre en A1, tableaux délimités, A4, pied de page.

Chaque chiffre s'écrit en disant ce qu'il est (`Page.figure`) : la relecture d'avant la sortie le
recompte.
"""

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from typing import Any, NamedTuple

from xlsxwriter.format import Format

from reports.mois import Mois, Trimestre
from reports.rapport import Etat, Rapport
from reports.resultat import NR, TOTAL
from reports.styles import STYLES, Styles
from workbook.presentation.feuille import delimiter, elargir, mettre_en_page
from workbook.presentation.mesures import couper, hauteur, place

INDISPONIBLE = "n.d."
SEXES = {"F": "Femmes", "H": "Hommes", "NR": "Non renseigné", TOTAL: "Total"}
INSECABLE = "\u00a0"
AGE_INCONNU = "Âge non renseigné"
_MARGES = {"left": 0.45, "right": 0.45, "top": 0.5, "bottom": 0.65}
_BAS_DE_TITRE = 70
"""La place, en pixels, des colonnes de titres doubles les plus étroites."""

Cle = tuple[str, str, str, str, str]
"""Ce qu'un chiffre est : périmètre, période, indicateur, sexe, tranche."""


class Figure(NamedTuple):
    """Un chiffre et ce qu'il est."""

    valeur: int | None
    cle: Cle


class Page:
    """Une feuille d'un rapport, que `classeur` (celui de XlsxWriter) ajoute.

    `rang` : la prochaine ligne libre (0 = la première) ; `figures` : (ligne, colonne) -> ce que la
    cellule dit compter.
    """

    def __init__(
        self, classeur: Any, nom: str, styles: Styles, r: Rapport, largeurs: Sequence[float]
    ):
        self.classeur, self.nom, self.styles = classeur, nom, styles
        self.r, self.largeurs = r, largeurs
        self.feuille, self.rang = classeur.add_worksheet(nom), 0
        self.figures: dict[tuple[int, int], Cle] = {}
        self._sauts: list[int] = []
        elargir(self.feuille, largeurs, styles["texte"])
        operateur = r.cadre.operateur.replace("&", "&&")
        pied = (
            f'&L&"Arial"&8{operateur}&C&"Arial"&8Page &P/&N'
            f'&R&"Arial"&8{r.libelle_version} · empreinte {r.empreinte_courte}'
        )
        mettre_en_page(self.feuille, _MARGES, pied)
        self.feuille.hide_gridlines(2)
        self.feuille.center_horizontally()
        self.feuille.fit_to_pages(1, 0)

    def titre(self, texte: str, *, etat: bool = True) -> None:
        """Le titre en A1, dessous de qui et de quand, puis l'état si `etat`.

        Ces lignes se répètent sur chaque page imprimée.
        """
        r, sous_titre = self.r, self.styles["sous_titre"]
        self.feuille.set_row(0, 27)
        self.feuille.write_string(0, 0, texte, self.styles["titre"])
        qui_et_quand = f"{r.destinataire.nom} · {r.mois.en_francais} · {r.cadre.operateur}"
        self.feuille.write_string(1, 0, qui_et_quand, sous_titre)
        self.rang = 2
        if r.etat is Etat.PROVISOIRE:
            self.bandeau("PROVISOIRE : ces chiffres peuvent encore changer.", "provisoire")
        elif etat:
            self.feuille.write_string(2, 0, r.phrase_etat, sous_titre)
            self.rang = 3
        self.feuille.repeat_rows(0, self.rang - 1)

    def bandeau(self, texte: str, style: str) -> None:
        """Une phrase sur un fond de couleur, d'un bord à l'autre."""
        self.feuille.set_row(self.rang, 20)
        self._d_un_bord_a_l_autre(texte, style)

    def section(self, texte: str, *, nouvelle_page: bool = False) -> None:
        """Un intertitre souligné, après une ligne vide."""
        if nouvelle_page:
            self._sauts.append(self.rang)
            self.feuille.set_h_pagebreaks(self._sauts)
        self.feuille.set_row(self.rang, 8)
        self.rang += 1
        self.feuille.set_row(self.rang, 19)
        self._d_un_bord_a_l_autre(texte, "section")

    def _d_un_bord_a_l_autre(self, texte: str, style: str) -> None:
        self.feuille.write_string(self.rang, 0, texte, self.styles[style])
        for colonne in range(1, len(self.largeurs)):
            self.feuille.write_blank(self.rang, colonne, None, self.styles[style])
        self.rang += 1

    def phrase(self, texte: str, style: str = "texte") -> None:
        """Une phrase sur toute la largeur, en plusieurs lignes s'il le faut, sans fusion."""
        police = STYLES[style]
        gras = police.get("bold", False)
        for morceau in couper(texte, sum(self.largeurs), police["font_size"], gras=gras):
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
        """Le chiffre d'un périmètre et d'une période, prêt à être écrit ; `T` demande le total."""
        valeur = self.r.resultat.chiffre(perimetre, periode, code, sexe, tranche)
        return Figure(valeur, (perimetre, str(periode), code, sexe, tranche))

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

        Les titres des `textes` premières colonnes sont à gauche (et de la dernière, si
        `fin_texte`), ceux de `centrees` au milieu, les autres à droite.
        """
        gauches = {*range(textes), *([len(titres) - 1] if fin_texte else [])}
        t = Tableau(self, titres, gauches, centrees)
        yield t
        formats = [t.format_titre(n) for n in range(len(titres))]
        if self.rang > t.haut + 1:
            entetes = zip(titres, formats, strict=True)
            delimiter(self.feuille, nom, t.haut, self.rang - 1, entetes, autofilter=False)
        else:
            for n, titre in enumerate(titres):
                self.feuille.write_string(t.haut, n, titre, formats[n])


class Tableau:
    """Les lignes d'un tableau, sous ses titres."""

    def __init__(self, page: Page, titres: Sequence[str], gauches: Set[int], centrees: Set[int]):
        self.page, self.gauches, self.centrees, self.haut = page, gauches, centrees, page.rang
        retraits = [0 if n in gauches else 1.4 for n in range(len(titres))]
        places = zip(titres, page.largeurs, retraits, strict=False)
        combien = max(len(couper(t, large - retrait, gras=True)) for t, large, retrait in places)
        page.feuille.set_row(page.rang, hauteur(combien) + 2)
        page.rang += 1

    def format_titre(self, colonne: int) -> Format:
        """Le format du titre d'une colonne."""
        if colonne in self.gauches:
            return self.page.styles["entete"]
        return self.page.styles["entete_centre" if colonne in self.centrees else "entete_nombre"]

    def ligne(
        self,
        valeurs: Sequence[Any],
        style: str = "cellule",
        style_nombre: str = "nombre",
        haut: float | None = None,
    ) -> None:
        """Une ligne : textes à gauche, nombres à droite, None = n.d. `haut` : si elle est haute."""
        page, feuille, rang = self.page, self.page.feuille, self.page.rang
        texte, nombre, centre = (page.styles[nom] for nom in (style, style_nombre, "centre"))
        if haut is not None:
            feuille.set_row(rang, haut)
        for colonne, valeur in enumerate(valeurs):
            if isinstance(valeur, Figure):
                page.figures[rang, colonne] = valeur.cle
                valeur = valeur.valeur
            if valeur is None:
                feuille.write_string(rang, colonne, INDISPONIBLE, nombre)
            elif valeur == "":
                feuille.write_blank(rang, colonne, None, texte)
            elif isinstance(valeur, str):
                feuille.write_string(
                    rang, colonne, valeur, centre if colonne in self.centrees else texte
                )
            else:
                feuille.write_number(rang, colonne, valeur, nombre)
        page.rang += 1

    def longue(self, valeurs: Sequence[str]) -> None:
        """Une ligne de textes longs, coupés entre les mots ; sa hauteur est calculée."""
        places = zip(valeurs, self.page.largeurs, strict=False)
        combien = max(len(couper(texte, large - 1)) for texte, large in places)
        self.ligne(valeurs, "long", haut=hauteur(combien))


def titre_double(haut: str, bas: str) -> str:
    """Un titre de colonne à couper en deux : le bas ne se coupe pas, s'il tient.

    Sans retour à la ligne, qu'Excel écrit autrement dans une table.
    """
    tient = place(bas, gras=True) <= _BAS_DE_TITRE
    return f"{haut} {bas.replace(' ', INSECABLE) if tient else bas}"


def titres_des_tranches(r: Rapport) -> list[str]:
    """Les tranches d'âges telles qu'on les lit, la dernière étant celle dont l'âge manque."""
    return [AGE_INCONNU if tranche == NR else tranche for tranche in r.resultat.tranches]
