# `make` sets everything up and runs the main job; `make test` sets everything up and runs all tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KGTOOL := $(BIN)/kgtool
EDITOR := kgtool/web/editor

.PHONY: all setup test mutation check clean

all: setup
	$(KGTOOL) build
	$(KGTOOL) check
	$(KGTOOL) query counts-by-function
	$(KGTOOL) query directions-on-theme --param theme=theme:child-rearing
	$(KGTOOL) query no-counterpart
	@echo
	@echo "Next / 次は:"
	@echo "  $(KGTOOL) query --list                  questions you can ask / 問いの一覧"
	@echo "  $(KGTOOL) --lang ja query no-counterpart  the same in Japanese / 日本語で"
	@echo "  CONTRIBUTING.md                         add your own city / 自分の市を加えるには"

setup: $(VENV)/.installed kgtool/web/static/editor.js

$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

# The SPARQL page's editor, from its lock file; the page is whole without it, so nothing here stops a setup
kgtool/web/static/editor.js: $(EDITOR)/package.json $(EDITOR)/package-lock.json $(EDITOR)/editor.js $(EDITOR)/completion.js
	@if command -v npm >/dev/null; then \
	  { npm --prefix $(EDITOR) ci --ignore-scripts --silent && npm --prefix $(EDITOR) run --silent build; } \
	  || echo "The editor was not built; the SPARQL page has a plain field. / エディターを組み立てられませんでした。"; \
	else echo "No npm: the SPARQL page has a plain field. / npmがないので、SPARQLのページは普通の入力欄になります。"; fi

test: setup
	$(BIN)/python -m pytest -n 2

# Weaken every rule in turn: some fixture must notice; prints how many do
mutation: setup
	$(BIN)/python -m tests.check.mutation

# What to run before a commit
check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(KGTOOL) check
	$(KGTOOL) reference --check
	$(BIN)/python -m pytest -n 2 -m "not java"

clean:
	rm -rf build site dist
