"""Every file format that was ever released opens, with what it held; newer ones are left as they are.

The files in tests/fixtures/released were written by the versions of the program that first wrote such a file, and
none of them is ever changed: a new format is a new file beside them.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from simulator.app import learner_file, settings
from simulator.app.document import load
from simulator.app.history import History
from simulator.app.journal import Journal
from simulator.app.learner_file import LearnerFile
from simulator.app.lesson import begin
from simulator.app.records import Book
from simulator.app.session import Session
from simulator.app.settings import Settings
from simulator.app.unsaved import Unsaved, Words, unsaved_of
from simulator.scenario import codec, library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.schema import NewerFormatError, Scenario

RELEASED = Path(__file__).resolve().parents[1] / "fixtures" / "released"
SCENARIOS = sorted(RELEASED.glob("scenario-1-*.toml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_released_scenario_opens_and_is_saved_as_it_was_written(path: Path, tmp_path: Path) -> None:
    text, scenario = codec.text_of(path), codec.read(path)
    assert not scenario.read_only
    codec.write(tmp_path / "again.toml", scenario, text)
    assert (tmp_path / "again.toml").read_bytes() == path.read_bytes()
    codec.write(tmp_path / "fresh.toml", scenario)
    assert codec.read(tmp_path / "fresh.toml") == scenario


def test_released_scenarios_hold_what_they_held() -> None:
    first, words, overrides, all_ = (codec.read(RELEASED / f"scenario-1-{name}.toml")
                                     for name in ("first", "words", "overrides", "experiment"))  # fmt: skip
    assert first == Scenario(title="Why did it turn?")
    assert words.words.levels
    assert (overrides.parameters.reliability.copies, overrides.overrides.kind("distill.drift")) == (3, "off")
    assert overrides.compare is not None
    assert overrides.compare.parameters.reliability.copies == 1
    assert [axis.count for axis in all_.experiment.over] == [26, 6]
    assert (all_.learned.task, all_.learned.size, all_.view.charts[0]) == ("wildcard_search", 4, "map")
    assert all_.words.levels == (("symptom",), ("disease", "injury"))


def test_a_newer_scenario_opens_read_only_and_is_refused_where_it_would_be_computed_with() -> None:
    path = RELEASED / "scenario-2-newer.toml"
    loaded = load(str(path))
    assert loaded.scenario.read_only
    assert not loaded.is_own
    assert loaded.scenario.parameters.overseer.quality == 0.85
    with pytest.raises(NewerFormatError):
        codec.read(path)
    with pytest.raises(Exception, match="newer version"):
        codec.render(loaded.scenario)


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("settings-first", {"theme": "dark", "speed": "fast", "width": 1000, "recent": ("/lessons/mine.toml",)}),
        ("settings-maximized", {"theme": "projector", "maximized": True, "reduced_motion": True}),
    ],
)
def test_released_settings_are_read(name: str, held: dict[str, object]) -> None:
    found = settings._read(RELEASED / f"{name}.json")
    assert {key: getattr(found, key) for key in held} == held


def test_settings_of_a_newer_version_keep_what_is_not_known_here(qapp: QCoreApplication, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "invented": [1, 2], "speed": "warp"}', "utf-8")
    Settings(path).change(reduced_motion=True)
    found = json.loads(path.read_bytes())
    assert (found["invented"], found["speed"], found["theme"]) == ([1, 2], "warp", "dark")


def test_two_windows_do_not_undo_each_others_settings(qapp: QCoreApplication, tmp_path: Path) -> None:
    one, other = Settings(tmp_path / "settings.json"), Settings(tmp_path / "settings.json")
    one.change(theme="dark")
    one.add_recent(Path("/a.toml"))
    other.change(speed="slow")
    other.add_recent(Path("/b.toml"))
    found = Settings(tmp_path / "settings.json").values
    assert (found.theme, found.speed, found.recent) == ("dark", "slow", ("/b.toml", "/a.toml"))


def test_the_released_history_is_read_and_added_to(qapp: QCoreApplication, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    shutil.copy(RELEASED / "history-1.jsonl", path)
    book = Book()
    book.take(Journal(path).read_on()[0])
    worse, better = book.rows()
    assert (worse.name, worse.setup.parameters.run.rounds, len(worse.horizons)) == ("A worse overseer", 7, 8)
    assert better.starred
    assert book.broken == 0
    session = Session(Scenario(title="x"))
    history = History(session)
    history.keep_in(path)
    assert [row.id for row in history.rows] == [worse.id, better.id]
    session.deleteLater()


def test_rows_of_a_newer_version_stay_in_the_file(tmp_path: Path) -> None:
    newer = b'{"v":2,"id":"x","invented":true}\n'
    book = Book()
    book.take([newer, *(RELEASED / "history-1.jsonl").read_bytes().splitlines()])
    assert newer in book.text()
    assert book.broken == 0


def test_released_answers_are_read(tmp_path: Path) -> None:
    found = learner_file._read(RELEASED / "learner-1.json")["why-did-it-turn"]
    drawn = [answer for answer in found.answers if answer.drawn]
    assert drawn[0].drawn[:3] == (0.5, 1.0, 1.5)
    assert drawn[0].is_locked


def test_answers_of_a_newer_version_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "learner.json"
    text = '{"format": 2, "lessons": {"bill": "in another way"}}'
    path.write_text(text, "utf-8")
    kept = LearnerFile(path)
    kept.keep(begin(read_folder(library.path_of("bill").parent)))
    assert path.read_text("utf-8") == text
    assert "newer version" in kept.trouble


def test_damaged_answers_are_kept_beside_before_new_ones_are_written(tmp_path: Path) -> None:
    path = tmp_path / "learner.json"
    path.write_bytes((RELEASED / "learner-1.json").read_bytes()[:900])
    LearnerFile(path).keep(begin(read_folder(library.path_of("bill").parent)))
    assert list(json.loads(path.read_bytes())["lessons"]) == ["bill"]
    assert (tmp_path / "learner.json.damaged").stat().st_size == 900


def test_two_windows_keep_each_others_answers(tmp_path: Path) -> None:
    path = tmp_path / "learner.json"
    one, other = LearnerFile(path), LearnerFile(path)
    for kept, slug in ((one, "bill"), (other, "checks")):
        kept.keep(replace(begin(read_folder(library.path_of(slug).parent)), step=1))
    assert sorted(learner_file._read(path)) == ["bill", "checks"]


def test_the_released_recovery_file_is_read() -> None:
    found = unsaved_of((RELEASED / "recovery-1.json").read_bytes())
    assert isinstance(found, Unsaved)
    assert found.scenario.title == "Copies that vote, changed"
    assert found.scenario.parameters.run.rounds == 20
    assert found.opened is not None
    assert found.opened.title == "Copies that vote"
    assert str(found.origin) == str(Path("/lessons/copies.toml"))


def test_the_released_recovery_file_of_words_is_read() -> None:
    found = unsaved_of((RELEASED / "recovery-1-words.json").read_bytes())
    assert isinstance(found, Words)
    assert (found.title, found.folder.name, found.at) == ("Copies that vote (my lesson)", "copies", 1_795_000_000)
    assert found.typed["lesson.md"].splitlines()[0] == "# Copies that vote (my lesson), changed"
    assert found.kept["teacher.md"] == found.typed["teacher.md"] == "# Notes – für mich\n"
