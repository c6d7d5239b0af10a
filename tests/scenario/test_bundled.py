"""What the bundled scenarios claim is true of the model, and false once the named mechanism is switched off.

Every figure in a scenario's notes stands here. The golden numbers are last: they hold the model still.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from simulator.engine.iterate import Run, run
from simulator.engine.parameters import Parameters
from simulator.scenario import library
from simulator.scenario.codec import read, render, text_of
from simulator.scenario.lesson.reader import is_lesson, read_folder
from simulator.scenario.schema import Scenario
from simulator.scenario.structure import KNOWN

TITLES = {
    "why-did-it-turn": "Will it keep getting better?",
    "one-round": "One round",
    "falling-and-rising": "What each round adds",
    "copies-that-vote": "Copies that vote",
    "checks": "Checks and blind spots",
    "ceiling": "The overseer's ceiling",
    "student": "The student",
    "medical": "A medical case",
    "three-ways": "Three ways to amplify",
    "attack": "Attack",
    "indecomposable": "What will not decompose",
    "bill": "Why not just amplify?",
    "luck": "Luck or rule?",
    "fool-your-neighbour": "Fool your neighbor",
    "is-it-right": "Is the theory right?",
}


def scenario(slug: str) -> Scenario:
    return read(library.find(slug))


def played(slug: str, **changes: Any) -> Run:
    """The run of a scenario, with some values changed: dots in ids are written as double underscores."""
    values = {id_.replace("__", "."): value for id_, value in changes.items()}
    return run(scenario(slug).parameters.with_(values))


def reaches(run: Run) -> float:
    return round(float(run.horizon[-1]), 1)


def says(slug: str, *figures: str) -> None:
    """The notes hold these figures, so that a figure cannot change here alone."""
    for figure in figures:
        assert re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", scenario(slug).notes), figure


@pytest.mark.parametrize("slug", TITLES)
def test_comments_stay_true_when_values_are_changed_and_saved(slug: str) -> None:
    """They say what a value is for; which one it is, and whether it is the default, is what a change makes untrue."""
    comments = re.findall(r"^#.*", text_of(library.find(slug)), re.MULTILINE)
    assert comments
    for comment in comments:
        assert not re.search(r"\d|default|twice|hundred|thousand", comment, re.IGNORECASE), comment


@pytest.mark.parametrize("slug", TITLES)
def test_a_bundled_file_is_good_annotated_and_in_the_order_of_the_format(slug: str) -> None:
    path = library.find(slug)
    taken, text = read(path), text_of(path)
    assert taken.title == TITLES[slug]
    assert text.startswith("# ")
    assert 100 < len(taken.notes) < 800
    assert len(taken.view.show) == 3
    assert render(taken, text) == text
    places = [text.index(f"\n{key} =") for key in KNOWN[:3]] + [text.index("\n[parameters]"), text.index("\n[view]")]
    assert places == sorted(places)


@pytest.mark.parametrize("slug", TITLES)
def test_every_figure_in_the_notes_is_held_by_a_claim_of_this_file_or_of_the_lesson(slug: str) -> None:
    figures = set(re.findall(r"(?<![\w.])\.?\d+(?:\.\d+)?", scenario(slug).notes))
    folder = library.path_of(slug).parent
    claims = read_folder(folder).claims if is_lesson(folder) else ()
    held = {figure for claim in claims for figure in claim.holds.figures}
    held |= {f"{value:g}" for claim in claims for value in claim.off.values() if not isinstance(value, str)}
    short = {figure.removeprefix("0") or "0" for figure in CLAIMED.get(slug, set()) | held}
    assert {figure.removeprefix("0") or "0" for figure in figures} <= short
    assert (slug in CLAIMED) or figures


CLAIMED = {
    "is-it-right": {"3.9", "5"},
    "why-did-it-turn": {"5", "2.0", "6.1", "4.4", ".002", ".29", ".63", "12"},
    "one-round": {"2.8", "2.0", "3.5"},
    "copies-that-vote": {"12", "2.0", "1", ".27", "6", ".06", "4.4"},
    "checks": {"8", "3.9", "0", "12"},
    "ceiling": {"7.5", "2", "4", "6", "8", "6.3", "9.1", "10.8", "30", "100", "10"},
    "student": {"8", "8.0", "7.5", "20", "12", "1", "6.1"},
    "medical": {"3.9", "4", ".17", ".34", "3"},
}


# --- why did it turn? --------------------------------------------------------------------------------------------


def test_the_default_scenario_has_the_default_parameters() -> None:
    assert scenario("why-did-it-turn").parameters == Parameters()


def test_it_climbs_every_round_until_it_breaks_while_misalignment_grows_all_along() -> None:
    says("why-did-it-turn", "2.0", "6.1", "4.4", ".002", ".29", ".63")
    turned = played("why-did-it-turn")
    horizon, misalignment = turned.horizon, turned.misalignment
    assert (round(horizon[0], 1), round(horizon[5], 1), round(horizon[12], 1)) == (2.0, 6.1, 4.4)
    assert all(horizon[t + 1] > horizon[t] for t in range(5))
    assert all(horizon[t + 1] < horizon[t] for t in range(5, 12))
    assert all(misalignment[t + 1] > misalignment[t] for t in range(12))
    assert (misalignment[0], round(misalignment[5], 2), round(misalignment[12], 2)) == (
        pytest.approx(0.002),
        0.29,
        0.63,
    )


def test_without_capture_it_would_not_have_turned() -> None:
    horizon = played("why-did-it-turn", amplify__capture=0).horizon
    assert all(horizon[t + 1] >= horizon[t] for t in range(12))
    assert horizon[12] == 12


def test_a_better_overseer_only_buys_rounds() -> None:
    peaks = []
    for quality in (0.8, 0.95, 1.0):
        horizon = played("why-did-it-turn", overseer__quality=quality).horizon
        assert horizon[12] < max(horizon)
        peaks.append(round(float(max(horizon)), 1))
    assert peaks == [4.2, 6.1, 8.2]


def test_three_copies_climb_to_the_end_unless_they_share_their_blind_spots() -> None:
    assert reaches(played("why-did-it-turn", reliability__copies=3)) == 12
    assert reaches(played("why-did-it-turn", reliability__copies=3, reliability__correlation=1)) == 4.4


# --- one round ---------------------------------------------------------------------------------------------------


def test_the_tree_reaches_deeper_than_the_model_and_the_student_deeper_than_the_tree() -> None:
    says("one-round", "2.0", "2.8", "3.5")
    one = played("one-round")
    assert one.last == 1
    assert [round(float(h), 1) for h in (one.horizon[0], one.teacher_horizon[0], one.horizon[1])] == [2.0, 2.8, 3.5]


def test_without_amplification_the_tree_would_reach_no_deeper() -> None:
    # Nothing decomposes: the tree asks the same question again.
    same = played("one-round", task__decomposable=0)
    assert same.teacher_horizon[0] == pytest.approx(same.horizon[0])


def test_without_averaged_labels_the_student_would_not_go_beyond_the_tree() -> None:
    single = played("one-round", distill__labels_per_question=1)
    assert single.horizon[1] < single.teacher_horizon[0]


def test_reinforcement_begins_one_level_higher_and_with_six_times_the_misalignment() -> None:
    supervised, reinforced = played("one-round"), played("one-round", start__method="reinforcement")
    assert reinforced.horizon[0] - supervised.horizon[0] == pytest.approx(1, abs=0.05)
    assert reinforced.misalignment[0] / supervised.misalignment[0] == pytest.approx(6)
    honest = played("one-round", start__method="reinforcement", start__reward_hacking=0)
    assert honest.misalignment[0] == pytest.approx(supervised.misalignment[0])


# --- copies that vote --------------------------------------------------------------------------------------------


def test_three_copies_keep_misalignment_from_spreading() -> None:
    says("copies-that-vote", "12", "2.0", ".27", ".06")
    voted = played("copies-that-vote")
    assert reaches(voted) == 12
    assert all(voted.reproduction[1:] < 1)
    assert voted.misalignment.argmax() == 6
    assert (round(voted.misalignment[6], 2), round(voted.misalignment[12], 2)) == (0.27, 0.06)


@pytest.mark.parametrize("copies", [1, 2])
def test_without_a_vote_it_breaks_and_two_copies_are_no_vote(copies: int) -> None:
    alone = played("copies-that-vote", reliability__copies=copies)
    assert reaches(alone) == 4.4
    assert alone.reproduction == pytest.approx(2.0)


def test_copies_that_share_their_blind_spots_break_like_a_single_one() -> None:
    says("copies-that-vote", "4.4")
    assert reaches(played("copies-that-vote", reliability__correlation=1)) == 4.4


# --- checks and blind spots --------------------------------------------------------------------------------------


def test_checks_carry_the_run_to_depth_8_and_no_further() -> None:
    says("checks", "8", "3.9")
    assert reaches(played("checks")) == 8
    assert reaches(played("checks", run__rounds=60)) == 8
    assert reaches(played("checks", reliability__check_rate=0)) == 3.9


def test_without_blind_spots_the_same_checks_carry_it_to_12() -> None:
    says("checks", "12")
    assert scenario("checks").parameters.overseer.consistency > 0.5
    assert reaches(played("checks", overseer__consistency=0)) == 12


def test_without_averaging_slips_that_differ_are_not_washed_out() -> None:
    assert reaches(played("checks", overseer__consistency=0, distill__labels_per_question=1)) < 12


# --- the overseer's ceiling --------------------------------------------------------------------------------------


def test_the_overseers_level_decides_where_the_climb_ends() -> None:
    says("ceiling", "7.5", "6.3", "9.1", "10.8")
    ends = [reaches(played("ceiling", overseer__level=level)) for level in (2, 4, 6, 8)]
    assert ends == [6.3, 7.5, 9.1, 10.8]
    assert scenario("ceiling").parameters.overseer.level == 4
    assert reaches(played("ceiling", run__rounds=60)) == 7.5


def test_without_checks_the_overseers_level_plays_no_part() -> None:
    ends = {reaches(played("ceiling", reliability__check_rate=0, overseer__level=level)) for level in (2, 4, 6, 8)}
    assert len(ends) == 1


def test_assistants_lift_the_same_overseer_beyond_10() -> None:
    says("ceiling", "30 in 100", "10")
    assert reaches(played("ceiling")) < 10 < reaches(played("ceiling", overseer__assistance=0.3))


# --- the student -------------------------------------------------------------------------------------------------


def test_what_the_student_cannot_hold_is_lost_again_in_every_round() -> None:
    says("student", "8.0", "7.5")
    small = played("student", run__rounds=60)
    assert {round(float(h), 1) for h in small.teacher_horizon[7:]} == {8.0}
    assert {round(float(h), 1) for h in small.horizon[8:]} == {7.5}


def test_with_room_enough_the_student_follows_its_teacher_to_12() -> None:
    says("student", "20", "12")
    large = played("student", distill__capacity=20)
    assert (reaches(large), round(float(large.teacher_horizon[-1]), 1)) == (12, 12)


def test_a_student_that_copies_single_answers_stops_earlier() -> None:
    says("student", "6.1")
    assert reaches(played("student", distill__labels_per_question=1)) == 6.1


# --- a medical case ----------------------------------------------------------------------------------------------


def test_the_review_lets_the_model_handle_treatments_after_four_rounds() -> None:
    says("medical", "3.9", "4", ".17")
    reviewed = played("medical")
    assert round(float(reviewed.horizon[4]), 1) == 3.9
    assert round(float(reviewed.misalignment[-1]), 2) == 0.17


def test_without_the_review_misalignment_doubles_and_the_reach_falls() -> None:
    says("medical", ".34", "3")
    unreviewed = played("medical", reliability__check_rate=0)
    assert round(float(unreviewed.misalignment[-1]), 2) == 0.34
    assert unreviewed.horizon[-1] < 3.0


def test_a_single_expert_reaches_less_deep_than_three() -> None:
    assert played("medical", overseer__panel=1).horizon[-1] < played("medical").horizon[-1] - 0.4


# --- golden numbers ----------------------------------------------------------------------------------------------

# Last round of each: horizon, capability, misalignment, reproduction, teacher's horizon, model calls.
GOLDEN = {
    "why-did-it-turn": (4.41372439681, 0.359810541208, 0.629363211557, 2, 4.29351777855, 250000),
    "one-round": (3.47673906023, 0.550225915031, 0.0762869540421, 2, 2.75728060299, 390000),
    "copies-that-vote": (12, 0.929755746005, 0.0594846105872, 0.899454598268, 12, 750000),
    "checks": (8.01024804531, 0.602553042311, 0.386641583878, 1.76832927752, 7.85446034648, 262587.945706),
    "ceiling": (7.48815892157, 0.580773040045, 0.408418933085, 1.851401779, 7.36523595272, 255800.627373),
    "medical": (3.98367246108, 0.819599476728, 0.170388196617, 2.71251259883, 3.92723493182, 133123.560367),
    "student": (7.46627278896, 0.56624299892, 0.0325616743737, 1.26467862705, 8.01518691326, 750000),
    "falling-and-rising": (12, 0.839003869077, 0.142504102767, 0.8, 12, 250000),
    "three-ways": (5.56009751654, 0.424683247093, 0.563872702555, 1.46967915819, 5.15216174738, 750000),
    "indecomposable": (4.97376071163, 0.447171031261, 0.0298300424661, 0.668227602984, 4.94961796959, 570000),
    "bill": (12, 0.929755746005, 0.0594846105872, 0.899454598268, 12, 750000),
    "luck": (8.55161412157, 0.670403345981, 0.318817980294, 2, 8.51179460843, 12500),
    "is-it-right": (3.84382308338, 0.695485058667, 0.304514941333, 2, 3.84382308338, 110000),
    "fool-your-neighbour": (6.94007141806, 0.553632639317, 0.435607208645, 2, 6.88799988188, 250000),
    "attack": (8.45048204834, 0.655655038162, 0.274838736969, 0.770498540559, 8.43591208198, 750000),
}


@pytest.mark.parametrize("slug", GOLDEN)
def test_a_bundled_scenario_ends_with_these_numbers(slug: str) -> None:
    last = played(slug).rounds[-1]
    figures = (
        last.horizon, last.capability, last.misalignment, last.reproduction, last.teacher_horizon, last.model_calls,
    )  # fmt: skip
    assert figures == pytest.approx(GOLDEN[slug], rel=1e-9)


def test_every_bundled_scenario_has_golden_numbers_and_claims() -> None:
    assert set(GOLDEN) == set(TITLES) == set(library.slugs())
