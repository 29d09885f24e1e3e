"""Dire d'où vient un chiffre, en français ou en JSON. Noms et numéros masqués, sauf demande."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from reports.comptage import Retenue
from reports.definitions import A_LEUR_DATE, PAR_CODE, dite
from reports.explication import UNE_FOIS, Explication, Figure
from workbook.declarations.affichage import afficher
from workbook.declarations.texte import enumere
from workbook.jugement.messages import identite


def en_json(
    x: Explication, figures: Sequence[Figure], ligne: int | None = None, *, nominatif: bool = False
) -> dict[str, Any]:
    """Le document de `expliquer --json` : une figure et ses lignes, ou une ligne et ses figures."""
    if ligne is not None:
        e = x.ligne(ligne)
        raisons = [x.pourquoi(e, f) for f in figures]
        contexte = _contexte(figures[0])
        del contexte["indicateur"]
        return {
            "ligne": ligne,
            **contexte,
            "indicateurs": [
                {"indicateur": r.indicateur, "comptee": r.comptee, "raison": r.parce_que}
                for r in raisons
            ],
        }
    (f,) = figures
    retenues = x.retenues(f)
    definition = PAR_CODE[f.indicateur]
    return {
        "valeur": len(retenues),
        "lignes": [_ligne_en_json(x, f, r, nominatif) for r in retenues],
        **_contexte(f),
        "libelle": definition.libelle,
        "methode": dite(definition.methode, x.cadre),
        "source": definition.source,
        "contrat": {"contrat": 2, "section": "Indicators", "phrase": definition.contrat},
        "personne": {"contrat": 2, "section": "A person", "phrase": UNE_FOIS}
        if f.indicateur not in A_LEUR_DATE
        else None,
    }


def _contexte(f: Figure) -> dict[str, Any]:
    return {
        "mois": str(f.mois),
        "perimetre": f.perimetre,
        "periode": f.periode,
        "indicateur": f.indicateur,
        "sexe": f.sexe,
        "tranche": f.tranche,
    }


def _ligne_en_json(x: Explication, f: Figure, retenue: Retenue, nominatif: bool) -> dict[str, Any]:
    _, (categorie, sexe, tranche), e = retenue
    dite = {
        "ligne": e.ligne,
        "date_entretien": str(e.date_entretien),
        "dt": e.dt,
        "categorie": categorie,
        "sexe": sexe,
        "tranche": tranche,
        "raison": x.presence(e, f),
    }
    if nominatif:
        dite |= {"personne": identite(e, nominatif=True), "n_etranger": e.n_etranger}
    return dite


def texte(
    x: Explication, figures: Sequence[Figure], ligne: int | None = None, *, nominatif: bool = False
) -> str:
    """Le texte de `expliquer`."""
    if ligne is not None:
        e = x.ligne(ligne)
        qui = f" ({identite(e, nominatif=True)})" if nominatif else ""
        par_raison: dict[tuple[bool, str], list[str]] = defaultdict(list)
        for f in figures:
            r = x.pourquoi(e, f)
            par_raison[r.comptee, r.parce_que].append(r.indicateur)
        quand = figures[0].titre.partition(", ")[2]
        lignes = [f"Ligne {ligne}{qui} – {quand}"]
        for vraie in (True, False):
            for (comptee, raison), codes in par_raison.items():
                if comptee is vraie:
                    lignes.append(_phrase(comptee, codes, raison))
        return "\n".join(lignes)
    (f,) = figures
    definition, retenues = PAR_CODE[f.indicateur], x.retenues(f)
    methode, limites = dite(definition.methode, x.cadre), dite(definition.limites, x.cadre)
    lignes = [
        f"{f.titre} : {len(retenues)}",
        "",
        f"  Source : {definition.source}",
        f"  Méthode : {methode}",
        *[f"  {limites}"] * bool(limites),
    ]
    if f.indicateur not in A_LEUR_DATE:
        une_fois = "compte une fois, à son premier entretien"
        lignes.append(f"  Une personne vue plusieurs fois dans la période {une_fois}.")
    lignes += [""] * bool(retenues)
    for _, (_, sexe, tranche), e in retenues:
        qui = f"  {identite(e, nominatif=True)}" if nominatif else ""
        lignes.append(
            f"  ligne {e.ligne:<6} {afficher(e.date_entretien)}  {e.dt:<11} {sexe:<2}  "
            f"{tranche:<16}{qui}  {x.presence(e, f)}"
        )
    return "\n".join(lignes)


def _phrase(comptee: bool, codes: Sequence[str], raison: str) -> str:
    """« ✔ comptée dans « Reçues » et « En emploi » : … », « · pas comptée dans … »."""
    noms = [f"« {PAR_CODE[code].court} »" for code in codes]
    if comptee:
        return f"  ✔ comptée dans {enumere(noms, 'et')} : {raison}"
    return f"  · pas comptée dans {enumere(noms, 'ni')} : {raison}"
