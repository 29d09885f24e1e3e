"""`Indicateurs` : un bloc par indicateur, DT × sexe × tranche avec les totaux.

Puis la répartition des personnes reçues.
"""

from reports.definitions import PRINCIPAUX
from reports.feuilles.page import SEXES, Page, titre_double, titres_des_tranches
from reports.rapport import Rapport
from reports.resultat import CUMUL, MOIS, TOTAL
from workbook.declarations.categories import CATEGORIES


def largeurs(r: Rapport) -> tuple[float, ...]:
    """Périmètre, période, sexe, les tranches, le total.

    Neuf colonnes au moins, pour la répartition.
    """
    return (22, 17, 16, *[13.5] * max(6, len(r.resultat.tranches) + 1))


def remplir(page: Page, r: Rapport) -> None:
    """Écrit la feuille.

    Une page imprimée par indicateur pour la région, plusieurs par page pour une DT.
    """
    page.titre("Indicateurs, par sexe et par tranche d’âges")
    tranches = (*r.resultat.tranches, TOTAL)
    periodes = {MOIS: r.mois.en_francais, CUMUL: "cumul"}
    par_page = 3 if len(r.resultat.perimetres) == 1 else 1
    for n, i in enumerate(PRINCIPAUX):
        page.section(i.libelle, nouvelle_page=n > 0 and n % par_page == 0)
        with page.tableau(
            f"Indicateur_{i.code}",
            ("Périmètre", "Période", "Sexe", *titres_des_tranches(r), "Total"),
            textes=3,
        ) as t:
            for perimetre in r.resultat.perimetres:
                for periode, libelle in periodes.items():
                    for sexe, nom in SEXES.items():
                        style = (
                            ("total", "nombre_total") if sexe == TOTAL else ("cellule", "nombre")
                        )
                        t.ligne(
                            [
                                perimetre,
                                libelle,
                                nom,
                                *(
                                    page.figure(perimetre, periode, i.code, sexe, tranche)
                                    for tranche in tranches
                                ),
                            ],
                            *style,
                        )
    sexes = [
        (periode, sexe, titre_double(nom, libelle))
        for periode, libelle in periodes.items()
        for sexe, nom in SEXES.items()
    ]
    for n, perimetre in enumerate(r.resultat.perimetres):
        page.section(f"Répartition des personnes reçues – {perimetre}", nouvelle_page=n % 2 == 0)
        with page.tableau(
            f"Repartition_{n + 1}", ("Catégorie", *(titre for _, _, titre in sexes))
        ) as t:
            for k in CATEGORIES:
                t.ligne(
                    [
                        k.libelle,
                        *(
                            page.figure(perimetre, periode, k.code, sexe)
                            for periode, sexe, _ in sexes
                        ),
                    ]
                )
            t.ligne(
                [
                    "Personnes reçues",
                    *(page.figure(perimetre, periode, "R0", sexe) for periode, sexe, _ in sexes),
                ],
                "total",
                "nombre_total",
            )
