"""La colonne `Contrôle` : ce que le logiciel y écrit, et comment le modèle y lit les cellules à
revoir de la même ligne.

La marque d'une cellule fautive est ce texte, dans sa ligne : trier, filtrer ou insérer des lignes
ne la déplace pas.
"""

from collections.abc import Sequence

from workbook.declarations.lignes import PAR_CHAMP
from workbook.declarations.texte import compte
from workbook.jugement.regle import Anomalie, Gravite

SYMBOLES = {Gravite.BLOQUANT: "■", Gravite.VERIFIER: "⚠", Gravite.INFORMATION: "ℹ"}
"""Le signe de chaque gravité, que montrent Windows, Mac et Linux sans police de plus ; le mot est
toujours écrit à côté."""
CONFORME = "✔ Conforme"
_AVANT_LES_COLONNES = " : "


def marque_de_ligne(anomalies: Sequence[Anomalie]) -> str:
    """« ■ 2 bloquants · ⚠ 1 à vérifier : Nom, Sexe, Date RDV FT » ; « ✔ Conforme » s'il n'y a rien,
    ou que des informations."""
    fautives = [a for a in anomalies if a.gravite is not Gravite.INFORMATION]
    if not fautives:
        return CONFORME
    bloquants = sum(a.gravite is Gravite.BLOQUANT for a in fautives)
    comptes = [f"{SYMBOLES[Gravite.BLOQUANT]} {compte(bloquants, 'bloquant')}"] if bloquants else []
    if len(fautives) > bloquants:
        comptes.append(f"{SYMBOLES[Gravite.VERIFIER]} {len(fautives) - bloquants} à vérifier")
    titres = dict.fromkeys(
        a.colonne for a in sorted(fautives, key=lambda a: a.gravite is not Gravite.BLOQUANT)
    )
    return f"{' · '.join(comptes)}{_AVANT_LES_COLONNES}{', '.join(titres)}"


def est_a_revoir(champ: str, case: str) -> str:
    """La formule, vraie si la cellule `case` (colonne Contrôle) cite la colonne de ce champ parmi
    celles à revoir."""
    liste = (
        f'", "&MID({case},FIND("{_AVANT_LES_COLONNES}",{case})+{len(_AVANT_LES_COLONNES)},999)&","'
    )
    return f'ISNUMBER(FIND(", {PAR_CHAMP[champ].titre},",{liste}))'
