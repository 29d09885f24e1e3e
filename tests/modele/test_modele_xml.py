"""Ce qu'Excel refuse ou « répare » à l'ouverture ne s'y trouve pas : le XML du modèle, relu règle
par règle. Toutes les personnes sont inventées."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from workbook.declarations.adresses import colonne_en_nombre, plage
from workbook.modele import classeur as modele
from workbook.modele import exemple
from workbook.modele import table as modele_table

DROITE = 16_384
BAS = 1_048_576


class Paquet:
    """Les parties d'un classeur, leurs racines XML, leurs liens."""

    def __init__(self, contenu: bytes):
        with zipfile.ZipFile(BytesIO(contenu)) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == len(set(archive.namelist()))
            self.parties = {nom: archive.read(nom) for nom in archive.namelist()}
        self.xml = {
            nom: ElementTree.fromstring(octets)
            for nom, octets in self.parties.items()
            if nom.endswith((".xml", ".rels"))
        }
        self.classeur = self.xml["xl/workbook.xml"]
        self.textes = [
            "".join(t.text or "" for t in tous(si, "t"))
            for si in tous(self.xml["xl/sharedStrings.xml"], "si")
        ]
        liens = self.liens("xl/workbook.xml")
        self.feuilles = {
            f.get("name", ""): liens[f.get(next(k for k in f.attrib if k.endswith("}id")), "")]
            for f in tous(self.classeur, "sheet")
        }

    def liens(self, partie: str) -> dict[str, str]:
        """Identifiant -> partie visée."""
        dossier, nom = posixpath.split(partie)
        rels = self.xml.get(f"{dossier}/_rels/{nom}.rels")
        return (
            {}
            if rels is None
            else {
                x.get("Id", ""): posixpath.normpath(posixpath.join(dossier, x.get("Target", "")))
                for x in rels
            }
        )

    def tables(self, feuille: str) -> list[Element]:
        """Les tables d'une feuille."""
        return [
            self.xml[cible]
            for cible in self.liens(self.feuilles[feuille]).values()
            if "/tables/" in cible
        ]


def tous(racine: Element, balise: str) -> Iterator[Element]:
    """Les éléments de ce nom, sans égard à l'espace de noms."""
    return (e for e in racine.iter() if e.tag.rpartition("}")[2] == balise)


def zone(reference: str) -> tuple[int, int, int, int]:
    """Haut, gauche, bas, droite ; dans la feuille."""
    lue = plage(reference)
    assert lue is not None, reference
    haut, gauche, bas, droite = lue
    assert 0 <= haut <= bas < BAS, reference
    assert 0 <= gauche <= droite < DROITE, reference
    return lue


def se_touchent(a: str, b: str) -> bool:
    """Vrai si deux plages ont une cellule commune."""
    (h1, g1, b1, d1), (h2, g2, b2, d2) = zone(a), zone(b)
    return h1 <= b2 and h2 <= b1 and g1 <= d2 and g2 <= d1


@pytest.fixture(scope="module", params=["vide", "exemple", "boutons", "repris"])
def paquet(request: pytest.FixtureRequest) -> Paquet:
    """Le modèle vide, celui de l'exemple, à boutons, et un classeur repris avec des colonnes et une
    feuille à lui."""
    contenu: dict[str, dict[str, Any]] = {
        "vide": {},
        "exemple": {
            "lignes": exemple.entretiens(),
            "seances": exemple.seances(),
            "mois": exemple.MOIS,
        },
        "boutons": {"avec_boutons": True, "reglages": [("INTERPRETER_WIN", "x" * 300)]},
        "repris": {
            "lignes": [e | {"Ma [note] #1": "=1+1", "é" * 240: 3} for e in exemple.entretiens()],
            "en_plus": {"Entretiens": ["Ma [note] #1", "é" * 240], "Journal": ["L’autre"]},
            "feuilles": {"Mes notes": [["a", 1], [], ["x" * 32_000]]},
            "journal": [{"Mois": "x"}],
        },
    }
    with pytest.MonkeyPatch.context() as peu:
        if request.param != "vide":
            peu.setitem(modele_table.LIGNES_PRETES, "Entretiens", 30)
        return Paquet(modele.construire(**contenu[request.param]))


def test_parties(paquet: Paquet) -> None:
    """Chaque partie a son type, chaque lien sa cible."""
    types = paquet.xml["[Content_Types].xml"]
    surs, extensions = (
        {e.get(cle) for e in tous(types, balise)}
        for balise, cle in (("Override", "PartName"), ("Default", "Extension"))
    )
    for nom in paquet.parties:
        assert f"/{nom}" in surs or nom.rpartition(".")[2] in extensions, nom
    for nom in paquet.parties:
        if nom.endswith(".rels"):
            source = nom.replace("_rels/", "").removesuffix(".rels")
            for cible in paquet.liens(source).values() if source != ".rels" else ():
                assert cible in paquet.parties, (nom, cible)


def test_feuilles_et_noms(paquet: Paquet) -> None:
    """Noms de feuilles et noms définis sont permis, uniques, et ne désignent que des feuilles
    présentes."""
    assert all(
        len(nom) <= 31 and not set("[]:*?/\\") & set(nom) and nom.strip("'") == nom
        for nom in paquet.feuilles
    )
    assert len({nom.lower() for nom in paquet.feuilles}) == len(paquet.feuilles)
    vus = set()
    for n in tous(paquet.classeur, "definedName"):
        nom, formule = n.get("name", ""), n.text or ""
        assert (nom.lower(), n.get("localSheetId")) not in vus
        vus.add((nom.lower(), n.get("localSheetId")))
        assert re.fullmatch(r"[^\W\d][\w.]{0,254}", nom), nom
        assert not re.fullmatch(r"[A-Za-z]{1,3}[0-9]+|[RrCc]|[RrLlCc][0-9]+[CcRr]?[0-9]*", nom), nom
        assert len(formule) < 8192
        assert {
            f.strip("'").replace("''", "'")
            for f in re.findall(r"('[^']+'|[^\W\d][\w.]*)!", re.sub(r'"[^"]*"', "", formule))
        } <= paquet.feuilles.keys(), formule


def test_tables(paquet: Paquet) -> None:
    """Identifiants, noms et étendues des tables sont uniques et justes ; leurs titres sont ceux de
    la feuille."""
    toutes = [(f, t) for f in paquet.feuilles for t in paquet.tables(f)]
    for cle in ("id", "displayName"):
        assert len({t.get(cle, "").lower() for _, t in toutes}) == len(toutes) == 11
    for feuille, t in toutes:
        haut, gauche, bas, droite = zone(t.get("ref", ""))
        assert bas > haut
        filtre = next(tous(t, "autoFilter"), None)
        assert filtre is None or filtre.get("ref") == t.get("ref")
        colonnes = list(tous(t, "tableColumn"))
        assert [c.get("id") for c in colonnes] == [str(n) for n in range(1, droite - gauche + 2)]
        titres = [c.get("name", "") for c in colonnes]
        assert len({x.lower() for x in titres}) == len(titres)
        assert all(1 <= len(x) <= 255 for x in titres)
        cellules = {
            c.get("r"): c
            for c in tous(paquet.xml[paquet.feuilles[feuille]], "c")
            if re.sub("[A-Z]+", "", c.get("r", "")) == str(haut + 1)
        }
        ecrits = {
            colonne_en_nombre(re.sub("[0-9]+", "", r or "")): paquet.textes[int(c[0].text or "")]
            for r, c in cellules.items()
            if c.get("t") == "s"
        }
        assert [ecrits[gauche + n] for n in range(len(titres))] == titres
    for feuille in paquet.feuilles:
        places = [t.get("ref", "") for t in paquet.tables(feuille)]
        fusions = [
            m.get("ref", "") for m in tous(paquet.xml[paquet.feuilles[feuille]], "mergeCell")
        ]
        assert not [couple for couple in combinations(places + fusions, 2) if se_touchent(*couple)]


def test_validations(paquet: Paquet) -> None:
    """Titres d'aide en 32 caractères, messages et listes en 255, plages sans recouvrement."""
    for nom, partie in paquet.feuilles.items():
        regles = list(tous(paquet.xml[partie], "dataValidation"))
        for v in regles:
            assert all(len(v.get(cle, "")) <= 32 for cle in ("promptTitle", "errorTitle")), (
                nom,
                v.attrib,
            )
            assert all(len(v.get(cle, "")) <= 255 for cle in ("prompt", "error")), (nom, v.attrib)
            for f in v:
                assert len((f.text or "").strip('"')) <= 255, (nom, f.text)
                assert "[" not in (f.text or ""), (nom, f.text)
        plages = [r for v in regles for r in v.get("sqref", "").split()]
        assert not [couple for couple in combinations(plages, 2) if se_touchent(*couple)], nom


def test_cellules_et_formats(paquet: Paquet) -> None:
    """Cellules en ordre, styles et textes existants, formules et formats conditionnels à la mesure
    d'Excel."""
    styles = paquet.xml["xl/styles.xml"]
    formats, conditionnels = (
        len(next(iter(tous(styles, balise)))) for balise in ("cellXfs", "dxfs")
    )
    assert max(map(len, paquet.textes)) <= 32_767
    for nom, partie in paquet.feuilles.items():
        racine, avant = paquet.xml[partie], 0
        for rangee in tous(racine, "row"):
            numero = int(rangee.get("r", "0"))
            assert numero > avant
            avant, gauche = numero, -1
            for c in rangee:
                colonne = colonne_en_nombre(re.sub("[0-9]+", "", c.get("r", "")))
                assert colonne > gauche
                gauche = colonne
                assert int(c.get("s", "0")) < formats
                for enfant in c:
                    assert enfant.tag.rpartition("}")[2] != "f" or 0 < len(enfant.text or "") < 8192
                    assert c.get("t") != "s" or int(enfant.text or "") < len(paquet.textes)
        priorites = []
        for regle in tous(racine, "cfRule"):
            priorites.append(regle.get("priority"))
            assert int(regle.get("dxfId", "0")) < conditionnels
            for f in regle:
                assert 0 < len(f.text or "") < 8192
                assert not {"[", "{"} & set(re.sub(r'"[^"]*"', "", f.text or "")), (nom, f.text)
        assert len(priorites) == len(set(priorites))
        assert all(
            len(e.text or "") <= 255
            for balise in ("oddHeader", "oddFooter")
            for e in tous(racine, balise)
        )
