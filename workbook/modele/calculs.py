"""Les calculs cachés de l'Accueil : ce que les formules vives et les listes déroulantes tirent de
`Paramètres`.

Une zone commence sous son titre et va jusqu'où la lecture la lit (`tables_parametres`) : au moins
la table, puis les lignes qui se suivent sans vide. Ainsi une ligne ajoutée compte aussi là où la
table ne s'agrandit pas d'elle-même (LibreOffice).
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from workbook.declarations.affichage import MOIS
from workbook.declarations.cadre import Cadre
from workbook.declarations.dates import serie_de_date
from workbook.modele import formules
from workbook.modele.parametres import HAUT, Parametres
from workbook.modele.styles import Styles
from workbook.modele.validations import nom_de_liste

CALCULS = "Accueil"
GAUCHE_DES_CALCULS = 10
"""Ils sont dans des colonnes masquées de l'Accueil : aucune insertion de ligne dans `Paramètres` ne
les décale."""
MOIS_MAX = 36


class Calculs:
    """Écrit les calculs cachés, colonne après colonne, et définit leurs noms."""

    def __init__(self, f: Worksheet, styles: Styles, definir: Callable[[str, str], Any]):
        self.f, self.style, self.definir = f, styles["cache"], definir
        self.colonne = GAUCHE_DES_CALCULS

    def ajouter(self, nom: str, formules_et_valeurs: Sequence[tuple[str, Any]]) -> None:
        """Une colonne de formules, avec leurs valeurs ; `nom` la désigne."""
        self.f.write(0, self.colonne, nom, self.style)
        for rang, (formule, valeur) in enumerate(formules_et_valeurs, 1):
            self.f.write_formula(rang, self.colonne, formule, self.style, valeur)
        self._nommer(nom, len(formules_et_valeurs))

    def ajouter_une(self, nom: str, formule: str, valeur: Any) -> str:
        """Une seule cellule ; rend sa référence absolue."""
        self.ajouter(nom, [(formule, valeur)])
        return f"{CALCULS}!{xl_range_abs(1, self.colonne - 1, 1, self.colonne - 1)}"

    def reserver(self, nom: str, valeur: Any) -> None:
        """Une cellule sans formule, que le logiciel remplit."""
        self.f.write(0, self.colonne, nom, self.style)
        self.f.write(1, self.colonne, valeur, self.style)
        self._nommer(nom, 1)

    def _nommer(self, nom: str, lignes: int) -> None:
        self.definir(nom, f"={CALCULS}!{xl_range_abs(1, self.colonne, lignes, self.colonne)}")
        self.colonne += 1


def calculer(calculs: Calculs, p: Parametres) -> None:
    """Pose les noms des listes déroulantes, les clés que cherchent les formules vives, les dates de
    la convention et les mois à choisir."""
    fins: dict[tuple[str, str], str] = {}
    tables = [("Antennes", "DT"), ("Situations", "Situation"), ("Tranches", "Tranche")]
    for table, titre in (*tables, *(("Listes", t) for t in p.listes)):
        liste = titre if table == "Listes" else table
        nom, etendue = nom_de_liste(liste), p.etendue(table, titre)
        combien, formule = len(p.valeurs(table, titre)), _derniere_ligne(table, titre, etendue)
        fin = calculs.ajouter_une(nom.replace("Liste", "Lignes", 1), formule, combien)
        debut, _, _ = etendue.partition(":")
        calculs.definir(nom, f"={debut}:INDEX({etendue},MAX(1,{fin}))")
        fins[table, titre] = fin
    for z in formules.ZONES:
        fin = fins[z.table, z.titre if z.table == "Listes" else p.titres(z.table)[0]]
        calculs.ajouter(
            z.nom, _zone(z, p.etendue(z.table, z.titre), fin, p.valeurs(z.table, z.titre))
        )
    _dates(calculs, p.cadre)


def _zone(
    z: formules.Zone, etendue: str, fin: str, valeurs: Sequence[Any]
) -> list[tuple[str, Any]]:
    """Les cases d'une zone. `fin` : la cellule qui dit combien de lignes sont remplies."""
    ailleurs = formules.texte(z.ailleurs) if isinstance(z.ailleurs, str) else z.ailleurs
    cases = []
    for k in range(1, z.combien + 1):
        formule = z.formule.format(f"INDEX({etendue},{k})")
        valeur = z.calcul(valeurs[k - 1]) if k <= len(valeurs) else z.ailleurs
        cases.append((f"=IF({k}<={fin},{formule},{ailleurs})", valeur))
    return cases


def _derniere_ligne(table: str, titre: str, etendue: str) -> str:
    """Combien de lignes va la zone : la dernière remplie avant le premier vide qui suit la
    table."""
    premiere, _, _ = etendue.partition(":")
    haut = f"ROW({premiere.replace(f'${HAUT + 2}', f'${HAUT + 1}')})"
    lignes = f"ROWS({formules.colonne(table, titre)})"
    rempli = f'(TRIM({etendue})<>"")'
    dans_la_table = f"(ROW({etendue})<={haut}+{lignes})"
    vide = f"SUMPRODUCT(MIN(ROW({etendue})+1000000*({rempli}+{dans_la_table}>0)))"
    derniere = f"SUMPRODUCT(MAX({rempli}*(ROW({etendue})<{vide})*(ROW({etendue})-{haut})))"
    return f"=IFERROR({derniere},{lignes})"


def _dates(calculs: Calculs, cadre: Cadre) -> None:
    for nom, champ, jour in (
        ("DebutConvention", "Début", cadre.debut),
        ("FinConvention", "Fin", cadre.fin),
    ):
        defaut = f"DATE({jour.year},{jour.month},{jour.day})"
        calculs.ajouter_une(nom, _nombre_de(champ, defaut), serie_de_date(jour))
    combien = cadre.convoques_par_pfa
    formule = _nombre_de("Convoqués par PFA", str(combien))
    calculs.ajouter_une("ConvoquesParPFA", formule, combien)
    proposes = mois_proposes(cadre)
    debut = "DATE(YEAR(DebutConvention),MONTH(DebutConvention),1)"
    noms = ",".join(f'"{m}"' for m in MOIS)
    debuts, en_lettres = [], []
    for k in range(MOIS_MAX):
        mois = proposes[k] if k < len(proposes) else None
        le_mois, lu = f"EDATE({debut},{k})", f"INDEX(DebutsDeMois,{k + 1})"
        formule = f'=IF({le_mois}<=EDATE(FinConvention,3),{le_mois},"")'
        debuts.append((formule, serie_de_date(mois) if mois else ""))
        formule = f'=IF(ISNUMBER({lu}),CHOOSE(MONTH({lu}),{noms})&" "&YEAR({lu}),"")'
        en_lettres.append((formule, mois_en_lettres(mois) if mois else ""))
    calculs.ajouter("DebutsDeMois", debuts)
    calculs.ajouter("MoisProposes", en_lettres)
    dernier = "INDEX(MoisProposes,MAX(1,COUNT(DebutsDeMois)))"
    calculs.definir("ListeMois", f"=INDEX(MoisProposes,1):{dernier}")


def _nombre_de(parametre: str, defaut: str) -> str:
    """La formule d'un paramètre ; sa valeur d'aujourd'hui si ce n'est plus un nombre."""
    lu = valeur_de(parametre)
    return f"=IFERROR(IF(ISNUMBER({lu}),{lu},{defaut}),{defaut})"


def valeur_de(parametre: str) -> str:
    """La valeur d'un paramètre de la table `Convention`."""
    valeurs, noms = (formules.colonne("Convention", titre) for titre in ("Valeur", "Paramètre"))
    return f'INDEX({valeurs},MATCH("{parametre}",{noms},0))'


def mois_en_lettres(mois: date) -> str:
    """« janvier 2026 »."""
    return f"{MOIS[mois.month - 1]} {mois.year}"


def mois_proposes(cadre: Cadre) -> list[date]:
    """Les mois de la convention, et trois de plus pour les rendez-vous tenus après sa fin."""
    premier, dernier = (jour.year * 12 + jour.month - 1 for jour in (cadre.debut, cadre.fin))
    return [date(m // 12, m % 12 + 1, 1) for m in range(premier, dernier + 4)][:MOIS_MAX]
