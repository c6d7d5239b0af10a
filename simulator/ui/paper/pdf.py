"""A sheet as a PDF of one page: vectors, real text, the shipped font inside."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from simulator.scenario.lesson.records import Lesson
from simulator.scenario.schema import Scenario
from simulator.ui.paper import page
from simulator.ui.paper.content import Sheet, sheet_of
from simulator.ui.paper.ink import RESOLUTION, Ink

Paper = Literal["a4", "letter"]
SIZES: dict[Paper, QPageSize.PageSizeId] = {
    "a4": QPageSize.PageSizeId.A4,
    "letter": QPageSize.PageSizeId.Letter,
}


def size_of(paper: Paper) -> QRectF:
    """The page in points."""
    size = QPageSize(SIZES[paper]).size(QPageSize.Unit.Point)
    return QRectF(0, 0, size.width(), size.height())


def handout(lesson: Lesson, scenario: Scenario, paper: Paper, *, is_key: bool) -> bytes:
    """The handout, or the key, of a lesson for the run of a scenario."""
    return pdf(sheet_of(lesson, scenario, is_key=is_key), paper)[0]


def pdf(sheet: Sheet, paper: Paper) -> tuple[bytes, Ink]:
    """A sheet as a PDF, and what was drawn where."""
    content, buffer = QByteArray(), QBuffer()
    buffer.setBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setTitle(sheet.title)
    writer.setCreator("IDA Simulator")
    layout = QPageLayout(QPageSize(SIZES[paper]), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    writer.setPageLayout(layout)
    with QPainter(writer) as painter:
        ink = Ink(painter)
        page.draw(ink, sheet, size_of(paper))
    buffer.close()
    return bytes(content.data()), ink
