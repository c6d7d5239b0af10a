"""The side of a training that trains: a process of its own, so that the window shares neither lock nor processor.

It tells round after round through a pipe and ends when nobody listens any more. No Qt.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np

    from simulator.app.trained import Facts, Graph, Order, Prediction, Sheet
    from simulator.engine.outcome import Array
    from simulator.learner.observations import Observations
    from simulator.learner.rounds import Round, Setting
    from simulator.learner.student import Method
    from simulator.learner.tasks.shortest_path import ShortestPath
    from simulator.learner.tasks.world import World

News = Literal["facts", "step", "round", "observed", "predicted", "failed", "done"]
"""What is told: the first run's world; how much of a part is done, and its loss; number, method, round and sheet; what
was observed of a run; what the theory makes of it; what went wrong; that all is trained."""

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


SAID_EVERY_S = 0.2
"""How often news from within a round are told at most."""


def train(order: Order, tell: Tell) -> None:
    """Part after part, round after round; in the end what trees alone would have given."""
    from simulator.learner.rounds import Setting

    seen = dict(order.seen)
    for number, method in order.parts:
        _train_part(Setting(order.settings, order.seed, number), number, method, seen, tell)
    if seen:
        predicted = prediction_of(Setting(order.settings, order.seed), seen, with_trees=True)
        tell("predicted", predicted)


def _train_part(
    setting: Setting, number: int, method: Method, seen: dict[int, Observations], tell: Tell
) -> None:
    from simulator.learner.observations import LAST_ROUND, observe
    from simulator.learner.rounds import Round, course

    is_shown = (number, method) == (0, "ida")
    if is_shown:
        tell("facts", facts_of(setting))
    first: list[Round] = []
    said = time.monotonic()
    for event in course(setting, method=method, witness=method == "ida"):
        if not isinstance(event, Round):
            if time.monotonic() - said >= SAID_EVERY_S:
                said = time.monotonic()
                tell("step", (number, method, event.done / max(event.steps, 1), event.loss))
            continue
        tell("round", (number, method, without_tables(event), sheet_of(setting, event) if is_shown else None))
        if method == "ida" and event.round <= LAST_ROUND:
            first.append(event)
            if event.round == min(LAST_ROUND, setting.settings.rounds):
                seen[number] = observe(setting, first)
                tell("observed", (number, seen[number]))
                tell("predicted", prediction_of(setting, seen))
                first.clear()


_DRAWN_ALL, _DRAWS_OF_LARGE = 300_000, 3
"""Entries of a table of answers up to which trees alone are computed as often as usual; fewer times beyond."""


def prediction_of(setting: Setting, seen: Mapping[int, Observations], *, with_trees: bool = False) -> Prediction:
    """What the theory makes of what was observed of some runs; trees alone take a second or so."""
    from simulator.app.trained import Prediction
    from simulator.learner.calibration import estimate
    from simulator.learner.forecast import DRAWS, composed, forecast, standard_errors

    whole, *others = (seen[number] for number in sorted(seen))
    for other in others:
        whole = whole + other
    found = estimate(setting, whole)
    trees = None
    if with_trees:
        is_large = sum(head.right.size for head in setting.world.heads) > _DRAWN_ALL
        trees = composed(setting, found, _DRAWS_OF_LARGE if is_large else DRAWS)
    return Prediction(
        estimates=tuple((one.id, one.value, one.error) for one in found.found.values()),
        values=found.values(),
        theory=forecast(found),
        trees=trees,
        runs=len(seen),
        errors=standard_errors(found),
    )


def without_tables(round_: Round) -> Round:
    """The figures of a round alone."""
    return replace(round_, answers=(), others=None, each=(), targets=None, taught=None)


def sheet_of(setting: Setting, round_: Round) -> Sheet:
    """The answers of a round, packed, and the outcome of each main question (as simulator.learner.rounds counts it)."""
    import numpy as np

    from simulator.app.trained import Packed, Sheet
    from simulator.learner.measures import best, outcomes

    head = setting.world.heads[0]
    twin = None if round_.others is None else best(round_.others[0])
    found = outcomes(head, best(round_.answers[0]), twin, setting.agenda).within(head.depth <= round_.reach)
    shares = np.stack([found.correct, found.error, found.misaligned])
    return Sheet(
        student=tuple(map(Packed.of, round_.answers)),
        teacher=None if round_.taught is None else tuple(map(Packed.of, round_.taught)),
        outcomes=shares.argmax(axis=0).astype(np.uint8),
    )


def facts_of(setting: Setting) -> Facts:
    """What has to be known of a world to show it."""
    from simulator.app.trained import Facts, Kind
    from simulator.learner.tasks import graph_behind

    world = setting.world
    graph = graph_behind(world)
    kinds = tuple(
        Kind(
            name=head.name,
            depth=head.depth,
            right=head.right,
            questions=tuple(world.question(number, row) for row in range(min(len(head.depth), MOST_QUESTIONS))),
            answers=tuple(world.answer(number, class_) for class_ in range(head.classes)),
            tagged=head.tagged,
            flattering=head.flattering,
        )
        for number, head in enumerate(world.heads)
    )
    return Facts(kinds=kinds, graph=None if graph is None else graph_of(world, graph), agenda=setting.agenda)


def graph_of(world: World, graph: ShortestPath) -> Graph:
    """The graph of a world of shortest paths, its vertices placed once and for all."""
    import numpy as np

    from simulator.app.trained import Graph
    from simulator.learner.tasks.shortest_path import DISTANCE, STEP

    rows = len(graph.heads[DISTANCE].depth)
    pairs = np.array([graph.pair(row % rows) for row in range(len(world.heads[DISTANCE].depth))])
    return Graph(
        edges=graph.edges, distances=graph.distances, places=places_of(graph.edges),
        start=pairs[:, 0], goal=pairs[:, 1], none=graph.none, no_way=graph.no_way, distance=DISTANCE, step=STEP,
    )  # fmt: skip


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
