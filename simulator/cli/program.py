"""Which command is meant, and what becomes of it.

The window is opened by a command line too, so nothing is loaded before it is needed: each command is a module of its
own with two functions, `arguments` and `run`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from simulator.cli.saying import (
    DONE,
    ERROR,
    FAILING_OUTPUT,
    NOBODY_READS,
    STOPPED,
    Refusal,
    complain,
    forget_stdout,
    program,
)

if TYPE_CHECKING:
    import argparse


class CommandModule(Protocol):
    """What a module of a command has."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit status."""


class Command(NamedTuple):
    """A command: the module of this package that has it, and what it does, in a few words."""

    module: str
    help: str

    def load(self) -> CommandModule:
        """The module, which is loaded now."""
        from importlib import import_module

        return cast(CommandModule, import_module(f"simulator.cli.{self.module}"))


COMMANDS: Mapping[str, Command] = {
    "run": Command("run", "compute a scenario and write its figures"),
    "sweep": Command("sweep", "compute a scenario over ranges of one or two parameters"),
    "learn": Command("learn", "train a small network on really executed trees, and measure it"),
    "tree": Command("tree", "unfold sampled trees of a question, and why it went wrong"),
    "code": Command("code", "say a scenario as a code of at most 20 characters"),
    "handout": Command("handout", "print a lesson as a page to write on, or as its key (PDF)"),
    "check": Command("check", "list everything that is wrong with scenario files"),
    "list": Command("scenarios", "name the bundled scenarios, the default first"),
    "parameters": Command("parameters", "print the table of parameters"),
    "snapshot": Command("snapshot", "save a picture of the window, without a screen"),
}
"""Every command by its name, in the order of the help."""


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit status. Never raises, never prints a traceback."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        try:
            status = _dispatch(list(argv))
        except SystemExit as leaving:  # argparse leaves so after --help and --version
            status = leaving.code if isinstance(leaving.code, int) else DONE
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except Refusal as refusal:
        for line in refusal.args:
            complain(line)
        return ERROR
    except KeyboardInterrupt:
        complain("Stopped.", mark="")
        return STOPPED
    except BrokenPipeError:
        forget_stdout()
        return NOBODY_READS
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FAILING_OUTPUT and error.filename is None:
            forget_stdout()
            complain(f"The output cannot be written: {error.strerror}.")
            return ERROR
        if os.environ.get("IDA_TRACEBACK"):
            raise
        complain(
            f"Something unexpected went wrong ({type(error).__name__}: {error}); "
            "with IDA_TRACEBACK=1 in the environment the place is shown."
        )
        return ERROR


def _dispatch(argv: list[str]) -> int:
    from simulator.cli.window import open_named, open_window_with

    if not argv:
        return open_window_with(None)
    if argv[0] == "--":  # what follows is a file, even if it looks like an option or a command
        return open_named(argv[1], argv[2:], tuple(COMMANDS)) if len(argv) > 1 else open_window_with(None)
    if argv[0] not in COMMANDS and not argv[0].startswith("-"):
        return open_named(argv[0], argv[1:], tuple(COMMANDS))
    args = _parser(argv[0]).parse_args(argv)
    if args.command is None:
        return open_window_with(None)
    return COMMANDS[args.command].load().run(args)


def _parser(meant: str) -> argparse.ArgumentParser:
    """The parser of all commands, of which only the one that is meant knows its arguments."""
    from argparse import SUPPRESS, RawDescriptionHelpFormatter

    from simulator import __version__
    from simulator.cli.parser import Parser

    called = program()
    parser = Parser(
        prog=called,
        usage=f"{called} [FILE] | {called} COMMAND ...",
        description="Iterated Distillation and Amplification, to see and to try. Without a command the\n"
        "window opens, with FILE if one is given. FILE is a scenario file, the name of a\n"
        "bundled scenario, or what the command code prints; where results go (OUT) may be -\n"
        "for the terminal.",
        epilog="\n".join(
            [
                "commands:",
                *(f"  {name:<12}{command.help}" for name, command in COMMANDS.items()),
                f"\n{called} COMMAND --help says more about one of them. For example:",
                f"  {called} run copies-that-vote --set overseer.quality=0.8 --csv table.csv",
            ]
        ),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"ida-simulator {__version__}")
    commands = parser.add_subparsers(dest="command", prog=called, help=SUPPRESS, metavar="")
    for name, command in COMMANDS.items():
        said = command.help[0].upper() + command.help[1:] + "."
        sub = commands.add_parser(name, description=said, allow_abbrev=False)
        if name == meant:
            command.load().arguments(sub)
    return parser
