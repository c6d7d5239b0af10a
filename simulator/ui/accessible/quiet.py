"""What assistive technology is not told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QAccessible


@contextmanager
def unheard() -> Iterator[None]:
    """What is done meanwhile is not told: a screen reader would go there, away from where the focus is."""
    if not QAccessible.isActive():
        yield
        return
    QAccessible.setActive(False)
    try:
        yield
    finally:
        QAccessible.setActive(True)
