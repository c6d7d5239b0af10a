"""What is said of a code: what it changes, and why there is none."""

from __future__ import annotations

from simulator.engine.overrides import words_of
from simulator.scenario import codec, library
from simulator.scenario.code import CodeError
from simulator.scenario.schema import Scenario
from simulator.scenario.values import ROWS
from simulator.ui.text import tr
from simulator.ui.widgets.values import value_text


def reason(error: CodeError) -> str:
    """Why, in the present language; a parameter is called as on screen."""
    values = dict(error.values)
    if values.get("name") in ROWS:
        values["name"] = tr(ROWS[values["name"]].label)
    return tr(error.sentence, **values)


def changes(slug: str, scenario: Scenario) -> list[str]:
    """What was changed in a bundled scenario, each in a few words: "Overseer quality 0.80"."""
    base = codec.read(library.path_of(slug))
    before = {**base.parameters.values(), **base.learned.values()}
    after = {**scenario.parameters.values(), **scenario.learned.values()}
    said = [
        tr("{name} {value}", name=tr(ROWS[id_].label), value=value_text(ROWS[id_], value))
        for id_, value in after.items()
        if value != before[id_]
    ]
    said += [tr(words_of(id_, kind)) for id_, kind in scenario.overrides if base.overrides.kind(id_) != kind]
    if scenario.compare is not None and scenario.compare != base.compare:
        said.append(tr("compared with B"))
    return said


def summary(slug: str, scenario: Scenario) -> str:
    """The bundled scenario and what was changed in it, in a line or two."""
    title = tr("“{title}”", title=tr(scenario.title))
    return " · ".join([title, *(changes(slug, scenario) or [tr("nothing changed")])])
