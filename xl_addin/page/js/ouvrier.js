// L'ouvrier : Python, à côté de la page, qui reste vivante. Il reçoit d'abord les parties de la
// page, puis des gestes, un à la fois.
"use strict";

const TYPES = { wasm: "application/wasm", mjs: "text/javascript" };
let pont, py;

/** Une partie de la page : du texte (gzip, puis base64) à ses octets, au fil de l'eau. */
function deplier([nom, texte]) {
  const octets = Uint8Array.fromBase64
    ? Uint8Array.fromBase64(texte)
    : Uint8Array.from(atob(texte), (c) => c.charCodeAt(0));
  const flux = new Blob([octets]).stream().pipeThrough(new DecompressionStream("gzip"));
  return [
    nom,
    new Response(flux, {
      headers: { "Content-Type": TYPES[nom.split(".").pop()] ?? "application/octet-stream" },
    }),
  ];
}

async function module(reponse) {
  const texte = await reponse.arrayBuffer();
  const adresse = URL.createObjectURL(new Blob([texte], { type: "text/javascript" }));
  try {
    return await import(adresse);
  } finally {
    URL.revokeObjectURL(adresse);
  }
}

/**
 * Pose les fichiers d'une liasse dans la mémoire de Python : longueur de la table, table (nom ->
 * [début, longueur]), octets.
 */
function poser(liasse, racine) {
  const longueur = new DataView(liasse).getUint32(0, true);
  const table = JSON.parse(new TextDecoder().decode(new Uint8Array(liasse, 4, longueur)));
  const dossiers = new Set();
  for (const [nom, [debut, taille]] of Object.entries(table)) {
    const chemin = `${racine}/${nom}`;
    const dossier = chemin.slice(0, chemin.lastIndexOf("/"));
    if (!dossiers.has(dossier)) {
      py.FS.mkdirTree(dossier);
      dossiers.add(dossier);
    }
    py.FS.writeFile(chemin, new Uint8Array(liasse, 4 + longueur + debut, taille), { canOwn: true });
  }
}

async function demarrer({ plateforme, ...parties }) {
  const deplies = Object.fromEntries(Object.entries(parties).map(deplier));
  // Pyodide demande ses fichiers à « fetch » : il les reçoit de la page, et rien d'autre n'est
  // servi.
  self.fetch = async (adresse) =>
    deplies[String(adresse).split("/").pop()] ?? Promise.reject(new TypeError("absent de la page"));
  self.importScripts = undefined; // Pyodide y verrait un ouvrier d'ancienne façon
  const [{ loadPyodide }, asm, site] = await Promise.all([
    module(deplies["pyodide.mjs"]),
    module(deplies["pyodide.asm.mjs"]),
    deplies.site.arrayBuffer(),
  ]);
  py = await loadPyodide({
    indexURL: "file:///",
    createPyodideModule: asm.default,
    lockFileContents: JSON.stringify({ info: JSON.parse(plateforme), packages: {} }),
    stdout: () => {},
    stderr: () => {},
  });
  poser(site, "/site");
  py.FS.mkdirTree("/depot");
  py.runPython("import sys; sys.path.insert(0, '/site')");
  pont = py.pyimport("xl_addin.page.pont");
}

let depots = 0;
const GESTES = {
  deposer({ octets }) {
    const chemin = `/depot/${++depots}`;
    py.FS.writeFile(chemin, octets, { canOwn: true });
    return chemin;
  },
  prendre({ chemin }) {
    return py.FS.readFile(chemin);
  },
  executer({ geste, options, id }) {
    return JSON.parse(
      pont.executer(geste, JSON.stringify(options), (etape) => postMessage({ id, etape })),
    );
  },
};

onmessage = async ({ data }) => {
  const { id, sorte } = data;
  try {
    const resultat = sorte === "demarrer" ? await demarrer(data.parties) : GESTES[sorte](data);
    postMessage({ id, resultat }, resultat instanceof Uint8Array ? [resultat.buffer] : []);
  } catch (erreur) {
    postMessage({ id, faute: `${erreur.name} ${erreur.message}`.slice(0, 300) });
  }
};
