"""Des lignes aux verdicts : anomalies, règles non évaluées, et nos propres pannes.

Deux idées tiennent la vitesse. Une règle ne dépend que des cellules qu'elle déclare lire (un test le vérifie) : celles qui ne
lisent que des colonnes aux valeurs peu variées sont évaluées une fois par combinaison rencontrée. Et les règles qu'un vide empêche
d'évaluer sont choisies une fois par dessin de cellules vides, pas ligne à ligne.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter

from workbook.categories import CATEGORIES
from workbook.colonnes import CHAMPS, PAR_CHAMP, Nature
from workbook.decisions import RAPPROCHEMENTS, Decision, Decisions
from workbook.entretien import Entretien
from workbook.parametres import Cadre
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
        return f"La règle {self.code} a échoué {ou} ({self.erreur}) : c’est un défaut du logiciel, pas de la saisie. Signalez-le ; aucun rapport définitif ne sortira."


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
    """Les décisions sans effet, et pourquoi."""

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
    lignes = groupes.lignes
    p = replace(cadre, ref=ref)
    bilan = Bilan(lignes=len(lignes), categories=Counter({k.code: 0 for k in CATEGORIES}))
    bilan.categories.update([e.verdict.categorie.code for e in lignes])
    _valider_lignes(lignes, p, absentes, [r for r in regles if not r.croisee], bilan)
    croiser(groupes, p, bilan, absentes, [r for r in regles if r.croisee])
    bilan.messages = [*groupes.decisions.messages, *sans_objet(groupes, bilan.confirmees)]
    return bilan


def croiser(groupes: Groupes, p: Cadre, bilan: Bilan, absentes: frozenset[str], regles: Sequence[Regle]) -> None:
    """Ajoute au bilan ce que les règles sur plusieurs lignes trouvent dans ces groupes, puis en écarte ce que le CIP a décidé."""
    vides = Counter([e.vides for e in groupes.lignes])
    for r in regles:
        if r.muette(absentes, r.sur[0]):
            bilan.non_evaluees += len(groupes.lignes)
            continue
        requis = [_RANG[champ] for champ in r.requis(r.sur[0])]
        bilan.non_evaluees += sum(n for dessin, n in vides.items() if any(dessin[rang] for rang in requis))
        try:
            bilan.constats[r, r.sur[0]].extend([constat for constat in r.fonction(groupes, p) if _en_vigueur(r, constat[0])])
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


def _valider_lignes(lignes: Sequence[Entretien], p: Cadre, absentes: frozenset[str], regles: Sequence[Regle], bilan: Bilan) -> None:
    evaluations: list[Evaluation] = []
    sur_ecart: dict[str, list[Evaluation]] = {champ: [] for champ in CHAMPS}
    for r in regles:
        for champ in r.sur:
            if r.muette(absentes, champ):
                bilan.non_evaluees += len(lignes)
                continue
            evaluation = Evaluation(r, champ, tuple(_RANG[c] for c in r.requis(champ)))
            (sur_ecart[champ] if r.ecart else evaluations).append(evaluation)
    lots = _lots(evaluations)
    memorisees = {v for _, _, du_lot in lots for v in du_lot}
    directes = [v for v in evaluations if v not in memorisees]
    par_dessin: dict[bytes, tuple[list[tuple[Evaluation, Callable]], int]] = {}
    non_evaluees, pannes = 0, bilan.pannes
    for e in lignes:
        ecarts = e.ecarts
        for cle_de, memo, du_lot in lots:
            connu = None if ecarts else memo.get(cle_de(e))
            if connu is None:
                avant = len(pannes)
                connu = _evaluer(du_lot, e, p, bilan)
                if not ecarts and len(pannes) == avant:
                    memo[cle_de(e)] = connu
            if connu[0]:
                _noter(connu[0], e, bilan)
            non_evaluees += connu[1]
        applicables = par_dessin.get(e.vides)
        if applicables is None:
            applicables = par_dessin[e.vides] = _applicables(directes, e.vides)
        non_evaluees += applicables[1]
        for evaluation, fonction in applicables[0]:
            try:
                valeurs = fonction(e, p)
            except Exception as erreur:
                pannes.append(Panne(evaluation.regle.code, e.ligne, type(erreur).__name__))
                continue
            if valeurs is not None:
                if valeurs is NON_EVALUEE:
                    non_evaluees += 1
                else:
                    _noter(((evaluation, valeurs),), e, bilan)
        if ecarts:
            for champ in ecarts:
                constats, manque = _evaluer(sur_ecart[champ], e, p, bilan)
                non_evaluees += manque
                _noter(constats, e, bilan)
    bilan.non_evaluees += non_evaluees


def _lots(evaluations: list[Evaluation]) -> list[tuple[Callable, dict, list[Evaluation]]]:
    """Les règles à mémoriser : par famille, et à part celles qui dépendent de l'âge. Chaque lot a sa clé, les attributs dont il dépend."""
    lots = []
    for famille in FAMILLES:
        modules = {m.__name__ for m in famille}
        du_lot = [v for v in evaluations if v.regle.fonction.__module__ in modules and not v.regle.selon and PEU_VARIEES.issuperset(v.regle.lit)]
        lots.append(du_lot)
    lots.append([v for v in evaluations if v.regle.selon])
    return [(attrgetter(*sorted({c for v in lot for c in v.regle.selon or v.regle.lit})), {}, lot) for lot in lots if lot]


def _applicables(directes: list[Evaluation], vides: bytes) -> tuple[list[tuple[Evaluation, Callable]], int]:
    """Les règles à appliquer aux lignes qui ont ce dessin de cellules vides, et combien ne peuvent pas l'être."""
    evaluables = [v for v in directes if not any(vides[rang] for rang in v.requis)]
    utiles = [v for v in evaluables if not v.regle.vide or vides[_RANG[v.champ]]]
    return [(v, v.appliquer if len(v.regle.sur) > 1 else v.regle.fonction) for v in utiles], len(directes) - len(evaluables)


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
            bilan.constats[v.regle, valeurs.get("champ", v.champ)].append((e, valeurs))


def _en_vigueur(r: Regle, e: Entretien) -> bool:
    if r.depuis is None and r.jusqua is None:
        return True
    jour = e.date_entretien
    return jour is not None and (r.depuis is None or r.depuis <= jour) and (r.jusqua is None or jour <= r.jusqua)
