"""La feuille `Accueil` : que faire, où en est le mois, et que faire quand les macros sont bloquées.

Le CIP y choisit `MoisRapport`. Les boutons y écrivent, par leurs noms définis, ce que dit
`tableau_de_bord` ; le reste est vif ou fixe.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import A_QUALIFIER, ELIGIBLE
from workbook.declarations.colonnes import REALISEE
from workbook.declarations.dates import serie_de_date
from workbook.modele import formules
from workbook.modele.calculs import (
    GAUCHE_DES_CALCULS,
    Calculs,
    calculer,
    mois_en_lettres,
    valeur_de,
)
from workbook.modele.parametres import Parametres
from workbook.modele.styles import Styles
from workbook.modele.tableau_de_bord import DERNIER_RESULTAT, MOIS_VERIFIE, PERSONNES, SUIVI
from workbook.presentation.feuille import A4
from workbook.presentation.mesures import couper, hauteur

TITRE = "Suivi CIR — entretiens du conseiller en insertion professionnelle"
LARGEURS = (5, 40, 24, 24, 44)
CASE_DU_MOIS = (3, 2)
LIGNE_DES_BOUTONS, LIGNE_DU_RESULTAT, LIGNE_SI_BLOQUES = 4, 5, 6

ETAPES = """\
Choisissez ci-dessus le mois du rapport.
À chaque session, feuille Séances : une ligne par PFA (date, DT, demi-journée, convoqués, \
présents).
Pendant l’entretien, feuille Entretiens : une ligne par personne reçue, de gauche à droite. \
Sélectionnez les trois premières cellules, puis Ctrl+D : date, DT et demi-journée sont recopiées \
de la ligne du dessus.
Répondez à Situation, AGIR, RSA, Inscrit FT, dans l’ordre. ➜ devant le nom : à inscrire. ✘ et \
ligne grise : non éligible ; la réponse en cause est marquée ✘, et la colonne Motif donne la \
raison.
Personne éligible : inscrivez-la, puis Inscription CIP = Réalisée et son identifiant FT. Sinon, \
choisissez le motif de non-inscription.
Plus tard, sur la même ligne : date et suite du premier rendez-vous France Travail (Accompagné = \
vous y étiez).
En fin de journée : bouton Vérifier. Corrigez d’abord les anomalies bloquantes de la feuille \
Contrôles, puis celles à vérifier.
Ce qui est signalé est juste, ou deux personnes qui se ressemblent sont différentes ? Notez-le \
dans la feuille Décisions.
En fin de mois : bouton Générer rapport mensuel. Les rapports, sans aucun nom, sont dans le \
dossier Rapports, à côté du classeur.
Données personnelles : ni santé, ni religion, ni origine, ni téléphone, ni NIR dans les \
observations. Ce classeur ne s’envoie pas.
""".splitlines()
MACROS_BLOQUEES = """\
Bandeau jaune « Avertissement de sécurité » : cliquez « Activer le contenu ».
Bandeau rouge « macros bloquées » : fermez Excel ; clic droit sur le fichier, Propriétés, cochez \
« Débloquer », OK ; rouvrez.
LibreOffice : prenez le classeur .ods. Outils > Options > LibreOffice > Sécurité > Sécurité des \
macros > Sources de confiance : ajoutez son dossier, rouvrez-le.
Si rien ne marche : continuez la saisie ; les listes et les colonnes calculées marchent sans \
macros. Le service informatique peut lancer « suivi-cir verifier » puis « suivi-cir rapport ».
""".splitlines()
PAS_DE_RESULTAT = "Le résultat de « Vérifier » ou de « Générer rapport mensuel » s’affichera ici."
SI_BLOQUES = (
    "Un bouton ne fait rien ? Les macros sont bloquées. Excel, bandeau jaune : cliquez « Activer "
    "le contenu » ; bandeau rouge : fermez Excel, clic droit\n"
    "sur le fichier, Propriétés, « Débloquer ». LibreOffice : ajoutez le dossier de ce classeur "
    "aux sources de confiance. Détails au bas de cette feuille."
)
SANS_BOUTONS = (
    "Ce classeur .xlsx n’a pas de boutons : la version .xlsm (Excel) ou .ods (LibreOffice) en a, "
    "et les commandes « suivi-cir verifier » et « suivi-cir rapport » font la même chose."
)

TITRES_DES_COMPTES = (
    "Ce mois-ci",
    "Lignes d’entretien (en direct)",
    "Personnes (dernière vérification)",
    "Dernière vérification, dernier rapport",
)
LIGNES_ET_PERSONNES = (
    "Une personne revue a plusieurs lignes : les rapports comptent des personnes, jamais des "
    "lignes."
)


class Accueil:
    """La feuille, et de quoi l'écrire. `definir` : donne son nom à une cellule."""

    def __init__(
        self, f: Worksheet, styles: Styles, p: Parametres, definir: Callable[[str, str], Any]
    ):
        self.f, self.styles, self.p, self.definir = f, styles, p, definir

    def poser(
        self,
        mois: date | None,
        lignes: Sequence[Mapping[str, Any]],
        version: str,
        ecrit: Mapping[str, Any],
        *,
        avec_boutons: bool,
    ) -> None:
        """Écrit la feuille, ses noms définis et les calculs cachés.

        `ecrit` : nom -> valeur de ce que le logiciel y avait déjà écrit.
        """
        f, styles = self.f, self.styles
        for colonne, largeur in enumerate(LARGEURS):
            f.set_column(colonne, colonne, largeur, styles["fond"])
        f.hide_gridlines(2)
        f.set_row(0, 34)
        f.write(0, 0, TITRE, styles["titre"])
        self._sous_titre()
        self._choix_du_mois(mois)
        f.set_row(LIGNE_DES_BOUTONS, 40 if avec_boutons else 34)
        if not avec_boutons:
            self._sur_toute_la_largeur(LIGNE_DES_BOUTONS, SANS_BOUTONS, "aide")
        f.set_row(LIGNE_DU_RESULTAT, hauteur(2, 11) + 6)
        resultat = ecrit.get(DERNIER_RESULTAT, PAS_DE_RESULTAT if avec_boutons else "")
        self._sur_toute_la_largeur(LIGNE_DU_RESULTAT, resultat, "resultat")
        self.definir(DERNIER_RESULTAT, f"=Accueil!$B${LIGNE_DU_RESULTAT + 1}")
        if avec_boutons:
            f.set_row(LIGNE_SI_BLOQUES, hauteur(2, 11))
            self._sur_toute_la_largeur(LIGNE_SI_BLOQUES, SI_BLOQUES, "aide")
        rang = self._compter(LIGNE_SI_BLOQUES + 1, mois, lignes, ecrit)
        rang = self._phrases(rang + 1, "Que faire, pas à pas", ETAPES)
        rang = self._phrases(rang + 1, "Les boutons ne répondent pas ?", MACROS_BLOQUEES)
        f.write(rang + 1, 1, "Version du modèle", styles["sous_titre"])
        f.write_string(rang + 1, 2, version, styles["sous_titre"])
        self.definir("VersionModele", f"=Accueil!$C${rang + 2}")
        self._calculs_caches(mois, ecrit)
        f.set_selection(*CASE_DU_MOIS, *CASE_DU_MOIS)
        f.set_landscape()
        f.set_paper(A4)
        f.center_horizontally()
        f.fit_to_pages(1, 1)
        f.print_area(0, 0, rang + 1, 4)

    def _sur_toute_la_largeur(self, rang: int, texte: str, style: str) -> None:
        self.f.merge_range(rang, 1, rang, 4, texte, self.styles[style])

    def _sous_titre(self) -> None:
        cadre = self.p.cadre
        operateur = f'IFERROR({valeur_de("Opérateur")},"")'
        du_au = f'{_jour("DebutConvention")}&" au "&{_jour("FinConvention")}'
        formule = f'={operateur}&" · convention du "&{du_au}'
        dates = f"{cadre.debut:%d/%m/%Y} au {cadre.fin:%d/%m/%Y}"
        valeur = f"{cadre.operateur} · convention du {dates}"
        self.f.write_formula(1, 0, formule, self.styles["sous_titre"], valeur)

    def _choix_du_mois(self, mois: date | None) -> None:
        f, styles, (rang, colonne) = self.f, self.styles, CASE_DU_MOIS
        f.write(rang, 1, "Mois du rapport", styles["libelle"])
        f.set_row(rang, 26)
        f.write(rang, colonne, mois_en_lettres(mois) if mois else None, styles["choix"])
        f.write(rang, colonne + 1, "◄ à choisir dans la liste", styles["sous_titre"])
        choix = {
            "validate": "list",
            "source": "=ListeMois",
            "error_title": "Mois inconnu",
            "error_message": "Choisissez un mois de la liste (Alt+flèche bas).",
            "input_title": "Mois du rapport",
            "input_message": "Alt+flèche bas ouvre la liste des mois.",
        }
        f.data_validation(*CASE_DU_MOIS, *CASE_DU_MOIS, choix)
        self.definir("MoisRapport", f"=Accueil!$C${rang + 1}")

    def _phrases(self, rang: int, titre: str, phrases: Sequence[str]) -> int:
        f, styles = self.f, self.styles
        f.write(rang, 1, titre, styles["section"])
        for colonne in range(2, 5):
            f.write_blank(rang, colonne, None, styles["section"])
        for numero, phrase in enumerate(phrases, 1):
            f.set_row(rang + numero, hauteur(len(couper(phrase, sum(LARGEURS[1:]), 11)), 11))
            f.write(rang + numero, 0, numero, styles["numero"])
            self._sur_toute_la_largeur(rang + numero, phrase, "phrase")
        return rang + len(phrases) + 1

    def _compter(
        self,
        rang: int,
        mois: date | None,
        lignes: Sequence[Mapping[str, Any]],
        ecrit: Mapping[str, Any],
    ) -> int:
        f, styles = self.f, self.styles
        f.set_row(rang, 32)
        for colonne, titre in enumerate(TITRES_DES_COMPTES, 1):
            f.write(rang, colonne, titre, styles["entete"])
        comptes = _comptes(
            [x for x in lignes if _dans(x.get("Date entretien"), mois)], self.p.cadre
        )
        trois = zip(comptes, PERSONNES, SUIVI, strict=True)
        for k, (compte, personnes, (suivi, attente)) in enumerate(trois, rang + 1):
            f.set_row(k, 20)
            f.write(k, 1, compte.libelle, styles["tableau"])
            formule = f'=IF(ISNUMBER(DebutDuMois),{compte.formule},"–")'
            f.write_formula(k, 2, formule, styles["compte"], compte.valeur if mois else "–")
            f.write(k, 3, ecrit.get(personnes, "–"), styles["compte"])
            f.write(k, 4, ecrit.get(suivi, attente), styles["tableau"])
            self.definir(personnes, f"=Accueil!$D${k + 1}")
            self.definir(suivi, f"=Accueil!$E${k + 1}")
        self._de_quel_mois(rang + 5, mois, ecrit.get(MOIS_VERIFIE, ""))
        return rang + 6

    def _de_quel_mois(self, rang: int, mois: date | None, verifie: str) -> None:
        """Dit que les personnes comptées sont celles d'un autre mois, quand elles le sont."""
        du_mois = f'OR({MOIS_VERIFIE}="",TRIM({MOIS_VERIFIE})=TRIM(MoisRapport))'
        avant, apres = (
            "⚠ Les personnes sont celles de « ",
            " » : relancez Vérifier pour ce mois-ci.",
        )
        perime = f"{formules.texte(avant)}&{MOIS_VERIFIE}&{formules.texte(apres)}"
        formule = f"=IF({du_mois},{formules.texte(LIGNES_ET_PERSONNES)},{perime})"
        a_jour = not verifie or (mois and verifie == mois_en_lettres(mois))
        valeur = LIGNES_ET_PERSONNES if a_jour else f"{avant}{verifie}{apres}"
        self.f.write_formula(rang, 1, formule, self.styles["sous_titre"], valeur)

    def _calculs_caches(self, mois: date | None, ecrit: Mapping[str, Any]) -> None:
        calculs = Calculs(self.f, self.styles, self.definir)
        calculer(calculs, self.p)
        choisi = "INDEX(DebutsDeMois,MATCH(TRIM(MoisRapport),MoisProposes,0))"
        date_ecrite = "DATE(YEAR(MoisRapport),MONTH(MoisRapport),1)"
        formule = f'=IFERROR(IF(ISNUMBER(MoisRapport),{date_ecrite},{choisi}),"")'
        debut = mois.replace(day=1) if mois else None
        suivant = date(debut.year + debut.month // 12, debut.month % 12 + 1, 1) if debut else None
        calculs.ajouter_une("DebutDuMois", formule, serie_de_date(debut) if debut else "")
        formule = '=IF(ISNUMBER(DebutDuMois),EDATE(DebutDuMois,1),"")'
        calculs.ajouter_une("FinDuMois", formule, serie_de_date(suivant) if suivant else "")
        calculs.reserver(MOIS_VERIFIE, ecrit.get(MOIS_VERIFIE))
        cachees = GAUCHE_DES_CALCULS, calculs.colonne - 1
        self.f.set_column(*cachees, None, self.styles["cache"], {"hidden": True})


class _Compte(NamedTuple):
    libelle: str
    formule: str
    valeur: int


def _comptes(du_mois: Sequence[Mapping[str, Any]], cadre: Cadre) -> list[_Compte]:
    """Les lignes du mois, comptées en direct ; et leurs comptes d'aujourd'hui."""
    vives = [formules.valeurs_vives(formules.par_champ(ligne), cadre) for ligne in du_mois]
    verdicts = Counter(v["eligibilite"] for v in vives)
    inscrites = sum(ligne.get("Inscription CIP") == REALISEE for ligne in du_mois)
    sans_verdict = (A_QUALIFIER, formules.A_VERIFIER)
    a_qualifier = "+".join(_formule_de_compte("Éligibilité", v) for v in sans_verdict)
    eligibles = _formule_de_compte("Éligibilité", ELIGIBLE)
    inscription = _formule_de_compte("Inscription CIP", REALISEE)
    a_completer = sum(verdicts[v] for v in sans_verdict)
    return [
        _Compte("Reçues en entretien, à ce jour", _formule_de_compte(), len(du_mois)),
        _Compte("Éligibles", eligibles, verdicts[ELIGIBLE]),
        _Compte("Inscrites par le CIP", inscription, inscrites),
        _Compte("À qualifier (une réponse manque)", a_qualifier, a_completer),
    ]


def _formule_de_compte(titre: str = "", valeur: str = "") -> str:
    jour = formules.colonne("Entretiens", "Date entretien")
    critere = f",{formules.colonne('Entretiens', titre)},{formules.texte(valeur)}" if titre else ""
    return f'COUNTIFS({jour},">="&DebutDuMois,{jour},"<"&FinDuMois{critere})'


def _dans(jour: Any, mois: date | None) -> bool:
    if mois is None or not isinstance(jour, date):
        return False
    return (jour.year, jour.month) == (mois.year, mois.month)


def _jour(nom: str) -> str:
    # TEXT(…,"dd/mm/yyyy") dépend de la langue d'Excel ; "00" n'en dépend pas.
    return f'TEXT(DAY({nom}),"00")&"/"&TEXT(MONTH({nom}),"00")&"/"&YEAR({nom})'
