"""`Données` : les chiffres pour les machines, un par ligne (contrat 2)."""

from reports.feuilles.page import Page
from reports.rapport import Rapport

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
    feuille, lignes = page.feuille, r.donnees
    texte, nombre = page.styles["texte"], page.styles["donnee"]
    for rang, ligne in enumerate(lignes[: len(NOTE) - 1], 1):  # à côté de la note
        feuille.write_row(rang, 0, ligne[:6], texte)
        feuille.write_number(rang, 6, ligne[6], nombre)
    feuille.lister(len(NOTE), lignes[len(NOTE) - 1 :], texte=texte, nombre=nombre)
    entete = [{"header": titre, "header_format": page.styles["entete"]} for titre in COLONNES]
    feuille.add_table(0, 0, len(lignes), 6, {"name": "Donnees", "columns": entete, "style": None})
    for rang, phrase in enumerate(NOTE):
        feuille.write_string(rang, 8, phrase, page.styles["note"])
    feuille.set_row(0, 18)
    feuille.freeze_panes(1, 0)
    feuille.repeat_rows(0)
