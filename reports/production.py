"""Produire le jeu de rapports d'un mois : décider d'après ce que l'on sait, puis faire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto
from pathlib import Path

from reports import jeu, livraison, manifeste, versions
from reports.destinataires import Destinataire, destinataires
from reports.justificatif import chemin_du_justificatif
from reports.livraison import Chantier
from reports.manifeste import Manifeste, Version
from reports.matiere import Matiere, bloquantes, rapport_pour, rassembler
from reports.mois import Mois
from reports.rapport import Etat, Rapport
from reports.resultat import Difference, LigneDeDonnees, differences
from reports.verification import Avancer, Verification
from workbook.declarations.dits import Publiable
from workbook.jugement.regle import Anomalie


class Geste(Enum):
    """Ce qu'il y a à faire d'un mois."""

    REFUSER = auto()
    """Rien : une anomalie bloquante, une panne, ou une égalité fausse."""
    ESSAYER = auto()
    """Un jeu provisoire, à la place du provisoire précédent."""
    PRODUIRE = auto()
    """La première version."""
    REMPLACER = auto()
    """Une version de plus : les chiffres ne sont plus ceux qui ont été transmis."""
    COMPLETER = auto()
    """Les mêmes chiffres : refaire les fichiers abîmés, servir les DT ajoutées."""
    RETIRER = auto()
    """Les mêmes chiffres, des fichiers intacts : retirer le provisoire fait depuis."""
    RIEN = auto()
    """Les mêmes chiffres, des fichiers intacts, rien d'autre."""


DEJA_TRANSMIS = (Geste.COMPLETER, Geste.RETIRER, Geste.RIEN)


@dataclass(frozen=True)
class Connu:
    """Ce que l'on sait d'un mois. `provisoire` : demandé ; `abimes` : de la version transmise."""

    mois: Mois
    ref: date
    provisoire: bool = False
    obstacles: int = 0
    """Anomalies bloquantes et pannes."""
    egalites_fausses: int = 0
    avant: Manifeste = field(default_factory=lambda: Manifeste(""))
    donnees: Sequence[LigneDeDonnees] = ()
    pour: tuple[Destinataire, ...] = ()
    abimes: Mapping[str, bytes | None] = field(default_factory=dict)

    @property
    def final(self) -> bool:
        """Vrai si le mois est fini, et que l'on ne demande pas un provisoire."""
        return not self.provisoire and self.ref > self.mois.dernier_jour

    @property
    def refuse(self) -> bool:
        """Vrai si ce que l'on sait interdit d'écrire."""
        obstacles = 0 if self.provisoire else self.obstacles
        return bool(obstacles or (self.final and self.egalites_fausses))

    @property
    def transmise(self) -> Version | None:
        """La dernière version transmise, si les chiffres d'aujourd'hui sont encore les siens."""
        derniere = self.avant.derniere if self.final else None
        egale = derniere is not None and not differences(derniere.donnees, self.donnees)
        return derniere if egale else None


@dataclass(frozen=True)
class Decision:
    """Ce qu'il y a à faire, l'état et la version du rapport de la région."""

    geste: Geste
    etat: Etat | None = None
    version: int = 0
    ajoutes: tuple[Destinataire, ...] = ()
    """Ceux qui n'ont encore rien reçu de ce mois, alors qu'une version en est transmise."""
    retires: tuple[str, ...] = ()
    """Les fichiers de l'essai provisoire, que le jeu remplace."""


def decider(c: Connu) -> Decision:
    """Il n'y a de nouvelle version que s'il y a une différence ; une version transmise fait foi."""
    if c.refuse:
        return Decision(Geste.REFUSER)
    provisoires = tuple(c.avant.provisoire.fichiers) if c.avant.provisoire else ()
    retires = (*provisoires, *map(jeu.nom_de_la_synthese, provisoires))
    transmise = c.transmise
    if transmise is None:
        etat, version = versions.suivante(c.avant, c.pour[0], final=c.final)
        gestes = {Etat.PROVISOIRE: Geste.ESSAYER, Etat.DEFINITIF: Geste.PRODUIRE}
        return Decision(gestes.get(etat, Geste.REMPLACER), etat, version, (), retires)
    ajoutes = tuple(d for d in c.pour if not c.avant.recues_par(d))
    incomplete = bool(c.abimes or ajoutes)
    geste = Geste.COMPLETER if incomplete else Geste.RETIRER if retires else Geste.RIEN
    return Decision(geste, Etat(transmise.etat), transmise.version, ajoutes, retires)


@dataclass
class Production:
    """Ce qui a été décidé d'un mois, et ce qui en a été fait."""

    mois: Mois
    dossier: Path
    verification: Verification
    decision: Decision = Decision(Geste.REFUSER)
    fichiers: list[str] = field(default_factory=list)
    bloquantes: list[Anomalie] = field(default_factory=list)
    egalites_fausses: list[str] = field(default_factory=list)
    region: Rapport | None = None
    differences: tuple[Difference, ...] = ()
    messages: list[str] = field(default_factory=list)
    pdf: list[str] = field(default_factory=list)
    justificatif: Path | None = None
    """Le justificatif interne, nominatif : à côté du classeur, jamais parmi les rapports."""

    @property
    def refusee(self) -> bool:
        """Vrai si rien n'a pu être produit."""
        return self.decision.geste is Geste.REFUSER

    @property
    def inchange(self) -> bool:
        """Vrai si les chiffres sont ceux déjà transmis."""
        return self.decision.geste in DEJA_TRANSMIS

    @property
    def etat(self) -> Etat | None:
        """L'état du jeu produit ; None si rien n'a été produit (refusé, ou inchangé)."""
        return None if self.inchange else self.decision.etat

    @property
    def version(self) -> int:
        """La version du rapport de la région : produite, ou déjà transmise ; 0 s'il est refusé."""
        return self.decision.version


def produire(
    v: Verification, mois: Mois, base: Path, avancer: Avancer, *, provisoire: bool
) -> Production:
    """Le jeu de rapports de lignes vérifiées, dans le dossier du mois sous `base` (contrat 2).

    `provisoire` : même si le mois est fini, même s'il reste des anomalies bloquantes. N'écrit rien
    si la production est refusée, ni si tout est déjà transmis et intact. Lève `Refus` (fichier
    ouvert, disque), `EpreuveManquee` ou `Fuite` : le jeu précédent est alors entier.
    """
    p = Production(mois, base / str(mois), v, messages=v.messages)
    if not provisoire:
        p.bloquantes = bloquantes(v.jugement, mois, v.classeur.cadre)
    obstacles = len(p.bloquantes) + len(v.jugement.pannes)
    connu = Connu(mois, v.ref, provisoire, obstacles, pour=destinataires(v.classeur.cadre))
    if connu.refuse:
        return p
    avancer("Calcul des indicateurs")
    m = _matiere(v, mois)
    p.region = region = rapport_pour(connu.pour[0], m)
    fausses = [e for e in region.egalites if not e.tenue]
    p.egalites_fausses = [
        f"{e.enonce} ({e.perimetre}, {e.periode}) : {e.gauche} ≠ {e.droite}" for e in fausses
    ]
    connu = replace(connu, egalites_fausses=len(fausses), donnees=region.donnees)
    if connu.refuse:
        return p
    with livraison.chantier(base, mois) as chantier:
        connu = replace(connu, avant=manifeste.du_mois(chantier.dossier, str(mois)))
        abimes = chantier.abimes(versions.attendus(connu.transmise, connu.pour, mois))
        connu = replace(connu, abimes=abimes)
        p.decision = decider(connu)
        if p.decision.geste is not Geste.RIEN:
            chantier.verifier_libres(nom for d in connu.avant.toutes for nom in d.fichiers)
        if p.decision.geste in (Geste.RIEN, Geste.RETIRER):
            return _laisser(p, region, connu, m, chantier)
        preuve, dits = _ecrire(p, region, connu, m, chantier, avancer)
    avancer("Justificatif interne")
    _justifier(p, preuve, m)
    p.messages += dits
    return p


def _matiere(v: Verification, mois: Mois) -> Matiere:
    c = v.classeur
    publics = [m for m in c.messages if isinstance(m, Publiable)]
    return rassembler(mois, v.groupes, v.jugement, c.cadre, v.ref, c.seances, c.absentes, publics)


def _laisser(
    p: Production, region: Rapport, connu: Connu, m: Matiere, chantier: Chantier
) -> Production:
    """La version transmise est entière : retire l'essai, et refait le justificatif s'il manque."""
    retires, etat = p.decision.retires, p.decision.etat
    if retires:
        chantier.livrer({}, replace(connu.avant, provisoire=None), retires)
    classeur = p.verification.classeur.chemin
    if etat and (retires or not chemin_du_justificatif(classeur, p.mois).exists()):
        transmis = replace(region, etat=etat, version=p.version)
        _justifier(p, jeu.preuve(transmis, m), m)
    return p


def _ecrire(
    p: Production, region: Rapport, connu: Connu, m: Matiere, chantier: Chantier, avancer: Avancer
) -> tuple[bytes, list[str]]:
    """Écrit, éprouve et livre le jeu ; rend son justificatif, et ce qu'il faut en dire."""
    avant, transmise, d = connu.avant, connu.transmise, p.decision
    precede = Manifeste(avant.mois, avant.versions[:-1]) if transmise else avant
    avancer("Écriture des rapports")
    base = chantier.dossier.parent
    rapports, illisibles = versions.rapports(region, m, base, precede, final=connu.final)
    compose = jeu.composer(rapports, m)
    p.region = region = rapports[0]
    if transmise:
        fichiers, version = versions.completer(
            transmise, region, compose.fichiers, connu.abimes, d.ajoutes
        )
    else:
        fichiers, version = compose.fichiers, versions.nouvelle(region, compose.fichiers)
    apres = Manifeste(avant.mois, [*precede.versions, version])
    if not connu.final:
        apres = replace(avant, provisoire=version)
    avancer("Recherche de données nominatives")
    jeu.refuser_les_fuites(compose, apres, m, p.verification.classeur.decisions)
    chantier.livrer(fichiers, apres, [nom for nom in d.retires if nom not in fichiers])
    p.differences = region.differences
    p.fichiers = [nom for nom in fichiers if nom in compose.fichiers]
    completee = versions.dire(connu.abimes, d.ajoutes, p.mois)
    return compose.justificatif, [*jeu.remarques(rapports), *illisibles, *completee]


def _justifier(p: Production, preuve: bytes, m: Matiere) -> None:
    p.justificatif, dits = jeu.justifier(preuve, m, p.verification.classeur.chemin)
    p.messages += dits
