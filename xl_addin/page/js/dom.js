// La page : trouver et créer des éléments, copier un texte, enregistrer un fichier. Un texte n'y
// devient jamais du HTML.

export const $ = (id) => document.getElementById(id);

/**
 * Un élément : `creer("td", { class: "nombre" }, "12")`. Une propriété « onclick » est une
 * fonction.
 */
export function creer(balise, proprietes = {}, ...enfants) {
  const element = document.createElement(balise);
  for (const [nom, valeur] of Object.entries(proprietes)) {
    if (nom.startsWith("on")) element.addEventListener(nom.slice(2), valeur);
    else if (valeur === true) element.setAttribute(nom, "");
    else if (valeur !== false && valeur !== null && valeur !== undefined)
      element.setAttribute(nom, valeur);
  }
  element.append(...enfants.filter((enfant) => enfant !== null && enfant !== undefined));
  return element;
}

export const bouton = (texte, onclick, proprietes = {}) =>
  creer("button", { type: "button", onclick, ...proprietes }, texte);

/** Un paragraphe de cette sorte : grave, bien, attention, aide, mot. */
export const mot = (sorte, texte) => creer("p", { class: sorte }, insecable(texte));

export const puces = (textes) =>
  creer("ul", { class: "messages" }, ...textes.map((texte) => creer("li", {}, insecable(texte))));

/** Une rangée de table. Une case est un texte, un nombre, ou une liste d'éléments. */
export const rangee = (cases) => creer("tr", {}, ...cases.map(unEnCase));

function unEnCase(contenu) {
  if (typeof contenu === "number") return creer("td", { class: "nombre" }, nombre(contenu));
  return creer("td", {}, ...[contenu].flat());
}

/** Une table qui défile si elle est large : ses titres, puis ses rangées, des listes de cases. */
export function table(legende, titres, rangees, classe = null) {
  const chiffree = (rang) => rangees.some((cases) => typeof cases[rang] === "number");
  const tete = titres.map((titre, rang) =>
    creer("th", { scope: "col", class: chiffree(rang) ? "nombre" : null }, titre),
  );
  return creer(
    "div",
    { class: "defile" },
    creer(
      "table",
      { class: classe, "aria-label": legende },
      creer("thead", {}, creer("tr", {}, ...tete)),
      creer("tbody", {}, ...rangees.map(rangee)),
    ),
  );
}

export const nombre = (n) => n.toLocaleString("fr-FR");

/** « 1 ligne », « 12 lignes » ; en français, zéro est au singulier. */
export const compte = (n, mot, mots = `${mot}s`) => `${nombre(n)} ${n < 2 ? mot : mots}`;

/** Le même texte, sans coupure de ligne avant « : » ni après un guillemet. */
export const insecable = (texte) =>
  texte.replace(/« /g, "«\u00a0").replace(/ ([»:;?!])/g, "\u00a0$1");

/** Pour chercher sans se soucier des accents ni des capitales. */
export const comparable = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Met un texte dans le presse-papiers ; faux si le navigateur refuse. */
export async function copier(texte) {
  try {
    await navigator.clipboard.writeText(texte);
    return true;
  } catch {
    const zone = creer("textarea", { class: "hors-vue", "aria-hidden": "true" });
    zone.value = texte;
    (document.querySelector("dialog[open]") ?? document.body).append(zone);
    zone.select();
    const fait = document.execCommand("copy");
    zone.remove();
    return fait;
  }
}

/**
 * Donne un fichier à enregistrer : le seul lien de la page, vers des octets qu'elle tient, et qui
 * ne mène nulle part.
 */
export function enregistrer(nom, octets) {
  const adresse = URL.createObjectURL(new Blob([octets], { type: "application/octet-stream" }));
  const lien = creer("a", { href: adresse, download: nom });
  lien.click();
  setTimeout(() => URL.revokeObjectURL(adresse), 60_000);
}
