"""Frequencies of sampled trees against closed forms, and proof that a wrong law would be found out.

Trees are drawn backwards, from outcomes to causes. Here the model is told forwards, in scalars, by listing every way
in which votes, checks, steps and sub-answers can go (model.md 2.4, 2.5); nothing is shared with `laws`. Every drawn
detail must occur as often as its ways add up to.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from simulator.engine.blame import CAUSES, origins, tally
from simulator.engine.forest import ALL, CLOSED, Forest, questions, rooted_at
from simulator.engine.iterate import Run, run
from simulator.engine.laws import CHILD_WAYS, LEARNINGS, MAKINGS
from simulator.engine.outcome import Outcome
from simulator.engine.parameters import Parameters
from simulator.engine.tree import KINDS, OUTCOMES, AnswerOutcome, Node

IMPOSSIBLE_LUCK = 1e-6
"""A chance below this, with seeds that are fixed, means a wrong law."""

C, E, M = OUTCOMES
Triple: TypeAlias = Mapping[str, float]
Category: TypeAlias = Any  # a name or a tuple of what was drawn together
Chances: TypeAlias = dict[Category, float]
Test: TypeAlias = tuple[str, float]


# ---- chi-square -------------------------------------------------------------------------------------------------


def chance_of(counts: Counter[Category], expected: Mapping[Category, float]) -> float:
    """The p-value of observations under a law; rare categories are pooled, impossible ones give 0."""
    total, mass = counts.total(), math.fsum(expected.values())
    assert mass == pytest.approx(1.0, abs=1e-9)
    if any(expected.get(category, 0.0) <= 0.0 for category in counts):
        return 0.0
    seen, wanted = [], []
    rare_seen, rare_wanted = 0, 0.0
    for category, chance in expected.items():
        if total * chance >= 8.0:
            seen.append(counts[category])
            wanted.append(total * chance)
        else:
            rare_seen += counts[category]
            rare_wanted += total * chance
    if rare_wanted >= 8.0 or not wanted:
        seen.append(rare_seen)
        wanted.append(rare_wanted)
    else:
        seen[0] += rare_seen
        wanted[0] += rare_wanted
    if len(seen) == 1:
        return 1.0
    return float(stats.chisquare(seen, np.array(wanted) * total / sum(wanted)).pvalue)


def gathered(ways: Iterable[tuple[Category, float]]) -> Chances:
    chances: Chances = defaultdict(float)
    for category, chance in ways:
        if chance > 0.0:
            chances[category] += chance
    return chances


# ---- the model told forwards ------------------------------------------------------------------------------------


def triple(outcome: Outcome, kind: int, depth: int) -> Triple:
    return dict(zip(OUTCOMES, outcome.shares[:, kind, depth].tolist(), strict=True))


def mixture(outcome: Outcome, decomposable: float, depth: int) -> Triple:
    first, second = (triple(outcome, kind, depth) for kind in (0, 1))
    return {name: decomposable * first[name] + (1.0 - decomposable) * second[name] for name in OUTCOMES}


def without_misaligned(p: Triple) -> Triple:
    rest = p[C] + p[E]
    return {C: p[C] / rest if rest else 0.0, E: p[E] / rest if rest else 1.0, M: 0.0}


@lru_cache(maxsize=4096)
def _committee(n: int, c: float, e: float, m: float) -> Chances:
    """All n votes one by one: (number right, number misaligned, who wins) → chance."""
    alone = {C: c, E: e, M: m}

    def ways() -> Iterator[tuple[Category, float]]:
        for votes in product(OUTCOMES, repeat=n):
            groups = [[name] * votes.count(name) for name in (C, M) if name in votes]
            groups += [[E] for vote in votes if vote == E]
            largest = max(len(group) for group in groups)
            winners = [group[0] for group in groups if len(group) == largest]
            for winner in winners:
                chance = math.prod(alone[vote] for vote in votes) / len(winners)
                yield (votes.count(C), votes.count(M), winner), chance

    return gathered(ways())


def committee(n: int, p: Triple) -> Chances:
    return _committee(n, p[C], p[E], p[M])


def winners(votes: Chances) -> Triple:
    law = gathered((key[2], chance) for key, chance in votes.items())
    return {name: law.get(name, 0.0) for name in OUTCOMES}


@dataclasses.dataclass(frozen=True)
class Forward:
    """One teacher answer of a run, told forwards."""

    run: Run
    round: int
    level: int
    kind: int
    depth: int

    @property
    def p(self) -> Parameters:
        return self.run.parameters

    @property
    def decomposes(self) -> bool:
        return self.kind == 0 and self.depth > 0

    @property
    def outcome(self) -> Triple:
        """The engine's figure."""
        return triple(self.run.transitions[self.round - 1].amplified.states[self.level], self.kind, self.depth)

    @property
    def below(self) -> Outcome:
        return self.run.transitions[self.round - 1].amplified.states[self.level - 1]

    @property
    def asked(self) -> Triple:
        if self.decomposes:
            return mixture(self.below, self.p.task.decomposable, self.depth - 1)
        return triple(self.below, self.kind, self.depth)

    @property
    def rejects_when_checking(self) -> Triple:
        found = self.run.transitions[self.round - 1].found
        depth = self.depth - self.decomposes
        error, misaligned = float(found.error[0, depth]), float(found.misaligned[0, depth])
        return {C: self.p.reliability.false_alarm, E: error, M: misaligned}

    def ways_to_ask(self) -> list[tuple[bool, float, Chances]]:
        """(shared, chance, votes of one committee): each copy for itself, common cause absent, common cause present."""
        rho, n, p = self.p.reliability.correlation, self.p.reliability.copies, self.asked
        return [
            (False, 1.0 - rho, committee(n, p)),
            (False, rho * (1.0 - p[M]), committee(n, without_misaligned(p))),
            (True, rho * p[M], committee(n, {C: 0.0, E: 0.0, M: 1.0})),
        ]

    def asks(self) -> Chances:
        """(what comes through, shared, committees, abstained, last winner, right vote in the last one) → chance."""
        chi, last = self.p.reliability.check_rate, self.p.reliability.retries

        def ways() -> Iterator[tuple[Category, float]]:
            for shared, chance, votes in self.ways_to_ask():
                rejected = sum(w * chi * self.rejects_when_checking[k] for k, w in winners(votes).items())
                for (right, _, winner), share in votes.items():
                    refused = chi * self.rejects_when_checking[winner]
                    for tries in range(last + 1):
                        reached = chance * rejected**tries * share
                        yield (winner, shared, tries + 1, False, winner, right > 0), reached * (1.0 - refused)
                    yield (E, shared, last + 1, True, winner, right > 0), chance * rejected**last * share * refused

        return gathered(ways())

    def committees(self, number: int) -> Chances:
        """(right, misaligned, winner, checked, rejected) of a committee that is asked, the first being 0 → chance."""
        chi = self.p.reliability.check_rate

        def ways() -> Iterator[tuple[Category, float]]:
            for _, chance, votes in self.ways_to_ask():
                rejected = sum(w * chi * self.rejects_when_checking[k] for k, w in winners(votes).items())
                reached = chance * rejected**number
                for (right, misaligned, winner), share in votes.items():
                    notices = self.rejects_when_checking[winner]
                    yield (right, misaligned, winner, False, False), reached * share * (1.0 - chi)
                    yield (right, misaligned, winner, True, False), reached * share * chi * (1.0 - notices)
                    yield (right, misaligned, winner, True, True), reached * share * chi * notices

        law = gathered(ways())
        mass = sum(law.values())
        return {category: chance / mass for category, chance in law.items()} if mass else {}

    def two_votes(self) -> Chances:
        """The first two copies of the first committee, in their order."""
        p, rho = self.asked, self.p.reliability.correlation
        common = without_misaligned(p)
        return gathered(
            (
                (one, two),
                (1.0 - rho) * p[one] * p[two]
                + rho * (1.0 - p[M]) * common[one] * common[two]
                + (rho * p[M] if one == two == M else 0.0),
            )
            for one, two in product(OUTCOMES, repeat=2)
        )

    def two_committees(self) -> Chances:
        """(right, winner) of the first committee, which was rejected, and of the next one → chance."""

        def ways() -> Iterator[tuple[Category, float]]:
            for _, chance, votes in self.ways_to_ask():
                for (right, _, winner), share in votes.items():
                    refused = chance * share * self.p.reliability.check_rate * self.rejects_when_checking[winner]
                    for (right_again, _, winner_again), again in votes.items():
                        yield (right, winner, right_again, winner_again), refused * again

        law = gathered(ways())
        mass = sum(law.values())
        return {category: chance / mass for category, chance in law.items()}

    def children(self) -> Chances:
        """(outcome of the copy that unfolds, its kind, abstained) → chance."""
        ways: list[tuple[Category, float]] = []
        for (_, _, _, abstained, winner, _), chance in self.asks().items():
            if self.decomposes:
                share = self.p.task.decomposable
                first, second = (triple(self.below, kind, self.depth - 1)[winner] for kind in (0, 1))
                decomposable = share * first / (share * first + (1.0 - share) * second)
                ways.append(((winner, KINDS[0], abstained), chance * decomposable))
                ways.append(((winner, KINDS[1], abstained), chance * (1.0 - decomposable)))
            else:
                ways.append(((winner, KINDS[self.kind], abstained), chance))
        return gathered(ways)

    def screened(self) -> Triple:
        law = gathered((key[0], chance) for key, chance in self.asks().items())
        return {name: law.get(name, 0.0) for name in OUTCOMES}

    def steps(self) -> Chances:
        """(event, assistant) → chance, by voting of the panel and help from an assistant."""
        p = self.p
        q, beta, n, rho = p.overseer.quality, p.overseer.consistency, p.overseer.panel, p.overseer.panel_correlation
        one: Triple = {C: q, E: (1.0 - q) * (1.0 - beta), M: (1.0 - q) * beta}
        free, common = winners(committee(n, one)), winners(committee(n, without_misaligned(one)))
        panel = {
            name: (1.0 - rho) * free[name] + rho * (1.0 - one[M]) * common[name] + (rho * one[M] if name == M else 0.0)
            for name in OUTCOMES
        }
        a = p.overseer.assistance
        helper = mixture(self.run.transitions[self.round - 1].model, p.task.decomposable, 0)
        events = {C: "right", E: "slip", M: "blind_spot"}
        ways: list[tuple[Category, float]] = [(("assisted", C), a * helper[C]), (("captured", M), a * helper[M])]
        for name, event in events.items():
            ways += [((event, None), (1.0 - a) * panel[name]), ((event, E), a * helper[E] * panel[name])]
        return gathered(ways)

    def makings(self) -> Chances:
        """(outcome, (event, assistant) or None, drifted, children with whether each steers) → chance, all listed."""
        sigma, drift, g = self.p.amplify.capture, self.p.amplify.drift, self.p.overseer.grounding
        answer = self.screened()
        result = {"right": C, "assisted": C, "slip": E, "blind_spot": M, "captured": M}

        def ways() -> Iterator[tuple[Category, float]]:
            grounded = 0.0 if self.depth else g
            if not self.decomposes:
                for name, chance in answer.items():
                    yield (name, None, False, ((name, False),)), (1.0 - grounded) * chance
                for step, chance in self.steps().items() if grounded else ():
                    yield (result[step[0]], step, False, ()), grounded * chance
                return
            child = [((C, False), answer[C]), ((E, False), answer[E])]
            child += [((M, True), sigma * answer[M]), ((M, False), (1.0 - sigma) * answer[M])]
            for step, chance in self.steps().items():
                for children in product(child, repeat=self.p.task.branching):
                    outcome = result[step[0]]
                    whole = chance * math.prod(share for _, share in children)
                    names = tuple(name for name, _ in children)
                    if any(steers for _, steers in names):
                        outcome = M
                    elif outcome == C and any(name != C for name, _ in names):
                        outcome = E
                    if outcome == C:
                        yield (M, step, True, names), whole * drift
                        whole *= 1.0 - drift
                    yield (outcome, step, False, names), whole

        return gathered(ways())


@dataclasses.dataclass(frozen=True)
class ForwardStudent:
    """One model answer of a run, from round 1 on, told forwards."""

    run: Run
    round: int
    kind: int
    depth: int

    @property
    def teacher(self) -> Forward:
        return Forward(self.run, self.round, self.run.parameters.amplify.levels, self.kind, self.depth)

    @property
    def outcome(self) -> Triple:
        return triple(self.run.transitions[self.round - 1].student, self.kind, self.depth)

    def labels(self) -> Chances:
        """(right labels, the one that wins) → chance; a coherent error is in all labels."""
        p = self.teacher.outcome
        votes = committee(self.run.parameters.distill.labels_per_question, without_misaligned(p))
        ways = [((key[0], key[2]), (1.0 - p[M]) * chance) for key, chance in votes.items()]
        return gathered([*ways, ((0, M), p[M])])

    def learnings(self) -> Chances:
        """(outcome, right labels, label, memory, refined) → chance."""
        p, found = self.run.parameters, self.run.transitions[self.round - 1].found
        kept = p.distill.fidelity / (1.0 + math.exp((self.depth - p.distill.capacity) / p.distill.softness))
        corrected = {
            C: 0.0,
            E: p.reliability.refinement * float(found.error[0, self.depth]),
            M: p.reliability.refinement * float(found.misaligned[0, self.depth]),
        }

        def ways() -> Iterator[tuple[Category, float]]:
            for (right, label), chance in self.labels().items():
                drift = p.distill.drift if label == C else 0.0
                for memory, share, learned in (
                    ("kept", kept * (1.0 - drift), label),
                    ("drifted", kept * drift, M),
                    ("forgotten", 1.0 - kept, E),
                ):
                    for refined, luck in ((True, corrected[learned]), (False, 1.0 - corrected[learned])):
                        yield (C if refined else learned, right, label, memory, refined), chance * share * luck

        return gathered(ways())


class Blame:
    """Where errors come from, in closed form: outcome → (cause, round) → chance of both, round by round upwards."""

    def __init__(self, run_: Run) -> None:
        self.run = run_
        self.student = cache(self._student)
        self.teacher = cache(self._teacher)

    def _student(self, round_: int, kind: int, depth: int) -> dict[str, Chances]:
        if round_ == 0:
            start = triple(self.run.transitions[0].model, kind, depth)
            return {name: {("start", 0): start[name]} for name in (E, M)}
        answer = ForwardStudent(self.run, round_, kind, depth)
        ways: dict[str, list[tuple[Category, float]]] = {E: [], M: []}
        for (outcome, right, label, memory, _), chance in answer.learnings().items():
            if outcome == C:
                continue
            cause = {"forgotten": "forgetting", "drifted": "distillation_drift", "kept": ""}[memory]
            if not cause and label == E and right:
                cause = "no_majority"
            if cause:
                ways[outcome].append(((cause, round_), chance))
            else:
                ways[outcome] += self._share(
                    self.teacher(round_, self.run.parameters.amplify.levels, kind, depth)[label], chance
                )
        return {name: gathered(found) for name, found in ways.items()}

    def _teacher(self, round_: int, level: int, kind: int, depth: int) -> dict[str, Chances]:
        answer = Forward(self.run, round_, level, kind, depth)
        asked = self._asked(answer)
        causes = {"slip": "slip", "blind_spot": "blind_spot", "captured": "assistant"}
        ends_with = {"slip": E, "blind_spot": M, "captured": M}
        ways: dict[str, list[tuple[Category, float]]] = {E: [], M: []}
        for (outcome, step, drifted, children), chance in answer.makings().items():
            if outcome == C:
                continue
            if drifted:
                ways[outcome].append((("amplification_drift", round_), chance))
            elif step and ends_with.get(step[0]) == outcome:
                ways[outcome].append(((causes[step[0]], round_), chance))
            else:
                wrong = [name for name, steers in children if (steers if outcome == M and step else name != C)]
                ways[outcome] += self._share(asked[E if E in wrong else M], chance)
        return {name: gathered(found) for name, found in ways.items()}

    def _asked(self, answer: Forward) -> dict[str, Chances]:
        """The same for what a teacher answer asks: by what comes through the screen."""
        depth, share = answer.depth - answer.decomposes, answer.p.task.decomposable
        kinds = ((0, share), (1, 1.0 - share)) if answer.decomposes else ((answer.kind, 1.0),)
        below: dict[str, Chances] = {}
        for name in (E, M):
            below[name] = gathered(
                (cause, weight * chance)
                for kind, weight in kinds
                for cause, chance in (
                    self.teacher(answer.round, answer.level - 1, kind, depth)
                    if answer.level > 1
                    else self.student(answer.round - 1, kind, depth)
                )[name].items()
            )
        ways: dict[str, list[tuple[Category, float]]] = {E: [], M: []}
        for (outcome, _, _, abstained, _, right), chance in answer.asks().items():
            if outcome == C:
                continue
            if abstained:
                ways[E].append((("abstained", answer.round), chance))
            elif outcome == E and right:
                ways[E].append((("no_majority", answer.round), chance))
            else:
                ways[outcome] += self._share(below[outcome], chance)
        return {name: gathered(found) for name, found in ways.items()}

    @staticmethod
    def _share(causes: Chances, chance: float) -> list[tuple[Category, float]]:
        total = sum(causes.values())
        return [(cause, chance * share / total) for cause, share in causes.items()]


# ---- what is drawn ----------------------------------------------------------------------------------------------


def random_parameters(seed: int) -> Parameters:
    """Parameters with every mechanism at work, so that all outcomes and causes occur often enough to be counted."""
    rng = np.random.default_rng(seed)

    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    return Parameters.of(
        {
            "task.max_depth": 3,
            "task.branching": int(rng.integers(1, 4)),
            "task.decomposable": between(0.3, 1.0),
            "start.level": between(0.5, 3.0),
            "start.accuracy": between(0.7, 1.0),
            "start.misalignment": between(0.05, 0.3),
            "overseer.quality": between(0.5, 0.95),
            "overseer.consistency": between(0.1, 0.9),
            "overseer.level": between(0.0, 4.0),
            "overseer.grounding": between(0.1, 0.8),
            "overseer.panel": int(rng.choice([1, 2, 3, 5])),
            "overseer.panel_correlation": between(0.0, 1.0),
            "overseer.assistance": between(0.1, 0.8),
            "amplify.levels": 1 + seed % 3,
            "amplify.capture": between(0.2, 0.9),
            "amplify.drift": between(0.02, 0.2),
            "reliability.copies": (1, 2, 3, 5)[seed % 4],
            "reliability.correlation": between(0.1, 0.9),
            "reliability.check_rate": between(0.3, 1.0),
            "reliability.concealment": between(0.0, 0.8),
            "reliability.false_alarm": between(0.05, 0.5),
            "reliability.retries": seed // 2 % 4,
            "reliability.refinement": between(0.1, 0.8),
            "distill.fidelity": between(0.7, 1.0),
            "distill.capacity": between(3.0, 10.0),
            "distill.drift": between(0.02, 0.2),
            "distill.labels_per_question": (5, 1, 3, 2, 4)[seed % 5],
            "run.rounds": 3,
            "run.seed": seed,
        }
    )


def teacher_answers(drawn: Run, law: Forward, count: int) -> Forest:
    """Teacher answers with outcomes as frequent as the engine says, unfolded once."""
    p = law.p
    rng = np.random.default_rng((p.run.seed, law.round, law.level, law.kind, law.depth))
    chances = np.array([law.outcome[name] for name in OUTCOMES])
    nodes = [
        Node(
            path=(law.round, law.depth, number),
            round=law.round,
            depth=law.depth,
            kind=KINDS[law.kind],
            outcome=OUTCOMES[outcome],
            level=law.level,
        )
        for number, outcome in enumerate(rng.choice(3, size=count, p=chances / chances.sum()))
    ]
    return rooted_at(drawn, nodes).unfolded(1)


def tallied(*columns: NDArray[Any], as_: Callable[..., Category] = lambda *codes: codes) -> Counter[Category]:
    """How often small whole numbers occur together in these columns; `as_` makes a category of them."""
    sizes = tuple(int(column.max(initial=0)) + 1 for column in columns)
    counts = np.bincount(np.ravel_multi_index(tuple(column.astype(np.intp) for column in columns), sizes))
    some = np.flatnonzero(counts)
    rows = zip(*(column.tolist() for column in np.unravel_index(some, sizes)), strict=True)
    found: Counter[Category] = Counter()
    for row, number in zip(rows, counts[some].tolist(), strict=True):
        found[as_(*row)] += number
    return found


def step_of(making: int) -> Category:
    step = MAKINGS[making].step
    return None if step is None else (step.event, None if step.assistant is None else OUTCOMES[step.assistant])


NO_CHILD = len(CHILD_WAYS)


def ways_of_children(forest: Forest, number: int) -> list[NDArray[Any]]:
    """The way of the first, second … child of each answer of the top level, NO_CHILD where there is none."""
    first = forest.levels[0].first
    assert first is not None
    below = forest.levels[1].way if len(forest.levels) > 1 else np.zeros(0, np.uint8)
    padded = np.append(below, np.full(number, NO_CHILD, np.uint8))
    return [np.where(np.diff(first) > child, padded[first[:-1] + child], NO_CHILD) for child in range(number)]


def children_of(ways: tuple[int, ...]) -> Category:
    return tuple((OUTCOMES[CHILD_WAYS[way].outcome], CHILD_WAYS[way].steers) for way in ways if way != NO_CHILD)


def made(outcome: int, making: int, *ways: int) -> Category:
    return OUTCOMES[outcome], step_of(making), MAKINGS[making].drifted, children_of(ways)


def votes_for(votes: NDArray[Any], outcome: str) -> NDArray[Any]:
    counted: NDArray[Any] = (votes == OUTCOMES.index(outcome)).sum(axis=1)
    return counted


def teacher_tests(drawn: Run, law: Forward, count: int) -> Iterator[Test]:
    """Everything about one kind of teacher answer: its step, its children, their votes, checks and retries."""
    forest, p = teacher_answers(drawn, law, count), law.p
    top = forest.levels[0]
    assert top.making is not None
    where = f"round {law.round} level {law.level} {KINDS[law.kind]} depth {law.depth}"
    ways = ways_of_children(forest, p.task.branching if law.decomposes else 1)
    together = tallied(top.outcome, top.making, *ways, as_=made)
    yield f"{where}: outcome, step and children together", chance_of(together, law.makings())
    if len(forest.levels) == 1:
        return
    asks, last = forest.levels[1], forest.committees(1)
    screened = tallied(
        asks.answer, asks.shared, asks.retries + 1, asks.abstained, asks.outcome, votes_for(last.votes, C) > 0,
        as_=lambda a, s, n, x, o, r: (OUTCOMES[a], bool(s), n, bool(x), OUTCOMES[o], bool(r)),
    )  # fmt: skip
    yield f"{where}: what comes through the screen, and how", chance_of(screened, law.asks())
    if law.decomposes:
        sigma, answer = p.amplify.capture, law.screened()
        alone = {(C, False): answer[C], (E, False): answer[E]}
        alone |= {(M, True): sigma * answer[M], (M, False): (1.0 - sigma) * answer[M]}
        each = tallied(asks.way, as_=lambda way: children_of((way,))[0])
        yield f"{where}: each child and whether it steers", chance_of(each, alone)
    children = tallied(asks.outcome, asks.kind, asks.abstained, as_=lambda o, k, x: (OUTCOMES[o], KINDS[k], bool(x)))
    yield f"{where}: children", chance_of(children, law.children())
    firsts = forest.committees(1, ALL, 0)
    for number in range(min(2, p.reliability.retries + 1)):
        these = np.flatnonzero(asks.retries >= number)
        one = forest.committees(1, these, number)
        rows = tallied(
            votes_for(one.votes, C), votes_for(one.votes, M), one.winner, one.checked, one.rejected,
            as_=lambda right, misaligned, w, c, r: (right, misaligned, OUTCOMES[w], bool(c), bool(r)),
        )  # fmt: skip
        yield f"{where}: committee {number}", chance_of(rows, law.committees(number)) if len(these) else 1.0
        if number and len(these):
            before = forest.committees(1, these, 0)
            pairs = tallied(
                votes_for(before.votes, C), before.winner, votes_for(one.votes, C), one.winner,
                as_=lambda right, w, again, v: (right, OUTCOMES[w], again, OUTCOMES[v]),
            )  # fmt: skip
            yield f"{where}: a committee and the next", chance_of(pairs, law.two_committees())
    if p.reliability.copies > 1:
        two = tallied(firsts.votes[:, 0], firsts.votes[:, 1], as_=lambda a, b: (OUTCOMES[a], OUTCOMES[b]))
        yield f"{where}: two copies", chance_of(two, law.two_votes())
        lone = (firsts.votes == firsts.winner[:, np.newaxis]).sum(axis=1) == 1
        yield f"{where}: place of a lone winner", _even(firsts.taken[lone], p.reliability.copies)
    yield f"{where}: committees asked", _mean_of(asks.retries + 1, _draws(law))


def _even(places: NDArray[Any], n: int) -> float:
    return chance_of(tallied(places, as_=int), dict.fromkeys(range(n), 1.0 / n)) if len(places) else 1.0


def _draws(law: Forward) -> float:
    """The engine's G."""
    return float(law.run.transitions[law.round - 1].amplified.draws[law.level - 1][law.kind, law.depth])


def _mean_of(values: NDArray[Any], expected: float) -> float:
    """p-value of a mean. Where nothing varies it must be met."""
    spread = float(np.std(values)) / math.sqrt(len(values))
    if spread == 0.0:
        return float(abs(np.mean(values) - expected) < 0.01)
    return float(2.0 * stats.norm.sf(abs(np.mean(values) - expected) / spread))


def student_tests(drawn: Run, truth: Run, round_: int, depth: int, count: int) -> Iterator[Test]:
    """Roots: kinds and outcomes, what happened at distillation, the teacher's answer behind it, its children."""
    share, n = truth.parameters.task.decomposable, truth.parameters.distill.labels_per_question
    forest = questions(drawn, round_, depth, count).unfolded(1)
    top = forest.levels[0]
    assert top.learning is not None
    assert top.making is not None
    students = [(kind, (share, 1.0 - share)[kind], ForwardStudent(truth, round_, kind, depth)) for kind in (0, 1)]
    where = f"round {round_} depth {depth}"
    yield (
        f"{where}: kind and outcome",
        chance_of(
            tallied(top.kind, top.outcome, as_=lambda k, o: (KINDS[k], OUTCOMES[o])),
            {(KINDS[kind], name): weight * law.outcome[name] for kind, weight, law in students for name in OUTCOMES},
        ),
    )
    labels = forest.labels(0)

    def learned(kind: int, outcome: int, right: int, learning: int) -> Category:
        way = LEARNINGS[learning]
        return KINDS[kind], OUTCOMES[outcome], right, OUTCOMES[way.label], way.memory, way.refined

    yield (
        f"{where}: distillation",
        chance_of(
            tallied(top.kind, top.outcome, votes_for(labels, C), top.learning, as_=learned),
            gathered(
                ((KINDS[kind], *way), weight * chance)
                for kind, weight, law in students
                for way, chance in law.learnings().items()
            ),
        ),
    )
    ways: list[tuple[Category, float]] = []
    for kind, weight, law in students:
        won = gathered((label, chance) for (_, label), chance in law.labels().items())
        for (outcome, step, drifted, children), chance in law.teacher.makings().items():
            first = children[0] if children else None
            given = weight * chance / law.teacher.outcome[outcome]
            ways.append(((KINDS[kind], outcome, step, drifted, first), given * won[outcome]))

    def begun(kind: int, outcome: int, making: int, way: int) -> Category:
        first = (*children_of((way,)), None)[0]
        return KINDS[kind], OUTCOMES[outcome], step_of(making), MAKINGS[making].drifted, first

    yield (
        f"{where}: the teacher's step and first child, given the label",
        chance_of(tallied(top.kind, top.teacher, top.making, *ways_of_children(forest, 1), as_=begun), gathered(ways)),
    )
    if n > 1:
        pairs: list[tuple[Category, float]] = []
        for _, weight, law in students:
            p = law.teacher.outcome
            rest = without_misaligned(p)
            for one, two in product((C, E), repeat=2):
                pairs.append(((one, two), weight * (1.0 - p[M]) * rest[one] * rest[two]))
            pairs.append(((M, M), weight * p[M]))
        drawn_pairs = tallied(labels[:, 0], labels[:, 1], as_=lambda a, b: (OUTCOMES[a], OUTCOMES[b]))
        yield f"{where}: two labels", chance_of(drawn_pairs, gathered(pairs))


def panel_test(drawn: Run, law: Forward, count: int) -> Test:
    """The panel's votes where it decided, against its members one by one."""
    p = law.p
    q, beta, n, rho = p.overseer.quality, p.overseer.consistency, p.overseer.panel, p.overseer.panel_correlation
    one: Triple = {C: q, E: (1.0 - q) * (1.0 - beta), M: (1.0 - q) * beta}
    forest = teacher_answers(drawn, law, count)
    making, votes = forest.levels[0].making, forest.panel(0)
    assert making is not None
    asked = np.flatnonzero(votes[:, 0] != CLOSED)
    ways: list[tuple[Category, float]] = [((0, n, M), rho * one[M])]
    ways += [(key, (1.0 - rho) * chance) for key, chance in committee(n, one).items()]
    ways += [(key, rho * (1.0 - one[M]) * chance) for key, chance in committee(n, without_misaligned(one)).items()]
    result: dict[str, AnswerOutcome] = {"right": C, "slip": E, "blind_spot": M}
    rows = tallied(
        votes_for(votes[asked], C), votes_for(votes[asked], M), making[asked],
        as_=lambda right, misaligned, way: (right, misaligned, result[step_of(way)[0]]),
    )  # fmt: skip
    return "panel", chance_of(rows, gathered(ways))


def origin_tests(drawn: Run, truth: Run, round_: int, depth: int, count: int) -> Iterator[Test]:
    """ "Why?" of many wrong answers: cause and round at the end of the walk, against the scalar listing."""
    blame, share = Blame(truth), truth.parameters.task.decomposable
    forest = questions(drawn, round_, depth, count)
    counts = tally(drawn, forest.levels[0], origins(forest)[0])
    for position, outcome in enumerate((E, M)):
        law = gathered(
            (cause, weight * chance)
            for kind, weight in ((0, share), (1, 1.0 - share))
            for cause, chance in blame.student(round_, kind, depth)[outcome].items()
        )
        expected = mixture(truth.transitions[round_ - 1].student, share, depth)[outcome]
        assert sum(law.values()) == pytest.approx(expected, abs=1e-9)
        ends: Counter[Category] = Counter()
        for cause, since in zip(*np.nonzero(counts[position]), strict=True):
            ends[CAUSES[cause], int(since)] = int(counts[position, cause, since])
        yield (
            f"round {round_} depth {depth}: origins of {outcome}",
            chance_of(ends, {cause: chance / sum(law.values()) for cause, chance in law.items()}),
        )


def cells(truth: Run) -> list[Forward]:
    """Decomposed at two depths and levels, asked again, grounded."""
    k = truth.parameters.amplify.levels
    where = ((3, k, 0, 2), (2, 1, 0, 1), (3, max(1, k - 1), 1, 2), (2, k, 0, 0), (1, 1, 1, 0))
    return [Forward(truth, *cell) for cell in where]


def all_tests(drawn: Run, truth: Run, count: int) -> Iterator[Test]:
    for law in cells(truth):
        yield from teacher_tests(drawn, law, count)
    for round_, depth in ((3, 2), (1, 1), (2, 0)):
        yield from student_tests(drawn, truth, round_, depth, count)
    yield panel_test(drawn, cells(truth)[0], count)
    yield from origin_tests(drawn, truth, 3, 3, count)


SEEDS = range(1, 11)


@lru_cache(maxsize=len(SEEDS))
def results(seed: int) -> tuple[Test, ...]:
    truth = run(random_parameters(seed))
    return tuple(all_tests(truth, truth, 20_000))


@pytest.mark.parametrize("seed", SEEDS)
def test_told_forwards_the_model_is_the_engines(seed: int) -> None:
    """The listing of all ways adds up to the engine's figures, so it can judge the trees."""
    truth = run(random_parameters(seed))
    for law in cells(truth):
        outcomes = gathered((key[0], chance) for key, chance in law.makings().items())
        assert outcomes == pytest.approx(law.outcome, abs=1e-9)
        asked = sum(key[2] * chance for key, chance in law.asks().items())
        assert asked == pytest.approx(_draws(law), abs=1e-9)
        student = ForwardStudent(truth, law.round, law.kind, law.depth)
        learned = gathered((key[0], chance) for key, chance in student.learnings().items())
        assert learned == pytest.approx(student.outcome, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_frequencies_equal_the_closed_forms(seed: int) -> None:
    unlikely = [(name, chance) for name, chance in results(seed) if chance <= IMPOSSIBLE_LUCK]
    assert unlikely == []


def test_chances_of_all_frequencies_are_spread_evenly() -> None:
    """A law that is a little wrong everywhere would push all p-values down together."""
    chances = [chance for seed in SEEDS for _, chance in results(seed) if chance < 1.0]
    assert len(chances) > 250
    assert stats.kstest(chances, "uniform").pvalue > 1e-4


# ---- a wrong law is found out -----------------------------------------------------------------------------------


TELLING = {
    "task.max_depth": 3, "task.branching": 3, "task.decomposable": 0.7, "start.misalignment": 0.15,
    "start.accuracy": 0.9, "start.level": 2.5, "overseer.quality": 0.8, "overseer.consistency": 0.3,
    "overseer.panel": 3, "overseer.assistance": 0.3, "overseer.level": 3.0, "overseer.grounding": 0.4,
    "amplify.capture": 0.5, "amplify.drift": 0.05, "reliability.copies": 3, "reliability.correlation": 0.3,
    "reliability.check_rate": 0.8, "reliability.retries": 2, "reliability.false_alarm": 0.2,
    "reliability.concealment": 0.3, "reliability.refinement": 0.3, "distill.fidelity": 0.9, "distill.drift": 0.05,
    "distill.labels_per_question": 3, "run.rounds": 3,
}  # fmt: skip
"""A run in which no mechanism is hidden by another."""


@dataclasses.dataclass(frozen=True)
class Wrong:
    """A law with one value changed, and the test that tells."""

    id: str
    value: float
    told_by: str


WRONG = {
    "capture a little higher": Wrong("amplify.capture", 0.55, "steers"),
    "capture a little lower": Wrong("amplify.capture", 0.45, "steers"),
    "shared errors ignored": Wrong("reliability.correlation", 0.0, "how"),
    "shared errors ignored, by votes": Wrong("reliability.correlation", 0.0, "two copies"),
    "one retry too many": Wrong("reliability.retries", 3, "how"),
    "one retry too few": Wrong("reliability.retries", 1, "committees asked"),
    "false alarms ignored": Wrong("reliability.false_alarm", 0.0, "committee 0"),
    "fewer checks": Wrong("reliability.check_rate", 0.7, "committee 0"),
    "panel's shared slips ignored": Wrong("overseer.panel_correlation", 0.0, "panel"),
    "assistants ignored": Wrong("overseer.assistance", 0.0, "children together"),
    "grounding ignored": Wrong("overseer.grounding", 0.0, "children together"),
    "kinds mixed otherwise": Wrong("task.decomposable", 0.6, "children"),
    "amplification drift ignored": Wrong("amplify.drift", 0.0, "children together"),
    "distillation drift tripled": Wrong("distill.drift", 0.15, "distillation"),
    "refinement ignored": Wrong("reliability.refinement", 0.0, "distillation"),
    "forgetting ignored": Wrong("distill.fidelity", 1.0, "origins of error"),
}


def telling_test(wrong: Wrong, drawn: Run, truth: Run) -> float:
    """The p-value of the test that ought to tell."""
    cell = Forward(truth, 1, 1, 0, 0 if wrong.id == "overseer.grounding" else 2)
    groups: dict[str, Callable[[], Iterable[Test]]] = {
        "distillation": partial(student_tests, drawn, truth, 2, 2, 20_000),
        "origins of error": partial(origin_tests, drawn, truth, 2, 2, 20_000),
        "panel": partial(map, partial(panel_test, drawn), [cell], [20_000]),
    }
    tests = groups.get(wrong.told_by, partial(teacher_tests, drawn, cell, 60_000))()
    return next(chance for name, chance in tests if name.endswith(wrong.told_by))


@pytest.mark.parametrize("which", WRONG)
def test_a_wrong_law_is_found_out(which: str) -> None:
    wrong = WRONG[which]
    truth = run(Parameters.of(TELLING))
    drawn = dataclasses.replace(truth, parameters=truth.parameters.with_({wrong.id: wrong.value}))
    assert drawn.parameters != truth.parameters
    assert telling_test(wrong, truth, truth) > 1e-3
    assert telling_test(wrong, drawn, truth) < IMPOSSIBLE_LUCK


@pytest.mark.parametrize("seed", SEEDS)
def test_capture_that_is_wrong_by_a_twentieth_is_found_out_in_every_run(seed: int) -> None:
    truth = run(random_parameters(seed))
    sigma = truth.parameters.amplify.capture + (0.05 if seed % 2 else -0.05)
    drawn = dataclasses.replace(truth, parameters=truth.parameters.with_({"amplify.capture": sigma}))
    cell = Forward(truth, 3, truth.parameters.amplify.levels, 0, 2)
    tests = teacher_tests(drawn, cell, 150_000)
    assert next(chance for name, chance in tests if name.endswith("steers")) < IMPOSSIBLE_LUCK
