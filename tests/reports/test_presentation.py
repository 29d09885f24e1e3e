"""L'apparence des rapports : lisible, imprimable, accessible, la même pour tous les lecteurs.

Toutes les personnes sont inventées.
"""

import datetime as dt
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from couleurs import contraste
from fabrique import ecrire, lignes_distinctes
from libreoffice import Convertisseur
from openpyxl.worksheet.worksheet import Worksheet

from reports.styles import NOMBRE, SERIES, STYLES
from workbook.lecture.relecture import relire
from workbook.presentation.mesures import place
from xl_addin.commandes import rapport

REF = dt.date(2026, 11, 23)
FEUILLES = [
    "Synthèse",
    "Indicateurs",
    "Parcours",
    "Évolution",
    "Définitions",
    "Contrôles",
    "Données",
]


@pytest.mark.parametrize("nom", STYLES)
def test_contraste(nom: str) -> None:
    """Chaque texte a au moins 4,5:1 sur son fond, en Arial."""
    style = STYLES[nom]
    assert style["font_name"] == "Arial"
    assert contraste(style["font_color"], style.get("bg_color", "#FFFFFF")) >= 4.5


def test_contraste_des_graphiques() -> None:
    """Les barres ont au moins 3:1 sur blanc, et deux voisines ne se confondent pas en gris."""
    assert all(contraste(couleur, "#FFFFFF") >= 3 for couleur in SERIES)
    assert contraste(*SERIES[:2]) >= 1.5


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trois états du même classeur, et leurs rapports.

    Néant (décembre), provisoire puis rectificatif (janvier).
    """
    base = tmp_path_factory.mktemp("presentation")
    chemin = base / "Suivi.xlsx"
    lignes: list[dict[str, Any]] = []
    for n, ligne in enumerate(lignes_distinctes(26)):
        ailleurs = {
            "DT": ("Metz", "Reims")[n % 2],
            "Sexe": "FH"[n % 2],
            "Date de naissance": dt.date(1958 + 2 * n % 48, 3, 1 + n),
        }
        suite = (
            {"RDV FT": "Accompagné", "Date RDV FT": dt.date(2026, 2 + n % 3, 10)}
            if n % 5 == 0
            else {"RDV FT": "Prévu", "Date RDV FT": dt.date(2026, 6, 1)}
        )
        lignes.append(
            ligne | {"Date entretien": dt.date(2026, 1 + n % 3, 12 + n % 4)} | ailleurs | suite
        )
    seances = [
        {
            "Date": dt.date(2026, 1, 12),
            "DT": "Metz",
            "Demi-journée": "Matin",
            "Convoqués": 12,
            "Présents": 9,
        }
    ]
    ecrire(chemin, lignes[:-3], seances=seances)
    for mois in ("2025-12", "2026-01", "2026-02", "2026-03"):
        assert rapport(chemin, REF, mois=mois).fichiers
    ecrire(chemin, lignes, seances=seances)
    assert rapport(chemin, REF, mois="2026-02").version == 2
    assert rapport(chemin, REF, mois="2026-01", provisoire=True).fichiers
    return base


def fichiers(dossier: Path) -> dict[str, Path]:
    """Les rapports à regarder, un de chaque sorte."""
    noms = (
        "2025-12/Rapport_DREETS_2025-12_v1",
        "2026-01/Rapport_DT_Reims_2026-01_provisoire",
        "2026-02/Rapport_DREETS_2026-02_v2",
        "2026-02/Rapport_DT_Strasbourg_2026-02_v2",
        "2026-03/Rapport_DT_Metz_2026-03_v1",
    )
    return {nom.partition("/")[2]: dossier / "Rapports" / f"{nom}.xlsx" for nom in noms}


def cellules(feuille: Worksheet) -> Iterator[Any]:
    """Les cellules qui portent quelque chose."""
    return (c for ligne in feuille.iter_rows() for c in ligne if c.value is not None)


def test_feuilles_et_mise_en_page(dossier: Path) -> None:
    """Sept feuilles.

    A4 paysage, une page de large, titre en A1, lignes répétées, pied « Page n/N · version ·
    empreinte », rien de fusionné, Arial.
    """
    for nom, chemin in fichiers(dossier).items():
        classeur = openpyxl.load_workbook(chemin)
        assert classeur.sheetnames == FEUILLES
        assert classeur.active.title == "Synthèse"
        for f in classeur:
            assert (
                f.page_setup.orientation,
                f.page_setup.paperSize,
                f.page_setup.fitToWidth or 1,
            ) == ("landscape", 9, 1), nom
            assert f.sheet_properties.pageSetUpPr.fitToPage
            assert (1 if f.page_setup.fitToHeight is None else f.page_setup.fitToHeight) == (
                1 if f.title == "Synthèse" else 0
            )
            assert (
                (f["A1"].value, f["A1"].font.b) == ("mois", True)
                if f.title == "Données"
                else (isinstance(f["A1"].value, str) and f["A1"].font.sz == 16)
            )
            assert f.print_title_rows
            assert "Page &P/&N" in str(f.oddFooter.center.text)
            assert re.fullmatch(
                r"(PROVISOIRE|DÉFINITIF v1|RECTIFICATIF v2) · empreinte [0-9a-f]{12}",
                f.oddFooter.right.text,
            )
            assert not f.merged_cells.ranges
            assert f.tables
            assert {c.font.name for c in cellules(f)} == {"Arial"}
            assert f.sheet_view.topLeftCell in (None, "A1")


def test_nombres(dossier: Path) -> None:
    """Un nombre est à droite, ses milliers à la française ; un zéro est « 0 ».

    Ce qui n'est pas connu est « n.d. ».
    """
    classeur = openpyxl.load_workbook(fichiers(dossier)["Rapport_DREETS_2025-12_v1"])
    nombres = [c for f in classeur for c in cellules(f) if isinstance(c.value, int | float)]
    assert len(nombres) > 2000
    assert {c.alignment.horizontal for c in nombres} == {"right"}
    assert {c.number_format for c in nombres} == {NOMBRE}
    assert any(c.value == 0 for c in nombres)
    assert [c.value for c in classeur["Synthèse"]["C"]].count("n.d.") == 7


def test_tableaux_delimites(dossier: Path) -> None:
    """Chaque tableau a sa région nommée, sa ligne de titres ; « Données » se filtre."""
    for chemin in fichiers(dossier).values():
        classeur = openpyxl.load_workbook(chemin)
        noms = [t.displayName for f in classeur for t in f.tables.values()]
        assert len(noms) == len(set(noms)) > 15
        assert classeur["Données"].tables["Donnees"].autoFilter is not None
        for f in classeur:
            for t in f.tables.values():
                titres = [c.value for c in f[t.ref][0]]
                assert [c.name for c in t.tableColumns] == titres
                assert not any("\n" in titre for titre in titres)


def test_graphiques_et_proprietes(dossier: Path) -> None:
    """Des graphiques natifs, chacun son texte de remplacement.

    Titre et langue dans les propriétés ; ni auteur, ni macro, ni lien.
    """
    for nom, chemin in fichiers(dossier).items():
        with zipfile.ZipFile(chemin) as paquet:
            parties = {p: paquet.read(p).decode() for p in paquet.namelist()}
        graphiques = [p for p in parties if p.startswith("xl/charts/chart")]
        neant = "2025-12" in nom or "Strasbourg" in nom
        assert len(graphiques) == (1 if neant else 4), nom
        dessins = "".join(xml for p, xml in parties.items() if p.startswith("xl/drawings/drawing"))
        assert len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]{30,}"', dessins)) == len(graphiques)
        assert "<scheme" not in parties["xl/styles.xml"] + parties["xl/sharedStrings.xml"]
        coeur = parties["docProps/core.xml"]
        assert "<dc:language>fr-FR</dc:language>" in coeur
        assert re.search(r"<dc:title>Rapport mensuel \w+ 202\d – ", coeur)
        assert "<dc:creator></dc:creator>" in coeur
        assert not [p for p in parties if "vba" in p.lower() or "external" in p.lower()]
        assert "<f>" not in "".join(
            xml for p, xml in parties.items() if p.startswith("xl/worksheets/sheet")
        )


def test_rien_n_est_coupe(dossier: Path) -> None:
    """Chaque texte tient dans sa colonne, ou déborde sur des cellules vides sans sortir de la page.

    Chaque nombre tient.
    """
    for nom, chemin in fichiers(dossier).items():
        for f in openpyxl.load_workbook(chemin, rich_text=True):
            largeur = {
                n: 7 * d.width
                for d in f.column_dimensions.values()
                for n in range(d.min, d.max + 1)
            }
            for c in cellules(f):
                retrait = 10 * (c.alignment.indent or 0)
                if isinstance(c.value, int | float):
                    prend = (
                        place(
                            f"{max(c.value, 99_999):,}".replace(",", "\u202f"),
                            c.font.sz,
                            gras=bool(c.font.b),
                        )
                        + retrait
                    )
                    assert prend <= largeur[c.column], (nom, f.title, c.coordinate)
                    continue
                gras = bool(c.font.b)
                if c.alignment.wrap_text:
                    haut = f.row_dimensions[c.row].height
                    assert haut, (nom, f.title, c.coordinate)
                    mots = re.split(r"[ \n]", str(c.value))
                    assert (
                        max(place(mot, c.font.sz, gras=gras) for mot in mots)
                        <= largeur[c.column] - retrait - 4
                    ), (nom, f.title, c.coordinate, str(c.value))
                    lignes = _lignes(str(c.value), largeur[c.column] - retrait - 4, c.font.sz, gras)
                    assert lignes * 12.6 <= haut, (nom, f.title, c.coordinate, str(c.value))
                else:
                    libre, suivante = largeur[c.column], c.column + 1
                    while (
                        suivante in largeur
                        and f.cell(c.row, suivante).value is None
                        and c.alignment.horizontal != "right"
                    ):
                        libre, suivante = libre + largeur[suivante], suivante + 1
                    assert place(str(c.value), c.font.sz, gras=gras) + retrait <= libre, (
                        nom,
                        f.title,
                        c.coordinate,
                        str(c.value),
                    )


def _lignes(texte: str, dispo: float, points: float, gras: bool) -> int:
    combien = 0
    for paragraphe in texte.split("\n"):
        combien, reste = combien + 1, 0.0
        for mot in paragraphe.split(" "):
            prise = place(mot + " ", points, gras=gras)
            if reste and reste + prise > dispo:
                combien, reste = combien + 1, 0.0
            reste += prise
    return combien


def test_meme_lecture_pour_tous(dossier: Path, libreoffice: Convertisseur, tmp_path: Path) -> None:
    """openpyxl, calamine et LibreOffice (après recalcul) lisent les mêmes cellules, justificatif
    interne compris."""
    sources = [
        *list(fichiers(dossier).values())[:3],
        dossier / "Justificatifs internes/2026-02/Justificatif_interne_2026-02.xlsx",
    ]
    for source, converti in zip(sources, libreoffice(sources, tmp_path), strict=True):
        lus = [openpyxl.load_workbook(chemin, data_only=True) for chemin in (source, converti)]
        calamine = relire(source.read_bytes())
        for f in lus[0]:
            avec_openpyxl = {(c.row, c.column): c.value for c in cellules(f)}
            assert avec_openpyxl == {
                (c.row, c.column): c.value for c in cellules(lus[1][f.title])
            }, (source.name, f.title)
            for (rang, colonne), valeur in avec_openpyxl.items():
                lue = calamine[f.title][rang - 1][colonne - 1]
                assert lue == (valeur.date() if isinstance(valeur, dt.datetime) else valeur)


def test_imprime(dossier: Path, libreoffice: Convertisseur, tmp_path: Path) -> None:
    """En PDF.

    La Synthèse tient sur une page A4 paysage, aucun ####, chaque page porte son pied et l'état.
    """
    for pdf in libreoffice(list(fichiers(dossier).values())[1:4], tmp_path, format_="pdf"):
        pages = subprocess.run(
            ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
        ).stdout.split("\f")[:-1]
        assert "###" not in "".join(pages)
        for n, page in enumerate(pages, 1):
            assert re.search(
                rf"Page {n}/{len(pages)}\s.*(PROVISOIRE|DÉFINITIF|RECTIFICATIF).* · empreinte", page
            ), (pdf.name, n)
        assert "Fiabilité des chiffres" in pages[0]
        assert "Indicateurs, par sexe" in pages[1]
        formats = subprocess.run(
            ["pdfinfo", str(pdf)], capture_output=True, text=True, check=True
        ).stdout
        assert re.search(r"Page size:\s+841\.\d+ x 595", formats)


def test_memes_octets(dossier: Path, tmp_path: Path) -> None:
    """Les mêmes données donnent les mêmes octets : rapports, courriels, justificatif."""
    copie = tmp_path / "Suivi.xlsx"
    copie.write_bytes((dossier / "Suivi.xlsx").read_bytes())
    premier, second = (
        rapport(copie, REF, mois="2026-03", sortie=tmp_path / nom) for nom in ("un", "deux")
    )
    assert len(premier.fichiers) == 8
    for nom in premier.fichiers:
        assert (premier.dossier / nom).read_bytes() == (second.dossier / nom).read_bytes(), nom
    assert premier.justificatif is not None
    octets = premier.justificatif.read_bytes()
    rapport(copie, REF, mois="2026-03", sortie=tmp_path / "trois")
    assert premier.justificatif.read_bytes() == octets
