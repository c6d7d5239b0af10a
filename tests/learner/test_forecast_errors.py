"""What the errors of estimates do to the forecast: closed forms at the start, and drawn estimates later on."""

from __future__ import annotations

from math import hypot, nan

import numpy as np
import pytest

from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.learner.calibration import Estimate, Estimates
from simulator.learner.forecast import MEASURES, standard_errors

ROUNDS = 6


def estimated(**found: tuple[float, float]) -> Estimates:
    """Estimates of these values and errors; an id is written with __ for its dot."""
    ids = {name.replace("__", "."): one for name, one in found.items()}
    made = {id_: Estimate(id=id_, value=value, error=error, trials=100) for id_, (value, error) in ids.items()}
    return Estimates(found=made, counted={"run.rounds": ROUNDS}, fidelity=np.array([]), fidelity_error=np.array([]))


def test_at_the_start_the_errors_are_those_of_the_closed_form() -> None:
    # Misalignment is m; a question is answered right with (1 - m) a s, s the same for all m and a.
    estimates = estimated(start__misalignment=(0.1, 0.02), start__accuracy=(0.9, 0.01))
    capability = run(estimates.parameters).capability[0]
    errors = standard_errors(estimates)
    assert errors["misalignment"][0] == pytest.approx(0.02)
    assert errors["capability"][0] == pytest.approx(capability * hypot(0.02 / 0.9, 0.01 / 0.9))


def test_drawn_estimates_scatter_the_forecast_as_much_as_is_said() -> None:
    estimates = estimated(
        start__misalignment=(0.1, 0.01), start__accuracy=(0.9, 0.01), overseer__quality=(0.93, 0.005),
        distill__fidelity=(0.97, 0.004),
    )  # fmt: skip
    chance, drawn = np.random.default_rng(1), []
    for _ in range(400):
        values = {id_: float(chance.normal(one.value, one.error)) for id_, one in estimates.found.items()}
        drawn.append(run(Parameters().with_(estimates.values() | values)))
    errors = standard_errors(estimates)
    for name in MEASURES:
        scatter = np.std([getattr(one, name) for one in drawn], axis=0)
        np.testing.assert_allclose(errors[name], scatter, rtol=0.12)  # of 400 draws: 3.5 % and what is not linear


def test_what_was_not_estimated_adds_nothing() -> None:
    one = estimated(overseer__quality=(0.93, 0.01))
    both = estimated(overseer__quality=(0.93, 0.01), overseer__consistency=(0.5, nan))
    for name in MEASURES:
        np.testing.assert_array_equal(standard_errors(both)[name], standard_errors(one)[name])


def test_nothing_is_tried_beyond_the_range_of_a_parameter() -> None:
    at_the_end = estimated(start__misalignment=(0.0, 0.02))
    assert standard_errors(at_the_end)["misalignment"][0] == pytest.approx(0.01)  # half of what is in the range
