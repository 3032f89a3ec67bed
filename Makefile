# `make run` opens the desk, `make test` runs the tests; both prepare .venv by themselves.
SHELL := /bin/sh
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run demo test soak check static format bench load locale picture lock clean setup setup-dev

help: ## these lines
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: setup ## open the desk; ARGS="--lang en" are handed on
	@exec $(BIN)/kppn-tui $(ARGS)

demo: setup ## open a training room in a throw-away file; ARGS="--list" names its scenarios
	@exec $(BIN)/kppn-tui demo $(ARGS)

test: setup-dev ## the tests, in six minutes at most; ARGS="tests/domain -k due" are handed on
	$(BIN)/python -m pytest -n 3 --dist loadgroup -m "not soak" $(ARGS)

soak: setup-dev ## what takes long besides: every scenario by keys, every rule on both databases, deep examples
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n 2 --dist loadgroup -m soak --timeout 1200 $(ARGS)

check: static test ## both of them

static: setup-dev ## lint, format, types, import contracts, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/catalogue.py --check

format: setup-dev ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## measure against the floors
	$(BIN)/python -m tests.bench $(ARGS)

load: setup-dev ## fifty desks through a busy day, on each database; takes ten minutes
	$(BIN)/python -m tests.load $(ARGS)

locale: setup-dev ## collect the sentences, update and compile the translations
	$(BIN)/python scripts/catalogue.py

picture: setup ## paint the pictures of the documents anew
	$(BIN)/python scripts/picture.py

lock: ## pin the dependencies anew (needs uv)
	scripts/lock.sh

clean: ## remove what can be made again
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@scripts/bootstrap.sh run

setup-dev:
	@scripts/bootstrap.sh dev
