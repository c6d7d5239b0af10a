"""The accessibility tree of a window, as assistive technology finds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

Role, Text = QAccessible.Role, QAccessible.Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element as it is heard. `kind` is the class of its widget, empty for a part of a picture."""

    role: QAccessible.Role
    name: str
    value: str
    description: str
    kind: str
    is_focusable: bool
    has_number: bool
    level: int

    def __str__(self) -> str:
        return f"{'  ' * self.level}{self.role.name} {self.name!r} {self.value!r} ({self.kind or 'a part'})"


def heard(widget: QWidget) -> list[Element]:
    """Every element of a window that is not hidden, in the order of the tree."""
    return list(_walk(QAccessible.queryAccessibleInterface(widget), 0))


def _walk(one: QAccessibleInterface, level: int) -> Iterator[Element]:
    state: Any = one.state()
    if state.invisible:
        return
    thing: Any = one.object()
    yield Element(
        role=one.role(),
        name=one.text(Text.Name),
        value=one.text(Text.Value),
        description=one.text(Text.Description),
        kind=type(thing).__name__ if thing is not None else "",
        is_focusable=bool(state.focusable) and (thing is None or _takes_focus(thing)),
        has_number=_number_of(one) is not None,
        level=level,
    )
    for index in range(one.childCount()):
        child: Any = one.child(index)
        if child is not None:
            yield from _walk(child, level + 1)


def _number_of(one: QAccessibleInterface) -> object:
    """Its number; what else it may have is asked for as well, as screen readers do: a wrong answer ends the process."""
    for kind in ("action", "text", "editableText", "selection", "tableCell", "attributes"):
        getattr(one, f"{kind}Interface")()
    return one.valueInterface()


def _takes_focus(thing: Any) -> bool:
    return not isinstance(thing, QWidget) or (thing.isEnabled() and thing.isVisible())
