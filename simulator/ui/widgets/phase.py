"""The phase chip: amplify, then distill, with a stress on what is happening."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.app.player import Phase
from simulator.ui import theme
from simulator.ui.text import tr
from simulator.ui.widgets.metrics import font, metrics, scaled

_STRESSED: dict[Phase, int | None] = {"rest": None, "open": 0, "answer": 0, "fold": 1}
"""Which of the two words each phase stresses: while the tree opens and answers rise it is amplified."""

_ARROW = " → "


class PhaseChip(QWidget):
    """Keeps its width while the stress moves, so that nothing beside it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (tr("amplify"), tr("distill"))
        self._phase: Phase = "rest"
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Phase of the round"))
        self.setToolTip(tr("Each round amplifies the model, then distills the result into the next model"))
        self._describe()

    @property
    def stressed(self) -> str:
        """The word that is stressed; empty at rest."""
        index = _STRESSED[self._phase]
        return "" if index is None else self._words[index]

    def show_phase(self, phase: Phase) -> None:
        """Stress what is happening."""
        is_new = _STRESSED[phase] != _STRESSED[self._phase]
        self._phase = phase
        if is_new:
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:
        wide = metrics("secondary", 650)
        across = sum(wide.horizontalAdvance(word) for word in self._words) + self._arrow_width() + scaled(32)
        return QSize(ceil(across), round(scaled(26)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            index = _STRESSED[self._phase]
            x = scaled(16)
            for at, word in enumerate(self._words):
                room = metrics("secondary", 650).horizontalAdvance(word)
                is_stressed = index == at
                painter.setFont(font("secondary", 650 if is_stressed else 400 if index is not None else 550))
                painter.setPen(look.color("accent" if is_stressed or index is None else "secondary"))
                painter.drawText(QRectF(x, 0, room, rect.height()), Qt.AlignmentFlag.AlignCenter, word)
                x += room
                if at == 0:
                    painter.setFont(font("secondary", 550))
                    painter.setPen(look.color("accent" if index is None else "secondary"))
                    painter.drawText(
                        QRectF(x, 0, self._arrow_width(), rect.height()), Qt.AlignmentFlag.AlignCenter, _ARROW.strip()
                    )
                    x += self._arrow_width()

    def _arrow_width(self) -> float:
        return metrics("secondary", 550).horizontalAdvance(_ARROW)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.stressed or tr("at rest"))
