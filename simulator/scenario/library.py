"""The bundled scenarios: which there are, in which order, and how a name on the command line becomes a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from simulator import paths
from simulator.scenario import codec
from simulator.scenario.schema import Problem, ScenarioError
from simulator.sentence import say

FILE_NAME = "scenario.toml"
DEFAULT = "why-did-it-turn"
ORDER = (
    DEFAULT,
    "one-round",
    "falling-and-rising",
    "three-ways",
    "copies-that-vote",
    "checks",
    "ceiling",
    "student",
    "attack",
    "indecomposable",
    "bill",
    "medical",
    "is-it-right",
    "luck",
    "fool-your-neighbour",
)
"""The slugs in the order of the lessons (product.md 3), the default first. Folders not named here come after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A scenario that is shipped with the program."""

    slug: str
    title: str
    path: Path


def slugs() -> tuple[str, ...]:
    """The slugs of all bundled scenarios, in their order."""
    folder = paths.scenarios()
    here = {file.parent.name for file in folder.glob(f"*/{FILE_NAME}")}
    return (*(slug for slug in ORDER if slug in here), *sorted(here.difference(ORDER)))


def bundled() -> Iterator[Bundled]:
    """All bundled scenarios, in their order. Raises ScenarioError if one of them is damaged."""
    yield from map(_read, slugs())


def after(slug: str) -> Bundled | None:
    """The lesson that follows a bundled one; None behind the last, and where that cannot be read."""
    known = slugs()
    place = known.index(slug) + 1 if slug in known else len(known)
    if place == len(known):
        return None
    try:
        return _read(known[place])
    except ScenarioError:
        return None


def path_of(slug: str) -> Path:
    """Where the scenario of a slug lies, whether or not there is one."""
    return paths.scenarios() / slug / FILE_NAME


def is_bundled(path: str | Path) -> bool:
    """Whether a file is one of the bundled scenarios, which are never saved over."""
    return paths.scenarios().resolve() in Path(path).resolve().parents


def find(name_or_path: str) -> Path:
    """The file that a slug or a path names; a slug comes first, and `./checks` is a path in any case.

    The folder of a lesson stands for the scenario in it.

    Raises ScenarioError, with the nearest slug, where there is neither.
    """
    known = slugs()
    if name_or_path in known:
        return path_of(name_or_path)
    path = Path(name_or_path)
    try:
        there = path.exists() or path.is_symlink()  # what is wrong with a link, or with the name, reading will say
    except (OSError, ValueError):
        there = True
    if there and name_or_path:
        inside = path / FILE_NAME
        return inside if _is_file(inside) else path
    near = nearest(name_or_path, known)
    message = say("There is no such file") + (
        say("; did you mean the bundled scenario {near}?", near=near) if near else "."
    )
    if not near and path.name == name_or_path and not path.suffix:
        message = say(
            "There is neither a file nor a bundled scenario of that name; bundled are {names}.", names=", ".join(known)
        )
    raise ScenarioError([Problem(place="", message=message)], name_or_path)


def _read(slug: str) -> Bundled:
    path = path_of(slug)
    return Bundled(slug=slug, title=codec.read(path).title, path=path)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def nearest(name: str, known: tuple[str, ...]) -> str | None:
    """The known name that a mistyped one most resembles, or None if nothing comes near."""
    near = get_close_matches(name[:100].lower().replace("_", "-").removesuffix(".toml"), known, n=1, cutoff=0.6)
    return near[0] if near else None
