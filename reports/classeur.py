"""Écrire un rapport en classeur .xlsx : sept feuilles, des valeurs et non des liens, aucun nom d'auteur (contrat 2)."""

import warnings
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports import definitions
from reports.definitions import CHOIX, INDICATEURS, PRINCIPAUX, TRANSMISSION
from reports.indicateurs import CUMUL, MOIS, SEXES, TOTAL
from reports.rapport import Etat, Rapport
from reports.styles import Styles
from workbook.categories import CATEGORIES, K_ELIGIBLE
from workbook.messages import afficher
from workbook.parametres import titres_convention, version_du_cadre
from workbook.regles import VERSION

FEUILLES = ("Synthèse", "Indicateurs", "Parcours", "Évolution", "Définitions", "Contrôles", "Données")
COLONNES_DONNEES = ("mois", "perimetre", "periode", "indicateur", "sexe", "tranche", "valeur")
PERIODES = {MOIS: "Mois", CUMUL: "Cumul"}
INDISPONIBLE = "n.d."


def ecrire(r: Rapport) -> bytes:
    """Les octets du classeur d'un rapport. Les mêmes données donnent les mêmes octets."""
    sortie = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # XlsxWriter prévient là où Excel refuserait le fichier
        classeur = Workbook(sortie, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        classeur.set_properties(
            {
                "title": f"Rapport mensuel {r.mois.en_francais} – {r.perimetre}",
                "subject": f"{r.libelle_version}",
                "company": r.cadre.operateur,
                "created": datetime(r.ref.year, r.ref.month, r.ref.day),
            }
        )
        styles = Styles(classeur)
        pages = [Page(classeur.add_worksheet(nom), styles, r) for nom in FEUILLES]
        for page, remplir in zip(pages, (_synthese, _indicateurs, _parcours, _evolution, _definitions, _controles, _donnees), strict=True):
            remplir(page, r)
        _graphiques(classeur, pages, r)
        classeur.close()
    return sortie.getvalue()


class Page:
    """Une feuille qu'on remplit de haut en bas : `rang` est la prochaine ligne libre (0 = la première)."""

    def __init__(self, feuille: Worksheet, styles: Styles, r: Rapport):
        self.feuille, self.styles, self.rang = feuille, styles, 0
        feuille.hide_gridlines(2)
        feuille.set_landscape()
        feuille.set_paper(9)
        feuille.fit_to_pages(1, 0)
        feuille.set_footer(f"&L&8{r.cadre.operateur.replace('&', '&&')}&C&8Page &P/&N&R&8{r.libelle_version} · {r.resultat.empreintes[r.perimetre][:12]}")

    def titre(self, texte: str, r: Rapport, largeurs: Sequence[float]) -> None:
        """Le titre en A1, dessous à qui et quel état ; fixe la largeur des colonnes."""
        for colonne, largeur in enumerate(largeurs):
            self.feuille.set_column(colonne, colonne, largeur, self.styles["texte"])
        self.feuille.write_string(0, 0, texte, self.styles["titre"])
        self.feuille.set_row(0, 26)
        self.feuille.write_string(1, 0, f"{r.perimetre} · {r.mois.en_francais} · {r.libelle_version}", self.styles["sous_titre"])
        self.rang = 3
        if r.etat is Etat.PROVISOIRE:
            self.feuille.write_string(2, 0, "PROVISOIRE : ces figures peuvent encore changer.", self.styles["bandeau"])
            self.rang = 4

    def section(self, texte: str) -> None:
        """Un intertitre, après une ligne vide."""
        self.rang += 1
        self.feuille.write_string(self.rang, 0, texte, self.styles["section"])
        self.rang += 1

    def note(self, texte: str) -> None:
        """Une ligne de note."""
        self.feuille.write_string(self.rang, 0, texte, self.styles["note"])
        self.rang += 1

    def ligne(self, valeurs: Sequence[Any], style: str = "cellule", style_nombre: str = "nombre", colonne: int = 0) -> None:
        """Une ligne de tableau : textes à gauche, nombres à droite, None = n.d."""
        for rang, valeur in enumerate(valeurs, colonne):
            if isinstance(valeur, int):
                self.feuille.write_number(self.rang, rang, valeur, self.styles[style_nombre])
            else:
                self.feuille.write_string(self.rang, rang, INDISPONIBLE if valeur is None else valeur, self.styles[style])
        self.rang += 1

    def entete(self, titres: Sequence[str], textes: int = 1) -> None:
        """La ligne de titres d'un tableau ; les `textes` premières colonnes sont à gauche, les autres à droite."""
        for colonne, titre in enumerate(titres):
            self.feuille.write_string(self.rang, colonne, titre, self.styles["entete" if colonne < textes else "entete_nombre"])
        self.rang += 1


def _synthese(page: Page, r: Rapport) -> None:
    page.titre(f"Rapport mensuel : {r.mois.en_francais}", r, (58, 13, 13, 13, 13, 13, 13, 13))
    page.note(f"{r.cadre.operateur} · convention du {afficher(r.cadre.debut)} au {afficher(r.cadre.fin)} · édité le {afficher(r.ref)}")
    if r.neant:
        page.ligne(["ÉTAT NÉANT : aucune personne reçue ni accompagnée dans ce mois."], "bandeau")
    if r.etat is Etat.RECTIFICATIF:
        page.ligne([f"RECTIFICATIF : cette version {r.version} remplace la version {r.version - 1} ; voir Contrôles."], "bandeau")
    page.section("Les quatre indicateurs de la convention")
    avant = r.resultat.mensuelles[r.perimetre].get(r.mois.precedent)
    page.entete(("Indicateur", "Ce mois", "Mois précédent", "Cumul"))
    f, cumul = r.resultat.valeurs[r.perimetre, MOIS], r.resultat.valeurs[r.perimetre, CUMUL]
    for i in PRINCIPAUX:
        precedent = avant[i.code, TOTAL, TOTAL] if avant is not None else None
        valeurs = [f"{i.code} – {i.libelle}", f[i.code, TOTAL, TOTAL], precedent, cumul[i.code, TOTAL, TOTAL]]
        if i.demande:
            page.ligne(valeurs, "total", "grand")
        else:
            page.ligne(valeurs)
    page.section("Ce mois, femmes et hommes par tranche d’âges (personnes reçues)")
    page.entete(("Sexe", *r.resultat.tranches, "Total"))
    for sexe, libelle in (*((s, {"F": "Femmes", "H": "Hommes"}.get(s, "Non renseigné")) for s in SEXES), (TOTAL, "Total")):
        style = ("total", "nombre_total") if sexe == TOTAL else ("cellule", "nombre")
        page.ligne([libelle, *(f["R0", sexe, t] for t in (*r.resultat.tranches, TOTAL))], *style)
    page.section("Fiabilité")
    fausses = sum(not e.tenue for e in r.egalites)
    page.ligne(
        [f"✔ {len(r.egalites)} égalités vérifiées (voir Contrôles)" if not fausses else f"✘ {fausses} égalité(s) fausse(s) : ne pas utiliser"],
        "accord" if not fausses else "desaccord",
    )
    restantes = sum(a.du_mois for a in r.anomalies if a.regle.gravite.value != "I")
    page.ligne(
        [
            f"{restantes} anomalie(s) non résolue(s) sur les lignes du mois (voir Contrôles)"
            if restantes
            else "✔ Aucune anomalie à traiter sur les lignes du mois"
        ]
    )


def _indicateurs(page: Page, r: Rapport) -> None:
    tranches = r.resultat.tranches
    page.titre("Indicateurs par sexe et par tranche d’âges", r, (16, 10, 16, *[13] * len(tranches), 11))
    for i in PRINCIPAUX:
        page.section(f"{i.code} – {i.libelle}")
        page.entete(("Périmètre", "Période", "Sexe", *tranches, "Total"), textes=3)
        for perimetre in r.resultat.perimetres:
            for periode, libelle in PERIODES.items():
                f = r.resultat.valeurs[perimetre, periode]
                for sexe in (*SEXES, TOTAL):
                    style = ("total", "nombre_total") if sexe == TOTAL else ("cellule", "nombre")
                    page.ligne([perimetre, libelle, "Total" if sexe == TOTAL else sexe, *(f[i.code, sexe, t] for t in (*tranches, TOTAL))], *style)
    page.section("Répartition des personnes reçues")
    page.entete(("Périmètre", "Période", "Catégorie", "Femmes", "Hommes", "NR", "Total"), textes=3)
    for perimetre in r.resultat.perimetres:
        for periode, libelle in PERIODES.items():
            f = r.resultat.valeurs[perimetre, periode]
            for k in CATEGORIES:
                page.ligne([perimetre, libelle, k.libelle, *(f[k.code, s, TOTAL] for s in (*SEXES, TOTAL))])


def _parcours(page: Page, r: Rapport) -> None:
    page.titre("Parcours : des convoqués aux inscriptions", r, (58, *[16] * len(r.resultat.perimetres) * 2))
    page.section("Étapes")
    page.entete(("Étape", *(f"{p} – {libelle.lower()}" for p in r.resultat.perimetres for libelle in PERIODES.values())))
    colonnes = [(p, periode) for p in r.resultat.perimetres for periode in PERIODES]
    for libelle, champ in (("Séances (PFA)", "seances"), ("Personnes convoquées", "convoques"), ("Personnes présentes", "presents")):
        page.ligne([libelle, *(None if r.frequentation is None else getattr(r.frequentation[c], champ) for c in colonnes)])
    for libelle, code in (
        ("Personnes reçues en entretien individuel", "R0"),
        ("Personnes éligibles", K_ELIGIBLE.code),
        ("Inscriptions réalisées par le conseiller", "C1"),
        ("Accompagnements au premier entretien France Travail", "I4"),
    ):
        page.ligne([libelle, *(r.resultat.valeurs[c][code, TOTAL, TOTAL] for c in colonnes)])
    if r.frequentation is None:
        page.note(f"{INDISPONIBLE} : le classeur n’a pas de feuille Séances.")
    page.note("Inscriptions et accompagnements sont comptés à leur propre date : ils peuvent venir d’entretiens d’un autre mois.")


def _evolution(page: Page, r: Rapport) -> None:
    page.titre("Évolution mois par mois", r, (20, *[13] * len(PRINCIPAUX), 44))
    envoyes = r.envoyes or {}
    for perimetre in r.resultat.perimetres:
        page.section(perimetre)
        page.entete(("Mois", *(i.code for i in PRINCIPAUX), "Déjà transmis"))
        for mois, f in r.resultat.mensuelles[perimetre].items():
            page.ligne([mois.en_francais, *(f[i.code, TOTAL, TOTAL] for i in PRINCIPAUX), _ecart_avec_envoi(envoyes.get(mois), perimetre, f)])
        cumul = r.resultat.valeurs[perimetre, CUMUL]
        page.ligne(["Cumul", *(cumul[i.code, TOTAL, TOTAL] for i in PRINCIPAUX), ""], "total", "nombre_total")
    page.note("Mois recalculés sur les données d’aujourd’hui ; « ✱ » marque ceux qui diffèrent de ce qui a été transmis.")


def _ecart_avec_envoi(envoye: Any, perimetre: str, f: Any) -> str:
    if envoye is None:
        return "–"
    ecarts = [f"{i.code} transmis {n}" for i in PRINCIPAUX if (n := envoye.totaux.get((perimetre, i.code), 0)) != f[i.code, TOTAL, TOTAL]]
    return f"✱ v{envoye.version} : {', '.join(ecarts)}" if ecarts else f"identique à la v{envoye.version}"


def _definitions(page: Page, r: Rapport) -> None:
    page.titre("Définitions : ce que chaque figure veut dire", r, (34, 52, 62, 52))
    page.note(f"Source : « {TRANSMISSION}… », présentation de l’expérimentation par l’OFII, direction territoriale de Metz.")
    page.section("Indicateurs")
    page.entete(("Indicateur", "Source", "Méthode", "Limites"), textes=4)
    for i in INDICATEURS:
        page.ligne([f"{i.code} – {i.libelle}", i.source, i.methode, i.limites], "long")
    page.section("Choix")
    page.entete(("Point laissé ouvert par le texte", "Choix fait"), textes=2)
    for quoi, choix in CHOIX:
        page.ligne([quoi, choix], "long")
    page.section("Paramètres appliqués")
    page.entete(("Paramètre", "Valeur", "Source"), textes=3)
    for titre, champ in titres_convention().items():
        if champ in ("contact", "courriel_dreets", "dossier_rapports"):
            continue
        valeur = getattr(r.cadre, champ)
        modifie = " (modifié dans le classeur)" if champ in r.cadre.modifies else ""
        page.ligne([titre, ("; ".join(valeur) if isinstance(valeur, tuple) else afficher(valeur)) + modifie, r.cadre.sources.get(champ, "")], "long")
    page.ligne(["Tranches d’âges", "; ".join(f"{t.libelle} ({t.mini}–{'' if t.maxi is None else t.maxi})" for t in r.cadre.tranches), ""], "long")
    page.ligne(["Situations", "; ".join(f"{s} → {k}" for s, k in r.cadre.situations), ""], "long")
    page.ligne(["Versions", f"règles {VERSION}, cadre {version_du_cadre()}, modèle de rapport {definitions.VERSION}", ""], "long")
    for message in r.messages:
        page.note(message)


def _controles(page: Page, r: Rapport) -> None:
    page.titre("Contrôles", r, (64, 16, 10, 12, 12, 14))
    page.section("Égalités")
    page.entete(("Égalité", "Périmètre", "Période", "Gauche", "Droite", "Tenue"), textes=3)
    for e in r.egalites:
        page.ligne(
            [e.enonce, e.perimetre, PERIODES[e.periode], e.gauche, e.droite, "✔ tenue" if e.tenue else "✘ fausse"], "cellule" if e.tenue else "desaccord"
        )
    page.section("Anomalies non résolues, par règle (nombres seulement)")
    page.entete(("Règle", "Gravité", "Code", "Du mois", "Toutes", "Confirmées"), textes=3)
    for a in r.anomalies:
        page.ligne([a.regle.titre, a.regle.gravite.libelle, a.regle.code, a.du_mois, a.toutes, a.confirmees])
    for a in r.anomalies:
        if a.decidee_le is not None:
            page.note(
                f"{a.regle.code} : {a.confirmees} confirmée(s) par le conseiller, dont {a.confirmees_du_mois} du mois ; dernière décision le {afficher(a.decidee_le)}."
            )
    if not r.anomalies:
        page.note("Aucune anomalie.")
    page.section("Rectification")
    if r.etat is not Etat.RECTIFICATIF:
        page.note("Ce rapport n’est pas un rectificatif.")
    elif not r.differences:
        page.note(f"Aucune figure de {r.perimetre} n’a changé depuis la version {r.version - 1} ; la nouvelle version vient d’un autre périmètre.")
    else:
        page.entete(("Figure", "Périmètre", "Période", f"v{r.version - 1}", f"v{r.version}", "Différence"), textes=3)
        for d in r.differences:
            perimetre, periode, code, sexe, tranche = d.cellule
            page.ligne([f"{code}, sexe {sexe}, tranche {tranche}", perimetre, PERIODES[periode], d.ancienne, d.nouvelle])
            page.feuille.write_number(page.rang - 1, 5, d.nouvelle - d.ancienne, page.styles["ecart"])


def _donnees(page: Page, r: Rapport) -> None:
    for colonne, (titre, largeur) in enumerate(zip(COLONNES_DONNEES, (10, 14, 10, 14, 8, 18, 10), strict=True)):
        page.feuille.set_column(colonne, colonne, largeur, page.styles["texte"])
        page.feuille.write_string(0, colonne, titre, page.styles["entete"])
    ecrire_texte, ecrire_nombre = page.feuille.write_string, page.feuille.write_number
    for rang, ligne in enumerate(r.donnees, 1):
        for colonne, texte in enumerate(ligne[:6]):
            ecrire_texte(rang, colonne, texte)
        ecrire_nombre(rang, 6, ligne[6])
    page.feuille.write_string(0, 8, "Une cellule absente vaut 0. sexe = T et tranche = T : total de l’indicateur.", page.styles["note"])
    page.feuille.freeze_panes(1, 0)
    page.feuille.repeat_rows(0)


def _graphiques(classeur: Workbook, pages: Sequence[Page], r: Rapport) -> None:
    """Un graphique des indicateurs mois par mois, sous les tableaux d'Évolution, sur le premier périmètre."""
    page = pages[FEUILLES.index("Évolution")]
    premiere = 6 if r.etat is not Etat.PROVISOIRE else 7
    derniere = premiere + len(r.resultat.mensuelles[r.perimetre]) - 1
    graphique = classeur.add_chart({"type": "column"})
    for colonne, i in enumerate(PRINCIPAUX[:4], 1):
        graphique.add_series(
            {
                "name": i.libelle,
                "categories": ["Évolution", premiere, 0, derniere, 0],
                "values": ["Évolution", premiere, colonne, derniere, colonne],
            }
        )
    graphique.set_title({"name": f"Indicateurs mois par mois – {r.perimetre}", "name_font": {"name": "Arial", "size": 11}})
    graphique.set_legend({"position": "bottom"})
    graphique.set_size({"width": 900, "height": 320})
    page.feuille.insert_chart(page.rang + 1, 0, graphique, {"description": f"Histogramme des quatre indicateurs, mois par mois, {r.perimetre}"})
