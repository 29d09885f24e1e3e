"""La feuille `Contrôles`.

Les égalités et leurs nombres, ce qui a été vérifié avant la sortie, les anomalies par règle, la
rectification.
"""

from reports.definitions import PAR_CODE
from reports.egalites import Egalite
from reports.feuilles.page import SEXES, Figure, Page
from reports.rapport import Etat, Rapport
from reports.resultat import CUMUL, MOIS, TOTAL
from workbook.declarations.affichage import afficher
from workbook.declarations.texte import de
from workbook.jugement.regle import Gravite


def largeurs(r: Rapport) -> tuple[float, ...]:
    """Un énoncé, un périmètre, puis des nombres."""
    return (72, 18, 14, 13, 14, 13, 13, 13)


def remplir(page: Page, r: Rapport) -> None:
    """Écrit la feuille.

    Un tableau de rectification peut être long : c'est alors sa ligne de titres qui se répète à
    l'impression.
    """
    page.titre("Contrôles")
    page.section("Vérifié avant l’envoi")
    page.phrase(
        f"✔ Double calcul : les {len(r.donnees)} lignes de Données et les chiffres des autres "
        "feuilles ont été relus dans ce fichier et calculés une seconde fois ;",
        "accord",
    )
    page.phrase("    le moindre écart bloque l’envoi.", "accord")
    page.phrase(
        "✔ Confidentialité : aucun nom, prénom, numéro, identifiant, date de naissance ni "
        "observation du classeur n’est dans ce fichier.",
        "accord",
    )
    if len(r.resultat.perimetres) == 1:
        page.phrase(
            f"✔ Périmètre : ce fichier est fait avec les seules lignes {de(r.perimetre)}.", "accord"
        )
    page.section("Sommes vérifiées")
    titres = (
        "Somme",
        "Périmètre",
        "Mois : calculé",
        "Mois : attendu",
        "Mois",
        "Cumul : calculé",
        "Cumul : attendu",
        "Cumul",
    )
    par_enonce: dict[tuple[str, str], dict[str, Egalite]] = {}
    for e in r.egalites:
        par_enonce.setdefault((e.perimetre, e.enonce), {})[e.periode] = e
    with page.tableau("Egalites", titres, textes=2, centrees={4, 7}) as t:
        for (perimetre, enonce), periodes in par_enonce.items():
            cotes = [v for periode in (MOIS, CUMUL) for v in _cotes(periodes.get(periode))]
            style = (
                ("cellule", "nombre")
                if all(e.tenue for e in periodes.values())
                else ("faux", "nombre_faux")
            )
            t.ligne([enonce, perimetre, *cotes], *style)
    page.section("Anomalies, par règle (nombres seulement)", nouvelle_page=True)
    titres = (
        "Règle",
        "Gravité",
        "Code",
        "Non résolues, du mois",
        "Non résolues, toutes",
        "Confirmées, du mois",
        "Confirmées, toutes",
        "Dernière décision",
    )
    with page.tableau("Anomalies", titres, textes=3, fin_texte=True) as t:
        for gravite in Gravite:
            for a in r.anomalies:
                if a.regle.gravite is gravite:
                    t.ligne(
                        [
                            a.regle.titre,
                            gravite.libelle,
                            a.regle.code,
                            a.du_mois,
                            a.toutes,
                            a.confirmees_du_mois,
                            a.confirmees,
                            afficher(a.decidee_le),
                        ]
                    )
    if not r.anomalies:
        page.phrase("Aucune anomalie.")
    page.note(
        "« Du mois » : lignes dont l’entretien, l’accompagnement ou l’inscription compte dans le "
        "mois. « Confirmées » : relues et confirmées par le CIP."
    )
    page.section("Rectification")
    if r.etat is not Etat.RECTIFICATIF:
        page.phrase("Ce rapport n’est pas un rectificatif.")
    elif not r.differences:
        page.phrase(
            f"Aucun chiffre {de(r.perimetre)} n’a changé depuis la version {r.version - 1} : la "
            "nouvelle version vient d’une autre direction territoriale."
        )
    else:
        _rectification(page, r)


def _cotes(e: Egalite | None) -> tuple[int | str, int | str, str]:
    return ("", "", "") if e is None else (e.gauche, e.droite, "✔" if e.tenue else "✘ fausse")


def _rectification(page: Page, r: Rapport) -> None:
    page.feuille.repeat_rows(page.rang)
    titres = (
        "Chiffre",
        "Tranche",
        "Périmètre",
        "Période",
        "Sexe",
        f"Version {r.version - 1}",
        f"Version {r.version}",
        "Différence",
    )
    with page.tableau("Rectification", titres, textes=5) as t:
        for d in r.differences:
            perimetre, periode, code, sexe, tranche = d.cellule
            quoi = PAR_CODE[code].libelle if code in PAR_CODE else code
            nouvelle = Figure(d.nouvelle, d.cellule)
            t.ligne(
                [
                    quoi,
                    "Total" if tranche == TOTAL else tranche,
                    perimetre,
                    periode,
                    SEXES.get(sexe, sexe),
                    d.ancienne,
                    nouvelle,
                ]
            )
            ecart = d.nouvelle - d.ancienne
            page.feuille.write_number(
                page.rang - 1,
                7,
                ecart,
                page.styles["ecart" if abs(ecart) < 1000 else "ecart_mille"],
            )
