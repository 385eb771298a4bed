# Two commands do everything: `make audit REPO=folder` and `make test`.
# Each sets itself up on first use, in a private virtual environment with pinned, hashed packages.

REPO ?= examples/parcelgate
OUTPUT ?= reports/$(notdir $(abspath $(REPO)))
# standard, deep: a local model reads as well (docs/models.md), 1.1 GB brought once. quick: tools alone.
DEPTH ?= standard
ARGS ?=
# A folder that `make kit` wrote: `make audit` sets itself up from it, without a package index.
KIT ?=
# no: leaves the embedded model out of the kit.
WEIGHTS ?= yes
VENV ?= .venv
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install

# Whole audits that are attacked, killed, repeated, tried or read by played models: minutes, and CI's.
LONG := tests/hostile tests/graphs/test_reading.py tests/trial/test_command.py tests/test_stability.py \
	tests/test_incremental.py

.PHONY: audit from-kit kit test test-long test-model check bench docs lock clean help

help:
	@echo "make audit REPO=folder   audit a repository; papers go to reports/"
	@echo "make kit                 write dist/kit, to carry to a machine without network (docs/air-gap.md)"
	@echo "make audit KIT=folder …  audit there: set up from a kit, without a package index"
	@echo "make test                formatting, lint, types and tests, offline"
	@echo "make test-long           run the tests that attack, kill and repeat whole audits, offline"
	@echo "make test-model          run the tests that need the embedded model (1.1 GB)"
	@echo "make check               formatting, lint and types"
	@echo "make bench               measure speed and memory"
	@echo "make docs                write the generated lists in docs/ again"

audit: $(if $(KIT),from-kit,$(VENV)/.run)
	@[ "$(DEPTH)" = quick ] || [ -n "$(KIT)" ] || $(BIN)/seatrial models pull || \
	  echo "Without the model this is an audit by tools only; DEPTH=quick asks for no model." >&2
	$(BIN)/seatrial audit "$(REPO)" --output "$(OUTPUT)" --depth $(DEPTH) $(ARGS)

from-kit:
	@sh kit/install.sh "$(VENV)" --kit "$(KIT)" --source .
	@touch $(VENV)/.run

kit: $(VENV)/.run
	@[ "$(WEIGHTS)" = no ] || $(BIN)/seatrial models pull
	@$(BIN)/python -m kit "$(or $(KIT),dist/kit)" $(if $(filter no,$(WEIGHTS)),--without-weights)

test: $(VENV)/.dev check
	$(BIN)/python -m pytest -n auto $(addprefix --ignore=,$(LONG))

test-long: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto $(LONG)

test-model: $(VENV)/.dev
	$(BIN)/seatrial models pull
	$(BIN)/python -m pytest -m model

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/.dev
	$(BIN)/python -m docs.generate

# Needs uv on the PATH. Hashes are for every platform, so that one lock serves all.
lock:
	for extra in run dev; do \
	  [ $$extra = dev ] && with="--extra dev" || with=""; \
	  uv pip compile --quiet pyproject.toml requirements/build.in --extra embedded $$with --universal \
	    --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements/$$extra.txt; done

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(call install,run)

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	$(call install,dev)
	@touch $(VENV)/.run

define install
	@[ -n "$(PYTHON)" ] || { echo "Seatrial needs Python 3.11 or newer on the PATH" >&2; exit 2; }
	@echo "Setting up Seatrial in $(VENV) with $(PYTHON), once." >&2
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements/$(1).txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
endef

clean:
	rm -rf $(VENV) reports dist .mypy_cache .pytest_cache .ruff_cache
