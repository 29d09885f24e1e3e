// Ce qu'il y a à corriger, l'éligibilité, les personnes à suivre.
import {
  $,
  bouton,
  comparable,
  compte,
  copier,
  creer,
  insecable,
  mot,
  nombre,
  puces,
  rangee,
  table,
} from "./dom.js";
import { annoncer } from "./etat.js";

const PAR_PAGE = 100;
const DITS = {
  B: (n) => compte(n, "bloquant"),
  V: (n) => `${nombre(n)} à vérifier`,
  I: (n) => compte(n, "information"),
};
let vue;

/** Montre une vérification : `vue.py`, `de_la_verification`. */
export function montrerLaVerification(donnees) {
  vue = donnees;
  $("comptes").hidden = false;
  $("aide-verifier").hidden = true;
  $("comptes").replaceChildren(
    ...vue.gravites.map((g) =>
      creer(
        "span",
        { class: g.anomalies.length ? null : "aucune" },
        pastille(g.code),
        DITS[g.code](g.anomalies.length),
      ),
    ),
  );
  $("onglet-corriger").textContent = `À corriger (${nombre(toutes())})`;
  $("onglet-suivre").textContent = `À suivre (${nombre(vue.suivis.length)})`;
  aCorriger();
  eligibilite();
  aSuivre();
}

const toutes = () => vue.gravites.reduce((n, g) => n + g.anomalies.length, 0);

/** Le signe d'une gravité, lisible sans couleur ni police particulière. */
const pastille = (code) =>
  creer(
    "span",
    { class: "pastille", "data-gravite": code, "aria-hidden": "true" },
    code === "I" ? "i" : "!",
  );

function aCorriger() {
  const panneau = $("panneau-corriger");
  const total = toutes();
  const dits = [...vue.messages, ...vue.sans_objet];
  const bilan = vue.pannes.map((panne) => mot("grave", panne));
  if (!total && !vue.pannes.length) bilan.push(mot("bien", vue.conclusion));
  if (dits.length) bilan.push(puces(dits));
  if (vue.confirmees) {
    const confirmees = compte(vue.confirmees, "anomalie confirmée", "anomalies confirmées");
    bilan.push(creer("p", {}, `✔ ${confirmees} par la feuille Décisions.`));
  }
  if (!total) {
    panneau.replaceChildren(...bilan);
    return;
  }
  const liste = creer("div", { id: "liste-anomalies" });
  panneau.replaceChildren(...bilan, filtres(liste), mot("aide", AIDE), liste);
  lister(liste);
}

const AIDE =
  "La page ne peut pas marquer les cellules dans le classeur. Cliquez une adresse pour la " +
  "copier, collez-la dans la zone Nom d’Excel (à gauche de la barre de formule), puis Entrée : " +
  "vous y êtes. Corrigez, enregistrez (Ctrl+S), puis vérifiez à nouveau ici.";

function filtres(liste) {
  const relister = () => lister(liste);
  const cases = vue.gravites
    .filter((g) => g.anomalies.length)
    .map((g) =>
      caseACocher(`voir-${g.code}`, `${g.libelle} (${nombre(g.anomalies.length)})`, true, relister),
    );
  return creer(
    "div",
    { class: "filtres" },
    creer(
      "div",
      { class: "champ" },
      creer("label", { for: "filtre" }, "Filtrer"),
      creer("input", {
        type: "search",
        id: "filtre",
        placeholder: "nom, cellule, mot…",
        oninput: relister,
      }),
    ),
    ...cases,
    caseACocher("masquer", "Masquer les noms", false, () => {
      lister(liste);
      aSuivre();
    }),
    bouton("Copier la liste", copierLaListe),
  );
}

function caseACocher(id, texte, cochee, onchange) {
  return creer(
    "div",
    { class: "case" },
    creer("input", { type: "checkbox", id, checked: cochee, onchange }),
    creer("label", { for: id }, texte),
  );
}

const masque = () => $("masquer")?.checked ?? false;
const personne = (a) => (masque() ? a.masque : a.personne);
const message = (a) => (masque() ? a.message_masque : a.message);

function retenues(gravite) {
  if (!($(`voir-${gravite.code}`)?.checked ?? true)) return [];
  const mots = comparable($("filtre")?.value ?? "")
    .split(/\s+/)
    .filter(Boolean);
  if (!mots.length) return gravite.anomalies;
  return gravite.anomalies.filter((a) => {
    const texte = comparable(`${a.cellule} ${a.code} ${a.colonne} ${personne(a)} ${message(a)}`);
    return mots.every((mot) => texte.includes(mot));
  });
}

function lister(liste) {
  const groupes = vue.gravites
    .map((g) => [g, retenues(g)])
    .filter(([, trouvees]) => trouvees.length);
  liste.replaceChildren(...groupes.flatMap(([g, trouvees]) => groupe(g, trouvees)));
  if (!groupes.length) liste.append(creer("p", {}, "Rien ne correspond à ce filtre."));
}

function groupe(gravite, trouvees) {
  const titre = titreDeGravite(gravite.code, gravite.libelle, trouvees);
  return [titre, tableDesAnomalies(trouvees, gravite.libelle)];
}

/** « Bloquant : 3 », avec son signe. */
export const titreDeGravite = (code, libelle, trouvees) =>
  creer(
    "h3",
    { class: "gravite", "data-gravite": code },
    pastille(code),
    `${libelle} : ${nombre(trouvees.length)}`,
  );

/** La table d'anomalies, par centaines : cellule, personne, quoi faire. */
export function tableDesAnomalies(trouvees, legende) {
  const titres = ["Cellule", "Personne", "Quoi faire", "Règle"];
  const place = table(legende, titres, [], "liste");
  const corps = place.querySelector("tbody");
  const suite = bouton("", () => ajouter(true));
  let montrees = 0;
  function ajouter(aller = false) {
    const rangees = trouvees.slice(montrees, montrees + PAR_PAGE).map((a) => rangee(cases(a)));
    corps.append(...rangees);
    montrees += rangees.length;
    const reste = trouvees.length - montrees;
    suite.hidden = reste === 0;
    const suivantes = compte(Math.min(reste, PAR_PAGE), "suivante");
    suite.textContent = `Afficher ${suivantes} (reste ${nombre(reste)})`;
    if (aller) rangees[0].querySelector("button").focus();
  }
  ajouter();
  place.append(suite);
  return place;
}

function cases(a) {
  const ou = [adresse(a.adresse, a.cellule), creer("span", { class: "colonne" }, a.colonne)];
  return [ou, personne(a), insecable(message(a)), a.code];
}

/** Un bouton qui copie l'adresse d'une cellule. */
export function adresse(entiere, courte) {
  const dire = async () =>
    annoncer(
      (await copier(entiere))
        ? `« ${entiere} » est copié : collez-le dans la zone Nom d’Excel.`
        : `Le navigateur refuse de copier : tapez ${entiere} dans la zone Nom d’Excel.`,
    );
  return bouton(courte, dire, {
    class: "adresse",
    "aria-label": `Copier l’adresse ${courte}`,
    title: `Copier ${entiere}`,
  });
}

async function copierLaListe() {
  const lignes = vue.gravites.flatMap((g) =>
    retenues(g).map((a) => [a.cellule, g.libelle, a.code, personne(a), a.colonne, message(a)]),
  );
  const texte = [["Cellule", "Gravité", "Règle", "Personne", "Colonne", "Quoi faire"], ...lignes]
    .map((l) => l.join("\t"))
    .join("\r\n");
  const avecNoms = masque() ? "" : " Elle porte des noms : ne l’envoyez pas.";
  annoncer(
    (await copier(texte))
      ? `${compte(lignes.length, "ligne copiée", "lignes copiées")}.${avecNoms}`
      : "Le navigateur refuse de copier.",
  );
}

function eligibilite() {
  const presentes = vue.categories.filter((k) => k.lignes);
  $("panneau-eligibilite").replaceChildren(
    creer("p", {}, `${compte(vue.lignes, "ligne")} d’entretien, par éligibilité et motif.`),
    table(
      "Éligibilité, par ligne",
      ["Éligibilité", "Motif", "Lignes"],
      presentes.map((k) => [k.eligibilite, k.libelle, k.lignes]),
    ),
  );
}

function aSuivre() {
  const gestes = Map.groupBy ? Map.groupBy(vue.suivis, (s) => s.geste) : grouper(vue.suivis);
  const parties = [...gestes].flatMap(([geste, suivis]) => [
    creer("h3", {}, `${geste} (${nombre(suivis.length)})`),
    table(geste, ["Ligne", "Personne", "DT", "Depuis le", "Jours"], suivis.map(unSuivi)),
  ]);
  if (!parties.length) parties.push(mot("bien", "Personne à relancer, à inscrire ni à attendre."));
  $("panneau-suivre").replaceChildren(...parties);
}

function unSuivi(s) {
  const ou = adresse(s.adresse, `ligne ${s.ligne}`);
  return [ou, personne(s), s.dt, s.depuis, s.jours ?? ""];
}

function grouper(suivis) {
  const gestes = new Map();
  for (const s of suivis) gestes.set(s.geste, [...(gestes.get(s.geste) ?? []), s]);
  return gestes;
}
