"""Avant la sortie : un chiffre faux, une donnée nominative, et tout le jeu est refusé.

Toutes les personnes sont inventées.
"""

import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fabrique import COLONNES, changer, convention, ecrire, ligne_conforme, lignes_distinctes
from jeux import destinataire
from terminal import contenu, executer
from xlsxwriter.worksheet import Worksheet

from reports import fuites, jeu
from reports.classeur import FEUILLES, Ecrit
from reports.classeur import ecrire as ecrire_rapport
from reports.definitions import choix
from reports.destinataires import destinataires
from reports.epreuve import EpreuveManquee, eprouver
from reports.fuites import Fuite
from reports.manifeste import Manifeste, Version
from reports.matiere import Matiere, rapport_pour, rassembler
from reports.mois import Mois, Trimestre
from reports.rapport import Etat, Rapport
from reports.recompte import Recompte, recompter
from reports.verification import verifier_lu
from workbook.declarations.cadre import REGION, Tranche, cadre_par_defaut
from workbook.declarations.dits import Publiable
from workbook.lecture.classeur import lire

REF = date(2026, 11, 23)
JANVIER = Mois(2026, 1)


def matiere(chemin: Path, mois: Mois = JANVIER) -> Matiere:
    """Ce dont les rapports de ce classeur sont faits."""
    v = verifier_lu(lire(chemin), REF)
    return rassembler(
        mois, v.groupes, v.jugement, v.classeur.cadre, REF, v.classeur.seances, v.classeur.absentes
    )


def rapports(m: Matiere) -> list[Rapport]:
    """Ceux de la région et de chaque DT, définitifs."""
    return [
        replace(r, etat=Etat.DEFINITIF, version=1)
        for r in (rapport_pour(d, m) for d in destinataires(m.cadre))
    ]


@pytest.fixture(scope="module")
def trois_mois(tmp_path_factory: pytest.TempPathFactory) -> Matiere:
    """Vingt personnes sur trois mois et trois DT, dont deux revues."""
    lignes = []
    for n, ligne in enumerate(lignes_distinctes(18)):
        jour = date(2025, 12, 9) if n % 3 == 0 else date(2026, 1, 5 + n)
        suite = {"RDV FT": "Accompagné", "Date RDV FT": date(2026, 1, 30)} if n % 4 == 0 else {}
        lignes.append(
            ligne
            | {
                "Date entretien": jour,
                "DT": ("Metz", "Reims", "Strasbourg")[n % 3],
                "Sexe": "FH"[n % 2],
            }
            | suite
        )
    revues = [ligne | {"Date entretien": date(2026, 1, 29)} for ligne in lignes[:2]]
    dossier = tmp_path_factory.mktemp("epreuve")
    seances = [
        {
            "Date": date(2026, 1, 27),
            "DT": "Metz",
            "Demi-journée": "Matin",
            "Convoqués": 12,
            "Présents": 9,
        }
    ]
    return matiere(ecrire(dossier / "essai.xlsx", [*lignes, *revues], seances=seances))


@pytest.fixture(scope="module")
def recompte(trois_mois: Matiere) -> Recompte:
    """Le second comptage."""
    return recompter(trois_mois.lignes, trois_mois.seances, trois_mois.cadre, 2026, 1)


@pytest.fixture(scope="module")
def ecrits(trois_mois: Matiere) -> list[tuple[Rapport, Ecrit]]:
    """Les quatre rapports écrits."""
    return [(r, ecrire_rapport(r)) for r in rapports(trois_mois)]


def test_un_jeu_juste_passe(ecrits: list[tuple[Rapport, Ecrit]], recompte: Recompte) -> None:
    """Les quatre rapports justes passent l'épreuve, et chaque feuille de chiffres y soumet les
    siens."""
    for r, ecrit in ecrits:
        eprouver(r.nom_de_fichier, ecrit, recompte, r.resultat.perimetres)
        assert all(
            ecrit.figures[nom] for nom in ("Synthèse", "Indicateurs", "Parcours", "Évolution")
        )


@pytest.mark.parametrize("feuille", ["Synthèse", "Indicateurs", "Parcours", "Évolution", "Données"])
def test_une_cellule_fausse(
    feuille: str, ecrits: list[tuple[Rapport, Ecrit]], recompte: Recompte
) -> None:
    """Un seul chiffre changé dans les octets écrits, où que ce soit, refuse le jeu en nommant la
    feuille."""
    hasard = random.Random(feuille)
    partie = f"xl/worksheets/sheet{list(FEUILLES).index(feuille) + 1}.xml"
    for r, ecrit in ecrits[:2]:
        with zipfile.ZipFile(BytesIO(ecrit.octets)) as paquet:
            nombres = list(
                re.finditer(
                    r'<c r="[A-Z]+\d+"(?: s="\d+")?><v>(\d+)</v>', paquet.read(partie).decode()
                )
            )
        assert len(nombres) > 20
        for m in hasard.sample(nombres, 4):
            faux = changer(ecrit.octets, partie, partial(plus_un, m))
            with pytest.raises(EpreuveManquee, match=f"{feuille}.*défaut du logiciel"):
                eprouver(
                    r.nom_de_fichier, replace(ecrit, octets=faux), recompte, r.resultat.perimetres
                )


def plus_un(nombre: re.Match[str], xml: str) -> str:
    """Ce XML, un nombre trouvé augmenté d'un."""
    return f"{xml[: nombre.start(1)]}{int(nombre[1]) + 1}{xml[nombre.end(1) :]}"


FAUX_COMPTES: list[tuple[str, Callable[[Any], Any]]] = [
    ("mois", lambda res: res.valeurs["Reims", "mois"]),
    ("cumul", lambda res: res.valeurs[REGION, "cumul"]),
    ("un autre mois", lambda res: res.mensuelles["Metz"][Mois(2025, 12)]),
    ("trimestre", lambda res: res.trimestrielles["Strasbourg"][Trimestre(2026, 1)]),
]


@pytest.mark.parametrize(
    ("periode", "figures_de"), FAUX_COMPTES, ids=[nom for nom, _ in FAUX_COMPTES]
)
def test_un_compte_faux(
    periode: str, figures_de: Callable[[Any], Any], trois_mois: Matiere
) -> None:
    """Un comptage qui se trompe d'une personne ne passe pas, même si toutes les feuilles disent la
    même chose."""
    figures = figures_de(trois_mois.resultat)
    cellule = ("R0", "T", "T")
    figures[cellule] += 1
    try:
        with pytest.raises(EpreuveManquee, match="second comptage"):
            jeu.composer(rapports(trois_mois), trois_mois)
    finally:
        figures[cellule] -= 1


@pytest.mark.parametrize(
    ("partie", "avant", "apres", "mot"),
    [
        ("xl/sharedStrings.xml", ">R0<", ">R9<", "second comptage"),
        ("xl/sharedStrings.xml", ">cumul<", ">année<", "Données"),
        ("xl/sharedStrings.xml", ">perimetre<", ">région<", "titres"),
        ("xl/workbook.xml", 'name="Données"', 'name="Donnees"', "feuilles"),
        ("xl/workbook.xml", "<sheets>", "", "ne se relit pas"),
    ],
)
def test_un_texte_faux(
    partie: str,
    avant: str,
    apres: str,
    mot: str,
    ecrits: list[tuple[Rapport, Ecrit]],
    recompte: Recompte,
) -> None:
    """Un libellé de Données, un titre, une feuille qui change : refusé."""
    r, ecrit = ecrits[1]
    with pytest.raises(EpreuveManquee, match=mot):
        eprouver(
            "x.xlsx",
            replace(
                ecrit, octets=changer(ecrit.octets, partie, lambda xml: xml.replace(avant, apres))
            ),
            recompte,
            r.resultat.perimetres,
        )


def test_la_copie_d_une_dt_ne_porte_qu_elle(
    ecrits: list[tuple[Rapport, Ecrit]], recompte: Recompte
) -> None:
    """Le classeur de la région donné pour la copie d'une DT est refusé.

    Il porte un autre périmètre.
    """
    with pytest.raises(EpreuveManquee, match="autre périmètre"):
        eprouver("Rapport_DT_Metz.xlsx", ecrits[0][1], recompte, ("Metz",))


def test_un_ecrivain_qui_se_trompe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """De bout en bout.

    Si la bibliothèque d'écriture changeait un seul nombre, sortie 2, une phrase française, rien
    d'écrit.
    """
    chemin = ecrire(tmp_path / "Suivi.xlsx", lignes_distinctes(7))
    juste = Worksheet.write_number

    def faux(feuille: Worksheet, rang: int, colonne: int, nombre: float, *reste: Any) -> Any:
        return juste(
            feuille, rang, colonne, nombre + (feuille.name == "Évolution" and nombre == 7), *reste
        )

    monkeypatch.setattr(Worksheet, "write_number", faux)
    avant = contenu(tmp_path)
    code, _, erreurs = executer(capsys, "rapport", chemin, "--mois", "2026-01")
    assert (code, contenu(tmp_path)) == (2, avant)
    assert "Évolution" in erreurs
    assert "aucun fichier n’est écrit" in erreurs
    monkeypatch.undo()
    assert executer(capsys, "rapport", chemin, "--mois", "2026-01")[0] == 0


# --- Fuites

SECRETS: list[tuple[str, Any, str]] = [
    ("Nom", "Diarrassouba", "reçu Diarrassouba hier"),
    ("Nom", "Diarrassouba", "DIARRASSOUBA"),
    ("Nom", "Ben Ali-Khan", "Mme Ben Ali-Khan, ligne 4"),
    ("Nom", "O'Brien & fils", "M. O'Brien & fils"),
    ("Nom", "Çelik", "çelik"),
    ("Prénom", "Grâce", "Grâce"),
    ("N° étranger", "5701234568", "n° 5701234568"),
    ("Identifiant FT", "1234567A", "(1234567A)"),
    ("Date de naissance", date(1991, 9, 5), "né le 05/09/1991"),
    ("Date de naissance", date(1991, 9, 5), "1991-09-05"),
    ("Date de naissance", date(1991, 9, 1), "née le 1er septembre 1991"),
    ("Observations", "Rappeler lundi, voir son frère", "note : Rappeler lundi, voir son frère."),
]


def verifier_fuites(m: Matiere, *messages: str) -> None:
    """Cherche les fuites de la copie de Metz, où la lecture aurait dit ces messages."""
    r = replace(
        rapport_pour(destinataire("Metz"), m),
        etat=Etat.DEFINITIF,
        version=1,
        messages=tuple(map(Publiable, messages)),
    )
    version = Version(
        "DÉFINITIF",
        1,
        "2026-11-23T10:00:00+00:00",
        "suivi-cir 1",
        "1",
        "1",
        "ab" * 32,
        {},
        r.donnees,
    )
    jeu.refuser_les_fuites(jeu.composer([r], m), Manifeste("2026-01", [version]), m, [])


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Matiere:
    """Une ligne par valeur à cacher, dans l'ordre de `SECRETS`."""
    lignes = [
        ligne_conforme(
            **({"N° étranger": f"57999000{n:02}", "Nom": None, "Prénom": None} | {titre: valeur})
        )
        for n, (titre, valeur, _) in enumerate(SECRETS)
    ]
    return matiere(ecrire(tmp_path_factory.mktemp("secrets") / "a.xlsx", lignes))


def test_rien_de_plante_rien_de_refuse(secrets: Matiere) -> None:
    """Le même jeu, sans rien de planté, passe."""
    verifier_fuites(secrets, "La feuille Séances manque.")


@pytest.mark.parametrize(("titre", "valeur", "texte"), SECRETS)
def test_une_valeur_nominative_plantee(
    titre: str, valeur: Any, texte: str, secrets: Matiere
) -> None:
    """Une valeur du classeur, entière, dans un texte d'un rapport.

    Refusé, sans la citer, en disant d'où elle vient.
    """
    with pytest.raises(Fuite, match=rf"{titre}, ligne \d+\)") as refus:
        verifier_fuites(secrets, texte)
    assert str(valeur) not in str(refus.value)


def test_toutes_les_parties_sont_fouillees(
    ecrits: list[tuple[Rapport, Ecrit]], trois_mois: Matiere
) -> None:
    """Dans chaque partie d'un classeur, texte ou attribut, et dans le nom même d'une partie, un nom
    est trouvé."""
    octets = ecrits[1][1].octets
    with zipfile.ZipFile(BytesIO(octets)) as paquet:
        parties = paquet.namelist()
    assert len(parties) > 20
    for partie in parties:
        for ajout in ("{}<x>Diarrassouba</x>", '{}<x y="Diarrassouba"/>'):
            altere = changer(octets, partie, ajout.format)
            assert "diarrassouba" in fuites.traces({"a.xlsx": altere}).mots, partie
    assert "diarrassouba" in fuites.traces({"Rapport_Diarrassouba.xlsx": octets}).mots
    assert "diarrassouba" in fuites.traces({"manifeste.json": b'{"x": "Diarrassouba"}'}).mots
    assert (
        "diarrassouba"
        in fuites.traces({"a.eml": b"Subject: =?utf-8?q?Diarrassouba?=\n\nbonjour"}).mots
    )
    assert (
        "diarrassouba"
        in fuites.traces(
            {"a.eml": b"Subject: a\nContent-Transfer-Encoding: base64\n\nRGlhcnJhc3NvdWJh"}
        ).mots
    )
    assert "diarrassouba" not in fuites.traces({"a.xlsx": octets}).mots


def test_ce_qui_n_est_pas_une_fuite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Un nom qui est aussi un mot du rapport, un paramètre ou un nombre ne refuse rien, provisoire,
    définitif ou rectificatif."""
    noms = [
        "Mars",
        "Metz",
        "Grand Est",
        "Total",
        "Femmes",
        "Trop",
        "A",
        "An",
        "12",
        "Le",
        "Reçues",
        "Contrôles",
        "Agir",
        "Grand",
        "Arial",
        "Val",
        "Version",
        "Ont",
    ]
    lignes = [
        ligne
        | {
            "Nom": nom,
            "Prénom": noms[-n - 1],
            "Observations": "Personnes reçues",
            "Date de naissance": date(1991, 1, 1 + n),
        }
        for n, (nom, ligne) in enumerate(zip(noms, lignes_distinctes(len(noms)), strict=True))
    ]
    lignes[0] |= {"Nom": "Dupont", "Prénom": "AMLI"}
    parametres = {
        "Convention": convention(
            **{"Opérateur": "AMLI – Dupont", "Courriel DREETS": "claire.mars@dreets.example"}
        )
    }
    chemin = ecrire(tmp_path / "Suivi.xlsx", lignes, parametres=parametres)
    for options in (("--provisoire",), ()):
        code, _, erreurs = executer(capsys, "rapport", chemin, "--mois", "2026-01", *options)
        assert (code, erreurs) == (0, "")
    ecrire(chemin, lignes[:-1], parametres=parametres)
    code, sortie, _ = executer(capsys, "rapport", chemin, "--mois", "2026-01")
    assert (code, "RECTIFICATIF v2" in sortie) == (0, True)


def test_aucun_mot_des_rapports_n_est_une_fuite(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chaque mot que porte un jeu de rapports, graphiques et anomalies compris, peut être le nom de
    quelqu'un : rien n'est refusé."""
    faute = ligne_conforme(
        **{
            "N° étranger": "9900000999",
            "Nom": "Faute",
            "Situation": "chômage",
            "RSA": "peut-être",
            "Date de naissance": "vers 1990",
        }
    )
    chemin, titres = (
        tmp_path / "Suivi.xlsx",
        [titre for titre in COLONNES if titre != "Demi-journée"],
    )
    ecrire(chemin, [*lignes_distinctes(18), faute], titres=titres)
    assert executer(capsys, "rapport", chemin, "--mois", "2026-01", "--provisoire")[0] == 0
    produits = {f.name: f.read_bytes() for f in (tmp_path / "Rapports" / "2026-01").iterdir()}
    mots = sorted(mot for mot in fuites.traces(produits).mots if mot.isalpha())
    assert {"bar", "barre", "dessus", "maxmin", "colonne", "lue"} <= set(mots)
    noms = [
        ligne_conforme(
            **{
                "N° étranger": f"57{n:08}",
                "Nom": mot.capitalize(),
                "Prénom": "Inventée",
                "Date entretien": date(2026, 1, 5 + n % 20),
            }
        )
        for n, mot in enumerate(mots)
    ]
    ecrire(chemin, [*noms, faute], titres=titres)
    code, _, erreurs = executer(capsys, "rapport", chemin, "--mois", "2026-01", "--provisoire")
    assert (code, erreurs) == (0, "")


def test_un_morceau_de_mot_n_est_pas_un_nom(tmp_path: Path) -> None:
    """« Diarra » n'est pas dans « Diarrassouba » : on cherche des mots et des textes entiers."""
    m = matiere(
        ecrire(
            tmp_path / "a.xlsx",
            [ligne_conforme(**{"Nom": "Diarra", "Observations": "voir Diarra demain"})],
        )
    )
    verifier_fuites(m, "Diarrassouba", "voir Diarrassouba demain")


def test_le_debut_d_une_empreinte_n_est_pas_une_date() -> None:
    """« 2026-02-288e0c » n'est pas le 28 février.

    « 2026-02-28 », seul ou suivi de son heure, l'est.
    """
    dates = {
        texte: fuites.traces({"a.txt": texte.encode()}).dates
        for texte in (
            "suivi-cir-2026-02-288e0c",
            "le 2026-02-28.",
            "2026-02-28T10:00",
            "28/02/20260",
        )
    }
    assert dates == {
        "suivi-cir-2026-02-288e0c": set(),
        "le 2026-02-28.": {date(2026, 2, 28)},
        "2026-02-28T10:00": {date(2026, 2, 28)},
        "28/02/20260": set(),
    }


def test_un_autre_cadre(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Deux tranches, une seule DT, ou sept tranches et six DT au nom long.

    Le jeu s'écrit, passe l'épreuve et se relit.
    """
    dizaines = [(f"{a}–{a + 9} ans", a, a + 9) for a in range(0, 60, 10)]
    territoires = [(f"Territoire du Nord {k}", "", "") for k in "ABCDE"]
    metz = ("Metz", "57", "")
    cadres: tuple[dict[str, Any], ...] = (
        {"Tranches": [("Jeunes", 0, 25), ("Autres", 26, None)], "Antennes": [metz]},
        {"Tranches": [*dizaines, ("60 ans et plus", 60, None)], "Antennes": [*territoires, metz]},
    )
    for n, tables in enumerate(cadres):
        chemin = ecrire(tmp_path / f"Suivi {n}.xlsx", [ligne_conforme()], parametres=tables)
        code, _, erreurs = executer(
            capsys, "rapport", chemin, "--mois", "2026-01", "--sortie", tmp_path / f"R{n}"
        )
        assert (code, erreurs) == (0, "")


@pytest.mark.parametrize(("tranches", "dit"), [
    (None, "Ces âges ont leurs propres lignes."),
    (
        (("Jeunes", 0, 24), ("25–45", 25, 45), ("46 et plus", 46, None)),
        "25 ans compte dans « 25–45 », 65 ans et plus dans « 46 et plus ».",
    ),
    (
        (("Jeunes", 0, 24), ("25 ans", 25, 25), ("26–70", 26, 70), ("Âgés", 71, None)),
        "25 ans compte dans « 25 ans », 65 ans et plus dans « 26–70 » et « Âgés ».",
    ),
])  # fmt: skip
def test_ages_hors_des_tranches_demandees(tranches: Any, dit: str) -> None:
    """Le rapport dit où sont comptés 25 ans, et 65 ans et plus, d'après la table Tranches du
    classeur."""
    cadre = cadre_par_defaut()
    if tranches:
        cadre = replace(cadre, tranches=tuple(Tranche(*t) for t in tranches))
    assert choix(cadre)[0][:2] == ("25 ans, et 65 ans et plus", dit)
