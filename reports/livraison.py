"""Livrer le jeu d'un mois : tout ou rien.

Le dossier du mois est préparé en entier dans un dossier d'attente, à côté : fichiers neufs,
manifeste, et ce qui s'y trouvait déjà. Il prend ensuite la place de l'ancien d'un seul geste
(renommage s'il n'y en a pas, échange sous Linux) : une coupure laisse l'un ou l'autre. Là où aucun
système n'échange deux dossiers (Windows), un ordre de livraison est posé, puis les fichiers sont
mis en place un à un, le manifeste en dernier. Dans tous les cas, ce qu'une coupure a laissé est
fini ou effacé au démarrage suivant.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from reports import disque
from reports.disque import empreinte
from reports.manifeste import NOM, Manifeste
from reports.mois import Mois
from workbook.declarations.erreurs import Refus, manque_de_place, raison
from workbook.lecture.verrous import verrou_de
from workbook.presentation.ecriture import ecrire_neuf

JEU, ORDRE, _VERROU = "jeu", "livrer.json", "verrou"
_PARAMETRE = "Paramètres, « Dossier des rapports » ; au terminal, --sortie"
_FERMEZ = "Fermez-le, puis recommencez ; rien n’a été écrit."
_AILLEURS = f"choisissez un autre dossier ({_PARAMETRE})"


@contextmanager
def chantier(base: Path, mois: Mois) -> Iterator["Chantier"]:
    """Ouvre le dossier d'attente d'un mois ; finit ou efface d'abord ce qu'une coupure a laissé.

    Lève `Refus` si le dossier des rapports ne peut pas être écrit, ou si une autre livraison du
    même mois est en cours.
    """
    attente, neufs, reste = base / nom_de_l_attente(mois), [], False
    try:
        neufs = [dossier for dossier in (attente, base, *base.parents) if not dossier.exists()]
        reste = attente not in neufs
        verrou = disque.prendre(attente / _VERROU)
    except OSError as erreur:
        disque.retirer_vides(neufs)
        refus = _reste_intouchable(attente, erreur) if reste else _impossible(base, erreur)
        raise refus from None
    if verrou is None:
        raise Refus(
            f"Une autre production du rapport {mois} est en cours dans « {base} ». "
            "Attendez qu’elle finisse, puis recommencez."
        )
    c = Chantier(base / str(mois), attente)
    try:
        try:
            c.reprendre()
        except OSError as erreur:
            if c.ordre.exists():
                raise
            raise _reste_intouchable(attente, erreur) from None
        _finir_les_autres(base, attente)
        if c.dossier.exists() and not c.dossier.is_dir():
            raise Refus(
                f"« {c.dossier} » n’est pas un dossier : les rapports du mois ne peuvent pas y "
                "être rangés. Renommez ce fichier, puis recommencez."
            )
        yield c
    except OSError as erreur:
        raise _impossible(base, erreur, coupee=c.ordre.exists()) from None
    finally:
        with suppress(OSError):
            if not c.ordre.exists():
                c.vider()
        disque.rendre(verrou)
        disque.retirer_vides(neufs)


class Ordre(NamedTuple):
    """Ce qu'il y a à mettre en place, le manifeste en dernier, puis à retirer."""

    fichiers: list[str]
    retirer: list[str]


class Chantier:
    """Le dossier d'attente d'un mois, et le dossier où son contenu sera mis en place."""

    def __init__(self, dossier: Path, attente: Path):
        self.dossier, self.attente = dossier, attente
        self.jeu, self.ordre = attente / JEU, attente / ORDRE

    def reprendre(self) -> None:
        """Finit une livraison coupée après son ordre ; efface le reste."""
        if self.ordre.exists():
            self._mettre_en_place(self._relire_l_ordre())
        self.vider()
        for reste in self.dossier.glob(".*.en-cours"):  # un PDF coupé
            with suppress(OSError):
                reste.unlink()

    def _relire_l_ordre(self) -> "Ordre":
        """L'ordre posé ; si une panne l'a abîmé, tout le jeu, qui était écrit avant lui."""
        try:
            return Ordre(**json.loads(self.ordre.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            restent = [str(f.relative_to(self.jeu)) for f in self.jeu.rglob("*") if f.is_file()]
            return Ordre(sorted(restent, key=lambda nom: (nom == NOM, nom)), [])

    def vider(self) -> None:
        """Efface tout ce qui attend, sauf le verrou."""
        for reste in self.attente.iterdir():
            if reste.is_dir():
                disque.effacer(reste)
            elif reste.name != _VERROU:
                reste.unlink()

    def verifier_libres(self, noms: Iterable[str]) -> None:
        """Lève `Refus` si le dossier du mois est en lecture seule, ou si un fichier est ouvert.

        `noms` : ceux des jeux précédents. Rien n'est encore écrit.
        """
        if self.dossier.exists() and not os.access(self.dossier, os.W_OK | os.X_OK):
            raise Refus(
                f"Le dossier « {self.dossier} » est en lecture seule. Rétablissez le droit d’y "
                f"écrire (ses Propriétés), ou {_AILLEURS} ; rien n’a été écrit."
            )
        for nom in noms:
            chemin = self.dossier / nom
            if not chemin.exists():
                continue
            if verrou := verrou_de(chemin):
                tableur = f"est ouvert dans un tableur ({verrou.tenu})"
                raise Refus(f"« {nom} » {tableur}. {_FERMEZ} {verrou.remede}")
            if disque.tenu(chemin):
                raise Refus(f"« {nom} » est ouvert dans un autre programme. {_FERMEZ}")

    def abimes(self, fichiers: Mapping[str, str]) -> dict[str, bytes | None]:
        """Parmi des fichiers livrés (nom -> empreinte), ceux qui ne sont plus tels.

        Rend leurs octets d'à présent, None s'ils manquent.
        """
        trouves: dict[str, bytes | None] = {}
        for nom, attendue in fichiers.items():
            chemin = self.dossier / nom
            octets = chemin.read_bytes() if chemin.is_file() else None
            if octets is None or empreinte(octets) != attendue:
                trouves[nom] = octets
        return trouves

    def livrer(
        self, fichiers: Mapping[str, bytes], manifeste: Manifeste, retirer: Iterable[str] = ()
    ) -> None:
        """Met en place d'un bloc les fichiers et le manifeste, et retire les fichiers remplacés.

        `fichiers` : nom relatif au dossier du mois -> octets.
        """
        ordre = Ordre([*fichiers, NOM], [*retirer])
        echanger = disque.echange() if self.dossier.exists() else None
        if echanger and not self._recopier(ordre):
            echanger = None
        for nom, octets in (*fichiers.items(), (NOM, manifeste.en_json().encode())):
            (self.jeu / nom).parent.mkdir(parents=True, exist_ok=True)
            ecrire_neuf(self.jeu / nom, octets)
        with disque.sans_interruption():
            if not self.dossier.exists():
                os.rename(self.jeu, self.dossier)
            elif not (echanger and echanger(self.jeu, self.dossier)):
                brouillon = self.attente / f"{ORDRE}.brouillon"
                ecrire_neuf(brouillon, json.dumps(ordre._asdict()).encode())
                os.replace(brouillon, self.ordre)
                self._mettre_en_place(ordre)

    def _recopier(self, ordre: "Ordre") -> bool:
        """Le dossier du mois, moins ce qui change, dans le jeu ; faux s'il ne se recopie pas."""
        try:
            shutil.copytree(self.dossier, self.jeu, symlinks=True, copy_function=disque.lier)
        except OSError:  # un sous-dossier que l'on n'a pas le droit de lire ; plus de place
            self.vider()
            return False
        for nom in (*ordre.fichiers, *ordre.retirer):  # un lien vers le fichier en place
            (self.jeu / nom).unlink(missing_ok=True)
        return True

    def _mettre_en_place(self, ordre: "Ordre") -> None:
        try:
            for nom in ordre.fichiers:
                if (self.jeu / nom).exists():
                    (self.dossier / nom).parent.mkdir(parents=True, exist_ok=True)
                    disque.rendre_remplacable(self.dossier / nom)
                    os.replace(self.jeu / nom, self.dossier / nom)
            for nom in ordre.retirer:
                disque.rendre_remplacable(self.dossier / nom)
                (self.dossier / nom).unlink(missing_ok=True)
        except OSError:
            if all((self.jeu / nom).exists() for nom in ordre.fichiers):
                self.ordre.unlink()  # rien n'a bougé : mieux vaut y renoncer
            raise
        self.ordre.unlink()


def _finir_les_autres(base: Path, attente: Path) -> None:
    """Finit ou efface ce qu'une coupure a laissé d'un autre mois.

    Une production en cours, ou un reste à quelqu'un d'autre, est laissé.
    """
    for autre in base.glob(".[0-9][0-9][0-9][0-9]-[0-9][0-9].en-cours"):
        with suppress(OSError, ValueError):
            if autre == attente or (verrou := disque.prendre(autre / _VERROU)) is None:
                continue
            try:
                Chantier(base / autre.name[1:8], autre).reprendre()
            finally:
                disque.rendre(verrou)


def nom_de_l_attente(mois: Mois | str) -> str:
    """Le nom du dossier d'attente d'un mois, dans celui des rapports."""
    return f".{mois}.en-cours"


def _impossible(base: Path, erreur: OSError, *, coupee: bool = False) -> Refus:
    suite = (
        "la mise en place, commencée, finira au prochain lancement"
        if coupee
        else "le jeu précédent est intact"
    )
    remede = "Libérez de la place" if manque_de_place(erreur) else "Corrigez-le"
    if isinstance(erreur, PermissionError):
        remede = "Vérifiez vos droits sur ce dossier"
    quoi = f"Le dossier des rapports « {base} » ne peut pas être écrit : {raison(erreur)}"
    return Refus(f"{quoi}. {remede}, ou {_AILLEURS} ; {suite}.")


def _reste_intouchable(attente: Path, erreur: OSError) -> Refus:
    return Refus(
        f"Une production interrompue a laissé le dossier caché « {attente} », qui ne peut pas être "
        f"effacé : {raison(erreur)}. Supprimez-le, ou demandez-le à la personne qui l’a créé, puis "
        "recommencez ; le jeu précédent est intact."
    )
