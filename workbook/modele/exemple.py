"""L'exemple livré avec le modèle : la journée du 27 janvier 2026 à Metz (contrat 2).

La source (OFII Metz, « Un premier RETEX ») donne les effectifs : 21 personnes reçues, 8 CDI, 4 CDD,
1 en formation, 1 au RSA, 3 inscrites à France Travail, 4 non inscrites, 4 inscriptions. Tout le
reste est inventé : noms, numéros, sexes, âges, demi-journées.
"""

from datetime import date
from typing import Any

from workbook.declarations.colonnes import APRES_MIDI, MATIN, NON, OUI, REALISEE

JOUR = date(2026, 1, 27)
MOIS = date(2026, 1, 1)
DT = "Metz"
NOTE = "Exemple : personne inventée"

# demi-journée, N° étranger, nom, prénom, sexe, naissance, situation, RSA, inscrit FT, identifiant
# FT, RDV FT prévu
_PERSONNES: tuple[tuple[Any, ...], ...] = (
    (MATIN, "9900000112", "Arslani", "Blerina", "F", date(1994, 3, 8), "CDI", NON, NON, "", None),
    (MATIN, "9900000228", "Bakayoro", "Seydou", "H", date(1988, 11, 21), "CDI", NON, NON, "", None),
    (MATIN, "0099000337", "Castelão", "Inácio", "H", date(1979, 6, 2), "CDD", NON, NON, "", None),
    (
        MATIN,
        "9900000441",
        "Dervishi-Lunga",
        "Elira",
        "F",
        date(2001, 9, 14),
        "Sans emploi",
        NON,
        NON,
        "99000000417",
        date(2026, 2, 10),
    ),
    (
        MATIN,
        "9900000556",
        "El Mokrani",
        "Yassir",
        "H",
        date(1985, 1, 30),
        "CDI",
        NON,
        NON,
        "",
        None,
    ),
    (
        MATIN,
        "9900000663",
        "Farzadi",
        "Niloufar",
        "F",
        date(1972, 12, 5),
        "Sans emploi",
        OUI,
        OUI,
        "",
        None,
    ),
    (MATIN, "9900000779", "Gomarteli", "Tamta", "F", date(1991, 4, 17), "CDD", NON, NON, "", None),
    (MATIN, "9900000884", "Hossenaly", "Rakib", "H", date(1996, 8, 25), "CDI", NON, NON, "", None),
    (
        MATIN,
        "9900000995",
        "Ilunga-Mboyo",
        "Grâce",
        "F",
        date(1983, 2, 11),
        "Sans emploi",
        NON,
        OUI,
        "",
        None,
    ),
    (MATIN, "9900001007", "Jovanski", "Darko", "H", date(1969, 7, 19), "CDI", NON, NON, "", None),
    (
        MATIN,
        "0099001113",
        "Kouadjo",
        "Affoué",
        "F",
        date(1998, 10, 3),
        "Sans emploi",
        NON,
        NON,
        "99000001118",
        date(2026, 2, 12),
    ),
    (
        MATIN,
        "9900001229",
        "Lakhdarine",
        "Sofiane",
        "H",
        date(1990, 5, 27),
        "CDD",
        NON,
        NON,
        "",
        None,
    ),
    (
        APRES_MIDI,
        "9900001335",
        "Mendosa Ruiz",
        "Camila",
        "F",
        date(1987, 9, 9),
        "CDI",
        NON,
        NON,
        "",
        None,
    ),
    (
        APRES_MIDI,
        "9900001442",
        "Nguyên-Lac",
        "Thi Mai",
        "F",
        date(2003, 1, 22),
        "Formation professionnelle",
        NON,
        NON,
        "",
        None,
    ),
    (
        APRES_MIDI,
        "9900001558",
        "Oyelaranti",
        "Tunde",
        "H",
        date(1981, 3, 31),
        "CDI",
        NON,
        NON,
        "",
        None,
    ),
    (
        APRES_MIDI,
        "9900001664",
        "Petrosyani",
        "Anahit",
        "F",
        date(1976, 11, 12),
        "Sans emploi",
        NON,
        OUI,
        "",
        None,
    ),
    (
        APRES_MIDI,
        "9900001771",
        "Qaderzai",
        "Farid",
        "H",
        date(1999, 6, 6),
        "Sans emploi",
        NON,
        NON,
        "99000001777",
        date(2026, 2, 17),
    ),
    (
        APRES_MIDI,
        "9900001887",
        "Rasolonirina",
        "Voahangy",
        "F",
        date(1993, 12, 28),
        "CDI",
        NON,
        NON,
        "",
        None,
    ),
    (
        APRES_MIDI,
        "9900001994",
        "Sivapalan-Raj",
        "Kavitha",
        "F",
        date(1965, 4, 4),
        "CDD",
        NON,
        NON,
        "",
        None,
    ),
    (
        APRES_MIDI,
        "9900002006",
        "Tesfazghiorgis",
        "Merhawi",
        "H",
        date(1992, 2, 29),
        "Sans emploi",
        NON,
        OUI,
        "",
        None,
    ),
    (
        APRES_MIDI,
        "9900002115",
        "Uçarsoy",
        "Emine",
        "F",
        date(1978, 8, 15),
        "Sans emploi",
        NON,
        NON,
        "99000002113",
        date(2026, 2, 19),
    ),
)


def entretiens() -> list[dict[str, Any]]:
    """Les 21 lignes d'entretien de l'exemple, de titre de colonne à valeur ; une cellule vide n'y
    est pas. Personnes inventées."""
    lignes = []
    for (
        demi_journee,
        numero,
        nom,
        prenom,
        sexe,
        naissance,
        situation,
        rsa,
        inscrit,
        identifiant,
        rdv,
    ) in _PERSONNES:
        ligne = {
            "Date entretien": JOUR,
            "DT": DT,
            "Demi-journée": demi_journee,
            "N° étranger": numero,
            "Nom": nom,
            "Prénom": prenom,
            "Sexe": sexe,
            "Date de naissance": naissance,
            "Situation": situation,
            "AGIR": NON,
            "RSA": rsa,
            "Inscrit FT": inscrit,
        }
        if identifiant:
            ligne |= {
                "Inscription CIP": REALISEE,
                "Date inscription": JOUR,
                "Identifiant FT": identifiant,
                "Date RDV FT": rdv,
                "RDV FT": "Prévu",
            }
        lignes.append(ligne | {"Observations": NOTE})
    return lignes


def seances() -> list[dict[str, Any]]:
    """Les deux PFA de la journée, de titre de colonne à valeur. Convoqués, présents et durées sont
    inventés."""
    return [
        {
            "Date": JOUR,
            "DT": DT,
            "Demi-journée": demi_journee,
            "Convoqués": 12,
            "Présents": sum(p[0] == demi_journee for p in _PERSONNES),
            "Présentation collective": OUI,
            "Durée (min)": 15,
            "Observations": "Exemple inventé",
        }
        for demi_journee in (MATIN, APRES_MIDI)
    ]
