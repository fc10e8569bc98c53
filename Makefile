# `make` alone lists what can be done.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# Compiled modules are kept, whatever the machine's habit: a service starts three times as fast with
# them, and the tests start it often.
export PYTHONDONTWRITEBYTECODE :=

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cardkeeper needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages into .venv (a minute or two, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: help setup run test soak lint audit bench docs lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: .venv/.ready ## make .venv from the lock file; the command is then .venv/bin/cardkeeper

run: .venv/.ready ## run the service; without credentials, on the embedded sandbox workspace
	@exec $(BIN)/cardkeeper serve

test: .venv/.ready ## the whole test suite, offline
	@$(BIN)/python -m pytest -n 4 --dist loadgroup tests

soak: .venv/.ready ## the long runs: storms, kills, load, fuzz (an hour; CARDKEEPER_TEST_POSTGRES for all)
	@CARDKEEPER_SOAK=1 $(BIN)/python -m pytest -m soak -s --durations=0 tests

lint: .venv/.ready ## style, types and the borders between the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: .venv/.ready ## licences of a deployment's packages, and their known weaknesses (asks outside)
	@$(BIN)/python -m tests.audit

bench: .venv/.ready ## ratios measured in one run
	@$(BIN)/python -m tests.bench

docs: .venv/.ready ## rebuild the pages that come from the code
	@$(BIN)/python -m docs.build

lock: ## renew the lock files from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -c requirements.lock -o requirements.runtime.lock

clean: ## remove .venv and caches; your data stays
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .pytest_cache
