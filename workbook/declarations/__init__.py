"""Ce qui est déclaré une fois : colonnes, lignes, cadre, catégories, dates et textes. N'importe
rien du projet."""
