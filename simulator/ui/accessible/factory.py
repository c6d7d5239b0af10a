"""Which widget speaks through which interface. Qt asks only once assistive technology, or a test, has asked for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

KINDS: dict[str, tuple[str, str]] = {
    "Slider": ("values", "SliderSpeaker"),
    "ScrubBar": ("values", "PositionSpeaker"),
    "Dial": ("values", "DialSpeaker"),
    "_Header": ("values", "HeaderSpeaker"),
    "Chart": ("chart", "ChartSpeaker"),
    "StageView": ("stage", "StageSpeaker"),
    "LearnedStage": ("learned", "LearnedSpeaker"),
    "Link": ("stage", "LinkSpeaker"),
    "Crumbs": ("crumbs", "CrumbsSpeaker"),
    "Sketch": ("values", "SketchSpeaker"),
    "Prose": ("values", "ProseSpeaker"),
    "QScrollArea": ("base", "ScrollSpeaker"),
}
"""By the name of the widget's class: module and class here."""

ROLES: dict[str, QAccessible.Role] = {
    "Transport": QAccessible.Role.ToolBar,
    "PhaseChip": QAccessible.Role.Indicator,
    "ControlsPanel": QAccessible.Role.Grouping,
    "ChartsPanel": QAccessible.Role.Grouping,
    "LessonPanel": QAccessible.Role.Grouping,
    "HistoryPanel": QAccessible.Role.Grouping,
    "CompareBar": QAccessible.Role.ToolBar,
    "Choices": QAccessible.Role.Grouping,
    "Minimap": QAccessible.Role.Graphic,
    "Plot": QAccessible.Role.Graphic,
    "QStackedWidget": QAccessible.Role.Client,
    "KeyList": QAccessible.Role.List,
    "KeyRow": QAccessible.Role.ListItem,
    "CodeView": QAccessible.Role.StaticText,
}
"""Widgets that need nothing but another role."""

_kept: list[QAccessibleInterface] = []
_PRUNED_FROM = 256


@cache
def install() -> None:
    """From now on; once is enough."""
    QAccessible.installFactory(_make)


def _make(kind: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget):
        return None
    made: QAccessibleInterface
    if kind in KINDS:
        module, name = KINDS[kind]
        maker: Callable[[Any], QAccessibleInterface] = getattr(import_module(f"{__package__}.{module}"), name)
        made = maker(thing)
    elif kind in ROLES:
        from simulator.ui.accessible.base import Speaker

        made = Speaker(thing, ROLES[kind])
    else:
        return None
    # Qt deletes an interface with its widget; until then Python must not.
    _kept.append(made)
    if len(_kept) >= _PRUNED_FROM and len(_kept) % _PRUNED_FROM == 0:
        _kept[:] = [one for one in _kept if isValid(one)]
    return made
