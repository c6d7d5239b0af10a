"""The way from a wrong answer down to where its error came from: one node after another, each with a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulator.engine.blame import SENTENCES, Reason, why
from simulator.engine.tree import AnswerOutcome
from simulator.ui.stage.field.grove import Lore, Path
from simulator.ui.text import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkStep:
    """One node of the way: the path to it, what it handed up, and what happened there."""

    path: Path
    answer: AnswerOutcome
    reason: Reason

    @property
    def sentence(self) -> str:
        """What happened, in the present language."""
        return tr(SENTENCES[self.reason.step], **self.reason.facts)


def way(lore: Lore, path: Path) -> tuple[WalkStep, ...]:
    """From the node at a path to the origin of its error; empty where it is right."""
    answer = lore.ask(path).outcome if path else lore.top.outcome
    if answer == "correct":
        return ()
    if path and (asked := _asking(lore, path)):
        return (WalkStep(path=path, answer=answer, reason=asked),)
    steps: list[WalkStep] = []
    for reason in why(lore.run, lore.node(path)):
        answer = lore.ask(path).outcome if path else answer
        if reason.ask is None or reason.cause == "sub_answer":
            steps.append(WalkStep(path=path, answer=answer, reason=reason))
        else:  # the end of the way is a sub-answer that was lost on its way up
            lost = replace(reason, cause="sub_answer")
            below = (*path, reason.ask)
            steps.append(WalkStep(path=path, answer=answer, reason=lost))
            steps.append(WalkStep(path=below, answer=lore.ask(below).outcome, reason=reason))
        if reason.ask is not None:
            path = (*path, reason.ask)
    return tuple(steps)


def _asking(lore: Lore, path: Path) -> Reason | None:
    """How the node was asked, if that is what went wrong: all answers rejected, or no agreement."""
    ask = lore.ask(path)
    if ask.outcome != "error":
        return None
    above = lore.unfolding(path[:-1])
    if ask.abstained:
        return Reason(unfolding=above, cause="abstained", ask=path[-1])
    if "correct" in ask.committees[-1].votes:
        return Reason(unfolding=above, cause="no_majority", ask=path[-1])
    return None
