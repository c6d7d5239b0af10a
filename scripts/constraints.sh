#!/usr/bin/env bash
# Writes constraints.txt anew: the newest versions that pyproject.toml allows and that work together, one exact version each.
# usage: scripts/constraints.sh [PYTHON]     (the oldest supported Python, so that all newer ones can install them too)
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
"${1:-python3.11}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --editable '.[dev,bench]'
{
  echo "# Exact versions of everything that make installs. Written by scripts/constraints.sh; loosen pyproject.toml, not this."
  "$folder/venv/bin/python" -m pip freeze --disable-pip-version-check --exclude-editable |
    grep -E '^[A-Za-z0-9._-]+==[^ ]+$' | sort -f
} >"$folder/new"
mv "$folder/new" constraints.txt
