"""A test that presses a mouse button lets it go: QTest remembers it, and later moves in other tests would be drags."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_every_pressed_button_is_let_go_in_the_same_test() -> None:
    found = 0
    for path in sorted(TESTS.rglob("test_*.py")):
        for body in re.split(r"^(?=def )", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
            pressed = len(re.findall(r"QTest\.mouse(?:Press|DClick)\(", body))
            found += pressed
            assert pressed <= len(re.findall(r"QTest\.mouseRelease\(", body)), f"{path.name}: {body.splitlines()[0]}"
    assert found > 10
