"""A short text as a QR picture, made by segno."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

QUIET_ZONE = 4
"""White modules that must surround the picture (ISO/IEC 18004)."""

_SCALE = 10
"""Pixels of a module in a file: a code of 20 characters gives a picture of 290."""


@lru_cache(maxsize=8)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of the picture, without the quiet zone; true is dark."""
    return tuple(tuple(bool(module) for module in row) for row in _symbol(text).matrix)


def picture(text: str, kind: str) -> bytes:
    """The picture as a file of the kind "svg" or "png", black on white, with its quiet zone."""
    content = io.BytesIO()
    _symbol(text).save(content, kind=kind, scale=_SCALE, border=QUIET_ZONE, light="white")
    return content.getvalue()


def _symbol(text: str) -> Any:
    """Error correction M or better: at least 15 % of the picture may be covered or printed badly."""
    import segno

    return segno.make_qr(text, error="m", boost_error=True)
