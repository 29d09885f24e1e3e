"""Ce que Définitions dit des paramètres.

La valeur, si elle n'est pas celle du modèle, et la seule ligne qui a changé.
"""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fabrique import ANTENNES, SITUATIONS, TRANCHES_RETOUCHEES, convention, ecrire, ligne_conforme
from terminal import executer

from reports.parametres import changements, parametres_publies
from workbook.declarations.cadre import Cadre, cadre_par_defaut
from workbook.lecture.classeur import lire

BENEVOLE = [*SITUATIONS, ("Bénévole", "Autre hors public")]
NANCY = [*ANTENNES, ("Nancy", "54", None)]
CDI_ELIGIBLE = [(nom, "Éligible" if nom == "CDI" else categorie) for nom, categorie in SITUATIONS]


def cadre(dossier: Path, **tables: Any) -> Cadre:
    """Le cadre d'un classeur de ces tables."""
    return lire(ecrire(dossier / "essai.xlsx", [ligne_conforme()], parametres=tables)).cadre


def publies(c: Cadre) -> dict[str, str]:
    """Titre -> valeur, comme le manifeste les garde."""
    return {p.titre: p.valeur for p in parametres_publies(c)}


@pytest.mark.parametrize(("tables", "modifies"), [
    ({}, []),
    ({"Antennes": [("Metz", "54 55 57 88", "dt@exemple.invalid"), *ANTENNES[1:]]}, []),
    ({"Antennes": [("Metz", " 54  55 57 88 ", None), *ANTENNES[1:]]}, []),
    ({"Antennes": [("Metz", "54 55 57", None), *ANTENNES[1:]]}, ["Antenne de Metz"]),
    ({"Antennes": NANCY}, ["Antenne de Nancy"]),
    ({"Antennes": ANTENNES[::-1]}, []),
    ({"Situations": SITUATIONS[::-1]}, []),
    ({"Situations": BENEVOLE}, ["Situations"]),
    ({"Tranches": TRANCHES_RETOUCHEES[0]}, ["Tranches d’âges"]),
    ({"Convention": convention(**{"DT couvertes": "Metz; Reims"})}, ["DT couvertes"]),
    (
        {"Convention": convention(Contact="a@exemple.invalid", **{"Délai de relance (jours)": 20})},
        ["Délai de relance (jours)"],
    ),
], ids=str)  # fmt: skip
def test_modifie_dans_le_classeur(
    tables: dict[str, Any], modifies: list[str], tmp_path: Path
) -> None:
    """« (modifié dans le classeur) » n'est que devant ce qui a été changé, et qui se publie."""
    assert [p.titre for p in parametres_publies(cadre(tmp_path, **tables)) if p.modifie] == modifies


@pytest.mark.parametrize(("tables", "dits"), [
    ({}, []),
    ({"Situations": SITUATIONS[::-1], "Antennes": ANTENNES[::-1]}, []),
    ({"Situations": BENEVOLE}, ["Situations, ajouté : Bénévole → Autre hors public"]),
    ({"Situations": SITUATIONS[1:]}, ["Situations, retiré : Sans emploi → Éligible"]),
    (
        {"Situations": CDI_ELIGIBLE},
        ["Situations, ajouté : CDI → Éligible ; Situations, retiré : CDI → En emploi"],
    ),
    ({"Antennes": NANCY}, ["Antenne de Nancy, ajouté : 54"]),
    ({"Antennes": ANTENNES[:2]}, ["Antenne de Strasbourg, retiré : 67 68"]),
    (
        {"Antennes": [("Metz", "54 57", None), *ANTENNES[1:]]},
        ["Antenne de Metz : 54 55 57 88 → 54 57"],
    ),
    (
        {"Convention": convention(**{"DT couvertes": "Metz; Reims"})},
        ["DT couvertes, ajouté : Reims"],
    ),
    ({"Convention": convention(Fin=date(2027, 5, 31))}, ["Fin : 30/11/2026 → 31/05/2027"]),
    (
        {
            "Tranches": [
                ("Moins de 26 ans", 0, 25), ("26–45 ans", 26, 45), ("46–64 ans", 46, 64),
                ("65 ans et plus", 65, None),
            ],
        },
        [
            (
                "Tranches d’âges, ajouté : Moins de 26 ans (0–25) ; Tranches d’âges, retiré : "
                "Moins de 25 ans (0–24), 25 ans (25–25)"
            ),
        ],
    ),
], ids=str)  # fmt: skip
def test_ce_qui_a_change(tables: dict[str, Any], dits: list[str], tmp_path: Path) -> None:
    """D'un mois à l'autre, une ligne ajoutée ou retirée se lit seule.

    Un autre ordre ne change rien.
    """
    assert (
        list(changements(publies(cadre_par_defaut()), publies(cadre(tmp_path, **tables))).values())
        == dits
    )


def test_dans_le_rapport(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Une situation ajoutée entre janvier et février.

    Définitions n'en montre que la ligne, et ne dit aucune antenne modifiée.
    """
    lignes = [ligne_conforme(), ligne_conforme(**{"Date entretien": date(2026, 2, 3)})]
    antennes = [(*ANTENNES[0][:2], "dt@exemple.invalid"), *ANTENNES[1:]]
    changees: dict[str, Any] = {"Situations": BENEVOLE, "Antennes": antennes}
    for mois, tables in (("2026-01", {}), ("2026-02", changees)):
        chemin = ecrire(tmp_path / "Suivi.xlsx", lignes, parametres=tables)
        assert (
            executer(capsys, "rapport", chemin, "--mois", mois, "--aujourdhui", "2026-03-02")[0]
            == 0
        )
    feuille = openpyxl.load_workbook(
        tmp_path / "Rapports" / "2026-02" / "Rapport_DT_Metz_2026-02_v1.xlsx"
    )["Définitions"]
    textes = [str(c.value) for ligne in feuille.iter_rows() for c in ligne if c.value]
    change = textes[
        textes.index("Ce qui a changé depuis le rapport du mois précédent") + 1 : textes.index(
            "Paramètres appliqués"
        )
    ]
    assert change == ["• Situations, ajouté : Bénévole → Autre hors public"]
    assert ["Antenne" in t for t in textes if "modifié" in t] == [False]
