# `make run` and `make test` are all that is needed; each sets up what it uses.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
CANDIDATES := python3.13 python3.14 python3.12 python3 python

.PHONY: help run install test lint requirements clean
help:
	@echo "make run    set up and serve Talentnet with demonstration data (PORT=$(PORT))"
	@echo "make test   set up and run the tests on SQLite and on PostgreSQL"
	@echo "make lint   ruff, djlint and mypy"

run: install
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --no-input --clear --verbosity 0
	@$(BIN)/python manage.py seed_demo
	@exec $(BIN)/python manage.py serve --port $(PORT)

install: $(VENV)/.installed

test: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.both_databases

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/djlint --check --lint --quiet templates && $(BIN)/mypy .

requirements: $(VENV)/.installed-dev
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12 pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12 -c requirements/base.txt --group dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) var

# The first interpreter that is new enough and can make virtual environments.
$(VENV)/bin/python:
	@for candidate in $(CANDIDATES); do \
		if $$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then \
			echo "Making $(VENV) with $$($$candidate --version)"; \
			exec $$candidate -m venv $(VENV); \
		fi; \
	done; \
	echo "Talentnet needs Python 3.12 or newer with the venv module; none of these will do: $(CANDIDATES)." >&2; \
	echo "Install one (on Debian and Ubuntu: apt install python3 python3-venv) and run make again." >&2; \
	exit 1

$(VENV)/.installed: $(VENV)/bin/python requirements/base.txt
	@echo "Installing what Talentnet needs (once; takes a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	@echo "Installing what the tests need (once; takes a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
