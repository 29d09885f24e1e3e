"""`expliquer` : les lignes qui font un chiffre, et pourquoi une ligne y est ou n'y est pas.

Tout est inventé.
"""

import json
import os
import tempfile
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fabrique import Essai, classeurs, ecrire, ligne_conforme
from hypothesis import HealthCheck, given, settings
from terminal import lancer

from reports.comptage import compter
from reports.definitions import CODES, INDICATEURS
from reports.explication import UNE_FOIS, Explication, Figure, demande
from reports.mois import Mois
from reports.resultat import CUMUL, MOIS, NR, SEXES, TOTAL
from workbook.declarations.cadre import cadre_par_defaut
from workbook.jugement.personnes import attribuer_cles
from workbook.lecture.classeur import Classeur, lire
from xl_addin import recit_explication

J = date
JANVIER = Mois(2026, 1)


def lu(chemin: Path) -> Classeur:
    """Un classeur lu, ses clés posées."""
    classeur = lire(chemin)
    attribuer_cles(classeur.lignes)
    return classeur


@given(classeurs())
@settings(
    max_examples=40 if os.environ.get("CI") else 20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_les_lignes_font_le_chiffre(essai: Essai) -> None:
    """Pour chaque case de Données, et ses totaux, les lignes expliquées sont autant que le chiffre,
    une par personne, et chacune s'y reconnaît."""
    with tempfile.TemporaryDirectory() as dossier:
        classeur = lu(essai.ecrire(Path(dossier) / "essai.xlsx"))
    mois = Mois(*map(int, essai.mois.split("-")))
    if mois < Mois.de(classeur.cadre.debut):
        return
    r = compter(classeur.lignes, classeur.cadre, mois)
    x = Explication(classeur.lignes, classeur.cadre, mois)
    for perimetre, periode, code, sexe, tranche in product(
        r.perimetres, (MOIS, CUMUL), CODES, (*SEXES, TOTAL), (*r.tranches, TOTAL)
    ):
        f = Figure(mois, perimetre, periode, code, sexe, tranche)
        retenues = x.retenues(f)
        assert (
            len(retenues)
            == len({e.cle for _, _, e in retenues})
            == r.valeur(perimetre, periode, code, sexe, tranche)
        ), f
        if sexe == tranche == TOTAL:
            comptees = {e.ligne for _, _, e in retenues}
            for e in classeur.lignes:
                raison = x.pourquoi(e, f)
                assert raison.comptee == (e.ligne in comptees)
                assert len(raison.parce_que) > 10


FATOU = {"N° étranger": "5700000011", "Nom": "DIALLO", "Prénom": "Fatou"}
LIGNES: list[dict[str, Any]] = [
    {},  # 2 : éligible, inscrite le jour même
    FATOU | {"Demi-journée": "Après-midi", "Situation": "CDI"},  # 3
    FATOU | {"Situation": "Sans emploi"},  # 4 : la même, le matin : c'est elle qui décide
    FATOU
    | {
        "Date entretien": J(2026, 2, 3),
        "DT": "Reims",
        "RDV FT": "Accompagné",
        "Date RDV FT": J(2026, 3, 2),
    },  # 5
    {"N° étranger": "5700000022", "Date entretien": "hier"},  # 6
    {"N° étranger": "5700000033", "DT": "Nancy"},  # 7
    {"N° étranger": "5700000044", "Date entretien": J(2025, 12, 5)},  # 8
    {"N° étranger": "5700000055", "RSA": "Oui", "Inscrit FT": "Oui", "Inscription CIP": None},  # 9
    {
        "N° étranger": "5700000066",
        "AGIR": "?",
        "Inscription CIP": "fait",
        "RDV FT": "Accompagné",
        "Date RDV FT": "bientôt",
    },  # 10
    {
        "N° étranger": "5700000077",
        "Date inscription": J(2026, 2, 10),
        "Sexe": None,
        "Date de naissance": None,
    },  # 11
    FATOU
    | {
        "Date entretien": J(2026, 3, 9),
        "RDV FT": "Accompagné",
        "Date RDV FT": J(2026, 3, 16),
    },  # 12
]


@pytest.fixture(scope="module")
def chemin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un classeur où chaque raison se rencontre."""
    return ecrire(
        tmp_path_factory.mktemp("x") / "essai.xlsx", [ligne_conforme(**ligne) for ligne in LIGNES]
    )


@pytest.fixture(scope="module")
def classeur(chemin: Path) -> Classeur:
    """Le même, lu."""
    return lu(chemin)


@pytest.mark.parametrize(
    ("ligne", "mois", "options", "code", "comptee", "phrase"),
    [
        (2, "2026-01", {}, "R0", True, "premier entretien de cette personne ce mois-ci"),
        (2, "2026-02", {}, "R0", False, "son entretien du 27/01/2026 est hors du mois"),
        (
            2, "2026-02", {"cumul": True}, "R0", True,
            "premier entretien de cette personne dans le cumul",
        ),
        (
            3, "2026-01", {}, "R0", False,
            "cette personne a déjà été vue ce mois-ci ligne 4 (27/01/2026)",
        ),
        (
            3, "2026-01", {}, "K_EMPLOI", False,
            "cette personne a déjà été vue ce mois-ci ligne 4 (27/01/2026)",
        ),
        (
            4, "2026-01", {}, "K_EMPLOI", False,
            "sa catégorie est Éligible, car « Inscrit FT » vaut « Non »",
        ),
        (
            4, "2026-01", {}, "I1", True,
            (
                "premier entretien de cette personne ce mois-ci ; sa catégorie est Éligible, car "
                "« Inscrit FT » vaut « Non »"
            ),
        ),
        (
            5, "2026-02", {"cumul": True}, "R0", False,
            "cette personne a déjà été vue dans le cumul ligne 4 (27/01/2026)",
        ),
        (
            5, "2026-02", {"cumul": True, "dt": "reims"}, "R0", True,
            "premier entretien de cette personne dans le cumul à Reims",
        ),
        (
            5, "2026-02", {}, "M1", True,
            (
                "premier entretien de cette personne ce mois-ci, et déjà vue un mois précédent, "
                "ligne 4 (27/01/2026)"
            ),
        ),
        (
            5, "2026-02", {"dt": "Reims"}, "M1", False,
            "cette personne n’a pas été vue un mois précédent",
        ),
        (5, "2026-02", {"cumul": True}, "M1", False, "ce nombre est toujours 0 dans le cumul"),
        (5, "2026-02", {"dt": "Metz"}, "R0", False, "la ligne est de la DT de Reims"),
        (
            5, "2026-03", {}, "I4", True,
            "accompagnement du 02/03/2026, le premier de cette personne",
        ),
        (5, "2026-02", {}, "I4", False, "sa date (Date RDV FT : 02/03/2026) est hors du mois"),
        (
            12, "2026-03", {}, "I4", False,
            "cette personne est comptée à une date plus ancienne, ligne 5",
        ),
        (
            12, "2026-03", {"dt": "Metz"}, "I4", True,
            "accompagnement du 16/03/2026, le premier de cette personne à Metz",
        ),
        (2, "2026-01", {}, "I4", False, "« RDV FT » vaut « Honoré seul », pas « Accompagné »"),
        (6, "2026-01", {}, "R0", False, "sa date d’entretien manque ou ne se lit pas"),
        (7, "2026-01", {}, "R0", False, "sa DT manque ou n’est pas dans la table Antennes"),
        (
            8, "2026-01", {}, "C1", False,
            "son entretien du 05/12/2025 est hors de la convention (08/12/2025 – 30/11/2026)",
        ),
        (
            9, "2026-01", {}, "I2", False,
            (
                "sa catégorie est Bénéficiaire du RSA (également : Déjà inscrit FT), car « RSA » "
                "vaut « Oui »"
            ),
        ),
        (9, "2026-01", {}, "C1", False, "« Inscription CIP » est vide"),
        (
            10, "2026-01", {}, "I3", False,
            "sa catégorie est À qualifier, car « AGIR » a une valeur hors de la liste",
        ),
        (10, "2026-01", {}, "C1", False, "« Inscription CIP » a une valeur hors de la liste"),
        (10, "2026-01", {}, "I4", False, "« Date RDV FT » manque ou ne se lit pas"),
        (
            11, "2026-01", {}, "C1", False,
            "sa date (Date inscription : 10/02/2026) est hors du mois",
        ),
        (11, "2026-02", {}, "C1", True, "inscription du 10/02/2026, la première de cette personne"),
        (
            11, "2026-02", {"sexe": "nr", "tranche": "NR"}, "C1", True,
            "inscription du 10/02/2026, la première de cette personne",
        ),
        (
            11, "2026-02", {"sexe": "F"}, "C1", False,
            "la personne y est comptée, mais avec le sexe NR et la tranche NR",
        ),
    ],
)  # fmt: skip
def test_pourquoi_une_ligne(
    ligne: int,
    mois: str,
    options: dict[str, Any],
    code: str,
    comptee: bool,
    phrase: str,
    classeur: Classeur,
) -> None:
    """La raison dite est celle qui décide, dans les mots du classeur, sans nommer personne."""
    x = Explication(classeur.lignes, classeur.cadre, Mois(*map(int, mois.split("-"))))
    raison = x.pourquoi(x.ligne(ligne), demande(classeur.cadre, x.mois, code, **options))
    assert (raison.comptee, raison.parce_que) == (comptee, phrase)


@pytest.mark.parametrize(
    "tranche", ["26–45 ans", "26-45 ans", "26 — 45 ANS", "26-45ans", " 26\u00a0– 45 ans "]
)
def test_une_tranche_se_dit_de_plusieurs_facons(tranche: str) -> None:
    """Tirets, espaces et casse d'une tranche n'importent pas."""
    assert demande(cadre_par_defaut(), JANVIER, "i1", tranche=tranche).tranche == "26–45 ans"


@pytest.mark.parametrize(
    ("options", "mots"),
    [
        (("--indicateur", "C9"), ("« C9 » n’est pas un indicateur", "K_QUALIFIER")),
        (
            ("--indicateur", "C1", "--dt", "Nancy"),
            ("« Nancy » n’est pas une DT", "Metz, Reims, Strasbourg ou Grand Est"),
        ),
        (
            ("--indicateur", "C1", "--tranche", "30 ans"),
            ("« 30 ans » n’est pas une tranche", "65 ans et plus"),
        ),
        (("--indicateur", "C1", "--sexe", "X"), ("« X » n’est pas un sexe", "F, H, NR ou T")),
        (("--indicateur", "C1", "--mois", "2025-11"), ("précède la convention",)),
        (("--indicateur", "C1", "--mois", "janv"), ("n’est pas un mois",)),
        (("--ligne", "1"), ("La ligne 1 n’est pas une ligne d’entretien : elles vont de 2 à 12",)),
        (("--ligne", "deux"), ("« deux » n’est pas un numéro de ligne",)),
        ((), ("--indicateur", "--ligne 14")),
    ],
)
def test_demande_refusee(
    options: tuple[str, ...], mots: tuple[str, ...], chemin: Path, tmp_path: Path
) -> None:
    """Une DT, une tranche, un mois, un indicateur ou une ligne inconnus.

    Une phrase française avec la liste, et le code 2.
    """
    fait = lancer(
        "expliquer",
        chemin,
        *(() if "--mois" in options else ("--mois", "2026-01")),
        *options,
        dossier=tmp_path,
    )
    assert (fait.returncode, fait.stdout) == (2, "")
    assert not [mot for mot in mots if mot not in fait.stderr]


def test_json_et_texte(chemin: Path, tmp_path: Path) -> None:
    """Le JSON d'un chiffre dit sa valeur, ses lignes et son contrat.

    Celui d'une ligne, chaque indicateur ; ni nom ni numéro sans `--nominatif`.
    """
    base = ("expliquer", chemin, "--mois", "2026-01")
    textes = [
        lancer(*base, *options, dossier=tmp_path).stdout
        for options in (("--indicateur", "R0", "--json"), ("--ligne", "4", "--json"))
    ]
    chiffre, ligne = map(json.loads, textes)
    assert (chiffre["valeur"], [retenue["ligne"] for retenue in chiffre["lignes"]]) == (
        5,
        [2, 4, 9, 10, 11],
    )
    assert chiffre["contrat"] == {
        "contrat": 2,
        "section": "Indicators",
        "phrase": "distinct persons interviewed in the period",
    }
    assert chiffre["personne"] == {"contrat": 2, "section": "A person", "phrase": UNE_FOIS}
    assert [i["indicateur"] for i in ligne["indicateurs"]] == list(CODES)
    assert {i["indicateur"] for i in ligne["indicateurs"] if i["comptee"]} == {
        "R0",
        "I1",
        "K_ELIGIBLE",
        "C1",
    }
    textes += [
        lancer(*base, *options, dossier=tmp_path).stdout
        for options in (("--indicateur", "R0"), ("--ligne", "4"))
    ]
    assert "ligne 4 " in textes[2]
    assert "✔ comptée dans « Accompagnées » et « Éligible » : " in textes[3]
    assert not [
        mot for mot in ("DIALLO", "Fatou", "5700000011") for texte in textes if mot in texte
    ]
    nomme = json.loads(
        lancer(*base, "--indicateur", "I1", "--nominatif", "--json", dossier=tmp_path).stdout
    )
    assert ("DIALLO Fatou", "5700000011") in [
        (retenue["personne"], retenue["n_etranger"]) for retenue in nomme["lignes"]
    ]


def test_phrases_du_contrat() -> None:
    """Chaque indicateur cite le contrat mot pour mot."""
    contrat = " ".join(
        (Path(__file__).resolve().parents[2] / "docs" / "contrat" / "indicateurs.md")
        .read_text(encoding="utf-8")
        .split()
    )
    assert not [
        phrase for phrase in (*(i.contrat for i in INDICATEURS), UNE_FOIS) if phrase not in contrat
    ]


def test_texte_d_un_zero(classeur: Classeur) -> None:
    """Un chiffre nul se dit aussi, avec sa méthode, et rien après."""
    x = Explication(classeur.lignes, classeur.cadre, JANVIER)
    f = demande(classeur.cadre, JANVIER, "I4", "Strasbourg", "H", NR)
    texte = recit_explication.texte(x, [f])
    assert texte.startswith(
        "I4 – Accompagnements au premier entretien France Travail, Strasbourg, janvier 2026, sexe "
        "H, tranche NR : 0\n"
    )
    assert not [ligne for ligne in texte.splitlines() if ligne.startswith("  ligne ")]
    assert recit_explication.en_json(x, [f])["lignes"] == []
