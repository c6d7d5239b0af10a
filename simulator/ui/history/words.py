"""What is said of a row of the history, in the present language."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from simulator.app.records import Change, Record
from simulator.engine.overrides import words_of
from simulator.engine.parameters import TABLE
from simulator.ui.charts import words
from simulator.ui.text import digits, plural, tr
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


def settings_of(record: Record) -> tuple[Change, ...]:
    """What is set otherwise than in the scenario, what was changed last first; of an old row what was changed last."""
    if record.settings is None:
        return record.changes
    last = {change.id for change in record.changes}
    return tuple(sorted(record.settings, key=lambda change: change.id not in last))


def changes_text(record: Record) -> str:
    """What is set otherwise than in the scenario, or that nothing is."""
    return " · ".join(map(change_text, settings_of(record))) or _as_opened(record)


def _as_opened(record: Record) -> str:
    return tr("“{title}” as it was opened", title=tr(record.title))


def fitted(record: Record, room: float, measure: QFontMetricsF) -> str:
    """The same in the room that there is, in whole words: what has none is counted, and the tool tip has it all."""
    texts = list(_shorter(record))
    return next(
        (text for text in texts if measure.horizontalAdvance(text) <= room),
        measure.elidedText(texts[-1], Qt.TextElideMode.ElideRight, room),
    )


def _shorter(record: Record) -> Iterator[str]:
    """The text of a row, ever shorter: without the values before, then fewer settings, then fewer words of a name."""
    found = settings_of(record)
    yield changes_text(record)
    if not found:
        return
    said = [_value_text(change) for change in found]
    for kept in range(len(said), 0, -1):
        yield " · ".join([*said[:kept], *_more(len(said) - kept)])
    name = tr(TABLE[found[0].id].label).split()
    for kept in range(len(name) - 1, 0, -1):
        yield " · ".join([_value_text(found[0], " ".join(name[:kept]) + "…"), *_more(len(said) - 1)])
    yield plural("one setting", "{count} settings", len(found))


def _value_text(change: Change, name: str = "") -> str:
    """A setting without what it was before: "Overseer quality 0.80"."""
    row = TABLE[change.id]
    name = name or tr(row.label)
    if change.after_kind is not None:
        return tr("{name}: {words}", name=name, words=tr(words_of(change.id, change.after_kind)))
    return tr("{name} {value}", name=name, value=value_text(row, change.after))


def _more(count: int) -> list[str]:
    return [plural("one more", "{count} more", count)] if count else []


def title_of(record: Record) -> str:
    """How a row is called: by its name, else by what was set."""
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
    lines += [change_text(change) for change in settings_of(record)] or [_as_opened(record)]
    if record.settings is not None and record.changes and set(record.changes) != set(record.settings):
        lines.append(tr("Since the run before: {changes}", changes=" · ".join(map(change_text, record.changes))))
    ends = record.ends
    lines.append(tr(
        "reached depth {depth}, capability {capability}, misalignment {misalignment}, R {reproduction}",
        depth=depth(record), capability=words.share(ends["capability"]), misalignment=misalignment(record),
        reproduction=digits(ends["reproduction"], ".2f"),
    ))  # fmt: skip
    lines.append(tr("{rounds} rounds, seed {seed}", rounds=len(record.horizons) - 1, seed=record.seed))
    lines.append(tr("{title}, {when}", title=tr(record.title), when=when))
    return "\n".join(lines)
