"""À qui vont les rapports : chacun déclaré une fois, son périmètre et ses noms avec lui."""

from dataclasses import dataclass

from reports.mois import Mois
from workbook.declarations.cadre import REGION, Antenne, Cadre
from workbook.declarations.texte import de


@dataclass(frozen=True)
class Destinataire:
    """À qui va un rapport.

    `perimetre` : ce dont il reçoit le compte ; `perimetres` : lui, puis ceux qu'il comprend, que le
    rapport détaille. `court` : lui dans un nom de fichier ; `nom` : dans un titre ; `objet` : ce
    que dit sa lettre du périmètre ; `courriels` : ses adresses, telles que tapées.
    """

    perimetre: str
    perimetres: tuple[str, ...]
    court: str
    nom: str
    objet: str
    courriels: str

    def fichier(self, mois: Mois | str, version: str) -> str:
        """Le nom public de son rapport d'un mois (contrat 2).

        `version` : « v1 », « provisoire ».
        """
        return f"Rapport_{self.court}_{mois}_{version}.xlsx"

    def lit(self, antenne: str) -> bool:
        """Vrai si ce rapport peut parler de cette DT.

        Une DT ne lit rien d'une autre (contrat 2).
        """
        return antenne == self.perimetre or self.perimetre == REGION


def destinataires(cadre: Cadre) -> tuple[Destinataire, ...]:
    """Tous, la DREETS d'abord."""
    dreets = Destinataire(
        REGION,
        (REGION, *cadre.dts),
        "DREETS",
        "DREETS Grand Est",
        "la région Grand Est et chaque direction territoriale",
        cadre.courriel_dreets,
    )
    return (dreets, *map(_antenne, cadre.antennes))


def _antenne(a: Antenne) -> Destinataire:
    direction = f"direction territoriale {de(a.dt)}"
    return Destinataire(
        a.dt, (a.dt,), f"DT_{a.dt}", f"OFII, {direction}", f"la {direction}", a.courriel
    )
