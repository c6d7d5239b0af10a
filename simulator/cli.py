"""The command line: the window, and everything that needs no screen (product.md 5).

Exit status 0: done; 1: `check` found problems; 2: an error, said in one line each on stderr; 130: stopped by Ctrl-C.
A command first reads and checks everything, then opens its outputs, computes, and only then puts results in place,
each file in one step: when something is wrong, nothing has been written.

The columns of `run --csv`, one row for each round from 0 on: round, horizon, capability, misalignment, prevalence,
attack_success, exposed_misalignment, teacher_horizon, reproduction, model_calls, overseer_steps; ledger_* and
ledger_capability_* for each cause; then by depth correct_0 …, error_0 …, misaligned_0 …, teacher_correct_0 …,
teacher_misaligned_0 …, reproduction_1 …. What round 0 does not have, and what is infinite, is empty.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from simulator.engine.iterate import Run
    from simulator.engine.parameters import Parameter, Parameters
    from simulator.scenario.files import StagedFile
    from simulator.scenario.schema import Scenario

DONE, PROBLEMS, ERROR, STOPPED, NOBODY_READS = 0, 1, 2, 130, 141

THEMES = ("light", "dark", "projector")
SMALLEST, LARGEST, USUAL = (480, 270), (7680, 4320), (1280, 800)
"""Bounds of a snapshot in pixels: half of the smallest window that shows everything at once, and an 8K screen."""

STDOUT = "-"
NAMELESS = '""'
_BY_DEPTH = {"reproduction_by_depth": ("reproduction", 1)}  # its column name, and the depth of its first value
_SCALARS = (
    "round", "horizon", "capability", "misalignment", "prevalence", "attack_success", "exposed_misalignment",
    "teacher_horizon", "reproduction", "model_calls", "overseer_steps",
)  # fmt: skip
_FAILING_OUTPUT = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG)
_ONE_LINE = str.maketrans({chr(c): f"\\x{c:02x}" for c in (*range(32), *range(127, 160))})


class Refusal(Exception):
    """An error of whoever called; every argument is a line for stderr."""


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
            _complain(line)
        return ERROR
    except KeyboardInterrupt:
        _complain("Stopped.", mark="")
        return STOPPED
    except BrokenPipeError:
        _forget_stdout()
        return NOBODY_READS
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FAILING_OUTPUT and error.filename is None:
            _forget_stdout()
            _complain(f"The output cannot be written: {error.strerror}.")
            return ERROR
        if os.environ.get("IDA_TRACEBACK"):
            raise
        _complain(
            f"Something unexpected went wrong ({type(error).__name__}: {error}); "
            "with IDA_TRACEBACK=1 in the environment the place is shown."
        )
        return ERROR


def _complain(line: str, mark: str = "error: ") -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            print(mark + str(line).strip().translate(_ONE_LINE), file=sys.stderr, flush=True)


def _forget_stdout() -> None:
    """Let Python's own flush at exit go nowhere, so that it has nothing to complain about."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _program() -> str:
    """How this program was called, for sentences that name a command."""
    name = Path(sys.argv[0]).name if sys.argv else ""
    return "ida-simulator" if name.startswith("ida-simulator") else "main.py"


# --- arguments ---------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        command = self.prog.partition(" ")[2]
        raise Refusal(f"{command + ': ' if command else ''}{message}; see {self.prog} --help")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    """One command: what it does, its arguments, and the function that runs it and returns the exit status."""

    help: str
    arguments: Callable[[_Parser], None]
    run: Callable[[argparse.Namespace], int]


def _dispatch(argv: list[str]) -> int:
    if not argv:
        return _open_window(None)
    if argv[0] == "--":  # what follows is a file, even if it looks like an option or a command
        return _open_named(argv[1], argv[2:]) if len(argv) > 1 else _open_window(None)
    if argv[0] not in COMMANDS and not argv[0].startswith("-"):
        return _open_named(argv[0], argv[1:])
    args = _parser().parse_args(argv)
    if args.command is None:
        return _open_window(None)
    return COMMANDS[args.command].run(args)


def _parser() -> _Parser:
    from simulator import __version__

    program = _program()
    parser = _Parser(
        prog=program,
        usage=f"{program} [FILE] | {program} COMMAND ...",
        description="Iterated Distillation and Amplification, to see and to try. Without a command the\n"
        "window opens, with FILE if one is given. FILE is a scenario file, or the name of a\n"
        "bundled scenario; where results go (OUT) may be - for the terminal.",
        epilog="\n".join(
            [
                "commands:",
                *(f"  {name:<12}{command.help}" for name, command in COMMANDS.items()),
                f"\n{program} COMMAND --help says more about one of them. For example:",
                f"  {program} run copies-that-vote --set overseer.quality=0.8 --csv table.csv",
            ]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"ida-simulator {__version__}")
    commands = parser.add_subparsers(dest="command", prog=program, help=argparse.SUPPRESS, metavar="")
    for name, command in COMMANDS.items():
        said = command.help[0].upper() + command.help[1:] + "."
        sub = commands.add_parser(name, description=said, allow_abbrev=False)
        command.arguments(sub)
    return parser


def _run_arguments(parser: _Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="a scenario file, or the name of a bundled scenario")
    several = "another value for one parameter; may be repeated"
    parser.add_argument("--set", metavar="ID=VALUE", action="append", default=[], help=several)
    parser.add_argument("--json", metavar="OUT", help="every figure of every round")
    parser.add_argument("--csv", metavar="OUT", help="the same as a table, one row a round")
    parser.add_argument("--plot", metavar="OUT.png|.svg", help="a picture of the charts (needs PySide6, but no screen)")


def _check_arguments(parser: _Parser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="scenario files, or names of bundled scenarios")


def _no_arguments(parser: _Parser) -> None:
    pass


def _parameters_arguments(parser: _Parser) -> None:
    parser.add_argument("--json", metavar="OUT", help="the table for programs, with labels, help, units and sources")


def _snapshot_arguments(parser: _Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="a scenario file, or the name of a bundled scenario")
    parser.add_argument("--out", metavar="OUT.png", required=True, help="where the picture goes")
    parser.add_argument(
        "--size",
        metavar="WxH",
        help=f"pixels, {_pixels(SMALLEST)} to {_pixels(LARGEST)} (usually {_pixels(USUAL)})",
    )
    parser.add_argument("--theme", choices=THEMES, default="light", help="usually light")
    parser.add_argument("--round", metavar="T", help="the round that is shown; 0 is the start")


# --- the window --------------------------------------------------------------------------------------------------


def _open_named(name: str, rest: list[str]) -> int:
    from simulator.scenario import library
    from simulator.scenario.schema import ScenarioError

    try:
        path = library.find(name)
    except ScenarioError as error:
        near = None
        if not Path(name).suffix and name == Path(name).name:
            near = get_close_matches(name[:100].lower(), (*COMMANDS, *library.slugs()), n=1, cutoff=0.6)
        if near:
            raise Refusal(f"{name} is neither a command nor a scenario; did you mean {near[0]}?") from None
        raise Refusal(*_lines(name, error)) from None
    if rest:
        raise Refusal(f"After the file {name} nothing more is expected, but there is: {' '.join(rest)}")
    return _open_window(path)


def _open_window(path: Path | None) -> int:
    from simulator.scenario import library
    from simulator.scenario.schema import ScenarioError

    instead = f"{_program()} run {path or library.DEFAULT}"
    with _interface("The window", instead):
        from simulator.ui.start import open_window, screen_problem

        if problem := screen_problem():
            raise Refusal(f"{problem.rstrip('.')}. Everything but the window works without a screen: {instead}")
        try:
            return open_window(str(path) if path else None)
        except ScenarioError as error:
            raise Refusal(*_lines(error.name, error)) from None


@contextlib.contextmanager
def _interface(what: str, instead: str) -> Iterator[None]:
    """Around the imports and calls of the interface: where Qt is missing, one sentence says so."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "simulator":
            raise
        raise Refusal(
            f"{what} needs PySide6 and pyqtgraph, which cannot be loaded here ({error}); "
            f"everything else works without it: {instead}"
        ) from None


# --- reading -----------------------------------------------------------------------------------------------------


def _lines(name: str, error: Exception) -> list[str]:
    from simulator.scenario.schema import ScenarioError

    assert isinstance(error, ScenarioError)
    return [f"{name or NAMELESS}: {problem}" for problem in error.problems]


def _load(name: str) -> tuple[Path, Scenario]:
    """The scenario of a name, or a Refusal with all its problems."""
    from simulator.scenario import codec, library
    from simulator.scenario.schema import ScenarioError

    try:
        path = library.find(name)
        return path, codec.read(path)
    except ScenarioError as error:
        raise Refusal(*_lines(name, error)) from None


def _with_settings(parameters: Parameters, settings: Sequence[str]) -> Parameters:
    """The parameters with the values of --set, or a Refusal with everything that is wrong with them."""
    from simulator.engine.parameters import TABLE
    from simulator.scenario.values import complaint, shown, unknown_parameter

    values: dict[str, Any] = {}
    problems = []
    for setting in settings:
        id_, equals, text = (part.strip() for part in setting.partition("="))
        problem = None
        if not equals or not id_:
            problem = "write ID=VALUE, for example overseer.quality=0.9"
        elif id_ not in TABLE:
            problem = unknown_parameter(id_)
        elif not text:
            problem = f"there is no value behind {id_}="
        elif id_ in values:
            problem = f"{id_} is given for the second time"
        else:
            values[id_] = _value(TABLE[id_], text)
            problem = complaint(id_, values[id_])
            if isinstance(values[id_], str) and re.fullmatch(r"[+-]?\d+,\d+", text):
                problem = f"decimals are written with a point: {id_}={text.replace(',', '.')}"
        if problem:
            problems.append(f"--set {shown(setting)}: {problem}")
    if problems:
        raise Refusal(*problems)
    return parameters.with_(values)


def _value(row: Parameter, text: str) -> float | str:
    """The number that a text says, as a whole number where it is written as one; else the text."""
    if row.choices:
        return text
    if re.fullmatch(r"[+-]?[0-9]+", text):
        return int(text[:400])  # Python refuses to read thousands of digits; hundreds are out of range as well
    try:
        return float(text)
    except ValueError:
        return text


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


def _round(text: str | None, rounds: int) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) > rounds:
        raise Refusal(f"--round {text}: this scenario has the rounds 0 to {rounds}")
    return int(text)


# --- writing -----------------------------------------------------------------------------------------------------


def _stage(outputs: Mapping[str, str], source: Path | None, stack: ExitStack) -> dict[str, StagedFile | None]:
    """Open every output beside its target, by option; None stands for the terminal. A Refusal lists all problems."""
    from simulator.scenario.files import StagedFile, WriteError

    staged: dict[str, StagedFile | None] = {}
    problems = []
    taken: dict[str, str] = {}
    for option, out in outputs.items():
        if out == STDOUT:
            if STDOUT in taken:
                problems.append(f"{option} -: the terminal is already taken by {taken[STDOUT]}")
            taken[STDOUT] = option
            staged[option] = None
            continue
        with contextlib.suppress(OSError, ValueError):  # what is wrong with the name is said when it is opened
            real = os.path.normcase(os.path.realpath(out))
            if source is not None and _same_file(real, os.path.realpath(source)):
                problems.append(f"{option} {out}: this is the scenario file itself, which is not overwritten")
                continue
            if other := next((o for known, o in taken.items() if known != STDOUT and _same_file(real, known)), None):
                problems.append(f"{option} {out}: this file is already taken by {other}")
                continue
            taken[real] = option
        try:
            staged[option] = stack.enter_context(StagedFile(out))
        except WriteError as error:
            problems.append(f"{option}: {error}")
    if problems:
        raise Refusal(*problems)
    return staged


def _same_file(a: str, b: str) -> bool:
    try:
        return os.path.samefile(a, b)
    except OSError:
        return os.path.normcase(a) == os.path.normcase(b)


def _deliver(staged: Mapping[str, StagedFile | None], contents: Mapping[str, bytes]) -> None:
    """Everything onto the disk, then everything into its place, then the terminal."""
    from simulator.scenario.files import WriteError

    try:
        for option, file in staged.items():
            if file is not None and option in contents:
                file.fill(contents[option])
            elif file is not None:
                file.settle()
        for file in staged.values():
            if file is not None:
                file.commit()
    except WriteError as error:
        raise Refusal(str(error)) from None
    for option, file in staged.items():
        if file is None:
            _print(contents[option])


def _print(data: bytes) -> None:
    """The bytes to the terminal as they are, whatever its encoding."""
    if sys.stdout is None:
        return
    sys.stdout.flush()
    if (raw := getattr(sys.stdout, "buffer", None)) is not None:
        raw.write(data)
        raw.flush()
    else:
        sys.stdout.write(data.decode("utf-8"))


def _json(content: object) -> bytes:
    import json

    return (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def _picture_suffix(option: str, out: str, allowed: tuple[str, ...]) -> None:
    if Path(out).suffix.lower() not in allowed:
        raise Refusal(f"{option} {out}: a picture goes to a file whose name ends in {' or '.join(allowed)}")


# --- commands ----------------------------------------------------------------------------------------------------


def _run(args: argparse.Namespace) -> int:
    source, scenario = _load(args.file)
    parameters = _with_settings(scenario.parameters, args.set)
    outputs = {f"--{name}": out for name in ("json", "csv", "plot") if (out := getattr(args, name)) is not None}
    instead = f"{_program()} run {args.file} --csv OUT"
    draw: Callable[[Run, Path, str], None] | None = None
    if "--plot" in outputs:
        _picture_suffix("--plot", outputs["--plot"], (".png", ".svg"))
        with _interface("--plot", instead):
            from simulator.ui.pictures import plot

            draw = plot
    with ExitStack() as stack:
        staged = _stage(outputs, source, stack)
        from simulator.engine.iterate import run

        result = run(parameters)
        contents = {}
        if "--json" in outputs:
            contents["--json"] = _json(
                {"parameters": parameters.values(), "rounds": [round_.to_json() for round_ in result.rounds]}
            )
        if "--csv" in outputs:
            contents["--csv"] = _csv(result)
        if draw is not None and (picture := staged["--plot"]) is not None:
            with _interface("--plot", instead):
                draw(result, picture.working or picture.target, scenario.title)
        _deliver(staged, contents)
    if not outputs:
        print(_summary(scenario.title, result))
    return DONE


def _csv(run: Run) -> bytes:
    import csv
    import io

    rows = [_flat(round_.to_json()) for round_ in run.rounds]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[-1]), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    """One round as columns: single figures, then the ledgers, then everything by depth."""
    columns = {name: figures[name] for name in _SCALARS if name in figures}
    for name, value in figures.items():
        if isinstance(value, dict):
            columns |= {f"{name}_{cause}": entry for cause, entry in value.items()}
    for name, value in figures.items():
        if isinstance(value, list):
            column, first = _BY_DEPTH.get(name, (name, 0))
            columns |= {f"{column}_{depth}": entry for depth, entry in enumerate(value, first)}
    return columns


def _summary(title: str, run: Run) -> str:
    """The run as a short table for people."""
    lines = [title, "", "round  reaches depth  capability  misalignment  added  reproduction"]
    before = None
    for round_ in run.rounds:
        line = f"{round_.round:5}  {round_.horizon:13.2f}  {round_.capability:10.3f}  {round_.misalignment:12.3f}"
        if before is not None:
            line += f" {round_.misalignment - before:+.3f}  {round_.reproduction:12.2f}"
        lines.append(line)
        before = round_.misalignment
    return "\n".join(lines)


def _check(args: argparse.Namespace) -> int:
    found = False
    for name in args.files:
        try:
            _load(name)
        except Refusal as refusal:
            found = True
            for line in refusal.args:
                print(line.translate(_ONE_LINE))
        else:
            print(f"{name}: no problems".translate(_ONE_LINE))
    return PROBLEMS if found else DONE


def _list(args: argparse.Namespace) -> int:
    from simulator.scenario import library
    from simulator.scenario.schema import ScenarioError

    try:
        lines = [f"{one.slug}\t{one.title}" for one in library.bundled()]
    except ScenarioError as error:
        raise Refusal(*_lines(error.name, error)) from None
    print("\n".join(lines))
    return DONE


def _parameters(args: argparse.Namespace) -> int:
    from simulator.engine.parameters import TABLE

    if args.json is None:
        print(_table(tuple(TABLE.values())))
        return DONE
    with ExitStack() as stack:
        staged = _stage({"--json": args.json}, None, stack)
        _deliver(staged, {"--json": _json([_described(row) for row in TABLE.values()])})
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
    lines = ["  ".join([*map(str.ljust, line[:4], widths), line[4]]).rstrip() for line in cells]
    return "\n".join([*lines, "", "* what this does in the model is an assumption"])


def _snapshot(args: argparse.Namespace) -> int:
    source, scenario = _load(args.file)
    size = _size(args.size)
    round_ = _round(args.round, scenario.parameters.run.rounds)
    _picture_suffix("--out", args.out, (".png",))
    instead = f"{_program()} run {args.file}"
    with _interface("A snapshot", instead):
        from simulator.ui.pictures import snapshot
    with ExitStack() as stack:
        staged = _stage({"--out": args.out}, source, stack)
        if (picture := staged["--out"]) is not None:
            with _interface("A snapshot", instead):
                snapshot(scenario, picture.working or picture.target, size, args.theme, round_)
        _deliver(staged, {})
    return DONE


COMMANDS: Mapping[str, _Command] = {
    "run": _Command(help="compute a scenario and write its figures", arguments=_run_arguments, run=_run),
    "check": _Command(help="list everything that is wrong with scenario files", arguments=_check_arguments, run=_check),
    "list": _Command(help="name the bundled scenarios, the default first", arguments=_no_arguments, run=_list),
    "parameters": _Command(help="print the table of parameters", arguments=_parameters_arguments, run=_parameters),
    "snapshot": _Command(
        help="save a picture of the window, without a screen", arguments=_snapshot_arguments, run=_snapshot
    ),
}
"""Every command by its name, in the order of the help."""
