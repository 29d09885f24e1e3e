"""Cas des règles S et O : la situation de la personne, et les observations."""

from datetime import date as jour
from typing import Any

from workbook.cas.forme import Cas, bord, cas
from workbook.declarations.colonnes import NON, OUI

SANS_INSCRIPTION: dict[str, Any] = {"inscription_cip": None, "identifiant_ft": None}
"""Ce que laisse vide l'entretien d'une personne qui n'est pas à inscrire."""

CAS: dict[str, tuple[Cas, ...]] = {
    "S01": (
        cas("S01", situation=None),
        cas("", situation="Sans emploi"),
        bord("S01", situation="\u00a0", dit="une espace insécable"),
        bord(
            "S01",
            situation=None,
            agir=None,
            dit="Situation et AGIR vides : seule la première question est réclamée",
        ),
    ),
    "S02": (
        cas("S02", situation="Chômage"),
        cas("S02", situation="CDI*"),
        cas("", situation="CDI", **SANS_INSCRIPTION),
        bord("", situation="SANS  EMPLOI", dit="en majuscules, avec deux espaces : SANS  EMPLOI"),
        bord("S02", situation="Sans-emploi", dit="avec un trait d’union : Sans-emploi"),
        bord(
            "S02",
            situation="Chômage",
            rsa=None,
            dit="Situation hors liste et RSA vide : la cause est dite une fois",
        ),
    ),
    "S03": (
        cas("S03", agir="O"),
        cas("S03", rsa="Peut-être"),
        cas("S03", inscrit_ft="en cours"),
        cas("S03 S03", agir="O", rsa="?"),
        cas("", agir=NON),
        bord("", agir="non ", dit="en minuscules : non"),
        bord(
            "S03", agir="O", rsa=None, dit="AGIR inconnu et RSA vide : la cause est dite une fois"
        ),
        bord("S03", rsa=True, dit="RSA : la valeur logique VRAI"),
    ),
    "S04": (
        cas("S04", agir=None),
        cas("S04", rsa=None),
        cas("S04", inscrit_ft=None),
        cas("", rsa=NON),
        bord(
            "S04",
            agir=None,
            rsa=None,
            inscrit_ft=None,
            dit="Les trois réponses vides : la première est réclamée",
        ),
        bord(
            "",
            situation="CDI",
            agir=None,
            rsa=None,
            inscrit_ft=None,
            **SANS_INSCRIPTION,
            dit="Réponses vides d’une personne en CDI : elles ne décident de rien",
        ),
        bord("", agir=OUI, rsa=None, **SANS_INSCRIPTION, dit="AGIR = Oui, RSA vide : AGIR décide"),
    ),
    "S05": (
        cas("S05", rsa=OUI, inscrit_ft=OUI, date_naissance=jour(2004, 6, 15), **SANS_INSCRIPTION),
        cas("", rsa=OUI, inscrit_ft=OUI, **SANS_INSCRIPTION),
        cas(
            "D10 S05", rsa=OUI, inscrit_ft=OUI, date_naissance=jour(2015, 6, 15), **SANS_INSCRIPTION
        ),
        bord(
            "S05",
            rsa=OUI,
            inscrit_ft=OUI,
            date_naissance=jour(2001, 1, 28),
            **SANS_INSCRIPTION,
            dit="RSA = Oui à 24 ans, la veille de ses 25 ans",
        ),
        bord(
            "D13",
            rsa=OUI,
            inscrit_ft=OUI,
            date_naissance=jour(2001, 1, 27),
            **SANS_INSCRIPTION,
            dit="RSA = Oui à 25 ans le jour même",
        ),
        bord(
            "D09",
            rsa=OUI,
            inscrit_ft=OUI,
            date_naissance=None,
            **SANS_INSCRIPTION,
            dit="RSA = Oui, date de naissance vide",
        ),
        bord(
            "D08",
            rsa=OUI,
            inscrit_ft=OUI,
            date_naissance=jour(2030, 1, 1),
            **SANS_INSCRIPTION,
            dit="RSA = Oui, date de naissance impossible",
        ),
    ),
    "S06": (
        cas("S06", rsa=OUI, **SANS_INSCRIPTION),
        cas("", rsa=OUI, inscrit_ft=OUI, **SANS_INSCRIPTION),
        bord(
            "E03",
            rsa=OUI,
            date_entretien=jour(2024, 12, 31),
            **SANS_INSCRIPTION,
            dit="RSA = Oui et Inscrit FT = Non, vu le 31/12/2024",
        ),
        bord(
            "E03 E05 S06",
            rsa=OUI,
            date_entretien=jour(2025, 1, 1),
            **SANS_INSCRIPTION,
            dit="RSA = Oui et Inscrit FT = Non, vu le 01/01/2025",
        ),
        bord(
            "",
            rsa=OUI,
            inscrit_ft=None,
            **SANS_INSCRIPTION,
            dit="RSA = Oui, Inscrit FT vide : le RSA a déjà décidé",
        ),
    ),
    "S07": (
        cas("S07", agir=OUI, rsa=OUI, inscrit_ft=OUI, **SANS_INSCRIPTION),
        cas("", agir=OUI, **SANS_INSCRIPTION),
        bord(
            "S06 S07",
            agir=OUI,
            rsa=OUI,
            **SANS_INSCRIPTION,
            dit="AGIR = Oui, RSA = Oui et Inscrit FT = Non",
        ),
    ),
    "O01": (
        cas("O01", observations="Rappeler au 06 12 34 56 78"),
        cas("O01", observations="écrire à exemple@exemple.invalid"),
        cas("O01", observations="NIR 2 91 06 57 123 456 78"),
        cas("O01", observations="Suivie pour dépression"),
        cas("O01", observations="Enceinte de six mois"),
        cas("O01", observations="Porte le voile"),
        cas("O01", observations="Musulman pratiquant"),
        cas("O01", observations="Réfugiée, protection OFPRA"),
        cas("O01", observations="D’origine afghane"),
        cas("O01", observations="En situation de handicap"),
        cas("O01", observations="Origine : Syrie"),
        cas("O01", observations="A demandé l’asile en 2024"),
        cas("O01", observations="Pratique l’islam"),
        cas("O01", observations="Absente pour raisons médicales"),
        cas("O01", observations="Sa santé est fragile"),
        cas("O01", observations="en mauvaise santé depuis mars"),
        bord(
            "O01",
            observations=612345678,
            dit="un téléphone tapé comme un nombre, son zéro perdu : 612345678",
        ),
        bord(
            "O01",
            observations=33612345678,
            dit="un téléphone tapé +33…, devenu un nombre : 33612345678",
        ),
        bord(
            "",
            observations=123456789,
            dit="neuf chiffres qui ne commencent pas comme un téléphone : 123456789",
        ),
        bord(
            "",
            observations="Dossier 612345678",
            dit="neuf chiffres parmi des mots : Dossier 612345678",
        ),
        cas("", observations="Titre attendu, rappeler en mars"),
        bord(
            "",
            observations="Projet santé : aide-soignante",
            dit="un projet de métier : Projet santé : aide-soignante",
        ),
        bord(
            "",
            observations="Métiers de la santé, sa complémentaire santé est à jour",
            dit="un métier et une mutuelle : métiers de la santé",
        ),
        bord(
            "",
            observations="Cherche un poste auprès d’enfants handicapés",
            dit="un métier : poste auprès d’enfants handicapés",
        ),
        bord(
            "",
            observations="Aide à domicile auprès de personnes en situation de handicap",
            dit="un métier : auprès de personnes en situation de handicap",
        ),
        bord(
            "",
            observations="Diplôme d’État n° 2019 0612 3456",
            dit="une suite de chiffres qui n’est pas un téléphone : n° 2019 0612 3456",
        ),
        bord(
            "",
            observations="Orientée vers le Secours catholique",
            dit="une association : Secours catholique",
        ),
        bord(
            "",
            observations="Ménage à l’école catholique, le matin",
            dit="un lieu de travail : école catholique",
        ),
        bord(
            "",
            observations="RDV le 05/02/2026 10h30",
            dit="une date et une heure, qui ne sont pas un téléphone : 05/02/2026 10h30",
        ),
        bord(
            "",
            observations="Langue d’origine : arabe",
            dit="une langue parlée : Langue d’origine : arabe",
        ),
    ),
}
