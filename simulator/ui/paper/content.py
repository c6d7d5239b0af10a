"""What stands on a handout or a key: made from a lesson and the present run, as values. Nothing is painted here."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QTextDocument

from simulator.engine.overrides import in_force, words_of
from simulator.engine.parameters import TABLE, Parameters
from simulator.scenario.code import CodeError, encode
from simulator.scenario.lesson.course import COURSES, agree
from simulator.scenario.lesson.expressions import MEASURES, series
from simulator.scenario.lesson.links import harmless
from simulator.scenario.lesson.records import Kind, Lesson, Step
from simulator.scenario.schema import Scenario
from simulator.ui import language
from simulator.ui.charts.axis import Scale, log_scale, tick_text, whole_ticks
from simulator.ui.lesson.measures import name_of
from simulator.ui.text import digits, tr
from simulator.ui.widgets.values import value_text

MOST_COLUMNS = 13
"""Rounds in the table: those of a run of twelve; of a longer one every second, third …"""

_COUNTS = ("calls", "steps", "undistilled")
"""Measures that are drawn on a scale of powers of ten."""
_SMALL_SHARES = 0.25
"""As in the lesson's own sheet: shares that stay below it get a finer scale, which tells no more than that."""
_MOST_SETTINGS = 12
_LONG = 1e4
"""Counts from here on have no room in the table and are rounded to one figure."""
_LINK, _SENTENCE_ENDS = re.compile(r"\[([^\]\n]*)\]\(sim:[^)\n]*\)"), re.compile(r"(?<=[.!?]\s)")
_ROOM, _SPACING = 200.0, 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer to choose from; `is_right` is known on a key alone."""

    text: str
    is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Values of the rounds `first`, `first + 1` …, on the scale of the axes."""

    name: str
    first: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """Where the curve is drawn: rounds 0 to `last` across, `scale` upwards with its numbers in words."""

    name: str
    last: int
    rounds: tuple[float, ...]
    scale: Scale
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that is printed. On a handout the curves have their first value alone, and the table its first column.

    `stops` are the rounds at which a presenter stops on the way, whose figures are written down.
    """

    title: str
    is_key: bool
    question: str
    bets: tuple[Choice, ...]
    axes: Axes
    curves: tuple[Curve, ...]
    stops: tuple[int, ...]
    table: tuple[tuple[str, ...], ...]
    see: str
    seen: tuple[Choice, ...]
    explanation: str
    principle: str
    principle_text: str
    sources: str
    settings: str
    remark: str
    code: str


def sheet_of(lesson: Lesson, scenario: Scenario, *, is_key: bool) -> Sheet:
    """The handout, or the key, of a lesson for the run of a scenario, which may be another than the lesson's own."""
    language.learn(lesson.slug)
    here, own = scenario.in_force, lesson.scenario.in_force
    is_own = here == own
    predict, see, principle = (_first(lesson, kind) for kind in ("predict", "see", "principle"))
    explain = _first(lesson, "explain")
    measure = _measure(predict, see)
    runs = _runs(lesson, measure, here, is_own=is_own)
    stops = _stops(lesson, here.run.rounds)
    axes = _axes(measure, here, [value for curve in runs for value in curve.values])
    answer = predict.fields.get("answer") if predict and is_key and is_own else None
    seen_measure = see.fields["measure"] if see else measure
    fitting = agree(series(seen_measure, here)) if is_key else ()
    return Sheet(
        title=tr(lesson.title),
        is_key=is_key,
        question=tr(predict.fields["ask"]) if predict else "",
        bets=tuple(Choice(text=tr(bet), is_right=bet == answer) for bet in predict.bets) if predict else (),
        axes=axes,
        curves=_curves(measure, runs, is_key=is_key),
        stops=stops,
        table=_table(measure, here, None if is_key else (0, *stops, here.run.rounds)),
        see=tr(see.fields["ask"]).replace(" …", "\u00a0…") if see else "",
        seen=tuple(Choice(text=tr(course), is_right=course in fitting) for course in COURSES) if see else (),
        explanation=_plain(explain.body) if explain and is_key else "",
        principle=tr(principle.title) if principle and is_key else "",
        principle_text=_plain(principle.body) if principle and is_key else "",
        sources=_sources(principle) if principle and is_key else "",
        settings=_settings(scenario),
        remark="" if is_own else tr("The settings are not those of the lesson, whose words are about its own run."),
        code=_code(scenario),
    )


def _first(lesson: Lesson, kind: Kind) -> Step | None:
    return next((step for step in lesson.steps if step.kind == kind), None)


def _measure(predict: Step | None, see: Step | None) -> str:
    """What is drawn in the lesson, else what is looked at in it."""
    drawn = predict.fields.get("draw") if predict else None
    return drawn or (see.fields["measure"] if see else "horizon")


def _axes(measure: str, parameters: Parameters, figures: Sequence[float]) -> Axes:
    last = parameters.run.rounds
    rounds = whole_ticks(last, 480.0, _SPACING)
    name = name_of(measure)
    if measure in _COUNTS:
        scale = log_scale(max(map(_exponent, figures)), _ROOM, _SPACING)
        numbers = tuple(_power(tick) for tick in scale.ticks)
        return Axes(name=name, last=last, rounds=rounds, scale=scale, numbers=numbers)
    high = 1.0
    ticks: tuple[float, ...] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    if measure in ("horizon", "teacher_horizon"):
        high, ticks = float(parameters.task.max_depth), whole_ticks(parameters.task.max_depth, _ROOM, _SPACING)
    elif max(figures) > 1.0:
        high, ticks = float(math.ceil(max(figures))), whole_ticks(math.ceil(max(figures)), _ROOM, _SPACING)
    elif max(figures) < _SMALL_SHARES:
        high, ticks = _SMALL_SHARES, (0.0, 0.05, 0.1, 0.15, 0.2, 0.25)
    numbers = tuple(tick_text(tick, ticks) for tick in ticks)
    return Axes(name=name, last=last, rounds=rounds, scale=Scale(0.0, high, ticks), numbers=numbers)


def _exponent(value: float) -> float:
    return math.log10(max(value, 1.0))


def _power(exponent: float) -> str:
    """10², 10³ … as they are read: 100, 1,000, and from a million on as powers."""
    return digits(10 ** round(exponent), ",d") if exponent < 6 else _raised(round(exponent))


def _runs(lesson: Lesson, measure: str, here: Parameters, *, is_own: bool) -> tuple[Curve, ...]:
    """The run, and B of the lesson where it is about this run."""
    first = MEASURES[measure][1]
    run = Curve(name=tr("the run"), first=first, values=tuple(series(measure, here)))
    contrast = _first(lesson, "contrast")
    if not is_own or contrast is None:
        return (run,)
    other = in_force(lesson.scenario.parameters.with_(contrast.settings), lesson.scenario.overrides)
    if other.run.rounds != here.run.rounds:
        return (run,)
    name = tr("B: {title}", title=tr(contrast.title))
    return run, Curve(name=name, first=first, values=tuple(series(measure, other)))


def _curves(measure: str, runs: tuple[Curve, ...], *, is_key: bool) -> tuple[Curve, ...]:
    """On the scale of the axes; of a handout's only curve the first value."""
    convert = _exponent if measure in _COUNTS else float
    if not is_key:
        runs = (replace(runs[0], values=runs[0].values[:1]),)
    return tuple(replace(curve, values=tuple(map(convert, curve.values))) for curve in runs)


def _stops(lesson: Lesson, last: int) -> tuple[int, ...]:
    """The rounds at which the steps of a lesson stop a run of so many rounds on its way."""
    pauses = {int(step.fields["pause"]) for step in lesson.steps if "pause" in step.fields}
    return tuple(sorted(pause for pause in pauses if pause < last))


def _table(measure: str, parameters: Parameters, asked: tuple[int, ...] | None) -> tuple[tuple[str, ...], ...]:
    """A row of rounds, one of the measure, one of the other of depth and misalignment.

    All rounds with their figures on a key, where none are `asked`; else those rounds, with the figures of the first.
    """
    last = parameters.run.rounds
    columns = asked or [*range(0, last, math.ceil(last / (MOST_COLUMNS - 1))), last]
    rows = [(tr("round"), *(digits(column, "d") for column in columns))]
    for name in (measure, "horizon" if measure == "misalignment" else "misalignment"):
        first, figures = MEASURES[name][1], series(name, parameters)
        shown = [_figure(name, figures[column - first]) if column >= first else "–" for column in columns]
        rows.append((name_of(name), *("" if asked and place else text for place, text in enumerate(shown))))
    return tuple(rows)


def _figure(measure: str, value: float) -> str:
    if measure in _COUNTS:
        return digits(round(value), ",d") if value < _LONG else _rounded(value)
    return digits(value, ".1f" if measure in ("horizon", "teacher_horizon") else ".3f")


def _rounded(value: float) -> str:
    """One figure and a power of ten: 2·10⁹."""
    exponent = math.floor(math.log10(value))
    return f"{digits(value / 10**exponent, '.0f')}·{_raised(exponent)}"


def _raised(exponent: int) -> str:
    return "10" + str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _only_leads(sentence: str) -> bool:
    """Whether a sentence is more than half links: on paper it leads nowhere."""
    linked = sum(len(words) for words in _LINK.findall(sentence))
    return linked > len(_LINK.sub(r"\1", sentence)) / 2


def _plain(text: str) -> str:
    """Markdown as it is read, without its links."""
    document = QTextDocument()
    sentences = [sentence for sentence in _SENTENCE_ENDS.split(tr(text)) if not _only_leads(sentence)]
    document.setMarkdown(harmless("".join(sentences)))
    return document.toPlainText().strip()


def _sources(principle: Step) -> str:
    said = []
    if "sources" in principle.fields:
        said.append(tr("Sources: {sources}", sources=tr(principle.fields["sources"])))
    if "assumption" in principle.fields:
        said.append(tr("Assumption: {sentence}", sentence=tr(principle.fields["assumption"])))
    return " · ".join(said)


def _settings(scenario: Scenario) -> str:
    """The controls on screen, what differs from the defaults, what is overridden, and the seed."""
    set_, default = scenario.parameters, Parameters()
    ids = [*scenario.view.show, *(id_ for id_ in TABLE if set_[id_] != default[id_]), "run.seed"]
    said = [f"{tr(TABLE[id_].label)} {value_text(TABLE[id_], set_[id_])}" for id_ in dict.fromkeys(ids)]
    said += [tr(words_of(id_, kind)) for id_, kind in scenario.overrides]
    if len(said) > _MOST_SETTINGS:
        left = len(said) - _MOST_SETTINGS + 1
        said = [*said[: _MOST_SETTINGS - 1], tr("and {count} more", count=digits(left, "d"))]
    return " · ".join(said)


def _code(scenario: Scenario) -> str:
    try:
        return encode(scenario)
    except CodeError:
        return ""
