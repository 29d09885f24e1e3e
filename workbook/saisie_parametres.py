"""Vérifier ce que le responsable du CIP a changé dans `Paramètres` (pydantic), et refuser en français ce qui ne peut pas servir."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from workbook import cellules, dits
from workbook.cadre import ELIGIBLES, RECUES, REGION, TABLES, Antenne, Tranche, cadre_par_defaut, feries_de, listes_par_defaut, titres_convention
from workbook.categories import DE_SITUATION
from workbook.colonnes import VALEURS_NOMMEES
from workbook.entretien import Ecart
from workbook.erreurs import ParametresRefuses
from workbook.texte import comparable, enumere

Controle = tuple[dict[str, Any], list[str]]
NOM_DE_DT_MAX = LIBELLE_MAX = 60
TRANCHES_RESERVEES = ("t", "nr", "total", "sexe", "perimetre", "periode", "non renseigne")
"""Ce qu'un tableau de rapport écrit déjà à côté des tranches (`texte.comparable`)."""
_NOM_DE_FICHIER = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class Convention(BaseModel):
    """Les valeurs de la table `Convention`, une fois leurs cellules lues."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    operateur: str = Field(min_length=1)
    debut: date
    fin: date
    recrutement: date
    dt_couvertes: tuple[str, ...] = Field(min_length=1)
    convoques_par_pfa: int = Field(ge=1, le=1000)
    pfa_par_semaine: int = Field(ge=1, le=100)
    pfa_par_semaine_max: int = Field(ge=1, le=100)
    definition_accompagnees: str
    delai_relance: int = Field(ge=0, le=3650)
    dossier_rapports: str = Field(min_length=1)
    contact: str
    courriel_dreets: str

    @field_validator("debut", "fin", "recrutement", mode="before")
    @classmethod
    def _date(cls, brut: Any) -> Any:
        lu = cellules.lecteur_de_date(False)(brut)
        lu = lu.valeur if isinstance(lu, Ecart) else lu
        if lu is None:
            raise ValueError("ce n’est pas une date ; tapez par exemple 08/12/2025")
        return lu

    @field_validator("convoques_par_pfa", "pfa_par_semaine", "pfa_par_semaine_max", "delai_relance", mode="before")
    @classmethod
    def _entier(cls, brut: Any) -> Any:
        lu = cellules.lire_entier(brut)
        if lu is None:
            raise ValueError("ce n’est pas un nombre entier, zéro ou plus")
        return lu

    @field_validator("dt_couvertes", mode="before")
    @classmethod
    def _plusieurs(cls, brut: Any) -> Any:
        return brut if isinstance(brut, tuple) else tuple(v.strip() for v in cellules.texte(brut).split(";") if v.strip())

    @field_validator("definition_accompagnees", mode="before")
    @classmethod
    def _definition(cls, brut: Any) -> Any:
        lue = cellules.lecteur_de_liste((ELIGIBLES, RECUES))(brut)
        if not isinstance(lue, str):
            raise ValueError(f"choisissez {enumere((ELIGIBLES, RECUES))}")
        return lue

    @field_validator("operateur", "dossier_rapports", "contact", "courriel_dreets", mode="before")
    @classmethod
    def _texte(cls, brut: Any) -> Any:
        return cellules.texte(brut)

    @model_validator(mode="after")
    def _dans_l_ordre(self) -> "Convention":
        if self.debut > self.fin:
            raise ValueError("Convention, « Début » est après « Fin » : l’une des deux dates est à corriger")
        return self


def controler(tables: Mapping[str, list[tuple]], listes: Mapping[str, Iterable[Any]]) -> Controle:
    """Les champs du cadre que donne la feuille, et ce qu'il faut dire des défauts pris. Lève `ParametresRefuses`."""
    messages = [dits.TABLE_ABSENTE.format(table=nom) for nom in TABLES if nom not in tables]
    champs: dict[str, Any] = {}
    if "Antennes" in tables:
        champs["antennes"] = _antennes(tables["Antennes"])
    dts = tuple(a.dt for a in champs.get("antennes", cadre_par_defaut().antennes))
    champs |= _convention(tables.get("Convention", []), "Convention" in tables, dts, messages)
    if "Situations" in tables:
        champs["situations"] = _situations(tables["Situations"])
    if "Tranches" in tables:
        champs["tranches"] = _tranches(tables["Tranches"])
    champs["listes"] = _listes(listes, messages)
    return champs, messages


def _refuser(table: str, quoi: str, remede: str = "Corrigez la feuille « Paramètres », puis recommencez.") -> ParametresRefuses:
    return ParametresRefuses(f"Paramètres, table « {table} » : {quoi}. {remede}")


def _sans_doublon(table: str, noms: Iterable[str]) -> None:
    vus = set()
    for nom in noms:
        if comparable(nom) in vus:
            raise _refuser(table, f"« {nom} » y est deux fois")
        vus.add(comparable(nom))


def _convention(lignes: list[tuple], presente: bool, dts: tuple[str, ...], messages: list[str]) -> dict[str, Any]:
    titres, defauts = titres_convention(), cadre_par_defaut()
    connus = {comparable(t): t for t in titres}
    lus: dict[str, tuple[Any, str]] = {}
    for nom, valeur, source in lignes:
        titre = connus.get(comparable(cellules.texte(nom)))
        if titre is None:
            messages.append(dits.PARAMETRE_INCONNU.format(titre=cellules.texte(nom)))
        elif titre in lus:
            raise _refuser("Convention", f"« {titre} » y est deux fois")
        else:
            lus[titre] = (valeur, cellules.texte(source))
    valeurs = {champ: getattr(defauts, champ) for champ in titres.values()}
    sources = dict(defauts.sources)
    for titre, champ in titres.items():
        vide = titre not in lus or cellules.lire_texte(lus[titre][0]) is None
        if not vide:
            valeurs[champ] = lus[titre][0]
            sources[champ] = lus[titre][1] or sources[champ]
        elif valeurs[champ] != "" and presente:
            messages.append(dits.PARAMETRE_ABSENT.format(titre=titre))
    try:
        convention = Convention.model_validate(valeurs).model_dump()
    except ValidationError as erreur:
        faute = erreur.errors()[0]
        if not faute["loc"]:
            raise ParametresRefuses(f"Paramètres : {_raison(faute)}. Corrigez-la, puis recommencez.") from None
        titre = next(t for t, champ in titres.items() if champ == faute["loc"][0])
        raise _refuser("Convention", f"« {titre} » vaut « {cellules.texte(lus[titre][0])} » : {_raison(faute)}") from None
    par_nom = {comparable(dt): dt for dt in dts}
    if presente:
        inconnues = [dt for dt in convention["dt_couvertes"] if comparable(dt) not in par_nom]
        if inconnues:
            raise _refuser("Convention", f"« DT couvertes » cite « {inconnues[0]} », qui n’est pas dans la table Antennes")
        convention["dt_couvertes"] = tuple(par_nom[comparable(dt)] for dt in convention["dt_couvertes"])
    return convention | {"sources": sources}


_RAISONS = {
    "greater_than_equal": "c’est trop petit (au moins {ge})",
    "less_than_equal": "c’est trop grand (au plus {le})",
    "string_too_short": "il faut une valeur",
    "too_short": "il faut au moins une valeur",
}


def _raison(faute: Any) -> str:
    if faute["type"] == "value_error":
        return str(faute["ctx"]["error"])
    return _RAISONS.get(faute["type"], "cette valeur n’est pas comprise").format(**faute.get("ctx", {}))


def _antennes(lignes: list[tuple]) -> tuple[Antenne, ...]:
    antennes = []
    for dt, departements, courriel in lignes:
        nom = " ".join(cellules.texte(dt).split())
        if not nom:
            raise _refuser("Antennes", "une ligne n’a pas de DT")
        if _NOM_DE_FICHIER.search(nom) or nom.endswith(".") or not nom.isprintable():
            raise _refuser("Antennes", f'« {nom} » ne peut pas nommer un fichier (sans < > : " / \\ | ? * ni caractère invisible ni point final)')
        if len(nom) > NOM_DE_DT_MAX:
            raise _refuser("Antennes", f"« {nom[:20]}… » est un nom de DT trop long pour nommer un fichier ({NOM_DE_DT_MAX} caractères au plus)")
        if comparable(nom) == comparable(REGION):
            raise _refuser("Antennes", f"« {REGION} » est le nom de la région : une DT ne peut pas le porter")
        antennes.append(Antenne(nom, cellules.texte(departements), cellules.texte(courriel).strip(), feries_de(nom)))
    if not antennes:
        raise _refuser("Antennes", "elle est vide : il faut au moins une DT")
    _sans_doublon("Antennes", (a.dt for a in antennes))
    return tuple(antennes)


def _situations(lignes: list[tuple]) -> tuple[tuple[str, str], ...]:
    connues = {comparable(c): c for c in DE_SITUATION}
    situations = []
    for situation, categorie in lignes:
        nom, cle = cellules.texte(situation).strip(), comparable(cellules.texte(categorie))
        if not nom:
            raise _refuser("Situations", f"une ligne donne la catégorie « {cellules.texte(categorie)} » sans situation")
        if cle not in connues:
            raise _refuser("Situations", f"« {nom} » a pour catégorie « {cellules.texte(categorie)} » ; choisissez {enumere(DE_SITUATION)}")
        situations.append((nom, connues[cle]))
    if not situations:
        raise _refuser("Situations", "elle est vide : il faut au moins une situation")
    _sans_doublon("Situations", (s for s, _ in situations))
    return tuple(situations)


def _tranches(lignes: list[tuple]) -> tuple[Tranche, ...]:
    tranches = []
    for nom, mini, maxi in lignes:
        libelle = cellules.texte(nom).strip()
        bornes = cellules.lire_entier(mini), cellules.lire_entier(maxi)
        ouverte = cellules.lire_texte(maxi) is None
        if not libelle or comparable(libelle) in TRANCHES_RESERVEES:
            raise _refuser("Tranches", f"« {libelle} » ne peut pas nommer une tranche")
        if len(libelle) > LIBELLE_MAX:
            raise _refuser("Tranches", f"« {libelle[:20]}… » est un nom de tranche trop long ({LIBELLE_MAX} caractères au plus)")
        if bornes[0] is None or (bornes[1] is None and not ouverte):
            raise _refuser("Tranches", f"« {libelle} » n’a pas deux âges entiers ({cellules.texte(mini)} – {cellules.texte(maxi)})")
        if bornes[1] is not None and bornes[1] < bornes[0]:
            raise _refuser("Tranches", f"« {libelle} » finit ({bornes[1]} ans) avant de commencer ({bornes[0]} ans)")
        tranches.append(Tranche(libelle, bornes[0], bornes[1]))
    _sans_doublon("Tranches", (t.libelle for t in tranches))
    attendu: int | None = 0
    precedente = ""
    for t in sorted(tranches, key=lambda t: t.mini):
        if attendu is None or t.mini < attendu:
            raise _refuser("Tranches", f"« {precedente} » et « {t.libelle} » se chevauchent à {t.mini} ans")
        if t.mini > attendu:
            manque = f"{attendu} ans" if t.mini == attendu + 1 else f"{attendu} à {t.mini - 1} ans"
            raise _refuser("Tranches", f"aucune tranche ne couvre {manque} (avant « {t.libelle} »)")
        attendu, precedente = None if t.maxi is None else t.maxi + 1, t.libelle
    if attendu is not None and attendu < cadre_par_defaut().age_impossible:
        raise _refuser("Tranches", f"aucune tranche ne couvre {attendu} ans et plus : laissez vide l’âge maximal de la dernière")
    return tuple(tranches)


def _listes(listes: Mapping[str, Iterable[Any]], messages: list[str]) -> dict[str, tuple[str, ...]]:
    retenues = {}
    for titre, defaut in listes_par_defaut().items():
        if titre not in listes:
            messages.append(dits.LISTE_ABSENTE.format(titre=titre))
            retenues[titre] = defaut
            continue
        valeurs = [cellules.texte(v).strip() for v in listes[titre]]
        nommees = {comparable(v): v for v in VALEURS_NOMMEES.get(titre, ())}
        perdue = next((v for cle, v in nommees.items() if cle not in {comparable(v) for v in valeurs}), None)
        if perdue is not None:
            raise _refuser("Listes", f"« {perdue} » ne peut être ni retirée ni renommée dans « {titre} » : les règles et les indicateurs la nomment")
        _sans_doublon("Listes", valeurs)
        retenues[titre] = tuple(nommees.get(comparable(v), v) for v in valeurs)
    return retenues
