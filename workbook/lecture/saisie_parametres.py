"""Vérifier ce que le responsable du CIP a changé dans `Paramètres`, et refuser en français ce qui
ne peut pas servir."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from workbook.declarations.cadre import (
    REGION,
    TABLES,
    Antenne,
    Ligne,
    Tranche,
    cadre_par_defaut,
    feries_de,
    listes_par_defaut,
    tables_par_defaut,
    titres_convention,
)
from workbook.declarations.categories import DE_SITUATION
from workbook.declarations.colonnes import LISTES_CLOSES, VALEURS_NOMMEES
from workbook.declarations.dates import date_lue
from workbook.declarations.dits import Dit
from workbook.declarations.erreurs import ParametresRefuses
from workbook.declarations.texte import comparable, enumere
from workbook.declarations.valeurs import en_texte
from workbook.lecture import cellules

Controle = tuple[dict[str, Any], list[str]]
TEXTES = ("operateur", "dossier_rapports", "contact", "courriel_dreets")
"""Les paramètres de `Convention` que rien ne peut faire refuser ; `saisie_convention` juge les
autres."""
NOM_DE_DT_MAX = LIBELLE_MAX = 60
OCTETS_DE_DT_MAX = 180
"""Linux compte les octets d'un nom de fichier : 255 au plus, avec ce que le nom d'un rapport met
autour."""
TRANCHES_RESERVEES = ("t", "nr", "total", "sexe", "perimetre", "periode", "non renseigne")
"""Ce qu'un tableau de rapport écrit déjà à côté des tranches (`texte.comparable`)."""
_NOM_DE_FICHIER = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def controler(
    tables: Mapping[str, Sequence[Ligne]],
    listes: Mapping[str, Iterable[Any]],
    calendrier_1904: bool = False,
) -> Controle:
    """Les champs du cadre que donne la feuille, et ce qu'il faut dire des défauts pris.

    Lève `ParametresRefuses`.
    """
    absentes = [nom for nom in TABLES if nom not in tables]
    messages: list[str] = [Dit.TABLE_ABSENTE.avec(table=nom) for nom in absentes]
    champs: dict[str, Any] = {}
    if "Antennes" in tables:
        champs["antennes"] = _antennes(tables["Antennes"])
    if "Convention" in tables:
        antennes = champs.get("antennes", cadre_par_defaut().antennes)
        lus = _parametres_lus(tables["Convention"], messages)
        champs |= _convention(lus, [a.dt for a in antennes], messages, calendrier_1904)
    if "Situations" in tables:
        champs["situations"] = _situations(tables["Situations"])
    if "Tranches" in tables:
        champs["tranches"] = _tranches(tables["Tranches"])
    champs["listes"] = _listes(listes, messages)
    return champs, messages


def _refuser(table: str, quoi: str) -> ParametresRefuses:
    return ParametresRefuses(
        f"Paramètres, table « {table} » : {quoi}. "
        "Corrigez la feuille « Paramètres », puis recommencez."
    )


def _sans_doublon(table: str, noms: Iterable[str]) -> None:
    vus = set()
    for nom in noms:
        if comparable(nom) in vus:
            raise _refuser(table, f"« {nom} » y est deux fois")
        vus.add(comparable(nom))


class _Lu(NamedTuple):
    valeur: Any
    source: str


def _parametres_lus(lignes: Iterable[Ligne], messages: list[str]) -> dict[str, _Lu]:
    """Titre du paramètre -> ce que sa ligne porte ; ceux dont la valeur est vide n'y sont pas."""
    connus = {comparable(t): t for t in titres_convention()}
    lus: dict[str, _Lu] = {}
    for nom, valeur, source in lignes:
        titre = connus.get(comparable(en_texte(nom)))
        if titre is None:
            messages.append(Dit.PARAMETRE_INCONNU.avec(titre=en_texte(nom)))
        elif titre in lus:
            raise _refuser("Convention", f"« {titre} » y est deux fois")
        else:
            lus[titre] = _Lu(valeur, en_texte(source))
    return {titre: lu for titre, lu in lus.items() if cellules.lire_texte(lu.valeur) is not None}


def _convention(
    lus: Mapping[str, _Lu], dts: Sequence[str], messages: list[str], calendrier_1904: bool
) -> dict[str, Any]:
    defauts, livrees = (
        cadre_par_defaut(),
        {nom: v for nom, v, _ in tables_par_defaut()["Convention"]},
    )
    convention = {champ: getattr(defauts, champ) for champ in titres_convention().values()}
    sources = dict(defauts.sources)
    changees: dict[str, Any] = {}
    for titre, champ in titres_convention().items():
        if titre not in lus:
            if convention[champ] != "":
                messages.append(Dit.PARAMETRE_ABSENT.avec(titre=titre))
            continue
        valeur, source = lus[titre]
        sources[champ] = source or sources[champ]
        if champ in TEXTES:
            convention[champ] = en_texte(valeur).strip()
        elif valeur != livrees[titre]:
            est_date = isinstance(livrees[titre], date)
            changees[champ] = date_lue(valeur, calendrier_1904) if est_date else valeur
    if changees:
        convention |= _juger(convention | changees, lus)
    par_nom = {comparable(dt): dt for dt in dts}
    inconnues = [dt for dt in convention["dt_couvertes"] if comparable(dt) not in par_nom]
    if inconnues:
        quoi = f"« DT couvertes » cite « {inconnues[0]} », qui n’est pas dans la table Antennes"
        raise _refuser("Convention", quoi)
    couvertes = tuple(par_nom[comparable(dt)] for dt in convention["dt_couvertes"])
    return convention | {"dt_couvertes": couvertes, "sources": sources}


def _juger(convention: Mapping[str, Any], lus: Mapping[str, _Lu]) -> dict[str, Any]:
    from workbook.lecture.saisie_convention import Refusee, juger

    try:
        return juger({champ: v for champ, v in convention.items() if champ not in TEXTES})
    except Refusee as refus:
        if refus.champ is None:
            quoi = f"Paramètres : {refus.raison}. Corrigez-la, puis recommencez."
            raise ParametresRefuses(quoi) from None
        titre = next(t for t, champ in titres_convention().items() if champ == refus.champ)
        tape = en_texte(lus[titre].valeur)
        raise _refuser("Convention", f"« {titre} » vaut « {tape} » : {refus.raison}") from None


def _antennes(lignes: Iterable[Ligne]) -> tuple[Antenne, ...]:
    antennes = []
    for dt, departements, courriel in lignes:
        nom = " ".join(en_texte(dt).split())
        if defaut := _defaut_du_nom(nom):
            raise _refuser("Antennes", defaut)
        courriel = en_texte(courriel).strip()
        antennes.append(Antenne(nom, en_texte(departements), courriel, feries_de(nom)))
    if not antennes:
        raise _refuser("Antennes", "elle est vide : il faut au moins une DT")
    _sans_doublon("Antennes", (a.dt for a in antennes))
    return tuple(antennes)


def _defaut_du_nom(nom: str) -> str:
    """Pourquoi une DT ne peut pas s'appeler ainsi ; vide si elle le peut."""
    if not nom:
        return "une ligne n’a pas de DT"
    if _NOM_DE_FICHIER.search(nom) or nom.endswith(".") or not nom.isprintable():
        return (
            f'« {nom} » ne peut pas nommer un fichier (sans < > : " / \\ | ? * ni caractère '
            "invisible ni point final)"
        )
    if len(nom) > NOM_DE_DT_MAX or len(nom.encode()) > OCTETS_DE_DT_MAX:
        return (
            f"« {nom[:20]}… » est un nom de DT trop long pour nommer un fichier "
            f"({NOM_DE_DT_MAX} caractères au plus, 45 en émojis)"
        )
    if comparable(nom) == comparable(REGION):
        return f"« {REGION} » est le nom de la région : une DT ne peut pas le porter"
    return ""


def _situations(lignes: Iterable[Ligne]) -> tuple[tuple[str, str], ...]:
    connues = {comparable(c): c for c in DE_SITUATION}
    situations = []
    for situation, categorie in lignes:
        nom, tapee = en_texte(situation).strip(), en_texte(categorie)
        if not nom:
            raise _refuser("Situations", f"une ligne donne la catégorie « {tapee} » sans situation")
        if comparable(tapee) not in connues:
            quoi = f"« {nom} » a pour catégorie « {tapee} » ; choisissez {enumere(DE_SITUATION)}"
            raise _refuser("Situations", quoi)
        situations.append((nom, connues[comparable(tapee)]))
    if not situations:
        raise _refuser("Situations", "elle est vide : il faut au moins une situation")
    _sans_doublon("Situations", (s for s, _ in situations))
    return tuple(situations)


def _tranches(lignes: Iterable[Ligne]) -> tuple[Tranche, ...]:
    tranches = [_tranche(*ligne) for ligne in lignes]
    _sans_doublon("Tranches", (t.libelle for t in tranches))
    attendu: int | None = 0
    precedente = ""
    for t in sorted(tranches, key=lambda t: t.mini):
        if attendu is None or t.mini < attendu:
            quoi = f"« {precedente} » et « {t.libelle} » se chevauchent à {t.mini} ans"
            raise _refuser("Tranches", quoi)
        if t.mini > attendu:
            manque = f"{attendu} ans" if t.mini == attendu + 1 else f"{attendu} à {t.mini - 1} ans"
            raise _refuser("Tranches", f"aucune tranche ne couvre {manque} (avant « {t.libelle} »)")
        attendu, precedente = None if t.maxi is None else t.maxi + 1, t.libelle
    if attendu is not None and attendu < cadre_par_defaut().age_impossible:
        suite = "laissez vide l’âge maximal de la dernière"
        raise _refuser("Tranches", f"aucune tranche ne couvre {attendu} ans et plus : {suite}")
    return tuple(tranches)


def _tranche(nom: Any, age_min: Any, age_max: Any) -> Tranche:
    libelle = en_texte(nom).strip()
    mini, maxi = cellules.lire_entier(age_min), cellules.lire_entier(age_max)
    ouverte = cellules.lire_texte(age_max) is None
    if not libelle or comparable(libelle) in TRANCHES_RESERVEES:
        raise _refuser("Tranches", f"« {libelle} » ne peut pas nommer une tranche")
    if len(libelle) > LIBELLE_MAX:
        long = f"« {libelle[:20]}… » est un nom de tranche trop long"
        raise _refuser("Tranches", f"{long} ({LIBELLE_MAX} caractères au plus)")
    if mini is None or (maxi is None and not ouverte):
        bornes = f"({en_texte(age_min)} – {en_texte(age_max)})"
        raise _refuser("Tranches", f"« {libelle} » n’a pas deux âges entiers {bornes}")
    if maxi is not None and maxi < mini:
        quoi = f"« {libelle} » finit ({maxi} ans) avant de commencer ({mini} ans)"
        raise _refuser("Tranches", quoi)
    return Tranche(libelle, mini, maxi)


def _listes(listes: Mapping[str, Iterable[Any]], messages: list[str]) -> dict[str, tuple[str, ...]]:
    retenues = {}
    for titre, defaut in listes_par_defaut().items():
        if titre not in listes:
            messages.append(Dit.LISTE_ABSENTE.avec(titre=titre))
            retenues[titre] = defaut
            continue
        valeurs = [en_texte(v).strip() for v in listes[titre]]
        lues = set(map(comparable, valeurs))
        nommees = {comparable(v): v for v in VALEURS_NOMMEES.get(titre, ())}
        if perdues := [v for cle, v in nommees.items() if cle not in lues]:
            quoi = f"« {perdues[0]} » ne peut être ni retirée ni renommée dans « {titre} »"
            raise _refuser("Listes", f"{quoi} : les règles et les rapports s’en servent")
        ajoutees = [v for v in valeurs if comparable(v) not in nommees]
        if ajoutees and titre in LISTES_CLOSES:
            quoi = f"« {ajoutees[0]} » ne peut pas être ajoutée à « {titre} »"
            raise _refuser("Listes", f"{quoi}, qui n’a que {enumere(nommees.values(), 'et')}")
        _sans_doublon("Listes", valeurs)
        retenues[titre] = tuple(nommees.get(comparable(v), v) for v in valeurs)
    return retenues
