"""The experiment of a scenario: kept by the file, refused in plain words with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.axis import Axis
from simulator.engine.parameters import TABLE, Parameter
from simulator.engine.reported import BY_DEPTH, CHANGES, LEDGERS, STANDING, complaint
from simulator.scenario.codec import parse, render
from simulator.scenario.schema import Experiment, Scenario, ScenarioError
from tests.scenario.strategies import scenarios

HEAD = 'format = 1\ntitle = "T"\n[parameters]\n[experiment]\n'
SWEPT = [row for row in TABLE.values() if not row.choices and row.high < 1e9]


@st.composite
def axes_of(draw: st.DrawFn, row: Parameter) -> Axis:
    """Any axis of a parameter that a file may hold."""
    if row.integer:
        start, step = draw(st.integers(int(row.low), int(row.high))), draw(st.integers(1, 3))
        count = draw(st.integers(1, min(20, (int(row.high) - start) // step + 1)))
        return Axis(id=row.id, start=start, stop=start + step * (count - 1), count=count)
    ends = draw(st.lists(st.floats(row.low, row.high), min_size=2, max_size=2, unique=True))
    try:
        return Axis(id=row.id, start=ends[0], stop=ends[1], count=draw(st.integers(1, 20)))
    except ValueError:  # too near to each other for so many values
        return Axis(id=row.id, start=ends[0], stop=ends[1], count=2)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    rows = draw(st.lists(st.sampled_from(SWEPT), max_size=2, unique=True))
    names = (*STANDING, *CHANGES, *LEDGERS, *(f"{name}_3" for name in BY_DEPTH))
    found = Experiment(
        over=tuple(draw(axes_of(row)) for row in rows),
        measure=draw(st.sampled_from(names)),
        round=draw(st.just("last") | st.integers(0, 60)),
        replicas=draw(st.integers(0, 10_000)),
    )
    return found if complaint(found.measure, found.at_round, found.replicas) is None else Experiment(over=found.over)


@given(scenarios, experiments())
def test_an_experiment_survives_writing_and_reading(scenario: Scenario, experiment: Experiment) -> None:
    scenario = replace(scenario, experiment=experiment)
    assert parse(render(scenario)) == scenario


@given(experiments())
def test_saving_changes_the_experiment_and_keeps_what_was_written_around_it(experiment: Experiment) -> None:
    before = HEAD + '# mine\nover = [ "run.rounds = 1 : 9 : 9" ] # rounds\nmeasure = "horizon"\n'
    text = render(replace(parse(before), experiment=experiment), before)
    assert parse(text) == replace(Scenario(title="T"), experiment=experiment)
    assert "# mine" in text
    assert "# rounds" in text
    assert render(parse(before), before) == before


def test_a_file_without_an_experiment_has_none_and_gets_none() -> None:
    assert parse(HEAD).experiment == Experiment()
    assert parse(HEAD).experiment.at_round is None
    assert "experiment" not in render(Scenario(title="T"))


def test_an_experiment_as_people_write_it() -> None:
    found = parse(
        HEAD + 'over = ["overseer.quality = 0.5:1:26", "reliability.copies=1:9:5"]\n'
        'measure = "correct_5"\nround = 6\nreplicas = 50\n'
    ).experiment
    assert found == Experiment(
        over=(
            Axis(id="overseer.quality", start=0.5, stop=1, count=26),
            Axis(id="reliability.copies", start=1, stop=9, count=5),
        ),
        measure="correct_5",
        round=6,
        replicas=50,
    )
    assert found.at_round == 6


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("over = 3", "experiment.over is a number, but it must be a list"),
        ("over = [3]", "experiment.over holds a number"),
        ('over = ["overseer.quality"]', "write ID=START:STOP:COUNT"),
        ('over = ["overseer.qualty=0:1:3"]', "did you mean overseer.quality"),
        ('over = ["overseer.quality=0:2:3"]', "overseer.quality is 2, outside its range"),
        ('over = ["run.rounds=1:2:3"]', "run.rounds is 1.5, but it must be"),
        ('over = ["start.method=0:1:3"]', "start.method is not a number"),
        ('over = ["run.rounds=1:2:2", "run.rounds=1:3:3"]', "names run.rounds twice"),
        ('over = ["run.rounds=1:2:2", "amplify.levels=1:3:3", "run.seed=1:2:2"]', "names 3 parameters"),
        ("measure = 3", "experiment.measure is a number"),
        ('measure = "misalignmet"', "did you mean misalignment?"),
        ('measure = "beauty"', "There is no measure beauty"),
        ('measure = "correct_21"', "There is no measure correct_21"),
        ('measure = "reproduction"\nround = 0', "reproduction starts with round 1"),
        ('measure = "ledger_spread"\nreplicas = 3', "ledger_spread is not measured with replicas"),
        ("round = 61", 'a whole number from 0 to 60, or "last"'),
        ('round = "first"', 'experiment.round is text, but it must be a whole number from 0 to 60, or "last"'),
        ("round = true", "experiment.round is true or false"),
        ("replicas = -1", "experiment.replicas is -1, outside its range: it must be a whole number from 0 to 10000."),
        ("replicas = 2.0", "experiment.replicas is 2.0, but it must be a whole number"),
        (f"replicas = {'9' * 30}", "a number of more than nineteen digits"),
        ("replica = 2", "There is no key replica under [experiment]; did you mean replicas?"),
        ("charts = []", "charts belongs under [view]"),
    ],
)
def test_bad_experiments_are_refused_with_their_place(line: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        parse(HEAD + line)
    problems = [str(problem) for problem in error.value.problems]
    assert len(problems) == 1
    assert said in problems[0]
    assert problems[0].startswith("experiment.")
    assert "(line " in problems[0]


def test_all_problems_of_an_experiment_are_said_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        parse(HEAD + 'over = 3\nmeasure = 4\nround = "x"\nreplicas = "y"\nmore = 1')
    assert [problem.line for problem in error.value.problems] == [5, 6, 7, 8, 9]


def test_experiment_keys_elsewhere_are_shown_home() -> None:
    with pytest.raises(ScenarioError, match=r"measure belongs under \[experiment\]"):
        parse('format = 1\ntitle = "T"\nmeasure = "horizon"\n[parameters]\n')
