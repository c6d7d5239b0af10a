"""What simulator/app/unread.py is for. In processes of their own: imports happen once."""

import importlib
import subprocess
import sys

import pytest

from simulator.app import unread

LIBRARIES = "numpy, pyqtgraph, networkx"
FEW_LINES = 20_000


def lines_kept(imports: str) -> int:
    program = (
        f"import linecache, {imports}\n"
        "print(sum(len(entry[2]) for entry in linecache.cache.values() if len(entry) > 1))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    return int(done.stdout)


def test_the_window_and_its_libraries_are_imported_without_keeping_their_sources() -> None:
    assert lines_kept(f"simulator.ui.start, simulator.ui.main_window, {LIBRARIES}") < FEW_LINES


def test_pyside_itself_still_keeps_them_so_it_is_still_needed() -> None:
    assert lines_kept(f"PySide6.QtWidgets, {LIBRARIES}") > FEW_LINES


def test_a_pyside_that_does_not_ask_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    feature = importlib.import_module("shibokensupport.feature")
    monkeypatch.delattr(feature, "_mod_uses_pyside")
    unread.leave_unread()
    assert not hasattr(feature, "_mod_uses_pyside")
