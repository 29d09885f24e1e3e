"""Ce que le CIP a vérifié et noté sur la feuille `Décisions` : deux personnes distinctes, une
anomalie confirmée (contrat 1).

Une décision écarte de la liste à faire une anomalie « à vérifier », jamais une bloquante ; elle ne
change aucune clé ni aucune figure. Celle qui n'a pas d'effet le dit, sans rien empêcher.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any

from workbook.declarations.colonnes import ANOMALIE_CONFIRMEE, PERSONNES_DISTINCTES, VALEURS_FIXES
from workbook.declarations.dates import date_lue
from workbook.declarations.identifiants import numero_bien_forme
from workbook.declarations.lignes import HORS_LISTE, Decision, Entretien
from workbook.declarations.texte import code_tape, comparable, enumere, nom_normalise
from workbook.jugement.regle import Gravite, Regle

RAPPROCHEMENTS = ("X02", "X07")
"""Les règles qui soupçonnent que deux personnes n'en font qu'une : « Personnes distinctes » les
fait taire."""

_NOM_ET_NAISSANCE = re.compile(r"(.*\S)\s+(\d{1,2}/\d{1,2}/\d{4})")
_CODE = re.compile(r"[A-Z]\d\d")


@dataclass
class Decisions:
    """Les décisions qui ont un effet, ramenées aux clés des personnes du classeur ; et ce qu'il
    faut dire des autres.

    Leur raison est celle de la liste, ou « hors liste » : ce qui est tapé à sa place peut être un
    nom, et ne sort pas.
    """

    confirmees: dict[tuple[str, Any], Decision] = field(default_factory=dict)
    """(code de règle, clé de la personne) -> décision."""
    distinctes: dict[frozenset[Any], Decision] = field(default_factory=dict)
    """Les deux clés -> décision."""
    valables: list[Decision] = field(default_factory=list)
    """Toutes celles qui ont un effet, même si une autre le répète."""
    remarques: dict[int, str] = field(default_factory=dict)
    """Numéro de ligne -> ce qu'il faut dire de cette décision."""

    @property
    def messages(self) -> list[str]:
        """Les remarques, chacune avec sa ligne."""
        return [
            f"Feuille « Décisions », ligne {ligne} : {dit}" for ligne, dit in self.remarques.items()
        ]

    def separees_de(self, cle: Any) -> dict[Any, Decision]:
        """Les clés des personnes qu'une décision dit distinctes de celle-ci, et cette décision."""
        if not self.distinctes:
            return {}
        return {
            autre: decision
            for couple, decision in self.distinctes.items()
            if cle in couple
            for autre in couple
            if autre != cle
        }


def resoudre(
    lues: Iterable[Decision],
    lignes: Sequence[Entretien],
    identites: Sequence[Any],
    regles: Mapping[str, Regle],
    ref: date,
) -> Decisions:
    """Ramène chaque décision aux personnes du classeur. `identites` : celles de `attribuer_cles` ;
    `regles` : par code."""
    retenues = Decisions()
    lues = list(lues)
    if not lues:
        return retenues
    cites = [p for d in lues for p in (d.personne, d.autre_personne) if p]
    cles_de = _annuaire(cites, lignes, identites)
    connues = {comparable(v): v for v in VALEURS_FIXES["Décision"]}
    raisons = {comparable(v): v for v in VALEURS_FIXES["Raison"]}
    for lue in lues:
        raison = raisons.get(comparable(lue.raison), HORS_LISTE) if lue.raison else ""
        d = replace(lue, raison=raison)
        genre = connues.get(comparable(d.decision), "")
        regle = regles.get(d.code.upper())
        defaut = _defaut(d, genre, regle) or _defaut_de_personne(d, genre, cles_de)
        if not defaut and genre == PERSONNES_DISTINCTES:
            paires = product(cles_de[d.personne], cles_de[d.autre_personne])
            couples = {frozenset(paire) for paire in paires if len(set(paire)) == 2}
            retenues.distinctes |= dict.fromkeys(couples, d)
            defaut = "" if couples else MEME_PERSONNE
        elif not defaut:
            retenues.confirmees |= {(d.code.upper(), cle): d for cle in cles_de[d.personne]}
        if defaut:
            retenues.remarques[d.ligne] = f"sans effet, {defaut}."
            continue
        retenues.valables.append(d)
        if d.jour is not None and d.jour > ref:
            retenues.remarques[d.ligne] = DE_L_AVENIR
        elif d.raison == HORS_LISTE:
            retenues.remarques[d.ligne] = RAISON_HORS_LISTE
    return retenues


MEME_PERSONNE = "les deux cellules désignent la même personne. Écrivez les deux N° étranger"
DE_L_AVENIR = "elle est datée de l’avenir. Elle s’applique quand même ; corrigez sa date."
RAISON_HORS_LISTE = (
    "la raison n’est pas dans la liste. La décision s’applique quand même ; "
    f"choisissez {enumere(VALEURS_FIXES['Raison'])}."
)


def _defaut(d: Decision, genre: str, regle: Regle | None) -> str:
    """Pourquoi une décision est sans effet, et le remède ; vide si ses personnes en décident. Ne
    cite ni nom ni numéro."""
    if not genre:
        choix = enumere(VALEURS_FIXES["Décision"])
        return f"sa décision n’est pas dans la liste. Choisissez {choix}"
    if d.jour is None:
        return (
            "sa date manque ou n’est pas une date. Tapez le jour où vous avez vérifié, par "
            "exemple 27/01/2026"
        )
    if d.code and regle is None:
        code = d.code.upper()
        cite = f"« {code} »" if _CODE.fullmatch(code) else "ce qui est tapé dans Code"
        return f"{cite} n’est le code d’aucune règle. Recopiez celui{_DES_CONTROLES}"
    if genre == ANOMALIE_CONFIRMEE:
        return _defaut_de_confirmation(d, regle)
    if regle is not None and regle.code not in RAPPROCHEMENTS:
        return (
            f"« {PERSONNES_DISTINCTES} » ne vaut que pour {enumere(RAPPROCHEMENTS, 'et')}, pas "
            f"pour {regle.code}. Videz le code, ou corrigez la saisie"
        )
    return ""


_DES_CONTROLES = " de la feuille Contrôles, par exemple E05"


def _defaut_de_confirmation(d: Decision, regle: Regle | None) -> str:
    if regle is None:
        return f"le code de la règle manque. Recopiez-le{_DES_CONTROLES}"
    if regle.gravite is Gravite.BLOQUANT:
        return (
            f"{regle.code} est bloquante : elle ne se confirme pas. Corrigez la ligne d’entretien"
        )
    if regle.gravite is Gravite.INFORMATION:
        rien = "il n’y a rien à confirmer. Effacez cette décision"
        return f"{regle.code} est une information : {rien}"
    return "" if d.raison else f"sa raison manque. Choisissez {enumere(VALEURS_FIXES['Raison'])}"


def _defaut_de_personne(d: Decision, genre: str, cles_de: Mapping[str, set[Any]]) -> str:
    roles = (("la personne", d.personne), ("l’autre personne", d.autre_personne))
    for qui, texte in roles if genre == PERSONNES_DISTINCTES else roles[:1]:
        if not texte:
            return f"{qui} manque. Écrivez son N° étranger, ou NOM Prénom jj/mm/aaaa"
        if texte not in cles_de:
            return (
                f"{qui} n’est écrite ni comme un N° étranger (10 chiffres), ni comme NOM Prénom "
                "jj/mm/aaaa. Recopiez l’un ou l’autre de la feuille Entretiens"
            )
        if not cles_de[texte]:
            return (
                f"{qui} n’est pas dans la feuille Entretiens. Recopiez son N° étranger, ou ses "
                "nom, prénom et naissance, comme ils y sont écrits"
            )
    return ""


def _annuaire(
    textes: Sequence[str], lignes: Sequence[Entretien], identites: Sequence[Any]
) -> dict[str, set[Any]]:
    """Texte qui désigne une personne -> les clés des personnes qu'il désigne ; un texte qui n'en
    peut désigner aucune n'y est pas."""
    cherches: dict[Any, list[str]] = defaultdict(list)
    for texte in dict.fromkeys(textes):
        numero = numero_bien_forme(code_tape(texte))
        m = _NOM_ET_NAISSANCE.fullmatch(texte)
        naissance = date_lue(m[2]) if m else None
        if numero is not None:
            cherches[numero].append(texte)
        elif m and naissance is not None:
            cherches[nom_normalise(m[1]), naissance].append(texte)
    connus = [texte for synonymes in cherches.values() for texte in synonymes]
    trouves: dict[str, set[Any]] = {texte: set() for texte in connus}
    naissances = {cherche[1] for cherche in cherches if isinstance(cherche, tuple)}
    for e, identite in zip(lignes, identites, strict=True):
        designations = [e.cle]
        if identite is not None and identite[2] in naissances:
            designations.append((f"{identite[0]} {identite[1]}", identite[2]))
        for designation in designations:
            for texte in cherches.get(designation, ()):
                trouves[texte].add(e.cle)
    return trouves
