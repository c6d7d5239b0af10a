"""Pills: short words on a rounded ground, and the badge that marks an assumption."""

from __future__ import annotations

from math import ceil
from textwrap import fill
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from simulator.ui import theme
from simulator.ui.text import tr
from simulator.ui.theme import Role
from simulator.ui.widgets.metrics import font, metrics, scaled
from simulator.ui.widgets.values import TIP_COLUMNS

Style = Literal["soft", "outlined"]

_COLORS: dict[Style, tuple[str, str]] = {"soft": ("accent_soft", "accent"), "outlined": ("card", "secondary")}
"""Ground and text of each style."""


class Pill(QLabel):
    """A word or two that state something; nothing to press."""

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        style: Style = "soft",
        role: Role = "help",
        weight: int = 550,
    ) -> None:
        super().__init__(text, parent)
        self._style: Style = style
        self._role: Role = role
        self._weight = weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        measured = metrics(self._role, self._weight)
        across = ceil(measured.horizontalAdvance(self.text()))
        return QSize(across + 2 * round(scaled(5)), ceil(measured.height()) + round(scaled(3)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, ink = _COLORS[self._style]
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(
                QPen(look.color("hairline"), look.thin_px) if self._style == "outlined" else Qt.PenStyle.NoPen
            )
            painter.setBrush(look.color(ground))
            rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            painter.setFont(font(self._role, self._weight))
            painter.setPen(look.color(ink))
            room = self.width() - 2 * scaled(5) + 1
            text = metrics(self._role, self._weight).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, text)


class AssumptionBadge(Pill):
    """Says that no measurement anchors the number beside it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("assumption"), parent, style="outlined", weight=400)
        explanation = tr("An assumption: no measurement anchors this number. Try how much hangs on it.")
        self.setToolTip(fill(explanation, TIP_COLUMNS))
        self.setAccessibleName(tr("{name} is an assumption", name=name))
