"""D'où vient un chiffre : les lignes qui le font, et pourquoi une ligne y est ou n'y est pas.

Qui compte est demandé au comptage du rapport (`comptage.retenir`) ; ce module en dit la raison.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.comptage import Retenue, lignes_comptees, retenir, retenues
from reports.definitions import CODES, PAR_CODE, ASaDate, DejaRecues
from reports.mois import Mois
from reports.resultat import CUMUL, MOIS, NR, SEXES, TOTAL
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import REGION, Cadre
from workbook.declarations.erreurs import Refus
from workbook.declarations.lignes import PAR_CHAMP, Entretien
from workbook.declarations.texte import comparable, de, enumere, sans_espaces

UNE_FOIS = (
    "A person seen several times in a period counts **once**, with the category, sex, age and DT "
    "of their **first** interview of that period"
)
"""La phrase du contrat 2 (« A person ») qui choisit la ligne."""


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
    """La figure que ces mots désignent, écrits comme on les dit.

    Lève `Refus`, avec la liste, si l'un n'est pas connu.
    """
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
    """Le comptage d'un mois, que l'on peut interroger.

    `lignes` : toutes celles du classeur, leurs clés posées.
    """

    def __init__(self, lignes: Sequence[Entretien], cadre: Cadre, mois: Mois):
        self.lignes, self.cadre, self.mois = lignes, cadre, mois
        self._comptes, _ = retenir(lignes_comptees(lignes, cadre), cadre, mois)
        self._decidantes: dict[Figure, dict[Any, Retenue]] = {}

    def retenues(self, f: Figure) -> list[Retenue]:
        """Les personnes que compte une figure, chacune par la ligne qui en décide, dans l'ordre des
        lignes."""
        return retenues(
            self._comptes[f.perimetre],
            f.mois,
            f.periode,
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
        if retenue is None or retenue.ligne is not e:
            return Raison(f.indicateur, False, self._absence(e, f))
        _, sexe, tranche = retenue.profil
        if f.sexe not in (sexe, TOTAL) or f.tranche not in (tranche, TOTAL):
            autre = f"avec le sexe {sexe} et la tranche {tranche}"
            return Raison(f.indicateur, False, f"la personne y est comptée, mais {autre}")
        return Raison(f.indicateur, True, self.presence(e, f))

    def presence(self, e: Entretien, f: Figure) -> str:
        """Pourquoi une ligne que la figure compte y est."""
        ici = "" if f.perimetre == REGION else f" à {f.perimetre}"
        compte = PAR_CODE[f.indicateur].compte
        if isinstance(compte, ASaDate):
            fait, premier = compte.fait
            return f"{fait} du {afficher(compte.date_de(e))}, {premier} de cette personne{ici}"
        dit = f"premier entretien de cette personne {_quand(f)}{ici}"
        if isinstance(compte, DejaRecues):
            avant = self._deja_vue(e, f)
            quand = f"ligne {avant.ligne} ({afficher(avant.date_entretien)})"
            return f"{dit}, et déjà vue un mois précédent, {quand}"
        return dit if f.indicateur == "R0" else f"{dit} ; {self._categorie(e)}"

    def _deja_vue(self, e: Entretien, f: Figure) -> Entretien:
        """Le premier entretien de cette personne un mois précédent."""
        for mois in Mois.de(self.cadre.debut).jusqu_a(f.mois.precedent):
            if avant := self._decidante(e, replace(f, mois=mois, indicateur="R0")):
                return avant.ligne
        raise AssertionError("une personne déjà reçue l’a été un mois précédent")

    def _decidante(self, e: Entretien, f: Figure) -> Retenue | None:
        """Comment la personne de cette ligne compte dans une figure, tous sexes et tranches."""
        f = replace(f, sexe=TOTAL, tranche=TOTAL)
        if f not in self._decidantes:
            self._decidantes[f] = {r.cle: r for r in self.retenues(f)}
        return self._decidantes[f].get(e.cle)

    def _absence(self, e: Entretien, f: Figure) -> str:
        """Pourquoi la figure ne compte pas une ligne.

        La première raison, dans l'ordre du comptage.
        """
        if dit := self._hors_du_compte(e, f):
            return dit
        indicateur = PAR_CODE[f.indicateur]
        if isinstance(indicateur.compte, ASaDate):
            return self._absence_a_sa_date(e, f, indicateur.compte)
        if f.periode == CUMUL and not indicateur.cumulable:
            return "ce nombre est toujours 0 dans le cumul"
        jour = e.date_entretien
        if jour > f.mois.dernier_jour or (f.periode == MOIS and jour < f.mois.premier_jour):
            return f"son entretien du {afficher(jour)} est hors du {f.periode}"
        decidante = self._decidante(e, replace(f, indicateur="R0"))
        assert decidante is not None
        autre = decidante.ligne
        if autre is not e:
            ou = f"ligne {autre.ligne} ({afficher(autre.date_entretien)})"
            return f"cette personne a déjà été vue {_quand(f)} {ou}"
        if isinstance(indicateur.compte, DejaRecues):
            return "cette personne n’a pas été vue un mois précédent"
        return self._categorie(e)

    def _hors_du_compte(self, e: Entretien, f: Figure) -> str:
        """Ce qui écarte une ligne de tout indicateur de ce périmètre ; vide si rien."""
        cadre, jour = self.cadre, e.date_entretien
        if jour is None:
            return "sa date d’entretien manque ou ne se lit pas"
        if e.dt is None:
            return "sa DT manque ou n’est pas dans la table Antennes"
        if not cadre.debut <= jour <= cadre.fin:
            dates = f"{afficher(cadre.debut)} – {afficher(cadre.fin)}"
            return f"son entretien du {afficher(jour)} est hors de la convention ({dates})"
        if f.perimetre not in (REGION, e.dt):
            return f"la ligne est de la DT {de(e.dt)}"
        return ""

    def _absence_a_sa_date(self, e: Entretien, f: Figure, compte: ASaDate) -> str:
        reponse = getattr(e, compte.champ)
        if reponse != compte.reponse:
            pas = f", pas « {compte.reponse} »" if reponse else ""
            return f"« {PAR_CHAMP[compte.champ].titre} » {_vaut(e, compte.champ)}{pas}"
        jour = compte.date_de(e)
        if jour is None:
            return f"« {PAR_CHAMP[compte.champ_date].titre} » manque ou ne se lit pas"
        par_mois = self._comptes[f.perimetre].datees[f.indicateur].values()
        comptees = {d.retenue.cle: d.retenue.ligne for datees in par_mois for d in datees}
        autre = comptees[e.cle]
        if autre is not e:
            return f"cette personne est comptée à une date plus ancienne, ligne {autre.ligne}"
        champ = compte.champ_date if getattr(e, compte.champ_date) else compte.a_defaut
        return f"sa date ({PAR_CHAMP[champ].titre} : {afficher(jour)}) est hors du {f.periode}"

    def _categorie(self, e: Entretien) -> str:
        champ = e.verdict.decide_par
        return (
            f"sa catégorie est {e.verdict.motif}, car « {PAR_CHAMP[champ].titre} » "
            f"{_vaut(e, champ)}"
        )


def _vaut(e: Entretien, champ: str) -> str:
    if reponse := getattr(e, champ):
        return f"vaut « {reponse} »"
    return "a une valeur hors de la liste" if champ in e.ecarts else "est vide"


def _quand(f: Figure) -> str:
    return "ce mois-ci" if f.periode == MOIS else "dans le cumul"
