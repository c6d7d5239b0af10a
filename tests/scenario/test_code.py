"""The short code: what it restores, what it refuses, and that it never restores anything else."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import paths
from simulator.engine.overrides import Overrides, possible
from simulator.engine.parameters import TABLE, Parameter
from simulator.learner.settings import SETTINGS, is_switch
from simulator.scenario import code, codec, library
from simulator.scenario.code import ALPHABET, LONGEST, CodeError, decode, encode
from simulator.scenario.schema import Compare, Experiment, Scenario, View, Words
from simulator.scenario.stops import stops

BUNDLED = {slug: codec.read(library.path_of(slug)) for slug in library.slugs()}
DEFAULT = BUNDLED[library.DEFAULT]


def changed(scenario: Scenario, **values: Any) -> Scenario:
    by_id = {name.replace("__", "."): value for name, value in values.items()}
    return replace(scenario, parameters=scenario.parameters.with_(by_id))


SOME = (
    DEFAULT,
    changed(DEFAULT, overseer__quality=0.8),
    changed(BUNDLED["medical"], reliability__check_rate=0.31, run__rounds=20, run__seed=123),
    changed(DEFAULT, overseer__quality=0.8, reliability__copies=3, run__rounds=20, amplify__capture=0.4,
            distill__drift=0.01),
)  # fmt: skip


def why(text: str) -> str:
    with pytest.raises(CodeError) as caught:
        decode(text)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 130
    return caught.value.why


def code_or_why(scenario: Scenario) -> str:
    try:
        return encode(scenario)
    except CodeError as error:
        return error.why


def restored_or_why(text: str) -> Scenario | str:
    try:
        return decode(text).scenario
    except CodeError as error:
        return error.why if "\n" not in str(error) else "several lines"


def on_a_step(row: Parameter) -> st.SearchStrategy[Any]:
    if is_switch(row):
        return st.booleans()
    return st.sampled_from(row.choices or stops(row)) if row.choices or stops(row) else st.integers(0, 2**63 - 1)


def some_values(count: int) -> st.SearchStrategy[dict[str, Any]]:
    one = st.sampled_from(tuple(TABLE)).flatmap(lambda id_: st.tuples(st.just(id_), on_a_step(TABLE[id_])))
    return st.lists(one, max_size=count).map(dict)


@st.composite
def near_a_bundled_one(draw: st.DrawFn) -> Scenario:
    """A bundled scenario in which values on slider steps, overrides, settings and B were changed."""
    scenario = draw(st.sampled_from(list(BUNDLED.values())))
    scenario = replace(scenario, parameters=scenario.parameters.with_(draw(some_values(4))))
    pairs = [(id_, kind) for id_ in TABLE for kind in possible(id_)]
    overridden = st.lists(st.sampled_from(pairs), max_size=2).map(lambda chosen: Overrides(tuple(dict(chosen).items())))
    scenario = replace(scenario, overrides=draw(overridden))
    if draw(st.booleans()):
        id_ = draw(st.sampled_from([id_ for id_ in SETTINGS if id_ != "learned.size"]))
        scenario = replace(scenario, learned=scenario.learned.with_({id_: draw(on_a_step(SETTINGS[id_]))}))
    if draw(st.booleans()):
        b = Compare(parameters=scenario.parameters.with_(draw(some_values(2))), overrides=draw(overridden))
        scenario = replace(scenario, compare=b)
    return scenario


@given(near_a_bundled_one())
def test_a_code_restores_exactly_the_scenario_it_was_made_of(scenario: Scenario) -> None:
    made = code_or_why(scenario)
    if made != "much":
        assert len(made) <= LONGEST
        assert set(made) <= set(ALPHABET)
        assert decode(made).scenario == scenario


@given(st.sampled_from(SOME), st.randoms(use_true_random=False))
def test_case_and_what_stands_between_groups_do_not_matter(scenario: Scenario, chance: random.Random) -> None:
    signs = [chance.choice((sign.upper(), sign.lower())) for sign in encode(scenario)]
    typed = "".join(chance.choice(("", "", " ", "-", "–", "\u00a0", " - ")) + sign for sign in signs)
    assert decode(typed).scenario == scenario


def test_the_alphabet_has_no_signs_that_are_confused_and_a_prime_number_of_others() -> None:
    assert not set("01ILOilo") & set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 31


@pytest.mark.parametrize("scenario", [*BUNDLED.values(), *SOME])
def test_every_wrong_character_at_every_place_is_refused_by_the_check(scenario: Scenario) -> None:
    made = encode(scenario)
    for place, right in enumerate(made):
        for wrong in ALPHABET:
            if wrong != right:
                with pytest.raises(CodeError) as caught:
                    decode(made[:place] + wrong + made[place + 1 :])
                assert caught.value.why == "check"


@pytest.mark.parametrize("scenario", [*BUNDLED.values(), *SOME])
def test_two_characters_that_have_changed_places_are_refused_by_the_check(scenario: Scenario) -> None:
    made = encode(scenario)
    for i, j in combinations(range(len(made)), 2):
        if made[i] != made[j]:
            swapped = list(made)
            swapped[i], swapped[j] = made[j], made[i]
            assert why("".join(swapped)) == "check"


def test_every_two_wrong_characters_are_refused_by_the_check() -> None:
    made = encode(SOME[1])
    numbers = [ALPHABET.index(sign) for sign in made]
    for i, j in combinations(range(len(numbers)), 2):
        for e in range(1, 31):
            for f in range(1, 31):
                wrong = list(numbers)
                wrong[i], wrong[j] = (wrong[i] + e) % 31, (wrong[j] + f) % 31
                assert any(code._sums(wrong))


@pytest.mark.parametrize("scenario", SOME)
def test_a_lost_or_added_character_is_refused(scenario: Scenario) -> None:
    made = encode(scenario)
    for place in range(len(made)):
        why(made[:place] + made[place + 1 :])
        for more in ALPHABET:
            if (longer := made[:place] + more + made[place:]) != made:
                why(longer)


def test_a_hundred_thousand_random_strings_are_refused_in_one_plain_sentence_each() -> None:
    chance = random.Random(1)
    signs = ALPHABET + ALPHABET.lower() + " -"
    odd = [*"01ILO€ß\u0130\u0131\udc80\0\n\u2028\ufeff𝟚２", "é", "\u202e"]
    refused = set()
    for number in range(100_000):
        length = chance.randrange(0, 30)
        taken = chance.choices(signs, k=length) if number % 4 else chance.choices([*signs, *odd], k=length)
        refused.add(restored_or_why("".join(taken)))
    assert refused - {"version"} == {"empty", "long", "short", "sign", "check"}


def test_random_content_under_a_right_check_is_refused_as_another_version_and_never_crashes() -> None:
    chance = random.Random(2)
    for _ in range(3000):
        numbers = [chance.randrange(1, 31), *(chance.randrange(31) for _ in range(chance.randrange(4, 18)))]
        if len(numbers) < 18:
            assert why("".join(ALPHABET[number] for number in code._checked(numbers))) == "version"


@pytest.mark.parametrize("text", ["2" * 10_000_000, "-" * 10_000_000, "2 " * 5_000_000])
def test_the_longest_text_is_refused_without_being_read(text: str) -> None:
    assert why(text) in ("long", "empty")


def test_zeros_in_front_are_no_other_way_to_write_a_code() -> None:
    assert why(ALPHABET[0] + encode(SOME[1])) == "check"


# --- what does not fit -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        (replace(DEFAULT, title="Mine"), "foreign"),
        (replace(DEFAULT, notes="Mine"), "notes"),
        (replace(DEFAULT, words=Words(overseer="a judge")), "words"),
        (replace(DEFAULT, view=View(charts=("plane",))), "view"),
        (replace(DEFAULT, experiment=Experiment(measure="horizon")), "experiment"),
        (replace(DEFAULT, format=2), "newer"),
        (changed(DEFAULT, overseer__quality=0.955), "between"),
        (changed(DEFAULT, **{id_.replace(".", "__"): TABLE[id_].high for id_ in list(TABLE)[8:14]}), "much"),
        (changed(DEFAULT, **{id_.replace(".", "__"): TABLE[id_].high for id_, row in TABLE.items()
                             if not row.choices}), "much"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_a_sentence(scenario: Scenario, expected: str) -> None:
    with pytest.raises(CodeError) as caught:
        encode(scenario)
    assert caught.value.why == expected
    assert str(caught.value).endswith(".")


def test_every_bundled_scenario_has_a_code_of_its_own() -> None:
    made = {encode(scenario) for scenario in BUNDLED.values()}
    assert len(made) == len(BUNDLED) == len({scenario.title for scenario in BUNDLED.values()})
    assert [decode(encode(scenario)).slug for scenario in BUNDLED.values()] == list(BUNDLED)


# --- later releases ----------------------------------------------------------------------------------------------


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundled scenarios of a later release."""
    shutil.copytree(paths.scenarios(), tmp_path / "scenarios")
    monkeypatch.setattr(paths, "scenarios", lambda: tmp_path / "scenarios")
    return tmp_path / "scenarios"


def edit(folder: Path, slug: str, before: str, after: str) -> None:
    file = folder / slug / "scenario.toml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("overseer.quality = 0.95", "overseer.quality = 0.96"),
        ("run.rounds = 12", "run.rounds = 12\nrun.seed = 2"),
        ('charts = ["capability", "misalignment"]', 'charts = ["misalignment", "capability"]'),
        ('title = "Will it keep getting better?"', 'title = "Will it keep getting better"'),
        ("[view]", "[overrides]\namplify.drift = 'off'\n[view]"),
    ],
)
def test_a_release_in_which_the_bundled_scenario_is_another_refuses_the_code(
    later: Path, before: str, after: str
) -> None:
    made = encode(changed(DEFAULT, overseer__quality=0.8))
    edit(later, library.DEFAULT, before, after)
    assert why(made) == "version"


def test_a_release_that_only_corrects_the_notes_restores_the_scenario(later: Path) -> None:
    made = encode(changed(DEFAULT, overseer__quality=0.8))
    edit(later, library.DEFAULT, "Ask for a guess", "Ask for guesses")
    assert decode(made).scenario.parameters == changed(DEFAULT, overseer__quality=0.8).parameters


def test_a_release_with_other_scenarios_in_their_order_refuses_or_restores_the_same(
    later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {slug: encode(scenario) for slug, scenario in BUNDLED.items()}
    monkeypatch.setattr(library, "ORDER", library.ORDER[:4] + library.ORDER[5:])
    for slug, made in codes.items():
        assert restored_or_why(made) in (BUNDLED[slug], "version")
    assert decode(codes[library.DEFAULT]).scenario == DEFAULT


def test_a_release_with_other_slider_steps_refuses_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    made = encode(changed(DEFAULT, overseer__quality=0.8))
    monkeypatch.setattr(code, "stops", lambda row: (0.0, *stops(row)))
    assert why(made) == "version"


# --- as a name ---------------------------------------------------------------------------------------------------


def test_a_name_is_taken_for_a_code_only_if_it_can_be_one() -> None:
    made = encode(SOME[1])
    found = code.find(made.lower())
    assert found is not None
    assert found.scenario == SOME[1]
    assert code.find("attaack") is None  # letters of the alphabet, but a word
    assert code.find("my-file.toml") is None
    with pytest.raises(CodeError):
        code.find(made[:-1] + ("2" if made[-1] != "2" else "3"))
