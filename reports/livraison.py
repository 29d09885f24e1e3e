"""Livrer le jeu d'un mois : tout ou rien.

Le dossier du mois est préparé en entier dans un dossier d'attente, à côté : fichiers neufs, manifeste, et ce qui s'y trouvait déjà. Il
prend ensuite la place de l'ancien d'un seul geste (renommage s'il n'y en a pas, échange sous Linux) : une coupure laisse l'un ou l'autre.
Là où aucun système n'échange deux dossiers (Windows), un ordre de livraison est posé, puis les fichiers sont mis en place un à un, le
manifeste en dernier. Dans tous les cas, ce qu'une coupure a laissé est fini ou effacé au démarrage suivant.
"""

import json
import os
import shutil
import signal
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePath
from typing import IO, Any

from reports.manifeste import NOM, Manifeste
from reports.mois import Mois
from workbook.declarations.erreurs import Refus, manque_de_place, raison
from workbook.lecture.verrous import verrou_de

JEU, ORDRE, _VERROU = "jeu", "livrer.json", "verrou"
_AILLEURS = (
    "choisissez un autre dossier (Paramètres, « Dossier des rapports » ; au terminal, --sortie)"
)


@contextmanager
def chantier(base: Path, mois: Mois) -> Iterator["Chantier"]:
    """Ouvre le dossier d'attente d'un mois, après avoir fini ou effacé ce qu'une coupure y aurait laissé, ou dans celui d'un autre mois.

    Lève `Refus` si le dossier des rapports ne peut pas être écrit, ou si une autre livraison du même mois est en cours.
    """
    attente, neufs, reste = base / nom_de_l_attente(mois), [], False
    try:
        neufs = [dossier for dossier in (attente, base, *base.parents) if not dossier.exists()]
        reste = attente not in neufs
        verrou = _prendre(attente / _VERROU)
    except OSError as erreur:
        _retirer_vides(neufs)
        raise (
            _reste_intouchable(attente, erreur) if reste else _ecriture_impossible(base, erreur)
        ) from None
    if verrou is None:
        raise Refus(
            f"Une autre production du rapport {mois} est en cours dans « {base} ». Attendez qu’elle finisse, puis recommencez."
        )
    c = Chantier(base / str(mois), attente)
    try:
        try:
            c.reprendre()
        except OSError as erreur:
            raise (
                _ecriture_impossible(base, erreur, coupee=True)
                if c.ordre.exists()
                else _reste_intouchable(attente, erreur)
            ) from None
        _finir_les_autres(base, attente)
        if c.dossier.exists() and not c.dossier.is_dir():
            raise Refus(
                f"« {c.dossier} » n’est pas un dossier : les rapports du mois ne peuvent pas y être rangés. Renommez ce fichier, puis recommencez."
            )
        yield c
    except OSError as erreur:
        raise _ecriture_impossible(base, erreur, coupee=c.ordre.exists()) from None
    finally:
        with suppress(OSError):
            if not c.ordre.exists():
                c.vider()
        _rendre(verrou, attente / _VERROU)
        _retirer_vides(neufs)


class Chantier:
    """Le dossier d'attente d'un mois, et le dossier où son contenu sera mis en place."""

    def __init__(self, dossier: Path, attente: Path):
        self.dossier, self.attente = dossier, attente
        self.jeu, self.ordre = attente / JEU, attente / ORDRE

    def reprendre(self) -> None:
        """Finit une livraison coupée après son ordre ; efface le reste."""
        if self.ordre.exists():
            self._mettre_en_place(self._lire_ordre())
        self.vider()
        for reste in self.dossier.glob(".*.en-cours"):  # un PDF coupé
            with suppress(OSError):
                reste.unlink()

    def _lire_ordre(self) -> Mapping[str, list[str]]:
        """L'ordre posé ; si une panne l'a abîmé, tout le jeu, qui était écrit avant lui."""
        try:
            return json.loads(self.ordre.read_text(encoding="utf-8"))
        except ValueError:
            restent = [str(f.relative_to(self.jeu)) for f in self.jeu.rglob("*") if f.is_file()]
            return {"fichiers": sorted(restent, key=lambda nom: (nom == NOM, nom)), "retirer": []}

    def vider(self) -> None:
        """Efface tout ce qui attend, sauf le verrou."""
        for reste in self.attente.iterdir():
            if reste.is_dir():
                _effacer(reste)
            elif reste.name != _VERROU:
                reste.unlink()

    def verifier_libres(self, noms: Iterable[str]) -> None:
        """Lève `Refus` si le dossier du mois est en lecture seule, ou en nommant un fichier du jeu précédent qu'un tableur tient ouvert.

        Rien n'est encore écrit.
        """
        if self.dossier.exists() and not os.access(self.dossier, os.W_OK | os.X_OK):
            raise Refus(
                f"Le dossier « {self.dossier} » est en lecture seule. Rétablissez le droit d’y écrire (ses Propriétés), ou {_AILLEURS} ; rien n’a été écrit."
            )
        for nom in noms:
            chemin = self.dossier / nom
            if not chemin.exists():
                continue
            if verrou := verrou_de(chemin):
                raise Refus(
                    f"« {nom} » est ouvert dans un tableur ({verrou.tenu}). Fermez-le, puis recommencez ; rien n’a été écrit. {verrou.remede}"
                )
            if _tenu(chemin):
                raise Refus(
                    f"« {nom} » est ouvert dans un autre programme. Fermez-le, puis recommencez ; rien n’a été écrit."
                )

    def abimes(self, fichiers: Mapping[str, str]) -> dict[str, bytes | None]:
        """Parmi des fichiers livrés (nom -> empreinte), ceux qui ne sont plus tels : leurs octets d'à présent, None s'ils manquent."""
        presents = {
            nom: (self.dossier / nom).read_bytes() if (self.dossier / nom).is_file() else None
            for nom in fichiers
        }
        return {
            nom: octets
            for nom, octets in presents.items()
            if octets is None or empreinte(octets) != fichiers[nom]
        }

    def livrer(
        self, fichiers: Mapping[str, bytes], manifeste: Manifeste, retirer: Iterable[str] = ()
    ) -> None:
        """Met en place d'un bloc les fichiers (nom relatif au dossier du mois -> octets) et le manifeste, et retire les fichiers remplacés."""
        ordre = {"fichiers": [*fichiers, NOM], "retirer": [*retirer]}
        echanger = _echange() if self.dossier.exists() else None
        if echanger and not self._recopier(ordre):
            echanger = None
        for nom, octets in (*fichiers.items(), (NOM, manifeste.en_json().encode())):
            (self.jeu / nom).parent.mkdir(parents=True, exist_ok=True)
            _ecrire(self.jeu / nom, octets)
        with _sans_interruption():
            if not self.dossier.exists():
                os.rename(self.jeu, self.dossier)
            elif not (echanger and echanger(self.jeu, self.dossier)):
                brouillon = self.attente / f"{ORDRE}.brouillon"
                _ecrire(brouillon, json.dumps(ordre).encode())
                os.replace(brouillon, self.ordre)
                self._mettre_en_place(ordre)

    def _recopier(self, ordre: Mapping[str, list[str]]) -> bool:
        """Le dossier du mois tel qu'il est, moins ce qui change, dans le jeu à échanger ; faux s'il ne se recopie pas en entier."""
        try:
            shutil.copytree(self.dossier, self.jeu, symlinks=True, copy_function=_lier)
        except OSError:  # un sous-dossier que l'on n'a pas le droit de lire ; plus de place
            self.vider()
            return False
        for nom in (
            *ordre["fichiers"],
            *ordre["retirer"],
        ):  # effacé avant d'être écrit : c'est un lien vers le fichier en place
            (self.jeu / nom).unlink(missing_ok=True)
        return True

    def _mettre_en_place(self, ordre: Mapping[str, list[str]]) -> None:
        try:
            for nom in ordre["fichiers"]:
                if (self.jeu / nom).exists():
                    (self.dossier / nom).parent.mkdir(parents=True, exist_ok=True)
                    _remplacable(self.dossier / nom)
                    os.replace(self.jeu / nom, self.dossier / nom)
            for nom in ordre["retirer"]:
                _remplacable(self.dossier / nom)
                (self.dossier / nom).unlink(missing_ok=True)
        except OSError:
            if all(
                (self.jeu / nom).exists() for nom in ordre["fichiers"]
            ):  # rien n'a bougé : mieux vaut y renoncer
                self.ordre.unlink()
            raise
        self.ordre.unlink()


def _finir_les_autres(base: Path, attente: Path) -> None:
    """Finit ou efface ce que la production coupée d'un autre mois a laissé ; une production en cours, ou un reste à quelqu'un d'autre, est laissé."""
    for autre in base.glob(".[0-9][0-9][0-9][0-9]-[0-9][0-9].en-cours"):
        with suppress(OSError, ValueError):
            if autre == attente or (verrou := _prendre(autre / _VERROU)) is None:
                continue
            try:
                Chantier(base / autre.name[1:8], autre).reprendre()
            finally:
                _rendre(verrou, autre / _VERROU)


def nom_de_l_attente(mois: Mois | str) -> str:
    """Le nom du dossier d'attente d'un mois, dans celui des rapports."""
    return f".{mois}.en-cours"


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


def _echange() -> Callable[[Path, Path], bool] | None:
    """De quoi échanger deux dossiers d'un seul geste, None si le système ne le sait pas faire."""
    import ctypes

    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return None
    ici, echange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return lambda un, autre: renameat2(ici, os.fsencode(un), ici, os.fsencode(autre), echange) == 0


def _lier(source: str, but: str) -> None:
    """Un second nom pour le même fichier ; une copie là où le disque n'en veut pas."""
    try:
        os.link(source, but, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, but, follow_symlinks=False)


def _tenu(chemin: Path) -> bool:
    """Vrai si un programme tient le fichier : Windows refuse alors de l'ouvrir en écriture. Ailleurs, il se remplace sans gêner personne."""
    if os.name != "nt" or not os.access(
        chemin, os.W_OK
    ):  # un fichier en lecture seule n'est pas un fichier tenu
        return False
    try:
        with chemin.open("r+b"):
            return False
    except OSError:
        return True


def _retirer_vides(dossiers: Iterable[Path]) -> None:
    """Retire les dossiers créés pour rien, du plus profond au plus haut."""
    for dossier in dossiers:
        with suppress(OSError):
            dossier.rmdir()


def _ecriture_impossible(base: Path, erreur: OSError, *, coupee: bool = False) -> Refus:
    suite = (
        "la mise en place, commencée, finira au prochain lancement"
        if coupee
        else "le jeu précédent est intact"
    )
    remede = (
        "Vérifiez vos droits sur ce dossier"
        if isinstance(erreur, PermissionError)
        else "Libérez de la place"
        if manque_de_place(erreur)
        else "Corrigez-le"
    )
    return Refus(
        f"Le dossier des rapports « {base} » ne peut pas être écrit : {raison(erreur)}. {remede}, ou {_AILLEURS} ; {suite}."
    )


def _reste_intouchable(attente: Path, erreur: OSError) -> Refus:
    return Refus(
        f"Une production interrompue a laissé le dossier caché « {attente} », qui ne peut pas être effacé : {raison(erreur)}. "
        "Supprimez-le, ou demandez-le à la personne qui l’a créé, puis recommencez ; le jeu précédent est intact."
    )


def _ecrire(chemin: Path, octets: bytes) -> None:
    """Écrit un fichier neuf, jusqu'au disque."""
    with chemin.open("xb") as sortie:
        sortie.write(octets)
        sortie.flush()
        os.fsync(sortie.fileno())


def _effacer(dossier: Path) -> None:
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


def _remplacable(chemin: Path) -> None:
    """Ôte la lecture seule d'un fichier de notre jeu : Windows refuserait de le remplacer."""
    if os.name == "nt":
        with suppress(OSError):
            chemin.chmod(stat.S_IREAD | stat.S_IWRITE)


def _prendre(chemin: Path) -> IO[bytes] | None:
    """Le fichier de verrou, verrouillé ; None si un autre programme le tient."""
    while True:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        _ouvrir(chemin.parent)
        try:
            verrou = chemin.open("a+b")
        except (
            FileNotFoundError
        ):  # l'autre production vient de finir et a retiré son dossier d'attente
            continue
        if not _verrouiller(verrou):
            verrou.close()
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(verrou.fileno()), chemin.stat()):
                return verrou
        verrou.close()


def _verrouiller(fichier: IO[bytes]) -> bool:
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


def _rendre(verrou: IO[bytes], chemin: Path) -> None:
    """Retire le verrou et son dossier. Windows n'efface pas un fichier ouvert ; ailleurs, il s'efface sous le verrou, jamais sous celui d'un autre."""
    if os.name == "nt":
        verrou.close()
    with suppress(OSError):
        if not (chemin.parent / ORDRE).exists():
            chemin.unlink()
            chemin.parent.rmdir()
    verrou.close()


@contextmanager
def _sans_interruption() -> Iterator[None]:
    """Retarde Ctrl-C le temps de mettre le jeu en place : quelques renommages."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    recus: list[int] = []
    avant: Callable[..., Any] | int | None = signal.signal(
        signal.SIGINT, lambda numero, _: recus.append(numero)
    )
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, avant)
        if recus:
            raise KeyboardInterrupt
