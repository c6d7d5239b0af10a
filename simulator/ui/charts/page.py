"""A page with charts as a picture, PNG or SVG, without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from simulator.ui.theme import Theme

SIZE = QSize(1200, 800)
MARGIN = 48.0
_ENLARGED = 1.35
"""Text and lines against those of the window: the picture is seen smaller than it is, in a paper or on a slide."""

_FORMATS = {".png": "PNG", ".svg": "SVG"}

Paint = Callable[[QPainter], None]


def is_svg(path: Path) -> bool:
    """Whether a picture is to be SVG and not PNG, by its name's ending. Raises ValueError for any other ending."""
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"a picture's name ends in {' or '.join(_FORMATS)}, not in {path.suffix or 'nothing'}")
    return kind == "SVG"


def png(paint: Paint) -> bytes:
    """The page as PNG. Raises OSError where Qt cannot make one."""
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint(painter)
    painter.end()
    content, buffer = _buffer()
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("Qt cannot encode PNG here")
    buffer.close()
    return bytes(content.data())


def svg(paint: Paint, title: str, description: str) -> bytes:
    """The page as SVG, which carries its title and what is to be seen in words."""
    content, buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(SIZE)
    generator.setViewBox(QRectF(QPointF(0, 0), SIZE.toSizeF()))
    generator.setTitle(title)
    generator.setDescription(description)
    painter = QPainter(generator)
    paint(painter)
    painter.end()
    buffer.close()
    # Where Inter is not installed, a viewer would fall back to a typeface with serifs.
    return bytes(content.data()).replace(b'font-family="Inter"', b'font-family="Inter, sans-serif"')


def _buffer() -> tuple[QByteArray, QBuffer]:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return content, buffer


def enlarged(look: Theme) -> Theme:
    """A theme for a page: larger text and lines, on the ground of a card."""
    sizes = ("help_px", "secondary_px", "body_px", "title_px", "head_px", "line_px", "thin_px")
    return replace(look, canvas=look.card, **{name: getattr(look, name) * _ENLARGED for name in sizes})


def begin(painter: QPainter, look: Theme, title: str, caption: str) -> QRectF:
    """The page's ground, its title and what is said below it; the room that is left."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    page = QRectF(QPointF(0, 0), SIZE.toSizeF())
    painter.fillRect(page, look.color("card"))
    inner = page.adjusted(MARGIN, MARGIN * 0.75, -MARGIN, -MARGIN * 0.5)
    below = write(painter, inner, title, look.font("head", 650), look, "ink", lines=1) + 4
    rest = inner.adjusted(0, below - inner.top(), 0, 0)
    below = write(painter, rest, caption, look.font("body"), look, "secondary", lines=2) + 16
    return inner.adjusted(0, below - inner.top(), 0, 0)


def write(
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
