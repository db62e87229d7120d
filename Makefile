# Every command sets up the packages it needs first.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
CANDIDATES := python3.13 python3.14 python3.12 python3 python

.PHONY: help run install dev test test-fast lint requirements clean
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: install ## set up and serve Talentnet with demonstration data (PORT=8000)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --no-input --clear --verbosity 0
	@$(BIN)/python manage.py seed_demo
	@exec $(BIN)/python manage.py serve --port $(PORT)

install: $(VENV)/.installed ## install the packages that Talentnet needs

dev: $(VENV)/.installed-dev ## install the packages for tests and linters, too

test: dev ## set up and run all tests, on SQLite and on PostgreSQL
	@$(BIN)/python -m tests.both_databases

test-fast: dev ## run the tests without the slow and browser ones, on SQLite
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" --ignore=tests/browser

lint: dev ## run ruff, djlint and mypy
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/djlint --check --lint templates && $(BIN)/mypy .

requirements: dev ## lock the packages again, after a change in pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12 pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12 -c requirements/base.txt --group dev pyproject.toml -o requirements/dev.txt

clean: ## delete the environment and the local data (var/)
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
