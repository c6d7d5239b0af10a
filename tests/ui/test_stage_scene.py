"""The picture on the stage is the sampled tree, whatever the parameters; its layout never overlaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import tree
from simulator.engine.iterate import run
from simulator.engine.outcome import Array
from simulator.engine.parameters import Parameters
from simulator.ui.stage import words
from simulator.ui.stage.field.camera import Scope
from simulator.ui.stage.field.close_up import marks_width
from simulator.ui.stage.field.field import At
from simulator.ui.stage.field.fitting import fit
from simulator.ui.stage.field.grove import Grove
from simulator.ui.stage.field.pips import Pips, pips
from simulator.ui.stage.field.survey import Pose, is_readable, survey
from simulator.ui.stage.moment import REST, row_states
from simulator.ui.stage.proportions import CHIP, VOTES_WIDTH, WIDEST_SHAPE, levels_that_fit
from simulator.ui.stage.scene import MOST_NODES, Scene, SceneNode, scene_of
from simulator.ui.stage.sheet import Box, Measures, Sheet, lay_out_sheet
from tests.engine.strategies import parameter_values
from tests.ui.fields import BUSY, Values, run_of


@pytest.fixture(scope="module")
def busy() -> list[Scene]:
    """Some hundred scenes in which everything happens."""
    made = run_of(BUSY)
    return [scene_of(made, round_, number) for round_ in range(7) for number in range(80)]


def told(scene: Scene, *, answered: bool) -> tuple[str, ...]:
    """All that is told of each node."""
    return tuple(" ".join(words.describe(scene, at, answered=answered)) for at in range(len(scene.nodes)))


# ---- the tree -----------------------------------------------------------------------------------------------------


def test_the_same_run_and_question_give_the_same_scene() -> None:
    assert scene_of(run_of(BUSY), 4, 7) == scene_of(run_of(BUSY), 4, 7)


def test_other_seeds_and_numbers_give_other_scenes() -> None:
    one = scene_of(run_of(), 5, 0)
    assert one.nodes != scene_of(run_of(), 5, 3).nodes
    assert any(one.nodes != scene_of(run_of({"run.seed": seed}), 5, 0).nodes for seed in (2, 3, 4))


@settings(max_examples=40, deadline=None)
@given(parameter_values(last_round=4), st.integers(0, 4), st.integers(0, 5))
def test_every_node_is_the_node_of_the_sampled_tree(values: Values, round_: int, number: int) -> None:
    made = run(Parameters().with_(values))
    round_ = min(round_, made.last)
    scene = scene_of(made, round_, number)
    asked = tree.question(made, round_, tree.shown_depth(made, round_), number)
    assert len(scene.nodes) <= MOST_NODES
    assert all(words.whys(scene))
    assert len(told(scene, answered=True)) == len(scene.nodes)
    if round_ == 0:
        assert [(node.answer, node.is_closed) for node in scene.nodes] == [(asked.outcome, True)]
        return
    distillation = tree.unfold(made, asked).distillation
    assert distillation is not None
    assert scene.student is not None
    assert (scene.student.answer, scene.student.memory) == (asked.outcome, distillation.memory)
    sources: dict[int, tree.Node] = {0: distillation.teacher}
    for index, node in enumerate(scene.nodes):
        source = sources[index]
        assert (node.round, node.depth, node.is_model) == (source.round, source.depth, source.level == 0)
        assert node.height == max((scene.nodes[child].height + 1 for child in node.children), default=0)
        if node.is_closed:
            assert not node.children
            continue
        unfolding = tree.unfold(made, source)
        assert (node.step, node.drifted) == (unfolding.step, unfolding.drifted)
        assert len(node.children) == len(unfolding.asks)
        for child, ask in zip(node.children, unfolding.asks, strict=True):
            shown = scene.nodes[child]
            sources[child] = ask.child
            assert (shown.parent, shown.level) == (index, node.level + 1)
            assert (shown.answer, shown.captures, shown.abstained) == (ask.outcome, ask.steers, ask.abstained)
            assert sum(shown.votes) == made.parameters.reliability.copies
            assert shown.rejected == sum(committee.rejected for committee in ask.committees)
    assert [node.level for node in scene.nodes] == sorted(node.level for node in scene.nodes)


def test_a_captured_step_has_a_misaligned_child_and_a_misaligned_answer(busy: list[Scene]) -> None:
    captures = [(scene, node) for scene in busy for node in scene.nodes if node.captures]
    assert len(captures) > 50
    for scene, node in captures:
        above = scene.nodes[node.parent]
        assert (node.answer, above.made) == ("misaligned", "misaligned")
        assert above.step is not None


@pytest.mark.parametrize(
    ("values", "levels", "nodes"),
    [
        ({}, 3, 15),
        ({"task.branching": 3}, 2, 13),
        ({"task.branching": 5}, 2, 31),
        ({"task.branching": 6}, 1, 7),
        ({"task.branching": 10}, 1, 11),
        ({"task.branching": 1}, 3, 4),
        ({"amplify.levels": 4, "amplify.capture": 0, "overseer.quality": 1}, 4, 31),
        ({"task.decomposable": 0}, 3, 4),
    ],
)
def test_as_many_levels_as_stay_readable(values: Values, levels: int, nodes: int) -> None:
    made = run_of({"start.level": 6, **values})
    scene = scene_of(made, 4)
    assert (scene.last_level, len(scene.nodes)) == (levels, nodes)
    assert scene_of(made, 4, most_levels=1).last_level == 1


def test_round_one_stops_at_the_first_model() -> None:
    scene = scene_of(run_of(), 1)
    assert [(node.round, node.is_closed, node.is_model) for node in scene.nodes[1:]] == [(0, True, True)] * 2
    assert len(scene_of(run_of(), 0).nodes) == 1


def test_students_answer_as_often_right_as_the_model_says() -> None:
    made = run_of({"run.rounds": 3})
    count = 1500
    scenes = [scene_of(made, 3, number, most_levels=1) for number in range(count)]
    depth = scenes[0].depth
    students = [scene.student.answer for scene in scenes if scene.student]
    shares_of: dict[tree.AnswerOutcome, Array] = {"correct": made.correct, "misaligned": made.misaligned}
    for outcome, shares in shares_of.items():
        expected = float(shares[3, depth])
        spread = (expected * (1 - expected) / count) ** 0.5
        assert abs(students.count(outcome) / count - expected) < 4.5 * spread
    teacher = sum(scene.root.answer == "correct" for scene in scenes) / count
    labels_agree_more = float(made.teacher_correct[2, depth])
    assert teacher > labels_agree_more, "the label that won is right more often than a single one"


# ---- why, and words -------------------------------------------------------------------------------------------------


def test_why_leads_down_from_the_root_through_wrong_answers(busy: list[Scene]) -> None:
    reasons = set()
    for scene in busy:
        assert (scene.why is None) == (scene.root.answer == "correct")
        if scene.why is None:
            continue
        path = scene.why.path
        assert path[0] == 0
        for above, below in pairwise(path):
            assert scene.nodes[below].parent == above
            assert scene.nodes[below].answer != "correct"
        reasons.add((scene.nodes[path[-1]].answer, scene.why.reason, len(path) > 1))
        if scene.root.answer == "misaligned":
            steps = [scene.nodes[index].step for index in path[:-1]]
            assert scene.why.steps == sum(step is not None for step in steps)
    assert len(reasons) >= 12, reasons


def test_there_are_words_for_everything_that_happens(busy: list[Scene]) -> None:
    overruled = 0
    for scene in busy:
        for act in ("open", "answer", "fold", "rest") if scene.round else ("start",):
            texts = words.texts_of(scene, act, invites="")
            assert all((texts.title, texts.title_shortly, texts.subtitle, texts.why, texts.model))
            assert "{" not in " ".join((texts.title, texts.subtitle, texts.why, texts.model))
        for node in scene.nodes:
            captors = [scene.nodes[index] for index in node.children if scene.nodes[index].captures]
            assert not node.is_slip_overruled or captors or not node.children or node.is_closed
            overruled += node.is_slip_overruled
            assert bool(words.step_caption(node)) == (node.step_failed and not node.is_slip_overruled)
            changed = node.abstained or (node.learned is not None and not node.learned.is_kept)
            assert bool(words.answer_caption(node)) == changed
        lines = told(scene, answered=True)
        assert len(lines) == len(scene.nodes)
        assert "{" not in " ".join(lines)
    assert overruled


def test_every_sentence_in_the_tables_can_be_filled() -> None:
    said = [*words.CAPTORS.values(), *words.CAPTURES, *words.REASONS.values(), *words.SUBTITLES.values()]
    said += [*words.TOP_REASONS.values(), *words.STEPS.values()]
    filled = [text.format(round=1, steps=3, levels=2, captor="It", copies="copies", Copies="Copies") for text in said]
    assert len(filled) > 40
    coherent = {cause for outcome, cause in words.REASONS if outcome == "misaligned"}
    assert coherent == set(words.CAPTORS)


def test_what_is_told_of_a_node_is_every_outcome_and_only_when_it_is_known(busy: list[Scene]) -> None:
    for scene in busy[::7]:
        known, unknown = told(scene, answered=True), told(scene, answered=False)
        for node, line, before in zip(scene.nodes, known, unknown, strict=True):
            assert f": {words.ANSWERS[node.answer]}." in line
            assert f"epth {node.depth}, " in line
            assert "captured the step above" in line or not node.captures
            assert not any(answer in before for answer in words.ANSWERS.values())
            assert "not answered yet" in before


@pytest.mark.parametrize(
    ("values", "round_", "sentence"),
    [
        ({}, 5, "The overseer splits it; copies of the round 4 model answer; the overseer combines."),
        ({}, 1, "The overseer splits it; copies of the first model answer; the overseer combines."),
        ({"task.decomposable": 0}, 3, "It cannot be split; copies of the round 2 model answer the same question."),
        ({"amplify.levels": 3}, 2, "The overseer splits it 3 times over; copies of the round 1 model answer; "),
    ],
)
def test_the_subtitle_says_what_is_done(values: Values, round_: int, sentence: str) -> None:
    scene = scene_of(run_of(values), round_)
    assert words.texts_of(scene, words.act_of(scene, REST), invites="").subtitle.startswith(sentence)


def test_of_why_there_are_whole_sentences_for_less_room_and_the_tally_is_left_where_two_are_compared(
    busy: list[Scene],
) -> None:
    for scene in busy:
        counted = f"{round(100 * scene.shares[0])} right, {round(100 * scene.shares[1])} misaligned."
        for whys in (words.whys(scene), words.whys(scene, asks=False), words.whys(scene, tally=False)):
            assert [*whys] == sorted(whys, key=len, reverse=True)
            assert all(said.endswith(".") for said in whys)
        assert counted not in words.whys(scene)[-1]
        whole, by_depth, briefly = words.whys(scene, asks=False)
        assert by_depth in whole
        assert all(said in words.whys(scene)[0] for said in words.whys(scene))
        assert by_depth.endswith(counted)
        assert briefly == f"Of 100: {counted}"
        assert words.whys(scene, tally=False, asks=False) == (words.whys(scene)[-1], briefly)


def test_a_right_answer_is_said_to_be_right_by_vote_where_copies_were_wrong(busy: list[Scene]) -> None:
    right = [scene for scene in busy if scene.why is None and scene.round]
    outvoted = 0
    for scene in right:
        has_wrong = any(sum(node.votes) > node.votes[0] for node in scene.nodes)
        expected = "Right: wrong copies were outvoted" if has_wrong else "Right: every step and sub-answer was right."
        assert words.whys(scene)[-1].startswith(expected)
        outvoted += has_wrong
    assert 0 < outvoted < len(right)


def test_no_word_claims_an_intent(busy: list[Scene]) -> None:
    said = " ".join(line for scene in busy for line in (*told(scene, answered=True), *words.whys(scene)))
    said = said.lower()
    assert not any(word in said for word in ("decei", "decept", "lie", "cheat"))
    assert "no claim about intent" in words.explanation_of_key()


# ---- layout ---------------------------------------------------------------------------------------------------------

SIZES = [(400, 480), (600, 448), (856, 630), (460, 220), (700, 240), (716, 320), (1000, 430), (1300, 560), (1900, 900)]
SHAPES: list[Values] = [
    {}, {"task.branching": 3, "reliability.copies": 9}, {"task.branching": 5, "reliability.copies": 3},
    {"task.branching": 10, "reliability.copies": 9}, {"amplify.levels": 4}, {"task.decomposable": 0.5, "run.seed": 3},
    {"task.branching": 1}, {"reliability.copies": 9},
]  # fmt: skip


def measures(unit: float, why_lines: int = 1) -> Measures:
    return Measures(
        unit=unit, padding=16, title_height=round(20 * unit), subtitle_height=round(16 * unit),
        why_height=round(16 * unit), why_lines=why_lines, rows_width=62 * unit, key_width=110 * unit,
        key_height=70 * unit, flat_key_heights=(36 * unit, 18 * unit),
    )  # fmt: skip


Size = tuple[int, int]


@dataclass(frozen=True)
class Laid:
    """A tree in its place, as the view puts it."""

    grove: Grove
    sheet: Sheet
    scope: Scope
    poses: tuple[Pose, ...]
    copies: int

    def boxes(self) -> dict[At, Box]:
        """All that is painted at each node, but words."""
        found = {}
        for pose in self.poses:
            votes = pips(self.copies, pose.row.closest * pose.pitch, self.scope.fit.scale)
            for nth in range(len(pose.row)):
                at = At(pose.number, nth)
                x = pose.left + pose.pitch * float(pose.row.place[nth])
                found[at] = self._box(self.grove.node(at), pose, nth, x, votes)
        return found

    def _box(self, node: SceneNode, pose: Pose, nth: int, x: float, votes: Pips) -> Box:
        radius = pose.radii[nth] * (CHIP if node.is_closed and not node.level else WIDEST_SHAPE)
        left = right = below = radius
        if not node.is_closed:
            right += (marks_width(1, assisted=False) - 3.0) * pose.marks[nth]
            left += VOTES_WIDTH * pose.marks[nth] if sum(node.votes) > 1 else 0.0
        elif sum(node.votes) > 1 and votes.columns:
            left = right = max(radius, votes.columns * votes.pitch / 2)
            below += votes.rows * votes.pitch
        return Box(x - left, pose.y - radius, x + right, pose.y + below)


def laid_out(values: Values, size: Size, unit: float, corner: Size) -> Laid:
    """Scene, sheet and tree as the view makes them."""
    sheet = lay_out_sheet(*size, *corner, measures(unit, why_lines=2 if size[0] < 600 else 1))
    levels = levels_that_fit(sheet.area, unit)
    made = run_of(values)
    copies = made.parameters.reliability.copies
    while True:
        scene = scene_of(made, 4, most_levels=levels)
        grove = Grove.of(made, scene)
        scope = fit(grove.field, copies, sheet.area, sheet.corner, unit)
        if is_readable(grove.field, scope.fit) or levels == 1:
            break
        levels = scene.last_level - 1
    beside = marks_width(1, assisted=False) + (VOTES_WIDTH if copies > 1 else 0.0)
    states = row_states(grove.field.last, REST)
    poses = survey(grove.field, scope.fit, states, sheet.area, beside=beside, telling=True)
    return Laid(grove, sheet, scope, poses, copies)


def overlap(a: Box, b: Box) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def test_the_key_goes_under_the_tree_then_gets_brief_and_only_then_goes() -> None:
    def key(width: int, height: int) -> str:
        sheet = lay_out_sheet(width, height, 130, 160, measures(1.0))
        if sheet.key is None:
            return "none"
        return "brief" if sheet.is_key_brief else "flat" if sheet.is_key_flat else "side"

    assert [key(1050, height) for height in (320, 288, 262, 240)] == ["side", "flat", "brief", "none"]
    assert [key(500, height) for height in (400, 290, 270, 250)] == ["flat", "flat", "brief", "none"]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(("unit", "corner"), [(1.0, (0, 0)), (1.0, (130, 120)), (18 / 13, (175, 160))], ids=str)
def test_nothing_overlaps_at_any_size(size: tuple[int, int], unit: float, corner: tuple[int, int]) -> None:
    for values in SHAPES:
        laid = laid_out(values, size, unit, corner)
        boxes, sheet = laid.boxes(), laid.sheet
        taken = [box for box in (sheet.title, sheet.subtitle, sheet.why, sheet.key, sheet.corner) if box]
        for a, b in combinations(taken, 2):
            assert not overlap(a, b) or {a, b} == {sheet.corner, sheet.why}
        for at, box in boxes.items():
            assert box.left >= sheet.title.left + 50 * unit
            assert box.right <= size[0] - 4
            for other in taken:
                assert not overlap(box, other), (values, at, other)
        for (i, a), (j, b) in combinations(boxes.items(), 2):
            assert not overlap(a, b), (values, i, j)
        assert all((pose.radii > 2.0).all() for pose in laid.poses)
        assert len(boxes) == len(laid.grove.scene.nodes)


def test_the_root_stays_where_it_is_from_round_to_round() -> None:
    made, sheet = run_of(), lay_out_sheet(716, 320, 130, 120, measures(1.0))
    scopes = [
        fit(Grove.of(made, scene_of(made, round_)).field, 1, sheet.area, sheet.corner, 1.0) for round_ in range(1, 13)
    ]
    assert len({(scope.fit.top, scope.fit.scale) for scope in scopes}) == 1
