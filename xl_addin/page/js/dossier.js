// Le dossier des rapports de la personne, quand le navigateur sait y écrire (Edge, Chrome) : ce qui
// y est se lit, puis le jeu neuf s'y pose.
import { deposer, prendre } from "./moteur.js";

const MOIS = /^\d{4}-\d{2}$/;
const ATTENTE = /^\.\d{4}-\d{2}\.en-cours$/;
const MANIFESTE = "manifeste.json";

export const possible = () => typeof window.showDirectoryPicker === "function";

/**
 * Fait choisir le dossier, pour y écrire (« readwrite ») ou le lire ; null si la personne renonce.
 */
export async function choisirLeDossier(mode) {
  try {
    return await window.showDirectoryPicker({
      id: "suivi-cir-rapports",
      mode,
      startIn: "documents",
    });
  } catch (erreur) {
    if (erreur.name === "AbortError") return null;
    throw erreur;
  }
}

/** Un dossier qui contient « Rapports » et aucun mois vaut pour son « Rapports ». */
export async function leBon(dossier) {
  let rapports = null;
  for await (const [nom, poignee] of dossier.entries()) {
    if (MOIS.test(nom)) return dossier;
    if (poignee.kind === "directory" && nom === "Rapports") rapports = poignee;
  }
  return rapports ?? dossier;
}

/** Vrai si la page a encore le droit d'y écrire, quitte à le redemander. */
export async function autorise(dossier) {
  const droit = { mode: "readwrite" };
  return (
    (await dossier.queryPermission(droit)) === "granted" ||
    (await dossier.requestPermission(droit)) === "granted"
  );
}

/**
 * Confie à Python ce qu'il lui faut du dossier : tous les manifestes, le mois entier, et ce qu'une
 * coupure aurait laissé en attente.
 */
export async function confierLeDossier(dossier, mois) {
  const fichiers = [];
  for await (const [nom, poignee] of dossier.entries()) {
    if (poignee.kind !== "directory") continue;
    if (ATTENTE.test(nom)) {
      const laisses = await toutSous(poignee, nom);
      if (laisses.some(([chemin]) => chemin === `${nom}/livrer.json`)) fichiers.push(...laisses);
    } else if (nom === mois) {
      fichiers.push(...(await toutSous(poignee, nom)));
    } else if (MOIS.test(nom)) {
      fichiers.push(
        ...(await toutSous(poignee, nom)).filter(([chemin]) => chemin === `${nom}/${MANIFESTE}`),
      );
    }
  }
  return confier(fichiers.map(([chemin, poignee]) => [chemin, () => poignee.getFile()]));
}

/**
 * Dépose des fichiers ; rend [dépôt, chemin] pour chacun. `lus` : [chemin, de quoi obtenir le
 * fichier].
 */
export async function confier(lus) {
  const fichiers = [];
  for (const [chemin, obtenir] of lus) {
    const fichier = await obtenir();
    fichiers.push([await deposer(new Uint8Array(await fichier.arrayBuffer())), chemin]);
  }
  return fichiers;
}

/** Tous les fichiers des mois d'un dossier : [chemin, de quoi obtenir le fichier]. */
export async function toutLire(dossier) {
  const fichiers = [];
  for await (const [nom, poignee] of dossier.entries()) {
    if (poignee.kind === "directory" && MOIS.test(nom))
      fichiers.push(...(await toutSous(poignee, nom)));
  }
  return fichiers.map(([chemin, poignee]) => [chemin, () => poignee.getFile()]);
}

async function toutSous(dossier, prefixe) {
  const trouves = [];
  for await (const [nom, poignee] of dossier.entries()) {
    const chemin = `${prefixe}/${nom}`;
    trouves.push(
      ...(poignee.kind === "directory" ? await toutSous(poignee, chemin) : [[chemin, poignee]]),
    );
  }
  return trouves;
}

/**
 * Exécute les ordres de `pont.py` dans le dossier. S'arrête au premier qui échoue, en nommant le
 * fichier ; un rapport suivant finira.
 */
export async function executerLesOrdres(dossier, ordres) {
  for (const { ecrire, depuis, retirer } of ordres) {
    try {
      if (ecrire) await poserUnFichier(dossier, ecrire, await prendre(depuis));
      else await retirerDe(dossier, retirer);
    } catch (erreur) {
      throw new EcritureImpossible((ecrire ?? retirer).split("/").pop(), erreur);
    }
  }
}

export class EcritureImpossible extends Error {
  constructor(nom, cause) {
    const pourquoi = {
      NotAllowedError: "le navigateur n’en a plus le droit",
      NoModificationAllowedError: "un autre programme le tient ouvert",
      QuotaExceededError: "le disque est plein",
    };
    super(
      `« ${nom} » ne peut pas être écrit dans le dossier : ` +
        `${pourquoi[cause.name] ?? "le dossier le refuse"}. Fermez ce fichier s’il est ouvert, ` +
        "vérifiez vos droits sur ce dossier, puis générez à nouveau le rapport : " +
        "la mise en place finira.",
    );
  }
}

async function poserUnFichier(dossier, chemin, octets) {
  const [noms, nom] = separer(chemin);
  for (const un of noms) dossier = await dossier.getDirectoryHandle(un, { create: true });
  const flux = await (await dossier.getFileHandle(nom, { create: true })).createWritable();
  await flux.write(octets);
  await flux.close();
}

async function retirerDe(dossier, chemin) {
  const [noms, nom] = separer(chemin);
  try {
    for (const un of noms) dossier = await dossier.getDirectoryHandle(un);
    await dossier.removeEntry(nom, { recursive: true });
  } catch (erreur) {
    if (erreur.name !== "NotFoundError") throw erreur;
  }
}

function separer(chemin) {
  const noms = chemin.split("/");
  return [noms.slice(0, -1), noms.at(-1)];
}
