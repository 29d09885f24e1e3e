"""Qui est à suivre."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fabrique import ecrire, ligne_conforme

from workbook.jugement.personnes import attribuer_cles
from workbook.jugement.suivi import Geste, a_suivre
from workbook.lecture.classeur import lire

REF = date(2026, 4, 1)
RELANCER, INSCRIRE, ATTENDRE = Geste.RELANCER, Geste.INSCRIRE, Geste.ATTENDRE
PLUS_TARD = Geste.INSCRIRE_PLUS_TARD
MOTIF = "Motif non-inscription"
SANS_RDV = {"RDV FT": None, "Date RDV FT": None}
PAS_INSCRITE: dict[str, Any] = {"Inscription CIP": None, "Identifiant FT": None, **SANS_RDV}


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ([{}], []),
        ([SANS_RDV], [(RELANCER, 2, 64)]),
        ([{"RDV FT": "Prévu"}], [(RELANCER, 2, 64)]),
        ([{"RDV FT": "Manqué"}], [(RELANCER, 2, 64)]),
        ([{"RDV FT": "Accompagné"}], []),
        ([{"RDV FT": "Venu"}], []),
        ([SANS_RDV | {"Date inscription": date(2026, 3, 2)}], [(ATTENDRE, 2, 30)]),
        ([SANS_RDV | {"Date inscription": date(2026, 3, 1)}], [(RELANCER, 2, 31)]),
        ([SANS_RDV | {"Date inscription": "bientôt"}], [(ATTENDRE, 2, None)]),
        ([SANS_RDV | {"Date entretien": date(2026, 4, 9)}], [(ATTENDRE, 2, 0)]),
        ([PAS_INSCRITE], [(INSCRIRE, 2, 64)]),
        ([PAS_INSCRITE | {"Inscription CIP": "Échec"}], [(INSCRIRE, 2, 64)]),
        ([PAS_INSCRITE | {"Situation": "CDI"}], []),
        ([PAS_INSCRITE | {MOTIF: "Pièce manquante"}], [(PLUS_TARD, 2, 64)]),
        (
            [PAS_INSCRITE | {MOTIF: "piece manquante", "Inscription CIP": "Échec"}],
            [(PLUS_TARD, 2, 64)],
        ),
        ([PAS_INSCRITE | {MOTIF: "Autre", "Inscription CIP": "À compléter"}], [(PLUS_TARD, 2, 64)]),
        (
            [PAS_INSCRITE | {MOTIF: "pas de pièce"}],
            [(INSCRIRE, 2, 64)],
        ),  # hors de la liste : à choisir
        ([PAS_INSCRITE | {"Inscription CIP": "Refusée"}], []),
        ([PAS_INSCRITE | {"Inscription CIP": "Refusée", MOTIF: "Autre"}], []),
        ([PAS_INSCRITE | {MOTIF: "Refus"}], []),
        (
            [
                PAS_INSCRITE
                | {MOTIF: "titre n'ouvrant pas l'inscription", "Inscription CIP": "Échec"}
            ],
            [],
        ),
        # Le dernier entretien décide : une personne qui refusait et ne refuse plus est à inscrire.
        (
            [PAS_INSCRITE | {MOTIF: "Refus"}, PAS_INSCRITE | {"Date entretien": date(2026, 2, 3)}],
            [(INSCRIRE, 3, 57)],
        ),
        ([PAS_INSCRITE, PAS_INSCRITE | {"Date entretien": date(2026, 2, 3), MOTIF: "Refus"}], []),
        ([SANS_RDV, PAS_INSCRITE | {MOTIF: "Refus"}], [(RELANCER, 2, 64)]),
        (
            [
                PAS_INSCRITE | {MOTIF: "Site indisponible"},
                PAS_INSCRITE | {"N° étranger": "5701234569"},
            ],
            [(INSCRIRE, 3, 64), (PLUS_TARD, 2, 64)],
        ),
        ([PAS_INSCRITE, PAS_INSCRITE | {"Date entretien": date(2026, 2, 3)}], [(INSCRIRE, 3, 57)]),
        (
            [
                PAS_INSCRITE,
                PAS_INSCRITE | {"Date entretien": date(2026, 2, 3), "Inscrit FT": "Oui"},
            ],
            [],
        ),
        ([PAS_INSCRITE, SANS_RDV | {"Date entretien": date(2026, 2, 3)}], [(RELANCER, 3, 57)]),
        ([SANS_RDV, PAS_INSCRITE | {"RDV FT": "Honoré seul"}], []),
        (
            [
                PAS_INSCRITE,
                SANS_RDV | {"N° étranger": "5701234569"},
                SANS_RDV | {"N° étranger": "5701234570", "Date inscription": date(2026, 3, 30)},
            ],
            [(RELANCER, 3, 64), (INSCRIRE, 2, 64), (ATTENDRE, 4, 2)],
        ),
    ],
)
def test_a_suivre(
    changes: list[dict[str, Any]], attendu: list[tuple[Geste, int, int | None]], tmp_path: Path
) -> None:
    """Une personne par ligne : inscrite sans rendez-vous tenu, ou éligible non inscrite ; les plus
    pressées d'abord."""
    classeur = lire(ecrire(tmp_path / "c.xlsx", [ligne_conforme(**c) for c in changes]))
    attribuer_cles(classeur.lignes)
    assert [
        (s.geste, s.entretien.ligne, s.jours)
        for s in a_suivre(classeur.lignes, classeur.cadre, REF)
    ] == attendu


def test_ce_que_lit_le_cip(tmp_path: Path) -> None:
    """Un motif donné se lit à côté du geste, tel qu'il est dans la liste ; sans motif, il est
    demandé."""
    changes = [
        PAS_INSCRITE,
        PAS_INSCRITE | {"N° étranger": "5701234569", MOTIF: "nir absent ou provisoire"},
    ]
    classeur = lire(ecrire(tmp_path / "c.xlsx", [ligne_conforme(**c) for c in changes]))
    attribuer_cles(classeur.lignes)
    assert [s.a_faire for s in a_suivre(classeur.lignes, classeur.cadre, REF)] == [
        "Inscrire, ou choisir un motif : éligible, pas inscrite",
        "Inscrire dès que possible (motif : NIR absent ou provisoire)",
    ]
