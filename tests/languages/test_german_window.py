"""The window in German: nothing English is left in it, and it changes its language while it runs."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from simulator.app import own_lessons
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.parameters import TABLE
from simulator.scenario import codec, library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.translation.folder import ORIGINAL, Texts, languages, texts
from simulator.ui import language, text, theme
from simulator.ui.actions import COMMANDS
from simulator.ui.charts.panel import TABS
from simulator.ui.lesson.panel import LessonPanel
from simulator.ui.main_window import MainWindow
from simulator.ui.start import make_application
from simulator.ui.widgets.values import parse, value_text
from tests.ui.pseudo import DrawnText, RightToLeft, Speaking
from tests.ui.pseudo import texts as texts_of

_WORD = re.compile(r"[^\W\d_]{3,}")


class Listening(Texts):
    """A language that notes what it is asked for and does not know."""

    def __init__(self, known: Texts) -> None:
        super().__init__(known.items())
        self.forms, self.form_of = known.forms, known.form_of
        self.missed: set[str] = set()

    def __missing__(self, asked: str) -> str:
        self.missed.add(asked)
        return asked


@pytest.fixture(autouse=True)
def english_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    make_application("light")
    monkeypatch.setattr(own_lessons, "root", lambda: tmp_path)  # titles of own lessons are in nobody's language
    yield
    language.use(ORIGINAL)
    QLocale.setDefault(QLocale.c())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)


def opened(code: str, slug: str = library.DEFAULT, size: tuple[int, int] = (1280, 800)) -> MainWindow:
    settings = Settings(None)
    settings.change(theme="light", language=code)
    language.use(code)
    window = MainWindow(Session(codec.read(library.path_of(slug))), settings)
    window.files.open_now(slug)
    window.resize(*size)
    window.show()
    window.finish()
    QCoreApplication.processEvents()
    return window


def close(window: MainWindow) -> None:
    window.session.store.mark_saved()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def seen(window: MainWindow) -> Iterator[str]:
    """Every text of the window after it has been through everything that it can show."""
    session = window.session

    def look() -> Iterator[str]:
        QCoreApplication.processEvents()
        with DrawnText() as drawn:
            window.grab()
        yield from drawn.texts
        yield from (said for _, said in texts_of(window))

    yield from look()
    session.player.to_end()
    for round_ in (1, session.run.last // 2):
        session.player.seek(round_)
        yield from look()
    assert window.workspace.charts is not None
    assert window.workspace.stage is not None
    for fold in window.findChildren(QPushButton):
        if fold.isCheckable() and fold.isVisible() and window.controls.isAncestorOf(fold):
            fold.click()
    window.workspace.show_charts()
    for tab in TABS:
        window.workspace.charts.show_tab(tab.id)
        yield from look()
    window.workspace.show_stage()
    window.workspace.stage.toggle_outline()
    window.workspace.stage.ask_why()
    yield from look()
    window.workspace.stage.toggle_outline()
    session.set_value("overseer.quality", 0.8, text.tr("Reset"))
    window.comparison.copy()
    session.set_value("reliability.copies", 3, text.tr("Reset"))
    session.set_overrides({"distill.drift": "off"}, text.tr("Reset"))
    yield from look()
    window.comparison.drop()
    window.workspace.toggle_history()
    yield from look()
    window.workspace.toggle_history()
    for menu in window.menuBar().findChildren(QMenu):
        menu.aboutToShow.emit()
    yield from look()
    asks = (window.help.keys, window.help.about, window.edit.rename, window.lessons.notes, window.sharing.open_code)
    for ask in asks:
        ask()
        QCoreApplication.processEvents()
        dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
        yield from (said for _, said in texts_of(dialog))
        dialog.reject()
        QCoreApplication.processEvents()


def steps(panel: LessonPanel, session: Session, slug: str) -> Iterator[str]:
    """Every text of a lesson's panel, step by step."""
    play = session.lesson
    play.open(read_folder(library.path_of(slug).parent))
    play.guide("medium")
    assert play.lesson is not None
    for _ in play.lesson.steps:
        yield from (said for _, said in texts_of(panel))
        play._go(1)


EQUAL = {
    # Words that are the same in German, units, names, and what stands for itself.
    "Start", "Band", "log", "CSV", "PNG", "Letter", "Code", "Symbole", "Bits", "Median", "Name", "Patient",
    "Union", "Find", "Minimum", "Maximum", "English", "Deutsch", "Union-Find", "normal", "Normal", "Problem", "Tab",
    "Parameter", "parameter", "Aggregation", "min",
}  # fmt: skip
NAMES = re.compile(
    r"Christiano|Shlegeris|Amodei|Cotra|METR|Engels|Drory|Hinton|Condorcet|von Neumann|Wang|Möhn|Farlamp|farlamp|Atlas"
    r"|AI Safety|model\.md|et al|arXiv|IDA|QR|Ctrl\+\S*|Shift\+\S*|F\d+|Esc"
)


def words(said: str) -> set[str]:
    return set(_WORD.findall(NAMES.sub(" ", said.replace("&", "")))) - EQUAL


def test_nothing_english_is_left_in_the_german_window(qtbot: QtBot) -> None:
    said = {}
    for code in (ORIGINAL, "de"):
        window = opened(code)
        said[code] = {one for one in seen(window) if words(one)}
        close(window)
    keys = {command.key for command in COMMANDS}
    assert len(said["de"]) > 300
    assert sorted((said[ORIGINAL] & said["de"]) - keys) == []


def test_no_text_is_asked_for_that_german_does_not_have(qtbot: QtBot) -> None:
    language.use("de")
    known = Listening(texts("de"))
    text.speak(known, ",", ".")
    language._present.lessons.clear()  # they were learned into the other table
    for slug in ("medical", "attack"):
        window = opened("de", slug, (1024, 618))
        for _ in seen(window):
            pass
        close(window)
    assert sorted(one for one in known.missed if words(one)) == []


def test_every_lesson_is_told_in_german(qtbot: QtBot) -> None:
    said: dict[str, dict[str, set[str]]] = {}
    for code in (ORIGINAL, "de"):
        language.use(code)
        session = Session(codec.read(library.path_of(library.DEFAULT)))
        panel = LessonPanel(session)
        qtbot.addWidget(panel)
        told = {slug: {one for one in steps(panel, session, slug) if words(one)} for slug in library.slugs()}
        assert panel.note.isHidden()
        said[code] = told
    assert min(len(told) for told in said["de"].values()) >= 20
    assert {slug: left for slug, told in said["de"].items() if (left := told & said[ORIGINAL][slug])} == {}


def test_a_lesson_without_a_translation_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "translated", lambda code, slug: None)
    window = opened("de")
    window.session.lesson.open(read_folder(library.path_of(library.DEFAULT).parent))
    assert window.lesson_panel.note.isVisible()
    assert window.lesson_panel.note.text() == "Diese Lektion ist noch nicht übersetzt."
    own = replace(read_folder(library.path_of(library.DEFAULT).parent), slug="my-lesson")
    window.session.lesson.open(own)
    assert window.lesson_panel.note.isHidden()  # its author wrote it in whichever language it is
    close(window)


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")  # offscreen, at a menu
def test_a_choice_changes_the_language_at_once_and_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    window = MainWindow(Session(codec.read(library.find(library.DEFAULT))), settings)
    window.show()
    window.finish()
    menu = next(one for one in window.menuBar().findChildren(QMenu) if one.title() == "Lang&uage")
    assert [action.text().replace("&", "") for action in menu.actions()][1:] == ["English", "Deutsch"]
    menu.popup(window.pos())
    QTest.keyClick(menu, Qt.Key.Key_D)
    QCoreApplication.processEvents()
    assert window.menuBar().actions()[0].text() == "&Datei"
    assert window.windowTitle().startswith("Wird es immer besser?")
    assert Settings(tmp_path / "settings.json").values.language == "de"
    again = next(one for one in window.menuBar().findChildren(QMenu) if one.title() == "Spr&ache")
    assert [action.data() for action in again.actions() if action.isChecked()] == ["de"]
    again.popup(window.pos())
    QTest.keyClick(again, Qt.Key.Key_E)
    QCoreApplication.processEvents()
    assert window.menuBar().actions()[0].text() == "&File"
    close(window)


def test_a_change_of_language_keeps_the_state_the_round_and_the_lesson(qtbot: QtBot) -> None:
    window = opened(ORIGINAL, "copies-that-vote")
    play = window.session.lesson
    play.open(read_folder(library.path_of("copies-that-vote").parent))
    play.forward()
    play.bet("it rises to the end", 70)
    window.session.set_value("overseer.quality", 0.9, "Change")
    before = window.session.state, play.progress, window.session.player.round
    window.settings.change(language="de")
    QCoreApplication.processEvents()
    assert (window.session.state, play.progress, window.session.player.round) == before
    body = window.lesson_panel.body
    assert body is not None
    assert body.choice is not None
    assert body.choice.answer == "it rises to the end"
    shown = [button.text() for button in body.choice.buttons.values()]
    assert shown == ["er bleibt nahe null", "er steigt bis zum Ende", "er steigt, dann fällt er"]
    close(window)


def test_the_history_of_panels_that_are_about_to_go_can_still_be_opened(qtbot: QtBot) -> None:
    """A finger that was put down on them is lifted when those in another language are there."""
    window = opened(ORIGINAL, library.DEFAULT)
    before = window.workspace
    window.rebuild()
    assert window.workspace is not before
    before.open_history()
    assert not window.workspace.shows_history
    window.workspace.open_history()
    assert window.workspace.history is not before.history
    close(window)


def test_the_button_that_presents_is_whole_in_large_text_and_another_language(qtbot: QtBot) -> None:
    window = opened("en")
    window.settings.change(text_percent=200)
    window.settings.change(language="de")

    def is_whole() -> bool:
        button = window.present_button  # another one after a while: the panels are made anew, a piece at a time
        return button.text() == "Vorführen" and button.width() >= button.sizeHint().width()

    qtbot.waitUntil(is_whole)
    close(window)
    theme.apply("light")


def test_numbers_have_a_comma_and_fields_take_both() -> None:
    language.use("de")
    row = TABLE["overseer.quality"]
    assert value_text(row, 0.95) == "0,95"
    assert parse(row, "0,8") == parse(row, "0.8") == 0.8
    assert (text.digits(1234567, ","), text.digits(-0.5, ".2f")) == ("1.234.567", "-0,50")
    questions = TABLE["distill.examples"]
    assert parse(questions, "2.000") == parse(questions, "2,000") == 2000


@pytest.mark.parametrize("code", languages())
def test_every_value_that_a_field_shows_is_read_as_itself(code: str) -> None:
    language.use(code)
    for row in TABLE.values():
        if not row.choices:
            for value in (row.low, row.high, row.default):
                assert parse(row, value_text(row, value)) == pytest.approx(value, rel=1e-5), row.id


def test_qts_own_dialogs_speak_the_language(qtbot: QtBot) -> None:
    language.use("de")
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    assert "Abbrechen" in {button.text().replace("&", "") for button in dialog.findChildren(QPushButton)}


@pytest.mark.parametrize("code", languages())
def test_no_two_entries_of_a_menu_share_a_mnemonic(qtbot: QtBot, code: str) -> None:
    window = opened(code)
    doubled = []
    for menu in (window.menuBar(), *window.menuBar().findChildren(QMenu)):
        rows: list[QAction] = menu.actions()
        letters = Counter(found[1].lower() for row in rows if (found := re.search(r"&(\w)", row.text())))
        doubled += [(rows[0].text(), letter) for letter, count in letters.items() if count > 1]
    close(window)
    assert doubled == []


@pytest.mark.parametrize(
    ("choice", "spoken"), [("de", "de"), ("en", "en"), ("xx", "en"), ("../de", "en"), ("", "en"), ("system", "en")]
)
def test_a_setting_means_a_language_that_there_is(choice: str, spoken: str) -> None:
    assert language.resolved(choice) == spoken


def test_a_language_that_is_read_from_the_right_turns_the_window_around(qtbot: QtBot) -> None:
    with Speaking(RightToLeft()):
        window = opened(ORIGINAL, size=(1024, 618))
        assert window.controls.x() < window.workspace.x()
        assert sum(1 for _ in seen(window)) > 300  # and all of it can be shown: a warning of Qt would fail the test
        close(window)
    assert QApplication.layoutDirection() == Qt.LayoutDirection.LeftToRight
