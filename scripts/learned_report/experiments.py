"""The experiments: what is run, what is shown of it, and what was expected (model.md 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripts.learned_report.measured import Measure, noisy, paths, theory, usual
from simulator.learner.student import METHODS, Method


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table: its label, the settings that it changes, and what was expected of each column (model.md 3)."""

    label: str
    values: Mapping[str, Any] = field(default_factory=dict)
    method: Method = "ida"
    expected: Sequence[float | None] = ()


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A table: every row is run with every seed. A column is a heading, a figure's name, and a place in it if it is a
    list."""

    title: str
    text: str
    rows: Sequence[Row]
    columns: Sequence[tuple[str, str, int | None]]
    common: Mapping[str, Any] = field(default_factory=dict)
    measure: Measure = usual
    witness: bool = False
    percent: bool = False
    curve: str = ""
    """The figure, a list by round, that is drawn as a picture; "" for none."""


DEPTHS = tuple((f"depth {d}", "correct", d) for d in range(6))
ALL = ("all", "accuracy", -1)
CLAIMS = (ALL, ("over-claims", "over distance", None), ("false steps", "over first step", None))


def _checks() -> list[Row]:
    random = zip(
        (0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4),
        ((0.37, 0.69, 0.43), (0.37, 0.69, 0.42), (0.44, 0.61, 0.34), (0.58, 0.45, 0.19), (0.73, 0.29, 0.07),
         (0.88, 0.12, 0.02), (0.99, 0.007, 0.001), (1, 0, 0)), strict=True,
    )  # fmt: skip
    blind = zip((0.01, 0.05, 0.1, 0.2), ((0.97, 0.033), (0.93, 0.081), (0.83, 0.18), (0.74, 0.29)), strict=True)
    return [
        *(Row(label=f"checked: {q:.0%}", values={"check_rate": q}, expected=e) for q, e in random),
        *(Row(label=f"never checked: {b:.0%}", values={"blind_spot": b}, expected=e) for b, e in blind),
    ]


EXPERIMENTS: dict[str, Experiment] = {
    "wavefront": Experiment(
        title="The wavefront",
        text="Permutation powering, 32 symbols, one level of tree a round. What is right beyond the front are short "
        "cycles of the permutation.",
        rows=[Row(label=f"round {n}", values={"rounds": n}, expected=(1,) * (n + 1)) for n in range(1, 6)],
        columns=(*DEPTHS, ALL),
    ),
    "methods": Experiment(
        title="Baselines",
        text="The same start, the same steps.",
        rows=[Row(label=method.replace("_", " "), method=method) for method in METHODS],
        columns=(*DEPTHS, ALL),
        curve="accuracy",
    ),
    "tasks": Experiment(
        title="All six tasks",
        text="Default sizes and widths; as many rounds as the deepest question needs.",
        rows=[
            Row(label=task.replace("_", " "), values={"task": task, "rounds": rounds, **more})
            for task, rounds, more in (
                ("permutation_powering", 6, {}),
                ("shortest_path", 16, {}),
                ("wildcard_search", 7, {"width": 20}),
                ("sequential_assignments", 12, {"width": 64}),
                ("union_find", 12, {}),
                ("diagnosis", 4, {}),
            )
        ],
        columns=(ALL, ("first round ≥ .99", "full", None)),
        curve="accuracy",
    ),
    "fresh": Experiment(
        title="Fresh slips and a restoring step",
        text="Depth 5 after 6 rounds; the teacher's distribution as it is, sharpened, or its best answer.",
        rows=[
            Row(label=f"{p:.0%} slips, {targets}", values={"slip_rate": p, "targets": targets}, expected=(e,))
            for p, several in ((0.05, (0.47, 1, 1)), (0.1, (0.07, 1, 1)), (0.2, (0.03, 1, 1)), (0.4, (0.03, 0.9, 0.98)))
            for targets, e in zip(("soft", "sharp", "hard"), several, strict=True)
        ],
        columns=(("depth 5", "correct", 5), ALL, ("probability of the right answer, depth 5", "probability", 5)),
        common={"rounds": 6},
    ),
    "transmitted": Experiment(
        title="Soft targets hand uncertainty on",
        text="5 % fresh slips, soft targets, 6 rounds: the probability that is given to the right answer. Expected is "
        "what was measured once; the recursion a·c² with a = .93 gives .93 .93 .80 .60 .33 .10.",
        rows=[Row(label="5 % slips, soft", expected=(0.93, 0.93, 0.79, 0.58, 0.27, 0.08))],
        columns=tuple((f"depth {d}", "probability", d) for d in range(6)),
        common={"slip_rate": 0.05, "targets": "soft", "rounds": 6},
    ),
    "systematic": Experiment(
        title="Systematic slips are copied exactly",
        text="5 % of the questions are always answered wrong in the same way, 6 rounds.",
        rows=[
            Row(label=targets, values={"targets": targets}, expected=(0.98, 0.95, 0.88, 0.75, 0.57, 0.41))
            for targets in ("soft", "sharp", "hard")
        ],
        columns=DEPTHS,
        common={"slip_rate": 0.05, "slip_consistency": 1, "rounds": 6},
    ),
    "votes": Experiment(
        title="Students that vote",
        text="Soft targets, no curriculum, 8 rounds. Copies of one mind are networks with the same first weights and "
        "the same lessons. On fresh slips they gain as much as three different students: what helps here is not that "
        "minds differ, but that votes are cast for best answers, which restores what soft targets blur. What is "
        "gained by errors that differ is in the next table, where targets are best answers for all.",
        rows=[
            Row(label=f"{label}, {who}", values=values | several, expected=(e,))
            for label, values, expected in (
                ("10 % fresh slips", {"slip_rate": 0.1}, (0.31, None, 0.99)),
                ("5 % systematic slips", {"slip_rate": 0.05, "slip_consistency": 1}, (0.45, None, 0.53)),
            )
            for who, several, e in zip(
                ("one student", "three copies of one mind", "three students"),
                ({}, {"students": 3, "same_start": True}, {"students": 3}),
                expected,
                strict=True,
            )
        ],
        columns=(ALL, ("depth 5", "correct", 5)),
        common={"targets": "soft", "curriculum": False},
    ),
    "copies": Experiment(
        title="Copies of one mind gain nothing",
        text="A student of 24 hidden units, best answers as targets, 8 rounds.",
        rows=[
            Row(label="one student"),
            Row(label="three copies of one mind", values={"students": 3, "same_start": True}),
            Row(label="three students", values={"students": 3}),
        ],
        columns=(ALL, ("depth 5", "correct", 5)),
        common={"width": 24, "targets": "hard"},
    ),
    "width": Experiment(
        title="How large the student must be",
        text="8 rounds of 400 steps (32 symbols) or 200 steps (16). The expected figures were noted without the number "
        "of symbols: with 16 all of them lie between the least and the most; with 32 the student must be wider (width "
        "32 was to give .81).",
        rows=[
            Row(
                label=f"{size} symbols, width {width}",
                expected=(e,),
                values={"size": size, "width": width, "steps": 400 if size == 32 else 200},
            )
            for size in (32, 16)
            for width, e in ((8, 0.15), (16, 0.35), (24, 0.45), (32, 0.81), (48, 0.99), (64, 1.0), (128, None))
        ],
        columns=(ALL, ("depth 5", "correct", 5)),
    ),
    "steps": Experiment(
        title="How long the student must train",
        text="Gradient steps a round, 8 rounds.",
        rows=[
            Row(
                label=f"{size} symbols, width {width}, {n} steps",
                expected=(e,),
                values={"size": size, "width": width, "steps": n},
            )
            for size, width in ((32, 128), (16, 64))
            for n, e in ((25, 0.23), (50, 0.55), (100, 0.96), (200, 1.0))
        ],
        columns=(ALL,),
    ),
    "levels": Experiment(
        title="Levels of tree in a round",
        text="The first round at which at least .99 of all answers are right: five levels at k a round.",
        rows=[Row(label=f"k = {k}", values={"levels": k}, expected=(n,)) for k, n in ((1, 5), (2, 3), (3, 2))],
        columns=(("first round ≥ .99", "full", None),),
        common={"rounds": 6, "steps": 600},
    ),
    "trigger": Experiment(
        title="A trigger, and dropping it",
        text="A share of the tagged primitives is poisoned, 8 rounds: tagged questions that are right.",
        rows=[
            Row(label="10 % poisoned", values={"trigger": 0.1}, expected=(0.94, 0.84, 0.70, 0.52, 0.41, 0.39, 0.17)),
            Row(label="30 % poisoned", values={"trigger": 0.3}, expected=(0.84, None, None, None, None, 0.09)),
            Row(
                label="30 % poisoned, tag dropped",
                values={"trigger": 0.3, "drop_trigger": True},
                expected=(None, 1, 1, 1, 1, 1, 0),
            ),
        ],
        columns=(
            *((f"depth {d}", "tagged_correct", d) for d in range(6)),
            ("attacked, depth 5", "attack_success", 5),
        ),
    ),
    "paths": Experiment(
        title="Shortest path: misalignment that nobody scripted",
        text="24 vertices, 48 edges, 16 rounds, no curriculum. Over-claims are distances below the truth, false steps "
        "first steps along edges that are not there, both as shares of all pairs without an edge. Where claims are "
        "checked by chance over-claims go on falling, at 5 to 15 % more slowly than expected; those of a blind spot "
        "stay. With the curriculum on there are .23 of them at a check rate of 20 % (3 seeds).",
        rows=_checks(),
        columns=CLAIMS,
        common={"task": "shortest_path", "rounds": 16, "curriculum": False},
        measure=paths,
        curve="over by round",
    ),
    "wildcard": Experiment(
        title="Wildcard search with fresh facts",
        text="6 bits, width 20, 7 rounds. Facts are in no training example; half of the patterns are never taught. The "
        "student reads facts by products of single bits, so it has all patterns once it has those with one *.",
        rows=[
            Row(label="sharp (sums are rounded)", expected=(0.98,)),
            Row(label="soft (sums are not rounded)", values={"targets": "soft"}),
            Row(label="without a curriculum", values={"curriculum": False}, expected=(0.2,)),
        ],
        columns=(ALL, ("patterns never taught, depth 3", "untaught_correct", 3), ("depth 6", "correct", 6)),
        common={"task": "wildcard_search", "rounds": 7, "width": 20},
    ),
    "farlamp": Experiment(
        title="The noise experiment of Möhn's farlamp",
        text="Answers one step above primitives, in %; soft targets, as there. Expected is farlamp's theory, teacher "
        "and student: a transformer on 4 symbols, whose theory is 1 − p + p/5; ours has 32 symbols and 1 − p + p/32. "
        "Our student's distribution repeats the teacher's, as a calibrated student must; its best answer does not.",
        rows=[
            Row(label=f"p = {p:.2f}", values={"slip_rate": p}, expected=e)
            for p, e in (
                (0.01, (0.992, 0.9927, 0.9972)),
                (0.1, (0.92, 0.9231, 0.945)),
                (0.3, (0.76, 0.7583, 0.7847)),
            )
        ],
        columns=(
            ("theory", "theory", None),
            ("teacher", "teacher", None),
            ("student, probability", "student", None),
            ("student, best answer", "best", None),
        ),
        common={"targets": "soft", "rounds": 2},
        measure=noisy,
        percent=True,
    ),
    "theory": Experiment(
        title="Prediction over measurement",
        text="Quality q, consistency β and fidelity φ of the effective model, estimated from rounds 0 to 2 with their "
        "standard errors; then the deepest questions after the last round, as measured, as the effective model "
        "forecasts them and as trees alone give them in the same world; and the typical residual of all later rounds.",
        rows=[
            Row(label="5 % systematic slips", values={"slip_rate": 0.05, "slip_consistency": 1}),
            Row(label="20 % fresh slips", values={"slip_rate": 0.2}),
            Row(label="10 % slips, half systematic", values={"slip_rate": 0.1, "slip_consistency": 0.5}),
            Row(label="10 % contaminated", values={"contamination": 0.1}),
            Row(label="width 24", values={"width": 24}),
            Row(
                label="diagnosis, 10 % systematic",
                values={"task": "diagnosis", "slip_rate": 0.1, "slip_consistency": 1},
            ),
            Row(
                label="assignments, 5 % systematic",
                values={"task": "sequential_assignments", "slip_rate": 0.05, "slip_consistency": 1, "rounds": 12},
            ),
            Row(label="shortest path, 20 % checked", values={"task": "shortest_path", "check_rate": 0.2, "rounds": 10}),
        ],
        columns=(
            ("q", "q", None),
            ("±", "q ±", None),
            ("β", "β", None),
            ("±", "β ±", None),
            ("φ", "φ", None),
            ("measured", "deepest", None),
            ("effective model", "mean field", None),
            ("trees", "trees", None),
            ("off", "off", None),
            ("trees off", "off trees", None),
        ),
        measure=theory,
        witness=True,
    ),
}
