"""What is inside a widget."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget


def widgets_in(widget: QWidget) -> Iterator[QWidget]:
    """All widgets inside a widget, from the outside in, dialogs and menus too.

    `findChildren` gives the same, but what it gives is held by the widget that was asked, to the end of that widget:
    parts that Qt made itself, and that are gone, would be kept by a window (half a kilobyte each).
    """
    for child in widget.children():
        if isinstance(child, QWidget):
            yield child
            yield from widgets_in(child)
