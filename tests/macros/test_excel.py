"""Ce qu'on peut vérifier d'Excel sans Excel : les appels d'xlwings dont se servent les boutons
existent des deux côtés, Windows et Mac.
"""

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
MODULES = ("boutons.py", "ouvert.py", "diagnostics.py")
XLWINGS = Path(str(find_spec("xlwings").origin)).parent  # type: ignore[union-attr]

# Ce dont se servent les boutons : classe d'xlwings -> membres. Le reste passe par eux
# (Range.options, Range.value…).
APPELS = {
    "App": {"alert", "screen_updating", "status_bar", "version", "engine", "activate"},
    "Book": {"app", "fullname", "name", "names", "sheets", "activate"},
    "Sheets": {"__call__", "__iter__"},
    "Sheet": {"activate", "name", "notes", "range", "tables", "used_range", "book"},
    "Range": {
        "add_note",
        "clear_contents",
        "column",
        "formula",
        "raw_value",
        "row",
        "select",
        "shape",
        "sheet",
    },
    "Table": {"name", "range", "resize", "show_totals"},
    "Names": {"__call__", "contains"},
    "Name": {"refers_to_range"},
    "Note": {"delete", "location", "text"},
}
NOTRES = {"book", "app", "sheet"}


def membres(fichier: Path) -> dict[str, set[str]]:
    """Classe -> noms qu'elle définit, classes mères du même fichier comprises."""
    classes = {
        n.name: n
        for n in ast.parse(fichier.read_text(encoding="utf-8")).body
        if isinstance(n, ast.ClassDef)
    }

    def de(nom: str) -> set[str]:
        classe = classes[nom]
        noms = {n.name for n in ast.walk(classe) if isinstance(n, ast.FunctionDef)}
        noms |= {
            c.attr
            for n in ast.walk(classe)
            for c in ([n] if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) else [])
        }
        noms |= {
            c.id
            for n in classe.body
            if isinstance(n, ast.Assign)
            for c in n.targets
            if isinstance(c, ast.Name)
        }
        for mere in classe.bases:
            if isinstance(mere, ast.Name) and mere.id in classes:
                noms |= de(mere.id)
        return noms

    return {nom: de(nom) for nom in classes}


@pytest.mark.parametrize("systeme", ["_xlwindows.py", "_xlmac.py"])
def test_appels_des_deux_cotes(systeme: str) -> None:
    """Chaque appel dont se servent les boutons est écrit dans le moteur de Windows et dans celui du
    Mac.
    """
    definis = membres(XLWINGS / systeme)
    manquants = {
        classe: {m for m in appels if m not in definis[classe] and m not in NOTRES}
        for classe, appels in APPELS.items()
    }
    manquants["App"].discard("engine")  # rendu par la classe commune
    assert {classe: noms for classe, noms in manquants.items() if noms} == {}


def test_la_liste_des_appels_est_complete() -> None:
    """Aucun attribut d'xlwings n'est utilisé par les boutons sans être dans la liste.

    Ni `.api`, ni PRO, qui ne seraient pas les mêmes partout.
    """
    publics = {
        n.name
        for n in ast.walk(ast.parse((XLWINGS / "main.py").read_text(encoding="utf-8")))
        if isinstance(n, ast.FunctionDef)
    }
    publics = {n for n in publics if not n.startswith("_")}
    connus = set().union(*APPELS.values()) | {"value", "options", "last_cell", "caller"}
    # Des noms que des objets d'ailleurs portent aussi (Path, str, dict…), et le moteur de
    # LibreOffice, que seul le diagnostic interroge.
    d_ailleurs = {
        "append",
        "add",
        "index",
        "replace",
        "items",
        "parent",
        "text",
        "date",
        "sort",
        "impl",
    }
    for module in MODULES:
        arbre = ast.parse((RACINE / "xl_addin" / module).read_text(encoding="utf-8"))
        utilises = {n.attr for n in ast.walk(arbre) if isinstance(n, ast.Attribute)}
        assert "api" not in utilises, module
        assert not [
            n
            for n in ast.walk(arbre)
            if isinstance(n, ast.ImportFrom) and (n.module or "").startswith("xlwings.pro")
        ]
        assert (utilises & publics) - connus <= d_ailleurs, module
