"""Every task: the script of one question has the law of its amplification, and the truth is amplified to itself."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.learner.rounds import Setting, rounds_of
from simulator.learner.settings import Learned
from simulator.learner.tasks import TASKS
from simulator.learner.tasks.world import Ask, World, drawn
from simulator.learner.trees import executed

SAMPLED = {"shortest_path": (0, 1), "union_find": (1,)}
"""Heads whose amplification draws what the model proposes; all others are exact."""


def setting(task: str, **values: object) -> Setting:
    return Setting(Learned.of({"learned.task": task} | {f"learned.{k}": v for k, v in values.items()}), seed=3)


def scripted(world: World, answers: tuple[np.ndarray, ...], head: int, row: int, luck: np.random.Generator) -> int:
    script = world.script(head, row, luck)
    sent: int | None = None
    while True:
        try:
            step = next(script) if sent is None else script.send(sent)
        except StopIteration as end:
            return int(end.value)
        sent = 0
        if isinstance(step, Ask):
            said = answers[step.head][step.row]
            sent = int(said.argmax() if step.best else drawn(said[np.newaxis], luck)[0])


@pytest.mark.parametrize("task", TASKS)
def test_the_truth_is_a_fixed_point_of_amplification(task: str) -> None:
    world = setting(task).world
    truth = tuple(head.truth() for head in world.heads)
    for head, table in zip(world.heads, world.amplify(truth, np.random.default_rng(1)), strict=True):
        assert np.allclose(table.sum(axis=1), 1, atol=1e-5)
        assert ((table * head.right).sum(axis=1) > 0.999).all(), head.name


@pytest.mark.parametrize("task", TASKS)
def test_heights_start_at_primitives_and_leave_no_gap(task: str) -> None:
    for head in setting(task).world.heads:
        assert (np.bincount(head.depth) > 0).all()
        assert head.right.any(axis=1).all()
        assert (head.asked[head.depth == 0] == 0).all()


@pytest.mark.parametrize("task", TASKS)
def test_the_script_of_one_question_has_the_law_of_its_amplification(task: str) -> None:
    world = setting(task, check_rate=0.5).world
    luck = np.random.default_rng(2)
    # Peaked tables, so that few answers carry the weight and frequencies are sharp.
    answers = tuple(luck.dirichlet(np.full(h.classes, 0.05), len(h.depth)).astype(np.float32) for h in world.heads)
    draws = 1500
    for number, head in enumerate(world.heads):
        row = int(luck.choice(np.flatnonzero(head.depth == head.depth.max())))
        exact = number not in SAMPLED.get(task, ())
        tables = [world.amplify(answers, luck)[number][row] for _ in range(1 if exact else draws)]
        law = np.mean(tables, axis=0)
        found = np.bincount([scripted(world, answers, number, row, luck) for _ in range(draws)], minlength=head.classes)
        # Six standard deviations of each frequency, twice the variance where the law itself is sampled.
        spread = np.sqrt((1 if exact else 2) * np.maximum(law * (1 - law), 1 / draws) / draws)
        assert (np.abs(found / draws - law) < 6 * spread).all(), (head.name, np.abs(found / draws - law).max())


@pytest.mark.parametrize("task", ["sequential_assignments", "diagnosis", "union_find"])
def test_small_worlds_are_learned_to_the_last_question(task: str) -> None:
    *_, last = rounds_of(setting(task, rounds=10, steps=200, size=32, width=64), witness=False)
    assert last.accuracy >= 0.98, last.correct


def test_an_executed_tree_is_the_same_when_it_is_drawn_again_and_hangs_together() -> None:
    mine = setting("diagnosis", rounds=1, steps=20, slip_rate=0.3, levels=2)
    *_, model = rounds_of(mine, witness=False)
    first, again = (executed(mine, model, 0, 0) for _ in range(2))
    assert [(n.question, n.answer, n.slip) for n in first] == [(n.question, n.answer, n.slip) for n in again]
    assert [n.id for n in first] == list(range(len(first)))
    assert first[0].parent == -1
    assert all(n.parent < n.id for n in first)
    assert len(first) == 7
