"""Questions that are worth a look."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.engine import tree
from simulator.engine.iterate import Run, run
from simulator.engine.parameters import Parameters
from simulator.engine.wrong import QUESTIONS, is_alike, seek_telling_pair

A = run(Parameters())


def answer(found: Run, round_: int, depth: int, number: int) -> str:
    asked = tree.question(found, round_, depth, number)
    distilled = tree.unfold(found, asked).distillation
    return asked.outcome if distilled is None else distilled.teacher.outcome


def telling_pair(a: Run, b: Run, round_: int, depth: int) -> tuple[int, int] | None:
    *before, found = None, *seek_telling_pair(a, b, round_, depth)
    assert not any(before)
    return found


def other(**changed: Any) -> Run:
    return run(Parameters.of({id_.replace("__", "."): value for id_, value in changed.items()}))


@pytest.mark.parametrize("round_", [0, 3, 6, 12])
@pytest.mark.parametrize("changed", [{"amplify__capture": 0}, {"overseer__quality": 0.9}, {"start__level": 4}])
def test_a_pair_is_right_in_one_run_and_wrong_in_the_other(changed: dict[str, Any], round_: int) -> None:
    b = other(**changed)
    depth = tree.shown_depth(A, round_)
    found = telling_pair(A, b, round_, depth)
    if is_alike(A, b):
        assert found is None
    elif found is not None:
        answers = answer(A, round_, *found), answer(b, round_, *found)
        assert answers.count("correct") == 1
    else:
        rights = [[answer(each, round_, depth, n) == "correct" for n in range(QUESTIONS)] for each in (A, b)]
        assert rights[0] == rights[1]


def test_the_depth_that_is_asked_for_comes_first_and_a_misaligned_answer_of_a() -> None:
    b = other(amplify__capture=0)
    found = telling_pair(A, b, 12, 4)
    assert found is not None
    depth, number = found
    assert depth == 4
    assert (answer(A, 12, 4, number), answer(b, 12, 4, number)) == ("misaligned", "correct")
    before = [(answer(A, 12, 4, n), answer(b, 12, 4, n)) for n in range(number)]
    assert ("misaligned", "correct") not in before


def test_where_no_question_of_that_depth_tells_them_apart_the_nearest_depth_is_shown() -> None:
    b = other(start__accuracy=0.9)
    near = telling_pair(A, b, 1, 12)
    assert near is not None
    assert near[0] < 12
    at_twelve = [(answer(A, 1, 12, n) == "correct", answer(b, 1, 12, n) == "correct") for n in range(QUESTIONS)]
    assert all(one == two for one, two in at_twelve)


def test_what_plays_no_part_in_answers_leaves_no_pair() -> None:
    b = other(security__reviewers=3)
    assert is_alike(A, b)
    assert telling_pair(A, b, 12, 4) is None
