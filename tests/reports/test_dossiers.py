"""Le dossier des rapports tel qu'une personne l'écrit : un vrai dossier de ce poste, ou un refus
qui dit pourquoi et que faire.
"""

import json
import sys
from pathlib import Path

import pytest
from fabrique import convention, ecrire, ligne_conforme
from terminal import contenu, executer

from reports.dossiers import dossier_ecrit
from workbook.declarations.erreurs import Refus

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="ce sont des chemins de ce système")

REFUSES = [
    *[(texte, "est une adresse") for texte in (
        "https://amli.sharepoint.com/sites/cir/Documents partages", "HTTPS://x", "http:",
        "https:/x/y", "file:///C:/Rapports", "file://serveur/x", "ftp://x/y",
        "ms-excel:ofe|u|https://x", "www.amli.example/rapports", "amli.sharepoint.com/sites/cir",
        "amli-my.sharepoint.com", "https://d.docs.live.net/1a2b/Rapports", "1drv.ms/x/s",
        "drive.google.com/drive/folders/1",
    )],
    *[(texte, "nom réservé") for texte in (
        "con", "NUL", "Com1", "lpt9.txt", "Rapports/aux", "prn/2026", "com²",
    )],
    *[(texte, "n’y accepte pas") for texte in (
        "Rapports?", "mars*", "a<b", "a|b", 'dit "mensuel"', "Rapports: mars", "Rapports\nmars",
        "a\tb",
    )],
    ("Rapports.", "finit par un point"), ("a./b", "finit par un point"),
    ("Rapports /mars", "finit par une espace"),
    ("%PasDeTelDossier%/Rapports", "n’est pas connu de ce poste"),
]  # fmt: skip
ACCEPTES = [
    "Rapports",
    "Rapports/CIR",
    "./Rapports",
    "../Rapports",
    "é & à (50 % d’été) 😀",
    "50% à 60%",
    "aux$",
    "console",
    "Rapports.2026",
    "-r",
    "l'été",
    "~",
]


@pytest.mark.parametrize(("texte", "pourquoi"), REFUSES)
def test_pas_un_dossier(texte: str, pourquoi: str, tmp_path: Path) -> None:
    """Une adresse, ou un nom que Windows ne prend pas, est refusé en nommant l'endroit, la valeur,
    la raison et le remède.
    """
    with pytest.raises(Refus) as refus:
        dossier_ecrit(texte, "--sortie", tmp_path)
    assert [
        mot
        for mot in ("--sortie : ", f"« {texte} »", pourquoi, "« Rapports »")
        if mot not in str(refus.value)
    ] == []


@pytest.mark.parametrize("texte", ACCEPTES)
def test_un_dossier(texte: str, tmp_path: Path) -> None:
    """Tout autre nom est un dossier, depuis celui du classeur."""
    attendu = Path.home() if texte == "~" else tmp_path / texte
    assert dossier_ecrit(texte, "ici", tmp_path) == attendu


@POSIX
@pytest.mark.parametrize(
    "texte",
    [
        "C:\\Rapports CIR",
        "c:/Rapports",
        "\\\\serveur\\partage\\CIR",
        "\\\\serveur@SSL\\DavWWWRoot\\CIR",
    ],
)
def test_dossier_de_windows_ailleurs(texte: str, tmp_path: Path) -> None:
    """Un dossier complet de Windows n'est rien sur un autre système : il n'y devient pas un dossier
    au nom étrange.
    """
    with pytest.raises(Refus, match="dossier de Windows"):
        dossier_ecrit(texte, "ici", tmp_path)


@POSIX
def test_ce_qui_vaut_aussi_hors_de_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """« \\ » sépare aussi les dossiers, « %NOM% » est remplacé, un dossier complet est pris tel
    quel, et un dossier qui existe convient toujours.
    """
    monkeypatch.setenv("OneDrive", str(tmp_path / "nuage"))
    (tmp_path / "mars: essai").mkdir()
    attendus = {
        "Rapports\\CIR": tmp_path / "Rapports/CIR",
        "%OneDrive%/CIR": tmp_path / "nuage/CIR",
        "/srv/CIR": Path("/srv/CIR"),
        "mars: essai": tmp_path / "mars: essai",
        "mars: essai/CIR": tmp_path / "mars: essai/CIR",
    }
    assert {t: dossier_ecrit(t, "ici", tmp_path) for t in attendus} == attendus


@pytest.mark.parametrize("valeur", ["https://amli.sharepoint.com/sites/cir", "con", "file:///C:/x"])
@pytest.mark.parametrize("ou", ["Paramètres", "--sortie"])
def test_refuse_avant_d_ecrire(
    ou: str, valeur: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Écrit dans Paramètres ou donné au terminal : une phrase, code 2, et pas de dossier « https: »
    à côté du classeur ni où l'on est.
    """
    parametres = (
        {"Convention": convention(**{"Dossier des rapports": valeur})}
        if ou == "Paramètres"
        else None
    )
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()], parametres=parametres)
    avant, ici = contenu(tmp_path), sorted(Path.cwd().iterdir())
    options = ("--sortie", valeur) if ou == "--sortie" else ()
    code, sortie, erreurs = executer(
        capsys, "rapport", chemin, "--mois", "2026-01", "--json", *options
    )
    assert (code, json.loads(sortie)) == (2, {"erreur": erreurs.rstrip("\n")})
    assert [
        mot
        for mot in (
            ou,
            f"« {valeur} »",
            *(["« Dossier des rapports »"] if ou == "Paramètres" else []),
        )
        if mot not in erreurs
    ] == []
    assert (contenu(tmp_path), sorted(Path.cwd().iterdir())) == (avant, ici)
    assert executer(capsys, "verifier", chemin)[0] == 0, "le classeur, lui, se vérifie"
