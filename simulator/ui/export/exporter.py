"""Writing what is shown into a file: asks where, then writes it in one step, and says in a sentence if it cannot.

A picture is drawn as things are then, but encoded and written by a thread: that takes as long as five frames. What is
made of values alone is made there too. What is drawn on paper waits for light colors, which come in turns of the main
loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from simulator.app.bridge import Teller, bridge, new_token
from simulator.scenario.files import WriteError, reason, write_atomically
from simulator.sentence import say
from simulator.ui import theme
from simulator.ui.text import mark, told, tr
from simulator.ui.turns import calling, turns

Draw = Callable[[], bytes | QImage]


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What is drawn in light colors."""

    draw: Draw


@dataclass(frozen=True, slots=True)
class Beside:
    """What is made of values alone, by the thread that writes it; it holds no QObject."""

    make: Callable[[], bytes]


Content = Draw | OnPaper | Beside

KINDS = {
    ".png": mark("Picture"), ".svg": mark("Drawing"), ".csv": mark("Table"), ".pdf": mark("Page"),
    ".json": mark("Records"), ".graphml": mark("Graph"),
}  # fmt: skip


class Exporter(QObject):
    """One question at a time. `written(path)` follows a file, `failed(sentence)` what could not be written."""

    written = Signal(object)
    failed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._contents: Mapping[str, Content] = {}
        self._token = new_token()
        bridge().came.connect(self._take)

    def ask(self, title: str, folder: str, name: str, contents: Mapping[str, Content]) -> QFileDialog:
        """Ask for a file; what it is to hold follows from its ending, or from the kind that is chosen."""
        self._contents = contents
        dialog = QFileDialog(self._window, title, folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{tr(KINDS[ending])} (*{ending})" for ending in contents])
        first = next(iter(contents))
        dialog.setDefaultSuffix(first.removeprefix("."))
        dialog.selectFile(f"{name}{first}")
        dialog.filterSelected.connect(self._take_kind)
        dialog.fileSelected.connect(self._follow)
        dialog.open()
        return dialog

    def _take_kind(self, chosen: str) -> None:
        dialog = self.sender()
        if isinstance(dialog, QFileDialog):
            dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))

    def _follow(self, name: str) -> None:
        turns().follow(calling(partial(self.write, name)), self)

    def write(self, name: str) -> None:
        """Write into a file; another ending than those that are offered means the first of them."""
        path = Path(name)
        content = self._contents.get(path.suffix.lower())
        if content is None:
            ending = next(iter(self._contents))
            path, content = path.with_name(path.name + ending), self._contents[ending]
        turns().finish()  # of a change that is being made all is written, or nothing
        if isinstance(content, OnPaper):
            theme.in_light(partial(self._make, path, content.draw), self)
        elif isinstance(content, Beside):
            self._begin(path, content.make)
        else:
            self._make(path, content)

    def _make(self, path: Path, draw: Draw) -> None:
        try:
            made = draw()
        except WriteError as error:
            self.failed.emit(told(error.said))
        else:
            if isinstance(made, QImage):
                self._begin(path, partial(_encoded, made))
            else:
                _write(Teller(self._token), path, lambda: made)

    def _begin(self, path: Path, make: Callable[[], bytes]) -> None:
        threading.Thread(target=_write, args=(Teller(self._token), path, make), name="export").start()

    def _take(self, token: int, path: Path, problem: str | None) -> None:
        """A file is there, or a sentence says why not."""
        if token == self._token:
            if problem is None:
                self.written.emit(path)
            else:
                self.failed.emit(told(problem))


def _write(tell: Teller, path: Path, make: Callable[[], bytes]) -> None:
    """Make it, write it and tell what became of it; no Qt but the picture and the bridge."""
    problem: str | None = None
    try:
        write_atomically(path, make())
    except WriteError as error:
        problem = error.said
    except OSError as error:
        problem = say("{path} cannot be written: {reason}.", path=path, reason=reason(error))
    tell(path, problem)


def _encoded(image: QImage) -> bytes:
    """A picture as PNG. Raises WriteError if Qt cannot."""
    content, buffer = QByteArray(), QBuffer()
    buffer.setBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise WriteError(say("Pictures cannot be made here: Qt cannot encode PNG."))
    buffer.close()
    return bytes(content.data())
