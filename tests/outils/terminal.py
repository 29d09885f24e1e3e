"""Lancer une commande, et voir ce qu'elle laisse."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from xl_addin.cli import main

RACINE = Path(__file__).resolve().parents[2]
SUIVI_CIR = f"'{sys.executable}' -m xl_addin"
"""Le programme, dans une ligne à taper."""


def lancer(
    *arguments: object,
    dossier: Path,
    limite: Callable[[], None] | None = None,
    **environnement: str,
) -> subprocess.CompletedProcess[str]:
    """Lance `suivi-cir` dans un processus à lui ; `limite` y est appelée d'abord."""
    return subprocess.run(
        [sys.executable, "-m", "xl_addin", *map(str, arguments)],
        cwd=dossier,
        env={
            "PYTHONPATH": str(RACINE),
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
            **environnement,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        preexec_fn=limite,
    )


def taper(ligne: str, dossier: Path) -> subprocess.CompletedProcess[str]:
    """Une ligne telle qu'on la tape dans bash, avec ses redirections."""
    return subprocess.run(
        ["bash", "-c", ligne],
        cwd=dossier,
        env={"PYTHONPATH": str(RACINE), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )


def executer(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Lance `suivi-cir` dans ce processus : code de sortie, sortie, erreurs."""
    capsys.readouterr()
    code = main([str(a) for a in arguments])
    return code, *capsys.readouterr()


def contenu(dossier: Path) -> dict[str, bytes | None]:
    """Tout ce qu'un dossier contient, octet pour octet."""
    return {
        str(p.relative_to(dossier)): p.read_bytes() if p.is_file() else None
        for p in sorted(dossier.rglob("*"))
    }


def sans_privileges() -> None:
    """À appeler dans un processus qui va lancer un programme.

    L'administrateur y perd ses passe-droits, et n'a plus que les droits de tout le monde.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        prctl, retirer = ctypes.CDLL(None, use_errno=True).prctl, 24  # PR_CAPBSET_DROP
        for capacite in range(64):
            if prctl(retirer, capacite, 0, 0, 0) != 0:
                return


@contextmanager
def lecture_seule(dossier: Path) -> Iterator[None]:
    """Rend un dossier vraiment impossible à écrire, même pour l'administrateur d'un poste Linux, à
    qui les droits ordinaires ne disent rien."""
    dossier.chmod(0o555)
    administrateur = hasattr(os, "geteuid") and os.geteuid() == 0
    if administrateur:
        subprocess.run(["chattr", "+i", str(dossier)], check=True)
    try:
        with pytest.raises(PermissionError):
            (dossier / "essai").touch()
        yield
    finally:
        if administrateur:
            subprocess.run(["chattr", "-i", str(dossier)], check=True)
        dossier.chmod(0o755)
