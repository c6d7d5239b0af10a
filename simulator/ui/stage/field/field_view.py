"""A card that shows a field through a camera: pan, zoom, fit, focus, and which node is meant.

What is painted beside the field, and what a press on a node does, is left to the stage.
"""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from simulator.ui.stage.field.camera import Camera, Look, Scope, between
from simulator.ui.stage.field.explorer import Explorer
from simulator.ui.stage.field.field import TOP, At, Field
from simulator.ui.stage.field.grove import Grove
from simulator.ui.stage.field.morph import Morph
from simulator.ui.stage.field.motion import FLY_MS, UNFOLD_MS, ZOOM_MS, Motion
from simulator.ui.stage.field.survey import pointed_at
from simulator.ui.stage.moment import REST, Moment
from simulator.ui.widgets.card import Card

DRAGGED_FROM_PX = 4.0
"""A press that moves further than this draws the picture along."""

NOTCH = 1.25
"""Zoom of one notch of a wheel."""

DEGREES_PER_NOTCH = 120.0

KEY_ZOOM = 1.5
"""Zoom of one press of plus or minus."""

AROUND = 0.18
"""Room on either side of a subtree that one focuses on, as a share of its width."""


class FieldView(Card):
    """Shows the tree of `explorer` through its camera; drags, wheel and pinch move it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.explorer = Explorer(self)
        self._motion = Motion(self)
        self._motion.moved.connect(self._follow_motion)
        self._moment: Moment = REST
        self._scope: Scope
        self._look = Look()
        self._flight: tuple[Look, Look] | None = None
        self._morph: Morph | None = None
        self._pressed: QPointF | None = None
        self._is_dragged = False
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)

    # ---- what is seen ----

    @property
    def look(self) -> Look:
        """What one looks at."""
        return self._look

    @property
    def is_flying(self) -> bool:
        """Whether one is on the way from one look to another."""
        return self._flight is not None

    @property
    def camera(self) -> Camera:
        """The camera, when nothing moves any more."""
        return self._scope.camera(self._look)

    @property
    def reduced_motion(self) -> bool:
        """Whether everything changes at once."""
        return False

    def shown(self) -> tuple[Field, Camera]:
        """Field and camera of this moment, which may be on their way."""
        if self._morph is not None:
            return self._morph.at(self._motion.amount)
        return self.explorer.grove.field, self.camera

    @property
    def shown_grove(self) -> Grove:
        """The tree whose nodes are seen at this moment: while something folds, the one in which it was open."""
        if self._morph is not None and not self._morph.opens and self.explorer.before is not None:
            return self.explorer.before
        return self.explorer.grove

    def node_at(self, at: QPointF) -> At | None:
        """The node under a point, with what stands beside it, if it is on the stage at this moment."""
        return pointed_at(self.explorer.grove.field, self.camera, self._moment, self._scope.area, at.x(), at.y())

    # ---- going elsewhere ----

    def fit(self) -> None:
        """Show the whole tree."""
        self._fly(self._scope.settled(Look()), FLY_MS)

    def zoom_in(self) -> None:
        """Nearer to the selected node, or to the middle."""
        self._zoom_at(KEY_ZOOM, *self._anchor(), duration=ZOOM_MS)

    def zoom_out(self) -> None:
        """Further from the selected node, or from the middle."""
        self._zoom_at(1.0 / KEY_ZOOM, *self._anchor(), duration=ZOOM_MS)

    def focus_on(self, at: At) -> None:
        """Show a node and what lies below it, as large as it goes."""
        field = self.explorer.grove.field
        spans = field.spans(at)
        rows = field.rows[at.row : at.row + len(spans)]
        left = min(float(row.place[start]) for row, (start, _) in zip(rows, spans, strict=True)) - 0.5
        right = max(float(row.place[stop - 1]) for row, (_, stop) in zip(rows, spans, strict=True)) + 0.5
        margin = AROUND * (right - left)
        self._fly(self._scope.onto(left - margin, right + margin, at.row, at.row + len(spans) - 1), FLY_MS)

    def go_to(self, place: float, row: float) -> None:
        """Put a place of the tree into the middle of the view, at once."""
        self._stop()
        self.see(Look(self._look.zoom, place, row))

    def keep_in_view(self, at: At) -> None:
        """Move so that a node is in view, if it is not."""
        camera, area = self.camera, self._scope.area
        x, y = camera.x(self.explorer.grove.field.place(at)), camera.y(at.row)
        side, edge = 0.08 * area.width, 0.3 * camera.gap
        dx = min(max(area.left + side - x, 0.0), 1e9) + max(min(area.right - side - x, 0.0), -1e9)
        dy = max(area.top + edge - y, 0.0) + min(area.bottom - edge - y, 0.0)
        if (dx or dy) and not self._look.is_fitted:
            self._fly(self._scope.moved(self._look, dx, dy), FLY_MS)

    def _anchor(self) -> tuple[float, float]:
        camera, at, area = self.camera, self.explorer.selected, self._scope.area
        if at is not None:
            x, y = camera.x(self.explorer.grove.field.place(at)), camera.y(at.row)
            if area.left <= x <= area.right and area.top <= y <= area.bottom:
                return x, y
        return (area.left + area.right) / 2, area.middle

    def _zoom_at(self, factor: float, x: float, y: float, *, duration: int) -> None:
        goal = self._flight[1] if self._flight is not None and self._motion.is_moving else self._look
        self._fly(self._scope.zoomed(goal, factor, x, y), duration)

    def _fly(self, to: Look, duration: int) -> None:
        """To another look, smoothly or at once; what was on its way goes on from where it is."""
        self._morph = None
        if duration == 0 or self.reduced_motion or to == self._look:
            self._stop()
            self.see(to)
            return
        self._flight = (self._scope.settled(self._look), to)
        self._motion.start(duration)

    def _glide(self, before: Field, from_: Camera) -> None:
        """After unfolding or folding: nodes glide to their new places, if there are not too many."""
        self._stop()
        if not self.reduced_motion:
            self._morph = Morph.between(before, self.explorer.grove.field, from_, self.camera)
            if self._morph is not None:
                self._motion.start(UNFOLD_MS)

    def _stop(self) -> None:
        self._motion.stop()
        self._flight = self._morph = None

    def _follow_motion(self) -> None:
        if self._flight is not None:
            self.see(between(*self._flight, self._motion.amount))
        if not self._motion.is_moving:
            self._flight = self._morph = None
        self.update()

    def see(self, look: Look) -> None:
        """Look at this part of the tree, at once."""
        self._look = self._scope.settled(look)
        self.update()

    def show_scope(self, scope: Scope, *, keeps_look: bool) -> None:
        """Another tree, or another room for it: all of it is shown, unless one keeps looking at a part."""
        goal = self._look if self._flight is None else self._flight[1]
        self._stop()
        self._scope = scope
        self._look = scope.settled(goal if keeps_look else Look())
        self.update()

    def regrow(self, scope: Scope) -> None:
        """A part of the tree was unfolded or folded: what was fitted stays so, else the node in question stays put."""
        before, from_ = self.explorer.before, self.camera
        at, field = self.explorer.selected or TOP, self.explorer.grove.field
        was_fitted, self._scope = self._look.is_fitted, scope
        if was_fitted or before is None:
            self._look = scope.settled(Look())
        else:
            was = before.field.find(field.path(at)) or TOP
            x, y = from_.x(before.field.place(was)), from_.y(at.row)
            middle, zoom = (scope.area.left + scope.area.right) / 2, from_.pitch / scope.fit.pitch
            gap = scope.camera(Look(zoom)).gap
            place, row = field.place(at) + (middle - x) / from_.pitch, at.row + (scope.area.middle - y) / gap
            self._look = scope.settled(Look(zoom, place, row))
        if before is not None:
            self._glide(before.field, from_)
        self.update()

    # ---- what the stage does with a node ----

    def press_node(self, at: At | None) -> None:
        """A node, or none, was pressed."""

    # ---- Qt ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._pressed = None  # where a dialog got the release
            over = self.node_at(at) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        delta = at - self._pressed
        if not self._is_dragged and hypot(delta.x(), delta.y()) < DRAGGED_FROM_PX:
            return
        self._is_dragged = True
        if not self._look.is_fitted:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._stop()
            self.see(self._scope.moved(self._look, delta.x(), delta.y()))
        self._pressed = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            pressed, self._pressed = self._pressed, None
            self.setCursor(Qt.CursorShape.ArrowCursor)
            if not self._is_dragged:
                self.press_node(self.node_at(pressed))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The first press may have unfolded the node and sent it on its way: it is the selected one.
        at = self.explorer.selected
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self.focus_on(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels, at = event.pixelDelta(), event.position()
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        is_pad = event.device() is not None and event.device().type() == QInputDevice.DeviceType.TouchPad
        if not zooms and (is_pad or not pixels.isNull()):
            if self._look.is_fitted:
                event.ignore()
                return
            moved = pixels if not pixels.isNull() else event.angleDelta() / 2
            self._stop()
            self.see(self._scope.moved(self._look, moved.x(), moved.y()))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not self._look.is_fitted:
            turned = event.angleDelta().y() or event.angleDelta().x()
            self._stop()
            self.see(self._scope.moved(self._look, turned, 0.0))
        else:
            notches = event.angleDelta().y() / DEGREES_PER_NOTCH
            if not notches or (notches < 0 and self._look.is_fitted and self._flight is None):
                event.ignore()
                return
            self._zoom_at(NOTCH**notches, at.x(), at.y(), duration=ZOOM_MS)
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                at = event.position()
                self._zoom_at(1.0 + event.value(), at.x(), at.y(), duration=0)
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self._zoom_at(pinch.scaleFactor(), at.x(), at.y(), duration=0)
                return True
        return super().event(event)
