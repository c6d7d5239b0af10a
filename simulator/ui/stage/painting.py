"""Painting the stage: text, then the tree at its moment."""

from __future__ import annotations

from math import sqrt

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from simulator.engine.tree import OUTCOMES
from simulator.ui.stage.frame import Curve, Frame, Picture
from simulator.ui.stage.ink import Letter, Word, Writer, color, font, pen, width
from simulator.ui.stage.layout import CHIP
from simulator.ui.stage.shapes import Signs
from simulator.ui.stage.sheet import Box
from simulator.ui.text import tr
from simulator.ui.theme import LIGHT, Role, Theme

QUIET_LINE, BLAMED_LINE, CAPTURED_LINE = 1.0, 0.8, 1.2
"""Widths of the tree's lines: the first in thin lines of the theme, the others in lines. Qt strokes 1 pixel fastest."""

QUIET_OPACITY = 0.75

INVITATION_ROLES: tuple[Role, ...] = ("head", "title", "body")
"""The invitation takes the largest type in which it has room."""

KEY_LINES, KEY_INDENT = 6, 1.4
"""The key of shapes has a line for each and two for the note; its text stands this many text sizes from the left."""


def paint_stage(painter: QPainter, theme: Theme, picture: Picture) -> None:
    """Paint everything but the card."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_texts(painter, theme, picture)
    if picture.sheet.key is not None and not picture.texts.invitation:
        _paint_key(painter, theme, picture.sheet.key, picture.key)
    _paint_frame(painter, theme, Frame(theme, picture))


def _paint_frame(painter: QPainter, theme: Theme, frame: Frame) -> None:
    name, heavier = theme.name, sqrt(frame.scale * LIGHT.body_px / theme.body_px)
    line, thin = heavier * theme.line_px, heavier * theme.thin_px
    painter.setOpacity(1.0 - frame.moment.folded**2)
    for curves, pen_ in (
        (frame.quiet, pen(name, "error", QUIET_LINE * thin, QUIET_OPACITY)),
        (frame.blamed, pen(name, "error", BLAMED_LINE * line)),
        (frame.captured, pen(name, "misaligned", CAPTURED_LINE * line)),
    ):
        # one by one: Qt takes ten times as long for one path of all of them
        for curve in curves:
            painter.strokePath(_path(curve), pen_)
    frame.signs.paint(painter)
    frame.top.paint(painter)
    writer = Writer(painter, name)
    for word in frame.words:
        writer.write(word)
    for letter in frame.letters:
        writer.letter(letter)
    painter.setOpacity(1.0)


def _path(curve: Curve) -> QPainterPath:
    a, b, c, d = curve
    path = QPainterPath(QPointF(*a))
    path.cubicTo(*b, *c, *d)
    return path


# ---- text ---------------------------------------------------------------------------------------------------------


def _paint_texts(painter: QPainter, theme: Theme, picture: Picture) -> None:
    texts, sheet, writer = picture.texts, picture.sheet, Writer(painter, theme.name)
    title, subtitle = sheet.title, sheet.subtitle
    fits = width(theme.name, "title", 650, texts.title) <= title.width
    heading = texts.title if fits else texts.title_shortly
    writer.write(Word(heading, title.left, title.middle, title.width, "title", 650, "ink"))
    if subtitle is not None:
        line = Word(texts.subtitle, subtitle.left, subtitle.middle, subtitle.width, "secondary", 400, "secondary")
        writer.write(line)
    if texts.invitation:
        _paint_invitation(painter, theme, picture)
    if picture.moment.is_read:
        misaligned = picture.scene.root.answer == "misaligned"
        tone = "misaligned_text" if misaligned else "ink" if texts.is_wrong else "secondary"
        painter.setFont(font(theme.name, "secondary", 550 if texts.is_wrong else 400))
        painter.setPen(color(theme.name, tone))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(_rect(sheet.why), int(flags) | Qt.TextFlag.TextWordWrap, texts.why)


def _paint_invitation(painter: QPainter, theme: Theme, picture: Picture) -> None:
    """Under the first model, in the middle of what is left; in the largest type that has room."""
    spot, sheet, text = picture.layout.spots[0], picture.sheet, picture.texts.invitation
    top = spot.y + CHIP * spot.radius + 2.2 * theme.secondary_px
    half = min(spot.x - sheet.why.left, sheet.right_at(top) - spot.x)
    box = QRectF(spot.x - half, top, 2 * half, max(sheet.area.bottom - (top - sheet.area.top), sheet.why.top) - top)
    flags = int(Qt.AlignmentFlag.AlignCenter) | Qt.TextFlag.TextWordWrap
    painter.setPen(color(theme.name, "ink"))
    for role in INVITATION_ROLES:
        painter.setFont(font(theme.name, role, 650))
        if painter.boundingRect(box, flags, text).height() <= box.height():
            break
    painter.drawText(box, flags, text)


def _paint_key(painter: QPainter, theme: Theme, box: Box, key: tuple[str, str, str, str, str]) -> None:
    """What the three shapes mean, what misaligned means, and who H is."""
    signs, writer = Signs(theme), Writer(painter, theme.name)
    line, radius, left = box.height / KEY_LINES, 0.34 * theme.help_px, box.left + KEY_INDENT * theme.help_px
    for row, (outcome, text) in enumerate(zip(OUTCOMES, key, strict=False)):
        y = box.top + (row + 0.5) * line
        signs.answer(outcome, box.left + radius, y, radius)
        writer.write(Word(text, left, y, box.right - left, "help", 400, "secondary"))
    note = QRectF(left, box.top + 3 * line, box.right - left, 2 * line)
    painter.drawText(note, Qt.TextFlag.TextWordWrap, key[3])
    y = box.top + 5.5 * line
    signs.step(box.left + radius, y, 1.25 * radius, 1.0, slipped=False)
    writer.write(Word(key[4], left, y, box.right - left, "help", 400, "secondary"))
    signs.paint(painter)
    writer.letter(Letter(tr("H"), box.left + radius, y, 1.6 * radius, "overseer_text", 1.0))


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, max(box.width, 0.0), max(box.height, 0.0))
