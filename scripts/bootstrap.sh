#!/bin/sh
# Prepare .venv from the lock files: `bootstrap.sh` for the desk, `bootstrap.sh dev` for the tests as well.
# A desk on a database server, told by KPPN_TUI_DB or by the --db in ARGS, gets the driver for it too.
# Quick when nothing has changed. What is missing on the machine is said in one sentence.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)

want=${1:-run}
case "$want ${KPPN_TUI_DB:-} ${ARGS:-}" in
run*postgres://* | run*postgresql://*) want=postgres ;;
esac
venv=.venv
stamp=$venv/.ready-$want
case $want in
run) locks="requirements.lock" ;;
postgres) locks="requirements.lock requirements-postgres.lock" ;;
dev) locks="requirements-dev.lock" ;;
*) echo "bootstrap.sh: '$want' is none of run, postgres, dev." >&2; exit 2 ;;
esac

fail() {
    echo "kppn-tui: $*" >&2
    exit 1
}

ready() { # The stamp tells the folder, because an environment can't be moved.
    [ -x $venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$here" ] || return 1
    for file in $locks pyproject.toml; do
        [ -z "$(find "$file" -newer "$stamp")" ] || return 1
    done
    $venv/bin/python -c '' 2>/dev/null
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_venv() { "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; }

find_python() { # Sets $python to one that can make an environment, else $lame to one that only lacks venv.
    python='' lame=''
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.12 python3.13 python3.11; do
        command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate" || continue
        if has_venv "$candidate"; then
            python=$candidate
            return
        fi
        lame=${lame:-$candidate}
    done
}

install_package() { # Only for the tests: a desk never installs system packages by itself.
    [ "$want" = dev ] && command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" -eq 0 ]; then
        sudo=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo="sudo -n"
    else
        return 1
    fi
    echo "kppn-tui: installing $1, which the tests need."
    if [ "$1" = postgresql ] && [ ! -e /etc/postgresql-common ]; then # No service of its own beside the tests' server.
        $sudo mkdir /etc/postgresql-common &&
            echo "create_main_cluster = false" | $sudo tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    $sudo apt-get update -qq >/dev/null &&
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

make_venv() {
    find_python
    if [ -z "$python" ] && [ -n "$lame" ]; then
        package=$("$lame" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        install_package "$package" || install_package python3-venv || true
        find_python
        [ -n "$python" ] || fail "$lame lacks the venv module; install it with: apt-get install $package"
    fi
    [ -n "$python" ] || fail "Python 3.11 or newer is needed; install it with: apt-get install python3 python3-venv"
    echo "kppn-tui: preparing $venv with $("$python" --version)."
    "$python" -m venv --clear $venv
}

usable() { # An environment that was made here and still has its Python and pip.
    [ -x $venv/bin/python ] && $venv/bin/python -m pip --version >/dev/null 2>&1 &&
        new_enough $venv/bin/python && [ "$($venv/bin/python -c 'import sys; print(sys.prefix)')" = "$here/$venv" ] &&
        { ! ls $venv/.ready-* >/dev/null 2>&1 || grep -qxF "$here" $venv/.ready-*; }
}

has_postgres() { # As tests/postgres.py looks for it.
    if [ -n "${POSTGRES_BIN:-}" ]; then
        [ -x "$POSTGRES_BIN/initdb" ]
    else
        command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
    fi
}

if [ "$want" = dev ]; then
    command -v tmux >/dev/null 2>&1 || install_package tmux ||
        fail "the tests need tmux; install it with: apt-get install tmux"
    has_postgres || { install_package postgresql && has_postgres; } ||
        fail "the tests need the programs of a PostgreSQL server; install them with: apt-get install postgresql"
fi
ready && exit 0
if command -v flock >/dev/null 2>&1; then # Two desks that are started at once: the second waits for the first.
    exec 9<"$here/scripts/bootstrap.sh" && flock 9
    ready && exit 0
fi
usable || make_venv
rm -f "$stamp"
pip="$venv/bin/python -m pip --disable-pip-version-check --quiet --no-input"
$pip install --require-hashes --only-binary :all: $(printf -- '-r %s ' $locks) ||
    fail "the packages could not be installed; check the network and run this again."
$pip install --no-deps --no-build-isolation --editable . || fail "kppn-tui itself could not be installed."
printf '%s' "$here" >"$stamp"
