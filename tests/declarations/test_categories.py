"""Les catégories du contrat 2, écrites en face de sa table : la première réponse qui n'est pas
« non » décide, les autres raisons sont dites."""

from itertools import product

import pytest

from workbook.declarations.cadre import cadre_par_defaut
from workbook.declarations.categories import CATEGORIES, categoriser

SITUATIONS = dict(cadre_par_defaut().situations)
TABLE = {
    # code          libellé                éligibilité
    "K_QUALIFIER": ("À qualifier", "À qualifier"),
    "K_EMPLOI": ("En emploi", "Non éligible"),
    "K_FORMATION": ("En formation", "Non éligible"),
    "K_ETUDIANT": ("Étudiant", "Non éligible"),
    "K_AUTRE": ("Autre hors public", "Non éligible"),
    "K_AGIR": ("Orienté AGIR", "Non éligible"),
    "K_RSA": ("Bénéficiaire du RSA", "Non éligible"),
    "K_INSCRIT": ("Déjà inscrit FT", "Non éligible"),
    "K_ELIGIBLE": ("Éligible", "Éligible"),
}
CAS = (
    # Situation, AGIR, RSA, Inscrit FT -> code, colonne qui décide, motif montré
    ("Sans emploi", "Non", "Non", "Non", "K_ELIGIBLE", "inscrit_ft", "Éligible"),
    ("Sans emploi", "Non", "Non", "Oui", "K_INSCRIT", "inscrit_ft", "Déjà inscrit FT"),
    ("Sans emploi", "Non", "Non", None, "K_QUALIFIER", "inscrit_ft", "À qualifier"),
    (
        "Sans emploi",
        "Non",
        "Oui",
        "Oui",
        "K_RSA",
        "rsa",
        "Bénéficiaire du RSA (également : Déjà inscrit FT)",
    ),
    ("Sans emploi", "Non", "Oui", None, "K_RSA", "rsa", "Bénéficiaire du RSA"),
    (
        "Sans emploi",
        "Non",
        None,
        "Oui",
        "K_QUALIFIER",
        "rsa",
        "À qualifier (également : Déjà inscrit FT)",
    ),
    (
        "Sans emploi",
        "Oui",
        "Oui",
        "Oui",
        "K_AGIR",
        "agir",
        "Orienté AGIR (également : Bénéficiaire du RSA, Déjà inscrit FT)",
    ),
    (
        "Sans emploi",
        None,
        "Oui",
        "Non",
        "K_QUALIFIER",
        "agir",
        "À qualifier (également : Bénéficiaire du RSA)",
    ),
    ("Sans emploi", None, None, None, "K_QUALIFIER", "agir", "À qualifier"),
    (
        "CDI",
        "Non",
        "Oui",
        "Non",
        "K_EMPLOI",
        "situation",
        "En emploi (également : Bénéficiaire du RSA)",
    ),
    ("CDD", None, None, None, "K_EMPLOI", "situation", "En emploi"),
    ("Intérim", "Non", "Non", "Non", "K_EMPLOI", "situation", "En emploi"),
    ("Indépendant", "Non", "Non", "Non", "K_EMPLOI", "situation", "En emploi"),
    (
        "Formation professionnelle",
        "Oui",
        "Non",
        "Non",
        "K_FORMATION",
        "situation",
        "En formation (également : Orienté AGIR)",
    ),
    ("Apprentissage", "Non", "Non", "Non", "K_FORMATION", "situation", "En formation"),
    (
        "Étudiant",
        "Non",
        "Non",
        "Oui",
        "K_ETUDIANT",
        "situation",
        "Étudiant (également : Déjà inscrit FT)",
    ),
    ("Retraité", "Non", "Non", "Non", "K_AUTRE", "situation", "Autre hors public"),
    ("Autre", "Non", "Non", "Non", "K_AUTRE", "situation", "Autre hors public"),
    (
        None,
        "Oui",
        "Non",
        None,
        "K_QUALIFIER",
        "situation",
        "À qualifier (également : Orienté AGIR)",
    ),
    (None, "Non", "Non", "Non", "K_QUALIFIER", "situation", "À qualifier"),
)


@pytest.mark.parametrize(
    ("situation", "agir", "rsa", "inscrit_ft", "code", "decide_par", "motif"), CAS
)
def test_categorie(
    situation: str | None,
    agir: str,
    rsa: str,
    inscrit_ft: str | None,
    code: str,
    decide_par: str,
    motif: str,
) -> None:
    """Une ligne a une seule catégorie, la colonne qui en a décidé, et un motif qui dit les autres
    raisons."""
    verdict = categoriser(situation, agir, rsa, inscrit_ft, SITUATIONS)
    assert (verdict.categorie.code, verdict.decide_par, verdict.motif) == (code, decide_par, motif)


def test_toutes_les_reponses() -> None:
    """Sur toutes les combinaisons : l'ordre de l'entretien, et chaque Oui est dit une fois et une
    seule."""
    reponse = ("Oui", "Non", None)
    for situation, *reponses in product((None, *SITUATIONS), reponse, reponse, reponse):
        agir, rsa, inscrit_ft = reponses
        verdict = categoriser(situation, agir, rsa, inscrit_ft, SITUATIONS)
        ecarte = situation is None or SITUATIONS[situation] != "Éligible"
        decisif = next((n for n, r in enumerate(reponses) if r != "Non"), None)
        assert (verdict.decide_par == "situation") is ecarte
        if not ecarte:
            attendu = (
                "K_ELIGIBLE"
                if decisif is None
                else ("K_AGIR", "K_RSA", "K_INSCRIT")[decisif]
                if reponses[decisif]
                else "K_QUALIFIER"
            )
            assert verdict.categorie.code == attendu
        dites = [verdict.categorie.code, *(k.code for k in verdict.egalement)]
        assert [k for k in dites if k in ("K_AGIR", "K_RSA", "K_INSCRIT")] == [
            k for k, r in zip(("K_AGIR", "K_RSA", "K_INSCRIT"), reponses, strict=True) if r == "Oui"
        ]
        assert not {"K_QUALIFIER", "K_ELIGIBLE"} & set(dites[1:])


def test_table_des_categories() -> None:
    """Les codes, libellés et éligibilités sont ceux du contrat."""
    assert {k.code: (k.libelle, k.eligibilite) for k in CATEGORIES} == TABLE
