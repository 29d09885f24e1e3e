// Nouveau classeur, historique d'un dossier, à propos : trois boîtes.
import { $, creer, enregistrer, mot, table } from "./dom.js";
import { choisirLeDossier, confier, leBon, possible, toutLire } from "./dossier.js";
import { demander, prendre } from "./moteur.js";

export function preparerLesOutils() {
  for (const nom of ["nouveau", "historique", "apropos"])
    $(`ouvrir-${nom}`).addEventListener("click", () => $(`boite-${nom}`).showModal());
  for (const boite of document.querySelectorAll("dialog"))
    boite.querySelector(".fermer").addEventListener("click", () => boite.close());
  const annee = new Date().getFullYear();
  $("nouveau-vide").addEventListener("click", () =>
    nouveau({ nom: `Suivi CIR ${annee}.xlsx`, exemple: false }),
  );
  $("nouveau-boutons").addEventListener("click", () =>
    nouveau({ nom: `Suivi CIR ${annee}.xlsm`, exemple: false }),
  );
  $("nouveau-exemple").addEventListener("click", () =>
    nouveau({ nom: "Suivi CIR - exemple.xlsx", exemple: true }),
  );
  $("dossier-historique").addEventListener("change", choisirParChamp);
  $("dossier-historique").addEventListener("click", choisirParPoignee);
  $("aide-historique").hidden = possible();
}

/** Ce que sait faire cette page-ci, une fois Python prêt. */
export async function completerLesOutils() {
  const { boutons } = await demander("savoir", {});
  $("nouveau-boutons").hidden = !boutons;
  $("sans-boutons").hidden = boutons;
}

async function nouveau(options) {
  const { nom, chemin } = await demander("nouveau", options);
  enregistrer(nom, await prendre(chemin));
}

const SIGNES = { intact: "✔", altéré: "✘", absent: "✘", "sans manifeste": "?" };

/** Edge et Chrome savent lire un dossier sans dire « importer » : ils le font. */
async function choisirParPoignee(evenement) {
  if (!possible()) return;
  evenement.preventDefault();
  const dossier = await choisirLeDossier("read").catch(() => null);
  if (dossier) montrerLHistorique(async () => toutLire(await leBon(dossier)));
}

function choisirParChamp() {
  const choisis = [...$("dossier-historique").files];
  montrerLHistorique(async () =>
    choisis.map((f) => [f.webkitRelativePath.split("/").slice(1).join("/"), async () => f]),
  );
}

async function montrerLHistorique(lister) {
  const place = $("historique");
  place.replaceChildren(creer("p", {}, "Lecture du dossier…"));
  try {
    const lus = await lister();
    await demander("recevoir", { fichiers: await confier(lus) });
    const { json, quand } = await demander("historique", {});
    place.replaceChildren(...dits(json, quand));
  } catch (erreur) {
    place.replaceChildren(
      mot(
        "grave",
        erreur.message || "Ce dossier n’a pas pu être lu. Choisissez celui qui contient les mois.",
      ),
    );
  }
}

function dits(json, quand) {
  if (!json.productions.length) return [mot("mot", AUCUN)];
  const titres = ["Mois", "État", "Produit le", "Fichiers"];
  return [
    json.intact
      ? mot("bien", "Tous les fichiers sont ceux qui ont été produits.")
      : mot("grave", ALTERE),
    table(
      "Rapports produits",
      titres,
      json.productions.map((p, rang) => production(p, quand[rang])),
    ),
  ];
}

const AUCUN =
  "Aucun rapport dans ce dossier. Choisissez celui qui contient les mois, par exemple Rapports.";
const ALTERE =
  "Un fichier altéré ou absent n’est plus celui qui a été produit : ne l’envoyez pas ; reprenez " +
  "une sauvegarde, ou le courriel envoyé.";

function production(p, quand) {
  const changes = p.fichiers.filter((f) => f.sort !== "intact");
  const version = p.etat === "PROVISOIRE" ? p.etat : `${p.etat} v${p.version}`;
  const etat = p.etat === null ? "manifeste manquant ou abîmé" : version;
  const sort = changes.length
    ? changes.map((f) =>
        creer("div", { class: "altere" }, `${SIGNES[f.sort]} ${f.nom} : ${f.sort}`),
      )
    : [creer("span", { class: "intact" }, `✔ ${p.fichiers.length} intacts`)];
  return [p.mois, etat, quand, sort];
}
