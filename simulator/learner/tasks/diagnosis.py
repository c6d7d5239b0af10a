"""Diagnosis: findings → symptoms → diseases → treatment, a made-up medicine with real names for its shape only.

A question is a patient and a path of relations: the treatment of a patient; the disease of one organ that this
treatment depends on; the symptom in one region of that organ; the finding behind it. Findings are primitive. Above
them the overseer puts two sub-answers together by a table of its textbook: symptom identification, disease
correlation, treatment suggestion. Sub-answers of the wrong kind make it answer "unclear".
"""

from __future__ import annotations

import numpy as np

from simulator.learner.settings import Learned
from simulator.learner.tasks.world import Answers, Ask, Head, Script, is_right, one_hot

FINDINGS = ("no", "yes")
SYMPTOMS = ("clear", "tight", "inflamed", "weak", "swollen", "irregular")
DISEASES = ("healthy", "infection", "allergy", "deficiency", "overload", "failure")
TREATMENTS = ("rest", "antibiotic", "antihistamine", "supplement", "diet", "surgery", "diuretic", "inhaler")
UNCLEAR = "unclear"
ANSWERS = (*FINDINGS, *SYMPTOMS, *DISEASES, *TREATMENTS, UNCLEAR)

NODES = (
    "treatment",
    "disease of the chest", "disease of the body",
    "symptom in the lungs", "symptom in the heart", "symptom in the blood", "symptom in the skin",
    "cough?", "fast breathing?", "chest pain?", "loud heart?", "fever?", "weight loss?", "rash?", "swelling?",
)  # fmt: skip
"""The paths of relations, as a heap: the sub-questions of node i are nodes 2i + 1 and 2i + 2."""
INNER = len(NODES) // 2
KINDS = (FINDINGS, SYMPTOMS, DISEASES, TREATMENTS)
"""What a question of each depth is answered with."""


class Diagnosis:
    """`size` patients with eight findings each; row patient·15 + node asks for one node of one patient."""

    refreshes = 1
    claims = False

    def __init__(self, settings: Learned, luck: np.random.Generator) -> None:
        n, nodes, count = settings.size, len(NODES), len(ANSWERS)
        self.size = n
        heights = np.array([3 - int(np.log2(node + 1)) for node in range(nodes)])
        first = np.cumsum([0, *map(len, KINDS)])
        # textbook[node, a, b] is the class for sub-answers a and b.
        self.textbook = np.full((INNER, count, count), count - 1)
        for node in range(INNER):
            height = heights[node]
            parts, kind = len(KINDS[height - 1]), len(KINDS[height])
            entries = np.resize(luck.permutation(kind), parts * parts)  # every answer of this kind occurs
            a, b = first[height - 1], first[height]
            self.textbook[node, a:b, a:b] = first[height] + luck.permutation(entries).reshape(parts, parts)
        truth = np.zeros((n, nodes), np.intp)
        truth[:, INNER:] = luck.integers(len(FINDINGS), size=(n, nodes - INNER))
        for node in reversed(range(INNER)):
            truth[:, node] = self.textbook[node, truth[:, 2 * node + 1], truth[:, 2 * node + 2]]
        self.agenda = int(first[3] + luck.integers(len(TREATMENTS)))
        depth = np.tile(heights, n)
        patient, node = (grid.ravel() for grid in np.mgrid[:n, :nodes])
        self.heads = (
            Head(
                name="answer",
                inputs=np.hstack([one_hot(patient, n), one_hot(node, nodes)]),
                depth=depth,
                right=is_right(truth.ravel(), count),
                asked=2 * (depth > 1),
                looked_up=(depth == 0) + (depth > 0) + 2 * (depth == 1),  # the textbook, and findings
            ),
        )
        self._outcomes = one_hot(self.textbook, count).reshape(INNER, count * count, count)

    def amplify(self, answers: Answers, luck: np.random.Generator) -> Answers:
        """All pairs of sub-answers, looked up in the textbook."""
        table = answers[0].reshape(self.size, len(NODES), len(ANSWERS))
        whole = table.copy()
        for node in range(INNER):
            left, right = table[:, 2 * node + 1], table[:, 2 * node + 2]
            pairs = (left[:, :, np.newaxis] * right[:, np.newaxis, :]).reshape(self.size, -1)
            whole[:, node] = pairs @ self._outcomes[node]
        return (whole.reshape(-1, len(ANSWERS)),)

    def script(self, head: int, row: int, luck: np.random.Generator) -> Script:
        """Two sub-questions about the same patient, then the textbook."""
        patient, node = divmod(row, len(NODES))
        a = yield Ask(head=0, row=patient * len(NODES) + 2 * node + 1)
        b = yield Ask(head=0, row=patient * len(NODES) + 2 * node + 2)
        return int(self.textbook[node, a, b])

    def question(self, head: int, row: int) -> str:
        """The patient's number and the path's last relation."""
        patient, node = divmod(row, len(NODES))
        return f"patient {patient + 1}: {NODES[node]}"

    def answer(self, head: int, class_: int) -> str:
        """The finding, symptom, disease or treatment."""
        return ANSWERS[class_]
