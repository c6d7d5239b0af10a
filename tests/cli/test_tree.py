"""`tree`: the trees of the engine, as an outline, as frequencies beside closed forms, and for other programs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from simulator.engine.blame import expected_origins, why
from simulator.engine.census import census
from simulator.engine.forest import MOST_NODES, questions
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.engine.tree import question, shown_depth, unfold
from simulator.scenario import library
from simulator.scenario.codec import read
from tests.cli.calls import GOOD, assert_refused, call, files_in, process

CAPTURE = pytest.CaptureFixture[str]
DEFAULT = "why-did-it-turn"


def trees(text: str) -> list[list[dict[str, Any]]]:
    content = json.loads(text)
    assert list(content) == ["trees"]
    return [tree["nodes"] for tree in content["trees"]]


# --- for other programs ------------------------------------------------------------------------------------------


def test_json_has_every_node_the_root_first(capsys: CAPTURE) -> None:
    called = call(capsys, "tree", DEFAULT, "--round", "6", "--depth", "5", "--unfold", "2", "--json", "-")
    assert (called.status, called.err) == (0, "")
    (nodes,) = trees(called.out)
    run_ = run(Parameters())
    root = question(run_, 6, 5)
    asks = unfold(run_, root).asks
    expected = [root, *(ask.child for ask in asks), *(a.child for ask in asks for a in unfold(run_, ask.child).asks)]
    assert [node["id"] for node in nodes] == list(range(7))
    assert [node["parent"] for node in nodes] == [None, 0, 0, 1, 1, 2, 2]
    for node, drawn in zip(nodes, expected, strict=True):
        assert {"id", "parent", "round", "depth", "kind", "outcome", "votes", "origin"} <= set(node)
        told = drawn.round, drawn.depth, drawn.kind, drawn.outcome
        assert (node["round"], node["depth"], node["kind"], node["outcome"]) == told
        reasons = why(run_, drawn)
        assert node["origin"] == (reasons[-1].cause if reasons else None)


def test_several_trees_are_several_draws_of_the_same_question(capsys: CAPTURE) -> None:
    called = call(capsys, "tree", DEFAULT, "--count", "40", "--unfold", "1", "--json", "-", "--set", "run.rounds=8")
    drawn = trees(called.out)
    run_ = run(Parameters.of({"run.rounds": 8}))
    roots = [question(run_, 8, shown_depth(run_, 8), number) for number in range(40)]
    assert [nodes[0]["outcome"] for nodes in drawn] == [root.outcome for root in roots]
    assert {len(nodes) for nodes in drawn} == {3}
    assert len({json.dumps(nodes) for nodes in drawn}) > 3


def test_all_is_down_to_round_0(capsys: CAPTURE) -> None:
    (nodes,) = trees(call(capsys, "tree", DEFAULT, "--depth", "12", "--unfold", "all", "--json", "-").out)
    assert len(nodes) == 2**13 - 1
    assert {(node["round"], node["depth"]) for node in nodes if node["round"] == 0} == {(0, 0)}
    for node in nodes:
        assert (node["parent"] is None) == (node["id"] == 0)
        assert node["parent"] is None or nodes[node["parent"]]["round"] == node["round"] + 1
        assert (node["origin"] is None) == (node["outcome"] == "correct")


def test_a_file_gets_what_the_terminal_gets(capsys: CAPTURE, mine: Path) -> None:
    options = ("tree", mine, "--count", "30", "--unfold", "2")
    printed = call(capsys, *options, "--json", "-").out
    called = call(capsys, *options, "--json", "a.json", "--graphml", "a.graphml")
    assert (called.status, called.out, called.err) == (0, "", "")
    assert Path("a.json").read_text(encoding="utf-8") == printed
    assert files_in(mine.parent) == {"mine.toml", "a.json", "a.graphml"}


def test_graphml_has_the_same_nodes(capsys: CAPTURE, mine: Path) -> None:
    options = ("tree", mine, "--count", "3", "--unfold", "2", "--set", "reliability.copies=3")
    called = call(capsys, *options, "--json", "-", "--graphml", "a.graphml")
    drawn = [node for nodes in trees(called.out) for node in nodes]
    graph = nx.read_graphml("a.graphml", node_type=int)
    assert len(graph) == len(drawn)
    for number, node in enumerate(drawn):
        assert graph.nodes[number]["outcome"] == node["outcome"]
        assert graph.nodes[number].get("votes", "").split() == node["votes"]
    assert call(capsys, *options, "--graphml", "-").out == Path("a.graphml").read_text(encoding="utf-8")


def test_the_seed_of_the_scenario_decides(capsys: CAPTURE) -> None:
    once, again, other = (
        call(capsys, "tree", DEFAULT, "--count", "50", "--json", "-", "--set", f"run.seed={seed}").out
        for seed in (1, 1, 2)
    )
    assert once == again != other


# --- to read -----------------------------------------------------------------------------------------------------


def test_one_tree_is_an_outline_and_says_why(capsys: CAPTURE) -> None:
    called = call(capsys, "tree", DEFAULT, "--set", "run.seed=1")
    lines = called.out.splitlines()
    run_ = run(Parameters())
    root = question(run_, 12, shown_depth(run_, 12))
    assert (called.status, called.err) == (0, "")
    assert lines[0] == read(library.find(DEFAULT)).title
    assert lines[1] == "A question of depth 4, answered by the model of round 12; 3 levels unfolded, 15 nodes."
    outline = lines[3:18]
    assert [len(line) - len(line.lstrip()) for line in outline] == [0, 2, 4, 6, 6, 4, 6, 6, 2, 4, 6, 6, 4, 6, 6]
    assert [line.split()[0] for line in outline[:2]] == [root.outcome, unfold(run_, root).asks[0].outcome]
    assert root.outcome == "misaligned"
    assert lines[19] == "Why is it misaligned?"
    reasons = why(run_, root)
    assert lines[20].endswith(reasons[0].sentence)
    assert lines[-1].endswith(reasons[-1].sentence)
    assert max(map(len, lines)) <= 120


def test_every_mechanism_has_its_words(capsys: CAPTURE) -> None:
    busy = {
        "start.misalignment": 0.2, "overseer.quality": 0.6, "overseer.assistance": 0.4, "overseer.grounding": 0.5,
        "reliability.copies": 3, "reliability.check_rate": 1, "reliability.retries": 2, "reliability.false_alarm": 0.4,
        "reliability.refinement": 0.4, "amplify.drift": 0.1, "distill.drift": 0.1, "distill.fidelity": 0.8,
        "task.decomposable": 0.7, "amplify.levels": 2,
    }  # fmt: skip
    options = [word for id_, value in busy.items() for word in ("--set", f"{id_}={value}")]
    said = ""
    for seed in range(20):
        depth = ("--depth", str(5 - seed % 5), "--unfold", "6", "--set", f"run.seed={seed}")
        called = call(capsys, "tree", DEFAULT, *options, *depth)
        assert (called.status, called.err) == (0, "")
        said += called.out
    for words in (
        "step right", "overseer slipped", "overseer's blind spot", "helped by an assistant",
        "captured by an assistant", "asked again", "drifted in amplification", "drifted in training", "not learned",
        "then corrected", "labels 4 of 5 right", "votes 2 correct 1 error", "rejected once", "rejected 2 times",
        "no answer left", "steers the answer above", " atomic,", "teacher of round", "Why is it wrong?", "...",
    ):  # fmt: skip
        assert words in said, words


def test_what_is_answered_right_needs_no_why(capsys: CAPTURE) -> None:
    out = call(capsys, "tree", DEFAULT, "--round", "0", "--depth", "0", "--set", "start.accuracy=1").out
    assert out.splitlines()[1:] == [
        "A question of depth 0, answered by the model of round 0; 0 levels unfolded, 1 node.",
        "",
        "correct     depth 0, round 0: first model",
    ]


def test_a_long_outline_ends_with_the_number_of_the_rest(capsys: CAPTURE) -> None:
    lines = call(capsys, "tree", DEFAULT, "--depth", "12", "--unfold", "all").out.splitlines()
    assert "... and 7,991 more nodes; --json writes all of them" in lines
    assert len(lines) < 240


def test_many_trees_are_frequencies_beside_closed_forms(capsys: CAPTURE) -> None:
    called = call(capsys, "tree", DEFAULT, "--count", "4000", "--round", "9", "--depth", "5", "--unfold", "2")
    assert (called.status, called.err) == (0, "")
    lines = called.out.splitlines()
    assert lines[1].startswith("4,000 questions of depth 5, answered by the model of round 9; 28,000 nodes.")
    run_ = run(Parameters())
    forest = questions(run_, 9, 5, 4000).unfolded(2)
    for number, (level, mean) in enumerate(zip(forest.levels, census(run_, 9, 5), strict=False)):
        expected = mean.sum(axis=(0, 1)) / mean.sum()
        for code, (found, closed) in enumerate(pairs(lines[4 + number])[1:]):
            assert found == pytest.approx((level.outcome == code).mean(), abs=6e-5)
            assert closed == pytest.approx(expected[code], abs=6e-5)
            assert found == pytest.approx(closed, abs=0.035)
        assert pairs(lines[4 + number])[0] == (2.0**number, 2.0**number)
    origins = expected_origins(run_)[9, :, 5]
    drift = next(line for line in lines if "distillation drift" in line)
    assert pairs(drift)[1][1] == pytest.approx(origins[1, 1].sum(), abs=6e-5)
    late = next(line for line in lines if "in round 6" in line)
    assert [closed for _, closed in pairs(late)] == pytest.approx(origins[:, :, 6].sum(axis=1), abs=6e-5)
    assert max(map(len, lines)) <= 125


def pairs(line: str) -> list[tuple[float, float]]:
    """The "found (expected)" of a line."""
    return [(float(a), float(b)) for a, b in re.findall(r"([0-9.]+) \(([0-9.]+)\)", line)]


def test_where_nothing_is_ever_wrong_no_origins_are_listed(capsys: CAPTURE) -> None:
    perfect = {
        "overseer.quality": 1, "start.accuracy": 1, "start.level": 8, "start.misalignment": 0, "start.spread": 0.05,
        "distill.drift": 0, "distill.fidelity": 1, "distill.capacity": 24, "distill.softness": 0.1,
    }  # fmt: skip
    options = [word for id_, value in perfect.items() for word in ("--set", f"{id_}={value}")]
    out = call(capsys, "tree", DEFAULT, *options, "--round", "3", "--depth", "2", "--count", "50").out
    assert out.endswith("\n\nNo answer is wrong.\n")
    assert out.count("1.0000 (1.0000)") == 2


# --- what is usual -----------------------------------------------------------------------------------------------


def test_usually_the_last_round_answers_a_telling_depth(capsys: CAPTURE, mine: Path) -> None:
    run_ = run(read(mine).parameters)
    (nodes,) = trees(call(capsys, "tree", mine, "--json", "-").out)
    assert (nodes[0]["round"], nodes[0]["depth"]) == (4, shown_depth(run_, 4))
    assert len(nodes) == 15
    several = trees(call(capsys, "tree", mine, "--count", "2", "--json", "-").out)
    assert [len(nodes) for nodes in several] == [3, 3]


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--round 5", "--round 5: this scenario has the rounds 0 to 4"),
        ("--round -1", "--round -1: this scenario has the rounds 0 to 4"),
        ("--depth 13", "--depth 13: questions of this scenario have the depths 0 to 12"),
        ("--depth x", "--depth x: questions of this scenario have the depths 0 to 12"),
        ("--count 0", "--count 0: write a whole number from 1 to 2000000"),
        ("--count 2.5", "--count 2.5: write a whole number from 1 to 2000000"),
        ("--unfold some", "--unfold some: write a number of levels, or all"),
        ("--unfold -1", "--unfold -1: write a number of levels, or all"),
        ("--set run.sead=1", "--set run.sead=1: There is no parameter run.sead; did you mean run.seed?"),
        ("--leaves", "unrecognized arguments: --leaves"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(capsys: CAPTURE, mine: Path, options: str, said: str) -> None:
    called = call(capsys, "tree", mine, "--json", "a.json", *options.split())
    assert_refused(called, said)
    assert files_in(mine.parent) == {"mine.toml"}


def test_rounds_and_depths_are_those_after_set(capsys: CAPTURE, mine: Path) -> None:
    options = ("--set", "run.rounds=2", "--set", "task.max_depth=3")
    assert_refused(
        call(capsys, "tree", mine, *options, "--round", "3"), "--round 3: this scenario has the rounds 0 to 2"
    )
    assert_refused(call(capsys, "tree", mine, *options, "--depth", "4"), "--depth 4: questions of this scenario have")


@pytest.mark.parametrize("output", [(), ("--json", "a.json"), ("--graphml", "a.graphml")])
def test_too_many_nodes_are_refused_and_the_number_named(capsys: CAPTURE, mine: Path, output: tuple[str, ...]) -> None:
    deep = ("--set", "run.rounds=12", "--depth", "12", "--unfold", "all")
    called = call(capsys, "tree", mine, *deep, "--count", "245", *output)
    assert_refused(called, "these 245 trees would have 2,006,795 nodes, and at most 2,000,000 are unfolded")
    wide = ("--set", "task.branching=10", *deep)
    assert_refused(call(capsys, "tree", mine, *wide, *output), "this tree would have 1,111,111,111,111 nodes, and at")
    mixed = ("--set", "task.decomposable=0.9", "--set", "task.branching=4")
    assert_refused(call(capsys, "tree", mine, *deep, *mixed, *output), "this tree would have about ")
    assert files_in(mine.parent) == {"mine.toml"}


def test_trees_that_grow_beyond_their_average_are_refused_too(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.engine.census.expected_nodes", lambda *_: 1.0)
    deep = ("--set", "run.rounds=12", "--set", "task.branching=5", "--depth", "12", "--unfold", "all")
    called = call(capsys, "tree", mine, *deep, "--json", "a.json")
    assert_refused(called, "this tree would have ")
    number = int(re.findall(r"[0-9,]+", called.err)[0].replace(",", ""))
    assert number > MOST_NODES
    assert files_in(mine.parent) == {"mine.toml"}


def test_a_graph_of_too_many_nodes_is_refused(capsys: CAPTURE, mine: Path) -> None:
    deep = ("--set", "run.rounds=12", "--depth", "12", "--unfold", "all", "--count", "13")
    called = call(capsys, "tree", mine, *deep, "--graphml", "a.graphml")
    assert_refused(called, "--graphml: there would be 106,483 nodes; a GraphML file has at most 100,000 here")


def test_outputs_that_meet_are_refused(capsys: CAPTURE, mine: Path) -> None:
    assert_refused(
        call(capsys, "tree", mine, "--json", "-", "--graphml", "-"),
        "--graphml -: the terminal is already taken by --json",
    )
    assert_refused(
        call(capsys, "tree", mine, "--json", "mine.toml"), "--json mine.toml: this is the scenario file itself"
    )
    assert mine.read_text(encoding="utf-8") == GOOD


def test_ctrl_c_while_writing_leaves_no_file(capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.json").write_text("old", encoding="utf-8")

    def stop(*_: Any) -> Any:
        yield 1, b'{"trees": ['
        raise KeyboardInterrupt

    monkeypatch.setattr("simulator.engine.export.json_chunks", stop)
    called = call(capsys, "tree", mine, "--json", "a.json")
    assert (called.status, called.out, called.err) == (130, "", "Stopped.\n")
    assert Path("a.json").read_text(encoding="utf-8") == "old"
    assert files_in(mine.parent) == {"mine.toml", "a.json"}


def test_a_disk_that_is_full_is_said_in_a_sentence(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        yield 1, b'{"trees": ['
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.engine.export.json_chunks", fail)
    assert_refused(call(capsys, "tree", mine, "--json", "a.json"), "a.json cannot be written: ")
    assert files_in(mine.parent) == {"mine.toml"}


# --- as a process ------------------------------------------------------------------------------------------------


def test_a_terminal_is_told_how_far_a_long_file_is(
    capsys: CAPTURE, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.cli.tree.PROGRESS_FROM", 30)
    monkeypatch.setattr("simulator.engine.export._AT_ONCE", 10)
    assert call(capsys, "tree", mine, "--count", "10", "--json", "a.json").err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    told = call(capsys, "tree", mine, "--count", "10", "--json", "a.json").err
    assert told.split("\r")[1:] == [f"{done} of 30 nodes" for done in (9, 19, 29)] + ["30 of 30 nodes\n"]


def test_as_a_process_it_prints_json_and_nothing_else(tmp_path: Path) -> None:
    done = process("tree", DEFAULT, "--count", "4000", "--unfold", "1", "--json", "-", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(trees(done.stdout)) == 4000
    assert list(tmp_path.iterdir()) == []
