"""Le schéma (Table Schema de Frictionless) de la feuille `Données` des rapports (contrat 2)."""

from typing import Any

from reports.definitions import CODES
from reports.feuilles.donnees import COLONNES
from reports.resultat import CUMUL, MOIS, NR, SEXES, TOTAL
from workbook.declarations.cadre import REGION, Cadre


def schema_des_donnees(p: Cadre) -> dict[str, Any]:
    """Le Table Schema de `Données`.

    Ce que chaque colonne peut dire, et une seule valeur par case.
    """
    *cases, valeur = COLONNES
    champs = [
        {"name": nom, "type": "string", "constraints": {"required": True, **_contrainte(nom, p)}}
        for nom in cases
    ]
    champs.append(
        {"name": valeur, "type": "integer", "constraints": {"required": True, "minimum": 0}}
    )
    return {"fields": champs, "missingValues": [""], "primaryKey": cases, "fieldsMatch": "subset"}


def _contrainte(nom: str, p: Cadre) -> dict[str, Any]:
    if nom == "mois":
        return {"pattern": "[0-9]{4}-(0[1-9]|1[0-2])"}
    return {
        "enum": {
            "perimetre": [REGION, *p.dts],
            "periode": [MOIS, CUMUL],
            "indicateur": list(CODES),
            "sexe": [*SEXES, TOTAL],
            "tranche": [*(t.libelle for t in p.tranches), NR, TOTAL],
        }[nom]
    }
