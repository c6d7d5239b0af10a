"""A short text as a QR picture, made by segno."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

QUIET_ZONE = 4
"""White modules that must surround the picture (ISO/IEC 18004)."""


def symbol(text: str) -> Any:
    """The picture as segno's object, with error correction M: 15 % of it may be covered or printed badly."""
    import segno

    return segno.make_qr(text, error="m", boost_error=True)


@lru_cache(maxsize=8)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of the picture, without the quiet zone; true is dark."""
    return tuple(tuple(bool(module) for module in row) for row in symbol(text).matrix)
