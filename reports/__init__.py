"""Ce qui sort : les indicateurs, les classeurs de la DREETS et des DT, leur livraison.

N'importe que `workbook`.
"""
