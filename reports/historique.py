"""Ce qui a été produit, mois par mois, et si chaque fichier est encore celui qui a été produit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from reports.disque import empreinte
from reports.manifeste import NOM, Version, instant, lire
from workbook.declarations.erreurs import Refus


class Sort(StrEnum):
    """Ce qu'est devenu un fichier produit."""

    INTACT = "intact"
    ALTERE = "altéré"
    ABSENT = "absent"
    ILLISIBLE = "illisible"
    SANS_MANIFESTE = "sans manifeste"


@dataclass(frozen=True)
class FichierProduit:
    """Un fichier d'un jeu, et son sort.

    `ajoute_le` : produit après les autres, pour une autre DT.
    """

    nom: str
    sort: Sort
    ajoute_le: datetime | None = None


@dataclass(frozen=True)
class Passage:
    """Un jeu produit. `version` : None si le mois n'a pas de manifeste lisible."""

    mois: str
    version: Version | None
    fichiers: tuple[FichierProduit, ...]

    @property
    def intact(self) -> bool:
        """Vrai si chaque fichier est celui qui a été produit."""
        return all(f.sort is Sort.INTACT for f in self.fichiers)

    @property
    def produit_le(self) -> datetime | None:
        """Le moment de la production, à l'heure de ce poste."""
        return instant(self.version.produit_le) if self.version else None


_MOIS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]"


def historique(base: Path) -> list[Passage]:
    """Les jeux d'un dossier de rapports, du plus ancien au plus récent, comparés à leurs SHA-256.

    `base` : le dossier qui contient les mois ; celui du classeur, ou celui d'un mois, conviennent
    aussi. Lève `Refus` s'il n'existe pas.
    """
    if not base.is_dir():
        raise Refus(
            f"« {base} » n’est pas un dossier de rapports. "
            "Donnez celui qui contient les mois, par exemple Rapports."
        )
    passages: list[Passage] = []
    produits = [base / NOM] if (base / NOM).exists() else sorted(base.glob(f"*/{_MOIS}/{NOM}"))
    for dossier in sorted(base.glob(_MOIS)) or [produit.parent for produit in produits]:
        try:
            manifeste = lire(dossier)
        except Refus:
            manifeste = None
        if manifeste is None:
            noms = sorted(f.name for f in dossier.iterdir())
            perdus = [n for n in noms if n.endswith((".xlsx", ".eml")) or n == NOM]
            fichiers = tuple(FichierProduit(nom, Sort.SANS_MANIFESTE) for nom in perdus)
            passages += [Passage(dossier.name, None, fichiers)] * bool(fichiers)
            continue
        for v in manifeste.toutes:
            ajouts = {nom: instant(quand) for nom, quand in v.ajoutes.items()}
            fichiers = tuple(
                FichierProduit(nom, _sort(dossier / nom, attendue), ajouts.get(nom))
                for nom, attendue in v.fichiers.items()
            )
            passages.append(Passage(dossier.name, v, fichiers))
    return passages


def _sort(chemin: Path, attendue: str) -> Sort:
    try:
        return Sort.INTACT if empreinte(chemin.read_bytes()) == attendue else Sort.ALTERE
    except FileNotFoundError:
        return Sort.ABSENT
    except OSError:
        return Sort.ILLISIBLE
