"""Du fichier aux lignes : où sont les cellules. Toutes les personnes sont inventées."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fabrique import ecrire, ligne_conforme
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

from workbook.declarations.erreurs import ParametresRefuses
from workbook.declarations.lignes import SAISIES
from workbook.lecture.classeur import lire
from workbook.modele import exemple

LIGNE = exemple.entretiens()[3]


@pytest.mark.parametrize("gauche", [0, 1, 3])
@pytest.mark.parametrize("haut", [0, 2])
def test_adresses_dans_une_feuille_decalee(tmp_path: Path, gauche: int, haut: int) -> None:
    """Des colonnes et des lignes vides devant le tableau ne décalent ni la lecture, ni les adresses
    que citent les anomalies."""
    classeur = openpyxl.Workbook()
    feuille = classeur.create_sheet("Entretiens")
    for rang, c in enumerate(SAISIES, gauche + 1):
        feuille.cell(haut + 1, rang, c.titre)
        feuille.cell(haut + 2, rang, LIGNE.get(c.titre))
    classeur.save(tmp_path / "decale.xlsx")
    lu = lire(tmp_path / "decale.xlsx")
    (e,) = lu.lignes
    assert (e.nom, e.ligne) == (LIGNE["Nom"], haut + 2)
    assert feuille[lu.cellule("nom", e.ligne)].value == LIGNE["Nom"]


TITRES = {
    "Convention": ("Paramètre", "Valeur"),
    "Antennes": ("DT", "Départements", "Courriel"),
    "Situations": ("Situation", "Catégorie"),
    "Tranches": ("Tranche", "Âge min", "Âge max"),
}
LIGNES: dict[str, list[tuple[Any, ...]]] = {
    "Convention": [("DT couvertes", "Moselle")],
    "Antennes": [("Moselle", "57", "a@ofii.example"), ("Reims", "51", "")],
    "Situations": [("CDI", "Éligible"), ("Sans emploi", "Éligible")],
    "Tranches": [("Jeunes", 0, 25), ("Autres", 26, None)],
}


def _parametres(chemin: Path, colonnes: dict[str, tuple[str, ...]], *, objets: bool) -> Path:
    """Un classeur dont les tables de Paramètres ont ces colonnes, côte à côte ; `objets` : ce sont
    des tables d'Excel."""
    classeur = openpyxl.Workbook()
    classeur.active.title = "Entretiens"
    classeur.active.append([c.titre for c in SAISIES])
    classeur.active.append([LIGNE.get(c.titre) for c in SAISIES])
    onglet = classeur.create_sheet("Paramètres")
    gauche = 1
    for nom, titres in (TITRES | colonnes).items():
        siennes, voulus = LIGNES[nom], TITRES[nom]
        for rang, titre in enumerate(titres):
            onglet.cell(3, gauche + rang, titre)
            for n, ligne in enumerate(siennes):
                valeur = ligne[voulus.index(titre)] if titre in voulus else "à moi"
                onglet.cell(4 + n, gauche + rang, valeur)
        if objets:
            droite = get_column_letter(gauche + len(titres) - 1)
            ici = f"{get_column_letter(gauche)}3:{droite}{3 + len(siennes)}"
            onglet.add_table(Table(displayName=nom, ref=ici))
        gauche += len(titres) + 1
    classeur.save(chemin)
    return chemin


@pytest.mark.parametrize("objets", [True, False])
@pytest.mark.parametrize("change", [
    {"Antennes": ("Courriel", "DT", "Départements"), "Situations": ("Catégorie", "Situation"),
        "Tranches": ("Âge min", "Âge max", "Tranche")},
    {"Antennes": ("DT", "Directeur", "Départements", "Courriel"),
        "Situations": ("Situation", "Note", "Catégorie"), "Tranches": ("N°", "Tranche", "Âge min",
        "Âge max")},
], ids=["autre ordre", "colonnes ajoutées"])  # fmt: skip
def test_tables_de_parametres_trouvees_par_leurs_titres(
    tmp_path: Path, change: dict[str, tuple[str, ...]], objets: bool
) -> None:
    """Les colonnes des tables de Paramètres se déplacent et s'ajoutent comme celles d'Entretiens :
    le cadre reste le même."""
    attendu = lire(_parametres(tmp_path / "a.xlsx", TITRES, objets=objets)).cadre
    lu = lire(_parametres(tmp_path / "b.xlsx", TITRES | change, objets=objets))
    assert lu.cadre == attendu
    assert (lu.cadre.dts, lu.cadre.situations[0], [t.libelle for t in lu.cadre.tranches]) == (
        ("Moselle", "Reims"),
        ("CDI", "Éligible"),
        ["Jeunes", "Autres"],
    )
    assert not [
        m for m in lu.messages if "table" in m and "Listes" not in m and "Convention" not in m
    ]


def test_tables_de_parametres_sans_leurs_colonnes_facultatives(tmp_path: Path) -> None:
    """Sans Départements ni Courriel, une antenne n'a ni départements ni adresse ; rien d'autre ne
    change."""
    lu = lire(_parametres(tmp_path / "a.xlsx", TITRES | {"Antennes": ("DT", "Mél")}, objets=True))
    assert [(a.dt, a.departements, a.courriel) for a in lu.cadre.antennes] == [
        ("Moselle", "", ""),
        ("Reims", "", ""),
    ]


@pytest.mark.parametrize(("change", "dite"), [
    ({"Situations": ("Situation", "Catégories")},
     "table « Situations », ligne 3 : il manque la colonne « Catégorie »"),
    ({"Antennes": ("Direction", "Départements", "Courriel")},
     "table « Antennes », ligne 3 : il manque la colonne « DT »"),
    ({"Tranches": ("Tranche", "De", "À")},
     "table « Tranches », ligne 3 : il manque les colonnes « Âge min » et « Âge max »"),
])  # fmt: skip
def test_table_de_parametres_sans_un_titre(
    tmp_path: Path, change: dict[str, tuple[str, ...]], dite: str
) -> None:
    """Un titre manque à une table : c'est dit et refusé, jamais remplacé en silence par les valeurs
    livrées."""
    with pytest.raises(ParametresRefuses, match=re.escape(dite)):
        lire(_parametres(tmp_path / "a.xlsx", TITRES | change, objets=True))


def test_seances_douteuses(tmp_path: Path) -> None:
    """Une PFA saisie deux fois, un nombre qui n'en est pas un, une séance sans date : chacun se
    dit, avec sa ligne."""
    pfa: dict[str, Any] = {"Date": date(2026, 1, 27), "DT": "Metz", "Demi-journée": "Matin"}
    seances = [
        pfa,
        pfa | {"Demi-journée": "Après-midi", "Convoqués": "douze"},
        pfa | {"Présents": -1},
        {"DT": "Metz", "Demi-journée": "Matin"},
    ]
    dits = [
        m.partition(", ")[2]
        for m in lire(ecrire(tmp_path / "a.xlsx", [ligne_conforme()], seances=seances)).messages
        if "Séances" in m
    ]
    premiere = int(dits[0].split()[1]) - 1
    assert dits == [
        f"ligne {premiere + 1} : « Convoqués » n’est pas un nombre entier. Corrigez-le.",
        f"ligne {premiere + 2} : « Présents » n’est pas un nombre entier. Corrigez-le.",
        (
            f"ligne {premiere + 2} : c’est la PFA de la ligne {premiere} : elle compte une seule "
            "fois. Effacez l’une des deux."
        ),
        (
            f"ligne {premiere + 3} : date ou DT manquante ou inconnue ; la séance n’est pas "
            "comptée. Complétez-la."
        ),
    ]
