"""Les fichiers et les dossiers, par de vrais clics : noms singuliers, dossier impossible, rapport
ouvert dans LibreOffice. Toutes les personnes sont inventées.
"""

import os
from pathlib import Path

import pytest
from clics import OK, RAPPORT, Bureau, attendre


@pytest.mark.parametrize(
    "nom",
    ["x" * 236 + ".ods", b"d\xe9cembre.ods", "50 % & d'été 😀 #1.ods"],
    ids=["long", "hors UTF-8", "signes"],
)
def test_nom_singulier(nom: str | bytes, bureau: Bureau, classeur: Path) -> None:
    """Quel que soit le nom du classeur, la vérification garde sa sauvegarde, et le rapport se range
    à côté de lui.
    """
    chemin = classeur.rename(classeur.with_name(os.fsdecode(nom)))
    with bureau.ouvrir(chemin) as doc:
        doc.verifier("Entretiens")
        doc.dit(RAPPORT, *OK)
        assert "définitif v1" in doc.nommee("DernierRapport").String
    (sauvegarde,) = (chemin.parent / "Sauvegardes").iterdir()
    assert sauvegarde.read_bytes() == chemin.read_bytes()
    assert len(list((chemin.parent / "Rapports" / "2026-01").glob("Rapport_*.xlsx"))) == 4


def test_rapport_ouvert_puis_dossier_impossible(bureau: Bureau, classeur: Path) -> None:
    """Un rapport ouvert dans LibreOffice est dit avec son vrai verrou.

    Une adresse à la place du dossier, avec le paramètre et le remède.
    """
    with bureau.ouvrir(classeur) as doc:
        doc.dit(RAPPORT, *OK)
        rapport = next(classeur.parent.rglob("Rapport_DREETS*.xlsx"))
        verrou = rapport.with_name(f".~lock.{rapport.name}#")
        doc.ecrire("Entretiens", "I4", "CDI")
        for champ in ("M4", "O4", "P4", "Q4", "R4"):
            doc.ecrire("Entretiens", champ, "")
        ouvert = bureau.bureau.loadComponentFromURL(
            rapport.as_uri(), "_blank", 0, bureau._options(Hidden=True)
        )  # devant, il cacherait le bouton
        attendre(verrou.exists, "le verrou de LibreOffice")
        dit = doc.dit(
            RAPPORT, *OK
        )  # l'écran montre le « ~ » que le nom accessible de la boîte n'a pas
        ouvert.close(True)
        assert [
            mot
            for mot in (
                f"« {rapport.name} » est ouvert dans un tableur (depuis le ",
                " sur ",
                f"lock.{rapport.name}# »",
            )
            if mot not in dit
        ] == [], dit
        attendre(lambda: not verrou.exists(), "le rapport fermé")
        doc.dit(RAPPORT, *OK)
        assert "rectificatif v2" in doc.nommee("DernierRapport").String
        ligne = next(
            n
            for n, (titre,) in enumerate(doc.lire("Paramètres", "A1:A60"), 1)
            if titre == "Dossier des rapports"
        )
        doc.ecrire("Paramètres", f"B{ligne}", "https://amli.sharepoint.com/sites/cir")
        for bouton in (RAPPORT, "Ouvrir le dossier"):
            dit = doc.dit(bouton, *OK)
            assert [
                mot
                for mot in ("« Dossier des rapports »", "est une adresse", "« Synchroniser »")
                if mot not in dit
            ] == [], dit
    assert not [p for p in classeur.parent.iterdir() if "http" in p.name]
