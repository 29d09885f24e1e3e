"""`Synthèse` : la page qui se lit en dix secondes.

À qui, quel mois, quel état ; les quatre indicateurs ; femmes et hommes ; ce que valent les
chiffres.
"""

from reports.definitions import PRINCIPAUX, Indicateur, dite
from reports.feuilles.graphiques import femmes_et_hommes
from reports.feuilles.page import SEXES, Page, Tableau, titres_des_tranches
from reports.rapport import Etat, Rapport
from reports.rectification import en_mots
from reports.resultat import CUMUL, MOIS, TOTAL
from workbook.declarations.affichage import afficher
from workbook.declarations.texte import compte, de
from workbook.jugement.regle import Gravite
from workbook.presentation.mesures import hauteur


def largeurs(r: Rapport) -> tuple[float, ...]:
    """Une colonne par tranche d'âges et une de total, après les libellés."""
    return (66, *[13.0] * max(7, len(r.resultat.tranches) + 1))


def remplir(page: Page, r: Rapport) -> None:
    """Écrit la feuille."""
    mois = r.mois.en_francais
    page.feuille.fit_to_pages(1, 1)
    page.titre(f"Rapport mensuel : {mois}", etat=False)
    page.phrase(
        "Accompagnement des signataires du CIR vers France Travail · convention du "
        f"{afficher(r.cadre.debut)} au {afficher(r.cadre.fin)} · édité le {afficher(r.ref)}",
        "sous_titre",
    )
    _etat(page, r)
    page.section("Les indicateurs de la convention")
    haut = page.rang
    avant = r.mois.precedent
    with page.tableau(
        "Synthese", ("Indicateur", mois.capitalize(), avant.en_francais.capitalize(), "Cumul")
    ) as t:
        for i in PRINCIPAUX:
            _indicateur(page, t, i, r)
    croises = {}
    for periode, texte in (
        (MOIS, f"Personnes reçues en {mois}"),
        (CUMUL, f"Personnes reçues depuis le {afficher(r.cadre.debut)} (cumul)"),
    ):
        page.section(f"{texte} : femmes et hommes par tranche d’âges")
        croises[periode] = page.rang
        with page.tableau(f"Recues_{periode}", ("Sexe", *titres_des_tranches(r), "Total")) as t:
            for sexe, libelle in SEXES.items():
                style = ("total", "nombre_total") if sexe == TOTAL else ("cellule", "nombre")
                t.ligne(
                    [
                        libelle,
                        *(
                            page.figure(r.perimetre, periode, "R0", sexe, tranche)
                            for tranche in (*r.resultat.tranches, TOTAL)
                        ),
                    ],
                    *style,
                )
    periode = MOIS if page.r.resultat.valeur(r.perimetre, MOIS, "R0") else CUMUL
    if r.resultat.valeur(r.perimetre, periode, "R0"):
        femmes_et_hommes(page, r, periode, croises[periode], haut)
    page.section("Fiabilité des chiffres")
    _fiabilite(page, r)


def _etat(page: Page, r: Rapport) -> None:
    if r.etat is Etat.DEFINITIF:
        page.bandeau("DÉFINITIF – version 1", "definitif")
    elif r.etat is Etat.RECTIFICATIF:
        du = f" du {afficher(r.remplace_du)}" if r.remplace_du else ""
        page.bandeau(
            f"RECTIFICATIF – la version {r.version} remplace la version {r.version - 1}{du} "
            "(détail : feuille Contrôles)",
            "definitif",
        )
        change = en_mots(r.differences, r.perimetre) or [
            f"aucun chiffre {de(r.perimetre)} n’a changé"
        ]
        page.phrase(f"Ce qui a changé : {' ; '.join(change)}.")
    if r.neant:
        page.bandeau(
            f"ÉTAT NÉANT : personne n’a été reçu, inscrit ni accompagné en {r.mois.en_francais}.",
            "definitif",
        )


def _indicateur(page: Page, t: Tableau, i: Indicateur, r: Rapport) -> None:
    precedent = page.figure(r.perimetre, r.mois.precedent, i.code)
    valeurs = [
        page.figure(r.perimetre, MOIS, i.code),
        precedent,
        page.figure(r.perimetre, CUMUL, i.code),
    ]
    libelle = i.libelle
    if not i.demande:
        t.ligne([libelle, *valeurs])
        return
    sens = dite(i.sens, r.cadre)
    rang = page.rang
    t.ligne([f"{libelle}\n{sens}", *valeurs], "clef", "grand", haut=hauteur(2) + 4)
    s = page.styles
    page.feuille.write_rich_string(
        rang, 0, s["gras"], libelle, s["precision"], f"\n{sens}", s["clef"]
    )


def _fiabilite(page: Page, r: Rapport) -> None:
    fausses = sum(not e.tenue for e in r.egalites)
    if fausses:
        page.phrase(
            f"✘ {compte(fausses, 'somme fausse', 'sommes fausses')} sur {len(r.egalites)} (feuille "
            "Contrôles) : n’utilisez pas ce rapport.",
            "alerte",
        )
    else:
        page.phrase(
            f"✔ {len(r.egalites)} sommes vérifiées sur {len(r.egalites)} (feuille Contrôles).",
            "accord",
        )
    page.phrase(
        "✔ Chaque chiffre a été calculé une seconde fois et le fichier relu avant l’envoi. Aucune "
        "donnée nominative.",
        "accord",
    )
    bloquantes, a_confirmer = r.combien(Gravite.BLOQUANT), r.combien(Gravite.VERIFIER)
    if bloquantes:
        page.phrase(
            f"✘ {compte(bloquantes, 'anomalie bloquante', 'anomalies bloquantes')} à corriger sur "
            "les lignes du mois : ce rapport n’est pas définitif.",
            "alerte",
        )
    if a_confirmer:
        principales = sorted(
            (a for a in r.anomalies if a.du_mois and a.regle.gravite is Gravite.VERIFIER),
            key=lambda a: -a.du_mois,
        )[:2]
        dont = " ; ".join(f"{a.regle.titre} : {a.du_mois}" for a in principales)
        page.phrase(
            f"⚠ {compte(a_confirmer, 'point')} à confirmer par le CIP : les chiffres peuvent "
            "encore changer."
        )
        page.phrase(f"    Dont {dont} (détail : feuille Contrôles).")
    if not bloquantes and not a_confirmer:
        page.phrase("✔ Rien à corriger ni à confirmer sur les lignes du mois.", "accord")
    page.note(
        f"{'n.d. : non disponible. ' if r.mois.precedent < r.premier_mois else ''}La feuille "
        "Définitions explique chaque chiffre et les choix faits."
    )
