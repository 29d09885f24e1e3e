"""Les brouillons de courriel.

Un par destinataire, avec son seul fichier, à relire et à envoyer depuis Outlook ou Thunderbird.
"""

import re
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

from reports.definitions import PRINCIPAUX
from reports.destinataires import Destinataire
from reports.rapport import Etat, Rapport
from reports.rectification import en_mots
from reports.resultat import CUMUL, MOIS
from workbook.declarations.affichage import afficher
from workbook.declarations.texte import compte, de
from workbook.jugement.regle import Gravite

_ADRESSE = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_GENRE, _SOUS_GENRE = "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SANS_PLI = SMTP.clone(max_line_length=998)
"""Des en-têtes d'une ligne, autant que le permet la norme (RFC 5322).

Plié, un nom de fichier accentué se perd dans Outlook.
"""
_MOT_CODE = 75
"""Longueur d'un mot codé, au plus (RFC 2047)."""


def adresses(destinataire: Destinataire) -> tuple[list[str], list[str]]:
    """Ses adresses (séparées par « ; »), et ce qui y est écrit sans en être une."""
    ecrites = [texte.strip() for texte in destinataire.courriels.split(";") if texte.strip()]
    lues = [a for a in ecrites if _ADRESSE.fullmatch(a)]
    return lues, [a for a in ecrites if a not in lues]


def nom_du_courriel(rapport: str) -> str:
    """Le nom du brouillon qui accompagne un rapport, d'après le nom de celui-ci."""
    return rapport.replace("Rapport_", "Courriel_", 1).removesuffix(".xlsx") + ".eml"


def brouillon(r: Rapport, classeur: bytes) -> bytes:
    """Le brouillon d'un rapport.

    Non envoyé, sans date ni expéditeur, le destinataire vide s'il n'est pas connu.

    Mêmes données, mêmes octets.
    """
    courriel = EmailMessage(policy=SMTP)
    courriel["X-Unsent"] = "1"
    courriel["To"] = ", ".join(adresses(r.destinataire)[0])
    courriel.set_content(_texte(r), cte="quoted-printable")
    courriel.add_attachment(
        classeur, maintype=_GENRE, subtype=_SOUS_GENRE, filename=r.nom_de_fichier
    )
    courriel.set_boundary(f"suivi-cir-{r.mois}-{r.empreinte_courte}")
    return _entete_objet(objet(r)) + courriel.as_bytes(policy=_SANS_PLI)


def objet(r: Rapport) -> str:
    """L'objet du courriel."""
    alerte = {Etat.PROVISOIRE: "PROVISOIRE – ", Etat.RECTIFICATIF: "RECTIFICATIF – "}.get(
        r.etat, ""
    )
    version = "" if r.etat is Etat.PROVISOIRE else f", version {r.version}"
    return f"{alerte}CIR et France Travail : rapport {r.mois.avec_de}, {r.perimetre}{version}"


def _entete_objet(texte: str) -> bytes:
    """La ligne d'objet.

    `EmailMessage` la plie mal : une espace en tête, ou un mot collé au suivant, dès qu'elle est
    longue.
    """
    au_plus = _SANS_PLI.max_line_length if texte.isascii() else _MOT_CODE
    ligne = Header(texte, maxlinelen=au_plus, header_name="Subject").encode(linesep=SMTP.linesep)
    return f"Subject: {ligne}{SMTP.linesep}".encode("ascii")


def _texte(r: Rapport) -> str:
    lignes = [
        "Bonjour,",
        "",
        f"Veuillez trouver ci-joint le rapport mensuel {r.mois.avec_de} sur l’accompagnement vers "
        "France Travail des signataires du contrat "
        f"d’intégration républicaine (CIR), pour {r.destinataire.objet}.",
        "",
        *_etat(r),
    ]
    if r.neant:
        lignes += [
            f"État néant : personne n’a été reçu, inscrit ni accompagné en {r.mois.en_francais}.",
            "",
        ]
    for i in PRINCIPAUX:
        if i.cumulable:
            mois, cumul = (
                r.resultat.valeur(r.perimetre, periode, i.code) for periode in (MOIS, CUMUL)
            )
            lignes.append(f"– {i.libelle} : {mois} (cumul : {cumul})")
    lignes += [
        "",
        *_reste(r),
        f"Le cumul part du {afficher(r.cadre.debut)}. La feuille Définitions explique chaque "
        "chiffre ; la feuille Contrôles dit ce qui a été vérifié.",
        "Le fichier joint ne contient aucune donnée nominative.",
        "",
        "Cordialement,",
        r.cadre.operateur,
        *([r.cadre.contact] if r.cadre.contact else []),
    ]
    return "\n".join(lignes) + "\n"


def _etat(r: Rapport) -> list[str]:
    if r.etat is Etat.PROVISOIRE:
        return [
            "Ce rapport est PROVISOIRE : ses chiffres peuvent encore changer. Merci de ne pas les "
            "diffuser.",
            "",
        ]
    if r.etat is not Etat.RECTIFICATIF:
        return []
    remplace = f"Ce rapport remplace la version {r.version - 1}, déjà transmise."
    change = en_mots(r.differences, r.perimetre)
    if not change:
        return [f"{remplace} Aucun chiffre {de(r.perimetre)} n’a changé.", ""]
    return [
        f"{remplace} Ce qui a changé (détail : feuille Contrôles) :",
        *(f"– {dit}" for dit in change),
        "",
    ]


def _reste(r: Rapport) -> list[str]:
    """Ce que le CIP a encore à corriger ou à confirmer, en nombres."""
    lignes = []
    if n := r.combien(Gravite.BLOQUANT):
        lignes.append(f"{compte(n, 'anomalie reste', 'anomalies restent')} à corriger.")
    if n := r.combien(Gravite.VERIFIER):
        lignes.append(
            f"{compte(n, 'point reste', 'points restent')} à confirmer par le CIP : les chiffres "
            "peuvent encore changer."
        )
    return [*lignes, ""] if lignes else []
