"""La feuille `Décisions` : ce que le CIP a vérifié quitte la liste à faire, reste compté, et une
bloquante ne se confirme jamais."""

import datetime as dt
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fabrique import ecrire, ligne_conforme
from jeux import destinataire

from reports.matiere import rapport_pour, rassembler
from reports.rapport import Rapport
from reports.verification import Verification
from workbook.declarations.colonnes import VALEURS_FIXES
from workbook.jugement.messages import message
from workbook.jugement.regle import Gravite
from workbook.jugement.regles import REGLES
from xl_addin import recit
from xl_addin.commandes import rapport, verifier

J = dt.date
REF = J(2026, 11, 23)
SAMEDI = J(2026, 1, 31)
FATOU: dict[str, Any] = {"N° étranger": "5700000011", "Nom": "DIALLO", "Prénom": "Fatou"}
HOMONYME = FATOU | {"N° étranger": "5700000022"}
VOISINE: dict[str, Any] = {"N° étranger": "5700000033", "Nom": "DIALO", "Prénom": "Fatou"}
AUTRE: dict[str, Any] = {"N° étranger": "5700000044", "Nom": "KOUASSI", "Prénom": "Awa"}


def confirmee(code: str = "E05", personne: Any = "5700000011", **changes: Any) -> dict[str, Any]:
    """Une décision « Anomalie confirmée »."""
    return {
        "Date": J(2026, 2, 2),
        "Décision": "Anomalie confirmée",
        "Code": code,
        "Personne": personne,
        "Raison": "Vérifié avec l’OFII",
    } | changes


def distinctes(une: Any, autre: Any, **changes: Any) -> dict[str, Any]:
    """Une décision « Personnes distinctes »."""
    return {
        "Date": J(2026, 2, 3),
        "Décision": "Personnes distinctes",
        "Personne": une,
        "Autre personne": autre,
    } | changes


def verifie(
    dossier: Path, lignes: list[dict[str, Any]], decisions: list[dict[str, Any]]
) -> Verification:
    """Un classeur écrit, lu et vérifié ; les décisions y sont à partir de la ligne 3."""
    return verifier(
        ecrire(
            dossier / "essai.xlsx",
            [ligne_conforme(**ligne) for ligne in lignes],
            decisions=decisions,
        ),
        REF,
    )


def codes(v: Verification) -> list[tuple[int, str]]:
    """Ce qui reste à faire : (ligne, code)."""
    return [(a.ligne, a.code) for a in v.jugement.anomalies]


def ecartees(v: Verification) -> list[tuple[int, str]]:
    """Ce que les décisions ont écarté : (ligne, code)."""
    return sorted((c.anomalie.ligne, c.anomalie.code) for c in v.jugement.confirmees)


SAMEDIS = [FATOU | {"Date entretien": SAMEDI}, AUTRE | {"Date entretien": SAMEDI}]


@pytest.mark.parametrize(
    "personne",
    [
        "5700000011",
        5700000011,
        "57 0000\u00a00011",
        "DIALLO Fatou 15/06/1991",
        "diallo  FATOU 15/6/1991",
        " Diallo-Fatou\u00a015/06/1991 ",
    ],
)
def test_anomalie_confirmee(personne: Any, tmp_path: Path) -> None:
    """Une anomalie à vérifier, confirmée, quitte la liste à faire et reste comptée ; les autres
    personnes n'en sont pas touchées."""
    v = verifie(tmp_path, SAMEDIS, [confirmee(personne=personne)])
    assert (codes(v), ecartees(v), v.jugement.messages) == ([(3, "E05")], [(2, "E05")], [])


@pytest.mark.parametrize("numero", [570000011, "'0570000011"])
def test_decisions_ecrites_autrement(numero: int | str, tmp_path: Path) -> None:
    """Casse, accents, date en texte, zéro de tête perdu ou gardé d'une apostrophe, lignes vides :
    comprise comme le reste du classeur."""
    lignes = [FATOU | {"N° étranger": "0570000011", "Date entretien": SAMEDI}]
    decisions = [
        {},
        confirmee(
            "e05",
            numero,
            Date="2/2/2026",
            Décision="ANOMALIE  CONFIRMEE",
            Raison="verifie avec l'OFII",
        ),
    ]
    v = verifie(tmp_path, lignes, decisions)
    assert (codes(v), ecartees(v), v.jugement.messages) == ([], [(2, "E05")], [])


@pytest.mark.parametrize(
    ("decision", "mot"),
    [
        (confirmee("E5"), "n’est le code d’aucune règle"),
        (confirmee("X99"), "« X99 » n’est le code d’aucune règle"),
        (confirmee(""), "le code de la règle manque"),
        (confirmee("E02"), "E02 est bloquante : elle ne se confirme pas"),
        (confirmee("D13"), "D13 est une information"),
        (confirmee(Date=None), "sa date manque"),
        (confirmee(Date="hier"), "sa date manque ou n’est pas une date"),
        (confirmee(Raison=None), "sa raison manque"),
        (confirmee(personne=None), "la personne manque"),
        (confirmee(personne="5799999999"), "la personne n’est pas dans la feuille Entretiens"),
        (confirmee(personne="Madame Diallo"), "n’est écrite ni comme un N° étranger"),
        (confirmee(personne="DIALLO Fatou 31/02/1991"), "n’est écrite ni comme un N° étranger"),
        (confirmee(Décision="Confirmée"), "sa décision n’est pas dans la liste"),
        (distinctes("5700000011", None), "l’autre personne manque"),
        (distinctes("5700000011", "5799999999"), "l’autre personne n’est pas dans la feuille"),
        (
            distinctes("5700000011", "DIALLO Fatou 15/06/1991"),
            "les deux cellules désignent la même personne",
        ),
        (distinctes("5700000011", "5700000044", Code="X01"), "ne vaut que pour X02 et X07"),
    ],
)
def test_decision_sans_effet(decision: dict[str, Any], mot: str, tmp_path: Path) -> None:
    """Une décision incomplète ou hors de propos n'écarte rien, n'empêche rien, et dit où elle est,
    pourquoi et que faire, sans nommer personne."""
    v = verifie(tmp_path, SAMEDIS, [decision])
    assert (codes(v), ecartees(v)) == ([(2, "E05"), (3, "E05")], [])
    (message,) = v.jugement.messages
    assert message.startswith("Feuille « Décisions », ligne 3 : sans effet, ")
    assert mot in message
    assert not {"diallo", "5700000011", "5799999999"} & set(message.lower().split())


@pytest.mark.parametrize(
    ("decision", "mot"),
    [
        (confirmee(Date=J(2027, 2, 2)), "datée de l’avenir"),
        (confirmee(Raison="il pleuvait"), "la raison n’est pas dans la liste"),
    ],
)
def test_decision_a_relire(decision: dict[str, Any], mot: str, tmp_path: Path) -> None:
    """Une date à venir ou une raison hors liste se disent, mais la décision vaut : ce que le CIP
    veut est clair."""
    v = verifie(tmp_path, SAMEDIS, [decision])
    assert ecartees(v) == [(2, "E05")]
    assert mot in v.jugement.messages[0]
    assert "il pleuvait" not in json.dumps(recit.verification_en_json(v))


SANS_OBJET: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]], list[int]]] = [
    (
        "plus d’anomalie",
        [FATOU, AUTRE],
        [confirmee(), confirmee("D12"), distinctes("5700000011", "5700000044")],
        [3, 4, 5],
    ),
    (
        "une seule ne sert plus",
        [FATOU | {"Date entretien": SAMEDI}, AUTRE],
        [confirmee(), confirmee("D12")],
        [4],
    ),
    (
        "deux fois la même",
        [FATOU | {"Date entretien": SAMEDI}, AUTRE],
        [confirmee(), confirmee()],
        [3],
    ),
    (
        "le même couple, deux fois",
        [FATOU, HOMONYME],
        [distinctes("5700000011", "5700000022"), distinctes("5700000022", "5700000011")],
        [3],
    ),
    ("elle sert", [FATOU, HOMONYME], [distinctes("5700000011", "5700000022")], []),
    ("elle n’a jamais eu d’effet", [FATOU, AUTRE], [confirmee(Raison=None), confirmee("E02")], []),
]


@pytest.mark.parametrize(
    ("lignes", "decisions", "attendues"),
    [cas[1:] for cas in SANS_OBJET],
    ids=[cas[0] for cas in SANS_OBJET],
)
def test_decision_devenue_sans_objet(
    lignes: list[dict[str, Any]],
    decisions: list[dict[str, Any]],
    attendues: list[int],
    tmp_path: Path,
) -> None:
    """Une décision qui n'écarte plus rien le dit dans sa ligne, et nulle part ailleurs : ce n'est
    pas un message."""
    v = verifie(tmp_path, lignes, decisions)
    assert [d.ligne for d in v.jugement.sans_objet] == attendues
    document = recit.verification_en_json(v)
    assert [d["ligne"] for d in document["sans_objet"]] == attendues
    assert not [m for m in document["messages"] if "ne sert plus" in m]
    assert [f"ligne {n} : ne sert plus" in recit.verification(v) for n in (3, 4, 5)] == [
        n in attendues for n in (3, 4, 5)
    ]
    assert {ligne for ligne, _ in v.notes_des_decisions} == {
        *attendues,
        *v.groupes.decisions.remarques,
    }
    assert {colonne for _, colonne in v.notes_des_decisions} <= {2}, "la colonne Décision"


def test_une_bloquante_ne_se_confirme_jamais(tmp_path: Path) -> None:
    """Aucune règle bloquante ne se confirme : chaque décision est sans effet et le dit."""
    bloquantes = [r.code for r in REGLES if r.gravite is Gravite.BLOQUANT]
    v = verifie(
        tmp_path,
        [FATOU | {"AGIR": "?", "Sexe": "X", "Identifiant FT": "12"}],
        [confirmee(code) for code in bloquantes],
    )
    assert (sorted(codes(v)), ecartees(v)) == ([(2, "D07"), (2, "F05"), (2, "S03")], [])
    assert [
        m
        for m, code in zip(v.jugement.messages, bloquantes, strict=True)
        if f"{code} est bloquante : elle ne se confirme pas" not in m
    ] == []


PAIRES: list[
    tuple[
        str,
        list[dict[str, Any]],
        list[dict[str, Any]],
        list[tuple[int, str]],
        list[tuple[int, str]],
    ]
] = [
    ("sans décision", [FATOU, HOMONYME], [], [(2, "X02"), (3, "X02")], []),
    (
        "X02 par numéros",
        [FATOU, HOMONYME],
        [distinctes("5700000011", "5700000022")],
        [],
        [(2, "X02"), (3, "X02")],
    ),
    (
        "X02, dans l’autre sens",
        [FATOU, HOMONYME],
        [distinctes("5700000022", "5700000011", Code="X07")],
        [],
        [(2, "X02"), (3, "X02")],
    ),
    (
        "X02, deux fois le même nom",
        [FATOU, HOMONYME],
        [distinctes("DIALLO Fatou 15/06/1991", "DIALLO Fatou 15/06/1991")],
        [],
        [(2, "X02"), (3, "X02")],
    ),
    (
        "X02, un numéro et le nom",
        [FATOU, HOMONYME],
        [distinctes("5700000011", "DIALLO Fatou 15/06/1991")],
        [],
        [(2, "X02"), (3, "X02")],
    ),
    (
        "X07 par noms",
        [FATOU, VOISINE],
        [distinctes("DIALLO Fatou 15/06/1991", "DIALO Fatou 15/06/1991")],
        [],
        [(2, "X07"), (3, "X07")],
    ),
    (
        "une paire sur trois",
        [FATOU, HOMONYME, VOISINE],
        [distinctes("5700000011", "5700000022")],
        [(2, "X07"), (3, "X07"), (4, "X07")],
        [(2, "X02"), (3, "X02")],
    ),
    (
        "deux voisines séparées d’une troisième",
        [FATOU, HOMONYME, VOISINE],
        [
            distinctes("DIALLO Fatou 15/06/1991", "5700000033"),
            distinctes("5700000011", "5700000022"),
        ],
        [],
        [(2, "X02"), (2, "X07"), (3, "X02"), (3, "X07"), (4, "X07")],
    ),
    ("confirmée d’un seul côté", [FATOU, VOISINE], [confirmee("X07")], [(3, "X07")], [(2, "X07")]),
    (
        "sans numéro",
        [FATOU, VOISINE | {"N° étranger": None}],
        [distinctes(5700000011, "DIALO FATOU 15/06/1991")],
        [(3, "D01")],
        [(2, "X07"), (3, "X07")],
    ),
]


@pytest.mark.parametrize(
    ("lignes", "decisions", "reste", "decidees"),
    [cas[1:] for cas in PAIRES],
    ids=[cas[0] for cas in PAIRES],
)
def test_personnes_distinctes(
    lignes: list[dict[str, Any]],
    decisions: list[dict[str, Any]],
    reste: list[tuple[int, str]],
    decidees: list[tuple[int, str]],
    tmp_path: Path,
) -> None:
    """« Personnes distinctes » fait taire X02 et X07 pour ce couple, et pour lui seul ; aucune clé
    n'en change."""
    v = verifie(tmp_path, lignes, decisions)
    assert (codes(v), ecartees(v), v.jugement.messages) == (reste, decidees, [])
    assert [e.cle for e in v.classeur.lignes] == [
        e.cle for e in verifie(tmp_path, lignes, []).classeur.lignes
    ]


def comptes(r: Rapport) -> dict[str, tuple[int, int, int, int, dt.date | None]]:
    """Ce que la feuille Contrôles dira : restantes et confirmées, par règle."""
    return {
        a.regle.code: (a.du_mois, a.toutes, a.confirmees_du_mois, a.confirmees, a.decidee_le)
        for a in r.anomalies
    }


def test_json_et_texte(tmp_path: Path) -> None:
    """Le JSON garde sa forme, avec les confirmées à part, datées ; le texte les compte ; ni nom ni
    numéro."""
    v = verifie(tmp_path, SAMEDIS, [confirmee(), confirmee("E02")])
    document = recit.verification_en_json(v)
    assert {"lignes", "anomalies", "categories", "non_evaluees", "pannes"} <= document.keys()
    (decidee,) = document["confirmees"]
    attendu = {
        "code": "E05",
        "gravite": "V",
        "ligne": 2,
        "cellule": "A2",
        "decision": "Anomalie confirmée",
        "date": "2026-02-02",
    }
    assert attendu.items() <= decidee.items()
    assert [m for m in document["messages"] if "Décisions" in m] == v.jugement.messages
    texte = recit.verification(v)
    assert "Confirmées (feuille Décisions) : 1, soit 1 E05" in texte
    assert not [
        mot
        for mot in ("DIALLO", "Fatou", "5700000011")
        if mot in json.dumps(document, ensure_ascii=False) + texte
    ]


def test_controles_du_rapport(tmp_path: Path) -> None:
    """Le rapport compte à part, par règle, ce qui reste et ce qui est confirmé, avec le jour de la
    dernière décision ; une DT ne voit que les siennes."""
    lignes = [
        *SAMEDIS,
        HOMONYME | {"DT": "Reims"},
        VOISINE | {"DT": "Reims", "Date entretien": J(2026, 2, 3)},
        AUTRE
        | {"N° étranger": "5700000055", "Prénom": "Inès", "DT": "Reims", "Date entretien": SAMEDI},
    ]
    decisions = [
        confirmee(),
        distinctes("5700000022", "5700000033"),
        confirmee(personne="5700000055", Date=J(2026, 2, 4)),
    ]
    chemin = ecrire(
        tmp_path / "essai.xlsx", [ligne_conforme(**ligne) for ligne in lignes], decisions=decisions
    )
    production = rapport(chemin, REF, mois="2026-01", provisoire=True)
    assert production.region is not None
    v = production.verification
    matiere = rassembler(
        production.mois, v.groupes, v.jugement, v.classeur.cadre, REF, v.classeur.seances
    )
    assert (
        comptes(rapport_pour(destinataire("Grand Est"), matiere))
        == comptes(production.region)
        == {
            "E05": (1, 1, 2, 2, J(2026, 2, 4)),
            "P02": (2, 3, 0, 0, None),
            "X02": (2, 2, 0, 0, None),
            "X07": (1, 2, 1, 1, J(2026, 2, 3)),
        }
    )
    assert comptes(rapport_pour(destinataire("Metz"), matiere)) == {
        "E05": (1, 1, 1, 1, J(2026, 2, 2))
    }
    assert comptes(rapport_pour(destinataire("Reims"), matiere)) == {
        "E05": (0, 0, 1, 1, J(2026, 2, 4)),
        "P02": (2, 3, 0, 0, None),
        "X07": (0, 0, 1, 2, J(2026, 2, 3)),
    }
    assert not any("Décisions" in m for m in production.region.messages)
    for nom in (n for n in production.fichiers if n.endswith(".xlsx")):
        with zipfile.ZipFile(production.dossier / nom) as z:
            contenu = "".join(z.read(partie).decode("utf-8", "replace") for partie in z.namelist())
        assert not [secret for secret in ("DIALLO", "5700000011", "Fatou") if secret in contenu]


def test_listes_du_modele() -> None:
    """Les valeurs proposées sur la feuille sont celles que la lecture comprend."""
    assert Counter(VALEURS_FIXES["Décision"]) == Counter(
        ("Personnes distinctes", "Anomalie confirmée")
    )
    assert len(VALEURS_FIXES["Raison"]) >= 3


def test_les_autres_lignes_sans_les_personnes_distinctes(tmp_path: Path) -> None:
    """De huit homonymes, une séparée par une décision : le message des autres la laisse de côté, et
    le compte est juste."""
    lignes = [FATOU | {"N° étranger": f"57000000{n:02}"} for n in range(11, 19)]
    v = verifie(tmp_path, lignes, [distinctes("5700000011", "5700000012")])
    dits = {a.ligne: message(a) for a in v.jugement.anomalies if a.code == "X02"}
    assert "(lignes 4, 5, 6, 7, 8 et 1 autre)" in dits[2]
    assert "(lignes 2, 3, 5, 6, 7 et 2 autres)" in dits[4]
