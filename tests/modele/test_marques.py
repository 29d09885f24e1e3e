"""Ce que les formats conditionnels font voir, dessiné par LibreOffice. Toutes les personnes sont
inventées."""

import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fabrique import ligne_conforme
from libreoffice import Convertisseur

from workbook.modele import classeur as modele
from workbook.modele import exemple
from workbook.modele import table as modele_table
from xl_addin.neuf import construire_classeur

LIBRE = {"Situation": "Sans emploi", "AGIR": "Non", "RSA": "Non", "Inscrit FT": "Non"}
MARQUES: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("à inscrire", {"Inscription CIP": "", "Identifiant FT": ""}, ("➜ À INSCRIRE",)),
    ("inscrite", {"Inscription CIP": "Réalisée"}, ("✔ INSCRITE",)),
    ("en emploi", {"Situation": "CDI"}, ("✘ EN EMPLOI", "CDI ✘")),
    ("au rsa", {"RSA": "Oui", "Inscription CIP": ""}, ("✘ AU RSA", "Oui ✘")),
    ("agir", {"AGIR": "Oui", "Inscription CIP": ""}, ("✘ AGIR", "Oui ✘")),
    ("déjà inscrite", {"Inscrit FT": "Oui", "Inscription CIP": "Réalisée"},
     ("✘ DÉJÀ INSCRITE", "Oui ⚠", "Réalisée ⚠")),
    ("à qualifier", {"AGIR": ""}, (" À QUALIFIER", "⚠ À qualifier")),
    ("hors liste", {"Situation": "chômeur"}, (" HORS LISTE", "chômeur ⚠", "⚠ À vérifier")),
    ("numéro court", {"N° étranger": "123"}, ("123 ⚠",)),
    ("identifiant court", {"Identifiant FT": "1234"}, ("1234 ⚠",)),
    ("entretien à venir", {"Date entretien": date(2099, 3, 3)}, ("03/03/2099 ⚠",)),
    ("date écrite", {"Date de naissance": "vers 1990"}, ("vers 1990 ⚠", "À vérifier")),
    ("rdv tenu demain", {"Date RDV FT": date(2099, 3, 3), "RDV FT": "Accompagné"},
     ("03/03/2099 ⚠",)),
    ("rdv prévu demain", {"Date RDV FT": date(2099, 3, 4), "RDV FT": "Prévu"}, ("04/03/2099",)),
]  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, libreoffice: Convertisseur) -> list[list[str]]:
    """Les lignes de texte de chaque page d'Entretiens : une ligne par cas, nommée de lui, puis deux
    fois le même numéro."""
    lignes = [
        ligne_conforme(**({"N° étranger": f"57{n:08d}"} | LIBRE | valeurs | {"Nom": nom.upper()}))
        for n, (nom, valeurs, _) in enumerate(MARQUES)
    ]
    lignes += [
        ligne_conforme(**{"N° étranger": "5700009999", "Nom": nom}) for nom in ("DEUX", "FOIS")
    ]
    dossier = tmp_path_factory.mktemp("marques")
    with pytest.MonkeyPatch.context() as patch:
        for table in modele_table.LIGNES_PRETES:
            patch.setitem(modele_table.LIGNES_PRETES, table, 5)
        (dossier / "marques.xlsx").write_bytes(modele.construire(lignes=lignes))
    (pdf,) = libreoffice([dossier / "marques.xlsx"], dossier / "pdf", format_="pdf")
    texte = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    return [
        [re.sub(" +", " ", ligne) for ligne in page.splitlines()]
        for page in texte.split("\f")
        if page.split()[:1] == ["Entretiens"]
    ]


@pytest.mark.parametrize(
    ("nom", "marques"),
    [(nom, marques) for nom, _, marques in MARQUES],
    ids=[nom for nom, *_ in MARQUES],
)
def test_marque_de_la_ligne(pages: list[list[str]], nom: str, marques: tuple[str, ...]) -> None:
    """La ligne montre, en texte ou en symbole, si la personne est à inscrire, ce qui l'écarte et ce
    qui est à corriger."""
    ligne = " | ".join(ligne for page in pages for ligne in page if nom.upper() in ligne) + " "
    assert [m for m in marques if m not in ligne] == [], ligne


def test_rendez_vous_prevu(pages: list[list[str]]) -> None:
    """Un rendez-vous prévu plus tard n'est pas une faute : sa date n'est pas marquée."""
    assert not any("04/03/2099 ⚠" in ligne for page in pages for ligne in page)


def test_numero_deja_vu(pages: list[list[str]]) -> None:
    """Le même numéro deux fois dans une PFA porte ×2 sur chacune de ses lignes."""
    assert sum("5700009999 ×2" in ligne for page in pages for ligne in page) == 2


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_textes_d_une_ligne_a_la_meme_hauteur(
    extension: str, tmp_path: Path, libreoffice: Convertisseur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Un format conditionnel ne décale pas le texte : sur chaque ligne, tout est à la même
    hauteur."""
    monkeypatch.setitem(modele_table.LIGNES_PRETES, "Entretiens", 25)
    source = tmp_path / f"exemple.{extension}"
    source.write_bytes(construire_classeur(f".{extension}", lignes=exemple.entretiens())[0])
    (pdf,) = libreoffice([source], tmp_path / "pdf", format_="pdf")
    dessin = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    page = next(p for p in dessin.split("<page ") if ">Situation<" in p and ">Arslani<" in p)
    hauteurs = {
        float(y)
        for y in re.findall(
            r'yMin="([\d.]+)"[^>]*>(?:27/01/2026|Metz|99\d{8}|[FH]|CDI|CDD|Non|Oui|Kouadjo|Qaderzai|Arslani)<',
            page,
        )
    }
    assert len(hauteurs) == len(exemple.entretiens())
