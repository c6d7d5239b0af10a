"""The page: what stands where. Text sizes shrink until everything fits, the axes take what is left."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from simulator.scenario.code import grouped
from simulator.ui.paper import axes
from simulator.ui.paper.content import Choice, Sheet
from simulator.ui.paper.ink import LINE, Face, Ink, cut, height, scaled, width
from simulator.ui.sharing.picture import paint_qr
from simulator.ui.text import tr

MARGIN = 40.0
"""14 mm: more than any printer needs."""

_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
_LEAST_AXES, _MOST_AXES = 150.0, 300.0
_QR = 74.0
_WRITING = 21.0
"""The height of a line to write on."""

_WIDEST_COLUMN = 84.0
"""Room for a figure in handwriting."""

_MOST_LINES = {"question": 4, "explanation": 7, "principle": 7, "sources": 4, "settings": 4}
"""What a text may take at the smallest size; more is cut, so that one page always does."""


def draw(ink: Ink, sheet: Sheet, paper: QRectF) -> None:
    """Draw a sheet on a page of this size, in points."""
    for size in _SIZES:
        page = _Page(ink, sheet, paper, size, is_last=size == _SIZES[-1])
        if page.room_for_axes() >= _LEAST_AXES or size == _SIZES[-1]:
            page.draw()
            return


class _Page:
    """One try with one text size."""

    def __init__(self, ink: Ink, sheet: Sheet, paper: QRectF, size: float, *, is_last: bool) -> None:
        self.ink, self.sheet = ink, sheet
        self.place = paper.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        self.body, self.strong = Face(size), Face(size, 550)
        self.head, self.small, self.title = Face(size, 650), Face(max(size - 1.5, 7.5)), Face(19.0, 650)
        self.wide, self.gap = self.place.width(), size * 0.9
        limits = _MOST_LINES if is_last else {}
        self.question = self._limited(sheet.question, self.strong, limits.get("question"))
        self.explanation = self._limited(sheet.explanation, self.body, limits.get("explanation"))
        self.principle_text = self._limited(sheet.principle_text, self.body, limits.get("principle"))
        self.sources = self._limited(sheet.sources, self.small, limits.get("sources"))
        self.beside_qr = self.wide - (_QR + 12 if sheet.code else 0)
        self.settings = self._limited(sheet.settings, self.small, limits.get("settings"), self.beside_qr)

    def _limited(self, text: str, face: Face, most: int | None, room: float | None = None) -> str:
        return cut(text, face, room or self.wide, most) if most else text

    # Heights.

    def room_for_axes(self) -> float:
        """What is left for the axes when all else has its room."""
        return min(self.place.height() - self._head() - self._above() - self._below() - self._foot(), _MOST_AXES)

    def _line(self, face: Face) -> float:
        return face.size * LINE

    def _head(self) -> float:
        return height(self._title(), self.title, self._title_room()) + 2 * self.gap

    def _title_room(self) -> float:
        return self.wide - (0 if self.sheet.is_key else 190) - width(self._kind(), self.small) - 12

    def _title(self) -> str:
        return cut(self.sheet.title, self.title, self._title_room(), 2)

    def _kind(self) -> str:
        return tr("Key") if self.sheet.is_key else tr("Handout")

    def _above(self) -> float:
        parts = self._line(self.head) + height(self.question, self.strong, self.wide)
        return parts + self._choices_height(self.sheet.bets) + self.gap + self._line(self.head)

    def _below(self) -> float:
        return self._table_height() + self._seen_height() + self._written_height() + 3 * self.gap

    def _table_height(self) -> float:
        return self._line(self.head) + len(self.sheet.table) * self._row() + self.gap

    def _row(self) -> float:
        return self.body.size * 1.9

    def _seen_height(self) -> float:
        if not self.sheet.see:
            return 0.0
        ask = height(self._see(), self.head, self.wide)
        return ask + self._choices_height(self.sheet.seen) + self.gap

    def _see(self) -> str:
        return tr("What did you see? {question}", question=self.sheet.see)

    def _written_height(self) -> float:
        if not self.sheet.is_key:
            return 2 * (self._line(self.head) + 2 * _WRITING + self.gap)
        parts = 0.0
        if self.explanation:
            parts += self._line(self.head) + height(self.explanation, self.body, self.wide) + self.gap
        if self.sheet.principle:
            parts += height(self._principle(), self.head, self.wide)
            parts += height(self.principle_text, self.body, self.wide) + height(self.sources, self.small, self.wide)
        return parts

    def _principle(self) -> str:
        return tr("Principle: {sentence}", sentence=self.sheet.principle)

    def _foot(self) -> float:
        said = self._line(self.small) + height(self.settings, self.small, self.beside_qr)
        said += height(self.sheet.remark, self.small, self.beside_qr) + 2 * self._line(self.small)
        return max(said, _QR if self.sheet.code else 0.0) + self.gap

    # Drawing.

    def draw(self) -> None:
        """Everything from top to bottom."""
        ink, x, y = self.ink, self.place.left(), self.place.top()
        y = self._draw_head(y)
        ink.text(x, y, self.wide, tr("Predict"), self.head)
        y += self._line(self.head)
        y += ink.text(x, y, self.wide, self.question, self.strong)
        y = self._draw_choices(y, self.sheet.bets) + self.gap
        ink.text(x, y, self.wide, self._draw_words(), self.head)
        y += self._line(self.head)
        room = self.room_for_axes()
        axes.draw(ink, QRectF(x, y, self.wide, room), self.sheet.axes, self.sheet.curves)
        y = self._draw_table(y + room + self.gap)
        if self.sheet.see:
            y += ink.text(x, y, self.wide, self._see(), self.head)
            y = self._draw_choices(y, self.sheet.seen) + self.gap
        self._draw_written(y)
        self._draw_foot(self.place.bottom() - self._foot() + self.gap)

    def _draw_words(self) -> str:
        if self.sheet.is_key:
            return tr("The run")
        return tr("Draw your curve before you play. The run begins at the dot.")

    def _draw_head(self, y: float) -> float:
        ink, x = self.ink, self.place.left()
        kind = self._kind()
        base = y + (self.title.size - self.small.size) * LINE * 0.72
        ink.text(x, base, width(kind, self.small) + 1, kind, self.small)
        tall = ink.text(x + width(kind, self.small) + 10, y, self._title_room(), self._title(), self.title)
        if not self.sheet.is_key:
            foot = base + self._line(self.small)
            for word, start, end in ((tr("Name"), 178.0, 74.0), (tr("Date"), 66.0, 0.0)):
                left = self.place.right() - start
                taken = width(word, self.small)
                ink.text(left, base, taken + 1, word, self.small)
                ink.line(left + taken + 4, foot, self.place.right() - end, foot)
        ink.line(x, y + tall + 0.5 * self.gap, self.place.right(), y + tall + 0.5 * self.gap, 1.2)
        return y + tall + 2 * self.gap

    def _choice_places(self, choices: tuple[Choice, ...]) -> list[tuple[float, int]]:
        """The left edge and the row of each choice."""
        places, x, row = list[tuple[float, int]](), 0.0, 0
        for choice in choices:
            taken = self._box() + 4 + width(choice.text, self.body) + 14
            if x and x + taken - 14 > self.wide:
                x, row = 0.0, row + 1
            places.append((x, row))
            x += taken
        return places

    def _box(self) -> float:
        return self.body.size * 0.85

    def _choice_row(self) -> float:
        return self.body.size * 1.6

    def _choices_height(self, choices: tuple[Choice, ...]) -> float:
        places = self._choice_places(choices)
        return (places[-1][1] + 1) * self._choice_row() if places else 0.0

    def _draw_choices(self, y: float, choices: tuple[Choice, ...]) -> float:
        ink, side = self.ink, self._box()
        for choice, (left, row) in zip(choices, self._choice_places(choices), strict=True):
            x, top = self.place.left() + left, y + row * self._choice_row()
            box = QRectF(x, top + (self._choice_row() - side) / 2, side, side)
            ink.box(box, 0.8)
            if choice.is_right:
                inner = box.adjusted(1.6, 1.6, -1.6, -1.6)
                ink.line(inner.left(), inner.top(), inner.right(), inner.bottom(), 1.4)
                ink.line(inner.left(), inner.bottom(), inner.right(), inner.top(), 1.4)
            room = self.wide - left - side - 4
            text = cut(choice.text, self.body, room, 1)
            ink.text(x + side + 4, top + (self._choice_row() - self._line(self.body)) / 2, room, text, self.body)
        return y + self._choices_height(choices)

    def _draw_table(self, y: float) -> float:
        ink, x, rows = self.ink, self.place.left(), self.sheet.table
        ink.text(x, y, self.wide, self._table_words(), self.head)
        y += self._line(self.head)
        first = max(width(row[0], self.small) for row in rows) + 10
        column = min((self.wide - first) / (len(rows[0]) - 1), _WIDEST_COLUMN)
        for number, row in enumerate(rows):
            top = y + number * self._row()
            middle = top + (self._row() - self._line(self.small)) / 2
            ink.text(x + 4, middle, first - 5, row[0], self.small)
            for place, cell in enumerate(row[1:]):
                left = x + first + place * column
                ink.text(left, middle, column, _fitting(cell, self.small, column - 2), self.small, align="center")
                ink.box(QRectF(left, top, column, self._row()), 0.5)
            ink.box(QRectF(x, top, first, self._row()), 0.5)
        return y + len(rows) * self._row() + self.gap

    def _table_words(self) -> str:
        if self.sheet.is_key:
            return tr("What the run shows")
        if self.sheet.stops:
            return tr("Play, stop at these rounds, and write down")
        return tr("Play to the end, and write down")

    def _draw_written(self, y: float) -> None:
        ink, x = self.ink, self.place.left()
        if not self.sheet.is_key:
            asked = (tr("Your curve and the run differ because …"), tr("The rule behind it, in your own words"))
            for sentence in asked:
                ink.text(x, y, self.wide, sentence, self.head)
                y += self._line(self.head)
                for _ in range(2):
                    y += _WRITING
                    ink.line(x, y, self.place.right(), y, 0.5)
                y += self.gap
            return
        if self.explanation:
            ink.text(x, y, self.wide, tr("Explain"), self.head)
            y += self._line(self.head)
            y += ink.text(x, y, self.wide, self.explanation, self.body) + self.gap
        if self.sheet.principle:
            y += ink.text(x, y, self.wide, self._principle(), self.head)
            y += ink.text(x, y, self.wide, self.principle_text, self.body)
            ink.text(x, y, self.wide, self.sources, self.small)

    def _draw_foot(self, y: float) -> None:
        ink, x = self.ink, self.place.left()
        ink.line(x, y - 0.5 * self.gap, self.place.right(), y - 0.5 * self.gap, 0.6)
        head = Face(self.small.size, 650)
        ink.text(x, y, self.beside_qr, tr("Settings"), head)
        y += self._line(head)
        top = y
        y += ink.text(x, y, self.beside_qr, self.settings, self.small)
        y += ink.text(x, y, self.beside_qr, self.sheet.remark, self.small)
        if self.sheet.code:
            said = tr("In the program: File, Open a code…  {code}", code=grouped(self.sheet.code))
            ink.text(x, y + 0.5 * self._line(self.small), self.beside_qr, said, head)
            place = QRectF(self.place.right() - _QR, top - self._line(head), _QR, _QR)
            paint_qr(ink.painter, scaled(place), self.sheet.code)
        else:
            said = tr("These settings do not fit into a code: hand on the file.")
            ink.text(x, y + 0.5 * self._line(self.small), self.beside_qr, said, self.small)


def _fitting(text: str, face: Face, room: float) -> str:
    return text if width(text, face) <= room else "…"
