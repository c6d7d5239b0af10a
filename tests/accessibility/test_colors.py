"""The token table of every theme: contrast, and series that can be told apart with every kind of color vision."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtGui import QPalette

from simulator.ui import theme
from simulator.ui.theme import Theme
from tests.accessibility.vision import MACHADO, Kind, apart, contrast

TEXTS = ("ink", "secondary", "accent", "teacher_text", "misaligned_text", "overseer_text", "override_text")
GRAPHICS = ("accent", "teacher", "correct", "error", "misaligned", "overseer", "override")
SERIES = ("accent", "teacher", "correct", "error", "misaligned", "overseer")
GROUNDS, SOFT = ("card", "canvas"), ("field", "accent_soft", "override_soft")
STRICT = ("projector", "contrast")

TOLD_APART = 0.045
"""In OKLab. 0.02 is about what can just be told side by side; every series has a shape or a dash of its own besides."""

every_theme = pytest.mark.parametrize("look", theme.LOOKS, ids=lambda look: look.name)


@every_theme
def test_text_stands_out_from_every_ground(look: Theme) -> None:
    least = 7.0 if look.name in STRICT else 4.5
    for text in TEXTS:
        for ground in GROUNDS:
            assert contrast(getattr(look, text), getattr(look, ground)) >= least, (text, ground)
        for ground in SOFT:
            assert contrast(getattr(look, text), getattr(look, ground)) >= 4.5, (text, ground)
    assert contrast(look.on_accent, look.accent) >= least


@every_theme
def test_what_cannot_be_pressed_is_paler_than_what_can_and_is_read(look: Theme) -> None:
    for ground in (*GROUNDS, "field"):
        stands_out = contrast(look.off, getattr(look, ground))
        assert stands_out >= 4.5, ground
        for text in ("ink", "secondary", "accent"):
            assert stands_out < 0.95 * contrast(getattr(look, text), getattr(look, ground)), (text, ground)


def test_links_that_cannot_be_pressed_have_the_pale_color() -> None:
    for look in theme.LOOKS:
        sheet = theme.style_sheet(look)
        rule = sheet.split('QPushButton[link="true"]:disabled', 1)[1].split("}", 1)[0]
        assert look.off in rule


@every_theme
@pytest.mark.parametrize("role", ["WindowText", "Text", "ButtonText"])
def test_standard_widgets_that_cannot_be_used_have_that_color_too(look: Theme, role: str) -> None:
    found = theme.palette(look).color(QPalette.ColorGroup.Disabled, QPalette.ColorRole[role])
    assert found == look.color("off")


@every_theme
def test_what_is_drawn_stands_out_from_the_card(look: Theme) -> None:
    least = 7.0 if look.name in STRICT else 3.0
    for token in GRAPHICS:
        assert contrast(getattr(look, token), look.card) >= least, token


@every_theme
@pytest.mark.parametrize("kind", MACHADO)
def test_any_two_series_can_be_told_apart(look: Theme, kind: Kind) -> None:
    for one, other in combinations(SERIES, 2):
        assert apart(getattr(look, one), getattr(look, other), kind) >= TOLD_APART, (one, other)


def test_the_measure_of_distance_sees_what_a_deficiency_does_not() -> None:
    assert apart("#FF0000", "#00C000", "typical") > 0.3
    assert apart("#D55E00", "#8A7C00", "deutan") < apart("#D55E00", "#8A7C00", "typical") / 2
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)


def test_each_size_of_text_scales_every_role_and_keeps_the_colors() -> None:
    for look in theme.LOOKS:
        for percent in theme.PERCENTS:
            larger = theme.sized(look.name, percent)
            for role in theme.ROLES:
                assert larger.size(role) == pytest.approx(look.size(role) * percent / 100)
            assert (larger.ink, larger.accent, larger.is_dark) == (look.ink, look.accent, look.is_dark)
