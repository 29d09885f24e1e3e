"""Reconnaître deux graphies d'un même nom sans comparer chacun à tous (règle X07).

Deux personnes nées le même jour ne sont comparées que si un de leurs noms a le même squelette de consonnes ;
rapidfuzz mesure alors la ressemblance des deux noms, dans l'ordre puis inversés.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Any

Identite = tuple[str, str, date]
"""Nom et prénom normalisés, date de naissance."""
Personne = tuple[Any, Identite]
"""La clé d'une personne et son identité."""
SEUIL = 0.8
"""Ressemblance à partir de laquelle deux formes sont le même nom : une lettre sur cinq peut différer."""
GRAND_BLOC = 40
"""Au-delà, un bloc (nom très porté, né un 1er janvier) est recoupé par le squelette de l'autre nom : le coût reste linéaire."""

_SONS = [(re.compile(motif), son) for motif, son in (
    (r"[^\w]|\d", ""), ("ph", "f"), ("dj", "j"), ("ch|sch", "sh"), ("[ck]h|q|ck|c", "k"), ("th", "t"), ("ou|oo|w|o", "u"), ("y|ee|e", "i"), ("z", "s"), (r"(.)\1+", r"\1"),
)]  # fmt: skip
_REPETEES = re.compile(r"(.)\1+")
_CONSONNES = str.maketrans("cqzj", "kksd", "aeiouyhw' ")
_PARTICULES = {"el", "al", "ben", "bin", "ibn", "ould", "abu", "abou", "de", "da", "di", "dos", "van", "von", "le", "la"}


class _Formes(dict):
    """Nom normalisé -> ce qu'on en entend : Mohamed, Mohammed et Muhammad donnent presque la même chose ; particules retirées."""

    def __missing__(self, nom: str) -> str:
        mots = nom.split()
        son = "".join([m for m in mots if m not in _PARTICULES] or mots)
        for motif, remplace in _SONS:
            son = motif.sub(remplace, son)
        self[nom] = son
        return son


class _Squelettes(dict):
    """Nom normalisé -> ses consonnes, grossièrement : de quoi ranger ensemble les transcriptions d'un nom, sans les comparer."""

    def __missing__(self, nom: str) -> str:
        mots = "".join([m for m in nom.split() if m not in _PARTICULES]) if " " in nom else nom
        consonnes = _REPETEES.sub(r"\1", mots.replace("ph", "f").translate(_CONSONNES))
        self[nom] = consonnes or nom
        return self[nom]


def paires_voisines(cles: Iterable[Any], identites: Iterable[Identite | None]) -> Iterator[tuple[Personne, Personne, str]]:
    """Les couples de personnes différentes, nées le même jour, dont les noms se ressemblent sans être identiques, et pourquoi."""
    formes, squelettes = _Formes(), _Squelettes()
    personnes = [(cle, identite) for cle, identite in zip(cles, identites, strict=True) if identite is not None]
    if not personnes:
        return
    noms, prenoms, naissances = zip(*[identite for _, identite in personnes], strict=True)
    par_nom = list(zip(naissances, map(squelettes.__getitem__, noms), strict=True))
    par_prenom = list(zip(naissances, map(squelettes.__getitem__, prenoms), strict=True))
    compte = Counter(par_nom)
    compte.update(par_prenom)
    partagees = {bloc for bloc, n in compte.items() if n > 1}
    blocs: dict[tuple[date, str], dict[Personne, None]] = defaultdict(dict)
    for rangement in (par_nom, par_prenom):
        for personne, bloc in zip(personnes, rangement, strict=True):
            if bloc in partagees:
                blocs[bloc][personne] = None
    vues = set()
    for (_, commun), membres in blocs.items():
        if len(membres) > 1:
            for couple in _couples(commun, list(membres), squelettes):
                une, autre = couple
                if une[0] != autre[0] and couple not in vues:
                    vues.add(couple)
                    if pourquoi := _ressemblance(une[1], autre[1], formes):
                        yield une, autre, pourquoi


def _couples(commun: str, bloc: list[Personne], squelettes: _Squelettes) -> Iterator[tuple[Personne, Personne]]:
    if len(bloc) <= GRAND_BLOC:
        yield from combinations(bloc, 2)
        return
    recoupes: dict[str, list[Personne]] = defaultdict(list)
    for personne in bloc:
        nom, prenom, _ = personne[1]
        recoupes[squelettes[prenom if squelettes[nom] == commun else nom]].append(personne)
    for groupe in recoupes.values():
        yield from combinations(groupe[:GRAND_BLOC], 2)


def _ressemblance(une: Identite, autre: Identite, formes: _Formes) -> str:
    if une == autre:
        return ""  # mêmes nom et prénom : c'est X02
    if _memes(une[0], autre[0], formes) and _memes(une[1], autre[1], formes):
        return "mêmes noms, écrits autrement"
    if _memes(une[0], autre[1], formes) and _memes(une[1], autre[0], formes):
        return "nom et prénom inversés"
    return ""


def _memes(nom: str, autre: str, formes: _Formes) -> bool:
    if nom == autre:
        return True
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity(formes[nom], formes[autre]) >= SEUIL
