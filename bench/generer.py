"""Un classeur d'entretiens inventés, toujours le même pour un nombre de lignes : 5 % de lignes portent une faute de saisie.

usage : generer.py LIGNES CLASSEUR.xlsx        Toutes les personnes sont inventées.
"""

import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

from workbook.colonnes import ENTRETIENS  # noqa: E402

SYLLABES = [
    "ba",
    "be",
    "di",
    "do",
    "fa",
    "gha",
    "ha",
    "ib",
    "ja",
    "ka",
    "la",
    "ma",
    "mi",
    "na",
    "nou",
    "ou",
    "ra",
    "sa",
    "si",
    "ta",
    "to",
    "ya",
    "zo",
    "kou",
    "lam",
    "ben",
    "dar",
    "mer",
    "vel",
    "tch",
    "gor",
    "ish",
]
SITUATIONS = (
    ["Sans emploi"] * 9 + ["CDI"] * 5 + ["CDD"] * 3 + ["Intérim", "Indépendant", "Formation professionnelle", "Apprentissage", "Étudiant", "Retraité", "Autre"]
)
FAUTES = [
    ("Date entretien", lambda h: h.choice(["27 janvier", "31/02/2026", "12/03/2026", None, 46100])),
    ("DT", lambda h: h.choice(["Nancy", None, " metz "])),
    ("Demi-journée", lambda h: h.choice(["Soir", None])),
    ("N° étranger", lambda h: h.choice(["12345", "1,23E+09", "0000000000", None, 123456789, "57 0123 4567"])),
    ("Nom", lambda h: None),
    ("Sexe", lambda h: h.choice(["X", None, "f"])),
    ("Date de naissance", lambda h: h.choice(["vers 1990", None, datetime(2027, 1, 1), datetime(2012, 5, 5), "04/07/1988"])),
    ("Situation", lambda h: h.choice(["chômage", None])),
    ("AGIR", lambda h: h.choice(["?", None])),
    ("RSA", lambda h: h.choice(["oui", None])),
    ("Inscription CIP", lambda h: "fait"),
    ("Identifiant FT", lambda h: "12AB"),
    ("RDV FT", lambda h: "Accompagné"),
    ("Observations", lambda h: h.choice(["rappeler au 06 12 34 56 78", "reçu avec un ami"])),
]


def nom(hasard: random.Random, syllabes: int) -> str:
    """Un nom inventé."""
    return "".join(hasard.choice(SYLLABES) for _ in range(syllabes)).capitalize()


def entretien(hasard: random.Random, jours: list[datetime]) -> dict:
    """Une ligne conforme : la situation, les réponses et les suites se tiennent."""
    jour = hasard.choice(jours)
    e = {
        "Date entretien": jour,
        "DT": hasard.choice(["Metz", "Metz", "Metz", "Reims", "Strasbourg"]),
        "Demi-journée": hasard.choice(["Matin", "Après-midi"]),
        "N° étranger": f"{hasard.randrange(10**9, 10**10)}",
        "Nom": nom(hasard, 3),
        "Prénom": nom(hasard, 2),
        "Sexe": hasard.choice("FH"),
        "Date de naissance": datetime(1962, 1, 1) + timedelta(days=hasard.randrange(16400)),
        "Situation": hasard.choice(SITUATIONS),
        "AGIR": "Oui" if hasard.random() < 0.1 else "Non",
    }
    e["RSA"] = "Oui" if hasard.random() < 0.2 else "Non"
    e["Inscrit FT"] = "Oui" if e["RSA"] == "Oui" or hasard.random() < 0.2 else "Non"
    if e["Situation"] == "Sans emploi" and {e["AGIR"], e["RSA"], e["Inscrit FT"]} == {"Non"}:
        e |= {"Inscription CIP": "Réalisée", "Identifiant FT": f"{hasard.randrange(10**10, 10**11)}", "Date RDV FT": jour + timedelta(days=14)}
        e["RDV FT"] = hasard.choice(["Prévu", "Accompagné", "Honoré seul", "Manqué"])
    return e


def generer(lignes: int, chemin: Path) -> None:
    """Écrit le classeur : une feuille `Entretiens`, titres en première ligne."""
    hasard = random.Random(20260127)
    debut = date(2026, 1, 26)
    jours = [datetime(d.year, d.month, d.day) for d in (debut + timedelta(days=n) for n in range(280)) if d.weekday() < 5]
    with xlsxwriter.Workbook(chemin, {"constant_memory": True}) as classeur:
        feuille = classeur.add_worksheet("Entretiens")
        format_date = classeur.add_format({"num_format": "dd/mm/yyyy"})
        titres = [c.titre for c in ENTRETIENS]
        feuille.write_row(0, 0, titres)
        precedents: list[dict] = []
        for rang in range(1, lignes + 1):
            e = entretien(hasard, jours)
            if precedents and hasard.random() < 0.05:
                e |= dict(list(hasard.choice(precedents).items())[3:8])
            elif len(precedents) < 500:
                precedents.append(dict(e))
            if hasard.random() < 0.05:
                titre, faute = hasard.choice(FAUTES)
                e[titre] = faute(hasard)
            for colonne, titre in enumerate(titres):
                valeur = e.get(titre)
                if isinstance(valeur, datetime):
                    feuille.write_datetime(rang, colonne, valeur, format_date)
                elif isinstance(valeur, str):
                    feuille.write_string(rang, colonne, valeur)
                elif valeur is not None:
                    feuille.write_number(rang, colonne, valeur)


if __name__ == "__main__":
    generer(int(sys.argv[1]), Path(sys.argv[2]))
