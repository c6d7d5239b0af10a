"""Sampled trees for other programs: as records (JSON), as a networkx graph, as GraphML (product.md 5).

Nodes stand tree by tree, in each tree the root first and then level by level, and are numbered in this order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine.blame import CAUSES, nearest, origins
from simulator.engine.forest import CLOSED, Codes, Forest, sub_answers
from simulator.engine.laws import LEARNINGS, MAKINGS
from simulator.engine.tree import KINDS, OUTCOMES

if TYPE_CHECKING:
    import networkx as nx

FIELDS = (
    "id", "parent", "round", "level", "depth", "kind", "outcome", "answer", "votes", "shared", "retries", "checked",
    "abstained", "steers", "labels", "memory", "refined", "step", "assistant", "panel", "drifted", "cause", "blames",
    "origin", "origin_round",
)  # fmt: skip
"""What is said of a node.

`id` and `parent` count in its tree. `round`, `level` (0: a model's answer, else the teacher's), `depth`, `kind` and
`outcome` are those of `tree.Node`. How it was handed up: `answer`, `votes` of the committee that was asked last,
`shared`, `retries`, `checked` (that committee), `abstained`, `steers`; a root was handed up by nobody and has no votes.
What it was made of, null where the tree was not unfolded: `labels`, `memory` and `refined` of a model's answer, `step`,
`assistant`, `panel`, `drifted`. Of a wrong answer: the nearest `cause`, the `id` of the child that it `blames`, and
where the walk from cause to cause ends: `origin` and `origin_round`.
"""

_AT_ONCE = 20_000  # nodes that are turned into records together
_OUTCOMES = np.array([*OUTCOMES, None], object)
_CAUSES = np.array([*CAUSES, "sub_answer", None], object)
_MEMORIES = np.array([*(way.memory for way in LEARNINGS), None], object)
_REFINED = np.array([*(way.refined for way in LEARNINGS), None], object)
_STEPS = np.array([*(making.step and making.step.event for making in MAKINGS), None], object)
_ASSISTANTS = np.array(
    [*(OUTCOMES[m.step.assistant] if m.step and m.step.assistant is not None else None for m in MAKINGS), None], object
)
_DRIFTED = np.array([*(making.drifted for making in MAKINGS), None], object)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All nodes of a forest with all that is known of them, as arrays of codes; `tree` says where each one belongs."""

    tree: NDArray[np.intp]
    codes: dict[str, NDArray[Any]]

    @staticmethod
    def of(forest: Forest) -> Sheet:
        """Draws what has not been drawn yet: votes, checks, labels, the panel; and looks for every origin."""
        p, found = forest.run.parameters, origins(forest)
        start = np.cumsum([0, *map(len, forest.levels)])
        parts: list[dict[str, NDArray[Any]]] = []
        for number, level in enumerate(forest.levels):
            n, made = len(level), level.making is not None and level.round > 0
            nothing: Codes = np.full(n, CLOSED, np.uint8)
            labels = np.full((n, p.distill.labels_per_question), CLOSED, np.uint8)
            panel = np.full((n, p.overseer.panel), CLOSED, np.uint8)
            votes, checked = np.full((n, p.reliability.copies), CLOSED, np.uint8), np.zeros(n, np.bool_)
            cause, blames = nothing, np.full(n, -1)
            if number:
                last = forest.committees(number)
                votes, checked = last.votes, last.checked
            if made:
                assert level.first is not None
                some = np.flatnonzero(level.is_open)
                panel = forest.panel(number)
                if level.learning is not None:
                    labels[some] = forest.labels(number, some)
                lowest = number + 1 == len(forest.levels)
                reasons = nearest(
                    forest.run, level, sub_answers(forest.run, level) if lowest else forest.levels[number + 1]
                )
                cause = reasons.cause
                blamed = np.flatnonzero(reasons.ask != CLOSED)
                blames[blamed] = start[number + 1] + level.first[blamed] + reasons.ask[blamed]
            elif level.round == 0:
                cause = found[number].cause
            parts.append(
                {
                    "parent": level.parent + start[number - 1] if number else np.full(n, -1),
                    "round": np.full(n, level.round, np.uint8),
                    "level": np.full(n, level.level, np.uint8),
                    "depth": level.depth,
                    "kind": level.kind,
                    "outcome": level.outcome,
                    "answer": level.answer,
                    "votes": votes,
                    "shared": level.shared,
                    "retries": level.retries,
                    "checked": checked,
                    "abstained": level.abstained,
                    "steers": level.steers,
                    "labels": labels,
                    "learning": nothing if level.learning is None else level.learning,
                    "making": nothing if level.making is None else level.making,
                    "panel": panel,
                    "cause": cause,
                    "blames": blames,
                    "origin": found[number].cause,
                    "origin_round": found[number].round,
                }
            )
        codes = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        tree = np.concatenate(list(forest.trees()))
        order = np.argsort(tree, kind="stable")
        place = np.empty(len(order), np.intp)
        place[order] = np.arange(len(order))
        for name in ("parent", "blames"):
            codes[name] = np.where(codes[name] < 0, -1, place[codes[name]])
        return Sheet(tree[order], {name: column[order] for name, column in codes.items()})

    def __len__(self) -> int:
        return len(self.tree)

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each node's tree, and the node under the names of FIELDS."""
        first = np.searchsorted(self.tree, np.arange(int(self.tree[-1]) + 1)) if len(self) else np.zeros(0, np.intp)
        for start in range(0, len(self), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            tree, codes = self.tree[part], {name: column[part] for name, column in self.codes.items()}
            here = first[tree]
            columns = (
                np.arange(start, start + len(tree)) - here, _number(codes["parent"] - here, codes["parent"] < 0),
                codes["round"], codes["level"], codes["depth"],
                np.array(KINDS, object)[codes["kind"]], _OUTCOMES[codes["outcome"]], _OUTCOMES[codes["answer"]],
                _lists(codes["votes"]), codes["shared"], codes["retries"], codes["checked"], codes["abstained"],
                codes["steers"], _lists(codes["labels"]), _named(_MEMORIES, codes["learning"]),
                _named(_REFINED, codes["learning"]), _named(_STEPS, codes["making"]),
                _named(_ASSISTANTS, codes["making"]), _lists(codes["panel"]), _named(_DRIFTED, codes["making"]),
                _named(_CAUSES, codes["cause"]), _number(codes["blames"] - here, codes["blames"] < 0),
                _named(_CAUSES, codes["origin"]), _number(codes["origin_round"], codes["origin"] == CLOSED),
            )  # fmt: skip
            rows = zip(*(column if isinstance(column, list) else column.tolist() for column in columns), strict=True)
            for number, row in zip(tree.tolist(), rows, strict=True):
                yield number, dict(zip(FIELDS, row, strict=True))


def _named(names: NDArray[Any], codes: Codes) -> NDArray[Any]:
    """Names of codes, of which CLOSED is the last."""
    return names[np.minimum(codes, len(names) - 1)]


def _number(numbers: NDArray[Any], absent: NDArray[np.bool_]) -> NDArray[Any]:
    found = numbers.astype(object)
    found[absent] = None
    return found


def _lists(codes: Codes) -> list[list[str]]:
    """Outcomes of votes [n, votes]; an empty list where nobody voted."""
    voted = codes[:, :1] != CLOSED
    return [row if some else [] for row, (some,) in zip(_named(_OUTCOMES, codes).tolist(), voted.tolist(), strict=True)]


def json_chunks(forest: Forest) -> Iterator[tuple[int, bytes]]:
    """{"trees": [{"nodes": [...]}]} piece by piece, since a million nodes are half a gigabyte; nodes so far, piece."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    before, lines = -1, ['{"trees": [']
    for done, (tree, record) in enumerate(Sheet.of(forest).records()):
        if len(lines) >= _AT_ONCE:
            yield done, "".join(lines).encode()
            lines.clear()
        if tree == before:
            lines.append(",\n" + encode(record))
        else:
            between = "\n]},\n" if done else "\n"
            lines.append(between + '{"nodes": [\n' + encode(record))
            before = tree
    lines.append("\n]}\n]}\n")
    yield len(forest), "".join(lines).encode()


def to_networkx(forest: Forest) -> nx.DiGraph[int]:
    """The trees as one graph whose edges lead from answers to sub-answers.

    Nodes are numbered as in the exports, tree after tree; their attributes are FIELDS and `tree`, without those that
    are null. `parent` and `blames` are numbers within the tree.
    """
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    first = 0
    for number, (tree, record) in enumerate(Sheet.of(forest).records()):
        if record["parent"] is None:
            first = number
        graph.add_node(number, tree=tree, **{name: value for name, value in record.items() if value is not None})
        if record["parent"] is not None:
            graph.add_edge(first + record["parent"], number)
    return graph


def graphml(forest: Forest) -> bytes:
    """The graph of `to_networkx` as GraphML, whose values cannot be lists: votes become words with blanks between."""
    import networkx as nx

    graph, out = to_networkx(forest), BytesIO()
    for _, attributes in graph.nodes(data=True):
        for name in ("votes", "labels", "panel"):
            attributes[name] = " ".join(attributes[name])
    nx.write_graphml_xml(graph, out)
    return out.getvalue() + b"\n"
