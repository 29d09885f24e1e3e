"""Ce qui accompagne les rapports : courriels, historique, justificatif interne, PDF.

Toutes les personnes sont inventées.
"""

import datetime as dt
import json
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from fabrique import convention, ecrire, ligne_conforme, lignes_distinctes
from libreoffice import SOFFICE
from terminal import executer

from reports.comptage import compter
from reports.courriels import brouillon, objet
from reports.destinataires import destinataires
from reports.manifeste import NOM
from reports.mois import Mois
from reports.rapport import Etat, Rapport
from workbook.declarations.cadre import Antenne, cadre_par_defaut
from xl_addin.commandes import rapport

REF = dt.date(2026, 11, 23)
ADRESSES = {
    "Convention": convention(
        **{
            "Courriel DREETS": "stat@dreets.example ; copie@dreets.example",
            "Contact": "cip@amli.example",
        }
    ),
    "Antennes": [
        ("Metz", "57", "metz@ofii.example"),
        ("Reims", "51", ""),
        ("Strasbourg", "67", "à demander"),
    ],
}


def courriels(dossier: Path) -> dict[str, EmailMessage]:
    """Les brouillons d'un dossier de mois, relus."""
    lus = {}
    for chemin in sorted(dossier.glob("*.eml")):
        message = message_from_bytes(chemin.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        lus[chemin.name] = message
    return lus


def texte(message: EmailMessage) -> str:
    """Le corps d'un courriel."""
    corps = message.get_body(("plain",))
    assert corps is not None
    contenu: str = corps.get_content()
    return contenu.replace("\r\n", "\n")


@pytest.fixture(scope="module")
def livre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un classeur dont les destinataires sont connus, vides ou illisibles, et son rapport de
    janvier.
    """
    base = tmp_path_factory.mktemp("envoi")
    lignes = [ligne_conforme(), *lignes_distinctes(3, DT="Reims")[1:]]
    production = rapport(
        ecrire(base / "Suivi.xlsx", lignes, parametres=ADRESSES), REF, mois="2026-01"
    )
    assert [m for m in production.messages if "à demander" in m and "Strasbourg" in m]
    return production.dossier


def test_un_brouillon_par_destinataire(livre: Path) -> None:
    """Chaque destinataire a son brouillon, non envoyé, à son adresse ou à personne, avec son seul
    fichier, octet pour octet.
    """
    lus = courriels(livre)
    assert list(lus) == [
        f"Courriel_{qui}_2026-01_v1.eml"
        for qui in ("DREETS", "DT_Metz", "DT_Reims", "DT_Strasbourg")
    ]
    attendus = {
        "DREETS": "stat@dreets.example, copie@dreets.example",
        "DT_Metz": "metz@ofii.example",
        "DT_Reims": "",
        "DT_Strasbourg": "",
    }
    for (nom, message), (qui, adresse) in zip(lus.items(), attendus.items(), strict=True):
        assert (
            message["X-Unsent"],
            str(message["To"]),
            message["From"],
            message["Date"],
            message["Cc"],
        ) == ("1", adresse, None, None, None), nom
        (piece,) = message.iter_attachments()
        rapport = f"Rapport_{qui}_2026-01_v1.xlsx"
        assert piece.get_filename() == rapport
        assert piece.get_payload(decode=True) == (livre / rapport).read_bytes()
        assert "janvier 2026" in message["Subject"]
        assert "cip@amli.example" in texte(message)


def test_les_chiffres_du_courriel(livre: Path) -> None:
    """Le texte porte les chiffres du destinataire, et rien d'une autre DT."""
    lus = {nom: texte(m) for nom, m in courriels(livre).items()}
    assert "– Personnes accompagnées : 3 (cumul : 3)" in lus["Courriel_DREETS_2026-01_v1.eml"]
    assert "– Personnes accompagnées : 1 (cumul : 1)" in lus["Courriel_DT_Metz_2026-01_v1.eml"]
    assert "Reims" not in lus["Courriel_DT_Metz_2026-01_v1.eml"]
    assert "État néant" in lus["Courriel_DT_Strasbourg_2026-01_v1.eml"]
    assert "EXEMPLE" not in "".join(lus.values())


def test_ce_qui_reste_a_confirmer(tmp_path: Path) -> None:
    """Le courriel dit les inscriptions faites, et ce que le CIP a encore à confirmer ou à corriger.

    Rien, s'il ne reste rien.
    """
    a, b, c = (
        ligne | {"Date de naissance": dt.date(1980 + n, 6, 15)}
        for n, ligne in enumerate(lignes_distinctes(3))
    )
    a, b, c = a | {"Sexe": None}, b | {"Sexe": None}, c | {"Situation": None, "DT": "Reims"}
    production = rapport(
        ecrire(tmp_path / "Suivi.xlsx", [a, b, c]), REF, mois="2026-01", provisoire=True
    )
    dits = {
        nom.split("_")[1] + nom.split("_")[2]: texte(m)
        for nom, m in courriels(production.dossier).items()
    }
    assert "– Inscriptions à France Travail faites par le CIP : 2 (cumul : 2)\n" in dits["DTMetz"]
    assert (
        "2 points restent à confirmer par le CIP : les chiffres peuvent encore changer."
        in dits["DTMetz"]
    )
    assert "1 anomalie reste à corriger." in dits["DTReims"]
    assert "1 point reste à confirmer" in dits["DTReims"]
    assert not [mot for mot in ("reste", "corriger") if mot in dits["DTStrasbourg"]]


NOMS = (
    "Metz",
    "Strasbourg",
    "Épinal",
    "Châlons-en-Champagne",
    "Antenne de l’Ouest – Sarreguemines et Forbach",
    "N" * 40,
    "É" * 40,
    "Nord\u00a0Est",
    "L'Haÿ & C°",
    "é à è",
)


@pytest.mark.parametrize("etat", Etat)
@pytest.mark.parametrize("mois", [Mois(2026, 1), Mois(2026, 2), Mois(2026, 8)], ids=str)
@pytest.mark.parametrize("nom", NOMS, ids=ascii)
def test_entetes(etat: Etat, mois: Mois, nom: str) -> None:
    """Quels que soient la DT, le mois et l'état, chaque en-tête se relit tel quel, par deux
    lecteurs ; aucune ligne ne commence par une espace de trop.
    """
    cadre = cadre_par_defaut()
    courriel = " ; ".join(f"adresse.un.peu.longue{n}@dt.example" for n in range(6))
    cadre = replace(cadre, antennes=(Antenne(nom, "57", courriel, frozenset()),))
    _, d = destinataires(cadre)
    resultat = compter([], cadre, mois).restreint_a(d.perimetres)
    r = Rapport(mois, d, resultat, None, (), (), cadre, REF, etat, 12)
    octets = brouillon(r, b"un classeur")
    lu, ancien = message_from_bytes(octets, policy=policy.default), message_from_bytes(octets)
    assert lu["Subject"] == objet(r) == str(make_header(decode_header(ancien["Subject"])))
    assert objet(r).endswith(
        f"{mois.en_francais}, {nom}"
        if etat is Etat.PROVISOIRE
        else f"{mois.en_francais}, {nom}, version 12"
    )
    assert "de août" not in objet(r)
    assert len(lu["To"].addresses) == 6
    (piece,) = lu.iter_attachments()
    assert (piece.get_filename(), piece.get_content()) == (r.nom_de_fichier, b"un classeur")
    _, *parties = ancien.walk()
    for entete in (
        octets.partition(b"\r\n\r\n")[0],
        *(partie.as_bytes().partition(b"\n\n")[0] for partie in parties),
    ):
        assert not [
            ligne for ligne in entete.splitlines() if ligne.endswith(b":") or len(ligne) > 998
        ]
        assert b"filename*0" not in entete
    assert all(
        len(ligne) <= 78
        for ligne in octets.partition(b"\r\n\r\n")[2].splitlines()
        if b": " not in ligne
    )


def test_provisoire_puis_definitif_puis_rectificatif(tmp_path: Path) -> None:
    """L'objet dit PROVISOIRE ou RECTIFICATIF ; un jeu définitif retire les brouillons provisoires.

    La Synthèse dit ce qu'elle remplace.
    """
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    dossier = rapport(chemin, REF, mois="2026-01", provisoire=True).dossier
    assert all(
        m["Subject"].startswith("PROVISOIRE") and "PROVISOIRE" in texte(m)
        for m in courriels(dossier).values()
    )
    rapport(chemin, REF, mois="2026-01")
    assert not list(dossier.glob("*provisoire*"))
    ecrire(
        chemin, [ligne_conforme(**{"RDV FT": "Accompagné", "Date RDV FT": dt.date(2026, 1, 30)})]
    )
    assert rapport(chemin, REF, mois="2026-01").version == 2
    lus = courriels(dossier)
    assert len(lus) == 8
    assert lus["Courriel_DT_Metz_2026-01_v2.eml"]["Subject"].startswith("RECTIFICATIF")
    de_metz = texte(lus["Courriel_DT_Metz_2026-01_v2.eml"])
    assert "remplace la version 1, déjà transmise. Ce qui a changé" in de_metz
    assert "– Accompagnements au premier entretien France Travail : 0 → 1\n" in de_metz
    assert "remplace la version 1, déjà transmise. Aucun chiffre de Reims n’a changé." in texte(
        lus["Courriel_DT_Reims_2026-01_v2.eml"]
    )
    classeur = openpyxl.load_workbook(dossier / "Rapport_DREETS_2026-01_v2.xlsx")
    jour = dt.datetime.now().strftime("%d/%m/%Y")
    assert any(
        f"RECTIFICATIF – la version 2 remplace la version 1 du {jour}" in str(c.value)
        for c in classeur["Synthèse"]["A"]
    )
    rangees = [[c.value for c in ligne] for ligne in classeur["Contrôles"].iter_rows()]
    assert [
        "Accompagnements au premier entretien France Travail",
        "Total",
        "Metz",
        "mois",
        "Total",
        0,
        1,
        1,
    ] in rangees
    seul = [
        [c.value for c in ligne]
        for ligne in openpyxl.load_workbook(dossier / "Rapport_DT_Reims_2026-01_v2.xlsx")[
            "Contrôles"
        ].iter_rows()
    ]
    assert any("Aucun chiffre de Reims n’a changé" in str(ligne[0]) for ligne in seul)


def test_ce_qui_a_change_depuis_le_mois_precedent(tmp_path: Path) -> None:
    """Les définitions disent ce qui a changé de paramètre depuis le rapport du mois d'avant, ou que
    rien n'a changé.
    """
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    dits = []
    for mois, definition in (
        ("2026-01", "éligibles"),
        ("2026-02", "éligibles"),
        ("2026-03", "reçues"),
    ):
        ecrire(
            chemin,
            [ligne_conforme()],
            parametres={
                "Convention": convention(**{"Définition personnes accompagnées": definition})
            },
        )
        production = rapport(chemin, REF, mois=mois)
        feuille = openpyxl.load_workbook(production.dossier / production.fichiers[0])["Définitions"]
        dits.append(" ".join(str(c.value) for c in feuille["A"]))
    assert "Pas de rapport de décembre 2025" in dits[0]
    assert "Rien : mêmes paramètres" in dits[1]
    assert "Définition personnes accompagnées : éligibles → reçues" in dits[2]


# --- Historique -----------------------------------------------------------------------------------


def test_historique(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Il liste chaque jeu ; un fichier altéré ou absent, un manifeste abîmé donne le code 1.

    Un dossier qui n'existe pas, le code 2.

    Le dossier du classeur et celui d'un mois conviennent aussi.
    """
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    rapports = tmp_path / "Rapports"
    assert executer(capsys, "historique", rapports)[0] == 2
    for mois in ("2026-01", "2026-02"):
        executer(capsys, "rapport", chemin, "--mois", mois)
    executer(capsys, "rapport", chemin, "--mois", "2026-03", "--provisoire")
    code, sortie, _ = executer(capsys, "historique", rapports)
    assert (code, sortie.count("8 fichiers intacts")) == (0, 3)
    assert "PROVISOIRE" in sortie
    du_classeur, d_un_mois = (
        executer(capsys, "historique", dossier) for dossier in (tmp_path, rapports / "2026-02")
    )
    assert (du_classeur[0], du_classeur[1].count("8 fichiers intacts")) == (0, 3)
    assert (d_un_mois[0], d_un_mois[1].count("8 fichiers intacts")) == (0, 1)
    (rapports / "2026-01/Rapport_DREETS_2026-01_v1.xlsx").write_bytes(b"autre chose")
    (rapports / "2026-02/Courriel_DT_Metz_2026-02_v1.eml").unlink()
    (rapports / "2026-03" / NOM).write_text("{")
    code, sortie, _ = executer(capsys, "historique", rapports)
    assert (code, "2026-03  le manifeste manque ou est abîmé" in sortie) == (1, True)
    code, sortie, _ = executer(capsys, "historique", rapports, "--json")
    document = json.loads(sortie)
    sorts = {
        f["nom"]: f["sort"]
        for p in document["productions"]
        for f in p["fichiers"]
        if f["sort"] != "intact"
    }
    assert (code, document["intact"]) == (1, False)
    assert sorts["Rapport_DREETS_2026-01_v1.xlsx"] == "altéré"
    assert sorts["Courriel_DT_Metz_2026-02_v1.eml"] == "absent"
    assert sorts["Rapport_DREETS_2026-03_provisoire.xlsx"] == "sans manifeste"


# --- Justificatif interne -------------------------------------------------------------------------


def test_justificatif(tmp_path: Path) -> None:
    """Il prouve chaque chiffre du mois, dit qui est à suivre, l'écrit NOMINATIF sur chaque page,
    hors du dossier des rapports, et n'est pas joint.
    """
    a, b, c, d = lignes_distinctes(4)
    lignes = [
        a | {"DT": "Metz", "RDV FT": "Accompagné", "Date RDV FT": dt.date(2026, 1, 30)},
        a | {"DT": "Reims", "Date entretien": dt.date(2026, 1, 29)},
        b | {"Date entretien": dt.date(2026, 1, 12), "DT": "Reims"},
        b | {"Date entretien": dt.date(2026, 2, 3), "DT": "Metz"},
        c | {"RDV FT": "Prévu"},
        d
        | {
            "Inscription CIP": "Échec",
            "Motif non-inscription": "Pièce manquante",
            "Identifiant FT": None,
            "RDV FT": None,
            "Date RDV FT": None,
        },
    ]
    production = rapport(
        ecrire(tmp_path / "Suivi.xlsx", lignes),
        REF,
        mois="2026-02",
        sortie=tmp_path / "ailleurs/Rapports",
    )
    chemin = tmp_path / "Justificatifs internes/2026-02/Justificatif_interne_2026-02.xlsx"
    assert production.justificatif == chemin
    assert [p.name for p in (tmp_path / "ailleurs").rglob("*ustificatif*")] == []
    assert not any(
        "Justificatif" in octets.decode("latin-1")
        for octets in (p.read_bytes() for p in production.dossier.glob("*.eml"))
    )
    classeur = openpyxl.load_workbook(chemin, data_only=True)
    assert classeur.sheetnames == ["Preuve", "Personnes comptées", "À suivre"]
    for f in classeur:
        assert "NOMINATIF" in f["A2"].value
        assert "NOMINATIF" in f.oddHeader.center.text
    comptees = [
        [c.value for c in ligne] for ligne in classeur["Personnes comptées"].iter_rows(min_row=5)
    ]
    codes = comptees[0][10:]
    assert {
        ligne[0]: {code: v for code, v in zip(codes, ligne[10:], strict=True) if v}
        for ligne in comptees[1:]
    } == {5: {"I1": "oui", "R0": "oui", "C1": "DT", "M1": "région"}}
    suivies = [[c.value for c in ligne] for ligne in classeur["À suivre"].iter_rows(min_row=6)]
    assert [(ligne[0], ligne[1], ligne[-1]) for ligne in suivies] == [
        (6, "Relancer : inscrite, aucun premier rendez-vous tenu", 300),
        (7, "Inscrire dès que possible (motif : Pièce manquante)", 300),
    ]
    preuves = [[c.value for c in ligne] for ligne in classeur["Preuve"].iter_rows(min_row=6)]
    assert len(preuves) == 4 * (7 + 9)
    assert all(liste == chiffre for _, _, liste, chiffre, _ in preuves)
    assert ["M1 – Personnes déjà reçues un mois précédent", "Grand Est", 1, 1, "✔"] in preuves
    assert ["M1 – Personnes déjà reçues un mois précédent", "Metz", 0, 0, "✔"] in preuves


def test_justificatif_d_une_personne_dans_deux_dt(tmp_path: Path) -> None:
    """Une personne vue dans deux DT compte une fois dans la région, et dans chaque DT : les
    formules le prouvent.
    """
    a = ligne_conforme()
    production = rapport(
        ecrire(
            tmp_path / "Suivi.xlsx",
            [a, a | {"DT": "Reims", "Date entretien": dt.date(2026, 1, 29)}],
        ),
        REF,
        mois="2026-01",
    )
    assert production.justificatif is not None
    feuille = openpyxl.load_workbook(production.justificatif, data_only=True)["Personnes comptées"]
    titres = [c.value for c in feuille[5]]
    lus = [
        [feuille.cell(rang, 1 + titres.index(code)).value for code in ("R0", "C1", "I1")]
        for rang in (6, 7)
    ]
    assert lus == [["oui"] * 3, ["DT"] * 3]


def test_justificatif_impossible_a_ecrire(tmp_path: Path) -> None:
    """Si sa place est prise, les rapports sortent quand même, et c'est dit."""
    (tmp_path / "Justificatifs internes").write_text("un fichier à la place du dossier")
    production = rapport(ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()]), REF, mois="2026-01")
    assert (len(production.fichiers), production.justificatif) == (8, None)
    assert any("justificatif interne n’a pas pu être écrit" in m for m in production.messages)


# --- PDF ------------------------------------------------------------------------------------------


def test_pdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--pdf : une page par rapport ; refait sans nouvelle version ; retiré avec le provisoire."""
    if SOFFICE is None:
        pytest.skip("LibreOffice (soffice) n’est pas installé")
    chemin = ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()])
    dossier = tmp_path / "Rapports/2026-01"
    executer(capsys, "rapport", chemin, "--mois", "2026-01", "--provisoire")
    (dossier / "Synthese_DREETS_2026-01_provisoire.pdf").write_bytes(b"un essai")
    executer(capsys, "rapport", chemin, "--mois", "2026-01")
    assert not list(dossier.glob("*.pdf"))
    code, sortie, _ = executer(capsys, "rapport", chemin, "--mois", "2026-01", "--pdf", "--json")
    assert (code, len(json.loads(sortie)["pdf"])) == (0, 4)
    for pdf in dossier.glob("*.pdf"):
        assert pdf.read_bytes().count(b"/Type/Page/") + pdf.read_bytes().count(b"/Type/Page\n") == 1
    assert executer(capsys, "historique", tmp_path / "Rapports")[0] == 0


def test_pas_de_tableur_pour_le_pdf(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sans LibreOffice ni Excel, le PDF manque, c'est dit, et le reste est fait."""
    monkeypatch.setenv("PATH", str(tmp_path))
    code, sortie, _ = executer(
        capsys,
        "rapport",
        ecrire(tmp_path / "Suivi.xlsx", [ligne_conforme()]),
        "--mois",
        "2026-01",
        "--pdf",
    )
    assert code == 0
    assert "ni LibreOffice ni Excel" in sortie
    assert "Rapport_DREETS_2026-01_v1.xlsx" in sortie
