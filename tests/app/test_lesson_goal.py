"""How far a goal is reached."""

from __future__ import annotations

import pytest

from simulator.app.lesson_goal import conditions
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.scenario.lesson.expressions import parse


def test_each_plain_condition_has_its_figure_and_agrees_with_the_goal() -> None:
    played = run(Parameters())
    depth = float(played.horizon[-1])
    for wanted in (depth - 0.5, depth + 0.5):
        goal = parse(f"horizon > {wanted:.3f} and misalignment <= 1 and run.rounds > 1")
        reached, aligned = conditions(goal, played)
        assert (reached.measure, reached.now, reached.is_above) == ("horizon", depth, True)
        assert (aligned.measure, aligned.is_above, aligned.is_met) == ("misalignment", False, True)
        assert reached.is_met is goal.holds(played.parameters)


@pytest.mark.parametrize("text", ["horizon > 3 or misalignment < 0.1", "not horizon > 3"])
def test_a_goal_that_is_no_list_of_conditions_has_none(text: str) -> None:
    assert conditions(parse(text), run(Parameters())) == ()
