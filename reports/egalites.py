"""Les égalités que tiennent les figures d'un rapport, avec leurs deux nombres (contrat 2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.definitions import CODES
from reports.resultat import CUMUL, MOIS, SEXES, TOTAL, Resultat
from workbook.declarations.cadre import REGION
from workbook.declarations.categories import CATEGORIES, DE_SITUATION, K_ELIGIBLE, K_QUALIFIER

HORS_PUBLIC = tuple(k.code for k in DE_SITUATION.values() if k is not K_ELIGIBLE)


@dataclass(frozen=True)
class Egalite:
    """Une égalité, avec ses deux nombres."""

    enonce: str
    perimetre: str
    periode: str
    gauche: int
    droite: int

    @property
    def tenue(self) -> bool:
        """Vrai si les deux nombres sont égaux."""
        return self.gauche == self.droite


def egalites(r: Resultat) -> list[Egalite]:
    """Les égalités à imprimer ; une seule fausse refuse un rapport définitif."""
    liste: list[Egalite] = []
    for perimetre in r.perimetres:
        for periode in (MOIS, CUMUL):
            liste += _sommes(r, perimetre, periode)
        liste.append(_du_mois_au_cumul(r, perimetre))
        if perimetre == REGION:
            liste += [_des_dt_a_la_region(r, periode) for periode in (MOIS, CUMUL)]
    return liste


def _sommes(r: Resultat, perimetre: str, periode: str) -> Iterator[Egalite]:
    figures = r.valeurs[perimetre, periode]

    def somme(*codes: str) -> int:
        return sum(figures[code, TOTAL, TOTAL] for code in codes)

    recues, tous = somme("R0"), somme(*CODES)
    par_sexe = sum(figures[c, s, TOTAL] for c in CODES for s in SEXES)
    par_tranche = sum(figures[c, TOTAL, t] for c in CODES for t in r.tranches)
    parties = somme("I2", "I3", K_ELIGIBLE.code, *HORS_PUBLIC, K_QUALIFIER.code)
    for enonce, gauche, droite in (
        ("Somme des catégories = personnes reçues", somme(*(k.code for k in CATEGORIES)), recues),
        ("Somme des sexes = total (tous indicateurs)", par_sexe, tous),
        ("Somme des tranches = total (tous indicateurs)", par_tranche, tous),
        (
            "Déjà inscrites + RSA ou AGIR + éligibles + hors public + à qualifier = reçues",
            parties,
            recues,
        ),
    ):
        yield Egalite(enonce, perimetre, periode, gauche, droite)


def _du_mois_au_cumul(r: Resultat, perimetre: str) -> Egalite:
    mois = r.mensuelles[perimetre].values()
    net = sum(m["R0", TOTAL, TOTAL] - m["M1", TOTAL, TOTAL] for m in mois)
    enonce = "Reçues de chaque mois − déjà reçues = reçues du cumul"
    return Egalite(enonce, perimetre, CUMUL, net, r.valeur(perimetre, CUMUL, "R0"))


def _des_dt_a_la_region(r: Resultat, periode: str) -> Egalite:
    des_dt = sum(r.valeur(p, periode, "R0") for p in r.perimetres if p != REGION)
    enonce = "Somme des DT − répétitions entre DT = région"
    region = r.valeur(REGION, periode, "R0")
    return Egalite(enonce, REGION, periode, des_dt - r.repetitions[periode], region)
