"""The reproduction dial: by which factor misalignment grows from one level of the tree to the next (model.md 2.6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.charts.words import wrapped
from simulator.ui.text import digits, mark, tr
from simulator.ui.widgets.metrics import font, metrics, scaled

Verdict = Literal["spreads", "holds", "dies"]

HOLDS_WITHIN = 0.005
"""Nearer to 1 than this, the figure on the dial reads 1.00."""

_FURTHEST = 4.0
"""The gauge shows 1/4 to 4, logarithmically, so that 1 is its top; beyond, the pointer rests at the end."""

_RADIUS, _ARC, _HUB, _MARGIN = 42.0, 8.0, 4.0, 4.0
_WIDEST = 200.0
"""Sizes at the ordinary text size; words wider than the widest are cut."""

_EXPLAINED, _EXPLANATION_LINES = 140.0, 2
"""Room for the explanation below the words."""

_TIP_PX = 324
"""Widest line of the tool tip."""

_GROWS = 0.0005
"""A round that adds less misalignment than this shows as adding nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """Words and color tokens of a verdict; `explained` says what the number does."""

    text: str
    explained: str
    tone: str
    hue: str


_SAYINGS: dict[Verdict, _Saying] = {
    "spreads": _Saying(
        text=mark("misalignment spreads"), explained=mark("a small misaligned share grows ×{number} a level"),
        tone="misaligned_text", hue="misaligned",
    ),
    "holds": _Saying(
        text=mark("holds its level"), explained=mark("a small misaligned share stays as it is, level by level"),
        tone="ink", hue="secondary",
    ),
    "dies": _Saying(
        text=mark("dies out up the tree"), explained=mark("a small misaligned share shrinks ×{number} a level"),
        tone="ink", hue="correct",
    ),
}  # fmt: skip
_STILL_GROWS = mark("but each round brings new misalignment")
"""In place of the explanation where R is below 1 and misalignment grows."""


def verdict(reproduction: float) -> Verdict:
    """What a reproduction number means."""
    if abs(reproduction - 1.0) < HOLDS_WITHIN:
        return "holds"
    return "spreads" if reproduction > 1.0 else "dies"


def figure(reproduction: float) -> str:
    """The number as it is shown; it never reads 1.00 unless misalignment holds its level."""
    if reproduction < 0.005:
        return "0"
    if verdict(reproduction) == "spreads":
        return digits(max(reproduction, 1.01), ".2f") if reproduction < 1.095 else digits(reproduction, ".1f")
    return digits(1, ".2f") if verdict(reproduction) == "holds" else digits(min(reproduction, 0.99), ".2f")


def angle(reproduction: float) -> float:
    """The pointer's angle in degrees from the top, negative to the left: −90 … 90."""
    if reproduction <= 0:
        return -90.0
    return 90.0 * min(max(math.log(reproduction) / math.log(_FURTHEST), -1.0), 1.0)


class Dial(QWidget):
    """Shows the reproduction number of the present round; before the first one is complete, that of the first."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[float, bool, bool] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Reproduction of misalignment"))
        session.run_changed.connect(self.follow)
        session.player.moved.connect(self.follow)
        theme.notifier().changed.connect(self.restyle)
        self.follow()

    @property
    def value(self) -> float:
        """The reproduction number that is shown."""
        return 1.0 if self._shown is None else self._shown[0]

    @property
    def is_first_round(self) -> bool:
        """Whether no round is complete yet, so that the first one's number is shown."""
        return self._shown is not None and self._shown[1]

    @property
    def _still_grows(self) -> bool:
        """Whether misalignment dies out up the tree while more comes in with each round."""
        return self._shown is not None and self._shown[2] and verdict(self.value) == "dies"

    def follow(self) -> None:
        """Show the number of the present round of the present run."""
        complete, run = self._session.player.complete, self._session.run
        round_ = max(complete, 1)
        grows = float(run.misalignment[round_] - run.misalignment[round_ - 1]) > _GROWS
        shown = float(run.reproduction[round_ - 1]), complete < 1, grows
        if shown == self._shown:
            return
        self._shown = shown
        per_level, saying = self._words()
        self.setAccessibleDescription(tr("{per_level}: {verdict}", per_level=per_level, verdict=saying))
        tip = tr(
            "{per_level}: a small misaligned share becomes {number} times as large one level up the tree. "
            "Above 1 misalignment spreads from level to level, below 1 it dies out. "
            "An analogy to an epidemic's R.",
            per_level=per_level, number=figure(self.value),
        )  # fmt: skip
        if self._still_grows:
            tip += " " + tr(
                "Misalignment grows all the same: R speaks of spreading only, and each round brings in new "
                "misalignment (blind spots, drift, assistants)."
            )
        self.setToolTip(tip)
        self.update()

    def restyle(self) -> None:
        """Follow the theme."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        # The same for every number, so that nothing around the dial moves.
        words = [tr(saying.text) for saying in _SAYINGS.values()] + [tr("in the first round")]
        explained = _EXPLAINED * theme.current().help_px / theme.LIGHT.help_px
        width = max(explained, *(metrics("help", 550).horizontalAdvance(word) for word in words))
        width = max(width, metrics("title", 650).horizontalAdvance(tr("×{number} per level", number="00.0")))
        width = max(min(width, scaled(_WIDEST)), scaled(2 * _RADIUS)) + 2 * scaled(_MARGIN)
        return QSize(math.ceil(width), math.ceil(self._lines()[-1]))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            saying = _SAYINGS[verdict(self.value)]
            self._paint_gauge(painter, saying)
            per_level, words = self._words()
            hub, number, line, _ = self._lines()
            quiet = font("help", 400), metrics("help", 400)
            rows = [
                (per_level, hub, font("title", 650), metrics("title", 650), saying.tone),
                (words, number, font("help", 550), metrics("help", 550), "secondary"),
            ]
            below = line + _EXPLANATION_LINES * quiet[1].height()
            if self.is_first_round:
                rows.append((tr("in the first round"), below, *quiet, "secondary"))
            for text, top, type_, measure, tone in rows:
                place = QRectF(0, top, self.width(), measure.height())
                painter.setFont(type_)
                painter.setPen(look.color(tone))
                fitted = measure.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, fitted)
            place = QRectF(0, line, self.width(), below - line)
            painter.setFont(quiet[0])
            painter.setPen(look.color("secondary"))
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._explanation())

    def _words(self) -> tuple[str, str]:
        return tr("×{number} per level", number=figure(self.value)), tr(_SAYINGS[verdict(self.value)].text)

    def _explanation(self) -> str:
        """What the number says; cut where it would need more than its lines."""
        if self._still_grows:
            text = tr(_STILL_GROWS)
        else:
            text = tr(_SAYINGS[verdict(self.value)].explained, number=figure(self.value))
        measure, room = metrics("help", 400), float(_EXPLANATION_LINES * self.width())
        fitted = text
        while room > 0 and wrapped(fitted, measure.horizontalAdvance, self.width()).count("\n") >= _EXPLANATION_LINES:
            fitted = measure.elidedText(text, Qt.TextElideMode.ElideRight, room)
            room -= self.width() / 8
        return fitted

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = wrapped(self.toolTip(), metrics("body", 400).horizontalAdvance, _TIP_PX)
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def _center(self) -> QPointF:
        """The gauge's center; above the arc stands the 1 of the threshold."""
        return QPointF(self.width() / 2, metrics("help", 400).height() + scaled(_RADIUS + 2))

    def _lines(self) -> tuple[float, float, float, float]:
        """Where the number begins, the words, the explanation, and where the note below it ends."""
        number = self._center().y() + scaled(_HUB + 3)
        words = number + metrics("title", 650).height()
        explanation = words + metrics("help", 550).height() + scaled(2)
        end = explanation + (_EXPLANATION_LINES + 1) * metrics("help", 400).height()
        return number, words, explanation, end

    def _paint_gauge(self, painter: QPainter, saying: _Saying) -> None:
        """Left half: dies out; right half: spreads; filled from the threshold to the pointer."""
        look, center = theme.current(), self._center()
        radius, width = scaled(_RADIUS - _ARC / 2), scaled(_ARC)
        around = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        turned = angle(self.value)
        for hue, alpha, start, span in (
            ("correct", 0.25, 90.0, 90.0), ("misaligned", 0.25, 90.0, -90.0), (saying.hue, 1.0, 90.0, -turned),
        ):  # fmt: skip
            painter.setPen(QPen(look.color(hue, alpha), width, c=Qt.PenCapStyle.FlatCap))
            painter.drawArc(around, round(start * 16), round(span * 16))
        # The threshold: a gap and a mark across the arc, and its number.
        top, line = center.y() - radius, metrics("help", 400).height()
        painter.setPen(QPen(look.color("ink"), look.thin_px * 1.5))
        painter.drawLine(QPointF(center.x(), top - width / 2 - 2), QPointF(center.x(), top + width / 2 + 2))
        painter.setPen(look.color("secondary"))
        painter.setFont(font("help", 400))
        painter.drawText(
            QRectF(center.x() - 20, top - width / 2 - 3 - line, 40, line), Qt.AlignmentFlag.AlignCenter, "1"
        )
        reach = radius - width / 2 - scaled(3)
        tip = center + QPointF(math.sin(math.radians(turned)), -math.cos(math.radians(turned))) * reach
        pen = QPen(look.color("ink"), look.line_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(center, tip)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("ink"))
        painter.drawEllipse(center, scaled(_HUB), scaled(_HUB))
