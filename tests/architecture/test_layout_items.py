"""Nobody asks a layout for its items.

Qt deletes an item when its widget goes to another parent, and Python does not hear of it: what lies at that place in
memory next, a button or an action, is taken for the item, with errors long after (docs/decisions.md).
"""

from __future__ import annotations

import re
from pathlib import Path

SIMULATOR = Path(__file__).resolve().parents[2] / "simulator"
ASKS = re.compile(r"\.(?:itemAt|itemAtPosition|takeAt|spacerItem)\(")


def test_no_item_of_a_layout_is_asked_for() -> None:
    files = sorted(SIMULATOR.rglob("*.py"))
    assert len(files) > 100
    found = [
        f"{path.relative_to(SIMULATOR)}: {hit[0]}" for path in files for hit in ASKS.finditer(path.read_text("utf-8"))
    ]
    assert not found
