# Les deux commandes du README : `make demo` et `make test`. Chacune prépare tout et peut être relancée.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench docs

$(VENV)/pret: pyproject.toml contraintes.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -c contraintes.txt -e ".[test,analyse]"
	touch $@

demo: $(VENV)/pret
	$(BIN)/suivi-cir demo

test: $(VENV)/pret
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

docs: $(VENV)/pret
	$(BIN)/python -m workbook.cas.page docs/regles.md

bench: $(VENV)/pret
	$(BIN)/python bench/comparer.py
