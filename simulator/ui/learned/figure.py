"""The curves of the learned model as a picture, without a window (`learn --plot`)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from simulator.app.trained import Sheet, Trained
from simulator.engine.parameters import Value, format_number
from simulator.learner.settings import SETTINGS, SIZES, Learned
from simulator.ui import theme
from simulator.ui.charts import page
from simulator.ui.learned import theory
from simulator.ui.learned.curves import Curves
from simulator.ui.learned.pointer import Glance, Measure
from simulator.ui.text import tr
from simulator.ui.theme import Theme

MEASURES: tuple[Measure, ...] = ("capability", "misalignment")
_NO_ANSWERS = Sheet(student=(), teacher=None, outcomes=np.zeros(0, np.uint8))
_BETWEEN = 12.0


def render(trained: Trained, path: Path, title: str, look: Theme = theme.LIGHT) -> None:
    """Write a picture of everything that was trained, PNG or SVG by the name's ending. A QApplication must exist.

    Raises ValueError for another ending and OSError if the file cannot be written.
    """
    rounds = max((len(runs["ida"]) for runs in trained.runs.values() if runs.get("ida")), default=0)
    trained.sheets = [_NO_ANSWERS] * rounds  # curves need to know how many rounds there are, and no answers
    theme.load_font()
    look = page.enlarged(look)
    plots = [_plot(trained, measure, look) for measure in MEASURES]
    paint = partial(_paint, plots=plots, title=title, caption=caption(trained.settings), look=look)
    if page.is_svg(path):
        path.write_bytes(page.svg(paint, title, " ".join(plot.summary_now() for plot in plots)))
    else:
        path.write_bytes(page.png(paint))
    for plot in plots:
        plot.deleteLater()


def caption(settings: Learned) -> str:
    """The task and what differs from the defaults, in words and figures."""
    usual = {id_: row.default for id_, row in SETTINGS.items()} | {"learned.size": SIZES[settings.task].default}
    changed = {id_: value for id_, value in settings.values().items() if value != usual[id_]}
    said = {"learned.task": settings.task.replace("_", " ")}
    said |= {id_: _in_figures(value) for id_, value in changed.items() if id_ != "learned.task"}
    return " · ".join(f"{tr(SETTINGS[id_].label)} {value}" for id_, value in said.items())


def _in_figures(value: Value) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return value if isinstance(value, str) else format_number(value)


class _FiguresAlone(Curves):
    """Why the theory is off is said once, below the first curves; how far, below each."""

    def note(self, glance: Glance) -> str:
        found = glance.trained.prediction
        return "" if found is None else theory.residual(glance.trained, found, glance.measure)


def _plot(trained: Trained, measure: Measure, look: Theme) -> Curves:
    plot = Curves(look) if measure == MEASURES[0] else _FiguresAlone(look)
    plot.glance = Glance(trained=trained, round=trained.last, question=0, measure=measure, kind=0, is_current=True)
    plot.prepare(plot.glance)
    return plot


def _paint(painter: QPainter, plots: list[Curves], title: str, caption: str, look: Theme) -> None:
    inner = page.begin(painter, look, title, caption)
    font = look.font("body", 650)
    row = QFontMetricsF(font).height() + 10
    room = inner.height() / len(plots)
    for plot in plots:
        plot.resize(round(inner.width()), round(room - row - _BETWEEN))
        plot.lay_out()
    left, right = max(plot.needed_left() for plot in plots), max(plot.needed_right() for plot in plots)
    for index, plot in enumerate(plots):
        top = inner.top() + index * room
        plot.set_margins(left, right)
        plot.look_at(plot.glance)
        page.write(painter, QRectF(inner.left(), top, inner.width(), row), plot.title(), font, look, "ink", lines=1)
        painter.save()
        painter.translate(inner.left(), top + row)
        plot.paint_all(painter)
        painter.restore()
