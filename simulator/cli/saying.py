"""What the command line says on stderr, and how it leaves."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

DONE, PROBLEMS, ERROR, STOPPED, NOBODY_READS = 0, 1, 2, 130, 141
"""Exit statuses."""

FAILING_OUTPUT = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG)
ONE_LINE = str.maketrans({chr(c): f"\\x{c:02x}" for c in (*range(32), *range(127, 160))})


class Refusal(Exception):
    """An error of whoever called; every argument is a line for stderr."""


def complain(line: str, mark: str = "error: ") -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            print(mark + str(line).strip().translate(ONE_LINE), file=sys.stderr, flush=True)


def forget_stdout() -> None:
    """Let Python's own flush at exit go nowhere, so that it has nothing to complain about."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def program() -> str:
    """How this program was called, for sentences that name a command."""
    name = Path(sys.argv[0]).name if sys.argv else ""
    return "ida-simulator" if name.startswith("ida-simulator") else "main.py"
