"""Ce que les boutons font autour du tableur : copies de sauvegarde, chemins, versions, pannes.

Le tableur, lui, est cliqué dans test_clics.
"""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workbook.declarations.erreurs import Refus
from xl_addin.sauvegardes import sauvegarder

xw = pytest.importorskip("xlwings")
from xl_addin import boutons, clic, diagnostics  # noqa: E402
from xl_addin.ouvert import Ouvert, exiger_enregistre  # noqa: E402

INSTANT = datetime(2026, 1, 27, 17, 42, 0)


class Classeur(SimpleNamespace):
    """Un classeur d'un tableur, réduit à ce qu'un essai en regarde."""

    sheets: tuple[Any, ...] = ()


def test_dix_sauvegardes(tmp_path: Path) -> None:
    """Les dix dernières copies sont gardées, jamais deux fois la même.

    Une copie faite par la personne ne s'efface pas.
    """
    classeur = tmp_path / "Suivi [2026].xlsm"
    classeur.write_text("0")
    assert sauvegarder(classeur, INSTANT) is not None
    (tmp_path / "Sauvegardes" / "à garder.xlsm").write_text("à moi")
    assert sauvegarder(classeur, INSTANT + timedelta(minutes=1)) is None
    for n in range(1, 13):
        classeur.write_text(str(n))
        sauvegarder(classeur, INSTANT + timedelta(minutes=n + 1))
    copies = sorted((tmp_path / "Sauvegardes").glob("Suivi*"))
    assert [c.read_text() for c in copies] == [str(n) for n in range(3, 13)]
    assert copies[-1].name == "Suivi [2026] 2026-01-27 17h55m00.xlsm"
    assert (tmp_path / "Sauvegardes" / "à garder.xlsm").exists()


@pytest.mark.parametrize(
    ("nom", "dossier", "mot"),
    [
        ("Classeur1", "Rapports", "n’a pas encore été enregistré"),
        (
            "https://exemple.sharepoint.invalid/sites/cir/Suivi.xlsm",
            "Rapports",
            "OneDrive ou SharePoint",
        ),
        (
            "https://exemple.sharepoint.invalid/sites/cir/Suivi.xlsm",
            str(Path("/Rapports CIR").absolute()),
            "",
        ),
        ("ici", "Rapports", ""),
    ],
)
def test_ou_ranger_les_rapports(nom: str, dossier: str, mot: str, tmp_path: Path) -> None:
    """Classeur jamais enregistré ou en ligne : un refus qui dit comment.

    Un dossier complet dans Paramètres suffit.
    """
    if nom == "ici":
        nom = str(tmp_path / "Suivi.xlsm")
        Path(nom).touch()
    ouvert = Ouvert(Classeur(fullname=nom))  # type: ignore[arg-type]
    if not mot:
        exiger_enregistre(ouvert, dossier)
        return
    with pytest.raises(Refus, match=mot):
        exiger_enregistre(ouvert, dossier)


@pytest.mark.parametrize(
    ("moteur", "version", "refuse"),
    [
        ("excel", "0.1.0", True),
        ("excel", xw.__version__, False),
        ("excel", "", False),
        ("libreoffice", "0.1.0", False),
    ],
)
def test_version_des_macros(
    moteur: str, version: str, refuse: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Des macros d'Excel faites pour un autre xlwings sont refusées, avec le remède."""
    classeur: Any = Classeur(app=SimpleNamespace(engine=SimpleNamespace(name=moteur)))
    ouvert = Ouvert(classeur)
    monkeypatch.setattr(ouvert, "feuilles", ["xlwings.conf"])
    monkeypatch.setitem(ouvert._lues, "xlwings.conf", [["SUIVI_CIR_XLWINGS", version]])
    if refuse:
        with pytest.raises(Refus, match="suivi-cir mettre-a-jour"):
            boutons._compatibles(ouvert)
    else:
        boutons._compatibles(ouvert)


@pytest.mark.parametrize(
    ("hresult", "scode", "dit"),
    [
        (-2147418111, None, True),
        (-2147352567, -2146777998, True),
        (-2147352567, -2146827284, False),
    ],
)
def test_excel_en_cours_de_frappe(hresult: int, scode: int | None, dit: bool) -> None:
    """Ce qu'Excel répond pendant qu'une cellule se tape devient une phrase et son remède.

    Une autre erreur reste une panne.
    """

    class com_error(Exception):
        pass

    texte = clic.panne(com_error(hresult, "refusé", (0, "Excel", None, None, 0, scode), None))
    assert ("Entrée" in texte, "Diagnostic" in texte) == (dit, not dit)


def test_derniere_erreur_sans_donnee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """La dernière erreur gardée pour le diagnostic dit son genre et son lieu, ni message ni dossier
    personnel.
    """
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    try:
        raise ValueError("5701234568 DUPONT")
    except ValueError as erreur:
        diagnostics.noter(erreur)
    (garde,) = tmp_path.rglob("derniere-erreur.txt")
    texte = garde.read_text(encoding="utf-8")
    assert "ValueError" in texte
    assert "test_boutons.py" in texte
    assert "DUPONT" not in texte
    assert diagnostics.sans_personne(tmp_path / "suivi") == str(Path("~") / "suivi")


@pytest.mark.parametrize(("chemin", "montre"), [
    (r"C:\Users\jeanne.martin\suivi\Scripts\python.exe", r"C:\Users\…\suivi\Scripts\python.exe"),
    (r"d:\users\Jeanne Martin\python.exe", r"d:\users\…\python.exe"),
    ("/home/jmartin/.venv/bin/python", "/home/…/.venv/bin/python"),
    ("/Users/jmartin", "/Users/…"),
    (r"C:\Program Files\Python\python.exe", r"C:\Program Files\Python\python.exe"),
])  # fmt: skip
def test_chemin_d_un_autre_poste(chemin: str, montre: str) -> None:
    """Le chemin d'un autre profil, ou d'un classeur préparé sur un autre poste, ne dit pas de qui
    il est.
    """
    assert diagnostics.sans_personne(chemin) == montre


def dans_un_python_neuf(code: str) -> str:
    """Ce qu'affiche ce code, où rien d'autre n'est chargé."""
    commande = [sys.executable, "-c", code]
    racine = Path(__file__).resolve().parents[2]
    return subprocess.run(commande, cwd=racine, capture_output=True, text=True, check=True).stdout


def test_un_clic_ne_charge_rien_de_lent() -> None:
    """Ni pandas, ni openpyxl, ni XlsxWriter, ni pydantic ne se chargent pour vérifier dans
    LibreOffice, même installés.
    """
    lourds = ("pandas", "numpy", "openpyxl", "xlsxwriter", "pydantic", "pyopenvba")
    code = (
        "import xl_addin.libreoffice, xl_addin.boutons, sys; "
        f"print([m for m in {lourds} if m in sys.modules])"
    )
    assert dans_un_python_neuf(code) == "[]\n"


@pytest.mark.parametrize(
    ("titre", "valeur", "charge"),
    [
        ("Contact", "essai@exemple.fr", False),
        ("Opérateur", "Essai", False),
        ("Convoqués par PFA", 14, True),
    ],
)
def test_des_parametres_changes_ne_coutent_que_s_il_faut_les_juger(
    titre: str, valeur: object, charge: bool
) -> None:
    """Un contact ou un nom à soi, que tout classeur finit par porter, ne charge pas pydantic.

    Un nombre changé, si.
    """
    code = f"""
import sys
from workbook.declarations.cadre import cadre_par_defaut, listes_par_defaut, tables_par_defaut
from workbook.lecture.parametres import lire_parametres
tables = tables_par_defaut()
tables["Convention"] = [
    (t, {valeur!r} if t == {titre!r} else v, source) for t, v, source in tables["Convention"]
]
cadre, messages = lire_parametres(tables, listes_par_defaut())
print(cadre != cadre_par_defaut(), messages, "pydantic" in sys.modules)
"""
    assert dans_un_python_neuf(code) == f"True [] {charge}\n"
