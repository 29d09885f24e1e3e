"""L'apparence du classeur que remplit le CIP."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from workbook.presentation.apparence import (
    ACCORD,
    ACCORD_PALE,
    ALERTE,
    ALERTE_PALE,
    BASE,
    BLEU,
    CELLULE,
    ENCRE,
    ENTETE,
    ESTOMPE,
    Formats,
)

GRIS, A_REMPLIR = "#F1F3F5", "#FFF6D6"
SARCELLE, PRUNE, TERRE, ARDOISE = "#1B5E5A", "#5B3472", "#6B4312", "#4A5562"
JOUR = "dd/mm/yyyy"
ECARTE = "✘"
"""Devant le nom d’une personne non éligible, et après la réponse qui en décide."""
TEXTE = 49
"""Le format « Texte » d’Excel."""
TITRE_DE_BULLE = 32
"""Ce qu’Excel admet de caractères dans le titre d’une bulle d’aide."""

_CELLULE = BASE | CELLULE
_CALCUL = _CELLULE | {"bg_color": GRIS, "italic": True}
_ENTETE = BASE | ENTETE
STYLES: dict[str, dict[str, Any]] = {
    "fond": BASE,
    "titre": BASE | {"bold": True, "font_size": 16, "font_color": BLEU},
    "sous_titre": BASE | {"font_color": ESTOMPE},
    "section": BASE | {"bold": True, "font_size": 12, "font_color": BLEU, "bottom": 1,
        "bottom_color": BLEU},
    "numero": BASE | {"font_size": 11, "bold": True, "font_color": BLEU, "align": "center",
        "valign": "top"},
    "phrase": BASE | {"font_size": 11, "text_wrap": True, "valign": "top"},
    "aide": BASE | {"font_color": ESTOMPE, "text_wrap": True, "valign": "top"},
    "resultat": BASE | {"bold": True, "font_color": BLEU, "text_wrap": True, "valign": "vcenter"},
    "libelle": BASE | {"bold": True},
    "choix": _CELLULE | {"bold": True, "font_size": 12, "bg_color": A_REMPLIR, "align": "center",
        "num_format": TEXTE, "border_color": TERRE},
    "saisie_texte": _CELLULE,
    "saisie_code": _CELLULE | {"num_format": TEXTE},
    "saisie_date": _CELLULE | {"num_format": JOUR, "align": "center"},
    "saisie_instant": _CELLULE | {"num_format": f"{JOUR} hh:mm", "align": "center"},
    "saisie_heure": _CELLULE | {"num_format": "hh:mm:ss", "align": "center"},
    "saisie_duree": _CELLULE | {"num_format": "[h]:mm:ss", "align": "center"},
    "saisie_nombre": _CELLULE | {"num_format": "0", "align": "center"},
    "calcul": _CALCUL,
    "calcul_court": _CALCUL | {"num_format": "0", "align": "center", "shrink": True},
    "entete": _ENTETE,
    "tableau": _CELLULE,
    "tableau_long": _CELLULE | {"text_wrap": True, "valign": "top"},
    "tableau_phrase": _CELLULE | {"text_wrap": True},
    "tableau_lien": _CELLULE | {"font_color": BLEU, "underline": 1, "align": "center"},
    "tableau_texte": _CELLULE | {"num_format": TEXTE},
    "tableau_instant": _CELLULE | {"num_format": f"{JOUR} hh:mm", "align": "left"},
    "tableau_code": _CELLULE | {"bold": True, "align": "center", "valign": "top"},
    "tableau_valeur": _CELLULE | {"align": "left"},
    "tableau_date": _CELLULE | {"num_format": JOUR, "align": "left"},
    "compte": _CELLULE | {"bold": True, "font_size": 12, "align": "center"},
    "cache": BASE | {"font_color": ESTOMPE, "font_size": 8},
    # Formats conditionnels : ils s'ajoutent au format de la cellule.
    "mc_a_revoir": {"font_color": ALERTE, "bg_color": "#F9CDB6", "bold": True, "border": 1,
        "border_color": ALERTE},
    "mc_a_relire": {"font_color": TERRE, "bg_color": A_REMPLIR, "bold": True},
    "mc_ineligible": {"font_color": ESTOMPE, "bg_color": "#E9ECEF"},
    "mc_a_remplir": {"bg_color": A_REMPLIR, "border": 4, "border_color": ALERTE},
    "mc_date": {"font_color": ALERTE, "bg_color": ALERTE_PALE, "bold": True,
        "num_format": f'{JOUR}" ⚠"'},
    "mc_texte": {"font_color": ALERTE, "bg_color": ALERTE_PALE, "bold": True,
        "num_format": '@" ⚠"'},
    "mc_double": {"font_color": ALERTE, "bg_color": ALERTE_PALE, "bold": True,
        "num_format": '@" ×2"'},
    "mc_a_inscrire": {"font_color": BLEU, "bold": True, "num_format": '"➜ "@'},
    "mc_inscrite": {"font_color": ACCORD, "bold": True, "num_format": '"✔ "@'},
    "mc_ecartee": {"font_color": ESTOMPE, "bg_color": "#E9ECEF", "num_format": f'"{ECARTE} "@'},
    "mc_decide": {"font_color": ENCRE, "bg_color": "#E9ECEF", "bold": True,
        "num_format": f'@" {ECARTE}"'},
    "mc_eligible": {"font_color": ACCORD, "bg_color": ACCORD_PALE, "bold": True},
    "mc_faux": {"font_color": ALERTE, "bg_color": ALERTE_PALE, "bold": True},
    "mc_inconnue": {"font_color": ALERTE, "bg_color": ALERTE_PALE, "bold": True,
        "num_format": '"⚠ "@'},
}  # fmt: skip


class Styles(Formats):
    """Les formats du classeur, créés à la demande : `styles["entete"]`, ou
    `styles.entete(couleur)`."""

    def __init__(self, classeur: Workbook):
        super().__init__(classeur, STYLES)

    def entete(self, couleur: str, *, bandeau: bool = False, filtre: bool = True) -> Format:
        """Un titre de colonne de cette couleur. `filtre` : la table a des flèches de filtre ;
        `bandeau` : le titre du groupe, au-dessus."""
        nom = f"entete {couleur} {bandeau} {filtre}"
        if nom not in self:
            sans_fleche = {"border": 0, "text_wrap": False} if bandeau else {}
            # En haut de sa cellule, un titre n'est pas caché par la flèche du filtre, en bas à
            # droite.
            self[nom] = self.classeur.add_format(
                _ENTETE
                | {"bg_color": couleur, "valign": "top" if filtre and not bandeau else "vcenter"}
                | sans_fleche
            )
        return self[nom]
