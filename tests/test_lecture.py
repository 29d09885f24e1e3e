"""Du fichier aux lignes : où sont les cellules. Toutes les personnes sont inventées."""

import tempfile
from pathlib import Path

import openpyxl
import pytest
from fabrique import Essai, classeurs
from hypothesis import given

from workbook import exemple
from workbook.colonnes import SAISIES
from workbook.entretien import Entretien
from workbook.enveloppe import Enveloppe
from workbook.lecture import LecteurDEntretiens, lire
from workbook.lignes import Lignes
from workbook.parametres import cadre_par_defaut
from workbook.personnes import attribuer_cles

LIGNE = exemple.entretiens()[3]


@pytest.mark.parametrize("gauche", [0, 1, 3])
@pytest.mark.parametrize("haut", [0, 2])
def test_adresses_dans_une_feuille_decalee(tmp_path: Path, gauche: int, haut: int) -> None:
    """Des colonnes et des lignes vides devant le tableau ne décalent ni la lecture, ni les adresses que citent les anomalies."""
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


def _memes_valeurs(lignes: Lignes) -> None:
    """Ce que disent les colonnes est ce que disent les lignes, celles d'une partie d'entre elles aussi."""
    for champ in Entretien.__slots__:
        assert lignes.colonne(champ) == [getattr(e, champ) for e in lignes], champ
    siennes = lignes.choisir([e.dt == "Metz" for e in lignes])
    assert list(siennes) == [e for e in lignes if e.dt == "Metz"]
    assert siennes.colonne("cle") == [e.cle for e in siennes]
    assert (lignes.sans("numero"), lignes.avec("dt", "Metz")) == ([e for e in lignes if e.numero is None], list(siennes))


@given(classeurs())
def test_lignes_et_colonnes(essai: Essai) -> None:
    """Les entretiens d'un classeur quelconque se lisent de même ligne par ligne et colonne par colonne."""
    with tempfile.TemporaryDirectory() as dossier:
        lignes = lire(essai.ecrire(Path(dossier) / "essai.xlsx")).lignes
    attribuer_cles(lignes)
    _memes_valeurs(lignes)


def test_lignes_de_plusieurs_paquets() -> None:
    """Une longue feuille, lue par paquets, rend chaque ligne à son rang, entre ses lignes vides et avec ses fautes de saisie."""
    titres = [c.titre for c in SAISIES]
    vide = [""] * len(titres)
    fautive = ["12/03/2026" if titre == "Date entretien" else "Soir" if titre == "Demi-journée" else LIGNE.get(titre, "") for titre in titres]
    rangees = [vide if n % 7 == 0 else fautive if n % 11 == 0 else [LIGNE.get(titre, "") for titre in titres] for n in range(2_000)]
    lecteur = LecteurDEntretiens("essai.xlsx", "Entretiens", cadre_par_defaut(), Enveloppe())
    lecteur.lire([titres, *rangees])
    attribuer_cles(lecteur.lignes)
    assert [e.ligne for e in lecteur.lignes] == [n + 2 for n in range(2_000) if n % 7]
    assert [e.ligne for e in lecteur.lignes if set(e.ecarts) == {"date_entretien", "demi_journee"}] == [n + 2 for n in range(2_000) if n % 7 and n % 11 == 0]
    _memes_valeurs(lecteur.lignes)
