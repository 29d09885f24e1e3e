"""Ce qu'Excel porte : modules VBA, ruban, et leur construction. N'importe que `workbook`."""
