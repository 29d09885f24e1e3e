"""Le justificatif interne d'un mois : nominatif, il prouve chaque chiffre et reste chez l'opérateur. Jamais joint à un courriel.

Il est fait du second comptage : chaque ligne comptée dans le mois, pour quels indicateurs, et où. Le cumul se prouve de mois en mois,
par les justificatifs : une personne y est nouvelle le premier mois où elle n'est pas marquée « revue ».
"""

import os
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from reports.classeur import ClasseurFrancais
from reports.definitions import PRINCIPAUX
from reports.indicateurs import REGION
from reports.mois import Mois
from reports.rapport import Rapport
from reports.recompte import Recompte
from reports.styles import Styles
from workbook.declarations.affichage import afficher
from workbook.declarations.categories import CATEGORIES
from workbook.declarations.lignes import Entretien
from workbook.jugement.suivi import Geste, Suivi

DOSSIER = "Justificatifs internes"
AVERTISSEMENT = "NOMINATIF – usage interne : ce fichier reste chez {operateur} et n’est jamais envoyé, ni à l’OFII ni à la DREETS."
CODES = tuple(i.code for i in PRINCIPAUX)
PARTOUT, DT_SEULE, REGION_SEULE = "oui", "DT", "région"
_IDENTITE = (
    ("N° étranger", 14),
    ("Nom", 24),
    ("Prénom", 22),
    ("Sexe", 7),
    ("Date de naissance", 12),
)
COMPTEES = (
    ("Ligne", 8),
    ("Date entretien", 14),
    ("DT", 13),
    *_IDENTITE,
    ("Tranche", 17),
    ("Catégorie", 22),
    *((code, 8) for code in CODES),
)
SUIVIES = (
    ("Ligne", 8),
    ("À faire", 52),
    ("DT", 13),
    *_IDENTITE,
    ("Depuis le", 12),
    ("Jours d’attente", 10),
)
_HAUT = 4
"""Le rang des titres de colonnes, sous le titre, l'avertissement et la note."""


def nom_du_justificatif(mois: Mois) -> str:
    """Le nom du fichier."""
    return f"Justificatif_interne_{mois}.xlsx"


def chemin_du_justificatif(classeur: Path, mois: Mois) -> Path:
    """À côté du classeur, qui est nominatif lui aussi, et jamais dans le dossier des rapports, qui se partage."""
    return classeur.absolute().parent / DOSSIER / str(mois) / nom_du_justificatif(mois)


def justifier(r: Rapport, recompte: Recompte, suivis: Sequence[Suivi]) -> bytes:
    """Le classeur : la preuve de chaque chiffre, les personnes comptées, celles à suivre. Mêmes données, mêmes octets."""
    sortie = BytesIO()
    with ClasseurFrancais(sortie) as classeur:
        classeur.set_properties(
            {
                "title": f"Justificatif interne {r.mois}",
                "company": r.cadre.operateur,
                "created": datetime(r.ref.year, r.ref.month, r.ref.day),
            }
        )
        styles = Styles(classeur)
        preuve, comptees, suivies = (
            _feuille(classeur, styles, r, nom)
            for nom in ("Preuve", "Personnes comptées", "À suivre")
        )
        lignes = _comptees(r, recompte)
        largeurs = (
            (34, 16, 18, 18, 12),
            [largeur for _, largeur in COMPTEES],
            [largeur for _, largeur in SUIVIES],
        )
        for feuille, siennes in zip((preuve, comptees, suivies), largeurs, strict=True):
            for colonne, largeur in enumerate(siennes):
                feuille.set_column(colonne, colonne, largeur)
        _tableau(comptees, styles, "Comptees", [titre for titre, _ in COMPTEES], lignes)
        _note(
            comptees,
            styles,
            "oui : compte dans sa DT et dans la région ; DT : dans sa DT seule ; région : dans la région seule. Filtrez une colonne pour lister un chiffre.",
        )
        attendues = [s for s in suivis if s.geste is not Geste.ATTENDRE]
        _tableau(
            suivies,
            styles,
            "Suivies",
            [titre for titre, _ in SUIVIES],
            [_suivie(s) for s in attendues],
        )
        _note(
            suivies,
            styles,
            f"Inscrites sans premier rendez-vous tenu depuis plus de {r.cadre.delai_relance} jours, et éligibles non inscrites "
            f"(sauf refus, ou titre n’ouvrant pas l’inscription), au {afficher(r.ref)}.",
        )
        _preuve(preuve, styles, r, len(lignes))
    return sortie.getvalue()


def deposer(chemin: Path, octets: bytes) -> None:
    """Met le justificatif en place d'un geste : entier, ou celui d'avant. Lève `OSError`."""
    chemin.parent.mkdir(parents=True, exist_ok=True)
    attente = chemin.with_name(f".{chemin.name}.en-cours")
    try:
        with attente.open("wb") as sortie:
            sortie.write(octets)
            sortie.flush()
            os.fsync(sortie.fileno())
        os.replace(attente, chemin)
    finally:
        attente.unlink(missing_ok=True)


def _comptees(r: Rapport, recompte: Recompte) -> list[list[Any]]:
    """Chaque ligne comptée dans le mois, dans l'ordre du classeur, et où chaque indicateur la compte."""
    lignes = sorted(recompte.en_region | recompte.en_dt, key=lambda e: e.ligne)
    return [
        _comptee(e, _ou(recompte.en_region.get(e, ()), recompte.en_dt.get(e, ())), r)
        for e in lignes
    ]


@cache
def _ou(en_region: tuple[str, ...], en_dt: tuple[str, ...]) -> tuple[str | None, ...]:
    """Pour chaque indicateur, là où il compte une ligne : partout, dans sa DT ou la région seule, ou nulle part."""
    places = {(True, True): PARTOUT, (True, False): REGION_SEULE, (False, True): DT_SEULE}
    return tuple([places.get((code in en_region, code in en_dt)) for code in CODES])


def _comptee(e: Entretien, ou: Sequence[str | None], r: Rapport) -> list[Any]:
    age = None if e.age is None else r.cadre.tranche_par_age[e.age]
    return [e.ligne, e.date_entretien, e.dt, *_identite(e), age, e.verdict.categorie.libelle, *ou]


def _suivie(s: Suivi) -> list[Any]:
    return [
        s.entretien.ligne,
        s.a_faire,
        s.entretien.dt,
        *_identite(s.entretien),
        s.depuis,
        s.jours,
    ]


def _identite(e: Entretien) -> tuple[Any, ...]:
    return e.n_etranger, e.nom, e.prenom, e.sexe, e.date_naissance


def _feuille(classeur: Any, styles: Styles, r: Rapport, nom: str) -> Any:
    feuille = classeur.add_worksheet(nom)
    avertissement = AVERTISSEMENT.format(operateur=r.cadre.operateur)
    feuille.hide_gridlines(2)
    feuille.set_landscape()
    feuille.set_paper(9)
    feuille.fit_to_pages(1, 0)
    feuille.set_margins(left=0.45, right=0.45, top=0.7, bottom=0.65)
    feuille.set_header(f'&C&"Arial,Bold"&9{avertissement.replace("&", "&&")}')
    feuille.set_footer(
        f'&L&"Arial"&8{r.mois.en_francais}&C&"Arial"&8Page &P/&N&R&"Arial"&8{r.libelle_version} · empreinte {r.empreinte_courte}'
    )
    feuille.set_row(0, 27)
    feuille.write_string(
        0,
        0,
        f"{nom} – justificatif interne {r.mois.avec_de} ({r.libelle_version})",
        styles["titre"],
    )
    feuille.write_string(1, 0, avertissement, styles["alerte"])
    return feuille


def _note(feuille: Any, styles: Styles, texte: str) -> None:
    feuille.write_string(2, 0, texte, styles["note"])


def _tableau(
    feuille: Any, styles: Styles, nom: str, titres: Sequence[str], lignes: Sequence[Sequence[Any]]
) -> None:
    """Un tableau filtrable ; une cellule sans valeur est vide."""
    feuille.lister(_HAUT + 1, lignes, jour=styles["jour"], nombre=styles["rang"])
    colonnes = [{"header": titre, "header_format": styles["entete"]} for titre in titres]
    feuille.set_row(_HAUT, 30)
    feuille.delimiter(
        _HAUT,
        _HAUT + max(1, len(lignes)),
        len(titres) - 1,
        {"name": nom, "columns": colonnes, "style": None},
    )
    feuille.freeze_panes(_HAUT + 1, 0)
    feuille.repeat_rows(_HAUT)


def _preuve(feuille: Any, styles: Styles, r: Rapport, combien: int) -> None:
    """Chaque chiffre du mois, et sa formule sur la liste : l'un prouve l'autre."""
    _note(
        feuille,
        styles,
        "Le nombre « listées » est une formule sur la feuille « Personnes comptées » ; le chiffre est celui du rapport.",
    )
    titres = ("Chiffre", "Périmètre", "Personnes listées", "Chiffre du rapport", "Accord")
    bas = _HAUT + 1 + max(1, combien)

    def colonne(titre: str) -> str:
        lettre = chr(ord("A") + [t for t, _ in COMPTEES].index(titre))
        return f"'Personnes comptées'!${lettre}${_HAUT + 2}:${lettre}${bas}"

    rang = _HAUT
    chiffres = [(f"{i.code} – {i.libelle}", i.code, "") for i in PRINCIPAUX] + [
        (f"dont {k.libelle}", k.code, k.libelle) for k in CATEGORIES
    ]
    feuille.set_column(0, 0, 56)
    for libelle, code, categorie in chiffres:
        for perimetre in r.resultat.perimetres:
            rang += 1
            criteres = f'{colonne("Catégorie")},"{categorie}",' if categorie else ""
            if perimetre != REGION:
                criteres += f"{colonne('DT')},$B{rang + 1},"
            drapeau = colonne("R0" if categorie else code)
            autre = REGION_SEULE if perimetre == REGION else DT_SEULE
            formule = "+".join(f'COUNTIFS({criteres}{drapeau},"{ou}")' for ou in (PARTOUT, autre))
            n = r.resultat.valeur(perimetre, "mois", code)
            feuille.write_string(rang, 0, libelle, styles["cellule"])
            feuille.write_string(rang, 1, perimetre, styles["cellule"])
            feuille.write_formula(rang, 2, f"={formule}", styles["nombre"], n)
            feuille.write_number(rang, 3, n, styles["nombre"])
            feuille.write_formula(
                rang, 4, f'=IF(C{rang + 1}=D{rang + 1},"✔","✘ différent")', styles["cellule"], "✔"
            )
    colonnes = [
        {"header": titre, "header_format": styles["entete_nombre" if n in (2, 3) else "entete"]}
        for n, titre in enumerate(titres)
    ]
    feuille.add_table(
        _HAUT, 0, rang, len(titres) - 1, {"name": "Preuve", "columns": colonnes, "style": None}
    )
    feuille.freeze_panes(_HAUT + 1, 0)
    feuille.repeat_rows(_HAUT)
