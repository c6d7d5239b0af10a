"""Long changes in pieces: the main loop has a turn between them, and nobody sees half of one."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.iterate import Run
from simulator.scenario import codec, library
from simulator.ui import language, theme
from simulator.ui.charts import origins, origins_tab
from simulator.ui.dialogs import UnsavedQuestion
from simulator.ui.export import drawing
from simulator.ui.main_window import MainWindow
from simulator.ui.presentation.columns import Columns
from simulator.ui.stage import scene
from simulator.ui.stage.field.field import At
from simulator.ui.start import make_application
from simulator.ui.turns import Turns, turns
from simulator.ui.widgets.speed import SpeedButton
from tests.ui.opened import opened_window, write


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    yield from opened_window(tmp_path)
    turns().finish()


class Counting(QObject):
    """Counts how often each widget is told that its style has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.told: Counter[QObject] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.told[watched] += 1
        return False


class Pieces:
    """Work that notes what it sees of the window in each of its pieces."""

    def __init__(self, window: QWidget, count: int) -> None:
        self.window, self.count = window, count
        self.painted: list[bool] = []

    def work(self) -> Iterator[None]:
        for _ in range(self.count):
            self.painted.append(self.window.updatesEnabled())
            yield


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every piece takes as long as a turn may take."""
    monkeypatch.setattr(sys.modules[Turns.__module__], "PIECE_S", 0.0)


def test_another_theme_polishes_each_widget_once_and_not_once_for_each_of_its_ancestors(window: MainWindow) -> None:
    counting, application = Counting(), QApplication.instance()
    assert application is not None
    application.installEventFilter(counting)
    theme.apply("dark")
    application.removeEventFilter(counting)
    assert len(counting.told) > 100
    assert set(counting.told.values()) == {1}


def test_where_no_main_loop_runs_another_theme_is_there_at_once(window: MainWindow) -> None:
    theme.apply("projector")
    assert window.transport.font().pixelSize() == theme.PROJECTOR.body_px
    assert window.updatesEnabled()


@pytest.mark.usefixtures("small")
def test_the_main_loop_has_turns_and_painting_is_held_until_all_is_done(window: MainWindow) -> None:
    pieces = Pieces(window, 5)
    live(lambda: turns().take(pieces.work(), window))
    assert pieces.painted == [True, False, False, False, False]
    assert window.updatesEnabled()


def test_what_follows_something_long_has_a_turn_of_its_own(window: MainWindow) -> None:
    pieces, seen = Pieces(window, 2), list[object]()

    def do_something_long() -> None:
        turns().follow(pieces.work(), window)
        seen.append(list(pieces.painted))
        seen.append(window.updatesEnabled())

    live(do_something_long)
    assert seen == [[], False]
    assert pieces.painted == [False, False]
    assert window.updatesEnabled()
    turns().follow(pieces.work(), window)
    assert len(pieces.painted) == 4  # no main loop runs


def test_origins_that_are_opened_for_the_first_time_are_found_in_turns(window: MainWindow) -> None:
    charts, seen = window.workspace.charts, list[bool]()
    assert charts is not None
    run = window.session.run

    def open_it() -> None:
        charts.show_tab("origins")
        seen.append(origins.is_found(run))

    live(open_it)
    assert seen == [False]
    assert origins.is_found(run)
    assert [chart.plot.run_ for chart in charts.group.charts] == [run, run]
    assert charts.group.charts[0].accessibleDescription()


def test_what_waited_to_be_painted_when_a_change_began_is_painted_after_it(window: MainWindow) -> None:
    stage, painted = window.workspace.stage, list[bool]()
    assert stage is not None

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(window.updatesEnabled())
            return False

    def change() -> None:
        stage.update()
        turns().follow(Pieces(window, 2).work(), window)

    QApplication.processEvents()
    filter_ = Painted()
    stage.installEventFilter(filter_)
    live(change)
    for _ in range(5):
        QApplication.processEvents()
    stage.removeEventFilter(filter_)
    assert painted
    assert all(painted)


@pytest.mark.usefixtures("small")
def test_the_panels_of_before_stay_until_all_those_in_the_new_language_are_made(window: MainWindow) -> None:
    before, seen = window.transport, list[tuple[bool, bool]]()
    rebuilt = window._rebuilt()
    for _ in rebuilt:
        panels = (window.transport, window.workspace, window.controls, window.lesson_panel, window.columns)
        of_before = [panel.isVisible() for panel in panels]
        seen.append((window.transport is before, all(of_before[:3])))
    assert seen.count((True, True)) >= 4
    assert all(is_shown for is_old, is_shown in seen if is_old)
    QApplication.processEvents()
    assert window.transport is not before
    assert window.transport.isVisible()


def test_the_presenters_notes_follow_a_turn_after_the_lesson(window: MainWindow) -> None:
    window.lessons.wanted = "luck"
    window.files.open_now("luck")
    window.presentation.toggle_notes()
    notes = window.presentation.notes
    assert notes is not None
    first, then = notes.say(), list[str]()

    def go_on() -> None:
        window.lessons.next_step()
        then.append(notes.say())

    live(go_on)
    assert then == [first]
    assert notes.say() != first
    window.presentation.close_notes()


def test_the_tree_of_another_scenario_is_drawn_at_its_start_only(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = list[int]()

    def scene_of(run: Run, round_: int, *given: Any, **named: Any) -> scene.Scene:
        drawn.append(round_)
        return scene.scene_of(run, round_, *given, **named)

    stage = window.workspace.stage
    assert stage is not None
    window.session.player.to_end()
    stage.unfold_all()
    monkeypatch.setattr("simulator.ui.stage.view.scene_of", scene_of)
    window.files.open_now("bill")
    assert set(drawn) == {0}
    assert not stage.explorer.grove.openings.done
    window.session.player.to_end()
    assert not stage.explorer.grove.openings.is_whole


def test_charts_follow_a_turn_after_another_scenario_was_opened(window: MainWindow) -> None:
    charts, seen = window.workspace.charts, list[bool]()
    assert charts is not None

    def is_new() -> bool:
        return charts.group.charts[0].plot.run_ is window.session.run

    def open_one() -> None:
        window.files.open_now("bill")
        seen.append(is_new())

    for name in ("bill", "checks"):
        window.files.open_now(name)
        assert is_new()  # no main loop runs
    live(open_one)
    assert seen == [False]
    assert is_new()


def test_charts_show_nothing_of_a_new_run_before_their_turn_even_where_the_position_moves(window: MainWindow) -> None:
    session, charts = window.session, window.workspace.charts
    session.player.to_end()
    assert charts is not None
    plot, shown = charts.group.charts[0].plot, list[int]()

    def shorten() -> None:
        session.set_value("run.rounds", 5, "Change")
        assert session.player.round == 5
        assert plot.run_ is not None
        shown.append(plot.run_.last)

    live(shorten)
    assert plot.run_ is not None
    assert shown == [12]
    assert plot.run_.last == 5


def test_controls_of_another_scenario_come_in_a_turn_of_their_own_or_when_one_is_asked_for(window: MainWindow) -> None:
    controls, seen = window.controls, list[list[str]]()

    def shown() -> list[str]:
        return list(controls._top.controls)

    def open_two() -> None:
        window.files.open_now("attack")
        seen.append(shown())
        window.session.set_value("overseer.quality", 0.5, "Change")
        seen.append(shown())
        window.files.open_now("bill")
        controls.reveal("overseer.quality")
        seen.append(shown())

    before = shown()
    live(open_two)
    attack, bill = (list(codec.read(library.find(slug)).view.show) for slug in ("attack", "bill"))
    assert seen == [before, attack, bill]
    assert before not in (attack, bill)
    live(lambda: window.files.open_now("attack"))
    assert shown() == attack
    window.files.open_now("bill")
    assert shown() == bill, "no main loop runs"


@pytest.mark.usefixtures("small")
def test_what_charts_need_that_takes_long_is_found_before_their_turn(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts, session, seen = window.workspace.charts, window.session, list[tuple[Run, bool]]()
    assert charts is not None
    charts.show_tab("origins")
    window.run.compare()
    plot = charts.group.charts[0].plot

    def find(run: Run) -> Iterator[None]:
        seen.append((run, plot.run_ is session.run))
        yield

    monkeypatch.setattr(origins_tab, "find", find)

    def change_and_lay_out() -> None:
        session.set_value("overseer.quality", 0.83, "Change")
        charts.group.refit()

    live(change_and_lay_out)
    assert seen == [(session.run, False), (session.other_run, False)]
    assert plot.run_ is session.run


@pytest.mark.usefixtures("small")
def test_trees_are_counted_of_the_run_that_is_shown_and_not_before_its_turn(window: MainWindow) -> None:
    """One stands beyond the end of the run before, which a hidden tab still holds."""
    charts, session, counts = window.workspace.charts, window.session, list[bool]()
    assert charts is not None
    charts.show_tab("origins")
    tab = charts.group
    assert isinstance(tab, origins_tab.OriginsTab)
    charts.show_tab("over_time")
    session.set_value("run.rounds", 40, "Change")
    session.player.to_end()

    def show() -> None:
        charts.show_tab("origins")
        counts.append(tab._sampler.is_busy)

    live(show)
    assert counts == [False]
    tab._sampler._count_some()
    assert tab._sampler._run is session.run


def test_what_is_changed_between_saving_and_leaving_is_asked_about_anew(window: MainWindow, tmp_path: Path) -> None:
    window.safety.save(tmp_path / "mine.toml", None)
    asked = list[bool]()

    def save_and_open(quality: float, change: float | None) -> None:
        window.session.set_value("overseer.quality", quality, "Change")
        window.files.open_scenario("checks")
        question = window.findChildren(UnsavedQuestion)[-1]
        next(b for b in question.findChildren(QPushButton) if b.text() == "Save").click()
        if change is not None:
            window.session.set_value("overseer.quality", change, "Change")

    live(lambda: save_and_open(0.6, 0.7))
    asked.append(any(question.isVisible() for question in window.findChildren(UnsavedQuestion)))
    assert window.session.state.parameters.overseer.quality == 0.7
    for question in window.findChildren(UnsavedQuestion):
        question.close()
    live(lambda: save_and_open(0.8, None))
    asked.append(any(question.isVisible() for question in window.findChildren(UnsavedQuestion)))
    assert window.session.state == codec.read(library.find("checks"))
    assert asked == [True, False]


def test_a_lesson_begins_a_turn_after_its_scenario_was_opened_unless_another_was(window: MainWindow) -> None:
    play, begun = window.session.lesson, list[bool]()

    def open_one() -> None:
        window.lessons.wanted = "luck"
        window.files.open_now("luck")
        begun.append(play.is_on)

    def open_two() -> None:
        open_one()
        window.files.open_now("bill")

    live(open_two)
    assert not play.is_on
    live(open_one)
    assert play.is_on
    assert play.lesson is not None
    assert play.lesson.slug == "luck"
    assert begun == [False, False]


def test_the_second_stage_is_made_a_turn_after_a_scenario_with_a_b_was_opened(
    window: MainWindow, tmp_path: Path
) -> None:
    window.run.compare()
    window.session.set_value("overseer.quality", 0.8, "Change")
    path = tmp_path / "compared.toml"
    codec.write(path, window.session.state)
    window.files.open_now("bill")
    stages, seen = window.workspace.stages, list[bool]()
    assert stages is not None
    assert stages.b is None

    def open_one() -> None:
        window.files.open_now(str(path))
        seen.append(stages.b is None)

    live(open_one)
    assert seen == [True]
    assert stages.b is not None
    live(lambda: window.files.open_now("checks"))
    assert stages.b is None
    window.files.open_now(str(path))
    assert stages.b is not None  # no main loop runs


def test_the_controls_find_their_place_a_turn_after_another_scenario_ended_the_lesson(window: MainWindow) -> None:
    columns, seen = window.controls.parent(), list[bool]()
    assert isinstance(columns, Columns)
    window.resize(1024, 618)
    window.lessons.wanted = "luck"
    live(lambda: window.files.open_now("luck"))

    def open_another() -> None:
        window.files.open_now("checks")
        seen.append(columns._is_beside)

    assert not columns._is_beside
    live(open_another)
    assert seen == [False]
    assert columns._is_beside


@pytest.mark.usefixtures("small")
def test_what_is_left_can_be_done_at_once(window: MainWindow) -> None:
    pieces, seen = Pieces(window, 5), []

    def want_a_picture() -> None:
        turns().take(pieces.work(), window)
        seen.append(len(pieces.painted))
        turns().finish()
        seen.append(len(pieces.painted))
        seen.append(window.updatesEnabled())

    live(want_a_picture)
    assert seen == [1, 5, True]


@pytest.mark.usefixtures("small")
def test_a_window_that_is_gone_meanwhile_is_no_trouble(window: MainWindow) -> None:
    other = QWidget()
    other.show()

    def change_and_close() -> None:
        theme.apply("dark")
        other.hide()
        other.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    live(change_and_close)
    assert window.palette().window().color() == theme.DARK.color("canvas")
    assert window.updatesEnabled()


@pytest.mark.usefixtures("small")
def test_of_two_themes_the_later_one_stays_and_only_that_one_is_told(window: MainWindow) -> None:
    heard: list[str] = []

    def hear() -> None:
        heard.append(theme.current().name)

    def change_twice() -> None:
        theme.apply("dark")
        theme.apply("contrast")

    theme.notifier().changed.connect(hear)
    live(change_twice)
    theme.notifier().changed.disconnect(hear)
    assert heard == ["contrast"]
    assert window.palette().window().color() == theme.CONTRAST.color("canvas")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("look", ["dark", "projector"])
def test_in_pieces_or_at_once_the_window_looks_the_same(window: MainWindow, look: theme.Look) -> None:
    live(lambda: theme.apply(look))
    in_pieces = settled(window)
    theme.apply("light")
    theme.apply(look)
    assert settled(window) == in_pieces


@pytest.mark.usefixtures("small")
def test_another_language_in_pieces_leaves_the_window_as_one_that_opens_in_it(window: MainWindow) -> None:
    charts = window.workspace.charts
    assert charts is not None
    charts.show_tab("by_depth")
    try:
        live(lambda: window.settings.change(language="de"))
        assert window.workspace.charts is not None
        assert window.workspace.charts is not charts
        fresh = MainWindow(window.session, window.settings)
        fresh.resize(window.size())
        fresh.show()
        fresh.finish(window.workspace.charts)
        window.transport.clearFocus()
        fresh.transport.clearFocus()
        assert "Datei" in [text.replace("&", "") for text in entries(window)]
        assert settled(window) == settled(fresh)
        assert entries(window) == entries(fresh)
        fresh.hide()
        fresh.deleteLater()
    finally:
        window.settings.change(language="en")


def test_what_is_read_on_the_stages_stays_in_another_language(window: MainWindow) -> None:
    window.session.player.to_end()
    window.run.compare()
    stages = window.workspace.stages
    assert stages is not None
    assert stages.b is not None
    for view in (stages.a.view, stages.b.view):
        view.ask(3)
        view.ask_depth(5)
        view.unfold_all()
        view.explorer.select(At(2, 1))
    stages.b.view.explorer.fold(At(1, 0))
    before = stages.readings
    assert before[0].openings != before[1].openings
    try:
        live(lambda: window.settings.change(language="de"))
        assert window.workspace.stages is not stages
        assert window.workspace.stages is not None
        assert window.workspace.stages.readings == before
    finally:
        window.settings.change(language="en")


@pytest.mark.usefixtures("small")
def test_another_theme_amid_another_language_leaves_both(window: MainWindow) -> None:
    def change_both() -> None:
        window.settings.change(language="de")
        theme.apply("dark")
        window.settings.change(language="en")

    live(change_both)
    in_pieces = settled(window)
    window.rebuild()
    assert settled(window) == in_pieces
    assert window.updatesEnabled()


@pytest.mark.usefixtures("small")
def test_a_window_that_is_deleted_amid_another_language_is_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    make_application("light")
    other = MainWindow(Session(codec.read(library.find(library.DEFAULT))), Settings(tmp_path / "settings.json"))
    other.show()
    other.finish()

    def change_and_delete() -> None:
        other.rebuild()
        other.hide()
        other.deleteLater()

    live(change_and_delete)
    assert not turns().is_busy


def test_two_windows_whose_settings_differ_come_to_rest_in_the_language_that_was_chosen_last(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuilt: list[MainWindow] = []
    rebuild = MainWindow.rebuild

    def counted(one: MainWindow) -> None:
        rebuilt.append(one)
        if len(rebuilt) < 10:  # else it would never come back
            rebuild(one)

    monkeypatch.setattr(MainWindow, "rebuild", counted)
    settings = Settings(tmp_path / "other.json")
    settings.change(language="de", speed="slow")
    other = MainWindow(Session(codec.read(library.find(library.DEFAULT))), settings)
    other.show()
    other.finish()
    QApplication.processEvents()
    assert language.current() == "de"
    assert Counter(rebuilt) == {window: 1, other: 1}
    assert "Datei" in [text.replace("&", "") for text in entries(window)]
    assert [button.speed for button in other.transport.findChildren(SpeedButton)] == ["slow"]
    other.hide()
    other.deleteLater()


def test_the_menus_stay_in_another_language(window: MainWindow) -> None:
    actions = dict(window.menus.actions)
    window.settings.change(language="de")
    QApplication.processEvents()
    german = entries(window)
    window.settings.change(language="en")
    QApplication.processEvents()
    assert window.menus.actions == actions
    assert "Datei" in [text.replace("&", "") for text in german]
    assert "&File" in entries(window)


@pytest.mark.usefixtures("small")
def test_a_picture_that_is_made_amid_everything_else_is_on_white_paper(window: MainWindow) -> None:
    theme.apply("dark")
    charts = window.workspace.charts
    assert charts is not None
    drawn: list[QImage] = []

    def draw() -> None:
        drawn.append(drawing.picture(charts.group.charts))

    live(lambda: theme.in_light(draw, window))
    assert theme.current().name == "dark"
    theme.apply("light")
    draw()
    assert drawn[0] == drawn[1]


@pytest.mark.usefixtures("small")
def test_a_picture_on_white_paper_is_made_in_turns_that_nobody_sees(window: MainWindow) -> None:
    theme.apply("dark", 150)
    painted: list[str] = []
    looks: list[tuple[str, bool]] = []
    at_once: list[int] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint:
                painted.append(theme.current().name)
            return False

    watch = Watch()
    transport = window.transport
    transport.installEventFilter(watch)

    def export() -> None:
        theme.in_light(lambda: looks.append((theme.current().name, window.updatesEnabled())), window)
        at_once.append(len(looks))

    live(export)
    QApplication.processEvents()
    transport.removeEventFilter(watch)
    assert at_once == [0]  # the main loop had a turn before
    assert looks == [("light at 150 %", False)]  # in the same sizes, with painting held
    assert set(painted) == {"dark at 150 %"}


@pytest.mark.usefixtures("small")
def test_a_theme_that_is_chosen_while_a_picture_is_made_stays(window: MainWindow) -> None:
    theme.apply("dark")

    def export() -> None:
        theme.in_light(lambda: None, window)
        theme.apply("contrast")

    live(export)
    assert theme.current().name == theme.chosen().name == "contrast"


@pytest.mark.usefixtures("small")
def test_a_picture_of_the_window_amid_another_theme_shows_all_of_it(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "window.png"

    def change_and_write() -> None:
        window.settings.change(theme="dark")
        window.exports.window().close()
        write(window, path)

    live(change_and_write)
    window.settings.change(theme="light")
    window.settings.change(theme="dark")
    QApplication.processEvents()
    assert QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32) == settled(window)


@pytest.mark.parametrize("asks", ["chart", "stage", "numbers"])
def test_what_is_made_anew_while_one_is_asked_for_a_file_is_what_is_written(
    window: MainWindow, tmp_path: Path, asks: str
) -> None:
    dialog = getattr(window.exports, asks)()
    dialog.close()
    window.rebuild()
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    write(window, tmp_path / ("it.csv" if asks == "numbers" else "it.png"))
    assert [path.stat().st_size > 0 for path in tmp_path.glob("it.*")] == [True]


@pytest.mark.usefixtures("small")
def test_an_error_in_a_piece_ends_its_work_only(qtbot: QtBot, window: MainWindow) -> None:
    def broken() -> Iterator[None]:
        yield
        raise ValueError

    pieces = Pieces(window, 3)

    def take_both() -> None:
        turns().take(broken(), window)
        turns().take(pieces.work(), window)

    with qtbot.captureExceptions() as errors:
        live(take_both)
    assert [kind for kind, _, _ in errors] == [ValueError]
    assert len(pieces.painted) == 3
    assert window.updatesEnabled()


def test_work_that_asks_for_more_work_is_done_first() -> None:
    done: list[int] = []

    def inner() -> Iterator[None]:
        done.append(2)
        yield

    def outer() -> Iterator[None]:
        mine.take(inner(), mine)
        done.append(1)
        yield

    mine = Turns()
    mine.take(outer(), mine)
    assert done == [1, 2]


def live(do: Callable[[], None]) -> None:
    """Do it from a main loop that runs until nothing is left to do."""
    loop, watch = QEventLoop(), QTimer()

    def look() -> None:
        if not turns().is_busy:
            loop.quit()

    watch.timeout.connect(look)
    QTimer.singleShot(0, loop, do)
    QTimer.singleShot(20, loop, watch.start)
    loop.exec()
    watch.stop()


def entries(window: MainWindow) -> list[str]:
    """What all menus say."""
    return [action.text() for menu in (window.menuBar(), *window.findChildren(QMenu)) for action in menu.actions()]


def settled(window: MainWindow) -> QImage:
    """The window's picture once its layouts are at rest."""
    for _ in range(10):
        QApplication.processEvents()
    return window.grab().toImage()
