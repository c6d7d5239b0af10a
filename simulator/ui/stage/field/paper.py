"""How the stage is divided for its present size, theme and language: `sheet` with the measures of its text."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetricsF

from simulator.ui import theme
from simulator.ui.stage.field.outline import indentation
from simulator.ui.stage.field.page import FLAT_LINE, KEY_INDENT, KEY_LINES, LINKS_LINES, flat_key, step_shift
from simulator.ui.stage.field.says import row_text
from simulator.ui.stage.sheet import COMFORTABLE_HEIGHT, Measures, Sheet, lay_out_sheet
from simulator.ui.stage.words import ANSWERS, Key
from simulator.ui.text import tr

MOST_LINES = 2
"""Lines that the sentence under the tree may take, in a narrow window and a long language."""

LINES_ABOVE_LINKS = MOST_LINES + LINKS_LINES
"""Lines where links take most of one and the tree can spare it: the sentence has those above."""

ROOMY_PX, WHY_LETTERS, WHY_LETTERS_ALONE = 280, 155, 105
"""Height of the stage in the light theme from which a tally has room; letters of why with a tally and alone."""

LINKS_LETTERS = 17
"""Room beside that sentence for what one can do, in letters."""

ROWS_SHARE = 0.3
"""Share of the stage that the labels of its rows may take, however long they are."""

OUTLINE_LEVELS, OUTLINE_BESIDE_PX = 4, 44.0
"""The outline is as wide as a row so deep, and what stands around its words, at the ordinary text size."""

TREE_BESIDE_PX = 190.0
"""What it leaves to the tree at that size; where that is too little for both, its rows have two lines."""


LEAST_TREE_PX = 90.0
"""Less than that shows no tree; at the ordinary text size."""


def unit() -> float:
    """The theme's scale: 1 for text of the ordinary size."""
    return theme.current().body_px / theme.LIGHT.body_px


def is_roomy(size: QSize) -> bool:
    """Whether there is room for a tally under the tree."""
    return size.height() >= ROOMY_PX * unit()


def outline_width(size: QSize) -> int:
    """The room for an outline: what its rows need, so that depth and round are read, as far as there is that much.

    What would be left to the tree, where that is too little for any of it, is the outline's too.
    """
    wide = _outline_width(outline_lines(size))
    return wide if size.width() - wide >= LEAST_TREE_PX * unit() else size.width()


def outline_lines(size: QSize) -> int:
    """How many lines each of its rows has."""
    return 1 if size.width() - _outline_width(1) >= TREE_BESIDE_PX * unit() else 2


def _outline_width(lines: int) -> int:
    """What the longest row needs where questions have no words."""
    measured = QFontMetricsF(theme.current().font("secondary"))
    rows = "\n".join(row_text(tr(said), 10, 60, lines) for said in ANSWERS.values()).splitlines()
    words = max(map(measured.horizontalAdvance, rows))
    return ceil(words + OUTLINE_LEVELS * indentation(lines) + OUTLINE_BESIDE_PX * unit())


def divided(size: QSize, corner: QSize, left: int, key: Key) -> Sheet:
    """The stage's parts, `left` pixels of it given away, with as much room under the tree as its sentence needs.

    The number of lines must not tell the answer before its time, so it depends on the room alone.
    """
    sheet = _divided(size, corner, left, key, why_lines=1)
    letter = QFontMetricsF(theme.current().font("secondary", 550)).averageCharWidth()
    letters = LINKS_LETTERS + (WHY_LETTERS if is_roomy(size) else WHY_LETTERS_ALONE)
    if sheet.why.width >= letters * letter:
        return sheet
    if sheet.why.width < 2 * LINKS_LETTERS * letter:
        above = _divided(size, corner, left, key, LINES_ABOVE_LINKS)
        if above.area.height >= COMFORTABLE_HEIGHT * unit():
            return above
    return _divided(size, corner, left, key, MOST_LINES)


def _divided(size: QSize, corner: QSize, left: int, key: Key, why_lines: float) -> Sheet:
    taken = QSize() if corner.isEmpty() else corner
    sheet = lay_out_sheet(
        size.width() - left, size.height(), taken.width(), taken.height(),
        _measures(key, why_lines, size.width() - left),
    )  # fmt: skip
    return sheet.moved(left) if left else sheet


def _measures(key: Key, why_lines: float, wide: int) -> Measures:
    look = theme.current()
    title, secondary, small = (QFontMetricsF(look.font(role)) for role in ("title", "secondary", "help"))
    note, step = small.horizontalAdvance(key.note), small.horizontalAdvance(key.step) + step_shift(look, key)

    def flat_key_height(*, is_brief: bool) -> float:
        return len(flat_key(look, key, wide - 2 * look.padding, is_brief=is_brief)) * FLAT_LINE * look.help_px

    widest = max(0.58 * note, step, *map(small.horizontalAdvance, key.outcomes))  # the note takes two lines
    return Measures(
        unit=unit(),
        padding=float(look.padding),
        title_height=ceil(title.height()),
        subtitle_height=ceil(secondary.height()),
        why_height=ceil(secondary.height()),
        why_lines=why_lines,
        rows_width=min(secondary.horizontalAdvance(tr("round {round}", round=60)) + 4.0, ROWS_SHARE * wide),
        key_width=ceil(widest + KEY_INDENT * look.help_px) + 2.0,
        key_height=ceil(KEY_LINES * 1.05 * small.height()),
        flat_key_heights=(flat_key_height(is_brief=False), flat_key_height(is_brief=True)),
    )
