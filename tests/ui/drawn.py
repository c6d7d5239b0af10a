"""What a widget really paints: texts with their sizes, strokes with their widths, read from an SVG of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from math import sqrt

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView, QWidget


def texts(widget: QWidget) -> list[tuple[str, float]]:
    """Every text with the size of its font in pixels of the screen."""
    return [
        ("".join(element.itertext()), float(element.attrib["font-size"].removesuffix("px")) * scale)
        for element, scale in _elements(widget) if element.tag.endswith("}text")
    ]  # fmt: skip


def strokes(widget: QWidget) -> list[float]:
    """The width of every line that is drawn, in pixels of the screen."""
    found = []
    for element, scale in _elements(widget):
        pen = element.attrib
        if element.tag.endswith(("}path", "}polyline", "}line")) and pen.get("fill", "none") == "none":
            width, color = pen.get("stroke-width"), pen.get("stroke", "none")
            if width is not None and color != "none":
                found.append(float(width) * (1.0 if pen.get("vector-effect") == "non-scaling-stroke" else scale))
    return found


def _elements(widget: QWidget) -> Iterator[tuple[ET.Element, float]]:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    views = [view for view in (widget, *widget.findChildren(QGraphicsView)) if isinstance(view, QGraphicsView)]
    modes = [view.cacheMode() for view in views]
    for view in views:  # a ground that is kept as pixels has neither texts nor lines
        view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
    painter = QPainter(generator)
    QWidget.render(widget, painter, QPoint())
    painter.end()
    for view, mode in zip(views, modes, strict=True):
        view.setCacheMode(mode)
    buffer.close()
    yield from _inside(ET.fromstring(bytes(content.data())), 1.0, {})


def _inside(element: ET.Element, scale: float, pen: dict[str, str]) -> Iterator[tuple[ET.Element, float]]:
    """Elements with the scale they are seen at; what a group says of its pen holds for those in it."""
    transform = element.attrib.get("transform", "")
    if transform.startswith("matrix("):
        a, b, c, d = (float(number) for number in transform[7:-1].split(",")[:4])
        scale *= sqrt(abs(a * d - b * c))
    pen = pen | {name: element.attrib[name] for name in ("fill", "stroke", "stroke-width") if name in element.attrib}
    for name, value in pen.items():
        element.attrib.setdefault(name, value)
    yield element, scale
    for child in element:
        yield from _inside(child, scale, pen)
