"""Le manifeste d'un mois : ce qui a été produit, à côté des fichiers.

Aucune donnée personnelle : des figures et des empreintes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from reports.destinataires import Destinataire
from reports.mois import Mois
from reports.parametres import changements
from reports.rapport import Envoye, Etat
from reports.resultat import MOIS, LigneDeDonnees
from workbook.declarations.erreurs import Refus, raison
from workbook.declarations.texte import comparable

NOM = "manifeste.json"
FORMAT = 2
"""Le format 1, d'avant `ajoutes`, se lit aussi."""


@dataclass(frozen=True)
class Version:
    """Un jeu de rapports produit.

    `fichiers` : nom -> SHA-256 ; `donnees` : les cellules de `Données` de la région et des DT.
    """

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
    ajoutes: dict[str, str] = field(default_factory=dict)
    """Les fichiers produits plus tard, pour une DT ajoutée depuis -> leur instant."""

    def __post_init__(self) -> None:
        """Lève `ValueError` si l'état ou un instant n'en est pas un."""
        Etat(self.etat)
        for quand in (self.produit_le, *self.ajoutes.values()):
            instant(quand)

    def rapport_de(self, d: Destinataire, mois: str) -> str | None:
        """Le nom du rapport d'un destinataire dans cette version, None s'il n'y en a pas.

        Sa version à lui n'est pas plus grande : il a pu être ajouté plus tard.
        """
        siens = {comparable(d.fichier(mois, f"v{n + 1}")) for n in range(self.version)}
        return next((nom for nom in self.fichiers if comparable(nom) in siens), None)

    def jour(self, nom: str) -> date:
        """Le jour où ce fichier a été produit, à l'heure de ce poste."""
        return instant(self.ajoutes.get(nom, self.produit_le)).date()


@dataclass
class Manifeste:
    """Les versions définitives d'un mois, de la première à la dernière, et la provisoire."""

    mois: str
    versions: list[Version] = field(default_factory=list)
    provisoire: Version | None = None

    @property
    def toutes(self) -> list[Version]:
        """Les versions définitives, puis la provisoire."""
        return [*self.versions, *filter(None, [self.provisoire])]

    @property
    def derniere(self) -> Version | None:
        """La dernière version définitive ou rectificative."""
        return self.versions[-1] if self.versions else None

    def recues_par(self, d: Destinataire) -> list[date]:
        """Les jours des versions d'un destinataire, de la plus ancienne à la plus récente."""
        return [v.jour(nom) for v in self.versions if (nom := v.rapport_de(d, self.mois))]

    def en_json(self) -> str:
        """Le texte du fichier : une ligne de `Données` par ligne.

        Dans un texte, le guillemet serait précédé d'une barre.
        """
        texte = json.dumps({"format": FORMAT, **vars(self)}, default=vars, ensure_ascii=False)
        return texte.replace('[["', '[\n["').replace('], ["', '],\n["') + "\n"

    def envoye_a(self, d: Destinataire) -> Envoye | None:
        """Ce qui a été transmis à un destinataire pour ce mois, None si rien ne l'a été."""
        recues = len(self.recues_par(d))
        if self.derniere is None or not recues:
            return None
        return Envoye(
            recues,
            {
                (perimetre, code, sexe, tranche): n
                for _, perimetre, periode, code, sexe, tranche, n in self.derniere.donnees
                if periode == MOIS
            },
        )


def instant(texte: str) -> datetime:
    """Un instant du manifeste, à l'heure de ce poste. Lève `ValueError` si ce n'en est pas un."""
    try:
        return datetime.fromisoformat(texte).astimezone()
    except (OverflowError, OSError) as erreur:
        raise ValueError(texte) from erreur


def lire(dossier: Path) -> Manifeste | None:
    """Le manifeste d'un dossier de mois, None s'il n'y en a pas.

    Lève `Refus` s'il est illisible, ou d'une version plus récente du logiciel.
    """
    chemin = dossier / NOM
    try:
        contenu = json.loads(chemin.read_text(encoding="utf-8"))
        numero = contenu["format"]
    except FileNotFoundError:
        return None
    except OSError as erreur:
        raise Refus(
            f"« {chemin} » ne peut pas être lu : {raison(erreur)}. "
            "Vérifiez vos droits sur ce fichier, puis recommencez."
        ) from None
    except (ValueError, LookupError, TypeError, RecursionError):
        raise _illisible(chemin) from None
    if type(numero) is int and numero > FORMAT:
        raise Refus(
            f"« {chemin} » a été écrit par une version plus récente du logiciel (format {numero}). "
            "Mettez le logiciel à jour, puis recommencez."
        )
    import msgspec

    try:
        lu = msgspec.convert(contenu, Manifeste)
        _controler(lu, contenu, dossier.name)
    except (ValueError, LookupError):
        raise _illisible(chemin) from None
    return lu


def _controler(lu: Manifeste, contenu: dict[str, Any], mois: str) -> None:
    """Lève `ValueError` ou `LookupError` si un document bien typé n'est pas ce manifeste."""
    connus = {f.name for f in fields(Version)}
    bruts = [*contenu["versions"], *filter(None, [contenu["provisoire"]])]
    inconnus = [champ for brut in bruts for champ in brut if champ not in connus]
    numeros = [v.version for v in lu.versions]
    noms = [nom for v in lu.toutes for nom in v.fichiers]
    ailleurs = [n for n in noms if not n or n != PurePath(n).name or "\\" in n]
    suivies = numeros == [*range(1, len(numeros) + 1)]
    if contenu["format"] not in range(1, FORMAT + 1) or lu.mois != mois:
        raise ValueError(mois)
    if inconnus or ailleurs or not suivies:
        raise ValueError(numeros)


def du_mois(dossier: Path, mois: str) -> Manifeste:
    """Le manifeste d'un dossier de mois, vide s'il n'a pas encore servi.

    Lève `Refus` s'il est illisible, ou perdu auprès de rapports définitifs.
    """
    manifeste = lire(dossier)
    if manifeste is None and any(dossier.glob("Rapport_*_v[0-9]*.xlsx")):
        raise Refus(
            f"« {dossier} » a des rapports définitifs, mais plus leur « {NOM} » : "
            "on ne sait plus ce qui a été transmis. Remettez ce fichier d’après une sauvegarde, "
            "ou rangez ces rapports ailleurs, puis recommencez."
        )
    return manifeste or Manifeste(mois)


def changements_depuis(
    dossier_precedent: Path, parametres: dict[str, str]
) -> dict[str, str] | None:
    """Ce qui a changé dans les paramètres et les versions depuis le mois précédent, par titre.

    None s'il n'y a pas de jeu de ce mois, ou s'il ne le dit pas.
    """
    try:
        precedent = lire(dossier_precedent)
    except Refus:
        return None
    version = precedent and (precedent.derniere or precedent.provisoire)
    if not version or not version.parametres:
        return None
    return changements(version.parametres, parametres)


def connus(base: Path, sauf: Mapping[Mois, Manifeste]) -> tuple[dict[Mois, Manifeste], list[str]]:
    """Les manifestes d'un dossier, mois par mois ; et ce qu'il faut dire des illisibles.

    `sauf` : ce qu'on sait déjà d'un mois, sans relire son manifeste.
    """
    trouves, messages = dict(sauf), []
    for chemin in sorted(base.glob(f"[0-9][0-9][0-9][0-9]-[0-9][0-9]/{NOM}")):
        annee, numero = map(int, chemin.parent.name.split("-"))
        mois = Mois(annee, numero)
        if not 1 <= numero <= 12 or mois in sauf:
            continue
        try:
            lu = lire(chemin.parent)
        except Refus as refus:
            messages.append(f"{refus} Ce mois n’est pas comparé à ce qui a été transmis.")
            continue
        if lu is not None:
            trouves[mois] = lu
    return trouves, messages


def _illisible(chemin: Path) -> Refus:
    return Refus(
        f"« {chemin} » est abîmé : on ne sait plus ce qui a été transmis pour ce mois. "
        "Remettez ce fichier d’après une sauvegarde, puis recommencez."
    )
