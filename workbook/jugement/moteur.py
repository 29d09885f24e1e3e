"""Juger : des lignes aux anomalies, aux règles non évaluées et à nos propres pannes (contrat 3)."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import CATEGORIES
from workbook.declarations.lignes import CHAMPS, Decision, Entretien
from workbook.jugement.decisions import RAPPROCHEMENTS, Decisions
from workbook.jugement.personnes import Groupes, sans_objet
from workbook.jugement.regle import NON_EVALUEE, Anomalie, Gravite, Regle
from workbook.jugement.regles import PAR_CODE, REGLES

_RANG = {champ: rang for rang, champ in enumerate(CHAMPS)}
_ORDRE = {code: rang for rang, code in enumerate(PAR_CODE)}


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
        return (
            f"La règle {self.code} a échoué {ou} ({self.erreur}) : c’est un défaut du logiciel, "
            "pas de la saisie. Signalez-le ; d’ici là, aucun rapport définitif n’est possible."
        )


@dataclass(frozen=True)
class Confirmee:
    """Une anomalie que le CIP a décidé n'avoir pas à corriger, et sa décision."""

    anomalie: Anomalie
    decision: Decision


@dataclass
class Jugement:
    """Ce que les règles ont trouvé. Les anomalies sont par ligne, puis dans l'ordre des règles et
    des colonnes.

    `messages` : les décisions sans effet ou à relire, et pourquoi ; `sans_objet` : celles qui
    n'écartent plus rien.
    """

    lignes: int = 0
    anomalies: list[Anomalie] = field(default_factory=list)
    confirmees: list[Confirmee] = field(default_factory=list)
    categories: Counter[str] = field(default_factory=Counter)
    non_evaluees: int = 0
    pannes: list[Panne] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    sans_objet: list[Decision] = field(default_factory=list)

    def de_gravite(self, gravite: Gravite) -> list[Anomalie]:
        """Les anomalies d'une gravité, dans l'ordre."""
        return [a for a in self.anomalies if a.gravite is gravite]

    def compter(self, gravite: Gravite) -> int:
        """Combien d'anomalies d'une gravité."""
        return len(self.de_gravite(gravite))


def juger(
    groupes: Groupes,
    cadre: Cadre,
    ref: date,
    absentes: Set[str] = frozenset(),
    regles: Sequence[Regle] = REGLES,
) -> Jugement:
    """Applique toutes les règles à toutes les lignes.

    `groupes` : les lignes, leurs clés posées. `ref` : le jour pris pour aujourd'hui. `absentes` :
    champs dont la colonne manque ; les règles qui les lisent ne sont pas évaluées.
    """
    cadre = replace(cadre, ref=ref)
    j = Jugement(len(groupes.lignes))
    j.categories.update({k.code: 0 for k in CATEGORIES})
    j.categories.update(e.verdict.categorie.code for e in groupes.lignes)
    _juger_chaque_ligne(j, groupes.lignes, cadre, absentes, [r for r in regles if not r.croisee])
    _juger_ensemble(j, groupes, cadre, absentes, [r for r in regles if r.croisee])
    j.messages = groupes.decisions.messages
    j.sans_objet = sans_objet(groupes, (c.decision for c in j.confirmees))
    return j


def croiser(
    groupes: Groupes, cadre: Cadre, absentes: Set[str], regles: Sequence[Regle]
) -> Jugement:
    """Ce que des règles sur plusieurs lignes trouvent dans ces groupes. `cadre.ref` est posé."""
    j = Jugement(len(groupes.lignes))
    _juger_ensemble(j, groupes, cadre, absentes, regles)
    return j


def _juger_chaque_ligne(
    j: Jugement,
    lignes: Sequence[Entretien],
    cadre: Cadre,
    absentes: Set[str],
    regles: Sequence[Regle],
) -> None:
    visees = [(regle, champ) for regle in regles for champ in regle.sur]
    evaluees = [
        (regle, champ, regle.requis(champ), regle.juge(champ))
        for regle, champ in visees
        if not regle.muette(absentes, champ)
    ]
    j.non_evaluees += len(lignes) * (len(visees) - len(evaluees))
    for e in lignes:
        for regle, champ, requis, juge in evaluees:
            if not requis.isdisjoint(e.vides):
                j.non_evaluees += 1
                continue
            try:
                constat = juge(e, cadre)
            except Exception as erreur:
                j.pannes.append(Panne(regle.code, e.ligne, type(erreur).__name__))
                continue
            if constat is None:
                continue
            if constat is NON_EVALUEE:
                j.non_evaluees += 1
            elif regle.en_vigueur(e.date_entretien):
                j.anomalies.append(Anomalie(regle, constat.get("champ", champ), e, constat))


def _juger_ensemble(
    j: Jugement, groupes: Groupes, cadre: Cadre, absentes: Set[str], regles: Sequence[Regle]
) -> None:
    """Ajoute ce que trouvent les règles sur plusieurs lignes, puis met à part ce que le CIP a
    décidé."""
    for regle in regles:
        champ = regle.sur[0]
        if regle.muette(absentes, champ):
            j.non_evaluees += len(groupes.lignes)
            continue
        requis = regle.requis(champ)
        j.non_evaluees += sum(not requis.isdisjoint(e.vides) for e in groupes.lignes)
        try:
            constats = list(regle.fonction(groupes, cadre))
        except Exception as erreur:
            j.pannes.append(Panne(regle.code, None, type(erreur).__name__))
            continue
        j.anomalies += [
            Anomalie(regle, champ, e, valeurs)
            for e, valeurs in constats
            if regle.en_vigueur(e.date_entretien)
        ]
    j.anomalies.sort(key=lambda a: (a.ligne, _ORDRE[a.code], _RANG[a.champ]))
    _ecarter(j, groupes.decisions)


def _ecarter(j: Jugement, decisions: Decisions) -> None:
    restent = []
    for a in j.anomalies:
        decision = _decision_sur(a, decisions)
        if decision is None:
            restent.append(a)
        else:
            j.confirmees.append(Confirmee(a, decision))
    j.anomalies = restent


def _decision_sur(a: Anomalie, decisions: Decisions) -> Decision | None:
    """La décision qui écarte une anomalie, s'il y en a une."""
    if a.code in RAPPROCHEMENTS and "decision" in a.valeurs:
        separe: Decision = a.valeurs["decision"]
        return separe
    return decisions.confirmees.get((a.code, a.entretien.cle))
