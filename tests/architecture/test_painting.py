"""A painter of a widget ends with its paintEvent, even when that fails: Qt ends the program where one outlives it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_painter_of_a_widget_ends_with_its_block() -> None:
    found = 0
    for path in sorted((ROOT / "simulator").rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "QPainter(self)" in line:
                found += 1
                assert re.search(r"\bwith QPainter\(self\) as \w+:", line), f"{path.name}:{number}: {line.strip()}"
    assert found > 20
