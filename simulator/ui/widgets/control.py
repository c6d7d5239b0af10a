"""The control of one parameter, made from its row of the table: name, field, slider or choices, one line of text."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QRandomGenerator, QRectF, QSize
from PySide6.QtGui import (
    QContextMenuEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from simulator.engine.overrides import Kind, value_of, words_of
from simulator.engine.parameters import Parameter, Value
from simulator.scenario.stops import stops
from simulator.sentence import Sentence, say, within
from simulator.ui import theme
from simulator.ui.accessible.telling import announce
from simulator.ui.text import tr
from simulator.ui.widgets.badges import AssumptionBadge
from simulator.ui.widgets.buttons import ChangeDot, IconButton
from simulator.ui.widgets.choices import Choices
from simulator.ui.widgets.icons import draw
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import scaled
from simulator.ui.widgets.number_field import NumberField
from simulator.ui.widgets.override import OverrideChip, OverrideMenu
from simulator.ui.widgets.slider import Slider
from simulator.ui.widgets.source import Source
from simulator.ui.widgets.values import reading, refusal_sentence, tip, value_text

NEW_SEEDS = 1_000_000
"""New seeds are below this: short enough to be read out in a class."""

ROW_PX = 24
INSET_PX = Slider.OVERHANG_PX


_DOT_ROOM_PX = 16
"""From the end of the label to what follows the dot of a change."""


_ROOMY_PX = 800
"""At this width every text fits on one line."""


class LockSign(QWidget):
    """A small lock; says nothing that the control's description does not say."""

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(16)), round(scaled(16)))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            draw(painter, "lock", QRectF(self.rect()).center(), scaled(11), theme.current().color("secondary"))


class Control(QWidget):
    """What all kinds share: the row of name and marks, the line below, and the way to the session.

    A kind puts its editors into `tail` (at the end of the name's row, from the edge inwards) and `middle`.
    """

    def __init__(self, source: Source, row: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source, self.session, self.row = source, source.session, row
        self.name = tr(row.label)
        self.is_changed = False
        self._label = Label(self.name, self, weight=550)
        self._line = Label("", self, role="help", tone="secondary", wraps=True)
        self._badge = AssumptionBadge(self.name, self) if row.assumption else None
        self._dot: ChangeDot | None = None
        self._lock: LockSign | None = None
        self._chip: OverrideChip | None = None
        self._loaded: Value = row.default
        self._tip = tip(row)
        self._heights: dict[int, int] = {}
        self._is_stale = self._is_stretched = False
        self._says: object = None
        self._lock_says: object = None
        self.tail: list[QWidget] = []
        self.middle: QWidget | None = None
        # A fixed policy would cut the height for a narrow width down to that of the ordinary one.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setToolTip(self._tip)
        theme.notifier().changed.connect(self.follow_theme)
        self.session.drag_ended.connect(self._relax)

    @property
    def is_locked(self) -> bool:
        """Whether the scenario forbids to change this. Free play, beside a lesson, forbids nothing."""
        return self.row.id in self.session.state.view.lock and not self.session.lesson.is_free

    def _why_locked(self) -> str:
        if self.session.lesson.is_on:
            return tr("Locked in this lesson, so that nothing else changes. Free play (F7) opens it.")
        return tr("Locked by this scenario.")

    @property
    def override(self) -> Kind | None:
        """How the scenario overrides this; None if it does not."""
        return self.source.override(self.row.id)

    @property
    def set_to(self) -> Value:
        """The value that is set, whether it is in force or not."""
        return self.source.set_to(self.row.id)

    def follow(self) -> None:
        """Show what one that was made now would show; where it shows that already, nothing is touched."""
        self.abandon()
        value = self.source.in_force(self.row.id)
        if self._to_say(value) != self._says:
            self.show_value(value)
        self.compare(self.source.loaded(self.row.id))
        self.renew_lock()

    def _to_say(self, value: Value) -> object:
        """All on which the texts of a value depend."""
        lock = self._why_locked() if self.is_locked else ""
        return value, lock, self.override, self.set_to, self.source.why_idle(self.row.id)

    def _to_say_of_the_lock(self) -> object:
        """All on which it depends whether this can be changed, and how that is said."""
        return self._why_locked() if self.is_locked else "", self.override, self.set_to if self.override else None

    def show_value(self, value: Value) -> None:
        """Show the value in force; nothing is emitted."""
        self._says = self._to_say(value)
        self._line.setText(self._words(value))
        self._line.set_tone("secondary")
        if self._line.is_cut():
            self.follow_text()
        else:
            self._relax()

    def _relax(self) -> None:
        """Give back the room of a sentence that is gone; not while a slider is held, since nothing is to move then."""
        if (self._is_stretched or not self.isVisible()) and not self.session.is_dragging:
            self.follow_text()

    def _words(self, value: Value) -> str:
        """The value in words, or why it plays no part at present, or cannot be changed."""
        if self.is_locked:
            return self._why_locked()
        why = self.source.why_idle(self.row.id)
        if kind := self.override:
            words, was = tr(words_of(self.row.id, kind)), value_text(self.row, self.set_to)
            said = tr("{words} in this run; set to {value}", words=words, value=was)
            return f"{said}; {tr(why)}" if why else said
        return tr(why) if why else reading(self.row, value)

    def compare(self, loaded: Value) -> None:
        """Mark a value that differs from the loaded scenario's."""
        is_changed = self.set_to != loaded
        if is_changed == self.is_changed and loaded == self._loaded:
            return
        self.is_changed, self._loaded = is_changed, loaded
        if is_changed and self._dot is None:
            self._dot = ChangeDot(tr("{name}: restore", name=self.name), self)
            self._dot.restored.connect(self.restore)
        if self._dot is not None:
            was = value_text(self.row, loaded)
            self._dot.setToolTip(tr("Changed from {value}; double click to restore", value=was))
            self._dot.setAccessibleDescription(tr("changed from {value}", value=was))
            self._dot.setVisible(is_changed)
            self._dot.setEnabled(not self.is_locked)
        self.follow_text()

    def renew_lock(self) -> None:
        """Follow the lock, the override and the value behind it, where one of them is another."""
        if self._to_say_of_the_lock() != self._lock_says:
            self.follow_lock()

    def follow_lock(self) -> None:
        """Enabled or not, as the scenario says; what is overridden is not edited."""
        self._lock_says = self._to_say_of_the_lock()
        is_locked, kind = self.is_locked, self.override
        for editor in (*self.tail, self.middle):
            if editor is not None:
                editor.setEnabled(not is_locked and kind is None)
        if kind is not None and self._chip is None:
            self._chip = OverrideChip(self)
            self._chip.clicked.connect(self.end_override)
        if self._chip is not None:
            self._chip.setVisible(kind is not None)
            for editor in self.tail:
                editor.setVisible(kind is None)
            if kind is not None:
                self._chip.show_override(self.row, kind, self.set_to)
                self._chip.setEnabled(not is_locked)
        if is_locked and self._lock is None:
            self._lock = LockSign(self)
        if self._lock is not None:
            self._lock.setVisible(is_locked)
        if self._dot is not None:
            self._dot.setEnabled(not is_locked)
        self.setToolTip(f"{self._why_locked()}\n{self._tip}" if is_locked else self._tip)
        self.follow_text()

    def stations(self) -> list[QWidget]:
        """Where the Tab key stops, in order."""
        dot = [] if self._dot is None else [self._dot]
        middle = [] if self.middle is None else [self.middle]
        chip = [] if self._chip is None else [self._chip]
        return [*dot, *middle, *self.tail, *chip]

    def abandon(self) -> None:
        """Forget what was typed but not committed, and let go of what is held: this is about to mean something else."""

    def restore(self) -> None:
        """Back to the value of the loaded scenario, where that is still one: a size can be another task's."""
        value = self.source.loaded(self.row.id)
        if sentence := refusal_sentence(self.row, value):
            self.say_refusal(sentence)
        else:
            self.set_value(value)

    def set_value(self, value: Value) -> None:
        """Change the parameter, named for undo."""
        if not self.is_locked:
            self.source.change(self.row.id, value, say("Change {name}", **self._called()))

    def _called(self) -> dict[str, Sentence]:
        """What it is called within a sentence: languages that write nouns with a capital use {Name}."""
        return {"name": within(self.row.label), "Name": say(self.row.label)}

    def set_override(self, kind: Kind | None) -> None:
        """Switch off, make perfect, or end that; named for undo."""
        if self.is_locked or kind == self.override:
            return
        called = self._called()
        texts = {
            "off": say("Switch off {name}", **called),
            "ideal": say("Make {name} perfect", **called),
            None: say("End the override of {name}", **called),
        }
        self.session.set_overrides({self.row.id: kind}, texts[kind])

    def end_override(self) -> None:
        """As it is set."""
        self.set_override(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.source.overrides(self.row.id) and not self.is_locked:
            menu = self.override_menu()
            menu.popup(event.globalPos())
        else:
            super().contextMenuEvent(event)

    def override_menu(self) -> QMenu:
        """The menu with which this is switched off or made perfect; it deletes itself when it closes."""
        menu = OverrideMenu(self.row, self.override, self)
        menu.chosen.connect(self.set_override)
        return menu

    def take(self) -> None:
        """What follows until `let_go` is one change."""
        self.session.begin_drag(self.row.id)

    def let_go(self) -> None:
        """The change is complete."""
        self.session.end_drag()

    def say_refusal(self, sentence: str) -> None:
        """Why a typed value was not taken, in place of the reading."""
        in_force = value_text(self.row, self.set_to)
        sentence = tr("{sentence} Still {value}.", sentence=sentence, value=in_force)
        self._line.setText(sentence)
        self._line.set_tone("misaligned_text")
        self.follow_text()
        announce(self, sentence)

    def withdraw_refusal(self) -> None:
        """The reading again."""
        self._line.setText(self._words(self.source.in_force(self.row.id)))
        self._line.set_tone("secondary")
        self.follow_text()

    def follow_text(self) -> None:
        """Other texts or marks may need another place and height."""
        self._heights.clear()
        self.updateGeometry()
        if self.isVisible():
            self._arrange(self.width(), is_trial=False)
        else:
            self._is_stale = True

    def follow_theme(self) -> None:
        """Other sizes."""
        self.follow_text()
        if isinstance(self.middle, Choices):
            self.middle.arrange()

    def describe(self, value: Value) -> str:
        """What a screen reader says with each value; the tool tip's words it says when asked (Ctrl+F1)."""
        said = self._words(value)
        return tr("{said} (assumption)", said=said) if self.row.assumption else said

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(width, is_trial=True)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        width = round(scaled(264))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        # The least height at any width: a layout asks besides for the height at the width that it gives.
        return QSize(round(scaled(160)), self.heightForWidth(round(scaled(_ROOMY_PX))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._is_stale = False
        self._arrange(self.width(), is_trial=False)

    def showEvent(self, event: QShowEvent) -> None:
        if self._is_stale:
            self._is_stale = False
            self._arrange(self.width(), is_trial=False)

    def _arrange(self, width: int, *, is_trial: bool) -> int:
        """Place everything for a width; returns the height."""
        inset, row, gap = round(scaled(INSET_PX)), round(scaled(ROW_PX)), round(scaled(8))
        end = width - inset
        ends = self.tail if self._chip is None or self.override is None else [self._chip]
        for editor in ends:
            size = editor.sizeHint()
            across = min(size.width(), max(end - inset - gap, 0))
            self._place(editor, end - across, (row - size.height()) // 2, across, size.height(), is_trial)
            end -= across + gap // 2
        end -= gap // 4
        badge_in_line = self._arrange_name(inset, end, row, is_trial)
        y = row
        if isinstance(self.middle, Slider):
            height = self.middle.sizeHint().height()
            self._place(self.middle, 0, y - 1, width, height, is_trial)
            y += height - 1
        elif self.middle is not None:
            y += gap // 2
            height = self.middle.heightForWidth(width - 2 * inset)
            self._place(self.middle, inset, y, width - 2 * inset, height, is_trial)
            y += height + gap
        else:
            y += gap // 4
        room, lowest = width - 2 * inset, y
        if self._badge is not None and badge_in_line:
            size = self._badge.sizeHint()
            size.setWidth(min(size.width(), max(width // 2 - inset, 0)))  # its line keeps half
            top = y + max((self._line.line_height() - size.height()) // 2 + 1, 0)
            self._place(self._badge, width - inset - size.width(), top, size.width(), size.height(), is_trial)
            room -= size.width() + gap
            lowest = top + size.height()
        usual, height = self._line_height(room), self._line.height_of(self._line.text(), room)
        if not is_trial:
            self._is_stretched = height > usual
        height = max(height, usual)
        self._place(self._line, inset, y, room, height, is_trial)
        return max(y + height, lowest)

    def _arrange_name(self, x: int, end: int, row: int, is_trial: bool) -> bool:
        """The label and its marks between two edges; returns whether the badge found no room."""
        gap = round(scaled(8))
        marks: list[tuple[QWidget, int, int]] = []  # widget, width, how far it reaches into the gap before it
        if self._dot is not None and self.is_changed:
            marks.append((self._dot, self._dot.sizeHint().width(), round(scaled(4))))
        if self._lock is not None and self.is_locked:
            marks.append((self._lock, self._lock.sizeHint().width(), -gap // 2))
        taken = sum(across - reach for _, across, reach in marks)
        wanted, badge_in_line = self._label.full_width(), False
        if self._badge is not None:
            across = self._badge.sizeHint().width()
            # Room for the dot of a change is kept in any case, so that the badge does not jump.
            badge_in_line = x + wanted + round(scaled(_DOT_ROOM_PX)) + across > end
            if not badge_in_line:
                reach = -gap if not marks else round(scaled(20 - _DOT_ROOM_PX)) if marks[-1][0] is self._dot else 0
                marks.append((self._badge, across, reach))
                taken += across - reach
        across = max(min(wanted, end - x - taken), 0)
        self._place(self._label, x, 0, across, row, is_trial)
        x += across
        for mark, across, reach in marks:
            x -= reach
            height = mark.sizeHint().height()
            top = (row - height) // 2 + (1 if mark is self._badge else 0)
            self._place(mark, x, top, across, height, is_trial)
            x += across
        return badge_in_line

    def _place(self, widget: QWidget, x: int, y: int, width: int, height: int, is_trial: bool) -> None:
        if is_trial:
            return
        if self.isRightToLeft():
            x = self.width() - x - width
        widget.setGeometry(x, y, width, height)

    def _line_height(self, width: int) -> int:
        """Room for the longest reading, so that nothing moves while a slider is dragged."""
        texts = self._longest
        if self.override is not None:
            texts = (*texts, self._words(value_of(self.row.id, self.override)))
        return max((self._line.height_of(text, width) for text in texts), default=0)

    @cached_property
    def _longest(self) -> tuple[str, ...]:
        """What the line may say without a change of what is overridden."""
        texts = {tr(why) for why in self.source.idle_texts(self.row.id)}
        if self.row.reading:
            values = stops(self.row)
            # Next to the ends numbers are longest: 0.00012 after 0, 99.9 before 100.
            texts |= {reading(self.row, value) for value in (*values[:3], *values[-2:], self.row.default)}
        return tuple(texts)


class FieldControl(Control):
    """A number that is typed; for the seed, with a button that draws a new one."""

    def __init__(self, source: Source, row: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(source, row, parent)
        self.field = NumberField(row, self)
        self.field.setAccessibleName(tr("{name}, number", name=self.name))
        self.field.committed.connect(self.set_value)
        self.field.refused.connect(self.say_refusal)
        self.field.cleared.connect(self.withdraw_refusal)
        self.field.stepped.connect(self.step)
        self.field.taken.connect(self.take)
        self.field.let_go.connect(self.let_go)
        self.tail = [self.field]

    def show_value(self, value: Value) -> None:
        assert not isinstance(value, str)
        super().show_value(value)
        before = self.field.sizeHint().width()
        self.field.show_value(value)
        if self.field.sizeHint().width() != before:
            self.follow_text()
        self.field.setAccessibleDescription(self.describe(value))

    def step(self, steps: int) -> None:
        """The value some steps further, within the range."""
        value = self.set_to
        assert isinstance(value, int | float)
        self.set_value(min(max(value + steps, self.row.low), self.row.high))

    def abandon(self) -> None:
        self.field.abandon()


class SeedControl(FieldControl):
    """The seed."""

    def __init__(self, source: Source, row: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(source, row, parent)
        name = tr("New seed")
        self.renew_button = IconButton(
            "renew", name, tr("New seed: other luck, same rules"), self, target_px=ROW_PX, disc_px=22, icon_px=13
        )
        self.renew_button.clicked.connect(self.renew)
        self.tail = [self.field, self.renew_button]

    def renew(self) -> None:
        """Another seed, drawn by lot."""
        present = self.set_to
        drawn = QRandomGenerator.system().bounded(NEW_SEEDS - 1)
        self.set_value(drawn if drawn != present else NEW_SEEDS - 1)


class SliderControl(FieldControl):
    """A number with a slider and a field."""

    def __init__(self, source: Source, row: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(source, row, parent)
        self.slider = Slider(row, self)
        self.slider.setAccessibleName(self.name)
        self.slider.sliderPressed.connect(self.take)
        self.slider.picked.connect(self.set_value)
        self.slider.sliderReleased.connect(self.let_go)
        self.middle = self.slider

    def show_value(self, value: Value) -> None:
        assert not isinstance(value, str)
        super().show_value(value)
        self.slider.show_value(value)
        self.slider.setAccessibleDescription(self.describe(value))

    def follow_lock(self) -> None:
        super().follow_lock()
        hints = [tr("Double click or Ctrl+click the handle for the default.")]
        if self.source.overrides(self.row.id):
            hints.append(tr("Right click: switch off or make perfect."))
        self.slider.setToolTip("" if self.is_locked else "\n".join([self._tip, *hints]))

    def abandon(self) -> None:
        super().abandon()
        self.slider.let_go()

    def step(self, steps: int) -> None:
        self.set_value(self.slider.neighbor(steps))


class ChoiceControl(Control):
    """One of some words."""

    def __init__(self, source: Source, row: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(source, row, parent)
        self.choices = Choices(self.name, row.choices, self)
        self.choices.chosen.connect(self.set_value)
        self.middle = self.choices

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        self.choices.show_value(str(value))

    def stations(self) -> list[QWidget]:
        return [*super().stations()[:-1], *self.choices.pills]


def make_control(source: Source, row: Parameter, parent: QWidget | None = None) -> Control:
    """The kind of control that suits a row, showing the present value."""
    if row.choices:
        control: Control = ChoiceControl(source, row, parent)
    elif stops(row):
        control = SliderControl(source, row, parent)
    else:
        control = SeedControl(source, row, parent)
    control.show_value(source.in_force(row.id))
    control.compare(source.loaded(row.id))
    control.follow_lock()
    return control
