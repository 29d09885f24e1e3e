"""Les feuilles d'un rapport, une par module ; chacune reçoit sa `Page` et le `Rapport`."""
