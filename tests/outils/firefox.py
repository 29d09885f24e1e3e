"""Firefox, conduit par WebDriver BiDi : ce que la norme permet, sans autre programme entre nous."""

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import websocket

PREFERENCES = {
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.download.alwaysOpenPanel": False,
    "browser.helperApps.neverAsk.saveToDisk": "application/octet-stream",
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "intl.locale.requested": "fr",
    "remote.active-protocols": 1,
}
PATIENCE = 180
"""Secondes : une machine partagée peut être dix fois plus lente qu'un poste."""


class Firefox:
    """Un Firefox à lui seul : profil neuf, dossier de téléchargements à soi."""

    def __init__(self, programme: str, dossier: Path):
        self.telecharges = dossier / "telecharges"
        self.telecharges.mkdir(parents=True)
        profil = dossier / "profil"
        profil.mkdir()
        preferences = PREFERENCES | {"browser.download.dir": str(self.telecharges)}
        (profil / "user.js").write_text(
            "".join(
                f"user_pref({json.dumps(n)}, {json.dumps(v)});\n" for n, v in preferences.items()
            )
        )
        self._journal = dossier / "journal.txt"
        commande = [
            programme,
            "--headless",
            "--no-remote",
            "--profile",
            str(profil),
            "--remote-debugging-port",
            "0",
            "about:blank",
        ]
        with self._journal.open("w") as journal:
            self._processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=journal)
        self._prise = websocket.create_connection(
            f"{self._adresse()}/session", timeout=PATIENCE, suppress_origin=True
        )
        self._numero = 0
        self.demander("session.new", capabilities={})
        self.contexte = self.demander("browsingContext.getTree")["contexts"][0]["context"]

    def _adresse(self) -> str:
        for _ in range(PATIENCE * 10):
            if trouve := re.search(
                r"WebDriver BiDi listening on (ws://\S+)", self._journal.read_text()
            ):
                return trouve[1]
            time.sleep(0.1)
        raise AssertionError("Firefox ne répond pas")

    def demander(self, methode: str, **parametres: Any) -> Any:
        """Une commande BiDi et sa réponse."""
        self._numero += 1
        self._prise.send(json.dumps({"id": self._numero, "method": methode, "params": parametres}))
        while True:
            recu = json.loads(self._prise.recv())
            if recu.get("id") == self._numero:
                assert recu["type"] == "success", recu
                return recu["result"]

    def ouvrir(self, page: Path) -> None:
        self.demander(
            "browsingContext.navigate", context=self.contexte, url=page.as_uri(), wait="complete"
        )
        self.attendre()

    def evaluer(self, expression: str) -> Any:
        """La valeur (texte, nombre, booléen) d'une expression dans la page ; une promesse est
        attendue.
        """
        recu = self.demander(
            "script.evaluate",
            expression=expression,
            target={"context": self.contexte},
            awaitPromise=True,
            userActivation=True,
        )
        assert recu["type"] == "success", recu
        return recu["result"].get("value", recu["result"].get("sharedId"))

    @property
    def etat(self) -> str:
        return str(self.evaluer('document.querySelector("[role=status]").dataset.etat'))

    @property
    def dit(self) -> str:
        return str(self.evaluer('document.querySelector("[role=status]").textContent'))

    @property
    def json(self) -> Any:
        return json.loads(self.evaluer('document.getElementById("resultat").dataset.json'))

    def attendre(self) -> str:
        """Attend la fin du travail en cours ; rend l'état."""
        for _ in range(PATIENCE * 10):
            if self.etat in ("prêt", "vérifié", "produit", "refusé"):
                return self.etat
            time.sleep(0.1)
        raise AssertionError(self.dit)

    def choisir(self, selecteur: str, *fichiers: Path) -> str:
        element = self.demander(
            "browsingContext.locateNodes",
            context=self.contexte,
            locator={"type": "css", "value": selecteur},
        )["nodes"][0]
        self.demander(
            "input.setFiles",
            context=self.contexte,
            element={"sharedId": element["sharedId"]},
            files=[str(f) for f in fichiers],
        )
        return self.attendre()

    def remplir(self, selecteur: str, valeur: str) -> None:
        self.evaluer(
            f"document.querySelector({json.dumps(selecteur)}).value = {json.dumps(valeur)}"
        )

    def cliquer(self, selecteur: str) -> str:
        self.evaluer(f"document.querySelector({json.dumps(selecteur)}).click()")
        return self.attendre()

    def telecharge(self, nom: str) -> bytes:
        """Le fichier donné sous ce nom, une fois entier."""
        fichier = self.telecharges / nom
        for _ in range(PATIENCE * 10):
            if (
                fichier.exists()
                and fichier.stat().st_size
                and not fichier.with_name(f"{nom}.part").exists()
            ):
                return fichier.read_bytes()
            time.sleep(0.1)
        raise AssertionError(
            f"« {nom} » n’est pas venu : {[f.name for f in self.telecharges.iterdir()]}"
        )

    def fermer(self) -> None:
        self._prise.close()
        self._processus.terminate()
        self._processus.wait(30)
