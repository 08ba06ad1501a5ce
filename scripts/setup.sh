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
    python=$("$python" -c 'import sys; print(sys.executable)') # a name may be a shim
    version=$("$python" -c 'import sys; print(sys.version)')
    # Of pyproject.toml only what is installed counts, not the settings of the tools below it.
    inputs="$version $(describe requirements-dev.txt) $(sed '/^\[tool/,$d' pyproject.toml | cksum)"
    if done_before environment "$inputs"; then return; fi
    if [ ! -x $VENV/bin/python ] || [ "$($VENV/bin/python -c 'import sys; print(sys.version)' 2>/dev/null)" != "$version" ]; then
        say "making $VENV with Python ${version%% *}"
        rm -rf $VENV
        if have uv; then uv venv --quiet --no-python-downloads --python "$python" $VENV; else "$python" -m venv $VENV; fi
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

# --- what the operating system brings: libraries for PDFs, fonts for every script we print, npm, a browser

prints_pdf() {
    $VENV/bin/python -c 'from weasyprint.text import ffi; raise SystemExit(ffi.harfbuzz_subset is None)' \
        >/dev/null 2>&1
}
has_glyph() { [ -n "$(fc-list ":charset=$1" 2>/dev/null)" ]; }
has_family() { fc-list : family 2>/dev/null | grep -qiE "$1"; }
has_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if have "$name"; then return; fi
    done
    [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]
}

# Names of the Debian packages for whatever is not there.
missing_packages() {
    prints_pdf || echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    have fc-list || echo fontconfig
    { has_glyph 0175 && has_glyph 0639; } || echo fonts-dejavu-core # Welsh, Arabic
    has_glyph 1f389 || echo fonts-noto-color-emoji
    has_family 'arial|liberation sans|helvetica' || echo fonts-liberation
    have npm || echo nodejs npm
    has_browser || echo chromium
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    have apt-get || return 1
    [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }
}

install_system_parts() {
    local missing log
    missing=$(missing_packages | paste -sd " " -)
    if [ -z "$missing" ]; then return; fi
    if may_install; then
        say "installing $missing"
        log=$(mktemp)
        # shellcheck disable=SC2086 # a list of names, meant to be split
        as_root apt-get update -qq >"$log" 2>&1 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
                >>"$log" 2>&1 || tail -n 5 "$log" >&2
        rm -f "$log"
        missing=$(missing_packages | paste -sd " " -)
    fi
    if [ -n "$missing" ]; then say "please install (Debian's names): $missing"; fi
}

check_system() {
    local inputs
    inputs=$(describe scripts/setup.sh "$STAMPS/environment")
    if done_before system "$inputs"; then return; fi
    install_system_parts
    prints_pdf || die "WeasyPrint does not find Pango and HarfBuzz; without them there are no PDFs."
    have npm || die "npm is needed to fetch GOV.UK Frontend."
    if [ -z "$(missing_packages)" ]; then remember system "$inputs"; fi
}

# --- what pages are made of, and the question sets in the form the functions load

fetch_page_parts() {
    local inputs
    inputs=$(describe package.json package-lock.json)
    if [ -d node_modules ] && done_before page-parts "$inputs"; then return; fi
    say "fetching GOV.UK Frontend and axe-core"
    npm ci --silent
    remember page-parts "$inputs"
}

build_assets() {
    local inputs
    inputs=$(describe package-lock.json scripts/build_assets.py $(find templates/assets -type f 2>/dev/null | sort))
    if [ -f assets/manifest.json ] && done_before assets "$inputs"; then return; fi
    $VENV/bin/python scripts/build_assets.py
    remember assets "$inputs"
}

compile_frameworks() {
    local inputs
    if [ ! -f chalicelib/frameworks/__main__.py ]; then return; fi
    inputs=$(describe $(find chalicelib/frameworks \( -name '*.py' -o -name '*.yaml' -o -name '*.md' \) | sort))
    if [ -d chalicelib/frameworks/compiled ] && done_before frameworks "$inputs"; then return; fi
    $VENV/bin/python -m chalicelib.frameworks compile
    remember frameworks "$inputs"
}

# Two set-ups at once would undo each other's work.
mkdir -p .local
if have flock; then exec 9>.local/setup.lock; flock 9; fi

make_environment
check_system
fetch_page_parts
build_assets
compile_frameworks
