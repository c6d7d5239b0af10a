"""What is said of a row of the history, in the present language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from simulator.app.records import Change, Record
from simulator.engine.overrides import words_of
from simulator.engine.parameters import TABLE
from simulator.ui.charts import words
from simulator.ui.text import digits, tr
from simulator.ui.widgets.values import value_text

ARROW = "→"


def change_text(change: Change) -> str:
    """One change: "Overseer quality 0.95 → 0.80"."""
    row = TABLE[change.id]
    name = tr(row.label)
    if change.before_kind != change.after_kind:
        if change.after_kind is not None:
            return tr("{name} overridden: {words}", name=name, words=tr(words_of(change.id, change.after_kind)))
        return tr("{name} no longer overridden: {value}", name=name, value=value_text(row, change.after))
    before, after = value_text(row, change.before), value_text(row, change.after)
    return tr("{name} {before} {arrow} {after}", name=name, before=before, after=after, arrow=ARROW)


def changes_text(record: Record) -> str:
    """What has changed since the run before, or which scenario it was."""
    if not record.changes:
        return tr("“{title}” as it was opened", title=tr(record.title))
    return " · ".join(map(change_text, record.changes))


def fitted(text: str, record: Record, room: float, measure: QFontMetricsF) -> str:
    """A text of a row, cut where room is short: of a single change the name, and not what it came to."""
    if len(record.changes) == 1 and text == changes_text(record):
        name = tr(TABLE[record.changes[0].id].label)
        values = text.removeprefix(name)
        left = room - measure.horizontalAdvance(values)
        if values != text and left > measure.horizontalAdvance(name[:4] + "…"):
            return measure.elidedText(name, Qt.TextElideMode.ElideRight, left) + values
    return measure.elidedText(text, Qt.TextElideMode.ElideRight, room)


def title_of(record: Record) -> str:
    """How a row is called: by its name, else by what has changed."""
    return record.name or changes_text(record)


def depth(record: Record) -> str:
    """The reached depth at the end."""
    return words.depth(record.ends["horizon"])


def misalignment(record: Record) -> str:
    """Misalignment at the end."""
    return words.share(record.ends["misalignment"])


def seed(record: Record) -> str:
    """The seed, short: the ends of a long one."""
    text = str(record.seed)
    return text if len(text) <= 8 else f"{text[:3]}…{text[-3:]}"


def sentence(record: Record, when: str) -> str:
    """The whole row for a screen reader."""
    head = f"{record.name}. {changes_text(record)}" if record.name else changes_text(record)
    said = tr(
        "{head}. Reached depth {depth}, misalignment {misalignment} after {rounds} rounds. Seed {seed}. {when}",
        head=head, depth=depth(record), misalignment=misalignment(record), rounds=len(record.horizons) - 1,
        seed=record.seed, when=when,
    )  # fmt: skip
    return tr("Starred. {sentence}", sentence=said) if record.starred else said


def tip(record: Record, when: str) -> str:
    """Everything of a row, line by line."""
    lines = [record.name] if record.name else []
    lines += [change_text(change) for change in record.changes] or [changes_text(record)]
    ends = record.ends
    lines.append(tr(
        "reached depth {depth}, capability {capability}, misalignment {misalignment}, R {reproduction}",
        depth=depth(record), capability=words.share(ends["capability"]), misalignment=misalignment(record),
        reproduction=digits(ends["reproduction"], ".2f"),
    ))  # fmt: skip
    lines.append(tr("{rounds} rounds, seed {seed}", rounds=len(record.horizons) - 1, seed=record.seed))
    lines.append(tr("{title}, {when}", title=tr(record.title), when=when))
    return "\n".join(lines)
