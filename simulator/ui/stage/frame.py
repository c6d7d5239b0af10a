"""One moment of the tree, composed of lines, signs and words: a pure function of scene, layout, text and moment.

What a frame contains can be read without painting it; `painting` does that.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.engine.tree import AnswerOutcome
from simulator.ui.stage.ink import Letter, Point, Word, width
from simulator.ui.stage.layout import CHIP, MARK, MARK_GAP, OPENED_PIP_COLUMNS, PIP, PIP_PITCH, Layout
from simulator.ui.stage.moment import Moment, NodeState, node_states, student_shown
from simulator.ui.stage.scene import Scene, SceneNode
from simulator.ui.stage.shapes import Signs
from simulator.ui.stage.sheet import Sheet
from simulator.ui.stage.words import Texts
from simulator.ui.text import tr
from simulator.ui.theme import Theme

IN_CHIP = 0.78
"""Radius of an answer inside of a model's chip, as a share of the radius that it has by itself."""

JUNCTION, JUNCTION_RADIUS = 9.0, 3.6
"""Distance below a node at which its tree ends where that had given another answer, and the size of this answer."""

MOVING = 0.42
"""Radius of an answer on its way up, as a share of the radius of the node that it comes from."""

SHIELD = 6.0
"""Half the height of a shield at scale 1."""

STUDENT, ARROW = 9.0, 8.0
"""Half the side of the student's chip beside the root at scale 1, and half the length of the arrow to it."""

LETTER = 1.3
"""Size of the letter in the overseer's mark, as a multiple of half the mark's side."""

Curve = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that the stage shows at one moment. `key` is the text of the key: three shapes, a note, the mark."""

    scene: Scene
    sheet: Sheet
    layout: Layout
    texts: Texts
    moment: Moment
    key: tuple[str, str, str, str, str]


class Frame:
    """The tree at one moment: its lines, its signs, the root and whatever moves above them, its words.

    `quiet` lines are all that there are, `captured` and `blamed` ones the ways that wrong answers took, as far as they
    have come.
    """

    def __init__(self, theme: Theme, picture: Picture) -> None:
        self.theme = theme
        self.scene, self.texts, self.moment = picture.scene, picture.texts, picture.moment
        self.layout, self.sheet = picture.layout, picture.sheet
        self.scale = picture.layout.scale
        self.states = node_states(picture.scene, picture.moment)
        spots, (x, y) = picture.layout.spots, (picture.layout.spots[0].x, picture.layout.spots[0].y)
        self.points: list[Point] = [
            (spot.x + (x - spot.x) * state.folded, spot.y + (y - spot.y) * state.folded)
            for spot, state in zip(spots, self.states, strict=True)
        ]
        self.radii = [
            spot.radius * state.shown * (1.0 - 0.4 * state.folded)
            for spot, state in zip(spots, self.states, strict=True)
        ]
        self.quiet: list[Curve] = []
        self.blamed: list[Curve] = []
        self.captured: list[Curve] = []
        self.signs, self.top = Signs(theme), Signs(theme)
        self.words: list[Word] = []
        self.letters: list[Letter] = []
        self._compose()

    def _compose(self) -> None:
        self._compose_rows()
        self._compose_lines()
        for index in range(1, len(self.scene.nodes)):
            self._compose_node(index)
        self._compose_root()
        for index, state in enumerate(self.states):
            if state.settled > 0.0:
                self._compose_marks(index, state)

    # lines

    def _curve(self, index: int) -> Curve:
        """The line from the node above (t = 0) down to this one (t = 1)."""
        parent = self.scene.nodes[index].parent
        (x0, y0), (x1, y1) = self.points[parent], self.points[index]
        y0 += self._drop(parent)
        middle = (y0 + y1) / 2
        return (x0, y0), (x0, middle), (x1, middle), (x1, y1)

    def _drop(self, index: int) -> float:
        """How far below a node its tree ends: where what it gave was changed afterwards, there is room to show it."""
        if index == 0 or not self.scene.nodes[index].differs:
            return 0.0
        return (self.radii[index] + JUNCTION * self.scale) * self.states[index].settled

    def _compose_lines(self) -> None:
        """Quiet lines, the ways that wrong answers took, and answers on their way up."""
        path = self.scene.why.path if self.scene.why else ()
        for index, (node, state) in enumerate(zip(self.scene.nodes, self.states, strict=True)):
            if index == 0 or state.edge <= 0.0 or state.folded >= 1.0:
                continue
            curve = self._curve(index)
            self.quiet.append(curve if state.edge >= 1.0 else _split(curve, state.edge)[0])
            if state.rising <= 0.0:
                continue
            risen = curve if state.rising >= 1.0 else _split(curve, 1.0 - state.rising)[1]
            if node.captures or index in path:
                (self.captured if node.answer == "misaligned" and self._misaligns(index) else self.blamed).append(risen)
            if state.rising < 1.0:
                self.top.answer(node.answer, *risen[0], MOVING * self.radii[index])

    def _misaligns(self, index: int) -> bool:
        """Whether this sub-answer made the one above misaligned: by capturing the step, or handed up without one."""
        node = self.scene.nodes[index]
        return node.captures or self.scene.nodes[node.parent].step is None

    # nodes

    def _compose_node(self, index: int) -> None:
        node, state = self.scene.nodes[index], self.states[index]
        present = state.shown * (1.0 - state.folded**3)
        if present <= 0.0:
            return
        (x, y), radius = self.points[index], self.radii[index]
        if node.is_closed and node.is_model:
            self.signs.chip(x, y, CHIP * IN_CHIP * radius, present)
            radius *= IN_CHIP
        self._answer(self.signs, index, radius, node.answer, present)

    def _answer(self, signs: Signs, index: int, radius: float, answer: AnswerOutcome, present: float) -> None:
        """A ring that becomes a shape."""
        (x, y), answered = self.points[index], self.states[index].answered
        if present <= 0.0:
            return
        if answered < 1.0:
            signs.question(x, y, radius, present * (1.0 - answered))
        if answered > 0.0:
            signs.answer(answer, x, y, radius * (0.6 + 0.4 * answered), present * answered)

    def _compose_root(self) -> None:
        """The root; in the fold the student takes its place, as a chip."""
        root, (x, y), radius = self.scene.root, self.points[0], self.radii[0]
        closed = 1.0 if root.is_closed else student_shown(self.moment)
        inner = radius * (1.0 + (IN_CHIP - 1.0) * closed)
        if closed > 0.0:
            self.top.chip(x, y, CHIP * radius * (0.5 + 0.5 * closed), closed, of_student=True)
        student = self.scene.student
        if student is None or student.answer == root.answer:
            self._answer(self.top, 0, inner, root.answer, 1.0)
        else:
            self._answer(self.top, 0, inner, root.answer, 1.0 - closed)
            self._answer(self.top, 0, inner, student.answer, closed)
        if closed > 0.0:
            middle = y + CHIP * radius + 1.05 * self.theme.secondary_px
            half = min(x - self.sheet.title.left, self.sheet.right_at(middle) - x)
            text = Word(self.texts.model, x - half, middle, 2 * half, "secondary", 550, "accent", closed, centered=True)
            self.words.append(text)

    # marks and words at nodes

    def _compose_marks(self, index: int, state: NodeState) -> None:
        node, (x, y), radius = self.scene.nodes[index], self.points[index], self.radii[index]
        if sum(node.votes) > 1:
            self._compose_votes(index, node, state.settled)
        if node.rejected:
            half = SHIELD * self.scale
            above = (CHIP if node.is_closed else 1.0) * radius + 1.5 * half
            self.signs.shield(x, y - above, half, state.settled)
        right = x + radius
        if node.step is not None and self.layout.spots[index].marks:
            right = self._compose_step(index, right, state.settled)
        if index == 0:
            self._compose_student(right)
        elif node.differs:
            self._compose_junction(index, node, state.settled)

    def _compose_votes(self, index: int, node: SceneNode, opacity: float) -> None:
        """Left of an opened node, under a closed one."""
        (x, y), radius, marks = self.points[index], self.radii[index], self.layout.spots[index].marks
        if node.is_closed:
            columns, pitch = self.layout.pip_columns, self.layout.pip_pitch
            rows = -(-sum(node.votes) // max(columns, 1))
            y += CHIP * radius + (rows / 2 + 0.35) * pitch
        else:
            columns, pitch = min(sum(node.votes), OPENED_PIP_COLUMNS) if marks else 0, PIP_PITCH * marks
            x -= radius + MARK_GAP * marks + columns / 2 * pitch
        if columns:
            self.signs.votes(node.votes, x, y, pitch * PIP / PIP_PITCH, pitch, columns, opacity)

    def _compose_step(self, index: int, right: float, opacity: float) -> float:
        """The overseer's mark, with a word where the step was not right; returns where it ends."""
        node, marks = self.scene.nodes[index], self.layout.spots[index].marks
        x, y = right + (MARK_GAP + MARK) * marks, self.points[index][1]
        self.signs.step(x, y, MARK * marks, opacity, slipped=node.step_failed)
        token = "card" if node.step_failed else "overseer_text"
        self.letters.append(Letter(tr("H"), x, y, LETTER * MARK * marks, token, opacity))
        return self._compose_word(index, self.texts.step_captions[index], x + MARK * marks, y, "overseer_text", opacity)

    def _compose_word(self, index: int, text: str, after: float, middle: float, token: str, opacity: float) -> float:
        """A word at a node, if it fits into the node's part of the row; returns where it ends."""
        left = after + 4.0 * self.scale
        right = left + width(self.theme.name, "help", 550, text)
        if not text or right > min(self.layout.spots[index].right, self.sheet.right_at(middle)):
            return after
        self.words.append(Word(text, left, middle, right - left, "help", 550, token, opacity))
        return right

    def _compose_junction(self, index: int, node: SceneNode, opacity: float) -> None:
        """What the tree gave, where distillation or a check changed it, and the word for what happened."""
        (x, y), radius = self.points[index], JUNCTION_RADIUS * self.scale
        y += self._drop(index)
        self.signs.answer(node.made, x, y, radius, opacity)
        self._compose_word(index, self.texts.answer_captions[index], x + radius, y, "secondary", opacity)

    def _compose_student(self, right: float) -> None:
        """Beside the root of a completed round: what its student answers to the same question."""
        student = self.scene.student
        if student is None or not self.moment.is_rest:
            return
        scale, y, half, arrow = self.scale, self.points[0][1], STUDENT * self.scale, ARROW * self.scale
        self.top.arrow(right + 10.0 * scale + arrow, y, arrow)
        x = right + 16.0 * scale + 2 * arrow + half
        self.top.chip(x, y, half, of_student=True)
        self.top.answer(student.answer, x, y, half / CHIP)
        left = x + half + max(5.0, 6.0 * scale)
        for text in (self.texts.student, self.texts.student_shortly):
            if (room := width(self.theme.name, "secondary", 400, text)) <= self.sheet.right_at(y) - left:
                self.words.append(Word(text, left, y, room, "secondary", 400, "secondary", 1.0))
                break

    def _compose_rows(self) -> None:
        """The round of each row, at the left."""
        left = self.sheet.title.left
        for level, (text, y) in enumerate(zip(self.texts.rows, self.layout.rows, strict=True)):
            state = next(s for node, s in zip(self.scene.nodes, self.states, strict=True) if node.level == level)
            opacity = state.shown * (1.0 if level == 0 else 1.0 - state.folded)
            if opacity > 0.0:
                room, token = self.sheet.area.left - left, "secondary" if level else "ink"
                self.words.append(Word(text, left, y, room, "secondary", 550, token, opacity))


# ---- curves ---------------------------------------------------------------------------------------------------------


def _mix(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _split(curve: Curve, t: float) -> tuple[Curve, Curve]:
    """Both parts of a Bézier curve cut at t (de Casteljau)."""
    a, b, c, d = curve
    ab, bc, cd = _mix(a, b, t), _mix(b, c, t), _mix(c, d, t)
    abc, bcd = _mix(ab, bc, t), _mix(bc, cd, t)
    cut = _mix(abc, bcd, t)
    return (a, ab, abc, cut), (cut, bcd, cd, d)
