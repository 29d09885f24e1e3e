"""Quelle version d'un rapport produire, et pour qui : chaque destinataire a les siennes ; une DT ajoutée en cours d'année commence à la première."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from reports import definitions, livraison, manifeste
from reports.manifeste import Manifeste, Version, destinataire
from reports.mois import Mois
from reports.parametres import parametres_publies
from reports.rapport import Envoye, Etat, Matiere, Rapport, differences, nom_court, rapport_dt
from reports.resultat import LigneDeDonnees
from workbook.declarations.cadre import REGION, Cadre, version_du_cadre
from workbook.jugement.regles import VERSION as VERSION_REGLES


@dataclass(frozen=True)
class Situation:
    """Où en est un mois : ce que dit son manifeste, et la version transmise que les chiffres d'aujourd'hui disent encore, s'il y en a une."""

    avant: Manifeste
    transmise: Version | None
    ajoutees: tuple[str, ...]
    """Les DT qui n'ont encore reçu aucun rapport de ce mois, alors qu'une version en est transmise."""

    @property
    def reference(self) -> Manifeste:
        """Ce qui précède la version à écrire : refaire une version, c'est la produire comme la première fois."""
        return (
            self.avant
            if self.transmise is None
            else Manifeste(self.avant.mois, self.avant.versions[:-1])
        )


def situer(
    avant: Manifeste, donnees: Sequence[LigneDeDonnees], dts: Iterable[str], *, final: bool
) -> Situation:
    """Compare les chiffres d'aujourd'hui à la dernière version transmise : il n'y a de nouvelle version que s'il y a une différence."""
    derniere = avant.derniere
    if not final or derniere is None or differences(derniere.donnees, donnees):
        return Situation(avant, None, ())
    return Situation(
        avant, derniere, tuple(dt for dt in dts if not avant.recues_par(nom_court(dt)))
    )


def attendus(version: Version, dts: Iterable[str]) -> dict[str, str]:
    """Nom -> SHA-256 des rapports d'une version dont le destinataire est encore dans Paramètres."""
    actuels = {destinataire(nom_court(perimetre)) for perimetre in (REGION, *dts)}
    return {nom: version.fichiers[nom] for qui, nom in version.rapports.items() if qui in actuels}


def rapports(
    region: Rapport, m: Matiere, base: Path, reference: Manifeste, *, final: bool
) -> tuple[list[Rapport], list[str]]:
    """Le rapport de la région et la copie de chaque DT, avec ce que disent leurs devanciers ; et ce qu'il faut dire de manifestes illisibles."""
    connus, illisibles = manifeste.envoyes(base, sauf={m.mois: reference.envoye()})
    changements = manifeste.changements_depuis(base / str(m.mois.precedent), parametres(m.cadre))
    ecarts = (
        differences(reference.derniere.donnees, region.donnees)
        if final and reference.derniere
        else ()
    )
    faits = []
    for r in (region, *(rapport_dt(m, dt) for dt in m.cadre.dts)):
        precedentes = reference.recues_par(nom_court(r.perimetre))
        etat = (
            Etat.PROVISOIRE if not final else Etat.RECTIFICATIF if precedentes else Etat.DEFINITIF
        )
        siens = (
            tuple(d for d in ecarts if d.cellule[0] in r.resultat.perimetres)
            if etat is Etat.RECTIFICATIF
            else ()
        )
        faits.append(
            replace(
                r,
                etat=etat,
                version=len(precedentes) + 1,
                differences=siens,
                envoyes=_recus(connus, r.perimetre),
                remplace_du=precedentes[-1] if precedentes else None,
                changements=changements,
            )
        )
    return faits, illisibles


def _recus(connus: Mapping[Mois, Envoye], perimetre: str) -> dict[Mois, Envoye]:
    """Ce qu'un destinataire a reçu, avec ses numéros de version à lui."""
    qui = destinataire(nom_court(perimetre))
    return {
        mois: replace(e, version=e.versions[qui]) for mois, e in connus.items() if qui in e.versions
    }


def parametres(cadre: Cadre) -> dict[str, str]:
    """Les paramètres appliqués et les versions, par titre : ce qui, changé, change la lecture d'un rapport."""
    publies = {p.titre: p.valeur for p in parametres_publies(cadre)}
    return publies | {"Règles": VERSION_REGLES, "Définitions": definitions.VERSION}


def nouvelle(region: Rapport, logiciel: str, fichiers: Mapping[str, bytes]) -> Version:
    """Ce que le manifeste retient d'un jeu qui vient d'être écrit."""
    return Version(
        region.etat.value,
        region.version,
        _maintenant(),
        logiciel,
        VERSION_REGLES,
        version_du_cadre(),
        region.resultat.empreintes[REGION],
        livraison.empreintes(fichiers),
        region.donnees,
        parametres(region.cadre),
    )


def completer(
    s: Situation,
    fichiers: Mapping[str, bytes],
    abimes: Mapping[str, bytes | None],
    donnees: list[LigneDeDonnees],
) -> tuple[dict[str, bytes], Version]:
    """D'une version transmise : les fichiers abîmés, refaits, la copie de ce qu'ils étaient devenus, et ceux des DT ajoutées ; puis la version qui le dit."""
    assert s.transmise is not None
    refaits = _de(fichiers, {_sujet(nom) for nom in abimes})
    ajoutes = _de(fichiers, {f"{nom_court(dt)}_{s.avant.mois}_v1" for dt in s.ajoutees})
    version = replace(
        s.transmise,
        fichiers=s.transmise.fichiers | livraison.empreintes(refaits | ajoutes),
        ajoutes=s.transmise.ajoutes | dict.fromkeys(ajoutes, _maintenant()),
        donnees=donnees if ajoutes else s.transmise.donnees,
    )
    gardes = {
        livraison.nom_de_la_copie(nom, octets): octets
        for nom, octets in abimes.items()
        if octets is not None
    }
    return refaits | ajoutes | gardes, version


def dire(s: Situation, abimes: Mapping[str, bytes | None], mois: Mois) -> list[str]:
    """Ce qu'il faut dire d'une version transmise qui a été complétée."""
    dits = [
        f"« {nom} » manquait : il est refait, avec les mêmes chiffres."
        if octets is None
        else f"« {nom} » a été modifié depuis sa production : il est refait, avec les chiffres déjà transmis. "
        f"Le fichier modifié est gardé : « {livraison.nom_de_la_copie(nom, octets)} »."
        for nom, octets in abimes.items()
    ]
    return dits + [
        f"{dt} est une nouvelle antenne : son premier rapport {mois.avec_de} est produit ; ceux des autres ne changent pas."
        for dt in s.ajoutees
    ]


def _de(fichiers: Mapping[str, bytes], sujets: Collection[str]) -> dict[str, bytes]:
    return {nom: octets for nom, octets in fichiers.items() if _sujet(nom) in sujets}


def _sujet(nom: str) -> str:
    """« DREETS_2026-01_v1 » : ce qu'un rapport et son courriel ont de commun dans leurs noms."""
    return Path(nom).stem.partition("_")[2]


def _maintenant() -> str:
    """L'instant, dit dans le temps universel : le poste qui le relira n'est pas forcément dans le même fuseau."""
    return datetime.now(UTC).isoformat(timespec="seconds")
