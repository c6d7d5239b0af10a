"""One swept parameter in the tab: which one, from where to where, in how many values."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from simulator.engine.axis import Axis
from simulator.engine.parameters import TABLE, Parameter
from simulator.scenario.stops import neighbor, stops
from simulator.ui.charts.map.axes import MOST_VALUES, SWEPT, fitted, usual_axis
from simulator.ui.text import mark, tr
from simulator.ui.widgets.choice import Choice
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled
from simulator.ui.widgets.number_field import NumberField
from simulator.ui.widgets.pill import Pill

VALUES = Parameter(
    id="map.values", symbol="", default=2, low=1, high=MOST_VALUES, integer=True,
    label=mark("Values"), help=mark("how many values of the parameter are tried"),
)  # fmt: skip

_WORD_PX = 20
"""Room that the words between the fields have in any case."""


def names() -> Mapping[str, str]:
    """The parameters that can be swept, and how they are called."""
    return {id_: tr(TABLE[id_].label) for id_ in SWEPT}


class AxisEditor(QWidget):
    """`edited(axis)` follows every change by hand; None where no parameter is to be swept. `refused` says why not."""

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, *, optional: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._optional, self._axis = optional, usual_axis(SWEPT[0])
        self.parameter = Choice(tr("{name}: parameter", name=name))
        if optional:
            self.parameter.addItem(tr("nothing: one parameter only"), "")
        for id_, label in names().items():
            self.parameter.addItem(label, id_)
        self.start, self.stop = NumberField(TABLE[SWEPT[0]]), NumberField(TABLE[SWEPT[0]])
        self.count = NumberField(VALUES)
        for field, text in ((self.start, mark("{name}: from")), (self.stop, mark("{name}: to"))):
            field.setAccessibleName(tr(text, name=name))
        self.count.setAccessibleName(tr("{name}: number of values", name=name))
        self.log = Pill(tr("log"), tr("{name}: even ratios (log scale)", name=name))
        self.log.setToolTip(tr("Even ratios between the values; both ends must be above 0"))
        self.name = Label(name, role="secondary", tone="secondary")
        self._to = Label(tr("to"), tone="secondary")
        self._in = Label(tr("in"), tone="secondary")
        for word in (self._to, self._in):
            word.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.parameter, 0, 1)
        grid.setColumnStretch(1, 1)
        row = QHBoxLayout()
        row.setSpacing(4)
        for part in (self.start, self._to, self.stop, self._in, self.count, self.log):
            row.addWidget(part)
        row.addStretch(1)
        grid.addLayout(row, 1, 0, 1, 2)
        self.parameter.activated.connect(self._take_parameter)
        self.start.committed.connect(self._take_start)
        self.stop.committed.connect(self._take_stop)
        self.count.committed.connect(self._take_count)
        self.log.clicked.connect(self._take_log)
        self.start.stepped.connect(self._step_start)
        self.stop.stepped.connect(self._step_stop)
        self.count.stepped.connect(self._step_count)
        for field in (self.start, self.stop, self.count):
            field.refused.connect(self.refused)
            field.cleared.connect(self._accept)

    def show_axis(self, axis: Axis | None) -> None:
        """Show what is swept; nothing is emitted."""
        with QSignalBlocker(self.parameter):
            if axis is not None and self.parameter.findData(axis.id) < 0:  # a file may sweep what is not offered
                self.parameter.addItem(tr(TABLE[axis.id].label), axis.id)
            self.parameter.setCurrentIndex(self.parameter.findData(axis.id if axis is not None else ""))
        self._show(axis or usual_axis(SWEPT[0]))
        if axis is None:
            for field in (self.start, self.stop, self.count):
                field.clear()
        for part in (self.start, self.stop, self.count):
            part.setEnabled(axis is not None)
        self.log.setEnabled(axis is not None and axis.start > 0 and axis.stop > 0)

    def _show(self, axis: Axis) -> None:
        self._axis = axis
        row = TABLE[axis.id]
        for field, value in ((self.start, axis.start), (self.stop, axis.stop)):
            field.set_row(row)
            field.show_value(value)
        self.count.show_value(axis.count)
        with QSignalBlocker(self.log):
            self.log.setChecked(axis.scale == "log")

    def restyle(self) -> None:
        """Follow the theme's sizes."""
        for field in (self.start, self.stop, self.count):
            field.updateGeometry()
        self.parameter.updateGeometry()
        for word in (self._to, self._in):
            word.setMinimumWidth(min(word.full_width(), round(scaled(_WORD_PX))))

    def _accept(self) -> None:
        self.refused.emit("")

    def _take_parameter(self, index: int) -> None:
        id_ = self.parameter.itemData(index)
        self.edited.emit(usual_axis(id_) if id_ else None)

    def _change(self, **what: float | int | str) -> None:
        axis = self._axis
        now = {"start": axis.start, "stop": axis.stop, "count": axis.count, "scale": axis.scale} | what
        made = fitted(axis.id, now["start"], now["stop"], now["count"], now["scale"])  # type: ignore[arg-type]
        self.show_axis(made)
        self.edited.emit(made)

    def _take_start(self, value: float) -> None:
        self._change(start=value)

    def _take_stop(self, value: float) -> None:
        self._change(stop=value)

    def _take_count(self, value: int) -> None:
        self._change(count=value)

    def _take_log(self, is_log: bool) -> None:
        self._change(scale="log" if is_log else "linear")

    def _step_start(self, steps: int) -> None:
        self._change(start=self._stepped(self._axis.start, steps))

    def _step_stop(self, steps: int) -> None:
        self._change(stop=self._stepped(self._axis.stop, steps))

    def _step_count(self, steps: int) -> None:
        wanted = min(max(self._axis.count + steps, 1), MOST_VALUES)
        made = fitted(self._axis.id, self._axis.start, self._axis.stop, wanted, self._axis.scale)
        while made.count == self._axis.count and 1 < wanted < MOST_VALUES:  # whole steps: the next number that can be
            wanted += 1 if steps > 0 else -1
            made = fitted(self._axis.id, self._axis.start, self._axis.stop, wanted, self._axis.scale)
        self._change(count=made.count)

    def _stepped(self, value: float, steps: int) -> float:
        found = stops(TABLE[self._axis.id])
        return found[neighbor(found, value, steps)] if found else value
