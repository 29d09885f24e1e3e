"""Reconnaître deux graphies d'un même nom sans comparer chacun à tous (règle X07).

Deux identités nées le même jour ne sont comparées que si un de leurs noms a les mêmes consonnes ;
rapidfuzz mesure alors la ressemblance de ce qu'on en entend, dans l'ordre puis interverti. Des
jumeaux ont même nom et même naissance : un prénom doit donc être une autre écriture du même
(Meryem, Mariam), et non un prénom proche (Hassan et Hussein, Amina et Amira).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from operator import itemgetter
from typing import NamedTuple

Identite = tuple[str, str, date]
"""Nom et prénom normalisés, date de naissance."""
Voisines = tuple[Identite, Identite, str]
"""Deux identités qui se ressemblent, et en quoi."""

INTERVERTIS, COUPES, DESORDRE = (
    "nom et prénom intervertis",
    "nom et prénom coupés autrement",
    "mots dans un autre ordre",
)
VOISINES = "orthographes voisines"
MEME_PERSONNE = (INTERVERTIS, COUPES, DESORDRE)
"""Ce que deux jumeaux n'ont jamais entre eux : un sexe différent n'y change rien."""
SEUIL = 0.8
"""Ressemblance à partir de laquelle deux formes sont le même nom : une lettre sur cinq peut
différer."""
SEUIL_SEVERE = 0.85
"""La même, quand deux noms n'ont pas les mêmes consonnes, ou que a, e et i y sont confondus."""
GRAND_BLOC = 40
"""Au-delà, un bloc (prénom très porté, né un 1er janvier) ne compare que les noms à une lettre
près (docs/vitesse.md)."""

_PARTICULES = frozenset(
    [
        "el",
        "al",
        "ben",
        "bin",
        "ibn",
        "ould",
        "abu",
        "abou",
        "de",
        "da",
        "di",
        "do",
        "du",
        "dos",
        "des",
        "van",
        "von",
        "le",
        "la",
        "d",
        "l",
    ]
)
_CONSONNES_DOUBLES = tuple((lettre * 2, lettre) for lettre in "bcdfghjklmnpqrstvwxyz")
"""À réduire d'abord : un « d » de trop cache le « dj » de Haddji."""
_DOUBLES = tuple((lettre * 2, lettre) for lettre in "abcdefghijklmnopqrstuvwxyz")
_SONS = (
    *_CONSONNES_DOUBLES, ("ı", "i"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ə", "e"),
    ("sch", "8"), ("tch", "8"), ("ch", "8"), ("sh", "8"), ("kh", "k"), ("gh", "g"), ("ph", "f"),
    ("th", "t"), ("dh", "d"), ("dj", "j"), ("h", ""),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("qu", "k"), ("q", "k"), ("c", "k"), ("x", "ks"),
    ("z", "s"),
    ("ou", "u"), ("oo", "u"), ("w", "u"), ("o", "u"), ("ee", "i"), ("y", "i"), *_DOUBLES,
)  # fmt: skip
"""Ce que les transcriptions écrivent autrement sans que le son change, dans l'ordre où le
remplacer ; 8 note le son « ch »."""
_MUETS = dict.fromkeys(map(ord, " .,;:()[]{}'’‘ʼ`´′-‐‑‒–—―−\"/\\_*?!+0123456789"))
_VOYELLES = dict.fromkeys(map(ord, "aeiu"))
_CONFONDUES = str.maketrans("ei", "aa")


class _Forme(NamedTuple):
    """Ce qu'on entend d'un nom, particules comprises ou non, ses seules consonnes, et ses lettres
    sans doubles."""

    son: str
    nu: str
    consonnes: str
    lettres: str


@dataclass(frozen=True)
class Rapprochement:
    """Les couples d'identités voisines ; `entier` : aucun bloc n'était trop grand, ceux d'une
    partie des identités en sont donc l'extrait."""

    paires: list[Voisines]
    entier: bool


def rapprocher(identites: Collection[Identite]) -> Rapprochement:
    """Les couples d'identités (toutes différentes) nées le même jour dont les noms se ressemblent,
    et en quoi."""
    blocs = _blocs(identites)
    paires = {frozenset(v[:2]): v for v in _paires(blocs)}
    en_mots = _en_mots(identites)
    memes_mots = _de_memes_mots(en_mots)
    for memes in memes_mots:
        for une, autre in combinations(memes[:GRAND_BLOC], 2):
            paires.setdefault(
                frozenset((une, autre)), (une, autre, _ordre_des_mots(en_mots[une], en_mots[autre]))
            )
    return Rapprochement(
        list(paires.values()), all(len(bloc) <= GRAND_BLOC for bloc in (*blocs, *memes_mots))
    )


Mots = tuple[list[str], list[str]]
"""Ce qu'on entend de chaque mot d'un nom, puis d'un prénom, sauf leurs particules."""


def _en_mots(identites: Collection[Identite]) -> dict[Identite, Mots]:
    """Les mots de chaque identité qui en a plusieurs dans une colonne : eux seuls peuvent changer
    d'ordre ou de colonne."""
    composees = [i for i in identites if " " in i[0] or " " in i[1]]
    mots = list({mot for i in composees for nom in i[:2] for mot in nom.split(" ")})
    sons = dict(zip(mots, _sons(mots), strict=True))

    def entendu(nom: str) -> list[str]:
        return [sons[mot] for mot in _sans_particules(nom).split(" ")]

    return {i: (entendu(i[0]), entendu(i[1])) for i in composees}


def _de_memes_mots(en_mots: Mapping[Identite, Mots]) -> list[list[Identite]]:
    """Celles qui sont les mêmes mots et nées le même jour : « Ngo Thi » Lan et « Ngo » Thi Lan,
    « Garcia Lopez » et « Lopez Garcia »."""
    groupes: dict[tuple[object, ...], list[Identite]] = defaultdict(list)
    for identite, (nom, prenom) in en_mots.items():
        groupes[identite[2], *sorted(nom + prenom)].append(identite)
    return [groupe for groupe in groupes.values() if len(groupe) > 1]


def _ordre_des_mots(une: Mots, autre: Mots) -> str:
    if une == autre:
        return VOISINES
    if une == autre[::-1]:
        return INTERVERTIS
    return COUPES if une[0] + une[1] == autre[0] + autre[1] else DESORDRE


def meme_son(un: str, autre: str) -> bool:
    """Vrai si deux noms normalisés s'entendent de même : Mohamed et Mohammed ne sont pas les
    prénoms de deux jumeaux."""
    return len({*_sons([un, autre])}) == 1


def _blocs(identites: Collection[Identite]) -> list[list[Identite]]:
    """Les identités à comparer entre elles : nées le même jour, l'un des deux noms de mêmes
    consonnes."""
    nom_de, prenom_de = itemgetter(0), itemgetter(1)
    noms = list({*map(nom_de, identites), *map(prenom_de, identites)})
    consonnes = dict(zip(noms, _consonnes(noms), strict=True))
    nees_le: dict[date, list[Identite]] = defaultdict(list)
    for identite in identites:
        nees_le[identite[2]].append(identite)
    blocs: list[list[Identite]] = []
    for nees in nees_le.values():
        entendues = [consonnes[nom] for nom in (*map(nom_de, nees), *map(prenom_de, nees))]
        if len(set(entendues)) < len(entendues):
            memes: dict[str, dict[Identite, None]] = defaultdict(dict)
            for entendu, identite in zip(entendues, (*nees, *nees), strict=True):
                memes[entendu][identite] = None
            blocs += [list(bloc) for bloc in memes.values() if len(bloc) > 1]
    return blocs


def _paires(blocs: Sequence[Sequence[Identite]]) -> Iterator[Voisines]:
    formes = _formes({nom for bloc in blocs for identite in bloc for nom in identite[:2]})
    vus = set()
    for bloc in blocs:
        for une, autre in (
            combinations(bloc, 2) if len(bloc) <= GRAND_BLOC else _a_une_lettre_pres(bloc, formes)
        ):
            if (une, autre) not in vus and (autre, une) not in vus:
                vus.add((une, autre))
                if pourquoi := _ressemblance(une, autre, formes):
                    yield une, autre, pourquoi


def _a_une_lettre_pres(
    bloc: Sequence[Identite], formes: Mapping[str, _Forme]
) -> Iterator[tuple[Identite, Identite]]:
    """Les couples d'un grand bloc dont l'autre nom est le même à une lettre près : l'un et l'autre,
    une lettre ôtée, se retrouvent."""
    portees = Counter(
        c for identite in bloc for c in {formes[nom].consonnes for nom in identite[:2]}
    )
    commun = portees.most_common(1)[0][0]
    proches: dict[str, list[Identite]] = defaultdict(list)
    for identite in bloc:
        nom, prenom = (formes[n] for n in identite[:2])
        son = (prenom if nom.consonnes == commun else nom).nu.translate(_CONFONDUES)
        for reste in {son, *(son[:n] + son[n + 1 :] for n in range(len(son)))}:
            proches[reste].append(identite)
    for groupe in proches.values():
        yield from combinations(groupe[:GRAND_BLOC], 2)


def _ressemblance(une: Identite, autre: Identite, formes: Mapping[str, _Forme]) -> str:
    nom, prenom, autre_nom, autre_prenom = (formes[n] for n in (*une[:2], *autre[:2]))
    if prenom.son == autre_prenom.son:
        if _meme_nom(nom, autre_nom):
            return (
                "même nom à une particule près"
                if _a_une_particule_pres(nom, autre_nom)
                else VOISINES
            )
    elif _meme_prenom(prenom, autre_prenom) and (
        nom.son == autre_nom.son or _meme_prenom(nom, autre_nom)
    ):
        return VOISINES
    return INTERVERTIS if _meme_nom(nom, autre_prenom) and _meme_nom(prenom, autre_nom) else ""


def _meme_nom(un: _Forme, autre: _Forme) -> bool:
    """Vrai si ces deux noms de famille, portés avec le même prénom par qui est né le même jour,
    sont sans doute le même."""
    return (
        _a_une_particule_pres(un, autre)
        or _similitude(un.son, autre.son) >= SEUIL
        or _meme_prenom(un, autre)
    )


def _meme_prenom(un: _Forme, autre: _Forme) -> bool:
    """Vrai si l'un est une autre écriture de l'autre ; plus sévère que pour un nom, à cause des
    jumeaux."""
    if un.lettres == autre.lettres:
        return True
    if un.consonnes != autre.consonnes:
        return _similitude(un.son, autre.son) >= SEUIL_SEVERE
    if _similitude(un.son, autre.son) >= SEUIL:
        return True
    return (
        len(un.son) > 3
        and _similitude(un.son.translate(_CONFONDUES), autre.son.translate(_CONFONDUES))
        >= SEUIL_SEVERE
    )


def _a_une_particule_pres(un: _Forme, autre: _Forme) -> bool:
    if un.nu == autre.nu:
        return un.son != autre.son
    court, long = sorted((un.son, autre.son), key=len)
    return len(court) > 2 and long.endswith(court) and long.removesuffix(court) in _PARTICULES


def _similitude(un: str, autre: str) -> float:
    from rapidfuzz.distance import OSA  # deux lettres interverties y sont une seule faute

    similitude: float = OSA.normalized_similarity(un, autre)
    return similitude


def _formes(noms: Collection[str]) -> dict[str, _Forme]:
    nus = [_sans_particules(nom) for nom in noms]
    sons = _sons(noms), _sons(nus), _consonnes(noms), _remplacer(noms, _MUETS, _DOUBLES)
    return {nom: _Forme(*entendu) for nom, *entendu in zip(noms, *sons, strict=True)}


def _consonnes(noms: Iterable[str]) -> list[str]:
    """Les consonnes de chaque nom, particules retirées ; ce qu'on en entend s'il n'a que des
    voyelles."""
    return _remplacer(_sons([_sans_particules(nom) for nom in noms]), _VOYELLES, _DOUBLES)


def _sons(noms: Collection[str]) -> list[str]:
    """Ce qu'on entend de ces noms."""
    return _remplacer(noms, _MUETS, _SONS)


def _sans_particules(nom: str) -> str:
    return (
        " ".join([mot for mot in nom.split(" ") if mot not in _PARTICULES]) or nom
        if " " in nom
        else nom
    )


def _remplacer(
    noms: Collection[str], otees: Mapping[int, None], paires: Iterable[tuple[str, str]]
) -> list[str]:
    """Chaque nom, lettres ôtées et sons remplacés ; tel quel s'il n'en reste rien."""
    texte = "\n".join(noms).translate(otees)
    for avant, apres in paires:
        texte = texte.replace(avant, apres)
    return [apres or avant for avant, apres in zip(noms, texte.split("\n"), strict=False)]
