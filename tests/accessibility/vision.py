"""Colors as they are seen: contrast (WCAG 2.2), color-vision deficiencies, and how far two colors are apart."""

from __future__ import annotations

from math import dist
from typing import Literal, TypeAlias

import numpy as np
from PySide6.QtGui import QColor

Kind = Literal["typical", "protan", "deutan", "tritan"]
Linear: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"

MACHADO: dict[Kind, list[list[float]]] = {
    "typical": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    "protan": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip
"""Machado, Oliveira, Fernandes 2009, doi 10.1109/TVCG.2009.113, severity 1.0, for linear RGB."""


def linear(color: str) -> Linear:
    """#rrggbb as linear RGB, from 0 to 1."""
    parsed = QColor(color)
    encoded = np.array([parsed.redF(), parsed.greenF(), parsed.blueF()])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    brighter, darker = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def apart(one: str, other: str, kind: Kind) -> float:
    """How far apart two colors look, as a distance in OKLab (Ottosson 2020): 0.02 can just be told, 1 is the most."""
    return dist(_oklab(linear(one), kind), _oklab(linear(other), kind))


def _oklab(color: Linear, kind: Kind) -> tuple[float, ...]:
    seen = np.clip(np.array(MACHADO[kind]) @ color, 0.0, 1.0)
    cones = np.cbrt(
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ seen
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return tuple(float(value) for value in lab @ cones)
