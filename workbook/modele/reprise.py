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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from workbook.declarations.adresses import adresse, plage
from workbook.declarations.colonnes import Nature
from workbook.declarations.erreurs import ClasseurInutilisable
from workbook.declarations.lignes import CHAMPS, Entretien
from workbook.declarations.texte import comparable
from workbook.lecture import commentaires, enveloppe
from workbook.lecture.classeur import Classeur, Source
from workbook.lecture.enveloppe import FEUILLE_REGLAGES, Enveloppe
from workbook.lecture.fichier import ouvrir_cellules
from workbook.lecture.nettoyage import en_clair
from workbook.lecture.paquet import Paquet
from workbook.lecture.relecture import relire
from workbook.lecture.tables import Grille
from workbook.modele.calculs import GAUCHE_DES_CALCULS
from workbook.modele.classeur import FEUILLES
from workbook.modele.notice import A_SUIVRE, CONTROLES
from workbook.modele.table import HAUT
from workbook.modele.tableau_de_bord import CE_QUE_LE_LOGICIEL_ECRIT
from workbook.modele.tableaux_repris import (
    TABLEAUX,
    Remplie,
    Tableau,
    a_cote,
    garder_les_valeurs_tapees,
    lire_parametres,
    lire_tableau,
    remplies,
)

REPRIS = "Repris"
REFAITES = {"Contrôles": CONTROLES, "À suivre": A_SUIVRE}
"""Les tableaux que le logiciel réécrit : n'y est repris que ce qui est tapé à côté."""
SAISIES = ("Entretiens", "Séances", "Décisions", "Paramètres")
"""Les feuilles où une cellule en erreur est une perte."""
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


def reprendre(ancien: Classeur, batir: Callable[..., bytes]) -> Reprise:
    """Ce qu'il faut écrire pour que rien ne se perde d'un classeur que `lire` accepte.

    `batir` : `modele.construire`.
    """
    paquet = enveloppe.ouvrir(ancien.chemin)
    source = ouvrir_cellules(ancien.chemin, paquet)
    feuilles, illisibles = _toutes_les_feuilles(source)
    connues = {comparable(nom): nom for nom in (*FEUILLES, FEUILLE_REGLAGES)}
    notre = {connues[comparable(nom)]: nom for nom in feuilles if comparable(nom) in connues}
    grilles = {nom: feuilles[sien] for nom, sien in notre.items()}
    tableaux = {
        nom: lire_tableau(grilles[nom], forme, paquet, notre[nom]) if nom in notre else Tableau()
        for nom, forme in TABLEAUX.items()
    }
    garder_les_valeurs_tapees(tableaux["Entretiens"], ancien.cadre)
    tables, listes = None, None
    if "Paramètres" in notre:
        tables, listes = lire_parametres(grilles["Paramètres"], paquet, notre["Paramètres"])
    contenu: dict[str, Any] = {
        "lignes": tableaux["Entretiens"].lignes,
        "seances": tableaux["Séances"].lignes,
        "decisions": tableaux["Décisions"].lignes,
        "journal": tableaux["Journal"].lignes,
        "en_plus": {nom: t.en_plus for nom, t in tableaux.items() if t.en_plus},
        "ecrit": _ecrit(feuilles, paquet),
        "feuilles": _feuilles_du_cip(feuilles, connues),
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
        jamais_calculees=list(_jamais_calculees(source, feuilles, connues)),
        en_erreur=_erreurs(ancien, paquet, {notre[n] for n in SAISIES if n in notre}),
    )
    autour = {nom: tableau.autour for nom, tableau in tableaux.items()}
    autour |= {nom: remplies(grilles[nom]) for nom in ("Accueil", "Paramètres") if nom in notre}
    autour |= {nom: a_cote(grilles[nom], c) for nom, c in REFAITES.items() if nom in notre}
    _mettre_a_part(reprise, autour, batir(**contenu))
    return reprise


def differences(ancien: Classeur, nouveau: Classeur) -> list[str]:
    """Ce que le nouveau classeur ne rend pas comme l'ancien une fois lu ; vide : rien."""
    avant, apres = _vu(ancien), _vu(nouveau)
    return [quoi for quoi in avant if avant[quoi] != apres[quoi]]


def _vu(c: Classeur) -> dict[str, Any]:
    return {
        "les entretiens": [_entretien_vu(e) for e in c.lignes],
        "les séances": [replace(s, ligne=0) for s in c.seances or []],
        "les décisions": [replace(d, ligne=0, colonne=0) for d in c.decisions],
        "les paramètres": c.cadre,
    }


def _entretien_vu(e: Entretien) -> tuple[object, ...]:
    incomprises = {champ: x.brut for champ, x in e.ecarts.items() if x.valeur is None}
    return *(getattr(e, champ) for champ in CHAMPS), incomprises, e.verdict.motif


def _toutes_les_feuilles(source: Source) -> tuple[dict[str, Grille], list[str]]:
    """Les cellules de chaque feuille, et les feuilles qui ne se lisent pas ; celles qui comptent
    ont déjà été lues."""
    feuilles: dict[str, Grille] = {}
    illisibles = []
    for nom in source.feuilles:
        try:
            feuilles[nom] = source.rangees(nom)
        except ClasseurInutilisable:
            illisibles.append(nom)
    return feuilles, illisibles


def _feuilles_du_cip(feuilles: Mapping[str, Grille], connues: Mapping[str, str]) -> dict[str, Any]:
    """Les feuilles ajoutées par le CIP, sous un nom qu'Excel admet (LibreOffice en admet de plus
    longs)."""
    gardees: dict[str, Any] = {}
    for nom, grille in feuilles.items():
        if comparable(nom) not in connues and remplies(grille):
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
    lieux = {nom: paquet.lieu(nom) for nom in CE_QUE_LE_LOGICIEL_ECRIT}
    lus = {nom: lieu.dans(feuilles.get(lieu.feuille, [])) for nom, lieu in lieux.items() if lieu}
    return {nom: lu for nom, lu in lus.items() if lu not in (None, "")}


def _mettre_a_part(reprise: Reprise, autour: Mapping[str, Sequence[Remplie]], essai: bytes) -> None:
    """Ce qui n'est ni repris ni un texte du modèle va dans la feuille « Repris » : on compare à un
    premier essai du nouveau classeur."""
    neuf = relire(essai)
    for nom, cellules in autour.items():
        droite = GAUCHE_DES_CALCULS if nom == "Accueil" else 1 << 14
        # D'un tableau, seul ce qui est au-dessus de ses titres.
        bas = 1 << 20 if nom in ("Accueil", "Paramètres") else HAUT
        du_modele = Counter(
            (type(c.valeur), c.valeur)
            for c in remplies(neuf[nom])
            if c.colonne < droite and c.rang < bas
        )
        for c in cellules:
            if c.colonne < droite:
                if not du_modele[type(c.valeur), c.valeur]:
                    reprise.a_part.append((nom, adresse(c.rang, c.colonne), c.valeur))
                else:
                    du_modele[type(c.valeur), c.valeur] -= 1
    notes = [(feuille, f"{ici} (commentaire)", dit) for feuille, ici, dit in reprise.commentaires]
    if reprise.a_part or notes:
        lignes = [("Feuille", "Cellule", "Valeur"), *reprise.a_part, *notes]
        reprise.feuille_a_part = _ajouter(reprise.contenu["feuilles"], REPRIS, lignes)


def _erreurs(ancien: Classeur, paquet: Enveloppe, feuilles: set[str]) -> list[str]:
    """Les adresses des cellules en erreur : le lecteur de cellules les rend vides."""
    if paquet.document is not None:
        lues = paquet.document.feuilles
        return [f"{nom}!{ici}" for nom in lues if nom in feuilles for ici in lues[nom].erreurs]
    trouvees = []
    with zipfile.ZipFile(ancien.chemin) as archive:
        for nom in paquet.parties:
            if nom in feuilles:
                xml = en_clair(Paquet(archive), paquet, nom)
                trouvees += [f"{nom}!{ici.decode()}" for ici in _ERREUR_XLSX.findall(xml)]
    return trouvees


def _jamais_calculees(
    source: Source, feuilles: Mapping[str, Grille], connues: Mapping[str, str]
) -> Iterator[str]:
    """Les adresses des formules sans résultat enregistré, là où c'est une perte : hors de ce que le
    modèle ou le logiciel recalcule."""
    for feuille, grille in feuilles.items():
        recalculees: set[int] = set()
        if notre := connues.get(comparable(feuille)):
            forme = TABLEAUX.get(notre)
            titres = forme.titres(grille) if forme else None
            if forme is None or titres is None:
                continue
            calculees = forme.de_nature(Nature.CALCUL)
            recalculees = {c for titre, c in titres.colonnes.items() if titre in calculees}
        for cellule in source.examen(feuille).jamais_calculees:
            if (zone := plage(cellule)) and zone.gauche not in recalculees:
                yield f"{feuille}!{cellule}"
