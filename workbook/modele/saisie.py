"""Les feuilles que le CIP remplit : `Entretiens`, `Séances`, `Décisions`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbook.declarations.cadre import Cadre
from workbook.declarations.colonnes import Colonne, Nature
from workbook.declarations.lignes import DECISIONS, ENTRETIENS, SEANCES
from workbook.declarations.valeurs import en_texte, nombre_de
from workbook.modele import formules
from workbook.modele.signaux import signaler
from workbook.modele.styles import ARDOISE, PRUNE, SARCELLE, TERRE, Styles
from workbook.modele.table import Table
from workbook.presentation.apparence import BLEU

RECUS = Colonne(
    "Reçus / convoqués",
    Nature.CALCUL,
    "Calculé : lignes d’entretien de cette PFA, et personnes convoquées.",
    champ="recus",
)
COLONNES_SEANCES = (*SEANCES, RECUS)
PFA = ("Date entretien", "DT", "Demi-journée")

GROUPES = (
    ("date_entretien", "PFA", BLEU),
    ("n_etranger", "Personne", SARCELLE),
    ("situation", "Questions, dans l’ordre", PRUNE),
    ("inscription_cip", "Inscription, puis premier rendez-vous", TERRE),
    ("observations", "Notes", ARDOISE),
    ("age", "Calculé : ne rien taper", ARDOISE),
    ("controle", "Vérification", ARDOISE),
)
LEGENDE = {
    "sexe": (
        "➜ à inscrire   ✔ inscrite   ✘ non éligible, et pourquoi (ligne grise)   ⚠ à corriger   "
        "×2 déjà dans la PFA"
    ),
    "inscription_cip": (
        "pointillé : à remplir   Ctrl+D : recopie la cellule du dessus   Alt+↓ : ouvre la liste"
    ),
}


def poser_entretiens(
    f: Worksheet,
    styles: Styles,
    lignes: Sequence[Mapping[str, Any]],
    cadre: Cadre,
    en_plus: Sequence[str] = (),
) -> Table:
    """La feuille `Entretiens`, ses lignes, ses formules vives et ses formats conditionnels.
    `en_plus` : les titres des colonnes du CIP."""
    table = Table(f, styles, "Entretiens", ENTRETIENS, cadre, en_plus)
    couleurs, couleur = {}, BLEU
    debuts = {champ: (titre, c) for champ, titre, c in GROUPES}
    for c in ENTRETIENS:
        couleur = debuts[c.champ][1] if c.champ in debuts else couleur
        couleurs[c.champ] = couleur
    vives = formules.vives(cadre)
    combien = table.poser("Entretiens", "", lignes, couleurs, vives, fige=table.rang["sexe"])
    for rang, c in enumerate(ENTRETIENS):
        titre = debuts[c.champ][0] if c.champ in debuts else None
        f.write(1, rang, titre, styles.entete(couleurs[c.champ], bandeau=True))
    for champ, symboles in LEGENDE.items():
        f.write(0, table.rang[champ], symboles, styles["sous_titre"])
    valeurs = [formules.valeurs_vives(formules.par_champ(ligne), cadre) for ligne in lignes]
    table.ecrire_vives(combien, vives, valeurs)
    signaler(table)
    return table


def poser_seances(
    f: Worksheet,
    styles: Styles,
    lignes: Sequence[Mapping[str, Any]],
    entretiens: Sequence[Mapping[str, Any]],
    cadre: Cadre,
    en_plus: Sequence[str] = (),
) -> Table:
    """La feuille `Séances`, avec le compte vif des lignes d'entretien de chaque PFA."""
    table = Table(f, styles, "Seances", COLONNES_SEANCES, cadre, en_plus)
    ici = {c.champ: f"Seances[[#This Row],[{c.titre}]]" for c in SEANCES}
    jour, dt, demi = (formules.colonne("Entretiens", titre) for titre in PFA)
    criteres = (
        formules.meme_jour(jour, ici["jour"]),
        f"{dt},{formules.critere(ici['dt'])}",
        f"{demi},{formules.critere(ici['demi_journee'])}",
    )
    compte = f"COUNTIFS({','.join(criteres)})"
    convoques = f"IF(ISNUMBER({ici['convoques']}),{ici['convoques']},ConvoquesParPFA)"
    complete = f'OR(NOT(ISNUMBER({ici["jour"]})),{ici["dt"]}="",{ici["demi_journee"]}="")'
    trop = f'IF({compte}>{convoques},"⚠ ","")'
    vives = {"recus": f'=IF({complete},"",{trop}&{compte}&" / "&{convoques})'}
    aide = "Une ligne par session d’accueil (PFA), même si personne n’est venu."
    couleurs = {c.champ: BLEU for c in SEANCES} | {"recus": ARDOISE}
    combien = table.poser("Séances", aide, lignes, couleurs, vives)
    valeurs = [{"recus": _recus(s, entretiens, cadre)} for s in lignes]
    table.ecrire_vives(combien, vives, valeurs)
    return table


def _recus(seance: Mapping[str, Any], entretiens: Sequence[Mapping[str, Any]], cadre: Cadre) -> str:
    """Comme la formule, en Python : les textes se comparent sans casse, une heure ne change pas le
    jour."""
    pfa = [_comme_countifs(seance.get(titre)) for titre in ("Date", "DT", "Demi-journée")]
    if not isinstance(pfa[0], date) or not all(pfa):
        return ""
    recus = sum([_comme_countifs(e.get(titre)) for titre in PFA] == pfa for e in entretiens)
    convoques = nombre_de(seance.get("Convoqués"))
    if convoques is None:
        convoques = cadre.convoques_par_pfa
    return f"{'⚠ ' if recus > convoques else ''}{recus} / {en_texte(convoques)}"


def _comme_countifs(valeur: Any) -> Any:
    if isinstance(valeur, datetime):
        return valeur.date()
    return valeur.lower() if isinstance(valeur, str) else valeur


def poser_decisions(
    f: Worksheet,
    styles: Styles,
    lignes: Sequence[Mapping[str, Any]],
    cadre: Cadre,
    en_plus: Sequence[str] = (),
) -> Table:
    """La feuille `Décisions` et ses lignes."""
    table = Table(f, styles, "Decisions", DECISIONS, cadre, en_plus)
    aide = (
        "Ce que le CIP a vérifié : « Personnes distinctes » (deux personnes qui se ressemblent) "
        "ou « Anomalie confirmée » (signalée, mais exacte)."
    )
    table.poser("Décisions", aide, lignes, dict.fromkeys(table.rang, BLEU), {})
    return table
