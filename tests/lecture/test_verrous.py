"""Les fichiers de verrou d'Excel et de LibreOffice : qui tient un fichier, depuis quand, et que
faire d'un verrou resté d'une panne."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from workbook.lecture.verrous import verrou_de

POSE_LE = datetime(2026, 11, 27, 8, 5)


def d_excel(nom: str) -> bytes:
    """Ce qu'Excel écrit : le nom dans l'alphabet de Windows, puis en UTF-16, chacun complété
    d'espaces ; 165 octets."""
    ansi, large = nom.encode("cp1252", "replace"), nom.ljust(52).encode("utf-16-le")
    return (bytes([len(ansi)]) + ansi.ljust(54) + bytes([len(nom), 0]) + large).ljust(165, b"\0")


VERROUS = [
    ("~$Suivi.xlsx", d_excel("Hélène Dupont"), "depuis le 27/11/2026 à 08:05, par Hélène Dupont"),
    ("~$Suivi.xlsx", d_excel("Łukasz"), "depuis le 27/11/2026 à 08:05, par Łukasz"),
    ("~$Suivi.xlsx", b"\x05agent" + bytes(160), "depuis le 27/11/2026 à 08:05, par agent"),
    ("~$Suivi.xlsx", b"", "depuis le 27/11/2026 à 08:05"),
    ("~$Suivi.xlsx", b"\xff" * 165, None),
    (
        ".~lock.Suivi.xlsx#",
        b",cip,vm,28.11.2026 15:41,file:///home/cip/prof;",
        "depuis le 28/11/2026 à 15:41, par cip sur vm",
    ),
    (
        ".~lock.Suivi.xlsx#",
        b"Dupont\\, H.,hdupont,PC-12,01.04.2026 09:30,file:///C:/;",
        "depuis le 01/04/2026 à 09:30, par Dupont, H. sur PC-12",
    ),
    (".~lock.Suivi.xlsx#", b",,,,;", "depuis le 27/11/2026 à 08:05"),
    (".~lock.Suivi.xlsx#", b"\x00\xff\nrien", "depuis le 27/11/2026 à 08:05"),
    (
        ".~lock.Suivi.xlsx#",
        b",a,b,99.99.2026 25:61,c;",
        "depuis le 27/11/2026 à 08:05, par a sur b",
    ),
]


@pytest.mark.parametrize(("nom", "octets", "tenu"), VERROUS)
def test_ce_que_dit_un_verrou(nom: str, octets: bytes, tenu: str | None, tmp_path: Path) -> None:
    """Qui et depuis quand, d'après le verrou ; sa propre date s'il ne dit pas l'heure ; le remède
    nomme le fichier à supprimer."""
    (tmp_path / nom).write_bytes(octets)
    os.utime(tmp_path / nom, (POSE_LE.timestamp(),) * 2)
    verrou = verrou_de(tmp_path / "Suivi.xlsx")
    assert verrou is not None
    assert verrou.tenu.startswith("depuis le 27/11/2026") if tenu is None else verrou.tenu == tenu
    assert f"supprimez le fichier caché « {nom} » du dossier « {tmp_path} »" in verrou.remede


@pytest.mark.parametrize(
    "nom", ["Suivi.xlsx", "x" * 250 + ".xlsx", "é" * 125 + ".xlsx", b"d\xe9c.xlsx"]
)
def test_sans_verrou(nom: str | bytes, tmp_path: Path) -> None:
    """Sans verrou, ou d'un nom trop long pour qu'un tableur en pose un : rien."""
    assert verrou_de(tmp_path / os.fsdecode(nom)) is None
