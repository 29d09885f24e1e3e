"""Le schéma (Table Schema de Frictionless) de la feuille `Entretiens`, tiré de la déclaration des
colonnes : un export s'y valide sans nous.

Il juge une cellule à la fois : ce qui n'y passe pas est une anomalie bloquante ou à vérifier ; les
règles entre cellules sont au contrat 3.
"""

from collections.abc import Callable
from typing import Any

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import A_QUALIFIER, ELIGIBLE, NON_ELIGIBLE, QUESTIONS
from workbook.declarations.colonnes import Colonne, Nature
from workbook.declarations.identifiants import IDENTIFIANT
from workbook.declarations.lignes import ENTRETIENS
from workbook.jugement.regles.personne import NUMERO

TYPES = {Nature.DATE: "date", Nature.NOMBRE: "integer"}


def schema_des_entretiens(p: Cadre) -> dict[str, Any]:
    """Le Table Schema d'un export de `Entretiens` : dates AAAA-MM-JJ, codes en texte, vide = rien.
    Colonnes trouvées par leurs noms."""
    return {
        "fields": [_champ(c, p) for c in ENTRETIENS],
        "missingValues": [""],
        "fieldsMatch": "partial",
    }


def _champ(c: Colonne, p: Cadre) -> dict[str, Any]:
    champ = {
        "name": c.titre,
        "type": "integer" if c.champ == "age" else TYPES.get(c.nature, "string"),
        "description": c.aide,
        "nominative": c.nominative,
    }
    contraintes: dict[str, Any] = {}
    # Une question sans objet, d'après les réponses d'avant, reste vide.
    if c.requise and c.champ not in dict(QUESTIONS):
        contraintes["required"] = True
    if c.liste or c.champ in _CALCULEES:
        contraintes["enum"] = list(p.valeurs(c.liste) if c.liste else _CALCULEES[c.champ](p))
    if c.champ in _MOTIFS:
        contraintes["pattern"] = f"(?:{_MOTIFS[c.champ]})"
    if c.champ == "age":
        contraintes |= {"minimum": 0, "maximum": p.age_impossible - 1}
    return champ | ({"constraints": contraintes} if contraintes else {})


_MOTIFS = {"n_etranger": NUMERO.pattern, "identifiant_ft": IDENTIFIANT.pattern}
_CALCULEES: dict[str, Callable[[Cadre], list[str]]] = {
    "tranche": lambda p: [t.libelle for t in p.tranches],
    "eligibilite": lambda _: [ELIGIBLE, NON_ELIGIBLE, A_QUALIFIER],
}
