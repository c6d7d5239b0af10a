"""Settings survive a restart, and a damaged file costs nothing but the settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.app.settings import RECENT_FILES_KEPT, Preferences, Settings, _read


def test_settings_survive_a_restart(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    Settings(path).change(theme="dark", speed="fast", reduced_motion=True)
    again = Settings(path).values
    assert (again.theme, again.speed, again.reduced_motion) == ("dark", "fast", True)


def test_recent_files_are_the_latest_first_without_repeats(qapp: object, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    for number in (*range(RECENT_FILES_KEPT + 3), 5):
        settings.add_recent(tmp_path / f"{number}.toml")
    names = [Path(name).stem for name in Settings(tmp_path / "settings.json").values.recent]
    assert names[:2] == ["5", "10"]
    assert len(names) == len(set(names)) == RECENT_FILES_KEPT


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"theme": 3}', '{"theme": "pink"}', '{"recent": "x"}', '{"recent": [1]}', '{"width": "a"}',
     '{"speed": ["slow"]}', '{"width": true}', "[" * 100_000],
)  # fmt: skip
def test_a_damaged_file_means_the_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert _read(path) == Preferences()


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "settings.json"
    path.write_bytes(data)
    assert isinstance(_read(path), Preferences)


def test_a_folder_that_cannot_be_made_costs_only_the_memory(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.change(theme="dark")
    assert settings.values.theme == "dark"


def test_without_a_path_nothing_is_written(qapp: object, tmp_path: Path) -> None:
    before = sorted(os.listdir(tmp_path))
    Settings(None).change(theme="dark")
    assert sorted(os.listdir(tmp_path)) == before
