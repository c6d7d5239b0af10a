"""Whether a window that somebody has used shows the same as a fresh one on the same session."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from simulator.app.session import Session
from simulator.engine.iterate import run
from simulator.ui.charts.map.tab import MapTab
from simulator.ui.learned.stage import LearnedStage
from simulator.ui.learned.tab import LearnedTab
from simulator.ui.lesson.panel import LessonPanel
from simulator.ui.lesson.sketch import Sketch
from simulator.ui.lesson.typed import TypedCurve
from simulator.ui.main_window import MainWindow
from simulator.ui.safety.notice import Notice
from simulator.ui.widgets.fold import Fold
from simulator.ui.widgets.number_field import NumberField
from tests.soak import places
from tests.soak.memory import deliver_deletions

PATIENCE_S = 4.0
COUNTED_S = 20.0
"""Within this a fresh window has counted the runs of a band that the used one had more time for."""

DIFFERING_SHARE = 0.002
"""Of a picture's pixels: a word of a tab that is cut a letter earlier is no finding."""

_NOTICEABLE = 24
_Kind = TypeVar("_Kind", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one widget says."""

    name: str
    kind: str
    said: tuple[str, ...]


def differences(window: MainWindow, pictures: Path) -> list[str]:
    """What differs between a window and a fresh one; both pictures are saved where that is so."""
    found = _wrong_figures(window.session)
    window.presentation.end()
    window.presentation.close_notes()
    settle(window)
    found += _unpainted(window)
    fresh = MainWindow(window.session, window.settings)
    fresh.resize(window.size())
    if window.isFullScreen() or window.isMaximized():
        fresh.setGeometry(window.geometry())
    fresh.show()
    fresh.finish(window.workspace.charts)
    try:
        align(window, fresh)
        until = time.monotonic() + COUNTED_S
        seen = _different(window, fresh)
        while seen and time.monotonic() < until:  # the fresh one still counts what the used one has counted
            _wait(0.2)
            seen = _different(window, fresh)
        found += seen
        if found:
            picture(window).save(str(pictures / "used.png"))
            picture(fresh).save(str(pictures / "fresh.png"))
    finally:
        fresh.hide()
        fresh.deleteLater()
        deliver_deletions()
        window.activateWindow()
    return found


def _unpainted(window: MainWindow) -> list[str]:
    """Whether what is on the screen is what the window would paint: a picture of a widget is painted for itself."""
    until = time.monotonic() + PATIENCE_S
    while True:
        share, where = _compare(on_screen(window), picture(window))
        if share <= DIFFERING_SHARE:
            return []
        if time.monotonic() >= until:
            return [f"{share:.2%} of what is on the screen have not been painted anew, within {where}"]
        _wait(0.1)


def _different(window: MainWindow, fresh: MainWindow) -> list[str]:
    settle(window)
    settle(fresh)
    for notice in (*window.findChildren(Notice), *fresh.findChildren(Notice)):
        notice.clear()  # what it tells has happened to the window that was there
    _wait(0.1)
    used, new = words(window), words(fresh)
    found = [f"only in the used window: {shown}" for shown in sorted(used - new, key=str)][:8]
    found += [f"only in the fresh window: {shown}" for shown in sorted(new - used, key=str)][:8]
    share, where = _compare(picture(window), picture(fresh))
    if share > DIFFERING_SHARE:
        at = window.childAt((where[0] + where[2]) // 2, (where[1] + where[3]) // 2)
        place = places.name_of(at) if at is not None else "the window"
        if share == 1.0:
            found.append(f"the window is {window.size()}, a fresh one {fresh.size()}")
        found.append(f"{share:.2%} of the picture differ, within {where}, around {place}")
    return found


def settle(window: MainWindow) -> None:
    """Nothing is held, open, playing or on its way."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()
    if (focus := QApplication.focusWidget()) is not None:
        focus.clearFocus()
    for widget in places.walk(window):
        if widget.underMouse():
            widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
            QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
            widget.update()  # some look different under the mouse, and hear of its leaving in another event
    window.session.player.pause()
    window.session.end_drag()
    until = time.monotonic() + PATIENCE_S
    before, alike = picture(window), 0
    while alike < 3 and time.monotonic() < until:
        _wait(0.04)
        now = picture(window)
        alike = alike + 1 if now == before else 0
        before = now


def align(window: MainWindow, fresh: MainWindow) -> None:
    """What is only a way of looking is brought over, or ended in both."""
    fresh.document._path, fresh.document._slug = window.document.path, window.document.slug
    fresh.document._folder = window.document.lesson_folder
    fresh.document.moved.emit()
    if window.comparison.is_met and not fresh.comparison.is_met:
        fresh.comparison._is_met = True
        fresh.comparison.met.emit()
    old, new = window.workspace, fresh.workspace
    if old.shows_history:
        new.open_history()
    elif old._shows_charts:
        new.show_charts()
    for fold, fold_twin in _twins(window, fresh, Fold):  # type: ignore[type-abstract]
        fold_twin.set_open(fold.is_open)
    for workspace in (old, new):
        if workspace.stages is not None:
            for side in (workspace.stages.a, workspace.stages.b):
                if side is not None:
                    if side.view.outline is not None:
                        side.view.toggle_outline()
                    side.view.leave()
                    side.view.leave()
                    side.view.ask_first()
                    side.view.fit()
    for bar, bar_twin in _twins(window, fresh, QTabBar):
        bar_twin.setCurrentIndex(bar.currentIndex())
    for map_, map_twin in _twins(window, fresh, MapTab):  # which of its two sides one looks at, where one has room
        map_twin._sets_up = map_._sets_up
        map_twin._arrange()
    for learned, learned_twin in _twins(window, fresh, LearnedTab):  # whether its settings stand beside or over it
        learned_twin._sets_up = learned._sets_up
        learned_twin.header.settings.setChecked(learned.header.settings.isChecked())
        learned_twin.pointer._question = learned.pointer._question
        learned_twin._arrange()
    for stage, stage_twin in _twins(window, fresh, LearnedStage):  # how often its tree was drawn
        stage_twin._count = stage._count
        stage_twin.look()
    _align_lessons(window.lesson_panel, fresh.lesson_panel)
    for sketch, sketch_twin in _twins(window, fresh, Sketch):  # where its keys are
        sketch_twin.cursor_round = sketch.cursor_round
        sketch_twin._describe()
        sketch_twin.update()
    for curve, curve_twin in _twins(window, fresh, TypedCurve):  # typed, and not drawn
        if not curve._inside.isHidden():
            curve_twin.open()
        for round_, field in curve.fields.items():
            curve_twin.fields[round_].setText(field.text())
    deliver_deletions()
    for each in (window, fresh):
        for view in each.findChildren(QAbstractItemView):
            view.clearSelection()
            view.setCurrentIndex(QModelIndex())
            view.scrollToTop()
        for field in each.findChildren(NumberField):
            field.abandon()  # what was typed and not taken
            field.deselect()
        for area in each.findChildren(QScrollArea):
            area.verticalScrollBar().setValue(0)
            area.horizontalScrollBar().setValue(0)
        if (focus := each.focusWidget()) is not None:
            focus.clearFocus()


def _align_lessons(used: LessonPanel, fresh: LessonPanel) -> None:
    """A hint that was asked for is asked for; what was said of an answer that is not complete is over."""
    if used.body is None or fresh.body is None:
        return
    hint = getattr(used.body, "hint", None)
    if hint is not None and not hint.isHidden():
        fresh.body._show_hint()
    for panel in (used, fresh):
        panel._refresh()
        if panel.body is not None:
            panel.body.meaning.hide()  # of a word that was looked up
            panel.body.fit()
            if panel.body.typed is not None:
                panel.body.typed._complain("")


def _twins(window: QWidget, fresh: QWidget, kind: type[_Kind]) -> list[tuple[_Kind, _Kind]]:
    """Every widget of a kind with the one at the same place of the fresh window."""
    there = {places.name_of(twin): twin for twin in fresh.findChildren(kind)}
    pairs = [(widget, there.get(places.name_of(widget))) for widget in window.findChildren(kind)]
    return [(widget, twin) for widget, twin in pairs if twin is not None]


def words(window: QWidget) -> set[Shown]:
    """What all widgets of a window say that can be seen."""
    return {Shown(places.name_of(widget), type(widget).__name__, _said(widget)) for widget in places.walk(window)}


def on_screen(window: QWidget) -> QImage:
    """The window as it was last painted."""
    return window.screen().grabWindow(window.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)


def picture(window: QWidget) -> QImage:
    """The window as it would be painted now."""
    return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _said(widget: QWidget) -> tuple[str, ...]:
    value: Any = ""
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        value = widget.text()
    elif isinstance(widget, QPlainTextEdit):
        value = widget.toPlainText()
    elif isinstance(widget, QComboBox):
        value = widget.currentText()
    elif isinstance(widget, QAbstractSlider):
        value = widget.value()
    elif isinstance(widget, QTabBar):
        value = [widget.tabText(i) for i in range(widget.count()) if widget.isTabVisible(i)], widget.currentIndex()
    checked = isinstance(widget, QAbstractButton) and widget.isChecked()
    return (
        str(value), "checked" if checked else "", "" if widget.isEnabled() else "disabled",
        widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle(),
    )  # fmt: skip


def _compare(one: QImage, other: QImage) -> tuple[float, tuple[int, int, int, int]]:
    """The share of pixels that differ, and where; what only lies a pixel elsewhere does not."""
    if one.size() != other.size():
        return 1.0, (0, 0, 0, 0)
    a, b = (_pixels(image).astype(np.int16) for image in (one, other))
    differs = (np.abs(a - b) > _NOTICEABLE).any(axis=2)
    rows, columns = np.nonzero(differs)
    if not rows.size:
        return 0.0, (0, 0, 0, 0)
    for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        there = b[(rows + down).clip(0, b.shape[0] - 1), (columns + right).clip(0, b.shape[1] - 1)]
        still = (np.abs(a[rows, columns] - there) > _NOTICEABLE).any(axis=1)
        rows, columns = rows[still], columns[still]
    if not rows.size:
        return 0.0, (0, 0, 0, 0)
    place = int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())
    return rows.size / differs.size, place


def _pixels(image: QImage) -> np.ndarray[Any, np.dtype[np.uint8]]:
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), :3]


def _wrong_figures(session: Session) -> list[str]:
    """The session's runs against runs of the same parameters, made now."""
    found = []
    sides = [("A", session.run, session.state.in_force), ("B", session.other_run, session.state.other_in_force)]
    for side, shown, parameters in sides:
        if (shown is None) != (parameters is None):
            found.append(f"{side}: a run where there is none, or none where there is one")
        elif shown is not None and parameters is not None:
            new = run(parameters)
            if shown.parameters != parameters or not np.array_equal(shown.horizon, new.horizon):
                found.append(f"{side}: the run is not the one of the parameters")
    if session.player.last != session.run.last:
        found.append("the player's last round is not the run's")
    return found


def _wait(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QCoreApplication.processEvents()
        time.sleep(0.004)
