"""Painting a field: lines, ribbons, shapes, and whatever is seen close up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import floor, inf, sqrt

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QRegion

from simulator.ui.stage.field import ribbon, sprites, strokes
from simulator.ui.stage.field.camera import Camera
from simulator.ui.stage.field.close_up import CloseUp, Shown, Top, drop_of, words_until
from simulator.ui.stage.field.field import At, Field
from simulator.ui.stage.field.pips import Pips, pips
from simulator.ui.stage.field.survey import Pose
from simulator.ui.stage.ink import Word, Writer, color, pen
from simulator.ui.stage.moment import Moment
from simulator.ui.stage.proportions import CHIP, IN_CHIP
from simulator.ui.stage.scene import SceneNode
from simulator.ui.stage.shapes import ROUNDED
from simulator.ui.stage.sheet import Box, Sheet
from simulator.ui.theme import LIGHT, Name, Theme
from simulator.ui.widgets.cut_words import CutWords

Numbers = NDArray[np.float64]

MOST_LINES, FEW_LINES, CLOSEST_LINES_PX = 1000, 250, 2.5
"""Lines of a row that are drawn one by one; more are a veil, and so are more than a few that stand closer than this."""

FASTEST_BELOW_PX, SMOOTH_FROM_PX = 1.6, 1.02
"""Lines of exactly 1 pixel are drawn several times as fast as those of a little more, but their pieces are set on a
coarser grid, which shows where a curve has many. Round ends cost most."""

QUIET_LINE, BLAMED_LINE, CAPTURED_LINE, FOLLOWED_LINE = 1.0, 0.8, 1.2, 1.7
"""Widths of the tree's lines: the first in thin lines of the theme, the others in lines. Qt strokes 1 pixel fastest."""

QUIET, DENSEST_QUIET, QUIET_PER_PX = 0.75, 0.2, 0.05
"""How strong quiet lines are: the denser they stand, the paler, so that they never become a surface."""

THINNEST_CAPTURED_PX, CAPTURED_SHARE = 1.2, 0.17
"""Width of the lines of captures where nodes stand close, as a share of their distance."""

MOVING = 0.42
"""Radius of an answer on its way up, as a share of the radius of the node that it comes from."""

RING_GAP_PX, RING_PX, SMALLEST_RING_PX = 3.0, 2.0, 4.0
"""The ring around the selected node: its distance from it, its width and its least radius."""

SMALLEST_SELECTED_PX = 3.5
"""The selected node is seen at this size at least, even among thousands."""

CASING_PX = 3.0
"""A line that is followed is set off from all others by this much."""

ROWS_APART = 1.3
"""Labels of rows keep this many lines of text apart."""

NOTE_BELOW, NOTES_FROM = 1.2, 2.4
"""Notes stand so far below their labels, where rows are so far apart, in text sizes."""

CHIPS_FROM_PX = 3.0
"""Radius from which closed models stand on a chip, where nodes are shapes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that is painted of a field at one moment.

    `clip` is what may be painted on, None where everything is in view. `rows` are the labels of the rows and `notes`
    what stands under them in smaller letters, where there is room; empty for nothing. `blamed` is
    the way down to the reason of the top answer's error, `followed` the way that one walks. `copies` are asked for
    each answer. `node_of` may not know a node yet: then its shape is
    painted alone. A node's captions are those of its step and of its answer; empty for nothing.
    """

    field: Field
    camera: Camera
    poses: tuple[Pose, ...]
    moment: Moment
    sheet: Sheet
    clip: Box | None
    rows: tuple[str, ...]
    notes: tuple[str, ...]
    top: Top
    copies: int
    node_of: Callable[[At], SceneNode | None]
    captions_of: Callable[[SceneNode], tuple[str, str]]
    words_of: Callable[[At], str]
    blamed: tuple[At, ...] = ()
    followed: tuple[At, ...] = ()
    selected: At | None = None


def paint(painter: QPainter, theme: Theme, view: View, cut: CutWords | None = None) -> None:
    """Paint the field and the labels of its rows; words that are shortened go into `cut`."""
    painter.save()
    try:
        _clip(painter, view)
        Canvas(painter, theme, view, cut).paint()
    finally:
        painter.restore()
    _paint_rows(painter, theme, view, cut)


def _clip(painter: QPainter, view: View) -> None:
    """Keep inside; a rectangle where that is enough: Qt draws thin lines twice as fast inside of one as anywhere."""
    if view.clip is None:
        painter.setClipRect(painter.viewport())
        return
    inside, corner = _pixels(view.clip), view.sheet.corner
    outside = QRect() if corner is None else _pixels(corner)
    if inside.intersects(outside):
        painter.setClipRegion(QRegion(inside).subtracted(QRegion(outside)))
    else:
        painter.setClipRect(inside)


def _pixels(box: Box) -> QRect:
    return QRect(round(box.left), round(box.top), round(box.width), round(box.height))


def _paint_rows(painter: QPainter, theme: Theme, view: View, cut: CutWords | None) -> None:
    """The round of each row, at the left, as far as there is room for another label."""
    writer, sheet = Writer(painter, theme.name, cut), view.sheet
    apart, before = ROWS_APART * theme.secondary_px, -1e9
    room = sheet.area.left - sheet.title.left
    for pose in view.poses:
        opacity = pose.state.shown * (1.0 if pose.number == 0 else 1.0 - pose.state.folded)
        y = view.camera.y(pose.number) if pose.number else pose.y
        inside = view.clip is None or view.clip.top + apart / 3 < y < view.clip.bottom - apart / 3
        if opacity <= 0.0 or y - before < apart or not inside:
            continue
        before, token = y, "secondary" if pose.number else "ink"
        text = view.rows[pose.number]
        writer.write(Word(text, sheet.title.left, y, room, "secondary", 550, token, opacity))
        note, below = view.notes[pose.number], y + NOTE_BELOW * theme.secondary_px
        inside = view.clip is None or below < view.clip.bottom - apart / 3
        if note and inside and view.camera.gap > NOTES_FROM * theme.secondary_px:
            writer.write(Word(note, sheet.title.left, below, room, "help", 400, "secondary", opacity))
    painter.setOpacity(1.0)


class Canvas:
    """One painting of one view."""

    def __init__(self, painter: QPainter, theme: Theme, view: View, cut: CutWords | None = None) -> None:
        self.painter, self.theme, self.view, self.cut = painter, theme, view, cut
        self.poses = {pose.number: pose for pose in view.poses}
        self.scale = view.camera.scale
        self.heavier = sqrt(self.scale * LIGHT.body_px / theme.body_px)
        self.close = CloseUp(theme, view.sheet, self.scale, view.camera.gap)
        self.drops: dict[int, dict[int, float]] = {}
        self.later: list[tuple[Pose, NDArray[np.intp]]] = []
        self.dense: ribbon.Dense | None = None
        self.moving: list[tuple[Numbers, Numbers, Numbers, sprites.Cells]] = []

    def paint(self) -> None:
        painter, view = self.painter, self.view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.gather()
        painter.setOpacity(1.0 - view.moment.folded**2)
        for pose in view.poses:
            if pose.number - 1 in self.poses:
                self._paint_lines(self.poses[pose.number - 1], pose)
        for pose in view.poses:
            if pose.closeness == "ribbon":
                self._paint_ribbon(pose)
        self._paint_way(view.blamed, followed=False)
        self._paint_way(view.followed, followed=True)
        for pose in view.poses:
            if pose.closeness == "shapes":
                self._paint_shapes(pose, slice(None))
        for pose, some in self.later:
            self._paint_shapes(pose, some)
        painter.setOpacity(1.0)
        self.close.signs.paint(painter)
        self._paint_moving()
        self.close.top.paint(painter)
        writer = Writer(painter, self.theme.name, self.cut)
        for word in self.close.words:
            writer.write(word)
        writer.letters(self.close.letters)
        painter.setOpacity(1.0)
        self._paint_selected()

    # close up

    def gather(self) -> None:
        view = self.view
        for pose in view.poses:
            if pose.closeness != "close":
                continue
            votes = pips(view.copies, pose.row.closest * pose.pitch, self.scale) if view.copies > 1 else Pips()
            some = slice(pose.start, pose.stop)
            places = (pose.left + pose.pitch * pose.row.place[some]).tolist()
            radii, marks = (pose.radii * pose.grown).tolist(), pose.marks.tolist()
            widest = max(pose.gaps[np.isfinite(pose.gaps)], default=inf)  # the last of a row says no more than others
            gaps = np.minimum(pose.gaps, widest).tolist()
            presence = None if pose.row.presence is None else pose.row.presence[some].tolist()
            drops = self.drops.setdefault(pose.number, {})
            later: list[int] = []
            for nth, index in enumerate(range(pose.start, pose.stop)):
                at = At(pose.number, index)
                node = view.node_of(at)
                if node is None:
                    later.append(nth)
                    continue
                step, answer = view.captions_of(node)
                state, radius = pose.state, radii[nth]
                if presence is not None and presence[nth] < 1.0:
                    part, radius = presence[nth], radius * presence[nth]
                    state = replace(state, shown=state.shown * part, settled=state.settled * part)
                right = words_until(places[nth] + gaps[nth], radius, marks[nth], view.copies > 1, self.scale)
                shown = Shown(
                    at=at, node=node, x=places[nth], y=pose.y, radius=radius, right=right, marks=marks[nth],
                    state=state, pips=votes, room=pose.row.closest * pose.pitch, words=view.words_of(at),
                    step_caption=step, answer_caption=answer,
                )  # fmt: skip
                drop = drop_of(node, radius, state.settled, self.scale, is_top=at.row == 0)
                if drop:
                    drops[index] = drop
                if at.row == 0:
                    self.close.add_top(shown, view.top)
                else:
                    self.close.add(shown)
            if later:
                self.later.append((pose, np.array(later)))

    # lines

    def _paint_lines(self, above: Pose, pose: Pose) -> None:
        """From the nodes of a row to those above them, if one of both is in view, or one at either side of it."""
        if pose.state.folded >= 1.0 or not len(pose.row):
            return
        first = above.row.nodes.first
        start, stop = min(pose.start, int(first[above.start])), max(pose.stop, int(first[above.stop]))
        if stop <= start:
            return
        x = pose.left + pose.pitch * pose.row.place[start:stop]
        spacing = pose.row.usual * pose.pitch
        is_dense = len(x) > FEW_LINES and spacing < CLOSEST_LINES_PX
        if is_dense or len(x) > MOST_LINES or (above.closeness == "ribbon" and pose.closeness == "ribbon"):
            self._paint_veil(above, pose)
            return
        nodes, state = pose.row.nodes, pose.state
        parents = nodes.parent[start:stop]
        over = above.left + above.pitch * above.row.place[parents]
        top: Numbers | float = above.y + (above.thickness / 2 if above.closeness == "ribbon" else 0.0)
        if drops := self.drops.get(above.number):
            top = np.full(len(parents), top)
            for parent, drop in drops.items():
                top[parents == parent] += drop
        bottom = pose.y - (pose.thickness / 2 if pose.closeness == "ribbon" else 0.0)
        carried = nodes.carried[start:stop]
        present = 1.0 if pose.row.presence is None else pose.row.presence[start:stop]
        lines = strokes.Curves.of(over, x, top, bottom, 0.0, state.edge * present)
        strength = round(min(QUIET, DENSEST_QUIET + QUIET_PER_PX * spacing), 2)
        is_risen = state.rising >= 1.0 and isinstance(present, float)
        self._stroke(lines.some(~carried) if is_risen else lines, "error", QUIET_LINE * self.theme.thin_px, strength)
        if state.rising <= 0.0:
            return
        if state.rising < 1.0 and pose.closeness != "ribbon":
            self._gather_moving(pose, slice(start, stop), over, x, top, bottom)
        if carried.any():
            caught = strokes.Curves.of(over, x, top, bottom, (1.0 - state.rising) * present, present).some(carried)
            full = CAPTURED_LINE * self.theme.line_px
            self._stroke(caught, "misaligned", min(full, max(THINNEST_CAPTURED_PX, CAPTURED_SHARE * spacing)))

    def _stroke(self, curves: strokes.Curves, token: str, thickness: float, strength: float = 1.0) -> None:
        strokes.draw(self.painter, curves, self._pen(token, thickness, strength, fast=len(curves) > strokes.FEW))

    def _pen(self, token: str, thickness: float, strength: float = 1.0, *, fast: bool = False) -> QPen:
        """Lines of many pieces: opaque, or the joints would show. The fast ones of 1 pixel are not quite as smooth."""
        thickness *= self.heavier
        thickness = 1.0 if fast and thickness < FASTEST_BELOW_PX else max(thickness, SMOOTH_FROM_PX)
        return _opaque_pen(self.theme.name, token, round(thickness, 2), strength)

    # dense rows

    def _paint_veil(self, above: Pose, pose: Pose) -> None:
        """The lines from a dense row up to the one above it."""
        dense = self._dense_with(pose)
        if dense is None:
            return
        top = above.y + (above.thickness / 2 if above.closeness == "ribbon" else 0.0)
        bottom = pose.y - pose.thickness / 2
        reached, rising = top + (bottom - top) * pose.state.edge, bottom - (bottom - top) * pose.state.rising
        nth = dense.numbers.index(pose.number)
        if rising > top:
            dense.draw(self.painter, dense.quiet[nth], top, min(reached, rising))
        if rising < reached:
            dense.draw(self.painter, dense.veils[nth], rising, reached)

    def _paint_ribbon(self, pose: Pose) -> None:
        dense = self._dense_with(pose)
        if dense is None or pose.state.shown <= 0.0:
            return
        top = floor((pose.y - pose.thickness / 2) * dense.ratio + 0.5) / dense.ratio
        self.painter.setOpacity((1.0 - self.view.moment.folded**2) * pose.state.shown)
        pixels = dense.ribbons[dense.numbers.index(pose.number)]
        dense.draw(self.painter, pixels, top, top + dense.height / dense.ratio)
        self.painter.setOpacity(1.0 - self.view.moment.folded**2)

    def _dense_with(self, pose: Pose) -> ribbon.Dense | None:
        """The columns of all rows that are ribbons, or of this one if its lines alone are dense."""
        if self.dense is None:
            self.dense = self._summed([one for one in self.view.poses if one.closeness == "ribbon"])
        if self.dense is not None and pose.number in self.dense.numbers:
            return self.dense
        return self._summed([pose])

    def _summed(self, poses: Sequence[Pose]) -> ribbon.Dense | None:
        poses = [pose for pose in poses if pose.stop > pose.start and pose.pitch > 0.0]
        if not poses:
            return None
        ratio = self.painter.device().devicePixelRatioF()
        view = self.view.clip or self.view.sheet.area
        starts = (pose.left + pose.pitch * (float(pose.row.place[pose.start]) - pose.row.reach) for pose in poses)
        stops = (pose.left + pose.pitch * (float(pose.row.place[pose.stop - 1]) + pose.row.reach) for pose in poses)
        start = floor(max(view.left - 1, min(starts)) * ratio) / ratio
        columns = floor((min(view.right + 1, max(stops)) - start) * ratio + 1.0)
        if columns <= 0:
            return None
        return ribbon.Dense(
            poses, self.theme, start, columns, ratio, height=max(1, round(poses[0].thickness * ratio))
        )  # fmt: skip

    # ways

    def _paint_way(self, nodes_along: tuple[At, ...], *, followed: bool) -> None:
        """The way of an error, from the node that was wrong down to where it came from."""
        for over, under in pairwise(nodes_along):
            if over.row not in self.poses or under.row not in self.poses:
                continue
            above, pose = self.poses[over.row], self.poses[under.row]
            if pose.state.rising <= 0.0:
                continue
            nodes = pose.row.nodes
            x = np.array([pose.left + pose.pitch * pose.row.place[under.nth]])
            x0 = np.array([above.left + above.pitch * above.row.place[over.nth]])
            top = above.y + self.drops.get(over.row, {}).get(over.nth, 0.0)
            way = strokes.Curves.of(x0, x, top, pose.y, 1.0 - pose.state.rising, 1.0)
            token = "misaligned" if nodes.carried[under.nth] else "error"
            if followed:
                full = FOLLOWED_LINE * self.theme.line_px
                self._stroke(way, "card", full + 2 * CASING_PX)
                self._stroke(way, token, full)
            elif token == "error":
                self._stroke(way, "error", BLAMED_LINE * self.theme.line_px)

    # shapes

    def _paint_shapes(self, pose: Pose, these: slice | NDArray[np.intp]) -> None:
        """Of the nodes in view, these."""
        state, some = pose.state, np.arange(pose.start, pose.stop)[these]
        present = state.shown * (1.0 - state.folded**3)
        if present <= 0.0:
            return
        nodes, radii, largest = pose.row.nodes, pose.radii[these] * pose.grown, pose.radius * pose.grown
        if pose.row.presence is not None:
            radii = radii * pose.row.presence[some]
        x, answers = pose.left + pose.pitch * pose.row.place[some], nodes.answer[some]
        on_chips = ~nodes.is_open[some] & (radii >= CHIPS_FROM_PX)
        if on_chips.any():
            chips = np.full(int(on_chips.sum()), sprites.CHIP, np.uint8)
            self._set(radii[on_chips], x[on_chips], pose.y, chips, present, largest)
            radii = np.where(on_chips, IN_CHIP * radii, radii)
        if state.answered < 1.0:
            questions = np.full(len(x), sprites.QUESTION, np.uint8)
            self._set(radii, x, pose.y, questions, present * (1.0 - state.answered), largest)
        if state.answered > 0.0:
            order = np.argsort(answers, kind="stable")  # misaligned ones lie above all
            self._set(radii[order], x[order], pose.y, answers[order], present * state.answered, largest)

    def _set(
        self, radii: Numbers, x: Numbers, y: Numbers | float, cells: sprites.Cells, opacity: float, largest: float
    ) -> None:
        sprites.draw(self.painter, self.theme.name, radii, x, y, cells, opacity, largest)

    def _gather_moving(
        self, pose: Pose, some: slice, over: Numbers, x: Numbers, top: Numbers | float, bottom: float
    ) -> None:
        """Answers on their way up."""
        across, down = strokes.way(np.array([1.0 - pose.state.rising]))
        y = np.broadcast_to(np.asarray(top) + (bottom - np.asarray(top)) * down, x.shape)
        order = np.argsort(pose.row.nodes.answer[some], kind="stable")
        usual = float(np.median(pose.radii)) if len(pose.radii) else pose.radius  # none in view, but lines up from some
        radii = np.full(len(x), max(MOVING * pose.grown * usual, 1.0))
        self.moving.append((radii, (over + (x - over) * across)[order], y[order], pose.row.nodes.answer[some][order]))

    def _paint_moving(self) -> None:
        for radii, x, y, answers in self.moving:
            self._set(radii, x, y, answers, 1.0, float(radii.max()))

    # the selected node

    def _paint_selected(self) -> None:
        at = self.view.selected
        if at is None or at.row not in self.poses:
            return
        pose = self.poses[at.row]
        if pose.state.shown < 1.0 or pose.state.folded > 0.0:
            return
        x = pose.left + pose.pitch * float(pose.row.place[at.nth])
        seen = len(pose.radii) and pose.start <= at.nth < pose.stop
        radius = float(pose.radii[at.nth - pose.start]) * pose.grown if seen else 0.0
        if radius < SMALLEST_SELECTED_PX:
            radius = SMALLEST_SELECTED_PX
            answer = pose.row.nodes.answer[at.nth : at.nth + 1]
            self._set(np.array([radius]), np.array([x]), pose.y, answer, 1.0, radius)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        closed = not pose.row.nodes.is_open[at.nth] and radius >= CHIPS_FROM_PX
        radius = max(radius * (CHIP * IN_CHIP if closed and at.row else CHIP if closed else 1.0), SMALLEST_RING_PX)
        radius += RING_GAP_PX
        for token, thickness in (("card", RING_PX + 2.0), ("accent", RING_PX)):
            self.painter.setPen(pen(self.theme.name, token, thickness))
            if closed:
                square = QRectF(x - radius, pose.y - radius, 2 * radius, 2 * radius)
                self.painter.drawRoundedRect(square, ROUNDED * radius, ROUNDED * radius)
            else:
                self.painter.drawEllipse(QPointF(x, pose.y), radius, radius)


@lru_cache(maxsize=256)
def _opaque_pen(theme: Name, token: str, thickness: float, strength: float) -> QPen:
    made = ribbon.mixed(color(theme, "card"), color(theme, token), strength)
    return QPen(QBrush(made), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)
