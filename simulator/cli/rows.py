"""Rows of a sweep on their way into a file: written as they come, found again when a sweep is resumed."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

import numpy as np

from simulator.cli.saying import Refusal
from simulator.cli.writing import STDOUT
from simulator.engine.sweep import Chunk, measured, work
from simulator.engine.sweep_table import PROBLEM, columns, read_back, rows, table

if TYPE_CHECKING:
    from simulator.engine.plan import Plan
    from simulator.engine.sweep_table import Table

SAME_TO = 1e-9
"""Rows of a table are those of a plan if they agree to this: another machine may round the last digits otherwise."""


class Rows:
    """Where chunks go: a file, the terminal, or memory alone, and with `keeps` memory too.

    Raises Refusal, before anything is written, where the file cannot be written, holds part of this very sweep
    although it is not resumed, or is to be resumed and holds another.
    """

    def __init__(self, plan: Plan, out: str | None, *, resume: bool, keeps: bool) -> None:
        self.plan, self._out = plan, out
        self._kept: list[Chunk] | None = [] if keeps else None
        self.failed, self.first_problem = 0, ""
        self._file: IO[bytes] | None = None
        self._has_problems = plan.has_refusals
        done: set[int] = set()
        length = 0
        if out not in (None, STDOUT):
            length = self._what_is_there(Path(str(out)), resume, done)
        self.done = frozenset(done)
        self.there = len(done)
        self.progress = Progress(plan.cells, self.there)
        try:
            if out == STDOUT:
                self._write_header()
            elif out is not None:
                self._open(length)
        except BaseException:
            self._close()
            raise

    def take(self, chunk: Chunk) -> None:
        """Write the rows of a chunk, in one step."""
        self._note(chunk)
        problem = any(chunk.problems) and not self._has_problems
        if problem and self._file is not None:
            self._widen()
        if self._file is not None or self._out == STDOUT:
            text = io.StringIO()
            names = columns(self.plan, with_problem=self._has_problems)
            writer = csv.DictWriter(text, names, restval="", extrasaction="ignore", lineterminator="\n")
            writer.writerows(rows(self.plan, chunk))
            self._write(text.getvalue().encode("utf-8"))
        self.there += len(chunk.numbers)
        self.progress.show(self.there)

    def table(self) -> Table:
        """Everything as one table."""
        assert self._kept is not None
        return table(self.plan, self._kept)

    def _note(self, chunk: Chunk) -> None:
        if self._kept is not None:
            self._kept.append(chunk)
        failed = [problem for problem in chunk.problems if problem]
        self.failed += len(failed)
        self.first_problem = self.first_problem or next(iter(failed), "")

    # --- the file

    def _what_is_there(self, path: Path, resume: bool, done: set[int]) -> int:
        """Note the rows of an earlier table of this plan; the bytes of its complete lines, 0 for none to keep."""
        try:
            if not path.is_file() or not path.stat().st_size:
                return 0
            with open(path, encoding="utf-8", newline="") as file:
                self._has_problems = self._has_problems or _ends_in_problem(file)
                file.seek(0)
                ends: list[Chunk] = []
                for chunk in read_back(self.plan, file):
                    done.update(chunk.numbers)
                    if resume:
                        self._note(chunk)
                        ends[1:] = [chunk]
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(f"--csv {path}: the file that is there cannot be read ({error})") from None
        except ValueError as problem:
            done.clear()
            if resume:
                raise Refusal(f"--resume: {path} is not a table of this sweep. {problem}") from None
            return 0
        if not resume:
            return self._refuse_to_lose(path, len(done), done)
        for chunk, place in zip((*ends[:1], *ends[-1:]), (0, -1), strict=False):
            if not _agrees(self.plan, chunk, place):
                raise Refusal(
                    f"--resume: the rows in {path} are those of another scenario or other settings; "
                    "remove the file or choose another"
                )
        return _complete(path)

    def _refuse_to_lose(self, path: Path, there: int, done: set[int]) -> int:
        done.clear()
        if 0 < there < self.plan.cells:
            raise Refusal(
                f"--csv {path}: {there:,} of {self.plan.cells:,} rows of such a sweep are there already; "
                "go on with --resume, or remove the file"
            )
        return 0

    def _open(self, keep: int) -> None:
        from simulator.scenario.files import reason

        try:
            self._file = open(str(self._out), "r+b" if keep else "wb", buffering=0)  # noqa: SIM115 - closed on exit
            if keep:
                self._file.truncate(keep)  # without a last line that was cut off
                self._file.seek(keep)
        except (OSError, ValueError) as error:
            raise Refusal(f"--csv: {self._out} cannot be written: {reason(error)}.") from None
        if not keep:
            self._write_header()
        elif self._has_problems and not self._header_has_problems():
            self._widen()

    def _header_has_problems(self) -> bool:
        with open(str(self._out), encoding="utf-8", newline="") as file:
            return _ends_in_problem(file)

    def _write_header(self) -> None:
        names = columns(self.plan, with_problem=self._has_problems)
        self._write((",".join(names) + "\n").encode("utf-8"))

    def _write(self, data: bytes) -> None:
        if self._file is not None:
            rest = memoryview(data)
            while rest:  # in one step, unless the disk is full
                rest = rest[self._file.write(rest) :]
        elif sys.stdout is not None:
            sys.stdout.write(data.decode("utf-8"))
            sys.stdout.flush()

    def _widen(self) -> None:
        """A cell has failed that was not bound to: give the table the column that says why."""
        self._has_problems = True
        assert self._file is not None
        path = Path(str(self._out))
        beside = path.with_name(f".ida-{os.urandom(6).hex()}{path.suffix[:16]}")
        try:
            with (
                open(path, encoding="utf-8", newline="") as old,
                open(beside, "w", encoding="utf-8", newline="") as new,
            ):
                for number, line in enumerate(old):
                    new.write(line.rstrip("\n") + (f",{PROBLEM}\n" if number == 0 else ",\n"))
            self._file.close()
            os.replace(beside, path)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()
        self._file = open(path, "ab", buffering=0)  # noqa: SIM115 - closed on exit

    def __enter__(self) -> Rows:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.fsync(self._file.fileno())
            self._file.close()


def _ends_in_problem(file: Iterator[str]) -> bool:
    return next(file, "").rstrip("\r\n").endswith(f",{PROBLEM}")


def _complete(path: Path) -> int:
    """The bytes of all lines that end."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        while size:
            start = max(0, size - 65536)
            file.seek(start)
            found = file.read(size - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            size = start
    return 0


def _agrees(plan: Plan, chunk: Chunk, place: int) -> bool:
    """Whether a row of a table that was read is what this plan gives."""
    here = measured(next(work(plan, _AllBut(chunk.numbers[place]))))
    if chunk.problems[place] or here.problems[0]:
        return bool(chunk.problems[place]) == bool(here.problems[0])
    read = chunk.values[place]
    return bool(np.allclose(here.values[0], read, rtol=SAME_TO, atol=SAME_TO, equal_nan=True))


class _AllBut:
    """Every number is in it but one."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __contains__(self, number: object) -> bool:
        return number != self._number


class Progress:
    """How far a sweep is and how long it will take, on a terminal only."""

    EVERY_S = 0.1
    SAID_FROM_S = 1.0

    def __init__(self, cells: int, done: int, of: str = "cells") -> None:
        self._cells, self._before, self._of = cells, done, of
        self._started = self._last = time.monotonic()
        self._is_shown = False
        self._is_told = sys.stderr is not None and sys.stderr.isatty()

    def show(self, done: int) -> None:
        """Say it, not too often."""
        now = time.monotonic()
        if not self._is_told or (now - self._last < self.EVERY_S and done < self._cells):
            return
        self._last, spent = now, now - self._started
        share = done / self._cells
        bar = ("#" * round(24 * share)).ljust(24, "-")
        left = ""
        if spent > self.SAID_FROM_S and done > self._before:
            left = f", {duration(spent * (self._cells - done) / (done - self._before))} left"
        self._say(f"[{bar}] {done:,} of {self._cells:,} {self._of}{left}")

    def end(self) -> None:
        """Go to the next line."""
        if self._is_shown:
            self._is_shown = False
            print(file=sys.stderr, flush=True)

    def _say(self, text: str) -> None:
        self._is_shown = True
        with contextlib.suppress(OSError):
            print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """A length of time in words: 8 s, 3 min, 2.5 h."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
