// Compile des sources Python pour le Python de la page : la page s'ouvre alors trois fois plus
// vite.
//   node precompiler.mjs DOSSIER_DE_PYODIDE SOURCES.zip COMPILES.zip
// Chaque .py devient un .pyc sans date, qui ne cite que son nom dans l'archive ; le reste est
// recopié.
// Les docstrings de la bibliothèque standard, elles, ne serviraient à personne : elles n'y sont
// plus.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [dossier, sources, compiles] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${dossier}/pyodide.mjs`));
const py = await loadPyodide({ indexURL: `${dossier}/` });
py.FS.writeFile("/sources.zip", readFileSync(sources));
py.runPython(`
import sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

DATE = (1980, 1, 1, 0, 0, 0)
with zipfile.ZipFile("/sources.zip") as lus, zipfile.ZipFile("/compiles.zip", "w") as ecrits:
    for nom in sorted(lus.namelist()):
        octets = lus.read(nom)
        if nom.endswith(".py"):
            niveau = 2 if nom.startswith("stdlib/") else 0
            code = compile(octets, nom, "exec", dont_inherit=True, optimize=niveau)
            nom, octets = nom + "c", bytes(_code_to_hash_pyc(code, bytes(8), False))
        ecrits.writestr(zipfile.ZipInfo(nom, DATE), octets)
    python = f"{sys.version.split()[0]}\\n{sys.copyright}"
    ecrits.writestr(zipfile.ZipInfo("python.txt", DATE), python)
`);
writeFileSync(compiles, py.FS.readFile("/compiles.zip"));
process.exit(0);
