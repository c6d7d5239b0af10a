"""The ten causes of the misalignment ledger: their words and how they are told apart within one hue."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from simulator.engine.measures import LEDGER_CAUSES
from simulator.ui.text import mark
from simulator.ui.theme import Theme

_Pattern = Qt.BrushStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One mechanism of the ledger; `short` is its name where there is room for a word.

    `strength` is the share of the misaligned hue over the card; beyond 1 it goes on towards ink. What takes away is
    hollow: of its cause only a pattern is left, `hollow` where the full bar has none.
    """

    adds: str
    removes: str
    short: str
    strength: float
    pattern: Qt.BrushStyle = _Pattern.SolidPattern
    hollow: Qt.BrushStyle = _Pattern.NoBrush


CAUSES: dict[str, Cause] = {
    "spread": Cause(
        adds=mark("spread in the trees"), removes=mark("died out in the trees"), short=mark("in the trees"),
        strength=0.36, hollow=_Pattern.Dense7Pattern,
    ),
    "overseer_slips": Cause(
        adds=mark("overseer's slips"), removes=mark("overseer's slips"), short=mark("overseer"), strength=1.4
    ),
    "amplification_drift": Cause(
        adds=mark("drift when amplified"), removes=mark("drift when amplified"), short=mark("amplified"),
        strength=1.0, pattern=_Pattern.BDiagPattern,
    ),
    "assistants": Cause(
        adds=mark("assistants"), removes=mark("removed by assistants"), short=mark("assistants"),
        strength=0.7, hollow=_Pattern.CrossPattern,
    ),
    "voting": Cause(
        adds=mark("added by voting"), removes=mark("removed by voting"), short=mark("voting"),
        strength=0.8, pattern=_Pattern.Dense6Pattern,
    ),
    "checking": Cause(
        adds=mark("added by checking"), removes=mark("removed by checking"), short=mark("checking"),
        strength=0.8, pattern=_Pattern.HorPattern,
    ),
    "label_averaging": Cause(
        adds=mark("averaged labels"), removes=mark("averaged labels"), short=mark("labels"),
        strength=0.8, pattern=_Pattern.VerPattern,
    ),
    "forgetting": Cause(adds=mark("forgotten"), removes=mark("forgotten"), short=mark("forgotten"), strength=0.18),
    "distillation_drift": Cause(
        adds=mark("drift when distilled"), removes=mark("drift when distilled"), short=mark("distilled"),
        strength=1.0, pattern=_Pattern.FDiagPattern,
    ),
    "refinement": Cause(
        adds=mark("improvement"), removes=mark("improvement"), short=mark("improvement"),
        strength=0.8, pattern=_Pattern.DiagCrossPattern,
    ),
}  # fmt: skip
assert tuple(CAUSES) == LEDGER_CAUSES

_GROUND, _HOLLOW = 0.18, 0.5
"""How strong the ground under a pattern is, and a pattern within a hollow bar."""

PALE = 0.34
"""How much of a color is left where the run has not come yet."""


def blend(over: QColor, under: QColor, share: float) -> QColor:
    """An opaque mixture, so that what is drawn twice does not get darker."""
    pairs = (over.red(), under.red()), (over.green(), under.green()), (over.blue(), under.blue())
    return QColor(*(round(share * a + (1 - share) * b) for a, b in pairs))


def brushes(
    cause: Cause, look: Theme, pale: bool, removes: bool = False, hue: str = "misaligned"
) -> tuple[QBrush, ...]:
    """What a cause's bars are filled with, one after the other: a pattern stands on a ground of its own."""
    share = PALE if pale else 1.0
    full, card = look.color(hue), look.color("card")
    further = cause.strength > 1
    shade = blend(look.color("ink"), full, cause.strength - 1) if further else blend(full, card, cause.strength)
    fill, is_solid = blend(shade, card, share), cause.pattern == _Pattern.SolidPattern
    if removes:
        pattern = cause.hollow if is_solid else cause.pattern
        return QBrush(card), QBrush(blend(full, card, _HOLLOW * share), pattern)
    return (QBrush(fill),) if is_solid else (QBrush(blend(full, card, _GROUND * share)), QBrush(fill, cause.pattern))


def outline(look: Theme, pale: bool, hue: str = "misaligned") -> QPen:
    """What surrounds every bar that is high enough: it sets causes apart, and is all there is of a hollow one."""
    pen = QPen(blend(look.color(hue), look.color("card"), PALE if pale else 1.0), max(look.thin_px, 1.0))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen
