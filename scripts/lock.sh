#!/bin/sh
# Pin what the desk and its tests need, with hashes, for Python 3.11 and newer on Linux. Needs uv.
# The others take their versions from the development lock, so that all can live in one environment.
set -eu
cd "$(dirname "$0")/.."

pin() {
    uv pip compile "$@" --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-config
}

pin pyproject.toml --extra build --extra postgres --extra dev --output-file requirements-dev.lock
pin pyproject.toml --extra build --constraint requirements-dev.lock --output-file requirements.lock
# The driver of a database server alone: Peewee imports it wherever it lies, so a desk on a file goes without.
sed -n 's/^postgres = \["\(.*\)"\]$/\1/p' pyproject.toml |
    pin - --constraint requirements-dev.lock --output-file requirements-postgres.lock
