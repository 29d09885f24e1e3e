"""Un classeur neuf : vide, rempli de l'exemple, ou de ce que portait un ancien."""

import sys
from pathlib import Path
from typing import Any

from workbook.declarations.erreurs import Refus, raison
from workbook.declarations.texte import enumere
from workbook.presentation.ecriture import ecrire_neuf

EXTENSIONS = (".xlsx", ".xlsm", ".ods")


def nouveau(chemin: Path, *, exemple: bool = False) -> list[str]:
    """Écrit un classeur neuf, vide ou rempli de l'exemple ; rend ce qu'il faut en dire.

    Lève `Refus` si le fichier existe ou si son nom ne convient pas.
    """
    from workbook.modele import exemple as exemples

    verifier_place(chemin)
    contenu: dict[str, Any] = {}
    if exemple:
        contenu = {"lignes": exemples.entretiens(), "seances": exemples.seances()}
        contenu["mois"] = exemples.MOIS
    octets, remarques = construire_classeur(chemin.suffix, **contenu)
    deposer(chemin, octets)
    return remarques


def construire_classeur(extension: str, **contenu: Any) -> tuple[bytes, list[str]]:
    """Un classeur de cette extension, et ce qu'il faut en dire.

    `contenu` : ce que reçoit `workbook.modele.classeur.construire`. .xlsx : sans macros ; .xlsm :
    celles d'Excel ; .ods : celles de LibreOffice, `Refus` s'il n'est pas sur ce poste. Les boutons
    trouvent le Python qui exécute cette fonction.
    """
    from workbook.modele.classeur import construire

    if extension.lower() == ".xlsx":
        return construire(**contenu), []
    from macros import construire as macros
    from macros import opendocument

    libreoffice = extension.lower() != ".xlsm"
    soffice = opendocument.programme() if libreoffice else ""
    pythonpath, manque = opendocument.chemin_de_uno() if libreoffice else ("", "")
    boutons = Path(__file__).with_name("boutons.py")
    reglages = macros.reglages_xlwings(Path(sys.executable), boutons, pythonpath=pythonpath)
    xlsx = construire(avec_boutons=True, reglages=reglages, **contenu)
    if libreoffice:
        xlsm = macros.ajouter_macros(xlsx, boite="libreoffice")
        return opendocument.en_ods(xlsm, soffice), [manque] if manque else []
    sur_mac = sys.platform == "darwin"
    return macros.ajouter_macros(xlsx), macros.manque_sur_mac(Path.home()) if sur_mac else []


def verifier_place(chemin: Path) -> None:
    """Lève `Refus` si un classeur neuf ne peut pas s'appeler ainsi, ou s'il en écraserait un."""
    if chemin.suffix.lower() not in EXTENSIONS:
        raise Refus(f"« {chemin.name} » doit finir par {enumere(EXTENSIONS)}.")
    if not chemin.parent.is_dir():
        raise Refus(
            f"Le dossier « {chemin.parent} » n’existe pas. Créez-le, ou choisissez-en un autre."
        )
    if chemin.exists():
        raise _existe_deja(chemin)


def deposer(chemin: Path, octets: bytes) -> None:
    """Écrit un fichier neuf, entier ou pas du tout. Lève `Refus`."""
    try:
        ecrire_neuf(chemin, octets)
    except FileExistsError:
        raise _existe_deja(chemin) from None
    except OSError as erreur:
        chemin.unlink(missing_ok=True)
        raise Refus(
            f"« {chemin} » ne peut pas être écrit : {raison(erreur)}. Choisissez un autre dossier."
        ) from None


def _existe_deja(chemin: Path) -> Refus:
    return Refus(f"« {chemin} » existe déjà : il n’est pas écrasé. Choisissez un autre nom.")
