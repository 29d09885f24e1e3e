"""Ce qui a changé depuis la version déjà transmise, dit en mots à qui la remplace."""

from collections.abc import Sequence

from reports.definitions import PRINCIPAUX
from reports.resultat import CUMUL, MOIS, TOTAL, Difference
from workbook.declarations.cadre import REGION

REPARTITION = "seule la répartition (sexe, âge ou situation) a changé, pas les totaux"
ENTRE_DT = "seule la répartition entre les directions territoriales a changé"
PHRASES = (REPARTITION, ENTRE_DT)
"""La recherche de fuite les connaît ainsi : leurs mots peuvent être le nom de quelqu'un."""


def en_mots(differences: Sequence[Difference], perimetre: str) -> list[str]:
    """« Personnes déjà inscrites à France Travail : 3 → 4 » : les totaux qui ont changé.

    Le cumul n'est dit que si le mois n'a pas changé. Vide : aucun n'a changé.
    """
    siennes = {d.cellule[1:]: d for d in differences if d.cellule[0] == perimetre}
    dits = []
    for i in PRINCIPAUX:
        for periode, precision in ((MOIS, ""), (CUMUL, " (cumul)")):
            if d := siennes.get((periode, i.code, TOTAL, TOTAL)):
                dits.append(f"{i.libelle}{precision} : {d.ancienne} → {d.nouvelle}")
                break
    if differences and not siennes and perimetre == REGION:
        return [ENTRE_DT]
    return dits or [REPARTITION] * bool(siennes)
