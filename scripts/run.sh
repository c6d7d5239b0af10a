#!/usr/bin/env bash
# Opens the window; where there is no screen, runs the default scenario and leaves its picture and its table in out/.
set -euo pipefail
cd "$(dirname "$0")/.."
scenario=why-did-it-turn
python=.venv/bin/python

status=2
case ${QT_QPA_PLATFORM:-} in
  offscreen | minimal) echo "QT_QPA_PLATFORM=$QT_QPA_PLATFORM asks for no screen." >&2 ;;
  *) status=0; "$python" main.py || status=$? ;; # says itself when there is no screen, and leaves with 2
esac
[ $status = 2 ] || exit $status

echo "Running the scenario $scenario without a window instead."
mkdir -p out
"$python" main.py run $scenario --csv out/$scenario.csv
echo "Its table, one row a round: out/$scenario.csv"
QT_QPA_PLATFORM=offscreen "$python" main.py snapshot $scenario --round 12 --out out/$scenario.png
echo "The window as it would look after the last round: out/$scenario.png"
