"""Trees for other programs say what the trees say that are drawn node by node."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest

from simulator.engine.blame import why
from simulator.engine.export import FIELDS, Sheet, graphml, json_chunks, to_networkx
from simulator.engine.forest import Forest, opened, questions, rooted_at, sub_answers
from simulator.engine.iterate import Run, run
from simulator.engine.parameters import Parameters
from simulator.engine.tree import Ask, Node, question, unfold
from tests.engine.tree_cases import BUSY

Record = dict[str, Any]


def trees_of(forest: Forest) -> list[list[Record]]:
    content = json.loads(b"".join(piece for _, piece in json_chunks(forest)))
    assert list(content) == ["trees"]
    assert all(list(tree) == ["nodes"] for tree in content["trees"])
    return [tree["nodes"] for tree in content["trees"]]


def record_of(run_: Run, node: Node, ask: Ask | None, is_open: bool) -> Record:
    """A node told from the record that `unfold` gives; `id`, `parent` and `blames` are left out."""
    unfolding = unfold(run_, node)
    distillation, step = unfolding.distillation if is_open else None, unfolding.step if is_open else None
    made = is_open and node.round > 0
    reasons = why(run_, node)
    committee = ask.committees[-1] if ask else None
    return {
        "round": node.round, "level": node.level, "depth": node.depth, "kind": node.kind, "outcome": node.outcome,
        "answer": ask.outcome if ask else node.outcome, "votes": list(committee.votes) if committee else [],
        "shared": bool(ask and ask.shared), "retries": ask.retries if ask else 0,
        "checked": bool(committee and committee.checked), "abstained": bool(ask and ask.abstained),
        "steers": bool(ask and ask.steers), "labels": list(distillation.labels) if distillation else [],
        "memory": distillation.memory if distillation else None,
        "refined": distillation.refined if distillation else None, "step": step.event if step else None,
        "assistant": step.assistant if step else None, "panel": list(step.panel) if step else [],
        "drifted": unfolding.drifted if made else None,
        "cause": reasons[0].cause if reasons and (made or node.round == 0) else None,
        "origin": reasons[-1].cause if reasons else None,
        "origin_round": reasons[-1].node.round if reasons else None,
    }  # fmt: skip


def check_tree(run_: Run, records: list[Record], root: Node, levels: int | None) -> None:
    """Are these all nodes of the tree, the root first, then level by level, each told rightly?"""
    todo: list[tuple[Node, Ask | None, int | None, int]] = [(root, None, None, 0)]
    ids: dict[tuple[int, ...], int] = {}
    for number, record in enumerate(records):
        node, ask, parent, level = todo.pop(0)
        assert list(record) == list(FIELDS)
        is_open = levels is None or level < levels
        assert (record["id"], record["parent"]) == (number, parent)
        told = record_of(run_, node, ask, is_open)
        assert {name: record[name] for name in told} == told
        ids[node.path] = number
        if is_open:
            todo += [(below.child, below, number, level + 1) for below in unfold(run_, node).asks]
    assert todo == []
    by_path = {number: path for path, number in ids.items()}
    for record in records:
        node_path = by_path[record["id"]]
        blamed = None if record["blames"] is None else by_path[record["blames"]]
        assert blamed is None or blamed[:-1] == node_path
        if record["cause"] == "sub_answer":
            assert blamed is not None
            below = records[record["blames"]]
            assert (below["origin"], below["origin_round"]) == (record["origin"], record["origin_round"])


@pytest.mark.parametrize("levels", [0, 1, 3, None])
@pytest.mark.parametrize(
    "more",
    [{}, {"reliability.copies": 1, "amplify.levels": 1, "distill.labels_per_question": 1}],
    ids=["busy", "single"],
)
def test_every_node_is_told_as_it_is(levels: int | None, more: dict[str, float]) -> None:
    run_ = run(Parameters.of({**BUSY, **more}))
    trees = trees_of(questions(run_, 3, 4, 6).unfolded(levels))
    assert len(trees) == 6
    for number, records in enumerate(trees):
        check_tree(run_, records, question(run_, 3, 4, number), levels)


def test_trees_of_the_start_are_their_roots() -> None:
    run_ = run(Parameters.of(BUSY))
    trees = trees_of(questions(run_, 0, 2, 3).unfolded())
    for number, records in enumerate(trees):
        check_tree(run_, records, question(run_, 0, 2, number), None)
        assert len(records) == 1


def test_pieces_are_the_same_however_many_nodes_they_have(monkeypatch: pytest.MonkeyPatch) -> None:
    forest = questions(run(Parameters.of(BUSY)), 3, 4, 20).unfolded(2)
    whole = list(json_chunks(forest))
    monkeypatch.setattr("simulator.engine.export._AT_ONCE", 7)
    pieces = list(json_chunks(forest))
    assert len(pieces) > 5 * len(whole)
    assert b"".join(piece for _, piece in pieces) == b"".join(piece for _, piece in whole)
    assert [done for done, _ in pieces] == sorted({done for done, _ in pieces})
    assert pieces[-1][0] == len(forest)


def test_a_tree_that_is_open_in_places_says_where() -> None:
    run_ = run(Parameters.of(BUSY))
    roots = questions(run_, 3, 4, 12)
    top = opened(run_, roots.levels[0], np.arange(12) % 2 == 0)
    forest = Forest(run=run_, prefix=roots.prefix, numbers=roots.numbers, levels=(top, sub_answers(run_, top)))
    for number, records in enumerate(trees_of(forest)):
        check_tree(run_, records, question(run_, 3, 4, number), 1 if number % 2 == 0 else 0)


def test_a_tree_of_a_teacher_can_be_told() -> None:
    run_ = run(Parameters.of(BUSY))
    teacher = unfold(run_, question(run_, 3, 4)).teacher
    assert teacher
    (records,) = trees_of(rooted_at(run_, [teacher]).unfolded(2))
    check_tree(run_, records, teacher, 2)


# ---- graphs -----------------------------------------------------------------------------------------------------


def test_a_graph_has_an_edge_from_each_answer_to_its_sub_answers() -> None:
    forest = questions(run(Parameters.of(BUSY)), 3, 4, 5).unfolded(3)
    graph = to_networkx(forest)
    trees = trees_of(forest)
    assert nx.is_forest(graph)
    assert graph.number_of_nodes() == len(forest)
    assert nx.number_weakly_connected_components(graph) == 5
    number = 0
    for tree, records in enumerate(trees):
        first = number
        for record in records:
            attributes = graph.nodes[number]
            assert attributes == {"tree": tree} | {name: value for name, value in record.items() if value is not None}
            above = [] if record["parent"] is None else [first + record["parent"]]
            assert list(graph.predecessors(number)) == above
            number += 1


def test_graphml_is_read_back_as_it_was_written() -> None:
    forest = questions(run(Parameters.of(BUSY)), 3, 4, 3).unfolded(2)
    graph, read = to_networkx(forest), nx.read_graphml(BytesIO(graphml(forest)), node_type=int)
    assert set(graph.edges) == set(read.edges)
    for node, attributes in graph.nodes(data=True):
        expected = {name: " ".join(value) if isinstance(value, list) else value for name, value in attributes.items()}
        assert {name: value for name, value in read.nodes[node].items() if value != ""} == {
            name: value for name, value in expected.items() if value != ""
        }
    assert ElementTree.fromstring(graphml(forest)).tag.endswith("graphml")


def test_networkx_is_loaded_only_by_those_who_ask_for_a_graph() -> None:
    code = (
        "import sys; from simulator.engine import blame, census, export, forest; "
        "from simulator.engine.iterate import run; from simulator.engine.parameters import Parameters; "
        "grown = forest.questions(run(Parameters()), 3, 3).unfolded(); list(export.json_chunks(grown)); "
        "before = 'networkx' in sys.modules; export.to_networkx(grown); print(before, 'networkx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split() == [
        "False",
        "True",
    ]


def test_a_sheet_has_every_node_once() -> None:
    forest = questions(run(Parameters.of(BUSY)), 3, 4, 30).unfolded(2)
    sheet = Sheet.of(forest)
    assert len(sheet) == len(forest) == len(list(sheet.records()))
    assert np.all(np.diff(sheet.tree) >= 0)
