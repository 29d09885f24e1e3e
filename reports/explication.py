"""D'où vient un chiffre : les lignes qui le font, et pourquoi une ligne y est ou n'y est pas (contrat 2).

Qui compte est demandé au comptage du rapport (`indicateurs.retenir`) ; ce module n'en dit que la raison.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from reports.definitions import CODES, PAR_CODE
from reports.indicateurs import (
    CUMUL,
    MOIS,
    NR,
    REGION,
    SEXES,
    TOTAL,
    Retenue,
    lignes_comptees,
    retenir,
    retenues,
)
from reports.mois import Mois
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import CATEGORIES
from workbook.declarations.colonnes import ACCOMPAGNE, REALISEE
from workbook.declarations.erreurs import Refus
from workbook.declarations.lignes import PAR_CHAMP, Entretien
from workbook.declarations.texte import comparable, de, enumere, sans_espaces

CONTRAT = {
    "R0": "distinct persons interviewed in the period",
    **{k.code: "distinct persons by category; Σ K = R0" for k in CATEGORIES},
    "I1": "`Définition personnes accompagnées`: éligibles → `K_ELIGIBLE`; reçues → `R0`",
    "I2": "`K_INSCRIT`",
    "I3": "`K_RSA` + `K_AGIR`",
    "I4": "rows `RDV FT` = Accompagné, in the period of **`Date RDV FT`**, whatever the interview's month; one per person (the earliest)",
    "C1": "rows `Inscription CIP` = Réalisée, by `Date inscription`, or `Date entretien` where it is blank (unreadable: not counted); one per person (the earliest)",
    "M1": "persons of the month's `R0` already interviewed, in that perimeter, in an earlier month of the convention; 0 in `cumul`",
}
"""La phrase du contrat 2 (« Indicators ») qui fonde chaque indicateur, telle qu'elle y est écrite."""
UNE_FOIS = "A person seen several times in a period counts **once**, with the category, sex, age and DT of their **first** interview of that period"
"""La phrase du contrat 2 (« A person ») qui choisit la ligne."""
SUITES = {
    "I4": ("rdv_ft", ACCOMPAGNE, "date_rdv_ft"),
    "C1": ("inscription_cip", REALISEE, "date_inscription"),
}
"""Ce que lisent les indicateurs comptés à leur propre date : la réponse, celle qu'il faut, et la date."""


@dataclass(frozen=True)
class Figure:
    """Un chiffre demandé : ceux de la feuille `Données`, et leurs totaux (`T`)."""

    mois: Mois
    perimetre: str
    periode: str
    indicateur: str
    sexe: str = TOTAL
    tranche: str = TOTAL

    @property
    def titre(self) -> str:
        """« I2 – Personnes déjà inscrites à France Travail, Metz, janvier 2026, sexe F »."""
        quand = (
            f"cumul à fin {self.mois.en_francais}"
            if self.periode == CUMUL
            else self.mois.en_francais
        )
        precisions = [f"sexe {self.sexe}"] * (self.sexe != TOTAL) + [f"tranche {self.tranche}"] * (
            self.tranche != TOTAL
        )
        return ", ".join(
            [
                f"{self.indicateur} – {PAR_CODE[self.indicateur].libelle}",
                self.perimetre,
                quand,
                *precisions,
            ]
        )


@dataclass(frozen=True)
class Raison:
    """Pourquoi une ligne est ou n'est pas comptée dans un indicateur."""

    indicateur: str
    comptee: bool
    parce_que: str


def demande(
    cadre: Cadre,
    mois: Mois,
    indicateur: str,
    dt: str | None = None,
    sexe: str | None = None,
    tranche: str | None = None,
    *,
    cumul: bool = False,
) -> Figure:
    """La figure que ces mots désignent, écrits comme on les dit. Lève `Refus`, avec la liste, si l'un n'est pas connu."""
    return Figure(
        mois,
        REGION if dt is None else _choisir(dt, (*cadre.dts, REGION), "une DT du classeur"),
        CUMUL if cumul else MOIS,
        _choisir(indicateur, CODES, "un indicateur"),
        TOTAL if sexe is None else _choisir(sexe, (*SEXES, TOTAL), "un sexe des rapports"),
        TOTAL
        if tranche is None
        else _choisir(
            tranche, (*(t.libelle for t in cadre.tranches), NR, TOTAL), "une tranche du classeur"
        ),
    )


def _choisir(texte: str, choix: Sequence[str], quoi: str) -> str:
    connus = {_comparable(c): c for c in choix}
    if _comparable(texte) not in connus:
        raise Refus(f"« {texte} » n’est pas {quoi}. Choisissez {enumere(choix)}.")
    return connus[_comparable(texte)]


def _comparable(texte: str) -> str:
    return sans_espaces(comparable(texte))


class Explication:
    """Le comptage d'un mois, que l'on peut interroger. `lignes` : toutes celles du classeur, leurs clés posées."""

    def __init__(self, lignes: Sequence[Entretien], cadre: Cadre, mois: Mois):
        self.lignes, self.cadre, self.mois = lignes, cadre, mois
        self._comptes, _ = retenir(lignes_comptees(lignes, cadre), cadre, mois)
        self._decidantes: dict[Figure, dict[Any, Retenue]] = {}

    def retenues(self, f: Figure) -> list[Retenue]:
        """Les personnes que compte une figure, chacune par la ligne qui en décide, dans l'ordre des lignes."""
        return retenues(
            self._comptes[f.perimetre],
            f.mois,
            f.periode,
            self.cadre,
            f.indicateur,
            f.sexe,
            f.tranche,
        )

    def ligne(self, numero: int) -> Entretien:
        """La ligne d'entretien de ce numéro dans la feuille. Lève `Refus` s'il n'y en a pas."""
        for e in self.lignes:
            if e.ligne == numero:
                return e
        ou = (
            f"elles vont de {self.lignes[0].ligne} à {self.lignes[-1].ligne}"
            if self.lignes
            else "le classeur n’en a aucune"
        )
        raise Refus(f"La ligne {numero} n’est pas une ligne d’entretien : {ou}.")

    def pourquoi(self, e: Entretien, f: Figure) -> Raison:
        """Pourquoi une ligne est ou n'est pas dans une figure."""
        retenue = self._decidante(e, f)
        if retenue is None or retenue[2] is not e:
            return Raison(f.indicateur, False, self._absence(e, f))
        _, sexe, tranche = retenue[1]
        if f.sexe not in (sexe, TOTAL) or f.tranche not in (tranche, TOTAL):
            return Raison(
                f.indicateur,
                False,
                f"la personne y est comptée, mais avec le sexe {sexe} et la tranche {tranche}",
            )
        return Raison(f.indicateur, True, self.presence(e, f))

    def presence(self, e: Entretien, f: Figure) -> str:
        """Pourquoi une ligne que la figure compte y est."""
        ici = "" if f.perimetre == REGION else f" à {f.perimetre}"
        if f.indicateur == "I4":
            return f"accompagnement du {afficher(e.date_rdv_ft)}, le premier de cette personne{ici}"
        if f.indicateur == "C1":
            return f"inscription du {afficher(e.date_inscription or e.date_entretien)}, la première de cette personne{ici}"
        premier = f"premier entretien de cette personne {_quand(f)}{ici}"
        if f.indicateur == "R0":
            return premier
        if f.indicateur == "M1":
            mois_precedents = Mois.de(self.cadre.debut).jusqu_a(f.mois.precedent)
            avant = next(
                r[2]
                for m in mois_precedents
                if (r := self._decidante(e, replace(f, mois=m, indicateur="R0")))
            )
            return f"{premier}, et déjà vue un mois précédent, ligne {avant.ligne} ({afficher(avant.date_entretien)})"
        return f"{premier} ; {self._categorie(e)}"

    def _decidante(self, e: Entretien, f: Figure) -> Retenue | None:
        """Comment la personne de cette ligne compte dans une figure, tous sexes et tranches, si elle y compte."""
        f = replace(f, sexe=TOTAL, tranche=TOTAL)
        if f not in self._decidantes:
            self._decidantes[f] = {r[0]: r for r in self.retenues(f)}
        return self._decidantes[f].get(e.cle)

    def _absence(self, e: Entretien, f: Figure) -> str:
        """Pourquoi une ligne que la figure ne compte pas n'y est pas : la première raison, dans l'ordre où le comptage écarte."""
        cadre, jour = self.cadre, e.date_entretien
        if jour is None:
            return "sa date d’entretien manque ou ne se lit pas"
        if e.dt is None:
            return "sa DT manque ou n’est pas dans la table Antennes"
        if not cadre.debut <= jour <= cadre.fin:
            return f"son entretien du {afficher(jour)} est hors de la convention ({afficher(cadre.debut)} – {afficher(cadre.fin)})"
        if f.perimetre not in (REGION, e.dt):
            return f"la ligne est de la DT {de(e.dt)}"
        if f.indicateur in SUITES:
            return self._absence_d_une_suite(e, f)
        if f.indicateur == "M1" and f.periode == CUMUL:
            return "ce nombre est toujours 0 dans le cumul"
        if jour > f.mois.dernier_jour or (f.periode == MOIS and jour < f.mois.premier_jour):
            return f"son entretien du {afficher(jour)} est hors du {f.periode}"
        decidante = self._decidante(e, replace(f, indicateur="R0"))
        assert decidante is not None
        if decidante[2] is not e:
            autre = decidante[2]
            return f"cette personne a déjà été vue {_quand(f)} ligne {autre.ligne} ({afficher(autre.date_entretien)})"
        return (
            "cette personne n’a pas été vue un mois précédent"
            if f.indicateur == "M1"
            else self._categorie(e)
        )

    def _absence_d_une_suite(self, e: Entretien, f: Figure) -> str:
        champ, voulu, champ_date = SUITES[f.indicateur]
        titre, titre_date, reponse = (
            PAR_CHAMP[champ].titre,
            PAR_CHAMP[champ_date].titre,
            getattr(e, champ),
        )
        if reponse != voulu:
            return f"« {titre} » {_vaut(e, champ)}" + (f", pas « {voulu} »" if reponse else "")
        jour: date | None = getattr(e, champ_date) or (
            e.date_entretien if f.indicateur == "C1" and not e.illisible(champ_date) else None
        )
        if jour is None:
            return f"« {titre_date} » manque ou ne se lit pas"
        comptees = (
            r
            for personnes in self._comptes[f.perimetre].suites[f.indicateur].values()
            for r in personnes.retenues
        )
        autre = next(r[2] for r in comptees if r[0] == e.cle)
        if autre is not e:
            return f"cette personne est comptée à une date plus ancienne, ligne {autre.ligne}"
        if getattr(e, champ_date) is None:
            titre_date = PAR_CHAMP["date_entretien"].titre
        return f"sa date ({titre_date} : {afficher(jour)}) est hors du {f.periode}"

    def _categorie(self, e: Entretien) -> str:
        champ = e.verdict.decide_par
        return f"sa catégorie est {e.verdict.motif}, car « {PAR_CHAMP[champ].titre} » {_vaut(e, champ)}"


def _vaut(e: Entretien, champ: str) -> str:
    if reponse := getattr(e, champ):
        return f"vaut « {reponse} »"
    return "a une valeur hors de la liste" if champ in e.ecarts else "est vide"


def _quand(f: Figure) -> str:
    return "ce mois-ci" if f.periode == MOIS else "dans le cumul"
