"""Ce qui bâtit le classeur du CIP : feuilles, formules vives, notice, reprise d'un ancien
classeur."""
