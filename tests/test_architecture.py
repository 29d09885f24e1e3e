"""Les pièces et le sens des imports."""

import ast
import tomllib
from pathlib import Path

import pytest

from xl_addin.commandes import VERSION

RACINE = Path(__file__).resolve().parent.parent
PERMIS = {
    "workbook": {"workbook"},
    "reports": {"reports", "workbook"},
    "macros": {"macros", "workbook"},
    "xl_addin": {"xl_addin", "reports", "macros", "workbook"},
}
RESERVES = {
    "xlwings": {"xl_addin"},
    "xlsxwriter": {"workbook", "reports"},
    "python_calamine": {"workbook"},
    "pandas": set(),
    "openpyxl": set(),
    "holidays": set(),
    "frictionless": set(),
}


def imports(chemin: Path) -> set[str]:
    """Les paquets qu'un module importe."""
    arbre = ast.parse(chemin.read_text(encoding="utf-8"))
    noms = {a.name for n in ast.walk(arbre) if isinstance(n, ast.Import) for a in n.names}
    noms |= {n.module for n in ast.walk(arbre) if isinstance(n, ast.ImportFrom) and n.module}
    return {nom.partition(".")[0] for nom in noms}


def test_une_seule_version() -> None:
    """La version que disent la commande et les rapports est celle du paquet."""
    assert tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION


@pytest.mark.parametrize("piece", PERMIS)
def test_sens_des_imports(piece: str) -> None:
    """Une pièce n'importe que celles que l'architecture lui permet, et chaque bibliothèque reste dans les siennes."""
    modules = sorted((RACINE / piece).rglob("*.py"))
    assert modules
    for module in modules:
        for nom in imports(module):
            assert nom not in PERMIS or nom in PERMIS[piece], f"{module.name} importe {nom}"
            assert nom not in RESERVES or piece in RESERVES[nom], f"{module.name} importe {nom}"


def test_le_second_comptage_est_independant() -> None:
    """Le recompte d'avant la sortie n'importe que les lignes lues et le cadre : rien de ce qui compte, classe ou identifie."""
    arbre = ast.parse((RACINE / "reports/recompte.py").read_text(encoding="utf-8"))
    modules = {n.module for n in ast.walk(arbre) if isinstance(n, ast.ImportFrom)} | {
        a.name for n in ast.walk(arbre) if isinstance(n, ast.Import) for a in n.names
    }
    assert {m for m in modules if m and m.split(".")[0] in PERMIS} == {"workbook.entretien", "workbook.lignes", "workbook.parametres", "workbook.texte"}
