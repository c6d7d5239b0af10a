"""The one way in which news of threads reach the GUI thread."""

from __future__ import annotations

from functools import cache
from itertools import count

from PySide6.QtCore import QObject, Signal

new_token = count().__next__
"""A number of its own for everyone who waits for news."""


class Bridge(QObject):
    """`came(token, what it is about, the news)`; it lives as long as the program, whoever waits may be gone by then."""

    came = Signal(object, object, object)


@cache
def bridge() -> Bridge:
    """The only one. First asked for on the GUI thread, whose it is."""
    return Bridge()


class Teller:
    """What a thread calls with its news: it holds nobody who waits for them."""

    def __init__(self, token: int) -> None:
        self._token, self._bridge = token, bridge()

    def __call__(self, about: object, news: object) -> None:
        self._bridge.came.emit(self._token, about, news)
