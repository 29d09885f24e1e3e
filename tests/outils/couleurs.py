"""Le contraste de deux couleurs, comme le mesure le WCAG.

Ce que partagent les essais du modèle et des rapports.
"""


def luminance(couleur: str) -> float:
    """La luminance relative d'une couleur « #RRGGBB »."""
    canaux = [int(couleur[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, v, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


def contraste(une: str, autre: str) -> float:
    """Le rapport de contraste de deux couleurs, de 1 à 21."""
    clair, sombre = sorted((luminance(une), luminance(autre)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)
