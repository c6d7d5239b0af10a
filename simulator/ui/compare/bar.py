"""The bar of a comparison: how A and B are drawn, what differs, and what can be done about it."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStyle, QWidget

from simulator.scenario.comparing import Difference
from simulator.ui import theme
from simulator.ui.compare.chip import DifferenceChip
from simulator.ui.compare.comparison import Comparison
from simulator.ui.compare.words import sentence
from simulator.ui.text import plural, tr
from simulator.ui.widgets.buttons import WordButton
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import font, metrics, scaled

_ROW_PX, _EDGE_PX, _GAP_PX = 36.0, 14.0, 8.0
_SAMPLE_PX, _SAMPLE_GAP_PX = 22.0, 5.0
_DASHES = [4.0, 3.0]


def _whole(dashes: list[float], length: float) -> list[float]:
    """A pattern of dashes that ends a line of this length, in widths of the line, with a whole dash; two at least."""
    dash, gap = dashes
    count = max(round((length + gap) / (dash + gap)), 2)
    share = length / (count * dash + (count - 1) * gap)
    return [dash * share, gap * share]


class CompareBar(Card):
    """In one row; where that is too narrow, what differs has a row of its own, and a menu for what has no room there.

    It is there while there is a B.
    """

    def __init__(self, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison = comparison
        self._chips: list[DifferenceChip] = []
        self._notes: tuple[str, ...] = ()
        self._note = Label("", self, role="secondary", tone="secondary")
        self._more = self._link("", "")
        self._menu = QMenu(self)
        self._more.clicked.connect(self._show_more)
        self.swap = self._link(tr("Swap"), tr("A and B change places: the controls then change what was B"))
        self.adopt = self._link(tr("Adopt B"), tr("B becomes A, and the comparison ends"))
        self.drop = self._link(tr("Drop B"), tr("The comparison ends, and A stays as it is"))
        self.swap.setAccessibleName(tr("Swap A and B"))
        self.swap.clicked.connect(comparison.swap)
        self.adopt.clicked.connect(comparison.adopt)
        self.drop.clicked.connect(comparison.drop)
        self.setAccessibleName(tr("A | B: what differs"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        comparison.changed.connect(self.follow)
        theme.notifier().changed.connect(self._refit)
        self.setVisible(comparison.is_on)
        self.follow()

    @property
    def chips(self) -> tuple[DifferenceChip, ...]:
        """What differs, one chip each, also those that have no room."""
        return tuple(chip for chip in self._chips if chip.difference is not None)

    @property
    def note(self) -> str:
        """The quiet sentence, in full."""
        return self._notes[0] if self._notes else ""

    def stations(self) -> list[QWidget]:
        """Where the Tab key stops, as they stand."""
        differences: list[QWidget] = [*self._chips, self._more]
        actions: list[QWidget] = [self.swap, self.adopt, self.drop]
        return differences + actions if self._rows(self.width()) == 1 else actions + differences

    def follow(self) -> None:
        """Say what differs now."""
        differences = self._comparison.differences
        while len(self._chips) < len(differences):
            chip = DifferenceChip(self)
            chip.kept.connect(self._comparison.keep)
            self._chips.append(chip)
        for place, chip in enumerate(self._chips):
            difference = differences[place] if place < len(differences) else None
            chip.show_difference(difference, can_keep=len(differences) > 1)
        self._notes = self._words(differences)
        self._note.setToolTip(self.note)
        self.setAccessibleDescription(". ".join([*map(sentence, differences), *self._notes[:1]]))
        is_on = self._comparison.is_on
        if is_on == self.isHidden():
            self.setVisible(is_on)
        if is_on:
            self._refit()

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(600)), self._height(self._rows(self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(scaled(300)), self._height(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            x, middle = scaled(_EDGE_PX), self._height(1) / 2
            for letter, dashes in ((tr("A"), []), (tr("B"), _DASHES)):
                painter.setFont(font("body", 650))
                painter.setPen(look.color("ink"))
                width = metrics("body", 650).horizontalAdvance(letter)
                place = QRect(round(x), 0, ceil(width), round(2 * middle))
                mirrored = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
                painter.drawText(mirrored, Qt.AlignmentFlag.AlignCenter, letter)
                x += width + scaled(_SAMPLE_GAP_PX)
                pen = QPen(look.color("accent"), look.line_px)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                if dashes:
                    pen.setDashPattern(_whole(dashes, scaled(_SAMPLE_PX) / look.line_px))
                painter.setPen(pen)
                ends = [x, x + scaled(_SAMPLE_PX)]
                if self.isRightToLeft():
                    ends = [self.width() - end for end in ends]
                painter.drawLine(QPointF(ends[0], middle), QPointF(ends[1], middle))
                x += scaled(_SAMPLE_PX) + scaled(12)

    def _words(self, differences: tuple[Difference, ...]) -> tuple[str, ...]:
        """What is quietly said: in full, and shorter where there is less room."""
        if not self._comparison.is_on or len(differences) == 1:
            return ()
        if not differences:
            return (
                tr("A and B are the same so far. The controls change A; B stays as it is."),
                tr("Same so far: the controls change A"), tr("same so far"),
            )  # fmt: skip
        count = len(differences)
        return tr("{count} things differ: press one to keep only that", count=count), tr("{count} differ", count=count)

    def _link(self, text: str, tip: str) -> QPushButton:
        button = WordButton(text, self)
        button.setProperty("link", True)
        button.setProperty("role", "secondary")
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button

    def _show_more(self) -> None:
        self._menu.clear()
        can_keep = len(self._comparison.differences) > 1
        for chip in self.chips:
            if chip.isHidden() and chip.difference is not None:
                action = self._menu.addAction(tr("Keep only: {difference}", difference=sentence(chip.difference)))
                action.setEnabled(can_keep)
                action.triggered.connect(chip.keep)
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    # Geometry.

    def _height(self, rows: int) -> int:
        row = round(scaled(_ROW_PX))
        return row if rows == 1 else row + round(scaled(_ROW_PX - 4))

    def _legend_end(self) -> float:
        letters = sum(metrics("body", 650).horizontalAdvance(letter) for letter in (tr("A"), tr("B")))
        return scaled(_EDGE_PX) + letters + 2 * scaled(_SAMPLE_GAP_PX + _SAMPLE_PX + 12)

    def _full_actions_width(self) -> int:
        return sum(button.sizeHint().width() for button in (self.swap, self.adopt, self.drop))

    def _actions_width(self) -> int:
        return sum(map(self._action_width, (self.swap, self.adopt, self.drop)))

    def _action_width(self, button: QPushButton) -> int:
        """What it needs, or less in proportion."""
        room = self.width() - self._legend_end() - scaled(_EDGE_PX)
        share = min(room / max(self._full_actions_width(), 1), 1.0)
        return max(int(button.sizeHint().width() * share), 1)

    def _chips_width(self) -> float:
        chips = self.chips
        return sum(chip.sizeHint().width() for chip in chips) + scaled(_GAP_PX) * max(len(chips) - 1, 0)

    def _rows(self, width: int) -> int:
        room = width - self._legend_end() - self._actions_width() - scaled(_EDGE_PX)
        return 1 if self._chips_width() <= room else 2

    def _refit(self) -> None:
        height = self._height(self._rows(self.width()))
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        row, gap, rows = self._height(1), scaled(_GAP_PX), self._rows(self.width())
        right = self.width() - scaled(_EDGE_PX) + 6  # the links' own padding reaches beyond the text
        for button in (self.drop, self.adopt, self.swap):
            width, height = self._action_width(button), button.sizeHint().height()
            right -= width
            self._put(button, right, (row - height) / 2, width, height)
        x, end = self._legend_end(), right - gap
        if rows == 1:
            x = self._place_chips(x, end, 0.0, row) + 2 * gap
        else:
            self._place_chips(scaled(_EDGE_PX), self.width() - scaled(_EDGE_PX), row - scaled(4), row - scaled(4))
        room = end - x
        fitting = (text for text in self._notes if self._note.full_width(text) <= room)
        self._note.setText(next(fitting, self._notes[-1] if self._notes else ""))
        self._note.setVisible(bool(self._notes) and self._note.full_width() <= room)
        self._put(self._note, x, (row - self._note.line_height()) / 2, max(room, 0), self._note.line_height())

    def _place_chips(self, x: float, end: float, top: float, height: float) -> float:
        """From x on, as many as have room; the others go into the menu. Where the last one ends."""
        gap, chips, hidden = scaled(_GAP_PX), self.chips, 0
        for place, chip in enumerate(chips):
            size = chip.sizeHint()
            others = len(chips) - place - 1
            reserved = self._more_width(others) + gap if others else 0.0
            width = size.width()
            if place == 0 and x + width + reserved > end:
                width = max(round(end - x - reserved), 40)  # at least one is shown, cut if need be
            fits = not hidden and x + width + reserved <= end + 0.5
            hidden += not fits
            chip.setVisible(fits)
            if fits:
                self._put(chip, x, top + (height - size.height()) / 2, width, size.height())
                x += width + gap
        for chip in self._chips[len(chips) :]:
            chip.hide()
        self._more.setVisible(bool(hidden))
        if hidden:
            self._more.setText(self._more_text(hidden))
            self._more.setAccessibleName(plural("One more difference", "{count} more differences", hidden))
            size = self._more.sizeHint()
            self._put(self._more, x, top + (height - size.height()) / 2, size.width(), size.height())
            x += size.width() + gap
        return x - gap if chips else x

    def _more_text(self, count: int) -> str:
        return tr("{count} more", count=count)

    def _more_width(self, count: int) -> float:
        return metrics("secondary", 550).horizontalAdvance(self._more_text(count)) + scaled(16)

    def _put(self, widget: QWidget, x: float, y: float, width: float, height: float) -> None:
        place = QRect(round(x), round(y), round(width), round(height))
        widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
