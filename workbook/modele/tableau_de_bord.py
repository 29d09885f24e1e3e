"""Les cellules de l'Accueil que le logiciel écrit, par leurs noms définis : placées par
`modele_accueil`, remplies par les boutons."""

from workbook.jugement.controle import SYMBOLES
from workbook.jugement.regle import Gravite

PERSONNES = ("PersonnesRecues", "PersonnesEligibles", "PersonnesInscrites", "PersonnesAQualifier")
"""Personnes distinctes du mois choisi, des nombres : R0, K_ELIGIBLE, C1 et K_QUALIFIER de la
région."""
SUIVI = (
    ("DerniereVerification", "Pas encore vérifié"),  # « Vérifié le 27/01/2026 à 17:42 »
    ("VerificationBloquants", f"{SYMBOLES[Gravite.BLOQUANT]} bloquants : –"),
    ("VerificationAVerifier", f"{SYMBOLES[Gravite.VERIFIER]} à vérifier : –"),
    ("DernierRapport", "Pas encore de rapport"),  # « janvier 2026, définitif v1, le 03/02/2026 »
)
"""Ce qu'il en est de la vérification et du rapport, du texte : nom, et ce que montre le modèle
neuf."""
MOIS_VERIFIE = "MoisVerifie"
"""Cellule masquée : le contenu de `MoisRapport` lors de la dernière vérification. S'il change,
l'Accueil dit que les personnes sont d'un autre mois."""
DERNIER_RESULTAT = "DernierResultat"
"""Sous les boutons : quand, quoi, combien, où. « 27/01/2026 à 17:42 – ✔ 21 lignes vérifiées : tout
est conforme. »"""
CE_QUE_LE_LOGICIEL_ECRIT = (*PERSONNES, *(nom for nom, _ in SUIVI), DERNIER_RESULTAT, MOIS_VERIFIE)
