"""Les commandes, lancées comme au terminal."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent


def lancer(*arguments: object, dossier: Path, **environnement: str) -> subprocess.CompletedProcess[str]:
    """Lance `suivi-cir` dans un processus à lui."""
    commande = [sys.executable, "-m", "xl_addin", *map(str, arguments)]
    env = {"PYTHONPATH": str(RACINE), **environnement}
    return subprocess.run(commande, cwd=dossier, env=env, capture_output=True, text=True, encoding="utf-8")


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
    assert {code: v["mois"] for code, v in document["indicateurs"].items()} == {"I1": 4, "I2": 3, "I3": 1, "I4": 0, "R0": 21, "C1": 4, "M1": 0}
    verifie = json.loads(lancer("verifier", exemple, "--json", dossier=tmp_path).stdout)
    attendues = {"K_EMPLOI": 12, "K_FORMATION": 1, "K_RSA": 1, "K_INSCRIT": 3, "K_ELIGIBLE": 4}
    assert {code: n for code, n in verifie["categories"].items() if n} == attendues


def test_memes_donnees_pas_de_nouvelle_version(exemple: Path, tmp_path: Path) -> None:
    """Les mêmes données ne font pas de nouvelle version."""
    lancer("rapport", exemple, "--mois", "2026-01", dossier=tmp_path)
    fait = lancer("rapport", exemple, "--mois", "2026-01", "--json", dossier=tmp_path)
    assert (fait.returncode, json.loads(fait.stdout)["etat"]) == (0, "INCHANGÉ")


def fabriquer(genre: str, dossier: Path) -> Path:
    """Un mauvais fichier."""
    chemin = dossier / {"csv": "a.csv", "xls": "a.xls", "dossier": "d"}.get(genre, "a.xlsx")
    if genre == "dossier":
        chemin.mkdir()
    elif genre == "csv":
        chemin.write_text("Nom;Prénom\n")
    elif genre == "xls":
        chemin.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    elif genre == "chiffre":
        chemin.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    elif genre == "vide":
        chemin.touch()
    elif genre == "ods":
        with zipfile.ZipFile(chemin, "w") as z:
            z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    elif genre == "bombe":
        with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("xl/workbook.xml", bytes(101 << 20))
    elif genre == "tronque":
        lancer("nouveau", chemin, "--exemple", dossier=dossier)
        chemin.write_bytes(chemin.read_bytes()[:-2000])
    return chemin


@pytest.mark.parametrize(
    ("genre", "mot"),
    [
        ("absent", "n’existe pas"),
        ("dossier", "est un dossier"),
        ("vide", "est vide"),
        ("csv", "n’est pas un classeur"),
        ("xls", "ancien format"),
        ("chiffre", "mot de passe"),
        ("ods", "LibreOffice"),
        ("tronque", "abîmé"),
        ("bombe", "démesuré"),
    ],
)
def test_mauvais_fichier(genre: str, mot: str, tmp_path: Path) -> None:
    """Un mauvais fichier donne une phrase française qui le nomme, le code 2, et rien d'écrit."""
    chemin = fabriquer(genre, tmp_path)
    avant = sorted(tmp_path.rglob("*"))
    fait = lancer("rapport", chemin, "--mois", "2026-01", dossier=tmp_path)
    assert (fait.returncode, fait.stdout) == (2, "")
    assert chemin.name in fait.stderr
    assert mot in fait.stderr
    assert "Traceback" not in fait.stderr
    assert sorted(tmp_path.rglob("*")) == avant


@pytest.mark.parametrize(("mois", "mot"), [("2026-13", "n’est pas un mois"), ("janv", "n’est pas un mois"), ("2025-11", "précède la convention")])
def test_mois_refuse(mois: str, mot: str, exemple: Path, tmp_path: Path) -> None:
    """Un mois qui n'en est pas un, ou d'avant la convention, est refusé."""
    fait = lancer("rapport", exemple, "--mois", mois, dossier=tmp_path)
    assert fait.returncode == 2
    assert mot in fait.stderr
    assert not (tmp_path / "Rapports").exists()


def test_rien_de_nominatif_ne_sort(exemple: Path, tmp_path: Path) -> None:
    """Aucun nom ni numéro de l'exemple ne se lit dans les fichiers produits ni au terminal."""
    from workbook.lecture import lire

    lignes = lire(exemple).lignes
    secrets = {s for e in lignes for s in (e.n_etranger, e.identifiant_ft, e.nom) if s and len(s) > 4}
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
