"""Quels mois une anomalie bloquante empêche : celui de sa ligne, tous quand on ne sait lequel, et
jamais novembre à cause de décembre."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from fabrique import convention, ecrire, ligne_conforme
from jeux import destinataire
from terminal import executer

from reports.matiere import bloquantes, rapport_pour, rassembler
from reports.mois import Mois
from workbook.cas import cas, jouer
from workbook.jugement.messages import message
from xl_addin.commandes import verifier

J = dt.date
MOIS = ("2025-12", "2026-01", "2026-02", "2026-11", "2026-12", "2027-01", "2027-02")
TOUS, AUCUN = " ".join(MOIS), ""


@pytest.mark.parametrize(("change", "codes", "attendus"), [
    # Une bloquante ordinaire : les mois où tombe une date de sa ligne qui compte.
    ({"Sexe": "X"}, "D07", "2026-01"),
    ({"Sexe": "X", "RDV FT": "Accompagné", "Date RDV FT": J(2026, 2, 10)}, "D07",
     "2026-01 2026-02"),
    ({"Sexe": "X", "RDV FT": "Honoré seul", "Date RDV FT": J(2026, 2, 10)}, "D07", "2026-01"),
    ({"Sexe": "X", "Date inscription": J(2026, 2, 3)}, "D07", "2026-01 2026-02"),
    ({"Sexe": "X", "Date inscription": J(2026, 2, 3), "Inscription CIP": "Échec",
     "Motif non-inscription": "Autre"}, "D07", "2026-01"),
    # Le vrai mois, ou la DT, n'est pas connu : tous.
    ({"Date entretien": "hier"}, "E01", TOUS),
    ({"DT": "Nancy"}, "P01", TOUS),
    ({"Date entretien": J(2026, 12, 3)}, "E02 E03", TOUS),
    # Hors de la convention. Avant elle : tous. Après elle : son mois et les suivants.
    ({"Date entretien": J(2025, 12, 5)}, "E03", TOUS),
    ({"Date entretien": J(2024, 3, 5)}, "E03", TOUS),
    ({"Date entretien": J(2026, 12, 1)}, "E03", "2026-12 2027-01 2027-02"),
    ({"Date entretien": J(2027, 1, 4)}, "E03", "2027-01 2027-02"),
    ({"Date entretien": J(2026, 12, 1), "Sexe": "X"}, "D07 E03", "2026-12 2027-01 2027-02"),
    ({"Date entretien": J(2026, 12, 1), "RDV FT": "Accompagné", "Date RDV FT": J(2026, 11, 24)},
     "E03 F07", "2026-11 2026-12 2027-01 2027-02"),
])  # fmt: skip
def test_mois_bloques(change: dict[str, Any], codes: str, attendus: str, tmp_path: Path) -> None:
    """Les mois que bloque une ligne, et eux seuls ; la région et la DT y comptent l'anomalie parmi
    celles du mois."""
    ref = J(2026, 11, 30) if "E02" in codes else J(2027, 2, 28)
    lignes = [
        ligne_conforme(**{"N° étranger": "5700000011", "Nom": "AUTRE"}),
        ligne_conforme(**change),
    ]
    v = verifier(ecrire(tmp_path / "essai.xlsx", lignes), ref)
    cadre = v.classeur.cadre
    trouves = {}
    for texte in MOIS:
        mois = Mois(*map(int, texte.split("-")))
        trouves[texte] = sorted(a.code for a in bloquantes(v.jugement, mois, cadre))
        m = rassembler(mois, v.groupes, v.jugement, cadre, ref, v.classeur.seances)
        rapports = [
            rapport_pour(destinataire("Grand Est"), m),
            *([rapport_pour(destinataire("Metz"), m)] if "P01" not in codes else []),
        ]
        for r in rapports:
            assert {a.regle.code: a.du_mois for a in r.anomalies if a.regle.code in codes} == {
                c: int(c in trouves[texte]) for c in codes.split()
            }
    assert [texte for texte in MOIS if trouves[texte]] == attendus.split()


def test_decembre_n_empeche_pas_novembre(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """La convention finie, un entretien tapé pour décembre : novembre sort, définitif, et décembre
    dit comment prolonger."""
    lignes = [
        ligne_conforme(**{"Date entretien": J(2026, 11, 24)}),
        ligne_conforme(
            **{"N° étranger": "5700000011", "Nom": "AUTRE", "Date entretien": J(2026, 12, 1)}
        ),
    ]
    chemin = ecrire(tmp_path / "Suivi.xlsx", lignes)
    code, sortie, _ = executer(
        capsys, "rapport", chemin, "--mois", "2026-11", "--aujourdhui", "2027-01-04", "--json"
    )
    lu = json.loads(sortie)
    assert (code, lu["etat"], lu["indicateurs"]["R0"]) == (0, "DÉFINITIF", {"mois": 1, "cumul": 1})
    code, sortie, _ = executer(
        capsys, "rapport", chemin, "--mois", "2026-12", "--aujourdhui", "2027-01-04", "--json"
    )
    lu = json.loads(sortie)
    assert (code, lu["etat"], [(a["code"], a["ligne"]) for a in lu["bloquantes"]]) == (
        1,
        "REFUSÉ",
        [("E03", 3)],
    )
    assert "changez « Fin » dans Paramètres" in lu["bloquantes"][0]["message"]
    prolongee = ecrire(
        tmp_path / "Suivi.xlsx", lignes, parametres={"Convention": convention(Fin=J(2027, 5, 31))}
    )
    code, sortie, _ = executer(
        capsys, "rapport", prolongee, "--mois", "2026-12", "--aujourdhui", "2027-01-04", "--json"
    )
    assert (code, json.loads(sortie)["indicateurs"]["R0"]) == (0, {"mois": 1, "cumul": 2})


@pytest.mark.parametrize(("entretien", "dit"), [
    (J(2026, 12, 1), "Le 01/12/2026 est après la fin de la convention (30/11/2026) : l’entretien "
        "ne compte pas. 12/01/2026 ? Retapez la bonne date ; si la convention est prolongée, "
        "changez « Fin » dans Paramètres."),
    (J(2027, 2, 23), "Le 23/02/2027 est après la fin de la convention (30/11/2026) : l’entretien "
        "ne compte pas. 23/02/2026 ? Retapez la bonne date ; si la convention est prolongée, "
        "changez « Fin » dans Paramètres."),
    (J(2028, 5, 23), "Le 23/05/2028 est après la fin de la convention (30/11/2026) : l’entretien "
        "ne compte pas. Convention prolongée : changez « Fin » dans Paramètres ; sinon, corrigez "
        "la date."),
    (J(2025, 12, 5), "Le 05/12/2025 est avant le début de la convention (08/12/2025) : l’entretien "
        "ne compte pas. Corrigez la date ; si la convention a commencé plus tôt, changez « Début » "
        "dans Paramètres."),
    (J(2025, 3, 4), ("Le 04/03/2025 est avant le début de la convention (08/12/2025) : l’entretien "
        "ne compte pas. 04/03/2026 ? Retapez la bonne date.")),
])  # fmt: skip
def test_message_hors_convention(entretien: dt.date, dit: str) -> None:
    """Le message dit de quel côté de la convention tombe la date, et les deux remèdes : la date, ou
    Paramètres."""
    (a,) = (
        a
        for a in jouer(cas("E03", date_entretien=entretien).lignes, ref=J(2028, 6, 30))[2].anomalies
        if a.code == "E03"
    )
    assert message(a) == dit
