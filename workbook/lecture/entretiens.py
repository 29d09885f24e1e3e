"""La feuille `Entretiens` devient des lignes typées ; ce qui n'est pas compris est gardé et dit."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from workbook.declarations.adresses import adresse
from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import categoriser
from workbook.declarations.erreurs import ClasseurInutilisable
from workbook.declarations.identifiants import age_revolu, numero_bien_forme
from workbook.declarations.lignes import CHAMPS, REQUISES, SAISIES, Entretien
from workbook.declarations.texte import comparable, enumere
from workbook.lecture.cellules import lecteur_de
from workbook.lecture.enveloppe import Enveloppe
from workbook.lecture.tables import Grille, Rangee, Titres, chercher, la_moitie, lire_rangees

_VIDE = dict.fromkeys(CHAMPS)
_REQUIS = [c.champ for c in REQUISES]


@dataclass(frozen=True)
class Entretiens:
    """Les lignes d'une feuille, et où sont ses colonnes (0 = A), sa ligne de titres et ses totaux
    (0 = ligne 1)."""

    lignes: list[Entretien]
    titres: Titres
    totaux: Set[int] = field(default_factory=frozenset)

    @property
    def absentes(self) -> frozenset[str]:
        """Les champs dont la colonne manque."""
        return frozenset(CHAMPS).difference(self.titres.colonnes)


def lire_entretiens(
    fichier: str, feuille: str, grille: Grille, cadre: Cadre, paquet: Enveloppe
) -> Entretiens:
    """Lit toute la feuille. Lève `ClasseurInutilisable` si ses titres ne conviennent pas."""
    if not grille:
        raise ClasseurInutilisable(
            f"« {fichier} », feuille « {feuille} » : elle est vide. Recopiez-y la ligne de titres "
            "du modèle."
        )
    ou = f"« {fichier} », feuille « {feuille} »"
    titres = chercher(grille, {c.titre: c.champ for c in SAISIES}, la_moitie(_REQUIS))
    if titres is None:
        attendus = enumere([f"« {c.titre} »" for c in REQUISES], "et")
        raise ClasseurInutilisable(
            f"{ou} : ligne de titres introuvable. Il faut les colonnes {attendus}. Recopiez la "
            "ligne de titres du modèle."
        )
    _exiger_les_titres(ou, titres, grille[titres.rang])
    totaux = paquet.totaux(feuille, titres.colonnes.values())
    lecteurs = {c.champ: lecteur_de(c, cadre, paquet.calendrier_1904) for c in SAISIES}
    rangees = lire_rangees(grille, titres, lecteurs, totaux)
    return Entretiens([_entretien(r, cadre) for r in rangees], titres, totaux)


def _exiger_les_titres(ou: str, titres: Titres, rangee: Sequence[Any]) -> None:
    manquants = [c.titre for c in REQUISES if c.champ not in titres.colonnes]
    if manquants:
        pluriel = "s manquent" if len(manquants) > 1 else " manque"
        raise ClasseurInutilisable(
            f"{ou}, ligne {titres.rang + 1} : colonne{pluriel} : "
            f"{enumere([f'« {t} »' for t in manquants], 'et')}. Ajoutez ce qui manque "
            "à la ligne de titres, écrit ainsi, à la place que vous voulez."
        )
    lus = [comparable(b) if isinstance(b, str) else "" for b in rangee]
    for c in SAISIES:
        places = [k for k, titre in enumerate(lus) if titre == comparable(c.titre)]
        if len(places) > 1:
            cellules = enumere([adresse(titres.rang, k) for k in places], "et")
            raise ClasseurInutilisable(
                f"{ou} : le titre « {c.titre} » est écrit deux fois ({cellules}). Renommez ou "
                "supprimez la colonne en trop."
            )


def _entretien(r: Rangee, cadre: Cadre) -> Entretien:
    cellules: dict[str, Any] = {**_VIDE, **r.valeurs}
    return Entretien(
        **cellules,
        ligne=r.numero,
        ecarts=r.ecarts,
        numero=numero_bien_forme(cellules["n_etranger"]),  # type: ignore[arg-type]
        age=_age(cellules, cadre),  # type: ignore[arg-type]
        verdict=categoriser(
            cellules["situation"],
            cellules["agir"],
            cellules["rsa"],
            cellules["inscrit_ft"],
            cadre.categorie_de_situation,
        ),
    )


def _age(cellules: dict[str, Any], cadre: Cadre) -> int | None:
    """Années révolues le jour de l'entretien ; None si la naissance manque ou est impossible."""
    naissance, jour = cellules["date_naissance"], cellules["date_entretien"]
    if naissance is None or jour is None or naissance > jour:
        return None
    age = age_revolu(naissance, jour)
    return age if age < cadre.age_impossible else None
