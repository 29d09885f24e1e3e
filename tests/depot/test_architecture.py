"""Les pièces et le sens des imports."""

import ast
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from reports import logiciel

RACINE = Path(__file__).resolve().parents[2]
PERMIS = {
    "workbook": {"workbook"},
    "reports": {"reports", "workbook"},
    "macros": {"macros", "workbook"},
    "xl_addin": {"xl_addin", "reports", "macros", "workbook"},
}
SALLES: dict[str, set[str]] = {
    "declarations": set(),
    "lecture": {"declarations"},
    "jugement": {"declarations"},
    "cas": {"declarations", "lecture", "jugement"},
    "presentation": {"declarations"},
    "modele": {"declarations", "lecture", "jugement", "cas", "presentation"},
}
"""Les salles de `workbook/`, et celles que chacune peut importer.

Hors du modèle, rien n'importe les cas.
"""
RESERVES = {
    "xlwings": {"xl_addin"},
    "xlsxwriter": {"workbook", "reports"},
    "python_calamine": {"workbook"},
    "openpyxl": {"workbook"},
    "defusedxml": {"workbook"},
    "filelock": {"reports"},
    "platformdirs": {"xl_addin"},
    "msgspec": {"reports"},
    "pandas": set(),
    "holidays": set(),
    "frictionless": set(),
}


def imports(chemin: Path) -> set[str]:
    """Les modules qu'un module importe, et ce qu'il en prend, où que ce soit dans son texte."""
    arbre = ast.parse(chemin.read_text(encoding="utf-8"))
    noms = {a.name for n in ast.walk(arbre) if isinstance(n, ast.Import) for a in n.names}
    depuis = [n for n in ast.walk(arbre) if isinstance(n, ast.ImportFrom) and n.module]
    return (
        noms
        | {str(n.module) for n in depuis}
        | {f"{n.module}.{a.name}" for n in depuis for a in n.names}
    )


def test_une_seule_version() -> None:
    """La version que disent la commande et les rapports est celle du paquet."""
    assert (
        tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        == logiciel.version()
    )


@pytest.mark.parametrize("piece", PERMIS)
def test_sens_des_imports(piece: str) -> None:
    """Une pièce n'importe que celles que l'architecture lui permet, et chaque bibliothèque reste
    dans les siennes.
    """
    modules = [chemin for nom, chemin in _modules().items() if nom.partition(".")[0] == piece]
    assert modules
    for module in modules:
        for nom in {importe.partition(".")[0] for importe in imports(module)}:
            assert nom not in PERMIS or nom in PERMIS[piece], f"{module.name} importe {nom}"
            assert nom not in RESERVES or piece in RESERVES[nom], f"{module.name} importe {nom}"


@pytest.mark.parametrize("salle", SALLES)
def test_sens_des_salles(salle: str) -> None:
    """Une salle de `workbook/` n'importe que celles qui sont sous elle."""
    modules = [c for nom, c in _modules().items() if nom.startswith(f"workbook.{salle}.")]
    assert modules
    for module in modules:
        siennes = {nom.split(".")[1] for nom in imports(module) if nom.startswith("workbook.")}
        assert siennes <= SALLES[salle] | {salle}, module


def test_rien_hors_des_salles() -> None:
    """Chaque module de `workbook/` est dans une salle, et le programme n'importe pas les cas des
    règles.
    """
    modules = _modules()
    assert {nom.split(".")[1] for nom in modules if nom.startswith("workbook.")} == set(SALLES)
    ailleurs = [
        c for nom, c in modules.items() if not nom.startswith(("workbook.cas", "workbook.modele"))
    ]
    assert not [c for c in ailleurs if any(nom.startswith("workbook.cas") for nom in imports(c))]


def test_aucun_cercle() -> None:
    """Aucun module n'en importe un qui l'importe, même de loin, même au milieu d'une fonction."""
    modules = _modules()
    TopologicalSorter(
        {nom: imports(chemin) & (set(modules) - {nom}) for nom, chemin in modules.items()}
    ).prepare()


def _modules() -> dict[str, Path]:
    chemins = [c.relative_to(RACINE) for piece in PERMIS for c in (RACINE / piece).rglob("*.py")]
    return {
        ".".join(c.with_suffix("").parts).removesuffix(".__init__"): RACINE / c for c in chemins
    }


def test_le_second_comptage_est_independant() -> None:
    """Le recompte d'avant la sortie n'importe que les lignes lues et le cadre : rien de ce qui
    compte, classe ou identifie.
    """
    siens = [RACINE / "reports" / f"{nom}.py" for nom in ("recompte", "recompte_seances")]
    assert set().union(*map(imports, siens)) & set(_modules()) <= {
        "reports.recompte_seances",
        "workbook.declarations.cadre",
        "workbook.declarations.lignes",
        "workbook.declarations.texte",
    }
