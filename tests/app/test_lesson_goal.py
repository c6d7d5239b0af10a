"""How far a goal is reached."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import recursive, sampled_from, tuples

from simulator.app.lesson_goal import needs_many_runs, still_open
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.scenario import library
from simulator.scenario.lesson import expressions
from simulator.scenario.lesson.grammar import parse
from simulator.scenario.lesson.reader import read_folder

PLAYED = run(Parameters())
GOALS = {
    slug: (step.goal, lesson.scenario.in_force, step.settings)
    for slug in library.slugs()
    for lesson in [read_folder(library.path_of(slug).parent)]
    for step in lesson.steps
    if step.goal is not None
}


def test_each_condition_that_is_open_has_its_figure_and_what_it_needs() -> None:
    depth = float(PLAYED.horizon[-1])
    goal = parse(f"horizon > {depth + 0.5:.3f} and misalignment <= 1 and calls < 2 and run.rounds = 7")
    (reached,), (calls,), (rounds,) = still_open(goal, PLAYED)
    assert (reached.left.text, reached.now, reached.sign) == ("horizon", depth, ">")
    assert (calls.left.text, calls.now, calls.needed) == ("calls", PLAYED.model_calls[-1], 2.0)
    assert (rounds.left.text, rounds.now, rounds.needed) == ("run.rounds", 12.0, 7.0)
    assert still_open(parse(f"horizon > {depth - 0.5:.3f}"), PLAYED) == ()


def test_of_several_things_of_which_one_is_enough_all_are_told_until_one_is_there() -> None:
    (both,) = still_open(parse("horizon > 11 or misalignment < 0.1"), PLAYED)
    assert [one.left.text for one in both] == ["horizon", "misalignment"]
    assert still_open(parse("horizon > 11 or misalignment < 0.9"), PLAYED) == ()
    nested = still_open(parse("horizon > 11 or (misalignment < 0.1 and calls < 2)"), PLAYED)
    assert [[one.left.text for one in clause] for clause in nested] == [
        ["horizon", "misalignment"], ["horizon", "calls"],
    ]  # fmt: skip


def test_what_must_not_be_is_told_the_other_way_around() -> None:
    ((one,),) = still_open(parse("not horizon > 3"), PLAYED)
    assert one.sign == "<="
    ((other,),) = still_open(parse("not (run.rounds = 12 or horizon > 11)"), PLAYED)
    assert other.sign == "!="


def test_a_round_that_the_run_does_not_have_has_no_figure() -> None:
    ((one,),) = still_open(parse("misalignment[40] < 0.1"), PLAYED)
    assert one.now is None


def test_figures_of_a_round_and_of_all_rounds_are_those_of_the_run_that_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def second(parameters: Parameters) -> None:
        raise AssertionError("a second run")

    monkeypatch.setattr(expressions, "_run", second)
    goal = parse(
        "misalignment[3] > 1 and max(horizon) > 99 and min(calls) < 0 and added < 0 and calls[3] / calls[2] < 1"
    )
    found = [one.now for (one,) in still_open(goal, PLAYED)]
    calls = PLAYED.model_calls
    assert found == [
        PLAYED.misalignment[3], max(PLAYED.horizon), min(calls), PLAYED.ledger.sum(axis=1)[-1], calls[2] / calls[1],
    ]  # fmt: skip


def test_a_quantile_is_that_of_many_runs_and_is_known_to_be_costly() -> None:
    goal = parse("high(misalignment) < 0.001")
    assert needs_many_runs(goal)
    assert needs_many_runs(parse("horizon > 3 and not 2 * spread ( misalignment{run.rounds=6} ) > 0.1"))
    assert not needs_many_runs(parse("misalignment < 0.001 and max(horizon) > 3"))
    ((one,),) = still_open(goal, PLAYED)
    assert one.left.text == "high(misalignment)"
    assert one.now is not None
    assert one.now >= PLAYED.misalignment[-1]


@pytest.mark.parametrize("slug", GOALS)
def test_every_goal_is_told_until_it_is_reached(slug: str) -> None:
    goal, own, solution = GOALS[slug]
    assert still_open(goal, run(own))
    assert still_open(goal, run(own.with_(solution))) == ()


_GOALS = recursive(
    sampled_from(["horizon > 3", "horizon > 11", "misalignment < 0.1", "run.rounds = 12", "calls[3] >= 9"]),
    lambda part: tuples(part, sampled_from(["and", "or"]), part).map(lambda found: f"({' '.join(found)})")
    | part.map(lambda found: f"not ({found})"),
    max_leaves=5,
)


@given(text=_GOALS)
def test_nothing_is_open_exactly_when_the_goal_is_reached(text: str) -> None:
    goal = parse(text)
    assert (still_open(goal, PLAYED) == ()) == goal.holds(PLAYED.parameters)
