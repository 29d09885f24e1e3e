"""Ouvrir la page dans un vrai navigateur et y faire les gestes d'une personne."""

import json
import os
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from io import BytesIO
from pathlib import Path, PurePath
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Download, Page, sync_playwright

OPTIONS = (
    "--no-sandbox",
    "--lang=fr",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ECRIRE_PERMIS = {"profile": {"default_content_setting_values": {"file_system_write_guard": 1}}}
"""Les préférences d'un profil où la personne a déjà permis d'écrire : la question du navigateur
n'est pas de la page.
"""
PATIENCE = 120_000
"""Millisecondes : une machine partagée peut être dix fois plus lente qu'un poste."""
FINIS = ("prêt", "vérifié", "produit", "refusé")


def absent(quoi: str) -> NoReturn:
    """En intégration (CI=true), ce qui manque est un échec ; ailleurs, l'essai est sauté, et le
    dit.
    """
    if os.environ.get("CI") == "true":
        pytest.fail(quoi)
    pytest.skip(quoi)


class Chromium:
    """Le navigateur, et le journal de tout ce qu'il demande au réseau."""

    def __init__(self, programme: str, profil: Path, journal: Path):
        (profil / "Default").mkdir()
        (profil / "Default" / "Preferences").write_text(json.dumps(ECRIRE_PERMIS))
        self.journal = journal
        self._playwright = sync_playwright().start()
        self.contexte = self._playwright.chromium.launch_persistent_context(
            str(profil),
            executable_path=programme,
            headless=True,
            args=[*OPTIONS, f"--log-net-log={journal}"],
            viewport={"width": 1366, "height": 768},
            locale="fr-FR",
            env={**os.environ, "LANGUAGE": "fr"},
            accept_downloads=True,
        )
        self.contexte.set_default_timeout(PATIENCE)

    def ouvrir(self, page: Path) -> "Onglet":
        """Un onglet sur la page, Python prêt."""
        onglet = Onglet(self.contexte.new_page())
        onglet.page.goto(page.as_uri())
        onglet.attendre()
        return onglet

    def fermer(self) -> None:
        self.contexte.close()
        self._playwright.stop()


class Onglet:
    """La page ouverte, par ses sélecteurs publics."""

    def __init__(self, page: Page):
        self.page = page
        self.demandes: list[str] = []
        self.fautes: list[str] = []
        self.telecharges: list[Download] = []
        page.on("request", lambda demande: self.demandes.append(demande.url))
        page.on("pageerror", lambda erreur: self.fautes.append(str(erreur)))
        page.on("download", lambda donne: self.telecharges.append(donne))

    def attendre(self, *etats: str) -> str:
        """Attend la fin du travail en cours ; rend l'état."""
        self.page.wait_for_function(
            "etats => etats.includes(document.getElementById('etat').dataset.etat)",
            arg=list(etats or FINIS),
        )
        return self.etat

    @property
    def etat(self) -> str:
        return str(self.page.locator("[role=status]").get_attribute("data-etat"))

    @property
    def dit(self) -> str:
        """La phrase de l'état."""
        return self.page.locator("[role=status]").inner_text()

    @property
    def json(self) -> Any:
        """Le document que `--json` donnerait."""
        return json.loads(str(self.page.locator("#resultat").get_attribute("data-json")))

    def choisir(self, classeur: Path) -> str:
        self.page.locator("#classeur").set_input_files(classeur)
        return self.attendre()

    def regler(
        self,
        *,
        mois: str | None = None,
        aujourdhui: str | None = None,
        provisoire: bool | None = None,
    ) -> None:
        if mois is not None:
            self.page.locator("#mois").fill(mois)
        if aujourdhui is not None:
            self.page.locator("#aujourdhui").fill(aujourdhui)
        if provisoire is not None:
            self.page.locator("#provisoire").set_checked(provisoire)

    def cliquer(self, bouton: str) -> None:
        self.page.get_by_role("button", name=bouton).click()

    def verifier(self) -> str:
        self.cliquer("Vérifier")
        return self.attendre()

    def generer(self) -> str:
        self.cliquer("Générer le rapport mensuel")
        return self.attendre()

    def lacher(self, *chemins: Path) -> None:
        """Lâche des fichiers ou un dossier du disque au milieu de la page, comme depuis
        l'explorateur.
        """
        cdp = self.page.context.new_cdp_session(self.page)
        donnees = {"items": [], "files": [str(c) for c in chemins], "dragOperationsMask": 1}
        for sorte in ("dragEnter", "dragOver", "drop"):
            cdp.send(
                "Input.dispatchDragEvent", {"type": sorte, "x": 600, "y": 500, "data": donnees}
            )
        cdp.detach()

    def dernier_zip(self) -> tuple[str, dict[str, bytes]]:
        """Le nom et le contenu de la dernière archive donnée."""
        donne = self.telecharges[-1]
        return donne.suggested_filename, parties_du_zip(donne.path().read_bytes())

    def photographier(self, image: Path, *, entiere: bool = False) -> None:
        image.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=image, full_page=entiere, animations="disabled")

    def fermer(self) -> None:
        self.page.close()


def parties_du_zip(octets: bytes) -> dict[str, bytes]:
    """Nom -> octets décomprimés."""
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def comparable(octets: bytes, nom: str) -> Any:
    """Ce qui se compare d'un fichier d'un jeu : tout, sauf l'heure de sa production.

    Deux zlib peuvent comprimer autrement les mêmes octets : d'un classeur, c'est chaque partie qui
    doit être la même ; d'un courriel, chaque en-tête, chaque texte et chaque pièce jointe.
    """
    if nom.endswith(".xlsx"):
        return parties_du_zip(octets)
    if nom.endswith(".eml"):
        courriel = message_from_bytes(octets)
        morceaux = [m for m in courriel.walk() if not m.is_multipart()]
        contenus = [(m.get_filename(), m.get_payload(decode=True)) for m in morceaux]
        return courriel.items(), [(n, comparable(bytes(c), n or "texte")) for n, c in contenus]
    if nom.endswith(".json"):
        manifeste = json.loads(octets)
        for version in filter(None, [*manifeste["versions"], manifeste["provisoire"]]):
            version["produit_le"] = None
            version["fichiers"] = sorted(version["fichiers"])
        return manifeste
    return octets


def jeu(dossier: Path) -> dict[str, Any]:
    """Ce qui se compare de chaque fichier d'un dossier de mois."""
    return {f.name: comparable(f.read_bytes(), f.name) for f in dossier.iterdir()}


def jeu_recu(archive: dict[str, bytes], mois: str) -> dict[str, Any]:
    """Ce qui se compare de chaque fichier d'une archive de la page."""
    assert {nom.partition("/")[0] for nom in archive} == {mois}
    return {PurePath(nom).name: comparable(octets, nom) for nom, octets in archive.items()}


def attendre_que(vrai: Callable[[], bool], page: Page) -> None:
    """Attend, sans bloquer le navigateur, qu'une chose soit vraie."""
    for _ in range(PATIENCE // 50):
        if vrai():
            return
        page.wait_for_timeout(50)
    raise AssertionError("trop long")
