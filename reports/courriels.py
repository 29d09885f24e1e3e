"""Les brouillons de courriel : un par destinataire, avec son seul fichier, à relire et à envoyer depuis Outlook ou Thunderbird."""

import re
from email.message import EmailMessage
from email.policy import SMTP

from reports.definitions import PRINCIPAUX
from reports.indicateurs import CUMUL, MOIS, REGION
from reports.rapport import Etat, Rapport
from workbook.cadre import Cadre
from workbook.messages import afficher

_ADRESSE = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_GENRE, _SOUS_GENRE = "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def adresses(cadre: Cadre, perimetre: str) -> tuple[list[str], list[str]]:
    """Les adresses d'un destinataire d'après `Paramètres` (séparées par « ; »), et ce qui y est écrit sans en être une."""
    cellule = cadre.courriel_dreets if perimetre == REGION else next((a.courriel for a in cadre.antennes if a.dt == perimetre), "")
    ecrites = [texte.strip() for texte in cellule.split(";") if texte.strip()]
    return [a for a in ecrites if _ADRESSE.fullmatch(a)], [a for a in ecrites if not _ADRESSE.fullmatch(a)]


def nom_du_courriel(r: Rapport) -> str:
    """Le nom du brouillon qui accompagne un rapport."""
    return r.nom_de_fichier.replace("Rapport_", "Courriel_", 1).removesuffix(".xlsx") + ".eml"


def brouillon(r: Rapport, classeur: bytes) -> bytes:
    """Le brouillon d'un rapport : non envoyé, sans date ni expéditeur, le destinataire vide s'il n'est pas connu. Mêmes données, mêmes octets."""
    courriel = EmailMessage(policy=SMTP)
    courriel["X-Unsent"] = "1"
    courriel["To"] = ", ".join(adresses(r.cadre, r.perimetre)[0])
    avertissement = {Etat.PROVISOIRE: "PROVISOIRE – ", Etat.RECTIFICATIF: "RECTIFICATIF – "}.get(r.etat, "")
    version = "" if r.etat is Etat.PROVISOIRE else f", version {r.version}"
    courriel["Subject"] = f"{avertissement}CIR et France Travail : rapport de {r.mois.en_francais}, {r.perimetre}{version}"
    courriel.set_content(_texte(r), cte="quoted-printable")
    courriel.add_attachment(classeur, maintype=_GENRE, subtype=_SOUS_GENRE, filename=r.nom_de_fichier)
    courriel.set_boundary(f"suivi-cir-{r.mois}-{r.empreinte_courte}")
    return courriel.as_bytes()


def _texte(r: Rapport) -> str:
    ou = "la région Grand Est et chaque direction territoriale" if r.perimetre == REGION else f"la direction territoriale de {r.perimetre}"
    lignes = [
        "Bonjour,",
        "",
        f"Veuillez trouver ci-joint le rapport mensuel de {r.mois.en_francais} sur l’accompagnement vers France Travail des signataires du contrat "
        f"d’intégration républicaine (CIR), pour {ou}.",
        "",
    ]
    if r.etat is Etat.PROVISOIRE:
        lignes += ["Ce rapport est PROVISOIRE : ses chiffres peuvent encore changer. Merci de ne pas les diffuser.", ""]
    if r.etat is Etat.RECTIFICATIF:
        suite = "les chiffres qui changent sont sur la feuille Contrôles" if r.differences else f"aucun chiffre de {r.perimetre} n’a changé"
        lignes += [f"Il remplace la version {r.version - 1} déjà transmise ; {suite}.", ""]
    if r.neant:
        lignes += [f"État néant : personne n’a été reçu, inscrit ni accompagné en {r.mois.en_francais}.", ""]
    for i in PRINCIPAUX:
        if i.demande or i.code == "R0":
            lignes.append(f"– {i.libelle} : {r.resultat.valeur(r.perimetre, MOIS, i.code)} (cumul : {r.resultat.valeur(r.perimetre, CUMUL, i.code)})")
    lignes += [
        "",
        f"Le cumul part du {afficher(r.cadre.debut)}. Ce que chaque chiffre veut dire est sur la feuille Définitions ; les contrôles faits, sur la feuille Contrôles.",
        "Le fichier joint ne contient aucune donnée nominative.",
        "",
        "Cordialement,",
        r.cadre.operateur,
        *([r.cadre.contact] if r.cadre.contact else []),
    ]
    return "\n".join(lignes) + "\n"
