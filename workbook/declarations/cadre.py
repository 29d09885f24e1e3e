"""Le cadre : ce qu'une nouvelle instruction change sans toucher au code. Ses défauts viennent de
`cadre.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from workbook.declarations.colonnes import APRES_MIDI, MATIN
from workbook.declarations.texte import comparable

Ligne = tuple[Any, ...]
TABLES: dict[str, tuple[str, ...]] = {
    "Convention": ("Paramètre", "Valeur", "Source"),
    "Antennes": ("DT", "Départements", "Courriel"),
    "Situations": ("Situation", "Catégorie"),
    "Tranches": ("Tranche", "Âge min", "Âge max"),
}
"""Les tables de `Paramètres` et leurs titres ; `Listes` a pour titres les colonnes qu'elle
alimente."""

ELIGIBLES, RECUES = "éligibles", "reçues"
REGION = "Grand Est"


@dataclass(frozen=True)
class Antenne:
    """Une direction territoriale : nom, départements (texte), courriel ou vide, jours fériés."""

    dt: str
    departements: str
    courriel: str
    feries: frozenset[date]


@dataclass(frozen=True)
class Tranche:
    """Une tranche d'âges, bornes comprises ; `maxi` vaut None si elle est ouverte."""

    libelle: str
    mini: int
    maxi: int | None


@dataclass(frozen=True)
class Cadre:
    """Le cadre en vigueur pour un classeur (contrat 1, `Paramètres`). Dates comprises."""

    operateur: str
    debut: date
    fin: date
    recrutement: date
    dt_couvertes: tuple[str, ...]
    convoques_par_pfa: int
    pfa_par_semaine: int
    pfa_par_semaine_max: int
    definition_accompagnees: str
    delai_relance: int
    dossier_rapports: str
    contact: str
    courriel_dreets: str
    antennes: tuple[Antenne, ...]
    situations: tuple[tuple[str, str], ...]
    tranches: tuple[Tranche, ...]
    listes: dict[str, tuple[str, ...]]
    sources: dict[str, str]
    age_minimum: int
    age_majorite: int
    age_rsa: int
    age_eleve: int
    age_impossible: int
    ages_hors_tranches: tuple[int, int]
    rsa_inscription_auto: date
    ref: date = date.min
    """Le jour pris pour aujourd'hui, posé par la validation."""

    @cached_property
    def dts(self) -> tuple[str, ...]:
        """Les DT, dans l'ordre de la table Antennes."""
        return tuple(a.dt for a in self.antennes)

    @cached_property
    def feries(self) -> dict[str, frozenset[date]]:
        """Jours fériés par DT."""
        return {a.dt: a.feries for a in self.antennes}

    @cached_property
    def categorie_de_situation(self) -> dict[str, str]:
        """Situation -> libellé de catégorie."""
        return dict(self.situations)

    @cached_property
    def rang_demi_journee(self) -> dict[str | None, int]:
        """Ordre dans la journée : Matin, Après-midi, ce que l'opérateur a ajouté, puis vide ou
        inconnue (contrat 2)."""
        ordre: dict[str | None, int] = {MATIN: 0, APRES_MIDI: 1, None: 9}
        for valeur in self.listes["Demi-journée"]:
            ordre.setdefault(valeur, 2)
        return ordre

    @cached_property
    def tranche_par_age(self) -> tuple[str, ...]:
        """Libellé de la tranche pour chaque âge de 0 à l'âge impossible exclu."""
        return tuple(
            next(
                t.libelle
                for t in self.tranches
                if t.mini <= age and (t.maxi is None or age <= t.maxi)
            )
            for age in range(self.age_impossible)
        )

    def valeurs(self, liste: str) -> tuple[str, ...]:
        """Les valeurs d'une liste de `colonnes.Colonne.liste`."""
        if liste == "Antennes":
            return self.dts
        if liste == "Situations":
            return tuple(s for s, _ in self.situations)
        return self.listes[liste]


@cache
def _defauts() -> dict[str, Any]:
    return tomllib.loads(
        files("workbook.declarations").joinpath("cadre.toml").read_text(encoding="utf-8")
    )


def titres_convention() -> dict[str, str]:
    """Titre du paramètre -> champ du cadre, dans l'ordre de la table `Convention`."""
    return {p["titre"]: champ for champ, p in _defauts()["convention"].items()}


def version_du_cadre() -> str:
    """Version du cadre par défaut, inscrite dans le modèle et les définitions."""
    return str(_defauts()["version"])


def feries_de(dt: str) -> frozenset[date]:
    """Jours fériés d'une DT ; une DT ajoutée par l'opérateur suit le calendrier national."""
    feries = _defauts()["feries"]
    calendrier = next(
        (a["calendrier"] for a in _defauts()["antennes"] if comparable(a["dt"]) == comparable(dt)),
        "national",
    )
    return frozenset(feries["national"]) | frozenset(feries[calendrier])


def feries_jusqu_a() -> date:
    """Dernier jour férié connu : les années d'après, les jours fériés ne sont pas reconnus."""
    connus: list[date] = _defauts()["feries"]["national"]
    return max(connus)


def tables_par_defaut() -> dict[str, list[Ligne]]:
    """Les tables de `Paramètres` telles que le modèle les écrit, une ligne par tuple, sans leurs
    titres."""
    d = _defauts()
    convention = [
        (
            p["titre"],
            "; ".join(p["valeur"]) if isinstance(p["valeur"], list) else p["valeur"],
            p["source"],
        )
        for p in d["convention"].values()
    ]
    return {
        "Convention": convention,
        "Antennes": [(a["dt"], a["departements"], a["courriel"]) for a in d["antennes"]],
        "Situations": [tuple(s) for s in d["situations"]["valeurs"]],
        "Tranches": [tuple(t) for t in d["tranches"]["valeurs"]],
    }


def listes_par_defaut() -> dict[str, tuple[str, ...]]:
    """Les listes fermées : colonne alimentée -> valeurs."""
    return {titre: tuple(valeurs) for titre, valeurs in _defauts()["listes"]["valeurs"].items()}


@cache
def cadre_par_defaut() -> Cadre:
    """Le cadre livré avec le logiciel."""
    d = _defauts()
    valeurs: dict[str, Any] = {
        champ: tuple(p["valeur"]) if isinstance(p["valeur"], list) else p["valeur"]
        for champ, p in (d["convention"] | d["seuils"]).items()
    }
    return Cadre(
        **valeurs,
        antennes=tuple(
            Antenne(a["dt"], a["departements"], a["courriel"], feries_de(a["dt"]))
            for a in d["antennes"]
        ),
        situations=tuple((s, c) for s, c in d["situations"]["valeurs"]),
        tranches=tuple(
            Tranche(nom, mini, None if maxi == "" else maxi)
            for nom, mini, maxi in d["tranches"]["valeurs"]
        ),
        listes=listes_par_defaut(),
        sources={champ: p["source"] for champ, p in (d["convention"] | d["seuils"]).items()},
    )
