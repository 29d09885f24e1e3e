"""Le manifeste d'un mois : ce qui a été produit, à côté des fichiers. Aucune donnée personnelle : des figures et des empreintes."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from reports.indicateurs import LigneDeDonnees
from reports.mois import Mois
from reports.rapport import Envoye
from workbook.erreurs import Refus

NOM = "manifeste.json"
FORMAT = 1


@dataclass(frozen=True)
class Version:
    """Un jeu de rapports produit. `fichiers` : nom -> SHA-256 ; `donnees` : les cellules de `Données` de la région et des DT."""

    etat: str
    version: int
    produit_le: str
    logiciel: str
    regles: str
    cadre: str
    empreinte: str
    fichiers: dict[str, str]
    donnees: list[LigneDeDonnees]
    parametres: dict[str, str] = field(default_factory=dict)
    """Les paramètres appliqués, pour dire le mois suivant ce qui a changé."""


@dataclass
class Manifeste:
    """Les versions définitives d'un mois, de la plus ancienne à la plus récente, et la provisoire s'il y en a une."""

    mois: str
    versions: list[Version] = field(default_factory=list)
    provisoire: Version | None = None

    @property
    def derniere(self) -> Version | None:
        """La dernière version définitive ou rectificative."""
        return self.versions[-1] if self.versions else None

    @property
    def produit_le(self) -> date | None:
        """Le jour où la dernière version définitive a été produite."""
        return date.fromisoformat(self.derniere.produit_le[:10]) if self.derniere else None

    def en_json(self) -> str:
        """Le texte du fichier."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    def envoye(self) -> Envoye | None:
        """Ce qui a été transmis pour ce mois, d'après la dernière version définitive."""
        if self.derniere is None:
            return None
        totaux = {(perimetre, code): n for _, perimetre, periode, code, sexe, _, n in self.derniere.donnees if periode == "mois" and sexe == "T"}
        return Envoye(self.derniere.version, totaux)


def lire(dossier: Path) -> Manifeste | None:
    """Le manifeste d'un dossier de mois, None s'il n'y en a pas. Lève `Refus` s'il est illisible."""
    chemin = dossier / NOM
    try:
        contenu = json.loads(chemin.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise _illisible(chemin) from None
    return depuis(contenu, chemin)


def depuis(contenu: Any, chemin: Path) -> Manifeste:
    """Le manifeste d'un document JSON, contrôlé. Lève `Refus` s'il n'en est pas un."""
    from pydantic import TypeAdapter, ValidationError  # chargé seulement s'il y a un manifeste à relire

    if not isinstance(contenu, dict) or contenu.pop("format", None) != FORMAT:
        raise _illisible(chemin)
    try:
        return TypeAdapter(Manifeste).validate_python(contenu)
    except ValidationError:
        raise _illisible(chemin) from None


def changements(dossier_precedent: Path, parametres: dict[str, str]) -> tuple[str, ...] | None:
    """Ce qui a changé dans les paramètres et les versions depuis le jeu du mois précédent ; None s'il n'y en a pas, ou s'il ne le dit pas."""
    try:
        precedent = lire(dossier_precedent)
    except Refus:
        return None
    version = precedent and (precedent.derniere or precedent.provisoire)
    if not version or not version.parametres:
        return None
    avant = version.parametres
    titres = [*parametres, *(titre for titre in avant if titre not in parametres)]
    return tuple(f"{t} : {avant.get(t) or '(vide)'} → {parametres.get(t) or '(vide)'}" for t in titres if avant.get(t, "") != parametres.get(t, ""))


def envoyes(base: Path) -> dict[Mois, Envoye]:
    """Ce qui a été transmis, mois par mois, d'après les manifestes d'un dossier de rapports ; un manifeste illisible est passé."""
    trouves = {}
    for chemin in sorted(base.glob(f"[0-9][0-9][0-9][0-9]-[0-9][0-9]/{NOM}")):
        try:
            manifeste = lire(chemin.parent)
        except Refus:
            continue
        if manifeste is not None and (envoye := manifeste.envoye()) is not None:
            annee, numero = chemin.parent.name.split("-")
            trouves[Mois(int(annee), int(numero))] = envoye
    return trouves


def _illisible(chemin: Path) -> Refus:
    return Refus(f"« {chemin} » est abîmé : on ne sait plus ce qui a été transmis pour ce mois. Remettez ce fichier d’après une sauvegarde, puis recommencez.")
