"""La commande `suivi-cir` : un classeur, quelques gestes.

Sortie 0 : fait ; 1 : anomalies bloquantes, rien de produit, ou fichier altéré ; 2 : demande ou
fichier inutilisable.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from workbook.declarations.erreurs import Refus
from workbook.declarations.texte import enumere
from xl_addin import commandes, recit
from xl_addin.analyseur import analyseur
from xl_addin.neuf import EXTENSIONS, nouveau
from xl_addin.terminal import Avancement, alerter, deja_fait, dire, ecrire_json

FAIT, BLOQUE, INUTILISABLE = 0, 1, 2


def lancer() -> NoReturn:
    """Le programme `suivi-cir`. Le système reprend d'un coup la mémoire d'un grand classeur."""
    garde: list[Any] = []
    code = main(garde=garde)
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def main(arguments: Sequence[str] | None = None, garde: list[Any] | None = None) -> int:
    """Exécute une commande et rend le code de sortie. Aucune trace ne parvient à l'utilisateur.

    `garde` reçoit le résultat, s'il est gros : il est rendu à la mémoire avec elle.
    """
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(encoding="utf-8", errors="replace")
    mots = sys.argv[1:] if arguments is None else arguments
    try:
        args = analyseur().parse_args([_fichier_a_tiret(mot) for mot in mots])
    except SystemExit as sortie:
        return int(sortie.code or 0)
    args.garde = [] if garde is None else garde
    try:
        return GESTES[args.commande](args)
    except Exception as erreur:
        return _refuser(args, recit.echec(erreur))


def _fichier_a_tiret(mot: str) -> str:
    """Un classeur dont le nom commence par un tiret n'est pas une option."""
    classeur = mot.startswith("-") and mot.lower().endswith(EXTENSIONS)
    return f"./{mot}" if classeur and ("=" not in mot or Path(mot).is_file()) else mot


def _refuser(args: Namespace, message: str) -> int:
    alerter(message)
    if getattr(args, "json", False):
        with suppress(OSError):  # disque plein : le code de sortie le dit encore
            ecrire_json({"erreur": message})
    return INUTILISABLE


def _ref(args: Namespace) -> date:
    jour: date = args.aujourdhui or date.today()
    return jour


def _nouveau(args: Namespace) -> int:
    remarques = nouveau(args.chemin, exemple=args.exemple)
    with deja_fait(f"« {args.chemin} » est créé."):
        dire(f"Créé : {args.chemin}")
    for remarque in remarques:
        alerter(remarque)
    return FAIT


def _verifier(args: Namespace) -> int:
    verification = commandes.verifier(args.classeur, _ref(args), Avancement(), formules=True)
    args.garde.append(verification)
    if args.json:
        ecrire_json(recit.verification_en_json(verification, nominatif=args.nominatif))
    else:
        dire(recit.verification(verification, nominatif=args.nominatif))
    return BLOQUE if recit.bloquee(verification) else FAIT


def _rapport(args: Namespace) -> int:
    production = commandes.rapport(
        args.classeur,
        _ref(args),
        mois=args.mois,
        sortie=args.sortie,
        provisoire=args.provisoire,
        avancer=Avancement(),
    )
    args.garde.append(production)
    if args.pdf and not production.refusee:
        from xl_addin import synthese_pdf

        provisoire = production.etat == "PROVISOIRE"
        production.pdf, remarque = synthese_pdf.imprimer(production.dossier, provisoire=provisoire)
        production.messages += remarque
    if production.refusee and not args.json:
        alerter(recit.production(production))
        return BLOQUE
    with deja_fait(recit.issue(production)):
        if args.json:
            ecrire_json(recit.production_en_json(production))
        else:
            dire(recit.production(production))
    return BLOQUE if production.refusee else FAIT


def _historique(args: Namespace) -> int:
    from reports.historique import historique
    from xl_addin import recit_historique

    passages = historique(args.dossier)
    if args.json:
        ecrire_json(recit_historique.historique_en_json(args.dossier, passages))
    else:
        dire(recit_historique.historique(args.dossier, passages))
    return FAIT if all(p.intact for p in passages) else BLOQUE


def _expliquer(args: Namespace) -> int:
    from reports.definitions import CODES
    from reports.explication import demande
    from xl_addin import recit_explication

    codes = CODES if args.indicateur is None else (args.indicateur,)
    if args.indicateur is None and args.ligne is None:
        parmi = ", ".join(CODES)
        raise Refus(f"Donnez un chiffre (--indicateur, parmi {parmi}) ou une ligne (--ligne 14).")
    x = commandes.expliquer(args.classeur, _ref(args), args.mois)
    args.garde.append(x)
    figures = [
        demande(x.cadre, x.mois, code, args.dt, args.sexe, args.tranche, cumul=args.cumul)
        for code in codes
    ]
    if args.json:
        ecrire_json(recit_explication.en_json(x, figures, args.ligne, nominatif=args.nominatif))
    else:
        dire(recit_explication.texte(x, figures, args.ligne, nominatif=args.nominatif))
    return FAIT


def _mettre_a_jour(args: Namespace) -> int:
    from xl_addin.mise_a_jour import mettre_a_jour, raconter

    reprise = mettre_a_jour(args.ancien, args.nouveau)
    with deja_fait(f"« {args.nouveau} » est créé, avec tout ce que portait « {args.ancien} »."):
        dire(raconter(reprise))
    return FAIT


def _schema(args: Namespace) -> int:
    schemas = commandes.schemas(args.classeur)
    if args.table is not None and args.table not in schemas:
        choix = f"Choisissez {enumere(schemas)}, ou rien pour les deux."
        raise Refus(f"« {args.table} » n’a pas de schéma. {choix}")
    ecrire_json(schemas if args.table is None else schemas[args.table])
    return FAIT


def _page(args: Namespace) -> int:
    from xl_addin.page import assembler, composants

    cache = args.cache or composants.cache_du_poste()
    taille = assembler.ecrire(args.chemin, cache, boutons=args.boutons)
    dire(f"Créée : {args.chemin} ({round(taille / 2**20)} Mio)")
    return FAIT


def _demo(args: Namespace) -> int:
    faits = commandes.demo(args.dossier)
    with deja_fait(f"L’exemple est dans « {args.dossier} »."):
        dire(recit.demo(*faits))
    return FAIT


GESTES = {
    "nouveau": _nouveau,
    "verifier": _verifier,
    "rapport": _rapport,
    "historique": _historique,
    "expliquer": _expliquer,
    "mettre-a-jour": _mettre_a_jour,
    "schema": _schema,
    "page": _page,
    "demo": _demo,
}
