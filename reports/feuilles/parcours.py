"""`Parcours` : des convoqués aux accompagnements, en nombres et en barres.

Et pourquoi les autres ne sont pas à inscrire.
"""

from reports.definitions import PAR_CODE
from reports.feuilles.graphiques import entonnoir
from reports.feuilles.page import INDISPONIBLE, Figure, Page, titre_double
from reports.rapport import Rapport
from reports.resultat import CUMUL, MOIS
from workbook.declarations.categories import CATEGORIES, K_ELIGIBLE

ETAPES = tuple(PAR_CODE[code] for code in ("R0", K_ELIGIBLE.code, "C1", "I4"))
"""Dans l'ordre du parcours."""
PRESENCE = (("Personnes convoquées", "convoques"), ("Personnes présentes", "presents"))


def largeurs(r: Rapport) -> tuple[float, ...]:
    """L'étape, puis deux colonnes par périmètre."""
    combien = 2 * len(r.resultat.perimetres)
    return (48, *[max(12.0, 26 - combien * 2)] * max(combien, 4))


def remplir(page: Page, r: Rapport) -> None:
    """Écrit la feuille."""
    page.titre("Parcours : de la convocation au premier entretien France Travail")
    periodes = {MOIS: r.mois.en_francais, CUMUL: "cumul"}
    colonnes = [(p, periode) for p in r.resultat.perimetres for periode in periodes]
    titres = [titre_double(p, periodes[periode]) for p, periode in colonnes]
    page.section("Étapes")
    with page.tableau("Parcours", ("Étape", *titres)) as t:
        t.ligne(["Séances (PFA)", *(_seances(r, c, "seances") for c in colonnes)])
        premiere = page.rang
        for libelle, champ in PRESENCE:
            valeurs = [_seances(r, c, champ) for c in colonnes]
            t.ligne([libelle, *valeurs])
            if valeurs[0].valeur is None or valeurs[1].valeur is None:
                premiere = page.rang
        for i in ETAPES:
            t.ligne([i.etape, *(page.figure(*c, i.code) for c in colonnes)])
        derniere = page.rang - 1
    if r.frequentation is None:
        page.note(f"{INDISPONIBLE} : non disponible, le classeur n’a pas de feuille Séances.")
    elif r.manques_des_seances:
        page.note(f"{INDISPONIBLE} : non disponible, la feuille Séances est incomplète.")
        for manque in r.manques_des_seances:
            page.note(f"• {manque}.")
    page.note(
        "Inscriptions et accompagnements sont comptés à leur propre date : ils peuvent venir "
        "d’entretiens d’un autre mois."
    )
    page.rang += 1
    if any(r.resultat.valeur(r.perimetre, periode, "R0") for periode in periodes):
        entonnoir(
            page,
            r,
            page.rang,
            premiere,
            derniere,
            [(n + 1, periode) for n, periode in enumerate(periodes.values())],
        )
        page.rang += 16
    page.section("Pourquoi une personne reçue est, ou n’est pas, à inscrire", nouvelle_page=True)
    with page.tableau("Motifs", ("Catégorie", *titres)) as t:
        for k in CATEGORIES:
            t.ligne([k.libelle, *(page.figure(*c, k.code) for c in colonnes)])
        t.ligne(
            ["Personnes reçues", *(page.figure(*c, "R0") for c in colonnes)],
            "total",
            "nombre_total",
        )
    page.note(
        "Chaque personne est dans une seule catégorie : la première réponse de l’entretien qui "
        "n’est pas « non » (situation, AGIR, RSA, déjà inscrite)."
    )


def _seances(r: Rapport, colonne: tuple[str, str], champ: str) -> Figure:
    valeur = None if r.frequentation is None else getattr(r.frequentation[colonne], champ)
    return Figure(valeur, (*colonne, champ, "", ""))
