"""Un cas : une ligne conforme, une chose changée, et l'ensemble des codes attendus. Toutes les
personnes sont inventées."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbook.declarations.cadre import Cadre, cadre_par_defaut
from workbook.declarations.colonnes import HONORE_SEUL, MATIN, NON, REALISEE
from workbook.declarations.lignes import SAISIES, Entretien, Seance
from workbook.jugement.moteur import Jugement, juger
from workbook.jugement.personnes import Groupes, attribuer_cles
from workbook.lecture.entretiens import lire_entretiens
from workbook.lecture.enveloppe import Enveloppe

REF = date(2026, 11, 23)
"""Le jour pris pour aujourd'hui dans les cas."""
CONFORME: dict[str, Any] = {
    "date_entretien": date(2026, 1, 27),
    "dt": "Metz",
    "demi_journee": MATIN,
    "n_etranger": "9900000112",
    "nom": "Exemple",
    "prenom": "Inventée",
    "sexe": "F",
    "date_naissance": date(1991, 6, 15),
    "situation": "Sans emploi",
    "agir": NON,
    "rsa": NON,
    "inscrit_ft": NON,
    "inscription_cip": REALISEE,
    "motif_non_inscription": None,
    "date_inscription": None,
    "identifiant_ft": "99000000417",
    "date_rdv_ft": date(2026, 2, 10),
    "rdv_ft": HONORE_SEUL,
    "observations": None,
}
"""Une ligne sans aucune anomalie au jour `REF` : champ -> cellule."""

Cellules = dict[str, Any]
ligne = dict[str, Any]
"""Ce qui change d'une ligne conforme : `ligne(sexe=None)`."""


@dataclass(frozen=True, eq=False)
class Cas:
    """Des lignes conformes où quelque chose change, et ce que la vérification doit en dire, ni plus
    ni moins.

    `codes` : les codes de chaque ligne, dans l'ordre. `lignes` : ce qui change de la ligne
    conforme. `limite` : au bord de la règle. `dit` : le cas en mots, quand ses cellules ne
    suffisent pas à le comprendre.
    """

    codes: tuple[tuple[str, ...], ...]
    lignes: tuple[Cellules, ...]
    seances: tuple[Seance, ...] = ()
    ref: date = REF
    limite: bool = False
    dit: str = ""

    def signale(self, code: str) -> bool:
        """Vrai si le cas doit être signalé par cette règle."""
        return any(code in codes for codes in self.codes)


def cas(
    codes: str,
    *lignes: Cellules,
    dit: str = "",
    seances: Iterable[Seance] = (),
    ref: date = REF,
    limite: bool = False,
    **change: Any,
) -> Cas:
    """Un cas : `cas("E01", date_entretien=None)`, ou de plusieurs lignes : `cas("X03 / X03", {},
    {"rsa": "Oui"})`.

    Sans « / », les codes valent pour chaque ligne.
    """
    toutes = lignes or (change,)
    par_ligne = [tuple(c.split()) for c in codes.split("/")]
    return Cas(
        tuple(par_ligne * len(toutes) if len(par_ligne) == 1 else par_ligne),
        toutes,
        tuple(seances),
        ref,
        limite,
        dit,
    )


def bord(codes: str, *lignes: Cellules, **options: Any) -> Cas:
    """Un cas au bord d'une règle."""
    return cas(codes, *lignes, limite=True, **options)


def personnes(nombre: int, **change: Any) -> list[Cellules]:
    """Des lignes de personnes toutes différentes, sauf ce que dit `change`."""
    return [_personne(n) | change for n in range(nombre)]


def _personne(n: int) -> Cellules:
    qui = {
        "n_etranger": f"99{n:02}654321",
        "nom": f"Exemple {chr(65 + n)}",
        "date_naissance": date(1990, 1 + n % 12, 1 + n),
    }
    return qui | {"identifiant_ft": f"990000{n:02}654"}


def jouer(
    lignes: Iterable[Cellules],
    *,
    seances: Iterable[Seance] = (),
    ref: date = REF,
    cadre: Cadre | None = None,
) -> tuple[list[Entretien], Groupes, Jugement]:
    """Lit des lignes (ce qui change de la ligne conforme) comme celles d'une feuille, à partir de
    la ligne 2, et les vérifie."""
    cadre = cadre or cadre_par_defaut()
    cellules = [["" if v is None else v for v in (CONFORME | change).values()] for change in lignes]
    grille = [[c.titre for c in SAISIES], *cellules]
    lues = lire_entretiens("exemple.xlsx", "Entretiens", grille, cadre, Enveloppe()).lignes
    groupes = Groupes(lues, attribuer_cles(lues), list(seances))
    return lues, groupes, juger(groupes, cadre, ref)
