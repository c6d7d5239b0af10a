"""The links in a lesson's text: what they do in the window, checked before anybody can press them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from simulator.engine.parameters import Parameters
from simulator.scenario.lesson.expressions import ExpressionError
from simulator.scenario.lesson.grammar import read_settings
from simulator.scenario.schema import CHARTS
from simulator.scenario.values import shown
from simulator.sentence import say

Action = Literal["set", "play", "show", "round", "why", "web"]

_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{0,300})\]\(([^)\n]{0,500})\)")
_IMAGE = re.compile(r"!\[[^\n]*")
_TAG = re.compile(r"<(?=[A-Za-z!/?])")
_JOINT = re.compile(r"\]\(")
"""What makes a link of brackets in any reading of Markdown; one that `_LINK` does not know could be anything."""

_HTML = re.compile(r"<[A-Za-z!/?][^>\n]{0,200}>?")
_REFERENCE = re.compile(r"^\s{0,3}\[[^\]\n]+\]:", re.MULTILINE)
_KEYS: Mapping[str, tuple[str, ...]] = {"show": ("chart",), "round": ("number",), "why": ("round", "depth")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: its words, what it does, its address as written; `values` are settings for `set`, else named numbers."""

    text: str
    action: Action
    address: str
    values: Mapping[str, float | str]


class LinkError(ValueError):
    """What is wrong with a link, in one sentence for a teacher."""


def parse(address: str, text: str = "") -> Link:
    """The link of an address. Raises LinkError."""
    if re.match(r"https?://[^\s]+$", address):
        return Link(text=text, action="web", address=address, values={})
    scheme, colon, rest = address.partition(":")
    action, mark, query = rest.partition("?")
    if not colon or scheme != "sim":
        raise LinkError(
            say(
                "{name} is no link of a lesson: they begin with sim: or, only to be shown, https://.",
                name=shown(address),
            )
        )
    if action == "set":
        try:
            return Link(text=text, action="set", address=address, values=read_settings(query.replace("&", ",")))
        except ExpressionError as error:
            raise LinkError(error.args[0]) from None
    if action == "play" and not mark:
        return Link(text=text, action="play", address=address, values={})
    if action not in _KEYS:
        raise LinkError(
            say("There is no link sim:{name}; there are set, play, show, round and why.", name=shown(action))
        )
    pairs = dict(part.partition("=")[::2] for part in query.split("&"))
    keys = _KEYS[action]
    if tuple(pairs) != keys:
        raise LinkError(
            say("sim:{action} is written sim:{action}?", action=action) + "&".join(f"{key}=…" for key in keys)
        )
    if action == "show":
        if pairs["chart"] not in CHARTS:
            raise LinkError(
                say("There is no chart {name}; there are {names}.", name=shown(pairs["chart"]), names=", ".join(CHARTS))
            )
        return Link(text=text, action="show", address=address, values={"chart": pairs["chart"]})
    if not all(re.fullmatch(r"\d{1,2}", number) for number in pairs.values()):
        raise LinkError(say("sim:{action} takes whole numbers of at most two digits.", action=action))
    numbers: dict[str, float | str] = {key: int(number) for key, number in pairs.items()}
    return Link(text=text, action="round" if action == "round" else "why", address=address, values=numbers)


def unresolved(link: Link, parameters: Parameters) -> str | None:
    """Why a link leads nowhere with these parameters, in a sentence; None if it leads somewhere."""
    rounds, deepest = parameters.run.rounds, parameters.task.max_depth
    if link.action == "round" and int(link.values["number"]) > rounds:
        return say("There is no round {number}: the run has {rounds}.", number=link.values["number"], rounds=rounds)
    if link.action == "why":
        if int(link.values["round"]) > rounds or int(link.values["depth"]) > deepest:
            return say(
                "There is no such question: rounds go to {rounds}, depths to {deepest}.", rounds=rounds, deepest=deepest
            )
        from simulator.engine.iterate import run
        from simulator.engine.wrong import QUESTIONS, first_wrong

        if first_wrong(run(parameters), int(link.values["round"]), int(link.values["depth"])) is None:
            return say(
                "None of the first {questions} questions there is answered wrong: there is no why to ask.",
                questions=QUESTIONS,
            )
    return None


def harmless(text: str) -> str:
    """A Markdown text in which nothing is an image or HTML, whatever was let through before: nothing is loaded."""
    return _TAG.sub("&lt;", text.replace("![", "!\\["))


def links(text: str) -> Iterator[tuple[int, Link | str]]:
    """All links of a Markdown text with their lines, counted from 0; for a bad one the sentence about it.

    Images, HTML and links by reference are refused: what a lesson shows lies in its own text.
    """
    for pattern, sentence in (
        (_HTML, "{0} looks like HTML, which lessons do not hold; write &lt; for a plain <."),
        (_REFERENCE, "{0} defines a link elsewhere; write the address in round brackets behind the words."),
    ):
        for found in pattern.finditer(text):
            yield text.count("\n", 0, found.start()), sentence.format(shown(found[0].strip()))
    taken = {found.end(1) for found in _LINK.finditer(text)}
    for found in _IMAGE.finditer(text):
        taken.update(range(*found.span()))
        yield text.count("\n", 0, found.start()), say("{name} is an image; lessons hold none.", name=shown(found[0]))
    for found in _JOINT.finditer(text):
        if found.start() not in taken:
            line = text.count("\n", 0, found.start())
            yield line, "Here a link cannot be read: write [words](address) on one line, without brackets in the words."
    for found in _LINK.finditer(text):
        line = text.count("\n", 0, found.start())
        try:
            yield line, parse(found[2].strip(), found[1])
        except LinkError as error:
            yield line, error.args[0]
