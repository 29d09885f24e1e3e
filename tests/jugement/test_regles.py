"""Le registre des règles tenu au contrat 3, et chaque règle jouée sur ses cas : ce qui passe, ce
qui est signalé, le bord."""

import dataclasses
import functools
import re
from collections import Counter
from collections.abc import Callable
from datetime import date as jour
from pathlib import Path
from typing import Any, cast

import pytest

from workbook.cas import CAS, REF, Cas, cas, jouer, personnes
from workbook.cas import ligne as L
from workbook.declarations.cadre import cadre_par_defaut
from workbook.declarations.lignes import CHAMPS, Entretien
from workbook.jugement.messages import message
from workbook.jugement.moteur import Jugement, juger
from workbook.jugement.personnes import Groupes
from workbook.jugement.regle import DERIVES, Regle
from workbook.jugement.regles import PAR_CODE, REGLES

CONTRAT = Path(__file__).resolve().parents[2] / "docs" / "contrat" / "regles.md"
DU_CONTRAT = dict(
    re.findall(r"^\| ([A-Z]\d\d) \| ([BVI]) \|", CONTRAT.read_text(encoding="utf-8"), re.MULTILINE)
)


def codes(c: Cas) -> list[list[str]]:
    """Les codes trouvés sur chaque ligne d'un cas, par la vraie lecture et la vraie
    vérification."""
    lignes, _, jugement = jouer(c.lignes, seances=c.seances, ref=c.ref)
    assert jugement.pannes == []
    assert len(lignes) == len(c.lignes)
    return [sorted(a.code for a in jugement.anomalies if a.entretien is e) for e in lignes]


def nom(c: Cas) -> str:
    """Un nom court pour la liste des essais."""
    return (c.dit or " ".join(f"{k}={v}" for k, v in c.lignes[0].items()))[:60].strip()


# --- Le registre ----------------------------------------------------------------------------------


def test_codes_et_gravites_du_contrat() -> None:
    """Le registre a tous les codes du contrat 3, eux seuls, chacun une fois, avec sa gravité."""
    assert DU_CONTRAT
    assert {r.code: r.gravite.value for r in REGLES} == DU_CONTRAT
    assert len(REGLES) == len(PAR_CODE)


@pytest.mark.parametrize("regle", REGLES, ids=lambda r: r.code)
def test_declaration(regle: Regle) -> None:
    """Une règle lit de vraies colonnes, vise des cellules qu'elle lit, et dit ce qui la fonde."""
    assert set(regle.colonnes) <= set(CHAMPS)
    assert set(regle.sur) <= set(regle.colonnes)
    assert set(regle.vide_admis) | set(regle.facultatif) <= set(regle.colonnes)
    assert len(set(regle.colonnes)) == len(regle.colonnes)
    assert regle.titre
    assert regle.fonde


class Releve:
    """Note les colonnes lues, pendant que tourne la fonction d'une règle et alors seulement."""

    def __init__(self) -> None:
        self.actif = False
        self.colonnes: set[str] = set()

    def noter(self, *champs: str) -> None:
        """Retient des colonnes, si une règle est en train de tourner."""
        if self.actif:
            self.colonnes.update(champs)

    def autour(self, fonction: Callable[..., Any], *, croisee: bool) -> Callable[..., Any]:
        """La même fonction, sous relevé ; ce que rend une règle croisée est consommé sous relevé
        aussi."""

        @functools.wraps(fonction)
        def relevee(*arguments: Any, **nommes: Any) -> Any:
            self.actif = True
            try:
                rendu = fonction(*arguments, **nommes)
                return list(rendu) if croisee else rendu
            finally:
                self.actif = False

        return relevee


class EcartsReleves(dict[str, Any]):
    """Les écarts d'une ligne ; demander celui d'une colonne, c'est la lire."""

    def __init__(self, ecarts: dict[str, Any], releve: Releve):
        super().__init__(ecarts)
        self.releve = releve

    def __getitem__(self, champ: str) -> Any:
        self.releve.noter(champ)
        return super().__getitem__(champ)

    def get(self, champ: str, defaut: Any = None) -> Any:
        self.releve.noter(champ)
        return super().get(champ, defaut)

    def __contains__(self, champ: object) -> bool:
        self.releve.noter(str(champ))
        return super().__contains__(champ)


class LigneRelevee:
    """Un entretien qui note ce qu'on en lit ; une valeur calculée vaut les colonnes dont elle est
    tirée."""

    def __init__(self, e: Any, releve: Releve):
        self.__dict__.update(entretien=e, releve=releve)

    def __getattr__(self, nom: str) -> Any:
        valeur = getattr(self.entretien, nom)
        if nom == "illisible":
            return lambda champ: (self.releve.noter(champ), valeur(champ))[1]
        if nom == "ecarts":
            return EcartsReleves(valeur, self.releve)
        if nom != "ligne":
            self.releve.noter(*DERIVES.get(nom, (nom,)))
        return valeur


COLONNES_DES_GROUPES = {
    "lignes": (),
    "seances": (),
    "decisions": (),
    "pfa": ("date_entretien", "dt", "demi_journee"),
    "personnes_revues": DERIVES["cle"],
    "meme_numero": ("n_etranger",),
    "meme_identifiant": ("identifiant_ft",),
    "homonymes": ("nom", "prenom", "date_naissance"),
    "identites": ("nom", "prenom", "date_naissance"),
    "voisines": (*DERIVES["cle"], "sexe"),
}


class GroupesReleves:
    """Des groupes qui notent les colonnes dont dépend celui qu'on demande."""

    def __init__(self, groupes: Groupes, releve: Releve):
        self.__dict__.update(groupes=groupes, releve=releve)

    def __getattr__(self, nom: str) -> Any:
        actif, self.releve.actif = self.releve.actif, False
        valeur = getattr(
            self.groupes, nom
        )  # grouper lit des lignes : ce n'est pas la règle qui les lit
        self.releve.actif = actif
        self.releve.noter(*COLONNES_DES_GROUPES[nom])
        return valeur


def lues(regle: Regle) -> Releve:
    """Ce que la règle lit, jouée par le moteur sur tous les cas de toutes les règles."""
    releve = Releve()
    espionne = dataclasses.replace(
        regle, fonction=releve.autour(regle.fonction, croisee=regle.croisee)
    )
    for c in TOUS:
        lignes, groupes, _ = joues(c)
        relevees = [cast(Entretien, LigneRelevee(e, releve)) for e in lignes]
        temoins = GroupesReleves(Groupes(relevees, groupes.identites, groupes.seances), releve)
        juger(cast(Groupes, temoins), cadre_par_defaut(), c.ref, regles=[espionne])
    return releve


TOUS = [c for du_code in CAS.values() for c in du_code]


@functools.cache
def joues(c: Cas) -> tuple[list[Entretien], Groupes, Jugement]:
    """Un cas, lu une seule fois."""
    return jouer(c.lignes, seances=c.seances, ref=c.ref)


@pytest.mark.parametrize("regle", REGLES, ids=lambda r: r.code)
def test_lit_ce_qu_elle_declare(regle: Regle) -> None:
    """`lit` est exactement ce que la fonction lit, ni plus ni moins."""
    assert lues(regle).colonnes == set(regle.colonnes)


# --- Les cas --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", PAR_CODE)
def test_chaque_regle_a_ses_cas(code: str) -> None:
    """Chaque règle a un cas qui passe, un cas signalé, et un cas au bord."""
    assert any(not c.signale(code) for c in CAS[code])
    assert any(c.signale(code) for c in CAS[code])
    assert any(c.limite for c in CAS[code])


@pytest.mark.parametrize(
    ("code", "c"),
    [pytest.param(code, c, id=f"{code} {nom(c)}") for code, siens in CAS.items() for c in siens],
)
def test_cas(code: str, c: Cas) -> None:
    """Une ligne conforme où une chose change donne exactement les codes attendus."""
    assert codes(c) == [sorted(attendus) for attendus in c.codes]


COTE_A_COTE = (
    # La ligne conforme, et ce que la lecture en accepte.
    cas(""),
    cas(
        "",
        dt="metz",
        demi_journee="MATIN",
        situation="sans emploi",
        sexe="f",
        agir="NON",
        inscription_cip="realisee",
        rdv_ft="honore  seul",
    ),
    # Des règles qui parlent de choses différentes se disent ensemble…
    cas("E02 E03 E05", date_entretien=jour(2026, 12, 25)),
    cas("E02 E03 E05 E06", date_entretien="25/12/2026"),
    cas("E05 P01", dt=None, date_entretien=jour(2026, 1, 31)),
    cas("D01 D04 D04 D05 D09", n_etranger=None, nom=None, prenom=None, date_naissance=None),
    cas("D03 D05 D08", n_etranger="A", date_naissance="1991"),
    cas("D02 D04 D09", n_etranger="512345678", nom=None, date_naissance=None),
    cas("D10 S05 S06", date_naissance=jour(2011, 6, 15), rsa="Oui", inscription_cip=None),
    cas("F02 S06 S07", agir="Oui", rsa="Oui"),
    cas("F04 F05 F10", date_inscription=jour(2025, 12, 31), identifiant_ft="?", rdv_ft="Manqué"),
    cas(
        "F07 F09",
        rdv_ft="Accompagné",
        date_rdv_ft=jour(2025, 2, 10),
        inscription_cip="Refusée",
        motif_non_inscription="Refus",
    ),
    cas("X03 X06", L(rdv_ft="Accompagné"), L(rdv_ft="Accompagné")),
    cas("X01 X03", {}, L(sexe="H")),
    cas(
        "X04 X05 / P02 X04 X05",
        L(inscrit_ft="Oui", inscription_cip=None),
        L(dt="Reims", date_entretien=jour(2026, 1, 28)),
    ),
    # … une cause n'est dite qu'une fois : la date illisible tait ce qui la lit, D08 tait les âges.
    cas("E01", date_entretien="bientôt", date_naissance=jour(2015, 6, 15)),
    cas("E01", date_entretien=None, dt="Metz", rdv_ft="Accompagné", date_rdv_ft=jour(2027, 1, 4)),
    cas("D08", date_naissance="bientôt", rsa="Oui", inscrit_ft="Oui", inscription_cip=None),
    cas("P01", dt=None, date_entretien=jour(2026, 7, 14)),
    cas("S01", situation=None, rsa="Oui", inscrit_ft="Oui", inscription_cip=None),
    cas("S02", situation="Chômage", inscription_cip=None),
    cas("S03", inscrit_ft="X", rdv_ft="Accompagné", inscription_cip=None),
    # … et une cellule vide n'est pas une ligne de moins : tout ce qui manque se dit.
    cas(
        "D01 D04 D04 D05 D06 D09 E01 P01 P05 S01",
        dict.fromkeys(CHAMPS) | {"observations": "à compléter"},
    ),
)


@pytest.mark.parametrize("c", COTE_A_COTE, ids=nom)
def test_cote_a_cote(c: Cas) -> None:
    """Les causes différentes se disent ensemble, une même cause une seule fois."""
    assert codes(c) == [sorted(attendus) for attendus in c.codes]


def test_une_ligne_par_personne_et_par_regle_croisee() -> None:
    """Une règle croisée donne une anomalie à chaque ligne concernée, jamais deux, et nomme les
    autres."""
    _, _, jugement = jouer([L(), L(), L(), *personnes(2)])
    assert Counter((a.code, a.ligne) for a in jugement.anomalies) == {
        ("X03", 2): 1,
        ("X03", 3): 1,
        ("X03", 4): 1,
    }
    citees = [re.findall(r"lignes? [\d, et]+\d", message(a)) for a in jugement.anomalies]
    assert citees == [["lignes 3 et 4"], ["lignes 2 et 4"], ["lignes 2 et 3"]]


@pytest.mark.parametrize("code", ["P03", "X01", "X02", "X03", "X04", "X05", "X06", "X07", "X08"])
def test_chaque_ligne_nomme_les_autres(code: str) -> None:
    """Les lignes d'une même anomalie se nomment l'une l'autre, dans les deux sens."""
    c = (
        next(c for c in CAS[code] if c.signale(code) and len(c.lignes) == 2)
        if code != "P03"
        else cas("P03", *personnes(2))
    )
    cadre = dataclasses.replace(cadre_par_defaut(), convoques_par_pfa=1 if code == "P03" else 12)
    jugement = jouer(c.lignes, seances=c.seances, ref=c.ref, cadre=cadre)[2]
    dits = {a.ligne: message(a, nominatif=True) for a in jugement.anomalies if a.code == code}
    assert {n: re.findall(r"ligne (\d+)", dit) for n, dit in dits.items()} == {2: ["3"], 3: ["2"]}


@pytest.mark.parametrize(("liste", "change", "attendus"), [
    ("Demi-journée", {"demi_journee": "Soirée"}, ""),
    ("RDV FT", {"rdv_ft": "Absent", "date_rdv_ft": jour(2025, 2, 10),
     "date_inscription": jour(2026, 11, 3)}, ""),
    ("RDV FT", {"rdv_ft": "Annulé"}, "F10"),
    ("RDV FT", {"rdv_ft": "Absent", "date_rdv_ft": None, "inscription_cip": "Échec",
     "motif_non_inscription": "Autre"}, ""),
    ("Inscription CIP", {"inscription_cip": "Reportée"}, "F03"),
    ("Motif non-inscription", {"inscription_cip": None, "motif_non_inscription": "Déménagement"},
     ""),
])  # fmt: skip
def test_valeur_ajoutee_a_une_liste(liste: str, change: dict[str, Any], attendus: str) -> None:
    """Une valeur ajoutée à une liste s'y lit comme les autres."""
    cadre = cadre_par_defaut()
    nouvelle = next(
        v
        for v in change.values()
        if v in ("Soirée", "Annulé", "Absent", "Reportée", "Déménagement")
    )
    plus = dataclasses.replace(
        cadre, listes=cadre.listes | {liste: (*cadre.listes[liste], nouvelle)}
    )
    assert [a.code for a in jouer([change], cadre=plus)[2].anomalies] == attendus.split()


# --- Le moteur ------------------------------------------------------------------------------------


def _de_remplacement(code: str, **change: Any) -> list[Regle]:
    return [dataclasses.replace(r, **change) if r.code == code else r for r in REGLES]


def _casse(*_: Any) -> None:
    raise ZeroDivisionError("la valeur de la cellule ne doit pas sortir")


@pytest.mark.parametrize(("code", "ligne"), [("D02", 2), ("E02", 2), ("S05", 2), ("X03", None)])
def test_regle_qui_tombe_en_panne(code: str, ligne: int | None) -> None:
    """Une règle en panne est notre faute : dite avec son code et sa ligne, sans valeur de cellule ;
    les autres règles continuent."""
    _, groupes, _ = jouer([L(sexe=None)])
    jugement = juger(
        groupes, cadre_par_defaut(), REF, regles=_de_remplacement(code, fonction=_casse)
    )
    assert [(p.code, p.ligne) for p in jugement.pannes] == [(code, ligne)]
    assert code in jugement.pannes[0].message
    assert "cellule" not in jugement.pannes[0].message
    assert [a.code for a in jugement.anomalies] == ["D06"]


@pytest.mark.parametrize(("depuis", "jusqua", "dite"), [
    (None, None, True),
    (jour(2026, 1, 27), None, True),
    (jour(2026, 1, 28), None, False),
    (None, jour(2026, 1, 27), True),
    (None, jour(2026, 1, 26), False),
])  # fmt: skip
@pytest.mark.parametrize("code", ["D06", "X03"])
def test_dates_en_vigueur(code: str, depuis: jour | None, jusqua: jour | None, dite: bool) -> None:
    """Une règle ne vaut que pour les entretiens des jours où elle est en vigueur, bornes
    comprises."""
    _, groupes, _ = jouer([L(sexe=None), L(sexe=None)])
    jugement = juger(
        groupes,
        cadre_par_defaut(),
        REF,
        regles=_de_remplacement(code, depuis=depuis, jusqua=jusqua),
    )
    assert (code in {a.code for a in jugement.anomalies}) is dite


def test_hors_date_rien_n_est_en_vigueur() -> None:
    """Sans date d'entretien, une règle datée (S06) ne dit rien."""
    assert codes(cas("E01", date_entretien=None, rsa="Oui", inscription_cip=None)) == [["E01"]]


@pytest.mark.parametrize(("change", "en_plus"), [
    ({}, 0),
    ({"date_rdv_ft": None}, 1),  # F07
    ({"n_etranger": None}, 4),  # D02, D03, X01 et X02
])  # fmt: skip
def test_non_evaluees(change: dict[str, Any], en_plus: int) -> None:
    """Une règle dont une cellule manque n'est pas « conforme » : elle est comptée non évaluée."""
    assert jouer([change])[2].non_evaluees - jouer([{}])[2].non_evaluees == en_plus


def test_colonne_absente() -> None:
    """Une colonne absente : les règles qui la lisent ne sont pas évaluées, une fois par ligne, et
    rien n'est signalé pour elle."""
    _, groupes, complet = jouer([L(sexe=None, observations="06 12 34 56 78")] * 2)
    sans = juger(groupes, cadre_par_defaut(), REF, absentes=frozenset({"observations"}))
    assert Counter(a.code for a in complet.anomalies) - Counter(a.code for a in sans.anomalies) == {
        "O01": 2
    }
    assert sans.non_evaluees == complet.non_evaluees + 2
