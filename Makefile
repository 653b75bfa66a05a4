# `make` sets everything up and runs the main job; `make test` sets everything up and runs all tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KGTOOL := $(BIN)/kgtool
EDITOR := kgtool/web/editor

PYTHONS ?= $(PYTHON) python3.12 python3.13
export SOURCE_DATE_EPOCH ?= 1767225600

.PHONY: all setup develop test mutation check dist smoke sbom clean

all: setup
	@$(BIN)/python tools/first_look.py

# What running needs
setup: $(VENV)/.installed kgtool/web/static/editor.js

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) … / $(VENV) に入れています…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fast]'
	@touch $@

# What tests and contributions need as well
develop: $(VENV)/.developed kgtool/web/static/editor.js

$(VENV)/.developed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/.installed

# The SPARQL page's editor and the engine of copies without a server, from a lock file; pages are whole without them, so
# nothing here stops a setup
kgtool/web/static/editor.js: $(EDITOR)/package.json $(EDITOR)/package-lock.json $(wildcard $(EDITOR)/*.js)
	@if command -v npm >/dev/null; then \
	  { npm --prefix $(EDITOR) ci --ignore-scripts --silent && npm --prefix $(EDITOR) run --silent build; } \
	  || echo "The editor and the engine were not built; the SPARQL page has a plain field. / エディターとエンジンを組み立てられませんでした。"; \
	else echo "No npm: the SPARQL page has a plain field, and copies without a server do not answer. / npmがないので、SPARQLのページは普通の入力欄になり、サーバーのない写しは問いに答えません。"; fi

test: develop
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Weaken every rule in turn: some fixture must notice; prints how many do
mutation: develop
	$(BIN)/python -m tests.check.mutation

# What to run before a commit
check: develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(KGTOOL) check
	$(KGTOOL) reference --check
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not java"

# Sdist and wheel: the same bytes from the same tree
dist: develop
	rm -rf dist
	$(BIN)/python -m hatchling build -d dist

# Install the wheel into a fresh environment of each Python that is there, and use it in an empty folder
smoke:
	@test -n "$$(ls dist/*.whl 2>/dev/null)" || $(MAKE) dist
	@set -e; for python in $(PYTHONS); do \
	  if ! $$python --version >/dev/null 2>&1; then echo "no $$python here: not tried"; continue; fi; \
	  rm -rf build/smoke && $$python -m venv build/smoke; \
	  build/smoke/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl; \
	  echo "$$python:"; build/smoke/bin/python tools/smoke.py build/smoke/bin/kgtool $(if $(wildcard kgtool/web/static/editor.js),--editor); \
	done; rm -rf build/smoke

# What the wheel brings with it (CycloneDX), from an environment that has nothing else
sbom:
	rm -rf build/sbom && $(PYTHON) -m venv build/sbom/wheel && $(PYTHON) -m venv build/sbom/tool
	build/sbom/wheel/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	build/sbom/tool/bin/python -m pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7,<8'
	build/sbom/tool/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
	  --output-file dist/sbom.cdx.json build/sbom/wheel/bin/python
	rm -rf build/sbom

clean:
	rm -rf build site dist
