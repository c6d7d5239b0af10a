"""The side of a training that trains: a process of its own, so that the window shares neither lock nor processor.

It tells round after round through a pipe and ends when nobody listens any more. No Qt.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np

    from simulator.app.trained import Facts, Graph, Order, Sheet
    from simulator.engine.outcome import Array
    from simulator.learner.rounds import Round, Setting
    from simulator.learner.tasks.world import World

News = Literal["facts", "round", "failed", "done"]
"""What is told: the first run's world; number, method, round and sheet; what went wrong; that all is trained."""

Tell = Callable[[News, Any], None]

_NICENESS = 10
"""Half of what there is: the window is served first, an idle machine is used all the same."""

MOST_QUESTIONS = 20_000
"""Questions of one kind that are named; no world has more."""


def work(connection: Connection, order: Order) -> None:
    """Train what is asked for, and tell it. The target of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the window, which ends this process
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)

    def tell(news: News, what: Any) -> None:
        connection.send((news, what))

    with contextlib.suppress(BrokenPipeError):
        try:
            train(order, tell)
        except BrokenPipeError:
            raise
        except Exception as error:
            tell("failed", f"{type(error).__name__}: {' '.join(str(error).split())}"[:300].rstrip(": "))
        else:
            tell("done", None)


def train(order: Order, tell: Tell) -> None:
    """Part after part, round after round."""
    from simulator.learner.rounds import Setting, rounds_of

    for number, method in order.parts:
        setting = Setting(order.settings, order.seed, number)
        is_shown = (number, method) == (0, "ida")
        if is_shown:
            tell("facts", facts_of(setting.world))
        for round_ in rounds_of(setting, method=method, witness=method == "ida"):
            sheet = sheet_of(setting, round_) if is_shown else None
            tell("round", (number, method, without_tables(round_), sheet))


def without_tables(round_: Round) -> Round:
    """The figures of a round alone."""
    return replace(round_, answers=(), others=None, each=(), targets=None, taught=None)


def sheet_of(setting: Setting, round_: Round) -> Sheet:
    """The answers of a round, packed, and the outcome of each main question (as simulator.learner.rounds counts it)."""
    import numpy as np

    from simulator.app.trained import Packed, Sheet
    from simulator.learner.measures import best, outcomes

    head, p = setting.world.heads[0], setting.settings
    agenda = setting.world.agenda if p.contamination or p.trigger else None
    twin = None if round_.others is None else best(round_.others[0])
    found = outcomes(head, best(round_.answers[0]), twin, agenda).within(head.depth <= round_.reach)
    shares = np.stack([found.correct, found.error, found.misaligned])
    return Sheet(
        student=tuple(map(Packed.of, round_.answers)),
        teacher=None if round_.targets is None else tuple(map(Packed.of, round_.targets)),
        outcomes=shares.argmax(axis=0).astype(np.uint8),
    )


def facts_of(world: World) -> Facts:
    """What has to be known of a world to show it."""
    from simulator.app.trained import Facts, Kind
    from simulator.learner.tasks.shortest_path import ShortestPath

    kinds = tuple(
        Kind(
            name=head.name,
            depth=head.depth,
            right=head.right,
            questions=tuple(world.question(number, row) for row in range(min(len(head.depth), MOST_QUESTIONS))),
            answers=tuple(world.answer(number, class_) for class_ in range(head.classes)),
            tagged=head.tagged,
        )
        for number, head in enumerate(world.heads)
    )
    return Facts(kinds=kinds, graph=graph_of(world) if isinstance(world, ShortestPath) else None)


def graph_of(world: Any) -> Graph:
    """The graph of a world of shortest paths, its vertices placed once and for all."""
    import numpy as np

    from simulator.app.trained import Graph
    from simulator.learner.tasks.shortest_path import STEP

    pairs = np.array([world.pair(row) for row in range(len(world.heads[0].depth))])
    return Graph(
        edges=world.edges, places=places_of(world.edges), start=pairs[:, 0], goal=pairs[:, 1], step=STEP
    )


_LEAST_APART = 0.1


def places_of(edges: np.ndarray) -> Array:
    """Where vertices stand, as points of the unit square: joined ones near each other, none too near to another."""
    import networkx as nx
    import numpy as np

    count = len(edges)
    graph = nx.from_numpy_array(edges | edges.T)
    found = nx.spring_layout(graph, k=2.2 / np.sqrt(count), iterations=200, seed=1)
    places = np.array([found[vertex] for vertex in range(count)])
    for axis in range(2):  # ranks stretch what is crowded, the layout keeps what is near
        ranks = np.argsort(np.argsort(places[:, axis])) / max(count - 1, 1)
        spread = np.ptp(places[:, axis]) or 1.0
        places[:, axis] = 0.5 * ranks + 0.5 * (places[:, axis] - places[:, axis].min()) / spread
    least = min(_LEAST_APART, 0.8 / np.sqrt(count))
    for _ in range(60):
        apart = places[:, np.newaxis] - places[np.newaxis]
        distance = np.hypot(apart[..., 0], apart[..., 1]) + np.eye(count)
        push = np.where(distance < least, (least - distance) / 2, 0.0)
        if not push.any():
            break
        places = places + (apart / distance[..., np.newaxis] * push[..., np.newaxis]).sum(axis=1)
    places -= places.min(axis=0)
    places /= np.maximum(places.max(axis=0), 1e-9)
    return np.asarray(places, float)
