"""Ce que dit un rapport, avant d'être écrit : un destinataire, des figures, des contrôles.

Rien de nominatif.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reports.destinataires import Destinataire
from reports.egalites import Egalite
from reports.mois import Mois
from reports.resultat import CUMUL, MOIS, Difference, LigneDeDonnees, Resultat
from reports.seances import Frequentation
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import Cadre
from workbook.declarations.dits import Publiable
from workbook.declarations.texte import enumere
from workbook.jugement.regle import Gravite, Regle


class Etat(StrEnum):
    """L'état d'un rapport."""

    PROVISOIRE = "PROVISOIRE"
    DEFINITIF = "DÉFINITIF"
    RECTIFICATIF = "RECTIFICATIF"


@dataclass(frozen=True)
class AnomaliesDUneRegle:
    """Combien de fois une règle reste à traiter.

    Sur les lignes du mois, sur toutes celles du périmètre.

    Et combien de fois le CIP a décidé qu'il n'y avait rien à corriger, la dernière fois
    `decidee_le`.
    """

    regle: Regle
    du_mois: int
    toutes: int
    confirmees_du_mois: int = 0
    confirmees: int = 0
    decidee_le: date | None = None


@dataclass(frozen=True)
class Envoye:
    """Ce qu'un destinataire a reçu d'un mois : sa version, et ses figures ; absente : 0.

    `figures` : par périmètre, indicateur, sexe et tranche.
    """

    version: int
    figures: dict[tuple[str, str, str, str], int]

    @property
    def perimetres(self) -> set[str]:
        """Ceux dont quelque chose a été transmis, fût-ce zéro."""
        return {perimetre for perimetre, *_ in self.figures}


@dataclass(frozen=True)
class Rapport:
    """Le contenu d'un classeur de rapport.

    `frequentation` : None si Séances manque ; `remplace_du` : d'un rectificatif, le jour où la
    version remplacée a été produite ; `changements` : ce qui a changé dans le cadre depuis le
    rapport du mois précédent, None s'il n'y en a pas.
    """

    mois: Mois
    destinataire: Destinataire
    resultat: Resultat
    frequentation: dict[tuple[str, str], Frequentation] | None
    anomalies: tuple[AnomaliesDUneRegle, ...]
    egalites: tuple[Egalite, ...]
    cadre: Cadre
    ref: date
    etat: Etat = Etat.PROVISOIRE
    version: int = 0
    messages: tuple[Publiable, ...] = ()
    differences: tuple[Difference, ...] = ()
    envoyes: dict[Mois, Envoye] | None = None
    remplace_du: date | None = None
    changements: dict[str, str] | None = None

    @property
    def perimetre(self) -> str:
        """La région, ou une DT."""
        return self.destinataire.perimetre

    @property
    def premier_mois(self) -> Mois:
        """Le premier mois de la convention."""
        return Mois.de(self.cadre.debut)

    @property
    def empreinte_courte(self) -> str:
        """Douze chiffres de l'empreinte des lignes comptées.

        Le même rapport, la même empreinte.
        """
        return self.resultat.empreintes[self.perimetre][:12]

    @property
    def phrase_etat(self) -> str:
        """L'état en une phrase, sous le titre de chaque feuille."""
        edite = f"édité le {afficher(self.ref)}"
        if self.etat is not Etat.RECTIFICATIF:
            return f"{self.libelle_version} · {edite}"
        du = f" du {afficher(self.remplace_du)}" if self.remplace_du else ""
        return f"{self.libelle_version} : remplace la version {self.version - 1}{du} · {edite}"

    def combien(self, gravite: Gravite) -> int:
        """Combien d'anomalies de cette gravité restent à traiter sur les lignes du mois."""
        return sum(a.du_mois for a in self.anomalies if a.regle.gravite is gravite)

    @property
    def manques_des_seances(self) -> list[str]:
        """« Metz, mars 2026 et cumul.

        1 séance n'a pas son nombre de présents », s'il est « n.d. ».
        """
        return [dit for perimetre in self.resultat.perimetres for dit in self.manques_de(perimetre)]

    def manques_de(self, perimetre: str) -> Iterator[str]:
        """Ce qui manque aux séances d'un périmètre."""
        par_manque: dict[str, list[str]] = {}
        for periode, nom in ((MOIS, self.mois.en_francais), (CUMUL, "cumul")):
            if self.frequentation is not None:
                manques = self.frequentation[perimetre, periode].manques
                par_manque.setdefault(" ; ".join(manques), []).append(nom)
        for manque, noms in par_manque.items():
            if manque:
                yield f"{perimetre}, {enumere(noms, 'et')} : {manque}"

    @property
    def neant(self) -> bool:
        """Vrai si rien n'est à compter dans le mois."""
        return not any(self.resultat.valeurs[p, MOIS] for p in self.resultat.perimetres)

    @property
    def donnees(self) -> list[LigneDeDonnees]:
        """Les lignes de la feuille `Données`."""
        return self.resultat.donnees()

    @property
    def libelle_version(self) -> str:
        """« DÉFINITIF v1 », « PROVISOIRE »."""
        provisoire = self.etat is Etat.PROVISOIRE
        return self.etat.value if provisoire else f"{self.etat.value} v{self.version}"

    @property
    def nom_de_fichier(self) -> str:
        """Le nom public du fichier (contrat 2)."""
        version = "provisoire" if self.etat is Etat.PROVISOIRE else f"v{self.version}"
        return self.destinataire.fichier(self.mois, version)
