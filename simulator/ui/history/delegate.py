"""How a row of the history is painted: star, thumbnail, what changed, and the end values in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from simulator.app.records import NAME_LIMIT, Record
from simulator.ui import theme
from simulator.ui.history import words
from simulator.ui.history.model import PRESENT, RECORD, HistoryModel, Index
from simulator.ui.text import mark, tr
from simulator.ui.widgets.metrics import font, metrics, scaled

ROW_PX, STAR_PX, GAP_PX = 34.0, 30.0, 12.0
SPARK_PX, SMALL_SPARK_PX = 88.0, 52.0
_SPARK_INSET_PX = 6.0
_NARROWEST_TEXT_PX = 140.0
"""Room for what has changed that columns of lesser use give way to."""

_WIDE_PX = 520.0
"""Width of a row from which the thumbnail has its full size."""

_STAR = QPolygonF([
    QPointF(0, -6.6), QPointF(1.9, -2.3), QPointF(6.5, -1.9), QPointF(3.0, 1.2), QPointF(4.1, 5.7),
    QPointF(0, 3.3), QPointF(-4.1, 5.7), QPointF(-3.0, 1.2), QPointF(-6.5, -1.9), QPointF(-1.9, -2.3),
])  # fmt: skip
_DASHES = [3.0, 2.0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of figures; the one with the least `worth` gives way first where room is short."""

    id: str
    head: str
    sample: str
    worth: int


COLUMNS = (
    Column(id="depth", head=mark("depth"), sample="12.0", worth=4),
    Column(id="misalignment", head=mark("misalignment"), sample="0.000", worth=3),
    Column(id="seed", head=mark("seed"), sample="123…789", worth=2),
    Column(id="when", head=mark("when"), sample="00/00/00", worth=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the parts of a row lie, in its own coordinates from the left."""

    star: QRectF
    spark: QRectF
    text: QRectF
    columns: tuple[tuple[Column, QRectF], ...]

    def mirrored(self, width: float) -> Places:
        """The same where text runs from right to left."""

        def over(place: QRectF) -> QRectF:
            return QRectF(width - place.right(), place.top(), place.width(), place.height())

        columns = tuple((column, over(place)) for column, place in self.columns)
        return Places(star=over(self.star), spark=over(self.spark), text=over(self.text), columns=columns)


def places(width: float, height: float) -> Places:
    """The parts of a row of this size: as many columns as leave room for the text."""
    found = _places(width, height)
    return found.mirrored(width) if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft else found


def _places(width: float, height: float) -> Places:
    gap = scaled(GAP_PX)
    star = QRectF(0, 0, scaled(STAR_PX), height)
    spark_width = scaled(SPARK_PX if width >= scaled(_WIDE_PX) else SMALL_SPARK_PX)
    spark = QRectF(star.right(), 0, spark_width, height)
    left = spark.right() + gap
    shown = list(COLUMNS)
    widths = {column.id: _width(column) for column in COLUMNS}
    while shown and width - left - sum(widths[c.id] + gap for c in shown) < scaled(_NARROWEST_TEXT_PX):
        shown.remove(min(shown, key=_worth))
    x, found = width - gap, []
    for column in reversed(shown):
        x -= widths[column.id]
        found.append((column, QRectF(x, 0, widths[column.id], height)))
        x -= gap
    return Places(star=star, spark=spark, text=QRectF(left, 0, max(x - left, 0.0), height), columns=tuple(found[::-1]))


def _worth(column: Column) -> int:
    return column.worth


def _width(column: Column) -> float:
    head = metrics("help", 400).horizontalAdvance(tr(column.head))
    return max(head, metrics("body", 550).horizontalAdvance(column.sample)) + 2


class RowDelegate(QStyledItemDelegate):
    """Paints from the theme's tokens; `star_pressed(index)` follows a click on a star."""

    star_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shows_ring = False
        self._lines: dict[tuple[str, int, int], tuple[QPolygonF, QPolygonF]] = {}

    def restyle(self) -> None:
        """Another theme: other sizes."""
        self._lines.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, round(scaled(ROW_PX)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        record: Record | None = index.data(RECORD)
        if record is None:
            return
        look, rect = theme.current(), QRectF(option.rect)
        state = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = rect.adjusted(0, 1, 0, -1)
        if is_selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft", 1.0 if is_selected else 0.5))
            painter.drawRoundedRect(ground, 7, 7)
        if index.data(PRESENT):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(QRectF(rect.left(), rect.top() + 7, 3, rect.height() - 14), 1.5, 1.5)
        if self.shows_ring and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 6, 6)
        self._paint_parts(painter, rect, record, index)
        painter.restore()

    def _paint_parts(self, painter: QPainter, rect: QRectF, record: Record, index: Index) -> None:
        look, row = theme.current(), places(rect.width(), rect.height())
        painter.translate(rect.topLeft())
        painter.save()
        painter.translate(row.star.center() + QPointF(1, 0))
        painter.scale(scaled(1), scaled(1))
        painter.setPen(QPen(look.color("accent" if record.starred else "secondary", 1 if record.starred else 0.7), 1))
        painter.setBrush(look.color("accent") if record.starred else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(_STAR)
        painter.restore()
        self._paint_spark(painter, row.spark, record)
        self._paint_text(painter, row.text, record)
        model = cast("HistoryModel", index.model())
        values = {
            "depth": words.depth(record), "misalignment": words.misalignment(record), "seed": words.seed(record),
            "when": model.when(record),
        }  # fmt: skip
        right = int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        tokens = {"depth": "accent", "misalignment": "misaligned_text"}
        for column, place in row.columns:
            is_main = column.id in tokens
            painter.setFont(font("body", 550) if is_main else font("secondary", 400))
            painter.setPen(look.color(tokens.get(column.id, "secondary")))
            painter.drawText(place, right, values[column.id])

    def _paint_text(self, painter: QPainter, place: QRectF, record: Record) -> None:
        look = theme.current()
        left = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        is_quiet = record.name or not words.settings_of(record)
        parts = [("", 400, "secondary" if is_quiet else "ink")]
        if record.name:
            parts.insert(0, (record.name, 550, "ink"))
        used, from_right = 0.0, painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for text, weight, token in parts:
            room = place.width() - used
            if room < scaled(24):
                return
            measure = metrics("body", weight)
            elided = measure.elidedText(text, Qt.TextElideMode.ElideRight, room)
            shown = elided if text else words.fitted(record, room, measure)
            painter.setFont(font("body", weight))
            painter.setPen(look.color(token))
            x = place.left() if from_right else place.left() + used
            painter.drawText(QRectF(x, place.top(), room, place.height()), left, shown)
            used += measure.horizontalAdvance(shown) + scaled(10)

    def _paint_spark(self, painter: QPainter, place: QRectF, record: Record) -> None:
        """Both curves: reached depth as a line, misalignment dashed; each from 0 to the most it can be."""
        look = theme.current()
        inner = place.adjusted(2, scaled(_SPARK_INSET_PX), -2, -scaled(_SPARK_INSET_PX))
        key = record.id, round(place.width()), round(place.height())
        lines = self._lines.get(key)
        if lines is None:
            deepest = record.setup.parameters.task.max_depth
            lines = _line(inner, record.horizons, deepest), _line(inner, record.misalignments, 1.0)
            self._lines[key] = lines
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("hairline"), look.thin_px))
        painter.drawLine(inner.bottomLeft(), inner.bottomRight())
        pen = QPen(look.color("accent"), look.line_px * 0.75)
        painter.setPen(pen)
        painter.drawPolyline(lines[0])
        pen = QPen(look.color("misaligned"), look.line_px * 0.75)
        pen.setDashPattern(_DASHES)
        painter.setPen(pen)
        painter.drawPolyline(lines[1])

    # Editing and the star.

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(NAME_LIMIT)
        editor.setAccessibleName(tr("Name of this run"))
        editor.setPlaceholderText(tr("Name of this run"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        cast("QLineEdit", editor).setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        model.setData(index, cast("QLineEdit", editor).text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        text = places(rect.width(), rect.height()).text
        editor.setGeometry(text.translated(QPointF(rect.topLeft())).toAlignedRect().adjusted(-8, 1, 0, -1))

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:  # fmt: skip
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            rect: QRect = option.rect
            star = places(rect.width(), rect.height()).star.translated(QPointF(rect.topLeft()))
            if star.contains(event.position()):
                if event.type() == QEvent.Type.MouseButtonRelease:
                    self.star_pressed.emit(index)
                return True
        return super().editorEvent(event, model, option, index)


def _line(place: QRectF, values: Sequence[float], most: float) -> QPolygonF:
    step = place.width() / max(len(values) - 1, 1)
    points = [
        QPointF(place.left() + n * step, place.bottom() - min(max(value / most, 0.0), 1.0) * place.height())
        for n, value in enumerate(values)
    ]
    return QPolygonF(points)
