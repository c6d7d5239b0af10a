"""Where results go: files that take their place in one step, and the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli.saying import Refusal

if TYPE_CHECKING:
    from simulator.scenario.files import StagedFile

STDOUT = "-"


def stage(outputs: Mapping[str, str], source: Path | None, stack: ExitStack) -> dict[str, StagedFile | None]:
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


Content = bytes | Iterable[bytes]
"""What goes to one output, at once or piece by piece."""


def deliver(staged: Mapping[str, StagedFile | None], contents: Mapping[str, Content]) -> None:
    """Everything onto the disk, then everything into its place, then the terminal."""
    from simulator.scenario.files import WriteError

    try:
        for option, file in staged.items():
            if file is not None and option in contents:
                _fill(file, contents[option])
            elif file is not None:
                file.settle()
        for file in staged.values():
            if file is not None:
                file.commit()
    except WriteError as error:
        raise Refusal(str(error)) from None
    for option, file in staged.items():
        if file is None:
            content = contents[option]
            for data in [content] if isinstance(content, bytes) else content:
                _print(data)


def _fill(file: StagedFile, content: Content) -> None:
    if isinstance(content, bytes):
        file.fill(content)
        return
    from simulator.scenario.files import WriteError, reason

    try:
        with open(file.working or file.target, "wb") as out:
            for data in content:
                out.write(data)
    except OSError as error:
        raise WriteError(f"{file.named} cannot be written: {reason(error)}.") from None
    file.settle()


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


def json_bytes(content: object) -> bytes:
    """JSON that every program reads, and a line break."""
    import json

    return (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
