"""What shows and makes overrides: a chip in place of the number, the menu of a control, the strip that ends all."""

from __future__ import annotations

from math import ceil
from textwrap import fill
from typing import cast

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from simulator.app.session import Session
from simulator.engine.overrides import Kind, possible, words_of
from simulator.engine.parameters import TABLE, Parameter, Value
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.text import mark, plural, tr
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import font, metrics, scaled
from simulator.ui.widgets.values import TIP_COLUMNS, value_text

NAMES: dict[Kind, str] = {"off": mark("off"), "ideal": mark("perfect")}
"""The word on the chip."""

_SIGN_PX = 9.0
_ACTIONS: dict[Kind, str] = {"off": mark("Switch off: {words}"), "ideal": mark("Make perfect: {words}")}


def paint_sign(painter: QPainter, kind: Kind, center: QPointF, size: float, color: QColor) -> None:
    """The shape of an override: a ring with a bar for off, a ring with a dot for perfect."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, max(size * 0.16, 1.2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = size * 0.42
    painter.drawEllipse(center, radius, radius)
    if kind == "off":
        reach = radius * 0.7
        painter.drawLine(center + QPointF(-reach, reach), center + QPointF(reach, -reach))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(center, radius * 0.42, radius * 0.42)


class OverrideChip(KeyboardFocus, Button):
    """Says that a parameter is overridden, and how; a press ends it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: Kind = "off"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_override(self, row: Parameter, kind: Kind, was: Value) -> None:
        """What is overridden, how, and what it is set to."""
        self._kind = kind
        self.setText(tr(NAMES[kind]))
        words, value = tr(words_of(row.id, kind)), value_text(row, was)
        sentence = mark("Overridden in this run: {words}. A click ends it; then {value} counts again.")
        said = tr(sentence, words=words, value=value)
        self.setToolTip(fill(said, TIP_COLUMNS))
        self.setAccessibleName(tr("{name}: end the override", name=tr(row.label)))
        self.setAccessibleDescription(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        measured = metrics("secondary", 550)
        across = ceil(measured.horizontalAdvance(self.text()))
        return QSize(across + round(scaled(_SIGN_PX + 22)), ceil(measured.height()) + round(scaled(5)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink = look.color("override_text", 1.0 if self.isEnabled() else 0.6)
            rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(look.color("override"), look.thin_px if not self.underMouse() else 2 * look.thin_px))
            painter.setBrush(look.color("override_soft"))
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            is_mirrored, inset = self.isRightToLeft(), scaled(8)
            x = (
                rect.right() - inset - scaled(_SIGN_PX) / 2
                if is_mirrored
                else rect.left() + inset + scaled(_SIGN_PX) / 2
            )
            paint_sign(painter, self._kind, QPointF(x, rect.center().y()), scaled(_SIGN_PX + 2), ink)
            beyond = inset + scaled(_SIGN_PX + 5)
            words = rect.adjusted(inset, 0, -beyond, 0) if is_mirrored else rect.adjusted(beyond, 0, -inset, 0)
            painter.setFont(font("secondary", 550))
            painter.setPen(ink)
            text = metrics("secondary", 550).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width() + 1)
            painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()), self.height() / 2)


class OverrideMenu(QMenu):
    """What can be done with one parameter; `chosen(kind)` follows, None for "as set"."""

    chosen = Signal(object)

    def __init__(self, row: Parameter, present: Kind | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("{name}: switch off or make perfect", name=tr(row.label)))
        for kind in possible(row.id):
            self._add(tr(_ACTIONS[kind], words=tr(words_of(row.id, kind))), kind, present)
        self.addSeparator()
        self._add(tr("As it is set"), None, present)

    def _add(self, text: str, kind: Kind | None, present: Kind | None) -> None:
        action = self.addAction(text)
        action.setData(kind or "")
        action.setCheckable(True)
        action.setChecked(kind == present)
        action.triggered.connect(self._choose)

    def _choose(self) -> None:
        data = cast("QAction", self.sender()).data()
        self.chosen.emit(data or None)


class OverrideStrip(QWidget):
    """How much is overridden, and the one press that ends all of it; wanted only while there is something."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._label = Label("", self, role="secondary", weight=550, tone="override_text")
        self.button = Button(tr("End all"), self)
        self.button.setProperty("link", True)
        self.button.setProperty("role", "secondary")
        self.button.setAccessibleName(tr("End all overrides"))
        self.button.setToolTip(tr("Everything counts again as it is set (Ctrl+E); it can be undone"))
        self.button.clicked.connect(self.end)
        theme.notifier().changed.connect(self._arrange)
        self.follow()

    @property
    def is_wanted(self) -> bool:
        """Whether anything is overridden."""
        return bool(self._session.state.overrides)

    def end(self) -> None:
        """End all overrides, as one change."""
        self._session.end_overrides(say("End all overrides"))

    def follow(self) -> None:
        """Say what is overridden now."""
        overrides = self._session.state.overrides
        count = len(overrides)
        self._label.setText(plural("1 override", "{count} overrides", count))
        said = "\n".join(f"{tr(TABLE[id_].label)}: {tr(words_of(id_, kind))}" for id_, kind in overrides)
        self.setToolTip(said)
        self._label.setAccessibleDescription(said)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(200)), max(self.button.sizeHint().height(), round(scaled(30))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("override"), look.thin_px))
            painter.setBrush(look.color("override_soft"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
            x = scaled(15)
            center = QPointF(self.width() - x if self.isRightToLeft() else x, self.height() / 2)
            paint_sign(painter, "off", center, scaled(11), look.color("override_text"))

    def _arrange(self) -> None:
        size, height, left = self.button.sizeHint(), self.height(), round(scaled(26))
        button = max(self.width() - size.width() - 4, left)
        self._label.setGeometry(left, 0, button - left, height)
        self.button.setGeometry(button, (height - size.height()) // 2, size.width(), size.height())
        if self.isRightToLeft():
            self._label.move(self.width() - left - self._label.width(), 0)
            self.button.move(4, self.button.y())
