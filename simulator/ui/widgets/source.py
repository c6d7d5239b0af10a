"""Where a control's value comes from and goes to: by default a parameter of the present scenario."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.app.session import Session
from simulator.engine.idle import RULES, idle
from simulator.engine.overrides import Kind, possible
from simulator.engine.parameters import Value
from simulator.ui.text import mark

_ONE_RUN = mark("no effect: one run is shown; “Luck or rule?” shows many")


def shows_many_runs(session: Session) -> bool:
    """Whether replicas are computed for anything that can be seen: bands, or the difference of A and B."""
    return session.ensemble.is_on or session.state.compare is not None


class Source:
    """The values of one table of the state. Another table gives another source, and the same controls."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def in_force(self, id_: str) -> Value:
        """The value that the run is made with."""
        return self.session.parameters[id_]

    def set_to(self, id_: str) -> Value:
        """The value that is set, whether it is in force or not."""
        return self.session.state.parameters[id_]

    def loaded(self, id_: str) -> Value:
        """The value of the loaded scenario."""
        return self.session.store.loaded.parameters[id_]

    def overrides(self, id_: str) -> tuple[Kind, ...]:
        """The overrides that it could have."""
        return possible(id_)

    def override(self, id_: str) -> Kind | None:
        """The override that it has."""
        return self.session.state.overrides.kind(id_)

    def why_idle(self, id_: str) -> str | None:
        """Why it plays no part at present, as a text to be translated; None if it does."""
        if id_ == "run.replicas" and not shows_many_runs(self.session):
            return _ONE_RUN
        return idle(self.session.parameters, id_)

    def idle_texts(self, id_: str) -> Sequence[str]:
        """All that could be said of that."""
        if id_ == "run.replicas":
            return (_ONE_RUN,)
        rule = RULES.get(id_)
        return (rule[1],) if rule else ()

    def change(self, id_: str, value: Value, text: str) -> None:
        """Set it, as one change named for undo."""
        self.session.set_value(id_, value, text)
