// Le moteur : l'ouvrier qui porte Python. Un geste à la fois ; annuler arrête l'ouvrier et en
// prépare un autre.
import { $ } from "./dom.js";

let ouvrier, pret;
let numero = 0;
const attendus = new Map();

export class Annule extends Error {}
/** Un refus de Python : `message`, ce que la page dit ; `phrase`, ce que dit le terminal. */
export class Refus extends Error {
  constructor({ refus, dit }) {
    super(dit);
    this.phrase = refus;
  }
}
export class Faute extends Error {}

/** Prépare un ouvrier. La promesse rendue est tenue quand Python est prêt. */
export function demarrer() {
  const texte = new Blob([$("ouvrier").textContent], { type: "text/javascript" });
  const adresse = URL.createObjectURL(texte);
  ouvrier = new Worker(adresse);
  URL.revokeObjectURL(adresse);
  ouvrier.onmessage = ({ data }) => recevoir(data);
  ouvrier.onerror = (evenement) => {
    evenement.preventDefault();
    tout((a) => a.rejeter(new Faute(evenement.message ?? "ouvrier")));
  };
  const parties = {};
  for (const partie of document.querySelectorAll("[data-partie]"))
    parties[partie.dataset.partie] = partie.textContent;
  pret = envoyer({ sorte: "demarrer", parties });
  pret.catch(() => {});
  return pret;
}

/** Arrête le geste en cours : sa promesse est rompue par `Annule`. */
export function arreter() {
  ouvrier.terminate();
  tout((a) => a.rejeter(new Annule()));
  return demarrer();
}

/** Confie des octets à Python ; rend leur place. */
export async function deposer(octets) {
  await pret;
  return envoyer({ sorte: "deposer", octets }, [octets.buffer]);
}

/** Reprend les octets d'un fichier de Python. */
export const prendre = (chemin) => envoyer({ sorte: "prendre", chemin });

/** Demande un geste de `pont.py`. Lève `Refus` avec la phrase à dire. */
export async function demander(geste, options, avancer) {
  await pret;
  const resultat = await envoyer({ sorte: "executer", geste, options }, [], avancer);
  if (resultat.refus !== undefined) throw new Refus(resultat);
  return resultat;
}

function envoyer(message, cedes = [], avancer = () => {}) {
  const id = ++numero;
  return new Promise((tenir, rejeter) => {
    attendus.set(id, { tenir, rejeter, avancer });
    ouvrier.postMessage({ id, ...message }, cedes);
  });
}

function recevoir({ id, etape, resultat, faute }) {
  const attendu = attendus.get(id);
  if (!attendu) return;
  if (etape !== undefined) {
    attendu.avancer(etape);
    return;
  }
  attendus.delete(id);
  if (faute === undefined) attendu.tenir(resultat);
  else attendu.rejeter(new Faute(faute));
}

function tout(faire) {
  const tous = [...attendus.values()];
  attendus.clear();
  tous.forEach(faire);
}
