"""La recherche de fuite, avant la sortie : rien de nominatif du classeur ne doit se lire dans ce qui part.

Tout ce que portent les fichiers (chaque partie de chaque classeur, le manifeste, les courriels) est mis en textes et en suites de mots ;
les valeurs du classeur y sont cherchées entières. « Mars » dans « Marseille » n'est pas une fuite, et rien de ce que porte déjà un jeu
fait sans aucune ligne n'en est une : la comparaison avec ce témoin n'est faite que s'il y a quelque chose à lui comparer.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

from workbook.colonnes import PAR_CHAMP
from workbook.decisions import Decision
from workbook.entretien import Entretien
from workbook.erreurs import Refus
from workbook.messages import MOIS

_BALISE = re.compile(r'>([^<]+)<|="([^"]*)"')
_MOT = re.compile(r"[^\W_]+")
_DATES = re.compile(rf"\b(?:(\d\d)/(\d\d)/(\d{{4}})|(\d{{4}})-(\d\d)-(\d\d)|(\d\d?)(?:er)? ({'|'.join(MOIS)}) (\d{{4}}))")
_SUITE = 8
"""Une valeur plus longue est cherchée par ses huit premiers mots."""
_CHIFFRES = 8
"""Un nombre plus court peut être un compte : il n'est cherché que seul, comme texte entier."""
_TEXTES = ("nom", "prenom", "n_etranger", "identifiant_ft", "observations")


class Fuite(Refus):
    """Une valeur nominative se lit dans un fichier à envoyer : rien ne sort. Le message dit où, jamais quoi."""


@dataclass
class Traces:
    """Ce que portent des fichiers : textes entiers, suites de un à huit mots, dates."""

    textes: set[str] = field(default_factory=set)
    suites: set[str] = field(default_factory=set)
    dates: set[date] = field(default_factory=set)

    def lire(self, textes: Iterable[str]) -> None:
        """Ajoute ces textes."""
        for texte in textes:
            if texte in self.textes:
                continue
            self.textes.add(texte)
            mots = _MOT.findall(texte.casefold())
            self.suites.update(" ".join(mots[n : n + k]) for k in range(1, min(_SUITE, len(mots)) + 1) for n in range(len(mots) - k + 1))
            if len(texte) >= 8:
                self.dates.update(_dates(texte))

    def porte(self, valeur: str) -> bool:
        """Vrai si cette valeur s'y lit, entière."""
        if valeur.isalpha():
            return valeur.casefold() in self.suites
        mots = _MOT.findall(valeur.casefold())
        chiffres = "".join(mots)
        if not mots or (chiffres.isdigit() and len(chiffres) < _CHIFFRES):
            return valeur.strip() in self.textes
        return " ".join(mots[:_SUITE]) in self.suites


def traces(fichiers: Mapping[str, bytes]) -> Traces:
    """Tout ce que portent des fichiers : classeurs .xlsx, courriels .eml, textes."""
    t = Traces()
    for nom, octets in fichiers.items():
        t.lire([nom])
        t.lire(_textes_du_classeur(octets) if nom.endswith(".xlsx") else _textes_du_courriel(octets) if nom.endswith(".eml") else octets.decode().splitlines())
    return t


def _textes_du_classeur(octets: bytes) -> Iterator[str]:
    """Les textes et attributs de chaque partie. Les nombres, que le second comptage vérifie, ne sont pris que longs."""
    with zipfile.ZipFile(BytesIO(octets)) as paquet:
        yield paquet.comment.decode("utf-8", "replace")
        for partie in paquet.namelist():
            yield partie
            vus = set(_BALISE.findall(paquet.read(partie).decode("utf-8")))
            for contenu, attribut in vus:
                texte = contenu or attribut
                if not texte.isdigit() or len(texte) >= _CHIFFRES or partie == "xl/sharedStrings.xml":
                    yield unescape(texte) if "&" in texte else texte


def _textes_du_courriel(octets: bytes) -> Iterator[str]:
    """Les en-têtes et le texte ; la pièce jointe est un fichier du jeu, lu par ailleurs."""
    from email import message_from_bytes, policy

    courriel = message_from_bytes(octets, policy=policy.default)
    yield from (str(valeur) for valeur in courriel.values())
    corps = courriel.get_body(("plain",))
    yield from corps.get_content().splitlines() if corps else ()
    yield from (str(piece.get_filename()) for piece in courriel.iter_attachments())


def _dates(texte: str) -> Iterator[date]:
    for j, m, a, a_iso, m_iso, j_iso, jour, mois, annee in _DATES.findall(texte):
        try:
            yield date(int(a or a_iso or annee), int(m or m_iso or MOIS.index(mois) + 1), int(j or j_iso or jour))
        except ValueError:
            continue


def chercher(parties: Traces, temoin: Callable[[], Traces], lignes: Sequence[Entretien], decisions: Sequence[Decision] = ()) -> None:
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


def _suspects(parties: Traces, lignes: Sequence[Entretien], decisions: Sequence[Decision]) -> Iterator[tuple[str, Any]]:
    """Les valeurs du classeur qui se lisent dans les fichiers. Chaque valeur distincte n'est regardée qu'une fois."""
    suites, porte = parties.suites, parties.porte
    for champ in _TEXTES:
        valeurs = {getattr(e, champ) for e in lignes}
        valeurs.discard(None)
        simples = set(filter(str.isalnum, valeurs))
        en_mots = {v.casefold(): v for v in simples}
        for mot in en_mots.keys() & suites:
            if not mot.isdigit() or len(mot) >= _CHIFFRES:
                yield champ, en_mots[mot]
        yield from ((champ, v) for v in simples & parties.textes if v.isdigit())
        yield from ((champ, v) for v in valeurs - simples if porte(v))
    yield from (("date_naissance", jour) for jour in {e.date_naissance for e in lignes} & parties.dates)
    for e in lignes:
        if e.ecarts and "date_naissance" in e.ecarts and porte(str(e.ecarts["date_naissance"].brut)):
            yield "date_naissance", str(e.ecarts["date_naissance"].brut)
    for d in decisions:
        yield from (("Décisions", texte) for texte in (d.personne, d.autre_personne) if texte and porte(texte))


def _ou(champ: str, valeur: Any, lignes: Sequence[Entretien]) -> str:
    if champ not in PAR_CHAMP:
        return f"feuille {champ}"
    rang = next((e.ligne for e in lignes if getattr(e, champ) == valeur), None)
    return f"colonne {PAR_CHAMP[champ].titre}" + (f", ligne {rang}" if rang else "")
