"""Tabs that fold into a menu: the present one is always there, every other one can be reached."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from simulator.ui import theme
from simulator.ui.charts.folding_tabs import FoldingTabs
from simulator.ui.start import make_application

WORDS = ("Over time", "Difference", "By depth", "Origins", "Plane", "Cost", "Attack", "Learned", "Map")


def row_in(parent: QWidget | None) -> QWidget:
    row = QWidget(parent)
    tabs = FoldingTabs(WORDS, "Charts", row)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(tabs)
    layout.addWidget(tabs.more)
    layout.addStretch(1)
    return row


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    make_application("light")
    row = row_in(None)
    qtbot.addWidget(row)
    row.show()
    return row


def tabs_at(row: QWidget, width: int) -> FoldingTabs:
    row.setFixedSize(QSize(width, 40))
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    tabs = row.findChild(FoldingTabs)
    assert tabs is not None
    return tabs


def shown(tabs: FoldingTabs) -> list[str]:
    return [tabs.tabText(index) for index in range(tabs.count()) if tabs.isTabVisible(index)]


def folded(tabs: FoldingTabs) -> list[str]:
    return [action.text() for action in tabs._menu.actions()]


def test_where_there_is_room_nothing_is_folded(row: QWidget) -> None:
    tabs = tabs_at(row, 900)
    assert shown(tabs) == list(WORDS)
    assert tabs.more.isHidden()


@pytest.mark.parametrize("width", [120, 200, 300, 400, 440])
def test_where_there_is_none_the_last_ones_are_in_the_menu_and_no_word_is_cut(row: QWidget, width: int) -> None:
    tabs = tabs_at(row, width)
    assert [*shown(tabs), *folded(tabs)] == list(WORDS)
    assert not tabs.more.isHidden()
    assert tabs.more.geometry().right() < width
    for index in filter(tabs.isTabVisible, range(tabs.count())):
        assert tabs.tabRect(index).width() >= tabs.fontMetrics().horizontalAdvance(tabs.tabText(index))


def test_the_present_tab_is_always_there(row: QWidget) -> None:
    tabs = tabs_at(row, 300)
    seen: list[int] = []
    tabs.currentChanged.connect(seen.append)
    tabs.setCurrentIndex(8)
    assert "Map" in shown(tabs)
    assert "Map" not in folded(tabs)
    assert sorted([*shown(tabs), *folded(tabs)]) == sorted(WORDS)
    tabs_at(row, 120)
    assert "Map" in shown(tabs)
    assert seen == [8]


def test_the_menu_leads_to_what_is_folded(row: QWidget) -> None:
    tabs = tabs_at(row, 300)
    action = tabs._menu.actions()[-1]
    assert action.text() == "Map"
    action.trigger()
    assert tabs.tabText(tabs.currentIndex()) == "Map"
    assert "Map" in shown(tabs)


def test_with_more_room_they_come_back(row: QWidget) -> None:
    tabs_at(row, 200)
    tabs = tabs_at(row, 900)
    assert shown(tabs) == list(WORDS)
    assert tabs.more.isHidden()
    assert not folded(tabs)


def test_a_tab_that_there_is_not_is_neither_shown_nor_in_the_menu(row: QWidget) -> None:
    for width in (900, 300):
        tabs = tabs_at(row, width)
        tabs.set_present(1, False)
        assert "Difference" not in [*shown(tabs), *folded(tabs)]
        tabs.set_present(1, True)
        assert "Difference" in [*shown(tabs), *folded(tabs)]


def test_the_button_names_what_it_has(row: QWidget) -> None:
    tabs = tabs_at(row, 300)
    assert tabs.more.text() == "More"
    assert tabs.more.accessibleDescription() == tabs.more.toolTip() == ", ".join(folded(tabs))


def test_what_is_folded_depends_on_the_room_alone_and_not_on_what_was_there_before(row: QWidget) -> None:
    for width in range(300, 620, 3):
        tabs_at(row, 200)
        grown = shown(tabs_at(row, width))
        tabs = tabs_at(row, 900)
        tabs_at(row, width)
        assert shown(tabs) == grown, width
        # Two changes before the layout meets the first of them.
        tabs.set_present(1, False)
        tabs.set_present(1, True)
        QCoreApplication.processEvents()
        QCoreApplication.processEvents()
        assert shown(tabs) == grown, width


def test_larger_text_folds_tabs_at_once(row: QWidget) -> None:
    tabs = tabs_at(row, 620)
    assert shown(tabs) == list(WORDS)
    theme.apply("light", 150)
    try:
        QCoreApplication.processEvents()
        assert folded(tabs)
    finally:
        theme.apply("light")
    QCoreApplication.processEvents()
    assert shown(tabs) == list(WORDS)


def test_a_tab_that_goes_before_the_present_one_is_chosen_once_more_leaves_no_gap(row: QWidget) -> None:
    tabs = tabs_at(row, 900)
    tabs.set_present(1, False)
    tabs.setCurrentIndex(0)
    QCoreApplication.processEvents()
    kept = [index for index in range(tabs.count()) if index != 1]
    assert [tabs.tabRect(index).width() for index in kept] == [tabs._wanted(index) for index in kept]
    assert tabs.tabRect(2).left() == tabs.tabRect(0).right() + 1


def test_room_that_comes_while_tabs_are_folded_is_used(qtbot: QtBot) -> None:
    make_application("light")
    window = QWidget()
    row, beside = row_in(window), QWidget(window)
    beside.setFixedWidth(100)
    layout = QHBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(row, 1)
    layout.addWidget(beside)
    qtbot.addWidget(window)
    tabs = row.findChild(FoldingTabs)
    assert tabs is not None
    window.setFixedSize(QSize(tabs.sizeHint().width() + 40, 40))
    tabs.set_present(8, is_present=False)
    window.show()
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    assert tabs.more.isHidden()
    beside.hide()  # the layout of the window has not met this yet
    tabs.set_present(8, is_present=True)  # too much for the room before; to show the button lays out the whole window
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    assert shown(tabs) == list(WORDS)
    assert tabs.more.isHidden()
