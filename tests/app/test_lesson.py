"""A lesson being played, without a window: predictions, bets, what was seen, and what is kept of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import dictionaries, floats, integers

from simulator.app import lesson as course
from simulator.app.learner_file import LearnerFile
from simulator.app.lesson import Answer, Progress
from simulator.app.player import Player
from simulator.app.session import Session
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.lesson.records import Lesson
from simulator.scenario.schema import Compare

LESSON = read_folder(library.path_of("why-did-it-turn").parent)


def at(kind: str, lesson: Lesson = LESSON) -> Progress:
    number = [step.kind for step in lesson.steps].index(kind)  # type: ignore[arg-type]
    return course.go(lesson, course.begin(lesson), number)


def test_a_prediction_is_locked_only_when_it_is_whole_and_then_stays() -> None:
    progress = at("predict")
    assert course.lock(LESSON, progress) == progress
    for round_ in range(1, 12):
        progress = course.draw(LESSON, progress, {round_: 2.0})
        assert not course.can_lock(LESSON, progress)
    assert not course.can_go_on(LESSON, progress)
    progress = course.lock(LESSON, course.draw(LESSON, progress, {12: 3.0}))
    assert progress.answer.is_locked
    assert course.can_go_on(LESSON, progress)
    assert course.draw(LESSON, progress, {1: 9.0}) == progress
    assert course.bet(progress, "it levels off", 90) == progress


def test_rounds_that_the_run_does_not_have_are_not_drawn() -> None:
    progress = course.draw(LESSON, at("predict"), {0: 1.0, 13: 1.0, -1: 1.0})
    assert progress.answer.drawn == (None,) * 12


@pytest.mark.parametrize(
    ("answer", "confidence"), [("it levels off", 0), ("no such", 90), ("", 50), ("it levels off", 60)]
)
def test_a_bet_needs_an_answer_and_a_confidence(answer: str, confidence: int) -> None:
    assert not course.can_lock(LESSON, course.bet(at("predict"), answer, confidence))
    assert course.can_lock(LESSON, course.bet(at("predict"), "it levels off", 70))


@given(dictionaries(integers(1, 12), floats(0, 1), max_size=12), floats(0, 1))
def test_a_curve_goes_through_all_its_points_and_stays_between_them(points: dict[int, float], start: float) -> None:
    curve = course.between(start, points, 12)
    assert set(curve) == set(range(1, 13))
    assert {round_: curve[round_] for round_ in points} == points
    assert min(start, *points.values(), start) - 1e-9 <= min(curve.values())
    assert max(curve.values()) <= max(start, *points.values(), start) + 1e-9


@pytest.mark.parametrize(
    ("last", "rounds"), [(12, (2, 5, 7, 10, 12)), (1, (1,)), (3, (1, 2, 3)), (60, (12, 24, 36, 48, 60))]
)
def test_typed_numbers_stand_for_rounds_up_to_the_last(last: int, rounds: tuple[int, ...]) -> None:
    assert course.typed_rounds(last) == rounds


def test_what_was_seen_is_compared_with_the_figures_and_three_tries_are_enough() -> None:
    progress, turned = at("see"), [0.0, 4.0, 1.0]
    assert not course.can_go_on(LESSON, progress, turned)
    for tries in range(1, 4):
        progress = course.say(progress, "rises")
        assert course.is_right(LESSON.steps[progress.step], "rises", turned) is False
        assert course.can_go_on(LESSON, progress, turned) is (tries == 3)
    assert course.can_go_on(LESSON, course.say(at("see"), "rises then falls"), turned)
    assert not course.can_go_on(LESSON, course.say(at("see"), "rises then falls"), [0.0, 1.0, 4.0])


def test_a_vote_has_no_right_answer_and_an_exit_question_has_one() -> None:
    assert course.is_right(LESSON.steps[-1], "turns later") is True
    assert course.is_right(LESSON.steps[-1], "never turns") is False
    other = read_folder(library.path_of("fool-your-neighbour").parent)
    vote = next(step for step in other.steps if step.kind == "vote")
    assert course.is_right(vote, "yes") is None


def test_the_gap_is_the_mean_distance_of_what_is_drawn() -> None:
    assert course.gap((1.0, None, 3.0), [2.0, 9.0, 5.0]) == 1.5
    assert course.gap((1.0, 2.0), [7.0, 1.0, 4.0]) == 1.0  # figures begin at round 0
    assert course.gap((), [1.0]) == 0.0


def test_one_can_go_neither_before_the_first_step_nor_behind_the_last() -> None:
    progress = course.begin(LESSON)
    assert course.go(LESSON, progress, -1).step == 0
    assert course.go(LESSON, progress, 99).step == len(LESSON.steps) - 1


# The learner's own file.


def answered() -> Progress:
    progress = course.draw(LESSON, at("predict"), {round_: round_ / 2 for round_ in range(1, 13)})
    progress = course.lock(LESSON, course.bet(progress, "it levels off", 70))
    return course.say(course.go(LESSON, progress, 2), "=rises")


def test_progress_is_kept_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "learner.json"
    LearnerFile(path).keep(answered())
    assert LearnerFile(path).progress(LESSON) == answered()
    other = read_folder(library.path_of("checks").parent)
    assert LearnerFile(path).progress(other) is None


def test_deleting_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "learner.json"
    kept = LearnerFile(path)
    kept.keep(answered())
    kept.delete()
    assert not path.exists()
    assert kept.progress(LESSON) is None
    kept.delete()


@pytest.mark.parametrize(
    "damage",
    [
        {"step": 99}, {"step": "1"}, {"answers": 3}, {"answers": [{}]}, {"guidance": "heavy"}, {"step": True},
    ],
)  # fmt: skip
def test_a_damaged_part_is_left_out(tmp_path: Path, damage: dict[str, object]) -> None:
    path = tmp_path / "learner.json"
    LearnerFile(path).keep(answered())
    found = json.loads(path.read_text())
    found["lessons"][LESSON.slug].update(damage)
    path.write_text(json.dumps(found))
    assert LearnerFile(path).progress(LESSON) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("drawn", ["x"]), ("drawn", [float("nan")]), ("drawn", 1), ("tries", [1]), ("tries", ["x" * 1000]), ("bet", None),
     ("confidence", 51), ("is_locked", 1), ("other", 1)],
)  # fmt: skip
def test_a_damaged_answer_is_left_out(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "learner.json"
    LearnerFile(path).keep(answered())
    found = json.loads(path.read_text())
    found["lessons"][LESSON.slug]["answers"][0][name] = value
    path.write_text(json.dumps(found))
    assert LearnerFile(path).progress(LESSON) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 2, "lessons": {}}', b"\xff\xfe", b"[" * 10_000])
def test_a_file_that_cannot_be_read_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "learner.json"
    path.write_bytes(content)
    assert LearnerFile(path).progress(LESSON) is None


# Holding the run.


def test_nothing_goes_beyond_where_the_run_is_held(qapp: object) -> None:
    player = Player()
    player.restart(12)
    player.hold(5)
    player.to_end()
    assert (player.complete, player.explored) == (5, False)
    player.scrub(7, 0.5)
    assert player.round == 5
    player.to_end()
    player.play()
    assert not player.is_playing
    player.hold(None)
    player.play()
    assert player.is_playing
    player.hold(3)
    assert (player.complete, player.is_playing) == (3, False)
    player.restart(12)
    player.to_end()
    assert player.complete == 12


def test_opening_another_scenario_ends_the_lesson_and_lets_the_run_go(qapp: object) -> None:
    session = Session(LESSON.scenario)
    session.lesson.open(LESSON)
    session.lesson.forward()
    session.lesson.forward()
    session.player.to_end()
    assert session.player.complete == 0
    session.open(read_folder(library.path_of("checks").parent).scenario)
    assert session.lesson.lesson is None
    session.player.to_end()
    assert session.player.complete == 12
    session.lesson.open(LESSON)
    assert session.lesson.progress.step == 2
    assert session.lesson.answer == Answer()


def test_who_begins_a_lesson_from_a_changed_scenario_finds_it_in_free_play(qapp: object) -> None:
    session = Session(LESSON.scenario)
    session.set_value("reliability.copies", 5, "Change")
    session.store.commit(replace(session.state, compare=Compare(parameters=session.parameters)), "Compare")
    session.player.seek(7)
    changed = session.state
    session.lesson.open(LESSON)
    assert session.state != changed
    session.lesson.toggle_free()
    assert (session.state, session.player.complete) == (changed, 7)
    session.lesson.toggle_free()
    assert (session.state.compare, session.player.complete) == (LESSON.scenario.compare, 0)


# Undoing answers.


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    """A session in the lesson, where something is predicted."""
    found = Session(LESSON.scenario)
    found.lesson.open(LESSON)
    while found.lesson.step.kind != "predict":
        found.lesson.forward()
    yield found
    found.lesson.rest()


def test_strokes_of_one_gesture_are_undone_together(session: Session) -> None:
    play, history = session.lesson, session.store.history
    for value in (2.0, 3.0, 4.0):
        play.draw({1: value}, "stroke 1")
    play.draw({2: 5.0}, "stroke 2")
    assert history.count == 2
    history.undo()
    assert play.answer.drawn[:2] == (4.0, None)
    history.undo()
    assert play.answer == Answer()


def test_a_gesture_that_ends_where_it_began_leaves_nothing_to_undo(session: Session) -> None:
    play, history = session.lesson, session.store.history
    play.open_vote()
    before, count = play.answer, history.count
    for hands in (1, 7, 0):
        play.count(0, hands)
    assert play.answer == before
    assert history.count == count
    history.undo()
    assert play.answer == Answer()


def test_who_comes_back_to_a_step_begins_another_gesture(session: Session) -> None:
    play, history = session.lesson, session.store.history
    play.draw({1: 2.0}, "stroke 1")
    play.back()
    play.forward()
    play.draw({2: 3.0}, "stroke 1")
    history.undo()
    assert play.answer.drawn[:2] == (2.0, None)


def test_the_player_tells_whether_it_waits_for_a_prediction(session: Session) -> None:
    play, told = session.lesson, list[bool]()
    session.player.moved.connect(lambda: told.append(session.player.is_asking))
    assert session.player.is_asking
    play.draw(dict.fromkeys(range(1, 13), 5.0), "stroke 1")
    if play.step.bets:
        play.bet(play.step.bets[0], 70)
    assert told == [], "a stroke moves nothing"
    play.lock()
    assert told == [False]
    session.store.history.undo()
    assert told == [False, True]
    play.close()
    assert not session.player.is_asking


# Steps that set something, in the list of undo.


@pytest.fixture
def changed(qapp: object) -> Iterator[Session]:
    """A session in free steps of a lesson, where the learner has changed what the next step needs."""
    found = Session(LESSON.scenario)
    found.lesson.open(LESSON)
    while found.lesson.lesson and LESSON.steps[found.lesson.progress.step + 1].kind != "predict":
        found.lesson.forward()
    found.set_value("overseer.quality", 0.5, "Change overseer quality")
    yield found
    found.lesson.rest()


def test_undoing_what_a_step_has_set_leads_to_the_step_before_and_redoing_back(changed: Session) -> None:
    play, history = changed.lesson, changed.store.history
    mine, place = changed.state, play.progress.step
    play.forward()
    its, steps = changed.state, list[int]()
    assert its.parameters == LESSON.scenario.parameters != mine.parameters
    play.step_changed.connect(lambda: steps.append(play.progress.step))
    history.undo()
    assert (changed.state, play.progress.step) == (mine, place)
    assert not changed.player.is_asking
    history.redo()
    assert (changed.state, play.progress.step) == (its, place + 1)
    assert changed.player.is_asking
    assert steps == [place, place + 1]


def test_in_free_play_and_after_a_new_beginning_undo_changes_the_state_alone(changed: Session) -> None:
    play, history = changed.lesson, changed.store.history
    mine = changed.state
    play.forward()
    play.restart()
    place = play.progress.step
    while history.can_undo and changed.state != mine:
        history.undo()
    assert changed.state == mine
    assert play.progress.step == place


def test_a_state_of_a_step_is_seen_with_that_step_and_never_with_another(changed: Session) -> None:
    play = changed.lesson
    seen: set[tuple[int, bool]] = set()
    changed.gathered.connect(lambda: seen.add((play.progress.step, changed.state.parameters.overseer.quality == 0.5)))
    place = play.progress.step
    play.forward()
    changed.store.history.undo()
    changed.store.history.redo()
    assert seen == {(place, True), (place + 1, False)}


def test_undoing_and_redoing_an_answer_leads_to_its_step(session: Session) -> None:
    play, history = session.lesson, session.store.history
    place = play.progress.step
    play.draw({1: 2.0}, "stroke 1")
    play.back()
    assert play.progress.step == place - 1
    history.undo()
    assert (play.progress.step, play.answer) == (place, Answer())
    play.back()
    history.redo()
    assert (play.progress.step, play.answer.drawn[0]) == (place, 2.0)
