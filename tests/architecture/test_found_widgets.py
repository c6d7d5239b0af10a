"""Nobody is asked for widgets that Qt made itself in a way by which they stay when they are gone.

Python keeps what `findChildren` returned for as long as the widget that was asked is there (PySide gives it that one as
parent): the bars and viewports of panels that were replaced would stay to the end of the window (docs/decisions.md).
"""

from __future__ import annotations

import re
from pathlib import Path

SIMULATOR = Path(__file__).resolve().parents[2] / "simulator"
ASKS = re.compile(r"\.findChild(?:ren)?\(Q(?:Object|Widget|AbstractButton|ToolButton|ScrollBar|Frame|Action|Dialog)\b")


def test_widgets_of_qt_are_found_without_being_held() -> None:
    files = sorted(SIMULATOR.rglob("*.py"))
    assert len(files) > 100
    found = [
        f"{path.relative_to(SIMULATOR)}: {hit[0]}" for path in files for hit in ASKS.finditer(path.read_text("utf-8"))
    ]
    assert not found
