"""Les cas en mots : ce que la notice et la page des règles en montrent."""

from dataclasses import dataclass
from functools import cache

from workbook.cas import CAS, REF, Cas, jouer
from workbook.declarations.affichage import afficher
from workbook.declarations.lignes import PAR_CHAMP
from workbook.jugement.messages import message


@dataclass(frozen=True)
class Exemple:
    """Une règle par l'exemple : ce qui est signalé, ce que le CIP lit alors, ce qui passe."""

    signale: str
    dit: str
    passe: str


def decrire(c: Cas) -> str:
    """Un cas en mots : les cellules changées d'une ligne conforme, « Date entretien : 31/01/2026
    »."""
    if c.dit:
        return c.dit[0].upper() + c.dit[1:]
    (change,) = c.lignes
    mots = " ; ".join(
        f"{PAR_CHAMP[champ].titre} : {afficher(valeur) or 'vide'}"
        for champ, valeur in change.items()
    )
    return mots if c.ref == REF else f"{mots} (vérifié le {afficher(c.ref)})"


def dire(c: Cas, code: str) -> str:
    """Le message que la vérification donne d'un cas, sans masque puisque tout y est inventé ; vide
    si cette règle n'y dit rien."""
    jugement = jouer(c.lignes, seances=c.seances, ref=c.ref)[2]
    return next((message(a, nominatif=True) for a in jugement.anomalies if a.code == code), "")


@cache
def exemple(code: str) -> Exemple:
    """L'exemple d'une règle."""
    signale = next(c for c in CAS[code] if c.signale(code))
    passe = min(
        (c for c in CAS[code] if not c.signale(code)),
        key=lambda c: (any(map(len, c.codes)), c.limite),
    )
    return Exemple(decrire(signale), dire(signale, code), decrire(passe))
