"""What the interfaces here share. They hold their widgets weakly: Qt deletes an interface after its widget."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any
from weakref import ref

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import VoidPtr, isValid

Text = QAccessible.Text

_NOTHING = VoidPtr(0)
"""No such interface. PySide 6.11.3 crashes where None is returned: with every screen reader (docs/decisions.md)."""


class Speaker(QAccessibleWidget):
    """A widget with another role, and with a value in words where `value_text` says one."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role)
        self._of = ref(widget)

    @property
    def of(self) -> Any:
        """The widget."""
        return self._of()

    def text(self, kind: QAccessible.Text) -> str:
        if kind == Text.Value and self.of is not None:
            return self.value_text()
        return super().text(kind)

    def value_text(self) -> str:
        """The value in words."""
        return ""


class ScrollSpeaker(Speaker):
    """Scrolled parts: a group where it is a station of Tab, else nothing to be told, beside the panel it is in."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Client)

    def role(self) -> QAccessible.Role:
        is_stop = self.of is not None and bool(self.of.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return QAccessible.Role.Grouping if is_stop else QAccessible.Role.Client


class Value(QAccessibleValueInterface):
    """A number that assistive technology can read; `owner` says what it is and how it is set."""

    def __init__(self, owner: ValueSpeaker) -> None:
        super().__init__()
        self._owner = ref(owner)

    def _number(self, which: str) -> float:
        owner = self._owner()
        return 0.0 if owner is None or owner.of is None else float(getattr(owner, which)())

    def currentValue(self) -> float:
        return self._number("value")

    def minimumValue(self) -> float:
        return self._number("lowest")

    def maximumValue(self) -> float:
        return self._number("highest")

    def minimumStepSize(self) -> float:
        return self._number("step")

    def setCurrentValue(self, value: Any) -> None:
        owner = self._owner()
        if owner is not None and owner.of is not None:
            owner.set_value(float(value))


class ValueSpeaker(Speaker):
    """A widget that stands for a number."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role)
        self._value = Value(self)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind == QAccessible.InterfaceType.ValueInterface:
            return self._value
        found: Any = super().interface_cast(kind)
        return _NOTHING if found is None else found

    @abstractmethod
    def value(self) -> float:
        """The present number."""

    @abstractmethod
    def lowest(self) -> float:
        """Its least."""

    @abstractmethod
    def highest(self) -> float:
        """Its most."""

    def step(self) -> float:
        """The least difference between two numbers."""
        return 0.0

    def set_value(self, value: float) -> None:
        """Take another number, as if a hand had set it."""


class Part(QAccessibleInterface):
    """A part of a widget's picture. Override `said` and `place`; it has no parts of its own unless told so."""

    def __init__(self, owner: QAccessibleInterface, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__()
        self._owner, self._of, self._role = ref(owner), ref(widget), role
        self.id = QAccessible.registerAccessibleInterface(self)

    @property
    def of(self) -> Any:
        """The widget."""
        return self._of()

    @abstractmethod
    def said(self, kind: QAccessible.Text) -> str:
        """Its texts."""

    def place(self) -> QRect:
        """Where it is in the widget."""
        return QRect()

    def isValid(self) -> bool:
        widget = self.of
        return widget is not None and isValid(widget)

    def object(self) -> Any:
        return None

    def parent(self) -> Any:
        return self._owner()

    def role(self) -> QAccessible.Role:
        return self._role

    def state(self) -> QAccessible.State:
        return QAccessible.State()

    def text(self, kind: QAccessible.Text) -> str:
        return self.said(kind) if self.isValid() else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        pass  # nothing that is drawn can be renamed

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        place = self.place()
        return QRect(self.of.mapToGlobal(place.topLeft()), place.size())

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> Any:
        return None

    def childAt(self, x: int, y: int) -> Any:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1


class Parts(Speaker):
    """A widget with parts; they come after the widgets that it contains.

    `keys` are what the parts stand for, in reading order; a part is made when it is asked for and lives as long as its
    key is there.
    """

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role)
        self._parts: dict[Any, Part] = {}

    @abstractmethod
    def keys(self) -> list[Any]:
        """What there are parts for now."""

    @abstractmethod
    def make(self, key: Any) -> Part:
        """The part for a key."""

    def childCount(self) -> int:
        return super().childCount() + (len(self.keys()) if self.of is not None else 0)

    def child(self, index: int) -> Any:
        widgets = super().childCount()
        if index < widgets:
            return super().child(index)
        keys = self.keys() if self.of is not None else []
        return self.part(keys[index - widgets]) if index - widgets < len(keys) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        for index, key in enumerate(self.keys() if isinstance(child, Part) and self.of is not None else []):
            if self._parts.get(key) is child:
                return super().childCount() + index
        return super().indexOfChild(child)

    def childAt(self, x: int, y: int) -> Any:
        at = QPoint(x, y)
        for key in self.keys() if self.of is not None else []:
            part = self.part(key)
            if part.rect().contains(at):
                return part
        return super().childAt(x, y)

    def part(self, key: Any) -> Part:
        """The part that stands for a key."""
        found = self._parts.get(key)
        if found is None:
            self._drop_old()
            found = self._parts[key] = self.make(key)
        return found

    def _drop_old(self) -> None:
        keys = set(self.keys())
        for key in [key for key in self._parts if key not in keys]:
            QAccessible.deleteAccessibleInterface(self._parts.pop(key).id)
