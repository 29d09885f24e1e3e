"""Ce que dit un rapport, avant d'être écrit : un destinataire, un périmètre, des figures, des contrôles. Rien de nominatif."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from reports.comptage import compter
from reports.egalites import Egalite, egalites
from reports.mois import Mois
from reports.resultat import CUMUL, MOIS, LigneDeDonnees, Resultat
from reports.seances import Frequentation, frequentations
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import REGION, Cadre
from workbook.declarations.colonnes import ACCOMPAGNE, REALISEE
from workbook.declarations.dits import Publiable
from workbook.declarations.lignes import Entretien, Seance
from workbook.declarations.texte import de, enumere
from workbook.jugement.moteur import Jugement, croiser
from workbook.jugement.personnes import Groupes
from workbook.jugement.regle import Anomalie, Gravite, Regle
from workbook.jugement.regles import REGLES

SANS_MOIS = ("E01", "E02", "P01")
"""Anomalies bloquantes pour tous les mois : le vrai mois, ou la DT, de la ligne n'est pas connu (contrat 3)."""
HORS_CONVENTION = "E03"
"""De même, sauf après la fin : un entretien tapé après elle ne bloque ni n'attend rien des mois d'avant le sien."""
ENTRE_DT = "X04"
"""Cette règle parlerait d'une autre DT : elle n'est jamais comptée dans la copie d'une DT (contrat 2)."""


Comptage = tuple[str, str | None, bool, date | None]
"""Code de règle, DT de la ligne, vrai si l'anomalie touche le mois, jour de la décision qui l'écarte (None : reste à traiter)."""


class Etat(StrEnum):
    """L'état d'un rapport."""

    PROVISOIRE = "PROVISOIRE"
    DEFINITIF = "DÉFINITIF"
    RECTIFICATIF = "RECTIFICATIF"


@dataclass(frozen=True)
class AnomaliesDUneRegle:
    """Combien de fois une règle reste à traiter : sur les lignes du mois, et sur toutes les lignes du périmètre.

    Et combien de fois le CIP a décidé qu'il n'y avait rien à corriger (feuille `Décisions`), la dernière fois `decidee_le`.
    """

    regle: Regle
    du_mois: int
    toutes: int
    confirmees_du_mois: int = 0
    confirmees: int = 0
    decidee_le: date | None = None


@dataclass(frozen=True)
class Difference:
    """Une figure qui a changé depuis la version précédente."""

    cellule: tuple[str, str, str, str, str]
    """Périmètre, période, indicateur, sexe, tranche."""
    ancienne: int
    nouvelle: int


@dataclass(frozen=True)
class Envoye:
    """Ce qui a été transmis pour un mois : sa version, et ses figures par périmètre, indicateur, sexe et tranche ; absente : 0."""

    version: int
    figures: dict[tuple[str, str, str, str], int]
    versions: Mapping[str, int] = field(default_factory=dict)
    """Destinataire (`manifeste.destinataire`) -> combien de versions il a reçues."""

    @property
    def perimetres(self) -> set[str]:
        """Ceux dont quelque chose a été transmis, fût-ce zéro."""
        return {perimetre for perimetre, *_ in self.figures}


@dataclass(frozen=True)
class Rapport:
    """Le contenu d'un classeur de rapport. `perimetre` : la région ou une DT ; `frequentation` : None si Séances manque."""

    mois: Mois
    perimetre: str
    etat: Etat
    version: int
    resultat: Resultat
    frequentation: dict[tuple[str, str], Frequentation] | None
    anomalies: tuple[AnomaliesDUneRegle, ...]
    egalites: tuple[Egalite, ...]
    cadre: Cadre
    ref: date
    messages: tuple[Publiable, ...] = ()
    differences: tuple[Difference, ...] = ()
    envoyes: dict[Mois, Envoye] | None = None
    remplace_du: date | None = None
    """Rectificatif : le jour où la version remplacée a été produite."""
    changements: dict[str, str] | None = None
    """Ce qui a changé dans le cadre depuis le rapport du mois précédent ; None s'il n'y en a pas."""

    @property
    def destinataire(self) -> str:
        """À qui va ce rapport."""
        return (
            "DREETS Grand Est"
            if self.perimetre == REGION
            else f"OFII, direction territoriale {de(self.perimetre)}"
        )

    @property
    def premier_mois(self) -> Mois:
        """Le premier mois de la convention."""
        return Mois.de(self.cadre.debut)

    @property
    def empreinte_courte(self) -> str:
        """Douze chiffres de l'empreinte des lignes comptées : le même rapport, la même empreinte."""
        return self.resultat.empreintes[self.perimetre][:12]

    @property
    def phrase_etat(self) -> str:
        """L'état en une phrase, sous le titre de chaque feuille."""
        if self.etat is Etat.RECTIFICATIF:
            du = f" du {afficher(self.remplace_du)}" if self.remplace_du else ""
            return f"{self.libelle_version} : remplace la version {self.version - 1}{du} · édité le {afficher(self.ref)}"
        return f"{self.libelle_version} · édité le {afficher(self.ref)}"

    def combien(self, gravite: Gravite) -> int:
        """Combien d'anomalies de cette gravité restent à traiter sur les lignes du mois."""
        return sum(a.du_mois for a in self.anomalies if a.regle.gravite is gravite)

    @property
    def manques_des_seances(self) -> list[str]:
        """« Metz, mars 2026 et cumul : 1 séance n'a pas son nombre de présents » : pourquoi un nombre de séances est « n.d. »."""
        dits = []
        connue = self.frequentation or {}
        for perimetre in self.resultat.perimetres if connue else ():
            par_manque: dict[str, list[str]] = {}
            for periode, nom in ((MOIS, self.mois.en_francais), (CUMUL, "cumul")):
                par_manque.setdefault(" ; ".join(connue[perimetre, periode].manques), []).append(
                    nom
                )
            dits += [
                f"{perimetre}, {enumere(noms, 'et')} : {manque}"
                for manque, noms in par_manque.items()
                if manque
            ]
        return dits

    @property
    def neant(self) -> bool:
        """Vrai si rien n'est à compter dans le mois."""
        return not any(self.resultat.valeurs[p, MOIS] for p in self.resultat.perimetres)

    @property
    def donnees(self) -> list[LigneDeDonnees]:
        """Les lignes de la feuille `Données`."""
        return self.resultat.donnees()

    @property
    def libelle_version(self) -> str:
        """« DÉFINITIF v1 », « PROVISOIRE »."""
        return (
            self.etat.value
            if self.etat is Etat.PROVISOIRE
            else f"{self.etat.value} v{self.version}"
        )

    @property
    def nom_de_fichier(self) -> str:
        """Le nom public du fichier (contrat 2)."""
        suffixe = "provisoire" if self.etat is Etat.PROVISOIRE else f"v{self.version}"
        return f"Rapport_{nom_court(self.perimetre)}_{self.mois}_{suffixe}.xlsx"


def nom_court(perimetre: str) -> str:
    """Le destinataire, dans le nom d'un fichier : « DREETS », « DT_Metz »."""
    return "DREETS" if perimetre == REGION else f"DT_{perimetre}"


@dataclass(frozen=True)
class Matiere:
    """Ce dont les rapports d'un mois sont faits : les lignes vérifiées et leurs figures."""

    mois: Mois
    lignes: Sequence[Entretien]
    groupes: Groupes
    jugement: Jugement
    cadre: Cadre
    ref: date
    seances: Sequence[Seance] | None
    absentes: frozenset[str]
    resultat: Resultat
    anomalies: Counter[Comptage]
    du_mois: Set[Entretien]
    """Les lignes qui touchent le mois."""
    messages: tuple[Publiable, ...] = ()


def rassembler(
    mois: Mois,
    groupes: Groupes,
    jugement: Jugement,
    cadre: Cadre,
    ref: date,
    seances: Sequence[Seance] | None,
    absentes: frozenset[str] = frozenset(),
    messages: Sequence[Publiable] = (),
) -> Matiere:
    """Compte le mois et garde ce qu'il faut pour écrire chaque rapport."""
    resultat = compter(groupes.lignes, cadre, mois)
    du_mois = {e for e in groupes.lignes if concerne(e, mois)}
    anomalies = compter_anomalies(jugement, du_mois, mois, cadre)
    return Matiere(
        mois,
        groupes.lignes,
        groupes,
        jugement,
        cadre,
        ref,
        seances,
        absentes,
        resultat,
        anomalies,
        du_mois,
        tuple(messages),
    )


def concerne(e: Entretien, mois: Mois) -> bool:
    """Vrai si la ligne touche le mois : par son entretien, son accompagnement compté ou son inscription comptée (contrat 3)."""
    annee, numero = mois.annee, mois.numero
    jour: date | None = e.date_entretien
    if jour is not None and jour.month == numero and jour.year == annee:
        return True
    jour = e.date_rdv_ft if e.rdv_ft == ACCOMPAGNE else None
    if jour is not None and jour.month == numero and jour.year == annee:
        return True
    jour = e.date_inscription if e.inscription_cip == REALISEE else None
    return jour is not None and jour.month == numero and jour.year == annee


def bloquantes(jugement: Jugement, mois: Mois, cadre: Cadre) -> list[Anomalie]:
    """Les anomalies bloquantes qui empêchent un rapport définitif de ce mois."""
    return [
        a
        for a in jugement.de_gravite(Gravite.BLOQUANT)
        if concerne(a.entretien, mois) or _touche_sans_en_etre(a.code, a.entretien, mois, cadre)
    ]


def _touche_sans_en_etre(code: str, e: Entretien, mois: Mois, cadre: Cadre) -> bool:
    """Vrai si l'anomalie laisse douter de ce mois, bien qu'aucune date de sa ligne n'y tombe."""
    if code == HORS_CONVENTION:
        return e.date_entretien <= cadre.fin or Mois.de(e.date_entretien) <= mois
    return code in SANS_MOIS


def rapport_region(m: Matiere) -> Rapport:
    """Le rapport de la DREETS : la région et chaque DT."""
    return _rapport(m, REGION, m.resultat, m.anomalies)


def rapport_dt(m: Matiere, dt: str) -> Rapport:
    """La copie d'une DT, refaite sur ses seules lignes : rien n'y vient d'une autre DT."""
    return _rapport(m, dt, m.resultat.restreint_a(dt), _anomalies_dt(m, dt))


def _rapport(
    m: Matiere, perimetre: str, resultat: Resultat, anomalies: Counter[Comptage]
) -> Rapport:
    frequentation = (
        None
        if m.seances is None
        else frequentations(m.seances, m.lignes, resultat.perimetres, m.mois, m.cadre)
    )
    par_regle = tuple(_par_regle(anomalies))
    return Rapport(
        m.mois,
        perimetre,
        Etat.PROVISOIRE,
        0,
        resultat,
        frequentation,
        par_regle,
        tuple(egalites(resultat)),
        m.cadre,
        m.ref,
        m.messages,
    )


def _par_regle(anomalies: Counter[Comptage]) -> Iterator[AnomaliesDUneRegle]:
    toutes, touchees = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    decidees: dict[str, date] = {}
    for (code, _, du_mois, jour), n in anomalies.items():
        toutes[code, jour is not None] += n
        touchees[code, jour is not None] += n * du_mois
        if jour is not None:
            decidees[code] = max(jour, decidees.get(code, jour))
    for r in REGLES:
        reste, confirmee = (r.code, False), (r.code, True)
        if toutes[reste] or toutes[confirmee]:
            yield AnomaliesDUneRegle(
                r,
                touchees[reste],
                toutes[reste],
                touchees[confirmee],
                toutes[confirmee],
                decidees.get(r.code),
            )


def _anomalies_dt(m: Matiere, dt: str) -> Counter[Comptage]:
    """Les anomalies d'une DT : celles de ses lignes, et les règles entre lignes refaites sur elle seule.

    Une règle croisée qui lit la DT ne compare déjà que des lignes d'une même DT, sauf X04, qui en parlerait d'une autre.
    """
    refaites = [r for r in REGLES if r.croisee and "dt" not in r.colonnes]
    ecartees = {ENTRE_DT, *(r.code for r in refaites)}
    siennes = Counter(
        {cle: n for cle, n in m.anomalies.items() if cle[1] == dt and cle[0] not in ecartees}
    )
    refait = croiser(m.groupes.restreints_a(dt), replace(m.cadre, ref=m.ref), m.absentes, refaites)
    return siennes + compter_anomalies(refait, m.du_mois, m.mois, m.cadre)


def compter_anomalies(
    jugement: Jugement, du_mois: Set[Entretien], mois: Mois, cadre: Cadre
) -> Counter[Comptage]:
    """Combien d'anomalies par règle, DT de la ligne, selon qu'elles touchent le mois, et selon la décision qui les écarte.

    `du_mois` : les lignes qui touchent le mois ; quelques règles le touchent par d'autres.
    """
    comptes = Counter[Comptage]()
    for a in jugement.anomalies:
        e = a.entretien
        par_ailleurs = a.code in (*SANS_MOIS, HORS_CONVENTION) and _touche_sans_en_etre(
            a.code, e, mois, cadre
        )
        comptes[a.code, e.dt, e in du_mois or par_ailleurs, None] += 1
    for c in jugement.confirmees:
        e = c.anomalie.entretien
        comptes[c.anomalie.code, e.dt, e in du_mois, c.decision.jour] += 1
    return comptes


def differences(
    anciennes: Sequence[LigneDeDonnees], nouvelles: Sequence[LigneDeDonnees]
) -> tuple[Difference, ...]:
    """Les figures qui changent d'une version à l'autre, dans l'ordre de `Données` ; une cellule absente vaut 0."""
    avant, apres = _par_cellule(anciennes), _par_cellule(nouvelles)
    changees = [c for c in {**apres, **avant} if avant.get(c, 0) != apres.get(c, 0)]
    return tuple(Difference(c, avant.get(c, 0), apres.get(c, 0)) for c in changees)


def _par_cellule(donnees: Sequence[LigneDeDonnees]) -> dict[tuple[str, str, str, str, str], int]:
    return {
        (perimetre, periode, code, sexe, tranche): n
        for _, perimetre, periode, code, sexe, tranche, n in donnees
    }
