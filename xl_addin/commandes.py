"""Ce que les boutons et le terminal appellent tous deux : vérifier, produire le rapport. Mêmes lignes, mêmes verdicts, mêmes fichiers."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports import dossiers, livraison, manifeste, versions
from reports.dossiers import dossier_ecrit
from reports.manifeste import Manifeste
from reports.mois import Mois
from reports.rapport import Difference, Etat, Rapport, bloquantes, rapport_region, rassembler
from workbook.declarations.cadre import cadre_par_defaut
from workbook.declarations.dates import lire_mois, mois_refuse
from workbook.declarations.dits import Publiable
from workbook.declarations.erreurs import Refus, raison
from workbook.declarations.texte import compte, enumere
from workbook.jugement.decisions import resoudre
from workbook.jugement.moteur import Jugement, juger
from workbook.jugement.personnes import SANS_OBJET, Groupes, attribuer_cles
from workbook.jugement.regle import Anomalie
from workbook.jugement.regles import PAR_CODE
from workbook.lecture import classeur as lecture
from workbook.lecture import vives
from workbook.lecture.classeur import Classeur

if TYPE_CHECKING:
    from reports.explication import Explication

Avancer = Callable[[str], None]
VERSION = "1.0.0"
EXTENSIONS = (".xlsx", ".xlsm", ".ods")


@dataclass
class Verification:
    """Un classeur lu et vérifié."""

    classeur: Classeur
    groupes: Groupes
    jugement: Jugement
    ref: date

    @property
    def messages(self) -> list[str]:
        """Ce qu'il faut dire de la lecture, puis des décisions sans effet ; rien de bloquant, rien de nominatif."""
        return [*self.classeur.messages, *self.jugement.messages]

    @property
    def notes_des_decisions(self) -> dict[tuple[int, int], str]:
        """Ce qu'il y a à dire de chaque décision, à sa place (ligne, colonne) : sans effet et pourquoi, à relire, ou devenue inutile."""
        dites = self.groupes.decisions.remarques | {
            d.ligne: SANS_OBJET for d in self.jugement.sans_objet
        }
        return {
            (d.ligne, d.colonne + 1): dites[d.ligne]
            for d in self.classeur.decisions
            if d.ligne in dites
        }


@dataclass
class Production:
    """Ce qu'a fait la commande `rapport`. `etat` : None si rien n'a été produit (bloqué, ou inchangé)."""

    mois: Mois
    dossier: Path
    verification: Verification
    etat: Etat | None = None
    version: int = 0
    fichiers: list[str] = field(default_factory=list)
    bloquantes: list[Anomalie] = field(default_factory=list)
    egalites_fausses: list[str] = field(default_factory=list)
    inchange: bool = False
    region: Rapport | None = None
    differences: tuple[Difference, ...] = ()
    messages: list[str] = field(default_factory=list)
    pdf: list[str] = field(default_factory=list)
    justificatif: Path | None = None
    """Le justificatif interne, nominatif, à côté du classeur ; jamais dans le dossier des rapports."""

    @property
    def refusee(self) -> bool:
        """Vrai si des anomalies bloquantes, une panne ou une égalité fausse interdisent un rapport définitif."""
        return self.etat is None and not self.inchange


def verifier(
    chemin: Path, ref: date, avancer: Avancer = lambda _: None, *, formules: bool = False
) -> Verification:
    """Lit et vérifie un classeur. `ref` : le jour pris pour aujourd'hui ; `formules` : nommer aussi les cellules calculées qui n'en ont plus.

    Lève `Refus` si le fichier ne peut pas servir.
    """
    avancer("Lecture du classeur")
    classeur = lecture.lire(chemin)
    if formules:
        classeur.messages += vives.dire(
            classeur.feuille,
            vives.manquantes(chemin, classeur.paquet, (e.ligne for e in classeur.lignes)),
        )
    return verifier_lu(classeur, ref, avancer)


def verifier_lu(classeur: Classeur, ref: date, avancer: Avancer = lambda _: None) -> Verification:
    """Vérifie des lignes déjà lues : celles d'un fichier, ou du classeur ouvert."""
    avancer(f"Contrôle de {compte(len(classeur.lignes), 'ligne')}")
    identites = attribuer_cles(classeur.lignes)
    decisions = resoudre(classeur.decisions, classeur.lignes, identites, PAR_CODE, ref)
    groupes = Groupes(classeur.lignes, identites, classeur.seances or [], decisions)
    return Verification(
        classeur, groupes, juger(groupes, classeur.cadre, ref, classeur.absentes), ref
    )


def expliquer(chemin: Path, ref: date, mois: str | None) -> "Explication":
    """Lit un classeur et compte un mois, pour demander d'où viennent ses chiffres. Lève `Refus`."""
    from reports.explication import Explication

    classeur = lecture.lire(chemin)
    attribuer_cles(classeur.lignes)
    return Explication(classeur.lignes, classeur.cadre, mois_du_rapport(mois, classeur, ref))


def schemas(chemin: Path | None) -> dict[str, Any]:
    """Les schémas d'`Entretiens` et de `Données`, d'après les listes d'un classeur, sinon celles du modèle. Lève `Refus`."""
    from reports.schema import schema_des_donnees
    from workbook.modele.schema import schema_des_entretiens

    cadre = cadre_par_defaut() if chemin is None else lecture.lire(chemin).cadre
    return {"entretiens": schema_des_entretiens(cadre), "donnees": schema_des_donnees(cadre)}


def mois_du_rapport(demande: str | None, classeur: Classeur, ref: date) -> Mois:
    """Le mois demandé, sinon celui de la cellule `MoisRapport`. Lève `Refus` si ce n'en est pas un, s'il précède la convention, ou la dépasse de loin."""
    brut = demande if demande is not None else classeur.mois_demande
    if demande is None and brut in (None, ""):
        raise Refus(
            f"« {classeur.chemin.name} » ne dit pas de quel mois est le rapport. Choisissez-le sur la feuille Accueil, ou donnez --mois AAAA-MM."
        )
    lu = lire_mois(demande) if demande is not None else classeur.mois
    if lu is None:
        ou = "--mois" if demande is not None else "Feuille Accueil, mois du rapport"
        raise Refus(f"{ou} : {mois_refuse(brut, ref)}")
    mois = Mois(*lu)
    debut = Mois.de(classeur.cadre.debut)
    if mois < debut:
        raise Refus(
            f"Le mois {mois} précède la convention, qui commence en {debut.en_francais} : il n’y a pas de rapport à faire. Choisissez un mois à partir de {debut}."
        )
    fin = Mois.de(max(classeur.cadre.fin, ref))
    if mois.annee > fin.annee + 1:
        raise Refus(
            f"Le mois {mois} est bien après la convention, qui finit en {Mois.de(classeur.cadre.fin).en_francais} : vérifiez l’année."
        )
    return mois


def dossier_des_rapports(sortie: str | Path | None, classeur: Classeur) -> Path:
    """`--sortie`, sinon le dossier que nomment les paramètres, à côté du classeur. Lève `Refus` si ce n'est pas un dossier possible."""
    if sortie is not None:
        return dossier_ecrit(str(sortie), "--sortie", Path())
    return dossier_ecrit(
        classeur.cadre.dossier_rapports, dossiers.PARAMETRE, classeur.chemin.absolute().parent
    )


def rapport(
    chemin: Path,
    ref: date,
    *,
    mois: str | None = None,
    sortie: str | Path | None = None,
    provisoire: bool = False,
    avancer: Avancer = lambda _: None,
) -> Production:
    """Produit le jeu de rapports d'un mois (contrat 2). Lève `Refus` ; une anomalie bloquante se lit dans `Production.bloquantes`."""
    return produire(
        verifier(chemin, ref, avancer),
        mois=mois,
        sortie=sortie,
        provisoire=provisoire,
        avancer=avancer,
    )


def produire(
    verification: Verification,
    *,
    mois: str | None = None,
    sortie: str | Path | None = None,
    provisoire: bool = False,
    avancer: Avancer = lambda _: None,
) -> Production:
    """Le jeu de rapports de lignes déjà vérifiées (contrat 2).

    `mois` : celui du rapport, sinon celui de la cellule `MoisRapport` ; `sortie` : le dossier des rapports, sinon celui des paramètres ;
    `provisoire` : même si le mois est fini, même s'il reste des anomalies bloquantes. N'écrit rien si `Production.refusee`, ni si
    les chiffres sont ceux déjà transmis (`inchange`) et que leurs fichiers sont intacts.
    Lève `Refus` (mois, dossier, fichier ouvert, disque), `EpreuveManquee` ou `Fuite` : le jeu précédent est alors entier.
    """
    from reports import jeu  # XlsxWriter ne se charge que pour écrire
    from reports.justificatif import chemin_du_justificatif

    classeur, ref = verification.classeur, verification.ref
    choisi = mois_du_rapport(mois, classeur, ref)
    base = dossier_des_rapports(sortie, classeur)
    production = Production(
        choisi, base / str(choisi), verification, messages=verification.messages
    )
    final = not provisoire and ref > choisi.dernier_jour
    if not provisoire:
        production.bloquantes = bloquantes(verification.jugement, choisi, classeur.cadre)
        if production.bloquantes or verification.jugement.pannes:
            return production
    avancer("Calcul des indicateurs")
    matiere = rassembler(
        choisi,
        verification.groupes,
        verification.jugement,
        classeur.cadre,
        ref,
        classeur.seances,
        classeur.absentes,
        [m for m in classeur.messages if isinstance(m, Publiable)],
    )
    production.region = region = rapport_region(matiere)
    production.egalites_fausses = [
        f"{e.enonce} ({e.perimetre}, {e.periode}) : {e.gauche} ≠ {e.droite}"
        for e in region.egalites
        if not e.tenue
    ]
    if production.egalites_fausses and final:
        return production
    with livraison.chantier(base, choisi) as chantier:
        situation = versions.situer(
            manifeste.du_mois(chantier.dossier, str(choisi)),
            region.donnees,
            classeur.cadre.dts,
            final=final,
        )
        avant, transmise = situation.avant, situation.transmise
        provisoires = avant.provisoire.fichiers if avant.provisoire else {}
        perimes = [*provisoires, *map(jeu.nom_de_la_synthese, provisoires)]
        abimes: dict[str, bytes | None] = {}
        if transmise is not None:
            production.inchange, production.version = True, transmise.version
            abimes = chantier.abimes(versions.attendus(transmise, classeur.cadre.dts))
        complete = transmise is not None and not abimes and not situation.ajoutees
        if not complete or provisoires:
            chantier.verifier_libres(
                [nom for v in avant.versions for nom in v.fichiers] + list(provisoires)
            )
        if transmise is not None and complete:
            if provisoires:  # un essai provisoire fait depuis : le jeu définitif fait foi
                chantier.livrer({}, replace(avant, provisoire=None), perimes)
            if (
                provisoires or not chemin_du_justificatif(classeur.chemin, choisi).exists()
            ):  # celui de l'essai, ou effacé par une coupure
                tel_que_transmis = replace(
                    region, etat=Etat(transmise.etat), version=transmise.version
                )
                production.justificatif, dits = jeu.justifier(
                    jeu.preuve(tel_que_transmis, matiere), matiere, classeur.chemin
                )
                production.messages += dits
            return production
        avancer("Écriture des rapports")
        rapports, illisibles = versions.rapports(
            region, matiere, base, situation.reference, final=final
        )
        compose = jeu.composer(rapports, matiere)
        if transmise is None:
            fichiers, nouvelle = (
                compose.fichiers,
                versions.nouvelle(rapports[0], f"suivi-cir {VERSION}", compose.fichiers),
            )
        else:
            fichiers, nouvelle = versions.completer(
                situation, compose.fichiers, abimes, region.donnees
            )
        apres = (
            Manifeste(avant.mois, [*situation.reference.versions, nouvelle])
            if final
            else replace(avant, provisoire=nouvelle)
        )
        avancer("Recherche de données nominatives")
        jeu.refuser_les_fuites(compose, apres, matiere, classeur.decisions)
        chantier.livrer(fichiers, apres, [nom for nom in perimes if nom not in fichiers])
    avancer("Justificatif interne")
    production.justificatif, dits = jeu.justifier(compose.justificatif, matiere, classeur.chemin)
    production.messages += [
        *dits,
        *jeu.remarques(rapports),
        *illisibles,
        *versions.dire(situation, abimes, choisi),
    ]
    production.etat, production.version = (
        None if production.inchange else rapports[0].etat,
        rapports[0].version,
    )
    production.region, production.differences = rapports[0], rapports[0].differences
    production.fichiers = [nom for nom in fichiers if nom in compose.fichiers]
    return production


def nouveau(chemin: Path, *, exemple: bool = False) -> list[str]:
    """Écrit un classeur neuf, vide ou rempli de l'exemple ; rend ce qu'il faut en dire. Lève `Refus` si le fichier existe ou si son nom ne convient pas."""
    from workbook.modele import exemple as exemples

    verifier_place(chemin)
    contenu = (
        {"lignes": exemples.entretiens(), "seances": exemples.seances(), "mois": exemples.MOIS}
        if exemple
        else {}
    )
    octets, remarques = construire_classeur(chemin.suffix, **contenu)
    deposer(chemin, octets)
    return remarques


def construire_classeur(extension: str, **contenu: Any) -> tuple[bytes, list[str]]:
    """Un classeur de cette extension, et ce qu'il faut en dire. `contenu` : ce que reçoit `workbook.modele.classeur.construire`.

    .xlsx : sans macros. .xlsm : macros d'Excel. .ods : macros de LibreOffice ; lève `Refus` s'il n'est pas sur ce poste. Les boutons
    trouvent le Python qui exécute cette fonction.
    """
    from workbook.modele.classeur import construire

    if extension.lower() == ".xlsx":
        return construire(**contenu), []
    from macros.construire import (
        ajouter_macros,
        manque_sur_mac,
        reglages_xlwings,
    )  # pyOpenVBA met un dixième de seconde à se charger
    from macros.opendocument import chemin_de_uno, en_ods, programme

    boutons = Path(__file__).with_name("boutons.py")
    if extension.lower() == ".xlsm":
        xlsx = construire(
            avec_boutons=True, reglages=reglages_xlwings(Path(sys.executable), boutons), **contenu
        )
        return ajouter_macros(xlsx), manque_sur_mac(Path.home()) if sys.platform == "darwin" else []
    soffice = programme()
    dossier, manque = chemin_de_uno()
    xlsx = construire(
        avec_boutons=True,
        reglages=reglages_xlwings(Path(sys.executable), boutons, pythonpath=dossier),
        **contenu,
    )
    return en_ods(ajouter_macros(xlsx, boite="libreoffice"), soffice), [manque] if manque else []


def verifier_place(chemin: Path) -> None:
    """Lève `Refus` si un classeur neuf ne peut pas s'appeler ainsi, ou s'il en écraserait un."""
    if chemin.suffix.lower() not in EXTENSIONS:
        raise Refus(f"« {chemin.name} » doit finir par {enumere(EXTENSIONS)}.")
    if not chemin.parent.is_dir():
        raise Refus(
            f"Le dossier « {chemin.parent} » n’existe pas. Créez-le, ou choisissez-en un autre."
        )
    if chemin.exists():
        raise _existe_deja(chemin)


def deposer(chemin: Path, octets: bytes) -> None:
    """Écrit un fichier neuf, entier ou pas du tout. Lève `Refus`."""
    try:
        with chemin.open("xb") as sortie:
            sortie.write(octets)
    except FileExistsError:
        raise _existe_deja(chemin) from None
    except OSError as erreur:
        chemin.unlink(missing_ok=True)
        raise Refus(
            f"« {chemin} » ne peut pas être écrit : {raison(erreur)}. Choisissez un autre dossier."
        ) from None


def _existe_deja(chemin: Path) -> Refus:
    return Refus(f"« {chemin} » existe déjà : il n’est pas écrasé. Choisissez un autre nom.")


def demo(dossier: Path) -> tuple[Path, bool, Verification, Production]:
    """Le modèle rempli de l'exemple, sa vérification et son rapport de janvier 2026. Peut être relancée : le classeur présent est gardé."""
    classeur = dossier / "Suivi CIR - exemple.xlsx"
    try:
        dossier.mkdir(parents=True, exist_ok=True)
    except OSError as erreur:
        raise Refus(
            f"Le dossier « {dossier} » ne peut pas être créé : {raison(erreur)}. Choisissez-en un autre."
        ) from None
    neuf = not classeur.exists()
    if neuf:
        nouveau(classeur, exemple=True)
    verification = verifier(classeur, date.today())
    production = produire(verification, mois="2026-01")
    if production.refusee:
        raise Refus(
            f"« {classeur} » a été modifié et porte des anomalies bloquantes : effacez le dossier « {dossier} » pour repartir de l’exemple."
        )
    return classeur, neuf, verification, production
