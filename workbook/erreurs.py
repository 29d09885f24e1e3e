"""Les refus : une phrase française qui nomme la chose et le remède, jamais une trace."""


class Refus(Exception):
    """Le travail ne peut pas se faire ; le texte dit quoi, où, et comment y remédier. Code de sortie 2."""


class ClasseurInutilisable(Refus):
    """Le classeur n'est pas lisible comme un classeur du contrat 1."""


class ParametresRefuses(Refus):
    """La feuille Paramètres porte une valeur qui ne peut pas servir."""
