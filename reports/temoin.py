"""Ce que le jeu d'un mois dit sans aucune ligne : ses textes déclarés, et les paramètres.

La recherche de fuite s'en sert pour ne pas prendre un mot des rapports pour le nom de quelqu'un.
Les rapports y sont composés sur un classeur qui n'écrit rien et retient les textes qu'il reçoit.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from reports import courriels, rectification
from reports.classeur import composer, ecrire
from reports.comptage import compter
from reports.definitions import CODES, PRINCIPAUX
from reports.fuites import Traces, traces
from reports.manifeste import NOM, Manifeste
from reports.matiere import Matiere
from reports.rapport import AnomaliesDUneRegle, Envoye, Etat, Rapport
from reports.resultat import MOIS, NR, SEXES, TOTAL, Difference, Resultat
from workbook.declarations.dits import PHRASES, Publiable
from workbook.jugement.regle import Gravite
from workbook.jugement.regles import REGLES


def temoins(rapports: Sequence[Rapport], manifeste: Manifeste, m: Matiere) -> Iterator[Traces]:
    """Les textes du jeu, puis, si cela ne suffit pas, ceux que porte tout fichier .xlsx."""
    de_la_region, *des_dt = ([*_vides(r, m)] for r in rapports)
    # D'un destinataire à l'autre, seuls changent les noms : les autres en ont assez d'un chacun.
    vides = [*de_la_region, *(plein for *_, plein in des_dt)]
    yield Traces([*traces(_a_cote(vides, manifeste)).textes, *_textes(vides)])
    plein = de_la_region[-1]
    yield traces({plein.nom_de_fichier: ecrire(plein).octets})


def _textes(vides: Sequence[Rapport]) -> set[str]:
    muet = ClasseurMuet()
    for vide in vides:
        composer(muet, vide)
    return muet.textes


def _a_cote(vides: Sequence[Rapport], manifeste: Manifeste) -> Mapping[str, bytes]:
    """Le manifeste sans ses figures, et les courriels."""
    sans_figures = replace(
        manifeste,
        versions=[replace(v, donnees=[]) for v in manifeste.versions],
        provisoire=manifeste.provisoire and replace(manifeste.provisoire, donnees=[]),
    )
    fichiers = {NOM: sans_figures.en_json().encode()}
    for n, vide in enumerate(vides):
        fichiers[f"{n}/{vide.nom_de_fichier}.eml"] = courriels.brouillon(vide, b"")
    return fichiers


class ClasseurMuet:
    """Un classeur, sa feuille et ses graphiques, qui n'écrivent rien et retiennent leurs textes."""

    def __init__(self) -> None:
        self.textes: set[str] = set()

    def __getattr__(self, nom: str) -> Any:
        return self._retenir

    def write_string(self, _rang: int, _colonne: int, texte: str, _style: Any = None) -> None:
        """Retient le texte d'une cellule."""
        self.textes.add(texte)

    def write_number(self, *_: Any) -> None:
        """Un nombre n'est le nom de personne."""

    write_blank = set_row = set_column = write_number

    def _retenir(self, *donnees: Any, **nommees: Any) -> "ClasseurMuet":
        self._noter(donnees)
        self._noter(nommees)
        return self

    def _noter(self, donnees: Sequence[Any] | dict[str, Any]) -> None:
        for donnee in donnees.values() if isinstance(donnees, dict) else donnees:
            if isinstance(donnee, str):
                self.textes.add(donnee)
            elif isinstance(donnee, list | tuple | dict):
                self._noter(donnee)


def _vides(r: Rapport, m: Matiere) -> Iterator[Rapport]:
    """Un rapport sans ligne, puis avec chaque règle et chaque phrase qu'elles y mettraient."""
    rien = compter([], m.cadre, m.mois).restreint_a(r.destinataire.perimetres)
    vide = replace(r, resultat=rien, messages=(), differences=(), anomalies=())
    yield vide
    # Sans chiffre, un rapport n'a ni ses graphiques, ni leurs textes.
    dits = (*PHRASES, *map(Publiable, rectification.PHRASES))
    vide = replace(vide, resultat=_chiffres_inventes(rien), messages=dits)
    une_de_chaque = [next(r for r in REGLES if r.gravite is gravite) for gravite in Gravite]
    yield _rectificatif(vide, 1, une_de_chaque)
    yield _rectificatif(vide, 2, REGLES)


def _rectificatif(r: Rapport, combien: int, regles: Sequence[Any]) -> Rapport:
    decidees = {a.regle.code: a.decidee_le for a in r.anomalies}
    mois, cumul = ((r.perimetre, MOIS, "R0", sexe, sexe) for sexe in (NR, TOTAL))
    return replace(
        r,
        etat=Etat.RECTIFICATIF,
        version=max(r.version, 2),
        remplace_du=r.remplace_du or date.min,
        anomalies=tuple(
            AnomaliesDUneRegle(regle, combien, combien, 1, 1, decidees.get(regle.code))
            for regle in regles
        ),
        differences=tuple(Difference(cellule, 0, 1) for cellule in (mois, cumul)[:combien]),
        envoyes={mois: _envoye(r, combien) for mois in r.resultat.mensuelles[r.perimetre]},
    )


def _envoye(r: Rapport, combien: int) -> Envoye:
    return Envoye(1, {(r.perimetre, i.code, TOTAL, TOTAL): combien for i in PRINCIPAUX})


def _chiffres_inventes(rien: Resultat) -> Resultat:
    """Les mêmes figures, à 1 : un total de chaque indicateur, un seul en détail."""
    sexes, tranches = (*SEXES, TOTAL), (*rien.tranches, TOTAL)
    cellules = [(code, s, t) for code in CODES for s in sexes for t in tranches]
    un = Counter([c for c in cellules if "R0" in c or TOTAL in c])
    return replace(
        rien,
        valeurs=dict.fromkeys(rien.valeurs, un),
        mensuelles={p: dict.fromkeys(mois, un) for p, mois in rien.mensuelles.items()},
        trimestrielles={p: dict.fromkeys(t, un) for p, t in rien.trimestrielles.items()},
    )
