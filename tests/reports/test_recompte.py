"""Le logiciel et le second comptage, l'un et l'autre contre des exemples écrits à la main, puis
l'un contre l'autre."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fabrique import (
    COLONNES,
    LISTES_PLUS,
    SITUATIONS,
    Essai,
    classeurs,
    convention,
    ecrire,
    ligne_conforme,
    lignes_distinctes,
)
from hypothesis import HealthCheck, given, settings
from recompte import CATEGORIES, OBLIGATOIRES, recompter

from reports.comptage import compter
from reports.mois import Mois
from workbook.jugement.moteur import juger
from workbook.jugement.personnes import Groupes, attribuer_cles
from workbook.lecture.classeur import lire

settings.register_profile(
    "local", max_examples=150, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.register_profile(
    "ci", settings.get_profile("local"), max_examples=300, derandomize=True, database=None
)
settings.load_profile("ci" if os.environ.get("CI") else "local")

J = dt.date
REF = J(2026, 11, 23)
HORS_COMPARAISON = ("X07", "O01")


@dataclass
class Vue:
    """Ce qu'un des deux comptages dit d'un classeur, sans X07 ni O01."""

    codes: Counter[tuple[str, int]]
    colonnes: Counter[tuple[str, int, str]]
    categories: dict[int, str]
    donnees: set[tuple[Any, ...]]

    def valeurs(self, perimetre: str, periode: str) -> dict[str, int]:
        """Rend les totaux non nuls d'un périmètre et d'une période."""
        return {
            ligne[3]: ligne[6]
            for ligne in self.donnees
            if ligne[1:3] == (perimetre, periode) and ligne[4] == "T" and ligne[6]
        }

    def cases(self, perimetre: str, periode: str, indicateur: str) -> dict[tuple[str, str], int]:
        """Rend les cases (sexe, tranche) d'un indicateur."""
        return {
            ligne[4:6]: ligne[6]
            for ligne in self.donnees
            if ligne[1:4] == (perimetre, periode, indicateur) and ligne[4] != "T"
        }


def vue_du_recompte(chemin: Path, mois: str, ref: dt.date) -> Vue:
    """Interroge le second comptage."""
    recompte = recompter(chemin, mois, ref)
    colonnes = Counter(
        {cle: n for cle, n in recompte.anomalies.items() if cle[0] not in HORS_COMPARAISON}
    )
    codes = Counter({cle: n for cle, n in recompte.codes.items() if cle[0] not in HORS_COMPARAISON})
    return Vue(codes, colonnes, recompte.categories, recompte.donnees)


def vue_du_logiciel(chemin: Path, mois: str, ref: dt.date) -> Vue:
    """Interroge le logiciel ; aucune de ses règles ne doit tomber en panne."""
    lu = lire(chemin)
    identites = attribuer_cles(lu.lignes)
    jugement = juger(Groupes(lu.lignes, identites, lu.seances or []), lu.cadre, ref, lu.absentes)
    assert jugement.pannes == []
    retenues = [a for a in jugement.anomalies if a.code not in HORS_COMPARAISON]
    codes = Counter((a.code, a.ligne) for a in retenues)
    colonnes = Counter((a.code, a.ligne, a.colonne) for a in retenues)
    annee, numero = map(int, mois.split("-"))
    donnees = compter(lu.lignes, lu.cadre, Mois(annee, numero)).donnees()
    assert len(donnees) == len(set(donnees))
    return Vue(
        codes, colonnes, {e.ligne: e.verdict.categorie.code for e in lu.lignes}, set(donnees)
    )


Voir = Callable[..., Vue]


@pytest.fixture(params=[vue_du_recompte, vue_du_logiciel], ids=["recompte", "logiciel"])
def voir(request: pytest.FixtureRequest, tmp_path: Path) -> Voir:
    """Écrit un classeur et rend ce qu'en dit chacun des deux comptages."""

    def _voir(
        lignes: list[dict[str, Any] | None],
        mois: str = "2026-01",
        ref: dt.date = REF,
        **mise_en_page: Any,
    ) -> Vue:
        chemin = ecrire(tmp_path / "essai.xlsx", lignes, **mise_en_page)
        vue: Vue = request.param(chemin, mois, ref)
        return vue

    return _voir


def par_ligne(vue: Vue) -> dict[int, list[str]]:
    """Range les codes par ligne de la feuille."""
    lignes: dict[int, list[str]] = {}
    for (code, ligne), combien in sorted(vue.codes.items()):
        lignes.setdefault(ligne, []).extend([code] * combien)
    return lignes


# --- Une ligne, une cellule changée : les codes que le contrat 3 en attend

CAS_D_UNE_LIGNE: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    # Date de l'entretien et PFA
    ({"Date entretien": None}, "E01"),
    ({"Date entretien": "#N/A"}, "E01"),
    ({"Date entretien": "hier"}, "E01"),
    ({"Date entretien": "46049"}, "E01"),
    ({"Date entretien": "27/01/26"}, "E01"),
    ({"Date entretien": "29/02/2026"}, "E01"),
    ({"Date entretien": "27/01/2026"}, "E06"),
    ({"Date entretien": "27/1/2026\u00a0"}, "E06"),
    ({"Date entretien": 46049}, "E06"),
    ({"Date entretien": dt.datetime(2026, 1, 27, 23, 59)}, ""),
    ({"Date entretien": J(2026, 11, 24)}, "E02"),
    ({"Date entretien": J(2026, 11, 23)}, ""),
    ({"Date entretien": J(2026, 11, 30)}, "E02"),
    ({"Date entretien": J(2026, 12, 1)}, "E02 E03"),
    ({"Date entretien": J(2025, 12, 5)}, "E03"),
    ({"Date entretien": J(2025, 12, 8)}, "E04"),
    ({"Date entretien": J(2026, 1, 23)}, "E04"),
    ({"Date entretien": J(2026, 1, 26)}, ""),
    ({"Date entretien": J(2026, 1, 31)}, "E05"),
    ({"Date entretien": J(2026, 4, 3)}, "E05"),
    ({"Date entretien": J(2026, 4, 3), "DT": "Strasbourg"}, "E05 P02"),
    ({"Date entretien": J(2026, 4, 3), "DT": "Reims"}, "P02"),
    ({"Date entretien": J(2026, 5, 14), "DT": "Reims"}, "E05 P02"),
    ({"Date entretien": J(2026, 1, 31), "DT": "Nancy"}, "E05 P01"),
    ({"Date entretien": J(2026, 2, 1), "DT": None}, "E05 P01"),
    ({"Date entretien": J(2026, 7, 14), "DT": None}, "P01"),
    ({"DT": None}, "P01"),
    ({"DT": " metz\u202f"}, ""),
    ({"Demi-journée": None}, "P05"),
    ({"Demi-journée": "Journée"}, "P05"),
    ({"Demi-journée": "APRES-MIDI"}, ""),
    # Personne
    ({"N° étranger": None}, "D01"),
    ({"N° étranger": "\u00a0"}, "D01"),
    ({"N° étranger": "512345678"}, "D02"),
    ({"N° étranger": 512345678}, "D02"),
    ({"N° étranger": 5701234568}, ""),
    ({"N° étranger": "57 01\u00a023 45\u202f68"}, ""),
    ({"N° étranger": "57A1234568"}, "D03"),
    ({"N° étranger": "1,23E+09"}, "D03"),
    ({"N° étranger": "12345678"}, "D03"),
    ({"N° étranger": "9999999999"}, "D03"),
    ({"N° étranger": "999999999"}, "D03"),
    ({"Nom": None}, "D04"),
    ({"Nom": None, "Prénom": " "}, "D04 D04"),
    ({"Nom": None, "N° étranger": None}, "D01 D04 D05"),
    ({"Date de naissance": None, "N° étranger": "0000000000"}, "D03 D05 D09"),
    ({"Date de naissance": J(2030, 1, 1), "N° étranger": None}, "D01 D08"),
    ({"Sexe": None}, "D06"),
    ({"Sexe": "#N/A"}, "D06"),
    ({"Sexe": "M"}, "D07"),
    ({"Sexe": " h"}, ""),
    ({"Date de naissance": "1991"}, "D08"),
    ({"Date de naissance": "1991", "Date entretien": None}, "D08 E01"),
    ({"Date de naissance": J(2026, 1, 28)}, "D08"),
    ({"Date de naissance": J(2026, 1, 27)}, "D10"),
    ({"Date de naissance": J(1916, 1, 27)}, "D08"),
    ({"Date de naissance": J(1916, 1, 28)}, "D12 D13"),
    ({"Date de naissance": J(1945, 1, 27)}, "D12 D13"),
    ({"Date de naissance": J(1945, 1, 28)}, "D13"),
    ({"Date de naissance": J(1961, 1, 27)}, "D13"),
    ({"Date de naissance": J(1961, 1, 28)}, ""),
    ({"Date de naissance": J(2000, 1, 27)}, ""),
    ({"Date de naissance": J(2001, 1, 27)}, "D13"),
    ({"Date de naissance": J(2001, 1, 28)}, ""),
    ({"Date de naissance": J(2008, 1, 28)}, "D11"),
    ({"Date de naissance": J(2010, 1, 27)}, "D11"),
    ({"Date de naissance": J(2010, 1, 28)}, "D10"),
    ({"Date de naissance": J(2000, 2, 29), "Date entretien": J(2026, 2, 27)}, "D13"),
    ({"Date de naissance": J(2008, 2, 29), "Date entretien": J(2026, 2, 27)}, "D11"),
    ({"Date de naissance": J(2008, 2, 29), "Date entretien": J(2026, 3, 2)}, ""),
    ({"Date de naissance": None}, "D09"),
    ({"Date de naissance": 33404}, "E06"),
    # Situation
    ({"Situation": None}, "S01"),
    ({"Situation": "Chômage"}, "S02"),
    ({"Situation": "SANS  EMPLOI"}, ""),
    ({"AGIR": "O"}, "S03"),
    ({"AGIR": "O", "RSA": "?"}, "S03 S03"),
    ({"AGIR": "O", "RSA": None}, "S03"),
    ({"AGIR": None}, "S04"),
    ({"AGIR": None, "RSA": None}, "S04"),
    ({"RSA": None}, "S04"),
    ({"Inscrit FT": None}, "S04"),
    ({"AGIR": None, "Situation": None}, "S01"),
    ({"AGIR": None, "Situation": "CDI", "Inscription CIP": None}, ""),
    ({"RSA": "Oui", "Inscrit FT": "Oui", "Inscription CIP": None}, ""),
    (
        {
            "RSA": "Oui",
            "Inscrit FT": "Oui",
            "Inscription CIP": None,
            "Date de naissance": J(2001, 1, 28),
        },
        "S05",
    ),
    (
        {
            "RSA": "Oui",
            "Inscrit FT": "Oui",
            "Inscription CIP": None,
            "Date de naissance": J(2001, 1, 27),
        },
        "D13",
    ),
    (
        {
            "RSA": "Oui",
            "Inscrit FT": "Oui",
            "Inscription CIP": None,
            "Date de naissance": J(2015, 1, 1),
        },
        "D10 S05",
    ),
    ({"RSA": "Oui", "Inscription CIP": None}, "S06"),
    ({"RSA": "Oui", "Inscription CIP": None, "Date entretien": J(2024, 12, 31)}, "E03"),
    ({"RSA": "Oui", "AGIR": "Oui", "Inscrit FT": "Oui", "Inscription CIP": None}, "S07"),
    # Inscription et premier entretien
    ({"Inscrit FT": "Oui"}, "F01"),
    ({"Situation": "CDI"}, "F02"),
    ({"Situation": "CDI", "Inscrit FT": None}, "F02"),
    ({"Situation": "CDI", "Inscrit FT": "Oui"}, "F01"),
    ({"Inscription CIP": None}, "F03"),
    ({"Inscription CIP": "Refusée"}, "F03"),
    ({"Inscription CIP": "Refusée", "Motif non-inscription": "refus"}, ""),
    (
        {"Inscription CIP": "Échec", "Motif non-inscription": "Titre n'ouvrant pas l'inscription"},
        "",
    ),
    ({"Inscription CIP": "Faite"}, "F11"),
    ({"Motif non-inscription": "Sans motif"}, "F11"),
    ({"RDV FT": "Venu"}, "F11"),
    (
        {"Inscription CIP": "Faite", "Motif non-inscription": "Sans motif", "RDV FT": "Venu"},
        "F11 F11 F11",
    ),
    ({"Date inscription": J(2026, 1, 26)}, "F04"),
    ({"Date inscription": J(2026, 1, 27)}, ""),
    ({"Date inscription": J(2026, 11, 24)}, "F04"),
    ({"Date inscription": "demain"}, "F04"),
    ({"Date inscription": "demain", "Date entretien": None}, "E01 F04"),
    ({"Date inscription": J(2026, 11, 23)}, ""),
    ({"Identifiant FT": "1234567-8"}, "F05"),
    ({"Identifiant FT": "1234567890"}, "F05"),
    ({"Identifiant FT": "1234567A"}, ""),
    ({"Identifiant FT": "12345678"}, ""),
    ({"Identifiant FT": "123 4567 8901"}, ""),
    ({"Identifiant FT": None}, "F06"),
    ({"Identifiant FT": None, "Motif non-inscription": "Autre"}, ""),
    ({"RDV FT": "Accompagné", "Date RDV FT": J(2026, 1, 26)}, "F07"),
    ({"RDV FT": "Accompagné", "Date RDV FT": J(2026, 11, 24)}, "F07"),
    ({"RDV FT": "Accompagné", "Date RDV FT": J(2026, 1, 27)}, ""),
    ({"RDV FT": "Accompagné", "Date RDV FT": J(2026, 11, 23)}, ""),
    ({"RDV FT": "Accompagné", "Date RDV FT": None}, "F08"),
    ({"RDV FT": "Accompagné", "Date RDV FT": "demain"}, "F08"),
    (
        {"RDV FT": "Accompagné", "Inscription CIP": "Refusée", "Motif non-inscription": "Refus"},
        "F09",
    ),
    ({"RDV FT": "Accompagné", "Inscription CIP": None, "Motif non-inscription": "Refus"}, "F09"),
    ({"RDV FT": "Accompagné", "Inscription CIP": "Faite"}, "F11"),
    ({"RDV FT": "Accompagné", "Inscription CIP": None, "Inscrit FT": "Oui"}, ""),
    ({"RDV FT": "Accompagné", "Inscription CIP": None, "Inscrit FT": None}, "S04"),
    ({"RDV FT": "Prévu"}, "F10"),
    ({"RDV FT": None, "Date RDV FT": None}, "F10"),
    ({"RDV FT": None, "Date RDV FT": None, "Date inscription": J(2026, 10, 24)}, ""),
    ({"RDV FT": None, "Date RDV FT": None, "Date inscription": J(2026, 10, 23)}, "F10"),
    ({"Date RDV FT": "demain"}, "F12"),
    ({"Date RDV FT": "demain", "RDV FT": None}, "F10 F12"),
]


@pytest.mark.parametrize(
    ("cellules", "attendus"),
    CAS_D_UNE_LIGNE,
    ids=[f"{c} → {a or 'rien'}" for c, a in CAS_D_UNE_LIGNE],
)
def test_codes_d_une_ligne(voir: Voir, cellules: dict[str, Any], attendus: str) -> None:
    """Une seule cellule changée donne les codes du contrat, et eux seuls."""
    assert par_ligne(voir([ligne_conforme(**cellules)])).get(2, []) == attendus.split()


@pytest.mark.parametrize(
    ("cellules", "categorie"),
    [
        ({}, "K_ELIGIBLE"),
        ({"Situation": None, "AGIR": "Oui"}, "K_QUALIFIER"),
        ({"Situation": "Chômage", "RSA": "Oui"}, "K_QUALIFIER"),
        ({"Situation": "intérim", "AGIR": "Oui"}, "K_EMPLOI"),
        ({"Situation": "Apprentissage"}, "K_FORMATION"),
        ({"Situation": "ETUDIANT"}, "K_ETUDIANT"),
        ({"Situation": "Retraité"}, "K_AUTRE"),
        ({"AGIR": None, "RSA": "Oui"}, "K_QUALIFIER"),
        ({"AGIR": "Oui", "RSA": "Oui", "Inscrit FT": "Oui"}, "K_AGIR"),
        ({"RSA": "oui ?", "Inscrit FT": "Oui"}, "K_QUALIFIER"),
        ({"RSA": "OUI", "Inscrit FT": None}, "K_RSA"),
        ({"Inscrit FT": "Oui"}, "K_INSCRIT"),
        ({"Inscrit FT": "#N/A"}, "K_QUALIFIER"),
    ],
    ids=str,
)
def test_categorie(voir: Voir, cellules: dict[str, Any], categorie: str) -> None:
    """La première réponse qui n'est pas « non » décide de la catégorie."""
    assert voir([ligne_conforme(**cellules)]).categories == {2: categorie}


# --- Des classeurs entiers


def test_27_janvier_2026(voir: Voir) -> None:
    """Les 21 personnes du 27 janvier 2026 donnent les chiffres de recette du contrat 2 (sexes et
    âges inventés)."""
    sans_suite = {
        "Inscription CIP": None,
        "Identifiant FT": None,
        "Date RDV FT": None,
        "RDV FT": None,
    }
    reponses = (
        [{"Situation": "CDI"} | sans_suite] * 8
        + [{"Situation": "CDD"} | sans_suite] * 4
        + [{"Situation": "Formation professionnelle"} | sans_suite]
        + [{"RSA": "Oui", "Inscrit FT": "Oui"} | sans_suite]
        + [{"Inscrit FT": "Oui"} | sans_suite] * 3
        + [{}] * 4
    )
    lignes = [base | reponse for base, reponse in zip(lignes_distinctes(21), reponses, strict=True)]
    for i, ligne in enumerate(lignes):
        ligne["Demi-journée"] = "Matin" if i < 12 else "Après-midi"
    vue = voir(lignes)
    attendu = {
        "R0": 21,
        "K_EMPLOI": 12,
        "K_FORMATION": 1,
        "K_RSA": 1,
        "K_INSCRIT": 3,
        "K_ELIGIBLE": 4,
        "I1": 4,
        "I2": 3,
        "I3": 1,
        "C1": 4,
    }
    assert vue.valeurs("Metz", "mois") == vue.valeurs("Grand Est", "cumul") == attendu
    assert vue.valeurs("Reims", "mois") == {}
    assert par_ligne(vue) == {}


def test_totaux_a_zero_et_cases_absentes(voir: Voir) -> None:
    """Chaque périmètre, période et indicateur a sa ligne T/T, zéro compris.

    Les cases à zéro sont absentes.
    """
    vue = voir([ligne_conforme(**{"Date entretien": None})], "2026-02")
    indicateurs = {"R0", *CATEGORIES, "I1", "I2", "I3", "I4", "C1", "M1"}
    assert vue.donnees == {
        ("2026-02", p, q, i, "T", "T", 0)
        for p in ("Grand Est", "Metz", "Reims", "Strasbourg")
        for q in ("mois", "cumul")
        for i in indicateurs
    }


def test_une_personne_vue_plusieurs_fois(voir: Voir) -> None:
    """Une personne compte une fois, par son premier entretien de la période.

    Revue un autre mois, elle va aussi en M1.
    """
    personne = ligne_conforme(
        **{
            "N° étranger": "0512345678",
            "Inscription CIP": None,
            "Motif non-inscription": "Autre",
            "RDV FT": None,
            "Date RDV FT": None,
        }
    )
    lignes = [
        personne | {"Date entretien": J(2026, 2, 4), "Situation": "CDI"},
        personne
        | {"Date entretien": J(2026, 2, 3), "Demi-journée": "Après-midi", "N° étranger": 512345678},
        personne
        | {
            "Date entretien": J(2026, 2, 3),
            "N° étranger": None,
            "Nom": "exemple",
            "Prénom": "INVENTEE",
            "Inscrit FT": "Oui",
        },
        personne
        | {"Date entretien": J(2026, 1, 27), "DT": "Reims", "RSA": "Oui", "Inscrit FT": "Oui"},
        personne
        | {
            "Date entretien": J(2026, 2, 5),
            "N° étranger": None,
            "Nom": None,
            "Identifiant FT": "15709876543",
        },
    ]
    fevrier = voir(lignes, "2026-02")
    assert fevrier.valeurs("Metz", "mois") == {
        "R0": 2,
        "K_INSCRIT": 1,
        "K_ELIGIBLE": 1,
        "I1": 1,
        "I2": 1,
    }
    assert fevrier.valeurs("Grand Est", "mois") == {
        "R0": 2,
        "K_INSCRIT": 1,
        "K_ELIGIBLE": 1,
        "I1": 1,
        "I2": 1,
        "M1": 1,
    }
    assert fevrier.valeurs("Grand Est", "cumul") == {
        "R0": 2,
        "K_RSA": 1,
        "K_ELIGIBLE": 1,
        "I1": 1,
        "I3": 1,
    }
    assert fevrier.valeurs("Reims", "cumul") == {"R0": 1, "K_RSA": 1, "I3": 1}
    assert par_ligne(fevrier) == {
        2: ["X04", "X05"],
        3: ["D02", "X04", "X05"],
        4: ["D01", "X04", "X05"],
        5: ["P02", "X04", "X05"],
        6: ["D01", "D04", "D05"],
    }


def test_cle_d_une_ligne_sans_numero(voir: Voir) -> None:
    """Sans numéro bien formé.

    Le numéro du seul homonyme né le même jour, à défaut le triplet, à défaut la ligne.
    """
    a, b, c = lignes_distinctes(3)
    sans = {"N° étranger": None}
    lignes = [
        a,
        a | sans | {"Nom": "exemple’A", "Date entretien": J(2026, 1, 28)},
        b,
        b | {"N° étranger": "0000000001", "Date entretien": J(2026, 1, 28)},
        b | {"N° étranger": "1111111111", "Date entretien": J(2026, 1, 29)},
        b | sans | {"Date entretien": J(2026, 1, 30)},
        c | sans | {"Prénom": None},
        c | sans | {"Prénom": None, "Date entretien": J(2026, 1, 28)},
    ]
    vue = voir(lignes)
    assert vue.valeurs("Metz", "mois")["R0"] == 1 + 3 + 2
    assert par_ligne(vue) == {
        3: ["D01"],
        4: ["X02", "X08"],
        5: ["X02", "X08"],
        6: ["D03", "X08"],
        7: ["D01", "X08"],
        8: ["D01", "D04", "D05", "X08"],
        9: ["D01", "D04", "D05", "X08"],
    }


def test_x01_met_d08_a_part(voir: Voir) -> None:
    """Une date de naissance sous D08 ou vide ne contredit pas celle d'une autre ligne du numéro.

    Deux lisibles, si.
    """
    a = ligne_conforme()
    lignes = [
        a,
        a | {"Date entretien": J(2026, 1, 28), "Date de naissance": J(1891, 6, 15)},
        a | {"Date entretien": J(2026, 1, 29), "Date de naissance": None},
    ]
    assert par_ligne(voir(lignes)) == {3: ["D08"], 4: ["D09"]}
    assert par_ligne(
        voir([*lignes, a | {"Date entretien": J(2026, 1, 30), "Date de naissance": J(1991, 6, 16)}])
    ) == {2: ["X01"], 3: ["D08", "X01"], 4: ["D09", "X01"], 5: ["X01"]}


def test_accompagnements_et_inscriptions(voir: Voir) -> None:
    """I4 suit la date du rendez-vous, C1 celle de l'inscription, une fois par personne, à la plus
    ancienne."""
    a, b, c = lignes_distinctes(3)
    accompagne = {"RDV FT": "Accompagné"}
    lignes = [
        a
        | accompagne
        | {
            "Date entretien": J(2026, 1, 27),
            "Date RDV FT": J(2026, 3, 2),
            "Date inscription": J(2026, 2, 2),
        },
        a
        | accompagne
        | {
            "Date entretien": J(2026, 1, 28),
            "Date RDV FT": J(2026, 2, 27),
            "Sexe": "H",
            "Date de naissance": J(1970, 1, 1),
        },
        b
        | accompagne
        | {"Date entretien": J(2026, 2, 3), "Date RDV FT": J(2025, 12, 3), "Date inscription": "?"},
        c
        | accompagne
        | {
            "Date entretien": J(2026, 2, 3),
            "Date RDV FT": J(2026, 12, 2),
            "Inscription CIP": "Échec",
            "Motif non-inscription": "Autre",
        },
        c | accompagne | {"Date entretien": J(2026, 12, 1), "Date RDV FT": J(2026, 2, 3)},
        c | {"Date entretien": J(2026, 11, 30)},
    ]
    fevrier, mars, decembre = (voir(lignes, mois) for mois in ("2026-02", "2026-03", "2026-12"))
    assert (
        fevrier.valeurs("Metz", "mois")["I4"],
        mars.valeurs("Metz", "mois").get("I4"),
        decembre.valeurs("Metz", "mois")["I4"],
    ) == (1, None, 1)
    assert fevrier.cases("Grand Est", "cumul", "I4") == {("H", "46–64 ans"): 1}
    assert decembre.valeurs("Metz", "cumul") == {
        "R0": 3,
        "K_ELIGIBLE": 3,
        "I1": 3,
        "I4": 2,
        "C1": 2,
    }
    assert fevrier.valeurs("Metz", "cumul")["C1"] == 1
    assert fevrier.cases("Metz", "cumul", "C1") == {("H", "46–64 ans"): 1}
    assert "C1" not in fevrier.valeurs("Metz", "mois")
    assert par_ligne(fevrier) == {
        2: ["X01", "X06"],
        3: ["X01", "X06"],
        4: ["F04", "F07"],
        5: ["F07", "F09", "X06"],
        6: ["E02", "E03", "F07", "X06"],
        7: ["E02"],
    }


def test_sexe_et_age_non_renseignes(voir: Voir) -> None:
    """Une réponse qui manque donne une ligne NR, jamais un oubli.

    25 ans et 65 ans ont leur ligne.
    """
    naissances = [
        None,
        J(1916, 1, 27),
        J(2026, 1, 28),
        "?",
        J(2001, 1, 27),
        J(2001, 1, 28),
        J(1961, 1, 27),
        J(1979, 1, 28),
        J(2026, 1, 27),
    ]
    lignes = [
        ligne | {"Date de naissance": naissance}
        for ligne, naissance in zip(lignes_distinctes(9), naissances, strict=True)
    ]
    lignes[0]["Sexe"], lignes[4]["Sexe"], lignes[5]["Sexe"] = None, "X", "h"
    assert voir(lignes).cases("Metz", "mois", "R0") == {
        ("NR", "NR"): 1,
        ("F", "NR"): 3,
        ("NR", "25 ans"): 1,
        ("H", "Moins de 25 ans"): 1,
        ("F", "Moins de 25 ans"): 1,
        ("F", "65 ans et plus"): 1,
        ("F", "46–64 ans"): 1,
    }


def test_pfa_pleines_et_semaine_chargee(voir: Voir) -> None:
    """P03 compte les personnes d'une PFA contre les convoqués, P04 les PFA d'une semaine, `Séances`
    comprise."""
    matin = lignes_distinctes(13)
    assert par_ligne(voir(matin)) == {rang: ["P03"] for rang in range(2, 15)}
    assert par_ligne(voir([*matin[:12], matin[11] | {"N° étranger": " 5711345678"}])) == {
        13: ["X03"],
        14: ["X03"],
    }
    seance = {"Date": J(2026, 1, 27), "DT": "METZ", "Demi-journée": "matin"}
    assert (
        par_ligne(voir(matin, seances=[seance | {"Convoqués": 13}, seance | {"Convoqués": 5}]))
        == {}
    )
    assert par_ligne(voir(matin[:2], seances=[seance | {"Convoqués": 1}])) == {
        2: ["P03"],
        3: ["P03"],
    }
    jours = [J(2026, 1, 26 + i) for i in range(4)]
    semaine: list[dict[str, Any]] = [
        {"Date": jour, "DT": "Metz", "Demi-journée": demi}
        for jour in jours
        for demi in ("Matin", "Après-midi")
    ]
    vendredi = [{"Date": J(2026, 1, 30), "DT": "Metz", "Demi-journée": "Matin"}]
    sans_demi = matin[1] | {"Demi-journée": None}
    assert par_ligne(voir([matin[0], sans_demi], seances=semaine)) == {3: ["P05"]}
    assert par_ligne(voir([matin[0], sans_demi], seances=semaine + vendredi)) == {
        2: ["P04"],
        3: ["P05"],
    }
    semaine_5_de_2027 = [
        seance | {"Date": seance["Date"] + dt.timedelta(days=371)} for seance in semaine
    ]
    assert par_ligne(voir([matin[0]], seances=semaine_5_de_2027 + vendredi)) == {}
    assert (
        par_ligne(
            voir([matin[0]], seances=[seance | {"DT": "Reims"} for seance in semaine] + vendredi)
        )
        == {}
    )


def test_ordre_dans_la_journee(voir: Voir) -> None:
    """Le même jour.

    Matin, après-midi, autre valeur de la liste, puis vide ou inconnue, puis l'ordre des lignes.
    """
    suite = {"Inscription CIP": None, "Motif non-inscription": "Autre"}
    a, b, c = (ligne | suite for ligne in lignes_distinctes(3))
    lignes = [
        a | {"Demi-journée": None, "Inscrit FT": "Oui"},
        a | {"Demi-journée": "Soirée", "Situation": "CDI"},
        b | {"Demi-journée": "?", "Situation": "CDI"},
        b | {"Demi-journée": None, "Inscrit FT": "Oui"},
        c | {"Demi-journée": "Soirée", "Inscrit FT": "Oui"},
        c | {"Demi-journée": "Après-midi", "Situation": "Étudiant"},
        c | {"Demi-journée": "Matin", "AGIR": "Oui"},
    ]
    vue = voir(lignes, parametres={"Listes": LISTES_PLUS})
    assert vue.valeurs("Metz", "mois") == {"R0": 3, "K_EMPLOI": 2, "K_AGIR": 1, "I3": 1}
    assert par_ligne(vue) == {2: ["P05"], 4: ["P05"], 5: ["P05"]}


def test_tableau_a_cote(voir: Voir) -> None:
    """La ligne de totaux d'un autre tableau, posé à côté dans des colonnes à soi, n'efface pas
    l'entretien de la même rangée."""
    vue = voir(lignes_distinctes(3), tableau_a_cote=True)
    assert vue.categories == {2: "K_ELIGIBLE", 3: "K_ELIGIBLE", 4: "K_ELIGIBLE"}


def test_regles_entre_lignes(voir: Voir) -> None:
    """X01 à X06 et X08 donnent une anomalie à chaque ligne concernée, et à elles seules."""
    a, b, c, d, e, f, g, h, i, j = lignes_distinctes(10)
    accompagne = {"RDV FT": "Accompagné", "Date RDV FT": J(2026, 3, 2)}
    lignes = [
        a,
        a | {"Date entretien": J(2026, 1, 28), "Sexe": "H"},
        a | {"Date entretien": J(2026, 1, 29), "Sexe": "X"},
        b,
        b | {"N° étranger": "0000000001", "Nom": "exemple-B", "Demi-journée": "Après-midi"},
        c,
        c | {"Nom": "Autre"},
        d,
        d | {"DT": "Reims", "Date entretien": J(2026, 2, 2)},
        e | {"Inscrit FT": "Oui", "Inscription CIP": None},
        e | {"Demi-journée": "Après-midi"},
        f | accompagne,
        f | accompagne | {"Date entretien": J(2026, 2, 2)},
        f | {"Date entretien": J(2026, 2, 3)},
        g | {"Identifiant FT": "1234567a"},
        h | {"Identifiant FT": " 123 4567A"},
        h | {"Identifiant FT": "1234567A", "Date entretien": J(2026, 2, 3)},
        i | {"Identifiant FT": "22222222222"},
        j | {"Identifiant FT": "22222222222"},
    ]
    assert par_ligne(voir(lignes)) == {
        2: ["X01"],
        3: ["X01"],
        4: ["D07", "X01"],
        5: ["X02", "X08"],
        6: ["X02", "X08"],
        7: ["X03"],
        8: ["X03"],
        9: ["X04"],
        10: ["P02", "X04"],
        11: ["X05"],
        12: ["X05"],
        13: ["X06"],
        14: ["X06"],
        16: ["X08"],
        17: ["X08"],
        18: ["X08"],
    }


def test_relance_au_niveau_de_la_personne(voir: Voir) -> None:
    """F10 se tait si le premier entretien a été tenu sur une autre ligne de la personne, ou si un
    RDV FT est inconnu."""
    a, b, c = lignes_distinctes(3)
    prevu = {"RDV FT": "Prévu", "Date RDV FT": None}
    plus_tard = {
        "Date entretien": J(2026, 2, 2),
        "Inscription CIP": "Échec",
        "Motif non-inscription": "Autre",
    }
    lignes = [
        a | prevu,
        a | plus_tard,
        b | prevu,
        b | plus_tard | {"RDV FT": "Venu"},
        c | prevu,
        c | plus_tard | {"RDV FT": "Manqué"},
    ]
    assert par_ligne(voir(lignes)) == {5: ["F11"], 6: ["F10"]}


def test_mise_en_page_du_conseiller(voir: Voir) -> None:
    """Colonnes déplacées ou ajoutées, titre au-dessus, rangées vides ou masquées, ligne de totaux.

    Rien ne change.
    """
    lignes: list[dict[str, Any] | None] = [
        None,
        ligne_conforme(),
        None,
        {"Observations": " "},
        ligne_conforme(**{"N° étranger": "5709876543", "Nom": "AUTRE"}),
        {"DT": "metz"},
    ]
    vue = voir(
        lignes,
        titres=COLONNES[::-1],
        graphies={"Date entretien": "DATE\u00a0 entretien ", "N° étranger": "n° etranger"},
        titre_au_dessus=True,
        colonnes_en_plus=(
            (0, "Dossier", "rose"),
            (4, "Âge", "n'importe quoi"),
            (30, "Contrôle", "✔ Conforme"),
        ),
        feuilles_en_plus=("Brouillon",),
        nom_feuille="ENTRETIENS",
        masquees=(4,),
    )
    assert vue.categories == {6: "K_ELIGIBLE", 9: "K_ELIGIBLE", 10: "K_QUALIFIER"}
    assert vue.valeurs("Metz", "mois") == {"R0": 2, "K_ELIGIBLE": 2, "I1": 2, "C1": 2}
    assert par_ligne(vue) == {10: ["D01", "D04", "D04", "D05", "D06", "D09", "E01", "P05", "S01"]}
    assert voir([ligne_conforme()], total=True).categories == {2: "K_ELIGIBLE"}


def test_colonnes_facultatives_absentes(voir: Voir) -> None:
    """Une colonne facultative absente se lit comme vide et ses règles ne sont pas évaluées."""
    vue = voir([ligne_conforme(), ligne_conforme(**{"Sexe": "h"})], titres=OBLIGATOIRES)
    assert par_ligne(vue) == {2: ["X01"], 3: ["X01"]}
    assert vue.valeurs("Metz", "mois") == {"R0": 1, "K_ELIGIBLE": 1, "I1": 1}


def test_parametres_retouches(voir: Voir) -> None:
    """Tranches, situations, convention et listes viennent de `Paramètres`, où qu'y soient les
    tableaux."""
    parametres = {
        "Listes": LISTES_PLUS,
        "Tranches": [("Jeunes", 0, 25), ("Autres", 26, None)],
        "Situations": [*SITUATIONS, ("Bénévole", "Autre hors public")],
        "Convention": convention(
            **{
                "Début": J(2026, 1, 28),
                "Recrutement du CIP": "28/1/2026",
                "DT couvertes": "Reims ; Metz",
                "Définition personnes accompagnées": "Reçues",
                "PFA par semaine": None,
            }
        ),
    }
    a, b, c = lignes_distinctes(3)
    lignes = [
        a | {"Demi-journée": "soirée"},
        b
        | {
            "Date entretien": J(2026, 1, 28),
            "Date de naissance": J(2001, 1, 1),
            "Situation": "bénévole",
            "Inscription CIP": None,
        },
        c
        | {
            "Date entretien": J(2026, 1, 29),
            "DT": "reims",
            "Motif non-inscription": "Déménagement",
        },
    ]
    vue = voir(lignes, parametres=parametres)
    assert par_ligne(vue) == {2: ["E03"], 3: ["D13"]}
    assert vue.valeurs("Grand Est", "cumul") == {
        "R0": 2,
        "K_AUTRE": 1,
        "K_ELIGIBLE": 1,
        "I1": 2,
        "C1": 1,
    }
    assert vue.cases("Grand Est", "mois", "R0") == {("F", "Jeunes"): 1, ("F", "Autres"): 1}


# --- Le logiciel contre le second comptage


@given(classeurs())
def test_logiciel_et_recompte_disent_la_meme_chose(essai: Essai) -> None:
    """Sur un classeur quelconque, les deux comptages ont les mêmes données, catégories et
    anomalies."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = essai.ecrire(Path(dossier) / "essai.xlsx")
        attendu = vue_du_recompte(chemin, essai.mois, essai.ref)
        obtenu = vue_du_logiciel(chemin, essai.mois, essai.ref)
    assert obtenu.categories == attendu.categories
    assert obtenu.donnees == attendu.donnees
    assert obtenu.codes == attendu.codes
    attendues = Counter({cle: n for cle, n in attendu.colonnes.items() if cle[2]})
    assert attendues - obtenu.colonnes == Counter()
