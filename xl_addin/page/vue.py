"""Ce que la page montre, en valeurs simples : ce que disent `recit` et le terminal, en tableaux.

Les noms y sont : la page est ouverte chez le CIP, comme son classeur. Ce que donne `--json` reste
ce que donne `--json` ; ce qui se lit à l'écran dit quoi faire dans la page (`en_page`).
"""

from typing import TYPE_CHECKING, Any

from reports.definitions import PRINCIPAUX
from reports.rapport import Etat
from reports.rectification import en_mots
from reports.resultat import CUMUL, MOIS, SEXES, TOTAL, Resultat
from reports.verification import Verification
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import REGION
from workbook.declarations.categories import CATEGORIES
from workbook.jugement.controle import SYMBOLES
from workbook.jugement.messages import identite, message
from workbook.jugement.personnes import SANS_OBJET
from workbook.jugement.regle import Anomalie, Gravite
from workbook.jugement.suivi import a_suivre
from xl_addin import recit

if TYPE_CHECKING:
    from reports.production import Production

SEXES_DITS = {"F": "Femmes", "H": "Hommes", "NR": "Sexe non renseigné"}
_EN_PAGE = {
    "ou donnez --mois AAAA-MM": "ou ici, sous « Mois »",
    "Paramètres, « Dossier des rapports » ; au terminal, --sortie": (
        "sous « Choisir le dossier Rapports »"
    ),
    "--mois": "Mois",
    "--sortie": "Dossier des rapports",
    "en indiquant la commande tapée et la version": "en disant ce que vous faisiez, et la version",
    "/travail/Rapports": "Rapports",
    "/travail/classeur/": "",
}
"""Ce qu'une phrase dit pour le terminal, ou d'un fichier en mémoire ; ce que dit la page."""


def en_page(phrase: str) -> str:
    """Une phrase du terminal, telle que la page la dit : les mêmes mots, sauf ce qu'on y tape."""
    for au_terminal, ici in _EN_PAGE.items():
        phrase = phrase.replace(au_terminal, ici)
    return phrase


def de_la_verification(v: Verification) -> dict[str, Any]:
    """Les anomalies par gravité, l'éligibilité, les personnes à suivre."""
    return {
        "nom": v.classeur.chemin.name,
        "lignes": v.jugement.lignes,
        "messages": [*map(en_page, v.messages)],
        "gravites": [
            {
                "code": gravite.value,
                "libelle": gravite.libelle,
                "symbole": SYMBOLES[gravite],
                "anomalies": [_anomalie(v, a) for a in v.jugement.de_gravite(gravite)],
            }
            for gravite in Gravite
        ],
        "pannes": [panne.message for panne in v.jugement.pannes],
        "sans_objet": [
            f"Feuille « Décisions », ligne {d.ligne} : {SANS_OBJET}" for d in v.jugement.sans_objet
        ],
        "confirmees": len(v.jugement.confirmees),
        "categories": [
            {
                "libelle": k.libelle,
                "eligibilite": k.eligibilite,
                "lignes": v.jugement.categories[k.code],
            }
            for k in CATEGORIES
        ],
        "suivis": [
            {
                "geste": s.geste.value,
                "personne": identite(s.entretien, nominatif=True),
                "masque": identite(s.entretien),
                "dt": s.entretien.dt or "",
                "adresse": _adresse(v, f"A{s.entretien.ligne}"),
                "ligne": s.entretien.ligne,
                "depuis": afficher(s.depuis),
                "jours": s.jours,
            }
            for s in a_suivre(v.classeur.lignes, v.classeur.cadre, v.ref)
        ],
        "conclusion": recit.conclusion(v),
    }


def _anomalie(v: Verification, a: Anomalie) -> dict[str, Any]:
    cellule = v.classeur.cellule(a.champ, a.ligne)
    return {
        "code": a.code,
        "cellule": cellule or f"ligne {a.ligne}",
        "adresse": _adresse(v, cellule or f"A{a.ligne}"),
        "ligne": a.ligne,
        "colonne": a.colonne,
        "personne": identite(a.entretien, nominatif=True),
        "masque": identite(a.entretien),
        "message": message(a, nominatif=True),
        "message_masque": message(a),
    }


def _adresse(v: Verification, cellule: str) -> str:
    """L'adresse que comprend la zone Nom d'Excel, feuille comprise."""
    feuille = v.classeur.feuille
    return (
        f"{feuille}!{cellule}"
        if feuille.isalnum()
        else "'{}'!{}".format(feuille.replace("'", "''"), cellule)
    )


def de_la_production(p: "Production") -> dict[str, Any]:
    """Le titre, le tableau du mois, ce qui a changé ; ou les lignes qui empêchent le rapport."""
    return {
        "titre": recit.titre(p),
        "mois": str(p.mois),
        "mois_dit": p.mois.en_francais,
        "refuse": p.refusee,
        "inchange": p.inchange,
        "definitif_neuf": p.etat is Etat.DEFINITIF,
        "messages": [*map(en_page, p.messages)],
        "bloquantes": [_anomalie(p.verification, a) for a in p.bloquantes],
        "defauts": recit.defauts(p) if p.refusee else [],
        "changements": [
            {"perimetre": perimetre, "dit": dit}
            for perimetre in (p.region.resultat.perimetres if p.region and p.differences else ())
            for dit in en_mots(p.differences, perimetre)
        ],
        "tableau": _tableau(p.region.resultat) | {"feuille": _adresse(p.verification, "")}
        if p.region
        else None,
    }


def _tableau(r: Resultat) -> dict[str, Any]:
    """Les indicateurs du mois par sexe et tranche, et leur cumul, pour chaque périmètre ; une
    tranche que personne n'a n'y est pas.
    """
    tranches = [t for t in r.tranches if t != "NR" or _servent(r, tranche=t)]
    sexes = [s for s in SEXES if s != "NR" or _servent(r, sexe=s)]
    colonnes = [{"sexe": s, "tranche": t} for s in sexes for t in tranches]
    return {
        "region": REGION,
        "perimetres": list(r.perimetres),
        "sexes": [{"code": s, "dit": SEXES_DITS[s], "tranches": len(tranches)} for s in sexes],
        "tranches": ["Âge non renseigné" if t == "NR" else t for t in tranches],
        "colonnes": colonnes,
        "indicateurs": [
            {"code": i.code, "libelle": i.libelle, "demande": i.demande} for i in PRINCIPAUX
        ],
        "valeurs": {
            perimetre: {
                periode: {
                    i.code: [
                        *(_valeur(r, perimetre, periode, i.code, **c) for c in colonnes),
                        r.valeur(perimetre, periode, i.code),
                    ]
                    for i in PRINCIPAUX
                }
                for periode in (MOIS, CUMUL)
            }
            for perimetre in r.perimetres
        },
    }


def _valeur(r: Resultat, perimetre: str, periode: str, code: str, sexe: str, tranche: str) -> int:
    return r.valeurs[perimetre, periode][code, sexe, tranche]


def _servent(r: Resultat, sexe: str = TOTAL, tranche: str = TOTAL) -> bool:
    return any(figures[i.code, sexe, tranche] for figures in r.valeurs.values() for i in PRINCIPAUX)
