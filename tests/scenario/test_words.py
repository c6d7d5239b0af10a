"""Words for questions: kept by the file, refused in plain words, and shared out over the tree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.codec import parse, render
from simulator.scenario.schema import SUM_LARGEST, SUM_LIMIT, WORDS_LEVELS, WORDS_LIMIT, Scenario, ScenarioError, Words
from simulator.scenario.words import question

HEAD = 'format = 1\ntitle = "T"\n[parameters]\n[words]\n'
texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=WORDS_LIMIT)
levels = st.lists(st.lists(texts, min_size=1, max_size=4).map(tuple), max_size=WORDS_LEVELS).map(tuple)
sums = st.lists(st.integers(0, SUM_LARGEST), max_size=SUM_LIMIT).map(tuple)
words = st.one_of(st.builds(Words, levels=levels, overseer=texts), st.builds(Words, sum=sums, overseer=texts))


@given(words)
def test_words_survive_writing_and_reading(given_words: Words) -> None:
    scenario = replace(Scenario(title="T"), words=given_words)
    assert parse(render(scenario)) == scenario
    hand_written = HEAD + '# mine\noverseer = "a panel"\n'
    edited = render(scenario, hand_written)
    assert parse(edited) == scenario
    assert "# mine" in edited


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("levels = 3", "must be a list with one list of texts for each depth"),
        ('levels = ["a"]', "must be a list with one list of texts for each depth"),
        ("levels = [[]]", "must be a list with one list of texts for each depth"),
        ("levels = [[3]]", "holds a number"),
        (f'levels = [["{"x" * (WORDS_LIMIT + 1)}"]]', "characters"),
        ('levels = [["a\\u0007"]]', "control character"),
        (f"levels = {[['a']] * (WORDS_LEVELS + 1)}", "too long"),
        ("sum = [1.5]", "whole numbers"),
        ("sum = [true]", "whole numbers"),
        ("sum = [-1]", "numbers from 0"),
        (f"sum = {[1] * (SUM_LIMIT + 1)}", "at most"),
        ("overseer = 3", "text in quotes"),
        ('overseers = "x"', "did you mean overseer?"),
        ('levels = [["a"]]\nsum = [1]', "either levels or a sum"),
    ],
)
def test_bad_words_are_refused_with_their_place(line: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        parse(HEAD + line)
    problems = [str(problem) for problem in error.value.problems]
    assert any(said in problem and problem.startswith("words.") for problem in problems), problems


def test_a_sum_is_split_into_shorter_ones_that_hold_the_same_numbers() -> None:
    given_words = Words(sum=(3, 8, 2, 7, 5))
    assert question(given_words, branching=2, depth=3, level=0, position=0) == "3 + 8 + 2 + 7 + 5 = ?"
    assert question(given_words, branching=2, depth=2, level=1, position=0) == "3 + 8 = ?"
    assert question(given_words, branching=2, depth=2, level=1, position=1) == "2 + 7 + 5 = ?"


@given(sums.filter(bool), st.integers(1, 4), st.integers(0, 3))
def test_the_sums_of_a_level_hold_every_number_once_and_in_order(numbers: tuple[int, ...], b: int, level: int) -> None:
    given_words = Words(sum=numbers)
    asked = [question(given_words, branching=b, depth=0, level=level, position=p) for p in range(b**level)]
    found = [int(n) for text in asked if text for n in text.removesuffix(" = ?").split(" + ")]
    assert found == list(numbers)


def test_texts_of_a_depth_are_taken_in_turn_and_the_last_list_serves_all_deeper_ones() -> None:
    given_words = Words(levels=(("a", "b"), ("c",)))
    shown = [question(given_words, branching=2, depth=0, level=2, position=p) for p in range(4)]
    assert shown == ["a", "b", "a", "b"]
    assert question(given_words, branching=2, depth=9, level=0, position=0) == "c"


def test_without_words_a_question_has_none() -> None:
    assert question(Words(), branching=2, depth=1, level=0, position=0) is None
