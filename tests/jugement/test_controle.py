"""La colonne Contrôle et la marque des cellules à revoir. Toutes les personnes sont inventées."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fabrique import ecrire, ligne_conforme
from libreoffice import Convertisseur

from workbook.declarations.lignes import SAISIES
from workbook.jugement.controle import est_a_revoir, marque_de_ligne
from xl_addin.commandes import verifier

REF = date(2026, 2, 20)


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({}, "✔ Conforme"),
        ({"Date de naissance": date(2000, 7, 1)}, "✔ Conforme"),  # D13 : une information
        ({"Sexe": "X"}, "■ 1 bloquant : Sexe"),
        ({"Sexe": None}, "⚠ 1 à vérifier : Sexe"),
        ({"Sexe": "X", "N° étranger": "12"}, "■ 2 bloquants : N° étranger, Sexe"),
        (
            {"Demi-journée": None, "RDV FT": "Accompagné", "Date RDV FT": None},
            "■ 1 bloquant · ⚠ 1 à vérifier : Date RDV FT, Demi-journée",
        ),
    ],
)
def test_bilan_de_ligne(changes: dict[str, Any], attendu: str, tmp_path: Path) -> None:
    """Le compte par gravité, puis les colonnes à revoir, bloquantes d'abord."""
    v = verifier(ecrire(tmp_path / "c.xlsx", [ligne_conforme(**changes)]), REF)
    assert marque_de_ligne(v.jugement.anomalies) == attendu


def test_la_marque_suit_le_texte(tmp_path: Path, libreoffice: Convertisseur) -> None:
    """La formule de la marque ne désigne que les colonnes citées : « Nom » n'est pas dans « Prénom
    », ni « RDV FT » dans « Date RDV FT »."""
    textes = [
        "",
        "✔ Conforme",
        "■ 1 bloquant : Prénom",
        "⚠ 1 à vérifier : Date RDV FT, Nom",
        "■ 2 bloquants · ⚠ 1 à vérifier : N° étranger, RDV FT, Sexe",
    ]
    classeur = openpyxl.Workbook()
    for rang, texte in enumerate(textes, 1):
        classeur.active.append(
            [texte, *(f"={est_a_revoir(c.champ, f'$A{rang}')}" for c in SAISIES)]
        )
    classeur.save(tmp_path / "c.xlsx")
    (calcule,) = libreoffice([tmp_path / "c.xlsx"], tmp_path / "o")
    lues = openpyxl.load_workbook(calcule, data_only=True).active.iter_rows(values_only=True)
    marquees = [
        {c.titre for c, vrai in zip(SAISIES, ligne[1:], strict=True) if vrai} for ligne in lues
    ]
    assert marquees == [
        set(),
        set(),
        {"Prénom"},
        {"Date RDV FT", "Nom"},
        {"N° étranger", "RDV FT", "Sexe"},
    ]
