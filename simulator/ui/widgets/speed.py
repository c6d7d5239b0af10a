"""The speed button: a press goes to the next speed, its menu to any."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from simulator.app.player import Speed
from simulator.ui import theme
from simulator.ui.text import mark, tr
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.icons import draw
from simulator.ui.widgets.metrics import font, metrics, scaled

WORDS: dict[Speed, str] = {"slow": mark("slow"), "normal": mark("normal"), "fast": mark("fast")}
"""The speeds in the order in which a press goes through them."""


class SpeedButton(KeyboardFocus, QPushButton):
    """One to three chevrons and a word; the word can be dropped.

    `picked(speed)` follows a choice by hand, `touched()` a press by the mouse, which does not take the focus.
    """

    picked = Signal(str)
    touched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speed: Speed = "normal"
        self._is_short = False
        self._menu: QMenu | None = None
        self._actions: dict[Speed, QAction] = {}
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._go_on)
        self.show_speed("normal")

    @property
    def speed(self) -> Speed:
        """The speed shown."""
        return self._speed

    def show_speed(self, speed: Speed) -> None:
        """Show a speed; nothing is emitted."""
        self._speed = speed
        word = tr(WORDS[speed])
        self.setAccessibleName(tr("Speed: {speed}", speed=word))
        self.setToolTip(tr("Speed: {speed}. Press for the next one, right click or Down arrow for all", speed=word))
        if speed in self._actions:
            self._actions[speed].setChecked(True)
        self.update()

    def set_short(self, is_short: bool) -> None:
        """Without the word, or with it."""
        self._is_short = is_short

    def full_width(self, *, is_short: bool) -> int:
        """Its width with or without the word."""
        chevrons = scaled(30)
        if is_short:
            return max(ceil(chevrons + scaled(14)), round(scaled(44)))
        longest = max(metrics("secondary", 550).horizontalAdvance(tr(word)) for word in WORDS.values())
        return ceil(chevrons + longest + scaled(15))

    def open_menu(self) -> None:
        """Show all speeds below the button."""
        if self._menu is None:
            self._menu = self._make_menu()
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def sizeHint(self) -> QSize:
        return QSize(self.full_width(is_short=self._is_short), round(scaled(44)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.touched.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.note_key()
        if event.key() == Qt.Key.Key_Down:
            self.open_menu()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, height = self.height() / 2, scaled(26)
            pill = QRectF(0, middle - height / 2, self.width(), height)
            is_hot = self.underMouse() or self.isDown()
            if is_hot:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("accent", 0.2 if self.isDown() else 0.1))
                painter.drawRoundedRect(pill, height / 2, height / 2)
            hue = look.color("accent" if is_hot else "secondary")
            left = (self.width() - scaled(24)) / 2 if self._is_short else scaled(9)
            lit = list(WORDS).index(self._speed)
            for place in range(len(WORDS)):
                faint = look.color("secondary", 0.28)
                at = QPointF(left + scaled(5 + 7 * place), middle)
                draw(painter, "chevron", at, scaled(12), hue if place <= lit else faint)
            if not self._is_short:
                painter.setFont(font("secondary", 550))
                painter.setPen(hue)
                room = QRectF(scaled(36), 0, self.width() - scaled(36), self.height())
                painter.drawText(
                    room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr(WORDS[self._speed])
                )
            if self.shows_ring:
                paint_ring(painter, pill.adjusted(0, -2, 0, 2), height / 2 + 2)

    def _go_on(self) -> None:
        speeds = list(WORDS)
        self._pick(speeds[(speeds.index(self._speed) + 1) % len(speeds)])

    def _pick(self, speed: Speed) -> None:
        self.show_speed(speed)
        self.picked.emit(speed)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName(tr("Speed"))
        group = QActionGroup(menu)
        for speed, word in WORDS.items():
            action = menu.addAction(tr(word))
            action.setData(speed)
            action.setCheckable(True)
            action.setChecked(speed == self._speed)
            group.addAction(action)
            self._actions[speed] = action
        group.triggered.connect(self._follow_menu)
        return menu

    def _follow_menu(self, action: QAction) -> None:
        self._pick(action.data())
