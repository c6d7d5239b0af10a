"""The learned model's names and sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from simulator.engine.tree import AnswerOutcome
from simulator.learner.student import Method
from simulator.ui.text import mark, tr

TASKS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "permutation_powering": (
        mark("Permutation powering"), mark("where x ends after k steps of a permutation: halves, then halves of halves")
    ),
    "shortest_path": (
        mark("Shortest path"), mark("how far from a to b: the model proposes steps, the overseer checks them")
    ),
    "wildcard_search": (
        mark("Wildcard search"), mark("the sum of all facts that match a pattern; every example has facts of its own")
    ),
    "sequential_assignments": (
        mark("Sequential assignments"), mark("the value of a variable that is defined through others")
    ),
    "union_find": (mark("Union find"), mark("to which class a vertex belongs: its parent’s")),
    "diagnosis": (mark("Diagnosis"), mark("patients, symptoms, diseases and treatments, step by step")),
})  # fmt: skip
"""Name of each task, and what it asks."""

READINGS: Mapping[str, str] = MappingProxyType({
    "permutation_powering": mark("σᵏ(x): where x ends after k steps of the permutation σ"),
    "shortest_path": mark("d(a, b): how many steps from a to b; s(a, b): the first of them"),
    "wildcard_search": mark("Σ pattern: the sum of all facts that match, * is 0 or 1; in brackets: which facts"),
    "sequential_assignments": mark("The value of a variable, as its definition says"),
    "union_find": mark("The class of a vertex is its parent’s; only roots carry their own"),
    "diagnosis": mark("Patient → symptom → disease → treatment, by relations"),
})  # fmt: skip
"""How the questions of each task are read."""

METHODS: Mapping[Method, str] = MappingProxyType({
    "ida": mark("measured"),
    "supervised": mark("supervised"),
    "primitives_only": mark("primitives only"),
    "no_amplification": mark("no amplification"),
    "no_distillation": mark("no distillation"),
})  # fmt: skip
"""What is drawn of each method, in the words at the end of its curve."""

METHODS_SAID: Mapping[Method, str] = MappingProxyType({
    "supervised": mark("supervised: trained on the truth, which nobody has where IDA is needed"),
    "primitives_only": mark("primitives only: trained on the simplest questions alone"),
    "no_amplification": mark("no amplification: trained on its own answers"),
    "no_distillation": mark("no distillation: the tree alone, with all its calls"),
})  # fmt: skip

KINDS: Mapping[str, str] = MappingProxyType({
    "power": mark("power"), "distance": mark("distance"), "first step": mark("first step"), "sum": mark("sum"),
    "value": mark("value"), "class": mark("class"), "parent": mark("parent"), "answer": mark("answer"),
})  # fmt: skip
"""Kinds of questions, where a world has several."""

OUTCOME_SHAPES: tuple[AnswerOutcome, ...] = ("correct", "error", "misaligned")
OUTCOMES = mark("right"), mark("honest error"), mark("misaligned")
"""What single answers are, in the order of simulator.app.trained."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def question_words(text: str) -> str:
    """A question as it is shown: σ¹²(4) for σ^12(4); those of patients in the present language."""
    if found := re.fullmatch(r"patient (\d+): ([^⚑]+?)( ⚑)?", text):
        number, node, tag = found.groups("")
        return tr("patient {number}: {question}", number=number, question=tr(node)) + tag
    return re.sub(r"\^(\d+)", lambda found: found.group(1).translate(_RAISED), text)


def answer_words(text: str) -> str:
    """An answer as it is shown: words in the present language, anything else as it is."""
    return tr(text) if text[:1].isalpha() else text
