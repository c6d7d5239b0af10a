#!/usr/bin/env bash
# Sets up what is missing to run the program, to test it as well, or to compare its speed with that of its peers, too:
# the system libraries of Qt on Debian and Ubuntu, a virtual environment in .venv, the Python packages in it.
# Looks first, so that a second call changes nothing, needs no network and takes no time.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}
case $purpose in # each includes the ones before
  run) extras='' enough='run test bench' ;;
  test) extras='[dev]' enough='test bench' ;;
  bench) extras='[dev,bench]' enough='bench' ;;
  *) echo "usage: scripts/setup.sh run|test|bench" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }
stop() { say "$@"; exit 1; }

# --- what this call needs, and the stamp that says it is there -------------------------------------------------

python=.venv/bin/python
# A moved checkout, another Python or other requirements make another stamp.
wanted() { { pwd -P; "$python" --version; cat pyproject.toml constraints.txt; } 2>/dev/null | cksum; }
if [ -x "$python" ]; then
  now=$(wanted)
  for stamp in $enough; do
    [ "$(cat ".venv/.stamp-$stamp" 2>/dev/null)" != "$now" ] || exit 0
  done
fi

# --- Python ----------------------------------------------------------------------------------------------------

new_enough() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
base=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
  if new_enough "$candidate"; then base=$candidate; break; fi
done
if [ -z "$base" ]; then
  found=$(${PYTHON:-python3} --version 2>&1) || found="none was found"
  stop "The IDA Simulator needs Python 3.11 or newer ($found). Install one and name it: make $purpose PYTHON=/path/to/python3"
fi

# --- system libraries: only where apt is, and only what is missing -----------------------------------------------

# each line: what is looked for, then the Debian package that has it
libraries='
libglib-2.0.so.0        libglib2.0-0
libEGL.so.1             libegl1
libGL.so.1              libgl1
libdbus-1.so.3          libdbus-1-3
libfontconfig.so.1      libfontconfig1
libxkbcommon.so.0       libxkbcommon0
libxkbcommon-x11.so.0   libxkbcommon-x11-0
libxcb-cursor.so.0      libxcb-cursor0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-shape.so.0       libxcb-shape0'
programs='
Xvfb                    xvfb
xauth                   xauth'

missing_packages() {
  local loadable sought package
  loadable=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
  while read -r sought package; do
    [ -z "$sought" ] || case $loadable in *"$sought "*) ;; *) echo "$package" ;; esac
  done <<<"$libraries"
  if [ "$purpose" != run ]; then
    while read -r sought package; do
      [ -z "$sought" ] || command -v "$sought" >/dev/null 2>&1 || echo "$package"
    done <<<"$programs"
  fi
  "$base" -c 'import ensurepip, venv' 2>/dev/null || case $(command -v "$base") in /usr/bin/*) echo python3-venv ;; esac
}

install_packages() {
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then return 2; fi
    as_root=(sudo -n)
  fi
  say "Installing system packages: $*"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c '
    log=$(mktemp) && trap "rm -f $log" EXIT
    { apt-get update -q && apt-get install -y -q --no-install-recommends --no-upgrade "$@"; } >"$log" 2>&1 </dev/null ||
      { tail -n 5 "$log" >&2; exit 1; }' sh "$@"
}

if [ "$(uname -s)" = Linux ]; then
  packages=$(missing_packages | tr '\n' ' ')
  if [ -n "$packages" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
      say "The window needs system libraries that this system lacks. On Debian and Ubuntu they are called: $packages"
      say "Going on without them."
    else
      status=0
      # shellcheck disable=SC2086 - one word for each package
      install_packages $packages || status=$?
      if [ $status != 0 ]; then
        [ $status = 2 ] && say "Some system packages are missing and this user may not install them." ||
          say "Installing system packages failed; is there a network?"
        say "Please run as administrator: apt-get install --no-install-recommends --no-upgrade $packages"
        [ "$purpose" = run ] || stop "The tests need them."
        say "Going on: the command line works without them, the window does not."
      fi
    fi
  fi
fi

# --- the virtual environment and the packages in it --------------------------------------------------------------

if ! "$python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
  say "Making a virtual environment in .venv with $("$base" --version)"
  "$base" -m venv --clear .venv ||
    stop "No virtual environment could be made. On Debian and Ubuntu the package python3-venv is needed for it."
fi
say "Installing Python packages into .venv (once; about 100 MB are fetched)"
"$python" -m pip install --quiet --no-input --disable-pip-version-check --constraint constraints.txt --editable ".$extras" ||
  stop "The Python packages could not be installed (see above). The first time, this step needs a network."
wanted >".venv/.stamp-$purpose"
