"""Ce que quelqu'un tape n'est jamais exécuté, ni ne casse un fichier : formules, balises,
caractères de contrôle, textes démesurés."""

import email
import email.policy
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from fabrique import LISTES, SITUATIONS, convention, ecrire, ligne_conforme
from terminal import executer

PIEGES = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://exemple.invalid";"ici")',
    "{=1+1}",
    "<f>1+1</f>",
    "]]>&amp;<!--",
    "_x000D_=1+1",
    "_x0000__x001B_[31m",
    "http://exemple.invalid",
    "é" * 40_000,
    "'=1+1",
    "\N{GRINNING FACE}\N{RIGHT-TO-LEFT OVERRIDE}abc",
)
TEXTES = (
    "Nom",
    "Prénom",
    "N° étranger",
    "Identifiant FT",
    "Observations",
    "Situation",
    "Demi-journée",
    "Inscription CIP",
    "Motif non-inscription",
    "RDV FT",
    "AGIR",
)
ENTRE_GUILLEMETS = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!')
NOTRES = re.compile(r"(?:IF|COUNTIFS|SUM)\([A-Z0-9$:=+,<>()]*\)")
FONCTIONS = {"IF", "COUNTIFS", "SUM"}
AUJOURDHUI = ("--mois", "2026-01", "--aujourdhui", "2026-11-23")


def formules(octets: Path) -> list[str]:
    """Les formules qui ne sont pas les nôtres, dans toutes les feuilles d'un classeur dont chaque
    partie est relue ; les liens vers l'extérieur aussi.

    Les rapports n'en ont aucune ; le justificatif a les siennes, qui comptent ses propres lignes.
    """
    trouvees = []
    with zipfile.ZipFile(octets) as z:
        for nom in z.namelist():
            if not nom.endswith((".xml", ".rels")):
                continue
            racine = ElementTree.fromstring(z.read(nom))
            if nom.startswith("xl/worksheets/sheet"):
                trouvees += [
                    f.text or ""
                    for f in racine.iter(
                        "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"
                    )
                ]
            trouvees += [
                lien.get("Target", "")
                for lien in racine.iter()
                if lien.get("TargetMode") == "External"
            ]
    openpyxl.load_workbook(octets).close()
    return [f for f in trouvees if "Rapport_" in octets.name or not notre(f)]


def notre(formule: str) -> bool:
    """Vrai si, ses textes entre guillemets ôtés, une formule n'est faite que de nos fonctions et de
    références."""
    nue = ENTRE_GUILLEMETS.sub("", formule)
    return bool(NOTRES.fullmatch(nue)) and set(re.findall(r"[A-Z]+(?=\()", nue)) <= FONCTIONS


def ecrire_textes(chemin: Path, lignes: list[dict[str, Any]], **mise_en_page: Any) -> Path:
    """Comme `ecrire`, mais un texte qui commence par « = » reste un texte."""
    ecrire(chemin, lignes, **mise_en_page)
    classeur = openpyxl.load_workbook(chemin)
    for cellule in (
        c for feuille in classeur for rangee in feuille for c in rangee if c.data_type == "f"
    ):
        cellule.data_type = "s"
    classeur.save(chemin)
    return chemin


def produits(dossier: Path) -> list[Path]:
    """Les classeurs que le logiciel a écrits, justificatif compris."""
    return sorted(p for p in dossier.rglob("*.xlsx") if p.name != "Suivi.xlsx")


def test_texte_dans_les_entretiens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un texte piégé, dans chaque colonne de texte, ne devient une formule, un lien ou une balise
    dans aucun fichier produit."""
    pieges = [piege[:32_000] for piege in PIEGES]
    lignes = [ligne_conforme(**{titre: piege}) for titre in TEXTES for piege in pieges] + [
        ligne_conforme(**dict.fromkeys(TEXTES, piege)) for piege in pieges
    ]
    code, sortie, erreurs = executer(
        capsys,
        "rapport",
        ecrire_textes(tmp_path / "Suivi.xlsx", lignes),
        *AUJOURDHUI,
        "--provisoire",
        "--json",
    )
    assert (code, erreurs) == (0, "")
    assert json.loads(sortie)["indicateurs"]["R0"]["mois"] > 0
    assert len(produits(tmp_path)) >= 4
    for fichier in produits(tmp_path):
        assert formules(fichier) == []
    for option in ((), ("--nominatif",)):
        _, sortie, _ = executer(capsys, "verifier", tmp_path / "Suivi.xlsx", *option)
        assert not [c for c in sortie if not c.isprintable() and c != "\n"]


@pytest.mark.parametrize(
    "piege",
    [
        "=1+1",
        "\r=1+1",
        "]]>&amp;<!--",
        "_x0000__x001B_[31m",
        "Contact\nBcc: ailleurs@exemple.invalid",
    ],
)
def test_texte_dans_les_parametres(
    piege: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un texte piégé dans Paramètres (opérateur, contact, tranches, situations, listes) reste un
    texte, et se relit dans le rapport."""
    courts = [f"{p} {n}" for n, p in enumerate(PIEGES) if len(p) < 50]
    parametres: dict[str, list[tuple[Any, ...]]] = {
        "Convention": convention(
            **{"Opérateur": piege, "Contact": piege, "Courriel DREETS": piege}
        ),
        "Tranches": [
            *((p, 5 * n, 5 * n + 4) for n, p in enumerate(courts)),
            ("Autres", 5 * len(courts), None),
        ],
        "Situations": [*SITUATIONS, *((p, "Éligible") for p in courts)],
        "Antennes": [("Metz", piege, piege)],
        "Listes": [*LISTES, *((None, None, None, p, p, p) for p in courts)],
    }
    lignes = [
        ligne_conforme(
            Situation=p,
            **{"N° étranger": f"57000001{n:02}", "Date de naissance": date(2023 - 5 * n, 1, 2)},
        )
        for n, p in enumerate(courts)
    ]
    code, _, erreurs = executer(
        capsys,
        "rapport",
        ecrire_textes(tmp_path / "Suivi.xlsx", lignes, parametres=parametres),
        *AUJOURDHUI,
        "--provisoire",
        "--json",
    )
    assert (code, erreurs) == (0, ""), erreurs
    for fichier in produits(tmp_path):
        assert formules(fichier) == []
    rapport = openpyxl.load_workbook(next(tmp_path.rglob("Rapport_DREETS*.xlsx")))
    tranches = {ligne[5].value for ligne in rapport["Données"].iter_rows(min_row=2)}
    assert len(tranches) == len(courts) + 1
    assert {c for t in tranches for c in t} >= {
        c for p in courts for c in p if c.isprintable()
    } - set(" _x0123456789ABCD")
    courriels = list(tmp_path.rglob("*.eml"))
    for fichier in courriels:
        courriel = email.message_from_bytes(fichier.read_bytes(), policy=email.policy.default)
        assert {nom.lower() for nom in courriel} <= {
            "x-unsent",
            "to",
            "subject",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
        }
        assert not courriel["To"]
    assert courriels


def test_nom_de_dt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un nom de DT singulier, s'il est accepté, nomme un fichier de ce seul dossier, et reste un
    texte dans chacun."""
    dts = [
        "=1+1",
        "+Metz",
        "-Metz",
        "@Metz",
        "Metz & Moselle",
        "L’Île-d'Yeu",
        "CON",
        "con.xlsx",
        "..a",
        "[Metz]",
        "{}%s",
        "Metz" * 15,
        "DREETS",
    ]
    parametres = {
        "Antennes": [(dt, "57", None) for dt in dts],
        "Convention": convention(**{"DT couvertes": dts[0]}),
    }
    chemin = ecrire_textes(
        tmp_path / "Suivi.xlsx", [ligne_conforme(DT=dt) for dt in dts], parametres=parametres
    )
    code, _, erreurs = executer(capsys, "rapport", chemin, *AUJOURDHUI, "--provisoire")
    assert (code, erreurs) == (0, "")
    rapports = produits(tmp_path / "Rapports")
    assert {p.name for p in rapports} == {
        "Rapport_DREETS_2026-01_provisoire.xlsx",
        *(f"Rapport_DT_{dt}_2026-01_provisoire.xlsx" for dt in dts),
    }
    assert {p.parent.name for p in rapports} == {"2026-01"}
    for fichier in produits(tmp_path):
        assert formules(fichier) == []
        perimetres = (
            {
                ligne[1].value
                for ligne in openpyxl.load_workbook(fichier)["Données"].iter_rows(min_row=2)
            }
            if fichier in rapports
            else set()
        )
        assert perimetres <= {*dts, "Grand Est"}
