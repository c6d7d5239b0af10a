"""The ten causes of the misalignment ledger: their words and how they are told apart within one hue."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor

from simulator.engine.measures import LEDGER_CAUSES
from simulator.ui.text import mark
from simulator.ui.theme import Theme

_Pattern = Qt.BrushStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One mechanism of the ledger. `strength` is the share of the misaligned hue over the card."""

    adds: str
    removes: str
    strength: float
    pattern: Qt.BrushStyle = _Pattern.SolidPattern


CAUSES: dict[str, Cause] = {
    "spread": Cause(adds=mark("spread in the trees"), removes=mark("died out in the trees"), strength=0.48),
    "overseer_slips": Cause(adds=mark("overseer's slips"), removes=mark("overseer's slips"), strength=0.86),
    "amplification_drift": Cause(
        adds=mark("drift when amplified"), removes=mark("drift when amplified"),
        strength=0.7, pattern=_Pattern.BDiagPattern,
    ),
    "assistants": Cause(adds=mark("assistants"), removes=mark("removed by assistants"), strength=0.66),
    "voting": Cause(adds=mark("added by voting"), removes=mark("removed by voting"), strength=0.3),
    "checking": Cause(
        adds=mark("added by checking"), removes=mark("removed by checking"),
        strength=0.62, pattern=_Pattern.HorPattern,
    ),
    "label_averaging": Cause(
        adds=mark("averaged labels"), removes=mark("averaged labels"),
        strength=0.7, pattern=_Pattern.Dense6Pattern,
    ),
    "forgetting": Cause(adds=mark("forgotten"), removes=mark("forgotten"), strength=0.2),
    "distillation_drift": Cause(
        adds=mark("drift when distilled"), removes=mark("drift when distilled"),
        strength=0.7, pattern=_Pattern.FDiagPattern,
    ),
    "refinement": Cause(
        adds=mark("improvement"), removes=mark("improvement"),
        strength=0.62, pattern=_Pattern.CrossPattern,
    ),
}  # fmt: skip
assert tuple(CAUSES) == LEDGER_CAUSES

_GROUND = 0.18
PALE = 0.34
"""How much of a color is left where the run has not come yet."""


def blend(over: QColor, under: QColor, share: float) -> QColor:
    """An opaque mixture, so that what is drawn twice does not get darker."""
    pairs = (over.red(), under.red()), (over.green(), under.green()), (over.blue(), under.blue())
    return QColor(*(round(share * a + (1 - share) * b) for a, b in pairs))


def brushes(cause: Cause, look: Theme, pale: bool) -> tuple[QBrush, ...]:
    """What a cause's bars are filled with, one after the other: a pattern stands on a light ground."""
    share = PALE if pale else 1.0
    hue, card = look.color("misaligned"), look.color("card")
    fill = QBrush(blend(hue, card, cause.strength * share), cause.pattern)
    if cause.pattern == _Pattern.SolidPattern:
        return (fill,)
    return QBrush(blend(hue, card, _GROUND * share)), fill
