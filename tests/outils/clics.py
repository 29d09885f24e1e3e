"""LibreOffice pour de vrai : un écran virtuel, de vrais clics, de vraies touches.

Et UNO pour regarder ce qui en résulte.

Les boutons sont cherchés par leur nom, à leur place sur l'écran (accessibilité) ; rien n'attend un
délai, tout attend un état.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from capture import en_png
from libreoffice import SOFFICE, profil

from macros.construire import ajouter_macros, reglages_xlwings
from macros.opendocument import PAQUETS_DEBIAN
from workbook.modele.classeur import construire

BOUTON, GRILLE, DIALOGUES = 44, 58, (1, 12)
"""Rôles d'accessibilité : PUSH_BUTTON ; TABLE ; ALERT et DIALOG."""
PASSAGERES = (
    "DisposedException",
    "RuntimeException",
    "IndexOutOfBoundsException",
    "IllegalComponentStateException",
)
"""Ce que lève un objet de LibreOffice qui vient de disparaître."""
OUTILS = ("Xvfb", "xdotool")
DELAI = 90.0
OK, NON, OUI = ("OK",), ("Non", "No"), ("Oui", "Yes")
VERIFIER, RAPPORT = "Vérifier", "Générer rapport mensuel"
JANVIER = date(2026, 1, 1)
BOUTONS = Path(__file__).resolve().parents[2] / "xl_addin" / "boutons.py"
REGLAGES = reglages_xlwings(Path(sys.executable), BOUTONS, pythonpath=PAQUETS_DEBIAN)


def manque() -> str:
    """Ce qui manque à ce poste pour cliquer ; vide s'il ne manque rien."""
    essai = [sys.executable, "-c", f"import sys; sys.path.append({PAQUETS_DEBIAN!r}); import uno"]
    absents = [outil for outil in OUTILS if shutil.which(outil) is None] + (
        ["soffice"] if SOFFICE is None else []
    )
    if subprocess.run(essai, capture_output=True, check=False).returncode:
        absents.append("python3-uno, pour ce Python")
    return ", ".join(absents)


def attendre(condition: Callable[[], Any], quoi: str, delai: float = DELAI) -> Any:
    """Attend que la condition soit vraie, et rend sa valeur."""
    limite = time.monotonic() + delai
    while time.monotonic() < limite:
        try:
            if valeur := condition():
                return valeur
        except Exception as erreur:  # LibreOffice se redessine : l'objet regardé n'existe plus
            if type(erreur).__name__.rpartition(".")[2] not in PASSAGERES:
                raise
        time.sleep(0.05)
    raise AssertionError(f"toujours pas, après {delai:.0f} s : {quoi}")


def xlsm(chemin: Path, lignes: list[dict[str, Any]], *, mois: date = JANVIER) -> Path:
    """Écrit un classeur à macros de LibreOffice, sans la conversion en .ods."""
    chemin.write_bytes(
        ajouter_macros(
            construire(lignes=lignes, mois=mois, avec_boutons=True, reglages=REGLAGES),
            boite="libreoffice",
        )
    )
    return chemin


class Bureau:
    """Un écran virtuel et son LibreOffice, avec un profil à lui.

    `ouvertures` : ce que les boutons ont demandé d'ouvrir.
    """

    def __init__(self, dossier: Path, taille: str = "1600x1000"):
        self.dossier, self.ouvertures = dossier, dossier / "ouvertures"
        outils = dossier / "outils"
        outils.mkdir()
        (outils / "xdg-open").write_text(f'#!/bin/sh\necho "$1" >> "{self.ouvertures}"\n')
        (outils / "xdg-open").chmod(0o755)
        lire, ecrire = os.pipe()
        commande = [
            "Xvfb",
            "-displayfd",
            str(ecrire),
            "-screen",
            "0",
            f"{taille}x24",
            "-nolisten",
            "tcp",
            "-fbdir",
            str(dossier),
        ]
        self.ecran = subprocess.Popen(commande, pass_fds=(ecrire,), stderr=subprocess.DEVNULL)
        os.close(ecrire)
        with os.fdopen(lire) as numero:
            affichage = f":{numero.readline().strip()}"
        self.env = os.environ | {
            "DISPLAY": affichage,
            "LC_ALL": "C.UTF-8",
            "PATH": f"{outils}:{os.environ['PATH']}",
            "XDG_STATE_HOME": str(dossier / "etat"),
        }
        tube = f"clics{os.getpid()}"
        lancer = [
            str(SOFFICE),
            profil(dossier / "profil", macros=True),
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={tube};urp;",
        ]
        self.lancer = partial(
            subprocess.Popen,
            lancer,
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.programme = self.lancer()
        sys.path.append(PAQUETS_DEBIAN)
        import uno

        self.uno = uno
        local = uno.getComponentContext()
        resolveur = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        try:
            self.contexte = self._connecter(
                resolveur, f"uno:pipe,name={tube};urp;StarOffice.ComponentContext"
            )
        except BaseException:
            self.fermer()
            raise
        self.bureau = self.service("com.sun.star.frame.Desktop")
        self.fenetres = self.service("com.sun.star.awt.Toolkit")
        # Sans document, LibreOffice se termine : celui-ci reste, sans fenêtre.
        self.bureau.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, self._options(Hidden=True)
        )

    def _connecter(self, resolveur: Any, adresse: str) -> Any:
        limite = time.monotonic() + DELAI
        while True:
            try:
                return resolveur.resolve(adresse)
            except Exception:  # NoConnectException tant que LibreOffice démarre
                if time.monotonic() > limite:
                    raise
                if (
                    self.programme.poll() is not None
                ):  # sur un poste chargé, il arrive qu'il renonce
                    self.programme = self.lancer()
                time.sleep(0.1)

    def service(self, nom: str) -> Any:
        """Un service d'UNO."""
        return self.contexte.ServiceManager.createInstanceWithContext(nom, self.contexte)

    def ouvrir(self, chemin: Path, *, comme_modele: bool = False) -> "Document":
        """Ouvre un classeur, macros permises ; `comme_modele`.

        Un classeur neuf, jamais enregistré, fait d'après lui.
        """
        options = self._options(MacroExecutionMode=4, AsTemplate=comme_modele)
        return Document(
            self, self.bureau.loadComponentFromURL(chemin.as_uri(), "_blank", 0, options)
        )

    def _options(self, **valeurs: Any) -> tuple[Any, ...]:
        options = []
        for nom, valeur in valeurs.items():
            option = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            option.Name, option.Value = nom, valeur
            options.append(option)
        return tuple(options)

    def en_ods(self, xlsm: Path) -> Path:
        """Le même classeur en .ods, par ce LibreOffice déjà ouvert."""
        document = self.bureau.loadComponentFromURL(
            xlsm.as_uri(), "_blank", 0, self._options(Hidden=True)
        )
        self.copier(document, xlsm.with_suffix(".ods"))
        document.close(True)
        return xlsm.with_suffix(".ods")

    def copier(self, document: Any, chemin: Path) -> Path:
        """Enregistre une copie .ods du classeur ouvert, qui garde son nom."""
        document.storeToURL(chemin.as_uri(), self._options(FilterName="calc8"))
        return chemin

    def xdotool(self, *arguments: object) -> None:
        """Un geste."""
        subprocess.run(["xdotool", *map(str, arguments)], env=self.env, check=True)

    def cliquer_sur(self, place: tuple[int, int], *, avec: str = "") -> None:
        """Un vrai clic à cette place de l'écran ; `avec` : touche tenue."""
        self.xdotool("mousemove", *place)
        if avec:
            self.xdotool("keydown", avec, "click", 1, "keyup", avec)
        else:
            self.xdotool("click", 1)

    def boite(self, delai: float = DELAI) -> str:
        """Le texte de la boîte de dialogue ouverte, attendue."""
        return str(attendre(self._dit, "une boîte", delai))

    def _dit(self) -> str:
        textes = [x for x in self._dans_la_boite() if x.getAccessibleRole() != BOUTON]
        return "\n".join(x.getAccessibleName() for x in textes)

    def repondre(self, *noms: str) -> Any:
        """Clique un bouton de la boîte, par l'un de ses noms, jusqu'à ce qu'elle se ferme."""

        def bouton() -> Any:
            return next(
                (
                    x
                    for x in self._dans_la_boite()
                    if x.getAccessibleRole() == BOUTON and x.getAccessibleName() in noms
                ),
                None,
            )

        for _ in range(5):
            self.cliquer_sur(milieu(attendre(bouton, noms[0])))
            with suppress(AssertionError):
                return attendre(lambda: not any(self._dans_la_boite()), "la boîte fermée", 3)
        raise AssertionError("la boîte ne se ferme pas")

    def _dans_la_boite(self) -> Iterator[Any]:
        for rang in range(self.fenetres.getTopWindowCount()):
            fenetre = self.fenetres.getTopWindow(rang)
            accessible = (
                fenetre.getAccessibleContext() if fenetre else None
            )  # elle a pu se fermer depuis qu'on les compte
            if accessible and accessible.getAccessibleRole() in DIALOGUES and fenetre.isVisible():
                yield from descendants(accessible, 8)

    def image(self, chemin: Path) -> None:
        """L'écran, pour le regarder."""
        en_png(self.dossier, chemin)

    def fermer(self) -> None:
        """Termine LibreOffice et l'écran."""
        for processus in (self.programme, self.ecran):
            processus.terminate()
            processus.wait(20)


class Document:
    """Un classeur ouvert dans le bureau."""

    def __init__(self, bureau: Bureau, document: Any):
        self.bureau, self.document = bureau, document
        self.fenetre = document.CurrentController.Frame
        self._places: dict[tuple[str, str], tuple[int, int]] = {}

    def __enter__(self) -> "Document":
        return self

    def __exit__(self, genre: object, *_: object) -> None:
        if genre is None:
            self.document.close(True)
            return
        self.bureau.image(self.bureau.dossier / "echec.png")
        with suppress(
            Exception
        ):  # une boîte restée ouverte ne doit pas cacher l'échec, ni faire échouer la suite
            while any(self.bureau._dans_la_boite()):
                self.bureau.xdotool("key", "Escape")
                time.sleep(0.5)
            attendre(lambda: self.libre, "la fin", 20)
            self.document.close(True)

    def copier(self, chemin: Path) -> Path:
        """Enregistre une copie du classeur ouvert, pour le terminal."""
        return self.bureau.copier(self.document, chemin)

    def feuille(self, nom: str) -> Any:
        """Une feuille d'UNO."""
        return self.document.Sheets.getByName(nom)

    def lire(self, feuille: str, plage: str) -> Any:
        """La valeur d'une cellule ; les lignes d'une plage."""
        donnees = self.feuille(feuille).getCellRangeByName(plage).getDataArray()
        return donnees[0][0] if ":" not in plage else [list(ligne) for ligne in donnees]

    def ecrire(self, feuille: str, cellule: str, valeur: str) -> None:
        """Prépare une cellule (ce qu'un geste ferait aussi)."""
        self.feuille(feuille).getCellRangeByName(cellule).String = valeur

    def table(self, nom: str) -> list[list[Any]]:
        """Les lignes d'une table, sans ses titres."""
        zone = self.document.DatabaseRanges.getByName(nom).DataArea
        feuille = self.document.Sheets.getByIndex(zone.Sheet)
        return [
            list(x)
            for x in feuille.getCellRangeByPosition(
                zone.StartColumn, zone.StartRow + 1, zone.EndColumn, zone.EndRow
            ).getDataArray()
        ]

    def nommee(self, nom: str) -> Any:
        """Une cellule nommée."""
        return self.document.NamedRanges.getByName(nom).getReferredCells()

    @property
    def resultat(self) -> str:
        """Le résultat gardé sous les boutons, sans le jour et l'heure."""
        return str(self.nommee("DernierResultat").String).partition(" – ")[2]

    def notes(self, feuille: str = "Entretiens") -> dict[str, str]:
        """Les notes d'une feuille : adresse -> texte."""
        toutes = self.feuille(feuille).Annotations
        lues = [toutes.getByIndex(n) for n in range(toutes.getCount())]
        return {
            self.feuille(feuille)
            .getCellByPosition(a.Position.Column, a.Position.Row)
            .AbsoluteName.rpartition(".")[2]
            .replace("$", ""): a.String
            for a in lues
        }

    def montrer(self, feuille: str, cellule: str = "") -> None:
        """Amène une feuille devant, et y sélectionne une cellule."""
        self.fenetre.activate()
        self.document.CurrentController.setActiveSheet(self.feuille(feuille))
        if cellule:
            self.document.CurrentController.select(
                self.feuille(feuille).getCellRangeByName(cellule)
            )

    @property
    def selection(self) -> str:
        """L'adresse sélectionnée, par exemple « Entretiens.I25 »."""
        return str(self.document.CurrentSelection.AbsoluteName).replace("$", "")

    def est_en(self, cellule: str) -> bool:
        """Vrai si cette cellule d'Entretiens est sélectionnée."""
        return self.selection == f"Entretiens.{cellule}"

    def taper(self, cellule: str, *textes: str) -> None:
        """Tape des textes comme au clavier à partir d'une cellule d'Entretiens, d'une case à
        l'autre."""
        self.montrer("Entretiens", cellule)
        attendre(lambda: self.selection == f"Entretiens.{cellule}", cellule)
        self.cliquer_sur_la_cellule("Entretiens", cellule)
        colonne, ligne = (
            cellule.rstrip("0123456789"),
            int(cellule.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        )
        for rang, texte in enumerate(textes):
            if texte:
                self.bureau.xdotool("type", "--delay", 8, texte)
            self.bureau.xdotool("key", "Tab")
            suivante = f"{chr(ord(colonne) + rang + 1)}{ligne}"
            attendre(partial(self.est_en, suivante), f"la cellule {suivante}")

    def cliquer_sur_la_cellule(self, feuille: str, cellule: str, *, avec: str = "") -> None:
        """Un vrai clic sur une cellule visible."""
        self.montrer(feuille)
        self.bureau.cliquer_sur(self.place_de(feuille, cellule), avec=avec)

    def place_de(self, feuille: str, cellule: str) -> tuple[int, int]:
        """Le milieu, sur l'écran, d'une cellule visible.

        Chaque volet a sa grille, une seule la montre.
        """
        adresse = self.feuille(feuille).getCellRangeByName(cellule).RangeAddress

        def case() -> Any:
            grilles = (
                x
                for x in descendants(self._accessible(), 6)
                if x.getAccessibleRole() == GRILLE and feuille in x.getAccessibleName()
            )
            cases = (
                x.getAccessibleCellAt(adresse.StartRow, adresse.StartColumn).getAccessibleContext()
                for x in grilles
            )
            return next(filter(_se_voit, cases), None)

        return milieu(attendre(case, f"la cellule {cellule} à l'écran"))

    def _accessible(self) -> Any:
        return self.fenetre.ComponentWindow.getAccessibleContext()

    @property
    def libre(self) -> bool:
        """Vrai si aucun traitement ne gèle la fenêtre."""
        return bool(self.fenetre.ContainerWindow.isEnabled())

    def cliquer(self, bouton: str, feuille: str = "Accueil") -> Any:
        """Un vrai clic sur un bouton de la feuille, repris s'il se perd.

        Rend la main dès que la macro a réagi.
        """

        def trouve() -> Any:
            # LibreOffice ne redit pas toujours où est un bouton quand on revient sur sa feuille :
            # il n'a pas bougé.
            tous = (
                x
                for x in descendants(self._accessible(), 6)
                if x.getAccessibleRole() == BOUTON and x.getAccessibleName() == bouton
            )
            if x := next(filter(_se_voit, tous), None):
                self._places[bouton, feuille] = milieu(x)
            return self._places.get((bouton, feuille))

        for _ in range(5):
            self.montrer(feuille)
            attendre(lambda: self.libre, "la fenêtre libre")
            self.bureau.cliquer_sur(attendre(trouve, f"le bouton {bouton}"))
            with suppress(AssertionError):
                return attendre(
                    lambda: not self.libre or any(self.bureau._dans_la_boite()), "une réaction", 3
                )
        raise AssertionError(f"le bouton {bouton} ne réagit pas")

    def dit(self, bouton: str, *reponse: str, feuille: str = "Accueil") -> str:
        """Clique un bouton, répond OK à la boîte qui s'ouvre, attend la fin et rend son texte."""
        self.cliquer(bouton, feuille)
        dit = self.bureau.boite()
        self.bureau.repondre(*(reponse or OK))
        attendre(lambda: self.libre, "la fin")
        return dit

    def verifier(self, feuille: str = "Accueil") -> float:
        """Clique « Vérifier » et attend le résultat ; rend les secondes."""
        return self.jusqu_a("Vérifier", "DerniereVerification", feuille)

    def jusqu_a(self, bouton: str, nom: str, feuille: str = "Accueil") -> float:
        """Clique un bouton et attend que la cellule nommée soit réécrite et la fenêtre rendue.

        Rend les secondes.
        """
        self.nommee(nom).String = "?"
        debut = time.monotonic()
        self.cliquer(bouton, feuille)
        attendre(lambda: self.nommee(nom).String != "?" and self.libre, f"{nom} réécrit")
        return time.monotonic() - debut


def _se_voit(x: Any) -> bool:
    return bool(x.getSize().Width > 0)


def milieu(x: Any) -> tuple[int, int]:
    """Le milieu d'un objet accessible, sur l'écran."""
    lieu, taille = x.getLocationOnScreen(), x.getSize()
    return lieu.X + taille.Width // 2, lieu.Y + taille.Height // 2


def descendants(x: Any, profondeur: int) -> Iterator[Any]:
    """Un objet accessible et ce qu'il contient ; les grilles de cellules ne sont pas parcourues."""
    yield x
    if profondeur and x.getAccessibleRole() != GRILLE:
        for rang in range(x.getAccessibleChildCount()):
            enfant = x.getAccessibleChild(rang)
            if enfant is not None:
                yield from descendants(enfant.getAccessibleContext(), profondeur - 1)
