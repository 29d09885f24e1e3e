"""LibreOffice sans fenêtre, pour les tests.

Un profil à lui, recalcul à l'ouverture, langue choisie.

Un autre programme que le nôtre recalcule les formules du modèle : c'est la preuve qu'elles disent
ce que dit Python.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
FRANCAIS, ANGLAIS = "fr-FR", "en-US"
_PROFIL = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items
  xmlns:oor="http://openoffice.org/2001/registry"
  xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
>{reglages}</oor:items>
"""
_REGLAGE = """
<item oor:path="/org.openoffice.{chemin}"><prop oor:name="{nom}" oor:op="fuse">
  <value>{valeur}</value>
</prop></item>
"""
TOUJOURS, JAMAIS = 0, 1


class LibreOfficeAbsent(Exception):
    """LibreOffice n'est pas installé sur ce poste."""


def profil(
    dossier: Path, langue: str = FRANCAIS, recalcul: int = TOUJOURS, *, macros: bool = False
) -> str:
    """Crée un profil neuf dans `dossier` et rend l'option de lancement qui le désigne.

    `macros` : elles tournent, sans question.
    """
    (dossier / "user").mkdir(parents=True, exist_ok=True)
    reglages = "".join(
        _REGLAGE.format(chemin=chemin, nom=nom, valeur=valeur)
        for chemin, nom, valeur in (
            ("Office.Calc/Formula/Load", "OOXMLRecalcMode", recalcul),
            ("Setup/L10N", "ooSetupSystemLocale", langue),
            ("Office.Common/Misc", "FirstRun", "false"),
            ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
            ("Office.Common/Security/Scripting", "MacroSecurityLevel", 0 if macros else 2),
            ("Setup/Office", "ooSetupInstCompleted", "true"),
        )
    )
    (dossier / "user" / "registrymodifications.xcu").write_text(
        _PROFIL.format(reglages=reglages), encoding="utf-8"
    )
    return f"-env:UserInstallation={dossier.resolve().as_uri()}"


def convertir(
    fichiers: Sequence[Path],
    sortie: Path,
    *,
    profils: Path,
    format_: str = "xlsx",
    langue: str = FRANCAIS,
    recalcul: int = TOUJOURS,
    delai: int = 300,
) -> list[Path]:
    """Ouvre chaque fichier (recalculé) et l'enregistre dans `sortie` au format voulu.

    Rend les fichiers écrits, dans le même ordre.
    """
    if SOFFICE is None:
        raise LibreOfficeAbsent("soffice introuvable")
    sortie.mkdir(parents=True, exist_ok=True)
    option = profil(profils / f"{langue}-{recalcul}", langue, recalcul)
    commande = [
        SOFFICE,
        option,
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        format_,
        "--outdir",
        str(sortie),
        *map(str, fichiers),
    ]
    fin = subprocess.run(
        commande,
        capture_output=True,
        text=True,
        timeout=delai,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        check=False,
    )
    ecrits = [sortie / f"{f.stem}.{format_.partition(':')[0]}" for f in fichiers]
    manquants = [e.name for e in ecrits if not e.exists()]
    if manquants:
        raise RuntimeError(
            f"LibreOffice n’a pas écrit {manquants} : {fin.stdout[-500:]} {fin.stderr[-500:]}"
        )
    return ecrits


Convertisseur = Callable[..., list[Path]]


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Convertisseur:
    """`convertir`, avec des profils gardés d'un test à l'autre.

    Sans LibreOffice, le test est sauté ; en intégration (CI=true), il échoue.
    """
    if SOFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice (soffice) manque : ces tests ne peuvent pas être sautés ici")
        pytest.skip("LibreOffice (soffice) n’est pas installé")
    return partial(convertir, profils=tmp_path_factory.mktemp("libreoffice"))
