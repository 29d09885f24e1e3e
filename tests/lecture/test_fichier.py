"""Un classeur d'Excel se lit quel que soit le programme qui l'a écrit. Toutes les personnes sont
inventées."""

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paquets import (
    ARCHIVES,
    BASE,
    CLASSEUR,
    FEUILLE,
    NOMS,
    VARIATIONS,
    Parties,
    ajouter,
    changer,
    emballer,
    parties,
    suite,
)
from terminal import executer
from xlsxwriter import Workbook

from workbook.lecture import enveloppe, fichier
from workbook.lecture.classeur import Classeur, lire
from workbook.lecture.fichier import Grille, ouvrir_cellules
from workbook.lecture.nettoyage import Illisible
from xl_addin.commandes import verifier

CAS = Path(__file__).resolve().parents[1] / "cas"
REF = date(2026, 4, 2)


Valeurs = tuple[Any, ...]


def valeurs(lu: Classeur) -> list[Valeurs]:
    """Chaque ligne lue, toutes ses valeurs."""
    return [tuple(getattr(e, c.name) for c in fields(e)) for e in lu.lignes]


@pytest.fixture(scope="module")
def attendues() -> tuple[list[Valeurs], list[str]]:
    """Les dix lignes, et ce que leur lecture dit."""
    lu = lire(BASE)
    assert len(lu.lignes) == 10
    return valeurs(lu), lu.messages


def deposer(tmp_path: Path, changement: Callable[[Parties], Parties], nom: str = "c.xlsx") -> Path:
    """Le classeur des dix lignes, ses parties changées."""
    chemin = tmp_path / nom
    chemin.write_bytes(emballer(changement(parties())))
    return chemin


# --- Ce qu'Excel et LibreOffice ouvrent -----------------------------------------------------------


@pytest.mark.parametrize("nom", VARIATIONS)
def test_ecrit_autrement(
    nom: str, attendues: tuple[list[Valeurs], list[str]], tmp_path: Path
) -> None:
    """Les mêmes dix lignes, sans rien de plus à dire."""
    lu = lire(deposer(tmp_path, VARIATIONS[nom]))
    assert (valeurs(lu), lu.messages) == attendues


@pytest.mark.parametrize("nom", ARCHIVES)
def test_archive_autrement(
    nom: str, attendues: tuple[list[Valeurs], list[str]], tmp_path: Path
) -> None:
    """L'archive peut être faite comme on veut."""
    (tmp_path / "c.xlsx").write_bytes(ARCHIVES[nom](parties()))
    lu = lire(tmp_path / "c.xlsx")
    assert (valeurs(lu), lu.messages) == attendues


@pytest.mark.parametrize("nom", NOMS)
def test_nomme_autrement(
    nom: str, attendues: tuple[list[Valeurs], list[str]], tmp_path: Path
) -> None:
    """Le nom du fichier n'y fait rien : c'est ce qu'il y a dedans qui se lit."""
    lu = lire(deposer(tmp_path, dict, nom))
    assert (valeurs(lu), lu.messages) == attendues


CAS_DE_MARS = (
    "fusion-rangee-entiere.xlsx", "accueil-copie.xlsx", "macro-excel4.xlsm", "antislash.xlsx",
    "totaux-casse.xlsx", "dimension-rangees.xlsx",
    "state-show.xlsx", "duree-n-etranger.xlsx", "renomme.xls",
)  # fmt: skip


@pytest.mark.parametrize("nom", CAS_DE_MARS)
def test_fichiers_vus(nom: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Dix lignes de mars 2026, aucune bloquante, et le rapport de mars sort, définitif ; celui dont
    Accueil dit le mois le trouve seul."""
    chemin = Path(shutil.copy(CAS / nom, tmp_path))
    v = verifier(chemin, REF)
    assert [(e.date_entretien.year, e.date_entretien.month) for e in v.classeur.lignes] == [
        (2026, 3)
    ] * 10
    mois = () if v.classeur.mois else ("--mois", "2026-03")
    code, sortie, _ = executer(
        capsys, "rapport", chemin, *mois, "--json", "--aujourdhui", "2026-04-02"
    )
    document = json.loads(sortie)
    assert (code, document["mois"], document["etat"], document["indicateurs"]["R0"]["mois"]) == (
        0,
        "2026-03",
        "DÉFINITIF",
        10,
    )


def test_les_noms_d_une_feuille_copiee_ne_priment_pas() -> None:
    """Accueil copié avec son mois : c'est celui du classeur qui fait foi."""
    assert lire(CAS / "accueil-copie.xlsx").mois == (2026, 3)
    assert enveloppe.ouvrir(CAS / "accueil-copie.xlsx").noms["moisrapport"] == "Accueil!$C$4"


def test_seul_un_nom_de_feuille(tmp_path: Path) -> None:
    """S'il ne reste que le nom propre à une feuille, il sert."""
    noms = (
        '<definedNames><definedName name="MoisRapport" '
        'localSheetId="0">Entretiens!$A$2</definedName></definedNames>'
    )
    assert lire(deposer(tmp_path, changer(CLASSEUR, "</sheets>", f"</sheets>{noms}"))).mois == (
        2026,
        3,
    )


TABLE = (
    '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" '
    'displayName="T" ref="{ref}" totalsRowCount="{totaux}"/>'
)
TOTAL = changer(
    FEUILLE,
    "</sheetData>",
    '<row r="12"><c r="A12" t="inlineStr"><is><t>Total</t></is></c><c '
    'r="D12"><v>10</v></c></row></sheetData>',
)


@pytest.mark.parametrize(("genre", "cible", "ref", "totaux"), [
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/table",
     "../tables/TABLE1.xml", "A1:S12", "1"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/table",
     "/xl/tables/table1.xml", "$A$1:$S$12", "1"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/table",
     "..\\tables\\table1.xml", "a1:s12", "1"),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships/table", "../tables/./table1.xml",
     "A1:S12", "1"),
])  # fmt: skip
def test_ligne_de_totaux(
    genre: str,
    cible: str,
    ref: str,
    totaux: str,
    attendues: tuple[list[Valeurs], list[str]],
    tmp_path: Path,
) -> None:
    """La ligne de totaux d'une table n'est pas un entretien, de quelque façon que sa partie soit
    liée."""
    liens = f'<Relationships><Relationship Id="t" Type="{genre}" Target="{cible}"/></Relationships>'
    avec_table = ajouter(
        **{
            "xl__worksheets___rels__sheet1···xml···rels": liens.encode(),
            "xl__tables__table1···xml": TABLE.format(ref=ref, totaux=totaux).encode(),
        }
    )
    lu = lire(deposer(tmp_path, suite(TOTAL, avec_table)))
    assert valeurs(lu) == attendues[0]
    assert lu.totaux == {11}


# --- Trois lecteurs, les mêmes cellules -----------------------------------------------------------


Rencontree = tuple[int, int, type, Any]
"""Rangée, colonne, type et valeur d'une cellule remplie."""


def grilles(chemin: Path) -> list[tuple[str, str, list[Rencontree]]]:
    """(feuille, lecteur, lignes) de chaque feuille qui se lit : telle quelle, nettoyée, nettoyée
    puis lue par openpyxl."""
    paquet = enveloppe.ouvrir(chemin)
    source = ouvrir_cellules(chemin, paquet)
    assert isinstance(source, fichier.Xlsx)
    lues = []
    for feuille in source.feuilles:
        try:
            copie, _ = source.nettoyeur.copie(paquet.parties[feuille])
        except (Illisible, KeyError):
            continue
        lecteurs = {
            "tel quel": fichier.telle_quelle(source.calamine, feuille),
            "nettoyé": fichier.nettoyee(copie), "openpyxl": fichier.par_openpyxl(copie),
        }  # fmt: skip
        lues += [
            (feuille, nom, utile(grille)) for nom, grille in lecteurs.items() if grille is not None
        ]
    return lues


def utile(grille: Grille) -> list[Rencontree]:
    """Les cellules remplies, leur place et leur type ; « pas un nombre » vaut lui-même."""
    return [
        (rang, colonne, type(v), "NaN" if isinstance(v, float) and math.isnan(v) else v)
        for rang, ligne in enumerate(grille) for colonne, v in enumerate(ligne) if v != ""
    ]  # fmt: skip


def lecteurs_d_accord(chemin: Path) -> int:
    """Vérifie que tous les lecteurs d'une feuille y trouvent la même chose ; rend combien de fois
    deux ont été comparés."""
    lues = grilles(chemin)
    premieres = {feuille: grille for feuille, _, grille in reversed(lues)}
    for feuille, nom, grille in lues:
        assert grille == premieres[feuille], (feuille, nom)
    return len(lues) - len(premieres)


TEXTES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=8)
VALEURS = st.one_of(
    st.none(), st.booleans(), TEXTES,
        st.sampled_from(["=1+1", " bords ", "a\nb", "_x000D_", "_x0041_b", "été & <b>", "0012",
            "#N/A", "TRUE", "1,5", "12/07/1989"]),
    st.integers(-500_000, 10**12), st.floats(-500_000, 1e300),
    st.dates(date(1900, 1, 1), date(9999, 12, 31)),
        st.times().map(lambda t: t.replace(microsecond=0)),
    st.datetimes(datetime(1900, 3, 1), datetime(2200, 1,
        1)).map(lambda d: d.replace(microsecond=0)), st.timedeltas(timedelta(0), timedelta(9_000)),
)  # fmt: skip
FORMATS = {
    date: "dd/mm/yyyy",
    datetime: "dd/mm/yyyy hh:mm:ss",
    time: "[$-40C]hh:mm;@",
    timedelta: "[h]:mm:ss",
}
PRESENTATIONS = st.sampled_from(
    [
        "",
        "0.00",
        "@",
        "jj/mm/aaaa",
        "[Red]0;\\-0",
        '"le "d mmmm yyyy',
        "_-* # ##0,00 €_-",
        "mmm-yy",
        "#,##0\\ \\d",
    ]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cellules=st.dictionaries(st.tuples(st.integers(0, 12), st.integers(0, 30)),
        st.tuples(VALEURS, PRESENTATIONS), max_size=25),
    en_ligne=st.booleans(), calendrier_1904=st.booleans(),
)  # fmt: skip
def test_trois_lecteurs(
    cellules: dict[tuple[int, int], Any], en_ligne: bool, calendrier_1904: bool, tmp_path: Path
) -> None:
    """D'un fichier quelconque, calamine, calamine sur la copie nettoyée et openpyxl rendent les
    mêmes lignes, types et dates."""
    chemin = tmp_path / "c.xlsx"
    with Workbook(
        chemin,
        {
            "constant_memory": en_ligne,
            "date_1904": calendrier_1904,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    ) as classeur:
        feuille = classeur.add_worksheet("Entretiens")
        for (rang, colonne), (valeur, presentation) in sorted(cellules.items()):
            if (
                calendrier_1904
                and isinstance(valeur, date)
                and not date(1904, 1, 2)
                <= date(valeur.year, valeur.month, valeur.day)
                < date(9999, 1, 1)
            ):
                continue
            format_ = classeur.add_format({"num_format": FORMATS.get(type(valeur), presentation)})
            feuille.write(rang, colonne, valeur, format_)
        feuille.write_formula(14, 0, "=1+1", None, 2)
        feuille.write_formula(14, 1, '="a"', None, "a")
        feuille.write_rich_string(15, 0, "a", classeur.add_format({"bold": True}), "b ", "c")
    assert lecteurs_d_accord(chemin) == 2


@pytest.mark.parametrize("cas", sorted(p.name for p in CAS.glob("*.xls*")))
def test_trois_lecteurs_sur_les_cas(cas: str) -> None:
    """Les fichiers vus : ceux que calamine lit, et les deux autres lecteurs, sont d'accord."""
    assert lecteurs_d_accord(CAS / cas) >= 1


@pytest.mark.parametrize("nom", VARIATIONS)
def test_nettoye_et_openpyxl(nom: str, tmp_path: Path) -> None:
    """Une variation nettoyée donne les mêmes dix lignes à calamine et à openpyxl."""
    lues = [
        grille
        for feuille, lecteur, grille in grilles(deposer(tmp_path, VARIATIONS[nom]))
        if feuille == "Entretiens" and lecteur != "tel quel"
    ]
    assert len(lues) == 2
    assert lues[0] == lues[1]


LU_PAR = """
import sys
from pathlib import Path
from workbook.lecture.classeur import lire
lignes = lire(Path(sys.argv[1])).lignes
print(len(lignes), "openpyxl" in sys.modules)
"""


@pytest.mark.parametrize(
    "changement",
    [dict, VARIATIONS["une rangée fusionnée"], VARIATIONS["tout en UTF-16"]],
    ids=["ordinaire", "à nettoyer", "UTF-16"],
)
def test_openpyxl_n_est_pas_charge(
    changement: Callable[[Parties], Parties], tmp_path: Path
) -> None:
    """Ni un classeur ordinaire ni un classeur nettoyé ne chargent openpyxl, deux fois plus long à
    charger que tout le reste."""
    chemin = deposer(tmp_path, changement)
    fait = subprocess.run(
        [sys.executable, "-c", LU_PAR, str(chemin)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        check=True,
    )
    assert fait.stdout.split() == ["10", "False"]


@pytest.mark.parametrize(
    "nom",
    [
        "telle quelle",
        "tout en UTF-16",
        "textes partagés enrichis",
        "rangées dans le désordre",
        "une colonne fusionnée",
    ],
)
def test_calamine_ne_lit_plus_rien(
    nom: str,
    attendues: tuple[list[Valeurs], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Le jour où calamine refuse tout, openpyxl lit les mêmes dix lignes."""

    class EnPanne:
        @staticmethod
        def from_filelike(flux: BytesIO) -> Any:
            raise OSError("calamine ne lit plus rien")

    monkeypatch.setattr(fichier, "CalamineWorkbook", EnPanne)
    lu = lire(deposer(tmp_path, VARIATIONS.get(nom, dict)))
    assert (valeurs(lu), lu.messages) == attendues


def test_lire_ne_charge_pas_le_reseau() -> None:
    """La lecture ne charge ni client du web ni courriel : à chaque clic, c'est un sixième du
    démarrage."""
    code = (
        "import sys, workbook.lecture.classeur; print([m for m in ('urllib.request', "
        "'http.client', 'email') if m in sys.modules])"
    )
    fait = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert fait.stdout.strip() == "[]"
