"""Fixtures of the command line's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import GOOD, FakeInterface


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good scenario file in the folder in which the command runs."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def interface(monkeypatch: pytest.MonkeyPatch) -> FakeInterface:
    """A stand-in for the interface."""
    fake = FakeInterface()
    fake.install(monkeypatch)
    return fake
