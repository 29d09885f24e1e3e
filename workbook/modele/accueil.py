"""La feuille `Accueil` : que faire, où en est le mois, et que faire quand les macros sont bloquées.

Le CIP y choisit `MoisRapport`. Les boutons y écrivent, par leurs noms définis, ce que dit
`tableau_de_bord` ; le reste est vif ou fixe.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbook.declarations.cadre import Cadre
from workbook.declarations.categories import A_QUALIFIER, ELIGIBLE
from workbook.declarations.colonnes import REALISEE
from workbook.declarations.dates import serie_de_date
from workbook.modele import formules
from workbook.modele.parametres import (
    GAUCHE_DES_CALCULS,
    Calculs,
    Parametres,
    calculer,
    mois_en_lettres,
    valeur_de,
)
from workbook.modele.styles import Styles, hauteur
from workbook.modele.styles import lignes as lignes_de
from workbook.modele.tableau_de_bord import DERNIER_RESULTAT, MOIS_VERIFIE, PERSONNES, SUIVI

LARGEURS = (5, 40, 24, 24, 44)
LIGNE_DU_MOIS, COLONNE_DU_MOIS = 3, 2
LIGNE_DES_BOUTONS, LIGNE_DU_RESULTAT, LIGNE_SI_BLOQUES = 4, 5, 6

ETAPES = (
    "Choisissez ci-dessus le mois du rapport.",
    (
        "À chaque session, feuille Séances : une ligne par PFA (date, DT, demi-journée, convoqués, "
        "présents)."
    ),
    (
        "Pendant l’entretien, feuille Entretiens : une ligne par personne reçue, de gauche à "
        "droite. Sélectionnez les trois premières cellules, puis Ctrl+D : date, DT et demi-journée "
        "sont recopiées de la ligne du dessus."
    ),
    (
        "Répondez à Situation, AGIR, RSA, Inscrit FT, dans l’ordre. ➜ devant le nom : à inscrire. "
        "✘ et ligne grise : non éligible ; la réponse en cause est marquée ✘, et la colonne Motif "
        "donne la raison."
    ),
    (
        "Personne éligible : inscrivez-la, puis Inscription CIP = Réalisée et son identifiant FT. "
        "Sinon, choisissez le motif de non-inscription."
    ),
    (
        "Plus tard, sur la même ligne : date et suite du premier rendez-vous France Travail "
        "(Accompagné = vous y étiez)."
    ),
    (
        "En fin de journée : bouton Vérifier. Corrigez d’abord les anomalies bloquantes de la "
        "feuille Contrôles, puis celles à vérifier."
    ),
    (
        "Ce qui est signalé est juste, ou deux personnes qui se ressemblent sont différentes ? "
        "Notez-le dans la feuille Décisions."
    ),
    (
        "En fin de mois : bouton Générer rapport mensuel. Les rapports, sans aucun nom, sont dans "
        "le dossier Rapports, à côté du classeur."
    ),
    (
        "Données personnelles : ni santé, ni religion, ni origine, ni téléphone, ni NIR dans les "
        "observations. Ce classeur ne s’envoie pas."
    ),
)
MACROS_BLOQUEES = (
    "Bandeau jaune « Avertissement de sécurité » : cliquez « Activer le contenu ».",
    (
        "Bandeau rouge « macros bloquées » : fermez Excel ; clic droit sur le fichier, Propriétés, "
        "cochez « Débloquer », OK ; rouvrez."
    ),
    (
        "LibreOffice : prenez le classeur .ods. Outils > Options > LibreOffice > Sécurité > "
        "Sécurité des macros > Sources de confiance : ajoutez son dossier, rouvrez-le."
    ),
    (
        "Si rien ne marche : continuez la saisie ; les listes et les colonnes calculées marchent "
        "sans macros. Le service informatique peut lancer « suivi-cir verifier » puis « suivi-cir "
        "rapport »."
    ),
)
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

LIGNES_ET_PERSONNES = (
    "Une personne revue a plusieurs lignes : les rapports comptent des personnes, jamais des "
    "lignes."
)


def poser(
    f: Worksheet,
    styles: Styles,
    p: Parametres,
    *,
    mois: date | None,
    lignes: Sequence[Mapping[str, Any]],
    definir: Callable[[str, str], Any],
    version: str,
    avec_boutons: bool,
    ecrit: Mapping[str, Any],
) -> None:
    """Écrit la feuille, ses noms définis et les calculs cachés. `ecrit` : nom -> valeur de ce que
    le logiciel y avait déjà écrit."""
    for colonne, largeur in enumerate(LARGEURS):
        f.set_column(colonne, colonne, largeur, styles["fond"])
    f.hide_gridlines(2)
    f.set_row(0, 34)
    f.write(
        0, 0, "Suivi CIR — entretiens du conseiller en insertion professionnelle", styles["titre"]
    )
    operateur = f'IFERROR({valeur_de("Opérateur")},"")'
    f.write_formula(
        1,
        0,
        f'={operateur}&" · convention du "&{_jour("DebutConvention")}&" au '
        f'"&{_jour("FinConvention")}',
        styles["sous_titre"],
        _sous_titre(p.cadre),
    )
    f.write(LIGNE_DU_MOIS, 1, "Mois du rapport", styles["libelle"])
    f.set_row(LIGNE_DU_MOIS, 26)
    f.write(
        LIGNE_DU_MOIS, COLONNE_DU_MOIS, mois_en_lettres(mois) if mois else None, styles["choix"]
    )
    f.write(LIGNE_DU_MOIS, COLONNE_DU_MOIS + 1, "◄ à choisir dans la liste", styles["sous_titre"])
    choix = {
        "validate": "list",
        "source": "=ListeMois",
        "error_title": "Mois inconnu",
        "error_message": "Choisissez un mois de la liste (Alt+flèche bas).",
    }
    f.data_validation(
        LIGNE_DU_MOIS,
        COLONNE_DU_MOIS,
        LIGNE_DU_MOIS,
        COLONNE_DU_MOIS,
        choix
        | {
            "input_title": "Mois du rapport",
            "input_message": "Alt+flèche bas ouvre la liste des mois.",
        },
    )
    definir("MoisRapport", f"=Accueil!$C${LIGNE_DU_MOIS + 1}")
    f.set_row(LIGNE_DES_BOUTONS, 40 if avec_boutons else 34)
    if not avec_boutons:
        f.merge_range(LIGNE_DES_BOUTONS, 1, LIGNE_DES_BOUTONS, 4, SANS_BOUTONS, styles["aide"])
    f.set_row(LIGNE_DU_RESULTAT, hauteur(2) + 6)
    resultat = ecrit.get(DERNIER_RESULTAT, PAS_DE_RESULTAT if avec_boutons else "")
    f.merge_range(LIGNE_DU_RESULTAT, 1, LIGNE_DU_RESULTAT, 4, resultat, styles["resultat"])
    definir(DERNIER_RESULTAT, f"=Accueil!$B${LIGNE_DU_RESULTAT + 1}")
    if avec_boutons:
        f.set_row(LIGNE_SI_BLOQUES, hauteur(2))
        f.merge_range(LIGNE_SI_BLOQUES, 1, LIGNE_SI_BLOQUES, 4, SI_BLOQUES, styles["aide"])
    rang = _compter(f, styles, LIGNE_SI_BLOQUES + 1, p, mois, lignes, definir, ecrit)
    rang = _phrases(f, styles, rang + 1, "Que faire, pas à pas", ETAPES)
    rang = _phrases(f, styles, rang + 1, "Les boutons ne répondent pas ?", MACROS_BLOQUEES)
    f.write(rang + 1, 1, "Version du modèle", styles["sous_titre"])
    f.write_string(rang + 1, 2, version, styles["sous_titre"])
    definir("VersionModele", f"=Accueil!$C${rang + 2}")
    _calculs_caches(f, styles, p, mois, definir, ecrit)
    f.set_selection(LIGNE_DU_MOIS, COLONNE_DU_MOIS, LIGNE_DU_MOIS, COLONNE_DU_MOIS)
    f.set_landscape()
    f.set_paper(9)
    f.center_horizontally()
    f.fit_to_pages(1, 1)
    f.print_area(0, 0, rang + 1, 4)


def _jour(nom: str) -> str:
    # TEXT(…,"dd/mm/yyyy") dépend de la langue d'Excel ; "00" n'en dépend pas.
    return f'TEXT(DAY({nom}),"00")&"/"&TEXT(MONTH({nom}),"00")&"/"&YEAR({nom})'


def _sous_titre(cadre: Cadre) -> str:
    return f"{cadre.operateur} · convention du {cadre.debut:%d/%m/%Y} au {cadre.fin:%d/%m/%Y}"


def _phrases(f: Worksheet, styles: Styles, rang: int, titre: str, phrases: Sequence[str]) -> int:
    f.write(rang, 1, titre, styles["section"])
    for colonne in range(2, 5):
        f.write_blank(rang, colonne, None, styles["section"])
    for numero, phrase in enumerate(phrases, 1):
        f.set_row(rang + numero, hauteur(lignes_de(phrase, 0.93 * sum(LARGEURS[1:]))))
        f.write(rang + numero, 0, numero, styles["numero"])
        f.merge_range(rang + numero, 1, rang + numero, 4, phrase, styles["phrase"])
    return rang + len(phrases) + 1


def _compter(
    f: Worksheet,
    styles: Styles,
    rang: int,
    p: Parametres,
    mois: date | None,
    lignes: Sequence[Mapping[str, Any]],
    definir: Callable[[str, str], Any],
    ecrit: Mapping[str, Any],
) -> int:
    titres = (
        "Ce mois-ci",
        "Lignes d’entretien (en direct)",
        "Personnes (dernière vérification)",
        "Dernière vérification, dernier rapport",
    )
    f.set_row(rang, 32)
    for colonne, titre in enumerate(titres, 1):
        f.write(rang, colonne, titre, styles["entete"])
    du_mois = [ligne for ligne in lignes if _dans(ligne.get("Date entretien"), mois)]
    verdicts = [
        formules.valeurs_vives(formules.par_champ(ligne), p.cadre)["eligibilite"]
        for ligne in du_mois
    ]
    a_qualifier = "+".join(_compte("Éligibilité", v) for v in (A_QUALIFIER, formules.A_VERIFIER))
    comptes = (
        ("Reçues en entretien, à ce jour", _compte(), len(du_mois)),
        ("Éligibles", _compte("Éligibilité", ELIGIBLE), verdicts.count(ELIGIBLE)),
        (
            "Inscrites par le CIP",
            _compte("Inscription CIP", REALISEE),
            sum(ligne.get("Inscription CIP") == REALISEE for ligne in du_mois),
        ),
        (
            "À qualifier (une réponse manque)",
            a_qualifier,
            verdicts.count(A_QUALIFIER) + verdicts.count(formules.A_VERIFIER),
        ),
    )
    for k, ((libelle, formule, valeur), personnes, (suivi, attente)) in enumerate(
        zip(comptes, PERSONNES, SUIVI, strict=True), rang + 1
    ):
        f.set_row(k, 20)
        f.write(k, 1, libelle, styles["tableau"])
        f.write_formula(
            k,
            2,
            f'=IF(ISNUMBER(DebutDuMois),{formule},"–")',
            styles["compte"],
            valeur if mois else "–",
        )
        f.write(k, 3, ecrit.get(personnes, "–"), styles["compte"])
        f.write(k, 4, ecrit.get(suivi, attente), styles["tableau"])
        definir(personnes, f"=Accueil!$D${k + 1}")
        definir(suivi, f"=Accueil!$E${k + 1}")
    autre_mois = f'IF(OR({MOIS_VERIFIE}="",TRIM({MOIS_VERIFIE})=TRIM(MoisRapport))'
    avant, apres = "⚠ Les personnes sont celles de « ", " » : relancez Vérifier pour ce mois-ci."
    perime = f"{formules.texte(avant)}&{MOIS_VERIFIE}&{formules.texte(apres)}"
    verifie = ecrit.get(MOIS_VERIFIE, "")
    valeur = (
        LIGNES_ET_PERSONNES
        if not verifie or (mois and verifie == mois_en_lettres(mois))
        else f"{avant}{verifie}{apres}"
    )
    f.write_formula(
        rang + 5,
        1,
        f"={autre_mois},{formules.texte(LIGNES_ET_PERSONNES)},{perime})",
        styles["sous_titre"],
        valeur,
    )
    return rang + 6


def _compte(titre: str = "", valeur: str = "") -> str:
    jour = formules.colonne("Entretiens", "Date entretien")
    critere = f",{formules.colonne('Entretiens', titre)},{formules.texte(valeur)}" if titre else ""
    return f'COUNTIFS({jour},">="&DebutDuMois,{jour},"<"&FinDuMois{critere})'


def _dans(jour: Any, mois: date | None) -> bool:
    return (
        mois is not None
        and isinstance(jour, date)
        and (jour.year, jour.month) == (mois.year, mois.month)
    )


def _calculs_caches(
    f: Worksheet,
    styles: Styles,
    p: Parametres,
    mois: date | None,
    definir: Callable[[str, str], Any],
    ecrit: Mapping[str, Any],
) -> None:
    calculs = Calculs(f, styles, definir)
    calculer(calculs, p)
    choisi = "INDEX(DebutsDeMois,MATCH(TRIM(MoisRapport),MoisProposes,0))"
    date_ecrite = "DATE(YEAR(MoisRapport),MONTH(MoisRapport),1)"
    debut = mois.replace(day=1) if mois else None
    calculs.ajouter_une(
        "DebutDuMois",
        f'=IFERROR(IF(ISNUMBER(MoisRapport),{date_ecrite},{choisi}),"")',
        serie_de_date(debut) if debut else "",
    )
    suivant = date(debut.year + debut.month // 12, debut.month % 12 + 1, 1) if debut else None
    calculs.ajouter_une(
        "FinDuMois",
        '=IF(ISNUMBER(DebutDuMois),EDATE(DebutDuMois,1),"")',
        serie_de_date(suivant) if suivant else "",
    )
    calculs.reserver(MOIS_VERIFIE, ecrit.get(MOIS_VERIFIE))
    f.set_column(GAUCHE_DES_CALCULS, calculs.colonne - 1, None, styles["cache"], {"hidden": True})
