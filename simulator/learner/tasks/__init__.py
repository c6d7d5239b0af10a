"""The tasks, one file each, and the world that a seed draws for one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from simulator.learner.settings import Learned
from simulator.learner.tasks.diagnosis import Diagnosis
from simulator.learner.tasks.permutation_powering import PermutationPowering
from simulator.learner.tasks.sequential_assignments import SequentialAssignments
from simulator.learner.tasks.shortest_path import ShortestPath
from simulator.learner.tasks.tagged import Tagged, TaggedFacts
from simulator.learner.tasks.union_find import UnionFind
from simulator.learner.tasks.wildcard_search import WildcardSearch
from simulator.learner.tasks.world import World

TASKS: Mapping[str, Callable[[Learned, np.random.Generator], World]] = MappingProxyType(
    {
        "permutation_powering": PermutationPowering,
        "shortest_path": ShortestPath,
        "wildcard_search": WildcardSearch,
        "sequential_assignments": SequentialAssignments,
        "union_find": UnionFind,
        "diagnosis": Diagnosis,
    }
)
"""How each task makes a world, in the order of simulator.learner.settings."""


def world_of(settings: Learned, luck: np.random.Generator) -> World:
    """The world of these settings; with a trigger, one whose questions come with and without the tag."""
    world = TASKS[settings.task](settings, luck)
    if not settings.trigger:
        return world
    if isinstance(world, WildcardSearch):
        return TaggedFacts(world, drop=settings.drop_trigger)
    return Tagged(world, drop=settings.drop_trigger)


def graph_behind(world: World) -> ShortestPath | None:
    """The world of shortest paths that this one is, with or without the tag; None for any other task."""
    inner = world.world if isinstance(world, Tagged) else world
    return inner if isinstance(inner, ShortestPath) else None
