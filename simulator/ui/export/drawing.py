"""Charts and stage as PNG or SVG: drawn anew, sharp at any size, with text as text.

In the present colors; what is exported ends on paper or on a white page, so it is drawn within `theme.in_light`. Only
what answers is drawn, not the buttons to press.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPen, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractButton, QTabBar, QWidget

from simulator.scenario.files import WriteError
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.charts.chart import Chart
from simulator.ui.charts.plot import Plot

SHARPNESS = 2.0
"""Pixels of a PNG for each pixel of the window: sharp on a slide."""


@contextmanager
def _curves_widened(parts: Sequence[QWidget]) -> Iterator[None]:
    """Curves whose pens are given in pixels of the device get as many more of them as the device has."""
    kept: list[tuple[pg.PlotCurveItem, QPen]] = []
    for plot in (plot for part in parts for plot in part.findChildren(Plot)):  # type: ignore[type-abstract]
        for item in plot.scene().items():
            if isinstance(item, pg.PlotCurveItem) and isinstance(pen := item.opts["pen"], QPen) and pen.isCosmetic():
                kept.append((item, pen))
                wide = QPen(pen)
                wide.setWidthF(pen.widthF() * SHARPNESS)
                item.setPen(wide)
    try:
        yield
    finally:
        for item, pen in kept:
            item.setPen(pen)


@contextmanager
def _titles_whole(parts: Sequence[QWidget]) -> Iterator[None]:
    """The title of a chart has the room of its switch, which is not drawn."""
    charts = [part for part in parts if isinstance(part, Chart)]
    try:
        for chart in charts:
            chart.is_on_paper = True
        yield
    finally:
        for chart in charts:
            chart.is_on_paper = False
            chart.update()


def picture(parts: Sequence[QWidget]) -> QImage:
    """Widgets of one parent as they stand to each other. Raises WriteError if nothing is shown."""
    place = _place(parts)
    image = QImage((QSize(place.size()) * SHARPNESS), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARPNESS)
    with _titles_whole(parts), _curves_widened(parts), QPainter(image) as painter:
        _draw_all(painter, parts, place)
    return image


def svg(parts: Sequence[QWidget], title: str) -> bytes:
    """The same as SVG; what a screen reader would say of the parts is its description."""
    place, content, buffer = _place(parts), QByteArray(), QBuffer()
    buffer.setBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(place.size())
    generator.setViewBox(QRectF(QPointF(0, 0), QRectF(place).size()))
    generator.setTitle(title)
    generator.setDescription(" ".join(filter(None, (part.accessibleDescription() for part in parts))))
    with _titles_whole(parts), QPainter(generator) as painter:
        _draw_all(painter, parts, place)
    buffer.close()
    # Where Inter is not installed, a viewer would fall back to a typeface with serifs.
    return bytes(content.data()).replace(b'font-family="Inter"', b'font-family="Inter, sans-serif"')


def _place(parts: Sequence[QWidget]) -> QRect:
    """Around all of them. Raises WriteError where there is none: a painter on an empty picture only warns."""
    place = QRect()
    for part in parts:
        place = place.united(part.geometry())
    if place.isEmpty():
        raise WriteError(say("Nothing is shown just now that could be drawn."))
    return place


def _draw_all(painter: QPainter, parts: Sequence[QWidget], place: QRect) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(QRect(QPoint(0, 0), place.size()), theme.current().color("card"))
    for part in parts:
        _draw(painter, part, QPointF(part.pos() - place.topLeft()))


def _draw(painter: QPainter, widget: QWidget, at: QPointF) -> None:
    painter.save()
    painter.translate(at)
    if isinstance(widget, Plot):
        painter.setClipRect(QRectF(0, 0, widget.width(), widget.height()))
        widget.paint_all(painter)
        painter.restore()
        return
    widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag(0))
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow() and not _is_pressed(child):
            _draw(painter, child, QPointF(child.pos()))
    painter.restore()


def _is_pressed(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton | QTabBar)
