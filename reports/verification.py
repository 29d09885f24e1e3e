"""Un classeur lu et vérifié : lire → juger.

Ce dont partent les rapports, les boutons et le terminal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from workbook.declarations.texte import compte
from workbook.jugement.decisions import resoudre
from workbook.jugement.moteur import Jugement, juger
from workbook.jugement.personnes import SANS_OBJET, Groupes, attribuer_cles
from workbook.jugement.regles import PAR_CODE
from workbook.lecture.classeur import Classeur

Avancer = Callable[[str], None]
"""Reçoit le nom de l'étape qui commence."""


@dataclass
class Verification:
    """Un classeur lu et vérifié. `ref` : le jour pris pour aujourd'hui."""

    classeur: Classeur
    groupes: Groupes
    jugement: Jugement
    ref: date

    @property
    def messages(self) -> list[str]:
        """Ce que disent la lecture, puis les décisions sans effet ; rien de nominatif."""
        return [*self.classeur.messages, *self.jugement.messages]

    @property
    def notes_des_decisions(self) -> dict[tuple[int, int], str]:
        """(ligne, colonne) d'une décision -> pourquoi elle est sans effet, à relire ou inutile."""
        sans_objet = {d.ligne: SANS_OBJET for d in self.jugement.sans_objet}
        dites = self.groupes.decisions.remarques | sans_objet
        decisions = [d for d in self.classeur.decisions if d.ligne in dites]
        return {(d.ligne, d.colonne + 1): dites[d.ligne] for d in decisions}


def verifier_lu(classeur: Classeur, ref: date, avancer: Avancer = lambda _: None) -> Verification:
    """Vérifie des lignes déjà lues : celles d'un fichier, ou du classeur ouvert."""
    avancer(f"Contrôle de {compte(len(classeur.lignes), 'ligne')}")
    identites = attribuer_cles(classeur.lignes)
    decisions = resoudre(classeur.decisions, classeur.lignes, identites, PAR_CODE, ref)
    groupes = Groupes(classeur.lignes, identites, classeur.seances or [], decisions)
    jugement = juger(groupes, classeur.cadre, ref, classeur.absentes)
    return Verification(classeur, groupes, jugement, ref)
