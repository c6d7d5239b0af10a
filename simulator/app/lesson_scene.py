"""What a step of a lesson sets: the state that it finds, and the chart that it is about. Values alone, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.app import lesson as course
from simulator.app.lesson import Progress
from simulator.scenario.lesson.records import Lesson, Step
from simulator.scenario.schema import Compare, Scenario

_CHARTS = {
    "horizon": "capability", "capability": "capability", "misalignment": "misalignment", "added": "misalignment",
    "attack_success": "attack", "exposed": "attack", "prevalence": "attack", "calls": "cost", "undistilled": "cost",
    "steps": "cost",
}  # fmt: skip
"""The chart on which a measure is seen."""

_AS_IT_WAS = ("predict", "vote", "run", "see", "contrast", "seeds")
"""Steps that speak of the lesson's own run, and find it as the lesson sets it."""


def state_of(lesson: Lesson, step: Step, state: Scenario) -> Scenario:
    """The state that a step is entered with. In a contrast A is the lesson's own run, and B differs as the step says.

    Other steps have the lesson's own B, or none; what the learner has set stays where a step is not about a run.
    """
    own = lesson.scenario
    compare = _changed(own, step.settings) if step.kind == "contrast" else own.compare
    if step.kind in _AS_IT_WAS:
        return replace(state, parameters=own.parameters, overrides=own.overrides, compare=compare)
    return replace(state, compare=compare)


def followed(lesson: Lesson, step: Step | None, state: Scenario, values: Mapping[str, float | str]) -> Scenario:
    """The state after a link that sets values. In a contrast that is B: A is what it is compared with."""
    if step is not None and step.kind == "contrast":
        return replace(state, compare=_changed(lesson.scenario, values))
    return replace(state, parameters=state.parameters.with_(values))


def chart_of(lesson: Lesson, progress: Progress) -> str | None:
    """The chart that the present step is about: of what is to be seen, or of what was drawn."""
    step = course.step_of(lesson, progress)
    measure = step.fields.get("measure") or step.fields.get("draw")
    if step.kind in ("run", "contrast") and (found := course.prediction(lesson, progress)):
        measure = found[0].fields["draw"]
    if step.kind in ("run", "contrast") and measure is None:
        return lesson.scenario.view.charts[0]
    return _CHARTS.get(measure or "")


def _changed(own: Scenario, values: Mapping[str, float | str]) -> Compare:
    return Compare(parameters=own.parameters.with_(values), overrides=own.overrides)
