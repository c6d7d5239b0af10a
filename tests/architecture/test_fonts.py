"""The shipped typeface loads, has the weights of the look, and its figures stand in columns."""

import pytest

from simulator.paths import assets

WEIGHTS = {400: "Regular", 550: "Medium", 650: "Semi Bold"}


@pytest.fixture(scope="module")
def family(qapp: object) -> str:
    """The family under which the application finds the typeface."""
    from PySide6.QtGui import QFontDatabase

    files = sorted((assets() / "fonts").glob("*.otf"))
    loaded = [QFontDatabase.addApplicationFont(str(path)) for path in files]
    assert all("Inter" in QFontDatabase.applicationFontFamilies(font) for font in loaded)
    assert len(loaded) == len(WEIGHTS)
    return "Inter"


@pytest.mark.parametrize(("weight", "cut"), WEIGHTS.items())
def test_each_weight_of_the_look_is_a_cut_of_its_own(family: str, weight: int, cut: str) -> None:
    from PySide6.QtGui import QFont, QFontInfo, QRawFont

    font = QFont(family, 13, weight)
    assert QFontInfo(font).family() == family
    assert QRawFont.fromFont(font).styleName() == cut


def test_heavier_is_wider(family: str) -> None:
    from PySide6.QtGui import QFont, QFontMetricsF

    metrics = [QFontMetricsF(QFont(family, 40, weight)) for weight in WEIGHTS]
    widths = [metric.horizontalAdvance("Overseer quality") for metric in metrics]
    assert widths == sorted(set(widths))


@pytest.mark.parametrize("weight", WEIGHTS)
def test_tabular_figures_have_one_width(family: str, weight: int) -> None:
    from PySide6.QtGui import QFont, QFontMetricsF

    font = QFont(family, 40, weight)
    font.setPixelSize(40)
    proportional = [QFontMetricsF(font).horizontalAdvance(figure * 10) for figure in "0123456789"]
    font.setFeature(QFont.Tag("tnum"), 1)
    tabular = [QFontMetricsF(font).horizontalAdvance(figure * 10) for figure in "0123456789"]
    assert max(proportional) - min(proportional) > 40
    assert max(tabular) - min(tabular) < 1  # less than a pixel on ten figures: rounding of the outlines


def test_every_sign_on_screen_is_in_the_typeface(family: str) -> None:
    from PySide6.QtGui import QFont, QRawFont

    raw = QRawFont.fromFont(QFont(family, 13))
    signs = "AZaz09ÄÖÜäöüß×–—…·∞≤≥≠±→←↑↓∑σρβδφεκχλ‘’“”%½"
    assert [sign for sign in signs if not raw.supportsCharacter(ord(sign))] == []


def test_the_license_goes_with_the_typeface_and_both_are_small() -> None:
    fonts = assets() / "fonts"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts / "OFL.txt").read_text("utf-8")
    assert sum(path.stat().st_size for path in fonts.iterdir()) < 2_000_000
