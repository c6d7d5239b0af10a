"""`parameters`: print the table of parameters."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from simulator.cli.saying import DONE
from simulator.cli.writing import deliver, json_bytes, stage

if TYPE_CHECKING:
    from simulator.engine.parameters import Parameter


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", metavar="OUT", help="the table for programs, with labels, help, units and sources")


def run(args: argparse.Namespace) -> int:
    """Do it and return the exit status."""
    from simulator.engine.parameters import TABLE

    if args.json is None:
        print(_table(tuple(TABLE.values())))
        return DONE
    with ExitStack() as stack:
        staged = stage({"--json": args.json}, None, stack)
        deliver(staged, {"--json": json_bytes([_described(row) for row in TABLE.values()])})
    return DONE


def _described(row: Parameter) -> dict[str, Any]:
    return {
        "id": row.id,
        "symbol": row.symbol,
        "default": row.default,
        "low": None if row.choices else row.low,
        "high": None if row.choices else row.high,
        "integer": row.integer,
        "choices": list(row.choices),
        "label": row.label,
        "help": row.help,
        "unit": row.unit,
        "source": row.source,
        "assumption": row.assumption,
        "off": row.off,
        "ideal": row.ideal,
    }


def _table(rows: Sequence[Parameter]) -> str:
    """The parameters as columns for people; a row that rests on an assumption is starred."""
    from simulator.engine.parameters import format_number

    cells = [("id", "symbol", "default", "range", "meaning")]
    section = rows[0].section
    for row in rows:
        if row.section != section:
            section = row.section
            cells.append(("", "", "", "", ""))
        default = row.default if isinstance(row.default, str) else format_number(row.default)
        allowed = row.range_text.removeprefix("one of ").replace("a whole number from", "whole,").removeprefix("from ")
        cells.append((row.id, row.symbol, default, allowed, f"{row.help}{' *' if row.assumption else ''}"))
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    shown = ["  ".join([*map(str.ljust, line[:4], widths), line[4]]).rstrip() for line in cells]
    return "\n".join([*shown, "", "* what this does in the model is an assumption"])
