"""The words that widgets paint themselves: where each stands, in which box, and what of it is cut or covered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QStaticText
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QScrollArea, QTabBar, QToolTip, QWidget
from shiboken6 import isValid

from simulator.ui.charts.plot import Plot
from simulator.ui.widgets.room import Room
from tests.accessibility.geometry import is_seen, name_of

SLACK_PX = 1.5
_FAINT = 0.2
"""Words that fade in or out may lie over others."""

_CUT = "…"
_READABLE = 3
"""Letters of a cut word that say something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """A text as it was painted. `ink` is what is seen of its letters and `box` what they may use, both in the widget;
    `box` is empty where the text was set at a point. `area` is the part of the widget that could be painted on."""

    widget: QWidget
    text: str
    ink: QRectF
    box: QRectF
    area: QRectF

    def __str__(self) -> str:
        x, y, wide, high = (round(number) for number in self.ink.getRect())  # type: ignore[attr-defined]
        return f"{self.text!r} at {x},{y} {wide}×{high} in {name_of(self.widget)}"


class Painting:
    """Collects every text that is painted from Python while it is active."""

    def __init__(self) -> None:
        self.words: list[Painted] = []

    def __enter__(self) -> Painting:
        self._originals = {name: getattr(QPainter, name) for name in ("drawText", "drawStaticText")}
        for name, take in (("drawText", self._of_text), ("drawStaticText", self._of_line)):
            setattr(QPainter, name, self._catching(self._originals[name], take))
        return self

    def __exit__(self, *_: object) -> None:
        for name, original in self._originals.items():
            setattr(QPainter, name, original)

    def _catching(self, original: Callable[..., object], take: Callable[..., None]) -> Callable[..., object]:
        def draw(painter: QPainter, *arguments: Any) -> object:
            device = painter.device()
            if isinstance(device, QWidget) and painter.opacity() > _FAINT:
                take(painter, device, arguments)
            return original(painter, *arguments)

        return draw

    def _of_text(self, painter: QPainter, widget: QWidget, arguments: tuple[Any, ...]) -> None:
        metrics = QFontMetricsF(painter.font())
        if isinstance(arguments[0], QPointF | QPoint):
            text = str(arguments[1])
            ink = metrics.tightBoundingRect(text).translated(QPointF(arguments[0]))
            self._add(painter, widget, text, ink, QRectF())
            return
        room, text = QRectF(arguments[0]), str(next(each for each in arguments[1:] if isinstance(each, str)))
        flags = int(next(each for each in arguments[1:] if not isinstance(each, str)))
        if _is_mirrored(flags, painter):
            flags ^= 3
        self._add(painter, widget, text, _ink(metrics, metrics.boundingRect(room, flags, text), text), room)

    def _of_line(self, painter: QPainter, widget: QWidget, arguments: tuple[Any, ...]) -> None:
        at, line = QPointF(arguments[0]), cast(QStaticText, arguments[1])
        metrics = QFontMetricsF(painter.font())
        place = QRectF(at.x(), at.y(), metrics.horizontalAdvance(line.text()), metrics.height())
        self._add(painter, widget, line.text(), _ink(metrics, place, line.text()), QRectF())

    def _add(self, painter: QPainter, widget: QWidget, text: str, ink: QRectF, box: QRectF) -> None:
        if not text.strip() or ink.isEmpty():
            return
        to_widget = painter.worldTransform()
        area = QRectF(widget.rect())
        if painter.hasClipping():
            area &= to_widget.mapRect(painter.clipBoundingRect())
        self.words.append(
            Painted(
                widget=widget, text=text, ink=to_widget.mapRect(ink),
                box=to_widget.mapRect(box) if not box.isNull() else box, area=area,
            )
        )  # fmt: skip


def _is_mirrored(flags: int, painter: QPainter) -> bool:
    """Whether "leading" is the right side here."""
    sides = int(Qt.AlignmentFlag.AlignLeft.value) | int(Qt.AlignmentFlag.AlignRight.value)
    is_absolute = flags & int(Qt.AlignmentFlag.AlignAbsolute.value)
    return bool(flags & sides) and not is_absolute and painter.layoutDirection() == Qt.LayoutDirection.RightToLeft


def _ink(metrics: QFontMetricsF, place: QRectF, text: str) -> QRectF:
    """What is seen of lines that stand in a place: without the air above capitals, and below where nothing hangs."""
    lines = place.height() >= 1.5 * metrics.height()
    tight = metrics.tightBoundingRect("X" if lines else text)
    baseline = place.top() + metrics.ascent()
    bottom = place.bottom() - metrics.descent() if lines else baseline + max(tight.bottom(), 0.0)
    return QRectF(QPointF(place.left(), baseline + tight.top()), QPointF(place.right(), bottom))


def painted(window: QWidget) -> list[Painted]:
    """Every text that a window paints now."""
    for view in window.findChildren(QAbstractScrollArea):
        if hasattr(view, "resetCachedContent"):
            view.resetCachedContent()
    with Painting() as painting:
        window.grab()
    return painting.words


def painted_faults(window: QWidget) -> list[str]:
    """What of the painted words is cut off, unreadable, or lies over or under something else."""
    words = [word for word in painted(window) if isValid(word.widget) and _can_be_seen(word)]
    found = [f"cut: {word}" for word in words if _is_outside(word)]
    found += [f"nowhere in full: {word}" for word in words if _is_shortened(word) and not _is_told(word)]
    by_widget: dict[int, list[Painted]] = {}
    for word in words:
        by_widget.setdefault(id(word.widget), []).append(word)
    for same in by_widget.values():
        found += [f"over each other: {one} and {other}" for one, other in combinations(same, 2) if _overlap(one, other)]
        found += [f"covered by {name_of(over)}: {word}" for word in same for over in _over(word)]
    return found


def _can_be_seen(word: Painted) -> bool:
    """Whether some of it has not been scrolled away."""
    return word.widget.isVisible() and (
        word.widget.visibleRegion().intersects(word.ink.toAlignedRect()) or not _in_an_area(word.widget)
    )


def _in_an_area(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above is not None


def _is_outside(word: Painted) -> bool:
    """Cut by the edge of its widget, or by its box."""
    across = QRectF(word.ink.left(), word.ink.center().y(), word.ink.width(), 0.0)
    slack = word.area.adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX)
    if not (slack.contains(word.ink.topLeft()) and slack.contains(word.ink.bottomRight())):
        return not _is_scrolled(word)
    box = word.box.adjusted(-SLACK_PX, 0, SLACK_PX, 0)
    return not word.box.isNull() and (across.left() < box.left() or across.right() > box.right())


def _is_scrolled(word: Painted) -> bool:
    """Whether its widget shows a part of something larger, which is scrolled."""
    above = word.widget.parentWidget()
    is_view = isinstance(above, QAbstractScrollArea)  # its viewport, or numbers of lines beside it
    return is_view and not isinstance(above, Plot)


def _is_shortened(word: Painted) -> bool:
    return word.text.endswith(_CUT) and not word.text.endswith(f" {_CUT}")


def _is_told(word: Painted) -> bool:
    """Whether pointing at a cut word tells it in full, and what is left of it says something."""
    if len(word.text.strip(_CUT).strip("\u202b\u202c ")) < _READABLE:
        return False
    said: list[str] = []
    original = QToolTip.showText
    setattr(QToolTip, "showText", lambda at, text, *_: said.append(text))  # noqa: B010 - no tip is to open
    try:
        return _tells(word, said)
    finally:
        setattr(QToolTip, "showText", original)  # noqa: B010


def _tells(word: Painted, said: list[str]) -> bool:
    """Whether a widget from there outwards has something to tell: the whole word, or what it stands for."""
    at, widget = word.ink.center().toPoint(), cast("QWidget | None", word.widget)
    while widget is not None and widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
        at, widget = widget.mapToParent(at), widget.parentWidget()
    while widget is not None:
        above = widget.parentWidget()
        if isinstance(above, QAbstractItemView):
            said.append(str(above.indexAt(at).data(Qt.ItemDataRole.ToolTipRole) or ""))
        elif isinstance(widget, QTabBar) and widget.tabAt(at) >= 0:
            said.append(widget.tabToolTip(widget.tabAt(at)))
        elif widget.toolTip():
            said.append(widget.toolTip())
        elif not isinstance(widget, QAbstractScrollArea) or isinstance(widget, Plot | Room):
            widget.event(QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        if any(said):
            return True
        if widget.isWindow():
            return False
        at, widget = widget.mapToParent(at), widget.parentWidget()
    return False


def _overlap(one: Painted, other: Painted) -> bool:
    shared = one.ink & other.ink
    same = one.text == other.text and (one.ink.center() - other.ink.center()).manhattanLength() < SLACK_PX
    return not same and shared.width() > SLACK_PX and shared.height() > SLACK_PX


def _over(word: Painted) -> list[QWidget]:
    """Widgets that are painted after the word's, on the word."""
    found: list[QWidget] = []
    at: QWidget | None = word.widget
    ink, ahead = word.ink.toRect(), list(word.widget.children())
    while at is not None:
        found += [
            each for each in ahead
            if isinstance(each, QWidget) and is_seen(each) and not each.isWindow() and _shared(each.geometry(), ink)
        ]  # fmt: skip
        above = at.parentWidget()
        if above is None or at.isWindow() or isinstance(above, QAbstractScrollArea):
            break
        siblings = above.children()
        ahead = siblings[siblings.index(at) + 1 :]
        ink, at = ink.translated(at.pos()), above
    return found


def _shared(one: QRect, other: QRect) -> bool:
    shared = one & other
    return shared.width() > 2 and shared.height() > 2
