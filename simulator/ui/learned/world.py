"""The view "World": the graph of shortest paths, with the first step that the student proposes from every vertex.

All proposals lead towards the goal of the present question. One along an edge that there is not is dashed and crossed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from simulator.app.trained import Graph
from simulator.learner.tasks.world import Ints
from simulator.ui.charts import words
from simulator.ui.learned.plot import LearnedPlot
from simulator.ui.learned.pointer import Glance
from simulator.ui.text import mark, tr
from simulator.ui.theme import Theme

_RADIUS_PX, _CROSS_PX = 9.0, 4.5
_RADIUS_SHARE = 0.09
"""Radius of a vertex as a share of the distance that vertices have on average."""
_DASHES = [3.0, 2.2]
_NEAR = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What is proposed from one vertex: another one, or None for no way."""

    start: int
    to: int | None
    is_edge: bool
    is_on_path: bool
    claimed: int
    true: int


class World(LearnedPlot):
    """Thin arrows are the graph's edges, thick ones the student's proposals; the heavy ones are its way."""

    has_grid = False

    def __init__(self, look: Theme | None = None) -> None:
        self._steps: dict[int, _Step] = {}
        self._path: list[int] = []
        self._graph: Graph | None = None
        super().__init__(look)

    def title(self) -> str:
        if self.glance is None or self._graph is None:
            return tr("World")
        start, goal = self._pair(self.glance)
        return tr("From {start} to {goal}: first steps that the student proposes, round {round}",
                  start=start, goal=goal, round=self.glance.round)  # fmt: skip

    def _pair(self, glance: Glance) -> tuple[int, int]:
        assert self._graph is not None
        return int(self._graph.start[glance.question]), int(self._graph.goal[glance.question])

    def prepare(self, glance: Glance) -> None:
        self._graph = None if glance.trained.facts is None else glance.trained.facts.graph
        graph = self._graph
        self._steps, self._path = {}, []
        if graph is None:
            return
        start, goal = self._pair(glance)
        sheet = glance.trained.sheets[glance.round]
        steps = sheet.student[graph.step].table().argmax(axis=1)
        claims = sheet.student[graph.distance].table().argmax(axis=1)
        rows = self._rows_to(graph, goal, glance)
        proposed = {int(graph.start[row]): int(steps[row]) for row in rows}
        here: int | None = start
        while here is not None and here not in self._path:
            self._path.append(here)
            step = proposed.get(here, graph.none)
            here = None if here == goal or step == graph.none else step
        for row in rows.tolist():
            vertex, step = int(graph.start[row]), int(steps[row])
            to = None if step == graph.none else step
            self._steps[vertex] = _Step(
                start=vertex, to=to, is_edge=to is not None and bool(graph.edges[vertex, to]),
                is_on_path=vertex in self._path, claimed=int(claims[row]), true=int(graph.distances[vertex, goal]),
            )  # fmt: skip

    @staticmethod
    def _rows_to(graph: Graph, goal: int, glance: Glance) -> Ints:
        """The questions that end at a goal; where they come with and without the tag, those like the present one."""
        assert glance.trained.facts is not None
        tagged = glance.trained.facts.kinds[graph.distance].tagged
        alike = np.ones(len(graph.goal), bool) if tagged is None else tagged == tagged[glance.question]
        return np.flatnonzero((graph.goal == goal) & alike)

    def said(self, glance: Glance) -> str:
        return self.note(glance)

    def note(self, glance: Glance) -> str:
        graph = self._graph
        if graph is None or not self._steps:
            return ""
        start, goal = self._pair(glance)
        step = self._steps[start]
        false = sum(1 for s in self._steps.values() if s.to is not None and not s.is_edge)
        proposals = sum(1 for s in self._steps.values() if s.to is not None)
        far = {graph.no_way: tr("no way")}
        figures = {
            "start": start, "goal": goal, "claimed": far.get(step.claimed, str(step.claimed)),
            "true": far.get(step.true, str(step.true)),
        }  # fmt: skip
        if step.claimed < step.true:
            text = mark("From {start} to {goal} the student claims {claimed}; the truth is {true}: it claims too much.")
        elif step.claimed == step.true:
            text = mark("From {start} to {goal} the student claims {claimed}, which is true.")
        else:
            text = mark("From {start} to {goal} the student claims {claimed}; the truth is {true}.")
        said = tr(text, **figures)
        if false:
            said += " " + tr("{false} of {all} proposed steps go where there is no edge (dashed and crossed).",
                             false=false, all=proposals)  # fmt: skip
        elif proposals:
            said += " " + tr("All {all} proposed steps go along edges.", all=proposals)
        return said

    def rows(self) -> words.Table:
        graph = self._graph
        rows: words.Table = [(tr("from"), tr("proposed step"), tr("is an edge"), tr("claimed steps"), tr("true steps"))]
        if graph is None:
            return rows
        far = {graph.no_way: tr("no way")}
        for vertex, step in sorted(self._steps.items()):
            to = tr("none") if step.to is None else step.to
            is_edge = "" if step.to is None else tr("yes") if step.is_edge else tr("no")
            rows.append((vertex, to, is_edge, far.get(step.claimed, step.claimed), far.get(step.true, step.true)))
        return rows

    def needed_left(self) -> float:
        return 0.0

    def needed_right(self) -> float:
        return 0.0

    # Geometry.

    def _place(self, vertex: int) -> QPointF:
        assert self._graph is not None
        edge = self._radius() * 2.2
        x, y = self._graph.places[vertex].tolist()
        width, height = self.width() - 2 * edge, self.height() - self.needed_below() - 2 * edge
        return QPointF(edge + x * width, edge + y * height)

    def _radius(self) -> float:
        usual = _RADIUS_PX * self.tick_metrics.height() / 13.5
        assert self._graph is not None
        crowd = float(np.sqrt(self.width() * self.height() / len(self._graph.edges)))
        return float(min(max(crowd * _RADIUS_SHARE, usual), 1.6 * usual))

    def vertex_at(self, point: QPointF) -> int | None:
        """The vertex at a point."""
        if self._graph is None:
            return None
        for vertex in range(len(self._graph.edges)):
            if QLineF(self._place(vertex), point).length() <= self._radius() * _NEAR:
                return vertex
        return None

    def question_at(self, point: QPointF) -> int | None:
        """The question from the vertex at a point to the present goal; at the goal itself none."""
        vertex, graph = self.vertex_at(point), self._graph
        if vertex is None or graph is None or self.glance is None:
            return None
        rows = self._rows_to(graph, self._pair(self.glance)[1], self.glance)
        found = rows[graph.start[rows] == vertex]
        return int(found[0]) if len(found) else None

    def tip(self, point: QPointF) -> str:
        vertex, graph = self.vertex_at(point), self._graph
        if vertex is None or graph is None or self.glance is None:
            return ""
        step = self._steps.get(vertex)
        if step is None:
            return tr("{vertex}: the goal", vertex=vertex)
        far = {graph.no_way: tr("no way")}
        to = tr("no way") if step.to is None else str(step.to)
        lines = [tr("From {vertex} the student proposes {step}", vertex=vertex, step=to)]
        if step.to is not None and not step.is_edge:
            lines.append(tr("There is no such edge."))
        lines.append(tr(
            "It claims {claimed}; the truth is {true}.",
            claimed=far.get(step.claimed, str(step.claimed)), true=far.get(step.true, str(step.true)),
        ))  # fmt: skip
        return "\n".join(lines)

    # Painting.

    def paint_figures(self, painter: QPainter, glance: Glance) -> None:
        graph, look = self._graph, self.look
        if graph is None:
            return
        start, goal = self._pair(glance)
        places = [self._place(vertex) for vertex in range(len(graph.edges))]
        faint = look.color("secondary", 0.3)
        for a, b in np.argwhere(graph.edges).tolist():
            self._arrow_between(painter, places[a], places[b], QPen(faint, look.thin_px), 4.0)
        for step in sorted(self._steps.values(), key=lambda s: (s.is_on_path, not s.is_edge)):
            if step.to is not None and step.to != step.start:
                self._paint_step(painter, step, places[step.start], places[step.to])
        self._paint_vertices(painter, places, start, goal)

    def _paint_step(self, painter: QPainter, step: _Step, a: QPointF, b: QPointF) -> None:
        look = self.look
        width = look.line_px * (1.35 if step.is_on_path else 0.7)
        pen = QPen(look.color("accent" if step.is_edge else "misaligned", 1.0 if step.is_on_path else 0.75), width)
        if not step.is_edge:
            pen.setDashPattern(_DASHES)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._arrow_between(painter, a, b, pen, 0.0)
        if not step.is_edge:
            middle, size = (a + b) / 2, _CROSS_PX * (1.2 if step.is_on_path else 1.0)
            for color, wide in (("card", 3.0), ("misaligned", 1.0)):
                painter.setPen(QPen(look.color(color), look.line_px * wide))
                painter.drawLines([
                    QLineF(middle.x() - size, middle.y() - size, middle.x() + size, middle.y() + size),
                    QLineF(middle.x() - size, middle.y() + size, middle.x() + size, middle.y() - size),
                ])  # fmt: skip

    def _arrow_between(self, painter: QPainter, a: QPointF, b: QPointF, pen: QPen, head: float) -> None:
        """From the rim of one vertex to the rim of another."""
        line = QLineF(a, b)
        if line.length() < 1e-6:
            return
        towards = QPointF(line.dx(), line.dy()) / line.length()
        reach = self._radius() + 1.5
        tip = b - towards * reach
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(a + towards * reach, tip - towards * 3.0)
        self.arrow(painter, tip, towards, pen.color(), pen.widthF(), head)

    def _paint_vertices(self, painter: QPainter, places: list[QPointF], start: int, goal: int) -> None:
        look, radius = self.look, self._radius()
        painter.setFont(self.note_font)
        for vertex, place in enumerate(places):
            is_end = vertex in (start, goal)
            pen = QPen(look.color("accent" if is_end else "secondary"), look.line_px if is_end else look.thin_px)
            painter.setPen(pen)
            painter.setBrush(look.color("accent" if vertex == goal else "accent_soft" if vertex == start else "card"))
            box = QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
            if vertex == goal:
                painter.drawRoundedRect(box, radius * 0.45, radius * 0.45)
            else:
                painter.drawEllipse(box)
            painter.setPen(look.color("on_accent" if vertex == goal else "ink"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(vertex))

    def paint_words(self, painter: QPainter) -> None:
        """All is painted below."""
