"""Du fichier aux lignes typées : paquet, cellules, tables trouvées par leurs titres. N'importe que
les déclarations."""
