"""Les boutons, cliqués pour de vrai dans LibreOffice.

Toutes les personnes et tous les numéros sont inventés.
"""

import hashlib
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from clics import NON, OK, OUI, RAPPORT, VERIFIER, Bureau, Document, attendre, xlsm
from fabrique import COUPLES, ligne_conforme
from terminal import lancer, lecture_seule

from reports import manifeste
from reports.verification import Verification
from workbook.jugement.messages import message
from workbook.jugement.regle import Anomalie
from workbook.lecture.commentaires import MARQUE
from workbook.modele.tableau_de_bord import CE_QUE_LE_LOGICIEL_ECRIT
from xl_addin import commandes
from xl_addin.ouvert import NOTES_MAX

NEUVE = ("27/01/2026", "Metz", "Matin", "9900009990", "EXEMPLE", "Inventee", "F", "15/06/1979")


def test_taper_verifier_corriger(bureau: Bureau, classeur: Path) -> None:
    """Une ligne tapée est vérifiée sans être enregistrée : marques, note, tables, Accueil,
    sélection ; corrigée, les marques s'en vont.
    """
    avant = hashlib.sha256(classeur.read_bytes()).hexdigest()
    with bureau.ouvrir(classeur) as doc:
        doc.taper("A7", *NEUVE, "", "Non", "Non", "Non")
        doc.verifier("Entretiens")
        assert doc.lire("Entretiens", "X4:X7") == [["✔ Conforme"]] * 3 + [
            ["■ 1 bloquant : Situation"]
        ]
        assert doc.selection == "Entretiens.I7"
        assert {place: texte.partition(" – ")[0] for place, texte in doc.notes().items()} == {
            "I7": f"{MARQUE}■ S01"
        }
        assert [ligne[:6] for ligne in doc.table("Controles")] == [
            ["■ Bloquant", "S01", 7, "Situation", "I7", "EXEMPLE Inventee"]
        ]
        comptes = {
            "VerificationBloquants": "■ bloquants : 1",
            "VerificationAVerifier": "⚠ à vérifier : 0",
            "PersonnesRecues": "4",
            "MoisVerifie": "janvier 2026",
        }
        assert {nom: doc.nommee(nom).String for nom in comptes} == comptes
        assert hashlib.sha256(classeur.read_bytes()).hexdigest() == avant, "rien n'est enregistré"
        assert doc.document.isModified()
        (copie,) = (classeur.parent / "Sauvegardes").iterdir()
        assert hashlib.sha256(copie.read_bytes()).hexdigest() == avant
        bureau.xdotool("type", "--delay", 8, "CDI")
        bureau.xdotool("key", "Return")
        attendre(lambda: doc.lire("Entretiens", "I7") == "CDI", "la correction")
        doc.verifier("Entretiens")
        assert doc.lire("Entretiens", "X4:X7") == [["✔ Conforme"]] * 4
        assert (doc.notes(), doc.table("Controles")) == ({}, [[""] * 8])
        doc.cliquer("Aide")
        assert "« Générer rapport mensuel »" in bureau.boite()
        bureau.repondre(*OK)


def test_cellule_en_cours_de_frappe(bureau: Bureau, classeur: Path) -> None:
    """Ce qu'on tape encore quand on clique est validé et vérifié, jamais ignoré."""
    with bureau.ouvrir(classeur) as doc:
        doc.montrer("Entretiens", "G5")
        doc.cliquer_sur_la_cellule("Entretiens", "G5")
        bureau.xdotool("type", "--delay", 8, "H")
        assert doc.lire("Entretiens", "G5") == "F"
        doc.verifier("Entretiens")
        assert (doc.lire("Entretiens", "G5"), doc.lire("Entretiens", "X5")) == ("H", "✔ Conforme")


def test_annuler(bureau: Bureau, classeur: Path) -> None:
    """Ctrl+Z annule d'un coup tout ce qu'un bouton a écrit (ici plus de cent gestes), puis la
    dernière saisie ; Ctrl+Y refait l'un et l'autre.
    """
    with bureau.ouvrir(classeur) as doc:
        doc.feuille("Entretiens").getCellRangeByName("G10:G130").setDataArray((("F",),) * 121)
        doc.document.UndoManager.clear()
        doc.taper("G8", "H")
        avant = ce_qui_est_ecrit(doc)
        doc.cliquer(VERIFIER, "Entretiens")
        attendre(lambda: doc.libre and doc.lire("Entretiens", "X4"), "la vérification")
        apres = ce_qui_est_ecrit(doc)
        assert len(doc.notes()) > 200
        assert doc.document.UndoManager.AllUndoActionTitles == ("Suivi CIR", "Input")
        bureau.xdotool("key", "ctrl+z")
        attendre(lambda: doc.lire("Entretiens", "X4") == "", "l'annulation du bouton")
        assert ce_qui_est_ecrit(doc) == avant
        assert doc.lire("Entretiens", "G8") == "H"
        bureau.xdotool("key", "ctrl+z")
        attendre(lambda: doc.lire("Entretiens", "G8") == "", "l'annulation de la saisie")
        bureau.xdotool("key", "ctrl+y")
        attendre(lambda: doc.lire("Entretiens", "G8") == "H", "la saisie refaite")
        bureau.xdotool("key", "ctrl+y")
        attendre(lambda: doc.lire("Entretiens", "X4") == "✔ Conforme", "le bouton refait")
        assert ce_qui_est_ecrit(doc) == apres
        doc.verifier("Entretiens")
        assert ce_qui_est_ecrit(doc)[1:] == apres[1:]


def ce_qui_est_ecrit(doc: Document) -> tuple[Any, ...]:
    """Tout ce que « Vérifier » écrit : l'heure et les comptes de l'Accueil, la colonne Contrôle,
    les tables, les notes.
    """
    accueil = [doc.nommee(nom).String for nom in CE_QUE_LE_LOGICIEL_ECRIT]
    return (
        accueil,
        doc.lire("Entretiens", "X4:X130"),
        doc.table("Controles"),
        doc.table("ASuivre"),
        doc.notes(),
    )


def test_memes_verdicts_qu_au_terminal(bureau: Bureau, tmp_path: Path) -> None:
    """Toutes les saletés de la fabrique : la feuille Contrôles dit exactement ce que `verifier` dit
    du fichier enregistré ; un lien mène à sa cellule.
    """
    lignes = [
        ligne_conforme(**{"N° étranger": f"57{rang:08d}", titre: v})
        for rang, (titre, v) in enumerate(COUPLES)
        if v != "#N/A"
    ]
    with bureau.ouvrir(bureau.en_ods(xlsm(tmp_path / "saletés.xlsm", lignes))) as doc:
        doc.feuille("Entretiens").getCellRangeByName("B9").Formula = "=NA()"
        doc.verifier()
        controles = doc.table("Controles")
        v = commandes.verifier(doc.copier(tmp_path / "copie.ods"), date.today())
        assert v.messages == []
        attendus = sorted(_controle(v, a) for a in v.jugement.anomalies)
        assert len(attendus) > 200
        assert (
            sorted((ligne[1], int(ligne[2]), ligne[3], ligne[4], ligne[7]) for ligne in controles)
            == attendus
        )
        assert doc.lire("Entretiens", "X9").startswith("■ 1 bloquant")
        doc.cliquer_sur_la_cellule("Contrôles", "E5", avec="ctrl")
        attendre(lambda: doc.selection == f"Entretiens.{controles[1][4]}", "la cellule du lien", 20)
        assert [ligne[0][0] for ligne in controles] == sorted(
            (ligne[0][0] for ligne in controles), key="■⚠ℹ".index
        )


def _controle(v: Verification, a: Anomalie) -> tuple[Any, ...]:
    return (
        a.code,
        a.ligne,
        a.colonne,
        v.classeur.cellule(a.champ, a.ligne),
        message(a, nominatif=True),
    )


def test_apostrophe_dans_une_cellule_de_texte(bureau: Bureau, classeur: Path) -> None:
    """LibreOffice garde l'apostrophe tapée dans une cellule au format Texte : ni la saisie ni la
    vérification ne s'en plaignent.
    """
    with bureau.ouvrir(classeur) as doc:
        doc.taper("D4", "'0512345678")
        assert doc.lire("Entretiens", "D4") == "'0512345678"
        doc.verifier("Entretiens")
        assert (doc.lire("Entretiens", "X4"), doc.table("Controles")) == ("✔ Conforme", [[""] * 8])


def test_rapport(bureau: Bureau, classeur: Path, tmp_path: Path) -> None:
    """Bloqué, il dit les lignes et n'écrit rien ; provisoire sur demande.

    Corrigé, les fichiers sont ceux du terminal, le dossier s'ouvre, le Journal le dit.
    """
    rapports = classeur.parent / "Rapports"
    with bureau.ouvrir(classeur) as doc:
        doc.ecrire("Entretiens", "G5", "X")
        dit = doc.dit(RAPPORT, *NON)
        assert "1 anomalie bloquante" in dit
        assert "G5   D07" in dit
        assert "EXEMPLE" not in dit
        assert (doc.selection, rapports.exists(), doc.table("Journal")) == (
            "Entretiens.G5",
            False,
            [[""] * 8],
        )
        assert (
            doc.resultat
            == "Rapport de janvier 2026 : refusé, 1 anomalie bloquante (feuille Contrôles). "
            "Rien n’est produit."
        )
        doc.cliquer(RAPPORT, "Entretiens")
        bureau.boite()
        bureau.repondre(*OUI)
        dit = bureau.boite()
        assert "1 séance manque dans la feuille Séances" in dit
        assert doc.resultat.startswith("Rapport de janvier 2026 : provisoire, ")
        assert doc.resultat.endswith("À savoir : 1 message, en haut de la feuille Contrôles.")
        assert "1 séance manque" in doc.table("Controles")[0][7]
        bureau.repondre(*OK)
        for colonne, valeur in zip("ABC", ("27/01/2026", "Metz", "Matin"), strict=True):
            doc.feuille("Séances").getCellRangeByName(f"{colonne}4").FormulaLocal = valeur
        for colonne, nombre in zip("DE", (12, 3), strict=True):
            doc.feuille("Séances").getCellRangeByName(f"{colonne}4").Value = nombre
        attendre(
            lambda: doc.libre and "provisoire" in doc.nommee("DernierRapport").String,
            "le provisoire",
        )
        assert {f.name.rpartition("_")[2] for f in (rapports / "2026-01").glob("*.xlsx")} == {
            "provisoire.xlsx"
        }
        doc.ecrire("Entretiens", "G5", "F")
        doc.jusqu_a(RAPPORT, "DernierRapport")
        assert doc.nommee("DernierRapport").String.startswith("janvier 2026, définitif v1, le ")
        assert doc.resultat.startswith("Rapport de janvier 2026 : définitif v1, ")
        assert doc.resultat.endswith(f"dans « {Path('Rapports', '2026-01')} ».")
        assert [[*ligne[1:4], ligne[6]] for ligne in doc.table("Journal")] == [
            ["janvier 2026", etat, 1, 3] for etat in ("PROVISOIRE", "DÉFINITIF")
        ]
        copie = doc.copier(tmp_path / "copie.ods")
        doc.jusqu_a(RAPPORT, "DernierRapport")
        assert (doc.nommee("DernierRapport").String[:27], len(doc.table("Journal"))) == (
            "janvier 2026, inchangé v1, ",
            2,
        )
        doc.cliquer("Ouvrir le dossier")
        attendre(
            lambda: doc.libre and bureau.ouvertures.read_text().count(f"{rapports}\n") == 1,
            "le dossier",
        )
        assert bureau.ouvertures.read_text().count(str(rapports / "2026-01")) == 3
    fait = lancer("rapport", copie, "--sortie", tmp_path / "terminal", "--json", dossier=tmp_path)
    assert fait.returncode == 0
    noms = sorted(f.name for f in (rapports / "2026-01").glob("*.xlsx"))
    assert noms == sorted(f.name for f in (tmp_path / "terminal" / "2026-01").glob("*.xlsx"))
    lus = [manifeste.lire(d / "2026-01") for d in (rapports, tmp_path / "terminal")]
    du_bouton, du_terminal = [lu.derniere.donnees for lu in lus if lu and lu.derniere]
    assert du_bouton == du_terminal


def test_ce_qu_il_y_a_a_savoir(bureau: Bureau, classeur: Path) -> None:
    """Ce que la lecture dit s'affiche au clic, six messages au plus, et reste en haut de Contrôles,
    entier ; corrigé, il s'en va, et aucune boîte ne s'ouvre.
    """
    with bureau.ouvrir(classeur) as doc:
        for rang in range(4, 12):
            for colonne, valeur in zip(
                "ABCD",
                ("02/02/2026", "Anomalie confirmée", "E05", doc.lire("Entretiens", "D4")),
                strict=True,
            ):
                doc.ecrire("Décisions", f"{colonne}{rang}", valeur)
        dit = doc.dit(VERIFIER)
        assert [f"« Décisions », ligne {rang} :" in dit for rang in range(4, 12)] == [True] * 6 + [
            False
        ] * 2
        assert "… et 2 autres : en haut de la feuille Contrôles." in dit
        assert (
            doc.resultat == "✔ 3 lignes vérifiées : tout est conforme. "
            "À savoir : 8 messages, en haut de la feuille Contrôles."
        )
        assert [(ligne[0], ligne[7].partition(" :")[0]) for ligne in doc.table("Controles")] == [
            ("ℹ À savoir", f"Feuille « Décisions », ligne {rang}") for rang in range(4, 12)
        ]
        doc.nommee("MoisRapport").String = ""
        dit = doc.dit(RAPPORT)
        assert dit.index("Choisissez d’abord le mois") < dit.index("« Décisions », ligne 4 :"), (
            "le refus d’abord"
        )
        assert doc.resultat.startswith("Rapport refusé : Choisissez d’abord le mois")
        doc.feuille("Décisions").getCellRangeByName("A4:D11").clearContents(1 | 2 | 4)
        doc.verifier()
        assert (doc.resultat, doc.table("Controles")) == (
            "✔ 3 lignes vérifiées : tout est conforme.",
            [[""] * 8],
        )


def test_ancien_classeur_sans_ligne_de_resultat(bureau: Bureau, classeur: Path) -> None:
    """Un classeur fait avant cette ligne se vérifie comme avant : rien n'est écrit à la place."""
    with bureau.ouvrir(classeur) as doc:
        avant = doc.lire("Accueil", "B6")
        doc.document.NamedRanges.removeByName("DernierResultat")
        doc.verifier()
        assert doc.lire("Accueil", "B6") == avant


def test_rien_du_cip_n_est_touche(bureau: Bureau, classeur: Path) -> None:
    """Colonnes déplacées et ajoutées, filtre actif, notes et couleurs de la personne : les verdicts
    suivent les titres, ses valeurs et formats restent.
    """
    with bureau.ouvrir(classeur) as doc:
        feuille = doc.feuille("Entretiens")
        feuille.Columns.insertByIndex(2, 1)
        doc.ecrire("Entretiens", "C3", "Téléphoné")
        for ligne, texte in ((4, "oui"), (5, "non"), (6, "oui")):
            doc.ecrire("Entretiens", f"C{ligne}", texte)
        doc.ecrire("Entretiens", "H5", "X")
        doc.ecrire("Entretiens", "H6", "")
        feuille.getCellRangeByName("E5").CellBackColor = 0x00FF00
        feuille.Annotations.insertNew(feuille.getCellRangeByName("H6").CellAddress, "à demander")
        feuille.Annotations.insertNew(feuille.getCellRangeByName("F4").CellAddress, "note à moi")
        plage = doc.document.DatabaseRanges.getByName("Entretiens")
        champ = bureau.uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        champ.Field, champ.Operator, champ.StringValue = (
            2,
            bureau.uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL"),
            "oui",
        )
        plage.FilterDescriptor.setFilterFields((champ,))
        plage.refresh()
        cachees = [not feuille.Rows.getByIndex(n).IsVisible for n in range(3, 6)]
        assert cachees == [False, True, False]
        avant = doc.lire("Entretiens", "A1:X8")
        doc.verifier("Entretiens")
        assert doc.lire("Entretiens", "Y4:Y6") == [
            ["✔ Conforme"],
            ["■ 1 bloquant : Sexe"],
            ["⚠ 1 à vérifier : Sexe"],
        ]
        assert doc.lire("Entretiens", "A1:X8") == avant
        assert feuille.getCellRangeByName("E5").CellBackColor == 0x00FF00
        assert [not feuille.Rows.getByIndex(n).IsVisible for n in range(3, 6)] == cachees
        notes = doc.notes()
        assert (set(notes), notes["H6"], notes["F4"]) == (
            {"H5", "H6", "F4"},
            "à demander",
            "note à moi",
        )
        doc.ecrire("Entretiens", "H5", "F")
        doc.verifier("Entretiens")
        assert doc.notes() == {"H6": "à demander", "F4": "note à moi"}


def test_feuille_protegee_et_deux_classeurs(bureau: Bureau, classeur: Path, tmp_path: Path) -> None:
    """Une feuille protégée : le reste se fait, et la boîte dit laquelle et que faire.

    Un second classeur ouvert n'est pas touché.
    """
    autre = Path(shutil.copy(classeur, tmp_path / "Autre.ods"))
    with bureau.ouvrir(autre) as second, bureau.ouvrir(classeur) as doc:
        doc.ecrire("Entretiens", "G5", "X")
        doc.feuille("Entretiens").protect("")
        dit = doc.dit(VERIFIER)
        assert "« Entretiens »" in dit
        assert "protection" in dit
        assert (doc.lire("Entretiens", "X5"), doc.notes()) == ("", {})
        assert [ligne[4] for ligne in doc.table("Controles")] == ["G5"]
        assert doc.nommee("VerificationBloquants").String == "■ bloquants : 1"
        assert (
            second.nommee("DerniereVerification").String,
            second.lire("Entretiens", "X5"),
            second.document.isModified(),
        ) == ("Pas encore vérifié", "", False)


def test_refus_en_francais(bureau: Bureau, classeur: Path) -> None:
    """Chaque empêchement est une boîte en français, avec le remède : dossier, mois, lignes, modèle,
    classeur jamais enregistré, Python absent.
    """

    rapports = classeur.parent / "Rapports"
    rapports.mkdir()
    with bureau.ouvrir(classeur) as doc:
        with lecture_seule(rapports):
            assert "Le dossier des rapports" in (dit := doc.dit(RAPPORT))
            assert "l’accès est refusé" in dit
        assert list(rapports.iterdir()) == []
        rapports.rmdir()
        assert "n’existe pas" in doc.dit("Ouvrir le dossier")
        doc.nommee("MoisRapport").String = ""
        assert "Choisissez d’abord le mois" in doc.dit(RAPPORT)
        assert doc.selection == "Accueil.C4"
        doc.nommee("VersionModele").String = "9"
        assert "version 9 du modèle" in doc.dit(VERIFIER)
        doc.nommee("VersionModele").String = "1"
        doc.feuille("Entretiens").getCellRangeByName("A4:S6").clearContents(1 | 2 | 4)
        assert "aucune ligne d’entretien" in doc.dit(VERIFIER)
        cles = [ligne[0] for ligne in doc.lire("xlwings.conf", "A1:A20")]
        doc.ecrire(
            "xlwings.conf",
            f"B{1 + cles.index('SUIVI_CIR_FICHIERS')}",
            f"{__file__}|/ailleurs/boutons.py",
        )
        dit = doc.dit(VERIFIER, *NON)
        assert "/ailleurs/boutons.py" in dit
        assert "réinstaller suivi-cir" in dit
        doc.feuille("xlwings.conf").getCellRangeByName("B1").String = "/ailleurs/python"
        dit = doc.dit(VERIFIER)
        assert "/ailleurs/python" in dit
        assert "suivi-cir mettre-a-jour" in dit
        assert (
            not (classeur.parent / "Sauvegardes").exists()
            or len(list((classeur.parent / "Sauvegardes").iterdir())) == 1
        )
    with bureau.ouvrir(classeur, comme_modele=True) as jamais_enregistre:
        jamais_enregistre.verifier()
        assert "n’a pas encore été enregistré" in jamais_enregistre.dit(RAPPORT)


def test_diagnostic(bureau: Bureau, classeur: Path) -> None:
    """Une panne est dite sans trace technique.

    Le diagnostic écrit ensuite en garde le genre et le lieu, sans aucune donnée personnelle.
    """
    with bureau.ouvrir(classeur) as doc:
        (classeur.parent / "Rapports").mkdir()
        (classeur.parent / "Rapports" / "2026-01").write_text("un fichier")
        assert "Diagnostic Suivi CIR.txt" in doc.dit("Diagnostic")
    texte = (classeur.parent / "Diagnostic Suivi CIR.txt").read_text(encoding="utf-8-sig")
    for dit in (
        "Python 3.",
        "xlwings 0.",
        "libreoffice, version",
        "Modèle du classeur : 1",
        "sécurité des macros : 0 (faible)",
        "Dernière erreur",
    ):
        assert dit in texte
    assert not [secret for secret in ("EXEMPLE", "570000000", str(Path.home())) if secret in texte]


def test_cinq_mille_lignes(bureau: Bureau, tmp_path: Path) -> None:
    """5 000 lignes et des milliers d'anomalies : tout est dit comme au terminal, ce qui n'a pas de
    note reste marqué ; corrigées, leurs marques s'en vont.
    """
    jours = [j for j in (date(2025, 12, 8) + timedelta(n) for n in range(340)) if j.weekday() < 5]
    lignes = []
    for n in range(5_000):
        naissance = date(1950 + n % 50, 1 + n % 12, 1 + n % 28)
        lignes.append(
            ligne_conforme(
                **{
                    "Date entretien": jours[
                        n // 12 % len(jours)
                    ],  # douze personnes par PFA, une PFA par jour ouvré
                    "DT": ("Metz", "Reims")[n // 12 // len(jours) % 2],
                    "N° étranger": f"57{n:08d}",
                    "Nom": f"EXEMPLE {n}",
                    # Une date sur deux avec son heure : deux formats alternent, comme après des
                    # copies d'un autre classeur.
                    "Date de naissance": datetime(naissance.year, naissance.month, naissance.day)
                    if n % 2
                    else naissance,
                    "Sexe": "X",
                    "AGIR": "peut-être" if n % 2 else "Non",
                    "Date RDV FT": None,
                    "RDV FT": None,
                }
            )
        )
    chemin = xlsm(tmp_path / "grand.xlsm", lignes)
    v = commandes.verifier(chemin, date.today())
    attendus = sorted(_controle(v, a) for a in v.jugement.anomalies)
    assert len(attendus) > 7_500
    with bureau.ouvrir(chemin) as doc:
        doc.verifier()
        controles = doc.table("Controles")
        assert (
            sorted((ligne[1], int(ligne[2]), ligne[3], ligne[4], ligne[7]) for ligne in controles)
            == attendus
        )
        assert [ligne[0][0] for ligne in controles] == sorted(
            (ligne[0][0] for ligne in controles), key="■⚠ℹ".index
        )
        lien = doc.feuille("Contrôles").getCellRangeByName(f"E{3 + len(controles)}").Formula
        assert lien == f'=HYPERLINK("#Entretiens.{controles[-1][4]}";"{controles[-1][4]}")'
        marques = [ligne[0] for ligne in doc.lire("Entretiens", "X4:X5003")]
        for rang, jugement in enumerate(marques):
            assert jugement.startswith("■ 2 bloquants" if rang % 2 else "■ 1 bloquant"), rang
            assert ("Sexe, AGIR" if rang % 2 else "Sexe") in jugement, rang
        notes = doc.notes()
        assert len(notes) == NOTES_MAX
        assert all(texte.startswith(MARQUE) for texte in notes.values())
        assert doc.selection == "Entretiens.G4"
        corrigees = doc.feuille("Entretiens")
        corrigees.getCellRangeByName("G4:G5003").setDataArray((("F",),) * 5_000)
        corrigees.getCellRangeByName("J4:J5003").setDataArray((("Non",),) * 5_000)
        doc.verifier()
        restent = doc.table("Controles")
        assert {ligne[1] for ligne in restent} & {"D07", "S03"} == set()
        assert len(restent) < len(attendus) - 7_000
        assert not any(
            "Sexe" in ligne[0] or "AGIR" in ligne[0] for ligne in doc.lire("Entretiens", "X4:X5003")
        )
        places, notees = {ligne[4] for ligne in restent if ligne[0][0] != "ℹ"}, set(doc.notes())
        assert (notees <= places, len(notees)) == (True, min(NOTES_MAX, len(places)))


def test_decision_dite_dans_sa_ligne(bureau: Bureau, classeur: Path) -> None:
    """Une décision sans effet, ou qui ne sert plus, le dit dans une note sur sa ligne.

    Corrigée ou effacée, la note s'en va.
    """
    with bureau.ouvrir(classeur) as doc:
        for colonne, valeur in zip(
            "ABCDF",
            ("02/02/2026", "Anomalie confirmée", "E05", doc.lire("Entretiens", "D4"), "Autre"),
            strict=True,
        ):
            doc.ecrire("Décisions", f"{colonne}4", valeur)
            doc.ecrire("Décisions", f"{colonne}5", valeur if colonne != "F" else "")
        assert "« Décisions », ligne 5 : sans effet" in doc.dit(VERIFIER, feuille="Entretiens")
        notes = {
            place: texte.removeprefix(MARQUE) for place, texte in doc.notes("Décisions").items()
        }
        assert {
            place: texte.partition(",")[0].partition(" :")[0] for place, texte in notes.items()
        } == {"B4": "ne sert plus", "B5": "sans effet"}
        for colonne in "ABCDF":
            doc.ecrire("Décisions", f"{colonne}5", "")
        doc.verifier("Entretiens")
        assert list(doc.notes("Décisions")) == ["B4"]
