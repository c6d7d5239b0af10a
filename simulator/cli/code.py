"""`code`: a scenario as a short code, and its QR picture.

Wherever a command or the window takes a FILE it takes such a code as well.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from simulator.cli.interface import check_picture_suffix
from simulator.cli.reading import learned_with_settings, load, with_settings
from simulator.cli.saying import DONE, Refusal
from simulator.cli.writing import deliver, stage


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="a scenario file, the name of a bundled scenario, or a code")
    several = "another value for one parameter or setting of the learned model; may be repeated"
    parser.add_argument("--set", metavar="ID=VALUE", action="append", default=[], help=several)
    parser.add_argument("--qr", metavar="OUT.svg|.png", help="the code as a QR picture, too")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    from simulator.scenario import code, qr

    source, scenario = load(args.file)
    learned = [setting for setting in args.set if setting.strip().startswith("learned.")]
    others = [setting for setting in args.set if setting not in learned]
    ended = {setting.partition("=")[0].strip(): None for setting in others}
    scenario = replace(
        scenario,
        parameters=with_settings(scenario.parameters, others),
        learned=learned_with_settings(scenario.learned, learned),
        overrides=scenario.overrides.with_(ended),
    )
    outputs = {} if args.qr is None else {"--qr": args.qr}
    for out in outputs.values():
        check_picture_suffix("--qr", out, (".svg", ".png"))
    with ExitStack() as stack:
        staged = stage(outputs, source, stack)
        try:
            said = code.encode(scenario)
        except code.CodeError as error:
            raise Refusal(f"{args.file}: {error} Share the file itself.") from None
        deliver(staged, {option: qr.picture(said, Path(out).suffix[1:].lower()) for option, out in outputs.items()})
    print(said)
    return DONE

