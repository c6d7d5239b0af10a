"""The document: opening and saving never cost the session or the old file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.app.document import Document
from simulator.app.session import Session
from simulator.engine.iterate import run
from simulator.scenario import codec
from simulator.scenario.schema import Scenario, ScenarioError


@pytest.fixture
def document(qapp: object) -> Iterator[Document]:
    session = Session(Scenario(title="A test"))
    document = Document(session)
    session.setParent(document)
    document.session = session  # type: ignore[attr-defined]
    yield document
    document.close()


def session_of(document: Document) -> Session:
    return document.session  # type: ignore[attr-defined, no-any-return]


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


GOOD = '# mine\nformat = 1\ntitle = "Mine"  # a title\n[parameters]\noverseer.quality = 0.90\n'


def test_what_is_saved_opens_again_with_the_same_numbers(document: Document, tmp_path: Path) -> None:
    session = session_of(document)
    session.set_value("overseer.quality", 0.8, "Change")
    session.set_value("run.rounds", 7, "Change")
    document.save(tmp_path / "mine.toml")
    assert session.store.is_saved
    other = Session(codec.read(tmp_path / "mine.toml"))
    assert other.state == session.state
    assert (run(other.parameters).misalignment == session.run.misalignment).all()


def test_a_hand_written_file_keeps_its_words_when_saved(document: Document, tmp_path: Path) -> None:
    path = written(tmp_path / "mine.toml", GOOD)
    document.open(str(path))
    session_of(document).set_value("run.rounds", 7, "Change")
    document.save(path)
    text = path.read_text(encoding="utf-8")
    assert "# mine" in text
    assert "# a title" in text
    assert "0.90" in text
    assert codec.read(path) == session_of(document).state


def test_a_bad_file_leaves_session_and_place_as_they_were(document: Document, tmp_path: Path) -> None:
    good = written(tmp_path / "good.toml", GOOD)
    bad = written(tmp_path / "bad.toml", GOOD.replace("0.90", "7") + "overseer.qualty = 1\n")
    document.open(str(good))
    session_of(document).set_value("run.rounds", 7, "Change")
    before = session_of(document).state
    with pytest.raises(ScenarioError) as error:
        document.open(str(bad))
    assert len(error.value.problems) == 2
    assert session_of(document).state == before
    assert session_of(document).store.history.can_undo
    assert document.path == good


def test_a_bundled_scenario_is_never_saved_over(document: Document) -> None:
    document.open("why-did-it-turn")
    assert document.path is None
    assert session_of(document).state.title


def test_a_newer_file_opens_read_only(document: Document, tmp_path: Path) -> None:
    path = written(tmp_path / "newer.toml", GOOD.replace("format = 1", "format = 2"))
    document.open(str(path))
    assert document.is_read_only
    assert document.path is None
    with pytest.raises(ScenarioError):
        document.save(path)
    assert path.read_text(encoding="utf-8").startswith("# mine\nformat = 2")


def test_a_target_that_cannot_be_written_changes_nothing(document: Document, tmp_path: Path) -> None:
    session_of(document).set_value("run.rounds", 7, "Change")
    with pytest.raises(ScenarioError):
        document.save(tmp_path / "missing" / "mine.toml")
    assert document.path is None
    assert not session_of(document).store.is_saved


def test_a_name_without_an_ending_gets_one(document: Document, tmp_path: Path) -> None:
    document.rename_and_save(tmp_path / "mine")
    assert document.path == tmp_path / "mine.toml"


def test_reset_after_saving_returns_to_what_was_saved(document: Document, tmp_path: Path) -> None:
    session = session_of(document)
    session.store.commit(replace(session.state, title="Kept"), "Change title")
    document.save(tmp_path / "kept.toml")
    session.set_value("run.rounds", 3, "Change")
    session.reset("Reset")
    assert (session.state.title, session.run.last) == ("Kept", 12)
