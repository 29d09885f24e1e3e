"""Ce que la page appelle : un geste, ses options en JSON, un résultat en JSON.

Tout le travail est celui de `commandes`.

La page tourne sans disque : ses fichiers sont en mémoire, dans `/travail`, et disparaissent avec
elle. Ce qu'elle reçoit est d'abord posé dans `/depot`, sous un numéro ; ce module lui donne son
nom.
"""

import gc
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from reports import livraison, manifeste
from reports.definitions import PAR_CODE
from reports.explication import Explication, demande
from reports.historique import historique
from workbook.declarations.dates import lire_mois
from workbook.declarations.erreurs import Refus
from workbook.lecture import classeur as lecture
from xl_addin import commandes, neuf, recit, recit_explication, recit_historique
from xl_addin.page import vue

TRAVAIL = Path("/travail")
CLASSEUR, RAPPORTS = TRAVAIL / "classeur", TRAVAIL / "Rapports"
MODELES = Path(__file__).parent.parent.parent / "modeles"
"""Le classeur à boutons, si la page a été faite sur un poste qui a le logiciel."""

Options = Mapping[str, Any]
Avancer = Callable[[str], None]
Ordre = dict[str, str]
"""« ecrire » un chemin du dossier « depuis » un fichier d'ici ; ou « retirer » un fichier ou un
dossier.
"""


def executer(geste: str, options: str, avancer: Avancer) -> str:
    """Fait un geste. Le résultat est un document JSON.

    Un refus en est un aussi : `refus`, la phrase du terminal, et `dit`, celle de la page.
    """
    gc.disable()  # lire et vérifier crée des milliers d'objets et n'en jette aucun
    try:
        resultat = GESTES[geste](json.loads(options), avancer)
    except Exception as erreur:  # dernier rempart : aucune trace ne parvient à la personne
        refus = recit.echec(erreur)
        resultat = {"refus": refus, "dit": vue.en_page(refus)}
    finally:
        gc.enable()
        gc.collect()
    return json.dumps(resultat, ensure_ascii=False)


def ouvrir(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Prend un classeur déposé ; dit combien il a de lignes, et de quel mois est son rapport."""
    shutil.rmtree(CLASSEUR, ignore_errors=True)
    CLASSEUR.mkdir(parents=True)
    _Explications.oublier()
    chemin = CLASSEUR / options["nom"]
    os.replace(options["depot"], chemin)
    if not options["lire"]:
        return {}
    avancer("Lecture du classeur")
    lu = lecture.lire(chemin)
    return {
        "nom": chemin.name,
        "lignes": len(lu.lignes),
        "mois": "{:04}-{:02}".format(*lu.mois) if lu.mois else "",
    }


def verifier(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Vérifie le classeur, comme `suivi-cir verifier`."""
    v = commandes.verifier(_classeur(), _ref(options), avancer, formules=True)
    return {"json": recit.verification_en_json(v), "vue": vue.de_la_verification(v)}


def produire(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Produit le rapport d'un mois, comme `suivi-cir rapport` ; dit quels fichiers poser dans le
    dossier des rapports, et lesquels en retirer.
    """
    avant = _photographier()
    production = commandes.rapport(
        _classeur(),
        _ref(options),
        mois=options["mois"] or None,
        sortie=RAPPORTS,
        provisoire=options["provisoire"],
        avancer=avancer,
    )
    return {
        "json": recit.production_en_json(production),
        "vue": vue.de_la_production(production),
        "verification": vue.de_la_verification(production.verification),
        "ordres": _ordres(avant, _photographier()),
        "justificatif": str(production.justificatif) if production.justificatif else None,
    }


def recevoir(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Prend ce que contient le dossier des rapports de la personne : `fichiers` : [dépôt, chemin
    dans le dossier].
    """
    shutil.rmtree(RAPPORTS, ignore_errors=True)
    RAPPORTS.mkdir(parents=True)
    for depot, nom in options["fichiers"]:
        _ranger(Path(depot).read_bytes(), nom)
        os.remove(depot)
    return {}


def reprendre(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Prend un rapport déjà produit : son `manifeste.json`, ou l'archive que la page en a faite.

    Lève `Refus` si ce n'en est pas un.
    """
    depot, nom = Path(options["depot"]), options["nom"]
    contenu = depot.read_bytes()
    depot.unlink()
    if zipfile.is_zipfile(BytesIO(contenu)):
        with zipfile.ZipFile(BytesIO(contenu)) as archive:
            manifestes = [
                PurePosixPath(n) for n in archive.namelist() if n.endswith(f"/{manifeste.NOM}")
            ]
            for chemin in manifestes:
                dossier = chemin.parent.name
                for membre in archive.namelist():
                    if membre.startswith(f"{chemin.parent}/") and not membre.endswith("/"):
                        _ranger(
                            archive.read(membre),
                            f"{dossier}/{PurePosixPath(membre).relative_to(chemin.parent)}",
                        )
        repris = [chemin.parent.name for chemin in manifestes]
    else:
        try:
            mois = json.loads(contenu)["mois"]
            assert lire_mois(mois)
        except (ValueError, LookupError, TypeError, AssertionError):
            repris = []
        else:
            _ranger(contenu, f"{mois}/{manifeste.NOM}")
            repris = [mois]
    if not repris:
        raise Refus(
            f"« {nom} » n’est ni un « {manifeste.NOM} », ni l’archive d’un rapport. Donnez le "
            f"« Rapports_AAAA-MM.zip » du mois, ou son « {manifeste.NOM} »."
        )
    for mois in repris:
        manifeste.lire(RAPPORTS / mois)
    return {"mois": sorted(repris)}


def archiver(options: Options, avancer: Avancer) -> dict[str, Any]:
    """L'archive du dossier d'un mois."""
    mois = options["mois"]
    archive = TRAVAIL / f"Rapports_{mois}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        for fichier in sorted((RAPPORTS / mois).rglob("*")):
            if fichier.is_file():
                z.write(fichier, fichier.relative_to(RAPPORTS).as_posix())
    return {"nom": archive.name, "chemin": str(archive)}


def expliquer(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Les lignes qui font un chiffre, comme `suivi-cir expliquer --nominatif`."""
    avancer("Recherche des lignes")
    x = _Explications.du_mois(options["mois"], _ref(options))
    figure = demande(
        x.cadre,
        x.mois,
        options["indicateur"],
        options["dt"],
        options["sexe"],
        options["tranche"],
        cumul=options["cumul"],
    )
    document = recit_explication.en_json(x, [figure], nominatif=True)
    return {"json": document, "titre": figure.titre, "court": PAR_CODE[figure.indicateur].court}


def dire_l_historique(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Ce que contient le dossier reçu, chaque fichier vérifié, comme `suivi-cir historique`."""
    passages = historique(RAPPORTS)
    document = recit_historique.historique_en_json(RAPPORTS, passages)
    quand = [
        p.produit_le.astimezone().strftime("%d/%m/%Y à %H:%M") if p.produit_le else ""
        for p in passages
    ]
    return {
        "json": document,
        "quand": quand,
        "texte": recit_historique.historique(RAPPORTS, passages),
    }


def nouveau(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Un classeur neuf, vide ou rempli de l'exemple."""
    avancer("Création du classeur")
    dossier = TRAVAIL / "neuf"
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(parents=True)
    chemin = dossier / options["nom"]
    if chemin.suffix == ".xlsm":
        shutil.copy(MODELES / "Suivi CIR.xlsm", chemin)
    else:
        neuf.nouveau(chemin, exemple=options["exemple"])
    return {"nom": chemin.name, "chemin": str(chemin)}


def savoir(options: Options, avancer: Avancer) -> dict[str, Any]:
    """Ce que sait faire cette page, au-delà de ce que font toutes."""
    return {"boutons": MODELES.is_dir()}


GESTES: dict[str, Callable[[Options, Avancer], dict[str, Any]]] = {
    "ouvrir": ouvrir,
    "verifier": verifier,
    "produire": produire,
    "recevoir": recevoir,
    "reprendre": reprendre,
    "archiver": archiver,
    "expliquer": expliquer,
    "historique": dire_l_historique,
    "nouveau": nouveau,
    "savoir": savoir,
}


class _Explications:
    """Le comptage d'un mois, gardé tant que le classeur est le même : on clique plusieurs chiffres
    de suite.
    """

    garde: tuple[tuple[str, date], Explication] | None = None

    @classmethod
    def du_mois(cls, mois: str, ref: date) -> Explication:
        if cls.garde is None or cls.garde[0] != (mois, ref):
            cls.garde = ((mois, ref), commandes.expliquer(_classeur(), ref, mois))
        return cls.garde[1]

    @classmethod
    def oublier(cls) -> None:
        cls.garde = None


def _classeur() -> Path:
    (chemin,) = (f for f in CLASSEUR.iterdir() if f.is_file())
    return chemin


def _ref(options: Options) -> date:
    return (
        date.fromisoformat(options["aujourdhui"])
        if options.get("aujourdhui")
        else datetime.now().date()
    )


def _ranger(octets: bytes, nom: str) -> None:
    """Écrit un fichier reçu dans le dossier des rapports, et nulle part ailleurs."""
    chemin = RAPPORTS / nom
    if not chemin.resolve().is_relative_to(RAPPORTS.resolve()):
        raise Refus(f"« {nom} » n’est pas un nom de fichier d’un rapport.")
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(octets)


def _photographier() -> dict[str, str]:
    """Chaque fichier du dossier des rapports, et son empreinte."""
    fichiers = (f for f in RAPPORTS.rglob("*") if f.is_file())
    return {
        f.relative_to(RAPPORTS).as_posix(): sha256(f.read_bytes()).hexdigest() for f in fichiers
    }


def _ordres(avant: Mapping[str, str], apres: Mapping[str, str]) -> list[Ordre]:
    """Ce que la page fait dans le dossier de la personne, dans cet ordre.

    C'est l'ordre de `reports.livraison` : tout est d'abord écrit dans le dossier d'attente du mois,
    puis mis en place, le manifeste en dernier. Coupée au milieu, la mise en place est finie par la
    page ou le terminal, au prochain rapport.
    """
    neufs = [nom for nom, empreinte in apres.items() if avant.get(nom) != empreinte]
    retires = [nom for nom in avant if nom not in apres]
    finis = sorted({_dossier(nom) for nom in retires if nom.startswith(".")})
    mois = sorted({_dossier(nom) for nom in (*neufs, *retires)} - set(finis))
    ordres = [ordre for m in mois for ordre in _mettre_en_place(m, _de(m, neufs), _de(m, retires))]
    return ordres + [
        {"retirer": attente} for attente in finis if {"retirer": attente} not in ordres
    ]


def _mettre_en_place(mois: str, neufs: Sequence[str], retires: Sequence[str]) -> list[Ordre]:
    attente = livraison.nom_de_l_attente(mois)
    poses = [
        (nom, str(RAPPORTS / mois / nom))
        for nom in sorted(neufs, key=lambda nom: (nom == manifeste.NOM, nom))
    ]
    ordre = TRAVAIL / f"{mois}.{livraison.ORDRE}"
    ordre.write_text(
        json.dumps({"fichiers": [nom for nom, _ in poses], "retirer": list(retires)}),
        encoding="utf-8",
    )
    return [
        *(
            {"ecrire": f"{attente}/{livraison.JEU}/{nom}", "depuis": depuis}
            for nom, depuis in poses
        ),
        {"ecrire": f"{attente}/{livraison.ORDRE}", "depuis": str(ordre)},
        *({"ecrire": f"{mois}/{nom}", "depuis": depuis} for nom, depuis in poses),
        *({"retirer": f"{mois}/{nom}"} for nom in retires),
        {"retirer": attente},
    ]


def _dossier(nom: str) -> str:
    return nom.partition("/")[0]


def _de(mois: str, noms: Sequence[str]) -> list[str]:
    """Ceux d'un mois, dits dans son dossier."""
    return [nom.removeprefix(f"{mois}/") for nom in noms if _dossier(nom) == mois]
