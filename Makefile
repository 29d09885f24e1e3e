# Les deux commandes du README : `make demo` et `make test`. Chacune prépare tout et peut être relancée.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-page couverture bench docs page vues verrou-page mutation

$(VENV)/pret: pyproject.toml contraintes.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -c contraintes.txt -e ".[test,analyse]"
	$(BIN)/python -m compileall -q workbook reports macros xl_addin
	touch $@

demo: $(VENV)/pret
	$(BIN)/suivi-cir demo

test: $(VENV)/pret
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist worksteal

docs: $(VENV)/pret
	$(BIN)/python -m workbook.cas.page docs/regles.md

# Un seul fichier, à ouvrir d’un double clic dans un navigateur : build/Suivi CIR.html.
# Demande node et npm.
page: $(VENV)/pret
	$(BIN)/suivi-cir page "build/Suivi CIR.html"

# La page dans de vrais navigateurs, une dizaine de minutes. Demande chromium et firefox-esr.
test-page: $(VENV)/pret
	$(BIN)/python -m pytest tests/page

# Les images de docs/, et celles qu’on regarde dans build/vues/.
vues: $(VENV)/pret
	$(BIN)/python tests/outils/vues.py
	$(BIN)/python tests/outils/vues_page.py

verrou-page: $(VENV)/pret
	mkdir -p build
	$(BIN)/python -m xl_addin.page.composants contraintes.txt > build/roues.toml
	mv build/roues.toml xl_addin/page/roues.toml

# Deux fois et demie plus long que `make test` : les branches du produit que les essais parcourent.
couverture: $(VENV)/pret
	$(BIN)/coverage run -m pytest
	@echo "Branches parcourues : $$($(BIN)/coverage report --format=total) %"

bench: $(VENV)/pret
	$(BIN)/python bench/comparer.py

# Une dizaine de minutes : chaque défaut possible des règles et des catégories, un par un, sur une copie ; puis ceux que les essais laissent passer.
mutation: $(VENV)/pret
	$(BIN)/python -m pip install --quiet -c contraintes.txt -e ".[mutation]"
	rm -rf .mutation && mkdir .mutation
	git ls-files -z | xargs -0 cp --parents -t .mutation
	cd .mutation && PATH="$(CURDIR)/$(BIN):$$PATH" && export PATH && cosmic-ray init mutation.toml essais.sqlite \
		&& cr-filter-operators essais.sqlite mutation.toml && cosmic-ray exec mutation.toml essais.sqlite \
		&& cr-report --surviving-only --show-diff essais.sqlite
