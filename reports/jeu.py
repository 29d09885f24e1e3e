"""Le jeu d'un mois : chaque rapport écrit, éprouvé, son brouillon de courriel ; puis la recherche de fuite sur tout ce qui part."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reports import courriels, fuites, justificatif, rectification
from reports.classeur import ecrire
from reports.definitions import CODES, PRINCIPAUX
from reports.epreuve import eprouver
from reports.indicateurs import MOIS, NR, REGION, SEXES, TOTAL, Resultat, compter
from reports.manifeste import NOM, Manifeste
from reports.rapport import AnomaliesDUneRegle, Difference, Envoye, Etat, Matiere, Rapport
from reports.recompte import Recompte, recompter
from workbook.declarations.dits import PHRASES
from workbook.declarations.erreurs import raison
from workbook.declarations.lignes import Decision
from workbook.jugement.regle import Gravite
from workbook.jugement.regles import REGLES
from workbook.jugement.suivi import a_suivre


@dataclass(frozen=True)
class Jeu:
    """Les fichiers à livrer, et les octets du justificatif interne."""

    rapports: tuple[Rapport, ...]
    fichiers: dict[str, bytes]
    justificatif: bytes


def composer(rapports: Sequence[Rapport], m: Matiere) -> Jeu:
    """Écrit les rapports et leurs courriels. Lève `EpreuveManquee` si un fichier ne dit pas ce que disent les lignes."""
    recompte = recompter(m.lignes, m.seances, m.cadre, m.mois.annee, m.mois.numero)
    fichiers = {}
    for r in rapports:
        ecrit = ecrire(r)
        eprouver(r.nom_de_fichier, ecrit, recompte, r.resultat.perimetres)
        fichiers[r.nom_de_fichier] = ecrit.octets
    fichiers |= {
        courriels.nom_du_courriel(r): courriels.brouillon(r, fichiers[r.nom_de_fichier])
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
    """Lève `Fuite` si une valeur nominative du classeur se lit dans les fichiers ou le manifeste."""
    parties = fuites.traces({**jeu.fichiers, NOM: manifeste.en_json().encode()})
    fuites.chercher(parties, lambda: _temoin(jeu.rapports, manifeste, m), m.lignes, decisions)


def _temoin(rapports: Sequence[Rapport], manifeste: Manifeste, m: Matiere) -> fuites.Traces:
    """Ce que porte le même jeu fait sans aucune ligne, sans chiffre puis avec des chiffres inventés : ses textes fixes, ses paramètres, rien de personne."""
    sans_donnees = replace(
        manifeste,
        versions=[replace(v, donnees=[]) for v in manifeste.versions],
        provisoire=manifeste.provisoire and replace(manifeste.provisoire, donnees=[]),
    )
    fichiers: dict[str, bytes] = {NOM: sans_donnees.en_json().encode()}
    for n, r in enumerate(r for rapport in rapports for r in _vides(rapport, m)):
        octets = ecrire(r).octets
        fichiers |= {
            f"{n}/{r.nom_de_fichier}": octets,
            f"{n}/{courriels.nom_du_courriel(r)}": courriels.brouillon(r, octets),
        }
    return fuites.traces(fichiers)


def _vides(r: Rapport, m: Matiere) -> Iterator[Rapport]:
    """Un rapport sans aucune ligne : tel quel, puis avec chaque règle et chaque phrase que des lignes pourraient y mettre."""
    rien = compter([], m.cadre, m.mois)
    vide = replace(
        r,
        resultat=rien if r.perimetre == REGION else rien.restreint_a(r.perimetre),
        messages=(),
        differences=(),
        anomalies=(),
    )
    yield vide
    pleins = _chiffres_inventes(
        rien
    )  # sans chiffre, un rapport n'a ni ses graphiques, ni leurs textes
    vide = replace(
        vide,
        messages=(*PHRASES, *rectification.PHRASES),
        resultat=pleins if r.perimetre == REGION else pleins.restreint_a(r.perimetre),
    )
    decidees = {a.regle.code: a.decidee_le for a in r.anomalies}
    une_de_chaque = [
        next(regle for regle in REGLES if regle.gravite is gravite) for gravite in Gravite
    ]
    for combien, regles in (
        (1, une_de_chaque),
        (1, REGLES),
        (2, REGLES),
    ):  # au singulier, puis au pluriel
        yield replace(
            vide,
            etat=Etat.RECTIFICATIF,
            version=max(r.version, 2),
            remplace_du=r.remplace_du or date.min,
            anomalies=tuple(
                AnomaliesDUneRegle(regle, combien, combien, 1, 1, decidees.get(regle.code))
                for regle in regles
            ),
            differences=(
                Difference((r.perimetre, MOIS, "R0", NR, NR), 0, 1),
                Difference((r.perimetre, MOIS, "R0", TOTAL, TOTAL), 0, 1),
            )[:combien],
            envoyes={
                mois: Envoye(1, {(r.perimetre, i.code, TOTAL, TOTAL): combien for i in PRINCIPAUX})
                for mois in rien.mensuelles[r.perimetre]
            },
        )


def _chiffres_inventes(rien: Resultat) -> Resultat:
    """Les mêmes figures, chacune à 1."""
    un = Counter(
        {
            (code, sexe, tranche): 1
            for code in CODES
            for sexe in (*SEXES, TOTAL)
            for tranche in (*rien.tranches, TOTAL)
        }
    )
    return replace(
        rien,
        valeurs=dict.fromkeys(rien.valeurs, un),
        mensuelles={
            perimetre: dict.fromkeys(mois, un) for perimetre, mois in rien.mensuelles.items()
        },
        trimestrielles={
            perimetre: dict.fromkeys(trimestres, un)
            for perimetre, trimestres in rien.trimestrielles.items()
        },
    )


def justifier(octets: bytes, m: Matiere, classeur: Path) -> tuple[Path | None, list[str]]:
    """Écrit le justificatif interne à côté du classeur ; rend son chemin. Les rapports, déjà livrés, n'en dépendent pas : un échec est dit."""
    chemin = justificatif.chemin_du_justificatif(classeur, m.mois)
    try:
        justificatif.deposer(chemin, octets)
    except OSError as erreur:
        return None, [
            f"Le justificatif interne n’a pas pu être écrit dans « {chemin.parent} » ({raison(erreur)}) ; les rapports, eux, sont produits."
        ]
    return chemin, []


def _manques(region: Rapport) -> list[str]:
    return [manque for manque in region.manques_des_seances if manque.startswith(f"{REGION}, ")]


def nom_de_la_synthese(rapport: str) -> str:
    """Le nom du PDF de la synthèse d'un rapport."""
    return rapport.replace("Rapport_", "Synthese_", 1).removesuffix(".xlsx") + ".pdf"


def remarques(rapports: Sequence[Rapport]) -> list[str]:
    """Ce qu'il faut dire des rapports et de leurs brouillons : un nombre « n.d. », une adresse illisible qui laisse le destinataire vide."""
    liste = [
        f"{manque}. Le rapport écrit « n.d. » ; complétez la feuille Séances."
        for manque in _manques(rapports[0])
    ]
    for r in rapports:
        for ecrit in courriels.adresses(r.cadre, r.perimetre)[1]:
            liste.append(
                f"Courriel pour {r.perimetre} : « {ecrit} » n’est pas une adresse ; corrigez-la dans Paramètres. Elle n’est pas dans le brouillon."
            )
    return liste
