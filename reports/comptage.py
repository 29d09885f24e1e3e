"""Des lignes aux figures.

Personnes distinctes par mois, périmètre, sexe et tranche (contrat 2).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from reports.definitions import A_LEUR_DATE, DEJA_VUES, des_recues
from reports.mois import Mois, Trimestre
from reports.resultat import CUMUL, MOIS, NR, TOTAL, TRIMESTRE, Cellule, Resultat
from workbook.declarations.cadre import REGION, Cadre
from workbook.declarations.colonnes import FEMME, HOMME
from workbook.declarations.lignes import Entretien


class Profil(NamedTuple):
    """Sous quoi une personne compte."""

    categorie: str
    sexe: str
    tranche: str


class Retenue(NamedTuple):
    """Une personne comptée : sa clé, son profil, et la ligne qui en décide."""

    cle: Any
    profil: Profil
    ligne: Entretien


class Datee(NamedTuple):
    """Une personne comptée à une date à elle."""

    jour: date
    retenue: Retenue


ParMois = dict[Mois, list[Retenue]]


@dataclass
class Comptes:
    """Les personnes comptées d'un périmètre, mois par mois, et la ligne qui décide de chacune.

    `debut` : de la convention ; `recues` : par catégorie, les indicateurs où compte qui est reçu.
    `nouvelles` : celles que le cumul n'avait pas encore ; `revues` : les autres ; `du_trimestre` :
    celles que le trimestre n'avait pas encore ; `datees` : par indicateur compté à sa propre date.
    """

    debut: date
    recues: Mapping[str, Sequence[str]]
    nouvelles: ParMois = field(default_factory=dict)
    revues: ParMois = field(default_factory=dict)
    du_trimestre: ParMois = field(default_factory=dict)
    datees: dict[str, dict[Mois, list[Datee]]] = field(default_factory=dict)

    def listes(
        self, mois: Mois, periode: str
    ) -> Iterator[tuple[list[Retenue], Mapping[str, Sequence[str]]]]:
        """Les personnes qu'un mois apporte à une période.

        Par catégorie, les indicateurs où elles comptent.

        C'est ici seulement que se dit qui compte où : les figures en font la somme, `retenues` en
        montre les lignes.
        """
        if periode == TRIMESTRE:
            yield self.du_trimestre.get(mois, []), self.recues
        else:
            yield self.nouvelles.get(mois, []), self.recues
        if periode == MOIS:
            revues = {categorie: (*codes, *DEJA_VUES) for categorie, codes in self.recues.items()}
            yield self.revues.get(mois, []), revues
        for code, par_mois in self.datees.items():
            du_mois = par_mois.get(mois, [])
            comptees = [d.retenue for d in du_mois if periode != CUMUL or d.jour >= self.debut]
            yield comptees, dict.fromkeys(self.recues, (code,))


def lignes_comptees(
    lignes: Sequence[Entretien], cadre: Cadre, arret: date = date.max
) -> list[Entretien]:
    """Les lignes qui comptent (date et DT valides, dans la convention).

    Par date, demi-journée, ligne.

    `arret` : écarte celles dont aucune date ne va jusqu'à ce jour compris ; elles ne changent rien
    aux figures arrêtées à ce jour.
    """
    comptees = [e for e in lignes if _compte(e, cadre, arret)]
    rang = cadre.rang_demi_journee
    return sorted(comptees, key=lambda e: (e.date_entretien, rang[e.demi_journee]))


def _compte(e: Entretien, cadre: Cadre, arret: date) -> bool:
    if not e.vides.isdisjoint(("date_entretien", "dt")):
        return False
    if not cadre.debut <= e.date_entretien <= cadre.fin:
        return False
    dates = (e.date_entretien, e.date_rdv_ft, e.date_inscription)
    return any(jour is not None and jour <= arret for jour in dates)


def compter(lignes: Sequence[Entretien], cadre: Cadre, mois: Mois) -> Resultat:
    """Les figures d'un mois et de son cumul, pour la région et chaque DT.

    `lignes` : toutes celles du classeur, leurs clés posées. Une date lisible compte même sous une
    anomalie (contrat 2).
    """
    ordonnees = lignes_comptees(lignes, cadre, mois.dernier_jour)
    comptes, repetitions = retenir(ordonnees, cadre, mois)
    tous = Mois.de(cadre.debut).jusqu_a(mois)
    trimestres: dict[Trimestre, list[Mois]] = defaultdict(list)
    for m in tous:
        trimestres[m.trimestre].append(m)
    mensuelles, trimestrielles, valeurs = {}, {}, {}
    for perimetre, c in comptes.items():
        mensuelles[perimetre] = {m: _figures(c, [m], MOIS) for m in tous}
        trimestrielles[perimetre] = {
            t: _figures(c, du_t, TRIMESTRE) for t, du_t in trimestres.items()
        }
        valeurs[perimetre, MOIS] = mensuelles[perimetre][mois]
        valeurs[perimetre, CUMUL] = _figures(c, tous, CUMUL)
    return Resultat(
        mois,
        tuple(comptes),
        (*(t.libelle for t in cadre.tranches), NR),
        valeurs,
        mensuelles,
        trimestrielles,
        repetitions,
        _empreintes(ordonnees, tuple(comptes), mois),
    )


def retenir(
    ordonnees: list[Entretien], cadre: Cadre, mois: Mois
) -> tuple[dict[str, Comptes], dict[str, int]]:
    """Par périmètre, les personnes comptées jusqu'à ce mois.

    Par période, les répétitions entre DT.

    `ordonnees` : celles de `lignes_comptees`.
    """
    recues = des_recues(cadre)
    comptes = {perimetre: Comptes(cadre.debut, recues) for perimetre in (REGION, *cadre.dts)}
    repetitions = _compter_recues(ordonnees, comptes, cadre, mois)
    for code, compte in A_LEUR_DATE.items():
        datees = [(jour, e) for e in ordonnees if (jour := compte.jour(e)) is not None]
        _compter_datees(code, datees, comptes, cadre)
    return comptes, repetitions


def retenues(
    compte: Comptes,
    mois: Mois,
    periode: str,
    indicateur: str,
    sexe: str = TOTAL,
    tranche: str = TOTAL,
) -> list[Retenue]:
    """Les personnes que compte une figure d'un mois ou de son cumul, dans l'ordre des lignes."""
    trouvees = []
    for m in [mois] if periode == MOIS else Mois.de(compte.debut).jusqu_a(mois):
        for personnes, codes_de in compte.listes(m, periode):
            trouvees += [r for r in personnes if indicateur in codes_de[r.profil.categorie]]
    voulues = [
        r
        for r in trouvees
        if sexe in (r.profil.sexe, TOTAL) and tranche in (r.profil.tranche, TOTAL)
    ]
    return sorted(voulues, key=lambda r: r.ligne.ligne)


def _retenir(e: Entretien, cadre: Cadre) -> Retenue:
    sexe = e.sexe if e.sexe in (FEMME, HOMME) else NR
    tranche = NR if e.age is None else cadre.tranche_par_age[e.age]
    return Retenue(e.cle, Profil(e.verdict.categorie.code, sexe, tranche), e)


def _compter_recues(
    lignes: list[Entretien], comptes: dict[str, Comptes], cadre: Cadre, mois: Mois
) -> dict[str, int]:
    """Compte chaque personne à son premier entretien du mois ; rend les répétitions entre DT."""
    connues: dict[str, set[Any]] = {perimetre: set() for perimetre in comptes}
    du_trimestre: dict[str, set[Any]] = {}
    trimestre = None
    repetitions = {MOIS: 0, CUMUL: 0}
    for courant, du_mois in groupby(lignes, key=lambda e: Mois.de(e.date_entretien)):
        if courant > mois:
            break
        if courant.trimestre != trimestre:
            trimestre, du_trimestre = courant.trimestre, {p: set() for p in comptes}
        premiers = _premiers(du_mois, comptes)
        for perimetre, compte in comptes.items():
            personnes = [_retenir(e, cadre) for e in premiers[perimetre].values()]
            deja, deja_du_trimestre = connues[perimetre], du_trimestre[perimetre]
            compte.nouvelles[courant] = [r for r in personnes if r.cle not in deja]
            compte.revues[courant] = [r for r in personnes if r.cle in deja]
            compte.du_trimestre[courant] = [r for r in personnes if r.cle not in deja_du_trimestre]
            deja.update(premiers[perimetre])
            deja_du_trimestre.update(premiers[perimetre])
        if courant == mois:
            repetitions[MOIS] = _repetees(premiers)
    repetitions[CUMUL] = _repetees(connues)
    return repetitions


def _premiers(
    lignes: Iterable[Entretien], perimetres: Iterable[str]
) -> dict[str, dict[Any, Entretien]]:
    """Par périmètre, la première ligne de chaque personne."""
    premiers: dict[str, dict[Any, Entretien]] = {perimetre: {} for perimetre in perimetres}
    for e in lignes:
        premiers[REGION].setdefault(e.cle, e)
        premiers[e.dt].setdefault(e.cle, e)
    return premiers


def _repetees(personnes: Mapping[str, Iterable[Any]]) -> int:
    """Combien de fois, au-delà d'une, les mêmes personnes sont dans plusieurs DT."""
    des_dt = [set(cles) for perimetre, cles in personnes.items() if perimetre != REGION]
    return sum(map(len, des_dt)) - len(set().union(*des_dt))


def _compter_datees(
    code: str, datees: list[tuple[date, Entretien]], comptes: dict[str, Comptes], cadre: Cadre
) -> None:
    """Une fois par personne et périmètre, à la plus ancienne date.

    À égalité, au premier entretien.
    """
    premieres: dict[str, dict[Any, Datee]] = {perimetre: {} for perimetre in comptes}
    for jour, e in sorted(datees, key=lambda d: d[0]):
        datee = Datee(jour, _retenir(e, cadre))
        premieres[REGION].setdefault(e.cle, datee)
        premieres[e.dt].setdefault(e.cle, datee)
    for perimetre, comptees in premieres.items():
        par_mois: dict[Mois, list[Datee]] = defaultdict(list)
        for datee in comptees.values():
            par_mois[Mois.de(datee.jour)].append(datee)
        comptes[perimetre].datees[code] = par_mois


def _figures(compte: Comptes, mois: Sequence[Mois], periode: str) -> Counter[Cellule]:
    """Les figures d'une période, totaux par sexe, par tranche et en tout compris."""
    figures: Counter[Cellule] = Counter()
    for m in mois:
        for personnes, codes_de in compte.listes(m, periode):
            profils = Counter(map(attrgetter("profil"), personnes))
            for (categorie, sexe, tranche), n in profils.items():
                for code in codes_de[categorie]:
                    figures[code, sexe, tranche] += n
    for (code, sexe, tranche), n in list(figures.items()):
        figures[code, sexe, TOTAL] += n
        figures[code, TOTAL, tranche] += n
        figures[code, TOTAL, TOTAL] += n
    return figures


def _empreintes(lignes: list[Entretien], perimetres: Sequence[str], mois: Mois) -> dict[str, str]:
    """Le SHA-256 des lignes comptées de chaque périmètre.

    Une personne y est son rang d'apparition : un numéro s'y retrouverait en essayant les dix
    milliards possibles.
    """
    fin = mois.dernier_jour
    textes: dict[str, list[str]] = {perimetre: [] for perimetre in perimetres}
    rangs: dict[str, dict[Any, int]] = {perimetre: {} for perimetre in perimetres}
    for e in lignes:
        if e.date_entretien <= fin or (e.date_rdv_ft is not None and e.date_rdv_ft <= fin):
            dit = _dite(e)
            for perimetre in (REGION, e.dt):
                connues = rangs[perimetre]
                textes[perimetre].append(f"{connues.setdefault(e.cle, len(connues))}|{dit}")
    return {perimetre: sha256("\n".join(t).encode()).hexdigest() for perimetre, t in textes.items()}


def _dite(e: Entretien) -> str:
    suite = f"{e.rdv_ft}|{e.date_rdv_ft}|{e.inscription_cip}|{e.date_inscription}"
    suite = suite if e.rdv_ft or e.inscription_cip else ""
    jour = e.date_entretien.toordinal()
    return f"{jour}|{e.verdict.categorie.code}|{e.sexe}|{e.age}|{suite}"
