"""The first texts of a lesson, made from a scenario, its run and its notes. What follows a colon is for the reader.

What only the author knows is asked between ‹ and ›, which learners do not see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.engine.parameters import TABLE
from simulator.scenario.lesson.course import COURSES, Course, agree
from simulator.scenario.lesson.expressions import series
from simulator.scenario.lesson.unwritten import note
from simulator.scenario.schema import Scenario
from simulator.ui.lesson_editor import challenge
from simulator.ui.text import digits, mark, tr
from simulator.ui.widgets.values import value_text

_MEASURES = {"capability": "horizon", "misalignment": "misalignment", "attack": "attack_success"}
"""What is predicted in a scenario whose first chart is this; the reached depth in all others."""
_CALLED = {
    "horizon": mark("reached depth"), "misalignment": mark("misaligned share"),
    "attack_success": mark("attacker’s chance"),
}  # fmt: skip
"""Measures as they are called within a sentence."""
_WRONG: tuple[Course, ...] = ("rises", "falls", "rises then falls", "stays")
"""Answers to offer beside the right one."""
_BETS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The two texts."""

    lesson: str
    notes: str


def draft(scenario: Scenario, goal: challenge.Challenge | None = None) -> Draft:
    """A lesson that can be played at once: question, predict, run, observe, explain, principle, challenge."""
    goal = goal or challenge.find(scenario)
    lesson = "\n\n".join([f"# {scenario.title}", *_steps(scenario, goal)]) + "\n"
    return Draft(lesson=lesson, notes=_notes(scenario, goal))


def _steps(scenario: Scenario, goal: challenge.Challenge) -> list[str]:
    measure = _MEASURES.get(scenario.view.charts[0] if scenario.view.charts else "", "horizon")
    name = tr(_CALLED[measure])
    figures = series(measure, scenario.in_force)
    last = len(figures) - 1
    seen = agree(figures)[0]
    turn = _turn(figures, seen)
    said = {"measure": name, "last": digits(last, "d"), "start": _figure(measure, figures[0])}
    hook = tr("A model learns from its own amplified answers. What will {last} rounds make of it?", **said)
    ask = tr("The {measure} is {start} at the start. Where does it go in {last} rounds?", **said)
    stop = {**said, "round": digits(turn, "d"), "value": _figure(measure, figures[turn])}
    run = tr("At round {round} the {measure} is {value}. Would you stop here?", **stop)
    see = tr("From round 0 to round {last}, the {measure} …", **said)
    back = tr("Go back to {link} if you are not sure.", link=_link(tr("round {round}", **stop), f"round?number={turn}"))
    challenged = tr("What would spoil it?") if goal.spoils else tr("Do better")
    return [
        _step("hook", tr("The question"), [], [hook, _link(tr("Play it"), "play") + "."]),
        _step("predict", tr("What will it do?"), [
            f"ask: {ask}", f"draw: {measure}", f"bets: {' / '.join(_bets(seen))}", f"answer: {tr(seen)}",
        ], [tr("Draw the curve before you play.")]),
        _step("run", tr("Watch it"), [f"pause: {turn}"] if turn else [], [run]),
        _step("see", tr("What did you see?"), [f"ask: {see}", f"measure: {measure}", f"answer: {seen}"], [back]),
        _step("explain", tr("Why it came so"), [], _explained(scenario, measure, figures, turn)),
        _step("principle", tr("The rule"), ["sources: " + note(tr("Where does the idea come from?"))], [
            note(tr("What does this run stand for? A sentence or two.")),
        ]),
        _step("challenge", challenged, [f"goal: {goal.goal}", f"solution: {goal.solution}"], [_asked(goal)]),
    ]  # fmt: skip


def _step(kind: str, title: str, fields: list[str], paragraphs: list[str]) -> str:
    head = "\n".join([f"## {kind} | {title}", *fields])
    return "\n\n".join([head, *paragraphs])


def _link(words: str, address: str) -> str:
    return f"[{words}](sim:{address})"


def _figure(measure: str, value: float) -> str:
    return digits(value, ".1f" if measure == "horizon" else ".3f")


def _turn(figures: list[float], seen: Course) -> int:
    """The round at which the run is to stop: its turning point, else its middle; 0 for a run too short for that."""
    last = len(figures) - 1
    if last < 3:
        return 0
    if seen == "rises then falls":
        return min(max(figures.index(max(figures)), 1), last - 1)
    if seen == "falls then rises":
        return min(max(figures.index(min(figures)), 1), last - 1)
    return last // 2


def _bets(seen: Course) -> list[str]:
    """The right answer and two others, in the order in which courses are always listed."""
    wrong = [course for course in _WRONG if course != seen][: _BETS - 1]
    return [tr(course) for course in COURSES if course in (seen, *wrong)]


def _explained(scenario: Scenario, measure: str, figures: list[float], turn: int) -> list[str]:
    other = "horizon" if measure == "misalignment" else "misalignment"
    there = series(other, scenario.in_force)
    told = tr(
        "The {measure} was {start} at the start, {middle} at round {round} and {end} at the end.",
        measure=tr(_CALLED[measure]), start=_figure(measure, figures[0]), middle=_figure(measure, figures[turn]),
        round=digits(turn, "d"), end=_figure(measure, figures[-1]),
    )  # fmt: skip
    peak = there.index(max(there))
    beside = {"measure": tr(_CALLED[other]), "start": _figure(other, there[0]), "end": _figure(other, there[-1])}
    if agree(there)[0] == "rises then falls":
        meanwhile = tr(
            "Meanwhile, the {measure} went from {start} up to {peak} at round {round}, and ended at {end}.",
            **beside, peak=_figure(other, there[peak]), round=digits(peak, "d"),
        )  # fmt: skip
    else:
        meanwhile = tr("Meanwhile, the {measure} went from {start} to {end}.", **beside)
    see = tr("See {link}.", link=_link(tr("where errors come from"), "show?chart=origins"))
    return [f"{told} {meanwhile} {see}", tr("Say in one sentence why it came so.")]


def _paragraphs(notes: str) -> list[str]:
    """The scenario's notes as plain paragraphs: nothing in them is taken for a heading, a link or HTML."""
    said = []
    for paragraph in re.split(r"\n\s*\n", "".join(c for c in notes if c.isprintable() or c == "\n")):
        lines = [re.sub(r"^(\s*)([#>+*-])", r"\1\\\2", line.rstrip()) for line in paragraph.split("\n")]
        text = "\n".join(lines).replace("<", "&lt;").replace("![", "! [").replace("](", "] (")
        text = text.replace("]:", "] :").strip()
        said += [text] if text else []
    return said


def _asked(goal: challenge.Challenge) -> str:
    figure = digits(goal.figure, "g")
    sentences = {
        ("misalignment", "<"): tr("Bring misalignment at the end below {figure}.", figure=figure),
        ("misalignment", ">"): tr("Build a run that ends with misalignment above {figure}.", figure=figure),
        ("horizon", ">"): tr("Reach beyond depth {figure} at the end.", figure=figure),
        ("horizon", "<"): tr("Build a run that ends below depth {figure}.", figure=figure),
        ("horizon", ">="): tr("Change something and still reach depth {figure}.", figure=figure),
    }
    return sentences[goal.measure, goal.sign] + " " + tr("There is more than one way.")


def _notes(scenario: Scenario, goal: challenge.Challenge) -> str:
    """teacher.md: its headings and the three timings are what the reader looks for, in any language."""
    solved = tr("{name} at {value}", name=tr(TABLE[goal.id].label), value=value_text(TABLE[goal.id], goal.value))
    # The notes were written about the scenario, perhaps before it was changed, and tell what is to be found out.
    paragraphs = _paragraphs(scenario.notes)
    noted = [tr("From the notes of the scenario:"), *paragraphs] if paragraphs else []
    parts = {
        "Goal": "\n\n".join([tr("Learners can say in one sentence why this run goes as it does."), *noted]),
        "Timing": "\n".join([
            "- 10 minutes: " + tr("the question, a prediction by a show of hands, the run, the rule."),
            "- 30 minutes: " + tr("all steps; pairs explain the gap to each other before the rule."),
            "- 50 minutes: " + tr("all steps; the challenge in groups, then compare solutions."),
        ]),
        "What to ask": "\n".join([
            tr("- “What did you expect, and what did you see?”"),
            tr("- “What would spoil it?” One answer: {way}.", way=solved)
            if goal.spoils
            else tr("- “How would you do better?” One answer: {way}.", way=solved),
        ]),
        "Misconceptions": tr("- “A fast start means a good end.” Look at the last rounds as well."),
        "What the model leaves out": tr("Controls marked as assumption stand for numbers that nobody has measured."),
    }  # fmt: skip
    head = tr("Teacher’s notes")
    return "\n\n".join([f"# {head}", *(f"## {name}\n\n{text}" for name, text in parts.items())]) + "\n"
