"""« Suivi CIR.html » : le même logiciel en une seule page, ouverte depuis le disque, sans rien
installer ni aucun réseau.

`assembler` fait la page ; `pont` est ce que la page appelle, une fois ouverte.
"""
