"""Texts of strangers in tables: no spreadsheet takes them for a formula."""

import pytest

from simulator.app.spreadsheet import no_formula


@pytest.mark.parametrize("text", ['=cmd("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_gets_a_quote_in_front(text: str) -> None:
    assert no_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a = b", "it rises", "5 - 4", "'=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert no_formula(text) == text
