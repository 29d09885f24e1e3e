"""Ce qui est tapé sur une formule vive est nommé par la vérification suivante. Toutes les personnes
sont inventées."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from libreoffice import Convertisseur

from workbook.modele import classeur as modele
from workbook.modele import exemple
from workbook.modele import table as modele_table
from xl_addin.cli import main


@pytest.fixture
def classeur(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Un classeur de l'exemple, 30 lignes dans sa table, où ces cellules d'Entretiens ont été
    changées."""
    monkeypatch.setitem(modele_table.LIGNES_PRETES, "Entretiens", 30)

    def faire(cellules: dict[str, Any], *, nom: bool = True) -> Path:
        chemin = tmp_path / "classeur.xlsx"
        chemin.write_bytes(modele.construire(lignes=exemple.entretiens()))
        ouvert = openpyxl.load_workbook(chemin)
        for adresse, valeur in cellules.items():
            ouvert["Entretiens"][adresse] = valeur
        if not nom:
            del ouvert.defined_names["VersionModele"]
        ouvert.save(chemin)
        return chemin

    return faire


def formules_manquantes(chemin: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Ce que dit `verifier` des formules, de l'adresse à la fin ; vide s'il n'en dit rien."""
    main(["verifier", str(chemin), "--json", "--aujourdhui", "2026-02-02"])
    dits = [m for m in json.loads(capsys.readouterr().out)["messages"] if "la formule manque" in m]
    assert all("Ctrl+D" in m for m in dits)
    return "".join(dits).partition("la formule manque en ")[2].partition(" (")[0]


@pytest.mark.parametrize(
    ("cellules", "dit"),
    [
        ({}, ""),
        ({"W5": "Éligible"}, "W5"),
        ({"T6": 40, "W5": None}, "W5, T6"),
        ({"U30": "26–45 ans"}, "U30"),
        ({"Y3": "Ma colonne", "Y4": "=1+1"}, ""),
        ({"E40": "Sous la table"}, "T40, U40, V40, W40"),
        ({f"V{n}": "Oui" for n in range(4, 12)}, "V4, V5, V6, V7, V8 et 3 autres"),
        ({"X4": "✔ Conforme"}, ""),
    ],
)
def test_ce_qui_est_tape_sur_une_formule(
    classeur: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    cellules: dict[str, Any],
    dit: str,
) -> None:
    """Constante, effacement, ligne sous la table : chaque cellule est nommée, avec le remède ; une
    colonne du CIP ou `Contrôle`, jamais."""
    assert formules_manquantes(classeur(cellules), capsys) == dit


def test_seulement_dans_le_modele(
    classeur: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Un classeur qui ne vient pas du modèle n'a pas de formules à garder."""
    assert formules_manquantes(classeur({"W5": "x"}, nom=False), capsys) == ""


def test_enregistre_par_libreoffice(
    libreoffice: Convertisseur,
    classeur: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Un classeur que LibreOffice a enregistré dit la même chose."""
    (enregistre,) = libreoffice([classeur({"W5": "x"})], tmp_path / "o")
    assert formules_manquantes(enregistre, capsys) == "W5"
