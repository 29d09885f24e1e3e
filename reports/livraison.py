"""Livrer le jeu d'un mois : tout ou rien.

Les fichiers sont écrits dans un dossier d'attente, à côté. Une fois complets, un ordre de livraison y est posé : c'est le point de
non-retour. Ils sont ensuite mis en place, le manifeste en dernier. Une coupure avant l'ordre laisse l'ancien jeu, et l'attente est
effacée au démarrage suivant ; une coupure après, et la livraison est finie au démarrage suivant.
"""

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from reports.manifeste import NOM, Manifeste
from reports.mois import Mois
from workbook.enveloppe import ouvert_ailleurs
from workbook.erreurs import Refus

_ORDRE = "livrer.json"
_VERROU = "verrou"


@contextmanager
def chantier(base: Path, mois: Mois) -> Iterator["Chantier"]:
    """Ouvre le dossier d'attente d'un mois, après avoir fini ou effacé ce qu'une coupure y aurait laissé.

    Lève `Refus` si le dossier des rapports ne peut pas être écrit, ou si une autre livraison du même mois est en cours.
    """
    attente, base_neuve = base / f".{mois}.en-cours", not base.exists()
    try:
        attente.mkdir(parents=True, exist_ok=True)
        verrou = (attente / _VERROU).open("a+b")
    except OSError as erreur:
        raise _ecriture_impossible(base, erreur) from None
    try:
        if not _verrouiller(verrou):
            raise Refus(f"Une autre production du rapport {mois} est en cours dans « {base} ». Attendez qu’elle finisse, puis recommencez.")
        c = Chantier(base / str(mois), attente)
        try:
            c.reprendre()
            yield c
        except OSError as erreur:
            raise _ecriture_impossible(base, erreur) from None
    finally:
        verrou.close()
        if not (attente / _ORDRE).exists():
            shutil.rmtree(attente, ignore_errors=True)
            if base_neuve:
                _retirer_si_vide(base)


class Chantier:
    """Le dossier d'attente d'un mois, et le dossier où son contenu sera mis en place."""

    def __init__(self, dossier: Path, attente: Path):
        self.dossier, self.attente = dossier, attente

    def reprendre(self) -> None:
        """Finit une livraison coupée après son ordre ; efface le reste."""
        if (self.attente / _ORDRE).exists():
            self._mettre_en_place(json.loads((self.attente / _ORDRE).read_text(encoding="utf-8")))
        for reste in self.attente.iterdir():
            if reste.name != _VERROU:
                reste.unlink()

    def verifier_libres(self, noms: Mapping[str, Any] | list[str]) -> None:
        """Lève `Refus` en nommant un fichier du jeu précédent qu'un tableur tient ouvert : rien n'est encore écrit."""
        for nom in noms:
            chemin = self.dossier / nom
            if chemin.exists() and (ouvert_ailleurs(chemin) or not _inscriptible(chemin)):
                raise Refus(f"« {nom} » est ouvert dans un tableur. Fermez-le, puis recommencez ; rien n’a été écrit.")

    def livrer(self, fichiers: Mapping[str, bytes], manifeste: Manifeste, retirer: list[str]) -> None:
        """Écrit les fichiers et le manifeste, puis les met en place d'un bloc et retire les fichiers remplacés."""
        for nom, octets in (*fichiers.items(), (NOM, manifeste.en_json().encode())):
            with (self.attente / nom).open("wb") as sortie:
                sortie.write(octets)
                sortie.flush()
                os.fsync(sortie.fileno())
        ordre = {"fichiers": [*fichiers, NOM], "retirer": retirer}
        with _sans_interruption():
            brouillon = self.attente / f"{_ORDRE}.brouillon"
            brouillon.write_text(json.dumps(ordre), encoding="utf-8")
            os.replace(brouillon, self.attente / _ORDRE)
            self._mettre_en_place(ordre)

    def _mettre_en_place(self, ordre: dict[str, list[str]]) -> None:
        self.dossier.mkdir(exist_ok=True)
        for nom in ordre["fichiers"]:
            if (self.attente / nom).exists():
                os.replace(self.attente / nom, self.dossier / nom)
        for nom in ordre["retirer"]:
            (self.dossier / nom).unlink(missing_ok=True)
        (self.attente / _ORDRE).unlink()


def empreinte(octets: bytes) -> str:
    """SHA-256, en hexadécimal."""
    return sha256(octets).hexdigest()


def _inscriptible(chemin: Path) -> bool:
    """Faux si un autre programme tient le fichier (Windows refuse alors de l'ouvrir en écriture)."""
    try:
        with chemin.open("r+b"):
            return True
    except OSError:
        return False


def _retirer_si_vide(base: Path) -> None:
    with suppress(OSError):
        base.rmdir()


def _ecriture_impossible(base: Path, erreur: OSError) -> Refus:
    raisons = {
        28: "le disque est plein",
        27: "le disque est plein",
        122: "le quota du disque est atteint",
        13: "l’accès est refusé",
        30: "le disque est en lecture seule",
    }
    raison = raisons.get(erreur.errno or 0, erreur.strerror or type(erreur).__name__)
    return Refus(
        f"Le dossier des rapports « {base} » ne peut pas être écrit : {raison}. Libérez de la place ou choisissez un autre dossier (--sortie) ; le jeu précédent est intact."
    )


def _verrouiller(fichier: Any) -> bool:
    """Verrouille un fichier ouvert ; le système rend le verrou même si le programme est tué."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(fichier.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _sans_interruption() -> Iterator[None]:
    """Retarde Ctrl-C le temps de mettre le jeu en place : quelques renommages."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    recus: list[int] = []
    avant: Callable[..., Any] | int | None = signal.signal(signal.SIGINT, lambda numero, _: recus.append(numero))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, avant)
        if recus:
            raise KeyboardInterrupt
