"""`tree`: sampled trees of a question, to read, to count, or for other programs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from typing import TYPE_CHECKING

from simulator.cli.reading import in_force, load, round_number, whole_number
from simulator.cli.saying import DONE, Refusal
from simulator.cli.writing import Content, deliver, stage

if TYPE_CHECKING:
    from simulator.engine.forest import Forest
    from simulator.engine.tree import Ask, Unfolding

MOST_TREES = 2_000_000
MOST_IN_GRAPHML = 100_000
"""Nodes of a GraphML file: it is read as a whole by those who read it, at ten kilobytes of memory a node."""

LEVELS_OF_ONE, LEVELS_OF_MANY = 3, 1
"""Levels that are unfolded where nothing is said."""

MOST_LINES = 200
"""Nodes of an outline for people."""

LEAST_SHARE = 5e-5
"""Shares that are shown; smaller ones would be read as nought."""

PROGRESS_FROM = 200_000
"""Nodes from which on a terminal is told how far the writing is."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="a scenario file, or the name of a bundled scenario")
    parser.add_argument("--round", metavar="T", help="the round whose model answers (usually the last; 0 is the start)")
    parser.add_argument("--depth", metavar="D", help="depth of the question (usually what the teacher just reaches)")
    parser.add_argument(
        "--unfold",
        metavar="LEVELS|all",
        help=f"levels of sub-answers (usually {LEVELS_OF_ONE}, of several trees {LEVELS_OF_MANY})",
    )
    parser.add_argument("--count", metavar="N", default="1", help="how many trees (usually 1)")
    several = "another value for one parameter; may be repeated"
    parser.add_argument("--set", metavar="ID=VALUE", action="append", default=[], help=several)
    parser.add_argument("--json", metavar="OUT", help="every node of every tree")
    parser.add_argument("--graphml", metavar="OUT", help="the same as a graph")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    source, scenario = load(args.file)
    parameters, _ = in_force(scenario, args.set)
    chosen, deepest = round_number(args.round, parameters.run.rounds), parameters.task.max_depth
    round_ = parameters.run.rounds if chosen is None else chosen
    asked = f"questions of this scenario have the depths 0 to {deepest}"
    depth = None if args.depth is None else whole_number("--depth", args.depth, 0, deepest, asked)
    count = whole_number("--count", args.count, 1, MOST_TREES, f"write a whole number from 1 to {MOST_TREES}")
    levels: int | None = LEVELS_OF_ONE if count == 1 else LEVELS_OF_MANY
    if args.unfold is not None:
        some = "write a number of levels, or all"
        levels = None if args.unfold == "all" else whole_number("--unfold", args.unfold, 0, 10**9, some)

    from simulator.engine import iterate
    from simulator.engine.census import census, expected_nodes
    from simulator.engine.forest import MOST_NODES, TooManyNodes, questions, shown_number
    from simulator.engine.tree import shown_depth

    result = iterate.run(parameters)
    depth = shown_depth(result, round_) if depth is None else depth
    expected = count * expected_nodes(census(result, round_, depth), levels)
    if expected > MOST_NODES:
        raise _too_many(expected, count, MOST_NODES)
    if args.graphml is not None and expected > MOST_IN_GRAPHML:
        nodes = shown_number(expected)
        raise Refusal(f"--graphml: there would be {nodes} nodes; a GraphML file has at most {MOST_IN_GRAPHML:,} here")
    outputs = {f"--{name}": out for name in ("json", "graphml") if (out := getattr(args, name)) is not None}
    with ExitStack() as stack:
        staged = stage(outputs, source, stack)
        try:
            forest = questions(result, round_, depth, count).unfolded(levels)
        except TooManyNodes as error:  # trees grow by chance, and these by more than they do on average
            raise _too_many(error.number, count, MOST_NODES) from None
        if outputs:
            deliver(staged, _contents(forest, outputs))
            return DONE
    print(_outline(scenario.title, forest) if count == 1 else _frequencies(scenario.title, forest))
    return DONE


def _too_many(nodes: float, count: int, most: int) -> Refusal:
    from simulator.engine.forest import shown_number

    trees = "this tree" if count == 1 else f"these {count:,} trees"
    return Refusal(f"{trees} would have {shown_number(nodes)} nodes, and at most {most:,} are unfolded; see --unfold")


def _contents(forest: Forest, outputs: Iterable[str]) -> dict[str, Content]:
    from simulator.engine.export import graphml, json_chunks

    contents: dict[str, Content] = {}
    if "--json" in outputs:
        contents["--json"] = _watched(json_chunks(forest), len(forest))
    if "--graphml" in outputs:
        contents["--graphml"] = graphml(forest)
    return contents


def _watched(pieces: Iterable[tuple[int, bytes]], nodes: int) -> Iterator[bytes]:
    """The pieces; a terminal is told how far they are where there are many."""
    told = nodes >= PROGRESS_FROM and sys.stderr is not None and sys.stderr.isatty()
    for done, piece in pieces:
        yield piece
        if told:
            print(f"\r{done:,} of {nodes:,} nodes", end="" if done < nodes else "\n", file=sys.stderr, flush=True)


# --- one tree, to read -------------------------------------------------------------------------------------------


def _outline(title: str, forest: Forest) -> str:
    from simulator.engine.blame import why

    root = forest.node(0, 0)
    lines = [
        title,
        f"A question of depth {root.depth}, answered by the model of round {root.round}; "
        f"{_counted(len(forest.levels) - 1, 'level')} unfolded, {_counted(len(forest), 'node')}.",
        "",
        *_branch(forest, 0, 0, None, [MOST_LINES]),
    ]
    if len(forest) > MOST_LINES:
        lines.append(f"... and {len(forest) - MOST_LINES:,} more nodes; --json writes all of them")
    reasons = why(forest.run, root)
    if reasons:
        lines += ["", "Why is it misaligned?" if root.outcome == "misaligned" else "Why is it wrong?"]
    for _, same in groupby(reasons, lambda reason: reason.sentence):
        first, *_, last = (*same,) * 2
        rounds = f"round {first.node.round}" if first is last else f"rounds {first.node.round} to {last.node.round}"
        lines.append(f"  {rounds}, depth {first.node.depth}: {first.sentence}")
    return "\n".join(lines)


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


_STEPS = {
    "right": "step right", "slip": "overseer slipped", "blind_spot": "overseer's blind spot",
    "assisted": "helped by an assistant", "captured": "captured by an assistant",
}  # fmt: skip
_MEMORIES = {"kept": "learned", "forgotten": "not learned", "drifted": "drifted in training"}


def _branch(forest: Forest, number: int, index: int, ask: Ask | None, room: list[int]) -> Iterator[str]:
    """A node and what is below it, as lines, as long as there is room."""
    from simulator.engine.tree import unfold

    if room[0] == 0:
        return
    room[0] -= 1
    level, node = forest.levels[number], forest.node(number, index)
    unfolding = unfold(forest.run, node)
    facts = _handed_up(ask) if ask else []
    is_open = level.making is not None and bool(level.is_open[index])
    facts += _made(unfolding) if is_open else ["first model"] if node.round == 0 else ["..."]
    kind = " atomic" if node.kind == "atomic" and node.depth else ""
    who = f"teacher of round {node.round}" if node.level else f"round {node.round}"
    yield f"{'  ' * number}{node.outcome:10}  depth {node.depth}{kind}, {who}: {', '.join(facts)}"
    if is_open and level.first is not None:
        for child, below in enumerate(unfolding.asks, int(level.first[index])):
            yield from _branch(forest, number + 1, child, below, room)


def _handed_up(ask: Ask) -> list[str]:
    """What the sub-answer went through, where there is something to say."""
    votes, facts = ask.committees[-1].votes, []
    if len(set(votes)) > 1:
        shares = (f"{votes.count(one)} {one}" for one in ("correct", "error", "misaligned") if one in votes)
        facts.append(f"votes {' '.join(shares)}")
    if ask.abstained:
        facts.append(f"rejected {len(ask.committees)} times, no answer left")
    elif ask.retries:
        facts.append(f"rejected {ask.retries} times" if ask.retries > 1 else "rejected once")
    if ask.steers:
        facts.append("steers the answer above")
    return facts


def _made(unfolding: Unfolding) -> list[str]:
    """What the answer was made of."""
    facts = []
    if unfolding.distillation:
        labels = unfolding.distillation.labels
        if len(set(labels)) > 1:
            facts.append(f"labels {labels.count('correct')} of {len(labels)} right")
        facts.append(_MEMORIES[unfolding.distillation.memory])
        if unfolding.distillation.refined:
            facts.append("then corrected")
    facts.append(_STEPS[unfolding.step.event] if unfolding.step else "asked again")
    if unfolding.drifted:
        facts.append("drifted in amplification")
    return facts


# --- many trees, to count ----------------------------------------------------------------------------------------


def _frequencies(title: str, forest: Forest) -> str:
    """How often everything happened, and how often it does by the closed forms."""
    root, trees = forest.node(0, 0), len(forest.levels[0])
    lines = [
        title,
        f"{trees:,} questions of depth {root.depth}, answered by the model of round {root.round}; "
        f"{len(forest):,} nodes. In brackets what is expected in closed form.",
        "",
        *_by_level(forest, root.round, root.depth),
        "",
        *_by_origin(forest, root.round, root.depth),
    ]
    return "\n".join(lines)


def _pair(found: float, expected: float) -> str:
    return f"{found:.4f} ({expected:.4f})"


def _by_level(forest: Forest, round_: int, depth: int) -> Iterator[str]:
    import numpy as np

    from simulator.engine.census import census

    yield "level  round  nodes a tree          correct            honest error       misaligned"
    trees = len(forest.levels[0])
    for number, (level, mean) in enumerate(zip(forest.levels, census(forest.run, round_, depth), strict=False)):
        found = np.bincount(level.outcome, minlength=3) / max(1, len(level))
        expected = mean.sum(axis=(0, 1)) / mean.sum()
        nodes = f"{len(level) / trees:.2f} ({mean.sum():.2f})"
        shares = "  ".join(f"{_pair(*pair):17}" for pair in zip(found, expected, strict=True))
        yield f"{number:5}  {level.round:5}  {nodes:20}  {shares}".rstrip()


def _by_origin(forest: Forest, round_: int, depth: int) -> Iterator[str]:
    from simulator.engine.blame import CAUSES, expected_origins, origins, tally

    trees = len(forest.levels[0])
    found = tally(forest.run, forest.levels[0], origins(forest)[0])[..., : round_ + 1] / trees
    expected = expected_origins(forest.run, round_)[round_, :, depth]
    named = [(cause.replace("_", " "), row) for row, cause in enumerate(CAUSES)]
    rows = [(name, found[:, row].sum(axis=-1), expected[:, row].sum(axis=-1)) for name, row in named]
    for since in range(round_ + 1):
        rows.append((f"in round {since}", found[..., since].sum(axis=-1), expected[..., since].sum(axis=-1)))
    rows = [row for row in rows if row[1].any() or row[2].max() >= LEAST_SHARE]
    if not rows:
        yield "No answer is wrong."
        return
    yield "origins of errors, as shares of all answers"
    yield f"{'':22}{'honest error':19}misaligned"
    for name, *shares in rows:
        pairs = "  ".join(f"{_pair(*pair):17}" for pair in zip(*shares, strict=True))
        yield f"  {name:18}  {pairs}".rstrip()
