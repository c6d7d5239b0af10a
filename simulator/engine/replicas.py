"""Replicas: many runs at once that differ by the luck of their training questions (model.md 2.7).

What the teacher does at each depth and kind is known to the student only from N questions, so its triple is replaced
by the frequencies of a multinomial sample of N before labels are averaged. All else is the effective model, with the
replicas along one leading axis of the same operators.

Luck has names: each block of 100 replicas has its own stream for each round and kind. A replica's luck therefore
depends neither on how many others run beside it nor on the order of the blocks, and it is the same at other parameter
values: counts are the quantiles of one fixed uniform number, so they move steadily with the shares, and two settings
that are compared differ by what was changed and not by their luck.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine import measures
from simulator.engine.amplify import Amplified, Mechanisms, amplify
from simulator.engine.distill import average_labels, learn, refine, retention
from simulator.engine.iterate import Run, Transition, _changes, _first_prevalence, _standing
from simulator.engine.measures import LEDGER_CAUSES, depth_mean
from simulator.engine.outcome import ATOMIC, DECOMPOSABLE, Array, Outcome, unless_misaligned
from simulator.engine.overseer import Noticed, assisted_step, noticed, panel_step
from simulator.engine.parameters import Parameters
from simulator.engine.security import attack_success, exposed_misalignment, next_prevalence
from simulator.engine.seeds import Purpose, generator
from simulator.engine.start import first_model

Indices = NDArray[np.intp]

BLOCK = 100
"""Replicas that share a stream; always drawn and computed together, also where only some of them are wanted."""

BLOCKS_AT_ONCE = 5
"""Blocks in one pass: numpy's price per call is shared, and the arrays still fit the processor's cache."""

LEVELS = (0.05, 0.5, 0.95)
"""The quantiles of a band."""

STANDING = (
    "correct", "error", "misaligned", "horizon", "capability", "misalignment", "prevalence", "attack_success",
    "exposed_misalignment",
)  # fmt: skip
"""Figures of the models: rounds + 1 rows, row 0 is the start. The first three have depths as their last axis."""

CHANGES = ("teacher_horizon", "reproduction", "model_calls", "overseer_steps")
"""Figures of the rounds: row 0 is round 1. The teacher's is what it does, not what the sample shows of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """Figures of replicas `first`, `first` + 1, …: read-only arrays [round, replica] or [round, replica, depth].

    Names and rows as in `Run`.
    """

    parameters: Parameters
    first: int
    correct: Array
    error: Array
    misaligned: Array
    horizon: Array
    capability: Array
    misalignment: Array
    prevalence: Array
    attack_success: Array
    exposed_misalignment: Array
    teacher_horizon: Array
    reproduction: Array
    model_calls: Array
    overseer_steps: Array

    @property
    def count(self) -> int:
        """How many replicas there are."""
        return int(self.horizon.shape[1])

    @property
    def last(self) -> int:
        """The number of the last round."""
        return len(self.horizon) - 1

    def band(self, name: str, levels: Sequence[float] = LEVELS) -> Array:
        """Quantiles of a figure over the replicas: [level, round] or [level, round, depth]."""
        return quantiles(getattr(self, name), levels)

    def mean(self, name: str) -> Array:
        """The mean of a figure over the replicas: [round] or [round, depth]."""
        return np.asarray(getattr(self, name).mean(axis=1))


def quantiles(values: Array, levels: Sequence[float] = LEVELS) -> Array:
    """Quantiles over axis 1, interpolated: shape (levels, …). One sort of short contiguous rows is the fastest way."""
    ordered = np.sort(np.ascontiguousarray(np.moveaxis(values, 1, -1)), axis=-1)
    last = ordered.shape[-1] - 1
    places = [level * last for level in levels]
    below = [ordered[..., math.floor(place)] for place in places]
    above = [ordered[..., min(last, math.floor(place) + 1)] for place in places]
    with np.errstate(invalid="ignore"):  # of infinite figures none is a difference, and none is needed
        return np.stack([
            np.where(low == high, low, low + (place % 1.0) * (high - low))
            for place, low, high in zip(places, below, above, strict=True)
        ])  # fmt: skip


def difference(one: Replicas, other: Replicas, name: str) -> Array:
    """A figure of one minus the same of the other, replica by replica on common luck, in the rounds of both.

    Raises ValueError where the replicas are not the same ones or have other luck.
    """
    same_luck = one.parameters.run.seed == other.parameters.run.seed
    if not same_luck or (one.first, one.count) != (other.first, other.count):
        raise ValueError("only the same replicas of the same seed share their luck")
    a, b = getattr(one, name), getattr(other, name)
    rounds = min(len(a), len(b))
    return np.asarray(a[:rounds] - b[:rounds])


# ---- running ----------------------------------------------------------------------------------------------------


def replicate(p: Parameters, count: int | None = None) -> Replicas:
    """Replicas 0 … count − 1; `run.replicas` of them where no count is given. Raises ValueError for none."""
    return joined(list(parts(p, count)))


def parts(p: Parameters, count: int | None = None) -> Iterator[Replicas]:
    """The same piece by piece, each when it is asked for: progress is counting, cancelling is not asking.

    Raises ValueError for fewer than one replica.
    """
    wanted = p.run.replicas if count is None else count
    if wanted < 1:
        raise ValueError(f"{wanted} replicas: there must be at least one")
    return _parts(p, wanted)


def _parts(p: Parameters, wanted: int) -> Iterator[Replicas]:
    blocks = -(-wanted // BLOCK)
    pass_ = _blocks_at_once(p)
    for start in range(0, blocks, pass_):
        some = range(start, min(start + pass_, blocks))
        yield _only(_figures(p, some, _play(p, some)), wanted - start * BLOCK)


def joined(pieces: Sequence[Replicas]) -> Replicas:
    """Pieces that follow each other, as one."""
    if len(pieces) == 1:
        return pieces[0]
    for one, following in pairwise(pieces):
        if following.first != one.first + one.count or following.parameters != one.parameters:
            raise ValueError("these pieces do not follow each other")
    columns = {name: np.concatenate([getattr(piece, name) for piece in pieces], axis=1) for name in STANDING + CHANGES}
    return Replicas(parameters=pieces[0].parameters, first=pieces[0].first, **_frozen(columns))


def single(p: Parameters, number: int) -> Run:
    """The whole run of one replica, with the figures of its column in a batch, bit for bit.

    `amplified` of its transitions is what the teacher does; the luck of the sample is part of the ledger's
    "label_averaging", for it is with the labels that it comes in. Raises ValueError for a negative number.
    """
    if number < 0:
        raise ValueError(f"replica {number}: replicas are counted from 0")
    block, row = divmod(number, BLOCK)
    some = range(block, block + 1)
    played = _play(p, some)
    figures = _figures(p, some, played)
    transitions = tuple(_row(transition, row) for transition in played.transitions)
    sampled = [Outcome(sample.shares[:, row]) for sample in played.samples]
    models, prevalences = [transitions[0].model, *(t.student for t in transitions)], _prevalences(p)
    columns = _standing(p, models, prevalences) | _changes(p, transitions)
    columns |= {name: getattr(figures, name)[:, row] for name in STANDING + CHANGES}
    columns["ledger"], columns["ledger_capability"] = _ledgers(p, transitions, sampled)
    return Run(parameters=p, transitions=transitions, **_frozen(columns))


def _blocks_at_once(p: Parameters) -> int:
    """Votes go through a matrix product, whose rounding depends on the width of the matrix: there, always one block."""
    return BLOCKS_AT_ONCE if p.reliability.copies <= 2 else 1


@dataclass(frozen=True, slots=True)
class _Played:
    """All rounds of some blocks: transitions, what each sample showed of the teacher, all models mixed, horizons."""

    transitions: tuple[Transition, ...]
    samples: tuple[Outcome, ...]
    mixed: tuple[Outcome, ...]
    horizons: tuple[Array, ...]


def _play(p: Parameters, blocks: range) -> _Played:
    """`iterate.advance` round after round, with a sample between the teacher and its labels."""
    start = first_model(p).shares
    model = Outcome(np.repeat(start[:, np.newaxis], len(blocks) * BLOCK, axis=1))
    plain_step, retained = panel_step(p), retention(p)
    mixed = model.mixed(p.task.decomposable)
    horizon = measures.horizon(mixed.correct)
    transitions, samples, mixtures, horizons = [], [], [mixed], [horizon]
    for number in range(1, p.run.rounds + 1):
        found = noticed(p, horizon)
        step = assisted_step(p, plain_step, mixed.at(0))
        mechanisms = Mechanisms(
            step=step, drift=p.amplify.drift, copies=p.reliability.copies, check_rate=p.reliability.check_rate
        )
        amplified = amplify(p, model, mechanisms, found)
        sample = _sample(p, amplified.teacher, blocks, number)
        student = refine(p, learn(retained, average_labels(p, sample), p.distill.drift), found)
        transitions.append(Transition(model, found, plain_step, step, amplified, student))
        samples.append(sample)
        model, mixed = student, student.mixed(p.task.decomposable)
        horizon = measures.horizon(mixed.correct)
        mixtures.append(mixed)
        horizons.append(horizon)
    return _Played(tuple(transitions), tuple(samples), tuple(mixtures), tuple(horizons))


def _figures(p: Parameters, blocks: range, played: _Played) -> Replicas:
    """What is reported of some blocks. No ledger: it costs more than the runs themselves."""
    correct, error, misaligned = (
        np.stack([getattr(mixed, name)[..., 0, :] for mixed in played.mixed])
        for name in ("correct", "error", "misaligned")
    )
    capability, misalignment = (depth_mean(shares[..., np.newaxis, :]) for shares in (correct, misaligned))
    prevalence = np.stack(_prevalences(p))
    success = attack_success(p, prevalence)
    exposed = exposed_misalignment(p, misalignment, success[..., 0])
    teacher_horizon, reproduction = [], []
    for mixed, horizon, transition in zip(played.mixed, played.horizons, played.transitions, strict=False):
        teacher = transition.amplified.teacher.mixed(p.task.decomposable)
        teacher_horizon.append(measures.horizon(teacher.correct)[..., 0, 0])
        by_depth = measures.reproduction_by_depth(p, mixed, transition.found)
        reproduction.append(measures.reproduction(p, by_depth, horizon)[..., 0, 0])
    shape = misalignment.shape
    model_calls, overseer_steps = _cost(p, played.transitions, (len(reproduction), shape[1]))
    return Replicas(
        parameters=p,
        first=blocks.start * BLOCK,
        **_frozen({
            "correct": correct,
            "error": error,
            "misaligned": misaligned,
            "horizon": np.stack([horizon[..., 0, 0] for horizon in played.horizons]),
            "capability": capability,
            "misalignment": misalignment,
            "prevalence": np.broadcast_to(prevalence[..., 0], shape).copy(),
            "attack_success": np.broadcast_to(success[..., 0], shape).copy(),
            "exposed_misalignment": exposed,
            "teacher_horizon": np.stack(teacher_horizon),
            "reproduction": np.stack(reproduction),
            "model_calls": model_calls,
            "overseer_steps": overseer_steps,
        }),
    )  # fmt: skip


def _cost(p: Parameters, transitions: Sequence[Transition], shape: tuple[int, int]) -> tuple[Array, Array]:
    """Model calls and overseer steps [round, replica]; where nothing is asked twice they are the same for all."""
    alike = p.reliability.check_rate == 0.0
    levels = zip(*(t.amplified.draws for t in transitions), strict=True)
    draws = tuple(np.stack([draw[:1] if alike else draw for draw in level]) for level in levels)
    calls, steps = measures.cost(p, Amplified((), draws))
    return np.broadcast_to(calls, shape).copy(), np.broadcast_to(steps, shape).copy()


def _only(piece: Replicas, count: int) -> Replicas:
    """The first replicas of a piece."""
    if count >= piece.count:
        return piece
    columns = {name: getattr(piece, name)[:, :count].copy() for name in STANDING + CHANGES}
    return Replicas(parameters=piece.parameters, first=piece.first, **_frozen(columns))


def _row(transition: Transition, row: int) -> Transition:
    """One replica of a transition, without the axis of replicas."""

    def outcome(of: Outcome) -> Outcome:
        return Outcome(_sealed(of.shares[:, row].copy()))

    found = Noticed(*(_sealed(getattr(transition.found, name)[row].copy()) for name in Noticed.__slots__))
    amplified = Amplified(
        tuple(outcome(state) for state in transition.amplified.states),
        tuple(_sealed(level[row].copy()) for level in transition.amplified.draws),
    )
    return Transition(
        outcome(transition.model), found, transition.plain_step, outcome(transition.step), amplified,
        outcome(transition.student),
    )  # fmt: skip


def _ledgers(p: Parameters, transitions: Sequence[Transition], sampled: Sequence[Outcome]) -> tuple[Array, Array]:
    """The ledgers of a replica: up to checking the teacher as it is, from the labels on what its sample shows."""

    def pile(outcomes: Sequence[Outcome]) -> Outcome:
        return Outcome(np.stack([o.shares for o in outcomes], axis=1))

    found = Noticed(*(np.stack([getattr(t.found, name) for t in transitions]) for name in Noticed.__slots__))
    stages = measures.ledger_stages(
        p, pile([t.model for t in transitions]), found, transitions[0].plain_step,
        pile([t.step for t in transitions]), pile(sampled), pile([t.student for t in transitions]),
    )  # fmt: skip
    teacher = pile([t.amplified.teacher for t in transitions]).mixed(p.task.decomposable)
    stages.shares[:, 1 + LEDGER_CAUSES.index("checking")] = teacher.shares
    return measures.ledgers(stages)


def _prevalences(p: Parameters) -> list[Array]:
    prevalences = [_first_prevalence(p)]
    for _ in range(p.run.rounds):
        prevalences.append(next_prevalence(p, prevalences[-1]))
    return prevalences


def _sealed(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _frozen(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: _sealed(column) for name, column in columns.items()}


# ---- sampling ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Luck:
    """Uniform numbers, and the standard normal ones with the same ranks. Equal shapes, read-only."""

    uniform: Array
    normal: Array

    def part(self, index: int) -> Luck:
        """Those at one place of the first axis."""
        return Luck(self.uniform[index], self.normal[index])


def luck_of(seed: int, block: int, number: int, kind: int, deepest: int) -> Luck:
    """The luck of a block in a round and kind: [draw, replica, depth], draw 0 for misaligned, 1 for correct answers.

    That of a depth does not depend on how many follow.
    """
    drawn = generator(seed, Purpose.REPLICAS, block, number, kind).random((deepest + 1, 2, BLOCK))
    uniform = np.maximum(np.ascontiguousarray(drawn.transpose(1, 2, 0)), 2.0**-54)
    return Luck(_sealed(uniform), _sealed(normal_quantile(uniform)))


@lru_cache(maxsize=240)  # while a slider moves the same luck is needed again; 50 MB at a depth of 12
def luck_of_blocks(seed: int, blocks: range, number: int, kind: int, deepest: int) -> Luck:
    """The luck of some blocks, one after another."""
    each = [luck_of(seed, block, number, kind, deepest) for block in blocks]
    uniform, normal = (np.concatenate([getattr(luck, part) for luck in each], axis=1) for part in Luck.__slots__)
    return Luck(_sealed(uniform), _sealed(normal))


def _sample(p: Parameters, teacher: Outcome, blocks: range, number: int) -> Outcome:
    """Frequencies among N questions at each depth, of each kind that there are questions of (model.md 2.7)."""
    shares = teacher.shares.copy()
    for kind, present in ((DECOMPOSABLE, p.task.decomposable > 0.0), (ATOMIC, p.task.decomposable < 1.0)):
        if present:
            luck = luck_of_blocks(p.run.seed, blocks, number, kind, p.task.max_depth)
            answers = Outcome(np.ascontiguousarray(teacher.shares[..., kind, :]))
            shares[..., kind, :] = frequencies(answers, p.distill.examples, luck).shares
    return Outcome(shares)


def frequencies(answers: Outcome, examples: int, luck: Luck) -> Outcome:
    """Shares of the outcomes in a multinomial sample, exact in law; shares (3, …), luck [draw, …].

    First how many are misaligned, then how many of the rest are right: two binomials, each the quantile of its luck.
    """
    misaligned = binomial_quantile(float(examples), answers.misaligned, answers.correct + answers.error, luck.part(0))
    rest = examples - misaligned
    correct = binomial_quantile(rest, *unless_misaligned(answers), luck.part(1))
    return Outcome(np.stack([correct, rest - correct, misaligned]) / examples)


# ---- binomial quantiles -----------------------------------------------------------------------------------------

_EXPANDED_FROM = 5.0  # variance from which the expansion serves; below it, counting up takes few steps
_EXPANDED_TO = 5.0  # ranks further out (6 in 10 million) are looked up exactly
_TOLERANCE = (0.009, 0.005)  # of the expansion, a + b·|z|⁵ over variance^1.5: 1.3 times the worst error found


def binomial_quantile(trials: Array | float, share: Array, rest: Array, luck: Luck) -> Array:
    """The smallest k with P(Binomial(trials, share) ≤ k) ≥ uniform, for every element; `rest` is 1 − share.

    Exact: a normal expansion says the count, or that it is too near a step to be sure; then the distribution itself
    decides. Whole numbers as floats; equal elements give equal counts whatever stands beside them.
    """
    n, share, rest = (np.broadcast_to(value, luck.uniform.shape).ravel() for value in (trials, share, rest))
    uniform, normal = luck.uniform.ravel(), luck.normal.ravel()
    flipped = share > rest  # count the rarer side, which keeps its digits
    s = np.minimum(share, rest)
    mean = n * s
    variance = mean * np.maximum(share, rest)
    counts = np.empty(len(s))

    def ranks(place: Indices) -> Array:
        u = uniform.take(place)
        np.subtract(1.0, u, out=u, where=flipped.take(place))
        return u

    wide = variance >= _EXPANDED_FROM
    narrow, place = np.flatnonzero(~wide), np.flatnonzero(wide)
    counts[narrow] = _by_counting(n.take(narrow), s.take(narrow), ranks(narrow), mean.take(narrow))
    z = normal.take(place)
    np.negative(z, out=z, where=flipped.take(place))
    edge, margin = _by_expansion(s.take(place), z, mean.take(place), variance.take(place))
    counts[place] = np.ceil(edge)
    below = np.rint(edge)
    far = np.abs(z) > _EXPANDED_TO
    unsure = np.flatnonzero((np.abs(edge - below) < margin) | far)
    if len(unsure):
        place = place.take(unsure)
        counts[place] = _looked_up(
            below.take(unsure), n.take(place), s.take(place), ranks(place), far=far.take(unsure)
        )  # fmt: skip
    np.minimum(np.maximum(counts, 0.0, out=counts), n, out=counts)
    return np.where(flipped, n - counts, counts).reshape(luck.uniform.shape)


def _by_counting(n: Array, s: Array, u: Array, mean: Array) -> Array:
    """How many k have P(X ≤ k) < u, from 0 upwards, some steps at a time."""
    counts = np.zeros(len(u))
    term = np.exp(n * np.log1p(-s))
    place = np.flatnonzero(term < u)
    counts[place] = 1.0
    n, u, mean, term, odds = n[place], u[place], mean[place], term[place], s[place] / (1.0 - s[place])
    total, k, steps = term, 0, 4
    while len(place):
        later = np.arange(k + 1.0, k + steps + 1.0)[:, np.newaxis]
        terms = np.maximum(n - (later - 1.0), 0.0) * (odds / later)
        terms[0] *= term
        np.multiply.accumulate(terms, axis=0, out=terms)
        term = terms[-1].copy()
        terms[0] += total
        totals = np.add.accumulate(terms, axis=0, out=terms)
        counts[place] += (totals < u).sum(axis=0)
        k += steps
        # Rounding may leave the total below the last u; then the terms have died away.
        kept = np.flatnonzero((totals[-1] < u) & (k < n) & ((term > 1e-18) | (k < mean)))
        total, steps, place = totals[-1].take(kept), 8, place.take(kept)
        n, u, mean, term, odds = (column.take(kept) for column in (n, u, mean, term, odds))
    return counts


def _by_expansion(s: Array, z: Array, mean: Array, variance: Array) -> tuple[Array, Array]:
    """Where between the counts the ranks lie, and how far off that may be, by Cornish and Fisher to the third order.

    The count is the next whole number. The cumulants are the lattice's own (second − 1/12, fourth + 1/120: Euler and
    Maclaurin), so that the steps from count to count lie where the expansion says.
    """
    square = variance - 1.0 / 12.0
    inverse = 1.0 / square
    both = s * (1.0 - s)
    zz = z * z
    k3 = (1.0 - 2.0 * s) * variance * inverse
    k4 = (variance * (1.0 - 6.0 * both) + 1.0 / 120.0) * inverse
    k33 = k3 * k3
    root = np.sqrt(square)

    third = (1.0 - 12.0 * both) * (((zz - 6.0) * zz + 3.0) / 120.0)
    third -= k4 * (((zz - 5.0) * zz + 2.0) / 24.0)
    third += k33 * (((12.0 * zz - 53.0) * zz + 17.0) / 324.0)
    second = k4 * ((zz - 3.0) / 24.0)
    second -= k33 * ((2.0 * zz - 5.0) / 36.0)
    edge = third * inverse
    edge += (zz - 1.0) / 6.0
    edge *= k3
    edge += z * root * (1.0 + second * inverse)
    edge += mean - 0.5

    base, slope = _TOLERANCE
    return edge, (base + slope * (zz * zz * np.abs(z))) * inverse / root


def _looked_up(near: Array, n: Array, s: Array, u: Array, *, far: NDArray[np.bool_]) -> Array:
    """The quantile from the distribution itself: the step that is near or the one above, if it is not `far` off."""
    k = np.minimum(np.maximum(near, 0.0), n)
    rising = binomial_cdf(k, n, s) < u
    k += rising
    moving = np.flatnonzero(far & rising & (k < n))  # up to the first k whose share reaches u …
    while len(moving):
        moving = moving[(binomial_cdf(k[moving], n[moving], s[moving]) < u[moving])]
        k[moving] += 1.0
        moving = moving[k[moving] < n[moving]]
    moving = np.flatnonzero(far & ~rising & (k > 0.0))  # … or down to it
    while len(moving):
        moving = moving[binomial_cdf(k[moving] - 1.0, n[moving], s[moving]) >= u[moving]]
        k[moving] -= 1.0
        moving = moving[k[moving] > 0.0]
    return k


@lru_cache(maxsize=1)
def _nodes() -> tuple[Array, Array]:
    """Gauss–Legendre on 0 … 1. Forty nodes reach ten digits where the expansion is used."""
    places, weights = np.polynomial.legendre.leggauss(40)
    return 0.5 * (places + 1.0), 0.5 * weights


def binomial_cdf(k: Array, n: Array, s: Array) -> Array:
    """P(Binomial(n, s) ≤ k) for k = 0 … n and variances of 5 and more, to ten digits.

    It is the chance that a Beta(k + 1, n − k) exceeds s; the tail away from its mode is integrated.
    """
    inside = np.minimum(k, n - 1.0)
    a, b = inside, n - 1.0 - inside
    upper = s * (a + b) >= a
    length = 10.0 * np.sqrt((a + 1.0) * (b + 1.0) / n) / n + 40.0 / n
    length = np.where(upper, np.minimum(length, 1.0 - s), np.minimum(length, s))
    places, weights = _nodes()
    offset = np.where(upper, length, -length)[:, np.newaxis] * places
    # The integrand relative to its value at s; its ends lie between the nodes.
    height = a[:, np.newaxis] * np.log1p(offset / s[:, np.newaxis])
    height += b[:, np.newaxis] * np.log1p(-offset / (1.0 - s[:, np.newaxis]))
    area = length * (np.exp(height) * weights).sum(axis=-1)
    log_top = np.array([
        math.lgamma(n_ + 1.0) - math.lgamma(a_ + 1.0) - math.lgamma(b_ + 1.0)
        for n_, a_, b_ in zip(n.tolist(), a.tolist(), b.tolist(), strict=True)
    ])  # fmt: skip
    tail = area * np.exp(log_top + a * np.log(s) + b * np.log1p(-s))
    return np.where(k >= n, 1.0, np.where(upper, tail, 1.0 - tail))


# ---- normal quantiles -------------------------------------------------------------------------------------------

# Numerators and denominators of Wichura's rational functions (1988, algorithm AS 241), highest power first.
_MIDDLE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
_SIDES = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
_ENDS = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip


def normal_quantile(u: Array) -> Array:
    """The standard normal number below which a share u (0 < u < 1) lies, to sixteen digits."""
    off = u - 0.5
    z = off * _ratio(_MIDDLE, 0.180625 - off * off)
    outside = np.flatnonzero(np.abs(off.ravel()) > 0.425)
    side = off.ravel()[outside]
    tail = np.minimum(u.ravel()[outside], 1.0 - u.ravel()[outside])
    root = np.sqrt(-np.log(tail))
    size = np.where(root <= 5.0, _ratio(_SIDES, root - 1.6), _ratio(_ENDS, root - 5.0))
    z.ravel()[outside] = np.copysign(size, side)
    return z


def _ratio(powers: tuple[tuple[float, ...], tuple[float, ...]], x: Array) -> Array:
    top, bottom = (np.full_like(x, side[0]) for side in powers)
    for upper, lower in zip(powers[0][1:], powers[1][1:], strict=True):
        top *= x
        top += upper
        bottom *= x
        bottom += lower
    return np.asarray(top / bottom)
