"""Dire une anomalie en français : la valeur comme le CIP la voit, et rien de nominatif si le
message quitte le classeur."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workbook.declarations.affichage import afficher
from workbook.declarations.colonnes import Nature
from workbook.declarations.lignes import PAR_CHAMP
from workbook.declarations.texte import enumere, nom_normalise
from workbook.jugement.regle import Anomalie, Autres

MASQUE = "•••"
_A_COMPLETER = ("constat", "remede")
"""Les morceaux de phrase qui citent eux-mêmes d'autres valeurs du message."""


@dataclass(frozen=True, slots=True)
class Prive:
    """Une valeur de message qui, si `prive`, ne se montre que dans le classeur ou sur demande
    (`--nominatif`)."""

    valeur: Any
    prive: bool = True

    def montrer(self, nominatif: bool) -> str:
        """La valeur, ou le masque."""
        if self.prive and not nominatif:
            return MASQUE
        return self.valeur if isinstance(self.valeur, str) else afficher(self.valeur)


@dataclass(frozen=True, slots=True)
class Remede:
    """La fin d'un message : la réparation proposée si l'on en trouve une assez sûre (« Réalisée ?
    Choisissez… »), `sinon` autrement.

    Elle se cherche au moment de dire le message, jamais pendant la vérification.
    """

    chercher: Callable[[], Iterable[Any]]
    alors: str
    sinon: str
    prive: bool = False

    def dire(self, nominatif: bool) -> str:
        """La phrase."""
        propositions = [Prive(v, self.prive).montrer(nominatif) for v in self.chercher()]
        return (
            f"{enumere(dict.fromkeys(propositions))} ? {self.alors}" if propositions else self.sinon
        )


def message(anomalie: Anomalie, *, nominatif: bool = False) -> str:
    """Le message d'une anomalie. Sans `nominatif`, noms, numéros, naissances et observations sont
    masqués."""
    mots = {"valeur": _valeur_citee(anomalie, nominatif)}
    masquee = (
        mots["valeur"] == MASQUE and not PAR_CHAMP[anomalie.champ].nominative
    )  # ce qu'on en tire la dirait
    for cle, v in anomalie.valeurs.items():
        if cle not in _A_COMPLETER or not isinstance(v, str):
            mots[cle] = (
                v.citer(anomalie.ligne)
                if isinstance(v, Autres)
                else _montrer(v, nominatif, masquee)
            )
    for cle in _A_COMPLETER:
        if isinstance(phrase := anomalie.valeurs.get(cle), str):
            mots[cle] = phrase.format_map(mots)
    return anomalie.regle.message.format_map(mots)


def _montrer(valeur: Any, nominatif: bool, masquee: bool) -> str:
    if isinstance(valeur, Prive):
        return MASQUE if masquee else valeur.montrer(nominatif)
    if isinstance(valeur, Remede):
        return (replace(valeur, prive=True) if masquee else valeur).dire(nominatif)
    return valeur if isinstance(valeur, str) else afficher(valeur)


def _valeur_citee(anomalie: Anomalie, nominatif: bool) -> str:
    e, champ = anomalie.entretien, anomalie.champ
    ecart = e.ecarts.get(champ)
    compris = (
        ecart is not None
        and not isinstance(ecart.brut, str)
        and ecart.valeur is not None
        and not anomalie.regle.cite_la_saisie
    )
    brut = (
        getattr(e, champ) if ecart is None or compris else ecart.brut
    )  # un numéro de série compris se lit comme la date qu'il est
    if nominatif:
        return afficher(brut)
    if PAR_CHAMP[champ].nominative:
        return MASQUE
    if ecart is None or compris:
        return MASQUE if brut is not None and brut == e.date_naissance else afficher(brut)
    return (
        MASQUE
        if ecart.valeur == e.date_naissance is not None or _nominatif(brut, e, champ)
        else afficher(brut)
    )


def _nominatif(brut: Any, e: Any, champ: str) -> bool:
    """Vrai si une valeur inattendue peut être un nom ou un numéro mis dans la mauvaise colonne."""
    if not isinstance(brut, str):
        return not isinstance(brut, bool) and len(afficher(brut)) > (
            5 if PAR_CHAMP[champ].nature is Nature.DATE else 3
        )
    texte = nom_normalise(brut)
    if (
        len(texte) > 2 and sum(ecart.valeur is None for ecart in e.ecarts.values()) > 1
    ):  # plusieurs cellules inattendues : la ligne est peut-être décalée
        return True
    mots = {mot for nom in (e.nom, e.prenom) if nom for mot in nom_normalise(nom).split()}
    if (
        "@" in brut
        or _dit_la_naissance(brut, e.date_naissance)
        or any(mot in (texte if len(mot) > 2 else texte.split()) for mot in mots)
    ):
        return True
    if champ == "sexe":  # la colonne qui suit Prénom : un mot y est peut-être un prénom
        return len(texte) > 2
    chiffres = len(re.sub(r"\D", "", brut))
    if PAR_CHAMP[champ].nature is Nature.DATE:
        return chiffres > 8 or re.search(r"\d{6}|[^\W\d]\d{5}|\d{5}[^\W\d]", brut) is not None
    return chiffres > 4


def _dit_la_naissance(brut: str, naissance: date | None) -> bool:
    """Vrai si le jour et l'année de la naissance se lisent dans ce texte, de quelque façon que la
    date y soit écrite."""
    nombres = {int(n) for n in re.findall(r"\d{1,4}", brut)}
    return (
        naissance is not None
        and naissance.day in nombres
        and not nombres.isdisjoint((naissance.year, naissance.year % 100))
    )


def identite(e: Any, *, nominatif: bool = False) -> str:
    """La personne d'une ligne, pour la nommer au CIP : « DIALLO Fatou » ; hors du classeur :
    « personne de la ligne 12 »."""
    nom = " ".join(t.strip() for t in ((e.nom or "").upper(), e.prenom or "") if t.strip())
    return nom if nominatif and nom else f"personne de la ligne {e.ligne}"
