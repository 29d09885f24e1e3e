"""Le justificatif interne d'un mois.

Nominatif, il prouve chaque chiffre et reste chez l'opérateur.

Il est fait du second comptage : chaque ligne comptée dans le mois, pour quels indicateurs, et où.
Le cumul se prouve de mois en mois : une personne y est nouvelle le premier mois où elle n'est pas «
M1 ».
"""

from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

from reports.classeur import ClasseurFrancais, proprietes
from reports.definitions import PRINCIPAUX
from reports.mois import Mois
from reports.rapport import Rapport
from reports.recompte import Recompte
from reports.resultat import MOIS
from reports.styles import Styles
from workbook.declarations.adresses import colonne_en_lettres
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import REGION
from workbook.declarations.categories import CATEGORIES
from workbook.declarations.lignes import Entretien
from workbook.jugement.suivi import Geste, Suivi
from workbook.presentation.feuille import delimiter, elargir, lister, mettre_en_page

DOSSIER = "Justificatifs internes"
AVERTISSEMENT = (
    "NOMINATIF – usage interne : ce fichier reste chez {operateur} et n’est jamais envoyé, "
    "ni à l’OFII ni à la DREETS."
)
CODES = tuple(i.code for i in PRINCIPAUX)
PARTOUT, DT_SEULE, REGION_SEULE = "oui", "DT", "région"
_LISTE, _HAUT = "Personnes comptées", 4
"""La feuille des personnes, et partout le rang des titres, sous l'avertissement et la note."""


class _Colonne(NamedTuple):
    titre: str
    largeur: float
    nombre: bool = False


_IDENTITE = (
    _Colonne("N° étranger", 14),
    _Colonne("Nom", 24),
    _Colonne("Prénom", 22),
    _Colonne("Sexe", 7),
    _Colonne("Date de naissance", 12),
)
COMPTEES = (
    _Colonne("Ligne", 8),
    _Colonne("Date entretien", 14),
    _Colonne("DT", 13),
    *_IDENTITE,
    _Colonne("Tranche", 17),
    _Colonne("Catégorie", 22),
    *(_Colonne(code, 8) for code in CODES),
)
SUIVIES = (
    _Colonne("Ligne", 8),
    _Colonne("À faire", 52),
    _Colonne("DT", 13),
    *_IDENTITE,
    _Colonne("Depuis le", 12),
    _Colonne("Jours d’attente", 10),
)
_PREUVE = (
    _Colonne("Chiffre", 56),
    _Colonne("Périmètre", 16),
    _Colonne("Personnes listées", 18, nombre=True),
    _Colonne("Chiffre du rapport", 18, nombre=True),
    _Colonne("Accord", 12),
)


def nom_du_justificatif(mois: Mois) -> str:
    """Le nom du fichier."""
    return f"Justificatif_interne_{mois}.xlsx"


def chemin_du_justificatif(classeur: Path, mois: Mois) -> Path:
    """À côté du classeur, nominatif lui aussi.

    Jamais dans le dossier des rapports, qui se partage.
    """
    return classeur.absolute().parent / DOSSIER / str(mois) / nom_du_justificatif(mois)


def justifier(r: Rapport, recompte: Recompte, suivis: Sequence[Suivi]) -> bytes:
    """Le classeur : la preuve de chaque chiffre, les personnes comptées, celles à suivre.

    Mêmes données, mêmes octets.
    """
    sortie = BytesIO()
    with ClasseurFrancais(sortie) as classeur:
        classeur.set_properties(proprietes(f"Justificatif interne {r.mois}", r))
        styles = Styles(classeur)
        preuve, comptees, suivies = (
            _feuille(classeur, styles, r, nom) for nom in ("Preuve", _LISTE, "À suivre")
        )
        lignes = _comptees(r, recompte)
        _liste(comptees, styles, "Comptees", COMPTEES, lignes)
        note = (
            "oui : compte dans sa DT et dans la région ; DT : dans sa DT seule ; "
            "région : dans la région seule. Filtrez une colonne pour lister un chiffre."
        )
        comptees.write_string(2, 0, note, styles["note"])
        attendues = [_suivie(s) for s in suivis if s.geste is not Geste.ATTENDRE]
        _liste(suivies, styles, "Suivies", SUIVIES, attendues)
        note = (
            "Inscrites sans premier rendez-vous tenu depuis plus de "
            f"{r.cadre.delai_relance} jours, et éligibles non inscrites "
            f"(sauf refus, ou titre n’ouvrant pas l’inscription), au {afficher(r.ref)}."
        )
        suivies.write_string(2, 0, note, styles["note"])
        _prouver(preuve, styles, r, len(lignes))
    return sortie.getvalue()


def _comptees(r: Rapport, recompte: Recompte) -> list[list[Any]]:
    """Chaque ligne comptée dans le mois, dans l'ordre du classeur, et où chaque indicateur la
    compte."""
    lignes = sorted(recompte.en_region | recompte.en_dt, key=lambda e: e.ligne)
    return [
        _comptee(e, r, _ou(recompte.en_region.get(e, ()), recompte.en_dt.get(e, ())))
        for e in lignes
    ]


@cache
def _ou(en_region: tuple[str, ...], en_dt: tuple[str, ...]) -> tuple[str | None, ...]:
    """Pour chaque indicateur, là où il compte une ligne.

    Partout, dans sa DT ou la région seule.
    """
    places = {(True, True): PARTOUT, (True, False): REGION_SEULE, (False, True): DT_SEULE}
    return tuple([places.get((code in en_region, code in en_dt)) for code in CODES])


def _comptee(e: Entretien, r: Rapport, ou: Sequence[str | None]) -> list[Any]:
    age = None if e.age is None else r.cadre.tranche_par_age[e.age]
    return [e.ligne, e.date_entretien, e.dt, *_identite(e), age, e.verdict.categorie.libelle, *ou]


def _suivie(s: Suivi) -> list[Any]:
    e = s.entretien
    return [e.ligne, s.a_faire, e.dt, *_identite(e), s.depuis, s.jours]


def _identite(e: Entretien) -> tuple[Any, ...]:
    return e.n_etranger, e.nom, e.prenom, e.sexe, e.date_naissance


def _feuille(classeur: ClasseurFrancais, styles: Styles, r: Rapport, nom: str) -> Worksheet:
    feuille = classeur.add_worksheet(nom)
    avertissement = AVERTISSEMENT.format(operateur=r.cadre.operateur)
    pied = (
        f'&L&"Arial"&8{r.mois.en_francais}&C&"Arial"&8Page &P/&N'
        f'&R&"Arial"&8{r.libelle_version} · empreinte {r.empreinte_courte}'
    )
    mettre_en_page(feuille, {"left": 0.45, "right": 0.45, "top": 0.7, "bottom": 0.65}, pied)
    feuille.hide_gridlines(2)
    feuille.fit_to_pages(1, 0)
    feuille.set_header(f'&C&"Arial,Bold"&9{avertissement.replace("&", "&&")}')
    feuille.set_row(0, 27)
    titre = f"{nom} – justificatif interne {r.mois.avec_de} ({r.libelle_version})"
    feuille.write_string(0, 0, titre, styles["titre"])
    feuille.write_string(1, 0, avertissement, styles["alerte"])
    return feuille


def _liste(
    feuille: Worksheet,
    styles: Styles,
    nom: str,
    colonnes: Sequence[_Colonne],
    lignes: Sequence[Sequence[Any]],
) -> None:
    """Un tableau filtrable."""
    lister(feuille, _HAUT + 1, lignes, jour=styles["jour"], nombre=styles["rang"])
    feuille.set_row(_HAUT, 30)
    _delimiter(feuille, styles, nom, colonnes, _HAUT + max(1, len(lignes)))


def _delimiter(
    feuille: Worksheet, styles: Styles, nom: str, colonnes: Iterable[_Colonne], bas: int
) -> None:
    titres = [(c.titre, styles["entete_nombre" if c.nombre else "entete"]) for c in colonnes]
    delimiter(feuille, nom, _HAUT, bas, titres)
    elargir(feuille, [c.largeur for c in colonnes])
    feuille.freeze_panes(_HAUT + 1, 0)
    feuille.repeat_rows(_HAUT)


def _prouver(feuille: Worksheet, styles: Styles, r: Rapport, combien: int) -> None:
    """Chaque chiffre du mois, et sa formule sur la liste : l'un prouve l'autre."""
    note = (
        f"Le nombre « listées » est une formule sur la feuille « {_LISTE} » ; "
        "le chiffre est celui du rapport."
    )
    feuille.write_string(2, 0, note, styles["note"])
    chiffres = [(f"{i.code} – {i.libelle}", i.code, "") for i in PRINCIPAUX]
    chiffres += [(f"dont {k.libelle}", k.code, k.libelle) for k in CATEGORIES]
    bas, rang = _HAUT + 1 + max(1, combien), _HAUT
    for libelle, code, categorie in chiffres:
        for perimetre in r.resultat.perimetres:
            rang += 1
            n, ici = r.resultat.valeur(perimetre, MOIS, code), rang + 1
            dt = "" if perimetre == REGION else f"$B{ici}"
            formule = _formule("R0" if categorie else code, categorie, dt, bas)
            accord = f'=IF(C{ici}=D{ici},"✔","✘ différent")'
            feuille.write_string(rang, 0, libelle, styles["cellule"])
            feuille.write_string(rang, 1, perimetre, styles["cellule"])
            feuille.write_formula(rang, 2, formule, styles["nombre"], n)
            feuille.write_number(rang, 3, n, styles["nombre"])
            feuille.write_formula(rang, 4, accord, styles["cellule"], "✔")
    _delimiter(feuille, styles, "Preuve", _PREUVE, rang)


def _formule(drapeau: str, categorie: str, dt: str, bas: int) -> str:
    """Combien de personnes de la liste, jusqu'à la ligne `bas`, ont ce drapeau.

    `dt` : la cellule de la DT.
    """

    def colonne(titre: str) -> str:
        lettre = colonne_en_lettres([c.titre for c in COMPTEES].index(titre))
        return f"'{_LISTE}'!${lettre}${_HAUT + 2}:${lettre}${bas}"

    criteres = f'{colonne("Catégorie")},"{categorie}",' if categorie else ""
    criteres += f"{colonne('DT')},{dt}," if dt else ""
    ou = (PARTOUT, DT_SEULE if dt else REGION_SEULE)
    return "=" + "+".join(f'COUNTIFS({criteres}{colonne(drapeau)},"{o}")' for o in ou)
