"""La commande `suivi-cir` : un classeur, quelques gestes. Sortie 0 : fait ; 1 : anomalies bloquantes, rien de produit, ou fichier altéré ; 2 : demande ou fichier inutilisable."""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TextIO

from workbook.declarations.erreurs import Refus, raison
from workbook.declarations.texte import comparable, enumere
from xl_addin import commandes, recit
from xl_addin.commandes import VERSION

FAIT, BLOQUE, INUTILISABLE = 0, 1, 2

EXEMPLES = """exemples :
  suivi-cir nouveau "Suivi CIR 2026.xlsm"
      un classeur vide, prêt à remplir, avec ses boutons
  suivi-cir verifier "Suivi CIR 2026.xlsx"
      ce qu’il y a à corriger, ligne par ligne
  suivi-cir rapport "Suivi CIR 2026.xlsx" --mois 2026-01
      le rapport de janvier : DREETS et une copie par DT
  suivi-cir expliquer "Suivi CIR 2026.xlsx" --mois 2026-01 --indicateur I2
      les lignes qui font ce chiffre
  suivi-cir historique Rapports
      ce qui a été produit, et si chaque fichier est intact
  suivi-cir mettre-a-jour "Suivi CIR 2025.xlsx" "Suivi CIR 2026.xlsm"
      toutes les lignes d’un ancien classeur, dans le modèle d’aujourd’hui
  suivi-cir demo
      tout cela sur l’exemple du 27 janvier 2026
"""


class _Analyseur(argparse.ArgumentParser):
    """argparse, dont les refus sont en français, et qui n'accepte pas `--n` pour `--nominatif`."""

    def __init__(self, **options: Any):
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> Any:
        self.print_usage(sys.stderr)
        self.exit(INUTILISABLE, f"{self.prog} : {_en_francais(message)}\n")


_TRADUCTIONS = (
    ("the following arguments are required:", "il manque :"),
    ("unrecognized arguments:", "non compris :"),
    ("invalid choice:", "commande inconnue :"),
    ("(choose from", "(choisir parmi"),
    ("expected one argument", "attend une valeur"),
    ("ignored explicit argument", "n’attend pas de valeur :"),
    ("ambiguous option:", "option ambiguë :"),
    ("could match", "peut désigner"),
    ("argument ", ""),
)


def _en_francais(message: str) -> str:
    for anglais, francais in _TRADUCTIONS:
        message = message.replace(anglais, francais)
    return message


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"« {texte} » n’est pas un jour ; écrire AAAA-MM-JJ, par exemple 2026-02-02"
        ) from None


def _numero(texte: str) -> int:
    if not (texte.isascii() and texte.isdigit()):
        raise argparse.ArgumentTypeError(
            f"« {texte} » n’est pas un numéro de ligne, par exemple 14"
        )
    return int(texte)


def analyseur() -> argparse.ArgumentParser:
    """Les commandes et leurs options."""
    racine = _Analyseur(
        prog="suivi-cir",
        description="Contrôle les entretiens du CIP et produit chaque mois le rapport de la DREETS et celui de chaque DT de l’OFII.",
        epilog=EXEMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    _aide(racine)
    racine.add_argument(
        "--version", action="version", version=f"suivi-cir {VERSION}", help="affiche la version"
    )
    sous = racine.add_subparsers(
        dest="commande",
        metavar="COMMANDE",
        required=True,
        title="commandes",
        parser_class=_Analyseur,
    )

    def commande(nom: str, aide: str, exemple: str, fonction: Any) -> argparse.ArgumentParser:
        p = sous.add_parser(
            nom, help=aide, description=aide, epilog=f"exemple : {exemple}", add_help=False
        )
        _aide(p)
        p.set_defaults(fonction=fonction)
        return p

    p = commande(
        "nouveau",
        "crée un classeur vide, prêt à remplir",
        'suivi-cir nouveau "Suivi CIR 2026.xlsm"',
        _nouveau,
    )
    p.add_argument(
        "chemin",
        metavar="CHEMIN",
        type=Path,
        help="le classeur à créer : .xlsx sans boutons, .xlsm pour Excel, .ods pour LibreOffice ; un fichier existant n’est jamais écrasé",
    )
    p.add_argument(
        "--exemple",
        action="store_true",
        help="rempli de l’exemple du 27 janvier 2026 (personnes inventées)",
    )

    p = commande(
        "verifier",
        "dit ce qu’il y a à corriger, et qui est éligible",
        'suivi-cir verifier "Suivi CIR 2026.xlsx"',
        _verifier,
    )
    _classeur(p)
    p.add_argument(
        "--nominatif",
        action="store_true",
        help="montre les noms et les numéros : ne transmettez pas le résultat",
    )

    p = commande(
        "rapport",
        "produit le rapport d’un mois : DREETS et une copie par DT",
        'suivi-cir rapport "Suivi CIR 2026.xlsx" --mois 2026-01',
        _rapport,
    )
    _classeur(p)
    p.add_argument(
        "--mois",
        metavar="AAAA-MM",
        help="le mois du rapport ; par défaut, celui choisi sur la feuille Accueil",
    )
    p.add_argument(
        "--sortie",
        metavar="DOSSIER",
        help="où ranger les rapports ; par défaut, le dossier Rapports à côté du classeur",
    )
    p.add_argument(
        "--provisoire",
        action="store_true",
        help="produit un rapport provisoire, même s’il reste des anomalies bloquantes",
    )
    p.add_argument(
        "--pdf",
        action="store_true",
        help="ajoute la Synthèse de chaque rapport en PDF (il faut LibreOffice ou Excel sur ce poste)",
    )

    p = commande(
        "historique",
        "dit ce qui a été produit, et si chaque fichier est intact",
        "suivi-cir historique Rapports",
        _historique,
    )
    p.add_argument(
        "dossier",
        metavar="DOSSIER",
        type=Path,
        nargs="?",
        default=Path("Rapports"),
        help="le dossier des rapports (Rapports par défaut)",
    )
    p.add_argument(
        "--json", action="store_true", help="un document JSON sur la sortie, et rien d’autre"
    )

    p = commande(
        "expliquer",
        "dit quelles lignes font un chiffre, et pourquoi",
        'suivi-cir expliquer "Suivi CIR 2026.xlsx" --mois 2026-01 --indicateur I2 --dt Metz',
        _expliquer,
    )
    _classeur(p)
    p.add_argument(
        "--mois",
        metavar="AAAA-MM",
        help="le mois du rapport ; par défaut, celui choisi sur la feuille Accueil",
    )
    p.add_argument(
        "--indicateur",
        metavar="CODE",
        help="le code du chiffre : I1 (accompagnées), I2 (déjà inscrites), I3 (RSA ou AGIR), I4 (premiers entretiens), R0 (reçues), C1 (inscrites par le CIP), M1 (déjà reçues), ou une catégorie (K_EMPLOI…) ; avec --ligne, tous par défaut",
    )
    p.add_argument(
        "--ligne",
        metavar="N",
        type=_numero,
        help="pourquoi cette ligne de la feuille est ou n’est pas dans chaque indicateur",
    )
    p.add_argument("--dt", metavar="DT", help="une DT ; par défaut, la région")
    p.add_argument("--sexe", metavar="S", help="F, H ou NR (non renseigné) ; par défaut, tous")
    p.add_argument(
        "--tranche",
        metavar="TRANCHE",
        help="une tranche d’âges, par exemple « 26-45 ans », ou NR (non renseigné) ; par défaut, toutes",
    )
    p.add_argument(
        "--cumul",
        action="store_true",
        help="le cumul depuis le début de la convention, au lieu du mois",
    )
    p.add_argument(
        "--nominatif",
        action="store_true",
        help="montre les noms et les numéros : ne transmettez pas le résultat",
    )

    p = commande(
        "mettre-a-jour",
        "reprend un ancien classeur dans un modèle neuf, sans rien perdre",
        'suivi-cir mettre-a-jour "Suivi CIR 2026.xlsx" "Suivi CIR 2026 neuf.xlsm"',
        _mettre_a_jour,
    )
    p.add_argument(
        "ancien",
        metavar="ANCIEN",
        type=Path,
        help="le classeur à reprendre (.xlsx, .xlsm ou .ods) ; il est lu, jamais modifié",
    )
    p.add_argument(
        "nouveau",
        metavar="NOUVEAU",
        type=Path,
        help="le classeur à créer (.xlsx, .xlsm ou .ods) ; un fichier existant n’est jamais écrasé",
    )

    p = commande(
        "schema",
        "donne le schéma (Frictionless Table Schema, JSON) des feuilles Entretiens et Données",
        "suivi-cir schema entretiens > entretiens.json",
        _schema,
    )
    p.add_argument(
        "table",
        metavar="TABLE",
        type=comparable,
        nargs="?",
        help="entretiens ou donnees ; par défaut, les deux, dans un même document",
    )
    p.add_argument(
        "--classeur",
        metavar="CLASSEUR",
        type=Path,
        help="d’après les listes de ce classeur ; par défaut, celles du modèle",
    )

    p = commande(
        "page",
        "crée la page « sans installation » : un fichier à ouvrir dans Edge, Chrome ou Firefox",
        'suivi-cir page "Suivi CIR.html"',
        _page,
    )
    p.add_argument(
        "chemin",
        metavar="CHEMIN.html",
        type=Path,
        help="la page à créer ; remplacée si elle existe",
    )
    p.add_argument(
        "--cache",
        metavar="DOSSIER",
        type=Path,
        help="où garder, et reprendre sans réseau, ce dont elle est faite",
    )
    p.add_argument(
        "--boutons",
        action="store_true",
        help="elle donnera aussi un classeur à boutons (.xlsm), pour ce poste-ci",
    )

    p = commande(
        "demo",
        "crée l’exemple, le vérifie et produit son rapport de janvier 2026",
        "suivi-cir demo",
        _demo,
    )
    p.add_argument(
        "dossier",
        metavar="DOSSIER",
        type=Path,
        nargs="?",
        default=Path("demo-suivi-cir"),
        help="où écrire (demo-suivi-cir par défaut)",
    )
    return racine


def _aide(p: argparse.ArgumentParser) -> None:
    p.add_argument("-h", "--aide", "--help", action="help", help="affiche cette aide")
    p._positionals.title, p._optionals.title = "à donner", "options"


def _classeur(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "classeur",
        metavar="CLASSEUR",
        type=Path,
        help="le classeur rempli (.xlsx, .xlsm ou .ods) ; il est lu, jamais modifié",
    )
    p.add_argument(
        "--json", action="store_true", help="un document JSON sur la sortie, et rien d’autre"
    )
    p.add_argument(
        "--aujourdhui",
        metavar="AAAA-MM-JJ",
        type=_jour,
        default=None,
        help="le jour pris pour aujourd’hui",
    )


def lancer() -> NoReturn:
    """Le programme `suivi-cir` : `main`, puis la fin du processus sans rendre à la mémoire, une à une, les lignes d'un grand classeur.

    À 120 000 lignes, les rendre prendrait un dixième du temps ; le système reprend tout d'un coup.
    """
    garde: list[Any] = []
    code = main(garder=garde.append)
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def main(
    arguments: Sequence[str] | None = None, garder: Callable[[Any], None] = lambda _: None
) -> int:
    """Exécute une commande et rend le code de sortie. Aucune trace ne parvient à l'utilisateur. `garder` reçoit le résultat, s'il est gros."""
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(encoding="utf-8", errors="replace")
    try:
        args = analyseur().parse_args(
            [*map(_fichier_a_tiret, sys.argv[1:] if arguments is None else arguments)]
        )
        args.garder = garder
    except SystemExit as sortie:
        return int(sortie.code or 0)
    try:
        return args.fonction(args)
    except Exception as erreur:
        return _refuser(args, recit.echec(erreur))


def _fichier_a_tiret(mot: str) -> str:
    """Un classeur dont le nom commence par un tiret n'est pas une option."""
    return (
        f"./{mot}"
        if mot.startswith("-")
        and mot.lower().endswith(commandes.EXTENSIONS)
        and ("=" not in mot or Path(mot).is_file())
        else mot
    )


def _refuser(args: argparse.Namespace, message: str) -> int:
    _alerter(message)
    if getattr(args, "json", False):
        with suppress(OSError):  # disque plein : le code de sortie le dit encore
            _ecrire_json({"erreur": message})
    return INUTILISABLE


def _alerter(texte: str) -> None:
    """Écrit sur les erreurs ; si elles ne s'écrivent plus, le code de sortie parle seul."""
    with suppress(OSError):
        _dire(texte, sys.stderr)


@contextmanager
def _compte_rendu(fait: str) -> Iterator[None]:
    """Le compte rendu d'un travail déjà fait : s'il ne peut pas s'afficher, le travail reste fait, et les erreurs le disent."""
    try:
        yield
    except OSError as erreur:
        _alerter(f"{fait} Seul le compte rendu n’a pas pu s’afficher : {raison(erreur)}.")


@contextmanager
def _tant_qu_on_lit(flux: TextIO) -> Iterator[None]:
    """Écrire jusqu'au bout, ou jusqu'à ce que personne ne lise plus (« | head ») : le code de sortie reste celui du travail.

    Une sortie pleine, elle, lève `OSError` : ce qui ne peut pas s'écrire n'est pas « fait ».
    """
    try:
        yield
        flux.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), flux.fileno())


def _dire(texte: str, flux: TextIO | None = None) -> None:
    flux = flux or sys.stdout
    with _tant_qu_on_lit(flux):
        print(texte, file=flux)


def _ecrire_json(document: Any) -> None:
    with _tant_qu_on_lit(sys.stdout):
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
        print()


class _Avancement:
    """Dit l'étape en cours sur stderr, si elle dure plus d'une seconde et qu'une personne regarde."""

    def __init__(self) -> None:
        self.depuis, self.etape, self.montre = time.monotonic(), "", sys.stderr.isatty()
        self.rappel = threading.Timer(1, lambda: None)

    def __call__(self, etape: str) -> None:
        if not self.montre:
            return
        maintenant = time.monotonic()
        if self.etape and maintenant - self.depuis > 1:
            _alerter(f"{self.etape} : {maintenant - self.depuis:.0f} s")
        self.depuis, self.etape = maintenant, etape
        self.rappel.cancel()
        self.rappel = threading.Timer(1, lambda: _alerter(f"{etape}…"))
        self.rappel.daemon = True
        self.rappel.start()


def _ref(args: argparse.Namespace) -> date:
    return getattr(args, "aujourdhui", None) or date.today()


def _nouveau(args: argparse.Namespace) -> int:
    remarques = commandes.nouveau(args.chemin, exemple=args.exemple)
    with _compte_rendu(f"« {args.chemin} » est créé."):
        _dire(f"Créé : {args.chemin}")
    for remarque in remarques:
        _alerter(remarque)
    return FAIT


def _verifier(args: argparse.Namespace) -> int:
    verification = commandes.verifier(args.classeur, _ref(args), _Avancement(), formules=True)
    args.garder(verification)
    if args.json:
        _ecrire_json(recit.verification_en_json(verification, nominatif=args.nominatif))
    else:
        _dire(recit.verification(verification, nominatif=args.nominatif))
    return BLOQUE if recit.bloquee(verification) else FAIT


def _rapport(args: argparse.Namespace) -> int:
    production = commandes.rapport(
        args.classeur,
        _ref(args),
        mois=args.mois,
        sortie=args.sortie,
        provisoire=args.provisoire,
        avancer=_Avancement(),
    )
    args.garder(production)
    if args.pdf and not production.refusee:
        from xl_addin import synthese_pdf

        production.pdf, remarque = synthese_pdf.imprimer(
            production.dossier, provisoire=production.etat == "PROVISOIRE"
        )
        production.messages += remarque
    if production.refusee and not args.json:
        _alerter(recit.production(production))
        return BLOQUE
    with _compte_rendu(recit.issue(production)):
        if args.json:
            _ecrire_json(recit.production_en_json(production))
        else:
            _dire(recit.production(production))
    return BLOQUE if production.refusee else FAIT


def _historique(args: argparse.Namespace) -> int:
    from reports.historique import historique
    from xl_addin import recit_historique

    passages = historique(args.dossier)
    if args.json:
        _ecrire_json(recit_historique.historique_en_json(args.dossier, passages))
    else:
        _dire(recit_historique.historique(args.dossier, passages))
    return FAIT if all(p.intact for p in passages) else BLOQUE


def _expliquer(args: argparse.Namespace) -> int:
    from reports.definitions import CODES
    from reports.explication import demande
    from xl_addin import recit_explication

    if args.indicateur is None and args.ligne is None:
        raise Refus(
            f"Donnez un chiffre (--indicateur, parmi {', '.join(CODES)}) ou une ligne (--ligne 14)."
        )
    explication = commandes.expliquer(args.classeur, _ref(args), args.mois)
    args.garder(explication)
    codes = CODES if args.indicateur is None else (args.indicateur,)
    figures = [
        demande(
            explication.cadre,
            explication.mois,
            code,
            args.dt,
            args.sexe,
            args.tranche,
            cumul=args.cumul,
        )
        for code in codes
    ]
    if args.json:
        _ecrire_json(
            recit_explication.en_json(explication, figures, args.ligne, nominatif=args.nominatif)
        )
    else:
        _dire(recit_explication.texte(explication, figures, args.ligne, nominatif=args.nominatif))
    return FAIT


def _mettre_a_jour(args: argparse.Namespace) -> int:
    from xl_addin.mise_a_jour import (
        mettre_a_jour,
        raconter,
    )  # XlsxWriter ne se charge que pour écrire

    reprise = mettre_a_jour(args.ancien, args.nouveau)
    with _compte_rendu(f"« {args.nouveau} » est créé, avec tout ce que portait « {args.ancien} »."):
        _dire(raconter(reprise))
    return FAIT


def _schema(args: argparse.Namespace) -> int:
    schemas = commandes.schemas(args.classeur)
    if args.table is not None and args.table not in schemas:
        raise Refus(
            f"« {args.table} » n’a pas de schéma. Choisissez {enumere(schemas)}, ou rien pour les deux."
        )
    _ecrire_json(schemas if args.table is None else schemas[args.table])
    return FAIT


def _page(args: argparse.Namespace) -> int:
    from xl_addin.page import assembler, composants

    taille = assembler.ecrire(
        args.chemin, args.cache or composants.cache_du_poste(), boutons=args.boutons
    )
    _dire(f"Créée : {args.chemin} ({round(taille / 2**20)} Mio)")
    return FAIT


def _demo(args: argparse.Namespace) -> int:
    faits = commandes.demo(args.dossier)
    with _compte_rendu(f"L’exemple est dans « {args.dossier} »."):
        _dire(recit.demo(*faits))
    return FAIT
