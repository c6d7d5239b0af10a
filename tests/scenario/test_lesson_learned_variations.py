"""What the variations of the lessons say of the learned model, trained with the seed of their scenario."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from simulator.engine.iterate import run
from simulator.engine.overseer import panel_step
from simulator.learner.rounds import Round, learn
from simulator.learner.settings import Learned
from simulator.scenario import library
from simulator.scenario.codec import read
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.lesson.records import Variation

LESSON = read_folder(library.path_of("is-it-right").parent)
LEARNED = {one.title: one for one in LESSON.variations if one.is_learned}
PAPERS = ("permutation_powering", "shortest_path", "wildcard_search", "sequential_assignments", "union_find")


def settings(title: str, **changes: object) -> Learned:
    return LEARNED[title].learned(LESSON.scenario.learned).with_(
        {f"learned.{name}": value for name, value in changes.items()}
    )


@lru_cache
def trained(title: str, seed: int = LESSON.scenario.parameters.run.seed, **changes: object) -> tuple[Round, ...]:
    return tuple(learn(settings(title, **changes), seed, method=LEARNED[title].method, witness=False))


def last(title: str, **changes: object) -> Round:
    return trained(title, **changes)[-1]


def test_every_variation_of_the_learned_model_is_held_by_a_test_here() -> None:
    assert list(LEARNED) == [
        "The paper", "Sloppy but fair", "Careful, with a blind spot", "Nothing is checked",
        "Half of the claims are checked", "A blind spot in checking", "Copies of one mind", "Three minds",
        "Too small a student", "No amplification", "A trigger", "The tag is dropped",
    ]  # fmt: skip


def test_the_paper_gains_one_level_a_round_and_ends_with_all_right() -> None:
    for round_ in trained("The paper"):
        reached = min(round_.round, 5)
        assert (round_.correct[: reached + 1] >= 0.97).all(), round_.correct
        assert (round_.correct[reached + 1 :] <= 0.5).all(), round_.correct
    assert last("The paper").accuracy >= 0.99


@pytest.mark.parametrize("task", PAPERS)
def test_each_of_the_papers_tasks_can_be_chosen_there(task: str) -> None:
    chosen = settings("The paper", task=task)
    assert next(learn(chosen, 1, witness=False)).correct[0] >= 0.95


def test_sloppy_but_fair_learns_nearly_everything_and_a_blind_spot_does_not() -> None:
    sloppy, careful = last("Sloppy but fair"), last("Careful, with a blind spot")
    assert sloppy.accuracy >= 0.9
    assert careful.correct[-1] < 0.5
    assert careful.accuracy < sloppy.accuracy - 0.2


def test_flattering_claims_win_where_nothing_is_checked_and_in_a_blind_spot() -> None:
    unchecked, half, blind = (
        last(title).over_claims["distance"]
        for title in ("Nothing is checked", "Half of the claims are checked", "A blind spot in checking")
    )
    assert unchecked > 0.5
    assert half < 0.02
    assert blind > half + 0.05


def test_copies_of_one_mind_gain_nothing_and_three_minds_do() -> None:
    """On average: how far one training comes also depends on the order in which a processor adds its numbers up."""
    seeds = range(1, 7)
    alone, copies, three = (
        np.mean([trained(title, seed, **changes)[-1].accuracy for seed in seeds])
        for title, changes in (("Copies of one mind", {"students": 1}), ("Copies of one mind", {}), ("Three minds", {}))
    )
    assert abs(copies - alone) < 0.05
    assert three > copies + 0.05
    base = LESSON.scenario.parameters.with_({"distill.fidelity": 0.7})
    first, second = (run(base.with_({"reliability.copies": n})).capability[-1] for n in (1, 3))
    assert second > first + 0.1  # the theory's copies, with their own dice


def test_too_small_a_student_ends_far_below_the_paper() -> None:
    assert last("Too small a student").accuracy < 0.35


def test_without_amplification_only_the_simplest_are_ever_right() -> None:
    found = last("No amplification")
    assert found.correct[0] == 1
    assert (found.correct[1:] <= 0.4).all(), found.correct


def test_the_trigger_climbs_unless_the_tag_is_dropped() -> None:
    kept, dropped = last("A trigger"), last("The tag is dropped")
    assert kept.tagged_correct is not None
    assert dropped.tagged_correct is not None
    assert kept.tagged_correct[-1] < kept.tagged_correct[1] < kept.tagged_correct[0]
    assert kept.tagged_correct[-1] < 0.4
    assert (kept.correct >= 0.95).all(), kept.correct
    assert (dropped.tagged_correct[1:] >= 0.97).all()


def test_the_medical_learner_slips_like_its_three_experts() -> None:
    scenario = read(library.path_of("medical"))
    right, honest, misaligned = panel_step(scenario.parameters).shares.ravel()
    assert scenario.learned.slip_rate == pytest.approx(1 - right, abs=0.002)
    assert scenario.learned.slip_consistency == pytest.approx(misaligned / (misaligned + honest), abs=0.01)
    rounds = list(learn(scenario.learned.with_({"learned.rounds": 4}), scenario.parameters.run.seed))
    assert scenario.learned.task == "diagnosis"
    assert [round_.horizon for round_ in rounds[:4]] == sorted(round_.horizon for round_ in rounds[:4])
    assert rounds[-1].horizon == 3  # treatments are the deepest questions of this task
    assert (np.diff(rounds[-1].correct) < 0).all()
    assert rounds[-1].misaligned[-1] > rounds[-1].misaligned[1]


def test_a_variation_may_change_both_models() -> None:
    both = Variation(title="", body="", settings={"overseer.quality": 0.9, "learned.slip_rate": 0.1})
    assert both.is_learned
    assert both.learned(Learned()).slip_rate == 0.1
    assert both.parameters(LESSON.scenario.parameters).overseer.quality == 0.9
