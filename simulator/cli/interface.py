"""What needs Qt is reached by lazy imports of simulator.ui only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from simulator.cli.saying import Refusal


@contextlib.contextmanager
def interface(what: str, instead: str) -> Iterator[None]:
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


def check_picture_suffix(option: str, out: str, allowed: tuple[str, ...]) -> None:
    """Refuse a picture whose name does not say its format."""
    if Path(out).suffix.lower() not in allowed:
        raise Refusal(f"{option} {out}: a picture goes to a file whose name ends in {' or '.join(allowed)}")
