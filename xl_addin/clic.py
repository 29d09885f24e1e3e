"""Ce qui entoure un clic : son résultat, sa boîte, ses refus et ses pannes dits en français."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import wraps
from pathlib import Path

import xlwings as xw

from workbook.declarations.erreurs import Refus
from workbook.declarations.texte import montrable
from workbook.modele.tableau_de_bord import DERNIER_RESULTAT
from xl_addin import compte_rendu, diagnostics
from xl_addin.ouvert import Ouvert

TITRE = "Suivi CIR"
_SAISIE_EN_COURS = (-2147418111, -2146777998)
"""Excel occupé par une saisie ou une boîte (RPC_E_CALL_REJECTED, VBA_E_IGNORE)."""


@contextmanager
def sans_ramasse_miettes() -> Iterator[None]:
    """Lire et vérifier ne jette aucun objet : rien à y ramasser."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()


def bouton(refuse: str = "") -> Callable[[Callable[[Ouvert], None]], Callable[[], None]]:
    """Donne à la fonction le classeur du clic ; dit en français tout refus et toute panne.

    `refuse` : ce qu'un refus fait lire sur l'Accueil ; vide si ce bouton n'y laisse pas de
    résultat.
    """

    def decorer(fonction: Callable[[Ouvert], None]) -> Callable[[], None]:
        @wraps(fonction)
        def lancer() -> None:
            ouvert = Ouvert(xw.Book.caller())
            try:
                with sans_ramasse_miettes():
                    fonction(ouvert)
            except Refus as refus:
                _echouer(ouvert, refuse and f"{refuse} : {refus}", str(refus))
            except Exception as erreur:  # dernier rempart : aucune trace ne parvient à la personne
                diagnostics.noter(erreur)
                _echouer(ouvert, refuse and panne(erreur), panne(erreur))

        return lancer

    return decorer


def finir(ouvert: Ouvert, resultat: str) -> None:
    """Le résultat dans la barre d'état et sur l'Accueil, puis une boîte s'il y a lieu."""
    ouvert.classeur.app.status_bar = resultat
    with ouvert.ecriture("Accueil"):
        _garder(ouvert, resultat)
    _annoncer(ouvert, resultat)


def _echouer(ouvert: Ouvert, resultat: str, dit: str) -> None:
    """Un refus ou une panne : le résultat sur l'Accueil si le tableur le permet, puis la boîte."""
    with suppress(Exception):  # la boîte dit déjà l'essentiel
        if resultat:
            _garder(ouvert, resultat)
    _annoncer(ouvert, dit, grave=True)


def _garder(ouvert: Ouvert, resultat: str) -> None:
    """Le résultat du clic, gardé sur l'Accueil : LibreOffice efface la barre d'état."""
    ligne = compte_rendu.ligne(datetime.now(), resultat, ouvert.messages)
    ouvert.ecrire_nommees({DERNIER_RESULTAT: ligne})


def _annoncer(ouvert: Ouvert, dit: str, *, grave: bool = False) -> None:
    """Une boîte, si c'est `grave`, si quelque chose n'est pas écrit, ou s'il y a à savoir."""
    non_ecrit = compte_rendu.non_ecrit(ouvert.refus, ouvert.feuilles) if ouvert.refus else []
    gardes = "Contrôles" not in ouvert.refus  # sinon, ils ne se liront qu'ici
    messages = compte_rendu.en_boite(ouvert.messages, *(() if gardes else (len(ouvert.messages),)))
    if grave or non_ecrit or messages:
        texte = "\n\n".join(filter(None, [dit, *non_ecrit, messages]))
        dire(ouvert.classeur, texte, grave=grave or bool(non_ecrit))


def etapes(ouvert: Ouvert) -> Callable[[str], None]:
    """De quoi dire l'étape en cours dans la barre d'état."""

    def dire(etape: str) -> None:
        ouvert.classeur.app.status_bar = f"Suivi CIR : {etape[:1].lower()}{etape[1:]}…"

    return dire


def dire(classeur: xw.Book, texte: str, *, grave: bool = False) -> None:
    """Une boîte, que la personne ferme."""
    classeur.app.alert(montrable(texte), TITRE, "ok", "critical" if grave else "info")


def panne(erreur: Exception) -> str:
    """Ce qu'il faut dire d'une erreur du tableur, ou d'un défaut du logiciel."""
    # L'erreur d'Excel porte son code en tête, ou au bout du détail qu'elle donne : (code, texte,
    # (…, code), argument).
    details = [d for d in erreur.args if isinstance(d, tuple)]
    if any(code in _SAISIE_EN_COURS for code in (*erreur.args[:1], *(d[-1] for d in details if d))):
        return (
            "Le tableur est occupé : une cellule est en cours de saisie, ou une boîte est "
            "ouverte. Appuyez sur Entrée, fermez la boîte, puis recommencez."
        )
    return (
        f"Défaut du logiciel ({type(erreur).__name__}) : le travail n’a pas pu se finir. Vos "
        "saisies ne sont pas touchées et rien n’a été enregistré.\n\n"
        "Que faire : recommencez. Si le message revient, cliquez « Diagnostic » et transmettez le "
        "fichier au service informatique."
    )


def ouvrir(chemin: Path) -> None:
    """Ouvre un dossier ou un fichier comme un double clic, s'il y a un programme pour cela."""
    if sys.platform == "win32":
        os.startfile(chemin)
        return
    try:
        programme = "open" if sys.platform == "darwin" else "xdg-open"
        rien = subprocess.DEVNULL
        subprocess.Popen([programme, str(chemin)], stdout=rien, stderr=rien)
    except OSError:
        return
