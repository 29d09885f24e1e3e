"""Les formules vives sont-elles encore là ? Une valeur tapée ou collée dessus, un effacement : la
prochaine vérification les nomme.

Le lecteur de cellules rend des valeurs, pas des formules ; et ces colonnes ne sont jamais lues
(contrat 1). On ne regarde donc que les adresses, dans le texte de la feuille, et seulement dans un
classeur issu du modèle.
"""

import re
import zipfile
from collections.abc import Collection, Iterable
from pathlib import Path

from workbook.declarations.adresses import colonne_en_lettres
from workbook.declarations.colonnes import Nature
from workbook.declarations.lignes import ENTRETIENS
from workbook.declarations.texte import comparable, compte
from workbook.lecture.enveloppe import Enveloppe
from workbook.lecture.nettoyage import en_clair
from workbook.lecture.paquet import Paquet

CALCULEES = {comparable(c.titre): c.titre for c in ENTRETIENS if c.nature is Nature.CALCUL}
CITEES = 5
REMEDE = (
    "sélectionnez la cellule et celle du dessus, intacte, puis Ctrl+D ; sur la première ligne, "
    "copiez plutôt celle du dessous"
)


def manquantes(chemin: Path, paquet: Enveloppe, remplies: Iterable[int]) -> list[str]:
    """Les adresses des cellules calculées sans formule, dans la table et sur les lignes `remplies`
    qui la dépassent.

    Aucune pour un classeur qui ne vient pas du modèle, ou un .ods : son texte ne donne pas
    d'adresses.
    """
    table = next((t for t in paquet.tables if t.nom == "Entretiens"), None)
    if (
        table is None
        or comparable("VersionModele") not in paquet.noms
        or not paquet.parties.get(table.feuille)
    ):
        return []
    lettres = [
        colonne_en_lettres(table.gauche + k)
        for k, titre in enumerate(table.titres)
        if comparable(titre) in CALCULEES
    ]
    if not lettres:
        return []
    with zipfile.ZipFile(chemin) as archive:
        xml = en_clair(Paquet(archive), paquet, table.feuille)
    presentes = {
        adresse.decode()
        for adresse in re.findall(
            rb'<c r="((?:%s)[0-9]+)"[^>]*><f' % "|".join(lettres).encode(), xml
        )
    }
    lignes = sorted({*range(table.haut + 2, table.bas - table.totaux + 2), *remplies})
    return [
        adresse
        for n in lignes
        for lettre in lettres
        if (adresse := f"{lettre}{n}") not in presentes
    ]


def dire(feuille: str, manquantes: Collection[str]) -> list[str]:
    """Le message qui nomme des cellules calculées sans formule, et dit comment la remettre ; aucun
    s'il n'en manque pas."""
    if not manquantes:
        return []
    citees = ", ".join(list(manquantes)[:CITEES])
    autres = f" et {compte(len(manquantes) - CITEES, 'autre')}" if len(manquantes) > CITEES else ""
    return [
        f"Feuille « {feuille} » : la formule manque en {citees}{autres} (valeur tapée dessus, "
        "effacée, ou ligne ajoutée). Le contrôle n’en dépend pas, mais ce que "
        f"montre la ligne peut être faux. Pour la remettre : {REMEDE}."
    ]
