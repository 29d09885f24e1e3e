"""Une grande feuille se lit par morceaux : c’est la même lecture. Toutes les personnes sont inventées."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from fabrique import COLONNES, changer, ligne_conforme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from workbook import enveloppe, fichier
from workbook.entretien import Entretien
from workbook.erreurs import ClasseurInutilisable
from workbook.lecture import lire
from xl_addin.commandes import Verification, verifier, verifier_lu

REF = date(2026, 11, 23)
FEUILLE = "xl/worksheets/sheet1.xml"
CHAMPS = [champ for champ in Entretien.__slots__ if champ != "cle"]  # posée plus tard


@pytest.fixture
def lus(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """De petits morceaux, pour qu'une petite feuille en ait beaucoup ; et la feuille de chaque morceau lu."""
    lus: list[str] = []
    vraie = fichier._lire_part
    monkeypatch.setattr(fichier, "MORCEAU", 32_000)
    monkeypatch.setattr(fichier, "_lire_part", lambda feuille, octets: (lus.append(feuille), vraie(feuille, octets))[1])
    return lus


def ecrire(chemin: Path, rangees: dict[int, dict[int, Any]], *, en_ligne: bool = True) -> Path:
    """Une feuille Entretiens : rang -> colonne -> valeur ; `en_ligne` : chaque texte dans sa cellule, sinon les textes sont partagés."""
    with Workbook(chemin, {"constant_memory": en_ligne, "default_date_format": "dd/mm/yyyy"}) as classeur:
        feuille = classeur.add_worksheet("Entretiens")
        for rang in sorted(rangees):
            for colonne, valeur in rangees[rang].items():
                feuille.write(rang, colonne, valeur)
    return chemin


def rangees_de(nombre: int, *, gauche: int = 0, **changes: Any) -> dict[int, dict[int, Any]]:
    """Les titres, puis des lignes conformes : peu de textes différents, mais deux identités et trois DT."""
    rangees = {0: {gauche + n: titre for n, titre in enumerate(COLONNES)}}
    for n in range(1, nombre + 1):
        siens = {"N° étranger": f"57012345{n % 40 + 10}", "DT": ("Metz", "Reims", "Strasbourg")[n % 3], "Nom": ("EXEMPLE", "INVENTE")[n % 2]} | changes
        rangees[n] = {gauche + c: valeur for c, valeur in enumerate(ligne_conforme(**siens).values()) if valeur is not None}
    return rangees


def lecture(chemin: Path) -> list[tuple] | str:
    """Chaque ligne lue, toutes ses valeurs ; ou le refus."""
    try:
        return [tuple(getattr(e, champ) for champ in CHAMPS) for e in lire(chemin).lignes]
    except ClasseurInutilisable as refus:
        return str(refus)


def coupee_et_entiere(chemin: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[tuple] | str, list[tuple] | str]:
    """La même lecture, par morceaux puis d'un trait."""
    coupee = lecture(chemin)
    with monkeypatch.context() as m:
        m.setattr(fichier, "MORCEAU", 1 << 40)
        return coupee, lecture(chemin)


VALEURS = st.sampled_from(
    ["Metz", " reims", "Nancy", "é & <ï>", "", "\u00a0", "27/01/2026", date(2026, 1, 27), datetime(2026, 1, 27, 9, 30), 46049, 2.5, True, -1]
)


@given(
    trous=st.sets(st.integers(1, 250), max_size=120),
    salies=st.dictionaries(st.tuples(st.integers(1, 250), st.integers(0, len(COLONNES) - 1)), VALEURS, max_size=60),
    gauche=st.sampled_from([0, 0, 2]),
    en_ligne=st.booleans(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_par_morceaux_comme_d_un_trait(
    trous: set[int], salies: dict, gauche: int, en_ligne: bool, lus: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Quels que soient les rangées vides, les cellules vides ou sales, les colonnes laissées à gauche et la façon d'écrire les textes."""
    rangees = rangees_de(250, gauche=gauche)
    for (rang, colonne), valeur in salies.items():
        rangees[rang][gauche + colonne] = valeur
    lus.clear()
    chemin = ecrire(tmp_path / "c.xlsx", {rang: cellules for rang, cellules in rangees.items() if rang not in trous}, en_ligne=en_ligne)
    coupee, entiere = coupee_et_entiere(chemin, monkeypatch)
    assert coupee == entiere
    assert len(coupee) == 250 - len(trous)
    assert len(lus) > 2


def _sans_numero(xml: str) -> str:
    return re.sub(r'<row r="\d+"', "<row", xml)


def _prefixee(xml: str) -> str:
    return re.sub(r"<(/?)(?=[a-z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x=")


def _dans_le_desordre(xml: str) -> str:
    rangee = re.search(r'<row r="200".*?</row>', xml)
    assert rangee
    return xml.replace(rangee[0], "").replace('<row r="20"', rangee[0] + '<row r="20"')


ALTEREES: dict[str, tuple[Callable[[str], str], bool]] = {
    "telle quelle": (lambda xml: xml, True),
    "apostrophes": (lambda xml: re.sub(r'r="(\w+)"', r"r='\1'", xml), True),
    "un attribut avant le numéro": (lambda xml: xml.replace("<row r=", '<row spans="1:19" r='), True),
    "une cellule en erreur": (lambda xml: re.sub(r'(<c r="J150")[^>]*>.*?</c>', r'\1 t="e"><v>#N/A</v></c>', xml), True),
    "une formule": (lambda xml: re.sub(r'(<c r="J150")[^>]*>.*?</c>', r'\1 t="str"><f>"Oui"</f><v>Oui</v></c>', xml), True),
    "rien après la moitié": (lambda xml: re.sub(r'<row r="120".*</row>', "", xml), True),
    "des rangées sans numéro": (_sans_numero, False),
    "un espace de noms à préfixe": (_prefixee, False),
    "dans le désordre": (_dans_le_desordre, False),
    "une cellule loin à droite, loin en bas": (lambda xml: re.sub(r'(<row r="200".*?)</row>', r'\1<c r="AB200"><v>7</v></c></row>', xml), False),
    "une balise citée": (lambda xml: xml.replace("<t>Inventée</t>", '<t><![CDATA[<row r="3">]]></t>'), False),
    "un commentaire avant chaque rangée": (lambda xml: xml.replace("<row ", '<!-- <row r="1"> --><row '), True),
    "un long commentaire après chaque rangée": (lambda xml: xml.replace("</row>", f'</row><!-- <row r="900"> {"x" * 3_000} -->'), False),
    "tronquée": (lambda xml: xml[: len(xml) // 2], False),
    "sans rangées": (lambda xml: re.sub(r"<sheetData>.*</sheetData>", "<sheetData/>" + "<!-- -->" * 10_000, xml), False),
}


@pytest.mark.parametrize(("alteration", "se_coupe"), ALTEREES.values(), ids=list(ALTEREES))
def test_une_feuille_inattendue(alteration: Callable[[str], str], se_coupe: bool, lus: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Une feuille que l'on ne sait pas couper est lue entière : mêmes lignes, ou même refus."""
    chemin = ecrire(tmp_path / "c.xlsx", rangees_de(250))
    chemin.write_bytes(changer(chemin.read_bytes(), FEUILLE, alteration))
    ouverts = []

    class Releve(fichier.Fichier):
        def __init__(self, *args: Any, entieres: bool = False):
            super().__init__(*args, entieres=entieres)
            ouverts.append(entieres)

    monkeypatch.setattr("workbook.lecture.Fichier", Releve)
    coupee, entiere = coupee_et_entiere(chemin, monkeypatch)
    assert coupee == entiere
    assert ouverts == [False, *[True] * (not se_coupe), False]
    assert len(lus) > 2 or not se_coupe


@pytest.mark.parametrize("ou", [0.2, 0.5, 0.8])
def test_un_paquet_abime(ou: float, lus: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Des octets changés au milieu du fichier : le même refus, ou les mêmes lignes, que d'un trait."""
    monkeypatch.setattr(enveloppe, "PARTIE_RELUE", 1_000)  # comme d'une grande feuille, qui n'est pas relue avant
    chemin = ecrire(tmp_path / "c.xlsx", rangees_de(600))
    octets = bytearray(chemin.read_bytes())
    with zipfile.ZipFile(chemin) as paquet:
        info = paquet.getinfo(FEUILLE)
    milieu = info.header_offset + int(info.compress_size * ou)
    octets[milieu : milieu + 8] = b"ABIMEES!"
    chemin.write_bytes(octets)
    coupee, entiere = coupee_et_entiere(chemin, monkeypatch)
    assert lus
    assert coupee == entiere


@pytest.mark.parametrize(("longueur", "se_coupe"), [(20, True), (600, False)])
def test_des_textes_partages(longueur: int, se_coupe: bool, lus: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Chaque morceau relit tous les textes partagés : s'ils pèsent trop à côté de la feuille, elle est lue entière ; mêmes lignes dans les deux cas."""
    rangees = rangees_de(600)
    for rang in range(1, 601):
        rangees[rang][4] = f"EXEMPLE {rang} {'X' * longueur}"
    coupee, entiere = coupee_et_entiere(ecrire(tmp_path / "c.xlsx", rangees, en_ligne=False), monkeypatch)
    assert coupee == entiere
    assert len(coupee) == 600
    assert len(lus) > 2 if se_coupe else lus == []


def constats(v: Verification) -> tuple:
    """Tout ce qu'une vérification a trouvé."""
    trouves = {(r.code, champ, e.ligne) for (r, champ), siens in v.bilan.constats.items() for e, _ in siens}
    return trouves, v.bilan.lignes, v.bilan.non_evaluees, v.bilan.categories, v.bilan.pannes, v.messages


@pytest.mark.parametrize("alteration", [lambda xml: xml, ALTEREES["une cellule loin à droite, loin en bas"][0]], ids=["par morceaux", "reprise du début"])
def test_verifiees_a_mesure(alteration: Callable[[str], str], lus: list[str], tmp_path: Path) -> None:
    """Vérifier les lignes à mesure qu'elles se lisent trouve ce que trouve une vérification faite après ; une lecture reprise ne compte rien deux fois."""
    rangees = rangees_de(250, **{"RSA": "Oui"})
    for rang in range(3, 250, 7):
        rangees[rang] |= {0: "hier", 6: "X", 7: date(2030, 1, 1)}
        rangees[rang].pop(3)
    chemin = ecrire(tmp_path / "c.xlsx", rangees)
    chemin.write_bytes(changer(chemin.read_bytes(), FEUILLE, alteration))
    a_mesure = constats(verifier(chemin, REF))
    assert len(lus) > 2
    assert a_mesure == constats(verifier_lu(lire(chemin), REF))
    assert len(a_mesure[0]) > 200
