"""The player: positions, phases, and what charts may show."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from simulator.app.player import AMPLIFY_ENDS, OPEN_ENDS, ROUND_MS, Player


@pytest.fixture
def player(qapp: object) -> Player:
    made = Player()
    made.restart(12)
    return made


def test_nothing_moves_before_one_asks(player: Player, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(player.moved, wait=60):
        pass
    assert (player.round, player.progress, player.revealed) == (0, 1.0, 0)


def test_steps_stay_within_the_run(player: Player) -> None:
    player.back()
    assert player.round == 0
    for _ in range(20):
        player.step()
    assert (player.round, player.complete) == (12, 12)
    player.back()
    assert player.round == 11
    player.to_start()
    assert player.round == 0


def test_charts_show_what_has_been_seen_and_everything_once_the_end_was_reached(player: Player) -> None:
    player.seek(3)
    player.seek(1)
    assert (player.revealed, player.explored) == (3, False)
    player.to_end()
    player.seek(0)
    assert (player.revealed, player.explored) == (12, True)


def test_scrubbing_within_a_round_reveals_completed_rounds_only(player: Player) -> None:
    player.scrub(5, 0.5)
    assert (player.complete, player.revealed) == (4, 4)


def test_a_shorter_run_takes_the_position_with_it(player: Player) -> None:
    player.to_end()
    player.set_last(5)
    assert (player.round, player.last, player.revealed) == (5, 5, 5)
    player.set_last(9)
    assert player.revealed == 9


@pytest.mark.parametrize(
    ("progress", "phase"),
    [(0.0, "open"), (OPEN_ENDS, "answer"), (AMPLIFY_ENDS - 1e-9, "answer"), (AMPLIFY_ENDS, "fold"), (1.0, "rest")],
)
def test_a_round_opens_answers_and_folds(player: Player, progress: float, phase: str) -> None:
    player.scrub(2, progress)
    assert player.phase == phase


def test_the_start_has_no_phases(player: Player) -> None:
    player.scrub(0, 0.3)
    assert (player.phase, player.progress) == ("rest", 1.0)


def test_playing_runs_through_all_rounds_in_order_and_stops(player: Player, qtbot: QtBot) -> None:
    seen: list[tuple[int, float]] = []

    class Watcher:
        def note(self) -> None:
            seen.append((player.round, player.progress))

    watcher = Watcher()
    player.restart(2)
    player.speed = "fast"
    player.moved.connect(watcher.note)
    with qtbot.waitSignal(player.paused, timeout=ROUND_MS["fast"] * 2 * 10):
        player.play()
    assert seen == sorted(seen)
    assert seen[-1] == (2, 1.0)
    assert (1, 1.0) in seen
    assert player.explored
    assert not player.is_playing


def test_less_motion_shows_completed_rounds_only(player: Player, qtbot: QtBot) -> None:
    seen: list[float] = []

    class Watcher:
        def note(self) -> None:
            seen.append(player.progress)

    watcher = Watcher()
    player.restart(2)
    player.speed, player.reduced_motion = "fast", True
    player.moved.connect(watcher.note)
    with qtbot.waitSignal(player.paused, timeout=ROUND_MS["fast"] * 2 * 10):
        player.play()
    assert set(seen) == {1.0}


def test_with_less_motion_one_is_where_one_sees_oneself(player: Player, qtbot: QtBot) -> None:
    player.restart(3)
    player.speed, player.reduced_motion = "fast", True
    player.play()
    with qtbot.waitSignal(player.moved):
        pass
    shown = player.round, player.progress
    qtbot.wait(ROUND_MS["fast"] // 4)
    player.pause()
    assert (player.round, player.progress) == shown == (1, 1.0)


@pytest.mark.parametrize("reduced", [False, True])
def test_a_run_that_becomes_shorter_while_it_plays_ends_at_its_new_end(
    player: Player, qtbot: QtBot, reduced: bool
) -> None:
    player.speed, player.reduced_motion = "fast", reduced
    player.seek(8)
    player.play()
    player.set_last(1)
    with qtbot.waitSignal(player.paused):
        pass
    assert (player.round, player.progress, player.last) == (1, 1.0, 1)


def test_play_at_the_end_starts_over(player: Player) -> None:
    player.to_end()
    player.play()
    assert player.round == 0
    player.pause()


def test_pausing_twice_tells_once(player: Player, qtbot: QtBot) -> None:
    player.play()
    with qtbot.waitSignal(player.paused):
        player.pause()
    with qtbot.assertNotEmitted(player.paused):
        player.pause()
