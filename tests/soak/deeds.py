"""What a random user does: deeds that can be written down, done, and done again.

A deed is a small JSON object. Most are done through the window system's events, as a hand does them, so that pop-ups,
modal dialogs and shortcuts get what is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeySequence,
    QPointingDevice,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from simulator.app.claims import Claim
from simulator.app.errors import Errors
from simulator.ui.main_window import MainWindow
from tests.soak import places
from tests.soak.reach import Reach, open_windows

Deed: TypeAlias = dict[str, Any]

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
_BUTTONS = {"left": LEFT, "right": Qt.MouseButton.RightButton, "middle": Qt.MouseButton.MiddleButton}
_MODIFIERS = {
    "": NO, "shift": Qt.KeyboardModifier.ShiftModifier, "ctrl": Qt.KeyboardModifier.ControlModifier,
    "ctrl+shift": Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    "alt": Qt.KeyboardModifier.AltModifier,
}  # fmt: skip
_LOST = "Internal C++ object (PySide6.QtGui.QWindow) already deleted"
"""Python takes a window of the window system for one that is gone, where a new one has the same address."""

_OWN_KEYS = {
    Qt.KeyboardModifier.ShiftModifier: Qt.Key.Key_Shift, Qt.KeyboardModifier.ControlModifier: Qt.Key.Key_Control,
    Qt.KeyboardModifier.AltModifier: Qt.Key.Key_Alt,
}  # fmt: skip
_PLAIN_KEYS = (
    "Space", "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown", "Return", "Enter", "Tab", "Backtab",
    "Escape", "Delete", "Backspace", "Menu", "F1", "F2", "F5", "F6", "F7", "F11", "Plus", "Minus", "Equal", "Period",
    "Asterisk", "N", "U", "W", "O", "F", "S", "B", "0", "1", "5", "9",
)  # fmt: skip
_TYPED = ("0.5", "7", "-3", "1e9", "nan", "0,25", "x", "Ä — ß", "", ".", "3 3", "99999999999999999999", "a" * 300)
OWN_LESSON = "lesson/scenario.toml"
_OPENED = ("mine.toml", "mine.toml", "other.toml", "bad.toml", "no such file.toml", *(OWN_LESSON,) * 3)
_FILE_NAMES = ("mine", "other.toml", "mine.toml", "no such file.toml", "bad.toml", "picture.png", "table.csv")
_SIZES = ((960, 540), (1024, 618), (1280, 800), (1600, 900), (1920, 1080), (1000, 1200), (700, 400))
THEMES = ("light", "dark", "projector", "contrast")
_POINTED = {"click": 44, "double": 6, "drag": 16, "hover": 10, "wheel": 14, "touch": 6, "swipe": 4}
_FAR = {
    "size": 7, "theme": 2, "language": 1, "open": 8, "save": 3, "drop": 2, "close": 2, "full": 1, "error": 2,
    "outside": 4, "edit": 8,
}  # fmt: skip
"""How often each, of what a pointer does and of what does not come from hand to widget."""

_OUTSIDE = ("change", "delete", "claim")
"""What another program can do to a file: write to it, take it away, have it open (or close it again)."""

_HELD = {QLineEdit: 0.35, QPlainTextEdit: 0.35}


def _key(name: str) -> Qt.Key:
    key = getattr(Qt.Key, f"Key_{name}")
    assert isinstance(key, Qt.Key)
    return key


# ---- choosing ----


class Chooser:
    """Chooses deeds, with a liking for what has not been reached yet."""

    def __init__(self, luck: Random, reach: Reach) -> None:
        self._luck, self._reach = luck, reach
        from simulator.ui.actions import COMMANDS

        self._was_menu = False
        self._then: Deed | None = None
        self._shortcuts = [command.key for command in COMMANDS if command.key]

    def choose(self, window: MainWindow) -> Deed:
        """The next deed."""
        with places.remembering():
            return self._chosen(window)

    def _chosen(self, window: MainWindow) -> Deed:
        luck = self._luck
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if modal is not None and isinstance(modal, QFileDialog) | isinstance(modal.parentWidget(), QFileDialog):
            return self._in_files(modal)
        if isinstance(popup, QMenu):
            return self._in_menu(popup, window)
        if modal is not None and luck.random() < (0.01 if self._wants_inside(modal) else 0.05):
            return {"do": "key", "key": "Escape"}
        if self._then is not None and modal is None:
            deed, self._then = self._then, None
            return deed
        roll = luck.random()
        # Who looks through menus goes on with it: what can be taken back is best redone at once.
        share = 0.035 if not self._reach.has_fresh_actions else 0.5 if self._was_menu else 0.14
        self._was_menu = modal is None and roll < share
        if self._was_menu:
            return self._menu(window)
        roll = luck.random()
        if modal is None and roll < 0.04:
            return self._far(window)
        if roll < (0.22 if modal is None else 0.1):
            return self._keys()
        return self._pointer(popup or modal or self._some_window(window))

    def _wants_inside(self, window: QWidget) -> bool:
        """Whether a dialog or window has something that nobody used yet."""
        controls = [one for one in places.controls([window]) if places.is_in_sight(one)]
        return any(self._reach.wants(one) or self._reach.wants_menu_of(one) for one in controls)

    def _some_window(self, window: MainWindow) -> QWidget:
        """Mostly the main window; others that stand beside it get their share, a larger one while they have news."""
        others = [other for other in open_windows() if other is not window and other.isEnabled()]
        share = 0.7 if any(map(self._wants_inside, others)) else 0.3
        return self._luck.choice(others) if others and self._luck.random() < share else window

    def _pointer(self, within: QWidget) -> Deed:
        luck = self._luck
        controls = [control for control in places.controls([within]) if places.is_in_sight(control)]
        fresh = [control for control in controls if self._reach.wants(control)]
        with_menus = [control for control in controls if self._reach.wants_menu_of(control)]
        if with_menus and luck.random() < (0.4 if isinstance(within, MainWindow) else 0.85):
            at = {"at": places.name_of(luck.choice(with_menus)), "x": 0.5, "y": 0.5}
            return {"do": "click", "button": luck.choice(("left", "right"))} | at
        if fresh and luck.random() < 0.75:
            target = luck.choice(fresh)
        elif controls and luck.random() < 0.8:
            target = luck.choice(controls)
        else:
            target = luck.choice(list(places.walk(within)))
        at = {"at": places.name_of(target), "x": round(luck.random(), 3), "y": round(luck.random(), 3)}
        if isinstance(target, QPushButton) or luck.random() < 0.3:
            at |= {"x": 0.5, "y": 0.5}
        for kind, share in _HELD.items():
            if isinstance(target, kind) and luck.random() < share:
                return {"do": "type", "text": luck.choice(_TYPED)} | at
        what = luck.choices(tuple(_POINTED), tuple(_POINTED.values()))[0]
        deed: Deed = {"do": what} | at
        if what in ("click", "drag"):
            deed["button"] = luck.choices(("left", "right", "middle"), (88, 9, 3))[0]
            deed["with"] = luck.choices(("", "shift", "ctrl"), (90, 5, 5))[0]
        if what in ("drag", "swipe"):
            deed["by"] = [[luck.randint(-160, 160), luck.randint(-60, 60)] for _ in range(luck.randint(1, 6))]
        if what == "wheel":
            deed["turn"] = luck.choice((-360, -120, -40, 40, 120, 360))
            deed["with"] = luck.choices(("", "shift", "ctrl"), (60, 15, 25))[0]
        return deed

    def _keys(self) -> Deed:
        luck = self._luck
        if luck.random() < 0.12:
            return {"do": "shortcut", "keys": luck.choice(self._shortcuts)}
        with_ = luck.choices(("", "shift", "ctrl", "ctrl+shift", "alt"), (74, 10, 10, 3, 3))[0]
        return {"do": "key", "key": luck.choice(_PLAIN_KEYS), "with": with_}

    def _menu(self, window: MainWindow) -> Deed:
        """An item of the menu bar: rather one that nobody took yet, of those the one that is offered least often."""
        luck, ways = self._luck, []
        for place, title in enumerate(window.menuBar().actions()):
            menu = title.menu()
            if isinstance(menu, QMenu):
                menu.aboutToShow.emit()
                ways += [(action, [place, *way]) for action, way in _items(menu)]
        self._reach.survey(window)
        fresh = [(self._reach.meet_action(action), way) for action, way in ways if self._reach.wants_action(action)]
        rarest = min((times for times, _ in fresh), default=0)
        rare = [way for times, way in fresh if times == rarest]
        pool = rare if rare and luck.random() < 0.9 else [way for _, way in ways]
        return {"do": "menu", "way": luck.choice(pool)} if pool else {"do": "key", "key": "Escape"}

    def _in_menu(self, menu: QMenu, window: MainWindow) -> Deed:
        self._reach.survey(window, menu)
        rows = [row for row, action in enumerate(menu.actions()) if action.isEnabled() and not action.isSeparator()]
        fresh = [row for row in rows if self._is_fresh(menu.actions()[row])]
        if fresh and self._luck.random() < 0.9:
            return {"do": "item", "row": self._luck.choice(fresh)}
        if not rows or self._luck.random() < 0.2:
            return {"do": "key", "key": "Escape"}
        return {"do": "item", "row": self._luck.choice(rows)}

    def _is_fresh(self, action: QAction) -> bool:
        """Whether it, or something below it, has not been taken yet."""
        below = action.menu()
        if isinstance(below, QMenu):
            return any(self._is_fresh(item) for item in below.actions() if item.isEnabled() and not item.isSeparator())
        return self._reach.wants_action(action)

    def _in_files(self, dialog: QWidget | None) -> Deed:
        """Only names in the folder that is shown: nobody leaves it, and nothing is deleted."""
        luck = self._luck
        asks = not isinstance(dialog, QFileDialog)  # whether to overwrite
        if asks or luck.random() < 0.25:
            return {"do": "key", "key": luck.choice(("Escape", "Return"))}
        return {"do": "file", "name": luck.choice(_FILE_NAMES)}

    def _far(self, window: MainWindow) -> Deed:
        """What does not come from hand to widget: sizes, themes, languages, files from outside."""
        luck = self._luck
        what = luck.choices(tuple(_FAR), tuple(_FAR.values()))[0]
        deed: Deed = {"do": what}
        if what == "size":
            deed["size"] = luck.choice(_SIZES)
        elif what == "theme":
            deed["theme"] = luck.choice(THEMES)
        elif what in ("open", "drop"):
            from simulator.scenario import library

            deed["name"] = luck.choice(library.slugs() if luck.random() < 0.5 else _OPENED)
        elif what == "save":
            deed["name"] = luck.choice(_OPENED[:3])
        elif what == "outside":
            here = window.document.path
            name = here.name if here is not None and luck.random() < 0.7 else luck.choice(_OPENED[:3])
            deed |= {"what": luck.choice(_OUTSIDE), "name": name}
            self._then = {"do": "save", "name": name} if luck.random() < 0.5 else None
        return deed


def _handle_of(window: QWidget) -> Any:
    """Its window of the window system; none where Python remembers another object that was at its address.

    A menu has another one each time that it is shown, and Python would keep all that it was asked for.
    """
    own: Any
    if isinstance(window, QMenu):
        there = QGuiApplication.topLevelWindows() if window.isVisible() else ()
        own = next((one for one in there if one.winId() == window.winId()), None)
    else:
        own = window.windowHandle()
    return own if own is None or (isinstance(own, QWindow) and isValid(own)) else None


def _is_there(handle: Any) -> bool:
    return any(handle is window or handle == window for window in QGuiApplication.allWindows())


def _is_shown(handle: Any) -> bool:
    return _is_there(handle) and handle.isVisible()


def _write(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    """By keys, or as an input method does where keys have no such letters."""
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)


def _items(menu: QMenu) -> list[tuple[Any, list[int]]]:
    found = []
    for row, action in enumerate(menu.actions()):
        below = action.menu()
        if action.isSeparator() or not action.isEnabled():
            continue
        if isinstance(below, QMenu):
            below.aboutToShow.emit()
            found += [(item, [row, *way]) for item, way in _items(below)]
        else:
            found.append((action, [row]))
    return found


# ---- doing ----


@cache
def _touch_screen() -> QPointingDevice:
    """One for all lives: Qt keeps each that was ever made."""
    return QTest.createTouchDevice()


class Hand:
    """Does deeds to a window. `events` counts what was sent to it."""

    def __init__(self, window: MainWindow, folder: Path, reach: Reach, errors: Errors) -> None:
        self.window, self.folder, self._reach = window, folder, reach
        self.events = 0
        self.errors = errors
        self.speak: Callable[[], None] = lambda: None
        self._device = _touch_screen()
        self.claim = Claim()

    def do(self, deed: Deed) -> None:
        """Do one; one that is not possible now is left."""
        try:
            getattr(self, f"_{deed['do']}")(deed)
        except RuntimeError as error:
            if _LOST not in str(error):
                raise

    def let_go(self) -> None:
        """Nothing is pressed any more."""
        for window in open_windows():  # to let go may close a window, and others with it
            if isValid(window) and (handle := _handle_of(window)) is not None:
                for button in _BUTTONS.values():
                    if isValid(handle) and _is_there(handle):
                        QTest.mouseRelease(handle, button, NO, QPoint(2, 2))

    def _click(self, deed: Deed) -> None:
        def press(handle: Any, at: QPoint) -> None:
            button, modifiers = _BUTTONS[deed.get("button", "left")], _MODIFIERS[deed.get("with", "")]
            self._press_at(handle, at, button, modifiers)

        self._on(deed, press)

    def _double(self, deed: Deed) -> None:
        def press(handle: Any, at: QPoint) -> None:
            self._press_at(handle, at)
            if _is_there(handle):
                QTest.mouseEvent(QTest.MouseAction.MouseDClick, handle, LEFT, NO, at)
            self.events += 2

        self._on(deed, press)

    def _drag(self, deed: Deed) -> None:
        def drag(handle: Any, at: QPoint) -> None:
            button, modifiers = _BUTTONS[deed["button"]], _MODIFIERS[deed["with"]]
            QTest.mousePress(handle, button, modifiers, at)
            for x, y in deed["by"]:
                at = QPoint(at.x() + x, at.y() + y)
                if _is_there(handle):
                    QTest.mouseEvent(QTest.MouseAction.MouseMove, handle, button, modifiers, at)
                    QCoreApplication.processEvents()  # no hand is faster than the main loop
            if _is_there(handle):
                QTest.mouseRelease(handle, button, modifiers, at)
            self.events += 2 + len(deed["by"])

        self._on(deed, drag)

    def _hover(self, deed: Deed) -> None:
        def move(handle: Any, at: QPoint) -> None:
            QTest.mouseMove(handle, at)
            self.events += 1

        self._on(deed, move)

    def _wheel(self, deed: Deed) -> None:
        def turn(handle: Any, at: QPoint) -> None:
            QTest.wheelEvent(handle, QPointF(at), QPoint(0, deed["turn"]), QPoint(), _MODIFIERS[deed["with"]])
            self.events += 1

        self._on(deed, turn)

    def _touch(self, deed: Deed) -> None:
        def tap(handle: Any, at: QPoint) -> None:
            touch = QTest.touchEvent(handle, self._device)
            touch.press(1, at)
            touch.commit()
            if _is_there(handle):
                touch.release(1, at)
                touch.commit()
            self.events += 2

        self._on(deed, tap)

    def _swipe(self, deed: Deed) -> None:
        """Two fingers, one of which moves: a pinch or a turn."""

        def swipe(handle: Any, at: QPoint) -> None:
            screen = handle.screen().geometry().translated(-handle.position())
            room = QRect(QPoint(0, 0), handle.size()).intersected(screen)
            if not room.contains(at):  # no finger touches what is beyond the screen: Qt finds nothing there to turn
                return
            touch = QTest.touchEvent(handle, self._device)
            still = at + QPoint(20, 10)
            if not room.contains(still):
                still = at - QPoint(20, 10)
            touch.press(1, at)
            touch.press(2, still)
            touch.commit()
            for x, y in deed["by"]:
                if not _is_shown(handle):  # a window that is made anew or closes meanwhile takes its fingers with it
                    return
                to = QPoint(at.x() + x // 4, at.y() + y // 4)
                at = to if room.contains(to) else at
                touch.move(1, at)
                touch.stationary(2)
                touch.commit()
            if _is_shown(handle):
                touch.release(1, at)
                touch.release(2, still)
                touch.commit()
            self.events += 2 + len(deed["by"])

        self._on(deed, swipe)

    def _type(self, deed: Deed) -> None:
        def write(handle: Any, at: QPoint) -> None:
            self._press_at(handle, at)
            focus = QApplication.focusWidget()
            if isinstance(focus, QLineEdit | QPlainTextEdit):
                focus.selectAll()
                _write(focus, deed["text"])
                QTest.keyClick(focus, Qt.Key.Key_Tab)
            self.events += 6 + 2 * len(deed["text"])

        self._on(deed, write)

    def _key(self, deed: Deed) -> None:
        focus = QApplication.focusWidget()
        if deed["key"] in ("Delete", "F2", "Backspace") and isinstance(QApplication.activeModalWidget(), QFileDialog):
            return
        self._reach.use(focus)
        handle = self._handle()
        if handle is not None:
            self._strike(handle, _key(deed["key"]), _MODIFIERS[deed.get("with", "")])

    def _shortcut(self, deed: Deed) -> None:
        handle = self._handle()
        if handle is not None:
            pressed = QKeySequence(deed["keys"])[0]  # type: ignore[index]
            self._strike(handle, pressed.key(), pressed.keyboardModifiers())

    def _strike(self, handle: Any, key: Any, modifiers: Any) -> None:
        """Press and release. What the press has closed gets no more; QTest would send the modifiers after it."""
        QTest.keyPress(handle, key, modifiers)
        self.events += 2
        for released in (key, *(own for modifier, own in _OWN_KEYS.items() if modifiers & modifier)):
            if (handle := self._handle()) is not None:
                QTest.keyRelease(handle, released)

    def _menu(self, deed: Deed) -> None:
        bar = self.window.menuBar()
        place, *rows = deed["way"]
        if place >= len(bar.actions()) or bar.isNativeMenuBar():
            return
        self._reach.use(None)
        self._press(bar, bar.actionGeometry(bar.actions()[place]).center())
        for row in rows:
            if not self._press_item(row):
                break
        for _ in rows:
            if isinstance(QApplication.activePopupWidget(), QMenu):
                self._key({"key": "Escape"})

    def _item(self, deed: Deed) -> None:
        self._press_item(deed["row"])

    def _press_item(self, row: int) -> bool:
        popup = QApplication.activePopupWidget()
        if not isinstance(popup, QMenu) or row >= len(popup.actions()):
            return False
        self._reach.survey(self.window, popup)  # one that is filled when it opens has new actions
        self._reach.take(popup.actions()[row])
        at = popup.actionGeometry(popup.actions()[row]).center()
        if not popup.rect().contains(at):  # a menu longer than the screen: its keys reach all of it
            popup.setActiveAction(popup.actions()[row])
            QTest.keyClick(popup, Qt.Key.Key_Return)
            self.events += 2
            return True
        self._press(popup, at)
        return True

    def _press(self, widget: QMenuBar | QMenu, at: QPoint) -> None:
        handle = _handle_of(widget.window())
        if handle is not None:
            at = widget.mapTo(widget.window(), at)
            self._press_at(handle, at)

    def _press_at(self, handle: Any, at: QPoint, button: Any = LEFT, modifiers: Any = NO) -> None:
        """Move there, press, release; a window that the press has closed gets no more."""
        QTest.mouseMove(handle, at)
        QTest.mousePress(handle, button, modifiers, at)
        if _is_there(handle):
            QTest.mouseRelease(handle, button, modifiers, at)
        self.events += 3

    def _file(self, deed: Deed) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            field = dialog.findChild(QLineEdit, "fileNameEdit")
            dialog.setDirectory(str(self.folder))
            if isinstance(field, QLineEdit):
                field.setText(deed["name"])
                QTest.keyClick(field, Qt.Key.Key_Return)
                self.events += 2 + len(deed["name"])

    def _size(self, deed: Deed) -> None:
        self.window.showNormal()
        self.window.resize(*deed["size"])
        self.events += 1

    def _full(self, _deed: Deed) -> None:
        self.window.setWindowState(self.window.windowState() ^ Qt.WindowState.WindowMaximized)
        self.events += 1

    def _theme(self, deed: Deed) -> None:
        self.window.settings.change(theme=deed["theme"])
        self.events += 1

    def _language(self, _deed: Deed) -> None:
        self.speak()
        self.events += 1

    def _open(self, deed: Deed) -> None:
        self.window.files.open_scenario(self._path(deed["name"]))
        self.events += 1

    def _save(self, deed: Deed) -> None:
        if not self.window.document.is_read_only:
            self.window.safety.save(self.folder / deed["name"], None)
        self.events += 1

    def _edit(self, _deed: Deed) -> None:
        """The lesson of one's own, where it is open."""
        self.window.menus.actions["edit_lesson"].trigger()
        self.events += 1

    def _outside(self, deed: Deed) -> None:
        """Another program does something to a file of the folder."""
        path = Path(self._path(deed["name"]))
        if deed["what"] == "delete":
            path.unlink(missing_ok=True)
        elif deed["what"] == "claim":
            if self.claim.is_on(path):
                self.claim.drop()
            else:
                self.claim.take(path)
        elif path.exists():
            path.write_text(path.read_text() + "# written elsewhere\n")
        self.events += 1

    def _drop(self, deed: Deed) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(self._path(deed["name"]))])
        action, at = Qt.DropAction.CopyAction, QPointF(60, 60)
        QApplication.sendEvent(self.window, QDragEnterEvent(at.toPoint(), action, data, LEFT, NO))
        QApplication.sendEvent(self.window, QDropEvent(at, action, data, LEFT, NO))
        self.events += 2

    def _error(self, _deed: Deed) -> None:
        self.errors.happened.emit("Traceback (most recent call last):\n  a fault of the random user's own")
        self.events += 1

    def _close(self, _deed: Deed) -> None:
        self.window.close()
        self.events += 1

    def _path(self, name: str) -> str:
        from simulator.scenario import library

        if name in library.slugs():
            return name
        return str((self.folder / name).with_suffix(".toml"))

    def _handle(self) -> Any:
        window = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window
        return _handle_of(window)

    def _on(self, deed: Deed, act: Callable[[Any, QPoint], None]) -> None:
        with places.remembering():
            target = places.find(deed["at"])
            handle = None if target is None else _handle_of(target.window())
            if target is None or handle is None:
                return
            at = target.mapTo(target.window(), places.some_point(target, deed["x"], deed["y"]))
            self._reach.use(target.window().childAt(at))
            self._reach.use(target)
        act(handle, at)
