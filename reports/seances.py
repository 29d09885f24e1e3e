"""Ce que disent les séances : leur nombre, les convoqués, les présents.

Ou combien n'ont pas ce qu'il faut pour le dire.

Jamais une somme partielle (contrat 2) : un nombre ne se montre que si chaque demi-journée où une
personne a été reçue a sa séance, et si chaque séance de la période a ce nombre.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.mois import Mois
from reports.resultat import CUMUL, MOIS
from workbook.declarations.cadre import REGION, Cadre
from workbook.declarations.lignes import Entretien, Seance
from workbook.declarations.texte import compte

Pfa = tuple[date, str, str | None]
"""Date, DT, demi-journée (None : vide ou inconnue)."""


@dataclass(frozen=True)
class Frequentation:
    """Les séances d'un périmètre et d'une période ; None : non disponible.

    `sans_seance` : demi-journées où une personne a été reçue et qui ne sont pas dans Séances ;
    `sans_demi_journee`, `sans_convoques`, `sans_presents` : séances qui ne disent pas cela, ou le
    disent deux fois autrement.
    """

    seances: int | None
    convoques: int | None
    presents: int | None
    sans_seance: int = 0
    sans_demi_journee: int = 0
    sans_convoques: int = 0
    sans_presents: int = 0

    @property
    def manques(self) -> list[str]:
        """Ce qui manque, une phrase chacun, sans point.

        « 1 séance n'a pas son nombre de présents ».
        """
        phrases = (
            (self.sans_seance, "séance manque", "séances manquent", "dans la feuille Séances"),
            (self.sans_demi_journee, "séance n’a pas", "séances n’ont pas", "de demi-journée"),
            (
                self.sans_convoques,
                "séance n’a pas",
                "séances n’ont pas",
                "de nombre de convoqués sûr",
            ),
            (
                self.sans_presents,
                "séance n’a pas son",
                "séances n’ont pas leur",
                "nombre de présents",
            ),
        )
        return [f"{compte(n, un, plusieurs)} {quoi}" for n, un, plusieurs, quoi in phrases if n]


def frequentations(
    seances: Iterable[Seance],
    lignes: Sequence[Entretien],
    perimetres: Sequence[str],
    mois: Mois,
    cadre: Cadre,
) -> dict[tuple[str, str], Frequentation]:
    """Par périmètre et période (mois, cumul), ce que disent les séances.

    `lignes` : celles du classeur.
    """
    dernier = min(mois.dernier_jour, cadre.fin)
    bornes = {MOIS: (max(mois.premier_jour, cadre.debut), dernier), CUMUL: (cadre.debut, dernier)}
    recues = {
        (e.date_entretien, e.dt, e.demi_journee)
        for e in lignes
        if e.vides.isdisjoint(("date_entretien", "dt"))
    }
    par_pfa: dict[Pfa, list[Seance]] = defaultdict(list)
    for s in seances:
        if s.jour is not None and s.dt is not None:
            par_pfa[s.jour, s.dt, s.demi_journee].append(s)

    def siennes(pfas: Iterable[Pfa], perimetre: str, periode: str) -> list[Pfa]:
        debut, fin = bornes[periode]
        return [pfa for pfa in pfas if debut <= pfa[0] <= fin and perimetre in (REGION, pfa[1])]

    return {
        (perimetre, periode): _frequentation(
            {pfa: par_pfa[pfa] for pfa in siennes(par_pfa, perimetre, periode)},
            siennes(recues, perimetre, periode),
            cadre.convoques_par_pfa,
        )
        for perimetre in perimetres
        for periode in bornes
    }


def _frequentation(
    seances: Mapping[Pfa, list[Seance]], recues: Sequence[Pfa], convoques_par_pfa: int
) -> Frequentation:
    sans_seance = sum(pfa[2] is None or pfa not in seances for pfa in recues)
    sans_demi_journee = sum(pfa[2] is None for pfa in seances)
    convoques = [_nombre(lignes, "convoques", convoques_par_pfa) for lignes in seances.values()]
    presents = [_nombre(lignes, "presents", None) for lignes in seances.values()]
    entieres = not sans_seance and not sans_demi_journee
    return Frequentation(
        len(seances) if entieres else None,
        _somme(convoques) if entieres else None,
        _somme(presents) if entieres else None,
        sans_seance,
        sans_demi_journee,
        convoques.count(None),
        presents.count(None),
    )


def _nombre(lignes: Sequence[Seance], champ: str, sinon: int | None) -> int | None:
    """Le nombre d'une séance, fût-elle saisie deux fois.

    `sinon` s'il n'est tapé nulle part, None s'il ne se lit pas ou se contredit.
    """
    if any(champ in s.illisibles for s in lignes):
        return None
    tapes = {n for s in lignes if (n := getattr(s, champ)) is not None}
    return sinon if not tapes else tapes.pop() if len(tapes) == 1 else None


def _somme(nombres: Sequence[int | None]) -> int | None:
    connus = [n for n in nombres if n is not None]
    return sum(connus) if len(connus) == len(nombres) else None
