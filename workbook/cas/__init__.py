"""Les cas des règles : ce qui passe, ce qui est signalé, et le bord entre les deux.

Chaque règle a les siens dans `CAS`. Les essais les jouent, `docs/regles.md` et la feuille Notice
les montrent : un exemple affiché est donc toujours un exemple vérifié. Rien ici ne se charge au
clic d'un bouton.
"""

from workbook.cas.croisees import CAS as CAS_CROISES
from workbook.cas.forme import CONFORME, REF, Cas, bord, cas, jouer, ligne, personnes
from workbook.cas.france_travail import CAS as CAS_FRANCE_TRAVAIL
from workbook.cas.personne import CAS as CAS_PERSONNE
from workbook.cas.saisie import CAS as CAS_SAISIE
from workbook.cas.situation import CAS as CAS_SITUATION

CAS: dict[str, tuple[Cas, ...]] = (
    CAS_SAISIE | CAS_PERSONNE | CAS_SITUATION | CAS_FRANCE_TRAVAIL | CAS_CROISES
)
"""Code de la règle -> ses cas."""

__all__ = ["CAS", "CONFORME", "REF", "Cas", "bord", "cas", "jouer", "ligne", "personnes"]
