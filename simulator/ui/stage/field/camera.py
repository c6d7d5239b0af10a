"""Where a field lies on the screen: fitted, or nearer. Plain numbers, no Qt.

Trees are wide and low, so zooming stretches the places by the zoom and the distance of the rows by much less, as far
as rows need to be apart to be read. The camera follows from the zoom and the spot in the middle of the view alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from simulator.ui.stage.sheet import Box

NEAREST_PITCH = 150.0
"""Distance of two sibling leaves at the largest zoom, at the ordinary text size."""

READABLE_ROW, MORE_ROW = 66.0, 1.6
"""Rows come apart until they are this far from each other, or this much further than when fitted."""

SLOWEST_ROWS = 0.3
"""Rows come apart at least with this power of the zoom."""

LEAST_ZOOM_IN = 2.5
"""What is fitted can be enlarged at least so much."""

FITTED = 1.0 + 1e-6


@dataclass(frozen=True, slots=True)
class Camera:
    """A place x in row n stands at (left + pitch·x, top + gap·n) in logical pixels; `scale` is the size of signs."""

    left: float
    top: float
    pitch: float
    gap: float
    scale: float

    def x(self, place: float) -> float:
        """From a place to the screen."""
        return self.left + self.pitch * place

    def y(self, row: float) -> float:
        """From a row to the screen."""
        return self.top + self.gap * row

    def place_at(self, x: float) -> float:
        """From the screen to a place."""
        return (x - self.left) / self.pitch

    def row_at(self, y: float) -> float:
        """From the screen to a row, in between with fractions."""
        return (y - self.top) / self.gap


@dataclass(frozen=True, slots=True)
class Look:
    """What one looks at: the zoom, 1 for all, and the place and row in the middle of the view.

    A look of all need not know its middle; `Scope.settled` finds it.
    """

    zoom: float = 1.0
    place: float = 0.0
    row: float = 0.0

    @property
    def is_fitted(self) -> bool:
        """Whether all is in view."""
        return self.zoom < FITTED


@dataclass(frozen=True, slots=True)
class Scope:
    """The view that looks are taken through: the fitted camera, what it shows, and the theme's `unit`.

    `content` is the box of all nodes when fitted; `area` the room for them; `rows` the number of the lowest row.
    """

    fit: Camera
    content: Box
    area: Box
    rows: int
    unit: float

    @property
    def nearest(self) -> float:
        """The largest zoom."""
        return max(LEAST_ZOOM_IN, NEAREST_PITCH * self.unit / self.fit.pitch)

    def camera(self, look: Look) -> Camera:
        """The camera of a look; what is in view never ends before the area does."""
        if look.is_fitted:
            return self.fit
        pitch, gap = self.fit.pitch * look.zoom, self._gap(look.zoom)
        left = (self.area.left + self.area.right) / 2 - look.place * pitch
        top = self.area.middle - look.row * gap
        fit, content = self.fit, self.content
        room_left = content.left - (content.left - fit.left) * look.zoom
        room_right = content.right - (content.right - fit.left) * look.zoom
        foot = (content.bottom - fit.y(self.rows)) * gap / fit.gap
        lowest = min(content.bottom - foot - gap * self.rows, fit.top)
        return Camera(
            left=min(max(left, room_right), room_left),
            top=min(max(top, lowest), fit.top),
            pitch=pitch,
            gap=gap,
            scale=fit.scale * gap / fit.gap,
        )

    def settled(self, look: Look) -> Look:
        """The same look within its limits: the one that its camera shows."""
        zoom = min(max(look.zoom, 1.0), self.nearest)
        camera = self.camera(Look(zoom, look.place, look.row))
        middle = (self.area.left + self.area.right) / 2
        return Look(zoom, camera.place_at(middle), camera.row_at(self.area.middle))

    def zoomed(self, look: Look, factor: float, x: float, y: float) -> Look:
        """Nearer or further, with what is at a point of the screen staying there as far as it can."""
        before = self.camera(look)
        zoom = min(max(look.zoom * factor, 1.0), self.nearest)
        pitch, gap = self.fit.pitch * zoom, self._gap(zoom)
        middle = (self.area.left + self.area.right) / 2
        place = before.place_at(x) + (middle - x) / pitch
        row = before.row_at(y) + (self.area.middle - y) / gap
        return self.settled(Look(zoom, place, row))

    def moved(self, look: Look, dx: float, dy: float) -> Look:
        """The picture drawn along by so many pixels."""
        if look.is_fitted:
            return look
        camera = self.camera(look)
        at = self.settled(look)
        return self.settled(Look(look.zoom, at.place - dx / camera.pitch, at.row - dy / camera.gap))

    def onto(self, left: float, right: float, top: int, bottom: int) -> Look:
        """So near that the places from left to right just have room, with rows from top on in view."""
        zoom = min(max((self.area.width / max(right - left, 1.0)) / self.fit.pitch, 1.0), self.nearest)
        gap = self._gap(zoom)
        rows = min(bottom - top, max(self.area.height / gap - 1.2, 0.0))
        return self.settled(Look(zoom, (left + right) / 2, top + rows / 2))

    def _gap(self, zoom: float) -> float:
        fit = self.fit.gap
        most = max(MORE_ROW * fit, READABLE_ROW * self.unit)
        power = min(max(log(most / fit) / log(self.nearest), SLOWEST_ROWS), 1.0)
        return float(min(most, fit * zoom**power))


def between(a: Look, b: Look, amount: float) -> Look:
    """On the way from one look to another: zooms by equal factors in equal times, and the eye stays on the target.

    While zooming, what ends in the middle of the view moves there in proportion to the sizes seen.
    """
    if amount <= 0.0 or amount >= 1.0:
        return a if amount <= 0.0 else b
    zoom = a.zoom * (b.zoom / a.zoom) ** amount
    share = amount if abs(b.zoom - a.zoom) < 1e-9 * a.zoom else (1 / a.zoom - 1 / zoom) / (1 / a.zoom - 1 / b.zoom)
    return Look(zoom, a.place + (b.place - a.place) * share, a.row + (b.row - a.row) * amount)
