"""Qui reçoit quelle version, et de quel jour. Toutes les personnes sont inventées."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from fabrique import ecrire, ligne_conforme
from terminal import contenu, executer, lancer

JANVIER = ("--mois", "2026-01", "--aujourdhui", "2026-11-23")
UNE = [ligne_conforme()]
DEUX = [*UNE, ligne_conforme(**{"N° étranger": "5700000099", "Nom": "AUTRE"})]
DEUX_DT = [("Metz", "57", None), ("Reims", "51", None)]
TROIS_DT = [*DEUX_DT, ("Nancy", "54", None)]


def textes(chemin: Path, feuille: str = "Synthèse") -> str:
    """Les textes d'une feuille d'un rapport, relus par un autre lecteur."""
    return "\n".join(
        str(c.value)
        for ligne in openpyxl.load_workbook(chemin)[feuille].iter_rows()
        for c in ligne
        if c.value is not None
    )


def test_une_dt_ajoutee_sans_ligne(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Elle reçoit sa version 1 ; personne d'autre ne reçoit rien.

    Pas de RECTIFICATIF sans différence. Retirée, puis remise : rien. Puis chacun suit ses numéros.
    """
    chemin, ici = tmp_path / "Suivi.xlsx", tmp_path / "Rapports" / "2026-01"
    de_nancy = {"Rapport_DT_Nancy_2026-01_v1.xlsx", "Courriel_DT_Nancy_2026-01_v1.eml"}

    def jeu(**versions: int) -> set[str]:
        return {
            f"{genre}_{qui}_2026-01_v{n}.{ext}"
            for qui, n in versions.items()
            for genre, ext in (("Rapport", "xlsx"), ("Courriel", "eml"))
        }

    d_epinal = ligne_conforme(**{"N° étranger": "5700000077", "DT": "Épinal"})
    suite: list[tuple[list[Any], list[Any], str, int, set[str]]] = [
        (UNE, DEUX_DT, "DÉFINITIF", 1, {*jeu(DREETS=1, DT_Metz=1, DT_Reims=1), "manifeste.json"}),
        (UNE, TROIS_DT, "INCHANGÉ", 1, de_nancy),
        (UNE, TROIS_DT, "INCHANGÉ", 1, set()),
        (UNE, DEUX_DT, "INCHANGÉ", 1, set()),
        (UNE, TROIS_DT, "INCHANGÉ", 1, set()),
        (DEUX, TROIS_DT, "RECTIFICATIF", 2, jeu(DREETS=2, DT_Metz=2, DT_Reims=2, DT_Nancy=2)),
        (DEUX, DEUX_DT, "INCHANGÉ", 2, set()),
        ([*DEUX, d_epinal], [*TROIS_DT, ("Épinal", "88", None)], "RECTIFICATIF", 3,
         jeu(DREETS=3, DT_Metz=3, DT_Reims=3, DT_Nancy=3, DT_Épinal=1)),
    ]  # fmt: skip
    avant: dict[str, bytes | None] = {}
    for lignes, antennes, etat, version, neufs in suite:
        ecrire(chemin, lignes, parametres={"Antennes": antennes})
        code, sortie, _ = executer(capsys, "rapport", chemin, *JANVIER, "--json")
        rendu, apres = json.loads(sortie), contenu(ici)
        assert (code, rendu["etat"], rendu["version"], apres.keys() - avant.keys()) == (
            0,
            etat,
            version,
            neufs,
        )
        assert {nom for nom in avant if apres[nom] != avant[nom]} <= (
            {"manifeste.json"} if neufs else set()
        )
        assert any("Nancy" in m and "nouvelle antenne" in m for m in rendu["messages"]) == (
            neufs == de_nancy
        )
        assert set(rendu["fichiers"]) == neufs - {"manifeste.json"}
        avant = apres
    assert "DÉFINITIF – version 1" in textes(ici / "Rapport_DT_Nancy_2026-01_v1.xlsx")
    assert "RECTIFICATIF – la version 2 remplace la version 1" in textes(
        ici / "Rapport_DT_Nancy_2026-01_v2.xlsx"
    )
    assert "DÉFINITIF – version 1" in textes(ici / "Rapport_DT_Épinal_2026-01_v1.xlsx")
    code, sortie, _ = executer(capsys, "historique", tmp_path)
    assert (code, [ligne for ligne in sortie.splitlines() if "✘" in ligne]) == (0, [])
    assert re.search(
        r"\+ Rapport_DT_Nancy_2026-01_v1.xlsx : ajouté le \d\d/\d\d/\d{4} à \d\d:\d\d", sortie
    )


def test_une_dt_ajoutee_n_a_rien_recu_avant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Son Évolution ne dit pas transmis ce qu'elle n'a pas reçu.

    La DREETS garde la marque des autres périmètres.
    """
    chemin = tmp_path / "Suivi.xlsx"
    for antennes, mois in ((DEUX_DT, "2026-01"), (TROIS_DT, "2026-02")):
        ecrire(chemin, UNE, parametres={"Antennes": antennes})
        executer(capsys, "rapport", chemin, "--mois", mois, "--aujourdhui", "2026-11-23")
    ici = tmp_path / "Rapports" / "2026-02"
    transmis = {
        qui: textes(ici / f"Rapport_{qui}_2026-02_v1.xlsx", "Évolution").count(
            "comme la v1 transmise"
        )
        for qui in ("DREETS", "DT_Metz", "DT_Nancy")
    }
    assert transmis == {"DREETS": 3, "DT_Metz": 1, "DT_Nancy": 0}


def test_fichier_perdu_d_une_dt_ajoutee(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Le rapport d'une DT ajoutée après un rectificatif est refait sous son numéro à lui, avec les
    mêmes octets.
    """
    chemin, ici = tmp_path / "Suivi.xlsx", tmp_path / "Rapports" / "2026-01"
    for lignes, antennes in ((UNE, DEUX_DT), (DEUX, DEUX_DT), (DEUX, TROIS_DT)):
        ecrire(chemin, lignes, parametres={"Antennes": antennes})
        executer(capsys, "rapport", chemin, *JANVIER)
    avant = contenu(ici)
    (ici / "Rapport_DT_Nancy_2026-01_v1.xlsx").unlink()
    code, sortie, _ = executer(capsys, "rapport", chemin, *JANVIER, "--json")
    assert (code, json.loads(sortie)["etat"], contenu(ici)) == (0, "INCHANGÉ", avant)


def d_avant(manifeste: Path) -> None:
    """Le manifeste tel que le logiciel l'écrivait au format 1."""
    lu = json.loads(manifeste.read_text(encoding="utf-8"))
    for version in (*lu["versions"], *filter(None, [lu["provisoire"]])):
        version.pop("ajoutes", None)
    manifeste.write_text(json.dumps(lu | {"format": 1}, ensure_ascii=False), encoding="utf-8")


def test_manifeste_d_avant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un manifeste du format 1 se lit : inchangé, rectificatif, historique, DT ajoutée."""
    chemin, manifeste = (
        tmp_path / "Suivi.xlsx",
        tmp_path / "Rapports" / "2026-01" / "manifeste.json",
    )
    etats = []
    for lignes, antennes in (
        (UNE, DEUX_DT),
        (UNE, DEUX_DT),
        (UNE, TROIS_DT),
        (DEUX, TROIS_DT),
        (DEUX, TROIS_DT),
    ):
        ecrire(chemin, lignes, parametres={"Antennes": antennes})
        etats.append(json.loads(executer(capsys, "rapport", chemin, *JANVIER, "--json")[1])["etat"])
        d_avant(manifeste)
        assert executer(capsys, "historique", tmp_path)[0] == 0
    assert etats == ["DÉFINITIF", "INCHANGÉ", "INCHANGÉ", "RECTIFICATIF", "INCHANGÉ"]


@pytest.mark.parametrize(("fuseau", "produit_le", "attendu"), [
    ("Pacific/Kiritimati", "2026-11-27T23:30:00+00:00", "28/11/2026 à 13:30"),
    ("Pacific/Niue", "2026-11-28T05:00:00+00:00", "27/11/2026 à 18:00"),
    ("Europe/Paris", "2026-03-31T22:30:00+00:00", "01/04/2026 à 00:30"),
    ("UTC", "2026-03-31T22:30:00+00:00", "31/03/2026 à 22:30"),
])  # fmt: skip
def test_le_jour_du_poste(fuseau: str, produit_le: str, attendu: str, tmp_path: Path) -> None:
    """Le manifeste garde le temps universel.

    Le rapport, le courriel et l'historique disent le jour et l'heure de ce poste.
    """
    chemin, ici = ecrire(tmp_path / "Suivi.xlsx", UNE), tmp_path / "Rapports" / "2026-01"
    assert lancer("rapport", chemin, *JANVIER, dossier=tmp_path, TZ=fuseau).returncode == 0
    lu = json.loads((ici / "manifeste.json").read_text(encoding="utf-8"))
    assert datetime.fromisoformat(lu["versions"][0]["produit_le"]).utcoffset() is not None
    lu["versions"][0]["produit_le"] = produit_le
    (ici / "manifeste.json").write_text(json.dumps(lu), encoding="utf-8")
    assert (
        f"produit le {attendu}"
        in lancer("historique", tmp_path, dossier=tmp_path, TZ=fuseau).stdout
    )
    ecrire(chemin, DEUX)
    assert lancer("rapport", chemin, *JANVIER, dossier=tmp_path, TZ=fuseau).returncode == 0
    jour = attendu.partition(" ")[0]
    for qui in ("DREETS", "DT_Metz"):
        dit = textes(ici / f"Rapport_{qui}_2026-01_v2.xlsx") + textes(
            ici / f"Rapport_{qui}_2026-01_v2.xlsx", "Contrôles"
        )
        assert set(re.findall(r"remplace la version 1 du (\d\d/\d\d/\d{4})", dit)) == {jour}


@pytest.mark.parametrize("fuseau", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_un_seul_jour(fuseau: str, tmp_path: Path) -> None:
    """Deux versions produites à la suite disent un seul jour, celui du poste : « édité le », «
    remplace la version 1 du », « produit le ».
    """
    chemin, jours = tmp_path / "Suivi.xlsx", set()
    for lignes in (UNE, DEUX):
        debut = datetime.now(ZoneInfo(fuseau))
        ecrire(chemin, lignes)
        assert (
            lancer("rapport", chemin, "--mois", "2026-01", dossier=tmp_path, TZ=fuseau).returncode
            == 0
        )
        jours |= {f"{debut:%d/%m/%Y}", f"{datetime.now(ZoneInfo(fuseau)):%d/%m/%Y}"}
    dit = (
        textes(tmp_path / "Rapports/2026-01/Rapport_DREETS_2026-01_v2.xlsx")
        + lancer("historique", tmp_path, dossier=tmp_path, TZ=fuseau).stdout
    )
    lus = re.findall(r"(?:édité le|remplace la version 1 du|produit le) (\d\d/\d\d/\d{4})", dit)
    assert (len(lus), set(lus) <= jours) == (4, True), (lus, jours)
