"""What can be seen of a learned run from outside: answers, and whether they are true. Estimates rest on nothing else.

Every question is asked of the teacher twice, by two executed trees, and of the students. Which steps went wrong, and
why, is never looked at: a wrong step shows as a wrong answer above right sub-answers, and a consistent one as the same
wrong answer when the question is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from simulator.learner.luck import Draw
from simulator.learner.measures import best, outcomes
from simulator.learner.network import Floats
from simulator.learner.rounds import Round, Setting
from simulator.learner.tasks.world import Bools, Head, Ints
from simulator.learner.trees import Node, executed

LAST_ROUND = 2
"""Estimates use rounds up to this one; all later ones are a forecast."""
MOST_TREES = 400
"""Questions that are asked anew, at most: the standard error of a quality of .95 is then .01."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`hits` of `trials` independent observations; by depth where they are arrays."""

    hits: Ints
    trials: Ints

    def __add__(self, other: Tally) -> Tally:
        return Tally(hits=_sum(self.hits, other.hits), trials=_sum(self.trials, other.trials))


def _sum(a: Ints, b: Ints) -> Ints:
    """Elementwise, the shorter one filled up with zeros."""
    longer = np.zeros(max(len(a), len(b)), np.intp)
    longer[: len(a)] += a
    longer[: len(b)] += b
    return longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """The tallies of one run, or of several added up. Each is by depth, but for those of steps (one entry).

    ``steps``: right answers of the teacher among those whose sub-answers were all right; ``repeated``: the same wrong
    answer on asking again, among those that were wrong; ``start`` and ``start_misaligned``: right and misaligned
    answers of the first students; ``kept``: answers that students took over from their teacher's most frequent one;
    ``agreed``: wrong answers of one student that another gives just alike.
    """

    steps: Tally
    repeated: Tally
    start: Tally
    start_misaligned: Tally
    kept: Tally
    agreed: Tally

    def __add__(self, other: Observations) -> Observations:
        return Observations(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


def observe(setting: Setting, rounds: Sequence[Round]) -> Observations:
    """What rounds 0 … LAST_ROUND of a run show; later ones are not looked at. Raises ValueError without round 1."""
    seen = [round_ for round_ in rounds if round_.round <= LAST_ROUND]
    if [round_.round for round_ in seen[:2]] != [0, 1]:
        raise ValueError("observing takes rounds 0 and 1 at least")
    head = setting.world.heads[0]
    # Rows that are one question about other facts would not be independent; tagged ones are another question.
    among = np.ones(len(head.depth), bool) if head.tagged is None else ~head.tagged
    rows = np.flatnonzero(among)
    if head.question is not None:
        rows = rows[np.unique(head.question[rows], return_index=True)[1]]
    steps, repeated = _asked_twice(setting, seen, rows)
    first, last = seen[0], seen[-1]
    at_start = outcomes(head, best(first.answers[0]), _twin(first), setting.agenda).within(head.depth == 0)
    return Observations(
        steps=steps,
        repeated=repeated,
        start=_by_depth(head, rows, at_start.correct > 0),
        start_misaligned=_by_depth(head, rows[head.depth[rows] == 0], at_start.misaligned > 0),
        kept=_kept(head, rows, last),
        agreed=_agreed(setting, head, rows, last),
    )


def _by_depth(head: Head, rows: Ints, hits: Bools) -> Tally:
    depth, depths = head.depth[rows], int(head.depth.max()) + 1
    return Tally(hits=np.bincount(depth[hits[rows]], minlength=depths), trials=np.bincount(depth, minlength=depths))


def _single(hits: int, trials: int) -> Tally:
    return Tally(hits=np.array([hits]), trials=np.array([trials]))


def _twin(round_: Round) -> Floats | None:
    return None if round_.others is None else best(round_.others[0])


def _asked_twice(setting: Setting, seen: Sequence[Round], rows: Ints) -> tuple[Tally, Tally]:
    """Two trees for each question that the teacher of the last round could reach."""
    depth = setting.world.heads[0].depth[rows]
    asked = rows[(depth > 0) & (depth <= seen[-1].reach)]
    if len(asked) > MOST_TREES:
        asked = setting.luck.of(Draw.RESAMPLING).choice(asked, MOST_TREES, replace=False)
    right = above_right = wrong = again = 0
    for row in asked:
        first, second = (executed(setting, seen[-2], 0, int(row), count=count) for count in (0, 1))
        if not _rests_on_truth(first):
            continue
        above_right += 1
        right += first[0].right
        if not first[0].right and _rests_on_truth(second):
            wrong += 1
            again += first[0].answer == second[0].answer
    return _single(right, above_right), _single(again, wrong)


def _rests_on_truth(tree: tuple[Node, ...]) -> bool:
    """Whether every answer was right that the root's own step was given."""
    return all(node.right for node in tree if node.parent == 0)


def _kept(head: Head, rows: Ints, last: Round) -> Tally:
    """Answers of the last students that are their teacher's most frequent ones, among those that were taught."""
    assert last.taught is not None
    taught = head.depth[rows] <= last.reach
    if head.taught is not None:
        taught &= head.taught[rows]
    return _by_depth(head, rows[taught], last.answers[0].argmax(axis=1) == last.taught[0].argmax(axis=1))


def _agreed(setting: Setting, head: Head, rows: Ints, last: Round) -> Tally:
    """Wrong answers of one student, and how many of them another one gives too.

    Members of a committee are compared on what an independent student gets wrong in the same way, since only such
    errors could be shared; a single student is compared with the independent one.
    """
    rows = rows[head.depth[rows] <= last.reach]
    twin = None if last.others is None else last.others[0].argmax(axis=1)
    if last.each:
        first, second = last.each[0][0], last.each[-1][0]
        counted = np.ones(len(head.depth), bool) if twin is None or len(last.each) == 1 else first == twin
    elif twin is not None:
        first, second = last.answers[0].argmax(axis=1), twin
        counted = np.ones(len(head.depth), bool)
    else:
        return _single(0, 0)
    wrong = rows[(~head.right[np.arange(len(first)), first] & counted)[rows]]
    return _single(int((first == second)[wrong].sum()), len(wrong))
