"""The look in one table: colors, sizes and type of the themes, and what Qt needs of them.

Widgets read `theme.current()` when they paint and repaint on `theme.notifier().changed`. A color always means the
same thing (docs/design/look.md); text sizes and widths come from here, so that they scale together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from simulator.paths import assets
from simulator.ui.turns import Work, turns
from simulator.ui.widgets.inside import widgets_in

Look = Literal["light", "dark", "projector", "contrast"]
Name: TypeAlias = str
"""A look, one in another size of text, or one for a screen: "dark", "dark at 150 %", "projector for 720 lines"."""

Role = Literal["help", "secondary", "body", "title", "head"]
ROLES: tuple[Role, ...] = ("help", "secondary", "body", "title", "head")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The tokens of one theme. Colors are #rrggbb; sizes are logical pixels. No text is smaller than `least_px`.

    A hue that fills shapes may be too light to read: text in that hue has a token of its own (`misaligned_text`).
    `off` is the text of what cannot be pressed now: paler than all that can, and still read.
    """

    name: Name
    is_dark: bool
    canvas: str
    card: str
    hairline: str
    field: str
    ink: str
    secondary: str
    off: str
    accent: str
    on_accent: str
    accent_soft: str
    teacher: str
    correct: str
    error: str
    misaligned: str
    overseer: str
    teacher_text: str
    misaligned_text: str
    overseer_text: str
    override: str
    override_text: str
    override_soft: str
    percent: int = 100
    help_px: float = 11.0
    secondary_px: float = 12.5
    body_px: float = 13.0
    title_px: float = 16.0
    head_px: float = 20.0
    least_px: float = 0.0
    line_px: float = 2.2
    thin_px: float = 1.0
    radius: float = 10.0
    gap: int = 12
    padding: int = 16

    def color(self, token: str, alpha: float = 1.0) -> QColor:
        """A token as a color, with an opacity from 0 to 1."""
        color = QColor(getattr(self, token))
        color.setAlphaF(alpha)
        return color

    def size(self, role: Role) -> float:
        """The text size of a role, in logical pixels."""
        return float(getattr(self, f"{role}_px"))

    def font(self, role: Role = "body", weight: int = 400) -> QFont:
        """The font of a role; figures are tabular."""
        font = QFont(FAMILY)
        font.setPixelSize(round(self.size(role)))
        font.setWeight(_WEIGHTS[weight])
        font.setFeature(QFont.Tag("tnum"), 1)
        return font


FAMILY = "Inter"
_WEIGHTS = {400: QFont.Weight.Normal, 550: QFont.Weight.Medium, 650: QFont.Weight.DemiBold}

LIGHT = Theme(
    name="light", is_dark=False,
    canvas="#F4F5F3", card="#FFFFFF", hairline="#E2E5E9", field="#F4F5F3", ink="#1A1F26", secondary="#5A6472",
    off="#66707D", accent="#0B67A3", on_accent="#FFFFFF", accent_soft="#E8F1F8",
    teacher="#2589C1", correct="#188A62", error="#7C8794", misaligned="#CF5800",
    overseer="#C28400", teacher_text="#1A70A3", misaligned_text="#B34B00", overseer_text="#8A5D00",
    override="#93397A", override_text="#93397A", override_soft="#F7EBF4",
)  # fmt: skip
DARK = Theme(
    name="dark", is_dark=True,
    canvas="#14171B", card="#1D2127", hairline="#2E343C", field="#14171B", ink="#E9ECEF", secondary="#9AA5B1",
    off="#808A95", accent="#5AB3EA", on_accent="#0E1318", accent_soft="#1E2F3C",
    teacher="#8ECBF2", correct="#00D1A5", error="#7F8995", misaligned="#FF7F3F",
    overseer="#F0B429", teacher_text="#8ECBF2", misaligned_text="#FF8A50", overseer_text="#F0B429",
    override="#E29CCB", override_text="#E29CCB", override_soft="#38253A",
)  # fmt: skip
PROJECTOR = replace(
    LIGHT,
    name="projector",
    canvas="#FFFFFF", hairline="#C4CAD1", field="#F1F3F5", ink="#000000", secondary="#3A424D",
    off="#666D76", accent="#045B9D", accent_soft="#EEF6FC",
    teacher="#045085", correct="#1B5337", error="#4A535E", misaligned="#AF1B00",
    overseer="#6D5005", teacher_text="#045085", misaligned_text="#9E1800", overseer_text="#6B4700",
    override="#7A1F63", override_text="#7A1F63", override_soft="#F5E6F1",
    help_px=16.0, secondary_px=17.0, body_px=18.0, title_px=22.0, head_px=27.0, line_px=3.5, thin_px=1.5,
)  # fmt: skip
CONTRAST = replace(
    DARK,
    name="contrast",
    canvas="#000000", card="#000000", hairline="#8C8C8C", field="#000000", ink="#FFFFFF", secondary="#E6E6E6",
    off="#8C8C8C", accent="#7FD4FF", on_accent="#000000", accent_soft="#00344D",
    teacher="#BFE6FF", correct="#4AF2BF", error="#BEC6CE", misaligned="#FF9A66",
    overseer="#FFD24D", teacher_text="#BFE6FF", misaligned_text="#FF9A66", overseer_text="#FFD24D",
    override="#FFB3E6", override_text="#FFB3E6", override_soft="#4A1F3C",
    line_px=3.0, thin_px=1.5,
)  # fmt: skip
LOOKS: tuple[Theme, ...] = (LIGHT, DARK, PROJECTOR, CONTRAST)
THEMES: dict[Name, Theme] = {theme.name: theme for theme in LOOKS}
"""Every look, and each in the sizes of text that were asked for."""

PERCENTS = (100, 125, 150, 200)
"""Sizes of text, of each theme's own."""


def sized(look: Name, percent: int) -> Theme:
    """A theme with larger text, and with what grows with text."""
    theme = THEMES[look]
    if percent == 100:
        return theme
    name = f"{look} at {percent} %"
    if name not in THEMES:
        sizes = {f"{role}_px": theme.size(role) * percent / 100 for role in ROLES}
        THEMES[name] = replace(theme, name=name, percent=percent, **sizes)  # type: ignore[arg-type]
    return THEMES[name]


CAP_SHARE, CAP_OF_SIZE = 0.024, 0.727
"""The least height of a capital as a share of the screen's (product.md 6), and as a share of the size in Inter."""
_FOR_SCREEN = {"help_px": 1.0, "secondary_px": 1.0, "body_px": 1.0, "title_px": 1.2, "head_px": 1.4}
_LINES = {"line_px": 5.0, "thin_px": 3.0}
"""In pixels of a screen of `_LINES_AT` pixels' height: even curves drawn at 0.6 of a line are 3 pixels wide."""
_LINES_AT = 720
LEAST_LINE_PX = 3.0


def for_screen(height: int, look: Theme = PROJECTOR) -> Theme:
    """A theme in sizes that the last row of a class can read: they grow with the screen, in whole pixels.

    Small text is as large as body text: what may be smaller on a desk may not be in a class.
    """
    name = f"{look.name} for {height} lines"
    if name not in THEMES:
        least = ceil(CAP_SHARE * height / CAP_OF_SIZE - 1e-9)
        sizes = {role: float(round(least * share)) for role, share in _FOR_SCREEN.items()}
        lines = {kind: max(width * height / _LINES_AT, LEAST_LINE_PX) for kind, width in _LINES.items()}
        sizes |= lines | {"least_px": float(least), "radius": 10.0 * least / PROJECTOR.body_px}
        THEMES[name] = replace(look, name=name, **sizes)  # type: ignore[arg-type]
    return THEMES[name]


class Notifier(QObject):
    """`changed` follows every change of theme."""

    changed = Signal()


_AT_A_TIME = 16
"""Widgets that are dressed in a row: about a millisecond."""

_current = LIGHT
_chosen = LIGHT
_screen: int | None = None


def current() -> Theme:
    """The present theme."""
    return _current


def chosen() -> Theme:
    """The theme that was asked for, whether it is the present one or waits until a presentation ends."""
    return _chosen


@cache
def notifier() -> Notifier:
    """The one object that tells of changes of theme."""
    return Notifier()


def system_name() -> Look:
    """Light, dark, or with high contrast, as the desktop is set."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


@cache
def load_font() -> None:
    """Load the shipped font; without it, text in pictures would depend on the machine."""
    for file in sorted((assets() / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


def apply(look: Name, percent: int = 100) -> None:
    """Make a theme the present one for the whole program, with text of that size.

    While something is presented it waits until that ends, but for its contrast.
    """
    global _chosen
    _chosen = sized(look, percent)
    _take(_chosen if _screen is None else _for_class(_screen))


def present(height: int | None) -> None:
    """Show everything for a screen of this height, or, with None, in the chosen theme again.

    Who has chosen high contrast keeps its colors; all others are shown in those for projectors.
    """
    global _screen
    if height != _screen:
        _screen = height
        _take(_chosen if height is None else _for_class(height))


def _for_class(height: int) -> Theme:
    return for_screen(height, CONTRAST if _needs_contrast() else PROJECTOR)


def for_presenter() -> Theme:
    """What is presented, in sizes for somebody who stands at the screen."""
    return sized("contrast", 150) if _needs_contrast() else PROJECTOR


def _needs_contrast() -> bool:
    return _chosen.name.partition(" ")[0] == CONTRAST.name


def in_light(draw: Callable[[], None], owner: QObject) -> None:
    """Call `draw` in light colors, in turns of the main loop, with nothing painted in them. Then all is as it was.

    Sizes stay. A theme that was chosen meanwhile stays too.
    """
    before, is_dark = _chosen, _current.is_dark
    if is_dark:
        apply("light", before.percent)
    light = _chosen

    def work() -> Work:
        try:
            draw()
        finally:
            if is_dark and _chosen is light:
                apply(before.name)
        yield

    turns().take(work(), owner)


def is_presenting() -> bool:
    """Whether everything is shown for a class."""
    return _screen is not None


def _take(theme: Theme) -> None:
    global _current
    _current = theme
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    turns().take(_change(application, theme), application)


def _change(application: QApplication, theme: Theme) -> Work:
    """All widgets in another theme; given up when a later one has come meanwhile."""
    load_font()
    if theme is _current:
        application.setFont(theme.font())
        application.setPalette(palette(theme))
        for _ in _dressed(application, style_sheet(theme)):
            yield
            if theme is not _current:
                return
        notifier().changed.emit()


def _dressed(application: QApplication, sheet: str) -> Work:
    """Take another style sheet, each widget once.

    By itself Qt polishes every widget it remembers rules of, and with each all that is inside it: a widget as often as
    it has ancestors. So it is made to forget them all before, and what was shown is polished here, from the outside in.
    """
    application.style().unpolish(application)
    application.setStyleSheet(sheet)
    windows = [window for window in application.topLevelWidgets() if window.parent() is None]
    widgets = [each for window in windows for each in (window, *widgets_in(window))]
    for number, widget in enumerate(widgets):
        if isValid(widget) and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            widget.style().polish(widget)
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        if number % _AT_A_TIME == 0:
            yield
    for widget in filter(isValid, widgets):  # what was laid out meanwhile was half as before, and is remembered so
        widget.updateGeometry()


def palette(theme: Theme) -> QPalette:
    """The palette that Fusion paints its widgets with."""
    roles = QPalette.ColorRole
    colors = {
        roles.Window: "canvas", roles.WindowText: "ink", roles.Base: "card", roles.AlternateBase: "field",
        roles.Text: "ink", roles.Button: "card", roles.ButtonText: "ink", roles.BrightText: "misaligned",
        roles.ToolTipBase: "card", roles.ToolTipText: "ink", roles.PlaceholderText: "secondary",
        roles.Highlight: "accent", roles.HighlightedText: "on_accent",
        roles.Link: "accent", roles.LinkVisited: "accent",
        roles.Mid: "hairline", roles.Midlight: "hairline", roles.Dark: "secondary", roles.Light: "card",
        roles.Shadow: "ink", roles.Accent: "accent",
    }  # fmt: skip
    made = QPalette()
    for role, token in colors.items():
        made.setColor(role, theme.color(token))
        if role in (roles.WindowText, roles.Text, roles.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, role, theme.color("off"))
    return made


def style_sheet(theme: Theme) -> str:
    """Rules for the standard widgets; own widgets paint themselves. Roles and weights are dynamic properties."""
    sizes = "\n".join(f'*[role="{role}"] {{ font-size: {round(theme.size(role))}px; }}' for role in ROLES)
    body = round(theme.body_px)
    return f"""
    * {{ font-family: "{FAMILY}"; font-size: {body}px; }}
    QLabel {{ color: {theme.ink}; background: transparent; }}
    QLabel[tone="secondary"] {{ color: {theme.secondary}; }}
    QLabel[tone="accent"] {{ color: {theme.accent}; }}
    QLabel[tone="misaligned"] {{ color: {theme.misaligned_text}; }}
    {sizes}
    *[weight="550"] {{ font-weight: 550; }}
    *[weight="650"] {{ font-weight: 650; }}
    QMainWindow, QDialog {{ background: {theme.canvas}; }}
    QToolTip {{ background: {theme.card}; color: {theme.ink}; border: 1px solid {theme.hairline}; padding: 4px 6px; }}
    QMenuBar {{ background: {theme.card}; color: {theme.secondary}; padding: 0 8px; }}
    QMenuBar::item {{ padding: 5px 9px; border-radius: 5px; background: transparent; }}
    QMenuBar::item:selected {{ background: {theme.accent_soft}; color: {theme.ink}; }}
    QMenu {{ background: {theme.card}; color: {theme.ink}; border: 1px solid {theme.hairline}; padding: 5px; }}
    QMenu::item {{ padding: 6px 28px 6px 22px; border-radius: 5px; }}
    QMenu::item:selected {{ background: {theme.accent_soft}; color: {theme.ink}; }}
    QMenu::item:disabled {{ color: {theme.off}; }}
    QMenu::separator {{ height: 1px; background: {theme.hairline}; margin: 5px 8px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 8px; margin: 0; }}
    QScrollBar::handle {{ background: {theme.hairline}; border-radius: 4px; min-height: 24px; min-width: 24px; }}
    QScrollBar::handle:hover {{ background: {theme.secondary}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QLineEdit, QComboBox, QPlainTextEdit {{
        background: {theme.field}; color: {theme.ink}; border: 1px solid {theme.hairline}; border-radius: 7px;
        padding: 3px 8px; selection-background-color: {theme.accent}; selection-color: {theme.on_accent};
    }}
    QLineEdit[asks="true"] {{ border-color: {theme.secondary}; }}
    QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ border: 2px solid {theme.accent}; padding: 2px 7px; }}
    QAbstractItemView {{
        selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; color: {theme.ink};
    }}
    QTableView {{ border: 1px solid {theme.hairline}; padding: 1px; gridline-color: {theme.hairline}; }}
    QTableView:focus {{ border: 2px solid {theme.accent}; padding: 0; }}
    QPushButton {{
        background: {theme.card}; color: {theme.ink}; border: 1px solid {theme.hairline}; border-radius: 8px;
        padding: 6px 14px; font-weight: 550; outline: none;
    }}
    QPushButton:hover {{ background: {theme.accent_soft}; }}
    QPushButton:focus {{ border: 2px solid {theme.accent}; padding: 5px 13px; }}
    QPushButton:disabled {{ color: {theme.off}; }}
    QPushButton[primary="true"] {{
        background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent};
    }}
    QPushButton[primary="true"]:disabled {{
        background: {theme.field}; color: {theme.off}; border-color: {theme.hairline};
    }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {theme.ink}; }}
    QPushButton[segment="true"] {{ border-radius: 11px; padding: 3px 16px; color: {theme.secondary}; }}
    QPushButton[segment="true"]:hover {{ background: {theme.field}; }}
    QPushButton[segment="true"]:checked {{
        background: {theme.accent_soft}; color: {theme.accent}; border-color: {theme.accent};
    }}
    QPushButton[segment="true"]:focus {{ padding: 2px 15px; border: 2px solid {theme.ink}; }}
    QPushButton[target="tall"] {{ margin: {round(body * 0.85)}px 0; }}
    QPushButton[link="true"] {{
        background: transparent; color: {theme.accent}; border: none; padding: 4px 6px; min-height: 16px;
    }}
    QPushButton[link="true"]:hover {{ text-decoration: underline; }}
    QPushButton[link="true"]:focus {{ border: 2px solid {theme.accent}; padding: 2px 4px; border-radius: 6px; }}
    QPushButton[link="true"]:disabled {{ color: {theme.off}; }}
    """


def paint_card(painter: QPainter, rect: QRectF) -> None:
    """Paint a panel's ground: a rounded card with one hairline and no shadow."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(current().color("hairline"))
    painter.setBrush(current().color("card"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), current().radius, current().radius)
