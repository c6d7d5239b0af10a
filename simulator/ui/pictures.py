"""Pictures without a screen: the window as a PNG, a run as a chart."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent

from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.iterate import Run
from simulator.engine.outcome import Array
from simulator.engine.replicas import Replicas
from simulator.engine.sweep_table import Table
from simulator.scenario.files import WriteError
from simulator.scenario.lesson.records import Lesson
from simulator.scenario.schema import Scenario
from simulator.ui import language, theme
from simulator.ui.start import make_application

if TYPE_CHECKING:
    from simulator.app.trained import Rounds
    from simulator.learner.observations import Observations
    from simulator.learner.settings import Learned

if TYPE_CHECKING:
    from simulator.ui.paper.pdf import Paper


def _without_screen() -> None:
    """Let Qt draw into memory, unless an application runs already."""
    if QCoreApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        sys.stdout.flush()


def snapshot(
    scenario: Scenario, out: Path, size: tuple[int, int], theme_name: theme.Name, round_: int | None, speaks: str = "en"
) -> None:
    """Write a picture of the window: as it opens, or at the end of a round with everything played.

    Raises WriteError if the file cannot be written.
    """
    _without_screen()
    make_application(theme_name)
    from simulator.ui.main_window import MainWindow

    settings = Settings(None)
    settings.change(theme=theme_name, language=speaks)
    language.use(speaks)
    window = MainWindow(Session(scenario), settings)
    window.resize(*size)
    window.show()
    window.finish()
    if round_:
        window.session.player.to_end()
        window.session.player.seek(round_)
    for _ in range(3):  # layouts settle in steps
        QCoreApplication.processEvents()
    picture = window.grab()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if not picture.save(str(out), "PNG"):
        raise WriteError(f"The picture could not be written to {out}.")


def handout(lesson: Lesson, scenario: Scenario, paper: Paper, speaks: str, *, is_key: bool) -> bytes:
    """A lesson's handout or key as a PDF of one page."""
    _without_screen()
    make_application("light")
    language.use(speaks)
    from simulator.ui.paper import pdf

    return pdf.handout(lesson, scenario, paper, is_key=is_key)


def plot(run: Run, out: Path, title: str, replicas: Replicas | None = None) -> None:
    """Write the two charts of a run as PNG or SVG, by the name's ending, with the bands of replicas if there are some.

    Raises OSError if that fails.
    """
    _without_screen()
    make_application("light")
    from simulator.ui.charts.figure import render

    spread = None
    if replicas is not None:
        from simulator.engine.spread import Spread

        spread = Spread.of(replicas)
    render(run, out, title, theme.current(), spread)


def plot_sweep(table: Table, border: Array, out: Path, title: str, measure: str) -> None:
    """Write what the tab Map shows of a sweep as PNG or SVG, by the name's ending. Raises OSError if that fails."""
    _without_screen()
    make_application("light")
    from simulator.ui.charts.map.figure import render

    render(table, border, out, title, measure, theme.current())


def plot_learned(
    settings: Learned, seed: int, runs: Sequence[Rounds], seen: Sequence[Observations], out: Path, title: str
) -> None:
    """Write the curves of the learned model as PNG or SVG: its runs with their baselines, under what the theory says.

    `seen` is what rounds up to 2 of each run have shown. Raises OSError if the picture cannot be written.
    """
    _without_screen()
    make_application("light")
    from simulator.app.trained import Trained
    from simulator.app.training_process import facts_of, prediction_of
    from simulator.learner.rounds import Setting
    from simulator.ui.learned.figure import render

    setting = Setting(settings, seed)
    trained = Trained(settings=settings, seed=seed, facts=facts_of(setting), runs=dict(enumerate(runs)))
    if seen:
        trained.prediction = prediction_of(setting, dict(enumerate(seen)), with_trees=True)
    render(trained, out, title, theme.current())
