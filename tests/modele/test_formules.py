"""Les formules vives du modèle, recalculées par LibreOffice, disent ce que dit Python. Toutes les
lignes sont inventées.

Python lit le même fichier par un autre chemin (`workbook.lecture.classeur`) : sur chaque ligne, le
verdict vif est le sien, ou « À vérifier » là seulement où une valeur n'est pas de sa liste (à la
casse et aux espaces près), ou une date n'est pas une cellule date."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libreoffice import ANGLAIS, FRANCAIS, Convertisseur
from python_calamine import CalamineWorkbook

from workbook.declarations.cadre import cadre_par_defaut, listes_par_defaut, tables_par_defaut
from workbook.declarations.colonnes import Colonne, Nature
from workbook.declarations.lignes import PAR_CHAMP, SAISIES
from workbook.lecture.classeur import Classeur, lire
from workbook.modele import classeur as modele
from workbook.modele import exemple, formules
from workbook.modele import saisie as modele_saisie
from workbook.modele import table as modele_table
from workbook.modele.formules import A_VERIFIER

JOUR = date(2026, 1, 27)
NE = date(1990, 5, 4)
REPONSES = ("situation", "agir", "rsa", "inscrit_ft")
VIVES = ("age", "tranche", "eligibilite", "motif")
TITRE = {c.champ: c.titre for c in PAR_CHAMP.values()}
PAR_TITRE = {titre: champ for champ, titre in TITRE.items()}
PREMIERE = modele_table.HAUT + 2
Ligne = dict[str, Any]


@pytest.fixture(autouse=True)
def _peu_de_lignes_pretes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Les lignes prêtes ont les mêmes formules que les autres : quelques-unes suffisent."""
    for table in modele_table.LIGNES_PRETES:
        monkeypatch.setitem(modele_table.LIGNES_PRETES, table, 20)


def ligne(**valeurs: Any) -> Ligne:
    """Une ligne inventée, de champ à valeur, avec ces valeurs-là."""
    base = {
        "date_entretien": JOUR,
        "dt": "Metz",
        "nom": "Inventé",
        "date_naissance": NE,
        "situation": "Sans emploi",
        "agir": "Non",
        "rsa": "Non",
        "inscrit_ft": "Non",
    }
    return {TITRE[champ]: valeur for champ, valeur in (base | valeurs).items()}


def toutes_les_reponses() -> Iterator[Ligne]:
    """Chaque situation × AGIR × RSA × Inscrit FT, avec des vides, des casses, des espaces et des
    valeurs inconnues."""
    situations = [*cadre_par_defaut().valeurs("Situations"), "", "sans emploi", " CDI ", "chômeur"]
    reponses = ["", "Oui", "Non", "NON ", "oui", "peut-être"]
    for situation, agir, rsa, inscrit in product(situations, reponses, reponses, reponses):
        yield ligne(situation=situation, agir=agir, rsa=rsa, inscrit_ft=inscrit)


def bords_d_age() -> Iterator[Ligne]:
    """Des naissances de part et d'autre de chaque bord de tranche, des jours ordinaires et des 28
    et 29 février et 1er mars."""
    jours = [
        JOUR,
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2028, 2, 29),
        date(2028, 2, 28),
        date(2028, 3, 1),
        date(2026, 12, 31),
        date(2026, 1, 1),
    ]
    for jour, ans, ecart in product(
        jours, (0, 1, 15, 16, 24, 25, 26, 45, 46, 64, 65, 80, 109, 110, 111), range(-2, 3)
    ):
        annee = jour.year - ans
        bissextile = annee % 4 == 0 and annee != 1900
        pivot = date(
            annee, jour.month, jour.day if (jour.month, jour.day) != (2, 29) or bissextile else 28
        )
        yield ligne(date_entretien=jour, date_naissance=pivot + timedelta(days=ecart))
    for jour, annee in product(
        (date(2025, 2, 28), date(2025, 3, 1), date(2028, 2, 28), date(2028, 2, 29)),
        range(1916, 2025, 4),
    ):
        yield ligne(date_entretien=jour, date_naissance=date(annee, 2, 29))


SALETES = (
    "*", "?", "~", "C*", "C?I", "O*", "~*", "", " ", "\u00a0", "\u202f", "\u00a0CDI\u202f",
    " sans  emploi ", "sans\u00a0emploi", "Sans emploi\u00a0", "SANS EMPLOI",
    "etudiant", "ÉTUDIANT", "Étudiant ", "E\u0301tudiant", "Oui\u00ad", "O\u200bui", "óui", "Nön",
    "OUI\n", "\tNon", "Oui.", "Oui Non", "=1", "'Oui", "Oui\"", "VRAI", "<>", ">0", "0",
    0, 1, 12.5, True, False, JOUR, "#N/A", "Ｏｕｉ", "oui\u00a0", "À qualifier", "Éligible",
    "x" * 300,
)  # fmt: skip
DATES_SALES = (
    "12/03/1990", "3/12/1990", "1990-03-12", "vers 1990", "mars 1990", " ", "\u00a0", "", "0", "?",
    33000, 33000.75, 0, 1, 60, 61, -5, True, False,
    datetime(1990, 5, 4, 23, 59), datetime(2026, 1, 27, 12, 0), date(1900, 1, 1), date(1900, 2, 28),
        date(1900, 3, 1), date(1899, 12, 31), date(2027, 1, 1), date(9999, 12, 31),
)  # fmt: skip


def saletes() -> Iterator[Ligne]:
    """Chaque colonne lue par une formule reçoit tout ce qui se colle dans une cellule."""
    for champ, valeur in product(REPONSES, SALETES):
        yield ligne(**{champ: valeur})
    for champ, valeur in product(
        ("date_entretien", "date_naissance"), (*DATES_SALES, 2_958_466, 1e15)
    ):
        yield ligne(**{champ: valeur})
    for jour, naissance in product(DATES_SALES, DATES_SALES):
        yield ligne(date_entretien=jour, date_naissance=naissance)
    for c in SAISIES:
        for valeur in (None, " ", "\u00a0", "x", 7, JOUR, False):
            yield {c.titre: valeur}
    yield {}


def ecrire(chemin: Path, lignes: Sequence[Ligne], **parametres: Any) -> Path:
    """Le modèle rempli de ces lignes ; « #N/A » y devient une cellule en erreur."""
    if any(isinstance(v, date) and v.year < 1900 for e in lignes for v in e.values()):
        lignes = [
            {t: v for t, v in e.items() if not (isinstance(v, date) and v.year < 1900)}
            for e in lignes
        ]
    chemin.write_bytes(modele.construire(lignes=lignes, **parametres))
    return chemin


def mettre_des_erreurs(chemin: Path) -> None:
    """Remplace les textes « #N/A » de la feuille par de vraies cellules en erreur, comme le ferait
    une formule de l'utilisateur."""
    classeur = openpyxl.load_workbook(chemin)
    for rangee in classeur["Entretiens"].iter_rows(min_row=PREMIERE):
        for cellule in rangee:
            if cellule.value == "#N/A":
                cellule.data_type = "e"
    classeur.save(chemin)


def grille(chemin: Path) -> dict[int, Ligne]:
    """Ligne de la feuille Entretiens -> champ -> cellule, telle que calamine la lit (vide : "")."""
    lignes_ = (
        CalamineWorkbook.from_path(str(chemin))
        .get_sheet_by_name("Entretiens")
        .to_python(skip_empty_area=False)
    )
    champs = [PAR_TITRE.get(str(titre), "") for titre in lignes_[PREMIERE - 2]]
    return {
        numero: dict(zip(champs, cellules, strict=True))
        for numero, cellules in enumerate(lignes_[PREMIERE - 1 :], PREMIERE)
    }


def vives(chemin: Path) -> dict[int, Ligne]:
    """Ligne de la feuille -> champ -> valeur des colonnes calculées."""
    return {numero: {champ: e[champ] for champ in VIVES} for numero, e in grille(chemin).items()}


def dans_la_liste(brut: Any, valeurs: Sequence[str]) -> bool:
    """Vrai si la cellule est vide, ou une valeur de la liste à la casse et aux espaces autour
    près."""
    brut = "" if brut is None else brut
    lu = str(brut).strip().lower()
    return not isinstance(brut, bool | date) and lu in {"", *(v.strip().lower() for v in valeurs)}


def verifier(source: Path, recalcule: Path) -> Counter[str]:
    """Compare chaque ligne vive à la lecture par Python ; rend ce qui a été vu."""
    classeur: Classeur = lire(source)
    python = {e.ligne: e for e in classeur.lignes}
    vues, ecrites = vives(recalcule), grille(source)
    assert python.keys() <= vues.keys()
    compte: Counter[str] = Counter()
    listes = {champ: classeur.cadre.valeurs(PAR_CHAMP[champ].liste) for champ in REPONSES}
    for numero, vive in vues.items():
        e, brut = python.get(numero), ecrites.get(numero, dict.fromkeys(TITRE, ""))
        ici = f"{source.stem}, ligne {numero} : {brut} -> {vive}"
        sales = [champ for champ in REPONSES if not dans_la_liste(brut[champ], listes[champ])]
        if e is None:
            assert (vive["motif"], vive["eligibilite"]) == ("", ""), ici
            espace = bool(
                brut["date_entretien"] or brut["date_naissance"]
            )  # une espace, dans une cellule date : à vérifier
            assert (vive["age"], vive["tranche"]) == ((A_VERIFIER,) * 2 if espace else ("", "")), (
                ici
            )
            continue
        if vive["motif"] == A_VERIFIER:
            assert sales, ici
            assert vive["eligibilite"] == A_VERIFIER, ici
        else:
            assert (vive["motif"], vive["eligibilite"]) == (
                e.verdict.categorie.libelle,
                e.verdict.categorie.eligibilite,
            ), ici
        if vive["age"] == A_VERIFIER:
            assert any(
                isinstance(brut[c], bool | str) for c in ("date_entretien", "date_naissance")
            ), ici
            assert vive["tranche"] == A_VERIFIER, ici
        elif e.date_entretien is not None and e.date_entretien.year < 2010:
            # VRAI et les dates d'avant mars 1900 : les tableurs ne s'accordent pas, et seul un
            # entretien si ancien le montre.
            continue
        elif e.age is None:
            assert (vive["age"], vive["tranche"]) == ("", ""), ici
        else:
            assert (vive["age"], vive["tranche"]) == (
                e.age,
                classeur.cadre.tranche_par_age[e.age],
            ), ici
        compte[vive["motif"]] += 1
        compte[f"age {type(vive['age']).__name__}"] += 1
    return compte


def sans_erreur(chemin: Path, *, admises: int = 0) -> None:
    """Aucune feuille ne montre #NOM?, #REF!, Err:508 ni autre erreur (hors les `admises` que le
    test a écrites)."""
    with zipfile.ZipFile(chemin) as paquet:
        feuilles = {
            nom: paquet.read(nom).decode()
            for nom in paquet.namelist()
            if nom.startswith("xl/worksheets/sheet")
        }
    erreurs = [
        f"{nom} {cellule}"
        for nom, xml in feuilles.items()
        for cellule in re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]* t="e"', xml)
    ]
    assert len(feuilles) == len(modele.FEUILLES)
    assert len(erreurs) == admises, erreurs[:10]


@pytest.mark.parametrize("langue", [FRANCAIS, ANGLAIS])
def test_toutes_les_reponses_et_tous_les_bords(
    libreoffice: Convertisseur, tmp_path: Path, langue: str
) -> None:
    """Sur quatre mille lignes, LibreOffice en français (en anglais, une sur cinq) trouve le verdict
    et l'âge de Python, et aucune erreur."""
    lignes = [*toutes_les_reponses(), *bords_d_age()][:: 1 if langue == FRANCAIS else 5]
    assert len(lignes) > (3500 if langue == FRANCAIS else 700)
    source = ecrire(tmp_path / "lignes.xlsx", lignes)
    (recalcule,) = libreoffice([source], tmp_path / langue, langue=langue)
    compte = verifier(source, recalcule)
    assert sum(n for quoi, n in compte.items() if not quoi.startswith("age")) == len(lignes)
    assert compte.keys() >= {
        "Éligible",
        "En emploi",
        "Orienté AGIR",
        "Bénéficiaire du RSA",
        "Déjà inscrit FT",
        "À qualifier",
        A_VERIFIER,
        "age float",
    }
    sans_erreur(recalcule)


@pytest.mark.parametrize("langue", [FRANCAIS, ANGLAIS])
def test_cellules_sales(libreoffice: Convertisseur, tmp_path: Path, langue: str) -> None:
    """Jokers, insécables, booléens, erreurs, dates en texte : jamais un autre verdict que celui de
    Python ou « À vérifier »."""
    source = ecrire(tmp_path / "sales.xlsx", list(saletes()))
    (recalcule,) = libreoffice([source], tmp_path / langue, langue=langue)
    compte = verifier(source, recalcule)
    assert compte[A_VERIFIER] > 50
    sans_erreur(recalcule)


def test_cellules_en_erreur(libreoffice: Convertisseur, tmp_path: Path) -> None:
    """Une cellule #N/A, dans chaque colonne, ne fait jamais une autre catégorie, et aucune formule
    n'en devient une erreur."""
    accompagnees = [ligne(**{c.champ: "#N/A"}) for c in SAISIES]
    sans_situation = [
        ligne(situation=None, **{c.champ: "#N/A"}) for c in SAISIES if c.champ != "situation"
    ]
    source = ecrire(tmp_path / "erreurs.xlsx", [*accompagnees, *sans_situation])
    mettre_des_erreurs(source)
    (recalcule,) = libreoffice([source], tmp_path / "o")
    verifier(source, recalcule)
    sans_erreur(recalcule, admises=len(accompagnees) + len(sans_situation))


def test_parametres_modifies(libreoffice: Convertisseur, tmp_path: Path) -> None:
    """Situations ajoutées (même à jokers), tranches fusionnées ou en désordre, Oui et Non récrits :
    les formules et Python suivent les tables."""
    tables = tables_par_defaut()
    tables["Situations"] = [
        ("Saisonnier", "en EMPLOI"),
        *reversed(tables["Situations"]),
        ("C*", "Étudiant"),
        ("~?", "Éligible"),
        (" Bénévole ", " Éligible "),
        ("12", "En formation"),
    ]
    tables["Tranches"] = [
        ("60 et plus", 60, ""),
        ("Moins de 30", "0", "29"),
        ("30 à 59 ", 30, 59.0),
    ]
    listes = listes_par_defaut() | {"Oui/Non": ("NON", "oui")}
    situations = [
        "Saisonnier",
        "CDI",
        "C*",
        "CDD",
        "~?",
        "?",
        "Bénévole",
        "bénévole ",
        "12",
        12,
        "Autre",
        "Inconnue",
        "",
        "Sans emploi",
    ]
    reponses = ["Oui", "Non", "ne sait pas", "Oui*", "Ouix", ""]
    lignes = [
        ligne(situation=s, agir=a, rsa=b, inscrit_ft=c)
        for s, a, b, c in product(situations, reponses, reponses[1:4], reponses[1:4])
    ]
    source = ecrire(
        tmp_path / "modifies.xlsx", [*lignes, *bords_d_age()], tables=tables, listes=listes
    )
    (recalcule,) = libreoffice([source], tmp_path / "o")
    compte = verifier(source, recalcule)
    assert compte["Étudiant"]
    assert compte["En formation"]
    assert {v["tranche"] for v in vives(recalcule).values()} == {
        "",
        "60 et plus",
        "Moins de 30",
        "30 à 59",
    }
    sans_erreur(recalcule)


def test_lignes_ajoutees_sous_les_tables(libreoffice: Convertisseur, tmp_path: Path) -> None:
    """Une ligne tapée juste sous une table qui ne s'agrandit pas compte pour les formules comme
    pour Python ; après un vide, ni pour l'un ni pour l'autre."""
    lignes = [
        ligne(situation=s, agir=a)
        for s in ("Bénévole", "Note", "CDI", "")
        for a in ("Oui", "Non", "Ne sait pas", "Loin")
    ]
    source = ecrire(tmp_path / "ajouts.xlsx", [*lignes, *bords_d_age()])
    classeur = openpyxl.load_workbook(source)
    feuille = classeur["Paramètres"]
    places = {c.value: c for c in feuille[5] if c.value}
    bas = 6 + len(tables_par_defaut()["Situations"])
    for titre, rang, valeur in (
        ("Situation", bas, "Bénévole"), ("Catégorie", bas, "En emploi"),
         ("Situation", bas + 2, "Note"), ("Catégorie", bas + 2, "Éligible"),
        ("Âge max", 10, 79), ("Tranche", 11, "80 ans et plus"), ("Âge min", 11, 80),
    ):  # fmt: skip
        feuille.cell(rang, places[titre].column, valeur)
    classeur.save(source)
    (recalcule,) = libreoffice([source], tmp_path / "o")
    compte = verifier(source, recalcule)
    assert compte[A_VERIFIER]
    assert "80 ans et plus" in {v["tranche"] for v in vives(recalcule).values()}


def test_colonnes_deplacees_et_ajoutees(
    libreoffice: Convertisseur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Le CIP met le verdict près des questions et ajoute sa colonne au milieu : rien ne tourne en
    rond, et sa colonne ne fait pas une ligne."""
    perso = Colonne("Mon classement", Nature.TEXTE, "À moi.", champ="perso")
    saisies, calculees = (
        list(SAISIES),
        [PAR_CHAMP[champ] for champ in ("motif", "age", "tranche", "eligibilite", "controle")],
    )
    monkeypatch.setattr(
        modele_saisie,
        "ENTRETIENS",
        (*saisies[2:12], perso, *calculees[:3], *saisies[12:], *calculees[3:], *saisies[:2]),
    )
    lignes = [e | {"Mon classement": "x"} for e in (ligne(), *list(toutes_les_reponses())[::11])]
    source = ecrire(tmp_path / "deplacees.xlsx", [*lignes, {"Mon classement": "seul"}])
    (recalcule,) = libreoffice([source], tmp_path / "o")
    compte = verifier(source, recalcule)
    assert compte["Éligible"]
    assert compte["À qualifier"]
    sans_erreur(recalcule)


def test_valeurs_ecrites_avec_les_formules(libreoffice: Convertisseur, tmp_path: Path) -> None:
    """Les valeurs gardées dans le modèle, dans toutes ses feuilles, sont celles que LibreOffice
    retrouve en recalculant."""
    lignes = [*exemple.entretiens(), *list(toutes_les_reponses())[::7], *list(bords_d_age())[::5]]
    source = ecrire(
        tmp_path / "modele.xlsx",
        lignes,
        seances=[*exemple.seances(), {"Date": JOUR, "DT": "Metz"}],
        mois=exemple.MOIS,
    )
    (recalcule,) = libreoffice([source], tmp_path / "o")
    avant, apres, texte = (
        openpyxl.load_workbook(f, data_only=d)
        for f, d in ((source, True), (recalcule, True), (source, False))
    )
    differences, combien = [], 0
    for feuille in texte:
        for rangee in feuille.iter_rows():
            for c in rangee:
                if isinstance(c.value, str) and c.value.startswith("="):
                    a, b = (x[feuille.title][c.coordinate].value for x in (avant, apres))
                    b = (b - datetime(1899, 12, 30)).days if isinstance(b, datetime) else b
                    combien += 1
                    differences += (
                        [(feuille.title, c.coordinate, a, b)] if (a or "") != (b or "") else []
                    )
    assert combien > 2500
    assert not differences, differences[:10]
    recues = apres["Accueil"][
        texte.defined_names["PersonnesRecues"].value.partition("!")[2].replace("$", "")
    ]
    assert apres["Accueil"].cell(recues.row, recues.column - 1).value == sum(
        e.get("Date entretien", JOUR).month == 1 and e["Date entretien"].year == 2026
        for e in lignes
    )
    assert [apres["Séances"][f"I{n}"].value for n in (4, 5)] == ["12 / 12", "9 / 12"]


FONCTIONS = {
    "AND", "CHAR", "CHOOSE", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "DATEDIF", "DAY",
    "EDATE", "EXACT", "FIND", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISNUMBER", "ISTEXT",
    "LEFT", "LEN", "LOOKUP",
    "LOWER", "MATCH", "MAX", "MID", "MIN", "MONTH", "NOT", "OR", "ROW", "ROWS", "SUBSTITUTE",
    "SUMPRODUCT", "TEXT", "TODAY", "TRIM", "VALUE", "YEAR",
}  # fmt: skip


def toutes_les_formules() -> Mapping[str, str]:
    """Chaque formule différente du modèle -> où : cellules, noms définis, validations et formats
    conditionnels."""
    classeur = openpyxl.load_workbook(BytesIO(modele.construire(lignes=exemple.entretiens())))
    trouvees = {f"={nom.value}": f"nom {nom.name}" for nom in classeur.defined_names.values()}
    for feuille in classeur:
        for rangee in feuille.iter_rows():
            trouvees |= {
                c.value: f"{feuille.title}!{c.coordinate}"
                for c in rangee
                if isinstance(c.value, str) and c.value.startswith("=")
            }
        for regle in feuille.data_validations.dataValidation:
            trouvees |= {
                f"={f}": f"validation {feuille.title}!{regle.sqref}"
                for f in (regle.formula1, regle.formula2)
                if f
            }
        for zone in feuille.conditional_formatting:
            trouvees |= {
                f"={f}": f"format conditionnel {feuille.title}!{zone.sqref}"
                for regle in zone.rules
                for f in regle.formula
            }
    return trouvees


def test_fonctions_communes_aux_deux_tableurs() -> None:
    """Les formules n'appellent que des fonctions d'Excel 2010 et de LibreOffice 7.4, en anglais, à
    virgules, sans référence de table là où Excel la refuse."""
    trouvees = toutes_les_formules()
    assert len(trouvees) > 400
    for formule, ou in trouvees.items():
        sans_texte = re.sub(r'"(?:[^"]|"")*"', '""', formule)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", sans_texte)) <= FONCTIONS, (ou, formule)
        assert not {";", "@"} & set(sans_texte), (ou, formule)
        assert len(formule) < 8192, (ou, formule)
        if ou.startswith(("validation", "format")):
            assert "[" not in sans_texte, (ou, formule)
        if ou.startswith("validation") and '"' in formule:
            assert len(formule) <= 256, (ou, formule)


def test_la_categorie_decide_de_l_eligibilite() -> None:
    """La formule d'éligibilité nomme chaque catégorie qui porte le nom de son éligibilité, et rend
    la seule autre pour le reste."""
    assert formules.eligibilite().count('"') == 2 * len(
        {"", "À qualifier", "Éligible", "À vérifier", "Non éligible"}
    )


@given(
    st.fixed_dictionaries(
        {
            champ: st.sampled_from(
                [
                    "",
                    None,
                    "Oui",
                    "non",
                    " NON",
                    "?",
                    "CDI",
                    "sans emploi",
                    "Étudiant",
                    "etudiant",
                    1,
                ]
            )
            for champ in REPONSES
        }
        | {
            "date_entretien": st.one_of(
                st.none(), st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.just("hier")
            ),
            "date_naissance": st.dates(date(1901, 1, 1)),
        }
    )
)
def test_valeurs_vives_en_python(brut: Ligne) -> None:
    """Ce que le modèle écrit à côté des formules suit la même promesse : le verdict de Python, ou
    « À vérifier » sur une valeur hors liste."""
    cadre = cadre_par_defaut()
    valeurs = formules.valeurs_vives(brut, cadre)
    listes = {"situation": cadre.valeurs("Situations")} | dict.fromkeys(
        REPONSES[1:], cadre.listes["Oui/Non"]
    )
    if valeurs["motif"] == A_VERIFIER:
        assert any(not dans_la_liste(brut[c], listes[c]) for c in REPONSES)
    assert (valeurs["age"] == A_VERIFIER) == (brut["date_entretien"] == "hier")
    assert valeurs["tranche"] == (
        cadre.tranche_par_age[valeurs["age"]] if isinstance(valeurs["age"], int) else valeurs["age"]
    )
