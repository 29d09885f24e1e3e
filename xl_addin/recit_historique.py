"""Dire l'historique des rapports, en français ou en JSON."""

from pathlib import Path
from typing import Any

from reports.historique import Passage, Sort

SIGNES = {
    Sort.INTACT: "✔",
    Sort.ALTERE: "✘",
    Sort.ABSENT: "✘",
    Sort.ILLISIBLE: "?",
    Sort.SANS_MANIFESTE: "?",
}
QUAND = "%d/%m/%Y à %H:%M"


def historique_en_json(base: Path, passages: list[Passage]) -> dict[str, Any]:
    """Le document de `historique --json`."""
    return {
        "dossier": str(base),
        "intact": all(p.intact for p in passages),
        "productions": [
            {
                "mois": p.mois,
                "etat": p.version.etat if p.version else None,
                "version": p.version.version if p.version else None,
                "produit_le": p.version.produit_le if p.version else None,
                "logiciel": p.version.logiciel if p.version else None,
                "fichiers": [{"nom": f.nom, "sort": f.sort.value} for f in p.fichiers],
            }
            for p in passages
        ],
    }


def historique(base: Path, passages: list[Passage]) -> str:
    """Le texte de `historique` : un jeu par ligne ; n'y sont nommés que les fichiers changés."""
    if not passages:
        return f"Aucun rapport dans {base}."
    lignes = [f"Rapports produits dans {base} :", ""]
    for p in passages:
        if p.version is None:
            abime = "le manifeste manque ou est abîmé : rien ne peut être vérifié"
            lignes.append(f"✘ {p.mois}  {abime}")
        else:
            etat = p.version.etat
            if etat != "PROVISOIRE":
                etat += f" v{p.version.version}"
            quand = f"{p.produit_le:{QUAND}}" if p.produit_le else ""
            sort = f"{len(p.fichiers)} fichiers intacts" if p.intact else "altéré"
            signe = "✔" if p.intact else "✘"
            lignes.append(f"{signe} {p.mois}  {etat:<17} produit le {quand} : {sort}")
        for f in p.fichiers:
            if f.ajoute_le and f.nom.endswith(".xlsx"):
                lignes.append(f"    + {f.nom} : ajouté le {f.ajoute_le:{QUAND}}")
        changes = [f for f in p.fichiers if f.sort is not Sort.INTACT]
        lignes += [f"    {SIGNES[f.sort]} {f.nom} : {f.sort}" for f in changes]
    if not all(p.intact for p in passages):
        lignes += [
            "",
            "Un fichier altéré, absent ou illisible n’est plus celui qui a été produit : ne "
            "l’envoyez pas ; reprenez une sauvegarde, ou le courriel envoyé.",
        ]
    return "\n".join(lignes)
