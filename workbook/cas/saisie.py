"""Cas des règles E et P d'une ligne : la date, la DT, la demi-journée."""

from datetime import date as jour
from datetime import datetime

from workbook.cas.forme import Cas, bord, cas
from workbook.declarations.colonnes import APRES_MIDI

CAS: dict[str, tuple[Cas, ...]] = {
    "E01": (
        cas("E01", date_entretien=None),
        cas("", date_entretien=jour(2026, 1, 28)),
        cas("E01", date_entretien="hier"),
        cas("E01", date_entretien="31/02/2026"),
        cas("E01", date_entretien="27/01/26"),
        bord("E01", date_entretien="46049", dit="un nombre tapé comme un texte : 46049"),
        bord("E06", date_entretien=46049, dit="le même nombre tapé comme un nombre : 46049"),
    ),
    "E02": (
        cas("E02", date_entretien=jour(2026, 11, 24)),
        bord("", date_entretien=jour(2026, 11, 23), dit="le jour même : 23/11/2026"),
        cas("E02 E03", date_entretien=jour(2026, 12, 1)),
    ),
    "E03": (
        cas("E03", date_entretien=jour(2025, 12, 5)),
        bord("D08 E03 E06", date_entretien=2026, dit="une année seule : 2026"),
        bord("E03 E05", date_entretien=jour(2025, 12, 7),
             dit="la veille de la convention, un dimanche : 07/12/2025"),
        bord("E04", date_entretien=jour(2025, 12, 8),
             dit="le premier jour de la convention : 08/12/2025"),
        bord("", date_entretien=jour(2026, 11, 30), ref=jour(2026, 12, 31),
             dit="le dernier jour de la convention : 30/11/2026"),
        bord("E03", date_entretien=jour(2026, 12, 1), ref=jour(2026, 12, 31),
             dit="le lendemain de la convention : 01/12/2026"),
        cas("E03", date_entretien=jour(2027, 2, 2), ref=jour(2027, 2, 28)),
        cas("", date_entretien=jour(2026, 6, 16)),
    ),
    "E04": (
        cas("E04", date_entretien=jour(2026, 1, 13)),
        bord("E04", date_entretien=jour(2025, 12, 8),
             dit="le premier jour de la convention : 08/12/2025"),
        bord("E04 E05", date_entretien=jour(2026, 1, 25),
             dit="la veille de l’arrivée du CIP, un dimanche : 25/01/2026"),
        bord("", date_entretien=jour(2026, 1, 26), dit="le jour de l’arrivée du CIP : 26/01/2026"),
    ),
    "E05": (
        cas("E05", date_entretien=jour(2026, 1, 31), dit="un samedi : 31/01/2026"),
        cas("E05", date_entretien=jour(2026, 7, 14), dit="un jour férié : 14/07/2026"),
        cas("E05", date_entretien=jour(2026, 4, 3), dit="le Vendredi saint, à Metz : 03/04/2026"),
        cas("E05 P02", date_entretien=jour(2026, 4, 3), dt="Strasbourg"),
        bord("P02", date_entretien=jour(2026, 4, 3), dt="Reims",
             dit="le Vendredi saint, à Reims : 03/04/2026"),
        bord("", date_entretien=jour(2026, 1, 30), dit="un vendredi : 30/01/2026"),
        bord("E05", date_entretien=jour(2026, 2, 1), dit="un dimanche : 01/02/2026"),
        bord("E05 P01", date_entretien=jour(2026, 1, 31), dt=None, dit="un samedi, DT vide"),
        bord("E05 P01", date_entretien=jour(2026, 2, 1), dt="Nancy",
             dit="un dimanche, DT inconnue"),
        bord("P01", date_entretien=jour(2026, 7, 14), dt=None,
             dit="un 14 juillet, DT vide : les jours fériés dépendent de la DT, rien n’en est dit"),
        bord("", date_entretien=jour(2026, 2, 2), dit="un lundi : 02/02/2026"),
    ),
    "E06": (
        cas("E06", date_entretien="27/01/2026", dit="un texte : 27/01/2026"),
        cas("E06", date_entretien=" 3/2/2026\u00a0",
            dit="un texte, sans zéros, avec des espaces : 3/2/2026"),
        cas("E06", date_naissance=33404, dit="Date de naissance, un nombre : 33404"),
        cas("E06", date_inscription="28/01/2026", dit="Date inscription, un texte : 28/01/2026"),
        bord("", date_entretien="2026-01-27T09:30:00Z",
             dit="une date écrite par un programme : 2026-01-27T09:30:00Z"),
        cas("E06", date_rdv_ft="10/02/2026", dit="Date RDV FT, un texte : 10/02/2026"),
        bord("", date_entretien=datetime(2026, 1, 27, 9, 30),
             dit="une vraie date avec une heure : 27/01/2026 09:30"),
        bord("E01", date_entretien="29/02/2026", dit="un texte qui n’est pas un jour : 29/02/2026"),
    ),
    "P01": (
        cas("P01", dt=None),
        cas("P01", dt="Nancy"),
        cas("", dt="Metz"),
        bord("", dt=" METZ\u00a0", dit="en majuscules, avec des espaces : METZ"),
        bord("P01", date_entretien=jour(2026, 7, 14), dt="Nancy",
             dit="DT inconnue, un 14 juillet : les jours fériés dépendent de la DT, rien n’en est "
                 "dit"),
    ),
    "P02": (
        cas("P02", dt="Reims"),
        cas("P02", dt="Strasbourg"),
        cas("", dt="Metz"),
        bord("P01", dt="Reims 51",
             dit="une DT inconnue n’est pas une DT hors convention : Reims 51"),
    ),
    "P05": (
        cas("P05", demi_journee=None),
        cas("P05", demi_journee="Journée"),
        cas("", demi_journee=APRES_MIDI),
        bord("", demi_journee="apres-midi ", dit="sans majuscule ni accent : apres-midi"),
        bord("P05", demi_journee="après midi", dit="sans trait d’union : après midi"),
    ),
}  # fmt: skip
