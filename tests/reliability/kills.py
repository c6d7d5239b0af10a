"""kill -9 at random moments during saving: `python -m tests.reliability.kills --count 1000`.

A child saves one text after another, each with its number, and tells each number once saving has returned. It is
killed at a random moment; what then lies in the file must be whole, and either what was told last or the one after it.
Every kind of file that the program writes is killed so: scenarios, settings, the learner's file, the history and the
recovery file.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from simulator.app import json_file, learner_file, settings
from simulator.app.journal import Journal
from simulator.app.learner_file import LearnerFile
from simulator.app.lesson import begin
from simulator.app.records import Book, line_of, record_of
from simulator.app.records import Setup as Made
from simulator.app.unsaved import Unsaved, bytes_of, unsaved_of
from simulator.engine.iterate import run
from simulator.scenario import codec, library
from simulator.scenario.files import LEFT_OVER, WriteError, write_atomically
from simulator.scenario.lesson.reader import read_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`save(path, number)` puts a number into the file, `number(path)` finds it there or raises."""

    name: str
    save: Callable[[Path, int], None]
    number: Callable[[Path], int]


BASE = codec.text_of(library.path_of(library.DEFAULT))
SCENARIO = codec.parse(BASE)
LESSON = read_folder(library.path_of("bill").parent)
PARAMETERS = SCENARIO.parameters
RECORD = record_of(SCENARIO, run(PARAMETERS), Made.of(SCENARIO), 1)


def _save_scenario(path: Path, number: int) -> None:
    notes = f"{number}\n" + "x" * (number * 7919 % 40_000)  # of very different lengths: what is torn can be told
    codec.write(path, replace(SCENARIO, notes=notes), BASE)


def _scenario_number(path: Path) -> int:
    found = codec.read(path)
    number, _, rest = found.notes.partition("\n")
    assert rest == "x" * (int(number) * 7919 % 40_000), "torn"
    return int(number)


def _save_settings(path: Path, number: int) -> None:
    json_file.change(path, lambda found: {**found, "width": number + 1, "folder": "x" * (number * 7919 % 4000)})


def _settings_number(path: Path) -> int:
    found = settings._read(path)
    assert found.folder == "x" * ((found.width - 1) * 7919 % 4000), "torn"
    return found.width - 1


def _save_learner(path: Path, number: int) -> None:
    progress = begin(LESSON)
    answer = replace(progress.answers[0], drawn=tuple(float(number) for _ in range(number % 400)), bet=str(number))
    kept = LearnerFile(path)
    kept.keep(replace(progress, answers=(answer, *progress.answers[1:])))
    assert not kept.trouble, kept.trouble


def _learner_number(path: Path) -> int:
    answer = learner_file._read(path)["bill"].answers[0]
    assert answer.drawn == tuple(float(answer.bet) for _ in range(int(answer.bet) % 400)), "torn"
    return int(answer.bet)


def _save_history(path: Path, number: int) -> None:
    row = replace(RECORD, id=f"{number:032x}", at=number, name=f"{number}")
    if number % 10 == 9:  # and now and then the whole afresh, as the window does when it opens
        book = Book()
        book.take(Journal(path).read_on()[0])
        book.put(row)
        Journal(path).rewrite(book.text)
    else:
        Journal(path).add([line_of(row)])


def _history_number(path: Path) -> int:
    book = Book()
    book.take(Journal(path).read_on()[0])
    rows = book.rows()
    assert book.broken == 0, "torn"
    assert [row.at for row in rows] == list(range(rows[0].at, rows[0].at - len(rows), -1)), "a row is missing"
    return rows[0].at


def _save_unsaved(path: Path, number: int) -> None:
    notes = f"{number}\n" + "x" * (number * 7919 % 20_000)
    write_atomically(path, bytes_of(Unsaved(scenario=replace(SCENARIO, notes=notes), at=number, base=BASE)))


def _unsaved_number(path: Path) -> int:
    found = unsaved_of(path.read_bytes())
    assert isinstance(found, Unsaved)
    assert found.scenario.notes == f"{found.at}\n" + "x" * (found.at * 7919 % 20_000), "torn"
    return found.at


KINDS = (
    Kind(name="scenario", save=_save_scenario, number=_scenario_number),
    Kind(name="settings", save=_save_settings, number=_settings_number),
    Kind(name="learner's file", save=_save_learner, number=_learner_number),
    Kind(name="history", save=_save_history, number=_history_number),
    Kind(name="recovery file", save=_save_unsaved, number=_unsaved_number),
)


@dataclass(slots=True)
class Tally:
    """What became of the files of one kind; `during` counts kills that left a half-written file beside the whole."""

    name: str
    kills: int = 0
    during: int = 0
    new: int = 0
    saves: int = 0
    lost: int = 0
    said: str = ""


def is_possible() -> bool:
    """Whether this system has kill -9 and fork."""
    return hasattr(signal, "SIGKILL") and hasattr(os, "fork")


def kill_once(kind: Kind, path: Path, first: int, chance: random.Random, tally: Tally) -> int:
    """Save from a number on until killed; the number that is in the file then. Raises AssertionError if it is lost."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _save_on_and_on(kind, path, first, writing)
    os.close(writing)
    told = os.read(reading, 8)  # it is at work
    time.sleep(chance.random() * 0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 8):
        told = more
    os.close(reading)
    last = int.from_bytes(told[-8:], "big") if told else first - 1
    left = [other for other in path.parent.iterdir() if LEFT_OVER.fullmatch(other.name)]
    for other in left:
        other.unlink()
    found = kind.number(path)
    tally.kills += 1
    tally.during += bool(left)
    tally.new += found == last + 1
    tally.saves += found - first + 1
    assert found in (last, last + 1), f"{found} is in the file, {last} was saved"
    return found


def _save_on_and_on(kind: Kind, path: Path, number: int, writing: int) -> NoReturn:
    """The child. Where the one before was killed while it made its lock, saving waits, as it does in the program."""
    try:
        while True:
            with suppress(WriteError):
                kind.save(path, number)
                os.write(writing, number.to_bytes(8, "big"))
                number += 1
    except BaseException as error:
        print(f"{kind.name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(1)


def kill(kind: Kind, count: int, seed: int, folder: Path) -> Tally:
    """That many kills of one kind."""
    chance, tally = random.Random(f"{kind.name} {seed}"), Tally(kind.name)
    path = folder / f"{kind.name.replace(' ', '-')}.file"
    kind.save(path, 0)
    number = 0
    for _ in range(count):
        try:
            number = kill_once(kind, path, number + 1, chance, tally)
        except Exception as error:
            tally.lost += 1
            tally.said = f"{type(error).__name__}: {error}"
            path.unlink(missing_ok=True)
            kind.save(path, number)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=1000, help="kills of each kind of file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one kind")
    chosen = parser.parse_args(arguments)
    if not is_possible():
        print("Nothing was tried: this system has no kill -9.")
        return 1
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            if chosen.only not in (None, kind.name):
                continue
            tally = kill(kind, chosen.count, chosen.seed, Path(folder))
            lost += tally.lost
            print(
                f"{tally.name}: {tally.kills} kills in {tally.saves} saves, {tally.during} left a half-written file "
                f"beside, {tally.new} came after the new file was in place and before that was told, {tally.lost} lost"
                + (f" ({tally.said})" if tally.said else ""), flush=True,
            )  # fmt: skip
    print(f"{lost} lost")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
