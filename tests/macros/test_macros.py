"""Les macros : le projet VBA écrit sans Excel est relu par d'autres programmes, et les macros
tournent dans LibreOffice.
"""

import ast
import json
import os
import re
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from libreoffice import SOFFICE, profil

from macros.construire import (
    PROJET,
    RELATION_RUBAN,
    RUBAN,
    SANS_CACHE,
    Boite,
    ajouter_macros,
    manque_sur_mac,
    modules,
    reglages_xlwings,
    texte_vba,
)
from workbook.declarations.erreurs import Refus
from workbook.lecture.enveloppe import FEUILLE_REGLAGES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import olefile
    from oletools.olevba import VBA_Parser, decompress_stream

FEUILLES = ("Accueil", "Séances", "Entretiens", FEUILLE_REGLAGES)
DOCUMENTS = ["ThisWorkbook", "Sheet1", "Sheet2", "Sheet3", "Sheet4"]
BOITES: tuple[Boite, ...] = ("excel", "libreoffice")
MACROS = ("VerifierEntretiens", "GenererRapportMensuel", "OuvrirDossier", "Aide", "Diagnostic")
RAPPELS = dict(
    zip(
        ("RubanVerifier", "RubanRapport", "RubanDossier", "RubanAide", "RubanDiagnostic"),
        MACROS,
        strict=True,
    )
)
FONCTIONS = (
    "verifier_entretiens",
    "generer_rapport_mensuel",
    "ouvrir_dossier",
    "aide",
    "diagnostic",
)
COMMANDES = [f"import xl_addin.boutons; xl_addin.boutons.{f}()" for f in FONCTIONS]
RACINE = Path(__file__).resolve().parents[2]
BOUTONS = RACINE / "xl_addin" / "boutons.py"
NS = {"c": "http://schemas.microsoft.com/office/2009/07/customui"}


def classeur_simple(
    reglages: list[tuple[str, str]] | None = None,
    projet: bytes | None = None,
    feuilles: Sequence[str] = FEUILLES,
) -> bytes:
    """Un petit classeur à boutons.

    Avec `projet`, XlsxWriter y met lui-même le projet VBA et les noms de code.
    """
    sortie = BytesIO()
    classeur = xlsxwriter.Workbook(sortie, {"in_memory": True})
    classeur.set_properties({"created": datetime(2026, 1, 26)})
    for rang, nom in enumerate(feuilles, 1):
        feuille = classeur.add_worksheet(nom)
        if nom in ("Accueil", "Entretiens"):
            feuille.insert_button("D2", {"macro": "VerifierEntretiens", "caption": "Vérifier"})
            feuille.insert_button(
                "D5", {"macro": "GenererRapportMensuel", "caption": "Générer rapport mensuel"}
            )
        if projet:
            feuille.set_vba_name(f"Sheet{rang}")
    for ligne, (cle, valeur) in enumerate(
        reglages or reglages_xlwings(Path(sys.executable), BOUTONS)
    ):
        feuille.write_row(ligne, 0, (cle, valeur))
    feuille.hide()
    if projet:
        classeur.add_vba_project(BytesIO(projet), is_stream=True)
        classeur.set_vba_name("ThisWorkbook")
    classeur.close()
    return sortie.getvalue()


def parties(xlsm: bytes) -> dict[str, bytes]:
    """Les parties du paquet, nom -> octets."""
    with zipfile.ZipFile(BytesIO(xlsm)) as z:
        return {n: z.read(n) for n in z.namelist()}


def sources(xlsm: bytes) -> dict[str, str]:
    """Les modules qu'olevba extrait, nom -> texte."""
    return {
        nom.rpartition(".")[0]: code
        for _, _, nom, code in VBA_Parser("classeur.xlsm", data=xlsm).extract_macros()
    }


def flux(xlsm: bytes, *chemin: str) -> bytes:
    """Un flux du projet VBA, lu par olefile."""
    with olefile.OleFileIO(BytesIO(parties(xlsm)[PROJET])) as ole:
        octets: bytes = ole.openstream(list(chemin)).read()
        return octets


def enregistrements(dir_: bytes) -> list[tuple[int, bytes]]:
    """Les enregistrements (numéro, contenu) du flux dir, selon MS-OVBA 2.3.4.2.

    La version (0x9) a deux octets de plus qu'annoncé.
    """
    trouves: list[tuple[int, bytes]] = []
    while not trouves or trouves[-1][0] != 0x10:
        numero, taille = struct.unpack_from("<HI", dir_)
        fin = 6 + taille + (2 if numero == 0x09 else 0)
        trouves.append((numero, dir_[6:fin]))
        dir_ = dir_[fin:]
    return trouves


def dechiffrer(hexa: str) -> tuple[int, bytes]:
    """La clé de projet et la valeur d'un champ CMG, DPB ou GC (MS-OVBA 2.4.3.3)."""
    d = bytes.fromhex(hexa)
    graine, cle = d[0], d[2] ^ d[0]
    clair, chiffre, chiffre_avant, precedent = [], d[2], d[1], cle
    for octet in d[3:]:
        precedent = octet ^ ((chiffre_avant + precedent) & 0xFF)
        chiffre_avant, chiffre = chiffre, octet
        clair.append(precedent)
    saut = (graine & 6) // 2
    longueur = int.from_bytes(bytes(clair[saut : saut + 4]), "little")
    return cle, bytes(clair[saut + 4 : saut + 4 + longueur])


@pytest.fixture(scope="module")
def xlsm() -> dict[str, bytes]:
    """Le petit classeur avec ses macros, pour chaque boîte."""
    return {boite: ajouter_macros(classeur_simple(), boite=boite) for boite in BOITES}


@pytest.mark.parametrize("boite", BOITES)
def test_olevba_relit_les_sources(xlsm: dict[str, bytes], boite: Boite) -> None:
    """Olevba relit, module par module, exactement les textes donnés.

    Les modules des feuilles sont sans code.
    """
    lus, donnes = sources(xlsm[boite]), modules(boite)
    assert set(lus) == {*donnes, *DOCUMENTS}
    for nom, texte in donnes.items():
        if nom != "Dictionary":
            assert lus[nom] == texte, nom
    for nom in DOCUMENTS:
        assert all(ligne.startswith("Attribute VB_") for ligne in lus[nom].splitlines()), nom


def test_le_module_xlwings_est_celui_installe(xlsm: dict[str, bytes]) -> None:
    """Le module xlwings et la classe Dictionary (pour Mac) sont ceux de l'xlwings installé, mot
    pour mot.
    """
    dossier = Path(str(find_spec("xlwings").origin)).parent  # type: ignore[union-attr]
    lus = sources(xlsm["excel"])
    assert lus["xlwings"].encode("cp1252") == (dossier / "xlwings.bas").read_bytes()
    classe = (dossier / "addin" / "Dictionary.cls").read_bytes().decode("cp1252")
    entete, _, corps = lus["Dictionary"].partition("Option Explicit")
    assert classe.endswith(f"Option Explicit{corps}")
    assert "Attribute VB_Base = " in entete, "sans VB_Base, New échoue dans Excel"
    assert "VERSION " not in entete, "le préambule de fichier n'a pas sa place dans le projet"


@pytest.mark.parametrize("boite", BOITES)
def test_flux_project(xlsm: dict[str, bytes], boite: Boite) -> None:
    """PROJECT déclare chaque module avec son genre.

    Le projet est déverrouillé et ses champs chiffrés ont la clé de son ID.
    """
    lignes = flux(xlsm[boite], "PROJECT").decode("cp1252").split("\r\n")
    champs = [ligne.partition("=")[::2] for ligne in lignes[: lignes.index("")]]
    assert [v.partition("/")[0] for c, v in champs if c == "Document"] == DOCUMENTS
    assert [v for c, v in champs if c == "Module"] == (
        ["SuiviCir", "xlwings"] if boite == "excel" else ["SuiviCir", "LibreOffice"]
    )
    assert [v for c, v in champs if c == "Class"] == (["Dictionary"] if boite == "excel" else [])
    valeurs = {c: v.strip('"') for c, v in champs}
    cle = sum(valeurs["ID"].encode()) & 0xFF
    assert dechiffrer(valeurs["CMG"]) == (cle, bytes(4)), "ni verrou ni protection"
    assert dechiffrer(valeurs["DPB"]) == (cle, bytes(1)), "aucun mot de passe"
    assert dechiffrer(valeurs["GC"]) == (cle, b"\xff"), "projet visible"


@pytest.mark.parametrize("boite", BOITES)
def test_flux_dir(xlsm: dict[str, bytes], boite: Boite) -> None:
    """Le flux dir : page de code 1252, références stdole et Office, modules dans l'ordre de
    PROJECT, sans code compilé devant le texte.
    """
    dir_ = enregistrements(decompress_stream(bytearray(flux(xlsm[boite], "VBA", "dir"))))
    assert (0x03, struct.pack("<H", 1252)) in dir_
    assert [c.decode() for n, c in dir_ if n == 0x16] == ["stdole", "Office"]
    libelles = [c.decode("cp1252") for n, c in dir_ if n == 0x0D]
    assert "{00020430-0000-0000-C000-000000000046}#2.0" in libelles[0], "OLE Automation"
    assert "{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2." in libelles[1], "Office, pour IRibbonControl"
    noms = [*DOCUMENTS, *modules(boite)]
    assert [c.decode() for n, c in dir_ if n == 0x19] == noms
    assert (0x0F, struct.pack("<H", len(noms))) in dir_
    genres = [n for n, _ in dir_ if n in (0x21, 0x22)]
    assert genres == [
        0x21 if nom in ("SuiviCir", "xlwings", "LibreOffice") else 0x22 for nom in noms
    ], "0x21 : procédures, 0x22 : objet"
    assert [c for n, c in dir_ if n == 0x31] == [bytes(4)] * len(noms), (
        "le texte commence au premier octet du flux"
    )
    assert flux(xlsm[boite], "VBA", "_VBA_PROJECT") == SANS_CACHE


def test_le_paquet_est_celui_de_xlsxwriter(xlsm: dict[str, bytes]) -> None:
    """Hors ruban, chaque partie, noms de code compris, est celle qu'XlsxWriter écrit avec ce
    projet, sauf un identifiant facultatif.
    """
    pour_comparer = parties(classeur_simple(projet=parties(xlsm["excel"])[PROJET]))
    obtenu = parties(xlsm["excel"])
    assert set(obtenu) ^ set(pour_comparer) == {RUBAN}
    for nom, attendu in pour_comparer.items():
        if nom.endswith(
            (".rels", "[Content_Types].xml")
        ):  # l'ordre des éléments n'y compte pas, ni le numéro de la relation du projet
            a_part = ("vbaProject.bin", RELATION_RUBAN) if nom.endswith(".rels") else ()
            listes = [
                sorted(str(sorted(e.items())) for e in ElementTree.fromstring(x))
                for x in (obtenu[nom], attendu)
            ]
            lus, voulus = (
                [e for e in liste if not any(x in e for x in a_part)] for liste in listes
            )
            assert lus == voulus, nom
        elif nom.endswith((".xml", ".vml")):
            lu, voulu = (re.sub(rb' codeName="\{[^"]*\}"', b"", x) for x in (obtenu[nom], attendu))
            assert ElementTree.canonicalize(lu) == ElementTree.canonicalize(voulu), nom
        else:
            assert obtenu[nom] == attendu, nom
    assert b'Target="vbaProject.bin"' in obtenu["xl/_rels/workbook.xml.rels"]


@pytest.mark.parametrize("boite", BOITES)
def test_memes_octets(xlsm: dict[str, bytes], boite: Boite) -> None:
    """Deux constructions donnent les mêmes octets, sans date du jour ni trace du système."""
    assert ajouter_macros(classeur_simple(), boite=boite) == xlsm[boite]
    with zipfile.ZipFile(BytesIO(xlsm[boite])) as z:
        assert {(e.date_time, e.create_system, e.external_attr) for e in z.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0, 0o600 << 16)
        }


def test_ruban(xlsm: dict[str, bytes]) -> None:
    """Le ruban est relié au paquet, ses cinq boutons ont libellé, image et bulle, et chaque action
    existe dans le VBA.
    """
    contenu = parties(xlsm["excel"])
    relations = [
        r for r in ElementTree.fromstring(contenu["_rels/.rels"]) if r.get("Type") == RELATION_RUBAN
    ]
    assert [r.get("Target") for r in relations] == [RUBAN]
    ruban = ElementTree.fromstring(contenu[RUBAN])
    assert [o.get("label") for o in ruban.iterfind(".//c:tab", NS)] == ["Suivi CIR"]
    boutons = list(ruban.iterfind(".//c:button", NS))
    assert [b.get("label") for b in boutons] == [
        "Vérifier",
        "Générer rapport mensuel",
        "Ouvrir le dossier",
        "Aide",
        "Diagnostic",
    ]
    assert [b.get("onAction") for b in boutons] == list(RAPPELS)
    for bouton in boutons:
        assert all(bouton.get(a) for a in ("id", "imageMso", "screentip", "supertip")), bouton.get(
            "label"
        )
    for rappel, macro in RAPPELS.items():
        assert (
            f"Public Sub {rappel}(control As IRibbonControl)\r\n    {macro}\r\n"
            in sources(xlsm["excel"])["SuiviCir"]
        )
    assert RUBAN not in parties(xlsm["libreoffice"]), (
        "LibreOffice ne le lit pas, et Excel n'y trouverait pas de quoi l'animer"
    )


def test_les_boutons_designent_des_macros(xlsm: dict[str, bytes]) -> None:
    """Chaque bouton posé sur une feuille désigne une macro publique du module SuiviCir."""
    publiques = set(
        re.findall(r"^Public Sub (\w+)\(\)", sources(xlsm["excel"])["SuiviCir"], re.MULTILINE)
    )
    assert publiques == set(MACROS)
    visees = [
        m
        for n, c in parties(xlsm["excel"]).items()
        if n.endswith(".vml")
        for m in re.findall(r"<x:FmlaMacro>\[0\]!(\w+)<", c.decode())
    ]
    assert sorted(visees) == sorted([*MACROS[:2]] * 2)


def test_le_module_des_boutons_ne_decide_rien() -> None:
    """SuiviCir.bas n'appelle que les cinq fonctions de xl_addin.boutons, n'écrit dans aucune
    cellule et n'enregistre rien.
    """
    source = (RACINE / "macros" / "SuiviCir.bas").read_text(encoding="utf-8")
    assert re.findall(r'^    Lancer "(\w+)"', source, re.MULTILINE) == list(FONCTIONS)
    code = "\n".join(
        ligne.partition("'")[0]
        for ligne in source.splitlines()
        if not ligne.lstrip().startswith("'")
    )
    assert not re.search(r"\b(Save|SaveAs|Range|Cells|Sheets|Worksheets|Open|Kill)\b", code)
    boutons = RACINE / "xl_addin" / "boutons.py"
    if boutons.exists():
        definies = {
            n.name
            for n in ast.parse(boutons.read_text(encoding="utf-8")).body
            if isinstance(n, ast.FunctionDef)
        }
        assert set(FONCTIONS) <= definies


def test_le_tube_reste_ouvert() -> None:
    """Le tube vers Python n'est jamais fermé par la macro : LibreOffice, qui reprend alors ce que
    Python tenait, et elle s'attendraient pour toujours.
    """
    source = (RACINE / "macros" / "LibreOffice.bas").read_text(encoding="utf-8")
    assert re.findall(r"^.*\bPorte\b.*$", source, re.MULTILINE) == [
        "Private Porte As Object, Tube As String",
        '    Set Porte = CreateUnoService("com.sun.star.office.Acceptor")',
        '    Porte.initialize Array("pipe,name=" & Nom & ";urp;StarOffice.ComponentContext", True)',
    ]


def test_cp1252_strict() -> None:
    """Un caractère que cp1252 ne sait pas écrire est refusé, jamais remplacé.

    Accents et apostrophes passent.
    """
    assert texte_vba("' é\n’\n").encode("cp1252") == b"' \xe9\r\n\x92\r\n"
    for interdit in ("→", "\u202f", "⛔"):
        with pytest.raises(UnicodeEncodeError):
            texte_vba(f"' {interdit}\n")


def test_lignes_vba_courtes() -> None:
    """Ni ligne ni instruction ni message de nos modules ne dépasse ce que VBA accepte (1023
    caractères, 24 suites de ligne).
    """
    for nom in ("SuiviCir", "LibreOffice"):
        texte = (RACINE / "macros" / f"{nom}.bas").read_text(encoding="utf-8")
        assert max(map(len, texte.splitlines())) <= 160, nom
        for instruction in re.findall(r"(?:^.* _\n)+.*$", texte, re.MULTILINE):
            assert instruction.count(" _\n") < 24
            assert sum(map(len, re.findall(r'"([^"]*)"', instruction))) < 800, (
                "MsgBox coupe à 1023 caractères, chemins compris"
            )


def test_reglages_lus_par_le_module_xlwings() -> None:
    """Chaque clé de la feuille de réglages est de celles que lit le module VBA d'xlwings installé,
    sans doublon ni clé vide.
    """
    lignes = reglages_xlwings(Path(sys.executable), BOUTONS, pythonpath="/ailleurs")
    cles = [c for c, _ in lignes]
    lues = set(re.findall(r'GetConfig\("([^"]+)"', modules("excel")["xlwings"]))
    assert len(cles) == len(set(cles))
    assert "" not in cles, "la lecture s'arrête à la première cellule vide"
    assert [c for c in cles if c not in lues] == ["SUIVI_CIR_XLWINGS", "SUIVI_CIR_FICHIERS"], (
        "les nôtres, que le module ignore"
    )
    valeurs = dict(lignes)
    assert (
        valeurs["INTERPRETER_WIN"]
        == valeurs["INTERPRETER_MAC"]
        == str(Path(sys.executable).absolute())
    )
    assert valeurs["PYTHONPATH"] == "/ailleurs"
    assert (
        f'XLWINGS_VERSION As String = "{valeurs["SUIVI_CIR_XLWINGS"]}"'
        in modules("excel")["xlwings"]
    )


def test_reglages_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Un chemin de Python que le tableur ne saurait pas transmettre est refusé en français."""
    with pytest.raises(Refus, match="guillemet"):
        reglages_xlwings(Path('/opt/py"thon'), BOUTONS)
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(Refus, match="espace"):
        reglages_xlwings(Path("/Users/a b/python"), BOUTONS)


def test_sans_feuille_de_reglages() -> None:
    """Un classeur sans feuille xlwings.conf est refusé : ses boutons prendraient n'importe quel
    Python.
    """
    with pytest.raises(ValueError, match=re.escape(FEUILLE_REGLAGES)):
        ajouter_macros(classeur_simple(feuilles=FEUILLES[:-1]))


# Dans LibreOffice, pour de vrai : un pilote (à part, dans un Python qui a UNO) ouvre, exécute,
# relit.
PAQUETS_DEBIAN = "/usr/lib/python3/dist-packages"
CONNEXION = f"""
import sys, time
sys.path.append({PAQUETS_DEBIAN!r})
import uno
def bureau(tube):
    local = uno.getComponentContext()
    resolveur = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local)
    for essai in range(600):
        try:
            distant = resolveur.resolve(f"uno:pipe,name={{tube}};urp;StarOffice.ComponentContext")
            return distant.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", distant)
        except Exception:
            time.sleep(0.1)
"""
PILOTE = f"""{CONNEXION}
import contextlib, json
from com.sun.star.beans import PropertyValue
def option(nom, valeur):
    return PropertyValue(Name=nom, Value=valeur)
b, documents, resultats = bureau(sys.argv[1]), [], []
for geste, *quoi in json.loads(sys.argv[2]):
    if geste == "ouvrir":
        documents.append(b.loadComponentFromURL(
            uno.systemPathToFileUrl(quoi[0]), "_blank", 0,
            (option("MacroExecutionMode", 4), option("Hidden", True))))
    elif geste == "enregistrer":
        documents[quoi[0]].storeToURL(
            uno.systemPathToFileUrl(quoi[1]), (option("FilterName", quoi[2]),))
    elif geste == "macro":
        script = documents[quoi[0]].getScriptProvider().getScript(
            f"vnd.sun.star.script:VBAProject.{{quoi[1]}}?language=Basic&location=document")
        resultats.append(script.invoke(tuple(quoi[2:]), (), ())[0])
    elif geste == "lire":
        accueil = documents[quoi[0]].Sheets.getByName("Accueil")
        resultats.append(accueil.getCellRangeByName(quoi[1]).String)
print(json.dumps(resultats))
for d in documents:
    d.close(True)
with contextlib.suppress(Exception):  # LibreOffice coupe parfois avant de répondre
    b.terminate()
"""
FAUX_HOTE = f"""{CONNEXION}
import threading
def main(arguments):
    tube, document, fonction = arguments
    if fonction.endswith("aide"):
        raise ValueError("raté exprès")
    (trouve,) = (d for d in bureau(tube).Components if getattr(d, "RuntimeUID", "") == document)
    feuille = trouve.Sheets.getByName("Accueil")
    feuille.getCellRangeByName("A1").String = fonction
    # LibreOffice reprend ce qui était tenu après le compte rendu ; la macro ne l'en empêche pas.
    if fonction.endswith("verifier_entretiens"):
        tenus = [feuille.getCellByPosition(0, n) for n in range(3000)]
        threading.Timer(0.02, tenus.clear).start()
"""
BOUCHON = """Attribute VB_Name = "xlwings"
Public Function GetConfig(Cle As String, Optional Defaut As String) As Variant
    GetConfig = ThisWorkbook.Worksheets("xlwings.conf").Range("B1").Value
End Function
Public Function RunPython(Commande As String)
    Worksheets("Accueil").Range("A1").Value = Commande
End Function
""" + "".join(
    f"Public Sub Cliquer{rappel}()\n    {rappel} Nothing\nEnd Sub\n" for rappel in RAPPELS
)


@pytest.fixture(scope="module")
def python_uno() -> str:
    """Un Python qui importe uno. Sans lui ni LibreOffice, les tests sont passés, visiblement.

    Sous CI=true, ils échouent.
    """
    essai = f"import sys; sys.path.append({PAQUETS_DEBIAN!r}); import uno"
    for python in (sys.executable, "/usr/bin/python3"):
        if (
            SOFFICE
            and Path(python).exists()
            and subprocess.run([python, "-c", essai], capture_output=True, check=False).returncode
            == 0
        ):
            return python
    raison = "LibreOffice (soffice) et python3-uno sont nécessaires"
    if os.environ.get("CI") == "true":
        pytest.fail(raison)
    pytest.skip(raison)


def piloter(python: str, dossier: Path, *gestes: tuple[object, ...]) -> list[str]:
    """Lance LibreOffice sans fenêtre, y fait les gestes du pilote, et rend ce que macros et
    cellules ont rendu.
    """
    tube = f"essai{os.getpid()}"
    commande = [
        str(SOFFICE),
        profil(dossier / "profil"),
        "--headless",
        "--norestore",
        f"--accept=pipe,name={tube};urp;",
    ]
    bureau = subprocess.Popen(
        commande, env=os.environ | {"PYTHONPATH": str(dossier / "faux é hôte")}
    )
    try:
        fin = subprocess.run(
            [python, "-c", PILOTE, tube, json.dumps(gestes)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert fin.returncode == 0, fin.stderr
        bureau.wait(30)
    finally:
        if bureau.poll() is None:
            bureau.kill()
    dits: list[str] = json.loads(fin.stdout)
    return dits


def test_macros_bouchonnees_dans_libreoffice(python_uno: str, tmp_path: Path) -> None:
    """Les cinq macros et les cinq rappels du ruban, RunPython remplacé par un témoin, demandent
    chacun leur fonction Python.
    """
    from pyopenvba import ExcelFile

    fichier = tmp_path / "bouchonné.xlsm"
    fichier.write_bytes(ajouter_macros(classeur_simple()))
    with ExcelFile(fichier) as classeur:
        for nom in ("xlwings", "Dictionary"):
            classeur.vba_project().delete_module(nom)
        classeur.vba_project().add_module("xlwings", texte_vba(BOUCHON))
        classeur.save()
    appels = [("macro", 0, f"SuiviCir.{m}") for m in MACROS] + [
        ("macro", 0, f"xlwings.Cliquer{r}") for r in RAPPELS
    ]
    gestes = [g for appel in appels for g in (appel, ("lire", 0, "A1"))]
    rendu = piloter(python_uno, tmp_path, ("ouvrir", str(fichier)), *gestes)
    assert rendu[1::2] == COMMANDES * 2


def test_boite_libreoffice(python_uno: str, tmp_path: Path) -> None:
    """Un clic lance Python par le tube, sur le bon document parmi deux, en .xlsm comme en .ods.

    Un second clic suit le premier ; chemins à espaces et accents.
    """
    hote = tmp_path / "faux é hôte" / "xl_addin"
    hote.mkdir(parents=True)
    (hote / "__init__.py").touch()
    (hote / "libreoffice.py").write_text(FAUX_HOTE, encoding="utf-8")
    python = tmp_path / "un é python"
    python.write_text(f'#!/bin/sh\nexec "{python_uno}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    fichiers = [tmp_path / nom for nom in ("premier.xlsm", "deuxième classeur.xlsm")]
    for fichier in fichiers:
        fichier.write_bytes(
            ajouter_macros(
                classeur_simple(reglages_xlwings(python, BOUTONS, pythonpath=PAQUETS_DEBIAN)),
                boite="libreoffice",
            )
        )
    ods = tmp_path / "converti.ods"
    gestes: list[tuple[object, ...]] = [("ouvrir", str(fichier)) for fichier in fichiers]
    gestes += [
        ("macro", 1, "LibreOffice.GetConfig", "interpreter_win", ""),
        ("macro", 1, "LibreOffice.GetConfig", "ABSENT", "défaut"),
    ]
    gestes += [
        ("macro", 1, "SuiviCir.VerifierEntretiens"),
        ("macro", 1, "SuiviCir.Aide"),
        ("lire", 0, "A1"),
        ("lire", 1, "A1"),
    ]
    gestes += [
        ("enregistrer", 0, str(ods), "calc8"),
        ("ouvrir", str(ods)),
        ("macro", 2, "SuiviCir.Diagnostic"),
        ("lire", 2, "A1"),
    ]
    rendu = piloter(python_uno, tmp_path, *gestes)
    assert rendu == [
        str(python),
        "défaut",
        None,
        None,
        "",
        "xl_addin.boutons.verifier_entretiens",
        None,
        "xl_addin.boutons.diagnostic",
    ]


@pytest.mark.parametrize("installe", [True, False])
def test_ce_qui_manque_sur_mac(installe: bool, tmp_path: Path) -> None:
    """Sur Mac, `nouveau` dit la commande à taper une fois si Excel ne sait pas encore lancer Python
    ; sinon rien.
    """
    script = (
        tmp_path
        / "Library"
        / "Application Scripts"
        / "com.microsoft.Excel"
        / f"xlwings-{version('xlwings')}.applescript"
    )
    if installe:
        script.parent.mkdir(parents=True)
        script.touch()
    dits = manque_sur_mac(tmp_path)
    assert [dit.endswith("xlwings runpython install") for dit in dits] == [True] * (not installe)


def test_un_outil_incomplet_se_dit_avant_xlwings() -> None:
    """La macro cherche, avant de lancer Python, les fichiers dont l'absence ferait parler xlwings
    en anglais ; ici, ils y sont tous.
    """
    source = (RACINE / "macros" / "SuiviCir.bas").read_text(encoding="utf-8")
    lancer = source[source.index("Private Sub Lancer") :]
    assert lancer.index("FichierAbsent()") < lancer.index("RunPython(")
    fichiers = dict(reglages_xlwings(Path(sys.executable), BOUTONS))["SUIVI_CIR_FICHIERS"].split(
        "|"
    )
    assert [Path(f).name for f in fichiers if Path(f).is_file()] == ["__init__.py", "boutons.py"]
