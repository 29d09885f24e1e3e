"""Le fichier pour le service informatique : versions, chemins, sécurité, dernière erreur.

Le dossier personnel y est écrit « ~ », tout autre profil « … » : leur nom est souvent celui d'une
personne. Les erreurs y perdent leur message, qui pourrait citer une cellule ; restent leur genre et
les lignes de code traversées.
"""

import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import xlwings as xw
from platformdirs import user_state_path

from reports import logiciel
from workbook.declarations.cadre import version_du_cadre
from workbook.declarations.erreurs import Refus
from workbook.declarations.texte import montrable
from workbook.jugement.regles import VERSION as VERSION_REGLES
from workbook.lecture.classeur import VERSIONS_DU_MODELE
from xl_addin.ouvert import Ouvert

NOM = "Diagnostic Suivi CIR.txt"
PAQUETS = (
    "suivi-cir",
    "xlwings",
    "pywin32",
    "python-calamine",
    "XlsxWriter",
    "pydantic",
    "rapidfuzz",
    "pyOpenVBA",
    "pandas",
)

_PROFIL = re.compile(r"(?i)((?:[a-z]:)?[\\/](?:users|home)[\\/])[^\\/]+")
"""Le dossier d'une personne, dans Windows, macOS ou Linux : ce qui le nomme est après."""


def dossier_du_logiciel() -> Path:
    """Où le logiciel garde, sur ce poste, la dernière erreur."""
    return user_state_path("suivi-cir", appauthor=False)


def noter(erreur: BaseException) -> None:
    """Garde la dernière erreur : son genre et les lignes de code, ni message ni valeur.

    Ne lève rien.
    """
    lignes = [f"{datetime.now():%Y-%m-%d %H:%M} {type(erreur).__name__}"]
    for trace in traceback.extract_tb(erreur.__traceback__):
        lignes.append(f"  {sans_personne(trace.filename)}:{trace.lineno} {trace.name}")
    with suppress(OSError):
        dossier_du_logiciel().mkdir(parents=True, exist_ok=True)
        _derniere_erreur().write_text("\n".join(lignes) + "\n", encoding="utf-8")


def ecrire(ouvert: Ouvert) -> Path:
    """Écrit le diagnostic à côté du classeur, sinon dans le dossier temporaire ; rend le fichier.

    Lève `Refus` si aucun ne s'écrit.
    """
    texte = "\n".join(_lignes(ouvert)) + "\n"
    dossiers = [ouvert.chemin.parent] if ouvert.chemin else []
    for dossier in (*dossiers, Path(tempfile.gettempdir())):
        with suppress(OSError):
            (dossier / NOM).write_text(texte, encoding="utf-8-sig")
            return dossier / NOM
    raise Refus(
        "Le diagnostic ne peut être écrit ni à côté du classeur ni dans le dossier temporaire : "
        "vérifiez la place sur le disque et vos droits."
    )


def sans_personne(chemin: Any) -> str:
    """Le chemin sans nom de personne : dossier personnel « ~ », autre profil ou poste « … »."""
    texte = montrable(str(chemin))
    foyer = str(Path.home())
    return _PROFIL.sub(r"\1…", texte.replace(foyer, "~") if len(foyer) > 3 else texte)


def _lignes(ouvert: Ouvert) -> Iterator[str]:
    yield f"Diagnostic de suivi-cir, {datetime.now():%d/%m/%Y %H:%M} (aucune donnée personnelle)"
    yield from _section("Versions")
    cadre, modeles = version_du_cadre(), ", ".join(VERSIONS_DU_MODELE)
    regles = f"règles {VERSION_REGLES}, cadre {cadre}, modèles lus {modeles}"
    yield f"suivi-cir {logiciel.version()}, {regles}"
    bits = platform.architecture()[0]
    yield f"Python {platform.python_version()} ({bits}), {platform.platform()}"
    for paquet in PAQUETS:
        with suppress(PackageNotFoundError):
            yield f"  {paquet} {version(paquet)}"
    app = ouvert.classeur.app
    yield f"Tableur : {app.engine.name}, version {_essai(lambda: app.version)}"
    du_classeur = ouvert.reglage("SUIVI_CIR_XLWINGS") or "non indiqué"
    yield f"xlwings du classeur : {du_classeur} ; de ce Python : {xw.__version__}"
    yield f"Modèle du classeur : {_essai(lambda: _cellule(ouvert, 'VersionModele'))}"
    yield from _section("Chemins")
    yield f"Python : {sans_personne(sys.executable)}"
    cle = "INTERPRETER_MAC" if sys.platform == "darwin" else "INTERPRETER_WIN"
    yield f"Python du classeur : {sans_personne(ouvert.reglage(cle))}"
    yield f"suivi-cir : {sans_personne(Path(__file__).parent.parent)}"
    chemin = ouvert.chemin
    if chemin is None:
        en_ligne = "en ligne (OneDrive ou SharePoint), sans dossier local connu"
        yield f"Classeur : {en_ligne if ouvert.en_ligne else 'jamais enregistré'}"
    else:
        taille, dossier = chemin.stat().st_size // 1024, sans_personne(chemin.parent)
        yield f"Classeur : {chemin.suffix}, {taille} Ko, dans {dossier}"
        ecrit = os.access(chemin.parent, os.W_OK)
        yield f"Son dossier peut être écrit : {'oui' if ecrit else 'non'}"
    yield from _section("Sécurité")
    yield from _securite(ouvert)
    yield from _section("Dernière erreur")
    yield _essai(lambda: _derniere_erreur().read_text(encoding="utf-8").rstrip(), "aucune")


def _section(titre: str) -> Iterator[str]:
    yield ""
    yield titre
    yield "-" * len(titre)


def _securite(ouvert: Ouvert) -> Iterator[str]:
    if sys.platform == "win32":
        yield from _securite_windows(ouvert)
    elif sys.platform == "darwin":
        yield (
            "Mac : Excel demande une fois le droit d’ouvrir chaque dossier (Réglages, "
            "Confidentialité et sécurité, Fichiers et dossiers)."
        )
    else:
        niveaux = ("0 (faible)", "1 (moyenne)", "2 (élevée)", "3 (très élevée)")
        niveau = _essai(lambda: niveaux[ouvert.classeur.app.impl.securite_des_macros])
        yield f"LibreOffice, sécurité des macros : {niveau}"


def _securite_windows(ouvert: Ouvert) -> Iterator[str]:
    winreg: Any = import_module("winreg")
    cles = (
        r"Software\Policies\Microsoft\Office\16.0\Excel\Security",
        r"Software\Microsoft\Office\16.0\Excel\Security",
        r"Software\Policies\Microsoft\Office\16.0\Common\Security",
    )
    for cle in cles:
        for valeur in ("VBAWarnings", "blockcontentexecutionfrominternet", "AccessVBOM"):
            with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, cle) as ouverte:
                yield f"{cle}\\{valeur} = {winreg.QueryValueEx(ouverte, valeur)[0]}"
    if ouvert.chemin is not None:
        flux = Path(f"{ouvert.chemin}:Zone.Identifier")
        marque = _essai(lambda: flux.read_text(encoding="utf-8", errors="replace"), "")
        du_web = "ZoneId=3" in marque or "ZoneId=4" in marque
        yield f"Marque du Web sur le classeur : {'oui' if du_web else 'non'}"


def _derniere_erreur() -> Path:
    return dossier_du_logiciel() / "derniere-erreur.txt"


def _cellule(ouvert: Ouvert, nom: str) -> Any:
    zone = ouvert.nommee(nom)
    return None if zone is None else zone.value


def _essai(lire: Any, sinon: str = "inconnue") -> str:
    """Ce que rend `lire`, ou `sinon` : un renseignement qui manque n'empêche pas les autres."""
    try:
        return str(lire())
    except Exception:  # un renseignement qui manque n'est pas une panne
        return sinon
