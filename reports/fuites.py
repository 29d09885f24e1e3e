"""La recherche de fuite, avant la sortie : rien de nominatif du classeur ne doit se lire dans ce qui part.

Tout ce que portent les fichiers (chaque partie de chaque classeur, le manifeste, les courriels) est mis en textes et en mots ;
les valeurs du classeur y sont cherchées entières. « Mars » dans « Marseille » n'est pas une fuite, et rien de ce que porte déjà un jeu
fait sans aucune ligne n'en est une : la comparaison avec ce témoin n'est faite que s'il y a quelque chose à lui comparer.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from html import unescape
from io import BytesIO
from itertools import chain
from typing import Any

from workbook.declarations.affichage import MOIS
from workbook.declarations.erreurs import Refus
from workbook.declarations.lignes import PAR_CHAMP, Decision, Entretien

_CHIFFRES = 8
"""Un nombre plus court peut être un compte : il n'est cherché que seul, comme texte entier."""
_TEXTE, _ATTRIBUT = (
    re.compile(">([^<]+)"),
    re.compile('="([^"]*)"'),
)  # deux lectures qui commencent par un caractère sûr : trois fois plus vite qu'une
_COURT = rf"\d{{1,{_CHIFFRES - 1}}}"
_TEXTE_DE_FEUILLE, _ATTRIBUT_DE_FEUILLE = (
    re.compile(f">(?!{_COURT}<)([^<]+)"),
    re.compile(f'="(?!(?:[A-Z]{{0,3}}{_COURT}|s)")([^"]*)"'),
)
"""Dans une feuille, un nombre court peut être un compte ; un attribut, l'adresse d'une cellule, ou le « s » d'un texte partagé."""
_MOT = re.compile(r"[^\W_]+")
_DATES = re.compile(
    rf"\b(?:(\d\d)/(\d\d)/(\d{{4}})|(\d{{4}})-(\d\d)-(\d\d)|(\d\d?)(?:er)? ({'|'.join(MOIS)}) (\d{{4}}))(?!(?!T)\w)"
)  # « 2026-02-28 » et son heure, pas le début d'une empreinte
_PIECE_JOINTE = re.compile(
    rb'(filename="[^"]*\.xlsx"\r?\n(?:[^\r\n]+\r?\n)*\r?\n)[A-Za-z0-9+/=\r\n]+'
)
_TEXTES = ("nom", "prenom", "n_etranger", "identifiant_ft", "observations")


class Fuite(Refus):
    """Une valeur nominative se lit dans un fichier à envoyer : rien ne sort. Le message dit où, jamais quoi."""


class Traces:
    """Ce que portent des fichiers : `textes` entiers, `mots`, `suites` de mots (un texte par ligne), `dates`."""

    def __init__(self, textes: Iterable[str]):
        self.textes = set(textes)
        self._ensemble = "\n".join([texte.replace("\n", " ") for texte in self.textes])
        self.mots = set(_MOT.findall(self._ensemble.casefold()))
        self.dates = set(_dates(self._ensemble))

    @cached_property
    def suites(self) -> str:
        """Les mots de chaque texte, séparés et entourés d'une espace."""
        return "\n".join(
            [
                f" {' '.join(_MOT.findall(texte))} "
                for texte in self._ensemble.casefold().split("\n")
            ]
        )

    def porte(self, valeur: str) -> bool:
        """Vrai si cette valeur s'y lit, entière."""
        mots = _MOT.findall(valeur.casefold())
        chiffres = "".join(mots)
        if not mots or (chiffres.isdigit() and len(chiffres) < _CHIFFRES):
            return valeur.strip() in self.textes
        return self.mots.issuperset(mots) and f" {' '.join(mots)} " in self.suites


def traces(fichiers: Mapping[str, bytes]) -> Traces:
    """Tout ce que portent des fichiers : classeurs .xlsx, courriels .eml, textes."""
    textes, parties = set(fichiers), set[bytes]()
    for nom, octets in fichiers.items():
        if nom.endswith(".xlsx"):
            textes.update(_textes_du_classeur(octets, parties))
        else:
            textes.update(
                _textes_du_courriel(octets)
                if nom.endswith(".eml")
                else octets.decode().splitlines()
            )
    return Traces(textes)


def _textes_du_classeur(octets: bytes, vues: set[bytes]) -> Iterator[str]:
    """Les textes et attributs de chaque partie, sauf celles déjà `vues`. Les nombres, que le second comptage vérifie, ne sont pris que longs."""
    with zipfile.ZipFile(BytesIO(octets)) as paquet:
        yield paquet.comment.decode("utf-8", "replace")
        for partie in paquet.namelist():
            yield partie
            contenu = paquet.read(partie)
            if contenu in vues:
                continue
            vues.add(contenu)
            motifs = (
                (_TEXTE, _ATTRIBUT)
                if partie == "xl/sharedStrings.xml"
                else (_TEXTE_DE_FEUILLE, _ATTRIBUT_DE_FEUILLE)
            )
            xml = contenu.decode("utf-8")
            for texte in set(chain.from_iterable(motif.findall(xml) for motif in motifs)):
                yield unescape(texte) if "&" in texte else texte


def _textes_du_courriel(octets: bytes) -> Iterator[str]:
    """Les en-têtes et le texte. Le contenu d'une pièce jointe .xlsx n'est pas relu : c'est un fichier du jeu, fouillé par ailleurs."""
    from email import message_from_bytes
    from email.header import decode_header, make_header

    for partie in message_from_bytes(_PIECE_JOINTE.sub(rb"\1", octets)).walk():
        for valeur in partie.values():
            yield (
                str(make_header(decode_header(valeur)))
                if "=?" in valeur
                else "".join(valeur.splitlines())
            )
        if partie.get_content_maintype() == "text":
            contenu = partie.get_payload(decode=True)
            assert isinstance(contenu, bytes)
            yield from contenu.decode().splitlines()


def _dates(texte: str) -> Iterator[date]:
    for j, m, a, a_iso, m_iso, j_iso, jour, mois, annee in _DATES.findall(texte):
        try:
            yield date(
                int(a or a_iso or annee),
                int(m or m_iso or MOIS.index(mois) + 1),
                int(j or j_iso or jour),
            )
        except ValueError:
            continue


def chercher(
    parties: Traces,
    temoin: Callable[[], Traces],
    lignes: Sequence[Entretien],
    decisions: Sequence[Decision] = (),
) -> None:
    """Lève `Fuite` si une valeur nominative du classeur se lit dans `parties`. `temoin` : les traces du même jeu fait sans aucune ligne."""
    suspects = list(_suspects(parties, lignes, decisions))
    if not suspects:
        return
    connu = temoin()
    for champ, valeur in suspects:
        if not (valeur in connu.dates if isinstance(valeur, date) else connu.porte(valeur)):
            raise Fuite(
                f"Une donnée nominative ({_ou(champ, valeur, lignes)}) se lirait dans un fichier à envoyer. C’est un défaut du logiciel : "
                "aucun fichier n’est écrit, le jeu précédent est intact. Signalez-le, sans joindre le classeur."
            )


def _suspects(
    parties: Traces, lignes: Sequence[Entretien], decisions: Sequence[Decision]
) -> Iterator[tuple[str, Any]]:
    """Les valeurs du classeur qui se lisent dans les fichiers. Chaque valeur distincte n'est regardée qu'une fois."""
    porte, mots, textes = parties.porte, parties.mots, parties.textes
    nombres = {texte for texte in (*mots, *textes) if texte.isdigit()}
    for champ in _TEXTES:
        # Presque tous les numéros diffèrent : ne sont gardés que ceux qui se lisent.
        valeurs = {
            v
            for e in lignes
            if (v := getattr(e, champ)) is not None and (not v.isdigit() or v in nombres)
        }
        # Un mot seul se cherche parmi les mots ; un nombre court peut être un compte, il n'est cherché que comme texte entier.
        simples = set(filter(str.isalnum, valeurs))
        lus = {
            mot
            for mot in mots.intersection(map(str.casefold, simples))
            if len(mot) > 1 and (not mot.isdigit() or len(mot) >= _CHIFFRES)
        }
        if lus:
            yield from ((champ, v) for v in simples if v.casefold() in lus)
        yield from ((champ, v) for v in simples & textes if v.isdigit())
        yield from ((champ, v) for v in valeurs - simples if porte(v))
    yield from (
        ("date_naissance", jour)
        for jour in parties.dates.intersection(e.date_naissance for e in lignes)
    )
    for e in lignes:
        if "date_naissance" in e.ecarts and porte(str(e.ecarts["date_naissance"].brut)):
            yield "date_naissance", str(e.ecarts["date_naissance"].brut)
    for d in decisions:
        yield from (
            ("Décisions", texte)
            for texte in (d.personne, d.autre_personne)
            if texte and porte(texte)
        )


def _ou(champ: str, valeur: Any, lignes: Sequence[Entretien]) -> str:
    if champ not in PAR_CHAMP:
        return f"feuille {champ}"
    rang = next((e.ligne for e in lignes if getattr(e, champ) == valeur), None)
    return f"colonne {PAR_CHAMP[champ].titre}" + (f", ligne {rang}" if rang else "")
