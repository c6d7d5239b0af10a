"""The stage in words: title, what is happening, why the top answer is wrong, tool tips, and the whole tree as an outline.

Everything is translated here and handed to the painting as finished text, so what is painted can be read and tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.engine.tree import AnswerOutcome
from simulator.ui.stage.scene import Learned, Scene, SceneNode, Votes
from simulator.ui.text import mark, tr

Act = Literal["start", "open", "answer", "fold", "rest"]
"""What is happening: the five acts have a sentence each; "start" is round 0."""

ANSWERS: dict[AnswerOutcome, str] = {
    "correct": mark("right"), "error": mark("honest error"), "misaligned": mark("misaligned"),
}  # fmt: skip

STEPS = {
    "right": mark("Its step was right."),
    "slip": mark("The overseer slipped."),
    "blind_spot": mark("A blind spot of the overseer: the same slip every time."),
    "assisted": mark("An assistant helped, and the step was right."),
    "captured": mark("A misaligned assistant captured the step."),
}
STEP_CAPTIONS = {"slip": mark("slip"), "blind_spot": mark("blind spot"), "captured": mark("assistant"), "assisted": mark("helped")}

_LATER, _FIRST, _ATOMIC_LATER, _ATOMIC_FIRST, _DEEP_LATER, _DEEP_FIRST = range(6)
SUBTITLES: dict[Act, tuple[str, ...]] = {
    "open": (
        mark("The overseer splits it; copies of the round {before} model are asked."),
        mark("The overseer splits it; copies of the first model are asked."),
        mark("It cannot be split; copies of the round {before} model are asked the same question."),
        mark("It cannot be split; copies of the first model are asked the same question."),
        mark("The overseer splits it {levels} times over; copies of the round {before} model are asked."),
        mark("The overseer splits it {levels} times over; copies of the first model are asked."),
    ),
    "answer": (
        mark("Copies of the round {before} model answer; the overseer combines."),
        mark("Copies of the first model answer; the overseer combines."),
        mark("Copies of the round {before} model answer; the most frequent answer is taken."),
        mark("Copies of the first model answer; the most frequent answer is taken."),
        mark("Copies of the round {before} model answer; the overseer combines, level by level."),
        mark("Copies of the first model answer; the overseer combines, level by level."),
    ),
    "fold": (mark("A student learns to give this answer at once: the round {round} model."),) * 6,
    "rest": (
        mark("The overseer splits it; copies of the round {before} model answer; the overseer combines."),
        mark("The overseer splits it; copies of the first model answer; the overseer combines."),
        mark("It cannot be split: copies of the round {before} model answer the same question."),
        mark("It cannot be split: copies of the first model answer the same question."),
        mark("The overseer splits it {levels} times over; copies of the round {before} model answer; it combines."),
        mark("The overseer splits it {levels} times over; copies of the first model answer; it combines."),
    ),
    "start": (mark("It answers at once. Nothing has been amplified yet."),) * 6,
}

REASONS = {
    "learned": mark("A misaligned sub-answer, learned in round {round} or before, captured the step."),
    "start": mark("The first model was misaligned on a sub-question, which captured the step."),
    "distillation_drift": mark("Drift while the round {round} student learned turned a right sub-answer, which captured the step."),
    "amplification_drift": mark("Drift in a round {round} step turned a right sub-answer, which captured the step."),
    "blind_spot": mark("A blind spot of the overseer in round {round} made a sub-answer that captured the step."),
    "assistant": mark("A misaligned assistant in round {round} made a sub-answer that captured the step."),
}
"""Why the top answer is misaligned, one step above the reason."""

REASONS_TWO = {
    "learned": mark("A misaligned sub-answer, learned in round {round} or before, captured both steps above it."),
    "start": mark("The first model was misaligned on a sub-question, which captured both steps above it."),
    "distillation_drift": mark("Drift while the round {round} student learned turned a right sub-answer, which captured both steps above it."),
    "amplification_drift": mark("Drift in a round {round} step turned a right sub-answer, which captured both steps above it."),
    "blind_spot": mark("A blind spot of the overseer in round {round} captured both steps above it."),
    "assistant": mark("A misaligned assistant in round {round} captured both steps above it."),
}
