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
# Whom to sponsor is of no use to an install, and names hosts.
node -e 'const fs = require("fs"), file = "package-lock.json", lock = JSON.parse(fs.readFileSync(file));
for (const part of Object.values(lock.packages)) delete part.funding;
fs.writeFileSync(file, JSON.stringify(lock, null, 2) + "\n");'

if grep -nE '(https?|file)://|^--' requirements.txt requirements-dev.txt; then
    echo "lock: the lines above name a registry or an option of this machine" >&2
    exit 1
fi
