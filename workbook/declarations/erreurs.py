"""Les refus : une phrase française qui nomme la chose et le remède, jamais une trace."""

import errno
import os

CHEMIN_WINDOWS = 240
"""Au-delà de quelque 250 caractères, Windows dit qu'un chemin n'existe pas."""


class Refus(Exception):
    """Le travail ne peut pas se faire ; le texte dit quoi, où, et comment y remédier. Code de
    sortie 2."""


class ClasseurInutilisable(Refus):
    """Le classeur n'est pas lisible comme un classeur du contrat 1."""


class ParametresRefuses(Refus):
    """La feuille Paramètres porte une valeur qui ne peut pas servir."""


_PLEIN = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", 122)}
_RAISONS = {
    **dict.fromkeys(_PLEIN, "le disque est plein"),
    getattr(errno, "EDQUOT", 122): "le quota du disque est atteint",
    errno.ENOENT: "cet emplacement n’existe pas",
    errno.EACCES: "l’accès est refusé",
    errno.EPERM: "l’accès est refusé",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOTDIR: "une partie de ce chemin est un fichier, pas un dossier",
    errno.EEXIST: "c’est un fichier, pas un dossier",
    errno.ENAMETOOLONG: "ce nom est trop long",
}


def manque_de_place(erreur: OSError) -> bool:
    """Vrai si le disque, ou la part du disque à laquelle on a droit, est plein."""
    return erreur.errno in _PLEIN


def raison(erreur: OSError) -> str:
    """Pourquoi le système a refusé, en français ; le mot du système s'il est inattendu."""
    if (
        os.name == "nt"
        and erreur.errno == errno.ENOENT
        and len(str(erreur.filename or "")) > CHEMIN_WINDOWS
    ):
        return "ce chemin est trop long pour Windows"
    return _RAISONS.get(erreur.errno or 0) or erreur.strerror or type(erreur).__name__
