"""Les formats conditionnels d'`Entretiens`, dans l'ordre où ils l'emportent."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from workbook.declarations.categories import A_QUALIFIER, ELIGIBLE, NON_ELIGIBLE, QUESTIONS
from workbook.declarations.colonnes import ACCOMPAGNE, OUI, REALISEE, Nature
from workbook.declarations.lignes import SAISIES
from workbook.jugement.controle import CONFORME, SYMBOLES, est_a_revoir
from workbook.jugement.regle import Gravite
from workbook.modele import formules
from workbook.modele.table import DERNIERE, HAUT, Table
from workbook.modele.validations import LONGUEURS, bonne_longueur, nom_de_liste

PFA = ("date_entretien", "dt", "demi_journee")
TOUJOURS = (*PFA, "n_etranger", "nom", "prenom", "sexe", "date_naissance", "situation")
"""Ce qui est à remplir de toute ligne commencée."""


class Signal(NamedTuple):
    """Le style que prend chacun de ces champs quand la condition est vraie de sa cellule, `{}`."""

    champs: Sequence[str]
    condition: str
    style: str


def signaler(t: Table) -> None:
    """Pose les formats conditionnels ; le dernier, sur toute la ligne."""
    for champs, condition, style in (*_fautes(t), *_manques(t), *_verdict(t)):
        for champ in champs:
            _poser(t, t.rang[champ], t.rang[champ], condition.replace("{}", t.case(champ)), style)
    ecartee = f'{t.case("eligibilite")}="{NON_ELIGIBLE}"'
    _poser(t, 0, t.rang["controle"], ecartee, "mc_ineligible")


def _poser(t: Table, gauche: int, droite: int, condition: str, style: str) -> None:
    criteres = {"type": "formula", "criteria": f"={condition}", "format": t.styles[style]}
    t.f.conditional_format(HAUT + 1, gauche, DERNIERE, droite, criteres)


def _fautes(t: Table) -> Iterator[Signal]:
    """Ce qui est faux."""
    for x in SAISIES:
        yield Signal([x.champ], est_a_revoir(x.champ, t.case("controle")), "mc_a_revoir")
    for symbole, style in (
        (SYMBOLES[Gravite.BLOQUANT], "mc_faux"),
        (SYMBOLES[Gravite.VERIFIER], "mc_a_relire"),
        (CONFORME, "mc_eligible"),
    ):
        yield Signal(["controle"], f'LEFT({{}},{len(symbole)})="{symbole}"', style)
    passees = ("date_entretien", "date_naissance", "date_inscription")
    a_venir = "ISNUMBER({}),{}>=TODAY()+1"
    yield Signal(passees, f"AND({a_venir})", "mc_date")
    accompagne = f'{t.case("rdv_ft")}="{ACCOMPAGNE}"'
    yield Signal(["date_rdv_ft"], f"AND({accompagne},{a_venir})", "mc_date")
    dates = [x.champ for x in t.colonnes if x.nature is Nature.DATE]
    yield Signal(dates, 'AND({}<>"",NOT(ISNUMBER({})))', "mc_texte")
    for x in t.colonnes:
        if x.nature is Nature.LISTE:
            trouvee = f"COUNTIF({nom_de_liste(x.liste)},{formules.critere('{}')})"
            yield Signal([x.champ], f'AND({{}}<>"",{trouvee}=0)', "mc_texte")
    deja, faite = f'{t.case("inscrit_ft")}="{OUI}"', f'{t.case("inscription_cip")}="{REALISEE}"'
    yield Signal(["inscrit_ft", "inscription_cip"], f"AND({deja},{faite})", "mc_texte")
    for champ in LONGUEURS:
        yield Signal([champ], f'AND({{}}<>"",NOT({bonne_longueur(champ, "{}")}))', "mc_texte")
    yield Signal(["n_etranger"], _deja_dans_la_pfa(t), "mc_double")


def _deja_dans_la_pfa(t: Table) -> str:
    jour = formules.meme_jour(t.toute("date_entretien"), t.case("date_entretien"))
    egaux = [
        f"{t.toute(x)},{formules.critere(t.case(x))}" for x in ("dt", "demi_journee", "n_etranger")
    ]
    remplie = ",".join(f'{t.case(x)}<>""' for x in (*PFA, "n_etranger"))
    revu = f"COUNTIF({egaux[-1]})>1"
    return f"IF(AND({remplie}),IF({revu},COUNTIFS({','.join([jour, *egaux])})>1,FALSE),FALSE)"


def _manques(t: Table) -> Iterator[Signal]:
    """Ce qui manque."""
    inscription, motif = t.case("inscription_cip"), t.case("motif_non_inscription")
    eligible, faite = f'{t.case("eligibilite")}="{ELIGIBLE}"', f'{inscription}="{REALISEE}"'
    a_qualifier = f'{t.case("eligibilite")}="{A_QUALIFIER}"'
    refusee = f'{inscription}<>"",{inscription}<>"{REALISEE}"'
    commencee = f"COUNTA({t.case('date_entretien')}:{t.case('observations')})>0"
    yield Signal(TOUJOURS, f'AND(TRIM({{}})="",{commencee})', "mc_a_remplir")
    for champs, quand in (
        (("agir", "rsa", "inscrit_ft"), a_qualifier),
        (("inscription_cip",), f'{eligible},{motif}=""'),
        (("motif_non_inscription",), f"{eligible},{refusee}"),
        (("identifiant_ft",), f'{faite},{motif}=""'),
        (("date_rdv_ft",), f'{t.case("rdv_ft")}="{ACCOMPAGNE}"'),
    ):
        yield Signal(champs, f'AND({{}}="",{quand})', "mc_a_remplir")


def _verdict(t: Table) -> Iterator[Signal]:
    """Ce qu'il en est de la personne."""
    verdict, motif = t.case("eligibilite"), t.case("motif")
    eligible, ecartee = f'{verdict}="{ELIGIBLE}"', f'{verdict}="{NON_ELIGIBLE}"'
    inscrite = f'{t.case("inscription_cip")}="{REALISEE}"'
    a_inscrire = f'{t.case("motif_non_inscription")}=""'
    yield Signal(["nom"], f"AND({eligible},{inscrite})", "mc_inscrite")
    yield Signal(["nom"], f"AND({eligible},{a_inscrire})", "mc_a_inscrire")
    yield Signal(["nom"], ecartee, "mc_ecartee")
    yield Signal(["eligibilite"], f'{{}}="{ELIGIBLE}"', "mc_eligible")
    yield Signal(["age"], f'{{}}="{formules.A_VERIFIER}"', "mc_faux")
    inconnue = f'OR({{}}="{formules.A_VERIFIER}",{{}}="{A_QUALIFIER}")'
    yield Signal(["tranche", "eligibilite", "motif"], inconnue, "mc_inconnue")
    pas_une_question = ",".join(f'{motif}<>"{k.libelle}"' for _, k in QUESTIONS)
    yield Signal(["situation"], f"AND({ecartee},{pas_une_question})", "mc_decide")
    for champ, categorie in QUESTIONS:
        yield Signal([champ], f'{motif}="{categorie.libelle}"', "mc_decide")
