"""Le fichier de verrou qu'un tableur pose à côté du fichier qu'il tient ouvert, et qu'une panne y
laisse."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workbook.declarations.texte import sans_controle

_NOMS = ("~${nom}", "~${fin}", ".~lock.{nom}#")
"""Excel, Word (qui remplace les deux premières lettres d'un nom long), LibreOffice."""
_CHAMP = re.compile(r"((?:[^,;\\]|\\.)*)[,;]")
_EXCEL_UTF16 = 55
"""Où Excel redit, en UTF-16, le nom qu'il écrit d'abord dans l'alphabet de Windows."""


@dataclass(frozen=True)
class Verrou:
    """Un fichier de verrou : qui l'a posé, d'après ce qu'il en dit (vide : il ne le dit pas), et
    depuis quand."""

    fichier: Path
    par: str
    depuis: datetime

    @property
    def tenu(self) -> str:
        """« depuis le 28/11/2026 à 15:41, par Durand sur PC-12 »."""
        return f"depuis le {self.depuis:%d/%m/%Y à %H:%M}{self.par and f', par {self.par}'}"

    @property
    def remede(self) -> str:
        """Que faire si le verrou n'est plus celui de personne."""
        return (
            "S’il n’est plus ouvert nulle part (panne, poste éteint), supprimez le fichier caché "
            f"« {self.fichier.name} » du dossier « {self.fichier.parent} »."
        )


def verrou_de(chemin: Path) -> Verrou | None:
    """Le verrou qu'Excel ou LibreOffice a posé sur ce fichier ; None s'il n'y en a pas."""
    for modele in _NOMS:
        verrou = chemin.with_name(modele.format(nom=chemin.name, fin=chemin.name[2:]))
        try:
            pose_le = verrou.stat().st_mtime
        except OSError:  # absent, ou d'un nom trop long pour exister
            continue
        octets = b""
        with suppress(OSError):  # le tableur qui le tient peut en interdire la lecture
            octets = verrou.read_bytes()[:4096]
        par, depuis = _libreoffice(octets) if modele.startswith(".") else (_excel(octets), None)
        return Verrou(
            verrou, " ".join(sans_controle(par).split()), depuis or datetime.fromtimestamp(pose_le)
        )
    return None


def _libreoffice(octets: bytes) -> tuple[str, datetime | None]:
    """« nom choisi, nom du compte, poste, jour et heure, profil ; » : qui et sur quel poste, et
    depuis quand."""
    champs = [re.sub(r"\\(.)", r"\1", c) for c in _CHAMP.findall(octets.decode("utf-8", "replace"))]
    choisi, compte, poste, instant = (*champs, "", "", "", "")[:4]
    depuis = None
    with suppress(ValueError):
        depuis = datetime.strptime(instant, "%d.%m.%Y %H:%M")
    return " sur ".join(mot for mot in (choisi or compte, poste) if mot), depuis


def _excel(octets: bytes) -> str:
    longueur = octets[_EXCEL_UTF16] if len(octets) > _EXCEL_UTF16 else 0
    debut = _EXCEL_UTF16 + 2
    nom = octets[debut : debut + 2 * longueur].decode("utf-16-le", "ignore")
    return nom or octets[1 : 1 + octets[0]].decode("cp1252", "ignore") if octets else ""
