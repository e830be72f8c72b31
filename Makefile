# `make help` lists what this can do. Needs Python 3.11+ and make, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CODE := manage.py dost registries services_catalog tests
TEST_PROCESSES ?= 2
BENCH_ARGS ?=
LIGHTHOUSE_SITE ?=

.DEFAULT_GOAL := help
.PHONY: help run setup test bench bench-compare lighthouse fmt lint requirements audit clean

help: ## this list
	@echo "DOST: proactive social benefits, from a registry event to a paid and announced benefit"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22
	@echo
	@echo "Variables: PORT (8000), DOST_HOME (.dost/), DATABASE_URL, REDIS_URL; see docs/configuration.md"

run: $(STAMP) ## start everything and print where to look; Ctrl-C stops it
	@exec $(BIN)/python -m dost.ops.run

setup: $(STAMP) ## virtual environment, servers and an up-to-date database
	@$(BIN)/python -m dost.ops.prepare

test: $(STAMP) ## every test, on real embedded servers
	@$(BIN)/python -m pytest $(if $(filter-out 0 1,$(TEST_PROCESSES)),--numprocesses $(TEST_PROCESSES) --dist loadgroup) $(PYTEST_ARGS)

bench: $(STAMP) ## measure, and print the machine beside the figures (BENCH_ARGS)
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

bench-compare: $(STAMP) ## two measurements beside each other: A=before.json B=after.json; fails when a goal is lost
	@test -n "$(A)" -a -n "$(B)" || { echo "Say which: make bench-compare A=before.json B=after.json" >&2; exit 2; }
	@$(BIN)/python -m tests.bench.compare "$(A)" "$(B)"

lighthouse: $(STAMP) ## score the public pages as a telephone loads them; needs Node.js and Chromium (LIGHTHOUSE_SITE)
	@$(BIN)/python -m tests.lighthouse $(LIGHTHOUSE_SITE)

fmt: $(STAMP) ## format code, and mend what can be mended
	$(BIN)/ruff check --fix --quiet $(CODE)
	$(BIN)/ruff format $(CODE)

# SQL is put together from texts of these modules and names of the catalogue, which are checked; values are parameters.
SQL_BUILDERS := registries/facts registries/synthetic registries/bridge/simulator \
	services_catalog/changes/impact_sql.py services_catalog/changes/impact_sums.py

lint: $(STAMP) ## style, types, import rules, templates, weaknesses, deployment check, missing migrations
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive dost registries services_catalog manage.py \
		--exclude $$(echo $(SQL_BUILDERS) | tr ' ' ',')
	$(BIN)/bandit --quiet --configfile pyproject.toml --skip B101,B311,B404,B608 --recursive $(SQL_BUILDERS)
	$(MAKE) --no-print-directory audit
	DOST_ENV=production DOST_SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		DOST_ALLOWED_HOSTS=dost.example DOST_PUBLIC_URL=https://dost.example DOST_OIDC_ISSUER=https://id.example \
		DOST_OIDC_CLIENT_ID=dost DOST_OIDC_CLIENT_SECRET=checked DOST_OIDC_FIN_CLAIM=fin \
		DOST_DOCUMENT_KEYS="$$($(BIN)/python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')" \
		$(BIN)/python -W error::DeprecationWarning:__main__ manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

requirements: $(STAMP) ## make requirements.txt from requirements.in, with hashes
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-find-links \
		--no-emit-index-url --no-emit-trusted-host --output-file requirements.txt requirements.in

audit: $(STAMP) ## look for known weaknesses in what requirements.txt pins
	@$(BIN)/python -m dost.ops.audit $(wildcard requirements.txt requirements-schemas.txt)

clean: ## remove caches and compiled files; .venv and .dost stay
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(STAMP): requirements.txt requirements-schemas.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; say which with PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making the virtual environment in $(VENV)"; $(PYTHON) -m venv $(VENV); } \
		|| { rm -rf $(VENV); echo "Python cannot make virtual environments here (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Installing the packages of requirements.txt"
	@$(BIN)/python -m pip install --disable-pip-version-check --no-compile --require-hashes --requirement requirements.txt
	@echo "Installing what tests compare with, from requirements-schemas.txt"
	@$(BIN)/python -m pip install --disable-pip-version-check --no-compile --no-deps --require-hashes \
		--requirement requirements-schemas.txt
	@touch $@
