"""A large tree is grown beside the window: a part of it is shown at once, and all of it when it is there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from threading import Event, Thread, Timer

import numpy as np
import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.engine.forest import MOST_NODES
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.scenario.schema import Scenario
from simulator.ui.stage.field import explorer
from simulator.ui.stage.field import grove as grove_module
from simulator.ui.stage.field.field import TOP
from simulator.ui.stage.field.grove import Grove, Lore
from simulator.ui.stage.scene import scene_of
from simulator.ui.stage.view import StageView
from simulator.ui.start import make_application

FEW, PATIENCE_MS = 30, 10_000


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[StageView]:
    """A stage on which a tree of more than FEW nodes is a large one."""
    make_application("light")
    monkeypatch.setattr(explorer, "AT_ONCE", FEW)
    session = Session(Scenario(title="x", parameters=Parameters().with_({"task.branching": 3, "task.max_depth": 8})))
    made = StageView(session)
    session.setParent(made)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    session.player.reduced_motion = True
    session.player.to_end()
    made.ask_depth(5)
    yield made
    made.hide()


def live(do: Callable[[], None], until: Callable[[], bool]) -> None:
    """Do it from a main loop that runs until something is so."""
    loop, watch, patience = QEventLoop(), QTimer(), QTimer()

    def look() -> None:
        if until():
            loop.quit()

    watch.timeout.connect(look)
    watch.start(5)
    patience.timeout.connect(loop.quit)
    patience.start(PATIENCE_MS)
    QTimer.singleShot(0, loop, do)
    loop.exec()
    watch.stop()
    patience.stop()
    assert until()


def same(one: Grove, other: Grove) -> bool:
    return len(one.levels) == len(other.levels) and all(
        np.array_equal(a.answer, b.answer) and np.array_equal(a.first, b.first) and np.array_equal(a.is_open, b.is_open)
        for a, b in zip(one.levels, other.levels, strict=True)
    )


def test_another_size_of_the_stage_grows_no_tree_again(view: StageView) -> None:
    shown: list[Grove] = []
    view.explorer.grown.connect(lambda: shown.append(view.explorer.grove))
    live(view.unfold_all, lambda: len(shown) == 2)
    camera = view.camera
    live(lambda: view.resize(700, 460), lambda: view.camera != camera)
    assert view.explorer.grove is shown[1]
    live(lambda: view.ask_depth(4), lambda: len(shown) == 3)
    assert view.explorer.grove.scene.depth == 4


def test_a_part_is_shown_at_once_and_all_of_it_when_it_is_grown(view: StageView) -> None:
    whole, shown = view.explorer.grove.whole(TOP), list[Grove]()
    assert whole.count > 10 * FEW
    view.explorer.grown.connect(lambda: shown.append(view.explorer.grove))
    live(view.unfold_all, lambda: len(shown) == 2)
    assert shown[0].count < whole.count / 2
    assert same(shown[1], whole)
    assert shown[1].openings == whole.openings


def test_a_whole_tree_is_counted_some_levels_a_turn(view: StageView, monkeypatch: pytest.MonkeyPatch) -> None:
    """The laws of sixty rounds take up to 100 ms, of which each level needs those of some rounds."""
    monkeypatch.setattr(sys.modules[StageView.__module__], "PIECE_S", 0.0)
    counted: list[bool] = []
    view._counting.timeout.connect(lambda: counted.append(view.explorer.grove.lore.is_counted))
    live(lambda: view.ask(3), lambda: view.explorer.grove.lore.is_counted)
    lore = view.explorer.grove.lore
    assert len(counted) == len(lore._counted[()].totals)
    assert len(counted) > 3
    assert counted == [False] * (len(counted) - 1) + [True]
    assert lore.expected(()) == Lore(lore.run, view.scene).expected(())
    assert view._situation().whole != ""


def test_where_no_main_loop_runs_all_of_it_is_there_at_once(view: StageView) -> None:
    whole = view.explorer.grove.whole(TOP)
    view.unfold_all()
    assert same(view.explorer.grove, whole)


def test_what_was_grown_for_another_question_is_dropped(view: StageView) -> None:
    shown: list[int] = []

    def unfold_and_ask() -> None:
        view.unfold_all()
        view.explorer.grown.connect(lambda: shown.append(view.explorer.grove.scene.number))
        view.ask(5)

    live(unfold_and_ask, lambda: bool(shown))
    assert shown == [5]
    assert view.scene.number == 5
    assert same(view.explorer.grove, view.explorer.grove.with_room(MOST_NODES))


def test_what_is_folded_meanwhile_stays_folded(view: StageView) -> None:
    shown: list[Grove] = []

    def unfold_and_fold() -> None:
        view.unfold_all()
        view.explorer.fold(view.explorer.grove.field.find((0,)) or TOP)
        view.explorer.grown.connect(lambda: shown.append(view.explorer.grove))

    live(unfold_and_fold, lambda: bool(shown))
    folded = view.explorer.grove.field.find((0,))
    assert folded is not None
    assert not view.explorer.grove.is_open(folded)
    assert same(view.explorer.grove, view.explorer.grove.with_room(MOST_NODES))


def test_another_run_is_shown_in_part_at_once_too(view: StageView) -> None:
    view.unfold_all()
    counts: list[int] = []

    def change() -> None:
        view._session.set_value("overseer.quality", 0.7, "Change")
        counts.append(view.explorer.grove.count)
        view.explorer.grown.connect(lambda: counts.append(view.explorer.grove.count))

    live(change, lambda: len(counts) == 2)
    assert counts[0] < counts[1] / 2
    assert same(view.explorer.grove, view.explorer.grove.with_room(MOST_NODES))


def test_a_large_tree_is_counted_a_turn_after_it_is_shown(view: StageView) -> None:
    seen = list[str]()

    def ask_another() -> None:
        view.ask(7)
        seen.append(view._situation().whole)

    live(ask_another, lambda: view.explorer.grove.lore.is_counted)
    assert seen == [""]
    assert view._situation().whole
    view.ask(8)
    assert view._situation().whole  # no main loop runs


def test_a_tree_of_many_levels_and_few_nodes_is_grown_a_part_at_a_time_too(qtbot: QtBot) -> None:
    make_application("light")
    deep = {"task.branching": 1, "task.max_depth": 20, "run.rounds": 60, "amplify.levels": 4}
    session = Session(Scenario(title="x", parameters=Parameters().with_(deep)))
    view = StageView(session)
    session.setParent(view)
    qtbot.addWidget(view)
    view.show()
    session.player.reduced_motion = True
    session.player.to_end()
    whole, shown = view.explorer.grove.whole(TOP), list[Grove]()
    assert whole.count < explorer.AT_ONCE
    view.explorer.grown.connect(lambda: shown.append(view.explorer.grove))
    live(view.unfold_all, lambda: len(shown) == 2)
    assert len(shown[0].levels) < len(whole.levels) / 2
    assert same(shown[1], whole)
    view.hide()


def test_the_tree_that_is_shown_is_counted_while_a_thread_counts_it_to_grow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    is_counting, may_go_on = Event(), Event()

    def slowly(run: object, node: object) -> Iterator[np.ndarray]:
        yield np.ones(1)
        is_counting.set()
        may_go_on.wait(10)
        yield np.full(1, 2.0)

    monkeypatch.setattr(grove_module, "census_below", slowly)
    made = run(Parameters())
    lore = Lore(made, scene_of(made, 5))
    counted: list[float] = []
    others = [Thread(target=lambda: counted.append(lore.expected(()))) for _ in range(2)]
    others[0].start()
    assert is_counting.wait(10)
    others[1].start()
    Timer(0.1, may_go_on.set).start()
    counted.append(lore.expected(()))
    for other in others:
        other.join()
    assert counted == [3.0, 3.0, 3.0]
