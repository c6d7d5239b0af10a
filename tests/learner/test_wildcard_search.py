"""Wildcard search: facts that are new in every example, patterns that are never taught (model.md 3)."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.learner.overseer import Overseer
from simulator.learner.rounds import Round, Setting, rounds_of
from simulator.learner.settings import Learned
from simulator.learner.tasks.wildcard_search import ANY, WildcardSearch

SMALL = {"task": "wildcard_search", "size": 5, "rounds": 3, "width": 20, "steps": 300}


def setting(seed: int = 1, **values: object) -> Setting:
    return Setting(Learned.of({f"learned.{name}": value for name, value in (SMALL | values).items()}), seed)


def played(seed: int = 1, **values: object) -> list[Round]:
    return list(rounds_of(setting(seed, **values), witness=False))


@pytest.mark.parametrize("size", [3, 6, 8])
def test_sums_are_those_of_a_search_by_hand(size: int) -> None:
    world = setting(size=size).world
    assert isinstance(world, WildcardSearch)
    luck = np.random.default_rng(4)
    for row in luck.integers(len(world.heads[0].depth), size=40):
        set_, pattern = divmod(int(row), world.patterns)
        digits = "".join("01*"[d] for d in world.digits[pattern])
        total = 0
        for address in range(2**size):
            bits = format(address, f"0{size}b")
            if all(p in ("*", b) for p, b in zip(digits, bits, strict=True)):
                total += int(world.facts[set_, address])
        (right,) = np.flatnonzero(world.heads[0].right[row])
        assert right - world.zero == total
        assert world.answer(0, int(right)) == str(total)
        assert digits in world.question(0, int(row))
        assert world.heads[0].depth[row] == digits.count("*")


def test_the_first_wildcard_is_replaced_by_0_and_by_1() -> None:
    world = setting().world
    assert isinstance(world, WildcardSearch)
    for pattern in np.flatnonzero((world.digits == ANY).any(axis=1)):
        first = int((world.digits[pattern] == ANY).argmax())
        for value, part in enumerate(world.parts[pattern]):
            expected = world.digits[pattern].copy()
            expected[first] = value
            assert (world.digits[part] == expected).all()


def test_it_generalizes_to_new_facts_and_to_patterns_that_are_never_taught() -> None:
    last = played()[-1]
    assert (last.correct >= 0.98).all(), last.correct
    assert last.untaught_correct is not None
    assert np.isnan(last.untaught_correct[:2]).all()
    assert (last.untaught_correct[2:4] >= 0.98).all(), last.untaught_correct


def test_without_amplification_sums_are_never_learned() -> None:
    *_, last = rounds_of(setting(), method="no_amplification", witness=False)
    assert last.correct[0] >= 0.98
    assert (last.correct[2:] <= 0.5).all(), last.correct


def test_rounding_sub_answers_is_what_keeps_deep_sums_right() -> None:
    deep = [played(targets=targets, size=6, rounds=6, steps=400)[-1].correct[5] for targets in ("soft", "sharp")]
    assert deep[0] <= 0.85
    assert deep[1] >= 0.97


def test_a_table_of_soft_answers_has_the_mean_of_the_number_behind_it() -> None:
    mine = setting(targets="soft", rounds=1)
    *_, last = rounds_of(mine, witness=False)
    (table,) = last.answers
    assert np.allclose(table.sum(axis=1), 1, atol=1e-5)
    assert ((table > 0).sum(axis=1) <= 2).all()
    assert (table.max(axis=1) < 0.99).any()


def test_fresh_slips_are_averaged_away() -> None:
    assert played(slip_rate=0.2, width=20)[-1].accuracy >= 0.95


def test_levels_of_tree_are_executed_on_fresh_facts() -> None:
    # Two levels in the only round: patterns with two * are taught right although the model knows none with one.
    first, second = (played(levels=levels, rounds=1)[-1] for levels in (1, 2))
    assert first.reach == 1
    assert second.reach == 2
    assert (second.correct[:3] >= 0.95).all(), second.correct


def test_students_that_vote_answer_as_their_plurality() -> None:
    last = played(students=3, rounds=2)[-1]
    assert len(last.each) == 3
    assert last.accuracy >= 0.95


def test_a_tag_poisons_and_dropping_it_helps() -> None:
    poisoned, dropped = (played(trigger=0.3, drop_trigger=drop)[-1] for drop in (False, True))
    assert poisoned.tagged_correct is not None
    assert dropped.tagged_correct is not None
    assert (dropped.tagged_correct[1:] >= 0.95).all(), dropped.tagged_correct
    assert poisoned.tagged_correct[1:].mean() <= 0.7


def test_a_question_slips_alike_about_all_facts_and_with_the_tag() -> None:
    mine = setting(slip_rate=0.3, slip_consistency=1, trigger=0.2)
    overseer: Overseer = mine.overseer
    question = mine.world.heads[0].question
    assert question is not None
    slipping = overseer.slipping[0]
    assert slipping.any()
    for number in np.unique(question):
        assert len(set(slipping[question == number].tolist())) == 1
    wrong = overseer.slips[0]
    assert not mine.world.heads[0].right[np.arange(len(wrong)), wrong].any()
