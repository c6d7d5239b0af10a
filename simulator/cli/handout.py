"""`handout`: a lesson as a page to write on, or as its key, as a PDF."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from dataclasses import replace

from simulator.cli.interface import check_picture_suffix, interface
from simulator.cli.reading import lines, load, with_settings
from simulator.cli.saying import DONE, Refusal, program
from simulator.cli.writing import deliver, stage
from simulator.scenario.translation.folder import ORIGINAL, languages

PAPERS = ("a4", "letter")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="the name of a bundled lesson, or the scenario file of one")
    parser.add_argument("--out", metavar="OUT.pdf", required=True, help="where the page goes")
    parser.add_argument("--key", action="store_true", help="the key, with curve, table, answers and principle")
    parser.add_argument("--paper", choices=PAPERS, default="a4", help="usually a4")
    parser.add_argument("--language", choices=languages(), default=ORIGINAL, help="of the page; usually English")
    several = "another value for one parameter of the run; may be repeated"
    parser.add_argument("--set", metavar="ID=VALUE", action="append", default=[], help=several)


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    from simulator.scenario.lesson.reader import is_lesson, read_folder
    from simulator.scenario.schema import ScenarioError

    source, scenario = load(args.file)
    if not is_lesson(source.parent):
        raise Refusal(f"{args.file}: there is no lesson beside this scenario")
    try:
        lesson = read_folder(source.parent)
    except ScenarioError as error:
        raise Refusal(*lines(args.file, error)) from None
    ended = {setting.partition("=")[0].strip(): None for setting in args.set}
    parameters = with_settings(scenario.parameters, args.set)
    scenario = replace(scenario, parameters=parameters, overrides=scenario.overrides.with_(ended))
    check_picture_suffix("--out", args.out, (".pdf",))
    instead = f"{program()} run {args.file}"
    with interface("A handout", instead):
        from simulator.ui.pictures import handout
    with ExitStack() as stack:
        staged = stage({"--out": args.out}, source, stack)
        with interface("A handout", instead):
            content = handout(lesson, scenario, args.paper, args.language, is_key=args.key)
        deliver(staged, {"--out": content})
    return DONE
