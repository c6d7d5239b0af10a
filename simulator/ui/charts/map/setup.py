"""What is swept and measured, beside the map; and Run, Stop, how far it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.app.sweeps import experiment_of
from simulator.engine.axis import Axis
from simulator.engine.parameters import Parameter
from simulator.engine.reported import complaint, figure
from simulator.scenario.schema import LAST_ROUND, Experiment
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.charts.map.axes import usual_axis
from simulator.ui.charts.map.axis_editor import AxisEditor
from simulator.ui.charts.map.measured import CHOICES, FAMILIES, label
from simulator.ui.text import digits, mark, tr
from simulator.ui.widgets.buttons import WordButton
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.choice import Choice
from simulator.ui.widgets.column_area import column_area
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled
from simulator.ui.widgets.number_field import NumberField
from simulator.ui.widgets.progress import Progress, duration

WIDTH_PX = 292

REPLICAS = Parameter(
    id="map.replicas", symbol="", default=0, low=0, high=10_000, integer=True,
    label=mark("Replicas"), help=mark("runs in each cell that differ by luck; 0 for the effective model"),
)  # fmt: skip
_DEPTH = Parameter(
    id="map.depth", symbol="", default=0, low=0, high=20, integer=True,
    label=mark("Depth"), help=mark("the depth that is measured"),
)  # fmt: skip
_AT, _USUAL_DEPTH = "depth: ", 4


class SetUp(Card):
    """Edits the scenario's experiment, undoably; `run_asked()`, `stop_asked()`, `resume_asked()` follow the buttons."""

    run_asked = Signal()
    stop_asked = Signal()
    resume_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.across = AxisEditor(tr("Across"), optional=False)
        self.up = AxisEditor(tr("Up"), optional=True)
        self.measure = Choice(tr("What is measured"))
        self.at_depth = NumberField(_DEPTH)
        self.at_depth.setAccessibleName(tr("Depth that is measured"))
        self.round = Choice(tr("Round that is measured"))
        self.replicas = NumberField(REPLICAS)
        self.replicas.setAccessibleName(tr("Replicas in each cell"))
        self.replicas.setToolTip(tr("Runs in each cell that differ by luck; 0: the effective model alone"))
        self.run, self.again = WordButton(), WordButton(tr("Run again"))
        self.run.setProperty("primary", True)
        self.again.setProperty("link", True)
        self.again.setAccessibleName(tr("Run the map again from the start"))
        self.to_map = WordButton(tr("Show the map"))
        self.to_map.setProperty("link", True)
        self.to_map.hide()
        self.progress = Progress()
        self.said = Label(role="help", tone="secondary", wraps=True)
        self._fill_measures()
        self._lay_out()
        self._connect()
        self.show_state()
        self.show_progress()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        column.addWidget(self.across)
        column.addWidget(self.up)
        grid = QGridLayout()
        grid.setSpacing(4)
        measure = QHBoxLayout()
        measure.setSpacing(4)
        measure.addWidget(self.measure, 1)
        measure.addWidget(self.at_depth)
        replicas = QHBoxLayout()
        replicas.setSpacing(4)
        replicas.addWidget(self.replicas)
        replicas.addWidget(Label(tr("replicas"), tone="secondary"), 1)
        grid.addLayout(measure, 0, 1)
        grid.addWidget(self.round, 1, 1)
        grid.addLayout(replicas, 2, 1)
        names = [Label(text, role="secondary", tone="secondary") for text in (tr("Measure"), tr("at"), tr("with"))]
        for row, name in enumerate(names):
            grid.addWidget(name, row, 0)
        self._names = *names, self.across.name, self.up.name
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        self._grids = grid, self.across.grid, self.up.grid
        buttons = QHBoxLayout()
        buttons.addWidget(self.run)
        buttons.addWidget(self.again)
        buttons.addWidget(self.to_map)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.progress)
        column.addWidget(self.said)
        column.addStretch(1)
        area = column_area()
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.current().padding, 12, 8, 8)
        layout.addWidget(area)
        self.restyle()

    def _connect(self) -> None:
        self.across.edited.connect(self._take_across)
        self.up.edited.connect(self._take_up)
        for editor in (self.across, self.up):
            editor.refused.connect(self.said.setText)
        self.measure.activated.connect(self._take_measure)
        self.at_depth.committed.connect(self._take_depth)
        self.at_depth.stepped.connect(self._step_depth)
        self.round.activated.connect(self._take_round)
        self.replicas.committed.connect(self._take_replicas)
        self.replicas.stepped.connect(self._step_replicas)
        for field in (self.at_depth, self.replicas):
            field.refused.connect(self.said.setText)
            field.cleared.connect(self.show_progress)
        self.run.clicked.connect(self._press)
        self.again.clicked.connect(self.run_asked)

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(WIDTH_PX)), 240)

    def restyle(self) -> None:
        """Follow the theme's sizes."""
        self.fit_width()
        for editor in (self.across, self.up):
            editor.restyle()
        most = round(scaled(WIDTH_PX)) // 3
        for name in self._names:
            name.setMaximumWidth(most)
        for grid in self._grids:
            grid.setColumnMinimumWidth(0, min(max(name.full_width() for name in self._names), most))
        for part in (self.at_depth, self.replicas, self.measure, self.round):
            part.updateGeometry()

    def fit_width(self, room: int = 0) -> None:
        """Take the usual width, or all the room that there is where nothing stands beside it."""
        self.setFixedWidth(max(round(scaled(WIDTH_PX)), room))

    # What is shown.

    @property
    def experiment(self) -> Experiment:
        """The scenario's experiment, or what is proposed."""
        return experiment_of(self._session.state)

    def show_state(self) -> None:
        """Show the scenario's experiment."""
        experiment, axes = self.experiment, self.experiment.over
        self.across.show_axis(axes[0])
        self.up.show_axis(axes[1] if len(axes) == 2 else None)
        found = figure(experiment.measure)
        by_depth = found is not None and found.depth is not None
        family = experiment.measure.rpartition("_")[0]
        wanted = _AT + family if by_depth else experiment.measure
        with QSignalBlocker(self.measure):
            self.measure.setCurrentIndex(max(self.measure.findData(wanted), 0))
        self.at_depth.setVisible(by_depth)
        if found is not None and found.depth is not None:
            self.at_depth.show_value(found.depth)
        self._fill_rounds()
        self.replicas.show_value(experiment.replicas)

    def show_progress(self) -> None:
        """Show how far the sweep is, and what can be done."""
        sweeps = self._session.sweeps
        cells = sweeps.table.plan.cells if sweeps.table is not None else 0
        current = sweeps.is_current()
        resumes = sweeps.stage == "stopped" and current
        text = tr("Stop") if sweeps.is_running else tr("Resume") if resumes else self._run_text(current)
        self.run.setText(text)
        self.run.setAccessibleName(tr("{action} (map)", action=text))
        self.again.setVisible(resumes)
        self.progress.show_share(sweeps.done / cells if cells and sweeps.stage != "empty" else 0.0)
        self.said.setText(self._told(cells))

    def _run_text(self, current: bool) -> str:
        return tr("Run again") if self._session.sweeps.table is not None and not current else tr("Run")

    def _told(self, cells: int) -> str:
        sweeps = self._session.sweeps
        if sweeps.stage == "empty":
            return ""
        left = sweeps.seconds_left
        figures = {"done": digits(sweeps.done, ","), "cells": digits(cells, ",")}
        if sweeps.stage == "done":
            lines = [tr("{cells} cells, all there", **figures)]
        elif sweeps.is_running and left is not None:
            lines = [tr("{done} of {cells} cells, {time} left", time=duration(left), **figures)]
        elif sweeps.is_running:
            lines = [tr("{done} of {cells} cells", **figures)]
        else:
            lines = [tr("Stopped; {done} of {cells} cells are there", **figures)]
        if sweeps.lost:
            lines.append(tr("A worker process was lost; what it was at is computed again."))
        if sweeps.problem:
            lines.append(tr("The sweep cannot go on: {problem}", problem=sweeps.problem))
        return "\n".join(lines)

    def _fill_measures(self) -> None:
        for name in CHOICES:
            self.measure.addItem(label(name), name)
        for family, text in FAMILIES.items():
            self.measure.addItem(tr(text), _AT + family)

    def _fill_rounds(self) -> None:
        experiment = self.experiment
        rounds = [axis for axis in experiment.over if axis.id == "run.rounds"]
        last = int(max(rounds[0].values)) if rounds else self._session.parameters.run.rounds
        wanted = list(range(max(last, experiment.at_round or 0) + 1))
        if [self.round.itemData(index) for index in range(1, self.round.count())] != wanted:
            self.round.clear()
            self.round.addItem(tr("the last round"), LAST_ROUND)
            for round_ in wanted:
                self.round.addItem(tr("round {round}", round=round_), round_)
        self.round.setCurrentIndex(self.round.findData(experiment.round))

    # Editing.

    def _commit(self, experiment: Experiment) -> None:
        """Make an experiment the scenario's, or say what stands against it."""
        at, replicas = experiment.at_round, experiment.replicas
        if complaint(experiment.measure, at, replicas):
            text = mark("{measure} starts with round 1.") if at == 0 else mark("{measure} is not known with replicas.")
            self.show_state()
            self.said.setText(tr(text, measure=label(experiment.measure)))
            return
        state = self._session.state
        self._session.store.commit(replace(state, experiment=experiment), say("Change the map"))
        self.show_state()

    def _take_across(self, axis: Axis) -> None:
        others = tuple(other for other in self.experiment.over[1:] if other.id != axis.id)
        self._commit(replace(self.experiment, over=(axis, *others)))

    def _take_up(self, axis: Axis | None) -> None:
        first = self.experiment.over[0]
        if axis is None:
            self._commit(replace(self.experiment, over=(first,)))
        elif axis.id == first.id:  # the two change places
            others = self.experiment.over[1:] or (usual_axis(axis.id),)
            self._commit(replace(self.experiment, over=(others[0], first) if others[0].id != first.id else (first,)))
        else:
            self._commit(replace(self.experiment, over=(first, axis)))

    def _take_measure(self, index: int) -> None:
        name = str(self.measure.itemData(index))
        if name.startswith(_AT):
            family = name.removeprefix(_AT)
            found = figure(self.experiment.measure)
            depth = found.depth if found is not None and found.depth is not None else _USUAL_DEPTH
            name = f"{family}_{max(depth, 1) if family == 'reproduction' else depth}"
        self._commit(replace(self.experiment, measure=name))

    def _take_depth(self, depth: int) -> None:
        family = self.experiment.measure.rpartition("_")[0]
        depth = max(depth, 1) if family == "reproduction" else depth
        self._commit(replace(self.experiment, measure=f"{family}_{depth}"))

    def _step_depth(self, steps: int) -> None:
        found = figure(self.experiment.measure)
        if found is not None and found.depth is not None:
            self._take_depth(min(max(found.depth + steps, 0), int(_DEPTH.high)))

    def _take_round(self, index: int) -> None:
        self._commit(replace(self.experiment, round=self.round.itemData(index)))

    def _take_replicas(self, count: int) -> None:
        self._commit(replace(self.experiment, replicas=count))

    def _step_replicas(self, steps: int) -> None:
        now = self.experiment.replicas + 10 * steps
        self._take_replicas(min(max(now, 0), int(REPLICAS.high)))

    def _press(self) -> None:
        sweeps = self._session.sweeps
        if sweeps.is_running:
            self.stop_asked.emit()
        elif sweeps.stage == "stopped" and sweeps.is_current():
            self.resume_asked.emit()
        else:
            self.run_asked.emit()
