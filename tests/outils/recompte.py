"""Second comptage, écrit d'après `docs/contrat` seul et par d'autres moyens.

Il n'importe rien du logiciel : openpyxl pour lire, des boucles simples, ses propres constantes. Il
est lent (souvent en n²) et c'est voulu : chaque fonction doit pouvoir se relire en face de la
phrase du contrat qu'elle recompte. X07 (noms voisins) n'y est pas, et O01 n'y compte que les cas
évidents (téléphone, adresse électronique).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

Pfa = tuple[dt.date, str, str]
"""Jour, DT et demi-journée d'une PFA."""

# --- Contrat 1 : les colonnes

COLONNES = (
    "Date entretien",
    "DT",
    "Demi-journée",
    "N° étranger",
    "Nom",
    "Prénom",
    "Sexe",
    "Date de naissance",
    "Situation",
    "AGIR",
    "RSA",
    "Inscrit FT",
    "Inscription CIP",
    "Motif non-inscription",
    "Date inscription",
    "Identifiant FT",
    "Date RDV FT",
    "RDV FT",
    "Observations",
)
FACULTATIVES = (
    "Demi-journée",
    "Inscription CIP",
    "Motif non-inscription",
    "Date inscription",
    "Identifiant FT",
    "Date RDV FT",
    "RDV FT",
    "Observations",
)
OBLIGATOIRES = tuple(titre for titre in COLONNES if titre not in FACULTATIVES)
COLONNES_DATE = ("Date entretien", "Date de naissance", "Date inscription", "Date RDV FT")

# --- Contrat 1 : le cadre par défaut

CONVENTION = {
    "Opérateur": "AMLI – AGIR 57",
    "Début": dt.date(2025, 12, 8),
    "Fin": dt.date(2026, 11, 30),
    "Recrutement du CIP": dt.date(2026, 1, 26),
    "DT couvertes": "Metz",
    "Convoqués par PFA": 12,
    "PFA par semaine": 6,
    "PFA par semaine (maximum)": 8,
    "Définition personnes accompagnées": "éligibles",
    "Délai de relance (jours)": 30,
    "Dossier des rapports": "Rapports",
    "Contact": "",
    "Courriel DREETS": "",
}
ANTENNES = ("Metz", "Reims", "Strasbourg")
SITUATIONS = {
    "Sans emploi": "Éligible",
    "CDI": "En emploi",
    "CDD": "En emploi",
    "Intérim": "En emploi",
    "Indépendant": "En emploi",
    "Formation professionnelle": "En formation",
    "Apprentissage": "En formation",
    "Étudiant": "Étudiant",
    "Retraité": "Autre hors public",
    "Autre": "Autre hors public",
}
TRANCHES = (
    ("Moins de 25 ans", 0, 24),
    ("25 ans", 25, 25),
    ("26–45 ans", 26, 45),
    ("46–64 ans", 46, 64),
    ("65 ans et plus", 65, None),
)
LISTES = {
    "Demi-journée": ("Matin", "Après-midi"),
    "Sexe": ("F", "H"),
    "Oui/Non": ("Oui", "Non"),
    "Inscription CIP": ("Réalisée", "À compléter", "Échec", "Refusée"),
    "Motif non-inscription": (
        "Titre n’ouvrant pas l’inscription",
        "NIR absent ou provisoire",
        "Pièce manquante",
        "Site indisponible",
        "Refus",
        "Autre",
    ),
    "RDV FT": ("Prévu", "Accompagné", "Honoré seul", "Manqué", "Reporté"),
}

# Jours fériés de décembre 2025 à 2027, écrits ici à la main (Pâques : 5 avril 2026, 28 mars 2027).
FERIES_NATIONAUX = {
    dt.date(2025, 12, 25),
    dt.date(2026, 1, 1),
    dt.date(2026, 4, 6),
    dt.date(2026, 5, 1),
    dt.date(2026, 5, 8),
    dt.date(2026, 5, 14),
    dt.date(2026, 5, 25),
    dt.date(2026, 7, 14),
    dt.date(2026, 8, 15),
    dt.date(2026, 11, 1),
    dt.date(2026, 11, 11),
    dt.date(2026, 12, 25),
    dt.date(2027, 1, 1),
    dt.date(2027, 3, 29),
    dt.date(2027, 5, 1),
    dt.date(2027, 5, 6),
    dt.date(2027, 5, 8),
    dt.date(2027, 5, 17),
    dt.date(2027, 7, 14),
    dt.date(2027, 8, 15),
    dt.date(2027, 11, 1),
    dt.date(2027, 11, 11),
    dt.date(2027, 12, 25),
}
FERIES_ALSACE_MOSELLE = {
    dt.date(2025, 12, 26),
    dt.date(2026, 4, 3),
    dt.date(2026, 12, 26),
    dt.date(2027, 3, 26),
    dt.date(2027, 12, 26),
}

# --- Contrat 2 : les codes

CATEGORIES = (
    "K_QUALIFIER",
    "K_EMPLOI",
    "K_FORMATION",
    "K_ETUDIANT",
    "K_AUTRE",
    "K_AGIR",
    "K_RSA",
    "K_INSCRIT",
    "K_ELIGIBLE",
)
INDICATEURS = ("R0", *CATEGORIES, "I1", "I2", "I3", "I4", "C1", "M1")
REGION = "Grand Est"
CODE_DE_SITUATION = {
    "en emploi": "K_EMPLOI",
    "en formation": "K_FORMATION",
    "etudiant": "K_ETUDIANT",
    "autre hors public": "K_AUTRE",
}

# --- Contrat 3 : la cellule fautive, là où le contrat la désigne sans hésitation

CELLULE_DE = {
    "E01": "Date entretien",
    "E02": "Date entretien",
    "E03": "Date entretien",
    "E04": "Date entretien",
    "E05": "Date entretien",
    "P01": "DT",
    "P02": "DT",
    "P05": "Demi-journée",
    "D01": "N° étranger",
    "D02": "N° étranger",
    "D03": "N° étranger",
    "D06": "Sexe",
    "D07": "Sexe",
    "D08": "Date de naissance",
    "D09": "Date de naissance",
    "D10": "Date de naissance",
    "D11": "Date de naissance",
    "D12": "Date de naissance",
    "D13": "Date de naissance",
    "S01": "Situation",
    "S02": "Situation",
    "F03": "Motif non-inscription",
    "F04": "Date inscription",
    "F05": "Identifiant FT",
    "F07": "Date RDV FT",
    "F08": "Date RDV FT",
    "F12": "Date RDV FT",
    "X08": "Identifiant FT",
    "O01": "Observations",
}
# Colonnes facultatives que lit une règle : qu'une seule manque, la règle n'est pas évaluée (F11 et
# E06 vont par cellule).
LIT = {
    "P03": ("Demi-journée",),
    "P04": ("Demi-journée",),
    "P05": ("Demi-journée",),
    "X03": ("Demi-journée",),
    "F01": ("Inscription CIP",),
    "F02": ("Inscription CIP",),
    "F03": ("Inscription CIP", "Motif non-inscription"),
    "F04": ("Date inscription",),
    "F05": ("Identifiant FT",),
    "F06": ("Inscription CIP", "Identifiant FT", "Motif non-inscription"),
    "F07": ("Date RDV FT", "RDV FT"),
    "F08": ("Date RDV FT", "RDV FT"),
    "F09": ("Inscription CIP", "RDV FT"),
    "F10": ("Inscription CIP", "Date inscription", "RDV FT"),
    "F12": ("Date RDV FT", "RDV FT"),
    "X06": ("RDV FT",),
    "X08": ("Identifiant FT",),
    "O01": ("Observations",),
}


# --- Lire une cellule


def texte(brut: Any) -> str:
    """Rend le texte d'une cellule, un nombre tapé comme nombre étant lu comme ses chiffres."""
    if brut is None:
        return ""
    if isinstance(brut, bool):
        return "VRAI" if brut else "FAUX"
    if isinstance(brut, float) and brut == int(brut):
        return str(int(brut))
    return str(brut)


def norme(brut: Any) -> str:
    """Compare sans la casse, les accents, les espaces de bord ou répétées (insécables comprises).

    Tirets entre eux, apostrophes entre elles.
    """
    decompose = unicodedata.normalize("NFD", texte(brut))
    sans_accents = "".join(c for c in decompose if not unicodedata.combining(c))
    sans_accents = re.sub(
        "[\u00ad\u02d7\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]", "-", sans_accents
    )
    sans_accents = re.sub(
        "[`\u00b4\u02b9\u02bb\u02bc\u02be\u02bf\u055a\u2018\u2019\u201b\u2032\ua78c\uff07]",
        "'",
        sans_accents,
    )
    return " ".join(sans_accents.casefold().split())


def sans_espaces(brut: Any) -> str:
    """Ôte toutes les espaces, comme pour le N° étranger et l'identifiant FT."""
    return "".join(texte(brut).split())


def code(brut: Any) -> str:
    """Un N° étranger ou un identifiant FT, sans ses espaces.

    L'apostrophe tapée devant des chiffres, pour garder un zéro, n'en est pas.
    """
    return re.sub(r"^['`´’‘]+(?=[0-9]{2})", "", sans_espaces(brut))


def lire_date(brut: Any) -> tuple[str, dt.date | None]:
    """Rend (« vide », « illisible », « cellule » ou « saisie », la date).

    « saisie » est ce que E06 signale.
    """
    if norme(brut) == "":
        return "vide", None
    if isinstance(brut, dt.datetime):
        return "cellule", brut.date()
    if isinstance(brut, dt.date):
        return "cellule", brut
    if isinstance(brut, bool):
        return "illisible", None
    if isinstance(brut, int | float):
        jours = int(brut)  # 60 est le 29/02/1900 d'Excel, qui n'existe pas
        if 1 <= jours <= 2958465 and jours != 60:
            return "saisie", dt.date(1899, 12, 30) + dt.timedelta(
                days=jours if jours > 60 else jours + 1
            )
        return "illisible", None
    instant = re.fullmatch(
        r"([0-9]{4})-([0-9]{2})-([0-9]{2})T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?", texte(brut).strip()
    )
    if instant:  # écrit par un programme : c'est une vraie date
        return "cellule", dt.date(int(instant[1]), int(instant[2]), int(instant[3]))
    trouve = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", " ".join(texte(brut).split()))
    if trouve:
        try:
            return "saisie", dt.date(int(trouve[3]), int(trouve[2]), int(trouve[1]))
        except ValueError:
            return "illisible", None
    return "illisible", None


def age_au(naissance: dt.date, jour: dt.date) -> int:
    """Compte les années révolues ; né un 29 février, on les a le 1er mars des années communes."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))


def est_ferie(jour: dt.date, dt_nom: str) -> bool:
    """Dit si le jour est férié pour cette direction territoriale."""
    return jour in FERIES_NATIONAUX or (
        norme(dt_nom) in ("metz", "strasbourg") and jour in FERIES_ALSACE_MOSELLE
    )


# --- Le cadre


@dataclass
class Reglages:
    """Les tableaux de `Paramètres`, ou leurs défauts."""

    convention: dict[str, Any] = field(
        default_factory=lambda: {norme(nom): valeur for nom, valeur in CONVENTION.items()}
    )
    antennes: list[str] = field(default_factory=lambda: list(ANTENNES))
    situations: dict[str, str] = field(
        default_factory=lambda: {norme(nom): categorie for nom, categorie in SITUATIONS.items()}
    )
    tranches: list[tuple[str, int, int | None]] = field(default_factory=lambda: list(TRANCHES))
    listes: dict[str, list[str]] = field(
        default_factory=lambda: {
            nom: [norme(v) for v in valeurs] for nom, valeurs in LISTES.items()
        }
    )

    def param(self, nom: str) -> Any:
        """Rend la valeur d'un paramètre de la convention."""
        return self.convention[norme(nom)]

    def date(self, nom: str) -> dt.date:
        """Rend un paramètre qui est une date."""
        jour = lire_date(self.param(nom))[1]
        assert jour is not None, nom
        return jour

    def entier(self, nom: str) -> int:
        """Rend un paramètre qui est un nombre."""
        return int(texte(self.param(nom)))


def feuille(classeur: Any, nom: str) -> Any:
    """Cherche une feuille par son nom, sans casse ni accents."""
    for onglet in classeur.worksheets:
        if norme(onglet.title) == norme(nom):
            return onglet
    return None


def grille(onglet: Any) -> list[list[Any]]:
    """Rend toutes les valeurs d'une feuille ; une cellule d'erreur (#N/A) y est vide."""
    return [
        [None if cellule.data_type == "e" else cellule.value for cellule in rangee]
        for rangee in onglet.iter_rows()
    ]


def tableau(cases: list[list[Any]], titres: tuple[str, ...]) -> list[list[Any]] | None:
    """Trouve un tableau par ses en-têtes côte à côte et rend ses rangées, jusqu'à la première toute
    vide."""
    for i, rangee in enumerate(cases):
        for j in range(len(rangee) - len(titres) + 1):
            if [norme(v) for v in rangee[j : j + len(titres)]] == [norme(t) for t in titres]:
                lignes = []
                for suivante in cases[i + 1 :]:
                    morceau = suivante[j : j + len(titres)]
                    if all(norme(v) == "" for v in morceau):
                        break
                    lignes.append(morceau)
                return lignes
    return None


def lire_reglages(classeur: Any) -> Reglages:
    """Lit `Paramètres` ; ce qui manque prend son défaut."""
    reglages = Reglages()
    onglet = feuille(classeur, "Paramètres")
    if onglet is None:
        return reglages
    cases = grille(onglet)
    for nom, valeur, _source in tableau(cases, ("Paramètre", "Valeur", "Source")) or []:
        if norme(valeur) != "":
            reglages.convention[norme(nom)] = valeur
    lu = tableau(cases, ("DT", "Départements", "Courriel"))
    if lu is not None:
        reglages.antennes = [" ".join(texte(ligne[0]).split()) for ligne in lu]
    lu = tableau(cases, ("Situation", "Catégorie"))
    if lu is not None:
        reglages.situations = {norme(ligne[0]): texte(ligne[1]) for ligne in lu}
    lu = tableau(cases, ("Tranche", "Âge min", "Âge max"))
    if lu is not None:
        reglages.tranches = [
            (texte(nom), int(bas), None if norme(haut) == "" else int(haut))
            for nom, bas, haut in lu
        ]
    for i, rangee in enumerate(cases):
        titres = [norme(v) for v in rangee]
        if norme("Inscription CIP") in titres and norme("RDV FT") in titres:
            for nom in LISTES:
                if norme(nom) in titres:
                    j = titres.index(norme(nom))
                    valeurs = [norme(suivante[j]) for suivante in cases[i + 1 :]]
                    reglages.listes[nom] = [v for v in valeurs if v]
    return reglages


# --- Les lignes


@dataclass
class Ligne:
    """Une ligne de la feuille, cellule par cellule, et ce qu'on en déduit."""

    rang: int
    cases: dict[str, Any]
    cle: Any = None
    categorie: str = ""

    def vide(self, titre: str) -> bool:
        """Dit si la cellule est vide (des espaces seules sont vides)."""
        return norme(self.cases.get(titre)) == ""

    def val(self, titre: str) -> str:
        """Rend la valeur de la cellule, prête à comparer."""
        return norme(self.cases.get(titre))

    def est(self, titre: str, valeur: str) -> bool:
        """Dit si la cellule tient cette valeur."""
        return self.val(titre) == norme(valeur)

    def etat_date(self, titre: str) -> str:
        """Rend « vide », « illisible », « cellule » ou « saisie »."""
        return lire_date(self.cases.get(titre))[0]

    def jour(self, titre: str) -> dt.date | None:
        """Rend la date lue, ou None."""
        return lire_date(self.cases.get(titre))[1]


def numero(ligne: Ligne) -> str | None:
    """Rend le numéro bien formé en dix chiffres, ou None : un chiffre répété n'en est pas un."""
    chiffres = code(ligne.cases.get("N° étranger"))
    if re.fullmatch(r"[0-9]{9,10}", chiffres) and len(set(chiffres)) > 1:
        return chiffres if len(chiffres) == 10 else "0" + chiffres
    return None


def identifiant(ligne: Ligne) -> str | None:
    """Rend l'identifiant FT bien formé, sans casse, ou None : un chiffre répété n'en est pas un."""
    lu = code(ligne.cases.get("Identifiant FT")).upper()
    return lu if re.fullmatch(r"[0-9]{11}|[0-9]{7}[0-9A-Z]", lu) and len(set(lu)) > 1 else None


def nom_normalise(brut: Any) -> str:
    """Ramène traits d'union, apostrophes et espaces à une espace, sans casse ni accents.

    Œ, æ et ß valent oe, ae et ss.
    """
    return " ".join(re.sub("['-]", " ", norme(brut)).replace("œ", "oe").replace("æ", "ae").split())


def triplet(ligne: Ligne) -> tuple[str, str, dt.date] | None:
    """Rend (nom, prénom, date de naissance), ou None si une partie manque."""
    nom, prenom, naissance = (
        nom_normalise(ligne.cases["Nom"]),
        nom_normalise(ligne.cases["Prénom"]),
        ligne.jour("Date de naissance"),
    )
    return (nom, prenom, naissance) if nom and prenom and naissance is not None else None


def donner_les_cles(lignes: list[Ligne]) -> None:
    """Donne à chaque ligne la clé de sa personne, sur tout le classeur."""
    for ligne in lignes:
        if numero(ligne) is not None:
            ligne.cle = ("numéro", numero(ligne))
        elif triplet(ligne) is None:
            ligne.cle = ("ligne", ligne.rang)
        else:
            autres = {
                numero(autre)
                for autre in lignes
                if numero(autre) is not None and triplet(autre) == triplet(ligne)
            }
            ligne.cle = (
                ("numéro", autres.pop()) if len(autres) == 1 else ("triplet", triplet(ligne))
            )


def dt_de(ligne: Ligne, reglages: Reglages) -> str | None:
    """Rend la DT telle qu'écrite dans `Antennes`, ou None."""
    for antenne in reglages.antennes:
        if ligne.est("DT", antenne):
            return antenne
    return None


def demi_connue(ligne: Ligne, reglages: Reglages) -> bool:
    """Dit si la demi-journée est de sa liste."""
    return ligne.val("Demi-journée") in reglages.listes["Demi-journée"]


def rang_demi(ligne: Ligne, reglages: Reglages) -> int:
    """Range matin, après-midi, autre valeur de la liste, puis vide ou inconnue."""
    if ligne.est("Demi-journée", "Matin"):
        return 0
    if ligne.est("Demi-journée", "Après-midi"):
        return 1
    return 2 if demi_connue(ligne, reglages) else 3


def categorie_et_cause(ligne: Ligne, reglages: Reglages) -> tuple[str, str]:
    """Rend la catégorie et la colonne qui décide.

    La première réponse de l'ordre qui n'est pas « non ».
    """
    code_situation = reglages.situations.get(ligne.val("Situation"))
    if ligne.vide("Situation") or code_situation is None:
        return "K_QUALIFIER", "Situation"
    if norme(code_situation) in CODE_DE_SITUATION:
        return CODE_DE_SITUATION[norme(code_situation)], "Situation"
    for titre, code in (("AGIR", "K_AGIR"), ("RSA", "K_RSA"), ("Inscrit FT", "K_INSCRIT")):
        if ligne.est(titre, "Oui"):
            return code, titre
        if not ligne.est(titre, "Non"):
            return "K_QUALIFIER", titre
    return "K_ELIGIBLE", "Inscrit FT"


def age_valable(ligne: Ligne) -> int | None:
    """Rend l'âge au jour de l'entretien, ou None si la naissance manque ou est impossible."""
    naissance, entretien = ligne.jour("Date de naissance"), ligne.jour("Date entretien")
    if naissance is None or entretien is None or naissance > entretien:
        return None
    age = age_au(naissance, entretien)
    return age if age < 110 else None


def lire_lignes(onglet: Any) -> tuple[list[Ligne], set[str]]:
    """Trouve la ligne d'en-têtes, puis rend les lignes de données et les colonnes présentes."""
    cases = grille(onglet)
    obligatoires = {norme(titre) for titre in OBLIGATOIRES}
    tetes = [
        i
        for i, rangee in enumerate(cases)
        if 2 * len({norme(v) for v in rangee} & obligatoires) >= len(obligatoires)
    ]
    if not tetes:
        raise ValueError("pas de ligne d'en-têtes")
    rangee = cases[tetes[0]]
    position = {
        titre: [norme(v) for v in rangee].index(norme(titre))
        for titre in COLONNES
        if norme(titre) in [norme(v) for v in rangee]
    }
    manquantes = [titre for titre in OBLIGATOIRES if titre not in position]
    if manquantes:
        raise ValueError(f"colonnes obligatoires absentes : {manquantes}")
    totaux: set[int] = set()
    for table in onglet.tables.values():
        gauche, _haut, droite, bas = openpyxl.utils.range_boundaries(table.ref)
        if table.totalsRowCount and any(gauche <= j + 1 <= droite for j in position.values()):
            totaux.update(range(bas - table.totalsRowCount + 1, bas + 1))
    lignes = []
    for rang, contenu in enumerate(cases[tetes[0] + 1 :], start=tetes[0] + 2):
        ligne = Ligne(rang, {titre: contenu[j] for titre, j in position.items()})
        if rang not in totaux and any(not ligne.vide(titre) for titre in COLONNES):
            lignes.append(ligne)
    return lignes, set(position)


@dataclass
class Seance:
    """Une ligne de `Séances`.

    Sa PFA (demi-journée vide si elle est inconnue), et ses nombres tels que tapés.
    """

    jour: dt.date
    dt_nom: str
    demi: str
    cases: dict[str, str]

    @property
    def convoques(self) -> int | None:
        """Rend les convoqués, None s'ils sont vides ou illisibles."""
        return int(self.cases["convoques"]) if self.cases["convoques"].isdigit() else None


def lire_seances(classeur: Any, reglages: Reglages) -> list[Seance] | None:
    """Lit les séances dont la date et la DT sont valables ; None sans feuille `Séances`."""
    onglet = feuille(classeur, "Séances")
    if onglet is None:
        return None
    cases = grille(onglet)
    tetes = [
        i
        for i, rangee in enumerate(cases)
        if {"date", "dt", "demi-journee"} <= {norme(v) for v in rangee}
    ]
    if not tetes:
        return None
    titres = [norme(v) for v in cases[tetes[0]]]
    seances = []
    for rangee in cases[tetes[0] + 1 :]:
        par_titre = dict(zip(titres, rangee, strict=True))
        jour = lire_date(par_titre["date"])[1]
        dt_nom = next((a for a in reglages.antennes if norme(a) == norme(par_titre["dt"])), None)
        demi = norme(par_titre["demi-journee"])
        if jour is None or dt_nom is None:
            continue
        nombres = {titre: sans_espaces(par_titre.get(titre)) for titre in ("convoques", "presents")}
        seances.append(
            Seance(jour, dt_nom, demi if demi in reglages.listes["Demi-journée"] else "", nombres)
        )
    return seances


# --- Contrat 3 : les règles


class Releve:
    """Recueille les anomalies ; une règle dont une colonne facultative manque n'y entre pas."""

    def __init__(self, presentes: set[str]):
        self.presentes = presentes
        self.anomalies: Counter[tuple[str, int, str]] = Counter()

    def noter(self, code: str, ligne: Ligne, colonne: str = "") -> None:
        """Note une anomalie, sauf règle non évaluée faute de colonne."""
        if all(titre in self.presentes for titre in LIT.get(code, ())):
            self.anomalies[code, ligne.rang, colonne or CELLULE_DE.get(code, "")] += 1


def regles_date_et_pfa(releve: Releve, ligne: Ligne, reglages: Reglages, ref: dt.date) -> None:
    """Recompte E01 à E06, P01, P02 et P05."""
    entretien, dt_nom = ligne.jour("Date entretien"), dt_de(ligne, reglages)
    if entretien is None:
        releve.noter("E01", ligne)
    else:
        if entretien > ref:
            releve.noter("E02", ligne)
        if not reglages.date("Début") <= entretien <= reglages.date("Fin"):
            releve.noter("E03", ligne)
        if reglages.date("Début") <= entretien < reglages.date("Recrutement du CIP"):
            releve.noter("E04", ligne)
        if entretien.weekday() >= 5 or (dt_nom is not None and est_ferie(entretien, dt_nom)):
            releve.noter("E05", ligne)
    for titre in COLONNES_DATE:
        if ligne.etat_date(titre) == "saisie":
            releve.noter("E06", ligne, titre)
    if dt_nom is None:
        releve.noter("P01", ligne)
    elif norme(dt_nom) not in [norme(v) for v in texte(reglages.param("DT couvertes")).split(";")]:
        releve.noter("P02", ligne)
    if not demi_connue(ligne, reglages):
        releve.noter("P05", ligne)


def regles_personne(releve: Releve, ligne: Ligne) -> None:
    """Recompte D01 à D13."""
    chiffres = code(ligne.cases.get("N° étranger"))
    if chiffres == "":
        releve.noter("D01", ligne)
    elif numero(ligne) is None:
        releve.noter("D03", ligne)
    elif len(chiffres) == 9:
        releve.noter("D02", ligne)
    for titre in ("Nom", "Prénom"):
        if ligne.vide(titre):
            releve.noter("D04", ligne, titre)
    if numero(ligne) is None and triplet(ligne) is None:
        releve.noter("D05", ligne)
    if ligne.vide("Sexe"):
        releve.noter("D06", ligne)
    elif ligne.val("Sexe") not in ("f", "h"):
        releve.noter("D07", ligne)
    etat, naissance, entretien = (
        ligne.etat_date("Date de naissance"),
        ligne.jour("Date de naissance"),
        ligne.jour("Date entretien"),
    )
    if etat == "vide":
        releve.noter("D09", ligne)
    elif naissance is None:
        releve.noter("D08", ligne)
    elif entretien is not None:
        age = age_au(naissance, entretien)
        if naissance > entretien or age >= 110:
            releve.noter("D08", ligne)
        else:
            if age < 16:
                releve.noter("D10", ligne)
            if age in (16, 17):
                releve.noter("D11", ligne)
            if age > 80:
                releve.noter("D12", ligne)
            if age == 25 or age >= 65:
                releve.noter("D13", ligne)


def regles_situation(releve: Releve, ligne: Ligne, reglages: Reglages) -> None:
    """Recompte S01 à S07."""
    if ligne.vide("Situation"):
        releve.noter("S01", ligne)
    elif ligne.val("Situation") not in reglages.situations:
        releve.noter("S02", ligne)
    for titre in ("AGIR", "RSA", "Inscrit FT"):
        if not ligne.vide(titre) and ligne.val(titre) not in ("oui", "non"):
            releve.noter("S03", ligne, titre)
    code, cause = categorie_et_cause(ligne, reglages)
    if code == "K_QUALIFIER" and cause != "Situation" and ligne.vide(cause):
        releve.noter("S04", ligne, cause)
    if ligne.est("RSA", "Oui"):
        age, entretien = age_valable(ligne), ligne.jour("Date entretien")
        if age is not None and age < 25:
            releve.noter("S05", ligne)
        if (
            ligne.est("Inscrit FT", "Non")
            and entretien is not None
            and entretien >= dt.date(2025, 1, 1)
        ):
            releve.noter("S06", ligne)
        if ligne.est("AGIR", "Oui"):
            releve.noter("S07", ligne)


def regles_inscription(releve: Releve, ligne: Ligne, reglages: Reglages, ref: dt.date) -> None:
    """Recompte F01 à F09, F11 et F12 (F10 regarde toutes les lignes de la personne)."""
    entretien = ligne.jour("Date entretien")
    realisee, accompagne = (
        ligne.est("Inscription CIP", "Réalisée"),
        ligne.est("RDV FT", "Accompagné"),
    )
    inconnue = {
        t: not ligne.vide(t) and ligne.val(t) not in reglages.listes[t]
        for t in ("Inscription CIP", "Motif non-inscription", "RDV FT")
    }
    for titre, oui in inconnue.items():
        if oui:
            releve.noter("F11", ligne, titre)
    if realisee and ligne.est("Inscrit FT", "Oui"):
        releve.noter("F01", ligne)
    elif realisee and ligne.categorie not in ("K_QUALIFIER", "K_ELIGIBLE"):
        releve.noter("F02", ligne)
    if (
        ligne.categorie == "K_ELIGIBLE"
        and not realisee
        and ligne.vide("Motif non-inscription")
        and not any(inconnue.values())
    ):
        releve.noter("F03", ligne)
    inscription = ligne.jour("Date inscription")
    if ligne.etat_date("Date inscription") == "illisible" or (
        inscription is not None
        and entretien is not None
        and (inscription < entretien or inscription > ref)
    ):
        releve.noter("F04", ligne)
    if not ligne.vide("Identifiant FT") and not re.fullmatch(
        r"[0-9]{11}|[0-9]{7}[0-9A-Za-z]", code(ligne.cases["Identifiant FT"])
    ):
        releve.noter("F05", ligne)
    if realisee and ligne.vide("Identifiant FT") and ligne.vide("Motif non-inscription"):
        releve.noter("F06", ligne)
    etat_rdv, rdv = ligne.etat_date("Date RDV FT"), ligne.jour("Date RDV FT")
    if accompagne:
        if rdv is None:
            releve.noter("F08", ligne)
        elif entretien is not None and (rdv < entretien or rdv > ref):
            releve.noter("F07", ligne)
        if ligne.est("Inscrit FT", "Non") and not realisee and not inconnue["Inscription CIP"]:
            releve.noter("F09", ligne)
    elif etat_rdv == "illisible":
        releve.noter("F12", ligne)


def semaine_et_dt(pfa: Pfa) -> tuple[int, int, str]:
    """Rend la semaine ISO (année, numéro) et la DT d'une PFA."""
    jour, dt_nom, _ = pfa
    return *jour.isocalendar()[:2], dt_nom


def regles_entre_lignes(
    releve: Releve, lignes: list[Ligne], seances: list[Seance], reglages: Reglages, ref: dt.date
) -> None:
    """Recompte P03, P04, F10, X01 à X06 et X08, en comparant chaque ligne à toutes les autres."""

    def pfa(ligne: Ligne) -> Pfa | None:
        jour, dt_nom = ligne.jour("Date entretien"), dt_de(ligne, reglages)
        return (
            None
            if jour is None or dt_nom is None or not demi_connue(ligne, reglages)
            else (jour, dt_nom, ligne.val("Demi-journée"))
        )

    def moment(ligne: Ligne) -> tuple[dt.date, int]:
        jour = ligne.jour("Date entretien")
        assert jour is not None
        return jour, rang_demi(ligne, reglages)

    def naissance_pour_x01(ligne: Ligne) -> dt.date | None:
        naissance, entretien = ligne.jour("Date de naissance"), ligne.jour("Date entretien")
        if naissance is not None and entretien is not None and age_valable(ligne) is None:
            return None
        return naissance

    for ligne in lignes:
        siennes = [autre for autre in lignes if autre.cle == ligne.cle]
        # P03 : les personnes de la PFA, contre les convoqués de la séance ou de la convention.
        if (sienne := pfa(ligne)) is not None:
            recues = {autre.cle for autre in lignes if pfa(autre) == sienne}
            convoques = [
                s.convoques
                for s in seances
                if (s.jour, s.dt_nom, s.demi) == sienne and s.convoques is not None
            ]
            if len(recues) > (
                max(convoques) if convoques else reglages.entier("Convoqués par PFA")
            ):
                releve.noter("P03", ligne)
            # P04 : les PFA de la semaine ISO et de la DT, Entretiens et Séances ensemble.
            toutes = {p for p in map(pfa, lignes) if p is not None}
            toutes |= {(s.jour, s.dt_nom, s.demi) for s in seances}
            proches = [p for p in toutes if semaine_et_dt(p) == semaine_et_dt(sienne)]
            if len(proches) > reglages.entier("PFA par semaine (maximum)"):
                releve.noter("P04", ligne)
            if any(autre is not ligne and pfa(autre) == sienne for autre in siennes):
                releve.noter("X03", ligne)
        # F10 : réalisée depuis plus du délai, aucun premier entretien tenu sur aucune ligne de la
        # personne.
        if ligne.est("Inscription CIP", "Réalisée"):
            jour = (
                ligne.jour("Date entretien")
                if ligne.vide("Date inscription")
                else ligne.jour("Date inscription")
            )
            rdv_sus = all(
                autre.vide("RDV FT") or autre.val("RDV FT") in reglages.listes["RDV FT"]
                for autre in siennes
            )
            tenu = any(autre.val("RDV FT") in ("accompagne", "honore seul") for autre in siennes)
            if (
                jour is not None
                and rdv_sus
                and not tenu
                and (ref - jour).days > reglages.entier("Délai de relance (jours)")
            ):
                releve.noter("F10", ligne)
        # X01 et X02 : lisent le numéro écrit sur la ligne.
        if numero(ligne) is not None:
            du_numero = [autre for autre in lignes if numero(autre) == numero(ligne)]
            naissances = {naissance_pour_x01(autre) for autre in du_numero} - {None}
            sexes = {autre.val("Sexe") for autre in du_numero} & {"f", "h"}
            if len(naissances) > 1 or len(sexes) > 1:
                releve.noter("X01", ligne)
            if triplet(ligne) is not None and any(
                numero(autre) not in (None, numero(ligne)) and triplet(autre) == triplet(ligne)
                for autre in lignes
            ):
                releve.noter("X02", ligne)
        # X04
        if dt_de(ligne, reglages) is not None and any(
            dt_de(autre, reglages) not in (None, dt_de(ligne, reglages)) for autre in siennes
        ):
            releve.noter("X04", ligne)
        # X05
        if ligne.jour("Date entretien") is not None:
            datees = [autre for autre in siennes if autre.jour("Date entretien") is not None]
            if ligne.est("Inscrit FT", "Oui") and any(
                autre.est("Inscrit FT", "Non") and moment(autre) > moment(ligne) for autre in datees
            ):
                releve.noter("X05", ligne)
            if ligne.est("Inscrit FT", "Non") and any(
                autre.est("Inscrit FT", "Oui") and moment(autre) < moment(ligne) for autre in datees
            ):
                releve.noter("X05", ligne)
        # X08
        if identifiant(ligne) is not None and any(
            identifiant(autre) == identifiant(ligne) and autre.cle != ligne.cle for autre in lignes
        ):
            releve.noter("X08", ligne)
        # X06
        if ligne.est("RDV FT", "Accompagné") and any(
            autre is not ligne and autre.est("RDV FT", "Accompagné") for autre in siennes
        ):
            releve.noter("X06", ligne)


def regle_observations(releve: Releve, ligne: Ligne) -> None:
    """Recompte de O01 les seuls cas évidents : un téléphone français, une adresse électronique."""
    note = texte(ligne.cases.get("Observations"))
    if re.search(r"(?<![0-9])0[1-9]( ?[0-9]{2}){4}(?![0-9])", note) or re.search(
        r"[\w.+-]+@[\w-]+\.\w+", note
    ):
        releve.noter("O01", ligne)


# --- Contrat 2 : les indicateurs


def compter_perimetre(
    lignes: list[Ligne], perimetre: str, mois: str, reglages: Reglages
) -> set[tuple[str, str, str, str, str, str, int]]:
    """Rend les lignes de `Données` d'un périmètre."""
    debut, fin = reglages.date("Début"), reglages.date("Fin")

    def mois_de(jour: dt.date) -> str:
        return f"{jour.year:04d}-{jour.month:02d}"

    def dans(periode: str, jour: dt.date) -> bool:
        return (
            mois_de(jour) == mois if periode == "mois" else debut <= jour and mois_de(jour) <= mois
        )

    def entretien(ligne: Ligne) -> dt.date:
        jour = ligne.jour("Date entretien")
        assert jour is not None
        return jour

    def ordre(ligne: Ligne) -> tuple[dt.date, int, int]:
        return entretien(ligne), rang_demi(ligne, reglages), ligne.rang

    def premieres(candidates: list[tuple[dt.date, Ligne]]) -> list[tuple[dt.date, Ligne]]:
        """Garde, pour chaque personne, la plus ancienne (date, puis ordre des entretiens)."""
        return [
            (jour, ligne)
            for jour, ligne in candidates
            if all(
                (jour, ordre(ligne)) <= (autre_jour, ordre(autre))
                for autre_jour, autre in candidates
                if autre.cle == ligne.cle
            )
        ]

    def sexe(ligne: Ligne) -> str:
        return ligne.val("Sexe").upper() if ligne.val("Sexe") in ("f", "h") else "NR"

    def tranche(ligne: Ligne) -> str:
        age = age_valable(ligne)
        for nom, bas, haut in reglages.tranches:
            if age is not None and bas <= age and (haut is None or age <= haut):
                return nom
        return "NR"

    comptees = []
    for ligne in lignes:
        jour, dt_nom = ligne.jour("Date entretien"), dt_de(ligne, reglages)
        if (
            jour is not None
            and dt_nom is not None
            and debut <= jour <= fin
            and perimetre in (REGION, dt_nom)
        ):
            comptees.append(ligne)

    accompagnements = []
    inscriptions = []
    for ligne in comptees:
        rdv = ligne.jour("Date RDV FT")
        if ligne.est("RDV FT", "Accompagné") and rdv is not None:
            accompagnements.append((rdv, ligne))
        inscription = (
            entretien(ligne) if ligne.vide("Date inscription") else ligne.jour("Date inscription")
        )
        if ligne.est("Inscription CIP", "Réalisée") and inscription is not None:
            inscriptions.append((inscription, ligne))

    donnees = set()
    for periode in ("mois", "cumul"):
        recues = [
            ligne
            for _, ligne in premieres(
                [(entretien(ligne), ligne) for ligne in comptees if dans(periode, entretien(ligne))]
            )
        ]
        retenues: dict[str, list[Ligne]] = {"R0": recues}
        for code in CATEGORIES:
            retenues[code] = [ligne for ligne in recues if ligne.categorie == code]
        retenues["I1"] = (
            recues
            if norme(reglages.param("Définition personnes accompagnées")) == "recues"
            else retenues["K_ELIGIBLE"]
        )
        retenues["I2"] = retenues["K_INSCRIT"]
        retenues["I3"] = retenues["K_RSA"] + retenues["K_AGIR"]
        retenues["I4"] = [
            ligne for jour, ligne in premieres(accompagnements) if dans(periode, jour)
        ]
        retenues["C1"] = [ligne for jour, ligne in premieres(inscriptions) if dans(periode, jour)]
        retenues["M1"] = [
            ligne
            for ligne in recues
            if periode == "mois"
            and any(
                autre.cle == ligne.cle and mois_de(entretien(autre)) < mois for autre in comptees
            )
        ]
        for code in INDICATEURS:
            donnees.add((mois, perimetre, periode, code, "T", "T", len(retenues[code])))
            for (s, t), valeur in Counter(
                (sexe(ligne), tranche(ligne)) for ligne in retenues[code]
            ).items():
                donnees.add((mois, perimetre, periode, code, s, t, valeur))
    return donnees


def compter_seances(
    lignes: list[Ligne],
    seances: list[Seance],
    perimetre: str,
    periode: str,
    mois: str,
    reglages: Reglages,
) -> tuple[int | None, ...]:
    """Rend séances, convoqués, présents.

    None dès qu'une PFA reçue n'a pas sa séance, ou qu'une séance n'a pas son nombre.
    """

    def dans(jour: dt.date, dt_nom: str) -> bool:
        du_mois = f"{jour.year:04d}-{jour.month:02d}"
        tombe = du_mois == mois if periode == "mois" else du_mois <= mois
        return (
            tombe
            and reglages.date("Début") <= jour <= reglages.date("Fin")
            and perimetre in (REGION, dt_nom)
        )

    siennes = [s for s in seances if dans(s.jour, s.dt_nom)]
    pfas = {(s.jour, s.dt_nom, s.demi) for s in siennes}
    complete = all(s.demi != "" for s in siennes)
    for ligne in lignes:
        jour, dt_nom = ligne.jour("Date entretien"), dt_de(ligne, reglages)
        if jour is not None and dt_nom is not None and dans(jour, dt_nom):
            complete = (
                complete
                and demi_connue(ligne, reglages)
                and (jour, dt_nom, ligne.val("Demi-journée")) in pfas
            )

    def total(titre: str, defaut: int | None) -> int | None:
        somme = 0
        for pfa in pfas:
            tapes = {s.cases[titre] for s in siennes if (s.jour, s.dt_nom, s.demi) == pfa} - {""}
            if (
                len(tapes) > 1
                or not all(t.isdigit() for t in tapes)
                or (not tapes and defaut is None)
            ):
                return None
            somme += int(tapes.pop()) if tapes else defaut or 0
        return somme

    if not complete:
        return None, None, None
    return (
        len(pfas),
        total("convoques", reglages.entier("Convoqués par PFA")),
        total("presents", None),
    )


# --- L'ensemble


@dataclass
class Recompte:
    """Ce que le second comptage trouve dans un classeur."""

    donnees: set[tuple[str, str, str, str, str, str, int]]
    anomalies: Counter[tuple[str, int, str]]
    categories: dict[int, str]
    cles: dict[int, Any]
    seances: dict[tuple[str, str], tuple[int | None, ...]]
    """Périmètre, période -> séances, convoqués, présents ; None : non disponible."""

    @property
    def codes(self) -> Counter[tuple[str, int]]:
        """Rend les anomalies par (code, ligne), sans la colonne."""
        codes: Counter[tuple[str, int]] = Counter()
        for (code, rang, _colonne), combien in self.anomalies.items():
            codes[code, rang] += combien
        return codes

    def valeur(
        self, perimetre: str, periode: str, indicateur: str, sexe: str = "T", tranche: str = "T"
    ) -> int:
        """Rend une case de `Données`, zéro si elle n'y est pas."""
        return sum(
            ligne[6]
            for ligne in self.donnees
            if ligne[1:6] == (perimetre, periode, indicateur, sexe, tranche)
        )


def recompter(chemin: Path, mois: str, ref: dt.date) -> Recompte:
    """Relit un classeur et en recompte les anomalies au jour `ref`, et les données du mois « AAAA-
    MM »."""
    classeur = openpyxl.load_workbook(chemin, data_only=True)
    reglages = lire_reglages(classeur)
    lignes, presentes = lire_lignes(feuille(classeur, "Entretiens"))
    seances = lire_seances(classeur, reglages)
    classeur.close()
    donner_les_cles(lignes)
    for ligne in lignes:
        ligne.categorie = categorie_et_cause(ligne, reglages)[0]
    releve = Releve(presentes)
    for ligne in lignes:
        regles_date_et_pfa(releve, ligne, reglages, ref)
        regles_personne(releve, ligne)
        regles_situation(releve, ligne, reglages)
        regles_inscription(releve, ligne, reglages, ref)
        regle_observations(releve, ligne)
    regles_entre_lignes(releve, lignes, [s for s in seances or [] if s.demi], reglages, ref)
    donnees = set()
    frequentation: dict[tuple[str, str], tuple[int | None, ...]] = {}
    for perimetre in (REGION, *reglages.antennes):
        donnees |= compter_perimetre(lignes, perimetre, mois, reglages)
        for periode in ("mois", "cumul"):
            frequentation[perimetre, periode] = (
                (None,) * 3
                if seances is None
                else compter_seances(lignes, seances, perimetre, periode, mois, reglages)
            )
    categories, cles = (
        {ligne.rang: ligne.categorie for ligne in lignes},
        {ligne.rang: ligne.cle for ligne in lignes},
    )
    return Recompte(donnees, releve.anomalies, categories, cles, frequentation)
