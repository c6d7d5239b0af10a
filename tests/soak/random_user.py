"""A random user of the window: `python -m tests.soak.random_user --seed 1 --seconds 120`.

Pointer, wheel, touch, keys, menus, dialogs, themes, languages, sizes, opening and saving in a temporary folder, in
lives of 20 seconds (life.py). Any exception, any warning of Qt and any difference from a fresh window ends a life, and
its deeds are saved: `--replay FILE` does them again, `--shrink FILE` looks for fewer that suffice. So are those of the
life that had the most memory at a moment, with those that made it rise. The last lines say how many events there were,
what was reached, how long the main loop was away and how memory grew. Status 1 says that something is wrong. With
`--stays` there is one window, open all the time, as a teacher's is: its memory is measured between deeds, with all that
it remembers.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import faulthandler
import gc
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from tests.soak.deeds import Deed
    from tests.soak.heartbeat import Stall
    from tests.soak.life import Ended
    from tests.soak.reach import Reach

LIFE_S = 20.0
WARM_UP_S = 1800.0
"""Until what is kept up to a limit (runs, measured texts, shapes of letters, signs) is kept, and the gaps between all
that are as many as they become (docs/reliability.md). It begins with every look and every state of a window, once, so
that what a first use makes is there. Of short runs the first half. The slope after half of it is told as well.
"""
EVENTS_PER_S = 100.0
MOST_MB = 400.0
MB_PER_10_MINUTES = 1.0
SCREEN = {"x": 0, "y": 0, "width": 2560, "height": 1600, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
COPIED_LESSON = "checks"
CHANGED_IN_A_ROW = 5
"""Settings that are others than in the row before: some 3,500 in 770 rows that a random user has left."""
BAD_FILE = 'format = 1\ntitle = "x"\n[parameters]\noverseer.quality = 3\nrun.round = 2\n'


def main(arguments: list[str] | None = None) -> int:
    """The whole program."""
    given = _parser().parse_args(arguments)
    _prepare(Path(given.out))
    if given.shrink:
        return _shrink(Path(given.shrink))
    from tests.soak import listeners

    faulthandler.enable()
    if not given.stays:  # what is known of listeners is forgotten with a window
        listeners.watch()
    from simulator.app.housekeeping import Housekeeping
    from simulator.ui.start import make_application

    application = make_application("light")
    application.setQuitOnLastWindowClosed(False)
    _housekeeping = Housekeeping(application)
    if given.replay:
        return _replay(Path(given.replay))
    return _use(given.seed, given.seconds, Path(given.out), strict=given.strict, stays=given.stays)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--out", default="out/soak", help="where failing sequences and pictures go")
    parser.add_argument(
        "--strict",
        action="store_true",
        help="for long runs: what was not reached, stalls and growing memory fail as well as errors",
    )
    parser.add_argument("--stays", action="store_true", help="one window, open all the time: how its memory grows")
    parser.add_argument("--replay", default="", metavar="FILE")
    parser.add_argument("--shrink", default="", metavar="FILE")
    return parser


def _prepare(out: Path) -> None:
    """A home of our own, before Qt comes."""
    out.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="ida-soak-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    # The offscreen screen is 800 pixels wide; fingers beyond it would touch nothing.
    (home / "screen.json").write_text(json.dumps({"screens": [SCREEN]}))
    os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={home / 'screen.json'}")
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["QT_NO_GUI_THREADPOOL"] = "1"
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(home)


def _use(seed: int, seconds: float, out: Path, *, strict: bool, stays: bool) -> int:
    from tests.soak import memory
    from tests.soak.life import HISTORY, Life, Traits
    from tests.soak.reach import Reach

    began, number = time.monotonic(), 0
    if seconds >= 2 * WARM_UP_S:
        _see_every_look()
        _see_every_state()
    reach, totals = Reach(), _Totals(min(WARM_UP_S, seconds / 2))

    def measure(highest: float = 0.0) -> None:
        at, size = time.monotonic() - began, memory.resident_mb()
        in_use, blocks = memory.in_use()
        totals.measured(at, size, in_use, blocks)
        with (out / f"seed-{seed}-memory.txt").open("a") as sizes:
            sizes.write(
                f"{at:.0f} s {size:.1f} MB, at its highest moment {highest:.1f}, "
                f"in use {in_use:.2f} and {blocks} blocks of Python's\n"
            )

    while (left := seconds - (time.monotonic() - began)) > 1.0:
        luck, traits = Random(f"{seed}/{number}"), Traits() if stays else Traits.of(number + seed)
        with tempfile.TemporaryDirectory(prefix="ida-soak-") as folder:
            _furnish(Path(folder))
            if stays:
                _fill_history(Path(folder) / HISTORY)
            kept: dict[str, Any] = {"seed": seed, "life": number, "traits": asdict(traits), "scenario": _scenario(luck)}
            journal = out / f"seed-{seed}-life-{number}.jsonl"
            with journal.open("w", buffering=1) as written:
                written.write(json.dumps(kept) + "\n")
                between = measure if stays else None
                life = Life(Path(folder), luck, traits, reach, kept["scenario"], written, between)
                ended = life.live(left if stays else min(LIFE_S, left))
                del life  # and its window, before what is left is measured
            if ended.highest_mb > totals.highest:
                shutil.copy(journal, out / f"seed-{seed}-largest.jsonl")
                (out / f"seed-{seed}-largest.txt").write_text("\n".join((f"life {number}", *ended.rises, "")))
            if ended.problems:
                with journal.open("a") as written:
                    written.write(json.dumps({"problems": ended.problems}) + "\n")
                _keep_pictures(Path(folder), journal)
            elif ended.stalls and strict:
                journal.rename(journal.with_stem(f"{journal.stem}-stalls"))
            else:
                journal.unlink()
        if ended.problems and not strict and _is_chance(journal, ended.problems):
            totals.chances += ended.problems
            ended.problems = []
        if ended.problems:
            totals.failed.append(journal)
        if ended.stalls:
            with (out / f"seed-{seed}-stalls.txt").open("a") as stalls:
                stalls.writelines(f"life {number}: {stall}\n\n" for stall in ended.stalls)
        totals.add(ended)
        if not stays:
            measure(ended.highest_mb)
        gc.collect()  # a window that stays was measured before its end
        gc.freeze()  # as when the program begins
        number += 1
    return totals.report(seed, number, reach, strict=strict, stays=stays)


def _see_every_look() -> None:
    """All themes in all sizes of text, once: Qt keeps the shapes of the letters that it has drawn, some 12 MB in all.

    By chance they are met over an hour, which would be taken for growth.
    """
    from simulator.ui import theme
    from simulator.ui.charts.panel import TABS
    from tests.accessibility.windows import opened, settle

    with tempfile.TemporaryDirectory(prefix="ida-soak-") as folder, opened(Path(folder)) as window:
        for look, percent in itertools.product(get_args(theme.Look), theme.PERCENTS):
            theme.apply(look, percent)
            for tab in TABS:
                assert window.workspace.charts is not None
                window.workspace.charts.show_tab(tab.id)
                settle()
            window.grab()


def _see_every_state() -> None:
    """All that a window can be (tests/accessibility/states.py), once, in both languages.

    What Qt and Python make of a class, a dialog or a font when it is first used stays to the end of a program.
    """
    from simulator.scenario.translation.folder import languages
    from tests.accessibility import states
    from tests.accessibility.windows import opened, settle
    from tests.soak import listeners, memory

    for language, enter in itertools.product(languages(), states.ALL.values()):
        with tempfile.TemporaryDirectory(prefix="ida-soak-") as folder, opened(Path(folder)) as window:
            window.settings.change(language=language)
            settle()
            enter(window, Path(folder))
            settle()
            for top in states.tops(window):
                top.grab()
        memory.give_back()
        listeners.forget()
    states.trained.cache_clear()
    memory.forget_caches()


def _is_chance(journal: Path, problems: list[str]) -> bool:
    """Whether windows differed that do not when the same deeds are done again.

    No two runs meet the same moment of an animation or of a worker, and what decides whether a change is good has to
    say the same twice. Errors and warnings count in any case.
    """
    if not all(problem.startswith("differs: ") for problem in problems):
        return False
    return all(_replayed(journal, journal.parent)[0] == 0 for _ in range(2))


def _furnish(folder: Path) -> None:
    """A file that is no good, and a lesson of the user's own."""
    from simulator.scenario import library
    from tests.soak.deeds import OWN_LESSON

    (folder / "bad.toml").write_text(BAD_FILE)
    shutil.copytree(library.path_of(COPIED_LESSON).parent, (folder / OWN_LESSON).parent)


def _fill_history(path: Path) -> None:
    """As many rows as are kept, of settings by chance: what a window that stays adds takes the place of as much."""
    from simulator.app.records import ROWS_KEPT, Setup, line_of, record_of
    from simulator.engine.iterate import run
    from simulator.engine.parameters import TABLE, ParameterError
    from simulator.scenario import codec, library
    from simulator.scenario.stops import stops

    luck = Random("history")
    before = state = codec.read(library.find(library.DEFAULT))
    made = run(state.parameters.with_({"run.rounds": 60}))
    lines = []
    for at in range(1_700_000_000, 1_700_000_000 + ROWS_KEPT):
        for row in luck.sample([row for row in TABLE.values() if stops(row)], CHANGED_IN_A_ROW):
            with contextlib.suppress(ParameterError):
                state = replace(state, parameters=state.parameters.with_({row.id: luck.choice(stops(row))}))
        lines.append(line_of(record_of(state, made, Setup.of(before), at)))
        before = state
    path.write_bytes(b"".join(lines))


def _scenario(luck: Random) -> str:
    from simulator.scenario import library

    return luck.choice((library.DEFAULT, *library.slugs()))


class _Totals:
    """Over all lives."""

    def __init__(self, warm_up_s: float) -> None:
        self._warm_up_s = warm_up_s
        self.events, self.deeds, self.seconds = 0, Counter[str](), 0.0
        self.failed: list[Path] = []
        self.problems: list[str] = []
        self.chances: list[str] = []
        self.stalls: list[Stall] = []
        self.longest_ms = 0.0
        self.sizes: list[tuple[float, float, float, float]] = []
        self.largest = self.highest = 0.0

    def measured(self, at: float, size: float, in_use: float, blocks: int) -> None:
        """Between two lives, or in the life of a window that stays: seconds since the beginning, MB, `in_use`."""
        self.sizes.append((at, size, in_use, blocks / 1000.0))
        self.largest = max(self.largest, size)

    def add(self, ended: Ended) -> None:
        self.events += ended.events
        self.seconds += ended.seconds
        self.deeds.update(ended.deeds)
        self.problems += ended.problems
        self.stalls += ended.stalls
        self.longest_ms = max(self.longest_ms, ended.longest_ms)
        self.highest = max(self.highest, ended.highest_mb)

    def _slope(self, since: float, column: int = 1) -> float:
        """MB (in column 3 thousand blocks) in 10 minutes, from a time in seconds on."""
        from tests.soak import memory

        chosen = [measured for measured in self.sizes if measured[0] > since]
        return memory.slope([one[0] / 600.0 for one in chosen], [one[column] for one in chosen])

    def report(self, seed: int, lives: int, reach: Reach, *, strict: bool, stays: bool) -> int:
        from tests.soak.reach import LEAST_SHARE

        rate = self.events / max(self.seconds, 1e-9)
        slope, early = self._slope(self._warm_up_s), self._slope(self._warm_up_s / 2)
        print(f"seed {seed}: {lives} lives, {self.seconds:.0f} s, {self.events} events, {rate:.0f} a second")
        print("deeds:", ", ".join(f"{count} {name}" for name, count in self.deeds.most_common()))
        wrong = []
        reach.count_dialogs()
        for name, reached in reach.tables.items():
            count = len(reached.known & reached.reached)
            print(f"{name} reached: {count} of {len(reached.known)} ({reached.share:.1%})")
            if reached.missing:
                print("  never:", "; ".join(reached.missing))
            if reached.share < LEAST_SHARE and strict and not stays:
                wrong.append(f"{name} below {LEAST_SHARE:.0%}")
        print(f"main loop: longest absence {self.longest_ms:.0f} ms, {len(self.stalls)} above 100 ms")
        for stack, count in Counter(stall.stack for stall in self.stalls).most_common(5):
            longest = max((stall for stall in self.stalls if stall.stack == stack), key=lambda stall: stall.worked_ms)
            print(f"  {count} ×, the longest:", str(longest).replace("\n", "\n  "))
        between = "deeds" if stays else "lives"
        print(
            f"memory: at most {self.largest:.0f} MB between {between}, {self.highest:.0f} MB at a moment of one, "
            f"{slope:+.2f} MB in 10 minutes after the first {self._warm_up_s:.0f} s ({early:+.2f} after half of them)"
        )
        print(
            f"  in use, without gaps: {self._slope(self._warm_up_s, 2):+.2f} MB of the C library and "
            f"{self._slope(self._warm_up_s, 3):+.1f} thousand blocks of Python's in 10 minutes"
        )
        for problem in dict.fromkeys(self.problems):
            print("PROBLEM", problem)
        for problem in dict.fromkeys(self.chances):
            print("SEEN ONCE, not by the same deeds again:", problem)
        for file in self.failed:
            print("saved as", file)
        if self.problems:
            wrong.append(f"{len(self.problems)} problems")
        if rate < EVENTS_PER_S and strict:
            wrong.append("too few events")
        if strict and self.stalls:
            wrong.append("the main loop was away")
        if strict and (slope > MB_PER_10_MINUTES or max(self.largest, self.highest) > MOST_MB):
            wrong.append("memory")
        print("FAILED: " + ", ".join(wrong) if wrong else "all well")
        return 1 if wrong else 0


def _keep_pictures(folder: Path, journal: Path) -> None:
    for name in ("used.png", "fresh.png"):
        if (folder / name).exists():
            journal.with_name(f"{journal.stem}-{name}").write_bytes((folder / name).read_bytes())


@dataclass
class Kept:
    """A life as it was written down."""

    head: dict[str, Any]
    deeds: list[Deed]
    problems: list[str]

    @classmethod
    def read(cls, file: Path) -> Kept:
        """From a journal; one that ends in the middle of a deed was of a process that ended there."""
        head, *rest = [json.loads(line) for line in file.read_text().splitlines()]
        problems = rest.pop()["problems"] if rest and "problems" in rest[-1] else []
        return cls(head, rest, problems)

    def write(self, file: Path) -> None:
        """As a journal."""
        lines = [self.head, *self.deeds, *([{"problems": self.problems}] if self.problems else [])]
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))


def _replay(file: Path) -> int:
    from tests.soak.life import Life, Traits
    from tests.soak.reach import Reach

    kept = Kept.read(file)
    luck = Random(f"{kept.head['seed']}/{kept.head['life']}")
    _scenario(luck)
    with tempfile.TemporaryDirectory(prefix="ida-soak-") as folder, open(os.devnull, "w") as nowhere:
        _furnish(Path(folder))
        traits = Traits(**kept.head["traits"])
        ended = Life(Path(folder), luck, traits, Reach(), kept.head["scenario"], nowhere).live(600.0, kept.deeds)
        _keep_pictures(Path(folder), file)
    for problem in ended.problems:
        print("PROBLEM", problem)
    for stall in ended.stalls:
        print("AWAY", stall)
    print("\n".join(ended.rises))
    print(f"{ended.deeds.total()} deeds, {len(ended.problems)} problems, {len(ended.stalls)} times away")
    return 1 if ended.problems else 0


def _shrink(file: Path) -> int:
    """Leave out halves, quarters, … as long as the same problem comes (Zeller's ddmin, without complements)."""
    kept = Kept.read(file)
    wanted, deeds = _headline(kept.problems), kept.deeds
    piece = max(len(deeds) // 2, 1)
    while piece:
        start = 0
        while start < len(deeds):
            fewer = deeds[:start] + deeds[start + piece :]
            if _still_fails(Kept(kept.head, fewer, []), file, wanted):
                deeds = fewer
                print(f"{len(deeds)} deeds", flush=True)
            else:
                start += piece
        piece //= 2
    Kept(kept.head, deeds, kept.problems).write(file.with_suffix(".short.jsonl"))
    for deed in deeds:
        print(json.dumps(deed))
    return 0


def _still_fails(kept: Kept, file: Path, wanted: str) -> bool:
    trial = file.with_suffix(".trial.jsonl")
    kept.write(trial)
    status, said = _replayed(trial, file.parent)
    if not wanted:
        return status not in (0, 1)  # the process ended
    return status == 1 and wanted in said


def _replayed(file: Path, out: Path) -> tuple[int, str]:
    """The same deeds once more, in a process of their own: how it ended, and what it said."""
    command = [sys.executable, "-m", "tests.soak.random_user", "--replay", str(file), "--out", str(out)]
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=140, check=False, env=environment)
    except subprocess.TimeoutExpired:
        return 1, "the same deeds did not come to an end"
    return done.returncode, done.stdout


def _headline(problems: list[str]) -> str:
    """What tells a problem from another: the last line of a traceback, the first of anything else."""
    if not problems:
        return ""
    first = problems[0].strip().splitlines()
    return first[-1] if first[0].startswith("Traceback") else first[0][:60]


if __name__ == "__main__":
    sys.exit(main())
