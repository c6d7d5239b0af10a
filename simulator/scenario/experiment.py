"""The table [experiment]: from its keys and values to an Experiment, or to what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, Protocol

from simulator.engine.axis import Axis, parse
from simulator.engine.parameters import TABLE, refusal
from simulator.engine.reported import MEASURES, complaint, figure
from simulator.scenario.layout import Path
from simulator.scenario.schema import LAST_ROUND, Experiment
from simulator.scenario.values import NAME_LIMIT, kind_of, shown
from simulator.sentence import say

_KEYS = ("over", "measure", "round", "replicas")
_EXAMPLE = '["overseer.quality=0.5:1:26"]'


class Findings(Protocol):
    """Takes problems as they are met."""

    def add(self, path: Path, message: str) -> None:
        """A problem and its key path."""

    def unknown(self, path: Path, sentence: Callable[..., str], *about: Any) -> None:
        """Something that is not known, and how to say so."""


def experiment_of(table: Mapping[str, Any], findings: Findings, unknown_key: Callable[..., str]) -> Experiment:
    """The experiment in a table; what is wrong with it goes to the findings.

    `unknown_key(table, key, known keys)` is the sentence about a key that is not known.
    """
    accepted: dict[str, Any] = {}
    for key, value in table.items():
        path = ("experiment", key)
        if key == "over":
            accepted[key] = _axes(value, path, findings)
        elif key == "measure":
            if _is_measure(value, path, findings):
                accepted[key] = value
        elif key == "round":
            if value == LAST_ROUND or _is_whole(
                value, "run.rounds", path, findings, say(', or "{last_round}"', last_round=LAST_ROUND)
            ):
                accepted[key] = value
        elif key == "replicas":
            if _is_whole(value, "run.replicas", path, findings, ""):
                accepted[key] = value
        else:
            findings.unknown(path, unknown_key, "experiment", key, _KEYS)
    found = Experiment(**accepted)
    if problem := complaint(found.measure, found.at_round, found.replicas):
        findings.add(("experiment", "measure"), problem)
    return found


def _axes(value: Any, path: Path, findings: Findings) -> tuple[Axis, ...]:
    if not isinstance(value, list):
        findings.add(
            path,
            say(
                "experiment.over is {kind}, but it must be a list, such as {example}.",
                kind=kind_of(value),
                example=_EXAMPLE,
            ),
        )
        return ()
    if len(value) > 2:
        findings.add(path, say("experiment.over names {count} parameters; a sweep has one or two.", count=len(value)))
        return ()
    found = [_axis(item, path, findings) for item in value]
    axes = tuple(axis for axis in found if axis is not None)
    if len(axes) == 2 and axes[0].id == axes[1].id:
        findings.add(path, say("experiment.over names {id} twice.", id=axes[0].id))
        return ()
    return axes


def _axis(item: Any, path: Path, findings: Findings) -> Axis | None:
    if not isinstance(item, str):
        findings.add(
            path,
            say(
                "experiment.over holds {kind}, but every entry must be text, such as {example}.",
                kind=kind_of(item),
                example=_EXAMPLE,
            ),
        )
        return None
    try:
        axis = parse(item)
    except ValueError as error:
        findings.add(path, say("{item}: {problem}.", item=shown(item), problem=error.args[0].rstrip(".?")))
        return None
    places = {0, min(1, axis.count - 1), axis.count - 1}
    # What lies between the ends and one step is in range and as whole as they are.
    ends_and_step = [axis.value(place) for place in sorted(places)]
    if problem := next((said for value in ends_and_step if (said := refusal(axis.id, value))), None):
        findings.add(path, say("{where}: {message}", where=shown(item), message=problem))
        return None
    return axis


def _is_measure(value: Any, path: Path, findings: Findings) -> bool:
    if not isinstance(value, str):
        findings.add(path, say("experiment.measure is {kind}, but it must be a name in quotes.", kind=kind_of(value)))
    elif figure(value) is None:
        findings.unknown(path, _unknown_measure, value)
    else:
        return True
    return False


def _unknown_measure(name: str) -> str:
    near = get_close_matches(name[:NAME_LIMIT], MEASURES, n=1, cutoff=0.6)
    hint = say("did you mean {near}?", near=near[0]) if near else say("there are misalignment, horizon and others.")
    return say("There is no measure {name}; {hint}", name=shown(name), hint=hint)


def _is_whole(value: Any, like: str, path: Path, findings: Findings, more: str) -> bool:
    """Whether a value is a whole number from 0 to the largest that a parameter takes; if not, that is said."""
    wanted = say("a whole number from 0 to {number}{more}", number=int(TABLE[like].high), more=more)
    name = ".".join(path)
    if not isinstance(value, int) or isinstance(value, bool):
        said = shown(str(value)) if isinstance(value, float) else kind_of(value)
        findings.add(path, say("{name} is {said}, but it must be {wanted}.", name=name, said=said, wanted=wanted))
    elif not 0 <= value <= TABLE[like].high:
        said = str(value) if value.bit_length() <= 64 else say("a number of more than nineteen digits")
        findings.add(
            path, say("{name} is {said}, outside its range: it must be {wanted}.", name=name, said=said, wanted=wanted)
        )
    else:
        return True
    return False
