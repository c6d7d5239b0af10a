"""What can be done with A and B: each is one change of the scenario that can be undone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from simulator.app.session import Session
from simulator.engine.parameters import TABLE, Parameters
from simulator.scenario import comparing
from simulator.scenario.comparing import Difference
from simulator.scenario.schema import Scenario
from simulator.sentence import say
from simulator.ui.accessible.telling import announce
from simulator.ui.text import tr


class Comparison(QObject):
    """Changes A and B, and knows when comparing is worth offering.

    `changed()` follows when a comparison begins, ends, or something else of it differs; `met()` follows, once, when
    there is something to compare: a run was seen to its end and there is another one, or a file brought a B. What was
    met stays, also in another scenario.
    """

    changed = Signal()
    met = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._first: Parameters | None = None
        self._is_met = False
        self._differences = comparing.differences(session.state)
        session.player.moved.connect(self._meet)
        session.run_changed.connect(self._meet)
        session.drag_ended.connect(self._meet)
        session.opened.connect(self._forget)
        session.store.changed.connect(self._follow)
        self._meet()

    @property
    def is_on(self) -> bool:
        """Whether there is a B."""
        return self._session.state.compare is not None

    @property
    def is_met(self) -> bool:
        """Whether comparing is worth offering."""
        return self._is_met

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What differs between A and B."""
        return self._differences

    def copy(self) -> None:
        """Copy A to B, and begin to compare."""
        was_on = self.is_on
        self._commit(comparing.copied(self._session.state), say("Copy A to B"))
        if not was_on:
            announce(self._window, tr("A is copied to B. The controls change A; B stays as it is."))

    def swap(self) -> None:
        """A and B change places."""
        self._commit(comparing.swapped(self._session.state), say("Swap A and B"))

    def adopt(self) -> None:
        """B becomes A, and the comparison ends."""
        self._commit(comparing.adopted(self._session.state), say("Adopt B"))

    def drop(self) -> None:
        """A alone."""
        self._commit(comparing.dropped(self._session.state), say("Drop B"))

    def keep(self, id_: str) -> None:
        """Let A differ from B in this alone."""
        name = say(TABLE[id_].label)
        self._commit(comparing.keeping(self._session.state, id_), say("Keep only {name}", name=name))

    def _commit(self, state: Scenario, text: str) -> None:
        was_on = self.is_on
        self._session.store.commit(state, text)
        if was_on and not self.is_on:
            announce(self._window, tr("The comparison has ended."))

    def _follow(self, before: Scenario, after: Scenario) -> None:
        differences = comparing.differences(after)
        began_or_ended = (before.compare is None) != (after.compare is None)
        if began_or_ended or differences != self._differences:
            self._differences = differences
            self.changed.emit()
        self._meet()

    def _meet(self) -> None:
        if self._is_met:
            return
        parameters = self._session.parameters
        if self._first is None and self._session.player.explored:
            self._first = parameters
        is_second = self._first is not None and parameters != self._first and not self._session.is_dragging
        if is_second or self.is_on:
            self._is_met = True
            self.met.emit()

    def _forget(self) -> None:
        self._first = None
