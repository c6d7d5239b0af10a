"""The text of the stage around its tree: title, what happens, what is said below, the key of shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from simulator.engine.tree import OUTCOMES, AnswerOutcome
from simulator.ui.stage.ink import Letter, Word, Writer, color, font, letter_px, metrics, width
from simulator.ui.stage.shapes import Signs
from simulator.ui.stage.sheet import Box, Sheet
from simulator.ui.stage.words import Key
from simulator.ui.text import tr
from simulator.ui.theme import Name, Role, Theme
from simulator.ui.widgets.cut_words import CutWords
from simulator.ui.widgets.metrics import breakable

INVITATION_ROLES: tuple[Role, ...] = ("head", "title", "body")
"""The invitation takes the largest type in which it has room."""

KEY_LINES, KEY_INDENT = 6, 1.4
"""The key of shapes has a line for each and two for the note; its text stands this many text sizes from the left."""

_SENTENCE_END = re.compile(r"\w{3,}[.?!;](?=[ …])")
"""With a word before it: that of an abbreviation is none. What ends before a semicolon is a sentence too."""

_LEAST_LETTERS = 6
"""Less of a sentence says nothing."""

LINKS_LINES = 1.25
"""Height of a row of links, with what is free around it, in lines."""

FLAT_LINE, FLAT_APART = 1.5, 1.6
"""Height of a line of a flat key and the distance of two entries, in text sizes."""

STEP_IN_KEY, STEPS_APART = 0.425, 2.3
"""Half the side of an overseer's mark in the key in text sizes, and the distance of two as a multiple of that half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All text but what stands at nodes. Empty texts are not written.

    `said` is the text under the tree, in its color token; it keeps off the right end of its box by `links` pixels, or
    off its last line, where that leaves more.
    Where it has too little room the first of `said_shorter` that fits is written.
    `under_root` is the middle and the top of the room for the invitation.
    """

    sheet: Sheet
    titles: tuple[str, ...]
    """The whole one, then shorter ones."""
    subtitle: str
    said: str
    said_shorter: tuple[str, ...]
    tone: str
    is_strong: bool
    links: float
    invitation: str
    under_root: tuple[float, float]
    key: Key | None


def paint(painter: QPainter, theme: Theme, page: Page, cut: CutWords | None = None) -> None:
    """Write it; what is shortened goes into `cut`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sheet, cut = page.sheet, CutWords() if cut is None else cut
    writer, title, subtitle = Writer(painter, theme.name, cut), sheet.title, sheet.subtitle
    fitting = (one for one in page.titles if width(theme.name, "title", 650, one) <= title.width)
    heading = next(fitting, page.titles[-1])
    writer.write(Word(heading, title.left, title.middle, title.width, "title", 650, "ink"))
    if heading != page.titles[0]:
        cut.keep(_rect(title), page.titles[0])
    if subtitle is not None and page.subtitle:
        _write_wrapped(painter, theme.name, _rect(subtitle), page.subtitle, 400, "secondary", cut)
    if page.invitation:
        _paint_invitation(painter, theme, page)
    elif page.key is not None and sheet.key is not None:
        if sheet.is_key_flat:
            _paint_flat_key(painter, theme, sheet, page.key, cut)
        else:
            _paint_key(painter, theme, sheet.key, page.key, cut)
    if page.said:
        middle = Qt.AlignmentFlag.AlignVCenter
        said, box = _said(theme.name, page), _said_box(theme.name, page)
        _write_wrapped(painter, theme.name, box, said, _weight(page), page.tone, cut, middle)
        if said != page.said:
            cut.keep(box, page.said)


def cut_sentence(theme: Name, page: Page) -> str:
    """All of the sentence under the tree where there is room for a part of it only; else nothing."""
    box = _said_box(theme, page)
    is_cut = _fitting(theme, _weight(page), page.said, box.width(), box.height()) != page.said
    return page.said if is_cut else ""


def _said(theme: Name, page: Page) -> str:
    """The first text under the tree that fits; all of it where none does, to be cut."""
    box, weight = _said_box(theme, page), _weight(page)
    texts = (page.said, *page.said_shorter)
    return next((one for one in texts if _fitting(theme, weight, one, box.width(), box.height()) == one), page.said)


def _weight(page: Page) -> int:
    return 550 if page.is_strong else 400


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


def _write_wrapped(
    painter: QPainter, theme: Name, box: QRectF, text: str, weight: int, token: str, cut: CutWords,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignTop,
) -> None:  # fmt: skip
    painter.setFont(font(theme, "secondary", weight))
    painter.setPen(color(theme, token))
    painter.setOpacity(1.0)
    flags = int(Qt.AlignmentFlag.AlignLeft | align) | Qt.TextFlag.TextWordWrap
    shown = _fitting(theme, weight, text, box.width(), box.height())
    if shown != text:
        cut.keep(box, text)
    painter.drawText(box, flags, shown)


def _said_box(theme: Name, page: Page) -> QRectF:
    why, line = page.sheet.why, metrics(theme, "secondary", _weight(page)).lineSpacing()
    above = why.height - LINKS_LINES * line
    if page.links > why.width / 2 and above >= line:
        return QRectF(why.left, why.top, why.width, above)
    return QRectF(why.left, why.top, max(why.width - page.links, 0.0), max(why.height, 0.0))


@lru_cache(maxsize=64)
def _fitting(theme: Name, weight: int, said: str, wide: float, high: float) -> str:
    """What is said, shortened to the lines that there are: to whole sentences, if there is room for one."""
    measures, box, text = metrics(theme, "secondary", weight), QRectF(0.0, 0.0, wide, high), said
    widest = max(map(measures.horizontalAdvance, said.split()), default=0.0)
    if wide < widest:  # a word that is wider than its line cannot be wrapped
        text = measures.elidedText(said, Qt.TextElideMode.ElideRight, wide)
        return text if len(text) >= _LEAST_LETTERS else ""
    while text and measures.boundingRect(box, Qt.TextFlag.TextWordWrap, text).height() > high + 1.0:
        text = text.removesuffix("…").rstrip().rpartition(" ")[0]
        text = f"{text}…" if text else ""
    ends = list(_SENTENCE_END.finditer(text)) if text != said else []
    return re.sub(";$", ".", text[: ends[-1].end()]) if ends else text


def _paint_invitation(painter: QPainter, theme: Theme, page: Page) -> None:
    """Under the first model, in the middle of what is left; in the largest type that has room."""
    (middle, top), sheet, text = page.under_root, page.sheet, page.invitation
    half = min(middle - sheet.why.left, sheet.right_at(top) - middle)
    box = QRectF(middle - half, top, 2 * half, max(sheet.area.bottom - (top - sheet.area.top), sheet.why.top) - top)
    flags = int(Qt.AlignmentFlag.AlignCenter) | Qt.TextFlag.TextWordWrap
    painter.setPen(color(theme.name, "ink"))
    for role in INVITATION_ROLES:
        painter.setFont(font(theme.name, role, 650))
        text = breakable(page.invitation, metrics(theme.name, role, 650), box.width())
        if painter.boundingRect(box, flags, text).height() <= box.height():
            break
    painter.drawText(box, flags, text)


def _paint_key(painter: QPainter, theme: Theme, box: Box, key: Key, cut: CutWords) -> None:
    """What the three shapes mean, what misaligned means, and who takes a step."""
    signs, writer = Signs(theme), Writer(painter, theme.name, cut)
    line, radius, left = box.height / KEY_LINES, 0.34 * theme.help_px, box.left + KEY_INDENT * theme.help_px
    for row, (outcome, text) in enumerate(zip(OUTCOMES, key.outcomes, strict=True)):
        y = box.top + (row + 0.5) * line
        signs.answer(outcome, box.left + radius, y, radius)
        writer.write(Word(text, left, y, box.right - left, "help", 400, "secondary"))
    note = QRectF(left, box.top + 3 * line, box.right - left, 2 * line)
    painter.drawText(note, Qt.TextFlag.TextWordWrap, key.note)
    y = box.top + 5.5 * line
    letters = _add_step(signs, key, box.left + radius, y, theme)
    left += step_shift(theme, key)
    writer.write(Word(key.step, left, y, box.right - left, "help", 400, "secondary"))
    signs.paint(painter)
    writer.letters(letters)


def _add_step(signs: Signs, key: Key, left: float, y: float, theme: Theme) -> list[Letter]:
    """The signs of a step, the first one around `left`, and the letters in them."""
    half, letters = _step_half(theme), []
    for number in range(key.overseers):
        x = left + number * STEPS_APART * half
        signs.step(x, y, half, 1.0, slipped=False)
        letters.append(Letter(tr("H"), x, y, letter_px(theme, half), "overseer_text", 1.0))
    if key.assisted:
        signs.helper("correct", left + key.overseers * STEPS_APART * half, y, 0.9 * half)
    return letters


def _paint_flat_key(painter: QPainter, theme: Theme, sheet: Sheet, key: Key, cut: CutWords) -> None:
    """The same in lines as wide as the stage."""
    box = sheet.key
    assert box is not None
    signs, writer, letters = Signs(theme), Writer(painter, theme.name, cut), []
    radius, line = 0.34 * theme.help_px, FLAT_LINE * theme.help_px
    for number, entries in enumerate(flat_key(theme, key, box.width, is_brief=sheet.is_key_brief)):
        y = box.top + (number + 0.5) * line
        for entry in entries:
            x = box.left + entry.left
            if entry.outcome is None:
                letters += _add_step(signs, key, x + radius, y, theme)
            else:
                signs.answer(entry.outcome, x + radius, y, radius)
            writer.write(Word(entry.text, x + entry.shift, y, entry.room, "help", 400, "secondary"))
    signs.paint(painter)
    writer.letters(letters)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a flat key: where its sign begins, how much further its text does; no outcome for a step."""

    outcome: AnswerOutcome | None
    text: str
    left: float
    shift: float
    room: float


def flat_key(theme: Theme, key: Key, room: float, *, is_brief: bool = False) -> list[list[Entry]]:
    """The entries of a key, line by line; of a brief one the shapes alone."""
    right, error, misaligned = key.outcomes
    last = misaligned if is_brief else tr("{misaligned}: {note}", misaligned=misaligned, note=key.note)
    told: list[tuple[AnswerOutcome | None, str]] = [("correct", right), ("error", error), ("misaligned", last)]
    told += [] if is_brief else [(None, key.step)]
    lines: list[list[Entry]] = [[]]
    left = 0.0
    for outcome, text in told:
        shift = KEY_INDENT * theme.help_px + (step_shift(theme, key) if outcome is None else 0.0)
        wide = width(theme.name, "help", 400, text)
        if lines[-1] and left + shift + wide > room:
            lines.append([])
            left = 0.0
        lines[-1].append(Entry(outcome, text, left, shift, min(wide + 1.0, room - left - shift)))
        left += shift + wide + FLAT_APART * theme.help_px
    return lines


def step_shift(theme: Theme, key: Key) -> float:
    """How much further to the right the last line of the key begins, whose sign may be several."""
    more = key.overseers - 1 + key.assisted
    return more * STEPS_APART * _step_half(theme)


def _step_half(theme: Theme) -> float:
    """Half the side of a mark in the key, which holds its letter."""
    return max(STEP_IN_KEY * theme.help_px, theme.least_px / 2)
