"""Une cellule cassée d'une ligne conforme donne les codes de cette cellule-là, et aucun de ceux qui
en découleraient.

Chaque façon de casser une cellule n'a que quatre issues, selon la nature de la colonne ; et chaque
colonne dit ses codes pour chaque issue."""

import datetime as dt
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fabrique import COLONNES, ecrire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from workbook.cas import CONFORME, REF, jouer
from workbook.declarations.cadre import feries_de
from workbook.declarations.colonnes import Nature
from workbook.declarations.lignes import PAR_CHAMP, SAISIES
from workbook.jugement.messages import message
from workbook.jugement.moteur import Jugement, juger
from workbook.jugement.personnes import Groupes, attribuer_cles
from workbook.lecture.classeur import lire

VIDE, INCOMPRIS, A_CONFIRMER, ADMIS = range(4)
NATURES = (Nature.DATE, Nature.LISTE, Nature.CODE, Nature.TEXTE)

ISSUES = {
    # La casse               une date      une liste   un identifiant  un texte
    "vide": (VIDE, VIDE, VIDE, VIDE),
    "erreur": (VIDE, VIDE, VIDE, VIDE),
    "autre type": (INCOMPRIS, INCOMPRIS, INCOMPRIS, ADMIS),
    "hors liste": (INCOMPRIS, INCOMPRIS, INCOMPRIS, ADMIS),
    "date en texte": (A_CONFIRMER, INCOMPRIS, INCOMPRIS, ADMIS),
    "date impossible": (INCOMPRIS, INCOMPRIS, INCOMPRIS, ADMIS),
    "nombre": (A_CONFIRMER, INCOMPRIS, ADMIS, ADMIS),
    "nombre en texte": (INCOMPRIS, INCOMPRIS, ADMIS, ADMIS),
    "insécable finale": (A_CONFIRMER, ADMIS, ADMIS, ADMIS),
    "pleine chasse": (INCOMPRIS, INCOMPRIS, INCOMPRIS, ADMIS),
    "marque de sens": (INCOMPRIS, INCOMPRIS, INCOMPRIS, ADMIS),
    "10 000 caractères": (INCOMPRIS, INCOMPRIS, INCOMPRIS, ADMIS),
    "émoji": (INCOMPRIS, INCOMPRIS, INCOMPRIS, ADMIS),
}
CODES = {
    # La colonne            vide   incompris  à confirmer
    "date_entretien": ("E01", "E01", "E06"),
    "dt": ("P01", "P01"),
    "demi_journee": ("P05", "P05"),
    "n_etranger": ("D01", "D03"),
    "nom": ("D04",),
    "prenom": ("D04",),
    "sexe": ("D06", "D07"),
    "date_naissance": ("D09", "D08", "E06"),
    "situation": ("S01", "S02"),
    "agir": ("S04", "S03"),
    "rsa": ("S04", "S03"),
    "inscrit_ft": ("S04", "S03"),
    "inscription_cip": ("F03", "F11"),
    "motif_non_inscription": ("", "F11"),
    "date_inscription": ("", "F04", "E06"),
    "identifiant_ft": ("F06", "F05"),
    "date_rdv_ft": ("", "F12", "E06"),
    "rdv_ft": ("F10", "F11"),
    "observations": ("",),
}
SANS_SUITE: dict[str, Any] = {
    "inscription_cip": None,
    "identifiant_ft": None,
    "date_inscription": None,
    "date_rdv_ft": None,
    "rdv_ft": None,
}
RIEN_A_INSCRIRE: dict[str, tuple[str, ...]] = {
    "inscription_cip": ("", "F11"),
    "identifiant_ft": ("", "F05"),
    "rdv_ft": ("", "F11"),
}
PROFILS: dict[str, tuple[dict[str, Any], dict[str, tuple[str, ...]]]] = {
    # Une ligne conforme, et les colonnes dont les codes y sont autres.
    "inscrite, rendez-vous honoré": ({}, {}),
    "inscrite, accompagnée": (
        {"rdv_ft": "Accompagné"},
        {"date_rdv_ft": ("F08", "F08", "E06"), "inscription_cip": ("F03 F09", "F11")},
    ),
    "refusée, motif dit": (
        SANS_SUITE | {"inscription_cip": "Refusée", "motif_non_inscription": "Refus"},
        RIEN_A_INSCRIRE | {"motif_non_inscription": ("F03", "F11")},
    ),
    "en CDI": (
        SANS_SUITE | {"situation": "CDI"},
        RIEN_A_INSCRIRE | dict.fromkeys(("agir", "rsa", "inscrit_ft"), ("", "S03")),
    ),
    "au RSA": (
        SANS_SUITE | {"rsa": "Oui", "inscrit_ft": "Oui"},
        RIEN_A_INSCRIRE | {"inscrit_ft": ("", "S03")},
    ),
    "à l’AGIR": (
        SANS_SUITE | {"agir": "Oui"},
        RIEN_A_INSCRIRE | {"rsa": ("", "S03"), "inscrit_ft": ("", "S03")},
    ),
    "déjà inscrite": (SANS_SUITE | {"inscrit_ft": "Oui"}, RIEN_A_INSCRIRE),
}
"""« au RSA » : Inscrit FT vide n'y décide de rien ; « hors liste » reste une cellule fautive."""

PERMIS = {
    "inscription_cip": "À compléter",
    "motif_non_inscription": "Refus",
    "identifiant_ft": "99000000417",
    "rdv_ft": "Prévu",
    "observations": "Rappeler",
}
"""Ce que peut porter, sans anomalie, une cellule que la ligne conforme laisse vide ; une date y est
celle de l'entretien."""

# Jusqu’au 2 octobre : une inscription y a toujours plus de trente jours, F10 y parle dès que RDV FT
# est vide.
OUVRES = [
    jour
    for jour in (dt.date(2026, 1, 26) + dt.timedelta(days=n) for n in range(250))
    if jour.weekday() < 5 and jour not in feries_de("Metz")
]
LETTRES = st.text("abcdeéèïlmnorstuß", min_size=2, max_size=12)


def attendus(profil: str, champ: str, casse: str) -> list[str]:
    """Les codes attendus d'une cellule cassée."""
    issue = ISSUES[casse][NATURES.index(PAR_CHAMP[champ].nature)]
    return [] if issue == ADMIS else sorted((CODES | PROFILS[profil][1])[champ][issue].split())


@st.composite
def lignes_conformes(draw: st.DrawFn, profil: str) -> dict[str, Any]:
    """Une ligne sans anomalie, d'une personne, d'un jour et d'une demi-journée quelconques."""
    entretien = draw(st.sampled_from(OUVRES))
    ligne = CONFORME | {
        "date_entretien": entretien,
        "demi_journee": draw(st.sampled_from(("Matin", "Après-midi"))),
        "n_etranger": draw(
            st.integers(10**9, 10**10 - 1).map(str).filter(lambda n: len(set(n)) > 1)
        ),
        "nom": draw(LETTRES),
        "prenom": draw(LETTRES),
        "sexe": draw(st.sampled_from("FH")),
        "date_naissance": entretien - dt.timedelta(days=draw(st.integers(27 * 366, 64 * 365))),
        "date_inscription": entretien + dt.timedelta(days=draw(st.integers(0, 20))),
        "date_rdv_ft": entretien + dt.timedelta(days=draw(st.integers(0, 25))),
        "observations": draw(LETTRES),
    }
    return ligne | PROFILS[profil][0]


PAS_UN_JOUR = (
    "31/02/2026", "29/02/2026", "00/01/2026", "12/13/2026", "27/01/26", "2026-01-27",
)  # fmt: skip


@st.composite
def cassures(draw: st.DrawFn, casse: str, champ: str, conforme: Any) -> Any:
    """Une cellule cassée de cette façon, à partir de sa valeur conforme."""
    dates = PAR_CHAMP[champ].nature is Nature.DATE
    jour = conforme if isinstance(conforme, dt.date) else CONFORME["date_entretien"]
    montre = f"{jour.day}/{jour.month}/{jour.year}" if dates else str(conforme)
    serie = (jour - dt.date(1899, 12, 30)).days if dates else montre if montre.isdigit() else "12"
    autres = (True, False, -5, 0, 60, 3e6, 1e300) if dates else (True, False, 3.5, -1.5)
    sens = ("\u200f{}", "{}\u200f", "\u202e{}\u202c", "{}\u200e")
    choix: dict[str, Sequence[Any]] = {
        "vide": (None, " ", "\u00a0", "\u202f \t"),
        "erreur": (None,),  # comme une cellule #N/A se lit ; le vrai classeur est essayé plus bas
        "autre type": autres,
        "date en texte": (montre, f"{jour:%d/%m/%Y}") if dates else ("27/01/2026",),
        "date impossible": PAS_UN_JOUR,
        "nombre": (int(serie),),
        "nombre en texte": (str(serie),),
        "insécable finale": [montre + espace for espace in ("\u00a0", "\u202f", " \u00a0")],
        "pleine chasse": (montre.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)}),),
        "marque de sens": [marque.format(montre) for marque in sens],
        "10 000 caractères": [c * 10_000 for c in "xé7"],
        "émoji": ("😀", "👩🏽‍💼", "✔", "🇫🇷"),
    }
    if casse == "hors liste":
        return "Zz" + draw(LETTRES)
    return draw(st.sampled_from(choix[casse]))


def codes_de(jugement: Jugement, ligne: int = 2) -> list[str]:
    """Les codes d'une ligne."""
    assert jugement.pannes == []
    return sorted(a.code for a in jugement.anomalies if a.ligne == ligne)


def test_tables_completes() -> None:
    """Toutes les colonnes de saisie et toutes les façons de casser sont dans les tables."""
    assert list(CODES) == [c.champ for c in SAISIES]
    assert len(ISSUES) == 13


@pytest.mark.parametrize("profil", PROFILS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_ligne_conforme(profil: str, data: st.DataObject) -> None:
    """Avant d'être cassée, la ligne n'a aucune anomalie."""
    assert codes_de(jouer([data.draw(lignes_conformes(profil))])[2]) == []


@pytest.mark.parametrize("champ", CODES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_une_cellule_cassee(champ: str, data: st.DataObject) -> None:
    """Casser une cellule, de chaque façon, donne exactement les codes de cette casse, et sur cette
    cellule."""
    profil = data.draw(st.sampled_from(list(PROFILS)))
    ligne = data.draw(lignes_conformes(profil))
    for casse in ISSUES:
        cassee = ligne | {
            champ: data.draw(
                cassures(casse, champ, ligne[champ] or PERMIS.get(champ, ligne["date_entretien"])),
                casse,
            )
        }
        jugement = jouer([cassee])[2]
        assert (casse, codes_de(jugement)) == (casse, attendus(profil, champ, casse)), cassee[champ]
        if ISSUES[casse][NATURES.index(PAR_CHAMP[champ].nature)] != VIDE:
            assert {a.champ for a in jugement.anomalies} <= {champ}


def test_dans_un_vrai_classeur(tmp_path: Path) -> None:
    """Les mêmes cassures, écrites dans un fichier Excel, erreurs #N/A comprises : mêmes codes."""
    lignes: list[dict[str, Any]] = []
    cherches: list[list[str]] = []
    for n, (casse, champ) in enumerate((casse, champ) for casse in ISSUES for champ in CODES):
        jour = OUVRES[n // 20 * 2]
        ligne = CONFORME | {
            "date_entretien": jour,
            "demi_journee": ("Matin", "Après-midi")[n // 10 % 2],
            "n_etranger": f"99{n:08}",
            "nom": f"Exemple {n}",
            "identifiant_ft": f"99{n:09}",
            "date_naissance": dt.date(1970, 1, 1) + dt.timedelta(days=20 * n),
            "date_inscription": jour,
            "date_rdv_ft": jour,
        }
        ligne[champ] = (
            "#N/A" if casse == "erreur" else tirer(casse, champ, ligne[champ] or PERMIS[champ])
        )
        lignes.append(dict(zip(COLONNES, ligne.values(), strict=True)))
        cherches.append(attendus("inscrite, rendez-vous honoré", champ, casse))
    jugement = verifier(ecrire(tmp_path / "casse.xlsx", lignes))
    trouves = [codes_de(jugement, n) for n in range(2, len(lignes) + 2)]
    assert [
        (lignes[n], t, c) for n, (t, c) in enumerate(zip(trouves, cherches, strict=True)) if t != c
    ] == []


def test_calendrier_1904(tmp_path: Path) -> None:
    """Un classeur au calendrier 1904 (Excel pour Mac) : les mêmes jours, pour les vraies dates
    comme pour les numéros de série."""
    serie = (CONFORME["date_entretien"] - dt.date(1904, 1, 1)).days
    changes: list[dict[str, Any]] = [
        {},
        {"date_entretien": dt.datetime(2026, 1, 27, 9, 30), "demi_journee": "Après-midi"},
        {"date_entretien": serie},
        {"date_entretien": serie + 0.75},
        {"date_entretien": "27/01/2026"},
        {"date_naissance": 0},
        {"date_naissance": -1},
        {"date_naissance": dt.date(1904, 1, 2)},
        {"date_inscription": serie - 1},
        {"rdv_ft": "Accompagné", "date_rdv_ft": serie},
    ]
    classeur = openpyxl.Workbook()
    classeur.epoch = CALENDAR_MAC_1904
    feuille = classeur.active
    feuille.title = "Entretiens"
    feuille.append(list(COLONNES))
    for n, change in enumerate(changes):
        qui = {
            "n_etranger": f"99000{n:05}",
            "nom": "ABCDEFGHIJ"[n] * 3,
            "identifiant_ft": f"99000000{n:03}",
        }
        feuille.append(list((CONFORME | qui | change).values()))
    classeur.save(tmp_path / "mac.xlsx")
    lignes = lire(tmp_path / "mac.xlsx").lignes
    assert {e.date_entretien for e in lignes} == {dt.date(2026, 1, 27)}
    assert [lignes[rang].date_naissance for rang in (0, 5, 6, 7)] == [
        CONFORME["date_naissance"],
        dt.date(1904, 1, 1),
        None,
        dt.date(1904, 1, 2),
    ]
    jugement = verifier(tmp_path / "mac.xlsx")
    assert [" ".join(codes_de(jugement, n)) for n in range(2, len(changes) + 2)] == [
        "",
        "",
        "E06",
        "E06",
        "E06",
        "D08 E06",
        "D08",
        "D08",
        "E06 F04",
        "E06",
    ]


def tirer(casse: str, champ: str, conforme: Any) -> Any:
    """Une cassure, la même d'une fois sur l'autre."""
    tirees: list[Any] = []

    @settings(max_examples=1, derandomize=True, database=None, deadline=None)
    @given(cassures(casse, champ, conforme))
    def une(cassee: Any) -> None:
        tirees.append(cassee)

    une()
    return tirees[0]


def verifier(chemin: Path) -> Jugement:
    """Lit et vérifie un fichier."""
    lu = lire(chemin)
    return juger(
        Groupes(lu.lignes, attribuer_cles(lu.lignes), lu.seances or []), lu.cadre, REF, lu.absentes
    )


@pytest.mark.parametrize(
    "motif",
    [
        "x",
        "é",
        "7",
        "0 ",
        "a@",
        "a.",
        "+33 ",
        "rappeler en mars ",
        "personne ",
        "06 12 ",
        "\u200f",
        "😀",
    ],
)
def test_cellule_tres_longue(motif: str) -> None:
    """Une cellule pleine (32 767 caractères) ne fige aucun contrôle, dans aucune colonne (temps de
    calcul : la machine peut être occupée)."""
    pleine = (motif * 32_767)[:32_767]
    debut = time.process_time()
    jugement = jouer([dict.fromkeys(CODES, pleine)])[2]
    for a in jugement.anomalies:
        message(a, nominatif=True)
    assert time.process_time() - debut < 2
