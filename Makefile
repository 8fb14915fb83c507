# The entry points a newcomer needs. Windows: README.md has the same steps as plain commands.
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8050
# One more than there are cores: readers wait for files and for one another.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
# What one process has compiled the next need not, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: run test lint unit browser packages compiled fuzz bench experiments mutants screenshots boundaries chromium postgres pango clean
.DEFAULT_GOAL := run

run: $(VENV)/.run ## install, load the demonstration when the store is empty, serve
	@if $(BIN)/aim status --json | grep -q '"data_version": null'; then \
		echo "The store is empty: loading the demonstration (synthetic data)"; $(BIN)/aim demo; fi
	@$(BIN)/aim serve --port $(PORT)

# What comes from the system is fetched while the environment is made and the code is read; the tests need all of it.
test: ## everything that must hold
	@$(MAKE) --no-print-directory -j2 packages lint compiled
	@stores=$$(mktemp -d) && trap 'rm -rf "$$stores"' EXIT && export AIM_TESTS_STORES="$$stores" && \
		$(MAKE) --no-print-directory unit && $(MAKE) --no-print-directory browser

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.test postgres pango
	$(BIN)/pytest -q --ignore=tests/browser -n $(WORKERS) --dist worksteal --durations=10

browser: $(VENV)/.test chromium pango
	$(BIN)/pytest -q tests/browser -n auto --dist worksteal --durations=5

fuzz: $(VENV)/.test ## every reader with 10,000 mutations of each kind of extract, 400 killed writers, more examples of properties
	AIM_FUZZ=10000 AIM_KILLS=400 $(BIN)/pytest -q tests/aim/ingest/test_fuzz.py tests/aim/store/test_kills.py
	AIM_EXAMPLES=500 $(BIN)/pytest -q --ignore=tests/browser -n $(WORKERS) --dist worksteal

bench: $(VENV)/.test ## ours beside the rival, interleaved; writes .bench/results.json
	$(BIN)/python tests/bench/run.py

experiments: $(VENV)/.test ## what the statistics do where the truth is known; writes aim/measured/ (ONLY=trends: that one)
	PYTHONPATH=.:tests $(BIN)/python -m experiments.run $(ONLY)

mutants: $(VENV)/.test ## every formula broken in a copy: its test must turn red (ONLY=trends: those of that module)
	PYTHONPATH=.:tests $(BIN)/python -m mutants.run $(ONLY)

screenshots: $(VENV)/.test chromium ## every page at both sizes in both themes, into .screenshots/
	PYTHONPATH=.:tests $(BIN)/python tests/browser/screenshots.py

boundaries: $(VENV)/.run ## make the shipped outlines again from the postcodes
	$(BIN)/aim geography build --out boundaries/wards.geojson

packages: ## what the tests need of the system, one after the other: the system's packages have one lock
	@sh tests/browser/chromium.sh
	@sh tests/postgres.sh
	@sh tests/pango.sh python3

compiled: $(VENV)/.test packages ## what each worker of the tests would compile for itself, compiled once
	@$(BIN)/pytest --collect-only -q >/dev/null || echo "The tests cannot all be collected: they say why when they run"

chromium:
	@sh tests/browser/chromium.sh

postgres:
	@sh tests/postgres.sh

pango: $(BIN)/python
	@sh tests/pango.sh $(BIN)/python

$(BIN)/python:
	@found=""; for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; done; \
	if [ -z "$$found" ]; then echo "AIM needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python"; exit 1; fi; \
	$$found -m venv $(VENV) || { echo "Python's venv module is missing: on Debian or Ubuntu, apt install python3-venv"; exit 1; }

$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing AIM into $(VENV)"; $(PIP) -e . && touch $@

# Of what is installed here little is ever imported, and that is compiled then.
$(VENV)/.test: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing AIM and its tests' tools into $(VENV)"; $(PIP) --no-compile -e ".[test]" && touch $@ $(VENV)/.run

clean: ## caches and the virtual environment; never the store
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .bench .screenshots *.egg-info
