"""Dire au terminal, en français ou en JSON, ce qu'une commande a trouvé ou fait.

Noms et numéros masqués, sauf demande.
"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports import logiciel
from reports.definitions import PRINCIPAUX
from reports.rapport import Etat
from reports.rectification import en_mots
from reports.resultat import CUMUL, MOIS, TOTAL
from reports.verification import Verification
from workbook.declarations.cadre import REGION
from workbook.declarations.categories import CATEGORIES
from workbook.declarations.erreurs import Refus, raison
from workbook.declarations.lignes import Decision
from workbook.declarations.texte import compte, enumere
from workbook.jugement.controle import SYMBOLES
from workbook.jugement.messages import message
from workbook.jugement.personnes import SANS_OBJET
from workbook.jugement.regle import Anomalie, Gravite

if TYPE_CHECKING:
    from reports.production import Production

PAR_CODE_AU_PLUS = 20
"""Au-delà, les anomalies d'une même règle sont comptées et non listées (sauf en JSON)."""


def echec(erreur: Exception) -> str:
    """Pourquoi une commande s'est arrêtée, et quoi faire."""
    if isinstance(erreur, Refus):
        return str(erreur)
    if isinstance(erreur, OSError | MemoryError):
        quoi = "la mémoire manque"
        if isinstance(erreur, OSError):
            quoi = f"{raison(erreur)} {erreur.filename or ''}".strip()
        return (
            f"Le travail n’a pas pu se faire : {quoi}. "
            "Vérifiez ce chemin, la place sur le disque et vos droits, puis recommencez."
        )
    return (
        f"Défaut du logiciel ({type(erreur).__name__}) : rien n’a été produit. "
        f"Signalez-le en indiquant la commande tapée et la version {logiciel.version()}."
    )


def bloquee(v: Verification) -> bool:
    """Vrai s'il reste une anomalie bloquante, ou une panne du logiciel."""
    return bool(v.jugement.pannes) or v.jugement.compter(Gravite.BLOQUANT) > 0


def verification_en_json(v: Verification, *, nominatif: bool = False) -> dict[str, Any]:
    """Le document de `verifier --json`."""
    j = v.jugement
    return {
        "lignes": j.lignes,
        "anomalies": [_anomalie_en_json(v, a, nominatif) for a in j.anomalies],
        "categories": dict(j.categories),
        "non_evaluees": j.non_evaluees,
        "pannes": [{"code": p.code, "ligne": p.ligne, "message": p.message} for p in j.pannes],
        "messages": v.messages,
        "sans_objet": [{"ligne": d.ligne, "message": SANS_OBJET} for d in j.sans_objet],
        "confirmees": [
            _cellule_en_json(v, c.anomalie) | _decision_en_json(c.decision) for c in j.confirmees
        ],
    }


def _decision_en_json(d: Decision) -> dict[str, Any]:
    return {"decision": d.decision, "date": str(d.jour), "raison": d.raison}


def _anomalie_en_json(v: Verification, a: Anomalie, nominatif: bool) -> dict[str, Any]:
    return _cellule_en_json(v, a) | {"message": message(a, nominatif=nominatif)}


def _cellule_en_json(v: Verification, a: Anomalie) -> dict[str, Any]:
    return {
        "code": a.code,
        "gravite": a.gravite.value,
        "feuille": v.classeur.feuille,
        "ligne": a.ligne,
        "colonne": a.colonne,
        "cellule": v.classeur.cellule(a.champ, a.ligne),
    }


def verification(v: Verification, *, nominatif: bool = False) -> str:
    """Le texte de `verifier` : les messages, les anomalies par gravité, l'éligibilité."""
    lignes = [f"{v.classeur.chemin.name} : {compte(v.jugement.lignes, 'ligne')} d’entretien."]
    lignes += [f"  · {m}" for m in v.messages]
    for gravite in Gravite:
        anomalies = v.jugement.de_gravite(gravite)
        if anomalies:
            lignes += ["", f"{SYMBOLES[gravite]} {gravite.libelle} : {len(anomalies)}"]
            lignes += _lister(v, anomalies, nominatif)
    if confirmees := Counter(c.anomalie.code for c in v.jugement.confirmees):
        dites = enumere((f"{n} {code}" for code, n in confirmees.items()), "et")
        combien = confirmees.total()
        lignes += ["", f"✔ Confirmées (feuille Décisions) : {combien}, soit {dites}"]
    if v.jugement.sans_objet:
        lignes += ["", "Feuille « Décisions » :"]
        lignes += [f"  ligne {d.ligne} : {SANS_OBJET}" for d in v.jugement.sans_objet]
    lignes += [f"\n✘ {p.message}" for p in v.jugement.pannes]
    lignes += ["", "Éligibilité, par ligne :"]
    par_code = v.jugement.categories
    lignes += [f"  {par_code[k.code]:>6}  {k.libelle}" for k in CATEGORIES if par_code[k.code]]
    lignes += ["", conclusion(v)]
    return "\n".join(lignes)


def _lister(v: Verification, anomalies: list[Anomalie], nominatif: bool) -> list[str]:
    montrees: Counter[str] = Counter()
    lignes = []
    for a in anomalies:
        montrees[a.code] += 1
        if montrees[a.code] <= PAR_CODE_AU_PLUS:
            ou = v.classeur.cellule(a.champ, a.ligne) or f"ligne {a.ligne}"
            lignes.append(f"  {ou:<7} {a.code}  {a.colonne} – {message(a, nominatif=nominatif)}")
    for code, n in montrees.items():
        if n > PAR_CODE_AU_PLUS:
            autres = compte(n - PAR_CODE_AU_PLUS, "autre")
            lignes.append(f"  … et {autres} {code} (la liste entière : --json)")
    return lignes


def conclusion(v: Verification) -> str:
    """La vérification en une phrase."""
    if bloquee(v):
        return f"{SYMBOLES[Gravite.BLOQUANT]} À corriger avant un rapport définitif."
    if v.jugement.compter(Gravite.VERIFIER):
        return "✔ Rien de bloquant ; relisez les lignes à vérifier."
    return "✔ Tout est conforme."


def production_en_json(p: "Production") -> dict[str, Any]:
    """Le document de `rapport --json`."""
    document: dict[str, Any] = {
        "mois": str(p.mois),
        "etat": p.etat.value if p.etat else "INCHANGÉ" if p.inchange else "REFUSÉ",
        "version": p.version,
        "dossier": str(p.dossier),
        "fichiers": p.fichiers,
        "pdf": p.pdf,
        "justificatif": str(p.justificatif) if p.justificatif else None,
        "indicateurs": {},
        "bloquantes": [_anomalie_en_json(p.verification, a, False) for a in p.bloquantes],
        "pannes": [panne.message for panne in p.verification.jugement.pannes],
        "egalites_fausses": p.egalites_fausses,
        "messages": p.messages,
    }
    if p.region is not None:
        r = p.region.resultat
        document["indicateurs"] = {
            i.code: {periode: r.valeur(REGION, periode, i.code) for periode in (MOIS, CUMUL)}
            for i in PRINCIPAUX
        }
    return document


def issue(p: "Production") -> str:
    """Ce qui est fait, en une phrase : l'essentiel de `production`."""
    if p.refusee or p.inchange:
        return f"{_debut(p)}, dans « {p.dossier} »." if p.inchange else f"{_debut(p)}."
    return f"Le rapport {p.mois.avec_de} est produit en entier, dans « {p.dossier} »."


def _debut(p: "Production") -> str:
    quoi = "rien n’est produit"
    if p.inchange:
        quoi = f"les chiffres sont ceux de la version {p.version} déjà produite"
    return f"Rapport {p.mois.avec_de} : {quoi}"


def titre(p: "Production") -> str:
    """Ce qu'est devenu le rapport, en une ligne."""
    if p.refusee:
        return f"{_debut(p)}."
    if p.inchange:
        return f"{_debut(p)} ; {'aucune nouvelle version' if p.fichiers else 'rien n’est réécrit'}."
    suite = " (le mois n’est pas fini)" if p.verification.ref <= p.mois.dernier_jour else ""
    if p.etat is not Etat.PROVISOIRE:
        suite = f" v{p.version}"
    return f"Rapport {p.mois.avec_de} : {p.etat}{suite}"


def production(p: "Production") -> str:
    """Le texte de `rapport`."""
    lignes = [f"  · {m}" for m in p.messages]
    if p.refusee:
        return "\n".join([*_refus(p), *lignes])
    if p.inchange:
        lignes = [titre(p), *lignes, *p.pdf]
        return "\n".join([*lignes, *_justificatif(p)])
    assert p.region is not None
    lignes = [titre(p), *lignes, ""]
    r = p.region.resultat
    lignes.append(f"  {'':<59}{'ce mois':>9}{'cumul':>9}")
    for i in PRINCIPAUX:
        mois, cumul = (r.valeur(REGION, periode, i.code) for periode in (MOIS, CUMUL))
        lignes.append(f"  {i.code}  {i.libelle:<55}{mois:>9}{cumul:>9}")
    if p.differences:
        lignes += ["", f"  Depuis la version {p.version - 1} (détail : feuille Contrôles) :"]
        for perimetre in r.perimetres:
            lignes += [f"    {perimetre} – {dit}" for dit in en_mots(p.differences, perimetre)]
    lignes += ["", f"Dans {p.dossier} :", *(f"  {nom}" for nom in (*p.fichiers, *p.pdf))]
    return "\n".join([*lignes, *_justificatif(p)])


def _justificatif(p: "Production") -> list[str]:
    if p.justificatif is None:
        return []
    dit = "Document nominatif, à garder chez vous et à ne jamais envoyer :"
    return ["", dit, f"  {p.justificatif}"]


def _refus(p: "Production") -> list[str]:
    lignes = [titre(p)]
    if p.bloquantes:
        combien = compte(len(p.bloquantes), "anomalie bloquante", "anomalies bloquantes")
        lignes.append(f"{SYMBOLES[Gravite.BLOQUANT]} {combien} :")
        lignes += _lister(p.verification, p.bloquantes, False)
        corrigez = "Corrigez-la" if len(p.bloquantes) == 1 else "Corrigez-les"
        provisoire = "demandez un rapport provisoire (--provisoire)"
        lignes.append(f"{corrigez}, puis recommencez ; ou {provisoire}.")
    return lignes + [f"✘ {defaut}" for defaut in defauts(p)]


def defauts(p: "Production") -> list[str]:
    """Nos propres fautes, dites comme telles : règles en échec, égalités fausses."""
    defaut = "C’est un défaut du logiciel : signalez-le."
    fausses = [f"Égalité fausse : {e}. {defaut}" for e in p.egalites_fausses]
    return [panne.message for panne in p.verification.jugement.pannes] + fausses


def demo(classeur: Path, neuf: bool, v: Verification, p: "Production") -> str:
    """Le texte de `demo` : où regarder, et le compte du 27 janvier."""
    c = v.jugement.categories
    assert p.region is not None
    f = p.region.resultat.valeurs[REGION, MOIS]
    codes = ("K_EMPLOI", "K_FORMATION", "K_RSA", "K_INSCRIT", "K_ELIGIBLE")
    partage = " + ".join(str(f[code, TOTAL, TOTAL]) for code in codes)
    garde = "" if neuf else " : classeur déjà là, gardé tel quel"
    bloquant = "des anomalies bloquantes" if bloquee(v) else "rien de bloquant"
    etat = "inchangé" if p.inchange else f"{p.etat}"
    produit = p.dossier / next((n for n in p.fichiers if "DREETS" in n), "")
    return f"""Exemple du 27 janvier 2026 (personnes inventées){garde}
  {c.total()} lignes vérifiées, {bloquant} ; rapport de janvier {etat}, version {p.version}.

  {f["R0", TOTAL, TOTAL]} = {partage}
  reçues = en emploi + en formation + au RSA + déjà inscrites + éligibles
  dont {f["C1", TOTAL, TOTAL]} inscriptions réalisées.

À regarder :
  {classeur}
  {_relatif(produit, classeur)}"""


def _relatif(chemin: Path, classeur: Path) -> Path:
    """Le chemin, dit à partir du dossier où la personne a mis le classeur, s'il y est."""
    racine = classeur.absolute().parent
    return classeur.parent / chemin.relative_to(racine) if chemin.is_relative_to(racine) else chemin
