"""Ce qu'une cellule refusée voulait sans doute dire. La réparation se propose avec un « ? », elle
ne se fait jamais."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date
from functools import partial
from typing import Any

from workbook.declarations.affichage import MOIS
from workbook.declarations.cadre import Cadre
from workbook.declarations.colonnes import FEMME, HOMME, NON, OUI
from workbook.declarations.dates import annee_seule, date_a_completer, date_de_serie
from workbook.declarations.lignes import PAR_CHAMP, Entretien
from workbook.declarations.texte import comparable, enumere
from workbook.declarations.valeurs import en_texte
from workbook.jugement.messages import Prive, Remede

RESSEMBLANCE = 75
"""De 0 à 100 : à partir de là, une valeur hors liste est sans doute une faute de frappe
(« Réalisé » et « Réalisée » : 93)."""
AVANCE = 5
"""La plus proche doit devancer la suivante d'autant : « CDX » est aussi près de CDI que de CDD,
rien n'est proposé."""
SYNONYMES = {
    "homme": HOMME, "m": HOMME, "mr": HOMME, "monsieur": HOMME, "masculin": HOMME, "garcon": HOMME,
    "femme": FEMME, "mme": FEMME, "madame": FEMME, "feminin": FEMME, "fille": FEMME,
    "vrai": OUI, "1": OUI, "yes": OUI, "faux": NON, "0": NON, "no": NON,
}  # fmt: skip
"""Ce que l'on tape à la place d'une valeur de liste, et que l'orthographe n'en rapproche pas."""
CONTRAIRES = frozenset(("sans", "non", "pas", "a", "n", "jamais"))
"""Les mots qui retournent le sens d'une valeur de liste."""
_SOSIES = str.maketrans("OoQIlSB", "0001158")
"""Les lettres que l'on prend pour des chiffres."""
_DATE = re.compile(r"(\d{1,2})(?:er)?[ ./-]+(\d{1,2}|[^\W\d]+)[ ./-]+(\d{4}|\d\d)(?: .*)?")
_SERIE = re.compile(r"[1-9][0-9]{4}")
_DATE_ISO = re.compile(r"(\d{4})[ ./-](\d{1,2})[ ./-](\d{1,2})(?:[ T].*)?")


def remede_de_liste(e: Entretien, p: Cadre, champ: str) -> Remede:
    """« Réalisée ? Choisissez Réalisée, À compléter… » : la valeur de la liste la plus proche de ce
    qui est tapé, puis la liste."""
    liste = PAR_CHAMP[champ].liste
    valeurs = p.valeurs(liste)
    choix = (
        f"Choisissez {enumere(valeurs)}."
        if len(valeurs) < 7
        else f"Choisissez dans la liste : {', '.join(valeurs[:3])}…"
    )
    brut = e.ecarts[champ].brut if champ in e.ecarts else ""
    departements = (
        {numero: a.dt for a in p.antennes for numero in a.departements.split()}
        if liste == "Antennes"
        else {}
    )
    return Remede(partial(valeurs_proches, brut, valeurs, departements), choix, choix)


def valeurs_proches(brut: Any, valeurs: Sequence[str], synonymes: dict[str, str]) -> Iterator[str]:
    """La valeur de liste qu'on voulait sans doute taper ; rien s'il n'y en a pas, ou deux aussi
    proches."""
    cherche = comparable(_lisible(en_texte(brut)))
    connu = synonymes.get(cherche) or SYNONYMES.get(cherche)
    lettres = re.sub(r"[\W\d]+", "", cherche)
    par_lettres = {v: re.sub(r"[\W\d]+", "", comparable(v)) for v in valeurs}
    memes = [v for v, forme in par_lettres.items() if forme == lettres]
    debuts = [v for v, forme in par_lettres.items() if lettres and forme.startswith(lettres)]
    if connu is not None and connu in valeurs:
        yield connu
    elif lettres and 1 in (len(memes), len(debuts)):
        yield memes[0] if len(memes) == 1 else debuts[0]
    elif len(lettres) > 2 and not debuts:
        from rapidfuzz.fuzz import ratio

        # Ni « Sans emploi » pour « En emploi », ni « À compléter » pour « Complétée » : ce serait
        # proposer le contraire.
        contraires = CONTRAIRES.intersection(cherche.split())
        notes = sorted(
            ((ratio(lettres, forme), v) for v, forme in par_lettres.items()), reverse=True
        )
        notes = [
            (note, v)
            for note, v in notes
            if CONTRAIRES.intersection(comparable(v).split()) == contraires
        ]
        if (
            notes
            and notes[0][0] >= RESSEMBLANCE
            and (len(notes) == 1 or notes[0][0] - notes[1][0] >= AVANCE)
        ):
            yield notes[0][1]


def remede_de_date(e: Entretien, p: Cadre, champ: str, sinon: str) -> Remede:
    """« 27/01/2026 ? Retapez-la ainsi. » : la date que dit sans doute une cellule illisible."""
    if champ == "date_naissance":
        annee = (e.date_entretien or p.ref).year
        bornes = (
            date(max(1, annee - p.age_eleve), 1, 1),
            date(max(1, annee - p.age_minimum), 12, 31),
        )
    else:
        bornes = p.debut, date(min(p.fin.year + 1, MAXYEAR), 12, 31)
    return Remede(
        partial(dates_lisibles, e.ecarts[champ].brut, *bornes),
        "Retapez-la ainsi.",
        sinon,
        PAR_CHAMP[champ].nominative,
    )


def naissance_incomplete(brut: Any) -> dict[str, Any]:
    """Le remède d'une naissance sans jour ni mois, tels que le titre de séjour peut la porter, et
    la date qu'il cite ; vide s'ils y sont."""
    manque = date_a_completer(brut)
    if manque is None:
        return {}
    premier_jour, connu = manque
    premier = "1er du mois" if "mois" in connu else "1er janvier"
    remede = (
        f"Tapez le jour, le mois et l’année ; si le titre de séjour ne porte que {connu}, tapez "
        f"le {premier} : {{premier_jour}}."
    )
    return {"remede": remede, "premier_jour": Prive(premier_jour)}


def dates_lisibles(brut: Any, mini: date, maxi: date) -> Iterator[date]:
    """La date d'un texte que le contrat ne lit pas (27.01.2026, 27-1-26, 2026-01-27, 27 janvier
    2026, « 46049 »), si elle tombe dans ces bornes, comprises."""
    yield from (lue for lue in _dates_lues(brut) if mini <= lue <= maxi)


def _dates_lues(brut: Any) -> Iterator[date]:
    if not isinstance(brut, str):
        return
    propre = _lisible(brut)
    if _SERIE.fullmatch(propre):
        yield from filter(None, [date_de_serie(int(propre))])
        return
    if m := _DATE_ISO.fullmatch(propre):
        annee, mois, quantieme = m.groups()
    elif m := _DATE.fullmatch(propre):
        quantieme, mois, annee = m.groups()
    else:
        return
    noms = [
        i
        for i, nom in enumerate(MOIS, 1)
        if len(mois) > 2 and comparable(nom).startswith(comparable(mois))
    ]
    if mois.isdigit() or len(noms) == 1:
        for siecle in (0,) if len(annee) == 4 else (2000, 1900):
            yield from _jour(
                int(annee) + siecle, int(mois) if mois.isdigit() else noms[0], int(quantieme)
            )


def remede_de_jour(
    jour: date,
    mini: date,
    maxi: date,
    sinon: str,
    *,
    alors: str = "Retapez la bonne date.",
    prive: bool = False,
) -> Remede:
    """« 27/01/2026 ? Retapez la bonne date. » : la date possible dont celle-ci est la faute de
    frappe la plus courante, ou l'année tapée seule."""
    if (annee := annee_seule(jour)) and not prive:
        seule = (
            f"C’est ce que le tableur fait de l’année {annee} tapée seule : tapez aussi le jour "
            "et le mois."
        )
        return Remede(tuple, seule, seule)
    return Remede(partial(dates_possibles, jour, mini, maxi), alors, sinon, prive)


def dates_possibles(jour: date, mini: date, maxi: date) -> list[date]:
    """Jour et mois inversés, ou une année (un siècle) de trop ou de moins : les dates qui tombent
    dans les bornes, si elles sont au plus deux."""
    essais = [
        (jour.year, jour.day, jour.month),
        *((jour.year + ecart, jour.month, jour.day) for ecart in (1, -1, 100, -100)),
    ]
    trouvees = [lu for essai in essais for lu in _jour(*essai) if mini <= lu <= maxi and lu != jour]
    return trouvees if len(trouvees) <= 2 else []


def remede_de_code(
    code: str, formes: re.Pattern[str], sinon: str, *, zero_perdu: bool = False
) -> Remede:
    """« 5701234568 ? Vérifiez… » : le code une fois ôtés les points et rendus les chiffres pris
    pour des lettres. Toujours privé.

    `zero_perdu` : essaie aussi le zéro de tête que le tableur efface d'un nombre ; tapé sans
    apostrophe, il l'effacerait encore.
    """
    codes = list(codes_proches(code, formes, zero_perdu=zero_perdu))
    apostrophe = " et tapez une apostrophe devant" if codes and codes[0].startswith("0") else ""
    return Remede(
        partial(iter, codes), f"Vérifiez-le sur le document{apostrophe}.", sinon, prive=True
    )


def codes_proches(code: str, formes: re.Pattern[str], *, zero_perdu: bool = False) -> Iterator[str]:
    """Le code bien formé qu'on voulait sans doute taper."""
    if "," in code:  # un nombre à virgule n'est pas un code
        return
    propre = re.sub(r"[\W_]+", "", _lisible(code))
    avec_zero = (f"0{propre}",) if zero_perdu and propre.isdigit() else ()
    for essai in (propre, propre.translate(_SOSIES), *avec_zero):
        if formes.fullmatch(essai):
            yield essai
            return


def _lisible(brut: str) -> str:
    """Le texte tel qu'on croit le lire : sans caractères invisibles, les chiffres pleine chasse
    devenus des chiffres."""
    return " ".join(
        "".join(
            c for c in unicodedata.normalize("NFKC", brut) if unicodedata.category(c) != "Cf"
        ).split()
    )


def _jour(annee: int, mois: int, quantieme: int) -> Iterator[date]:
    try:
        yield date(annee, mois, quantieme)
    except ValueError:
        return
