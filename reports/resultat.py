"""Les figures d'un mois, comptées.

Par périmètre, période, indicateur, sexe et tranche (contrat 2).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.definitions import CODES
from reports.mois import Mois, Trimestre
from workbook.declarations.cadre import REGION
from workbook.declarations.colonnes import FEMME, HOMME

NR, TOTAL = "NR", "T"
SEXES = (FEMME, HOMME, NR)
MOIS, CUMUL, TRIMESTRE = "mois", "cumul", "trimestre"

Cellule = tuple[str, str, str]
"""Indicateur, sexe, tranche."""
LigneDeDonnees = tuple[str, str, str, str, str, str, int]
"""Mois, périmètre, période, indicateur, sexe, tranche, valeur."""


@dataclass
class Resultat:
    """Les figures d'un mois : par périmètre et période, une valeur par (indicateur, sexe, tranche).

    `mensuelles` : celles de chaque mois depuis le début de la convention ; `trimestrielles` : de
    chaque trimestre, arrêtées à la fin du mois du rapport. `repetitions` : par période, combien de
    personnes sont comptées dans plusieurs DT, au-delà d'une fois. `empreintes` : par périmètre, le
    SHA-256 des lignes comptées, qui dit si les données ont changé sans rien en révéler.
    """

    mois: Mois
    perimetres: tuple[str, ...]
    tranches: tuple[str, ...]
    valeurs: dict[tuple[str, str], Counter[Cellule]]
    mensuelles: dict[str, dict[Mois, Counter[Cellule]]]
    trimestrielles: dict[str, dict[Trimestre, Counter[Cellule]]]
    repetitions: dict[str, int]
    empreintes: dict[str, str]

    def restreint_a(self, perimetres: tuple[str, ...]) -> "Resultat":
        """Les figures de ces seuls périmètres.

        Celles d'une DT sont comptées sur ses seules lignes.
        """
        return replace(
            self,
            perimetres=perimetres,
            valeurs={cle: f for cle, f in self.valeurs.items() if cle[0] in perimetres},
            mensuelles={p: self.mensuelles[p] for p in perimetres},
            trimestrielles={p: self.trimestrielles[p] for p in perimetres},
            repetitions=self.repetitions if REGION in perimetres else {},
            empreintes={p: self.empreintes[p] for p in perimetres},
        )

    def valeur(
        self, perimetre: str, periode: str, indicateur: str, sexe: str = TOTAL, tranche: str = TOTAL
    ) -> int:
        """Une figure ; `T` demande le total."""
        return self.valeurs[perimetre, periode][indicateur, sexe, tranche]

    def chiffre(
        self,
        perimetre: str,
        periode: str | Mois | Trimestre,
        indicateur: str,
        sexe: str = TOTAL,
        tranche: str = TOTAL,
    ) -> int | None:
        """Comme `valeur`, aussi d'un autre mois ou d'un trimestre ; None hors de la convention."""
        figures: Counter[Cellule] | None
        if isinstance(periode, Mois):
            figures = self.mensuelles[perimetre].get(periode)
        elif isinstance(periode, Trimestre):
            figures = self.trimestrielles[perimetre].get(periode)
        else:
            figures = self.valeurs[perimetre, periode]
        return None if figures is None else figures[indicateur, sexe, tranche]

    def donnees(self) -> list[LigneDeDonnees]:
        """Les lignes de `Données`.

        Cellules non nulles, et le total de chaque indicateur, zéro compris.
        """
        cellules = [(sexe, tranche) for sexe in SEXES for tranche in self.tranches]
        lignes: list[LigneDeDonnees] = []
        for perimetre in self.perimetres:
            for periode in (MOIS, CUMUL):
                figures, debut = self.valeurs[perimetre, periode], (str(self.mois), perimetre)
                for code in CODES:
                    for sexe, tranche in cellules:
                        if n := figures[code, sexe, tranche]:
                            lignes.append((*debut, periode, code, sexe, tranche, n))
                    total = figures[code, TOTAL, TOTAL]
                    lignes.append((*debut, periode, code, TOTAL, TOTAL, total))
        return lignes


@dataclass(frozen=True)
class Difference:
    """Une figure qui a changé depuis la version précédente.

    `cellule` : périmètre, période, indicateur, sexe, tranche.
    """

    cellule: tuple[str, str, str, str, str]
    ancienne: int
    nouvelle: int


def differences(
    anciennes: Sequence[LigneDeDonnees], nouvelles: Sequence[LigneDeDonnees]
) -> tuple[Difference, ...]:
    """Les figures qui changent d'une version à l'autre, dans l'ordre de `Données`.

    Absente vaut 0.
    """
    avant, apres = _par_cellule(anciennes), _par_cellule(nouvelles)
    changees = [c for c in {**apres, **avant} if avant.get(c, 0) != apres.get(c, 0)]
    return tuple(Difference(c, avant.get(c, 0), apres.get(c, 0)) for c in changees)


def _par_cellule(donnees: Sequence[LigneDeDonnees]) -> dict[tuple[str, str, str, str, str], int]:
    return {
        (perimetre, periode, code, sexe, tranche): n
        for _, perimetre, periode, code, sexe, tranche, n in donnees
    }
