"""The stage: the widget that shows the tree of one question of the present round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from simulator.app.session import Session
from simulator.engine.forest import MOST_NODES, shown_number
from simulator.engine.iterate import Run
from simulator.ui import theme
from simulator.ui.stage.field import canvas, page
from simulator.ui.stage.field.camera import Look
from simulator.ui.stage.field.close_up import Top, marks_width
from simulator.ui.stage.field.explorer import Direction
from simulator.ui.stage.field.field import TOP, At
from simulator.ui.stage.field.field_view import FieldView
from simulator.ui.stage.field.fitting import fit
from simulator.ui.stage.field.grove import Path
from simulator.ui.stage.field.links import Links, Situation
from simulator.ui.stage.field.outline import Outline
from simulator.ui.stage.field.overview import Overview
from simulator.ui.stage.field.says import Teller, counted
from simulator.ui.stage.field.survey import is_readable, survey
from simulator.ui.stage.layout import CHIP, VOTES_WIDTH, levels_that_fit
from simulator.ui.stage.moment import moment_of, row_states
from simulator.ui.stage.scene import MOST_NODES as FEW_NODES
from simulator.ui.stage.scene import Scene, SceneNode, scene_of
from simulator.ui.stage.sheet import Box, Measures, Sheet, lay_out_sheet
from simulator.ui.stage.words import (
    Act,
    Texts,
    act_of,
    answer_caption,
    explanation_of_key,
    key_of_shapes,
    outline,
    step_caption,
    texts_of,
)
from simulator.ui.text import tr
from simulator.ui.widgets.focus import paint_ring

MOST_LINES = 2
"""Lines that the sentence under the tree may take, in a narrow window and a long language."""

ROOMY_PX, WHY_LETTERS, WHY_LETTERS_ALONE = 280, 170, 105
"""Height of the stage in the light theme from which a tally has room; letters of why with a tally and alone."""

BESIDE_PX, ABOVE_PX = 14.0, 8.0
"""How far the tree may reach out of its area when a part of it is seen: shapes at the edge are not cut in half."""

OUTLINE_SHARE, OUTLINE_PX = 0.42, 300.0
"""The outline takes this share of the stage, at most so many pixels at the ordinary text size."""

MOST_WHILE_BUSY = 20_000
"""Nodes of a whole tree while a slider is dragged or rounds are played: what takes no longer than a frame."""

BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)  # fmt: skip

ARROWS: dict[Qt.Key, Direction] = {
    Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down", Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right",
}  # fmt: skip


class StageView(FieldView):
    """The tree of one question: opening, answering, folding, or at rest.

    Space plays and pauses, Left and Right go by rounds, N and Shift+N by questions. While a node is selected the arrows
    go from node to node. What is seen is a pure function of run, position, question and of what was unfolded; nothing
    here moves unless asked.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._corner = QSize()
        self._number = 0
        self._depth: int | None = None  # of the question; it stays while the run changes, and goes with the round
        self._focus_shown = False
        self._key = key_of_shapes()
        self._run: Run | None = None
        self._wanted: tuple[int, int, int] | None = None
        self._said: tuple[Act, bool, bool] | None = None
        self._scene: Scene
        self._texts: Texts
        self._sheet: Sheet
        self._levels = 1
        self._links_room = 0.0
        self._notice = ""
        self._is_cut = False
        self.teller = Teller(self.explorer, session.state.words)
        self._outline: Outline | None = None
        self._links = Links(self, self)
        self._overview = Overview(self, self.teller)
        self._overview.crumbs.asked.connect(self.go_along)
        self._overview.minimap.asked.connect(self.go_to)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Stage: the tree of one question"))
        self.explorer.grown.connect(self._follow_growth)
        self.explorer.chosen.connect(self._follow_choice)
        self.explorer.refused.connect(self._refuse)
        self._measure()
        player = session.player
        for signal in (session.run_changed, player.moved, player.started, player.paused):
            signal.connect(self.refresh)
        session.drag_ended.connect(self._end_drag)
        session.opened.connect(self.ask_first)
        theme.notifier().changed.connect(self._measure)

    # ---- what is shown ----

    @property
    def scene(self) -> Scene:
        """The picture as it is at first."""
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
        """Follow run, position and question. The tree is built anew only if one of them asks for another one."""
        session, player = self._session, self._session.player
        self._moment = moment_of(player.phase, player.progress, player.reduced_motion)
        wanted = (player.round, self._number, self._levels)
        is_busy = session.is_dragging or player.is_playing
        is_new = self._run is not session.run or self._wanted != wanted or (self._is_cut and not is_busy)
        if is_new:
            is_same = self._wanted is not None and self._wanted[:2] == wanted[:2]
            if self._wanted is None or self._wanted[0] != player.round:
                self._depth = None
            self._run, self._wanted = session.run, wanted
            self._draw_scene(keeps_look=is_same)
            self._depth = self._scene.depth
        ends = player.round == player.last and session.store.is_saved
        said = (act_of(self._scene, self._moment), player.round == 0 and not player.revealed, ends)
        answered = self._moment.answered >= 1.0
        if is_new or self._said != said or answered != self.teller.answered:
            self._said, self.teller.answered = said, answered
            self._texts = self._told(said)
            self._place_links()
            if not session.is_dragging:
                self._follow_rest()
        self.update()

    def view(self) -> canvas.View:
        """The tree as it is painted now."""
        field, camera = self.shown()
        parameters, sheet, texts, scene = self._session.run.parameters, self._sheet, self._texts, self._scene
        area = sheet.area
        box = Box(area.left - BESIDE_PX, area.top - ABOVE_PX, area.right + BESIDE_PX, area.bottom + ABOVE_PX / 2)
        copies = parameters.reliability.copies
        beside = marks_width(parameters.overseer.panel, parameters.overseer.assistance > 0.0)
        beside += VOTES_WIDTH if copies > 1 else 0.0
        grove, walk, step = self.explorer.grove, self.explorer.walk, self.explorer.step
        return canvas.View(
            field=field,
            camera=camera,
            poses=survey(field, camera, row_states(field.last, self._moment), box, beside=beside),
            moment=self._moment,
            sheet=sheet,
            clip=None if self._look.is_fitted and self._flight is None else box,
            rows=tuple(tr("round {round}", round=row.nodes.round) for row in field.rows),
            top=Top(
                scene.student, texts.model, texts.student, texts.student_shortly, self._moment, scene.root.is_closed
            ),
            copies=copies,
            node_of=grove.node,
            captions_of=_captions,
            words_of=self.teller.question if self.teller.has_words else _no_words,
            blamed=self._blamed(),
            followed=tuple(at for one in walk[: step + 1] if (at := grove.field.find(one.path))),
            selected=self.explorer.selected,
        )

    # ---- doing something with the tree ----

    def press_node(self, at: At | None) -> None:
        """Select what was pressed; what is folded unfolds."""
        self.explorer.select(at)
        if at is not None and not self.explorer.grove.is_open(at):
            self.explorer.unfold(at)

    def unfold_all(self) -> None:
        """Unfold everything below the selected node, or the whole tree."""
        self.explorer.unfold_all()

    def fold_back(self) -> None:
        """Fold the tree to what it showed at first."""
        self.explorer.fold_all()

    def ask_why(self) -> None:
        """Walk to where the error of the selected or the top answer began; once there are answers."""
        if self._moment.is_read:
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
            self._outline.show()
            self._outline.renew()
            self._measure()
            self._outline.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            closed, self._outline = self._outline, None
            closed.hide()
            closed.deleteLater()
            self._measure()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- Qt ----

    def sizeHint(self) -> QSize:
        return QSize(716, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(460, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.current()
        theme.paint_card(painter, QRectF(self.rect()))
        page.paint(painter, look, self._page())
        canvas.paint(painter, look, self.view())
        if self._outline is not None:
            painter.setPen(look.color("hairline"))
            x = self._outline.geometry().right() + look.padding / 2
            painter.drawLine(QPointF(x, look.padding), QPointF(x, self.height() - look.padding))
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
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shifted = modifiers == Qt.KeyboardModifier.ShiftModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if plain and key in ARROWS and (self.explorer.selected is not None or ARROWS[key] in ("up", "down")):
            self.explorer.go(ARROWS[key])
            return
        if plain and key == Qt.Key.Key_Escape and self.leave():
            return
        action = self._actions().get((key, shifted)) if shifted or plain else None
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

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
            (keys.Key_U, False): self.unfold_all,
            (keys.Key_U, True): self.fold_back,
            (keys.Key_Backspace, False): self.fold_selected,
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
            QToolTip.showText(event.globalPos(), self.explanation_at(QPointF(event.pos())), self, around)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place_links()

    # ---- following ----

    def _end_drag(self) -> None:
        self.refresh()
        self._place_links()
        self._follow_rest()

    def _follow_growth(self) -> None:
        """Other nodes are shown: the tree is fitted anew, or what one looks at stays where it is."""
        before, camera, at = self.explorer.before, self.camera, self.explorer.selected or TOP
        was_fitted = self._look.is_fitted
        was = before.find(self.explorer.grove.field.path(at)) if before is not None else None
        x, y = camera.x(before.place(was)) if before is not None and was is not None else 0.0, camera.y(at.row)
        self._scope = fit(
            self.explorer.grove.field, self._copies, self._sheet.area, self._sheet.corner, self._unit
        )
        field, area = self.explorer.grove.field, self._scope.area
        if was_fitted:
            self._look = self._scope.settled(Look())
        else:
            zoom = camera.pitch / self._scope.fit.pitch
            middle = (area.left + area.right) / 2
            near = self._scope.camera(Look(zoom, 0.0, 0.0))
            place = field.place(at) + (middle - x) / camera.pitch
            self._look = self._scope.settled(Look(zoom, place, at.row + (area.middle - y) / near.gap))
        if before is not None:
            self._glide(before, camera)
        if self._outline is not None:
            self._outline.regrow()
        self._place_links()
        self._follow_rest()
        self.update()

    def _follow_choice(self) -> None:
        at, self._notice = self.explorer.selected, ""
        if at is not None:
            self.keep_in_view(at)
        self._place_links()
        self._follow_rest()
        self.update()

    def _see(self, look: Look) -> None:
        was_fitted = self._look.is_fitted
        super()._see(look)
        if look.is_fitted != was_fitted:
            self._place_links()
        self._place_overview()

    def _refuse(self, number: str) -> None:
        """Too many nodes to unfold."""
        self._notice = tr(
            "That would be {number} answers, and {most} is the most that is unfolded. "
            "Select one further down and unfold everything below it.",
            number=number, most=f"{MOST_NODES:,}",
        )  # fmt: skip
        self.setAccessibleDescription(self._notice)
        self.update()

    def _follow_rest(self) -> None:
        """The picture in words, for those who hear it."""
        texts, answered, grove = self._texts, self._moment.answered >= 1.0, self.explorer.grove
        said = [f"{texts.title}.", texts.subtitle]
        at = self.explorer.selected
        if at is not None:
            said.insert(0, self._caption()[0])
        if grove.count <= FEW_NODES and not grove.openings.done:
            said += outline(self._scene, answered=answered)
        else:
            said += [counted(grove.field), tr("The outline lists them.")]
        if self._moment.is_rest:
            said.append(texts.invitation or texts.why)
        self.setAccessibleDescription(" ".join(said))

    # ---- parts ----

    def _told(self, said: tuple[Act, bool, bool]) -> Texts:
        act, invites, ends = said
        texts = texts_of(self._scene, act, invites=invites, tally=self._is_roomy, ends=ends)
        asked = self.teller.question_along(())
        if asked:
            title = tr("{question} Answered in round {round}", question=asked, round=self._scene.round)
            texts = replace(texts, title=title, title_shortly=asked)
        return texts

    def _caption(self) -> tuple[str, str, bool]:
        """What is said under the tree, its color, and whether it is strong."""
        at, texts = self.explorer.selected, self._texts
        if self._notice:
            return self._notice, "ink", True
        if self.explorer.walk:
            answer = self.explorer.walk[self.explorer.step].answer
            return self.teller.walking(), "misaligned_text" if answer == "misaligned" else "ink", True
        if at is not None:
            return self.teller.tells(at), "ink", False
        if not self._moment.is_read:
            return "", "ink", False
        tone = "misaligned_text" if self._scene.root.answer == "misaligned" else "ink"
        return texts.why, tone if texts.is_wrong else "secondary", texts.is_wrong

    def _page(self) -> page.Page:
        said, tone, is_strong = self._caption()
        camera, look, field = self.camera, theme.current(), self.explorer.grove.field
        root = min(14.0 * camera.scale, 0.3 * camera.gap)
        many = field.count > FEW_NODES and self._moment.is_read
        is_near = self._overview.is_shown
        return page.Page(
            sheet=self._sheet,
            title=self._texts.title,
            title_shortly=self._texts.title_shortly,
            subtitle="" if is_near else counted(field) if many else self._texts.subtitle,
            said=said,
            tone=tone,
            is_strong=is_strong,
            links=self._links_room,
            invitation=self._texts.invitation,
            under_root=(camera.x(field.place(TOP)), camera.y(0) + CHIP * root + 2.2 * look.secondary_px),
            key=None if is_near else self._key,
        )

    def _measures(self, why_lines: int) -> Measures:
        look = theme.current()
        title, secondary, small = (QFontMetricsF(look.font(role)) for role in ("title", "secondary", "help"))
        return Measures(
            unit=self._unit,
            padding=float(look.padding),
            title_height=ceil(title.height()),
            subtitle_height=ceil(secondary.height()),
            why_height=ceil(secondary.height()),
            why_lines=why_lines,
            rows_width=secondary.horizontalAdvance(tr("round {round}", round=60)) + 4.0,
            key_width=ceil(self._key_width(small) + page.KEY_INDENT * look.help_px) + 2.0,
            key_height=ceil(page.KEY_LINES * 1.05 * small.height()),
        )

    def _key_width(self, metrics: QFontMetricsF) -> float:
        """The widest name, or the note in two lines."""
        note = metrics.horizontalAdvance(self._key[3])
        names = (*self._key[:3], self._key[4])
        return max(0.58 * note, *(metrics.horizontalAdvance(text) for text in names))

    def _lay_out(self, why_lines: int) -> Sheet:
        corner = QSize() if self._corner.isEmpty() else self._corner
        left = self._outline_width
        sheet = lay_out_sheet(
            self.width() - left, self.height(), corner.width(), corner.height(), self._measures(why_lines)
        )
        return sheet.moved(left) if left else sheet

    @property
    def _outline_width(self) -> float:
        if self._outline is None:
            return 0.0
        return round(min(OUTLINE_SHARE * self.width(), OUTLINE_PX * self._unit))

    def _measure(self) -> None:
        """Size, theme or corner have changed: there may be room for another number of levels."""
        if self._outline is not None:
            pad = theme.current().padding
            self._outline.setGeometry(pad, pad, round(self._outline_width) - pad, self.height() - 2 * pad)
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

    @property
    def _copies(self) -> int:
        return self._session.run.parameters.reliability.copies

    def _draw_scene(self, *, keeps_look: bool) -> None:
        """Build the scene, with as many levels as can be read, and the tree as far as it was unfolded."""
        run, player = self._session.run, self._session.player
        self._lay_out_page()
        self.teller.words, self.teller.branching = self._session.state.words, run.parameters.task.branching
        most = MOST_WHILE_BUSY if self._session.is_dragging or player.is_playing else MOST_NODES
        levels, before = self._levels, self.camera if keeps_look and hasattr(self, "_scope") else None
        while True:
            self._scene = scene_of(run, player.round, self._number, depth=self._depth, most_levels=levels)
            self.explorer.show(run, self._scene, most)
            field = self.explorer.grove.field
            self._scope = fit(field, self._copies, self._sheet.area, self._sheet.corner, self._unit)
            has_few = field.count == len(self._scene.nodes)
            if not has_few or self._scene.last_level <= 1 or is_readable(field, self._scope.fit):
                break
            levels = self._scene.last_level - 1
        self._is_cut = self.explorer.grove.openings.is_whole and most < MOST_NODES
        self._stop()
        look = self._look if before is not None else Look()
        self._look = self._scope.settled(look)
        if self._outline is not None:
            self._outline.renew()

    def _lay_out_page(self) -> None:
        """Divide the stage, with as much room under the tree as its sentence needs, at every moment of the round."""
        # The number of lines must not tell the answer before its time, so it depends on the room alone.
        sheet = self._lay_out(why_lines=1)
        letter = QFontMetricsF(theme.current().font("secondary", 550)).averageCharWidth()
        fits = sheet.why.width >= (WHY_LETTERS if self._is_roomy else WHY_LETTERS_ALONE) * letter
        self._sheet = sheet if fits else self._lay_out(MOST_LINES)

    def _place_links(self) -> None:
        """What one can do now, and where one is."""
        written = QFontMetricsF(theme.current().font("title", 650)).horizontalAdvance(self._texts.title)
        title = self._sheet.title
        self._links_room = self._links.place(self._situation(), title.left + written, title, self._sheet.why)
        self._place_overview()

    def _situation(self) -> Situation:
        explorer, at, session = self.explorer, self.explorer.selected, self._session
        grove, is_busy = explorer.grove, session.is_dragging or session.player.is_playing
        whole = ""
        if not is_busy and not grove.openings.is_whole and self._scene.round:
            whole = shown_number(grove.lore.expected(()))
        can_open = at is not None and grove.can_open(at)
        return Situation(
            is_first_screen=bool(self._texts.invitation),
            is_near=not self._look.is_fitted,
            is_changed=bool(grove.openings.done),
            has_outline=self._outline is not None,
            whole=whole,
            asks_why=self._moment.is_read and explorer.can_ask_why() and not self._texts.invitation,
            walks=bool(explorer.walk),
            is_at_end=explorer.step == len(explorer.walk) - 1,
            is_selected=at is not None,
            opens=not grove.is_open(at) if can_open and at is not None else None,
        )

    def _place_overview(self) -> None:
        """Breadcrumb and minimap, while a part of the tree is seen."""
        if self._look.is_fitted:
            self._overview.hide()
        else:
            self._overview.show(self.explorer.grove.field, self.camera, self._sheet, self._unit)

    def _blamed(self) -> tuple[At, ...]:
        """The way from the top answer down to what was to blame, as far as the tree was shown at first."""
        why, nodes, field = self._scene.why, self._scene.nodes, self.explorer.grove.field
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
        return ""


def _captions(node: SceneNode) -> tuple[str, str]:
    return step_caption(node), answer_caption(node)


def _no_words(at: At) -> str:
    return ""

