"""Every moment of a round: what is shown when, and nothing before its time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from simulator.app.player import AMPLIFY_ENDS, OPEN_ENDS, Phase
from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.ui import theme
from simulator.ui.stage.frame import Frame, Picture
from simulator.ui.stage.layout import arrange
from simulator.ui.stage.moment import KEY_FRAMES, REST, Moment, moment_of, node_states, student_shown
from simulator.ui.stage.scene import Scene, scene_of
from simulator.ui.stage.sheet import Box, Sheet
from simulator.ui.stage.words import act_of, key_of_shapes, texts_of

OUTCOME_LOOKS = {"correct", "error", "misaligned"}
STEPS = [step / 50 for step in range(51)]


@pytest.fixture
def scene() -> Scene:
    """Round 5 of the default run: misaligned at the top, right and misaligned leaves."""
    return scene_of(run(Parameters()), 5)


def phase_at(progress: float) -> Phase:
    return "open" if progress < OPEN_ENDS else "answer" if progress < AMPLIFY_ENDS else "fold"


def at(progress: float) -> Moment:
    """The moment of a round that is being played."""
    return moment_of(phase_at(progress), progress, reduced_motion=False)


def frame_of(scene: Scene, moment: Moment) -> Frame:
    sheet = Sheet(Box(16, 14, 560, 34), Box(16, 38, 560, 54), Box(16, 288, 700, 304), None, Box(90, 66, 570, 280), None)
    return Frame(
        theme.LIGHT,
        Picture(
            scene=scene,
            sheet=sheet,
            layout=arrange(scene, sheet.area, None, 1.0),
            texts=texts_of(scene, act_of(scene, moment), invites=False),
            moment=moment,
            key=key_of_shapes(),
        ),
    )


def outcomes_in(frame: Frame) -> int:
    looks = (*frame.signs.looks.items(), *frame.top.looks.items())
    return sum(count for look, count in looks if look in OUTCOME_LOOKS)


def test_while_the_question_opens_no_outcome_is_shown(qapp: QApplication, scene: Scene) -> None:
    for progress in (step for step in STEPS if step < OPEN_ENDS):
        frame = frame_of(scene, at(progress))
        assert outcomes_in(frame) == 0
        assert not frame.captured
        assert not frame.blamed
        assert not frame.letters
    assert outcomes_in(frame_of(scene, KEY_FRAMES["open"])) == 0


def test_levels_open_one_after_another_from_the_root(scene: Scene) -> None:
    seen = [node_states(scene, at(progress)) for progress in STEPS]
    first = [
        next(moment for moment, states in enumerate(seen) if states[index].shown > 0.99)
        for index in range(len(scene.nodes))
    ]
    for node, moment in zip(scene.nodes, first, strict=True):
        if node.level:
            assert moment > first[node.parent]
    assert all(state.shown == 1.0 for state in node_states(scene, at(OPEN_ENDS)))


def test_leaves_answer_first_and_a_step_only_after_its_sub_answers_have_come_up(scene: Scene) -> None:
    for progress in STEPS:
        states = node_states(scene, at(progress))
        for node, state in zip(scene.nodes, states, strict=True):
            for child in node.children:
                if state.answered > 0.0:
                    assert states[child].answered == 1.0
                    assert states[child].rising == 1.0
                if states[child].rising > 0.0:
                    assert states[child].answered > 0.0
    assert node_states(scene, at(AMPLIFY_ENDS - 1e-9))[0].answered == pytest.approx(1.0)


def test_the_color_of_a_capture_climbs_its_edge_from_the_child(qapp: QApplication, scene: Scene) -> None:
    lengths = []
    for progress in (step for step in STEPS if OPEN_ENDS <= step < AMPLIFY_ENDS):
        frame = frame_of(scene, at(progress))
        lengths.append(sum(abs(curve[3][1] - curve[0][1]) for curve in frame.captured))
        bottoms = {round(point[1], 6) for point in frame.points[1:]}
        assert all(round(curve[3][1], 6) in bottoms for curve in frame.captured)
    assert lengths[0] == 0.0
    assert lengths == sorted(lengths)
    assert len(frame_of(scene, REST).captured) == sum(node.captures for node in scene.nodes) == 6


def test_the_folded_picture_is_the_student_alone(qapp: QApplication, scene: Scene) -> None:
    frame = frame_of(scene, at(1.0))
    assert frame.signs.looks == {}
    assert frame.top.looks == {"student": 1, "misaligned": 1}
    assert not any((frame.quiet, frame.captured, frame.blamed, frame.letters))
    assert [word.text for word in frame.words] == ["round 5", "the round 5 model: misaligned"]


def test_the_fold_is_monotone_and_gathers_at_the_root(qapp: QApplication, scene: Scene) -> None:
    frames = [frame_of(scene, at(AMPLIFY_ENDS + (1 - AMPLIFY_ENDS) * step)) for step in STEPS]
    root = frames[0].points[0]
    for before, after in pairwise(frames):
        assert after.points[0] == root
        for p, q in zip(before.points, after.points, strict=True):
            assert abs(q[0] - root[0]) <= abs(p[0] - root[0]) + 1e-9
            assert abs(q[1] - root[1]) <= abs(p[1] - root[1]) + 1e-9
    assert student_shown(at(AMPLIFY_ENDS)) == 0.0
    assert student_shown(at(1.0)) == 1.0


def test_a_forgetful_student_ends_the_fold_with_its_own_answer(qapp: QApplication) -> None:
    made = run(Parameters().with_({"distill.fidelity": 0.3}))
    scenes = (scene_of(made, 1, number) for number in range(60))
    scene = next(s for s in scenes if s.student and s.root.answer == "correct" and s.student.answer == "error")
    assert frame_of(scene, at(AMPLIFY_ENDS)).top.looks == {"correct": 1}
    assert frame_of(scene, at(1.0)).top.looks == {"student": 1, "error": 1}
    assert frame_of(scene, REST).top.looks == {"correct": 1, "arrow": 1, "student": 1, "error": 1}


def test_at_rest_every_node_edge_and_step_is_there(qapp: QApplication, scene: Scene) -> None:
    frame = frame_of(scene, REST)
    assert len(frame.quiet) == len(scene.nodes) - 1
    assert len(frame.letters) == sum(node.step is not None for node in scene.nodes) == 7
    assert frame.signs.looks["chip"] == 8
    assert outcomes_in(frame) == len(scene.nodes) + 1, "all nodes and the student's answer"


def test_with_less_motion_there_are_key_frames_only() -> None:
    seen = {moment_of(phase_at(step), step, reduced_motion=True) for step in STEPS}
    assert seen == {KEY_FRAMES["open"], KEY_FRAMES["answer"], KEY_FRAMES["fold"], REST}
    assert moment_of("fold", 1.0, reduced_motion=True) == REST


def test_votes_have_a_pip_for_each_copy(qapp: QApplication) -> None:
    checked = {"reliability.copies": 9, "reliability.check_rate": 1.0, "reliability.false_alarm": 0.5}
    made = run(Parameters().with_(checked))
    for number in range(5):
        scene = scene_of(made, 4, number)
        frame = frame_of(scene, REST)
        asked = sum(sum(node.votes) for node in scene.nodes)
        changed = sum(node.differs for node in scene.nodes[1:])
        assert asked == 9 * 14
        assert outcomes_in(frame) == asked + len(scene.nodes) + changed + 1
        assert frame.signs.looks.get("shield", 0) == sum(node.rejected > 0 for node in scene.nodes)
