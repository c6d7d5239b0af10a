"""The view "Answers": what the teacher taught for one question, and what the student answers, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from simulator.app.trained import Kind
from simulator.engine.tree import AnswerOutcome
from simulator.learner.network import Floats
from simulator.ui.charts import words
from simulator.ui.charts.plot import NAME_SHARE
from simulator.ui.learned.plot import LearnedPlot
from simulator.ui.learned.pointer import Glance
from simulator.ui.learned.words import KINDS, OUTCOME_SHAPES, OUTCOMES, answer_words, question_words
from simulator.ui.stage.shapes import Signs
from simulator.ui.text import digits, mark, tr
from simulator.ui.theme import Theme

MOST_SHOWN = 8
_WORTH_SHOWING = 0.004
_SIGN_PX = 5.0
_INSIDE = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One answer: its words, whether it is true, and its share with teacher and student."""

    name: str
    is_right: bool
    is_best: bool
    teacher: float | None
    student: float


class Answers(LearnedPlot):
    """Bars to the left are the teacher's, bars to the right the student's."""

    has_grid = False

    def __init__(self, look: Theme | None = None) -> None:
        self._rows: list[_Row] = []
        self._all: list[_Row] = []
        self._outcome = ""
        self._course: list[AnswerOutcome] = []
        super().__init__(look)

    def title(self) -> str:
        if self.glance is None:
            return tr("Answers")
        question = question_words(self._kind(self.glance).questions[self.glance.question])
        return tr("{question}, round {round}", question=question, round=self.glance.round)

    def _kind(self, glance: Glance) -> Kind:
        assert glance.trained.facts is not None
        return glance.trained.facts.kinds[glance.kind]

    def prepare(self, glance: Glance) -> None:
        kind, sheet = self._kind(glance), glance.trained.sheets[glance.round]
        student = sheet.student[glance.kind].table()[glance.question]
        teacher = None if sheet.teacher is None else sheet.teacher[glance.kind].table()[glance.question]
        right = kind.right[glance.question]
        best = int(student.argmax())
        weight = student if teacher is None else np.maximum(student, teacher)
        order = sorted(range(len(student)), key=lambda c: (-round(float(weight[c]), 3), not right[c], c))
        self._all = [_row(kind, c, bool(right[c]), c == best, teacher, student) for c in order]
        worth = [row for row, c in zip(self._all, order, strict=True) if weight[c] >= _WORTH_SHOWING or right[c]]
        self._rows = worth[:MOST_SHOWN]
        if not any(row.is_right for row in self._rows):
            self._rows[-1:] = [row for row in self._all if row.is_right][:1]
        self._course = [_outcome(glance, at) for at in range(glance.trained.last + 1)]
        self._outcome = tr(OUTCOMES[OUTCOME_SHAPES.index(self._course[glance.round])])

    def said(self, glance: Glance) -> str:
        return self.note(glance)

    def note(self, glance: Glance) -> str:
        kind = self._kind(glance)
        best = next(row for row in self._all if row.is_best)
        true = next((row for row in self._all if row.is_right), best)
        figures = {
            "question": question_words(kind.questions[glance.question]), "answer": best.name, "outcome": self._outcome,
            "share": words.share(best.student), "right": true.name,
            "teacher": words.share(sum(row.teacher or 0.0 for row in self._all if row.is_right)),
        }  # fmt: skip
        if true.teacher is None:
            text = mark(
                "The student answers {answer} with {share}: {outcome}. In round 0 it has seen the simplest questions "
                "alone; nobody has taught it this one yet."
            )
            if kind.depth[glance.question] == 0:
                text = mark("The student answers {answer} with {share}: {outcome}. It was taught this one in round 0.")
            return tr(text, **figures)
        if self._is_beyond(glance):
            text = mark(
                "The student answers {answer} with {share}: {outcome}. Questions of depth {depth} are not taught yet; "
                "its teacher would give {teacher} to {right}."
            )
            figures["depth"] = digits(int(kind.depth[glance.question]), "d")
        elif best.is_right:
            text = mark("The student answers {answer} with {share}: {outcome}. Its teacher gave {teacher} to that.")
        else:
            text = mark(
                "The student answers {answer} with {share}: {outcome}. Right is {right}, to which its teacher gave "
                "{teacher}."
            )
        return tr(text, **figures)

    def _is_beyond(self, glance: Glance) -> bool:
        """Whether the question is deeper than what has been taught so far: its teacher's answers were never seen."""
        reach = glance.trained.runs[0]["ida"][glance.round].reach
        return bool(self._kind(glance).depth[glance.question] > reach)

    def rows(self) -> words.Table:
        rows: words.Table = [(tr("answer"), tr("right"), tr("teacher"), tr("student"))]
        for row in self._all:
            rows.append((row.name, tr("yes") if row.is_right else tr("no"),
                         "" if row.teacher is None else row.teacher, row.student))  # fmt: skip
        return rows

    def needed_left(self) -> float:
        return 0.0

    def needed_right(self) -> float:
        return 0.0

    def tip(self, point: QPointF) -> str:
        top, pitch = self._grid()
        number = int((point.y() - top) // pitch)
        rows = self._rows_shown()
        if not 0 <= number < len(rows):
            return ""
        row = rows[number]
        lines = [tr("{answer}: right", answer=row.name) if row.is_right else tr("{answer}: wrong", answer=row.name)]
        if row.teacher is not None:
            lines.append(tr("teacher {value}", value=words.share(row.teacher)))
        lines.append(tr("student {value}", value=words.share(row.student)))
        return "\n".join(lines)

    def round_at(self, point: QPointF) -> float | None:
        if self.glance is None or not self._strip().adjusted(-8, -4, 8, 4).contains(point):
            return None
        at = round((point.x() - self._strip().left()) / self._pitch() - 0.5)
        return float(min(max(at, 0), self.glance.trained.last))

    # Painting.

    def _strip(self) -> QRectF:
        """Where the course of the question stands, below the bars."""
        height = self.tick_metrics.height() * 1.7
        top = self.height() - self.needed_below() - height - 4
        name = self._name_width() + 14
        return QRectF(name, top, self._pitch() * len(self._course), height)

    def _name_width(self) -> float:
        return min(self.tick_metrics.horizontalAdvance(tr("by round")), float(self.width()) * NAME_SHARE)

    def _pitch(self) -> float:
        """The distance of two rounds in it."""
        room = self.width() - self._name_width() - 30
        return float(min(self.tick_metrics.height() * 2.4, room / max(len(self._course), 1)))

    def _paint_course(self, painter: QPainter, glance: Glance, signs: Signs) -> None:
        """What the student answered to this question in every round so far."""
        look, strip, pitch = self.look, self._strip(), self._pitch()
        painter.setFont(self.note_font)
        painter.setPen(look.color("secondary"))
        name = QRectF(0, strip.top(), strip.left(), strip.height())
        self.cut.write(painter, name, tr("by round"), Qt.AlignmentFlag.AlignLeft | _INSIDE)
        for at, outcome in enumerate(self._course):
            x = strip.left() + (at + 0.5) * pitch
            signs.answer(outcome, x, strip.center().y(), _SIGN_PX)
            if at == glance.round:
                painter.setPen(QPen(look.color("ink"), look.thin_px * 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                side = strip.height() * 0.42
                painter.drawRoundedRect(QRectF(x - side, strip.center().y() - side, 2 * side, 2 * side), 4, 4)

    def _grid(self) -> tuple[float, float]:
        """Where the first row begins, and the height of each."""
        line = self.label_metrics.height()
        top = line * 1.5
        room = self._strip().top() - top - 4
        return top, max(min(room / max(len(self._rows_shown()), 1), line * 2.2), 1.0)

    def _rows_shown(self) -> list[_Row]:
        """As many rows as have room, the right one among them."""
        line = self.label_metrics.height()
        most = max(int((self._strip().top() - line * 1.5 - 4) / (line * 0.95)), 1)
        shown = self._rows[:most]
        if not any(row.is_right for row in shown):
            shown[-1:] = [row for row in self._rows if row.is_right][:1]
        return shown

    def paint_figures(self, painter: QPainter, glance: Glance) -> None:
        look, line = self.look, self.label_metrics.height()
        (top, pitch), rows = self._grid(), self._rows_shown()
        names = max((self.label_metrics.horizontalAdvance(row.name) for row in self._rows), default=0.0)
        middle = min(names + 44.0, self.width() * 0.34)
        beside = self.tick_metrics.horizontalAdvance("0.000") + 12.0
        room = min((self.width() - middle) / 2 - beside, 420.0)
        center = self.width() / 2
        left, right = center - middle / 2, center + middle / 2
        has_teacher = any(row.teacher is not None for row in self._rows)
        painter.setFont(self.label_font)
        painter.setPen(look.color("teacher_text"))
        taught = tr("teacher: what it would teach") if self._is_beyond(glance) else tr("teacher: what was taught")
        head = taught if has_teacher else tr("no teacher yet")
        place = QRectF(left - room - beside, 0, room + beside, line)
        self.cut.write(painter, place, head, Qt.AlignmentFlag.AlignRight | _INSIDE)
        painter.setPen(look.color("accent"))
        head = tr("student: what it answers")
        self.cut.write(painter, QRectF(right, 0, room + beside, line), head, Qt.AlignmentFlag.AlignLeft | _INSIDE)
        signs = Signs(look)
        for number, row in enumerate(rows):
            y = top + number * pitch
            bar = QRectF(0, y + pitch * 0.14, 0, pitch * 0.72)
            painter.setFont(self.label_font if row.is_right or row.is_best else self.note_font)
            painter.setPen(look.color("ink" if row.is_right or row.is_best else "secondary"))
            text = QRectF(left + 14, y, middle - 28, pitch)
            self.cut.write(painter, text, row.name, Qt.AlignmentFlag.AlignHCenter | _INSIDE)
            if row.is_right:
                advance = self.label_metrics.horizontalAdvance(row.name)
                signs.answer("correct", center - advance / 2 - 11, y + pitch / 2, _SIGN_PX)
            self._bar(painter, bar, left, -room, row.teacher, "teacher")
            self._bar(painter, bar, right, room, row.student, "accent")
        self._paint_course(painter, glance, signs)
        signs.paint(painter)

    def _bar(
        self, painter: QPainter, bar: QRectF, start: float, room: float, share: float | None, token: str
    ) -> None:
        """A bar from `start`, to the left where `room` is negative, and its figure at the end."""
        if share is None:
            return
        look, end = self.look, start + room * share
        box = QRectF(min(start, end), bar.top(), abs(end - start), bar.height())
        painter.setPen(QPen(look.color(token), look.thin_px))
        painter.setBrush(look.color(token, 0.35 if token == "teacher" else 0.85))
        if abs(end - start) >= 1:
            painter.drawRect(box)
        painter.setFont(self.note_font)
        painter.setPen(look.color("secondary"))
        side = Qt.AlignmentFlag.AlignLeft if room > 0 else Qt.AlignmentFlag.AlignRight
        wide = self.tick_metrics.horizontalAdvance(words.share(share)) + 2
        place = QRectF(end + 6 if room > 0 else end - 6 - wide, bar.top(), wide, bar.height())
        painter.drawText(place, side | _INSIDE, words.share(share))

    def paint_words(self, painter: QPainter) -> None:
        """All is painted below."""


def _outcome(glance: Glance, round_: int) -> AnswerOutcome:
    """What the student's answer to the question was in a round."""
    sheet, facts = glance.trained.sheets[round_], glance.trained.facts
    assert facts is not None
    if glance.kind == 0:
        return OUTCOME_SHAPES[int(sheet.outcomes[glance.question])]
    best = int(sheet.student[glance.kind].table()[glance.question].argmax())
    if facts.kinds[glance.kind].right[glance.question, best]:
        return "correct"
    return "misaligned" if facts.is_coherent(glance.kind, glance.question, best) else "error"


def _row(kind: Kind, class_: int, is_right: bool, is_best: bool, teacher: Floats | None, student: Floats) -> _Row:
    return _Row(
        name=answer_words(kind.answers[class_]), is_right=is_right, is_best=is_best,
        teacher=None if teacher is None else float(teacher[class_]), student=float(student[class_]),
    )  # fmt: skip


def kind_words(kind: Kind) -> str:
    """The name of a kind of question."""
    return tr(KINDS.get(kind.name, kind.name))
