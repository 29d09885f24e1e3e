"""`Données` : les chiffres pour les machines, un par ligne (contrat 2)."""

from reports.feuilles.page import Page
from reports.rapport import Rapport
from workbook.presentation.feuille import delimiter, lister

COLONNES = ("mois", "perimetre", "periode", "indicateur", "sexe", "tranche", "valeur")
NOTE = (
    "Une cellule absente vaut 0.",
    "sexe = T et tranche = T : total de l’indicateur.",
    "NR : non renseigné. Définitions : feuille du même nom.",
)


def largeurs(r: Rapport) -> tuple[float, ...]:
    """Les sept colonnes, un blanc, la note."""
    return (11, 16, 11, 15, 9, 22, 11, 3, 46)


def remplir(page: Page, r: Rapport) -> None:
    """Écrit la feuille : les titres en première ligne, un tableau filtrable, la note à droite."""
    feuille, styles, lignes = page.feuille, page.styles, r.donnees
    lister(feuille, 1, lignes, texte=styles["texte"], nombre=styles["donnee"])
    delimiter(feuille, "Donnees", 0, len(lignes), [(t, styles["entete"]) for t in COLONNES])
    for rang, phrase in enumerate(NOTE):
        feuille.write_string(rang, 8, phrase, styles["note"])
    feuille.set_row(0, 18)
    feuille.freeze_panes(1, 0)
    feuille.repeat_rows(0)
