"""Un classeur d'entretiens inventés, toujours le même pour un nombre de lignes.

Il est fait comme Excel les enregistre (textes partagés) et comme une année bien tenue : des PFA de
12 personnes au plus, huit par semaine et par DT, des DT couvertes, une ligne de `Séances` par PFA.
Cinq lignes sur cent portent une faute de saisie.

usage : generer.py LIGNES CLASSEUR.xlsx        Toutes les personnes sont inventées.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

FIN = date(2026, 11, 20)
DEBUT = date(2026, 1, 26)
"""Jours des premiers et derniers entretiens ; un grand classeur commence des années plus tôt."""
AUJOURDHUI = date(2026, 12, 1)
"""Le jour auquel ce classeur se lit sans autre faute que celles qui y sont mises."""
DTS = ("Metz", "Reims", "Strasbourg")
PAR_PFA = 12
DEMI_JOURNEES = [(jour, demi) for jour in range(4) for demi in ("Matin", "Après-midi")]
"""Les huit PFA d'une semaine : du lundi au jeudi."""
FERIES = {(1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11)}
"""(mois, jour) : les jours fériés de 2026, laissés de côté chaque année."""
JAMAIS_FERIES = {(12, 25), (12, 26), (4, 3)}
FAUTIVES = 0.05
REVUES = 0.05

SYLLABES = (
    *("ba", "be", "di", "do", "fa", "gha", "ha", "ib", "ja", "ka", "la", "ma", "mi", "na", "nou"),
    *("ou", "ra", "sa", "si", "ta", "to", "ya", "zo", "kou", "lam", "ben", "dar", "mer", "vel"),
    *("tch", "gor"),
)
AUSSI_DES_MOTS = ("Mars", "Avril", "Metz", "Val")
"""Des prénoms que les rapports disent aussi : la recherche de fuite doit les départager."""
SITUATIONS = [
    *["Sans emploi"] * 9,
    *["CDI"] * 5,
    *["CDD"] * 3,
    *["Intérim", "Indépendant", "Formation professionnelle", "Apprentissage", "Étudiant"],
    *["Retraité", "Autre"],
]
ISSUES = [*["Accompagné"] * 6, *["Honoré seul"] * 4, "Manqué"]
TITRES = (
    "Date entretien", "DT", "Demi-journée", "N° étranger", "Nom", "Prénom", "Sexe",
    "Date de naissance", "Situation", "AGIR", "RSA", "Inscrit FT", "Inscription CIP",
    "Motif non-inscription", "Date inscription", "Identifiant FT", "Date RDV FT", "RDV FT",
    "Observations",
)  # fmt: skip
TITRES_SEANCES = ("Date", "DT", "Demi-journée", "Convoqués", "Présents")
FAUTES: list[tuple[str, list[Any]]] = [
    ("Date entretien", ["27 janvier", "31/02/2026", None]),
    ("DT", ["Nancy", None]),
    ("Demi-journée", ["Soir", None]),
    ("N° étranger", ["12345", "1,23E+09", "0000000000", None, 123456789]),
    ("Nom", [None]),
    ("Sexe", ["X", None]),
    ("Date de naissance", ["vers 1990", None, datetime(2027, 1, 1), "04/07/1988"]),
    ("Situation", ["chômage", None]),
    ("AGIR", ["?", None]),
    ("Inscription CIP", ["fait"]),
    ("Identifiant FT", ["12AB"]),
    ("Observations", ["rappeler au 06 12 34 56 78"]),
]

Ligne = dict[str, Any]


@dataclass(frozen=True)
class Pfa:
    """Une session d'accueil, et combien de personnes y sont reçues."""

    jour: date
    dt: str
    demi_journee: str
    recues: int


def nom(hasard: random.Random, syllabes: int) -> str:
    """Un nom inventé."""
    return "".join(hasard.choice(SYLLABES) for _ in range(syllabes)).capitalize()


def sessions(lignes: int) -> Iterator[Pfa]:
    """Les PFA de ces entretiens, par jour.

    Dans une DT, puis deux, trois, puis sur plus d'années.
    """
    debut, dts = DEBUT, 1
    while (possibles := list(_creneaux(debut, DTS[:dts]))) and len(possibles) * PAR_PFA < lignes:
        if dts < len(DTS):
            dts += 1
        else:
            debut -= timedelta(weeks=52)
    combien = -(-lignes // PAR_PFA)
    for n in range(combien):
        jour, dt, demi_journee = possibles[n * len(possibles) // combien]
        recues = (n + 1) * lignes // combien - n * lignes // combien
        yield Pfa(jour, dt, demi_journee, recues)


def _creneaux(debut: date, dts: tuple[str, ...]) -> Iterator[tuple[date, str, str]]:
    lundi = debut - timedelta(days=debut.weekday())
    while lundi <= FIN:
        for n, demi_journee in DEMI_JOURNEES:
            jour = lundi + timedelta(days=n)
            if jour <= FIN and (jour.month, jour.day) not in FERIES | JAMAIS_FERIES:
                yield from ((jour, dt, demi_journee) for dt in dts)
        lundi += timedelta(weeks=1)


def personne(hasard: random.Random, jour: date) -> Ligne:
    """Qui est reçu : de 18 à 60 ans ce jour-là."""
    return {
        "N° étranger": f"{hasard.randrange(10**9, 10**10)}",
        "Nom": nom(hasard, 4),
        "Prénom": hasard.choice(AUSSI_DES_MOTS) if hasard.random() < 0.02 else nom(hasard, 3),
        "Sexe": hasard.choice("FH"),
        "Date de naissance": _minuit(jour - timedelta(days=hasard.randrange(18 * 366, 60 * 365))),
    }


def reponses(hasard: random.Random, jour: date, naissance: datetime, deja_inscrite: bool) -> Ligne:
    """Des réponses qui se tiennent, et leurs suites."""
    rsa = hasard.random() < 0.15 and naissance.date() < jour - timedelta(days=26 * 366)
    inscrite = rsa or deja_inscrite or hasard.random() < 0.2
    e: Ligne = {
        "Situation": hasard.choice(SITUATIONS),
        "AGIR": "Oui" if hasard.random() < 0.1 else "Non",
        "RSA": "Oui" if rsa else "Non",
        "Inscrit FT": "Oui" if inscrite else "Non",
    }
    if e["Situation"] == "Sans emploi" and e["AGIR"] == "Non" and not inscrite:
        rendez_vous = jour + timedelta(days=hasard.randrange(5, 40))
        issue = hasard.choice(ISSUES)
        e |= {
            "Inscription CIP": "Réalisée",
            "Identifiant FT": f"{hasard.randrange(10**10, 10**11)}",
            "Date RDV FT": _minuit(rendez_vous),
            "RDV FT": issue if rendez_vous < AUJOURDHUI else "Prévu",
        }
    return e


def entretiens(lignes: int, hasard: random.Random, pfa: list[Pfa]) -> Iterator[Ligne]:
    """Les lignes d'`Entretiens`, dans l'ordre des PFA."""
    connues: list[Ligne] = []
    for session in pfa:
        for _ in range(session.recues):
            revue = len(connues) > PAR_PFA and hasard.random() < REVUES
            if revue:
                qui = connues.pop(hasard.randrange(len(connues) // 2))
            else:
                qui = personne(hasard, session.jour)
                connues.append(qui)
            e: Ligne = {
                "Date entretien": _minuit(session.jour),
                "DT": session.dt,
                "Demi-journée": session.demi_journee,
                **qui,
                **reponses(hasard, session.jour, qui["Date de naissance"], deja_inscrite=revue),
            }
            if hasard.random() < FAUTIVES:
                titre, fautes = hasard.choice(FAUTES)
                e[titre] = hasard.choice(fautes)
            yield e


def _minuit(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day)


def generer(lignes: int, chemin: Path) -> None:
    """Écrit le classeur : `Entretiens`, titres en première ligne, `Séances` et `Paramètres`."""
    hasard = random.Random(20260127)
    pfa = list(sessions(lignes))
    with xlsxwriter.Workbook(chemin, {"default_date_format": "dd/mm/yyyy"}) as classeur:
        feuille = classeur.add_worksheet("Entretiens")
        feuille.write_row(0, 0, TITRES)
        for rang, e in enumerate(entretiens(lignes, hasard, pfa), start=1):
            feuille.write_row(rang, 0, [e.get(titre) for titre in TITRES])
        feuille = classeur.add_worksheet("Séances")
        feuille.write_row(0, 0, TITRES_SEANCES)
        for rang, p in enumerate(pfa, start=1):
            feuille.write_row(rang, 0, [_minuit(p.jour), p.dt, p.demi_journee, PAR_PFA, p.recues])
        feuille = classeur.add_worksheet("Paramètres")
        debut = _minuit(min(date(2025, 12, 8), pfa[0].jour))
        convention = [
            ("Paramètre", "Valeur", "Source"),
            ("Début", debut, ""),
            ("Recrutement du CIP", debut, ""),
            ("DT couvertes", "; ".join(dict.fromkeys(p.dt for p in pfa)), ""),
        ]
        for rang, parametre in enumerate(convention):
            feuille.write_row(rang, 0, parametre)


if __name__ == "__main__":
    generer(int(sys.argv[1]), Path(sys.argv[2]))
