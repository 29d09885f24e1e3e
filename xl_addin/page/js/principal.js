// Les gestes de la personne : choisir le classeur, vérifier, générer, annuler.
import { $, compte } from "./dom.js";
import { dire, estOccupee, liberer, occuper } from "./etat.js";
import { Annule, Refus, arreter, demander, demarrer, deposer } from "./moteur.js";
import { EcritureImpossible } from "./dossier.js";
import { montrerLaVerification } from "./anomalies.js";
import {
  montrerLeRapport,
  prendreLeDossier,
  preparerLeRapport,
  produireLeRapport,
} from "./rapport.js";
import { completerLesOutils, preparerLesOutils } from "./outils.js";

/**
 * De quoi obtenir le classeur tel qu'il est enregistré à l'instant : un fichier choisi, ou sa
 * poignée, qui le relit.
 */
let classeur = null;
let moisPropose = "";
/** Ce qui attend la fin du travail en cours : le dernier classeur donné pendant ce temps. */
let ensuite = null;

const SANS_MOTEUR =
  "Ce navigateur ne peut pas faire tourner la page. Ouvrez-la dans Edge, Chrome ou Firefox, à " +
  "jour.";
const DEFAUT =
  "Défaut du logiciel, ou mémoire insuffisante : rien n’a été produit. Fermez d’autres onglets, " +
  "rouvrez la page, puis recommencez.";

class FichierChange extends Error {}

const FICHIER_CHANGE =
  "Le classeur a été enregistré depuis que vous l’avez choisi, et ce navigateur ne le relit pas " +
  "de lui-même. Choisissez-le à nouveau.";

async function travailler(texte, faire) {
  if (estOccupee()) return;
  occuper(texte);
  let fin = ["prêt", "Prêt."];
  try {
    fin = await faire((etape) => dire("en cours", `${etape}…`));
  } catch (erreur) {
    fin = echec(erreur);
  }
  finir(classeur !== null, fin);
}

function finir(pretes, fin) {
  liberer(pretes);
  dire(...fin);
  const faire = ensuite;
  ensuite = null;
  faire?.();
}

function echec(erreur) {
  if (erreur instanceof Annule) return ["prêt", "Annulé : rien n’a été produit."];
  if (erreur instanceof Refus) {
    publier({ erreur: erreur.phrase });
    return ["refusé", erreur.message];
  }
  if (erreur instanceof EcritureImpossible || erreur instanceof FichierChange)
    return ["refusé", erreur.message];
  arreter(); // l'ouvrier n'est plus sûr : un autre le remplace
  return ["refusé", DEFAUT];
}

function publier(json) {
  $("resultat").dataset.json = JSON.stringify(json);
}

/** Le classeur, tel qu'il est à l'instant, confié à Python. */
async function confierLeClasseur(options) {
  let octets, nom;
  try {
    const fichier = await classeur();
    nom = fichier.name;
    octets = new Uint8Array(await fichier.arrayBuffer());
  } catch {
    throw new FichierChange(FICHIER_CHANGE);
  }
  return demander("ouvrir", { depot: await deposer(octets), nom, ...options });
}

function prendreLeClasseur(obtenir, nom) {
  if (estOccupee()) {
    ensuite = () => prendreLeClasseur(obtenir, nom);
    return;
  }
  classeur = obtenir;
  $("fiche").hidden = false;
  $("fiche").textContent = nom;
  $("aide-verifier").hidden = false;
  const choix = document.querySelector('label[for="classeur"]');
  choix.textContent = "Changer de classeur";
  choix.classList.remove("principal");
  $("aide-classeur").textContent = "Lu tel qu’enregistré (Ctrl+S), jamais modifié.";
  $("resultat").hidden = true;
  $("comptes").hidden = true;
  delete $("resultat").dataset.json;
  return travailler(`Lecture de ${nom}…`, async () => {
    const { lignes, mois } = await confierLeClasseur({ lire: true });
    presenter(nom, lignes, mois);
    return ["prêt", `${nom} : ${compte(lignes, "ligne")}. Vérifiez, ou générez le rapport.`];
  });
}

function presenter(nom, lignes, mois) {
  const fiche = $("fiche");
  const quand = mois ? `: ${enFrancais(mois)}` : "à choisir";
  const gras = document.createElement("strong");
  gras.textContent = nom;
  fiche.replaceChildren(gras, `${compte(lignes, "ligne")} d’entretien · mois du rapport ${quand}`);
  if (["", moisPropose].includes($("mois").value)) $("mois").value = mois;
  moisPropose = mois;
}

const enFrancais = (mois) =>
  new Date(`${mois}-15`).toLocaleDateString("fr-FR", { month: "long", year: "numeric" });

function montrer(onglet) {
  $("resultat").hidden = false;
  for (const un of document.querySelectorAll('[role="tab"]')) {
    const choisi = un.id === `onglet-${onglet}`;
    un.setAttribute("aria-selected", String(choisi));
    un.tabIndex = choisi ? 0 : -1;
    $(un.getAttribute("aria-controls")).hidden = !choisi;
  }
}

/** Sur un petit écran, amène le résultat sous les yeux. */
function montrerLeResultat(onglet) {
  montrer(onglet);
  if ($("resultat").getBoundingClientRect().top > window.innerHeight / 2)
    document.querySelector(".barre").scrollIntoView();
}

const jour = () => ({ aujourdhui: $("aujourdhui").value });

function verifier() {
  return travailler("Vérification…", async (avancer) => {
    await confierLeClasseur({ lire: false });
    const { json, vue } = await demander("verifier", jour(), avancer);
    publier(json);
    montrerLaVerification(vue);
    montrerLeResultat("corriger");
    const dit = vue.conclusion.replace(/^[^\p{L}]+/u, "");
    return ["vérifié", `${compte(vue.lignes, "ligne vérifiée", "lignes vérifiées")}. ${dit}`];
  });
}

function generer() {
  return travailler("Rapport en cours…", async (avancer) => {
    await confierLeClasseur({ lire: false });
    const options = {
      ...jour(),
      mois: $("mois").value.trim(),
      provisoire: $("provisoire").checked,
    };
    const produit = await produireLeRapport(options, avancer);
    publier(produit.json);
    montrerLaVerification(produit.verification);
    montrerLeRapport(produit, jour());
    montrerLeResultat("rapport");
    return [produit.vue.refuse ? "refusé" : "produit", produit.vue.titre];
  });
}

function brancher() {
  for (const [id, geste] of [
    ["verifier", verifier],
    ["generer", generer],
  ]) {
    $(id).addEventListener("click", () => {
      if ($(id).getAttribute("aria-disabled") !== "true") geste();
    });
  }
  $("annuler").addEventListener("click", () => arreter().catch(() => {}));
  const champ = $("classeur");
  champ.addEventListener("change", () => {
    const fichier = champ.files[0];
    if (fichier) prendreLeClasseur(async () => fichier, fichier.name);
    champ.value = ""; // le même fichier peut être choisi à nouveau
  });
  champ.addEventListener("click", choisirLeClasseur);
  brancherLeDepot();
  brancherLesOnglets();
}

/**
 * Edge et Chrome rendent une poignée : le classeur corrigé et enregistré est relu sans être choisi
 * à nouveau.
 */
async function choisirLeClasseur(evenement) {
  if (typeof window.showOpenFilePicker !== "function") return;
  evenement.preventDefault();
  const types = [
    {
      description: "Classeurs",
      accept: {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": [
          ".xlsx",
          ".xlsm",
          ".ods",
          ".xls",
        ],
      },
    },
  ];
  try {
    const [poignee] = await window.showOpenFilePicker({
      id: "suivi-cir-classeur",
      types,
      startIn: "documents",
    });
    prendreLeClasseur(() => poignee.getFile(), poignee.name);
  } catch (erreur) {
    if (erreur.name !== "AbortError")
      dire("refusé", "Ce fichier ne peut pas être ouvert. Déposez-le dans la page.");
  }
}

/**
 * Un fichier lâché n'importe où est le classeur, un dossier celui des rapports ; sans cela, le
 * navigateur quitterait la page pour l'ouvrir.
 */
function brancherLeDepot() {
  const survol = (evenement) => {
    evenement.preventDefault();
    $("depot").classList.toggle("survol", evenement.type === "dragover");
  };
  for (const type of ["dragover", "dragleave", "dragend"]) document.addEventListener(type, survol);
  document.addEventListener("drop", async (evenement) => {
    survol(evenement);
    const fichier = evenement.dataTransfer.files[0];
    if (!fichier) return;
    const poignee = await evenement.dataTransfer.items[0]
      .getAsFileSystemHandle?.()
      .catch(() => null);
    if (poignee?.kind === "directory") prendreLeDossier(poignee);
    else prendreLeClasseur(poignee ? () => poignee.getFile() : async () => fichier, fichier.name);
  });
}

function brancherLesOnglets() {
  const onglets = [...document.querySelectorAll('[role="tab"]')];
  for (const onglet of onglets)
    onglet.addEventListener("click", () => montrer(onglet.id.replace("onglet-", "")));
  $("onglets").addEventListener("keydown", (evenement) => {
    const pas = { ArrowRight: 1, ArrowLeft: -1 }[evenement.key];
    if (!pas) return;
    const cible =
      onglets[(onglets.indexOf(document.activeElement) + pas + onglets.length) % onglets.length];
    montrer(cible.id.replace("onglet-", ""));
    cible.focus();
  });
}

/**
 * La politique de la page ne ferme pas les liaisons directes entre navigateurs : la page se les
 * retire.
 */
function retirerLesLiaisonsDirectes() {
  for (const nom of ["RTCPeerConnection", "webkitRTCPeerConnection"])
    Object.defineProperty(window, nom, { value: undefined, configurable: false });
}

async function ouvrirLaPage() {
  retirerLesLiaisonsDirectes();
  preparerLeRapport();
  preparerLesOutils();
  brancher();
  try {
    await demarrer();
    await completerLesOutils();
    finir(false, ["prêt", "Prêt. Choisissez le classeur."]);
  } catch {
    ensuite = null;
    finir(false, ["refusé", SANS_MOTEUR]);
  }
}

ouvrirLaPage();
