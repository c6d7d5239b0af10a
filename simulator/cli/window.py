"""Opening the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.cli.interface import interface
from simulator.cli.reading import lines
from simulator.cli.saying import Refusal, program


def open_named(name: str, rest: Sequence[str], commands: Sequence[str]) -> int:
    """Open the window with a file or a bundled scenario; what is neither may be a misspelt command."""
    from simulator.scenario import library
    from simulator.scenario.schema import ScenarioError

    try:
        path = library.find(name)
    except ScenarioError as error:
        from difflib import get_close_matches

        near = None
        if not Path(name).suffix and name == Path(name).name:
            near = get_close_matches(name[:100].lower(), (*commands, *library.slugs()), n=1, cutoff=0.6)
        if near:
            raise Refusal(f"{name} is neither a command nor a scenario; did you mean {near[0]}?") from None
        raise Refusal(*lines(name, error)) from None
    if rest:
        raise Refusal(f"After the file {name} nothing more is expected, but there is: {' '.join(rest)}")
    return open_window_with(path)


def open_window_with(path: Path | None) -> int:
    """Open the window, with a scenario file if there is one; returns the exit status."""
    from simulator.scenario import library
    from simulator.scenario.schema import ScenarioError

    instead = f"{program()} run {path or library.DEFAULT}"
    with interface("The window", instead):
        from simulator.ui.start import open_window, screen_problem

        if problem := screen_problem():
            raise Refusal(f"{problem.rstrip('.')}. Everything but the window works without a screen: {instead}")
        try:
            return open_window(str(path) if path else None)
        except ScenarioError as error:
            raise Refusal(*lines(error.name, error)) from None
