"""Opening the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.cli.interface import interface
from simulator.cli.reading import lines, shared_by
from simulator.cli.saying import Refusal, program


def open_named(name: str, rest: Sequence[str], commands: Sequence[str]) -> int:
    """Open the window with a file, a bundled scenario or a code; what is none of them may be a misspelt command."""
    from simulator.scenario import library
    from simulator.scenario.schema import ScenarioError

    try:
        opened = str(library.find(name))
    except ScenarioError as error:
        if shared_by(name) is None:
            raise _unknown(name, error, commands) from None
        opened = name
    if rest:
        raise Refusal(f"After the file {name} nothing more is expected, but there is: {' '.join(rest)}")
    return open_window_with(opened)


def _unknown(name: str, error: Exception, commands: Sequence[str]) -> Refusal:
    """What to say of a name that is neither a file nor a bundled scenario nor a code."""
    from difflib import get_close_matches

    from simulator.scenario import library

    near = None
    if not Path(name).suffix and name == Path(name).name:
        near = get_close_matches(name[:100].lower(), (*commands, *library.slugs()), n=1, cutoff=0.6)
    if near:
        return Refusal(f"{name} is neither a command nor a scenario; did you mean {near[0]}?")
    return Refusal(*lines(name, error))


def open_window_with(name: str | None) -> int:
    """Open the window, with a scenario if there is one; returns the exit status."""
    from simulator.scenario import library
    from simulator.scenario.schema import ScenarioError

    instead = f"{program()} run {name or library.DEFAULT}"
    with interface("The window", instead):
        from simulator.ui.start import open_window, screen_problem

        if problem := screen_problem():
            raise Refusal(f"{problem.rstrip('.')}. Everything but the window works without a screen: {instead}")
        try:
            return open_window(name)
        except ScenarioError as error:
            raise Refusal(*lines(error.name, error)) from None
