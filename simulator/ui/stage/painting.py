"""Painting the stage: a pure function of scene, layout, text, moment and theme.

Things are painted in the order in which they lie on the card: lines, answers on their way up, nodes, marks, words.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

from simulator.engine.tree import OUTCOMES, AnswerOutcome
from simulator.ui.stage.layout import CHIP, PIP, PIP_PITCH, Box, Layout, Sheet, pip_columns
from simulator.ui.stage.moment import Moment, NodeState, node_states, student_shown
from simulator.ui.stage.scene import Scene, SceneNode
from simulator.ui.stage.shapes import (
    paint_answer,
    paint_chip,
    paint_overseer,
    paint_pips,
    paint_question,
    paint_shield,
    stroke,
)
from simulator.ui.stage.words import Texts
from simulator.ui.theme import Theme

IN_CHIP = 0.78
"""Radius of an answer inside of a model's chip, as a share of the radius that it has by itself."""

MARK, MARK_GAP = 7.5, 7.0
"""Half the side of the overseer's mark at scale 1, and its distance from the node."""

JUNCTION, JUNCTION_RADIUS = 9.0, 3.6
"""Distance below a node at which its tree ends where that had given another answer, and the size of this answer."""

SHIELD = 6.0
"""Half the height of a shield at scale 1."""

STUDENT = 9.0
"""Half the side of the student's chip beside the root at scale 1."""

KEY_LINES, KEY_INDENT = 5, 1.4
"""The key of shapes has a line for each and two for the note; its text stands this many text sizes from the left."""

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
Curve = tuple[QPointF, QPointF, QPointF, QPointF]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that the stage shows at one moment. `key` is the text of the key of shapes: three names and a note."""

    scene: Scene
    sheet: Sheet
    layout: Layout
    texts: Texts
    moment: Moment
    key: tuple[str, str, str, str]


def paint_stage(painter: QPainter, theme: Theme, picture: Picture) -> None:
    """Paint everything but the card."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_texts(painter, theme, picture)
    if picture.sheet.key is not None and not picture.texts.invitation:
        _paint_key(painter, theme, picture.sheet.key, picture.key)
    _Tree(painter, theme, picture).paint()


# ---- text ---------------------------------------------------------------------------------------------------------


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, max(box.width, 0.0), max(box.height, 0.0))


def _write(painter: QPainter, box: QRectF, text: str, font: QFont, color: QColor, flags: Qt.AlignmentFlag = LEFT) -> None:
    """One line of text in a box, shortened where it is too long for it."""
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) > box.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(box, flags, text)


def _paint_texts(painter: QPainter, theme: Theme, picture: Picture) -> None:
    texts, sheet = picture.texts, picture.sheet
    _write(painter, _rect(sheet.title), texts.title, theme.font("title", 650), theme.color("ink"))
    if sheet.subtitle is not None:
        _write(painter, _rect(sheet.subtitle), texts.subtitle, theme.font("secondary"), theme.color("secondary"))
    if texts.invitation:
        box = _rect(picture.sheet.area)
        _write(painter, box, texts.invitation, theme.font("head", 650), theme.color("ink"), CENTER)
    if picture.moment.is_rest:
        tone = "misaligned_text" if picture.scene.root.answer == "misaligned" else "ink" if texts.is_wrong else "secondary"
        painter.setFont(theme.font("secondary", 550 if texts.is_wrong else 400))
        painter.setPen(theme.color(tone))
        painter.drawText(_rect(sheet.why), int(LEFT) | Qt.TextFlag.TextWordWrap, texts.why)


def _paint_key(painter: QPainter, theme: Theme, box: Box, key: tuple[str, str, str, str]) -> None:
    """What the three shapes mean, and what misaligned means."""
    font = theme.font("help")
    line = box.height / KEY_LINES
    radius = 0.34 * theme.help_px
    left = box.left + KEY_INDENT * theme.help_px
    for row, (outcome, text) in enumerate(zip(OUTCOMES, key, strict=False)):
        y = box.top + (row + 0.5) * line
        paint_answer(painter, theme, outcome, QPointF(box.left + radius, y), radius)
        text_box = QRectF(left, y - line / 2, box.right - left, line)
        _write(painter, text_box, text, font, theme.color("secondary"))
    note = QRectF(left, box.top + 3 * line, box.right - left, 2 * line)
    painter.drawText(note, Qt.TextFlag.TextWordWrap, key[3])


# ---- the tree -------------------------------------------------------------------------------------------------------


class _Tree:
    """One picture being painted."""

    def __init__(self, painter: QPainter, theme: Theme, picture: Picture) -> None:
        self.painter, self.theme = painter, theme
        self.scene, self.texts, self.moment = picture.scene, picture.texts, picture.moment
        self.layout, self.sheet = picture.layout, picture.sheet
        self.scale = picture.layout.scale
        self.states = node_states(picture.scene, picture.moment)
        spots = picture.layout.spots
        top = spots[0]
        self.points = [
            QPointF(spot.x + (top.x - spot.x) * state.folded, spot.y + (top.y - spot.y) * state.folded)
            for spot, state in zip(spots, self.states, strict=True)
        ]
        self.radii = [
            spot.radius * state.shown * (1.0 - 0.4 * state.folded)
            for spot, state in zip(spots, self.states, strict=True)
        ]
        self.help = theme.font("help", 550)
        self.badge = theme.font("help", 650)
        self.badge.setPixelSize(max(7, round(1.3 * MARK * self.scale)))

    def paint(self) -> None:
        self._rows()
        self._edges()
        for index in reversed(range(1, len(self.scene.nodes))):
            self._node(index)
        self._top()
        for index, state in enumerate(self.states):
            if state.settled > 0.0:
                self._marks(index, state)
        self.painter.setOpacity(1.0)

    # lines

    def _curve(self, index: int) -> Curve:
        """The line from the node above (t = 0) down to this one (t = 1)."""
        parent = self.scene.nodes[index].parent
        a, b = self.points[parent], self.points[index]
        start = QPointF(a.x(), a.y() + self._drop(parent))
        middle = (start.y() + b.y()) / 2
        return start, QPointF(start.x(), middle), QPointF(b.x(), middle), b

    def _drop(self, index: int) -> float:
        """How far below a node its tree ends: where what it gave was changed afterwards, there is room to show it."""
        if index == 0 or not self.scene.nodes[index].differs:
            return 0.0
        return (self.radii[index] + JUNCTION * self.scale) * self.states[index].settled

    def _edges(self) -> None:
        """Quiet lines first, then the ways that wrong answers took, then answers on their way up."""
        quiet, captured, blamed = QPainterPath(), QPainterPath(), QPainterPath()
        path = self.scene.why.path if self.scene.why else ()
        moving: list[tuple[QPointF, AnswerOutcome, float]] = []
        for index, node in enumerate(self.scene.nodes):
            state = self.states[index]
            if index == 0 or state.edge <= 0.0 or state.folded >= 1.0:
                continue
            curve = self._curve(index)
            _add(quiet, curve, 0.0, state.edge)
            if 0.0 < state.rising < 1.0:
                moving.append((_at(curve, 1.0 - state.rising), node.answer, 0.42 * self.radii[index]))
            if state.rising > 0.0 and (node.captures or index in path):
                _add(captured if node.captures else blamed, curve, 1.0 - state.rising, 1.0)
        painter, theme = self.painter, self.theme
        painter.setOpacity(1.0 - self.moment.folded**2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(quiet, stroke(theme.color("error", 0.55), theme.thin_px * 1.2))
        painter.strokePath(blamed, stroke(theme.color("error"), theme.line_px * 0.8))
        painter.strokePath(captured, stroke(theme.color("misaligned"), theme.line_px * 1.2))
        painter.setOpacity(1.0)
        for point, answer, radius in moving:
            paint_answer(painter, theme, answer, point, radius)

    # nodes

    def _node(self, index: int) -> None:
        node, state = self.scene.nodes[index], self.states[index]
        present = state.shown * (1.0 - state.folded**3)
        if present <= 0.0:
            return
        point, radius = self.points[index], self.radii[index]
        if node.is_closed and node.is_model:
            self.painter.setOpacity(present)
            paint_chip(self.painter, self.theme, point, CHIP * IN_CHIP * radius, outlined=0.0)
            radius *= IN_CHIP
        self._answer(point, radius, node.answer, state.answered, present)

    def _answer(self, point: QPointF, radius: float, answer: AnswerOutcome, answered: float, present: float) -> None:
        """A ring that becomes a shape."""
        if answered < 1.0:
            self.painter.setOpacity(present * (1.0 - answered))
            paint_question(self.painter, self.theme, point, radius)
        if answered > 0.0:
            self.painter.setOpacity(present * answered)
            paint_answer(self.painter, self.theme, answer, point, radius * (0.6 + 0.4 * answered))

    def _top(self) -> None:
        """The root; in the fold the student takes its place, as a chip."""
        root, state, point, radius = self.scene.root, self.states[0], self.points[0], self.radii[0]
        closed = 1.0 if root.is_closed else student_shown(self.moment)
        if closed > 0.0:
            self.painter.setOpacity(closed)
            paint_chip(self.painter, self.theme, point, CHIP * radius * (0.5 + 0.5 * closed), outlined=1.0)
            radius *= 1.0 + (IN_CHIP - 1.0) * closed
        student = self.scene.student
        if student is not None and student.answer != root.answer:
            self._answer(point, radius, root.answer, state.answered, 1.0 - closed)
            self._answer(point, radius, student.answer, state.answered, closed)
        else:
            self._answer(point, radius, root.answer, state.answered, 1.0)
        if closed > 0.0:
            self.painter.setOpacity(closed)
            y = point.y() + CHIP * self.radii[0] + 0.3 * self.theme.secondary_px
            box = QRectF(self.sheet.area.left, y, 2 * (point.x() - self.sheet.area.left), 1.5 * self.theme.secondary_px)
            _write(self.painter, box, self.texts.model, self.theme.font("secondary", 550), self.theme.color("accent"), CENTER)

    # marks and words at nodes

    def _marks(self, index: int, state: NodeState) -> None:
        node, point, radius = self.scene.nodes[index], self.points[index], self.radii[index]
        self.painter.setOpacity(state.settled)
        if sum(node.votes) > 1:
            self._votes(index, node)
        if node.rejected:
            at = QPointF(point.x(), point.y() - radius - (SHIELD + 3.0) * self.scale)
            paint_shield(self.painter, self.theme, at, SHIELD * self.scale)
        right = point.x() + radius
        if node.step is not None:
            right = self._step(index, right)
        if index == 0:
            self._student(right)
        elif node.differs:
            self._junction(index, node)

    def _votes(self, index: int, node: SceneNode) -> None:
        """Left of an opened node, under a closed one."""
        point, radius, spot = self.points[index], self.radii[index], self.layout.spots[index]
        pitch, count = PIP_PITCH * self.scale, sum(node.votes)
        if node.is_closed:
            columns = pip_columns(count, 2 * spot.room_left + 2 * spot.radius, self.scale)
            rows = -(-count // columns)
            center = QPointF(point.x(), point.y() + CHIP * radius + (rows / 2 + 0.35) * pitch)
        else:
            columns = min(count, 3)
            center = QPointF(point.x() - radius - MARK_GAP * self.scale - columns / 2 * pitch, point.y())
        paint_pips(self.painter, self.theme, node.votes, center, PIP * self.scale, pitch, columns)

    def _step(self, index: int, right: float) -> float:
        """The overseer's mark, with a word where the step was not simply right; returns where it ends."""
        node, point, scale = self.scene.nodes[index], self.points[index], self.scale
        at = QPointF(right + (MARK_GAP + MARK) * scale, point.y())
        paint_overseer(self.painter, self.theme, at, MARK * scale, self.badge, slipped=node.step_failed)
        end = at.x() + MARK * scale
        caption = self.texts.step_captions[index]
        width = QFontMetricsF(self.help).horizontalAdvance(caption)
        room = point.x() + self.radii[index] + self.layout.spots[index].room_right - end
        if not caption or width + 8.0 > (room if sum(node.votes) > 1 else 1.6 * room):
            return end
        height = 1.5 * self.theme.help_px
        box = QRectF(end + 4.0, point.y() - height / 2, width + 2.0, height)
        _write(self.painter, box, caption, self.help, self.theme.color("overseer_text"))
        return box.right()

    def _junction(self, index: int, node: SceneNode) -> None:
        """What the tree gave, where distillation or a check changed it, and the word for what happened."""
        point, scale = self.points[index], self.scale
        at = QPointF(point.x(), point.y() + self._drop(index))
        paint_answer(self.painter, self.theme, node.made, at, JUNCTION_RADIUS * scale)
        caption = self.texts.answer_captions[index]
        width = QFontMetricsF(self.help).horizontalAdvance(caption)
        if width < self.layout.spots[index].room_right:
            height = 1.5 * self.theme.help_px
            box = QRectF(at.x() + 7.0 * scale, at.y() - height / 2, width + 2.0, height)
            _write(self.painter, box, caption, self.help, self.theme.color("secondary"))

    def _student(self, right: float) -> None:
        """Beside the root of a completed round: what its student answers to the same question."""
        student = self.scene.student
        if student is None or not self.moment.is_rest:
            return
        scale, y, ink = self.scale, self.points[0].y(), self.theme.color("secondary")
        start, end = right + 10.0 * scale, right + 26.0 * scale
        self.painter.setPen(stroke(ink, self.theme.thin_px * 1.2))
        self.painter.drawLine(QPointF(start, y), QPointF(end, y))
        head = 3.2 * scale
        self.painter.drawPolyline([QPointF(end - head, y - head), QPointF(end, y), QPointF(end - head, y + head)])
        half = STUDENT * scale
        at = QPointF(end + 6.0 * scale + half, y)
        paint_chip(self.painter, self.theme, at, half, outlined=1.0)
        paint_answer(self.painter, self.theme, student.answer, at, half / CHIP)
        left = at.x() + half + 6.0 * scale
        limit = self.sheet.corner.left if self.sheet.corner and self.sheet.corner.bottom > y else self.sheet.title.right
        height = 1.5 * self.theme.secondary_px
        if limit - left > 3 * self.theme.secondary_px:
            box = QRectF(left, y - height / 2, limit - left, height)
            _write(self.painter, box, self.texts.student, self.theme.font("secondary"), ink)

    def _rows(self) -> None:
        """The round of each row, at the left."""
        font, height = self.theme.font("secondary", 550), 1.5 * self.theme.secondary_px
        for level, (text, y) in enumerate(zip(self.texts.rows, self.layout.rows, strict=True)):
            first = next(index for index, node in enumerate(self.scene.nodes) if node.level == level)
            shown = self.states[first].shown * (1.0 if level == 0 else 1.0 - self.states[first].folded)
            if shown > 0.0:
                self.painter.setOpacity(shown)
                box = QRectF(self.sheet.rows_left, y - height / 2, self.sheet.area.left - self.sheet.rows_left, height)
                _write(self.painter, box, text, font, self.theme.color("secondary" if level else "ink"))
        self.painter.setOpacity(1.0)


# ---- curves ---------------------------------------------------------------------------------------------------------


def _mix(a: QPointF, b: QPointF, t: float) -> QPointF:
    return QPointF(a.x() + (b.x() - a.x()) * t, a.y() + (b.y() - a.y()) * t)


def _split(curve: Curve, t: float) -> tuple[Curve, Curve]:
    """Both parts of a Bézier curve cut at t (de Casteljau)."""
    a, b, c, d = curve
    ab, bc, cd = _mix(a, b, t), _mix(b, c, t), _mix(c, d, t)
    abc, bcd = _mix(ab, bc, t), _mix(bc, cd, t)
    cut = _mix(abc, bcd, t)
    return (a, ab, abc, cut), (cut, bcd, cd, d)


def _at(curve: Curve, t: float) -> QPointF:
    return _split(curve, t)[1][0]


def _add(path: QPainterPath, curve: Curve, start: float, end: float) -> None:
    """Add the part of a curve from `start` to `end`, of which one is an end of the curve."""
    if end < 1.0:
        curve = _split(curve, end)[0]
    elif start > 0.0:
        curve = _split(curve, start)[1]
    a, b, c, d = curve
    path.moveTo(a)
    path.cubicTo(b, c, d)
