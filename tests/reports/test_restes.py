"""Droits, restes d'une coupure et disque plein.

Jamais d'impasse, rien de caché ni d'à moitié écrit. Toutes les personnes sont inventées.
"""

import ctypes
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fabrique import ecrire, ligne_conforme
from jeux import livrer
from terminal import contenu, executer, lancer, lecture_seule, sans_privileges

from workbook.declarations.erreurs import Refus

JANVIER = ("--mois", "2026-01", "--aujourdhui", "2026-11-23")
UNE = [ligne_conforme()]
DEUX = [*UNE, ligne_conforme(**{"N° étranger": "5700000099", "Nom": "AUTRE"})]
ADMINISTRATEUR = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="il faut être administrateur pour monter un disque ou donner un fichier",
)


@pytest.fixture
def mois(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Le dossier d'un mois déjà produit, en provisoire, à côté de « Suivi.xlsx »."""
    assert (
        executer(capsys, "rapport", ecrire(tmp_path / "Suivi.xlsx", UNE), *JANVIER, "--provisoire")[
            0
        ]
        == 0
    )
    return tmp_path / "Rapports" / "2026-01"


def produire(dossier: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Lance `rapport` avec les droits de tout le monde, fût-on administrateur."""
    return lancer(
        "rapport",
        dossier / "Suivi.xlsx",
        *JANVIER,
        *options,
        dossier=dossier,
        limite=sans_privileges,
    )


def seuls(base: Path) -> list[str]:
    """Ce que contient le dossier des rapports, caché compris."""
    return sorted(p.name for p in base.iterdir())


# --- Les droits


@pytest.mark.parametrize("droits", [0o555, 0o500, 0o444])
def test_mois_en_lecture_seule_puis_rendu(droits: int, mois: Path) -> None:
    """Le dossier du mois en lecture seule est nommé avec le remède, et rien ne reste derrière.

    Les droits rendus, le rapport se fait.
    """
    avant, base = contenu(mois), mois.parent
    mois.chmod(droits)
    refus = produire(base.parent, "--provisoire")
    assert seuls(base) == ["2026-01"]
    mois.chmod(0o755)
    assert (refus.returncode, contenu(mois)) == (2, avant)
    assert [
        mot
        for mot in (
            str(mois),
            "le droit" if droits != 0o444 else "droits",
            "rien n’a été écrit" if droits != 0o444 else "",
        )
        if mot not in refus.stderr
    ] == []
    fait = produire(base.parent, "--provisoire")
    assert (fait.returncode, fait.stderr, seuls(base)) == (0, "", ["2026-01"])


def attente_d_avant(mois: Path, nom: str = "2026-01") -> Path:
    """Ce qu'une version d'avant a laissé d'un mois en lecture seule.

    Un dossier d'attente dont le jeu l'est aussi.
    """
    attente = mois.parent / f".{nom}.en-cours"
    (attente / "jeu" / "archives").mkdir(parents=True)
    for dossier in (attente / "jeu" / "archives", attente / "jeu"):
        (dossier / "Rapport.xlsx").write_bytes(b"ancien")
        dossier.chmod(0o555)
    return attente


@pytest.mark.parametrize("droits", [0o755, 0o555, 0o000])
@pytest.mark.parametrize("nom", ["2026-01", "2025-12"])
def test_reste_en_lecture_seule(nom: str, droits: int, mois: Path) -> None:
    """Un reste en lecture seule s'efface à la production suivante, du même mois ou d'un autre."""
    attente_d_avant(mois, nom).chmod(droits)
    fait = produire(mois.parent.parent, "--provisoire")
    assert (fait.returncode, fait.stderr, seuls(mois.parent)) == (0, "", ["2026-01"])


@ADMINISTRATEUR
@pytest.mark.parametrize(("nom", "code"), [("2026-01", 2), ("2025-12", 0)])
def test_reste_a_quelqu_un_d_autre(nom: str, code: int, mois: Path) -> None:
    """Le reste d'une autre personne, que l'on n'a pas le droit d'effacer, est nommé avec le remède.

    Celui d'un autre mois ne gêne pas.
    """
    attente = attente_d_avant(mois, nom)
    for chemin in (attente / "jeu" / "archives", attente / "jeu", attente):
        os.chown(chemin, 65534, 65534)
    avant = contenu(mois)
    fait = produire(mois.parent.parent, "--provisoire")
    assert fait.returncode == code
    if code:
        assert [
            mot
            for mot in (str(attente), "Supprimez-le", "le jeu précédent est intact")
            if mot not in fait.stderr
        ] == []
        assert contenu(mois) == avant


def test_ce_que_le_mois_contient_d_autre(mois: Path) -> None:
    """Un fichier du jeu en lecture seule se remplace.

    Un sous-dossier illisible et une archive en lecture seule restent ce qu'ils sont.
    """
    for nom, droits in (("secret", 0o000), ("archives", 0o555)):
        (mois / nom).mkdir()
        (mois / nom / "a.txt").write_text("à garder")
        (mois / nom).chmod(droits)
    for fichier in mois.glob("*provisoire*"):
        fichier.chmod(0o444)
    ecrire(mois.parent.parent / "Suivi.xlsx", DEUX)
    fait = produire(mois.parent.parent, "--provisoire")
    assert (fait.returncode, fait.stderr, seuls(mois.parent)) == (0, "", ["2026-01"])
    assert [(mois / nom).stat().st_mode & 0o777 for nom in ("secret", "archives")] == [0, 0o555]
    (mois / "secret").chmod(0o755)
    assert [(mois / nom / "a.txt").read_text() for nom in ("secret", "archives")] == [
        "à garder"
    ] * 2


@pytest.mark.parametrize("echange", [True, False], ids=["échange", "un à un"])
def test_mise_en_place_refusee(
    echange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Si rien ne peut être mis en place, aucun ordre ne reste.

    Le jeu précédent est entier, et la fois suivante se fait.
    """
    if not echange:

        def sans_bibliotheque(*_: Any) -> Any:
            raise OSError("ce système n’échange pas deux dossiers")

        monkeypatch.setattr(ctypes, "CDLL", sans_bibliotheque)
    livrer(tmp_path, {"a": "ancien", "b": "ancien"}, [])
    avant = contenu(tmp_path)
    with (
        lecture_seule(tmp_path / "2026-01"),
        pytest.raises(Refus, match="le jeu précédent est intact"),
    ):
        livrer(tmp_path, {"a": "neuf", "b": "neuf"}, [])
    assert contenu(tmp_path) == avant
    livrer(tmp_path, {"a": "neuf", "b": "neuf"}, [])
    assert [(tmp_path / "2026-01" / nom).read_text() for nom in "ab"] == ["neuf"] * 2


# --- Les restes


@pytest.mark.parametrize(
    "ordre", ['{"fichiers": ["a", "manifeste.json"], "retirer": ["vieux"]}', "", "{"]
)
def test_ordre_d_un_autre_mois(ordre: str, tmp_path: Path) -> None:
    """La mise en place coupée d'un autre mois finit à la production suivante, même si une panne a
    abîmé l'ordre."""
    livrer(tmp_path, {"a": "janvier"}, [])
    attente, decembre = tmp_path / ".2025-12.en-cours", tmp_path / "2025-12"
    (attente / "jeu").mkdir(parents=True)
    decembre.mkdir()
    for nom, texte in (("a", "neuf"), ("manifeste.json", "{}")):
        (attente / "jeu" / nom).write_text(texte)
    (decembre / "vieux").write_text("x")
    (attente / "livrer.json").write_text(ordre)
    livrer(tmp_path, {"a": "janvier"}, [])
    assert seuls(tmp_path) == ["2025-12", "2026-01"]
    assert {p.name: p.read_text() for p in decembre.iterdir() if p.name != "vieux"} == {
        "a": "neuf",
        "manifeste.json": "{}",
    }
    assert (decembre / "vieux").exists() == (not ordre.startswith('{"'))


def test_pdf_coupe(mois: Path) -> None:
    """Le PDF caché qu'une coupure a laissé s'en va."""
    (mois / ".Synthese_DREETS_2026-01_provisoire.pdf.en-cours").write_bytes(b"%PDF")
    assert produire(mois.parent.parent, "--provisoire").returncode == 0
    assert not list(mois.glob(".*"))


def test_justificatif_perdu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Coupé entre les rapports et le justificatif interne, le logiciel le refait la fois suivante.

    Un essai provisoire ne le remplace pas pour toujours.
    """
    chemin = ecrire(tmp_path / "Suivi.xlsx", UNE)
    justificatif = tmp_path / "Justificatifs internes/2026-01/Justificatif_interne_2026-01.xlsx"
    assert executer(capsys, "rapport", chemin, *JANVIER)[0] == 0
    octets = justificatif.read_bytes()
    justificatif.unlink()
    _, sortie, _ = executer(capsys, "rapport", chemin, *JANVIER)
    assert (
        "rien n’est réécrit" in sortie,
        str(justificatif) in sortie,
        justificatif.read_bytes() == octets,
    ) == (True, True, True)
    executer(capsys, "rapport", ecrire(chemin, DEUX), *JANVIER, "--provisoire")
    assert justificatif.read_bytes() != octets
    _, sortie, _ = executer(capsys, "rapport", ecrire(chemin, UNE), *JANVIER, "--json")
    assert (
        json.loads(sortie)["etat"],
        json.loads(sortie)["justificatif"],
        justificatif.read_bytes() == octets,
    ) == ("INCHANGÉ", str(justificatif), True)


# --- Un disque vraiment plein


@contextmanager
def disque(place: Path, kio: int) -> Iterator[Path]:
    """Un petit disque à lui, en mémoire."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kio}k", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


@ADMINISTRATEUR
@pytest.mark.parametrize("lignes", [UNE, DEUX], ids=["premier jeu", "rectificatif"])
def test_disque_des_rapports_plein(lignes: list[dict[str, Any]], tmp_path: Path) -> None:
    """Quelle que soit la place qui manque sur le disque des rapports.

    Le jeu entier, ou une phrase et ce qu'il y avait, octet pour octet.
    """
    chemin, codes = tmp_path / "Suivi.xlsx", []
    for rang, kio in enumerate((8, 100, 200, 300, 400, 500, 700, 1100)):
        with disque(tmp_path / f"disque{rang}", kio) as place:
            if lignes is DEUX:
                lancer(
                    "rapport",
                    ecrire(chemin, UNE),
                    *JANVIER,
                    "--sortie",
                    place / "R",
                    dossier=tmp_path,
                )
            avant = contenu(place)
            fait = lancer(
                "rapport",
                ecrire(chemin, lignes),
                *JANVIER,
                "--sortie",
                place / "R",
                dossier=tmp_path,
            )
            codes.append(fait.returncode)
            if fait.returncode:
                assert (
                    contenu(place),
                    "le disque est plein. Libérez de la place" in fait.stderr,
                ) == (avant, True)
            else:
                assert (
                    len([n for n in contenu(place) if n.endswith(".xlsx")])
                    - len([n for n in avant if n.endswith(".xlsx")]),
                    fait.stderr,
                ) == (4, "")
    assert (codes[0], codes[-1], sorted(codes, reverse=True)) == (2, 0, codes)
