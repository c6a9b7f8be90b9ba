# Two commands matter: `make demo` and `make test`. Both set up what they need from the project's own files.

# The first interpreter of at least 3.11 that can make a virtual environment. The distribution's own comes first: it is built with
# profile-guided optimisation, as pyenv's is not unless asked to be, and answers a keystroke in an eighth less time.
PYTHON ?= $(shell for p in /usr/bin/python3.11 python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
UV_VERSION := 0.13.9
UV := .uv/bin/uv
RUN := .venv/bin/
export UV_PROJECT_ENVIRONMENT := .venv

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-fast soak check bench bench-drift bench-sight bench-editor editors extension e2e clean

help:            ## this list
	@grep -E '^[a-z-]+: .*##|^[a-z-]+:  *##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

setup: .venv/.stamp  ## the Python environment, from uv.lock

$(UV):
	@test -n "$(PYTHON)" || { echo "Dovetail needs Python 3.11 or newer with the venv module; none was found on PATH." >&2; exit 2; }
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.stamp: pyproject.toml uv.lock $(UV)
	$(UV) sync --frozen --quiet --compile-bytecode --python $(PYTHON)
	@$(RUN)python -m compileall -q -j 2 server  # else, where PYTHONDONTWRITEBYTECODE is set, every start compiles everything anew
	@touch $@

demo: setup      ## five scripted agents build a small product, side by side; ends with a verified main
	$(RUN)dovetail demo

test: setup extension editors ## every test, the editor in a real browser included
	$(RUN)python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser"
	$(MAKE) --no-print-directory e2e

test-fast: export DOVETAIL_FAST := 1
test-fast: setup ## no browser, no servers: under 90 seconds
	$(RUN)python -m pytest -n 2 -m "not slow and not browser"

soak: export DOVETAIL_SEED := $(or $(DOVETAIL_SEED),random)
soak: setup      ## the tests that draw at random, much longer and with another seed each time: about an hour
	DOVETAIL_STEPS=150 DOVETAIL_EXAMPLES=4000 $(RUN)python -m pytest -n 2 --timeout 0 tests/rules/test_incremental.py \
		tests/rules/test_corruption.py tests/rules/test_properties.py tests/languages/test_any_text.py tests/core/test_yaml_pieces.py \
		tests/benchmarks/test_sight.py tests/features/test_rename.py
	$(RUN)python -m tests.replay

check: setup     ## style, types and layers
	$(RUN)ruff check . && $(RUN)ruff format --check .
	$(RUN)basedpyright --warnings --threads 2
	$(RUN)lint-imports

bench: setup extension/node_modules/.stamp ## figures, with the machine they were taken on
	$(RUN)python -m tests.benchmarks

bench-drift: setup ## drifts seeded into conforming projects: how many are found, and what is found that is none
	$(RUN)python -m tests.benchmarks.drift

bench-sight: setup ## whole projects with drifts that people wrote into them: how many are told at the very line
	$(RUN)python -m tests.benchmarks.sight

bench-editor: setup extension/node_modules/.stamp tests/benchmarks/peers/node_modules/.stamp ## from a keystroke to its diagnostics, beside other language servers
	$(RUN)python -m tests.benchmarks.editor $(ONLY)

tests/benchmarks/peers/node_modules/.stamp: tests/benchmarks/peers/package-lock.json
	cd tests/benchmarks/peers && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

editors:         ## Neovim and Emacs, for the tests that drive them
	@tests/support/editors/setup.sh

EXTENSION := $(shell find extension -path '*/node_modules' -prune -o -path extension/e2e -prune -o -path extension/build -prune \
	-o -path extension/dist -prune -o -path extension/server -prune -o -type f -print)
SERVER := $(shell find server/dovetail -name __pycache__ -prune -o -type f -print)

extension/node_modules/.stamp: extension/package-lock.json
	cd extension && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

extension/build/.checked: extension/node_modules/.stamp .venv/.stamp $(EXTENSION) contracts-schema/settings.schema.json
	cd extension && npm run --silent check
	@mkdir -p $(@D) && touch $@

extension/build/dovetail.vsix: extension/build/.checked $(SERVER) contracts-schema/settings.schema.json
	cd extension && npm run --silent package

extension: setup extension/build/dovetail.vsix ## the extension: types, unit tests, and the .vsix

e2e: extension   ## a real VS Code in a real browser
	cd extension/e2e && ./setup.sh && node server.mjs && node run.mjs

clean:           ## what can be made again
	rm -rf .venv .uv tests/benchmarks/peers/node_modules extension/node_modules extension/build extension/dist extension/server extension/e2e/node_modules extension/e2e/out

.PHONY: schemas rules
rules: setup     ## RULES.md, from the rules
	$(RUN)dovetail explain --markdown > RULES.md

schemas: setup   ## contracts-schema/, from the models
	@for name in $$($(RUN)python -c 'from dovetail.core.schemas import MODELS; print(*MODELS)'); do \
		$(RUN)python -c "from dovetail.core.schemas import schema; print(schema('$$name'), end='')" > contracts-schema/$$name.schema.json; done
