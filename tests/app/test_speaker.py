"""What a presenter is told: each lesson has minutes for its steps, in every language, and they fill its length."""

from __future__ import annotations

import pytest

from simulator.app.speaker import PLANS, plan, timing
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.translation.folder import ORIGINAL, languages
from simulator.scenario.translation.lesson import folder_of, translated

PLANNED = [(code, slug, length) for code in languages() for slug in library.slugs() for length in PLANS]


@pytest.mark.parametrize(("code", "slug", "length"), PLANNED)
def test_the_minutes_of_the_steps_add_up_to_the_length_of_the_lesson(code: str, slug: str, length: int) -> None:
    lesson = read_folder(folder_of(ORIGINAL, slug))
    found = None if code == ORIGINAL else translated(code, slug)
    texts = found.texts if found else {}
    titles = [texts.get(step.title, step.title) for step in lesson.steps]
    planned = plan(texts.get(timing(lesson), timing(lesson)), length, titles)
    assert planned.words
    assert not planned.words[-1].isdigit()
    assert sum(planned.minutes.values()) == length
    kinds = {step.kind for step, title in zip(lesson.steps, titles, strict=True) if title in planned.minutes}
    assert {"predict", "run"} <= kinds
    assert all(1 <= minutes <= length / 2 for minutes in planned.minutes.values())


def test_a_step_begins_where_those_before_it_end_and_one_without_minutes_nowhere() -> None:
    text = "- 10 minutes: quickly. Minutes: Look, then look 3, What did you see? 5, Go 2.\n- 30 minutes: all steps."
    planned = plan(text, 10, ["Look, then look", "Wait", "What did you see?", "Go"])
    assert planned.words == "quickly."
    assert planned.span("Look, then look") == (0, 3)
    assert planned.span("What did you see?") == (3, 8)
    assert planned.span("Go") == (8, 10)
    assert planned.span("Wait") is None
    assert plan(text, 30, ["Go"]).words == "all steps."
    assert plan(text, 50, ["Go"]).words == ""
