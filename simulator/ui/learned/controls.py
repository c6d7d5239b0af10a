"""The settings of the learned model as controls, generated from their table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtWidgets import QWidget

from simulator.app.session import Session
from simulator.engine.overrides import Kind
from simulator.engine.parameters import Parameter, Value
from simulator.learner.idle import RULES, idle
from simulator.learner.settings import SETTINGS, SIZES, is_switch
from simulator.ui.text import mark
from simulator.ui.widgets.control import Control, make_control
from simulator.ui.widgets.source import Source

ON, OFF = mark("on"), mark("off")

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    mark("Overseer"): (
        "learned.slip_rate", "learned.slip_consistency", "learned.check_rate", "learned.blind_spot",
        "learned.contamination",
    ),
    mark("Student"): (
        "learned.width", "learned.steps", "learned.targets", "learned.temperature", "learned.curriculum",
    ),
    mark("Voting and tags"): (
        "learned.students", "learned.same_start", "learned.trigger", "learned.drop_trigger",
    ),
    mark("Size and runs"): ("learned.size", "learned.rounds", "learned.levels", "learned.seeds"),
})  # fmt: skip
"""The folds of the panel. Every row of the table but the task is in exactly one."""


class LearnedSource(Source):
    """Controls of the table of settings: values of the state's `learned`. Switches are the words on and off."""

    def in_force(self, id_: str) -> Value:
        return _shown(self.session.state.learned[id_])

    def set_to(self, id_: str) -> Value:
        return self.in_force(id_)

    def loaded(self, id_: str) -> Value:
        return _shown(self.session.store.loaded.learned[id_])

    def overrides(self, id_: str) -> tuple[Kind, ...]:
        return ()

    def override(self, id_: str) -> Kind | None:
        return None

    def why_idle(self, id_: str) -> str | None:
        return idle(self.session.state.learned, id_)

    def idle_texts(self, id_: str) -> Sequence[str]:
        return tuple(sentence for _, sentence in RULES.get(id_, ()))

    def change(self, id_: str, value: Value, text: str) -> None:
        self.session.set_learned({id_: value == ON if is_switch(SETTINGS[id_]) else value}, text)


def _shown(value: Value) -> Value:
    return value if not isinstance(value, bool) else ON if value else OFF


def row_of(id_: str, task: str) -> Parameter:
    """The row of a setting as its control has it: a size within the limits of a task, a switch as a choice."""
    row = SETTINGS[id_]
    if id_ == "learned.size":
        sizes = SIZES[task]
        return replace(row, default=sizes.default, low=sizes.low, high=sizes.high, unit=sizes.unit)
    if is_switch(row):
        return replace(row, default=_shown(row.default), choices=(ON, OFF))
    return row


def control_of(session: Session, id_: str, parent: QWidget) -> Control:
    """The control of a setting, for the present task."""
    return make_control(LearnedSource(session), row_of(id_, session.state.learned.task), parent)
