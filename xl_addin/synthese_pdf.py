"""`--pdf` : la feuille Synthèse de chaque rapport en PDF, par LibreOffice ou par Excel.

Un PDF porte l'heure à laquelle il est fait : il n'est pas dans le manifeste. Il est tiré du fichier
livré, vérifié lui.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from macros.opendocument import convertir, libreoffice
from reports import manifeste
from reports.jeu import nom_de_la_synthese
from workbook.declarations.erreurs import raison
from workbook.presentation.ecriture import remplacer


def imprimer(dossier: Path, *, provisoire: bool) -> tuple[list[str], list[str]]:
    """Fait le PDF de chaque rapport du jeu d'un mois ; rend leurs noms, et ce qui a manqué."""
    jeu = manifeste.lire(dossier)
    version = jeu and (jeu.provisoire if provisoire else jeu.derniere)
    rapports = [
        dossier / nom for nom in (version.fichiers if version else ()) if nom.endswith(".xlsx")
    ]
    try:
        with tempfile.TemporaryDirectory(prefix="suivi-cir-") as travail:
            if (manque := _convertir(rapports, Path(travail))) is not None:
                return [], [manque]
            faits = [
                nom
                for r in rapports
                if (
                    nom := _deposer(
                        Path(travail) / f"{r.stem}.pdf", dossier / nom_de_la_synthese(r.name)
                    )
                )
            ]
    except OSError as erreur:  # ni place, ni droits : les rapports, eux, sont déjà livrés
        return [], [f"Pas de PDF : {raison(erreur)}. Les rapports, eux, sont produits."]
    return faits, [] if len(faits) == len(rapports) else [
        "Au moins un PDF n’a pas pu être écrit ; les rapports, eux, sont produits."
    ]


def _convertir(rapports: Sequence[Path], travail: Path) -> str | None:
    """Imprime chaque rapport dans `travail` ; rend ce qu'il faut dire si rien ne s'imprime."""
    soffice = libreoffice()
    try:
        if soffice:
            convertir(soffice, "pdf", travail, [_synthese_seule(r, travail) for r in rapports])
        elif sys.platform in ("win32", "darwin"):
            _par_excel(rapports, travail)
        else:
            return (
                "Pas de PDF : ni LibreOffice ni Excel n’est sur ce poste. Les rapports, eux, sont "
                "produits."
            )
    except Exception as erreur:  # un tableur a bien des façons d'échouer ; tout est déjà livré
        detail = type(erreur).__name__
        if isinstance(erreur, OSError):
            detail = raison(erreur)
        elif isinstance(erreur, subprocess.TimeoutExpired):
            detail = "trop long"
        return (
            f"Pas de PDF : le tableur n’a pas pu l’écrire ({detail}). Les rapports, eux, sont "
            "produits."
        )
    return None


def _deposer(fait: Path, cible: Path) -> str | None:
    """Met un PDF en place d'un geste ; rend son nom, None s'il manque ou ne s'écrit pas."""
    try:
        remplacer(cible, fait.read_bytes())
    except OSError:
        return None
    return cible.name


def _synthese_seule(rapport: Path, travail: Path) -> Path:
    """Une copie dont seule la première feuille se voit : un tableur n'imprime que cela."""
    copie = travail / rapport.name
    with zipfile.ZipFile(rapport) as source, zipfile.ZipFile(copie, "w") as sortie:
        for partie in source.namelist():
            octets = source.read(partie)
            if partie == "xl/workbook.xml":
                tete, premiere, suite = re.split(r"(<sheet [^>]*/>)", octets.decode(), maxsplit=1)
                octets = (
                    tete + premiere + suite.replace("<sheet ", '<sheet state="hidden" ')
                ).encode()
            sortie.writestr(partie, octets)
    return copie


def _par_excel(rapports: Sequence[Path], travail: Path) -> None:
    import xlwings

    with xlwings.App(visible=False, add_book=False) as excel:
        for rapport in rapports:
            classeur = excel.books.open(str(rapport), read_only=True)
            classeur.sheets[0].to_pdf(str(travail / f"{rapport.stem}.pdf"))
            classeur.close()
