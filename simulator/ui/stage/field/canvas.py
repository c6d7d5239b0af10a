"""Painting a field: lines, ribbons, shapes, and whatever is seen close up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor, sqrt

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QRegion

from simulator.ui.stage.field import ribbon, sprites, strokes
from simulator.ui.stage.field.camera import Camera
from simulator.ui.stage.field.close_up import IN_CHIP, CloseUp, Shown, Top, drop_of, words_until
from simulator.ui.stage.field.field import At, Field
from simulator.ui.stage.field.fitting import Pips, pips
from simulator.ui.stage.field.survey import Pose
from simulator.ui.stage.ink import Word, Writer, color, pen
from simulator.ui.stage.layout import CHIP
from simulator.ui.stage.moment import Moment
from simulator.ui.stage.scene import SceneNode
from simulator.ui.stage.shapes import ROUNDED
from simulator.ui.stage.sheet import Box, Sheet
from simulator.ui.theme import LIGHT, Theme

Numbers = NDArray[np.float64]

MOST_LINES = 2400
"""Lines of a row that are drawn one by one; more are a veil."""

QUIET_LINE, BLAMED_LINE, CAPTURED_LINE, FOLLOWED_LINE = 1.0, 0.8, 1.2, 1.7
"""Widths of the tree's lines: the first in thin lines of the theme, the others in lines. Qt strokes 1 pixel fastest."""

QUIET, DENSEST_QUIET, QUIET_PER_PX = 0.75, 0.2, 0.05
"""How strong quiet lines are: the denser they stand, the paler, so that they never become a surface."""

THINNEST_CAPTURED_PX, CAPTURED_SHARE = 1.2, 0.22
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

CHIPS_FROM_PX = 3.0
"""Radius from which closed models stand on a chip, where nodes are shapes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that is painted of a field at one moment.

    `clip` is what may be painted on, None where everything is in view. `rows` are the labels of the rows. `blamed` is
    the way down to the reason of the top answer's error, `followed` the way that one walks. `copies` are asked for
    each answer. A node's captions are those of its step and of its answer; empty for nothing.
    """

    field: Field
    camera: Camera
    poses: tuple[Pose, ...]
    moment: Moment
    sheet: Sheet
    clip: Box | None
    rows: tuple[str, ...]
    top: Top
    copies: int
    node_of: Callable[[At], SceneNode]
    captions_of: Callable[[SceneNode], tuple[str, str]]
    words_of: Callable[[At], str]
    blamed: tuple[At, ...] = ()
    followed: tuple[At, ...] = ()
    selected: At | None = None


def paint(painter: QPainter, theme: Theme, view: View) -> None:
    """Paint the field and the labels of its rows."""
    painter.save()
    if view.clip is not None:
        painter.setClipRegion(_region(view.clip, view.sheet.corner))
    _Canvas(painter, theme, view).paint()
    painter.restore()
    _paint_rows(painter, theme, view)


def _region(clip: Box, corner: Box | None) -> QRegion:
    region = QRegion(_pixels(clip))
    return region if corner is None else region.subtracted(QRegion(_pixels(corner)))


def _pixels(box: Box) -> QRect:
    return QRect(round(box.left), round(box.top), round(box.width), round(box.height))


def _paint_rows(painter: QPainter, theme: Theme, view: View) -> None:
    """The round of each row, at the left, as far as there is room for another label."""
    writer, sheet = Writer(painter, theme.name), view.sheet
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
    painter.setOpacity(1.0)


class _Canvas:
    """One painting of one view."""

    def __init__(self, painter: QPainter, theme: Theme, view: View) -> None:
        self.painter, self.theme, self.view = painter, theme, view
        self.poses = {pose.number: pose for pose in view.poses}
        self.scale = view.camera.scale
        self.heavier = sqrt(self.scale * LIGHT.body_px / theme.body_px)
        self.close = CloseUp(theme, view.sheet, self.scale)
        self.drops: dict[int, dict[int, float]] = {}
        self.moving: list[tuple[Numbers, Numbers, Numbers, sprites.Cells]] = []

    def paint(self) -> None:
        painter, view = self.painter, self.view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._gather_close()
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
                self._paint_shapes(pose)
        painter.setOpacity(1.0)
        self.close.signs.paint(painter)
        self._paint_moving()
        self.close.top.paint(painter)
        writer = Writer(painter, self.theme.name)
        for word in self.close.words:
            writer.write(word)
        for letter in self.close.letters:
            writer.letter(letter)
        painter.setOpacity(1.0)
        self._paint_selected()

    # close up

    def _gather_close(self) -> None:
        view = self.view
        for pose in view.poses:
            if pose.closeness != "close":
                continue
            votes = pips(view.copies, pose.row.closest * pose.pitch, self.scale) if view.copies > 1 else Pips()
            some = slice(pose.start, pose.stop)
            places = (pose.left + pose.pitch * pose.row.place[some]).tolist()
            radii, marks, gaps = (pose.radii * pose.grown).tolist(), pose.marks.tolist(), pose.gaps.tolist()
            presence = None if pose.row.presence is None else pose.row.presence[some].tolist()
            drops = self.drops.setdefault(pose.number, {})
            for nth, index in enumerate(range(pose.start, pose.stop)):
                at = At(pose.number, index)
                node = view.node_of(at)
                step, answer = view.captions_of(node)
                state, radius = pose.state, radii[nth]
                if presence is not None and presence[nth] < 1.0:
                    part = presence[nth]
                    state, radius = replace(state, shown=state.shown * part, settled=state.settled * part), radius * part
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

    # lines

    def _paint_lines(self, above: Pose, pose: Pose) -> None:
        """From the nodes of a row to those above them, as far as one of both is in view."""
        if pose.state.folded >= 1.0 or not len(pose.row):
            return
        first = above.row.nodes.first
        start = min(pose.start, int(first[above.start])) if above.stop > above.start else pose.start
        stop = max(pose.stop, int(first[above.stop])) if above.stop > above.start else pose.stop
        if stop <= start:
            return
        if stop - start > MOST_LINES or (above.closeness == "ribbon" and pose.closeness == "ribbon"):
            self._paint_veil(above, pose)
            return
        nodes, state = pose.row.nodes, pose.state
        parents = nodes.parent[start:stop]
        x = pose.left + pose.pitch * pose.row.place[start:stop]
        over = above.left + above.pitch * above.row.place[parents]
        top: Numbers | float = above.y + (above.thickness / 2 if above.closeness == "ribbon" else 0.0)
        if drops := self.drops.get(above.number):
            top = np.full(len(parents), top)
            for parent, drop in drops.items():
                top[parents == parent] += drop
        bottom = pose.y - (pose.thickness / 2 if pose.closeness == "ribbon" else 0.0)
        spacing = (x[-1] - x[0]) / max(len(x) - 1, 1) if len(x) > 1 else 1e3
        carried = nodes.carried[start:stop]
        present = 1.0 if pose.row.presence is None else pose.row.presence[start:stop]
        quiet = strokes.curves(over, x, top, bottom, 0.0, state.edge * present)
        strength = min(QUIET, DENSEST_QUIET + QUIET_PER_PX * spacing)
        strokes.draw(self.painter, quiet, self._pen("error", QUIET_LINE * self.theme.thin_px, strength))
        if state.rising <= 0.0:
            return
        if state.rising < 1.0 and pose.closeness != "ribbon":
            self._gather_moving(pose, slice(start, stop), over, x, top, bottom)
        if carried.any():
            some = top[carried] if isinstance(top, np.ndarray) else top
            reached = present[carried] if isinstance(present, np.ndarray) else present
            risen = strokes.curves(over[carried], x[carried], some, bottom, (1.0 - state.rising) * reached, reached)
            full = CAPTURED_LINE * self.theme.line_px
            thickness = min(full, max(THINNEST_CAPTURED_PX, CAPTURED_SHARE * spacing))
            strokes.draw(self.painter, risen, self._pen("misaligned", thickness))

    def _pen(self, token: str, thickness: float, strength: float = 1.0) -> QPen:
        """Lines of many pieces: opaque, or the joints would show."""
        made = ribbon.mixed(color(self.theme.name, "card"), color(self.theme.name, token), strength)
        cap = Qt.PenCapStyle.RoundCap
        return QPen(QBrush(made), thickness * self.heavier, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)

    def _paint_veil(self, above: Pose, pose: Pose) -> None:
        painted = self._columns(pose)
        if painted is None:
            return
        left, ratio, sums = painted
        quiet, risen = ribbon.veils(sums, self.theme.name)
        top = above.y + (above.thickness / 2 if above.closeness == "ribbon" else 0.0)
        bottom = pose.y - pose.thickness / 2
        reached, rising = top + (bottom - top) * pose.state.edge, bottom - (bottom - top) * pose.state.rising
        if rising > top:
            ribbon.draw(self.painter, quiet, left, top, min(reached, rising), ratio)
        if rising < reached:
            ribbon.draw(self.painter, risen, left, rising, reached, ratio)

    def _paint_ribbon(self, pose: Pose) -> None:
        painted = self._columns(pose)
        if painted is None or pose.state.shown <= 0.0:
            return
        left, ratio, sums = painted
        height = max(1, round(pose.thickness * ratio))
        smallest = max(1, round(ribbon.SMALLEST_MARK_PX * self.theme.thin_px * ratio))
        pixels = ribbon.ribbon(sums, self.theme.name, pose.state.answered, height, min(smallest, height))
        top = floor((pose.y - pose.thickness / 2) * ratio + 0.5) / ratio
        self.painter.setOpacity((1.0 - self.view.moment.folded**2) * pose.state.shown)
        ribbon.draw(self.painter, pixels, left, top, top + height / ratio, ratio)
        self.painter.setOpacity(1.0 - self.view.moment.folded**2)

    def _columns(self, pose: Pose) -> tuple[float, float, ribbon.Sums] | None:
        """The sums of a row's pixel columns in view, where they start, and how many there are to a pixel."""
        if pose.stop <= pose.start or pose.pitch <= 0.0:
            return None
        ratio = self.painter.device().devicePixelRatioF()
        edge, place = pose.row.reach * pose.pitch, pose.row.place
        view = self.view.clip or self.view.sheet.area
        start = max(view.left - 1, pose.left + pose.pitch * float(place[pose.start]) - edge)
        stop = min(view.right + 1, pose.left + pose.pitch * float(place[pose.stop - 1]) + edge)
        start = floor(start * ratio) / ratio
        columns = floor((stop - start) * ratio + 1.0)
        if columns <= 0:
            return None
        return start, ratio, ribbon.sums(pose.row, pose.left, pose.pitch, start, columns, ratio)

    # ways

    def _paint_way(self, way: tuple[At, ...], *, followed: bool) -> None:
        """The way of an error, from the node that was wrong down to where it came from."""
        for over, under in pairwise(way):
            if over.row not in self.poses or under.row not in self.poses:
                continue
            above, pose = self.poses[over.row], self.poses[under.row]
            if pose.state.rising <= 0.0:
                continue
            nodes = pose.row.nodes
            x = np.array([pose.left + pose.pitch * pose.row.place[under.nth]])
            x0 = np.array([above.left + above.pitch * above.row.place[over.nth]])
            top = above.y + self.drops.get(over.row, {}).get(over.nth, 0.0)
            parts = strokes.curves(x0, x, top, pose.y, 1.0 - pose.state.rising, 1.0)
            token = "misaligned" if nodes.carried[under.nth] else "error"
            if followed:
                full = FOLLOWED_LINE * self.theme.line_px
                strokes.draw(self.painter, parts, self._pen("card", full + 2 * CASING_PX))
                strokes.draw(self.painter, parts, self._pen(token, full))
            elif token == "error":
                strokes.draw(self.painter, parts, self._pen("error", BLAMED_LINE * self.theme.line_px))

    # shapes

    def _paint_shapes(self, pose: Pose) -> None:
        state, some = pose.state, slice(pose.start, pose.stop)
        present = state.shown * (1.0 - state.folded**3)
        if present <= 0.0:
            return
        nodes, radii = pose.row.nodes, pose.radii * pose.grown
        if pose.row.presence is not None:
            radii = radii * pose.row.presence[some]
        x, answers = pose.left + pose.pitch * pose.row.place[some], nodes.answer[some]
        on_chips = ~nodes.is_open[some] & (radii >= CHIPS_FROM_PX)
        if on_chips.any():
            chips = np.full(int(on_chips.sum()), sprites.CHIP, np.uint8)
            self._set(radii[on_chips], x[on_chips], pose.y, chips, present)
            radii = np.where(on_chips, sprites.IN_CHIP * radii, radii)
        if state.answered < 1.0:
            questions = np.full(len(x), sprites.QUESTION, np.uint8)
            self._set(radii, x, pose.y, questions, present * (1.0 - state.answered))
        if state.answered > 0.0:
            order = np.argsort(answers, kind="stable")  # misaligned ones lie above all
            self._set(radii[order], x[order], pose.y, answers[order], present * state.answered)

    def _set(self, radii: Numbers, x: Numbers, y: Numbers | float, cells: sprites.Cells, opacity: float) -> None:
        sprites.draw(self.painter, self.theme.name, radii, x, y, cells, opacity)

    def _gather_moving(
        self, pose: Pose, some: slice, over: Numbers, x: Numbers, top: Numbers | float, bottom: float
    ) -> None:
        """Answers on their way up."""
        across, down = strokes.way(np.array([1.0 - pose.state.rising]))
        y = np.broadcast_to(np.asarray(top) + (bottom - np.asarray(top)) * down, x.shape)
        order = np.argsort(pose.row.nodes.answer[some], kind="stable")
        radii = np.full(len(x), max(MOVING * pose.grown * float(np.median(pose.radii)), 1.0))
        self.moving.append((radii, (over + (x - over) * across)[order], y[order], pose.row.nodes.answer[some][order]))

    def _paint_moving(self) -> None:
        for radii, x, y, answers in self.moving:
            self._set(radii, x, y, answers, 1.0)

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
            self._set(np.array([radius]), np.array([x]), pose.y, pose.row.nodes.answer[at.nth : at.nth + 1], 1.0)
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
