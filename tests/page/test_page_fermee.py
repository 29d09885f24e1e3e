"""La page est fermée : elle n'appelle aucun réseau, et ne mène nulle part."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from navigateur import Chromium, Onglet, attendre_que
from playwright.sync_api import Error as PlaywrightError

from xl_addin.page import assembler, composants
from xl_addin.page.assembler import ICI, reunir_les_modules

POLITIQUE_ATTENDUE = {
    "default-src": {"'none'"},
    "script-src": {"blob:", "'wasm-unsafe-eval'"},
    "worker-src": {"blob:"},
    "style-src": set(),
    "connect-src": {"'none'"},
    "form-action": {"'none'"},
    "base-uri": {"'none'"},
}
"""Rien de plus ; une empreinte (`sha256-…`) par script et par style de la page s'y ajoute."""


REPONSE = (
    b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)


@pytest.fixture
def voisin() -> Iterator[tuple[int, list[bytes]]]:
    """Un serveur sur cette machine, et ce qu'il a reçu : rien ne doit lui parvenir."""
    recus: list[bytes] = []
    ecoute = socket.create_server(("127.0.0.1", 0))
    ecoute.settimeout(0.2)
    fin = threading.Event()

    def servir() -> None:
        while not fin.is_set():
            try:
                appel, _ = ecoute.accept()
            except TimeoutError:
                continue
            with appel, suppress(OSError):
                appel.settimeout(1)
                recus.append(b"")
                recus[-1] = appel.recv(200)
                appel.sendall(REPONSE)

    fil = threading.Thread(target=servir)
    fil.start()
    yield ecoute.getsockname()[1], recus
    fin.set()
    fil.join()
    ecoute.close()


def test_la_politique_est_la_plus_etroite(page_html: Path) -> None:
    """Elle est dans la page, avant tout ce qui s'exécute ; rien de plus que ce qu'il faut, chaque
    script et chaque style par son empreinte.
    """
    texte = page_html.read_text(encoding="utf-8")
    avant, _, reste = texte.partition('<meta http-equiv="Content-Security-Policy" content="')
    assert "<script" not in avant
    assert "<style" not in avant
    directives = {}
    for directive in reste.partition('">')[0].replace("&#x27;", "'").split("; "):
        nom, *sources = directive.split()
        directives[nom] = {source for source in sources if not source.startswith("'sha256-")}
    assert directives == POLITIQUE_ATTENDUE
    assert len(re.findall(r"'?sha256-", reste.partition('">')[0])) == 2


def test_un_mois_entier_sans_une_demande(
    ouvrir: Callable[[], Onglet], chromium: Chromium, page_html: Path, exemple: Path
) -> None:
    """Vérifier, produire, expliquer : l'onglet ne demande que lui-même et ses propres octets, et le
    navigateur rien pour lui.
    """
    onglet = ouvrir()
    onglet.choisir(exemple)
    onglet.regler(aujourdhui="2026-04-02")
    onglet.verifier()
    onglet.generer()
    onglet.page.get_by_role(
        "button", name="21 : Personnes reçues en entretien individuel, total, ce mois"
    ).click()
    onglet.page.locator("#boite-explication tbody tr").first.wait_for()
    siennes = [adresse for adresse in onglet.demandes if not adresse.startswith("blob:null/")]
    assert siennes == [page_html.as_uri()]
    assert demandes_des_pages(chromium.journal) == set()


def demandes_des_pages(journal: Path) -> set[str]:
    """Les adresses qu'une page a fait demander au réseau, d'après le journal du navigateur ; ses
    propres mises à jour ne sont d'aucune page.
    """
    texte = journal.read_text(encoding="utf-8", errors="replace")
    genre = int(re.search(r'"URL_REQUEST_START_JOB":(\d+)', texte)[1])  # type: ignore[index]
    trouvees = set()
    for ligne in texte.splitlines():
        with suppress(ValueError):
            evenement = json.loads(ligne.rstrip(","))
            p = evenement.get("params", {})
            if evenement["type"] == genre and "url" in p and p.get("initiator") != "not an origin":
                trouvees.add(p["url"])
    return {adresse for adresse in trouvees if re.match(r"(https?|wss?|ftp):", adresse)}


OUTILS = """
const cree = (balise, proprietes) => Object.assign(document.createElement(balise), proprietes);
const charge = (element, place) => new Promise((oui, non) => {
  element.onload = element.oncanplay = element.onopen = element.onmessage = oui;
  element.onerror = non;
  place?.append(element);
});
const viole = (faire) => new Promise((oui, non) => {
  document.addEventListener("securitypolicyviolation", non, { once: true });
  faire();
  setTimeout(oui, 3000);
});
const apres = (nom) => new Promise((oui, non) => {
  setTimeout(() => (window[nom] ? oui() : non()), 500);
});
"""
ESSAIS = {
    "fetch": "await fetch(`${ici}/fetch`)",
    "XMLHttpRequest": """
      const x = new XMLHttpRequest();
      x.open("GET", `${ici}/xhr`);
      x.send();
      await charge(x);""",
    "image": "await charge(cree('img', { src: `${ici}/image` }))",
    "style": """
      const lien = cree("link", { rel: "stylesheet", href: `${ici}/style` });
      await charge(lien, document.head);""",
    "script": "await charge(cree('script', { src: `${ici}/script` }), document.head)",
    "script en ligne": """
      document.head.append(cree("script", { textContent: "window.passe = 1" }));
      await apres("passe");""",
    "import": "await import(`${ici}/import.js`)",
    "ouvrier": "await charge(new Worker(`${ici}/ouvrier.js`))",
    "prise": "await charge(new WebSocket(`ws://${ou}/prise`))",
    "évènements": "await charge(new EventSource(`${ici}/flux`))",
    "balise": "await viole(() => navigator.sendBeacon(`${ici}/balise`, 'x'))",
    "cadre": "await viole(() => document.body.append(cree('iframe', { src: `${ici}/cadre` })))",
    "objet": "await viole(() => document.body.append(cree('object', { data: `${ici}/objet` })))",
    "formulaire": """
      const formulaire = cree("form", { action: `${ici}/formulaire`, method: "post" });
      document.body.append(formulaire);
      await viole(() => formulaire.submit());""",
    "base": "await viole(() => document.head.append(cree('base', { href: `${ici}/base/` })))",
    "liaison directe": "new RTCPeerConnection({ iceServers: [{ urls: `stun:${ou}` }] })",
    "texte exécuté": "setTimeout('window.execute = 1', 0); await apres('execute')",
    "police": "await new FontFace('x', `url(${ici}/police)`).load()",
    "son": "await charge(cree('audio', { src: `${ici}/son` }))",
}
"""Ce qu'un programme malveillant essaierait depuis la page ; chaque essai échoue s'il est refusé.

`ou` : l'adresse et le port du voisin ; `ici` : la même, en http.
"""


def en_fonction(essai: str) -> str:
    """Une fonction de la page : « passé », « refusé », ou « muet » au bout de dix secondes."""
    return f"""async (ou) => {{
      const ici = `http://${{ou}}`;
      {OUTILS}
      const essai = (async () => {{ {essai}; return "passé"; }})().catch(() => "refusé");
      return Promise.race([essai, new Promise((oui) => setTimeout(oui, 10000, "muet"))]);
    }}"""


@pytest.fixture(scope="module")
def onglet_hostile(chromium: Chromium, page_html: Path) -> Iterator[Onglet]:
    """Une page où l'on essaie tout."""
    onglet = chromium.ouvrir(page_html)
    yield onglet
    onglet.fermer()


@pytest.mark.parametrize("essai", ESSAIS)
def test_chaque_issue_est_fermee(
    onglet_hostile: Onglet, voisin: tuple[int, list[bytes]], essai: str
) -> None:
    """Refusé par le navigateur, et rien n'arrive au serveur voisin."""
    port, recus = voisin
    fonction = en_fonction(ESSAIS[essai])
    assert onglet_hostile.page.evaluate(fonction, f"127.0.0.1:{port}") == "refusé"
    # Pour un cadre ou un formulaire, Chromium se connecte, sans rien envoyer, avant de refuser.
    assert b"".join(recus) == b""


def test_l_ouvrier_est_ferme_aussi(onglet_hostile: Onglet, voisin: tuple[int, list[bytes]]) -> None:
    """Un ouvrier de la page, comme celui de Python, a la même politique."""
    port, recus = voisin
    essai = """(ou) => new Promise((oui) => {
      const texte = `
        const essais = [
          (ou) => fetch(ou),
          (ou) => importScripts(ou),
          (ou) => import(ou),
          () => new Function("return 1")(),
          (ou) => new Promise((oui, non) => {
            const prise = new WebSocket(ou.replace("http", "ws"));
            prise.onopen = oui;
            prise.onerror = non;
          }),
        ];
        onmessage = async ({ data }) => {
          const dits = [];
          for (const essai of essais) {
            try {
              await essai(data);
              dits.push("passé");
            } catch {
              dits.push("refusé");
            }
          }
          postMessage(dits.join(" "));
        }`;
      const w = new Worker(URL.createObjectURL(new Blob([texte], { type: "text/javascript" })));
      w.onmessage = ({ data }) => oui(data);
      w.postMessage(`http://${ou}/ouvrier`);
    })"""
    assert (
        onglet_hostile.page.evaluate(essai, f"127.0.0.1:{port}")
        == "refusé refusé refusé refusé refusé"
    )
    assert recus == []


AILLEURS = {
    "fetch": "passé",
    "XMLHttpRequest": "passé",
    "image": "refusé",
    "style": "passé",
    "script": "passé",
    "script en ligne": "passé",
    "cadre": "passé",
    "formulaire": "passé",
    "liaison directe": "passé",
    "texte exécuté": "passé",
}
"""Ce que donnent les mêmes essais sans politique ; l'image vient, et n'en est pas une."""


@pytest.mark.parametrize("essai", AILLEURS)
def test_ces_essais_passeraient_ailleurs(
    chromium: Chromium, voisin: tuple[int, list[bytes]], tmp_path: Path, essai: str
) -> None:
    """Les mêmes gestes, d'une page sans politique, passent : les refus sont bien les siens."""
    port, recus = voisin
    libre = tmp_path / "libre.html"
    libre.write_text("<!doctype html><title>sans politique</title><body></body>")
    page = chromium.contexte.new_page()
    page.goto(libre.as_uri())
    if essai == "formulaire":  # il change de page : c'est le voisin qui dit qu'il est parti
        with suppress(PlaywrightError):
            page.evaluate(en_fonction(ESSAIS[essai]), f"127.0.0.1:{port}")
    else:
        assert page.evaluate(en_fonction(ESSAIS[essai]), f"127.0.0.1:{port}") == AILLEURS[essai]
    if "${ici}" in ESSAIS[essai]:
        attendre_que(lambda: b"HTTP/1.1" in b"".join(recus), page)
        chemin = b"".join(recus).split()[1].decode()
        demandee = f"http://127.0.0.1:{port}{chemin}"
        attendre_que(lambda: demandee in demandes_des_pages(chromium.journal), page)
    page.close()


MENENT_AILLEURS = (
    r"<a\b",
    r"<area\b",
    r"<form\b",
    r"<i?frame\b",
    r"<base\b",
    r"<link\b",
    r"<object\b",
    r"<embed\b",
    r"http-equiv=\"refresh\"",
    r"\bhref=",
    r"\bsrc=",
    r"\baction=",
)
QUI_MENENT_AILLEURS = (
    r"\blocation\b",
    r"\bopen\(",
    r"\bhistory\.",
    r"\bnavigation\b",
    r"\.href\b",
    r"\.src\b",
    r"\.action\b",
    r"\.submit\b",
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML",
    r"\beval\b|\bFunction\(",
    r"localStorage|sessionStorage|indexedDB|caches\b|cookie",
    r"https?:",
    r"new RTC|new WebTransport|new WebSocket|new EventSource|sendBeacon",
)


def test_la_page_ne_mene_nulle_part(page_html: Path) -> None:
    """Une politique ne peut pas empêcher une page d'en ouvrir une autre : celle-ci n'a ni lien, ni
    code qui navigue, et ne garde rien.
    """
    html = re.sub(
        r'<script type="text/plain" data-partie=.*?</script>',
        "",
        page_html.read_text(encoding="utf-8"),
        flags=re.S,
    )
    html = re.sub(r"<pre\b.*?</pre>", "", html, flags=re.S)  # le texte des licences
    html = re.sub(r"<script\b.*?</script>", "", html, flags=re.S)
    for motif in MENENT_AILLEURS:
        assert not re.search(motif, html, re.I), motif
    code = reunir_les_modules() + (ICI / "js" / "ouvrier.js").read_text(encoding="utf-8")
    for motif in QUI_MENENT_AILLEURS:
        assert not re.search(motif, code), motif
    assert re.findall(r'creer\("a",[^)]*\)', code) == [
        'creer("a", { href: adresse, download: nom })'
    ]


def test_un_fichier_lache_a_cote_ne_quitte_pas_la_page(
    onglet: Onglet, page_html: Path, exemple: Path
) -> None:
    """Lâché n'importe où, un fichier est pris pour le classeur ; le navigateur ne l'ouvre pas à la
    place de la page.
    """
    onglet.lacher(exemple)
    onglet.attendre()
    assert onglet.page.url == page_html.as_uri()
    assert onglet.page.locator("#fiche").inner_text().startswith(exemple.name)


def test_fermer_oublie(ouvrir: Callable[[], Onglet], exemple: Path) -> None:
    """Rien n'est gardé d'une page à l'autre."""
    premier = ouvrir()
    premier.choisir(exemple)
    premier.verifier()
    restes = """async () => [
      localStorage.length,
      sessionStorage.length,
      document.cookie,
      (await indexedDB.databases()).length,
    ]"""
    assert premier.page.evaluate(restes) == [0, 0, "", 0]
    premier.page.reload()
    premier.attendre()
    assert not premier.page.locator("#fiche").is_visible()
    assert premier.page.locator("#resultat").get_attribute("data-json") is None
    assert premier.page.locator("#mois").input_value() == ""


def test_memes_octets_deux_fois(
    page_html: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Assemblée à nouveau du seul cache, sans aucun client de réseau, la page a les mêmes octets,
    et 16 Mio au plus.
    """
    monkeypatch.setenv("PATH", str(node_seul(tmp_path)))
    autre = tmp_path / "autre.html"
    assembler.ecrire(autre, composants.cache_du_poste(), boutons=True)
    assert autre.read_bytes() == page_html.read_bytes()
    assert autre.stat().st_size <= 16 * 2**20


def node_seul(dossier: Path) -> Path:
    """Un dossier de programmes qui n'a que node : ni npm, ni pip."""
    import shutil

    programmes = dossier / "bin"
    programmes.mkdir()
    (programmes / "node").symlink_to(str(shutil.which("node")))
    return programmes


def test_les_licences_sont_dites(onglet: Onglet) -> None:
    """Chaque composant est nommé, avec sa version et sa licence ; le texte de chaque licence est
    là.
    """
    onglet.cliquer("À propos")
    noms = onglet.page.locator("#boite-apropos tbody td:first-child").all_inner_texts()
    verrou = composants.lire_le_verrou()
    attendus = {"suivi-cir", "pyodide", "python", *(roue["nom"] for roue in verrou["roues"])}
    assert {composants.normaliser(nom) for nom in noms} == attendus
    licences = onglet.page.locator("#boite-apropos tbody td:last-child").all_inner_texts()
    assert all(licences)
    textes = onglet.page.locator("#boite-apropos pre").text_content() or ""
    assert textes.count("Permission is hereby granted") >= 5
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in textes
