"""Les états d'un mois et sa livraison : l'ancien jeu ou le nouveau, entier, quoi qu'il arrive."""

import ctypes
import io
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fabrique import ecrire, ligne_conforme
from jeux import MOIS, livrer
from terminal import contenu, executer, lancer

from reports import livraison
from xl_addin.cli import main

JANVIER = ("--mois", "2026-01", "--aujourdhui", "2026-11-23")
UNE = [ligne_conforme()]
DEUX = [*UNE, ligne_conforme(**{"N° étranger": "5700000099", "Nom": "AUTRE"})]
TROIS = [*DEUX, ligne_conforme(**{"N° étranger": "5700000088", "Nom": "ENCORE", "DT": "Reims"})]
BLOQUE = [ligne_conforme(Sexe="X")]


@pytest.fixture
def produire(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Écrit un classeur de ces lignes, lance `rapport --json` et rend son document, son code et ses
    erreurs compris.
    """

    def _produire(
        lignes: list[dict[str, Any]], *options: str, **mise_en_page: Any
    ) -> dict[str, Any]:
        chemin = ecrire(tmp_path / "Suivi.xlsx", lignes, **mise_en_page)
        code, sortie, erreurs = executer(capsys, "rapport", chemin, "--json", *(options or JANVIER))
        return {**json.loads(sortie), "code": code, "erreurs": erreurs}

    return _produire


def noms(dossier: Path, mois: str = "2026-01") -> list[str]:
    """Ce que contient le dossier d'un mois, et rien de caché à côté."""
    assert not [p for p in dossier.rglob(".*") if not p.name.startswith(".~lock")]
    return sorted(p.name for p in (dossier / "Rapports" / mois).iterdir())


def rapports(dossier: Path, mois: str = "2026-01") -> list[str]:
    """Les classeurs du dossier d'un mois ; chacun a son courriel."""
    tous = noms(dossier, mois)
    classeurs = [nom for nom in tous if nom.endswith(".xlsx")]
    assert sorted(tous) == sorted(
        [
            *classeurs,
            *(
                f"Courriel_{n.removeprefix('Rapport_').removesuffix('.xlsx')}.eml"
                for n in classeurs
            ),
            "manifeste.json",
        ]
    )
    return classeurs


def jeu(
    suffixe: str, mois: str = "2026-01", dts: tuple[str, ...] = ("Metz", "Reims", "Strasbourg")
) -> list[str]:
    """Les noms des rapports d'un jeu."""
    return [
        f"Rapport_{qui}_{mois}_{suffixe}.xlsx" for qui in ("DREETS", *(f"DT_{dt}" for dt in dts))
    ]


def manifeste(dossier: Path, mois: str = "2026-01") -> dict[str, Any]:
    """Le manifeste du mois, dont chaque fichier du dernier jeu a bien l'empreinte dite."""
    from hashlib import sha256

    ici = dossier / "Rapports" / mois
    lu: dict[str, Any] = json.loads((ici / "manifeste.json").read_text(encoding="utf-8"))
    for version in (*lu["versions"], *filter(None, [lu["provisoire"]])):
        for nom, empreinte in version["fichiers"].items():
            assert sha256((ici / nom).read_bytes()).hexdigest() == empreinte
    return lu


def feuille(chemin: Path, nom: str) -> list[list[Any]]:
    """Les cellules d'une feuille d'un rapport, relues par un autre lecteur."""
    import openpyxl

    classeur = openpyxl.load_workbook(chemin)
    return [[c.value for c in ligne] for ligne in classeur[nom].iter_rows()]


# --- Les états ------------------------------------------------------------------------------------


def test_etats_d_un_mois(produire: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    """PROVISOIRE, puis DÉFINITIF v1 qui le retire, INCHANGÉ, RECTIFICATIF v2 et v3 : noms, états et
    manifeste se suivent.
    """
    suite = [
        (UNE, ("--provisoire",), "PROVISOIRE", 1, jeu("provisoire"), 1),
        (DEUX, ("--provisoire",), "PROVISOIRE", 1, jeu("provisoire"), 2),
        (DEUX, (), "DÉFINITIF", 1, jeu("v1"), 2),
        (DEUX, (), "INCHANGÉ", 1, jeu("v1"), 2),
        (TROIS, ("--provisoire",), "PROVISOIRE", 2, sorted(jeu("v1") + jeu("provisoire")), 3),
        (DEUX, (), "INCHANGÉ", 1, jeu("v1"), 2),
        (TROIS, (), "RECTIFICATIF", 2, sorted(jeu("v1") + jeu("v2")), 3),
        (TROIS, (), "INCHANGÉ", 2, sorted(jeu("v1") + jeu("v2")), 3),
        (DEUX, (), "RECTIFICATIF", 3, sorted(jeu("v1") + jeu("v2") + jeu("v3")), 2),
        (BLOQUE, (), "REFUSÉ", 0, sorted(jeu("v1") + jeu("v2") + jeu("v3")), None),
    ]
    for lignes, options, etat, version, attendus, recues in suite:
        rendu = produire(lignes, *JANVIER, *options)
        assert (rendu["etat"], rendu["version"], rendu["code"]) == (
            etat,
            version,
            1 if etat == "REFUSÉ" else 0,
        )
        assert rapports(tmp_path) == attendus
        if recues is not None:
            assert rendu["indicateurs"]["R0"]["mois"] == recues
    lu = manifeste(tmp_path)
    assert [(v["etat"], v["version"]) for v in lu["versions"]] == [
        ("DÉFINITIF", 1),
        ("RECTIFICATIF", 2),
        ("RECTIFICATIF", 3),
    ]
    assert lu["provisoire"] is None


def test_rectificatif_dit_les_differences(
    produire: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Le rectificatif donne, pour chaque chiffre changé et pour lui seul, l'ancien, le nouveau et
    l'écart.
    """
    produire(DEUX)
    produire(TROIS)
    ici = tmp_path / "Rapports" / "2026-01"
    controles = feuille(ici / "Rapport_DREETS_2026-01_v2.xlsx", "Contrôles")
    rang = next(n for n, ligne in enumerate(controles) if "Différence" in ligne)
    ecarts = {
        tuple(ligne[:5]): tuple(ligne[5:8])
        for ligne in controles[rang + 1 :]
        if ligne[5] is not None
    }
    donnees = [
        {
            tuple(ligne[1:6]): ligne[6]
            for ligne in feuille(ici / f"Rapport_DREETS_2026-01_v{v}.xlsx", "Données")[1:]
        }
        for v in (1, 2)
    ]
    changes = [
        (donnees[0].get(cle, 0), donnees[1].get(cle, 0))
        for cle in donnees[0].keys() | donnees[1].keys()
        if donnees[0].get(cle, 0) != donnees[1].get(cle, 0)
    ]
    assert sorted(ecarts.values()) == sorted(
        (ancien, nouveau, nouveau - ancien) for ancien, nouveau in changes
    )
    assert len(changes) > 10
    metz = feuille(ici / "Rapport_DT_Metz_2026-01_v2.xlsx", "Contrôles")
    assert any("Aucun chiffre de Metz n’a changé" in str(c) for ligne in metz for c in ligne)


@pytest.mark.parametrize(
    ("lignes", "options", "etat", "code"),
    [
        (BLOQUE, JANVIER, "REFUSÉ", 1),
        (BLOQUE, (*JANVIER, "--provisoire"), "PROVISOIRE", 0),
        (UNE, ("--mois", "2026-01", "--aujourdhui", "2026-01-31"), "PROVISOIRE", 0),
        (UNE, ("--mois", "2026-01", "--aujourdhui", "2026-02-28"), "DÉFINITIF", 0),
        (UNE, ("--mois", "2027-01", "--aujourdhui", "2027-02-01"), "DÉFINITIF", 0),
        (UNE, ("--mois", "2025-12", "--aujourdhui", "2026-11-23"), "DÉFINITIF", 0),
        ([], JANVIER, "DÉFINITIF", 0),
        (BLOQUE, ("--mois", "2026-03", "--aujourdhui", "2026-11-23"), "DÉFINITIF", 0),
        (
            [ligne_conforme(DT="Nancy")],
            ("--mois", "2026-03", "--aujourdhui", "2026-11-23"),
            "REFUSÉ",
            1,
        ),
    ],
)
def test_etat_selon_le_jour_et_les_anomalies(
    lignes: list[dict[str, Any]],
    options: tuple[str, ...],
    etat: str,
    code: int,
    produire: Callable[..., dict[str, Any]],
    tmp_path: Path,
) -> None:
    """Provisoire tant que le mois n'est pas fini ou sur demande.

    Bloqué par une anomalie du mois, ou dont le mois n'est pas connu ; sinon définitif.
    """
    rendu = produire(lignes, *options)
    assert (rendu["etat"], rendu["code"]) == (etat, code)
    assert (tmp_path / "Rapports").exists() == (code == 0)
    if code == 0:
        assert rapports(tmp_path, options[1]) == jeu(
            "provisoire" if etat == "PROVISOIRE" else "v1", options[1]
        )


def test_pourquoi_provisoire(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un rapport provisoire parce que le mois court encore le dit.

    Demandé après la fin du mois, non.
    """
    chemin = ecrire(tmp_path / "Suivi.xlsx", UNE)
    _, en_cours, _ = executer(
        capsys, "rapport", chemin, "--mois", "2026-01", "--aujourdhui", "2026-01-31"
    )
    _, demande, _ = executer(capsys, "rapport", chemin, *JANVIER, "--provisoire")
    assert ("le mois n’est pas fini" in en_cours, "le mois n’est pas fini" in demande) == (
        True,
        False,
    )


def test_etat_neant(produire: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    """Une DT sans aucune ligne reçoit un état néant ; une DT ajoutée aux Antennes aussi.

    La DREETS, non.
    """
    produire(UNE, parametres={"Antennes": [("Metz", "57", None), ("Nancy", "54", None)]})
    ici = tmp_path / "Rapports" / "2026-01"
    dit = {
        p.name: any("NÉANT" in str(c).upper() for ligne in feuille(p, "Synthèse") for c in ligne)
        for p in ici.glob("*.xlsx")
    }
    assert dit == dict(zip(jeu("v1", dts=("Metz", "Nancy")), (False, False, True), strict=True))


def test_evolution_marque_ce_qui_a_change(
    produire: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Le rapport de février marque janvier s'il n'est plus ce qui a été transmis, et ne le marque
    pas sinon.
    """
    fevrier = ("--mois", "2026-02", "--aujourdhui", "2026-11-23")
    produire(DEUX)
    for lignes, marque, version in ((DEUX, False, "v1"), (TROIS, True, "v2")):
        produire(lignes, *fevrier)
        evolution = feuille(
            tmp_path / "Rapports" / "2026-02" / f"Rapport_DREETS_2026-02_{version}.xlsx",
            "Évolution",
        )
        janvier = [
            str(c)
            for ligne in evolution
            if str(ligne[0]).lower().startswith("janvier")
            for c in ligne
        ]
        assert janvier
        assert any("✱" in c for c in janvier) == marque, janvier


@pytest.mark.parametrize(("change", "dit"), [
    ({}, "comme la v1 transmise"),
    ({"Sexe": "H"}, "✱ v1 transmise : autre répartition"),
    ({"Date de naissance": date(1970, 1, 1)}, "✱ v1 transmise : autre répartition"),
    (
        {"Situation": "CDI", "Inscription CIP": None},
        "✱ v1 transmise : Accompagnées 2, Inscrites par le CIP 2",
    ),
])  # fmt: skip
def test_evolution_marque_aussi_une_autre_repartition(
    produire: Callable[..., dict[str, Any]], tmp_path: Path, change: dict[str, Any], dit: str
) -> None:
    """Un mois dont les totaux sont ceux qui ont été transmis, mais pas la répartition, est marqué :
    il donnerait un rectificatif.
    """
    produire(DEUX)
    produire([*UNE, DEUX[1] | change], "--mois", "2026-02", "--aujourdhui", "2026-11-23")
    evolution = feuille(
        tmp_path / "Rapports" / "2026-02" / "Rapport_DREETS_2026-02_v1.xlsx", "Évolution"
    )
    assert {ligne[-1] for ligne in evolution if str(ligne[0]).startswith("Janvier")} == {
        dit,
        "comme la v1 transmise",
    }


def test_manifeste_perdu(
    produire: Callable[..., dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Des rapports définitifs sans leur manifeste ne sont ni écrasés, ni pris pour un premier jeu :
    c'est dit, avec le remède.
    """
    produire(UNE)
    ici = tmp_path / "Rapports" / "2026-01"
    (ici / "manifeste.json").unlink()
    avant = contenu(ici)
    code, _, erreurs = executer(capsys, "rapport", ecrire(tmp_path / "Suivi.xlsx", DEUX), *JANVIER)
    assert (
        code,
        [mot for mot in ("2026-01", "manifeste.json", "sauvegarde") if mot not in erreurs],
    ) == (2, [])
    assert contenu(ici) == avant


# --- Le manifeste ---------------------------------------------------------------------------------


def _change(cle: str, valeur: Any, quoi: str = "versions") -> Callable[[dict[str, Any]], Any]:
    """Un manifeste où une version porte une autre valeur."""

    def changer(m: dict[str, Any]) -> dict[str, Any]:
        m[quoi][0][cle] = valeur
        return m

    return changer


MANIFESTES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "pas du JSON": (lambda m: "{", "abîmé"),
    "vide": (lambda m: "", "abîmé"),
    "une liste": (lambda m: [1], "abîmé"),
    "null": (lambda m: None, "abîmé"),
    "profond": (lambda m: "[" * 100_000, "abîmé"),
    "plus récent": (lambda m: m | {"format": 3}, "plus récente"),
    "sans format": (lambda m: {k: v for k, v in m.items() if k != "format"}, "abîmé"),
    "format en lettres": (lambda m: m | {"format": "deux"}, "abîmé"),
    "un autre mois": (lambda m: m | {"mois": "2026-02"}, "abîmé"),
    "versions en texte": (lambda m: m | {"versions": "v1"}, "abîmé"),
    "version sans fichiers": (
        lambda m: (
            m | {"versions": [{k: v for k, v in m["versions"][0].items() if k != "fichiers"}]}
        ),
        "abîmé",
    ),
    "version inconnue": (_change("martien", 1), "abîmé"),
    "numéro sauté": (_change("version", 2), "abîmé"),
    "numéro en texte": (_change("version", "1"), "abîmé"),
    "état inventé": (_change("etat", "PARFAIT"), "abîmé"),
    "valeur en texte": (
        _change("donnees", [["2026-01", "Metz", "mois", "R0", "T", "T", "4"]]),
        "abîmé",
    ),
    "ligne trop courte": (_change("donnees", [["2026-01", 4]]), "abîmé"),
    "fichier ailleurs": (_change("fichiers", {"../../Suivi.xlsx": "00"}), "abîmé"),
    "instant illisible": (_change("produit_le", "2026-04-01Tmidi"), "abîmé"),
    "ajout illisible": (_change("ajoutes", {"Rapport_DT_Metz_2026-01_v1.xlsx": "hier"}), "abîmé"),
    "fichier ailleurs sous Windows": (_change("fichiers", {"..\\Suivi.xlsx": "00"}), "abîmé"),
}


@pytest.fixture(scope="module")
def livre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un classeur et son jeu définitif de janvier ; à recopier."""
    dossier = tmp_path_factory.mktemp("livre")
    assert main(["rapport", str(ecrire(dossier / "Suivi.xlsx", UNE)), *JANVIER]) == 0
    return dossier


@pytest.mark.parametrize("cas", MANIFESTES)
def test_manifeste_refuse(
    cas: str, livre: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un manifeste abîmé, retouché ou d'une version plus récente est refusé en français, et rien ne
    change.
    """
    shutil.copytree(livre, tmp_path, dirs_exist_ok=True)
    chemin = tmp_path / "Rapports" / "2026-01" / "manifeste.json"
    changer, mot = MANIFESTES[cas]
    change = changer(json.loads(chemin.read_text(encoding="utf-8")))
    chemin.write_text(change if isinstance(change, str) else json.dumps(change), encoding="utf-8")
    avant = contenu(tmp_path)
    code, sortie, erreurs = executer(capsys, "rapport", tmp_path / "Suivi.xlsx", *JANVIER, "--json")
    assert code == 2
    assert json.loads(sortie) == {"erreur": erreurs.rstrip("\n")}
    assert "manifeste.json" in erreurs
    assert mot in erreurs
    assert contenu(tmp_path) == avant


def test_manifeste_abime_d_un_autre_mois(
    produire: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Le manifeste abîmé d'un autre mois n'empêche pas le rapport.

    Il est dit que ce mois n'est pas comparé.
    """
    produire(UNE)
    (tmp_path / "Rapports" / "2026-01" / "manifeste.json").write_text("{")
    rendu = produire(UNE, "--mois", "2026-02", "--aujourdhui", "2026-11-23")
    assert rendu["etat"] == "DÉFINITIF"
    assert any("2026-01" in m and "n’est pas comparé" in m for m in rendu["messages"])


def test_fichier_livre_perdu_ou_modifie(
    produire: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Mêmes données, mais un fichier livré manque ou a été modifié : il est refait sans nouvelle
    version, et le fichier modifié est gardé de côté.
    """
    produire(DEUX)
    produire(TROIS)
    ici = tmp_path / "Rapports" / "2026-01"
    avant = contenu(ici)
    perdu, modifie = ici / "Rapport_DT_Metz_2026-01_v2.xlsx", ici / "Rapport_DREETS_2026-01_v2.xlsx"
    perdu.unlink()
    modifie.write_bytes(modifie.read_bytes() + b"retouche")
    rendu = produire(TROIS)
    assert (rendu["code"], rendu["etat"], rendu["version"]) == (0, "INCHANGÉ", 2)
    assert sorted(n for n in rendu["fichiers"] if n.endswith(".xlsx")) == sorted(
        [perdu.name, modifie.name]
    )
    assert any(perdu.name in m and "manquait" in m for m in rendu["messages"])
    assert any(modifie.name in m and "a été modifié" in m for m in rendu["messages"])
    cote = [n for n in noms(tmp_path) if "(modifié" in n]
    assert [(ici / n).read_bytes()[-8:] for n in cote] == [b"retouche"]
    apres = contenu(ici)
    manifeste(tmp_path)
    assert {n: o for n, o in apres.items() if n not in cote} == avant
    assert produire(TROIS)["fichiers"] == []


# --- Ce qu'un jeu contient ------------------------------------------------------------------------


def test_memes_donnees_memes_octets(
    produire: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Les mêmes données, le même jour et la même version donnent les mêmes octets : dans ce
    processus, dans un autre, à une autre heure.
    """
    produire(TROIS, *JANVIER, "--sortie", str(tmp_path / "un"))
    produire(TROIS, *JANVIER, "--sortie", str(tmp_path / "deux"))
    lancer(
        "rapport",
        tmp_path / "Suivi.xlsx",
        *JANVIER,
        "--sortie",
        tmp_path / "trois",
        dossier=tmp_path,
        PYTHONHASHSEED="7",
    )
    jeux = [
        {n: o for n, o in contenu(tmp_path / dossier).items() if not n.endswith("manifeste.json")}
        for dossier in ("un", "deux", "trois")
    ]
    assert len(jeux[0]) == 9
    assert jeux[0] == jeux[1]
    assert jeux[0] == jeux[2]


def test_copie_d_une_dt_ignore_les_autres(
    produire: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Aucun octet de la copie d'une DT ne change quand les lignes d'une autre changent,
    fussent-elles des mêmes personnes.
    """
    siennes = [
        ligne_conforme(**{"N° étranger": f"57000000{n:02}", "Nom": f"PERSONNE{'ABCDE'[n]}"})
        for n in range(5)
    ]
    ailleurs = {
        "DT": "Reims",
        "RDV FT": "Accompagné",
        "Sexe": "H",
        "Situation": "CDI",
        "Date entretien": date(2025, 12, 10),
    }
    variantes: list[list[dict[str, Any]]] = [
        [],
        [ligne_conforme(**{"N° étranger": "5700000099", "Nom": "ÉTRANGER", **ailleurs})],
        [e | ailleurs for e in siennes],
        [
            siennes[0] | ailleurs | {"Demi-journée": None, "Date de naissance": None},
            siennes[1] | ailleurs | {"Sexe": "X", "Nom": "PERSONNEC"},
        ],
        [e | ailleurs | {"N° étranger": None} for e in siennes],
    ]
    metz = []
    for n, variante in enumerate(variantes):
        produire(
            [*variante, *siennes] if n % 2 else [*siennes, *([None] * 3), *variante],
            *JANVIER,
            "--provisoire",
            "--sortie",
            str(tmp_path / str(n)),
        )
        metz.append(
            (tmp_path / str(n) / "2026-01" / "Rapport_DT_Metz_2026-01_provisoire.xlsx").read_bytes()
        )
    assert len(metz) == 5
    assert {n: o == metz[0] for n, o in enumerate(metz)} == dict.fromkeys(range(5), True)


def voisine(n: int) -> dict[str, str]:
    """L'une des quarante-cinq personnes aux noms voisins, nées le même jour."""
    prenom, nom = f"Mery{'abcdefghijklmnopqrstuvwxyz'[n % 26]}em", f"Diall{'aeiou'[n // 9]}"
    return {"Prénom": prenom, "Nom": nom, "N° étranger": f"57100000{n:02}"}


@pytest.mark.parametrize("ailleurs", [
    [{"Prénom": "Meryem", "Sexe": "H"}],
    [voisine(n) for n in range(45)],
], ids=["une autre ligne, d’un autre sexe", "quarante-cinq noms voisins"])  # fmt: skip
def test_noms_voisins_dans_une_dt(
    produire: Callable[..., dict[str, Any]], tmp_path: Path, ailleurs: list[dict[str, Any]]
) -> None:
    """Que deux personnes d'une DT se ressemblent (X07) ne dépend pas des lignes d'une autre DT."""
    siens = [
        {"Prénom": "Meryem", "Sexe": "F"},
        {"Prénom": "Mariam", "Sexe": "H", "N° étranger": "5700000002"},
    ]
    siens += [
        {"Prénom": "Aminata", "Nom": "Traoré", "N° étranger": "5700000003"},
        {"Prénom": "Aminatta", "Nom": "Traoré", "N° étranger": "5700000004"},
    ]
    lignes = [ligne_conforme(**({"N° étranger": "5700000001", "Nom": "Diallo"} | e)) for e in siens]
    autres = [
        ligne_conforme(**({"N° étranger": "5700000001", "Nom": "Diallo", "DT": "Reims"} | e))
        for e in ailleurs
    ]
    copies = []
    for n, classeur in enumerate((lignes, [*lignes, *autres])):
        produire(classeur, *JANVIER, "--provisoire", "--sortie", str(tmp_path / str(n)))
        copies.append(
            (tmp_path / str(n) / "2026-01" / "Rapport_DT_Metz_2026-01_provisoire.xlsx").read_bytes()
        )
    assert copies[0] == copies[1]
    controles = feuille(
        tmp_path / "1" / "2026-01" / "Rapport_DT_Metz_2026-01_provisoire.xlsx", "Contrôles"
    )
    assert [ligne[3] for ligne in controles if "X07" in ligne] == [2], (
        "les deux Traoré, non les deux Diallo"
    )


def test_copie_d_une_dt_n_en_nomme_pas_d_autre(
    produire: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Rien dans la copie d'une DT ne nomme une autre antenne, même si celle-ci a changé depuis le
    mois précédent ; la DREETS les lit toutes.
    """
    import openpyxl

    lignes = [
        ligne_conforme(**{"N° étranger": f"570000000{n}", "DT": dt})
        for n, dt in enumerate(("Metz", "Nancy", "Reims"))
    ]
    for mois, departement in (("2026-01", "54"), ("2026-02", "55")):
        antennes = [("Metz", "57", None), ("Nancy", departement, None), ("Reims", "51", None)]
        produire(lignes, "--mois", mois, "--provisoire", parametres={"Antennes": antennes})
    dossier = tmp_path / "Rapports" / "2026-02"
    dits = {
        chemin.name: " ".join(
            str(c.value)
            for f in openpyxl.load_workbook(chemin)
            for ligne in f.iter_rows()
            for c in ligne
        )
        for chemin in dossier.glob("*.xlsx")
    }
    region = dits.pop("Rapport_DREETS_2026-02_provisoire.xlsx")
    assert ("Antenne de Nancy : 54 → 55" in region, "Antenne de Reims" in region) == (True, True)
    autres = {
        nom: [dt for dt in ("Nancy", "Reims") if dt in dit and dt not in nom]
        for nom, dit in dits.items()
    }
    assert autres == {nom: [] for nom in dits}
    assert "Antenne de Nancy : 54 → 55" in dits["Rapport_DT_Nancy_2026-02_provisoire.xlsx"]


# --- Interruptions --------------------------------------------------------------------------------

GESTES = ("mkdir", "rename", "replace", "unlink", "link", "fsync", "rmdir", "open")
GENRES: dict[str, tuple[dict[str, str], dict[str, str], list[str]]] = {
    "premier jeu": ({}, {"a_v1": "neuf", "b_v1": "neuf"}, []),
    "rectificatif": ({"a_v1": "ancien", "b_v1": "ancien"}, {"a_v2": "neuf", "b_v2": "neuf"}, []),
    "définitif après provisoire": (
        {"a_p": "ancien", "b_p": "ancien"},
        {"a_v1": "neuf", "b_v1": "neuf"},
        ["a_p", "b_p"],
    ),
    "provisoire sur provisoire": (
        {"a_v1": "gardé", "a_p": "ancien", "b_p": "ancien"},
        {"a_p": "neuf", "b_p": "neuf", "sous/c": "neuf"},
        [],
    ),
}


def gestes_comptes(avant_le: int, echange: bool) -> None:
    """À faire dans un processus à part : chaque geste sur le disque est compté, et le processus
    meurt sans un mot avant le n-ième.
    """
    vus = itertools.count(1)

    def compte(geste: Callable[..., Any]) -> Callable[..., Any]:
        def fait(*args: Any, **options: Any) -> Any:
            if next(vus) == avant_le:
                os._exit(99)
            return geste(*args, **options)

        return fait

    charger = ctypes.CDLL

    class Bibliotheque:
        def __init__(self, *_: Any) -> None:
            if not echange:
                raise OSError("ce système n’échange pas deux dossiers")
            self.renameat2 = compte(charger(None).renameat2)

    for nom in GESTES:
        setattr(os, nom, compte(getattr(os, nom)))
    io.open = compte(io.open)
    ctypes.CDLL = Bibliotheque  # type: ignore[assignment,misc]


@pytest.mark.parametrize("echange", [True, False], ids=["échange", "un à un"])
@pytest.mark.parametrize("genre", GENRES)
def test_tue_a_chaque_geste(genre: str, echange: bool, tmp_path: Path) -> None:
    """Tuée avant n'importe lequel de ses gestes, une livraison laisse l'ancien jeu ou le nouveau.

    La fois suivante finit, sans rien laisser derrière.
    """
    if echange and not sys.platform.startswith("linux"):
        return
    base, reserve = tmp_path / "Rapports", tmp_path / "reserve"
    avant, apres, retirer = GENRES[genre]
    base.mkdir()
    if avant:
        livrer(base, avant, [])
        (base / "2026-01" / "notes du CIP.txt").write_text("à garder")
    shutil.copytree(base, reserve)
    ancien = contenu(base)
    livrer(base, apres, retirer)
    nouveau = contenu(base)
    assert {
        k: v for k, v in ancien.items() if not k.endswith(("manifeste.json", *apres, *retirer))
    }.items() <= nouveau.items()
    laisses = []
    for rang in itertools.count(1):
        shutil.rmtree(base)
        shutil.copytree(reserve, base)
        fils = os.fork()
        if fils == 0:
            gestes_comptes(rang, echange)
            livrer(base, apres, retirer)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(fils, 0)[1])
        laisse = {nom: octets for nom, octets in contenu(base).items() if not nom.startswith(".")}
        laisses.append(laisse)
        if code == 0:
            break
        assert code == 99
        if echange or not avant:
            assert laisse in (ancien, nouveau), rang
        else:
            garde = {
                nom for nom in ancien if not nom.endswith(("manifeste.json", *apres, *retirer))
            }
            assert all(laisse[nom] == ancien[nom] for nom in garde)
            assert laisse.get("2026-01/manifeste.json") in (
                ancien["2026-01/manifeste.json"],
                nouveau["2026-01/manifeste.json"],
            )
            if (
                laisse["2026-01/manifeste.json"] == nouveau["2026-01/manifeste.json"]
            ):  # le manifeste ne vient qu'après tous les fichiers
                assert all(laisse[f"2026-01/{nom}"] == b"neuf" for nom in apres)
        with livraison.chantier(base, MOIS):  # le démarrage suivant, quoi qu'il fasse ensuite
            repris = {
                nom: octets for nom, octets in contenu(base).items() if not nom.startswith(".")
            }
            assert repris in (ancien, nouveau), rang
        livrer(base, apres, retirer)
        assert contenu(base) == nouveau, rang
    assert rang > 12
    assert laisses[0] == ancien
    assert laisses[-1] == nouveau


def sans_heure(dossier: Path) -> dict[str, bytes | None]:
    """Le contenu d'un dossier, heures de production et restes d'attente effacés."""
    return {
        nom: re.sub(rb'"produit_le": "[^"]*"', b"", octets)
        if octets is not None and nom.endswith("manifeste.json")
        else octets
        for nom, octets in contenu(dossier).items()
        if not nom.startswith(".")
    }


def test_tue_a_tout_moment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tué par le système à un instant quelconque (kill −9), le logiciel laisse l'ancien jeu ou le
    nouveau.
    """
    chemin, base = ecrire(tmp_path / "Suivi.xlsx", UNE), tmp_path / "Rapports"
    assert executer(capsys, "rapport", chemin, *JANVIER, "--provisoire")[0] == 0
    jeux = [sans_heure(base)]
    ecrire(chemin, DEUX)
    assert executer(capsys, "rapport", chemin, *JANVIER, "--provisoire")[0] == 0
    jeux.append(sans_heure(base))
    debut = time.monotonic()
    assert lancer("rapport", chemin, *JANVIER, "--provisoire", dossier=tmp_path).returncode == 0
    duree = time.monotonic() - debut
    for n in range(6):
        ecrire(chemin, (UNE, DEUX)[n % 2])
        lance = subprocess.Popen(
            [sys.executable, "-m", "xl_addin", "rapport", chemin, *JANVIER, "--provisoire"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        time.sleep(duree * (0.4 + 0.1 * n))
        lance.kill()
        lance.communicate()
        assert sans_heure(base) in jeux


def test_interrompu_par_le_clavier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C, dès le démarrage ou plus tard : code 130, une phrase, pas de trace.

    L'ancien jeu ou le nouveau, rien à côté.
    """
    chemin, base = ecrire(tmp_path / "Suivi.xlsx", UNE), tmp_path / "Rapports"
    assert executer(capsys, "rapport", chemin, *JANVIER)[0] == 0
    ancien = sans_heure(base)
    lignes = [
        ligne_conforme(**{"N° étranger": f"57000{n:05}", "Observations": f"essai {n}"})
        for n in range(300)
    ]
    ecrire(chemin, lignes)
    codes = []
    depart = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "xl_addin", "--version"], check=True, stdout=subprocess.DEVNULL
    )
    depart = time.perf_counter() - depart
    for attente in (depart * part for part in (0.4, 0.7, 1, 1.4, 2, 3)):
        lance = subprocess.Popen(
            [sys.executable, "-m", "xl_addin", "rapport", chemin, *JANVIER, "--provisoire"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(
                signal.SIGINT, signal.SIG_DFL
            ),  # lancés en arrière-plan, les essais hériteraient d'un Ctrl-C sourd
        )
        time.sleep(attente)
        lance.send_signal(signal.SIGINT)
        _, erreurs = lance.communicate(timeout=60)
        codes.append(lance.returncode)
        if lance.returncode == 130:
            assert erreurs == "Interrompu : rien n’a été laissé à moitié écrit.\n"
            assert sans_heure(base).items() >= ancien.items() - {
                ("2026-01/manifeste.json", ancien["2026-01/manifeste.json"])
            }
        assert not re.search(r"xl_addin.(?!__main__|__init__)", erreurs), (
            erreurs
        )  # avant notre première ligne, Python s'interrompt à sa façon
    assert 130 in codes
    assert executer(capsys, "rapport", chemin, *JANVIER, "--provisoire")[0] == 0
    assert sorted(p.name for p in base.iterdir()) == ["2026-01"]
    manifeste(tmp_path)


def test_deux_a_la_fois(tmp_path: Path) -> None:
    """Plusieurs productions du même mois à la fois : chacune finit ou refuse en le disant, et le
    jeu laissé est d'une seule.
    """
    dossiers = [tmp_path / str(n) for n in range(4)]
    lances = []
    for n, dossier in enumerate(dossiers):
        dossier.mkdir()
        ecrire(dossier / "Suivi.xlsx", TROIS[: 1 + n % 3])
    for dossier in [*dossiers, dossiers[0]]:
        commande = [
            sys.executable,
            "-m",
            "xl_addin",
            "rapport",
            str(dossier / "Suivi.xlsx"),
            *JANVIER,
            "--provisoire",
            "--sortie",
            str(tmp_path / "Rapports"),
        ]
        lances.append(
            subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        )
    finis = [(lance.communicate()[1], lance.returncode) for lance in lances]
    assert {code for _, code in finis} <= {0, 2}
    assert all(
        code == 0 or "Une autre production du rapport 2026-01 est en cours" in erreurs
        for erreurs, code in finis
    ), finis
    assert any(code == 0 for _, code in finis)
    assert rapports(tmp_path) == jeu("provisoire")
    manifeste(tmp_path)


def test_rien_de_nominatif(tmp_path: Path) -> None:
    """Ni nom, ni numéro, ni naissance, ni observation dans aucun octet produit ou affiché,
    anomalies comprises.
    """
    secrets = {
        "N° étranger": "5799887766",
        "Nom": "ZYXWVUT",
        "Prénom": "Qwertzu",
        "Date de naissance": "17/04/1987",
        "Identifiant FT": "98765432109",
    }
    lignes = [
        ligne_conforme(**secrets, Observations="appeler le 06 98 76 54 32"),
        ligne_conforme(**secrets | {"DT": "Reims", "Sexe": "H", "Identifiant FT": "9876X"}),
        ligne_conforme(
            **secrets
            | {
                "DT": "ZYXWVUT",
                "Situation": "Qwertzu ZYXWVUT",
                "RDV FT": "5799887766",
                "Date entretien": "né le 17/04/1987",
            }
        ),
    ]
    chemin = ecrire(tmp_path / "Suivi.xlsx", lignes)
    textes = []
    for commande in (
        ("verifier",),
        ("verifier", "--json"),
        ("rapport", *JANVIER),
        ("rapport", *JANVIER, "--provisoire"),
        ("rapport", *JANVIER, "--provisoire", "--json"),
    ):
        fait = lancer(commande[0], chemin, *commande[1:], dossier=tmp_path)
        textes += [fait.stdout, fait.stderr]
    for produit in (tmp_path / "Rapports").rglob("*.*"):
        if zipfile.is_zipfile(produit):
            with zipfile.ZipFile(produit) as z:
                textes += [z.read(partie).decode("utf-8", "replace") for partie in z.namelist()]
        elif produit.is_file():
            textes.append(produit.read_bytes().decode("utf-8", "replace"))
    assert len(textes) > 60
    interdits = [
        "5799887766",
        "zyxwvut",
        "qwertzu",
        "17/04/1987",
        "1987-04-17",
        "98765432109",
        "06 98 76",
        "9876x",
    ]
    assert [(mot, t[:200]) for t in textes for mot in interdits if mot in t.lower()] == []
