# `make` sets everything up and runs the main job; `make test` sets everything up and runs all tests.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KGTOOL := $(BIN)/kgtool

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

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

test: setup
	$(BIN)/python -m pytest -n 2 -m "not slow"

# Weaken every rule in turn: some fixture must notice. Takes many minutes
mutation: setup
	$(BIN)/python -m pytest -n 2 -m slow

# What to run before a commit
check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(KGTOOL) check
	$(KGTOOL) reference --check
	$(BIN)/python -m pytest -n 2 -m "not java and not slow"

clean:
	rm -rf build site dist
