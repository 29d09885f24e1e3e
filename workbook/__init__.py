"""Ce que le CIP remplit : colonnes, paramètres, lecture, règles. N'importe rien d'autre du
projet."""
