"""Les pièces et le sens des imports."""

import ast
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from xl_addin.commandes import VERSION

RACINE = Path(__file__).resolve().parents[2]
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
    "openpyxl": {"workbook"},
    "defusedxml": {"workbook"},
    "pandas": set(),
    "holidays": set(),
    "frictionless": set(),
}


def imports(chemin: Path) -> set[str]:
    """Les modules qu'un module importe, et ce qu'il en prend, où que ce soit dans son texte."""
    arbre = ast.parse(chemin.read_text(encoding="utf-8"))
    noms = {a.name for n in ast.walk(arbre) if isinstance(n, ast.Import) for a in n.names}
    depuis = [n for n in ast.walk(arbre) if isinstance(n, ast.ImportFrom) and n.module]
    return noms | {str(n.module) for n in depuis} | {f"{n.module}.{a.name}" for n in depuis for a in n.names}


def test_une_seule_version() -> None:
    """La version que disent la commande et les rapports est celle du paquet."""
    assert tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION


@pytest.mark.parametrize("piece", PERMIS)
def test_sens_des_imports(piece: str) -> None:
    """Une pièce n'importe que celles que l'architecture lui permet, et chaque bibliothèque reste dans les siennes."""
    modules = [chemin for nom, chemin in _modules().items() if nom.partition(".")[0] == piece]
    assert modules
    for module in modules:
        for nom in {importe.partition(".")[0] for importe in imports(module)}:
            assert nom not in PERMIS or nom in PERMIS[piece], f"{module.name} importe {nom}"
            assert nom not in RESERVES or piece in RESERVES[nom], f"{module.name} importe {nom}"


def test_aucun_cercle() -> None:
    """Aucun module n'en importe un qui l'importe, même de loin, même au milieu d'une fonction."""
    modules = _modules()
    TopologicalSorter({nom: imports(chemin) & (set(modules) - {nom}) for nom, chemin in modules.items()}).prepare()


def _modules() -> dict[str, Path]:
    chemins = [c.relative_to(RACINE) for piece in PERMIS for c in (RACINE / piece).rglob("*.py")]
    return {".".join(c.with_suffix("").parts).removesuffix(".__init__"): RACINE / c for c in chemins}


def test_le_second_comptage_est_independant() -> None:
    """Le recompte d'avant la sortie n'importe que les lignes lues et le cadre : rien de ce qui compte, classe ou identifie."""
    assert imports(RACINE / "reports/recompte.py") & set(_modules()) == {
        "workbook.declarations.cadre",
        "workbook.declarations.lignes",
        "workbook.declarations.texte",
    }
