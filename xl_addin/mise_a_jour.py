"""Passer d'un ancien classeur au modèle d'aujourd'hui : `suivi-cir mettre-a-jour`."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from workbook.declarations.erreurs import Refus
from workbook.declarations.texte import compte, enumere
from workbook.lecture import classeur as lecture
from workbook.lecture.classeur import Classeur
from workbook.modele import classeur as modele
from workbook.modele.reprise import Reprise, differences, reprendre
from xl_addin.neuf import construire_classeur, deposer, verifier_place

CITEES = 5
NON_REPRIS = (
    "Non repris : couleurs, largeurs, images, filtres, macros, et les formules de vos colonnes "
    "(leur valeur est reprise). Contrôles et À suivre seront remplis au prochain « Vérifier »."
)


@dataclass
class MiseAJour:
    """Ce qui a été repris, et ce qu'il faut en dire."""

    ancien: Classeur
    nouveau: Path
    reprise: Reprise
    remarques: list[str]


def mettre_a_jour(ancien: Path, nouveau: Path) -> MiseAJour:
    """Écrit un classeur neuf qui porte tout ce que portait `ancien`, lu et jamais modifié.

    Il est relu avant d'être livré. Lève `Refus` si l'ancien ne peut pas servir, si le nouveau
    existe, ou s'il ne rendait pas les mêmes lignes.
    """
    verifier_place(nouveau)
    lu = lecture.lire(ancien)
    reprise = reprendre(lu, modele.construire)
    octets, remarques = construire_classeur(nouveau.suffix, **reprise.contenu)
    with tempfile.TemporaryDirectory(prefix="suivi-cir-") as travail:
        essai = Path(travail) / f"essai{nouveau.suffix.lower()}"
        essai.write_bytes(octets)
        ecarts = differences(lu, lecture.lire(essai))
    if ecarts:
        raise Refus(
            f"Défaut du logiciel : {enumere(ecarts, 'et')} de « {ancien.name} » ne se relisent pas "
            "à l’identique. Rien n’a été écrit ; signalez-le."
        )
    deposer(nouveau, octets)
    return MiseAJour(lu, nouveau, reprise, remarques)


def raconter(m: MiseAJour) -> str:
    """Ce qui a été repris, ce qui est à part, ce qui ne l'est pas, et que faire ensuite."""
    c, r = m.reprise.contenu, m.reprise
    combien = (
        f"{compte(len(m.ancien.lignes), 'entretien')}, {compte(len(c['seances']), 'séance')}, "
        f"{compte(len(c['decisions']), 'décision')}, {compte(len(c['journal']), 'ligne')} de "
        "journal, et les paramètres"
    )
    lignes = [
        f"Créé : {m.nouveau}",
        f"  Repris de « {m.ancien.chemin.name} », qui n’a pas changé : {combien}.",
    ]
    lignes += [
        f"  Vos colonnes, reprises à droite du tableau {feuille} : {_citer(titres)}."
        for feuille, titres in c["en_plus"].items()
    ]
    siennes = [nom for nom in c["feuilles"] if nom != r.feuille_a_part]
    if siennes:
        lignes.append(f"  Vos feuilles : {_citer(siennes)}.")
    if r.a_part:
        lignes.append(
            f"  {compte(len(r.a_part), 'cellule')} hors des tableaux : la valeur et la place sont "
            f"dans la feuille « {r.feuille_a_part} »."
        )
    if r.commentaires:
        lignes.append(
            f"  {compte(len(r.commentaires), 'commentaire')} : le texte et la place sont dans la "
            f"feuille « {r.feuille_a_part} »."
        )
    if r.en_erreur:
        lignes.append(f"  ⚠ Cellules en erreur, reprises vides : {_citer(r.en_erreur, '')}.")
    if r.jamais_calculees:
        lignes.append(
            "  ⚠ Formules sans résultat enregistré, reprises vides : "
            f"{_citer(r.jamais_calculees, '')}. Pour les reprendre, ouvrez l’ancien classeur dans "
            "Excel, enregistrez-le, puis recommencez."
        )
    if r.feuilles_illisibles:
        lignes.append(
            f"  ⚠ Feuilles non reprises, elles ne se lisent pas : {_citer(r.feuilles_illisibles)}. "
            "Ouvrez l’ancien classeur et recopiez-les."
        )
    if r.commentaires_illisibles:
        lignes.append(
            "  ⚠ Commentaires non repris, ils ne se lisent pas : feuille "
            f"{_citer(r.commentaires_illisibles)}. Ouvrez l’ancien classeur et recopiez-les."
        )
    lignes += [f"  {NON_REPRIS}", *(f"  {remarque}" for remarque in m.remarques)]
    lignes.append(
        "Ouvrez le nouveau classeur, vérifiez-le, puis travaillez dans celui-là ; gardez l’ancien "
        "de côté."
    )
    return "\n".join(lignes)


def _citer(noms: list[str], guillemet: str = "«") -> str:
    cites = [f"« {n} »" if guillemet else n for n in noms[:CITEES]]
    if len(noms) > CITEES:
        cites.append(compte(len(noms) - CITEES, "autre"))
    return enumere(cites, "et")
