"""Le dossier des rapports tel qu'une personne l'a écrit : un vrai dossier, ou un refus."""

import os
import re
import sys
from itertools import takewhile
from pathlib import Path, PureWindowsPath

from workbook.declarations.erreurs import Refus

PARAMETRE = "Paramètres, table « Convention », « Dossier des rapports »"
_ADRESSE = re.compile(
    r"[a-z][a-z0-9+.-]+:(?:[/\\]|$)|ms-\w+:|www\.|[\w.-]+\.sharepoint\.com\b|1drv\.ms\b"
    r"|(?:onedrive|drive|docs)\.(?:live|google)\.com\b",
    re.IGNORECASE,
)
"""« https:// », « file:// »… (une lettre serait un disque), ou l'adresse d'un nuage."""
_VARIABLE = re.compile(r"%(\w+)%")
_INTERDITS = re.compile(r'[<>:"|?*\x00-\x1f]')
_RESERVES = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])(?:\..*)?", re.IGNORECASE
)


def dossier_ecrit(texte: str, ou: str, base: Path) -> Path:
    """Le dossier que désigne `texte`, depuis `base` s'il n'est pas complet. `ou` : où c'est écrit.

    « ~ » et « %OneDrive% » y valent ce qu'ils valent pour Windows. Un dossier qui existe convient
    toujours. Lève `Refus` devant une adresse Internet, le dossier d'un autre système, ou un nom que
    Windows ne prend pas : le classeur va d'un poste à l'autre.
    """
    if _ADRESSE.match(texte):
        raise Refus(
            f"{ou} : « {texte} » est une adresse, pas un dossier de ce poste. Dans OneDrive ou "
            "SharePoint, cliquez « Synchroniser », puis donnez le "
            "dossier qui apparaît alors dans l’Explorateur (par exemple C:\\Rapports CIR) ; ou "
            "écrivez « Rapports » : il sera à côté du classeur."
        )
    complet = _VARIABLE.sub(lambda m: os.environ.get(m[1], m[0]), texte)
    complet = os.path.expanduser(complet) if complet[:2] in ("~", "~/", "~\\") else complet
    if sys.platform != "win32" and not os.path.isdir(base / complet):
        complet = _comme_windows(complet, ou)
    dossier = base / complet
    neufs = takewhile(lambda d: not os.path.isdir(d), (dossier, *dossier.parents))
    if defaut := next(filter(None, (_defaut(d.name) for d in neufs)), ""):
        raise Refus(
            f"{ou} : « {texte} » ne peut pas être un dossier : {defaut}. Écrivez un autre nom, par "
            "exemple « Rapports »."
        )
    return dossier


def _comme_windows(texte: str, ou: str) -> str:
    """Hors de Windows : « Rapports\\CIR » y est aussi un dossier ; « C:\\… » n'y est rien."""
    chemin = PureWindowsPath(texte)
    if chemin.drive and not texte.startswith("/"):
        raise Refus(
            f"{ou} : « {texte} » est un dossier de Windows, et ce poste n’est pas sous Windows. "
            "Donnez un dossier de ce poste."
        )
    return texte if "/" in texte else chemin.as_posix()


def _defaut(nom: str) -> str:
    """Pourquoi Windows ne veut pas de ce nom de dossier ; vide s'il convient."""
    if nom == "..":
        return ""
    if variable := _VARIABLE.search(nom):
        return f"« {variable[0]} » n’est pas connu de ce poste"
    if interdit := _INTERDITS.search(nom):
        signe = (
            interdit[0]
            if interdit[0].isprintable()
            else "un retour à la ligne ou un caractère invisible"
        )
        return f"Windows n’y accepte pas {signe if len(signe) > 1 else f'« {signe} »'}"
    if _RESERVES.fullmatch(nom):
        return f"« {nom} » est un nom réservé de Windows"
    return (
        f"« {nom} » finit par {'un point' if nom.endswith('.') else 'une espace'}"
        if nom.endswith((".", " "))
        else ""
    )
