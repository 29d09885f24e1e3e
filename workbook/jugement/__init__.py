"""Des lignes aux anomalies : règles, moteur, personnes, décisions, suivi. N'importe que les
déclarations."""
