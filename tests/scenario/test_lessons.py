"""Lessons: their files are good, every link leads somewhere, and every claim holds because of what it names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists

from simulator import paths
from simulator.cli.program import main
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import replicate
from simulator.scenario import library
from simulator.scenario.lesson.course import COURSES, agree
from simulator.scenario.lesson.expressions import ExpressionError, series, value
from simulator.scenario.lesson.glossary import glossary, meaning, with_terms
from simulator.scenario.lesson.grammar import parse, read_settings
from simulator.scenario.lesson.links import LinkError, links
from simulator.scenario.lesson.links import parse as parse_link
from simulator.scenario.lesson.reader import LESSON, Findings, all_links, blocks_of, is_lesson, read_folder
from simulator.scenario.lesson.records import KINDS, TEACHER
from simulator.scenario.schema import ScenarioError

FOLDERS = {folder.name: folder for folder in sorted(paths.scenarios().iterdir()) if is_lesson(folder)}
LESSONS = {slug: read_folder(folder) for slug, folder in FOLDERS.items()}
OF_THE_NETWORK = {"is-it-right": {"3.9"}}
"""Figures that test_lesson_is_it_right.py measures."""
CLAIMS = [(slug, number) for slug, lesson in LESSONS.items() for number in range(len(lesson.claims))]


def test_every_bundled_scenario_is_a_lesson_and_all_fifteen_are_there() -> None:
    assert tuple(sorted(LESSONS)) == tuple(sorted(library.ORDER)) == tuple(sorted(library.slugs()))
    assert len(LESSONS) == 15


@pytest.mark.parametrize("slug", LESSONS)
def test_a_bundled_lesson_has_the_title_of_its_scenario_above_its_steps(slug: str) -> None:
    title, _ = blocks_of((FOLDERS[slug] / LESSON).read_text(encoding="utf-8"), Findings(""))
    assert title == LESSONS[slug].title == LESSONS[slug].scenario.title


def test_a_lesson_is_called_as_its_scenario(tmp_path: Path) -> None:
    folder = tmp_path / "lesson"
    shutil.copytree(FOLDERS["checks"], folder)
    text = (folder / LESSON).read_text(encoding="utf-8")
    (folder / LESSON).write_text(text.replace("# ", "# Another: ", 1), encoding="utf-8")
    assert read_folder(folder).title == LESSONS["checks"].title


@pytest.mark.parametrize("slug", LESSONS)
def test_a_lesson_goes_from_a_hook_to_an_exit_question_and_predicts_before_it_runs(slug: str) -> None:
    kinds = [step.kind for step in LESSONS[slug].steps]
    assert kinds[0] == "hook"
    assert kinds[-1] == "exit"
    order = [kinds.index(kind) for kind in ("predict", "run", "see", "principle")]
    assert order == sorted(order)
    assert LESSONS[slug].claims
    assert tuple(LESSONS[slug].teacher) == TEACHER


@pytest.mark.parametrize(("slug", "number"), CLAIMS)
def test_a_claim_holds_and_fails_without_its_mechanism(slug: str, number: int) -> None:
    lesson = LESSONS[slug]
    claim = lesson.claims[number]
    parameters = lesson.scenario.parameters.with_(claim.settings)
    assert claim.mechanism
    assert claim.holds.holds(parameters), claim.text
    assert not claim.holds.holds(parameters, claim.off), f"{claim.text}: it does not depend on {claim.mechanism}"


@pytest.mark.parametrize("slug", LESSONS)
def test_a_challenge_is_open_at_first_and_has_a_solution(slug: str) -> None:
    parameters = LESSONS[slug].scenario.parameters
    for step in LESSONS[slug].steps:
        if step.goal:
            assert not step.goal.holds(parameters)
            assert step.goal.holds(parameters.with_(step.settings))


@pytest.mark.parametrize("slug", LESSONS)
def test_what_is_to_be_seen_is_what_the_run_does(slug: str) -> None:
    parameters = LESSONS[slug].scenario.parameters
    for step in LESSONS[slug].steps:
        if step.kind == "see":
            assert step.fields["answer"] in agree(series(step.fields["measure"], parameters))


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ([0, 1, 2, 3], {"rises"}), ([3, 2, 1, 0], {"falls"}), ([0, 2, 3, 1], {"rises then falls"}),
        ([3, 1, 0, 2], {"falls then rises"}), ([1, 1.01, 1.02, 1], {"stays"}), ([1], {"stays"}), ([0, 0], {"stays"}),
        ([0, 5, 9, 10, 10, 10, 10], {"rises", "rises then levels off"}),
        ([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 12], {"rises", "rises then levels off"}),
        ([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], {"rises"}),
        ([9, 3, 1, 0, 0, 0, 0], {"falls", "falls then levels off"}),
        ([0, 4, 8, 10, 9.5, 9.5, 9.5], {"rises", "rises then levels off", "rises then falls"}),
    ],
)  # fmt: skip
def test_a_course_has_its_words_and_those_of_the_next_shape_where_it_is_in_between(
    figures: list[float], words: set[str]
) -> None:
    assert set(agree(figures)) == words
    assert set(agree([-7 * figure for figure in figures])) == {_mirrored(word) for word in words}


@given(lists(floats(-1e6, 1e6), min_size=1, max_size=61))
def test_every_curve_has_a_word(figures: list[float]) -> None:
    assert set(agree(figures)) <= set(COURSES)
    assert agree(figures)


def _mirrored(word: str) -> str:
    return word.replace("rises", "x").replace("falls", "rises").replace("x", "falls")


@pytest.mark.parametrize("slug", LESSONS)
def test_every_link_leads_somewhere_and_every_setting_is_taken(slug: str) -> None:
    lesson = LESSONS[slug]
    assert list(all_links(lesson))
    for link in all_links(lesson):
        if link.action == "set":
            lesson.scenario.parameters.with_(link.values)


@pytest.mark.parametrize("slug", LESSONS)
def test_every_number_in_a_lessons_text_is_held_by_a_claim_or_set_by_the_lesson(slug: str) -> None:
    lesson = LESSONS[slug]
    held = {figure for claim in lesson.claims for figure in claim.holds.figures}
    settings = [
        *(step.settings for step in lesson.steps), *(one.settings for one in lesson.variations),
        *(one.settings for one in lesson.claims), *(one.off for one in lesson.claims),
    ]  # fmt: skip
    held |= {f"{value:g}" for one in settings for value in one.values() if not isinstance(value, str)}
    held |= OF_THE_NETWORK.get(slug, set()) | {"0", str(lesson.scenario.parameters.run.rounds)}
    held |= {figure for step in lesson.steps if step.goal for figure in step.goal.figures}
    held |= {str(row["number"]) for row in (link.values for link in all_links(lesson)) if "number" in row}
    held |= {step.fields[name] for step in lesson.steps for name in ("pause", "count") if name in step.fields}
    asked = (step.fields.get(name, "") for step in lesson.steps for name in ("ask", "hint", "bets"))
    said = " ".join([*(step.body for step in lesson.steps), *(one.body for one in lesson.variations), *asked])
    said = re.sub(r"\]\([^)]*\)", "]", said)
    assert set(re.findall(r"(?<![\w.])\d*\.?\d+(?!\w)", said)) <= held


# Expressions.


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("horizon ~ 4.4", True), ("horizon ~ 4.5", False), ("max(horizon) ~ 6.1 and horizon[0] ~ 2.0", True),
        ("not misalignment < 0.1", True), ("misalignment < 0.1 or reproduction = 2", True),
        ("2 + 3 * 4 = 14 and (2 + 3) * 4 = 20", True), ("horizon{reliability.copies=3} = 12", True),
        ("misalignment - misalignment[11] = added", True), ("1 - 2 - 3 = 2", False), ("8 / 4 / 2 = 1", True),
        ("overseer.quality = 0.95", True), ("reliability.copies > 1 or run.rounds < 12", False),
    ],
)  # fmt: skip
def test_expressions_ask_the_run(text: str, is_true: bool) -> None:
    assert parse(text).holds(Parameters()) is is_true


def test_rounds_that_a_run_does_not_have_are_found_without_the_run() -> None:
    assert parse("horizon[12] > 1 and added[1] < 1").missing(12) is None
    assert parse("horizon{run.rounds=60}[55] > 1").missing(12) is None
    for text in ("horizon[13] > 1", "added[0] > 1", "1 < horizon{run.rounds=6}[7] or horizon > 1"):
        assert "this run has the rounds" in str(parse(text).missing(12))
        with pytest.raises(ExpressionError, match="this run has the rounds"):
            parse(text).holds(Parameters())


def test_settings_that_are_switched_win_over_all_others() -> None:
    claim = parse("horizon{reliability.correlation=0, reliability.copies=3} > 11")
    assert claim.holds(Parameters())
    assert not claim.holds(Parameters(), {"reliability.correlation": 1})


@pytest.mark.parametrize(
    "text",
    [
        "", "horizon", "horizon <", "horizon < 1 2", "__import__('os')", "horizon.real < 1", "(" * 400 + "1 < 2",
        "not " * 100 + "1 < 2", "horizon{no.such=1} < 2", "horizon{run.rounds=99} < 2", "horizon[x] < 1", "1 < 2 < 3",
        "1 and 2", "spread(added) < 1", "horizon{run.rounds=1", "9" * 600 + " < 1", "lambda: 1",
        "overseer.qualty < 1", "start.method = 1", "max(overseer.quality) < 1", "overseer.quality[3] < 1",
    ],
)  # fmt: skip
def test_bad_expressions_are_refused_in_words(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"\w+ \w+"):
        parse(text)


def test_settings_are_those_of_the_parameter_table() -> None:
    assert read_settings("overseer.quality=0.9, run.rounds=6") == {"overseer.quality": 0.9, "run.rounds": 6}
    assert read_settings("security.reintroduced=5e-05") == {"security.reintroduced": 5e-05}
    assert read_settings(f"distill.drift={1e-4:g}, distill.fidelity=1.") == {
        "distill.drift": 0.0001, "distill.fidelity": 1.0,
    }  # fmt: skip
    for text in (
        "", "x", "run.rounds=", "run.rounds=1.5", "run.rounds=6, run.rounds=7", "run.rounds=1e9",
        "distill.drift=1e-400",
        "distill.drift=nan", "distill.drift=inf", "distill.drift=1e", "distill.drift=.", "distill.drift=0x1",
    ):
        with pytest.raises(ExpressionError):
            read_settings(text)


def test_quantiles_are_those_of_the_replicas_at_the_last_round() -> None:
    parameters = Parameters.of({"distill.examples": 50, "run.rounds": 4, "run.replicas": 300})
    ends = replicate(parameters).horizon[-1]
    for name, level in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
        assert value("horizon", parameters, over=name) == pytest.approx(float(np.quantile(ends, level)))
    assert parse("spread(horizon) = high(horizon) - low(horizon) and spread(horizon) > 0").holds(parameters)
    luckless = parameters.with_({"distill.examples": 100_000})
    assert value("horizon", luckless, over="spread") < value("horizon", parameters, over="spread") / 5


def test_undistilled_calls_are_those_of_the_cost_chart() -> None:
    # Three copies of two sub-questions, to the whole depth that is reached.
    parameters = Parameters.of({"reliability.copies": 3})
    reached = run(parameters).horizon[1:]
    assert series("undistilled", parameters) == pytest.approx([6.0 ** int(depth) for depth in reached])
    assert parse("undistilled[1] = 216 and undistilled > 2000000000").holds(parameters)


# Links.


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "sim:eval?x=1", "sim:set?x.y=1", "sim:show?chart=no", "sim:round?n=1",
     "sim:play?now=1", "sim:why?round=1", "sim:round?number=-1", "../x.md", "http://", ""],
)  # fmt: skip
def test_links_that_lead_elsewhere_are_refused(address: str) -> None:
    with pytest.raises(LinkError):
        parse_link(address)


@pytest.mark.parametrize("text", ["![a](x.png)", "<script>", "<b>x</b>", "[a]: http://x.y", "<http://x.y>"])
def test_images_html_and_references_are_refused_with_their_line(text: str) -> None:
    found = list(links(f"One\n{text}\n"))
    assert found
    assert found[0][0] == 1
    assert isinstance(found[0][1], str)


# Files.


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## hook |", "## hok |", "did you mean hook?"),
        ("pause: 5", "pause: 50", "There is no round 50"), ("sim:round?number=5", "sim:round?number=40", "no round 40"),
        ("draw: horizon", "draw: horizont", "There is no measure"), ("answer: turns later", "answer: x", "one of"),
        ("solution: reliability.copies=3", "solution: reliability.copies=99", "reliability.copies"),
        ("horizon[5] ~ 6.1", "horizon[55] ~ 6.1", "rounds 0 to 12"), ("minutes: 3", "minutes: three", "whole number"),
        ("set: amplify.capture=0\n", "", "needs a line set"), ("minutes: 3", "hours: 3", "has no hours"),
    ],
)  # fmt: skip
def test_every_problem_of_a_lesson_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = tmp_path / "lesson"
    shutil.copytree(FOLDERS["why-did-it-turn"], folder)
    text = (folder / "lesson.md").read_text(encoding="utf-8")
    assert old in text
    (folder / "lesson.md").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_folder(folder)
    assert any(said in problem.message and problem.line for problem in caught.value.problems)
    assert main(["check", str(folder / "scenario.toml")]) == 1


@pytest.mark.parametrize(
    "character",
    ["\x07", "\x0c", "\r", "\u2028", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ufffe", "\ufdd0"],
)
@pytest.mark.parametrize("name", ["lesson.md", "teacher.md"])
def test_characters_that_cannot_be_seen_are_refused_with_their_line(tmp_path: Path, character: str, name: str) -> None:
    folder = tmp_path / "lesson"
    shutil.copytree(FOLDERS["why-did-it-turn"], folder)
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_text(text.replace(" the ", f" th{character}e ", 1), encoding="utf-8")
    with pytest.raises(ScenarioError, match=f"U\\+{ord(character):04X}") as caught:
        read_folder(folder)
    assert all(problem.line for problem in caught.value.problems)


def test_files_that_are_missing_too_large_or_no_text_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "lesson"
    shutil.copytree(FOLDERS["why-did-it-turn"], folder)
    for content in (b"x" * 70_000, b"\xff\xfe", b"", b"no steps"):
        (folder / "lesson.md").write_bytes(content)
        with pytest.raises(ScenarioError):
            read_folder(folder)
    (folder / "teacher.md").unlink()
    with pytest.raises(ScenarioError, match="no such file"):
        read_folder(folder)


@pytest.mark.parametrize("slug", LESSONS)
def test_check_covers_lessons(slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", slug]) == 0
    assert capsys.readouterr().out == f"{slug}: no problems\n"


def test_every_kind_of_step_is_used_or_known() -> None:
    assert {step.kind for lesson in LESSONS.values() for step in lesson.steps} <= set(KINDS)


# Glossary.


def test_every_term_has_a_short_meaning_and_stands_in_some_lesson() -> None:
    texts = " ".join(step.body for lesson in LESSONS.values() for step in lesson.steps)
    assert len(glossary()) > 10
    for term, said in glossary().items():
        assert 10 < len(said) < 240
        assert f"](term:{term.replace(' ', '-')})" in with_terms(f"So {term} it is.")
        assert re.search(rf"\b{term}\b", texts, re.IGNORECASE), term


def test_terms_are_linked_once_outside_links_and_the_longest_first() -> None:
    text = "The reached depth of the model: [a model](sim:play), a model."
    assert with_terms(text) == (
        "The [reached depth](term:reached-depth) of the [model](term:model): [a model](sim:play), a model."
    )
    assert meaning("term:reached-depth") == glossary()["reached depth"]
    assert meaning("term:no-such") is None
    assert meaning("sim:play") is None
