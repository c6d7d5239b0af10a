"""`learn --plot`: the curves of the learned model as a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from simulator.learner.observations import observe
from simulator.learner.rounds import Setting, rounds_of
from simulator.learner.settings import Learned
from simulator.ui.charts.page import SIZE
from simulator.ui.learned.figure import caption
from simulator.ui.pictures import plot_learned

pytestmark = pytest.mark.usefixtures("qapp")
SETTINGS = Learned.of({
    "learned.size": 8, "learned.width": 8, "learned.steps": 20, "learned.rounds": 4, "learned.slip_rate": 0.1,
    "learned.seeds": 2,
})  # fmt: skip


def drawn(out: Path, title: str) -> None:
    settings = [Setting(SETTINGS, 1, number) for number in range(2)]
    played = [list(rounds_of(setting)) for setting in settings]
    seen = [observe(setting, rounds) for setting, rounds in zip(settings, played, strict=True)]
    weak = list(rounds_of(settings[0], method="primitives_only", witness=False))
    plot_learned(SETTINGS, 1, [{"ida": played[0], "primitives_only": weak}, {"ida": played[1]}], seen, out, title)


def test_a_png_has_the_size_of_a_page_and_something_on_it(tmp_path: Path) -> None:
    drawn(tmp_path / "curves.png", "A title")
    image = QImage(str(tmp_path / "curves.png"))
    assert image.size() == SIZE
    assert len({image.pixel(x, y) for x in range(0, SIZE.width(), 7) for y in range(0, SIZE.height(), 7)}) > 8


def test_an_svg_says_in_words_what_is_to_be_seen(tmp_path: Path) -> None:
    drawn(tmp_path / "curves.svg", "Copies & votes")
    text = (tmp_path / "curves.svg").read_text("utf-8")
    assert "<title>Copies &amp; votes</title>" in text
    for words in ("measured", "theory", "primitives only", "The measured share of right answers"):
        assert words in text, words


def test_the_caption_names_the_task_and_what_differs_from_the_defaults() -> None:
    assert caption(Learned()) == "Task permutation powering"
    changed = Learned.of({"learned.task": "diagnosis", "learned.same_start": True, "learned.check_rate": 0.5})
    assert caption(changed) == "Task diagnosis · Checks 0.5 · Same start yes"
