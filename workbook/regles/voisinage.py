"""Reconnaître deux graphies d'un même nom sans comparer chacun à tous (règle X07).

Deux personnes nées le même jour ne sont comparées que si un de leurs noms a le même squelette de consonnes ;
rapidfuzz mesure alors la ressemblance des deux noms, dans l'ordre puis inversés.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from workbook.entretien import Entretien
from workbook.personnes import Identite

Personne = tuple[Entretien, Identite]
SEUIL = 0.8
"""Ressemblance à partir de laquelle deux formes sont le même nom : une lettre sur cinq peut différer."""
GRAND_BLOC = 40
"""Au-delà, un bloc (nom très porté, né un 1er janvier) est recoupé par le squelette de l'autre nom : le coût reste linéaire."""

_SONS = [(re.compile(motif), son) for motif, son in (
    (r"[^\w]|\d", ""), ("ph", "f"), ("dj", "j"), ("ch|sch", "sh"), ("[ck]h|q|ck|c", "k"), ("th", "t"), ("ou|oo|w|o", "u"), ("y|ee|e", "i"), ("z", "s"), (r"(.)\1+", r"\1"),
)]  # fmt: skip
_PARTICULES = {"el", "al", "ben", "bin", "ibn", "ould", "abu", "abou", "de", "da", "di", "dos", "van", "von", "le", "la"}


@lru_cache(maxsize=100_000)
def forme(nom: str) -> str:
    """Ce qu'on entend d'un nom normalisé : Mohamed, Mohammed et Muhammad donnent presque la même chose ; particules retirées."""
    mots = nom.split()
    son = "".join([m for m in mots if m not in _PARTICULES] or mots)
    for motif, remplace in _SONS:
        son = motif.sub(remplace, son)
    return son


@lru_cache(maxsize=100_000)
def squelette(nom: str) -> str:
    """Les consonnes d'un nom, sans h : le même pour toutes ses transcriptions courantes."""
    son = forme(nom)
    return re.sub("[aiuh]", "", son) or son


def paires_voisines(groupes: Iterable[list[Personne]]) -> Iterator[tuple[Personne, Personne, str]]:
    """Les couples de personnes différentes, nées le même jour, dont les noms se ressemblent sans être identiques, et pourquoi."""
    for groupe in groupes:
        blocs: dict[str, dict[int, Personne]] = defaultdict(dict)
        for personne in groupe:
            nom, prenom, _ = personne[1]
            blocs[squelette(nom)][id(personne)] = personne
            blocs[squelette(prenom)][id(personne)] = personne
        vues = set()
        for commun, bloc in blocs.items():
            for une, autre in _couples(commun, list(bloc.values())):
                couple = (id(une), id(autre)) if id(une) < id(autre) else (id(autre), id(une))
                if une[0].cle != autre[0].cle and couple not in vues:
                    vues.add(couple)
                    if pourquoi := _ressemblance(une[1], autre[1]):
                        yield une, autre, pourquoi


def _couples(commun: str, bloc: list[Personne]) -> Iterator[tuple[Personne, Personne]]:
    if len(bloc) <= GRAND_BLOC:
        yield from combinations(bloc, 2)
        return
    recoupes: dict[str, list[Personne]] = defaultdict(list)
    for personne in bloc:
        nom, prenom, _ = personne[1]
        autre_nom = prenom if squelette(nom) == commun else nom
        recoupes[squelette(autre_nom)].append(personne)
    for groupe in recoupes.values():
        distinctes = {personne[1]: personne for personne in groupe}
        yield from combinations(list(distinctes.values())[:GRAND_BLOC], 2)


def _ressemblance(une: Identite, autre: Identite) -> str:
    if une == autre:
        return ""  # mêmes nom et prénom : c'est X02
    if _memes(une[0], autre[0]) and _memes(une[1], autre[1]):
        return "mêmes noms, écrits autrement"
    if _memes(une[0], autre[1]) and _memes(une[1], autre[0]):
        return "nom et prénom inversés"
    return ""


def _memes(nom: str, autre: str) -> bool:
    if nom == autre:
        return True
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity(forme(nom), forme(autre)) >= SEUIL
