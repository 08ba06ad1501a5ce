#!/usr/bin/env bash
# Makes everything that `make run` and `make test` need, and does again only what has changed.
# PYTHON=/path/to/python chooses the interpreter; otherwise a good one is looked for.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv
STAMPS=$VENV/stamps

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- remembering what is done: a step is repeated when the text that describes its inputs changes

describe() { cat "$@" 2>/dev/null | cksum; }
done_before() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
remember() { mkdir -p "$STAMPS"; printf '%s' "$2" >"$STAMPS/$1"; }

# --- Python: a working 3.11 to 3.14, best of all 3.12 or 3.13, which Lambda runs too

usable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1 || return 1
    have uv || "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

find_python() {
    local version candidate
    for version in 3.12 3.13 3.11 3.14; do
        for candidate in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version"*/bin/python; do
            if usable "$candidate"; then echo "$candidate"; return; fi
        done
        if have uv && candidate=$(uv python find "$version" 2>/dev/null) && usable "$candidate"; then
            echo "$candidate"; return
        fi
    done
    for candidate in python3 python; do
        if usable "$candidate"; then echo "$candidate"; return; fi
    done
    return 1
}

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        usable "$PYTHON" || die "PYTHON=$PYTHON is not a working Python 3.11 to 3.14 with its venv module."
        echo "$PYTHON"
    elif usable $VENV/bin/python; then
        echo $VENV/bin/python
    else
        find_python || die "No working Python 3.11 to 3.14 found. Install Python 3.12 with its venv module (Debian: apt install python3 python3-venv), or set PYTHON=/path/to/python."
    fi
}

make_environment() {
    local python version inputs
    python=$(choose_python)
    version=$("$python" -c 'import sys; print(sys.version)')
    inputs="$version $(describe requirements-dev.txt pyproject.toml)"
    if done_before environment "$inputs"; then return; fi
    if [ ! -x $VENV/bin/python ] || [ "$($VENV/bin/python -c 'import sys; print(sys.version)' 2>/dev/null)" != "$version" ]; then
        say "making $VENV with Python ${version%% *}"
        rm -rf $VENV
        if have uv; then uv venv --quiet --python "$python" $VENV; else "$python" -m venv $VENV; fi
    fi
    say "installing the locked Python packages"
    if have uv; then
        uv pip install --quiet --python $VENV/bin/python --require-hashes -r requirements-dev.txt
    else
        $VENV/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
    fi
    # The project itself, in place: for the compact-audit command. Nothing is fetched.
    $VENV/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
    remember environment "$inputs"
}

make_environment
