"""La feuille `Définitions`.

Une carte par indicateur, les choix faits, les paramètres et leurs sources, ce qui a changé depuis
le mois dernier.
"""

from reports import definitions
from reports.definitions import PRINCIPAUX, TRANSMISSION, choix, dite
from reports.feuilles.page import Page
from reports.parametres import parametres_publies, se_publie
from reports.rapport import Rapport
from workbook.declarations.cadre import version_du_cadre
from workbook.declarations.categories import CATEGORIES
from workbook.jugement.regles import VERSION as VERSION_REGLES


def largeurs(r: Rapport) -> tuple[float, ...]:
    """Trois colonnes de texte."""
    return (44, 54, 48)


def remplir(page: Page, r: Rapport) -> None:
    """Écrit la feuille."""
    page.titre("Définitions : ce que chaque chiffre veut dire")
    page.note(
        f"Source : « {TRANSMISSION.strip()} … », présentation de l’expérimentation par l’OFII, "
        "direction territoriale de Metz."
    )
    for n, i in enumerate(PRINCIPAUX):
        page.section(f"{i.libelle} (code {i.code} dans la feuille Données)", nouvelle_page=n == 5)
        with page.tableau(
            f"Carte_{i.code}",
            ("Phrase de la source", "Ce qui est compté", "Limites et choix"),
            textes=3,
        ) as t:
            t.longue([i.source, *(dite(phrase, r.cadre) for phrase in (i.methode, i.limites))])
    page.section("Choix faits là où le texte ne précise pas")
    with page.tableau("Choix", ("Point", "Choix fait", "Pourquoi"), textes=3) as t:
        for point in choix(r.cadre):
            t.longue(point)
    page.section(
        "Répartition des personnes reçues (une seule catégorie par personne, dans l’ordre de "
        "l’entretien)",
        nouvelle_page=True,
    )
    with page.tableau("Categories", ("Catégorie", "Code", "Éligibilité"), textes=3) as t:
        for k in CATEGORIES:
            t.ligne([k.libelle, k.code, k.eligibilite])
    page.note(
        "La première réponse qui n’est pas « non » donne la catégorie : situation (emploi, "
        "formation, études…), puis AGIR, puis RSA, puis inscription à France Travail."
    )
    page.section("Ce qui a changé depuis le rapport du mois précédent")
    if r.changements is None:
        page.phrase(
            f"Pas de rapport {r.mois.precedent.avec_de} dans le dossier des rapports : rien à "
            "comparer."
        )
    dits = [
        phrase
        for titre, phrase in (r.changements or {}).items()
        if se_publie(titre, r.destinataire)
    ]
    for phrase in dits:
        page.phrase(f"• {phrase}")
    if r.changements is not None and not dits:
        page.phrase("Rien : mêmes paramètres, mêmes règles, mêmes définitions.")
    page.section("Paramètres appliqués", nouvelle_page=True)
    with page.tableau("Parametres", ("Paramètre", "Valeur", "Source"), textes=3) as t:
        for p in parametres_publies(r.cadre):
            if se_publie(p.titre, r.destinataire):
                t.longue(
                    [
                        p.titre,
                        p.valeur + (" (modifié dans le classeur)" if p.modifie else ""),
                        p.source,
                    ]
                )
        t.longue(
            [
                "Versions",
                f"règles {VERSION_REGLES}, cadre {version_du_cadre()}, rapport "
                f"{definitions.VERSION}",
                "Logiciel suivi-cir",
            ]
        )
    for message in r.messages:
        page.note(f"• {message}")
