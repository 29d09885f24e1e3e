"""La page dans Chromium, ouverte du disque : un mois entier, et ce que donne le terminal."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fabrique import ecrire, lignes_distinctes
from mener import JOUR
from navigateur import Chromium, Onglet, attendre_que, jeu, jeu_recu, parties_du_zip
from terminal import RACINE, executer

from xl_addin.neuf import nouveau


def au_terminal(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """Le document que donne la même demande au terminal."""
    _, sortie, _ = executer(capsys, *arguments, "--json", "--aujourdhui", JOUR)
    return json.loads(sortie)


def sans_lieux(production: dict[str, Any]) -> dict[str, Any]:
    """Un document de `rapport` sans ce qui dit où sont les fichiers."""
    return {
        cle: valeur for cle, valeur in production.items() if cle not in ("dossier", "justificatif")
    }


def jeu_du_terminal(
    capsys: pytest.CaptureFixture[str], classeur: Path, mois: str, dossier: Path, *options: str
) -> dict[str, Any]:
    """Le jeu que le terminal produit de ce classeur, ce jour-là."""
    au_terminal(capsys, "rapport", classeur, "--mois", mois, "--sortie", dossier, *options)
    return jeu(dossier / mois)


def test_les_fichiers_difficiles(onglet: Onglet, capsys: pytest.CaptureFixture[str]) -> None:
    """Des fichiers de tableurs inattendus : lus ou refusés, dans les mots du terminal."""
    cas = sorted(f for f in (RACINE / "tests" / "cas").iterdir() if f.suffix != ".md")
    assert len(cas) > 15
    onglet.regler(aujourdhui=JOUR)
    differents = {}
    for classeur in cas:
        onglet.choisir(classeur)
        onglet.verifier()
        attendu = au_terminal(capsys, "verifier", classeur)
        if onglet.json != attendu:
            differents[classeur.name] = (onglet.json, attendu)
    assert differents == {}
    assert onglet.fautes == []


@pytest.mark.parametrize("lequel", ["exemple", "sale"])
def test_verifier_comme_au_terminal(
    onglet: Onglet, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest, lequel: str
) -> None:
    """Le même document, champ pour champ."""
    classeur = request.getfixturevalue(lequel)
    assert onglet.choisir(classeur) == "prêt"
    onglet.regler(aujourdhui=JOUR)
    assert onglet.verifier() == "vérifié"
    assert onglet.json == au_terminal(capsys, "verifier", classeur)
    assert onglet.fautes == []


def test_choisir_avant_que_la_page_soit_prete(
    chromium: Chromium, page_html: Path, exemple: Path
) -> None:
    """Un classeur donné pendant que Python se prépare est lu dès qu'il l'est."""
    onglet = Onglet(chromium.contexte.new_page())
    onglet.page.goto(page_html.as_uri())
    onglet.page.locator("#classeur").set_input_files(exemple)
    onglet.page.get_by_text("21 lignes d’entretien").wait_for()
    assert onglet.attendre() == "prêt"
    assert onglet.verifier() == "vérifié"
    onglet.fermer()


def test_l_exemple_en_entier(
    onglet: Onglet, exemple: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chaque partie de chaque rapport est celle du terminal, le même jour."""
    onglet.choisir(exemple)
    assert onglet.page.locator("#mois").input_value() == "2026-01"
    onglet.regler(aujourdhui=JOUR)
    assert onglet.generer() == "produit"
    nom, archive = onglet.dernier_zip()
    assert nom == "Rapports_2026-01.zip"
    attendu = au_terminal(capsys, "rapport", exemple, "--mois", "2026-01", "--sortie", tmp_path)
    assert sans_lieux(onglet.json) == sans_lieux(attendu)
    assert jeu_recu(archive, "2026-01") == jeu(tmp_path / "2026-01")
    assert onglet.fautes == []


def test_un_fichier_qui_n_est_pas_le_bon(
    onglet: Onglet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """La phrase du terminal, dès le choix, puis à chaque demande ; un bon classeur repart de là."""
    mauvais = tmp_path / "Notes de réunion.xlsx"
    mauvais.write_bytes(b"du texte")
    attendu = au_terminal(capsys, "verifier", mauvais)
    assert onglet.choisir(mauvais) == "refusé"
    assert onglet.dit == attendu["erreur"]
    assert onglet.verifier() == "refusé"
    assert onglet.json == attendu
    assert onglet.generer() == "refusé"
    assert onglet.json == attendu
    bon = ecrire(tmp_path / "Bon.xlsx", lignes_distinctes(2))
    assert onglet.choisir(bon) == "prêt"
    assert onglet.verifier() == "vérifié"


@pytest.mark.parametrize("mois", ["2025-01", "2031-01"])
def test_un_mois_refuse_comme_au_terminal(
    onglet: Onglet, exemple: Path, mois: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """La même phrase."""
    onglet.choisir(exemple)
    onglet.regler(mois=mois, aujourdhui=JOUR)
    assert onglet.generer() == "refusé"
    attendu = au_terminal(capsys, "rapport", exemple, "--mois", mois)
    assert onglet.json == attendu
    assert onglet.dit == attendu["erreur"]


def test_un_refus_dit_quoi_faire_dans_la_page(
    onglet: Onglet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rien à taper ici : la phrase est celle du terminal, et nomme le champ au lieu de l'option."""
    classeur = ecrire(tmp_path / "Suivi.xlsx", lignes_distinctes(2))
    onglet.choisir(classeur)
    onglet.regler(mois="", aujourdhui=JOUR)
    assert onglet.generer() == "refusé"
    attendu = au_terminal(capsys, "rapport", classeur)
    assert onglet.json == attendu
    commun, _, _ = attendu["erreur"].partition("donnez --mois AAAA-MM.")
    assert onglet.dit == f"{commun}ici, sous « Mois »."


def test_un_mois_refuse_puis_corrige(
    onglet: Onglet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Les lignes qui l'empêchent, avec leur adresse ; le classeur corrigé et enregistré est relu
    sans être déposé à nouveau.
    """
    lignes = lignes_distinctes(3, **{"Date entretien": date(2026, 3, 10)})
    classeur = ecrire(tmp_path / "Suivi.xlsx", [lignes[0], lignes[1] | {"Sexe": "X"}, lignes[2]])
    onglet.lacher(classeur)
    onglet.attendre()
    onglet.regler(mois="2026-03", aujourdhui=JOUR)
    assert onglet.generer() == "refusé"
    attendu = au_terminal(
        capsys, "rapport", classeur, "--mois", "2026-03", "--sortie", tmp_path / "T"
    )
    assert sans_lieux(onglet.json) == sans_lieux(attendu)
    assert onglet.dit == "Rapport de mars 2026 : rien n’est produit."
    panneau = onglet.page.locator("#panneau-rapport")
    assert panneau.get_by_role("button", name="Copier l’adresse G3").is_visible()
    assert "EXEMPLE B Inventée" in panneau.inner_text()
    assert onglet.telecharges == []
    ecrire(classeur, lignes)
    assert onglet.generer() == "produit"
    assert onglet.dit == "Rapport de mars 2026 : DÉFINITIF v1"


def test_provisoire(
    onglet: Onglet, sale: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Coché, le rapport d'un classeur sale sort malgré les lignes à corriger, comme au terminal."""
    onglet.choisir(sale)
    onglet.regler(mois="2026-03", aujourdhui=JOUR, provisoire=True)
    assert onglet.generer() == "produit"
    assert onglet.json["etat"] == "PROVISOIRE"
    attendu = jeu_du_terminal(capsys, sale, "2026-03", tmp_path, "--provisoire")
    assert jeu_recu(onglet.dernier_zip()[1], "2026-03") == attendu


def test_annuler_puis_recommencer(onglet: Onglet, grand: Path) -> None:
    """Pendant le travail, la page reste vivante ; annulé, rien n'est produit, et l'on peut
    recommencer.
    """
    onglet.choisir(grand)
    onglet.regler(mois="2026-03", aujourdhui=JOUR)
    onglet.cliquer("Générer le rapport mensuel")
    onglet.page.get_by_role("button", name="À propos").click()
    assert onglet.page.locator("#boite-apropos").is_visible()
    onglet.page.keyboard.press("Escape")
    onglet.cliquer("Annuler")
    assert onglet.attendre() == "prêt"
    assert onglet.dit == "Annulé : rien n’a été produit."
    assert onglet.telecharges == []
    assert onglet.verifier() == "vérifié"


def test_cinq_mille_lignes(
    onglet: Onglet, grand: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Les mêmes documents qu'au terminal ; la liste s'affiche par centaines."""
    onglet.choisir(grand)
    onglet.regler(mois="2026-03", aujourdhui=JOUR, provisoire=True)
    assert onglet.verifier() == "vérifié"
    attendu = au_terminal(capsys, "verifier", grand)
    assert onglet.json == attendu
    assert attendu["lignes"] == 5000
    rangees = onglet.page.locator("#panneau-corriger tbody tr")
    assert 0 < rangees.count() <= 300
    assert onglet.generer() == "produit"
    attendu = jeu_du_terminal(capsys, grand, "2026-03", tmp_path, "--provisoire")
    assert jeu_recu(onglet.dernier_zip()[1], "2026-03") == attendu


def test_deux_mois_de_suite(
    onglet: Onglet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Deux mois, sans rouvrir la page ; le second ne garde rien du premier."""
    lignes = [
        *lignes_distinctes(2, **{"Date entretien": date(2026, 2, 10)}),
        *lignes_distinctes(4, **{"Date entretien": date(2026, 3, 10)}),
    ]
    classeur = ecrire(tmp_path / "Suivi.xlsx", lignes)
    onglet.choisir(classeur)
    for mois, recues in (("2026-02", 2), ("2026-03", 4)):
        onglet.regler(mois=mois, aujourdhui=JOUR)
        assert onglet.generer() == "produit"
        nom, archive = onglet.dernier_zip()
        assert nom == f"Rapports_{mois}.zip"
        assert jeu_recu(archive, mois) == jeu_du_terminal(capsys, classeur, mois, tmp_path / mois)
        assert onglet.json["indicateurs"]["R0"]["mois"] == recues


def test_choisir_le_dossier(onglet: Onglet, tmp_path: Path) -> None:
    """Le bouton le demande au navigateur ; son « Rapports » est pris, tout s'y écrit."""
    (tmp_path / "CIR" / "Rapports").mkdir(parents=True)
    onglet.page.evaluate(CHOISIR_CE_QUI_EST_LACHE)
    onglet.lacher(tmp_path / "CIR")
    onglet.page.wait_for_function("() => window.lache !== undefined")
    onglet.cliquer("Choisir le dossier Rapports")
    onglet.page.get_by_text("Écrit dans « Rapports »").wait_for()
    lignes = lignes_distinctes(3, **{"Date entretien": date(2026, 3, 10)})
    onglet.choisir(ecrire(tmp_path / "Suivi.xlsx", lignes))
    onglet.regler(mois="2026-03", aujourdhui=JOUR)
    assert onglet.generer() == "produit"
    assert onglet.telecharges == []
    assert (tmp_path / "CIR" / "Rapports" / "2026-03" / "manifeste.json").exists()
    assert onglet.generer() == "produit"
    assert onglet.json["etat"] == "INCHANGÉ"


CHOISIR_CE_QUI_EST_LACHE = """() => {
  window.addEventListener("drop", (evenement) => {
    evenement.preventDefault();
    evenement.stopPropagation();
    window.lache = evenement.dataTransfer.items[0].getAsFileSystemHandle();
  }, { capture: true, once: true });
  window.showDirectoryPicker = async () => window.lache;
}"""
"""La boîte du navigateur n'est pas de la page : elle rend ici le dossier lâché."""


def test_rectificatif_par_le_dossier(
    onglet: Onglet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Le dossier Rapports déposé dans la page : v1, puis rectificatif, comme au terminal ; chaque
    fichier y est, et rien d'autre.
    """
    lignes = lignes_distinctes(3, **{"Date entretien": date(2026, 3, 10)})
    classeur = ecrire(tmp_path / "Suivi.xlsx", lignes)
    ici, au_terminal_aussi = tmp_path / "Rapports", tmp_path / "Terminal"
    ici.mkdir()
    onglet.lacher(ici)
    onglet.lacher(classeur)
    onglet.attendre()
    onglet.regler(mois="2026-03", aujourdhui=JOUR)
    assert onglet.generer() == "produit"
    assert onglet.dit == "Rapport de mars 2026 : DÉFINITIF v1"
    assert onglet.telecharges == []
    executer(
        capsys,
        "rapport",
        classeur,
        "--mois",
        "2026-03",
        "--sortie",
        au_terminal_aussi,
        "--aujourdhui",
        JOUR,
    )
    assert jeu(ici / "2026-03") == jeu(au_terminal_aussi / "2026-03")
    assert onglet.generer() == "produit"
    assert onglet.json["etat"] == "INCHANGÉ"
    ecrire(classeur, lignes[:2])
    assert onglet.generer() == "produit"
    assert onglet.dit == "Rapport de mars 2026 : RECTIFICATIF v2"
    assert (
        "Personnes accompagnées\u00a0: 3 → 2"
        in onglet.page.locator("#panneau-rapport").inner_text()
    )
    attendu = au_terminal(
        capsys, "rapport", classeur, "--mois", "2026-03", "--sortie", au_terminal_aussi
    )
    assert sans_lieux(onglet.json) == sans_lieux(attendu)
    assert jeu(ici / "2026-03") == jeu(au_terminal_aussi / "2026-03")
    assert [f.name for f in ici.iterdir()] == ["2026-03"]
    code, sortie, _ = executer(capsys, "historique", ici)
    assert code == 0, sortie


def test_une_mise_en_place_coupee_se_finit(
    onglet: Onglet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ce qu'une coupure de la page a laissé en attente est fini par le terminal, et l'inverse."""
    classeur = ecrire(
        tmp_path / "Suivi.xlsx", lignes_distinctes(3, **{"Date entretien": date(2026, 3, 10)})
    )
    ici = tmp_path / "Rapports"
    ici.mkdir()
    onglet.lacher(ici)
    onglet.lacher(classeur)
    onglet.attendre()
    onglet.regler(mois="2026-03", aujourdhui=JOUR)
    onglet.page.evaluate(COUPER_AU_MANIFESTE)
    assert onglet.generer() == "refusé"
    assert "manifeste.json" in onglet.dit
    assert "la mise en place finira" in onglet.dit
    assert (ici / "2026-03" / "manifeste.json").read_bytes() == b""
    copie = tmp_path / "Copie"
    shutil.copytree(ici, copie)
    code, sortie, erreurs = executer(
        capsys, "rapport", classeur, "--mois", "2026-03", "--sortie", copie, "--aujourdhui", JOUR
    )
    assert (code, erreurs) == (0, "")
    assert "les chiffres sont ceux de la version 1" in sortie
    onglet.page.evaluate(RECOUDRE)
    assert onglet.generer() == "produit"
    assert onglet.json["etat"] == "INCHANGÉ"
    assert [f.name for f in ici.iterdir()] == [f.name for f in copie.iterdir()] == ["2026-03"]
    assert executer(capsys, "historique", ici)[0] == 0


COUPER_AU_MANIFESTE = """() => {
  const p = FileSystemFileHandle.prototype;
  p.entier = p.createWritable;
  let vus = 0;
  p.createWritable = function (...o) {
    const coupe = this.name === "manifeste.json" && ++vus === 2;
    if (coupe) throw new DOMException("coupé", "NotAllowedError");
    return this.entier(...o);
  };
}"""
"""Le dossier cesse d'être inscriptible au moment de poser le manifeste dans le dossier du mois."""
RECOUDRE = "() => { const p = FileSystemFileHandle.prototype; p.createWritable = p.entier; }"


def test_rectificatif_par_l_archive(onglet: Onglet, tmp_path: Path) -> None:
    """Sans dossier, l'ancien .zip du mois, ou son manifeste, dit ce qui a été transmis ; sans lui,
    la page prévient.
    """
    lignes = lignes_distinctes(3, **{"Date entretien": date(2026, 3, 10)})
    classeur = ecrire(tmp_path / "Suivi.xlsx", lignes)
    onglet.lacher(classeur)
    onglet.attendre()
    onglet.regler(mois="2026-03", aujourdhui=JOUR)
    onglet.generer()
    assert "a déjà été transmis" in onglet.page.locator("#panneau-rapport").inner_text()
    ancien = tmp_path / "Rapports_2026-03.zip"
    ancien.write_bytes(onglet.telecharges[-1].path().read_bytes())
    manifeste = tmp_path / "manifeste.json"
    manifeste.write_bytes(onglet.dernier_zip()[1]["2026-03/manifeste.json"])
    ecrire(classeur, [*lignes[:2], lignes[2] | {"Sexe": "H"}])
    for precedent in (ancien, manifeste):
        onglet.page.locator("#precedent").set_input_files(precedent)
        assert onglet.generer() == "produit"
        assert onglet.dit == "Rapport de mars 2026 : RECTIFICATIF v2"
        assert "a déjà été transmis" not in onglet.page.locator("#panneau-rapport").inner_text()
    autre = tmp_path / "facture.json"
    autre.write_text("{}")
    onglet.page.locator("#precedent").set_input_files(autre)
    assert onglet.generer() == "refusé"
    assert "« facture.json »" in onglet.dit


def test_expliquer_un_chiffre(
    onglet: Onglet, exemple: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un clic sur un chiffre, ou Entrée, montre ses lignes : celles du terminal."""
    onglet.choisir(exemple)
    onglet.regler(aujourdhui=JOUR)
    onglet.generer()
    onglet.page.get_by_role(
        "button", name="21 : Personnes reçues en entretien individuel, total, ce mois"
    ).click()
    boite = onglet.page.locator("#boite-explication")
    boite.locator("tbody tr").first.wait_for()
    attendu = au_terminal(
        capsys, "expliquer", exemple, "--mois", "2026-01", "--indicateur", "R0", "--nominatif"
    )
    rangees = [rangee.inner_text().split("\t") for rangee in boite.locator("tbody tr").all()]
    assert [r[0] for r in rangees] == [f"ligne {ligne['ligne']}" for ligne in attendu["lignes"]]
    assert [r[1] for r in rangees] == [ligne["personne"] for ligne in attendu["lignes"]]
    onglet.page.keyboard.press("Escape")
    assert not boite.is_visible()


def test_les_chiffres_au_clavier(onglet: Onglet, exemple: Path) -> None:
    """Le tableau se parcourt aux flèches, un seul arrêt de tabulation ; Entrée explique."""
    onglet.choisir(exemple)
    onglet.regler(aujourdhui=JOUR)
    onglet.generer()
    chiffres = onglet.page.locator(".chiffres td button[tabindex='0']")
    assert chiffres.count() == 1
    chiffres.focus()
    for touche in ("End", "ArrowDown", "Enter"):
        onglet.page.keyboard.press(touche)
    titre = onglet.page.locator("#titre-explication")
    onglet.page.locator("#boite-explication tbody tr").first.wait_for()
    assert (
        titre.inner_text() == "Personnes déjà inscrites à France Travail, Grand Est, janvier 2026"
    )


def test_le_justificatif_a_part(
    onglet: Onglet, exemple: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Il n'est pas dans l'archive ; il se donne d'un bouton qui le dit nominatif."""
    classeur = tmp_path / exemple.name
    shutil.copy(exemple, classeur)
    onglet.choisir(classeur)
    onglet.regler(aujourdhui=JOUR)
    onglet.generer()
    assert not any("Justificatif" in nom for nom in onglet.dernier_zip()[1])
    onglet.cliquer("Enregistrer le justificatif (nominatif)")
    attendre_que(lambda: len(onglet.telecharges) == 2, onglet.page)
    donne = onglet.telecharges[-1]
    assert donne.suggested_filename == "Justificatif_interne_2026-01.xlsx"
    document = au_terminal(capsys, "rapport", classeur, "--mois", "2026-01")
    assert parties_du_zip(donne.path().read_bytes()) == parties_du_zip(
        Path(document["justificatif"]).read_bytes()
    )


def test_historique(
    onglet: Onglet, exemple: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un dossier choisi, chaque fichier vérifié ; un fichier modifié est nommé."""
    base = tmp_path / "Rapports"
    au_terminal(capsys, "rapport", exemple, "--mois", "2026-01", "--sortie", base)
    onglet.cliquer("Historique")
    boite = onglet.page.locator("#boite-historique")
    onglet.page.locator("#dossier-historique").set_input_files(base)
    boite.get_by_text("Tous les fichiers sont ceux qui ont été produits.").wait_for()
    assert "DÉFINITIF v1" in boite.inner_text()
    with (base / "2026-01" / "Rapport_DREETS_2026-01_v1.xlsx").open("ab") as rapport:
        rapport.write(b"x")
    onglet.page.locator("#dossier-historique").set_input_files(base)
    boite.get_by_text("Rapport_DREETS_2026-01_v1.xlsx : altéré").wait_for()


@pytest.mark.parametrize(
    ("bouton", "nom", "lignes"),
    [
        ("Enregistrer un classeur vide (.xlsx)", f"Suivi CIR {date.today().year}.xlsx", 0),
        ("Enregistrer un classeur à boutons (.xlsm)", f"Suivi CIR {date.today().year}.xlsm", 0),
        ("Enregistrer l’exemple (personnes inventées)", "Suivi CIR - exemple.xlsx", 21),
    ],
)
def test_nouveau_classeur(
    onglet: Onglet, tmp_path: Path, bouton: str, nom: str, lignes: int
) -> None:
    """Le classeur donné est celui de `suivi-cir nouveau`, et la page le relit."""
    onglet.cliquer("Nouveau classeur")
    onglet.cliquer(bouton)
    attendre_que(lambda: len(onglet.telecharges) == 1, onglet.page)
    donne = onglet.telecharges[-1]
    assert donne.suggested_filename == nom
    place = tmp_path / nom
    shutil.copy(donne.path(), place)
    neuf = tmp_path / f"terminal{place.suffix}"
    nouveau(neuf, exemple=lignes > 0)
    assert parties_du_zip(place.read_bytes()) == parties_du_zip(neuf.read_bytes())
    onglet.page.keyboard.press("Escape")
    onglet.choisir(place)
    assert onglet.page.locator("#fiche").inner_text().startswith(nom)


def test_filtrer_masquer_copier(onglet: Onglet, sale: Path) -> None:
    """La liste se filtre par mots et par gravité, se masque et se copie ; un nom n'y devient jamais
    du HTML.
    """
    onglet.choisir(sale)
    onglet.regler(aujourdhui=JOUR)
    onglet.verifier()
    liste = onglet.page.locator("#liste-anomalies")
    toutes = liste.locator("tbody tr").count()
    onglet.page.get_by_label("Filtrer").fill("inventee SEXE")
    assert 0 < liste.locator("tbody tr").count() < toutes
    onglet.page.get_by_label("Filtrer").fill("")
    assert "<B>BALISE</B>" in liste.inner_text()
    assert liste.locator("b").count() == 0
    onglet.page.get_by_label("Masquer les noms").check()
    assert "BALISE" not in liste.inner_text()
    assert "personne de la ligne 2" in liste.inner_text()
    onglet.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    onglet.cliquer("Copier la liste")
    attendre_que(lambda: "copiées" in onglet.dit, onglet.page)
    copie = onglet.page.evaluate("() => navigator.clipboard.readText()")
    assert len(copie.splitlines()) == toutes + 1
    assert "Inventée" not in copie
    assert onglet.etat == "vérifié"
    liste.locator("button.adresse").first.click()
    attendre_que(lambda: "zone Nom" in onglet.dit, onglet.page)
    assert onglet.page.evaluate("() => navigator.clipboard.readText()").startswith("Entretiens!")


def test_le_fichier_choisi_a_change(onglet: Onglet, tmp_path: Path) -> None:
    """Choisi par le champ (sans poignée), un fichier enregistré depuis ne se relit pas : la page le
    dit.
    """
    classeur = ecrire(tmp_path / "Suivi.xlsx", lignes_distinctes(2))
    onglet.choisir(classeur)
    ecrire(classeur, lignes_distinctes(3))
    assert onglet.verifier() == "refusé"
    assert "Choisissez-le à nouveau" in onglet.dit
    onglet.choisir(classeur)
    assert onglet.verifier() == "vérifié"
    assert onglet.json["lignes"] == 3
