"""Un fichier de classeur devient des lignes typées. Colonnes trouvées par leurs titres ; ce qui n'est pas compris est gardé et dit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, islice
from pathlib import Path
from typing import Any, Protocol

from workbook import cellules, dits, enveloppe, invisibles
from workbook.adresses import adresse, colonne_en_lettres, plage
from workbook.cadre import Cadre
from workbook.categories import REPONSES, Verdict, categoriser
from workbook.colonnes import CHAMPS, DECISIONS, REQUISES, SAISIES, SEANCES, Colonne, Nature
from workbook.dates import date_lue, lire_date, lire_mois
from workbook.decisions import Decision, lire_decisions
from workbook.entretien import Ecart, Entretien, Seance, age_revolu, numero_bien_forme
from workbook.enveloppe import Enveloppe
from workbook.erreurs import ClasseurInutilisable
from workbook.feuille_xml import Examen
from workbook.fichier import ouvrir_cellules
from workbook.lignes import Lignes
from workbook.parametres import lire_parametres
from workbook.tables_parametres import lire_tables
from workbook.texte import comparable, enumere
from workbook.verrous import Verrou, verrou_de

VERSIONS_DU_MODELE = ("1",)
"""Versions du modèle que cette lecture comprend (nom défini `VersionModele` ; absent : accepté)."""

Grille = Sequence[list[Any]]

_COLONNES_LUES = {"entretiens": SAISIES, "seances": SEANCES, "decisions": DECISIONS, "parametres": ()}
"""Celles de chaque feuille dont les cellules comptent ; toutes, si elles ne sont pas dites."""


class Source(Protocol):
    """D'où viennent les cellules : un fichier, ou le classeur ouvert dans un tableur.

    Une cellule vaut "" (vide ou en erreur), un texte, un nombre, un booléen, ou une date (avec ou sans heure).
    """

    @property
    def feuilles(self) -> Sequence[str]:
        """Les noms des feuilles, dans l'ordre."""

    def rangees(self, feuille: str) -> Grille:
        """Les lignes d'une feuille, depuis A1 et toutes de même largeur ; aucune si elle est vide."""

    def examen(self, feuille: str) -> Examen:
        """Ce qu'une feuille déjà lue a d'invisible : fusions, formules jamais calculées."""


@dataclass
class Classeur:
    """Ce qui est lu d'un classeur.

    `colonnes` : champ -> rang de la colonne (0 = A) ; `absentes` : champs de colonnes facultatives qui manquent ; `titres` : rang de la
    ligne de titres d'Entretiens (0 = ligne 1), `totaux` : de ses lignes de totaux ; `seances` : None si la feuille manque ; `mois_demande` : contenu brut de `MoisRapport`.
    """

    chemin: Path
    cadre: Cadre
    lignes: Lignes
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

    Lève `ClasseurInutilisable` ou `ParametresRefuses`, en français, si le fichier, une feuille, un titre ou un paramètre ne peut pas servir.
    """
    paquet = enveloppe.ouvrir(chemin)
    verrou = verrou_de(chemin)
    return lire_source(chemin, paquet, ouvrir_cellules(chemin, paquet), [dire_ouvert(chemin, verrou)] if verrou else [])


def dire_ouvert(chemin: Path, verrou: Verrou) -> str:
    """Qu'un classeur lu est ouvert dans un tableur, et que faire si le verrou y est resté d'une panne."""
    return f"« {chemin.name} » est ouvert dans un tableur : ce qui n’y est pas encore enregistré n’est pas pris en compte ({verrou.tenu}). {verrou.remede}"


def lire_source(chemin: Path, paquet: Enveloppe, source: Source, deja_dits: Sequence[str] = ()) -> Classeur:
    """Comme `lire`, de cellules déjà accessibles. `chemin` : où est (ou sera) le fichier ; `deja_dits` : messages à garder en tête."""
    feuilles = {comparable(nom): nom for nom in reversed(source.feuilles)} | {
        comparable(nom): nom for nom in source.feuilles if nom in ("Entretiens", "Séances", "Paramètres", "Décisions")
    }
    nom_feuille = feuilles.get("entretiens")
    if nom_feuille is None and feuilles.keys() >= {"synthese", "indicateurs", "donnees"}:
        raise ClasseurInutilisable(
            f"« {chemin.name} » est un rapport produit par ce logiciel, pas le classeur de saisie. Donnez le classeur où vous saisissez les entretiens."
        )
    if nom_feuille is None:
        presentes = enumere([f"« {n} »" for n in source.feuilles], "et")
        raise ClasseurInutilisable(
            f"« {chemin.name} » n’a pas de feuille « Entretiens » (feuilles présentes : {presentes}). Partez du modèle, ou renommez la feuille des entretiens."
        )
    messages = [*deja_dits, *_homonymes(source.feuilles, feuilles, paquet)]
    version, mois = (_cellule_nommee(source, paquet, nom, messages) for nom in ("VersionModele", "MoisRapport"))
    if version not in (None, "") and cellules.texte(version) not in VERSIONS_DU_MODELE:
        raise ClasseurInutilisable(
            f"« {chemin.name} » suit la version {cellules.texte(version)} du modèle, inconnue de ce logiciel (versions lues : {', '.join(VERSIONS_DU_MODELE)}). Mettez le logiciel à jour."
        )
    lues = {cle: source.rangees(feuilles[cle]) for cle in enveloppe.FEUILLES_LUES if cle in feuilles}
    tables, listes = lire_tables(lues["parametres"], paquet.tables, feuilles["parametres"]) if "parametres" in lues else (None, None)
    cadre, defauts = lire_parametres(tables, listes, paquet.calendrier_1904)
    messages += defauts
    seances = _seances(lues["seances"], cadre, paquet, feuilles["seances"], messages) if "seances" in lues else None
    if seances is None:
        messages.append(dits.SEANCES_ABSENTES)
    decisions = lire_decisions(lues["decisions"], paquet, feuilles["decisions"]) if "decisions" in lues else []
    if not lues["entretiens"]:
        raise ClasseurInutilisable(f"« {chemin.name} », feuille « {nom_feuille} » : elle est vide. Recopiez-y la ligne de titres du modèle.")
    lecteur = LecteurDEntretiens(chemin.name, nom_feuille, cadre, paquet)
    lecteur.lire(lues["entretiens"])
    for cle, colonnes in _COLONNES_LUES.items():
        if cle in lues:
            messages += invisibles.dire(feuilles[cle], lues[cle], source.examen(feuilles[cle]), colonnes)
    if not lecteur.lignes:
        messages.append(dits.AUCUN_ENTRETIEN.format(feuille=nom_feuille))
    for champ in sorted(lecteur.absentes, key=CHAMPS.index):
        titre = next(c.titre for c in SAISIES if c.champ == champ)
        messages.append(dits.COLONNE_ABSENTE.format(feuille=nom_feuille, titre=titre))
    return Classeur(
        chemin,
        cadre,
        lecteur.lignes,
        seances,
        nom_feuille,
        lecteur.colonnes,
        lecteur.absentes,
        mois,
        messages,
        decisions,
        lecteur.titres,
        lecteur.totaux,
        paquet,
    )


class _Verdicts(dict):
    """Les quatre réponses d'une ligne -> son verdict, calculé une fois."""

    def __init__(self, cadre: Cadre):
        super().__init__()
        self.situations = cadre.categorie_de_situation

    def __missing__(self, reponses: tuple) -> Verdict:
        situation, agir, rsa, inscrit_ft = reponses
        self[reponses] = categoriser(situation, agir, rsa, inscrit_ft, self.situations)
        return self[reponses]


class _Dessins(dict):
    """Les cellules vides d'une ligne, Vrai ou Faux -> un octet de chacune ; peu de dessins différents."""

    def __missing__(self, vides: tuple[bool, ...]) -> bytes:
        self[vides] = bytes(vides)
        return self[vides]


class LecteurDEntretiens:
    """Reçoit les lignes brutes d'une feuille, dans l'ordre, et en fait des `Entretien`."""

    def __init__(self, fichier: str, feuille: str, cadre: Cadre, paquet: Enveloppe):
        self.fichier, self.feuille = fichier, feuille
        self.cadre = cadre
        self.paquet = paquet
        self.titres = 0
        self.totaux: set[int] = set()
        self.lignes = Lignes()
        self.colonnes: dict[str, int] = {}
        self.absentes: frozenset[str] = frozenset()
        self._lecteurs = [_lecteur_de(c, cadre, paquet.calendrier_1904) for c in SAISIES]
        self._verdicts = _Verdicts(cadre)
        self._dessins = _Dessins()

    def lire(self, feuille: Iterable[list[Any]]) -> None:
        """Lit toute la feuille : la ligne de titres, puis les entretiens. Lève `ClasseurInutilisable` si les titres ne conviennent pas."""
        rangees = enumerate(feuille)
        for rang, brutes in rangees:
            if self._trouver_titres(rang, brutes):
                self._lire_entretiens(rangees)
                return
        attendus = enumere([f"« {c.titre} »" for c in REQUISES], "et")
        raise ClasseurInutilisable(
            f"« {self.fichier} », feuille « {self.feuille} » : ligne de titres introuvable. Il faut les colonnes {attendus}. Recopiez la ligne de titres du modèle."
        )

    def _lire_entretiens(self, rangees: Iterable[tuple[int, list[Any]]]) -> None:
        while lot := list(islice(rangees, _LOT)):
            rangs, lignes = zip(*lot, strict=True)
            brutes = list(zip(*lignes, strict=True))
            absente = ("",) * len(rangs)
            self._lire_lot(rangs, [brutes[self.colonnes[champ]] if champ in self.colonnes else absente for champ in CHAMPS])

    def _lire_lot(self, rangs: Sequence[int], brutes: Sequence[Sequence[Any]]) -> None:
        """Lit des lignes colonne par colonne : une colonne se lit deux fois plus vite d'un trait que cellule à cellule."""
        avant = [lecteur.ecarts for lecteur in self._lecteurs]
        colonnes: list[list[Any]] = [lecteur.colonne(brute) for lecteur, brute in zip(self._lecteurs, brutes, strict=True)]
        if not any(map(all, colonnes)) or not self.totaux.isdisjoint(rangs):  # une colonne pleine : aucune ligne n'est vide
            gardees = [any(ligne) and rang not in self.totaux for rang, ligne in zip(rangs, zip(*colonnes, strict=True), strict=True)]
            rangs, *colonnes = (list(compress(valeurs, gardees)) for valeurs in (rangs, *colonnes))
        par_champ: dict[str, list[Any]] = dict(zip(CHAMPS, colonnes, strict=True))
        par_champ |= {"ligne": [rang + 1 for rang in rangs], "ecarts": self._mettre_a_part_les_ecarts(par_champ, avant)}
        par_champ["vides"] = self._dessiner(colonnes)  # une fois les écarts ôtés des colonnes
        par_champ |= self._deriver(par_champ)
        lues = list(map(_entretien, zip(*par_champ.values(), strict=True)))
        self.lignes.ajouter(lues, par_champ)

    def _mettre_a_part_les_ecarts(self, par_champ: dict[str, list[Any]], avant: Sequence[int]) -> list[dict[str, Ecart]]:
        """Les écarts de chaque ligne ; à leur place dans les colonnes, ce qui en est compris. `avant` : combien chaque lecteur en avait trouvé."""
        ecarts: dict[int, dict[str, Ecart]] = defaultdict(dict)
        for champ, lecteur, deja in zip(CHAMPS, self._lecteurs, avant, strict=True):
            if lecteur.ecarts > deja:
                colonne = par_champ[champ]
                for n in [n for n, genre in enumerate(map(type, colonne)) if genre is Ecart]:
                    ecarts[n][champ] = colonne[n]
                    colonne[n] = colonne[n].valeur
        return [ecarts.get(n, _SANS_ECART) for n in range(len(par_champ[CHAMPS[0]]))]

    def _deriver(self, par_champ: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """Ce qui se calcule des cellules d'une ligne : numéro bien formé, âge, verdict."""
        naissances, jours, impossible = par_champ["date_naissance"], par_champ["date_entretien"], self.cadre.age_impossible
        ages = [None if ne is None or jour is None or ne > jour else age_revolu(ne, jour) for ne, jour in zip(naissances, jours, strict=True)]
        return {
            "numero": list(map(numero_bien_forme, par_champ["n_etranger"])),
            "age": [age if age is None or age < impossible else None for age in ages],
            "verdict": list(map(self._verdicts.__getitem__, zip(*map(par_champ.__getitem__, REPONSES), strict=True))),
        }

    def _dessiner(self, colonnes: Sequence[Sequence[Any]]) -> list[bytes]:
        """Le dessin des cellules vides de chaque ligne."""
        return list(map(self._dessins.__getitem__, zip(*[[valeur is None for valeur in colonne] for colonne in colonnes], strict=True)))

    def _trouver_titres(self, rang: int, brutes: list[Any]) -> bool:
        titres = [comparable(b) if isinstance(b, str) else "" for b in brutes]
        trouves = sum(comparable(c.titre) in titres for c in REQUISES)
        if 2 * trouves < len(REQUISES):
            return False
        manquantes = [c.titre for c in REQUISES if comparable(c.titre) not in titres]
        if manquantes:
            pluriel = "s manquent" if len(manquantes) > 1 else " manque"
            raise ClasseurInutilisable(
                f"« {self.fichier} », feuille « {self.feuille} », ligne {rang + 1} : colonne{pluriel} : {enumere([f'« {t} »' for t in manquantes], 'et')}. "
                "Ajoutez ce qui manque à la ligne de titres, écrit ainsi, à la place que vous voulez."
            )
        for c in SAISIES:
            rangs = [r for r, titre in enumerate(titres) if titre == comparable(c.titre)]
            if len(rangs) > 1:
                ou = enumere([f"{colonne_en_lettres(r)}{rang + 1}" for r in rangs], "et")
                raise ClasseurInutilisable(
                    f"« {self.fichier} », feuille « {self.feuille} » : le titre « {c.titre} » est écrit deux fois ({ou}). Renommez ou supprimez la colonne en trop."
                )
            if rangs:
                self.colonnes[c.champ] = rangs[0]
        self.titres = rang
        self.absentes = frozenset(CHAMPS) - self.colonnes.keys()
        self.totaux = self.paquet.totaux(self.feuille, self.colonnes.values())
        return True


def _entretien(valeurs: tuple) -> Entretien:
    """Les valeurs d'une ligne, dans l'ordre où `LecteurDEntretiens` les range."""
    e = Entretien()
    (
        e.date_entretien, e.dt, e.demi_journee, e.n_etranger, e.nom, e.prenom, e.sexe, e.date_naissance, e.situation, e.agir, e.rsa,
        e.inscrit_ft, e.inscription_cip, e.motif_non_inscription, e.date_inscription, e.identifiant_ft, e.date_rdv_ft, e.rdv_ft, e.observations,
        e.ligne, e.ecarts, e.vides, e.numero, e.age, e.verdict,
    ) = valeurs  # fmt: skip
    return e


_LOT = 250
"""Lignes lues ensemble : assez pour aller d'un trait, assez peu pour rester dans la mémoire rapide de la machine."""
_SANS_ECART: dict[str, Ecart] = {}


def _lecteur_de(colonne: Colonne, cadre: Cadre, calendrier_1904: bool) -> cellules.Lecteur:
    match colonne.nature:
        case Nature.DATE:
            return cellules.Lecteur(partial(lire_date, calendrier_1904=calendrier_1904))
        case Nature.LISTE:
            return cellules.Lecteur(cellules.lecteur_de_liste(cadre.valeurs(colonne.liste)))
        case Nature.CODE:
            return cellules.LecteurDeCodes(cellules.lire_code)
        case _:
            return cellules.Lecteur(cellules.lire_texte)


def _homonymes(presentes: Sequence[str], retenues: Mapping[str, str], paquet: Enveloppe) -> list[str]:
    """Les feuilles du même nom que celle qui est lue, à la casse et aux accents près : leurs lignes ne comptent pas."""
    dites = []
    for cle in enveloppe.FEUILLES_LUES:
        siennes = [nom for nom in presentes if comparable(nom) == cle]
        siennes += [nom for nom in paquet.en_double if nom == retenues.get(cle)]
        if len(siennes) > 1:
            noms = enumere([f"« {nom} »" for nom in siennes], "et")
            dites.append(f"Feuilles {noms} : une seule est lue, « {retenues[cle]} » (la première). Renommez ou supprimez l’autre.")
    return dites


def _cellule_nommee(source: Source, paquet: Enveloppe, nom: str, messages: list[str]) -> Any:
    feuille, _, cellule = paquet.noms.get(comparable(nom), "").rpartition("!")
    zone, feuille = plage(cellule), feuille.strip("'").replace("''", "'")
    if zone is None or feuille not in source.feuilles:
        return None
    grille = source.rangees(feuille)
    if adresse(zone.haut, zone.gauche) in source.examen(feuille).jamais_calculees:
        messages.append(invisibles.jamais_calculee(feuille, zone.haut, [adresse(zone.haut, zone.gauche)]))
    return grille[zone.haut][zone.gauche] if zone.haut < len(grille) and zone.gauche < len(grille[zone.haut]) else None


def _pas_un_nombre(brut: Any) -> bool:
    return cellules.lire_texte(brut) is not None and cellules.lire_entier(brut) is None


def _seances(grille: Grille, cadre: Cadre, paquet: Enveloppe, feuille: str, messages: list[str]) -> list[Seance] | None:
    requis = {comparable(c.titre) for c in SEANCES if c.requise}
    haut = next((rang for rang, ligne in enumerate(grille) if requis <= {comparable(b) for b in ligne if isinstance(b, str)}), None)
    if haut is None:
        messages.append(dits.SEANCES_SANS_TITRES.format(feuille=feuille))
        return None
    titres = [comparable(b) if isinstance(b, str) else "" for b in grille[haut]]
    rangs = {c.champ: titres.index(comparable(c.titre)) for c in SEANCES if comparable(c.titre) in titres}
    lire_dt, lire_demi = (cellules.lecteur_de_liste(cadre.valeurs(liste)) for liste in ("Antennes", "Demi-journée"))
    seances, totaux = [], paquet.totaux(feuille, rangs.values())
    deja: dict[tuple, int] = {}
    for rang, ligne in enumerate(grille[haut + 1 :], haut + 1):
        brut: dict[str, Any] = {champ: ligne[r] for champ, r in rangs.items()}
        if rang in totaux or not any(cellules.lire_texte(brut.get(c.champ, "")) for c in SEANCES if c.requise):
            continue
        dt, demi = lire_dt(brut["dt"]), lire_demi(brut["demi_journee"])
        seance = Seance(
            rang + 1,
            date_lue(brut["date"], paquet.calendrier_1904),
            None if isinstance(dt, Ecart) else dt,
            None if isinstance(demi, Ecart) else demi,
            cellules.lire_entier(brut.get("convoques", "")),
            cellules.lire_entier(brut.get("presents", "")),
            tuple(c.champ for c in SEANCES if c.nature is Nature.NOMBRE and _pas_un_nombre(brut.get(c.champ, ""))),
        )
        for titre in (c.titre for c in SEANCES if c.champ in seance.illisibles):
            messages.append(f"Feuille « {feuille} », ligne {rang + 1} : « {titre} » n’est pas un nombre entier. Corrigez-le.")
        pfa = seance.jour, seance.dt, seance.demi_journee
        if None not in pfa and pfa in deja:
            messages.append(
                f"Feuille « {feuille} », ligne {rang + 1} : c’est la PFA de la ligne {deja[pfa]} : elle compte une seule fois. Effacez l’une des deux."
            )
        deja.setdefault(pfa, rang + 1)
        if seance.jour is None or seance.dt is None:
            messages.append(f"Feuille « {feuille} », ligne {rang + 1} : date ou DT manquante ou inconnue ; la séance n’est pas comptée. Complétez-la.")
        seances.append(seance)
    return seances
