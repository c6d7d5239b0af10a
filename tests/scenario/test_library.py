"""The bundled scenarios as a list, and how a name becomes a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from simulator import paths
from simulator.scenario import library
from simulator.scenario.codec import read
from simulator.scenario.schema import ScenarioError


def test_the_default_comes_first_and_the_others_in_the_order_of_the_lessons() -> None:
    assert library.slugs()[0] == library.DEFAULT == "why-did-it-turn"
    known = [slug for slug in library.slugs() if slug in library.ORDER]
    assert known == sorted(known, key=library.ORDER.index)


def test_the_scenarios_of_the_first_lessons_are_there() -> None:
    assert {"why-did-it-turn", "copies-that-vote", "checks", "ceiling", "student", "one-round"} <= set(library.slugs())


def test_folders_that_are_not_in_the_order_come_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for slug in ("zebra", "checks", "apple", "why-did-it-turn"):
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "scenario.toml").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr(paths, "scenarios", lambda: tmp_path)
    assert library.slugs() == ("why-did-it-turn", "checks", "apple", "zebra")


def test_the_folder_of_a_lesson_stands_for_its_scenario(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "scenario.toml").write_text("x", encoding="utf-8")
    assert library.find(str(tmp_path / "mine")) == tmp_path / "mine" / "scenario.toml"
    assert library.find(str(tmp_path)) == tmp_path  # reading it will say that it is a folder


def test_titles_are_those_of_the_files() -> None:
    for one in library.bundled():
        assert one.title == read(one.path).title
        assert one.path.parent.name == one.slug


def test_a_slug_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert library.find("checks").is_file()
    assert library.is_bundled(library.find("checks"))


def test_a_slug_comes_before_a_file_of_that_name_and_a_path_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("checks").write_text("mine", encoding="utf-8")
    assert library.is_bundled(library.find("checks"))
    assert library.find("./checks").read_text(encoding="utf-8") == "mine"
    assert not library.is_bundled(library.find("./checks"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("copies-that-wote", "There is no such file; did you mean the bundled scenario copies-that-vote?"),
        ("Why_did_it_turn", "There is no such file; did you mean the bundled scenario why-did-it-turn?"),
        ("student.toml", "There is no such file; did you mean the bundled scenario student?"),
        ("lessons/monday.toml", "There is no such file."),
        ("zebra", "There is neither a file nor a bundled scenario of that name; bundled are why-did-it-turn, "),
        ("", "There is neither a file nor a bundled scenario of that name; bundled are why-did-it-turn, "),
    ],
)
def test_a_name_that_is_neither_is_answered_with_the_nearest_slug(name: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        library.find(name)
    assert error.value.name == name
    assert [str(problem)[: len(said)] for problem in error.value.problems] == [said]


def test_names_that_no_system_takes_are_left_to_reading() -> None:
    with pytest.raises(ScenarioError):
        read(library.find("n" * 5000))
    with pytest.raises(ScenarioError):
        library.find("a\0b")


def test_links_that_lead_round_in_a_circle_are_said_to(tmp_path: Path) -> None:
    here, there = tmp_path / "here.toml", tmp_path / "there.toml"
    try:
        here.symlink_to(there)
        there.symlink_to(here)
    except OSError:
        pytest.skip("this system makes no links")
    with pytest.raises(ScenarioError, match="its links lead round in a circle"):
        read(library.find(str(here)))
    there.unlink()
    with pytest.raises(ScenarioError, match="There is no such file"):
        read(library.find(str(here)))


def test_reading_a_bundled_scenario_loads_neither_numpy_nor_a_toml_library() -> None:
    code = (
        "import sys; from simulator.scenario import codec, library; codec.read(library.find('checks')); "
        "print(*(name for name in ('numpy', 'networkx', 'cattrs', 'tomlkit', 'PySide6') if name in sys.modules))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
