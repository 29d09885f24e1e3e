"""Assemble « Suivi CIR.html » : Pyodide, les roues et nos paquets, dans un seul fichier qui ne
demande rien au réseau.

Mêmes entrées, mêmes octets. La politique de sécurité de la page (CSP) est calculée ici : elle
n'admet que les scripts et le style que ce module y met, par leur empreinte.
"""

import gzip
import html
import json
import re
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from reports import logiciel
from workbook.declarations.erreurs import Refus, raison
from workbook.presentation.ecriture import remplacer
from xl_addin.neuf import construire_classeur
from xl_addin.page import composants
from xl_addin.page.composants import Composants

ICI = Path(__file__).parent
RACINE = ICI.parent.parent
NOTRES = ("workbook", "reports", "macros", "xl_addin")
DANS_LA_PAGE = ("__init__.py", "pont.py", "vue.py")
"""De ce dossier-ci, ce dont la page ouverte a besoin."""
MODULES = (
    "dom",
    "etat",
    "moteur",
    "anomalies",
    "tableau",
    "dossier",
    "rapport",
    "outils",
    "principal",
)
"""Les modules de la page, chacun après ceux qu'il importe."""
POLITIQUE = {
    "default-src": "'none'",
    "script-src": "{script} blob: 'wasm-unsafe-eval'",
    "worker-src": "blob:",
    "style-src": "{style}",
    "connect-src": "'none'",
    "form-action": "'none'",
    "base-uri": "'none'",
}
_LICENCES_SANS_TEXTE = {
    "MPL-2.0": "Mozilla Public License 2.0 : texte sur mozilla.org/MPL/2.0, "
    "sources dans le paquet « pyodide » et sur github.com/pyodide/pyodide."
}


def ecrire(chemin: Path, cache: Path, *, boutons: bool = False) -> int:
    """Écrit la page ; rend sa taille en octets.

    `boutons` : elle donnera aussi un classeur à boutons, qui nomme ce Python. Lève `Refus`.
    """
    if chemin.suffix.lower() not in (".html", ".htm"):
        raise Refus(f"« {chemin.name} » doit finir par .html.")
    octets = construire(cache, boutons=boutons)
    try:
        remplacer(chemin, octets)
    except OSError as erreur:
        raise Refus(
            f"« {chemin} » ne peut pas être écrit : {raison(erreur)}. Choisissez un autre dossier."
        ) from None
    return len(octets)


def construire(cache: Path, *, boutons: bool = False) -> bytes:
    """Les octets de la page. Lève `Refus`."""
    dehors = composants.reunir(cache)
    livree = dict(_zip(dehors.pyodide["python_stdlib.zip"]))
    gardes = composants.utiles(list(livree), composants.lire_le_verrou()["retirer"]["stdlib"])
    sources = {f"stdlib/{nom}": livree[nom] for nom in gardes}
    sources |= {f"site/{nom}": octets for r in dehors.roues for nom, octets in r.fichiers.items()}
    sources |= {f"site/{nom}": octets for nom, octets in _nos_paquets()}
    compiles, python = _precompiler(sources, dehors.pyodide)
    modeles = {"modeles/Suivi CIR.xlsm": construire_classeur(".xlsm")[0]} if boutons else {}
    site = {nom.removeprefix("site/"): o for nom, o in compiles.items() if nom.startswith("site/")}
    stdlib = {
        nom.removeprefix("stdlib/"): o for nom, o in compiles.items() if nom.startswith("stdlib/")
    }
    parties = {
        "pyodide.mjs": dehors.pyodide["pyodide.mjs"],
        "pyodide.asm.mjs": dehors.pyodide["pyodide.asm.mjs"],
        "pyodide.asm.wasm": dehors.pyodide["pyodide.asm.wasm"],
        "python_stdlib.zip": en_zip(stdlib),
        "site": en_liasse(site | modeles),
    }
    return _page(parties, dehors, python).encode()


def _zip(octets: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        for nom in sorted(archive.namelist()):
            if not nom.endswith("/"):
                yield nom, archive.read(nom)


def _nos_paquets() -> Iterator[tuple[str, bytes]]:
    fiche = f"Metadata-Version: 2.1\nName: suivi-cir\nVersion: {logiciel.version()}\n"
    yield "suivi_cir.dist-info/METADATA", fiche.encode()
    for paquet in NOTRES:
        for fichier in sorted((RACINE / paquet).rglob("*")):
            nom = fichier.relative_to(RACINE).as_posix()
            de_la_page = nom.startswith("xl_addin/page/")
            if (
                fichier.is_file()
                and "__pycache__" not in nom
                and (not de_la_page or fichier.name in DANS_LA_PAGE)
            ):
                yield nom, fichier.read_bytes()


def _precompiler(
    sources: Mapping[str, bytes], pyodide: Mapping[str, bytes]
) -> tuple[dict[str, bytes], str]:
    """Les mêmes fichiers, compilés par le Python de la page ; et ce que ce Python dit de lui."""
    with tempfile.TemporaryDirectory() as travail:
        dossier = Path(travail)
        for nom, octets in pyodide.items():
            (dossier / nom).write_bytes(octets)
        (dossier / "sources.zip").write_bytes(en_zip(sources))
        commande = ["node", str(ICI / "precompiler.mjs"), travail]
        composants.executer(
            [*commande, str(dossier / "sources.zip"), str(dossier / "compiles.zip")], dossier
        )
        compiles = dict(_zip((dossier / "compiles.zip").read_bytes()))
    return compiles, compiles.pop("python.txt").decode()


def en_zip(fichiers: Mapping[str, bytes]) -> bytes:
    """Une archive zip, sans compression ni date : elle est comprimée ensuite, d'un bloc."""
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_STORED) as archive:
        for nom in sorted(fichiers):
            archive.writestr(zipfile.ZipInfo(nom, (1980, 1, 1, 0, 0, 0)), fichiers[nom])
    return sortie.getvalue()


def en_liasse(fichiers: Mapping[str, bytes]) -> bytes:
    """Des fichiers bout à bout, précédés de leur table (JSON) et de la longueur de celle-ci : la
    page les pose sans rien recopier.
    """
    table, debut = {}, 0
    for nom in sorted(fichiers):
        table[nom] = [debut, len(fichiers[nom])]
        debut += len(fichiers[nom])
    entete = json.dumps(table, separators=(",", ":")).encode()
    return (
        len(entete).to_bytes(4, "little")
        + entete
        + b"".join(fichiers[nom] for nom in sorted(fichiers))
    )


def _page(parties: Mapping[str, bytes], dehors: Composants, python: str) -> str:
    script, style, ouvrier = reunir_les_modules(), _texte("page.css"), _texte("js/ouvrier.js")
    politique = "; ".join(
        f"{directive} {valeur.format(script=_empreinte(script), style=_empreinte(style))}"
        for directive, valeur in POLITIQUE.items()
    )
    liste, textes = _licences(dehors, python)
    morceaux = {
        "politique": html.escape(politique),
        "style": style,
        "version": logiciel.version(),
        "python": html.escape(python.splitlines()[0]),
        "composants": liste,
        "licences": textes,
        "ouvrier": ouvrier,
        "plateforme": json.dumps(json.loads(dehors.pyodide["pyodide-lock.json"])["info"]),
        "parties": "\n".join(
            f'<script type="text/plain" data-partie="{nom}">{_en_texte(octets)}</script>'
            for nom, octets in parties.items()
        ),
        "script": script,
    }
    return re.sub(
        r"<!--\[(\w+)\]-->|/\*\[(\w+)\]\*/", lambda m: morceaux[m[1] or m[2]], _texte("page.html")
    )


def reunir_les_modules() -> str:
    """Les modules de la page en un seul : une page ouverte du disque ne peut pas en importer
    d'autres.
    """
    textes = []
    for nom in MODULES:
        texte = _texte(f"js/{nom}.js")
        texte = re.sub(r"^import \{[^}]*\} from \"\./\w+\.js\";\n", "", texte, flags=re.M)
        textes.append(re.sub(r"^export ", "", texte, flags=re.M))
    return "\n".join(textes)


def _texte(nom: str) -> str:
    return (ICI / nom).read_text(encoding="utf-8")


def _empreinte(texte: str) -> str:
    """L'empreinte d'un script ou d'un style en ligne, telle que la politique la cite."""
    return f"'sha256-{b64encode(sha256(texte.encode()).digest()).decode()}'"


def _en_texte(octets: bytes) -> str:
    return b64encode(gzip.compress(octets, 9, mtime=0)).decode()


def _licences(dehors: Composants, python: str) -> tuple[str, str]:
    """Ce que la page porte d'ailleurs : une ligne par composant, puis les textes des licences."""
    version_de_python, _, droits = python.partition("\n")
    lignes = [("suivi-cir", logiciel.version(), "MIT", [_texte_de_notre_licence()])]
    lignes.append(
        (
            "Pyodide",
            dehors.version_de_pyodide,
            dehors.licence_de_pyodide,
            [_LICENCES_SANS_TEXTE[dehors.licence_de_pyodide]],
        )
    )
    lignes.append(
        (
            "Python",
            version_de_python,
            "PSF-2.0",
            [f"{droits}\n(Le texte de la licence PSF est celui de typing_extensions, plus bas.)"],
        )
    )
    lignes += [(r.nom, r.version, r.licence, list(r.textes)) for r in dehors.roues]
    cases = [[f"<td>{html.escape(c)}</td>" for c in (n, v, licence)] for n, v, licence, _ in lignes]
    liste = "".join(f"<tr>{''.join(siennes)}</tr>" for siennes in cases)
    textes = "\n\n".join(
        f"{nom} {v}\n{'=' * len(f'{nom} {v}')}\n" + "\n\n".join(t.strip() for t in siens)
        for nom, v, _, siens in lignes
    )
    return liste, html.escape(textes)


def _texte_de_notre_licence() -> str:
    for place in (RACINE / "LICENSE", *RACINE.glob("suivi_cir-*.dist-info/licenses/LICENSE")):
        if place.exists():
            return place.read_text(encoding="utf-8")
    return "Licence MIT."
