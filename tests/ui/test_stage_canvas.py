"""How a field is painted: nothing is lost by culling, and misaligned answers can be seen at any distance."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from simulator.ui import theme
from simulator.ui.stage import ink, stamps
from simulator.ui.stage.field import canvas, ribbon, strokes, survey
from simulator.ui.stage.field.camera import Look, Scope
from simulator.ui.stage.field.canvas import Canvas, View
from simulator.ui.stage.field.close_up import CloseUp, Shown, Top
from simulator.ui.stage.field.field import ERROR, MISALIGNED, At, Field
from simulator.ui.stage.field.fitting import fit
from simulator.ui.stage.field.pips import Pips
from simulator.ui.stage.field.survey import Closeness
from simulator.ui.stage.moment import REST, Moment, NodeState, row_states
from simulator.ui.stage.scene import Learned, SceneNode
from simulator.ui.stage.sheet import Box, Sheet
from simulator.ui.start import make_application
from tests.ui.fields import grown

AREA = Box(90.0, 60.0, 890.0, 460.0)
SIZE = (1000, 500)
LookAt = Callable[[Scope], Look]


@pytest.fixture(autouse=True)
def light_theme() -> Iterator[None]:
    make_application("light")
    theme.apply("light")
    yield
    theme.apply("light")


def unknown(at: At) -> SceneNode | None:
    return None


def no_captions(node: SceneNode) -> tuple[str, str]:
    return "", ""


def no_words(at: At) -> str:
    return ""


def fitted(scope: Scope) -> Look:
    return scope.settled(Look())


def view_of(field: Field, look_at: LookAt = fitted, moment: Moment = REST, selected: At | None = None) -> View:
    scope = fit(field, 1, AREA, None, 1.0)
    look = look_at(scope)
    camera = scope.camera(look)
    box = Box(AREA.left - 14, AREA.top - 8, AREA.right + 14, AREA.bottom + 8)
    title = Box(16, 14, 560, 34)
    return View(
        field=field, camera=camera,
        poses=survey.survey(field, camera, row_states(field.last, moment), box, beside=26.0, telling=False),
        moment=moment, sheet=Sheet(title, None, Box(16, 480, 980, 496), None, AREA, None),
        clip=None if look.is_fitted else box, rows=tuple(f"{n}" for n in range(len(field.rows))),
        notes=("",) * len(field.rows),
        top=Top(None, "", "", "", moment, False), copies=1,
        node_of=unknown, captions_of=no_captions, words_of=no_words, selected=selected,
    )  # fmt: skip


def painted(view: View, ratio: float = 1.0) -> NDArray[np.int32]:
    """Red, green and blue of every pixel."""
    image = QImage(round(SIZE[0] * ratio), round(SIZE[1] * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.current().color("card"))
    painter = QPainter(image)
    canvas.paint(painter, theme.current(), view)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[..., 2::-1].astype(np.int32)


def burning(pixels: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Where the color of misaligned answers is."""
    red, green, blue = np.moveaxis(pixels, -1, 0)
    return np.asarray((red - blue > 60) & (red - green > 25))


def near(zoom: float, x: float = 480.0, y: float = 300.0) -> LookAt:
    """So many times as near as fitted, with a point of the screen staying where it is."""

    def look(scope: Scope) -> Look:
        return scope.zoomed(fitted(scope), zoom, x, y)

    return look


def closenesses(view: View) -> set[Closeness]:
    return {pose.closeness for pose in view.poses}


# ---- nothing is lost ----------------------------------------------------------------------------------------------


@pytest.fixture
def exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """One way of painting whatever the number of nodes."""
    for module, name in (
        (stamps, "MANY"), (ink, "MANY"), (strokes, "FEW"), (strokes, "MOST_PIECES"), (canvas, "FEW_LINES"),
        (canvas, "MOST_LINES"), (survey, "MOST_CLOSE"), (survey, "FEW_CLOSE"), (survey, "MOST_SHAPES"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, 10**9)


@pytest.mark.parametrize("zoom", [1.5, 4.0, 11.0, 30.0])
@pytest.mark.parametrize("ends", [0.0, 0.35])
def test_the_culled_picture_is_the_unculled_one(
    exactly: None, monkeypatch: pytest.MonkeyPatch, zoom: float, ends: float
) -> None:
    field = grown(3, 7, seed=4, misaligned=0.1, ends=ends)

    culled = view_of(field, near(zoom, 333.0))
    monkeypatch.setattr(survey, "MARGIN_PX", 1e6)
    whole = view_of(field, near(zoom, 333.0))
    assert sum(pose.stop - pose.start for pose in culled.poses) < sum(len(pose.row) for pose in whole.poses)
    assert closenesses(culled) == closenesses(whole)
    assert np.abs(painted(culled) - painted(whole)).max() <= 2


def test_the_same_view_gives_the_same_pixels() -> None:
    field = grown(3, 9, misaligned=0.05)
    assert (painted(view_of(field)) == painted(view_of(field))).all()


# ---- misaligned answers are seen ----------------------------------------------------------------------------------

FIELDS = {
    "hundreds": grown(3, 6, seed=2, misaligned=0.04),
    "thousands": grown(3, 9, seed=3, misaligned=0.004),
    "irregular": grown(4, 10, seed=5, misaligned=0.004, ends=0.4),
    "a million": grown(3, 14, seed=6, misaligned=0.00002),
}


@pytest.mark.parametrize("zoom", [1.0, 6.0, 90.0])
@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("look", ["light", "dark", "projector"])
def test_every_column_with_a_misaligned_answer_shows_it(look: theme.Name, name: str, zoom: float) -> None:
    theme.apply(look)
    field = FIELDS[name]
    view = view_of(field, near(zoom, 400.0))
    fire, checked = burning(painted(view)), 0
    for pose in view.poses:
        if not AREA.top <= pose.y <= AREA.bottom:
            continue
        reach = max(3.0, pose.thickness / 2 + 1.0, float(pose.radii.max()) if len(pose.radii) else 0.0)
        band = fire[max(0, round(pose.y - reach)) : round(pose.y + reach) + 1]
        wrong = pose.row.place[pose.row.nodes.answer == MISALIGNED]
        x = pose.left + pose.pitch * wrong
        columns = np.unique(np.floor(x[(x > AREA.left) & (x < AREA.right)]).astype(int))
        seen = band[:, columns].any(axis=0) | band[:, columns - 1].any(axis=0) | band[:, columns + 1].any(axis=0)
        assert seen.all(), (pose.number, pose.closeness, columns[~seen][:5])
        checked += len(columns)
    assert checked >= 10 or zoom > 1.0


def test_without_misaligned_answers_nothing_burns() -> None:
    assert not burning(painted(view_of(grown(3, 9, misaligned=0.0)))).any()


def test_one_among_thousands_in_a_column_is_seen_in_the_ribbon() -> None:
    of = ribbon.Sums(*(np.array([[5000, 5000, 0]]) * factor for factor in (1, 0, 0, 0)))
    of.misaligned[0, 1] = 1
    pixels = ribbon.ribbons(of, "light", [1.0], height=8, smallest=2)[0]
    plain, marked, empty = pixels.T
    assert len(set(plain.tolist())) == 1
    assert (marked != plain).sum() == 2
    assert set(empty.tolist()) == {0}


def test_what_every_column_has_is_fainter_than_what_one_has() -> None:
    nodes, none = np.full((1, 9), 5000), np.zeros((1, 9), int)
    one, every = none.copy(), none + 1
    one[0, 4] = 1
    colors = ribbon.palette("light")
    reds = []
    for some in (one, every):
        of = ribbon.Sums(nodes, none, some, some)
        pixels = ribbon.ribbons(of, "light", [1.0], height=8, smallest=2)[0, :, 4]
        assert (pixels != colors.answered[0]).sum() == 2
        veil = int(ribbon.veils(of, "light")[0, 4])
        assert veil != colors.carried[0]
        reds += [QColor(int(pixels[-1])).green(), QColor(veil).green()]
    lone_mark, lone_veil, common_mark, common_veil = reds
    assert common_mark > lone_mark
    assert common_veil > lone_veil
    of = ribbon.Sums(nodes, none, nodes, nodes)
    assert (ribbon.ribbons(of, "light", [1.0], height=8, smallest=2) == colors.answered[2]).all()
    assert (ribbon.veils(of, "light") == colors.carried[-1]).all()


def test_a_ribbon_stacks_shares() -> None:
    of = ribbon.Sums(np.array([[10]]), np.array([[3]]), np.array([[5]]), np.array([[0]]))
    pixels = ribbon.ribbons(of, "light", [1.0], height=10, smallest=1)[0, :, 0].tolist()
    colors = ribbon.palette("light").answered
    assert pixels == [colors[0]] * 2 + [colors[1]] * 3 + [colors[2]] * 5


@pytest.mark.parametrize("ends", [0.0, 0.4])
@pytest.mark.parametrize("pitch", [0.004, 0.11, 0.9])
def test_columns_hold_what_counting_node_by_node_gives(ends: float, pitch: float) -> None:
    """Prefix sums beside brute force: every node in the one column, or the columns, that it reaches into."""
    rows = grown(4, 8, seed=9, misaligned=0.2, ends=ends).rows[-3:]
    lefts, columns, ratio, start = [3.3, 11.9, 5.25], 160, 1.5, 5.0
    of = ribbon.sums(rows, lefts, [pitch] * 3, start, columns, ratio)
    for number, (row, left) in enumerate(zip(rows, lefts, strict=True)):
        reach = min(row.reach * pitch, ribbon.MOST_REACH_PX)
        reach = 0.0 if reach * ratio < ribbon.NEGLIGIBLE_REACH else reach
        expected = np.zeros((4, columns), int)
        for nth, place in enumerate(row.place):
            x = (left + pitch * place - start) * ratio
            for column in range(int(x - reach * ratio) - 2, int(x + reach * ratio) + 3):
                far = reach * ratio
                inside = column - far < x < column + 1 + far if far else column <= x < column + 1
                if 0 <= column < columns and inside:
                    answer = row.nodes.answer[nth]
                    expected[:, column] += (1, answer == ERROR, answer == MISALIGNED, row.nodes.carried[nth])
        found = np.array([of.nodes[number], of.errors[number], of.misaligned[number], of.carried[number]])
        assert expected[0].sum() > 0
        assert (found == expected).all()


# ---- lines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "stop"), [(0.0, 1.0), (0.3, 1.0), (0.0, 0.45), (0.2, 0.7)])
def test_whole_curves_and_their_pieces_are_the_same_way(start: float, stop: float) -> None:
    luck = np.random.default_rng(2)
    above, below = luck.uniform(0, 900, (2, 7))
    curves = strokes.Curves.of(above, below, luck.uniform(0, 50, 7), 130.0, start, stop)
    x, y = curves.points(np.linspace(0.0, 1.0, 11))
    for number, path in enumerate(strokes.whole(curves)):
        for nth, share in enumerate(np.linspace(0.0, 1.0, 11).tolist()):
            u = 1.0 - share
            weights = (u**3, 3 * u * u * share, 3 * u * share * share, share**3)
            ends = [path.elementAt(n) for n in range(4)]
            assert sum(w * one.x for w, one in zip(weights, ends, strict=True)) == pytest.approx(x[number, nth])
            assert sum(w * one.y for w, one in zip(weights, ends, strict=True)) == pytest.approx(y[number, nth])


# ---- levels of detail ---------------------------------------------------------------------------------------------


def test_the_nearer_the_richer() -> None:
    field = FIELDS["thousands"]
    order: list[Closeness] = ["ribbon", "shapes", "close"]
    before: dict[int, int] = {}
    for zoom in np.geomspace(1.0, 900.0, 25):
        view = view_of(field, near(float(zoom), 480.0, 440.0))
        lowest = next((pose for pose in view.poses if pose.number == field.last), None)
        if lowest is not None:
            rank = order.index(lowest.closeness)
            assert rank >= before.get(field.last, 0)
            before[field.last] = rank
    assert before[field.last] == 2


def test_shapes_never_overlap() -> None:
    for name, zoom in (("hundreds", 1.0), ("thousands", 30.0), ("irregular", 40.0)):
        view = view_of(FIELDS[name], near(zoom))
        for pose in view.poses:
            if pose.closeness != "ribbon" and pose.stop - pose.start > 1:
                x = pose.left + pose.pitch * pose.row.place[pose.start : pose.stop]
                free = np.diff(x) - pose.radii[1:] - pose.radii[:-1]
                tiny = (pose.radii[1:] <= survey.SMALLEST_RADIUS) | (pose.radii[:-1] <= survey.SMALLEST_RADIUS)
                assert (free[~tiny] > 0.0).all()


def test_the_number_of_things_painted_does_not_grow_with_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[int] = []
    original = strokes.draw

    def counting(painter: QPainter, curves: strokes.Curves, pen: QPen) -> None:
        pieces.append(len(curves) if len(curves) <= strokes.FEW else curves.pieces().size // 4)
        original(painter, curves, pen)

    monkeypatch.setattr(strokes, "draw", counting)
    totals = {}
    for name in ("thousands", "a million"):
        pieces.clear()
        painted(view_of(FIELDS[name]))
        totals[name] = sum(pieces)
    assert totals["a million"] <= 1.2 * totals["thousands"]


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("moment", [
    Moment(opened=0.0, answered=0.0), Moment(opened=0.6, answered=0.0), Moment(answered=0.5),
    Moment(folded=0.3), Moment(folded=0.99), Moment(folded=1.0), REST,
], ids=str)  # fmt: skip
def test_every_moment_of_every_size_is_painted(moment: Moment, ratio: float) -> None:
    seen = set()
    for name, field in FIELDS.items():
        for zoom in (1.0, 8.0, 300.0):
            view = view_of(field, near(zoom), moment)
            seen.add((name, painted(view, ratio).tobytes()))
    assert len(seen) >= len(FIELDS)


def test_answers_rise_and_nothing_burns_before_its_time() -> None:
    field = FIELDS["thousands"]
    assert not burning(painted(view_of(field, moment=Moment(opened=1.0, answered=0.0)))).any()
    heights = []
    for answered in (0.15, 0.4, 0.7, 1.0):
        rows = np.flatnonzero(burning(painted(view_of(field, moment=Moment(answered=answered)))).any(axis=1))
        heights.append(int(rows.min()))
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("answered", [0.8, 0.85])
def test_answers_rise_from_a_row_of_which_no_node_is_in_view(answered: float) -> None:
    field, met = grown(3, levels=4), 0
    for zoom in (4.0, 9.0, 20.0):
        for x in range(0, 961, 32):
            for y in (60.0, 200.0, 300.0, 440.0):
                view = view_of(field, near(zoom, float(x), y), Moment(answered=answered))
                if any(not len(pose.radii) and 0.0 < pose.state.rising < 1.0 for pose in view.poses):
                    met += 1
                    painted(view)
    assert met


def test_the_selected_node_is_ringed_among_a_million() -> None:
    field = FIELDS["a million"]
    plain, ringed = painted(view_of(field)), painted(view_of(field, selected=At(13, 700_000)))
    changed = np.argwhere((plain != ringed).any(axis=-1))
    pose = view_of(field).poses[13]
    x = pose.left + pose.pitch * float(field.rows[13].place[700_000])
    assert 40 <= len(changed) <= 600
    assert np.abs(changed.mean(axis=0) - (pose.y, x)).max() < 3.0


def test_a_close_up_has_what_its_canvas_paints() -> None:
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    made = Canvas(painter, theme.current(), view_of(FIELDS["hundreds"]))
    made.gather()
    painter.end()
    assert sum(len(some) for _, some in made.later) > 0, "nodes that are not known yet are left to their shapes"


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), max_size=6), st.floats(5.0, 200.0), st.integers(1, 4))
def test_wrapped_text_is_whole_and_fits(parts: list[str], room: float, most: int) -> None:
    lines = ink.wrapped("light", "help", 400, " ".join(parts), room, most)
    assert len(lines) <= most
    assert all(ink.width("light", "help", 400, line) <= room for line in lines)
    assert not lines or " ".join(lines) == " ".join(parts)


# ---- words beside the root ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("gap", "is_above"), [(7.0, True), (17.0, True), (19.0, False), (60.0, False)])
def test_words_beside_the_root_stand_above_branches_that_are_flat(gap: float, is_above: bool) -> None:
    learned = Learned(labels=(1, 0, 0), made="correct", memory="kept", refined=False, answer="correct")
    node = SceneNode(
        parent=-1, children=(1, 2), level=0, height=3, round=3, depth=3, is_atomic=False, is_model=False,
        is_closed=False, answer="correct", made="correct", learned=learned, step=None, drifted=False, votes=(1, 0, 0),
        rejected=0, abstained=False, captures=False,
    )  # fmt: skip
    shown = Shown(
        at=At(0, 0), node=node, x=300.0, y=100.0, radius=3.0, right=800.0, marks=0.0,
        state=NodeState(edge=1.0, shown=1.0, answered=1.0, rising=0.0, settled=1.0, folded=0.0), pips=Pips(),
        room=0.0, words="", step_caption="", answer_caption="",
    )  # fmt: skip
    sheet = Sheet(Box(16, 14, 560, 34), None, Box(16, 480, 980, 496), None, AREA, None)
    close = CloseUp(theme.current(), sheet, 1.0, gap)

    close.add_top(shown, Top(learned, "", "the student learns it", "", REST, False))

    (word,) = close.words
    lower_edge = word.middle + theme.current().secondary_px / 2
    assert (lower_edge < shown.y - 1.0) is is_above
    assert is_above or word.middle == shown.y
