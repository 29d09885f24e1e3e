// Le rapport du mois : le produire, le montrer, le poser dans le dossier ou le donner en .zip.
import { $, bouton, creer, enregistrer, insecable, mot, puces } from "./dom.js";
import { demander, deposer, prendre } from "./moteur.js";
import {
  autorise,
  choisirLeDossier,
  confierLeDossier,
  executerLesOrdres,
  leBon,
  possible,
} from "./dossier.js";
import { tableDesAnomalies, titreDeGravite } from "./anomalies.js";
import { tableauDuMois } from "./tableau.js";
import { annoncer, nePlusAnnuler } from "./etat.js";

let dossier = null;

export function preparerLeRapport() {
  $("ou-dossier").hidden = !possible();
  $("choisir-dossier").addEventListener("click", choisir);
  $("precedent").addEventListener("change", () => {
    const noms = [...$("precedent").files].map((f) => f.name);
    $("precedent-choisi").textContent = noms.length ? noms.join(", ") : "Donnez son ancien .zip.";
  });
}

/** Le dossier des rapports, choisi ou déposé : c'est là que tout se lit et s'écrit. */
export async function prendreLeDossier(choisi) {
  dossier = await leBon(choisi);
  $("dossier-choisi").textContent =
    `Écrit dans « ${dossier.name} ». La page l’oublie en se fermant.`;
  $("ou-precedent").hidden = true;
}

async function choisir() {
  try {
    const choisi = await choisirLeDossier("readwrite");
    if (choisi) await prendreLeDossier(choisi);
  } catch (erreur) {
    annoncer(
      erreur.name === "SecurityError"
        ? "Le navigateur refuse ce dossier : choisissez le dossier Rapports lui-même."
        : "Ce dossier ne peut pas être choisi : choisissez-en un autre.",
    );
  }
}

/** Produit le rapport ; rend ce que `pont.produire` en dit, et où sont les fichiers. */
export async function produireLeRapport(options, avancer) {
  const dansLeDossier = dossier !== null && (await autorise(dossier));
  avancer("Lecture des rapports déjà produits");
  const fichiers = dansLeDossier ? await confierLeDossier(dossier, options.mois) : [];
  await demander("recevoir", { fichiers });
  if (!dansLeDossier) {
    for (const precedent of $("precedent").files) {
      const depot = await deposer(new Uint8Array(await precedent.arrayBuffer()));
      await demander("reprendre", { depot, nom: precedent.name });
    }
  }
  const produit = await demander("produire", options, avancer);
  let ou = null;
  if (produit.ordres.length) {
    nePlusAnnuler();
    avancer("Enregistrement des fichiers");
    ou = dansLeDossier ? await poserDansLeDossier(produit) : await donnerEnZip(produit.vue.mois);
  }
  return { ...produit, ou };
}

async function poserDansLeDossier({ ordres, vue }) {
  await executerLesOrdres(dossier, ordres);
  return { dit: `Écrits dans ${dossier.name}/${vue.mois} :` };
}

async function donnerEnZip(mois) {
  const { nom, chemin } = await demander("archiver", { mois });
  const octets = await prendre(chemin);
  enregistrer(nom, octets);
  return {
    dit: `Dans « ${nom} », avec vos téléchargements :`,
    encore: () => enregistrer(nom, octets),
    nom,
  };
}

/** Montre une production : `vue.py`, `de_la_production`. */
export function montrerLeRapport({ vue, json, ou, justificatif }, demande) {
  const parties = [creer("h2", {}, insecable(vue.titre))];
  if (vue.messages.length) parties.push(puces(vue.messages));
  if (vue.refuse) parties.push(...refus(vue));
  else parties.push(...resultat(vue, json, ou, justificatif, demande));
  $("panneau-rapport").replaceChildren(...parties);
}

const CORRIGEZ =
  "Corrigez ces lignes dans le classeur, enregistrez, puis recommencez ; ou cochez « Provisoire ».";
const SANS_PDF = "La page ne fait pas le PDF de la synthèse : ouvrez le rapport, puis imprimez-le.";
const NOMINATIF =
  "Nominatif : il prouve chaque chiffre, se garde à côté du classeur, et ne s’envoie jamais.";

function refus(vue) {
  const parties = vue.defauts.map((defaut) => mot("grave", defaut));
  if (!vue.bloquantes.length) return parties;
  return [
    ...parties,
    mot("corrigez", CORRIGEZ),
    titreDeGravite("B", "Bloquant", vue.bloquantes),
    tableDesAnomalies(vue.bloquantes, "Anomalies bloquantes"),
  ];
}

function resultat(vue, json, ou, justificatif, demande) {
  return [
    ...changements(vue, json),
    ...(ou?.encore && vue.definitif_neuf ? dejaTransmis(vue) : []),
    ...(vue.tableau
      ? tableauDuMois(vue.tableau, { ...demande, mois: vue.mois }, titreDuMois(vue))
      : []),
    ...(ou ? fichiers(json, ou) : []),
    ...(justificatif ? leJustificatif(justificatif) : []),
  ];
}

const titreDuMois = (vue) => vue.mois_dit.charAt(0).toUpperCase() + vue.mois_dit.slice(1);

function changements(vue, json) {
  if (!vue.changements.length) return [];
  const titre = creer("h3", {}, `Depuis la version ${json.version - 1}`);
  return [titre, puces(vue.changements.map((c) => `${c.perimetre} : ${c.dit}`))];
}

function dejaTransmis(vue) {
  if ($("precedent").files.length) return [];
  const texte =
    `Si ${vue.mois_dit} a déjà été transmis, n’envoyez pas ces fichiers : donnez son ancien .zip ` +
    "(ou son manifeste.json) sous « Mois déjà produit ? », puis générez à nouveau.";
  return [mot("attention", texte)];
}

function fichiers(json, ou) {
  const parties = [creer("h3", {}, "Fichiers"), creer("p", {}, ou.dit), puces(json.fichiers)];
  parties.push(mot("aide", SANS_PDF));
  if (ou.encore) parties.push(bouton("Enregistrer à nouveau le .zip", ou.encore));
  return parties;
}

function leJustificatif(chemin) {
  const donner = async () => enregistrer(chemin.split("/").pop(), await prendre(chemin));
  return [
    creer("h3", {}, "Justificatif interne"),
    mot("attention", NOMINATIF),
    bouton("Enregistrer le justificatif (nominatif)", donner),
  ];
}
