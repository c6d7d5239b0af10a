"""Buttons that show an icon, or a dot that marks a change."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from simulator.ui import theme
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.icons import Icon, draw
from simulator.ui.widgets.metrics import scaled

_LEAST_WORDS_PX = 72


def restyle(button: QWidget) -> None:
    """Let a button look as its properties say by now."""
    button.style().unpolish(button)
    button.style().polish(button)


class Button(QPushButton):
    """A push button that leaves arrow keys to what it stands in, where they can mean the same for a whole row.

    Qt's own moves the focus with them, and with the next one a value, if it has come to a slider.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class Segment(QPushButton):
    """One word of a row of which one is chosen: a radio button to those who hear it.

    Tab comes to the chosen one; arrow keys go on in the row.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setProperty("segment", True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.toggled.connect(self._stop_tab)

    def _stop_tab(self, is_chosen: bool) -> None:
        row = self.parentWidget()
        if row is not None and not is_chosen and self.hasFocus():  # another was chosen from elsewhere
            next(one for one in row.children() if isinstance(one, Segment) and one.isChecked()).setFocus()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_chosen else Qt.FocusPolicy.ClickFocus)


class IconButton(KeyboardFocus, Button):
    """A round button that shows an icon; the area that takes a click is larger than what is seen.

    `touched()` follows a press by the mouse, which does not take the focus.
    """

    touched = Signal()

    def __init__(
        self,
        icon: Icon,
        name: str,
        tip: str,
        parent: QWidget | None = None,
        *,
        primary: bool = False,
        target_px: float = 44,
        disc_px: float = 34,
        icon_px: float = 16,
    ) -> None:
        super().__init__(parent)
        self._icon: Icon = icon
        self._primary, self._target_px, self._disc_px, self._icon_px = primary, target_px, disc_px, icon_px
        self.is_dimmed = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.describe(name, tip)

    def describe(self, name: str, tip: str) -> None:
        """What it does, in a word and in its tool tip."""
        self.setAccessibleName(name)
        self.setToolTip(tip)

    def set_icon(self, icon: Icon) -> None:
        """Another icon."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def set_dimmed(self, is_dimmed: bool) -> None:
        """Paler while pressing it changes nothing; it stays where the keyboard can find it."""
        if is_dimmed != self.is_dimmed:
            self.is_dimmed = is_dimmed
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(self._target_px)), round(scaled(self._target_px)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.touched.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            center = QRectF(self.rect()).center()
            radius = scaled(self._disc_px) / 2
            painter.setPen(Qt.PenStyle.NoPen)
            is_hot = self.isEnabled() and self.underMouse()
            is_pale = self.is_dimmed or not self.isEnabled()
            if self._primary:
                painter.setBrush(look.color("accent", 0.5 if is_pale else 1.0))
                painter.drawEllipse(center, radius, radius)
                if is_hot or self.isDown():
                    painter.setBrush(look.color("on_accent", 0.22 if self.isDown() else 0.1))
                    painter.drawEllipse(center, radius, radius)
            elif is_hot or self.isDown():
                painter.setBrush(look.color("accent", 0.2 if self.isDown() else 0.1))
                painter.drawEllipse(center, radius, radius)
            token = "on_accent" if self._primary else "accent" if is_hot and not is_pale else "secondary"
            share = 0.4 if is_pale and not self._primary else 1.0
            draw(painter, self._icon, center, scaled(self._icon_px), look.color(token, share))
            if self.shows_ring:
                outer = radius + 4
                paint_ring(painter, QRectF(center.x() - outer, center.y() - outer, 2 * outer, 2 * outer), outer)


class WordButton(Button):
    """Words that are shortened where there is no room for them; all of them are told where one points at it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), round(scaled(_LEAST_WORDS_PX))), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        if missing := max(self.sizeHint().width() - self.width(), 0):
            room = self.fontMetrics().horizontalAdvance(self.text()) - missing
            option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        with QPainter(self) as painter:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)


class ChangeDot(KeyboardFocus, Button):
    """A quiet dot: this differs from what was loaded. A double click, Enter or Space asks to restore it."""

    restored = Signal()

    DOT_PX = 7.0

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self.restored)

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(24)), round(scaled(24)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.restored.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_dot(painter, QRectF(self.rect()).center(), is_hot=self.underMouse())
            if self.shows_ring:
                radius = scaled(10)
                center = QRectF(self.rect()).center()
                paint_ring(painter, QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius), radius)


def paint_dot(painter: QPainter, center: QPointF, *, is_hot: bool = False) -> None:
    """The mark of a change."""
    look = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = scaled(ChangeDot.DOT_PX) / 2
    if is_hot:
        painter.setBrush(look.color("accent", 0.15))
        painter.drawEllipse(center, 2.4 * radius, 2.4 * radius)
    painter.setBrush(look.color("accent"))
    painter.drawEllipse(center, radius, radius)
