"""Calling the command line: within this process, as a process of its own, and with a stand-in for the interface."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from simulator import cli
from simulator.engine.iterate import Run
from simulator.engine.replicas import Replicas
from simulator.learner.settings import Learned
from simulator.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[2]
GOOD = 'format = 1\ntitle = "Mine"\n[parameters]\nrun.rounds = 4\n'


@dataclass(frozen=True, slots=True)
class Called:
    """What came out of one call."""

    status: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        return self.err.splitlines()


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Called:
    """Run one command in this process."""
    capsys.readouterr()
    status = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return Called(status, said.out, said.err)


def process(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run one command as a user does."""
    command = [sys.executable, str(ROOT / "main.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **more)


def assert_refused(called: Called, *said: str) -> None:
    """Exit status 2, nothing on stdout, and these lines on stderr: each begins with what is expected of it."""
    assert called.status == 2
    assert called.out == ""
    assert [line[: len(start) + 7] for line, start in zip(called.errors, said, strict=True)] == [
        f"error: {start}" for start in said
    ]


@dataclass(slots=True)
class FakeInterface:
    """Stands in for simulator.ui: notes what it is asked to do."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    problem: str | None = None
    error: Exception | None = None

    def screen_problem(self) -> str | None:
        return self.problem

    def open_window(self, file: str | None) -> int:
        self.calls.append(("window", file))
        if self.error:
            raise self.error
        return 0

    def snapshot(
        self, scenario: Scenario, out: Path, size: tuple[int, int], theme: str, round_: int | None, speaks: str
    ) -> None:
        self.calls.append(("snapshot", scenario, size, theme, round_, *([speaks] if speaks != "en" else [])))
        if self.error:
            raise self.error
        out.write_bytes(b"picture of the window")

    def plot(self, run: Run, out: Path, title: str, replicas: Replicas | None = None) -> None:
        self.calls.append(("plot", run, out.suffix, title, *([replicas.count] if replicas else [])))
        if self.error:
            raise self.error
        out.write_bytes(b"picture of the run")

    def plot_learned(self, settings: Learned, seed: int, runs: Any, seen: Any, out: Path, title: str) -> None:
        self.calls.append(("plot_learned", settings, seed, [sorted(rounds) for rounds in runs], len(seen), title))
        if self.error:
            raise self.error
        out.write_bytes(b"picture of the curves")

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        package, start, pictures = (ModuleType(f"simulator.ui{name}") for name in ("", ".start", ".pictures"))
        start.open_window, start.screen_problem = self.open_window, self.screen_problem  # type: ignore[attr-defined]
        pictures.snapshot, pictures.plot = self.snapshot, self.plot  # type: ignore[attr-defined]
        pictures.plot_learned = self.plot_learned  # type: ignore[attr-defined]
        for module in (package, start, pictures):
            monkeypatch.setitem(sys.modules, module.__name__, module)


def without_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where Qt is not installed: importing the interface fails, as importing PySide6 would."""

    class Absent(ModuleType):
        def __getattr__(self, name: str) -> Any:
            raise ModuleNotFoundError("No module named 'PySide6'", name="PySide6")

    for name in ("simulator.ui", "simulator.ui.start", "simulator.ui.pictures"):
        monkeypatch.setitem(sys.modules, name, Absent(name))


def files_in(folder: Path) -> set[str]:
    return set(os.listdir(folder))
