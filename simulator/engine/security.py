"""Security amplification: inputs that would compromise the model (model.md 2.5)."""

from __future__ import annotations

import numpy as np

from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters


def next_prevalence(p: Parameters, prevalence: Array) -> Array:
    """Share of bad inputs after one more round: an attack must fool every view at once."""
    return np.minimum(1.0, prevalence**p.security.reviewers + p.security.reintroduced)


def attack_success(p: Parameters, prevalence: Array) -> Array:
    """Chance that one of the attacker's tries finds a bad input; 0 for no tries."""
    attempts = np.asarray(p.security.attempts, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        success = -np.expm1(attempts * np.log1p(-prevalence))
    return np.where(attempts == 0.0, 0.0, success)


def exposed_misalignment(p: Parameters, misalignment: Array, success: Array) -> Array:
    """Misalignment when an attacker chooses a share of the inputs."""
    share = p.security.attack_share
    return np.asarray((1.0 - share) * misalignment + share * (success + (1.0 - success) * misalignment))


def attempts_for_even_odds(prevalence: Array) -> Array:
    """Tries an attacker needs to break in half of the time; infinite where no input is bad."""
    with np.errstate(divide="ignore", over="ignore"):  # over: a share below 1e-308 of all inputs
        return np.asarray(np.log(0.5) / np.log1p(-prevalence))
