"""From one field to another in which a part was unfolded or folded: nodes glide, new ones come out of what is above.

Between the two everything is told in pixels, so that neither layout has to know of the other's camera.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.ui.stage.field.camera import Camera
from simulator.ui.stage.field.field import Field, Row
from simulator.ui.stage.field.place import Across

MOST_GLIDING = 3000
"""Nodes that glide smoothly; larger trees change at once."""

IN_PIXELS = 1.0


@dataclass(frozen=True, slots=True)
class Morph:
    """`larger` is the field of the two that has all nodes of the other one; `opens`: it is the one to come.

    `small` and `large` are the screen places of its nodes in either field, `is_common` whether a node is in both.
    """

    larger: Field
    opens: bool
    small: tuple[Across, ...]
    large: tuple[Across, ...]
    is_common: tuple[NDArray[np.bool_], ...]
    from_: Camera
    to: Camera

    @staticmethod
    def between(before: Field, after: Field, from_: Camera, to: Camera) -> Morph | None:
        """The way from one field to another; None where there are too many nodes."""
        opens = after.count >= before.count
        larger, smaller = (after, before) if opens else (before, after)
        if larger.count > MOST_GLIDING:
            return None
        near, far = (to, from_) if opens else (from_, to)
        small, common = _small_places(larger, smaller, far)
        large = tuple(near.left + near.pitch * row.place for row in larger.rows)
        return Morph(larger, opens, small, large, common, from_, to)

    def at(self, amount: float) -> tuple[Field, Camera]:
        """Field and camera on the way, from 0 to 1."""
        share = amount if self.opens else 1.0 - amount
        rows = tuple(
            self._row(row, small, large, common, share)
            for row, small, large, common in zip(self.larger.rows, self.small, self.large, self.is_common, strict=True)
        )
        a, b = self.from_, self.to
        pairs = (a.top, b.top), (a.gap, b.gap), (a.scale, b.scale)
        top, gap, scale = (one + (two - one) * amount for one, two in pairs)
        return Field(rows, float("nan"), self.larger.count), Camera(0.0, top, IN_PIXELS, gap, scale)

    def _row(self, row: Row, small: Across, large: Across, common: NDArray[np.bool_], share: float) -> Row:
        x = np.maximum.accumulate(small + (large - small) * share)
        pitch = (self.to if self.opens else self.from_).pitch
        presence = None if common.all() else np.where(common, 1.0, share)
        closest, reach, usual = row.closest * pitch, row.reach * pitch, row.usual * pitch
        return replace(row, place=x, closest=closest, reach=reach, usual=usual, presence=presence)


def _small_places(
    larger: Field, smaller: Field, camera: Camera
) -> tuple[tuple[Across, ...], tuple[NDArray[np.bool_], ...]]:
    """Where the larger field's nodes stand in the smaller one; those that it does not have stand at the ones above."""
    places = [camera.left + camera.pitch * smaller.rows[0].place]
    known = [np.zeros(1, np.intp)]  # the number of each node in the smaller field, -1 for none
    for number in range(1, len(larger.rows)):
        nodes = larger.rows[number].nodes
        above = known[number - 1][nodes.parent]
        nth = np.arange(len(nodes)) - larger.rows[number - 1].nodes.first[nodes.parent]
        found = np.full(len(nodes), -1, np.intp)
        place = places[number - 1][nodes.parent]
        if number < len(smaller.rows):
            first = smaller.rows[number - 1].nodes.first
            start = first[np.maximum(above, 0)] + nth
            is_there = (above >= 0) & (start < first[np.maximum(above, 0) + 1])
            found[is_there] = start[is_there]
            place = place.copy()
            place[is_there] = camera.left + camera.pitch * smaller.rows[number].place[found[is_there]]
        places.append(place)
        known.append(found)
    return tuple(places), tuple(found >= 0 for found in known)
