"""What a step says to what its learner has done: one sentence, and for a challenge what is still open."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.app.lesson import Answer, can_lock, gap, last_bet
from simulator.app.lesson_goal import needs_many_runs
from simulator.app.lesson_play import LessonPlay
from simulator.scenario.lesson.records import Step
from simulator.ui.lesson.goal import missing
from simulator.ui.text import digits, tr


def said(play: LessonPlay, predicted: tuple[Step, Answer] | None, before: str) -> str:
    """The words on the present step; `predicted` is what was drawn of its run, `before` what is said until now."""
    step, answer = play.step, play.answer
    if step.kind == "predict":
        return _of_prediction(play)
    if step.kind == "run":
        return _of_run(play, predicted)
    if step.kind == "challenge":
        return _of_challenge(play, before)
    if step.kind == "see" and not answer.tries:
        return tr("To go on, say what you saw.")
    if step.kind in ("see", "exit") and answer.tries:
        if play.is_right() and step.kind == "exit":
            return tr("Yes. This is the end of the lesson. Free play (F7) goes on from here, and there are others.")
        if play.is_right():
            return tr("Yes.")
        if step.kind == "see":
            return tr("Look once more: it plays again.")
        return tr("Think again.")
    return ""


def drawn_part(drawn: Sequence[float | None]) -> str:
    """How much of a curve is drawn, where it is not the whole of it, or nothing."""
    count, last = sum(value is not None for value in drawn), len(drawn)
    return tr("{count} of {last} rounds are drawn.", count=count, last=last) if count < last else ""


def _of_prediction(play: LessonPlay) -> str:
    assert play.lesson is not None
    part = drawn_part(play.answer.drawn[play.known :])
    if play.answer.is_locked:
        locked = tr("Locked in. Go on, and play.") if not play.is_final(play.progress.step) else tr("Locked in.")
        return "\n".join((part, locked)) if part else locked
    if can_lock(play.lesson, play.progress):
        return part and "\n".join((part, tr("To go on, draw the rest, or lock your prediction in.")))
    if play.answer.is_counting:
        return tr("To go on, type the hands, and close the vote.")
    if "draw" in play.step.fields and play.step.bets:
        return tr("To go on, draw the whole curve, or place a bet and say how sure you are.")
    if "draw" in play.step.fields:
        return tr("To go on, draw the whole curve.")
    return tr("To go on, place a bet and say how sure you are.")


def _of_run(play: LessonPlay, predicted: tuple[Step, Answer] | None) -> str:
    if not 0 < play.session.player.last == play.session.player.complete:
        return tr("To go on, play the run to its end.") if play.has_more else ""
    lines = []
    if predicted is not None:
        step, answer = predicted
        measure = step.fields["draw"]
        drawn = answer.drawn[play.known :]
        figure = digits(gap(drawn, play.figures(measure)[1:]), ".1f" if measure == "horizon" else ".3f")
        if part := drawn_part(drawn):
            lines += [part, tr("There your curve was {gap} away from the run on average.", gap=figure)]
        else:
            lines.append(tr("Your curve was {gap} away from the run on average.", gap=figure))
    assert play.lesson is not None
    if (found := last_bet(play.lesson, play.progress)) is not None:
        lines += _of_bet(*found)
    return "\n".join(lines)


def _of_bet(step: Step, answer: Answer) -> list[str]:
    """What was bet, and what came; a class is counted. Nothing where no answer is right."""
    right, lines = step.fields.get("answer"), []
    if right is None:
        return []
    if answer.bet == right:
        lines.append(tr("Your bet was right: {answer}.", answer=tr(right)))
    elif answer.bet:
        lines.append(tr("Your bet was: {bet}. What came: {answer}.", bet=tr(answer.bet), answer=tr(right)))
    if answer.closed:
        counts = answer.closed[-1].counts
        of_right = counts[step.bets.index(right)]
        lines.append(
            tr(
                "{count} of {all} hands were for what came: {answer}.",
                count=of_right, all=sum(counts), answer=tr(right),
            )
        )  # fmt: skip
    return lines


def _of_challenge(play: LessonPlay, before: str) -> str:
    """A goal of many runs is looked at again when the slider is let go of."""
    goal = play.step.goal
    if play.answer.is_solved or goal is None:
        return tr("Reached!")
    if play.session.is_dragging and needs_many_runs(goal):
        return before
    return "\n".join([tr("Not reached yet."), *missing(goal, play.session.run)])
