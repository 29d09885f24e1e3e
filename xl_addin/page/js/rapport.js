// Le rapport du mois : le produire, le montrer, le poser dans le dossier ou le donner en .zip.
import { $, bouton, creer, enregistrer, insecable } from "./dom.js";
import { demander, deposer, prendre } from "./moteur.js";
import { autorise, choisirLeDossier, confierLeDossier, executerLesOrdres, leBon, possible } from "./dossier.js";
import { pastille, tableDesAnomalies } from "./anomalies.js";
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
  $("dossier-choisi").textContent = `Écrit dans « ${dossier.name} ». La page l’oublie en se fermant.`;
  $("ou-precedent").hidden = true;
}

async function choisir() {
  try {
    const choisi = await choisirLeDossier("readwrite");
    if (choisi) await prendreLeDossier(choisi);
  } catch (erreur) {
    annoncer(erreur.name === "SecurityError" ? "Le navigateur refuse ce dossier : choisissez le dossier Rapports lui-même." : "Ce dossier ne peut pas être choisi : choisissez-en un autre.");
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
  return { dit: `Dans « ${nom} », avec vos téléchargements :`, encore: () => enregistrer(nom, octets), nom };
}

/** Montre une production : `vue.py`, `de_la_production`. */
export function montrerLeRapport({ vue, json, ou, justificatif }, demande) {
  const parties = [creer("h2", {}, insecable(vue.titre))];
  if (vue.messages.length) parties.push(creer("ul", { class: "messages" }, ...vue.messages.map((m) => creer("li", {}, m))));
  if (vue.refuse) parties.push(...refus(vue));
  else parties.push(...resultat(vue, json, ou, justificatif, demande));
  $("panneau-rapport").replaceChildren(...parties);
}

function refus(vue) {
  const parties = vue.defauts.map((d) => creer("p", { class: "grave" }, d));
  if (vue.bloquantes.length) {
    parties.push(
      creer("p", {}, "Corrigez ces lignes dans le classeur, enregistrez, puis recommencez ; ou cochez « Provisoire »."),
      creer("h3", { class: "gravite", "data-gravite": "B" }, pastille("B"), `Bloquant : ${vue.bloquantes.length.toLocaleString("fr-FR")}`),
      tableDesAnomalies(vue.bloquantes, "Anomalies bloquantes"),
    );
  }
  return parties;
}

function resultat(vue, json, ou, justificatif, demande) {
  const parties = [];
  if (vue.changements.length) {
    parties.push(
      creer("h3", {}, `Depuis la version ${json.version - 1}`),
      creer("ul", { class: "messages" }, ...vue.changements.map((c) => creer("li", {}, `${c.perimetre} : ${c.dit}`))),
    );
  }
  if (ou?.encore && vue.definitif_neuf && !$("precedent").files.length) {
    parties.push(creer("p", { class: "attention" }, `Si ${vue.mois_dit} a déjà été transmis, n’envoyez pas ces fichiers : donnez son ancien .zip (ou son manifeste.json) sous « Mois déjà produit ? », puis générez à nouveau.`));
  }
  if (vue.tableau) parties.push(...tableauDuMois(vue.tableau, { ...demande, mois: vue.mois }, vue.mois_dit.charAt(0).toUpperCase() + vue.mois_dit.slice(1)));
  if (ou) {
    parties.push(creer("h3", {}, "Fichiers"), creer("p", {}, ou.dit), creer("ul", {}, ...json.fichiers.map((nom) => creer("li", {}, nom))));
    if (ou.encore) parties.push(bouton("Enregistrer à nouveau le .zip", ou.encore));
  }
  if (justificatif) {
    const nom = justificatif.split("/").pop();
    parties.push(
      creer("h3", {}, "Justificatif interne"),
      creer("p", { class: "attention" }, "Nominatif : il prouve chaque chiffre, se garde à côté du classeur, et ne s’envoie jamais."),
      bouton("Enregistrer le justificatif (nominatif)", async () => enregistrer(nom, await prendre(justificatif))),
    );
  }
  return parties;
}
