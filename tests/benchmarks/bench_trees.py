"""Sampled trees: grown as arrays beside networkx with recursion, and what a picture of a new run costs.

All cases of a table run interleaved in one process, and CPU time is measured, so that ratios hold on a busy machine.
The peer draws from the same laws, as plain lists, what decides how a tree goes on, and leads each error to its origin:
what someone would write who knows networkx and the model, and no arrays.
"""

from __future__ import annotations

import random
import statistics
import time
import tracemalloc
from bisect import bisect_right
from collections.abc import Callable, Mapping

import networkx as nx
import numpy as np
import pytest

from simulator.engine.blame import _OF_LEARNING as OF_LEARNING
from simulator.engine.blame import _OF_MAKING as OF_MAKING
from simulator.engine.blame import CAUSES, SUB_ANSWER, origins, tally
from simulator.engine.census import census_below, expected_nodes
from simulator.engine.export import graphml, json_chunks
from simulator.engine.forest import CLOSED, Forest, questions
from simulator.engine.iterate import Run, run
from simulator.engine.laws import CHILD_WAYS, LEARNINGS, LEARNINGS_TO, MAKINGS, first_demand, next_demand
from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters
from simulator.engine.tables import Laws, Table
from simulator.engine.tree import Node, question, shown_depth, unfold

DEEP = {"task.max_depth": 16, "run.rounds": 16}
BUSY = {
    "task.decomposable": 0.8, "task.branching": 3, "overseer.grounding": 0.3, "overseer.panel": 3,
    "overseer.assistance": 0.2, "reliability.copies": 3, "reliability.check_rate": 0.5, "amplify.drift": 0.01,
}  # fmt: skip
TIMES_FASTER = 15
EVALUATED_FASTER = 15
MOST_BYTES_A_NODE = 100


def interleaved(cases: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median CPU time of each case, in seconds."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            started = time.process_time()
            case()
            times[name].append(time.process_time() - started)
    return {name: statistics.median(values) for name, values in times.items()}


class Peer:
    """networkx with recursion, for runs of one level of tree a round, single copies, questions that all decompose."""

    def __init__(self, run_: Run) -> None:
        self.b = run_.parameters.task.branching
        laws = Laws(run_.parameters, 1, run_.transitions)
        self.learning = laws.learning.edges.tolist()
        self.labels = laws.labels.edges.tolist()
        self.making = laws.making.edges.tolist()
        self.child = laws.child.edges.tolist()
        self.screening = laws.screening.edges.tolist()
        self.graph: nx.DiGraph = nx.DiGraph()

    def grow(self, round_: int, depth: int, outcome: int) -> int:
        """Draw an answer and everything below it; returns its node."""
        node = len(self.graph)
        self.graph.add_node(node, round=round_, depth=depth, outcome=outcome, ask=None)
        if round_ == 0:
            return node
        draw, place = random.random, round_ - 1
        way = LEARNINGS_TO[outcome][bisect_right(self.learning[place][0][depth][outcome], draw())]
        label = way.label
        making = bisect_right(self.making[place][0][0][depth][label], draw())
        data = self.graph.nodes[node]
        data["learning"], data["making"] = LEARNINGS.index(way), making
        if label < 2:
            data["labels"] = bisect_right(self.labels[place][0][depth][label], draw())
        if MAKINGS[making].step is None:
            self.ask(node, round_, depth, depth, label, False)
            return node
        demand = first_demand(label, MAKINGS[making], self.b)
        for _ in range(self.b):
            drawn = bisect_right(self.child[place][0][depth - 1][demand], draw())
            self.ask(node, round_, depth, depth - 1, *CHILD_WAYS[drawn])
            demand = next_demand(demand, drawn, self.b)
        return node

    def ask(self, node: int, round_: int, depth: int, lower: int, outcome: int, steers: bool) -> None:
        """Draw a sub-answer."""
        how = bisect_right(self.screening[round_ - 1][0][0][depth][outcome], random.random())
        child = self.grow(round_ - 1, lower, outcome)
        self.graph.add_edge(node, child, how=how, steers=steers)

    def origin(self, node: int) -> tuple[int, int] | None:
        """Cause and round of an error, those of everything below it first."""
        data = self.graph.nodes[node]
        below = [(self.origin(child), edge) for _, child, edge in self.graph.edges(node, data=True)]
        outcome = data["outcome"]
        found: tuple[int, int] | None = None
        if outcome == 0:
            found = None
        elif data["round"] == 0:
            found = CAUSES.index("start"), 0
        elif (cause := int(OF_LEARNING[data["learning"]])) != CLOSED:
            found = cause, data["round"]
        elif outcome == 1 and data.get("labels", self.b) < len(self.labels[0][0][0][0]) - 1:
            found = CAUSES.index("no_majority"), data["round"]
        elif (cause := int(OF_MAKING[data["making"], outcome])) < SUB_ANSWER:
            found = cause, data["round"]
        else:
            blamed = [one for one, edge in below if one and (edge["steers"] or outcome == 1 or len(below) == 1)]
            found = blamed[0]
        data["origin"] = found
        return found


def grown(run_: Run, depth: int, count: int) -> Forest:
    return questions(run_, run_.last, depth, count).unfolded()


def by_recursion(run_: Run, depth: int, count: int) -> Peer:
    peer = Peer(run_)
    for number in range(count):
        shares = run_.transitions[-1].student.shares[:, 0, depth]
        (outcome,) = random.Random(number).choices(range(3), shares)
        peer.origin(peer.grow(run_.last, depth, outcome))
    return peer


def node_by_node(run_: Run, depth: int, count: int) -> int:
    """The engine's own drawing of single nodes, all the way down."""
    todo: list[Node] = [question(run_, run_.last, depth, number) for number in range(count)]
    nodes = 0
    while todo:
        nodes += 1
        todo += [ask.child for ask in unfold(run_, todo.pop()).asks]
    return nodes


def test_a_hundred_thousand_nodes_beside_networkx_with_recursion() -> None:
    run_, depth, count = run(Parameters()), 12, 12
    forest, peer = grown(run_, depth, count), by_recursion(run_, depth, count)
    assert len(forest) == len(peer.graph) == 98_292
    # The same law: the peer's errors go back to the same origins as ours, on average over many trees.
    ours = [tally(run_, level, found).sum() for level, found in zip(forest.levels, origins(forest), strict=True)]
    theirs = sum(data["outcome"] > 0 for _, data in peer.graph.nodes(data=True))
    assert sum(ours) == pytest.approx(theirs, rel=0.5)
    median = interleaved(
        {
            "arrays by level": lambda: origins(grown(run_, depth, count)),
            "networkx with recursion": lambda: by_recursion(run_, depth, count),
            "arrays, evaluated only": lambda: origins(forest),
            "networkx, evaluated only": lambda: [peer.origin(node) for node in roots_of(peer)],
        },
        5,
    )
    started = time.process_time()
    alone = node_by_node(run_, 9, 8)
    median["node by node, by unfold"] = (time.process_time() - started) / alone * len(forest)
    print(f"\n{len(forest):,} nodes sampled and evaluated (every error led to its origin), CPU ms")
    for name, seconds in median.items():
        print(f"  {name:32s} {1000 * seconds:8.1f}  {seconds / len(forest) * 1e9:8.0f} ns/node")
    ratio = median["networkx with recursion"] / median["arrays by level"]
    evaluated = median["networkx, evaluated only"] / median["arrays, evaluated only"]
    print(f"  ratio {ratio:.0f} (goal {TIMES_FASTER}), evaluated only {evaluated:.0f} (goal {EVALUATED_FASTER})")
    assert ratio >= TIMES_FASTER
    assert evaluated >= EVALUATED_FASTER


def roots_of(peer: Peer) -> list[int]:
    return [node for node, degree in peer.graph.in_degree() if degree == 0]


@pytest.mark.parametrize("case", ["default", "every mechanism"])
def test_trees_grow_linearly_and_weigh_little(case: str) -> None:
    run_ = run(Parameters.of(DEEP | (BUSY if case == "every mechanism" else {})))
    sizes = dict.fromkeys((4, 7, 10, 13, 16), 1) if case == "default" else {3: 4, 5: 4, 7: 4, 9: 4, 10: 8}
    print(f"\n{case}: grown and evaluated, CPU")
    for depth, count in sizes.items():
        forest = grown(run_, depth, count)
        median = interleaved(
            {"grown": lambda d=depth, n=count: grown(run_, d, n), "origins": lambda f=forest: origins(f)}, 5
        )
        shown = ", ".join(
            f"{name} {1000 * s:.1f} ms ({s / len(forest) * 1e9:.0f} ns/node)" for name, s in median.items()
        )
        print(f"  {len(forest):>9,} nodes: {shown}")
    tracemalloc.start()
    forest = grown(run_, 16, 8) if case == "default" else grown(run_, 10, 15)
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"  {len(forest):>9,} nodes: {kept / len(forest):.1f} bytes a node kept, {most / len(forest):.1f} at most")
    assert most / len(forest) <= MOST_BYTES_A_NODE


def test_exports() -> None:
    run_ = run(Parameters())
    forest = grown(run_, 12, 3)
    size = sum(len(piece) for _, piece in json_chunks(forest))
    median = interleaved(
        {"JSON": lambda: sum(len(piece) for _, piece in json_chunks(forest)), "GraphML": lambda: len(graphml(forest))},
        3,
    )
    print(f"\n{len(forest):,} nodes written, CPU; {size / len(forest):.0f} bytes a node in JSON")
    for name, seconds in median.items():
        print(f"  {name:8s} {1000 * seconds:8.0f} ms ({seconds / len(forest) * 1e6:.1f} us/node)")


@pytest.mark.parametrize(
    "more", [{}, {"reliability.copies": 3}, {"reliability.copies": 3, "reliability.check_rate": 0.5}]
)
def test_a_picture_of_a_run_that_is_new(more: dict[str, float]) -> None:
    """A drag makes a new run at each move; the stage then unfolds 15 nodes of it, for which laws have to be made."""
    cold: list[float] = []
    warm: list[float] = []
    runs: list[float] = []
    for number in range(200):
        parameters = Parameters.of({**more, "overseer.quality": 0.9 + number / 2500})
        times = [time.process_time()]
        new = run(parameters)
        times.append(time.process_time())
        picture(new)
        times.append(time.process_time())
        picture(new)
        times.append(time.process_time())
        for into, started, ended in zip((runs, cold, warm), times, times[1:], strict=False):
            into.append(ended - started)
    run_ms, cold_ms, warm_ms = (1000 * statistics.median(values) for values in (runs, cold, warm))
    print(f"\n{more or 'default'}: 15 nodes of a new run {cold_ms:.2f} ms, again {warm_ms:.2f}; the run {run_ms:.2f}")
    assert cold_ms <= run_ms


def picture(run_: Run) -> int:
    """What the stage unfolds: three levels below the teacher's answer."""
    nodes = [question(run_, 6, shown_depth(run_, 6))]
    total = 1
    for _ in range(3):
        nodes = [ask.child for node in nodes for ask in unfold(run_, node).asks]
        total += len(nodes)
    assert total == 15
    return total


def test_a_tree_of_240_levels_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chances of the part of a table that is asked for, and of all of it each time."""
    deep = {"task.max_depth": 20, "run.rounds": 60, "amplify.levels": 4, "reliability.retries": 4}
    p = Parameters.of({**BUSY, **deep, "reliability.copies": 9})
    part = Table.chances

    def whole(table: Table, where: tuple[int | slice, ...]) -> Array:
        return np.asarray(np.diff(table.edges, axis=-1, prepend=0.0)[where])

    def count(chances: Callable[..., Array]) -> None:
        result = run(p)
        root = question(result, 60, 20)
        monkeypatch.setattr(Table, "chances", chances)
        sizes.append(expected_nodes(census_below(result, root)))

    sizes: list[float] = []
    times = interleaved({"run": lambda: run(p), "part": lambda: count(part), "whole": lambda: count(whole)}, 9)
    assert len(set(sizes)) == 1
    now, then = (times[name] - times["run"] for name in ("part", "whole"))
    print(f"\na tree of 240 levels: {1e3 * now:.0f} ms, by chances of whole tables {1e3 * then:.0f}, {then / now:.2f}x")
    assert then / now > 1.2
