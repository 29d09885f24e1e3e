"""Ce que font les boutons du classeur ouvert : le même code dans Excel et dans LibreOffice.

Chaque fonction publique est lancée par la macro de même rôle (macros/SuiviCir.bas). Les lignes
vives sont lues, puis vérifiées par `commandes`, comme au terminal : mêmes lignes, mêmes verdicts,
mêmes fichiers. Tout échec est une boîte en français, avec le remède. Le classeur n'est jamais
enregistré.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlwings as xw

from reports.comptage import compter
from reports.mois import Mois
from reports.resultat import MOIS, TOTAL
from reports.verification import Verification, verifier_lu
from workbook.declarations.cadre import REGION
from workbook.declarations.categories import K_ELIGIBLE, K_QUALIFIER
from workbook.declarations.erreurs import Refus, raison
from workbook.declarations.texte import montrable
from workbook.jugement.controle import SYMBOLES, marque_de_ligne
from workbook.jugement.messages import identite, message
from workbook.jugement.regle import Anomalie, Gravite
from workbook.jugement.suivi import a_suivre
from workbook.modele.tableau_de_bord import MOIS_VERIFIE, PERSONNES, SUIVI
from xl_addin import commandes, compte_rendu, diagnostics, recit
from xl_addin.clic import TITRE, bouton, dire, etapes, finir, ouvrir
from xl_addin.ouvert import Ouvert, exiger_enregistre
from xl_addin.sauvegardes import sauvegarder

if TYPE_CHECKING:
    from reports.production import Production

_RANG = {gravite: rang for rang, gravite in enumerate(Gravite)}


@bouton("Vérification refusée")
def verifier_entretiens(ouvert: Ouvert) -> None:
    """Vérifie, marque les cellules à revoir, refait Contrôles et À suivre, mène à la première."""
    verification = _verifier(ouvert)
    _montrer_la_premiere(ouvert, verification)
    finir(ouvert, compte_rendu.verification(verification))


@bouton("Rapport refusé")
def generer_rapport_mensuel(ouvert: Ouvert) -> None:
    """Vérifie, puis produit le jeu du mois et ouvre son dossier ; sinon, dit ce qui l'empêche."""
    verification = _verifier(ouvert)
    classeur = verification.classeur
    if classeur.mois_demande in (None, ""):
        _mener_au_mois(ouvert)
        raise Refus(
            "Choisissez d’abord le mois du rapport, sur la feuille Accueil (Alt+flèche bas ouvre "
            "la liste), puis recommencez."
        )
    exiger_enregistre(ouvert, classeur.cadre.dossier_rapports)
    production = commandes.produire(verification, avancer=etapes(ouvert))
    if production.bloquantes:
        _montrer_la_premiere(ouvert, verification, production.bloquantes)
        if ouvert.classeur.app.alert(compte_rendu.question(production), TITRE, "yes_no") != "yes":
            return finir(ouvert, compte_rendu.rapport(production, ""))
        production = commandes.produire(verification, provisoire=True, avancer=etapes(ouvert))
    if production.refusee:
        raise Refus("\n\n".join(recit.defauts(production)))
    _inscrire(ouvert, production)
    finir(ouvert, compte_rendu.rapport(production, _dossier(production)))
    return ouvrir(production.dossier)


@bouton()
def ouvrir_dossier(ouvert: Ouvert) -> None:
    """Ouvre le dossier des rapports de ce classeur."""
    classeur = ouvert.lire()
    exiger_enregistre(ouvert, classeur.cadre.dossier_rapports)
    dossier = commandes.dossier_des_rapports(None, classeur)
    if not dossier.is_dir():
        raise Refus(
            f"Aucun rapport n’a encore été produit : le dossier « {dossier} » n’existe pas. "
            "Cliquez « Générer rapport mensuel »."
        )
    ouvrir(dossier)


@bouton()
def aide(ouvert: Ouvert) -> None:
    """Dit l'essentiel, et mène à la notice."""
    ouvert.aller("Notice", (1, 1))
    dire(
        ouvert.classeur,
        "1. Entretiens : une ligne par personne reçue, de gauche à droite.\n"
        "2. Vérifier : les cellules à revoir se colorent ; la feuille Contrôles dit quoi faire.\n"
        "3. Accueil : choisissez le mois, puis « Générer rapport mensuel ».\n"
        "4. Les rapports, sans aucun nom, sont dans le dossier Rapports, à côté du classeur.\n\n"
        "La feuille Notice décrit chaque colonne et chaque règle.",
    )


@bouton()
def diagnostic(ouvert: Ouvert) -> None:
    """Écrit et ouvre un fichier texte pour le service informatique, sans donnée personnelle."""
    fichier = diagnostics.ecrire(ouvert)
    ouvrir(fichier)
    dire(
        ouvert.classeur,
        f"Le diagnostic est écrit :\n{fichier}\n\nIl ne contient aucune donnée personnelle. "
        "Joignez-le à votre demande au service informatique.",
    )


def _verifier(ouvert: Ouvert) -> Verification:
    """Lit, vérifie, et écrit ce que le logiciel écrit dans le classeur ouvert."""
    _compatibles(ouvert)
    avancer = etapes(ouvert)
    avancer("Lecture des lignes")
    classeur = ouvert.lire()
    if not classeur.lignes:
        raise Refus(
            f"La feuille « {classeur.feuille} » n’a encore aucune ligne d’entretien. Saisissez-en "
            "une sous les titres, puis recommencez."
        )
    verification = verifier_lu(classeur, date.today(), avancer)
    avancer("Écriture des contrôles")
    _sauvegarder(ouvert)
    app = ouvert.classeur.app
    app.screen_updating = False
    try:
        _ecrire(ouvert, verification)
    finally:
        app.screen_updating = True
    return verification


def _ecrire(ouvert: Ouvert, v: Verification) -> None:
    par_ligne: dict[int, list[Anomalie]] = defaultdict(list)
    notes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for a in _par_gravite(v):
        par_ligne[a.ligne].append(a)
        if a.gravite is not Gravite.INFORMATION and a.champ in v.classeur.colonnes:
            note = f"{SYMBOLES[a.gravite]} {a.code} – {message(a, nominatif=True)}"
            notes[a.ligne, v.classeur.colonnes[a.champ] + 1].append(note)
    with ouvert.ecriture(v.classeur.feuille):
        ouvert.ecrire_marques(
            v.classeur, {e.ligne: marque_de_ligne(par_ligne[e.ligne]) for e in v.classeur.lignes}
        )
        ouvert.noter(
            v.classeur.feuille, {place: "\n".join(textes) for place, textes in notes.items()}
        )
    if "Décisions" in ouvert.feuilles:
        with ouvert.ecriture("Décisions"):
            ouvert.noter("Décisions", v.notes_des_decisions)
    _remplir_controles(ouvert, v, compte_rendu.a_savoir(v))
    with ouvert.ecriture("À suivre"):
        ouvert.remplir(
            "À suivre",
            "ASuivre",
            [_suivi(s) for s in a_suivre(v.classeur.lignes, v.classeur.cadre, v.ref)],
        )
    with ouvert.ecriture("Accueil"):
        ouvert.ecrire_nommees(_tableau_de_bord(v))


def _par_gravite(v: Verification) -> list[Anomalie]:
    return sorted(v.jugement.anomalies, key=lambda a: _RANG[a.gravite])


def _remplir_controles(ouvert: Ouvert, v: Verification, messages: list[str]) -> None:
    """Refait la feuille Contrôles : ce qu'il y a à savoir, puis les anomalies, par gravité."""
    ouvert.messages = messages
    lignes = [*compte_rendu.rangees(messages), *(_controle(v, a) for a in _par_gravite(v))]
    with ouvert.ecriture("Contrôles"):
        ouvert.remplir("Contrôles", "Controles", lignes, {4: v.classeur.feuille})


def _controle(v: Verification, a: Anomalie) -> tuple[Any, ...]:
    """Une ligne de la table `Controles`, dans l'ordre de `modele_notice.CONTROLES`."""
    gravite = f"{SYMBOLES[a.gravite]} {a.gravite.libelle}"
    personne, dit = identite(a.entretien, nominatif=True), message(a, nominatif=True)
    cellule = v.classeur.cellule(a.champ, a.ligne)
    return gravite, a.code, a.ligne, a.colonne, cellule, personne, a.regle.titre, dit


def _suivi(s: Any) -> tuple[Any, ...]:
    """Une ligne de la table `ASuivre`, dans l'ordre de `modele_notice.A_SUIVRE`."""
    e = s.entretien
    qui = (e.ligne, e.n_etranger, identite(e, nominatif=True), e.date_entretien, e.dt)
    return (s.a_faire, *qui, e.date_inscription, e.date_rdv_ft, e.rdv_ft, s.jours)


def _tableau_de_bord(v: Verification) -> dict[str, Any]:
    (verifie, _), (bloquants, _), (a_verifier, _), *_ = SUIVI
    suivi: dict[str, Any] = {verifie: f"Vérifié le {datetime.now():%d/%m/%Y à %H:%M}"}
    for nom, gravite, dit in (
        (bloquants, Gravite.BLOQUANT, "bloquants"),
        (a_verifier, Gravite.VERIFIER, "à vérifier"),
    ):
        suivi[nom] = f"{SYMBOLES[gravite]} {dit} : {v.jugement.compter(gravite)}"
    if v.classeur.mois is None:
        return suivi
    mois = Mois(*v.classeur.mois)
    figures = compter(v.classeur.lignes, v.classeur.cadre, mois).valeurs[REGION, MOIS]
    codes = ("R0", K_ELIGIBLE.code, "C1", K_QUALIFIER.code)
    suivi |= {nom: figures[c, TOTAL, TOTAL] for nom, c in zip(PERSONNES, codes, strict=True)}
    return suivi | {MOIS_VERIFIE: v.classeur.mois_demande}


def _dossier(p: "Production") -> str:
    """Le dossier du jeu, depuis celui du classeur, sans le nom d'un profil Windows."""
    racine = p.verification.classeur.chemin.absolute().parent
    if p.dossier.is_relative_to(racine):
        return montrable(str(p.dossier.relative_to(racine)))
    return diagnostics.sans_personne(p.dossier)


def _inscrire(ouvert: Ouvert, p: "Production") -> None:
    """Le Journal et l'Accueil disent le jeu produit ; un jeu inchangé n'est pas un jeu de plus."""
    maintenant = datetime.now()
    if not p.inchange and p.etat is not None and p.region is not None:
        jours = (e.date_entretien for e in p.verification.classeur.lignes)
        du_mois = sum(jour is not None and Mois.de(jour) == p.mois for jour in jours)
        ligne = (
            maintenant.replace(second=0, microsecond=0), p.mois.en_francais, p.etat.value,
            p.version, _dossier(p), len(p.fichiers), du_mois, p.region.resultat.empreintes[REGION],
        )  # fmt: skip
        with ouvert.ecriture("Journal"):
            ouvert.ajouter("Journal", "Journal", ligne)
    with ouvert.ecriture("Accueil"):
        ouvert.ecrire_nommees({SUIVI[3][0]: f"{compte_rendu.etat(p)}, le {maintenant:%d/%m/%Y}"})
    du_rapport = p.messages[len(p.verification.messages) :]
    if du_rapport:
        _remplir_controles(ouvert, p.verification, [*du_rapport, *ouvert.messages])


def _montrer_la_premiere(
    ouvert: Ouvert, v: Verification, parmi: list[Anomalie] | None = None
) -> None:
    j = v.jugement
    anomalies = parmi or j.de_gravite(Gravite.BLOQUANT) or j.de_gravite(Gravite.VERIFIER)
    premiere = next((a for a in anomalies if a.champ in v.classeur.colonnes), None)
    if premiere is not None:
        ouvert.aller(v.classeur.feuille, (premiere.ligne, v.classeur.colonnes[premiere.champ] + 1))


def _mener_au_mois(ouvert: Ouvert) -> None:
    zone = ouvert.nommee("MoisRapport")
    if zone is not None:
        ouvert.aller(zone.sheet.name, (zone.row, zone.column))


def _compatibles(ouvert: Ouvert) -> None:
    """Lève `Refus` si les macros d'Excel viennent d'un autre xlwings que celui-ci."""
    du_classeur = ouvert.reglage("SUIVI_CIR_XLWINGS")
    if ouvert.classeur.app.engine.name == "excel" and du_classeur and du_classeur != xw.__version__:
        raise Refus(
            f"Les macros de ce classeur sont faites pour xlwings {du_classeur}, et ce poste a "
            f"xlwings {xw.__version__}. Enregistrez et fermez le "
            "classeur, puis, dans un terminal : suivi-cir mettre-a-jour ANCIEN NOUVEAU. Le "
            "nouveau classeur reprend toutes vos lignes."
        )


def _sauvegarder(ouvert: Ouvert) -> None:
    if ouvert.chemin is None:
        return
    try:
        sauvegarder(ouvert.chemin, datetime.now())
    except OSError as erreur:
        ouvert.refus["Sauvegardes"] = raison(erreur)
