"""Ajouter à un classeur .xlsx ses macros et son ruban, sans Excel.

Le projet VBA est écrit par pyOpenVBA ; deux choses lui sont ajoutées ici : aucun module ne garde de
code compilé (celui du gabarit de pyOpenVBA compris), et le flux `_VBA_PROJECT` dit à Excel de tout
recompiler, comme dans les fichiers que livre xlwings. Deux boîtes : « excel » porte le module
d'xlwings pris dans l'xlwings installé (une seule version des deux côtés) et le ruban ; «
libreoffice » porte notre RunPython, car le module d'xlwings ne s'y compile pas. Le module des
boutons est le même.
"""

import sys
import tempfile
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Literal

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB

from workbook.declarations.erreurs import Refus
from workbook.lecture.enveloppe import FEUILLE_REGLAGES

Boite = Literal["excel", "libreoffice"]
SANS_CACHE = bytes.fromhex("CC61FFFF000100")
PROJET = "xl/vbaProject.bin"
RUBAN = "customUI/customUI14.xml"
RELATION_RUBAN = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TYPE_XLSM = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ICI = Path(__file__).parent
_DATE_FIXE = (1980, 1, 1, 0, 0, 0)


def ajouter_macros(xlsx: bytes, *, boite: Boite = "excel") -> bytes:
    """Le .xlsm du classeur : macros, noms de code, ruban (« excel »). Mêmes entrées, mêmes octets.

    Le classeur porte déjà ses boutons (macros `VerifierEntretiens`, `GenererRapportMensuel`) et sa
    feuille masquée `xlwings.conf`, remplie par `reglages_xlwings` : ValueError si elle manque, car
    RunPython prendrait alors n'importe quel Python.
    """
    parties = _parties(xlsx)
    if f'name="{FEUILLE_REGLAGES}"' not in parties["xl/workbook.xml"].decode():
        raise ValueError(f"le classeur n'a pas de feuille {FEUILLE_REGLAGES}")
    _remplacer(parties, "[Content_Types].xml", _TYPE_XLSX, _TYPE_XLSM)
    parties = _avec_projet(_paquet(parties), boite)
    if boite == "excel":
        parties[RUBAN] = _texte(_ICI / "ruban.xml").encode()
        relation = f'<Relationship Id="rIdRuban" Type="{RELATION_RUBAN}" Target="{RUBAN}"/>'
        _remplacer(parties, "_rels/.rels", "</Relationships>", f"{relation}</Relationships>")
    return _paquet(parties)


def modules(boite: Boite) -> dict[str, str]:
    """Les modules, nom -> texte VBA : les nôtres, et pour Excel ceux de l'xlwings installé."""
    fichiers = {"SuiviCir": _ICI / "SuiviCir.bas"}
    if boite == "excel":
        xlwings = _dossier_du_paquet("xlwings")
        fichiers |= {
            "xlwings": xlwings / "xlwings.bas",
            "Dictionary": xlwings / "addin" / "Dictionary.cls",
        }
    else:
        fichiers["LibreOffice"] = _ICI / "LibreOffice.bas"
    return {nom: texte_vba(_texte(fichier)) for nom, fichier in fichiers.items()}


def texte_vba(texte: str) -> str:
    """Le texte tel que VBA le garde : en CRLF, et en cp1252 (sinon UnicodeEncodeError)."""
    texte.encode("cp1252")
    return "\r\n".join(texte.splitlines()) + "\r\n"


def reglages_xlwings(
    interprete: Path, boutons: Path, *, pythonpath: str = ""
) -> list[tuple[str, str]]:
    """Les lignes (clé, valeur) de la feuille masquée `xlwings.conf`, à partir de A1.

    Le classeur trouve ainsi le Python de ce poste, `interprete`, et le module que lancent ses
    macros, `boutons`. Chaque clé qu'xlwings lirait sinon dans le fichier de réglages de la personne
    est dite ici, pour qu'un autre usage d'xlwings sur le poste ne change rien ; `SUIVI_CIR_XLWINGS`
    est la version du module VBA, et `SUIVI_CIR_FICHIERS` ce que SuiviCir.bas cherche avant de
    lancer Python : s'il manque, xlwings n'aurait que de l'anglais à en dire.
    """
    chemin = str(interprete.absolute())
    fichiers = [_dossier_du_paquet("xlwings") / "__init__.py", boutons]
    if '"' in chemin:
        raise Refus(
            "Le chemin de Python contient un guillemet, que le tableur ne sait pas transmettre : "
            f"{chemin}. Installez suivi-cir ailleurs."
        )
    if sys.platform == "darwin" and " " in chemin:
        raise Refus(
            "Le chemin de Python contient une espace, qu’Excel pour Mac ne sait pas transmettre : "
            f"{chemin}. Installez suivi-cir ailleurs."
        )
    return [
        ("INTERPRETER_WIN", chemin),
        ("INTERPRETER_MAC", chemin),
        ("PYTHONPATH", pythonpath),
        ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
        ("CONDA PATH", ""),
        ("CONDA ENV", ""),
        ("USE UDF SERVER", "False"),
        ("SHOW CONSOLE", "False"),
        ("SHOW_ERROR_POPUPS", "True"),
        ("SUIVI_CIR_XLWINGS", version("xlwings")),
        ("SUIVI_CIR_FICHIERS", "|".join(map(str, fichiers))),
    ]


def _avec_projet(xlsm: bytes, boite: Boite) -> dict[str, bytes]:
    """Les parties du classeur avec son projet VBA et les noms de code.

    pyOpenVBA ne travaille que sur un fichier.
    """
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier) / "classeur.xlsm"
        fichier.write_bytes(xlsm)
        with ExcelFile(fichier) as classeur:
            projet = classeur.add_vba_project()
            for nom, texte in modules(boite).items():
                classe = texte.startswith("VERSION ")
                projet.add_module(
                    nom, texte, kind=VBAModuleKind.other if classe else VBAModuleKind.standard
                )
            for module in projet.modules:
                classeur.set_module(
                    module.name, module.source
                )  # réécrit sans le code compilé du gabarit
            classeur.save()
        parties = _parties(fichier.read_bytes())
    projet = CFB.from_bytes(parties[PROJET])
    projet.write_stream_in_storage("VBA", "_VBA_PROJECT", SANS_CACHE)
    parties[PROJET] = projet.to_bytes()
    return parties


def _dossier_du_paquet(nom: str) -> Path:
    """Le dossier d'un paquet installé, sans l'importer. Lève `Refus` s'il manque."""
    trouve = find_spec(nom)
    if trouve is None or trouve.origin is None:
        raise Refus(f"{nom} n’est pas installé dans ce Python : réinstallez suivi-cir.")
    return Path(trouve.origin).parent


def manque_sur_mac(foyer: Path) -> list[str]:
    """Ce qu'il reste à installer pour qu'Excel pour Mac lance Python."""
    script = (
        foyer
        / "Library"
        / "Application Scripts"
        / "com.microsoft.Excel"
        / f"xlwings-{version('xlwings')}.applescript"
    )
    if script.exists():
        return []
    commande = Path(sys.executable).with_name("xlwings")
    return [
        "Les boutons de ce classeur ne marcheront pas encore dans Excel pour Mac. Tapez une fois, "
        f"dans ce terminal : {commande} runpython install"
    ]


def _texte(fichier: Path) -> str:
    return fichier.read_text(encoding="utf-8")


def _remplacer(parties: dict[str, bytes], nom: str, avant: str, apres: str) -> None:
    texte = parties[nom].decode()
    if texte.count(avant) != 1:
        raise ValueError(f"{nom} : « {avant} » attendu une fois")
    parties[nom] = texte.replace(avant, apres).encode()


def _parties(paquet: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(paquet)) as z:
        return {nom: z.read(nom) for nom in z.namelist()}


def _paquet(parties: dict[str, bytes]) -> bytes:
    """Le fichier zip des parties, dans leur ordre : les mêmes octets sur tout système."""
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as z:
        for nom, contenu in parties.items():
            entree = zipfile.ZipInfo(nom, _DATE_FIXE)
            entree.compress_type, entree.create_system = zipfile.ZIP_DEFLATED, 0
            z.writestr(entree, contenu)
    return sortie.getvalue()
