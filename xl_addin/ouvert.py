"""Le classeur ouvert dans le tableur, par l'API d'xlwings : y lire, y écrire ce qui est à nous.

Aucune valeur ni aucun format du CIP n'est touché : sont écrits la colonne `Contrôle`, les tables
`Controles`, `ASuivre` et `Journal`, les cellules nommées de l'Accueil, et nos notes sur les
cellules à revoir.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import xlwings as xw

from workbook.declarations.adresses import colonne_en_lettres
from workbook.declarations.erreurs import ClasseurInutilisable, Refus
from workbook.declarations.lignes import PAR_CHAMP
from workbook.declarations.texte import comparable
from workbook.lecture import enveloppe
from workbook.lecture.classeur import Classeur, lire_source
from workbook.lecture.commentaires import MARQUE
from workbook.lecture.enveloppe import Enveloppe, Table
from workbook.lecture.feuille_xml import Examen

CELLULES_MAX = 5_000_000
"""Au-delà, une cellule est égarée très loin : la lire par le tableur prendrait des minutes."""
NOTES_MAX = 300
"""Au-delà, les cellules restent marquées et listées dans Contrôles, sans note."""

Place = tuple[int, int]
"""Ligne et colonne, comptées depuis 1."""


class Ouvert:
    """Les cellules d'un classeur ouvert : une source de `lire_source`, et de quoi y écrire.

    `refus` : feuilles où rien n'a pu être écrit ; `messages` : ce qu'il y a à dire de ce clic,
    outre son résultat.
    """

    def __init__(self, classeur: xw.Book):
        self.classeur = classeur
        self.refus: dict[str, str] = {}
        self.messages: list[str] = []
        self._lues: dict[str, list[list[Any]]] = {}

    @cached_property
    def feuilles(self) -> list[str]:
        """Les noms des feuilles."""
        return [f.name for f in self.classeur.sheets]

    def rangees(self, feuille: str) -> list[list[Any]]:
        """Les lignes d'une feuille, depuis A1, telles que `lire_source` les attend.

        Lues une seule fois.
        """
        if feuille not in self._lues:
            f = self.classeur.sheets[feuille]
            fin = f.used_range.last_cell
            bas, droite = fin.row, fin.column
            if bas * droite > CELLULES_MAX:
                raise ClasseurInutilisable(
                    f"Feuille « {feuille} » : une cellule est remplie très loin, en "
                    f"{colonne_en_lettres(droite - 1)}{bas}. Supprimez les lignes et colonnes "
                    "vides au-delà du tableau (Ctrl+Fin y mène), puis recommencez."
                )
            lues = f.range((1, 1), (bas, droite)).options(ndim=2).value
            lues = [
                [v if type(v) is str or type(v) is float else _valeur(v) for v in ligne]
                for ligne in lues
            ]
            self._lues[feuille] = lues if any(v != "" for ligne in lues for v in ligne) else []
        return self._lues[feuille]

    def examen(self, feuille: str) -> Examen:
        """Rien : le tableur calcule ses formules, et montre ses fusions."""
        return Examen()

    @property
    def chemin(self) -> Path | None:
        """Où le classeur est enregistré sur ce poste ; None s'il ne l'est pas, ou en ligne."""
        try:
            nom = self.classeur.fullname
        except Exception:  # xlwings lève la sienne d'une adresse en ligne sans dossier local
            return None
        return Path(nom) if Path(nom).is_absolute() and Path(nom).exists() else None

    @property
    def en_ligne(self) -> bool:
        """Vrai si le classeur est ouvert depuis OneDrive ou SharePoint, sans copie locale."""
        try:
            return "://" in self.classeur.fullname
        except Exception:  # comme ci-dessus
            return True

    def lire(self) -> Classeur:
        """Les lignes vives, modifications non enregistrées comprises.

        Lève `Refus` comme la lecture d'un fichier.
        """
        chemin = self.chemin
        # Le tableur rend des dates ; mais un numéro de série nu se lit selon le calendrier, que dit
        # le fichier enregistré.
        paquet = Enveloppe(calendrier_1904=chemin is not None and enveloppe.calendrier_1904(chemin))
        utiles = [nom for nom in self.feuilles if comparable(nom) in enveloppe.FEUILLES_LUES]
        for feuille in utiles:
            for t in self.classeur.sheets[feuille].tables:
                zone = t.range
                haut, gauche, (lignes, colonnes) = zone.row - 1, zone.column - 1, zone.shape
                bas, droite, totaux = haut + lignes - 1, gauche + colonnes - 1, bool(t.show_totals)
                table = Table(t.name, feuille, haut, gauche, bas, droite, int(totaux))
                paquet.tables.append(table)
        for nom in ("VersionModele", "MoisRapport"):
            zone = self.nommee(nom)
            if zone is not None:
                place = f"{colonne_en_lettres(zone.column - 1)}{zone.row}"
                paquet.noms[comparable(nom)] = f"'{zone.sheet.name}'!{place}"
        return lire_source(chemin or Path(self.classeur.name), paquet, self)

    def nommee(self, nom: str) -> Any:
        """La plage d'un nom défini, ou None."""
        return self.classeur.names[nom].refers_to_range if nom in self.classeur.names else None

    def reglage(self, cle: str) -> str:
        """Un réglage de la feuille masquée `xlwings.conf`, vide s'il manque."""
        feuille = enveloppe.FEUILLE_REGLAGES
        lignes = self.rangees(feuille) if feuille in self.feuilles else []
        return next((str(ligne[1]) for ligne in lignes if ligne[0] == cle and len(ligne) > 1), "")

    @contextmanager
    def ecriture(self, feuille: str) -> Iterator[None]:
        """Écrit sur une feuille ; si le tableur refuse, c'est noté et le reste se fait."""
        try:
            yield
        except Exception as erreur:  # chaque tableur a les siennes : com_error, CommandError…
            self.refus[feuille] = type(erreur).__name__

    def ecrire_marques(self, lu: Classeur, marques: Mapping[int, str]) -> None:
        """La colonne `Contrôle` : numéro de ligne -> texte ; les autres lignes y sont vidées."""
        grille = self.rangees(lu.feuille)
        titres = [comparable(t) if isinstance(t, str) else "" for t in grille[lu.titres]]
        if comparable(PAR_CHAMP["controle"].titre) not in titres:
            return
        rang = titres.index(comparable(PAR_CHAMP["controle"].titre))
        avant = [ligne[rang] for ligne in grille]
        apres = [
            "" if n <= lu.titres else avant[n] if n in lu.totaux else marques.get(n + 1, "")
            for n in range(len(grille))
        ]
        changees = [n for n in range(lu.titres + 1, len(grille)) if avant[n] != apres[n]]
        if changees:
            f = self.classeur.sheets[lu.feuille]
            for debut, fin in _sans(changees[0], changees[-1], lu.totaux):
                f.range((debut + 1, rang + 1), (fin + 1, rang + 1)).value = [
                    [texte] for texte in apres[debut : fin + 1]
                ]

    def noter(self, feuille: str, textes: Mapping[Place, str]) -> None:
        """Pose nos notes, retire les anciennes ; une cellule garde la note d'une personne."""
        f = self.classeur.sheets[feuille]
        a_poser = {place: MARQUE + texte for place, texte in islice(textes.items(), NOTES_MAX)}
        anciennes = [
            (note, note.text or "", note.location) for note in f.notes
        ]  # une liste : les retirer change la collection
        for note, texte, cellule in anciennes:
            place = cellule.row, cellule.column
            if not texte.startswith(MARQUE) or a_poser.get(place) == texte:
                a_poser.pop(place, None)
            else:
                note.delete()
        for place, texte in a_poser.items():
            f.range(place).add_note(texte)

    def remplir(
        self,
        feuille: str,
        table: str,
        lignes: Sequence[Sequence[Any]],
        liens: Mapping[int, str] | None = None,
    ) -> None:
        """Remplace les lignes d'une table du logiciel.

        `liens` : rang de colonne -> feuille où mène l'adresse que porte la colonne.
        """
        f = self.classeur.sheets[feuille]
        t = f.tables[table]
        zone = t.range
        haut, gauche, (hauteur, largeur) = zone.row, zone.column, zone.shape
        combien = max(1, len(lignes))
        contenu = [[_sure(v) for v in ligne] for ligne in lignes] or [[""] * largeur]
        # Les formules d'abord, puis le reste de gauche à droite : chaque écriture refait la hauteur
        # des lignes, que les messages rendent longue à mesurer.
        for rang, cible in (liens or {}).items() if lignes else ():
            f.range((haut + 1, gauche + rang), (haut + combien, gauche + rang)).formula = [
                [_lien(cible, ligne[rang])] for ligne in lignes
            ]
        for debut, fin in _sans(0, largeur - 1, (liens or {}) if lignes else ()):
            f.range((haut + 1, gauche + debut), (haut + combien, gauche + fin)).value = [
                ligne[debut : fin + 1] for ligne in contenu
            ]
        if hauteur - 1 > combien:
            f.range(
                (haut + combien + 1, gauche), (haut + hauteur - 1, gauche + largeur - 1)
            ).clear_contents()
        if hauteur - 1 != combien:
            t.resize(f.range((haut, gauche), (haut + combien, gauche + largeur - 1)))

    def ajouter(self, feuille: str, table: str, ligne: Sequence[Any]) -> None:
        """Ajoute une ligne au bas d'une table du logiciel."""
        f = self.classeur.sheets[feuille]
        zone = f.tables[table].range
        haut, gauche, (hauteur, largeur) = zone.row, zone.column, zone.shape
        corps = (
            f.range((haut + 1, gauche), (haut + hauteur - 1, gauche + largeur - 1))
            .options(ndim=2)
            .value
        )
        vide = hauteur == 2 and not any(v not in (None, "") for v in corps[0])
        bas = haut + hauteur - vide
        f.range((bas, gauche), (bas, gauche + largeur - 1)).value = [[_sure(v) for v in ligne]]
        if not vide:
            f.tables[table].resize(f.range((haut, gauche), (bas, gauche + largeur - 1)))

    def ecrire_nommees(self, valeurs: Mapping[str, Any]) -> None:
        """Nom défini -> valeur ; un nom qui manque est laissé."""
        for nom, valeur in valeurs.items():
            zone = self.nommee(nom)
            if zone is not None:
                zone.value = valeur

    def aller(self, feuille: str, place: Place) -> None:
        """Montre une cellule et la sélectionne."""
        with suppress(Exception):  # feuille masquée ou protégée : rester où l'on est
            self.classeur.sheets[feuille].activate()
            self.classeur.sheets[feuille].range(place).select()


def exiger_enregistre(ouvert: Ouvert, dossier: str) -> None:
    """Lève `Refus` si l'on ne sait pas où ranger les rapports d'un classeur sans dossier."""
    if ouvert.chemin is not None or Path(dossier).is_absolute():
        return
    if ouvert.en_ligne:
        raise Refus(
            "Ce classeur est ouvert depuis OneDrive ou SharePoint : le dossier des rapports n’est "
            "pas sur ce poste. Enregistrez-le dans un dossier "
            "de ce poste (Fichier > Enregistrer sous), ou donnez un dossier complet dans "
            "Paramètres, « Dossier des rapports » (par exemple C:\\Rapports CIR)."
        )
    raise Refus(
        "Ce classeur n’a pas encore été enregistré. Enregistrez-le dans un dossier (Fichier > "
        "Enregistrer sous), puis recommencez."
    )


def _valeur(v: Any) -> Any:
    if v is None:
        return ""
    if isinstance(v, datetime):
        v = v.replace(tzinfo=None)
        return v.date() if v.time() == time.min else v
    if isinstance(v, bool | date):
        return v
    return float(v) if isinstance(v, int | Decimal) else v


def _sure(v: Any) -> Any:
    """Un texte qui commence comme une formule ne doit pas en devenir une."""
    if isinstance(v, str) and v[:1] in ("=", "+", "-", "@"):
        return f" {v}"
    return (
        datetime.combine(v, time.min) if isinstance(v, date) and not isinstance(v, datetime) else v
    )


def _lien(feuille: str, cellule: str) -> str:
    return f'=HYPERLINK("#{feuille}!{cellule}","{cellule}")' if cellule else ""


def _sans(debut: int, fin: int, exclues: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Les suites de rangs de `debut` à `fin`, compris, coupées aux rangs exclus."""
    for n in sorted(n for n in exclues if debut <= n <= fin):
        if n > debut:
            yield debut, n - 1
        debut = n + 1
    if debut <= fin:
        yield debut, fin
