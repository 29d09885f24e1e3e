"""Ce que le modèle et les rapports ont en commun à l'œil."""
