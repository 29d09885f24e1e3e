"""Des lignes aux verdicts : anomalies, règles non évaluées, et nos propres pannes.

Deux idées tiennent la vitesse. Une règle ne dépend que des cellules qu'elle déclare lire (un test le vérifie) : celles qui ne
lisent que des colonnes aux valeurs peu variées sont évaluées une fois par combinaison rencontrée. Et les règles qu'un vide empêche
d'évaluer sont choisies une fois par dessin de cellules vides, pas ligne à ligne.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter

from workbook.categories import CATEGORIES
from workbook.colonnes import CHAMPS, PAR_CHAMP, Nature
from workbook.entretien import Entretien, Seance
from workbook.parametres import Cadre
from workbook.personnes import Groupes, Identite
from workbook.regle import NON_EVALUEE, Anomalie, Gravite, Regle, Valeurs
from workbook.regles import PAR_CODE, REGLES

PEU_VARIEES = frozenset(c.champ for c in PAR_CHAMP.values() if c.nature is Nature.LISTE) | {"date_entretien"}
"""Colonnes dont les valeurs se répètent d'une ligne à l'autre."""

_RANG = {champ: rang for rang, champ in enumerate(CHAMPS)}
_ORDRE = {code: rang for rang, code in enumerate(PAR_CODE)}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Une règle appliquée à une cellule visée."""

    regle: Regle
    champ: str
    requis: tuple[int, ...]

    def appliquer(self, e: Entretien, p: Cadre) -> Valeurs | None:
        """Ce que la règle dit de la ligne ; une règle à plusieurs colonnes reçoit celle qui est visée."""
        return self.regle.fonction(e, p, self.champ) if len(self.regle.sur) > 1 else self.regle.fonction(e, p)


@dataclass(frozen=True)
class Panne:
    """Une règle qui a échoué : notre faute, dite comme telle."""

    code: str
    ligne: int | None
    erreur: str

    @property
    def message(self) -> str:
        """La phrase montrée : elle nomme la règle et la ligne."""
        ou = f"à la ligne {self.ligne}" if self.ligne is not None else "sur l’ensemble des lignes"
        return f"La règle {self.code} a échoué {ou} ({self.erreur}) : c’est un défaut du logiciel, pas de la saisie. Signalez-le ; aucun rapport définitif ne sortira."


@dataclass
class Bilan:
    """Ce que la vérification a trouvé."""

    lignes: int = 0
    anomalies: list[Anomalie] = field(default_factory=list)
    categories: Counter[str] = field(default_factory=Counter)
    non_evaluees: int = 0
    pannes: list[Panne] = field(default_factory=list)

    def en_ordre(self) -> list[Anomalie]:
        """Les anomalies par ligne, puis dans l'ordre des règles et des colonnes."""
        return sorted(self.anomalies, key=lambda a: (a.ligne, _ORDRE[a.code], _RANG[a.champ]))

    def par_gravite(self, gravite: Gravite) -> list[Anomalie]:
        """Les anomalies d'une gravité, dans le même ordre."""
        return [a for a in self.en_ordre() if a.gravite is gravite]


def valider(
    lignes: Sequence[Entretien],
    identites: Sequence[Identite | None],
    seances: Sequence[Seance],
    cadre: Cadre,
    ref: date,
    absentes: frozenset[str] = frozenset(),
    regles: Sequence[Regle] = REGLES,
) -> Bilan:
    """Applique toutes les règles à toutes les lignes (contrat 3).

    `identites` : rendues par `attribuer_cles`. `ref` : le jour pris pour aujourd'hui. `absentes` : champs dont la colonne manque ;
    les règles qui les lisent ne sont pas évaluées.
    """
    p = replace(cadre, ref=ref)
    bilan = Bilan(lignes=len(lignes), categories=Counter({k.code: 0 for k in CATEGORIES}))
    bilan.categories.update(e.verdict.categorie.code for e in lignes)
    _valider_lignes(lignes, p, absentes, [r for r in regles if not r.croisee], bilan)
    croiser(Groupes(lignes, identites, seances), p, bilan, absentes, [r for r in regles if r.croisee])
    return bilan


def croiser(groupes: Groupes, p: Cadre, bilan: Bilan, absentes: frozenset[str], regles: Sequence[Regle]) -> None:
    """Ajoute au bilan ce que les règles sur plusieurs lignes trouvent dans ces groupes."""
    vides = Counter(e.vides for e in groupes.lignes)
    for r in regles:
        if r.muette(absentes, r.sur[0]):
            bilan.non_evaluees += len(groupes.lignes)
            continue
        requis = [_RANG[champ] for champ in r.requis(r.sur[0])]
        bilan.non_evaluees += sum(n for dessin, n in vides.items() if any(dessin[rang] for rang in requis))
        try:
            bilan.anomalies.extend(Anomalie(r, r.sur[0], e, valeurs) for e, valeurs in r.fonction(groupes, p) if _en_vigueur(r, e))
        except Exception as erreur:
            bilan.pannes.append(Panne(r.code, None, type(erreur).__name__))


def _valider_lignes(lignes: Sequence[Entretien], p: Cadre, absentes: frozenset[str], regles: Sequence[Regle], bilan: Bilan) -> None:
    evaluations, sur_ecart = [], {champ: [] for champ in CHAMPS}
    for r in regles:
        for champ in r.sur:
            if r.muette(absentes, champ):
                bilan.non_evaluees += len(lignes)
                continue
            evaluation = Evaluation(r, champ, tuple(_RANG[c] for c in r.requis(champ)))
            (sur_ecart[champ] if r.ecart else evaluations).append(evaluation)
    lots = _lots([v for v in evaluations if PEU_VARIEES.issuperset(v.regle.lit)])
    directes = [v for v in evaluations if not PEU_VARIEES.issuperset(v.regle.lit)]
    par_dessin: dict[bytes, tuple[list[tuple[Evaluation, Callable]], int]] = {}
    non_evaluees = 0
    for e in lignes:
        for cle_de, memo, du_lot in lots:
            cle = cle_de(e)
            connu = memo.get(cle) if not e.ecarts else None
            if connu is None:
                connu = _evaluer(du_lot, e, p, bilan)
                if not e.ecarts and not any(panne.ligne == e.ligne for panne in bilan.pannes):
                    memo[cle] = connu
            constats, manque = connu
            non_evaluees += manque
            if constats:
                _noter(constats, e, bilan)
        applicables = par_dessin.get(e.vides)
        if applicables is None:
            gardees = [v for v in directes if not any(e.vides[rang] for rang in v.requis)]
            applicables = par_dessin[e.vides] = (
                [(v, v.appliquer if len(v.regle.sur) > 1 else v.regle.fonction) for v in gardees],
                len(directes) - len(gardees),
            )
        non_evaluees += applicables[1]
        for evaluation, fonction in applicables[0]:
            try:
                valeurs = fonction(e, p)
            except Exception as erreur:
                bilan.pannes.append(Panne(evaluation.regle.code, e.ligne, type(erreur).__name__))
                continue
            if valeurs is not None:
                if valeurs is NON_EVALUEE:
                    non_evaluees += 1
                else:
                    _noter(((evaluation, valeurs),), e, bilan)
        if e.ecarts:
            for champ in e.ecarts:
                constats, manque = _evaluer(sur_ecart[champ], e, p, bilan)
                non_evaluees += manque
                _noter(constats, e, bilan)
    bilan.non_evaluees += non_evaluees


def _lots(evaluations: list[Evaluation]) -> list[tuple[Callable, dict, list[Evaluation]]]:
    """Les règles à mémoriser, par module : celles d'un module lisent les mêmes colonnes, ce qui garde peu de combinaisons."""
    par_module: dict[str, list[Evaluation]] = {}
    for v in evaluations:
        par_module.setdefault(v.regle.fonction.__module__, []).append(v)
    lots = []
    for du_lot in par_module.values():
        lus = sorted({c for v in du_lot for c in v.regle.lit} | {"date_entretien" for v in du_lot if v.regle.depuis or v.regle.jusqua})
        lots.append((attrgetter(*lus), {}, du_lot))
    return lots


def _evaluer(evaluations: list[Evaluation], e: Entretien, p: Cadre, bilan: Bilan) -> tuple[list[tuple[Evaluation, Valeurs]], int]:
    constats, manque = [], 0
    for v in evaluations:
        if any(e.vides[rang] for rang in v.requis):
            manque += 1
            continue
        try:
            valeurs = v.appliquer(e, p)
        except Exception as erreur:
            bilan.pannes.append(Panne(v.regle.code, e.ligne, type(erreur).__name__))
            continue
        if valeurs is NON_EVALUEE:
            manque += 1
        elif valeurs is not None:
            constats.append((v, valeurs))
    return constats, manque


def _noter(constats: Sequence[tuple[Evaluation, Valeurs]], e: Entretien, bilan: Bilan) -> None:
    for v, valeurs in constats:
        if _en_vigueur(v.regle, e):
            bilan.anomalies.append(Anomalie(v.regle, valeurs.get("champ", v.champ), e, valeurs))


def _en_vigueur(r: Regle, e: Entretien) -> bool:
    if r.depuis is None and r.jusqua is None:
        return True
    jour = e.date_entretien
    return jour is not None and (r.depuis is None or r.depuis <= jour) and (r.jusqua is None or jour <= r.jusqua)
