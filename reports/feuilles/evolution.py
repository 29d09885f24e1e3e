"""`Évolution` : chaque mois depuis le début de la convention, les trimestres, le cumul.

Ce qui diffère de ce qui a été transmis est marqué.
"""

from collections import Counter

from reports.definitions import PRINCIPAUX
from reports.feuilles.graphiques import mois_par_mois
from reports.feuilles.page import Page
from reports.rapport import Envoye, Rapport
from reports.resultat import CUMUL, TOTAL, Cellule
from workbook.declarations.affichage import afficher
from workbook.presentation.mesures import couper, hauteur


def largeurs(r: Rapport) -> tuple[float, ...]:
    """La période, les indicateurs, ce qui a été transmis."""
    return (20, *[16.0] * len(PRINCIPAUX), 38)


def remplir(page: Page, r: Rapport) -> None:
    """Écrit la feuille : le graphique, puis un tableau par périmètre."""
    page.titre("Évolution, mois par mois")
    page.section("Depuis le début de la convention")
    graphique = page.rang
    page.rang += 16
    for n, perimetre in enumerate(r.resultat.perimetres):
        page.section(perimetre, nouvelle_page=n % 2 == 1)
        haut = page.rang
        with page.tableau(
            f"Evolution_{n + 1}",
            ("Période", *(i.court for i in PRINCIPAUX), "Transmis"),
            fin_texte=True,
        ) as t:
            for mois, f in r.resultat.mensuelles[perimetre].items():
                ecart = transmis((r.envoyes or {}).get(mois), perimetre, f)
                chiffres = [page.figure(perimetre, mois, i.code) for i in PRINCIPAUX]
                ligne = [mois.en_francais.capitalize(), *chiffres, ecart]
                if ecart.startswith("✱"):
                    combien = len(couper(ecart, page.largeurs[-1] - 1, gras=True))
                    t.ligne(ligne, "faux_long", "nombre_faux", haut=hauteur(combien))
                else:
                    t.ligne(ligne)
            derniere = page.rang - 1
            for trimestre in r.resultat.trimestrielles[perimetre]:
                codes = [
                    page.figure(perimetre, trimestre, i.code) if i.cumulable else ""
                    for i in PRINCIPAUX
                ]
                t.ligne([trimestre.en_francais, *codes, ""], "total", "nombre_total")
            t.ligne(
                [
                    "Cumul",
                    *(page.figure(perimetre, CUMUL, i.code) for i in PRINCIPAUX),
                    f"depuis le {afficher(r.cadre.debut)}",
                ],
                "total",
                "nombre_total",
            )
        if n == 0:
            mois_par_mois(page, r, graphique, haut + 1, derniere)
    page.note(
        "Chaque période compte une personne une fois : un trimestre ou le cumul n’est donc pas la "
        "somme de ses mois. Mois recalculés sur les données d’aujourd’hui ; « ✱ » marque ceux qui "
        "diffèrent de ce qui a été transmis."
    )


def transmis(envoye: Envoye | None, perimetre: str, f: Counter[Cellule]) -> str:
    """Ce qu'un mois recalculé a de différent de ce qui a été transmis."""
    if envoye is None or perimetre not in envoye.perimetres:
        return "–"
    version = f"v{envoye.version} transmise"
    if ecarts := [
        f"{i.court} {n}"
        for i in PRINCIPAUX
        if (n := envoye.figures.get((perimetre, i.code, TOTAL, TOTAL), 0))
        != f[i.code, TOTAL, TOTAL]
    ]:
        return f"✱ {version} : {', '.join(ecarts)}"
    transmises = {
        (code, sexe, tranche): n
        for (ou, code, sexe, tranche), n in envoye.figures.items()
        if n and ou == perimetre and TOTAL not in (sexe, tranche)
    }
    if transmises != {cellule: n for cellule, n in f.items() if n and TOTAL not in cellule}:
        return f"✱ {version} : autre répartition"
    return f"comme la {version}"
