"""Les dates et les mois tels qu'on les tape : une seule lecture, pour toutes les feuilles, dans le
calendrier du classeur (contrat 1)."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from workbook.declarations.affichage import JOURS, MOIS, afficher
from workbook.declarations.lignes import DATE_SERIE, DATE_TEXTE, ILLISIBLE, Ecart
from workbook.declarations.texte import comparable
from workbook.declarations.valeurs import nombre_de

ANNEES = range(1900, 2100)
"""Les années qu'un nombre ou un texte seul peut désigner ; comme numéros de série, elles tombent
toutes en 1905 (en 1909, calendrier 1904)."""
EN_FRANCE = (timedelta(hours=1), timedelta(hours=2))
"""L'avance de l'heure française, en hiver et en été."""

_FRANCAISE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([Tt][0-9:.,]+)?([Zz]|[+-][0-9:]+)?")
"""Un instant tel que l'écrivent les programmes (ISO 8601) : avec son heure, ou un fuseau.
« 2026-01-27 » seul n'en est pas un."""
_ORIGINE_1900, _ORIGINE_1904 = date(1899, 12, 30), date(1904, 1, 1)
DE_1904_A_1900 = 1462
"""De combien un même jour a un numéro de série plus grand au calendrier 1900."""
_SERIE_MAX = 2_958_465  # 31/12/9999
_MORCEAU = re.compile(r"[0-9]+|[^\W\d_]+|[?*_]+|--+")
_PLUS_PETIT_MOIS = 3000
"""Un numéro de série plus petit (avant 1908) est autre chose : un mois sans année, un nombre tapé
là."""
_AUTOUR_D_UN_MOIS = frozenset((*JOURS, "er", "le", "mois", "de"))
_AUTOUR_D_UNE_NAISSANCE = frozenset(
    ("ne", "nee", "en", "le", "vers", "env", "environ", "circa", "annee", "mois")
)


def lire_date(brut: Any, calendrier_1904: bool = False) -> date | Ecart | None:
    """La date d'une cellule : date (heure retirée), texte j/m/aaaa, numéro de série nu ; None si
    elle est vide, un `Ecart` si elle surprend."""
    if isinstance(brut, datetime):
        return brut.date()
    if isinstance(brut, date):
        return brut
    if isinstance(brut, str):
        return _date_de_texte(brut)
    nombre = nombre_de(brut)
    jour = date_de_serie(nombre, calendrier_1904) if nombre is not None else None
    return Ecart(brut, DATE_SERIE, jour) if jour else Ecart(brut, ILLISIBLE)


def date_lue(brut: Any, calendrier_1904: bool = False) -> date | None:
    """La date comprise d'une cellule hors d'`Entretiens`, à confirmer ou non ; None s'il n'y en a
    pas, ou si ce n'est qu'une année."""
    lue = None if annee_seule(brut) else lire_date(brut, calendrier_1904)
    return lue.valeur if isinstance(lue, Ecart) else lue


def _date_de_texte(brut: str) -> date | Ecart | None:
    propre = brut.strip()
    if not propre:
        return None
    if instant := _instant(propre):
        return Ecart(brut, DATE_TEXTE, instant.date()) if autre_lecture(propre) else instant.date()
    francaise = _FRANCAISE.fullmatch(propre)
    lu = _jour(int(francaise[3]), int(francaise[2]), int(francaise[1])) if francaise else None
    return Ecart(brut, DATE_TEXTE, lu) if lu else Ecart(brut, ILLISIBLE)


def autre_lecture(brut: str) -> date | None:
    """L'autre jour qu'un texte lu comme une date peut désigner : jour et mois échangés, ou le jour
    qu'il était alors en France."""
    propre = brut.strip()
    if m := _FRANCAISE.fullmatch(propre):
        quantieme, mois, annee = map(int, m.groups())
        return _jour(annee, quantieme, mois) if quantieme != mois else None
    instant = _instant(propre)
    decalage = instant.utcoffset() if instant else None
    if instant is None or decalage is None or decalage in EN_FRANCE:
        return None
    try:
        jours = {
            (instant.replace(tzinfo=None) - decalage + avance).date() for avance in EN_FRANCE
        } - {instant.date()}
    except OverflowError:  # au bord du calendrier
        return None
    return jours.pop() if jours else None


def _instant(texte: str) -> datetime | None:
    m = _ISO.fullmatch(texte)
    if m is None or not (m[2] or m[3]):
        return None
    jour, heure, fuseau = (morceau.upper() if morceau else "" for morceau in m.groups())
    if not heure and fuseau != "Z" and ":" not in fuseau:  # « 2026-01-27-05 »
        return None
    try:
        return (
            datetime.fromisoformat(f"{jour}{heure}{fuseau}")
            if heure
            else datetime.fromisoformat(jour)
        )
    except ValueError:
        return None


def date_de_serie(nombre: float, calendrier_1904: bool = False) -> date | None:
    """Le jour d'un numéro de série d'Excel (sa partie entière), None s'il n'en désigne pas un.

    Calendrier 1900 : 1 est le 1er janvier 1900, et 60 est un 29 février 1900 qui n'a pas existé.
    """
    if not abs(nombre) <= _SERIE_MAX:  # infini et « pas un nombre » compris
        return None
    jours = int(nombre)
    if calendrier_1904:
        return (
            _ORIGINE_1904 + timedelta(days=jours)
            if 0 <= jours <= _SERIE_MAX - DE_1904_A_1900
            else None
        )
    if not 1 <= jours <= _SERIE_MAX or jours == 60:
        return None
    return _ORIGINE_1900 + timedelta(days=jours + (jours < 60))


def serie_de_date(jour: date) -> int | None:
    """Le numéro de série d'un jour dans Excel (calendrier 1900) ; None avant le 1er janvier 1900 :
    il n'en a pas."""
    jours = (jour - _ORIGINE_1900).days
    return jours if jours > 60 else jours - 1 if jours > 1 else None


def annee_seule(brut: Any) -> int | None:
    """L'année qu'une cellule de date porte seule : 1980, « 1980 », ou le 02/06/1905 que le tableur
    fait de 1980."""
    if isinstance(brut, datetime | date):
        nombre: float | None = serie_de_date(brut.date() if isinstance(brut, datetime) else brut)
    elif isinstance(brut, str):
        nombre = int(brut) if re.fullmatch(r"\s*[0-9]{4}\s*", brut) else None
    else:
        nombre = nombre_de(brut)
    return int(nombre) if nombre is not None and nombre in ANNEES else None


def date_a_completer(brut: Any) -> tuple[date, str] | None:
    """Ce qu'il faut taper d'une date à laquelle manque le jour (« 00/05/1980 », « mai 1980 »), ou
    le jour et le mois (« 00/00/1980 », 1980).

    Rend le premier jour de ce qui est connu, et le nom de ce qui l'est ; None si rien n'y manque,
    ou si l'on n'y comprend rien.
    """
    annee = annee_seule(brut)
    if annee is None and not isinstance(brut, str):
        return None
    ecrit = (
        str(annee)
        if annee is not None
        else re.sub(r"\b(?:x{1,2}|99)\b", "00", comparable(brut)).rstrip(" ?")
    )
    nombres = _nombres([m for m in _MORCEAU.findall(ecrit) if m not in _AUTOUR_D_UNE_NAISSANCE])
    if not 1 <= len(nombres) <= 3 or nombres[-1] not in ANNEES:
        return None
    jour, mois, an = [0, 0, *nombres][-3:]
    if (jour and mois) or mois > 12 or jour > 31:
        return None
    return (date(an, mois, 1), "le mois et l’année") if mois else (date(an, 1, 1), "l’année")


def lire_mois(brut: Any, calendrier_1904: bool = False) -> tuple[int, int] | None:
    """(année, mois) que désigne un `MoisRapport` ou un `--mois`, écrit comme on l'écrit ; None si
    ce n'est pas un mois.

    Une date, « mars 2026 », « 1er mars 2026 », « 2026-03 », « 03/2026 », « 3/26 », « 01/03/2026 »,
    202603.
    """
    nombre = nombre_de(brut)
    if nombre is not None and nombre in range(190001, 209913):
        return _mois_de_texte(str(int(nombre)))
    if nombre is not None and nombre < _PLUS_PETIT_MOIS:
        return None
    jour = date_lue(brut, calendrier_1904)
    if jour is not None:
        return jour.year, jour.month
    return _mois_de_texte(brut) if isinstance(brut, str) else None


def _mois_de_texte(brut: str) -> tuple[int, int] | None:
    cle = re.sub(
        r"(?<=[0-9])[ t]+[0-9]{1,2}:[0-9]{2}.*", "", comparable(brut)
    )  # l'heure n'y change rien
    if re.fullmatch("[0-9]{6}", cle):
        cle = f"{cle[:4]} {cle[4:]}" if int(cle[:4]) in ANNEES else f"{cle[:2]} {cle[2:]}"
    morceaux = [m for m in _MORCEAU.findall(cle) if m not in _AUTOUR_D_UN_MOIS]
    nombres = _nombres(morceaux)
    if len(nombres) not in (2, 3):
        return None
    jour, mois, annee = [1, *nombres][-3:]
    if 20 <= annee < 100:  # « 3/26 » ; mais « 03/04 » peut être un jour
        annee += 2000
    elif not any(_en_quatre_chiffres(m) for m in (morceaux[0], morceaux[-1])):
        return None
    return (annee, mois) if _jour(max(annee, 1), mois, jour) else None


def mois_refuse(brut: Any, ref: date) -> str:
    """Ce qu'il faut dire de ce qui n'est pas un mois : ce qui manque, et comment l'écrire."""
    mois = _mois_nomme(comparable(brut)) if isinstance(brut, str) else None
    if annee := annee_seule(brut):
        return (
            f"« {annee} » n’est pas un mois, c’est une année. Écrivez par exemple "
            f"{MOIS[ref.month - 1]} {annee}."
        )
    if mois is not None:
        return (
            f"« {afficher(brut)} » n’est pas un mois : il y manque l’année. Écrivez par exemple "
            f"{MOIS[mois - 1]} {ref.year}."
        )
    return f"« {afficher(brut)} » n’est pas un mois. Écrivez par exemple janvier 2026, ou 2026-01."


def _nombres(morceaux: list[str]) -> list[int]:
    """Le quantième, le mois et l'année de morceaux de date, l'année à la fin ; liste vide si l'un
    d'eux ne peut en être un."""
    if morceaux and _en_quatre_chiffres(morceaux[0]):
        morceaux = morceaux[::-1]
    nombres = [
        _mois_nomme(m) if m[0].isalpha() and rang == 2 else _nombre(m)
        for rang, m in enumerate(reversed(morceaux), 1)
    ]
    sus = [n for n in reversed(nombres) if n is not None]
    return sus if len(sus) == len(nombres) else []


def _en_quatre_chiffres(morceau: str) -> bool:
    return len(morceau) == 4 and morceau.isdigit()


def _nombre(morceau: str) -> int | None:
    """« 05 » donne 5 ; un signe qui tient la place d'un nombre (« ?? », « -- »), 0 ; un mot ou un
    nombre trop long, None."""
    if morceau[0].isdigit():
        return int(morceau) if morceau.isascii() and len(morceau) <= 4 else None
    return None if morceau[0].isalpha() else 0


def _mois_nomme(mot: str) -> int | None:
    """Le numéro d'un mois en lettres, abrégé ou non ; None s'il n'y en a pas un seul qui commence
    ainsi."""
    trouves = [
        n for n, nom in enumerate(MOIS, 1) if len(mot) > 2 and comparable(nom).startswith(mot)
    ]
    return trouves[0] if len(trouves) == 1 else None


def _jour(annee: int, mois: int, quantieme: int) -> date | None:
    try:
        return date(annee, mois, quantieme)
    except ValueError:
        return None
