"""Settings without effect: what the table of rules says is so, and what it does not say has one."""

from __future__ import annotations

import pytest

from simulator.learner.idle import CLAIMING, RULES, essential, idle
from simulator.learner.rounds import Setting, learn
from simulator.learner.settings import SETTINGS, Learned
from simulator.learner.tasks import TASKS

TINY = {"learned.rounds": 2, "learned.steps": 20, "learned.width": 8, "learned.seeds": 1}
DEAD = [
    ("learned.check_rate", 0.3, {"learned.task": "diagnosis"}),
    ("learned.blind_spot", 0.3, {"learned.task": "wildcard_search", "learned.size": 3}),
    ("learned.blind_spot", 0.3, {"learned.task": "shortest_path", "learned.check_rate": 0.0, "learned.size": 8}),
    ("learned.targets", "soft", {"learned.task": "shortest_path", "learned.size": 8}),
    ("learned.temperature", 3.0, {"learned.task": "shortest_path", "learned.size": 8}),
    ("learned.temperature", 3.0, {"learned.task": "wildcard_search", "learned.size": 3}),
    ("learned.temperature", 3.0, {"learned.targets": "hard", "learned.size": 8}),
    ("learned.slip_consistency", 0.5, {"learned.size": 8}),
    ("learned.same_start", True, {"learned.size": 8}),
    ("learned.drop_trigger", True, {"learned.size": 8}),
]


def figures(settings: Learned) -> list[object]:
    """What is reported, but for the last digits, which a sum of distributions (by Fourier transform) does not keep."""
    return [
        {name: rounded(value) for name, value in round_.to_json().items() if name not in ("entropy", "gap")}
        for round_ in learn(settings, 1)
    ]


def rounded(value: object) -> object:
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return round(value, 5) if isinstance(value, float) else value


@pytest.mark.parametrize(("id_", "value", "others"), DEAD)
def test_what_plays_no_part_changes_nothing(id_: str, value: object, others: dict[str, object]) -> None:
    base = Learned.of(TINY | others)
    changed = base.with_({id_: value})
    assert idle(changed, id_)
    assert figures(base) == figures(changed)
    assert essential(base) == essential(changed)


@pytest.mark.parametrize("id_", RULES)
def test_every_rule_is_held_against_a_run(id_: str) -> None:
    assert id_ in {dead for dead, _, _ in DEAD}


def test_checks_act_in_the_tasks_that_make_claims() -> None:
    assert {task for task in TASKS if Setting(Learned.of({"learned.task": task}), 1).world.claims} == set(CLAIMING)
    for task in CLAIMING:
        base = Learned.of(TINY | {"learned.task": task, "learned.size": 8, "learned.steps": 60})
        assert figures(base) != figures(base.with_({"learned.check_rate": 0.0}))
        assert figures(base) != figures(base.with_({"learned.blind_spot": 1.0}))


def test_a_run_is_kept_under_what_acts_on_it() -> None:
    base = Learned.of({"learned.slip_rate": 0.1})
    assert essential(base.with_({"learned.seeds": 7})) == essential(base)
    for id_, value in (("learned.slip_consistency", 1.0), ("learned.rounds", 3), ("learned.width", 16)):
        assert essential(base.with_({id_: value})) != essential(base)
    assert all(idle(Learned(), id_) is None for id_ in SETTINGS if id_ not in RULES)
