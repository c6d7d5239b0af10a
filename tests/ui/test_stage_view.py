"""The stage as a widget: it paints at every moment, follows the session, and can be heard and steered by keys."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise, product

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.engine import blame
from simulator.engine.parameters import Parameters
from simulator.scenario import codec, library
from simulator.scenario.schema import Scenario
from simulator.ui import language, theme
from simulator.ui.stage import ink
from simulator.ui.stage.field import canvas, page, paper
from simulator.ui.stage.field.field import TOP, At
from simulator.ui.stage.field.links import PADDING_PX, Link
from simulator.ui.stage.moment import KEY_FRAMES
from simulator.ui.stage.view import MOST_ON_THE_WAY, StageView
from simulator.ui.stage.words import describe, key_of_shapes, texts_of
from simulator.ui.start import make_application
from simulator.ui.widgets.inside import widgets_in
from simulator.ui.widgets.metrics import metrics
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated

Make = Callable[..., tuple[Session, StageView]]
SIZE = (716, 320)


@pytest.fixture(autouse=True)
def light_theme() -> Iterator[None]:
    make_application("light")
    theme.apply("light")
    yield
    theme.apply("light")
    language.use("en")


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    """Makes a session and its stage, shown."""

    def made(values: dict[str, object] | None = None, size: tuple[int, int] = SIZE) -> tuple[Session, StageView]:
        session = Session(Scenario(title="A test", parameters=Parameters().with_(values or {})))
        view = StageView(session)
        session.setParent(view)
        qtbot.addWidget(view)
        view.resize(*size)
        view.show()
        return session, view

    return made


def picture(view: StageView) -> QImage:
    return view.grab().toImage()


def spots(view: StageView) -> dict[At, QPointF]:
    """Where each node stands on the screen."""
    field, camera = view.shown()
    return {
        At(number, nth): QPointF(camera.x(float(place)), camera.y(number))
        for number, row in enumerate(field.rows)
        for nth, place in enumerate(row.place)
    }


@pytest.mark.parametrize("name", ["light", "dark", "projector"])
def test_it_paints_at_every_moment(make: Make, name: theme.Name) -> None:
    theme.apply(name)
    busy = {
        "reliability.copies": 3, "reliability.check_rate": 0.9, "overseer.quality": 0.7, "overseer.assistance": 0.5,
        "distill.fidelity": 0.8, "distill.drift": 0.1, "task.decomposable": 0.8, "overseer.grounding": 0.5,
        "reliability.refinement": 0.5, "amplify.drift": 0.1,
    }  # fmt: skip
    wide, deep = {"task.branching": 10}, {"amplify.levels": 4}
    for values, size in ((busy, (716, 320)), (wide, (460, 220)), (deep, (1300, 560))):
        session, view = make(values, size)
        seen = set()
        for round_, progress in product((0, 1, 4), (0.0, 0.05, 0.2, 0.37, 0.38, 0.5, 0.69, 0.7, 0.8, 0.9, 0.99, 1.0)):
            session.player.scrub(round_, progress)
            image = picture(view)
            assert image.size() == QSize(*size) * image.devicePixelRatio()
            seen.add(bytes(image.constBits()))
        assert len(seen) >= 18


def test_the_same_position_gives_the_same_pixels(make: Make) -> None:
    (session, view), (other_session, other) = make(), make()
    session.player.scrub(5, 0.8)
    session.player.scrub(5, 0.55)
    other_session.player.scrub(5, 0.55)
    assert picture(view) == picture(other)


def test_unanswered_questions_look_the_same_whatever_their_answers_will_be(make: Make) -> None:
    session, view = make()
    open_, rest = [], []
    for number in range(4):
        view.ask(number)
        session.player.scrub(5, 0.3)
        open_.append(picture(view))
        session.player.scrub(5, 1.0)
        rest.append(picture(view))
    assert all(image == open_[0] for image in open_)
    assert any(image != rest[0] for image in rest)


def test_a_scene_is_built_once_for_each_run_round_and_question(make: Make) -> None:
    session, view = make()
    session.player.scrub(5, 0.1)
    scene = view.scene
    for progress in (0.2, 0.5, 0.9, 1.0):
        session.player.scrub(5, progress)
        assert view.scene is scene
    session.player.seek(6)
    assert view.scene is not scene
    session.player.seek(5)
    assert view.scene == scene
    session.set_value("overseer.quality", 0.2, "Change overseer quality")
    assert view.scene != scene


def test_of_several_changes_the_stage_shows_the_last_one_also_where_one_of_them_fails(make: Make) -> None:
    session, view = make()
    session.player.seek(3)
    shown = view.scene

    def changes() -> None:
        with session.gathering():
            session.set_value("overseer.quality", 0.7, "Change")
            session.player.seek(5)
            session.player.seek(6)
            assert view.scene is shown
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        changes()
    assert view.scene.round == 6
    other_session, other = make({"overseer.quality": 0.7})
    other_session.player.seek(6)
    assert picture(view) == picture(other)


def test_a_drag_keeps_the_question_and_tells_the_words_when_it_ends(make: Make) -> None:
    session, view = make()
    session.player.seek(5)
    said = view.accessibleDescription()
    session.begin_drag("overseer.quality")
    session.set_value("overseer.quality", 0.3, "Change overseer quality")
    assert view.scene.number == 0
    assert view.accessibleDescription() == said
    session.end_drag()
    assert view.accessibleDescription() != said
    assert all(line in view.accessibleDescription() for line in describe(view.scene, 0, answered=True))


def test_the_description_is_what_one_sees_first_and_no_outcome_before_its_time(make: Make) -> None:
    session, view = make()
    session.player.seek(5)
    said = view.accessibleDescription()
    for part in (*describe(view.scene, 0, answered=True), "15 answers, down to round 2. Right: ", view.texts.why):
        assert part in said
    assert len(said) < 600  # those who hear it go from node to node for the rest
    session.player.scrub(5, 0.2)
    for outcome in ("misaligned", "right", "honest error"):
        assert outcome not in view.accessibleDescription()
    session.player.seek(0)
    assert "answers, down to" not in view.accessibleDescription()  # there is the top one alone
    assert view.accessibleName()


def test_the_first_screen_invites_until_it_is_played(make: Make) -> None:
    session, view = make()
    button = view.links.another
    assert view.texts.invitation == "Press Play, and watch what each round makes of it."
    assert len(view.scene.nodes) == 1
    assert not button.isVisible()
    session.player.step()
    assert view.texts.invitation == ""
    assert button.isVisible()
    session.player.to_start()
    assert view.texts.invitation == ""


def test_tab_goes_through_the_links_as_they_stand(make: Make) -> None:
    session, view = make(size=(1000, 420))
    session.player.to_end()
    QCoreApplication.processEvents()
    made = [link for link in view.findChildren(Link) if link.isVisible()]
    beside = [link for link in made if link.y() < view.height() / 2]
    assert len(beside) >= 3
    assert beside == sorted(beside, key=Link.x)


def test_keys_play_step_and_ask(make: Make) -> None:
    session, view = make()
    player = session.player
    for key, expected in (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_End, 12), (Qt.Key.Key_Home, 0),
    ):  # fmt: skip
        QTest.keyClick(view, key)
        assert player.round == expected
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert player.is_playing
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not player.is_playing
    QTest.keyClick(view, Qt.Key.Key_N)
    QTest.keyClick(view, Qt.Key.Key_N)
    assert view.scene.number == 2
    QTest.keyClick(view, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert view.scene.number == 1
    for _ in range(3):
        view.ask_previous()
    assert view.scene.number == 0


def test_the_link_asks_another_question_and_gives_way_to_the_title(make: Make) -> None:
    session, view = make()
    session.player.seek(5)
    button = view.links.another
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.scene.number == 1
    view.resize(460, 220)
    view.reserve_corner(QSize(130, 120))
    assert not button.isVisible()


def test_the_reserved_corner_stays_empty(make: Make) -> None:
    corner = QSize(130, 120)
    shapes: tuple[dict[str, object], ...] = ({}, {"task.branching": 10}, {"reliability.copies": 9})
    for values, size in product(shapes, (SIZE, (460, 220), (1300, 560))):
        session, view = make(values, size)
        view.reserve_corner(corner)
        card = theme.current().color("card").rgb()
        for round_, progress in ((0, 1.0), (1, 1.0), (5, 0.4), (5, 0.8), (5, 1.0), (9, 1.0)):
            session.player.scrub(round_, progress)
            image = picture(view)
            left, top = size[0] - 14 - corner.width(), 14
            for x, y in product(range(left, size[0] - 14, 3), range(top, top + corner.height(), 3)):
                assert image.pixel(x, y) == card, (values, size, round_, progress, x, y)


def test_every_node_can_be_pointed_at_and_says_what_it_is(make: Make) -> None:
    session, view = make({"reliability.copies": 3})
    session.player.seek(5)
    found = spots(view)
    assert len(found) == len(view.scene.nodes) == 15
    for at, spot in found.items():
        assert view.node_at(spot) == at
        assert view.explanation_at(spot) == view.teller.tells(at)
    assert view.node_at(QPointF(5, 5)) is None
    session.player.scrub(5, 0.05)
    assert view.node_at(found[At(3, 7)]) is None
    assert view.node_at(found[TOP]) == TOP


def test_tool_tips_speak_plainly(make: Make) -> None:
    session, view = make({"reliability.copies": 3})
    session.player.seek(5)
    found, key = spots(view), view.sheet.key
    assert key is not None
    said = [view.explanation_at(found[at]) for at in (TOP, At(1, 0), At(3, 7))]
    assert said[0].startswith("Depth ")
    assert "The student learns it" in said[0]
    assert "Votes: 3 right." in said[1]
    assert "the round 2 model" in said[2]
    assert "no claim about intent" in view.explanation_at(QPointF(key.left + 20, key.top + 20))
    assert view.explanation_at(QPointF(3, 3)) == ""
    session.player.scrub(5, 0.3)
    assert view.explanation_at(found[TOP]) == "Depth 7, round 5, not answered yet."


def test_the_tool_tip_comes_up_at_a_node(make: Make) -> None:
    session, view = make()
    session.player.seek(5)
    point = spots(view)[TOP].toPoint()
    QApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert QToolTip.text() == view.explanation_at(QPointF(point)) != ""
    QToolTip.hideText()


def test_a_sentence_that_has_no_room_is_told_in_full_to_who_walks_by_keys(make: Make, qtbot: QtBot) -> None:
    session, view = make({"overseer.quality": 0.5}, size=(278, 322))  # one of two stages, in a small window
    theme.apply("light", 150)
    session.player.seek(6)
    view.ask(2)
    QTest.keyClick(view, Qt.Key.Key_W)
    said = "The overseer of round 6 has a blind spot here: the same slip every time."
    assert QToolTip.text().replace("\n", " ") == f"1 of 1. Depth 1, round 6: misaligned. {said}"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    view.resize(1400, 600)
    QTest.keyClick(view, Qt.Key.Key_W)  # it has room
    assert not QToolTip.isVisible()


@pytest.mark.parametrize("percent", theme.PERCENTS)
def test_the_outline_stays_within_a_narrow_stage(make: Make, percent: int) -> None:
    theme.apply("light", percent)
    _, view = make(size=(278, 322))
    view.toggle_outline()
    picture(view)
    assert view.outline is not None
    assert view.rect().contains(view.outline.geometry())


def test_less_motion_shows_the_complete_tree_at_the_end_of_each_round(make: Make) -> None:
    session, view = make()
    session.player.reduced_motion = True
    session.player.scrub(5, 0.1)
    assert view.view().moment == KEY_FRAMES["open"]
    session.player.scrub(5, 1.0)
    assert view.view().moment.is_rest


# ---- unfolding, moving about, and the outline -----------------------------------------------------------------------


def test_a_click_selects_a_node_and_unfolds_it(make: Make) -> None:
    session, view = make()
    session.player.reduced_motion = True
    session.player.seek(5)
    leaf = At(3, 2)
    path = view.explorer.grove.field.path(leaf)
    assert not view.explorer.grove.is_open(leaf)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=spots(view)[leaf].toPoint())
    assert view.explorer.selected == view.explorer.grove.field.find(path)
    assert view.explorer.grove.is_open(leaf)
    assert view.explorer.grove.count == 17
    assert view.teller.tells(leaf) in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    assert view.explorer.grove.count == 15
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.explorer.selected is None


def test_arrows_reach_every_node_and_keys_unfold(make: Make) -> None:
    session, view = make()
    session.player.reduced_motion = True
    session.player.seek(5)
    seen = set()
    for row in range(4):
        while (at := view.explorer.selected) is None or at.row < row:
            QTest.keyClick(view, Qt.Key.Key_Down)
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            for _ in range(8):
                seen.add(view.explorer.selected)
                QTest.keyClick(view, key)
        for _ in range(8):
            QTest.keyClick(view, Qt.Key.Key_Left)
    assert seen == set(spots(view))
    assert session.player.round == 5, "the arrows go from node to node, not through the rounds"
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.explorer.grove.count == 17
    QTest.keyClick(view, Qt.Key.Key_U)
    assert view.explorer.grove.count > 17
    QTest.keyClick(view, Qt.Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
    assert view.explorer.grove.count == 15


def test_zoom_focus_and_fit(make: Make) -> None:
    session, view = make()
    session.player.reduced_motion = True
    session.player.seek(5)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.look.zoom == pytest.approx(1.5)
    assert view.overview.is_shown
    QTest.keyClick(view, Qt.Key.Key_F)
    assert view.look.is_fitted
    assert not view.overview.is_shown
    view.explorer.select(At(2, 3))
    QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    camera, field = view.camera, view.explorer.grove.field
    assert view.look.zoom > 1.5
    for at in (At(2, 3), At(3, 6), At(3, 7)):
        assert view.sheet.area.left <= camera.x(field.place(at)) <= view.sheet.area.right
    assert [crumb.path for crumb in view.overview.crumbs.crumbs] == [(), (1,), (1, 1)]
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=spots(view)[At(2, 3)].toPoint())
    assert view.explorer.selected == At(2, 3)


@pytest.mark.parametrize("whole", [False, True], ids=["at first", "unfolded"])
def test_the_outline_and_the_picture_agree(make: Make, whole: bool) -> None:
    session, view = make({"reliability.copies": 3})
    session.player.reduced_motion = True
    session.player.seek(5)
    view.toggle_outline()
    outline_ = view.outline
    assert outline_ is not None
    if whole:
        view.unfold_all()
    model, grove = outline_.tree.rows, view.explorer.grove
    seen: dict[At, str] = {}

    def walk(index: QModelIndex, at: At) -> None:
        assert grove.is_open(at) == (model.rowCount(index) > 0)
        seen[at] = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
        for row, nth in enumerate(grove.field.children(at)):
            walk(model.index(row, 0, index), At(at.row + 1, nth))

    walk(model.index(0, 0), TOP)
    assert set(seen) == set(spots(view))
    for at, said in seen.items():
        assert view.teller.tells(at) in said
        outline_.tree.setCurrentIndex(model.index_of(grove.field.path(at)))
        assert view.explorer.selected == at, "a row of the list is a node of the picture"
    view.explorer.select(At(1, 1))
    assert outline_.tree.currentIndex() == model.index_of((1,))


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize(
    ("size", "percent"), [((504, 358), 150), ((660, 440), 200), ((684, 578), 200), ((964, 302), 100)]
)
def test_depth_and_round_are_read_in_every_row_of_the_outline(
    make: Make, size: tuple[int, int], percent: int, code: str
) -> None:
    theme.apply("contrast", percent)
    language.use(code)
    session, view = make({}, size)
    session.player.reduced_motion = True
    session.player.seek(12)
    view.toggle_outline()
    QApplication.processEvents()
    assert view.outline is not None
    tree, measured = view.outline.tree, metrics("secondary", 400)
    for row in range(view.explorer.grove.field.last + 1):
        index = tree.rows.index_of((0,) * row)
        place, lines = tree.visualRect(index), str(tree.rows.data(index)).splitlines()
        shape = tree.rows.shapes[0].actualSize(tree.iconSize()).width()
        room = min(place.right(), tree.viewport().width()) - place.left() - shape - 2 * 5
        assert room >= max(map(measured.horizontalAdvance, lines)), lines
        assert place.height() >= len(lines) * measured.lineSpacing()


def test_the_present_row_of_the_outline_has_a_frame_in_high_contrast(make: Make) -> None:
    theme.apply("contrast")
    session, view = make()
    session.player.seek(5)
    view.toggle_outline()
    assert view.outline is not None
    tree = view.outline.tree
    tree.setCurrentIndex(tree.rows.index_of(()))
    picture = tree.viewport().grab().toImage()
    place, frame = tree.visualRect(tree.currentIndex()), theme.current().color("accent").rgb()
    ratio = picture.devicePixelRatio()
    left, top = round(place.left() * ratio), round((place.top() + 1) * ratio)
    row = [picture.pixel(x, top) for x in range(left, picture.width())]
    assert row.count(frame) > 0.8 * len(row)


def test_the_outline_unfolds_the_picture(make: Make) -> None:
    session, view = make()
    session.player.reduced_motion = True
    session.player.seek(5)
    view.toggle_outline()
    assert view.outline is not None
    tree = view.outline.tree
    index = tree.rows.index_of((0, 0, 0))
    assert tree.rows.canFetchMore(index)
    tree.setCurrentIndex(index)
    QTest.keyClick(tree, Qt.Key.Key_Right)
    assert view.explorer.grove.count == 17
    assert tree.rows.rowCount(index) == 2
    QTest.keyClick(tree, Qt.Key.Key_O)
    assert view.outline is None


def test_why_walks_down_to_where_the_error_began(make: Make) -> None:
    session, view = make()
    session.player.reduced_motion = True
    session.player.seek(5)
    assert view.scene.root.answer == "misaligned"
    QTest.keyClick(view, Qt.Key.Key_W)
    paths, sentences = [], []
    for _ in range(len(view.explorer.walk)):
        step = view.explorer.walk[view.explorer.step]
        at = view.explorer.selected
        assert at is not None
        assert view.explorer.grove.field.path(at) == step.path
        paths.append(step.path)
        sentences.append(view.teller.walking())
        QTest.keyClick(view, Qt.Key.Key_W)
    assert len(paths) >= 3
    assert all(below[: len(above)] == above for above, below in pairwise(paths))
    reasons = blame.why(session.run, view.explorer.grove.lore.node(()))
    assert [step.sentence for step in view.explorer.walk][: len(reasons)] == [reason.sentence for reason in reasons]
    assert all(sentence.startswith(f"{n} of {len(paths)}. ") for n, sentence in enumerate(sentences, 1))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.explorer.walk


def test_words_of_a_scenario_are_the_questions(qtbot: QtBot) -> None:
    session = Session(codec.read(library.find("medical")))
    view = StageView(session)
    session.setParent(view)
    qtbot.addWidget(view)
    view.resize(1000, 420)
    view.show()
    session.player.reduced_motion = True
    session.player.to_end()
    assert view.teller.has_words
    for at, spot in spots(view).items():
        asked = view.teller.question(at)
        assert asked
        assert view.explanation_at(spot).startswith(asked)
    assert view.texts.title.startswith(view.teller.question(TOP))


def test_the_focus_ring_comes_with_the_keyboard_only(make: Make) -> None:
    _, view = make()
    view.activateWindow()
    QApplication.processEvents()
    view.clearFocus()
    plain = picture(view)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert picture(view) == plain
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    ring = picture(view)
    assert ring != plain
    assert ring.pixelColor(SIZE[0] // 2, 1) == theme.current().color("accent")


def test_a_change_of_theme_lays_it_out_anew(make: Make) -> None:
    session, view = make()
    session.player.seek(5)
    before = view.sheet
    theme.apply("projector")
    QApplication.processEvents()
    after = view.sheet
    assert after.title.height > before.title.height
    assert after.area.top > before.area.top


def test_every_text_is_translated(make: Make) -> None:
    busy = {
        "reliability.copies": 3, "reliability.check_rate": 0.9, "overseer.quality": 0.6, "distill.fidelity": 0.7,
        "distill.drift": 0.2, "overseer.assistance": 0.5,
    }  # fmt: skip
    with Speaking():
        for values in ({}, busy):
            session, view = make(values)
            session.player.reduced_motion = values is busy
            view.toggle_outline()
            for round_, progress in ((0, 1.0), (1, 1.0), (5, 0.1), (5, 0.5), (5, 0.8), (5, 1.0), (8, 1.0)):
                session.player.scrub(round_, progress)
                with DrawnText() as drawn:
                    picture(view)
                shown = view.texts
                said = [shown.title, shown.title_shortly, shown.subtitle, shown.invitation, shown.why, shown.model]
                said += [shown.student, shown.student_shortly, *view.view().rows, *view.view().notes]
                said += key_of_shapes(3, assisted=True).texts
                for node in range(len(view.scene.nodes)):
                    said += describe(view.scene, node, answered=True)
                said += drawn.texts
                said += [text for _, text in texts(view)]
                assert [text for text in said if untranslated(text)] == []
    assert texts_of(view.scene, "rest", invites="play").invitation.startswith("Press Play")


@pytest.mark.parametrize("size", [(1000, 420), (700, 300), (620, 480), (440, 300)], ids=str)
def test_questions_are_written_whole_or_not_at_all(qtbot: QtBot, size: tuple[int, int]) -> None:
    session = Session(codec.read(library.find("medical")))
    view = StageView(session)
    session.setParent(view)
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    session.player.reduced_motion = True
    session.player.to_end()
    paper = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(paper)
    drawn = canvas.Canvas(painter, theme.current(), view.view())
    drawn.gather()
    painter.end()
    asked = {view.teller.question(at) for at in spots(view)}
    written = [word for word in drawn.close.words if word.role == "help" and word.weight == 400]
    assert all(ink.width(theme.current().name, "help", 400, word.text) <= word.room for word in written)
    parts = {part for question in asked for part in question.split()}
    assert all(part in parts for word in written for part in word.text.split())
    assert written


def test_an_error_while_painting_is_told_and_the_window_lives_on(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, view = make()
    whole = picture(view)

    def fail(canvas: object) -> None:
        raise RuntimeError("no paint")

    told: list[str] = []
    with monkeypatch.context() as broken:
        broken.setattr(canvas.Canvas, "gather", fail)
        broken.setattr(sys, "excepthook", lambda kind, error, trace: told.append(str(error)))
        picture(view)
    assert set(told) == {"no paint"}
    assert picture(view) == whole


@pytest.mark.parametrize("zooms", [False, True])
def test_every_moment_of_unfolding_and_folding_is_painted(make: Make, zooms: bool) -> None:
    """With motion: nodes that are folded away are still seen on their way, and say what they said."""
    session, view = make({"task.branching": 3, "reliability.copies": 3}, size=(1000, 420))
    session.player.to_end()
    if zooms:
        view.zoom_in()
        QTest.qWait(400)
    view.explorer.select(view.explorer.grove.field.find((1,)))
    for act in (view.fold_selected, view.toggle_selected, view.unfold_all, view.fold_selected, view.fold_back):
        act()
        for amount in (0.0, 0.3, 0.9):
            view._motion._timer.stop()
            view._motion._amount = amount
            seen, grove = view.view(), view.shown_grove
            assert [len(row) for row in seen.field.rows] == [len(row) for row in grove.field.rows]
            picture(view)
        view._stop()
        assert view.shown_grove is view.explorer.grove


def test_a_flight_that_another_room_interrupts_ends_where_it_was_going(make: Make) -> None:
    session, view = make({"run.rounds": 8})
    session.player.to_end()
    view.unfold_all()
    view.zoom_in()
    QTest.qWait(300)
    assert not view.look.is_fitted
    view.fit()
    assert view.is_flying
    view.toggle_outline()
    assert view.look.is_fitted
    assert not view.overview.is_shown


def test_beside_an_outline_there_is_room_for_some_of_the_tree_or_the_outline_has_all() -> None:
    left = {wide - paper.outline_width(QSize(wide, 400)) for wide in range(150, 900, 5)}
    assert 0 in left
    assert min(left - {0}) >= paper.LEAST_TREE_PX
    assert max(left) > 2 * paper.LEAST_TREE_PX


@pytest.mark.parametrize(
    ("said", "lines", "shown"),
    [
        ("One thing is here. Another one is not.", 2, "One thing is here. Another one is not."),
        ("One thing is here. Another one is not.", 1, "One thing is here."),
        ("Ask what follows? Another one is not.", 1, "Ask what follows?"),
        ("One thing is here; another one is not.", 1, "One thing is here."),
        ("It holds, z. B. here, and in many other places.", 1, "It holds, z. B. here,…"),
        ("A sentence with no end before the end of a line.", 1, "A sentence with no…"),
    ],
)
def test_what_has_no_room_is_shortened_to_whole_sentences(qapp: object, said: str, lines: int, shown: str) -> None:
    measures = ink.metrics("light", "secondary", 400)
    wide = measures.horizontalAdvance("A line has so much room")
    assert page._fitting("light", 400, said, wide, lines * measures.height()) == shown


@pytest.mark.parametrize("side", ["", "B"])
def test_under_the_tree_stands_a_whole_sentence_where_all_of_them_have_no_room(make: Make, side: str) -> None:
    session, view = make(size=(480, 420) if not side else (370, 420))
    view.show_side(side)
    session.player.to_end()
    session.player.seek(session.player.end)
    shown, whole = page._said("light", view._page()), view._texts.why
    assert shown != whole
    assert shown in view._texts.why_shorter
    view.grab()
    box = page._said_box("light", view._page())
    assert view.explanation_at(box.center()) == whole


@pytest.mark.parametrize("code", ["en", "de"])
def test_of_two_presented_stages_each_says_in_full_what_differs_and_no_link_covers_it(make: Make, code: str) -> None:
    language.use(code)
    theme.apply("projector")
    session, view = make(size=(337, 462))
    view.show_side("A")
    session.player.to_end()
    session.player.seek(session.player.end)
    box = page._said_box("projector", view._page())
    said = page._said("projector", view._page())
    assert said.startswith(("Of 100", "Von 100"))
    assert page._fitting("projector", page._weight(view._page()), said, box.width(), box.height()) == said
    links = [link for link in widgets_in(view) if isinstance(link, Link) and link.isVisible()]
    assert links
    for link in links:
        assert box.right() <= link.x() + PADDING_PX or box.bottom() <= link.geometry().center().y()


def test_words_beside_a_node_end_above_the_next_row(qtbot: QtBot) -> None:
    session = Session(codec.read(library.find("medical")))
    view = StageView(session)
    session.setParent(view)
    qtbot.addWidget(view)
    view.resize(1000, 320)
    view.show()
    session.player.reduced_motion = True
    session.player.to_end()
    written = []
    for act in (view.fold_back, view.unfold_all):
        act()
        paper = QImage(view.size(), QImage.Format.Format_ARGB32_Premultiplied)
        with QPainter(paper) as painter:
            drawn = canvas.Canvas(painter, theme.current(), view.view())
            drawn.gather()
        words = [word for word in drawn.close.words if word.role == "help" and not word.centered and word.weight == 400]
        below = [pose.y - pose.radius for pose in drawn.view.poses]
        for word in words:
            row = max(pose.y for pose in drawn.view.poses if pose.y <= word.middle)
            assert word.middle < min([y for y in below if y > row], default=1e9)
        written.append(len(words))
    assert written[0] > 0


def test_asked_for_the_origin_of_an_error_where_there_is_none_the_stage_says_so(make: Make) -> None:
    session, view = make()
    session.player.to_end()
    while view.explorer.can_ask_why():
        view.ask_next()
    QTest.keyClick(view, Qt.Key.Key_W)
    assert view.explorer.walk == ()
    assert "This answer is right" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert "This answer is right" not in view.accessibleDescription()


def test_of_a_deep_tree_with_words_only_few_answers_are_unfolded_to_find_its_room(qtbot: QtBot) -> None:
    scenario = codec.read(library.find("medical"))
    deep = {"task.branching": 2, "task.max_depth": 20, "amplify.levels": 4, "run.rounds": 60}
    session = Session(replace(scenario, parameters=scenario.parameters.with_(deep)))
    view = StageView(session)
    session.setParent(view)
    qtbot.addWidget(view)
    view.resize(*SIZE)
    view.show()
    session.player.to_end()
    view.ask_depth(4)
    view.unfold_all()
    field, lore = view.explorer.grove.field, view.explorer.grove.lore
    assert len(field.rows) > 200
    assert len(field.rows[-1]) <= 31
    lore._unfoldings.clear()
    view._fitted()
    assert len(lore._unfoldings) <= MOST_ON_THE_WAY
