"""Handout and key: one page each, everything on it, nothing cut or overlapping, text that can be found."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from simulator.app.document import load
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.engine.iterate import run
from simulator.scenario import library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.lesson.records import Lesson
from simulator.ui import theme
from simulator.ui.main_window import MainWindow
from simulator.ui.paper.content import Sheet, sheet_of
from simulator.ui.paper.ink import Ink
from simulator.ui.paper.page import MARGIN
from simulator.ui.paper.pdf import SIZES, Paper, handout, pdf, size_of
from tests.ui.pseudo import Speaking, untranslated

pytestmark = pytest.mark.usefixtures("qapp")
SPACES = str.maketrans("", "", " \n\u00a0")
LONG = "An overseer who splits, checks and combines answers of copies of a model. " * 40


def lesson_of(slug: str) -> Lesson:
    return read_folder(library.path_of(slug).parent)


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def assert_tidy(ink: Ink, paper: Paper) -> None:
    """Every line of text lies within the margins and on no other."""
    room = size_of(paper).adjusted(MARGIN - 1, MARGIN - 1, 1 - MARGIN, 1 - MARGIN)
    assert [text for place, text in ink.texts if not room.contains(place)] == []
    # A line's rectangle has room above and below its letters; rectangles of neighbors may touch.
    tight = [(place.adjusted(0, 0.6, 0, -0.6), text) for place, text in ink.texts]
    overlapping = [(one[1], other[1]) for one, other in combinations(tight, 2) if one[0].intersects(other[0])]
    assert overlapping == []


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("is_key", [False, True], ids=["handout", "key"])
@pytest.mark.parametrize("slug", library.slugs())
def test_every_lesson_is_one_page_with_nothing_cut_or_overlapping(slug: str, paper: Paper, *, is_key: bool) -> None:
    lesson = lesson_of(slug)
    sheet = sheet_of(lesson, lesson.scenario, is_key=is_key)
    data, ink = pdf(sheet, paper)
    assert data.startswith(b"%PDF")
    assert pages(data) == 1
    assert_tidy(ink, paper)
    printed = " ".join(text for _, text in ink.texts).translate(SPACES)
    for said in (sheet.question, sheet.explanation, sheet.principle, sheet.principle_text, sheet.settings, sheet.see):
        assert said.translate(SPACES) in printed
    cells = {cell for row in sheet.table for cell in row if cell}
    assert cells <= {text for _, text in ink.texts}  # none was too wide for its column
    assert sheet.code in printed


def sheet(*, is_key: bool = True) -> Sheet:
    lesson = lesson_of("why-did-it-turn")
    return sheet_of(lesson, lesson.scenario, is_key=is_key)


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("is_key", [False, True], ids=["handout", "key"])
def test_a_lesson_that_says_too_much_is_cut_to_one_page(paper: Paper, *, is_key: bool) -> None:
    long = replace(
        sheet(is_key=is_key), title=LONG[:120], question=LONG, explanation=LONG, principle=LONG[:120],
        principle_text=LONG, sources=LONG, settings=LONG, remark=LONG[:90],
    )  # fmt: skip
    long = replace(long, bets=tuple(replace(one, text=LONG[:150]) for one in long.bets))
    data, ink = pdf(long, paper)
    assert pages(data) == 1
    assert_tidy(ink, paper)


def test_the_handout_is_empty_where_the_key_is_filled() -> None:
    asks, tells = sheet(is_key=False), sheet()
    found = run(load("why-did-it-turn").scenario.parameters)
    assert tells.curves[0].values == pytest.approx(found.horizon)
    assert asks.curves[0].values == pytest.approx(found.horizon[:1])
    assert len(asks.curves) == 1
    assert asks.axes == tells.axes
    assert asks.stops == (5,)
    assert asks.table[0][1:] == ("0", "5", "12")
    assert [row[1] for row in asks.table] == [row[1] for row in tells.table]
    assert {cell for row in asks.table[1:] for cell in row[2:]} == {""}
    assert tells.table[1][1:] == tuple(f"{value:.1f}" for value in found.horizon)
    assert tells.table[2][1:] == tuple(f"{value:.3f}" for value in found.misalignment)
    assert not any(choice.is_right for choice in (*asks.bets, *asks.seen))
    assert [choice.text for choice in tells.seen if choice.is_right] == ["rises then falls"]
    assert (asks.explanation, asks.principle, asks.principle_text, asks.sources) == ("", "", "", "")
    assert tells.principle.startswith("Small errors that agree")
    assert "](" not in tells.explanation  # links are read as words


@pytest.mark.parametrize(("slug", "stops"), [("fool-your-neighbour", (6, 9)), ("one-round", ())])
def test_a_handout_asks_for_the_rounds_at_which_the_lesson_stops(slug: str, stops: tuple[int, ...]) -> None:
    lesson = lesson_of(slug)
    asks = sheet_of(lesson, lesson.scenario, is_key=False)
    last = lesson.scenario.parameters.run.rounds
    assert asks.stops == stops
    assert asks.table[0][1:] == tuple(map(str, (0, *stops, last)))
    said = [text for _, text in pdf(asks, next(iter(SIZES)))[1].texts]
    assert any("stop at these rounds" in text for text in said) == bool(stops)
    short = replace(lesson.scenario, parameters=lesson.scenario.parameters.with_({"run.rounds": 2}))
    assert sheet_of(lesson, short, is_key=False).stops == ()


def test_the_present_run_is_printed_and_the_lessons_answers_only_where_they_are_about_it() -> None:
    lesson = lesson_of("medical")
    own = sheet_of(lesson, lesson.scenario, is_key=True)
    assert [choice.is_right for choice in own.bets].count(True) == 1
    assert own.remark == ""
    changed = replace(lesson.scenario, parameters=lesson.scenario.parameters.with_({"run.rounds": 30}))
    other = sheet_of(lesson, changed, is_key=True)
    assert not any(choice.is_right for choice in other.bets)
    assert len(other.curves) == 1
    assert len(other.curves[0].values) == 31
    assert other.table[0][1:] == tuple(str(number) for number in range(0, 31, 3))
    assert "not those of the lesson" in other.remark
    assert pages(pdf(other, "a4")[0]) == 1


@pytest.mark.parametrize("rounds", [1, 2, 13, 37, 60])
def test_a_run_of_any_length_fits_its_table_and_axes(rounds: int) -> None:
    lesson = lesson_of("why-did-it-turn")
    changed = replace(lesson.scenario, parameters=lesson.scenario.parameters.with_({"run.rounds": rounds}))
    made = sheet_of(lesson, changed, is_key=True)
    assert made.table[0][1] == "0"
    assert made.table[0][-1] == str(rounds)
    assert len(made.table[0]) <= 14
    assert_tidy(pdf(made, "letter")[1], "letter")


def test_what_has_no_code_says_so() -> None:
    lesson = lesson_of("why-did-it-turn")
    changed = replace(lesson.scenario, parameters=lesson.scenario.parameters.with_({"overseer.quality": 0.955}))
    _, ink = pdf(sheet_of(lesson, changed, is_key=False), "a4")
    assert "These settings do not fit into a code: hand on the file." in [text for _, text in ink.texts]


def test_the_font_is_inside_and_text_can_be_found() -> None:
    data, _ = pdf(sheet(), "a4")
    fonts = data.count(b"/Type /Font\n") or len(re.findall(rb"/Type\s*/Font\b(?!Descriptor)", data))
    assert fonts
    assert len(re.findall(rb"/FontFile\d", data)) == 3  # three weights
    assert data.count(b"/ToUnicode") >= 3
    assert b"/Subtype /Image" not in data


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("slug", library.slugs())
def test_an_independent_reader_finds_every_word(slug: str, tmp_path: Path) -> None:
    lesson = lesson_of(slug)
    file = tmp_path / "key.pdf"
    data, ink = pdf(sheet_of(lesson, lesson.scenario, is_key=True), "a4")
    file.write_bytes(data)
    read = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True)
    assert read.returncode == 0, read.stderr
    words = set(read.stdout.split())
    assert {word for _, text in ink.texts for word in text.split()} - words == set()


def test_everything_on_paper_is_translated() -> None:
    with Speaking():
        lesson = lesson_of("why-did-it-turn")
        left = []
        for is_key in (False, True):
            _, ink = pdf(sheet_of(lesson, lesson.scenario, is_key=is_key), "a4")
            text = " ".join(text for _, text in ink.texts)
            left += [text] if untranslated(text.replace(sheet().code, "")) else []
        assert left == []


def test_handout_and_key_are_two_clicks_away(qtbot: QtBot, tmp_path: Path) -> None:
    theme.apply("light")
    window = MainWindow(Session(load("why-did-it-turn").scenario), Settings(None))
    qtbot.addWidget(window)
    window.show()
    assert not window.menus.actions["handout"].isEnabled()  # no file is open, so there is no lesson beside it
    window.files.open_now("checks")
    window.settings.change(paper="letter")
    for command, word in (("handout", "Name"), ("key", "Principle")):
        window.menus.actions[command].trigger()
        QApplication.processEvents()
        dialog = next(found for found in window.findChildren(QFileDialog) if found.isVisible())
        window.exports.exporter.write(str(tmp_path / command))
        dialog.reject()
        data = (tmp_path / f"{command}.pdf").read_bytes()
        expected = handout(lesson_of("checks"), window.session.state, "letter", is_key=command == "key")
        assert len(data) == len(expected), word
        assert re.search(rb"/MediaBox\s*\[0 0 612", data)


def test_a4_and_letter_have_their_sizes() -> None:
    assert size_of("a4") == QRectF(0, 0, 595, 842)
    assert size_of("letter") == QRectF(0, 0, 612, 792)
