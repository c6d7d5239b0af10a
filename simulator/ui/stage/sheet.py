"""How the stage is divided: boxes for its text, and the area that is left for the tree. Plain numbers, no Qt."""

from __future__ import annotations

from dataclasses import dataclass

KEY_CLEARANCE = 8.0
"""Distance that words at nodes keep from the key of shapes."""

CORNER_GAP = 14.0
"""Between what sits in the top right corner and the edges of the stage; the same as the dial's own distance."""

SIDE_COLUMN_FROM = 600.0
"""Width from which the tree can spare a column at its right for the key and the corner."""

TALL = 2.0
"""A stage less wide than this many times its height is tall: its key lies in lines under the tree."""

ROOMY_HEIGHT = 130.0
"""Height below which the tree needs the lines of a key under it more than the key does."""

SUBTITLE_LINES = 2
"""Lines of the subtitle on a tall stage."""

COMFORTABLE_HEIGHT = 110.0
"""Height below which the tree needs the subtitle's line more than the subtitle does."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its four sides."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height half way down."""
        return (self.top + self.bottom) / 2

    def moved(self, right: float) -> Box:
        """The same box further to the right."""
        return Box(self.left + right, self.top, self.right + right, self.bottom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the text needs, in logical pixels: heights of lines, widths of the row labels and the key of shapes.

    `why_lines` is the number of lines under the tree; `flat_key_heights` those of a key as wide as the stage, whole and
    brief; `unit` the theme's scale, 1 for text of 13 pixels.
    """

    unit: float
    padding: float
    title_height: float
    subtitle_height: float
    why_height: float
    why_lines: float
    rows_width: float
    key_width: float
    key_height: float
    flat_key_heights: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The parts of the stage: boxes for text, and the area that is left for the tree. None is left out.

    A brief key names the three shapes only.
    """

    title: Box
    subtitle: Box | None
    why: Box
    key: Box | None
    area: Box
    corner: Box | None
    is_key_brief: bool = False

    def moved(self, right: float) -> Sheet:
        """The same parts further to the right."""
        boxes = (self.title, self.subtitle, self.why, self.key, self.area, self.corner)
        title, subtitle, why, key, area, corner = (box and box.moved(right) for box in boxes)
        assert title is not None
        assert why is not None
        assert area is not None
        return Sheet(title, subtitle, why, key, area, corner, self.is_key_brief)

    def right_at(self, y: float) -> float:
        """How far to the right something at this height may reach."""
        if self.corner is not None and y < self.corner.bottom:
            return self.corner.left
        if self.key is not None and not self.is_key_flat and y > self.key.top - KEY_CLEARANCE:
            return self.key.left - KEY_CLEARANCE
        return self.why.right

    @property
    def is_key_flat(self) -> bool:
        """Whether the key lies in lines under the tree, and does not stand beside it."""
        return self.key is not None and self.key.left < self.area.left


def lay_out_sheet(width: float, height: float, corner_width: float, corner_height: float, m: Measures) -> Sheet:
    """Divide the stage. Where room is short, the key goes first, then the subtitle; the tree keeps what is left."""
    if width < TALL * height:
        return _tall_sheet(width, height, corner_width, corner_height, m)
    pad, gap = m.padding, 8.0 * m.unit
    corner = None
    if corner_width > 0:
        left = width - CORNER_GAP - corner_width
        corner = Box(left - gap, 0.0, width, CORNER_GAP + corner_height + gap)
    text_right = corner.left if corner else width - pad
    title = Box(pad, pad - 2.0, text_right, pad - 2.0 + m.title_height)
    why = Box(pad, height - pad - m.why_height * m.why_lines, width - pad, height - pad)
    corner_bottom = corner.bottom if corner else title.bottom
    is_beside = width >= SIDE_COLUMN_FROM * m.unit and why.top - m.key_height - gap >= corner_bottom
    side = max(m.key_width + pad, width - corner.left if corner else 0.0) if is_beside else pad
    top = title.bottom + 4.0
    subtitle = Box(pad, top, text_right, top + m.subtitle_height)
    left = pad + m.rows_width + 2 * gap
    area = Box(left, subtitle.bottom + 1.5 * gap, width - side - gap, why.top - gap)
    if not is_beside:
        return _with_flat_key(title, subtitle, why, area, corner, m)
    key = Box(width - pad - m.key_width, area.bottom - m.key_height, width - pad, area.bottom)
    if area.height >= COMFORTABLE_HEIGHT * m.unit:
        return Sheet(title, subtitle, why, key, area, corner)
    return Sheet(title, None, why, key, _higher(title, area, gap), corner)


def _with_flat_key(title: Box, subtitle: Box, why: Box, area: Box, corner: Box | None, m: Measures) -> Sheet:
    """With a key in lines under the tree, whole or brief, where the tree has room for it; else without."""
    gap = 8.0 * m.unit
    for is_brief, height in enumerate(m.flat_key_heights):
        key = Box(why.left, area.bottom - height, why.right, area.bottom)
        above = Box(area.left, area.top, area.right, key.top - gap / 2)
        if above.height >= ROOMY_HEIGHT * m.unit:
            return Sheet(title, subtitle, why, key, above, corner, bool(is_brief))
    if area.height >= COMFORTABLE_HEIGHT * m.unit:
        return Sheet(title, subtitle, why, None, area, corner)
    return Sheet(title, None, why, None, _higher(title, area, gap), corner)


def _higher(title: Box, area: Box, gap: float) -> Box:
    """The area of a tree that takes the subtitle's line too."""
    return Box(area.left, title.bottom + gap / 2, area.right, area.bottom + gap / 2)


def _tall_sheet(width: float, height: float, corner_width: float, corner_height: float, m: Measures) -> Sheet:
    """Where height is no concern: the tree takes the whole width, and what it needs beside a corner is left to it."""
    pad, gap = m.padding, 8.0 * m.unit
    corner = None
    if corner_width > 0:
        corner = Box(width - CORNER_GAP - corner_width - gap, 0.0, width, CORNER_GAP + corner_height + gap)
    text_right = corner.left if corner else width - pad
    title = Box(pad, pad - 2.0, text_right, pad - 2.0 + m.title_height)
    top = title.bottom + 4.0
    subtitle = Box(pad, top, text_right, top + SUBTITLE_LINES * m.subtitle_height)
    why = Box(pad, height - pad - m.why_height * m.why_lines, width - pad, height - pad)
    area = Box(pad + m.rows_width + 2 * gap, subtitle.bottom + gap, width - pad - gap, why.top - gap)
    return _with_flat_key(title, subtitle, why, area, corner, m)
