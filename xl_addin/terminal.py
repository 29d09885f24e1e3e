"""Écrire au terminal : ce qui est dit, ce qui alerte, un document, l'étape en cours."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from workbook.declarations.erreurs import raison


def dire(texte: str, flux: TextIO | None = None) -> None:
    """Écrit un texte sur la sortie, ou sur un autre flux."""
    flux = flux or sys.stdout
    with _tant_qu_on_lit(flux):
        print(texte, file=flux)


def alerter(texte: str) -> None:
    """Écrit sur les erreurs ; si elles ne s'écrivent plus, le code de sortie parle seul."""
    with suppress(OSError):
        dire(texte, sys.stderr)


def ecrire_json(document: Any) -> None:
    """Écrit un document JSON sur la sortie."""
    with _tant_qu_on_lit(sys.stdout):
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
        print()


@contextmanager
def deja_fait(fait: str) -> Iterator[None]:
    """Entoure le compte rendu d'un travail : s'il ne s'affiche pas, le travail reste fait."""
    try:
        yield
    except OSError as erreur:
        alerter(f"{fait} Seul le compte rendu n’a pas pu s’afficher : {raison(erreur)}.")


@contextmanager
def _tant_qu_on_lit(flux: TextIO) -> Iterator[None]:
    """Écrire jusqu'au bout, ou jusqu'à ce que personne ne lise plus (« | head »).

    Le code de sortie reste celui du travail. Une sortie pleine, elle, lève `OSError` : ce qui ne
    peut pas s'écrire n'est pas « fait ».
    """
    try:
        yield
        flux.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), flux.fileno())


class Avancement:
    """Dit sur stderr les étapes qui ont duré plus d'une seconde, si une personne regarde."""

    def __init__(self) -> None:
        self.depuis, self.etape, self.montre = time.monotonic(), "", sys.stderr.isatty()

    def __call__(self, etape: str) -> None:
        """Une étape commence ; la précédente est finie."""
        duree = time.monotonic() - self.depuis
        if self.montre and self.etape and duree > 1:
            alerter(f"{self.etape} : {duree:.0f} s")
        self.depuis, self.etape = time.monotonic(), etape
