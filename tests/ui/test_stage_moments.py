"""Every moment of a round: what is shown when, and nothing before its time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from pytestqt.qtbot import QtBot

from simulator.app.player import AMPLIFY_ENDS, ANSWERS_END, OPEN_ENDS, Phase
from simulator.app.session import Session
from simulator.engine.parameters import Parameters
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.stage.field import strokes
from simulator.ui.stage.field.canvas import Canvas
from simulator.ui.stage.field.strokes import Curves
from simulator.ui.stage.moment import KEY_FRAMES, REST, Moment, moment_of, row_states, student_shown
from simulator.ui.stage.scene import SceneNode
from simulator.ui.stage.view import StageView
from tests.ui.fields import Values

OUTCOME_LOOKS = {"correct", "error", "misaligned"}
STEPS = [step / 50 for step in range(51)]


@dataclass(frozen=True)
class Drawn:
    """What one frame holds: signs by look, lines by color, answers on their way, words, and where all nodes stand."""

    view: StageView
    canvas: Canvas
    lines: list[tuple[QColor, Curves]]

    @property
    def below(self) -> dict[str, int]:
        """Signs below the root."""
        return self.canvas.close.signs.looks

    @property
    def top(self) -> dict[str, int]:
        """Signs at the root."""
        return self.canvas.close.top.looks

    @property
    def outcomes(self) -> int:
        """Shapes of answers, those that move included."""
        still = sum(n for looks in (self.below, self.top) for look, n in looks.items() if look in OUTCOME_LOOKS)
        return still + sum(len(x) for _, x, _, _ in self.canvas.moving)

    @property
    def caught(self) -> Curves | None:
        """The lines in the color of misaligned answers that are not of the way that is to blame."""
        found = [curves for color, curves in self.lines if color == theme.current().color("misaligned") and len(curves)]
        if not found:
            return None
        above, below, top, bottom, start, stop = map(np.concatenate, zip(*map(parts, found), strict=True))
        return Curves(above, below, top, bottom, start, stop, is_complete=False)

    def points(self) -> list[tuple[float, float]]:
        """All nodes from the top, row by row."""
        return [
            (pose.left + pose.pitch * float(place), pose.y)
            for pose in self.canvas.view.poses
            for place in pose.row.place
        ]


def parts(of: Curves) -> tuple[strokes.Numbers, ...]:
    return of.above, of.below, of.top, of.bottom, of.start, of.stop


class Stage:
    """A stage with a question, to be drawn at any moment."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, values: Values | None) -> None:
        self.session = Session(Scenario(title="A test", parameters=Parameters().with_(values or {})))
        self.view = StageView(self.session)
        self.session.setParent(self.view)
        qtbot.addWidget(self.view)
        self.view.resize(716, 320)
        self.view.show()
        self._lines: list[tuple[QColor, Curves]] = []
        monkeypatch.setattr(strokes, "draw", self._record)

    def at(self, progress: float, round_: int = 5) -> Drawn:
        self.session.player.scrub(round_, progress)
        self._lines = []
        image = QImage(716, 320, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        made = Canvas(painter, theme.current(), self.view.view())
        made.paint()
        painter.end()
        return Drawn(self.view, made, self._lines)

    @property
    def nodes(self) -> tuple[SceneNode, ...]:
        return self.view.scene.nodes

    def _record(self, painter: QPainter, curves: Curves, pen: QPen) -> None:
        self._lines.append((pen.color(), curves))


Make = Callable[[Values | None], Stage]


@pytest.fixture
def make(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Make:
    theme.apply("light")
    return lambda values: Stage(qtbot, monkeypatch, values)


@pytest.fixture
def stage(make: Make) -> Stage:
    """The default run; in round 5 misaligned at the top, right and misaligned leaves."""
    return make(None)


def phase_at(progress: float) -> Phase:
    return "open" if progress < OPEN_ENDS else "answer" if progress < AMPLIFY_ENDS else "fold"


def at(progress: float) -> Moment:
    """The moment of a round that is being played."""
    return moment_of(phase_at(progress), progress, reduced_motion=False)


# ---- amplify: down level by level, up level by level ----------------------------------------------------------------


def test_while_the_question_opens_no_outcome_is_shown(stage: Stage) -> None:
    for progress in (step for step in STEPS if step < OPEN_ENDS):
        drawn = stage.at(progress)
        assert drawn.outcomes == 0
        assert drawn.caught is None
        assert not drawn.canvas.close.letters
    stage.session.player.reduced_motion = True
    assert stage.at(0.1).outcomes == 0


@pytest.mark.parametrize("last", [1, 3, 12])
def test_levels_open_one_after_another_from_the_root(last: int) -> None:
    fine = [step / 400 for step in range(401)]
    seen = [row_states(last, at(progress)) for progress in fine]
    first = [next(n for n, states in enumerate(seen) if states[row].shown > 0.99) for row in range(last + 1)]
    assert all(below > above for above, below in pairwise(first))
    assert all(state.shown == 1.0 for state in row_states(last, at(OPEN_ENDS)))


@pytest.mark.parametrize("last", [1, 3, 12])
def test_leaves_answer_first_and_a_step_only_after_its_sub_answers_have_come_up(last: int) -> None:
    for progress in STEPS:
        for above, below in pairwise(row_states(last, at(progress))):
            if above.answered > 0.0:
                assert (below.answered, below.rising) == (1.0, 1.0)
            if below.rising > 0.0:
                assert below.answered > 0.0
    assert row_states(last, at(AMPLIFY_ENDS - 1e-9))[0].answered == pytest.approx(1.0)


def test_levels_of_the_picture_unfold_and_answer_in_turn(stage: Stage) -> None:
    """Nodes are drawn row by row, empty, and then filled from the lowest row up."""
    opened = [stage.at(progress) for progress in STEPS if progress < OPEN_ENDS]
    there = [sum(looks.get("question", 0) for looks in (drawn.below, drawn.top)) for drawn in opened]
    assert there == sorted(there)
    assert {1, 3, 7, 15} <= set(there)
    answered = [stage.at(p) for p in STEPS if OPEN_ENDS <= p < ANSWERS_END]
    letters = [len(drawn.canvas.close.letters) for drawn in answered]
    assert letters == sorted(letters)
    assert {0, 4, 6} <= set(letters), "the overseer's mark comes with each step's own answer"


def test_answers_travel_up_from_child_to_parent(stage: Stage) -> None:
    before: dict[float, float] = {}
    seen = 0
    for progress in (OPEN_ENDS + (ANSWERS_END - OPEN_ENDS) * step / 200 for step in range(201)):
        drawn = stage.at(progress)
        for _, x, y, answers in drawn.canvas.moving:
            row = next(pose for pose in drawn.canvas.view.poses if len(pose.row) == len(x))
            above = drawn.canvas.poses[row.number - 1]
            assert above.y - 1e-9 <= y.min()
            assert y.max() <= row.y + 1e-9
            assert sorted(answers) == sorted(row.row.nodes.answer)
            assert float(y.min()) <= before.get(row.number, np.inf) + 1e-9
            before[row.number] = float(y.min())
            seen += 1
    assert set(before) == {1, 2, 3}
    assert seen > 20


def test_the_color_of_a_capture_climbs_its_line_from_the_child(stage: Stage) -> None:
    lengths = []
    for progress in (step for step in STEPS if OPEN_ENDS <= step < AMPLIFY_ENDS):
        drawn = stage.at(progress)
        caught = drawn.caught
        if caught is None:
            lengths.append(0.0)
            continue
        places = {(round(x, 6), round(y, 6)) for x, y in drawn.points()[1:]}
        ends = zip(caught.below.tolist(), caught.bottom.tolist(), strict=True)
        assert all((round(x, 6), round(y, 6)) in places for x, y in ends), "it begins at the child"
        assert (caught.stop == 1.0).all()
        lengths.append(float(((caught.stop - caught.start) * (caught.bottom - caught.top)).sum()))
    assert lengths[0] == 0.0
    assert lengths == sorted(lengths)
    caught = stage.at(1.0).caught
    assert caught is not None
    assert len(caught) == sum(node.captures for node in stage.nodes) == 6


def test_a_captured_parent_turns_only_when_the_color_has_reached_it(stage: Stage) -> None:
    """The captor's line is complete before its step shows the misaligned answer."""
    for progress in (OPEN_ENDS + (ANSWERS_END - OPEN_ENDS) * step / 300 for step in range(301)):
        poses = stage.at(progress).canvas.view.poses
        for above, below in pairwise(poses):
            assert above.state.answered == 0.0 or below.state.rising == 1.0


# ---- distill: all folds into one ------------------------------------------------------------------------------------


def test_the_folded_picture_is_the_student_alone(stage: Stage) -> None:
    drawn = stage.at(1.0 - 1e-9)
    assert drawn.below == {}
    assert drawn.top == {"student": 1, "misaligned": 1}
    assert not any(len(curves) for _, curves in drawn.lines)
    assert not drawn.canvas.close.letters
    assert [word.text for word in drawn.canvas.close.words] == ["the round 5 model: misaligned"]


def test_the_fold_is_monotone_and_gathers_at_the_root(stage: Stage) -> None:
    frames = [stage.at(AMPLIFY_ENDS + (1 - 1e-9 - AMPLIFY_ENDS) * step).points() for step in STEPS]
    root = frames[0][0]
    assert len(frames[0]) == 15
    for before, after in pairwise(frames):
        assert after[0] == root
        assert len(after) <= len(before)
        for p, q in zip(before, after, strict=False):
            assert abs(q[0] - root[0]) <= abs(p[0] - root[0]) + 1e-9
            assert abs(q[1] - root[1]) <= abs(p[1] - root[1]) + 1e-9
    assert len(frames[-1]) == 1
    assert student_shown(at(AMPLIFY_ENDS)) == 0.0
    assert student_shown(at(1.0)) == 1.0


def test_a_forgetful_student_ends_the_fold_with_its_own_answer(make: Make) -> None:
    stage = make({"distill.fidelity": 0.3})
    for number in range(60):
        stage.view.ask(number)
        stage.session.player.scrub(1, 1.0)
        scene = stage.view.scene
        if scene.student and scene.root.answer == "correct" and scene.student.answer == "error":
            break
    else:
        pytest.fail("no such question")
    assert stage.at(AMPLIFY_ENDS, 1).top == {"correct": 1}
    assert stage.at(1.0 - 1e-9, 1).top == {"student": 1, "error": 1}
    assert stage.at(1.0, 1).top == {"correct": 1, "arrow": 1, "student": 1, "error": 1}


# ---- at rest, and with less motion ----------------------------------------------------------------------------------


def test_at_rest_every_node_line_and_step_is_there(stage: Stage) -> None:
    drawn = stage.at(1.0)
    assert sum(len(curves) for _, curves in drawn.lines) == len(stage.nodes) - 1
    assert len(drawn.canvas.close.letters) == sum(node.step is not None for node in stage.nodes) == 7
    assert drawn.below["chip"] == 8
    assert drawn.outcomes == len(stage.nodes) + 1, "all nodes and the student's answer"


@pytest.mark.parametrize("panel", [1, 3])
@pytest.mark.parametrize("width", [1100, 685, 500, 360])
def test_a_class_can_read_every_mark_of_the_overseer_that_it_sees(make: Make, panel: int, width: int) -> None:
    stage = make({"overseer.panel": panel})
    least = theme.for_screen(800).least_px
    try:
        theme.present(800)
        stage.view.resize(width, 560)
        close = stage.at(1.0).canvas.close
    finally:
        theme.present(None)
    marks = sum(signs.looks.get(look, 0) for signs in (close.signs, close.top) for look in ("step", "slipped_step"))
    assert len(close.letters) == marks
    assert all(letter.pixels >= least for letter in close.letters)
    assert marks or (panel, width) != (1, 685)


def test_with_less_motion_there_are_key_frames_only(stage: Stage) -> None:
    seen = {moment_of(phase_at(step), step, reduced_motion=True) for step in STEPS}
    assert seen == {KEY_FRAMES["open"], KEY_FRAMES["answer"], KEY_FRAMES["fold"], REST}
    assert moment_of("fold", 1.0, reduced_motion=True) == REST
    stage.session.player.reduced_motion = True
    outcomes = {progress: stage.at(progress).outcomes for progress in (0.1, 0.5, 0.9, 1.0)}
    assert outcomes == {0.1: 0, 0.5: 15, 0.9: 1, 1.0: 16}
    assert not any(len(x) for _, x, _, _ in stage.at(0.5).canvas.moving)


def test_any_moment_can_be_scrubbed_to_from_any_other(stage: Stage) -> None:
    forwards = {step: stage.at(step).points() for step in STEPS}
    backwards = {step: stage.at(step).points() for step in reversed(STEPS)}
    assert forwards == backwards


def test_votes_have_a_pip_for_each_copy(make: Make) -> None:
    stage = make({"reliability.copies": 9, "reliability.check_rate": 1.0, "reliability.false_alarm": 0.5})
    for number in range(5):
        stage.view.ask(number)
        drawn = stage.at(1.0, 4)
        asked = sum(sum(node.votes) for node in stage.nodes)
        changed = sum(node.differs for node in stage.nodes[1:])
        assert asked == 9 * 14
        assert drawn.outcomes == asked + len(stage.nodes) + changed + 1
        assert drawn.below.get("shield", 0) == sum(node.rejected > 0 for node in stage.nodes)
