"""Vérifier ce que le responsable du CIP a changé dans `Paramètres`, et refuser en français ce qui
ne peut pas servir."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from workbook.declarations.cadre import (
    REGION,
    TABLES,
    Antenne,
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
    tables: Mapping[str, list[tuple]],
    listes: Mapping[str, Iterable[Any]],
    calendrier_1904: bool = False,
) -> Controle:
    """Les champs du cadre que donne la feuille, et ce qu'il faut dire des défauts pris. Lève
    `ParametresRefuses`."""
    absentes = [nom for nom in TABLES if nom not in tables]
    messages: list[str] = [Dit.TABLE_ABSENTE.avec(table=nom) for nom in absentes]
    champs: dict[str, Any] = {}
    if "Antennes" in tables:
        champs["antennes"] = _antennes(tables["Antennes"])
    dts = tuple(a.dt for a in champs.get("antennes", cadre_par_defaut().antennes))
    champs |= _convention(
        tables.get("Convention", []), "Convention" in tables, dts, messages, calendrier_1904
    )
    if "Situations" in tables:
        champs["situations"] = _situations(tables["Situations"])
    if "Tranches" in tables:
        champs["tranches"] = _tranches(tables["Tranches"])
    champs["listes"] = _listes(listes, messages)
    return champs, messages


def _refuser(
    table: str, quoi: str, remede: str = "Corrigez la feuille « Paramètres », puis recommencez."
) -> ParametresRefuses:
    return ParametresRefuses(f"Paramètres, table « {table} » : {quoi}. {remede}")


def _sans_doublon(table: str, noms: Iterable[str]) -> None:
    vus = set()
    for nom in noms:
        if comparable(nom) in vus:
            raise _refuser(table, f"« {nom} » y est deux fois")
        vus.add(comparable(nom))


def _convention(
    lignes: list[tuple],
    presente: bool,
    dts: tuple[str, ...],
    messages: list[str],
    calendrier_1904: bool,
) -> dict[str, Any]:
    titres, defauts = titres_convention(), cadre_par_defaut()
    connus = {comparable(t): t for t in titres}
    lus: dict[str, tuple[Any, str]] = {}
    for nom, valeur, source in lignes:
        titre = connus.get(comparable(en_texte(nom)))
        if titre is None:
            messages.append(Dit.PARAMETRE_INCONNU.avec(titre=en_texte(nom)))
        elif titre in lus:
            raise _refuser("Convention", f"« {titre} » y est deux fois")
        else:
            lus[titre] = (valeur, en_texte(source))
    livrees = {titre: brut for titre, brut, _ in tables_par_defaut()["Convention"]}
    convention: dict[str, Any] = {champ: getattr(defauts, champ) for champ in titres.values()}
    changees: dict[str, Any] = {}
    sources = dict(defauts.sources)
    for titre, champ in titres.items():
        vide = titre not in lus or cellules.lire_texte(lus[titre][0]) is None
        if not vide:
            sources[champ] = lus[titre][1] or sources[champ]
            if champ in TEXTES:
                convention[champ] = en_texte(lus[titre][0]).strip()
            elif lus[titre][0] != livrees[titre]:
                changees[champ] = (
                    date_lue(lus[titre][0], calendrier_1904)
                    if isinstance(livrees[titre], date)
                    else lus[titre][0]
                )
        elif convention[champ] != "" and presente:
            messages.append(Dit.PARAMETRE_ABSENT.avec(titre=titre))
    if changees:
        from workbook.lecture.saisie_convention import Refusee, juger

        try:
            convention |= juger(
                {
                    champ: valeur
                    for champ, valeur in (convention | changees).items()
                    if champ not in TEXTES
                }
            )
        except Refusee as refus:
            if refus.champ is None:
                raise ParametresRefuses(
                    f"Paramètres : {refus.raison}. Corrigez-la, puis recommencez."
                ) from None
            titre = next(t for t, champ in titres.items() if champ == refus.champ)
            raise _refuser(
                "Convention", f"« {titre} » vaut « {en_texte(lus[titre][0])} » : {refus.raison}"
            ) from None
    par_nom = {comparable(dt): dt for dt in dts}
    if presente:
        inconnues = [dt for dt in convention["dt_couvertes"] if comparable(dt) not in par_nom]
        if inconnues:
            raise _refuser(
                "Convention",
                f"« DT couvertes » cite « {inconnues[0]} », qui n’est pas dans la table Antennes",
            )
        convention["dt_couvertes"] = tuple(
            par_nom[comparable(dt)] for dt in convention["dt_couvertes"]
        )
    return convention | {"sources": sources}


def _antennes(lignes: list[tuple]) -> tuple[Antenne, ...]:
    antennes = []
    for dt, departements, courriel in lignes:
        nom = " ".join(en_texte(dt).split())
        if not nom:
            raise _refuser("Antennes", "une ligne n’a pas de DT")
        if _NOM_DE_FICHIER.search(nom) or nom.endswith(".") or not nom.isprintable():
            raise _refuser(
                "Antennes",
                f'« {nom} » ne peut pas nommer un fichier (sans < > : " / \\ | ? * ni caractère '
                "invisible ni point final)",
            )
        if len(nom) > NOM_DE_DT_MAX or len(nom.encode()) > OCTETS_DE_DT_MAX:
            raise _refuser(
                "Antennes",
                f"« {nom[:20]}… » est un nom de DT trop long pour nommer un fichier "
                f"({NOM_DE_DT_MAX} caractères au plus, 45 en émojis)",
            )
        if comparable(nom) == comparable(REGION):
            raise _refuser(
                "Antennes", f"« {REGION} » est le nom de la région : une DT ne peut pas le porter"
            )
        antennes.append(
            Antenne(nom, en_texte(departements), en_texte(courriel).strip(), feries_de(nom))
        )
    if not antennes:
        raise _refuser("Antennes", "elle est vide : il faut au moins une DT")
    _sans_doublon("Antennes", (a.dt for a in antennes))
    return tuple(antennes)


def _situations(lignes: list[tuple]) -> tuple[tuple[str, str], ...]:
    connues = {comparable(c): c for c in DE_SITUATION}
    situations = []
    for situation, categorie in lignes:
        nom, cle = en_texte(situation).strip(), comparable(en_texte(categorie))
        if not nom:
            raise _refuser(
                "Situations",
                f"une ligne donne la catégorie « {en_texte(categorie)} » sans situation",
            )
        if cle not in connues:
            raise _refuser(
                "Situations",
                f"« {nom} » a pour catégorie « {en_texte(categorie)} » ; choisissez "
                f"{enumere(DE_SITUATION)}",
            )
        situations.append((nom, connues[cle]))
    if not situations:
        raise _refuser("Situations", "elle est vide : il faut au moins une situation")
    _sans_doublon("Situations", (s for s, _ in situations))
    return tuple(situations)


def _tranches(lignes: list[tuple]) -> tuple[Tranche, ...]:
    tranches = []
    for nom, mini, maxi in lignes:
        libelle = en_texte(nom).strip()
        bornes = cellules.lire_entier(mini), cellules.lire_entier(maxi)
        ouverte = cellules.lire_texte(maxi) is None
        if not libelle or comparable(libelle) in TRANCHES_RESERVEES:
            raise _refuser("Tranches", f"« {libelle} » ne peut pas nommer une tranche")
        if len(libelle) > LIBELLE_MAX:
            raise _refuser(
                "Tranches",
                f"« {libelle[:20]}… » est un nom de tranche trop long ({LIBELLE_MAX} caractères "
                "au plus)",
            )
        if bornes[0] is None or (bornes[1] is None and not ouverte):
            raise _refuser(
                "Tranches",
                f"« {libelle} » n’a pas deux âges entiers ({en_texte(mini)} – {en_texte(maxi)})",
            )
        if bornes[1] is not None and bornes[1] < bornes[0]:
            raise _refuser(
                "Tranches",
                f"« {libelle} » finit ({bornes[1]} ans) avant de commencer ({bornes[0]} ans)",
            )
        tranches.append(Tranche(libelle, bornes[0], bornes[1]))
    _sans_doublon("Tranches", (t.libelle for t in tranches))
    attendu: int | None = 0
    precedente = ""
    for t in sorted(tranches, key=lambda t: t.mini):
        if attendu is None or t.mini < attendu:
            raise _refuser(
                "Tranches", f"« {precedente} » et « {t.libelle} » se chevauchent à {t.mini} ans"
            )
        if t.mini > attendu:
            manque = f"{attendu} ans" if t.mini == attendu + 1 else f"{attendu} à {t.mini - 1} ans"
            raise _refuser("Tranches", f"aucune tranche ne couvre {manque} (avant « {t.libelle} »)")
        attendu, precedente = None if t.maxi is None else t.maxi + 1, t.libelle
    if attendu is not None and attendu < cadre_par_defaut().age_impossible:
        raise _refuser(
            "Tranches",
            f"aucune tranche ne couvre {attendu} ans et plus : laissez vide l’âge maximal de la "
            "dernière",
        )
    return tuple(tranches)


def _listes(listes: Mapping[str, Iterable[Any]], messages: list[str]) -> dict[str, tuple[str, ...]]:
    retenues = {}
    for titre, defaut in listes_par_defaut().items():
        if titre not in listes:
            messages.append(Dit.LISTE_ABSENTE.avec(titre=titre))
            retenues[titre] = defaut
            continue
        valeurs = [en_texte(v).strip() for v in listes[titre]]
        nommees = {comparable(v): v for v in VALEURS_NOMMEES.get(titre, ())}
        perdue = next(
            (v for cle, v in nommees.items() if cle not in {comparable(v) for v in valeurs}), None
        )
        if perdue is not None:
            raise _refuser(
                "Listes",
                f"« {perdue} » ne peut être ni retirée ni renommée dans « {titre} » : les règles "
                "et les rapports s’en servent",
            )
        ajoutee = next(
            (v for v in valeurs if titre in LISTES_CLOSES and comparable(v) not in nommees), None
        )
        if ajoutee is not None:
            raise _refuser(
                "Listes",
                f"« {ajoutee} » ne peut pas être ajoutée à « {titre} », qui n’a que "
                f"{enumere(nommees.values(), 'et')}",
            )
        _sans_doublon("Listes", valeurs)
        retenues[titre] = tuple(nommees.get(comparable(v), v) for v in valeurs)
    return retenues
