"""What a challenge still needs, in words."""

from __future__ import annotations

import pytest

from simulator.engine.iterate import run
from simulator.engine.parameters import Parameters
from simulator.scenario.lesson.grammar import parse
from simulator.ui.lesson.goal import missing

PLAYED = run(Parameters())


@pytest.mark.parametrize(
    ("goal", "lines"),
    [
        ("horizon > 11 and misalignment < 0.9", ["reached depth: 4.4, above 11 needed"]),
        ("calls <= 200000", ["calls of the model: 250,000, at most 200,000 needed"]),
        ("overseer.level = 4", ["Overseer's level: 6.0, 4.0 needed"]),
        ("misalignment[6] < 0.03", ["misalignment in round 6: 0.430, below 0.03 needed"]),
        ("misalignment[12] < misalignment[6]",
         ["misalignment in round 12: 0.629, below misalignment in round 6 (0.430) needed"]),
        ("min(horizon) >= 3", ["lowest reached depth: 2.0, at least 3 needed"]),
        ("not run.rounds = 12", ["Rounds: 12, anything but 12 needed"]),
        ("horizon[20] > 3", ["reached depth in round 20: the run does not come so far"]),
        ("horizon - horizon[5] > 2", ["horizon - horizon[5]: -1.69, above 2 needed"]),
        ("horizon > 11 or misalignment < 0.1", [
            "One of these is needed:", "– reached depth: 4.4, above 11 needed",
            "– misalignment now: 0.629, below 0.1 needed",
        ]),
        ("horizon > 4", []),
    ],
)  # fmt: skip
def test_a_line_says_the_figure_now_and_what_it_needs(goal: str, lines: list[str]) -> None:
    assert missing(parse(goal), PLAYED) == lines


def test_quantiles_are_said_as_shares_of_runs() -> None:
    low, high = missing(parse("high(misalignment) < 0.001 and median(horizon) > 11"), PLAYED)
    assert low.startswith("misalignment that 19 in 20 runs stay below: 0.")
    assert high.startswith("reached depth of the middle run: 4.")
