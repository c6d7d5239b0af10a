"""How fast replicas are, beside the usual ways to do the same.

Prints milliseconds and ratios; the cases of one table run in turns in one process, so that the ratios hold on any
machine. Peers that are not installed (mesa) are skipped with a word.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from scipy import stats

from simulator.engine import blocks as engine
from simulator.engine.iterate import run
from simulator.engine.luck import BLOCK, Luck, forget_luck, luck_of, uniform_of
from simulator.engine.outcome import Outcome
from simulator.engine.parameters import Parameters
from simulator.engine.replicas import replicate
from simulator.engine.sampling import frequencies

BANDS = ("horizon", "capability", "misalignment")
VOTES_AND_CHECKS = {"reliability.copies": 3, "reliability.check_rate": 0.5}


def turns(cases: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each case, in turns, after one turn that does not count."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, case in cases.items():
            started = time.perf_counter()
            case()
            if number:
                times[name].append(1000 * (time.perf_counter() - started))
    return times


def show(title: str, times: Mapping[str, list[float]]) -> None:
    print(f"\n{title}, ms (median / p95)")
    for name, found in times.items():
        ordered = sorted(found)
        print(f"  {name:52s} {statistics.median(ordered):8.2f} / {ordered[int(len(ordered) * 0.95)]:8.2f}")


def moved(p: Parameters, count: int) -> Callable[[], None]:
    """One move of a slider up to the bands that are to be painted: the luck is there, the parameters are new."""
    step = [0]

    def once() -> None:
        step[0] = (step[0] + 7) % 40
        found = replicate(p.with_({"overseer.quality": 0.9 + step[0] / 400}), count)
        for name in BANDS:
            found.band(name)

    return once


def test_a_slider_move_up_to_the_bands() -> None:
    plain, checked = Parameters(), Parameters.of(VOTES_AND_CHECKS)
    once = moved(plain, 1000)

    def other_luck() -> None:
        forget_luck()
        once()

    show("12 rounds, all depths, bands of three figures", turns({
        "the effective model, whole run": lambda: run(plain),
        "200 replicas": moved(plain, 200),
        "1,000 replicas": once,
        "1,000 replicas with luck not drawn before": other_luck,
        "200 replicas, 3 copies, checks": moved(checked, 200),
        "1,000 replicas, 3 copies, checks": moved(checked, 1000),
    }, 40))  # fmt: skip


def test_the_whole_kernel_beside_its_random_draws_alone() -> None:
    """The draws alone: for the same teachers the same number of multinomial samples, by numpy and by quantiles."""
    p, count = Parameters(), 1000
    blocks = range(count // BLOCK)
    played = engine.play(p, blocks)
    teachers = [Outcome(t.amplified.teacher.shares[:, :, 0]) for t in played.transitions]
    shares = [np.ascontiguousarray(np.moveaxis(t.shares, 0, -1)) for t in teachers]
    rounds = range(1, p.run.rounds + 1)
    lucks = [luck_of(1, blocks, number, 0, 12) for number in rounds]
    numbers = np.random.default_rng(1)

    def library() -> None:
        for pvals in shares:
            numbers.multinomial(p.distill.examples, pvals)

    def quantiles() -> None:
        for teacher, luck in zip(teachers, lucks, strict=True):
            frequencies(teacher, p.distill.examples, luck)

    def fresh() -> None:
        for number in rounds:
            for block in blocks:
                Luck.of(uniform_of(1, block, number, 0, 12))

    def fresh_kernel() -> None:
        forget_luck()
        replicate(p, count)

    times = turns({
        "the kernel, luck drawn before": lambda: replicate(p, count),
        "the kernel, luck drawn now": fresh_kernel,
        "draws alone: numpy's multinomial": library,
        "draws alone: quantiles, luck drawn before": quantiles,
        "uniform and normal numbers alone": fresh,
    }, 15)  # fmt: skip
    show("1,000 replicas x 12 rounds x 13 depths", times)
    kernel, cold, library_ms, ours, numbers_ms = (statistics.median(found) for found in times.values())
    print(f"  kernel / numpy's draws {kernel / library_ms:.2f}, kernel / its own draws {kernel / ours:.2f}, "
          f"luck drawn now: {cold / (ours + numbers_ms):.2f}")  # fmt: skip
    assert kernel < 6 * library_ms


@pytest.mark.filterwarnings("default")
def test_replicas_beside_agents() -> None:
    """One Mesa agent for each teacher answer, the same N, checked to have the same law before anything is timed."""
    mesa = pytest.importorskip("mesa", reason="mesa is not installed, so nothing to compare with (make bench)")

    class Answer(mesa.Agent):  # type: ignore[misc, name-defined]
        """A teacher's answer to a training question."""

        def __init__(self, model: object, depth: int) -> None:
            super().__init__(model)
            self.depth = depth

        def step(self) -> None:
            """Be right, honestly wrong or misaligned."""
            number = self.model.random.random()
            misaligned, right = self.model.edges[self.depth]
            self.model.counts[self.depth][2 if number < misaligned else 0 if number < right else 1] += 1

    class Sample(mesa.Model):  # type: ignore[misc, name-defined]
        """The teacher's answers of one replica; the same agents answer round after round."""

        def __init__(self, examples: int, depths: int, seed: int) -> None:
            super().__init__(seed=seed)
            for depth in range(depths):
                for _ in range(examples):
                    Answer(self, depth)

        def frequencies(self, triples: np.ndarray) -> list[list[int]]:
            """Counts by depth, given the teacher's triples (3, depth)."""
            self.edges = [(m, m + c) for c, _, m in triples.T.tolist()]
            self.counts = [[0, 0, 0] for _ in self.edges]
            self.agents.do("step")
            return self.counts

    triples = run(Parameters()).transitions[2].amplified.teacher.shares[:, 0]
    examples, many = 20, 1500
    agents = Sample(examples, 13, 1)
    theirs = np.array([agents.frequencies(triples) for _ in range(many)])
    together = luck_of(1, range(many // BLOCK), 1, 0, 12)
    answers = Outcome(np.repeat(triples[:, np.newaxis], many, axis=1))
    ours = np.moveaxis(np.rint(frequencies(answers, examples, together).shares * examples).astype(int), 0, -1)
    least = 1.0
    for depth in range(13):
        for outcome in range(3):
            found = [sample[:, depth, outcome] for sample in (theirs, ours)]
            counts = np.array([np.bincount(one, minlength=examples + 1) for one in found])
            counts = counts[:, counts.sum(axis=0) >= 10]
            if counts.shape[1] > 1:
                least = min(least, stats.chi2_contingency(counts).pvalue)
    print(f"\nequal in law: least of 39 chi-square p values {least:.3f}")
    assert least > 1e-4

    p = Parameters()
    full = Sample(p.distill.examples, 13, 1)

    def one_replica() -> None:
        for transition in run(p).transitions:
            full.frequencies(transition.amplified.teacher.shares[:, 0])

    times = turns({"1,000 replicas": moved(p, 1000), "1 replica as Mesa agents": one_replica}, 5)
    show("12 rounds, 13 depths, N = 2000", times)
    batch, agent = (statistics.median(found) for found in times.values())
    print(f"  {1000 * agent / batch:,.0f} times faster than 1,000 replicas as agents, one after another")
    assert 1000 * agent > 1000 * batch
