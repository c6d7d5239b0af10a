"""The stage: the widget that shows the tree of one question of the present round."""

from __future__ import annotations

from math import ceil, hypot

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QToolTip, QWidget

from simulator.app.session import Session
from simulator.engine.iterate import Run
from simulator.ui import theme
from simulator.ui.stage.frame import Picture
from simulator.ui.stage.layout import MARKS_WIDTH, Layout, arrange, levels_that_fit
from simulator.ui.stage.moment import Moment, moment_of, node_states
from simulator.ui.stage.painting import KEY_INDENT, KEY_LINES, paint_stage
from simulator.ui.stage.scene import Scene, scene_of
from simulator.ui.stage.sheet import Measures, Sheet, lay_out_sheet
from simulator.ui.stage.words import (
    Act,
    Texts,
    act_of,
    describe,
    explanation_of_key,
    key_of_shapes,
    outline,
    texts_of,
)
from simulator.ui.text import tr
from simulator.ui.widgets.card import Card

MOST_LINES = 2
"""Lines that the sentence under the tree may take, in a narrow window and a long language."""

POINTED_AT_PX = 5.0
"""A pointer this near to a node, or to what stands beside it, means it."""

FOCUS_RING_PX = 2.0
ROOMY_PX, WHY_LETTERS, WHY_LETTERS_ALONE = 280, 155, 105
"""Height of the stage in the light theme from which a tally has room; letters of why with a tally and alone."""

BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)  # fmt: skip


class StageView(Card):
    """The tree of one question: opening, answering, folding, or at rest.

    Space plays and pauses, Left and Right go by rounds, N and Shift+N by questions. What is seen is a pure function of
    run, position and question; nothing here moves by itself.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._corner = QSize()
        self._number = 0
        self._depth: int | None = None  # of the question; it stays while the run changes, and goes with the round
        self._focus_shown = False
        self._key = key_of_shapes()
        self._another = QPushButton(tr("another question"), self)
        self._another.setProperty("link", True)
        self._another.setProperty("role", "secondary")
        self._another.setToolTip(tr("Another question of this round, drawn by the same laws (N; Shift+N goes back)"))
        self._another.setAccessibleName(tr("Another question of this round"))
        self._another.clicked.connect(self.ask_next)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Stage: the tree of one question"))
        self._run: Run | None = None
        self._wanted: tuple[int, int, int] | None = None
        self._said: tuple[Act, bool, bool] | None = None
        self._moment: Moment
        self._scene: Scene
        self._texts: Texts
        self._sheet: Sheet
        self._layout: Layout
        self._levels = 1
        self._measure()
        player = session.player
        for signal in (session.run_changed, player.moved, player.started, player.paused):
            signal.connect(self.refresh)
        session.drag_ended.connect(self._describe)
        session.opened.connect(self.ask_first)
        theme.notifier().changed.connect(self._measure)

    # ---- what is shown ----

    @property
    def scene(self) -> Scene:
        """The picture that is shown."""
        return self._scene

    @property
    def texts(self) -> Texts:
        """The text that is shown."""
        return self._texts

    def reserve_corner(self, size: QSize) -> None:
        """Keep the top right corner free for something of this size; an empty size frees it."""
        if size != self._corner:
            self._corner = QSize(size)
            self._measure()

    def ask(self, number: int) -> None:
        """Show the question with this number, 0 or more; each is another draw by the same laws."""
        if number >= 0 and number != self._number:
            self._number = number
            self.refresh()

    def ask_first(self) -> None:
        """Show the first question of another scenario."""
        self._number, self._depth, self._run = 0, None, None
        self.refresh()

    def ask_next(self) -> None:
        """Show another question."""
        self.ask(self._number + 1)

    def ask_previous(self) -> None:
        """Show the question before; the first one stays."""
        self.ask(self._number - 1)

    def refresh(self) -> None:
        """Follow run, position and question. The scene is built anew only if one of them asks for another one."""
        session, player = self._session, self._session.player
        self._moment = moment_of(player.phase, player.progress, player.reduced_motion)
        wanted = (player.round, self._number, self._levels)
        is_new = self._run is not session.run or self._wanted != wanted
        if is_new:
            if self._wanted is None or self._wanted[0] != player.round:
                self._depth = None
            self._run, self._wanted = session.run, wanted
            self._draw_scene()
            self._depth = self._scene.depth
        ends = player.round == player.last and session.store.is_saved
        said = (act_of(self._scene, self._moment), player.round == 0 and not player.revealed, ends)
        if is_new or self._said != said:
            self._said = said
            self._texts = texts_of(self._scene, said[0], invites=said[1], tally=self._is_roomy, ends=ends)
            self._place_link()
            if not session.is_dragging:
                self._describe()
        self.update()

    def picture(self) -> Picture:
        """All that is painted now."""
        return Picture(
            scene=self._scene,
            sheet=self._sheet,
            layout=self._layout,
            texts=self._texts,
            moment=self._moment,
            key=self._key,
        )

    # ---- Qt ----

    def sizeHint(self) -> QSize:
        return QSize(716, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(460, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme.paint_card(painter, QRectF(self.rect()))
        paint_stage(painter, theme.current(), self.picture())
        if self._focus_shown:
            painter.setPen(theme.current().color("accent"))
            pen = painter.pen()
            pen.setWidthF(FOCUS_RING_PX)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = FOCUS_RING_PX / 2
            radius = theme.current().radius - inset
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._focus_shown = event.reason() in BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._focus_shown = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        player = self._session.player
        actions = {
            (Qt.Key.Key_Space, False): player.toggle,
            (Qt.Key.Key_Left, False): player.back,
            (Qt.Key.Key_Right, False): player.step,
            (Qt.Key.Key_Home, False): player.to_start,
            (Qt.Key.Key_End, False): player.to_end,
            (Qt.Key.Key_N, False): self.ask_next,
            (Qt.Key.Key_N, True): self.ask_previous,
        }
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shifted = modifiers == Qt.KeyboardModifier.ShiftModifier
        action = actions.get((Qt.Key(event.key()), shifted))
        if action is None or not (shifted or modifiers == Qt.KeyboardModifier.NoModifier):
            super().keyPressEvent(event)
        else:
            action()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            around = QRect(event.x() - 4, event.y() - 4, 8, 8)
            QToolTip.showText(event.globalPos(), self.explanation_at(QPointF(event.pos())), self, around)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place_link()

    # ---- parts ----

    def _measures(self, why_lines: int) -> Measures:
        look = theme.current()
        title, secondary, small = (QFontMetricsF(look.font(role)) for role in ("title", "secondary", "help"))
        return Measures(
            unit=look.body_px / theme.LIGHT.body_px,
            padding=float(look.padding),
            title_height=ceil(title.height()),
            subtitle_height=ceil(secondary.height()),
            why_height=ceil(secondary.height()),
            why_lines=why_lines,
            rows_width=secondary.horizontalAdvance(tr("round {round}", round=60)) + 4.0,
            key_width=ceil(self._key_width(small) + KEY_INDENT * look.help_px) + 2.0,
            key_height=ceil(KEY_LINES * 1.05 * small.height()),
        )

    def _key_width(self, metrics: QFontMetricsF) -> float:
        """The widest name, or the note in two lines."""
        note = metrics.horizontalAdvance(self._key[3])
        names = (*self._key[:3], self._key[4])
        return max(0.58 * note, *(metrics.horizontalAdvance(text) for text in names))

    def _lay_out(self, why_lines: int) -> Sheet:
        corner = QSize() if self._corner.isEmpty() else self._corner
        return lay_out_sheet(self.width(), self.height(), corner.width(), corner.height(), self._measures(why_lines))

    def _measure(self) -> None:
        """Size, theme or corner have changed: there may be room for another number of levels."""
        self._levels = levels_that_fit(self._lay_out(why_lines=1).area, self._unit)
        self._run = None
        self.refresh()

    @property
    def _is_roomy(self) -> bool:
        """Whether there is room for a tally under the tree."""
        return self.height() >= ROOMY_PX * self._unit

    @property
    def _unit(self) -> float:
        return theme.current().body_px / theme.LIGHT.body_px

    def _draw_scene(self) -> None:
        """Build the scene, with as many levels as can be read."""
        levels = self._levels
        while True:
            run, round_, number = self._session.run, self._session.player.round, self._number
            self._scene = scene_of(run, round_, number, depth=self._depth, most_levels=levels)
            self._arrange()
            if self._layout.is_readable or self._scene.last_level <= 1:
                return
            levels = self._scene.last_level - 1

    def _arrange(self) -> None:
        """Place the tree, with as much room under it as its sentence needs, at every moment of the round."""
        # The number of lines must not tell the answer before its time, so it depends on the room alone.
        sheet = self._lay_out(why_lines=1)
        letter = QFontMetricsF(theme.current().font("secondary", 550)).averageCharWidth()
        fits = sheet.why.width >= (WHY_LETTERS if self._is_roomy else WHY_LETTERS_ALONE) * letter
        self._sheet = sheet if fits else self._lay_out(MOST_LINES)
        self._layout = arrange(self._scene, self._sheet.area, self._sheet.corner, self._unit)

    def _place_link(self) -> None:
        """Behind the title, if there is room and something to compare; the key N works all the same."""
        title = self._sheet.title
        size = self._another.sizeHint()
        written = QFontMetricsF(theme.current().font("title", 650)).horizontalAdvance(self._texts.title)
        left = ceil(title.left + written + 10)
        self._another.setVisible(not self._texts.invitation and left + size.width() <= title.right)
        self._another.setGeometry(left, round(title.middle - size.height() / 2), size.width(), size.height())

    def _describe(self) -> None:
        """The picture in words, for those who hear it."""
        texts, answered = self._texts, self._moment.answered >= 1.0
        said = [f"{texts.title}.", texts.subtitle, *outline(self._scene, answered=answered)]
        if self._moment.is_rest:
            said.append(texts.invitation or texts.why)
        self.setAccessibleDescription(" ".join(said))

    def node_at(self, at: QPointF) -> int | None:
        """The node under a point, with what stands beside it, if it is on the stage at this moment."""
        found = []
        states = node_states(self._scene, self._moment)
        for index, (spot, state) in enumerate(zip(self._layout.spots, states, strict=True)):
            if state.shown > 0.5 and state.folded == 0.0:
                aside = max(0.0, abs(at.x() - spot.x) - MARKS_WIDTH * spot.marks)
                found.append((hypot(aside, at.y() - spot.y) - spot.radius, index))
        distance, index = min(found)
        return index if distance <= POINTED_AT_PX else None

    def explanation_at(self, at: QPointF) -> str:
        """What the tool tip says of the node under a point, or of the key of shapes; empty elsewhere."""
        found = self.node_at(at)
        if found is not None:
            answered = node_states(self._scene, self._moment)[found].answered >= 1.0
            return "\n".join(describe(self._scene, found, answered=answered))
        key = self._sheet.key
        if key and key.left <= at.x() <= key.right and key.top <= at.y() <= key.bottom:
            return explanation_of_key()
        return ""
