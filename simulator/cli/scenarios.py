"""`list`: name the bundled scenarios, the default first."""

from __future__ import annotations

import argparse

from simulator.cli.reading import lines
from simulator.cli.saying import DONE, Refusal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    pass


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    from simulator.scenario import library
    from simulator.scenario.schema import ScenarioError

    try:
        found = [f"{one.slug}\t{one.title}" for one in library.bundled()]
    except ScenarioError as error:
        raise Refusal(*lines(error.name, error)) from None
    print("\n".join(found))
    return DONE
