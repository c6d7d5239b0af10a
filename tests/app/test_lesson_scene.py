"""What a step of a lesson sets: the state that it finds, and its chart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.app import lesson as course
from simulator.app.lesson_scene import chart_of, followed, state_of
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.lesson.records import Lesson, Step

LESSON = read_folder(library.path_of(library.DEFAULT).parent)
OWN = LESSON.scenario
SET = replace(OWN, parameters=OWN.parameters.with_({"overseer.quality": 0.61}))
"""The learner has moved a slider."""


def first(kind: str, lesson: Lesson = LESSON) -> Step:
    return next(step for step in lesson.steps if step.kind == kind)


@pytest.mark.parametrize("kind", ["predict", "run", "see"])
def test_a_step_that_speaks_of_the_run_finds_the_lessons_own(kind: str) -> None:
    assert state_of(LESSON, first(kind), SET) == OWN


def test_a_step_of_free_play_keeps_what_was_set() -> None:
    assert state_of(LESSON, first("free"), SET) == SET


def test_in_a_contrast_a_is_the_lessons_own_and_b_differs_as_the_step_or_a_link_says() -> None:
    step = first("contrast")
    state = state_of(LESSON, step, SET)
    assert state.parameters == OWN.parameters
    assert state.compare is not None
    assert state.compare.parameters == OWN.parameters.with_(step.settings)
    again = followed(LESSON, step, state, {"overseer.quality": 0.7})
    assert again.parameters == OWN.parameters
    assert again.compare is not None
    assert again.compare.parameters == OWN.parameters.with_({"overseer.quality": 0.7})


@pytest.mark.parametrize("step", [None, first("free")])
def test_elsewhere_a_link_sets_what_is_on_screen(step: Step | None) -> None:
    state = followed(LESSON, step, SET, {"run.rounds": 7})
    assert state.parameters == SET.parameters.with_({"run.rounds": 7})
    assert state.compare == SET.compare


def test_the_chart_of_a_step_is_that_of_what_is_seen_or_was_drawn() -> None:
    numbers = {step.kind: number for number, step in reversed(list(enumerate(LESSON.steps)))}
    charts = {
        kind: chart_of(LESSON, course.go(LESSON, course.begin(LESSON), number)) for kind, number in numbers.items()
    }
    assert charts["predict"] == charts["run"] == "capability"
    assert charts["free"] is None
