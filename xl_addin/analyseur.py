"""Les commandes de `suivi-cir` et leurs options, en français jusque dans les refus d'argparse."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from reports import logiciel
from workbook.declarations.texte import comparable

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
DESCRIPTION = (
    "Contrôle les entretiens du CIP et produit chaque mois le rapport de la DREETS "
    "et celui de chaque DT de l’OFII."
)
TRADUCTIONS = {
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "positional arguments": "à donner",
    "the following arguments are required: %s": "il manque : %s",
    "unrecognized arguments: %s": "non compris : %s",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "commande inconnue : %(value)r (choisir parmi %(choices)s)"
    ),
    "expected one argument": "attend une valeur",
    "ignored explicit argument %r": "n’attend pas de valeur : %r",
    "ambiguous option: %(option)s could match %(matches)s": (
        "option ambiguë : %(option)s peut désigner %(matches)s"
    ),
}
"""Ce qu'argparse passe à gettext, dont il n'a pas de catalogue français."""
vars(argparse)["_"] = lambda message: TRADUCTIONS.get(message, message)

NOMINATIF = "montre les noms et les numéros : ne transmettez pas le résultat"
MOIS = "le mois du rapport ; par défaut, celui choisi sur la feuille Accueil"


class Analyseur(argparse.ArgumentParser):
    """argparse, qui n'accepte pas `--n` pour `--nominatif`, et dit ce que le logiciel attend."""

    def __init__(self, **options: Any):
        super().__init__(allow_abbrev=False, add_help=False, **options)
        self.add_argument("-h", "--aide", "--help", action="help", help="affiche cette aide")

    def chemin(self, nom: str, metavar: str, aide: str, **options: Any) -> None:
        """Un fichier ou un dossier."""
        self.add_argument(nom, metavar=metavar, type=Path, help=aide, **options)

    def valeur(self, nom: str, metavar: str, aide: str, **options: Any) -> None:
        """Une option qui attend une valeur."""
        self.add_argument(nom, metavar=metavar, help=aide, **options)

    def drapeau(self, nom: str, aide: str) -> None:
        """Une option qui n'en attend pas."""
        self.add_argument(nom, action="store_true", help=aide)

    def json(self) -> None:
        """Rendre un document plutôt qu'un texte."""
        self.drapeau("--json", "un document JSON sur la sortie, et rien d’autre")

    def classeur(self) -> None:
        """Ce que demande toute commande qui lit un classeur."""
        aide = "le classeur rempli (.xlsx, .xlsm ou .ods) ; il est lu, jamais modifié"
        self.chemin("classeur", "CLASSEUR", aide)
        self.json()
        self.valeur("--aujourdhui", "AAAA-MM-JJ", "le jour pris pour aujourd’hui", type=_jour)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"suivi-cir {logiciel.version()}")
        parser.exit()


def analyseur() -> Analyseur:
    """Les commandes et leurs options. `commande` y est le nom de celle qui est demandée."""
    brut = argparse.RawDescriptionHelpFormatter
    racine = Analyseur(
        prog="suivi-cir", description=DESCRIPTION, epilog=EXEMPLES, formatter_class=brut
    )
    racine.add_argument("--version", action=_Version, nargs=0, help="affiche la version")
    sous = racine.add_subparsers(
        dest="commande",
        metavar="COMMANDE",
        required=True,
        title="commandes",
        parser_class=Analyseur,
    )

    def commande(nom: str, aide: str, exemple: str) -> Analyseur:
        suite = f"exemple : suivi-cir {nom} {exemple}".rstrip()
        return sous.add_parser(nom, help=aide, description=aide, epilog=suite)

    p = commande("nouveau", "crée un classeur vide, prêt à remplir", '"Suivi CIR 2026.xlsm"')
    p.chemin(
        "chemin",
        "CHEMIN",
        "le classeur à créer : .xlsx sans boutons, .xlsm pour Excel, .ods pour LibreOffice ; "
        "un fichier existant n’est jamais écrasé",
    )
    p.drapeau("--exemple", "rempli de l’exemple du 27 janvier 2026 (personnes inventées)")

    aide = "dit ce qu’il y a à corriger, et qui est éligible"
    p = commande("verifier", aide, '"Suivi CIR 2026.xlsx"')
    p.classeur()
    p.drapeau("--nominatif", NOMINATIF)

    aide = "produit le rapport d’un mois : DREETS et une copie par DT"
    p = commande("rapport", aide, '"Suivi CIR 2026.xlsx" --mois 2026-01')
    p.classeur()
    p.valeur("--mois", "AAAA-MM", MOIS)
    aide = "où ranger les rapports ; par défaut, le dossier Rapports à côté du classeur"
    p.valeur("--sortie", "DOSSIER", aide)
    aide = "produit un rapport provisoire, même s’il reste des anomalies bloquantes"
    p.drapeau("--provisoire", aide)
    p.drapeau(
        "--pdf",
        "ajoute la Synthèse de chaque rapport en PDF (il faut LibreOffice ou Excel sur ce poste)",
    )

    aide = "dit ce qui a été produit, et si chaque fichier est intact"
    p = commande("historique", aide, "Rapports")
    aide, defaut = "le dossier des rapports (Rapports par défaut)", Path("Rapports")
    p.chemin("dossier", "DOSSIER", aide, nargs="?", default=defaut)
    p.json()

    p = commande(
        "expliquer",
        "dit quelles lignes font un chiffre, et pourquoi",
        '"Suivi CIR 2026.xlsx" --mois 2026-01 --indicateur I2 --dt Metz',
    )
    p.classeur()
    p.valeur("--mois", "AAAA-MM", MOIS)
    p.valeur(
        "--indicateur",
        "CODE",
        "le code du chiffre : I1 (accompagnées), I2 (déjà inscrites), I3 (RSA ou AGIR), "
        "I4 (premiers entretiens), R0 (reçues), C1 (inscrites par le CIP), M1 (déjà reçues), "
        "ou une catégorie (K_EMPLOI…) ; avec --ligne, tous par défaut",
    )
    aide = "pourquoi cette ligne de la feuille est ou n’est pas dans chaque indicateur"
    p.valeur("--ligne", "N", aide, type=_numero)
    p.valeur("--dt", "DT", "une DT ; par défaut, la région")
    p.valeur("--sexe", "S", "F, H ou NR (non renseigné) ; par défaut, tous")
    p.valeur(
        "--tranche",
        "TRANCHE",
        "une tranche d’âges, par exemple « 26-45 ans », ou NR (non renseigné) ; par défaut, toutes",
    )
    p.drapeau("--cumul", "le cumul depuis le début de la convention, au lieu du mois")
    p.drapeau("--nominatif", NOMINATIF)

    aide = "reprend un ancien classeur dans un modèle neuf, sans rien perdre"
    p = commande("mettre-a-jour", aide, '"Suivi CIR 2026.xlsx" "Suivi CIR 2026 neuf.xlsm"')
    aide = "le classeur à reprendre (.xlsx, .xlsm ou .ods) ; il est lu, jamais modifié"
    p.chemin("ancien", "ANCIEN", aide)
    p.chemin(
        "nouveau",
        "NOUVEAU",
        "le classeur à créer (.xlsx, .xlsm ou .ods) ; un fichier existant n’est jamais écrasé",
    )

    p = commande(
        "schema",
        "donne le schéma (Frictionless Table Schema, JSON) des feuilles Entretiens et Données",
        "entretiens > entretiens.json",
    )
    aide = "entretiens ou donnees ; par défaut, les deux, dans un même document"
    p.valeur("table", "TABLE", aide, type=comparable, nargs="?")
    aide = "d’après les listes de ce classeur ; par défaut, celles du modèle"
    p.chemin("--classeur", "CLASSEUR", aide)

    p = commande(
        "page",
        "crée la page « sans installation » : un fichier à ouvrir dans Edge, Chrome ou Firefox",
        '"Suivi CIR.html"',
    )
    p.chemin("chemin", "CHEMIN.html", "la page à créer ; remplacée si elle existe")
    aide = "où garder, et reprendre sans réseau, ce dont elle est faite"
    p.chemin("--cache", "DOSSIER", aide)
    aide = "elle donnera aussi un classeur à boutons (.xlsm), pour ce poste-ci"
    p.drapeau("--boutons", aide)

    aide = "crée l’exemple, le vérifie et produit son rapport de janvier 2026"
    p = commande("demo", aide, "")
    aide, defaut = "où écrire (demo-suivi-cir par défaut)", Path("demo-suivi-cir")
    p.chemin("dossier", "DOSSIER", aide, nargs="?", default=defaut)
    return racine


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        attendu = "un jour ; écrire AAAA-MM-JJ, par exemple 2026-02-02"
        raise argparse.ArgumentTypeError(f"« {texte} » n’est pas {attendu}") from None


def _numero(texte: str) -> int:
    if not (texte.isascii() and texte.isdigit()):
        attendu = "un numéro de ligne, par exemple 14"
        raise argparse.ArgumentTypeError(f"« {texte} » n’est pas {attendu}")
    return int(texte)
