"""The stage of the learned model: a tree that was really executed, with its questions, distributions and slips.

It takes the place of the effective model's tree while the tab "Learned" is in front. A round's tree is built from the
answers of the round before, as its student's training was.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QToolTip, QWidget

from simulator.app.executed import Asked, Executed, Tree
from simulator.app.session import Session
from simulator.ui import theme
from simulator.ui.learned.plot import KEYS
from simulator.ui.learned.pointer import Glance, Pointer
from simulator.ui.learned.tree import Laid, Leaf, laid_out, node_words, outcome_of, tree_words
from simulator.ui.learned.words import READINGS, answer_words, question_words
from simulator.ui.stage.shapes import Signs
from simulator.ui.text import as_tip, mark, tr
from simulator.ui.widgets.buttons import WordButton
from simulator.ui.widgets.card import Card
from simulator.ui.widgets.cut_words import CutWords
from simulator.ui.widgets.focus import KeyboardFocus, paint_ring
from simulator.ui.widgets.metrics import font, metrics, scaled

_RADIUS_PX, _MARK_PX, _BAR_PX = 9.0, 7.0, 46.0
_BARS = 3
_WIDEST, _TALLEST = 230.0, 120.0
_WIDE_SHARE, _TALL_SHARE = 0.22, 0.42
"""Answers further apart than this, and rows, no longer look as if they belonged together: so many pixels, or such a
share of a large stage."""
_WIDE_ENOUGH, _WIDE_FOR_BARS = 46.0, 92.0
"""Distances of answers from which their words, and their distributions, are written below them."""
_LINKS_SHARE = 0.6
"""Share of the stage's width that its two links may take, however long their words are."""
_PATIENCE_MS = 250
"""A tree that takes longer is said to be on its way."""


class LearnedStage(KeyboardFocus, Card):
    """Left and Right go by rounds, Up and Down or N and Shift+N by questions, D draws the tree anew."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pointer: Pointer | None = None
        self._executed = Executed(self)
        self._executed.came.connect(self._take)
        session.training.changed.connect(self.look)
        self._tree: Tree | None = None
        self._shown: Glance | None = None  # to which the tree belongs
        self._wanted: Glance | None = None  # whose tree is being drawn, if it is another one
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._say_what_comes)
        self._laid: tuple[Laid, ...] = ()
        self._count = 0
        self._links_begin = 0
        self._cut = CutWords()
        self.next = WordButton(tr("Another question"), self)  # the first for Tab, as it stands
        self.next.setToolTip(tr("The next question, in the order of their depth (N; Shift+N goes back)"))
        self.next.clicked.connect(self.ask_another)
        self.again = WordButton(tr("Draw again"), self)
        self.again.setToolTip(tr("Execute the tree once more: answers are drawn anew from the model (D)"))
        self.again.clicked.connect(self.draw_again)
        for link in (self.again, self.next):
            link.setProperty("link", True)
            link.setProperty("role", "secondary")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Stage: a tree of the learned model"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.notifier().changed.connect(self._lay_out)

    @property
    def nodes(self) -> tuple[Laid, ...]:
        """The tree that is shown, node by node, the root first."""
        return self._laid

    def follow(self, pointer: Pointer | None) -> None:
        """Show what this pointer looks at; None: rest."""
        if self._pointer is not None:
            self._pointer.moved.disconnect(self.look)
        self._pointer = pointer
        if pointer is None:
            self._executed.forget()
        else:
            pointer.moved.connect(self.look)
            self.look()

    def look(self) -> None:
        """Execute the tree of the present question, if it is another one."""
        if self._pointer is None:
            return
        glance = self._glance()
        if glance is None:
            self._tree = self._shown = self._wanted = None
            self._lay_out()
            return
        asked = Asked(
            model=max(glance.round - 1, 0), kind=glance.kind, question=glance.question, count=self._count
        )
        self._executed.want(glance.trained, asked)
        tree = self._tree
        if tree is not None and tree.trained is glance.trained and tree.asked == asked:
            self._shown, self._wanted = glance, None
        else:
            if self._wanted is None:
                self._patience.start()
            self._wanted = glance
        self._describe()
        self.update()

    def draw_again(self) -> None:
        """The same question, answered anew."""
        self._count += 1
        self.look()

    def ask_another(self) -> None:
        """The next question."""
        if self._pointer is not None:
            self._pointer.step_question(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 160)

    def _glance(self) -> Glance | None:
        return None if self._pointer is None else self._pointer.glance

    def _take(self, tree: Tree) -> None:
        self._tree = tree
        if self._wanted is not None:
            self._shown, self._wanted = self._wanted, None
        self._lay_out()

    @property
    def _is_late(self) -> bool:
        """Whether the tree of what is looked at lets people wait."""
        return self._wanted is not None and not self._patience.isActive()

    def _say_what_comes(self) -> None:
        self._describe()
        self.update()

    # Words.

    def _title(self, glance: Glance) -> str:
        assert glance.trained.facts is not None
        question = question_words(glance.trained.facts.kinds[glance.kind].questions[glance.question])
        if glance.round == 0:
            return tr("Learned model, round 0: {question}, before anything was amplified", question=question)
        return tr("Learned model, round {round}: {question}", question=question, round=glance.round)

    def _subtitle(self, glance: Glance) -> str:
        assert glance.trained.facts is not None
        if self._wanted is not None and self._is_late:
            facts = self._wanted.trained.facts
            assert facts is not None
            question = question_words(facts.kinds[self._wanted.kind].questions[self._wanted.question])
            return tr("The tree of {question}, round {round}, is being drawn …",
                      question=question, round=self._wanted.round)  # fmt: skip
        depth = int(glance.trained.facts.kinds[glance.kind].depth[glance.question])
        if depth == 0:
            return tr("The simplest kind of question: it is not split, its answer is taught as it is.")
        if glance.round == 0:
            return tr("The first model was taught the simplest questions alone. This is the tree of round 1.")
        said = mark(
            "The overseer splits it, the model of round {before} answers, the overseer combines. "
            "What comes of it is taught to the student of round {round}."
        )
        return tr(said, before=glance.round - 1, round=glance.round)

    def _describe(self) -> None:
        glance = self._shown or self._wanted
        if glance is None:
            self.setAccessibleDescription(tr("Nothing has been trained yet."))
            return
        parts = [self._title(glance) + ".", self._subtitle(glance)]
        if self._tree is not None:
            parts.append(tree_words(self._tree.nodes))
        self.setAccessibleDescription("\n".join(parts))

    # Events.

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = KEYS.get(event.key())
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._pointer is None or plain & ~Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
        elif event.key() == Qt.Key.Key_N:
            self.note_key()
            self._pointer.step_question(-1 if plain else 1)
        elif plain:
            event.ignore()
        elif event.key() == Qt.Key.Key_D:
            self.note_key()
            self.draw_again()
        elif move is not None:
            self.note_key()
            move[0](self._pointer, move[1])
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a sub-question makes it the question that is looked at."""
        found = self._at(event.position())
        if found is None or self._pointer is None or found.node.row < 0:
            event.ignore()
            return
        glance = self._glance()
        if glance is not None and found.node.parent >= 0:
            self._pointer.look_at_kind(found.node.head)
            self._pointer.look_at_question(found.node.row)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            point = QPointF(event.pos())
            found = self._at(point)
            text = self._cut.at(point) if found is None else node_words(found.node)
            QToolTip.showText(event.globalPos(), as_tip(text), self)
            return True
        return super().event(event)

    def _at(self, point: QPointF) -> Laid | None:
        reach = scaled(_RADIUS_PX) * 2.2
        near = [laid for laid in self._laid if (QPointF(laid.x, laid.y) - point).manhattanLength() <= reach]
        return min(near, key=lambda laid: (QPointF(laid.x, laid.y) - point).manhattanLength(), default=None)

    # Painting.

    def _lay_out(self) -> None:
        look = theme.current()
        end = self.width() - look.padding
        most = round((self.width() - 2 * look.padding) * _LINKS_SHARE / 2)
        for link in (self.again, self.next):
            size = link.sizeHint()
            size.setWidth(min(size.width(), most))
            end -= size.width()
            place = QRect(end, 10, size.width(), size.height())
            link.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        self._links_begin = end
        self.again.setVisible(self._tree is not None and len(self._tree.nodes) > 1)
        self.next.setVisible(self._tree is not None)
        if self._tree is None:
            self._laid = ()
        else:
            top = self._head_height() + scaled(_RADIUS_PX) + 14
            below = metrics("help", 400).height() * (_BARS + 2) + scaled(_RADIUS_PX) * 1.6 + 14
            bottom = max(self.height() - below, top + 1)
            side = look.padding + scaled(30)
            widest = max(scaled(_WIDEST), self.width() * _WIDE_SHARE)
            tallest = max(scaled(_TALLEST), self.height() * _TALL_SHARE)
            self._laid = laid_out(self._tree.nodes, side, top, self.width() - side, bottom, widest, tallest)
        self._describe()
        self.update()

    def _head_height(self) -> float:
        return 14 + metrics("title", 650).height() + metrics("secondary", 400).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._cut.clear()
        look, glance = theme.current(), self._shown or self._wanted
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_head(painter, glance)
            if self._laid:
                self._paint_reading(painter)
                self._paint_links(painter)
                self._paint_nodes(painter)
            if self.shows_ring:
                paint_ring(painter, QRectF(self.rect()), look.radius)

    def _paint_head(self, painter: QPainter, glance: Glance | None) -> None:
        look = theme.current()
        place = QRectF(look.padding, 12, self.width() - 2 * look.padding, metrics("title", 650).height())
        if self.next.isVisible():
            place.setWidth(self._links_begin - look.padding - 8)
            place = QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), place.toAlignedRect()))
        title = tr("Nothing has been trained yet") if glance is None else self._title(glance)
        self._write(painter, place, title, font("title", 650), "ink")
        if glance is not None:
            place = QRectF(look.padding, place.bottom() + 1, self.width() - 2 * look.padding, 1)
            place.setHeight(metrics("secondary", 400).height())
            self._write(painter, place, self._subtitle(glance), font("secondary", 400), "secondary")

    def _paint_reading(self, painter: QPainter) -> None:
        """How the questions are read, in the lowest line."""
        look, line = theme.current(), metrics("help", 400).height()
        place = QRectF(look.padding, self.height() - line - 6, self.width() - 2 * look.padding, line)
        assert self._tree is not None
        text = tr(READINGS[self._tree.trained.settings.task])
        self._write(painter, place, text, font("help", 400), "secondary")

    def _write(self, painter: QPainter, place: QRectF, text: str, used: QFont, token: str) -> None:
        painter.setFont(used)
        painter.setPen(theme.current().color(token))
        self._cut.write(painter, place, text, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

    def _paint_links(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.current().color("hairline"), theme.current().thin_px * 1.4))
        for laid in self._laid:
            if laid.node.parent >= 0:
                above = self._laid[laid.above]
                painter.drawLine(QPointF(above.x, above.y), QPointF(laid.x, laid.y))

    def _paint_nodes(self, painter: QPainter) -> None:
        look, radius, half = theme.current(), scaled(_RADIUS_PX), scaled(_MARK_PX)
        signs = Signs(look)
        assert self._tree is not None
        assert self._tree.trained.facts is not None
        facts = self._tree.trained.facts
        for laid in self._laid:
            node = laid.node
            if node.kind == "model":
                signs.chip(laid.x, laid.y, radius * 1.45)
            if node.kind == "fact":
                if node.caught:
                    signs.shield(laid.x, laid.y, radius * 0.85)
                continue
            signs.answer(outcome_of(node, facts), laid.x, laid.y, radius * (0.8 if node.kind == "model" else 0.95))
            if node.kind == "step":
                signs.step(laid.x - radius - half - 5, laid.y, half, slipped=bool(node.slip))
        painter.save()
        signs.paint(painter)
        painter.restore()
        painter.setFont(font("help", 650))
        for laid in self._laid:
            if laid.node.kind == "step":
                painter.setPen(look.color("card" if laid.node.slip else "overseer_text"))
                x = laid.x - radius - half - 5
                painter.drawText(QRectF(x - half, laid.y - half, 2 * half, 2 * half), Qt.AlignmentFlag.AlignCenter, "H")
        for laid in self._laid:
            self._paint_words(painter, laid)

    def _paint_words(self, painter: QPainter, laid: Laid) -> None:
        """The question with its answer; below what the model answers from, its distribution."""
        look, node = theme.current(), laid.node
        if laid.room < scaled(_WIDE_ENOUGH):
            return
        line, radius = metrics("help", 400).height(), scaled(_RADIUS_PX)
        is_root = node.parent < 0
        question, answer = question_words(node.question), answer_words(node.answer_words)
        said = mark("{question} {answer}") if node.kind == "fact" else mark("{question} = {answer}")
        text = tr(said, question=question, answer=answer)
        if node.kind == "step":
            left, end = laid.x + radius + 7, self.width() - look.padding
            # An answer at the top may use what there is; one beside others must leave them theirs.
            room = end - left if is_root else min(laid.room - radius - 7 - 2 * scaled(_MARK_PX), end - left)
            place = QRectF(left, laid.y - line, max(room, 1.0), 2 * line)
            slip = {"fresh": tr("a slip"), "systematic": tr("a slip, always the same here")}.get(node.slip, "")
            painter.setFont(font("secondary" if is_root else "help", 650))
            painter.setPen(look.color("ink"))
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
            self._cut.write(painter, place, text, align)
            place.setLeft(place.left() + painter.fontMetrics().horizontalAdvance(text) + 10)
            if slip and place.width() >= scaled(_WIDE_ENOUGH):
                painter.setPen(look.color("overseer_text"))
                self._cut.write(painter, place, slip, align)
            return
        top = laid.y if node.kind == "fact" and not node.caught else laid.y + radius * 1.6
        place = QRectF(laid.x - laid.room / 2 + 2, top, laid.room - 4, line)
        painter.setFont(font("help", 400 if node.kind == "fact" else 550))
        painter.setPen(look.color("secondary" if node.kind == "fact" else "ink"))
        has_bars = laid.room >= scaled(_WIDE_FOR_BARS) and node.kind == "model" and self._tree is not None
        if has_bars and painter.fontMetrics().horizontalAdvance(text) > place.width():
            text = question  # the answer stands beside its bar
        self._cut.write(painter, place, text, Qt.AlignmentFlag.AlignCenter)
        if has_bars:
            self._paint_bars(painter, laid, place.bottom() + 2)

    def _paint_bars(self, painter: QPainter, laid: Laid, top: float) -> None:
        """The likeliest answers of the model, the one that was drawn in the full color."""
        assert self._tree is not None
        assert self._tree.trained.facts is not None
        look, line, width = theme.current(), metrics("help", 400).height(), scaled(_BAR_PX)
        names = self._tree.trained.facts.kinds[laid.node.head].answers
        painter.setFont(font("help", 400))
        leaf = Leaf.of(laid.node, names, _BARS)
        for number, (name, share, is_drawn) in enumerate(leaf.bars):
            y = top + number * line * 0.95
            left = laid.x - width * 0.3
            painter.setPen(look.color("ink" if is_drawn else "secondary"))
            text = QRectF(laid.x - laid.room / 2 + 2, y, left - 6 - laid.x + laid.room / 2 - 2, line)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
            self._cut.write(painter, text, name, side | Qt.AlignmentFlag.AlignVCenter)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent", 0.9 if is_drawn else 0.35))
            painter.drawRect(QRectF(left, y + line * 0.25, max(width * share, 1.0), line * 0.5))
