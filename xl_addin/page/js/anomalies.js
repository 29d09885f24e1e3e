// Ce qu'il y a à corriger, l'éligibilité, les personnes à suivre.
import { $, bouton, comparable, compte, copier, creer, insecable } from "./dom.js";
import { annoncer } from "./etat.js";

const PAR_PAGE = 100;
const DITS = {
  B: (n) => compte(n, "bloquant"),
  V: (n) => `${n.toLocaleString("fr-FR")} à vérifier`,
  I: (n) => compte(n, "information"),
};
let vue;

/** Montre une vérification : `vue.py`, `de_la_verification`. */
export function montrerLaVerification(donnees) {
  vue = donnees;
  $("comptes").hidden = false;
  $("aide-verifier").hidden = true;
  $("comptes").replaceChildren(...vue.gravites.map((g) => creer("span", { class: g.anomalies.length ? null : "aucune" }, pastille(g.code), DITS[g.code](g.anomalies.length))));
  $("onglet-corriger").textContent = `À corriger (${vue.gravites.reduce((n, g) => n + g.anomalies.length, 0).toLocaleString("fr-FR")})`;
  $("onglet-suivre").textContent = `À suivre (${vue.suivis.length.toLocaleString("fr-FR")})`;
  aCorriger();
  eligibilite();
  aSuivre();
}

/** Le signe d'une gravité, lisible sans couleur ni police particulière. */
export const pastille = (code) => creer("span", { class: "pastille", "data-gravite": code, "aria-hidden": "true" }, code === "I" ? "i" : "!");

function aCorriger() {
  const panneau = $("panneau-corriger");
  const total = vue.gravites.reduce((n, g) => n + g.anomalies.length, 0);
  const bilan = [
    total ? null : creer("p", { class: vue.pannes.length ? "grave" : "bien" }, vue.conclusion),
    ...vue.pannes.map((panne) => creer("p", { class: "grave" }, panne)),
    vue.messages.length || vue.sans_objet.length ? creer("ul", { class: "messages" }, ...[...vue.messages, ...vue.sans_objet].map((m) => creer("li", {}, m))) : null,
    vue.confirmees ? creer("p", {}, `✔ ${compte(vue.confirmees, "anomalie confirmée", "anomalies confirmées")} par la feuille Décisions.`) : null,
  ];
  if (!total) {
    panneau.replaceChildren(...bilan.filter(Boolean));
    return;
  }
  const liste = creer("div", { id: "liste-anomalies" });
  panneau.replaceChildren(...bilan.filter(Boolean), filtres(liste), creer("p", { class: "aide" }, AIDE), liste);
  lister(liste);
}

const AIDE =
  "La page ne peut pas marquer les cellules dans le classeur. Cliquez une adresse pour la copier, collez-la dans la zone Nom d’Excel " +
  "(à gauche de la barre de formule), puis Entrée : vous y êtes. Corrigez, enregistrez (Ctrl+S), puis vérifiez à nouveau ici.";

function filtres(liste) {
  const relister = () => lister(liste);
  const cases = vue.gravites
    .filter((g) => g.anomalies.length)
    .map((g) => caseACocher(`voir-${g.code}`, `${g.libelle} (${g.anomalies.length.toLocaleString("fr-FR")})`, true, relister));
  return creer(
    "div",
    { class: "filtres" },
    creer("div", { class: "champ" }, creer("label", { for: "filtre" }, "Filtrer"), creer("input", { type: "search", id: "filtre", placeholder: "nom, cellule, mot…", oninput: relister })),
    ...cases,
    caseACocher("masquer", "Masquer les noms", false, () => {
      lister(liste);
      aSuivre();
    }),
    bouton("Copier la liste", copierLaListe),
  );
}

function caseACocher(id, texte, cochee, onchange) {
  return creer("div", { class: "case" }, creer("input", { type: "checkbox", id, checked: cochee, onchange }), creer("label", { for: id }, texte));
}

const masque = () => $("masquer")?.checked ?? false;
const personne = (a) => (masque() ? a.masque : a.personne);
const message = (a) => (masque() ? a.message_masque : a.message);

function retenues(gravite) {
  if (!($(`voir-${gravite.code}`)?.checked ?? true)) return [];
  const mots = comparable($("filtre")?.value ?? "").split(/\s+/).filter(Boolean);
  if (!mots.length) return gravite.anomalies;
  return gravite.anomalies.filter((a) => {
    const texte = comparable(`${a.cellule} ${a.code} ${a.colonne} ${personne(a)} ${message(a)}`);
    return mots.every((mot) => texte.includes(mot));
  });
}

function lister(liste) {
  const groupes = vue.gravites.map((g) => [g, retenues(g)]).filter(([, trouvees]) => trouvees.length);
  liste.replaceChildren(...groupes.flatMap(([g, trouvees]) => groupe(g, trouvees)));
  if (!groupes.length) liste.append(creer("p", {}, "Rien ne correspond à ce filtre."));
}

function groupe(gravite, trouvees) {
  const titre = creer("h3", { class: "gravite", "data-gravite": gravite.code }, pastille(gravite.code), `${gravite.libelle} : ${trouvees.length.toLocaleString("fr-FR")}`);
  return [titre, tableDesAnomalies(trouvees, gravite.libelle)];
}

/** La table d'anomalies, par centaines : cellule, personne, quoi faire. */
export function tableDesAnomalies(trouvees, legende) {
  const corps = creer("tbody");
  const table = creer(
    "table",
    { class: "liste", "aria-label": legende },
    creer("thead", {}, creer("tr", {}, ...["Cellule", "Personne", "Quoi faire", "Règle"].map((t) => creer("th", { scope: "col" }, t)))),
    corps,
  );
  const suite = bouton("", () => ajouter(true));
  let montrees = 0;
  function ajouter(aller = false) {
    const rangees = trouvees.slice(montrees, montrees + PAR_PAGE).map(rangee);
    corps.append(...rangees);
    montrees += rangees.length;
    const reste = trouvees.length - montrees;
    suite.hidden = reste === 0;
    suite.textContent = `Afficher ${compte(Math.min(reste, PAR_PAGE), "suivante")} (reste ${reste.toLocaleString("fr-FR")})`;
    if (aller) rangees[0].querySelector("button").focus();
  }
  ajouter();
  return creer("div", { class: "defile" }, table, suite);
}

function rangee(a) {
  return creer(
    "tr",
    {},
    creer("td", {}, adresse(a.adresse, a.cellule), creer("span", { class: "colonne" }, a.colonne)),
    creer("td", {}, personne(a)),
    creer("td", {}, insecable(message(a))),
    creer("td", {}, a.code),
  );
}

/** Un bouton qui copie l'adresse d'une cellule. */
export function adresse(entiere, courte) {
  const dire = async () => annoncer((await copier(entiere)) ? `« ${entiere} » est copié : collez-le dans la zone Nom d’Excel.` : `Le navigateur refuse de copier : tapez ${entiere} dans la zone Nom d’Excel.`);
  return bouton(courte, dire, { class: "adresse", "aria-label": `Copier l’adresse ${courte}`, title: `Copier ${entiere}` });
}

async function copierLaListe() {
  const lignes = vue.gravites.flatMap((g) => retenues(g).map((a) => [a.cellule, g.libelle, a.code, personne(a), a.colonne, message(a)]));
  const texte = [["Cellule", "Gravité", "Règle", "Personne", "Colonne", "Quoi faire"], ...lignes].map((l) => l.join("\t")).join("\r\n");
  const avecNoms = masque() ? "" : " Elle porte des noms : ne l’envoyez pas.";
  annoncer((await copier(texte)) ? `${compte(lignes.length, "ligne copiée", "lignes copiées")}.${avecNoms}` : "Le navigateur refuse de copier.");
}

function eligibilite() {
  const presentes = vue.categories.filter((k) => k.lignes);
  $("panneau-eligibilite").replaceChildren(
    creer("p", {}, `${compte(vue.lignes, "ligne")} d’entretien, par éligibilité et motif.`),
    creer(
      "table",
      { "aria-label": "Éligibilité, par ligne" },
      creer("thead", {}, creer("tr", {}, ...["Éligibilité", "Motif", "Lignes"].map((t, i) => creer("th", { scope: "col", class: i === 2 ? "nombre" : null }, t)))),
      creer("tbody", {}, ...presentes.map((k) => creer("tr", {}, creer("td", {}, k.eligibilite), creer("td", {}, k.libelle), creer("td", { class: "nombre" }, k.lignes.toLocaleString("fr-FR"))))),
    ),
  );
}

function aSuivre() {
  const gestes = Map.groupBy ? Map.groupBy(vue.suivis, (s) => s.geste) : grouper(vue.suivis);
  const parties = [...gestes].flatMap(([geste, suivis]) => [
    creer("h3", {}, `${geste} (${suivis.length.toLocaleString("fr-FR")})`),
    creer(
      "div",
      { class: "defile" },
      creer(
        "table",
        { "aria-label": geste },
        creer("thead", {}, creer("tr", {}, ...["Ligne", "Personne", "DT", "Depuis le", "Jours"].map((t) => creer("th", { scope: "col", class: t === "Jours" ? "nombre" : null }, t)))),
        creer(
          "tbody",
          {},
          ...suivis.map((s) =>
            creer("tr", {}, creer("td", {}, adresse(s.adresse, `ligne ${s.ligne}`)), creer("td", {}, personne(s)), creer("td", {}, s.dt), creer("td", {}, s.depuis), creer("td", { class: "nombre" }, s.jours === null ? "" : String(s.jours))),
          ),
        ),
      ),
    ),
  ]);
  $("panneau-suivre").replaceChildren(...(parties.length ? parties : [creer("p", { class: "bien" }, "Personne à relancer, à inscrire ni à attendre.")]));
}

function grouper(suivis) {
  const gestes = new Map();
  for (const s of suivis) gestes.set(s.geste, [...(gestes.get(s.geste) ?? []), s]);
  return gestes;
}
