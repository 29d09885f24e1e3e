"""La recherche de fuite, avant la sortie.

Rien de nominatif du classeur ne se lit dans ce qui part.

Tout ce que portent les fichiers (chaque partie de chaque classeur, le manifeste, les courriels) est
mis en textes et en mots ; les valeurs du classeur y sont cherchées entières. « Mars » dans
« Marseille » n'est pas une fuite, et rien de ce que dit un jeu fait sans aucune ligne n'en est une.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from html import unescape
from io import BytesIO
from itertools import chain
from typing import NamedTuple

from workbook.declarations.affichage import MOIS
from workbook.declarations.erreurs import Refus
from workbook.declarations.lignes import PAR_CHAMP, SAISIES, Decision, Entretien

_CHIFFRES = 8
"""Un nombre plus court peut être un compte : il n'est cherché que seul, comme texte entier."""
_COURT = rf"\d{{1,{_CHIFFRES - 1}}}"
_TEXTE = re.compile(">([^<]+)")
_ATTRIBUT = re.compile('="([^"]*)"')
# D'une feuille, sans ses nombres courts, ni une adresse, ni le « s » d'un texte partagé.
_ADRESSE = rf"[A-Z]{{0,3}}{_COURT}"
_TEXTE_DE_FEUILLE = re.compile(f">(?!{_COURT}<)([^<]+)")
_ATTRIBUT_DE_FEUILLE = re.compile(f'="(?!(?:{_ADRESSE}(?::{_ADRESSE})?|s)")([^"]*)"')
_MOT = re.compile(r"[^\W_]+")
_FRANCAISE, _ISO = r"(\d\d)/(\d\d)/(\d{4})", r"(\d{4})-(\d\d)-(\d\d)"
_EN_LETTRES = rf"(\d\d?)(?:er)? ({'|'.join(MOIS)}) (\d{{4}})"
# « 2026-02-28 » et son heure, pas le début d'une empreinte.
_DATES = re.compile(rf"\b(?:{_FRANCAISE}|{_ISO}|{_EN_LETTRES})(?!(?!T)\w)")
_PIECE_JOINTE = re.compile(
    rb'(filename="[^"]*\.xlsx"\r?\n(?:[^\r\n]+\r?\n)*\r?\n)[A-Za-z0-9+/=\r\n]+'
)
_NAISSANCE = "date_naissance"
_NOMINATIFS = tuple(c.champ for c in SAISIES if c.nominative)


class Fuite(Refus):
    """Une valeur nominative se lit dans un fichier à envoyer : rien ne sort.

    Le message dit où, jamais quoi.
    """


class Traces:
    """Ce que portent des fichiers.

    `textes` entiers, `mots`, `suites` de mots par texte, `dates`.
    """

    def __init__(self, textes: Iterable[str]):
        self.textes = set(textes)
        self._ensemble = "\n".join([texte.replace("\n", " ") for texte in self.textes])
        self.mots = set(_MOT.findall(self._ensemble.casefold()))
        self.dates = set(_dates(self._ensemble))

    @cached_property
    def suites(self) -> str:
        """Les mots de chaque texte, séparés et entourés d'une espace."""
        textes = self._ensemble.casefold().split("\n")
        return "\n".join([f" {' '.join(_MOT.findall(texte))} " for texte in textes])

    def porte(self, valeur: str | date) -> bool:
        """Vrai si cette valeur s'y lit, entière."""
        if isinstance(valeur, date):
            return valeur in self.dates
        mots = _MOT.findall(valeur.casefold())
        chiffres = "".join(mots)
        if not mots or (chiffres.isdigit() and len(chiffres) < _CHIFFRES):
            return valeur.strip() in self.textes
        return self.mots.issuperset(mots) and f" {' '.join(mots)} " in self.suites


class Suspect(NamedTuple):
    """Une valeur nominative du classeur qui se lit dans ce qui part ; son champ, ou sa feuille."""

    ou: str
    valeur: str | date


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
    """Les textes et attributs de chaque partie, sauf celles déjà `vues`.

    Les nombres, que le second comptage vérifie, ne sont pris que longs.
    """
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
    """Les en-têtes et le texte ; une pièce jointe est un fichier du jeu, fouillé par ailleurs."""
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
    temoins: Iterable[Traces],
    lignes: Sequence[Entretien],
    decisions: Sequence[Decision] = (),
) -> None:
    """Lève `Fuite` si une valeur nominative du classeur se lit dans `parties`, et dans aucun
    témoin.

    `temoins` : ce que porte le même jeu fait sans aucune ligne ; le suivant n'est demandé que s'il
    reste un doute.
    """
    suspects = list(_suspects(parties, lignes, decisions))
    demandes = iter(temoins)
    while suspects:
        connu = next(demandes, None)
        if connu is None:
            raise Fuite(
                f"Une donnée nominative ({_dire(suspects[0], lignes)}) se lirait dans un fichier "
                "à envoyer. C’est un défaut du logiciel : aucun fichier n’est écrit, le jeu "
                "précédent est intact. Signalez-le, sans joindre le classeur."
            )
        suspects = [s for s in suspects if not connu.porte(s.valeur)]


def _suspects(
    parties: Traces, lignes: Sequence[Entretien], decisions: Sequence[Decision]
) -> Iterator[Suspect]:
    for champ in _NOMINATIFS:
        valeurs = {v for e in lignes if (v := getattr(e, champ)) is not None}
        yield from (Suspect(champ, v) for v in valeurs if parties.porte(v))
    for e in lignes:
        ecart = e.ecarts.get(_NAISSANCE)
        if ecart and parties.porte(str(ecart.brut)):
            yield Suspect(_NAISSANCE, str(ecart.brut))
    for d in decisions:
        for texte in (d.personne, d.autre_personne):
            if texte and parties.porte(texte):
                yield Suspect("Décisions", texte)


def _dire(suspect: Suspect, lignes: Sequence[Entretien]) -> str:
    """Où est la valeur dans le classeur ; jamais quelle elle est."""
    champ, valeur = suspect
    if champ not in PAR_CHAMP:
        return f"feuille {champ}"
    rang = next((e.ligne for e in lignes if getattr(e, champ) == valeur), None)
    return f"colonne {PAR_CHAMP[champ].titre}" + (f", ligne {rang}" if rang else "")
