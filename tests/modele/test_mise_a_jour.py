"""Reprendre un ancien classeur dans le modèle d'aujourd'hui : rien ne se perd. Toutes les personnes
sont inventées."""

import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from libreoffice import Convertisseur
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from python_calamine import CalamineWorkbook

from workbook.declarations.lignes import ENTRETIENS
from workbook.lecture.classeur import lire
from workbook.lecture.commentaires import MARQUE
from workbook.lecture.enveloppe import FEUILLE_REGLAGES
from workbook.modele import classeur as modele
from workbook.modele import exemple
from workbook.modele import table as modele_table
from xl_addin.cli import main

RANG = {c.titre: rang for rang, c in enumerate(ENTRETIENS, 1)}
PREMIERE = modele_table.HAUT + 2
JOUR = date(2026, 1, 27)


@pytest.fixture(autouse=True)
def _peu_de_lignes_pretes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quelques lignes prêtes suffisent ici, et se construisent cent fois plus vite que deux
    mille."""
    for table in modele_table.LIGNES_PRETES:
        monkeypatch.setitem(modele_table.LIGNES_PRETES, table, 6)


def ancien(
    chemin: Path, modifier: Callable[[Workbook], Any] = lambda _: None, **contenu: Any
) -> Path:
    """Un classeur du modèle, modifié puis enregistré par openpyxl, qui en ôte les valeurs des
    formules."""
    de_l_exemple: dict[str, Any] = {
        "lignes": exemple.entretiens(),
        "seances": exemple.seances(),
        "mois": exemple.MOIS,
    }
    chemin.write_bytes(modele.construire(**de_l_exemple | contenu))
    classeur = openpyxl.load_workbook(chemin)
    modifier(classeur)
    classeur.save(chemin)
    return chemin


def ecrire(cellule: Any, valeur: Any) -> None:
    """Met une valeur dans une cellule ; un texte y est un texte, même s'il commence par =."""
    cellule.value = valeur
    if isinstance(valeur, str):
        cellule.data_type = "s"
        cellule.number_format = "General"
    elif not isinstance(valeur, date | time):
        cellule.number_format = "General"


def valeurs(chemin: Path) -> Counter[tuple[str, Any]]:
    """Toutes les valeurs d'un classeur, hors de la Notice et de ses réglages."""
    lu = CalamineWorkbook.from_path(str(chemin))
    grilles = [
        lu.get_sheet_by_name(nom).to_python()
        for nom in lu.sheet_names
        if nom not in ("Notice", FEUILLE_REGLAGES)
    ]
    return Counter(
        (type(v).__name__, v) for grille in grilles for ligne in grille for v in ligne if v != ""
    )


def mettre_a_jour(source: Path, nom: str = "nouveau.xlsx") -> Path:
    """Lance la commande, qui doit réussir sans toucher à l'ancien ; rend le nouveau classeur."""
    nouveau, avant = source.parent / nom, source.read_bytes()
    nouveau.unlink(missing_ok=True)
    assert main(["mettre-a-jour", str(source), str(nouveau)]) == 0
    assert source.read_bytes() == avant
    return nouveau


TAPEES = st.one_of(
    st.sampled_from(["=1+1", "+33", "@x", "0012", " ", "NA", "None", "#N/A", "Metz",
        "é’\u00a0\u202f", "deux\nlignes", "Âge", "x" * 300, "27/01/2026", "👍", "_x0041_"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"),
        exclude_characters="_"), min_size=1, max_size=12),
    st.integers(-10, 10**12), st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)), st.datetimes(datetime(1950, 1, 1),
        datetime(2050, 1, 1)).map(lambda d: d.replace(microsecond=0)),
    st.just(time(13, 30)),
)  # fmt: skip
PLACES = {
    "Entretiens": st.tuples(
        st.one_of(st.integers(1, 2), st.integers(PREMIERE, 60)), st.integers(1, 30)
    ),
    "Séances": st.tuples(
        st.one_of(st.integers(1, 2), st.integers(PREMIERE, 30)), st.integers(1, 8)
    ),
    "Décisions": st.tuples(st.integers(PREMIERE, 30), st.integers(1, 9)),
    "Journal": st.tuples(st.integers(PREMIERE, 30), st.integers(1, 10)),
    "Accueil": st.tuples(st.integers(1, 50), st.integers(6, 9)),
    "Paramètres": st.tuples(st.integers(40, 60), st.integers(1, 30)),
    "Mes notes": st.tuples(st.integers(1, 20), st.integers(1, 10)),
    "Contrôles": st.tuples(st.integers(1, 30), st.integers(9, 12)),
    "À suivre": st.tuples(st.integers(1, 30), st.integers(11, 14)),
}
CELLULES = st.one_of(
    *(st.tuples(st.just(feuille), place, TAPEES) for feuille, place in PLACES.items())
)


@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(CELLULES, min_size=5, max_size=60))
def test_chaque_valeur_se_retrouve(
    tmp_path: Path, cellules: list[tuple[str, tuple[int, int], Any]]
) -> None:
    """Où que des valeurs aient été tapées, et quelles qu'elles soient, chacune est dans le nouveau
    classeur, avec son type."""

    def taper(classeur: Workbook) -> None:
        classeur.create_sheet("Mes notes")
        for feuille, (rang, colonne), valeur in cellules:
            ecrire(classeur[feuille].cell(rang, colonne), valeur)

    source = ancien(tmp_path / "ancien.xlsx", taper)
    perdues = valeurs(source) - valeurs(mettre_a_jour(source))
    assert not perdues


def _taper(*cellules: tuple[str, str, Any]) -> Callable[[Workbook], None]:
    def modifier(classeur: Workbook) -> None:
        for feuille, adresse, valeur in cellules:
            ecrire(
                (
                    classeur[feuille]
                    if feuille in classeur.sheetnames
                    else classeur.create_sheet(feuille)
                )[adresse],
                valeur,
            )

    return modifier


def test_colonnes_du_cip_et_lignes_sous_la_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Les colonnes du CIP sont à droite, dans la table, avec leur titre ; une ligne tapée loin sous
    la table y entre."""
    droite, loin = get_column_letter(len(ENTRETIENS) + 1), 900
    source = ancien(
        tmp_path / "a.xlsx",
        _taper(
            ("Entretiens", f"{droite}3", "Ma note"), ("Entretiens", f"{droite}5", "=rappeler"),
            ("Entretiens", f"A{loin}", JOUR), ("Entretiens", f"D{loin}", "0099009999"),
             ("Entretiens", f"E{loin}", "Tardif"),
        ),
    )  # fmt: skip
    nouveau = openpyxl.load_workbook(mettre_a_jour(source))["Entretiens"]
    assert nouveau[f"{droite}3"].value == "Ma note"
    assert (nouveau[f"{droite}5"].value, nouveau[f"{droite}5"].data_type) == ("=rappeler", "s")
    assert nouveau.tables["Entretiens"].column_names[-1] == "Ma note"
    derniere = PREMIERE + len(exemple.entretiens())
    assert [nouveau[f"{c}{derniere}"].value for c in "DE"] == ["0099009999", "Tardif"]
    assert nouveau[f"T{derniere}"].value.startswith("=")
    assert (
        "Vos colonnes, reprises à droite du tableau Entretiens : « Ma note »."
        in capsys.readouterr().out
    )


def test_valeur_tapee_sur_une_formule(tmp_path: Path) -> None:
    """La formule revient ; ce qui était tapé dessus est gardé dans une colonne à côté."""
    source = ancien(
        tmp_path / "a.xlsx", _taper(("Entretiens", "T5", 99), ("Entretiens", "W6", "à revoir"))
    )
    nouveau = openpyxl.load_workbook(mettre_a_jour(source))["Entretiens"]
    titres = nouveau.tables["Entretiens"].column_names
    assert titres[len(ENTRETIENS) :] == ["Âge (tapé)", "Motif (tapé)"]
    assert nouveau["T5"].value.startswith("=")
    assert [nouveau.cell(r, len(ENTRETIENS) + k).value for r, k in ((5, 1), (6, 2))] == [
        99,
        "à revoir",
    ]


def test_le_reste_du_classeur(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Paramètres, décisions, journal, mois, état de la vérification et feuilles du CIP passent ; le
    reste est à part, avec sa place."""
    decision = {
        "Date": JOUR,
        "Décision": "Anomalie confirmée",
        "Code": "D12",
        "Personne": "9900000112",
        "Raison": "Autre",
    }
    source = ancien(
        tmp_path / "a.xlsx",
        _taper(
            ("Paramètres", "B11", 14),
            ("Accueil", "G3", "penser à Reims"),
            ("Mes notes", "B2", "bonjour"),
            ("Accueil", "E9", "Vérifié hier"),
        ),
        decisions=[decision],
        journal=[{"Date": JOUR, "Mois": "janvier 2026", "État": "DÉFINITIF", "Version": 1}],
        ecrit={"PersonnesRecues": 21, "MoisVerifie": "janvier 2026"},
    )
    chemin = mettre_a_jour(source)
    avant, apres = lire(source), lire(chemin)
    assert (apres.cadre, apres.cadre.convoques_par_pfa, apres.decisions, apres.mois_demande) == (
        avant.cadre,
        14,
        avant.decisions,
        "janvier 2026",
    )
    nouveau = openpyxl.load_workbook(chemin)
    assert [nouveau["Journal"][f"{c}4"].value for c in "BCD"] == ["janvier 2026", "DÉFINITIF", 1]
    assert nouveau["Mes notes"]["B2"].value == "bonjour"
    assert (nouveau["Accueil"]["D9"].value, nouveau["Accueil"]["E9"].value) == (21, "Vérifié hier")
    assert [[c.value for c in rangee] for rangee in nouveau["Repris"].iter_rows()] == [
        ["Feuille", "Cellule", "Valeur"],
        ["Accueil", "G3", "penser à Reims"],
    ]
    assert "1 cellule hors des tableaux" in capsys.readouterr().out


def test_notes_a_cote_de_ce_que_le_logiciel_reecrit(tmp_path: Path) -> None:
    """Une note tapée à côté de Contrôles ou d'À suivre est dans « Repris », avec sa place ; ce que
    le logiciel y avait écrit, non."""
    source = ancien(
        tmp_path / "a.xlsx",
        _taper(
            ("À suivre", "A4", "Relancer : inscrite"),
            ("À suivre", "K3", "Mes notes"),
            ("À suivre", "K4", "appelée le 3"),
            ("Contrôles", "I5", "vu"),
        ),
    )
    repris = [
        tuple(c.value for c in rangee)
        for rangee in openpyxl.load_workbook(mettre_a_jour(source))["Repris"].iter_rows(min_row=2)
    ]
    assert repris == [
        ("Contrôles", "I5", "vu"),
        ("À suivre", "K3", "Mes notes"),
        ("À suivre", "K4", "appelée le 3"),
    ]


def test_lignes_de_parametres_incompletes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Une note sous la table Convention, une source effacée : le classeur passe, la note aussi."""
    source = ancien(
        tmp_path / "a.xlsx",
        _taper(
            ("Paramètres", "A19", "à revoir en juin"),
            ("Paramètres", "C17", None),
            ("Paramètres", "C18", None),
        ),
    )
    nouveau = mettre_a_jour(source)
    assert lire(nouveau).cadre == lire(source).cadre
    assert "à revoir en juin" in [v for _, v in valeurs(nouveau)]


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_commentaires(
    libreoffice: Convertisseur, tmp_path: Path, capsys: pytest.CaptureFixture[str], extension: str
) -> None:
    """Les commentaires de la personne sont dans « Repris », avec leur place ; les notes du
    logiciel, qu'il réécrit, n'y sont pas."""

    def commenter(classeur: Workbook) -> None:
        for feuille, adresse, texte in (
            ("Entretiens", "E6", "rappeler\nlundi"),
            ("Contrôles", "H2", "vu"),
            ("Entretiens", "I7", f"{MARQUE}■ S01 – …"),
        ):
            classeur[feuille][adresse].comment = Comment(texte, "CIP")

    source = ancien(tmp_path / "a.xlsx", commenter)
    if extension == "ods":
        (source,) = libreoffice([source], tmp_path / "o", format_="ods")
    nouveau = openpyxl.load_workbook(mettre_a_jour(source))
    repris = [tuple(c.value for c in rangee) for rangee in nouveau["Repris"].iter_rows(min_row=2)]
    assert sorted(repris) == [
        ("Contrôles", "H2 (commentaire)", "vu"),
        ("Entretiens", "E6 (commentaire)", "rappeler\nlundi"),
    ]
    assert (
        "2 commentaires : le texte et la place sont dans la feuille « Repris »."
        in capsys.readouterr().out
    )


def test_cellules_en_erreur_dites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Une cellule #N/A est reprise vide, et nommée."""

    def fausser(classeur: Workbook) -> None:
        classeur["Entretiens"]["E4"].value, classeur["Entretiens"]["E4"].data_type = "#N/A", "e"

    source = ancien(tmp_path / "a.xlsx", fausser)
    assert openpyxl.load_workbook(mettre_a_jour(source))["Entretiens"]["E4"].value is None
    assert "Cellules en erreur, reprises vides : Entretiens!E4." in capsys.readouterr().out


def test_calendrier_1904(tmp_path: Path) -> None:
    """Un classeur venu d'un vieux Mac garde ses jours, numéros de série nus compris."""

    def vieux_mac(classeur: Workbook) -> None:
        classeur.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        ecrire(classeur["Entretiens"]["A4"], 44587)  # 27/01/2026 dans ce calendrier

    source = ancien(tmp_path / "a.xlsx", vieux_mac)
    assert (
        lire(mettre_a_jour(source)).lignes[0].date_entretien
        == lire(source).lignes[0].date_entretien
        == JOUR
    )


@pytest.mark.parametrize("suffixe", ["xlsm", "ods"])
def test_autres_formats(libreoffice: Convertisseur, tmp_path: Path, suffixe: str) -> None:
    """D'un .ods vers un .xlsx, et d'un .xlsx vers un .xlsm ou un .ods, rien ne se perd non plus."""
    source = ancien(
        tmp_path / "a.xlsx", _taper(("Entretiens", "Z7", "à moi"), ("Mes notes", "A1", "0012"))
    )
    if suffixe == "ods":
        (source,) = libreoffice([source], tmp_path / "o", format_="ods")
        nouveau = mettre_a_jour(source)
    else:
        nouveau = mettre_a_jour(source, f"nouveau.{suffixe}")
    avant, apres = lire(source), lire(nouveau)
    assert [e.n_etranger for e in avant.lignes] == [e.n_etranger for e in apres.lignes]
    assert valeurs(nouveau) >= Counter({("str", "à moi"): 1, ("str", "0012"): 1})


def test_refus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un classeur présent n'est pas écrasé, un ancien inutilisable est refusé, et rien n'est
    écrit."""
    source = ancien(tmp_path / "a.xlsx")
    octets = source.read_bytes()
    assert main(["mettre-a-jour", str(source), str(source)]) == 2
    assert "existe déjà" in capsys.readouterr().err
    (tmp_path / "b.xlsx").write_bytes(octets[:2000])
    assert main(["mettre-a-jour", str(tmp_path / "b.xlsx"), str(tmp_path / "c.xlsx")]) == 2
    assert main(["mettre-a-jour", str(source), str(tmp_path / "c.csv")]) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]
    assert source.read_bytes() == octets


def test_commentaires_illisibles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Une partie de commentaires abîmée n'arrête pas la reprise : c'est dit, avec la feuille, et
    les autres sont repris."""

    def commenter(classeur: Workbook) -> None:
        classeur["Entretiens"]["E6"].comment = Comment("perdu", "CIP")
        classeur["Contrôles"]["H2"].comment = Comment("gardé", "CIP")

    source = ancien(tmp_path / "a.xlsx", commenter)
    with zipfile.ZipFile(source) as paquet:
        parties = {nom: paquet.read(nom) for nom in paquet.namelist()}
    with zipfile.ZipFile(source, "w") as paquet:
        for nom, contenu in parties.items():
            paquet.writestr(
                nom, contenu[:-20] if b"perdu" in contenu and "comments/" in nom else contenu
            )
    nouveau = openpyxl.load_workbook(mettre_a_jour(source))
    assert [
        tuple(c.value for c in rangee) for rangee in nouveau["Repris"].iter_rows(min_row=2)
    ] == [("Contrôles", "H2 (commentaire)", "gardé")]
    assert (
        "Commentaires non repris, ils ne se lisent pas : feuille « Entretiens »."
        in capsys.readouterr().out
    )
