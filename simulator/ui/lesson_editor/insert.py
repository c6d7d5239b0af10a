"""What the menu Insert puts into a lesson's text: links that act on the present state, and whole steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from simulator.app.session import Session
from simulator.engine.parameters import TABLE
from simulator.scenario.lesson.records import NEEDED, Field
from simulator.scenario.lesson.unwritten import note
from simulator.scenario.schema import CHARTS, Scenario
from simulator.ui.lesson.panel import KINDS
from simulator.ui.lesson_editor.source import SourceEdit
from simulator.ui.text import mark, tr
from simulator.ui.widgets.values import value_text

CHART_NAMES = {
    "capability": mark("reached depth"), "misalignment": mark("misalignment"), "by_depth": mark("by depth"),
    "origins": mark("where errors come from"), "plane": mark("the plane"), "cost": mark("the cost"),
    "attack": mark("the attack"), "learned": mark("the learned model"), "map": mark("the map"),
}  # fmt: skip

_EXAMPLES: Mapping[Field, str] = {
    "minutes": "3", "bets": "yes / no", "answer": "yes", "measure": "horizon", "set": "amplify.capture=0",
    "goal": "misalignment < 0.1", "solution": "reliability.copies=3", "count": "20", "mechanism": "capture",
    "holds": "horizon > 4", "off": "amplify.capture=0",
}  # fmt: skip
"""What a field of a new step says at first: something that the reader takes."""


class InsertMenu(QMenu):
    """Filled anew each time it opens, since the values in it are the present ones."""

    def __init__(
        self, session: Session, present: Callable[[], Scenario], source: SourceEdit, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._present, self._source = session, present, source
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """The links of the present state, then the steps."""
        self.clear()
        for inner in self.findChildren(QMenu):  # Qt keeps them, with all that is in them
            inner.deleteLater()
        state, player = self._present(), self._session.player
        is_open = state is self._session.state
        here, last = (player.complete, player.last) if is_open else (0, state.parameters.run.rounds)
        values = self.addMenu(tr("Set a control to its present value"))
        changed = [id_ for id_ in TABLE if state.parameters[id_] != TABLE[id_].default]
        for id_ in dict.fromkeys((*state.view.show, *changed)):
            row, value = TABLE[id_], state.parameters[id_]
            text = tr("{name} {value}", name=tr(row.label), value=value_text(row, value))
            self._add(values, text, _link(text, f"set?{id_}={value}"))
        self._add(self, tr("Play"), _link(tr("Play it"), "play"))
        self._add(self, tr("Go to round {round}", round=here), _link(tr("round {round}", round=here),
                                                                     f"round?number={here}"))  # fmt: skip
        charts = self.addMenu(tr("Show a chart"))
        for chart in CHARTS:
            name = tr(CHART_NAMES[chart])
            self._add(charts, name, _link(name, f"show?chart={chart}"))
        depth = min(state.parameters.task.max_depth, 5)
        why = tr("Ask why an answer of round {round} is wrong", round=last)
        self._add(self, why, _link(tr("why an answer is wrong"), f"why?round={last}&depth={depth}"))
        self.addSeparator()
        steps = self.addMenu(tr("A whole step"))
        for kind, name in KINDS.items():
            self._add(steps, tr(name), step(kind))

    def _add(self, menu: QMenu, text: str, inserted: str) -> None:
        action = menu.addAction(text.replace("&", "&&"))
        action.setData(inserted)
        action.triggered.connect(self._take)

    def _take(self) -> None:
        self._source.insert(str(cast("QAction", self.sender()).data()))


def step(kind: str) -> str:
    """The text of a new step of a kind, with every field that it needs."""
    fields = [f"{field}: {_example(kind, field)}" for field in NEEDED[kind]]
    extra = ["draw: horizon"] if kind == "predict" else []
    head = "\n".join([f"## {kind} | {tr(KINDS[kind])}", *fields, *extra])
    return f"\n\n{head}\n\n{note(tr('Write here what learners read.'))}\n"


def _example(kind: str, field: Field) -> str:
    if field == "answer" and kind == "see":
        return "rises"
    if field == "ask":
        return note(tr("What do you ask?"))
    if field == "sources":
        return note(tr("Where does the idea come from?"))
    return _EXAMPLES[field]


def _link(words: str, address: str) -> str:
    return f"[{words}](sim:{address})"
