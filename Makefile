# make run: the whole system on one machine. Needs Python 3.11 or newer and a package registry, nothing else.

PYTHON ?= python3
VENV := .venv/bin/python
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel error
PIP := $(VENV) -m pip install -qq --disable-pip-version-check --require-hashes
EXEC := $(VENV) -m socl.run exec
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(VENV) -m uv pip compile --quiet --universal --generate-hashes \
	--python-version 3.11 --no-emit-index-url $(LOCK_OPTIONS)

# A run is many processes: what one has compiled the next ones read, also where the environment says otherwise.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test lint soak bench lab lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 14

run: .venv/.run node_modules/.run ## start everything at http://127.0.0.1:8000 (PORT=...), stop with Ctrl-C
	@exec $(VENV) -m socl.run

test: .venv/.dev node_modules/.dev ## all tests but the soak (ARGS=... goes to pytest)
	@CHROMIUM=$$($(VENV) tests/browser/chromium.py) && export CHROMIUM && \
	exec $(EXEC) --fresh test --keep -- $(VENV) -m pytest -n 2 --dist loadscope --no-loadscope-reorder -m "not soak" $(ARGS)

soak: .venv/.dev node_modules/.dev ## the tests that run for minutes: every page in every state, races, storms, kills
	@CHROMIUM=$$($(VENV) tests/browser/chromium.py) && export CHROMIUM && \
	$(EXEC) --fresh soak -- $(VENV) -m pytest -n 2 --dist worksteal -m soak $(ARGS) tests --ignore=tests/soak
	@exec $(EXEC) --fresh soak -- $(VENV) -m pytest -m soak $(ARGS) tests/soak

bench: .venv/.run node_modules/.run ## measure against the raw database
	@exec $(EXEC) --fresh bench -- $(VENV) manage.py bench $(ARGS)

lab: .venv/.run ## a busy hour at the telephone, against a running make run (ARGS="--desks 20")
	@exec $(VENV) manage.py lab $(ARGS)

lint: .venv/.dev ## style, types, missing migrations
	$(VENV) -m ruff check
	$(VENV) -m ruff format --check
	$(EXEC) --fresh lint -- $(VENV) -m mypy
	$(EXEC) --fresh lint -- $(VENV) manage.py makemigrations --check --dry-run

lock: .venv/.dev ## compile the lock files anew (LOCK_OPTIONS=--upgrade for newer versions)
	$(COMPILE) requirements.in --output-file requirements.lock
	$(COMPILE) requirements-dev.in --constraint requirements.lock --output-file requirements-dev.lock
	PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/npm install --package-lock-only --ignore-scripts \
		--omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## throw away everything that is not in git, the demo's data too
	$(PYTHON) -m socl.run clean
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Installing into .venv (once) ..."
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.lock | .venv/bin/python
	@$(PIP) -r requirements.lock
	@touch $@

.venv/.dev: requirements.lock requirements-dev.lock | .venv/bin/python
	@$(PIP) -r requirements-dev.lock
	@touch .venv/.run $@

node_modules/.run: package-lock.json | .venv/.run
	@$(NPM) --omit=dev >/dev/null
	@touch $@

node_modules/.dev: package-lock.json | .venv/.dev
	@$(NPM) >/dev/null
	@touch node_modules/.run $@
