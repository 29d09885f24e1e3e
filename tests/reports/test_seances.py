"""Les nombres de la feuille Séances : tous là, ou « n.d. » et combien manquent.

Jamais une somme partielle. Personnes inventées.
"""

import datetime as dt
import re
import tempfile
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fabrique import Essai, classeurs, convention, ecrire, ligne_conforme, lignes_distinctes
from hypothesis import HealthCheck, given, settings
from recompte import recompter as recompter_a_part
from terminal import executer

from reports.mois import Mois
from reports.recompte import recompter
from reports.seances import Frequentation, frequentations
from workbook.jugement.personnes import attribuer_cles
from workbook.lecture.classeur import lire

J = dt.date
MARS = J(2026, 3, 3)
MATIN: dict[str, Any] = {
    "Date": MARS,
    "DT": "Metz",
    "Demi-journée": "Matin",
    "Convoqués": 12,
    "Présents": 5,
}
SOIR, JEUDI = MATIN | {"Demi-journée": "Après-midi"}, MATIN | {"Date": J(2026, 3, 5)}
UN: dict[str, Any] = {"Date entretien": MARS}

Lignes = list[dict[str, Any]]

CAS: list[tuple[str, Lignes, Lignes, tuple[int | None, ...], list[str]]] = [
    ("tout est là", [UN], [MATIN, JEUDI], (2, 24, 10), []),
    ("ni séance ni entretien", [{"Date entretien": J(2026, 4, 1)}], [], (0, 0, 0), []),
    ("une séance où personne n’est venu", [], [MATIN | {"Présents": 0}], (1, 12, 0), []),
    (
        "Convoqués vide vaut le paramètre", [UN],
        [MATIN | {"Convoqués": None}, JEUDI | {"Convoqués": 10}], (2, 22, 10), [],
    ),
    (
        "un nombre de présents manque", [UN], [MATIN, JEUDI | {"Présents": None}], (2, 24, None),
        ["1 séance n’a pas son nombre de présents"],
    ),
    (
        "aucun nombre de présents", [UN], [MATIN | {"Présents": None}, JEUDI | {"Présents": " "}],
        (2, 24, None), ["2 séances n’ont pas leur nombre de présents"],
    ),
    (
        "un nombre de présents illisible", [UN], [MATIN | {"Présents": "cinq"}], (1, 12, None),
        ["1 séance n’a pas son nombre de présents"],
    ),
    (
        "des convoqués illisibles", [UN], [MATIN | {"Convoqués": "douze"}], (1, None, 5),
        ["1 séance n’a pas de nombre de convoqués sûr"],
    ),
    (
        "la feuille est vide", [UN], [], (None, None, None),
        ["1 séance manque dans la feuille Séances"],
    ),
    (
        "une séance oubliée", [UN, UN | {"Demi-journée": "Après-midi"}], [MATIN, JEUDI],
        (None, None, None), ["1 séance manque dans la feuille Séances"],
    ),
    (
        "trois oubliées", [UN, UN | {"DT": "Reims"}, UN | {"Date entretien": J(2026, 3, 4)}], [],
        (None, None, None), ["3 séances manquent dans la feuille Séances"],
    ),
    (
        "un entretien sans demi-journée", [UN, UN | {"Demi-journée": None}], [MATIN, SOIR],
        (None, None, None), ["1 séance manque dans la feuille Séances"],
    ),
    (
        "un entretien d’une demi-journée inconnue", [UN | {"Demi-journée": "Soir"}], [MATIN],
        (None, None, None), ["1 séance manque dans la feuille Séances"],
    ),
    (
        "une séance sans demi-journée", [], [MATIN, MATIN | {"Demi-journée": None}],
        (None, None, None), ["1 séance n’a pas de demi-journée"],
    ),
    ("une séance saisie deux fois", [UN], [MATIN, MATIN], (1, 12, 5), []),
    (
        "deux fois, une fois à moitié", [UN],
        [MATIN | {"Présents": None}, MATIN | {"Convoqués": None}], (1, 12, 5), [],
    ),
    (
        "deux fois, sans s’accorder", [UN], [MATIN, MATIN | {"Présents": 6}], (1, 12, None),
        ["1 séance n’a pas son nombre de présents"],
    ),
    (
        "une séance d’une autre DT", [UN], [MATIN, JEUDI | {"DT": "Reims", "Présents": 7}],
        (2, 24, 12), [],
    ),
    (
        "une séance du mois d’après", [UN],
        [MATIN, MATIN | {"Date": J(2026, 4, 7), "Présents": None}], (1, 12, 5), [],
    ),
    (
        "une séance hors de la convention", [UN],
        [MATIN, MATIN | {"Date": J(2025, 12, 2), "Présents": None}], (1, 12, 5), [],
    ),
    (
        "un entretien sans DT n’a pas de séance à lui", [UN, UN | {"DT": None}], [MATIN],
        (1, 12, 5), [],
    ),
]  # fmt: skip


def lues(
    chemin: Path, mois: str
) -> tuple[dict[tuple[str, str], Frequentation], dict[tuple[str, str], tuple[int | None, ...]]]:
    """Ce qu'en disent le rapport et le recompte d'avant la sortie."""
    lu = lire(chemin)
    attribuer_cles(lu.lignes)
    annee, numero = map(int, mois.split("-"))
    recompte = recompter(lu.lignes, lu.seances, lu.cadre, annee, numero)
    assert lu.seances is not None
    dites = frequentations(
        lu.seances, lu.lignes, recompte.perimetres, Mois(annee, numero), lu.cadre
    )
    return dites, {
        ou: tuple(
            recompte.valeur((*ou, code, "", "")) for code in ("seances", "convoques", "presents")
        )
        for ou in dites
    }


def nombres(f: Frequentation) -> tuple[int | None, ...]:
    """Séances, convoqués, présents."""
    return f.seances, f.convoques, f.presents


@pytest.mark.parametrize(
    ("entretiens", "seances", "attendus", "manques"),
    [cas[1:] for cas in CAS],
    ids=[cas[0] for cas in CAS],
)
def test_nombres(
    entretiens: list[dict[str, Any]],
    seances: list[dict[str, Any]],
    attendus: tuple[int | None, ...],
    manques: list[str],
    tmp_path: Path,
) -> None:
    """Pour la région et le mois : les nombres, ou ce qui manque.

    Et les deux recomptes d'accord, partout.
    """
    lignes = [base | e for base, e in zip(lignes_distinctes(9), entretiens, strict=False)] or [
        ligne_conforme(**{"Date entretien": J(2026, 5, 5)})
    ]
    chemin = ecrire(tmp_path / "essai.xlsx", lignes, seances=seances)
    dites, recomptees = lues(chemin, "2026-03")
    assert (nombres(dites["Grand Est", "mois"]), dites["Grand Est", "mois"].manques) == (
        attendus,
        manques,
    )
    assert (
        {ou: nombres(f) for ou, f in dites.items()}
        == recomptees
        == recompter_a_part(chemin, "2026-03", J(2026, 11, 23)).seances
    )


def test_par_dt_et_cumul(tmp_path: Path) -> None:
    """Une DT ne dépend que de ses lignes ; un mois incomplet ne rend que le cumul indisponible."""
    lignes = [
        base | e
        for base, e in zip(
            lignes_distinctes(3),
            (UN, UN | {"DT": "Reims"}, {"Date entretien": J(2026, 1, 27)}),
            strict=True,
        )
    ]
    chemin = ecrire(
        tmp_path / "essai.xlsx", lignes, seances=[MATIN, MATIN | {"DT": "Reims", "Présents": None}]
    )
    dites, _ = lues(chemin, "2026-03")
    assert {ou: nombres(f) for ou, f in dites.items()} == {
        ("Grand Est", "mois"): (2, 24, None),
        ("Grand Est", "cumul"): (None, None, None),
        ("Metz", "mois"): (1, 12, 5),
        ("Metz", "cumul"): (None, None, None),
        ("Reims", "mois"): (1, 12, None),
        ("Reims", "cumul"): (1, 12, None),
        ("Strasbourg", "mois"): (0, 0, 0),
        ("Strasbourg", "cumul"): (0, 0, 0),
    }


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(classeurs())
def test_trois_comptes_d_accord(essai: Essai) -> None:
    """Sur un classeur quelconque, le rapport et les deux recomptes ont les mêmes nombres, ou les
    mêmes « n.d. »."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = essai.ecrire(Path(dossier) / "essai.xlsx")
        if lire(chemin).seances is None:
            return
        dites, recomptees = lues(chemin, essai.mois)
        a_part = recompter_a_part(chemin, essai.mois, essai.ref).seances
    assert {ou: nombres(f) for ou, f in dites.items()} == recomptees == a_part


def parcours(chemin: Path) -> list[tuple[Any, ...]]:
    """Les lignes de la feuille Parcours d'un rapport."""
    return [
        tuple(v for v in ligne if v is not None)
        for ligne in openpyxl.load_workbook(chemin)["Parcours"].iter_rows(values_only=True)
        if any(ligne)
    ]


def test_dans_le_rapport(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """« présents à moitié ».

    24 convoqués, présents « n.d. » dans le tableau, et ce qui manque dessous, au terminal aussi ;
    rien d'une autre DT.
    """
    lignes = [
        ligne_conforme(**UN),
        ligne_conforme(**{"N° étranger": "5700000011", "Nom": "AUTRE", "DT": "Reims"} | UN),
    ]
    seances = [MATIN, JEUDI | {"Présents": None}, MATIN | {"DT": "Reims"}]
    chemin = ecrire(tmp_path / "Suivi.xlsx", lignes, seances=seances)
    code, sortie, _ = executer(
        capsys, "rapport", chemin, "--mois", "2026-03", "--aujourdhui", "2026-04-02"
    )
    assert (code, sortie.count("n.d.")) == (0, 1)
    assert (
        "Grand Est, mars 2026 et cumul : 1 séance n’a pas son nombre de présents. Le rapport écrit "
        "« n.d. » ;" in sortie
    )
    ici = tmp_path / "Rapports" / "2026-03"
    metz, reims = (
        parcours(ici / f"Rapport_DT_{dt_nom}_2026-03_v1.xlsx") for dt_nom in ("Metz", "Reims")
    )
    assert [
        ligne[1:]
        for ligne in metz
        if ligne[0] in ("Séances (PFA)", "Personnes convoquées", "Personnes présentes")
    ] == [(2, 2), (24, 24), ("n.d.", "n.d.")]
    assert ("• Metz, mars 2026 et cumul : 1 séance n’a pas son nombre de présents.",) in metz
    assert [
        ligne[1:]
        for ligne in reims
        if ligne[0] in ("Séances (PFA)", "Personnes convoquées", "Personnes présentes")
    ] == [(1, 1), (12, 12), (5, 5)]
    assert not [ligne for ligne in reims if "n.d." in str(ligne)]
    region = parcours(ici / "Rapport_DREETS_2026-03_v1.xlsx")
    assert [ligne[0] for ligne in region if str(ligne[0]).startswith("•")] == [
        "• Grand Est, mars 2026 et cumul : 1 séance n’a pas son nombre de présents.",
        "• Metz, mars 2026 et cumul : 1 séance n’a pas son nombre de présents.",
    ]
    courriel = message_from_bytes(
        (ici / "Courriel_DREETS_2026-03_v1.eml").read_bytes(), policy=default
    )
    corps = courriel.get_body()
    assert corps is not None
    texte = corps.get_content()
    assert not re.search("convoqu|présent", texte), "le courriel ne dit rien des séances"


def test_sans_feuille_seances(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sans la feuille, tout est « n.d. » et le rapport le dit.

    Une fin de convention au milieu du mois borne les deux comptes.
    """
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme(**UN)])
    assert (
        executer(capsys, "rapport", chemin, "--mois", "2026-03", "--aujourdhui", "2026-04-02")[0]
        == 0
    )
    lignes = parcours(tmp_path / "Rapports" / "2026-03" / "Rapport_DT_Metz_2026-03_v1.xlsx")
    assert [ligne[1:] for ligne in lignes if ligne[0] == "Personnes présentes"] == [
        ("n.d.", "n.d.")
    ]
    assert ("n.d. : non disponible, le classeur n’a pas de feuille Séances.",) in lignes
    bornee = ecrire(
        tmp_path / "essai.xlsx",
        [ligne_conforme(**UN)],
        seances=[MATIN, JEUDI],
        parametres={"Convention": convention(Fin=MARS)},
    )
    dites, recomptees = lues(bornee, "2026-03")
    assert nombres(dites["Grand Est", "mois"]) == recomptees["Grand Est", "mois"] == (1, 12, 5)
