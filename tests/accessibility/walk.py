"""Everything in every language that nobody speaks, size and size of text: what is cut off, covered or small is printed.

python -m tests.accessibility.walk              # all states; takes some ten minutes
python -m tests.accessibility.walk map learned  # those whose name has one of these words in it
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from simulator.ui.main_window import MainWindow
from tests.accessibility import states
from tests.accessibility.geometry import faults, small_targets
from tests.accessibility.painted import painted_faults
from tests.accessibility.windows import opened, settle
from tests.soak.tongues import TONGUES, Speaking, Tongue

SIZES = ((960, 540), (1024, 618), (3840, 2160))
PERCENTS = (100, 200)
TONGUES_AND_NONE: tuple[Tongue | None, ...] = (None, *TONGUES)


def walked(name: str, tongue: Tongue | None, percent: int, sizes: Sequence[tuple[int, int]], folder: Path) -> list[str]:
    """What is wrong in a state at these sizes."""
    with Speaking(tongue), opened(folder, percent=percent) as window:
        states.ALL[name](window, folder)
        found = [
            f"{name}, {tongue or 'English'}, {percent} %, {size[0]} × {size[1]}: {fault}"
            for size in sizes
            for fault in (*_found_at(window, size), *_small_ones(window, tongue))
        ]
    # Else the next language would be spoken by this window as well.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return found


def _found_at(window: MainWindow, size: tuple[int, int]) -> list[str]:
    """What is wrong at a size; where there is room for one only, with the stage and with the charts."""
    settle()
    tops = states.tops(window)
    window.resize(*size)
    settle()
    found = [fault for top in tops for fault in (*painted_faults(top), *faults(top))]
    if tops == [window] and window.workspace.is_low:
        window.workspace.show_charts()
        settle()
        found += painted_faults(window) + faults(window)
        window.workspace.show_stage()
    return found


def _small_ones(window: MainWindow, tongue: Tongue | None) -> list[str]:
    """What is too small to be pressed; beside words of fifty letters a scrub bar may be."""
    return [] if tongue == "fifty" else [fault for top in states.tops(window) for fault in small_targets(top)]


def main(words: Sequence[str]) -> int:
    """All of it; how many faults there are."""
    count = 0
    for name in states.ALL:
        if words and not any(word in name for word in words):
            continue
        found: list[str] = []
        for tongue in TONGUES_AND_NONE:
            for percent in PERCENTS:
                with tempfile.TemporaryDirectory() as folder:
                    found += walked(name, tongue, percent, SIZES, Path(folder))
        count += len(set(found))
        print(f"{name}: {len(set(found))}", *dict.fromkeys(found), sep="\n  ", flush=True)
    return count


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as data:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = data
        sys.exit(main(sys.argv[1:]) > 0)
