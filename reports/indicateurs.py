"""Des lignes aux figures : personnes distinctes par mois, périmètre, sexe et tranche (contrat 2)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from reports.definitions import CODES
from reports.mois import Mois, Trimestre
from workbook.declarations.cadre import RECUES, REGION, Cadre
from workbook.declarations.categories import (
    CATEGORIES,
    DE_SITUATION,
    K_AGIR,
    K_ELIGIBLE,
    K_INSCRIT,
    K_QUALIFIER,
    K_RSA,
)
from workbook.declarations.colonnes import ACCOMPAGNE, FEMME, HOMME, REALISEE
from workbook.declarations.lignes import Entretien

NR, TOTAL = "NR", "T"
SEXES = (FEMME, HOMME, NR)
MOIS, CUMUL, TRIMESTRE = "mois", "cumul", "trimestre"
HORS_PUBLIC = tuple(k.code for k in DE_SITUATION.values() if k is not K_ELIGIBLE)

Profil = tuple[str, str, str]
"""Catégorie, sexe, tranche d'une personne."""
Retenue = tuple[Any, Profil, Entretien]
"""Une personne comptée : sa clé, son profil, et la ligne qui en décide."""
Cellule = tuple[str, str, str]
"""Indicateur, sexe, tranche."""
LigneDeDonnees = tuple[str, str, str, str, str, str, int]
"""Mois, périmètre, période, indicateur, sexe, tranche, valeur."""


class Personnes:
    """Des personnes comptées ensemble : leurs lignes, et combien sous chaque profil."""

    __slots__ = ("profils", "retenues")

    def __init__(self, retenues: list[Retenue]):
        self.retenues = retenues
        self.profils = Counter(map(itemgetter(1), retenues))


PERSONNE = Personnes([])


@dataclass
class Comptes:
    """Les personnes comptées d'un périmètre, mois par mois, et la ligne qui décide de chacune.

    `nouvelles` : celles que le cumul n'avait pas encore ; `revues` : les autres ; `du_trimestre` : celles que le trimestre n'avait pas
    encore ; `suites` : celles d'I4 et de C1, au mois de leur propre date ; `suites_cumulables` : celles d'entre elles que le cumul compte.
    """

    nouvelles: dict[Mois, Personnes] = field(default_factory=dict)
    revues: dict[Mois, Personnes] = field(default_factory=dict)
    du_trimestre: dict[Mois, Personnes] = field(default_factory=dict)
    suites: dict[str, dict[Mois, Personnes]] = field(default_factory=lambda: {"I4": {}, "C1": {}})
    suites_cumulables: dict[str, dict[Mois, Personnes]] = field(
        default_factory=lambda: {"I4": {}, "C1": {}}
    )

    def listes(
        self, mois: Mois, periode: str, cadre: Cadre
    ) -> Iterator[tuple[Personnes, Callable[[str], Sequence[str]]]]:
        """Les personnes qu'un mois apporte à une période, et pour chacune, selon sa catégorie, les indicateurs où elle compte.

        C'est ici seulement que se dit qui compte où : les figures en font la somme, `retenues` en montre les lignes.
        """
        if periode != TRIMESTRE:
            yield self.nouvelles.get(mois, PERSONNE), lambda k: _indicateurs_de(k, cadre)
        if periode == MOIS:
            yield self.revues.get(mois, PERSONNE), lambda k: [*_indicateurs_de(k, cadre), "M1"]
        if periode == TRIMESTRE:
            yield self.du_trimestre.get(mois, PERSONNE), lambda k: _indicateurs_de(k, cadre)
        for code, par_mois in (self.suites_cumulables if periode == CUMUL else self.suites).items():
            yield par_mois.get(mois, PERSONNE), lambda _, code=code: (code,)  # type: ignore[misc]


@dataclass
class Resultat:
    """Les figures d'un mois : pour chaque périmètre et période, une valeur par (indicateur, sexe, tranche)."""

    mois: Mois
    perimetres: tuple[str, ...]
    tranches: tuple[str, ...]
    valeurs: dict[tuple[str, str], Counter[Cellule]]
    mensuelles: dict[str, dict[Mois, Counter[Cellule]]]
    """Périmètre -> mois -> figures de ce mois, depuis le début de la convention."""
    trimestrielles: dict[str, dict[Trimestre, Counter[Cellule]]]
    """Périmètre -> trimestre -> figures de ce trimestre, arrêtées à la fin du mois du rapport."""
    repetitions: dict[str, int]
    """Période -> personnes comptées dans plusieurs DT, au-delà d'une fois."""
    empreintes: dict[str, str]
    """Périmètre -> SHA-256 de ses lignes comptées jusqu'à la fin du mois : dit si les données ont changé, sans rien en révéler."""

    def restreint_a(self, dt: str) -> "Resultat":
        """Les figures d'une seule DT, comptées sur ses seules lignes."""
        return replace(
            self,
            perimetres=(dt,),
            valeurs={cle: figures for cle, figures in self.valeurs.items() if cle[0] == dt},
            mensuelles={dt: self.mensuelles[dt]},
            trimestrielles={dt: self.trimestrielles[dt]},
            repetitions={},
            empreintes={dt: self.empreintes[dt]},
        )

    def valeur(
        self, perimetre: str, periode: str, indicateur: str, sexe: str = TOTAL, tranche: str = TOTAL
    ) -> int:
        """Une figure ; `T` demande le total."""
        return self.valeurs[perimetre, periode][indicateur, sexe, tranche]

    def chiffre(
        self,
        perimetre: str,
        periode: str | Mois | Trimestre,
        indicateur: str,
        sexe: str = TOTAL,
        tranche: str = TOTAL,
    ) -> int | None:
        """Un chiffre du mois, du cumul, d'un autre mois ou d'un trimestre ; None si ce mois n'est pas de la convention."""
        if isinstance(periode, str):
            return self.valeurs[perimetre, periode][indicateur, sexe, tranche]
        figures = (
            self.mensuelles[perimetre].get(periode)
            if isinstance(periode, Mois)
            else self.trimestrielles[perimetre].get(periode)
        )
        return None if figures is None else figures[indicateur, sexe, tranche]

    def donnees(self) -> list[LigneDeDonnees]:
        """Les lignes de la feuille `Données` : cellules non nulles, et le total de chaque indicateur, zéro compris."""
        lignes: list[LigneDeDonnees] = []
        for perimetre in self.perimetres:
            for periode in (MOIS, CUMUL):
                figures = self.valeurs[perimetre, periode]
                for code in CODES:
                    for sexe in SEXES:
                        for tranche in self.tranches:
                            if n := figures[code, sexe, tranche]:
                                lignes.append(
                                    (str(self.mois), perimetre, periode, code, sexe, tranche, n)
                                )
                    lignes.append(
                        (
                            str(self.mois),
                            perimetre,
                            periode,
                            code,
                            TOTAL,
                            TOTAL,
                            figures[code, TOTAL, TOTAL],
                        )
                    )
        return lignes


def lignes_comptees(
    lignes: Sequence[Entretien], cadre: Cadre, arret: date | None = None
) -> list[Entretien]:
    """Les lignes qui comptent (date et DT valides, dans la convention), dans l'ordre : date, demi-journée, ligne.

    `arret` : écarte celles dont aucune date ne va jusqu'à ce jour compris ; elles ne changent rien aux figures arrêtées à ce jour.
    """
    rang, debut, fin = cadre.rang_demi_journee, cadre.debut, cadre.fin
    arret = arret or date.max
    comptees = [
        e
        for e in lignes
        if e.vides.isdisjoint(("date_entretien", "dt"))
        and debut <= e.date_entretien <= fin
        and any(
            jour is not None and jour <= arret
            for jour in (e.date_entretien, e.date_rdv_ft, e.date_inscription)
        )
    ]
    return sorted(comptees, key=lambda e: (e.date_entretien, rang[e.demi_journee]))


def compter(lignes: Sequence[Entretien], cadre: Cadre, mois: Mois) -> Resultat:
    """Les figures d'un mois et de son cumul, pour la région et chaque DT.

    `lignes` : toutes celles du classeur, leurs clés posées. Une date lisible compte même sous une anomalie (contrat 2).
    """
    ordonnees = lignes_comptees(lignes, cadre, mois.dernier_jour)
    comptes, repetitions = retenir(ordonnees, cadre, mois)
    tous = Mois.de(cadre.debut).jusqu_a(mois)
    mensuelles = {
        perimetre: {m: _figures(c, [m], MOIS, cadre) for m in tous}
        for perimetre, c in comptes.items()
    }
    trimestres: dict[Trimestre, list[Mois]] = defaultdict(list)
    for m in tous:
        trimestres[m.trimestre].append(m)
    trimestrielles = {
        perimetre: {t: _figures(c, du_t, TRIMESTRE, cadre) for t, du_t in trimestres.items()}
        for perimetre, c in comptes.items()
    }
    valeurs = {(perimetre, MOIS): mensuelles[perimetre][mois] for perimetre in comptes}
    valeurs |= {
        (perimetre, CUMUL): _figures(c, tous, CUMUL, cadre) for perimetre, c in comptes.items()
    }
    tranches = (*(t.libelle for t in cadre.tranches), NR)
    return Resultat(
        mois,
        tuple(comptes),
        tranches,
        valeurs,
        mensuelles,
        trimestrielles,
        repetitions,
        _empreintes(ordonnees, tuple(comptes), mois),
    )


def retenir(
    ordonnees: list[Entretien], cadre: Cadre, mois: Mois
) -> tuple[dict[str, Comptes], dict[str, int]]:
    """Par périmètre, les personnes comptées jusqu'à ce mois ; et par période, combien le sont dans plusieurs DT, au-delà d'une fois.

    `ordonnees` : celles de `lignes_comptees`.
    """
    comptes = {perimetre: Comptes() for perimetre in (REGION, *cadre.dts)}
    profils = _Profils(cadre)
    repetitions = _compter_recues(ordonnees, comptes, profils, mois)
    accompagnees = [
        (e, e.date_rdv_ft)
        for e in ordonnees
        if e.rdv_ft == ACCOMPAGNE and e.date_rdv_ft is not None
    ]
    inscrites = [
        e
        for e in ordonnees
        if e.inscription_cip == REALISEE and not e.illisible("date_inscription")
    ]
    _compter_suites("I4", accompagnees, comptes, profils, cadre.debut)
    _compter_suites(
        "C1",
        [(e, e.date_inscription or e.date_entretien) for e in inscrites],
        comptes,
        profils,
        cadre.debut,
    )
    return comptes, repetitions


def retenues(
    compte: Comptes,
    mois: Mois,
    periode: str,
    cadre: Cadre,
    indicateur: str,
    sexe: str = TOTAL,
    tranche: str = TOTAL,
) -> list[Retenue]:
    """Les personnes que compte une figure d'un mois ou de son cumul, dans l'ordre des lignes ; `T` demande le total."""
    trouvees = []
    for m in [mois] if periode == MOIS else Mois.de(cadre.debut).jusqu_a(mois):
        for personnes, codes_de in compte.listes(m, periode, cadre):
            trouvees += [
                r
                for r in personnes.retenues
                if sexe in (r[1][1], TOTAL)
                and tranche in (r[1][2], TOTAL)
                and indicateur in codes_de(r[1][0])
            ]
    return sorted(trouvees, key=lambda retenue: retenue[2].ligne)


class _Profils(dict):
    """(catégorie, sexe, âge) -> profil, calculé une fois."""

    def __init__(self, cadre: Cadre):
        super().__init__()
        self.tranche_par_age = cadre.tranche_par_age

    def __missing__(self, cle: tuple[Any, str | None, int | None]) -> Profil:
        verdict, sexe, age = cle
        profil = (
            verdict.categorie.code,
            sexe if sexe in (FEMME, HOMME) else NR,
            NR if age is None else self.tranche_par_age[age],
        )
        self[cle] = profil
        return profil


def _compter_recues(
    lignes: list[Entretien], comptes: dict[str, Comptes], profils: _Profils, mois: Mois
) -> dict[str, int]:
    """Compte chaque personne à son premier entretien de chaque mois ; rend, par période, combien sont répétées d'une DT à l'autre."""
    connues: dict[str, set] = {perimetre: set() for perimetre in comptes}
    du_trimestre: dict[str, set] = {}
    trimestre = None
    repetitions = {MOIS: 0, CUMUL: 0}
    for (annee, numero), du_mois in groupby(
        lignes, key=lambda e: (e.date_entretien.year, e.date_entretien.month)
    ):
        courant = Mois(annee, numero)
        if courant > mois:
            break
        if courant.trimestre != trimestre:
            trimestre, du_trimestre = courant.trimestre, {perimetre: set() for perimetre in comptes}
        # À rebours, chaque entretien remplace ceux qui le suivent : il reste le premier de chaque personne.
        premiers: dict[str, dict[Any, Entretien]] = {perimetre: {} for perimetre in comptes}
        region = premiers[REGION]
        for e in list(du_mois)[::-1]:
            region[e.cle] = premiers[e.dt][e.cle] = e
        for perimetre, compte in comptes.items():
            de_personne = [
                (cle, profils[e.verdict, e.sexe, e.age], e)
                for cle, e in premiers[perimetre].items()
            ]
            deja, deja_du_trimestre = connues[perimetre], du_trimestre[perimetre]
            compte.nouvelles[courant] = Personnes(
                [retenue for retenue in de_personne if retenue[0] not in deja]
            )
            compte.revues[courant] = Personnes(
                [retenue for retenue in de_personne if retenue[0] in deja]
            )
            compte.du_trimestre[courant] = Personnes(
                [retenue for retenue in de_personne if retenue[0] not in deja_du_trimestre]
            )
            deja.update(premiers[perimetre])
            deja_du_trimestre.update(premiers[perimetre])
        if courant == mois:
            repetitions[MOIS] = _repetees(premiers)
    repetitions[CUMUL] = _repetees(connues)
    return repetitions


def _repetees(personnes: Mapping[str, Iterable[Any]]) -> int:
    """Combien de fois, au-delà d'une, les mêmes personnes sont dans plusieurs DT."""
    des_dt = [set(cles) for perimetre, cles in personnes.items() if perimetre != REGION]
    return sum(map(len, des_dt)) - len(set().union(*des_dt))


def _compter_suites(
    indicateur: str,
    datees: list[tuple[Entretien, date]],
    comptes: dict[str, Comptes],
    profils: _Profils,
    debut: date,
) -> None:
    """Compte I4 ou C1 : une fois par personne et périmètre, à la plus ancienne date ; à égalité, l'ordre des entretiens décide."""
    premieres: dict[str, dict[Any, tuple[Entretien, date]]] = {
        perimetre: {} for perimetre in comptes
    }
    region = premieres[REGION]
    for datee in sorted(datees, key=itemgetter(1))[
        ::-1
    ]:  # à rebours : la plus ancienne est écrite la dernière
        e = datee[0]
        region[e.cle] = premieres[e.dt][e.cle] = datee
    for perimetre, comptees in premieres.items():
        par_mois: dict[tuple[int, int], list[tuple[date, Retenue]]] = defaultdict(list)
        for e, jour in comptees.values():
            par_mois[jour.year, jour.month].append(
                (jour, (e.cle, profils[e.verdict, e.sexe, e.age], e))
            )
        for (annee, numero), du_mois in par_mois.items():
            m = Mois(annee, numero)
            comptes[perimetre].suites[indicateur][m] = toutes = Personnes(
                [retenue for _, retenue in du_mois]
            )
            cumulables = [retenue for jour, retenue in du_mois if jour >= debut]
            comptes[perimetre].suites_cumulables[indicateur][m] = (
                toutes if len(cumulables) == len(du_mois) else Personnes(cumulables)
            )


def _figures(compte: Comptes, mois: Sequence[Mois], periode: str, cadre: Cadre) -> Counter[Cellule]:
    """Les figures d'une période, totaux par sexe, par tranche et en tout compris."""
    figures: Counter[Cellule] = Counter()
    for m in mois:
        for personnes, codes_de in compte.listes(m, periode, cadre):
            for (k, sexe, tranche), n in personnes.profils.items():
                for code in codes_de(k):
                    figures[code, sexe, tranche] += n
    for (code, sexe, tranche), n in list(figures.items()):
        figures[code, sexe, TOTAL] += n
        figures[code, TOTAL, tranche] += n
        figures[code, TOTAL, TOTAL] += n
    return figures


def _indicateurs_de(k: str, cadre: Cadre) -> list[str]:
    codes = ["R0", k]
    if cadre.definition_accompagnees == RECUES or k == K_ELIGIBLE.code:
        codes.append("I1")
    if k == K_INSCRIT.code:
        codes.append("I2")
    if k in (K_RSA.code, K_AGIR.code):
        codes.append("I3")
    return codes


def _empreintes(lignes: list[Entretien], perimetres: Sequence[str], mois: Mois) -> dict[str, str]:
    """Une personne y est son rang d'apparition dans le périmètre : un numéro s'y retrouverait en essayant les dix milliards possibles."""
    fin = mois.dernier_jour
    textes: dict[str, list[str]] = {perimetre: [] for perimetre in perimetres}
    rangs: dict[str, dict[Any, int]] = {perimetre: {} for perimetre in perimetres}
    du_perimetre = rangs[REGION]
    for e in lignes:
        if e.date_entretien <= fin or (e.date_rdv_ft is not None and e.date_rdv_ft <= fin):
            suite = (
                f"{e.rdv_ft}|{e.date_rdv_ft}|{e.inscription_cip}|{e.date_inscription}"
                if e.rdv_ft or e.inscription_cip
                else ""
            )
            texte = f"{e.date_entretien.toordinal()}|{e.verdict.categorie.code}|{e.sexe}|{e.age}|{suite}"
            de_la_dt = rangs[e.dt]
            textes[REGION].append(f"{du_perimetre.setdefault(e.cle, len(du_perimetre))}|{texte}")
            textes[e.dt].append(f"{de_la_dt.setdefault(e.cle, len(de_la_dt))}|{texte}")
    return {perimetre: sha256("\n".join(t).encode()).hexdigest() for perimetre, t in textes.items()}


@dataclass(frozen=True)
class Egalite:
    """Une égalité du contrat 2, avec ses deux nombres."""

    enonce: str
    perimetre: str
    periode: str
    gauche: int
    droite: int

    @property
    def tenue(self) -> bool:
        """Vrai si les deux nombres sont égaux."""
        return self.gauche == self.droite


def egalites(r: Resultat) -> list[Egalite]:
    """Les égalités à imprimer ; une seule fausse refuse un rapport définitif."""
    liste = []
    dts = [perimetre for perimetre in r.perimetres if perimetre != REGION]
    for perimetre in r.perimetres:
        for periode in (MOIS, CUMUL):
            f = r.valeurs[perimetre, periode]
            total = f["R0", TOTAL, TOTAL]
            liste.append(
                Egalite(
                    "Somme des catégories = personnes reçues",
                    perimetre,
                    periode,
                    sum(f[k.code, TOTAL, TOTAL] for k in CATEGORIES),
                    total,
                )
            )
            totaux = sum(f[code, TOTAL, TOTAL] for code in CODES)
            liste.append(
                Egalite(
                    "Somme des sexes = total (tous indicateurs)",
                    perimetre,
                    periode,
                    sum(f[c, s, TOTAL] for c in CODES for s in SEXES),
                    totaux,
                )
            )
            liste.append(
                Egalite(
                    "Somme des tranches = total (tous indicateurs)",
                    perimetre,
                    periode,
                    sum(f[c, TOTAL, t] for c in CODES for t in r.tranches),
                    totaux,
                )
            )
            parties = [
                f[c, TOTAL, TOTAL]
                for c in ("I2", "I3", K_ELIGIBLE.code, *HORS_PUBLIC, K_QUALIFIER.code)
            ]
            liste.append(
                Egalite(
                    "Déjà inscrites + RSA ou AGIR + éligibles + hors public + à qualifier = reçues",
                    perimetre,
                    periode,
                    sum(parties),
                    total,
                )
            )
        par_mois = r.mensuelles[perimetre].values()
        net = sum(m["R0", TOTAL, TOTAL] for m in par_mois) - sum(
            m["M1", TOTAL, TOTAL] for m in par_mois
        )
        liste.append(
            Egalite(
                "Reçues de chaque mois − déjà reçues = reçues du cumul",
                perimetre,
                CUMUL,
                net,
                r.valeurs[perimetre, CUMUL]["R0", TOTAL, TOTAL],
            )
        )
        if perimetre == REGION:
            for periode in (MOIS, CUMUL):
                des_dt = (
                    sum(r.valeurs[dt, periode]["R0", TOTAL, TOTAL] for dt in dts)
                    - r.repetitions[periode]
                )
                liste.append(
                    Egalite(
                        "Somme des DT − répétitions entre DT = région",
                        REGION,
                        periode,
                        des_dt,
                        r.valeurs[REGION, periode]["R0", TOTAL, TOTAL],
                    )
                )
    return liste
