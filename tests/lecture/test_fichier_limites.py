"""Ce qui ne se lit pas, ce qui remplirait la mémoire, ce qui se lit sans se voir : chacun se dit.
Toutes les personnes sont inventées."""

import re
import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from paquets import (
    AUTRE,
    CLASSEUR,
    FEUILLE,
    GENRE,
    LIENS,
    RELS,
    STYLES,
    VARIATIONS,
    Parties,
    changer,
    emballer,
    en_codage,
    feuille_en_plus,
    liee,
    parties,
    prefixer,
    refaire,
    retirer,
    suite,
    textes_partages,
)
from terminal import lancer

from workbook.declarations.erreurs import ClasseurInutilisable
from workbook.lecture.classeur import lire

Changement = Callable[[Parties], Parties]
PREFIXE = prefixer(FEUILLE, "x")


def deposer(tmp_path: Path, changement: Changement) -> Path:
    """Le classeur des dix lignes, ses parties changées."""
    chemin = tmp_path / "c.xlsx"
    chemin.write_bytes(emballer(changement(parties())))
    return chemin


# --- Une feuille qui compte et qui ne se lit pas --------------------------------------------------


def entites(partie: str, declaration: str, appel: str) -> Changement:
    """Une partie qui déclare des entités, et les appelle à la place d'un nom."""

    def faire(p: Parties) -> Parties:
        xml = re.sub(
            r"^(<\?xml.*?\?>)?", rf"\1<!DOCTYPE x [{declaration}]>", p[partie].decode(), count=1
        )
        return p | {
            partie: re.sub(r"ABADI|Entretiens|dd/mm/yyyy|rId2", appel, xml, count=1).encode()
        }

    return faire


MILLE_MILLIONS = '<!ENTITY a0 "x">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)
DEHORS = '<!ENTITY e SYSTEM "file:///etc/hostname">'
ILLISIBLES: dict[str, Changement] = {
    "partie absente": retirer(FEUILLE),
    "partie vide": lambda p: p | {FEUILLE: b""},
    "feuille coupée": lambda p: p | {FEUILLE: p[FEUILLE][:3_000]},
    "feuille à préfixe coupée": suite(PREFIXE, lambda p: p | {FEUILLE: p[FEUILLE][:3_000]}),
    "adresse impossible": changer(FEUILLE, 'r="B2"', 'r="A0"'),
    "adresse qui n’en est pas une": suite(changer(FEUILLE, 'r="B2"', 'r="deux"'), PREFIXE),
    "codage menti": en_codage(FEUILLE, "utf-16", "UTF-8"),
    "codage inconnu": changer(FEUILLE, 'encoding="UTF-8"', 'encoding="martien"'),
    "attribut en double, à préfixe": suite(
        changer(FEUILLE, '<row r="2">', '<row r="2" r="2">'), PREFIXE
    ),
    "texte partagé qui manque": suite(
        textes_partages(), changer(FEUILLE, "<v>0</v>", "<v>99999</v>")
    ),
    "texte partagé de rang négatif": suite(
        textes_partages(), changer(FEUILLE, "<v>0</v>", "<v>-1</v>"), PREFIXE
    ),
    "textes partagés absents": suite(textes_partages(), retirer("xl/sharedStrings.xml")),
    "textes partagés coupés": suite(
        textes_partages(), lambda p: p | {"xl/sharedStrings.xml": p["xl/sharedStrings.xml"][:900]}
    ),
    "formats coupés": lambda p: p | {STYLES: b"<styleSheet><cellXfs>"},
    "entités qui se multiplient dans la feuille": suite(
        entites(FEUILLE, MILLE_MILLIONS, "&a9;"), PREFIXE
    ),
    "entités qui se multiplient dans les textes": suite(
        textes_partages(), entites("xl/sharedStrings.xml", MILLE_MILLIONS, "&a9;")
    ),
    "entités qui se multiplient dans les formats": suite(
        entites(STYLES, MILLE_MILLIONS, "&a9;"), PREFIXE
    ),
    "fichier de ce poste appelé par la feuille": suite(entites(FEUILLE, DEHORS, "&e;"), PREFIXE),
}
PAS_DE_CLASSEUR: dict[str, Changement] = {
    "entités qui se multiplient dans le classeur": entites(CLASSEUR, MILLE_MILLIONS, "&a9;"),
    "entités qui se multiplient dans les relations": entites(LIENS, MILLE_MILLIONS, "&a9;"),
    "entités dans les relations du paquet": entites(RELS, MILLE_MILLIONS, "&a9;"),
    "fichier de ce poste appelé par le classeur": entites(CLASSEUR, DEHORS, "&e;"),
    "classeur coupé": lambda p: p | {CLASSEUR: p[CLASSEUR][:200]},
}


@pytest.mark.parametrize("cas", ILLISIBLES)
def test_feuille_illisible(cas: str, tmp_path: Path) -> None:
    """Quand aucun lecteur n'en vient à bout, la feuille est nommée, et ce qu'il faut faire si
    enregistrer à nouveau n'y change rien."""
    with pytest.raises(ClasseurInutilisable) as refus:
        lire(deposer(tmp_path, ILLISIBLES[cas]))
    assert str(refus.value) == (
        "« c.xlsx », feuille « Entretiens », est abîmé : il ne se lit pas jusqu’au bout. Ouvrez-le "
        "dans Excel, enregistrez-le à nouveau, puis recommencez. Si ce message revient, recopiez "
        "vos lignes dans un classeur neuf."
    )


@pytest.mark.parametrize("cas", PAS_DE_CLASSEUR)
def test_classeur_illisible(cas: str, tmp_path: Path) -> None:
    """Un classeur dont la partie principale est abîmée ou piégée est refusé."""
    with pytest.raises(ClasseurInutilisable, match=r"« c\.xlsx » est abîmé ou incomplet"):
        lire(deposer(tmp_path, PAS_DE_CLASSEUR[cas]))


# --- Une cellule égarée très loin -----------------------------------------------------------------

LOIN = changer(
    FEUILLE, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
)
EGAREES: dict[str, Changement] = {
    "telle quelle": LOIN,
    "étendue mensongère": suite(LOIN, VARIATIONS["étendue mensongère"]),
    "à préfixe": suite(LOIN, PREFIXE),
    "en UTF-16": suite(LOIN, VARIATIONS["la feuille en UTF-16"]),
    "rangée fusionnée": suite(LOIN, VARIATIONS["une rangée fusionnée"]),
    "sans adresse": changer(
        FEUILLE, "</sheetData>", f'<row r="20">{"<c/>" * 70_000}<c><v>1</v></c></row></sheetData>'
    ),
    "rangée qui n’existe pas": suite(
        changer(
            FEUILLE,
            "</sheetData>",
            '<row r="4294967298"><c r="A4294967298"><v>1</v></c></row></sheetData>',
        ),
        PREFIXE,
    ),
    "colonne qui n’existe pas": changer(
        FEUILLE, "</sheetData>", '<row r="20"><c r="ZZZZ20"><v>1</v></c></row></sheetData>'
    ),
}


@pytest.mark.parametrize("cas", EGAREES)
def test_cellule_egaree(cas: str, tmp_path: Path) -> None:
    """Une cellule remplie très loin est refusée, avec sa place, par quelque chemin que la feuille
    se lise."""
    with pytest.raises(
        ClasseurInutilisable,
        match=r"feuille « Entretiens » : des cellules sont remplies très loin \(jusqu’à la ligne "
        r"[0-9]+, ",
    ):
        lire(deposer(tmp_path, EGAREES[cas]))


@pytest.mark.parametrize("cas", ["telle quelle", "à préfixe", "sans adresse"])
def test_cellule_egaree_sans_memoire(cas: str, tmp_path: Path) -> None:
    """Le refus vient avant que la mémoire ne se remplisse : un demi-gibioctet suffit."""
    limite = 1 << 29
    fait = lancer(
        "verifier",
        deposer(tmp_path, EGAREES[cas]),
        dossier=tmp_path,
        limite=lambda: resource.setrlimit(resource.RLIMIT_AS, (limite, limite)),
    )
    assert (fait.returncode, fait.stdout) == (2, "")
    assert "sont remplies très loin" in fait.stderr


# --- Ce qui se lit sans se voir -------------------------------------------------------------------


def fusion(reference: str) -> Changement:
    """Une fusion de plus."""
    return changer(
        FEUILLE,
        "</sheetData>",
        f'</sheetData><mergeCells count="1"><mergeCell ref="{reference}"/></mergeCells>',
    )


def formule(adresse: str, xml: str) -> Changement:
    """Une formule à la place d'une cellule."""
    return refaire(FEUILLE, rf'<c r="{adresse}"[^>]*>.*?</c>', rf'<c r="{adresse}"{xml}</c>')


SOUS_FUSION = (
    "Feuille « Entretiens », ligne {0} : une cellule fusionnée cache ce qui est tapé en {1}, et "
    "qui compte quand même. Annulez cette fusion (dans Excel : Fusionner et centrer) pour le voir, "
    "puis gardez-le ou effacez-le."
)
SANS_RESULTAT = (
    "Feuille « Entretiens », ligne {0} : le résultat de la formule manque en {1} ; la cellule est "
    "lue comme vide. Ouvrez le classeur dans Excel ou LibreOffice, enregistrez-le, puis "
    "recommencez."
)
INVISIBLES: dict[str, tuple[Changement, list[str]]] = {
    "deux cellules": (fusion("E2:E3"), [SOUS_FUSION.format(3, "E3")]),
    "une colonne entière": (fusion("A:A"), [SOUS_FUSION.format(2, "A2 (et 9 autres)")]),
    "une rangée entière": (fusion("3:3"), [SOUS_FUSION.format(3, "B3 (et 10 autres)")]),
    "deux fois la même": (suite(fusion("E2:E3"), changer(FEUILLE, "</mergeCells>",
    '<mergeCell ref="D3:E3"/></mergeCells>')), [SOUS_FUSION.format(3, "E3")]),
    "une colonne, feuille à préfixe": (suite(fusion("A:A"), PREFIXE),
    [SOUS_FUSION.format(2, "A2 (et 9 autres)")]),
    "la ligne de titres": (fusion("1:1"), []),
    "sous le tableau": (fusion("A14:S14"), []),
    "une colonne à soi": (suite(changer(FEUILLE, "</sheetData>",
    '<row r="20"><c r="X20"><v>1</v></c><c r="Y20"><v>1</v></c></row></sheetData>'),
        fusion("X20:Y20")), []),
    "des cellules vides": (fusion("N2:O3"), []),
    "jamais calculée": (formule("A3", ' s="1"><f>A2</f>'), [SANS_RESULTAT.format(3, "A3")]),
    "jamais calculées, comme openpyxl les écrit": (suite(formule("A3", ' s="1"><f>A2</f><v></v>'),
    formule("A4", ' s="1"><f>A2</f><v />')), [SANS_RESULTAT.format(3, "A3 (et 1 autre)")]),
    "jamais calculée, partagée": (formule("A3", ' s="1" t="n"><f t="shared" si="0"/>'),
    [SANS_RESULTAT.format(3, "A3")]),
    "jamais calculée, feuille à préfixe": (suite(formule("A3", ' s="1"><f>A2</f>'), PREFIXE),
    [SANS_RESULTAT.format(3, "A3")]),
    "au résultat vide": (changer(FEUILLE, "</sheetData>",
    '<row r="20"><c r="N20" t="str"><f>""</f><v></v></c></row></sheetData>'), []),
    "calculée": (formule("A3", ' s="1"><f>A2</f><v>46083</v>'), []),
    "dans une colonne à soi": (changer(FEUILLE, "</sheetData>",
    '<row r="20"><c r="X20"><f>1+1</f></c></row></sheetData>'), []),
}  # fmt: skip


@pytest.mark.parametrize("cas", INVISIBLES)
def test_lu_sans_se_voir(cas: str, tmp_path: Path) -> None:
    """Ce qu'une fusion cache compte et se dit ; une formule jamais calculée est vide et se dit ;
    une fois, et jamais pour ce qui n'est pas lu."""
    changement, attendus = INVISIBLES[cas]
    lu = lire(deposer(tmp_path, changement))
    assert [m for m in lu.messages if "« Entretiens »" in m] == attendus
    assert len(lu.lignes) == 10
    assert (lu.lignes[1].date_entretien is None) == any(
        "le résultat de la formule manque" in m for m in attendus
    )


def test_mois_du_rapport_jamais_calcule(tmp_path: Path) -> None:
    """Le mois du rapport, donné par une formule sans résultat, manque : c'est dit."""
    accueil = AUTRE.replace(b"<v>1</v>", b"<f>TODAY()</f>")
    noms = changer(
        CLASSEUR,
        "</sheets>",
        "</sheets><definedNames><definedName "
        'name="MoisRapport">Accueil!$A$1</definedName></definedNames>',
    )
    lu = lire(
        deposer(
            tmp_path,
            suite(
                feuille_en_plus("Accueil"),
                liee(f"{GENRE}/worksheet", "worksheets/sheet9.xml", accueil),
                noms,
            ),
        )
    )
    assert lu.mois is None
    assert SANS_RESULTAT.replace("Entretiens", "Accueil").format(1, "A1") in lu.messages


@pytest.mark.parametrize(("autre", "dit"), [
    ("Entretiens", ("Feuilles « Entretiens » et « Entretiens » : une seule est lue, « Entretiens "
        "», la première. Renommez ou supprimez l’autre.")),
    ("ENTRETIENS", ("Feuilles « Entretiens » et « ENTRETIENS » : une seule est lue, « Entretiens "
        "». Renommez ou supprimez l’autre.")),
    ("Entretiens (2)", None),
])  # fmt: skip
def test_feuilles_du_meme_nom(autre: str, dit: str | None, tmp_path: Path) -> None:
    """Deux feuilles du même nom : les lignes de la seconde ne comptent pas, et c'est dit."""
    en_plus = suite(
        changer(CLASSEUR, "</sheets>", f'<sheet name="{autre}" sheetId="7" r:id="rId7"/></sheets>'),
        liee(f"{GENRE}/worksheet", "worksheets/sheet9.xml", AUTRE),
    )
    lu = lire(deposer(tmp_path, en_plus))
    assert [m for m in lu.messages if "une seule est lue" in m] == ([dit] if dit else [])
    assert [e.date_entretien.month for e in lu.lignes] == [3] * 10


def test_sans_formats(tmp_path: Path) -> None:
    """Sans ses formats, un classeur se lit : une date y est un nombre, retenue et à confirmer."""
    lu = lire(deposer(tmp_path, retirer(STYLES)))
    assert lu.lignes[0].date_entretien == date(2026, 3, 2)
    assert all("date_entretien" in e.ecarts for e in lu.lignes)
