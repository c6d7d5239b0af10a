"""The two charts over time as a picture, without a window (`run --plot`)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from simulator.app.ensemble import Seen
from simulator.engine.iterate import Run
from simulator.engine.parameters import TABLE, Parameters, format_number
from simulator.engine.spread import Spread
from simulator.ui import theme
from simulator.ui.charts import page
from simulator.ui.charts.misalignment import Misalignment
from simulator.ui.charts.page import SIZE as SIZE
from simulator.ui.charts.plot import Moment, paint_remark
from simulator.ui.charts.reached_depth import ReachedDepth
from simulator.ui.charts.rounds_plot import RoundsPlot
from simulator.ui.text import tr
from simulator.ui.theme import Theme


def render(run: Run, path: Path, title: str, look: Theme = theme.LIGHT, spread: Spread | None = None) -> None:
    """Write a picture of the whole run, PNG or SVG by the name's ending, with the band of many runs if there are some.

    A QApplication must exist.

    Raises ValueError for another ending and OSError if the file cannot be written.
    """
    is_svg = page.is_svg(path)
    path.write_bytes(svg(run, title, look, spread) if is_svg else png(run, title, look, spread))


def png(run: Run, title: str, look: Theme = theme.LIGHT, spread: Spread | None = None) -> bytes:
    """The picture as PNG."""
    return page.png(partial(_paint, run=run, title=title, look=look, spread=spread))


def svg(run: Run, title: str, look: Theme = theme.LIGHT, spread: Spread | None = None) -> bytes:
    """The picture as SVG, with the charts' summaries as its description."""
    said = " ".join(plot.summary(run, run.last) for plot in _plots(look))
    return page.svg(partial(_paint, run=run, title=title, look=look, spread=spread), title, said)


def caption(parameters: Parameters) -> str:
    """What differs from the defaults, in words and figures."""
    changed = parameters.differences(Parameters())
    if not changed:
        return tr("All parameters at their defaults")
    return " · ".join(
        f"{tr(TABLE[id_].label)} {value if isinstance(value, str) else format_number(value)}"
        for id_, (value, _) in changed.items()
    )


def _plots(look: Theme) -> tuple[RoundsPlot, ...]:
    return ReachedDepth(look), Misalignment(look)


def _paint(painter: QPainter, run: Run, title: str, look: Theme, spread: Spread | None) -> None:
    theme.load_font()
    look = page.enlarged(look)
    inner = page.begin(painter, look, title, caption(run.parameters))
    below = inner.top()
    plots = _plots(look)
    room = (inner.bottom() - below) / len(plots)
    row = QFontMetricsF(look.font("body", 650)).height() + 10
    for plot in plots:
        plot.resize(round(inner.width()), round(room - row - 12))
        plot.run_, plot.moment = run, Moment.end(run)
        plot.show_luck(Seen(spread) if spread is not None else None)
        plot.lay_out()
    left = max(plot.needed_left() for plot in plots)
    right = max(plot.needed_right() for plot in plots)
    for index, plot in enumerate(plots):
        plot.set_margins(left, right)
        plot.show_run(run, Moment.end(run))
        top = below + index * room
        place = QRectF(inner.left(), top, inner.width(), row)
        page.write(painter, place, plot.title(), look.font("body", 650), look, "ink", lines=1)
        if remark := plot.remark():
            used = QFontMetricsF(look.font("body", 650)).horizontalAdvance(plot.title())
            beside = QRectF(place.left(), top, place.width(), QFontMetricsF(look.font("body", 650)).height())
            paint_remark(painter, beside.adjusted(used + page.MARGIN, 0, 0, 0), remark, look, look.font("help"))
        painter.save()
        painter.translate(inner.left(), top + row)
        plot.paint_all(painter)
        painter.restore()
        plot.deleteLater()
