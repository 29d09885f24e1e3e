"""Le modèle du classeur : ce que dit le contrat 1, et ce que la personne y voit. Toutes les
personnes sont inventées."""

import re
import subprocess
import zipfile
from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from couleurs import contraste
from libreoffice import Convertisseur
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook
from xlsxwriter.utility import cell_autofit_width
from xlsxwriter.worksheet import Worksheet

from workbook.declarations.adresses import colonne_en_lettres
from workbook.declarations.cadre import (
    TABLES,
    cadre_par_defaut,
    listes_par_defaut,
    tables_par_defaut,
)
from workbook.declarations.colonnes import Nature
from workbook.declarations.erreurs import ParametresRefuses
from workbook.declarations.lignes import DECISIONS, ENTRETIENS, SAISIES, SEANCES
from workbook.jugement.controle import SYMBOLES
from workbook.jugement.moteur import juger
from workbook.jugement.personnes import Groupes, attribuer_cles
from workbook.jugement.regle import INFORMATION
from workbook.jugement.regles import REGLES
from workbook.lecture.classeur import lire
from workbook.lecture.parametres import lire_parametres
from workbook.modele import classeur as modele
from workbook.modele import exemple, formules, tableau_de_bord
from workbook.modele import notice as modele_notice
from workbook.modele import saisie as modele_saisie
from workbook.modele import styles as modele_styles
from workbook.modele import table as modele_table
from workbook.presentation import apparence
from workbook.presentation.mesures import couper

FEUILLES = [
    "Accueil",
    "Séances",
    "Entretiens",
    "Contrôles",
    "À suivre",
    "Décisions",
    "Paramètres",
    "Journal",
    "Notice",
]
TABLES_DU_CONTRAT = {
    "Seances",
    "Entretiens",
    "Controles",
    "ASuivre",
    "Decisions",
    "Convention",
    "Antennes",
    "Situations",
    "Tranches",
    "Listes",
    "Journal",
}
LETTRE = {c.champ: colonne_en_lettres(r) for r, c in enumerate(ENTRETIENS)}
PREMIERE = modele_table.HAUT + 2


@pytest.fixture(scope="module")
def vide() -> bytes:
    """Le modèle vide."""
    return modele.construire()


@pytest.fixture(scope="module")
def rempli() -> bytes:
    """Le modèle rempli de l'exemple."""
    return modele.construire(
        lignes=exemple.entretiens(), seances=exemple.seances(), mois=exemple.MOIS
    )


@pytest.fixture(scope="module")
def classeur(rempli: bytes) -> Workbook:
    """Le modèle rempli, lu par openpyxl."""
    return openpyxl.load_workbook(BytesIO(rempli))


def parties(contenu: bytes) -> dict[str, str]:
    """Les parties XML du paquet."""
    with zipfile.ZipFile(BytesIO(contenu)) as paquet:
        return {
            nom: paquet.read(nom).decode()
            for nom in paquet.namelist()
            if nom.endswith((".xml", ".vml"))
        }


def tables(classeur: Workbook) -> dict[str, tuple[str, Any]]:
    """Nom de table -> (feuille, table)."""
    return {t.name: (f.title, t) for f in classeur for t in f.tables.values()}


def test_une_formule_se_prepare_une_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    """Le seul attribut privé d'XlsxWriter dont on se serve (docs/vitesse.md) est encore celui par
    où passe chaque formule écrite."""
    monkeypatch.setitem(modele_table.LIGNES_PRETES, "Entretiens", 30)
    preparees: list[str] = []
    preparer = Worksheet._prepare_formula

    def noter(f: Any, formule: str, *options: Any) -> Any:
        preparees.append(formule)
        return preparer(f, formule, *options)

    monkeypatch.setattr(Worksheet, "_prepare_formula", noter)
    modele.construire()
    comptes = Counter(preparees)
    assert all(comptes[f"{vive}"] for vive in formules.vives(cadre_par_defaut()).values())
    assert max(comptes.values()) < 10


def test_memes_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deux constructions donnent les mêmes octets."""
    monkeypatch.setitem(modele_table.LIGNES_PRETES, "Entretiens", 30)
    donnees: dict[str, Any] = {
        "lignes": exemple.entretiens(),
        "seances": exemple.seances(),
        "mois": exemple.MOIS,
        "avec_boutons": True,
        "reglages": [("CLE", "valeur"), ("VIDE", "")],
    }
    assert modele.construire(**donnees) == modele.construire(**donnees)


def test_feuilles_tables_et_noms_du_contrat(classeur: Workbook) -> None:
    """Les neuf feuilles sont dans l'ordre, chaque table est sur la sienne, et les noms définis
    désignent l'Accueil."""
    assert classeur.sheetnames == FEUILLES
    trouvees = tables(classeur)
    assert trouvees.keys() == TABLES_DU_CONTRAT
    assert len({t.id for _, t in trouvees.values()}) == len(trouvees)
    parametres = {*TABLES, "Listes"}
    assert {nom: feuille for nom, (feuille, _) in trouvees.items()} == dict.fromkeys(parametres,
        "Paramètres") | {
        "Seances": "Séances", "Entretiens": "Entretiens", "Controles": "Contrôles",
        "ASuivre": "À suivre", "Decisions": "Décisions", "Journal": "Journal",
    }  # fmt: skip
    assert (
        classeur["Accueil"][
            classeur.defined_names["MoisRapport"].value.split("!")[1].replace("$", "")
        ].value
        == "janvier 2026"
    )
    assert (
        classeur["Accueil"][
            classeur.defined_names["VersionModele"].value.split("!")[1].replace("$", "")
        ].value
        == "1"
    )
    assert all(len(nom) <= 31 for nom in classeur.sheetnames)
    noms = [n.lower() for n in (*classeur.defined_names, *trouvees)]
    assert len(noms) == len(set(noms))


def test_titres_du_contrat(classeur: Workbook) -> None:
    """Les titres sont ceux des déclarations, dans l'ordre, sans apostrophe ; `Séances` a en plus
    son compte vif."""
    trouvees = tables(classeur)
    for nom, colonnes in (
        ("Entretiens", ENTRETIENS),
        ("Seances", (*SEANCES, modele_saisie.RECUS)),
        ("Decisions", DECISIONS),
    ):
        assert trouvees[nom][1].column_names == [c.titre for c in colonnes]
    for nom, titres in (*TABLES.items(), ("Listes", tuple(listes_par_defaut()))):
        assert trouvees[nom][1].column_names == list(titres)
    assert not [
        t for _, table in trouvees.values() for t in table.column_names if "'" in t or "’" in t
    ]


def test_deux_mille_lignes_pretes_et_vides(vide: bytes) -> None:
    """La table Entretiens a 2 000 lignes prêtes ; aucune cellule à remplir n'y porte ni valeur ni
    formule, et rien n'y est affiché."""
    lu = openpyxl.load_workbook(BytesIO(vide))
    haut, bas = (range_boundaries(tables(lu)["Entretiens"][1].ref)[k] for k in (1, 3))
    assert bas - haut == 2000
    feuille, valeurs = (
        lu["Entretiens"],
        openpyxl.load_workbook(BytesIO(vide), data_only=True)["Entretiens"],
    )
    for rangee in feuille.iter_rows(min_row=haut + 1):
        for c, colonne in zip(rangee, ENTRETIENS, strict=False):
            assert (c.value is not None) == (colonne.nature is Nature.CALCUL), c.coordinate
    assert not any(
        v for rangee in valeurs.iter_rows(min_row=haut + 1, values_only=True) for v in rangee
    )


def test_lecture_du_modele(vide: bytes, rempli: bytes, tmp_path: Path) -> None:
    """Le modèle se lit sans autre message que son vide, avec le cadre par défaut ; rempli, il rend
    ses lignes, ses séances et son mois."""
    (tmp_path / "vide.xlsx").write_bytes(vide)
    (tmp_path / "rempli.xlsx").write_bytes(rempli)
    lu = lire(tmp_path / "vide.xlsx")
    assert [m for m in lu.messages if "aucun entretien" not in m] == []
    assert (list(lu.lignes), lu.seances, lu.mois_demande or None, lu.cadre, lu.absentes) == (
        [],
        [],
        None,
        cadre_par_defaut(),
        frozenset(),
    )
    lu = lire(tmp_path / "rempli.xlsx")
    assert (lu.messages, len(lu.lignes), lu.mois) == ([], 21, (2026, 1))
    assert [(s.convoques, s.presents) for s in lu.seances or []] == [(12, 12), (12, 9)]
    assert lu.lignes[2].n_etranger == "0099000337"


def test_exemple(rempli: bytes, tmp_path: Path) -> None:
    """L'exemple donne les chiffres de la source, sans anomalie bloquante ni à vérifier, quel que
    soit le jour à partir du 31 janvier 2026."""
    chemin = tmp_path / "exemple.xlsx"
    chemin.write_bytes(rempli)
    lu = lire(chemin)
    groupes = Groupes(lu.lignes, attribuer_cles(lu.lignes), lu.seances or [])
    for jours in (0, 1, 14, 30, 31, 60, 300, 1000):
        jugement = juger(groupes, lu.cadre, date(2026, 1, 31) + timedelta(days=jours))
        assert {a.gravite for a in jugement.anomalies} <= {INFORMATION}
        assert not jugement.pannes
    attendu = {"K_EMPLOI": 12, "K_FORMATION": 1, "K_RSA": 1, "K_INSCRIT": 3, "K_ELIGIBLE": 4}
    assert {k: n for k, n in jugement.categories.items() if n} == attendu
    assert Counter(e.situation for e in lu.lignes) == {
        "CDI": 8,
        "CDD": 4,
        "Formation professionnelle": 1,
        "Sans emploi": 8,
    }
    assert sum(e.inscription_cip == "Réalisée" for e in lu.lignes) == 4
    assert Counter(e.demi_journee for e in lu.lignes) == {"Matin": 12, "Après-midi": 9}
    assert len({e.cle for e in lu.lignes}) == 21
    assert all(
        e.observations == exemple.NOTE and e.n_etranger.startswith(("99", "0099"))
        for e in lu.lignes
    )


def test_parametres_refuses() -> None:
    """Des tables qui ne se tiennent pas sont refusées avec le message de la lecture, non
    écrites."""
    with pytest.raises(ParametresRefuses, match="Tranches"):
        modele.construire(tables=tables_par_defaut() | {"Tranches": [("Tous", 1, "")]})


def test_feuilles_non_protegees(rempli: bytes) -> None:
    """Aucune feuille n'est protégée (une table n'y grandirait plus) ; la frappe dans une cellule
    calculée est refusée par une validation."""
    xml = parties(rempli)
    assert not [nom for nom, texte in xml.items() if "sheetProtection" in texte]
    feuille = openpyxl.load_workbook(BytesIO(rempli))["Entretiens"]
    refusees = {
        str(v.sqref)
        for v in feuille.data_validations.dataValidation
        if v.formula1 == "FALSE" and v.errorStyle in (None, "stop")
    }
    assert refusees == {
        f"{LETTRE[c]}{PREMIERE}:{LETTRE[c]}1048576"
        for c in ("age", "tranche", "eligibilite", "motif", "controle")
    }


def test_validations(classeur: Workbook) -> None:
    """Chaque colonne à remplir a une aide ; chaque liste vient d'un nom défini, ou tient en 255
    caractères ; les refus sont expliqués."""
    for feuille, colonnes in (
        ("Entretiens", ENTRETIENS),
        ("Séances", (*SEANCES, modele_saisie.RECUS)),
        ("Décisions", DECISIONS),
    ):
        par_colonne = {
            re.sub(r"[0-9:].*", "", str(v.sqref)): v
            for v in classeur[feuille].data_validations.dataValidation
        }
        for rang, c in enumerate(colonnes):
            v = par_colonne[colonne_en_lettres(rang)]
            assert str(v.sqref).endswith("1048576"), c.titre
            assert v.promptTitle == c.titre[:32]
            assert c.aide in v.prompt
            assert len(v.prompt) <= 255
            if c.nature in (
                Nature.LISTE,
                Nature.DATE,
                Nature.NOMBRE,
                Nature.CODE,
                Nature.CALCUL,
                Nature.LOGICIEL,
            ):
                assert v.showErrorMessage, c.titre
                assert v.error, c.titre
                assert len(v.error) <= 255, c.titre
            if c.nature is Nature.LISTE:
                assert v.type == "list"
                assert v.formula1 in classeur.defined_names or len(v.formula1) <= 257
    for feuille in classeur:
        for v in feuille.data_validations.dataValidation:
            assert len(v.formula1 or "") <= 257, (feuille.title, v.sqref)
    aides = {c.champ: c.aide for c in ENTRETIENS}
    assert all("Ctrl+D" in aides[c] for c in ("date_entretien", "dt", "demi_journee"))


def test_formats_de_colonne(rempli: bytes) -> None:
    """Dates en jj/mm/aaaa et identifiants en texte le sont pour toute la colonne : une ligne
    ajoutée les garde."""
    feuille = openpyxl.load_workbook(BytesIO(rempli))["Entretiens"]
    formats = {
        rang: d.number_format
        for d in feuille.column_dimensions.values()
        for rang in range(d.min, d.max + 1)
    }
    for rang, c in enumerate(SAISIES, 1):
        attendu = {Nature.DATE: "dd/mm/yyyy", Nature.CODE: "@"}.get(c.nature, "General")
        assert formats[rang] == attendu, c.titre
        cellule = feuille[f"{LETTRE[c.champ]}{PREMIERE + 3}"]
        assert cellule.value is None or cellule.number_format == attendu, c.titre
    assert feuille[f"{LETTRE['n_etranger']}{PREMIERE + 2}"].value == "0099000337"
    assert feuille[f"{LETTRE['date_entretien']}{PREMIERE}"].is_date


def test_la_table_recopie_ses_formules(rempli: bytes) -> None:
    """Les quatre colonnes calculées ont leur formule dans la définition de la table : Excel la
    recopie sur une ligne ajoutée."""
    xml = parties(rempli)
    table = next(t for t in xml.values() if 'displayName="Entretiens"' in t)
    racine = ElementTree.fromstring(table)
    calculees = {c.get("name") for c in racine.iter() if c.tag.endswith("}tableColumn") and len(c)}
    assert calculees == {"Âge", "Tranche", "Éligibilité", "Motif"}
    formatees = {
        c.get("name")
        for c in racine.iter()
        if c.tag.endswith("}tableColumn") and c.get("dataDxfId")
    }
    assert formatees == {c.titre for c in ENTRETIENS}


def test_volets_figes_et_impression(rempli: bytes) -> None:
    """Titres et noms restent en vue ; l'impression est en A4 paysage, titres répétés, limitée aux
    lignes remplies par un nom défini."""
    classeur = openpyxl.load_workbook(BytesIO(rempli))
    volets = classeur["Entretiens"].sheet_view.pane
    assert (volets.state, volets.xSplit, volets.ySplit) == ("frozen", 6, PREMIERE - 1)
    for feuille in classeur:
        assert (feuille.page_setup.orientation, feuille.page_setup.paperSize) == ("landscape", 9), (
            feuille.title
        )
    assert classeur["Entretiens"].print_title_rows == f"$2:${PREMIERE - 1}"
    assert classeur["Entretiens"].print_title_cols == f"${LETTRE['nom']}:${LETTRE['prenom']}"
    xml = parties(rempli)["xl/workbook.xml"]
    zones = dict(
        re.findall(r'<definedName name="_xlnm.Print_Area" localSheetId="(\d)">([^<]+)<', xml)
    )
    for feuille, zone in modele.ZONES_IMPRIMEES.items():
        assert zones[str(FEUILLES.index(feuille))] == zone
        assert classeur.defined_names[zone].value.startswith(f"{feuille}!$A$1:INDEX(")


def _places(contenu: bytes) -> list[tuple[str, str, float, bool]]:
    """(feuille, titre de colonne, largeur en caractères, flèche de filtre) de chaque titre de
    table."""
    classeur, trouves = openpyxl.load_workbook(BytesIO(contenu)), []
    for feuille in classeur:
        largeurs = {}
        for dimension in feuille.column_dimensions.values():
            for rang in range(dimension.min, dimension.max + 1):
                largeurs[rang] = dimension.width
        for table in feuille.tables.values():
            gauche = range_boundaries(table.ref)[0]
            trouves += [
                (feuille.title, titre, largeurs[gauche + k], table.autoFilter is not None)
                for k, titre in enumerate(table.column_names)
            ]
    return trouves


def test_titres_entiers(rempli: bytes) -> None:
    """Aucun titre de colonne n'est coupé : chaque mot tient à côté de la flèche du filtre, et le
    titre en deux lignes."""
    fleche, gras = 19, 1.08
    for feuille, titre, largeur, filtre in _places(rempli):
        dispo = 7 * largeur + 5
        mots = [gras * (cell_autofit_width(mot) - 7) + 6 for mot in titre.split()]
        assert max(mots) <= dispo, (feuille, titre, largeur)
        if len(mots) > 1 and sum(mots) > dispo:
            libre = largeur - (fleche / 7 if filtre else 0)
            assert len(couper(titre, libre, gras=True)) <= 2, (feuille, titre, largeur)


def test_valeurs_entieres(rempli: bytes) -> None:
    """Les colonnes sont assez larges pour leurs valeurs : dates avec leur ⚠, identifiants, valeurs
    de listes, libellés calculés."""

    cadre = lire_parametres(None, None)[0]
    alertes = {Nature.DATE: ["27/01/2026 ⚠"], Nature.CODE: ["9900000112 ⚠"]}
    calculees = {
        "tranche": [t.libelle for t in cadre.tranches],
        "eligibilite": ["⚠ À qualifier", "Non éligible"],
        "motif": ["Bénéficiaire du RSA"],
    }
    largeurs = {
        titre: largeur for feuille, titre, largeur, _ in _places(rempli) if feuille == "Entretiens"
    }
    for c in ENTRETIENS:
        marquees = (
            cadre.valeurs(c.liste) if c.champ in ("situation", "agir", "rsa", "inscrit_ft") else ()
        )
        valeurs = (
            [(f"{v} ✘", 1.08) for v in marquees]
            + [(v, 1.08) for v in alertes.get(c.nature, [])]
            + [
                (v, 1.0)
                for v in (*calculees.get(c.champ, ()), *(cadre.valeurs(c.liste) if c.liste else ()))
            ]
        )
        trop = [
            v
            for v, gras in valeurs
            if gras * (cell_autofit_width(v) - 7) + 6 > 7 * largeurs[c.titre]
        ]
        assert not trop, (c.titre, trop)


def test_rien_de_coupe_a_l_ecran(
    libreoffice: Convertisseur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dessiné par LibreOffice, le classeur ne montre aucun #### et tous ses titres."""
    for table in modele_table.LIGNES_PRETES:
        monkeypatch.setitem(
            modele_table.LIGNES_PRETES, table, 25
        )  # il imprime aussi les lignes prêtes
    (tmp_path / "modele.xlsx").write_bytes(
        modele.construire(lignes=exemple.entretiens(), seances=exemple.seances(), mois=exemple.MOIS)
    )
    (pdf,) = libreoffice([tmp_path / "modele.xlsx"], tmp_path / "pdf", format_="pdf")
    texte = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "###" not in texte
    mots = set(texte.split())
    assert not [
        mot
        for c in (*ENTRETIENS, *SEANCES, *DECISIONS)
        for mot in c.titre.split()
        if mot not in mots
    ]


def test_contrastes() -> None:
    """Tout texte a un contraste d'au moins 4,5:1 avec son fond, formats conditionnels compris, et
    l'encre de l'un sur le fond de l'autre : Excel les ajoute."""
    for nom, style in modele_styles.STYLES.items():
        encre, fond = (
            style.get("font_color", apparence.ENCRE),
            style.get("bg_color", apparence.BLANC),
        )
        assert contraste(encre, fond) >= 4.5, nom
    conditionnels = [style for nom, style in modele_styles.STYLES.items() if nom.startswith("mc_")]
    encres = {apparence.ENCRE} | {
        style["font_color"] for style in conditionnels if "font_color" in style
    }
    fonds = {apparence.BLANC, modele_styles.GRIS} | {
        style["bg_color"] for style in conditionnels if "bg_color" in style
    }
    assert not [(encre, fond) for encre in encres for fond in fonds if contraste(encre, fond) < 4.5]
    for couleur in (couleur for _, _, couleur in modele_saisie.GROUPES):
        assert contraste(apparence.BLANC, couleur) >= 4.5


def test_arial_sans_theme(rempli: bytes) -> None:
    """Aucune police ne suit le thème : Excel montrerait une autre police que celle des largeurs
    mesurées."""
    assert "<scheme" not in parties(rempli)["xl/styles.xml"]


def test_jamais_la_couleur_seule() -> None:
    """Chaque format conditionnel qui alerte change aussi le texte ou le cadre de la cellule."""
    for nom, style in modele_styles.STYLES.items():
        if nom.startswith("mc_") and nom not in (
            "mc_ineligible",
            "mc_eligible",
            "mc_faux",
            "mc_a_relire",
        ):
            assert "num_format" in style or "border" in style, nom


def test_accueil(classeur: Workbook) -> None:
    """L'Accueil dit en dix lignes que faire, compte des lignes d'entretien, et garde la place de ce
    que le logiciel écrira."""
    textes = [
        c.value
        for rangee in classeur["Accueil"].iter_rows(max_col=5)
        for c in rangee
        if isinstance(c.value, str)
    ]
    assert [t for t in textes if t in modele_notice.A_SAVOIR] == []
    from workbook.modele import accueil as modele_accueil

    assert len(modele_accueil.ETAPES) == 10
    assert all(
        etape in textes for etape in (*modele_accueil.ETAPES, *modele_accueil.MACROS_BLOQUEES)
    )
    assert "Lignes d’entretien (en direct)" in textes
    assert classeur["Accueil"].sheet_view.selection[0].activeCell == "C4", (
        "le premier geste : choisir le mois"
    )
    for nom in tableau_de_bord.CE_QUE_LE_LOGICIEL_ECRIT:
        assert classeur.defined_names[nom].value.startswith("Accueil!$"), nom


def test_boutons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Avec boutons, l'Accueil et Entretiens portent « Vérifier » et « Générer rapport mensuel »,
    reliés à leurs macros ; sinon aucun."""
    monkeypatch.setitem(modele_table.LIGNES_PRETES, "Entretiens", 30)
    assert not [nom for nom in parties(modele.construire()) if nom.endswith(".vml")]
    vml = [
        texte
        for nom, texte in parties(modele.construire(avec_boutons=True)).items()
        if nom.endswith(".vml")
    ]
    assert len(vml) == 2
    for texte in vml:
        assert re.findall(r"<x:FmlaMacro>\[0\]!(\w+)<", texte)[:2] == [
            "VerifierEntretiens",
            "GenererRapportMensuel",
        ]
        assert "Vérifier" in texte
        assert "Générer rapport mensuel" in texte


def test_reglages_caches() -> None:
    """Les réglages d'xlwings sont du texte, dans une feuille masquée, la dernière."""
    lu = openpyxl.load_workbook(
        BytesIO(
            modele.construire(
                avec_boutons=True,
                reglages=[("INTERPRETER_WIN", "C:\\Python\\python.exe"), ("PYTHONPATH", "")],
            )
        )
    )
    assert lu.sheetnames == [*FEUILLES, "xlwings.conf"]
    conf = lu["xlwings.conf"]
    assert conf.sheet_state == "hidden"
    assert [c.value for c in conf["A"]] == ["INTERPRETER_WIN", "PYTHONPATH"]
    assert conf["B1"].value == "C:\\Python\\python.exe"


def test_notice(classeur: Workbook) -> None:
    """La Notice a chaque colonne de chaque feuille, chaque paramètre, chaque règle, dans l'ordre,
    avec message et fondement, sans rien de technique."""
    lignes = [[c.value or "" for c in rangee] for rangee in classeur["Notice"].iter_rows(max_col=6)]
    saisies = (
        ("Entretiens", ENTRETIENS),
        ("Séances", modele_saisie.COLONNES_SEANCES),
        ("Décisions", DECISIONS),
    )
    ecrites = (
        ("Contrôles", modele_notice.CONTROLES),
        ("À suivre", modele_notice.A_SUIVRE),
        ("Journal", modele_notice.JOURNAL),
    )
    attendues = [(f, c.titre) for f, cs in (*saisies, *ecrites) for c in cs]
    attendues += [("Paramètres", titre) for titre, *_ in tables_par_defaut()["Convention"]]
    attendues += [
        ("Paramètres", f"Table {nom}") for nom in ("Antennes", "Situations", "Tranches", "Listes")
    ]
    assert [(x[0], x[1]) for x in lignes if x[0] in dict(attendues)] == attendues
    assert all(x[3] for x in lignes if x[0] in dict(attendues)), "chacune dit ce qu’elle porte"
    par_code = {x[0]: x for x in lignes if re.fullmatch(r"[A-Z]\d\d", x[0])}
    assert list(par_code) == sorted(
        (r.code for r in REGLES), key=lambda code: ("EPDSFXO".index(code[0]), code)
    )
    for r in REGLES:
        _, gravite, titre, message, fondement, lues = par_code[r.code]
        assert gravite == f"{SYMBOLES[r.gravite]} {r.gravite.libelle}"
        assert (titre, fondement) == (r.titre, r.fonde)
        assert message
        assert lues
        assert not {"{", "}"} & set(message)
    debut, fin = re.fullmatch(
        r"Notice!\$A\$(\d+):\$A\$(\d+)", classeur.defined_names["ListeCodes"].value
    ).groups()  # type: ignore[union-attr]
    assert [classeur["Notice"][f"A{n}"].value for n in range(int(debut), int(fin) + 1)] == list(
        par_code
    )


def test_aucun_auteur_ni_chemin(rempli: bytes) -> None:
    """Le modèle ne porte ni nom d'auteur, ni chemin de la machine qui l'a construit."""
    xml = parties(rempli)
    assert re.search(r"<dc:creator>([^<]*)</dc:creator>", xml["docProps/core.xml"]).group(1) == ""  # type: ignore[union-attr]
    assert not [
        nom for nom, texte in xml.items() if str(Path(modele.__file__).parent.parent) in texte
    ]
