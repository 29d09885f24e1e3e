"""Cas des règles qui regardent plusieurs lignes. Une ligne de `{}` est la ligne conforme : même
personne, même PFA."""

from datetime import date as jour
from datetime import timedelta

from workbook.cas.forme import CONFORME, Cas, Cellules, bord, cas, personnes
from workbook.cas.forme import ligne as L
from workbook.declarations.colonnes import ACCOMPAGNE, APRES_MIDI, MATIN, OUI
from workbook.declarations.lignes import Seance

LUNDI, MARDI, LENDEMAIN = jour(2026, 1, 26), jour(2026, 1, 27), jour(2026, 1, 28)
AUTRE_NUMERO, AUTRE_IDENTIFIANT = "9900000228", "99000000523"


def _seance(
    quand: jour = MARDI,
    demi_journee: str | None = MATIN,
    convoques: int | None = None,
    dt: str = "Metz",
) -> Seance:
    return Seance(ligne=5, jour=quand, dt=dt, demi_journee=demi_journee, convoques=convoques)


def _semaine(nombre: int) -> list[Seance]:
    """Les `nombre` premières demi-journées de la semaine du 26 janvier 2026, mardi matin
    compris."""
    return [
        _seance(LUNDI + timedelta(days=n // 2), (MATIN, APRES_MIDI)[n % 2]) for n in range(nombre)
    ]


def _autre(**change: object) -> Cellules:
    """Une autre personne, par son N° étranger et son identifiant ; de mêmes nom, prénom et
    naissance sauf dit."""
    return L(n_etranger=AUTRE_NUMERO, identifiant_ft=AUTRE_IDENTIFIANT) | change


def _nomme(
    nom: str, prenom: str, numero: str = CONFORME["n_etranger"], **change: object
) -> Cellules:
    identifiant = (
        CONFORME["identifiant_ft"] if numero == CONFORME["n_etranger"] else AUTRE_IDENTIFIANT
    )
    return L(nom=nom, prenom=prenom, n_etranger=numero, identifiant_ft=identifiant) | change


CAS: dict[str, tuple[Cas, ...]] = {
    "P03": (
        cas("P03", *personnes(15), dit="15 personnes à la même PFA"),
        bord("", *personnes(12), dit="12 personnes à la même PFA, pour 12 convoquées"),
        bord("P03", *personnes(13), dit="13 personnes à la même PFA, pour 12 convoquées"),
        bord(f"{'/' * 11} X03 / X03", *personnes(12), personnes(12)[11],
             dit="12 personnes, dont une saisie deux fois : 13 lignes, mais 12 personnes"),
        bord(f"{'/' * 9} X03 / X03 / X03 / X03", *personnes(11), *personnes(11)[9:],
             dit="11 personnes, dont deux saisies deux fois : 13 lignes, mais 11 personnes"),
        bord("", *personnes(13), seances=[_seance(convoques=13)],
             dit="13 personnes, et Convoqués = 13 dans Séances"),
        bord("P03", {}, seances=[_seance(convoques=0)],
             dit="1 personne, et Convoqués = 0 dans Séances"),
        bord("P03", *personnes(11), seances=[_seance(convoques=10)],
             dit="11 personnes, et Convoqués = 10 dans Séances"),
        bord("P03", *personnes(13), seances=[_seance(convoques=13, demi_journee=APRES_MIDI)],
             dit="13 personnes le matin, et Convoqués = 13 l’après-midi"),
        bord("P03", *personnes(13), seances=[_seance(convoques=13, dt="Reims")],
             dit="13 personnes à Metz, et Convoqués = 13 à Reims"),
        bord("", *personnes(7), *personnes(7, date_entretien=LENDEMAIN),
             dit="7 personnes reçues deux jours de suite"),
        bord("P05", *personnes(13, demi_journee=None),
             dit="13 personnes le même jour, demi-journée vide : la PFA n’est pas connue"),
    ),
    "P04": (
        cas("P04", {}, seances=[*_semaine(10)], dit="10 PFA à Metz dans la semaine"),
        bord("", {}, seances=_semaine(8),
             dit="8 PFA à Metz dans la semaine, celle de l’entretien comprise"),
        bord("P04", {}, seances=_semaine(9), dit="9 PFA à Metz dans la semaine"),
        bord("P04", {},
             seances=[s for s in _semaine(9) if (s.jour, s.demi_journee) != (MARDI, MATIN)],
             dit="8 PFA dans Séances et une autre dans Entretiens"),
        bord("", {}, seances=[*_semaine(8), _seance(jour(2026, 2, 2))],
             dit="8 PFA dans la semaine, et une le lundi suivant"),
        bord("", {}, seances=[*_semaine(8), _seance(jour(2026, 1, 30), dt="Reims")],
             dit="8 PFA à Metz, et une à Reims"),
        bord("", {}, seances=[*_semaine(8), _seance(jour(2026, 1, 30), None)],
             dit="8 PFA, et une séance sans demi-journée"),
        bord("/ P05", {}, L(demi_journee=None, date_entretien=jour(2026, 1, 30)),
             seances=_semaine(8), dit="8 PFA, et un entretien sans demi-journée"),
    ),
    "F10": (
        cas("F10", rdv_ft=None, date_rdv_ft=None),
        cas("F10", rdv_ft="Prévu"),
        cas("F10", rdv_ft="Manqué"),
        cas("", rdv_ft=ACCOMPAGNE),
        bord("", rdv_ft="Prévu", date_inscription=jour(2026, 10, 24),
             dit="inscription il y a 30 jours, RDV FT = Prévu"),
        bord("", rdv_ft="Prévu", date_inscription=jour(2026, 11, 3),
             dit="inscription il y a 20 jours, RDV FT = Prévu"),
        bord("F10", rdv_ft="Prévu", date_inscription=jour(2026, 10, 23),
             dit="inscription il y a 31 jours, RDV FT = Prévu"),
        bord("F10", rdv_ft="Prévu", date_entretien=jour(2026, 10, 23),
             dit="entretien il y a 31 jours, Date inscription vide"),
        bord("F04", rdv_ft="Prévu", date_inscription="en mars",
             dit="date d’inscription illisible : la cause est dite une fois"),
        bord("F11", rdv_ft="Venu", dit="RDV FT hors liste : la cause est dite une fois"),
        bord("", rdv_ft="Prévu", inscription_cip="À compléter",
             motif_non_inscription="Pièce manquante", dit="inscription non réalisée"),
        bord("", L(rdv_ft="Prévu"), L(date_entretien=jour(2026, 3, 3)),
             dit="rendez-vous tenu sur une autre ligne de la personne"),
        bord("F10", L(rdv_ft="Prévu"), L(rdv_ft="Reporté", date_entretien=jour(2026, 3, 3)),
             dit="aucun rendez-vous tenu, sur aucune ligne de la personne"),
        bord("/ F11", L(rdv_ft="Prévu"), L(rdv_ft="Venu", date_entretien=jour(2026, 3, 3)),
             dit="RDV FT hors liste sur une autre ligne de la personne"),
    ),
    "X01": (
        cas("X01", {}, L(sexe="H", date_entretien=LENDEMAIN),
            dit="un même numéro, F sur une ligne et H sur l’autre"),
        cas("X01", {}, L(date_naissance=jour(1990, 6, 15), date_entretien=LENDEMAIN),
            dit="un même numéro, deux dates de naissance"),
        cas("", {}, L(date_entretien=LENDEMAIN), dit="un même numéro, la même personne revue"),
        cas("X01", {}, L(sexe="H", date_naissance=jour(1990, 6, 15), date_entretien=LENDEMAIN),
            dit="un même numéro, autres sexe et date de naissance"),
        bord("D09", L(date_naissance=None), L(date_naissance=None, date_entretien=LENDEMAIN),
             dit="aucune des deux lignes n’a de date de naissance"),
        bord("D06 X01", L(sexe=None),
             L(sexe=None, date_naissance=jour(1990, 6, 15), date_entretien=LENDEMAIN),
             dit="un même numéro, deux dates de naissance, aucun sexe"),
        bord("D09 X01", L(date_naissance=None),
             L(date_naissance=None, sexe="H", date_entretien=LENDEMAIN),
             dit="un même numéro, deux sexes, aucune date de naissance"),
        bord("D06", L(sexe=None), L(sexe=None, date_entretien=LENDEMAIN),
             dit="aucune des deux lignes n’a de sexe"),
        bord("X01 / X01 / X01", {}, L(sexe="H", date_entretien=LENDEMAIN),
             L(date_entretien=jour(2026, 1, 29)), dit="toutes les lignes du numéro"),
        bord("/ D08", {}, L(date_naissance=jour(1891, 6, 15), date_entretien=LENDEMAIN),
             dit="l’autre date de naissance est impossible : D08 le dit"),
        bord("/ D09", {}, L(date_naissance=None, date_entretien=LENDEMAIN),
             dit="l’autre date de naissance est vide : D09 le dit"),
        bord("/ D07", {}, L(sexe="X", date_entretien=LENDEMAIN),
             dit="l’autre sexe n’est ni F ni H : D07 le dit"),
        bord("E01 X01 / X01", L(date_entretien=None), L(date_naissance=jour(1990, 6, 15)),
             dit="une des deux lignes n’a pas de date d’entretien"),
        bord("X01 / D02 X01", L(n_etranger="0512345678"),
             L(n_etranger=512345678, sexe="H", date_entretien=LENDEMAIN),
             dit="9 chiffres sont le même numéro, zéro perdu"),
        bord("D03", L(n_etranger="1111111111"),
             L(n_etranger="1111111111", sexe="H", nom="Autre", identifiant_ft=AUTRE_IDENTIFIANT,
               date_entretien=LENDEMAIN),
             dit="un numéro mal formé n’est celui de personne"),
    ),
    "X02": (
        cas("X02", {}, _autre(demi_journee=APRES_MIDI),
            dit="mêmes nom, prénom et naissance, deux numéros"),
        cas("", {}, _autre(date_naissance=jour(1991, 6, 16)),
            dit="mêmes nom et prénom, deux naissances, deux numéros"),
        bord("X02", _nomme("Abd-El", "Zoé"), _nomme("ABD  EL", "Zoe", AUTRE_NUMERO),
             dit="Abd-El Zoé et ABD EL Zoe : le même nom"),
        bord("/ D01", {}, L(n_etranger=None, date_entretien=LENDEMAIN),
             dit="sans numéro : la ligne prend celui de son seul homonyme"),
        bord("X02 / X02 / D01", {}, _autre(demi_journee=APRES_MIDI),
             L(n_etranger=None, identifiant_ft="99000000639", date_entretien=LENDEMAIN),
             dit="sans numéro, deux homonymes"),
        bord("", _nomme("Exemple", "Awa"), _nomme("Exemple", "Fatou", AUTRE_NUMERO),
             dit="des jumelles : même nom, même naissance, deux prénoms"),
    ),
    "X03": (
        cas("X03", {}, {}, dit="la même personne deux fois, le même matin"),
        cas("", {}, L(date_entretien=LENDEMAIN), dit="la même personne, deux jours"),
        bord("", {}, L(demi_journee=APRES_MIDI), dit="la même personne, matin puis après-midi"),
        bord("X03 / D01 X03", {}, L(n_etranger=None),
             dit="la seconde ligne sans numéro, reconnue à son nom"),
        bord("P05", L(demi_journee=None), L(demi_journee=None),
             dit="demi-journée vide : la PFA n’est pas connue"),
        bord("E01", L(date_entretien=None), L(date_entretien=None),
             dit="date vide : la PFA n’est pas connue"),
        bord("D01 D04 D05", L(n_etranger=None, nom=None),
             L(n_etranger=None, nom=None, identifiant_ft=AUTRE_IDENTIFIANT),
             dit="personnes non identifiables : deux personnes"),
    ),
    "X04": (
        cas("X04 / P02 X04", {}, L(dt="Reims", date_entretien=LENDEMAIN),
            dit="la même personne à Metz, puis à Reims"),
        cas("", {}, L(date_entretien=LENDEMAIN), dit="la même personne, deux fois à Metz"),
        bord("/ P01", {}, L(dt="Nancy", date_entretien=LENDEMAIN), dit="l’autre DT est inconnue"),
        bord("X04 / X04 / P02 X04", {}, L(demi_journee=APRES_MIDI),
             L(dt="Reims", date_entretien=LENDEMAIN), dit="deux fois à Metz, une fois à Reims"),
    ),
    "X05": (
        cas("X05", L(inscrit_ft=OUI, inscription_cip=None), L(date_entretien=LENDEMAIN),
            dit="Inscrit FT = Oui le 27, Non le 28"),
        cas("", {}, L(inscrit_ft=OUI, inscription_cip=None, date_entretien=LENDEMAIN),
            dit="Inscrit FT = Non le 27, Oui le 28"),
        bord("X05", L(inscrit_ft=OUI, inscription_cip=None), L(demi_journee=APRES_MIDI),
             dit="Oui le matin, Non l’après-midi"),
        bord("", {}, L(inscrit_ft=OUI, inscription_cip=None, demi_journee=APRES_MIDI),
             dit="Non le matin, Oui l’après-midi"),
        bord("/ S04", L(inscrit_ft=OUI, inscription_cip=None),
             L(inscrit_ft=None, date_entretien=LENDEMAIN), dit="Oui le 27, réponse vide le 28"),
        bord("X03", L(inscrit_ft=OUI, inscription_cip=None), {},
             dit="Oui et Non dans la même PFA : aucun n’est plus tardif"),
        bord("/ E01", L(inscrit_ft=OUI, inscription_cip=None), L(date_entretien=None),
             dit="une des deux lignes sans date"),
        bord("X05 / P05 X05", L(inscrit_ft=OUI, inscription_cip=None), L(demi_journee=None),
             dit="Oui le matin, Non à une demi-journée inconnue du même jour"),
        bord("X05 / X05 /", L(inscrit_ft=OUI, inscription_cip=None), L(date_entretien=LENDEMAIN),
             L(inscrit_ft=OUI, inscription_cip=None, date_entretien=jour(2026, 1, 29)),
             dit="Oui, Non, puis Oui : le dernier Oui n’est suivi d’aucun Non"),
    ),
    "X06": (
        cas("X06", L(rdv_ft=ACCOMPAGNE), L(rdv_ft=ACCOMPAGNE, date_entretien=LENDEMAIN),
            dit="Accompagné sur deux lignes de la personne"),
        cas("", L(rdv_ft=ACCOMPAGNE), L(date_entretien=LENDEMAIN),
            dit="Accompagné sur une ligne, Honoré seul sur l’autre"),
        bord("X03 X06", L(rdv_ft=ACCOMPAGNE), L(rdv_ft=ACCOMPAGNE),
             dit="Accompagné deux fois dans la même PFA : deux choses à corriger"),
        bord("", L(rdv_ft=ACCOMPAGNE), *personnes(1, rdv_ft=ACCOMPAGNE),
             dit="Accompagné, pour deux personnes"),
    ),
    "X07": (
        cas("X07", _nomme("Diallo", "Mohamed"), _nomme("Diallo", "Mohammed", AUTRE_NUMERO),
            dit="Diallo Mohamed et Diallo Mohammed, nés le même jour"),
        cas("X07", _nomme("Traoré", "Aminata"), _nomme("Aminata", "Traore", AUTRE_NUMERO),
            dit="nom et prénom inversés"),
        cas("", _nomme("Diallo", "Mohamed"), _nomme("Petrosyan", "Anahit", AUTRE_NUMERO),
            dit="deux noms différents, nés le même jour"),
        bord("", _nomme("Exemple", "Awa"), _nomme("Exemple", "Fatou", AUTRE_NUMERO),
             dit="des jumelles : même nom, deux prénoms"),
        bord("X07", _nomme("Diallo", "Mohamed", sexe="H"),
             _nomme("Diallo", "Mohammed", AUTRE_NUMERO, sexe="F"),
             dit="le même prénom, un sexe mal tapé"),
        bord("", _nomme("Diallo", "Amine", sexe="H"),
             _nomme("Diallo", "Amina", AUTRE_NUMERO, sexe="F"),
             dit="des jumeaux : Amine et Amina, frère et sœur"),
        bord("", _nomme("Diallo", "Mohamed"),
             _nomme("Diallo", "Mohammed", AUTRE_NUMERO, date_naissance=jour(1991, 6, 16)),
             dit="nés à un jour d’écart"),
        bord("", _nomme("Diallo", "Mohamed"),
             _nomme("Diallo", "Mohammed", date_entretien=LENDEMAIN),
             dit="le même numéro : une seule personne"),
        bord("X07", _nomme("Ngo Thi", "Lan"), _nomme("Ngo", "Thi Lan", AUTRE_NUMERO),
             dit="Ngo Thi | Lan et Ngo | Thi Lan : coupés autrement"),
        bord("X07", _nomme("Hadji", "Omar"), _nomme("Haddji", "Omar", AUTRE_NUMERO),
             dit="Hadji et Haddji : une lettre doublée"),
        bord("X07", _nomme("Garcia Lopez", "Eva"), _nomme("Lopez Garcia", "Eva", AUTRE_NUMERO),
             dit="Garcia Lopez et Lopez Garcia : les mêmes mots"),
        bord("X07", _nomme("Abdelkader", "Zoé"), _nomme("Abd-el-Kader", "Zoé", AUTRE_NUMERO),
             dit="Abdelkader et Abd-el-Kader"),
    ),
    "X08": (
        cas("X08", {}, L(n_etranger=AUTRE_NUMERO, nom="Autre", date_entretien=LENDEMAIN),
            dit="un même identifiant FT, deux personnes"),
        cas("", {}, L(date_entretien=LENDEMAIN),
            dit="un même identifiant FT, la même personne revue"),
        cas("", {}, _autre(nom="Autre"), dit="deux personnes, deux identifiants"),
        bord("X02 X08", {}, L(n_etranger=AUTRE_NUMERO, demi_journee=APRES_MIDI),
             dit="mêmes nom et naissance, deux numéros, un même identifiant : "
                 "deux causes de doute"),
        bord("X08", L(identifiant_ft="9900000A"),
             L(n_etranger=AUTRE_NUMERO, nom="Autre", identifiant_ft="990 0000a"),
             dit="9900000A et 990 0000a : le même identifiant"),
        bord("", L(identifiant_ft="00000000000"),
             L(n_etranger=AUTRE_NUMERO, nom="Autre", identifiant_ft="00000000000"),
             dit="un seul chiffre répété n’est l’identifiant de personne : 00000000000"),
        bord("F05", L(identifiant_ft="en attente"),
             L(n_etranger=AUTRE_NUMERO, nom="Autre", identifiant_ft="en attente"),
             dit="ce qui n’a pas la forme d’un identifiant : en attente"),
        bord("/ D01", {}, L(n_etranger=None, date_entretien=LENDEMAIN),
             dit="la seconde ligne sans numéro, reconnue à son nom"),
        bord("X08 / D01 X08", {}, L(n_etranger=None, nom="Autre", date_entretien=LENDEMAIN),
             dit="la seconde ligne sans numéro, d’un autre nom : une autre personne"),
        bord("X08 / X08 / X08", {}, L(date_entretien=LENDEMAIN),
             L(n_etranger=AUTRE_NUMERO, nom="Autre"),
             dit="deux lignes d’une personne, une d’une autre : "
                 "toutes les lignes de l’identifiant"),
    ),
}  # fmt: skip
