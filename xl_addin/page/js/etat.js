// Où en est la page : une phrase, dite aussi aux lecteurs d'écran, et l'état que lisent les essais
// (`data-etat`).
import { $ } from "./dom.js";

const COMMANDES = ["verifier", "generer"];
let occupee = true;

export const estOccupee = () => occupee;

/**
 * Dit où l'on en est. `etat` : prêt, vérifié, produit, refusé ; le reste est un travail en cours.
 */
export function dire(etat, texte) {
  $("etat").dataset.etat = etat;
  $("etat").textContent = texte;
}

/** Dit quelque chose en passant, sans changer d'état. */
export function annoncer(texte) {
  $("etat").textContent = texte;
}

export function occuper(texte) {
  occupee = true;
  dire("en cours", texte);
  $("avance").hidden = false;
  $("annuler").hidden = false;
  document.body.setAttribute("aria-busy", "true");
  for (const id of COMMANDES) $(id).setAttribute("aria-disabled", "true");
}

/**
 * Le travail est fini ; `pretes` : vrai si un classeur est choisi, et que les commandes servent.
 */
export function liberer(pretes) {
  occupee = false;
  $("avance").hidden = true;
  $("annuler").hidden = true;
  document.body.removeAttribute("aria-busy");
  for (const id of COMMANDES) $(id).setAttribute("aria-disabled", String(!pretes));
}

/** Ce qui suit ne s'annule plus : des fichiers s'écrivent. */
export function nePlusAnnuler() {
  $("annuler").hidden = true;
}
