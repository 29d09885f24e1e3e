"""Les règles qui regardent plusieurs lignes : une anomalie par ligne concernée, qui nomme les
autres."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import repeat
from typing import Any

from workbook.declarations.affichage import afficher
from workbook.declarations.cadre import Cadre
from workbook.declarations.colonnes import ACCOMPAGNE, NON, OUI, RDV_TENU, REALISEE
from workbook.declarations.lignes import Entretien
from workbook.declarations.texte import compte
from workbook.jugement.decisions import Decisions
from workbook.jugement.messages import Prive
from workbook.jugement.personnes import Groupes
from workbook.jugement.regle import BLOQUANT, INFORMATION, VERIFIER, Autres, Valeurs, regle_croisee
from workbook.jugement.voisinage import Identite

Constats = Iterator[tuple[Entretien, Valeurs]]
PFA = ("date_entretien", "dt", "demi_journee")
PERSONNE = ("n_etranger", "nom", "prenom", "date_naissance")


@regle_croisee(
    "P03",
    VERIFIER,
    "Plus de personnes que de convoqués",
    lit=(*PFA, *PERSONNE),
    vide_admis=PERSONNE,
    fonde="« 12 personnes convoquées par session » (OFII Metz, « L’expérimentation : détails des "
    "missions »)",
    message="Personnes reçues à la PFA du {valeur} ({demi_journee}) : {n} ; convoquées : "
    "{convoques}. Vérifiez la date et la demi-journée de cette ligne et des autres ({autres}), ou "
    "« Convoqués » dans Séances.",
)
def pfa_trop_pleine(g: Groupes, p: Cadre) -> Constats:
    convoques: dict[tuple[object, ...], int] = defaultdict(int)
    for s in g.seances:
        if s.convoques is not None:
            pfa = s.jour, s.dt, s.demi_journee
            convoques[pfa] = max(convoques[pfa], s.convoques)
    for (jour, dt, demi_journee), lignes in g.pfa.items():
        prevus = convoques.get((jour, dt, demi_journee), p.convoques_par_pfa)
        if len(lignes) > prevus and (n := len({e.cle for e in lignes})) > prevus:
            valeurs = {"n": n, "demi_journee": demi_journee, "convoques": prevus}
            yield from zip(lignes, repeat(valeurs | {"autres": Autres(lignes)}))


@regle_croisee(
    "P04",
    VERIFIER,
    "Trop de PFA dans la semaine",
    lit=PFA,
    fonde="« 6 PFA par semaine, pouvant être portée à 8 » (OFII Metz, « L’expérimentation : "
    "détails des missions »)",
    message="{n} PFA à {dt} dans la semaine du {lundi}, pour {maxi} au plus. Vérifiez la date et "
    "la demi-journée des entretiens et des séances de cette semaine.",
)
def semaine_trop_pleine(g: Groupes, p: Cadre) -> Constats:
    semaines: dict[tuple[str, date], set[tuple[date, str]]] = defaultdict(set)
    for jour, dt, demi_journee in (*g.pfa, *((s.jour, s.dt, s.demi_journee) for s in g.seances)):
        if jour is not None and dt is not None and demi_journee is not None:
            semaines[dt, _lundi(jour)].add((jour, demi_journee))
    for (jour, dt, _), lignes in g.pfa.items():
        lundi, maxi = _lundi(jour), p.pfa_par_semaine_max
        if (n := len(semaines[dt, lundi])) > maxi:
            valeurs = {"n": n, "dt": dt, "lundi": lundi, "maxi": maxi}
            yield from zip(lignes, repeat(valeurs))


def _lundi(jour: date) -> date:
    return jour - timedelta(days=jour.weekday())


@regle_croisee(
    "F10",
    INFORMATION,
    "Inscription sans premier rendez-vous",
    lit=("inscription_cip", "date_inscription", "date_entretien", "rdv_ft", *PERSONNE),
    vide_admis=("date_inscription", "rdv_ft", *PERSONNE),
    fonde="« Réduire les pertes de contact » (OFII Metz, « Objectifs »)",
    message="Inscription du {inscrite}, et aucun rendez-vous France Travail tenu depuis {jours}. "
    "Relancez la personne, puis mettez « RDV FT » à jour.",
)
def a_relancer(g: Groupes, p: Cadre) -> Constats:
    en_attente = []
    for e in g.lignes:
        if (
            e.inscription_cip == REALISEE
            and not e.illisible("date_inscription")
            and e.rdv_ft not in RDV_TENU
            and "rdv_ft" not in e.ecarts
        ):
            inscrite = e.date_inscription or e.date_entretien
            if inscrite is not None and (jours := (p.ref - inscrite).days) > p.delai_relance:
                en_attente.append((e, {"inscrite": inscrite, "jours": compte(jours, "jour")}))
    tenus = {
        e.cle
        for groupe in g.personnes_revues
        for e in groupe
        if e.rdv_ft in RDV_TENU or "rdv_ft" in e.ecarts
    }
    yield from ((e, valeurs) for e, valeurs in en_attente if e.cle not in tenus)


@regle_croisee(
    "X01",
    BLOQUANT,
    "Un même numéro pour des personnes différentes",
    lit=("n_etranger", "date_naissance", "sexe", "date_entretien"),
    vide_admis=("date_naissance", "sexe", "date_entretien"),
    fonde="Règle du classeur : un numéro AGDREF appartient à une seule personne",
    message="Le N° étranger « {valeur} » est aussi ailleurs ({autres}), pas toujours avec {quoi} : "
    "un numéro appartient à une seule personne. Corrigez d’après le titre de séjour.",
)
def numero_partage(g: Groupes, p: Cadre) -> Constats:
    for lignes in g.meme_numero:
        naissances = {
            e.date_naissance
            for e in lignes
            if e.date_naissance is not None and not (e.age is None and e.date_entretien is not None)
        }
        sexes = {e.sexe for e in lignes if e.sexe in ("F", "H")}
        if len(naissances) > 1 or len(sexes) > 1:
            quoi = " et ".join(
                ["la même date de naissance"] * (len(naissances) > 1)
                + ["le même sexe"] * (len(sexes) > 1)
            )
            yield from ((e, {"quoi": quoi, "autres": Autres(lignes)}) for e in lignes)


@regle_croisee(
    "X02",
    VERIFIER,
    "Même nom et même naissance, numéros différents",
    lit=PERSONNE,
    fonde="Doublon probable : la personne serait comptée deux fois",
    message="Mêmes nom, prénom et date de naissance ailleurs ({autres}), sous un autre N° étranger "
    "que « {valeur} ». Si c’est la même personne, corrigez le numéro ; sinon, notez « "
    "Personnes distinctes » dans Décisions.",
)
def numeros_differents(g: Groupes, p: Cadre) -> Constats:
    for groupe in g.homonymes:
        lignes = [e for e in groupe if e.numero is not None]
        if len({e.numero for e in lignes}) > 1:
            par_cle = _par_cle(lignes)
            yield from (
                (e, constat)
                for e in lignes
                if (constat := _restantes(e, lignes, par_cle, g.decisions))
            )


@regle_croisee(
    "X07",
    VERIFIER,
    "Noms voisins et même naissance",
    lit=(*PERSONNE, "sexe"),
    sur=("nom",),
    vide_admis=("n_etranger", "sexe"),
    fonde="Doublon probable : orthographe, transcription, nom et prénom intervertis",
    message="« {personne} » ressemble à « {autre} » ({autres}), même naissance : {pourquoi}. Si "
    "c’est la même, donnez-lui le même nom et le même numéro ; sinon, notez « Personnes distinctes "
    "» dans Décisions.",
)
def noms_voisins(g: Groupes, p: Cadre) -> Constats:
    voisines: dict[Identite, dict[Identite, str]] = defaultdict(dict)
    for une, autre, pourquoi in g.voisines:
        voisines[une][autre] = pourquoi
        voisines[autre][une] = pourquoi
    if not voisines:
        return
    lignes: dict[Identite, list[Entretien]] = {identite: [] for identite in voisines}
    for e, identite in zip(g.lignes, g.identites, strict=True):
        if identite in lignes:
            lignes[identite].append(e)
    for identite, ressemblances in voisines.items():
        en_quoi = sorted(
            ((a, pourquoi) for v, pourquoi in ressemblances.items() for a in lignes[v]),
            key=lambda voisine: voisine[0].ligne,
        )
        autres = [a for a, _ in en_quoi]
        par_cle = _par_cle(autres)
        for e in lignes[identite]:
            if constat := _restantes(e, autres, par_cle, g.decisions):
                sauf = constat["autres"].sauf if "autres" in constat else {e.cle}
                restantes = [(a, pourquoi) for a, pourquoi in en_quoi if a.cle not in sauf]
                noms = list(dict.fromkeys(_nom(a) for a, _ in restantes))
                cites, (_, pourquoi) = Prive(" » et « ".join(noms[:2])), restantes[0]
                yield (
                    e,
                    constat | {"personne": Prive(_nom(e)), "autre": cites, "pourquoi": pourquoi},
                )


def _nom(e: Entretien) -> str:
    return f"{afficher(e.nom)} {afficher(e.prenom)}"


def _par_cle(lignes: list[Entretien]) -> Counter[Any]:
    return Counter([e.cle for e in lignes])


def _restantes(
    e: Entretien, autres: list[Entretien], par_cle: Counter[Any], decisions: Decisions
) -> Valeurs:
    """Les lignes d'autres personnes qu'aucune décision « Personnes distinctes » ne sépare de
    celle-ci ; s'il n'en reste pas, la décision qui les en sépare ; rien s'il n'y a que la même
    personne."""
    separees = {
        cle: decision for cle, decision in decisions.separees_de(e.cle).items() if cle in par_cle
    }
    sauf = frozenset((e.cle, *separees))
    if combien := len(autres) - sum(par_cle[cle] for cle in sauf):
        return {"autres": Autres(autres, sauf, combien)}
    return {"decision": next(iter(separees.values()))} if separees else {}


@regle_croisee(
    "X03",
    BLOQUANT,
    "Une personne deux fois dans la même PFA",
    lit=(*PERSONNE, *PFA),
    vide_admis=PERSONNE,
    fonde="Ligne saisie deux fois : une personne n’est reçue qu’une fois dans une PFA",
    message="Cette personne est déjà saisie dans la même PFA ({autres}). Effacez la ligne en trop, "
    "ou corrigez la date ou la demi-journée.",
)
def saisie_double(g: Groupes, p: Cadre) -> Constats:
    for groupe in g.personnes_revues:
        par_pfa: dict[tuple[date, str, str], list[Entretien]] = defaultdict(list)
        for e in groupe:
            if e.date_entretien is not None and e.dt is not None and e.demi_journee is not None:
                par_pfa[e.date_entretien, e.dt, e.demi_journee].append(e)
        for lignes in par_pfa.values():
            if len(lignes) > 1:
                yield from ((e, {"autres": Autres(lignes)}) for e in lignes)


@regle_croisee(
    "X04",
    INFORMATION,
    "Personne reçue dans deux DT",
    lit=(*PERSONNE, "dt"),
    vide_admis=PERSONNE,
    fonde="Règle du rapport : une personne est comptée une seule fois dans la région",
    message="Personne aussi reçue hors de cette DT ({autres}) : elle est comptée dans chaque DT, "
    "et une seule fois dans la région. Rien à corriger.",
)
def deux_dt(g: Groupes, p: Cadre) -> Constats:
    for groupe in g.personnes_revues:
        lignes = [e for e in groupe if e.dt is not None]
        if len({e.dt for e in lignes}) > 1:
            dts = {e.dt for e in lignes}
            ailleurs = {dt: Autres([a for a in lignes if a.dt != dt]) for dt in dts}
            yield from ((e, {"autres": ailleurs[e.dt]}) for e in lignes)


@regle_croisee(
    "X05",
    VERIFIER,
    "Inscrite à France Travail, puis non",
    lit=(*PERSONNE, "inscrit_ft", "date_entretien", "demi_journee"),
    sur=("inscrit_ft",),
    vide_admis=(*PERSONNE, "demi_journee"),
    facultatif=("demi_journee",),
    fonde="Une inscription ne disparaît que par radiation",
    message="Inscrit FT = {valeur} ici, mais {contraire} ({autres}) : une inscription ne disparaît "
    "que par radiation. Vérifiez les deux réponses.",
)
def inscription_perdue(g: Groupes, p: Cadre) -> Constats:
    for groupe in g.personnes_revues:
        dates = [
            (e.date_entretien, p.rang_demi_journee[e.demi_journee], e)
            for e in groupe
            if e.date_entretien is not None
        ]
        oui = [(jour, rang, e) for jour, rang, e in dates if e.inscrit_ft == OUI]
        non = [(jour, rang, e) for jour, rang, e in dates if e.inscrit_ft == NON]
        apres = {
            moment: Autres([a for *autre, a in non if tuple(autre) > moment])
            for moment in {(jour, rang) for jour, rang, _ in oui}
        }
        avant = {
            moment: Autres([a for *autre, a in oui if tuple(autre) < moment])
            for moment in {(jour, rang) for jour, rang, _ in non}
        }
        for jour, rang, e in oui:
            if (autres := apres[jour, rang]).groupe:
                yield e, {"contraire": f"{NON} à un entretien suivant", "autres": autres}
        for jour, rang, e in non:
            if (autres := avant[jour, rang]).groupe:
                yield e, {"contraire": f"{OUI} à un entretien précédent", "autres": autres}


@regle_croisee(
    "X06",
    VERIFIER,
    "Deux accompagnements pour une personne",
    lit=(*PERSONNE, "rdv_ft"),
    sur=("rdv_ft",),
    vide_admis=PERSONNE,
    fonde="« Premier entretien FT » (OFII Metz, « Pour évaluer cette intervention ») : un seul par "
    "personne",
    message="RDV FT = Accompagné aussi ailleurs pour cette personne ({autres}) : seul le premier "
    "rendez-vous compte. Gardez « Accompagné » sur celui-là.",
)
def deux_accompagnements(g: Groupes, p: Cadre) -> Constats:
    for groupe in g.personnes_revues:
        lignes = [e for e in groupe if e.rdv_ft == ACCOMPAGNE]
        if len(lignes) > 1:
            yield from ((e, {"autres": Autres(lignes)}) for e in lignes)


@regle_croisee(
    "X08",
    VERIFIER,
    "Un même identifiant FT pour des personnes différentes",
    lit=("identifiant_ft", *PERSONNE),
    vide_admis=PERSONNE,
    fonde="Doublon probable : un identifiant France Travail appartient à une seule personne",
    message="L’identifiant FT « {valeur} » est aussi celui d’une autre personne ({autres}). Si "
    "c’est la même, donnez-lui le même nom et le même N° étranger ; sinon, corrigez l’identifiant.",
)
def identifiant_partage(g: Groupes, p: Cadre) -> Constats:
    for lignes in g.meme_identifiant:
        par_cle = _par_cle(lignes)
        if len(par_cle) > 1:
            for e in lignes:
                combien = len(lignes) - par_cle[e.cle]
                yield e, {"autres": Autres(lignes, frozenset((e.cle,)), combien)}
