"""The map as a picture, without a window (`sweep --plot`)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from simulator.engine.iterate import run
from simulator.engine.outcome import Array
from simulator.engine.sweep_table import Table
from simulator.ui import theme
from simulator.ui.charts import page
from simulator.ui.charts.figure import caption
from simulator.ui.charts.map.content import Content
from simulator.ui.charts.map.plot import MapPlot
from simulator.ui.charts.plot import Moment, paint_remark
from simulator.ui.theme import Theme

_LEFT_SHARE, _RIGHT_SHARE = 0.3, 0.3


def render(
    table: Table, border: Array, path: Path, title: str, measure: str, look: Theme = theme.LIGHT
) -> None:
    """Write a picture of a sweep, PNG or SVG by the name's ending. A QApplication must exist.

    Raises ValueError for another ending and OSError if the file cannot be written.
    """
    content = Content(plan=table.plan, measure=measure, table=table, border=border)
    is_svg = page.is_svg(path)
    painted = _Painted(content, title, look)
    path.write_bytes(page.svg(painted, title, content.summary()) if is_svg else page.png(painted))


class _Painted:
    """Paints the page."""

    def __init__(self, content: Content, title: str, look: Theme) -> None:
        theme.load_font()
        self._content, self._title, self._look = content, title, page.enlarged(look)

    def __call__(self, painter: QPainter) -> None:
        content, look = self._content, self._look
        inner = page.begin(painter, look, self._title, caption(content.plan.base))
        row = QFontMetricsF(look.font("body", 650)).height()
        plot = MapPlot(content, look)
        base = run(content.plan.base)
        plot.run_, plot.moment = base, Moment.end(base)
        plot.resize(round(inner.width()), round(inner.height() - row - 10))
        plot.lay_out()
        plot.set_margins(
            min(plot.needed_left(), plot.width() * _LEFT_SHARE), min(plot.needed_right(), plot.width() * _RIGHT_SHARE)
        )
        plot.renew()
        place = QRectF(inner.left(), inner.top(), inner.width(), row)
        used = QFontMetricsF(look.font("body", 650)).horizontalAdvance(plot.title())
        page.write(painter, place, plot.title(), look.font("body", 650), look, "ink", lines=1)
        if remark := plot.remark():
            paint_remark(painter, place.adjusted(used + page.MARGIN, 0, 0, 0), remark, look, look.font("help"))
        painter.save()
        painter.translate(inner.left(), inner.top() + row + 10)
        plot.paint_all(painter)
        painter.restore()
        plot.deleteLater()
