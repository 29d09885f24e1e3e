"""Fabrique de classeurs d'essai.

Toutes les personnes, tous les numéros et toutes les réponses sont inventés.

Une ligne est un dictionnaire « en-tête → valeur » ; `ecrire` en fait un classeur avec openpyxl, et
`classeurs` (Hypothesis) tire des classeurs entiers, où les personnes reviennent, où les PFA se
remplissent et où chaque colonne reçoit les saletés que le contrat nomme.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

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
COLONNES_SEANCES = (
    "Date",
    "DT",
    "Demi-journée",
    "Convoqués",
    "Présents",
    "Présentation collective",
    "Durée (min)",
    "Observations",
)
COLONNES_DECISIONS = ("Date", "Décision", "Code", "Personne", "Autre personne", "Raison")
TITRES_PARAMETRES = {
    "Convention": ("Paramètre", "Valeur", "Source"),
    "Antennes": ("DT", "Départements", "Courriel"),
    "Situations": ("Situation", "Catégorie"),
    "Tranches": ("Tranche", "Âge min", "Âge max"),
    "Listes": (
        "Demi-journée",
        "Sexe",
        "Oui/Non",
        "Inscription CIP",
        "Motif non-inscription",
        "RDV FT",
    ),
}

J = dt.date


def ligne_conforme(**changes: Any) -> dict[str, Any]:
    """Rend une ligne sans aucune anomalie au 23/11/2026.

    `changes` remplace des cellules, par en-tête (`**{"Date entretien": …}`).
    """
    ligne: dict[str, Any] = {
        "Date entretien": J(2026, 1, 27),
        "DT": "Metz",
        "Demi-journée": "Matin",
        "N° étranger": "5701234568",
        "Nom": "EXEMPLE",
        "Prénom": "Inventée",
        "Sexe": "F",
        "Date de naissance": J(1991, 6, 15),
        "Situation": "Sans emploi",
        "AGIR": "Non",
        "RSA": "Non",
        "Inscrit FT": "Non",
        "Inscription CIP": "Réalisée",
        "Motif non-inscription": None,
        "Date inscription": None,
        "Identifiant FT": "12345678901",
        "Date RDV FT": J(2026, 2, 10),
        "RDV FT": "Honoré seul",
        "Observations": None,
    }
    inconnues = set(changes) - set(ligne)
    assert not inconnues, inconnues
    if chiffres := "".join(c for c in str(changes.get("N° étranger", "")) if c.isdigit()):
        ligne["Identifiant FT"] = (
            f"1{chiffres[-10:]:0>10}"  # une autre personne a un autre identifiant
        )
    return ligne | changes


def lignes_distinctes(nombre: int, **changes: Any) -> list[dict[str, Any]]:
    """Rend des lignes conformes de personnes toutes différentes."""
    return [
        ligne_conforme(
            **(
                {
                    "N° étranger": f"57{i:02d}345678",
                    "Nom": f"EXEMPLE {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[i]}",
                }
                | changes
            )
        )
        for i in range(nombre)
    ]


def ecrire(
    chemin: Path,
    lignes: Sequence[Mapping[str, Any] | None],
    *,
    titres: Sequence[str] | None = None,
    graphies: Mapping[str, str] | None = None,
    titre_au_dessus: bool = False,
    colonnes_en_plus: Sequence[tuple[int, str, Any]] = (),
    feuilles_en_plus: Sequence[str] = (),
    parametres: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    seances: Sequence[Mapping[str, Any]] | None = None,
    decisions: Sequence[Mapping[str, Any]] | None = None,
    nom_feuille: str = "Entretiens",
    total: bool = False,
    tableau_a_cote: bool = False,
    masquees: Sequence[int] = (),
) -> Path:
    """Écrit un classeur.

    `None` dans `lignes` est une rangée vide, `graphies` écrit un en-tête autrement.

    `colonnes_en_plus` : (position, en-tête, valeur mise dans chaque rangée, vides comprises) ;
    `total` : le tableau Excel et sa ligne de totaux, après la dernière ligne ; `tableau_a_cote` :
    un tableau du conseiller, à droite, dont les totaux tombent en rangée 3 ; `masquees` : rangs
    (dans `lignes`) des rangées masquées.
    """
    classeur = openpyxl.Workbook()
    del classeur["Sheet"]
    for nom in feuilles_en_plus:
        classeur.create_sheet(nom).append(["Feuille du conseiller", "ignorée"])
    onglet = classeur.create_sheet(nom_feuille)
    propres = COLONNES if titres is None else titres
    colonnes = _avec(colonnes_en_plus, propres)
    tete = 4 if titre_au_dessus else 1
    if titre_au_dessus:
        _titrer_au_dessus(onglet)
    for j, (titre, valeur) in enumerate(colonnes, start=1):
        contenu = [(e or {}).get(titre) if titre in propres else valeur for e in lignes]
        _ecrire_colonne(onglet, tete, j, [(graphies or {}).get(titre, titre), *contenu])
    for i in masquees:
        onglet.row_dimensions[tete + 1 + i].hidden = True
    if total:
        _totaliser(onglet, tete, len(colonnes), len(lignes))
    if tableau_a_cote:
        _poser_a_cote(onglet, len(colonnes) + 3)
    if parametres is not None:
        _ecrire_parametres(classeur.create_sheet("Paramètres"), parametres)
    if seances is not None:
        _lister(classeur.create_sheet("Séances"), COLONNES_SEANCES, seances)
    if decisions is not None:
        onglet = classeur.create_sheet("Décisions")
        onglet.append(["Ce que le CIP a vérifié"])
        _lister(onglet, COLONNES_DECISIONS, decisions)
    classeur.save(chemin)
    classeur.close()
    return chemin


def _avec(en_plus: Sequence[tuple[int, str, Any]], propres: Sequence[str]) -> list[tuple[str, Any]]:
    """(en-tête, valeur de chaque rangée) de nos colonnes, et de celles en plus à leur position."""
    colonnes: list[tuple[str, Any]] = [(titre, None) for titre in propres]
    for position, titre, valeur in en_plus:
        colonnes.insert(min(position, len(colonnes)), (titre, valeur))
    return colonnes


def _ecrire_colonne(onglet: Any, haut: int, colonne: int, valeurs: Sequence[Any]) -> None:
    """Écrit des valeurs l'une sous l'autre ; None : une cellule vide."""
    for rang, valeur in enumerate(valeurs, start=haut):
        onglet.cell(rang, colonne).value = valeur


def _titrer_au_dessus(onglet: Any) -> None:
    """Deux rangées avant les en-têtes ; cinq obligatoires sur onze : pas la moitié."""
    onglet.cell(1, 1, "AMLI – AGIR 57 : entretiens du CIP (exemple inventé)")
    for j, titre in enumerate(("DT", "Nom", "Prénom", "Sexe", "AGIR", "Observations"), start=1):
        onglet.cell(2, j, titre)


def _totaliser(onglet: Any, tete: int, colonnes: int, lignes: int) -> None:
    """Fait des entretiens un tableau Excel, et lui ajoute sa ligne de totaux."""
    rang = tete + lignes + 1
    for j in range(1, colonnes + 1):
        onglet.cell(rang, j, "Total" if j == 1 else lignes)
    ref = f"A{tete}:{get_column_letter(colonnes)}{rang}"
    onglet.add_table(Table(displayName="Entretiens", ref=ref, totalsRowCount=1))


def _poser_a_cote(onglet: Any, gauche: int) -> None:
    """Un tableau du conseiller, ses totaux en rangée 3."""
    for i, (nom, nombre) in enumerate((("Mémo", "Nombre"), ("appels", 2), ("Total", 2)), start=1):
        onglet.cell(i, gauche, nom)
        onglet.cell(i, gauche + 1, nombre)
    ref = f"{get_column_letter(gauche)}1:{get_column_letter(gauche + 1)}3"
    onglet.add_table(Table(displayName="Memo", ref=ref, totalsRowCount=1))


def _lister(onglet: Any, titres: Sequence[str], lignes: Sequence[Mapping[str, Any]]) -> None:
    """Ajoute les en-têtes, puis les lignes."""
    onglet.append(list(titres))
    for ligne in lignes:
        onglet.append([ligne.get(titre) for titre in titres])


def changer(octets: bytes, partie: str, transformer: Callable[[str], str]) -> bytes:
    """Les octets d'un classeur dont une partie est changée."""
    sortie = BytesIO()
    with zipfile.ZipFile(BytesIO(octets)) as avant, zipfile.ZipFile(sortie, "w") as apres:
        for nom in avant.namelist():
            texte = avant.read(nom)
            apres.writestr(nom, transformer(texte.decode()).encode() if nom == partie else texte)
    return sortie.getvalue()


def _ecrire_parametres(onglet: Any, parametres: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    """Écrit les tableaux donnés côte à côte, séparés d'une colonne vide, chacun un tableau Excel à
    son nom."""
    colonne = 1
    for nom, rangees in parametres.items():
        titres = TITRES_PARAMETRES[nom]
        onglet.cell(1, colonne, f"Tableau {nom}")
        for i, rangee in enumerate([titres, *rangees]):
            for j, valeur in enumerate(rangee):
                onglet.cell(3 + i, colonne + j, valeur)
        debut, fin = (get_column_letter(k) for k in (colonne, colonne + len(titres) - 1))
        onglet.add_table(Table(displayName=nom, ref=f"{debut}3:{fin}{3 + max(1, len(rangees))}"))
        colonne += len(titres) + 1


def convention(**changes: Any) -> list[tuple[str, Any, str]]:
    """Rend le tableau `Convention` : les paramètres par défaut, puis ce que `changes` remplace.

    `None` retire le paramètre.
    """
    defauts: dict[str, Any] = {
        "Opérateur": "AMLI – AGIR 57",
        "Début": J(2025, 12, 8),
        "Fin": J(2026, 11, 30),
        "Recrutement du CIP": J(2026, 1, 26),
        "DT couvertes": "Metz",
        "Convoqués par PFA": 12,
        "PFA par semaine": 6,
        "PFA par semaine (maximum)": 8,
        "Définition personnes accompagnées": "éligibles",
        "Délai de relance (jours)": 30,
        "Dossier des rapports": "Rapports",
    } | changes
    return [(nom, valeur, "essai") for nom, valeur in defauts.items() if valeur is not None]


SITUATIONS = (
    ("Sans emploi", "Éligible"),
    ("CDI", "En emploi"),
    ("CDD", "En emploi"),
    ("Intérim", "En emploi"),
    ("Indépendant", "En emploi"),
    ("Formation professionnelle", "En formation"),
    ("Apprentissage", "En formation"),
    ("Étudiant", "Étudiant"),
    ("Retraité", "Autre hors public"),
    ("Autre", "Autre hors public"),
)
ANTENNES = (
    ("Metz", "54 55 57 88", None),
    ("Reims", "08 10 51 52", None),
    ("Strasbourg", "67 68", None),
)
LISTES = (
    ("Matin", "F", "Oui", "Réalisée", "Titre n’ouvrant pas l’inscription", "Prévu"),
    ("Après-midi", "H", "Non", "À compléter", "NIR absent ou provisoire", "Accompagné"),
    (None, None, None, "Échec", "Pièce manquante", "Honoré seul"),
    (None, None, None, "Refusée", "Site indisponible", "Manqué"),
    (None, None, None, None, "Refus", "Reporté"),
    (None, None, None, None, "Autre", None),
)
LISTES_PLUS = (
    *LISTES[:2],
    ("Soirée", None, None, *LISTES[2][3:]),
    *LISTES[3:5],
    (None, None, None, "Reportée", "Autre", "Annulé"),
    (*[None] * 4, "Déménagement", None),
)
TRANCHES_RETOUCHEES = (
    (("Jeunes", 0, 25), ("Adultes", 26, 64), ("Aînés", 65, None)),
    (
        ("Moins de 26 ans", 0, 25),
        ("26–45 ans", 26, 45),
        ("46–64 ans", 46, 64),
        ("65 ans et plus", 65, None),
    ),
    (("Tous", 0, None),),
)


# --- Hypothesis

# (graphies du numéro, du nom, du prénom, sexe, naissance) : inventés. Deux personnes partagent un
# nom, deux un numéro.
PERSONNES = (
    (
        ("5700000011", "57 0000 0011", 5700000011, None),
        ("BENALI", "Bénali ", "benali"),
        ("Samira", "SAMIRA"),
        "F",
        J(1990, 5, 4),
    ),
    (
        ("0512345678", 512345678, "512345678", "05\u00a01234\u202f5678", None),
        ("NGO-BELL", "Ngo Bell", "ngo’bell"),
        ("Jean-Paul", "JEAN PAUL"),
        "H",
        J(1985, 12, 31),
    ),
    (
        ("5700000033", None, "3333333333"),
        ("D’ALMEIDA", "D'Almeida", "d almeida"),
        ("José", "Jose\u0301"),
        "H",
        J(1960, 1, 27),
    ),
    (("5700000044", 5700000044, None), ("TRAORÉ", "Traore"), ("Ibrahim",), "H", J(2000, 2, 29)),
    (("5700000055", "5700000066", None), ("BENALI",), ("Samira",), "F", J(1990, 5, 4)),
    (("5700000044", None), ("KOUASSI",), ("Awa",), "F", J(2001, 3, 16)),
    (("5700000077", None), ("PHAM",), ("Linh", " linh\u00a0"), "F", J(1944, 8, 15)),
    ((None, "999999999"), ("SEUL", None), ("Nom", None), "H", J(2010, 3, 10)),
)

JOURS = (
    J(2026, 1, 27),
    J(2026, 1, 28),
    J(2026, 1, 29),
    J(2026, 2, 3),
    J(2026, 2, 28),
    J(2026, 3, 2),
    J(2026, 3, 16),
    J(2026, 3, 31),
    J(2026, 4, 3),
    J(2026, 5, 14),
    J(2026, 7, 15),
    J(2026, 11, 24),
    J(2026, 11, 30),
    J(2025, 12, 8),
    J(2025, 12, 26),
    J(2026, 1, 9),
    J(2026, 1, 25),
    J(2025, 12, 30),
    J(2026, 1, 2),
)
JOURS_HORS = (J(2025, 12, 7), J(2026, 12, 1), J(2027, 3, 26), J(2025, 12, 5))
REFERENCES = (J(2026, 11, 23), J(2026, 3, 16), J(2026, 2, 28), J(2026, 12, 31), J(2027, 1, 15))
MOIS = ("2026-03", "2026-01", "2026-02", "2026-04", "2026-11", "2026-12", "2027-01")

# Ce qu'un entretien conclut, cohérent ou presque.
ISSUES: tuple[dict[str, Any], ...] = (
    {},
    {"RDV FT": "Accompagné"},
    {"Identifiant FT": None},
    {"RDV FT": "Prévu", "Date RDV FT": None},
    {"RDV FT": None, "Date RDV FT": None},
    {
        "Situation": "CDI",
        "Inscription CIP": None,
        "Identifiant FT": None,
        "Date RDV FT": None,
        "RDV FT": None,
    },
    {
        "Situation": "Étudiant",
        "Inscription CIP": None,
        "Identifiant FT": None,
        "Date RDV FT": None,
        "RDV FT": None,
    },
    {
        "AGIR": "Oui",
        "Inscription CIP": None,
        "Identifiant FT": None,
        "Date RDV FT": None,
        "RDV FT": None,
    },
    {
        "RSA": "Oui",
        "Inscrit FT": "Oui",
        "Inscription CIP": None,
        "Identifiant FT": None,
        "Date RDV FT": None,
        "RDV FT": None,
    },
    {
        "AGIR": "Oui",
        "RSA": "Oui",
        "Inscription CIP": None,
        "Identifiant FT": None,
        "Date RDV FT": None,
        "RDV FT": None,
    },
    {"Inscrit FT": "Oui", "Inscription CIP": None, "Date RDV FT": None, "RDV FT": None},
    {
        "Inscription CIP": "Refusée",
        "Motif non-inscription": "Refus",
        "Identifiant FT": None,
        "Date RDV FT": None,
        "RDV FT": None,
    },
    {
        "Inscription CIP": "À compléter",
        "Motif non-inscription": "Pièce manquante",
        "RDV FT": "Accompagné",
    },
    {"Inscription CIP": None, "Identifiant FT": None, "Date RDV FT": None, "RDV FT": None},
)

# 46049 est le 27/01/2026 ; 46082 le 01/03/2026 ; « 46049 » en texte, une année sur deux chiffres,
# un 31 février ne se lisent pas.
DATES_LISIBLES = (
    "27/01/2026",
    "2/3/2026",
    " 03/02/2026 ",
    "16/03/2026\u00a0",
    46049,
    46049.75,
    46082,
    dt.datetime(2026, 3, 31, 23, 59),
    dt.datetime(2026, 1, 27, 9, 30),
    "2026-01-27T09:30:00Z",
    "2026-03-02T14:30",
)
DATES_ILLISIBLES = (
    "hier",
    "27/01/26",
    "2026-01-27",
    "31/02/2026",
    "29/02/2026",
    "46049",
    "27.01.2026",
    "27-01-2026",
    "00/01/2026",
    True,
    -5,
    "?",
    "27/01/2026 9:30",
)
SALETES: dict[str, tuple[Any, ...]] = {
    "Date entretien": (
        *DATES_LISIBLES, *DATES_ILLISIBLES, *JOURS_HORS, J(2026, 4, 4), J(2026, 4, 6), None, "",
        "#N/A", "#REF!",
    ),
    "DT": (
        "METZ", " metz ", "Reims", "strasbourg", "Strasbourg", "Nancy", "57", None, " ", 57, "#N/A",
    ),
    "Demi-journée": (
        "MATIN", "Apres-midi", "après-midi ", "Après\u2011midi", "Après midi", "Soirée", "Journée",
        None, " ", "#VALUE!",
    ),
    "N° étranger": (
        None, " ", "#N/A", 512345678, "512345678", 5700000011, 57000000.0, "57000", "57A0000011",
        "1,23E+09", 1230000000, "1111111111", "999999999", "000000000", 1111111111,
        "57 00 00 00 11", "57.0000.0011", "12345678901", "'0512345678", "’57 00000011", "'", "'abc",
        True,
    ),
    "Nom": (
        None, " ", "-", "\u00a0", "#N/A", "BENALI", "Ngo\u2011Bell", "N’GO  BELL", "D ALMEIDA", 123,
    ),
    "Prénom": (None, " ", "#N/A", "Samira", "jean  paul", "José", 7),
    "Sexe": ("f", " h ", "H", "F", "M", "Femme", "FH", None, " ", "#N/A", 1),
    "Date de naissance": (
        *DATES_ILLISIBLES, None, "#N/A", " ", "4/5/1990", "15/6/1991", 32997, 33404, 35, 1980,
        "1980", "00/00/1980", J(1905, 6, 2), J(1916, 1, 27), J(1915, 1, 1), J(1916, 3, 16),
        J(1945, 1, 27), J(1961, 1, 27), J(1961, 1, 28), J(2000, 2, 29), J(2001, 1, 27),
        J(2001, 1, 28), J(2010, 1, 27), J(2010, 1, 28), J(2008, 2, 29), J(2008, 3, 1),
        J(1980, 1, 27), J(1980, 1, 28), J(2026, 1, 27), J(2026, 1, 28), J(2030, 1, 1),
        dt.datetime(1991, 6, 15, 12, 0),
    ),
    "Situation": (
        None, " ", "#N/A", "cdi", "CDD", "INTERIM", " sans  emploi", "Étudiant", "etudiant",
        "Retraité", "Autre", "Formation professionnelle", "Bénévole", "Chômage", "CDI*", True, 3,
    ),
    "AGIR": ("Oui", "oui ", "NON", None, " ", "#N/A", "O", "N", "Peut-être", True, False, 1),
    "RSA": ("Oui", "OUI", "non", None, "\u00a0", "#N/A", "o", "Oui ?", True, 0),
    "Inscrit FT": ("Oui", "oui", "NON ", None, " ", "#N/A", "X", False, "en cours"),
    "Inscription CIP": (
        "Réalisée", "realisee", "REALISEE ", "À compléter", "a completer", "Échec", "Refusée",
        "Reportée", "Faite", None, " ", "#N/A", True,
    ),
    "Motif non-inscription": (
        "Titre n'ouvrant pas l'inscription", "Titre n’ouvrant  pas l’inscription",
        "Titre n`ouvrant pas l´inscription", "Refus", "AUTRE", "Déménagement", "Sans motif", None,
        " ", "#N/A", 4,
    ),
    "Date inscription": (
        *DATES_LISIBLES, *DATES_ILLISIBLES, None, " ", "#N/A", J(2026, 1, 26), J(2026, 1, 27),
        J(2026, 3, 3), J(2026, 10, 24), J(2026, 10, 23), J(2026, 11, 24), J(2025, 12, 3),
        J(2027, 1, 4),
    ),
    "Identifiant FT": (
        None, " ", "#N/A", "1234567A", "1234567a", "12345678", 12345678, 12345678901,
        "123 4567 8901", "1234567890", "123456A", "A2345678", "1234567-8", "'12345678901",
        "en attente", True,
    ),
    "Date RDV FT": (
        *DATES_LISIBLES, *DATES_ILLISIBLES, None, " ", "#N/A", J(2026, 1, 26), J(2026, 2, 3),
        J(2026, 3, 31), J(2026, 4, 1), J(2026, 11, 24), J(2026, 12, 8), J(2025, 12, 3),
        J(2027, 1, 4),
    ),
    "RDV FT": (
        "Accompagné", "accompagne ", "ACCOMPAGNÉ", "Prévu", "Honoré seul", "honore  seul", "Manqué",
        "Reporté", "Annulé", "Venu", None, " ", "#N/A", True,
    ),
    "Observations": (
        "Rappeler le 06 12 34 56 78", "exemple@exemple.invalid", "Projet santé : aide-soignante",
        " ", "#N/A", 12,
    ),
}  # fmt: skip
COUPLES = tuple((titre, valeur) for titre, valeurs in SALETES.items() for valeur in valeurs)

GRAPHIES = {
    "Date entretien": ("DATE ENTRETIEN", "date\u00a0entretien", " Date  entretien "),
    "N° étranger": ("n° etranger", "N°\u202fétranger", "N° E\u0301TRANGER"),
    "Prénom": ("PRENOM", "prénom "),
    "Demi-journée": ("demi-journee", "Demi\u2011journée", "DEMI\u2013JOURNEE"),
    "RDV FT": ("Rdv Ft", "RDV\u00a0FT"),
    "Motif non-inscription": ("MOTIF NON-INSCRIPTION", "Motif non\u2212inscription"),
    "Inscription CIP": ("inscription cip",),
}
EN_PLUS = (
    (0, "Dossier", "rose"),
    (3, "Nom de famille", 12),
    (30, "Contrôle", "✔ Conforme"),
    (7, "Âge", 35),
    (5, "Éligibilité", "Éligible"),
    (2, "Téléphoné", None),
)


@dataclass(frozen=True)
class Essai:
    """Un classeur tiré au sort.

    Ce que `ecrire` reçoit, et le mois et le jour auxquels on le lit.
    """

    lignes: list[dict[str, Any] | None]
    mois: str
    ref: dt.date
    mise_en_page: dict[str, Any] = field(default_factory=dict)

    def ecrire(self, chemin: Path) -> Path:
        """Écrit le classeur."""
        return ecrire(chemin, self.lignes, **self.mise_en_page)


@st.composite
def lignes(
    draw: st.DrawFn,
    jours: Sequence[dt.date] = JOURS,
    personnes: Sequence[tuple[Any, ...]] = PERSONNES,
) -> dict[str, Any]:
    """Tire une ligne.

    Une personne et une PFA d'un petit nombre, une issue, puis quelques saletés.
    """
    numeros, noms, prenoms, sexe, naissance = draw(st.sampled_from(personnes))
    entretien = draw(st.sampled_from(jours))
    ligne = ligne_conforme(
        **{
            "Date entretien": entretien,
            "DT": draw(st.sampled_from(("Metz", "Metz", "Metz", "Reims", "Strasbourg"))),
            "Demi-journée": draw(st.sampled_from(("Matin", "Après-midi"))),
            "N° étranger": draw(st.sampled_from(numeros)),
            "Nom": draw(st.sampled_from(noms)),
            "Prénom": draw(st.sampled_from(prenoms)),
            "Sexe": sexe,
            "Date de naissance": naissance,
        }
        | {"Date RDV FT": entretien + dt.timedelta(days=draw(st.sampled_from((14, 3, 0, 40))))}
        | draw(st.sampled_from(ISSUES))
    )
    return ligne | dict(draw(st.lists(st.sampled_from(COUPLES), max_size=4)))


@st.composite
def parametres(draw: st.DrawFn) -> dict[str, Sequence[Sequence[Any]]]:
    """Tire des tableaux `Paramètres` retouchés ; chacun peut manquer."""
    tableaux: dict[str, Sequence[Sequence[Any]]] = {}
    if draw(st.booleans()):
        tableaux["Tranches"] = draw(st.sampled_from(TRANCHES_RETOUCHEES))
    if draw(st.booleans()):
        tableaux["Situations"] = [
            *SITUATIONS,
            ("Bénévole", draw(st.sampled_from(("Autre hors public", "Éligible", "en emploi")))),
        ]
    if draw(st.sampled_from((True, True, True, False))):
        maximum = draw(st.sampled_from((1, 2, 3, 8)))
        tableaux["Convention"] = convention(
            **{
                "Début": draw(st.sampled_from((J(2025, 12, 8), J(2026, 1, 5), "5/1/2026", None))),
                "Fin": draw(st.sampled_from((J(2026, 11, 30), J(2026, 3, 31), None))),
                "Recrutement du CIP": draw(st.sampled_from((J(2026, 1, 26), J(2026, 1, 28)))),
                "DT couvertes": draw(st.sampled_from(("Metz", "Metz;Reims", "metz ; Strasbourg"))),
                "Convoqués par PFA": draw(st.sampled_from((1, 2, 12, None))),
                "PFA par semaine": min(6, maximum),
                "PFA par semaine (maximum)": maximum,
                "Définition personnes accompagnées": draw(
                    st.sampled_from(("éligibles", "reçues", None))
                ),
                "Délai de relance (jours)": draw(st.sampled_from((30, 10, 60, None))),
            }
        )
    if draw(st.booleans()):
        tableaux["Listes"] = draw(st.sampled_from((LISTES, LISTES_PLUS)))
    if draw(st.booleans()):
        tableaux["Antennes"] = [
            *ANTENNES[::-1],
            *draw(st.sampled_from(((), (("Nancy", "54", None),)))),
        ]
    return tableaux


@st.composite
def seances(draw: st.DrawFn, jours: Sequence[dt.date] = JOURS) -> list[dict[str, Any]]:
    """Tire des séances des mêmes PFA que les entretiens.

    Une cellule Convoqués vide prend le paramètre.
    """
    tirees = draw(
        st.lists(
            st.tuples(
                st.sampled_from((*jours, "27/1/2026", 46049)),
                st.sampled_from(("Metz", "metz", "Reims")),
                st.sampled_from(("Matin", "APRES-MIDI", None)),
                st.sampled_from((1, 2, 12, None, 3)),
            ),
            max_size=8,
        )
    )
    return [
        {
            "Date": jour,
            "DT": dt_nom,
            "Demi-journée": demi,
            "Convoqués": convoques,
            "Présents": 1,
            "Présentation collective": "Oui",
            "Durée (min)": 15,
        }
        for jour, dt_nom, demi, convoques in tirees
    ]


SEANCES_CHANGEES: tuple[dict[str, Any], ...] = (
    *[{}] * 8,
    {"Présents": None},
    {"Présents": "?"},
    {"Convoqués": "douze"},
    {"Demi-journée": None},
)
SEANCES_EN_PLUS: tuple[dict[str, Any], ...] = (
    {"Demi-journée": "Après-midi"},
    {"DT": "Reims"},
    {"Présents": 3},
    {"Convoqués": None},
)


@st.composite
def seances_des(
    draw: st.DrawFn, entretiens: Sequence[Mapping[str, Any] | None]
) -> list[dict[str, Any]]:
    """Tire les séances d'entretiens.

    Presque toutes y sont, presque toutes entières, quelques-unes en plus ou en double.
    """
    pfas = {
        tuple(e.get(titre) for titre in ("Date entretien", "DT", "Demi-journée"))
        for e in entretiens
        if e
    }
    tirees = []
    for jour, dt_nom, demi in sorted(pfas, key=repr):
        seance: dict[str, Any] = {
            "Date": jour,
            "DT": dt_nom,
            "Demi-journée": demi,
            "Convoqués": draw(st.sampled_from((12, None, 10, None))),
            "Présents": draw(st.integers(0, 12)),
        }
        change = draw(st.sampled_from(SEANCES_CHANGEES))
        tirees += [seance | change] * draw(st.sampled_from((1, 1, 1, 1, 1, 1, 0, 2)))
        if draw(st.sampled_from((False, False, False, True))):
            tirees.append(seance | draw(st.sampled_from(SEANCES_EN_PLUS)))
    return draw(st.permutations(tirees))


@st.composite
def classeurs(draw: st.DrawFn) -> Essai:
    """Tire un classeur entier, de 1 à 25 lignes."""
    jours = draw(st.sampled_from((JOURS, JOURS[:2], JOURS[3:8], JOURS[-5:])))
    personnes = draw(st.sampled_from((PERSONNES, PERSONNES[:3], PERSONNES[2:6])))
    mois = draw(
        st.sampled_from(
            [texte for texte in (f"{jour:%Y-%m}" for jour in jours) if texte in MOIS] + list(MOIS)
        )
    )
    contenu: list[dict[str, Any] | None] = list(
        draw(
            st.lists(
                lignes(jours, personnes),
                min_size=draw(st.sampled_from((1, 2, 6, 12, 18))),
                max_size=25,
            )
        )
    )
    for position in draw(st.lists(st.integers(0, 25), max_size=2)):
        contenu.insert(position, None)
    mise_en_page: dict[str, Any] = {}
    if draw(st.booleans()):
        absentes = (
            draw(st.lists(st.sampled_from(FACULTATIVES), max_size=3, unique=True))
            if draw(st.booleans())
            else []
        )
        presentes = [titre for titre in COLONNES if titre not in absentes]
        mise_en_page["titres"] = draw(st.permutations(presentes))
    if draw(st.booleans()):
        mise_en_page["graphies"] = {
            titre: draw(st.sampled_from(ecritures)) for titre, ecritures in GRAPHIES.items()
        }
    mise_en_page["titre_au_dessus"] = draw(st.booleans())
    mise_en_page["colonnes_en_plus"] = draw(
        st.lists(st.sampled_from(EN_PLUS), max_size=3, unique=True)
    )
    mise_en_page["feuilles_en_plus"] = draw(st.sampled_from(((), ("Brouillon",))))
    mise_en_page["nom_feuille"] = draw(st.sampled_from(("Entretiens", "entretiens", "ENTRETIENS")))
    mise_en_page["total"] = "graphies" not in mise_en_page and draw(st.booleans())
    mise_en_page["masquees"] = draw(st.sampled_from(((), (0,), (1, 3))))
    if draw(st.booleans()):
        mise_en_page["parametres"] = draw(parametres())
    if draw(st.booleans()):
        mise_en_page["seances"] = draw(st.one_of(seances(jours), seances_des(contenu)))
    return Essai(contenu, mois, draw(st.sampled_from(REFERENCES)), mise_en_page)
