"""Les paramètres qu'un rapport publie.

Leur valeur, ce qui n'est pas celle du modèle, et ce qui a changé d'un mois à l'autre.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.destinataires import Destinataire
from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import Cadre, cadre_par_defaut, titres_convention

NON_PUBLIES = ("contact", "courriel_dreets", "dossier_rapports")
_ANTENNE = "Antenne de "
_SEPARATEUR = "; "
"""Entre les lignes d'une table, ou les valeurs d'un paramètre qui en a plusieurs."""


@dataclass(frozen=True)
class ParametrePublie:
    """Un paramètre tel que le rapport le dit. `modifie` : il n'est pas celui du modèle."""

    titre: str
    valeur: str
    source: str
    modifie: bool


def se_publie(titre: str, destinataire: Destinataire) -> bool:
    """Vrai si le paramètre de ce titre se lit dans ce rapport."""
    antenne = titre.removeprefix(_ANTENNE)
    return antenne == titre or destinataire.lit(antenne)


def parametres_publies(cadre: Cadre) -> list[ParametrePublie]:
    """Les paramètres appliqués : ni adresses ni dossiers, qui ne changent aucun chiffre."""
    livres = {titre: valeur for titre, valeur, _ in _publies(cadre_par_defaut())}
    return [
        ParametrePublie(
            titre,
            valeur,
            source,
            titre not in livres or set(_lignes(valeur)) != set(_lignes(livres[titre])),
        )
        for titre, valeur, source in _publies(cadre)
    ]


def _publies(cadre: Cadre) -> list[tuple[str, str, str]]:
    publies = []
    for titre, champ in titres_convention().items():
        if champ not in NON_PUBLIES:
            valeur = getattr(cadre, champ)
            texte = _SEPARATEUR.join(valeur) if isinstance(valeur, tuple) else afficher(valeur)
            publies.append((titre, texte, cadre.sources.get(champ, "")))
    for a in cadre.antennes:
        departements = " ".join(a.departements.split()) or "départements non précisés"
        publies.append((f"{_ANTENNE}{a.dt}", departements, "Feuille Paramètres, table Antennes"))
    tranches = [
        f"{t.libelle} ({t.mini}–{'' if t.maxi is None else t.maxi})" for t in cadre.tranches
    ]
    situations = [f"{s} → {k}" for s, k in cadre.situations]
    publies.append(
        ("Tranches d’âges", _SEPARATEUR.join(tranches), "Feuille Paramètres, table Tranches")
    )
    publies.append(
        ("Situations", _SEPARATEUR.join(situations), "Feuille Paramètres, table Situations")
    )
    return publies


def changements(avant: Mapping[str, str], apres: Mapping[str, str]) -> dict[str, str]:
    """Ce qui a changé d'un jeu de paramètres publiés à l'autre, par titre.

    D'une liste, les seules lignes ajoutées ou retirées.
    """
    titres = [*apres, *(titre for titre in avant if titre not in apres)]
    dits = {titre: _changement(titre, avant.get(titre), apres.get(titre)) for titre in titres}
    return {titre: dit for titre, dit in dits.items() if dit}


def _changement(titre: str, avant: str | None, apres: str | None) -> str:
    """Une phrase ; vide si rien n'a changé, fût-ce dans un autre ordre."""
    if avant is None or apres is None:
        return f"{titre}, {'ajouté' if avant is None else 'retiré'} : {apres or avant or '(vide)'}"
    anciennes, nouvelles = _lignes(avant), _lignes(apres)
    if max(len(anciennes), len(nouvelles)) < 2:
        return (
            f"{titre} : {avant or '(vide)'} → {apres or '(vide)'}" if anciennes != nouvelles else ""
        )
    ecarts = (
        ("ajouté", [n for n in nouvelles if n not in anciennes]),
        ("retiré", [a for a in anciennes if a not in nouvelles]),
    )
    return " ; ".join(f"{titre}, {quoi} : {', '.join(lignes)}" for quoi, lignes in ecarts if lignes)


def _lignes(valeur: str) -> Sequence[str]:
    return [" ".join(ligne.split()) for ligne in valeur.split(_SEPARATEUR)]
