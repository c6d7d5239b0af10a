"""Sliders and other widgets that stand for one number."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from simulator.ui.accessible.base import Speaker, Text, ValueSpeaker


class SliderSpeaker(ValueSpeaker):
    """A parameter's slider: its value is the parameter's, not the place of the handle."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Slider)

    def value(self) -> float:
        return float(self.of.exact_value)

    def lowest(self) -> float:
        return float(self.of.values[0])

    def highest(self) -> float:
        return float(self.of.values[-1])

    def step(self) -> float:
        values = self.of.values
        return float(values[1] - values[0]) if len(values) > 1 else 0.0

    def set_value(self, value: float) -> None:
        self.of.take(value)

    def value_text(self) -> str:
        return str(self.of.spoken)


class PositionSpeaker(ValueSpeaker):
    """The scrub bar: rounds."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Slider)

    def value(self) -> float:
        return float(self.of.value())

    def lowest(self) -> float:
        return 0.0

    def highest(self) -> float:
        return float(self.of.maximum())

    def step(self) -> float:
        return 1.0

    def set_value(self, value: float) -> None:
        self.of.setValue(round(value))

    def value_text(self) -> str:
        return str(self.of.accessibleDescription())


class DialSpeaker(ValueSpeaker):
    """The reproduction dial: it shows, and cannot be set."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Dial)

    def value(self) -> float:
        return float(self.of.value)

    def lowest(self) -> float:
        return 0.0

    def highest(self) -> float:
        return max(float(self.of.value), 10.0)

    def value_text(self) -> str:
        return str(self.of.accessibleDescription())

    def state(self) -> QAccessible.State:
        state = super().state()
        state.readOnly = True
        return state


class SketchSpeaker(Speaker):
    """The sheet on which a curve is drawn: its value is the curve in words."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Chart)

    def value_text(self) -> str:
        return str(self.of.accessibleDescription())


class ProseSpeaker(Speaker):
    """The words of a step; described by the link at which Tab is."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.StaticText)

    def text(self, kind: QAccessible.Text) -> str:
        if kind == Text.Description and self.of is not None:
            return str(self.of.link_in_words())
        return super().text(kind)


class HeaderSpeaker(Speaker):
    """The title row of a group that folds."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Button)

    def state(self) -> QAccessible.State:
        state: Any = super().state()
        is_open = bool(self.of is not None and self.of.isChecked())
        state.checkable = state.checked = False
        state.expandable, state.expanded, state.collapsed = True, is_open, not is_open
        return state  # type: ignore[no-any-return]

    def value_text(self) -> str:
        return ""
