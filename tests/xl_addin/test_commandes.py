"""Les commandes, lancées comme au terminal."""

import argparse
import inspect
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from fabrique import ecrire, ligne_conforme
from terminal import RACINE, SUIVI_CIR, lancer, taper

from xl_addin.analyseur import TRADUCTIONS

MANIFESTE = "Rapports/2026-01/manifeste.json"
PRODUIT = "Le rapport de janvier 2026 est produit en entier"


@pytest.fixture
def exemple(tmp_path: Path) -> Path:
    """Le modèle rempli de l'exemple."""
    chemin = tmp_path / "exemple.xlsx"
    assert lancer("nouveau", chemin, "--exemple", dossier=tmp_path).returncode == 0
    return chemin


def test_exemple_de_janvier(exemple: Path, tmp_path: Path) -> None:
    """L'exemple du 27 janvier 2026 donne exactement les figures de la source."""
    fait = lancer("rapport", exemple, "--mois", "2026-01", "--json", dossier=tmp_path)
    document = json.loads(fait.stdout)
    assert (fait.returncode, document["etat"], document["version"]) == (0, "DÉFINITIF", 1)
    assert {code: v["mois"] for code, v in document["indicateurs"].items()} == {
        "I1": 4,
        "I2": 3,
        "I3": 1,
        "I4": 0,
        "R0": 21,
        "C1": 4,
        "M1": 0,
    }
    verifie = json.loads(lancer("verifier", exemple, "--json", dossier=tmp_path).stdout)
    attendues = {"K_EMPLOI": 12, "K_FORMATION": 1, "K_RSA": 1, "K_INSCRIT": 3, "K_ELIGIBLE": 4}
    assert {code: n for code, n in verifie["categories"].items() if n} == attendues


def test_memes_donnees_pas_de_nouvelle_version(exemple: Path, tmp_path: Path) -> None:
    """Les mêmes données ne font pas de nouvelle version."""
    lancer("rapport", exemple, "--mois", "2026-01", dossier=tmp_path)
    fait = lancer("rapport", exemple, "--mois", "2026-01", "--json", dossier=tmp_path)
    assert (fait.returncode, json.loads(fait.stdout)["etat"]) == (0, "INCHANGÉ")


def test_rien_de_nominatif_ne_sort(exemple: Path, tmp_path: Path) -> None:
    """Aucun nom ni numéro de l'exemple ne se lit dans les fichiers produits ni au terminal."""
    from workbook.lecture.classeur import lire

    lignes = lire(exemple).lignes
    secrets = {
        s for e in lignes for s in (e.n_etranger, e.identifiant_ft, e.nom) if s and len(s) > 4
    }
    assert len(secrets) > 20
    fait = lancer("rapport", exemple, "--mois", "2026-01", dossier=tmp_path)
    textes = [fait.stdout, lancer("verifier", exemple, dossier=tmp_path).stdout]
    for chemin in (tmp_path / "Rapports").rglob("*.*"):
        if chemin.suffix == ".xlsx":
            with zipfile.ZipFile(chemin) as z:
                textes += [z.read(partie).decode("utf-8", "replace") for partie in z.namelist()]
        elif chemin.is_file():
            textes.append(chemin.read_text(encoding="utf-8"))
    assert len(textes) > 20
    assert not [s for s in secrets if any(s in texte for texte in textes)]


@pytest.mark.parametrize("options", ["--json", "--nominatif"])
def test_sortie_que_personne_ne_lit_plus(tmp_path: Path, options: str) -> None:
    """« | head » n'y change rien : le code de sortie dit encore les anomalies bloquantes, et rien
    ne s'écrit sur les erreurs.
    """
    chemin = ecrire(
        tmp_path / "Suivi.xlsx",
        [ligne_conforme(**{"Sexe": "X", "N° étranger": f"57{n:08}"}) for n in range(3_000)],
    )
    lance = f"{SUIVI_CIR} verifier '{chemin}' {options}"
    fait = taper(f"{lance} | head -1 >/dev/null; exit ${{PIPESTATUS[0]}}", tmp_path)
    assert (fait.returncode, fait.stderr) == (1, "")


@pytest.mark.parametrize("ferme", [">&-", "2>&-", ">&- 2>&-"])
def test_sortie_fermee(tmp_path: Path, ferme: str) -> None:
    """Sortie ou erreurs fermées par qui lance le programme : le travail se fait, le code est le
    bon, rien n'est mêlé.
    """
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme(Sexe="X")])
    for arguments, code in (
        (f"verifier '{chemin}' --json", 1),
        (f"rapport '{chemin}' --mois 2026-01 --provisoire", 0),
        ("verifier absent.xlsx --json", 2),
    ):
        fait = taper(f"{SUIVI_CIR} {arguments} {ferme}", tmp_path)
        assert (
            fait.returncode,
            "Traceback" in fait.stderr,
            "Défaut" in fait.stderr + fait.stdout,
        ) == (code, False, False), (arguments, fait)
        if "--json" in arguments and not ferme.startswith(">"):
            json.loads(fait.stdout)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="pas de /dev/full sur ce système")
@pytest.mark.parametrize("commande", ["verifier absent.xlsx --json", "verifier {exemple} --json"])
def test_sortie_pleine(commande: str, exemple: Path, tmp_path: Path) -> None:
    """Une sortie qui ne peut plus rien recevoir : une phrase, code 2, jamais une trace."""
    with open("/dev/full", "w") as plein:
        mots = [mot.format(exemple=exemple) for mot in commande.split()]
        fait = subprocess.run(
            [sys.executable, "-m", "xl_addin", *mots],
            cwd=tmp_path,
            env={"PYTHONPATH": str(RACINE)},
            stdout=plein,
            stderr=subprocess.PIPE,
        )
    assert (fait.returncode, fait.stderr.count(b"Traceback"), len(fait.stderr.splitlines())) == (
        2,
        0,
        1,
    ), fait.stderr.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="pas de /dev/full sur ce système")
@pytest.mark.parametrize("ou", ["> /dev/full", "| true", "> /dev/full 2> /dev/full"])
@pytest.mark.parametrize(("commande", "fait", "dit"), [
    ("rapport {exemple} --mois 2026-01", MANIFESTE, PRODUIT),
    ("rapport {exemple} --mois 2026-01 --json", MANIFESTE, PRODUIT),
    ("nouveau neuf.xlsx", "neuf.xlsx", "« neuf.xlsx » est créé"),
    ("mettre-a-jour {exemple} neuf.xlsx", "neuf.xlsx", "« neuf.xlsx » est créé"),
    ("demo essai", "essai/Rapports/2026-01/manifeste.json", "L’exemple est dans « essai »"),
])  # fmt: skip
def test_travail_fait_sans_compte_rendu(
    commande: str, fait: str, dit: str, ou: str, exemple: Path, tmp_path: Path
) -> None:
    """Une sortie pleine, ou que personne ne lit : ce qui est fait est fait, le code le dit, et les
    erreurs disent que seul l'affichage a manqué.
    """
    demande = f"{SUIVI_CIR} {commande.format(exemple=exemple)}"
    lance = taper(f"{demande} {ou}; exit ${{PIPESTATUS[0]}}", tmp_path)
    attendu = f"{dit}" if ou == "> /dev/full" else ""
    assert (
        lance.returncode,
        lance.stdout,
        lance.stderr[: len(attendu)],
        (tmp_path / fait).exists(),
    ) == (0, "", attendu, True)
    assert lance.stderr.count(
        "Seul le compte rendu n’a pas pu s’afficher : le disque est plein."
    ) == bool(attendu)
    assert lance.stderr.count("\n") == bool(attendu)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="pas de /dev/full sur ce système")
@pytest.mark.parametrize("options", ["", "--json"])
def test_refus_sans_compte_rendu(options: str, tmp_path: Path) -> None:
    """Un rapport refusé le reste (code 1) quand rien ne peut s'afficher ; rien n'est écrit."""
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme(Sexe="X")])
    demande = f"{SUIVI_CIR} rapport '{chemin}' --mois 2026-01 {options}"
    lance = taper(f"{demande} > /dev/full", tmp_path)
    assert (
        lance.returncode,
        "rien n’est produit" in lance.stderr,
        (tmp_path / "Rapports").exists(),
    ) == (1, True, False)


def test_argparse_demande_ce_qui_est_traduit() -> None:
    """Chaque texte traduit est encore de ceux que l'argparse de ce Python fait traduire."""
    sien = inspect.getsource(argparse).replace('"\n                     "', "")
    assert "from gettext import gettext as _" in sien
    for texte in TRADUCTIONS:
        assert repr(texte) in sien or repr(texte.removesuffix(")")[:-2]) in sien, texte
