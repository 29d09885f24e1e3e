"""Vérifier les dates, les nombres et les choix de la table `Convention` (pydantic), quand l'un
d'eux n'est plus celui du modèle."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from workbook.declarations.cadre import ELIGIBLES, RECUES
from workbook.declarations.texte import enumere
from workbook.declarations.valeurs import en_texte
from workbook.lecture import cellules


class Convention(BaseModel):
    """Les valeurs de la table `Convention` qui se jugent, une fois leurs cellules lues."""

    model_config = ConfigDict(extra="forbid")

    debut: date
    fin: date
    recrutement: date
    dt_couvertes: tuple[str, ...] = Field(min_length=1)
    convoques_par_pfa: int = Field(ge=1, le=1000)
    pfa_par_semaine: int = Field(ge=1, le=100)
    pfa_par_semaine_max: int = Field(ge=1, le=100)
    definition_accompagnees: str
    delai_relance: int = Field(ge=0, le=3650)

    @field_validator("debut", "fin", "recrutement", mode="before")
    @classmethod
    def _date(cls, brut: Any) -> Any:
        if brut is None:
            raise ValueError("ce n’est pas une date ; tapez par exemple 08/12/2025")
        return brut

    @field_validator(
        "convoques_par_pfa",
        "pfa_par_semaine",
        "pfa_par_semaine_max",
        "delai_relance",
        mode="before",
    )
    @classmethod
    def _entier(cls, brut: Any) -> Any:
        lu = cellules.lire_entier(brut)
        if lu is None:
            raise ValueError("ce n’est pas un nombre entier, zéro ou plus")
        return lu

    @field_validator("dt_couvertes", mode="before")
    @classmethod
    def _plusieurs(cls, brut: Any) -> Any:
        return (
            brut
            if isinstance(brut, tuple)
            else tuple(v.strip() for v in en_texte(brut).split(";") if v.strip())
        )

    @field_validator("definition_accompagnees", mode="before")
    @classmethod
    def _definition(cls, brut: Any) -> Any:
        lue = cellules.lecteur_de_liste((ELIGIBLES, RECUES))(brut)
        if not isinstance(lue, str):
            raise ValueError(f"choisissez {enumere((ELIGIBLES, RECUES))}")
        return lue

    @model_validator(mode="after")
    def _dans_l_ordre(self) -> "Convention":
        if self.debut > self.fin:
            raise ValueError(
                "Convention, « Début » est après « Fin » : l’une des deux dates est à corriger"
            )
        return self


class Refusee(Exception):
    """Une valeur ne peut pas servir. `champ` : celui qu'elle donne, None si c'est leur ensemble ;
    `raison` : pourquoi, en français."""

    def __init__(self, champ: str | None, raison: str):
        super().__init__(raison)
        self.champ, self.raison = champ, raison


def juger(valeurs: dict[str, Any]) -> dict[str, Any]:
    """Les valeurs d'une `Convention`, champ par champ, une fois comprises ; à l'entrée, celles du
    cadre ou des cellules brutes. Lève `Refusee`."""
    try:
        return Convention.model_validate(valeurs).model_dump()
    except ValidationError as erreur:
        faute = erreur.errors()[0]
        raise Refusee(str(faute["loc"][0]) if faute["loc"] else None, _raison(faute)) from None


_RAISONS = {
    "greater_than_equal": "c’est trop petit (au moins {ge})",
    "less_than_equal": "c’est trop grand (au plus {le})",
    "too_short": "il faut au moins une valeur",
}


def _raison(faute: Any) -> str:
    if faute["type"] == "value_error":
        return str(faute["ctx"]["error"])
    return _RAISONS.get(faute["type"], "cette valeur n’est pas comprise").format(
        **faute.get("ctx", {})
    )
