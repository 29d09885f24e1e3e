"""Ce qu'un clic fait lire : son résultat, la question d'un rapport bloqué, ce qui est à savoir."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from reports.verification import Verification
from workbook.declarations.texte import compte, montrable
from workbook.jugement.controle import SYMBOLES
from workbook.jugement.regle import Gravite

if TYPE_CHECKING:
    from reports.production import Production

MONTREES = 12
"""Lignes bloquantes citées dans la boîte du refus ; toutes sont dans la feuille Contrôles."""
MESSAGES_MONTRES = 6
"""Messages cités dans une boîte ; tous sont en haut de la feuille Contrôles."""
LONGUEUR_DE_LA_LIGNE = 240
"""Ce que montrent, en caractères, les deux lignes de texte réservées au résultat sur l'Accueil."""
EN_HAUT = "en haut de la feuille Contrôles"


def a_savoir(v: Verification) -> list[str]:
    """Ce qui se dit avant les anomalies : nos pannes, la lecture, les décisions sans effet."""
    return [*(panne.message for panne in v.jugement.pannes), *v.messages]


def rangees(messages: Sequence[str]) -> list[tuple[str, ...]]:
    """Les messages en lignes de la table `Controles`, dans l'ordre de `modele_notice.CONTROLES`."""
    return [
        (f"{SYMBOLES[Gravite.INFORMATION]} À savoir", "", "", "", "", "", "À savoir", m)
        for m in messages
    ]


def en_boite(messages: Sequence[str], au_plus: int = MESSAGES_MONTRES) -> str:
    """Les messages d'une boîte : les premiers, combien d'autres, et où tous se lisent."""
    if not messages:
        return ""
    lignes = ["À savoir :", *(f"•  {m}" for m in messages[:au_plus])]
    if len(messages) > au_plus:
        lignes.append(f"… et {compte(len(messages) - au_plus, 'autre')} : {EN_HAUT}.")
    return "\n".join(lignes)


def non_ecrit(refus: Mapping[str, str], feuilles: Sequence[str]) -> list[str]:
    """Ce qui n'a pas pu être écrit (`Ouvert.refus`), et le remède.

    `feuilles` : celles du classeur.
    """
    dits = []
    if (sauvegarde := refus.get("Sauvegardes")) is not None:
        dits.append(
            f"La copie de sauvegarde n’a pas pu être faite ({sauvegarde}) : vérifiez la place et "
            "vos droits dans le dossier du classeur."
        )
    noms = [nom for nom in refus if nom != "Sauvegardes"]
    if fermees := ", ".join(f"« {nom} »" for nom in noms if nom in feuilles):
        dits.append(
            f"Rien n’a pu être écrit sur {fermees} : feuille protégée, ou table supprimée. "
            "Ôtez la protection (Révision, ou Outils dans LibreOffice), puis recommencez."
        )
    if absentes := ", ".join(nom for nom in noms if nom not in feuilles):
        dits.append(f"Feuille absente : {absentes}. Reprenez-la d’un classeur neuf.")
    return dits


def ligne(instant: datetime, resultat: str, messages: Sequence[str]) -> str:
    """La ligne gardée sur l'Accueil : quand, quoi, combien, où."""
    suite = f" À savoir : {compte(len(messages), 'message')}, {EN_HAUT}." if messages else ""
    place = LONGUEUR_DE_LA_LIGNE - len(suite)
    court = resultat.partition("\n")[0]
    if len(court) > place:
        court = f"{court[:place].rpartition(' ')[0]}…"
    return montrable(f"{instant:%d/%m/%Y à %H:%M} – {court}{suite}")


def verification(v: Verification) -> str:
    """Le résultat de « Vérifier »."""
    bloquants, a_verifier = (
        v.jugement.compter(Gravite.BLOQUANT),
        v.jugement.compter(Gravite.VERIFIER),
    )
    verifiees = compte(v.jugement.lignes, "ligne vérifiée", "lignes vérifiées")
    if not bloquants and not a_verifier:
        return f"✔ {verifiees} : tout est conforme."
    return f"{verifiees} : {_bloquantes(bloquants)}, {a_verifier} à vérifier (feuille Contrôles)."


def rapport(p: "Production", dossier: str) -> str:
    """Le résultat de « Générer rapport mensuel ». `dossier` : tel qu'il se montre."""
    if p.refusee:
        return (
            f"Rapport {p.mois.avec_de} : refusé, {_bloquantes(len(p.bloquantes))} (feuille "
            "Contrôles). Rien n’est produit."
        )
    quoi = f"Rapport {p.mois.avec_de} : {_etat(p)}"
    return (
        f"{quoi}, {compte(len(p.fichiers), 'fichier')}, dans « {dossier} »."
        if p.fichiers
        else f"{quoi}, dans « {dossier} »."
    )


def etat(p: "Production") -> str:
    """« janvier 2026, définitif v1 »."""
    return f"{p.mois.en_francais}, {_etat(p)}"


def _etat(p: "Production") -> str:
    dit = "inchangé" if p.etat is None else p.etat.value.lower()
    return f"{dit}{'' if dit == 'provisoire' else f' v{p.version}'}"


def question(p: "Production") -> str:
    """La boîte d'un rapport bloqué : les premières anomalies, et l'offre d'un provisoire."""
    lignes = [
        f"Rapport {p.mois.avec_de} : rien n’est produit. {_bloquantes(len(p.bloquantes))} :",
        "",
    ]
    for a in p.bloquantes[:MONTREES]:
        ou = p.verification.classeur.cellule(a.champ, a.ligne) or f"ligne {a.ligne}"
        lignes.append(f"•  {ou}   {a.code}   {a.regle.titre} ({a.colonne})")
    if len(p.bloquantes) > MONTREES:
        lignes.append(f"… et {compte(len(p.bloquantes) - MONTREES, 'autre')} : feuille Contrôles.")
    seule = len(p.bloquantes) == 1
    corrigez = "Corrigez-la" if seule else "Corrigez-les"
    signalees = "Cette anomalie y sera signalée." if seule else "Ces anomalies y seront signalées."
    suite = f"{corrigez}, puis recommencez. Produire un rapport PROVISOIRE ? {signalees}"
    return "\n".join([*lignes, "", suite])


def _bloquantes(n: int) -> str:
    return compte(n, "anomalie bloquante", "anomalies bloquantes")
