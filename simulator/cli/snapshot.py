"""`snapshot`: a picture of the window."""

from __future__ import annotations

import argparse
import re
from contextlib import ExitStack

from simulator.cli.interface import check_picture_suffix, interface
from simulator.cli.reading import load, round_number
from simulator.cli.saying import DONE, Refusal, program
from simulator.cli.writing import deliver, stage
from simulator.scenario.translation.folder import ORIGINAL, languages

THEMES = ("light", "dark", "projector", "contrast")
SMALLEST, LARGEST, USUAL = (480, 270), (7680, 4320), (1280, 800)
"""Bounds of a snapshot in pixels: half of the smallest window that shows everything at once, and an 8K screen."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", help="a scenario file, or the name of a bundled scenario")
    parser.add_argument("--out", metavar="OUT.png", required=True, help="where the picture goes")
    parser.add_argument(
        "--size",
        metavar="WxH",
        help=f"pixels, {_pixels(SMALLEST)} to {_pixels(LARGEST)} (usually {_pixels(USUAL)})",
    )
    parser.add_argument("--theme", choices=THEMES, default="light", help="usually light")
    parser.add_argument("--language", choices=languages(), default=ORIGINAL, help="of the window; usually English")
    parser.add_argument("--round", metavar="T", help="the round that is shown; 0 is the start")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    source, scenario = load(args.file)
    size = _size(args.size)
    round_ = round_number(args.round, scenario.parameters.run.rounds)
    check_picture_suffix("--out", args.out, (".png",))
    instead = f"{program()} run {args.file}"
    with interface("A snapshot", instead):
        from simulator.ui.pictures import snapshot
    with ExitStack() as stack:
        staged = stage({"--out": args.out}, source, stack)
        if (picture := staged["--out"]) is not None:
            with interface("A snapshot", instead):
                snapshot(scenario, picture.working or picture.target, size, args.theme, round_, args.language)
        deliver(staged, {})
    return DONE


def _size(text: str | None) -> tuple[int, int]:
    if text is None:
        return USUAL
    found = re.fullmatch(r"([0-9]{1,6})[x×X]([0-9]{1,6})", text)
    if not found:
        raise Refusal(f"--size {text}: write width and height in pixels, for example {_pixels(USUAL)}")
    size = int(found[1]), int(found[2])
    if not all(low <= side <= high for low, side, high in zip(SMALLEST, size, LARGEST, strict=True)):
        raise Refusal(f"--size {text}: a picture may have from {_pixels(SMALLEST)} to {_pixels(LARGEST)} pixels")
    return size


def _pixels(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
