"""Le classeur .ods : le .xlsm de la boîte « libreoffice », enregistré par LibreOffice."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from macros.vues import en_reglages
from workbook.declarations.erreurs import Refus, raison

PAQUETS_DEBIAN = "/usr/lib/python3/dist-packages"
"""Où Debian et Ubuntu mettent `uno`, qu'un environnement virtuel ne voit pas de lui-même."""
_AILLEURS = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_DELAI_S = 180
_MACROS_DES_EVENEMENTS = {
    "office:view-created": "LimiterImpression",  # l'aperçu est une vue de plus
    "office:print": "LimiterImpression",
    "office:copy-to": "LimiterImpression",  # l'export en PDF
    "office:save": "LibererImpression",
    "office:save-as": "LibererImpression",
    "office:save-done": "LimiterImpression",
    "office:save-as-done": "LimiterImpression",
}
"""Les événements du document et leur macro (macros/LibreOffice.bas)."""
_REGLAGES_DE_VUE = b'<config:config-item-set config:name="ooo:view-settings">'
_ANCIENNES_VUES = re.compile(
    rb'<config:config-item-map-indexed config:name="Views">.*?</config:config-item-map-indexed>',
    re.DOTALL,
)


def libreoffice() -> str | None:
    """Le chemin de soffice ; None si LibreOffice n'est pas installé sur ce poste."""
    return (
        shutil.which("soffice")
        or shutil.which("libreoffice")
        or next((chemin for chemin in _AILLEURS if Path(chemin).exists()), None)
    )


def programme() -> str:
    """Le chemin de soffice. Lève `Refus` si LibreOffice n'est pas installé sur ce poste."""
    trouve = libreoffice()
    if trouve is None:
        raise Refus(
            "Un classeur .ods se fait avec LibreOffice, qui n’est pas installé sur ce poste. "
            "Installez-le, ou demandez un classeur .xlsx ou .xlsm."
        )
    return trouve


def en_ods(xlsm: bytes, soffice: str) -> bytes:
    """Le même classeur en .ods, macros et boutons compris. `soffice` : ce que rend `programme`.

    Lève `Refus` si la conversion échoue.
    """
    with tempfile.TemporaryDirectory(prefix="suivi-cir-") as travail:
        source = Path(travail) / "classeur.xlsm"
        source.write_bytes(xlsm)
        try:
            convertir(soffice, "ods:calc8", Path(travail), [source])
            return _retoucher((Path(travail) / "classeur.ods").read_bytes(), en_reglages(xlsm))
        except (OSError, subprocess.TimeoutExpired) as erreur:
            pourquoi = (
                raison(erreur)
                if isinstance(erreur, OSError)
                else f"toujours rien après {_DELAI_S // 60} minutes"
            )
            raise Refus(
                f"LibreOffice n’a pas pu écrire le classeur .ods : {pourquoi}. Fermez LibreOffice, "
                "puis recommencez."
            ) from None


def _retoucher(ods: bytes, vues: str) -> bytes:
    """Le même .ods, avec ce que la conversion n'écrit pas : les macros de ses événements, ses vues.

    Et un style par défaut sans alignement.
    """
    ecoutes = "".join(
        '<script:event-listener script:language="ooo:script" '
        f'script:event-name="{evenement}" xlink:type="simple" '
        f'xlink:href="vnd.sun.star.script:VBAProject.LibreOffice.{macro}'
        '?language=Basic&amp;location=document"/>'
        for evenement, macro in _MACROS_DES_EVENEMENTS.items()
    )
    ecoutes = f"<office:event-listeners>{ecoutes}</office:event-listeners>"
    scripts = f"<office:scripts>{ecoutes}</office:scripts>"
    # Un format conditionnel hérite de ce style : il descendrait le texte de sa cellule sous celui
    # des autres.
    defaut = (
        rb'(<style:style style:name="Default" style:family="table-cell">'
        rb'<style:table-cell-properties[^>]*) style:vertical-align="bottom"'
    )
    sortie = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(ods)) as source,
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as z,
    ):
        for partie in source.infolist():  # « mimetype » reste la première, sans compression
            octets = source.read(partie)
            if partie.filename == "content.xml":
                octets = re.sub(rb"<office:scripts\s*/>", scripts.encode(), octets, count=1)
            elif partie.filename == "styles.xml":
                octets = re.sub(defaut, rb"\1", octets, count=1)
            elif partie.filename == "settings.xml":
                octets = _ANCIENNES_VUES.sub(b"", octets)
                octets = octets.replace(_REGLAGES_DE_VUE, _REGLAGES_DE_VUE + vues.encode(), 1)
            z.writestr(partie, octets)
    return sortie.getvalue()


def convertir(
    soffice: str, format_: str, travail: Path, sources: Sequence[Path], delai_s: float = _DELAI_S
) -> None:
    """Enregistre des fichiers dans un autre format, dans `travail`, avec un profil à soi.

    Lève `OSError`, ou `TimeoutExpired` après `delai_s` secondes : LibreOffice est alors arrêté, lui
    que `soffice` ne fait que lancer.
    """
    profil = f"-env:UserInstallation={(travail / 'profil').as_uri()}"
    commande = [soffice, profil, "--headless", "--norestore", "--convert-to", format_]
    commande += ["--outdir", str(travail), *map(str, sources)]
    rien, env = subprocess.DEVNULL, _sans_python()
    with subprocess.Popen(
        commande, stdout=rien, stderr=rien, env=env, start_new_session=True
    ) as lance:
        try:
            lance.wait(delai_s)
        except BaseException:
            _arreter(lance)
            raise


def _arreter(lance: subprocess.Popen[bytes]) -> None:
    """Arrête un programme et ceux qu'il a lancés."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(lance.pid)], capture_output=True, check=False
        )
    else:
        with suppress(ProcessLookupError):
            os.killpg(lance.pid, signal.SIGKILL)


def chemin_de_uno() -> tuple[str, str]:
    """Le dossier où ce Python trouverait `uno` (vide s'il le voit), et ce qui manque, ou vide."""
    for dossier in ("", PAQUETS_DEBIAN):
        code = f"import sys; sys.path += {[dossier] if dossier else []}; import uno"
        essai, ici = [sys.executable, "-c", code], Path(sys.executable).parent
        fait = subprocess.run(essai, capture_output=True, check=False, cwd=ici, env=_sans_python())
        if fait.returncode == 0:
            return dossier, ""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if (Path(PAQUETS_DEBIAN) / "uno.py").exists():
        python = (
            f"Python {version} : installez suivi-cir avec le Python du système (/usr/bin/python3)"
        )
        manque = f"n’est pas fait pour {python}"
    else:
        manque = "manque ; sur Debian et Ubuntu : sudo apt install python3-uno"
    boutons = "Les boutons de ce classeur ne marcheront pas encore"
    return PAQUETS_DEBIAN, f"{boutons} : le module uno de LibreOffice {manque}."


def _sans_python() -> dict[str, str]:
    """L'environnement sans les variables que LibreOffice suivrait pour son propre Python."""
    return {
        cle: valeur for cle, valeur in os.environ.items() if cle not in ("PYTHONPATH", "PYTHONHOME")
    }
