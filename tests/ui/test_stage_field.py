"""Rows, unfolding and the camera: pointing is exact, folding undoes unfolding, and what is zoomed stays in view."""

from __future__ import annotations

from functools import partialmethod
from itertools import pairwise
from unittest.mock import Mock, patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine import forest, tree
from simulator.ui.stage.field.camera import Look, Scope, between
from simulator.ui.stage.field.field import ERROR, MISALIGNED, TOP, At, Field, Nodes, counts
from simulator.ui.stage.field.fitting import fit
from simulator.ui.stage.field.grove import Grove, Openings
from simulator.ui.stage.field.survey import POINTED_AT_PX, pointed_at
from simulator.ui.stage.moment import REST, Moment
from simulator.ui.stage.scene import scene_of
from simulator.ui.stage.sheet import Box
from tests.engine.strategies import parameter_values
from tests.ui.fields import BUSY, Values, grove_of, grown, run_of

AREA = Box(90.0, 60.0, 1090.0, 700.0)


def same(a: Nodes, b: Nodes) -> bool:
    arrays = ("parent", "first", "answer", "carried", "is_open", "can_open")
    return a.round == b.round and all(np.array_equal(getattr(a, name), getattr(b, name)) for name in arrays)


def scope_of(field: Field, area: Box = AREA) -> Scope:
    return fit(field, 1, area, None, 1.0)


# ---- rows ---------------------------------------------------------------------------------------------------------


def test_a_tally_counts_any_stretch_of_a_row() -> None:
    row = grown(4, 7, misaligned=0.2).rows[-1]
    luck = np.random.default_rng(3)
    for start, stop in np.sort(luck.integers(0, len(row) + 1, (200, 2)), axis=1):
        some = slice(start, stop)
        expected = (
            int((row.nodes.answer[some] == ERROR).sum()),
            int((row.nodes.answer[some] == MISALIGNED).sum()),
            int(row.nodes.carried[some].sum()),
        )
        assert tuple(map(int, counts(row.tally[stop] - row.tally[start]))) == expected


@given(st.integers(0, 2**31), st.floats(-5, 400))
def test_the_nearest_node_is_the_nearest(seed: int, place: float) -> None:
    row = grown(3, 5, seed=seed % 5, ends=0.3).rows[-1]
    assert abs(row.place[row.nearest(place)] - place) == abs(row.place - place).min()


def test_paths_lead_to_their_nodes_and_back() -> None:
    field = grown(3, 6, ends=0.3)
    for number, row in enumerate(field.rows):
        for nth in range(0, len(row), 7):
            assert field.find(field.path(At(number, nth))) == (number, nth)
    assert field.find((5,)) is None
    assert field.find((0,) * 9) is None


def test_descendants_are_one_stretch_of_each_row() -> None:
    field = grown(3, 6, ends=0.3)
    at = At(1, 1)
    spans = field.spans(at)
    for number, (start, stop) in enumerate(spans, at.row):
        below = [nth for nth in range(len(field.rows[number])) if field.path(At(number, nth))[:1] == (1,)]
        assert below == list(range(start, stop))


# ---- unfolding ----------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(parameter_values(last_round=4), st.integers(1, 4), st.integers(0, 3), st.data())
def test_every_node_is_the_node_of_the_sampled_tree(
    values: Values, round_: int, number: int, data: st.DataObject
) -> None:
    made = run_of(values)
    grove = Grove.of(made, scene_of(made, min(round_, made.last), number))
    for _ in range(4):
        at = data.draw(st.sampled_from([At(r, n) for r, row in enumerate(grove.field.rows) for n in range(len(row))]))
        grove = grove.toggled(at, is_open=True)
    for number_, row in enumerate(grove.field.rows):
        for nth in range(len(row)):
            at = At(number_, nth)
            path, node = grove.field.path(at), grove.node(at)
            source = grove.lore.node(path)
            assert (node.round, node.depth, node.is_model) == (source.round, source.depth, source.level == 0)
            assert tree.OUTCOMES[row.nodes.answer[nth]] == node.answer
            assert row.nodes.round == node.round
            assert grove.is_open(at) == (not node.is_closed)
            assert grove.can_open(at) == (source.round > 0)
            if path:
                ask = grove.lore.ask(path)
                above = grove.lore.unfolding(path[:-1])
                assert node.answer == ask.outcome
                carried = ask.outcome == "misaligned" and (ask.steers or above.step is None)
                assert bool(row.nodes.carried[nth]) == carried
            if grove.is_open(at):
                assert len(grove.field.children(at)) == len(tree.unfold(made, source).asks)


@settings(max_examples=25)
@given(parameter_values(last_round=3), st.integers(1, 3))
def test_everything_at_once_is_what_one_by_one_gives(values: Values, round_: int) -> None:
    made = run_of(values)
    scene = scene_of(made, min(round_, made.last))
    first = Grove.of(made, scene)
    if first.lore.expected(()) > 400:
        return
    whole, step_by_step = first.whole(TOP), first
    row = 0
    while row < len(step_by_step.field.rows):
        for nth in range(len(step_by_step.field.rows[row])):
            step_by_step = step_by_step.toggled(At(row, nth), is_open=True)
        row += 1
    assert len(whole.levels) == len(step_by_step.levels)
    assert all(same(a, b) for a, b in zip(whole.levels, step_by_step.levels, strict=True))


def nodes_of(grove: Grove) -> list[At]:
    return [At(row, nth) for row, nodes in enumerate(grove.levels) for nth in range(len(nodes))]


@given(st.data())
def test_folding_and_unfolding_in_any_order_gives_the_same_tree(data: st.DataObject) -> None:
    """What is open in the end decides what is shown, whatever was opened and closed on the way there."""
    start = grove_of({"run.rounds": 6, **BUSY}, 6, 2)
    wandered = start
    for _ in range(8):
        at = data.draw(st.sampled_from(nodes_of(wandered)))
        wandered = wandered.toggled(at, is_open=not wandered.is_open(at))
    left = {wandered.field.path(at) for at in nodes_of(wandered) if wandered.is_open(at)}
    straight = start.toggled(TOP, is_open=False)
    while left:
        path = data.draw(st.sampled_from(sorted(one for one in left if one[:-1] not in left or not one)))
        left.remove(path)
        straight = straight.toggled(straight.field.find(path) or TOP, is_open=True)
    assert len(straight.levels) == len(wandered.levels)
    assert all(same(a, b) for a, b in zip(straight.levels, wandered.levels, strict=True))
    assert all(straight.node(at).answer == wandered.node(at).answer for at in nodes_of(wandered))


@pytest.mark.parametrize("path", [(), (0,), (1, 0, 1, 1, 0), (0, 1, 0, 1, 0, 1, 0, 1, 0, 1), (9,)])
def test_unfolding_along_a_path_is_unfolding_one_after_the_other_and_lays_the_tree_out_once(
    path: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = grove_of({"run.rounds": 12}, round_=12, depth=12)
    one_by_one = start
    for length in range(len(path)):
        at = one_by_one.field.find(path[:length])
        if at is not None:
            one_by_one = one_by_one.toggled(at, is_open=True)
    of = Mock(wraps=Field.of)
    monkeypatch.setattr(Field, "of", of)
    along = start.unfolded_along(path)
    assert all(same(a, b) for a, b in zip(along.levels, one_by_one.levels, strict=True))
    assert along.openings == one_by_one.openings
    assert of.call_count == (one_by_one is not start) == (len(path) > 4)
    assert along.unfolded_along(path) is along


def test_folding_undoes_unfolding() -> None:
    start = grove_of()
    for path in ((0, 1, 0), (1,), (1, 1, 1)):
        at = start.field.find(path) or TOP
        was = start.is_open(at)
        twice = start.toggled(at, is_open=not was).toggled(at, is_open=was)
        if was:  # what lay deeper was folded away with it, one level comes back
            assert twice.field.find((*path, 0)) is not None
        else:
            assert all(same(a, b) for a, b in zip(start.levels, twice.levels, strict=True))


def test_what_was_unfolded_stays_when_a_parameter_changes() -> None:
    before = grove_of()
    at = before.field.find((0, 0, 1)) or TOP
    opened = before.toggled(at, is_open=True)
    made = run_of({"overseer.quality": 0.8})
    after = Grove.of(made, scene_of(made, 5, depth=before.scene.depth), opened.openings)
    assert after.is_open(after.field.find((0, 0, 1)) or TOP)
    assert not after.is_open(after.field.find((0, 0, 0)) or TOP)


def test_a_whole_tree_is_shown_as_deep_as_it_may_be() -> None:
    made = run_of({"start.level": 4})
    scene = scene_of(made, 12, depth=12)
    whole = Openings((((), "whole"),))
    assert Grove.of(made, scene, whole).count == 8191
    assert Grove.of(made, scene, whole, most=1000).count == 511
    assert len(Grove.of(made, scene, whole, most=1000).field.rows) == 9


def test_a_whole_tree_that_grows_beyond_what_can_be_shown_is_shown_as_deep_as_it_may_be() -> None:
    made = run_of({"task.branching": 5, "start.level": 6})
    grove = Grove.of(made, scene_of(made, 12, depth=12), Openings((((), "whole"),)))
    assert grove.openings.is_whole
    assert grove.count == sum(5**level for level in range(9))  # one level more would be 2,441,406 nodes


@given(st.integers(0, 30), st.integers(2, 400))
def test_a_tree_that_is_larger_than_it_is_on_average_loses_levels(number: int, most: int) -> None:
    made = run_of({"task.decomposable": 0.6, "reliability.copies": 3})
    whole = Openings((((), "whole"),))
    with patch.object(forest.Forest, "unfolded", partialmethod(forest.Forest.unfolded, most=most)):
        grove = Grove.of(made, scene_of(made, 6, number), whole, most=most)
    assert grove.count <= most + 31


def test_too_many_nodes_are_refused_with_their_number() -> None:
    made = run_of({"task.branching": 5, "start.level": 6})
    grove = Grove.of(made, scene_of(made, 12, depth=12))
    with pytest.raises(forest.TooManyNodes, match="305,175,781"):
        grove.whole(TOP)
    below = grove.field.find((0,)) or TOP
    with pytest.raises(forest.TooManyNodes):
        grove.whole(below)
    assert grove.count <= 31


def test_memory_at_a_million_nodes_is_less_than_100_bytes_each() -> None:
    made = run_of({"task.branching": 3, "start.level": 4})
    grove = Grove.of(made, scene_of(made, 12, depth=12)).whole(TOP)
    assert grove.count == 797_161
    arrays = {id(array): array for row in grove.field.rows for array in (row.place, row.tally)}
    for nodes in grove.levels:
        for name in ("parent", "first", "answer", "carried", "is_open", "can_open"):
            array = getattr(nodes, name)
            arrays[id(array)] = array if array.base is None else array.base
    assert sum(array.nbytes for array in arrays.values()) <= 40 * grove.count


# ---- camera -------------------------------------------------------------------------------------------------------


def corners(scope: Scope, field: Field, look: Look) -> tuple[float, float, float, float]:
    camera = scope.camera(look)
    return camera.x(0.0), camera.x(field.width), camera.y(0), camera.y(field.last)


FIELDS = {"few": grown(2, 4), "thousands": grown(3, 8), "thin": grown(1, 12), "one": grown(1, 1)}


@pytest.mark.parametrize("name", FIELDS)
@given(st.floats(0.2, 5.0), st.floats(90, 1090), st.floats(60, 700), st.floats(-900, 900), st.floats(-900, 900))
def test_what_is_zoomed_or_drawn_along_never_leaves_the_view(
    name: str, factor: float, x: float, y: float, dx: float, dy: float
) -> None:
    field = FIELDS[name]
    scope = scope_of(field)
    start = scope.zoomed(scope.settled(Look()), 3.0, 500.0, 300.0)
    for look in (scope.zoomed(start, factor, x, y), scope.moved(start, dx, dy)):
        left, right, top, bottom = corners(scope, field, look)
        assert left <= scope.fit.x(0.0) + 1e-6
        assert right >= scope.fit.x(field.width) - 1e-6
        assert top <= scope.fit.top + 1e-6
        assert bottom >= scope.fit.y(field.last) - 40.0
        assert 1.0 <= look.zoom <= scope.nearest


@given(st.floats(1.05, 3.0), st.floats(300, 800))
def test_zooming_keeps_what_is_under_the_pointer(factor: float, x: float) -> None:
    scope = scope_of(FIELDS["thousands"])
    look = scope.zoomed(scope.settled(Look()), 50.0, 500.0, 300.0)
    before, after = scope.camera(look), scope.camera(scope.zoomed(look, factor, x, 300.0))
    assert after.place_at(x) == pytest.approx(before.place_at(x), rel=1e-9)
    assert after.pitch == pytest.approx(before.pitch * factor)


def test_all_the_way_out_is_the_fitted_picture() -> None:
    scope = scope_of(FIELDS["thousands"])
    look = scope.zoomed(scope.settled(Look()), 200.0, 900.0, 600.0)
    for _ in range(60):
        look = scope.zoomed(look, 0.8, 200.0, 100.0)
    assert look.is_fitted
    assert scope.camera(look) == scope.fit


def test_rows_come_apart_as_one_comes_nearer() -> None:
    scope = scope_of(FIELDS["thousands"])
    gaps = [scope.camera(Look(zoom, 100.0, 3.0)).gap for zoom in np.geomspace(1.0, scope.nearest, 30)]
    assert all(a <= b for a, b in pairwise(gaps))
    assert gaps[-1] >= 1.5 * gaps[0]


def test_the_way_to_another_look_begins_and_ends_there() -> None:
    scope = scope_of(FIELDS["thousands"])
    a, b = scope.settled(Look()), scope.onto(100.0, 120.0, 3, 7)
    assert (between(a, b, 0.0), between(a, b, 1.0)) == (a, b)
    zooms = [between(a, b, t).zoom for t in np.linspace(0, 1, 20)]
    assert all(x < y for x, y in pairwise(zooms))
    assert between(a, a, 0.5).place == pytest.approx(a.place)


def test_focusing_shows_a_whole_subtree() -> None:
    field, scope = FIELDS["thousands"], scope_of(FIELDS["thousands"])
    spans = field.spans(At(2, 4))
    rows = field.rows[2:]
    left = min(row.place[start] for row, (start, _) in zip(rows, spans, strict=True))
    right = max(row.place[stop - 1] for row, (_, stop) in zip(rows, spans, strict=True))
    camera = scope.camera(scope.onto(left, right, 2, field.last))
    assert AREA.left - 1 <= camera.x(left)
    assert camera.x(right) <= AREA.right + 1


# ---- pointing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIELDS)
@given(st.floats(1.0, 40.0), st.floats(90, 1090), st.floats(60, 700))
def test_pointing_finds_what_a_search_through_all_nodes_finds(name: str, zoom: float, x: float, y: float) -> None:
    field = FIELDS[name]
    scope = scope_of(field)
    camera = scope.camera(scope.zoomed(scope.settled(Look()), zoom, 400.0, 300.0))
    found = pointed_at(field, camera, REST, AREA, x, y)
    nearest = min(
        ((abs(camera.y(n) - y), abs(camera.x(float(place)) - x), n, i)
         for n, row in enumerate(field.rows) for i, place in enumerate(row.place)),
    )  # fmt: skip
    if found is None:
        assert nearest[0] + nearest[1] > 0.5 or nearest[1] > POINTED_AT_PX / 2
    else:
        across = np.abs(camera.left + camera.pitch * field.rows[found.row].place - x)
        assert across[found.nth] == pytest.approx(across.min())
        assert abs(camera.y(found.row) - y) <= abs(camera.gap)


@pytest.mark.parametrize("name", FIELDS)
def test_every_node_that_has_room_can_be_pointed_at(name: str) -> None:
    field = FIELDS[name]
    camera = scope_of(field).camera(Look(6.0, field.width / 2, field.last / 2))
    for number, row in enumerate(field.rows):
        for nth in range(0, len(row), 11):
            at = pointed_at(field, camera, REST, AREA, camera.x(float(row.place[nth])), camera.y(number))
            assert at == (number, nth)


def test_nodes_that_are_not_there_yet_cannot_be_pointed_at() -> None:
    field = FIELDS["few"]
    camera = scope_of(field).fit
    lowest = camera.x(float(field.rows[-1].place[0])), camera.y(field.last)
    assert pointed_at(field, camera, Moment(opened=0.3, answered=0.0), AREA, *lowest) is None
    assert pointed_at(field, camera, Moment(folded=0.2), AREA, *lowest) is None
    assert pointed_at(field, camera, REST, AREA, *lowest) == (field.last, 0)
