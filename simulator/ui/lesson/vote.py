"""A question put to the class: hands are counted, nobody sees the bars before the vote is closed, then votes again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from simulator.app.lesson import HANDS, VOTES, Vote
from simulator.app.lesson_play import LessonPlay
from simulator.ui import theme
from simulator.ui.text import tr
from simulator.ui.widgets.buttons import Button, restyle
from simulator.ui.widgets.figures import Figures
from simulator.ui.widgets.labels import Label
from simulator.ui.widgets.metrics import font, metrics, scaled

_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}
_BAR_PX, _GAP_PX = 12, 4


def percent(count: int, whole: int) -> int:
    """A share in whole percent; halves are rounded up, as a class does."""
    return (200 * count + whole) // (2 * whole)


class HandsField(QLineEdit):
    """Hands for one answer. What was typed is hidden again once the next field is typed in: others still vote.

    `entered()` follows Enter, `left()` follows Esc.
    """

    entered = Signal()
    left = Signal()

    def __init__(self, answer: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setValidator(Figures(HANDS, self))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(tr("Hands for: {answer}", answer=answer))
        self.setEchoMode(QLineEdit.EchoMode.Password)

    @property
    def hands(self) -> int:
        """What is typed; 0 while nothing is."""
        return int(self.text() or 0)

    def show_hands(self, hands: int) -> None:
        """Show a number without telling; nothing for 0, so that one can type at once."""
        if hands != self.hands:
            self.setText(str(hands) if hands else "")

    def sizeHint(self) -> QSize:
        return QSize(round(metrics("body", 400).horizontalAdvance("0000") + 22), super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()  # it leaves the count, and not a presentation
            return True
        if is_key and event.text() and not event.text().isdigit():  # type: ignore[attr-defined]
            event.ignore()  # a clicker's period blanks the screen
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.show_hands(min(max(self.hands + _KEYS[key], 0), HANDS))
            self.textEdited.emit(self.text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Password)
        super().focusOutEvent(event)


class VoteBars(QWidget):
    """The closed votes, answer by answer: the first hollow, the second filled, both with their numbers."""

    def __init__(self, answers: tuple[str, ...], votes: tuple[Vote, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._answers, self._votes = answers, votes
        self._most = max((count for vote in votes for count in vote.counts), default=0) or 1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Result of the vote"))
        self.setAccessibleDescription("\n".join(self._said(place) for place in range(len(answers))))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(sum(self._words(place, width).height() + self._below() for place in range(len(self._answers))))

    def sizeHint(self) -> QSize:
        return QSize(round(scaled(200)), self.heightForWidth(round(scaled(200))))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, top = theme.current(), 0.0
        bar, gap = scaled(_BAR_PX), scaled(_GAP_PX)
        number = metrics("secondary", 550).horizontalAdvance(f"{self._most}  100 %") + 2 * gap
        room = max(self.width() - number, 10.0)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place, answer in enumerate(self._answers):
                words = self._words(place, self.width()).translated(0, top)
                painter.setFont(font("body", 400))
                painter.setPen(look.color("ink"))
                painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap), tr(answer))
                y = words.bottom() + gap
                for turn, vote in enumerate(self._votes):
                    count, whole = vote.counts[place], sum(vote.counts) or 1
                    line = QRectF(0, y, max(room * count / self._most, 2.0), bar)
                    is_last = turn == len(self._votes) - 1
                    painter.setPen(QPen(look.color("accent"), look.thin_px))
                    painter.setBrush(look.color("accent") if is_last else look.color("card"))
                    painter.drawRoundedRect(line.adjusted(1, 1, -1, -1), 2, 2)
                    painter.setFont(font("secondary", 550 if is_last else 400))
                    painter.setPen(look.color("ink" if is_last else "secondary"))
                    high = metrics("secondary", 550).height()
                    said = QRectF(line.right() + gap, y + (bar - high) / 2, number, high)
                    painter.drawText(said, Qt.AlignmentFlag.AlignVCenter, f"{count}  {percent(count, whole)} %")
                    y += self._bar_room()
                top += words.height() + self._below()

    def _words(self, place: int, width: int) -> QRectF:
        room = QRectF(0, 0, max(width, 1), 10_000)
        return metrics("body", 400).boundingRect(room, int(Qt.TextFlag.TextWordWrap), tr(self._answers[place]))

    def _bar_room(self) -> float:
        return max(scaled(_BAR_PX), metrics("secondary", 550).height()) + scaled(2)

    def _below(self) -> float:
        return self._bar_room() * len(self._votes) + scaled(_GAP_PX + 8)

    def _said(self, place: int) -> str:
        answer = tr(self._answers[place])
        turns = [tr("{count} of {all}", count=vote.counts[place], all=sum(vote.counts)) for vote in self._votes]
        if len(turns) == 1:
            return tr("{answer}: {first}", answer=answer, first=turns[0])
        return tr("{answer}: first {first}, then {second}", answer=answer, first=turns[0], second=turns[1])


class ClassVote(QWidget):
    """The vote on the bets of the present step: nothing but a button until it begins."""

    def __init__(self, play: LessonPlay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._play = play
        self._bets = play.step.bets
        self.fields: list[HandsField] = []
        self.bars: VoteBars | None = None
        self._shown: tuple[int, bool] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._inside: QWidget | None = None
        self.button = Button("", self)
        self.button.clicked.connect(self.press)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        theme.notifier().changed.connect(self._fit)
        self.follow()

    def press(self) -> None:
        """Begin to count; close the vote, or leave it where nobody has been counted."""
        answer = self._play.answer
        if answer.is_counting and any(answer.votes[-1].counts):
            self._play.close_vote()
        elif answer.is_counting:
            self._leave()
        else:
            self._play.open_vote()
            if self.fields:
                self.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Show how far the vote is."""
        answer = self._play.answer
        state = (len(answer.votes), answer.is_counting)
        if state != self._shown:
            self._shown = state
            self._make(counting=answer.is_counting, closed=answer.closed)
        for field, hands in zip(self.fields, answer.votes[-1].counts if self.fields else (), strict=False):
            field.show_hands(hands)
        is_quiet = not answer.votes and not theme.is_presenting()  # most learners are alone
        if is_quiet != (self.button.property("link") == "true"):
            self.button.setProperty("link", "true" if is_quiet else "false")
            restyle(self.button)
        if answer.is_counting:
            self.button.setText(tr("Close the vote") if any(answer.votes[-1].counts) else tr("Do not count"))
        else:
            self.button.setText(tr("Vote again") if answer.votes else tr("Count the hands of a class"))
            self.button.setVisible(len(answer.votes) < VOTES)

    def _make(self, *, counting: bool, closed: tuple[Vote, ...]) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        self.fields, self.bars = [], None
        self._inside = QWidget(self)
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.setColumnStretch(0, 1)
        if counting:
            again = tr("Second vote: type the hands") if closed else tr("Type the hands for each answer")
            grid.addWidget(Label(again, self._inside, role="secondary", tone="secondary", wraps=True), 0, 0, 1, 2)
            for row, bet in enumerate(self._bets, start=1):
                field = HandsField(tr(bet), self._inside)
                field.textEdited.connect(self._take)
                field.entered.connect(self._next)
                field.left.connect(self._leave)
                grid.addWidget(Label(tr(bet), self._inside, wraps=True), row, 0)
                grid.addWidget(field, row, 1)
                self.fields.append(field)
        elif closed:
            if len(closed) > 1:
                key = tr("hollow: first vote, filled: second vote")
                grid.addWidget(Label(key, self._inside, role="help", tone="secondary", wraps=True), 0, 0)
            self.bars = VoteBars(self._bets, closed, self._inside)
            grid.addWidget(self.bars, 1, 0)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, self._inside)
        self._inside.setVisible(counting or bool(closed))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Words that wrap, and bars, get the height that they need: a scrolled layout asks for the least only."""
        if self._inside is None:
            return
        beside = self.fields[0].sizeHint().width() + 6 if self.fields else 0
        for label in self._inside.findChildren(Label):
            is_answer = label.text() in {tr(bet) for bet in self._bets}
            label.setFixedHeight(label.heightForWidth(self.width() - (beside if is_answer else 0)))
        if self.bars is not None:
            self.bars.setFixedHeight(self.bars.heightForWidth(self.width()))

    def _take(self, _: str) -> None:
        for place, field in enumerate(self.fields):
            if self._play.answer.votes[-1].counts[place] != field.hands:
                self._play.count(place, field.hands)

    def _leave(self) -> None:
        """No hands are counted; undo brings back what was typed."""
        self._play.drop_vote()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next(self) -> None:
        """Enter goes to the next answer; after the last one it closes the vote, or begins anew without any hands."""
        here = next((place for place, field in enumerate(self.fields) if field.hasFocus()), len(self.fields))
        if here + 1 < len(self.fields) or not any(self._play.answer.votes[-1].counts):
            following = self.fields[(here + 1) % len(self.fields)]
            following.setFocus(Qt.FocusReason.TabFocusReason)
            following.selectAll()
        else:
            self._play.close_vote()
