#!/usr/bin/env bash
# Writes the locks: every version and hash, for Python 3.11 and later, and no registry's name (docs/adr/0007).
# Versions already locked are kept; pass --upgrade for newer ones.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --quiet "$@" >/dev/null
}

compile --output-file requirements.txt "$@"
compile --group dev --constraint requirements.txt --output-file requirements-dev.txt "$@"
npm install --package-lock-only --silent

if grep -nE '(https?|file)://|^--' requirements.txt requirements-dev.txt; then
    echo "lock: the lines above name a registry or an option of this machine" >&2
    exit 1
fi
