"""All that a window can be: every tab with something in it, every kind of step, every dialog. Each by its name."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from simulator.app.trained import Order, Trained
from simulator.app.training import key_of
from simulator.app.training_process import train
from simulator.engine.axis import parse
from simulator.learner.settings import Learned
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.schema import Experiment
from simulator.ui.main_window import MainWindow
from tests.accessibility.windows import open_everything, settle

if TYPE_CHECKING:
    from simulator.ui.learned.header import View
    from simulator.ui.learned.tab import LearnedTab

Enter = Callable[[MainWindow, Path], None]
"""Brings a window that was opened on the default scenario into a state; the folder is for what is written."""

QUICK = Learned.of({
    "learned.size": 8, "learned.rounds": 4, "learned.steps": 60, "learned.width": 24, "learned.seeds": 2,
    "learned.slip_rate": 0.2, "learned.slip_consistency": 0.5, "learned.trigger": 0.1,
})  # fmt: skip
GRAPH = Learned.of({
    "learned.task": "shortest_path", "learned.size": 8, "learned.rounds": 3, "learned.steps": 60,
    "learned.width": 24, "learned.seeds": 1, "learned.check_rate": 0.0,
})  # fmt: skip
MAP = Experiment(over=(parse("amplify.capture=0:1:5"), parse("overseer.quality=0.8:1:3")))
LINE = Experiment(over=(parse("amplify.capture=0:1:5"),))
_PATIENCE_S = 60


@cache
def trained(settings: Learned) -> Trained:
    """What a training gives, without its process; made once."""
    found = Trained(settings=settings, seed=1)

    def take(news: str, what: object) -> None:
        if news == "facts":
            found.facts = what  # type: ignore[assignment]
        elif news == "round":
            found.take(*what)  # type: ignore[misc]
        elif news == "observed":
            found.seen[what[0]] = what[1]  # type: ignore[index]
        elif news == "predicted":
            found.prediction = what  # type: ignore[assignment]

    train(Order(settings=settings, seed=1), take)
    return found


def wait_until(is_so: Callable[[], bool]) -> None:
    """Until something that is computed beside the window is there."""
    deadline = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "it does not come"
        QCoreApplication.processEvents()
        time.sleep(0.002)
    settle()


# Tabs


def tab(id_: str) -> Enter:
    """A tab of the charts, with B and everything open."""

    def enter(window: MainWindow, _: Path) -> None:
        open_everything(window)
        charts = window.workspace.charts
        assert charts is not None
        charts.show_tab(id_)

    return enter


def swept(experiment: Experiment) -> Enter:
    """The tab Map with what was computed."""

    def enter(window: MainWindow, _: Path) -> None:
        session, charts = window.session, window.workspace.charts
        assert charts is not None
        session.store.commit(replace(session.state, experiment=experiment), "Change what is swept")
        charts.show_tab("map")
        session.sweeps.run()
        wait_until(lambda: session.sweeps.stage == "done")

    return enter


def learned(view: View, settings: Learned = QUICK, *, sets_up: bool = False) -> Enter:
    """The tab Learned with what was trained, and its stage."""

    def enter(window: MainWindow, _: Path) -> None:
        show_learned(window, settings).show_view(view)
        if sets_up:
            show_learned(window, settings).header.settings.setChecked(True)

    return enter


def show_learned(window: MainWindow, settings: Learned) -> LearnedTab:
    """Show what was trained with these settings."""
    from simulator.ui.learned.tab import LearnedTab

    session, charts = window.session, window.workspace.charts
    assert charts is not None
    if session.state.learned != settings:
        at = replace(session.state, learned=settings, parameters=session.parameters.with_({"run.seed": 1}))
        session.store.commit(at, "Change what is learned")
    found = trained(settings)
    session.training._kept[key_of(session.state)] = found
    session.training.trained, session.training.stage = found, "done"
    charts.show_tab("learned")
    session.training.changed.emit()
    group = charts.group
    assert isinstance(group, LearnedTab)
    settle()
    return group


def luck(window: MainWindow, _: Path) -> None:
    """Many runs, and their band."""
    session = window.session
    session.set_value("run.replicas", 20, "Change replicas")
    session.ensemble.start()
    session.ensemble.show_band()
    wait_until(lambda: session.ensemble.seen is not None and not session.ensemble.seen.runs)


# Stage, history, presenting


def outline(window: MainWindow, _: Path) -> None:
    """The tree in words, with a node selected."""
    stage = window.workspace.stage
    assert stage is not None
    stage.toggle_outline()
    stage.explorer.go("down")


def walk(window: MainWindow, _: Path) -> None:
    """On the way down to where an error began."""
    stage = window.workspace.stage
    assert stage is not None
    for _number in range(40):
        if stage.explorer.can_ask_why():
            break
        stage.ask_next()
    stage.ask_why()
    stage.ask_why()


def unfolded(window: MainWindow, _: Path) -> None:
    """The whole tree."""
    stage = window.workspace.stage
    assert stage is not None
    stage.unfold_all()


def history(window: MainWindow, _: Path) -> None:
    """The list of runs."""
    open_everything(window)
    window.workspace.open_history()


def presenting(window: MainWindow, _: Path) -> None:
    """To a class, with a lesson."""
    window.lessons.lesson()
    size = window.size()
    window.presentation.begin()
    settle()
    window.resize(size)


def notes(window: MainWindow, _: Path) -> None:
    """The presenter's notes, in a window of their own."""
    window.lessons.lesson()
    window.presentation.toggle_notes()


def strip(window: MainWindow, _: Path) -> None:
    """The notice of something that needs an answer."""
    from simulator.ui.safety.question import Answer
    from simulator.ui.text import tr

    assert window.safety.notice is not None
    answers = [Answer(text=tr(text), then=settle) for text in ("Load theirs", "Keep mine", "Save as…")]
    window.safety.notice.say(tr("The file was changed by another program."), answers)


# Lessons


@cache
def kinds() -> dict[str, tuple[str, int]]:
    """For each kind of step that a bundled lesson has: a lesson and the number of such a step."""
    found: dict[str, tuple[str, int]] = {}
    for slug in library.slugs():
        for number, one in enumerate(read_folder(library.path_of(slug).parent).steps):
            found.setdefault(one.kind, (slug, number))
    return found


def step(kind: str) -> Enter:
    """A step of that kind."""

    def enter(window: MainWindow, _: Path) -> None:
        slug, number = kinds()[kind]
        window.files.open_now(slug)
        window.lessons.lesson()
        window.session.lesson._go(number)

    return enter


# Dialogs


def command(id_: str, change: bool = False) -> Enter:
    """What a command opens."""

    def enter(window: MainWindow, _: Path) -> None:
        if change:
            window.session.set_value("overseer.quality", 0.8, "Change overseer quality")
        window.menus.show_state()
        window.menus.actions[id_].trigger()

    return enter


def editor(window: MainWindow, _: Path) -> None:
    """The words of a lesson of one's own."""
    window.session.set_value("overseer.quality", 0.8, "Change overseer quality")
    window.authoring.make("A lesson", False, True)


def error(window: MainWindow, _: Path) -> None:
    """Something unexpected."""
    from simulator.ui.safety.telling import ErrorMessage

    window.session.set_value("overseer.quality", 0.8, "Change overseer quality")
    ErrorMessage(window, window.session, "Traceback\n  ValueError: x").open()


def problems(window: MainWindow, folder: Path) -> None:
    """A file that is wrong in several ways."""
    path = folder / "bad.toml"
    path.write_text("format = 1\ntitle = 'x'\nnonsense = 1\n[overseer]\nquality = 7\n", "utf-8")
    window.files.open_now(str(path))


def leaving(window: MainWindow, _: Path) -> None:
    """Unsaved changes."""
    window.session.set_value("overseer.quality", 0.8, "Change overseer quality")
    window.files.leaving(settle)


def held(window: MainWindow, folder: Path) -> None:
    """A file that was changed by others."""
    path = folder / "mine.toml"
    path.write_text("format = 1\ntitle = 'Mine'\n[parameters]\noverseer.quality = 0.9\n", "utf-8")
    window.files.open_now(str(path))
    window.session.set_value("run.rounds", 7, "Change rounds")
    path.write_text("format = 1\ntitle = 'Mine'\n[parameters]\noverseer.quality = 0.8\n", "utf-8")
    window.files.save()


def lost(window: MainWindow, folder: Path) -> None:
    """Work that was never saved, of two windows."""
    from PySide6.QtCore import QLockFile

    from simulator.app.recovery import Lost
    from simulator.app.unsaved import Unsaved
    from simulator.ui.safety.recovering import RecoveryQuestion

    scenario = window.session.state
    found = [
        Lost(
            path=folder / name, unsaved=Unsaved(scenario=scenario, at=at), lock=QLockFile(str(folder / f"{name}.lock"))
        )
        for name, at in (("one", 1_700_000_000), ("two", 1_700_009_000))
    ]  # fmt: skip
    question = RecoveryQuestion(window, found)
    question.open()
    question.look.setChecked(True)


TABS: dict[str, Enter] = {
    **{id_: tab(id_) for id_ in ("over_time", "difference", "by_depth", "origins", "plane", "cost", "attack")},
    "map, not run": tab("map"), "map": swept(MAP), "map, a line": swept(LINE),
    "learned, not trained": tab("learned"),
    **{f"learned, {view}": learned(view) for view in ("curves", "questions", "answers")},
    "learned, world": learned("world", GRAPH), "learned, settings": learned("curves", sets_up=True),
}  # fmt: skip
PLACES: dict[str, Enter] = {
    "outline": outline, "walk": walk, "unfolded": unfolded, "history": history, "presenting": presenting,
    "strip": strip,
}  # fmt: skip
STEPS: dict[str, Enter] = {f"step {kind}": step(kind) for kind in kinds()}
DIALOGS: dict[str, Enter] = {
    "numbers": command("chart_table"), "keys": command("keys"), "about": command("about"),
    "glossary": command("glossary"), "texts": command("rename"), "share": command("share", change=True),
    "open a code": command("open_code"), "save as a lesson": command("save_as_lesson", change=True),
    "delete answers": command("delete_answers"), "what to watch": command("notes"), "editor": editor, "error": error,
    "problems": problems, "leaving": leaving, "held": held, "lost": lost, "notes": notes,
}  # fmt: skip
ALL = TABS | PLACES | STEPS | DIALOGS


def tops(window: MainWindow) -> list[QWidget]:
    """What stands open over the window, or the window itself."""
    from simulator.ui.presentation.notes import NotesWindow

    found: list[QWidget] = [
        each for each in QApplication.topLevelWidgets()
        if each.isVisible() and isinstance(each, QDialog | NotesWindow)
    ]  # fmt: skip
    return found or [window]
