"""`check`: list everything that is wrong with scenario files, the lessons beside them and their translations."""

from __future__ import annotations

import argparse

from simulator.cli.reading import lines, load
from simulator.cli.saying import DONE, ONE_LINE, PROBLEMS, Refusal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="scenario files, or names of bundled scenarios")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    from simulator.scenario.lesson.reader import is_lesson, read_folder
    from simulator.scenario.schema import ScenarioError
    from simulator.scenario.translation.lesson import of_translations

    found = False
    for name in args.files:
        try:
            path, _ = load(name)
            if is_lesson(path.parent):
                read_folder(path.parent)
                if problems := of_translations(path):
                    raise ScenarioError(problems, name)
        except ScenarioError as error:
            found = True
            for line in lines(name, error):
                print(line.translate(ONE_LINE))
        except Refusal as refusal:
            found = True
            for line in refusal.args:
                print(line.translate(ONE_LINE))
        else:
            print(f"{name}: no problems".translate(ONE_LINE))
    return PROBLEMS if found else DONE
