"""The two charts over time as a picture, without a window (`run --plot`)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from simulator.app.ensemble import Seen
from simulator.engine.iterate import Run
from simulator.engine.parameters import TABLE, Parameters, format_number
from simulator.engine.spread import Spread
from simulator.ui import theme
from simulator.ui.charts.misalignment import Misalignment
from simulator.ui.charts.plot import Moment, paint_remark
from simulator.ui.charts.reached_depth import ReachedDepth
from simulator.ui.charts.rounds_plot import RoundsPlot
from simulator.ui.text import tr
from simulator.ui.theme import Theme

SIZE = QSize(1200, 800)
_MARGIN = 48.0
_ENLARGED = 1.35
"""Text and lines against those of the window: the picture is seen smaller than it is, in a paper or on a slide."""

_FORMATS = {".png": "PNG", ".svg": "SVG"}


def render(run: Run, path: Path, title: str, look: Theme = theme.LIGHT, spread: Spread | None = None) -> None:
    """Write a picture of the whole run, PNG or SVG by the name's ending, with the band of many runs if there are some.

    A QApplication must exist.

    Raises ValueError for another ending and OSError if the file cannot be written.
    """
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"a picture's name ends in {' or '.join(_FORMATS)}, not in {path.suffix or 'nothing'}")
    path.write_bytes(png(run, title, look, spread) if kind == "PNG" else svg(run, title, look, spread))


def png(run: Run, title: str, look: Theme = theme.LIGHT, spread: Spread | None = None) -> bytes:
    """The picture as PNG."""
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    _paint(painter, run, title, look, spread)
    painter.end()
    content, buffer = _buffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("Qt cannot encode PNG here")
    buffer.close()
    return bytes(content.data())


def svg(run: Run, title: str, look: Theme = theme.LIGHT, spread: Spread | None = None) -> bytes:
    """The picture as SVG, with the charts' summaries as its description."""
    content, buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(SIZE)
    generator.setViewBox(QRectF(QPointF(0, 0), SIZE.toSizeF()))
    generator.setTitle(title)
    generator.setDescription(" ".join(plot.summary(run, run.last) for plot in _plots(look)))
    painter = QPainter(generator)
    _paint(painter, run, title, look, spread)
    painter.end()
    buffer.close()
    # Where Inter is not installed, a viewer would fall back to a typeface with serifs.
    return bytes(content.data()).replace(b'font-family="Inter"', b'font-family="Inter, sans-serif"')


def caption(parameters: Parameters) -> str:
    """What differs from the defaults, in words and figures."""
    changed = parameters.differences(Parameters())
    if not changed:
        return tr("All parameters at their defaults")
    return " · ".join(
        f"{tr(TABLE[id_].label)} {value if isinstance(value, str) else format_number(value)}"
        for id_, (value, _) in changed.items()
    )


def _buffer() -> tuple[QByteArray, QBuffer]:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return content, buffer


def _plots(look: Theme) -> tuple[RoundsPlot, ...]:
    return ReachedDepth(look), Misalignment(look)


def _enlarged(look: Theme) -> Theme:
    sizes = ("help_px", "secondary_px", "body_px", "title_px", "head_px", "line_px", "thin_px")
    return replace(look, canvas=look.card, **{name: getattr(look, name) * _ENLARGED for name in sizes})


def _paint(painter: QPainter, run: Run, title: str, look: Theme, spread: Spread | None) -> None:
    theme.load_font()
    look = _enlarged(look)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    page = QRectF(QPointF(0, 0), SIZE.toSizeF())
    painter.fillRect(page, look.color("card"))
    inner = page.adjusted(_MARGIN, _MARGIN * 0.75, -_MARGIN, -_MARGIN * 0.5)
    below = _write(painter, inner, title, look.font("head", 650), look, "ink", lines=1) + 4
    below = _write(
        painter, inner.adjusted(0, below - inner.top(), 0, 0), caption(run.parameters), look.font("body"), look,
        "secondary", lines=2,
    ) + 16  # fmt: skip
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
        _write(painter, place, plot.title(), look.font("body", 650), look, "ink", lines=1)
        if remark := plot.remark():
            used = QFontMetricsF(look.font("body", 650)).horizontalAdvance(plot.title())
            beside = QRectF(place.left(), top, place.width(), QFontMetricsF(look.font("body", 650)).height())
            paint_remark(painter, beside.adjusted(used + _MARGIN, 0, 0, 0), remark, look, look.font("help"))
        painter.save()
        painter.translate(inner.left(), top + row)
        plot.paint_all(painter)
        painter.restore()
        plot.deleteLater()


def _write(
    painter: QPainter, place: QRectF, text: str, font: QFont, look: Theme, token: str, lines: int
) -> float:  # fmt: skip
    """Text at the top of a place, in so many lines at most; where it ends."""
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(look.color(token))
    words = text.split(" ")
    shown: list[str] = []
    while words and len(shown) < lines:
        line = words.pop(0)
        while words and (metrics.horizontalAdvance(f"{line} {words[0]}") <= place.width()):
            line += f" {words.pop(0)}"
        shown.append(line)
    if words:
        shown[-1] = " ".join([shown[-1], *words])
    for index, line in enumerate(shown):
        box = QRectF(place.left(), place.top() + index * metrics.height(), place.width(), metrics.height())
        fitted = metrics.elidedText(line, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)
    return place.top() + len(shown) * metrics.height()
