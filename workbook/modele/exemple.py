"""L'exemple livré avec le modèle : la journée du 27 janvier 2026 à Metz (contrat 2).

La source (OFII Metz, « Un premier RETEX ») donne les effectifs : 21 personnes reçues, 8 CDI, 4 CDD,
1 en formation, 1 au RSA, 3 inscrites à France Travail, 4 non inscrites, 4 inscriptions. Tout le
reste est inventé : noms, numéros, sexes, âges, demi-journées.
"""

from datetime import date, datetime
from typing import Any

from workbook.declarations.colonnes import APRES_MIDI, MATIN, NON, OUI, REALISEE

JOUR = date(2026, 1, 27)
MOIS = date(2026, 1, 1)
DT = "Metz"
NOTE = "Exemple : personne inventée"

_PERSONNES = """
Matin|9900000112|Arslani|Blerina|F|08/03/1994|CDI|Non|Non
Matin|9900000228|Bakayoro|Seydou|H|21/11/1988|CDI|Non|Non
Matin|0099000337|Castelão|Inácio|H|02/06/1979|CDD|Non|Non
Matin|9900000441|Dervishi-Lunga|Elira|F|14/09/2001|Sans emploi|Non|Non|99000000417|10/02/2026
Matin|9900000556|El Mokrani|Yassir|H|30/01/1985|CDI|Non|Non
Matin|9900000663|Farzadi|Niloufar|F|05/12/1972|Sans emploi|Oui|Oui
Matin|9900000779|Gomarteli|Tamta|F|17/04/1991|CDD|Non|Non
Matin|9900000884|Hossenaly|Rakib|H|25/08/1996|CDI|Non|Non
Matin|9900000995|Ilunga-Mboyo|Grâce|F|11/02/1983|Sans emploi|Non|Oui
Matin|9900001007|Jovanski|Darko|H|19/07/1969|CDI|Non|Non
Matin|0099001113|Kouadjo|Affoué|F|03/10/1998|Sans emploi|Non|Non|99000001118|12/02/2026
Matin|9900001229|Lakhdarine|Sofiane|H|27/05/1990|CDD|Non|Non
Après-midi|9900001335|Mendosa Ruiz|Camila|F|09/09/1987|CDI|Non|Non
Après-midi|9900001442|Nguyên-Lac|Thi Mai|F|22/01/2003|Formation professionnelle|Non|Non
Après-midi|9900001558|Oyelaranti|Tunde|H|31/03/1981|CDI|Non|Non
Après-midi|9900001664|Petrosyani|Anahit|F|12/11/1976|Sans emploi|Non|Oui
Après-midi|9900001771|Qaderzai|Farid|H|06/06/1999|Sans emploi|Non|Non|99000001777|17/02/2026
Après-midi|9900001887|Rasolonirina|Voahangy|F|28/12/1993|CDI|Non|Non
Après-midi|9900001994|Sivapalan-Raj|Kavitha|F|04/04/1965|CDD|Non|Non
Après-midi|9900002006|Tesfazghiorgis|Merhawi|H|29/02/1992|Sans emploi|Non|Oui
Après-midi|9900002115|Uçarsoy|Emine|F|15/08/1978|Sans emploi|Non|Non|99000002113|19/02/2026
"""
"""Une personne par ligne : demi-journée, N° étranger, nom, prénom, sexe, naissance, situation, RSA,
inscrite à France Travail ; puis, si elle est inscrite ce jour-là, identifiant et rendez-vous."""


def _personnes() -> list[list[str]]:
    return [personne.split("|") for personne in _PERSONNES.strip().split("\n")]


def _jour(texte: str) -> date:
    return datetime.strptime(texte, "%d/%m/%Y").date()


def entretiens() -> list[dict[str, Any]]:
    """Les 21 lignes d'entretien de l'exemple, de titre de colonne à valeur ; une cellule vide n'y
    est pas. Personnes inventées."""
    lignes = []
    for demi, numero, nom, prenom, sexe, naissance, situation, rsa, inscrit, *suite in _personnes():
        ligne = {
            "Date entretien": JOUR,
            "DT": DT,
            "Demi-journée": demi,
            "N° étranger": numero,
            "Nom": nom,
            "Prénom": prenom,
            "Sexe": sexe,
            "Date de naissance": _jour(naissance),
            "Situation": situation,
            "AGIR": NON,
            "RSA": rsa,
            "Inscrit FT": inscrit,
        }
        if suite:
            identifiant, rendez_vous = suite
            ligne |= {
                "Inscription CIP": REALISEE,
                "Date inscription": JOUR,
                "Identifiant FT": identifiant,
                "Date RDV FT": _jour(rendez_vous),
                "RDV FT": "Prévu",
            }
        lignes.append(ligne | {"Observations": NOTE})
    return lignes


def seances() -> list[dict[str, Any]]:
    """Les deux PFA de la journée, de titre de colonne à valeur. Convoqués, présents et durées sont
    inventés."""
    return [
        {
            "Date": JOUR,
            "DT": DT,
            "Demi-journée": demi_journee,
            "Convoqués": 12,
            "Présents": sum(demi == demi_journee for demi, *_ in _personnes()),
            "Présentation collective": OUI,
            "Durée (min)": 15,
            "Observations": "Exemple inventé",
        }
        for demi_journee in (MATIN, APRES_MIDI)
    ]
