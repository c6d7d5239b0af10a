"""What is said of files that are not what they were, in the present language."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale

from simulator.app.claims import Holder
from simulator.app.records import Setup, changes
from simulator.app.unsaved import Unsaved, Words
from simulator.app.watch import Stray
from simulator.scenario.lesson.reader import SCENARIO
from simulator.scenario.schema import Scenario
from simulator.ui import language
from simulator.ui.history.words import change_text
from simulator.ui.text import digits, mark, tr

STRAYED: dict[Stray, str] = {
    "changed": mark("“{file}” has been changed by another program or window. Your work here is untouched."),
    "gone": mark("“{file}” is not there any more. Your work here is untouched."),
    "away": mark(
        "The folder of “{file}” cannot be reached; perhaps a stick was taken out. Your work here is untouched."
    ),
}
"""One sentence for each way in which a file can stray."""


def held(file: str, holder: Holder) -> str:
    """That somebody else has a file open."""
    if holder.host:
        return tr("“{file}” is open on another computer ({host}).", file=file, host=holder.host)
    return tr("“{file}” is open in another window.", file=file)


def title_of(unsaved: Unsaved | Words) -> str:
    """How lost work is called: by its file, else by its title; words of a lesson by that."""
    if isinstance(unsaved, Words):
        return tr("Lesson: {title}", title=unsaved.title)
    return called(unsaved.origin, unsaved.scenario.title)


def called(path: Path | None, title: str) -> str:
    """How a scenario is called: by its file; by its title where it has none, or one called as in every lesson."""
    return tr(title) if path is None or path.name == SCENARIO else path.name


def moment(at: int) -> str:
    """A moment, in seconds since 1970, as date and time in words: 28 November 2026, 23:03."""
    when = QDateTime.fromSecsSinceEpoch(at)
    day = when.date()
    month = QLocale(language.current()).monthName(day.month())
    return tr("{day} {month} {year}, {time}", day=day.day(), month=month, year=day.year(), time=when.toString("HH:mm"))


def differences(unsaved: Unsaved | Words) -> list[str]:
    """What was done since the file was opened, one line each."""
    lines = _typed(unsaved) if isinstance(unsaved, Words) else _changed(unsaved)
    return lines or [tr("Nothing differs from the file as it was opened.")]


def _typed(words: Words) -> list[str]:
    """The lines that are other than in the files."""
    return [line for file, typed in words.typed.items() for line in _other_lines(file, words.kept[file], typed)]


def _other_lines(name: str, before: str, after: str) -> Iterator[str]:
    """What a text has that another one has not, and where lines are gone, under a name."""
    old, new = before.splitlines(), after.splitlines()
    for way, _, _, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if way == "delete":
            yield tr("{file}, line {line}: taken out", file=name, line=digits(start + 1, "d"))
        elif way != "equal":
            for number in range(start, stop):
                line = digits(number + 1, "d")
                yield tr("{file}, line {line}: {message}", file=name, line=line, message=new[number])


def _changed(unsaved: Unsaved) -> list[str]:
    before, after = unsaved.opened or Scenario(title=unsaved.scenario.title), unsaved.scenario
    lines = [change_text(change) for change in changes(Setup.of(before), Setup.of(after))]
    lines += [
        sentence
        for sentence, was, is_ in (
            (tr("Title: {title}", title=after.title), before.title, after.title),
            (tr("What B is was changed"), before.compare, after.compare),
            (tr("What is on screen was changed"), before.view, after.view),
            (tr("The words of the questions were changed"), before.words, after.words),
            (tr("What the map shows was changed"), before.experiment, after.experiment),
            (tr("The settings of the learned model were changed"), before.learned, after.learned),
        )
        if was != is_
    ]
    return [*lines, *_other_lines(tr("Notes"), before.notes, after.notes)]
