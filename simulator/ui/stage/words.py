"""The stage in words: title, what is happening, why the top answer is wrong, tool tips, and the tree as an outline.

Everything is translated here and handed to the painting as finished text, so that what is painted can be read and
tested, and an outline that says the same as the picture costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.engine.forest import shown_number
from simulator.engine.tree import OUTCOMES, AnswerOutcome
from simulator.ui.stage.moment import Moment
from simulator.ui.stage.scene import Learned, Scene, SceneNode, Votes, count
from simulator.ui.text import mark, signs, tr


def how_many(number: float) -> str:
    """A number of answers: exact where it is whole, rounded where it is an average, or too long."""
    found = shown_number(number)
    rounded = found.removeprefix("about ")
    return tr("about {number}", number=signs(rounded)) if rounded != found else signs(found)


Act = Literal["start", "open", "answer", "fold", "rest"]
"""What is happening. "start" is round 0."""

ANSWERS: dict[AnswerOutcome, str] = {
    "correct": mark("right"), "error": mark("honest error"), "misaligned": mark("misaligned"),
}  # fmt: skip

Invitation = Literal["", "play", "predict"]
INVITATIONS: dict[Invitation, str] = {
    "play": mark("Press Play, and watch what each round makes of it."), "predict": mark("Say first what you expect."),
}  # fmt: skip

Way = Literal["split", "deep", "asked_again"]
SUBTITLES: dict[tuple[Act, Way], str] = {
    ("open", "split"): mark("The overseer splits it; {copies} are asked."),
    ("answer", "split"): mark("{Copies} answer; the overseer combines."),
    ("rest", "split"): mark("The overseer splits it; {copies} answer; the overseer combines."),
    ("open", "deep"): mark("The overseer splits it {levels} times over; {copies} are asked."),
    ("answer", "deep"): mark("{Copies} answer; the overseer combines, level by level."),
    ("rest", "deep"): mark("The overseer splits it {levels} times over; {copies} answer; the overseer combines."),
    ("open", "asked_again"): mark("It cannot be split; {copies} are asked the same question."),
    ("answer", "asked_again"): mark("{Copies} answer the same question."),
    ("rest", "asked_again"): mark("It cannot be split; {copies} answer the same question."),
}

CAPTORS: dict[str, str] = {
    "learned": mark("A misaligned sub-answer, learned in round {round},"),
    "start": mark("A misaligned sub-answer of the first model"),
    "distillation_drift": mark("Drift in the distillation of round {round}"),
    "amplification_drift": mark("Drift in a step of round {round}"),
    "blind_spot": mark("A blind spot of the overseer in round {round}"),
    "assistant": mark("A misaligned assistant in round {round}"),
}
"""Who captured the steps above, by reason: the subject of one of the sentences in CAPTURES."""

CAPTURES = (
    mark("{captor} was handed up."),
    mark("{captor} captured the step above it."),
    mark("{captor} captured both steps above it."),
    mark("{captor} captured all {steps} steps above it."),
)
"""What became of it, by the number of steps; the last for all others."""

REASONS: dict[tuple[AnswerOutcome, str], str] = {
    ("misaligned", "learned"): mark("A sub-answer was misaligned, as learned in round {round}."),
    ("misaligned", "start"): mark("A sub-answer of the first model was misaligned."),
    ("misaligned", "distillation_drift"): mark("A sub-answer drifted when the round {round} student learned it."),
    ("misaligned", "amplification_drift"): mark("A sub-answer drifted in a step of round {round}."),
    ("misaligned", "blind_spot"): mark("A sub-answer fell into a blind spot of the overseer in round {round}."),
    ("misaligned", "assistant"): mark("A misaligned assistant spoiled a sub-answer in round {round}."),
    ("error", "learned"): mark("The round {round} model got a sub-answer wrong."),
    ("error", "start"): mark("The first model did not know a sub-answer."),
    ("error", "slip"): mark("The overseer slipped in round {round}."),
    ("error", "forgetting"): mark("The round {round} student forgot a sub-answer."),
    ("error", "labels"): mark("The training labels of round {round} did not agree on a sub-answer."),
    ("error", "no_majority"): mark("In round {round} the copies did not agree on a sub-answer."),
    ("error", "abstained"): mark("In round {round} the checks rejected every answer to a sub-question."),
}
"""Why a sub-answer made the top answer an honest error, by that sub-answer and the reason."""

TOP_REASONS: dict[tuple[AnswerOutcome, str], str] = {
    ("misaligned", "start"): mark("The first model is misaligned on it from the start."),
    ("misaligned", "amplification_drift"): mark("It was right and drifted when the overseer combined."),
    ("misaligned", "blind_spot"): mark("It fell into a blind spot of the overseer: the same slip every time."),
    ("misaligned", "assistant"): mark("A misaligned assistant captured the overseer's step."),
    ("error", "start"): mark("The first model does not know the answer."),
    ("error", "slip"): mark("The overseer slipped when it combined."),
}
"""Why the top answer is wrong, where no sub-answer is to blame."""

STEPS: dict[str, str] = {
    "right": mark("The overseer's step was right."),
    "slip": mark("The overseer slipped."),
    "blind_spot": mark("A blind spot of the overseer: the same slip every time."),
    "assisted": mark("An assistant helped: the overseer's step was right."),
    "captured": mark("A misaligned assistant captured the overseer's step."),
}
STEP_CAPTIONS: dict[str, str] = {
    "slip": mark("slip"), "blind_spot": mark("blind spot"), "captured": mark("misled"),
}  # fmt: skip
"""A word beside the overseer's mark where its step was not right."""


Fate = Literal["kept", "forgotten", "drifted", "refined"]
STUDENTS: dict[Fate, tuple[str, str]] = {
    "kept": (mark("the student learns it"), mark("learned")),
    "forgotten": (mark("the student forgets it"), mark("forgotten")),
    "drifted": (mark("the student drifts"), mark("drifted")),
    "refined": (mark("the student is corrected"), mark("corrected")),
}
"""What became of an answer when a student learned it; the second where there is little room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The text of one scene in one act, but what stands at its nodes."""

    title: str
    title_shortly: str
    title_least: str
    subtitle: str
    invitation: str
    why: str
    why_shorter: tuple[str, ...]
    is_wrong: bool
    model: str
    student: str
    student_shortly: str


def act_of(scene: Scene, moment: Moment) -> Act:
    """What is happening at a moment."""
    if scene.round == 0:
        return "start"
    if moment.is_rest:
        return "rest"
    if moment.folded > 0.0:
        return "fold"
    return "open" if moment.answered == 0.0 else "answer"


def texts_of(
    scene: Scene, act: Act, *, invites: Invitation, tally: bool = True, ends: bool = False, asks: bool = True
) -> Texts:
    """The text for a scene and what is happening in it; `asks`: why is asked before it is said, and what comes
    out of a hundred such questions follows; else that is said first.

    Where `why` has too little room there are shorter ones. It `invites` while nothing has been played yet, and once
    more where the run `ends` and nothing has been changed yet.
    """
    fate = _fate(scene.student) if scene.student else None
    said, *shorter = whys(scene, tally=tally, asks=asks)
    return Texts(
        title=_title(scene),
        title_shortly=tr("Depth {depth}, round {round}", depth=scene.depth, round=scene.round),
        title_least=tr("Round {round}", round=scene.round),
        subtitle=(
            tr("The last round. Why did it come to this? Change one of the controls and watch.")
            if ends and act == "rest"
            else _subtitle(scene, act)
        ),
        invitation=tr(INVITATIONS[invites]) if invites else "",
        why=said,
        why_shorter=tuple(shorter),
        is_wrong=scene.root.answer != "correct",
        model=_model_caption(scene),
        student=tr(STUDENTS[fate][0]) if fate else "",
        student_shortly=tr(STUDENTS[fate][1]) if fate else "",
    )


def _title(scene: Scene) -> str:
    if scene.round == 0:
        return tr("A question of depth {depth}, answered by the first model", depth=scene.depth)
    return tr("A question of depth {depth}, answered in round {round}", depth=scene.depth, round=scene.round)


def _subtitle(scene: Scene, act: Act) -> str:
    if act == "start":
        return tr("It answers at once. Nothing has been amplified yet.")
    if act == "fold":
        return tr("A student learns to give this answer at once: the round {round} model.", round=scene.round)
    way: Way = "asked_again" if scene.root.step is None else "deep" if scene.levels > 1 else "split"
    return tr(SUBTITLES[act, way], levels=scene.levels, **_copies(scene.round - 1))


def _copies(model: int) -> dict[str, str]:
    """Who is asked, as the beginning of a sentence and inside of one."""
    if model == 0:
        return {"copies": tr("copies of the first model"), "Copies": tr("Copies of the first model")}
    return {
        "copies": tr("copies of the round {model} model", model=model),
        "Copies": tr("Copies of the round {model} model", model=model),
    }


def _model_caption(scene: Scene) -> str:
    """What the model of this round gives at once, under its chip."""
    answer = tr(ANSWERS[scene.student.answer if scene.student else scene.root.answer])
    if scene.round == 0:
        return tr("the first model: {answer}", answer=answer)
    return tr("the round {round} model: {answer}", round=scene.round, answer=answer)


def _fate(learned: Learned) -> Fate:
    """What distillation did with an answer, in one word."""
    return "refined" if learned.refined else learned.memory


def step_caption(node: SceneNode) -> str:
    """A word for the overseer's mark where its step was not right; empty otherwise, and where that changed nothing."""
    if node.drifted:
        return tr("drifted")
    if node.is_slip_overruled:
        return ""
    caption = STEP_CAPTIONS.get(node.step.event) if node.step else None
    return tr(caption) if caption else ""


def answer_caption(node: SceneNode) -> str:
    """A word for what changed an answer after the tree had given it; empty where nothing did."""
    if node.abstained:
        return tr("all rejected")
    if node.learned is None or node.learned.is_kept:
        return ""
    return tr(STUDENTS[_fate(node.learned)][1])


# ---- why ----------------------------------------------------------------------------------------------------------


def whys(scene: Scene, *, tally: bool = True, asks: bool = True) -> tuple[str, ...]:
    """Why the top answer is wrong, or that it is right; with a tally of how many questions like it come out so.

    The first says all, the others less and less: whole sentences for less room. Where two are compared (not `asks`) it
    is the tally that is left, because it is what differs.
    """
    reason = _reason(scene)
    asked = tr("Why is the top answer wrong?") + f" {reason}" if asks and scene.why is not None else reason
    right, misaligned = (round(100 * share) for share in scene.shares)
    briefly = tr("Of 100: {right} right, {misaligned} misaligned.", right=right, misaligned=misaligned)
    if not tally:
        return tuple(dict.fromkeys((asked, reason))) if asks else (reason, briefly)
    counted = tr(
        "Of 100 questions of depth {depth}: {right} right, {misaligned} misaligned.",
        depth=scene.depth, right=right, misaligned=misaligned,
    )  # fmt: skip
    if asks:
        return tuple(dict.fromkeys((f"{asked} {counted}", f"{reason} {counted}", reason)))
    return f"{counted} {reason}", counted, briefly


def _reason(scene: Scene) -> str:
    """A sentence or two on why the top answer is wrong, or a quiet one where it is right."""
    found = scene.why
    if found is None:
        if scene.round == 0:
            return tr("The first model knows the answer.")
        if any(sum(node.votes[1:]) for node in scene.nodes):
            return tr("Right: wrong copies were outvoted, and every step was right.")
        return tr("Right: every step and sub-answer was right.")
    blamed = scene.nodes[found.path[-1]].answer
    if len(found.path) == 1:
        return tr(TOP_REASONS[blamed, found.reason])
    if scene.root.answer == "misaligned":
        captor = tr(CAPTORS[found.reason], round=found.round)
        return tr(CAPTURES[min(found.steps, len(CAPTURES) - 1)], captor=captor, steps=found.steps)
    said = [tr(REASONS[blamed, found.reason], round=found.round)]
    if blamed == "misaligned":
        said.append(tr("It captured nothing, but one wrong sub-answer is enough."))
    elif found.steps:
        said.append(tr("One wrong sub-answer is enough."))
    return " ".join(said)


# ---- the tree in words ----------------------------------------------------------------------------------------------


def describe(scene: Scene, index: int, *, answered: bool) -> tuple[str, ...]:
    """One node in plain sentences; before its time without its outcome."""
    node = scene.nodes[index]
    return tell(node, scene.student if node.level == 0 else None, answered=answered)


def tell(node: SceneNode, student: Learned | None, *, answered: bool) -> tuple[str, ...]:
    """A node in plain sentences, with what its student made of it if it is the top one."""
    where = _where(node)
    if not answered:
        return (tr("{where}, not answered yet.", where=where),)
    said = [tr("{where}: {answer}.", where=where, answer=tr(ANSWERS[node.answer]))]
    if sum(node.votes) > 1:
        said.append(tr("Votes: {votes}.", votes=_counted(node.votes)))
    if node.abstained:
        said.append(tr("The checks rejected every answer."))
    elif node.rejected:
        said.append(tr("Answers that checks rejected before it: {count}.", count=node.rejected))
    if node.captures:
        said.append(tr("It captured the step above it."))
    if not node.is_closed:
        said += _opened(node)
    if student:
        said.append(_learning(student))
    return tuple(said)


def _where(node: SceneNode) -> str:
    if not node.is_model:
        return tr("Depth {depth}, round {round}", depth=node.depth, round=node.round)
    if node.round == 0:
        return tr("Depth {depth}, the first model", depth=node.depth)
    return tr("Depth {depth}, the round {round} model", depth=node.depth, round=node.round)


def _opened(node: SceneNode) -> list[str]:
    """What happened below: sub-questions, the overseer's step, distillation."""
    said = []
    if node.step is None:
        said.append(tr("It cannot be split: the same question was asked again."))
    elif not node.children:
        said.append(tr("The overseer answered it itself."))
    if node.step:
        said.append(tr(STEPS[node.step.event]))
        if len(node.step.panel) > 1:
            said.append(tr("The panel: {votes}.", votes=_counted(count(node.step.panel))))
    if node.drifted:
        said.append(tr("The right answer drifted."))
    if node.learned and not node.learned.is_kept:
        said.append(_learning(node.learned))
    return said


def _learning(learned: Learned) -> str:
    """What distillation did, in a sentence."""
    if learned.refined:
        return tr("The student's wrong answer was noticed and corrected.")
    if learned.memory == "forgotten":
        return tr("The tree gave it as {made}; the student forgot it.", made=tr(ANSWERS[learned.made]))
    if learned.memory == "drifted":
        return tr("The tree gave it as right; the student drifted and is misaligned.")
    if sum(1 for votes in learned.labels if votes) > 1:
        return tr("The student learns it, from labels that did not agree: {labels}.", labels=_counted(learned.labels))
    return tr("The student learns it.")


def _counted(votes: Votes) -> str:
    """The votes by outcome, as far as there are any."""
    correct, error, misaligned = votes
    counted = (
        tr("{count} right", count=correct) if correct else "",
        tr("{count} with an honest error", count=error) if error else "",
        tr("{count} misaligned", count=misaligned) if misaligned else "",
    )
    return ", ".join(filter(None, counted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The key of shapes: names of the three outcomes, a note on the last one, and who takes a step.

    `overseers` marks stand for a step, with an assistant's beside them if it is `assisted`.
    """

    outcomes: tuple[str, str, str]
    note: str
    step: str
    overseers: int
    assisted: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it."""
        return (*self.outcomes, self.note, self.step)


MOST_IN_KEY = 3
"""Marks that stand for a panel in the key."""

WHO_STEPS: dict[tuple[bool, bool], str] = {
    (False, False): mark("the overseer’s step"),
    (True, False): mark("a panel of {panel} votes"),
    (False, True): mark("overseer, assistant"),
    (True, True): mark("panel of {panel}, assistant"),
}
"""Who takes a step, by whether it is a panel and whether it has an assistant."""


def key_of_shapes(panel: int = 1, *, assisted: bool = False) -> Key:
    """The key for a run with so many overseers at each step, and with assistants or without."""
    correct, error, misaligned = (tr(ANSWERS[outcome]) for outcome in OUTCOMES)
    return Key(
        outcomes=(correct, error, misaligned),
        note=tr("wrong in the same way every time"),
        step=tr(WHO_STEPS[panel > 1, assisted], panel=panel),
        overseers=min(panel, MOST_IN_KEY),
        assisted=assisted,
    )


def explanation_of_key() -> str:
    """What the shapes stand for, and what they do not."""
    return "\n".join(
        (
            tr("Right: the correct answer."),
            tr("Honest error: two draws give two different wrong answers."),
            tr("Misaligned: wrong in the same way every time, whatever the reason. It is no claim about intent."),
            tr("H: the overseer splits the question and combines the answers; dark where this step went wrong."),
            tr("Three ways to amplify: lines lead down to sub-questions (decomposition)."),
            tr("Several H vote on one step (aggregation); a framed answer beside H is an assistant’s (assistants)."),
            tr("A frame: a model that answers at once. Small signs beside an answer: the votes of its copies."),
            tr("A shield: a check rejected an answer, and another one was asked for."),
        )
    )
