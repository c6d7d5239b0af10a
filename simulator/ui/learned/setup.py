"""The task panel: which task is learned, all settings in folds, and what was estimated from the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.app.trained import Prediction
from simulator.engine.parameters import TABLE, Parameter, Value
from simulator.scenario.stops import decimals
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.learned import presets
from simulator.ui.learned.controls import GROUPS, control_of
from simulator.ui.learned.words import TASKS
from simulator.ui.text import digits, mark, plural, tr
from simulator.ui.widgets.buttons import Button
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.choice import Choice
from simulator.ui.widgets.column_area import column_area
from simulator.ui.widgets.control import INSET_PX, Control
from simulator.ui.widgets.fold import Fold
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled

WIDTH_PX = 292


class _Rows(QWidget):
    """What a fold holds, one below the other; distances follow the size of text."""

    def __init__(self, parent: QWidget, apart_px: float, above_px: float = 0, beside_px: float = 0) -> None:
        super().__init__(parent)
        self._apart_px, self._above_px, self._beside_px = apart_px, above_px, beside_px
        self.column = QVBoxLayout(self)
        self._space()
        theme.notifier().changed.connect(self._space)

    def _space(self) -> None:
        beside = round(scaled(self._beside_px))
        self.column.setContentsMargins(beside, round(scaled(self._above_px)), beside, round(scaled(14)))
        self.column.setSpacing(round(scaled(self._apart_px)))


class _Group(Fold):
    """Some settings; their controls are made when it is first opened."""

    def __init__(self, session: Session, title: str, ids: Sequence[str], parent: QWidget) -> None:
        super().__init__(title, parent, inset_px=INSET_PX)
        self._session, self.ids = session, tuple(ids)
        self.controls: dict[str, Control] = {}

    def build(self) -> QWidget:
        rows = _Rows(self, apart_px=13, above_px=2)
        for id_ in self.ids:
            self.controls[id_] = control_of(self._session, id_, rows)
            rows.column.addWidget(self.controls[id_])
        return rows


class _Estimates(Fold):
    """What rounds up to 2 say of the effective model's parameters, and the way to set its sliders to them."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(tr("Estimated"), parent, inset_px=INSET_PX)
        self._session = session
        self._found: Prediction | None = None
        self.use: QPushButton | None = None
        self._said: Label | None = None
        self._told: Label | None = None

    def build(self) -> QWidget:
        rows = _Rows(self, apart_px=8, beside_px=INSET_PX)
        self._said = Label(role="help", tone="secondary", wraps=True)
        self._told = Label(role="secondary", wraps=True)
        for label in (self._said, self._told):
            label.setWordWrap(True)  # else its height would not follow its width in a layout
            rows.column.addWidget(label)
        self.use = Button(tr("Use these values"))
        self.use.setToolTip(tr("Set the sliders of the effective model to what was estimated; it can be undone"))
        self.use.clicked.connect(self._use)
        rows.column.addWidget(self.use)
        self.show_prediction(self._found)
        return rows

    def show_prediction(self, found: Prediction | None) -> None:
        """Show this; without one there is nothing to use."""
        self._found = found
        if self.use is None or self._said is None or self._told is None:
            return
        self.use.setVisible(found is not None)
        if found is None:
            self._said.setText(tr("Rounds 0 to 2 of a training say what the effective model should be set to."))
            self._told.setText("")
        else:
            self._said.setText(plural(
                "From what can be seen of rounds 0 to {known} of 1 run, with standard errors; which questions were "
                "given slips was not looked at.",
                "From what can be seen of rounds 0 to {known} of {count} runs, with standard errors; which questions "
                "were given slips was not looked at.", found.runs, known=found.known,
            ))  # fmt: skip
            self._told.setText("\n".join(estimate_lines(found)))
        for label in (self._said, self._told):
            label.updateGeometry()

    def _use(self) -> None:
        found = self._session.training.trained
        if found is not None and found.prediction is not None:
            use_values(self._session, found.prediction)


def estimate_lines(found: Prediction) -> list[str]:
    """Every estimate in a line: its parameter, value and standard error."""
    lines = []
    for id_, value, error in found.estimates:
        row = TABLE[id_]
        if error != error:  # nan
            lines.append(tr("{name}: nothing to estimate it from", name=tr(row.label)))
        else:
            spec = f".{_places(error)}f"
            figures = {"name": tr(row.label), "value": digits(value, spec), "error": digits(error, spec)}
            lines.append(tr(_ends(row, value), **figures))
    return lines


def _places(error: float) -> int:
    """Decimal places that show two figures of a small error, up to four."""
    return next((places for places in (2, 3) if error == 0 or error >= 0.995 * 10 ** (1 - places)), 4)


def _ends(row: Parameter, value: float) -> str:
    """How an estimate is said; at the end of a range that could go on, that it is there. A share ends by itself."""
    if (row.low, row.high) != (0, 1) and value <= row.low:
        return mark("{name} {value} ± {error}, the low end of its range")
    if (row.low, row.high) != (0, 1) and value >= row.high:
        return mark("{name} {value} ± {error}, the high end of its range")
    return mark("{name} {value} ± {error}")


def in_steps(id_: str, value: Value) -> Value:
    """A value as a slider could have set it."""
    return round(value, decimals(TABLE[id_])) if isinstance(value, float) else value


def use_values(session: Session, found: Prediction) -> None:
    """Set the effective model's parameters to what was estimated, as one change that can be undone.

    Values are rounded to the steps of their sliders: further places are below the standard errors.
    """
    state = session.state
    values = {id_: in_steps(id_, value) for id_, value in found.values.items() if id_ not in state.view.lock}
    parameters = state.parameters.with_(values)
    ended: dict[str, None] = {id_: None for id_, _ in state.overrides if id_ in values}
    overrides = state.overrides.with_(ended) if ended else state.overrides
    session.store.commit(replace(state, parameters=parameters, overrides=overrides), say("Use the estimated values"))


class TaskPanel(Card):
    """Edits the state's settings of the learned model, undoably."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        presets.known_by_heart()
        self.preset = Choice(tr("Settings to try"))
        self.preset.addItem(tr("Settings to try"))
        for preset in presets.presets():
            self.preset.addItem(tr(preset.title), preset)
        self.preset.activated.connect(self._take_preset)
        self.task = Choice(tr("Task"))
        for id_, (name, _) in TASKS.items():
            self.task.addItem(tr(name), id_)
        self.task.activated.connect(self._take_task)
        self._asks = Label(role="help", tone="secondary", wraps=True)
        self._asks.setWordWrap(True)
        self._area = column_area()
        self.groups: list[_Group] = []
        self._content = QWidget()
        self.estimates = _Estimates(session, self._content)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(6)
        self._head = QVBoxLayout()
        self._head.setSpacing(6)
        self._head.addWidget(self.preset)
        self._head.addWidget(self.task)
        self._head.addWidget(self._asks)
        self._layout.addLayout(self._head)
        self._layout.addWidget(self._area, 1)
        self._seen = session.state
        self._build()
        self.restyle()
        session.store.changed.connect(self._follow_state)
        session.store.saved.connect(self._compare)
        session.training.changed.connect(self._show_estimates)
        theme.notifier().changed.connect(self.restyle)

    @property
    def controls(self) -> dict[str, Control]:
        """The controls that have been made so far, by id."""
        return {id_: control for group in self.groups for id_, control in group.controls.items()}

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(WIDTH_PX)), 240)

    def restyle(self) -> None:
        """Follow the theme's sizes."""
        inset = round(scaled(INSET_PX))
        padding = theme.current().padding - inset
        self._layout.setContentsMargins(padding, 12, padding, 8)
        self._head.setContentsMargins(inset, 0, inset, 0)

    def _build(self) -> None:
        opened = {group.title for group in self.groups if group.is_open}
        estimates_open = self.estimates.is_open
        for control in self.controls.values():
            control.abandon()
        self._area.takeWidget()
        self._content.deleteLater()
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.groups = []
        for title, ids in GROUPS.items():
            group = _Group(self._session, tr(title), ids, self._content)
            self.groups.append(group)
            column.addWidget(group)
        self.estimates = _Estimates(self._session, self._content)
        column.addWidget(self.estimates)
        column.addStretch(1)
        self._area.setWidget(self._content)
        for group in self.groups:
            group.set_open(group.title in opened)
        self.estimates.set_open(estimates_open)
        self._show_task()
        self._show_estimates()
        self._mark_changes()

    def _take_task(self, index: int) -> None:
        task = self.task.itemData(index)
        if task != self._session.state.learned.task:
            self._session.set_learned({"learned.task": task}, say("Change the task"))

    def _take_preset(self, index: int) -> None:
        preset = self.preset.itemData(index)
        if preset is None:
            self._show_task()
        else:
            state, text = self._session.state, say("Try {title}", title=say(preset.title))
            self._session.store.commit(replace(state, learned=preset.learned), text)

    def _show_task(self) -> None:
        """The task, and what is in force: settings with a name say what they show."""
        learned = self._session.state.learned
        named = next((place for place, one in enumerate(presets.presets(), 1) if one.learned == learned), 0)
        self.preset.setCurrentIndex(named)
        self.task.setCurrentIndex(self.task.findData(learned.task))
        said = presets.plain(tr(self.preset.itemData(named).body)) if named else tr(TASKS[learned.task][1])
        self._asks.setText(said)
        self._asks.updateGeometry()

    def _show_estimates(self) -> None:
        training = self._session.training
        found = training.trained.prediction if training.trained is not None and training.is_current else None
        self.estimates.show_prediction(found)

    def showEvent(self, event: QShowEvent) -> None:
        self._follow()
        super().showEvent(event)

    def _follow_state(self, *_: object) -> None:
        if self.isVisible():  # else when it is shown
            self._follow()

    def _follow(self) -> None:
        before, after = self._seen, self._session.state
        self._seen = after
        if before.view.lock != after.view.lock or before.learned.task != after.learned.task:
            self._build()
            return
        if before.learned != after.learned:
            for id_, control in self.controls.items():
                control.show_value(control.source.in_force(id_))
            self._show_task()
        self._compare()

    def _compare(self) -> None:
        for id_, control in self.controls.items():
            control.compare(control.source.loaded(id_))
        self._mark_changes()

    def _mark_changes(self) -> None:
        now, loaded = self._session.state.learned, self._session.store.loaded.learned
        for group in self.groups:
            from simulator.learner.settings import SETTINGS

            names = [tr(SETTINGS[id_].label) for id_ in group.ids if now[id_] != loaded[id_]]
            group.set_mark(tr("Changed: {names}", names=", ".join(names)) if names else "")
