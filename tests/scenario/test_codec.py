"""Reading and writing: what was written is read, and what people wrote by hand is left as it was."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings

from simulator.engine.parameters import Parameters
from simulator.learner.settings import Learned
from simulator.scenario import codec
from simulator.scenario.codec import parse, read, render, text_of, write
from simulator.scenario.layout import scan
from simulator.scenario.schema import FORMAT, NewerFormatError, Scenario, ScenarioError, View
from tests.scenario.strategies import hand_written, scenarios

EXAMPLE = """\
# From the lesson plan.
format = 1
title = "Copies that vote"
notes = "For the second lesson."

[parameters]
overseer.quality = 0.90        # a tired overseer
  reliability.copies=3
run.rounds = 0x0C

# nothing is learned yet
[learned]
task = "permutation_powering"

[view]
charts = ["misalignment", "plane"]
show = ["overseer.quality", "run.rounds"]      # the controls on screen
lock = ["run.seed"]
"""


def test_the_example_of_the_design_is_read_value_by_value() -> None:
    assert parse(EXAMPLE) == Scenario(
        title="Copies that vote",
        notes="For the second lesson.",
        parameters=Parameters.of({"overseer.quality": 0.9, "reliability.copies": 3, "run.rounds": 12}),
        learned=Learned(),
        view=View(charts=("misalignment", "plane"), show=("overseer.quality", "run.rounds"), lock=("run.seed",)),
    )


def test_format_title_and_an_empty_table_of_parameters_are_enough() -> None:
    assert parse('format = 1\ntitle = "x"\n[parameters]') == Scenario(title="x")


@pytest.mark.parametrize(
    "text",
    [
        "[parameters]\noverseer.quality = 0.5\nrun.rounds = 3",
        "[parameters.overseer]\nquality = 0.5\n[parameters.run]\nrounds = 3",
        "[parameters]\nrun = {rounds = 3}\n[parameters.overseer]\nquality = 0.5",
        "[parameters]\noverseer.\"quality\" = 0.5\nrun . 'rounds' = 3",
        "parameters.overseer.quality = 0.5\nparameters.run.rounds = 3",
        "parameters = {overseer.quality = 0.5, run = {rounds = 3}}",
    ],
    ids=["dotted", "tables", "inline", "quoted parts", "at the top", "all inline"],
)
def test_dotted_keys_nested_tables_and_inline_tables_mean_the_same(text: str) -> None:
    scenario = parse(f'format = 1\ntitle = "x"\n{text}')
    assert scenario.parameters == Parameters.of({"overseer.quality": 0.5, "run.rounds": 3})


def test_a_whole_number_does_for_a_parameter_that_need_not_be_one() -> None:
    quality = parse('format = 1\ntitle = "x"\n[parameters]\noverseer.quality = 1').parameters.overseer.quality
    assert (quality, type(quality)) == (1.0, float)


def test_a_task_brings_its_own_size() -> None:
    text = 'format = 1\ntitle = "x"\n[parameters]\n[learned]\ntask = "wildcard_search"\n'
    assert parse(text).learned.size == 6
    assert parse(text + "size = 4").learned.size == 4


def test_a_byte_order_mark_is_taken_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    scenario, text = read(path), text_of(path)
    write(path, replace(scenario, notes="two\nlines", learned=Learned.of({"learned.seeds": 2})), text)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# From")
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    assert read(path).notes == "two\nlines"


# --- round trips -------------------------------------------------------------------------------------------------


@given(scenarios)
@example(Scenario(title='"', notes='"""\\\n"', parameters=Parameters.of({"start.misalignment": 5e-324})))
@example(Scenario(title="x", notes="\r\n\t' \r"))
def test_what_was_written_is_read_back_exactly(scenario: Scenario) -> None:
    assert parse(render(scenario)) == scenario


@settings(max_examples=60)
@given(hand_written())
def test_a_file_in_which_nothing_changed_is_written_byte_for_byte(text: str) -> None:
    assert render(parse(text), text) == text


@settings(max_examples=60)
@given(hand_written(), scenarios)
def test_any_change_to_a_hand_written_file_is_read_back_exactly(text: str, scenario: Scenario) -> None:
    saved = render(scenario, text)
    assert parse(saved) == scenario
    kept = codec._edited(scenario, text)
    assert kept == saved, "the text was given up instead of being edited"
    for line in text.splitlines():
        if line.startswith("#"):
            assert line in saved


@settings(max_examples=60)
@given(hand_written())
def test_one_change_touches_one_line(text: str) -> None:
    before = parse(text)
    quality = 0.125 if before.parameters.overseer.quality != 0.125 else 0.25
    after = replace(before, parameters=before.parameters.with_({"overseer.quality": quality}))
    old, new = text.splitlines(), render(after, text).splitlines()
    common = len([line for line in old if line in new])
    assert common >= len(old) - 1
    assert len(new) - len(old) <= 4  # at most a new table, its line and a blank one on either side


def test_values_that_did_not_change_keep_their_spelling_and_their_comments() -> None:
    scenario = parse(EXAMPLE)
    changed = replace(
        scenario,
        notes="Two\nlines",
        parameters=scenario.parameters.with_({"reliability.copies": 5, "overseer.level": 3, "distill.fidelity": 0.5}),
        learned=scenario.learned.with_({"learned.task": "union_find"}),
        view=replace(scenario.view, lock=()),
    )
    assert (
        render(changed, EXAMPLE)
        == """\
# From the lesson plan.
format = 1
title = "Copies that vote"
notes = \"\"\"
Two
lines\"\"\"

[parameters]
overseer.quality = 0.90        # a tired overseer
overseer.level = 3.0
  reliability.copies=5
run.rounds = 0x0C
distill.fidelity = 0.5

# nothing is learned yet
[learned]
task = "union_find"

[view]
charts = ["misalignment", "plane"]
show = ["overseer.quality", "run.rounds"]      # the controls on screen
lock = []
"""
    )


def test_a_default_that_the_file_does_not_mention_is_not_added() -> None:
    text = 'format = 1\ntitle = "x"\n[parameters]\nrun.rounds = 3 # short\n'
    back = parse(text).parameters.with_({"run.rounds": 12})
    assert render(Scenario(title="x", parameters=back), text) == text.replace("3 #", "12 #")


def test_new_tables_come_after_the_old_ones() -> None:
    text = 'format = 1\ntitle = "x"\n[parameters]'
    scenario = Scenario(title="x", learned=Learned.of({"learned.seeds": 5}), view=View(show=()))
    assert render(scenario, text) == text + "\n\n[learned]\nseeds = 5\n\n[view]\nshow = []\n"


def test_an_original_that_is_no_valid_file_is_replaced() -> None:
    scenario = Scenario(title="x", parameters=Parameters.of({"run.rounds": 3}))
    fresh = 'format = 1\ntitle = "x"\n\n[parameters]\nrun.rounds = 3\n'
    assert render(scenario) == fresh
    assert render(scenario, "format = 1\ntitle = ") == fresh


@pytest.mark.parametrize(
    "array",
    ['["a"#"\n, "b"]', '["a" # ] it\'s "no end\n, "b"]', "[# ['\n'a']", '[["a"#]]\n], "b" # [\n]', '["#", "]"#"#"\n]'],
)
def test_what_a_comment_says_within_an_array_is_no_part_of_it(array: str) -> None:
    text = f"before = {array}\nafter = 1\n"
    assert set(tomllib.loads(text)) == {"before", "after"}
    found = {entry.path: text[entry.value_at : entry.end] for entry in scan(text).entries}
    assert found == {("before",): array, ("after",): "1"}


@settings(max_examples=60)
@given(hand_written())
def test_the_layout_sees_every_key_that_the_language_sees(text: str) -> None:
    def leaves(table: dict[str, object], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], object]:
        found: dict[tuple[str, ...], object] = {}
        for key, value in table.items():
            found |= leaves(value, (*path, key)) if isinstance(value, dict) else {(*path, key): value}
        return found

    expected = leaves(tomllib.loads(text.removeprefix("\ufeff")))
    tables = {e.path for e in scan(text).entries if text[e.value_at] == "{"}
    seen = {e.path: text[e.value_at : e.end] for e in scan(text).entries if e.path not in tables}
    assert {path: tomllib.loads(f"value = {literal}")["value"] for path, literal in seen.items()} == expected


# --- what cannot be saved ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (Scenario(title=""), "The title is empty."),
        (Scenario(title="a\x1b[2J"), "The title holds the control character U+001B"),
        (Scenario(title="x" * 121), "The title has 121 characters; 120 are allowed."),
        (Scenario(title="x", notes="\0"), "The notes hold the control character U+0000"),
        (Scenario(title="x", notes="\ud800"), "not UTF-8"),
        (Scenario(title="x", notes="n" * 65536), "larger than 64 KB"),
        (Scenario(title="x", view=View(charts=())), "The list of charts is empty"),
    ],
)
@pytest.mark.parametrize("original", [None, EXAMPLE], ids=["new", "over an old one"])
def test_a_scenario_that_could_not_be_read_back_is_not_saved(
    scenario: Scenario, said: str, original: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    with pytest.raises(ScenarioError, match=said.replace("[", r"\[").replace("+", r"\+")):
        write(path, scenario, original)
    assert path.read_text(encoding="utf-8") == EXAMPLE
    assert [file.name for file in tmp_path.iterdir()] == ["mine.toml"]


def test_a_file_that_comments_make_too_large_is_not_saved() -> None:
    text = EXAMPLE + "#" * (65536 - len(EXAMPLE.encode()))
    assert render(parse(text), text) == text
    with pytest.raises(ScenarioError, match="would be larger than 64 KB"):
        render(replace(parse(text), notes="a little more than before"), text)


# --- newer formats -----------------------------------------------------------------------------------------------

NEWER = EXAMPLE.replace("format = 1", "format = 2") + "[overrides]\nnew = 1\n[[trees]]\nx = 1\n"


def test_a_newer_format_is_refused_in_one_sentence() -> None:
    with pytest.raises(NewerFormatError) as error:
        parse(NEWER)
    assert error.value.format == 2
    assert [str(problem) for problem in error.value.problems] == [
        "format: This file has format 2, but this version of the program knows formats up to 1: "
        "a newer version is needed."
    ]


def test_a_newer_format_opens_read_only_where_all_that_is_known_in_it_can_be_taken() -> None:
    text = NEWER.replace("run.rounds = ", 'overseer.mood = "good"\nrun.rounds = ').replace(
        '"plane"', '"plane", "globe"'
    )
    scenario = parse(text, newer_is_readonly=True)
    assert scenario.read_only
    assert replace(scenario, format=FORMAT) == parse(EXAMPLE)
    assert set(scenario.left_out) == {"trees", "parameters.overseer.mood", "overrides.new", "view.charts"}
    assert repr(scenario) == repr(replace(scenario, left_out=()))  # or codes that were given out would be refused
    with pytest.raises(ScenarioError, match="newer version"):
        render(scenario, text)


@pytest.mark.parametrize("bad", ["overseer.quality = 7", "run.rounds = 1.5", 'start.method = "magic"'])
def test_a_newer_format_does_not_open_where_a_known_value_is_out_of_its_range(bad: str) -> None:
    text = f'format = 2\ntitle = "x"\n[parameters]\n{bad}\n'
    with pytest.raises(NewerFormatError):
        parse(text, newer_is_readonly=True)


def test_a_format_of_thousands_of_digits_is_refused_in_a_short_sentence() -> None:
    text = EXAMPLE.replace("format = 1", f"format = 0x{'f' * 9000}")
    for readonly in (False, True):
        with pytest.raises(NewerFormatError, match="more than nineteen digits"):
            parse(text, newer_is_readonly=readonly)


@pytest.mark.parametrize("readonly", [False, True])  # the command line, the window
@pytest.mark.parametrize("text", ['title = "x"\n', "[parameters]\n", '[parameters]\nrun.rounds = "many"\n'])
def test_a_newer_format_that_cannot_be_taken_says_that_it_is_newer_and_nothing_else(text: str, readonly: bool) -> None:
    with pytest.raises(NewerFormatError) as error:
        parse(f"format = 99\n{text}", newer_is_readonly=readonly)
    (problem,) = error.value.problems
    assert "a newer version is needed" in str(problem)
