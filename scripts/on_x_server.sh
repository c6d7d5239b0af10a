#!/usr/bin/env bash
# Runs a command with Qt on a virtual X server. Other systems than Linux have no such server, and say so.
set -euo pipefail
if ! command -v xvfb-run >/dev/null 2>&1; then
  [ "$(uname -s)" != Linux ] || { echo "xvfb-run is missing; on Debian and Ubuntu it is in the package xvfb." >&2; exit 1; }
  echo "No virtual X server on $(uname -s): the tests that need one are left out." >&2
  exit 0
fi
export QT_QPA_PLATFORM=xcb
exec xvfb-run -a -s "-screen 0 1280x800x24" "$@"
