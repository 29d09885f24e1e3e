"""Un fichier de classeur devient des lignes typées. Colonnes trouvées par leurs titres ; ce qui
n'est pas compris est gardé et dit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from workbook.declarations.adresses import adresse, colonne_en_lettres
from workbook.declarations.cadre import Cadre
from workbook.declarations.dates import lire_mois
from workbook.declarations.dits import Dit
from workbook.declarations.erreurs import ClasseurInutilisable
from workbook.declarations.lignes import (
    CHAMPS,
    DECISIONS,
    SAISIES,
    SEANCES,
    Decision,
    Entretien,
    Seance,
)
from workbook.declarations.texte import comparable, enumere
from workbook.declarations.valeurs import en_texte
from workbook.lecture import enveloppe, invisibles
from workbook.lecture.decisions import lire_decisions
from workbook.lecture.entretiens import lire_entretiens
from workbook.lecture.enveloppe import Enveloppe
from workbook.lecture.feuille_xml import Examen
from workbook.lecture.fichier import ouvrir_cellules
from workbook.lecture.parametres import lire_parametres
from workbook.lecture.seances import lire_seances
from workbook.lecture.tables import Grille
from workbook.lecture.tables_parametres import lire_tables
from workbook.lecture.verrous import Verrou, verrou_de

VERSIONS_DU_MODELE = ("1",)
"""Versions du modèle que cette lecture comprend (nom défini `VersionModele` ; absent : accepté)."""

_COLONNES_LUES = {
    "entretiens": SAISIES,
    "seances": SEANCES,
    "decisions": DECISIONS,
    "parametres": (),
}
"""Celles de chaque feuille dont les cellules comptent ; toutes, si elles ne sont pas dites."""


class Source(Protocol):
    """D'où viennent les cellules : un fichier, ou le classeur ouvert dans un tableur.

    Une cellule vaut "" (vide ou en erreur), un texte, un nombre, un booléen, ou une date (avec ou
    sans heure).
    """

    @property
    def feuilles(self) -> Sequence[str]:
        """Les noms des feuilles, dans l'ordre."""

    def rangees(self, feuille: str) -> Grille:
        """Les lignes d'une feuille, depuis A1 et toutes de même largeur ; aucune si elle est
        vide."""

    def examen(self, feuille: str) -> Examen:
        """Ce qu'une feuille déjà lue a d'invisible : fusions, formules jamais calculées."""


@dataclass
class Classeur:
    """Ce qui est lu d'un classeur.

    `colonnes` : champ -> rang de la colonne (0 = A) ; `absentes` : champs de colonnes facultatives
    qui manquent ; `titres` : rang de la ligne de titres d'Entretiens (0 = ligne 1), `totaux` : de
    ses lignes de totaux ; `seances` : None si la feuille manque ; `mois_demande` : contenu brut de
    `MoisRapport`.
    """

    chemin: Path
    cadre: Cadre
    lignes: list[Entretien]
    seances: list[Seance] | None
    feuille: str
    colonnes: dict[str, int]
    absentes: frozenset[str]
    mois_demande: Any = None
    messages: list[str] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    titres: int = 0
    totaux: set[int] = field(default_factory=set)
    paquet: Enveloppe = field(default_factory=Enveloppe)

    @property
    def mois(self) -> tuple[int, int] | None:
        """(année, mois) de `MoisRapport` ; None s'il est vide ou n'en est pas un."""
        return lire_mois(self.mois_demande, self.paquet.calendrier_1904)

    def cellule(self, champ: str, ligne: int) -> str:
        """L'adresse d'une cellule, par exemple « D14 » ; vide si la colonne manque."""
        rang = self.colonnes.get(champ)
        return "" if rang is None else f"{colonne_en_lettres(rang)}{ligne}"


def lire(chemin: Path) -> Classeur:
    """Lit un classeur du contrat 1.

    Lève `ClasseurInutilisable` ou `ParametresRefuses`, en français, si le fichier, une feuille, un
    titre ou un paramètre ne peut pas servir.
    """
    paquet = enveloppe.ouvrir(chemin)
    verrou = verrou_de(chemin)
    return lire_source(
        chemin,
        paquet,
        ouvrir_cellules(chemin, paquet),
        [dire_ouvert(chemin, verrou)] if verrou else [],
    )


def dire_ouvert(chemin: Path, verrou: Verrou) -> str:
    """Qu'un classeur lu est ouvert dans un tableur, et que faire si le verrou y est resté d'une
    panne."""
    return (
        f"« {chemin.name} » est ouvert dans un tableur : ce qui n’y est pas encore enregistré "
        f"n’est pas pris en compte ({verrou.tenu}). {verrou.remede}"
    )


def lire_source(
    chemin: Path, paquet: Enveloppe, source: Source, deja_dits: Sequence[str] = ()
) -> Classeur:
    """Comme `lire`, de cellules déjà accessibles. `chemin` : où est (ou sera) le fichier ;
    `deja_dits` : messages à garder en tête."""
    feuilles = _nos_feuilles(chemin, source.feuilles)
    nom_feuille = feuilles["entretiens"]
    messages = [*deja_dits, *_homonymes(source.feuilles, feuilles, paquet)]
    _exiger_une_version_lue(chemin, _cellule_nommee(source, paquet, "VersionModele", messages))
    mois = _cellule_nommee(source, paquet, "MoisRapport", messages)
    lues = {
        nom: source.rangees(feuilles[nom]) for nom in enveloppe.FEUILLES_LUES if nom in feuilles
    }
    tables, listes, seances, decisions = None, None, None, []
    if "parametres" in lues:
        tables, listes = lire_tables(lues["parametres"], paquet, feuilles["parametres"])
    cadre, defauts = lire_parametres(tables, listes, paquet.calendrier_1904)
    messages += defauts
    if "seances" in lues:
        seances = lire_seances(lues["seances"], cadre, paquet, feuilles["seances"], messages)
    if seances is None:
        messages.append(Dit.SEANCES_ABSENTES.avec())
    if "decisions" in lues:
        decisions = lire_decisions(lues["decisions"], paquet, feuilles["decisions"])
    entretiens = lire_entretiens(chemin.name, nom_feuille, lues["entretiens"], cadre, paquet)
    for cle, colonnes in _COLONNES_LUES.items():
        if cle in lues:
            examen = source.examen(feuilles[cle])
            messages += invisibles.dire(feuilles[cle], lues[cle], examen, colonnes)
    if not entretiens.lignes:
        messages.append(Dit.AUCUN_ENTRETIEN.avec(feuille=nom_feuille))
    for champ in sorted(entretiens.absentes, key=CHAMPS.index):
        titre = next(c.titre for c in SAISIES if c.champ == champ)
        messages.append(Dit.COLONNE_ABSENTE.avec(feuille=nom_feuille, titre=titre))
    return Classeur(
        chemin,
        cadre,
        entretiens.lignes,
        seances,
        nom_feuille,
        dict(entretiens.titres.colonnes),
        entretiens.absentes,
        mois,
        messages,
        decisions,
        entretiens.titres.rang,
        set(entretiens.totaux),
        paquet,
    )


def _nos_feuilles(chemin: Path, presentes: Sequence[str]) -> dict[str, str]:
    """Nom comparable -> celui de la feuille ; de deux homonymes, celle qui est écrite comme au
    modèle, sinon la première. Lève `ClasseurInutilisable` s'il n'y a pas d'`Entretiens`."""
    exactes = ("Entretiens", "Séances", "Paramètres", "Décisions")
    feuilles = {comparable(nom): nom for nom in reversed(presentes)}
    feuilles |= {comparable(nom): nom for nom in presentes if nom in exactes}
    if "entretiens" in feuilles:
        return feuilles
    if feuilles.keys() >= {"synthese", "indicateurs", "donnees"}:
        raise ClasseurInutilisable(
            f"« {chemin.name} » est un rapport produit par ce logiciel, pas le classeur de "
            "saisie. Donnez le classeur où vous saisissez les entretiens."
        )
    noms = enumere([f"« {nom} »" for nom in presentes], "et")
    raise ClasseurInutilisable(
        f"« {chemin.name} » n’a pas de feuille « Entretiens » (feuilles présentes : {noms}). "
        "Partez du modèle, ou renommez la feuille des entretiens."
    )


def _exiger_une_version_lue(chemin: Path, version: Any) -> None:
    if version not in (None, "") and en_texte(version) not in VERSIONS_DU_MODELE:
        raise ClasseurInutilisable(
            f"« {chemin.name} » suit la version {en_texte(version)} du modèle, inconnue de ce "
            f"logiciel (versions lues : {', '.join(VERSIONS_DU_MODELE)}). Mettez le logiciel à "
            "jour."
        )


def _homonymes(
    presentes: Sequence[str], retenues: Mapping[str, str], paquet: Enveloppe
) -> list[str]:
    """Les feuilles du même nom que celle qui est lue, à la casse et aux accents près : leurs lignes
    ne comptent pas."""
    dites = []
    for cle in enveloppe.FEUILLES_LUES:
        siennes = [nom for nom in presentes if comparable(nom) == cle]
        siennes += [nom for nom in paquet.en_double if nom == retenues.get(cle)]
        if len(siennes) > 1:
            noms = enumere([f"« {nom} »" for nom in siennes], "et")
            la_premiere = ", la première" if retenues[cle] in paquet.en_double else ""
            dites.append(
                f"Feuilles {noms} : une seule est lue, « {retenues[cle]} »{la_premiere}. Renommez "
                "ou supprimez l’autre."
            )
    return dites


def _cellule_nommee(source: Source, paquet: Enveloppe, nom: str, messages: list[str]) -> Any:
    lieu = paquet.lieu(nom)
    if lieu is None or lieu.feuille not in source.feuilles:
        return None
    grille = source.rangees(lieu.feuille)
    if adresse(*lieu.place) in source.examen(lieu.feuille).jamais_calculees:
        messages.append(invisibles.jamais_calculee(lieu.feuille, [lieu.place]))
    return lieu.dans(grille)
