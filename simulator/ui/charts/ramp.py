"""Color ramps whose steps look equal: straight lines through the OKLab space (Ottosson 2020)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from simulator.engine.outcome import Array

Colors = NDArray[np.uint32]
"""0xffRRGGBB."""

STEPS = 256

_TO_CONE = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip


@lru_cache(maxsize=32)
def ramp(low: str, high: str, share: float = 1.0) -> Colors:
    """256 opaque colors from `low` to `share` of the way to `high`, both #rrggbb."""
    start, end = _oklab(low), _oklab(high)
    along = np.linspace(0.0, share, STEPS)[:, np.newaxis]
    rgb = np.round(_srgb(start + along * (end - start)) * 255).astype(np.uint32)
    colors = 0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]
    made: Colors = colors.astype(np.uint32)
    made.setflags(write=False)
    return made


def lightness(colors: Colors) -> Array:
    """OKLab lightness of colors."""
    rgb = np.stack([(colors >> shift & 0xFF) / 255.0 for shift in (16, 8, 0)], axis=-1)
    lab: Array = np.cbrt(_linear(rgb) @ _TO_CONE.T) @ _TO_LAB.T
    return lab[..., 0]


def _oklab(name: str) -> Array:
    color = QColor(name)
    rgb = np.array([color.redF(), color.greenF(), color.blueF()])
    lab: Array = np.cbrt(_linear(rgb) @ _TO_CONE.T) @ _TO_LAB.T
    return lab


def _linear(rgb: Array) -> Array:
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _srgb(lab: Array) -> Array:
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONE).T, 0.0, 1.0)
    gamma = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(gamma, 0.0, 1.0))
