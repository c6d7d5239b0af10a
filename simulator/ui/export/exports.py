"""What of the window can be exported, and under which names."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from simulator.ui.export.exporter import Beside, Content, Exporter, OnPaper
from simulator.ui.text import digits, tr

if TYPE_CHECKING:
    from simulator.ui.charts.chart import Chart
    from simulator.ui.charts.plot import Plot
    from simulator.ui.main_window import MainWindow


class Exports(QObject):
    """Asks for a file for the chart, its numbers, the stage, the window or the history."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.exporter = Exporter(window)
        self.exporter.written.connect(self._tell_written)
        self.exporter.failed.connect(self._tell_failure)

    def chart(self) -> QFileDialog | None:
        """The charts of the present tab as they stand; where the stage or the history stands before them, they come."""
        charts = self._window.workspace.charts
        if charts is None:
            return None
        from simulator.ui.export import drawing

        if not charts.isVisible():  # what is hidden is neither laid out nor brought up to date
            self._window.workspace.show_charts()
        return self.ask(tr("Export the chart"), charts.tab, {
            ".png": OnPaper(lambda: drawing.picture(self._charts())),
            ".svg": OnPaper(lambda: drawing.svg(self._charts(), self._title())),
        })

    def numbers(self) -> QFileDialog | None:
        """The numbers of the present tab."""
        charts = self._window.workspace.charts
        if charts is None:
            return None
        from simulator.ui.export.numbers import csv_of, table_of

        return self.ask(tr("Export the chart’s numbers"), charts.tab, {
            ".csv": lambda: csv_of([(plot.title(), table) for plot in self._plots() if (table := table_of(plot))]),
        })  # fmt: skip

    def stage(self) -> QFileDialog | None:
        """The tree; while two are compared, both trees. Where the charts or the history stand before it, it comes."""
        stage = self._window.workspace.front_stage
        if stage is None:
            return None
        from simulator.ui.export import drawing

        if not stage.isVisible():
            self._window.workspace.show_stage()
        return self.ask(tr("Export the stage"), "tree", {
            ".png": OnPaper(lambda: drawing.picture(self._stages())),
            ".svg": OnPaper(lambda: drawing.svg(self._stages(), self._title())),
        })

    def tree(self) -> QFileDialog | None:
        """Every answer of the tree on the stage, down to the last row that it shows; of two, A's."""
        stage = self._window.workspace.stage
        if stage is None:
            return None
        from simulator.ui.export import trees

        grove = stage.explorer.grove
        if (number := trees.expected(grove)) > trees.MOST_NODES:
            text = tr(
                "The tree on the stage has about {count} answers; up to {most} can be exported here. "
                "“main.py tree” writes all of them.",
                count=digits(round(number), ","), most=digits(trees.MOST_NODES, ","),
            )  # fmt: skip
            self._say(tr("This tree is too large"), text)
            return None
        source = trees.Source.of(grove)
        return self.ask(tr("Export the tree as data"), "tree", {
            ".json": Beside(partial(trees.json, source)), ".graphml": Beside(partial(trees.graphml, source)),
        })  # fmt: skip

    def window(self) -> QFileDialog:
        """The whole window, as it looks."""
        window = self._window
        return self.ask(tr("Export the window"), "window", {".png": lambda: window.grab().toImage()})

    def history(self) -> QFileDialog:
        """The rows of the history."""
        from simulator.ui.history.table import csv_of

        rows = self._window.session.history
        return self.ask(tr("Export the history"), "history", {".csv": lambda: csv_of(rows.rows)})

    def ask(self, title: str, what: str, contents: dict[str, Content]) -> QFileDialog:
        """Ask for a file named after the scenario and `what` it holds; its content follows from its ending."""
        name = f"{self._window.files.file_name()}-{what.replace('_', '-')}"
        return self.exporter.ask(title, self._window.files.folder(), name, contents)

    # What is written is what is there then: another language makes all of it anew.

    def _charts(self) -> list[Chart]:
        charts = self._window.workspace.charts
        return [chart for chart in charts.group.charts if not chart.isHidden()] if charts else []

    def _plots(self) -> list[Plot]:
        charts = self._window.workspace.charts
        if charts is None:
            return []
        charts.group.catch_up()  # where the stage stands in their place, they have waited
        return [chart.plot for chart in charts.group.charts]

    def _stages(self) -> list[QWidget]:
        stages = self._window.workspace.front_stage
        return [stages] if stages is not None else []

    def _title(self) -> str:
        return tr(self._window.session.state.title)

    def _tell_written(self, path: Path) -> None:
        """Quietly; the next file is asked for beside it."""
        self._window.settings.change(folder=str(path.parent))
        self._window.announcer.tell(tr("The file is written: {path}", path=path))

    def _tell_failure(self, sentence: str) -> None:
        self._say(tr("The file could not be written"), sentence)

    def _say(self, title: str, sentence: str) -> None:
        from simulator.ui.dialogs import Message

        Message(self._window, title, sentence).open()
