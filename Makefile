# Duly. `make help` lists the targets; `make run` and `make test` are all a newcomer needs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
WORKERS ?= 2
ENV := .venv
BIN := $(ENV)/bin
SYNAPSE_ENV := .venv-synapse
BENCH_ENV := .venv-bench
# An empty or missing HOME is no obstacle: the installer then keeps its cache inside the environment.
ifeq ($(strip $(HOME)),)
export UV_CACHE_DIR := $(CURDIR)/$(ENV)/cache
endif
export UV_LINK_MODE ?= copy
# The certificates of the machine, as pip and curl use them: a company that inspects its traffic has put its own there.
export UV_SYSTEM_CERTS ?= 1
# A user's own PYTHONPATH or active environment must not leak into ours.
unexport PYTHONPATH VIRTUAL_ENV PYTHONHOME

PYTEST := $(BIN)/python -m pytest
PYTHON_SOURCES := duly demo tests benchmarks verifier vectors docs

.PHONY: help run test check lint imports types fix docs bench bench-smoke soak demo synapse wheel lock clean \
        test-sqlite test-postgres

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ── environments ──────────────────────────────────────────────────────────────────────────────────────────────────

# Creates environment $(1) with the interpreter that .ci/find-python found by running it.
define create_environment
	@python=$$(.ci/find-python); \
	echo "environment $(1) with $$python"; \
	"$$python" -m venv --clear $(1) || { rm -rf $(1); \
	  echo "Python cannot make environments here. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
endef

# Installs the pinned, hashed files $(2) into environment $(1): with uv where it works, else with pip.
define install_pinned
	@echo "installing $(2)"; \
	if $(BIN)/uv pip install --quiet --python $(1)/bin/python --require-hashes $(addprefix -r ,$(2)); then :; else \
	  echo "uv could not install them; trying pip" >&2; \
	  $(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes $(addprefix -r ,$(2)); fi
endef

$(BIN)/python:
	$(call create_environment,$(ENV))

$(ENV)/.setup: requirements/setup.txt | $(BIN)/python
	@echo "installing the installer (requirements/setup.txt)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	@touch $@

$(ENV)/.run: $(ENV)/.setup requirements/run.txt pyproject.toml
	$(call install_pinned,$(ENV),requirements/run.txt)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(ENV)/.dev: $(ENV)/.run requirements/dev.txt
	$(call install_pinned,$(ENV),requirements/dev.txt)
	@touch $@

$(SYNAPSE_ENV)/.ready: requirements/synapse.txt | $(ENV)/.setup
	$(call create_environment,$(SYNAPSE_ENV))
	$(call install_pinned,$(SYNAPSE_ENV),requirements/synapse.txt)
	@touch $@

synapse: $(SYNAPSE_ENV)/.ready ## the environment of Synapse, the real store of the journeys (AGPL, kept apart)

# ── run ───────────────────────────────────────────────────────────────────────────────────────────────────────────

run: $(ENV)/.run ## the demo world, with desk and worker, on 127.0.0.1:$PORT (8000)
	@exec $(BIN)/duly demo --directory var/demo --serve --port $(PORT)

demo: $(ENV)/.run ## nine demands, each lived to its end, in the terminal
	@exec $(BIN)/duly demo --directory var/demo

# ── test ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# Synapse has no wheels for every machine: where its environment cannot be made, its tests skip aloud (or fail, where
# DULY_REQUIRE names synapse), the others still run.
test: $(ENV)/.dev ## every test on SQLite; what this machine lacks is skipped aloud
	@$(MAKE) --no-print-directory synapse || echo "Synapse's environment could not be made; its journeys will be skipped" >&2
	@$(MAKE) --no-print-directory test-sqlite

test-sqlite: $(ENV)/.dev
	$(PYTEST) -n $(WORKERS) --dist loadfile $(ARGS)

test-postgres: $(ENV)/.dev
	DULY_TEST_PG=$${DULY_TEST_PG:-1} $(PYTEST) -n $(WORKERS) --dist loadfile $(ARGS)

check: lint types test test-postgres wheel bench-smoke ## all that CI runs (at most 25 minutes on two cores)
	@echo "make check: everything held"

soak: $(ENV)/.dev ## the tests in full: a hundred times the generated cases, then all benchmarks
	DULY_HYPOTHESIS=soak $(PYTEST) -n $(WORKERS) $(ARGS)
	@$(MAKE) --no-print-directory bench

lint: $(ENV)/.dev imports ## formatting, style, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

imports: $(ENV)/.dev
	$(BIN)/lint-imports --no-logo --no-cache

types: $(ENV)/.dev ## strict type check
	DULY_CONFIG=tests/types.toml $(BIN)/mypy duly demo

fix: $(ENV)/.dev ## format, and mend what a tool can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(ENV)/.dev ## build the wheel, install it alone in a clean environment, run the demo from there
	@.ci/try-wheel

# ── figures and pages ─────────────────────────────────────────────────────────────────────────────────────────────

$(BENCH_ENV)/.ready: requirements/run.txt requirements/dev.txt requirements/bench.txt | $(ENV)/.setup
	$(call create_environment,$(BENCH_ENV))
	$(call install_pinned,$(BENCH_ENV),requirements/run.txt)
	$(call install_pinned,$(BENCH_ENV),requirements/bench.txt)
	@touch $@

bench: $(BENCH_ENV)/.ready ## time everything under benchmarks/, beside its peers, and write docs/reference/benchmarks.md
	PYTHONPATH=.:demo $(BENCH_ENV)/bin/python benchmarks/table.py --write docs/reference/benchmarks.md

bench-smoke: $(ENV)/.dev
	$(BIN)/python benchmarks/table.py --smoke

docs: $(ENV)/.run ## regenerate docs/reference from the code
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/api_page.py

# ── upkeep ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Hashes, and no address of an index: `uv pip compile` is told to write no header and no comments.
lock: $(ENV)/.setup ## pin requirements/*.in again
	@for name in setup run dev bench synapse; do \
	  echo "requirements/$$name.txt"; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header --no-annotate \
	    requirements/$$name.in -o requirements/$$name.txt; done

clean: ## remove environments, caches and var/
	rm -rf $(ENV) $(SYNAPSE_ENV) $(BENCH_ENV) var build dist .mypy_cache .ruff_cache .hypothesis .pytest_cache
