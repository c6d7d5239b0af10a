"""The stage as a widget: it paints at every moment, follows the session, and can be heard and steered by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from simulator.app.session import Session
from simulator.engine.parameters import Parameters
from simulator.scenario.schema import Scenario
from simulator.ui import theme
from simulator.ui.stage.view import StageView
from simulator.ui.stage.words import outline, texts_of
from simulator.ui.start import make_application
from tests.ui.pseudo import DrawnText, Speaking, texts, untranslated

Make = Callable[..., tuple[Session, StageView]]
SIZE = (716, 320)


@pytest.fixture(autouse=True)
def light_theme() -> Iterator[None]:
    make_application("light")
    theme.apply("light")
    yield
    theme.apply("light")


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
    assert all(line in view.accessibleDescription() for line in outline(view.scene, answered=True))


def test_the_description_has_every_node_and_no_outcome_before_its_time(make: Make) -> None:
    session, view = make()
    session.player.seek(5)
    lines = outline(view.scene, answered=True)
    assert len(lines) == 15
    assert all(line in view.accessibleDescription() for line in lines)
    assert view.texts.why in view.accessibleDescription()
    session.player.scrub(5, 0.2)
    assert "misaligned" not in view.accessibleDescription()
    assert view.accessibleDescription().count("not answered yet") == 15
    assert view.accessibleName()


def test_the_first_screen_invites_until_it_is_played(make: Make) -> None:
    session, view = make()
    button = view.findChild(QPushButton)
    assert button is not None
    assert view.texts.invitation == "Press Play. Will it keep getting better?"
    assert len(view.scene.nodes) == 1
    assert not button.isVisible()
    session.player.step()
    assert view.texts.invitation == ""
    assert button.isVisible()
    session.player.to_start()
    assert view.texts.invitation == ""


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
    button = view.findChild(QPushButton)
    assert button is not None
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
    layout = view.picture().layout
    for index, spot in enumerate(layout.spots):
        assert view.node_at(QPointF(spot.x, spot.y)) == index
    assert view.node_at(QPointF(5, 5)) is None
    session.player.scrub(5, 0.05)
    assert view.node_at(QPointF(layout.spots[-1].x, layout.spots[-1].y)) is None


def test_tool_tips_speak_plainly(make: Make) -> None:
    session, view = make({"reliability.copies": 3})
    session.player.seek(5)
    layout, key = view.picture().layout, view.picture().sheet.key
    assert key is not None
    said = [view.explanation_at(QPointF(layout.spots[index].x, layout.spots[index].y)) for index in (0, 1, 14)]
    assert said[0].startswith("Depth ")
    assert "The student learns it" in said[0]
    assert "Votes: 3 right." in said[1]
    assert "the round 2 model" in said[2]
    assert "no claim about intent" in view.explanation_at(QPointF(key.left + 20, key.top + 20))
    assert view.explanation_at(QPointF(3, 3)) == ""
    session.player.scrub(5, 0.3)
    assert view.explanation_at(QPointF(layout.spots[0].x, layout.spots[0].y)) == "Depth 7, round 5, not answered yet."


@pytest.mark.qt_log_ignore("does not support raise")
def test_the_tool_tip_comes_up_at_a_node(make: Make) -> None:
    session, view = make()
    session.player.seek(5)
    spot = view.picture().layout.spots[0]
    point = QPoint(round(spot.x), round(spot.y))
    QApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert QToolTip.text() == view.explanation_at(QPointF(point))
    QToolTip.hideText()


def test_less_motion_shows_the_complete_tree_at_the_end_of_each_round(make: Make) -> None:
    session, view = make()
    session.player.reduced_motion = True
    session.player.scrub(5, 0.1)
    assert view.picture().moment.opened == 1.0
    assert view.picture().moment.answered == 0.0
    session.player.scrub(5, 1.0)
    assert view.picture().moment.is_rest


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
    before = view.picture().sheet
    theme.apply("projector")
    QApplication.processEvents()
    after = view.picture().sheet
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
            for round_, progress in ((0, 1.0), (1, 1.0), (5, 0.1), (5, 0.5), (5, 0.8), (5, 1.0), (8, 1.0)):
                session.player.scrub(round_, progress)
                with DrawnText() as drawn:
                    picture(view)
                shown = view.texts
                said = [shown.title, shown.title_shortly, shown.subtitle, shown.invitation, shown.why, shown.model]
                said += [shown.student, shown.student_shortly, *shown.rows]
                said += [*shown.step_captions, *shown.answer_captions]
                said += [*view.picture().key, *outline(view.scene, answered=True), *drawn.texts]
                said += [text for _, text in texts(view)]
                assert [text for text in said if untranslated(text)] == []
    assert texts_of(view.scene, "rest", invites=True).invitation.startswith("Press Play")
