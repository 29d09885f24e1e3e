"""Ce que le CIP lit : des phrases courtes, la valeur comme il la voit, une réparation quand elle
est assez sûre, et rien de nominatif au-dehors."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date as jour
from datetime import datetime, timedelta
from datetime import time as heure
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.cas import CAS, CONFORME, REF, jouer
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import cadre_par_defaut
from workbook.jugement.messages import MASQUE, message
from workbook.jugement.regle import Anomalie
from workbook.jugement.regles import PAR_CODE
from workbook.jugement.reparations import dates_lisibles, dates_possibles, valeurs_proches

JARGON = re.compile(
    r"invalide|incorrect|erreur|erroné|champ|null|None|nan\b|True|False|format|regex|expression"
    r"|booléen|chaîne|caractère attendu|K_|\{|\}|\d{4}-\d\d|00:00|[_=]{2}",
    re.I,
)
PRIVEES = ("n_etranger", "nom", "prenom", "date_naissance", "identifiant_ft", "observations")
SANS_VALEUR = {"D05", "P04", "F10", "X03", "X04", "X06", "X07"}
"""Leur message cite ce qui les motive (la semaine, la date d'inscription, les autres lignes), pas
la cellule visée."""


def anomalies(code: str) -> Iterator[tuple[dict[str, Any], Anomalie]]:
    """Les anomalies d'une règle sur tous ses cas, avec les cellules de leur ligne telles que
    tapées."""
    for c in CAS[code]:
        for a in jouer(c.lignes, seances=c.seances, ref=c.ref)[2].anomalies:
            if a.code == code:
                yield CONFORME | c.lignes[a.ligne - 2], a


@pytest.mark.parametrize("code", PAR_CODE)
def test_message(code: str) -> None:
    """Une ou deux phrases courtes, sans jargon, qui citent la cellule et finissent par un
    remède."""
    vus = 0
    for tapees, a in anomalies(code):
        dit = message(a, nominatif=True)
        vus += 1
        assert not JARGON.search(dit), dit
        assert len(re.findall(r"\.(?: |$)", dit)) <= 2, dit
        assert len(dit) <= 230, dit
        assert dit[-1] in ".…", dit
        assert dit[0].isupper() or dit[0] in "«0123456789", dit
        assert "  " not in dit, dit
        tapee = tapees[a.champ]
        if tapee is not None and str(tapee).strip() and code not in SANS_VALEUR:
            assert afficher(tapee) in dit or afficher(tapee).replace(" ", "") in dit, dit
    assert vus


@pytest.mark.parametrize("code", PAR_CODE)
def test_rien_de_nominatif(code: str) -> None:
    """Hors du classeur, ni nom, ni numéro, ni naissance, ni observation, ni rien qu'on en tire
    n'est dit."""
    for tapees, a in anomalies(code):
        dit = message(a)
        for champ in PRIVEES:
            prive = afficher(tapees[champ])
            if len(prive) > 2:
                assert prive not in dit, dit
                assert prive.replace(" ", "") not in dit, dit
        propose = re.search(r"« ••• ».*?([\w/]+(?: \w+)*) \?", dit)
        assert propose is None or a.champ not in PRIVEES, dit


@pytest.mark.parametrize(("valeur", "dite"), [
    (jour(2026, 1, 27), "27/01/2026"),
    (datetime(2026, 1, 27, 9, 30), "27/01/2026"),
    (jour(1, 2, 3), "03/02/0001"),
    (heure(9, 5), "09:05"),
    (timedelta(hours=75, minutes=4), "75:04"),
    (5701234568.0, "5701234568"),
    (1.5, "1,5"),
    (1.23e30, "1,23E+30"),
    (True, "VRAI"),
    (None, ""),
    (" deux\u00a0 mots ", "deux mots"),
    ("x" * 10_000, "x" * 39 + "…"),
    ("Oui\u200f", "Oui[caractère invisible]"),
    ("\u202eiuO\u202c", "[caractère invisible]iuO[caractère invisible]"),
    ("😀", "😀"),
])  # fmt: skip
def test_valeur_comme_le_cip_la_voit(valeur: Any, dite: str) -> None:
    """Une valeur se cite comme la cellule la montre ; ce qui ne se voit pas est dit."""
    assert afficher(valeur) == dite


LISTES = {
    "Situations": (
        ("Sans-emploi", "Sans emploi"), ("SansEmploi", "Sans emploi"), ("CDI*", "CDI"),
         ("CDI 35 h", "CDI"), ("CDX", ""), ("CD", ""), ("Intérimaire", "Intérim"),
        ("Etudiante", "Étudiant"), ("Retraitée", "Retraité"), ("Apprenti", "Apprentissage"),
         ("Chômage", ""), ("En formation", ""), ("Autres", "Autre"), ("?", ""),
    ),
    "Oui/Non": (
        ("O", "Oui"), ("n", "Non"), ("Oui ?", "Oui"), ("Oui\u200f", "Oui"), ("Ｏｕｉ", "Oui"),
         (True, "Oui"), (False, "Non"), (1.0, "Oui"), (0, "Non"),
        ("Non renseigné", ""), ("Oui/Non", ""), ("peut-être", ""), ("x", ""),
    ),
    "Sexe": (("M", "H"), ("Femme", "F"), ("Homme", "H"), ("Féminin", "F"), ("Mme", "F"), ("X", ""),
    ("F/H", "")),
    "Antennes": (("57", "Metz"), (54.0, "Metz"), ("Strasbourg 67", "Strasbourg"),
    ("Strabourg", "Strasbourg"), ("08", "Reims"), ("Nancy", ""), ("75", "")),
    "Demi-journée": (("après midi", "Après-midi"), ("matinée", "Matin"), ("AM", ""),
    ("Journée", ""), ("aprem", "")),
    "Inscription CIP": (("Réalisé", "Réalisée"), ("Refus", "Refusée"), ("R", ""), ("Faite", ""),
    ("a completé", "À compléter")),
    "Motif non-inscription": (("Pièces manquantes", "Pièce manquante"),
    ("NIR provisoire", "NIR absent ou provisoire"), ("site  indisponible.", "Site indisponible"),
     ("😀", "")),
    "RDV FT": (("Accompagnée", "Accompagné"), ("Honoré", "Honoré seul"), ("Manque de temps", ""),
    ("Venu", ""), ("Reportée", "Reporté")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("liste", "brut", "attendue"),
    [(liste, brut, attendue) for liste, essais in LISTES.items() for brut, attendue in essais],
)
def test_valeur_de_liste_proposee(liste: str, brut: Any, attendue: str) -> None:
    """La valeur de liste la plus proche est proposée quand une seule peut être la bonne, sinon
    aucune."""
    p = cadre_par_defaut()
    departements = (
        {numero: a.dt for a in p.antennes for numero in a.departements.split()}
        if liste == "Antennes"
        else {}
    )
    assert list(valeurs_proches(brut, p.valeurs(liste), departements)) == [attendue] * bool(
        attendue
    )


@pytest.mark.parametrize(("brut", "attendue"), [
    ("27.01.2026", jour(2026, 1, 27)),
    ("27-1-2026", jour(2026, 1, 27)),
    ("27 01 2026", jour(2026, 1, 27)),
    ("27/01/26", jour(2026, 1, 27)),
    ("15/06/91", jour(1991, 6, 15)),
    ("2026-01-27", jour(2026, 1, 27)),
    ("2026-01-27 00:00:00", jour(2026, 1, 27)),
    ("27/01/2026 9:30", jour(2026, 1, 27)),
    ("27 janvier 2026", jour(2026, 1, 27)),
    ("1er août 2026", jour(2026, 8, 1)),
    ("3 fév 2026", jour(2026, 2, 3)),
    ("27/01/2026\u200f", jour(2026, 1, 27)),
    ("２７/０１/２０２６", jour(2026, 1, 27)),
    ("46049", jour(2026, 1, 27)),
    ("31/02/2026", None),
    ("3 jui 2026", None),
    ("3 ma 2026", None),
    ("1991", None),
    ("hier", None),
    ("", None),
    (True, None),
    (-5.0, None),
])  # fmt: skip
def test_date_proposee(brut: Any, attendue: jour | None) -> None:
    """Une date écrite autrement est proposée si elle ne peut se lire que d'une façon."""
    assert list(dates_lisibles(brut, jour(1946, 1, 1), jour(2027, 12, 31))) == (
        [attendue] if attendue else []
    )


@pytest.mark.parametrize(("tapee", "attendues"), [
    (jour(2025, 1, 27), [jour(2026, 1, 27)]),
    (jour(2027, 1, 27), [jour(2026, 1, 27)]),
    (jour(2026, 12, 1), [jour(2026, 1, 12)]),
    (jour(2026, 12, 10), [jour(2026, 10, 12), jour(2025, 12, 10)]),
    (jour(2026, 12, 31), [jour(2025, 12, 31)]),
    (jour(1926, 1, 27), [jour(2026, 1, 27)]),
    (jour(2028, 2, 29), []),
    (jour(2023, 5, 5), []),
])  # fmt: skip
def test_date_possible(tapee: jour, attendues: list[jour]) -> None:
    """Une date hors de la convention : le jour et le mois inversés, ou l'année d'à côté, si cela y
    tombe."""
    p = cadre_par_defaut()
    assert dates_possibles(tapee, p.debut, REF) == attendues


@pytest.mark.parametrize(("change", "dit"), [
    ({"n_etranger": 512345678}, "0512345678 ?"),
    ({"n_etranger": 512345678}, "tapez-le précédé d’une apostrophe : '0512345678 ("),
    ({"identifiant_ft": 9900000041},
     "09900000041 ? Vérifiez-le sur le document et tapez une apostrophe devant."),
    ({"identifiant_ft": "990 0000-A"}, "9900000A ? Vérifiez-le sur le document."),
    ({"n_etranger": "57O1234S68"}, "5701234568 ?"),
    ({"n_etranger": "57.0123.4568"}, "5701234568 ?"),
    ({"n_etranger": "57A1234568"}, "Recopiez les 10 chiffres"),
    ({"n_etranger": "12"}, " a 2 chiffres au lieu de 10 "),
    ({"n_etranger": "7"}, " a 1 chiffre au lieu de 10 "),
    ({"n_etranger": "11111l1111"}, "Recopiez les 10 chiffres"),
    ({"identifiant_ft": "990 0000-A"}, "9900000A ?"),
    ({"identifiant_ft": "en attente"}, "« en attente »"),
    ({"date_entretien": "3/2/2026"},
     " ; lu mardi 3 février 2026, et non lundi 2 mars 2026. Vérifiez le jour"),
    ({"date_entretien": "27/1/2026"},
     "« 27/1/2026 » est tapé comme du texte ; lu mardi 27 janvier 2026. Retapez la date."),
    ({"date_entretien": "1/4/2026"}, "lu mercredi 1er avril 2026, et non dimanche 4 janvier 2026."),
    ({"date_entretien": "3/3/2026"}, "lu mardi 3 mars 2026."),
    ({"date_entretien": "12/5/2026"}, "lu mardi 12 mai 2026, et non samedi 5 décembre 2026."),
    ({"date_entretien": "13/5/2026"}, "lu mercredi 13 mai 2026."),
    ({"date_entretien": 46055}, "tapé comme un nombre ; lu lundi 2 février 2026."),
    ({"date_entretien": 46056}, "lu mardi 3 février 2026. Retapez la date."),
    ({"date_naissance": jour(1891, 6, 15)}, "15/06/1991 ?"),
    ({"date_naissance": jour(2091, 6, 15)}, "15/06/1991 ?"),
    ({"date_naissance": jour(2046, 1, 1)}, "01/01/1946 ?"),
    ({"date_naissance": jour(1908, 6, 15)}, "15/06/2008 ?"),
    ({"date_naissance": jour(1909, 6, 15)}, "Recopiez-la du titre de séjour."),
    ({"rdv_ft": "Accompagné", "date_rdv_ft": jour(2025, 2, 10)}, "10/02/2026 ?"),
    ({"observations": "Tél 06 12 34 56 78, mail exemple@exemple.invalid"},
     "un numéro de téléphone et une adresse de courriel"),
])  # fmt: skip
def test_reparation_dans_le_message(change: dict[str, Any], dit: str) -> None:
    """La réparation se lit dans le message, et reste masquée au-dehors si la cellule est
    nominative."""
    (a,) = jouer([change])[2].anomalies
    assert dit in message(a, nominatif=True)
    if a.champ in PRIVEES:
        assert MASQUE in message(a)
        assert dit.removesuffix(" ?") not in message(a) or " ?" not in dit


@pytest.mark.parametrize(("champ", "valeur", "montree"), [
    # Un nom ou un numéro mis dans la mauvaise colonne ne sort pas…
    ("dt", "EXEMPLE", False),
    ("situation", "Inventée Exemple, CDI", False),
    ("situation", "x" * 35 + " Inventée", False),
    ("agir", "InventéeExemple", False),
    ("rsa", "9900000112", False),
    ("rsa", 9900000112, False),
    ("inscrit_ft", "99 00 00 01 12", False),
    ("inscription_cip", "9900000A", False),
    ("motif_non_inscription", "exemple@exemple.invalid", False),
    ("rdv_ft", "06.12.34.56.78", False),
    ("sexe", "Fatou", False),
    ("date_entretien", "Inventée, le 27", False),
    ("date_inscription", "06 12 34 56 78", False),
    ("date_rdv_ft", "9900000A", False),
    ("date_rdv_ft", 9900000112, False),
    ("date_inscription", jour(1991, 6, 15), False),
    ("agir", "née le 15/06/1991", False),
    # … le reste se lit.
    ("dt", "Nancy 54", True),
    ("situation", "Chômage", True),
    ("agir", "O", True),
    ("agir", 1, True),
    ("sexe", "M", True),
    ("demi_journee", "13 h 30", True),
    ("date_entretien", "27.01.2026", True),
    ("date_entretien", "2026-01-27", True),
    ("date_entretien", "46049", True),
    ("date_rdv_ft", "mi-février", True),
])  # fmt: skip
def test_valeur_dans_la_mauvaise_colonne(champ: str, valeur: Any, montree: bool) -> None:
    """Hors du classeur, une valeur inattendue ne se montre que si elle ne peut pas nommer la
    personne ; dans le classeur, toujours."""
    (a,) = (
        a for a in jouer([{champ: valeur}])[2].anomalies if a.champ == champ and a.code != "F10"
    )
    assert (afficher(valeur) in message(a)) is montree
    assert (MASQUE in message(a)) is not montree
    assert afficher(valeur) in message(a, nominatif=True)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.fixed_dictionaries(
        {
            champ: st.sampled_from((f"SECRET{n}7654", f"{n}87654S", f"99{n}1234567"))
            for n, champ in enumerate(PRIVEES)
        }
    ),
    st.dictionaries(
        st.sampled_from(sorted(set(CONFORME) - set(PRIVEES))), st.sampled_from(PRIVEES)
    ),
)
def test_aucun_secret_ne_sort(prives: dict[str, str], egares: dict[str, str]) -> None:
    """Des valeurs privées quelconques, même recopiées dans d'autres colonnes, ne sont dans aucun
    message masqué."""
    ligne = prives | {champ: prives[d_ou] for champ, d_ou in egares.items()}
    _, _, jugement = jouer([ligne, ligne])
    for a in jugement.anomalies:
        assert not any(secret in message(a) for secret in prives.values()), message(a)


@pytest.mark.parametrize("observation", [
    "Vu le 03.02.2026 09:30", "03 02 2026 10h", "05/02/26 12/03/26 absent",
    "Appelé 02/02/2026 15h00 puis 09/02/2026 10h00", "RDV 05-02-2026 10:00",
    "Titre valable 01/03/2025-28/02/2026", "Invalidité du titre : périmé",
    "Entreprise d’origine allemande", "Interprète à l’OFPRA : offre d’emploi",
    "Rappeler après le ramadan", "Cherche un poste de psychologue",
    "Création d’entreprise, dossier BPI",
    "Projet santé", "Formation agent de santé", "Travaille au centre de santé",
    "Sa mutuelle santé est en cours", "Secrétaire médicale", 123456789, 57000, 20260127,
])  # fmt: skip
def test_observation_permise(observation: Any) -> None:
    """Une note ordinaire de conseiller ne se signale pas : une fausse alerte coûte plus qu'un
    oubli."""
    assert [a.code for a in jouer([{"observations": observation}])[2].anomalies] == []


@pytest.mark.parametrize(("observation", "quoi"), [
    ("06/12/34/56/78", "téléphone"), ("le 05/02/2026, 06 12 34 56 78", "téléphone"),
     ("06.12.34.56.78 à 10h", "téléphone"), ("fatou (at) exemple.invalid", "courriel"),
    ("Religion : islam", "religion"), ("Suivie par un psychologue", "santé"),
     ("Soucis de santé", "santé"), ("Est sourde", "santé"), ("A obtenu l’asile", "asile"),
    ("Bénéficiaire de la protection internationale", "asile"),
    ("Sa santé est fragile", "santé"), ("sa sante ne lui permet pas de travailler", "santé"),
     ("Santé très fragile", "santé"), ("Pb de santé", "santé"),
    ("La santé de son fils la retient", "santé"), (612345678, "téléphone"),
     (712345678.0, "téléphone"), (387123456, "téléphone"), (33612345678, "téléphone"),
    ("6 12 34 56 78", "téléphone"),
])  # fmt: skip
def test_observation_a_ne_pas_garder(observation: Any, quoi: str) -> None:
    """Ce que le classeur ne doit pas garder se signale, et se nomme."""
    (a,) = jouer([{"observations": observation}])[2].anomalies
    assert quoi in message(a)


@pytest.mark.parametrize(("change", "champ", "absent"), [
    ({"situation": "En emploi"}, "situation", "Sans emploi ?"),
    ({"inscription_cip": "Complétée"}, "inscription_cip", "À compléter ?"),
    ({"date_rdv_ft": "12/01/27"}, "date_rdv_ft", "1927"),
    ({"date_entretien": "99999"}, "date_entretien", "2173"),
    ({"date_naissance": "15/06/26"}, "date_naissance", "15/06/2026 ?"),
    ({"date_naissance": "1370/03/25"}, "date_naissance", "25/03/1370 ?"),
    ({"n_etranger": "0,570123456"}, "n_etranger", "0570123456 ?"),
    ({"date_entretien": jour(1926, 1, 27)}, "date_naissance", " ?"),
])  # fmt: skip
def test_reparation_qui_n_est_pas_proposee(change: dict[str, Any], champ: str, absent: str) -> None:
    """Le contraire de ce qui est tapé, une date d'un autre siècle, un nombre : rien n'est
    proposé."""
    dits = [message(a, nominatif=True) for a in jouer([change])[2].anomalies if a.champ == champ]
    assert dits
    assert not [dit for dit in dits if absent in dit]


NAISSANCE = "19/07/1983"


@pytest.mark.parametrize(("change", "secrets"), [
    # Une ligne collée trois colonnes trop à gauche : les noms sont sous DT et Demi-journée.
    ({"date_entretien": "9900000112", "dt": "Zorglubé", "demi_journee": "Quixotine",
     "n_etranger": "F", "nom": "19/07/1983", "prenom": "Sans emploi"}, ("Zorglub", "Quixot")),
    ({"situation": "Zorglubé", "agir": "Quixotine"}, ("Zorglub", "Quixot")),
    *(({"date_naissance": jour(1983, 7, 19), "date_rdv_ft": ecrite, "rdv_ft": None},
        ("1983", "juillet")) for ecrite in ("19/7/1983", "1983-07-19", "19 juillet 1983")),
    ({"date_naissance": jour(1983, 7, 19), "date_rdv_ft": 30516, "rdv_ft": None},
     ("30516", "1983")),
])  # fmt: skip
def test_nom_ou_naissance_dans_une_autre_colonne(
    change: dict[str, Any], secrets: tuple[str, ...]
) -> None:
    """Une ligne décalée, une naissance retapée ailleurs : rien n'en sort du classeur, ni la valeur,
    ni ce qu'on en a compris."""
    dits = [message(a) for a in jouer([change])[2].anomalies]
    assert dits
    assert not [(secret, dit) for secret in secrets for dit in dits if secret in dit]


def test_ressemble_a_deux_noms() -> None:
    """Une personne qui ressemble à deux autres, écrites différemment, cite les deux ; à deux lignes
    de même nom, un seul."""
    base = {"nom": "Diallo", "date_naissance": jour(1991, 6, 15)}
    trois: list[dict[str, Any]] = [
        {"prenom": "Mohamed"},
        {"prenom": "Mohammed", "n_etranger": "9900000222"},
        {"prenom": "Muhammad", "n_etranger": "9900000333"},
    ]
    dits = {
        a.ligne: message(a, nominatif=True)
        for a in jouer([base | p for p in trois])[2].anomalies
        if a.code == "X07"
    }
    assert {n: dit.partition(",")[0] for n, dit in dits.items()} == {
        2: (
            "« Diallo Mohamed » ressemble à « Diallo Mohammed » et « Diallo Muhammad » (lignes 3 "
            "et 4)"
        ),
        3: (
            "« Diallo Mohammed » ressemble à « Diallo Mohamed » et « Diallo Muhammad » (lignes 2 "
            "et 4)"
        ),
        4: (
            "« Diallo Muhammad » ressemble à « Diallo Mohamed » et « Diallo Mohammed » (lignes 2 "
            "et 3)"
        ),
    }
    deux = [trois[0], trois[1], trois[1] | {"date_entretien": jour(2026, 1, 28)}]
    dits = {
        a.ligne: message(a, nominatif=True)
        for a in jouer([base | p for p in deux])[2].anomalies
        if a.code == "X07"
    }
    assert dits[2].startswith("« Diallo Mohamed » ressemble à « Diallo Mohammed » (lignes 3 et 4)")
    inverse = {"nom": "Mohamed", "prenom": "Diallo", "n_etranger": "9900000333"}
    mouhammad = {"prenom": "Mouhammad", "n_etranger": "9900000444"}
    for derniers, cite in (
        ((inverse, mouhammad), "Mohamed Diallo"),
        ((mouhammad, inverse), "Diallo Mouhammad"),
    ):
        dits = {
            a.ligne: message(a, nominatif=True)
            for a in jouer([base | p for p in (*trois[:2], *derniers)])[2].anomalies
            if a.code == "X07"
        }
        assert dits[2].startswith(
            f"« Diallo Mohamed » ressemble à « Diallo Mohammed » et « {cite} » (lignes 3, 4 et "
            "5), même naissance : orthographes voisines"
        )


@pytest.mark.parametrize(
    ("entretien", "propose"),
    [
        (jour(2025, 12, 7), False),
        (jour(2025, 12, 8), True),
        (jour(2026, 11, 30), True),
        (jour(2026, 12, 1), False),
    ],
)
def test_naissance_reparee_si_l_entretien_est_de_la_convention(
    entretien: jour, propose: bool
) -> None:
    """Une naissance n'est réparée que si la date d'entretien, elle, peut être la bonne."""
    (dit,) = (
        message(a, nominatif=True)
        for a in jouer([{"date_entretien": entretien, "date_naissance": jour(2091, 6, 15)}])[
            2
        ].anomalies
        if a.code == "D08"
    )
    assert ("15/06/1991 ?" in dit) == propose


def test_convention_sans_fin() -> None:
    """Une convention dont la fin est la dernière date qu'Excel connaisse ne fait échouer aucune
    réparation."""
    cadre = dataclasses.replace(cadre_par_defaut(), fin=jour(9999, 12, 31))
    jugement = jouer(
        [{"date_entretien": "27 janvier 2026"}, {"date_rdv_ft": "mi-février", "rdv_ft": None}],
        cadre=cadre,
    )[2]
    assert (jugement.pannes, [a.code for a in jugement.anomalies]) == ([], ["E01", "F12"])
    assert "27/01/2026 ?" in message(jugement.anomalies[0])


@pytest.mark.parametrize(("jours", "dit"), [(31, "depuis 31 jours"), (32, "depuis 32 jours")])
def test_jours_depuis_l_inscription(jours: int, dit: str) -> None:
    """F10 compte les jours depuis l'inscription."""
    (a,) = jouer(
        [
            {
                "rdv_ft": None,
                "date_inscription": jour.fromordinal(REF.toordinal() - jours),
                "date_entretien": jour(2026, 1, 27),
            }
        ]
    )[2].anomalies
    assert (a.code, dit in message(a)) == ("F10", True)
