"""La page `docs/regles.md`, écrite d'après le registre et les cas : `make docs`."""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from workbook.cas import CAS, CONFORME, REF, Cas
from workbook.cas.recit import decrire, dire
from workbook.declarations.affichage import afficher
from workbook.declarations.lignes import PAR_CHAMP
from workbook.jugement.controle import SYMBOLES
from workbook.jugement.regle import Gravite, Regle
from workbook.jugement.regles import PAR_CODE, VERSION

CHAPITRES = {
    "E": "La date de l’entretien",
    "P": "La session d’accueil (PFA)",
    "D": "La personne",
    "S": "La situation",
    "F": "L’inscription et le premier rendez-vous",
    "X": "D’une ligne à l’autre",
    "O": "Les observations",
}
TETE = """# Les règles de contrôle

Page écrite par `make docs` d’après les règles et leurs cas : ne la corrigez pas à la main. \
Jeu de règles {version}.

Trois gravités : {bloquant} **Bloquant**, pas de rapport définitif tant qu’il en reste sur \
le mois ; {verifier} **À vérifier**, le CIP corrige ou confirme ;
{information} **Information**, rien à corriger. Quand une cellule est vide ou illisible, \
les règles qui en ont besoin ne s’appliquent pas : la cause est signalée une seule fois.
Ne pas être éligible n’est pas une anomalie : voir les colonnes Éligibilité et Motif.

Chaque cas part de la même ligne conforme, d’une personne inventée, et ne change que ce qui \
est indiqué ; la date du jour est le {ref}.
✔ : conforme ; ✘ : signalé par la règle ; ◆ : cas limite. « Signalé » donne **tous** les \
codes trouvés, ligne par ligne s’il y en a plusieurs ;
le message est cité quand il diffère du précédent.

{conforme}

« OFII Metz » : présentation de l’expérimentation par la direction territoriale de Metz. \
Les règles communes sont dans [le classeur](contrat/classeur.md)
et [les indicateurs](contrat/indicateurs.md) ; \
la liste des règles est dans [contrat/regles.md](contrat/regles.md).
"""


def page() -> str:
    """Le texte entier de la page."""
    conforme = " ; ".join(
        f"{PAR_CHAMP[champ].titre} : {afficher(v)}"
        for champ, v in CONFORME.items()
        if v is not None
    )
    signes = {g.name.lower(): SYMBOLES[g] for g in Gravite}
    tete = TETE.format(version=VERSION, ref=afficher(REF), conforme=f"> {conforme}.", **signes)
    return "\n".join([tete, *_sommaire(), *_familles()])


def _sommaire() -> Iterator[str]:
    yield "| Code | Gravité | Règle |\n|---|---|---|"
    for r in _rangees():
        yield (
            f"| [{r.code}](#{r.code.lower()}) | {SYMBOLES[r.gravite]} {r.gravite.libelle} | "
            f"{r.titre} |"
        )
    yield ""


def _familles() -> Iterator[str]:
    famille = ""
    for r in _rangees():
        if r.code[0] != famille:
            famille = r.code[0]
            yield f"## {CHAPITRES[famille]}\n"
        yield from _regle(r)


def _regle(r: Regle) -> Iterator[str]:
    yield f"### {r.code}\n"
    yield f"{SYMBOLES[r.gravite]} **{r.titre}** — {r.fonde}.\n"
    vigueur = f" En vigueur pour les entretiens depuis le {afficher(r.depuis)}." if r.depuis else ""
    yield f"Colonnes lues : {', '.join(PAR_CHAMP[c].titre for c in r.colonnes)}.{vigueur}\n"
    yield "| | Cas | Signalé | Ce que dit le contrôle |\n|---|---|---|---|"
    dernier = ""
    for c in CAS[r.code]:
        dit = dire(c, r.code)
        yield (
            f"| {'✘' if dit else '✔'}{' ◆' if c.limite else ''} | {_cellule(decrire(c))} | "
            f"{_codes(c)} | {'' if dit == dernier else _cellule(dit)} |"
        )
        dernier = dit or dernier
    yield ""


def _rangees() -> list[Regle]:
    return sorted(PAR_CODE.values(), key=lambda r: (list(CHAPITRES).index(r.code[0]), r.code))


def _codes(c: Cas) -> str:
    suites = [(" ".join(codes) or "rien", len(list(lignes))) for codes, lignes in groupby(c.codes)]
    return (
        suites[0][0]
        if len(suites) == 1
        else " / ".join(f"{codes} × {n}" if n > 1 else codes for codes, n in suites)
    )


def _cellule(texte: str) -> str:
    return texte.replace("|", "\\|").replace("*", "\\*")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")
