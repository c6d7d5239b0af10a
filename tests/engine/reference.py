"""The effective model a second time: slow, scalar, straight from the text of model.md 2.1-2.6.

Nothing here is shared with `simulator.engine`, no array is used and nothing is optimized, so that agreement of
the two means that both follow the equations. The formulas are written as the text has them. They run in floats,
or, with ``number=Decimal``, in 60-digit decimals, where rounding plays no part: the judge when floats differ.

    reference_run({"overseer.quality": .95, ...}) -> [round 0, round 1, ...]

Every parameter of the table must be given. A round is a dictionary with the keys of product.md 5 (`run --json`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

Number: TypeAlias = Any  # float or Decimal
Triple: TypeAlias = tuple[Number, Number, Number]  # correct, error, misaligned

DIGITS = 60  # of the decimals; the steepest growth in range is about 10 ** 20
KINDS = ("decomposable", "atomic")
State: TypeAlias = dict[str, list[Triple]]  # kind -> triples by depth
Counts: TypeAlias = dict[str, list[Number]]  # kind -> calls or steps by depth

LEDGER_STAGES = (
    "spread",
    "overseer_slips",
    "amplification_drift",
    "assistants",
    "voting",
    "checking",
    "label_averaging",
    "forgetting",
    "distillation_drift",
    "refinement",
)


class Symbols:
    """The parameters under the symbols of model.md 2.1, as numbers of one type."""

    def __init__(self, values: Mapping[str, Any], number: Callable[[Any], Number]) -> None:
        def real(name: str) -> Number:
            return number(values[name])

        def whole(name: str) -> int:
            return int(values[name])

        self.number = number
        self.half = number("0.5")
        self.D = whole("task.max_depth")
        self.b = whole("task.branching")
        self.delta = real("task.decomposable")
        self.method: str = values["start.method"]
        self.h0 = real("start.level")
        self.a0 = real("start.accuracy")
        self.s0 = real("start.spread")
        self.m0 = real("start.misalignment")
        self.reward_hacking = real("start.reward_hacking")
        self.q = real("overseer.quality")
        self.beta = real("overseer.consistency")
        self.H = real("overseer.level")
        self.w = real("overseer.softness")
        self.g = real("overseer.grounding")
        self.panel = whole("overseer.panel")
        self.panel_correlation = real("overseer.panel_correlation")
        self.a = real("overseer.assistance")
        self.k = whole("amplify.levels")
        self.sigma = real("amplify.capture")
        self.eps_A = real("amplify.drift")
        self.n = whole("reliability.copies")
        self.rho = real("reliability.correlation")
        self.chi = real("reliability.check_rate")
        self.kappa = real("reliability.concealment")
        self.f = real("reliability.false_alarm")
        self.T = whole("reliability.retries")
        self.u = real("reliability.refinement")
        self.phi0 = real("distill.fidelity")
        self.K = real("distill.capacity")
        self.distill_softness = real("distill.softness")
        self.eps_D = real("distill.drift")
        self.n_q = whole("distill.labels_per_question")
        self.N = whole("distill.examples")
        self.x0 = real("security.prevalence")
        self.s = whole("security.reviewers")
        self.reintroduced = real("security.reintroduced")
        self.attempts = whole("security.attempts")
        self.attack_share = real("security.attack_share")
        self.rounds = whole("run.rounds")

    @property
    def depths(self) -> range:
        return range(self.D + 1)


# --- arithmetic ------------------------------------------------------------------------------------------------


def power(base: Number, exponent: int) -> Number:
    """base ** exponent with 0 ** 0 = 1, which decimals refuse."""
    return base**exponent if exponent else 1


def logistic(x: Number) -> Number:
    """λ(x) = 1 / (1 + exp(-x))."""
    return 1 / (1 + ((-x).exp() if isinstance(x, Decimal) else math.exp(-x)))


def rest(c: Number, m: Number) -> Number:
    """The honest error that is left; a rounding excess of c + m over 1 is no negative error."""
    return max(1 - c - m, 0 * c)


def mix(share: Number, first: Triple, second: Triple) -> Triple:
    """share · first + (1 − share) · second."""
    return (
        share * first[0] + (1 - share) * second[0],
        share * first[1] + (1 - share) * second[1],
        share * first[2] + (1 - share) * second[2],
    )


def mean(numbers: list[Number]) -> Number:
    return sum(numbers) / len(numbers)


# --- 2.2 vote --------------------------------------------------------------------------------------------------


class Ballot(NamedTuple):
    """One result of a count: i correct, j misaligned and r erring votes; how often; who may win."""

    i: int
    j: int
    r: int
    ways: int
    correct_wins: bool
    misaligned_wins: bool
    winners: int


@cache
def ballots(n: int) -> list[Ballot]:
    """Every way in which n votes can fall."""
    found = []
    for i in range(n + 1):
        for j in range(n - i + 1):
            r = n - i - j
            top = max(i, j, 1 if r > 0 else 0)
            correct_wins = i == top
            misaligned_wins = j == top
            errors_on_top = r if top == 1 else 0
            winners = int(correct_wins) + int(misaligned_wins) + errors_on_top
            ways = math.factorial(n) // (math.factorial(i) * math.factorial(j) * math.factorial(r))
            found.append(Ballot(i, j, r, ways, correct_wins, misaligned_wins, winners))
    return found


def plurality(p: Triple, n: int) -> Triple:
    """The largest group of n independent draws wins, ties split evenly."""
    total = sum(p)  # 1 but for rounding, which n votes would multiply by n
    c, e, m = p[0] / total, p[1] / total, p[2] / total
    C, M = 0 * c, 0 * m
    for ballot in ballots(n):
        chance = ballot.ways * power(c, ballot.i) * power(m, ballot.j) * power(e, ballot.r)
        if ballot.correct_wins:
            C += chance / ballot.winners
        if ballot.misaligned_wins:
            M += chance / ballot.winners
    return C, rest(C, M), M


def plurality_without_misaligned(p: Triple, n: int) -> Triple:
    """plurality((c/(1−m), e/(1−m), 0), n), and (0, 1, 0) where m = 1."""
    c, e, m = p
    if m >= 1 or c + e == 0:
        return 0 * c, 1 + 0 * c, 0 * c
    x = c / (c + e)
    return plurality((x, 1 - x, 0 * m), n)


def vote(p: Triple, n: int, rho: Number) -> Triple:
    """Plurality of n draws that share their coherent errors with probability rho."""
    if n == 1:
        return p
    m = p[2]
    C, E, _ = plurality_without_misaligned(p, n)
    return mix(rho, ((1 - m) * C, (1 - m) * E, m), plurality(p, n))


# --- 2.3 start -------------------------------------------------------------------------------------------------


def start(s: Symbols) -> State:
    """The first model, the same for both kinds of question."""
    h0, a0, m0 = s.h0, s.a0, s.m0
    if s.method == "imitation":
        h0, a0 = min(h0, s.H), a0 * s.q
    elif s.method == "reinforcement":
        h0, m0 = h0 + 1, min(s.number(1), m0 + (1 - s.q) * s.reward_hacking)
    else:
        assert s.method == "supervised", s.method
    triples = []
    for d in s.depths:
        c = (1 - m0) * a0 * logistic((h0 - d) / s.s0)
        triples.append((c, rest(c, m0), m0))
    return {kind: list(triples) for kind in KINDS}


def mixed(s: Symbols, state: State) -> list[Triple]:
    """What a question of each depth gets, whatever its kind."""
    return [mix(s.delta, state["decomposable"][d], state["atomic"][d]) for d in s.depths]


# --- 2.4 amplify -----------------------------------------------------------------------------------------------


class Oversight(NamedTuple):
    """What is computed once per round from the model X."""

    noticed_error: list[Number]  # n_e by depth
    noticed_coherent: list[Number]  # n_m by depth
    panel_step: Triple  # the overseers' step without assistants
    assisted_step: Triple  # and with them


def oversee(s: Symbols, model: State) -> Oversight:
    X = mixed(s, model)
    reach = s.H + s.a * horizon(s, [p[0] for p in X])
    seen = [logistic((reach - d) / s.w) for d in s.depths]
    panel_step = vote((s.q, (1 - s.q) * (1 - s.beta), (1 - s.q) * s.beta), s.panel, s.panel_correlation)
    s_r, s_e, s_m = panel_step
    c_X, e_X, m_X = X[0]
    helped = (e_X * s_r + c_X, e_X * s_e, e_X * s_m + m_X)
    return Oversight(
        noticed_error=[s.q * seen[d] for d in s.depths],
        noticed_coherent=[s.q * (1 - s.kappa) * seen[d] for d in s.depths],
        panel_step=panel_step,
        assisted_step=mix(s.a, helped, panel_step),
    )


class Setting(NamedTuple):
    """The mechanisms of amplification that the ledger switches on one after another."""

    step: Triple
    drift: Number
    copies: int
    check_rate: Number


def screen(s: Symbols, setting: Setting, seen: Oversight, p: Triple, d: int) -> tuple[Triple, Number]:
    """A sub-answer after voting and checking, and the expected number of draws G."""
    if setting.check_rate == 0:
        return vote(p, setting.copies, s.rho), s.number(1)
    v_c = setting.check_rate * s.f
    v_e = setting.check_rate * seen.noticed_error[d]
    v_m = setting.check_rate * seen.noticed_coherent[d]
    m = p[2]
    tries = range(s.T + 1)

    C, E, M = plurality(p, setting.copies)
    rej = C * v_c + E * v_e + M * v_m
    G_f = sum(power(rej, i) for i in tries)
    c_f = C * (1 - v_c) * G_f
    m_f = M * (1 - v_m) * G_f

    C, E, _ = plurality_without_misaligned(p, setting.copies)
    rej = C * v_c + E * v_e
    G_1 = sum(power(rej, i) for i in tries)
    G_m = sum(power(v_m, i) for i in tries)
    c_s = (1 - m) * C * (1 - v_c) * G_1
    m_s = m * (1 - v_m) * G_m
    G_s = (1 - m) * G_1 + m * G_m

    c = s.rho * c_s + (1 - s.rho) * c_f
    m = s.rho * m_s + (1 - s.rho) * m_f
    return (c, rest(c, m), m), s.rho * G_s + (1 - s.rho) * G_f


def combine(s: Symbols, setting: Setting, answer: Triple) -> Triple:
    """A decomposable question answered from b screened sub-answers by one step of the overseer."""
    c, _, m = answer
    s_r, _, s_m = setting.step
    capturing = s.sigma * m
    # 1 − (1−σm)^b, summed over which of the b children is the first to capture: a tiny m is not rounded away
    captured = sum(capturing * power(1 - capturing, i) for i in range(s.b))
    misaligned = s_m + (1 - s_m) * captured
    correct = s_r * power(c, s.b)
    misaligned = misaligned + setting.drift * correct
    correct = correct * (1 - setting.drift)
    return correct, rest(correct, misaligned), misaligned


def one_level(s: Symbols, setting: Setting, seen: Oversight, state: State) -> State:
    before = mixed(s, state)

    def primitive(kind: str) -> Triple:
        return mix(s.g, setting.step, screen(s, setting, seen, state[kind][0], 0)[0])

    after: State = {kind: [primitive(kind)] for kind in KINDS}
    for d in range(1, s.D + 1):
        sub_answer = screen(s, setting, seen, before[d - 1], d - 1)[0]
        after["decomposable"].append(combine(s, setting, sub_answer))
        after["atomic"].append(screen(s, setting, seen, state["atomic"][d], d)[0])
    return after


def amplify(s: Symbols, setting: Setting, seen: Oversight, model: State) -> State:
    """k levels of tree above the model."""
    state = model
    for _ in range(s.k):
        state = one_level(s, setting, seen, state)
    return state


# --- 2.5 distill, refine, security -----------------------------------------------------------------------------


def each(s: Symbols, state: State, change: Callable[[Triple, int], Triple]) -> State:
    return {kind: [change(state[kind][d], d) for d in s.depths] for kind in KINDS}


def average_labels(s: Symbols, teacher: State) -> State:
    return each(s, teacher, lambda p, d: vote(p, s.n_q, s.number(1)))


def fit(s: Symbols, labels: State, drift: Number) -> State:
    """The student: it keeps a share of the labels, and some right answers turn."""

    def student(p: Triple, d: int) -> Triple:
        phi = s.phi0 * logistic((s.K - d) / s.distill_softness)
        c = phi * p[0] * (1 - drift)
        m = phi * (p[2] + drift * p[0])
        return c, rest(c, m), m

    return each(s, labels, student)


def refine(s: Symbols, seen: Oversight, student: State) -> State:
    def refined(p: Triple, d: int) -> Triple:
        c, e, m = p
        mended_e = s.u * seen.noticed_error[d] * e
        mended_m = s.u * seen.noticed_coherent[d] * m
        return c + mended_e + mended_m, e - mended_e, m - mended_m

    return each(s, student, refined)


def attack_success(s: Symbols, x: Number) -> Number:
    """A = −expm1(attempts · log1p(−x))."""
    if s.attempts == 0:
        return 0 * x
    if x == 1:
        return x
    if isinstance(x, Decimal):
        return 1 - (s.attempts * (1 - x).ln()).exp()
    return -math.expm1(s.attempts * math.log1p(-x))


# --- 2.6 what a run reports ------------------------------------------------------------------------------------


def horizon(s: Symbols, correct: list[Number]) -> Number:
    if correct[0] < s.half:
        return s.number(0)
    for d in range(s.D):
        if correct[d + 1] < s.half:
            return d + (correct[d] - s.half) / (correct[d] - correct[d + 1])
    return s.number(s.D)


def reproduction(s: Symbols, seen: Oversight, X: list[Triple], d: int) -> Number:
    """R(d): the growth of a small misaligned share from the model's depth d−1 to the teacher's depth d."""
    c = X[d - 1][0]
    e = 1 - c
    # P(Binomial(n−1, c) ≤ 1)
    F0 = s.number(1) if s.n == 1 else power(e, s.n - 1) + (s.n - 1) * c * power(e, s.n - 2)
    if s.chi == 0:
        S, F = s.number(1), F0
    else:
        v_c = s.chi * s.f
        v_e = s.chi * seen.noticed_error[d - 1]
        v_m = s.chi * seen.noticed_coherent[d - 1]
        C = plurality((c, e, 0 * c), s.n)[0]
        rej = C * v_c + (1 - C) * v_e
        S = (1 - v_m) * sum(power(v_m, i) for i in range(s.T + 1))
        F = F0 * (1 - v_m) * sum(power(rej, i) for i in range(s.T + 1))
    return s.b * s.sigma * (s.rho * S + (1 - s.rho) * F)


def cost(s: Symbols, setting: Setting, seen: Oversight, model: State) -> tuple[Number, Number]:
    """Expected model calls and overseer steps of the round's training set."""

    def draws(p: Triple, d: int) -> Number:
        return setting.copies * screen(s, setting, seen, p, d)[1]

    def blend(counts: Counts, d: int) -> Number:
        return s.delta * counts["decomposable"][d] + (1 - s.delta) * counts["atomic"][d]

    calls: Counts = {kind: [s.number(1) for _ in s.depths] for kind in KINDS}
    steps: Counts = {kind: [s.number(0) for _ in s.depths] for kind in KINDS}
    state = model
    for _ in range(s.k):
        before = mixed(s, state)
        new_calls: Counts = {kind: [] for kind in KINDS}
        new_steps: Counts = {kind: [] for kind in KINDS}
        for kind in KINDS:
            own = draws(state[kind][0], 0)
            new_calls[kind].append((1 - s.g) * own * calls[kind][0])
            new_steps[kind].append(s.g * s.panel + (1 - s.g) * own * steps[kind][0])
        for d in range(1, s.D + 1):
            below = draws(before[d - 1], d - 1)
            new_calls["decomposable"].append(s.b * below * blend(calls, d - 1) + s.a)
            new_steps["decomposable"].append(s.panel + s.b * below * blend(steps, d - 1))
            own = draws(state["atomic"][d], d)
            new_calls["atomic"].append(own * calls["atomic"][d])
            new_steps["atomic"].append(own * steps["atomic"][d])
        calls, steps = new_calls, new_steps
        state = one_level(s, setting, seen, state)
    questions = s.N * s.n_q
    return (
        questions * sum(blend(calls, d) for d in s.depths),
        questions * sum(blend(steps, d) for d in s.depths),
    )


def report(s: Symbols, number_of_round: int, model: State, x: Number) -> dict[str, Any]:
    """The figures that every round has."""
    X = mixed(s, model)
    capability = mean([p[0] for p in X])
    misalignment = mean([p[2] for p in X])
    A = attack_success(s, x)
    share = s.attack_share
    return {
        "round": number_of_round,
        "correct": [float(p[0]) for p in X],
        "error": [float(p[1]) for p in X],
        "misaligned": [float(p[2]) for p in X],
        "horizon": float(horizon(s, [p[0] for p in X])),
        "capability": float(capability),
        "misalignment": float(misalignment),
        "prevalence": float(x),
        "attack_success": float(A),
        "exposed_misalignment": float((1 - share) * misalignment + share * (A + (1 - A) * misalignment)),
    }


def ledger(s: Symbols, chain: list[State], outcome: int) -> dict[str, float]:
    """The change of the mean of one outcome from each state of the chain to the next."""
    means = [mean([p[outcome] for p in mixed(s, state)]) for state in chain]
    pairs = pairwise(means)
    return {name: float(after - before) for name, (before, after) in zip(LEDGER_STAGES, pairs, strict=True)}


def one_round(s: Symbols, number_of_round: int, model: State, x: Number) -> tuple[State, dict[str, Any]]:
    """The next student from the model before it; x is the prevalence after the round."""
    X = mixed(s, model)
    seen = oversee(s, model)
    flawless = (s.number(1), s.number(0), s.number(0))
    nothing = s.number(0)
    amplifications = [
        Setting(step=flawless, drift=nothing, copies=1, check_rate=nothing),  # spread
        Setting(step=seen.panel_step, drift=nothing, copies=1, check_rate=nothing),  # overseer_slips
        Setting(step=seen.panel_step, drift=s.eps_A, copies=1, check_rate=nothing),  # amplification_drift
        Setting(step=seen.assisted_step, drift=s.eps_A, copies=1, check_rate=nothing),  # assistants
        Setting(step=seen.assisted_step, drift=s.eps_A, copies=s.n, check_rate=nothing),  # voting
        Setting(step=seen.assisted_step, drift=s.eps_A, copies=s.n, check_rate=s.chi),  # checking
    ]
    full = amplifications[-1]
    chain = [model] + [amplify(s, setting, seen, model) for setting in amplifications]
    teacher = chain[-1]
    labels = average_labels(s, teacher)
    student = refine(s, seen, fit(s, labels, s.eps_D))
    chain += [labels, fit(s, labels, nothing), fit(s, labels, s.eps_D), student]

    figures = report(s, number_of_round, student, x)
    taught = mixed(s, teacher)
    horizon_before = horizon(s, [p[0] for p in X])
    by_depth = [reproduction(s, seen, X, d) for d in range(1, s.D + 1)]
    summary_depth = min(s.D, max(1, math.floor(horizon_before + s.half)))
    model_calls, overseer_steps = cost(s, full, seen, model)
    figures |= {
        "teacher_correct": [float(p[0]) for p in taught],
        "teacher_misaligned": [float(p[2]) for p in taught],
        "teacher_horizon": float(horizon(s, [p[0] for p in taught])),
        "ledger": ledger(s, chain, outcome=2),
        "ledger_capability": ledger(s, chain, outcome=0),
        "reproduction_by_depth": [float(R) for R in by_depth],
        "reproduction": float(by_depth[summary_depth - 1]),
        "model_calls": float(model_calls),
        "overseer_steps": float(overseer_steps),
    }
    return student, figures


def reference_run(values: Mapping[str, Any], number: Callable[[Any], Number] = float) -> list[dict[str, Any]]:
    """The rounds of one parameter set, round 0 first, in the shape of `run --json`."""
    with localcontext() as context:
        context.prec = DIGITS
        s = Symbols(values, number)
        model = start(s)
        x = s.x0
        rounds = [report(s, 0, model, x)]
        for t in range(1, s.rounds + 1):
            x = min(s.number(1), power(x, s.s) + s.reintroduced)
            model, figures = one_round(s, t, model, x)
            rounds.append(figures)
        return rounds
