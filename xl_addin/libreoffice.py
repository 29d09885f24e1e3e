"""Le moteur xlwings de LibreOffice : l'API d'xlwings, par UNO, sur le classeur ouvert.

La macro `RunPython` (macros/LibreOffice.bas) appelle `main` ; le code des boutons est alors celui
d'Excel, tel quel. N'est écrit ici que ce dont les boutons se servent. L'interface `base_classes`
est interne à xlwings, dont la version est bornée (pyproject.toml).

Le vocabulaire de ces classes est celui d'xlwings, qui en documente l'usage.
"""
# mypy: disable-error-code="misc"

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit


@contextmanager
def _sans(*bibliotheques: str) -> Iterator[None]:
    """Le temps d'un import, sans ces bibliothèques, qu'xlwings chargerait."""
    cachees = [nom for nom in bibliotheques if nom not in sys.modules]
    sys.modules.update(dict.fromkeys(cachees))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for nom in cachees:
            del sys.modules[nom]


with _sans("pandas", "numpy", "polars", "matplotlib", "PIL"):
    import xlwings as xw
    from xlwings import base_classes

    from xl_addin.libreoffice_feuilles import Range, Sheet

PERMISES = ("xl_addin.boutons",)
TITRE = "Suivi CIR"
ECRITURES_PAR_GROUPE = 30


def main(arguments: Sequence[str]) -> None:
    """Lance une fonction des boutons sur un document ouvert.

    `arguments` : le nom du tube ouvert par la macro, le RuntimeUID du document, le nom complet de
    la fonction.
    """
    tube, document, fonction = arguments
    module, _, nom = fonction.rpartition(".")
    if module not in PERMISES:
        raise ValueError(f"« {fonction} » n’est pas une fonction des boutons")
    try:
        contexte = _contexte(tube)
        bureau = _service(contexte, "com.sun.star.frame.Desktop")
        ouverts = [d for d in bureau.Components if getattr(d, "RuntimeUID", "") == document]
        trouve = next(iter(ouverts), None)
        if trouve is None:
            raise LookupError("le classeur du bouton n’est plus ouvert")
        moteur = Engine(contexte, bureau)
        xw.engines.add(xw.main.Engine(impl=moteur))
        xw.engines[moteur.name].activate()
        classeur = Book(moteur.app, trouve)
        xw.Book(impl=classeur).set_mock_caller()
        try:
            getattr(import_module(module), nom)()
        finally:
            classeur.gestes.fermer()
    finally:
        _raccrocher()


def _contexte(tube: str) -> Any:
    local = _uno().getComponentContext()
    resolveur = _service(local, "com.sun.star.bridge.UnoUrlResolver")
    return resolveur.resolve(f"uno:pipe,name={tube};urp;StarOffice.ComponentContext")


def _raccrocher() -> None:
    """Rend à LibreOffice ce qui en était tenu, pendant que la macro attend encore.

    Il ne le reprend que si rien d'autre ne l'occupe.
    """
    fabrique = _service(_uno().getComponentContext(), "com.sun.star.bridge.BridgeFactory")
    for pont in fabrique.getExistingBridges():
        pont.dispose()


def _service(contexte: Any, nom: str) -> Any:
    return contexte.ServiceManager.createInstanceWithContext(nom, contexte)


def _uno() -> Any:
    try:
        import uno
    except ImportError as erreur:
        raise ImportError(
            f"le module uno de LibreOffice manque à ce Python ({erreur}). Sur Debian et Ubuntu : "
            "sudo apt install python3-uno"
        ) from None
    return uno


class Engine:
    """Le moteur : un seul tableur, celui du clic."""

    name, type = "libreoffice", "desktop"

    def __init__(self, contexte: Any, bureau: Any):
        self.app = App(self, contexte, bureau)

    @property
    def apps(self) -> "Apps":
        return Apps(self.app)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        return "" if x is None else x

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        return [[empty_as if x in ("", None) else x for x in ligne] for ligne in data]


class Apps(base_classes.Apps):
    def __init__(self, app: "App"):
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def __iter__(self) -> Iterator["App"]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> "App":
        return self._app


class App(base_classes.App):
    pid = 0

    def __init__(self, engine: Engine, contexte: Any, bureau: Any):
        self.engine, self.contexte, self.bureau = engine, contexte, bureau
        self.document: Any = None
        self._indicateur: Any = None

    @property
    def version(self) -> str:
        return str(self._configuration("/org.openoffice.Setup/Product").ooSetupVersionAboutBox)

    @property
    def securite_des_macros(self) -> int:
        """0 (faible) à 3 (très élevée)."""
        securite = self._configuration("/org.openoffice.Office.Common/Security/Scripting")
        return int(securite.MacroSecurityLevel)

    def _configuration(self, noeud: str) -> Any:
        import uno

        fournisseur = _service(self.contexte, "com.sun.star.configuration.ConfigurationProvider")
        option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        option.Name, option.Value = "nodepath", noeud
        return fournisseur.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", (option,)
        )

    def activate(self, steal_focus: bool = False) -> None:
        """La fenêtre du clic est déjà devant."""

    @property
    def screen_updating(self) -> bool:
        return not self.document.hasControllersLocked()

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value:
            self.document.unlockControllers()
        else:
            self.document.lockControllers()

    @property
    def status_bar(self) -> str:
        return ""

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        if self.document.CurrentController is None:  # sans fenêtre
            return
        if self._indicateur is None:
            self._indicateur = self.document.CurrentController.Frame.createStatusIndicator()
            self._indicateur.start("", 0)
        self._indicateur.setText(str(value or ""))

    def alert(
        self, prompt: str, title: str | None, buttons: str | None, mode: str | None, callback: Any
    ) -> str:
        import uno

        toolkit = _service(self.contexte, "com.sun.star.awt.Toolkit")
        genre = "WARNINGBOX" if mode == "critical" else "INFOBOX"
        if buttons == "yes_no":
            genre = "QUERYBOX"
        permis = {"yes_no": 3, "ok_cancel": 2, "yes_no_cancel": 4}.get(buttons or "", 1)
        fenetre = self.document.CurrentController.Frame.ContainerWindow
        nature = uno.Enum("com.sun.star.awt.MessageBoxType", genre)
        boite = toolkit.createMessageBox(fenetre, nature, permis, title or "", prompt)
        return {0: "cancel", 1: "ok", 2: "yes", 3: "no"}[boite.execute()]


class Book(base_classes.Book):
    def __init__(self, app: App, document: Any):
        self._app, self.document = app, document
        app.document = document

    @property
    def api(self) -> Any:
        return self.document

    @property
    def app(self) -> App:
        return self._app

    @property
    def name(self) -> str:
        return str(self.document.Title)

    @property
    def fullname(self) -> str:
        import uno

        adresse = str(self.document.URL)
        if not adresse.startswith("file:"):
            return adresse or self.name
        if os.name == "nt":
            return str(uno.fileUrlToSystemPath(adresse))
        # UNO laisserait « %E9 » d'un nom hors UTF-8.
        return os.fsdecode(unquote_to_bytes(urlsplit(adresse).path))

    def activate(self) -> None:
        self.document.CurrentController.Frame.activate()

    # La fenêtre est gelée le temps d'un clic : ce qui suit ne change pas, et n'est demandé qu'une
    # fois.

    @cached_property
    def gestes(self) -> "Gestes":
        """Ce que ce clic a écrit, à annuler ensemble."""
        return Gestes(self.document.UndoManager)

    @cached_property
    def sheets(self) -> "Sheets":
        return Sheets(self)

    @cached_property
    def names(self) -> "Names":
        return Names(self)

    @cached_property
    def plages_par_feuille(self) -> dict[int, list[Any]]:
        """Rang d'une feuille -> ses plages de données."""
        plages = defaultdict(list)
        for plage in self.document.DatabaseRanges:
            plages[plage.DataArea.Sheet].append(plage)
        return plages


class Gestes:
    """Les gestes d'un clic, par groupes : LibreOffice n'en garde que cent par groupe.

    La macro en fait un seul.
    """

    def __init__(self, annulation: Any):
        self._annulation, self._combien = annulation, 0

    def un_de_plus(self) -> None:
        """À dire avant chaque écriture, qui vaut trois gestes au plus."""
        if self._combien % ECRITURES_PAR_GROUPE == 0:
            self.fermer()
            self._annulation.enterUndoContext(TITRE)
        self._combien += 1

    def fermer(self) -> None:
        """Ferme le dernier groupe."""
        if self._combien:
            self._annulation.leaveUndoContext()
        self._combien = 0


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book):
        self.book = book
        self.toutes = [Sheet(book, feuille) for feuille in book.document.Sheets]

    def __call__(self, name_or_index: str | int) -> Sheet:
        if isinstance(name_or_index, int):
            return self.toutes[name_or_index - 1]
        trouvee = next((feuille for feuille in self.toutes if feuille.name == name_or_index), None)
        if trouvee is None:
            raise KeyError(name_or_index)
        return trouvee

    def __len__(self) -> int:
        return len(self.toutes)

    def __iter__(self) -> Iterator[Sheet]:
        for rang in range(len(self)):
            yield self(rang + 1)


class Names(base_classes.Names):
    def __init__(self, book: Book):
        self._book, self.tous = book, book.document.NamedRanges

    def __call__(self, name_or_index: str) -> "Name":
        return Name(self._book, self.tous.getByName(name_or_index))

    def contains(self, name_or_index: str) -> bool:
        return bool(self.tous.hasByName(name_or_index))

    def __len__(self) -> int:
        return int(self.tous.getCount())


class Name(base_classes.Name):
    def __init__(self, book: Book, nom: Any):
        self._book, self.nom = book, nom

    @property
    def name(self) -> str:
        return str(self.nom.Name)

    @property
    def refers_to_range(self) -> Range | None:
        cellules = self.nom.getReferredCells()
        if cellules is None:
            return None
        return Range.de(Sheet(self._book, cellules.Spreadsheet), cellules.RangeAddress)
