"""Settings that play no part at the present values of others: a control that seems dead says why it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from simulator.learner.settings import SETTINGS, Learned

Rule = tuple[Callable[[Learned], bool], str]

CLAIMING = ("shortest_path", "union_find")
"""Tasks in which the model makes claims that an overseer can check: a first step, a parent."""


def _claims_nothing(p: Learned) -> bool:
    return p.task not in CLAIMING


def _draws_all(p: Learned) -> bool:
    return p.task == "shortest_path"


RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType({
    "learned.targets": ((_draws_all, "no effect: every target is a single drawn answer"),),
    "learned.temperature": (
        (_draws_all, "no effect: every target is a single drawn answer"),
        (lambda p: p.task == "wildcard_search", "no effect: sums are numbers, not shares"),
        (lambda p: p.targets == "hard", "no effect: only the best answer is learned"),
    ),
    "learned.slip_consistency": ((lambda p: p.slip_rate == 0, "no effect: this overseer never slips"),),
    "learned.check_rate": ((_claims_nothing, "no effect: this task has no claims to check"),),
    "learned.blind_spot": (
        (_claims_nothing, "no effect: this task has no claims to check"),
        (lambda p: p.check_rate == 0, "no effect: nothing is checked"),
    ),
    "learned.same_start": ((lambda p: p.students == 1, "no effect: there is only one network"),),
    "learned.drop_trigger": ((lambda p: p.trigger == 0, "no effect: no question carries the tag"),),
})  # fmt: skip
"""For each id: when it plays no part, and the sentence that says so. All else acts on some reported figure."""


def idle(p: Learned, id_: str) -> str | None:
    """Why a setting plays no part in this run; None if it does."""
    return next((sentence for holds, sentence in RULES.get(id_, ()) if holds(p)), None)


def essential(p: Learned) -> Learned:
    """The settings with everything at its default that plays no part: what a run is kept under.

    Together with seed, number and method this says which run it is; `seeds` counts runs, so it is at its default too.
    Runs that differ in `rounds` alone agree in all rounds that both have.
    """
    dead = {id_: SETTINGS[id_].default for id_ in RULES if idle(p, id_)}
    return p.with_(dead | {"learned.seeds": SETTINGS["learned.seeds"].default})
