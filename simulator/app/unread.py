"""The source of what is imported stays unread.

PySide 6.11 looks through the source text of every module for its own name, when it is loaded and after each import
from then on: who writes `from __feature__ import …` gets other names for Qt's methods, and only in modules that use
Qt. Nobody does here. The texts (some 800 files with numpy, pyqtgraph and networkx) then stay in Python's `linecache`
until the process ends: 27 MB, and a fifth of the time to the first paint.
"""

from __future__ import annotations

import contextlib

import shiboken6  # noqa: F401 - brings what is looked for below, and must come before PySide6


def leave_unread() -> None:
    """From now on PySide takes every module for one without its features; where it does not ask, nothing changes."""
    with contextlib.suppress(ImportError, AttributeError):
        from shibokensupport import feature  # type: ignore[import-not-found]

        feature._mod_uses_pyside  # noqa: B018 - where there is no such question, nothing is answered
        feature._mod_uses_pyside = lambda _module: False
