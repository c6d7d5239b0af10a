"""`check`: list everything that is wrong with scenario files."""

from __future__ import annotations

import argparse

from simulator.cli.reading import load
from simulator.cli.saying import DONE, ONE_LINE, PROBLEMS, Refusal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="scenario files, or names of bundled scenarios")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    found = False
    for name in args.files:
        try:
            load(name)
        except Refusal as refusal:
            found = True
            for line in refusal.args:
                print(line.translate(ONE_LINE))
        else:
            print(f"{name}: no problems".translate(ONE_LINE))
    return PROBLEMS if found else DONE
