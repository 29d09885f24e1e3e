"""Ce qu'il y a à faire d'un mois : une ligne par situation, rien sur le disque."""

from datetime import date
from typing import Any

import pytest
from jeux import pour

from reports.manifeste import Manifeste, Version
from reports.mois import Mois
from reports.production import Connu, Decision, Geste, decider
from reports.rapport import Etat
from reports.resultat import LigneDeDonnees

FIN, PENDANT = date(2026, 2, 1), date(2026, 1, 31)
"""Le mois de janvier est fini, ou pas encore."""
UN: list[LigneDeDonnees] = [("2026-01", "Metz", "mois", "R0", "F", "18-25 ans", 1)]
DEUX: list[LigneDeDonnees] = [("2026-01", "Metz", "mois", "R0", "F", "18-25 ans", 2)]
ESSAI = ("Rapport_DREETS_2026-01_provisoire.xlsx", "Synthese_DREETS_2026-01_provisoire.pdf")
SIENS = {"Rapport_DREETS_2026-01_v1.xlsx": "", "Rapport_DT_Metz_2026-01_v1.xlsx": ""}


def version(numero: int, donnees: list[LigneDeDonnees], **autres: Any) -> Version:
    """Une version transmise à la DREETS et à Metz, ou un essai provisoire."""
    etat = Etat.DEFINITIF if numero == 1 else Etat.RECTIFICATIF
    fichiers = {nom.replace("v1", f"v{numero}"): "" for nom in SIENS}
    faite = Version(etat.value, numero, "2026-02-01T09:00:00", "", "", "", "", fichiers, donnees)
    return Version(**vars(faite) | autres)


V1, V2 = version(1, UN), version(2, DEUX)
PROVISOIRE = version(1, DEUX, etat="PROVISOIRE", fichiers={ESSAI[0]: ""})


def mois(*versions: Version, provisoire: Version | None = None) -> Manifeste:
    """Le manifeste de janvier."""
    return Manifeste("2026-01", list(versions), provisoire)


COMMUN: dict[str, Any] = {
    "mois": Mois(2026, 1),
    "ref": FIN,
    "avant": mois(),
    "donnees": UN,
    "pour": pour("Metz"),
}
REFUS = Decision(Geste.REFUSER)
DEFINITIF, PROVISOIRE_1 = (Etat.DEFINITIF, 1), (Etat.PROVISOIRE, 1)
ABIME = {"Rapport_DREETS_2026-01_v1.xlsx": None}
CAS: dict[str, tuple[dict[str, Any], Decision]] = {
    "rien encore, mois fini": ({}, Decision(Geste.PRODUIRE, *DEFINITIF)),
    "rien encore, mois en cours": ({"ref": PENDANT}, Decision(Geste.ESSAYER, *PROVISOIRE_1)),
    "rien encore, provisoire demandé": (
        {"provisoire": True},
        Decision(Geste.ESSAYER, *PROVISOIRE_1),
    ),
    "anomalie bloquante": ({"obstacles": 1}, REFUS),
    "anomalie bloquante, mois en cours": ({"obstacles": 1, "ref": PENDANT}, REFUS),
    "anomalie bloquante, provisoire demandé": (
        {"obstacles": 1, "provisoire": True},
        Decision(Geste.ESSAYER, *PROVISOIRE_1),
    ),
    "égalité fausse": ({"egalites_fausses": 1}, REFUS),
    "égalité fausse, mois en cours": (
        {"egalites_fausses": 1, "ref": PENDANT},
        Decision(Geste.ESSAYER, *PROVISOIRE_1),
    ),
    "anomalie bloquante, déjà transmis": ({"obstacles": 1, "avant": mois(V1)}, REFUS),
    "un essai, puis le définitif": (
        {"avant": mois(provisoire=PROVISOIRE)},
        Decision(Geste.PRODUIRE, *DEFINITIF, retires=ESSAI),
    ),
    "un essai, puis un autre": (
        {"avant": mois(provisoire=PROVISOIRE), "ref": PENDANT},
        Decision(Geste.ESSAYER, *PROVISOIRE_1, retires=ESSAI),
    ),
    "transmis, mêmes chiffres": ({"avant": mois(V1)}, Decision(Geste.RIEN, *DEFINITIF)),
    "transmis, mêmes chiffres, essai depuis": (
        {"avant": mois(V1, provisoire=PROVISOIRE)},
        Decision(Geste.RETIRER, *DEFINITIF, retires=ESSAI),
    ),
    "transmis, mêmes chiffres, provisoire demandé": (
        {"avant": mois(V1), "provisoire": True},
        Decision(Geste.ESSAYER, Etat.PROVISOIRE, 2),
    ),
    "transmis, un fichier abîmé": (
        {"avant": mois(V1), "abimes": ABIME},
        Decision(Geste.COMPLETER, *DEFINITIF),
    ),
    "transmis, une DT ajoutée": (
        {"avant": mois(V1), "pour": pour("Metz", "Nancy")},
        Decision(Geste.COMPLETER, *DEFINITIF, ajoutes=pour("Nancy")[1:]),
    ),
    "transmis, un fichier abîmé, une DT ajoutée, un essai depuis": (
        {
            "avant": mois(V1, provisoire=PROVISOIRE),
            "abimes": ABIME,
            "pour": pour("Metz", "Nancy"),
        },
        Decision(Geste.COMPLETER, *DEFINITIF, ajoutes=pour("Nancy")[1:], retires=ESSAI),
    ),
    "transmis, une DT retirée": (
        {"avant": mois(V1), "pour": pour()},
        Decision(Geste.RIEN, *DEFINITIF),
    ),
    "transmis, d'autres chiffres": (
        {"avant": mois(V1), "donnees": DEUX},
        Decision(Geste.REMPLACER, Etat.RECTIFICATIF, 2),
    ),
    "transmis, d'autres chiffres, essai depuis": (
        {"avant": mois(V1, provisoire=PROVISOIRE), "donnees": DEUX},
        Decision(Geste.REMPLACER, Etat.RECTIFICATIF, 2, retires=ESSAI),
    ),
    "rectifié, mêmes chiffres": (
        {"avant": mois(V1, V2), "donnees": DEUX},
        Decision(Geste.RIEN, Etat.RECTIFICATIF, 2),
    ),
    "rectifié, retour aux premiers chiffres": (
        {"avant": mois(V1, V2)},
        Decision(Geste.REMPLACER, Etat.RECTIFICATIF, 3),
    ),
}


@pytest.mark.parametrize("situation", CAS)
def test_ce_qu_il_y_a_a_faire(situation: str) -> None:
    """Un mois fini, aux chiffres `UN`, pour la DT de Metz ; puis ce que dit la situation."""
    connu, attendue = CAS[situation]
    assert decider(Connu(**{**COMMUN, **connu})) == attendue


def test_chaque_geste_a_son_cas() -> None:
    """La table dit chacun des gestes."""
    assert {attendue.geste for _, attendue in CAS.values()} == set(Geste)
