"""Qui est la même personne : homonymes, noms intervertis, transcriptions, jumeaux, naissances d'un
29 février. Tout est inventé."""

import copy
import random
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fabrique import ecrire, ligne_conforme
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.declarations.lignes import Decision
from workbook.declarations.texte import nom_normalise
from workbook.jugement.decisions import resoudre
from workbook.jugement.messages import message
from workbook.jugement.moteur import juger
from workbook.jugement.personnes import Groupes, attribuer_cles
from workbook.jugement.regle import Anomalie
from workbook.jugement.regles import PAR_CODE
from workbook.jugement.voisinage import (
    COUPES,
    DESORDRE,
    GRAND_BLOC,
    INTERVERTIS,
    VOISINES,
    rapprocher,
)
from workbook.lecture.classeur import lire
from xl_addin.clic import sans_ramasse_miettes

J = date
NAISSANCE = J(1991, 6, 15)
PARTICULE = "même nom à une particule près"


def anomalies(dossier: Path, *lignes: dict[str, Any]) -> list[Anomalie]:
    """Les anomalies d'un classeur de ces lignes, numéros différents sauf dit."""
    contenu = [
        ligne_conforme(**({"N° étranger": f"57000000{n:02}"} | ligne))
        for n, ligne in enumerate(lignes, 1)
    ]
    lu = lire(ecrire(dossier / "essai.xlsx", contenu))
    jugement = juger(Groupes(lu.lignes, attribuer_cles(lu.lignes), []), lu.cadre, J(2026, 11, 23))
    assert jugement.pannes == []
    return jugement.anomalies


def codes(trouvees: list[Anomalie]) -> list[tuple[int, str]]:
    """(ligne, code), triés."""
    return sorted((a.ligne, a.code) for a in trouvees)


@pytest.mark.parametrize(
    ("une", "autre", "attendu"),
    [
        # l'ordre
        ("KOUASSI/Awa", "AWA/Kouassi", INTERVERTIS),
        ("DIALLO/Fatou Binta", "Fatou-Binta/Diallo", INTERVERTIS),
        ("BENALI/Mohamed", "MOHAMMED/Ben Ali", INTERVERTIS),
        # les transcriptions
        ("BENALI/Mohamed", "BENALI/Mohammed", VOISINES),
        ("BENALI/Mohamed", "BENALI/Muhammad", VOISINES),
        ("BENALI/Mohammed", "BENALI/Mouhammad", VOISINES),
        ("HADDAD/Youssef", "HADDAD/Yusuf", VOISINES),
        ("HADDAD/Meryem", "HADDAD/Mariam", VOISINES),
        ("HADDAD/Ahmed", "HADDAD/Ahmad", VOISINES),
        ("HADDAD/Djamila", "HADDAD/Jamila", VOISINES),
        ("CHERIF/Aïcha", "SHERIF/Aisha", VOISINES),
        ("QADIRI/Khadija", "KADIRI/Khadidja", VOISINES),
        ("HADDAD/Abdelkader", "HADDAD/Abdulqadir", VOISINES),
        ("HADDAD/Abd El Kader", "HADDAD/Abdelkader", VOISINES),
        ("OUATTARA/Awa", "WATTARA/Hawa", VOISINES),
        ("YILDIZ/Işıl", "YILDIZ/Isil", VOISINES),
        ("DIALLO/Jean.Paul", "DIALLO/Jean-Paul", VOISINES),
        ("LEBŒUF/Lætitia", "LEBEUF/Letitia", VOISINES),
        ("MÜLLER-SCHMIDT/Zoé", "MULLER SCHMID/Zoe", VOISINES),
        # les fautes de frappe
        ("DIALLO/Fatou", "DIALO/Fatou", VOISINES),
        ("DUPONT/Awa", "DUPOND/Awa", VOISINES),
        ("TRAORE/Ibrahima", "TROARE/Ibrahima", VOISINES),
        ("NGUYEN/Thi Lan", "NGUYEN/Thilan", VOISINES),
        ("TRAORE/Emmanuelle", "TRAORE/Emanuelle", VOISINES),
        # une lettre doublée, aussi en tête d'un groupe de lettres
        ("HADJI/Omar", "HADDJI/Omar", VOISINES),
        ("CHERIF/Omar", "CCHERIF/Omar", VOISINES),
        ("THIAM/Ali", "TTHIAM/Alli", VOISINES),
        ("EVE/Li", "EEVE/Li", VOISINES),
        ("HADJI/Omar", "OMMAR/Haddji", INTERVERTIS),
        # les mêmes mots
        ("GARCIA LOPEZ/Maria", "LOPEZ GARCIA/Maria", DESORDRE),
        ("García-López/María", "LOPES GARCIA/Maria", DESORDRE),
        ("DE LA CRUZ RAMOS/Ana", "RAMOS CRUZ/Ana", DESORDRE),
        ("NGUYEN/Thi Lan", "NGUYEN/Lan Thi", DESORDRE),
        ("GARCIA LOPEZ/Maria", "MARIA/Lopez Garcia", DESORDRE),
        ("GARCIA LOPEZ/Maria", "GARCIA/Lopez Maria", COUPES),
        ("GARCIA LOPEZ/Maria", "MARIA/Garcia Lopez", INTERVERTIS),
        # les particules
        ("EL AMRANI/Samira", "AMRANI/Samira", PARTICULE),
        ("ELAMRANI/Samira", "Amrani/Samira", PARTICULE),
        ("AL-AMRANI/Samira", "EL AMRANI/Samira", PARTICULE),
        ("BEN SALAH/Samira", "BENSALAH/Samira", VOISINES),
        ("D’ALMEIDA/José", "DE ALMEIDA/Jose", PARTICULE),
        ("VAN DER BERG/Eva", "DER BERG/Eva", PARTICULE),
        # ce qui n'est pas une ressemblance
        ("DIALLO/Fatou", "DIALLO/Awa", None),  # jumelles
        ("DIALLO/Hassan", "DIALLO/Hussein", None),
        ("DIALLO/Amina", "DIALLO/Amira", None),
        ("DIALLO/Mohamed", "DIALLO/Mahmoud", None),
        ("DIALLO/Jean", "DIALLO/Jean-Paul", None),
        ("DIALLO/Mamadou Alpha", "DIALLO/Mamadou Saliou", None),
        ("DIALLO/Fatou", "TRAORE/Fatou", None),
        ("LI/Wei", "LE/Wei", None),
        ("NGUYEN/Lan", "NGUYEN/Linh", None),
        ("GARCIA LOPEZ/Maria", "LOPEZ GARCIA/Elena", None),  # deux sœurs jumelles
        ("GARCIA LOPEZ/Maria", "LOPEZ PEREZ/Maria", None),
        ("GARCIA LOPEZ/Maria", "GARCIA PEREZ/Elena", None),
    ],
)
def test_noms_voisins(une: str, autre: str, attendu: str | None, tmp_path: Path) -> None:
    """X07 sort sur les deux lignes, dit en quoi les noms se ressemblent, et se tait entre jumeaux
    ou homonymes partiels."""
    lignes = [dict(zip(("Nom", "Prénom"), qui.split("/"), strict=True)) for qui in (une, autre)]
    trouvees = anomalies(tmp_path, *lignes)
    assert codes(trouvees) == ([(2, "X07"), (3, "X07")] if attendu else [])
    for a, autre_ligne in zip(trouvees, (3, 2), strict=False):
        texte = message(a, nominatif=True)
        assert f"(ligne {autre_ligne})" in texte
        assert f" : {attendu}." in texte
        assert a.entretien.nom not in message(a)


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        ([{}, {"Nom": "Exemple "}], [(2, "X02"), (3, "X02")]),  # homonymes, numéros différents
        ([{}, {"Prénom": "INVENTEE"}], [(2, "X02"), (3, "X02")]),  # accent et casse
        ([{}, {"Date de naissance": J(1991, 6, 16)}], []),
        ([{}, {"Prénom": "Autre"}], []),  # jumeaux : jamais X02
        (
            [{"Prénom": "Karim", "Sexe": "H"}, {"Prénom": "Karima", "Sexe": "F"}],
            [],
        ),  # frère et sœur jumeaux
        (
            [{"Prénom": "Karima"}, {"Prénom": "Karim", "Sexe": None}],
            [(2, "X07"), (3, "D06"), (3, "X07")],
        ),
        (
            [
                {"Prénom": "Mohamed", "Sexe": "H"},
                {"Prénom": "Mohamed", "Nom": "EXEMPEL", "Sexe": "F"},
            ],
            [(2, "X07"), (3, "X07")],
        ),
        (
            [{}, {"N° étranger": None, "Demi-journée": "Après-midi"}],
            [(3, "D01")],
        ),  # sans numéro : la même personne
        ([{}, {"N° étranger": None, "Nom": "EXEMPEL"}], [(2, "X07"), (3, "D01"), (3, "X07")]),
        (
            [{}, {"N° étranger": "5700000001", "Nom": "EXEMPEL", "Demi-journée": "Après-midi"}],
            [],
        ),  # même numéro : la même personne
        (
            [{}, {}, {"N° étranger": None, "Demi-journée": "Après-midi"}],
            [(2, "X02"), (3, "X02"), (4, "D01")],
        ),  # deux homonymes : on ne devine pas
        ([{"Date de naissance": J(1996, 2, 29)}, {"Date de naissance": J(1996, 2, 28)}], []),
        (
            [{"Date de naissance": J(1996, 2, 29)}, {"Date de naissance": J(1996, 2, 29)}],
            [(2, "X02"), (3, "X02")],
        ),
    ],
)
def test_homonymes_et_jumeaux(
    lignes: list[dict[str, Any]], attendu: list[tuple[int, str]], tmp_path: Path
) -> None:
    """Homonymes, jumeaux, lignes sans numéro : l'ensemble des codes, et rien de plus."""
    assert codes(anomalies(tmp_path, *lignes)) == attendu


@pytest.mark.parametrize(
    ("entretien", "age", "attendu"),
    [
        (J(2026, 2, 27), 25, [(2, "D13")]),
        (J(2026, 2, 28), 25, [(2, "D13"), (2, "E05")]),  # un samedi
        (
            J(2026, 3, 1),
            26,
            [(2, "E05")],
        ),  # en année commune, l'anniversaire du 29 février se fête le 1er mars
        (J(2026, 3, 2), 26, []),
    ],
)
def test_ne_un_29_fevrier(
    entretien: date, age: int, attendu: list[tuple[int, str]], tmp_path: Path
) -> None:
    """Qui est né un 29 février vieillit le 1er mars des années communes."""
    ligne = ligne_conforme(
        **{
            "Date entretien": entretien,
            "Date de naissance": J(2000, 2, 29),
            "Date RDV FT": J(2026, 3, 16),
        }
    )
    lu = lire(ecrire(tmp_path / "essai.xlsx", [ligne]))
    assert lu.lignes[0].age == age
    jugement = juger(Groupes(lu.lignes, attribuer_cles(lu.lignes), []), lu.cadre, J(2026, 11, 23))
    assert codes(jugement.anomalies) == attendu


@given(
    st.lists(
        st.sampled_from(
            [
                "mohamed",
                "mohammed",
                "awa",
                "hawa",
                "diallo",
                "dialo",
                "el amrani",
                "amrani",
                "kouassi",
            ]
        ),
        min_size=4,
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_voisinage_symetrique(noms: list[str]) -> None:
    """Chaque couple sort une fois, jamais d'une identité avec elle-même, et ne dépend pas de
    l'ordre des lignes."""
    identites = list(dict.fromkeys((nom, prenom, NAISSANCE) for nom, prenom in pairwise(noms)))
    trouves = [frozenset(v[:2]) for v in rapprocher(identites).paires]
    assert all(len(couple) == 2 for couple in trouves)
    assert len(trouves) == len(set(trouves))
    assert set(trouves) == {frozenset(v[:2]) for v in rapprocher(identites[::-1]).paires}


NOMS_A_DOUBLER = (
    "hadji", "djebbar", "tchoumi", "schmitt", "cherif", "shevchenko", "khelifi", "ghani",
    "philippe", "thiam", "dhaher", "quentin", "qaderi",
    "ouattara", "wattara", "xavier", "zerouali", "cissé", "yilmaz", "aït ahmed", "eve", "li", "ba",
    "oo", "ngo bell", "işıl", "kœnig", "d almeida",
)  # fmt: skip


@pytest.mark.parametrize("nom", NOMS_A_DOUBLER)
def test_une_lettre_doublee(nom: str) -> None:
    """Quelle que soit la lettre doublée, du nom ou du prénom, la personne est reconnue."""
    nom = nom_normalise(nom)
    doubles = {nom[:n] + lettre + nom[n:] for n, lettre in enumerate(nom) if lettre != " "}
    for double in doubles:
        for une, autre in (
            ((nom, "omar"), (double, "omar")),
            (("diallo", nom), ("diallo", double)),
            ((nom, "omar"), ("omar", double)),
        ):
            assert len(rapprocher([(*une, NAISSANCE), (*autre, NAISSANCE)]).paires) == 1, (
                une,
                autre,
            )


def test_grand_bloc() -> None:
    """Mille personnes de même prénom nées un 1er janvier : les noms à une lettre près se trouvent
    encore, et le coût reste linéaire."""
    hasard = random.Random(3)
    noms = sorted(
        {
            "".join(
                hasard.choices(
                    ["ba", "ko", "tu", "ri", "mel", "dan", "gor", "sif", "lan", "pev"], k=4
                )
            )
            for _ in range(1000)
        }
    )
    naissance = J(1990, 1, 1)
    semblables = [(nom[:-1], "mohammed", naissance) for nom in noms[::50]]
    debut = time.process_time()
    trouves = {
        frozenset(v[:2])
        for v in rapprocher([*((nom, "mohamed", naissance) for nom in noms), *semblables]).paires
    }
    assert time.process_time() - debut < 5
    assert len(noms) > 20 * GRAND_BLOC
    assert {
        frozenset((s, (nom, "mohamed", naissance)))
        for s, nom in zip(semblables, noms[::50], strict=True)
    } <= trouves


def test_decision_sans_ligne() -> None:
    """Un classeur sans entretien lit ses décisions sans échouer."""
    decisions = resoudre(
        [
            Decision(
                ligne=3,
                jour=J(2026, 1, 1),
                decision="Personnes distinctes",
                personne="5700000011",
                autre_personne="5700000022",
            )
        ],
        [],
        [],
        PAR_CODE,
        J(2026, 2, 1),
    )
    assert (decisions.distinctes, len(decisions.messages)) == ({}, 1)


def test_un_meme_nom_partout(tmp_path: Path) -> None:
    """Huit mille personnes au même nom, ou huit mille fois la même : le temps et les messages
    restent proportionnés."""
    modele = lire(ecrire(tmp_path / "essai.xlsx", [ligne_conforme()]))
    for ecrit in ("57{:08}", "5701234568"):
        durees = []
        for nombre in (2_000, 8_000):
            lignes = []
            for n in range(nombre):
                e = copy.copy(modele.lignes[0])
                e.ligne, e.dt = n + 2, ("Metz", "Reims")[n % 2]
                e.n_etranger = e.numero = ecrit.format(n)
                lignes.append(e)
            essais = []
            # Une collecte au mauvais moment décuplerait une mesure d'un cinquantième de seconde.
            with sans_ramasse_miettes():
                for _ in range(3):
                    debut = time.process_time()
                    jugement = juger(
                        Groupes(lignes, attribuer_cles(lignes), []), modele.cadre, J(2026, 11, 23)
                    )
                    trouvees = [
                        a for a in jugement.anomalies if a.code in ("X01", "X02", "X03", "X04")
                    ]
                    textes = [message(a) for a in trouvees]
                    essais.append(time.process_time() - debut)
            durees.append(min(essais))
            assert len(trouvees) == (nombre if trouvees[0].code == "X02" else 2 * nombre)
            assert (
                f"lignes 2, 3, 4, 5, 6 et {nombre - 6} autres" in textes[-1]
                or f"lignes 2, 4, 6, 8, 10 et {nombre // 2 - 5} autres" in textes[-1]
            )
        assert durees[1] < 9 * durees[0], (
            "quatre fois plus de lignes : quatre fois plus de temps, non seize"
        )
