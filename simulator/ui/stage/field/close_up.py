"""Nodes seen close up: their answers with everything that belongs to them, composed of signs and words.

What a close-up contains can be read without painting it; `canvas` does that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulator.engine.tree import AnswerOutcome
from simulator.ui.stage.field.field import At
from simulator.ui.stage.field.pips import Pips
from simulator.ui.stage.ink import Letter, Word, letter_px, width, wrapped
from simulator.ui.stage.moment import Moment, NodeState, student_shown
from simulator.ui.stage.proportions import (
    CHIP,
    IN_CHIP,
    MARK,
    MARK_GAP,
    OPENED_PIP_COLUMNS,
    PIP,
    PIP_PITCH,
    VOTES_WIDTH,
    WORD_GAP,
)
from simulator.ui.stage.scene import Learned, SceneNode
from simulator.ui.stage.shapes import Signs
from simulator.ui.stage.sheet import Sheet
from simulator.ui.text import tr
from simulator.ui.theme import LIGHT, Theme

JUNCTION, JUNCTION_RADIUS = 9.0, 3.6
"""Distance below a node at which its tree ends where that had given another answer, and the size of this answer."""

SHIELD = 6.0
"""Half the height of a shield at scale 1."""

STUDENT, ARROW = 9.0, 8.0
"""Half the side of the student's chip beside the root at scale 1, and half the length of the arrow to it."""

LOW_GAP = 1.5
"""Rows nearer than so many text sizes have branches so flat that they would run through words beside the root."""

WORDS_APART, WORDS_LINE = 8.0, 1.2
"""Pixels between the words of two nodes, and the height of a line of words in text sizes."""

MOST_WORD_LINES, MOST_WHERE_TALL, TALL_AREA = 2, 4, 230.0
"""Lines of words at a node, and where the tree has at least this height at the ordinary text size."""

WORDS_GONE = 0.2
"""Share of a node's way into the student after which its words have faded."""

LIFTED = 0.55
"""Marks stand so many text sizes higher, and words so much lower, where a node has both beside it."""

IN_A_ROW, PANELIST, PANEL_APART = 3, 0.85, 1.5
"""A panel of so many overseers has a mark for each, of this size, and this far apart at scale 1."""

SMALL_PANELIST, PANEL_COLUMNS = 0.42, 3
"""A larger panel has small marks in this many columns."""

ASSISTANT, ASSISTANT_APART = 0.8, 2.5
"""Size of an assistant's chip as a share of the overseer's mark, and its distance from it at scale 1."""


@dataclass(slots=True)
class Shown:
    """A node in its place on the screen. `right` is how far words at it may reach, `marks` the scale of its marks.

    `words` are those of its question, `step_caption` and `answer_caption` what its marks say; empty for nothing.
    """

    at: At
    node: SceneNode
    x: float
    y: float
    radius: float
    right: float
    marks: float
    state: NodeState
    pips: Pips
    room: float
    words: str
    step_caption: str
    answer_caption: str


@dataclass(frozen=True, slots=True)
class Top:
    """What is told at the root: its student, and the words beside it, in full and shortly."""

    student: Learned | None
    model: str
    learned: str
    learned_shortly: str
    moment: Moment
    is_closed: bool


def drop_of(node: SceneNode, radius: float, settled: float, scale: float, *, is_top: bool) -> float:
    """How far below a node its tree ends: where what it gave was changed afterwards, there is room to show it."""
    return 0.0 if is_top or not node.differs else (radius + JUNCTION * scale) * settled


class CloseUp:
    """Composes nodes into `signs`, `top` (what lies above all), `words` and `letters`.

    `gap` is the distance of two rows.
    """

    def __init__(self, theme: Theme, sheet: Sheet, scale: float, gap: float) -> None:
        self.theme, self.sheet, self.scale, self.gap = theme, sheet, scale, gap
        self.signs, self.top = Signs(theme), Signs(theme)
        self.words: list[Word] = []
        self.letters: list[Letter] = []

    def add(self, shown: Shown) -> None:
        """A node below the root."""
        node, state, radius = shown.node, shown.state, shown.radius
        present = state.shown * (1.0 - state.folded**3)
        if present <= 0.0:
            return
        if node.is_closed and node.is_model:
            self.signs.chip(shown.x, shown.y, CHIP * IN_CHIP * radius, present)
            radius *= IN_CHIP
        self._answer(self.signs, shown, radius, node.answer, present)
        lines = self._lines(shown)
        if state.settled > 0.0:
            self._add_marks(shown, self._lift(shown) if lines and not node.is_closed else 0.0)
            if node.differs:
                self._add_junction(shown)
        opacity = present * max(0.0, 1.0 - state.folded / WORDS_GONE)
        if opacity > 0.0:
            self.words += [replace(line, opacity=opacity) for line in lines]

    def add_top(self, shown: Shown, top: Top) -> None:
        """The root; in the fold the student takes its place, as a chip."""
        radius = shown.radius
        closed = 1.0 if top.is_closed else student_shown(top.moment)
        inner = radius * (1.0 + (IN_CHIP - 1.0) * closed)
        if closed > 0.0:
            self.top.chip(shown.x, shown.y, CHIP * radius * (0.5 + 0.5 * closed), closed, of_student=True)
        student = top.student
        if student is None or student.answer == shown.node.answer:
            self._answer(self.top, shown, inner, shown.node.answer, 1.0)
        else:
            self._answer(self.top, shown, inner, shown.node.answer, 1.0 - closed)
            self._answer(self.top, shown, inner, student.answer, closed)
        if closed > 0.0:
            self._add_model(shown, top.model, closed)
        if shown.state.settled > 0.0:
            right = self._add_marks(shown)
            if student is not None and top.moment.is_rest:
                self._add_student(shown, top, student, right)

    def add_row(self, text: str, y: float, opacity: float, *, is_top: bool) -> None:
        """The round of a row, at the left."""
        left = self.sheet.title.left
        if opacity > 0.0:
            room, token = self.sheet.area.left - left, "ink" if is_top else "secondary"
            self.words.append(Word(text, left, y, room, "secondary", 550, token, opacity))

    # parts

    def _answer(self, signs: Signs, shown: Shown, radius: float, answer: AnswerOutcome, present: float) -> None:
        """A ring that becomes a shape."""
        answered = shown.state.answered
        if present <= 0.0:
            return
        if answered < 1.0:
            signs.question(shown.x, shown.y, radius, present * (1.0 - answered))
        if answered > 0.0:
            signs.answer(answer, shown.x, shown.y, radius * (0.6 + 0.4 * answered), present * answered)

    def _add_marks(self, shown: Shown, lift: float = 0.0) -> float:
        """Votes, shield, the overseer's step, which may be lifted; returns where they end."""
        node, opacity = shown.node, shown.state.settled
        if sum(node.votes) > 1:
            self._add_votes(shown)
        if node.rejected:
            half = SHIELD * min(self.scale, 0.6 * shown.radius)
            above = (CHIP if node.is_closed else 1.0) * shown.radius + 1.5 * half
            self.signs.shield(shown.x, shown.y - above, half, opacity)
        right = shown.x + shown.radius
        return self._add_step(shown, right, shown.y - lift) if node.step is not None and shown.marks else right

    def _add_votes(self, shown: Shown) -> None:
        """Left of an opened node, under a closed one."""
        node, x, y = shown.node, shown.x, shown.y
        if node.is_closed:
            columns, pitch, rows = shown.pips.columns, shown.pips.pitch, shown.pips.rows
            y += CHIP * shown.radius + (rows / 2 + 0.35) * pitch
        else:
            columns, pitch = min(sum(node.votes), OPENED_PIP_COLUMNS) if shown.marks else 0, PIP_PITCH * shown.marks
            x -= shown.radius + MARK_GAP * shown.marks + columns / 2 * pitch
        if columns:
            self.signs.votes(node.votes, x, y, pitch * PIP / PIP_PITCH, pitch, columns, shown.state.settled)

    def _add_step(self, shown: Shown, right: float, y: float) -> float:
        """The overseer's mark, with a word where the step was not right; returns where it ends."""
        node, marks, opacity = shown.node, shown.marks, shown.state.settled
        assert node.step is not None
        half = MARK * marks
        x = right + MARK_GAP * marks + half
        panel = node.step.panel
        if len(panel) > 1:
            right = self._add_panel(panel, x - half, y, marks, opacity)
        else:
            self._add_mark(x, y, half, opacity, slipped=node.step_failed)
            right = x + half
        if node.step.assistant is not None:
            size = ASSISTANT * half
            right += ASSISTANT_APART * marks + 2 * size
            self.signs.helper(node.step.assistant, right - size, y, size, opacity)
        return self._add_word(shown, shown.step_caption, right, y, "overseer_text", opacity)

    def _add_mark(self, x: float, y: float, half: float, opacity: float, *, slipped: bool) -> None:
        self.signs.step(x, y, half, opacity, slipped=slipped)
        token = "card" if slipped else "overseer_text"
        self.letters.append(Letter(tr("H"), x, y, letter_px(self.theme, half), token, opacity))

    def _add_panel(
        self, panel: tuple[AnswerOutcome, ...], left: float, y: float, marks: float, opacity: float
    ) -> float:
        """A mark for each overseer of a panel, those that slipped in full color; returns where they end."""
        small = len(panel) > IN_A_ROW
        half = (SMALL_PANELIST if small else PANELIST) * MARK * marks
        columns, pitch = PANEL_COLUMNS if small else len(panel), 2 * half + PANEL_APART * marks
        rows = -(-len(panel) // columns)
        for number, vote in enumerate(panel):
            row, column = divmod(number, columns)
            x, middle = left + half + column * pitch, y + (row - (rows - 1) / 2) * pitch
            if small:
                self.signs.step(x, middle, half, opacity, slipped=vote != "correct")
            else:
                self._add_mark(x, middle, half, opacity, slipped=vote != "correct")
        return left + columns * pitch - PANEL_APART * marks

    def _add_word(self, shown: Shown, text: str, after: float, middle: float, token: str, opacity: float) -> float:
        """A word at a node, if it fits into the node's part of the row; returns where it ends."""
        left = after + 4.0 * self.scale
        right = left + width(self.theme.name, "help", 550, text)
        if not text or right > min(shown.right, self.sheet.right_at(middle)):
            return after
        self.words.append(Word(text, left, middle, right - left, "help", 550, token, opacity))
        return right

    def _add_junction(self, shown: Shown) -> None:
        """What the tree gave, where distillation or a check changed it, and the word for what happened."""
        if not shown.marks and not shown.node.is_closed:
            return
        opacity, radius = shown.state.settled, JUNCTION_RADIUS * self.scale
        y = shown.y + drop_of(shown.node, shown.radius, opacity, self.scale, is_top=False)
        self.signs.answer(shown.node.made, shown.x, y, radius, opacity)
        if y - shown.y + 0.6 * self.theme.help_px < self.gap - shown.radius:
            self._add_word(shown, shown.answer_caption, shown.x + radius, y, "secondary", opacity)

    def _lift(self, shown: Shown) -> float:
        """How much higher marks stand to leave room for words under them."""
        return max(LIFTED * self.theme.help_px, MARK * shown.marks)

    def _lines(self, shown: Shown) -> list[Word]:
        """The question in words, whole or not at all: under a closed node, at the right of an open one."""
        if not shown.words:
            return []
        line, closed = self.theme.help_px, shown.node.is_closed
        if closed:
            y = shown.y + CHIP * shown.radius + shown.pips.height + 0.6 * line
            room = shown.room - WORDS_APART
            left = shown.x - room / 2
        else:
            y = shown.y + LIFTED * line
            left = shown.x + shown.radius + WORD_GAP * self.scale
            room = min(shown.right, self.sheet.right_at(y)) - left
        most = most_word_lines(self.sheet, self.theme)
        if not closed:
            most = min(MOST_WORD_LINES, int((self.gap - shown.radius) / (WORDS_LINE * line)))
        return [
            Word(text, left, y + number * WORDS_LINE * line, room, "help", 400, "secondary", centered=closed)
            for number, text in enumerate(wrapped(self.theme.name, "help", 400, shown.words, room, most))
        ]

    def _add_model(self, shown: Shown, text: str, opacity: float) -> None:
        middle = shown.y + CHIP * shown.radius + 1.05 * self.theme.secondary_px
        half = min(shown.x - self.sheet.title.left, self.sheet.right_at(middle) - shown.x)
        self.words.append(
            Word(text, shown.x - half, middle, 2 * half, "secondary", 550, "accent", opacity, centered=True)
        )

    def _add_student(self, shown: Shown, top: Top, student: Learned, right: float) -> None:
        """Beside the root of a completed round: what its student answers; above the branches of a low tree."""
        scale, half, arrow = self.scale, STUDENT * self.scale, ARROW * self.scale
        y = shown.y - (self.theme.secondary_px if self.gap < LOW_GAP * self.theme.secondary_px else 0.0)
        end = self.sheet.right_at(y)
        if right + 16.0 * scale + 2 * (arrow + half) > end:
            return
        self.top.arrow(right + 10.0 * scale + arrow, y, arrow)
        x = right + 16.0 * scale + 2 * arrow + half
        self.top.chip(x, y, half, of_student=True)
        self.top.answer(student.answer, x, y, half / CHIP)
        left = x + half + max(5.0, 6.0 * scale)
        for text in (top.learned, top.learned_shortly):
            if (room := width(self.theme.name, "secondary", 400, text)) <= end - left:
                self.words.append(Word(text, left, y, room, "secondary", 400, "secondary", 1.0))
                break


def most_word_lines(sheet: Sheet, theme: Theme) -> int:
    """Lines that words under a node may take."""
    return MOST_WHERE_TALL if sheet.area.height * LIGHT.body_px >= TALL_AREA * theme.body_px else MOST_WORD_LINES


def words_height(theme: Theme, texts: Sequence[str], pitch: float, most: int) -> float:
    """The height of these texts under nodes so far apart, with what keeps them off the text below."""
    wanted = max((len(wrapped(theme.name, "help", 400, text, pitch - WORDS_APART, most)) for text in texts), default=0)
    return (WORDS_LINE * wanted + 0.5) * theme.help_px if wanted else 0.0


def words_until(after: float, radius: float, marks: float, votes: bool, scale: float) -> float:
    """How far to the right words at a node may reach, with the next one at `after`."""
    return after - radius - WORD_GAP * scale - (VOTES_WIDTH * marks if votes else 0.0)


def least_marks(panel: int, theme: Theme) -> float:
    """The scale of marks whose letter, as high as its mark, is no smaller than the least text; 0 where none has one."""
    return 0.0 if panel > IN_A_ROW else theme.least_px / (2 * MARK * (1.0 if panel == 1 else PANELIST))


def marks_width(panel: int, *, assisted: bool) -> float:
    """The room at scale 1 for the marks of a step with such a panel, and with assistants or without."""
    small = panel > IN_A_ROW
    half = MARK * (1.0 if panel == 1 else SMALL_PANELIST if small else PANELIST)
    columns = PANEL_COLUMNS if small else panel
    helper = ASSISTANT_APART + 2 * ASSISTANT * MARK if assisted else 0.0
    return MARK_GAP + columns * (2 * half + PANEL_APART) - PANEL_APART + helper + 4.0
