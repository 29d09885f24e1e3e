"""Les classeurs de LibreOffice (.ods) : les faire, les lire comme des .xlsx.

Toutes les personnes sont inventées.
"""

import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from contenus_ods import contenu, feuille
from fabrique import COUPLES, LISTES_PLUS, TRANCHES_RETOUCHEES, convention, ecrire, ligne_conforme
from libreoffice import Convertisseur
from openpyxl.comments import Comment
from python_calamine import CalamineWorkbook
from terminal import lancer

from macros.opendocument import convertir
from workbook.declarations.cadre import cadre_par_defaut
from workbook.lecture.enveloppe import Table, ouvrir
from workbook.lecture.fichier import ouvrir_cellules
from xl_addin import commandes, recit

REF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def neuf(tmp_path_factory: pytest.TempPathFactory, libreoffice: Convertisseur) -> Path:
    """Le modèle .ods rempli de l'exemple, fait comme au terminal."""
    dossier = tmp_path_factory.mktemp("ods")
    fait = lancer("nouveau", "exemple.ods", "--exemple", dossier=dossier, PATH="/usr/bin:/bin")
    assert (fait.returncode, fait.stdout) == (0, "Créé : exemple.ods\n"), fait.stderr
    return dossier / "exemple.ods"


@pytest.mark.parametrize("calendrier_1904", [False, True])
def test_un_ods_se_lit_comme_un_xlsx(
    calendrier_1904: bool, tmp_path: Path, libreoffice: Convertisseur
) -> None:
    """Les mêmes données, toutes les saletés de la fabrique comprises, donnent les mêmes verdicts et
    les mêmes figures en .xlsx et en .ods.
    """
    lignes = [
        ligne_conforme(**{"N° étranger": f"57{rang:08d}", titre: valeur})
        for rang, (titre, valeur) in enumerate(COUPLES)
    ]
    lignes[5:5] = [None, None]  # type: ignore[list-item]
    parametres = {
        "Tranches": TRANCHES_RETOUCHEES[0],
        "Convention": convention(),
        "Listes": LISTES_PLUS,
    }
    seances = [
        {
            "Date": date(2026, 1, 27),
            "DT": "Metz",
            "Demi-journée": "Matin",
            "Convoqués": 12,
            "Présents": 11,
        }
    ]
    xlsx = ecrire(
        tmp_path / "saletes.xlsx",
        lignes,
        titre_au_dessus=True,
        parametres=parametres,
        seances=seances,
    )
    classeur = openpyxl.load_workbook(xlsx)
    classeur["Entretiens"]["E6"].comment = Comment("Une note du conseiller", "CIP")
    if calendrier_1904:
        classeur.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    classeur.save(xlsx)
    (ods,) = libreoffice([xlsx], tmp_path, format_="ods:calc8")
    documents, figures = [], []
    for fichier in (xlsx, ods):
        verification = commandes.verifier(fichier, REF)
        documents.append(recit.verification_en_json(verification, nominatif=True))
        production = commandes.produire(
            verification, mois="2026-01", sortie=tmp_path / fichier.suffix[1:], provisoire=True
        )
        assert production.region is not None
        figures.append(production.region.donnees)
    assert documents[0]["lignes"] == len(COUPLES)
    assert len(documents[0]["anomalies"]) > 200
    assert documents[0] == documents[1]
    assert figures[0] == figures[1]


def test_le_modele_ods(neuf: Path) -> None:
    """`nouveau X.ods` : tables, noms et paramètres se retrouvent ; macros et boutons y sont.

    Le rapport est celui de l'exemple.
    """
    enveloppe = ouvrir(neuf)
    assert Table("Antennes", "Paramètres", 4, 4, 7, 6, 0) in enveloppe.tables
    assert {"Entretiens", "Seances", "Decisions", "Controles", "ASuivre", "Journal"} <= {
        t.nom for t in enveloppe.tables
    }
    verification = commandes.verifier(neuf, REF)
    assert (
        verification.jugement.lignes,
        verification.classeur.messages,
        verification.classeur.cadre,
    ) == (21, [], cadre_par_defaut())
    production = commandes.produire(verification)
    assert (production.mois.annee, production.mois.numero, production.etat) == (
        2026,
        1,
        "DÉFINITIF",
    )
    with zipfile.ZipFile(neuf) as paquet:
        contenu = paquet.read("content.xml").decode()
        assert "Sub VerifierEntretiens()" in paquet.read("Basic/VBAProject/SuiviCir.xml").decode()
        assert "Function RunPython(" in paquet.read("Basic/VBAProject/LibreOffice.xml").decode()
    for macro in ("VerifierEntretiens", "GenererRapportMensuel"):
        assert (
            contenu.count(f"VBAProject.SuiviCir.{macro}?language=Basic&amp;location=document") == 2
        )
    assert "xlwings.conf" in contenu


def test_les_cellules_du_modele_ods_comme_calamine(neuf: Path) -> None:
    """Un .ods de LibreOffice, sans forme posée sur une cellule ni erreur : notre lecteur rend ce
    que rend calamine, sur chaque feuille.
    """
    source = ouvrir_cellules(neuf, ouvrir(neuf))
    with CalamineWorkbook.from_path(neuf) as calamine:
        assert source.feuilles == calamine.sheet_names
        for nom in source.feuilles:
            attendue = calamine.get_sheet_by_name(nom).to_python(skip_empty_area=False)
            assert source.rangees(nom) == attendue, nom
            assert [list(map(type, ligne)) for ligne in source.rangees(nom)] == [
                list(map(type, ligne)) for ligne in attendue
            ], nom


POSES = """<table:table-row>
 <table:table-cell office:value-type="string">
  <draw:custom-shape svg:width="3cm" svg:height="1cm"><text:p>posé dessus</text:p
  ></draw:custom-shape><text:p>Noé</text:p></table:table-cell>
 <table:table-cell office:value-type="string"><draw:frame svg:width="3cm" svg:height="1cm"
  ><draw:text-box><text:p>cadre</text:p></draw:text-box></draw:frame>
  <text:p>Zoé<text:s text:c="3"/><text:span>Léa</text:span></text:p></table:table-cell>
 <table:table-cell office:value-type="string"><office:annotation><text:p>une note</text:p
  ></office:annotation><text:p>Luc</text:p><text:p>Jean</text:p></table:table-cell>
 <table:table-cell table:formula="of:=NA()"/><table:table-cell table:formula="of:=1/0"/>
 <table:table-cell table:formula="of:=XYZ()"/>
 <table:table-cell table:formula="of:=1+1"/><table:table-cell table:formula="of:=&quot;#a!&quot;"/>
 <table:table-cell table:number-columns-repeated="2"/>
 <table:table-cell office:value-type="percentage" office:value="0.5"/></table:table-row>"""


def test_ce_que_libreoffice_pose_sur_une_cellule(
    tmp_path: Path, libreoffice: Convertisseur
) -> None:
    """Formes, zones de texte, notes et erreurs, enregistrées par LibreOffice : les valeurs sont
    celles de la même feuille en .xlsx, lue par calamine.
    """
    plat = tmp_path / "plat.fods"
    genre = "application/vnd.oasis.opendocument.spreadsheet"
    en_tete = (
        f'<office:document office:version="1.3" office:mimetype="{genre}" '
        'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
    )
    xml = (
        contenu(feuille(POSES))
        .replace("<office:document-content", en_tete)
        .replace("</office:document-content", "</office:document")
    )
    plat.write_text(xml, encoding="utf-8")
    (ods,), (xlsx,) = (
        libreoffice([plat], tmp_path, format_="ods:calc8"),
        libreoffice([plat], tmp_path),
    )
    lue = ouvrir_cellules(ods, ouvrir(ods)).rangees("Entretiens")
    assert lue == [["Noé", "Zoé   Léa", "Luc\nJean", "", "", "", 2.0, "#a!", "", "", 0.5]]
    assert lue == CalamineWorkbook.from_path(xlsx).get_sheet_by_name("Entretiens").to_python()


def test_ods_sans_libreoffice(tmp_path: Path) -> None:
    """Sans LibreOffice, `nouveau X.ods` dit qu'il le faut et comment s'en passer : code 2, rien
    d'écrit.
    """
    fait = lancer("nouveau", "c.ods", dossier=tmp_path, PATH=str(tmp_path))
    assert (fait.returncode, fait.stdout) == (2, "")
    assert "LibreOffice" in fait.stderr
    assert ".xlsx" in fait.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("genre", "mot"),
    [
        ("autre", "n’a pas de feuille « Entretiens »"),
        ("nomme", "finisse par .ods"),
        ("chiffre", "mot de passe"),
        ("tronque", "abîmé"),
    ],
)
def test_ods_inutilisable(
    genre: str, mot: str, neuf: Path, tmp_path: Path, libreoffice: Convertisseur
) -> None:
    """Un .ods qui n'est pas un classeur du suivi, mal nommé, chiffré ou tronqué : une phrase
    française, code 2.
    """
    chemin = tmp_path / ("c.xlsx" if genre == "nomme" else "c.ods")
    if genre == "autre":
        autre = openpyxl.Workbook()
        autre.active.append(["Budget", 12])
        autre.save(tmp_path / "c.xlsx")
        libreoffice([tmp_path / "c.xlsx"], tmp_path, format_="ods:calc8")
    elif genre == "chiffre":
        with zipfile.ZipFile(chemin, "w") as z:
            z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            z.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
            z.writestr("content.xml", b"\0")
    else:
        chemin.write_bytes(neuf.read_bytes()[: -2000 if genre == "tronque" else None])
    fait = lancer("verifier", chemin, dossier=tmp_path)
    assert (fait.returncode, fait.stdout) == (2, "")
    assert mot in fait.stderr
    assert "Traceback" not in fait.stderr


def test_nouveau_xlsm(tmp_path: Path) -> None:
    """`nouveau X.xlsm` : macros, ruban et réglages du Python de ce poste.

    Lu comme le .xlsx de même contenu.
    """
    for extension in ("xlsm", "xlsx"):
        assert lancer("nouveau", f"c.{extension}", "--exemple", dossier=tmp_path).returncode == 0
    with zipfile.ZipFile(tmp_path / "c.xlsm") as paquet:
        assert {"xl/vbaProject.bin", "customUI/customUI14.xml"} <= set(paquet.namelist())
    documents = [
        recit.verification_en_json(commandes.verifier(tmp_path / f"c.{e}", REF))
        for e in ("xlsm", "xlsx")
    ]
    assert documents[0] == documents[1]


@pytest.mark.skipif(sys.platform == "win32", reason="un script pour le système")
def test_libreoffice_qui_ne_repond_pas(tmp_path: Path) -> None:
    """Une conversion qui ne finit pas est arrêtée, et avec elle le programme que `soffice` avait
    lancé : rien ne tourne plus derrière.
    """
    lent, numero = tmp_path / "soffice", tmp_path / "numero"
    lent.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > '{numero}'\nwait\n")
    lent.chmod(0o755)
    with pytest.raises(subprocess.TimeoutExpired):
        convertir(str(lent), "ods", tmp_path, [tmp_path / "a.xlsx"], delai_s=1)
    etat = Path(f"/proc/{numero.read_text().strip()}/stat")
    fin = time.monotonic() + 5  # qui est tué met un instant à disparaître
    while (
        tourne := etat.exists() and etat.read_text().split()[2] not in "ZX"
    ) and time.monotonic() < fin:
        time.sleep(0.05)
    assert not tourne
