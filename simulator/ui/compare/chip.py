"""One difference between A and B: its name and both values; a press keeps only this one."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from simulator.engine.parameters import TABLE
from simulator.scenario.comparing import Difference
from simulator.ui import theme
from simulator.ui.compare.words import sentence, side_text
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import font, metrics, scaled

_EDGE_PX, _APART_PX, _LETTER_GAP_PX, _HEIGHT_PX = 10.0, 9.0, 4.0, 24.0


class DifferenceChip(KeyboardFocus, Button):
    """`kept(id)` follows a press while there is more than one difference; a single one is only told."""

    kept = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.difference: Difference | None = None
        self._can_keep = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self.keep)
        self.hide()

    def show_difference(self, difference: Difference | None, *, can_keep: bool) -> None:
        """Show a difference, or nothing."""
        if (difference, can_keep) == (self.difference, self._can_keep):
            return
        self.difference, self._can_keep = difference, can_keep
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_keep else Qt.FocusPolicy.NoFocus)
        if difference is not None:
            said = sentence(difference)
            self.setAccessibleName(tr("Keep only this: {difference}", difference=said) if can_keep else said)
            tip = tr("{difference}. Press to keep only this difference: all else of A becomes as it is in B.",
                     difference=said)  # fmt: skip
            self.setToolTip(tip if can_keep else said)
        self.updateGeometry()
        self.update()

    def keep(self) -> None:
        """Keep only this difference."""
        if self._can_keep and self.difference is not None:
            self.kept.emit(self.difference.id)

    def sizeHint(self) -> QSize:
        parts = self._parts()
        width = self._name_width() + sum(
            scaled(_APART_PX) + metrics("secondary", 650).horizontalAdvance(letter) + scaled(_LETTER_GAP_PX)
            + metrics("secondary", 550).horizontalAdvance(text)
            for letter, text, _ in parts
        )  # fmt: skip
        return QSize(ceil(width + 2 * scaled(_EDGE_PX)), round(scaled(_HEIGHT_PX)))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, round(scaled(_HEIGHT_PX)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.difference is None:
            return
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            is_hot = self._can_keep and (self.underMouse() or self.isDown())
            is_overridden = self.difference.a_kind is not None or self.difference.b_kind is not None
            painter.setPen(look.color("accent" if is_hot else "override" if is_overridden else "hairline"))
            painter.setBrush(look.color("accent_soft" if is_hot else "override_soft" if is_overridden else "field"))
            radius = self.height() / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            excess = max(self.sizeHint().width() - self.width(), 0)
            name = max(self._name_width() - excess, 0.0)
            quiet = metrics("secondary", 400)
            x = self._write(
                painter, quiet.elidedText(self._name(), Qt.TextElideMode.ElideRight, name + 1), scaled(_EDGE_PX), name,
                400, "secondary",
            )  # fmt: skip
            for letter, text, tone in self._parts():
                strong, plain = metrics("secondary", 650), metrics("secondary", 550)
                x += scaled(_APART_PX)
                x = self._write(painter, letter, x, strong.horizontalAdvance(letter), 650, "accent")
                x += scaled(_LETTER_GAP_PX)
                x = self._write(painter, text, x, plain.horizontalAdvance(text), 550, tone)
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()), radius)

    def _write(self, painter: QPainter, text: str, x: float, width: float, weight: int, token: str) -> float:
        """A word from x on; where it ends."""
        place = QRectF(x, 0, width + 1, self.height()).toAlignedRect()
        painter.setFont(font("secondary", weight))
        painter.setPen(theme.current().color(token))
        mirrored = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        painter.drawText(mirrored, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip), text)
        return x + width

    def _name(self) -> str:
        return tr(TABLE[self.difference.id].label) if self.difference is not None else ""

    def _name_width(self) -> float:
        return metrics("secondary", 400).horizontalAdvance(self._name())

    def _parts(self) -> list[tuple[str, str, str]]:
        """Letter, value, and the value's color of each side."""
        difference = self.difference
        if difference is None:
            return []
        sides = (tr("A"), difference.a, difference.a_kind), (tr("B"), difference.b, difference.b_kind)
        return [
            (letter, side_text(difference.id, value, kind), "ink" if kind is None else "override_text")
            for letter, value, kind in sides
        ]
