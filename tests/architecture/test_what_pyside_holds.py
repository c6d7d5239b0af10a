"""Nobody asks in a way by which Python keeps what Qt has deleted (docs/decisions.md).

A layout's item lasts as long as its layout for Python, and goes for Qt when its widget gets another parent: what lies
at that place in memory next, a button or an action, is taken for the item. And what `findChildren` returned lasts as
long as the widget that was asked: bars and viewports of panels that were replaced would stay to the end of the window.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SIMULATOR = Path(__file__).resolve().parents[2] / "simulator"
ASKS = {
    "items of layouts": r"\.(?:itemAt|itemAtPosition|takeAt|spacerItem)\(",
    "widgets that Qt made": (
        r"\.findChild(?:ren)?\(Q(?:Object|Widget|AbstractButton|ToolButton|ScrollBar|Frame|Action|Dialog)\b"
    ),
}


@pytest.mark.parametrize("what", ASKS)
def test_nothing_is_asked_for_that_would_be_held(what: str) -> None:
    files = sorted(SIMULATOR.rglob("*.py"))
    assert len(files) > 100
    found = [
        f"{path.relative_to(SIMULATOR)}: {hit[0]}"
        for path in files
        for hit in re.finditer(ASKS[what], path.read_text("utf-8"))
    ]
    assert not found
