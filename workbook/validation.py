"""Des lignes aux verdicts : anomalies, règles non évaluées, et nos propres pannes.

Deux idées tiennent la vitesse. Une règle ne dépend que des cellules qu'elle déclare lire (un test le vérifie) : celles qui ne lisent
que des colonnes aux valeurs peu variées sont évaluées une fois par combinaison rencontrée. Et les autres s'appliquent d'un trait à
toutes les lignes d'un paquet qui ont les mêmes cellules vides : ce dessin dit une fois lesquelles peuvent être évaluées.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import compress, repeat
from typing import Any

from workbook.cadre import Cadre
from workbook.categories import CATEGORIES
from workbook.colonnes import CHAMPS, PAR_CHAMP, Nature
from workbook.decisions import RAPPROCHEMENTS, Decision, Decisions
from workbook.entretien import Entretien
from workbook.lignes import Lignes
from workbook.personnes import Groupes, sans_objet
from workbook.regle import NON_EVALUEE, Anomalie, Gravite, Regle, Valeurs
from workbook.regles import FAMILLES, PAR_CODE, REGLES

PEU_VARIEES = frozenset(c.champ for c in PAR_CHAMP.values() if c.nature is Nature.LISTE) | {"date_entretien", "age"}
"""Ce dont les valeurs se répètent d'une ligne à l'autre."""

_RANG = {champ: rang for rang, champ in enumerate(CHAMPS)}
_ORDRE = {code: rang for rang, code in enumerate(PAR_CODE)}


@dataclass(frozen=True, eq=False, slots=True)
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
        return f"La règle {self.code} a échoué {ou} ({self.erreur}) : c’est un défaut du logiciel, pas de la saisie. Signalez-le ; d’ici là, aucun rapport définitif n’est possible."


@dataclass
class Bilan:
    """Ce que la vérification a trouvé.

    `constats` : pour chaque règle et champ visé, les lignes en défaut et les valeurs du message. Les compter ne demande pas de
    faire un objet de chacun ; qui veut les lire appelle `en_ordre`.
    """

    lignes: int = 0
    constats: dict[tuple[Regle, str], list[tuple[Entretien, Valeurs]]] = field(default_factory=lambda: defaultdict(list))
    categories: Counter[str] = field(default_factory=Counter)
    non_evaluees: int = 0
    pannes: list[Panne] = field(default_factory=list)
    confirmees: dict[tuple[Regle, str], list[tuple[Entretien, Decision]]] = field(default_factory=lambda: defaultdict(list))
    """Comme `constats` : ce que le CIP a décidé n'avoir pas à corriger, et sa décision."""
    messages: list[str] = field(default_factory=list)
    """Les décisions sans effet ou à relire, et pourquoi."""
    sans_objet: list[Decision] = field(default_factory=list)
    """Celles qui n'écartent plus rien."""

    def en_ordre(self, *gravites: Gravite) -> list[Anomalie]:
        """Les anomalies (de ces gravités, sinon toutes) par ligne, puis dans l'ordre des règles et des colonnes."""
        retenues = [(r, champ, trouves) for (r, champ), trouves in self.constats.items() if not gravites or r.gravite in gravites]
        anomalies = [Anomalie(r, champ, e, valeurs) for r, champ, trouves in retenues for e, valeurs in trouves]
        return sorted(anomalies, key=lambda a: (a.ligne, _ORDRE[a.code], _RANG[a.champ]))

    def compter(self, gravite: Gravite) -> int:
        """Combien d'anomalies d'une gravité."""
        return sum(len(trouves) for (r, _), trouves in self.constats.items() if r.gravite is gravite)


def valider(groupes: Groupes, cadre: Cadre, ref: date, absentes: frozenset[str] = frozenset(), regles: Sequence[Regle] = REGLES) -> Bilan:
    """Applique toutes les règles à toutes les lignes (contrat 3).

    `groupes` : les lignes, leurs clés posées. `ref` : le jour pris pour aujourd'hui. `absentes` : champs dont la colonne manque ;
    les règles qui les lisent ne sont pas évaluées.
    """
    validation = _Validation(replace(cadre, ref=ref), absentes, regles)
    for paquet in groupes.lignes.paquets(_PAQUET):
        validation.valider(paquet)
    return validation.clore(groupes)


class _Validation:
    """Les règles qui ne regardent qu'une ligne, rangées selon la façon de les appliquer, et ce qu'elles ont trouvé."""

    def __init__(self, cadre: Cadre, absentes: frozenset[str], regles: Sequence[Regle]):
        self.p, self.absentes, self.regles = cadre, absentes, regles
        self.bilan = Bilan(categories=Counter({k.code: 0 for k in CATEGORIES}))
        self._muettes = 0
        evaluations: list[Evaluation] = []
        sur_ecart: dict[str, list[Evaluation]] = {champ: [] for champ in CHAMPS}
        sur_vide: dict[str, list[Evaluation]] = defaultdict(list)
        for r in self.regles:
            for champ in () if r.croisee else r.sur:
                if r.muette(absentes, champ):
                    self._muettes += 1
                    continue
                evaluation = Evaluation(r, champ, tuple(_RANG[c] for c in r.requis(champ)))
                if r.vide:
                    sur_vide[champ if champ in r.vide else r.vide[0]].append(evaluation)
                else:
                    (sur_ecart[champ] if r.ecart else evaluations).append(evaluation)
        self._lots = [_Lot(lot) for lot in _lots(evaluations)]
        memorisees = {v for lot in self._lots for v in lot.evaluables.evaluations}
        self._directes = _Evaluables([v for v in evaluations if v not in memorisees])
        self._toutes = _Evaluables(evaluations)
        self._sur_ecart, self._sur_vide = ({champ: _Evaluables(siennes) for champ, siennes in sur.items()} for sur in (sur_ecart, sur_vide))

    def clore(self, groupes: Groupes) -> Bilan:
        """Applique les autres règles à toutes les lignes, et rend ce qui a été trouvé."""
        lignes, bilan = groupes.lignes, self.bilan
        bilan.lignes = len(lignes)
        bilan.non_evaluees += self._muettes * len(lignes)
        for verdict, n in Counter(lignes.colonne("verdict")).items():
            bilan.categories[verdict.categorie.code] += n
        croiser(groupes, self.p, bilan, self.absentes, [r for r in self.regles if r.croisee])
        bilan.messages = groupes.decisions.messages
        bilan.sans_objet = sans_objet(groupes, bilan.confirmees)
        return bilan

    def valider(self, paquet: Lignes) -> None:
        """Applique à ces lignes les règles qui n'en regardent qu'une."""
        p, bilan, ecarts = self.p, self.bilan, paquet.colonne("ecarts")
        sans_ecart = paquet.choisir([not siens for siens in ecarts])
        for lot in self._lots:
            lot.valider(sans_ecart, p, bilan)
        _valider_par_dessin(self._directes, sans_ecart, p, bilan)
        for champ, siennes in self._sur_vide.items():
            for e in paquet.sans(champ):
                _valider_ligne(siennes, e, p, bilan)
        for e in compress(paquet, ecarts):
            for siennes in (self._toutes, *map(self._sur_ecart.__getitem__, e.ecarts)):
                _valider_ligne(siennes, e, p, bilan)


def croiser(groupes: Groupes, p: Cadre, bilan: Bilan, absentes: frozenset[str], regles: Sequence[Regle]) -> None:
    """Ajoute au bilan ce que les règles sur plusieurs lignes trouvent dans ces groupes, puis en écarte ce que le CIP a décidé."""
    vides = Counter(groupes.lignes.colonne("vides"))
    for r in regles:
        if r.muette(absentes, r.sur[0]):
            bilan.non_evaluees += len(groupes.lignes)
            continue
        requis = [_RANG[champ] for champ in r.requis(r.sur[0])]
        bilan.non_evaluees += sum(n for dessin, n in vides.items() if any(dessin[rang] for rang in requis))
        try:
            trouves = list(r.fonction(groupes, p))
            bilan.constats[r, r.sur[0]] += [constat for constat in trouves if _en_vigueur(r, constat[0])] if r.datee else trouves
        except Exception as erreur:
            bilan.pannes.append(Panne(r.code, None, type(erreur).__name__))
    _ecarter(bilan, groupes.decisions)


def _ecarter(bilan: Bilan, decisions: Decisions) -> None:
    codes = {code for code, _ in decisions.confirmees} | ({*RAPPROCHEMENTS} if decisions.distinctes else set())
    for (r, champ), trouves in bilan.constats.items():
        if r.code in codes:
            decidees = [(e, valeurs.get("decision") or decisions.confirmees.get((r.code, e.cle))) for e, valeurs in trouves]
            bilan.confirmees[r, champ] += [(e, decision) for e, decision in decidees if decision]
            trouves[:] = [constat for constat, (_, decision) in zip(trouves, decidees, strict=True) if not decision]


_PAQUET = 1_000
"""Lignes évaluées ensemble : assez pour aller d'un trait, assez peu pour rester dans la mémoire rapide de la machine."""


def _lots(evaluations: list[Evaluation]) -> list[list[Evaluation]]:
    """Les règles à évaluer par combinaison de valeurs : par famille, et à part celles qui dépendent de l'âge."""
    lots = []
    for famille in FAMILLES:
        modules = {m.__name__ for m in famille}
        lots.append([v for v in evaluations if v.regle.fonction.__module__ in modules and not v.regle.selon and PEU_VARIEES.issuperset(v.regle.lit)])
    lots.append([v for v in evaluations if v.regle.selon])
    return [lot for lot in lots if lot]


class _Evaluables(dict):
    """Le dessin des cellules vides d'une ligne -> celles de ces évaluations que rien de requis n'empêche, et combien ne peuvent être faites."""

    def __init__(self, evaluations: Sequence[Evaluation]):
        super().__init__()
        self.evaluations = evaluations

    def __missing__(self, vides: bytes) -> tuple[list[Evaluation], int]:
        possibles = [v for v in self.evaluations if not any(vides[rang] for rang in v.requis)]
        self[vides] = possibles, len(self.evaluations) - len(possibles)
        return self[vides]


class _Lot:
    """Des règles évaluées sur une ligne témoin par combinaison de ce dont elles dépendent ; les autres lignes en héritent."""

    def __init__(self, evaluations: list[Evaluation]):
        self.evaluables = _Evaluables(evaluations)
        self.champs = sorted({c for v in evaluations for c in v.regle.selon or v.regle.lit})
        self.connues: dict[Any, tuple[list[tuple[Evaluation, Valeurs]], int]] = {}

    def valider(self, lignes: Lignes, p: Cadre, bilan: Bilan) -> None:
        """Ajoute au bilan ce que les règles trouvent sur ces lignes."""
        connues, non_evaluees = self.connues, 0
        for cle, e in zip(lignes.colonnes(*self.champs), lignes, strict=True):
            connue = connues.get(cle)
            if connue is None:
                constats, manque, pannes = _evaluer(self.evaluables, e, p)
                connue = constats, manque
                if pannes:
                    bilan.pannes += pannes
                else:
                    connues[cle] = connue
            if connue[0]:
                _noter(connue[0], e, bilan)
            non_evaluees += connue[1]
        bilan.non_evaluees += non_evaluees


def _valider_par_dessin(evaluables: _Evaluables, lignes: Lignes, p: Cadre, bilan: Bilan) -> None:
    """Évalue chaque règle d'un trait sur les lignes de même dessin de cellules vides : le dessin dit si elle peut l'être."""
    par_dessin: dict[bytes, list[Entretien]] = defaultdict(list)
    for vides, e in zip(lignes.colonne("vides"), lignes, strict=True):
        par_dessin[vides].append(e)
    for vides, groupe in par_dessin.items():
        possibles, manque = evaluables[vides]
        bilan.non_evaluees += manque * len(groupe)
        for v in possibles:
            try:
                rendus = list(map(v.appliquer if len(v.regle.sur) > 1 else v.regle.fonction, groupe, repeat(p)))
            except Exception:
                seule = _Evaluables([v])
                for e in groupe:
                    _valider_ligne(seule, e, p, bilan)
                continue
            if rendus.count(None) == len(groupe):
                continue
            for e, valeurs in zip(groupe, rendus, strict=True):
                if valeurs is NON_EVALUEE:
                    bilan.non_evaluees += 1
                elif valeurs is not None:
                    _noter([(v, valeurs)], e, bilan)


def _valider_ligne(evaluables: _Evaluables, e: Entretien, p: Cadre, bilan: Bilan) -> None:
    constats, manque, pannes = _evaluer(evaluables, e, p)
    _noter(constats, e, bilan)
    bilan.non_evaluees += manque
    bilan.pannes += pannes


def _evaluer(evaluables: _Evaluables, e: Entretien, p: Cadre) -> tuple[list[tuple[Evaluation, Valeurs]], int, list[Panne]]:
    """Ce que les règles trouvent sur une ligne, combien ne peuvent être évaluées, et celles qui échouent."""
    constats, pannes = [], []
    possibles, manque = evaluables[e.vides]
    for v in possibles:
        try:
            valeurs = v.appliquer(e, p)
        except Exception as erreur:
            pannes.append(Panne(v.regle.code, e.ligne, type(erreur).__name__))
            continue
        if valeurs is NON_EVALUEE:
            manque += 1
        elif valeurs is not None:
            constats.append((v, valeurs))
    return constats, manque, pannes


def _noter(constats: Sequence[tuple[Evaluation, Valeurs]], e: Entretien, bilan: Bilan) -> None:
    for v, valeurs in constats:
        if _en_vigueur(v.regle, e):
            bilan.constats[v.regle, valeurs.get("champ", v.champ)].append((e, valeurs))


def _en_vigueur(r: Regle, e: Entretien) -> bool:
    if not r.datee:
        return True
    jour = e.date_entretien
    return jour is not None and (r.depuis is None or r.depuis <= jour) and (r.jusqua is None or jour <= r.jusqua)
