"""Ce qui ne peut pas servir est refusé en français : le fichier, la feuille, la colonne et le
remède ; rien n'est écrit."""

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from fabrique import (
    ANTENNES,
    COLONNES,
    FACULTATIVES,
    LISTES,
    SITUATIONS,
    convention,
    ecrire,
    ligne_conforme,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName
from terminal import contenu, executer, lancer

from reports.verification import Verification
from workbook.declarations.erreurs import Refus
from xl_addin import commandes
from xl_addin.neuf import nouveau

REQUISES = tuple(titre for titre in COLONNES if titre not in FACULTATIVES)
Fabriquer = Callable[[Path], Path]


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le modèle rempli de l'exemple ; à ne pas modifier."""
    chemin = tmp_path_factory.mktemp("modele") / "Suivi CIR.xlsx"
    nouveau(chemin, exemple=True)
    return chemin


def refuse(
    capsys: pytest.CaptureFixture[str],
    chemin: Path,
    *mots: str,
    options: tuple[object, ...] = ("--mois", "2026-01"),
    code: int = 2,
) -> str:
    """Lance `rapport --json` : vérifie le code, la phrase qui cite ces mots, le JSON, et que rien
    n'a changé autour ; rend la phrase."""
    avant = contenu(chemin.parent)
    rendu, sortie, erreurs = executer(capsys, "rapport", chemin, *options, "--json")
    assert rendu == code, (rendu, sortie, erreurs)
    assert json.loads(sortie) == {"erreur": erreurs.rstrip("\n")}
    assert "Traceback" not in erreurs
    for mot in mots:
        assert mot in erreurs
    assert contenu(chemin.parent) == avant
    return erreurs


# --- Des fichiers qui ne sont pas un classeur -----------------------------------------------------


def chiffre(modele: Path, chemin: Path) -> None:
    """Le modèle protégé par un mot de passe, comme Excel le fait."""
    with modele.open("rb") as clair, chemin.open("wb") as cache:
        msoffcrypto.format.ooxml.OOXMLFile(clair).encrypt("motdepasse", cache)


def zip_de(chemin: Path, parties: dict[str, bytes]) -> None:
    """Un paquet zip de ces parties."""
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as z:
        for nom, octets in parties.items():
            z.writestr(nom, octets)


def parties_de(chemin: Path) -> dict[str, bytes]:
    """Les parties d'un classeur."""
    with zipfile.ZipFile(chemin) as z:
        return {nom: z.read(nom) for nom in z.namelist()}


FICHIERS: dict[str, tuple[str, Callable[[Path, Path], object], tuple[str, ...]]] = {
    "absent": ("Suivi.xlsx", lambda _, c: None, ("n’existe pas", "Vérifiez le nom")),
    "dossier": ("Suivi", lambda _, c: c.mkdir(), ("est un dossier", "Donnez le classeur")),
    "vide": ("Suivi.xlsx", lambda _, c: c.touch(), ("est vide", "dernière copie")),
    "tube": ("Suivi.xlsx", lambda _, c: c.symlink_to("/dev/null"), ("n’est pas un fichier",)),
    "lien cassé": ("Suivi.xlsx", lambda _, c: c.symlink_to("ailleurs.xlsx"), ("n’existe pas",)),
    "texte": (
        "Suivi.xlsx",
        lambda _, c: c.write_text("Bonjour"),
        ("n’est pas un classeur", ".xlsx"),
    ),
    "csv": (
        "Suivi.csv",
        lambda _, c: c.write_text("Nom;Prénom\n"),
        ("n’est pas un classeur", ".csv"),
    ),
    "xls": (
        "Suivi.xls",
        lambda _, c: c.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("ancien format", "enregistrez-le en .xlsx"),
    ),
    "xls nommé xlsx": (
        "Suivi.xlsx",
        lambda _, c: c.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("ancien format",),
    ),
    "xlsb": (
        "Suivi.xlsb",
        lambda _, c: zip_de(c, {"xl/workbook.bin": b"x"}),
        ("binaire", "Enregistrez-le en .xlsx"),
    ),
    "mot de passe": ("Suivi.xlsx", chiffre, ("mot de passe", "retirez")),
    "zip sans classeur": (
        "Suivi.xlsx",
        lambda _, c: zip_de(c, {"lettre.txt": b"x"}),
        ("n’est pas un classeur",),
    ),
    "zip vide": ("Suivi.xlsx", lambda _, c: zip_de(c, {}), ("n’est pas un classeur",)),
    "verrou d’Excel": (
        "~$Suivi.xlsx",
        lambda _, c: c.write_bytes(b"\x05agent" + bytes(160)),
        ("verrou d’Excel", "« Suivi.xlsx »"),
    ),
    "partie démesurée": (
        "Suivi.xlsx",
        lambda _, c: zip_de(c, {"xl/workbook.xml": bytes(101 << 20)}),
        ("démesuré", "prudence"),
    ),
    "manifeste": (
        "manifeste.json",
        lambda _, c: c.write_text('{"format": 1}'),
        ("manifeste", "classeur de saisie"),
    ),
}


@pytest.mark.parametrize("cas", FICHIERS)
def test_pas_un_classeur(
    cas: str, modele: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un fichier qui n'est pas un classeur est refusé : la phrase le nomme et dit que faire."""
    nom, faire, mots = FICHIERS[cas]
    chemin = tmp_path / nom
    faire(modele, chemin)
    refuse(capsys, chemin, nom, *mots)


@pytest.mark.parametrize("reste", [1, 4, 30, 0.1, 0.5, 0.9, -2000, -22, -1])
def test_classeur_tronque(
    reste: float, modele: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un classeur coupé, où que ce soit, est refusé."""
    octets = modele.read_bytes()
    chemin = tmp_path / "Suivi.xlsx"
    chemin.write_bytes(octets[: int(reste * len(octets)) if isinstance(reste, float) else reste])
    refuse(capsys, chemin, "Suivi.xlsx", "classeur")


@pytest.mark.parametrize(
    ("partie", "contenu_nouveau"),
    [
        ("xl/worksheets/sheet3.xml", b"\x00\xff<<<"),
        ("xl/worksheets/sheet3.xml", b""),
        ("xl/worksheets/sheet3.xml", None),
        ("xl/workbook.xml", None),
        ("xl/workbook.xml", b"<workbook"),
        ("xl/workbook.xml", b'<?xml version="1.0" encoding="martien"?><workbook/>'),
        ("xl/sharedStrings.xml", b"<sst><si><t>trop court"),
        ("xl/_rels/workbook.xml.rels", b"]]>"),
        ("xl/_rels/workbook.xml.rels", None),
        ("xl/styles.xml", b"<styleSheet><cellXfs>"),
    ],
)
def test_partie_abimee(
    partie: str,
    contenu_nouveau: bytes | None,
    modele: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Un classeur dont une partie est abîmée ou manque est refusé."""
    parties = parties_de(modele)
    assert parties.pop(partie)
    if contenu_nouveau is not None:
        parties[partie] = contenu_nouveau
    zip_de(tmp_path / "Suivi.xlsx", parties)
    refuse(capsys, tmp_path / "Suivi.xlsx", "Suivi.xlsx")


def test_sans_types_de_contenu(
    modele: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sans `[Content_Types].xml`, que rien ici ne lit, le classeur donne les mêmes figures."""
    parties = parties_de(modele)
    del parties["[Content_Types].xml"]
    zip_de(tmp_path / "Suivi.xlsx", parties)
    code, sortie, _ = executer(
        capsys, "rapport", tmp_path / "Suivi.xlsx", "--json", "--mois", "2026-01"
    )
    assert (code, json.loads(sortie)["indicateurs"]["R0"]["mois"]) == (0, 21)


@pytest.mark.parametrize("declaree", [100, 20_000, 9 << 20])
def test_taille_mensongere(
    declaree: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Une feuille qui se dit plus petite qu'elle n'est (50 Mio dépliés) est refusée sans être
    dépliée en entier."""
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    parties = parties_de(chemin)
    feuille = parties["xl/worksheets/sheet1.xml"]
    parties["xl/worksheets/sheet1.xml"] = feuille.replace(
        b"</sheetData>", b" " * (50 << 20) + b"</sheetData>"
    )
    vraie = len(parties["xl/worksheets/sheet1.xml"])
    zip_de(chemin, parties)
    octets = chemin.read_bytes()
    assert octets.count(vraie.to_bytes(4, "little")) == 2
    chemin.write_bytes(octets.replace(vraie.to_bytes(4, "little"), declaree.to_bytes(4, "little")))
    refuse(capsys, chemin, "Suivi.xlsx", "abîmé")


def test_somme_demesuree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Plus de 4 Gio une fois déplié, même en parties dont aucune ne l'est seule, est refusé."""
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    with zipfile.ZipFile(chemin, "a", zipfile.ZIP_DEFLATED) as z:
        for rang in range(43):
            z.writestr(f"xl/media/image{rang}.bin", b"petit")
        for info in z.infolist():
            if info.filename.startswith("xl/media/"):
                info.file_size = 100 << 20
        z._didModify = True  # type: ignore[attr-defined]
    refuse(capsys, chemin, "Suivi.xlsx", "démesuré")


# --- Un classeur, mais pas celui qu'il faut -------------------------------------------------------


def test_rapport_donne_pour_classeur(
    modele: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un rapport glissé à la place du classeur est reconnu, et le dit."""
    assert executer(capsys, "rapport", modele, "--mois", "2026-01", "--sortie", tmp_path)[0] == 0
    rapport = next(tmp_path.rglob("Rapport_DREETS*.xlsx"))
    refuse(capsys, rapport, rapport.name, "est un rapport produit", "classeur de saisie")


def test_sans_entretiens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sans feuille Entretiens : la phrase dit les feuilles présentes."""
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()], nom_feuille="Feuil1")
    refuse(capsys, chemin, "Suivi.xlsx", "« Entretiens »", "« Feuil1 »", "modèle")


@pytest.mark.parametrize("titre", REQUISES)
def test_colonne_requise_absente(
    titre: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chaque colonne requise qui manque est nommée, avec la feuille et le remède."""
    chemin = ecrire(
        tmp_path / "Suivi.xlsx", [ligne_conforme()], titres=[t for t in COLONNES if t != titre]
    )
    refuse(capsys, chemin, "Suivi.xlsx", "« Entretiens »", f"« {titre} »", "Ajoutez")


@pytest.mark.parametrize("titre", COLONNES)
def test_titre_en_double(titre: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un titre écrit deux fois est refusé, les deux places dites."""
    rang = COLONNES.index(titre)
    chemin = ecrire(
        tmp_path / "Suivi.xlsx", [ligne_conforme()], colonnes_en_plus=[(99, titre.upper(), None)]
    )
    refuse(
        capsys,
        chemin,
        f"« {titre} » est écrit deux fois",
        f"{'ABCDEFGHIJKLMNOPQRS'[rang]}1 et T1",
        "Renommez",
    )


def test_feuille_vide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Une feuille Entretiens sans rien est refusée ; sans titres reconnus aussi."""
    refuse(capsys, ecrire(tmp_path / "Vide.xlsx", [], titres=[]), "« Entretiens »", "vide")
    refuse(
        capsys,
        ecrire(tmp_path / "Autre.xlsx", [], titres=["Un", "Deux"]),
        "ligne de titres introuvable",
        "« Date entretien »",
    )


def test_version_inconnue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un modèle d'une version que ce logiciel ne connaît pas est refusé ; la version 1 est lue."""
    for version, rendu in (("1", 0), ("7", 2)):
        chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()], feuilles_en_plus=["Accueil"])
        classeur = openpyxl.load_workbook(chemin)
        classeur["Accueil"]["C9"] = version
        classeur.defined_names["VersionModele"] = DefinedName(
            "VersionModele", attr_text="Accueil!$C$9"
        )
        classeur.save(chemin)
        if rendu == 0:
            assert executer(capsys, "verifier", chemin)[0] == 0
    refuse(capsys, chemin, "version 7 du modèle", "Mettez le logiciel à jour")


@pytest.mark.parametrize(
    ("mois", "mots"),
    [
        ("2026-13", ("n’est pas un mois", "2026-01")),
        ("2026-00", ("n’est pas un mois",)),
        ("janv", ("n’est pas un mois",)),
        ("26-01", ("n’est pas un mois",)),
        ("0000-01", ("précède la convention",)),
        ("2025-01", ("précède la convention", "décembre 2025")),
        ("2025-11", ("précède la convention",)),
        ("2062-01", ("2062", "vérifiez l’année")),
        ("9999-12", ("9999", "vérifiez l’année")),
    ],
)
def test_mois_refuse(
    mois: str, mots: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un mois qui n'en est pas un, d'avant la convention, ou d'une année lointaine, est refusé."""
    refuse(
        capsys, ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()]), *mots, options=("--mois", mois)
    )


def test_sans_mois(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ni --mois, ni mois sur la feuille Accueil : dit où le choisir."""
    refuse(
        capsys,
        ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()]),
        "ne dit pas de quel mois",
        "--mois AAAA-MM",
        options=(),
    )


# --- La feuille Paramètres mal retouchée ----------------------------------------------------------


def sans(valeur: str) -> list[tuple[Any, ...]]:
    """Les listes, sans cette valeur."""
    return [tuple(None if v == valeur else v for v in rangee) for rangee in LISTES]


PARAMETRES: dict[str, tuple[str, list[tuple[Any, ...]], tuple[str, ...]]] = {
    "paramètre en double": ("Convention", [*convention(), ("opérateur", "Autre", "")],
    ("« Opérateur » y est deux fois",)),
    "début illisible": ("Convention", convention(Début="décembre"),
    ("« Début » vaut « décembre »", "date")),
    "début après fin": ("Convention", convention(Fin="01/12/2025"),
    ("« Début » est après « Fin »",)),
    "convoqués en lettres": ("Convention", convention(**{"Convoqués par PFA": "douze"}),
    ("« Convoqués par PFA » vaut « douze »", "nombre entier")),
    "convoqués négatifs": ("Convention", convention(**{"Convoqués par PFA": -3}),
    ("« Convoqués par PFA »",)),
    "aucun convoqué": ("Convention", convention(**{"Convoqués par PFA": 0}), ("au moins 1",)),
    "définition inconnue": ("Convention",
    convention(**{"Définition personnes accompagnées": "toutes"}), ("éligibles ou reçues",)),
    "DT couverte inconnue": ("Convention", convention(**{"DT couvertes": "Metz; Nancy"}),
    ("« Nancy »", "Antennes")),
    "délai infini": ("Convention", convention(**{"Délai de relance (jours)": 10**9}),
    ("au plus 3650",)),
    "tranches qui se chevauchent": ("Tranches", [("A", 0, 25), ("B", 25, None)],
    ("« A » et « B » se chevauchent à 25 ans",)),
    "trou entre tranches": ("Tranches", [("A", 0, 24), ("B", 26, None)],
    ("aucune tranche ne couvre 25 ans",)),
    "pas de dernière tranche": ("Tranches", [("A", 0, 64)], ("65 ans et plus", "laissez vide")),
    "pas de première tranche": ("Tranches", [("A", 16, None)],
    ("aucune tranche ne couvre 0 à 15 ans",)),
    "tranche à l’envers": ("Tranches", [("A", 0, 24), ("B", 40, 25)],
    ("« B » finit (25 ans) avant de commencer",)),
    "âge en lettres": ("Tranches", [("A", "zéro", 24), ("B", 25, None)],
    ("« A » n’a pas deux âges entiers",)),
    "tranche sans nom": ("Tranches", [(None, 0, None)], ("ne peut pas nommer une tranche",)),
    "tranche nommée NR": ("Tranches", [("nr", 0, None)], ("ne peut pas nommer une tranche",)),
    "tranche nommée T": ("Tranches", [("T", 0, None)], ("ne peut pas nommer une tranche",)),
    "tranche nommée Total": ("Tranches", [("total", 0, None)],
    ("« total » ne peut pas nommer une tranche",)),
    "tranche nommée Période": ("Tranches", [("Periode", 0, None)],
    ("ne peut pas nommer une tranche",)),
    "tranche interminable": ("Tranches", [("M" * 300, 0, None)], ("trop long", "60")),
    "tranche en double": ("Tranches", [("A", 0, 24), ("a", 25, None)], ("« a » y est deux fois",)),
    "catégorie inconnue": ("Situations", [*SITUATIONS, ("Bénévole", "Bénévolat")],
    ("« Bénévole » a pour catégorie « Bénévolat »", "choisissez")),
    "situation en double": ("Situations", [*SITUATIONS, (" cdi ", "En emploi")],
    ("y est deux fois",)),
    "catégorie sans situation": ("Situations", [*SITUATIONS, (None, "En emploi")],
    ("sans situation",)),
    "DT en double": ("Antennes", [*ANTENNES, ("METZ", "57", None)], ("« METZ » y est deux fois",)),
    "DT sans nom": ("Antennes", [*ANTENNES, (None, "57", None)], ("une ligne n’a pas de DT",)),
    "DT nommée comme la région": ("Antennes", [*ANTENNES, ("grand  est", "57", None)],
    ("« Grand Est » est le nom de la région",)),
    "DT nommée comme la DREETS": ("Antennes", [("../../x", "57", None)],
    ("« ../../x » ne peut pas nommer un fichier",)),
    "DT en chemin": ("Antennes", [("a/b", "57", None)], ("« a/b » ne peut pas nommer un fichier",)),
    "DT en chemin Windows": ("Antennes", [("a\\b", "57", None)],
    ("ne peut pas nommer un fichier",)),
    "DT avec deux-points": ("Antennes", [("C:x", "57", None)], ("ne peut pas nommer un fichier",)),
    "DT à point final": ("Antennes", [("Metz.", "57", None)], ("ne peut pas nommer un fichier",)),
    "DT d’un seul point": ("Antennes", [("..", "57", None)], ("ne peut pas nommer un fichier",)),
    "DT interminable": ("Antennes", [("M" * 200, "57", None)], ("trop long", "60")),
    "DT en émojis, trop longue": ("Antennes", [("😀" * 46, "57", None)], ("trop long", "60")),
    "Réalisée retirée": ("Listes", sans("Réalisée"),
    ("« Réalisée » ne peut être ni retirée ni renommée", "Inscription CIP")),
    "Accompagné retiré": ("Listes", sans("Accompagné"),
    ("« Accompagné » ne peut être ni retirée ni renommée",)),
    "Oui retiré": ("Listes", sans("Oui"), ("« Oui » ne peut être ni retirée ni renommée",)),
    "F retiré": ("Listes", sans("F"), ("« F » ne peut être ni retirée ni renommée",)),
    "M renomme H": ("Listes", [tuple("M" if v == "H" else v for v in rangee) for rangee in LISTES],
    ("« H » ne peut être ni retirée ni renommée",)),
    "X ajouté à Sexe": ("Listes", [*LISTES, (None, "X", *[None] * 4)],
    ("« X » ne peut pas être ajoutée à « Sexe », qui n’a que F et H",)),
    "Peut-être ajouté": ("Listes", [*LISTES, (None, None, "Peut-être", *[None] * 3)],
    ("« Peut-être » ne peut pas être ajoutée à « Oui/Non »", "Oui et Non")),
    "valeur de liste en double": ("Listes", [*LISTES, (None, None, None, None, "refus", None)],
    ("« refus » y est deux fois",)),
}  # fmt: skip


@pytest.mark.parametrize("cas", PARAMETRES)
def test_parametres_refuses(cas: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Une table de Paramètres qui ne peut pas servir est refusée : la table et la valeur sont
    nommées."""
    table, rangees, mots = PARAMETRES[cas]
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()], parametres={table: rangees})
    refuse(capsys, chemin, "Paramètres", *mots)


# --- Le dossier des rapports ----------------------------------------------------------------------


@contextmanager
def sans_privilege() -> Iterator[Path]:
    """Un dossier où le compte courant (« nobody » si les essais tournent en root) ne peut que
    lire."""
    with tempfile.TemporaryDirectory(dir="/tmp") as dossier:
        ecrire(Path(dossier) / "Suivi.xlsx", [ligne_conforme()])
        os.chmod(dossier, 0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield Path(dossier)
        finally:
            if root:
                os.seteuid(0)
            os.chmod(dossier, 0o755)


def test_dossier_interdit(capsys: pytest.CaptureFixture[str]) -> None:
    """Un classeur dans un dossier en lecture seule se vérifie ; son rapport est refusé, ou va
    ailleurs avec --sortie."""
    with tempfile.TemporaryDirectory(dir="/tmp") as ailleurs, sans_privilege() as dossier:
        assert executer(capsys, "verifier", dossier / "Suivi.xlsx")[0] == 0
        refuse(
            capsys,
            dossier / "Suivi.xlsx",
            str(dossier / "Rapports"),
            "l’accès est refusé",
            "--sortie",
            "le jeu précédent est intact",
        )
        if os.getuid() != 0:
            assert (
                executer(
                    capsys,
                    "rapport",
                    dossier / "Suivi.xlsx",
                    "--mois",
                    "2026-01",
                    "--sortie",
                    ailleurs,
                )[0]
                == 0
            )


@pytest.mark.parametrize(
    "sortie", ["fichier.txt", "fichier.txt/dedans", "/proc/suivi-cir", "/dev/null/x", "x" * 300]
)
def test_sortie_impossible(sortie: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un dossier de sortie qui est un fichier, ou que le système refuse, est nommé, avec le
    remède."""
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    (tmp_path / "fichier.txt").write_text("à garder")
    refuse(
        capsys,
        chemin,
        sortie,
        "ne peut pas être écrit",
        options=("--mois", "2026-01", "--sortie", tmp_path / sortie),
    )


def test_fichier_a_la_place_du_mois(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un fichier qui porte le nom du dossier du mois est dit ; rien n'est écrit."""
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    (tmp_path / "Rapports").mkdir()
    (tmp_path / "Rapports" / "2026-01").write_text("à garder")
    refuse(capsys, chemin, "2026-01", "n’est pas un dossier")


@pytest.mark.parametrize("octets", [0, 100, 6_000, 20_000])
def test_disque_plein(octets: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Quand la place manque, à quelque moment que ce soit, le jeu précédent reste entier, octet
    pour octet."""
    import resource

    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    assert executer(capsys, "rapport", chemin, "--mois", "2026-01")[0] == 0
    ecrire(
        chemin, [ligne_conforme(), ligne_conforme(**{"N° étranger": "5700000099", "Nom": "AUTRE"})]
    )
    avant = contenu(tmp_path)
    fait = lancer(
        "rapport",
        chemin,
        "--mois",
        "2026-01",
        "--json",
        dossier=tmp_path,
        limite=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (octets, octets)),
    )
    assert fait.returncode == 2
    assert "le disque est plein" in fait.stderr
    assert "le jeu précédent est intact" in fait.stderr
    assert "Traceback" not in fait.stderr
    assert contenu(tmp_path) == avant


# --- Ouvert ailleurs, et gestes du vendredi soir --------------------------------------------------


@pytest.mark.parametrize("verrou", ["~${}", ".~lock.{}#"])
@pytest.mark.parametrize("final", [True, False])
def test_rapport_ouvert(
    verrou: str, final: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un rapport du jeu précédent ouvert dans Excel ou LibreOffice est nommé avant que rien ne soit
    écrit."""
    options = ("--mois", "2026-01", *(() if final else ("--provisoire",)))
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    assert executer(capsys, "rapport", chemin, *options)[0] == 0
    ecrire(
        chemin, [ligne_conforme(**{"N° étranger": "5700000099", "Nom": "AUTRE"}), ligne_conforme()]
    )
    ouvert = next(tmp_path.rglob("Rapport_DT_Reims*.xlsx"))
    ouvert.with_name(verrou.format(ouvert.name)).touch()
    reste = ouvert.with_name(verrou.format(ouvert.name))
    remede = f"supprimez le fichier caché « {reste.name} » du dossier « {reste.parent} »"
    refuse(
        capsys,
        chemin,
        f"« {ouvert.name} » est ouvert dans un tableur (depuis le ",
        "Fermez-le",
        "rien n’a été écrit",
        remede,
        options=options,
    )
    reste.unlink()
    assert executer(capsys, "rapport", chemin, *options)[0] == 0


@pytest.mark.parametrize("verrou", ["~$Suivi.xlsx", "~$ivi.xlsx", ".~lock.Suivi.xlsx#"])
def test_classeur_ouvert(verrou: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Le classeur ouvert dans un tableur est lu quand même ; il est dit que ce qui n'est pas
    enregistré n'y est pas."""
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    (tmp_path / verrou).touch()
    code, sortie, _ = executer(capsys, "rapport", chemin, "--mois", "2026-01")
    assert code == 0
    assert (
        "Suivi.xlsx » est ouvert dans un tableur : ce qui n’y est pas encore enregistré n’est pas "
        "pris en compte (depuis le "
    ) in sortie
    assert f"supprimez le fichier caché « {verrou} » du dossier « {tmp_path} »" in sortie
    assert not [
        p
        for p in tmp_path.rglob("Rapport_*.xlsx")
        if "ouvert dans un tableur" in str(parties_de(p))
    ], "ce n’est pas l’affaire du destinataire"


NOMS = [
    "été à l'œuvre – d’Émilie (copie).xlsx", "SUIVI.XLSX", "x" * 200 + ".xlsx", "x" * 243 + ".xlsx",
    "x" * 250 + ".xlsx", "é" * 125 + ".xlsx", "-.xlsx", "-r.xlsx",
    "--json.xlsx", "a\nb.xlsx", "50 % & 'plus' #1.xlsx", "%s{0}$HOME.xlsx", "😀.xlsx",
    "e\u0301te\u0301.xlsx", " espaces .xlsx", "[a]*?.xlsx", b"d\xe9cembre.xlsx", b"\xff\xfe.xlsx",
]  # fmt: skip


@pytest.mark.parametrize("nom", NOMS)
def test_chemin_singulier(
    nom: str | bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Accents, apostrophes, tirets, longueur, autre alphabet : ni le nom du classeur ni celui de
    son dossier n'y font rien ; un lien symbolique non plus."""
    dossier = tmp_path / "Bureau d'Élodie & Cie"
    dossier.mkdir()
    chemin = ecrire(dossier / "Suivi.xlsx", [ligne_conforme()]).rename(dossier / os.fsdecode(nom))
    assert executer(capsys, "rapport", chemin, "--mois", "2026-01")[0] == 0
    assert len(list((dossier / "Rapports" / "2026-01").glob("Rapport_*.xlsx"))) == 4
    (tmp_path / "lien.xlsx").symlink_to(chemin)
    assert executer(capsys, "rapport", tmp_path / "lien.xlsx", "--mois", "2026-01")[0] == 0


@pytest.mark.parametrize(
    "nom", ["-r.xlsx", "--json.xlsx", "x" * 250 + ".xlsx", b"d\xe9cembre.xlsx"]
)
def test_chemin_singulier_au_terminal(nom: str | bytes, tmp_path: Path) -> None:
    """Le même nom, tapé seul dans un vrai terminal : chaque commande le lit, et ce qu'elle affiche
    est de l'UTF-8, JSON compris."""
    dossier = tmp_path / os.fsdecode(b"d\xe9cembre")
    dossier.mkdir()
    nom = os.fsdecode(nom)
    ecrire(dossier / "Suivi.xlsx", [ligne_conforme()]).rename(dossier / nom)
    for arguments in (
        ("verifier", nom), ("verifier", nom, "--json"), ("rapport", nom, "--mois", "2026-01",
         "--json"), ("historique", dossier, "--json"),
        ("expliquer", nom, "--mois", "2026-01", "--indicateur", "R0", "--json"),
         ("mettre-a-jour", nom, "-neuf.xlsx"), ("schema", "--classeur", nom),
    ):  # fmt: skip
        fait = lancer(*arguments, dossier=dossier)
        assert (fait.returncode, fait.stderr) == (0, ""), arguments
        if "--json" in arguments:
            json.loads(fait.stdout)
    assert (dossier / "-neuf.xlsx").is_file()


def test_classeur_sans_ligne(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un classeur sans aucun entretien fait un état néant, et le dit."""
    code, sortie, _ = executer(
        capsys, "rapport", ecrire(tmp_path / "Suivi.xlsx", []), "--mois", "2026-01"
    )
    assert code == 0
    assert "aucun entretien" in sortie
    assert len(list(tmp_path.rglob("Rapport_*.xlsx"))) == 4


def test_sans_seances_ni_parametres(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sans Paramètres ni Séances, le rapport se fait, et dit ce qui a été pris à la place."""
    code, sortie, _ = executer(
        capsys, "rapport", ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()]), "--mois", "2026-01"
    )
    assert code == 0
    assert "« Paramètres » absente" in sortie
    assert "« Séances » absente" in sortie


# --- N'importe quels octets -----------------------------------------------------------------------

PEU = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un petit classeur sain, et la place d'un autre à côté."""
    lignes = [
        ligne_conforme(
            **{"N° étranger": f"57000000{n:02}", "Nom": f"EXEMPLE{n}", "Prénom": "Inventée"}
        )
        for n in range(1, 7)
    ]
    seance = {
        "Date": date(2026, 1, 27),
        "DT": "Metz",
        "Demi-journée": "Matin",
        "Convoqués": 12,
        "Présents": 6,
    }
    return ecrire(
        tmp_path_factory.mktemp("petit") / "sain.xlsx",
        lignes,
        parametres={"Convention": convention(), "Listes": LISTES},
        seances=[seance],
    )


def lire_ou_refuser(chemin: Path, octets: bytes) -> Verification | None:
    """Vérifie ces octets ; None s'ils sont refusés en français. Toute autre issue fait échouer
    l'essai."""
    chemin.write_bytes(octets)
    try:
        return commandes.verifier(chemin, date(2026, 11, 23))
    except Refus:
        return None


@PEU
@given(
    coupes=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)),
        min_size=1,
        max_size=5,
    )
)
def test_octets_alteres(coupes: list[tuple[float, int, bytes]], petit: Path) -> None:
    """Un classeur aux octets altérés au hasard donne un résultat ou un refus en français, jamais
    autre chose."""
    octets = bytearray(petit.read_bytes())
    for ou, combien, mis in coupes:
        debut = int(ou * len(octets))
        octets[debut : debut + combien] = mis
    lu = lire_ou_refuser(petit.with_name("altere.xlsx"), bytes(octets))
    assert lu is None or lu.jugement.lignes == 6


CELLULES = st.sampled_from(
    [
        '<c r="{r}" t="n"><v>1e999</v></c>', '<c r="{r}"><v>NaN</v></c>',
            '<c r="{r}"><v>-1e300</v></c>', '<c r="{r}" s="1"><v>-46049</v></c>',
        '<c r="{r}" s="1"><v>2958466</v></c>', '<c r="{r}" s="1"><v>9999999999</v></c>',
            '<c r="{r}" s="1"><v>0</v></c>', '<c r="{r}" s="1"><v>60.5</v></c>',
        '<c r="{r}" t="b"><v>1</v></c>', '<c r="{r}" t="b"><v>7</v></c>',
            '<c r="{r}" t="e"><v>#N/A</v></c>', '<c r="{r}" t="e"><v>#SPILL!</v></c>',
        '<c r="{r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c r="{r}" t="str"><f>A1</f><v></v></c>',
            '<c r="{r}" t="str"><f>"x"</f><v>x</v></c>',
        '<c r="{r}" t="s"><v>999999</v></c>', '<c r="{r}" t="s"><v>-1</v></c>',
            '<c r="{r}" t="s"><v></v></c>', '<c r="{r}" t="martien"><v>1</v></c>',
        '<c r="{r}" t="d"><v>2026-01-27</v></c>', '<c r="{r}" t="d"><v>99999-99-99</v></c>',
            '<c r="{r}" s="99999"><v>1</v></c>', '<c r="{r}" s="-1"><v>1</v></c>',
        '<c r="{r}" t="inlineStr"><is><r><t>par</t></r><r><t>ties</t></r></is></c>',
            '<c r="{r}" t="inlineStr"/>', '<c r="{r}" t="inlineStr"><is/></c>',
        '<c r="{r}" t="inlineStr"><is><t>_x000D_&#9;=1+1&amp;&#x1F600;</t></is></c>',
            '<c r="{r}" t="inlineStr"><is><t>' + "é" * 40_000 + "</t></is></c>",
        '<c t="n"><v>3</v></c>', '<c r="ZZZZ3"><v>1</v></c>', '<c r="A0"><v>1</v></c>',
            '<c r="A-3"><v>1</v></c>', '<c r="XFD1048576"><v>1</v></c>',
        '<c r="A4294967297"><v>1</v></c>', '<c r="A99999999999999999999"><v>1</v></c>',
            '<c r=""><v>1</v></c>', "<c/>", "<c><f/></c>", "&entite;", "<!-- rien -->",
    ]
)  # fmt: skip
RANGEES = st.sampled_from(
    [
        '<row r="3"',
        "<row",
        '<row r="0"',
        '<row r="-3"',
        '<row r="99999999999"',
        '<row r="deux"',
        '<row r="3" hidden="1"',
        '<row r="3" spans="9:1"',
    ]
)


@PEU
@given(
    cellules=st.dictionaries(st.sampled_from("ABCDEGHIJKLMPQR"), CELLULES, max_size=3),
    rangee=RANGEES,
    desordre=st.booleans(),
)
def test_feuille_etrange(
    cellules: dict[str, str], rangee: str, desordre: bool, petit: Path
) -> None:
    """Une feuille au XML étrange donne un résultat qui garde chaque ligne, ou un refus en
    français."""
    parties = parties_de(petit)
    xml = parties["xl/worksheets/sheet1.xml"].decode()
    avant, troisieme, quatrieme, apres = re.fullmatch(
        r'(.*)(<row r="3".*?</row>)(<row r="4".*?</row>)(.*)', xml, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    for lettre, cellule in cellules.items():
        troisieme = re.sub(
            rf'<c r="{lettre}3"(?:[^>]*/>|.*?</c>)',
            lambda _, c=cellule, a=lettre: c.replace("{r}", f"{a}3"),
            troisieme,
        )
    troisieme = troisieme.replace('<row r="3"', rangee)
    parties["xl/worksheets/sheet1.xml"] = (
        avant + (quatrieme + troisieme if desordre else troisieme + quatrieme) + apres
    ).encode()
    chemin = petit.with_name("etrange.xlsx")
    zip_de(chemin, parties)
    lu = lire_ou_refuser(chemin, chemin.read_bytes())
    assert lu is None or {"5700000001", "5700000003", "5700000004", "5700000005", "5700000006"} <= {
        e.n_etranger for e in lu.classeur.lignes
    }
    assert lu is None or lu.jugement.lignes >= 6
