"""L'impression des feuilles à remplir : les lignes remplies seulement, comptées sur le papier.
Toutes les personnes sont inventées."""

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from clics import Bureau, Document, attendre
from fabrique import ligne_conforme
from libreoffice import Convertisseur

from workbook.declarations.lignes import ENTRETIENS
from workbook.modele import classeur as modele
from workbook.modele import exemple
from workbook.modele import notice as modele_notice
from workbook.modele import table as modele_table
from xl_addin.neuf import nouveau

A_REMPLIR = ("Séances", "Entretiens", "Décisions")
ATTENDUES = {"Séances": 1, "Entretiens": 3, "Décisions": 1}
"""Pages de l'exemple : Entretiens en a trois de large."""


def pages(pdf: Path) -> Counter[str]:
    """Combien de pages porte chaque feuille à remplir : son nom est en tête de chacune."""
    texte = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    tetes = [page.split()[0] for page in texte.split("\f") if page.strip()]
    return Counter(tete for tete in tetes if tete in A_REMPLIR)


@pytest.mark.parametrize(
    ("remplies", "attendu"),
    [([], [3, 3, 3]), ([0, 1, 2], [4, 6, 3]), ([0, 40], [4, 44, 3])],
    ids=["vide", "suivies", "avec un vide"],
)
def test_zone_d_excel(
    remplies: list[int],
    attendu: list[int],
    tmp_path: Path,
    libreoffice: Convertisseur,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Le nom calculé qu'Excel imprime va de A1 à la dernière colonne et à la dernière ligne
    remplie, jamais aux lignes prêtes."""
    for table in modele_table.LIGNES_PRETES:
        monkeypatch.setitem(modele_table.LIGNES_PRETES, table, 60)
    lignes = [
        ligne_conforme() if n in remplies else {} for n in range(max(remplies, default=-1) + 1)
    ]
    seances = (
        [{"Date": date(2026, 1, 27), "DT": "Metz", "Demi-journée": "Matin"}] if remplies else []
    )
    chemin = tmp_path / "zone.xlsx"
    chemin.write_bytes(
        modele.construire(lignes=lignes, seances=seances, en_plus={"Entretiens": ["Ma note"]})
    )
    classeur = openpyxl.load_workbook(chemin)
    essai = classeur.create_sheet("Essai")
    for rang, feuille in enumerate(A_REMPLIR, 1):
        essai[f"A{rang}"], essai[f"B{rang}"] = (
            f"={f}({modele.ZONES_IMPRIMEES[feuille]})" for f in ("ROWS", "COLUMNS")
        )
    classeur.save(chemin)
    (calcule,) = libreoffice([chemin], tmp_path / "calcule")
    lu = openpyxl.load_workbook(calcule, data_only=True)["Essai"]
    assert [lu[f"A{n}"].value for n in (1, 2, 3)] == attendu
    assert [lu[f"B{n}"].value for n in (1, 2, 3)] == [9, len(ENTRETIENS) + 1, 6]


@pytest.fixture(scope="module")
def modele_ods(tmp_path_factory: pytest.TempPathFactory, bureau: Bureau) -> Path:
    """L'exemple en .ods, deux mille lignes prêtes, fait par la commande même."""
    chemin = tmp_path_factory.mktemp("impression") / "modele.ods"
    nouveau(chemin, exemple=True)
    return chemin


def exporter(doc: Document, chemin: Path) -> Counter[str]:
    """Les pages de l'export en PDF."""
    doc.document.storeToURL(chemin.as_uri(), doc.bureau._options(FilterName="calc_pdf_Export"))
    return pages(chemin)


def imprimer(doc: Document, feuille: str) -> Counter[str]:
    """Les pages que reçoit l'imprimante : Ctrl+P, puis le bouton de la boîte."""
    sortie = doc.bureau.dossier / "imprime.pdf"
    sortie.unlink(missing_ok=True)
    lpr = doc.bureau.dossier / "outils" / "lpr"
    lpr.write_text(f'#!/bin/sh\ncat > "{sortie}.en-cours"\nmv "{sortie}.en-cours" "{sortie}"\n')
    lpr.chmod(0o755)
    doc.cliquer_sur_la_cellule(feuille, "E5")
    doc.bureau.xdotool("key", "ctrl+p")
    doc.bureau.boite()
    doc.bureau.repondre("Print", "Imprimer")
    attendre(sortie.exists, "l'impression")
    return pages(sortie)


@pytest.mark.parametrize(
    "sortir",
    [
        lambda doc, dossier: exporter(doc, dossier / "export.pdf"),
        lambda doc, _: imprimer(doc, "Entretiens"),
    ],
    ids=["pdf", "papier"],
)
def test_ods_imprime_les_lignes_remplies(
    sortir: Callable[[Document, Path], Counter[str]],
    bureau: Bureau,
    modele_ods: Path,
    tmp_path: Path,
) -> None:
    """En PDF comme sur papier, le .ods donne les lignes remplies, la ligne qui vient d'être tapée
    comprise ; ni annulation ni « modifié » de plus."""
    with bureau.ouvrir(Path(shutil.copy(modele_ods, tmp_path / "Suivi.ods"))) as doc:
        assert not doc.document.isModified()
        assert sortir(doc, tmp_path)["Entretiens"] == 3
        assert not doc.document.isModified()
        for rang in range(25, 70):
            doc.ecrire("Entretiens", f"E{rang}", f"Inventée {rang}")
        gestes = doc.document.UndoManager.AllUndoActionTitles
        assert sortir(doc, tmp_path)["Entretiens"] == 6
        attendre(
            lambda: doc.document.UndoManager.AllUndoActionTitles == gestes,
            "les mêmes gestes à annuler",
            10,
        )


def test_ods_enregistre_puis_ouvert_sans_macros(
    bureau: Bureau, modele_ods: Path, tmp_path: Path, libreoffice: Convertisseur
) -> None:
    """Le fichier enregistré imprime aussi ses lignes prêtes : rouvert sans macros, aucune ligne
    ajoutée ne manque sur le papier."""
    chemin = Path(shutil.copy(modele_ods, tmp_path / "Suivi.ods"))
    with bureau.ouvrir(chemin) as doc:
        doc.ecrire("Entretiens", "E25", "Inventée")
        doc.document.store()
        assert exporter(doc, tmp_path / "export.pdf") == ATTENDUES
    with zipfile.ZipFile(chemin) as paquet:
        feuilles = dict(
            re.findall(
                r'<table:table table:name="([^"]+)"[^>]*table:print-ranges="([^"]+)"',
                paquet.read("content.xml").decode(),
            )
        )
    assert feuilles["Entretiens"] == "Entretiens.A1:Entretiens.X2003"
    assert feuilles["Séances"] == "Séances.A1:Séances.I503"
    (pdf,) = libreoffice([chemin], tmp_path / "sans", format_="pdf")
    assert pages(pdf)["Entretiens"] > 100


def test_xlsx_dans_libreoffice(bureau: Bureau, tmp_path: Path) -> None:
    """Un .xlsx n'a pas de macros : filtré sur « Non vide », comme le dit la Notice, il n'imprime
    que les lignes remplies."""
    assert any(
        "Non vide" in phrase and "imprime" in phrase.lower() for phrase in modele_notice.A_SAVOIR
    )
    chemin = tmp_path / "exemple.xlsx"
    chemin.write_bytes(
        modele.construire(lignes=exemple.entretiens(), seances=exemple.seances(), mois=exemple.MOIS)
    )
    with bureau.ouvrir(chemin) as doc:
        assert exporter(doc, tmp_path / "tout.pdf")["Entretiens"] > 100
        for nom in ("Entretiens", "Seances"):
            plage = doc.document.DatabaseRanges.getByName(nom)
            champ = bureau.uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
            champ.Operator = bureau.uno.Enum("com.sun.star.sheet.FilterOperator", "NOT_EMPTY")
            plage.FilterDescriptor.setFilterFields((champ,))
            plage.refresh()
        assert exporter(doc, tmp_path / "filtre.pdf") == ATTENDUES
