"""Quelle version d'un rapport produire, et pour qui.

Chaque destinataire a les siennes ; ajouté en cours d'année, il commence à la première.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from reports import definitions, disque, logiciel, manifeste
from reports.courriels import nom_du_courriel
from reports.destinataires import Destinataire, destinataires
from reports.manifeste import Manifeste, Version
from reports.matiere import Matiere, rapport_pour
from reports.mois import Mois
from reports.parametres import parametres_publies
from reports.rapport import Etat, Rapport
from reports.resultat import differences
from workbook.declarations.cadre import REGION, Cadre, version_du_cadre
from workbook.jugement.regles import VERSION as VERSION_REGLES

Octets = Mapping[str, bytes]
Abimes = Mapping[str, bytes | None]
"""Les fichiers livrés qui ne sont plus tels -> leurs octets d'à présent, None s'ils manquent."""


def suivante(precede: Manifeste, d: Destinataire, *, final: bool) -> tuple[Etat, int]:
    """L'état et le numéro du prochain rapport d'un destinataire, d'après ce qui le précède."""
    recues = len(precede.recues_par(d))
    if not final:
        return Etat.PROVISOIRE, recues + 1
    return Etat.RECTIFICATIF if recues else Etat.DEFINITIF, recues + 1


def attendus(version: Version | None, pour: Iterable[Destinataire], mois: Mois) -> dict[str, str]:
    """Nom -> SHA-256 des rapports d'une version dont le destinataire est encore dans Paramètres."""
    if version is None:
        return {}
    noms = [nom for d in pour if (nom := version.rapport_de(d, str(mois)))]
    return {nom: version.fichiers[nom] for nom in noms}


def rapports(
    region: Rapport, m: Matiere, base: Path, precede: Manifeste, *, final: bool
) -> tuple[list[Rapport], list[str]]:
    """Le rapport de chaque destinataire, avec ce que disent leurs devanciers.

    Et ce qu'il faut dire de manifestes illisibles. `region` : le premier, déjà compté.
    """
    connus, illisibles = manifeste.connus(base, sauf={m.mois: precede})
    changements = manifeste.changements_depuis(base / str(m.mois.precedent), parametres(m.cadre))
    derniere = precede.derniere if final else None
    ecarts = differences(derniere.donnees, region.donnees) if derniere else ()
    _, *autres = destinataires(m.cadre)
    faits = []
    for r in (region, *(rapport_pour(d, m) for d in autres)):
        d = r.destinataire
        etat, version = suivante(precede, d, final=final)
        siens = tuple(e for e in ecarts if e.cellule[0] in d.perimetres)
        recues = precede.recues_par(d)
        r = replace(r, etat=etat, version=version, changements=changements)
        r = replace(r, differences=siens if etat is Etat.RECTIFICATIF else ())
        r = replace(r, remplace_du=recues[-1] if recues else None)
        envoyes = {mois: e for mois, avant in connus.items() if (e := avant.envoye_a(d))}
        faits.append(replace(r, envoyes=envoyes))
    return faits, illisibles


def parametres(cadre: Cadre) -> dict[str, str]:
    """Les paramètres appliqués et les versions, par titre : ce qui change la lecture."""
    publies = {p.titre: p.valeur for p in parametres_publies(cadre)}
    return publies | {"Règles": VERSION_REGLES, "Définitions": definitions.VERSION}


def nouvelle(region: Rapport, fichiers: Octets) -> Version:
    """Ce que le manifeste retient d'un jeu qui vient d'être écrit."""
    return Version(
        etat=region.etat.value,
        version=region.version,
        produit_le=_maintenant(),
        logiciel=f"suivi-cir {logiciel.version()}",
        regles=VERSION_REGLES,
        cadre=version_du_cadre(),
        empreinte=region.resultat.empreintes[REGION],
        fichiers=disque.empreintes(fichiers),
        donnees=region.donnees,
        parametres=parametres(region.cadre),
    )


def completer(
    transmise: Version,
    region: Rapport,
    ecrits: Octets,
    abimes: Abimes,
    ajoutes: Iterable[Destinataire],
) -> tuple[dict[str, bytes], Version]:
    """D'une version transmise : ce qu'il y a à livrer, puis la version qui le dit.

    À livrer : les fichiers abîmés, refaits, la copie de ce qu'ils étaient devenus, et ceux des
    destinataires ajoutés, pris parmi ceux qui viennent d'être `ecrits`.
    """
    refaits = _de(ecrits, abimes)
    neufs = _de(ecrits, [d.fichier(region.mois, "v1") for d in ajoutes])
    version = replace(
        transmise,
        fichiers=transmise.fichiers | disque.empreintes(refaits | neufs),
        ajoutes=transmise.ajoutes | dict.fromkeys(neufs, _maintenant()),
        donnees=region.donnees if neufs else transmise.donnees,
    )
    modifies = [(nom, octets) for nom, octets in abimes.items() if octets is not None]
    gardes = {disque.nom_de_la_copie(nom, octets): octets for nom, octets in modifies}
    return refaits | neufs | gardes, version


def dire(abimes: Abimes, ajoutes: Iterable[Destinataire], mois: Mois) -> list[str]:
    """Ce qu'il faut dire d'une version transmise qui a été complétée."""
    dits = [
        f"« {nom} » manquait : il est refait, avec les mêmes chiffres."
        if octets is None
        else f"« {nom} » a été modifié depuis sa production : il est refait, avec les chiffres "
        f"déjà transmis. Le fichier modifié est gardé : « {disque.nom_de_la_copie(nom, octets)} »."
        for nom, octets in abimes.items()
    ]
    return dits + [
        f"{d.perimetre} est une nouvelle antenne : son premier rapport {mois.avec_de} est "
        "produit ; ceux des autres ne changent pas."
        for d in ajoutes
    ]


def _de(fichiers: Octets, rapports: Iterable[str]) -> dict[str, bytes]:
    """Ces rapports, et leurs courriels."""
    voulus = {nom for rapport in rapports for nom in (rapport, nom_du_courriel(rapport))}
    return {nom: octets for nom, octets in fichiers.items() if nom in voulus}


def _maintenant() -> str:
    """L'instant, en temps universel : le poste qui le relira peut avoir un autre fuseau."""
    return datetime.now(UTC).isoformat(timespec="seconds")
