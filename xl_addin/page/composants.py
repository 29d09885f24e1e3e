"""Ce qui vient d'ailleurs et que la page porte : Pyodide et les roues, pris au réseau une fois,
gardés, vérifiés à chaque assemblage.

Les dépendances sont lues dans le paquet installé ; leurs versions, leurs fichiers et leurs
empreintes dans `verrou.toml` et `roues.toml`. Un fichier dont l'empreinte n'est pas celle du verrou
n'entre jamais dans la page.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from fnmatch import fnmatch
from hashlib import sha256
from importlib.metadata import requires
from io import BytesIO
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from workbook.declarations.erreurs import Refus

VERROU = Path(__file__).with_name("verrou.toml")
ROUES = Path(__file__).with_name("roues.toml")
PAQUET = "suivi-cir"
DE_PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
_LICENCE = re.compile(r"\.dist-info/(?:licenses/)?[^/]*(?:LICEN[CS]E|NOTICE|COPYING)[^/]*$", re.I)


@dataclass(frozen=True)
class Roue:
    """Un paquet Python que la page porte : ses fichiers utiles, et ce que dit sa licence."""

    nom: str
    version: str
    licence: str
    textes: tuple[str, ...]
    fichiers: dict[str, bytes]


@dataclass(frozen=True)
class Composants:
    """Tout ce qui n'est pas de nous. `pyodide` : nom de fichier -> octets."""

    version_de_pyodide: str
    licence_de_pyodide: str
    pyodide: dict[str, bytes]
    roues: tuple[Roue, ...]


def lire_le_verrou() -> dict[str, Any]:
    """Le contenu de `verrou.toml`, et les roues de `roues.toml`."""
    return _toml(VERROU) | _toml(ROUES)


def _toml(fichier: Path) -> dict[str, Any]:
    return tomllib.loads(fichier.read_text(encoding="utf-8"))


def cache_du_poste() -> Path:
    """Où ce poste garde ce qui a été pris au réseau."""
    return user_cache_path("suivi-cir", appauthor=False, opinion=False) / "page"


def reunir(cache: Path) -> Composants:
    """Pyodide et les roues : du cache, sinon du réseau.

    Lève `Refus` s'il manque une dépendance au verrou, si un fichier ne peut être pris, ou si son
    empreinte n'est pas celle attendue.
    """
    verrou = lire_le_verrou()
    if manquantes := dependances_sans_roue(dependances(PAQUET), verrou):
        raise _sans_roue(manquantes)
    cache.mkdir(parents=True, exist_ok=True)
    version = verrou["pyodide"]["version"]
    archive = paquet_npm("pyodide", version, verrou["pyodide"]["sha256"], cache)
    roues = _prendre_les_roues(verrou, cache)
    return Composants(version, verrou["pyodide"]["licence"], _de_pyodide(archive), roues)


def dependances(paquet: str) -> list[str]:
    """Les noms des dépendances d'un paquet installé ; celles des options n'en sont pas."""
    return _noms(requires(paquet) or [])


def dependances_sans_roue(noms: Sequence[str], verrou: Mapping[str, Any]) -> list[str]:
    """Parmi des dépendances, celles que le verrou n'a pas et dont il ne dit pas que la page se
    passe.
    """
    connues = {normaliser(roue["nom"]) for roue in verrou["roues"]}
    connues |= {normaliser(nom) for nom in verrou["sans"]}
    return [nom for nom in noms if nom not in connues]


def normaliser(nom: str) -> str:
    """Le nom d'un paquet, tel que les registres le comparent."""
    return re.sub(r"[-_.]+", "-", nom).lower()


def paquet_npm(nom: str, version: str, attendue: str, cache: Path) -> bytes:
    """L'archive d'un paquet npm, du cache, sinon par le client npm. Lève `Refus`."""
    fichier = cache / f"{nom}-{version}.tgz"
    if not fichier.exists():
        with tempfile.TemporaryDirectory(dir=cache) as travail:
            executer(["npm", "pack", "--silent", f"{nom}@{version}"], Path(travail))
            _garder(Path(travail) / fichier.name, fichier, attendue)
    return _verifie(fichier, attendue)


def executer(commande: Sequence[str], dossier: Path) -> None:
    """Lance un outil du poste. Lève `Refus`, avec ce qu'il a dit, s'il manque ou échoue."""
    outil = shutil.which(commande[0])
    if outil is None:
        raise Refus(
            f"« {commande[0]} » n’est pas sur ce poste : la page ne peut pas être assemblée. "
            "Installez Node.js (il porte node et npm), puis recommencez."
        )
    fini = subprocess.run(
        [outil, *commande[1:]],
        cwd=dossier,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if fini.returncode != 0:
        raise Refus(f"« {commande[0]} » a échoué : {_fin(fini.stderr or fini.stdout)}")


def _fin(sortie: str) -> str:
    lignes = [ligne.strip() for ligne in sortie.splitlines() if ligne.strip()]
    return " ".join(lignes[-3:])[-400:] or "sans rien dire"


def _prendre_les_roues(verrou: Mapping[str, Any], cache: Path) -> tuple[Roue, ...]:
    absentes = [roue for roue in verrou["roues"] if not (cache / roue["fichier"]).exists()]
    if absentes:
        with tempfile.TemporaryDirectory(dir=cache) as travail:
            telecharger([f"{r['nom']}=={r['version']}" for r in absentes], verrou, Path(travail))
            for roue in absentes:
                _garder(Path(travail) / roue["fichier"], cache / roue["fichier"], roue["sha256"])
    roues = []
    for roue in verrou["roues"]:
        octets = _verifie(cache / roue["fichier"], roue["sha256"])
        retirer = [*verrou["retirer"]["tous"], *verrou["retirer"].get(normaliser(roue["nom"]), [])]
        roues.append(_ouvrir(octets, retirer))
        if manquantes := dependances_sans_roue(_noms(_requises(octets)), verrou):
            raise _sans_roue(manquantes)
    return tuple(roues)


def telecharger(demandes: Sequence[str], verrou: Mapping[str, Any], dossier: Path) -> None:
    """Prend des roues (« nom==version ») par pip, pour le Python de la page. Lève `Refus`."""
    cible = ["--python-version", verrou["python"], "--implementation", "cp"]
    cible += ["--abi", f"cp{verrou['python'].replace('.', '')}", "--abi", "none"]
    for plateforme in verrou["plateformes"]:
        cible += ["--platform", plateforme]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    sans_rien_construire = ["--no-deps", "--only-binary", ":all:"]
    executer([*pip, *sans_rien_construire, *cible, "--dest", str(dossier), *demandes], dossier)


def _garder(pris: Path, place: Path, attendue: str) -> None:
    if not pris.exists():
        recus = ", ".join(sorted(f.name for f in pris.parent.iterdir())) or "rien"
        raise Refus(f"« {pris.name} » était attendu, et n’est pas venu (reçu : {recus}).")
    _verifie(pris, attendue)
    os.replace(pris, place)


def _verifie(fichier: Path, attendue: str) -> bytes:
    octets = fichier.read_bytes()
    if sha256(octets).hexdigest() != attendue:
        raise Refus(
            f"« {fichier} » n’est pas le fichier attendu : son empreinte n’est pas celle du "
            "verrou. Effacez-le, puis recommencez ; si cela se répète, signalez-le."
        )
    return octets


def _de_pyodide(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=BytesIO(archive)) as paquet:
        return {nom: _membre(paquet, f"package/{nom}") for nom in DE_PYODIDE}


def _membre(paquet: tarfile.TarFile, nom: str) -> bytes:
    flux = paquet.extractfile(nom)
    assert flux is not None, nom
    return flux.read()


def _ouvrir(octets: bytes, retirer: Sequence[str]) -> Roue:
    with zipfile.ZipFile(BytesIO(octets)) as roue:
        noms = sorted(nom for nom in roue.namelist() if not nom.endswith("/"))
        fiche = _fiche(roue)
        textes = [roue.read(n).decode("utf-8", "replace") for n in noms if _LICENCE.search(n)]
        return Roue(
            str(fiche["Name"]),
            str(fiche["Version"]),
            str(fiche["License-Expression"] or fiche["License"] or _classee(fiche)),
            tuple(textes),
            {nom: roue.read(nom) for nom in utiles(noms, retirer)},
        )


def utiles(noms: Sequence[str], retirer: Sequence[str]) -> list[str]:
    """Parmi des noms de fichiers, ceux qu'aucun motif ne retire de la page."""
    return [nom for nom in noms if not any(fnmatch(nom, motif) for motif in retirer)]


def _fiche(roue: zipfile.ZipFile) -> Message:
    (nom,) = (n for n in roue.namelist() if n.endswith(".dist-info/METADATA"))
    return message_from_bytes(roue.read(nom))


def _classee(fiche: Message) -> str:
    dites = [c for c in fiche.get_all("Classifier", []) if c.startswith("License ::")]
    return dites[0].rpartition(":: ")[2] if dites else "voir le texte"


def _requises(octets: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(octets)) as roue:
        return _fiche(roue).get_all("Requires-Dist", [])


def _noms(exigences: Sequence[str]) -> list[str]:
    """« xlsxwriter>=3.2 » -> « xlsxwriter ». Les options (« ; extra == … ») n'en sont pas."""
    return list(dict.fromkeys(_sans_options(exigences)))


def _sans_options(exigences: Sequence[str]) -> Iterator[str]:
    for exigence in exigences:
        trouve = re.match(r"[A-Za-z0-9._-]+", exigence)
        if trouve and not re.search(r";.*\bextra\s*==", exigence):
            yield normaliser(trouve[0])


def _sans_roue(noms: Sequence[str]) -> Refus:
    return Refus(
        f"La page ne sait pas encore porter : {', '.join(noms)}. Ajoutez la roue au verrou "
        f"({VERROU.name} ; « make verrou-page »), ou expliquez-y pourquoi la page s’en passe."
    )


def verrouiller(contraintes: Path) -> str:
    """Le texte de `roues.toml`, d'après des versions (`nom==version`), dépendances comprises.

    Prend les roues au réseau.
    """
    verrou = _toml(VERROU)
    versions = {
        normaliser(nom): version
        for nom, version in re.findall(
            r"^([\w.-]+)==(\S+)", contraintes.read_text(encoding="utf-8"), re.M
        )
    }
    sans = {normaliser(nom) for nom in verrou["sans"]}
    a_prendre, prises = dependances(PAQUET), {}
    with tempfile.TemporaryDirectory() as travail:
        while a_prendre:
            nom = a_prendre.pop()
            if nom in sans or nom in prises:
                continue
            dossier = Path(travail) / nom
            dossier.mkdir()
            telecharger([f"{nom}=={versions[nom]}"], verrou, dossier)
            (fichier,) = dossier.iterdir()
            octets = fichier.read_bytes()
            prises[nom] = _en_toml(nom, versions[nom], fichier.name, sha256(octets).hexdigest())
            a_prendre += _noms(_requises(octets))
    entete = "# Fait par « make verrou-page » ; ne se modifie pas à la main.\n"
    return "\n".join([entete, *(prises[nom] for nom in sorted(prises))])


def _en_toml(nom: str, version: str, fichier: str, empreinte: str) -> str:
    champs = {"nom": nom, "version": version, "fichier": fichier, "sha256": empreinte}
    return "[[roues]]\n" + "".join(f'{cle} = "{valeur}"\n' for cle, valeur in champs.items())


if __name__ == "__main__":
    sys.stdout.write(verrouiller(Path(sys.argv[1])))
