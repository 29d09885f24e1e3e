"""Le jeu d'un mois : chaque rapport écrit, éprouvé, son brouillon de courriel.

Puis la recherche de fuite sur tout ce qui part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reports import courriels, fuites, justificatif
from reports.classeur import ecrire
from reports.epreuve import eprouver
from reports.manifeste import NOM, Manifeste
from reports.matiere import Matiere
from reports.rapport import Rapport
from reports.recompte import Recompte, recompter
from reports.temoin import temoins
from workbook.declarations.cadre import REGION
from workbook.declarations.erreurs import raison
from workbook.declarations.lignes import Decision
from workbook.jugement.suivi import a_suivre
from workbook.presentation.ecriture import remplacer


@dataclass(frozen=True)
class Jeu:
    """Les fichiers à livrer, et les octets du justificatif interne."""

    rapports: tuple[Rapport, ...]
    fichiers: dict[str, bytes]
    justificatif: bytes


def composer(rapports: Sequence[Rapport], m: Matiere) -> Jeu:
    """Écrit les rapports et leurs courriels.

    Lève `EpreuveManquee` si un fichier ne dit pas ce que disent les lignes.
    """
    recompte = recompter(m.lignes, m.seances, m.cadre, m.mois.annee, m.mois.numero)
    fichiers = {}
    for r in rapports:
        ecrit = ecrire(r)
        eprouver(r.nom_de_fichier, ecrit, recompte, r.resultat.perimetres)
        fichiers[r.nom_de_fichier] = ecrit.octets
    fichiers |= {
        courriels.nom_du_courriel(r.nom_de_fichier): courriels.brouillon(
            r, fichiers[r.nom_de_fichier]
        )
        for r in rapports
    }
    return Jeu(tuple(rapports), fichiers, _justifier(rapports[0], recompte, m))


def preuve(region: Rapport, m: Matiere) -> bytes:
    """Le justificatif interne d'un rapport déjà transmis, dont on n'écrit rien d'autre."""
    return _justifier(
        region, recompter(m.lignes, m.seances, m.cadre, m.mois.annee, m.mois.numero), m
    )


def _justifier(region: Rapport, recompte: Recompte, m: Matiere) -> bytes:
    return justificatif.justifier(region, recompte, a_suivre(m.lignes, m.cadre, m.ref))


def refuser_les_fuites(
    jeu: Jeu, manifeste: Manifeste, m: Matiere, decisions: Sequence[Decision]
) -> None:
    """Lève `Fuite` si une valeur nominative se lit dans les fichiers ou le manifeste."""
    parties = fuites.traces({**jeu.fichiers, NOM: manifeste.en_json().encode()})
    fuites.chercher(parties, temoins(jeu.rapports, manifeste, m), m.lignes, decisions)


def justifier(octets: bytes, m: Matiere, classeur: Path) -> tuple[Path | None, list[str]]:
    """Écrit le justificatif interne à côté du classeur ; rend son chemin.

    Les rapports, déjà livrés, n'en dépendent pas : un échec est dit.
    """
    chemin = justificatif.chemin_du_justificatif(classeur, m.mois)
    try:
        remplacer(chemin, octets)
    except OSError as erreur:
        return None, [
            f"Le justificatif interne n’a pas pu être écrit dans « {chemin.parent} » "
            f"({raison(erreur)}) ; les rapports, eux, sont produits."
        ]
    return chemin, []


def nom_de_la_synthese(rapport: str) -> str:
    """Le nom du PDF de la synthèse d'un rapport."""
    return rapport.replace("Rapport_", "Synthese_", 1).removesuffix(".xlsx") + ".pdf"


def remarques(rapports: Sequence[Rapport]) -> list[str]:
    """Ce qu'il faut dire des rapports : un nombre « n.d. », une adresse qui n'en est pas une."""
    dits = [
        f"{manque}. Le rapport écrit « n.d. » ; complétez la feuille Séances."
        for manque in rapports[0].manques_de(REGION)
    ]
    for r in rapports:
        for ecrit in courriels.adresses(r.destinataire)[1]:
            dits.append(
                f"Courriel pour {r.perimetre} : « {ecrit} » n’est pas une adresse ; corrigez-la "
                "dans Paramètres. Elle n’est pas dans le brouillon."
            )
    return dits
