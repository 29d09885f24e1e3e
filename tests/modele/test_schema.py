"""Le schéma d'`Entretiens` et de `Données` : un export propre y passe chez Frictionless, un export
sale y est refusé. Tout est inventé."""

import csv
import functools
import json
import re
import warnings
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fabrique import ecrire, ligne_conforme
from hypothesis import given, settings
from hypothesis import strategies as st
from terminal import lancer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # celles des dépendances de Frictionless ne sont pas les nôtres
    from frictionless import Resource, Schema, validate

from reports.definitions import CODES
from reports.schema import schema_des_donnees
from workbook.declarations.cadre import cadre_par_defaut
from workbook.declarations.identifiants import IDENTIFIANT, numero_bien_forme
from workbook.declarations.lignes import ENTRETIENS, REQUISES
from workbook.jugement.regle import Gravite
from workbook.modele.schema import schema_des_entretiens
from xl_addin.commandes import rapport, verifier
from xl_addin.neuf import nouveau

CADRE = cadre_par_defaut()
REF = date(2026, 11, 23)
CONTRAT = Path(__file__).resolve().parents[2] / "docs" / "contrat" / "classeur.md"


@pytest.fixture(scope="module")
def exemple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le modèle rempli de l'exemple, et son rapport à côté."""
    chemin = tmp_path_factory.mktemp("s") / "exemple.xlsx"
    nouveau(chemin, exemple=True)
    rapport(chemin, REF, mois="2026-01")
    return chemin


def feuille(chemin: Path, nom: str, titre: str, largeur: int) -> list[list[str]]:
    """Une feuille comme on l'exporte : depuis sa ligne de titres, dates AAAA-MM-JJ."""
    return [list(ligne) for ligne in _exportee(chemin, nom, titre, largeur)]


@functools.cache
def _exportee(chemin: Path, nom: str, titre: str, largeur: int) -> list[list[str]]:
    classeur = openpyxl.load_workbook(chemin, data_only=True, read_only=True)
    rangees = [ligne[:largeur] for ligne in classeur[nom].iter_rows(values_only=True)]
    debut = next(n for n, ligne in enumerate(rangees) if ligne[0] == titre)
    return [[_cellule(v) for v in ligne] for ligne in rangees[debut:] if ligne[0] not in (None, "")]


def _cellule(v: Any) -> str:
    return "" if v is None else str(v.date()) if isinstance(v, datetime) else str(v)


def fautes(dossier: Path, rangees: list[list[str]], schema: dict[str, Any]) -> set[tuple[str, str]]:
    """Ce que Frictionless refuse d'un export : (colonne, nature de la faute)."""
    with (dossier / "export.csv").open("w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(rangees)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        releve = validate(
            Resource(
                path="export.csv",
                basepath=str(dossier),
                schema=Schema.from_descriptor(schema),
                encoding="utf-8",
            )
        )
    assert not releve.errors
    return {
        (getattr(e, "field_name", "") or getattr(e, "label", ""), e.type)
        for tache in releve.tasks
        for e in tache.errors
    }


def test_colonnes_du_contrat() -> None:
    """Les colonnes du schéma sont celles que le contrat 1 donne à Entretiens, dans son ordre ;
    celles de Données, celles du contrat 2."""
    du_contrat = re.findall(
        r"^\| (\d+) \| `([^`]+)` \|", CONTRAT.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [int(n) for n, _ in du_contrat] == list(range(1, 25))
    assert [f["name"] for f in schema_des_entretiens(CADRE)["fields"]] == [
        nom for _, nom in du_contrat
    ]
    assert [f["name"] for f in schema_des_donnees(CADRE)["fields"]] == [
        "mois",
        "perimetre",
        "periode",
        "indicateur",
        "sexe",
        "tranche",
        "valeur",
    ]
    assert schema_des_donnees(CADRE)["fields"][3]["constraints"]["enum"] == list(CODES)


def test_export_propre(exemple: Path, tmp_path: Path) -> None:
    """L'exemple et son rapport, exportés en CSV, passent ; colonnes déplacées, ajoutées ou
    facultatives absentes aussi."""
    schema = schema_des_entretiens(CADRE)
    rangees = feuille(exemple, "Entretiens", "Date entretien", 24)
    assert (len(rangees), fautes(tmp_path, rangees, schema)) == (22, set())
    facultatives = [n for n, c in enumerate(ENTRETIENS) if not c.requise]
    deplacees = [
        [
            "Dossier" if n == 0 else "x",
            *[v for n, v in enumerate(ligne) if n not in facultatives][::-1],
        ]
        for n, ligne in enumerate(rangees)
    ]
    assert fautes(tmp_path, deplacees, schema) == set()
    for nom in ("DREETS", "DT_Metz"):
        donnees = feuille(
            exemple.parent / "Rapports" / "2026-01" / f"Rapport_{nom}_2026-01_v1.xlsx",
            "Données",
            "mois",
            7,
        )
        assert len(donnees) > 30
        assert fautes(tmp_path, donnees, schema_des_donnees(CADRE)) == set()


@pytest.mark.parametrize(
    ("titre", "valeur"),
    [
        ("Date entretien", "27 janvier"),
        ("Date entretien", "2026-02-31"),
        ("Date entretien", ""),
        ("DT", "Nancy"),
        ("DT", ""),
        ("Demi-journée", "Soir"),
        ("N° étranger", ""),
        ("N° étranger", "512345678"),
        ("N° étranger", "0000000000"),
        ("N° étranger", "1,23E+09"),
        ("Nom", ""),
        ("Sexe", "X"),
        ("Date de naissance", "vers 1990"),
        ("Situation", "chômage"),
        ("AGIR", "?"),
        ("RSA", "true"),
        ("Inscrit FT", "Peut-être"),
        ("Inscription CIP", "fait"),
        ("Motif non-inscription", "flemme"),
        ("Date inscription", "hier"),
        ("Identifiant FT", "12AB"),
        ("Date RDV FT", "bientôt"),
        ("RDV FT", "Venu"),
        ("Âge", "110"),
        ("Tranche", "À vérifier"),
        ("Éligibilité", "À vérifier"),
    ],
)
def test_export_sale(titre: str, valeur: str, exemple: Path, tmp_path: Path) -> None:
    """Une cellule fausse fait refuser l'export, à sa colonne."""
    rangees = feuille(exemple, "Entretiens", "Date entretien", 24)
    rangees[3][rangees[0].index(titre)] = valeur
    trouvees = fautes(tmp_path, rangees, schema_des_entretiens(CADRE))
    assert {colonne for colonne, _ in trouvees} == {titre}
    assert {nature for _, nature in trouvees} <= {"type-error", "constraint-error"}


@pytest.mark.parametrize(
    "absente", [c.titre for c in REQUISES if c.champ not in ("agir", "rsa", "inscrit_ft")]
)
def test_colonne_absente(absente: str, exemple: Path, tmp_path: Path) -> None:
    """Un export sans une colonne requise est refusé."""
    rangees = feuille(exemple, "Entretiens", "Date entretien", 24)
    rang = rangees[0].index(absente)
    assert (
        "missing-label"
        in {
            n
            for _, n in fautes(
                tmp_path,
                [ligne[:rang] + ligne[rang + 1 :] for ligne in rangees],
                schema_des_entretiens(CADRE),
            )
        }
    ) is True


@pytest.mark.parametrize(
    ("colonne", "valeur"),
    [
        (0, "janvier 2026"),
        (0, "2026-13"),
        (1, "Nancy"),
        (2, "trimestre"),
        (3, "I9"),
        (4, "X"),
        (5, "30 ans"),
        (6, "-1"),
        (6, ""),
    ],
)
def test_donnees_sales(colonne: int, valeur: str, exemple: Path, tmp_path: Path) -> None:
    """Une case fausse de Données est refusée ; deux fois la même case aussi."""
    donnees = feuille(
        exemple.parent / "Rapports" / "2026-01" / "Rapport_DT_Metz_2026-01_v1.xlsx",
        "Données",
        "mois",
        7,
    )
    assert fautes(tmp_path, [*donnees, donnees[5]], schema_des_donnees(CADRE)) == {
        ("", "primary-key")
    }
    donnees[5][colonne] = valeur
    assert {c for c, _ in fautes(tmp_path, donnees, schema_des_donnees(CADRE))} == {
        donnees[0][colonne]
    }


@given(
    st.one_of(
        st.from_regex(r"[0-9]{8,12}", fullmatch=True),
        st.from_regex(r"([0-9])\1{9}", fullmatch=True),
        st.text(max_size=12),
    )
)
@settings(max_examples=150, deadline=None)
def test_motifs(texte: str) -> None:
    """Les motifs du schéma disent ce que disent la lecture et la règle F05, y compris encadrés
    comme Frictionless le fait."""
    motifs = {
        f["name"]: re.compile(f"^{f['constraints']['pattern']}$")
        for f in schema_des_entretiens(CADRE)["fields"]
        if "pattern" in f.get("constraints", {})
    }
    assert set(motifs) == {"N° étranger", "Identifiant FT"}
    if "\n" not in texte:
        assert bool(motifs["N° étranger"].match(texte)) == (numero_bien_forme(texte) == texte)
        assert bool(motifs["Identifiant FT"].match(texte)) == bool(IDENTIFIANT.fullmatch(texte))


def test_vides_refuses(tmp_path: Path) -> None:
    """Une cellule que le schéma veut remplie, laissée vide, est bien une anomalie de cette
    colonne ; les autres peuvent l'être."""
    voulues = [
        f["name"]
        for f in schema_des_entretiens(CADRE)["fields"]
        if f.get("constraints", {}).get("required")
    ]
    assert voulues == [
        "Date entretien",
        "DT",
        "N° étranger",
        "Nom",
        "Prénom",
        "Sexe",
        "Date de naissance",
        "Situation",
    ]
    lignes = [
        ligne_conforme(
            **{titre: None, "N° étranger": None if titre == "N° étranger" else f"57000000{n:02}"}
        )
        for n, titre in enumerate(voulues, 1)
    ]
    v = verifier(ecrire(tmp_path / "vides.xlsx", lignes), REF)
    signalees = {
        (a.ligne, a.colonne) for a in v.jugement.anomalies if a.gravite is not Gravite.INFORMATION
    }
    assert {(n, titre) for n, titre in enumerate(voulues, 2)} <= signalees


def test_commande(exemple: Path, tmp_path: Path) -> None:
    """`schema` écrit un JSON et rien d'autre : les deux schémas, ou l'un ; un autre mot est refusé
    avec la liste."""
    deux = json.loads(lancer("schema", dossier=tmp_path).stdout)
    assert deux == {
        "entretiens": schema_des_entretiens(CADRE),
        "donnees": schema_des_donnees(CADRE),
    }
    assert (
        json.loads(lancer("schema", "Entretiens", "--classeur", exemple, dossier=tmp_path).stdout)
        == deux["entretiens"]
    )
    assert json.loads(lancer("schema", "Données", dossier=tmp_path).stdout) == deux["donnees"]
    refus = lancer("schema", "seances", dossier=tmp_path)
    assert (refus.returncode, refus.stdout) == (2, "")
    assert "Choisissez entretiens ou donnees" in refus.stderr
