"""Ce qu'appellent les boutons, la page et le terminal : mêmes verdicts, mêmes fichiers.

Ici se traduit ce qu'une personne demande (un mois, un dossier, un nom de fichier), ou se refuse.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.dossiers import PARAMETRE, dossier_ecrit
from reports.mois import Mois
from reports.verification import Avancer, Verification, verifier_lu
from workbook.declarations.cadre import cadre_par_defaut
from workbook.declarations.dates import lire_mois, mois_refuse
from workbook.declarations.erreurs import Refus, raison
from workbook.jugement.personnes import attribuer_cles
from workbook.lecture import classeur as lecture
from workbook.lecture import vives
from workbook.lecture.classeur import Classeur
from xl_addin.neuf import nouveau

if TYPE_CHECKING:
    from reports.explication import Explication
    from reports.production import Production


def verifier(
    chemin: Path, ref: date, avancer: Avancer = lambda _: None, *, formules: bool = False
) -> Verification:
    """Lit et vérifie un classeur. Lève `Refus` si le fichier ne peut pas servir.

    `ref` : le jour pris pour aujourd'hui ; `formules` : nommer aussi les cellules calculées qui
    n'ont plus de formule.
    """
    avancer("Lecture du classeur")
    classeur = lecture.lire(chemin)
    if formules:
        lignes = (e.ligne for e in classeur.lignes)
        manquantes = vives.manquantes(chemin, classeur.paquet, lignes)
        classeur.messages += vives.dire(classeur.feuille, manquantes)
    return verifier_lu(classeur, ref, avancer)


def expliquer(chemin: Path, ref: date, mois: str | None) -> "Explication":
    """Lit un classeur et compte un mois, pour demander d'où viennent ses chiffres. Lève `Refus`."""
    from reports.explication import Explication

    classeur = lecture.lire(chemin)
    attribuer_cles(classeur.lignes)
    return Explication(classeur.lignes, classeur.cadre, mois_du_rapport(mois, classeur, ref))


def schemas(chemin: Path | None) -> dict[str, Any]:
    """Les schémas d'`Entretiens` et de `Données`, d'après les listes d'un classeur ou du modèle.

    Lève `Refus`.
    """
    from reports.schema import schema_des_donnees
    from workbook.modele.schema import schema_des_entretiens

    cadre = cadre_par_defaut() if chemin is None else lecture.lire(chemin).cadre
    return {"entretiens": schema_des_entretiens(cadre), "donnees": schema_des_donnees(cadre)}


def mois_du_rapport(demande: str | None, classeur: Classeur, ref: date) -> Mois:
    """Le mois demandé, sinon celui de la cellule `MoisRapport`.

    Lève `Refus` si ce n'en est pas un, s'il précède la convention, ou la dépasse de loin.
    """
    if demande is not None:
        ou, brut, lu = "--mois", demande, lire_mois(demande)
    elif classeur.mois_demande in (None, ""):
        raise Refus(
            f"« {classeur.chemin.name} » ne dit pas de quel mois est le rapport. "
            "Choisissez-le sur la feuille Accueil, ou donnez --mois AAAA-MM."
        )
    else:
        ou, brut = "Feuille Accueil, mois du rapport", classeur.mois_demande
        lu = classeur.mois
    if lu is None:
        raise Refus(f"{ou} : {mois_refuse(brut, ref)}")
    mois, debut, fin = Mois(*lu), Mois.de(classeur.cadre.debut), Mois.de(classeur.cadre.fin)
    if mois < debut:
        raise Refus(
            f"Le mois {mois} précède la convention, qui commence en {debut.en_francais} : il n’y a "
            f"pas de rapport à faire. Choisissez un mois à partir de {debut}."
        )
    if mois.annee > max(fin, Mois.de(ref)).annee + 1:
        raise Refus(
            f"Le mois {mois} est bien après la convention, qui finit en {fin.en_francais} : "
            "vérifiez l’année."
        )
    return mois


def dossier_des_rapports(sortie: str | Path | None, classeur: Classeur) -> Path:
    """`--sortie`, sinon le dossier que nomment les paramètres, à côté du classeur. Lève `Refus`."""
    if sortie is not None:
        return dossier_ecrit(str(sortie), "--sortie", Path())
    voisin = classeur.chemin.absolute().parent
    return dossier_ecrit(classeur.cadre.dossier_rapports, PARAMETRE, voisin)


def rapport(
    chemin: Path,
    ref: date,
    *,
    mois: str | None = None,
    sortie: str | Path | None = None,
    provisoire: bool = False,
    avancer: Avancer = lambda _: None,
) -> "Production":
    """Vérifie un classeur, puis fait comme `produire`."""
    v = verifier(chemin, ref, avancer)
    return produire(v, mois=mois, sortie=sortie, provisoire=provisoire, avancer=avancer)


def produire(
    verification: Verification,
    *,
    mois: str | None = None,
    sortie: str | Path | None = None,
    provisoire: bool = False,
    avancer: Avancer = lambda _: None,
) -> "Production":
    """Le jeu de rapports de lignes déjà vérifiées : voir `reports.production`. Lève `Refus`.

    `mois` : celui du rapport, sinon celui de la cellule `MoisRapport` ; `sortie` : le dossier des
    rapports, sinon celui des paramètres.
    """
    from reports import production  # XlsxWriter ne se charge que pour écrire

    classeur = verification.classeur
    choisi = mois_du_rapport(mois, classeur, verification.ref)
    base = dossier_des_rapports(sortie, classeur)
    return production.produire(verification, choisi, base, avancer, provisoire=provisoire)


def demo(dossier: Path) -> tuple[Path, bool, Verification, "Production"]:
    """Le modèle rempli de l'exemple, sa vérification et son rapport de janvier 2026.

    Peut être relancée : le classeur présent est gardé.
    """
    classeur = dossier / "Suivi CIR - exemple.xlsx"
    try:
        dossier.mkdir(parents=True, exist_ok=True)
    except OSError as erreur:
        raise Refus(
            f"Le dossier « {dossier} » ne peut pas être créé : {raison(erreur)}. "
            "Choisissez-en un autre."
        ) from None
    neuf = not classeur.exists()
    if neuf:
        nouveau(classeur, exemple=True)
    verification = verifier(classeur, date.today())
    production = produire(verification, mois="2026-01")
    if production.refusee:
        raise Refus(
            f"« {classeur} » a été modifié et porte des anomalies bloquantes : "
            f"effacez le dossier « {dossier} » pour repartir de l’exemple."
        )
    return classeur, neuf, verification, production
