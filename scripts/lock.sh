#!/bin/sh
# Pin what the desk and its tests need, with hashes, for Python 3.11 and newer on Linux. Needs uv.
# The runtime takes its versions from the development lock, so that both can live in one environment.
set -eu
cd "$(dirname "$0")/.."

pin() {
    uv pip compile pyproject.toml "$@" --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-config
}

pin --extra build --extra dev --output-file requirements-dev.lock
pin --extra build --constraint requirements-dev.lock --output-file requirements.lock
