"""Ce que dure un clic sur « Vérifier » dans LibreOffice, ouvert pour de vrai sur un écran virtuel
(Xvfb, xdotool).

usage : clic.py [LIGNES] [CLICS] [POUR_CENT] [MODIFIEES] 500 lignes, 5 clics, 5 % de lignes
fautives, 3 lignes modifiées entre deux clics.

Pour chaque clic : les secondes du clic au résultat ; celles de notre Python, chargement de
l'interpréteur et d'xlwings ôtés, réponses de LibreOffice comprises ; et, de celles-là, ce que notre
processus a calculé lui-même. Le premier clic a tout à écrire ; les suivants trouvent le classeur
comme le premier l'a laissé, à quelques lignes près. SUIVI_CIR_PROFIL=FICHIER garde le profil du
dernier clic. Toutes les personnes sont inventées. N'affirme rien.
"""

import json
import os
import random
import statistics
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(RACINE), str(RACINE / "tests" / "outils"), str(RACINE / "bench")]

import generer  # noqa: E402
from clics import Bureau, manque, xlsm  # noqa: E402

# Chargé par le Python du clic avant tout le reste : charge xlwings comme le moteur le charge, note
# l'heure, puis celle de la fin.
CHRONOMETRE = """
import atexit, json, os, sys, time
battements = int(open('/proc/self/stat').read().rpartition(')')[2].split()[19])
allume = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
depart = allume + battements / os.sysconf('SC_CLK_TCK')
caches = [n for n in ('pandas', 'numpy', 'polars', 'matplotlib', 'PIL') if n not in sys.modules]
sys.modules.update(dict.fromkeys(caches))
import xlwings
for n in caches:
    del sys.modules[n]
charge, calcul = time.time(), time.process_time()
profil = os.environ.get('SUIVI_CIR_PROFIL')
if profil:
    import cProfile
    mesure = cProfile.Profile()
    mesure.enable()
def noter():
    if profil:
        mesure.disable()
        mesure.dump_stats(profil)
    durees = [charge - depart, time.time() - charge, time.process_time() - calcul]
    with open(os.environ['SUIVI_CIR_CHRONOMETRE'], 'a') as sortie:
        print(json.dumps(durees), file=sortie)
atexit.register(noter)
"""


def lignes_inventees(combien: int, pour_cent: float) -> list[dict[str, Any]]:
    """Des entretiens comme ceux du banc ; `pour_cent` d'entre eux portent une faute de saisie."""
    generer.FAUTIVES = pour_cent / 100
    lignes = generer.entretiens(combien, random.Random(20260127), list(generer.sessions(combien)))
    return [{titre: _comme_saisi(v) for titre, v in e.items()} for e in lignes]


def _comme_saisi(valeur: Any) -> Any:
    """Une date sans heure, un numéro en texte.

    Le modèle les garde ainsi, et un numéro en nombre poserait une question au clic.
    """
    return (
        valeur.date()
        if isinstance(valeur, datetime)
        else str(valeur)
        if isinstance(valeur, int)
        else valeur
    )


def principal(combien: int, clics: int, pour_cent: float, modifiees: int) -> None:
    """Clique, et dit les durées de chaque clic, puis leurs médianes sans le premier."""
    if absents := manque():
        sys.exit(f"Pour de vrais clics, il manque : {absents}")
    with tempfile.TemporaryDirectory() as nom:
        dossier = Path(nom)
        (dossier / "sitecustomize.py").write_text(CHRONOMETRE, encoding="utf-8")
        mesures = dossier / "mesures"
        os.environ |= {"PYTHONPATH": str(dossier), "SUIVI_CIR_CHRONOMETRE": str(mesures)}
        classeur = xlsm(
            dossier / "classeur.xlsm", lignes_inventees(combien, pour_cent), mois=date(2026, 3, 1)
        )
        bureau = Bureau(dossier)
        try:
            with bureau.ouvrir(bureau.en_ods(classeur)) as doc:
                print(
                    f"{combien} lignes, {pour_cent:g} % fautives ; par clic : résultat, notre "
                    "part, notre calcul (s)"
                )
                relevees = []
                for n in range(clics):
                    secondes = doc.verifier()
                    _, part, calcul = json.loads(mesures.read_text().splitlines()[-1])
                    relevees.append((secondes, part, calcul))
                    print(
                        f"  clic {n + 1} : {secondes:5.2f}  {part:5.2f}  {calcul:5.2f}", flush=True
                    )
                    for rang in range(modifiees):
                        doc.ecrire(
                            "Entretiens",
                            f"G{4 + (rang + modifiees * n) % combien}",
                            "X" if n % 2 == 0 else "F",
                        )
                anomalies = len(doc.table("Controles"))
            medianes = [
                statistics.median(colonne)
                for colonne in zip(*(relevees[1:] or relevees), strict=True)
            ]
            print(
                f"médianes après le premier : {medianes[0]:.2f}  {medianes[1]:.2f}  "
                f"{medianes[2]:.2f} ; {anomalies} lignes dans Contrôles"
            )
        finally:
            bureau.fermer()


if __name__ == "__main__":
    demandes = [float(x) for x in sys.argv[1:]] + [500, 5, 5, 3][len(sys.argv) - 1 :]
    principal(int(demandes[0]), int(demandes[1]), demandes[2], int(demandes[3]))
