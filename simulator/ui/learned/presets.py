"""Settings to try: the learned variations of the lesson "Is the theory right?", which hold the shipped settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from simulator.learner.settings import Learned
from simulator.scenario import codec, library
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.schema import ScenarioError
from simulator.ui import language

SLUG = "is-it-right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Settings with a name, and what they show."""

    title: str
    body: str
    learned: Learned


@cache
def presets() -> tuple[Preset, ...]:
    """The settings that are shipped, in the lesson's order; none where its folder is damaged.

    Other methods than IDA are among the baselines of every training, and need no settings of their own.
    """
    try:
        path = library.path_of(SLUG)
        base, lesson = codec.read(path).learned, read_folder(path.parent)
    except ScenarioError:
        return ()
    return tuple(
        Preset(title=one.title, body=one.body, learned=one.learned(base))
        for one in lesson.variations
        if one.is_learned and one.method == "ida"
    )


def known_by_heart() -> None:
    """Their words in the present language."""
    language.learn(SLUG)


def plain(body: str) -> str:
    """The body without links and emphasis."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", body).replace("*", "").strip()
