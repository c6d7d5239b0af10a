"""Where one is while a part of the tree is seen: the breadcrumb, and the whole tree small."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from simulator.ui.stage.field.camera import Camera
from simulator.ui.stage.field.crumbs import Crumbs
from simulator.ui.stage.field.field import At, Field
from simulator.ui.stage.field.minimap import Minimap
from simulator.ui.stage.field.says import Teller
from simulator.ui.stage.sheet import Box, Sheet

MINIMAP_PX = (150.0, 60.0)
"""Size of the minimap at the ordinary text size, where there is no key whose place it takes."""


class Overview:
    """Places both on the stage, whose children they are, and keeps them hidden while all is in view."""

    def __init__(self, stage: QWidget, teller: Teller) -> None:
        self.crumbs, self.minimap = Crumbs(stage), Minimap(stage)
        self._teller = teller
        self.hide()

    @property
    def is_shown(self) -> bool:
        """Whether it is there."""
        return not self.minimap.isHidden()

    def hide(self) -> None:
        """All is in view."""
        self.crumbs.hide()
        self.minimap.hide()

    def show(self, field: Field, camera: Camera, sheet: Sheet, unit: float, selected: At | None) -> None:
        """A part is in view; the breadcrumb leads to the selected node while it is a part of that."""
        area = sheet.area
        is_seen = selected is not None and is_inside(field, camera, area, selected)
        path = field.path(selected if selected is not None and is_seen else deepest_seen(field, camera, sheet))
        self.crumbs.show_way(path, [self._teller.question_along(path[: n + 1]) for n in range(len(path))])
        if (line := sheet.subtitle) is not None:
            place = QRect(round(line.left), round(line.top), round(line.width), round(sheet.title.height))
            self.crumbs.setGeometry(place.adjusted(0, -2, 0, 2))
        self.crumbs.setVisible(sheet.subtitle is not None)
        seen = (
            camera.place_at(area.left), camera.place_at(area.right), camera.row_at(area.top), camera.row_at(area.bottom)
        )  # fmt: skip
        self.minimap.show_part(field, seen)
        wide, high = MINIMAP_PX[0] * unit, MINIMAP_PX[1] * unit
        if (key := sheet.key) is not None and not sheet.is_key_flat:
            place = QRect(round(key.left), round(key.bottom - high), round(key.width), round(high))
        else:
            place = QRect(round(area.right - wide), round(area.bottom - high), round(wide), round(high))
        self.minimap.setGeometry(place)
        self.minimap.show()


def is_inside(field: Field, camera: Camera, area: Box, at: At) -> bool:
    """Whether a node is in view."""
    x, y = camera.x(field.place(at)), camera.y(at.row)
    return area.left <= x <= area.right and area.top - 1.0 <= y <= area.bottom + 1.0


def deepest_seen(field: Field, camera: Camera, sheet: Sheet) -> At:
    """The node of the highest row in view that stands above the middle of it."""
    area = sheet.area
    top = min(max(ceil(camera.row_at(area.top) - 0.3), 0), field.last)
    bottom = min(max(ceil(camera.row_at(area.bottom)) - 1, 0), field.last)
    at = At(bottom, field.rows[bottom].nearest(camera.place_at((area.left + area.right) / 2)))
    while at.row > top and (above := field.parent(at)) is not None:
        at = above
    return at
