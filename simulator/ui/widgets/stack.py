"""Controls one below the other, and groups of them that open; all of a panel's controls come from one shelf."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.app.session import Session
from simulator.engine.parameters import Parameter
from simulator.ui.widgets.control import INSET_PX, Control, make_control
from simulator.ui.widgets.fold import Fold
from simulator.ui.widgets.metrics import scaled
from simulator.ui.widgets.source import Source


class Shelf(QWidget):
    """Never seen. A control is made when it is first wanted, and put back here while no stack holds it.

    To make one takes ten times as long as to put one elsewhere.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._source = Source(session)
        self._made: dict[str, Control] = {}
        self.hide()

    def take(self, row: Parameter, stack: QWidget) -> Control:
        """The control of a row, in that stack from now on, showing what it has to show."""
        control = self._made.get(row.id)
        if control is None:
            control = self._made[row.id] = make_control(self._source, row, stack)
        else:
            control.setParent(stack)
            control.follow()
        control.show()
        return control

    def put_back(self, control: Control) -> None:
        """Nobody holds it."""
        control.abandon()
        control.setParent(self)


class Stack(QWidget):
    """Controls one below the other; distances follow the size of text."""

    def __init__(self, shelf: Shelf, below_px: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._shelf, self._below_px = shelf, below_px
        self.controls: dict[str, Control] = {}
        self._column = QVBoxLayout(self)
        self.fit()

    def hold(self, rows: tuple[Parameter, ...]) -> None:
        """Hold the controls of these rows, in this order, and no others."""
        ids = [row.id for row in rows]
        if ids == list(self.controls):
            return
        self._column.setEnabled(False)  # else everything around would be laid out anew with each control that comes
        for id_ in [id_ for id_ in self.controls if id_ not in ids]:
            control = self.controls.pop(id_)
            if control.parentWidget() is self:  # else another stack has taken it
                self._column.removeWidget(control)
                self._shelf.put_back(control)
        self.controls = {row.id: self.controls.get(row.id) or self._shelf.take(row, self) for row in rows}
        wanted = list(self.controls.values())
        for place, control in enumerate(wanted):
            if self._column.indexOf(control) != place:
                self._column.insertWidget(place, control)
        if [child for child in self.children() if isinstance(child, Control)] != wanted:
            for control in wanted:
                control.raise_()  # who walks through the children meets them in the order in which they are seen
        self._column.setEnabled(True)
        self._column.invalidate()

    def refit(self) -> None:
        """Ask for the height that the controls need."""
        for control in self.controls.values():
            control.updateGeometry()
        self.updateGeometry()

    def fit(self) -> None:
        """Set the distances for the present theme."""
        self._column.setSpacing(round(scaled(15)))
        self._column.setContentsMargins(0, round(scaled(2)), 0, round(scaled(self._below_px)))


class ControlGroup(Fold):
    """A group whose controls are made when it is first opened."""

    def __init__(self, shelf: Shelf, title: str, parent: QWidget) -> None:
        super().__init__(title, parent, inset_px=INSET_PX)
        self._shelf = shelf
        self.rows: tuple[Parameter, ...] = ()
        self.stack: Stack | None = None

    @property
    def controls(self) -> dict[str, Control]:
        """The controls by id, once they are made."""
        return {} if self.stack is None else self.stack.controls

    def hold(self, rows: tuple[Parameter, ...]) -> None:
        """What it has, or will have."""
        self.rows = rows
        if self.stack is not None:
            self.stack.hold(rows)

    def build(self) -> QWidget:
        self.stack = Stack(self._shelf, 18, self)
        self.stack.hold(self.rows)
        return self.stack
