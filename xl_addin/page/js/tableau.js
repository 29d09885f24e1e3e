// Le tableau du mois : chaque chiffre est un bouton qui dit quelles lignes le font. Au clavier, les
// flèches y vont d'un chiffre à l'autre.
import { $, bouton, creer, mot, table } from "./dom.js";
import { demander } from "./moteur.js";
import { adresse } from "./anomalies.js";

const PERIODES = [
  ["mois", "ce mois"],
  ["cumul", "cumul"],
];

/**
 * Le tableau d'un périmètre, et le choix du périmètre. `demande` : le mois et le jour, à redire
 * pour expliquer un chiffre.
 */
export function tableauDuMois(t, demande, titre) {
  const place = creer("div", { class: "defile" });
  const choix = creer(
    "select",
    {
      id: "perimetre",
      onchange: () => place.replaceChildren(dessiner(t, choix.value, demande, titre)),
    },
    ...t.perimetres.map((p) => creer("option", { value: p }, p)),
  );
  place.append(dessiner(t, t.perimetres[0], demande, titre));
  return [
    creer(
      "div",
      { class: "filtres" },
      creer("div", { class: "champ" }, creer("label", { for: "perimetre" }, "Périmètre"), choix),
      creer("p", { class: "aide" }, "Cliquez un chiffre : les lignes qui le font s’affichent."),
    ),
    place,
  ];
}

function dessiner(t, perimetre, demande, titre) {
  const corps = PERIODES.flatMap(([periode, dite]) => [
    creer(
      "tr",
      { class: "periode" },
      creer(
        "th",
        { scope: "rowgroup", colspan: t.colonnes.length + 2 },
        periode === "mois" ? titre : "Depuis le début de la convention (cumul)",
      ),
    ),
    ...t.indicateurs.map((i) =>
      creer(
        "tr",
        { class: i.demande ? "demande" : null },
        creer("th", { scope: "row" }, i.libelle),
        ...t.valeurs[perimetre][periode][i.code].map((valeur, rang) =>
          cellule(valeur, t.colonnes[rang], rang % t.tranches.length === 0, {
            i,
            perimetre,
            periode,
            dite,
            region: t.region,
            feuille: t.feuille,
            demande,
          }),
        ),
      ),
    ),
  ]);
  const chiffres = creer(
    "table",
    { class: "chiffres", "aria-label": `${titre}, ${perimetre}` },
    creer(
      "thead",
      {},
      creer(
        "tr",
        {},
        creer("th", { rowspan: 2, scope: "col" }, "Indicateur"),
        ...t.sexes.map((s) =>
          creer("th", { colspan: s.tranches, scope: "colgroup", class: "debut" }, s.dit),
        ),
        creer("th", { rowspan: 2, scope: "col", class: "debut" }, "Total"),
      ),
      creer(
        "tr",
        {},
        ...t.sexes.flatMap(() =>
          t.tranches.map((tranche, rang) =>
            creer("th", { scope: "col", class: rang ? null : "debut" }, tranche),
          ),
        ),
      ),
    ),
    creer("tbody", {}, ...corps),
  );
  chiffres.querySelector("td button").tabIndex = 0;
  chiffres.addEventListener("keydown", seDeplacer);
  return chiffres;
}

function cellule(valeur, colonne, debut, figure) {
  const ou = colonne ? `${colonne.sexe}, ${colonne.tranche}` : "total";
  const proprietes = {
    tabindex: "-1",
    class: valeur ? null : "zero",
    "aria-label": `${valeur} : ${figure.i.libelle}, ${ou}, ${figure.dite}. Voir les lignes`,
  };
  return creer(
    "td",
    { class: `${debut ? "debut" : ""} ${colonne ? "" : "total"}` },
    bouton(String(valeur), () => expliquer(figure, colonne), proprietes),
  );
}

function seDeplacer(evenement) {
  const pas = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    Home: [0, -99],
    End: [0, 99],
  }[evenement.key];
  if (!pas || !evenement.target.matches("td button")) return;
  evenement.preventDefault();
  const rangees = [...evenement.currentTarget.querySelectorAll("tbody tr")].filter((tr) =>
    tr.querySelector("td"),
  );
  const rang = rangees.indexOf(evenement.target.closest("tr"));
  const ici = [...rangees[rang].querySelectorAll("button")];
  const voisine = rangees[Math.min(Math.max(rang + pas[0], 0), rangees.length - 1)];
  const boutons = [...voisine.querySelectorAll("button")];
  const cible =
    boutons[Math.min(Math.max(ici.indexOf(evenement.target) + pas[1], 0), boutons.length - 1)];
  evenement.target.tabIndex = -1;
  cible.tabIndex = 0;
  cible.focus();
}

async function expliquer({ i, perimetre, periode, region, feuille, demande }, colonne) {
  const boite = $("boite-explication");
  $("titre-explication").textContent = i.libelle;
  $("explication").replaceChildren(creer("p", {}, "Recherche des lignes…"));
  boite.showModal();
  try {
    const { json, titre } = await demander("expliquer", {
      ...demande,
      indicateur: i.code,
      dt: perimetre === region ? null : perimetre,
      sexe: colonne?.sexe ?? null,
      tranche: colonne?.tranche ?? null,
      cumul: periode === "cumul",
    });
    $("titre-explication").textContent = titre.replace(/^\S+ – /, "");
    $("explication").replaceChildren(...lesLignes(json, feuille));
  } catch (erreur) {
    $("explication").replaceChildren(
      mot("grave", erreur.message || "Le calcul s’est arrêté. Fermez, puis recommencez."),
    );
  }
}

function lesLignes(json, feuille) {
  const definition = [mot("mot", json.source), creer("p", {}, json.methode)];
  if (!json.lignes.length) return [mot("mot", "Aucune ligne : ce chiffre est 0."), ...definition];
  const titres = ["Ligne", "Personne", "Entretien", "DT", "Pourquoi elle compte"];
  const rangees = json.lignes.map((l) => [
    adresse(`${feuille}A${l.ligne}`, `ligne ${l.ligne}`),
    l.personne,
    l.date_entretien.split("-").reverse().join("/"),
    l.dt,
    l.raison,
  ]);
  return [...definition, table("Lignes qui font ce chiffre", titres, rangees)];
}
