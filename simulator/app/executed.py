"""Trees of a learned run, executed beside the window: one question at a time, the newest that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from simulator.app.worker import Worker

if TYPE_CHECKING:
    from simulator.app.trained import Trained
    from simulator.learner.rounds import Setting
    from simulator.learner.settings import Learned
    from simulator.learner.trees import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One tree: with which round's model (of the first run), for which question of which kind; `count` draws anew."""

    model: int
    kind: int
    question: int
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tree:
    """A tree that was executed. `classes` are all answers that there are to its questions, by kind."""

    asked: Asked
    trained: Trained
    nodes: tuple[Node, ...]


class _Execute:
    """The work, which runs in a thread."""

    def __init__(self, trained: Trained, asked: Asked, settings: Learned, setting: list[Setting]) -> None:
        self._trained, self._asked, self._settings, self._setting = trained, asked, settings, setting

    def __call__(self) -> Iterator[Tree]:
        from simulator.learner.rounds import Setting
        from simulator.learner.trees import executed

        if not self._setting or self._setting[0].settings != self._settings:
            self._setting[:] = [Setting(self._settings, self._trained.seed)]
        model = self._trained.with_answers(self._asked.model)
        asked = self._asked
        nodes = executed(self._setting[0], model, asked.kind, asked.question, count=asked.count)
        yield Tree(asked=asked, trained=self._trained, nodes=nodes)


class Executed(QObject):
    """`came(tree)` follows what was wanted last."""

    came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker(self)
        self._worker.came.connect(self._take)
        self._setting: list[Any] = []  # the world that was looked at last
        self._wanted: tuple[Trained, Asked] | None = None

    def want(self, trained: Trained, asked: Asked) -> None:
        """Execute this tree, unless it is the one that was wanted last."""
        if self._wanted is None or self._wanted[0] is not trained or self._wanted[1] != asked:
            self._wanted = trained, asked
            self._worker.ask(_Execute(trained, asked, trained.settings, self._setting))

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._wanted = None
        self._worker.forget()

    def _take(self, tree: Tree) -> None:
        if self._wanted is not None and self._wanted[0] is tree.trained and self._wanted[1] == tree.asked:
            self.came.emit(tree)
