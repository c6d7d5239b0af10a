"""The stage: the widget that shows the tree of one question of the present round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from time import perf_counter

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from simulator.app.session import Session
from simulator.engine.forest import MOST_NODES
from simulator.engine.iterate import Run
from simulator.ui import theme
from simulator.ui.charts.words import wrapped
from simulator.ui.stage.field import canvas, page, paper
from simulator.ui.stage.field.camera import Look, Scope
from simulator.ui.stage.field.close_up import Top, least_marks, marks_width, most_word_lines, words_height
from simulator.ui.stage.field.explorer import Direction
from simulator.ui.stage.field.field import TOP, At, Row
from simulator.ui.stage.field.field_view import FieldView
from simulator.ui.stage.field.fitting import fit
from simulator.ui.stage.field.ground import paint_ground
from simulator.ui.stage.field.grove import Openings, Path
from simulator.ui.stage.field.links import Links, Situation
from simulator.ui.stage.field.outline import Outline
from simulator.ui.stage.field.overview import Overview
from simulator.ui.stage.field.says import Teller, counted
from simulator.ui.stage.field.survey import is_readable, survey
from simulator.ui.stage.moment import moment_of, row_states
from simulator.ui.stage.proportions import CHIP, ROOT_RADIUS, VOTES_WIDTH, levels_that_fit
from simulator.ui.stage.scene import MOST_NODES as FEW_NODES
from simulator.ui.stage.scene import Scene, SceneNode, scene_of
from simulator.ui.stage.sheet import Box, Sheet
from simulator.ui.stage.words import (
    Act,
    Invitation,
    Texts,
    act_of,
    answer_caption,
    describe,
    explanation_of_key,
    how_many,
    key_of_shapes,
    step_caption,
    texts_of,
)
from simulator.ui.text import as_tip, digits, tr
from simulator.ui.turns import PIECE_S, has_turns
from simulator.ui.widgets.cut_words import CutWords
from simulator.ui.widgets.focus import paint_ring
from simulator.ui.widgets.metrics import metrics, scaled

BESIDE_PX, ABOVE_PX = 14.0, 8.0
"""How far the tree may reach out of its area when a part of it is seen: shapes at the edge are not cut in half."""

TIP_PX = 324
"""Width of lines in a tool tip in the ordinary size of text; those of a large stage may be longer."""

MOST_WHILE_BUSY = 20_000
"""Nodes of a whole tree while a slider is dragged or rounds are played: what takes no longer than a frame."""

MOST_ON_THE_WAY = 300
"""Nodes on the ways to the lowest ones whose questions get room in words: each is unfolded for them."""

MOST_FRESH = 14
"""Nodes that a frame may find out about, at some 70 microseconds each."""

BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)  # fmt: skip

ARROWS: dict[Qt.Key, Direction] = {
    Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down", Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What somebody reads on a stage: which question, how far unfolded, and what is selected."""

    number: int
    depth: int | None
    openings: Openings
    selected: Path | None


class StageView(FieldView):
    """The tree of one question: opening, answering, folding, or at rest.

    Space plays and pauses, Left and Right go by rounds, N and Shift+N by questions. While a node is selected the arrows
    go from node to node. What is seen is a pure function of run, position, question and of what was unfolded; nothing
    here moves unless asked. `outline_toggled` follows the opening and closing of the outline.
    """

    outline_toggled = Signal()
    asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._corner, self._side = QSize(), ""
        self._number = 0
        self._depth: int | None = None  # of the question; it stays while the run changes, and goes with the round
        self._focus_shown = False
        self._key = key_of_shapes()
        self._run: Run | None = None
        self._wanted: tuple[int, int, int] | None = None
        self._said: tuple[Act, Invitation, bool] | None = None
        self._scene: Scene
        self._texts: Texts
        self._sheet: Sheet
        self._levels = 1
        self._is_cut = False  # a whole tree is shown only in part, while something moves
        self._notice, self._links_room, self._fresh = "", 0.0, 0
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(0)
        self._counting.timeout.connect(self._count)
        self._outline: Outline | None = None
        self._cut = CutWords()
        self.teller = Teller(self.explorer, session.state.words)
        self._links, self._overview = Links(self, self), Overview(self, self.teller)
        self._overview.crumbs.asked.connect(self.go_along)
        self._overview.minimap.asked.connect(self.go_to)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Stage: the tree of one question"))
        self.explorer.grown.connect(self._follow_growth)
        self.explorer.chosen.connect(self._follow_choice)
        self.explorer.refused.connect(self._refuse)
        self._divide()
        self.refresh()
        player = session.player
        for signal in (session.run_changed, player.moved, player.started, player.paused):
            signal.connect(self._follow)
        session.drag_ended.connect(self._end_drag)
        session.opened.connect(self.ask_first)
        session.gathered.connect(self._follow)
        theme.notifier().changed.connect(self._measure)

    # ---- what is shown ----

    @property
    def scene(self) -> Scene:
        """The tree as it is shown at first."""
        return self._scene

    @property
    def texts(self) -> Texts:
        """The text that is shown."""
        return self._texts

    @property
    def sheet(self) -> Sheet:
        """The parts of the stage."""
        return self._sheet

    @property
    def links(self) -> Links:
        """What one can do, as far as it is said."""
        return self._links

    @property
    def overview(self) -> Overview:
        """Where one is."""
        return self._overview

    @property
    def outline(self) -> Outline | None:
        """The list in words, while it is open."""
        return self._outline

    @property
    def reduced_motion(self) -> bool:
        """Whether everything changes at once."""
        return self._session.player.reduced_motion

    def reserve_corner(self, size: QSize) -> None:
        """Keep the top right corner free for something of this size; an empty size frees it."""
        if size != self._corner:
            self._corner = QSize(size)
            self._measure()

    @property
    def side(self) -> str:
        """A or B; empty where there is one stage."""
        return self._side

    def show_side(self, side: str) -> None:
        """Say in front of the title which of two stages it is; nothing where there is one."""
        if side != self._side:
            self._side = side
            self._measure()

    def ask(self, number: int) -> None:
        """Show the question with this number, 0 or more; each is another draw by the same laws."""
        if number >= 0 and number != self._number:
            self._number = number
            self.refresh()
            self.asked.emit(number)

    @property
    def reading(self) -> Reading:
        """What is being read."""
        grove, selected = self.explorer.grove, self.explorer.selected_path
        return Reading(number=self._number, depth=self._depth, openings=grove.openings, selected=selected)

    def read_on(self, reading: Reading) -> None:
        """Show what was read on another stage of the same session."""
        self.ask(reading.number)
        if reading.depth is not None:
            self.ask_depth(reading.depth)
        self.explorer.resume(reading.openings, reading.selected)

    def ask_depth(self, depth: int) -> None:
        """Show a question of this depth, until the round changes."""
        self._depth, self._run = depth, None
        self.refresh()

    def ask_first(self) -> None:
        """Show the first question of another scenario."""
        self._number, self._depth, self._run, self._wanted = 0, None, None, None
        self.explorer.forget()
        self.refresh()

    def ask_next(self) -> None:
        """Show another question."""
        self.ask(self._number + 1)

    def ask_previous(self) -> None:
        """Show the question before; the first one stays."""
        self.ask(self._number - 1)

    def refresh(self) -> None:
        """Follow run, position and question. The tree is built anew only if one of them asks for another one."""
        session, player = self._session, self._session.player
        self._moment = moment_of(player.phase, player.progress, player.reduced_motion)
        wanted = (player.round, self._number, self._levels)
        is_new = self._run is not session.run or self._wanted != wanted or (self._is_cut and not self._is_busy)
        if is_new:
            self._notice = ""
            self._renew_key()
            wanted = (player.round, self._number, self._levels)
            keeps_look = self._wanted is not None and self._wanted[:2] == wanted[:2]
            if self._wanted is None or self._wanted[0] != player.round:
                self._depth = None
            self._run, self._wanted = session.run, wanted
            self._draw_scene(keeps_look=keeps_look)
            self._depth = self._scene.depth
        ends = player.round == player.last and not session.store.is_changed and not session.is_in_lesson
        is_new_to_all = player.round == 0 and not player.revealed
        invites: Invitation = "" if not is_new_to_all else "predict" if player.is_asking else "play"
        said = (act_of(self._scene, self._moment), invites, ends)
        answered = self._answered_from()
        if is_new or self._said != said or answered != self.teller.answered_from:
            self._said, self.teller.answered_from = said, answered
            if self._outline is not None:
                self._outline.follow_answers()
            self._texts = self._told(*said)
            self._place_links()
            if not session.is_dragging:
                self._describe()
        self.update()

    def view(self) -> canvas.View:
        """The tree as it is painted now."""
        field, camera = self.shown()
        parameters, texts, scene, grove = self._session.run.parameters, self._texts, self._scene, self.shown_grove
        selected = self.explorer.selected_path
        area, copies = self._sheet.area, parameters.reliability.copies
        box = Box(area.left - BESIDE_PX, area.top - ABOVE_PX, area.right + BESIDE_PX, area.bottom + ABOVE_PX)
        beside = marks_width(parameters.overseer.panel, assisted=parameters.overseer.assistance > 0.0)
        beside += VOTES_WIDTH if copies > 1 else 0.0
        walked = self.explorer.walk[: self.explorer.step + 1]
        return canvas.View(
            field=field,
            camera=camera,
            poses=survey(
                field,
                camera,
                row_states(field.last, self._moment),
                box,
                beside=beside,
                telling=copies > 1 or self.teller.has_words,
                least=least_marks(parameters.overseer.panel, theme.current()),
            ),
            moment=self._moment,
            sheet=self._sheet,
            clip=None if self._look.is_fitted and not self.is_flying else box,
            rows=tuple(tr("round {round}", round=row.nodes.round) for row in field.rows),
            notes=tuple(map(_note, range(len(field.rows)), field.rows)),
            top=Top(
                scene.student, texts.model, texts.student, texts.student_shortly, self._moment, scene.root.is_closed
            ),
            copies=copies,
            node_of=self._node_of,
            captions_of=_captions,
            words_of=self._words_of if self.teller.has_words else _no_words,
            blamed=self._blamed(),
            followed=tuple(at for step in walked if (at := grove.field.find(step.path))),
            selected=None if selected is None else grove.field.find(selected),
        )

    # ---- doing something with the tree ----

    def press_node(self, at: At | None) -> None:
        """Select what was pressed; what is folded unfolds."""
        self.explorer.select(at)
        if at is not None:
            self.explorer.unfold(at)

    def unfold_all(self) -> None:
        """Unfold everything below the selected node, or the whole tree."""
        self.explorer.unfold_all()

    def fold_back(self) -> None:
        """Fold the tree to what it showed at first."""
        self.explorer.fold_all()

    def ask_why(self) -> None:
        """Walk to where the error of the selected or the top answer began; once there are answers."""
        if self._moment.is_read and not self.explorer.walk and not self.explorer.can_ask_why():
            self.tell(tr("This answer is right: there is no error whose origin could be found."))
        elif self._moment.is_read:
            self.explorer.ask_why()

    def leave_walk(self) -> None:
        """Leave the walk; its node stays selected."""
        self.explorer.end_walk()

    def toggle_selected(self) -> None:
        """Unfold or fold the selected node."""
        at = self.explorer.selected
        if at is not None:
            self.explorer.toggle(at)

    def fold_selected(self) -> None:
        """Fold the selected node."""
        at = self.explorer.selected
        if at is not None:
            self.explorer.fold(at)

    def focus_selected(self) -> None:
        """Show the selected node and what lies below it as large as it goes."""
        at = self.explorer.selected
        if at is not None:
            self.focus_on(at)

    def go_along(self, path: Path) -> None:
        """Select the node at the end of a path and show what lies below it."""
        at = self.explorer.grove.field.find(path)
        if at is not None:
            self.explorer.select(at)
            self.focus_on(at)

    def leave(self) -> bool:
        """Leave the walk, or else the selected node; says whether there was either."""
        if self.explorer.walk:
            self.explorer.end_walk()
        elif self.explorer.selected is not None:
            self.explorer.select(None)
        else:
            return False
        return True

    def toggle_outline(self) -> None:
        """Open the list, or put it away."""
        if self._outline is None:
            self._outline = Outline(self.explorer, self.teller, self)
            self._outline.closed.connect(self.toggle_outline)
            self._outline.show()
            self._outline.renew()
            self._measure()
            self._outline.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            closed, self._outline = self._outline, None
            closed.hide()
            closed.deleteLater()
            self._measure()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.outline_toggled.emit()

    @property
    def tree_width(self) -> int:
        """What the outline leaves of the stage."""
        return self.width() - (0 if self._outline is None else paper.outline_width(self.size()))

    # ---- Qt ----

    def sizeHint(self) -> QSize:
        return QSize(716, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(460, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with QPainter(self) as painter:
            paint_ground(painter, look, QRectF(self.rect()))
            self._cut.clear()
            page.paint(painter, look, self._page(), self._cut)
            self._fresh = 0
            canvas.paint(painter, look, self.view(), self._cut)
            if self._fresh > MOST_FRESH:
                self.update()
            if self._focus_shown:
                paint_ring(painter, QRectF(self.rect()), look.radius)

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
        if self._takes(event):
            self._tell_cut_sentence()
        else:
            super().keyPressEvent(event)

    def _tell_cut_sentence(self) -> None:
        """In full below its place, where that is too small: who selects or walks by keys does not point at it."""
        said = page.cut_sentence(theme.current().name, self._page()) if self.explorer.selected is not None else ""
        at = QPoint(round(self._sheet.why.left), round(self._sheet.why.bottom))
        lines = wrapped(said, metrics("body", 400).horizontalAdvance, max(self.width(), scaled(TIP_PX)))
        QToolTip.showText(self.mapToGlobal(at), as_tip(lines), self)

    def _takes(self, event: QKeyEvent) -> bool:
        """Do what a key means here, if it means something."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shifted = modifiers == Qt.KeyboardModifier.ShiftModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        direction = ARROWS.get(key) if plain else None
        if direction in ("up", "down") or (direction is not None and self.explorer.selected is not None):
            self.explorer.go(direction)
            return True
        if plain and key == Qt.Key.Key_Escape and self.leave():
            return True
        action = self._actions().get((key, shifted)) if shifted or plain else None
        if action is not None:
            action()
        return action is not None

    def _actions(self) -> dict[tuple[Qt.Key, bool], Callable[[], None]]:
        """What a key does, alone and with Shift."""
        player, keys = self._session.player, Qt.Key
        return {
            (keys.Key_Space, False): player.toggle,
            (keys.Key_Left, False): player.back,
            (keys.Key_Right, False): player.step,
            (keys.Key_Home, False): player.to_start,
            (keys.Key_End, False): player.to_end,
            (keys.Key_N, False): self.ask_next,
            (keys.Key_N, True): self.ask_previous,
            (keys.Key_Return, False): self.toggle_selected,
            (keys.Key_Enter, False): self.toggle_selected,
            (keys.Key_Return, True): self.focus_selected,
            (keys.Key_Enter, True): self.focus_selected,
            (keys.Key_Backspace, False): self.fold_selected,
            (keys.Key_U, False): self.unfold_all,
            (keys.Key_U, True): self.fold_back,
            (keys.Key_W, False): self.ask_why,
            (keys.Key_O, False): self.toggle_outline,
            (keys.Key_F, False): self.fit,
            (keys.Key_0, False): self.fit,
            (keys.Key_Plus, False): self.zoom_in,
            (keys.Key_Plus, True): self.zoom_in,
            (keys.Key_Equal, False): self.zoom_in,
            (keys.Key_Minus, False): self.zoom_out,
        }

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            around = QRect(event.x() - 4, event.y() - 4, 8, 8)
            said = as_tip(self.explanation_at(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), said, self, around)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place_links()

    # ---- following ----

    def _follow(self) -> None:
        if not (self._session.is_opening or self._session.is_gathering):  # then something is shown at its end
            self.refresh()

    def _end_drag(self) -> None:
        self.refresh()
        self._place_links()
        self._describe()

    def _follow_growth(self) -> None:
        """Other nodes are shown."""
        self.regrow(self._fitted())
        if self._outline is not None:
            self._outline.regrow()
        self._place_links()
        self._describe()

    def _follow_choice(self) -> None:
        """Another node is selected or walked to."""
        at, self._notice = self.explorer.selected, ""
        if at is not None:
            self.keep_in_view(at)
        self._place_links()
        self._describe()
        self.update()

    def tell(self, sentence: str) -> None:
        """Say something under the tree, until something else is selected."""
        self._notice = sentence
        self._describe()
        self.update()

    def _refuse(self, number: str) -> None:
        """Too many nodes to unfold."""
        self.tell(tr(
            "That would be {number} answers; {most} at most are unfolded. "
            "Select one further down and unfold everything below it.",
            number=number, most=digits(MOST_NODES, ","),
        ))  # fmt: skip

    def see(self, look: Look) -> None:
        """Look at this part of the tree."""
        was_fitted = self._look.is_fitted
        super().see(look)
        if self._look.is_fitted != was_fitted:
            self._place_links()
        else:
            self._place_overview()

    def _describe(self) -> None:
        """The picture in words, for those who hear it; while they go from node to node, the node alone."""
        if self._notice or self.explorer.selected is not None:
            self.setAccessibleDescription(self._caption()[0])
            return
        texts, answered, grove = self._texts, self._moment.answered >= 1.0, self.explorer.grove
        top = " ".join(describe(self._scene, 0, answered=answered))
        said = [f"{texts.title}.", texts.subtitle, tr("Top answer. {words}", words=top)]
        if grove.field.count > 1:
            said += [counted(grove.field, answered=answered), tr("The outline has all of them.")]
        if self._moment.is_rest:
            said.append(texts.invitation or texts.why)
        self.setAccessibleDescription(" ".join(said))

    # ---- parts ----

    @property
    def _is_busy(self) -> bool:
        """Whether the tree has to follow something that moves."""
        return self._session.is_dragging or self._session.player.is_playing

    def _answered_from(self) -> int:
        """The first row whose answers are there at this moment."""
        last = self.explorer.grove.field.last
        states = row_states(last, self._moment)
        return next((row for row, state in enumerate(states) if state.answered >= 1.0), last + 1)

    def _told(self, act: Act, invites: Invitation, ends: bool) -> Texts:
        tally, asks = paper.is_roomy(self.size()), not self._side  # one of two stages has half the room
        texts = texts_of(self._scene, act, invites=invites, tally=tally, ends=ends, asks=asks)
        asked = self.teller.question_along(())
        if asked:
            title = tr("{question} Answered in round {round}", question=asked, round=self._scene.round)
            texts = replace(texts, title=title, title_shortly=asked, title_least=asked)
        if self._side:
            title = tr("{side}: {title}", side=self._side, title=texts.title)
            shortly = tr("{side}: {title}", side=self._side, title=texts.title_shortly)
            least = tr("{side}: {title}", side=self._side, title=texts.title_least)
            texts = replace(texts, title=title, title_shortly=shortly, title_least=least)
        return texts

    def _caption(self) -> tuple[str, str, bool]:
        """What is said under the tree, its color, and whether it is strong."""
        explorer, texts = self.explorer, self._texts
        if self._notice:
            return self._notice, "ink", True
        if explorer.walk:
            is_misaligned = explorer.walk[explorer.step].answer == "misaligned"
            return self.teller.walking(), "misaligned_text" if is_misaligned else "ink", True
        if explorer.selected is not None:
            return self.teller.tells(explorer.selected), "ink", False
        if not self._moment.is_read:
            return "", "ink", False
        tone = "misaligned_text" if self._scene.root.answer == "misaligned" else "ink"
        return texts.why, tone if texts.is_wrong else "secondary", texts.is_wrong

    def _page(self) -> page.Page:
        said, tone, is_strong = self._caption()
        camera, field, texts = self.camera, self.explorer.grove.field, self._texts
        is_near, is_large = self._overview.is_shown, field.count > FEW_NODES and self._moment.is_read
        below_root = camera.y(0) + CHIP * ROOT_RADIUS * camera.scale + 2.2 * theme.current().secondary_px
        return page.Page(
            sheet=self._sheet,
            titles=(texts.title, texts.title_shortly, texts.title_least),
            subtitle="" if is_near else counted(field, answered=True) if is_large else texts.subtitle,
            said=said,
            said_shorter=texts.why_shorter if said == texts.why else (),
            tone=tone,
            is_strong=is_strong,
            links=self._links_room,
            invitation=texts.invitation,
            under_root=(camera.x(field.place(TOP)), below_root),
            key=None if is_near else self._key,
        )

    def _renew_key(self) -> None:
        """The key says who takes a step, which may have changed with a parameter."""
        overseer = self._session.run.parameters.overseer
        key = key_of_shapes(overseer.panel, assisted=overseer.assistance > 0.0)
        if key != self._key:
            self._key = key
            self._divide()

    def _measure(self) -> None:
        """Size, theme, corner or outline have changed: there may be room for another number of levels."""
        self._divide()
        self._run = None
        self.refresh()

    def _divide(self) -> None:
        left = 0
        if self._outline is not None:
            left = paper.outline_width(self.size())
            self._outline.setGeometry(0, 0, left, self.height())
            self._outline.tree.show_lines(paper.outline_lines(self.size()))
        self._sheet = paper.divided(self.size(), self._corner, left, self._key)
        self._levels = levels_that_fit(self._sheet.area, paper.unit())

    def _draw_scene(self, *, keeps_look: bool) -> None:
        """Build the scene, with as many levels as can be read, and the tree as far as it was unfolded."""
        run, player, state = self._session.run, self._session.player, self._session.state
        self.teller.words, self.teller.branching = state.words, run.parameters.task.branching
        most, levels = MOST_WHILE_BUSY if self._is_busy else MOST_NODES, self._levels
        while True:
            self._scene = scene_of(run, player.round, self._number, depth=self._depth, most_levels=levels)
            self.explorer.show(run, self._scene, most)
            field = self.explorer.grove.field
            scope = self._fitted()
            is_first = not self.explorer.grove.openings.done
            if not is_first or self._scene.last_level <= 1 or is_readable(field, scope.fit):
                break
            levels = self._scene.last_level - 1
        self._is_cut = self.explorer.grove.openings.is_whole and most < MOST_NODES
        self.show_scope(scope, keeps_look=keeps_look)
        if self._outline is not None:
            self._outline.renew()

    def _fitted(self) -> Scope:
        """The tree in the room that there is for it."""
        copies, sheet = self._session.run.parameters.reliability.copies, self._sheet
        field, texts = self.explorer.grove.field, tuple[str, ...]()
        lowest = len(field.rows[-1])
        if self.teller.has_words and lowest <= FEW_NODES and lowest * field.last <= MOST_ON_THE_WAY:
            texts = tuple(self.teller.question(At(field.last, nth)) for nth in range(lowest))
        look = theme.current()

        def words_at(pitch: float) -> float:
            return words_height(look, texts, pitch, most_word_lines(sheet, look))

        return fit(field, copies, sheet.area, sheet.corner, paper.unit(), words_at)

    def _place_links(self) -> None:
        """What one can do now, and where one is."""
        written = QFontMetricsF(theme.current().font("title", 650)).horizontalAdvance(self._texts.title)
        title = self._sheet.title
        self._links_room = self._links.place(self._situation(), title.left + written, title, self._sheet.why)
        self._place_overview()

    def _situation(self) -> Situation:
        explorer, at, grove = self.explorer, self.explorer.selected, self.explorer.grove
        number = self._number_of_nodes()
        return Situation(
            is_first_screen=bool(self._texts.invitation),
            is_near=not self._look.is_fitted,
            is_changed=bool(grove.openings.done),
            has_outline=self._outline is not None,
            whole=how_many(number) if number > grove.count + 0.5 else "",
            asks_why=self._moment.is_read and explorer.can_ask_why() and not self._texts.invitation,
            walks=bool(explorer.walk),
            is_at_end=explorer.step == len(explorer.walk) - 1,
            is_selected=at is not None,
            opens=None if at is None or not grove.can_open(at) else not grove.is_open(at),
        )

    def _number_of_nodes(self) -> float:
        """Nodes of the whole tree on average, while it can be unfolded; 0 until they have been counted, in turns."""
        lore = self.explorer.grove.lore
        if self._is_busy or not self._scene.round or self.explorer.grove.openings.is_whole:
            return 0.0
        if not lore.is_counted and has_turns():
            self._counting.start()
            return 0.0
        return lore.expected(())

    def _count(self) -> None:
        if self._is_busy or not self._scene.round:
            return
        until = perf_counter() + PIECE_S
        while self.explorer.grove.lore.counts_on():
            if perf_counter() > until:
                self._counting.start()
                return
        self._place_links()
        self.update()

    def _place_overview(self) -> None:
        """Breadcrumb and minimap, while a part of the tree is seen."""
        if self._look.is_fitted:
            self._overview.hide()
        else:
            explorer = self.explorer
            self._overview.show(explorer.grove.field, self.camera, self._sheet, paper.unit(), explorer.selected)

    def _node_of(self, at: At) -> SceneNode | None:
        """What is known of a node. A frame finds out about a few more and leaves the others to the next one."""
        grove = self.shown_grove
        found = grove.known(at)
        if found is None and self._fresh < MOST_FRESH:
            found = grove.node(at)
        elif found is not None:
            return found
        self._fresh += 1
        return found

    def _words_of(self, at: At) -> str:
        """The question of a node that is seen now, in words."""
        return self.teller.question_along(self.shown_grove.field.path(at))

    def _blamed(self) -> tuple[At, ...]:
        """The way from the top answer down to what was to blame, as far as the tree was shown at first."""
        why, nodes, field = self._scene.why, self._scene.nodes, self.shown_grove.field
        if why is None or self.explorer.walk:
            return ()
        steps = [nodes[above].children.index(below) for above, below in pairwise(why.path)]
        way = (field.find(steps[:length]) for length in range(len(steps) + 1))
        return tuple(at for at in way if at is not None)

    def explanation_at(self, at: QPointF) -> str:
        """What the tool tip says of the node under a point, or of the key of shapes; empty elsewhere."""
        found = self.node_at(at)
        if found is not None:
            return self.teller.tells(found)
        key = self._sheet.key
        if key and not self._overview.is_shown and key.left <= at.x() <= key.right and key.top <= at.y() <= key.bottom:
            return explanation_of_key()
        return self._cut.at(at)


def _note(number: int, row: Row) -> str:
    """Who answers in a row, where that is the same for all of it."""
    if not number:
        return tr("teacher") if row.has_open else ""
    if row.has_open:
        return ""
    return tr("model") if row.nodes.round else tr("first model")


def _captions(node: SceneNode) -> tuple[str, str]:
    return step_caption(node), answer_caption(node)


def _no_words(at: At) -> str:
    return ""
