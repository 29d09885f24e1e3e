"""Les gestes dont une livraison est faite : écrire, effacer, échanger, verrouiller."""

import os
import shutil
import signal
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filelock import FileLock

DELAI_DU_VERROU_S = 0.2
"""De quoi laisser finir une production qui rend son verrou."""


def empreinte(octets: bytes) -> str:
    """SHA-256, en hexadécimal."""
    return sha256(octets).hexdigest()


def empreintes(fichiers: Mapping[str, bytes]) -> dict[str, str]:
    """Nom -> SHA-256, en hexadécimal."""
    return {nom: empreinte(octets) for nom, octets in fichiers.items()}


def nom_de_la_copie(nom: str, octets: bytes) -> str:
    """Sous quel nom garder un fichier livré que quelqu'un a modifié."""
    chemin = PurePath(nom)
    return f"{chemin.stem} (modifié {empreinte(octets)[:6]}){chemin.suffix}"


def echange() -> Callable[[Path, Path], bool] | None:
    """De quoi échanger deux dossiers d'un seul geste, None si le système ne le sait pas faire."""
    import ctypes

    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return None
    ici, echange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return lambda un, autre: renameat2(ici, os.fsencode(un), ici, os.fsencode(autre), echange) == 0


def lier(source: str, but: str) -> None:
    """Un second nom pour le même fichier ; une copie là où le disque n'en veut pas."""
    try:
        os.link(source, but, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, but, follow_symlinks=False)


def tenu(chemin: Path) -> bool:
    """Vrai si un programme tient le fichier : Windows refuse alors de l'ouvrir en écriture.

    Ailleurs, il se remplace sans gêner personne. Un fichier en lecture seule n'est pas tenu.
    """
    if os.name != "nt" or not os.access(chemin, os.W_OK):
        return False
    try:
        with chemin.open("r+b"):
            return False
    except OSError:
        return True


def retirer_vides(dossiers: Iterable[Path]) -> None:
    """Retire les dossiers créés pour rien, du plus profond au plus haut."""
    for dossier in dossiers:
        with suppress(OSError):
            dossier.rmdir()


def effacer(dossier: Path) -> None:
    """Efface un dossier que l'on a fait, même recopié d'un dossier en lecture seule."""
    _ouvrir(dossier)
    for racine, dossiers, _ in os.walk(dossier):
        for nom in dossiers:
            _ouvrir(Path(racine, nom))
    shutil.rmtree(dossier)


def _ouvrir(dossier: Path) -> None:
    """Rend à qui possède ce dossier le droit d'y écrire, s'il l'avait perdu."""
    with suppress(OSError):
        droits = stat.S_IMODE(dossier.lstat().st_mode)
        if droits & stat.S_IRWXU != stat.S_IRWXU and not dossier.is_symlink():
            dossier.chmod(droits | stat.S_IRWXU)


def rendre_remplacable(chemin: Path) -> None:
    """Ôte la lecture seule d'un fichier de notre jeu : Windows refuserait de le remplacer."""
    if os.name == "nt":
        with suppress(OSError):
            chemin.chmod(stat.S_IREAD | stat.S_IWRITE)


def prendre(chemin: Path) -> "FileLock | None":
    """Le verrou de ce fichier, que le système rend si le programme est tué ; None s'il est tenu.

    Lève `OSError` si son dossier ne peut pas être écrit.
    """
    from filelock import FileLock, Timeout

    verrou = FileLock(chemin, timeout=DELAI_DU_VERROU_S, fallback_to_soft=False)
    while True:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        _ouvrir(chemin.parent)
        with suppress(FileNotFoundError):  # une autre production vient de retirer ce dossier
            try:
                verrou.acquire()
            except Timeout:
                return None
            return verrou


def rendre(verrou: "FileLock") -> None:
    """Rend un verrou, et ne laisse ni son fichier, ni son dossier s'il est vide."""
    fichier = Path(verrou.lock_file)
    if os.name != "nt":  # Windows n'efface pas un fichier ouvert : `release` y efface celui-ci
        with suppress(OSError):
            fichier.unlink()
    verrou.release()
    retirer_vides([fichier.parent])


@contextmanager
def sans_interruption() -> Iterator[None]:
    """Retarde Ctrl-C le temps de mettre le jeu en place : quelques renommages."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    recus: list[int] = []
    avant: Any = signal.signal(signal.SIGINT, lambda numero, _: recus.append(numero))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, avant)
        if recus:
            raise KeyboardInterrupt
