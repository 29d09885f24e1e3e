"""Passer d'un ancien classeur au modèle d'aujourd'hui sans rien perdre : ce qu'il porte, tel que
`modele.construire` le reçoit.

Toute valeur tapée trouve une place : sous le même titre, dans une colonne ajoutée à droite (celles
du CIP), dans une feuille à lui, ou, à défaut, dans la feuille « Repris » qui dit où elle était. Ne
sont pas repris la mise en forme, ni ce que le logiciel écrit lui-même (Contrôles, À suivre,
Notice).
"""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from workbook.declarations.adresses import adresse, colonne_en_lettres, plage
from workbook.declarations.cadre import TABLES, listes_par_defaut, tables_par_defaut
from workbook.declarations.colonnes import Colonne, Nature
from workbook.declarations.dates import DE_1904_A_1900, date_lue, lire_date
from workbook.declarations.erreurs import ClasseurInutilisable
from workbook.declarations.lignes import CHAMPS, DECISIONS, ENTRETIENS, REQUISES, SEANCES, Entretien
from workbook.declarations.texte import comparable
from workbook.declarations.valeurs import en_texte, nombre_de
from workbook.lecture import commentaires, enveloppe
from workbook.lecture.classeur import Classeur, Source
from workbook.lecture.enveloppe import FEUILLE_REGLAGES, Enveloppe
from workbook.lecture.fichier import Grille, ouvrir_cellules
from workbook.lecture.nettoyage import en_clair
from workbook.lecture.paquet import Paquet
from workbook.lecture.relecture import relire
from workbook.lecture.tables_parametres import lire_tables
from workbook.modele.classeur import FEUILLES
from workbook.modele.formules import par_champ, valeurs_vives
from workbook.modele.notice import A_SUIVRE, CONTROLES, JOURNAL
from workbook.modele.parametres import GAUCHE_DES_CALCULS
from workbook.modele.saisie import COLONNES_SEANCES, HAUT
from workbook.modele.tableau_de_bord import CE_QUE_LE_LOGICIEL_ECRIT

REPRIS = "Repris"
REFAITES = {"Contrôles": CONTROLES, "À suivre": A_SUIVRE}
"""Les tableaux que le logiciel réécrit : n'y est repris que ce qui est tapé à côté de leurs
colonnes."""
_TABLEAUX: dict[str, tuple[Sequence[Colonne], Sequence[Colonne]]] = {
    "Entretiens": (ENTRETIENS, REQUISES),
    "Séances": (COLONNES_SEANCES, tuple(c for c in SEANCES if c.requise)),
    "Décisions": (DECISIONS, DECISIONS),
    "Journal": (JOURNAL, JOURNAL),
}
_ERREUR_XLSX = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]* t="e"')


@dataclass
class Reprise:
    """Ce qu'un ancien classeur porte. `contenu` : les arguments de `modele.construire` ; le reste
    est à dire à la personne."""

    contenu: dict[str, Any]
    a_part: list[tuple[str, str, Any]] = field(default_factory=list)
    """(feuille, cellule, valeur) de ce qui n'a de place nulle part : la feuille « Repris »."""
    commentaires: list[tuple[str, str, str]] = field(default_factory=list)
    """(feuille, cellule, texte) des commentaires de la personne : eux aussi vont dans « Repris
    »."""
    en_erreur: list[str] = field(default_factory=list)
    """Cellules en erreur (#N/A…), reprises vides."""
    jamais_calculees: list[str] = field(default_factory=list)
    """Cellules dont la formule n'a pas de résultat enregistré, reprises vides."""
    feuilles_illisibles: list[str] = field(default_factory=list)
    """Feuilles que la lecture n'emploie pas et qui ne se lisent pas : non reprises."""
    commentaires_illisibles: list[str] = field(default_factory=list)
    """Feuilles dont les commentaires ne se lisent pas : non repris."""
    feuille_a_part: str = ""
    """Le nom donné à cette feuille."""


@dataclass
class _Tableau:
    """Une feuille en tableau : ses lignes (titre -> valeur), les titres que le CIP a ajoutés, et
    les cellules qui ne sont pas du tableau."""

    lignes: list[dict[str, Any]] = field(default_factory=list)
    en_plus: list[str] = field(default_factory=list)
    autour: list[tuple[int, int, Any]] = field(default_factory=list)


def reprendre(ancien: Classeur, batir: Callable[..., bytes]) -> Reprise:
    """Ce qu'il faut écrire pour que rien ne se perde d'un classeur que `lire` accepte. `batir` :
    `modele.construire`."""
    paquet = enveloppe.ouvrir(ancien.chemin)
    source = ouvrir_cellules(ancien.chemin, paquet)
    feuilles, illisibles = _toutes_les_feuilles(source)
    connues = {comparable(nom): nom for nom in (*FEUILLES, FEUILLE_REGLAGES)}
    notre = {connues[comparable(nom)]: nom for nom in feuilles if comparable(nom) in connues}
    tableaux = {
        nom: _tableau(feuilles[notre[nom]], *_TABLEAUX[nom], paquet, notre[nom])
        if nom in notre
        else _Tableau()
        for nom in _TABLEAUX
    }
    _garder_les_valeurs_tapees(tableaux["Entretiens"], ancien)
    tables, listes = (
        _parametres(feuilles[notre["Paramètres"]], paquet, notre["Paramètres"])
        if "Paramètres" in notre
        else (None, None)
    )
    contenu: dict[str, Any] = {
        "lignes": tableaux["Entretiens"].lignes,
        "seances": tableaux["Séances"].lignes,
        "decisions": tableaux["Décisions"].lignes,
        "journal": tableaux["Journal"].lignes,
        "en_plus": {nom: t.en_plus for nom, t in tableaux.items() if t.en_plus},
        "ecrit": _ecrit(feuilles, paquet),
        "feuilles": _feuilles_du_cip(
            {
                nom: grille
                for nom, grille in feuilles.items()
                if comparable(nom) not in connues and any(grille)
            }
        ),
        "mois": date(*ancien.mois, 1) if ancien.mois else None,
        "tables": tables,
        "listes": listes,
    }
    siens, sans_commentaires = commentaires.de_la_personne(ancien.chemin, paquet)
    reprise = Reprise(
        contenu,
        commentaires=siens,
        commentaires_illisibles=sans_commentaires,
        feuilles_illisibles=illisibles,
        jamais_calculees=_jamais_calculees(source, feuilles, {notre[n]: n for n in notre}),
        en_erreur=_erreurs(
            ancien.chemin,
            paquet,
            {notre[n] for n in ("Entretiens", "Séances", "Décisions", "Paramètres") if n in notre},
        ),
    )
    autour = {nom: tableau.autour for nom, tableau in tableaux.items()}
    autour |= {
        nom: _toutes(feuilles[notre[nom]]) for nom in ("Accueil", "Paramètres") if nom in notre
    }
    autour |= {
        nom: _a_cote(feuilles[notre[nom]], colonnes)
        for nom, colonnes in REFAITES.items()
        if nom in notre
    }
    _mettre_a_part(reprise, autour, batir(**contenu))
    return reprise


def differences(ancien: Classeur, nouveau: Classeur) -> list[str]:
    """Ce que la lecture du nouveau classeur ne rend pas comme celle de l'ancien : vide si rien n'a
    changé."""
    trouvees = []
    if [_vu(e) for e in ancien.lignes] != [_vu(e) for e in nouveau.lignes]:
        trouvees.append("les entretiens")
    if [s[1:] for s in map(_champs, ancien.seances or [])] != [
        s[1:] for s in map(_champs, nouveau.seances or [])
    ]:
        trouvees.append("les séances")
    if [replace(d, ligne=0, colonne=0) for d in ancien.decisions] != [
        replace(d, ligne=0, colonne=0) for d in nouveau.decisions
    ]:
        trouvees.append("les décisions")
    if ancien.cadre != nouveau.cadre:
        trouvees.append("les paramètres")
    return trouvees


def _champs(objet: Any) -> tuple:
    return tuple(getattr(objet, champ) for champ in type(objet).__dataclass_fields__)


def _vu(e: Entretien) -> tuple:
    return (
        tuple(getattr(e, champ) for champ in CHAMPS),
        {champ: x.brut for champ, x in e.ecarts.items() if x.valeur is None},
        e.verdict.motif,
    )


def _toutes_les_feuilles(source: Source) -> tuple[dict[str, Grille], list[str]]:
    """Les cellules de chaque feuille, et les feuilles qui ne se lisent pas ; celles qui comptent
    ont déjà été lues."""
    feuilles, illisibles = {}, []
    for nom in source.feuilles:
        try:
            feuilles[nom] = _sans_vides(source.rangees(nom))
        except ClasseurInutilisable:
            illisibles.append(nom)
    return feuilles, illisibles


def _sans_vides(grille: Sequence[list[Any]]) -> Grille:
    """Les mêmes lignes ; chacune s'arrête à sa dernière cellule remplie."""
    lignes = []
    for ligne in grille:
        fin = len(ligne)
        while fin and ligne[fin - 1] == "":
            fin -= 1
        lignes.append(ligne[:fin])
    return lignes


def _tableau(
    grille: Grille,
    colonnes: Sequence[Colonne],
    requises: Sequence[Colonne],
    paquet: Enveloppe,
    feuille: str,
) -> _Tableau:
    haut = _ligne_de_titres(grille, requises)
    if haut is None:
        return _Tableau(autour=_toutes(grille))
    connues = {comparable(c.titre): c for c in colonnes}
    titres: dict[int, str] = {}
    en_plus: list[str] = []
    utiles = {
        colonne for ligne in grille[haut:] for colonne, valeur in enumerate(ligne) if valeur != ""
    }
    for colonne in sorted(utiles):
        lue = grille[haut][colonne] if colonne < len(grille[haut]) else ""
        c = connues.get(_cle(lue))
        if c is not None and c.titre not in titres.values():
            titres[colonne] = c.titre
        else:
            titres[colonne] = _titre_libre(
                lue, colonne, {comparable(t) for t in (*(c.titre for c in colonnes), *en_plus)}
            )
            en_plus.append(titres[colonne])
    tableau = _Tableau(en_plus=en_plus, autour=[x for x in _toutes(grille) if x[0] < haut])
    totaux = paquet.totaux(
        feuille, (colonne for colonne, titre in titres.items() if titre not in en_plus)
    )
    dates = {c.titre for c in colonnes if c.nature is Nature.DATE}
    for rang, ligne in enumerate(grille[haut + 1 :], haut + 1):
        valeurs = {
            titres[k]: _date_a_ecrire(v, paquet.calendrier_1904) if titres[k] in dates else v
            for k, v in enumerate(ligne)
            if v != ""
        }
        if rang in totaux:
            tableau.autour += [(rang, k, v) for k, v in enumerate(ligne) if v != ""]
        elif valeurs:
            tableau.lignes.append(valeurs)
    return tableau


def _a_cote(grille: Grille, colonnes: Sequence[Colonne]) -> list[tuple[int, int, Any]]:
    """Les cellules d'une feuille hors des colonnes que le logiciel y réécrit."""
    haut = _ligne_de_titres(grille, colonnes)
    if haut is None:
        return _toutes(grille)
    ecrites = {
        k
        for k, titre in enumerate(grille[haut])
        if _cle(titre) in {comparable(c.titre) for c in colonnes}
    }
    return [
        (rang, k, valeur) for rang, k, valeur in _toutes(grille) if rang < haut or k not in ecrites
    ]


def _ligne_de_titres(grille: Grille, colonnes: Sequence[Colonne]) -> int | None:
    """La première ligne qui a au moins la moitié de ces titres."""
    voulus = {comparable(c.titre) for c in colonnes}
    return next(
        (
            rang
            for rang, ligne in enumerate(grille)
            if 2 * len(voulus & set(map(_cle, ligne))) >= len(voulus)
        ),
        None,
    )


def _cle(valeur: Any) -> str:
    return comparable(valeur) if isinstance(valeur, str) else ""


def _date_a_ecrire(valeur: Any, calendrier_1904: bool) -> Any:
    """Une cellule de date, telle que le modèle la lira de même : un instant devient une vraie date,
    un numéro de série nu passe au calendrier 1900."""
    if isinstance(valeur, str):
        lue = lire_date(valeur)
        return lue if isinstance(lue, date) else valeur
    nombre = nombre_de(valeur)
    return nombre + DE_1904_A_1900 if calendrier_1904 and nombre is not None else valeur


def _titre_libre(lue: Any, colonne: int, pris: set[str]) -> str:
    """Le titre d'une colonne ajoutée par le CIP : le sien, rendu unique ; à défaut, sa lettre."""
    base = " ".join(en_texte(lue).split())[:240] or f"Colonne {colonne_en_lettres(colonne)}"
    titre, n = base, 1
    while comparable(titre) in pris:
        n += 1
        titre = f"{base} ({n})"
    return titre


def _garder_les_valeurs_tapees(tableau: _Tableau, ancien: Classeur) -> None:
    """Une valeur tapée sur une formule vive, autre que ce que la formule montre, va dans une
    colonne à elle ; la formule revient."""
    calculees = {c.titre: c.champ for c in ENTRETIENS if c.nature is Nature.CALCUL}
    a_cote = {
        titre: _titre_libre(f"{titre} (tapé)", 0, {comparable(t) for t in tableau.en_plus})
        for titre in calculees
    }
    for ligne in tableau.lignes:
        montrees = valeurs_vives(par_champ(ligne), ancien.cadre)
        for titre, champ in calculees.items():
            lue = ligne.pop(titre, "")
            if lue != "" and lue != montrees[champ]:
                ligne[a_cote[titre]] = lue
                if a_cote[titre] not in tableau.en_plus:
                    tableau.en_plus.append(a_cote[titre])


def _parametres(
    grille: Grille, paquet: Enveloppe, feuille: str
) -> tuple[dict[str, list[tuple]], dict[str, tuple]]:
    """Les tables telles qu'elles sont, et les paramètres que le modèle a de plus."""
    lues, listes = lire_tables(grille, paquet.tables, feuille)
    defauts = tables_par_defaut()
    tables = {
        nom: [tuple(map(_entier, ligne)) for ligne in lues.get(nom, defauts[nom])] for nom in TABLES
    }
    datees = {
        comparable(nom) for nom, valeur, _ in defauts["Convention"] if isinstance(valeur, date)
    }
    tables["Convention"] = [
        (
            nom,
            (date_lue(valeur, paquet.calendrier_1904) or valeur) if _cle(nom) in datees else valeur,
            source,
        )
        for nom, valeur, source in tables["Convention"]
    ]
    presents = {_cle(nom) for nom, *_ in tables["Convention"]}
    tables["Convention"] += [
        ligne for ligne in defauts["Convention"] if comparable(ligne[0]) not in presents
    ]
    return tables, {
        titre: tuple(map(_entier, listes.get(titre, valeurs)))
        for titre, valeurs in listes_par_defaut().items()
    }


def _entier(valeur: Any) -> Any:
    return int(valeur) if isinstance(valeur, float) and valeur.is_integer() else valeur


def _feuilles_du_cip(grilles: Mapping[str, Grille]) -> dict[str, Any]:
    """Les feuilles ajoutées par le CIP, sous un nom qu'Excel admet (LibreOffice en admet de plus
    longs)."""
    gardees: dict[str, Any] = {}
    for nom, grille in grilles.items():
        _ajouter(gardees, re.sub(r"[\[\]:*?/\\]", " ", nom).strip("' ") or "Feuille", grille)
    return gardees


def _ajouter(feuilles: dict[str, Any], nom: str, grille: Sequence[Sequence[Any]]) -> str:
    pris = {comparable(n) for n in (*feuilles, *FEUILLES, FEUILLE_REGLAGES)}
    noms = (nom[:31], *(f"{nom[:27]} {k}" for k in range(2, 999)))
    libre = next(n for n in noms if comparable(n) not in pris)
    feuilles[libre] = grille
    return libre


def _ecrit(feuilles: Mapping[str, Grille], paquet: Enveloppe) -> dict[str, Any]:
    """Ce que le logiciel avait écrit sur l'Accueil, par nom."""
    ecrit = {}
    for nom in CE_QUE_LE_LOGICIEL_ECRIT:
        feuille, _, cellule = paquet.noms.get(comparable(nom), "").rpartition("!")
        zone, grille = plage(cellule), feuilles.get(feuille.strip("'").replace("''", "'"), [])
        if (
            zone is not None
            and zone[0] < len(grille)
            and zone[1] < len(grille[zone[0]])
            and grille[zone[0]][zone[1]] != ""
        ):
            ecrit[nom] = grille[zone[0]][zone[1]]
    return ecrit


def _toutes(grille: Grille) -> list[tuple[int, int, Any]]:
    return [
        (rang, colonne, valeur)
        for rang, ligne in enumerate(grille)
        for colonne, valeur in enumerate(ligne)
        if valeur != ""
    ]


def _mettre_a_part(
    reprise: Reprise, autour: Mapping[str, Sequence[tuple[int, int, Any]]], essai: bytes
) -> None:
    """Ce qui n'est ni repris ni un texte du modèle va dans la feuille « Repris » : on compare à un
    premier essai du nouveau classeur."""
    neuf = relire(essai)
    for nom, cellules_ in autour.items():
        droite = GAUCHE_DES_CALCULS if nom == "Accueil" else 1 << 14
        bas = (
            1 << 20 if nom in ("Accueil", "Paramètres") else HAUT
        )  # d'un tableau, seul ce qui est au-dessus de ses titres
        du_modele = Counter(
            (type(v), v)
            for rang, colonne, v in _toutes(neuf[nom])
            if colonne < droite and rang < bas
        )
        for rang, colonne, valeur in cellules_:
            if colonne < droite:
                if not du_modele[type(valeur), valeur]:
                    reprise.a_part.append((nom, adresse(rang, colonne), valeur))
                else:
                    du_modele[type(valeur), valeur] -= 1
    repris = reprise.a_part + [
        (feuille, f"{cellule} (commentaire)", texte)
        for feuille, cellule, texte in reprise.commentaires
    ]
    if repris:
        reprise.feuille_a_part = _ajouter(
            reprise.contenu["feuilles"], REPRIS, [("Feuille", "Cellule", "Valeur"), *repris]
        )


def _erreurs(chemin: Path, paquet: Enveloppe, feuilles: set[str]) -> list[str]:
    """Les adresses des cellules en erreur : le lecteur de cellules les rend vides."""
    if paquet.document is not None:
        return [
            f"{nom}!{cellule}"
            for nom, f in paquet.document.feuilles.items()
            if nom in feuilles
            for cellule in f.erreurs
        ]
    trouvees = []
    with zipfile.ZipFile(chemin) as archive:
        for feuille in paquet.parties:
            if feuille in feuilles:
                xml = en_clair(Paquet(archive), paquet, feuille)
                trouvees += [
                    f"{feuille}!{adresse.decode()}" for adresse in _ERREUR_XLSX.findall(xml)
                ]
    return trouvees


def _jamais_calculees(
    source: Source, feuilles: Mapping[str, Grille], connues: Mapping[str, str]
) -> list[str]:
    """Les adresses des formules sans résultat enregistré, là où c'est une perte : hors de ce que le
    modèle ou le logiciel recalcule."""
    trouvees = []
    for feuille, grille in feuilles.items():
        colonnes, requises = _TABLEAUX.get(connues.get(feuille, ""), ((), ()))
        haut = _ligne_de_titres(grille, requises) if requises else None
        calculees = {comparable(c.titre) for c in colonnes if c.nature is Nature.CALCUL}
        if feuille in connues and haut is None:
            continue
        for cellule in source.examen(feuille).jamais_calculees:
            zone = plage(cellule)
            titres = grille[haut] if haut is not None else []
            if zone and not (zone.gauche < len(titres) and _cle(titres[zone.gauche]) in calculees):
                trouvees.append(f"{feuille}!{cellule}")
    return trouvees
