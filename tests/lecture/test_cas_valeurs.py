"""Des fichiers dont une valeur se lisait mal (tests/cas) : la bonne valeur. Toutes les personnes
sont inventées."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from fabrique import COLONNES, convention, ecrire, ligne_conforme
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from xlsxwriter import Workbook

from reports.verification import Verification
from workbook.declarations.lignes import CHAMPS
from workbook.jugement.messages import message
from workbook.jugement.personnes import attribuer_cles
from workbook.lecture.classeur import lire
from xl_addin.commandes import verifier
from xl_addin.mise_a_jour import mettre_a_jour

CAS = Path(__file__).resolve().parents[1] / "cas"
REF = date(2026, 4, 2)


def codes(v: Verification) -> set[tuple[str, str]]:
    """(cellule, code) de chaque anomalie, sauf X08 : ces fichiers portent plusieurs fois le même
    identifiant FT."""
    return {
        (v.classeur.cellule(a.champ, a.ligne), a.code)
        for a in v.jugement.anomalies
        if a.code != "X08"
    }


def dits(v: Verification, code: str) -> list[str]:
    """Ce que dit cette règle, de ligne en ligne."""
    return [message(a, nominatif=True) for a in v.jugement.anomalies if a.code == code]


@pytest.mark.parametrize(("nom", "attendus"), [
    ("1904-debut.xlsx", {("A4", "E03")}),
    ("date-iso-z.xlsx", set()),
    ("annee-seule.xlsx", {("H2", "D08"), ("H3", "D08"), ("H2", "E06")}),
    ("duree-n-etranger.xlsx", set()),
    ("ods-forme.ods", set()),
    ("ods-excel-erreur.ods", set()),
    ("ods-indente.ods", set()),
])  # fmt: skip
def test_dix_lignes_de_mars(nom: str, attendus: set[tuple[str, str]]) -> None:
    """Dix lignes, et toutes les anomalies qu'elles portent, aucune autre."""
    v = verifier(CAS / nom, REF)
    assert (v.jugement.lignes, codes(v)) == (10, attendus)
    assert [
        e.date_entretien
        for e in v.classeur.lignes
        if (e.date_entretien.year, e.date_entretien.month) != (2026, 3)
    ] == ([date(2023, 3, 2)] if nom.startswith("1904") else [])


def test_une_annee_seule_se_dit() -> None:
    """Une naissance tapée « 1980 », dans une cellule ordinaire puis dans une cellule de date :
    l'année est reconnue, et ce qu'il faut taper est dit."""
    v = verifier(CAS / "annee-seule.xlsx", REF)
    remede = (
        "Tapez le jour, le mois et l’année ; si le titre de séjour ne porte que l’année, tapez le "
        "1er janvier : 01/01/1980."
    )
    assert dits(v, "D08") == [
        f"« 1980 » est une année seule : l’âge ne peut pas être calculé. {remede}",
        (
            "Le 02/06/1905 est ce que le tableur fait de l’année 1980 tapée seule : l’âge ne peut "
            f"pas être calculé. {remede}"
        ),
    ]
    assert dits(v, "E06") == [f"« 1980 » est une année seule, pas une date. {remede}"]
    assert "1980" not in "".join(message(a) for a in v.jugement.anomalies)


def test_un_autre_tiret_est_la_meme_personne() -> None:
    """BEN-ALI Jean-Luc et BEN−ALI Jean−Luc, sans numéro : une seule personne."""
    v = verifier(CAS / "signe-moins.xlsx", REF)
    attribuer_cles(v.classeur.lignes)
    assert [e.cle for e in v.classeur.lignes] == [("ben ali", "jean luc", date(1985, 6, 15))] * 2
    assert {code for _, code in codes(v)} == {"D01", "F10"}


def test_calendrier_1904_partout(tmp_path: Path) -> None:
    """Un numéro de série nu se lit au calendrier du classeur dans chaque feuille : convention, mois
    du rapport, séances, décisions, entretiens."""
    jour = date(2026, 3, 2)
    serie = (jour - date(1904, 1, 1)).days
    decision = {
        "Date": serie,
        "Décision": "Anomalie confirmée",
        "Code": "E05",
        "Personne": "5701000000",
        "Raison": "Autre",
    }
    parametres = {
        "Convention": convention(
            **{"Fin": (date(2026, 12, 31) - date(1904, 1, 1)).days, "Recrutement du CIP": serie}
        )
    }
    seance = {"Date": serie, "DT": "Metz", "Demi-journée": "Matin", "Convoqués": 12, "Présents": 1}
    ligne = ligne_conforme(**{"Date entretien": serie, "Date de naissance": serie - 36 * 365})
    source = ecrire(
        tmp_path / "c.xlsx", [ligne], seances=[seance], decisions=[decision], parametres=parametres
    )
    classeur = openpyxl.load_workbook(source)
    classeur.epoch = CALENDAR_MAC_1904
    classeur.create_sheet("Accueil")["A1"] = serie
    classeur.defined_names["MoisRapport"] = DefinedName("MoisRapport", attr_text="Accueil!$A$1")
    classeur.save(source)
    lu = lire(source)
    assert (lu.cadre.fin, lu.cadre.recrutement, lu.mois) == (date(2026, 12, 31), jour, (2026, 3))
    assert (
        [s.jour for s in lu.seances or []],
        [d.jour for d in lu.decisions],
        [e.date_entretien for e in lu.lignes],
    ) == ([jour], [jour], [jour])
    neuf = tmp_path / "neuf.xlsx"
    mettre_a_jour(source, neuf)
    relu = lire(neuf)
    assert (relu.cadre.fin, relu.cadre.recrutement, relu.mois) == (lu.cadre.fin, jour, lu.mois)
    assert (
        [s.jour for s in relu.seances or []],
        [d.jour for d in relu.decisions],
        [e.date_entretien for e in relu.lignes],
    ) == ([jour], [jour], [jour])


DEMESUREES = (5701000000, -5701000000, 570100012, 2958466, 0.5, -0.5, 1980, 1e300, 1e-300)
"""Ce qu'une cellule au format d'une date ou d'une durée peut porter, et qui n'en est pas une."""
FORMATS = ("[h]:mm", "[mm]:ss", "h:mm", "dd/mm/yyyy", "mmm-yy")


def test_une_colonne_a_soi_ne_fait_rien_echouer(tmp_path: Path) -> None:
    """Durées et dates démesurées dans une colonne et une feuille du CIP : les entretiens se lisent,
    et `mettre-a-jour` reprend les nombres."""
    source = tmp_path / "c.xlsx"
    with Workbook(source) as classeur:
        feuille, a_moi = classeur.add_worksheet("Entretiens"), classeur.add_worksheet("À moi")
        jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        feuille.write_row(0, 0, [*COLONNES, *(f"À moi {f}" for f in FORMATS)])
        for rang, nombre in enumerate(DEMESUREES, 1):
            siens = {"N° étranger": f"57012345{rang:02}", "Date de naissance": date(1980, 1, rang)}
            for colonne, valeur in enumerate(ligne_conforme(**siens).values()):
                feuille.write(rang, colonne, valeur, jour if isinstance(valeur, date) else None)
            for colonne, format_ in enumerate(FORMATS):
                style = classeur.add_format({"num_format": format_})
                feuille.write_number(rang, len(COLONNES) + colonne, nombre, style)
                a_moi.write_number(rang, colonne, nombre, style)
    numeros = [f"57012345{rang:02}" for rang in range(1, len(DEMESUREES) + 1)]
    assert [e.n_etranger for e in lire(source).lignes] == numeros
    neuf = tmp_path / "neuf.xlsx"
    mettre_a_jour(source, neuf)
    assert [e.n_etranger for e in lire(neuf).lignes] == numeros
    relu = openpyxl.load_workbook(neuf)
    repris = [
        [c.value for c in ligne[-len(FORMATS) :]]
        for ligne in relu["Entretiens"].iter_rows(min_row=4, max_row=5)
    ]
    assert repris == [[5701000000] * 5, [-5701000000] * 5]
    assert [c.value for c in relu["À moi"][2]] == [5701000000] * 5


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("champ", "nombre", "lu"), [
    ("n_etranger", 5701000000, "5701000000"), ("n_etranger", 570100012, "570100012"),
     ("identifiant_ft", 12345678901, "12345678901"), ("observations", 612345678, "612345678"),
])  # fmt: skip
def test_un_numero_dans_une_cellule_de_date_ou_de_duree(
    champ: str, nombre: int, lu: str, format_: str, tmp_path: Path
) -> None:
    """Les chiffres d'un numéro, quel que soit le format de sa cellule."""
    source = tmp_path / "c.xlsx"
    with Workbook(source, {"default_date_format": "dd/mm/yyyy"}) as classeur:
        feuille = classeur.add_worksheet("Entretiens")
        feuille.write_row(0, 0, COLONNES)
        for colonne, valeur in enumerate(ligne_conforme().values()):
            feuille.write(1, colonne, valeur)
        feuille.write_number(
            1, CHAMPS.index(champ), nombre, classeur.add_format({"num_format": format_})
        )
    (e,) = lire(source).lignes
    assert getattr(e, champ) == lu
