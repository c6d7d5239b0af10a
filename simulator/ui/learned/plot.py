"""What the views of the learned model have in common: a plot of a glance, and the chart around it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from simulator.app.session import Session
from simulator.engine.iterate import Run
from simulator.ui.charts import words
from simulator.ui.charts.axis import Scale
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.plot import Layer, Plot
from simulator.ui.learned.pointer import Glance, Pointer
from simulator.ui.text import tr
from simulator.ui.theme import Theme

_NOTE_SHARE = 0.22
"""Share of a view's height that the note below it may take."""

_PALE = 0.55
"""How far figures of other settings step back."""


class LearnedPlot(Plot):
    """Subclasses read `glance`; it is None before anything was trained."""

    def __init__(self, look: Theme | None = None) -> None:
        self.glance: Glance | None = None
        self._noted: tuple[tuple[object, ...], list[str]] = ((), [])
        super().__init__(look)
        self._figures = Layer(self._paint, -1.0)
        self.scene().addItem(self._figures)

    # What a subclass says.

    @abstractmethod
    def said(self, glance: Glance) -> str:
        """What is to be seen, in a sentence or two."""

    @abstractmethod
    def rows(self) -> words.Table:
        """The same in numbers."""

    def prepare(self, glance: Glance) -> None:
        """Make what is painted from what is to be seen."""

    @abstractmethod
    def paint_figures(self, painter: QPainter, glance: Glance) -> None:
        """Paint it."""

    def scales_of(self, glance: Glance) -> tuple[Scale, Scale]:
        """The scales that suit it in the present frame; a view without axes keeps its own."""
        return self.x_scale, self.y_scale

    def note(self, glance: Glance) -> str:
        """What is said below the figures, in a line or two."""
        return ""

    def question_at(self, point: QPointF) -> int | None:
        """The question that a point means, if any."""
        return None

    def look_at(self, glance: Glance | None) -> None:
        """Show this."""
        self.glance = glance
        if glance is not None:
            self.prepare(glance)
        self.lay_out()
        self._figures.update()

    # Plot.

    def summary(self, run: Run, upto: int) -> str:
        return self.summary_now()

    def summary_now(self) -> str:
        """What is to be seen, also where it belongs to other settings."""
        if self.glance is None:
            return tr("Nothing has been trained yet.")
        said = self.said(self.glance)
        return said if self.glance.is_current else f"{said} {tr('This was trained with other settings.')}"

    def scales(self, run: Run) -> tuple[Scale, Scale]:
        return (self.x_scale, self.y_scale) if self.glance is None else self.scales_of(self.glance)

    def lay_out(self) -> None:
        super().lay_out()
        if self._is_built and self.glance is not None and self.run_ is None:
            self._take_scales(self.scales_of(self.glance))

    def drag_scales(self, run: Run) -> tuple[Scale, Scale]:
        return self.x_scale, self.y_scale

    def place(self) -> None:
        if self._is_built:
            self._figures.resize(self.sceneRect())

    def restyle(self) -> None:
        super().restyle()
        self.look_at(self.glance)

    def needed_below(self) -> float:
        lines = len(self._note_lines())
        return self.tick_metrics.height() * lines + (6.0 if lines else 0.0)

    def _note_lines(self) -> list[str]:
        """The note as it is written; laid out anew where it, its room or its letters have changed."""
        note = "" if self.glance is None else self.note(self.glance)
        wanted = note, self.width(), self.height(), self.look.name
        if wanted != self._noted[0]:
            self._noted = wanted, self._wrapped(note) if note else []
        return self._noted[1]

    def _wrapped(self, note: str) -> list[str]:
        advance, room = self.tick_metrics.horizontalAdvance, max(self.width() - 8.0, 60.0)
        lines = words.wrapped(note, advance, room).split("\n")
        most = max(int(self.height() / self.tick_metrics.height() * _NOTE_SHARE), 2)
        if len(lines) > most:  # the figures come first; all of it is in the tool tip and the description
            lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
            lines[-1] = self.tick_metrics.elidedText(lines[-1], Qt.TextElideMode.ElideRight, room)
        return lines

    def _paint(self, painter: QPainter) -> None:
        if self.glance is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        self.paint_figures(painter, self.glance)
        painter.restore()
        if not self.glance.is_current:
            painter.fillRect(QRectF(0, 0, self.width(), self.height()), self.look.color("card", _PALE))
        self._paint_note(painter)

    def _paint_note(self, painter: QPainter) -> None:
        line = self.tick_metrics.height()
        lines = self._note_lines()
        painter.setFont(self.note_font)
        painter.setPen(self.look.color("secondary"))
        top = self.height() - line * len(lines)
        for number, text in enumerate(lines):
            painter.drawText(QPointF(0, top + number * line + self.tick_metrics.ascent()), text)


KEYS: dict[int, tuple[Callable[[Pointer, int], None], int]] = {
    Qt.Key.Key_Left: (Pointer.step_round, -1),
    Qt.Key.Key_Right: (Pointer.step_round, 1),
    Qt.Key.Key_Home: (Pointer.look_at_round, 0),
    Qt.Key.Key_End: (Pointer.look_at_round, 10_000),
    Qt.Key.Key_Up: (Pointer.step_question, 1),
    Qt.Key.Key_Down: (Pointer.step_question, -1),
    Qt.Key.Key_BracketRight: (Pointer.step_depth, 1),
    Qt.Key.Key_BracketLeft: (Pointer.step_depth, -1),
}


class LearnedChart(Chart):
    """A view in its card. Left and Right choose the round, Up and Down the question, [ and ] its depth."""

    def __init__(
        self, session: Session, plot: LearnedPlot, pointer: Pointer, aside: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        self.view = plot
        self._pointer = pointer
        super().__init__(session, plot, aside, parent)

    def look_at(self, glance: Glance | None) -> None:
        """Show this, and say it."""
        self.view.look_at(glance)
        self._remark = self.view.remark()
        self.setAccessibleName(self.view.title())
        self.view.setAccessibleName(self.view.title())
        self.setAccessibleDescription(self.view.summary_now())
        self._lay_out()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = KEYS.get(event.key())
        if move is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        self.note_key()
        event.accept()
        move[0](self._pointer, move[1])

    def tip_at(self, point: QPointF) -> str:
        """What is said of a point of the view: its figures, or all of the note."""
        view, glance = self.view, self.view.glance
        if glance is not None and point.y() >= view.height() - view.needed_below():
            return view.note(glance)
        return view.tip(point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = self._in_plot(event.position())
        round_, question = self.view.round_at(point), self.view.question_at(point)
        if event.button() != Qt.MouseButton.LeftButton or (round_ is None and question is None):
            event.ignore()
            return
        if question is not None:
            self._pointer.look_at_question(question)
        if round_ is not None:
            self._pointer.look_at_round(round(round_))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        round_ = self.view.round_at(self._in_plot(event.position()))
        if event.buttons() & Qt.MouseButton.LeftButton and round_ is not None:
            self._pointer.look_at_round(round(round_))
